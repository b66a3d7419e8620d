//! Who asks whom to sign in, sends it again, and takes it back.

use jiff::SignedDuration;
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, BirthPerson, Case, Organisation, Person},
};
use store::{Value, statements};

use super::{DAYS, EMAIL, Invitation, Kind, NAME, PRINTED_DAYS, invitation, read, stored};
use crate::{
    Act, Grant, InAgency, Look, One, Role, accounts,
    actions::{InviteBirthRelative, InviteFamily, InviteProvider, ManageAccounts},
    members, own_records,
    sessions::random_token,
    sign_in::{
        keeper::{At, For, Keeper},
        rules,
    },
    walls,
};

statements! {
    ADD = "INSERT INTO invitation (id, token, email_key, email, name, role, agency_id, family_id, provider_id, invited_by, created_at, sent_at, ends_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)";
    ADD_BIRTH = "INSERT INTO birth_invitation (invitation_id, person_id, printed) VALUES ($1, $2, $3)";
    OF_AGENCY = invitation!("WHERE i.agency_id = $1 AND i.family_id IS NULL AND i.provider_id IS NULL AND b.person_id IS NULL
                             AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
                             ORDER BY i.created_at DESC, i.id DESC LIMIT 200");
    OF_FAMILY = invitation!("WHERE i.family_id = $1 AND i.agency_id = $2 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
                             ORDER BY i.created_at DESC, i.id DESC LIMIT 50");
    OF_PROVIDER = invitation!("WHERE i.provider_id = $2 AND i.agency_id = $1
                               ORDER BY i.created_at DESC, i.id DESC LIMIT 100");
    OF_BIRTH = invitation!("WHERE b.person_id = $1 AND i.agency_id = $2
                            ORDER BY i.created_at DESC, i.id DESC LIMIT 50");
    ONE = invitation!("WHERE i.agency_id = $1 AND i.id = $2 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL");
    WAITING = "SELECT i.id FROM invitation i LEFT JOIN birth_invitation b ON b.invitation_id = i.id
               WHERE i.agency_id = $1 AND i.email_key = $2 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.ends_at > $3
                 AND COALESCE(i.family_id, i.provider_id, b.person_id, i.agency_id) = $4 LIMIT 1";
    WAITING_BIRTH = "SELECT i.id FROM birth_invitation b JOIN invitation i ON i.id = b.invitation_id
                     WHERE b.person_id = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL LIMIT 1";
    WITHDRAW = "UPDATE invitation SET withdrawn_at = $2 WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL";
    RENEW = "UPDATE invitation SET token = $2, sent_at = $3, ends_at = $4 WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL";
    RENEW_BIRTH = "UPDATE birth_invitation SET printed = $2 WHERE invitation_id = $1";
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
    let keeper = Keeper::of(act, At::Agency)?;
    rules::check_role(role)?;
    let agency = keeper.agency();
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
    let made = write(act, &keeper, guest, role, false)?;
    keeper.note(act, "invitation", made.invitation.id.cast(), &format!("invited as {}", role.code()))?;
    Ok(made)
}

/// Invites somebody of the family that a case is about.
///
/// # Errors
/// Refused by `invitation.own-record` where an adult holds the record: it has no other reader than whom they choose.
pub fn family(act: &Act<'_>, case: Id<Case>, guest: &Guest) -> Result<Made> {
    let keeper = Keeper::of(act, At::Case(case))?;
    if let For::Family(family) = keeper.whose()
        && own_records::holder(act, family)?.is_some()
    {
        return Err(Error::refused(
            "invitation.own-record",
            "The person this record is about is an adult and holds it themselves. Nobody else is invited to it: they choose who may read it, on their own page. Invite them from “At 18” in their case.",
        ));
    }
    let made = write(act, &keeper, guest, Role::FamilyMember, false)?;
    keeper.note(act, "invitation", made.invitation.id.cast(), "invited a family member to sign in")?;
    Ok(made)
}

/// Invites the young person of a case to pages of their own. Whoever calls has made sure that they are of that case and old
/// enough, or why they are invited all the same, which `why` says for the log.
///
/// # Errors
/// A message beside `email`; refused by `invitation.waits` while one waits and by `invitation.has-account` while they sign in;
/// forbidden without a person who is signed in.
pub fn young_person(
    act: &Act<'_>,
    case: Id<Case>,
    person: Id<Person>,
    guest: &Guest,
    why: &str,
) -> Result<Made> {
    let why = if why.is_empty() { String::new() } else { format!(": {why}") };
    themselves(
        act,
        case,
        person,
        guest,
        Role::YoungPerson,
        &format!("invited the young person to sign in{why}"),
    )
}

/// Invites an adult to the record that they hold. Whoever calls has made sure that it is them, which `how` says for the log.
///
/// # Errors
/// As [`young_person`].
pub fn own_record(
    act: &Act<'_>,
    case: Id<Case>,
    person: Id<Person>,
    guest: &Guest,
    how: &str,
) -> Result<Made> {
    themselves(
        act,
        case,
        person,
        guest,
        Role::FamilyMember,
        &format!("invited the adult to their own record: {how}"),
    )
}

/// Invites the one person whom a case is about.
fn themselves(
    act: &Act<'_>,
    case: Id<Case>,
    person: Id<Person>,
    guest: &Guest,
    role: Role,
    noted: &str,
) -> Result<Made> {
    let keeper = Keeper::of(act, At::Case(case))?;
    if members::signs_in(act, person)?.is_some() {
        return Err(Error::refused(
            "invitation.has-account",
            "They sign in already. End that account first if the address is no longer theirs.",
        ));
    }
    if members::is_invited(act, person)? {
        return Err(Error::refused(
            "invitation.waits",
            "An invitation waits for them already. Send it again, or take it back and invite them anew.",
        ));
    }
    let made = write(act, &keeper, guest, role, false)?;
    members::invite(act.write(), made.invitation.id, person)?;
    keeper.note(act, "invitation", made.invitation.id.cast(), noted)?;
    Ok(made)
}

/// Invites a birth relative to pages of their own: by mail, or with a link that is `printed` and handed on. Whoever calls
/// has made sure that they are nobody who lives behind the wall now. Whether the address signs in elsewhere, on either
/// side, is not told.
///
/// # Errors
/// A message beside `email`; refused by `invitation.waits` while one waits and by `invitation.has-account` while they sign in;
/// forbidden without a person who is signed in.
pub fn birth_relative(act: &Act<'_>, person: Id<BirthPerson>, guest: &Guest, printed: bool) -> Result<Made> {
    let keeper = Keeper::of(act, At::BirthPerson(person))?;
    if walls::has_account(act, person)? {
        return Err(Error::refused(
            "invitation.has-account",
            "They sign in already. End that account first if the address is no longer theirs.",
        ));
    }
    if act.opt(WAITING_BIRTH, &[person.into()])?.is_some() {
        return Err(Error::refused(
            "invitation.waits",
            "An invitation waits for them already. Send it again, or take it back and invite them anew.",
        ));
    }
    let made = write(act, &keeper, guest, Role::FamilyMember, printed)?;
    let how = if printed { "on paper" } else { "by mail" };
    keeper.note(act, "invitation", made.invitation.id.cast(), &format!("invited to sign in, {how}"))?;
    Ok(made)
}

/// Invites somebody of a provider. Whoever calls has made sure that the agency works with it.
///
/// # Errors
/// A message beside `email`; forbidden without a person who is signed in.
pub fn provider(act: &Act<'_>, provider: Id<Organisation>, guest: &Guest) -> Result<Made> {
    let keeper = Keeper::of(act, At::Provider(provider))?;
    let made = write(act, &keeper, guest, Role::Provider, false)?;
    keeper.note(act, "invitation", made.invitation.id.cast(), "invited somebody of a provider to sign in")?;
    Ok(made)
}

fn write(act: &Act<'_>, keeper: &Keeper, guest: &Guest, role: Role, printed: bool) -> Result<Made> {
    let by: Id<Account> = act.actor().account().ok_or(Error::Forbidden)?;
    let (agency, whose) = (keeper.agency(), keeper.whose());
    if !rules::is_email(&guest.email) {
        return Err(Error::field("email", "Enter an email address, such as name@example.org"));
    }
    if accounts::holder(act, &guest.email)?.is_some_and(|h| h.account == by) {
        return Err(Error::field("email", "This is your own address. Nobody invites themselves."));
    }
    let (family, provider, of): (Value, Value, Value) = match whose {
        For::Agency => (Value::Null, Value::Null, agency.into()),
        For::Family(family) => (family.into(), Value::Null, family.into()),
        For::Provider(provider) => (Value::Null, provider.into(), provider.into()),
        For::BirthRelative(person) => (Value::Null, Value::Null, person.into()),
    };
    let (now, key) = (act.now(), accounts::email_key(act.keys(), &guest.email));
    if act.opt(WAITING, &[agency.into(), key.into(), now.into(), of])?.is_some() {
        return Err(Error::field(
            "email",
            "This address is already invited: send that invitation again below",
        ));
    }
    let (id, secret) = (Id::<Kind>::new(now), random_token()?);
    let ends = ends(now, printed);
    act.execute(
        ADD,
        &[
            id.into(),
            stored(act, &secret),
            key.into(),
            act.seal(EMAIL, id, guest.email.trim())?,
            act.seal(NAME, id, &guest.name)?,
            role.code().into(),
            agency.into(),
            family,
            provider,
            by.into(),
            now.into(),
            ends.into(),
        ],
    )?;
    if let For::BirthRelative(person) = whose {
        act.execute(ADD_BIRTH, &[id.into(), person.into(), printed.into()])?;
    }
    let invitation = Invitation {
        id,
        email: guest.email.trim().to_owned(),
        name: guest.name.clone(),
        role,
        agency,
        whose,
        printed,
        by: Some(by),
        sent: now,
        ends,
        accepted: None,
        withdrawn: None,
    };
    Ok(Made { invitation, secret })
}

fn ends(now: Timestamp, printed: bool) -> Timestamp {
    let days = if printed { PRINTED_DAYS } else { DAYS };
    now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(now)
}

/// The agency's invitations of colleagues that wait: up to 200.
pub fn of_agency(look: &Look<'_>, grant: &Grant<ManageAccounts, InAgency>) -> Result<Vec<Invitation>> {
    grant.list(look, "invitation", OF_AGENCY, &[])?.iter().map(|row| read(look, row)).collect()
}

/// Invitations that wait for the family of a case: up to 50.
pub fn of_family(look: &Look<'_>, grant: &Grant<InviteFamily, One<Case>>) -> Result<Vec<Invitation>> {
    let Some(family) = grant.family() else { return Ok(Vec::new()) };
    look.query(OF_FAMILY, &[family.into(), grant.agency().into()])?
        .iter()
        .map(|row| read(look, row))
        .collect()
}

/// Invitations that one's own agency wrote to people of a provider, however they stand, the newest 100.
pub fn of_provider(
    look: &Look<'_>,
    grant: &Grant<InviteProvider, InAgency>,
    provider: Id<Organisation>,
) -> Result<Vec<Invitation>> {
    let rows = grant.list(look, "invitation", OF_PROVIDER, &[provider.into()])?;
    rows.iter().map(|row| read(look, row)).collect()
}

/// Invitations of a birth relative, however they stand, the newest 50.
pub fn of_birth_relative(
    look: &Look<'_>,
    grant: &Grant<InviteBirthRelative, One<BirthPerson>>,
) -> Result<Vec<Invitation>> {
    grant.rows(look, OF_BIRTH, &[grant.agency().into()])?.iter().map(|row| read(look, row)).collect()
}

/// An open invitation, if it is one that is kept at this record.
fn kept(act: &Act<'_>, keeper: &Keeper, id: Id<Kind>) -> Result<Invitation> {
    let found = read(act, &act.row(ONE, &[keeper.agency().into(), id.into()])?)?;
    if found.whose == keeper.whose() { Ok(found) } else { Err(Error::NotFound) }
}

/// Writes the link anew, for as many days more; the one before works no longer. `printed` is whether it goes on paper,
/// which is a birth relative's alone.
///
/// # Errors
/// `NotFound` for an invitation that is kept elsewhere, or is open no longer.
pub fn renew(act: &Act<'_>, id: Id<Kind>, at: At, printed: bool) -> Result<Made> {
    let keeper = Keeper::of(act, at)?;
    let mut invitation = kept(act, &keeper, id)?;
    let printed = printed && matches!(invitation.whose, For::BirthRelative(_));
    let secret = random_token()?;
    (invitation.sent, invitation.ends, invitation.printed) = (act.now(), ends(act.now(), printed), printed);
    act.change(RENEW, &[id.into(), stored(act, &secret), act.now().into(), invitation.ends.into()])?;
    if matches!(invitation.whose, For::BirthRelative(_)) {
        act.change(RENEW_BIRTH, &[id.into(), printed.into()])?;
    }
    keeper.note(act, "invitation", id.cast(), "an invitation was sent again")?;
    Ok(Made { invitation, secret })
}

/// Takes an invitation back.
///
/// # Errors
/// `NotFound` for an invitation that is kept elsewhere, or is open no longer.
pub fn withdraw(act: &Act<'_>, id: Id<Kind>, at: At) -> Result<()> {
    let keeper = Keeper::of(act, at)?;
    kept(act, &keeper, id)?;
    act.change(WITHDRAW, &[id.into(), act.now().into()])?;
    keeper.note(act, "invitation", id.cast(), "an invitation was withdrawn")
}
