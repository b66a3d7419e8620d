//! Counselling took place, or was declined where it may be.

use access::{Act, actions::HandleAdults, connections::AdultRequest};
use kernel::{Id, Invalid, Result};
use page::Fields;

use crate::adopted_adults::{
    model::Counselling,
    store::{self, Request},
};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settle {
    /// The version that was read.
    pub version: i64,
    /// How it stands.
    pub counselling: Counselling,
}

/// Reads [`Settle`].
pub fn counselling_fields(f: &mut Fields) -> Result<Settle, Invalid> {
    let version = f.version();
    let counselling = f.choice::<Counselling>("counselling", "Choose how it stands with counselling");
    f.finish(|| Some(Settle { version: version?, counselling: counselling? }))
}

/// Records how it stands with counselling.
///
/// # Errors
/// `Refused` by `adult.counselling` where it is required and was declined; `Stale`.
pub fn settle_counselling(act: &Act<'_>, id: Id<AdultRequest>, input: &Settle) -> Result<Request> {
    let grant = act.one::<HandleAdults, AdultRequest>(id)?;
    let mut request = store::load(act, &grant)?;
    request.standing.may_settle(input.counselling)?;
    let before = request.standing.counselling;
    request.standing.counselling = input.counselling;
    request.counselled = (input.counselling != Counselling::NotYet).then_some(act.now());
    store::save(act, &grant, input.version, &request)?;
    grant.note(act, &format!("counselling: {}, then {}", before.code(), input.counselling.code()))?;
    store::load(act, &grant)
}
