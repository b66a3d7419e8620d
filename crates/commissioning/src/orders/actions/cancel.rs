//! The agency ends an order early. What was given stays payable.

use access::{Act, actions::PlaceOrder};
use casework::timeline::{self, EventKind, NewEvent};
use kernel::{Id, Result, kinds};

use crate::{
    delivery::{model::unrecorded, store as sessions},
    orders::store,
};

/// Cancels an order, with the reason.
///
/// # Errors
/// `NotFound` for an order of others; `Refused`: `order.state`, or `order.unrecorded` while sessions
/// of past days wait to be recorded.
pub fn cancel_order(act: &Act<'_>, order: Id<kinds::Order>, reason: &str) -> Result<()> {
    let grant = act.one::<PlaceOrder, kinds::Order>(order)?;
    let record = store::load(act, &grant)?.record;
    let sessions = sessions::of_order(act, &grant)?;
    let waiting = unrecorded(&record.order, &sessions::plain(&sessions), act.today());
    let next = record.order.state.cancel(waiting)?;
    store::step(act, &record, next, Some(reason))?;
    grant.note(act, &format!("status {} to {}", record.order.state.code(), next.code()))?;
    timeline::note(
        act,
        NewEvent {
            agency: record.agency,
            case: record.order.case,
            kind: EventKind::Order,
            words: &format!("Order {} cancelled: {reason}", record.reference),
            link: Some(&format!("/orders/{order}")),
            family_sees: false,
        },
    )
}
