//! The permission to do one thing to one record or one set, checked and logged.

use std::marker::PhantomData;

use kernel::{
    Id, Result,
    kinds::{Family, Organisation},
};
use store::{Read, Row, Sql, Value};

use crate::{Act, Action, Actor, Look, Protected, audit};

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

/// The records of one agency.
#[derive(Debug)]
pub struct InAgency(Id<Organisation>);

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
    ) -> Result<Self> {
        let about = audit::About { object: Some(id.cast()), agency: Some(agency), family };
        audit::about(look, A::NAME, T::KIND, about, None)?;
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
    pub(crate) fn for_agency(actor: &Actor, agency: Id<Organisation>) -> Self {
        Grant { actor: actor.clone(), scope: InAgency(agency), action: PhantomData }
    }

    /// The agency.
    pub fn agency(&self) -> Id<Organisation> {
        self.scope.0
    }

    /// The rows of a list whose `$1` is the agency and whose first column is each row's
    /// id. The audit log is told which were shown.
    pub fn list(&self, look: &Look<'_>, kind: &'static str, sql: Sql, rest: &[Value]) -> Result<Vec<Row>> {
        let rows = look.query(sql, &with(self.scope.0.into(), rest))?;
        let about = audit::About { agency: Some(self.scope.0), ..audit::About::default() };
        audit::shown(look, A::NAME, kind, about, &rows)?;
        Ok(rows)
    }

    /// Tells the audit log which records a search showed, where the rows did not come
    /// from one list.
    pub fn showed<T>(&self, look: &Look<'_>, kind: &'static str, ids: &[Id<T>]) -> Result<()> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        audit::line(look, A::NAME, kind, None, Some(self.scope.0), Some(audit::Detail::Shown(&ids.join(" "))))
    }

    /// Totals whose `$1` is the agency: no record is named, so no line is written.
    pub fn totals(&self, r: &Read<'_>, sql: Sql, rest: &[Value]) -> Result<Vec<Row>> {
        r.query(sql, &with(self.scope.0.into(), rest))
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

impl<A: Action> Grant<A, Nation> {
    pub(crate) fn for_nation(actor: &Actor) -> Self {
        Grant { actor: actor.clone(), scope: Nation(()), action: PhantomData }
    }

    /// Totals of every agency. What they feed must pass through the suppression function.
    pub fn totals(&self, r: &Read<'_>, sql: Sql, params: &[Value]) -> Result<Vec<Row>> {
        r.query(sql, params)
    }
}

fn with(first: Value, rest: &[Value]) -> Vec<Value> {
    let mut params = Vec::with_capacity(rest.len() + 1);
    params.push(first);
    params.extend_from_slice(rest);
    params
}
