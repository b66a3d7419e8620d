//! Letters that tell the owner of an account what changed about it, so that somebody else's change is seen.

use kernel::{Id, Result, Timestamp, kinds::Account};
use store::{Write, outbox};

use crate::{
    Actor, Look, accounts,
    actions::{Action, OwnAccount},
    audit,
};

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The password.
    Password,
    /// One-time codes were turned on, or moved to another app.
    CodesOn,
    /// One-time codes were turned off.
    CodesOff,
    /// A recovery code was used to sign in.
    RecoveryCode,
    /// A new set of recovery codes.
    RecoverySet,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A passkey was refused because its count of uses went back.
    PasskeyRefused,
    /// Another role.
    Role,
    /// Access has ended.
    Ended,
}

impl News {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            News::Password => ("Your password was changed", "The password of your account was changed."),
            News::CodesOn => (
                "One-time codes are set up",
                "One-time codes are now asked for when you sign in, from an app that was just set up.",
            ),
            News::CodesOff => {
                ("One-time codes are turned off", "One-time codes are no longer asked for when you sign in.")
            }
            News::RecoveryCode => (
                "A recovery code was used",
                "Somebody signed in to your account with one of your recovery codes.",
            ),
            News::RecoverySet => (
                "You have new recovery codes",
                "A new set of recovery codes was made for your account. The codes you had before no longer work.",
            ),
            News::PasskeyAdded => (
                "A passkey was added",
                "A passkey was added to your account. Whoever holds that device, and can unlock it, signs in with it.",
            ),
            News::PasskeyRemoved => (
                "A passkey was removed",
                "A passkey was removed from your account. It no longer signs anybody in.",
            ),
            News::PasskeyRefused => (
                "A passkey was refused",
                "Somebody tried to sign in to your account with a passkey of yours that had been used elsewhere since. There may be a copy of it, so it no longer signs anybody in. Remove it under your name, and add a new one.",
            ),
            News::Role => (
                "Your role was changed",
                "An administrator of your agency changed your role. Sign in again to go on.",
            ),
            News::Ended => ("Your access has ended", "Your access to this service was ended by your agency."),
        }
    }
}

/// Writes the letter to whoever owns the account.
pub fn tell(w: &Write<'_>, account: Id<Account>, news: News, now: Timestamp) -> Result<()> {
    let (subject, what) = news.words();
    let to = accounts::email_of(w, account)?;
    let body = format!(
        "{what}\n\nIf this was you, or you expected it, there is nothing to do.\n\nIf it was not, tell an administrator of your agency at once. They can end every session of your account.\n"
    );
    // One letter for each change: the instant tells two apart, and a transaction run again writes the same one.
    let key = format!("account-{account}-{news:?}-{}", now.as_microsecond());
    outbox::email(w, now, &key, &to, subject, &body)
}

/// Writes the audit line of what somebody did to their own account: `change` in a few words that hold no name.
/// `origin` is the network address.
pub fn note(w: &Write<'_>, account: Id<Account>, origin: &str, change: &str, now: Timestamp) -> Result<()> {
    let who = accounts::by_id(w, account)?;
    line(w, &Actor::signed_in(&who), &who, origin, change, now)
}

/// The same of what happened to an account at the door, where nobody is signed in.
pub fn note_at_the_door(
    w: &Write<'_>,
    account: Id<Account>,
    origin: &str,
    change: &str,
    now: Timestamp,
) -> Result<()> {
    line(w, &Actor::public(), &accounts::by_id(w, account)?, origin, change, now)
}

fn line(
    w: &Write<'_>,
    actor: &Actor,
    whose: &accounts::Account,
    origin: &str,
    change: &str,
    now: Timestamp,
) -> Result<()> {
    let look = Look::new(w, actor, now, origin);
    let detail = audit::Detail::Change(change);
    audit::line(&look, OwnAccount::NAME, "account", Some(whose.id.cast()), whose.agency, Some(detail))
}
