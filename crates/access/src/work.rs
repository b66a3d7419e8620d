//! What a piece of work has in its hands: the transaction, who asks, and the time.
//! Actions of rooms take these, so they run the same from a page, the API or a test.

use std::ops::Deref;

use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Family, Organisation},
    local_date,
};
use store::{Read, Write};

use crate::{
    Action, Actor, Grant, InAgency, Nation, One, Own, Protected, audit,
    permissions::{Reach, reach},
};

/// Work that only reads. Looks are logged all the same.
pub struct Look<'a> {
    read: &'a Read<'a>,
    actor: &'a Actor,
    now: Timestamp,
    origin: &'a str,
}

impl<'a> Look<'a> {
    /// Work for `actor` at `now`; `origin` says from where (a network address or a command).
    pub fn new(read: &'a Read<'a>, actor: &'a Actor, now: Timestamp, origin: &'a str) -> Self {
        Look { read, actor, now, origin }
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        self.actor
    }

    /// The time of the request.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The day of the request in England.
    pub fn today(&self) -> Date {
        local_date(self.now)
    }

    pub(crate) fn origin(&self) -> &str {
        self.origin
    }

    fn reach<A: Action>(&self) -> Result<Reach> {
        match reach(self.actor.role(), A::NAME) {
            Reach::None if self.actor.role().is_none() => Err(Error::SignIn),
            Reach::None => Err(Error::Forbidden),
            reach => Ok(reach),
        }
    }

    /// Whether this role may do `A` at all: for showing or hiding a link, never instead of a grant.
    pub fn may<A: Action>(&self) -> bool {
        self.reach::<A>().is_ok()
    }

    /// A grant to do `A` to one record. Records of others look as if they were not there.
    /// Writes the audit line, also of a look that is refused.
    pub fn one<A: Action, T: Protected>(&self, id: Id<T>) -> Result<Grant<A, One<T>>> {
        let reach = match self.reach::<A>() {
            Err(Error::Forbidden) => {
                audit::turned_away(self, A::NAME)?;
                return Err(Error::Forbidden);
            }
            reach => reach?,
        };
        let Some(row) = self.read.opt(T::OWNER, &[id.into()])? else {
            // Nobody's record: it stands in the log of whoever tried.
            let (agency, family) = (self.actor.agency(), self.actor.family());
            let about = audit::About { object: Some(id.cast()), agency, family };
            audit::about(self, A::NAME, T::KIND, about, Some(audit::Detail::RefusedFor("no such record")))?;
            return Err(Error::NotFound);
        };
        let agency: Id<Organisation> = row.get(0)?;
        let family: Option<Id<Family>> = row.get(1)?;
        let provider: Option<Id<Organisation>> = row.get(2)?;
        let theirs = match reach {
            Reach::Agency => self.actor.agency() == Some(agency),
            Reach::Own => {
                (family.is_some() && self.actor.family() == family)
                    || (provider.is_some() && self.actor.provider() == provider)
            }
            Reach::None | Reach::Open | Reach::Nation => false,
        };
        if !theirs {
            let about = audit::About { object: Some(id.cast()), agency: Some(agency), family };
            audit::about(self, A::NAME, T::KIND, about, Some(audit::Detail::Refused))?;
            return Err(Error::NotFound);
        }
        Grant::for_one(self, id, agency, family, provider)
    }

    /// A grant to do `A` among the records of one's own agency.
    pub fn agency<A: Action>(&self) -> Result<Grant<A, InAgency>> {
        match (self.reach::<A>()?, self.actor.agency()) {
            (Reach::Agency, Some(agency)) => Ok(Grant::for_agency(self.actor, agency)),
            _ => Err(Error::Forbidden),
        }
    }

    /// A grant to do `A` for an agency without signing in: the public form, which writes
    /// and never reads.
    pub fn openly<A: Action>(&self, agency: Id<Organisation>) -> Result<Grant<A, InAgency>> {
        match reach(None, A::NAME) {
            Reach::Open => Ok(Grant::for_agency(self.actor, agency)),
            _ => Err(Error::SignIn),
        }
    }

    /// A grant to do `A` among a family's or a provider's own records.
    pub fn own<A: Action>(&self) -> Result<Grant<A, Own>> {
        match (self.reach::<A>()?, self.actor.family(), self.actor.provider()) {
            (Reach::Own, Some(family), _) => Ok(Grant::for_own(self.actor, Own::Family(family))),
            (Reach::Own, None, Some(provider)) => Ok(Grant::for_own(self.actor, Own::Provider(provider))),
            _ => Err(Error::Forbidden),
        }
    }

    /// A grant to see protected totals of every agency.
    pub fn nation<A: Action>(&self) -> Result<Grant<A, Nation>> {
        match self.reach::<A>()? {
            Reach::Nation => Ok(Grant::for_nation(self.actor)),
            _ => Err(Error::Forbidden),
        }
    }
}

impl<'a> Deref for Look<'a> {
    type Target = Read<'a>;
    fn deref(&self) -> &Read<'a> {
        self.read
    }
}

/// Work that may change things, as one transaction with its audit lines and messages.
pub struct Act<'a> {
    look: Look<'a>,
    write: &'a Write<'a>,
}

impl<'a> Act<'a> {
    /// Work for `actor` at `now`; `origin` says from where.
    pub fn new(write: &'a Write<'a>, actor: &'a Actor, now: Timestamp, origin: &'a str) -> Self {
        Act { look: Look::new(write, actor, now, origin), write }
    }

    /// The transaction, for the parts of the store that take it.
    pub fn write(&self) -> &Write<'a> {
        self.write
    }

    /// Runs a statement; gives how many rows it changed.
    pub fn execute(&self, sql: store::Sql, params: &[store::Value]) -> Result<u64> {
        self.write.execute(sql, params)
    }

    /// Runs a statement that must change one row, or the record is stale.
    pub fn change(&self, sql: store::Sql, params: &[store::Value]) -> Result<()> {
        self.write.change(sql, params)
    }
}

impl<'a> Deref for Act<'a> {
    type Target = Look<'a>;
    fn deref(&self) -> &Look<'a> {
        &self.look
    }
}
