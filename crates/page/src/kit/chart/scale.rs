//! Units and scales.

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unit {
    /// What stands before it, such as "£".
    pub prefix: &'static str,
    /// What stands after it, such as "%" or " days".
    pub suffix: &'static str,
    /// How many places after the point.
    pub places: u8,
}

impl Unit {
    /// A count of things.
    pub const COUNT: Self = Self { prefix: "", suffix: "", places: 0 };
    /// A share in per cent.
    pub const PER_CENT: Self = Self { prefix: "", suffix: "%", places: 0 };
    /// An amount in whole pounds.
    pub const POUNDS: Self = Self { prefix: "£", suffix: "", places: 0 };
    /// A time in days.
    pub const DAYS: Self = Self { prefix: "", suffix: " days", places: 0 };
    /// A rating with one place, such as 0 to 10.
    pub const RATING: Self = Self { prefix: "", suffix: "", places: 1 };

    /// `value` as people read it: thousands parted with commas.
    pub fn write(self, value: f64) -> String {
        let places = usize::from(self.places);
        let digits = format!("{:.places$}", value.abs());
        let (whole, rest) = digits.split_once('.').map_or((digits.as_str(), ""), |(whole, rest)| (whole, rest));
        let mut parted = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                parted.push(',');
            }
            parted.push(digit);
        }
        if !rest.is_empty() {
            parted.push('.');
            parted.push_str(rest);
        }
        // A small loss rounds to nought, which has no sign.
        let minus = if value < 0.0 && digits.chars().any(|c| ('1'..='9').contains(&c)) { "−" } else { "" };
        format!("{minus}{}{parted}{}", self.prefix, self.suffix)
    }
}

/// A scale from `low` to `high` with round steps. `low` is 0 unless a figure is below it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

impl Scale {
    /// A scale that holds all of `values`, with about four steps, none finer than `places` can be written.
    pub fn holding(values: impl Iterator<Item = f64>, places: u8) -> Self {
        let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let finest = 10f64.powi(-i32::from(places));
        let span = (high - low).max(finest);
        let rough = span / 4.0;
        let power = 10f64.powf(rough.log10().floor());
        let round = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|m| m * power >= rough * 0.999).unwrap_or(10.0);
        let step = (round * power).max(finest);
        // 2.5 of a unit that is only written whole would be labelled falsely.
        let step = if places == 0 { step.ceil() } else { step };
        let high = (high / step).ceil().max(if low < 0.0 { 0.0 } else { 1.0 }) * step;
        Self { low: (low / step).floor() * step, high, step }
    }

    /// Where `value` stands, 0 at `low`, 1 at `high`.
    pub fn share(self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// The values at the scale's steps.
    pub fn steps(self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as u32;
        (0..=count).map(move |index| self.low + f64::from(index) * self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_are_written_as_people_read_them() {
        assert_eq!(Unit::COUNT.write(0.0), "0");
        assert_eq!(Unit::COUNT.write(999.0), "999");
        assert_eq!(Unit::COUNT.write(1_234_567.0), "1,234,567");
        assert_eq!(Unit::POUNDS.write(-5_000.0), "−£5,000");
        assert_eq!(Unit::PER_CENT.write(42.4), "42%");
        assert_eq!(Unit::RATING.write(7.25), "7.2");
        assert_eq!(Unit::RATING.write(-0.01), "0.0");
    }

    #[test]
    fn scales_are_round() {
        let scale = Scale::holding([3.0, 87.0].into_iter(), 0);
        assert_eq!((scale.low, scale.high, scale.step), (0.0, 100.0, 25.0));
        let none = Scale::holding(std::iter::empty(), 0);
        assert_eq!((none.low, none.high), (0.0, 1.0));
    }

    proptest! {
        #[test]
        fn a_scale_holds_its_values(values in prop::collection::vec(-1e9..1e9_f64, 1..20), places in 0u8..3) {
            let scale = Scale::holding(values.iter().copied(), places);
            prop_assert!(scale.low <= 0.0 && scale.high >= 0.0 && scale.high > scale.low);
            for value in values {
                prop_assert!(scale.low <= value && value <= scale.high, "{value} outside {scale:?}");
            }
            prop_assert!(scale.steps().count() <= 8, "{scale:?}");
        }
    }
}
