//! The neutral half of a contact plan in the database: what was agreed, and who coordinates it. No statement here
//! names a table of either side of the wall (a test in `hearth` reads every statement of the house).

use access::{Act, Action, Grant, InAgency, Look, One, actions::ListContact, connections::ContactPlan};
use kernel::{
    Error, Id, Reference, Result, Timestamp,
    kinds::{Account, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Read, Row, Value, statements};

use super::{
    faces,
    model::{Kind, Managed, Meeting, Names, Photos, PlanState, Terms, Writers},
};
use crate::words::{kept, stored_day};

macro_rules! plan {
    () => {
        "p.id, p.agency_id, p.reference, p.coordinator_id, p.status, p.names, p.terms, p.joined, p.created_at, p.version"
    };
}
macro_rules! terms {
    () => {
        "t.id, t.number, t.kinds, t.months, t.writers, t.photos, t.managed, t.meeting, t.meeting_why, t.review_on, t.why, t.made_at, t.made_by"
    };
}

statements! {
    ADD = "INSERT INTO contact_plan (id, agency_id, reference, coordinator_id, status, names, terms, joined, created_at, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LOAD = concat!("SELECT ", plan!(), " FROM contact_plan p WHERE p.id = $1");
    BY_REFERENCE = "SELECT id FROM contact_plan WHERE agency_id = $1 AND reference = $2";
    LIST = concat!("SELECT ", plan!(), ", ", terms!(), " FROM contact_plan p
            JOIN contact_terms t ON t.plan_id = p.id AND t.number = p.terms
            WHERE p.agency_id = $1 AND p.created_at <= $2 AND (p.created_at < $2 OR p.id < $3)
            ORDER BY p.created_at DESC, p.id DESC LIMIT $4");
    CHANGE = "UPDATE contact_plan SET status = $3, names = $4, coordinator_id = $5, terms = $6, joined = $7, version = version + 1
              WHERE id = $1 AND version = $2";
    ADD_TERMS = "INSERT INTO contact_terms (id, plan_id, number, kinds, months, writers, photos, managed, meeting, meeting_why, review_on, why,
                   made_at, made_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    TERMS = concat!("SELECT ", terms!(), " FROM contact_terms t WHERE t.plan_id = $1 ORDER BY t.number DESC LIMIT 100");
    CURRENT = concat!("SELECT ", terms!(), " FROM contact_terms t WHERE t.plan_id = $1 ORDER BY t.number DESC LIMIT 1");
    AT_WORK = "SELECT id FROM contact_plan WHERE status = 'active' AND joined = 1 AND id > $1 ORDER BY id LIMIT $2";
}

/// Columns of `contact_plan`, in the order of [`plan_values`].
pub const PLAN_COLUMNS: &str =
    "id, agency_id, reference, coordinator_id, status, names, terms, joined, created_at, version";
/// Columns of `contact_terms`, in the order of [`terms_values`].
pub const TERMS_COLUMNS: &str = "id, plan_id, number, kinds, months, writers, photos, managed, meeting, meeting_why, review_on, why, \
    made_at, made_by";

const NAMES: Column = Column::new("contact_plan.names");
const MEETING_WHY: Column = Column::new("contact_terms.meeting_why");
const WHY: Column = Column::new("contact_terms.why");

/// The neutral half of a contact plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Its id: random.
    pub id: Id<ContactPlan>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// What the coordinator quotes when the second side joins.
    pub reference: Reference,
    /// Who may go from here to a side.
    pub coordinator: Id<Account>,
    /// How it stands.
    pub state: PlanState,
    /// The names that both sides read.
    pub names: Names,
    /// The number of the terms that hold.
    pub terms: i64,
    /// Whether the birth relative's side has joined.
    pub joined: bool,
    /// When it was made.
    pub made: Timestamp,
    /// The version that a change is based on.
    pub version: i64,
}

/// One version of what was agreed.
#[derive(Debug, Clone, PartialEq)]
pub struct TermsVersion {
    /// Counted from 1.
    pub number: i64,
    /// What was agreed.
    pub terms: Terms,
    /// Why it was changed; empty for the first.
    pub why: String,
    /// When.
    pub made: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
}

/// The values of a plan, for [`PLAN_COLUMNS`].
pub fn plan_values(keys: &Keys, p: &Plan) -> Result<Vec<Value>> {
    Ok(vec![
        p.id.into(),
        p.agency.into(),
        (&p.reference).into(),
        p.coordinator.into(),
        p.state.code().into(),
        keys.seal(NAMES, p.id, &names_json(&p.names)?)?.into(),
        p.terms.into(),
        p.joined.into(),
        p.made.into(),
        p.version.into(),
    ])
}

/// The values of one version of terms, for [`TERMS_COLUMNS`].
pub fn terms_values(keys: &Keys, id: Id<()>, plan: Id<ContactPlan>, v: &TermsVersion) -> Result<Vec<Value>> {
    let t = &v.terms;
    let kinds: Vec<&str> = t.kinds.iter().map(|k| k.code()).collect();
    let months: Vec<String> = t.months.iter().map(ToString::to_string).collect();
    let seal = |column, text: &str| kept(keys, column, id, text);
    Ok(vec![
        id.into(),
        plan.into(),
        v.number.into(),
        kinds.join(",").into(),
        months.join(",").into(),
        t.writers.code().into(),
        t.photos.code().into(),
        t.managed.code().into(),
        t.meeting.code().into(),
        seal(MEETING_WHY, &t.meeting_why)?,
        t.review_on.to_string().into(),
        seal(WHY, &v.why)?,
        v.made.into(),
        v.by.into(),
    ])
}

fn names_json(names: &Names) -> Result<String> {
    serde_json::to_string(names).map_err(|e| Error::internal("names to seal", e))
}

/// Adds a plan with its first terms. Whoever calls holds the grant of the case it is for.
pub(crate) fn add(act: &Act<'_>, plan: &Plan, terms: &Terms) -> Result<()> {
    act.execute(ADD, &plan_values(act.keys(), plan)?)?;
    add_terms(act, plan.id, 1, terms, "")
}

fn add_terms(act: &Act<'_>, plan: Id<ContactPlan>, number: i64, terms: &Terms, why: &str) -> Result<()> {
    let (made, by) = (act.now(), act.actor().account());
    let version = TermsVersion { number, terms: terms.clone(), why: why.to_owned(), made, by };
    act.execute(ADD_TERMS, &terms_values(act.keys(), Id::random(), plan, &version)?).map(|_| ())
}

/// Writes `after`, based on `version`, and new terms where there are some.
pub(crate) fn change<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<ContactPlan>>,
    version: i64,
    after: &Plan,
    terms: Option<(&Terms, &str)>,
) -> Result<()> {
    let number = after.terms + i64::from(terms.is_some());
    let names = act.seal_unless_empty(NAMES, after.id, &names_json(&after.names)?)?;
    let params = [
        version.into(),
        after.state.code().into(),
        names,
        after.coordinator.into(),
        number.into(),
        after.joined.into(),
    ];
    grant.change(act, CHANGE, &params)?;
    terms.map_or(Ok(()), |(terms, why)| add_terms(act, after.id, number, terms, why))
}

/// The plan of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<ContactPlan>>) -> Result<Plan> {
    read_plan(look, &grant.row(look, LOAD, &[])?)
}

/// The plan behind a face or a letter that was opened with a grant: the id was read from it.
pub(crate) fn behind(r: &Read<'_>, id: Id<ContactPlan>) -> Result<Plan> {
    read_plan(r, &r.row(LOAD, &[id.into()])?)
}

/// What was agreed, the newest first. The plan was opened with a grant.
pub(crate) fn history(r: &Read<'_>, plan: &Plan) -> Result<Vec<TermsVersion>> {
    r.query(TERMS, &[plan.id.into()])?.iter().map(|row| read_terms(r, row, 0)).collect()
}

/// What holds now. The plan was opened with a grant.
pub(crate) fn current(r: &Read<'_>, plan: Id<ContactPlan>) -> Result<TermsVersion> {
    read_terms(r, &r.row(CURRENT, &[plan.into()])?, 0)
}

/// The plan of one's own agency with this reference: an id, for which a grant is asked next.
pub(crate) fn by_reference(
    r: &Read<'_>,
    agency: Id<Organisation>,
    text: &str,
) -> Result<Option<Id<ContactPlan>>> {
    r.opt(BY_REFERENCE, &[agency.into(), text.into()])?.map(|row| row.get(0)).transpose()
}

/// Plans in use with both sides, after `after` by id: for the system's own job.
pub(crate) fn at_work(
    r: &Read<'_>,
    after: Option<Id<ContactPlan>>,
    limit: u32,
) -> Result<Vec<Id<ContactPlan>>> {
    let after = after.map_or_else(|| Value::from(vec![0_u8; 16]), Value::from);
    r.query(AT_WORK, &[after, limit.into()])?.iter().map(|row| row.get(0)).collect()
}

/// A plan as a list shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The plan.
    pub plan: Plan,
    /// What holds.
    pub terms: TermsVersion,
}

/// One page of an agency's plans, the newest first. Plans of families that are sealed from whoever asks are left out,
/// and so that a page is no shorter for it, more is read until it is full.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ListContact, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Listed>> {
    let hidden = faces::after::hidden(look, grant.agency())?;
    let (mut from, mut found) = (after.unwrap_or(Cursor::newest()), Vec::new());
    let wanted = PAGE_ROWS + 1;
    loop {
        let [key, id] = from.params();
        let rows = grant.totals(look, LIST, &[key, id, (wanted as i64).into()])?;
        let read: Result<Vec<Listed>> = rows
            .iter()
            .map(|row| Ok(Listed { plan: read_plan(look, row)?, terms: read_terms(look, row, 10)? }))
            .collect();
        let read = read?;
        let more = read.len() == wanted;
        if let Some(last) = read.last() {
            from = Cursor::at(last.plan.made, last.plan.id.cast());
        }
        found.extend(read.into_iter().filter(|l| !hidden.contains(&l.plan.id)));
        if !more || found.len() >= wanted {
            break;
        }
    }
    let rows = Rows::cut(found, |l| Cursor::at(l.plan.made, l.plan.id.cast()));
    grant.showed(look, "contact-plan", &rows.items.iter().map(|l| l.plan.id).collect::<Vec<_>>())?;
    Ok(rows)
}

fn read_plan(r: &Read<'_>, row: &Row) -> Result<Plan> {
    let id: Id<ContactPlan> = row.get(0)?;
    let names = r.open(NAMES, id, &row.get::<Vec<u8>>(5)?)?;
    Ok(Plan {
        id,
        agency: row.get(1)?,
        reference: row.get(2)?,
        coordinator: row.get(3)?,
        state: row.code(4, PlanState::stored)?,
        names: serde_json::from_str(&names).map_err(|e| Error::internal("sealed names", e))?,
        terms: row.get(6)?,
        joined: row.get(7)?,
        made: row.get(8)?,
        version: row.get(9)?,
    })
}

fn read_terms(r: &Read<'_>, row: &Row, at: usize) -> Result<TermsVersion> {
    let id: Id<()> = row.get(at)?;
    let parts = |text: String| -> Vec<String> {
        text.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let kinds: Result<Vec<Kind>> = parts(row.get(at + 2)?).iter().map(|code| Kind::stored(code)).collect();
    let months: Result<Vec<i8>> = parts(row.get(at + 3)?)
        .iter()
        .map(|month| month.parse().map_err(|e| Error::internal("a stored month", e)))
        .collect();
    Ok(TermsVersion {
        number: row.get(at + 1)?,
        terms: Terms {
            kinds: kinds?,
            months: months?,
            writers: row.code(at + 4, Writers::stored)?,
            photos: row.code(at + 5, Photos::stored)?,
            managed: row.code(at + 6, Managed::stored)?,
            meeting: row.code(at + 7, Meeting::stored)?,
            meeting_why: r.opened(MEETING_WHY, id, row, at + 8)?,
            review_on: stored_day(&row.get::<String>(at + 9)?)?,
        },
        why: r.opened(WHY, id, row, at + 10)?,
        made: row.get(at + 11)?,
        by: row.get(at + 12)?,
    })
}
