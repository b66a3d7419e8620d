//! A return as a value: its quarter, its figures, the form in which it travels, and what makes one unfit.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER_PERMISSIVE;
use insight::suppression::Policy;
use kernel::{Calendar, Date, Error, FinancialYear, Level, PromiseKind, Result, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Keys, is_signed};

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// This is no return, or not a whole one.
    pub const FORM: &str = "return.form";
    /// It was made by a newer Hearth than this one reads.
    pub const NEWER: &str = "return.newer";
    /// It was changed after it was signed.
    pub const SIGNATURE: &str = "return.signature";
    /// It was signed by another key than the agency is known by.
    pub const KEY: &str = "return.key";
    /// No key is known for the agency.
    pub const UNKNOWN: &str = "return.unknown";
    /// The quarter is closed.
    pub const CLOSED: &str = "return.closed";
    /// The quarter is not over yet, or lies outside of what is taken in.
    pub const QUARTER: &str = "return.quarter";
    /// A later one was taken in already.
    pub const OLDER: &str = "return.older";
    /// It holds a small number.
    pub const SMALL: &str = "return.small";
    /// A total gives a hidden number away.
    pub const REVEALS: &str = "return.reveals";
}

/// The form that this Hearth writes; it reads this one.
pub const FORM: u32 = 1;
/// The first word of a signed file, without its number.
const WORD: &str = "hearth-return-";

/// A quarter of a financial year: the first is April to June.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    /// The financial year, by the calendar year it starts in.
    pub year: i16,
    /// 1 to 4.
    pub number: u8,
}

impl Quarter {
    /// The quarter that a day lies in.
    pub fn of(day: Date) -> Self {
        let number = match day.month() {
            4..=6 => 1,
            7..=9 => 2,
            10..=12 => 3,
            _ => 4,
        };
        Quarter { year: FinancialYear::of(day).0, number }
    }

    /// Reads `2026-27-Q2`.
    ///
    /// # Errors
    /// `Invalid` on `quarter`.
    pub fn parse(text: &str) -> Result<Self> {
        let bad =
            || Error::field("quarter", "Write a quarter such as 2026-27-Q2: April to June is the first");
        let [year, end, quarter] = text.split('-').collect::<Vec<_>>()[..] else { return Err(bad()) };
        let number = match quarter {
            "Q1" => 1,
            "Q2" => 2,
            "Q3" => 3,
            "Q4" => 4,
            _ => return Err(bad()),
        };
        let digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let year: i16 = year.parse().map_err(|_| bad())?;
        let fits = digits && (2000..2100).contains(&year) && end == format!("{:02}", (year + 1) % 100);
        if fits { Ok(Quarter { year, number }) } else { Err(bad()) }
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        let first = FinancialYear(self.year).first_day();
        let months = jiff::Span::new().months(3 * i64::from(self.number.saturating_sub(1)));
        first.checked_add(months).unwrap_or(first)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        let next = self.next().first_day();
        next.yesterday().unwrap_or(next)
    }

    /// The one after it.
    pub fn next(self) -> Self {
        match self.number {
            4 => Quarter { year: self.year.saturating_add(1), number: 1 },
            number => Quarter { number: number + 1, ..self },
        }
    }

    /// The one before it.
    pub fn before(self) -> Self {
        match self.number {
            1 => Quarter { year: self.year.saturating_sub(1), number: 4 },
            number => Quarter { number: number - 1, ..self },
        }
    }

    /// The last instant before it, and its own last.
    pub fn instants(self) -> [Timestamp; 2] {
        let england = Calendar::england();
        [england.end_of(england.add_days(self.first_day(), -1)), england.end_of(self.last_day())]
    }

    /// Refuses a quarter that is not over.
    ///
    /// # Errors
    /// `Refused` by [`rule::QUARTER`].
    pub fn must_be_over(self, today: Date) -> Result<()> {
        if today > self.last_day() {
            return Ok(());
        }
        Err(Error::refused(
            rule::QUARTER,
            format!(
                "{self} is not over before {}. Wait until then, so that the return is whole.",
                self.last_day()
            ),
        ))
    }

    /// In words: `April to June 2026`.
    pub fn words(self) -> String {
        let months = match self.number {
            1 => "April to June",
            2 => "July to September",
            3 => "October to December",
            _ => "January to March",
        };
        format!("{months} {}", self.last_day().year())
    }
}

impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-Q{}", self.year, (self.year + 1).rem_euclid(100), self.number)
    }
}

/// How a measure is told.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// One count.
    Count,
    /// A count of each part, and of all under the part `all`.
    Parts(fn() -> Vec<&'static str>),
    /// An amount in pence, held back where the count under this measure is.
    Money(&'static str),
}

fn levels() -> Vec<&'static str> {
    Level::ALL.iter().map(|level| level.code()).collect()
}

fn promises() -> Vec<&'static str> {
    PromiseKind::ALL.iter().map(|kind| kind.code()).collect()
}

fn channels() -> Vec<&'static str> {
    kernel::Channel::ALL.iter().map(|channel| channel.code()).collect()
}

/// The part of a measure that is the sum of its parts, or that has none.
pub const ALL_PARTS: &str = "all";

/// What a return of form 1 holds: measure, its name, and how it is told.
pub const MEASURES: &[(&str, &str, Kind)] = &[
    ("enquiries", "Enquiries, by how they came", Kind::Parts(channels)),
    ("cases-opened", "Cases opened", Kind::Count),
    ("cases-closed", "Cases closed", Kind::Count),
    ("in-support", "Children in support at the end of the quarter, by level", Kind::Parts(levels)),
    ("assessments", "Assessments completed, by level", Kind::Parts(levels)),
    ("promises-kept", "Promises kept on time", Kind::Parts(promises)),
    ("promises-kept-late", "Promises kept late", Kind::Parts(promises)),
    ("applications-sent", "Applications to the Fund sent", Kind::Count),
    ("applications-approved", "Applications approved", Kind::Count),
    ("money-approved", "Money approved", Kind::Money("applications-approved")),
    ("children-paid-for", "Children for whose help somebody was paid", Kind::Count),
    ("money-paid", "Money paid", Kind::Money("children-paid-for")),
    ("sessions-held", "Sessions held", Kind::Count),
    ("sessions-missed", "Sessions missed", Kind::Count),
];

/// Every measure and part of a return, in order.
pub fn places() -> Vec<(&'static str, &'static str)> {
    let mut places = Vec::new();
    for (measure, _, kind) in MEASURES {
        if let Kind::Parts(parts) = kind {
            places.extend(parts().into_iter().map(|part| (*measure, part)));
        }
        places.push((*measure, ALL_PARTS));
    }
    places
}

/// One figure of a return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The measure.
    pub measure: String,
    /// The part, or `all`.
    pub part: String,
    /// A count or pence; null when held back.
    pub value: Option<i64>,
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// The form: [`FORM`].
    pub form: u32,
    /// The agency's code.
    pub agency: String,
    /// The quarter, such as `2026-27-Q2`.
    pub quarter: String,
    /// When it was made: of two of one quarter, the later holds.
    pub made_at: Timestamp,
    /// Counts under this are held back.
    pub threshold: i64,
    /// Counts are rounded to this.
    pub round_to: i64,
    /// Every figure of [`places`].
    pub figures: Vec<Figure>,
}

fn no_return(why: &str) -> Error {
    Error::refused(rule::FORM, format!("This is no return of an agency that can be taken in: {why}."))
}

impl Return {
    /// The text that is signed: JSON that people can read.
    ///
    /// # Errors
    /// `Internal` when it cannot be written.
    pub fn text(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n").map_err(|e| Error::internal("a return", e))
    }

    /// Reads the text and checks that it is whole and gives nobody away.
    ///
    /// # Errors
    /// `Refused`: [`rule::FORM`], [`rule::NEWER`], [`rule::SMALL`], [`rule::REVEALS`].
    pub fn parse(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Form {
            form: u32,
        }
        let Form { form } =
            serde_json::from_str(text).map_err(|_| no_return("it is not the text that Hearth writes"))?;
        if form > FORM {
            return Err(newer(form));
        }
        let found: Return =
            serde_json::from_str(text).map_err(|_| no_return("it does not hold what a return holds"))?;
        found.check()?;
        Ok(found)
    }

    /// The quarter.
    ///
    /// # Errors
    /// `Refused` by [`rule::FORM`].
    pub fn quarter(&self) -> Result<Quarter> {
        Quarter::parse(&self.quarter).map_err(|_| no_return("its quarter cannot be read"))
    }

    /// A figure by its place; none when held back.
    pub fn value(&self, measure: &str, part: &str) -> Option<i64> {
        self.figures.iter().find(|f| f.measure == measure && f.part == part).and_then(|f| f.value)
    }

    /// Checks that it holds every figure once and nothing else, and that none gives anybody away: whoever made it,
    /// by whatever program.
    ///
    /// # Errors
    /// `Refused`: [`rule::FORM`], [`rule::NEWER`], [`rule::SMALL`], [`rule::REVEALS`].
    pub fn check(&self) -> Result<()> {
        if self.form != FORM {
            return Err(if self.form > FORM { newer(self.form) } else { no_return("its form is unknown") });
        }
        self.quarter()?;
        if self.agency.is_empty() || self.agency.len() > 80 {
            return Err(no_return("it names no agency"));
        }
        let policy = Policy::LOCAL;
        if self.threshold < policy.threshold() || self.round_to != policy.round_to() {
            return Err(Error::refused(
                rule::SMALL,
                format!(
                    "This return was not protected as agreed: counts under {} held back, the rest to the nearest {}.",
                    policy.threshold(),
                    policy.round_to()
                ),
            ));
        }
        let mut found = BTreeMap::new();
        for figure in &self.figures {
            if found.insert((figure.measure.as_str(), figure.part.as_str()), figure.value).is_some() {
                return Err(no_return("it tells a figure twice"));
            }
        }
        let wanted = places();
        if found.len() != wanted.len() || !wanted.iter().all(|place| found.contains_key(place)) {
            return Err(no_return("figures are missing, or there are others than a return holds"));
        }
        let of = |measure: &str, part: &str| found.get(&(measure, part)).copied().flatten();
        for (measure, name, kind) in MEASURES {
            match kind {
                Kind::Count => small(of(measure, ALL_PARTS), name, policy)?,
                Kind::Money(behind) => {
                    let amount = of(measure, ALL_PARTS);
                    // Nought is told where nobody is behind it; anything else follows its count.
                    if amount.is_some_and(|pence| pence != 0) && of(behind, ALL_PARTS).is_none_or(|n| n <= 0)
                    {
                        return Err(reveals(name));
                    }
                }
                Kind::Parts(parts) => {
                    let values: Vec<Option<i64>> = parts().iter().map(|part| of(measure, part)).collect();
                    let total = of(measure, ALL_PARTS);
                    for value in values.iter().chain([&total]) {
                        small(*value, name, policy)?;
                    }
                    if gives_away(&values, total, policy) {
                        return Err(reveals(name));
                    }
                }
            }
        }
        Ok(())
    }

    /// A return with the same figures under the same names, whatever else differs.
    pub fn says_the_same(&self, other: &Return) -> bool {
        (&self.agency, &self.quarter, &self.figures) == (&other.agency, &other.quarter, &other.figures)
    }
}

fn newer(form: u32) -> Error {
    Error::refused(
        rule::NEWER,
        format!(
            "This return has form {form}, and this Hearth reads up to form {FORM}. Update Hearth, then take it in."
        ),
    )
}

fn small(value: Option<i64>, name: &str, policy: Policy) -> Result<()> {
    match value {
        None | Some(0) => Ok(()),
        // The least count that may be told is 6, which is rounded to 5.
        Some(n) if n >= policy.round_to() && n % policy.round_to() == 0 => Ok(()),
        Some(_) => Err(Error::refused(
            rule::SMALL,
            format!(
                "“{name}” holds a number that is too small to tell, or that is not rounded. Build the return anew with Hearth."
            ),
        )),
    }
}

fn reveals(name: &str) -> Error {
    Error::refused(
        rule::REVEALS,
        format!(
            "“{name}” would let a reader work out a number that is held back. Build the return anew with Hearth."
        ),
    )
}

/// Whether parts with their total let a reader work out a hidden part: one is hidden alone beside its total; or what
/// the total leaves for the hidden ones is so little that each must be about one.
fn gives_away(parts: &[Option<i64>], total: Option<i64>, policy: Policy) -> bool {
    let hidden = parts.iter().filter(|part| part.is_none()).count() as i64;
    let Some(total) = total else {
        // A hidden total beside parts that are all shown is their sum.
        return hidden == 0;
    };
    let shown: i64 = parts.iter().flatten().sum();
    let counted = parts.iter().flatten().filter(|n| **n > 0).count() as i64 + 1;
    // Each shown figure may be off by nearly half a step.
    let most_left = total - shown + counted * policy.round_to() / 2;
    hidden == 1 || (hidden > 1 && most_left < hidden * policy.floor() + policy.width())
}

/// The text of a return with the signature of its agency over it: one line, then the text.
///
/// # Errors
/// `Internal` when it cannot be signed.
pub fn sign(keys: &Keys, text: &str) -> Result<String> {
    let signature = keys.sign(&message(text))?;
    let (key, signature) =
        (HEXLOWER_PERMISSIVE.encode(&keys.public_key()), HEXLOWER_PERMISSIVE.encode(&signature));
    Ok(format!("{WORD}{FORM} key={key} signature={signature}\n{text}"))
}

fn message(text: &str) -> Vec<u8> {
    [WORD.as_bytes(), FORM.to_string().as_bytes(), b"\n", text.as_bytes()].concat()
}

/// A signed return, opened: who signed it is known, and that nobody changed it since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The key that signed it, as hexadecimal digits.
    pub key: String,
    /// The text that was signed.
    pub text: String,
    /// What it says.
    pub found: Return,
}

/// A key as it is compared and kept: 64 hexadecimal digits.
///
/// # Errors
/// `Invalid` on `key`.
pub fn key(text: &str) -> Result<String> {
    let bad =
        || Error::field("key", "A key is 64 digits and letters from a to f: hearth return key prints it");
    let bytes = HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).map_err(|_| bad())?;
    if bytes.len() == 32 { Ok(HEXLOWER_PERMISSIVE.encode(&bytes)) } else { Err(bad()) }
}

/// Opens a signed file.
///
/// # Errors
/// `Refused`: [`rule::FORM`], [`rule::NEWER`], [`rule::SIGNATURE`], and what [`Return::parse`] refuses.
pub fn open(file: &str) -> Result<Signed> {
    let file = file.strip_prefix('\u{feff}').unwrap_or(file);
    let (head, text) = file.split_once('\n').ok_or_else(|| no_return("it is not signed"))?;
    let mut words = head.trim_end().split(' ');
    let form =
        words.next().and_then(|word| word.strip_prefix(WORD)).ok_or_else(|| no_return("it is not signed"))?;
    let form: u32 = form.parse().map_err(|_| no_return("its first line cannot be read"))?;
    if form > FORM {
        return Err(newer(form));
    }
    let mut part = |name: &str| {
        let hex = words.next()?.strip_prefix(name)?.strip_prefix('=')?;
        HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok()
    };
    let (signer, signature) =
        part("key").zip(part("signature")).ok_or_else(|| no_return("its first line cannot be read"))?;
    if words.next().is_some() {
        return Err(no_return("its first line cannot be read"));
    }
    if !is_signed(&signer, &message(text), &signature) {
        return Err(Error::refused(
            rule::SIGNATURE,
            "This return was changed after it was signed. Ask the agency to send the file again as Hearth made it.",
        ));
    }
    let found = Return::parse(text)?;
    Ok(Signed { key: HEXLOWER_PERMISSIVE.encode(&signer), text: text.to_owned(), found })
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A whole return in which nothing is small.
    pub(crate) fn whole(agency: &str, quarter: &str) -> Return {
        let figures = places().into_iter().map(|(measure, part)| {
            let value = match (measure, part) {
                ("money-approved" | "money-paid", _) => 1_234_500,
                (_, ALL_PARTS) => 100,
                _ => 20,
            };
            Figure { measure: measure.into(), part: part.into(), value: Some(value) }
        });
        Return {
            form: FORM,
            agency: agency.into(),
            quarter: quarter.into(),
            made_at: "2026-10-05T09:00:00Z".parse().unwrap(),
            threshold: 6,
            round_to: 5,
            figures: figures.collect(),
        }
    }

    pub(crate) fn with(mut r: Return, measure: &str, part: &str, value: Option<i64>) -> Return {
        let figure = r.figures.iter_mut().find(|f| f.measure == measure && f.part == part).unwrap();
        figure.value = value;
        r
    }

    fn code(r: &Return) -> String {
        r.check().map_or_else(|e| e.code().to_owned(), |()| "fits".to_owned())
    }

    #[test]
    fn quarters_begin_in_april() {
        let q = Quarter::parse("2026-27-Q2").unwrap();
        assert_eq!((q.first_day(), q.last_day()), (Date::constant(2026, 7, 1), Date::constant(2026, 9, 30)));
        assert_eq!(Quarter::of(Date::constant(2027, 3, 31)).to_string(), "2026-27-Q4");
        assert_eq!(
            (q.next().next().next().to_string(), q.before().before().to_string()),
            ("2027-28-Q1".into(), "2025-26-Q4".into())
        );
        assert_eq!(Quarter::parse("2099-00-Q4").unwrap().words(), "January to March 2100");
        for bad in [
            "",
            "2026-27",
            "2026-28-Q1",
            "2026-27-Q5",
            "26-27-Q1",
            "2026-27-q1",
            "+026-27-Q1",
            "2026-27-Q1-x",
        ] {
            assert!(Quarter::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(q.must_be_over(Date::constant(2026, 9, 30)).unwrap_err().code(), rule::QUARTER);
        assert_eq!(q.must_be_over(Date::constant(2026, 10, 1)), Ok(()));
    }

    #[test]
    fn a_return_that_gives_somebody_away_is_refused() {
        let r = || whole("adopt-east", "2026-27-Q2");
        assert_eq!(code(&r()), "fits");
        assert_eq!(code(&with(r(), "cases-opened", "all", Some(1))), rule::SMALL);
        assert_eq!(code(&with(r(), "cases-opened", "all", Some(7))), rule::SMALL);
        assert_eq!(code(&with(r(), "cases-opened", "all", Some(-5))), rule::SMALL);
        assert_eq!(code(&with(r(), "in-support", "targeted", Some(3))), rule::SMALL);
        // One level hidden beside its total is the total less the others.
        assert_eq!(code(&with(r(), "in-support", "targeted", None)), rule::REVEALS);
        let two = with(with(r(), "in-support", "targeted", None), "in-support", "universal", None);
        assert_eq!(code(&two), "fits");
        // ... unless next to nothing is left for the two.
        assert_eq!(code(&with(two.clone(), "in-support", "all", Some(25))), "fits");
        assert_eq!(code(&with(two, "in-support", "all", Some(20))), rule::REVEALS);
        assert_eq!(code(&with(r(), "enquiries", "all", None)), rule::REVEALS);
        assert_eq!(code(&with(r(), "applications-approved", "all", None)), rule::REVEALS);
        assert_eq!(
            code(&with(with(r(), "applications-approved", "all", None), "money-approved", "all", None)),
            "fits"
        );
        let exact = Return { round_to: 1, ..r() };
        assert_eq!(code(&exact), rule::SMALL);
        assert_eq!(code(&Return { threshold: 2, ..r() }), rule::SMALL);
        let mut short = r();
        short.figures.pop();
        assert_eq!(code(&short), rule::FORM);
        let mut twice = r();
        let first = twice.figures[0].clone();
        twice.figures.push(first);
        assert_eq!(code(&twice), rule::FORM);
        assert_eq!(code(&Return { quarter: "soon".into(), ..r() }), rule::FORM);
        assert_eq!(code(&Return { form: 2, ..r() }), rule::NEWER);
    }

    #[test]
    fn what_is_signed_cannot_be_changed() {
        let keys = Keys::from_master(&[7; 32]).unwrap();
        let text = whole("adopt-east", "2026-27-Q2").text().unwrap();
        let file = sign(&keys, &text).unwrap();
        let signed = open(&file).unwrap();
        assert_eq!(signed.key, HEXLOWER_PERMISSIVE.encode(&keys.public_key()));
        assert_eq!(open(&format!("\u{feff}{file}")).unwrap(), signed);
        let refused = |file: &str| open(file).unwrap_err().code().to_owned();
        assert_eq!(refused(&file.replace("100", "105")), rule::SIGNATURE);
        assert_eq!(refused(&file.replace('\n', "\r\n").replacen("\r\n", "\n", 1)), rule::SIGNATURE);
        assert_eq!(refused(&file.replacen("hearth-return-1", "hearth-return-2", 1)), rule::NEWER);
        assert_eq!(refused(&text), rule::FORM);
        assert_eq!(refused(""), rule::FORM);
        assert_eq!(refused(&file.replacen("key=", "key=zz", 1)), rule::FORM);
        assert_eq!(refused("hearth-return-1 key= signature=\n{}"), rule::SIGNATURE);
        let newer = text.replacen("\"form\": 1", "\"form\": 9", 1);
        assert_eq!(refused(&sign(&keys, &newer).unwrap()), rule::NEWER);
        assert_eq!(refused(&sign(&keys, "[]").unwrap()), rule::FORM);
        let named = text.replacen("\"agency\"", "\"child\": \"Robin\", \"agency\"", 1);
        assert_eq!(refused(&sign(&keys, &named).unwrap()), rule::FORM);
        assert!(key("AB").is_err() && key(&"g".repeat(64)).is_err() && key(&"Ab".repeat(32)).is_ok());
    }

    proptest! {
        #[test]
        fn noise_is_refused_and_never_breaks_anything(noise in ".{0,200}") {
            prop_assert!(open(&noise).is_err());
            let headed = ["hearth-return-1 ", &noise].concat();
            prop_assert!(open(&headed).is_err());
            prop_assert!(Return::parse(&noise).is_err());
        }
    }
}
