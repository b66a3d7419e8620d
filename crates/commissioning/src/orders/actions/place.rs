//! Placing an order on a case, at the provider's price of the day.

use ::store::figure::Figure;
use access::{
    Act,
    actions::PlaceOrder,
    audit::changed,
    consent::{self, Ask, DataKind, Recipient, RecipientKind, purposes},
};
use casework::{
    cases::store as cases,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{
    Calendar, Date, Error, Id, Pence, Reference, Result,
    kinds::{Application, Case, Organisation},
};

use crate::{
    orders::{
        measures,
        model::{NewOrder, Order, OrderKind},
        store::{self as orders, Record},
    },
    providers::{
        model::{Price, price_on},
        store as providers, vetting,
    },
    words,
};

/// The longest time between placing an order and its first day, in days: a guard against a slip in the
/// year, chosen by Hearth.
const LATEST_START: i32 = 366;

/// What somebody asks to order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// From whom.
    pub provider: Id<Organisation>,
    /// Code of the catalogue.
    pub therapy: String,
    /// Sessions wanted, 1 to [`MOST_SESSIONS`](crate::orders::model::MOST_SESSIONS).
    pub sessions: u32,
    /// The day from which sessions are wanted: today or later, within a year.
    pub starts_on: Date,
    /// How the provider was chosen.
    pub kind: OrderKind,
    /// The approved application that pays for it; none for core budget. Whether the application is
    /// approved, and for how much, is for the caller to check.
    pub application: Option<Id<Application>>,
}

/// Places an order: the price is the list's of today, the total is price times sessions.
///
/// # Errors
/// `NotFound` for a case of others. `Invalid` on `provider`, `therapy`, `sessions` or `starts_on`.
/// `Refused`: `case.closed`, `provider.approval`, `provider.vetting`, `order.application` when an
/// order was placed for the application already, or a rule of [`access::consent`] when what the
/// provider would learn may not be shared.
pub fn place_order(act: &Act<'_>, case: Id<Case>, input: &Input) -> Result<Record> {
    place(act, case, input, None)
}

/// Places an order at the price and length of a session that won a competition, instead of the list's.
///
/// # Errors
/// As [`place_order`].
pub(crate) fn place_awarded(
    act: &Act<'_>,
    case: Id<Case>,
    input: &Input,
    won: (Pence, u32),
) -> Result<Record> {
    place(act, case, input, Some(won))
}

fn place(act: &Act<'_>, case: Id<Case>, input: &Input, won: Option<(Pence, u32)>) -> Result<Record> {
    let grant = act.one::<PlaceOrder, Case>(case)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    if let Some(application) = input.application
        && orders::is_ordered(act, application)?
    {
        return Err(Error::refused(
            "order.application",
            "An order was placed for this application already. Open the case's orders to see it.",
        ));
    }
    let today = act.today();
    let latest = Calendar::england().add_days(today, LATEST_START);
    if !(today..=latest).contains(&input.starts_on) {
        return Err(Error::field("starts_on", "Enter the day to start from: today or later, within a year"));
    }
    let provider = providers::load(act, input.provider)?
        .ok_or_else(|| Error::field("provider", "Choose a provider from the list"))?;
    let seen = providers::vetting(act, provider.id)?;
    vetting::may_take_orders(seen.as_ref().map(|s| &s.seen), today)?;
    let prices = providers::prices(act, provider.id, &input.therapy)?;
    let won = won.map(|(per_session, minutes)| Price {
        provider: provider.id,
        therapy: input.therapy.clone(),
        per_session,
        minutes,
        from: today,
    });
    let price = won.as_ref().or_else(|| price_on(&prices, provider.id, &input.therapy, today));
    let new = NewOrder {
        id: Id::new(act.now()),
        case: case.id,
        therapy: input.therapy.clone(),
        kind: input.kind,
        sessions: input.sessions,
    };
    let record = Record {
        order: Order::place(new, &provider, price, today)?,
        reference: Reference::new("OR"),
        agency: case.agency,
        family: case.family,
        provider_kind: provider.kind,
        application: input.application,
        starts_on: input.starts_on,
        placed_at: act.now(),
        placed_by: act.actor().answerable(),
        ended_at: None,
        reason: None,
        version: 1,
    };
    let order = &record.order;
    consent::share(act, &grant, order.case, order.id.cast(), &told_to(provider.id, &provider.name))?;
    orders::insert(act, &record)?;
    grant.note(
        act,
        &changed(&[
            ("order", "", &record.reference.to_string()),
            ("provider", "", &provider.name),
            ("therapy", "", &order.therapy),
            ("sessions", "", &order.sessions.to_string()),
            ("price", "", &order.price.to_string()),
            ("status", "", order.state.code()),
        ]),
    )?;
    let (count, what) = (words::sessions(order.sessions), words::therapy(&order.therapy)?);
    let from = words::day(record.starts_on);
    timeline::note(
        act,
        NewEvent {
            agency: record.agency,
            case: order.case,
            kind: EventKind::Order,
            words: &format!("{count} of {what} ordered from {}, to start from {from}.", provider.name),
            link: Some(&format!("/orders/{}", order.id)),
            family_sees: true,
        },
    )?;
    let figure = Figure {
        agency: record.agency,
        measure: measures::PLACED,
        day: today,
        council: "",
        part: &order.therapy,
    };
    figure.add(act.write(), 1)?;
    Ok(record)
}

/// What a provider learns from an order: what help is needed, and how many sessions from when. No name.
pub fn told_to(provider: Id<Organisation>, name: &str) -> Ask<'_> {
    Ask {
        purpose: purposes::ARRANGE_SUPPORT,
        what: &[DataKind::Need, DataKind::Sessions],
        to: Recipient::one(RecipientKind::Provider, provider),
        to_name: name,
    }
}
