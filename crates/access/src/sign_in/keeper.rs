//! Whose way in somebody keeps: colleagues, the family of a case, a birth relative, the people of a provider. Each is kept
//! from a page of its own, under a grant of its own, and reaches nobody else's.

use kernel::{
    Id, Result,
    kinds::{Account, BirthPerson, Case, Family, Organisation},
};
use store::statements;

use crate::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{InviteBirthRelative, InviteFamily, InviteProvider, ManageAccounts},
    audit,
};

statements! {
    // Also those of the household that an adult's record came from, where it has no case left from which somebody could keep them.
    IN_FAMILY = "SELECT id FROM account WHERE id = $1 AND (family_id = $2 OR family_id IN (SELECT o.from_family_id FROM own_record o
                     WHERE o.family_id = $2 AND o.undone_at IS NULL
                       AND NOT EXISTS (SELECT 1 FROM support_case c WHERE c.family_id = o.from_family_id)))";
    BY_BIRTH = "SELECT account_id FROM birth_account WHERE account_id = $1 AND person_id = $2";
    FOR_PROVIDER = "SELECT account_id FROM invitation
                    WHERE account_id = $1 AND provider_id = $2 AND agency_id = $3 AND accepted_at IS NOT NULL";
}

/// Whom somebody signs in for: what an invitation is for, and an account after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// The agency that asks.
    Agency,
    /// A family after adoption.
    Family(Id<Family>),
    /// A provider.
    Provider(Id<Organisation>),
    /// Themselves, before adoption: one person and never their family.
    BirthRelative(Id<BirthPerson>),
}

/// From which record somebody keeps a way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The list of the agency's accounts.
    Agency,
    /// A case: the accounts of its family.
    Case(Id<Case>),
    /// A provider: those whom one's own agency invited.
    Provider(Id<Organisation>),
    /// A birth relative's record.
    BirthPerson(Id<BirthPerson>),
}

/// Somebody who may keep the ways in of one record, once that is granted.
pub(crate) enum Keeper {
    Agency(Grant<ManageAccounts, InAgency>),
    Family(Grant<InviteFamily, One<Case>>, Id<Family>),
    Provider(Grant<InviteProvider, InAgency>, Id<Organisation>),
    Birth(Grant<InviteBirthRelative, One<BirthPerson>>),
}

impl Keeper {
    /// Asks for the grant.
    ///
    /// # Errors
    /// `Forbidden` and `NotFound` of the grant; `NotFound` for a case without a family.
    pub(crate) fn of(look: &Look<'_>, at: At) -> Result<Self> {
        Ok(match at {
            At::Agency => Keeper::Agency(look.agency()?),
            At::Provider(provider) => Keeper::Provider(look.agency()?, provider),
            At::BirthPerson(person) => Keeper::Birth(look.one(person)?),
            At::Case(case) => {
                let grant = look.one::<InviteFamily, Case>(case)?;
                let family = grant.family().ok_or(kernel::Error::NotFound)?;
                Keeper::Family(grant, family)
            }
        })
    }

    /// The agency for which it is kept.
    pub(crate) fn agency(&self) -> Id<Organisation> {
        match self {
            Keeper::Agency(grant) => grant.agency(),
            Keeper::Family(grant, _) => grant.agency(),
            Keeper::Provider(grant, _) => grant.agency(),
            Keeper::Birth(grant) => grant.agency(),
        }
    }

    /// Whose ways in these are.
    pub(crate) fn whose(&self) -> For {
        match self {
            Keeper::Agency(_) => For::Agency,
            Keeper::Family(_, family) => For::Family(*family),
            Keeper::Provider(_, provider) => For::Provider(*provider),
            Keeper::Birth(grant) => For::BirthRelative(grant.id()),
        }
    }

    /// That an account is one of these.
    ///
    /// # Errors
    /// `NotFound` for everybody else's.
    pub(crate) fn holds(&self, look: &Look<'_>, account: Id<Account>) -> Result<()> {
        match self {
            Keeper::Agency(_) => look.one::<ManageAccounts, Account>(account).map(|_| ()),
            Keeper::Family(_, family) => look.row(IN_FAMILY, &[account.into(), (*family).into()]).map(|_| ()),
            Keeper::Birth(grant) => look.row(BY_BIRTH, &[account.into(), grant.id().into()]).map(|_| ()),
            Keeper::Provider(grant, provider) => {
                let params = [account.into(), (*provider).into(), grant.agency().into()];
                look.row(FOR_PROVIDER, &params).map(|_| ())
            }
        }
    }

    /// Writes what was done into the audit log: under the record of a family or a birth relative where there is one, else
    /// under the account or the invitation itself.
    pub(crate) fn note(&self, act: &Act<'_>, kind: &'static str, id: Id<()>, change: &str) -> Result<()> {
        let line = |action: &'static str, agency| {
            audit::line(act, action, kind, Some(id), Some(agency), Some(audit::Detail::Change(change)))
        };
        match self {
            Keeper::Agency(grant) => line(ManageAccounts::NAME, grant.agency()),
            Keeper::Provider(grant, _) => line(InviteProvider::NAME, grant.agency()),
            Keeper::Family(grant, _) => grant.note(act, change),
            Keeper::Birth(grant) => grant.note(act, change),
        }
    }
}
