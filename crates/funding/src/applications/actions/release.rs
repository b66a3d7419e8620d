//! Giving back what was approved and is not needed: the agency's allocation and the child's limit
//! get it back, in one transaction.

use access::{Act, actions::DraftApplication, job};
use casework::timeline::{self, EventKind, NewEvent};
use commissioning::orders::model::OrderState;
use kernel::{Error, Id, Pence, Result, kinds};

use super::{decide::rules_of, send::figure};
use crate::{
    applications::{
        measures,
        model::{State, rule},
        store::{self, Application},
    },
    ledger::{
        model::{Agency, Movement},
        store::{About, post},
    },
    limits,
};

/// How many applications the job looks at in one transaction.
const AT_ONCE: u32 = 200;

/// Gives back what is left of an approved application once its order has ended, or the whole of
/// one that is not to be ordered.
///
/// # Errors
/// `NotFound` for an application of others; `Refused` (`application.release`) while the order goes on,
/// or when nothing is left over.
pub fn release_unspent(act: &Act<'_>, id: Id<kinds::Application>) -> Result<Pence> {
    let grant = act.one::<DraftApplication, kinds::Application>(id)?;
    let a = store::load(act, &grant)?.application;
    if a.state != State::Approved {
        return Err(Error::refused(rule::RELEASE, "Only an approved application holds money to give back."));
    }
    let spare = release_what_is_over(act, &a)?;
    grant.note(act, &format!("released: {spare}"))?;
    Ok(spare)
}

/// What one batch of the job did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swept {
    /// The applications that gave something back.
    pub released: Vec<Id<kinds::Application>>,
    /// Where the next batch begins; none when this was the last.
    pub next: Option<Id<kinds::Application>>,
}

/// The same for applications whose order was completed or cancelled, one batch of them after
/// `after`: for the system's own job, which calls it until there is no next. Each batch is a
/// transaction with one audit line; a batch without any such application writes nothing.
///
/// # Errors
/// `Forbidden` for anybody but the system.
pub fn release_ended(act: &Act<'_>, after: Option<Id<kinds::Application>>) -> Result<Swept> {
    if act.actor().system_name().is_none() {
        return Err(Error::Forbidden);
    }
    let page = store::still_open(act, after, AT_ONCE)?;
    let mut released = Vec::new();
    for opened in &page {
        match release_what_is_over(act, &opened.application) {
            Ok(_) => released.push(opened.application.id),
            // What is held is owed for sessions that are still to be invoiced.
            Err(Error::Refused { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    let Some(last) = page.last() else { return Ok(Swept { released, next: None }) };
    job::ran(act, "job.release-ended", "application", &released)?;
    let next = (page.len() == AT_ONCE as usize).then_some(last.application.id);
    Ok(Swept { released, next })
}

/// Releases what is over of an approved application that the caller may change.
///
/// # Errors
/// As [`release_unspent`].
pub(crate) fn release_what_is_over(act: &Act<'_>, a: &Application) -> Result<Pence> {
    let orders = store::orders(act, a.id)?;
    let going_on = orders.iter().any(|o| matches!(o.state, OrderState::Placed | OrderState::Accepted));
    if going_on {
        return Err(Error::refused(
            rule::RELEASE,
            "The order goes on. What is left over is given back when it is completed or cancelled.",
        ));
    }
    let owed = store::chargeable(act, a.id)?;
    let spare = a.money()?.unspent(owed)?;
    let version = rules_of(a)?;
    let agency = Agency { id: a.agency, year: version.year() };
    // Each release leaves another sum behind, so the sum released so far tells one from the next.
    let key = format!("release:{}:{}", a.id, a.released.0);
    post(
        act,
        &Movement::release(key, agency, a.id, spare)?,
        About { application: Some(a.id), invoice: None },
    )?;
    limits::store::lower(act, a.child, version, a.kind, spare)?;
    store::spend(act, a.id, Pence::ZERO, spare)?;
    figure(a, act, measures::COMMITTED, &a.therapy).add(act.write(), -spare.0)?;
    timeline::note(
        act,
        NewEvent {
            agency: a.agency,
            case: a.case,
            kind: EventKind::Application,
            words: &format!(
                "{spare} of application {} was not needed and can be used again this year.",
                a.reference
            ),
            link: Some(&format!("/applications/{}", a.id)),
            family_sees: false,
        },
    )?;
    Ok(spare)
}
