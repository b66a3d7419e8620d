//! API tokens: shown once, stored as a MAC, with a role, an agency and an end.
//!
//! A token that somebody made on a page is worth no more than its maker: it can only have a role whose
//! every reach the maker has too, and it ends when the maker's access ends or their role changes.
//! A token names nobody, so a sealed case is never open to it.

use jiff::{SignedDuration, ToSpan};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{self, Account, Organisation},
};
use store::{Read, Row, Write, statements};

use crate::{
    Act, Actor, Grant, InAgency, Look, Role, accounts, actions::ManageTokens, permissions::Table,
    sessions::random_token,
};

statements! {
    INSERT = "INSERT INTO api_token (token, label, role, agency_id, created_at, ends_at, made_by, made_role)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIND = "SELECT t.role, t.agency_id, t.label, t.made_by, t.used_at FROM api_token t LEFT JOIN account m ON m.id = t.made_by
            WHERE t.token = $1 AND t.ends_at > $2 AND t.revoked_at IS NULL
              AND (t.made_by IS NULL OR (m.disabled_at IS NULL AND m.role = t.made_role AND m.agency_id = t.agency_id))";
    USED = "UPDATE api_token SET used_at = $2 WHERE token = $1";
    // The first half of the MAC names a token; it tells nothing of the token itself.
    LIST = "SELECT substr(token, 1, 16), label, role, created_at, ends_at, revoked_at, made_by, used_at FROM api_token
            WHERE agency_id = $1 ORDER BY created_at DESC, token LIMIT 200";
    LIST_ALL = "SELECT substr(token, 1, 16), label, role, created_at, ends_at, revoked_at, made_by, used_at FROM api_token
            ORDER BY created_at DESC, token LIMIT 1000";
    END = "UPDATE api_token SET revoked_at = $3 WHERE agency_id = $1 AND substr(token, 1, 16) = $2 AND revoked_at IS NULL";
    END_ANY = "UPDATE api_token SET revoked_at = $2 WHERE substr(token, 1, 16) = $1 AND revoked_at IS NULL";
}

/// Days that a token lasts unless asked otherwise.
pub const DAYS: i32 = 365;
const PREFIX: &str = "hearth_";
/// How often it is noted that a token is in use.
const NOTE_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// A token as listed: never its text.
#[derive(Debug, Clone)]
pub struct Token {
    /// What it is called by.
    pub id: Id<kinds::ApiToken>,
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub made: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// When it was ended before its time.
    pub ended: Option<Timestamp>,
    /// Who made it; none where the operator did.
    pub maker: Option<Id<Account>>,
    /// The maker's name.
    pub maker_name: Option<String>,
    /// When it was last used, to within five minutes.
    pub used: Option<Timestamp>,
}

impl Token {
    /// Whether it still opens anything, as far as time goes.
    pub fn lives(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.ends > now
    }
}

/// Makes a token at the operator's desk and gives its text, which is not kept. `agency` is who the
/// token works for: for the role `provider`, the provider itself.
pub fn create(
    w: &Write<'_>,
    role: Role,
    agency: Option<Id<Organisation>>,
    label: &str,
    days: i32,
    now: Timestamp,
) -> Result<String> {
    if agency.is_none() && !role.is_national() {
        return Err(Error::field("agency", "Say which agency this token is for"));
    }
    insert(w, role, agency, label, days, now, None)
}

fn insert(
    w: &Write<'_>,
    role: Role,
    agency: Option<Id<Organisation>>,
    label: &str,
    days: i32,
    now: Timestamp,
    maker: Option<(Id<Account>, Role)>,
) -> Result<String> {
    let text = format!("{PREFIX}{}", random_token()?);
    let ends = now
        .checked_add((i64::from(days) * 24).hours())
        .map_err(|_| Error::field("days", "Use fewer days"))?;
    let stored = w.keys().mac("api-token", &[text.as_bytes()]);
    w.execute(
        INSERT,
        &[
            stored.as_slice().into(),
            label.into(),
            role.code().into(),
            agency.into(),
            now.into(),
            ends.into(),
            maker.map(|(id, _)| id).into(),
            maker.map(|(_, role)| role.code()).into(),
        ],
    )?;
    Ok(text)
}

/// The roles that a token of this maker may have: those that reach nowhere the maker does not.
pub fn roles_of(table: &Table, maker: Role) -> Vec<Role> {
    let agency =
        |role: &Role| !role.is_national() && !matches!(role, Role::Provider) && !role.is_of_a_family();
    Role::ALL.iter().copied().filter(agency).filter(|role| table.role_within(*role, maker)).collect()
}

/// Makes a token on a page, for one's own agency, and gives its text, which is not kept.
///
/// # Errors
/// `Invalid` on `role` for one that reaches further than the maker's own; on `days`.
pub fn make(act: &Act<'_>, role: Role, label: &str, days: i32) -> Result<String> {
    let grant = act.agency::<ManageTokens>()?;
    let (Some(me), Some(mine)) = (act.actor().account(), act.actor().role()) else {
        return Err(Error::Forbidden);
    };
    if !roles_of(act.table(), mine).contains(&role) {
        return Err(Error::field("role", "Choose a role that may do no more than you may yourself"));
    }
    if !(1..=DAYS).contains(&days) {
        return Err(Error::field("days", format!("Enter a number of days from 1 to {DAYS}")));
    }
    let text = insert(act.write(), role, Some(grant.agency()), label, days, act.now(), Some((me, mine)))?;
    let id = handle(act, &text)?;
    grant.noted(act, "api-token", id.cast(), None, &format!("made for {} days as {}", days, role.code()))?;
    Ok(text)
}

fn handle(r: &Read<'_>, text: &str) -> Result<Id<kinds::ApiToken>> {
    let stored = r.keys().mac("api-token", &[text.as_bytes()]);
    Id::from_slice(&stored[..16]).ok_or_else(|| Error::Internal("a token's name".into()))
}

/// The tokens of one's own agency, the newest first, 200 at most.
pub fn list(look: &Look<'_>, grant: &Grant<ManageTokens, InAgency>) -> Result<Vec<Token>> {
    grant.list(look, "api-token", LIST, &[])?.iter().map(|row| read(look, row)).collect()
}

/// Every token, the newest first, 1,000 at most: for the operator's desk.
pub fn all(r: &Read<'_>) -> Result<Vec<Token>> {
    r.query(LIST_ALL, &[])?.iter().map(|row| read(r, row)).collect()
}

/// Ends a token of one's own agency.
///
/// # Errors
/// `NotFound` for another's, or one that was ended before.
pub fn end(act: &Act<'_>, id: Id<kinds::ApiToken>) -> Result<()> {
    let grant = act.agency::<ManageTokens>()?;
    match act.execute(END, &[grant.agency().into(), id.into(), act.now().into()])? {
        0 => Err(Error::NotFound),
        _ => grant.noted(act, "api-token", id.cast(), None, "ended"),
    }
}

/// Ends any token: for the operator's desk. False when there is none of that name, or it was ended before.
pub fn end_any(w: &Write<'_>, id: Id<kinds::ApiToken>, now: Timestamp) -> Result<bool> {
    Ok(w.execute(END_ANY, &[id.into(), now.into()])? > 0)
}

fn read(r: &Read<'_>, row: &Row) -> Result<Token> {
    let maker: Option<Id<Account>> = row.get(6)?;
    Ok(Token {
        id: row.get(0)?,
        label: row.get(1)?,
        role: row.code(2, Role::stored)?,
        made: row.get(3)?,
        ends: row.get(4)?,
        ended: row.get(5)?,
        maker,
        maker_name: maker.map(|id| accounts::by_id(r, id)).transpose()?.map(|a| a.name),
        used: row.get(7)?,
    })
}

/// Who a token speaks for, while it lasts.
pub fn actor(r: &Read<'_>, text: &str, now: Timestamp) -> Result<Option<Actor>> {
    let stored = r.keys().mac("api-token", &[text.as_bytes()]);
    let Some(row) = r.opt(FIND, &[stored.as_slice().into(), now.into()])? else { return Ok(None) };
    let used: Option<Timestamp> = row.get(4)?;
    if used.is_none_or(|used| now.duration_since(used) > NOTE_EVERY) {
        r.afterwards(USED, vec![stored.as_slice().into(), now.into()]);
    }
    Ok(Some(Actor::machine(row.code(0, Role::stored)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_wider_than_its_maker() {
        let table = Table::shipped();
        assert_eq!(roles_of(table, Role::Administrator), vec![Role::Administrator]);
        assert_eq!(
            roles_of(table, Role::TeamManager),
            vec![Role::DutyWorker, Role::SocialWorker, Role::TeamManager]
        );
        assert!(!roles_of(table, Role::TeamManager).contains(&Role::FinanceOfficer));
    }
}
