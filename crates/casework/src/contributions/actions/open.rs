//! A partner opens what is asked: a code goes to the address of the letter, and whoever types it reads on.
//! Every way in which a link does not work looks the same from outside.

use access::{Act, actions::GiveContribution, consent::Decision, links, links::Secret};
use kernel::{Error, Result, kinds};

use super::ground;
use crate::contributions::{
    PURPOSE, mail,
    store::{self, Contribution, DOOR},
};

/// A link that works, with what it leads to.
struct Found {
    grant: access::Grant<GiveContribution, access::One<kinds::Contribution>>,
    contribution: Contribution,
}

fn find(act: &Act<'_>, secret: &Secret) -> Result<Option<Found>> {
    let (grant, used) =
        match links::opened_grant::<GiveContribution, kinds::Contribution>(act, secret, PURPOSE) {
            Ok(found) => found,
            Err(Error::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        };
    let contribution = store::load(act, &grant)?;
    // Where the family has said no meanwhile, nothing more is told. What was answered is received all the same.
    let told = used
        || matches!(ground(act, &grant, contribution.case, contribution.ask.to())?, Decision::Allowed(_));
    Ok(told.then_some(Found { grant, contribution }))
}

/// Sends a code to the address of the letter, if the link works; says nothing of whether it does.
///
/// # Errors
/// Those of the store.
pub fn send_code(act: &Act<'_>, secret: &Secret) -> Result<()> {
    let Some(found) = find(act, secret)? else { return Ok(()) };
    let code = DOOR.renew_code(act, &found.grant)?;
    mail::code(act, &found.contribution, &code)
}

/// Whether the code that was typed is the one that was sent last. A right code is used up, a wrong one counts.
///
/// # Errors
/// Those of the store.
pub fn try_code(act: &Act<'_>, secret: &Secret, typed: &str) -> Result<bool> {
    let Some(found) = find(act, secret)? else { return Ok(false) };
    DOOR.try_code(act, &found.grant, typed)
}
