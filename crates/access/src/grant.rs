//! The permission to do one thing to one record or one set, checked and logged.

use std::marker::PhantomData;

use kernel::{
    Error, Id, Result,
    kinds::{Family, Organisation},
};
use store::{Read, Row, Sql, Value};

use crate::{Act, Action, Actor, Look, Protected, audit, emergency, scope};

/// A grant to do `A` within `S`. Only this crate can make one.
#[derive(Debug)]
pub struct Grant<A, S> {
    actor: Actor,
    scope: S,
    action: PhantomData<fn() -> A>,
}

/// One record of kind `T`.
#[derive(Debug)]
pub struct One<T> {
    id: Id<T>,
    agency: Id<Organisation>,
    family: Option<Id<Family>>,
    provider: Option<Id<Organisation>>,
}

/// The records of one agency: all that are open to whoever asks, or only those of families whose
/// case they, or their team, coordinate.
#[derive(Debug)]
pub struct InAgency {
    agency: Id<Organisation>,
    part: scope::Part,
}

/// Kinds of row that are about a family. A list of them must leave out what is sealed.
const OF_FAMILIES: &[&str] = &[
    "enquiry",
    "person",
    "case",
    "promise",
    "assessment",
    "contribution",
    "plan",
    "plan-action",
    "action-ask",
    "family-file",
    "outside-assessment",
    "specialist-ask",
    "goal",
    "application",
    "order",
    "session",
    "invoice",
    "ledger-movement",
    "safeguarding-share",
    "subject-request",
    "correction",
    "data-complaint",
    "retention-item",
    "destruction",
    "group-booking",
    "early-support",
    "offer-ahead",
    "check-in",
    "level-change",
    "hand-off",
    "mentor-match",
    "escalation",
    "early-sign",
    "drop-in-booking",
    "duty-ask",
    "education",
    "case-decision",
    "service-complaint",
    "family-move",
    "handover-out",
    "handover-in",
    "person-merge",
    "competition",
    "competition-assessor",
];

/// A family's own records, or a provider's own.
#[derive(Debug)]
pub enum Own {
    /// The records of this family.
    Family(Id<Family>),
    /// The records of this provider.
    Provider(Id<Organisation>),
}

/// Protected totals of every agency.
#[derive(Debug)]
pub struct Nation(());

/// Protected totals of the agencies of one's own pan-region.
#[derive(Debug)]
pub struct Region {
    agency: Id<Organisation>,
}

/// What several organisations share, as far as whoever asks may read it.
#[derive(Debug)]
pub struct Shared {
    reader: Option<Id<Organisation>>,
    provider: bool,
}

/// A grant of protected totals. What they feed must pass through the suppression function, over all agencies at
/// once, before any part of it is shown: otherwise one view would give away what another holds back.
pub trait Totals {
    /// Totals of every agency.
    ///
    /// # Errors
    /// Those of the store.
    fn totals(&self, r: &Read<'_>, sql: Sql, params: &[Value]) -> Result<Vec<Row>>;
}

impl<A: Action> Totals for Grant<A, Nation> {
    fn totals(&self, r: &Read<'_>, sql: Sql, params: &[Value]) -> Result<Vec<Row>> {
        r.query(sql, params)
    }
}

impl<A: Action> Totals for Grant<A, Region> {
    fn totals(&self, r: &Read<'_>, sql: Sql, params: &[Value]) -> Result<Vec<Row>> {
        r.query(sql, params)
    }
}

impl<A: Action, S> Grant<A, S> {
    /// Who it was given to.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl<A: Action, T: Protected> Grant<A, One<T>> {
    pub(crate) fn for_one(
        look: &Look<'_>,
        id: Id<T>,
        agency: Id<Organisation>,
        family: Option<Id<Family>>,
        provider: Option<Id<Organisation>>,
        emergency: Option<&str>,
    ) -> Result<Self> {
        let about = audit::About { object: Some(id.cast()), agency: Some(agency), family };
        audit::about(look, A::NAME, T::KIND, about, emergency.map(emergency::detail))?;
        Ok(Grant {
            actor: look.actor().clone(),
            scope: One { id, agency, family, provider },
            action: PhantomData,
        })
    }

    /// The record.
    pub fn id(&self) -> Id<T> {
        self.scope.id
    }

    /// The agency whose record it is.
    pub fn agency(&self) -> Id<Organisation> {
        self.scope.agency
    }

    /// The family it is about, if it is about one.
    pub fn family(&self) -> Option<Id<Family>> {
        self.scope.family
    }

    /// The provider it concerns, if any.
    pub fn provider(&self) -> Option<Id<Organisation>> {
        self.scope.provider
    }

    /// The row of a statement whose `$1` is the record; `rest` are `$2` and on.
    pub fn row(&self, r: &Read<'_>, sql: Sql, rest: &[Value]) -> Result<Row> {
        r.row(sql, &with(self.scope.id.into(), rest))
    }

    /// The rows of a statement whose `$1` is the record.
    pub fn rows(&self, r: &Read<'_>, sql: Sql, rest: &[Value]) -> Result<Vec<Row>> {
        r.query(sql, &with(self.scope.id.into(), rest))
    }

    /// Changes with a statement whose `$1` is the record, and which must change one row:
    /// pass the version it was based on, and a clash is [`kernel::Error::Stale`].
    pub fn change(&self, act: &Act<'_>, sql: Sql, rest: &[Value]) -> Result<()> {
        act.change(sql, &with(self.scope.id.into(), rest))
    }

    /// Notes in the audit log what was changed, before and after, besides the line that
    /// opening the record wrote. The text is sealed.
    pub fn note(&self, act: &Act<'_>, change: &str) -> Result<()> {
        audit::about(act, A::NAME, T::KIND, self.about(), Some(audit::Detail::Change(change)))
    }

    /// Notes in the audit log why the record is opened, in the person's own words, besides
    /// the line that opening it wrote. The text is sealed.
    pub fn because(&self, look: &Look<'_>, reason: &str) -> Result<()> {
        audit::about(look, A::NAME, T::KIND, self.about(), Some(audit::Detail::Reason(reason)))
    }

    fn about(&self) -> audit::About {
        audit::About {
            object: Some(self.scope.id.cast()),
            agency: Some(self.scope.agency),
            family: self.scope.family,
        }
    }
}

impl<A: Action> Grant<A, InAgency> {
    pub(crate) fn for_agency(actor: &Actor, agency: Id<Organisation>, part: scope::Part) -> Self {
        Grant { actor: actor.clone(), scope: InAgency { agency, part }, action: PhantomData }
    }

    /// The agency.
    pub fn agency(&self) -> Id<Organisation> {
        self.scope.agency
    }

    /// The rows of a list whose `$1` is the agency and whose first column is each row's
    /// id. The audit log is told which were shown.
    ///
    /// A list of rows that are about families must hold [`crate::seen!`] or [`crate::seen_case!`], whose
    /// three parameters are added here, after `rest`: sealed families are left out by the statement
    /// itself, so that a page is as long as any other.
    pub fn list(&self, look: &Look<'_>, kind: &'static str, sql: Sql, rest: &[Value]) -> Result<Vec<Row>> {
        let rows = self.rows(look, kind, sql, rest)?;
        let about = audit::About { agency: Some(self.scope.agency), ..audit::About::default() };
        audit::shown(look, A::NAME, kind, about, &rows)?;
        Ok(rows)
    }

    /// The rows of [`Grant::list`], for whoever tells the audit log what was shown with [`Grant::showed`].
    pub fn rows(&self, look: &Look<'_>, kind: &'static str, sql: Sql, rest: &[Value]) -> Result<Vec<Row>> {
        let mut params = with(self.scope.agency.into(), rest);
        if sql.text.contains(scope::MARK) || sql.text.contains(scope::MARK_OF_CASES) {
            params.extend([
                look.actor().account().into(),
                (self.scope.part as i64).into(),
                look.now().into(),
            ]);
        } else if OF_FAMILIES.contains(&kind) || self.scope.part != scope::Part::Whole {
            return Err(Error::Internal(format!("the list {} would show sealed families", sql.name)));
        }
        look.query(sql, &params)
    }

    /// Tells the audit log which records a search showed, where the rows did not come
    /// from one list.
    pub fn showed<T>(&self, look: &Look<'_>, kind: &'static str, ids: &[Id<T>]) -> Result<()> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        audit::line(
            look,
            A::NAME,
            kind,
            None,
            Some(self.scope.agency),
            Some(audit::Detail::Shown(&ids.join(" "))),
        )
    }

    /// Notes in the audit log what was changed in one thing that no grant of its own was made for, and whose
    /// record it is about, if a family's. The text is sealed.
    pub fn noted(
        &self,
        act: &Act<'_>,
        kind: &'static str,
        object: Id<()>,
        family: Option<Id<Family>>,
        change: &str,
    ) -> Result<()> {
        let about = audit::About { object: Some(object), agency: Some(self.scope.agency), family };
        audit::about(act, A::NAME, kind, about, Some(audit::Detail::Change(change)))
    }

    /// Totals whose `$1` is the agency: no record is named, so no line is written.
    pub fn totals(&self, r: &Read<'_>, sql: Sql, rest: &[Value]) -> Result<Vec<Row>> {
        r.query(sql, &with(self.scope.agency.into(), rest))
    }
}

impl<A: Action> Grant<A, Own> {
    pub(crate) fn for_own(actor: &Actor, own: Own) -> Self {
        Grant { actor: actor.clone(), scope: own, action: PhantomData }
    }

    /// Whose own.
    pub fn own(&self) -> &Own {
        &self.scope
    }

    /// The rows of a list whose `$1` is the family or the provider and whose first column
    /// is each row's id. The audit log is told which were shown.
    pub fn list(&self, look: &Look<'_>, kind: &'static str, sql: Sql, rest: &[Value]) -> Result<Vec<Row>> {
        let mut about = audit::About::default();
        let id: Value = match &self.scope {
            Own::Family(id) => {
                about.family = Some(*id);
                (*id).into()
            }
            Own::Provider(id) => (*id).into(),
        };
        let rows = look.query(sql, &with(id, rest))?;
        audit::shown(look, A::NAME, kind, about, &rows)?;
        Ok(rows)
    }
}

impl<A: Action> Grant<A, Own> {
    /// Notes in the audit log what was changed in something of one's own that no grant of its own was made for. The text is
    /// sealed.
    pub fn noted(&self, act: &Act<'_>, kind: &'static str, object: Id<()>, change: &str) -> Result<()> {
        let family = match &self.scope {
            Own::Family(id) => Some(*id),
            Own::Provider(_) => None,
        };
        let about = audit::About { object: Some(object), family, ..audit::About::default() };
        audit::about(act, A::NAME, kind, about, Some(audit::Detail::Change(change)))
    }
}

impl<A: Action> Grant<A, Nation> {
    pub(crate) fn for_nation(actor: &Actor) -> Self {
        Grant { actor: actor.clone(), scope: Nation(()), action: PhantomData }
    }

    /// Notes in the audit log what was changed in something that belongs to no agency or to several, such as a
    /// received return. The text is sealed.
    pub fn noted(&self, act: &Act<'_>, kind: &'static str, object: Id<()>, change: &str) -> Result<()> {
        let about = audit::About { object: Some(object), ..audit::About::default() };
        audit::about(act, A::NAME, kind, about, Some(audit::Detail::Change(change)))
    }

    /// Totals of every agency. What they feed must pass through the suppression function.
    pub fn totals(&self, r: &Read<'_>, sql: Sql, params: &[Value]) -> Result<Vec<Row>> {
        r.query(sql, params)
    }
}

impl<A: Action> Grant<A, Region> {
    pub(crate) fn for_region(actor: &Actor, agency: Id<Organisation>) -> Self {
        Grant { actor: actor.clone(), scope: Region { agency }, action: PhantomData }
    }

    /// The agency whose pan-region it is.
    pub fn agency(&self) -> Id<Organisation> {
        self.scope.agency
    }
}

impl<A: Action> Grant<A, Shared> {
    pub(crate) fn for_shared(actor: &Actor) -> Self {
        let scope = Shared { reader: actor.shares_as(), provider: actor.provider().is_some() };
        Grant { actor: actor.clone(), scope, action: PhantomData }
    }

    /// The rows of a list whose first column is each row's id, and which leaves out what is not for the reader with
    /// `access::shared_with!("t", "$1", "$2")`; `rest` are `$3` and on. The audit log is told which were shown.
    ///
    /// # Errors
    /// `Internal` for a statement that does not leave out what is for others.
    pub fn list(&self, look: &Look<'_>, kind: &'static str, sql: Sql, rest: &[Value]) -> Result<Vec<Row>> {
        if !sql.text.contains(crate::shared_with!("t", "$1", "$2")) {
            return Err(Error::Internal(format!("the list {} would show what is for others", sql.name)));
        }
        let provider = i64::from(self.scope.provider).into();
        let rows = look.query(sql, &with(self.scope.reader.into(), &with(provider, rest)))?;
        let about = audit::About { agency: self.actor.agency(), ..audit::About::default() };
        audit::shown(look, A::NAME, kind, about, &rows)?;
        Ok(rows)
    }
}

fn with(first: Value, rest: &[Value]) -> Vec<Value> {
    let mut params = Vec::with_capacity(rest.len() + 1);
    params.push(first);
    params.extend_from_slice(rest);
    params
}
