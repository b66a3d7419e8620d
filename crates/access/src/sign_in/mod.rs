//! Signing in: how somebody proves who they are, how guessing is slowed down, and how an
//! account comes and goes. Rules that are pure stand apart from what the database holds.

pub mod codes;
pub mod devices;
pub mod directory;
pub mod guard;
pub mod invitations;
pub mod keeper;
pub mod links;
pub mod notices;
pub mod passkeys;
pub mod passwords;
pub mod people;
pub mod resets;
pub mod rules;
pub mod steps;

use store::Sql;

/// Every statement of these modules.
pub(crate) fn statements() -> Vec<Sql> {
    [
        codes::ALL,
        devices::ALL,
        directory::ALL,
        guard::ALL,
        &invitations::all(),
        keeper::ALL,
        links::ALL,
        passkeys::ALL,
        people::ALL,
        resets::ALL,
        steps::ALL,
    ]
    .concat()
}
