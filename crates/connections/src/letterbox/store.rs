//! Letters in the database. They stand on the wire between the two sides: no statement here names a table of either.

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::ListContact,
    connections::{ContactPlan, Letter as Kind},
};
use kernel::{
    Date, Id, Reference, Result, Timestamp,
    kinds::{Account, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Read, Row, Value, statements};

use super::model::{LetterState, Step, Way};
use crate::{
    contact_plans::{faces, model::End},
    words::kept,
};

macro_rules! columns {
    () => {
        "l.id, l.agency_id, l.plan_id, l.writer, l.due_at, l.status, l.came_by, l.came_at, l.words, l.checked, l.approved_at, l.approved_by, \
         l.went_by, l.went_at, l.read_at, l.late_at, l.version"
    };
}

statements! {
    ADD = "INSERT INTO letter (id, agency_id, plan_id, writer, due_at, status, came_by, came_at, words, checked, approved_at, approved_by,
             went_by, went_at, read_at, late_at, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
           ON CONFLICT (plan_id, writer, due_at) DO NOTHING";
    LOAD = concat!("SELECT ", columns!(), " FROM letter l WHERE l.id = $1");
    OF_PLAN = concat!("SELECT ", columns!(), " FROM letter l WHERE l.plan_id = $1 ORDER BY l.due_at DESC, l.id DESC LIMIT 100");
    LAST = "SELECT due_at FROM letter WHERE plan_id = $1 AND writer = $2 ORDER BY due_at DESC LIMIT 1";
    DESK = concat!("SELECT ", columns!(), ", p.reference FROM letter l JOIN contact_plan p ON p.id = l.plan_id
            WHERE l.agency_id = $1 AND l.status = $2 AND l.due_at >= $3 AND (l.due_at > $3 OR l.id > $4)
              AND (CAST($6 AS BIGINT) = 1 OR p.coordinator_id = $7)
            ORDER BY l.due_at, l.id LIMIT $5");
    LATE = "SELECT l.id, l.agency_id FROM letter l JOIN contact_plan p ON p.id = l.plan_id
            WHERE l.status = 'due' AND l.due_at < $1 AND l.late_at IS NULL AND p.status = 'active' LIMIT $2";
    MARK_LATE = "UPDATE letter SET late_at = $2, version = version + 1 WHERE id = $1 AND late_at IS NULL AND status = 'due'";
    SAVE = "UPDATE letter SET due_at = $3, status = $4, came_by = $5, came_at = $6, words = $7, checked = $8, approved_at = $9, approved_by = $10,
              went_by = $11, went_at = $12, read_at = $13, late_at = $14, version = version + 1
            WHERE id = $1 AND version = $2";
    ADD_STEP = "INSERT INTO letter_step (id, letter_id, number, step, words, copy, at, actor_id, role)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    STEPS = "SELECT id, number, step, words, copy, at, actor_id, role FROM letter_step WHERE letter_id = $1 ORDER BY number DESC LIMIT 100";
    FORGET_LETTERS = "UPDATE letter SET words = NULL WHERE plan_id = $1 AND writer = $2 AND words IS NOT NULL";
    FORGET_STEPS = "UPDATE letter_step SET words = NULL, copy = NULL WHERE letter_id IN (SELECT id FROM letter WHERE plan_id = $1 AND writer = $2)";
    LAST_STEP = "SELECT number FROM letter_step WHERE letter_id = $1 ORDER BY number DESC LIMIT 1";
}

/// Columns of `letter`, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, plan_id, writer, due_at, status, came_by, came_at, words, checked, approved_at, approved_by, \
    went_by, went_at, read_at, late_at, version";
/// Columns of `letter_step`, in the order of [`step_values`].
pub const STEP_COLUMNS: &str = "id, letter_id, number, step, words, copy, at, actor_id, role";

const WORDS: Column = Column::new("letter.words");
const CHECKED: Column = Column::new("letter.checked");
const STEP_WORDS: Column = Column::new("letter_step.words");
const STEP_COPY: Column = Column::new("letter_step.copy");

/// A letter.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// Its id: random.
    pub id: Id<Kind>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// The plan it belongs to.
    pub plan: Id<ContactPlan>,
    /// Which side writes it.
    pub writer: End,
    /// By when it is expected.
    pub due: Timestamp,
    /// How it stands.
    pub state: LetterState,
    /// How and when it came.
    pub came: Option<(Way, Timestamp)>,
    /// What it says, as it came.
    pub words: String,
    /// What was approved to be passed on; empty before.
    pub checked: String,
    /// When it was approved.
    pub approved: Option<Timestamp>,
    /// By whom.
    pub approved_by: Option<Id<Account>>,
    /// How and when it was passed on.
    pub went: Option<(Way, Timestamp)>,
    /// When it was read.
    pub read: Option<Timestamp>,
    /// When it was found to be late; empty while it is not, or once somebody asked about it.
    pub late: Option<Timestamp>,
    /// The version that a change is based on.
    pub version: i64,
}

impl Letter {
    /// A letter that is expected by `due`.
    pub fn expected(agency: Id<Organisation>, plan: Id<ContactPlan>, writer: End, due: Timestamp) -> Self {
        Letter {
            id: Id::random(),
            agency,
            plan,
            writer,
            due,
            state: LetterState::Due,
            came: None,
            words: String::new(),
            checked: String::new(),
            approved: None,
            approved_by: None,
            went: None,
            read: None,
            late: None,
            version: 1,
        }
    }
}

/// One thing that happened to a letter.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// Counted from 1.
    pub number: i64,
    /// What.
    pub step: Step,
    /// What was said about it: help for the writer, or a note.
    pub words: String,
    /// The letter's text as it was then; empty where it did not change.
    pub copy: String,
    /// When.
    pub at: Timestamp,
    /// Who did it, when somebody signed in did.
    pub by: Option<Id<Account>>,
    /// In which role.
    pub role: String,
}

fn changing(keys: &Keys, l: &Letter) -> Result<Vec<Value>> {
    let seal = |column, text: &str| kept(keys, column, l.id, text);
    Ok(vec![
        l.due.into(),
        l.state.code().into(),
        l.came.map(|(way, _)| way.code()).into(),
        l.came.map(|(_, at)| at).into(),
        seal(WORDS, &l.words)?,
        seal(CHECKED, &l.checked)?,
        l.approved.into(),
        l.approved_by.into(),
        l.went.map(|(way, _)| way.code()).into(),
        l.went.map(|(_, at)| at).into(),
        l.read.into(),
        l.late.into(),
    ])
}

/// The values of a letter, for [`COLUMNS`].
pub fn values(keys: &Keys, l: &Letter) -> Result<Vec<Value>> {
    let mut all = vec![l.id.into(), l.agency.into(), l.plan.into(), l.writer.code().into()];
    all.extend(changing(keys, l)?);
    all.push(l.version.into());
    Ok(all)
}

/// The values of one step, for [`STEP_COLUMNS`].
pub fn step_values(keys: &Keys, id: Id<()>, letter: Id<Kind>, h: &Happened) -> Result<Vec<Value>> {
    let seal = |column, text: &str| kept(keys, column, id, text);
    Ok(vec![
        id.into(),
        letter.into(),
        h.number.into(),
        h.step.code().into(),
        seal(STEP_WORDS, &h.words)?,
        seal(STEP_COPY, &h.copy)?,
        h.at.into(),
        h.by.into(),
        (&h.role).into(),
    ])
}

/// Adds a letter, unless one of this side is expected on the same day. Whoever calls opened the plan.
pub(crate) fn add(act: &Act<'_>, letter: &Letter) -> Result<bool> {
    Ok(act.execute(ADD, &values(act.keys(), letter)?)? == 1)
}

/// Writes a letter as it is now, based on `version`. Whoever calls opened it.
pub(crate) fn save(act: &Act<'_>, version: i64, l: &Letter) -> Result<()> {
    let mut params = vec![l.id.into(), version.into()];
    params.extend(changing(act.keys(), l)?);
    act.change(SAVE, &params)
}

/// Notes what happened to a letter.
pub(crate) fn note(act: &Act<'_>, letter: Id<Kind>, step: Step, words: &str, copy: &str) -> Result<()> {
    let last = act.opt(LAST_STEP, &[letter.into()])?.map(|row| row.get::<i64>(0)).transpose()?;
    let id: Id<()> = Id::random();
    let params = [
        id.into(),
        letter.into(),
        (last.unwrap_or(0) + 1).into(),
        step.code().into(),
        act.seal_unless_empty(STEP_WORDS, id, words)?,
        act.seal_unless_empty(STEP_COPY, id, copy)?,
        act.now().into(),
        act.actor().account().into(),
        act.actor().role_code().into(),
    ];
    act.execute(ADD_STEP, &params).map(|_| ())
}

/// The letter of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kind>>) -> Result<Letter> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The newest 100 letters of a plan that was opened.
pub(crate) fn of_plan(r: &Read<'_>, plan: Id<ContactPlan>) -> Result<Vec<Letter>> {
    r.query(OF_PLAN, &[plan.into()])?.iter().map(|row| read(r, row)).collect()
}

/// Takes away what one side's letters said as they came, and every copy kept on the way. What a person approved for
/// the other side stays: it is theirs, and names nobody. Whoever calls holds the grant of a destruction.
pub(crate) fn forget(act: &Act<'_>, plan: Id<ContactPlan>, writer: End) -> Result<u64> {
    let params = [plan.into(), writer.code().into()];
    Ok(act.execute(FORGET_STEPS, &params)? + act.execute(FORGET_LETTERS, &params)?)
}

/// By when the last letter of a side is or was expected.
pub(crate) fn last_due(r: &Read<'_>, plan: Id<ContactPlan>, writer: End) -> Result<Option<Timestamp>> {
    r.opt(LAST, &[plan.into(), writer.code().into()])?.map(|row| row.get(0)).transpose()
}

/// What happened to a letter that was opened, the newest first.
pub(crate) fn steps(r: &Read<'_>, letter: Id<Kind>) -> Result<Vec<Happened>> {
    r.query(STEPS, &[letter.into()])?
        .iter()
        .map(|row| {
            let id: Id<()> = row.get(0)?;
            Ok(Happened {
                number: row.get(1)?,
                step: row.code(2, Step::stored)?,
                words: r.opened(STEP_WORDS, id, row, 3)?,
                copy: r.opened(STEP_COPY, id, row, 4)?,
                at: row.get(5)?,
                by: row.get(6)?,
                role: row.get(7)?,
            })
        })
        .collect()
}

/// Letters that were due before `now` and that nobody has looked at: for the system's own job.
pub(crate) fn late(r: &Read<'_>, now: Timestamp, limit: u32) -> Result<Vec<(Id<Kind>, Id<Organisation>)>> {
    r.query(LATE, &[now.into(), limit.into()])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Notes that a letter is late; false where that is so no more.
pub(crate) fn mark_late(act: &Act<'_>, letter: Id<Kind>) -> Result<bool> {
    Ok(act.execute(MARK_LATE, &[letter.into(), act.now().into()])? == 1)
}

/// A letter as the desk shows it.
#[derive(Debug, Clone)]
pub struct OnDesk {
    /// The letter; its words are not read for a list.
    pub letter: Letter,
    /// The reference of its plan.
    pub reference: Reference,
}

impl OnDesk {
    /// Whether it is still expected and its day has passed.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.letter.state == LetterState::Due && self.letter.due < now
    }

    /// The day it is or was due.
    pub fn due_on(&self) -> Date {
        kernel::local_date(self.letter.due)
    }
}

/// One page of the letters in a state, the soonest due first: those of the plans that whoever asks coordinates, or
/// all for `everybody`. Letters of families that are sealed from whoever asks are left out, and the page is filled up.
pub fn desk(
    look: &Look<'_>,
    grant: &Grant<ListContact, InAgency>,
    state: LetterState,
    everybody: bool,
    after: Option<Cursor>,
) -> Result<Rows<OnDesk>> {
    let hidden = faces::after::hidden(look, grant.agency())?;
    let me: Option<Id<Account>> = look.actor().account();
    let (mut from, mut found) = (after.unwrap_or(Cursor::oldest()), Vec::new());
    let wanted = PAGE_ROWS + 1;
    loop {
        let [key, id] = from.params();
        let params = [state.code().into(), key, id, (wanted as i64).into(), everybody.into(), me.into()];
        let rows = grant.totals(look, DESK, &params)?;
        let some: Result<Vec<OnDesk>> = rows
            .iter()
            .map(|row| Ok(OnDesk { letter: read_without_words(row)?, reference: row.get(17)? }))
            .collect();
        let some = some?;
        let more = some.len() == wanted;
        if let Some(last) = some.last() {
            from = Cursor::at(last.letter.due, last.letter.id.cast());
        }
        found.extend(some.into_iter().filter(|d| !hidden.contains(&d.letter.plan)));
        if !more || found.len() >= wanted {
            break;
        }
    }
    let rows = Rows::cut(found, |d| Cursor::at(d.letter.due, d.letter.id.cast()));
    grant.showed(look, "letter", &rows.items.iter().map(|d| d.letter.id).collect::<Vec<_>>())?;
    Ok(rows)
}

fn read(r: &Read<'_>, row: &Row) -> Result<Letter> {
    let mut letter = read_without_words(row)?;
    letter.words = r.opened(WORDS, letter.id, row, 8)?;
    letter.checked = r.opened(CHECKED, letter.id, row, 9)?;
    Ok(letter)
}

fn read_without_words(row: &Row) -> Result<Letter> {
    let (came, went) = (row.code_opt(6, Way::stored)?, row.code_opt(12, Way::stored)?);
    let (came_at, went_at): (Option<Timestamp>, Option<Timestamp>) = (row.get(7)?, row.get(13)?);
    Ok(Letter {
        id: row.get(0)?,
        agency: row.get(1)?,
        plan: row.get(2)?,
        writer: row.code(3, End::stored)?,
        due: row.get(4)?,
        state: row.code(5, LetterState::stored)?,
        came: came.zip(came_at),
        words: String::new(),
        checked: String::new(),
        approved: row.get(10)?,
        approved_by: row.get(11)?,
        went: went.zip(went_at),
        read: row.get(14)?,
        late: row.get(15)?,
        version: row.get(16)?,
    })
}
