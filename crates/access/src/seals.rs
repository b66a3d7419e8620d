//! Sealed cases: a colleague's own family, or a family under threat. Only people who are named
//! see that there is such a case. For everybody else of the agency it is as if it did not exist,
//! in every list and by every address; the family goes on seeing its own record, and a provider
//! its own orders.
//!
//! How a list leaves them out: see [`crate::scope`].

use std::collections::BTreeSet;

use kernel::{
    Error, Id, Result, Timestamp, codes,
    kinds::{self, Account, Case, Family, Organisation},
};
use store::{Column, Read, Row, statements};

use crate::{Act, Grant, InAgency, Look, Role, accounts, actions::ManageSeals, notices};

statements! {
    HIDDEN = "SELECT s.family_id FROM seal s WHERE s.agency_id = $1 AND s.ended_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM seal_reader v WHERE v.seal_id = s.id AND v.ended_at IS NULL AND v.account_id = $2)";
    LIVE = "SELECT id FROM seal WHERE family_id = $1 AND ended_at IS NULL";
    LIVE_WHOLE = "SELECT id, kind, reason, sealed_by FROM seal WHERE family_id = $1 AND ended_at IS NULL";
    INSERT = "INSERT INTO seal (id, agency_id, family_id, kind, reason, sealed_by, sealed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ADD_READER = "INSERT INTO seal_reader (id, seal_id, account_id, reason, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6)";
    END_READER = "UPDATE seal_reader SET ended_by = $3, ended_at = $4 WHERE seal_id = $1 AND account_id = $2 AND ended_at IS NULL";
    END = "UPDATE seal SET ended_by = $2, ended_at = $3, end_reason = $4 WHERE id = $1 AND ended_at IS NULL";
    LIST = "SELECT s.id, s.family_id, s.kind, s.reason, s.sealed_by, s.sealed_at FROM seal s
            WHERE s.agency_id = $1 AND s.ended_at IS NULL AND (CAST($2 AS BIGINT) = 1 OR EXISTS (SELECT 1 FROM seal_reader v
              WHERE v.seal_id = s.id AND v.ended_at IS NULL AND v.account_id = $3))
            ORDER BY s.sealed_at DESC, s.id DESC LIMIT 200";
    LOAD = "SELECT s.id, s.family_id, s.kind, s.reason, s.sealed_by, s.sealed_at FROM seal s
            WHERE s.agency_id = $1 AND s.id = $4 AND s.ended_at IS NULL AND (CAST($2 AS BIGINT) = 1 OR EXISTS (SELECT 1 FROM seal_reader v
              WHERE v.seal_id = s.id AND v.ended_at IS NULL AND v.account_id = $3))";
    READERS = "SELECT id, account_id, reason, added_by, added_at FROM seal_reader WHERE seal_id = $1 AND ended_at IS NULL ORDER BY added_at, id";
    CASES = "SELECT id, reference FROM support_case WHERE family_id = $1 ORDER BY opened_at, id LIMIT 20";
    BY_REFERENCE = "SELECT id FROM support_case WHERE reference = $2 AND agency_id = $1";
}

const REASON: Column = Column::new("seal.reason");
const END_REASON: Column = Column::new("seal.end_reason");
const READER_REASON: Column = Column::new("seal_reader.reason");

/// Most people who can be named for one sealed record.
pub const READERS_MAX: usize = 20;

codes! {
    /// Why a record is sealed.
    SealKind {
        Colleague = "colleague", "A colleague's own family";
        Threat = "threat", "A threat to the family or to a child";
        Other = "other", "Another reason";
    }
}

/// The columns that a load of seals fills, in order.
pub const COLUMNS: &str = "id, agency_id, family_id, kind, reason, sealed_by, sealed_at";
/// The columns that a load of readers fills, in order.
pub const READER_COLUMNS: &str = "id, seal_id, account_id, reason, added_by, added_at";

/// The values of a seal, for [`COLUMNS`].
#[expect(clippy::too_many_arguments, reason = "a seal has these parts, and each has its own type")]
pub fn values(
    keys: &store::Keys,
    id: Id<kinds::Seal>,
    agency: Id<Organisation>,
    family: Id<Family>,
    kind: SealKind,
    reason: &str,
    by: Option<Id<Account>>,
    at: Timestamp,
) -> Result<Vec<store::Value>> {
    Ok(vec![
        id.into(),
        agency.into(),
        family.into(),
        kind.code().into(),
        keys.seal(REASON, id, reason)?.into(),
        by.into(),
        at.into(),
    ])
}

/// The values of one reader, for [`READER_COLUMNS`].
pub fn reader_values(
    keys: &store::Keys,
    id: Id<kinds::SealReader>,
    seal: Id<kinds::Seal>,
    account: Id<Account>,
    reason: &str,
    by: Option<Id<Account>>,
    at: Timestamp,
) -> Result<Vec<store::Value>> {
    Ok(vec![
        id.into(),
        seal.into(),
        account.into(),
        keys.seal(READER_REASON, id, reason)?.into(),
        by.into(),
        at.into(),
    ])
}

/// A seal that holds.
#[derive(Debug, Clone)]
pub struct Seal {
    /// Its id.
    pub id: Id<kinds::Seal>,
    /// Whose record.
    pub family: Id<Family>,
    /// The family's cases, and what people quote.
    pub cases: Vec<(Id<Case>, String)>,
    /// Why, as one of a few.
    pub kind: SealKind,
    /// Why, in words.
    pub reason: String,
    /// Who sealed it.
    pub by: Option<Id<Account>>,
    /// When.
    pub at: Timestamp,
    /// Who may see it.
    pub readers: Vec<Reader>,
}

/// Somebody who may see a sealed record.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Who.
    pub account: Id<Account>,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Why they were named.
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
}

/// A record to be sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct New {
    /// Why, as one of a few.
    pub kind: SealKind,
    /// Why, in words.
    pub reason: String,
    /// Who may see it.
    pub readers: Vec<Id<Account>>,
}

/// The families of an agency that are sealed from somebody; from a machine, all of them.
pub(crate) fn hidden(
    r: &Read<'_>,
    agency: Id<Organisation>,
    reader: Option<Id<Account>>,
) -> Result<BTreeSet<Id<Family>>> {
    r.query(HIDDEN, &[agency.into(), reader.into()])?.iter().map(|row| row.get(0)).collect()
}

/// Seals the household into which a sealed family's record goes as the one it came from was: what was sealed stays sealed, for
/// the same people. Whoever calls moves the record.
///
/// # Errors
/// Those of the store and of sealing.
pub fn carry(act: &Act<'_>, agency: Id<Organisation>, from: Id<Family>, to: Id<Family>) -> Result<()> {
    let Some(row) = act.opt(LIVE_WHOLE, &[from.into()])? else { return Ok(()) };
    let old: Id<kinds::Seal> = row.get(0)?;
    let (kind, by) = (row.code(1, SealKind::stored)?, row.get(3)?);
    let reason = act.open(REASON, old, &row.get::<Vec<u8>>(2)?)?;
    let id = Id::new(act.now());
    act.execute(INSERT, &values(act.keys(), id, agency, to, kind, &reason, by, act.now())?)?;
    for row in act.query(READERS, &[old.into()])? {
        let (reader, account): (Id<kinds::SealReader>, Id<Account>) = (row.get(0)?, row.get(1)?);
        let why = act.open(READER_REASON, reader, &row.get::<Vec<u8>>(2)?)?;
        let values =
            reader_values(act.keys(), Id::new(act.now()), id, account, &why, row.get(3)?, act.now())?;
        act.execute(ADD_READER, &values)?;
    }
    Ok(())
}

/// Ends the seal of a household whose record goes back to one that is sealed itself. Whoever calls has made sure that it is.
///
/// # Errors
/// Those of the store and of sealing.
pub fn end_carried(act: &Act<'_>, family: Id<Family>, why: &str) -> Result<()> {
    let Some(row) = act.opt(LIVE, &[family.into()])? else { return Ok(()) };
    let id: Id<kinds::Seal> = row.get(0)?;
    let me = act.actor().account();
    act.change(END, &[id.into(), me.into(), act.now().into(), act.seal(END_REASON, id, why)?])
}

/// Whether a family's record is sealed: for telling those who see it.
pub fn is_sealed(r: &Read<'_>, family: Id<Family>) -> Result<bool> {
    Ok(r.opt(LIVE, &[family.into()])?.is_some())
}

/// Who is named for a family's record where it is sealed; `None` where it is not. For telling, and choosing, those alone who may open it.
///
/// # Errors
/// Those of the store.
pub fn named(r: &Read<'_>, family: Id<Family>) -> Result<Option<Vec<Id<Account>>>> {
    let Some(row) = r.opt(LIVE, &[family.into()])? else { return Ok(None) };
    let seal: Id<kinds::Seal> = row.get(0)?;
    r.query(READERS, &[seal.into()])?.iter().map(|row| row.get(1)).collect::<Result<_>>().map(Some)
}

/// Who may add whom: a named reader or an administrator, and never oneself. So whoever sealed a
/// record without being named comes back to it only through a second person.
///
/// # Errors
/// `Refused` (`seal.oneself`); `NotFound` for who does not see the seal at all.
pub fn may_add(me: Id<Account>, role: Role, readers: &[Id<Account>], new: Id<Account>) -> Result<()> {
    if role != Role::Administrator && !readers.contains(&me) {
        return Err(Error::NotFound);
    }
    if me == new {
        return Err(Error::refused(
            "seal.oneself",
            "You cannot name yourself. Somebody who is named, or an administrator, can name you.",
        ));
    }
    Ok(())
}

/// The case of one's own agency that has this reference, unless it is sealed from whoever asks.
///
/// # Errors
/// `NotFound`.
pub fn case_by_reference(
    look: &Look<'_>,
    grant: &Grant<ManageSeals, InAgency>,
    reference: &str,
) -> Result<Id<Case>> {
    let found = look.opt(BY_REFERENCE, &[grant.agency().into(), reference.into()])?;
    found.ok_or(Error::NotFound)?.get(0)
}

/// Seals the record of a case's family.
///
/// # Errors
/// `NotFound` for a case of others, or one that is sealed from whoever asks; `Invalid` on `readers` without
/// anybody named, with too many, or with somebody who does not work in the agency; `Refused`
/// (`seal.already`).
pub fn seal(act: &Act<'_>, case: Id<Case>, new: &New) -> Result<Id<kinds::Seal>> {
    let grant = act.one::<ManageSeals, Case>(case)?;
    let family = grant.family().ok_or(Error::NotFound)?;
    let me = act.actor().account().ok_or(Error::Forbidden)?;
    if act.opt(LIVE, &[family.into()])?.is_some() {
        return Err(Error::refused("seal.already", "This record is sealed already."));
    }
    let readers: BTreeSet<Id<Account>> = new.readers.iter().copied().collect();
    if readers.is_empty() {
        return Err(Error::field("readers", "Choose at least one person who may see this record"));
    }
    if readers.len() > READERS_MAX {
        return Err(Error::field("readers", format!("Choose {READERS_MAX} people or fewer")));
    }
    let id = Id::new(act.now());
    act.execute(
        INSERT,
        &values(act.keys(), id, grant.agency(), family, new.kind, &new.reason, Some(me), act.now())?,
    )?;
    for reader in &readers {
        name(act, grant.agency(), id, *reader, &new.reason, me)?;
    }
    grant.note(act, &format!("sealed ({}): {}", new.kind.code(), new.reason))?;
    Ok(id)
}

fn name(
    act: &Act<'_>,
    agency: Id<Organisation>,
    seal: Id<kinds::Seal>,
    reader: Id<Account>,
    reason: &str,
    by: Id<Account>,
) -> Result<()> {
    let outsider = || Error::field("readers", "Choose people who work with cases in your agency");
    let account = match accounts::by_id(act, reader) {
        Err(Error::NotFound) => return Err(outsider()),
        found => found?,
    };
    if account.agency != Some(agency) || !notices::works(act, reader)? || !can_be_named(account.role) {
        return Err(outsider());
    }
    let id = Id::new(act.now());
    act.execute(ADD_READER, &reader_values(act.keys(), id, seal, reader, reason, Some(by), act.now())?)?;
    if reader != by {
        notices::mail(
            act,
            reader,
            &format!("seal-reader:{id}"),
            "You were named for a sealed case",
            "A colleague named you as one of the few people who may see a sealed case. Do not speak of it to colleagues who are not named. Sign in to Hearth to see it in your lists.",
        )?;
    }
    Ok(())
}

/// Roles that can be named: those who work with families' records.
pub fn can_be_named(role: Role) -> bool {
    matches!(role, Role::DutyWorker | Role::SocialWorker | Role::TeamManager | Role::FinanceOfficer)
}

fn all(look: &Look<'_>) -> bool {
    look.actor().role() == Some(Role::Administrator)
}

/// The seals that whoever asks may see, the newest first, 200 at most: those they are named for; an
/// administrator, who can open no case, sees all.
pub fn list(look: &Look<'_>, grant: &Grant<ManageSeals, InAgency>) -> Result<Vec<Seal>> {
    let params = [all(look).into(), look.actor().account().into()];
    grant.list(look, "seal", LIST, &params)?.iter().map(|row| read(look, row)).collect()
}

/// One seal that whoever asks may see.
///
/// # Errors
/// `NotFound` for any other.
pub fn load(look: &Look<'_>, grant: &Grant<ManageSeals, InAgency>, id: Id<kinds::Seal>) -> Result<Seal> {
    let params = [grant.agency().into(), all(look).into(), look.actor().account().into(), id.into()];
    let seal = read(look, &look.opt(LOAD, &params)?.ok_or(Error::NotFound)?)?;
    grant.showed(look, "seal", &[id])?;
    Ok(seal)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Seal> {
    let (id, family): (Id<kinds::Seal>, Id<Family>) = (row.get(0)?, row.get(1)?);
    let readers = look
        .query(READERS, &[id.into()])?
        .iter()
        .map(|row| {
            let (reader, account): (Id<kinds::SealReader>, Id<Account>) = (row.get(0)?, row.get(1)?);
            let who = accounts::by_id(look, account)?;
            Ok(Reader {
                account,
                name: who.name,
                role: who.role,
                reason: look.open(READER_REASON, reader, &row.get::<Vec<u8>>(2)?)?,
                at: row.get(4)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Seal {
        id,
        family,
        cases: look
            .query(CASES, &[family.into()])?
            .iter()
            .map(|row| Ok((row.get(0)?, row.get(1)?)))
            .collect::<Result<_>>()?,
        kind: row.code(2, SealKind::stored)?,
        reason: look.open(REASON, id, &row.get::<Vec<u8>>(3)?)?,
        by: row.get(4)?,
        at: row.get(5)?,
        readers,
    })
}

/// Names one more reader, who may not be oneself.
///
/// # Errors
/// As [`may_add`]; `Invalid` on `readers`; `Refused`: `seal.named` for somebody who is named already.
pub fn add_reader(act: &Act<'_>, id: Id<kinds::Seal>, reader: Id<Account>, reason: &str) -> Result<()> {
    let grant = act.agency::<ManageSeals>()?;
    let seal = load(act, &grant, id)?;
    let (Some(me), Some(role)) = (act.actor().account(), act.actor().role()) else {
        return Err(Error::Forbidden);
    };
    let named: Vec<Id<Account>> = seal.readers.iter().map(|r| r.account).collect();
    may_add(me, role, &named, reader)?;
    if named.contains(&reader) {
        return Err(Error::refused("seal.named", "This person is named already."));
    }
    if named.len() >= READERS_MAX {
        return Err(Error::field("readers", format!("No more than {READERS_MAX} people can be named")));
    }
    name(act, grant.agency(), id, reader, reason, me)?;
    grant.noted(act, "seal", id.cast(), Some(seal.family), &format!("named {reader}: {reason}"))
}

/// Takes a reader's name away; somebody must be left.
///
/// # Errors
/// `NotFound` for a seal one does not see; `Refused`: `seal.last-reader`.
pub fn end_reader(act: &Act<'_>, id: Id<kinds::Seal>, reader: Id<Account>) -> Result<()> {
    let grant = act.agency::<ManageSeals>()?;
    let seal = load(act, &grant, id)?;
    if !seal.readers.iter().any(|r| r.account == reader) {
        return Err(Error::NotFound);
    }
    if seal.readers.len() == 1 {
        return Err(Error::refused(
            "seal.last-reader",
            "Somebody must be able to see this record. Name somebody else first.",
        ));
    }
    let me = act.actor().account();
    act.change(END_READER, &[id.into(), reader.into(), me.into(), act.now().into()])?;
    grant.noted(act, "seal", id.cast(), Some(seal.family), &format!("no longer named {reader}"))
}

/// Opens a sealed record to the agency again. Those who were named are told.
///
/// # Errors
/// `NotFound` for a seal one does not see.
pub fn unseal(act: &Act<'_>, id: Id<kinds::Seal>, reason: &str) -> Result<()> {
    let grant = act.agency::<ManageSeals>()?;
    let seal = load(act, &grant, id)?;
    let me = act.actor().account();
    act.change(END, &[id.into(), me.into(), act.now().into(), act.seal(END_REASON, id, reason)?])?;
    for reader in seal.readers.iter().filter(|r| Some(r.account) != me) {
        notices::mail(
            act,
            reader.account,
            &format!("unsealed:{id}:{}", reader.account),
            "A case is no longer sealed",
            "A case that you were named for is no longer sealed: your colleagues can see it again. If that is wrong, tell your team manager at once.",
        )?;
    }
    grant.noted(act, "seal", id.cast(), Some(seal.family), &format!("unsealed: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_sealed_a_record_comes_back_only_through_a_second_person() {
        let id = |n: u8| Id::from_parts(n.into(), [n; 10]);
        let named = [id(1), id(2)];
        assert!(may_add(id(1), Role::TeamManager, &named, id(3)).is_ok());
        assert!(may_add(id(9), Role::Administrator, &named, id(3)).is_ok());
        assert_eq!(may_add(id(3), Role::TeamManager, &named, id(3)), Err(Error::NotFound));
        assert_eq!(may_add(id(3), Role::TeamManager, &named, id(4)), Err(Error::NotFound));
        let oneself = |r| matches!(r, Err(Error::Refused { rule: "seal.oneself", .. }));
        assert!(oneself(may_add(id(9), Role::Administrator, &named, id(9))));
        assert!(!can_be_named(Role::Administrator) && !can_be_named(Role::Provider));
    }
}
