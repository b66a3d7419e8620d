//! Offers ahead and life events in the database. Lists of an agency leave out sealed families.

use ::store::{Read, Row, Value, Write, statements};
use access::{Act, Action, Grant, InAgency, Look, One, seen};
use kernel::{
    Calendar, Date, Id, Level, Reference, Result, Timestamp,
    kinds::{Account, Case, Family, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};

use super::model::{Falls, LifeEventKind, Offer, State};

statements! {
    OF_CASE = "SELECT id, case_id, stage, falls_on, falls_by, status, offered_at, answer_by, answered_at, by_family, called_at, version
               FROM stage_offer WHERE case_id = $1 ORDER BY falls_at, id";
    // A job's look at a range of cases.
    OF_CASES = "SELECT id, case_id, stage, falls_on, falls_by, status, offered_at, answer_by, answered_at, by_family, called_at, version
                FROM stage_offer WHERE case_id >= $1 AND case_id <= $2";
    EVENTS_OF_CASES = "SELECT case_id, kind, on_day FROM life_event WHERE case_id >= $1 AND case_id <= $2";
    ADD = "INSERT INTO stage_offer (id, agency_id, family_id, case_id, stage, falls_on, falls_by, falls_at, status, by_family, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 1) ON CONFLICT (case_id, stage) DO NOTHING";
    SAVE = "UPDATE stage_offer SET status = $3, offered_at = $4, offered_by = COALESCE($5, offered_by), answer_by = $6, answered_at = $7,
              answered_by = $8, by_family = $9, called_at = NULL, version = version + 1 WHERE id = $1 AND version = $2";
    CALLED = "UPDATE stage_offer SET called_at = $3, version = version + 1 WHERE id = $1 AND version = $2";
    // What nobody has offered yet follows the dates of the record.
    MOVE = "UPDATE stage_offer SET falls_on = $2, falls_by = $3, falls_at = $4, status = $5, version = version + 1
            WHERE id = $1 AND status IN ('due', 'missed')";
    DROP_UNMADE = "DELETE FROM stage_offer WHERE id = $1 AND status IN ('due', 'missed')";
    LAPSED = "SELECT id, case_id FROM stage_offer WHERE status = 'offered' AND answer_by < $1 ORDER BY answer_by, id LIMIT 500";
    LAPSE = "UPDATE stage_offer SET status = 'no-answer', version = version + 1 WHERE id = $1 AND status = 'offered' AND answer_by < $2";
    LIST = concat!("SELECT o.id, o.falls_at, o.case_id, c.reference, c.level, c.status, o.stage, o.falls_on, o.falls_by, o.status, o.answer_by, o.by_family
            FROM stage_offer o JOIN support_case c ON c.id = o.case_id
            WHERE o.agency_id = $1 AND o.status = $2 AND o.falls_at >= $3 AND (o.falls_at > $3 OR o.id > $4)",
            seen!("o.family_id", "$6", "$7", "$8"), "ORDER BY o.falls_at, o.id LIMIT $5");
    MINE = concat!("SELECT o.id, o.falls_at, o.case_id, c.reference, c.level, c.status, o.stage, o.falls_on, o.falls_by, o.status, o.answer_by, o.by_family
            FROM stage_offer o JOIN support_case c ON c.id = o.case_id
            WHERE o.agency_id = $1 AND o.status = $2 AND o.falls_at >= $3 AND (o.falls_at > $3 OR o.id > $4) AND c.coordinator_id = $6",
            seen!("o.family_id", "$7", "$8", "$9"), "ORDER BY o.falls_at, o.id LIMIT $5");
    EVENTS = "SELECT id, kind, on_day, by_family FROM life_event WHERE case_id = $1 ORDER BY on_day, id";
    ADD_EVENT = "INSERT INTO life_event (id, agency_id, family_id, case_id, kind, on_day, by_family, noted_at, noted_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    REMOVE_EVENT = "DELETE FROM life_event WHERE case_id = $1 AND id = $2";
    FORGET = "DELETE FROM stage_offer WHERE case_id = $1";
    FORGET_EVENTS = "DELETE FROM life_event WHERE case_id = $1";
}

/// The columns of an offer, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, family_id, case_id, stage, falls_on, falls_by, falls_at, status, offered_at, offered_by, \
    answer_by, answered_at, answered_by, by_family, called_at, version";

/// The columns of a life event, in the order of [`event_values`].
pub const EVENT_COLUMNS: &str =
    "id, agency_id, family_id, case_id, kind, on_day, by_family, noted_at, noted_by";

/// Whose an offer or an event is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Whose {
    /// The agency.
    pub agency: Id<Organisation>,
    /// The household.
    pub family: Id<Family>,
    /// The case.
    pub case: Id<Case>,
}

/// The values of an offer, for [`COLUMNS`].
pub fn values(
    whose: Whose,
    offer: &Offer,
    offered_by: Option<Id<Account>>,
    answered_by: Option<Id<Account>>,
) -> Vec<Value> {
    vec![
        offer.id.into(),
        whose.agency.into(),
        whose.family.into(),
        offer.case.into(),
        offer.stage.as_str().into(),
        offer.falls.on.into(),
        offer.falls.by.into(),
        falls_at(offer.falls).into(),
        offer.state.code().into(),
        offer.offered.into(),
        offered_by.into(),
        offer.answer_by.into(),
        offer.answered.into(),
        answered_by.into(),
        offer.by_family.into(),
        offer.called.into(),
        offer.version.into(),
    ]
}

fn falls_at(falls: Falls) -> Timestamp {
    Calendar::england().end_of(falls.on)
}

fn read(row: &Row) -> Result<Offer> {
    Ok(Offer {
        id: row.get(0)?,
        case: row.get(1)?,
        stage: row.get(2)?,
        falls: Falls { on: row.get(3)?, by: row.get(4)? },
        state: row.code(5, State::stored)?,
        offered: row.get(6)?,
        answer_by: row.get(7)?,
        answered: row.get(8)?,
        by_family: row.get(9)?,
        called: row.get(10)?,
        version: row.get(11)?,
    })
}

/// The offers of a case, by the day on which the stage falls.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Offer>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(read).collect()
}

/// The offers of all cases from `first` to `last`: for the job.
pub(super) fn of_cases(r: &Read<'_>, first: Id<Case>, last: Id<Case>) -> Result<Vec<Offer>> {
    r.query(OF_CASES, &[first.into(), last.into()])?.iter().map(read).collect()
}

/// The life events of all cases from `first` to `last`: for the job.
pub(super) fn events_of_cases(
    r: &Read<'_>,
    first: Id<Case>,
    last: Id<Case>,
) -> Result<Vec<(Id<Case>, LifeEventKind, Date)>> {
    let rows = r.query(EVENTS_OF_CASES, &[first.into(), last.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.code(1, LifeEventKind::stored)?, row.get(2)?))).collect()
}

/// Puts an offer on the list, unless the case has one of the stage; false then.
pub(super) fn add(
    w: &Write<'_>,
    whose: Whose,
    id: Id<()>,
    stage: &str,
    falls: Falls,
    state: State,
) -> Result<bool> {
    let params = [
        id.into(),
        whose.agency.into(),
        whose.family.into(),
        whose.case.into(),
        stage.into(),
        falls.on.into(),
        falls.by.into(),
        falls_at(falls).into(),
        state.code().into(),
    ];
    Ok(w.execute(ADD, &params)? == 1)
}

/// Moves an offer that nobody made yet to where its stage falls now.
pub(super) fn move_to(w: &Write<'_>, id: Id<()>, falls: Falls, state: State) -> Result<bool> {
    let params = [id.into(), falls.on.into(), falls.by.into(), falls_at(falls).into(), state.code().into()];
    Ok(w.execute(MOVE, &params)? == 1)
}

/// Takes an offer that nobody made yet off the list: its stage is not near, or the family wishes none.
pub(super) fn take_off(w: &Write<'_>, id: Id<()>) -> Result<bool> {
    Ok(w.execute(DROP_UNMADE, &[id.into()])? == 1)
}

/// Offers that waited for their answer until before `today`, 500 at most.
pub(super) fn lapsed(r: &Read<'_>, today: Date) -> Result<Vec<(Id<()>, Id<Case>)>> {
    let rows = r.query(LAPSED, &[today.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Notes that an offer was not answered in time; false when it was answered meanwhile.
pub(super) fn lapse(w: &Write<'_>, id: Id<()>, today: Date) -> Result<bool> {
    Ok(w.execute(LAPSE, &[id.into(), today.into()])? == 1)
}

/// Keeps a change of an offer, based on its version. The caller holds the case's grant.
///
/// # Errors
/// `Stale` when somebody changed it meanwhile.
pub(super) fn save(act: &Act<'_>, offer: &Offer, answered_by: Option<Id<Account>>) -> Result<()> {
    let offered_by = if offer.state == State::Offered { act.actor().account() } else { None };
    let params = [
        offer.id.into(),
        offer.version.into(),
        offer.state.code().into(),
        offer.offered.into(),
        offered_by.into(),
        offer.answer_by.into(),
        offer.answered.into(),
        answered_by.into(),
        offer.by_family.into(),
    ];
    act.change(SAVE, &params)
}

/// Notes that the family was called about an offer. The caller holds the case's grant.
///
/// # Errors
/// `Stale` when somebody changed it meanwhile.
pub(super) fn called(act: &Act<'_>, offer: &Offer) -> Result<()> {
    act.change(CALLED, &[offer.id.into(), offer.version.into(), act.now().into()])
}

/// An offer, in an agency's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    cursor: Cursor,
    /// The case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// How much support there is now.
    pub level: Level,
    /// Whether the case is open.
    pub open: bool,
    /// The stage's code.
    pub stage: String,
    /// When it falls.
    pub falls: Falls,
    /// How the offer stands.
    pub state: State,
    /// Until when it waits for an answer.
    pub answer_by: Option<Date>,
    /// Whether the family answered itself.
    pub by_family: bool,
}

/// Which offers a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filter {
    /// How they stand.
    pub state: State,
    /// Whether only those of cases that whoever asks coordinates.
    pub mine: bool,
}

/// One page of an agency's offers, the soonest stage first; all when `rows` is `None`.
pub fn list<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    filter: Filter,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Listed>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let limit = rows.map_or(i64::MAX, |n| n as i64 + 1);
    let mut params = vec![filter.state.code().into(), key, id, limit.into()];
    let sql = match (filter.mine, look.actor().account()) {
        (false, _) => LIST,
        // A machine coordinates nothing.
        (true, None) => return Ok(Rows { items: Vec::new(), next: None }),
        (true, Some(me)) => {
            params.push(me.into());
            MINE
        }
    };
    let read = |row: &Row| {
        Ok(Listed {
            cursor: Cursor::of(row, 1, 0)?,
            case: row.get(2)?,
            reference: row.get(3)?,
            level: row.code(4, Level::stored)?,
            open: row.get::<String>(5)? == "open",
            stage: row.get(6)?,
            falls: Falls { on: row.get(7)?, by: row.get(8)? },
            state: row.code(9, State::stored)?,
            answer_by: row.get(10)?,
            by_family: row.get(11)?,
        })
    };
    let found = grant.list(look, "offer-ahead", sql, &params)?;
    let items: Vec<Listed> = found.iter().map(read).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(items, rows, |o| o.cursor))
}

/// The usual page.
pub fn page<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    filter: Filter,
    after: Option<Cursor>,
) -> Result<Rows<Listed>> {
    list(look, grant, filter, after, Some(PAGE_ROWS))
}

/// An event in a family's life.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeEvent {
    /// The row.
    pub id: Id<()>,
    /// What.
    pub kind: LifeEventKind,
    /// On which day, which may be to come.
    pub on: Date,
    /// Whether the family told it.
    pub by_family: bool,
}

/// The events of a case, in order.
pub fn events<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<LifeEvent>> {
    grant
        .rows(look, EVENTS, &[])?
        .iter()
        .map(|row| {
            Ok(LifeEvent {
                id: row.get(0)?,
                kind: row.code(1, LifeEventKind::stored)?,
                on: row.get(2)?,
                by_family: row.get(3)?,
            })
        })
        .collect()
}

/// The values of an event, for [`EVENT_COLUMNS`].
pub fn event_values(
    whose: Whose,
    event: &LifeEvent,
    noted: Timestamp,
    by: Option<Id<Account>>,
) -> Vec<Value> {
    vec![
        event.id.into(),
        whose.agency.into(),
        whose.family.into(),
        whose.case.into(),
        event.kind.code().into(),
        event.on.into(),
        event.by_family.into(),
        noted.into(),
        by.into(),
    ]
}

/// Notes an event. The caller holds the case's grant.
pub(super) fn add_event(act: &Act<'_>, whose: Whose, event: &LifeEvent) -> Result<()> {
    act.execute(ADD_EVENT, &event_values(whose, event, act.now(), act.actor().account())).map(drop)
}

/// Takes an event of the grant's case back; false when it is not there.
pub(super) fn remove_event<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    event: Id<()>,
) -> Result<bool> {
    Ok(act.execute(REMOVE_EVENT, &[grant.id().into(), event.into()])? == 1)
}

/// Takes away what was offered to a family, and what happened in its life. Whoever calls holds the grant of a destruction.
pub(crate) fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    Ok(act.execute(FORGET, &[case.into()])? + act.execute(FORGET_EVENTS, &[case.into()])?)
}
