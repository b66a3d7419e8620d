//! Giving the password once more, before anything changes that proves who somebody is.

use access::accounts;
use kernel::{Error, Result};
use page::{Ctx, kit, kit::PasswordInput};

use super::mine;
use crate::sign_in::{
    arriving::Came,
    form::{attempt_of, wait_words},
    hashing,
};

/// The field for it.
pub(super) fn field(error: Option<&str>) -> PasswordInput {
    kit::password_input("current", "Your password").error(error)
}

/// Checks it. A guess at it is slowed down like one at the door.
///
/// # Errors
/// A message beside the field `current`; refused for somebody who has no password.
pub(super) async fn check(ctx: &Ctx, typed: String) -> Result<()> {
    let (account, now, came) = (mine(ctx)?, ctx.now, Came::with(ctx));
    let counted = ctx
        .app
        .db
        .write("a password once more", move |w| {
            let candidate = accounts::candidate_of(w, account)?;
            if !candidate.has_password() {
                return Err(Error::refused(
                    "account.no-password",
                    "You sign in through another service, which keeps your password and codes. Change them there.",
                ));
            }
            let attempt = attempt_of(w, "password", account, &came, now)?;
            attempt.begin(w, now)?;
            Ok((attempt, candidate))
        })
        .await;
    let (attempt, candidate) = match counted {
        Err(Error::TooMany { seconds }) => return Err(Error::field("current", wait_words(seconds))),
        other => other?,
    };
    if hashing::check(candidate, typed).await?.is_none() {
        return Err(Error::field("current", "That is not your password"));
    }
    ctx.app.db.write("a right password", move |w| attempt.was_right(w, now)).await
}
