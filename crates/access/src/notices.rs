//! Short messages to colleagues about who may see what. They name no family, no reference and no
//! reason: those are seen after signing in.

use kernel::{
    Id, Result,
    kinds::{Account, Organisation},
};
use store::{Column, Read, outbox, statements};

use crate::{Act, Role};

statements! {
    ADDRESS = "SELECT email FROM account WHERE id = $1 AND disabled_at IS NULL";
    OF_ROLE = "SELECT id FROM account WHERE agency_id = $1 AND role = $2 AND disabled_at IS NULL ORDER BY role, id LIMIT 200";
}

const EMAIL: Column = Column::new("account.email");

/// Puts a message to a colleague in the outbox, unless their access has ended.
///
/// # Errors
/// Those of the store.
pub fn mail(act: &Act<'_>, to: Id<Account>, key: &str, subject: &str, body: &str) -> Result<()> {
    let Some(row) = act.opt(ADDRESS, &[to.into()])? else { return Ok(()) };
    let address = act.open(EMAIL, to, &row.get::<Vec<u8>>(0)?)?;
    outbox::email(act.write(), act.now(), key, &address, subject, body)
}

/// Puts a message to every team manager of an agency in the outbox; `key` is made one for each by their account.
///
/// # Errors
/// Those of the store.
pub fn mail_managers(
    act: &Act<'_>,
    agency: Id<Organisation>,
    key: &str,
    subject: &str,
    body: &str,
) -> Result<()> {
    for manager in of_role(act, agency, Role::TeamManager)? {
        mail(act, manager, &format!("{key}-{manager}"), subject, body)?;
    }
    Ok(())
}

/// Whether somebody's access has not ended.
pub(crate) fn works(r: &Read<'_>, id: Id<Account>) -> Result<bool> {
    Ok(r.opt(ADDRESS, &[id.into()])?.is_some())
}

/// Everybody of an agency in a role, 200 at most.
pub(crate) fn of_role(r: &Read<'_>, agency: Id<Organisation>, role: Role) -> Result<Vec<Id<Account>>> {
    r.query(OF_ROLE, &[agency.into(), role.code().into()])?.iter().map(|row| row.get(0)).collect()
}
