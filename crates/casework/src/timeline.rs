//! The timeline of a case: what happened, in order, in words that a family could read.
//! Each room writes its own lines, in the transaction that does the thing.

use access::{Act, Action, Actor, Grant, Look, One, Role, actions::ViewCase};
use kernel::{
    Id, Result, Timestamp, codes,
    kinds::{self, Account, Case, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Value, statements};

statements! {
    ADD = "INSERT INTO event (id, agency_id, case_id, at, kind, words, actor_id, role, link, family_sees)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    OF_CASE = "SELECT id, at, kind, words, actor_id, role, link, family_sees FROM event
               WHERE case_id = $1 AND at <= $2 AND (at < $2 OR id < $3)
               ORDER BY at DESC, id DESC LIMIT $4";
    OF_CASE_FOR_FAMILY = "SELECT id, at, kind, words, actor_id, role, link, family_sees FROM event
               WHERE case_id = $1 AND family_sees = 1 AND at <= $2 AND (at < $2 OR id < $3)
               ORDER BY at DESC, id DESC LIMIT $4";
    // Without the words: nothing is opened, however long the record is.
    MARKS = "SELECT at, kind FROM event WHERE case_id = $1 AND (CAST($2 AS BIGINT) = 0 OR family_sees = 1) ORDER BY at, id";
}

/// The sealed words of an event.
const WORDS: Column = Column::new("event.words");

/// The columns that a line fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, at, kind, words, actor_id, role, link, family_sees";

codes! {
    /// What kind of thing happened.
    EventKind {
        Enquiry = "enquiry", "Enquiry";
        Triage = "triage", "Triage";
        Safeguarding = "safeguarding", "Safeguarding";
        Assessment = "assessment", "Assessment of need";
        Plan = "plan", "Support plan";
        Goal = "goal", "Goals";
        Rating = "rating", "Goal rating";
        Application = "application", "Application to the Fund";
        Order = "order", "Order";
        Session = "session", "Session";
        Invoice = "invoice", "Invoice";
        Level = "level", "Level of support";
        Case = "case", "Case";
        Consent = "consent", "Consent and sharing";
        Rights = "rights", "Your rights over your data";
        LifeStage = "life-stage", "Life stage";
        CheckIn = "check-in", "Checking in";
        Escalation = "escalation", "When it gets hard";
        Note = "note", "Note";
        Decision = "decision", "Decision";
    }
}

/// A line to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewEvent<'a> {
    /// Whose record.
    pub agency: Id<Organisation>,
    /// Of which case.
    pub case: Id<Case>,
    /// What kind of thing happened.
    pub kind: EventKind,
    /// What happened, in a sentence; may hold names, and is sealed.
    pub words: &'a str,
    /// Where more is to be seen: a path.
    pub link: Option<&'a str>,
    /// Whether the family reads this line too.
    pub family_sees: bool,
}

/// A line as read.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its id.
    pub id: Id<kinds::Event>,
    /// When.
    pub at: Timestamp,
    /// What kind of thing.
    pub kind: EventKind,
    /// What happened.
    pub words: String,
    /// Who did it, when somebody signed in did.
    pub actor: Option<Id<Account>>,
    /// In which role.
    pub role: String,
    /// Where more is to be seen.
    pub link: Option<String>,
    /// Whether the family reads it.
    pub family_sees: bool,
}

/// What stands in place of a role where somebody of another agency did it.
pub const OTHER_AGENCY: &str = "another agency";

/// The values of one line, for [`COLUMNS`]; `actor` and `role` say who did it.
pub fn values(
    keys: &Keys,
    id: Id<kinds::Event>,
    at: Timestamp,
    actor: Option<Id<Account>>,
    role: &str,
    event: &NewEvent<'_>,
) -> Result<Vec<Value>> {
    Ok(vec![
        id.into(),
        event.agency.into(),
        event.case.into(),
        at.into(),
        event.kind.code().into(),
        keys.seal(WORDS, id, event.words)?.into(),
        actor.into(),
        role.into(),
        event.link.into(),
        event.family_sees.into(),
    ])
}

/// Writes a line. Who works for another agency than the case's stands in it as that: their name is for their own agency.
pub fn note(act: &Act<'_>, event: NewEvent<'_>) -> Result<()> {
    let (id, actor) = (Id::new(act.now()), act.actor());
    let (who, role) = match actor.agency() {
        Some(own) if own != event.agency => (None, OTHER_AGENCY),
        _ => (actor.account(), actor.role_code()),
    };
    act.execute(ADD, &values(act.keys(), id, act.now(), who, role, &event)?).map(|_| ())
}

/// One page of a case's timeline, newest first. A family sees the lines meant for it.
pub fn of_case(
    look: &Look<'_>,
    grant: &Grant<ViewCase, One<Case>>,
    after: Option<Cursor>,
) -> Result<Rows<Event>> {
    let events = read(look, grant, after.unwrap_or(Cursor::newest()), PAGE_ROWS as i64 + 1)?;
    Ok(Rows::cut(events, |e| Cursor::at(e.at, e.id.cast())))
}

/// The newest `limit` lines of a case. A family sees the lines meant for it.
pub fn latest(look: &Look<'_>, grant: &Grant<ViewCase, One<Case>>, limit: u32) -> Result<Vec<Event>> {
    read(look, grant, Cursor::newest(), limit.into())
}

/// When things of each kind happened in a case, oldest first, without what they say: for a picture of many years.
/// A family sees the lines meant for it. The kind is given by its code.
pub fn marks<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<(Timestamp, String)>> {
    let of_family = look.actor().is_of_a_family();
    let rows = grant.rows(look, MARKS, &[of_family.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Who did something, as a reader is told. Within a family nobody is told which other of them it was: a young person may ask
/// for a review without their parents' knowing, and a parent without the other's.
fn told_of(reader: &Actor, actor: Option<Id<Account>>, role: String) -> (Option<Id<Account>>, String) {
    let by_family = Role::from_code(&role).is_some_and(Role::is_of_a_family);
    if reader.is_of_a_family() && by_family && actor != reader.account() {
        (None, "somebody of the family".to_owned())
    } else {
        (actor, role)
    }
}

fn read(
    look: &Look<'_>,
    grant: &Grant<ViewCase, One<Case>>,
    after: Cursor,
    limit: i64,
) -> Result<Vec<Event>> {
    let [key, id] = after.params();
    let sql = if look.actor().is_of_a_family() { OF_CASE_FOR_FAMILY } else { OF_CASE };
    grant
        .rows(look, sql, &[key, id, limit.into()])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            let (actor, role) = told_of(look.actor(), row.get(4)?, row.get(5)?);
            Ok(Event {
                id,
                at: row.get(1)?,
                kind: row.code(2, EventKind::stored)?,
                words: look.open(WORDS, id, &row.get::<Vec<u8>>(3)?)?,
                actor,
                role,
                link: row.get(6)?,
                family_sees: row.get(7)?,
            })
        })
        .collect()
}
