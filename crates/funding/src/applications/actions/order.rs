//! Ordering what was approved: the same therapy, provider and sessions, at no more than the price
//! that was approved.

use access::{Act, actions::PlaceOrder, audit::changed};
use commissioning::orders::{
    actions::{Input, place_order},
    model::OrderKind,
};
use kernel::{Error, Id, Result, kinds};

use crate::{
    applications::{
        model::{Money, State, rule},
        store,
    },
    words,
};

/// Places the order of an approved application and gives the order's id. It begins on the first
/// day that was asked for, or today where that has passed.
///
/// # Errors
/// `NotFound` for an application of others; `Refused`: `application.order` unless approved with
/// its money untouched, when its last day has passed, or when the provider's price has risen;
/// `order.application` when it was ordered already; `case.closed`; `provider.approval`.
pub fn order_approved(act: &Act<'_>, id: Id<kinds::Application>) -> Result<Id<kinds::Order>> {
    let grant = act.one::<PlaceOrder, kinds::Application>(id)?;
    let a = store::load(act, &grant)?.application;
    let no = |why: String| Err(Error::refused(rule::ORDER, why));
    if a.state != State::Approved {
        return no("Only an approved application can be ordered.".into());
    }
    if a.money()? != (Money { approved: a.amount()?, ..Money::default() }) {
        return no(
            "Money of this application was already paid or given back. Apply again for what is needed."
                .into(),
        );
    }
    if act.today() > a.ends_on {
        return no(format!(
            "The support was approved until {}, and that day has passed. Apply again for what is still needed.",
            words::day(a.ends_on)
        ));
    }
    let input = Input {
        provider: a.provider,
        therapy: a.therapy.clone(),
        sessions: a.sessions,
        starts_on: a.starts_on.max(act.today()),
        kind: OrderKind::CallOff,
        application: Some(a.id),
    };
    let order = place_order(act, a.case, &input)?.order;
    if order.price > a.price {
        return no(format!(
            "The provider's price has risen to {} a session since {} was approved. Ask them to keep the price, \
             or apply again.",
            order.price, a.price
        ));
    }
    grant.note(act, &changed(&[("order", "", &order.id.to_string())]))?;
    Ok(order.id)
}
