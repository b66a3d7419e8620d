//! How alike two people are, with reasons, so that a worker can be shown possible
//! duplicates before a new record is made.
//!
//! The weights and thresholds are Hearth's own. A name alone never makes two people
//! "likely" the same, and a child of the same family born on the same day may be a twin.

use kernel::{Date, days_between};
use serde::Serialize;

use super::{Postcode, name_parts, query_keys};

/// Show as possibly the same from this score.
pub const POSSIBLE: u8 = 60;
/// Show as likely the same from this score.
pub const LIKELY: u8 = 85;

const NAME: f64 = 50.0;
const BORN: f64 = 35.0;
const PLACE: f64 = 15.0;
/// The most that names give while a date of birth is missing on either side.
const WITHOUT_BIRTH: f64 = 75.0;
/// The most when the dates of birth clearly differ.
const BIRTH_DIFFERS: f64 = 55.0;
/// The most when one family's children share a day of birth but not a first name.
const PERHAPS_TWINS: f64 = 65.0;
/// The most when the names have nothing in common.
const OTHER_NAME: f64 = 40.0;

/// What is known of somebody for the comparison.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    /// First names.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Date of birth, if known.
    pub born: Option<Date>,
    /// Postcode, if known.
    pub postcode: Option<Postcode>,
}

/// How alike two people are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Likeness {
    /// 0 to 100.
    pub score: u8,
    /// Why, in the order name, birth, place.
    pub reasons: Vec<LikeReason>,
}

impl Likeness {
    /// Whether a worker should be shown it.
    pub fn is_possible(&self) -> bool {
        self.score >= POSSIBLE
    }

    /// Whether it should be shown first, as likely the same person.
    pub fn is_likely(&self) -> bool {
        self.score >= LIKELY
    }
}

/// One reason. It names what agrees, never the name or date itself.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LikeReason {
    /// In plain English.
    pub text: &'static str,
    /// Whether it speaks for the two being one person.
    pub agrees: bool,
}

/// Compares two people. The order of the two does not matter.
pub fn likeness(a: &Known, b: &Known) -> Likeness {
    let mut reasons = Vec::new();
    let mut most: f64 = 100.0;

    let names = Names::of(a, b);
    names.explain(&mut reasons);
    let mut earned = NAME * names.share();
    let mut possible = NAME;
    if names.share() < 0.25 {
        most = most.min(OTHER_NAME);
    }

    let births = a.born.zip(b.born).map(|(x, y)| births(x, y));
    match births {
        Some((share, text)) => {
            earned += BORN * share;
            possible += BORN;
            reasons.push(LikeReason { text, agrees: share > 0.0 });
            if share == 0.0 {
                most = most.min(BIRTH_DIFFERS);
            }
            if share == 1.0 && names.first < 0.5 && names.last > 0.9 {
                most = most.min(PERHAPS_TWINS);
                reasons.push(LikeReason { text: "Could be a twin", agrees: false });
            }
        }
        None => most = most.min(WITHOUT_BIRTH),
    }

    if let Some((x, y)) = a.postcode.as_ref().zip(b.postcode.as_ref()) {
        possible += PLACE;
        let (share, text) = match () {
            () if x == y => (1.0, "Same postcode"),
            () if x.outward() == y.outward() => (0.4, "Same postal district"),
            // Families move: another postcode says little.
            () => (0.0, "Different postcodes"),
        };
        earned += PLACE * share;
        reasons.push(LikeReason { text, agrees: share > 0.0 });
    }

    Likeness { score: percent((earned / possible * 100.0).min(most)), reasons }
}

fn percent(score: f64) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held between 0 and 100 first"
    )]
    let whole = score.clamp(0.0, 100.0).round() as u8;
    whole
}

/// How alike the names are, each from 0 to 1.
struct Names {
    first: f64,
    last: f64,
    swapped: bool,
    sounds: bool,
    /// One of the two is known by one name only, as in a search for a last name.
    one_name: bool,
}

impl Names {
    fn of(a: &Known, b: &Known) -> Self {
        let straight = (alike(&a.first, &b.first), alike(&a.last, &b.last));
        let crossed = (alike(&a.first, &b.last), alike(&a.last, &b.first));
        // First and last names typed in each other's boxes count, a little less.
        let swapped =
            crossed.0.value.min(crossed.1.value) * 0.95 > (straight.0.value + straight.1.value) / 2.0;
        let lone = |known: &Known| known.first.trim().is_empty() || known.last.trim().is_empty();
        let one_name = lone(a) || lone(b);
        let (first, last) = if swapped { crossed } else { straight };
        Names {
            first: first.value,
            last: last.value,
            swapped,
            sounds: first.by_sound || last.by_sound,
            one_name,
        }
    }

    fn share(&self) -> f64 {
        let share = (self.first + self.last) / 2.0;
        if self.swapped { share * 0.95 } else { share }
    }

    fn explain(&self, reasons: &mut Vec<LikeReason>) {
        let text = match () {
            () if self.swapped => "First and last names are the other way round",
            () if self.first == 1.0 && self.last == 1.0 => "Same name",
            () if self.sounds && self.share() > 0.8 => "The names sound the same",
            () if self.share() > 0.8 => "The names are spelt nearly the same",
            () if self.one_name && self.last.max(self.first) > 0.9 => "One of the names is the same",
            () if self.last > 0.9 => "Same last name, different first names",
            () if self.first > 0.9 => "Same first name, different last names",
            () if self.share() > 0.4 => "The names are a little alike",
            () => "Different names",
        };
        reasons.push(LikeReason { text, agrees: self.share() > 0.4 });
    }
}

struct Alike {
    value: f64,
    by_sound: bool,
}

fn alike(a: &str, b: &str) -> Alike {
    let (x, y) = (name_parts(a), name_parts(b));
    let not_at_all = Alike { value: 0.0, by_sound: false };
    if x.is_empty() || y.is_empty() {
        return not_at_all;
    }
    let (joined_x, joined_y) = (x.concat(), y.concat());
    if joined_x == joined_y {
        return Alike { value: 1.0, by_sound: false };
    }
    let initial = |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
    if initial(&joined_x, &joined_y) || initial(&joined_y, &joined_x) {
        return Alike { value: 0.6, by_sound: false };
    }
    // One half of a double-barrelled name, or one of two first names.
    let (short, long) = if x.len() <= y.len() { (&x, &y) } else { (&y, &x) };
    if short.iter().all(|part| part.len() > 1 && long.contains(part)) {
        return Alike { value: 0.9, by_sound: false };
    }
    // Two names in one order, so that the measure cannot depend on who came first.
    let (low, high) = if joined_x < joined_y { (&joined_x, &joined_y) } else { (&joined_y, &joined_x) };
    // Names with nothing in common still score about 0.5 by this measure: only the upper part says anything.
    let spelling = ((strsim::jaro_winkler(low, high) - 0.7) / 0.3).clamp(0.0, 1.0);
    if same_sound(a, b) && spelling < 0.9 && spelling > 0.0 {
        return Alike { value: 0.9, by_sound: true };
    }
    // Only equal names are worth everything.
    Alike { value: spelling.min(0.97), by_sound: false }
}

fn same_sound(a: &str, b: &str) -> bool {
    let (x, y) = (query_keys(a), query_keys(b));
    x.len() == y.len()
        && !x.is_empty()
        && x.iter().zip(&y).all(|(p, q)| p.sounds.iter().any(|sound| q.sounds.contains(sound)))
}

/// How far two dates of birth agree, from 0 to 1, and in words.
fn births(a: Date, b: Date) -> (f64, &'static str) {
    if a == b {
        return (1.0, "Same date of birth");
    }
    if a.year() == b.year() && a.month() == b.day() && a.day() == b.month() {
        return (0.8, "Day and month of birth are the other way round");
    }
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    let differing = low.to_string().bytes().zip(high.to_string().bytes()).filter(|(x, y)| x != y).count();
    if differing == 1 {
        return (0.7, "Dates of birth differ by one digit");
    }
    if (low.month(), low.day()) == (high.month(), high.day()) && high.year() - low.year() == 1 {
        return (0.7, "Dates of birth are one year apart");
    }
    if days_between(low, high) == 1 {
        return (0.6, "Dates of birth are one day apart");
    }
    (0.0, "Different dates of birth")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(first: &str, last: &str, born: &str, postcode: &str) -> Known {
        Known {
            first: first.into(),
            last: last.into(),
            born: born.parse().ok(),
            postcode: Postcode::parse(postcode),
        }
    }

    fn score(a: &Known, b: &Known) -> u8 {
        likeness(a, b).score
    }

    #[test]
    fn the_same_person_scores_full_marks() {
        let one = known("Siân", "O'Neill", "2015-03-04", "M1 1AE");
        let other = known("SIAN", "ONeill", "2015-03-04", "m11ae");
        let found = likeness(&one, &other);
        assert_eq!(found.score, 100);
        assert_eq!(found.reasons[0].text, "Same name");
    }

    #[test]
    fn slips_of_the_pen_are_likely_the_same() {
        let one = known("Catherine", "MacDonald", "2015-03-04", "M1 1AE");
        for (other, text) in [
            (known("Katherine", "McDonald", "2015-03-04", "M1 1AE"), "The names sound the same"),
            (
                known("Catherine", "McDonald", "2015-04-03", "M1 1AE"),
                "Day and month of birth are the other way round",
            ),
            (known("Catherine", "McDonald", "2016-03-04", "M1 1AE"), "Dates of birth differ by one digit"),
            (
                known("McDonald", "Catherine", "2015-03-04", "M1 1AE"),
                "First and last names are the other way round",
            ),
        ] {
            let found = likeness(&one, &other);
            assert!(found.is_likely(), "{text}: {found:?}");
            assert!(found.reasons.iter().any(|r| r.text == text), "{text}: {found:?}");
        }
        assert_eq!(births("2019-05-05".parse().unwrap(), "2020-05-05".parse().unwrap()).0, 0.7);
    }

    #[test]
    fn a_family_that_moved_is_still_found() {
        let one = known("Amir", "Khan", "2014-01-20", "LS1 4AP");
        assert!(likeness(&one, &known("Amir", "Khan", "2014-01-20", "M1 1AE")).is_likely());
    }

    #[test]
    fn a_name_alone_is_possible_and_never_likely() {
        let one = known("Amir", "Khan", "", "");
        let found = likeness(&one, &known("Amir", "Khan", "", ""));
        assert!(found.is_possible() && !found.is_likely());
    }

    #[test]
    fn twins_and_namesakes_are_not_taken_for_one() {
        let one = known("Amir", "Khan", "2014-01-20", "LS1 4AP");
        let twin = likeness(&one, &known("Zara", "Khan", "2014-01-20", "LS1 4AP"));
        assert!(!twin.is_likely());
        assert!(twin.reasons.iter().any(|r| r.text == "Could be a twin"));
        assert!(score(&one, &known("Amir", "Khan", "1979-08-02", "LS1 4AP")) < POSSIBLE);
        assert!(score(&one, &known("Joanne", "Smith", "2014-01-20", "LS1 4AP")) < POSSIBLE);
    }

    #[test]
    fn initials_and_double_barrels_count() {
        let one = known("Joanne", "Smith-Jones", "2012-12-12", "LS1 4AP");
        assert!(likeness(&one, &known("J", "Smith", "2012-12-12", "LS1 4AP")).is_likely());
    }

    fn somebody() -> impl Strategy<Value = Known> {
        let birth = (1940_i16..2026, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).ok());
        let place = prop::sample::select(vec!["", "M1 1AE", "M1 2AB", "LS1 4AP"]);
        ("[A-Za-z' -]{0,12}", "\\PC{0,12}", prop::option::of(birth), place).prop_map(
            |(first, last, born, place)| Known {
                first,
                last,
                born: born.flatten(),
                postcode: Postcode::parse(place),
            },
        )
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn the_order_does_not_matter(a in somebody(), b in somebody()) {
            prop_assert_eq!(likeness(&a, &b), likeness(&b, &a));
        }

        #[test]
        fn scores_stay_within_bounds(a in somebody(), b in somebody()) {
            prop_assert!(score(&a, &b) <= 100);
            prop_assert!(!likeness(&a, &b).reasons.is_empty());
        }

        #[test]
        fn nobody_is_more_like_you_than_yourself(a in somebody(), b in somebody()) {
            // Compared over the same facts: what one lacks, the other is not marked down for.
            if a.born.is_some() && !name_parts(&a.first).is_empty() && !name_parts(&a.last).is_empty() {
                prop_assert_eq!(score(&a, &a), 100);
                prop_assert!(score(&a, &b) <= 100);
            }
        }
    }
}
