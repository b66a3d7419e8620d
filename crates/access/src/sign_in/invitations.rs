//! Invitations: nobody makes an account for themselves. Somebody who may names an address and a role; the letter
//! to that address holds a link that works once, within seven days; whoever opens it chooses how to sign in.
//! The link's secret is stored as a MAC.

use jiff::SignedDuration;
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, Case, Family, Organisation},
};
use store::{Column, Read, Row, Value, Write, statements};

use super::rules;
use crate::{
    Act, Actor, Grant, InAgency, Look, One, Role, accounts,
    actions::{Action, InviteFamily, ManageAccounts, OwnAccount},
    audit,
    sessions::random_token,
};

statements! {
    ADD = "INSERT INTO invitation (id, token, email_key, email, name, role, agency_id, family_id, provider_id, invited_by, created_at, sent_at, ends_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)";
    BY_TOKEN = "SELECT id, email, name, role, agency_id, family_id, provider_id, invited_by, created_at, sent_at, ends_at FROM invitation
                WHERE token = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL AND ends_at > $2";
    BY_EMAIL = "SELECT id, email, name, role, agency_id, family_id, provider_id, invited_by, created_at, sent_at, ends_at FROM invitation
                WHERE email_key = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL AND ends_at > $2
                ORDER BY created_at DESC, id DESC LIMIT 20";
    OPEN = "SELECT id, email, name, role, agency_id, family_id, provider_id, invited_by, created_at, sent_at, ends_at FROM invitation
            WHERE agency_id = $1 AND family_id IS NULL AND accepted_at IS NULL AND withdrawn_at IS NULL
            ORDER BY created_at DESC, id DESC LIMIT 200";
    OF_FAMILY = "SELECT id, email, name, role, agency_id, family_id, provider_id, invited_by, created_at, sent_at, ends_at FROM invitation
                 WHERE family_id = $1 AND agency_id = $2 AND accepted_at IS NULL AND withdrawn_at IS NULL
                 ORDER BY created_at DESC, id DESC LIMIT 50";
    ONE = "SELECT id, email, name, role, agency_id, family_id, provider_id, invited_by, created_at, sent_at, ends_at FROM invitation
           WHERE agency_id = $1 AND id = $2 AND accepted_at IS NULL AND withdrawn_at IS NULL";
    ACCEPT = "UPDATE invitation SET accepted_at = $2, account_id = $3 WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL AND ends_at > $2";
    WITHDRAW = "UPDATE invitation SET withdrawn_at = $2 WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL";
    RENEW = "UPDATE invitation SET token = $2, sent_at = $3, ends_at = $4 WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL";
    BY_INVITER = "UPDATE invitation SET withdrawn_at = $2 WHERE invited_by = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL";
    FORGET = "DELETE FROM invitation WHERE ends_at < $1 AND accepted_at IS NULL";
}

const EMAIL: Column = Column::new("invitation.email");
const NAME: Column = Column::new("invitation.name");
/// How long a link works, in days.
pub const DAYS: i64 = 7;
/// How long an invitation that nobody took up is kept after its end, in days.
const KEPT_DAYS: i64 = 30;

/// Somebody who was asked to come.
#[derive(Debug)]
pub enum Kind {}

/// An invitation that waits.
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
    /// The family they belong to.
    pub family: Option<Id<Family>>,
    /// The provider they work for.
    pub provider: Option<Id<Organisation>>,
    /// Who asked.
    pub by: Option<Id<Account>>,
    /// When the last letter was written.
    pub sent: Timestamp,
    /// When the link ends.
    pub ends: Timestamp,
}

/// An invitation that was just written, with the secret of its link, which is not kept.
#[derive(Debug, Clone)]
pub struct Made {
    /// The invitation.
    pub invitation: Invitation,
    /// The secret.
    pub secret: String,
}

/// Who is to come.
#[derive(Debug, Clone)]
pub struct Guest {
    /// Their address.
    pub email: String,
    /// What to call them.
    pub name: String,
}

/// Invites a colleague. Whether the address already signs in at another agency or as a family is not told.
///
/// # Errors
/// A message beside `email` or `role`; forbidden without a person who is signed in.
pub fn colleague(act: &Act<'_>, guest: &Guest, role: Role) -> Result<Made> {
    let grant = act.agency::<ManageAccounts>()?;
    rules::check_role(role)?;
    let by = act.actor().account().ok_or(Error::Forbidden)?;
    let agency = grant.agency();
    if let Some(holder) = accounts::holder(act, &guest.email)?.filter(|h| h.agency == Some(agency)) {
        return Err(Error::field(
            "email",
            if holder.ended.is_some() {
                "Somebody with this address had access before: open their line in the list and give it back"
            } else {
                "Somebody in your agency already signs in with this address"
            },
        ));
    }
    let made = write(act, guest, role, agency, None, by)?;
    line::<ManageAccounts>(act, made.invitation.id, agency, &format!("invited as {}", role.code()))?;
    Ok(made)
}

/// Invites somebody of the family that a case is about.
pub fn family(act: &Act<'_>, case: Id<Case>, guest: &Guest) -> Result<Made> {
    let grant = act.one::<InviteFamily, Case>(case)?;
    let by = act.actor().account().ok_or(Error::Forbidden)?;
    let family = grant.family().ok_or(Error::NotFound)?;
    let made = write(act, guest, Role::FamilyMember, grant.agency(), Some(family), by)?;
    grant.note(act, "invited a family member to sign in")?;
    Ok(made)
}

fn write(
    act: &Act<'_>,
    guest: &Guest,
    role: Role,
    agency: Id<Organisation>,
    family: Option<Id<Family>>,
    by: Id<Account>,
) -> Result<Made> {
    if !rules::is_email(&guest.email) {
        return Err(Error::field("email", "Enter an email address, such as name@example.org"));
    }
    let waits =
        act.query(BY_EMAIL, &[accounts::email_key(act.keys(), &guest.email).into(), act.now().into()])?;
    for row in &waits {
        if row.get::<Id<Organisation>>(4)? == agency && row.get::<Option<Id<Family>>>(5)? == family {
            return Err(Error::field(
                "email",
                "This address is already invited: send that invitation again below",
            ));
        }
    }
    let (now, id, secret) = (act.now(), Id::<Kind>::new(act.now()), random_token()?);
    let ends = ends(now);
    act.execute(
        ADD,
        &[
            id.into(),
            stored(act, &secret),
            accounts::email_key(act.keys(), &guest.email).into(),
            act.seal(EMAIL, id, guest.email.trim())?,
            act.seal(NAME, id, &guest.name)?,
            role.code().into(),
            agency.into(),
            family.into(),
            Value::Null,
            by.into(),
            now.into(),
            ends.into(),
        ],
    )?;
    let invitation = Invitation {
        id,
        email: guest.email.trim().to_owned(),
        name: guest.name.clone(),
        role,
        agency,
        family,
        provider: None,
        by: Some(by),
        sent: now,
        ends,
    };
    Ok(Made { invitation, secret })
}

fn ends(now: Timestamp) -> Timestamp {
    now.checked_add(SignedDuration::from_hours(24 * DAYS)).unwrap_or(now)
}

fn stored(r: &Read<'_>, secret: &str) -> Value {
    r.keys().mac("invitation", &[secret.as_bytes()]).as_slice().into()
}

fn read(r: &Read<'_>, row: &Row) -> Result<Invitation> {
    let id = row.get(0)?;
    Ok(Invitation {
        id,
        email: r.open(EMAIL, id, &row.get::<Vec<u8>>(1)?)?,
        name: r.open(NAME, id, &row.get::<Vec<u8>>(2)?)?,
        role: row.code(3, Role::stored)?,
        agency: row.get(4)?,
        family: row.get(5)?,
        provider: row.get(6)?,
        by: row.get(7)?,
        sent: row.get(9)?,
        ends: row.get(10)?,
    })
}

fn line<A: Action>(act: &Act<'_>, id: Id<Kind>, agency: Id<Organisation>, change: &str) -> Result<()> {
    audit::line(
        act,
        A::NAME,
        "invitation",
        Some(id.cast()),
        Some(agency),
        Some(audit::Detail::Change(change)),
    )
}

/// The agency's invitations that wait, families' apart: up to 200.
pub fn of_agency(look: &Look<'_>, grant: &Grant<ManageAccounts, InAgency>) -> Result<Vec<Invitation>> {
    grant.list(look, "invitation", OPEN, &[])?.iter().map(|row| read(look, row)).collect()
}

/// Invitations that wait for the family of a case: up to 50.
pub fn of_family(look: &Look<'_>, grant: &Grant<InviteFamily, One<Case>>) -> Result<Vec<Invitation>> {
    let Some(family) = grant.family() else { return Ok(Vec::new()) };
    look.query(OF_FAMILY, &[family.into(), grant.agency().into()])?
        .iter()
        .map(|row| read(look, row))
        .collect()
}

/// Who may act on an invitation: of a colleague the agency's administrators, of a family whoever may
/// invite from its case.
fn mine(act: &Act<'_>, id: Id<Kind>, case: Option<Id<Case>>) -> Result<(Invitation, Id<Organisation>)> {
    let (agency, family) = match case {
        Some(case) => {
            let grant = act.one::<InviteFamily, Case>(case)?;
            (grant.agency(), Some(grant.family().ok_or(Error::NotFound)?))
        }
        None => (act.agency::<ManageAccounts>()?.agency(), None),
    };
    let found = read(act, &act.row(ONE, &[agency.into(), id.into()])?)?;
    if found.family == family { Ok((found, agency)) } else { Err(Error::NotFound) }
}

/// Writes the link anew, for seven days more; the one before works no longer.
pub fn renew(act: &Act<'_>, id: Id<Kind>, case: Option<Id<Case>>) -> Result<Made> {
    let (mut invitation, agency) = mine(act, id, case)?;
    let secret = random_token()?;
    (invitation.sent, invitation.ends) = (act.now(), ends(act.now()));
    act.change(RENEW, &[id.into(), stored(act, &secret), act.now().into(), invitation.ends.into()])?;
    note(act, id, agency, case, "sent again")?;
    Ok(Made { invitation, secret })
}

/// Takes an invitation back.
pub fn withdraw(act: &Act<'_>, id: Id<Kind>, case: Option<Id<Case>>) -> Result<()> {
    let (_, agency) = mine(act, id, case)?;
    act.change(WITHDRAW, &[id.into(), act.now().into()])?;
    note(act, id, agency, case, "withdrawn")
}

fn note(
    act: &Act<'_>,
    id: Id<Kind>,
    agency: Id<Organisation>,
    case: Option<Id<Case>>,
    change: &str,
) -> Result<()> {
    match case {
        Some(_) => line::<InviteFamily>(act, id, agency, change),
        None => line::<ManageAccounts>(act, id, agency, change),
    }
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
    let works_for_agency = invitation.family.is_none() && invitation.provider.is_none();
    let account = accounts::Account {
        id: Id::new(now),
        name: invitation.name.clone(),
        role: invitation.role,
        agency: works_for_agency.then_some(invitation.agency),
        family: invitation.family,
        provider: invitation.provider,
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
        "This link does not work, or no longer: it works once, for seven days. Ask whoever invited you to send it again.",
    )
}

/// Forgets invitations that nobody took up; a job does this.
pub fn forget(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    let before = now.checked_sub(SignedDuration::from_hours(24 * KEPT_DAYS)).unwrap_or(now);
    w.execute(FORGET, &[before.into()])
}
