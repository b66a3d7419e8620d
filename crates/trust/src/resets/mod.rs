//! The way back of somebody who lost their password and their phone. Whoever keeps their account starts it, after making sure
//! that it is really them who ask; a link goes to their own address and to nobody else's eyes; behind it they choose a new
//! password, and then, where their role needs one, set up a new second factor. The rules live in `access::sign_in::resets`.

mod pages;
#[cfg(test)]
mod tests;

use access::{
    Act, accounts,
    actions::ManageAccounts,
    organisations,
    sign_in::{
        keeper::At,
        people::{self, Person},
        resets, rules,
    },
};
use kernel::{Error, Id, Result, Timestamp, kinds};
use page::Route;
use store::outbox;

/// What is said once a reset is started.
pub(crate) const ON_ITS_WAY: &str = "A link to set everything anew is on its way to them. They are signed out, and what they had no longer works.";

/// The pages of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/reset/{secret}", pages::page).public().about("Choose a new password after a reset"),
        Route::post("/reset/{secret}", pages::send)
            .public()
            .personal()
            .about("Choose a new password after a reset"),
    ]
}

/// Whether somebody's way of signing in can be set anew here.
pub(crate) fn possible(person: &Person) -> bool {
    rules::may_be_reset(person.ended.is_some(), person.password, person.reset.is_some()).is_ok()
}

/// How a reset that was not used yet stands, in a few words; `until` is when its link ends.
pub(crate) fn word(until: Timestamp, now: Timestamp) -> &'static str {
    if until > now { "Reset: link sent" } else { "Reset: link has ended" }
}

/// Starts a reset, and writes the letter with the link. It names nobody. Where the account is a colleague's, the other
/// administrators are told, so that nobody quietly shuts somebody out.
///
/// # Errors
/// Those of [`people::start_reset`], and that of `base`, the address of the service, where it is not known.
pub(crate) fn start(act: &Act<'_>, at: At, id: Id<kinds::Account>, base: &Result<String>) -> Result<()> {
    // Whether it is allowed comes first: only then is anything said of where links lead.
    let made = people::start_reset(act, at, id)?;
    let base = base.as_ref().map_err(Clone::clone)?;
    let agency = act.actor().agency().ok_or(Error::Forbidden)?;
    let agency = organisations::by_id(act, agency)?.name;
    let to = accounts::email_of(act, id)?;
    let minutes = resets::MINUTES;
    let body = format!(
        "Hello,\n\n{agency} was asked to help you back into your account. Your old password and codes no longer work.\n\nOpen this link within {minutes} minutes and choose a new password. It works once:\n\n{base}/reset/{}\n\nIf the time is over, ask for a new link.\n\nIf you did not ask for this, do not open the link, and call {agency} at once.\n",
        made.secret
    );
    let key = format!("reset-{id}-{}", made.ends.as_microsecond());
    outbox::email(act.write(), act.now(), &key, &to, "A way back into your account", &body)?;
    if at != At::Agency {
        return Ok(());
    }
    let grant = act.agency::<ManageAccounts>()?;
    for (account, address) in people::other_administrators(act, &grant)? {
        // Whose account it is hears of it by the letter above.
        if account == id {
            continue;
        }
        let body = format!(
            "Another administrator of your agency has started a reset of somebody’s password and second factor.\n\nSee whose: {base}/accounts/{id}\n\nIf you did not expect this, ask.\n"
        );
        let told = format!("{key}-told-{account}");
        outbox::email(
            act.write(),
            act.now(),
            &told,
            &address,
            "Somebody’s way of signing in is set anew",
            &body,
        )?;
    }
    Ok(())
}
