//! Escalations in the database. Lists of an agency leave out families that are sealed.

use ::store::{Column, Keys, Row, Value, statements};
use access::{
    Act, Action, Grant, InAgency, Look, One, Own,
    actions::{ReadNextSteps, ViewEscalation},
    escalations::Escalation as Kinded,
    seen,
};
use kernel::{
    Date, Id, Result, Timestamp,
    kinds::{Account, Case},
};
use page::{Cursor, Rows};

use super::model::{Ask, AskState, Escalation, Facts, Field, Kind, Lead, Note, Party, Side, State};

macro_rules! columns {
    () => {
        "id, agency_id, family_id, case_id, kind, status, reason, opened_at, opened_by, lead_due_at, lead_field, lead_at, hand_offs, \
         keeper_id, enquirer_id, told_due_at, told, told_next, told_at, ended_at, ended_by, ended_why, stays, again, differently, \
         learned_at, learned_by, version"
    };
}

/// The columns of an escalation, in the order of [`values`].
pub const COLUMNS: &str = columns!();
/// The columns of a lead, in the order of [`lead_values`].
pub const LEAD_COLUMNS: &str = "id, escalation_id, case_id, field, who, why, from_at, by_id";
/// The columns of somebody involved, in the order of [`party_values`].
pub const PARTY_COLUMNS: &str = "id, escalation_id, case_id, field, organisation, who, from_on";
/// The columns of an asking, in the order of [`ask_values`].
pub const ASK_COLUMNS: &str =
    "id, escalation_id, case_id, party_id, what, asked_at, due_at, state, answered_at, answer";

statements! {
    INSERT = concat!("INSERT INTO escalation (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                     $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)");
    LOAD = concat!("SELECT ", columns!(), " FROM escalation WHERE id = $1");
    SAVE = "UPDATE escalation SET status = $3, lead_field = $4, lead_at = $5, hand_offs = $6, keeper_id = $7, enquirer_id = $8, told = $9,
              told_next = $10, told_at = $11, ended_at = $12, ended_by = $13, ended_why = $14, stays = $15, again = $16,
              differently = $17, learned_at = $18, learned_by = $19, version = version + 1
            WHERE id = $1 AND version = $2";
    OPEN_OF_KIND = "SELECT id FROM escalation WHERE case_id = $1 AND kind = $2 AND status = 'open'";
    LIST = concat!("SELECT e.id, e.case_id, c.reference, e.kind, e.status, e.opened_at, e.lead_due_at, e.lead_field, e.hand_offs, e.keeper_id,
                      e.enquirer_id, e.told_due_at, e.told_at,
                      (SELECT count(*) FROM escalation_ask a WHERE a.escalation_id = e.id AND a.state = 'asked' AND a.due_at < $5)
                    FROM escalation e JOIN support_case c ON c.id = e.case_id
                    WHERE e.agency_id = $1 AND e.status = $2 AND e.opened_at <= $3 AND (e.opened_at < $3 OR e.id < $4)",
                   seen!("e.family_id", "$7", "$8", "$9"), "ORDER BY e.opened_at DESC, e.id DESC LIMIT $6");
    OF_CASE = "SELECT e.id, e.case_id, c.reference, e.kind, e.status, e.opened_at, e.lead_due_at, e.lead_field, e.hand_offs, e.keeper_id,
                 e.enquirer_id, e.told_due_at, e.told_at,
                 (SELECT count(*) FROM escalation_ask a WHERE a.escalation_id = e.id AND a.state = 'asked' AND a.due_at < $2)
               FROM escalation e JOIN support_case c ON c.id = e.case_id WHERE e.case_id = $1 ORDER BY e.opened_at DESC, e.id DESC LIMIT 100";
    LEARNED = concat!("SELECT e.id, e.kind, e.opened_at, e.ended_at, e.hand_offs, e.again, e.differently, e.learned_at FROM escalation e
                       WHERE e.agency_id = $1 AND e.learned_at IS NOT NULL AND e.learned_at <= $2 AND (e.learned_at < $2 OR e.id < $3)",
                      seen!("e.family_id", "$5", "$6", "$7"), "ORDER BY e.learned_at DESC, e.id DESC LIMIT $4");
    TOLD = "SELECT e.id, e.told, e.told_next, e.told_at, e.status FROM escalation e
            WHERE e.family_id = $1 AND e.told_at IS NOT NULL ORDER BY e.told_at DESC, e.id DESC LIMIT 50";
    ADD_LEAD = "INSERT INTO escalation_lead (id, escalation_id, case_id, field, who, why, from_at, by_id)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    LEADS = "SELECT id, field, who, why, from_at FROM escalation_lead WHERE escalation_id = $1 ORDER BY from_at DESC, id DESC LIMIT 100";
    ADD_PARTY = "INSERT INTO escalation_party (id, escalation_id, case_id, field, organisation, who, from_on) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    PARTIES = "SELECT id, field, organisation, who, from_on FROM escalation_party WHERE escalation_id = $1 ORDER BY from_on, id LIMIT 200";
    ADD_ASK = "INSERT INTO escalation_ask (id, escalation_id, case_id, party_id, what, asked_at, due_at, state, answered_at, answer)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    ASKS = "SELECT id, party_id, what, asked_at, due_at, state, answered_at, answer FROM escalation_ask
            WHERE escalation_id = $1 ORDER BY asked_at, id LIMIT 200";
    ANSWER = "UPDATE escalation_ask SET state = $3, answered_at = $4, answer = $5 WHERE escalation_id = $1 AND id = $2 AND state = 'asked'";
    ADD_NOTE = "INSERT INTO escalation_note (id, escalation_id, case_id, side, words, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    NOTES = "SELECT id, side, words, at, by_id FROM escalation_note WHERE escalation_id = $1 AND side = $2 ORDER BY at DESC, id DESC LIMIT 200";
    FORGET = "UPDATE escalation SET reason = $2, told = NULL, ended_why = NULL, stays = NULL, again = NULL, differently = NULL WHERE case_id = $1";
    FORGET_LEADS = "UPDATE escalation_lead SET who = $2, why = $2 WHERE case_id = $1";
    FORGET_PARTIES = "UPDATE escalation_party SET organisation = $2, who = $2 WHERE case_id = $1";
    FORGET_ASKS = "UPDATE escalation_ask SET what = $2, answer = NULL WHERE case_id = $1";
    FORGET_NOTES = "UPDATE escalation_note SET words = $2 WHERE case_id = $1";
}

const REASON: Column = Column::new("escalation.reason");
const TOLD_WORDS: Column = Column::new("escalation.told");
const ENDED_WHY: Column = Column::new("escalation.ended_why");
const STAYS: Column = Column::new("escalation.stays");
const AGAIN: Column = Column::new("escalation.again");
const DIFFERENTLY: Column = Column::new("escalation.differently");
const LEAD_WHO: Column = Column::new("escalation_lead.who");
const LEAD_WHY: Column = Column::new("escalation_lead.why");
const ORGANISATION: Column = Column::new("escalation_party.organisation");
const PARTY_WHO: Column = Column::new("escalation_party.who");
const WHAT: Column = Column::new("escalation_ask.what");
const ANSWERED: Column = Column::new("escalation_ask.answer");
const WORDS: Column = Column::new("escalation_note.words");

/// Text that may be empty, sealed: nothing is stored then.
fn maybe<T>(keys: &Keys, column: Column, id: Id<T>, text: &str) -> Result<Value> {
    if text.is_empty() { Ok(Value::Null) } else { Ok(keys.seal(column, id, text)?.into()) }
}

/// The values of an escalation, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, e: &Escalation) -> Result<Vec<Value>> {
    Ok(vec![
        e.id.into(),
        e.agency.into(),
        e.family.into(),
        e.case.into(),
        e.kind.code().into(),
        e.state.code().into(),
        keys.seal(REASON, e.id, &e.reason)?.into(),
        e.opened.into(),
        e.opened_by.into(),
        e.lead_due.into(),
        e.lead.map(Field::code).into(),
        e.lead_at.into(),
        e.hand_offs.into(),
        e.keeper.into(),
        e.enquirer.into(),
        e.told_due.into(),
        maybe(keys, TOLD_WORDS, e.id, &e.told)?,
        e.told_next.into(),
        e.told_at.into(),
        e.ended.into(),
        e.ended_by.into(),
        maybe(keys, ENDED_WHY, e.id, &e.ended_why)?,
        maybe(keys, STAYS, e.id, &e.stays)?,
        maybe(keys, AGAIN, e.id, &e.again)?,
        maybe(keys, DIFFERENTLY, e.id, &e.differently)?,
        e.learned.into(),
        e.learned_by.into(),
        e.version.into(),
    ])
}

/// Writes a new one. Whoever calls holds the grant of its case.
pub(crate) fn insert(act: &Act<'_>, e: &Escalation) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), e)?).map(drop)
}

/// Whether one of this kind is open for the case.
pub(crate) fn is_open<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>, kind: Kind) -> Result<bool> {
    Ok(!grant.rows(look, OPEN_OF_KIND, &[kind.code().into()])?.is_empty())
}

/// The escalation of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kinded>>) -> Result<Escalation> {
    let row = grant.row(look, LOAD, &[])?;
    let id = row.get(0)?;
    Ok(Escalation {
        id,
        agency: row.get(1)?,
        family: row.get(2)?,
        case: row.get(3)?,
        kind: row.code(4, Kind::stored)?,
        state: row.code(5, State::stored)?,
        reason: look.opened(REASON, id, &row, 6)?,
        opened: row.get(7)?,
        opened_by: row.get(8)?,
        lead_due: row.get(9)?,
        lead: field_of(&row, 10)?,
        lead_at: row.get(11)?,
        hand_offs: row.get(12)?,
        keeper: row.get(13)?,
        enquirer: row.get(14)?,
        told_due: row.get(15)?,
        told: look.opened(TOLD_WORDS, id, &row, 16)?,
        told_next: row.get(17)?,
        told_at: row.get(18)?,
        ended: row.get(19)?,
        ended_by: row.get(20)?,
        ended_why: look.opened(ENDED_WHY, id, &row, 21)?,
        stays: look.opened(STAYS, id, &row, 22)?,
        again: look.opened(AGAIN, id, &row, 23)?,
        differently: look.opened(DIFFERENTLY, id, &row, 24)?,
        learned: row.get(25)?,
        learned_by: row.get(26)?,
        version: row.get(27)?,
    })
}

fn field_of(row: &Row, at: usize) -> Result<Option<Field>> {
    row.get::<Option<String>>(at)?.map(|code| Field::stored(&code)).transpose()
}

/// Saves what a transition changed, on the version it was read at.
///
/// # Errors
/// `Stale` when somebody changed it since.
pub(crate) fn save<A: Action>(act: &Act<'_>, grant: &Grant<A, One<Kinded>>, e: &Escalation) -> Result<()> {
    let params = [
        e.version.into(),
        e.state.code().into(),
        e.lead.map(Field::code).into(),
        e.lead_at.into(),
        e.hand_offs.into(),
        e.keeper.into(),
        e.enquirer.into(),
        act.seal_unless_empty(TOLD_WORDS, e.id, &e.told)?,
        e.told_next.into(),
        e.told_at.into(),
        e.ended.into(),
        e.ended_by.into(),
        act.seal_unless_empty(ENDED_WHY, e.id, &e.ended_why)?,
        act.seal_unless_empty(STAYS, e.id, &e.stays)?,
        act.seal_unless_empty(AGAIN, e.id, &e.again)?,
        act.seal_unless_empty(DIFFERENTLY, e.id, &e.differently)?,
        e.learned.into(),
        e.learned_by.into(),
    ];
    grant.change(act, SAVE, &params)
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its id.
    pub id: Id<Kinded>,
    /// Of which case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: String,
    /// When it was opened.
    pub opened: Timestamp,
    /// From which field the lead comes.
    pub lead: Option<Field>,
    /// How often the lead changed hands.
    pub hand_offs: i64,
    /// What alarms are told from.
    pub facts: Facts,
}

fn listed(row: &Row) -> Result<Listed> {
    let lead = field_of(row, 7)?;
    Ok(Listed {
        id: row.get(0)?,
        case: row.get(1)?,
        reference: row.get(2)?,
        opened: row.get(5)?,
        lead,
        hand_offs: row.get(8)?,
        facts: Facts {
            kind: row.code(3, Kind::stored)?,
            state: row.code(4, State::stored)?,
            led: lead.is_some(),
            lead_due: row.get(6)?,
            kept: row.get::<Option<Id<Account>>>(9)?.is_some(),
            apart: row.get::<Option<Id<Account>>>(10)?.is_some(),
            told_due: row.get(11)?,
            told: row.get::<Option<Timestamp>>(12)?.is_some(),
            partners_late: row.get(13)?,
        },
    })
}

/// One page of an agency's escalations in a state, the newest first; all when `rows` is `None`.
pub(crate) fn list(
    look: &Look<'_>,
    grant: &Grant<ViewEscalation, InAgency>,
    state: State,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Listed>> {
    let [key, id, limit] = Cursor::window(after, rows);
    let params = [state.code().into(), key, id, look.now().into(), limit];
    let found: Vec<Listed> =
        grant.list(look, "escalation", LIST, &params)?.iter().map(listed).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(found, rows, |e| Cursor::at(e.opened, e.id.cast())))
}

/// The escalations of a case, the newest first.
pub(crate) fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Listed>> {
    grant.rows(look, OF_CASE, &[look.now().into()])?.iter().map(listed).collect()
}

/// What was learned once, with nothing that says of whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// Which escalation; for the way to the next page alone.
    pub id: Id<Kinded>,
    /// What got hard.
    pub kind: Kind,
    /// When it began.
    pub opened: Timestamp,
    /// When it was stepped down.
    pub ended: Option<Timestamp>,
    /// How often the lead changed hands.
    pub hand_offs: i64,
    /// What would be done again.
    pub again: String,
    /// What would be done differently.
    pub differently: String,
    /// When it was written.
    pub at: Timestamp,
}

/// One page of what was learned, the newest first; all when `rows` is `None`.
pub(crate) fn learned(
    look: &Look<'_>,
    grant: &Grant<ViewEscalation, InAgency>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Learned>> {
    let [key, id, limit] = Cursor::window(after, rows);
    let read = |row: &Row| {
        let id: Id<Kinded> = row.get(0)?;
        Ok(Learned {
            id,
            kind: row.code(1, Kind::stored)?,
            opened: row.get(2)?,
            ended: row.get(3)?,
            hand_offs: row.get(4)?,
            again: look.opened(AGAIN, id, row, 5)?,
            differently: look.opened(DIFFERENTLY, id, row, 6)?,
            at: row.get(7)?,
        })
    };
    let found: Vec<Learned> = grant
        .list(look, "escalation", LEARNED, &[key, id, limit])?
        .iter()
        .map(read)
        .collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(found, rows, |l| Cursor::at(l.at, l.id.cast())))
}

/// What a family is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What happens next.
    pub words: String,
    /// On which day, where that is known.
    pub next: Option<Date>,
    /// When it was told.
    pub at: Timestamp,
    /// Whether it is still so.
    pub open: bool,
}

/// What a family was told happens next, the newest first. Nothing else of an escalation is in it.
pub(crate) fn told(look: &Look<'_>, grant: &Grant<ReadNextSteps, Own>) -> Result<Vec<Told>> {
    let rows = grant.list(look, "escalation", TOLD, &[])?;
    let read = |row: &Row| {
        let id: Id<Kinded> = row.get(0)?;
        Ok(Told {
            words: look.opened(TOLD_WORDS, id, row, 1)?,
            next: row.get(2)?,
            at: row.get(3)?,
            open: row.code(4, State::stored)? == State::Open,
        })
    };
    rows.iter().map(read).collect()
}

/// The values of a lead, for [`LEAD_COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn lead_values(keys: &Keys, e: &Escalation, lead: &Lead, by: Option<Id<Account>>) -> Result<Vec<Value>> {
    Ok(vec![
        lead.id.into(),
        e.id.into(),
        e.case.into(),
        lead.field.code().into(),
        keys.seal(LEAD_WHO, lead.id, &lead.who)?.into(),
        keys.seal(LEAD_WHY, lead.id, &lead.why)?.into(),
        lead.from.into(),
        by.into(),
    ])
}

/// Adds who leads from now on. The caller holds the escalation's grant.
pub(crate) fn add_lead(act: &Act<'_>, e: &Escalation, lead: &Lead) -> Result<()> {
    act.execute(ADD_LEAD, &lead_values(act.keys(), e, lead, act.actor().account())?).map(drop)
}

/// Who led, the newest first.
pub fn leads<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kinded>>) -> Result<Vec<Lead>> {
    let read = |row: &Row| {
        let id = row.get(0)?;
        Ok(Lead {
            id,
            field: row.code(1, Field::stored)?,
            who: look.opened(LEAD_WHO, id, row, 2)?,
            why: look.opened(LEAD_WHY, id, row, 3)?,
            from: row.get(4)?,
        })
    };
    grant.rows(look, LEADS, &[])?.iter().map(read).collect()
}

/// The values of somebody involved, for [`PARTY_COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn party_values(keys: &Keys, e: &Escalation, party: &Party) -> Result<Vec<Value>> {
    Ok(vec![
        party.id.into(),
        e.id.into(),
        e.case.into(),
        party.field.code().into(),
        keys.seal(ORGANISATION, party.id, &party.organisation)?.into(),
        keys.seal(PARTY_WHO, party.id, &party.who)?.into(),
        party.from.into(),
    ])
}

/// Adds somebody who is involved. The caller holds the escalation's grant.
pub(crate) fn add_party(act: &Act<'_>, e: &Escalation, party: &Party) -> Result<()> {
    act.execute(ADD_PARTY, &party_values(act.keys(), e, party)?).map(drop)
}

/// Who is involved, the first first.
pub fn parties<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kinded>>) -> Result<Vec<Party>> {
    let read = |row: &Row| {
        let id = row.get(0)?;
        Ok(Party {
            id,
            field: row.code(1, Field::stored)?,
            organisation: look.opened(ORGANISATION, id, row, 2)?,
            who: look.opened(PARTY_WHO, id, row, 3)?,
            from: row.get(4)?,
        })
    };
    grant.rows(look, PARTIES, &[])?.iter().map(read).collect()
}

/// The values of an asking, for [`ASK_COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn ask_values(keys: &Keys, e: &Escalation, ask: &Ask) -> Result<Vec<Value>> {
    Ok(vec![
        ask.id.into(),
        e.id.into(),
        e.case.into(),
        ask.party.into(),
        keys.seal(WHAT, ask.id, &ask.what)?.into(),
        ask.asked.into(),
        ask.due.into(),
        ask.state.code().into(),
        ask.answered.into(),
        maybe(keys, ANSWERED, ask.id, &ask.answer)?,
    ])
}

/// Adds what a partner was asked for. The caller holds the escalation's grant.
pub(crate) fn add_ask(act: &Act<'_>, e: &Escalation, ask: &Ask) -> Result<()> {
    act.execute(ADD_ASK, &ask_values(act.keys(), e, ask)?).map(drop)
}

/// What partners were asked for, the first first.
pub fn asks<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kinded>>) -> Result<Vec<Ask>> {
    let read = |row: &Row| {
        let id = row.get(0)?;
        Ok(Ask {
            id,
            party: row.get(1)?,
            what: look.opened(WHAT, id, row, 2)?,
            asked: row.get(3)?,
            due: row.get(4)?,
            state: row.code(5, AskState::stored)?,
            answered: row.get(6)?,
            answer: look.opened(ANSWERED, id, row, 7)?,
        })
    };
    grant.rows(look, ASKS, &[])?.iter().map(read).collect()
}

/// Writes down what came of an asking.
pub(crate) fn answer<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Kinded>>,
    ask: Id<()>,
    state: AskState,
    words: &str,
) -> Result<()> {
    let answer = act.seal_unless_empty(ANSWERED, ask, words)?;
    grant.change(act, ANSWER, &[ask.into(), state.code().into(), act.now().into(), answer])
}

/// Adds a note. The caller holds the escalation's grant and asked the rule whose notes they are.
pub(crate) fn add_note(act: &Act<'_>, e: &Escalation, side: Side, words: &str) -> Result<()> {
    let id: Id<()> = Id::new(act.now());
    let params = [
        id.into(),
        e.id.into(),
        e.case.into(),
        side.code().into(),
        act.seal(WORDS, id, words)?,
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(ADD_NOTE, &params).map(drop)
}

/// The notes of a side that whoever asks may read, the newest first: none of the others is even fetched.
pub fn notes<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Kinded>>,
    e: &Escalation,
    side: Side,
) -> Result<Vec<Note>> {
    if !e.reads(side, look.actor()) {
        return Ok(Vec::new());
    }
    let read = |row: &Row| {
        let id = row.get(0)?;
        Ok(Note {
            id,
            side: row.code(1, Side::stored)?,
            words: look.opened(WORDS, id, row, 2)?,
            at: row.get(3)?,
            by: row.get(4)?,
        })
    };
    grant.rows(look, NOTES, &[side.code().into()])?.iter().map(read).collect()
}

/// Takes away every word about a case. Whoever calls holds the grant of a destruction.
pub(crate) fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    let blank = [case.into(), Value::Bytes(Vec::new())];
    [FORGET, FORGET_LEADS, FORGET_PARTIES, FORGET_ASKS, FORGET_NOTES]
        .iter()
        .try_fold(0, |rows, sql| Ok(rows + act.execute(*sql, &blank)?))
}
