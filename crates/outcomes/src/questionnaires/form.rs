//! What is asked about a questionnaire, in forms and in the API alike.

use std::collections::BTreeMap;

use kernel::{Date, Error, Result};
use page::Fields;

use super::model::{Way, asked};
use crate::measures::{
    model::{Informant, Instrument, Wave, instruments},
    table::must_be_answered_by,
};

const LINE: usize = 100;
const NOTE: usize = 4_000;

/// A questionnaire as it was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The measure.
    pub instrument: &'static Instrument,
    /// Who answered.
    pub informant: Informant,
    /// The same in words.
    pub who: String,
    /// When it was asked for.
    pub wave: Wave,
    /// How the answers came.
    pub way: Way,
    /// On which day.
    pub on: Date,
    /// The answers, by code.
    pub answers: BTreeMap<String, i64>,
    /// What the worker makes of it.
    pub note: String,
}

/// The field of an answer.
pub fn field(code: &str) -> String {
    format!("answer.{code}")
}

/// Reads a questionnaire.
///
/// # Errors
/// `Invalid` beside `measure`, `informant`, `who`, `wave`, `way`, `on`, an answer or `note`; `Internal` when the shipped measures are broken.
pub fn questionnaire(f: &mut Fields) -> Result<Input> {
    const WHICH: &str = "Choose the measure";
    let code = f.required("measure", WHICH, LINE);
    let instrument = code.as_deref().and_then(|code| Instrument::find(code).ok());
    if code.is_some() && instrument.is_none() {
        f.fail("measure", WHICH);
    }
    let informant = f.choice::<Informant>("informant", "Choose who answered");
    if let (Some(m), Some(who)) = (instrument, informant)
        && let Err(Error::Refused { why, .. }) = must_be_answered_by(m, who)
    {
        f.fail("informant", why);
    }
    let who = f.optional("who", LINE).unwrap_or_default();
    let wave = f.choice::<Wave>("wave", "Choose when it was asked for");
    let way = f.choice::<Way>("way", "Choose how the answers came");
    let on = f.date("on", "Enter the day on which it was answered");
    let note = f.optional("note", NOTE).unwrap_or_default();
    let mut answers = BTreeMap::new();
    for (code, name, low, high) in instrument.map(asked).unwrap_or_default() {
        let message = format!(
            "{name}: enter a whole number from {low} to {high}, or nothing where there was no answer"
        );
        if let Some(answer) = f.number_opt(&field(code), &message, low, high) {
            answers.insert(code.to_owned(), answer);
        }
    }
    let made = f.finish(|| {
        Some(Input {
            instrument: instrument?,
            informant: informant?,
            who,
            wave: wave?,
            way: way?,
            on: on?,
            answers,
            note,
        })
    });
    let made = made.map_err(Error::Invalid)?;
    if made.answers.is_empty() {
        let first = asked(made.instrument).first().map(|(code, ..)| field(code)).unwrap_or_default();
        return Err(Error::field(&first, "Enter at least one answer"));
    }
    Ok(made)
}

/// Reads a correction: the whole questionnaire anew, the version of the old entry, and why.
///
/// # Errors
/// As [`questionnaire`], and beside `why` or `version`.
pub fn correction(f: &mut Fields) -> Result<(i64, String, Input)> {
    let version = f.version();
    let why = f.required("why", "Say what was wrong with the entry", NOTE);
    let input = questionnaire(f)?;
    f.finish(|| Some((version?, why?, input))).map_err(Error::Invalid)
}

/// Asks for every field of every measure, to describe the API.
pub(super) fn describe(f: &mut Fields) {
    drop(questionnaire(f));
    for m in instruments().unwrap_or_default() {
        for (code, _, low, high) in asked(m) {
            f.number_opt(&field(code), "", low, high);
        }
    }
}

/// The same for a correction.
pub(super) fn describe_correction(f: &mut Fields) {
    f.version();
    f.required("why", "", NOTE);
    describe(f);
}
