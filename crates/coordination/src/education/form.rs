//! What is asked about a child's schooling, in forms and in the API alike.

use casework::chronology::model::Standing;
use kernel::{Date, Invalid};
use page::Fields;

use super::model::{EventKind, Premium, Schooling, Sen};
use crate::escalation::words::{LINE, NOTE};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// What.
    pub kind: EventKind,
    /// On which day.
    pub on: Date,
    /// Half-days out of school.
    pub half_days: i64,
    /// Minutes spent on it.
    pub minutes: i64,
    /// In words.
    pub words: String,
}

/// Reads a schooling with the version that was read; 0 when nothing was saved before.
///
/// # Errors
/// `Invalid` beside the fields that are wrong.
pub fn schooling(f: &mut Fields) -> Result<(i64, Schooling), Invalid> {
    let version = f.version();
    let line = |f: &mut Fields, name: &str| f.optional(name, LINE).unwrap_or_default();
    let note = |f: &mut Fields, name: &str| f.optional(name, NOTE).unwrap_or_default();
    let s = Schooling {
        school: line(f, "school"),
        year: line(f, "year"),
        teacher: line(f, "teacher"),
        virtual_school: note(f, "virtual-school"),
        sen: f.choice_opt::<Sen>("sen", "Choose what is done for special educational needs"),
        sen_words: note(f, "sen-words"),
        reviewed: f.date_opt("reviewed"),
        review: f.date_opt("review"),
        premium: f.choice_opt::<Premium>("premium", "Choose what is known of Pupil Premium Plus"),
        premium_words: note(f, "premium-words"),
        attendance: f.number_opt("attendance", "Enter a whole number of per cent, from 0 to 100", 0, 100),
        attendance_on: f.date_opt("attendance-on"),
        next_school: line(f, "next-school"),
        next_on: f.date_opt("next-on"),
        transition: note(f, "transition"),
    };
    if s.review.is_some() && s.sen != Some(Sen::Plan) {
        f.fail(
            "review",
            "Only an education, health and care plan has this review. Choose it above, or clear the day",
        );
    }
    f.finish(|| Some((version?, s)))
}

/// Reads something that happened.
///
/// # Errors
/// `Invalid` beside `kind`, `on`, `half-days`, `minutes` or `words`.
pub fn event(f: &mut Fields) -> Result<NewEvent, Invalid> {
    let kind = f.choice::<EventKind>("kind", "Choose what happened");
    let on = f.date("on", "Enter the day on which it happened");
    let half_days = f.number_opt("half-days", "Enter how many half-days, from 0 to 400", 0, 400).unwrap_or(0);
    let minutes = f.number_opt("minutes", "Enter how many minutes, from 0 to 2,000", 0, 2_000).unwrap_or(0);
    let words = f.optional("words", NOTE).unwrap_or_default();
    if half_days > 0 && kind.is_some_and(|k| !k.out_of_school()) {
        f.fail("half-days", "Only what keeps a child out of school has half-days. Clear this");
    }
    f.finish(|| Some(NewEvent { kind: kind?, on: on?, half_days, minutes, words }))
}

/// Reads whether something stands.
///
/// # Errors
/// `Invalid` beside `version` or `standing`.
pub fn standing(f: &mut Fields) -> Result<(i64, Standing), Invalid> {
    casework::chronology::form::standing(f)
}

/// A schooling as the form shows it.
pub(super) fn filled(s: &Schooling, version: i64) -> Fields {
    let on = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
    Fields::filled([
        ("version", version.to_string()),
        ("school", s.school.clone()),
        ("year", s.year.clone()),
        ("teacher", s.teacher.clone()),
        ("virtual-school", s.virtual_school.clone()),
        ("sen", s.sen.map_or("", Sen::code).to_owned()),
        ("sen-words", s.sen_words.clone()),
        ("reviewed", on(s.reviewed)),
        ("review", on(s.review)),
        ("premium", s.premium.map_or("", Premium::code).to_owned()),
        ("premium-words", s.premium_words.clone()),
        ("attendance", s.attendance.map(|n| n.to_string()).unwrap_or_default()),
        ("attendance-on", on(s.attendance_on)),
        ("next-school", s.next_school.clone()),
        ("next-on", on(s.next_on)),
        ("transition", s.transition.clone()),
    ])
}
