//! The people of an agency as its administrators keep them: who has an account, in which role, and the end of access.
//! Nobody changes their own, and an agency keeps an administrator.

use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, BirthPerson, Case, Family, Organisation},
};
use store::{Column, Row, Value, statements};

use super::{
    codes, devices, invitations,
    keeper::{At, For, Keeper},
    links,
    notices::{self, News},
    passkeys, resets, rules, steps,
};
use crate::{
    Act, Action, Grant, InAgency, Look, One, Protected, Role, accounts,
    actions::{InviteBirthRelative, InviteFamily, InviteProvider, ManageAccounts},
    members, sessions, walls,
};

/// The columns of an account as [`read`] takes them, and the rest of the statement.
macro_rules! account {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.created_at, a.name, a.email, a.role, a.disabled_at, CASE WHEN a.password IS NULL THEN 0 ELSE 1 END, s.last_sign_in_at, s.totp_on_at,
                    CASE WHEN EXISTS (SELECT 1 FROM passkey p WHERE p.account_id = a.id AND p.refused_at IS NULL) THEN 1 ELSE 0 END, r.ends_at
             FROM account a LEFT JOIN account_security s ON s.account_id = a.id LEFT JOIN account_reset r ON r.account_id = a.id ",
            $rest
        )
    };
}

statements! {
    LIST = account!("WHERE a.agency_id = $1 AND a.created_at <= $2 AND (a.created_at < $2 OR a.id < $3)
                     ORDER BY a.created_at DESC, a.id DESC LIMIT $4");
    ONE = account!("WHERE a.id = $1");
    // With those of a household that is kept from nowhere else: see `Keeper::holds`.
    OF_FAMILY = account!("WHERE a.family_id = $1 OR a.family_id IN (SELECT o.from_family_id FROM own_record o
                     WHERE o.family_id = $1 AND o.undone_at IS NULL
                       AND NOT EXISTS (SELECT 1 FROM support_case c WHERE c.family_id = o.from_family_id))
                     ORDER BY a.created_at DESC, a.id DESC LIMIT 50");
    OF_HOME = account!("WHERE a.family_id = $1 ORDER BY a.created_at DESC, a.id DESC LIMIT 50");
    OF_BIRTH = account!("WHERE a.id IN (SELECT b.account_id FROM birth_account b WHERE b.person_id = $1)
                         ORDER BY a.created_at DESC, a.id DESC LIMIT 50");
    OF_PROVIDER = account!("WHERE a.id IN (SELECT i.account_id FROM invitation i
                                           WHERE i.provider_id = $2 AND i.agency_id = $1 AND i.accepted_at IS NOT NULL)
                            ORDER BY a.created_at DESC, a.id DESC LIMIT 100");
    OF_YOUNG = account!("WHERE a.id IN (SELECT y.account_id FROM family_place y WHERE y.person_id = $1)
                         ORDER BY a.created_at DESC, a.id DESC LIMIT 50");
    SIGN_IN_FOR = "SELECT id FROM account WHERE provider_id = $1 AND disabled_at IS NULL LIMIT 100";
    SET_ROLE = "UPDATE account SET role = $2 WHERE id = $1 AND role = $3 AND disabled_at IS NULL";
    END = "UPDATE account SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL";
    GIVE_BACK = "UPDATE account SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL";
    FORGET = "UPDATE account SET name = $2, email = $3, email_key = $4, password = NULL, disabled_at = COALESCE(disabled_at, $5) WHERE id = $1";
    FORGET_INVITED = "DELETE FROM invitation WHERE family_id = $1";
    OTHER_ADMINISTRATORS = "SELECT id FROM account WHERE agency_id = $1 AND role = 'administrator' AND disabled_at IS NULL AND id <> $2
                            ORDER BY id LIMIT 100";
}

const NAME: Column = Column::new("account.name");
const EMAIL: Column = Column::new("account.email");

/// Somebody with an account, as an administrator sees them.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Their account.
    pub id: Id<Account>,
    /// Since when.
    pub since: Timestamp,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they do.
    pub role: Role,
    /// When their access ended.
    pub ended: Option<Timestamp>,
    /// Whether there is a password.
    pub password: bool,
    /// The last sign-in.
    pub last_sign_in: Option<Timestamp>,
    /// Whether one-time codes are on.
    pub codes: bool,
    /// Whether there is a passkey that lets them in.
    pub passkey: bool,
    /// When the link ends by which they set everything anew; it may be over.
    pub reset: Option<Timestamp>,
}

fn read(look: &Look<'_>, row: &Row) -> Result<Person> {
    let id = row.get(0)?;
    Ok(Person {
        id,
        since: row.get(1)?,
        name: look.open(NAME, id, &row.get::<Vec<u8>>(2)?)?,
        email: look.open(EMAIL, id, &row.get::<Vec<u8>>(3)?)?,
        role: row.code(4, Role::stored)?,
        ended: row.get(5)?,
        password: row.get(6)?,
        last_sign_in: row.get(7)?,
        codes: row.get::<Option<Timestamp>>(8)?.is_some(),
        passkey: row.get(9)?,
        reset: row.get(10)?,
    })
}

/// A page of the agency's accounts, the newest first: those made before `from` (an instant in microseconds and an id),
/// at most `rows`.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ManageAccounts, InAgency>,
    from: [Value; 2],
    rows: usize,
) -> Result<Vec<Person>> {
    let [at, id] = from;
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    grant.list(look, "account", LIST, &[at, id, rows.into()])?.iter().map(|row| read(look, row)).collect()
}

/// One account of the agency.
pub fn one(look: &Look<'_>, id: Id<Account>) -> Result<Person> {
    let grant = look.one::<ManageAccounts, Account>(id)?;
    read(look, &grant.row(look, ONE, &[])?)
}

/// The accounts of the family of a case; of an adult's own record also those of the household it came from, while that has no case.
///
/// # Errors
/// Those of the store.
pub fn of_family(look: &Look<'_>, grant: &Grant<InviteFamily, One<Case>>) -> Result<Vec<Person>> {
    let Some(family) = grant.family() else { return Ok(Vec::new()) };
    look.query(OF_FAMILY, &[family.into()])?.iter().map(|row| read(look, row)).collect()
}

/// Gives somebody another role; `was` is the one that the page showed. Every session of theirs ends, so that no open
/// window goes on with what the old role allowed.
pub fn change_role(act: &Act<'_>, id: Id<Account>, was: Role, to: Role) -> Result<()> {
    let grant = act.one::<ManageAccounts, Account>(id)?;
    rules::not_oneself(Some(act.actor().account().ok_or(Error::Forbidden)?), id)?;
    rules::check_role(to)?;
    if was == to {
        return Err(Error::field("role", "This is the role they have"));
    }
    keeps_an_administrator(act, &grant, id, was)?;
    grant.change(act, SET_ROLE, &[to.code().into(), was.code().into()])?;
    shut_out(act, id)?;
    grant.note(act, &format!("role {} to {}", was.code(), to.code()))?;
    notices::tell(act.write(), id, News::Role, act.now())
}

fn keeps_an_administrator(
    act: &Act<'_>,
    grant: &Grant<ManageAccounts, One<Account>>,
    id: Id<Account>,
    role: Role,
) -> Result<()> {
    let others = act.query(OTHER_ADMINISTRATORS, &[grant.agency().into(), id.into()])?.len();
    rules::keeps_an_administrator(role, i64::try_from(others).unwrap_or(i64::MAX))
}

/// Whatever is open ends at once: sessions, half-done sign-ins, the link of a reset, known browsers.
pub(crate) fn shut_out(act: &Act<'_>, id: Id<Account>) -> Result<()> {
    sessions::end_all(act.write(), id)?;
    steps::end_all(act.write(), id)?;
    resets::stop(act.write(), id, act.now())?;
    devices::forget_all(act.write(), id).map(|_| ())
}

/// Ends somebody's access at once. What they wrote stays; invitations that they wrote and nobody took up are withdrawn.
pub fn end_access(act: &Act<'_>, id: Id<Account>) -> Result<()> {
    let grant = act.one::<ManageAccounts, Account>(id)?;
    rules::not_oneself(act.actor().account(), id)?;
    let person = read(act, &grant.row(act, ONE, &[])?)?;
    keeps_an_administrator(act, &grant, id, person.role)?;
    grant.change(act, END, &[act.now().into()])?;
    shut_out(act, id)?;
    invitations::withdraw_of(act.write(), id, act.now())?;
    grant.note(act, "access ended")?;
    notices::tell(act.write(), id, News::Ended, act.now())
}

/// Gives access back to somebody who had it. Their password and codes are as they were; every session is new.
pub fn give_back(act: &Act<'_>, id: Id<Account>) -> Result<()> {
    let grant = act.one::<ManageAccounts, Account>(id)?;
    rules::not_oneself(Some(act.actor().account().ok_or(Error::Forbidden)?), id)?;
    grant.change(act, GIVE_BACK, &[])?;
    grant.note(act, "access given back")
}

/// Takes the second factor of somebody who lost it, so that they set it up anew at the next sign-in. Their password
/// is still asked for. Passkeys go with it, since a phone that is lost may hold one. Links to other sign-in services stay.
pub fn reset_second_factor(act: &Act<'_>, id: Id<Account>) -> Result<()> {
    let grant = act.one::<ManageAccounts, Account>(id)?;
    rules::not_oneself(Some(act.actor().account().ok_or(Error::Forbidden)?), id)?;
    codes::turn_off(act.write(), id)?;
    let passkeys = passkeys::drop_all(act.write(), id)?;
    shut_out(act, id)?;
    grant.note(act, "second factor taken away to be set up anew")?;
    if passkeys > 0 {
        notices::tell(act.write(), id, News::PasskeyRemoved, act.now())?;
    }
    notices::tell(act.write(), id, News::CodesOff, act.now())
}

/// The accounts that a birth relative signs in with, or did: up to 50.
pub fn of_birth_relative(
    look: &Look<'_>,
    grant: &Grant<InviteBirthRelative, One<BirthPerson>>,
) -> Result<Vec<Person>> {
    grant.rows(look, OF_BIRTH, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The people of a provider whom one's own agency invited: up to 100.
pub fn of_provider(
    look: &Look<'_>,
    grant: &Grant<InviteProvider, InAgency>,
    provider: Id<Organisation>,
) -> Result<Vec<Person>> {
    let rows = grant.list(look, "account", OF_PROVIDER, &[provider.into()])?;
    rows.iter().map(|row| read(look, row)).collect()
}

/// How many sign in for a provider, whoever invited them: up to 100. It names nobody.
pub fn sign_in_for(
    look: &Look<'_>,
    _grant: &Grant<InviteProvider, InAgency>,
    provider: Id<Organisation>,
) -> Result<usize> {
    Ok(look.query(SIGN_IN_FOR, &[provider.into()])?.len())
}

/// Ends the access of a family member, a birth relative or somebody of a provider, from the record at which it is kept.
///
/// # Errors
/// `NotFound` for an account that is kept elsewhere; `Stale` when it has ended already.
pub fn end_kept(act: &Act<'_>, at: At, id: Id<Account>) -> Result<()> {
    let keeper = Keeper::of(act, at)?;
    rules::not_oneself(act.actor().account(), id)?;
    keeper.holds(act, id)?;
    act.change(END, &[id.into(), act.now().into()])?;
    shut_out(act, id)?;
    links::drop_all(act.write(), id)?;
    keeper.note(act, "account", id.cast(), "ended somebody's access")?;
    notices::tell(act.write(), id, News::Ended, act.now())
}

/// Gives it back. A birth relative signs in with one account at a time.
///
/// # Errors
/// `NotFound` for an account that is kept elsewhere; `Stale` when it has not ended; refused by `invitation.has-account`.
pub fn give_back_kept(act: &Act<'_>, at: At, id: Id<Account>) -> Result<()> {
    let keeper = Keeper::of(act, at)?;
    rules::not_oneself(Some(act.actor().account().ok_or(Error::Forbidden)?), id)?;
    keeper.holds(act, id)?;
    if let For::BirthRelative(person) = keeper.whose()
        && walls::has_account(act, person)?
    {
        return Err(Error::refused(
            "invitation.has-account",
            "They sign in with another account by now. End that one first.",
        ));
    }
    act.change(GIVE_BACK, &[id.into()])?;
    keeper.note(act, "account", id.cast(), "gave somebody's access back")
}

/// Starts the way back of somebody who lost how they sign in. What they had lets nobody in from now on: the password, the
/// one-time codes and the passkeys are gone and every session ends. The secret that comes back is for the letter to their own
/// address, and for nobody's eyes.
///
/// # Errors
/// `NotFound` for an account that is kept elsewhere; refused by `account.own`, by `account.no-password` for whoever signs in
/// through another service, and by `account.ended`; forbidden without a person who is signed in.
pub fn start_reset(act: &Act<'_>, at: At, id: Id<Account>) -> Result<resets::Made> {
    let keeper = Keeper::of(act, at)?;
    let me = act.actor().account().ok_or(Error::Forbidden)?;
    rules::not_oneself(Some(me), id)?;
    keeper.holds(act, id)?;
    let person = read(act, &act.row(ONE, &[id.into()])?)?;
    rules::may_be_reset(person.ended.is_some(), person.password, person.reset.is_some())?;
    codes::turn_off(act.write(), id)?;
    passkeys::drop_all(act.write(), id)?;
    shut_out(act, id)?;
    let made = resets::begin(act.write(), id, me, act.now())?;
    keeper.note(act, "account", id.cast(), "started a reset of password and second factor")?;
    Ok(made)
}

/// Ends the accounts of a family whose record is destroyed, and takes name, address and secrets out of them and out
/// of its invitations. The accounts stay without a name, for the log speaks of them. Gives the addresses, and how
/// many rows that took. `grant` is that to destroy the record.
pub fn forget_family<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    family: Id<Family>,
) -> Result<(Vec<String>, u64)> {
    let (addresses, mut rows) = forget_each(act, &act.query(OF_HOME, &[family.into()])?)?;
    rows += members::forget_invited(act.write(), family)?;
    rows += act.execute(FORGET_INVITED, &[family.into()])?;
    Ok((addresses, rows))
}

/// Does the same for the accounts of one young person of it, whose record is destroyed while their household's stays.
///
/// # Errors
/// Those of the store.
pub fn forget_young<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    person: Id<kernel::kinds::Person>,
) -> Result<(Vec<String>, u64)> {
    let (addresses, rows) = forget_each(act, &act.query(OF_YOUNG, &[person.into()])?)?;
    Ok((addresses, rows + members::forget_invited_young(act.write(), person)?))
}

fn forget_each(act: &Act<'_>, found: &[Row]) -> Result<(Vec<String>, u64)> {
    let (mut addresses, mut rows) = (Vec::new(), 0);
    for row in found {
        let person = read(act, row)?;
        let id = person.id;
        shut_out(act, id)?;
        links::drop_all(act.write(), id)?;
        codes::turn_off(act.write(), id)?;
        rows += passkeys::drop_all(act.write(), id)?;
        // An address that nobody has, so that the real one can be used again.
        let nowhere = format!("{id}@destroyed.invalid");
        let params = [
            id.into(),
            act.seal(NAME, id, "A former family member")?,
            act.seal(EMAIL, id, &nowhere)?,
            accounts::email_key(act.keys(), &nowhere).into(),
            act.now().into(),
        ];
        rows += act.execute(FORGET, &params)?;
        rows += members::forget(act.write(), id)?;
        addresses.push(person.email);
    }
    Ok((addresses, rows))
}

/// The addresses of the agency's administrators but this one: they are told who is invited.
pub fn other_administrators(
    look: &Look<'_>,
    grant: &Grant<ManageAccounts, InAgency>,
) -> Result<Vec<(Id<Account>, String)>> {
    let me: Value = look.actor().account().map_or(Value::Bytes(Vec::new()), Value::from);
    look.query(OTHER_ADMINISTRATORS, &[grant.agency().into(), me])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            Ok((id, accounts::email_of(look, id)?))
        })
        .collect()
}
