//! Many years of one thing's life as lanes over one line of time: what moved, what happened, how much of it.

use kernel::{Date, days_between};
use maud::{Markup, Render, html};

use super::{Text, per_cent};

/// Above the first lane.
const TOP: f64 = 8.0;
/// A lane's name stands in this height above its field.
const NAME: f64 = 22.0;
/// The field of a lane of steps.
const STEPS: f64 = 66.0;
/// The field of a lane of marks.
const MARKS: f64 = 22.0;
/// The field of a lane of amounts.
const AMOUNTS: f64 = 34.0;
/// Between two lanes.
const GAP: f64 = 14.0;
/// Below the last lane, for the years.
const YEARS: f64 = 28.0;
/// At most so many years are named, so that they fit on a phone.
const NAMED: i16 = 6;

/// One lane.
#[derive(Debug, Clone)]
pub struct Lane {
    name: String,
    field: Field,
}

#[derive(Debug, Clone)]
enum Field {
    Steps(Vec<String>, Vec<(Date, usize)>),
    Marks(Vec<Date>),
    Amounts(Vec<(Date, u32)>),
}

impl Lane {
    /// How something moved between `heights`, named from the lowest up: from each day on it stands at a height, until
    /// the next. Days come in order.
    pub fn steps(name: impl Into<String>, heights: Vec<String>, steps: Vec<(Date, usize)>) -> Self {
        Lane { name: name.into(), field: Field::Steps(heights, steps) }
    }

    /// Days on which something happened.
    pub fn marks(name: impl Into<String>, days: Vec<Date>) -> Self {
        Lane { name: name.into(), field: Field::Marks(days) }
    }

    /// How much there was in the months that begin on these days.
    pub fn amounts(name: impl Into<String>, months: Vec<(Date, u32)>) -> Self {
        Lane { name: name.into(), field: Field::Amounts(months) }
    }

    fn height(&self) -> f64 {
        match self.field {
            Field::Steps(..) => STEPS,
            Field::Marks(_) => MARKS,
            Field::Amounts(_) => AMOUNTS,
        }
    }
}

/// Lanes over the same years.
#[derive(Debug, Clone)]
pub struct Years {
    title: Text,
    from: Date,
    to: Date,
    spoken: String,
    lanes: Vec<Lane>,
}

/// Draws `lanes` from the day `from` to the day `to`. `spoken` tells who does not see it what it shows and where the same
/// stands in words: the caller puts that table beside it.
pub fn years(
    title: impl Into<Text>,
    (from, to): (Date, Date),
    spoken: impl Into<String>,
    lanes: Vec<Lane>,
) -> Years {
    Years { title: title.into(), from, to, spoken: spoken.into(), lanes }
}

impl Years {
    /// How far across a day stands; what lies outside stands at the edge.
    fn share(&self, day: Date) -> f64 {
        let all = days_between(self.from, self.to).max(1);
        let at = days_between(self.from, day).clamp(0, all);
        0.01 + 0.98 * f64::from(at) / f64::from(all)
    }

    fn across(&self, day: Date) -> String {
        per_cent(self.share(day))
    }

    fn picture(&self) -> Markup {
        let mut lanes = Vec::new();
        let mut top = TOP;
        for (index, lane) in self.lanes.iter().enumerate() {
            lanes.push((index, lane, top + NAME));
            top += NAME + lane.height() + GAP;
        }
        let foot = top;
        let every =
            (self.to.year() - self.from.year() + 1).max(1).unsigned_abs().div_ceil(NAMED.unsigned_abs());
        let first = |year: i16| Date::new(year, 1, 1).unwrap_or(self.to);
        html! {
            svg class="hearth-chart__picture" role="img" width="100%" height=(foot + YEARS) aria-label=(self.spoken) {
                @for year in self.from.year()..=self.to.year() {
                    @let x = self.across(first(year).max(self.from));
                    line class="hearth-chart__grid" x1=(x) x2=(x) y1=(TOP) y2=(foot) {}
                    @if (self.to.year() - year).unsigned_abs().is_multiple_of(every) {
                        text class="hearth-chart__soft" x=(x) y=(foot + 20.0)
                            text-anchor=(if year == self.from.year() { "start" } else { "middle" }) { (year) }
                    }
                }
                @for (index, lane, y) in lanes {
                    text class="hearth-chart__value" x="0" y=(y - 6.0) { (lane.name) }
                    line class="hearth-chart__base" x1="0" x2="100%" y1=(y + lane.height()) y2=(y + lane.height()) {}
                    @match &lane.field {
                        Field::Steps(heights, steps) => (self.steps(heights, steps, y)),
                        Field::Marks(days) => {
                            @for day in days {
                                svg x=(self.across(*day)) y=(y + MARKS / 2.0) overflow="visible" { (super::lines::mark(index % 4 + 1)) }
                            }
                        },
                        Field::Amounts(months) => (self.amounts(months, y)),
                    }
                }
            }
        }
    }

    fn steps(&self, heights: &[String], steps: &[(Date, usize)], y: f64) -> Markup {
        let count = heights.len().max(2);
        // Few heights, so the numbers are exact.
        let at = |height: usize| y + STEPS * (1.0 - height.min(count - 1) as f64 / (count - 1) as f64);
        html! {
            @for (place, (day, height)) in steps.iter().enumerate() {
                @let until = steps.get(place + 1).map_or(self.to, |(next, _)| *next);
                line class="hearth-chart__line hearth-chart__line--1" x1=(self.across(*day)) x2=(self.across(until))
                    y1=(at(*height)) y2=(at(*height)) {}
                @if let Some((next, then)) = steps.get(place + 1) {
                    line class="hearth-chart__line hearth-chart__line--1" x1=(self.across(*next)) x2=(self.across(*next))
                        y1=(at(*height)) y2=(at(*then)) {}
                }
            }
            @for (height, name) in heights.iter().enumerate() {
                text class="hearth-chart__soft" x="100%" y=(at(height) - 3.0) text-anchor="end" { (name) }
            }
        }
    }

    fn amounts(&self, months: &[(Date, u32)], y: f64) -> Markup {
        let most = months.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
        html! {
            @for (month, amount) in months {
                @let tall = AMOUNTS * f64::from(*amount) / f64::from(most);
                @let wide = (self.share(month.last_of_month()) - self.share(*month)).max(0.002);
                rect class="hearth-chart__bar" x=(self.across(*month)) width=(per_cent(wide))
                    y=(((y + AMOUNTS - tall) * 100.0).round() / 100.0) height=((tall * 100.0).round() / 100.0) {}
            }
        }
    }
}

impl Render for Years {
    fn render(&self) -> Markup {
        html! {
            figure class="hearth-chart" {
                figcaption class="hearth-chart__title" { (self.title) }
                (self.picture())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_level_holds_until_the_next_and_days_outside_stand_at_the_edge() {
        let heights = vec!["Low".into(), "High <b>".into()];
        let steps = Lane::steps("Level", heights, vec![(day("2020-01-01"), 0), (day("2025-01-01"), 1)]);
        let marks = Lane::marks("Life", vec![day("1990-01-01"), day("2099-01-01")]);
        let amounts = Lane::amounts("Given", vec![(day("2021-01-01"), 4), (day("2021-02-01"), 1)]);
        let drawn =
            years("x", (day("2020-01-01"), day("2029-12-31")), "Ten years", vec![steps, marks, amounts])
                .render()
                .0;
        assert_eq!(drawn.matches("hearth-chart__line--1").count(), 3, "two levels and the move between them");
        assert!(drawn.contains("x=\"1.00%\"") && drawn.contains("x=\"99.00%\""));
        assert!(drawn.contains("height=\"34\"") && drawn.contains("height=\"8.5\""), "{drawn}");
        assert!(drawn.contains("High &lt;b&gt;") && drawn.contains("aria-label=\"Ten years\""));
        assert!(!drawn.contains("style="), "the content security policy allows none");
        assert!(drawn.matches("text-anchor=\"middle\"").count() <= 6, "years fit on a phone");
    }

    #[test]
    fn one_day_and_nothing_in_it_is_no_failure() {
        let drawn = years(
            "x",
            (day("2026-01-01"), day("2026-01-01")),
            "",
            vec![Lane::steps("a", Vec::new(), Vec::new())],
        );
        assert!(drawn.render().0.contains("2026"));
    }
}
