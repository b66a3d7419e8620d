//! The wall between the identities before and after adoption, and the one gate in it.
//!
//! The two sides are kinds of record of their own, [`Before`] and [`After`], with ids that the
//! compiler keeps apart. What joins them is the table `identity_link`, which only this module
//! reads and writes. Its rows hold a keyed hash to find them by and a sealed id that they lead
//! to, so that no SQL, and nobody who steals the database without its key, can join the two.
//!
//! The gate is a [`LinkGrant`]: a grant of its own kind that cannot be made without a
//! [`Reason`], and that starts at one side and gives the id of the other. Every opening is
//! logged with its reason, also when nothing lies behind. The audit log names in the clear
//! only the record that one came from; where it led stands in the sealed detail.

use kernel::{
    Error, Id, Result,
    kinds::{self, Account, BirthPerson, IdentityLink, Organisation, Person},
};
use store::{Column, Read, Write, statements};

use crate::{
    Act, Action, Grant, Look, One, Protected, Role, accounts,
    actions::{MakeIdentityLink, OpenIdentityLink},
    audit,
    permissions::{Reach, reach},
};

statements! {
    FIND = "SELECT id, other FROM identity_link WHERE finder = $1";
    TIE = "INSERT INTO identity_link (id, finder, other) VALUES ($1, $2, $3)";
    UNTIE = "DELETE FROM identity_link WHERE finder = $1";
    OWN_RECORD = "SELECT person_id FROM birth_account WHERE account_id = $1";
    HAS_ACCOUNT = "SELECT 1 FROM birth_account b JOIN account a ON a.id = b.account_id
                   WHERE b.person_id = $1 AND a.disabled_at IS NULL LIMIT 1";
    ADD_ACCOUNT = "INSERT INTO birth_account (account_id, person_id) VALUES ($1, $2)";
}

const OTHER: Column = Column::new("identity_link.other");

/// The columns of `identity_link`, in the order of [`link_values`].
pub const LINK_COLUMNS: &str = "id, finder, other";
/// The columns of `birth_account`, in the order of [`account_values`].
pub const ACCOUNT_COLUMNS: &str = "account_id, person_id";

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Before {}
    impl Sealed for super::After {}
}

/// The side of the wall before adoption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {}

/// The side of the wall after adoption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {}

/// A side of the wall.
pub trait Side: sealed::Sealed + Sized + 'static {
    /// The kind of record that stands for somebody on this side.
    type Kind: Protected;
    /// The other side.
    type Other: Side<Other = Self>;
    /// The side's name in keyed hashes and the audit log.
    const CODE: &'static str;
}

impl Side for Before {
    type Kind = BirthPerson;
    type Other = After;
    const CODE: &'static str = "before";
}

impl Side for After {
    type Kind = Person;
    type Other = Before;
    const CODE: &'static str = "after";
}

/// The kind of record on the other side of `S`.
pub type OtherKind<S> = <<S as Side>::Other as Side>::Kind;

/// Why somebody opens, makes or undoes a link, in words that another person understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// The shortest reason, in letters and digits.
    pub const SHORTEST: usize = 10;
    /// The longest reason, in characters.
    pub const LONGEST: usize = 1_000;

    /// A reason as typed.
    ///
    /// # Errors
    /// `Invalid` on `reason` when it says too little or too much.
    pub fn new(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.chars().filter(|c| c.is_alphanumeric()).count() < Self::SHORTEST {
            return Err(Error::field(
                "reason",
                "Say why you need this, in words that the person it is about would understand",
            ));
        }
        if text.chars().count() > Self::LONGEST {
            return Err(Error::field("reason", format!("Use {} characters or fewer", Self::LONGEST)));
        }
        Ok(Reason(text.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What may be done at the gate.
pub trait LinkAction: Action + sealed_action::Sealed {}
impl LinkAction for OpenIdentityLink {}
impl LinkAction for MakeIdentityLink {}

mod sealed_action {
    pub trait Sealed {}
    impl Sealed for crate::actions::OpenIdentityLink {}
    impl Sealed for crate::actions::MakeIdentityLink {}
}

/// The permission to stand at the gate, coming from the record of one person on side `S`.
///
/// It gives what lies on the other side and nothing else, so that what is read of the two
/// sides can never be in one result:
///
/// ```compile_fail
/// use access::{actions::OpenIdentityLink, walls::{After, LinkGrant}};
/// use kernel::{Id, kinds::Person};
/// fn both(look: &access::Look<'_>, grant: &LinkGrant<OpenIdentityLink, After>) -> kernel::Result<Option<Id<Person>>> {
///     grant.open(look) // from after adoption it leads to before: another type
/// }
/// ```
#[derive(Debug)]
pub struct LinkGrant<A, S: Side> {
    from: Grant<A, One<S::Kind>>,
    reason: Reason,
}

impl Look<'_> {
    /// A grant for the gate, from the record of one person. Writes the audit line, with the
    /// reason.
    pub fn link<A: LinkAction, S: Side>(&self, id: Id<S::Kind>, reason: Reason) -> Result<LinkGrant<A, S>> {
        Ok(LinkGrant { from: self.one::<A, S::Kind>(id)?, reason })
    }

    /// A birth relative's grant for their own record. Nobody else's can be asked for: the record is
    /// the one that their account belongs to.
    pub fn own_birth_record<A: Action>(&self) -> Result<Grant<A, One<BirthPerson>>> {
        let Some(account) = self.actor().account() else { return Err(Error::SignIn) };
        if reach(self.actor().role(), A::NAME) != Reach::Own {
            return Err(Error::Forbidden);
        }
        let person: Id<BirthPerson> =
            self.opt(OWN_RECORD, &[account.into()])?.ok_or(Error::Forbidden)?.get(0)?;
        let agency = self.row(BirthPerson::OWNER, &[person.into()])?.get(0)?;
        Grant::for_one(self, person, agency, None, None, None)
    }
}

impl<A: LinkAction, S: Side> LinkGrant<A, S> {
    /// The agency whose record it is.
    pub fn agency(&self) -> Id<Organisation> {
        self.from.agency()
    }

    /// The record that one comes from.
    pub fn grant(&self) -> &Grant<A, One<S::Kind>> {
        &self.from
    }

    fn log(&self, look: &Look<'_>, what: &str) -> Result<()> {
        let text = format!("reason: {}; {what}", self.reason.as_str());
        let (id, agency) = (self.from.id().cast(), Some(self.from.agency()));
        audit::line(look, A::NAME, S::Kind::KIND, Some(id), agency, Some(audit::Detail::Change(&text)))
    }
}

impl<S: Side> LinkGrant<OpenIdentityLink, S> {
    /// The id on the other side, if the two are linked. Logged with the reason, whatever is found.
    pub fn open(&self, look: &Look<'_>) -> Result<Option<Id<OtherKind<S>>>> {
        let found = match look.opt(FIND, &[finder::<S>(look.keys(), self.from.id()).as_slice().into()])? {
            None => None,
            Some(row) => {
                let row_id: Id<IdentityLink> = row.get(0)?;
                Some(look.open(OTHER, row_id, &row.get::<Vec<u8>>(1)?)?.parse()?)
            }
        };
        let what = match found {
            Some(id) => format!("shown {id}"),
            None => "nothing is linked".to_owned(),
        };
        self.log(look, &what)?;
        Ok(found)
    }
}

impl<S: Side> LinkGrant<MakeIdentityLink, S> {
    /// Links this person with one on the other side, whom the caller has found in the same
    /// agency.
    ///
    /// # Errors
    /// `Refused` by rule `identity.linked` when either of them is linked already.
    pub fn tie(&self, act: &Act<'_>, other: Id<OtherKind<S>>) -> Result<()> {
        let agency: Id<Organisation> =
            act.opt(<OtherKind<S> as Protected>::OWNER, &[other.into()])?.ok_or(Error::NotFound)?.get(0)?;
        if agency != self.from.agency() {
            return Err(Error::NotFound);
        }
        let keys = act.keys();
        for finder in [finder::<S>(keys, self.from.id()), finder::<S::Other>(keys, other)] {
            if act.opt(FIND, &[finder.as_slice().into()])?.is_some() {
                return Err(Error::refused(
                    "identity.linked",
                    "One of the two is linked already. Open that link first, and undo it if it is wrong.",
                ));
            }
        }
        for values in link_values::<S>(keys, [Id::random(), Id::random()], self.from.id(), other)? {
            act.execute(TIE, &values)?;
        }
        self.log(act, &format!("linked {other}"))
    }

    /// Undoes the link of this person, if there is one.
    pub fn untie(&self, act: &Act<'_>) -> Result<()> {
        let keys = act.keys();
        let here = finder::<S>(keys, self.from.id());
        let what = match act.opt(FIND, &[here.as_slice().into()])? {
            None => "nothing was linked".to_owned(),
            Some(row) => {
                let row_id: Id<IdentityLink> = row.get(0)?;
                let other: Id<OtherKind<S>> = act.open(OTHER, row_id, &row.get::<Vec<u8>>(1)?)?.parse()?;
                act.change(UNTIE, &[here.as_slice().into()])?;
                act.change(UNTIE, &[finder::<S::Other>(keys, other).as_slice().into()])?;
                format!("no longer linked {other}")
            }
        };
        self.log(act, &what)
    }
}

/// Unties somebody whose record is destroyed from the other side; gives how many rows that took. `grant` is that to
/// destroy it. Nothing is told of what was tied.
pub fn forget<A: Action, T: Protected, S: Side>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    id: Id<S::Kind>,
) -> Result<u64> {
    let here = finder::<S>(act.keys(), id);
    let Some(row) = act.opt(FIND, &[here.as_slice().into()])? else { return Ok(0) };
    let row_id: Id<IdentityLink> = row.get(0)?;
    let other: Id<OtherKind<S>> = act.open(OTHER, row_id, &row.get::<Vec<u8>>(1)?)?.parse()?;
    let there = finder::<S::Other>(act.keys(), other);
    Ok(act.execute(UNTIE, &[here.as_slice().into()])? + act.execute(UNTIE, &[there.as_slice().into()])?)
}

fn finder<S: Side>(keys: &store::Keys, id: Id<S::Kind>) -> [u8; 32] {
    keys.mac("identity-link", &[S::CODE.as_bytes(), id.as_bytes()])
}

/// The two rows of a link, for [`LINK_COLUMNS`], each under an id of its own: for a load of many.
pub fn link_values<S: Side>(
    keys: &store::Keys,
    rows: [Id<IdentityLink>; 2],
    here: Id<S::Kind>,
    there: Id<OtherKind<S>>,
) -> Result<[Vec<store::Value>; 2]> {
    let line = |row: Id<IdentityLink>, finder: [u8; 32], to: String| -> Result<Vec<store::Value>> {
        Ok(vec![row.into(), finder.as_slice().into(), keys.seal(OTHER, row, &to)?.into()])
    };
    let [out, back] = rows;
    Ok([
        line(out, finder::<S>(keys, here), there.to_string())?,
        line(back, finder::<S::Other>(keys, there), here.to_string())?,
    ])
}

/// The values of an account of a birth relative, for [`ACCOUNT_COLUMNS`].
pub fn account_values(account: Id<Account>, person: Id<BirthPerson>) -> Vec<store::Value> {
    vec![account.into(), person.into()]
}

/// Gives an account to a birth relative.
///
/// # Errors
/// `Refused` by rule `walls.account` unless it is a family member's account that belongs to no
/// adoptive family: nobody signs in to both sides with one account.
pub fn give_account(w: &Write<'_>, account: Id<Account>, person: Id<BirthPerson>) -> Result<()> {
    let found = accounts::by_id(w, account)?;
    if found.role != Role::FamilyMember || found.family.is_some() {
        return Err(Error::refused(
            "walls.account",
            "A birth relative signs in with an account of their own, which belongs to no other family.",
        ));
    }
    w.execute(ADD_ACCOUNT, &account_values(account, person)).map(|_| ())
}

/// Whether somebody signs in as this birth relative: an account whose access has ended does not count.
pub fn has_account(r: &Read<'_>, person: Id<kinds::BirthPerson>) -> Result<bool> {
    Ok(r.opt(HAS_ACCOUNT, &[person.into()])?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something() {
        for bad in ["", "   ", "because", "..................", "a b c d"] {
            assert!(Reason::new(bad).is_err(), "{bad}");
        }
        assert!(Reason::new(&"x".repeat(Reason::LONGEST + 1)).is_err());
        assert_eq!(
            Reason::new(" Court asked for it on 3 May ").unwrap().as_str(),
            "Court asked for it on 3 May"
        );
    }

    #[test]
    fn the_rows_of_a_link_say_nothing_without_the_key() {
        let keys = store::Keys::from_master(&[9; 32]).unwrap();
        let (after, before) = (Id::from_parts(1, [1; 10]), Id::from_parts(2, [2; 10]));
        let rows = link_values::<After>(&keys, [Id::random(), Id::random()], after, before).unwrap();
        let other = link_values::<Before>(&keys, [Id::random(), Id::random()], before, after).unwrap();
        // The same link from either side is found by the same two hashes.
        assert_eq!((&rows[0][1], &rows[1][1]), (&other[1][1], &other[0][1]));
        assert_ne!(rows[0][1], rows[1][1]);
        for value in rows.iter().flatten() {
            let store::Value::Bytes(bytes) = value else { panic!("not bytes") };
            for id in [after.as_bytes(), before.as_bytes()] {
                assert!(!bytes.windows(16).any(|w| w == id), "an id stands in the clear");
            }
        }
        let stranger = store::Keys::from_master(&[8; 32]).unwrap();
        assert_ne!(finder::<After>(&stranger, after), finder::<After>(&keys, after));
    }
}
