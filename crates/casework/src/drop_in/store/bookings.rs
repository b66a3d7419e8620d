//! Bookings of drop-ins. Who comes and what about is sealed.

use access::{
    Act, Action, Grant, InAgency, Look, One, Own,
    front_door::{DropIn as Session, DropInBooking as Kind},
    links, seen,
};
use jiff::SignedDuration;
use kernel::{
    Channel, Error, Id, Result, Timestamp,
    kinds::{Enquiry as EnquiryKind, Family},
};
use store::{Column, Keys, Read, Row, Value, Write, statements};

use crate::{
    drop_in::{
        PURPOSE,
        model::{Booked, Booking},
    },
    front_door::model::Enquiry,
};

/// The columns of a booking, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, drop_in_id, slot, starts_at, family_id, account_id, told, note, status, enquiry_id, made_at, forgotten_at, version";

macro_rules! reading {
    ($rest:literal) => {
        concat!("SELECT b.id, b.agency_id, b.drop_in_id, b.slot, b.starts_at, b.family_id, b.account_id, b.told, b.note, b.status, b.enquiry_id, b.made_at, b.version
            FROM drop_in_booking b ", $rest)
    };
}

statements! {
    INSERT = "INSERT INTO drop_in_booking (id, agency_id, drop_in_id, slot, starts_at, family_id, account_id, told, note, status, enquiry_id, made_at, forgotten_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    LOAD = reading!("WHERE b.id = $1");
    OF_SESSION = concat!(reading!("WHERE b.agency_id = $1 AND b.drop_in_id = $2"), seen!("b.family_id", "$3", "$4", "$5"), "ORDER BY b.slot, b.id LIMIT 1000");
    OF_DAY = concat!(reading!("WHERE b.agency_id = $1 AND b.starts_at >= $2 AND b.starts_at < $3"),
        seen!("b.family_id", "$4", "$5", "$6"), "ORDER BY b.starts_at, b.id LIMIT 1000");
    OWN = reading!("WHERE b.family_id = $1 AND b.account_id = $2 ORDER BY b.starts_at DESC, b.id DESC LIMIT 50");
    HAS_OWN = "SELECT 1 FROM drop_in_booking WHERE family_id = $1 AND drop_in_id = $2 AND account_id = $3 AND status = 'booked' LIMIT 1";
    STANDING = "SELECT 1 FROM drop_in_booking WHERE family_id = $1 AND drop_in_id = $2 AND status = 'booked' LIMIT 1";
    TO_CALL_OFF = reading!("WHERE b.drop_in_id = $1 AND b.status = 'booked' ORDER BY b.slot, b.id LIMIT 1000");
    MOVE = "UPDATE drop_in_booking SET drop_in_id = $3, slot = $4, starts_at = $5, version = version + 1
            WHERE id = $1 AND version = $2 AND status = 'booked'";
    STEP = "UPDATE drop_in_booking SET status = $3, version = version + 1 WHERE id = $1 AND version = $2";
    MARK = "UPDATE drop_in_booking SET status = $3, note = $4, version = version + 1 WHERE id = $1 AND version = $2 AND enquiry_id IS NULL";
    // The enquiry holds the words from now on.
    BECOME = "UPDATE drop_in_booking SET enquiry_id = $3, told = NULL, note = NULL, forgotten_at = $4, version = version + 1
              WHERE id = $1 AND version = $2 AND enquiry_id IS NULL";
    IDS_OF_FAMILY = "SELECT id FROM drop_in_booking WHERE family_id = $1";
    FORGET_OF_FAMILY = "UPDATE drop_in_booking SET told = NULL, note = NULL, forgotten_at = $2, version = version + 1
                        WHERE family_id = $1 AND forgotten_at IS NULL";
    FORGET = "UPDATE drop_in_booking SET told = NULL, note = NULL, forgotten_at = $2, version = version + 1
              WHERE starts_at < $1 AND forgotten_at IS NULL";
}

const TOLD: Column = Column::new("drop_in_booking.told");
const NOTE: Column = Column::new("drop_in_booking.note");

/// How long the words of a booking are kept of which no enquiry was made: half a year, Hearth's own figure.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24 * 182);

/// The values of a booking, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, b: &Booking) -> Result<Vec<Value>> {
    let told = serde_json::to_string(&b.told).map_err(|e| Error::internal("a booking", e))?;
    Ok(vec![
        b.id.into(),
        b.agency.into(),
        b.drop_in.into(),
        b.slot.into(),
        b.starts.into(),
        b.family.into(),
        b.account.into(),
        keys.seal(TOLD, b.id, &told)?.into(),
        note(keys, b.id, &b.note)?,
        b.state.code().into(),
        b.enquiry.into(),
        b.made.into(),
        Value::Null,
        b.version.into(),
    ])
}

fn note(keys: &Keys, id: Id<Kind>, words: &str) -> Result<Value> {
    let words = (!words.trim().is_empty()).then_some(words);
    Ok(words.map(|words| keys.seal(NOTE, id, words)).transpose()?.into())
}

fn read(r: &Read<'_>, row: &Row) -> Result<Booking> {
    let id: Id<Kind> = row.get(0)?;
    let told = match row.get::<Option<Vec<u8>>>(7)? {
        // Forgotten, or held by the enquiry.
        None => Enquiry::new(Channel::Web),
        Some(sealed) => {
            serde_json::from_str(&r.open(TOLD, id, &sealed)?).map_err(|e| Error::internal("a booking", e))?
        }
    };
    let note = row.get::<Option<Vec<u8>>>(8)?.map(|sealed| r.open(NOTE, id, &sealed)).transpose()?;
    Ok(Booking {
        id,
        agency: row.get(1)?,
        drop_in: row.get(2)?,
        slot: row.get(3)?,
        starts: row.get(4)?,
        family: row.get(5)?,
        account: row.get(6)?,
        told,
        note: note.unwrap_or_default(),
        state: row.code(9, Booked::stored)?,
        enquiry: row.get(10)?,
        made: row.get(11)?,
        version: row.get(12)?,
    })
}

/// Adds a booking. Whoever calls holds the grant to book.
pub(crate) fn add(act: &Act<'_>, b: &Booking) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), b)?).map(drop)
}

/// The booking of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kind>>) -> Result<Booking> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The bookings of a session, time by time: 1,000 at most, which is more than it has places.
pub fn of_session<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    session: Id<Session>,
) -> Result<Vec<Booking>> {
    let rows = grant.list(look, "drop-in-booking", OF_SESSION, &[session.into()])?;
    rows.iter().map(|row| read(look, row)).collect()
}

/// The bookings of an agency between two instants, the earliest first: 1,000 at most.
pub fn of_day<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Booking>> {
    let rows = grant.list(look, "drop-in-booking", OF_DAY, &[from.into(), until.into()])?;
    rows.iter().map(|row| read(look, row)).collect()
}

/// What whoever asks booked for themselves, the newest first: 50 at most. Others of the family read their own.
pub fn own<A: Action>(look: &Look<'_>, grant: &Grant<A, Own>) -> Result<Vec<Booking>> {
    let me = look.actor().account();
    grant.list(look, "drop-in-booking", OWN, &[me.into()])?.iter().map(|row| read(look, row)).collect()
}

/// Whether whoever acts has a time in a session already.
pub(crate) fn has_own(act: &Act<'_>, family: Id<Family>, session: Id<Session>) -> Result<bool> {
    let me = act.actor().account();
    Ok(act.opt(HAS_OWN, &[family.into(), session.into(), me.into()])?.is_some())
}

/// Whether a family has a time in a session already.
pub(crate) fn standing(act: &Act<'_>, family: Id<Family>, session: Id<Session>) -> Result<bool> {
    Ok(act.opt(STANDING, &[family.into(), session.into()])?.is_some())
}

/// The standing bookings of a session that is called off. Whoever calls holds the grant to do so.
pub(crate) fn to_call_off(act: &Act<'_>, session: Id<Session>) -> Result<Vec<Booking>> {
    act.query(TO_CALL_OFF, &[session.into()])?.iter().map(|row| read(act, row)).collect()
}

/// Moves a booking to another time.
pub(crate) fn move_to<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Kind>>,
    version: i64,
    to: (Id<Session>, i64, Timestamp),
) -> Result<()> {
    grant.change(act, MOVE, &[version.into(), to.0.into(), to.1.into(), to.2.into()])
}

/// Puts a booking into another state, if nobody changed it since.
pub(crate) fn step(act: &Act<'_>, id: Id<Kind>, version: i64, state: Booked) -> Result<()> {
    act.change(STEP, &[id.into(), version.into(), state.code().into()])
}

/// Keeps who came, and what was said.
pub(crate) fn mark<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Kind>>,
    version: i64,
    state: Booked,
    words: &str,
) -> Result<()> {
    let note = note(act.keys(), grant.id(), words)?;
    grant.change(act, MARK, &[version.into(), state.code().into(), note])
}

/// Ties a booking to the enquiry that was made of it, which holds its words from now on.
pub(crate) fn become_enquiry<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Kind>>,
    version: i64,
    enquiry: Id<EnquiryKind>,
) -> Result<()> {
    grant.change(act, BECOME, &[version.into(), enquiry.into(), act.now().into()])
}

/// Forgets the words of a family's bookings, and the links to them. The grant is that of the destruction which two people agreed on.
///
/// # Errors
/// Those of the store.
pub fn forget<A: Action, T: access::Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    family: Id<Family>,
) -> Result<u64> {
    let mut forgotten = act.execute(FORGET_OF_FAMILY, &[family.into(), act.now().into()])?;
    for row in act.query(IDS_OF_FAMILY, &[family.into()])? {
        forgotten += links::forget_of(act.write(), PURPOSE, row.get::<Id<Kind>>(0)?)?;
    }
    Ok(forgotten)
}

/// Forgets the words of bookings whose time is [`KEPT`] ago: a job does this.
///
/// # Errors
/// Those of the store.
pub fn forget_old(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    let before = now.checked_sub(KEPT).unwrap_or(Timestamp::MIN);
    w.execute(FORGET, &[before.into(), now.into()])
}
