//! What an instrument is, in one form for all of them, read from `data/measures/*.toml` by [`super::reader`] (requirement OU2). Pure.

use std::{fmt, sync::LazyLock};

use kernel::{Date, Error, Result};

use super::reader;

kernel::codes! {
    /// Who answers an instrument.
    Informant {
        Parent = "parent", "A parent or carer";
        Teacher = "teacher", "A teacher";
        Own = "self", "The child or young person, or an adult about themselves";
        Therapist = "therapist", "A therapist";
    }
}

kernel::codes! {
    /// When an instrument is asked for.
    Wave {
        Start = "start", "At the start";
        During = "during", "During the work";
        End = "end", "At the end";
        SixMonths = "six-months", "6 months after the end";
        TwelveMonths = "twelve-months", "12 months after the end";
    }
}

kernel::codes! {
    /// Which way is better.
    Better {
        Lower = "lower", "A lower score is better";
        Higher = "higher", "A higher score is better";
    }
}

/// A score, exact to a hundredth: scaled up answers and thresholds of change are not always whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(i64);

impl Points {
    /// A whole number of points.
    pub fn whole(number: i64) -> Points {
        Points(number.saturating_mul(100))
    }

    /// So many hundredths of a point.
    pub fn hundredths(number: i64) -> Points {
        Points(number)
    }

    /// In hundredths of a point.
    pub fn in_hundredths(self) -> i64 {
        self.0
    }

    /// Whether there is no fraction.
    pub fn is_whole(self) -> bool {
        self.0 % 100 == 0
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Points) -> Points {
        Points(self.0.saturating_add(other.0))
    }

    /// This minus the other.
    #[must_use]
    pub fn minus(self, other: Points) -> Points {
        Points(self.0.saturating_sub(other.0))
    }

    /// Reads a number as people and spreadsheets write it: `7`, `7.0`, `6.25`. Nothing for anything else, for more than two places,
    /// or for more than six digits.
    pub fn parse(text: &str) -> Option<Points> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, places) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let places = places.trim_end_matches('0');
        if whole.is_empty() || whole.len() > 6 || places.len() > 2 || !digits(whole) || !digits(places) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let part: i64 = match places.len() {
            0 => 0,
            1 => places.parse::<i64>().ok()? * 10,
            _ => places.parse().ok()?,
        };
        let size = whole * 100 + part;
        Some(Points(if negative { -size } else { size }))
    }
}

impl fmt::Display for Points {
    /// `7`, `6.7`, `6.25`, `-0.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, sign) = (self.0.unsigned_abs(), if self.0 < 0 { "-" } else { "" });
        match size % 100 {
            0 => write!(f, "{sign}{}", size / 100),
            part if part % 10 == 0 => write!(f, "{sign}{}.{}", size / 100, part / 10),
            part => write!(f, "{sign}{}.{part:02}", size / 100),
        }
    }
}

/// Who holds the rights in an instrument, and what follows for this system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// Who holds the rights.
    pub holder: String,
    /// What they allow.
    pub terms: String,
    /// Who may use it.
    pub may_use: String,
    /// Whether the words of its questions may be in this system.
    pub texts: bool,
    /// Where that is said.
    pub source: String,
}

/// Who can answer, and for what ages of the person it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answerer {
    /// Who.
    pub who: Informant,
    /// Whole years from and to, both included; none where age does not matter.
    pub ages: Option<(i64, i64)>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its stable code, which is also the name of its column.
    pub code: String,
    /// Its words, where the licence allows them.
    pub text: Option<String>,
    /// Whether the answer counts the other way round.
    pub reversed: bool,
    /// An answer above this calls for a person to look at once.
    pub alert_above: Option<i64>,
}

/// The answers that every question allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responses {
    /// The lowest.
    pub low: i64,
    /// The highest.
    pub high: i64,
    /// Words for each, from the lowest; empty where the licence does not allow them.
    pub labels: Vec<String>,
}

/// What is done where answers are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MissingRule {
    /// So many answers of one scale may be missing; the rest is scaled up.
    pub at_most: usize,
    /// Whether the result is rounded to a whole number, halves up; to a hundredth otherwise.
    pub whole: bool,
}

/// Where the number of a scale comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// It is entered.
    Entered,
    /// The sum of these items, by their place.
    Items(Vec<usize>),
    /// The sum of these scales, by their place.
    Scales(Vec<usize>),
}

/// A scale of an instrument; the one called `total` is the main one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Its stable code, which is also the name of its column.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// The lowest score.
    pub low: i64,
    /// The highest.
    pub high: i64,
    /// Which way is better.
    pub better: Better,
    /// Where its number comes from.
    pub from: From,
}

/// Published words for a range of a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// The scale, by its place.
    pub of: usize,
    /// Whose answers.
    pub informant: Informant,
    /// For these ages in whole years, both included; none where the words hold for every age of the instrument.
    pub ages: Option<(i64, i64)>,
    /// From.
    pub low: i64,
    /// To, included.
    pub high: i64,
    /// The words.
    pub words: String,
    /// Whether ranges and words were found in a published source.
    pub sure: bool,
    /// Where they are from.
    pub source: String,
}

/// How large a change must be to be more than chance would give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReliableChange {
    /// The scale, by its place.
    pub of: usize,
    /// Whose answers; none for everybody's.
    pub informant: Option<Informant>,
    /// At least so much.
    pub points: Points,
    /// Whether the figure was confirmed.
    pub sure: bool,
    /// Where it is from.
    pub source: String,
}

/// An instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Its stable code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What people call it for short.
    pub short: String,
    /// What it is for.
    pub purpose: String,
    /// What it can not say.
    pub limits: String,
    /// The first day on which it may be used.
    pub from: Date,
    /// Whether ranges and ages were found in a published source.
    pub sure: bool,
    /// Where what is said of it comes from.
    pub source: String,
    /// Whether scores that are entered may have a fraction.
    pub fractions: bool,
    /// When it is asked for.
    pub schedule: Vec<Wave>,
    /// Rights.
    pub licence: Licence,
    /// Who can answer.
    pub answerers: Vec<Answerer>,
    /// The answers to its items, where it has any.
    pub responses: Option<Responses>,
    /// What is done where answers are missing.
    pub missing: MissingRule,
    /// Its questions, by number where their words may not be here.
    pub items: Vec<Item>,
    /// Its scales, each after those that it adds up.
    pub scales: Vec<Scale>,
    /// Published words.
    pub bands: Vec<Band>,
    /// How large a change must be.
    pub changes: Vec<ReliableChange>,
}

/// The code of the main scale, which every instrument has.
pub const TOTAL: &str = "total";

impl Instrument {
    /// The instrument with this code, in whatever case it is typed.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Internal` when the shipped files are broken.
    pub fn find(code: &str) -> Result<&'static Instrument> {
        let code = code.trim().to_ascii_lowercase();
        instruments()?.iter().find(|m| m.code == code).ok_or(Error::NotFound)
    }

    /// The place of the main scale. The reader refuses a file without it.
    pub fn total(&self) -> usize {
        self.scales.iter().position(|s| s.code == TOTAL).unwrap_or_default()
    }

    /// How this person can answer; none where the instrument was not made for them.
    pub fn answerer(&self, who: Informant) -> Option<&Answerer> {
        self.answerers.iter().find(|a| a.who == who)
    }

    /// Whether it was made for an age in whole years; nothing is known of an unknown age.
    pub fn fits(&self, who: Informant, age: Option<i64>) -> Option<bool> {
        match self.answerer(who)?.ages {
            None => Some(true),
            Some((from, to)) => age.map(|age| (from..=to).contains(&age)),
        }
    }

    /// Whether anybody can be asked its questions in this system: their words are here.
    pub fn can_be_asked(&self) -> bool {
        self.licence.texts && !self.items.is_empty() && self.items.iter().all(|i| i.text.is_some())
    }

    /// The published words for a score. Nothing where nobody published any for this person, where the age is outside what it was
    /// made for, or where words differ by age and the age is not known.
    pub fn band(&self, of: usize, who: Informant, age: Option<i64>, score: Points) -> Option<&Band> {
        if self.fits(who, age) == Some(false) {
            return None;
        }
        let fits = |b: &&Band| match (b.ages, age) {
            (None, _) => true,
            (Some((from, to)), Some(age)) => (from..=to).contains(&age),
            (Some(_), None) => false,
        };
        let theirs = self.bands.iter().filter(|b| b.of == of && b.informant == who);
        let mut of_age = theirs.filter(|b| Points::whole(b.low) <= score).filter(fits);
        // Bands have whole ends; what was scaled up lies in the band whose start it has reached.
        let first = of_age.next()?;
        Some(of_age.fold(first, |best, band| if band.low > best.low { band } else { best }))
    }

    /// How large a change of a scale must be to be more than chance, for this person's answers.
    pub fn reliable_change(&self, of: usize, who: Informant) -> Option<&ReliableChange> {
        let fits = |c: &&ReliableChange| c.of == of && c.informant.is_none_or(|i| i == who);
        self.changes.iter().filter(fits).max_by_key(|c| c.informant.is_some())
    }
}

/// Every instrument that is shipped, in the order in which they are offered.
///
/// # Errors
/// `Internal`, with file, line and reason, when a shipped file is broken.
pub fn instruments() -> Result<&'static [Instrument]> {
    static SHIPPED: LazyLock<Result<Vec<Instrument>>> = LazyLock::new(|| {
        let mut all: Vec<Instrument> = Vec::new();
        for (name, text) in SHIPPED_FILES {
            let read = reader::read(name, text).map_err(|faults| {
                let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
                Error::Internal(format!("data/measures: {}", said.join("; ")))
            })?;
            if all.iter().any(|m| m.code == read.code) {
                return Err(Error::Internal(format!("data/measures/{name}: {} stands twice", read.code)));
            }
            all.push(read);
        }
        Ok(all)
    });
    SHIPPED.as_deref().map_err(Clone::clone)
}

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        /// The files that are part of the program.
        pub(crate) const SHIPPED_FILES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../../data/measures/", $name)))),+];
    };
}

shipped!(
    "gbo.toml",
    "sdq.toml",
    "bpses.toml",
    "bac-c.toml",
    "bac-a.toml",
    "rcads.toml",
    "core-10.toml",
    "yp-core.toml",
    "acc.toml",
    "aca.toml",
);

/// What changed between two scores, said by the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Better by at least as much as the published figure.
    Better,
    /// Worse by at least as much.
    Worse,
    /// Less than the published figure, or nothing.
    WithinChance,
    /// Nobody published a figure that could be found.
    NoFigure,
}

impl Verdict {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Better => "better, by more than chance would give",
            Verdict::Worse => "worse, by more than chance would give",
            Verdict::WithinChance => "no more than chance would give",
            Verdict::NoFigure => "no published figure says how much is more than chance",
        }
    }
}

/// What a change from one score to a later one is worth.
pub fn verdict(better: Better, first: Points, last: Points, rule: Option<&ReliableChange>) -> Verdict {
    let Some(rule) = rule else { return Verdict::NoFigure };
    let up = last.minus(first);
    let gain = match better {
        Better::Higher => up,
        Better::Lower => Points::default().minus(up),
    };
    if gain >= rule.points {
        Verdict::Better
    } else if Points::default().minus(gain) >= rule.points {
        Verdict::Worse
    } else {
        Verdict::WithinChance
    }
}
