//! By when an answer is due and who is told when it does not come: dated figures (`data/contribution_times.csv`).

use std::sync::LazyLock;

use kernel::{Calendar, Date, Error, Result};

/// The figures that hold from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// The first day on which they hold.
    pub from: Date,
    /// Working days until an answer is due.
    pub days: u32,
    /// The first reminder comes so many working days before that day.
    pub remind_before: u32,
    /// Managers are told so many working days after that day.
    pub tell_managers: u32,
    /// The link works so many calendar days after that day.
    pub link_after: i32,
}

/// The figures for what is asked on this day.
///
/// # Errors
/// `Refused` by rule `contribution.times` before the first line; `Internal` when the shipped list is broken.
pub fn times_on(day: Date) -> Result<Times> {
    static SHIPPED: LazyLock<Result<Vec<Times>>> =
        LazyLock::new(|| read(include_str!("../../../../../data/contribution_times.csv")));
    let all = SHIPPED.as_deref().map_err(Clone::clone)?;
    all.iter().filter(|t| t.from <= day).max_by_key(|t| t.from).copied().ok_or_else(|| {
        Error::refused(
            "contribution.times",
            "No times for contributions held on that day. Choose a later day.",
        )
    })
}

fn read(text: &str) -> Result<Vec<Times>> {
    let bad = || Error::Internal("data/contribution_times.csv: a line that cannot be read".into());
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .into_records()
        .map(|row| {
            let row = row.map_err(|e| Error::internal("data/contribution_times.csv", e))?;
            let number = |at: usize| row[at].parse::<u32>().map_err(|_| bad());
            Ok(Times {
                from: row[0].parse().map_err(|_| bad())?,
                days: number(1)?,
                remind_before: number(2)?,
                tell_managers: number(3)?,
                link_after: i32::try_from(number(4)?).map_err(|_| bad())?,
            })
        })
        .collect()
}

/// How far reminding has come. Each stage is reached once; an extended day begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Nobody was reminded yet.
    Asked = 0,
    /// The partner was reminded some days ahead.
    Reminded = 1,
    /// The partner was reminded on the day.
    DueToday = 2,
    /// Whoever asked was told that it is late, and the partner asked again.
    Late = 3,
    /// Managers were told.
    Managers = 4,
}

impl Stage {
    /// As stored.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// Reads what was stored.
    ///
    /// # Errors
    /// `Internal` for a number that nobody wrote.
    pub fn stored(number: i64) -> Result<Self> {
        [Stage::Asked, Stage::Reminded, Stage::DueToday, Stage::Late, Stage::Managers]
            .into_iter()
            .find(|stage| stage.number() == number)
            .ok_or_else(|| Error::Internal("unknown stage of reminding in the database".into()))
    }
}

/// Whole working days that a partner has before anybody reminds them for the first time.
const LEFT_ALONE: u32 = 2;

/// The stage that is reached today, if it is a further one than `now`. Nobody is reminded on a day on which nobody works.
pub fn next_stage(
    now: Stage,
    asked: Date,
    due: Date,
    today: Date,
    times: &Times,
    calendar: &Calendar,
) -> Option<Stage> {
    if !calendar.is_working(today) {
        return None;
    }
    let reached = if calendar.add_working_days(due, times.tell_managers) <= today {
        Stage::Managers
    } else if due < today {
        Stage::Late
    } else if due == today && asked < today {
        Stage::DueToday
    } else if calendar.add_working_days(today, times.remind_before) >= due
        && calendar.add_working_days(asked, LEFT_ALONE) <= today
    {
        Stage::Reminded
    } else {
        Stage::Asked
    };
    (reached > now).then_some(reached)
}

#[cfg(test)]
mod tests {
    use kernel::PromiseKind;
    use proptest::prelude::*;

    use super::*;
    use crate::promises::default_term;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn times() -> Times {
        times_on(d("2026-11-20")).unwrap()
    }

    #[test]
    fn the_term_of_the_promise_and_the_dated_figures_agree() {
        assert_eq!(default_term(PromiseKind::Contribution).unwrap(), kernel::Term::WorkingDays(times().days));
        assert_eq!(times_on(d("2025-12-31")).unwrap_err().code(), "contribution.times");
        assert!(read("from,days,a,b,c\n2026-01-01,soon,3,3,28\n").is_err());
    }

    #[test]
    fn a_partner_is_reminded_ahead_on_the_day_and_afterwards() {
        let (asked, due) = (d("2026-11-20"), d("2026-12-11"));
        let at = |now, today: &str| next_stage(now, asked, due, d(today), &times(), Calendar::england());
        assert_eq!(at(Stage::Asked, "2026-12-07"), None);
        assert_eq!(at(Stage::Asked, "2026-12-08"), Some(Stage::Reminded));
        assert_eq!(at(Stage::Reminded, "2026-12-09"), None);
        assert_eq!(at(Stage::Reminded, "2026-12-11"), Some(Stage::DueToday));
        assert_eq!(at(Stage::DueToday, "2026-12-12"), None, "nobody is reminded on a Saturday");
        assert_eq!(at(Stage::DueToday, "2026-12-14"), Some(Stage::Late));
        assert_eq!(at(Stage::Late, "2026-12-15"), None);
        assert_eq!(at(Stage::Late, "2026-12-16"), Some(Stage::Managers));
        // A server that stood still for weeks says only what is so now.
        assert_eq!(at(Stage::Asked, "2027-01-20"), Some(Stage::Managers));
    }

    #[test]
    fn whoever_has_little_time_is_left_alone_at_first() {
        let (asked, due) = (d("2026-11-20"), d("2026-11-24"));
        let at = |today: &str| next_stage(Stage::Asked, asked, due, d(today), &times(), Calendar::england());
        assert_eq!(at("2026-11-23"), None);
        assert_eq!(at("2026-11-24"), Some(Stage::DueToday));
    }

    #[test]
    fn christmas_is_nobodys_working_time() {
        // Due on the last working day before Christmas: told on the days after it.
        let at = |now, today: &str| {
            next_stage(now, d("2026-12-01"), d("2026-12-24"), d(today), &times(), Calendar::england())
        };
        for holiday in ["2026-12-25", "2026-12-26", "2026-12-27", "2026-12-28"] {
            assert_eq!(at(Stage::DueToday, holiday), None, "{holiday}");
        }
        assert_eq!(at(Stage::DueToday, "2026-12-29"), Some(Stage::Late));
        assert_eq!(at(Stage::Late, "2026-12-30"), None);
        assert_eq!(at(Stage::Late, "2026-12-31"), Some(Stage::Managers));
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn stages_only_go_on(asked in 0_i32..400, term in 1_i32..60, later in 0_i32..120) {
            let calendar = Calendar::england();
            let asked = calendar.add_days(d("2026-01-05"), asked);
            let due = calendar.add_days(asked, term);
            let mut now = Stage::Asked;
            for day in 0..=later {
                let today = calendar.add_days(asked, day);
                if let Some(next) = next_stage(now, asked, due, today, &times(), calendar) {
                    prop_assert!(next > now);
                    prop_assert!(calendar.is_working(today));
                    prop_assert_eq!(next >= Stage::Late, due < today);
                    now = next;
                }
                prop_assert!(next_stage(now, asked, due, today, &times(), calendar).is_none(), "twice on one day");
            }
        }
    }
}
