//! Whose account it is within its family, and how much of the family's record it sees.
//!
//! A parent or carer sees what families see. A worker can limit one of them, with a reason: a limited member sees what was
//! promised and their own messages. A young person signs in as themselves, in a role of their own, and reaches the one record
//! that is theirs: never their brothers' and sisters', and nothing that is their parents'.

use kernel::{
    Error, Id, Result, Timestamp, codes,
    kinds::{Account, Case, Family, Organisation, Person},
};
use store::{Column, Read, Value, Write, statements};

use crate::{
    Act, Action, Actor, Grant, Look, One, Protected, Role, accounts, actions::InviteFamily, audit,
    permissions::Reach, sign_in::people,
};

statements! {
    OF_ACCOUNT = "SELECT person_id, sight FROM family_place WHERE account_id = $1";
    OF_FAMILY = "SELECT p.account_id, p.person_id, p.sight, p.reason, p.set_at FROM family_place p
                 JOIN account a ON a.id = p.account_id WHERE a.family_id = $1 ORDER BY p.account_id LIMIT 50";
    OF_CASE = "SELECT a.id, a.name, a.role, COALESCE(p.sight, 'whole') FROM account a LEFT JOIN family_place p ON p.account_id = a.id
               WHERE a.family_id = (SELECT c.family_id FROM support_case c WHERE c.id = $1) AND a.disabled_at IS NULL
                 AND (a.role = 'family-member' OR p.person_id = (SELECT k.child_id FROM support_case k WHERE k.id = $1))
               ORDER BY a.created_at, a.id LIMIT 50";
    PUT = "INSERT INTO family_place (account_id, person_id, sight, reason, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (account_id) DO UPDATE SET sight = excluded.sight, reason = excluded.reason, set_by = excluded.set_by,
             set_at = excluded.set_at";
    FORGET = "DELETE FROM family_place WHERE account_id = $1";
    // The newest case of the person, as long as they are of the family that the account belongs to.
    OWN_CASE = "SELECT c.id, c.agency_id, c.family_id FROM support_case c JOIN person p ON p.id = c.child_id
                WHERE c.child_id = $1 AND p.family_id = c.family_id ORDER BY c.opened_at DESC, c.id DESC LIMIT 1";
    SIGNS_IN = "SELECT a.id FROM family_place p JOIN account a ON a.id = p.account_id
                WHERE p.person_id = $1 AND a.disabled_at IS NULL LIMIT 1";
    IN_FAMILY = "SELECT role FROM account WHERE id = $1 AND family_id = $2 AND disabled_at IS NULL";
    INVITE = "INSERT INTO young_invitation (invitation_id, person_id) VALUES ($1, $2)";
    INVITED = "SELECT person_id FROM young_invitation WHERE invitation_id = $1";
    WAITS = "SELECT i.id FROM young_invitation y JOIN invitation i ON i.id = y.invitation_id
             WHERE y.person_id = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL LIMIT 1";
    FORGET_INVITED = "DELETE FROM young_invitation WHERE invitation_id IN (SELECT id FROM invitation WHERE family_id = $1)";
    INVITED_YOUNG = "SELECT invitation_id FROM young_invitation WHERE person_id = $1 ORDER BY invitation_id LIMIT 200";
    FORGET_LINK = "DELETE FROM young_invitation WHERE invitation_id = $1";
    FORGET_INVITATION = "DELETE FROM invitation WHERE id = $1";
    ACCOUNTS_OF = "SELECT a.id FROM family_place p JOIN account a ON a.id = p.account_id
                   WHERE p.person_id = $1 AND a.role = $2 ORDER BY a.id LIMIT 50";
    CHANGE_AGE = "UPDATE account SET role = $2, family_id = $3 WHERE id = $1";
    WITHDRAW_INVITED = "UPDATE invitation SET withdrawn_at = $2 WHERE accepted_at IS NULL AND withdrawn_at IS NULL
                        AND id IN (SELECT y.invitation_id FROM young_invitation y WHERE y.person_id = $1)";
    FORGET_OLD = "DELETE FROM young_invitation WHERE invitation_id IN
                  (SELECT id FROM invitation WHERE ends_at < $1 AND accepted_at IS NULL)";
}

const REASON: Column = Column::new("family_place.reason");

/// The columns that a load of many places fills, in order: see [`values`].
pub const COLUMNS: &str = "account_id, person_id, sight, reason, set_by, set_at";

/// A thread of messages between one member of a family and the team.
#[derive(Debug)]
pub enum Thread {}
/// One message of a thread.
#[derive(Debug)]
pub enum Message {}
/// Something that a young person wrote for their workers.
#[derive(Debug)]
pub enum YoungWords {}
/// Two records that are one person, or were proposed to be.
#[derive(Debug)]
pub enum PersonMerge {}
/// What somebody is to the child of a case, and since when.
#[derive(Debug)]
pub enum FamilyTie {}
/// A review of a plan: asked for, held, or declined.
#[derive(Debug)]
pub enum Review {}

codes! {
    /// How much of the family's record a member sees.
    Sight {
        Whole = "whole", "Sees the family’s support";
        Limited = "limited", "Sees promises and their own messages, and nothing else";
    }
}

/// What a member with limited sight may still do. What an adult lets them see of their own record the adult has chosen: a worker's limit
/// on the household's record does not reach it.
const LEFT_TO_LIMITED: &[&str] = &["account.own", "family.own", "message.own", "own-record.see"];

/// Whether a member with this sight may do this at all, whatever their role may. Pure.
pub fn sight_allows(sight: Sight, action: &str) -> bool {
    sight == Sight::Whole || LEFT_TO_LIMITED.contains(&action)
}

/// The place of an account in its family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The young person whose own account it is.
    pub person: Option<Id<Person>>,
    /// How much they see.
    pub sight: Sight,
}

impl Default for Place {
    fn default() -> Self {
        Place { person: None, sight: Sight::Whole }
    }
}

/// A place as a worker sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Whose.
    pub account: Id<Account>,
    /// What it is.
    pub place: Place,
    /// Why, where somebody said so.
    pub reason: String,
    /// Since when.
    pub set: Timestamp,
}

/// Somebody of a case's family who signs in.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Their account.
    pub account: Id<Account>,
    /// What to call them.
    pub name: String,
    /// Family member or young person.
    pub role: Role,
    /// How much they see.
    pub sight: Sight,
}

/// Those of a case's family who sign in: parents and carers, and the young person of that case, but not of another's. Up to 50.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Member>> {
    grant
        .rows(look, OF_CASE, &[])?
        .iter()
        .map(|row| {
            let account = row.get(0)?;
            Ok(Member {
                account,
                name: accounts::joined_name(look, Some(account), row, 1)?,
                role: row.code(2, Role::stored)?,
                sight: row.code(3, Sight::stored)?,
            })
        })
        .collect()
}

/// The values of one place, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(
    keys: &store::Keys,
    account: Id<Account>,
    place: Place,
    reason: &str,
    by: Option<Id<Account>>,
    at: Timestamp,
) -> Result<Vec<Value>> {
    let reason = if reason.is_empty() { None } else { Some(keys.seal(REASON, account, reason)?) };
    Ok(vec![
        account.into(),
        place.person.into(),
        place.sight.code().into(),
        reason.into(),
        by.into(),
        at.into(),
    ])
}

/// Ties an account to its place. Whoever calls has made the account, or holds the grant to keep it.
///
/// # Errors
/// Those of the store.
pub fn put(
    w: &Write<'_>,
    account: Id<Account>,
    place: Place,
    reason: &str,
    by: Option<Id<Account>>,
    at: Timestamp,
) -> Result<()> {
    w.execute(PUT, &values(w.keys(), account, place, reason, by, at)?).map(|_| ())
}

/// The place of an account; the whole family's where none was set.
pub(crate) fn of_account(r: &Read<'_>, account: Id<Account>) -> Result<Place> {
    match r.opt(OF_ACCOUNT, &[account.into()])? {
        None => Ok(Place::default()),
        Some(row) => Ok(Place { person: row.get(0)?, sight: row.code(1, Sight::stored)? }),
    }
}

/// Who somebody is in their family, where they are somebody of a family.
pub(crate) fn placed(r: &Read<'_>, actor: Actor) -> Result<Actor> {
    match (actor.role(), actor.account()) {
        (Some(Role::FamilyMember | Role::YoungPerson), Some(account)) => {
            Ok(actor.in_family_place(of_account(r, account)?))
        }
        _ => Ok(actor),
    }
}

/// The places of a case's family that were set: up to 50.
pub fn of_family(look: &Look<'_>, grant: &Grant<InviteFamily, One<Case>>) -> Result<Vec<Listed>> {
    let Some(family) = grant.family() else { return Ok(Vec::new()) };
    look.query(OF_FAMILY, &[family.into()])?
        .iter()
        .map(|row| {
            let account = row.get(0)?;
            let reason = row.get::<Option<Vec<u8>>>(3)?;
            Ok(Listed {
                account,
                place: Place { person: row.get(1)?, sight: row.code(2, Sight::stored)? },
                reason: reason
                    .map(|sealed| look.open(REASON, account, &sealed))
                    .transpose()?
                    .unwrap_or_default(),
                set: row.get(4)?,
            })
        })
        .collect()
}

/// Says how much of their family's record a parent or carer sees, from now on. What they have open goes by it at once.
///
/// # Errors
/// `NotFound` for somebody of another family; refused by `place.young` for a young person, and by `place.own` for an
/// adult, whose sight is their own record.
pub fn set_sight(
    act: &Act<'_>,
    case: Id<Case>,
    account: Id<Account>,
    sight: Sight,
    reason: &str,
) -> Result<()> {
    let grant = act.one::<InviteFamily, Case>(case)?;
    let family = grant.family().ok_or(Error::NotFound)?;
    let row = act.opt(IN_FAMILY, &[account.into(), family.into()])?.ok_or(Error::NotFound)?;
    if row.code(0, Role::stored)? == Role::YoungPerson {
        return Err(Error::refused(
            "place.young",
            "A young person sees their own record and nothing of their parents’. That does not change here.",
        ));
    }
    let was = of_account(act, account)?;
    if was.person.is_some() {
        return Err(Error::refused(
            "place.own",
            "This record is their own, as an adult. Nobody limits what they see of it.",
        ));
    }
    let place = Place { sight, ..was };
    put(act.write(), account, place, reason, act.actor().account(), act.now())?;
    let change = audit::changed(&[("sight", was.sight.code(), sight.code())]);
    grant.note(act, &format!("{change} for account {account}: {reason}"))
}

/// Whether a young person signs in already: an account whose access has ended does not count.
pub fn signs_in(r: &Read<'_>, person: Id<Person>) -> Result<Option<Id<Account>>> {
    r.opt(SIGNS_IN, &[person.into()])?.map(|row| row.get(0)).transpose()
}

/// Whether an invitation waits for a young person.
pub fn is_invited(r: &Read<'_>, person: Id<Person>) -> Result<bool> {
    Ok(r.opt(WAITS, &[person.into()])?.is_some())
}

/// Ties an invitation to the young person it is for.
pub(crate) fn invite<T>(w: &Write<'_>, invitation: Id<T>, person: Id<Person>) -> Result<()> {
    w.execute(INVITE, &[invitation.into(), person.into()]).map(|_| ())
}

/// The young person an invitation is for.
pub(crate) fn invited<T>(r: &Read<'_>, invitation: Id<T>) -> Result<Option<Id<Person>>> {
    r.opt(INVITED, &[invitation.into()])?.map(|row| row.get(0)).transpose()
}

/// Gives the accounts of one person the role of another age, in the household where their record stands now. Every session of
/// theirs ends, so that no open window goes on with what the old role allowed, and an invitation that waits is taken back.
pub(crate) fn change_age(
    act: &Act<'_>,
    person: Id<Person>,
    was: Role,
    role: Role,
    family: Id<Family>,
) -> Result<()> {
    for row in act.query(ACCOUNTS_OF, &[person.into(), was.code().into()])? {
        let account: Id<Account> = row.get(0)?;
        act.change(CHANGE_AGE, &[account.into(), role.code().into(), family.into()])?;
        people::shut_out(act, account)?;
    }
    act.execute(WITHDRAW_INVITED, &[person.into(), act.now().into()]).map(|_| ())
}

/// Ties an account that an adult made by invitation to their own record.
pub(crate) fn hold(w: &Write<'_>, account: Id<Account>, person: Id<Person>, now: Timestamp) -> Result<()> {
    put(w, account, Place { person: Some(person), sight: Sight::Whole }, "", None, now)
}

/// Forgets the place of an account whose name is forgotten. Gives how many rows.
pub(crate) fn forget(w: &Write<'_>, account: Id<Account>) -> Result<u64> {
    w.execute(FORGET, &[account.into()])
}

/// Forgets for which young person of a family an invitation was. Gives how many rows.
pub(crate) fn forget_invited(w: &Write<'_>, family: Id<Family>) -> Result<u64> {
    w.execute(FORGET_INVITED, &[family.into()])
}

/// Forgets every invitation of one young person, with the name and the address in it. Gives how many rows.
pub(crate) fn forget_invited_young(w: &Write<'_>, person: Id<Person>) -> Result<u64> {
    let mut rows = 0;
    for row in w.query(INVITED_YOUNG, &[person.into()])? {
        let invitation: Id<()> = row.get(0)?;
        rows += w.execute(FORGET_LINK, &[invitation.into()])?;
        rows += w.execute(FORGET_INVITATION, &[invitation.into()])?;
    }
    Ok(rows)
}

/// Forgets for whom invitations were that nobody took up.
pub(crate) fn forget_old(w: &Write<'_>, before: Timestamp) -> Result<u64> {
    w.execute(FORGET_OLD, &[before.into()])
}

/// A case with its agency and family.
type OwnCase = (Id<Case>, Id<Organisation>, Id<Family>);

impl Look<'_> {
    /// A young person's grant for their own case, the newest, or an adult's who holds their own record. Nobody else's can be
    /// asked for: the case is that of the person whose account it is.
    ///
    /// # Errors
    /// `Forbidden` for whoever may not do `A` with what is their own; `NotFound` where there is no case.
    pub fn own_case<A: Action>(&self) -> Result<Grant<A, One<Case>>> {
        if self.reach::<A>()? != Reach::Own {
            return Err(Error::Forbidden);
        }
        let (case, agency, family) = self.case_of_own()?.ok_or(Error::NotFound)?;
        Grant::for_one(self, case, agency, Some(family), None, None)
    }

    /// A grant for a case of one's own that the path names: a parent's by their family, a young person's if it is theirs.
    /// Everybody else's is as if it were not there.
    ///
    /// # Errors
    /// `Forbidden` for a role that may not; `NotFound` for a case of others.
    pub fn mine<A: Action>(&self, id: Id<Case>) -> Result<Grant<A, One<Case>>> {
        if self.actor().role() != Some(Role::YoungPerson) {
            return self.one::<A, Case>(id);
        }
        if self.reach::<A>()? != Reach::Own {
            return Err(Error::Forbidden);
        }
        if let Some((case, agency, family)) = self.case_of_own()?.filter(|(case, ..)| *case == id) {
            return Grant::for_one(self, case, agency, Some(family), None, None);
        }
        let about = audit::About { object: Some(id.cast()), ..audit::About::default() };
        audit::about(
            self,
            A::NAME,
            Case::KIND,
            about,
            Some(audit::Detail::RefusedFor("not their own case")),
        )?;
        Err(Error::NotFound)
    }

    fn case_of_own(&self) -> Result<Option<OwnCase>> {
        let Some(person) = self.actor().person().or(self.actor().adult()) else { return Ok(None) };
        let row = self.opt(OWN_CASE, &[person.into()])?;
        row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()
    }
}

/// Makes an account the young person's own; for the demo's and a test's people, who were never invited.
///
/// # Errors
/// Refused by `place.account` unless it is an account of that role in a family.
pub fn give_account(w: &Write<'_>, account: Id<Account>, person: Id<Person>, now: Timestamp) -> Result<()> {
    let found = accounts::by_id(w, account)?;
    if found.role != Role::YoungPerson || found.family.is_none() {
        return Err(Error::refused(
            "place.account",
            "A young person signs in with an account of their own, which belongs to their family.",
        ));
    }
    put(w, account, Place { person: Some(person), sight: Sight::Whole }, "", None, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limited_sight_leaves_promises_messages_and_the_own_account() {
        let allowed: Vec<&str> =
            crate::actions::ALL_NAMES.iter().copied().filter(|a| sight_allows(Sight::Limited, a)).collect();
        assert_eq!(allowed, ["account.own", "family.own", "own-record.see", "message.own"]);
        assert!(crate::actions::ALL_NAMES.iter().all(|a| sight_allows(Sight::Whole, a)));
    }
}
