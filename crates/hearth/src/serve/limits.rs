//! How fast one person, one machine or one network address may ask. Held in the memory of each node and
//! bounded: it keeps programs from copying the record page by page and from drowning others out. Guessing
//! of passwords is held back in the database, by the rooms that check them.
//!
//! Each has a bucket of drops that fills by itself; a request takes some. Who is signed in, or has a token, has a
//! bucket of their own wherever they ask from; everybody else shares the one of their network address.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use page::{Ctx, Method};

/// A bucket's size, and what flows in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Drops that a full bucket holds.
    pub burst: u32,
    /// Drops a second.
    pub per_second: u32,
}

/// The rates of a node. A page costs one drop, a change four, a whole list as a file ten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// Of somebody signed in.
    pub person: Rate,
    /// Of a token of the API.
    pub machine: Rate,
    /// Of everybody else at one network address.
    pub address: Rate,
}

impl Rates {
    /// What a server begins with: far above what hands can do (a page every tenth of a second for half a
    /// minute), far below what copying an agency's record would need.
    pub const USUAL: Rates = Rates {
        person: Rate { burst: 300, per_second: 10 },
        machine: Rate { burst: 1_000, per_second: 50 },
        address: Rate { burst: 300, per_second: 10 },
    };
}

const PAGE: u32 = 1;
const CHANGE: u32 = 4;
const WHOLE_LIST: u32 = 10;

/// Buckets of one generation at the most. Two generations are held, about 10 MB when full.
const MOST_BUCKETS: usize = 100_000;
/// A generation's time. Every bucket is full again by then, so an old one can be forgotten.
const GENERATION: Duration = Duration::from_secs(120);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    drops: f64,
    at: Instant,
}

#[derive(Debug)]
struct Buckets {
    young: HashMap<u64, Bucket>,
    old: HashMap<u64, Bucket>,
    since: Instant,
}

/// The buckets of a node.
#[derive(Debug)]
pub(super) struct Limits {
    rates: Rates,
    /// Buckets are kept under a hash with a secret of this process, so that no address is kept.
    hash: RandomState,
    buckets: Mutex<Buckets>,
}

impl Limits {
    pub(super) fn new(rates: Rates) -> Self {
        let buckets = Buckets { young: HashMap::new(), old: HashMap::new(), since: Instant::now() };
        Limits { rates, hash: RandomState::new(), buckets: Mutex::new(buckets) }
    }

    /// Takes what a request costs, or says how many seconds to wait.
    pub(super) fn take(&self, ctx: &Ctx, now: Instant) -> Result<(), u64> {
        if ctx.route.anonymous {
            return Ok(());
        }
        let cost = match ctx.route.method {
            Method::Post => CHANGE,
            Method::Get if ctx.route.path.ends_with(".csv") => WHOLE_LIST,
            Method::Get => PAGE,
        };
        let (rate, key) = match (ctx.actor.account(), ctx.actor.role()) {
            (Some(account), _) => (self.rates.person, self.hash.hash_one((1_u8, account.as_bytes()))),
            (None, Some(_)) => {
                let token = ctx.request.headers.get("authorization").map_or(&b""[..], |v| v.as_bytes());
                (self.rates.machine, self.hash.hash_one((2_u8, token)))
            }
            (None, None) => {
                (self.rates.address, self.hash.hash_one((3_u8, neighbourhood(&ctx.request.origin))))
            }
        };
        self.take_from(key, rate, cost, now)
    }

    fn take_from(&self, key: u64, rate: Rate, cost: u32, now: Instant) -> Result<(), u64> {
        let mut all = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if all.young.len() >= MOST_BUCKETS || now.saturating_duration_since(all.since) > GENERATION {
            all.old = std::mem::take(&mut all.young);
            all.since = now;
        }
        let full = Bucket { drops: f64::from(rate.burst), at: now };
        let before = all.young.get(&key).or_else(|| all.old.get(&key)).copied().unwrap_or(full);
        let flowed = now.saturating_duration_since(before.at).as_secs_f64() * f64::from(rate.per_second);
        let drops = (before.drops + flowed).min(f64::from(rate.burst));
        let left = drops - f64::from(cost);
        let drops = if left < 0.0 { drops } else { left };
        all.young.insert(key, Bucket { drops, at: now });
        if left < 0.0 {
            // A bucket that never fills is for tests: an hour is as good as never.
            let wait = -left / f64::from(rate.per_second);
            return Err(if wait.is_finite() { wait.ceil().clamp(1.0, 3_600.0) as u64 } else { 3_600 });
        }
        Ok(())
    }
}

/// An address as one place: of the newer kind a household has many, so the first half of it.
fn neighbourhood(origin: &str) -> String {
    match origin.parse() {
        Ok(IpAddr::V6(v6)) if v6.to_ipv4_mapped().is_none() => format!("{:x?}", &v6.segments()[..4]),
        Ok(IpAddr::V6(v6)) => v6.to_ipv4_mapped().map_or_else(String::new, |v4| v4.to_string()),
        _ => origin.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 10, per_second: 2 };

    #[test]
    fn a_bucket_runs_dry_and_fills_again() {
        let limits = Limits::new(Rates::USUAL);
        let start = Instant::now();
        for _ in 0..10 {
            assert_eq!(limits.take_from(1, RATE, 1, start), Ok(()));
        }
        assert_eq!(limits.take_from(1, RATE, 1, start), Err(1));
        assert_eq!(limits.take_from(1, RATE, 4, start), Err(2));
        assert_eq!(limits.take_from(2, RATE, 10, start), Ok(()), "another has a bucket of their own");
        let later = start + Duration::from_secs(2);
        assert_eq!(limits.take_from(1, RATE, 4, later), Ok(()));
        assert_eq!(limits.take_from(1, RATE, 1, later), Err(1));
        // A bucket never holds more than it can.
        let much_later = start + Duration::from_secs(3_600);
        assert_eq!(limits.take_from(1, RATE, 11, much_later), Err(1));
        assert_eq!(limits.take_from(1, RATE, 10, much_later), Ok(()));
    }

    #[test]
    fn asking_while_dry_costs_nothing_more() {
        let limits = Limits::new(Rates::USUAL);
        let start = Instant::now();
        assert_eq!(limits.take_from(1, RATE, 10, start), Ok(()));
        for _ in 0..1_000 {
            assert!(limits.take_from(1, RATE, 1, start).is_err());
        }
        assert_eq!(limits.take_from(1, RATE, 1, start + Duration::from_secs(1)), Ok(()));
    }

    #[test]
    fn memory_is_bounded_and_who_came_lately_is_remembered() {
        let limits = Limits::new(Rates::USUAL);
        let start = Instant::now();
        for key in 0..(MOST_BUCKETS as u64 * 5 / 2) {
            assert_eq!(limits.take_from(key, RATE, 10, start), Ok(()));
        }
        let (young, old) = {
            let all = limits.buckets.lock().unwrap();
            (all.young.len(), all.old.len())
        };
        assert!(young <= MOST_BUCKETS && old <= MOST_BUCKETS);
        assert!(limits.take_from(MOST_BUCKETS as u64 * 5 / 2 - 1, RATE, 1, start).is_err());
    }

    #[test]
    fn a_household_is_one_place() {
        assert_eq!(neighbourhood("2001:db8:1:2:aaaa::1"), neighbourhood("2001:db8:1:2:bbbb::9"));
        assert_ne!(neighbourhood("2001:db8:1:2::1"), neighbourhood("2001:db8:1:3::1"));
        assert_eq!(neighbourhood("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(neighbourhood("192.0.2.1"), "192.0.2.1");
    }
}
