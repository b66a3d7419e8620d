//! Answers to a measure, how they follow each other, and what is to be asked next. Pure.

use std::collections::BTreeMap;

use jiff::ToSpan;
use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Account, Case},
};
use serde::{Deserialize, Serialize};

use crate::measures::{
    model::{Band, From, Informant, Instrument, Points, Verdict, Wave, verdict},
    scorer::{Given, Scored, Sheet, score},
};

kernel::codes! {
    /// How the answers came.
    Way {
        Paper = "paper", "On paper";
        Session = "session", "In the session";
    }
}

kernel::codes! {
    /// Whether an entry stands.
    Standing {
        Kept = "kept", "Stands";
        Corrected = "corrected", "Corrected";
    }
}

/// The most entries of one case.
pub const MOST: usize = 500;

/// What stands sealed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// Who answered, in words: tells two parents apart, and two homes.
    pub who: String,
    /// How old the child was then, in whole months, where that is known.
    pub months: Option<i64>,
    /// The answers as given, by code of the item or scale.
    pub answers: BTreeMap<String, i64>,
    /// What they gave then, in hundredths of a point, by code of the scale.
    pub scores: BTreeMap<String, i64>,
    /// The published words for it then, by code of the scale.
    pub bands: BTreeMap<String, String>,
    /// What could not be scored, and why.
    pub problems: Vec<String>,
    /// Items whose answer calls for a person to look at once.
    pub alerts: Vec<String>,
    /// What the worker makes of it.
    pub note: String,
    /// Why it was corrected, on the entry that takes the place of another.
    pub why: String,
}

/// One questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Questionnaire {
    /// Its id.
    pub id: Id<()>,
    /// The case.
    pub case: Id<Case>,
    /// Code of the measure.
    pub measure: String,
    /// Who answered.
    pub informant: Informant,
    /// When it was asked for.
    pub wave: Wave,
    /// How the answers came.
    pub way: Way,
    /// On which day it was answered.
    pub on: Date,
    /// What stands sealed.
    pub content: Content,
    /// Whether it stands.
    pub standing: Standing,
    /// The entry whose place it takes.
    pub replaces: Option<Id<()>>,
    /// When it was entered.
    pub kept: Timestamp,
    /// By whom.
    pub kept_by: Option<Id<Account>>,
    /// The version that a correction is based on.
    pub version: i64,
}

impl Questionnaire {
    /// The measure.
    ///
    /// # Errors
    /// `NotFound` when this installation does not know it.
    pub fn instrument(&self) -> Result<&'static Instrument> {
        Instrument::find(&self.measure)
    }

    /// The score of a scale as it was then.
    pub fn score(&self, scale: &str) -> Option<Points> {
        self.content.scores.get(scale).map(|hundredths| Points::hundredths(*hundredths))
    }

    /// Whether the same person answered the same measure.
    fn same_voice(&self, other: &Questionnaire) -> bool {
        self.measure == other.measure
            && self.informant == other.informant
            && folded(&self.content.who) == folded(&other.content.who)
    }
}

pub(super) fn folded(who: &str) -> String {
    who.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// What is asked of whoever answers: items, or the scales that are entered, with lowest and highest answer.
pub fn asked(m: &Instrument) -> Vec<(&str, String, i64, i64)> {
    match &m.responses {
        Some(r) => {
            let mut all = Vec::with_capacity(m.items.len());
            for (at, item) in m.items.iter().enumerate() {
                let words = item.text.clone().unwrap_or_else(|| format!("Answer {}", at + 1));
                all.push((item.code.as_str(), words, r.low, r.high));
            }
            all
        }
        None => {
            let entered = m.scales.iter().filter(|s| s.from == From::Entered);
            entered.map(|s| (s.code.as_str(), s.name.clone(), s.low, s.high)).collect()
        }
    }
}

/// Scores what was given. `months` is the child's age.
pub fn scored<'m>(
    m: &'m Instrument,
    who: Informant,
    answers: &BTreeMap<String, i64>,
    months: Option<i64>,
) -> Scored<'m> {
    let given = |code: &str| answers.get(code).map_or(Given::Missing, |a| Given::Number(Points::whole(*a)));
    let mut sheet = Sheet::empty(m);
    for (cell, item) in sheet.items.iter_mut().zip(&m.items) {
        *cell = given(&item.code);
    }
    for (cell, scale) in sheet.scales.iter_mut().zip(&m.scales) {
        // A sub-scale beside an entered total may be left out.
        if scale.from == From::Entered
            && (answers.contains_key(&scale.code) || m.scales[m.total()].from != From::Entered)
        {
            *cell = given(&scale.code);
        }
    }
    score(m, &sheet, who, months.map(|months| months.div_euclid(12)))
}

/// What is kept of a scored sheet.
pub fn keep(m: &Instrument, made: &Scored<'_>, content: &mut Content) {
    let codes = || m.scales.iter().map(|s| &s.code);
    let scores = codes().zip(&made.scales);
    content.scores =
        scores.filter_map(|(code, score)| Some((code.clone(), (*score)?.in_hundredths()))).collect();
    let bands = codes().zip(&made.bands);
    content.bands = bands.filter_map(|(code, band)| Some((code.clone(), words((*band)?)))).collect();
    content.problems = made.problems.iter().map(ToString::to_string).collect();
    content.alerts = made.alerts.iter().filter_map(|place| Some(m.items.get(*place)?.code.clone())).collect();
}

fn words(band: &Band) -> String {
    format!("{}{}", band.words, crate::measures::unsure(band.sure))
}

/// Checks that a new entry fits in with those that stand. `instead` is the entry that it takes the place of.
///
/// # Errors
/// `Refused` by rule `questionnaire.double` where the same person answered it that day already, or `questionnaire.full`; `Invalid` on
/// `wave` where the order of the times does not fit.
pub fn must_fit_in(all: &[Questionnaire], new: &Questionnaire, instead: Option<Id<()>>) -> Result<()> {
    if all.len() >= MOST {
        return Err(Error::refused(
            "questionnaire.full",
            "There are too many questionnaires in this case. Ask whoever runs this system.",
        ));
    }
    let theirs: Vec<&Questionnaire> = all
        .iter()
        .filter(|q| q.standing == Standing::Kept && Some(q.id) != instead && q.same_voice(new))
        .collect();
    if theirs.iter().any(|q| q.on == new.on) {
        return Err(Error::refused(
            "questionnaire.double",
            "The same person answered this measure on that day already. If the first entry is wrong, correct it. If somebody else \
             answered, say who in words.",
        ));
    }
    let day = |date: Date| date.strftime("%-d %B %Y").to_string();
    let wrong = |message: String| Err(Error::field("wave", message));
    let end = theirs.iter().find(|q| q.wave == Wave::End);
    let once = new.wave != Wave::During && theirs.iter().any(|q| q.wave == new.wave);
    if once {
        return wrong(format!(
            "This was answered {} already. Choose another time, or correct that entry",
            new.wave.label().to_lowercase()
        ));
    }
    match new.wave {
        Wave::SixMonths | Wave::TwelveMonths => match end {
            None => wrong("There is no entry at the end yet, from which months could be counted".into()),
            Some(end) if new.on <= end.on => {
                wrong(format!("The end was on {}: choose a later day, or another time", day(end.on)))
            }
            Some(_) => Ok(()),
        },
        wave => match theirs.iter().find(|q| (q.wave < wave) != (q.on < new.on)) {
            Some(other) => wrong(format!(
                "{}: {}. Times and days do not follow each other: mend the day or the time",
                other.wave.label(),
                day(other.on)
            )),
            None => Ok(()),
        },
    }
}

/// One person's answers to one measure over time: what a chart draws.
#[derive(Debug, Clone)]
pub struct Voice<'a> {
    /// The measure.
    pub instrument: &'static Instrument,
    /// Who answered.
    pub informant: Informant,
    /// Who that is, in words.
    pub who: &'a str,
    /// The entries that stand, earliest first.
    pub entries: Vec<&'a Questionnaire>,
}

impl Voice<'_> {
    /// What changed of the main score from the first to the last entry with one, and what that is worth.
    pub fn change(&self) -> Option<(Points, Points, Verdict)> {
        let total = self.instrument.total();
        let scale = &self.instrument.scales[total];
        let mut scores = self.entries.iter().filter_map(|q| q.score(&scale.code));
        let (first, last) = (scores.next()?, scores.next_back()?);
        let rule = self.instrument.reliable_change(total, self.informant);
        Some((first, last, verdict(scale.better, first, last, rule)))
    }

    /// When the follow-ups after the end are due, each with the entry that answered it.
    pub fn follow_ups(&self) -> Vec<(Wave, Date, Option<Date>)> {
        let Some(end) = self.entries.iter().find(|q| q.wave == Wave::End) else { return Vec::new() };
        [(Wave::SixMonths, 6), (Wave::TwelveMonths, 12)]
            .into_iter()
            .filter(|(wave, _)| self.instrument.schedule.contains(wave))
            .filter_map(|(wave, months)| {
                let answered = self.entries.iter().find(|q| q.wave == wave).map(|q| q.on);
                Some((wave, end.on.checked_add(months.months()).ok()?, answered))
            })
            .collect()
    }
}

/// The voices of a case, in the order in which measures are offered, then by who answered. What was corrected is not among them.
///
/// # Errors
/// `Internal` when the shipped measures are broken.
pub fn voices(all: &[Questionnaire]) -> Result<Vec<Voice<'_>>> {
    let mut found: Vec<Voice<'_>> = Vec::new();
    for instrument in crate::measures::model::instruments()? {
        let mut of: Vec<&Questionnaire> =
            all.iter().filter(|q| q.measure == instrument.code && q.standing == Standing::Kept).collect();
        of.sort_by_key(|q| (q.informant, folded(&q.content.who), q.on, q.id));
        for q in of {
            match found.last_mut() {
                Some(voice) if voice.entries.first().is_some_and(|first| first.same_voice(q)) => {
                    voice.entries.push(q);
                }
                _ => found.push(Voice {
                    instrument,
                    informant: q.informant,
                    who: &q.content.who,
                    entries: vec![q],
                }),
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn entry(who: &str, wave: Wave, on: &str, total: i64) -> Questionnaire {
        let m = Instrument::find("bpses").unwrap();
        let answers: BTreeMap<String, i64> = m
            .items
            .iter()
            .enumerate()
            .map(|(at, item)| {
                (item.code.clone(), total / 5 + i64::from(i64::try_from(at).unwrap() < total % 5))
            })
            .collect();
        let mut content = Content { who: who.into(), answers, ..Content::default() };
        keep(m, &scored(m, Informant::Parent, &content.answers, None), &mut content);
        Questionnaire {
            id: Id::random(),
            case: Id::from_parts(1, [1; 10]),
            measure: m.code.clone(),
            informant: Informant::Parent,
            wave,
            way: Way::Paper,
            on: d(on),
            content,
            standing: Standing::Kept,
            replaces: None,
            kept: "2026-11-20T09:00:00Z".parse().unwrap(),
            kept_by: None,
            version: 1,
        }
    }

    #[test]
    fn answers_are_scored_at_once_and_half_a_sheet_says_why_not() {
        let whole = entry("Mum", Wave::Start, "2026-01-05", 17);
        assert_eq!(whole.score("total"), Some(Points::whole(17)));
        let m = Instrument::find("bpses").unwrap();
        let half = scored(m, Informant::Parent, &BTreeMap::from([("b1".to_owned(), 3)]), None);
        assert_eq!(half.total(m), None);
        assert_eq!(half.problems[0].to_string(), "total: 4 of 5 answers missing");
        let sdq = Instrument::find("sdq").unwrap();
        let given = [("emotional", 5), ("conduct", 4), ("hyperactivity", 8), ("peer", 3)];
        let answers = given.map(|(code, score)| (code.to_owned(), score)).into();
        let made = scored(sdq, Informant::Parent, &answers, Some(8 * 12));
        let mut content = Content::default();
        keep(sdq, &made, &mut content);
        assert_eq!(content.scores["total"], 2_000);
        assert_eq!(content.bands["total"], "very high (not confirmed)");
        assert_eq!(content.problems, ["prosocial: missing"]);
        let rcads = Instrument::find("rcads").unwrap();
        let alone =
            scored(rcads, Informant::Parent, &BTreeMap::from([("total".to_owned(), 66)]), Some(9 * 12));
        assert!(alone.problems.is_empty() && alone.total(rcads) == Some(Points::whole(66)));
    }

    #[test]
    fn nothing_is_kept_twice_or_out_of_order_and_two_homes_are_two_voices() {
        let all = [entry("Mum", Wave::Start, "2026-01-05", 12), entry("Mum", Wave::End, "2026-06-05", 18)];
        let fits = |who, wave, on| must_fit_in(&all, &entry(who, wave, on, 15), None);
        assert_eq!(fits(" mum ", Wave::During, "2026-01-05").unwrap_err().code(), "questionnaire.double");
        assert!(fits("Dad", Wave::Start, "2026-01-05").is_ok(), "another home has its own");
        assert!(fits("Mum", Wave::During, "2026-03-01").is_ok());
        for (wave, on) in [
            (Wave::During, "2026-07-01"),
            (Wave::During, "2026-01-01"),
            (Wave::Start, "2026-01-06"),
            (Wave::SixMonths, "2026-05-01"),
        ] {
            assert!(matches!(fits("Mum", wave, on), Err(Error::Invalid(_))), "{on}");
        }
        assert!(matches!(fits("Dad", Wave::SixMonths, "2026-07-01"), Err(Error::Invalid(_))), "no end yet");
        assert!(fits("Mum", Wave::SixMonths, "2027-02-20").is_ok(), "late is not refused");
        // What takes the place of an entry is not held against it.
        assert!(must_fit_in(&all, &entry("Mum", Wave::Start, "2026-01-05", 11), Some(all[0].id)).is_ok());
        let voices = [&all[..], &[entry("Dad", Wave::Start, "2026-01-05", 12)]].concat();
        let voices = super::voices(&voices).unwrap();
        assert_eq!(
            voices.iter().map(|v| (v.who, v.entries.len())).collect::<Vec<_>>(),
            [("Dad", 1), ("Mum", 2)]
        );
    }

    #[test]
    fn follow_ups_are_due_months_after_the_end() {
        let all = [
            entry("Mum", Wave::Start, "2026-01-05", 12),
            entry("Mum", Wave::End, "2026-08-31", 18),
            entry("Mum", Wave::SixMonths, "2027-04-01", 17),
        ];
        let voice = &voices(&all).unwrap()[0];
        // The BPSES is not asked for a year after.
        assert_eq!(voice.follow_ups(), [(Wave::SixMonths, d("2027-02-28"), Some(d("2027-04-01")))]);
        let (first, last, verdict) = voice.change().unwrap();
        assert_eq!((first, last, verdict), (Points::whole(12), Points::whole(17), Verdict::NoFigure));
        assert!(voices(&all[..1]).unwrap()[0].change().is_none());
    }
}
