//! What can be done about offers ahead and about events in a family's life.

mod answer;
mod call;
mod life_event;
mod offer;
#[cfg(test)]
mod tests;

pub use answer::{Answer, answer};
pub use call::{Called, call};
pub use life_event::{Happened, life_event, remove_event};
pub use offer::{Offering, offer, offer_several};

use access::{Action, Grant, Look, One};
use casework::cases::store as cases;
use kernel::{Date, Error, Result, kinds::Case};

use super::{
    model::{Birth, Falls, Life, Offer, Stage, holding, propose, stage},
    store,
};
use crate::checking_in;

/// A stage of a child's life, when it falls and how its offer stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahead {
    /// The stage.
    pub stage: &'static Stage,
    /// When it falls; none where the record holds nothing that it could be worked out from.
    pub falls: Option<Falls>,
    /// The offer, once there is one.
    pub offer: Option<Offer>,
    /// Whether it may be offered now.
    pub now: bool,
}

/// What a case's stages are worked out from, with its offers and events.
pub struct Whole {
    /// Every stage, those that are known to come first by their days.
    pub stages: Vec<Ahead>,
    /// What happened.
    pub events: Vec<store::LifeEvent>,
    /// How often somebody checks in, where it is known.
    pub checking: Option<checking_in::store::Kept>,
    /// Whether the case is open.
    pub open: bool,
    /// Whether somebody may get in touch with the family by themselves.
    pub willing: bool,
}

/// Reads what lies ahead of the family of a case.
pub fn whole<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Whole> {
    let dated = cases::dated_one(look, grant)?;
    let events = store::events(look, grant)?;
    let offers = store::of_case(look, grant)?;
    let checking = checking_in::store::of_case(look, grant)?;
    let open = dated.state == cases::CaseState::Open;
    let willing = checking_in::model::may_reach(open, checking.and_then(|k| k.chosen()));
    let life = life_of(&dated, events.iter().map(|e| (e.kind, e.on)).collect());
    let today = look.today();
    let mut stages: Vec<Ahead> = holding(today)?
        .map(|stage| {
            let falls = stage.rule.falls(&life);
            let now = willing && falls.and_then(|f| propose(stage, f, today)) == Some(true);
            let offer = offers.iter().find(|o| o.stage == stage.code).cloned();
            Ahead { stage, falls, offer, now }
        })
        .collect();
    stages.sort_by_key(|a| (a.falls.is_none(), a.falls.map(|f| f.on)));
    Ok(Whole { stages, events, checking, open, willing })
}

/// What the stages of a child's life are worked out from.
pub(super) fn life_of(dated: &cases::Dated, events: Vec<(super::model::LifeEventKind, Date)>) -> Life {
    Life {
        birth: Birth::known(dated.born, dated.birth_year),
        ordered: dated.order_date,
        began: dated.opened,
        events,
    }
}

/// The offer of a stage in a case.
///
/// # Errors
/// `Invalid` on `stage` for a stage that is not on the list; `Refused`: `offer-ahead.not-made` where it was never offered.
fn offer_of<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Case>>,
    code: &str,
) -> Result<(&'static Stage, Offer)> {
    let stage = stage(code, look.today())?;
    let found = store::of_case(look, grant)?.into_iter().find(|o| o.stage == stage.code);
    let none = || {
        Error::refused(
            super::model::rule::NOT_MADE,
            "This was not offered yet, so there is nothing to answer.",
        )
    };
    Ok((stage, found.ok_or_else(none)?))
}
