//! The owner of an action opens what is asked: a code goes to the address of the letter, and whoever types it reads on.
//! Every way in which a link does not work looks the same from outside.

use access::{
    Act, Grant, Look, One,
    actions::AnswerAction,
    consent::Decision,
    links::{self, Secret},
    planning::ActionAsk,
};
use kernel::{Error, Result, Timestamp};

use crate::{
    action_asks::{
        mail,
        store::{self, Asking, DOOR},
    },
    contributions::actions::ground,
};

/// What an owner sees behind their link.
#[derive(Debug, Clone)]
pub enum Seen {
    /// What is asked.
    Asked(Box<Asking>),
    /// The answer was received at this time; nothing more is told.
    Received(Timestamp),
}

/// A link that works, whether it was used up, and what it leads to.
pub(super) struct Found {
    pub(super) grant: Grant<AnswerAction, One<ActionAsk>>,
    pub(super) used: bool,
    pub(super) k: Asking,
}

/// Follows a link.
///
/// # Errors
/// `NotFound` for every link that does not work.
pub(super) fn follow(look: &Look<'_>, secret: &Secret) -> Result<Found> {
    let (grant, used) = links::opened_grant::<AnswerAction, ActionAsk>(look, secret, DOOR.name)?;
    let k = store::load(look, &grant)?;
    Ok(Found { grant, used, k })
}

/// Follows a link that may tell something. Where the ground to tell it is gone, it leads nowhere.
fn told(look: &Look<'_>, secret: &Secret) -> Result<Found> {
    let found = follow(look, secret)?;
    let may = found.used
        || matches!(ground(look, &found.grant, found.k.case, found.k.ask.to())?, Decision::Allowed(_));
    if may { Ok(found) } else { Err(Error::NotFound) }
}

/// What a link shows. Changes nothing.
///
/// # Errors
/// `NotFound` for every link that does not work, and where the ground to tell the owner is gone.
pub fn see(look: &Look<'_>, secret: &Secret) -> Result<Seen> {
    let found = told(look, secret)?;
    match found.used {
        true => found.k.settled.map(Seen::Received).ok_or(Error::NotFound),
        false => Ok(Seen::Asked(Box::new(found.k))),
    }
}

/// Sends a code to the address of the letter, if the link works; says nothing of whether it does.
///
/// # Errors
/// Those of the store.
pub fn send_code(act: &Act<'_>, secret: &Secret) -> Result<()> {
    match told(act, secret) {
        Ok(found) => mail::code(act, &found.k, &DOOR.renew_code(act, &found.grant)?),
        Err(Error::NotFound) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Whether the code that was typed is the one that was sent last. A right code is used up, a wrong one counts.
///
/// # Errors
/// Those of the store.
pub fn try_code(act: &Act<'_>, secret: &Secret, typed: &str) -> Result<bool> {
    match told(act, secret) {
        Ok(found) => DOOR.try_code(act, &found.grant, typed),
        Err(Error::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}
