//! The stages, as `data/life_stages.csv` gives them.

use std::sync::LazyLock;

use kernel::{Date, Error, Result, codes};
use serde::Deserialize;

codes! {
    /// What happened, or will, in a family's life.
    LifeEventKind {
        OwnChild = "own-child", "A child of one’s own";
        Reunion = "reunion", "Meeting the birth family";
        Sibling = "sibling", "A brother or sister moves in";
        Move = "move", "The family moved home";
        NewSchool = "new-school", "A new school";
        Loss = "loss", "Somebody died";
        Parting = "parting", "Parents parted";
        Illness = "illness", "Illness in the family";
    }
}

codes! {
    /// What taking up an offer begins.
    Way {
        Call = "call", "A call";
        Assessment = "assessment", "A new look at what is needed";
        EarlySupport = "early-support", "The early support of new families";
    }
}

/// How the day of a stage is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// When a child moves in.
    Placement,
    /// So many months after the order.
    AfterOrder(i64),
    /// The child starts school.
    SchoolStart,
    /// The child moves to secondary school.
    SecondaryTransfer,
    /// The child has so many years.
    Age(i16),
    /// Something happens that nobody can work out: it is noted.
    Event(LifeEventKind),
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its stable code.
    pub code: String,
    /// What it is called, in plain words.
    pub name: String,
    /// How its day is found.
    pub rule: Rule,
    /// How many days before that day the offer falls due.
    pub lead_days: i32,
    /// For how many days from that day on it may still be made.
    pub open_days: i32,
    /// How many days an offer waits for its answer.
    pub answer_days: i32,
    /// Who is offered it.
    pub who: String,
    /// What is usually offered, in words for the family.
    pub usually: String,
    /// What taking it up begins.
    pub way: Way,
    /// Where it comes from.
    pub source: String,
    /// The first day on which the line holds.
    pub from: Date,
    /// The last, if it has ended.
    pub to: Option<Date>,
    /// Whether its days come from the source; if not, they are Hearth's own.
    pub sure: bool,
}

#[derive(Deserialize)]
struct Line {
    code: String,
    name: String,
    rule: String,
    of: String,
    lead_days: i32,
    open_days: i32,
    answer_days: i32,
    who: String,
    usually: String,
    way: String,
    source: String,
    from: Date,
    to: Option<Date>,
    sure: String,
}

/// Every line, in the order of a life: a stage whose rule changed has several.
///
/// # Errors
/// An operator's when the data of this build cannot be read.
pub fn stages() -> Result<&'static [Stage]> {
    static STAGES: LazyLock<Result<Vec<Stage>>> =
        LazyLock::new(|| read(include_str!("../../../../../data/life_stages.csv")));
    STAGES.as_ref().map(Vec::as_slice).map_err(Clone::clone)
}

/// The stages as they hold on a day.
///
/// # Errors
/// As [`stages`].
pub fn holding(on: Date) -> Result<impl Iterator<Item = &'static Stage>> {
    Ok(stages()?.iter().filter(move |s| s.from <= on && s.to.is_none_or(|to| on <= to)))
}

/// The stage with this code, as it holds on a day.
///
/// # Errors
/// `Invalid` on `stage` when there is none.
pub fn stage(code: &str, on: Date) -> Result<&'static Stage> {
    let none = || Error::field("stage", "Choose a stage from the list");
    holding(on)?.find(|s| s.code == code).ok_or_else(none)
}

/// What a stage is called, also one that ended; its code when no line knows it.
pub fn named(code: &str) -> String {
    let found = stages().ok().and_then(|all| all.iter().rev().find(|s| s.code == code));
    found.map_or_else(|| code.to_owned(), |s| s.name.clone())
}

fn read(text: &str) -> Result<Vec<Stage>> {
    let bad = |what: String| Error::Internal(format!("data/life_stages.csv: {what}"));
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .deserialize::<Line>()
        .map(|line| {
            let line = line.map_err(|e| bad(e.to_string()))?;
            let unknown = || bad(format!("'{}' is worked out in no known way", line.code));
            let rule = match line.rule.as_str() {
                "placement" => Rule::Placement,
                "after-order" => Rule::AfterOrder(line.of.parse().map_err(|_| unknown())?),
                "school-start" => Rule::SchoolStart,
                "secondary-transfer" => Rule::SecondaryTransfer,
                "age" => Rule::Age(line.of.parse().map_err(|_| unknown())?),
                "event" => Rule::Event(LifeEventKind::from_code(&line.of).ok_or_else(unknown)?),
                _ => return Err(unknown()),
            };
            let sure = match line.sure.as_str() {
                "yes" => true,
                "assumed" => false,
                _ => return Err(unknown()),
            };
            let way = Way::from_code(&line.way).ok_or_else(unknown)?;
            Ok(Stage {
                rule,
                way,
                sure,
                code: line.code,
                name: line.name,
                lead_days: line.lead_days,
                open_days: line.open_days,
                answer_days: line.answer_days,
                who: line.who,
                usually: line.usually,
                source: line.source,
                from: line.from,
                to: line.to,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "code,name,rule,of,lead_days,open_days,answer_days,who,usually,way,source,from,to,sure\n";

    #[test]
    fn every_stage_of_the_requirement_is_there_with_a_source_and_days_that_make_sense() {
        let all = stages().unwrap();
        for code in [
            "placement",
            "first-year",
            "school-start",
            "secondary-transfer",
            "adolescence",
            "post-16",
            "adulthood",
            "own-child",
            "reunion",
        ] {
            let found = all.iter().find(|s| s.code == code).unwrap();
            assert!(!found.source.is_empty() && found.usually.ends_with('.'), "{code}");
            assert_eq!(named(code), found.name);
        }
        for s in all {
            assert!(s.lead_days >= 0 && s.open_days >= 0 && s.to.is_none_or(|to| s.from <= to), "{}", s.code);
            assert_eq!(s.answer_days == 0, s.way == Way::EarlySupport, "{}", s.code);
        }
        assert_eq!(named("none"), "none");
    }

    #[test]
    fn a_line_holds_on_its_days_and_one_stage_never_has_two_at_once() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for on in ["2026-05-01", "2026-11-20", "2040-01-01"] {
            let mut codes: Vec<&str> = holding(day(on)).unwrap().map(|s| s.code.as_str()).collect();
            codes.sort_unstable();
            let before = codes.len();
            codes.dedup();
            assert_eq!(codes.len(), before, "{on}");
        }
        assert_eq!(holding(day("2026-04-30")).unwrap().count(), 0, "nothing is offered by a rule of later");
        assert_eq!(stage("placement", day("2026-04-30")).unwrap_err().code(), "invalid");
    }

    #[test]
    fn a_line_that_cannot_be_worked_out_is_refused() {
        let line = |rest: &str| read(&format!("{HEAD}a,A,{rest}\n"));
        assert!(line("age,13,1,2,3,W,U.,call,S,2026-01-01,,yes").is_ok());
        for wrong in [
            "age,old,1,2,3,W,U.,call,S,2026-01-01,,yes",
            "moon,,1,2,3,W,U.,call,S,2026-01-01,,yes",
            "event,moon,1,2,3,W,U.,call,S,2026-01-01,,yes",
            "age,13,1,2,3,W,U.,post,S,2026-01-01,,yes",
            "age,13,1,2,3,W,U.,call,S,2026-02-30,,yes",
            "age,13,1,2,3,W,U.,call,S,2026-01-01,,maybe",
            "age,13",
        ] {
            assert!(line(wrong).is_err(), "{wrong}");
        }
    }
}
