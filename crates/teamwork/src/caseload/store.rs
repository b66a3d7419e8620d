//! Caseloads in the database: what each worker carries, how timely it is, and what wants a manager's eye. Counts over the whole agency are
//! made by one statement each; sealed families are in the counts of a load, which names none, and never in the rows.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Row, Value, planned_once, statements};
use access::{Act, Action, Grant, InAgency, Look, accounts, actions::WeighCases, organisations, seen};
use casework::people;
use jiff::ToSpan;
use kernel::{
    Id, Level, PromiseKind, Result, Timestamp,
    kinds::{Account, Case},
};
use page::{Cursor, Rows};

use super::model::{Facts, Line, Load, NEW_DAYS, Part, Weights};

/// The columns of a line of weights, in order: see [`line_values`].
pub const COLUMNS: &str = "id, agency_id, part, code, points, from_on, set_at, set_by";

// What a case `c` is weighed by, as whole numbers; `$fresh` is the instant since which a case is new.
macro_rules! facts {
    ($fresh:literal) => {
        concat!("CAST(CASE WHEN c.opened_at > ", $fresh, " THEN 1 ELSE 0 END AS BIGINT) AS fresh,
            CAST(CASE WHEN EXISTS (SELECT 1 FROM plan p WHERE p.case_id = c.id AND p.status = 'current') THEN 1 ELSE 0 END AS BIGINT) AS planned,
            CAST(CASE WHEN EXISTS (SELECT 1 FROM escalation e WHERE e.case_id = c.id AND e.status = 'open') THEN 1 ELSE 0 END AS BIGINT) AS escalated,
            CAST(CASE WHEN EXISTS (SELECT 1 FROM early_sign_case s WHERE s.case_id = c.id AND s.status = 'look') THEN 1 ELSE 0 END AS BIGINT) AS signs")
    };
}

statements! {
    LINES = "SELECT part, code, points, from_on FROM caseload_weight WHERE agency_id = $1 ORDER BY from_on, set_at, id LIMIT 5000";
    ADD_LINE = "INSERT INTO caseload_weight (id, agency_id, part, code, points, from_on, set_at, set_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    // Sealed cases are counted: a load names no family.
    LOADS = concat!("SELECT f.coordinator_id, f.level, f.council, f.fresh, f.planned, f.escalated, f.signs, count(*)
        FROM (SELECT c.coordinator_id, c.level, c.council, ", facts!("$2"), " FROM support_case c
          WHERE c.agency_id = $1 AND c.status = 'open' AND c.coordinator_id IS NOT NULL) f
        GROUP BY f.coordinator_id, f.level, f.council, f.fresh, f.planned, f.escalated, f.signs");
    // What one worker carries stands beside the rows that it is made of, so that it counts what whoever asks may see and nothing else: the
    // difference would tell the level of a sealed case.
    LOAD_OF = concat!("SELECT f.level, f.council, f.fresh, f.planned, f.escalated, f.signs, count(*)
        FROM (SELECT c.level, c.council, ", facts!("$3"), " FROM support_case c
          WHERE (c.agency_id = $1) IS TRUE AND c.coordinator_id = $2 AND c.status = 'open'", seen!("c.family_id", "$4", "$5", "$6"), ") f
        GROUP BY f.level, f.council, f.fresh, f.planned, f.escalated, f.signs");
    // As in the rows of LATE_OF, which each count opens to.
    LATE_BY = concat!("SELECT c.coordinator_id, count(*) FROM promise p JOIN support_case c ON c.id = p.case_id
        WHERE p.agency_id = $1 AND p.kept_at IS NULL AND p.withdrawn_at IS NULL AND p.due_at < $2 AND c.status = 'open'
          AND c.coordinator_id IS NOT NULL", seen!("c.family_id", "$3", "$4", "$5"), "GROUP BY c.coordinator_id");
    KEPT_BY = "SELECT c.coordinator_id, count(*), CAST(sum(CASE WHEN p.kept_at <= p.due_at THEN 1 ELSE 0 END) AS BIGINT)
        FROM promise p JOIN support_case c ON c.id = p.case_id
        WHERE p.agency_id = $1 AND p.kept_at IS NOT NULL AND p.kept_at > $2 AND c.coordinator_id IS NOT NULL GROUP BY c.coordinator_id";
    // IS TRUE keeps the agency out of the choice of index: a worker's own cases are few.
    CASES_OF = concat!(planned_once!(), "SELECT c.id, c.opened_at, c.reference, c.level, c.council, o.name, i.id, i.name, ", facts!("$6"), ", c.version
        FROM support_case c JOIN identity i ON i.person_id = c.child_id AND i.side = 'after'
        LEFT JOIN organisation o ON o.kind = 'council' AND o.code = c.council
        WHERE (c.agency_id = $1) IS TRUE AND c.coordinator_id = $2 AND c.status = 'open'
          AND c.opened_at <= $3 AND (c.opened_at < $3 OR c.id < $4)",
        seen!("c.family_id", "$7", "$8", "$9"), "ORDER BY c.opened_at DESC, c.id DESC LIMIT $5");
    LATE_OF = concat!("SELECT p.id, p.kind, p.due_at, c.id, c.reference FROM support_case c JOIN promise p ON p.case_id = c.id
        WHERE (c.agency_id = $1) IS TRUE AND c.coordinator_id = $2 AND c.status = 'open'
          AND p.kept_at IS NULL AND p.withdrawn_at IS NULL AND p.due_at < $3",
        seen!("c.family_id", "$4", "$5", "$6"), "ORDER BY p.due_at, p.id LIMIT 100");
}

/// The values of a line of weights, for [`COLUMNS`].
pub fn line_values(
    id: Id<()>,
    agency: Id<kernel::kinds::Organisation>,
    line: &Line,
    at: Timestamp,
    by: Option<Id<Account>>,
) -> Vec<Value> {
    vec![
        id.into(),
        agency.into(),
        line.part.code().into(),
        line.code.as_str().into(),
        line.points.into(),
        line.from.into(),
        at.into(),
        by.into(),
    ]
}

/// Adds a line of weights.
pub(crate) fn add_line(act: &Act<'_>, grant: &Grant<WeighCases, InAgency>, line: &Line) -> Result<Id<()>> {
    let id = Id::new(act.now());
    let by = act.actor().account();
    act.execute(ADD_LINE, &line_values(id, grant.agency(), line, act.now(), by))?;
    Ok(id)
}

/// The agency's own lines, the earliest first: at most 5,000.
pub fn lines<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<Line>> {
    let read = |row: &Row| {
        Ok(Line {
            part: row.code(0, Part::stored)?,
            code: row.get(1)?,
            points: row.get(2)?,
            from: row.get(3)?,
        })
    };
    grant.totals(look, LINES, &[])?.iter().map(read).collect()
}

/// What weighs how much today.
pub fn weights<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Weights> {
    Weights::on(look.today(), &lines(look, grant)?)
}

/// The instant since which a case is new.
fn fresh(now: Timestamp) -> Timestamp {
    now.checked_sub((24 * NEW_DAYS).hours()).unwrap_or(now)
}

/// The codes of the councils that are the agency's today.
fn councils<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<BTreeSet<String>> {
    let (agency, today) = (grant.agency(), look.today());
    let members = organisations::memberships(look)?
        .into_iter()
        .filter(|m| m.agency == Some(agency) && m.from <= today && m.to.is_none_or(|to| to >= today));
    Ok(members.map(|m| m.council).collect())
}

/// What is outside the agency's councils; nothing is where it is in none that is known.
#[derive(Debug, Clone, Default)]
pub struct Area(BTreeSet<String>);

impl Area {
    /// Reads the agency's councils of today.
    ///
    /// # Errors
    /// Those of the store.
    pub fn read<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Self> {
        councils(look, grant).map(Area)
    }

    fn is_outside(&self, council: &str) -> bool {
        !self.0.is_empty() && !self.0.contains(council)
    }

    /// What a case is weighed by, from its level and council and the four yes-or-no columns that begin at `at`.
    fn facts(&self, level: Level, council: String, row: &Row, at: usize) -> Result<Facts> {
        let yes = |n: usize| Ok::<_, kernel::Error>(row.get::<i64>(at + n)? == 1);
        Ok(Facts {
            level,
            outside: self.is_outside(&council),
            council,
            new: yes(0)?,
            planned: yes(1)?,
            escalated: yes(2)?,
            signs: yes(3)?,
        })
    }
}

/// A worker of the agency, with what they carry and how timely it is.
#[derive(Debug, Clone)]
pub struct Worker {
    /// Who.
    pub id: Id<Account>,
    /// Their name.
    pub name: String,
    /// What they do.
    pub role: access::Role,
    /// What they carry.
    pub load: Load,
    /// What they can carry, in points.
    pub ceiling: i64,
    /// Promises of their open cases that are late, of those that whoever asks may see.
    pub late: i64,
    /// Promises of their cases that were kept in the last 90 days, and of these in time.
    pub kept: (i64, i64),
}

/// The workers of the agency who can hold a case, by name, with loads and timeliness: up to 500.
///
/// # Errors
/// Those of the store.
pub fn workers<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<Worker>> {
    let weights = weights(look, grant)?;
    let mut loads = loads(look, grant, &weights)?;
    let by = |row: &Row| Ok::<_, kernel::Error>((row.get::<Id<Account>>(0)?, row.get::<i64>(1)?));
    let late = grant.rows(look, "promise", LATE_BY, &[look.now().into()])?;
    let late: BTreeMap<_, _> = late.iter().map(by).collect::<Result<_>>()?;
    let since = look.now().checked_sub((24 * 90).hours()).unwrap_or(look.now());
    let kept: BTreeMap<Id<Account>, (i64, i64)> = grant
        .totals(look, KEPT_BY, &[since.into()])?
        .iter()
        .map(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
        .collect::<Result<_>>()?;
    let mut workers: Vec<Worker> = accounts::colleagues(look, grant.agency())?
        .into_iter()
        .map(|account| Worker {
            load: loads.remove(&account.id).unwrap_or_default(),
            ceiling: weights.ceiling(account.id),
            late: late.get(&account.id).copied().unwrap_or(0),
            kept: kept.get(&account.id).copied().unwrap_or((0, 0)),
            id: account.id,
            name: account.name,
            role: account.role,
        })
        .collect();
    workers.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    let ids: Vec<Id<Account>> = workers.iter().map(|worker| worker.id).collect();
    grant.showed(look, "account", &ids)?;
    Ok(workers)
}

/// What each worker carries today.
///
/// # Errors
/// Those of the store.
pub fn loads<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    weights: &Weights,
) -> Result<BTreeMap<Id<Account>, Load>> {
    let area = Area::read(look, grant)?;
    let mut loads: BTreeMap<Id<Account>, Load> = BTreeMap::new();
    for row in grant.totals(look, LOADS, &[fresh(look.now()).into()])? {
        let facts = area.facts(row.code(1, Level::stored)?, row.get(2)?, &row, 3)?;
        loads.entry(row.get(0)?).or_default().add(weights, &facts, row.get(7)?);
    }
    Ok(loads)
}

/// What a worker carries today in cases that whoever asks may see: for a page on which these cases stand.
///
/// # Errors
/// Those of the store.
pub fn load_of<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    worker: Id<Account>,
    weights: &Weights,
) -> Result<Load> {
    let area = Area::read(look, grant)?;
    let mut load = Load::default();
    for row in grant.rows(look, "case", LOAD_OF, &[worker.into(), fresh(look.now()).into()])? {
        let facts = area.facts(row.code(0, Level::stored)?, row.get(1)?, &row, 2)?;
        load.add(weights, &facts, row.get(6)?);
    }
    Ok(load)
}

/// A case of a worker, as it weighs.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// Its id.
    pub id: Id<Case>,
    /// When it was opened.
    pub opened: Timestamp,
    /// What people quote.
    pub reference: String,
    /// The child's name.
    pub child: String,
    /// The council's name; its code where it is not known.
    pub council: String,
    /// What it is weighed by.
    pub facts: Facts,
    /// The version that a change is based on.
    pub version: i64,
}

/// The open cases of a worker that whoever asks may see, the newest first: a page, or all (at most 500).
///
/// # Errors
/// Those of the store.
pub fn cases_of<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    worker: Id<Account>,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Weighed>> {
    let [key, id, most] = Cursor::window(after, wanted.or(Some(499)));
    let params = [worker.into(), key, id, most, fresh(look.now()).into()];
    let area = Area::read(look, grant)?;
    let rows = grant.list(look, "case", CASES_OF, &params)?;
    let cases: Vec<Weighed> = rows
        .iter()
        .map(|row| {
            let code: String = row.get(4)?;
            Ok(Weighed {
                id: row.get(0)?,
                opened: row.get(1)?,
                reference: row.get(2)?,
                child: people::store::open_name(look, row.get(6)?, &row.get::<Vec<u8>>(7)?)?,
                council: row.get::<Option<String>>(5)?.unwrap_or_else(|| code.clone()),
                facts: area.facts(row.code(3, Level::stored)?, code, row, 8)?,
                version: row.get(12)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(cases, wanted, |c| Cursor::at(c.opened, c.id.cast())))
}

/// A late promise of a worker's case.
#[derive(Debug, Clone)]
pub struct Late {
    /// What was promised.
    pub kind: PromiseKind,
    /// By when.
    pub due: Timestamp,
    /// Of which case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: String,
}

/// The late promises of a worker's open cases, the latest first: up to 100.
///
/// # Errors
/// Those of the store.
pub fn late_of<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    worker: Id<Account>,
) -> Result<Vec<Late>> {
    let rows = grant.list(look, "promise", LATE_OF, &[worker.into(), look.now().into()])?;
    rows.iter()
        .map(|row| {
            Ok(Late {
                kind: row.code(1, PromiseKind::stored)?,
                due: row.get(2)?,
                case: row.get(3)?,
                reference: row.get(4)?,
            })
        })
        .collect()
}
