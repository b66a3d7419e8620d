//! Reading the log: its newest lines first, with their sealed part opened. Pages ask with a
//! grant; a command at the operator's desk asks without one, and is itself written down.

use std::borrow::Cow;

use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, AuditLine, Case, Family, Organisation},
};
use store::{Read, Row, Sql, Value, statements};

use super::{
    About, Detail,
    line::{DETAIL, Deed},
    told::Told,
};
use crate::{
    Action, Grant, InAgency, Look, One, Own,
    actions::{HandleSubjectAccess, ViewAudit, ViewOwnLooks},
    rights::SubjectRequest,
    seen,
};

/// The columns of a line as [`Line::read`] takes them.
macro_rules! columns {
    () => {
        "l.id, l.number, l.at, l.actor_id, l.role, l.agency_id, l.family_id, l.action, l.kind, l.object_id, l.deed, l.detail"
    };
}

/// What every report asks alike: `$2` and `$3` say where the page begins, `$4` and `$5` from when, `$6` how
/// many lines, `$7` and `$8` which action and which deed, if not any.
macro_rules! page {
    () => {
        " AND l.at <= $2 AND (l.at < $2 OR l.id < $3) AND l.at >= $4 AND l.at < $5 \
          AND (l.action = $7 OR $7 = '') AND (l.deed = $8 OR $8 = '') ORDER BY l.at DESC, l.id DESC LIMIT $6"
    };
}

statements! {
    // What was done to a sealed record is for those who are named for it.
    OF_AGENCY = concat!("SELECT ", columns!(), " FROM audit_log l WHERE l.agency_id = $1",
        seen!("l.family_id", "$9", "$10", "$11"), page!());
    // One's own workers with all they did, also elsewhere; others only with what they did here.
    OF_WORKER = concat!("SELECT ", columns!(), " FROM audit_log l
        WHERE l.actor_id = $9 AND (l.agency_id = $1 OR EXISTS (SELECT 1 FROM account a WHERE a.id = $9 AND a.agency_id = $1))",
        seen!("l.family_id", "$10", "$11", "$12"), page!());
    OF_CASE = concat!("SELECT ", columns!(), " FROM audit_log l
        WHERE l.family_id = (SELECT c.family_id FROM support_case c WHERE c.id = $1)", page!());
    OF_FAMILY = concat!("SELECT ", columns!(), " FROM audit_log l WHERE l.family_id = $1", page!());
    OF_ACTOR = concat!("SELECT ", columns!(), " FROM audit_log l WHERE l.actor_id = $1", page!());
    CASES_OF_FAMILY = "SELECT id, reference FROM support_case WHERE family_id = $1 ORDER BY opened_at, id LIMIT 5";
    CASE_OF_AGENCY = "SELECT id FROM support_case WHERE agency_id = $1 AND reference = $2";
    FAMILY_OF_CASE = "SELECT family_id FROM support_case WHERE reference = $1";
}

/// Most lines that one page of a report may hold.
pub const MOST: u32 = 5_000;

/// Which lines a report shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// From this instant on.
    pub since: Timestamp,
    /// Before this instant.
    pub until: Timestamp,
    /// Of this action; any when empty.
    pub action: String,
    /// Of this deed.
    pub deed: Option<Deed>,
}

impl Default for Filter {
    fn default() -> Self {
        Filter { since: Timestamp::MIN, until: Timestamp::MAX, action: String::new(), deed: None }
    }
}

/// Where a page of a report begins: after the line with this instant and id.
pub type After = (Timestamp, Id<AuditLine>);

/// One page of a report: how many lines, and after which.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// The last line of the page before; none for the first page.
    pub after: Option<After>,
    /// How many lines, [`MOST`] at most.
    pub lines: u32,
}

fn params(of: Value, filter: &Filter, page: Page) -> Vec<Value> {
    // The first page begins before every line.
    let (at, id) = match page.after {
        Some((at, id)) => (at.into(), id.into()),
        None => (Value::Int(i64::MAX), Value::Bytes(vec![0xff; 17])),
    };
    vec![
        of,
        at,
        id,
        filter.since.into(),
        filter.until.into(),
        page.lines.min(MOST).into(),
        filter.action.as_str().into(),
        filter.deed.map_or("", Deed::code).into(),
    ]
}

fn lines(look: &Look<'_>, sql: Sql, params: &[Value]) -> Result<Vec<Line>> {
    look.query(sql, params)?.iter().map(|row| Line::read(look, row)).collect()
}

/// Writes that a list of lines was shown: how many, not which, since the log would else tell of itself for ever.
fn showed<A: Action>(look: &Look<'_>, whose: About, count: usize) -> Result<()> {
    super::about(look, A::NAME, "audit-line", whose, Some(Detail::Shown(&format!("{count} lines"))))
}

/// Lines about an agency's records; or of one worker, where one is named.
pub fn of_agency(
    look: &Look<'_>,
    grant: &Grant<ViewAudit, InAgency>,
    worker: Option<Id<Account>>,
    filter: &Filter,
    page: Page,
) -> Result<Vec<Line>> {
    let mut params = params(grant.agency().into(), filter, page);
    let sql = if worker.is_some() { OF_WORKER } else { OF_AGENCY };
    params.extend(worker.map(Value::from));
    params.extend([look.actor().account().into(), false.into(), look.now().into()]);
    let found = lines(look, sql, &params)?;
    showed::<ViewAudit>(look, About { agency: Some(grant.agency()), ..About::default() }, found.len())?;
    Ok(found)
}

/// Lines about the family of a case. The grant has written its own line.
pub fn of_case(
    look: &Look<'_>,
    grant: &Grant<ViewAudit, One<Case>>,
    filter: &Filter,
    page: Page,
) -> Result<Vec<Line>> {
    lines(look, OF_CASE, &params(grant.id().into(), filter, page))
}

/// Lines about the family of a case, for a copy of what is held about one of them. `case` was read from the
/// request of the grant.
pub fn for_copy(
    look: &Look<'_>,
    _grant: &Grant<HandleSubjectAccess, One<SubjectRequest>>,
    case: Id<Case>,
    page: Page,
) -> Result<Vec<Line>> {
    lines(look, OF_CASE, &params(case.into(), &Filter::default(), page))
}

/// Lines about a family's own records.
pub fn of_own(look: &Look<'_>, grant: &Grant<ViewOwnLooks, Own>, page: Page) -> Result<Vec<Line>> {
    let Own::Family(family) = grant.own() else { return Err(Error::Forbidden) };
    let found = lines(look, OF_FAMILY, &params((*family).into(), &Filter::default(), page))?;
    showed::<ViewOwnLooks>(look, About { family: Some(*family), ..About::default() }, found.len())?;
    Ok(found)
}

/// The references of a family's cases, five at most. They name nobody.
pub fn cases_of(r: &Read<'_>, family: Id<Family>) -> Result<Vec<(Id<Case>, String)>> {
    r.query(CASES_OF_FAMILY, &[family.into()])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The case of the agency with this reference.
pub fn case_of(
    r: &Read<'_>,
    grant: &Grant<ViewAudit, InAgency>,
    reference: &str,
) -> Result<Option<Id<Case>>> {
    let row = r.opt(CASE_OF_AGENCY, &[grant.agency().into(), reference.trim().to_uppercase().into()])?;
    row.map(|row| row.get(0)).transpose()
}

/// A line as read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its id.
    pub id: Id<AuditLine>,
    /// Its number in the log.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who, when a person signed in.
    pub actor: Option<Id<Account>>,
    /// In which role, or the name of a job.
    pub role: String,
    /// The agency whose record it was.
    pub agency: Option<Id<Organisation>>,
    /// The family it was about.
    pub family: Option<Id<Family>>,
    /// What they did.
    pub action: String,
    /// To what kind of record.
    pub kind: String,
    /// Which record.
    pub object: Option<Id<()>>,
    /// Looked, listed, changed or refused. None for older lines, which do not say.
    pub deed: Option<Deed>,
    /// From where: a network address, or a command.
    pub from: String,
    /// The label of the token, where a machine asked.
    pub token: Option<String>,
    /// The ids that a list showed, separated by spaces.
    pub shown: Option<String>,
    /// What was changed, before and after. For readers who may see the record itself.
    pub change: Option<String>,
    /// Why somebody looked, or why they were refused.
    pub reason: Option<String>,
}

impl Line {
    /// Reads a row of this module's statements. A line that was altered so that it does not open keeps
    /// its place, without what was sealed: `verify` tells more.
    fn read(r: &Read<'_>, row: &Row) -> Result<Self> {
        let id = row.get(0)?;
        let sealed: Option<Vec<u8>> = row.get(11)?;
        let text = match sealed.map(|s| r.open(DETAIL, id, &s)) {
            Some(Ok(text)) => text,
            Some(Err(_)) => UNREADABLE.to_owned(),
            None => String::new(),
        };
        let told = Told::read(&text);
        let deed: String = row.get(10)?;
        let owned = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
        Ok(Line {
            id,
            number: row.get(1)?,
            at: row.get(2)?,
            actor: row.get(3)?,
            role: row.get(4)?,
            agency: row.get(5)?,
            family: row.get(6)?,
            action: row.get(7)?,
            kind: row.get(8)?,
            object: row.get(9)?,
            deed: Deed::from_code(&deed),
            from: told.from.into_owned(),
            token: owned(told.token),
            shown: owned(told.shown),
            change: owned(told.change),
            reason: owned(told.reason),
        })
    }
}

/// Whom a report at the operator's desk is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Who has looked at this family's records.
    Family(Id<Family>),
    /// What this worker has looked at and done.
    Worker(Id<Account>),
}

/// What stands instead of a detail that does not open.
const UNREADABLE: &str = "this line was altered: verify the log";

/// Whom a case's reference or a worker's address means, for a command.
pub fn family_of_case(r: &Read<'_>, reference: &str) -> Result<Option<Id<Family>>> {
    r.opt(FAMILY_OF_CASE, &[reference.trim().to_uppercase().into()])?.map(|row| row.get(0)).transpose()
}

/// One page of a report for a command. Asking for the first page writes a line of its own.
///
/// # Errors
/// [`Error::Forbidden`] for anybody but a command.
pub fn at_desk(look: &Look<'_>, subject: Subject, filter: &Filter, page: Page) -> Result<Vec<Line>> {
    if look.actor().system_name().is_none() {
        return Err(Error::Forbidden);
    }
    let (sql, id, kind, family) = match subject {
        Subject::Family(id) => (OF_FAMILY, id.cast::<()>(), "family", Some(id)),
        Subject::Worker(id) => (OF_ACTOR, id.cast::<()>(), "account", None),
    };
    if page.after.is_none() {
        let about = About { object: Some(id), family, agency: None };
        super::about(look, "audit.report", kind, about, None)?;
    }
    lines(look, sql, &params(id.into(), filter, page))
}
