//! The provider accepts or declines an order.

use access::{Act, actions::AnswerOrder};
use casework::timeline::{self, EventKind, NewEvent};
use kernel::{Error, Id, Result, kinds};

use crate::orders::store;

kernel::codes! {
    /// What a provider says to an order.
    Answer {
        Accept = "accept", "Accept";
        Decline = "decline", "Decline";
    }
}

/// Answers an order. The reason of a decline is read by the agency, and never by the family.
///
/// # Errors
/// `NotFound` for an order of others; `Invalid` on `reason` when an order is declined without one; `Refused`
/// (`order.state`) unless it waits for an answer.
pub fn answer_order(
    act: &Act<'_>,
    order: Id<kinds::Order>,
    answer: Answer,
    reason: Option<&str>,
) -> Result<()> {
    let grant = act.one::<AnswerOrder, kinds::Order>(order)?;
    let opened = store::load(act, &grant)?;
    let (record, name) = (&opened.record, &opened.provider_name);
    let (next, said, reason) = match answer {
        Answer::Accept => {
            (record.order.state.accept()?, format!("{name} accepted order {}.", record.reference), None)
        }
        Answer::Decline => {
            let next = record.order.state.decline()?;
            let reason = reason
                .ok_or_else(|| Error::field("reason", "Say in a few words why you cannot take this order"))?;
            (next, format!("{name} declined order {}: {reason}", record.reference), Some(reason))
        }
    };
    store::step(act, record, next, reason)?;
    grant.note(act, &format!("status {} to {}", record.order.state.code(), next.code()))?;
    timeline::note(
        act,
        NewEvent {
            agency: record.agency,
            case: record.order.case,
            kind: EventKind::Order,
            words: &said,
            link: Some(&format!("/orders/{order}")),
            // That nobody was found yet is for the social worker to tell, with what comes next.
            family_sees: answer == Answer::Accept,
        },
    )
}
