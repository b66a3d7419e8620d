//! What early signs add up to. Pure: rules are dated data, and the day comes in.

use std::sync::LazyLock;

use kernel::{
    Date, Error, Id, Result, Timestamp, codes, days_between,
    kinds::{Account, Case},
};
use serde::Deserialize;

/// The code of the line from which somebody is asked to look.
const LOOK: &str = "look";

codes! {
    /// Whether somebody is asked to look at a case.
    Standing {
        Look = "look", "Somebody should look";
        Seen = "seen", "Seen";
        Quiet = "quiet", "Below the line";
    }
}

codes! {
    /// What a person decided who looked.
    Decided {
        Talk = "talk", "Talk with the family";
        Change = "change-plan", "Change the plan or the level of support";
        Watch = "watch", "Nothing now, and look again if something comes";
        Escalated = "escalated", "An escalation was opened";
    }
}

/// One rule: how often something counts within how long, and how much it weighs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Rule {
    /// Its code.
    pub code: String,
    /// In plain words.
    pub name: String,
    /// So many signs count once.
    pub least: u32,
    /// Within so many days.
    pub days: i32,
    /// How much they weigh.
    pub weight: u32,
    /// Since which day the rule holds.
    pub from: Date,
    /// On which day it ended.
    pub to: Option<Date>,
    /// Whether the numbers are confirmed: `yes` or `no`.
    pub sure: String,
    /// Where it is from.
    pub source: String,
}

impl Rule {
    fn holds(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on < to)
    }

    /// What counts, in words.
    pub fn words(&self) -> String {
        match self.least {
            1 => format!("once within {} days", self.days),
            n => format!("{n} times within {} days", self.days),
        }
    }
}

/// Every rule, in the order of the file; the line among them.
///
/// # Errors
/// `Internal` when the file of this build cannot be read.
pub fn rules() -> Result<&'static [Rule]> {
    static RULES: LazyLock<Result<Vec<Rule>>> =
        LazyLock::new(|| read(include_str!("../../../../data/tipping_points.csv")));
    RULES.as_ref().map(Vec::as_slice).map_err(Clone::clone)
}

fn read(text: &str) -> Result<Vec<Rule>> {
    let bad = |what: String| Error::Internal(format!("data/tipping_points.csv: {what}"));
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .deserialize::<Rule>()
        .map(|line| {
            let rule = line.map_err(|e| bad(e.to_string()))?;
            if rule.least == 0 || rule.days < 1 || !matches!(rule.sure.as_str(), "yes" | "no") {
                return Err(bad(format!("'{}' cannot be counted", rule.code)));
            }
            Ok(rule)
        })
        .collect()
}

/// The tipping points that can be recorded on a day.
///
/// # Errors
/// Those of [`rules`].
pub fn points(on: Date) -> Result<Vec<&'static Rule>> {
    Ok(rules()?.iter().filter(|r| r.code != LOOK && r.holds(on)).collect())
}

/// What something is called; its code when no rule says.
///
/// # Errors
/// Those of [`rules`].
pub fn name_of(code: &str) -> Result<&str> {
    Ok(rules()?.iter().find(|r| r.code == code).map_or(code, |r| r.name.as_str()))
}

/// Something that was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    /// Its id.
    pub id: Id<()>,
    /// Which tipping point.
    pub point: String,
    /// On which day it happened.
    pub on: Date,
    /// What was heard; may be empty.
    pub words: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
}

/// Why a case weighs what it weighs.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The rule.
    pub rule: &'static Rule,
    /// How often it happened within the rule's days.
    pub times: u32,
    /// The last time.
    pub last: Date,
    /// How much it weighs.
    pub weight: u32,
}

impl Reason {
    /// The reason in words.
    pub fn words(&self) -> String {
        let times = match self.times {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            n => format!("{n} times"),
        };
        format!("{}: {times} within {} days, weighs {}", self.rule.name, self.rule.days, self.weight)
    }
}

/// What signs add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Gathered {
    /// Why, the heaviest first.
    pub reasons: Vec<Reason>,
    /// Together.
    pub weight: u32,
    /// The line from which somebody is asked to look.
    pub line: u32,
}

impl Gathered {
    /// Whether somebody should look.
    pub fn look(&self) -> bool {
        self.weight >= self.line
    }
}

/// What signs, each with its tipping point and day, add up to on a day. Each full `least` of a rule's signs that
/// happened within its days weighs once; what is to come counts nothing.
///
/// # Errors
/// `Internal` when no line holds on the day.
pub fn gathered<'a>(signs: impl IntoIterator<Item = (&'a str, Date)>, today: Date) -> Result<Gathered> {
    let signs: Vec<(&str, Date)> = signs.into_iter().collect();
    let line = rules()?.iter().find(|r| r.code == LOOK && r.holds(today));
    let line = line.ok_or_else(|| Error::Internal("no line of tipping points holds today".into()))?.weight;
    let mut reasons = Vec::new();
    for rule in points(today)? {
        let within = |on: Date| on <= today && days_between(on, today) < rule.days;
        let days: Vec<Date> =
            signs.iter().filter(|(code, on)| *code == rule.code && within(*on)).map(|(_, on)| *on).collect();
        let times = u32::try_from(days.len()).unwrap_or(u32::MAX);
        let weight = (times / rule.least).saturating_mul(rule.weight);
        if let (Some(last), true) = (days.iter().max(), weight > 0) {
            reasons.push(Reason { rule, times, last: *last, weight });
        }
    }
    reasons.sort_by_key(|r| std::cmp::Reverse(r.weight));
    let weight = reasons.iter().fold(0, |sum: u32, r| sum.saturating_add(r.weight));
    Ok(Gathered { reasons, weight, line })
}

/// How a case stands after something new was recorded: what was seen comes back only when what gathered reaches the
/// line, and what nobody has looked at yet stays until somebody does.
pub fn after_recording(before: Option<Standing>, gathered: &Gathered) -> Standing {
    match (before, gathered.look()) {
        (_, true) | (Some(Standing::Look), false) => Standing::Look,
        (Some(other), false) => other,
        (None, false) => Standing::Quiet,
    }
}

/// How a case stands to its early signs.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// Which case.
    pub case: Id<Case>,
    /// How it stands.
    pub standing: Standing,
    /// Since when somebody is asked to look, or was.
    pub raised: Timestamp,
    /// What was decided last.
    pub decided: Option<Decided>,
    /// Why.
    pub words: String,
    /// When.
    pub at: Option<Timestamp>,
    /// By whom.
    pub by: Option<Id<Account>>,
    /// The version that an edit is based on.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use proptest::{
        prelude::*,
        test_runner::{Config, RngSeed},
    };

    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn weigh(signs: &[(&str, &str)], today: &str) -> Gathered {
        gathered(signs.iter().map(|(code, on)| (*code, d(on))), d(today)).unwrap()
    }

    #[test]
    fn the_rules_can_be_read_and_each_says_where_it_is_from() {
        let all = rules().unwrap();
        assert!(all.len() > 10 && all.iter().all(|r| !r.source.is_empty()));
        let head = "code,name,least,days,weight,from,to,sure,source\n";
        assert!(read(&format!("{head}a,A,1,30,1,2026-01-01,,no,S\n")).is_ok());
        for wrong in
            ["a,A,0,30,1,2026-01-01,,no,S\n", "a,A,1,0,1,2026-01-01,,no,S\n", "a,A,1,9,1,soon,,no,S\n"]
        {
            assert!(read(&format!("{head}{wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_gathers_is_counted_with_its_reasons() {
        let one = weigh(&[("exclusion", "2026-11-01")], "2026-11-20");
        assert!(one.weight == 2 && !one.look());
        let two = weigh(&[("exclusion", "2026-11-01"), ("police-call", "2026-11-19")], "2026-11-20");
        assert!(two.look() && two.reasons.len() == 2);
        assert_eq!(two.reasons[0].words(), "Excluded from school: once within 182 days, weighs 2");
        // Two missed appointments in a month count once, one counts nothing, and so do two that lie apart.
        assert_eq!(weigh(&[("missed-appointment", "2026-11-01")], "2026-11-20").weight, 0);
        let near = [("missed-appointment", "2026-11-01"), ("missed-appointment", "2026-11-15")];
        assert_eq!(weigh(&near, "2026-11-20").weight, 1);
        assert_eq!(weigh(&near, "2026-12-02").weight, 0, "the first is 31 days old");
        assert!(weigh(&[("accommodation", "2026-11-01")], "2026-11-20").look(), "one is enough");
        assert_eq!(weigh(&[("accommodation", "2026-11-21")], "2026-11-20").weight, 0, "to come");
    }

    #[test]
    fn what_was_seen_returns_only_when_something_new_reaches_the_line() {
        let below = weigh(&[], "2026-11-20");
        let above = weigh(&[("accommodation", "2026-11-01")], "2026-11-20");
        assert_eq!(after_recording(None, &below), Standing::Quiet);
        assert_eq!(after_recording(Some(Standing::Seen), &below), Standing::Seen);
        assert_eq!(after_recording(Some(Standing::Seen), &above), Standing::Look);
        assert_eq!(after_recording(Some(Standing::Look), &below), Standing::Look, "until somebody looked");
    }

    proptest! {
        #![proptest_config(Config { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, cases: 256, ..Config::default() })]

        /// One sign more never weighs less, the order does not matter, and the sum is that of the reasons.
        #[test]
        fn one_more_never_weighs_less(picks in proptest::collection::vec((0_usize..13, 0_i64..500), 0..20), more in (0_usize..13, 0_i64..500)) {
            let today = d("2026-11-20");
            let all = points(today).unwrap();
            let sign = |(at, back): &(usize, i64)| {
                (all[*at % all.len()].code.as_str(), today.saturating_sub(jiff::Span::new().days(*back)))
            };
            let before = gathered(picks.iter().map(sign), today).unwrap();
            let reversed = gathered(picks.iter().rev().map(sign), today).unwrap();
            let after = gathered(picks.iter().chain([&more]).map(sign), today).unwrap();
            prop_assert!(after.weight >= before.weight);
            prop_assert_eq!(before.weight, reversed.weight);
            prop_assert_eq!(after.weight, after.reasons.iter().map(|r| r.weight).sum::<u32>());
        }
    }
}
