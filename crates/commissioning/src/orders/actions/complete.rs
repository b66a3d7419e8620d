//! The work of an order is done: said by the provider, or plain from the last session.

use access::{Act, actions::RecordSession};
use casework::timeline::{self, EventKind, NewEvent};
use kernel::{Id, Result, kinds};

use crate::{
    delivery::{
        model::{Session, Tally},
        store as sessions,
    },
    orders::store::{self, Record},
    words,
};

/// Completes an order, though fewer sessions may have been given than were ordered.
///
/// # Errors
/// `NotFound` for an order of others; `Refused`: `order.state`, or `order.planned` while sessions are
/// planned and not recorded.
pub fn complete_order(act: &Act<'_>, order: Id<kinds::Order>) -> Result<()> {
    let grant = act.one::<RecordSession, kinds::Order>(order)?;
    let record = store::load(act, &grant)?.record;
    let sessions = sessions::of_order(act, &grant)?;
    grant.note(act, &format!("status: {} -> completed", record.order.state.code()))?;
    complete(act, &record, Tally::of(&record.order, &sessions::plain(&sessions)))
}

/// Completes an order whose every session is used up; leaves any other as it is. `sessions` are all
/// the sessions as they are after the change.
pub(crate) fn when_all_given(act: &Act<'_>, record: &Record, sessions: &[Session]) -> Result<bool> {
    let tally = Tally::of(&record.order, sessions);
    let all = tally.planned == 0 && tally.used() >= tally.ordered;
    if all {
        complete(act, record, tally)?;
    }
    Ok(all)
}

fn complete(act: &Act<'_>, record: &Record, tally: Tally) -> Result<()> {
    let next = record.order.state.complete(tally.planned)?;
    store::step(act, record, next, None)?;
    let held = words::sessions(tally.held);
    timeline::note(
        act,
        NewEvent {
            agency: record.agency,
            case: record.order.case,
            kind: EventKind::Order,
            words: &format!("Order {} completed: {held} of {} held.", record.reference, tally.ordered),
            link: Some(&format!("/orders/{}", record.order.id)),
            family_sees: true,
        },
    )
}
