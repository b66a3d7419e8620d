//! Who is asking.

use std::sync::Arc;

use kernel::{
    Id, codes,
    kinds::{Account, Family, Organisation},
};

codes! {
    /// What somebody does here. The codes are part of the contract with other systems.
    Role {
        DutyWorker = "duty-worker", "Duty worker";
        SocialWorker = "social-worker", "Social worker";
        TeamManager = "team-manager", "Team manager";
        Commissioner = "commissioner", "Commissioner";
        FinanceOfficer = "finance-officer", "Finance officer";
        Provider = "provider", "Provider";
        FamilyMember = "family-member", "Family member";
        NationalAnalyst = "national-analyst", "National analyst";
        Administrator = "administrator", "Administrator";
    }
}

impl Role {
    /// Whether this role belongs to no agency.
    pub fn is_national(self) -> bool {
        matches!(self, Role::NationalAnalyst)
    }
}

/// Somebody who asks: a signed-in person, a machine with a token, a command at the
/// operator's desk, or the public. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Actor(Arc<Who>);

#[derive(Debug, Default)]
struct Who {
    account: Option<Id<Account>>,
    role: Option<Role>,
    agency: Option<Id<Organisation>>,
    family: Option<Id<Family>>,
    provider: Option<Id<Organisation>>,
    name: String,
    system: Option<&'static str>,
}

impl Actor {
    /// Anybody on the web, not signed in.
    pub fn public() -> Self {
        Actor(Arc::default())
    }

    /// A job or a command that acts for the installation itself, by its name.
    pub fn system(name: &'static str) -> Self {
        Actor(Arc::new(Who { system: Some(name), ..Who::default() }))
    }

    pub(crate) fn signed_in(account: &crate::accounts::Account) -> Self {
        Actor(Arc::new(Who {
            account: Some(account.id),
            role: Some(account.role),
            agency: account.agency,
            family: account.family,
            provider: account.provider,
            name: account.name.clone(),
            system: None,
        }))
    }

    /// A machine with a token. A provider's token names the provider; every other names the
    /// agency it works for.
    pub(crate) fn machine(role: Role, organisation: Option<Id<Organisation>>, label: String) -> Self {
        let (agency, provider) =
            if role == Role::Provider { (None, organisation) } else { (organisation, None) };
        Actor(Arc::new(Who { role: Some(role), agency, provider, name: label, ..Who::default() }))
    }

    /// The account, for people who signed in.
    pub fn account(&self) -> Option<Id<Account>> {
        self.0.account
    }

    /// The role; none for the public and for the system.
    pub fn role(&self) -> Option<Role> {
        self.0.role
    }

    /// The agency they work for.
    pub fn agency(&self) -> Option<Id<Organisation>> {
        self.0.agency
    }

    /// The family they belong to.
    pub fn family(&self) -> Option<Id<Family>> {
        self.0.family
    }

    /// The provider they belong to.
    pub fn provider(&self) -> Option<Id<Organisation>> {
        self.0.provider
    }

    /// What to call them on the page; empty for the public.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The name of the job or command, when it is one.
    pub fn system_name(&self) -> Option<&'static str> {
        self.0.system
    }

    /// The role as the audit log writes it.
    pub fn role_code(&self) -> &'static str {
        match (self.0.role, self.0.system) {
            (Some(role), _) => role.code(),
            (None, Some(_)) => "system",
            (None, None) => "public",
        }
    }
}
