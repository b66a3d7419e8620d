//! Chance with a seed, for simulations: the same seed gives the same draws on every machine.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of chance.
pub(crate) struct Draws {
    rng: ChaCha8Rng,
    /// The second of a pair of normal numbers, kept for the next call.
    spare: Option<f64>,
}

impl Draws {
    /// The stream of this seed for one purpose.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        // FNV-1a: any change to a part gives another stream.
        let bytes = seed.to_be_bytes().into_iter().chain(purpose.bytes());
        let mixed = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Draws { rng: ChaCha8Rng::seed_from_u64(mixed), spare: None }
    }

    /// From 0 up to, but never, 1.
    pub(crate) fn share(&mut self) -> f64 {
        self.rng.random::<f64>()
    }

    /// A normal number: mean 0, standard deviation 1 (Box and Muller's method).
    pub(crate) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        let (sin, cos) = (std::f64::consts::TAU * self.share()).sin_cos();
        self.spare = Some(radius * sin);
        radius * cos
    }

    /// A count that comes by itself, with this mean (Poisson): by multiplication for small means (Knuth), by the normal
    /// curve above 30, where the two differ by less than the rounding.
    pub(crate) fn count(&mut self, mean: f64) -> u32 {
        if mean <= 0.0 || !mean.is_finite() {
            return 0;
        }
        if mean > 30.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0) as u32;
        }
        let least = (-mean).exp();
        let (mut product, mut count) = (self.share(), 0);
        while product > least {
            product *= self.share();
            count += 1;
        }
        count
    }
}

/// The value below which this share of the values lies; the values are put out of order. Nought for none.
pub(crate) fn quantile(values: &mut [f64], share: f64) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let last = values.len() - 1;
    let at = ((last as f64) * share).round() as usize;
    let (_, value, _) = values.select_nth_unstable_by(at.min(last), f64::total_cmp);
    *value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_the_same_again_and_have_their_means() {
        let take = |seed| (0..5).map(|_| Draws::new(seed, "x").count(9.0)).collect::<Vec<_>>();
        assert_eq!(take(1), take(1));
        let mut draws = Draws::new(1, "means");
        let many = 40_000;
        for mean in [0.4, 7.0, 80.0] {
            let sum: f64 = (0..many).map(|_| f64::from(draws.count(mean))).sum();
            assert!((sum / f64::from(many) - mean).abs() < mean * 0.03, "{mean}");
        }
        let all: Vec<f64> = (0..many).map(|_| draws.normal()).collect();
        let mean = all.iter().sum::<f64>() / f64::from(many);
        let variance = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(many);
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
        assert_eq!(draws.count(-1.0), 0);
        assert_eq!(draws.count(f64::NAN), 0);
    }

    #[test]
    fn quantiles_of_few_and_many() {
        assert_eq!(quantile(&mut [], 0.5), 0.0);
        assert_eq!(quantile(&mut [3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!((quantile(&mut [1.0, 2.0], 0.0), quantile(&mut [1.0, 2.0], 1.0)), (1.0, 2.0));
    }
}
