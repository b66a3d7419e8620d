//! The rules of handing cases over. Pure.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, Case},
};

use crate::caseload::model::{Facts, Load, Weights};

/// How long a hand-over can be taken back, in hours.
pub const UNDO_HOURS: i64 = 24;
/// The most cases that go in one step.
pub const MOST: usize = 200;

/// Where one case goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Which.
    pub case: Id<Case>,
    /// To whom.
    pub to: Id<Account>,
}

/// Refuses to take back what was made too long ago, or was taken back.
///
/// # Errors
/// `Refused`: `transfer.undone`, `transfer.day`.
pub fn may_undo(made: Timestamp, undone: Option<Timestamp>, now: Timestamp) -> Result<()> {
    if undone.is_some() {
        return Err(Error::refused("transfer.undone", "This hand-over was taken back already."));
    }
    if now.duration_since(made) > SignedDuration::from_hours(UNDO_HOURS) {
        let words = "A hand-over can be taken back within a day. Hand the cases over again instead: families hear of both.";
        return Err(Error::refused("transfer.day", words));
    }
    Ok(())
}

/// What each receiver would carry: their load of today and the cases that come to them.
pub fn afterwards(
    weights: &Weights,
    before: &BTreeMap<Id<Account>, Load>,
    coming: &[(Id<Account>, Facts)],
) -> BTreeMap<Id<Account>, Load> {
    let mut after: BTreeMap<Id<Account>, Load> = BTreeMap::new();
    for (to, facts) in coming {
        after
            .entry(*to)
            .or_insert_with(|| before.get(to).cloned().unwrap_or_default())
            .add(weights, facts, 1);
    }
    after
}

#[cfg(test)]
mod tests {
    use kernel::Level;

    use super::*;
    use crate::testing::day;

    #[test]
    fn a_hand_over_is_taken_back_within_a_day_and_once() {
        let t = |text: &str| -> Timestamp { text.parse().unwrap() };
        let made = t("2026-11-20T09:30:00Z");
        let rule = |undone, now: &str| may_undo(made, undone, t(now)).map_err(|e| e.code());
        assert_eq!(rule(None, "2026-11-21T09:30:00Z"), Ok(()));
        assert_eq!(rule(None, "2026-11-21T09:30:01Z"), Err("transfer.day"));
        assert_eq!(rule(Some(made), "2026-11-20T10:00:00Z"), Err("transfer.undone"));
    }

    #[test]
    fn each_receiver_sees_what_they_would_carry() {
        let weights = Weights::on(day("2026-11-20"), &[]).unwrap();
        let facts = Facts {
            level: Level::Targeted,
            council: "881".into(),
            outside: false,
            new: false,
            planned: true,
            escalated: false,
            signs: false,
        };
        let (a, b) = (Id::from_parts(1, [1; 10]), Id::from_parts(2, [2; 10]));
        let mut load = Load::default();
        load.add(&weights, &facts, 4);
        let before = BTreeMap::from([(a, load)]);
        let after = afterwards(&weights, &before, &[(a, facts.clone()), (b, facts.clone()), (b, facts)]);
        assert_eq!((after[&a].cases, after[&a].points), (5, 15));
        assert_eq!((after[&b].cases, after[&b].points), (2, 6));
    }
}
