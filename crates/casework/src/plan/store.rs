//! Plans in the database. Each version is sealed whole; what worklists and reports need
//! stands plain beside it.

use access::{Act, Action as Doing, Grant, Look, One};
use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{self, Account, Case, Organisation},
};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Action, ActionState, PlanContent, State};
use crate::people;

statements! {
    INSERT = "INSERT INTO plan (id, agency_id, case_id, number, status, content, level, review_on, coordinator_id, author_id,
                created_at, current_from, current_to, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    LOAD = "SELECT id, agency_id, case_id, number, status, content, author_id, created_at, current_from, current_to, version
            FROM plan WHERE id = $1";
    IN_STATE = "SELECT id, agency_id, case_id, number, status, content, author_id, created_at, current_from, current_to, version
            FROM plan WHERE case_id = $1 AND status = $2";
    BY_NUMBER = "SELECT id, agency_id, case_id, number, status, content, author_id, created_at, current_from, current_to, version
            FROM plan WHERE case_id = $1 AND number = $2";
    OF_CASE = "SELECT id, number, status, author_id, created_at, current_from, current_to
            FROM plan WHERE case_id = $1 ORDER BY number DESC LIMIT 200";
    LAST_NUMBER = "SELECT COALESCE(max(number), 0) FROM plan WHERE case_id = $1";
    SAVE = "UPDATE plan SET status = $3, content = $4, level = $5, review_on = $6, coordinator_id = $7,
              author_id = COALESCE($8, author_id), current_from = $9, current_to = $10, version = version + 1
            WHERE id = $1 AND version = $2";
    CHILD_OF = "SELECT child_id FROM support_case WHERE id = $1";
    REASSIGN = "UPDATE plan SET content = $3, coordinator_id = $4, review_on = $5, version = version + 1 WHERE id = $1 AND version = $2";
    RENUMBER = "UPDATE plan SET number = $2 WHERE id = $1 AND status = 'draft'";
    SUPERSEDE = "UPDATE plan SET status = $3, current_to = $4, version = version + 1 WHERE id = $1 AND version = $2";
    INSERT_ACTION = "INSERT INTO plan_action (id, plan_id, agency_id, case_id, owner_kind, need, due_on, status, settled_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
              ON CONFLICT (id) DO UPDATE SET plan_id = excluded.plan_id, owner_kind = excluded.owner_kind,
                need = excluded.need, due_on = excluded.due_on";
    DROP_ACTIONS = "DELETE FROM plan_action WHERE plan_id = $1";
    DROP_HAND_OFF = "DELETE FROM coordinator_change WHERE id = $1 AND case_id = $2";
    HAND_OFF = "INSERT INTO coordinator_change (id, agency_id, case_id, from_id, to_id, at) VALUES ($1, $2, $3, $4, $5, $6)";
    SET_COORDINATOR = "UPDATE support_case SET coordinator_id = $2, version = version + 1 WHERE id = $1";
    SETTLE_ACTION = "UPDATE plan_action SET status = $2, settled_at = $3 WHERE id = $1 AND status = 'open'";
}

/// The sealed content of a version.
pub const CONTENT: Column = Column::new("plan.content");

/// The columns that a load of many plans fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, number, status, content, level, review_on, coordinator_id, \
                           author_id, created_at, current_from, current_to, version";

/// The columns of a current plan's actions, in order: see [`action_values`].
pub const ACTION_COLUMNS: &str =
    "id, plan_id, agency_id, case_id, owner_kind, need, due_on, status, settled_at";

/// One version of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Its id.
    pub id: Id<kinds::Plan>,
    /// Whose record it is.
    pub agency: Id<Organisation>,
    /// The case it is for.
    pub case: Id<Case>,
    /// Its number within the case, from 1.
    pub number: i64,
    /// Where it stands.
    pub state: State,
    /// What it says.
    pub content: PlanContent,
    /// Who drafted it or made it current; none for a machine.
    pub author: Option<Id<Account>>,
    /// When it was drafted.
    pub created: Timestamp,
    /// When it became current.
    pub current_from: Option<Timestamp>,
    /// When a later version took its place.
    pub current_to: Option<Timestamp>,
    /// The version that an edit is based on.
    pub version: i64,
}

/// One line of a case's list of versions.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: Id<kinds::Plan>,
    /// Its number.
    pub number: i64,
    /// Where it stands.
    pub state: State,
    /// Who drafted it or made it current.
    pub author: Option<Id<Account>>,
    /// When it was drafted.
    pub created: Timestamp,
    /// When it became current.
    pub current_from: Option<Timestamp>,
    /// When a later version took its place.
    pub current_to: Option<Timestamp>,
}

/// The values of one version, for [`COLUMNS`].
pub fn values(keys: &Keys, row: &Plan) -> Result<Vec<Value>> {
    Ok(vec![
        row.id.into(),
        row.agency.into(),
        row.case.into(),
        row.number.into(),
        row.state.code().into(),
        sealed(keys, row)?,
        row.content.level.code().into(),
        row.content.review_on.into(),
        row.content.coordinator.as_ref().map(|c| c.account).into(),
        row.author.into(),
        row.created.into(),
        row.current_from.into(),
        row.current_to.into(),
        row.version.into(),
    ])
}

/// The values of one action of a current plan, for [`ACTION_COLUMNS`]; `settled` says
/// when it was done or given up.
pub fn action_values(plan: &Plan, action: &Action, settled: Option<Timestamp>) -> Vec<Value> {
    vec![
        action.id.into(),
        plan.id.into(),
        plan.agency.into(),
        plan.case.into(),
        action.owner.code().into(),
        action.need.map(|need| need.code()).into(),
        action.due.into(),
        action.state.code().into(),
        settled.into(),
    ]
}

fn sealed(keys: &Keys, plan: &Plan) -> Result<Value> {
    let text = serde_json::to_string(&plan.content).map_err(|e| Error::internal("a plan's content", e))?;
    Ok(keys.seal(CONTENT, plan.id, &text)?.into())
}

/// The version of a grant, whatever the grant is for.
pub fn load<A: Doing>(look: &Look<'_>, grant: &Grant<A, One<kinds::Plan>>) -> Result<Plan> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The birth date of whom a plan is for, where it is known. Whoever calls holds a grant of the plan or its case.
pub(crate) fn born(look: &Look<'_>, case: Id<Case>) -> Result<Option<Date>> {
    let child: Id<kinds::Person> = look.row(CHILD_OF, &[case.into()])?.get(0)?;
    Ok(people::store::load(look, child)?.born)
}

/// The current plan of a case. Whoever calls holds a grant of the case or of something in it.
pub fn current(look: &Look<'_>, case: Id<Case>) -> Result<Option<Plan>> {
    in_state(look, case, State::Current)
}

/// The draft of a case's next plan. Whoever calls holds a grant of the case or of something in it.
pub(crate) fn draft(look: &Look<'_>, case: Id<Case>) -> Result<Option<Plan>> {
    in_state(look, case, State::Draft)
}

fn in_state(look: &Look<'_>, case: Id<Case>, state: State) -> Result<Option<Plan>> {
    look.opt(IN_STATE, &[case.into(), state.code().into()])?.map(|row| read(look, &row)).transpose()
}

/// The version of a case's plan with this number, beside one that a grant opened.
pub(crate) fn sibling<A: Doing>(
    look: &Look<'_>,
    _grant: &Grant<A, One<kinds::Plan>>,
    plan: &Plan,
    number: i64,
) -> Result<Option<Plan>> {
    look.opt(BY_NUMBER, &[plan.case.into(), number.into()])?.map(|row| read(look, &row)).transpose()
}

/// The versions of a case's plan, newest first: at most 200.
pub fn of_case<A: Doing>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Listed>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(listed).collect()
}

/// The versions beside one that a grant opened, newest first: at most 200.
pub(crate) fn siblings<A: Doing>(
    look: &Look<'_>,
    _grant: &Grant<A, One<kinds::Plan>>,
    plan: &Plan,
) -> Result<Vec<Listed>> {
    look.query(OF_CASE, &[plan.case.into()])?.iter().map(listed).collect()
}

fn listed(row: &Row) -> Result<Listed> {
    Ok(Listed {
        id: row.get(0)?,
        number: row.get(1)?,
        state: row.code(2, State::stored)?,
        author: row.get(3)?,
        created: row.get(4)?,
        current_from: row.get(5)?,
        current_to: row.get(6)?,
    })
}

/// The number that the next version of a case's plan gets.
pub(crate) fn next_number<A: Doing>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<i64> {
    Ok(grant.row(look, LAST_NUMBER, &[])?.get::<i64>(0)? + 1)
}

pub(crate) fn insert(act: &Act<'_>, new: &Plan) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), new)?).map(|_| ())
}

/// Writes a version over the one it was based on. Whoever calls holds the grant to edit
/// the plan, or the one that takes its place.
pub(crate) fn save(act: &Act<'_>, based_on: i64, new: &Plan) -> Result<()> {
    let params = [
        new.id.into(),
        based_on.into(),
        new.state.code().into(),
        sealed(act.keys(), new)?,
        new.content.level.code().into(),
        new.content.review_on.into(),
        new.content.coordinator.as_ref().map(|c| c.account).into(),
        act.actor().account().into(),
        new.current_from.into(),
        new.current_to.into(),
    ];
    act.change(SAVE, &params)
}

/// Puts another coordinator, or another day of the next review, into a draft, and nothing else: whoever wrote it stays its author.
pub(crate) fn reassign(act: &Act<'_>, draft: &Plan) -> Result<()> {
    let coordinator = draft.content.coordinator.as_ref().map(|c| c.account);
    let (text, day) = (sealed(act.keys(), draft)?, draft.content.review_on);
    let params = [draft.id.into(), draft.version.into(), text, coordinator.into(), day.into()];
    act.change(REASSIGN, &params)
}

/// Gives a draft another number, so that a version which becomes current before it stands before it.
pub(crate) fn renumber(act: &Act<'_>, draft: Id<kinds::Plan>, number: i64) -> Result<()> {
    act.change(RENUMBER, &[draft.into(), number.into()])
}

/// Ends a version whose place a later one takes. What it says, and who made it, stays.
pub(crate) fn supersede(act: &Act<'_>, old: &Plan) -> Result<()> {
    act.change(
        SUPERSEDE,
        &[old.id.into(), old.version.into(), old.state.code().into(), old.current_to.into()],
    )
}

/// Lists the actions of a plan that has become current. Those carried over from `before`
/// keep their row, and with it the time at which they were settled; its others go.
pub(crate) fn list_actions(act: &Act<'_>, plan: &Plan, before: Option<&Plan>) -> Result<()> {
    for action in &plan.content.actions {
        act.execute(INSERT_ACTION, &action_values(plan, action, None))?;
    }
    before.map_or(Ok(()), |old| act.execute(DROP_ACTIONS, &[old.id.into()]).map(|_| ()))
}

/// The columns of a hand-off, in the order of [`hand_off_values`].
pub const HAND_OFF_COLUMNS: &str = "id, agency_id, case_id, from_id, to_id, at";

/// A case goes from one coordinator to another.
#[derive(Debug, Clone, Copy)]
pub struct HandOff {
    /// Its id.
    pub id: Id<HandOff>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// Which case.
    pub case: Id<Case>,
    /// Who coordinated it.
    pub from: Id<Account>,
    /// Who does from now on.
    pub to: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// The values of a hand-off, for [`HAND_OFF_COLUMNS`].
pub fn hand_off_values(row: &HandOff) -> Vec<Value> {
    vec![row.id.into(), row.agency.into(), row.case.into(), row.from.into(), row.to.into(), row.at.into()]
}

/// Makes somebody the coordinator of a case, as its new current plan says, and keeps from whom they take it over: gives the
/// hand-off, where there was somebody before.
pub(crate) fn set_coordinator(
    act: &Act<'_>,
    case: &crate::cases::store::Case,
    to: Id<Account>,
) -> Result<Option<HandOff>> {
    act.change(SET_COORDINATOR, &[case.id.into(), to.into()])?;
    let Some(from) = case.coordinator else { return Ok(None) };
    let row = HandOff { id: Id::new(act.now()), agency: case.agency, case: case.id, from, to, at: act.now() };
    act.execute(HAND_OFF, &hand_off_values(&row))?;
    Ok(Some(row))
}

/// Makes somebody the coordinator again who was before a hand-off that is taken back, and takes its row away with it.
pub(crate) fn take_back(act: &Act<'_>, case: Id<Case>, to: Id<Account>, hand_off: Id<HandOff>) -> Result<()> {
    act.change(SET_COORDINATOR, &[case.into(), to.into()])?;
    act.change(DROP_HAND_OFF, &[hand_off.into(), case.into()])
}

/// Settles an action's line.
pub(crate) fn settle_action(act: &Act<'_>, action: Id<kinds::PlanAction>, to: ActionState) -> Result<()> {
    act.change(SETTLE_ACTION, &[action.into(), to.code().into(), act.now().into()])
}

fn read(look: &Look<'_>, row: &Row) -> Result<Plan> {
    let id: Id<kinds::Plan> = row.get(0)?;
    let content = look.open(CONTENT, id, &row.get::<Vec<u8>>(5)?)?;
    Ok(Plan {
        id,
        agency: row.get(1)?,
        case: row.get(2)?,
        number: row.get(3)?,
        state: row.code(4, State::stored)?,
        content: serde_json::from_str(&content).map_err(|e| Error::internal("a plan's content", e))?,
        author: row.get(6)?,
        created: row.get(7)?,
        current_from: row.get(8)?,
        current_to: row.get(9)?,
        version: row.get(10)?,
    })
}
