//! Invitations: nobody makes an account for themselves. Somebody who may names an address and a role; the letter
//! to that address holds a link that works once, for some days; whoever opens it chooses how to sign in.
//! The link's secret is stored as a MAC. Who may ask whom stands in [`asking`].

mod asking;

use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, Organisation},
};
use store::{Column, Read, Row, Sql, Value, Write, statements};

use super::keeper::For;
use crate::{
    Actor, Look, Role, accounts,
    actions::{Action, OwnAccount},
    audit, members, walls,
};

pub use asking::{
    Guest, Made, birth_relative, colleague, family, of_agency, of_birth_relative, of_family, of_provider,
    own_record, provider, renew, withdraw, young_person,
};

/// The columns of an invitation as [`read`] takes them, and the rest of the statement.
macro_rules! invitation {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.email, i.name, i.role, i.agency_id, i.family_id, i.provider_id, b.person_id, b.printed, i.invited_by,
                    i.sent_at, i.ends_at, i.accepted_at, i.withdrawn_at
             FROM invitation i LEFT JOIN birth_invitation b ON b.invitation_id = i.id ",
            $rest
        )
    };
}
use invitation;

statements! {
    BY_TOKEN = invitation!("WHERE i.token = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.ends_at > $2");
    BY_EMAIL = invitation!("WHERE i.email_key = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.ends_at > $2
                            ORDER BY i.created_at DESC, i.id DESC LIMIT 20");
    ACCEPT = "UPDATE invitation SET accepted_at = $2, account_id = $3 WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL AND ends_at > $2";
    BY_INVITER = "UPDATE invitation SET withdrawn_at = $2 WHERE invited_by = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL";
    FORGET_BIRTH = "DELETE FROM birth_invitation WHERE invitation_id IN (SELECT id FROM invitation WHERE ends_at < $1 AND accepted_at IS NULL)";
    FORGET = "DELETE FROM invitation WHERE ends_at < $1 AND accepted_at IS NULL";
}

/// Every statement of the room.
pub(crate) fn all() -> Vec<Sql> {
    [ALL, asking::ALL].concat()
}

const EMAIL: Column = Column::new("invitation.email");
const NAME: Column = Column::new("invitation.name");
/// How long a link that went by mail works, in days.
pub const DAYS: i64 = 7;
/// How long a link that went on paper works, in days: the post takes some of them.
pub const PRINTED_DAYS: i64 = 14;
/// How long an invitation that nobody took up is kept after its end, in days.
const KEPT_DAYS: i64 = 30;

/// Somebody who was asked to come.
#[derive(Debug)]
pub enum Kind {}

/// An invitation.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its id.
    pub id: Id<Kind>,
    /// To whom.
    pub email: String,
    /// What to call them.
    pub name: String,
    /// What they will do.
    pub role: Role,
    /// The agency that asks.
    pub agency: Id<Organisation>,
    /// Whom they will sign in for.
    pub whose: For,
    /// Whether the link went on paper and not by mail.
    pub printed: bool,
    /// Who asked.
    pub by: Option<Id<Account>>,
    /// When the last letter was written.
    pub sent: Timestamp,
    /// When the link ends.
    pub ends: Timestamp,
    /// When it was taken up.
    pub accepted: Option<Timestamp>,
    /// When it was taken back.
    pub withdrawn: Option<Timestamp>,
}

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its link works.
    Waits,
    /// Its link has ended, and may be sent again.
    Over,
    /// It was taken up at this time.
    Accepted(Timestamp),
    /// It was taken back at this time.
    Withdrawn(Timestamp),
}

impl Invitation {
    /// How it stands at `now`. Pure.
    pub fn standing(&self, now: Timestamp) -> Standing {
        match (self.accepted, self.withdrawn) {
            (Some(at), _) => Standing::Accepted(at),
            (None, Some(at)) => Standing::Withdrawn(at),
            (None, None) if self.ends > now => Standing::Waits,
            (None, None) => Standing::Over,
        }
    }

    /// Whether it was neither taken up nor taken back, so that it can be sent again. Pure.
    pub fn is_open(&self) -> bool {
        self.accepted.is_none() && self.withdrawn.is_none()
    }

    /// The agency whose colleague somebody becomes by it; none for everybody else. Pure.
    pub fn colleague_of(&self) -> Option<Id<Organisation>> {
        (self.whose == For::Agency).then_some(self.agency)
    }
}

/// What is stored of a link's secret. Whoever types it from paper may use small letters and leave gaps.
fn stored(r: &Read<'_>, secret: &str) -> Value {
    let plain: String =
        secret.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    r.keys().mac("invitation", &[plain.as_bytes()]).as_slice().into()
}

fn read(r: &Read<'_>, row: &Row) -> Result<Invitation> {
    let id = row.get(0)?;
    let whose = match (row.get(5)?, row.get(6)?, row.get(7)?) {
        (Some(family), None, None) => For::Family(family),
        (None, Some(provider), None) => For::Provider(provider),
        (None, None, Some(person)) => For::BirthRelative(person),
        (None, None, None) => For::Agency,
        _ => return Err(Error::Internal("an invitation for two".into())),
    };
    Ok(Invitation {
        id,
        email: r.open(EMAIL, id, &row.get::<Vec<u8>>(1)?)?,
        name: r.open(NAME, id, &row.get::<Vec<u8>>(2)?)?,
        role: row.code(3, Role::stored)?,
        agency: row.get(4)?,
        whose,
        printed: row.get::<Option<bool>>(8)?.unwrap_or(false),
        by: row.get(9)?,
        sent: row.get(10)?,
        ends: row.get(11)?,
        accepted: row.get(12)?,
        withdrawn: row.get(13)?,
    })
}

/// Takes back what somebody whose access ends had invited: a way in must not outlive who opened it.
pub(crate) fn withdraw_of(w: &Write<'_>, inviter: Id<Account>, now: Timestamp) -> Result<u64> {
    w.execute(BY_INVITER, &[inviter.into(), now.into()])
}

/// The invitation of a link, while it works.
pub fn open(r: &Read<'_>, secret: &str, now: Timestamp) -> Result<Option<Invitation>> {
    r.opt(BY_TOKEN, &[stored(r, secret), now.into()])?.map(|row| read(r, &row)).transpose()
}

/// The newest invitation of an address that waits, among those that `fits` lets pass.
pub fn for_email(
    r: &Read<'_>,
    email: &str,
    now: Timestamp,
    fits: impl Fn(&Invitation) -> bool,
) -> Result<Option<Invitation>> {
    for row in r.query(BY_EMAIL, &[accounts::email_key(r.keys(), email).into(), now.into()])? {
        let found = read(r, &row)?;
        if fits(&found) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Takes an invitation up: makes the account. `password` is a hash; none for somebody who comes from another
/// sign-in service. `signed_in` is who the browser is signed in as, for nobody takes up their own invitation.
///
/// # Errors
/// Refused when the link no longer works, when it is one's own, and when the address already signs in.
pub fn accept(
    w: &Write<'_>,
    invitation: &Invitation,
    password: Option<String>,
    signed_in: Option<Id<Account>>,
    origin: &str,
    now: Timestamp,
) -> Result<accounts::Account> {
    if invitation.by.is_some() && invitation.by == signed_in {
        return Err(Error::refused(
            "invitation.own",
            "You wrote this invitation yourself. Whoever it is for must open it.",
        ));
    }
    if accounts::holder(w, &invitation.email)?.is_some() {
        return Err(Error::refused(
            "invitation.taken",
            "This address already has an account, or had one. Sign in with it, or ask whoever invited you to give the access back.",
        ));
    }
    let (family, provider) = match invitation.whose {
        For::Family(family) => (Some(family), None),
        For::Provider(provider) => (None, Some(provider)),
        For::Agency | For::BirthRelative(_) => (None, None),
    };
    let account = accounts::Account {
        id: Id::new(now),
        name: invitation.name.clone(),
        role: invitation.role,
        agency: invitation.colleague_of(),
        family,
        provider,
    };
    if w.execute(ACCEPT, &[invitation.id.into(), now.into(), account.id.into()])? != 1 {
        return Err(no_longer());
    }
    let has_password = password.is_some();
    let new = accounts::NewAccount {
        account: account.clone(),
        email: invitation.email.clone(),
        password,
        demo: false,
    };
    accounts::create(w, &new, now)?;
    if has_password {
        super::codes::password_set(w, account.id, now)?;
    }
    if let For::BirthRelative(person) = invitation.whose {
        // Somebody else signs in as this person by now: the link says no more than any that has ended.
        if walls::has_account(w, person)? {
            return Err(no_longer());
        }
        walls::give_account(w, account.id, person)?;
    }
    let person = members::invited(w, invitation.id)?;
    if invitation.role == Role::YoungPerson || person.is_some() {
        let person = person.ok_or_else(no_longer)?;
        if members::signs_in(w, person)?.is_some() {
            return Err(no_longer());
        }
        if invitation.role == Role::YoungPerson {
            members::give_account(w, account.id, person, now)?;
        } else {
            members::hold(w, account.id, person, now)?;
        }
    }
    let actor = Actor::signed_in(&account);
    audit::line(
        &Look::new(w, &actor, now, origin),
        OwnAccount::NAME,
        "account",
        Some(account.id.cast()),
        Some(invitation.agency),
        Some(audit::Detail::Change(&format!("took up an invitation as {}", account.role.code()))),
    )?;
    Ok(account)
}

/// What is said of a link that does not work.
pub fn no_longer() -> Error {
    Error::refused(
        "invitation.ended",
        "This link does not work, or no longer: it works once, for seven days (fourteen if it came on paper). Ask whoever invited you to send it again.",
    )
}

/// Forgets invitations that nobody took up; a job does this.
pub fn forget(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    let before = now.checked_sub(jiff::SignedDuration::from_hours(24 * KEPT_DAYS)).unwrap_or(now);
    w.execute(FORGET_BIRTH, &[before.into()])?;
    members::forget_old(w, before)?;
    w.execute(FORGET, &[before.into()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_waits_until_it_ends_is_taken_up_or_taken_back() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let waits = Invitation {
            id: Id::from_parts(1, [1; 10]),
            email: String::new(),
            name: String::new(),
            role: Role::FamilyMember,
            agency: Id::from_parts(1, [2; 10]),
            whose: For::BirthRelative(Id::from_parts(1, [3; 10])),
            printed: false,
            by: None,
            sent: at(0),
            ends: at(100),
            accepted: None,
            withdrawn: None,
        };
        assert_eq!(waits.standing(at(99)), Standing::Waits);
        assert_eq!(waits.standing(at(100)), Standing::Over, "the last second is over");
        assert!(waits.is_open() && waits.colleague_of().is_none());
        let taken = Invitation { accepted: Some(at(5)), ..waits.clone() };
        assert_eq!(taken.standing(at(200)), Standing::Accepted(at(5)));
        let back = Invitation { withdrawn: Some(at(6)), ..waits.clone() };
        assert_eq!(back.standing(at(7)), Standing::Withdrawn(at(6)));
        assert!(!taken.is_open() && !back.is_open());
        let colleague = Invitation { whose: For::Agency, ..waits };
        assert_eq!(colleague.colleague_of(), Some(colleague.agency));
    }
}
