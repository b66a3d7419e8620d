//! Review dates, holds, proposals and the erasing itself, in the database.

use ::store::{Column, Read, Row, Value, Write, statements};
use access::{
    Act, Action, Grant, InAgency, Look, One, Protected,
    actions::{ApproveDestruction, ViewRetention},
    rights::Destruction,
};
use casework::{cases::store as cases, front_door::store as enquiries, people::store as people};
use kernel::{Date, Error, Id, Result, Timestamp, kinds, kinds::Organisation, local_date};

use super::model::{Facts, Hold, Item, Kind, Proposal, State, class_of, class_of_enquiry, due_on};

macro_rules! proposal {
    () => {
        "id, agency_id, kind, record_id, reference, class, due_on, reason, proposed_at, proposed_by, status, decided_at, decided_by, \
         decided_why, erased, version"
    };
}

statements! {
    PUT_ITEM = "INSERT INTO retention_item (record_id, kind, agency_id, reference, class, due_on, worked_out_on)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (record_id) DO UPDATE SET class = excluded.class, due_on = excluded.due_on, worked_out_on = excluded.worked_out_on";
    FORGET_ALL = "DELETE FROM retention_item";
    FORGET_ITEM = "DELETE FROM retention_item WHERE record_id = $1";
    ENQUIRIES = "SELECT id, agency_id, reference, ended_at FROM enquiry
                 WHERE case_id IS NULL AND ended_at IS NOT NULL AND id > $1
                   AND NOT EXISTS (SELECT 1 FROM destruction x WHERE x.record_id = enquiry.id AND x.status = 'destroyed')
                 ORDER BY id LIMIT $2";
    DUE = concat!("SELECT record_id, kind, agency_id, reference, class, due_on, worked_out_on FROM retention_item
           WHERE agency_id = $1 AND due_on <= $2", access::seen_case!("record_id", "$3", "$4", "$5"), "ORDER BY due_on, record_id LIMIT 200");
    UNKNOWN = concat!("SELECT record_id, kind, agency_id, reference, class, due_on, worked_out_on FROM retention_item
               WHERE agency_id = $1 AND due_on IS NULL", access::seen_case!("record_id", "$2", "$3", "$4"), "ORDER BY record_id LIMIT 200");
    HOLDS = "SELECT id, reason, set_at, set_by, lifted_at, lifted_why FROM legal_hold WHERE record_id = $1 ORDER BY set_at DESC, id DESC";
    HELD = "SELECT 1 FROM legal_hold WHERE record_id = $1 AND lifted_at IS NULL LIMIT 1";
    ADD_HOLD = "INSERT INTO legal_hold (id, agency_id, record_id, reason, set_at, set_by) VALUES ($1, $2, $3, $4, $5, $6)";
    OPEN_HOLD = "SELECT id FROM legal_hold WHERE record_id = $1 AND lifted_at IS NULL LIMIT 1";
    LIFT_HOLD = "UPDATE legal_hold SET lifted_at = $2, lifted_by = $3, lifted_why = $4 WHERE id = $1 AND lifted_at IS NULL";
    PROPOSE = "INSERT INTO destruction (id, agency_id, kind, record_id, reference, class, due_on, reason, proposed_at, proposed_by, status, version)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'proposed', 1)";
    OPEN_PROPOSAL = concat!("SELECT ", proposal!(), " FROM destruction WHERE record_id = $1 AND status = 'proposed'");
    LOAD = concat!("SELECT ", proposal!(), " FROM destruction WHERE id = $1");
    OF_AGENCY = concat!("SELECT ", proposal!(), " FROM destruction WHERE agency_id = $1", access::seen_case!("record_id", "$2", "$3", "$4"), "ORDER BY proposed_at DESC, id DESC LIMIT 200");
    DECIDE = "UPDATE destruction SET status = $3, decided_at = $4, decided_by = $5, decided_why = $6, erased = $7, version = version + 1
              WHERE id = $1 AND version = $2 AND status = 'proposed'";
}

const HOLD_REASON: Column = Column::new("legal_hold.reason");
const LIFTED_WHY: Column = Column::new("legal_hold.lifted_why");
const REASON: Column = Column::new("destruction.reason");
const DECIDED_WHY: Column = Column::new("destruction.decided_why");

/// Writes a review date. For the job.
pub(super) fn put(w: &Write<'_>, item: &Item) -> Result<()> {
    let params: [Value; 7] = [
        item.record.into(),
        item.kind.code().into(),
        item.agency.into(),
        (&item.reference).into(),
        (&item.class).into(),
        item.due.into(),
        item.worked_out.into(),
    ];
    w.execute(PUT_ITEM, &params).map(|_| ())
}

/// Empties the list, to make it anew. For the job.
pub(super) fn forget_all(w: &Write<'_>) -> Result<()> {
    w.execute(FORGET_ALL, &[]).map(|_| ())
}

/// A first contact that ended: its id, agency, reference, and when.
pub(super) type Ended = (Id<kinds::Enquiry>, Id<Organisation>, String, Timestamp);

/// Ended first contacts that never became a case, after `after`, by id. For the job; it names nobody.
pub(super) fn ended_enquiries(
    r: &Read<'_>,
    after: Option<Id<kinds::Enquiry>>,
    limit: u32,
) -> Result<Vec<Ended>> {
    let after = after.map_or_else(|| Value::from(vec![0_u8; 16]), Value::from);
    r.query(ENQUIRIES, &[after, limit.into()])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .collect()
}

fn read_item(row: &Row) -> Result<Item> {
    Ok(Item {
        record: row.get(0)?,
        kind: row.code(1, Kind::stored)?,
        agency: row.get(2)?,
        reference: row.get(3)?,
        class: row.get(4)?,
        due: row.get(5)?,
        worked_out: row.get(6)?,
    })
}

/// A kind of record whose time is worked out.
pub trait Kept: Protected + Sized {
    /// How long an opened record is kept; none while it is open, or once its words were destroyed.
    ///
    /// # Errors
    /// `Internal` when a stored date is broken.
    fn item<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Self>>) -> Result<Option<Item>>;
}

impl Kept for kinds::Case {
    fn item<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Self>>) -> Result<Option<Item>> {
        let case = cases::load(look, grant)?;
        let (Some(closed), Some(class)) = (case.closed, class_of(case.route)) else { return Ok(None) };
        let born = match people::load(look, case.child) {
            Ok(child) => child.born,
            Err(Error::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        };
        let facts = Facts { ordered: case.order_date, born, closed: Some(local_date(closed)) };
        Ok(Some(Item {
            record: case.id.cast(),
            kind: Kind::Case,
            agency: case.agency,
            reference: case.reference.to_string(),
            class: class.code.clone(),
            due: due_on(class, &facts),
            worked_out: look.today(),
        }))
    }
}

impl Kept for kinds::Enquiry {
    fn item<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Self>>) -> Result<Option<Item>> {
        let enquiry = enquiries::load(look, grant)?;
        // One that became a case is kept with it.
        let (Some(ended), None, Some(class)) = (enquiry.ended, enquiry.case, class_of_enquiry()) else {
            return Ok(None);
        };
        let facts = Facts { closed: Some(local_date(ended)), ..Facts::default() };
        Ok(Some(Item {
            record: enquiry.id.cast(),
            kind: Kind::Enquiry,
            agency: enquiry.agency,
            reference: enquiry.reference.to_string(),
            class: class.code.clone(),
            due: due_on(class, &facts),
            worked_out: look.today(),
        }))
    }
}

/// Records of an agency whose time is over, oldest first: 200 at most.
pub fn due(look: &Look<'_>, grant: &Grant<ViewRetention, InAgency>, today: Date) -> Result<Vec<Item>> {
    grant.list(look, "retention-item", DUE, &[today.into()])?.iter().map(read_item).collect()
}

/// Closed records of an agency whose time cannot be worked out: 200 at most.
pub fn unknown(look: &Look<'_>, grant: &Grant<ViewRetention, InAgency>) -> Result<Vec<Item>> {
    grant.list(look, "retention-item", UNKNOWN, &[])?.iter().map(read_item).collect()
}

/// The holds of an opened record, newest first.
pub fn holds<A: Action, T: Protected>(look: &Look<'_>, grant: &Grant<A, One<T>>) -> Result<Vec<Hold>> {
    grant
        .rows(look, HOLDS, &[])?
        .iter()
        .map(|row| {
            let id: Id<Hold> = row.get(0)?;
            Ok(Hold {
                reason: look.opened(HOLD_REASON, id, row, 1)?,
                set: row.get(2)?,
                set_by: row.get(3)?,
                lifted: row.get(4)?,
                lifted_why: look.opened(LIFTED_WHY, id, row, 5)?,
            })
        })
        .collect()
}

/// Whether a hold stands.
pub fn held(r: &Read<'_>, record: Id<()>) -> Result<bool> {
    Ok(r.opt(HELD, &[record.into()])?.is_some())
}

/// Sets a hold on an opened record.
pub(super) fn hold<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    reason: &str,
) -> Result<()> {
    let id: Id<Hold> = Id::new(act.now());
    let params: [Value; 6] = [
        id.into(),
        grant.agency().into(),
        grant.id().into(),
        act.seal(HOLD_REASON, id, reason)?,
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(ADD_HOLD, &params).map(|_| ())
}

/// Lifts the hold of an opened record; false when none stood.
pub(super) fn lift<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    why: &str,
) -> Result<bool> {
    let Some(row) = grant.rows(act, OPEN_HOLD, &[])?.into_iter().next() else { return Ok(false) };
    let id: Id<Hold> = row.get(0)?;
    let params = [id.into(), act.now().into(), act.actor().account().into(), act.seal(LIFTED_WHY, id, why)?];
    act.change(LIFT_HOLD, &params)?;
    Ok(true)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Proposal> {
    let id = row.get(0)?;
    Ok(Proposal {
        id,
        agency: row.get(1)?,
        kind: row.code(2, Kind::stored)?,
        record: row.get(3)?,
        reference: row.get(4)?,
        class: row.get(5)?,
        due: row.get(6)?,
        reason: look.opened(REASON, id, row, 7)?,
        proposed: row.get(8)?,
        proposed_by: row.get(9)?,
        state: row.code(10, State::stored)?,
        decided: row.get(11)?,
        decided_by: row.get(12)?,
        decided_why: look.opened(DECIDED_WHY, id, row, 13)?,
        erased: row.get(14)?,
        version: row.get(15)?,
    })
}

/// The proposal of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Destruction>>) -> Result<Proposal> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The proposal that waits for an opened record.
pub fn waiting<A: Action, T: Protected>(
    look: &Look<'_>,
    grant: &Grant<A, One<T>>,
) -> Result<Option<Proposal>> {
    grant.rows(look, OPEN_PROPOSAL, &[])?.first().map(|row| read(look, row)).transpose()
}

/// The proposals and certificates of an agency, newest first: 200 at most.
pub fn proposals(look: &Look<'_>, grant: &Grant<ViewRetention, InAgency>) -> Result<Vec<Proposal>> {
    grant.list(look, "destruction", OF_AGENCY, &[])?.iter().map(|row| read(look, row)).collect()
}

/// Adds a proposal. Whoever calls holds the grant of the record.
pub(super) fn propose(act: &Act<'_>, p: &Proposal) -> Result<()> {
    let params: [Value; 10] = [
        p.id.into(),
        p.agency.into(),
        p.kind.code().into(),
        p.record.into(),
        (&p.reference).into(),
        (&p.class).into(),
        p.due.into(),
        act.seal(REASON, p.id, &p.reason)?,
        p.proposed.into(),
        p.proposed_by.into(),
    ];
    act.execute(PROPOSE, &params).map(|_| ())
}

/// Writes the decision.
pub(super) fn decide(
    act: &Act<'_>,
    grant: &Grant<ApproveDestruction, One<Destruction>>,
    version: i64,
    state: State,
    why: &str,
    erased: Option<u64>,
) -> Result<()> {
    let why = act.seal_unless_empty(DECIDED_WHY, grant.id(), why)?;
    let erased = erased.and_then(|n| i64::try_from(n).ok());
    let params = [
        version.into(),
        state.code().into(),
        act.now().into(),
        act.actor().account().into(),
        why,
        erased.into(),
    ];
    grant.change(act, DECIDE, &params)
}

/// Takes a record off the list.
pub(super) fn forget_item(act: &Act<'_>, record: Id<()>) -> Result<()> {
    act.execute(FORGET_ITEM, &[record.into()]).map(|_| ())
}
