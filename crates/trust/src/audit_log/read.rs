//! What the pages and the API read alike: the filter of a query, and lines with the names
//! that whoever reads them may know.

use std::collections::BTreeMap;

use access::{
    Action, Actor, Look, Role, accounts,
    actions::{AskReview, OwnYoungRecord, ViewAudit, ViewCase, WriteMessages},
    audit::{
        Deed,
        report::{self, After, Filter, Line, Page},
        seal::{self, Sealed},
    },
    organisations,
};
use kernel::{
    Calendar, Date, Error, Id, Invalid, Result, Timestamp,
    kinds::{Account, Case, Family, Organisation},
};
use page::{App, Cursor, Fields, PAGE_ROWS, Rows};

use super::model::role_words;

/// What a list of lines was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Query {
    pub(super) worker: Option<Id<Account>>,
    pub(super) case: String,
    pub(super) action: String,
    pub(super) deed: Option<Deed>,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
}

impl Query {
    /// Reads `worker`, `case`, `action`, `deed`, `from` and `to`.
    pub(super) fn fields(f: &mut Fields) -> Result<Self, Invalid> {
        let worker = f.id_opt("worker", "Choose a worker from the list");
        let case = f.optional("case", 20).unwrap_or_default();
        let action = f.optional("action", 60).unwrap_or_default();
        if !action.is_empty() && access::actions::about(&action) == action {
            f.fail("action", "Choose an action from the list");
        }
        let deed = f.choice_opt("deed", "Choose opened, shown in a list, changed or refused");
        let (from, to) = (f.date_opt("from"), f.date_opt("to"));
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            f.fail("to", "Choose a last day that is not before the first");
        }
        f.finish(|| Some(Query { worker, case, action, deed, from, to }))
    }

    pub(super) fn filter(&self) -> Filter {
        let end = |day: Date| Calendar::england().end_of(day);
        Filter {
            since: self.from.and_then(|day| day.yesterday().ok()).map_or(Timestamp::MIN, end),
            until: self.to.map_or(Timestamp::MAX, end),
            action: self.action.clone(),
            deed: self.deed,
        }
    }

    /// The query as an address holds it.
    pub(super) fn text(&self) -> String {
        let day = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
        format!(
            "worker={}&action={}&deed={}&from={}&to={}",
            self.worker.map(|id| id.to_string()).unwrap_or_default(),
            self.action,
            self.deed.map_or("", Deed::code),
            day(self.from),
            day(self.to)
        )
    }
}

/// A line, with what whoever reads it may know.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) line: Line,
    /// The worker's name where they work for the reader's agency, else their role.
    pub(super) who: String,
    /// Their organisation.
    pub(super) organisation: String,
    /// The cases of the family it is about, by reference.
    pub(super) cases: Vec<(Id<Case>, String)>,
    /// Whether the record belongs to the reader's own agency. Of others' records nothing more is said.
    pub(super) ours: bool,
}

impl Shown {
    /// The cursor of this line.
    pub(super) fn cursor(&self) -> Cursor {
        Cursor::at(self.line.at, self.line.id.cast())
    }
}

/// Seals what waits, so that a report tells of the present. Says whether the log ends as it should.
pub(super) async fn freshen(app: &App, now: Timestamp) -> Result<bool> {
    Ok(seal::now(&app.db, now, seal::MANY_AT_ONCE).await? != Sealed::Broken)
}

/// Where a page begins, from a cursor.
pub(super) fn page(after: Option<Cursor>, lines: u32) -> Page {
    let after: Option<After> =
        after.and_then(|c| Some((Timestamp::from_microsecond(c.key).ok()?, c.id.cast())));
    Page { after, lines }
}

/// One more than a page shows, to see whether there is a next.
pub(super) fn one_page(after: Option<Cursor>) -> Page {
    page(after, u32::try_from(PAGE_ROWS + 1).unwrap_or(u32::MAX))
}

/// Lines of the agency, or of one of its workers.
pub(super) fn of_agency(look: &Look<'_>, query: &Query, page: Page) -> Result<Vec<Shown>> {
    let grant = look.agency::<ViewAudit>()?;
    let lines = report::of_agency(look, &grant, query.worker, &query.filter(), page)?;
    Names::new(look)?.shown(lines)
}

/// Lines about the family of a case.
pub(super) fn of_case(look: &Look<'_>, case: Id<Case>, query: &Query, page: Page) -> Result<Vec<Shown>> {
    let lines = report::of_case(look, &look.one::<ViewAudit, Case>(case)?, &query.filter(), page)?;
    Names::new(look)?.shown(lines)
}

/// One page, cut.
pub(super) fn cut(lines: Vec<Shown>) -> Rows<Shown> {
    Rows::cut(lines, Shown::cursor)
}

/// Whether this reader may know what a change said: those who may open the record itself. An
/// administrator sees that something changed, not what.
pub(super) fn may_see_changes(look: &Look<'_>) -> bool {
    look.may::<ViewCase>()
}

/// Looks up people and organisations, each once.
pub(super) struct Names<'a, 'b> {
    look: &'a Look<'b>,
    home: Option<Id<Organisation>>,
    people: BTreeMap<Id<Account>, (String, String)>,
    organisations: BTreeMap<Id<Organisation>, String>,
    cases: BTreeMap<Id<Family>, Vec<(Id<Case>, String)>>,
}

impl<'a, 'b> Names<'a, 'b> {
    pub(super) fn new(look: &'a Look<'b>) -> Result<Self> {
        Ok(Names {
            look,
            home: look.actor().agency(),
            people: BTreeMap::new(),
            organisations: BTreeMap::new(),
            cases: BTreeMap::new(),
        })
    }

    fn shown(&mut self, lines: Vec<Line>) -> Result<Vec<Shown>> {
        lines
            .into_iter()
            .map(|line| {
                let ours = line.agency.is_none() || line.agency == self.home;
                let (who, organisation) = self.who(&line)?;
                let cases = match line.family.filter(|_| ours) {
                    Some(family) => self.cases(family)?,
                    None => Vec::new(),
                };
                Ok(Shown { line, who, organisation, cases, ours })
            })
            .collect()
    }

    /// Who did it, by name only within one's own agency; and for whom they work.
    fn who(&mut self, line: &Line) -> Result<(String, String)> {
        let Some(id) = line.actor else {
            let role = role_words(&line.role).to_owned();
            return Ok((
                line.token.clone().map_or(role.clone(), |label| format!("{role}: {label}")),
                String::new(),
            ));
        };
        if let Some(known) = self.people.get(&id) {
            return Ok(known.clone());
        }
        let found = match accounts::by_id(self.look, id) {
            Ok(account) => {
                let works_for = account.agency.or(account.provider);
                let colleague = account.agency.is_some() && account.agency == self.home;
                // Of people who do not work here, families among them, no name.
                let who = if colleague { account.name } else { role_words(account.role.code()).to_owned() };
                (who, works_for.map(|o| self.organisation(o)).transpose()?.unwrap_or_default())
            }
            Err(Error::NotFound) => (role_words(&line.role).to_owned(), String::new()),
            Err(other) => return Err(other),
        };
        self.people.insert(id, found.clone());
        Ok(found)
    }

    /// For whom somebody works.
    pub(super) fn works_for(&mut self, line: &Line) -> Result<String> {
        self.who(line).map(|(_, organisation)| organisation)
    }

    fn organisation(&mut self, id: Id<Organisation>) -> Result<String> {
        if let Some(name) = self.organisations.get(&id) {
            return Ok(name.clone());
        }
        let name = match organisations::by_id(self.look, id) {
            Ok(organisation) => organisation.name,
            Err(Error::NotFound) => String::new(),
            Err(other) => return Err(other),
        };
        self.organisations.insert(id, name.clone());
        Ok(name)
    }

    fn cases(&mut self, family: Id<Family>) -> Result<Vec<(Id<Case>, String)>> {
        if let Some(known) = self.cases.get(&family) {
            return Ok(known.clone());
        }
        let found = report::cases_of(self.look, family)?;
        self.cases.insert(family, found.clone());
        Ok(found)
    }
}

/// Whether a line tells of something that is between one member of a family and the team. Pure.
pub(super) fn is_private_to_a_member(role: &str, action: &str) -> bool {
    let of_member = [WriteMessages::NAME, AskReview::NAME, OwnYoungRecord::NAME];
    role == Role::YoungPerson.code() || (role == Role::FamilyMember.code() && of_member.contains(&action))
}

/// The workers that a filter offers, by name.
pub(super) fn workers(look: &Look<'_>, actor: &Actor) -> Result<Vec<(String, String)>> {
    let Some(agency) = actor.agency() else { return Ok(Vec::new()) };
    let mut found: Vec<(String, String)> = accounts::colleagues(look, agency)?
        .into_iter()
        .filter(|a| !a.role.is_of_a_family())
        .map(|a| (a.id.to_string(), a.name))
        .collect();
    found.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(found)
}
