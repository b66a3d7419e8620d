//! Whom another sign-in service may let in, and as what. It says who somebody is; whether they have an account, an
//! invitation, or a group that makes a role, is decided here, and never beyond the agency and the roles that the operator
//! gave that service.

use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, Organisation},
};
use store::{Write, statements};

use super::{devices, invitations, links, rules, steps};
use crate::{
    Actor, Look, Role, accounts,
    actions::{Action, OwnAccount},
    audit, sessions,
};

statements! {
    SET_ROLE = "UPDATE account SET role = $2 WHERE id = $1 AND role = $3 AND disabled_at IS NULL";
    OTHER_ADMINISTRATORS = "SELECT id FROM account WHERE agency_id = $1 AND role = 'administrator' AND disabled_at IS NULL AND id <> $2 LIMIT 1";
}

/// What a service says of somebody, once its token is checked, and what the operator lets it say.
#[derive(Debug, Clone)]
pub struct Told {
    /// The service's code.
    pub provider: String,
    /// What people call it.
    pub label: String,
    /// The agency whose people it signs in.
    pub agency: Option<Id<Organisation>>,
    /// The roles that it may sign in.
    pub roles: Vec<Role>,
    /// What it calls the person.
    pub subject: String,
    /// Their address, if it is checked.
    pub email: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// None where groups make no roles; otherwise the role that the groups make, if any.
    pub mapped: Option<Option<Role>>,
}

impl Told {
    fn fits(&self, agency: Option<Id<Organisation>>, role: Role) -> bool {
        self.roles.contains(&role) && self.agency == agency
    }

    fn stranger(&self) -> Error {
        Error::refused(
            "provider.stranger",
            format!(
                "{} knows you, but you have no account here yet. Ask your agency to invite the email address that you use there.",
                self.label
            ),
        )
    }
}

/// Finds or makes the account of whoever signed in at a service.
///
/// # Errors
/// Refused for a stranger, for somebody of another agency or role, and for somebody whom no group makes anything.
pub fn settle(w: &Write<'_>, told: &Told, origin: &str, now: Timestamp) -> Result<Id<Account>> {
    let role = match told.mapped {
        Some(None) => {
            return Err(Error::refused(
                "provider.no-role",
                format!(
                    "{} knows you, but no group that you are in has a role here. Ask whoever keeps the groups.",
                    told.label
                ),
            ));
        }
        Some(Some(role)) => Some(role),
        None => None,
    };
    let account = match links::find(w, &told.provider, &told.subject)? {
        Some(id) => accounts::by_id(w, id)?,
        None => join(w, told, role, origin, now)?,
    };
    if told.agency != account.agency {
        return Err(told.stranger());
    }
    let role_now = match role {
        Some(role) if role != account.role => {
            follow(w, told, &account, role, origin, now)?;
            role
        }
        _ => account.role,
    };
    if told.fits(account.agency, role_now) { Ok(account.id) } else { Err(told.stranger()) }
}

/// The first time: by an account or an invitation of the same checked address, or by a group.
fn join(
    w: &Write<'_>,
    told: &Told,
    mapped: Option<Role>,
    origin: &str,
    now: Timestamp,
) -> Result<accounts::Account> {
    let email = told.email.as_deref().ok_or_else(|| told.stranger())?;
    let found = match accounts::by_email(w, email)? {
        Some(account) if told.fits(account.agency, account.role) => Some(account),
        Some(_) => return Err(told.stranger()),
        None => {
            let fits = |i: &invitations::Invitation| told.fits(i.colleague_of(), i.role);
            match invitations::for_email(w, email, now, fits)? {
                Some(invitation) => Some(invitations::accept(w, &invitation, None, None, origin, now)?),
                None => None,
            }
        }
    };
    let account = match (found, mapped) {
        (Some(account), _) => account,
        (None, Some(role)) => make(w, told, email, role, now)?,
        (None, None) => return Err(told.stranger()),
    };
    links::add(w, &told.provider, &told.subject, account.id, now)?;
    note(w, &account, &format!("linked to the sign-in service {}", told.provider), origin, now)?;
    Ok(account)
}

fn make(w: &Write<'_>, told: &Told, email: &str, role: Role, now: Timestamp) -> Result<accounts::Account> {
    rules::check_role(role)?;
    if accounts::holder(w, email)?.is_some() {
        // Access that was ended here is not given back by a group elsewhere.
        return Err(told.stranger());
    }
    let name = told.name.clone().filter(|n| !n.trim().is_empty()).unwrap_or_else(|| email.to_owned());
    let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
    let account =
        accounts::Account { id: Id::new(now), name, role, agency: told.agency, family: None, provider: None };
    let new = accounts::NewAccount { account, email: email.to_owned(), password: None, demo: false };
    accounts::create(w, &new, now)?;
    Ok(new.account)
}

/// Groups decide: somebody whose group changed gets the other role, and what they had open ends.
fn follow(
    w: &Write<'_>,
    told: &Told,
    account: &accounts::Account,
    role: Role,
    origin: &str,
    now: Timestamp,
) -> Result<()> {
    if let Some(agency) = account.agency {
        let others = w.query(OTHER_ADMINISTRATORS, &[agency.into(), account.id.into()])?.len();
        rules::keeps_an_administrator(account.role, i64::try_from(others).unwrap_or(i64::MAX))?;
    }
    w.change(SET_ROLE, &[account.id.into(), role.code().into(), account.role.code().into()])?;
    sessions::end_all(w, account.id)?;
    steps::end_all(w, account.id)?;
    devices::forget_all(w, account.id)?;
    let change = format!("role {} to {} by groups of {}", account.role.code(), role.code(), told.provider);
    note(w, account, &change, origin, now)
}

fn note(
    w: &Write<'_>,
    account: &accounts::Account,
    change: &str,
    origin: &str,
    now: Timestamp,
) -> Result<()> {
    let actor = Actor::signed_in(account);
    audit::line(
        &Look::new(w, &actor, now, origin),
        OwnAccount::NAME,
        "account",
        Some(account.id.cast()),
        account.agency,
        Some(audit::Detail::Change(change)),
    )
}
