//! What a piece of work has in its hands: the transaction, who asks, and the time.
//! Actions of rooms take these, so they run the same from a page, the API or a test.

use std::{cell::OnceCell, collections::BTreeSet, ops::Deref};

use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Family, Organisation},
    local_date,
};
use store::{Read, Row, Write, statements};

use crate::{
    Action, Actor, Grant, InAgency, Nation, One, Own, Protected, Region, Shared, audit, emergency,
    permissions::{self, Reach, Table},
    scope::Part,
    seals,
};

statements! {
    COORDINATES = "SELECT 1 FROM support_case WHERE family_id = $1 AND coordinator_id = $2 LIMIT 1";
    TEAM_COORDINATES = concat!("SELECT 1 FROM support_case WHERE family_id = $1 AND coordinator_id IN ",
                               crate::teammates!("$2", "$3"), " LIMIT 1");
}

/// Work that only reads. Looks are logged all the same.
pub struct Look<'a> {
    read: &'a Read<'a>,
    actor: &'a Actor,
    now: Timestamp,
    origin: &'a str,
    table: &'static Table,
    // The families sealed from whoever asks, read once at the first need.
    hidden: OnceCell<BTreeSet<Id<Family>>>,
}

impl<'a> Look<'a> {
    /// Work for `actor` at `now`; `origin` says from where (a network address or a command).
    pub fn new(read: &'a Read<'a>, actor: &'a Actor, now: Timestamp, origin: &'a str) -> Self {
        Look { read, actor, now, origin, table: permissions::current(), hidden: OnceCell::new() }
    }

    /// The same work under another permission table.
    #[must_use]
    pub fn under(self, table: &'static Table) -> Self {
        Look { table, ..self }
    }

    /// The permission table that holds for this work.
    pub fn table(&self) -> &'static Table {
        self.table
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

    pub(crate) fn reach<A: Action>(&self) -> Result<Reach> {
        match self.actor.reach_in(self.table, A::NAME) {
            Reach::None if self.actor.role().is_none() => Err(Error::SignIn),
            Reach::None => Err(Error::Forbidden),
            reach => Ok(reach),
        }
    }

    /// Whether this role may do `A` at all: for showing or hiding a link, never instead of a grant.
    pub fn may<A: Action>(&self) -> bool {
        self.reach::<A>().is_ok()
    }

    /// Whether a family's record is sealed from whoever asks. For rows that were found by other means than
    /// a list of the agency's: a list leaves them out by itself.
    pub fn sealed_from(&self, family: Id<Family>) -> Result<bool> {
        let Some(agency) = self.actor.agency() else { return Ok(false) };
        if let Some(hidden) = self.hidden.get() {
            return Ok(hidden.contains(&family));
        }
        let hidden = seals::hidden(self.read, agency, self.actor.account())?;
        Ok(self.hidden.get_or_init(|| hidden).contains(&family))
    }

    /// Whether a family has a case that whoever asks coordinates, or somebody in whose place they act.
    fn coordinates(&self, family: Id<Family>) -> Result<bool> {
        let people = self.actor.account().into_iter().chain(self.actor.places().iter().map(|p| p.giver));
        let mut any = false;
        for person in people {
            any |= self.read.opt(COORDINATES, &[family.into(), person.into()])?.is_some();
        }
        Ok(any)
    }

    /// Whether a family has a case that somebody coordinates who is in a team with whoever asks, or with
    /// somebody in whose place they act.
    fn team_coordinates(&self, family: Id<Family>) -> Result<bool> {
        let Some(me) = self.actor.account() else { return Ok(false) };
        let params = [family.into(), me.into(), self.now.into()];
        Ok(self.read.opt(TEAM_COORDINATES, &params)?.is_some())
    }

    /// A grant to do `A` to one record. Records of others look as if they were not there.
    /// Writes the audit line, also of a look that is refused.
    pub fn one<A: Action, T: Protected>(&self, id: Id<T>) -> Result<Grant<A, One<T>>> {
        let (reach, refusal) = match self.reach::<A>() {
            Ok(reach) => (reach, Error::NotFound),
            // Emergency access may open what the role does not; nothing is told of what there is.
            Err(refusal @ Error::Forbidden) if self.may_in_an_emergency::<A>() => (Reach::None, refusal),
            Err(Error::Forbidden) => {
                audit::turned_away(self, A::NAME)?;
                return Err(Error::Forbidden);
            }
            Err(refusal) => return Err(refusal),
        };
        // From here on every look runs the same statements in the same order until it is granted, whether there is no
        // such record, it belongs to others, or it is sealed: how long a refusal takes tells nothing of which.
        let row = self.read.opt(T::OWNER, &[id.into()])?;
        let nobody = Whose { agency: None, family: None, provider: None };
        let whose = row.as_ref().map_or(Ok(nobody), Whose::read)?;
        let in_agency = whose.agency.is_some() && self.actor.agency() == whose.agency;
        let family = whose.family.unwrap_or(Id::from_parts(0, [0; 10]));
        let theirs = match reach {
            Reach::Agency => !self.sealed_from(family)? && in_agency,
            Reach::OwnCases => {
                let (coordinates, sealed) = (self.coordinates(family)?, self.sealed_from(family)?);
                in_agency && coordinates && !sealed
            }
            Reach::Team => {
                let coordinates = self.coordinates(family)? | self.team_coordinates(family)?;
                let sealed = self.sealed_from(family)?;
                in_agency && coordinates && !sealed
            }
            Reach::Own => {
                (whose.family.is_some() && self.actor.family() == whose.family)
                    || (whose.provider.is_some() && self.actor.provider() == whose.provider)
            }
            Reach::Shared => self.shares::<T>(id)?,
            Reach::None | Reach::Open | Reach::Region | Reach::Nation => false,
        };
        if let (true, Some(agency)) = (theirs, whose.agency) {
            return Grant::for_one(self, id, agency, whose.family, whose.provider, None);
        }
        if self.may_in_an_emergency::<A>() {
            let agency = whose.agency.or(self.actor.agency()).unwrap_or(Id::from_parts(0, [0; 10]));
            if let (Some((access, reason)), true) = (emergency::open_now(self, family, agency)?, in_agency) {
                let words = emergency::words(access, &reason);
                return Grant::for_one(self, id, agency, whose.family, whose.provider, Some(&words));
            }
        }
        let (about, why) = match whose.agency {
            Some(_) => {
                let about =
                    audit::About { object: Some(id.cast()), agency: whose.agency, family: whose.family };
                (about, audit::Detail::Refused)
            }
            // Nobody's record: it stands in the log of whoever tried.
            None => {
                let (agency, family) = (self.actor.agency(), self.actor.family());
                let about = audit::About { object: Some(id.cast()), agency, family };
                (about, audit::Detail::RefusedFor("no such record"))
            }
        };
        audit::about(self, A::NAME, T::KIND, about, Some(why))?;
        Err(refusal)
    }

    /// Whether a record that several organisations read is for whoever asks.
    fn shares<T: Protected>(&self, id: Id<T>) -> Result<bool> {
        let Some(readers) = T::READERS else { return Ok(false) };
        let provider = self.actor.provider();
        let params = [
            id.into(),
            self.actor.shares_as().into(),
            i64::from(provider.is_some()).into(),
            self.actor.answerable().into(),
        ];
        Ok(self.read.opt(readers, &params)?.is_some())
    }

    fn may_in_an_emergency<A: Action>(&self) -> bool {
        permissions::opened_in_an_emergency(A::NAME)
            && self.actor.reach_in(self.table, crate::actions::UseEmergencyAccess::NAME) == Reach::Agency
    }

    /// A grant to do `A` among the records of one's own agency.
    pub fn agency<A: Action>(&self) -> Result<Grant<A, InAgency>> {
        match (self.reach::<A>()?, self.actor.agency()) {
            (Reach::Agency, Some(agency)) => Ok(Grant::for_agency(self.actor, agency, Part::Whole)),
            (Reach::Team, Some(agency)) => Ok(Grant::for_agency(self.actor, agency, Part::Team)),
            (Reach::OwnCases, Some(agency)) => Ok(Grant::for_agency(self.actor, agency, Part::OwnCases)),
            _ => Err(Error::Forbidden),
        }
    }

    /// A grant to do `A` for an agency without signing in: the public form, which writes
    /// and never reads.
    pub fn openly<A: Action>(&self, agency: Id<Organisation>) -> Result<Grant<A, InAgency>> {
        match self.table.reach(None, A::NAME) {
            Reach::Open => Ok(Grant::for_agency(self.actor, agency, Part::Whole)),
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

    /// A grant to do `A` among what several organisations share.
    pub fn shared<A: Action>(&self) -> Result<Grant<A, Shared>> {
        match self.reach::<A>()? {
            Reach::Shared => Ok(Grant::for_shared(self.actor)),
            _ => Err(Error::Forbidden),
        }
    }

    /// A grant to see protected totals of the agencies of one's own pan-region.
    pub fn region<A: Action>(&self) -> Result<Grant<A, Region>> {
        match (self.reach::<A>()?, self.actor.agency()) {
            (Reach::Region, Some(agency)) => Ok(Grant::for_region(self.actor, agency)),
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

/// Whose a record is; all three are none where there is no such record.
struct Whose {
    agency: Option<Id<Organisation>>,
    family: Option<Id<Family>>,
    provider: Option<Id<Organisation>>,
}

impl Whose {
    fn read(row: &Row) -> Result<Self> {
        Ok(Whose { agency: Some(row.get(0)?), family: row.get(1)?, provider: row.get(2)? })
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

    /// The same work under another permission table.
    #[must_use]
    pub fn under(self, table: &'static Table) -> Self {
        Act { look: self.look.under(table), write: self.write }
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
