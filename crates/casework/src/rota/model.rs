//! Duties as values: which half days have nobody, and what a swap needs. Pure.

use access::front_door::{Duty as DutyKind, DutySwap};
use kernel::{Calendar, Date, Error, Id, Result, Timestamp, codes, kinds::Account};

codes! {
    /// Half a working day.
    Half {
        Morning = "morning", "Morning";
        Afternoon = "afternoon", "Afternoon";
    }
}

impl Half {
    /// The half of the day in which somebody is on duty at an instant; none before eight and from six in the evening on, which
    /// are Hearth's own hours: then the out-of-hours card counts.
    pub fn on_duty_at(now: Timestamp) -> Option<Half> {
        let time = kernel::local_time(now);
        ("08:00".."18:00").contains(&time.as_str()).then(|| Half::at(now))
    }

    /// The half of the day that an instant falls in, in England: the afternoon begins at one.
    pub fn at(now: Timestamp) -> Half {
        if kernel::local_time(now).as_str() < "13:00" { Half::Morning } else { Half::Afternoon }
    }
}

codes! {
    /// How a swap stands.
    Swapped {
        Asked = "asked", "Asked";
        Agreed = "agreed", "Agreed";
        Declined = "declined", "Said no";
        TakenBack = "taken-back", "Taken back";
    }
}

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// The duty is over, or somebody was taken off it.
    pub const OVER: &str = "duty.over";
    /// It is somebody else's.
    pub const NOT_YOURS: &str = "duty.not-yours";
    /// A colleague is asked already.
    pub const ASKED: &str = "duty.asked";
    /// The swap was answered.
    pub const ANSWERED: &str = "duty.answered";
    /// Somebody is on duty at that time already.
    pub const TWICE: &str = "duty.twice";
}

/// Weeks of one series.
pub const WEEKS: std::ops::RangeInclusive<i64> = 1..=26;
/// How many working days ahead a half day without anybody is an alarm: two weeks, Hearth's own figure.
pub const AHEAD: u32 = 10;

/// Somebody's half day on duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Its id.
    pub id: Id<DutyKind>,
    /// The day.
    pub on: Date,
    /// Which half of it.
    pub half: Half,
    /// Who.
    pub account: Id<Account>,
    /// When they were taken off it.
    pub ended: Option<Timestamp>,
    /// The version that a change is based on.
    pub version: i64,
}

impl Duty {
    /// Refuses to change what is over.
    ///
    /// # Errors
    /// `Refused` (`duty.over`).
    pub fn stands(&self, today: Date) -> Result<()> {
        if self.ended.is_none() && self.on >= today {
            return Ok(());
        }
        Err(Error::refused(
            rule::OVER,
            "This duty is over, or somebody was taken off it. Look at the rota again.",
        ))
    }

    /// Refuses to give away what is somebody else's.
    ///
    /// # Errors
    /// `Refused` (`duty.not-yours`).
    pub fn is_of(&self, who: Option<Id<Account>>) -> Result<()> {
        if who == Some(self.account) {
            return Ok(());
        }
        Err(Error::refused(
            rule::NOT_YOURS,
            "This is a colleague’s duty. A manager can put somebody else on it.",
        ))
    }
}

/// What one worker asked of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    /// Its id.
    pub id: Id<DutySwap>,
    /// The duty to be taken.
    pub duty: Id<DutyKind>,
    /// The duty that is given for it, if one is.
    pub exchange: Option<Id<DutyKind>>,
    /// Who asks.
    pub from: Id<Account>,
    /// Who is asked.
    pub to: Id<Account>,
    /// How it stands.
    pub state: Swapped,
    /// The version that an answer is based on.
    pub version: i64,
}

impl Swap {
    /// How it stands after an answer: whoever is asked agrees or says no, and whoever asked can take it back.
    ///
    /// # Errors
    /// `Refused`: `duty.answered` once it is; `duty.not-yours` for anybody else, also for a manager: a swap is between two.
    pub fn after(&self, who: Option<Id<Account>>, yes: bool) -> Result<Swapped> {
        if self.state != Swapped::Asked {
            return Err(Error::refused(rule::ANSWERED, "This was answered, or taken back, already."));
        }
        match (who == Some(self.to), who == Some(self.from), yes) {
            (true, _, true) => Ok(Swapped::Agreed),
            (true, _, false) => Ok(Swapped::Declined),
            (_, true, false) => Ok(Swapped::TakenBack),
            _ => Err(Error::refused(rule::NOT_YOURS, "Only whoever is asked can agree.")),
        }
    }
}

/// A half day of a day.
pub type HalfDay = (Date, Half);

/// The working half days from `from` on, over `working_days` working days, on which nobody is on duty. A half of `from` itself
/// that is over is not looked at any more.
pub fn gaps(
    duties: &[Duty],
    from: Date,
    now_half: Half,
    working_days: u32,
    calendar: &Calendar,
) -> Vec<HalfDay> {
    let mut day = from;
    let (mut found, mut left) = (Vec::new(), working_days);
    while left > 0 {
        if calendar.is_working(day) {
            left -= 1;
            for half in Half::ALL {
                let over = day == from && *half < now_half;
                let held = duties.iter().any(|d| d.ended.is_none() && d.on == day && d.half == *half);
                if !over && !held {
                    found.push((day, *half));
                }
            }
        }
        day = calendar.add_days(day, 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::tests::fixed;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn who(n: u8) -> Id<Account> {
        Id::from_parts(1, [n; 10])
    }

    fn duty(on: &str, half: Half, n: u8) -> Duty {
        Duty { id: Id::random(), on: day(on), half, account: who(n), ended: None, version: 1 }
    }

    #[test]
    fn the_half_of_the_day_is_that_of_england() {
        let at = |text: &str| Half::at(text.parse().unwrap());
        assert_eq!(
            (at("2026-11-20T12:59:00Z"), at("2026-11-20T13:00:00Z")),
            (Half::Morning, Half::Afternoon)
        );
        assert_eq!(
            (at("2026-07-20T11:59:00Z"), at("2026-07-20T12:00:00Z")),
            (Half::Morning, Half::Afternoon)
        );
    }

    #[test]
    fn nobody_is_on_duty_at_night() {
        let at = |text: &str| Half::on_duty_at(text.parse().unwrap());
        assert_eq!((at("2026-11-20T07:59:00Z"), at("2026-11-20T18:00:00Z")), (None, None));
        assert_eq!(at("2026-11-20T08:00:00Z"), Some(Half::Morning));
        assert_eq!(at("2026-11-20T17:59:00Z"), Some(Half::Afternoon));
    }

    #[test]
    fn a_working_half_day_without_anybody_is_a_gap() {
        let england = Calendar::england();
        // Thursday 24 December; Friday and Monday are bank holidays, the weekend lies between.
        let all = [duty("2026-12-24", Half::Morning, 1), duty("2026-12-29", Half::Afternoon, 1)];
        assert_eq!(
            gaps(&all, day("2026-12-24"), Half::Morning, 2, england),
            [(day("2026-12-24"), Half::Afternoon), (day("2026-12-29"), Half::Morning)],
        );
        assert_eq!(
            gaps(&[], day("2026-12-24"), Half::Afternoon, 1, england),
            [(day("2026-12-24"), Half::Afternoon)]
        );
        let off = Duty { ended: Some(Timestamp::UNIX_EPOCH), ..all[0].clone() };
        assert_eq!(gaps(&[off], day("2026-12-24"), Half::Morning, 1, england).len(), 2);
    }

    #[test]
    fn a_swap_needs_the_other() {
        let swap = |state| Swap {
            id: Id::from_parts(1, [1; 10]),
            duty: Id::from_parts(1, [2; 10]),
            exchange: None,
            from: who(1),
            to: who(2),
            state,
            version: 1,
        };
        let asked = swap(Swapped::Asked);
        assert_eq!(asked.after(Some(who(2)), true), Ok(Swapped::Agreed));
        assert_eq!(asked.after(Some(who(2)), false), Ok(Swapped::Declined));
        assert_eq!(asked.after(Some(who(1)), false), Ok(Swapped::TakenBack));
        assert_eq!(
            asked.after(Some(who(1)), true).unwrap_err().code(),
            rule::NOT_YOURS,
            "nobody agrees with themselves"
        );
        assert_eq!(asked.after(Some(who(3)), true).unwrap_err().code(), rule::NOT_YOURS);
        assert_eq!(asked.after(None, true).unwrap_err().code(), rule::NOT_YOURS, "nor does a machine");
        for state in [Swapped::Agreed, Swapped::Declined, Swapped::TakenBack] {
            assert_eq!(swap(state).after(Some(who(2)), true).unwrap_err().code(), rule::ANSWERED);
        }
    }

    proptest! {
        #![proptest_config(fixed())]

        #[test]
        fn a_gap_is_a_working_half_day_and_there_is_none_where_somebody_is(held in prop::collection::btree_set((0_i32..20, any::<bool>()), 0..30)) {
            let england = Calendar::england();
            let from = day("2026-12-14");
            let all: Vec<Duty> = held.iter().map(|(n, morning)| Duty {
                on: england.add_days(from, *n),
                half: if *morning { Half::Morning } else { Half::Afternoon },
                ..duty("2026-12-14", Half::Morning, 1)
            }).collect();
            let found = gaps(&all, from, Half::Morning, AHEAD, england);
            prop_assert!(found.iter().all(|(on, _)| england.is_working(*on)));
            prop_assert!(found.iter().all(|(on, half)| !all.iter().any(|d| d.on == *on && d.half == *half)));
            prop_assert!(found.len() <= 2 * AHEAD as usize);
        }
    }
}
