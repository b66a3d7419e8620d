//! People who want to adopt, in the database.

use access::{Act, Action, Grant, InAgency, Look, One, actions::ManageRecruitment, finding::Applicant};
use kernel::{Date, Error, Id, Reference, Result, Timestamp};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Row, Sql, Value, statements};

use super::{
    form::Enquiry,
    model::{Did, Stage},
};
use crate::adopters::model::ReachBy;

macro_rules! reading {
    ($rest:literal) => {
        concat!(
            "SELECT id, reference, stage, names, reach, enquired_on, registered_on, accepted_on, stage_one_done_on, stage_two_on,
                    approved_on, ended_on, paused_on, days_left, words, created_at, version
             FROM adopter_applicant WHERE ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO adopter_applicant (id, reference, agency_id, stage, names, reach, enquired_on, created_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
    ONE = reading!("id = $1");
    LIST = reading!("agency_id = $1 AND created_at <= $2 AND (created_at < $2 OR id < $3)
             ORDER BY created_at DESC, id DESC LIMIT $4");
    REGISTER = "UPDATE adopter_applicant SET stage = $3, registered_on = $4, version = version + 1 WHERE id = $1 AND version = $2";
    ACCEPT = "UPDATE adopter_applicant SET stage = $3, accepted_on = $4, version = version + 1 WHERE id = $1 AND version = $2";
    ONE_DONE = "UPDATE adopter_applicant SET stage = $3, stage_one_done_on = $4, version = version + 1 WHERE id = $1 AND version = $2";
    TWO = "UPDATE adopter_applicant SET stage = $3, stage_two_on = $4, version = version + 1 WHERE id = $1 AND version = $2";
    APPROVE = "UPDATE adopter_applicant SET stage = $3, approved_on = $4, version = version + 1 WHERE id = $1 AND version = $2";
    END = "UPDATE adopter_applicant SET stage = $3, ended_on = $4, words = $5, paused_on = NULL, days_left = NULL, version = version + 1
           WHERE id = $1 AND version = $2";
    PAUSE = "UPDATE adopter_applicant SET paused_on = $3, days_left = $4, words = $5, version = version + 1 WHERE id = $1 AND version = $2";
    RESUME = "UPDATE adopter_applicant SET paused_on = NULL, days_left = NULL, version = version + 1 WHERE id = $1 AND version = $2";
    AT_STAGE = "SELECT count(*) FROM (SELECT 1 AS one FROM adopter_applicant WHERE agency_id = $1 AND stage = $2 LIMIT 1001) AS counted";
    OPEN_PROMISE = "SELECT due_at FROM promise WHERE about_id = $1 AND kind = $2 AND kept_at IS NULL AND withdrawn_at IS NULL";
}

const NAMES: Column = Column::new("adopter_applicant.names");
const REACH: Column = Column::new("adopter_applicant.reach");
const WORDS: Column = Column::new("adopter_applicant.words");

/// Somebody on the way to approval.
#[derive(Debug, Clone, PartialEq)]
pub struct Applying {
    /// The id.
    pub id: Id<Applicant>,
    /// What people quote.
    pub reference: Reference,
    /// How far they are.
    pub stage: Stage,
    /// Their names.
    pub names: String,
    /// How to reach them.
    pub reach: ReachBy,
    /// The day of the enquiry and of each step that was taken, in order.
    pub days: Vec<(&'static str, Date)>,
    /// When Stage 1 was done.
    pub one_done: Option<Date>,
    /// Since when the clock is stopped, and how many whole days it had left.
    pub paused: Option<(Date, i64)>,
    /// Why the clock was stopped, or the way ended.
    pub words: String,
    /// When the record was made.
    pub made: Timestamp,
    /// The version that a change is based on.
    pub version: i64,
}

impl Applying {
    /// The last day of their way so far.
    pub fn last_day(&self) -> Date {
        let steps = self.days.iter().map(|(_, day)| *day);
        steps.chain(self.paused.map(|(day, _)| day)).max().unwrap_or(Date::MIN)
    }
}

/// Adds an enquiry.
pub(super) fn add(
    act: &Act<'_>,
    grant: &Grant<ManageRecruitment, InAgency>,
    new: &Enquiry,
) -> Result<(Id<Applicant>, Reference)> {
    let (id, reference) = (Id::random(), Reference::new("AP"));
    let reach =
        serde_json::to_string(&new.reach).map_err(|e| Error::internal("how to reach applicants", e))?;
    let values: [Value; 8] = [
        id.into(),
        (&reference).into(),
        grant.agency().into(),
        Stage::Enquiry.code().into(),
        act.keys().seal(NAMES, id, &new.names)?.into(),
        act.keys().seal(REACH, id, &reach)?.into(),
        new.on.into(),
        act.now().into(),
    ];
    act.execute(INSERT, &values)?;
    Ok((id, reference))
}

type OneApplicant = Grant<ManageRecruitment, One<Applicant>>;

/// Writes a step that leads to another stage, on a day.
pub(super) fn step(
    act: &Act<'_>,
    grant: &OneApplicant,
    version: i64,
    (did, to): (Did, Stage),
    on: Date,
    words: &str,
) -> Result<()> {
    let mut rest: Vec<Value> = vec![version.into(), to.code().into(), on.into()];
    let sql: Sql = match did {
        Did::Register => REGISTER,
        Did::Accept => ACCEPT,
        Did::OneDone => ONE_DONE,
        Did::Two => TWO,
        Did::Approve => APPROVE,
        Did::End | Did::Pause | Did::Resume => {
            rest.push(act.keys().seal(WORDS, grant.id(), words)?.into());
            END
        }
    };
    grant.change(act, sql, &rest)
}

/// Stops the clock.
pub(super) fn pause(
    act: &Act<'_>,
    grant: &OneApplicant,
    version: i64,
    on: Date,
    days_left: i64,
    words: &str,
) -> Result<()> {
    let sealed = act.keys().seal(WORDS, grant.id(), words)?;
    grant.change(act, PAUSE, &[version.into(), on.into(), days_left.into(), sealed.into()])
}

/// Lets the clock run again.
pub(super) fn resume(act: &Act<'_>, grant: &OneApplicant, version: i64) -> Result<()> {
    grant.change(act, RESUME, &[version.into()])
}

/// When the promise that runs falls due.
pub(super) fn due(
    look: &Look<'_>,
    grant: &OneApplicant,
    kind: kernel::PromiseKind,
) -> Result<Option<Timestamp>> {
    grant.rows(look, OPEN_PROMISE, &[kind.code().into()])?.first().map(|row| row.get(0)).transpose()
}

/// Whoever the grant is for.
pub fn one(look: &Look<'_>, grant: &OneApplicant) -> Result<Applying> {
    read(look, &grant.row(look, ONE, &[])?)
}

/// One page of an agency's applicants, the newest first; all of them when `rows` is `None`.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<ManageRecruitment, InAgency>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Applying>> {
    let [key, id, limit] = Cursor::window(after, rows);
    let found = grant.list(look, "adopter-applicant", LIST, &[key, id, limit])?;
    let items = found.iter().map(|row| read(look, row)).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(items, rows, |a: &Applying| Cursor::at(a.made, a.id.cast())))
}

/// One page of the list.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ManageRecruitment, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Applying>> {
    list(look, grant, after, Some(PAGE_ROWS))
}

/// How many are at a stage, counted to 1,001 at most.
pub fn at_stage<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>, stage: Stage) -> Result<i64> {
    let rows = grant.totals(look, AT_STAGE, &[stage.code().into()])?;
    rows.first().map_or(Ok(0), |row| row.get(0))
}

fn read(look: &Look<'_>, row: &Row) -> Result<Applying> {
    let id: Id<Applicant> = row.get(0)?;
    let reach = look.open(REACH, id, &row.get::<Vec<u8>>(4)?)?;
    let words: Option<Vec<u8>> = row.get(14)?;
    let mut days = Vec::new();
    let labels = [
        "Enquiry",
        "Registration of interest",
        "Stage 1 began",
        "Stage 1 done",
        "Stage 2 began",
        "Approved",
        "Ended",
    ];
    for (at, label) in (5..).zip(labels) {
        days.extend(row.get::<Option<Date>>(at)?.map(|day| (label, day)));
    }
    let paused = match (row.get::<Option<Date>>(12)?, row.get::<Option<i64>>(13)?) {
        (Some(day), Some(left)) => Some((day, left)),
        _ => None,
    };
    Ok(Applying {
        id,
        reference: row.get(1)?,
        stage: row.code(2, Stage::stored)?,
        names: look.open(NAMES, id, &row.get::<Vec<u8>>(3)?)?,
        reach: serde_json::from_str(&reach).map_err(|e| Error::internal("how to reach applicants", e))?,
        days,
        one_done: row.get(8)?,
        paused,
        words: words.map_or_else(|| Ok(String::new()), |sealed| look.open(WORDS, id, &sealed))?,
        made: row.get(15)?,
        version: row.get(16)?,
    })
}
