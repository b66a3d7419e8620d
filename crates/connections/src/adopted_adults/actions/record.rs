//! An adult's request is recorded, with the route that its dates lead to.

use access::{Act, actions::HandleAdults};
use casework::promises;
use kernel::{Calendar, Date, Error, Id, Invalid, PromiseKind, Reference, Result};
use page::Fields;

use crate::{
    adopted_adults::{
        model::{Counselling, Country, Standing, State, route},
        store::{self, Request, Who},
    },
    words::{LINE, NOTE},
};

/// What is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Who asks.
    pub who: Who,
    /// Where the order was made.
    pub country: Country,
}

/// Reads [`New`].
pub fn new_fields(f: &mut Fields) -> Result<New, Invalid> {
    let name = f.required("name", "Enter their name now", LINE);
    let adopted_name = f.optional("adopted_name", LINE).unwrap_or_default();
    let birth_name = f.optional("birth_name", LINE).unwrap_or_default();
    let born = f.date("born", "Enter when they were born");
    let adopted_on = f.date("adopted_on", "Enter the day of the adoption order");
    let country = f.choice::<Country>("country", "Choose where the order was made");
    let agency = f.optional("agency", LINE).unwrap_or_default();
    let contact = f.required("contact", "Enter how to reach them", NOTE);
    let wants = f.required("wants", "Write what they would like to know", NOTE);
    f.finish(|| {
        Some(New {
            who: Who {
                name: name?,
                adopted_name,
                birth_name,
                born: born?,
                adopted_on: adopted_on?,
                agency,
                contact: contact?,
                wants: wants?,
            },
            country: country?,
        })
    })
}

/// The route of what was typed.
///
/// # Errors
/// `Refused` by `adult.no-route`, with what the person can do.
fn routed(new: &New, today: Date) -> Result<crate::adopted_adults::model::Route> {
    route(new.who.born, new.who.adopted_on, new.country, today)
        .map_err(|why| Error::refused("adult.no-route", format!("{}. {}", why.label(), why.what_to_say())))
}

/// Records the request and promises an answer.
///
/// # Errors
/// `Refused` by `adult.no-route` where no route fits the dates.
pub fn record(act: &Act<'_>, new: &New) -> Result<Request> {
    let grant = act.agency::<HandleAdults>()?;
    let due =
        promises::term(act, grant.agency(), PromiseKind::RecordsRequest)?.due(act.now(), Calendar::england());
    let request = Request {
        id: Id::random(),
        agency: grant.agency(),
        reference: Reference::new("AR"),
        standing: Standing {
            route: routed(new, act.today())?,
            name_known: !new.who.birth_name.is_empty(),
            identified: false,
            counselling: Counselling::NotYet,
            state: State::Open,
        },
        who: new.who.clone(),
        identity: None,
        identity_note: String::new(),
        counselled: None,
        closed_why: String::new(),
        made: act.now(),
        due: Some(due),
        version: 1,
    };
    store::add(act, &request)?;
    let about = super::about(request.agency, request.id);
    promises::make_due(act, about, PromiseKind::RecordsRequest, act.now(), due)?;
    grant.showed(act, "adult-request", &[request.id])?;
    Ok(request)
}
