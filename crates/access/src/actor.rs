//! Who is asking.

use std::sync::Arc;

use kernel::{
    Id, codes,
    kinds::{Account, Family, Organisation, Person},
};

use crate::{
    delegations::Place,
    members::{self, Sight},
    permissions::{self, Reach, Table},
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
        YoungPerson = "young-person", "Young person";
    }
}

impl Role {
    /// Whether this role belongs to no agency.
    pub fn is_national(self) -> bool {
        matches!(self, Role::NationalAnalyst)
    }

    /// Whether this role is somebody of a family, here as themselves.
    pub fn is_of_a_family(self) -> bool {
        matches!(self, Role::FamilyMember | Role::YoungPerson)
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
    maker: Option<Id<Account>>,
    places: Vec<Place>,
    place: members::Place,
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
            // What is the family's is not the young person's: they reach their own record by their own grant.
            family: account.family.filter(|_| account.role != Role::YoungPerson),
            provider: account.provider,
            name: account.name.clone(),
            ..Who::default()
        }))
    }

    /// The same person, acting in these colleagues' places besides their own.
    pub(crate) fn in_places(&self, places: Vec<Place>) -> Self {
        let who = &*self.0;
        Actor(Arc::new(Who {
            account: who.account,
            role: who.role,
            agency: who.agency,
            family: who.family,
            provider: who.provider,
            name: who.name.clone(),
            system: who.system,
            maker: who.maker,
            places,
            place: who.place,
        }))
    }

    /// The same person, at this place in their family.
    pub(crate) fn in_family_place(&self, place: members::Place) -> Self {
        let who = &*self.0;
        Actor(Arc::new(Who {
            account: who.account,
            role: who.role,
            agency: who.agency,
            family: who.family,
            provider: who.provider,
            name: who.name.clone(),
            system: who.system,
            maker: who.maker,
            places: who.places.clone(),
            place,
        }))
    }

    /// A machine with a token. A provider's token names the provider; every other names the
    /// agency it works for.
    pub(crate) fn machine(
        role: Role,
        organisation: Option<Id<Organisation>>,
        label: String,
        maker: Option<Id<Account>>,
    ) -> Self {
        let (agency, provider) =
            if role == Role::Provider { (None, organisation) } else { (organisation, None) };
        Actor(Arc::new(Who { role: Some(role), agency, provider, name: label, maker, ..Who::default() }))
    }

    /// The person who answers for what is done: whoever signed in, or whoever made the token.
    pub fn answerable(&self) -> Option<Id<Account>> {
        self.0.account.or(self.0.maker)
    }

    /// The colleagues in whose places this person acts now.
    pub fn places(&self) -> &[Place] {
        &self.0.places
    }

    /// How far they may do this under the table in force: in their own role, or in a colleague's place.
    pub fn reach(&self, action: &str) -> Reach {
        self.reach_in(permissions::current(), action)
    }

    /// How far they may do this under this table.
    pub fn reach_in(&self, table: &Table, action: &str) -> Reach {
        if !members::sight_allows(self.0.place.sight, action) {
            return Reach::None;
        }
        let own = table.reach(self.0.role, action);
        if self.0.places.is_empty() || !permissions::may_be_delegated(action) {
            return own;
        }
        self.0.places.iter().fold(own, |reach, place| {
            match table.reach(Some(place.role), action) {
                // A colleague's place is a place in the same agency, and no more.
                wider @ (Reach::Agency | Reach::Team | Reach::OwnCases) => reach.or_wider(wider),
                _ => reach,
            }
        })
    }

    /// Whether they may come to a page that needs this action at all. A page that emergency access may open
    /// is open to come to; the grant for the record itself says no where there is none.
    pub fn may_come(&self, action: &str) -> bool {
        self.reach(action) != Reach::None
            || (permissions::opened_in_an_emergency(action) && self.reach("emergency.use") != Reach::None)
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

    /// The young person they are, for an account that is tied to their own record.
    pub fn person(&self) -> Option<Id<Person>> {
        self.0.place.person.filter(|_| self.0.role == Some(Role::YoungPerson))
    }

    /// The adult they are, for an account that is tied to their own record since they came of age.
    pub fn adult(&self) -> Option<Id<Person>> {
        self.0.place.person.filter(|_| self.0.role == Some(Role::FamilyMember))
    }

    /// How much of their family's record they see.
    pub fn sight(&self) -> Sight {
        self.0.place.sight
    }

    /// Whether they are somebody of a family, who reads what is meant for families.
    pub fn is_of_a_family(&self) -> bool {
        self.0.family.is_some() || self.0.role.is_some_and(Role::is_of_a_family)
    }

    /// The provider they belong to.
    pub fn provider(&self) -> Option<Id<Organisation>> {
        self.0.provider
    }

    /// The organisation for which they read what several share. A national analyst reads for none, also with a key
    /// that was made for one agency: what one pan-region keeps to itself is not the nation's.
    pub(crate) fn shares_as(&self) -> Option<Id<Organisation>> {
        if self.role() == Some(Role::NationalAnalyst) { None } else { self.agency().or(self.provider()) }
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
