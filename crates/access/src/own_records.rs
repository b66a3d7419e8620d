//! A record that its person holds as an adult. From their 18th birthday on it stands in a household of their own: no account of
//! their parents reaches it, by any way. What they let a parent see, they say themselves, purpose by purpose, and take back.
//!
//! The step itself is `trust::of_age`, since it reaches the rooms of every crate. Here stands what a grant needs to know of it.

use kernel::{
    Error, Id, Result, Timestamp, codes,
    kinds::{Account, Case, Family, Organisation, Person},
};
use store::{Column, Read, Value, statements};

use crate::{
    Act, Action, Grant, Look, One, Own, Protected, Role, accounts, actions::HoldOwnRecord, audit, members,
    permissions::Reach,
};

statements! {
    ADD = "INSERT INTO own_record (id, agency_id, person_id, from_family_id, family_id, at, decided_by, age_why)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    UNDO = "UPDATE own_record SET undone_at = $2, undone_by = $3, undone_why = $4 WHERE id = $1 AND undone_at IS NULL";
    OF_PERSON = "SELECT id, from_family_id, family_id, at, decided_by, age_why FROM own_record
                 WHERE person_id = $1 AND undone_at IS NULL";
    OF_CASE = "SELECT o.at FROM support_case c JOIN own_record o ON o.person_id = c.child_id AND o.undone_at IS NULL WHERE c.id = $1";
    OF_FAMILY = "SELECT person_id FROM own_record WHERE family_id = $1 AND undone_at IS NULL LIMIT 1";
    LEFT = "SELECT id, at FROM own_record WHERE from_family_id = $1 AND undone_at IS NULL ORDER BY from_family_id, at, id LIMIT 20";
    PARENTS = "SELECT a.id, a.name FROM account a JOIN own_record o ON o.from_family_id = a.family_id
               WHERE o.person_id = $1 AND o.undone_at IS NULL AND a.role = 'family-member' AND a.disabled_at IS NULL
               ORDER BY a.created_at, a.id LIMIT 50";
    SIGHTS = "SELECT account_id, purpose, from_at FROM own_record_sight WHERE person_id = $1 AND until_at IS NULL
              ORDER BY account_id, purpose";
    ALLOW = "INSERT INTO own_record_sight (id, agency_id, person_id, account_id, purpose, from_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT DO NOTHING";
    TAKE_BACK = "UPDATE own_record_sight SET until_at = $4
                 WHERE person_id = $1 AND account_id = $2 AND purpose = $3 AND until_at IS NULL";
    TAKE_ALL_BACK = "UPDATE own_record_sight SET until_at = $2 WHERE person_id = $1 AND until_at IS NULL";
    // The newest case of somebody who lets this account see something of it.
    SHOWN = "SELECT c.id, s.purpose, i.id, i.name FROM own_record_sight s
             JOIN own_record o ON o.person_id = s.person_id AND o.undone_at IS NULL
             JOIN support_case c ON c.child_id = s.person_id AND c.family_id = o.family_id
             JOIN identity i ON i.person_id = s.person_id AND i.side = 'after'
             WHERE s.account_id = $1 AND s.until_at IS NULL ORDER BY c.id, s.purpose LIMIT 200";
    MAY_SEE = "SELECT c.agency_id, c.family_id FROM own_record_sight s
               JOIN own_record o ON o.person_id = s.person_id AND o.undone_at IS NULL
               JOIN support_case c ON c.child_id = s.person_id AND c.family_id = o.family_id
               WHERE c.id = $1 AND s.account_id = $2 AND s.purpose = $3 AND s.until_at IS NULL";
    FORGET = "UPDATE own_record SET age_why = NULL, undone_why = NULL WHERE person_id = $1";
}

const AGE_WHY: Column = Column::new("own_record.age_why");
const UNDONE_WHY: Column = Column::new("own_record.undone_why");

/// A row of it.
#[derive(Debug)]
pub enum Kind {}

codes! {
    /// What an adult may let a parent or carer see of their record.
    Purpose {
        Plan = "plan", "My plan";
        Goals = "goals", "My goals, and how I say they are going";
        Appointments = "appointments", "My appointments";
        Promises = "promises", "What I was promised, and by when";
    }
}

/// That somebody holds their own record.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The row.
    pub id: Id<Kind>,
    /// The household it came from.
    pub from: Id<Family>,
    /// The household of their own.
    pub family: Id<Family>,
    /// Since when.
    pub at: Timestamp,
    /// Who decided, where the birth date was not known.
    pub decided_by: Option<Id<Account>>,
    /// How they knew; empty where the birthday itself did it.
    pub age_why: String,
}

/// What is to be kept of the step.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Whose record.
    pub person: Id<Person>,
    /// The agency.
    pub agency: Id<Organisation>,
    /// The household it leaves.
    pub from: Id<Family>,
    /// The household of their own.
    pub to: Id<Family>,
    /// How somebody knew that they are of age; empty where the birthday says it.
    pub age_why: &'a str,
}

/// A parent or carer whom an adult may let see something.
#[derive(Debug, Clone, PartialEq)]
pub struct Parent {
    /// Their account.
    pub account: Id<Account>,
    /// What they are called.
    pub name: String,
    /// What they see now.
    pub sees: Vec<Purpose>,
}

/// A record of which its person lets somebody see something.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The case.
    pub case: Id<Case>,
    /// What may be seen of it.
    pub purposes: Vec<Purpose>,
    /// The identity that its person's sealed name stands in, and the name.
    pub name: (Id<kernel::kinds::Identity>, Vec<u8>),
}

/// Keeps that a record is its person's own, and makes an account that they had as a young person an adult's. Whoever calls
/// moves the record and stands on the birthday or on a grant.
///
/// # Errors
/// Those of the store.
pub fn take(act: &Act<'_>, new: &New<'_>) -> Result<()> {
    let id: Id<Kind> = Id::new(act.now());
    let why = if new.age_why.is_empty() { Value::Null } else { act.seal(AGE_WHY, id, new.age_why)? };
    act.execute(
        ADD,
        &[
            id.into(),
            new.agency.into(),
            new.person.into(),
            new.from.into(),
            new.to.into(),
            act.now().into(),
            act.actor().account().into(),
            why,
        ],
    )?;
    members::change_age(act, new.person, Role::YoungPerson, Role::FamilyMember, new.to)
}

/// Keeps that the step was a mistake: the account is a young person's again, and what they let others see ends.
///
/// # Errors
/// `Stale` when it was undone before.
pub fn undo(act: &Act<'_>, person: Id<Person>, taken: &Taken, why: &str) -> Result<()> {
    let sealed = act.seal(UNDONE_WHY, taken.id, why)?;
    act.change(UNDO, &[taken.id.into(), act.now().into(), act.actor().account().into(), sealed])?;
    act.execute(TAKE_ALL_BACK, &[person.into(), act.now().into()])?;
    members::change_age(act, person, Role::FamilyMember, Role::YoungPerson, taken.from)
}

/// Whether and since when somebody holds their own record. Whoever calls holds a grant of it.
///
/// # Errors
/// Those of the store.
pub fn of_person(look: &Look<'_>, person: Id<Person>) -> Result<Option<Taken>> {
    let Some(row) = look.opt(OF_PERSON, &[person.into()])? else { return Ok(None) };
    let id: Id<Kind> = row.get(0)?;
    let why = row.get::<Option<Vec<u8>>>(5)?.map(|sealed| look.open(AGE_WHY, id, &sealed)).transpose()?;
    Ok(Some(Taken {
        id,
        from: row.get(1)?,
        family: row.get(2)?,
        at: row.get(3)?,
        decided_by: row.get(4)?,
        age_why: why.unwrap_or_default(),
    }))
}

/// Since when the record of a case is its person's own, if it is. Whoever calls holds a grant of something of the case.
///
/// # Errors
/// Those of the store.
pub fn since(r: &Read<'_>, case: Id<Case>) -> Result<Option<Timestamp>> {
    r.opt(OF_CASE, &[case.into()])?.map(|row| row.get(0)).transpose()
}

/// The adult whose own household this is, if it is one.
///
/// # Errors
/// Those of the store.
pub fn holder(r: &Read<'_>, family: Id<Family>) -> Result<Option<Id<Person>>> {
    r.opt(OF_FAMILY, &[family.into()])?.map(|row| row.get(0)).transpose()
}

/// When records left the household of whoever asks because their persons, now adults, hold them. It names nobody.
///
/// # Errors
/// Those of the store.
pub fn left<A: Action>(look: &Look<'_>, grant: &Grant<A, Own>) -> Result<Vec<Timestamp>> {
    grant.list(look, "own-record", LEFT, &[])?.iter().map(|row| row.get(1)).collect()
}

/// The parents and carers who sign in for the household that an adult's record came from, with what each may see now.
///
/// # Errors
/// `Forbidden` for an account that is nobody's own.
pub fn parents(look: &Look<'_>, grant: &Grant<HoldOwnRecord, One<Case>>) -> Result<Vec<Parent>> {
    let person = grant.actor().adult().ok_or(Error::Forbidden)?;
    let mut parents: Vec<Parent> = look
        .query(PARENTS, &[person.into()])?
        .iter()
        .map(|row| {
            let account = row.get(0)?;
            let name = accounts::joined_name(look, Some(account), row, 1)?;
            Ok(Parent { account, name, sees: Vec::new() })
        })
        .collect::<Result<_>>()?;
    for row in look.query(SIGHTS, &[person.into()])? {
        let (account, purpose): (Id<Account>, Purpose) = (row.get(0)?, row.code(1, Purpose::stored)?);
        if let Some(parent) = parents.iter_mut().find(|p| p.account == account) {
            parent.sees.push(purpose);
        }
    }
    Ok(parents)
}

/// An adult says what one of their parents or carers may see of their record, from now on. What is not among `purposes` ends.
///
/// # Errors
/// `NotFound` for an account that is none of theirs.
pub fn allow(
    act: &Act<'_>,
    grant: &Grant<HoldOwnRecord, One<Case>>,
    account: Id<Account>,
    purposes: &[Purpose],
) -> Result<()> {
    let person = grant.actor().adult().ok_or(Error::Forbidden)?;
    let before = parents(act, grant)?.into_iter().find(|p| p.account == account).ok_or(Error::NotFound)?;
    for purpose in Purpose::ALL {
        let (was, is) = (before.sees.contains(purpose), purposes.contains(purpose));
        let key = [person.into(), account.into(), purpose.code().into()];
        if is && !was {
            let id: Id<Kind> = Id::new(act.now());
            let [person, account, purpose] = key;
            act.execute(
                ALLOW,
                &[id.into(), grant.agency().into(), person, account, purpose, act.now().into()],
            )?;
        } else if was && !is {
            act.execute(TAKE_BACK, &[&key[..], &[act.now().into()]].concat())?;
        }
    }
    let words = |all: &[Purpose]| {
        let codes: Vec<&str> = all.iter().map(|p| p.code()).collect();
        if codes.is_empty() { "nothing".to_owned() } else { codes.join(", ") }
    };
    let change = audit::changed(&[("sees", &words(&before.sees), &words(purposes))]);
    grant.note(act, &format!("{change} for account {account}"))
}

/// The records of which whoever asks may see something because their persons let them.
///
/// # Errors
/// Those of the store.
pub fn shown(look: &Look<'_>) -> Result<Vec<Shown>> {
    let Some(me) = look.actor().account() else { return Ok(Vec::new()) };
    let mut all: Vec<Shown> = Vec::new();
    for row in look.query(SHOWN, &[me.into()])? {
        let (case, purpose) = (row.get(0)?, row.code(1, Purpose::stored)?);
        match all.last_mut().filter(|last| last.case == case) {
            Some(last) => last.purposes.push(purpose),
            None => all.push(Shown { case, purposes: vec![purpose], name: (row.get(2)?, row.get(3)?) }),
        }
    }
    Ok(all)
}

/// Forgets the words of it, when the record of its person is destroyed. Gives how many rows.
///
/// # Errors
/// Those of the store.
pub fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    person: Id<Person>,
) -> Result<u64> {
    act.execute(FORGET, &[person.into()])
}

impl Look<'_> {
    /// A grant for the part of an adult's record that they let this account see. Everything else of it is as if it were not
    /// there, and so is the record without that.
    ///
    /// # Errors
    /// `Forbidden` for a role that may not; `NotFound` for what is not shown to them.
    pub fn shown_to_me<A: Action>(&self, id: Id<Case>, purpose: Purpose) -> Result<Grant<A, One<Case>>> {
        if self.reach::<A>()? != Reach::Own {
            return Err(Error::Forbidden);
        }
        let me = self.actor().account().ok_or(Error::SignIn)?;
        if let Some(row) = self.opt(MAY_SEE, &[id.into(), me.into(), purpose.code().into()])? {
            return Grant::for_one(self, id, row.get(0)?, row.get(1)?, None, None);
        }
        let about = audit::About { object: Some(id.cast()), ..audit::About::default() };
        audit::about(self, A::NAME, Case::KIND, about, Some(audit::Detail::RefusedFor("not shown to them")))?;
        Err(Error::NotFound)
    }
}
