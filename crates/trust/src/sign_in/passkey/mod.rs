//! Signing in with a passkey: a device that holds a key for this service and unlocks it by a fingerprint, a face or a
//! PIN. It stands for both factors, needs no address, and answers this service alone. The browser's script asks the
//! device; a page without script offers the password instead.

mod answer;
mod enter;
mod once_more;
pub(crate) mod relying;
#[cfg(test)]
pub(crate) mod soft;
#[cfg(test)]
mod tests;

use page::Route;

/// The pages of this room.
pub(super) fn routes() -> Vec<Route> {
    let here = vec![
        Route::post("/sign-in/passkey/challenge", enter::challenge)
            .public()
            .about("Begin to sign in with a passkey, for the page’s own script"),
        Route::post("/sign-in/passkey", enter::send).public().personal().about("Sign in with a passkey"),
    ];
    [here, once_more::routes()].concat()
}

/// What is said where no passkey is known to the answer, or it is not the right one: always the same.
pub(crate) const NOT_TAKEN: &str =
    "That passkey does not sign anybody in here. Use another one, or your email address and password.";
/// What is said where a challenge has ended or was answered already.
pub(crate) const TOO_LATE: &str = "That took too long, or was sent before. Use your passkey once more.";
/// Minutes that somebody has to find their device and unlock it.
pub(crate) const MINUTES: u32 = 10;
