//! A child's schooling, what there is to look at, and what time goes into it. Pure: the day comes in.

use casework::chronology::model::Standing;
use kernel::{
    Date, Id, Timestamp, codes, days_between,
    kinds::{Account, Case},
};
use serde::{Deserialize, Serialize};

/// Within how many months an education, health and care plan is taken to be reviewed where no day was agreed. The law was not read again for this
/// version, and the pages say so.
pub const REVIEW_MONTHS: i32 = 12;
/// From so many days before a child goes to the next school, a plan for that should be there. Hearth's own figure.
pub const TRANSITION_DAYS: i32 = 183;
/// Below so many per cent, a child is named as one who misses much school. Hearth's own figure.
pub const PERSISTENT: i64 = 90;

codes! {
    /// What is done for special educational needs.
    Sen {
        None = "none", "None are known";
        Support = "support", "SEN support at school";
        Asked = "asked", "An EHC needs assessment was asked for";
        Refused = "refused", "An EHC needs assessment was refused";
        Plan = "ehcp", "An education, health and care plan";
    }
}

codes! {
    /// Whether the school has Pupil Premium Plus for the child.
    Premium {
        Unknown = "unknown", "Not known yet";
        Claimed = "claimed", "The school has it, and says what for";
        Unused = "unused", "The school has it, and does not say what for";
        NotTold = "not-told", "The family has not told the school, and may not want to";
        None = "none", "The child has no right to it";
    }
}

codes! {
    /// What happened at school, or what was done about it.
    EventKind {
        Suspension = "suspension", "Suspended";
        Exclusion = "exclusion", "Permanently excluded";
        PartTime = "part-time", "Put on a part-time timetable";
        SentHome = "sent-home", "Sent home without being suspended";
        Refusal = "refusal", "Could not go to school";
        Review = "review", "A review of the plan for the child's needs";
        VirtualSchool = "virtual-school", "Advice of the virtual school";
        Meeting = "meeting", "A meeting at school";
        Call = "call", "A call, a letter or a visit for the child";
        Appeal = "appeal", "An appeal or a tribunal";
        Good = "good", "Something that went well";
    }
}

impl EventKind {
    /// Whether the child was kept out of school.
    pub fn out_of_school(self) -> bool {
        matches!(
            self,
            EventKind::Suspension
                | EventKind::Exclusion
                | EventKind::PartTime
                | EventKind::SentHome
                | EventKind::Refusal
        )
    }
}

/// A child's schooling as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Schooling {
    /// The school, nursery or college; empty when the child is at none.
    pub school: String,
    /// The year or class.
    pub year: String,
    /// The designated teacher for children who were in care.
    pub teacher: String,
    /// What the virtual school advised, and when.
    pub virtual_school: String,
    /// What is done for special educational needs; none until chosen.
    pub sen: Option<Sen>,
    /// What the plan or the support says, in short.
    pub sen_words: String,
    /// When the plan was reviewed last.
    pub reviewed: Option<Date>,
    /// When it is to be reviewed next; within a year of the last one unless a day was agreed.
    pub review: Option<Date>,
    /// Whether the school has Pupil Premium Plus.
    pub premium: Option<Premium>,
    /// What it is spent on.
    pub premium_words: String,
    /// Attendance in per cent.
    pub attendance: Option<i64>,
    /// As of which day.
    pub attendance_on: Option<Date>,
    /// The next school.
    pub next_school: String,
    /// From which day.
    pub next_on: Option<Date>,
    /// The plan for the way there.
    pub transition: String,
}

impl Schooling {
    /// The day on which the plan is to be reviewed next.
    pub fn next_review(&self) -> Option<Date> {
        match (self.sen, self.review, self.reviewed) {
            (Some(Sen::Plan), Some(agreed), _) => Some(agreed),
            (Some(Sen::Plan), None, Some(last)) => {
                last.checked_add(jiff::Span::new().months(REVIEW_MONTHS)).ok()
            }
            _ => None,
        }
    }

    /// What somebody should look at, in words: none of it is done by itself.
    pub fn to_look_at(&self, today: Date) -> Vec<String> {
        let mut found = Vec::new();
        let mut say = |when: bool, words: &str| {
            if when {
                found.push(words.to_owned());
            }
        };
        say(self.school.is_empty(), "The child is at no school that we know of.");
        say(!self.school.is_empty() && self.teacher.is_empty(), "The designated teacher is not known.");
        say(self.virtual_school.is_empty(), "The virtual school was not asked for advice yet.");
        say(self.sen.is_none(), "Nobody has written down whether there are special educational needs.");
        say(
            matches!(self.sen, Some(Sen::Refused)),
            "An EHC needs assessment was refused. The letter says until when the family can appeal.",
        );
        match self.next_review() {
            Some(due) if due < today => {
                say(true, "The review of the education, health and care plan is overdue.")
            }
            Some(due) if days_between(today, due) <= 56 => {
                say(true, "The education, health and care plan is to be reviewed within eight weeks.");
            }
            Some(_) => {}
            None => say(
                self.sen == Some(Sen::Plan),
                "Nobody has written down when the education, health and care plan was reviewed.",
            ),
        }
        say(
            matches!(self.premium, None | Some(Premium::Unknown | Premium::Unused)),
            "It is not known what Pupil Premium Plus is spent on.",
        );
        say(
            self.attendance.is_some_and(|percent| percent < PERSISTENT),
            "The child misses more than a tenth of school. Ask what makes it hard to go.",
        );
        say(
            self.next_on.is_some_and(|on| on >= today && days_between(today, on) <= TRANSITION_DAYS)
                && self.transition.is_empty(),
            "The child changes school within half a year, and there is no plan for the way there.",
        );
        found
    }
}

/// Something that happened at school, or was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: Id<()>,
    /// For which case.
    pub case: Id<Case>,
    /// What.
    pub kind: EventKind,
    /// On which day.
    pub on: Date,
    /// How many half-days the child was out of school because of it.
    pub half_days: i64,
    /// How many minutes a worker spent on it, speaking up for the child.
    pub minutes: i64,
    /// In words; may be empty.
    pub words: String,
    /// Whether it stands.
    pub standing: Standing,
    /// When it was written down.
    pub added: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
    /// The version that an edit is based on.
    pub version: i64,
}

/// What events add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Minutes spent on advocacy.
    pub minutes: i64,
    /// Half-days out of school.
    pub half_days: i64,
    /// Suspensions and permanent exclusions.
    pub exclusions: i64,
}

/// Adds up what stands.
pub fn sums(events: &[Event]) -> Sums {
    events.iter().filter(|e| e.standing == Standing::Kept).fold(Sums::default(), |sum, e| Sums {
        minutes: sum.minutes.saturating_add(e.minutes),
        half_days: sum.half_days.saturating_add(if e.kind.out_of_school() { e.half_days } else { 0 }),
        exclusions: sum
            .exclusions
            .saturating_add(i64::from(matches!(e.kind, EventKind::Suspension | EventKind::Exclusion))),
    })
}

/// Minutes as people say them.
pub fn time(minutes: i64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    let unit = |n: i64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    match (hours, rest) {
        (0, m) => unit(m, "minute"),
        (h, 0) => unit(h, "hour"),
        (h, m) => format!("{} {}", unit(h, "hour"), unit(m, "minute")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn settled() -> Schooling {
        Schooling {
            school: "Green Lane Primary".into(),
            teacher: "Ms Hall".into(),
            virtual_school: "Advised in May".into(),
            sen: Some(Sen::Plan),
            reviewed: Some(d("2026-06-10")),
            premium: Some(Premium::Claimed),
            attendance: Some(96),
            ..Schooling::default()
        }
    }

    #[test]
    fn a_plan_is_reviewed_within_a_year_or_on_the_day_agreed() {
        assert_eq!(settled().next_review(), Some(d("2027-06-10")));
        let agreed = Schooling { review: Some(d("2027-02-01")), ..settled() };
        assert_eq!(agreed.next_review(), Some(d("2027-02-01")));
        assert_eq!(Schooling { sen: Some(Sen::Support), ..agreed }.next_review(), None);
        let leap = Schooling { reviewed: Some(d("2024-02-29")), ..settled() };
        assert_eq!(leap.next_review(), Some(d("2025-02-28")));
    }

    #[test]
    fn what_is_in_order_needs_no_look_and_what_is_not_says_why() {
        let today = d("2026-11-20");
        assert_eq!(settled().to_look_at(today), Vec::<String>::new());
        let said = |s: Schooling, words: &str| s.to_look_at(today).iter().any(|w| w.contains(words));
        assert!(said(Schooling { reviewed: Some(d("2025-11-01")), ..settled() }, "overdue"));
        assert!(said(Schooling { reviewed: Some(d("2025-12-20")), ..settled() }, "within eight weeks"));
        assert!(said(Schooling { attendance: Some(89), ..settled() }, "tenth"));
        assert!(!said(Schooling { attendance: Some(90), ..settled() }, "tenth"));
        let moving = Schooling { next_on: Some(d("2027-04-20")), ..settled() };
        assert!(said(moving.clone(), "no plan for the way there"));
        assert!(!said(Schooling { transition: "Three visits".into(), ..moving }, "no plan"));
        assert!(said(Schooling::default(), "at no school"));
    }

    #[test]
    fn time_and_days_add_up_once() {
        let event = |kind, half_days, minutes, standing| Event {
            id: Id::random(),
            case: Id::random(),
            kind,
            on: d("2026-11-01"),
            half_days,
            minutes,
            words: String::new(),
            standing,
            added: "2026-11-01T09:00:00Z".parse().unwrap(),
            by: None,
            version: 1,
        };
        let all = [
            event(EventKind::Suspension, 4, 90, Standing::Kept),
            event(EventKind::Meeting, 7, 45, Standing::Kept),
            event(EventKind::Exclusion, 20, 600, Standing::Out),
        ];
        assert_eq!(sums(&all), Sums { minutes: 135, half_days: 4, exclusions: 1 });
        assert_eq!([time(1), time(60), time(135)], ["1 minute", "1 hour", "2 hours 15 minutes"]);
    }
}
