//! The parameters of the standard, read strictly: a number that is none is refused, not guessed at.

use kernel::Id;
use page::Fields;

use super::terms;
use crate::directory::{
    model::{DAYS, is_time},
    store::Query,
    words,
};

/// Entries of one page unless said otherwise.
const PER_PAGE: usize = 50;
/// The most entries of one page.
pub(super) const MOST: usize = 200;

/// What is wrong with a request, in words for whoever wrote the other program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong(pub String);

/// Which page of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    /// From 1.
    pub number: usize,
    /// Entries of one page.
    pub size: usize,
}

/// What services are asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Asked {
    /// What the index of words answers.
    pub query: Query,
    /// A lowest age of at least this.
    pub minimum_age: Option<f64>,
    /// A highest age of at most this.
    pub maximum_age: Option<f64>,
    /// A day of the week, as MO to SU.
    pub day: String,
    /// Open from this time or later, as HH:MM.
    pub start: String,
    /// Closed by this time, as HH:MM.
    pub end: String,
    /// Nothing can be found: a term that is none of ours.
    pub nothing: bool,
    /// A postcode, its district or its letters.
    pub postcode: String,
    /// Within so many metres of the postcode.
    pub proximity: Option<f64>,
}

fn number(f: &Fields, name: &str) -> Result<Option<f64>, Wrong> {
    let typed = f.raw(name);
    if typed.is_empty() {
        return Ok(None);
    }
    match typed.parse::<f64>() {
        Ok(n) if n.is_finite() && n >= 0.0 => Ok(Some(n)),
        _ => Err(Wrong(format!("{name} is a number of nought or more"))),
    }
}

fn count(f: &Fields, name: &str, usual: usize, most: usize) -> Result<usize, Wrong> {
    let typed = f.raw(name);
    if typed.is_empty() {
        return Ok(usual);
    }
    match typed.parse::<usize>() {
        Ok(n) if (1..=most).contains(&n) => Ok(n),
        _ => Err(Wrong(format!("{name} is a whole number from 1 to {most}"))),
    }
}

fn time(f: &Fields, name: &str) -> Result<String, Wrong> {
    // Seconds and an offset may follow, as in 09:00:00Z: local time is meant.
    let typed: String = f.raw(name).chars().take(5).collect();
    if typed.is_empty() || is_time(&typed) {
        Ok(typed)
    } else {
        Err(Wrong(format!("{name} is a time such as 09:00")))
    }
}

impl Page {
    pub(super) fn read(f: &Fields) -> Result<Self, Wrong> {
        Ok(Page { number: count(f, "page", 1, 1_000_000)?, size: count(f, "per_page", PER_PAGE, MOST)? })
    }

    /// The part of `all` that this page holds.
    pub(super) fn of<T>(self, all: &[T]) -> &[T] {
        let from = (self.number - 1).saturating_mul(self.size).min(all.len());
        &all[from..all.len().min(from.saturating_add(self.size))]
    }

    /// How many pages `total` entries make: one at least.
    pub(super) fn pages(self, total: usize) -> usize {
        total.div_ceil(self.size).max(1)
    }
}

impl Asked {
    /// Reads the parameters of a list of services; `places` says whether postcodes count.
    pub(super) fn read(f: &Fields, places: bool) -> Result<Self, Wrong> {
        let mut asked = Asked {
            query: Query { words: f.raw("search").to_owned(), ..Query::default() },
            minimum_age: number(f, "minimum_age")?,
            maximum_age: number(f, "maximum_age")?,
            start: time(f, "start_time")?,
            end: time(f, "end_time")?,
            ..Asked::default()
        };
        let day = f.raw("day").to_uppercase();
        if !day.is_empty() {
            let known = DAYS.iter().find(|(code, name)| *code == day || name.eq_ignore_ascii_case(&day));
            let (code, _) =
                known.ok_or(Wrong("day is a day of the week: MO, TU, WE, TH, FR, SA or SU".into()))?;
            asked.day = (*code).to_owned();
        }
        asked.terms(f)?;
        if places {
            asked.postcode = f.raw("postcode").to_owned();
            asked.proximity = number(f, "proximity")?;
            if asked.proximity.is_some() && asked.postcode.is_empty() {
                return Err(Wrong("proximity needs a postcode to be near to".into()));
            }
            if !asked.postcode.is_empty() && words::near(&asked.postcode).is_none() {
                return Err(Wrong("postcode is a postcode such as CM1 1QH, or its first half".into()));
            }
        }
        Ok(asked)
    }

    fn terms(&mut self, f: &Fields) -> Result<(), Wrong> {
        for name in ["taxonomy_term_id", "taxonomy_id"] {
            let typed = f.raw(name).to_lowercase();
            if typed.is_empty() {
                continue;
            }
            if typed.parse::<Id<()>>().is_err() {
                return Err(Wrong(format!("{name} is an id: see /open-referral/taxonomies")));
            }
            let tag = match name {
                "taxonomy_id" => terms::taxonomy(&typed).map(|t| format!("has:{}", t.kind)),
                _ => terms::term(&typed).map(|t| t.tag()),
            };
            match tag {
                // A term of a taxonomy says more than the taxonomy.
                Some(tag) => self.query.tag = self.query.tag.take().or(Some(tag)),
                None => self.nothing = true,
            }
        }
        Ok(())
    }
}

/// Metres between two places, on a ball of the earth's mean radius.
pub(super) fn metres(from: (f64, f64), to: (f64, f64)) -> f64 {
    const RADIUS: f64 = 6_371_008.8;
    let (north, east) = ((to.0 - from.0).to_radians() / 2.0, (to.1 - from.1).to_radians() / 2.0);
    let a = north.sin().powi(2) + from.0.to_radians().cos() * to.0.to_radians().cos() * east.sin().powi(2);
    2.0 * RADIUS * a.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn f(query: &str) -> Fields {
        Fields::form(query.as_bytes())
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in ["page=0", "page=-1", "page=x", "per_page=0", "per_page=201", "page=1.5", "per_page=1e2"] {
            assert!(Page::read(&f(bad)).is_err(), "{bad}");
        }
        assert_eq!(Page::read(&f("")).unwrap(), Page { number: 1, size: 50 });
        assert_eq!(Page::read(&f("page=3&per_page=200")).unwrap(), Page { number: 3, size: 200 });
        for bad in [
            "minimum_age=x",
            "maximum_age=-1",
            "start_time=9",
            "end_time=25:00",
            "day=XX",
            "taxonomy_id=nothing",
            "taxonomy_term_id=1",
            "proximity=10",
            "postcode=Essex",
            "proximity=inf&postcode=CM1",
        ] {
            assert!(Asked::read(&f(bad), true).is_err(), "{bad}");
        }
    }

    #[test]
    fn days_and_times_are_read_in_either_form() {
        let asked = Asked::read(&f("day=saturday&start_time=09:00:00Z&end_time=17:30"), false).unwrap();
        assert_eq!((asked.day.as_str(), asked.start.as_str(), asked.end.as_str()), ("SA", "09:00", "17:30"));
        let unknown = "taxonomy_term_id=01890000-0000-7000-8000-000000000000";
        assert!(Asked::read(&f(unknown), false).unwrap().nothing);
    }

    #[test]
    fn a_page_holds_its_part_and_pages_are_counted() {
        let all: Vec<usize> = (0..7).collect();
        let page = |number| Page { number, size: 3 };
        assert_eq!(page(1).of(&all), [0, 1, 2]);
        assert_eq!(page(3).of(&all), [6]);
        assert!(page(4).of(&all).is_empty() && page(usize::MAX).of(&all).is_empty());
        assert_eq!((page(1).pages(7), page(1).pages(6), page(1).pages(0)), (3, 2, 1));
    }

    #[test]
    fn a_distance_is_as_the_crow_flies() {
        // Chelmsford to Southend: about 27 kilometres.
        let far = metres((51.7361, 0.4798), (51.5459, 0.7077));
        assert!((26_000.0..28_000.0).contains(&far), "{far}");
        assert!(metres((51.0, 0.0), (51.0, 0.0)) < 0.001);
    }
}
