//! Lists of cases: an agency's, a worker's own, a family's own. Newest first.

use std::collections::BTreeMap;

use ::store::{Row, Value, planned_once, statements};
use access::{Action, Grant, InAgency, Look, Own, accounts, actions::ListCases, seen};
use kernel::{
    Id, Invalid, Level, Reference, Result, Timestamp,
    kinds::{self, Account},
};
use page::{Cursor, Fields, PAGE_ROWS, Rows};

use super::store::CaseState;
use crate::people;

// Each list stands on the index that its name ends with: see the test.
statements! {
    BY_STATUS = concat!(planned_once!(), "SELECT c.id, c.reference, i.id, i.name, c.level, c.status, c.council, o.name, c.coordinator_id, c.opened_at, worker.name
        FROM support_case c JOIN identity i ON i.person_id = c.child_id AND i.side = 'after'
        LEFT JOIN organisation o ON o.kind = 'council' AND o.code = c.council LEFT JOIN account worker ON worker.id = c.coordinator_id
        WHERE c.agency_id = $1 AND c.status = $2 AND c.opened_at <= $3 AND (c.opened_at < $3 OR c.id < $4)",
        seen!("c.family_id", "$6", "$7", "$8"), "ORDER BY c.opened_at DESC, c.id DESC LIMIT $5");
    BY_LEVEL = concat!(planned_once!(), "SELECT c.id, c.reference, i.id, i.name, c.level, c.status, c.council, o.name, c.coordinator_id, c.opened_at, worker.name
        FROM support_case c JOIN identity i ON i.person_id = c.child_id AND i.side = 'after'
        LEFT JOIN organisation o ON o.kind = 'council' AND o.code = c.council LEFT JOIN account worker ON worker.id = c.coordinator_id
        WHERE c.agency_id = $1 AND c.status = $2 AND c.opened_at <= $3 AND (c.opened_at < $3 OR c.id < $4) AND c.level = $6",
        seen!("c.family_id", "$7", "$8", "$9"), "ORDER BY c.opened_at DESC, c.id DESC LIMIT $5");
    // IS TRUE keeps the agency out of the choice of index: a worker's own cases are few. Only those that are shown are looked up.
    BY_COORDINATOR = concat!(planned_once!(), "SELECT own.id, own.reference, i.id, i.name, own.level, own.status, own.council, o.name, own.coordinator_id, own.opened_at, worker.name
        FROM (SELECT c.id, c.reference, c.child_id, c.level, c.status, c.council, c.coordinator_id, c.opened_at FROM support_case c
            WHERE (c.agency_id = $1) IS TRUE AND c.status = $2 AND c.opened_at <= $3 AND (c.opened_at < $3 OR c.id < $4)
              AND c.coordinator_id = $6 AND (c.level = $7 OR $7 = '')",
            seen!("c.family_id", "$8", "$9", "$10"), "ORDER BY c.opened_at DESC, c.id DESC LIMIT $5) own
        JOIN identity i ON i.person_id = own.child_id AND i.side = 'after'
        LEFT JOIN organisation o ON o.kind = 'council' AND o.code = own.council LEFT JOIN account worker ON worker.id = own.coordinator_id
        ORDER BY own.opened_at DESC, own.id DESC");
    BY_FAMILY = "SELECT c.id, c.reference, i.id, i.name, c.level, c.status, c.council, o.name, c.coordinator_id, c.opened_at, worker.name
        FROM support_case c JOIN identity i ON i.person_id = c.child_id AND i.side = 'after'
        LEFT JOIN organisation o ON o.kind = 'council' AND o.code = c.council LEFT JOIN account worker ON worker.id = c.coordinator_id
        WHERE c.family_id = $1 ORDER BY c.opened_at, c.id LIMIT 50";
}

/// A case as a list shows it.
#[derive(Debug, Clone)]
pub struct CaseRow {
    /// Its id.
    pub id: Id<kinds::Case>,
    /// What people quote.
    pub reference: Reference,
    /// The child's name.
    pub child: String,
    /// How much support there is now.
    pub level: Level,
    /// Whether it is open.
    pub state: CaseState,
    /// The council where the family lives, by its code.
    pub council: String,
    /// The council's name; its code where it is not known.
    pub council_name: String,
    /// Who coordinates it.
    pub coordinator: Option<Id<Account>>,
    /// The coordinator's name; empty when there is none.
    pub coordinator_name: String,
    /// When it was opened.
    pub opened: Timestamp,
}

/// Which cases a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filter {
    /// Open or closed ones.
    pub state: CaseState,
    /// Those at one level.
    pub level: Option<Level>,
    /// Those that whoever asks coordinates.
    pub mine: bool,
}

impl Default for Filter {
    fn default() -> Self {
        Filter { state: CaseState::Open, level: None, mine: false }
    }
}

impl Filter {
    /// Reads `status`, `level` and `coordinator=me` of a query.
    pub fn fields(f: &mut Fields) -> Result<Self, Invalid> {
        let state = f.choice_opt("status", "Choose open or closed");
        let level = f.choice_opt("level", "Choose a level of support");
        let mine = match f.raw("coordinator") {
            "" => false,
            "me" => true,
            _ => {
                f.fail("coordinator", "Choose everyone or me");
                false
            }
        };
        f.finish(|| Some(Filter { state: state.unwrap_or(CaseState::Open), level, mine }))
    }
}

/// One page of an agency's cases.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ListCases, InAgency>,
    filter: Filter,
    after: Option<Cursor>,
) -> Result<Rows<CaseRow>> {
    let cases = some(look, grant, filter, after.unwrap_or(Cursor::newest()), PAGE_ROWS as i64 + 1)?;
    Ok(Rows::cut(cases, |c| Cursor::at(c.opened, c.id.cast())))
}

/// The newest open cases that whoever asks coordinates, `limit` at most.
pub fn mine(look: &Look<'_>, grant: &Grant<ListCases, InAgency>, limit: u32) -> Result<Vec<CaseRow>> {
    some(look, grant, Filter { mine: true, ..Filter::default() }, Cursor::newest(), limit.into())
}

fn some(
    look: &Look<'_>,
    grant: &Grant<ListCases, InAgency>,
    filter: Filter,
    after: Cursor,
    limit: i64,
) -> Result<Vec<CaseRow>> {
    let [key, id] = after.params();
    let mut params: Vec<Value> = vec![filter.state.code().into(), key, id, limit.into()];
    let level = filter.level.map(Level::code);
    let sql = match (filter.mine, level, look.actor().account()) {
        // A machine coordinates nothing.
        (true, _, None) => return Ok(Vec::new()),
        (true, level, Some(me)) => {
            params.extend([me.into(), level.unwrap_or_default().into()]);
            BY_COORDINATOR
        }
        (false, Some(level), _) => {
            params.push(level.into());
            BY_LEVEL
        }
        (false, None, _) => BY_STATUS,
    };
    read(look, &grant.list(look, "case", sql, &params)?)
}

/// The cases of a family's own children, oldest first.
pub fn of_family<A: Action>(look: &Look<'_>, grant: &Grant<A, Own>) -> Result<Vec<CaseRow>> {
    read(look, &grant.list(look, "case", BY_FAMILY, &[])?)
}

fn read(look: &Look<'_>, rows: &[Row]) -> Result<Vec<CaseRow>> {
    rows.iter()
        .map(|row| {
            let council: String = row.get(6)?;
            let coordinator = row.get(8)?;
            Ok(CaseRow {
                id: row.get(0)?,
                reference: row.get(1)?,
                child: people::store::open_name(look, row.get(2)?, &row.get::<Vec<u8>>(3)?)?,
                level: row.code(4, Level::stored)?,
                state: row.code(5, CaseState::stored)?,
                council_name: row.get::<Option<String>>(7)?.unwrap_or_else(|| council.clone()),
                council,
                coordinator,
                coordinator_name: accounts::joined_name(look, coordinator, row, 10)?,
                opened: row.get(9)?,
            })
        })
        .collect()
}

/// Names of workers, each opened once for a page.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<Id<Account>, String>);

impl Names {
    /// The worker's name; empty for nobody.
    pub(crate) fn of(&mut self, look: &Look<'_>, account: Option<Id<Account>>) -> Result<String> {
        let Some(id) = account else { return Ok(String::new()) };
        if let Some(name) = self.0.get(&id) {
            return Ok(name.clone());
        }
        let name = accounts::by_id(look, id)?.name;
        self.0.insert(id, name.clone());
        Ok(name)
    }
}
