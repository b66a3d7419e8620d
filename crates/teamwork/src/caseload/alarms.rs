//! What wants a manager's eye, in the database: cases without a coordinator, with one whose access ended or who is away with nobody to cover,
//! plans that name nobody who coordinates them now, and enquiries that nobody has taken on. Each is counted up to 101 and opens to its rows.

use ::store::{Row, Value, statements};
use access::{Grant, InAgency, Look, accounts, actions::ViewTeam, seen};
use casework::people;
use jiff::ToSpan;
use kernel::{Date, Id, Level, Result, Timestamp, kinds::Account};
use page::{Cursor, Rows};

use super::{
    model::{Alarm, Weights},
    store::weights,
};

// The columns of an alarm's row that is about a case, and where its names come from.
macro_rules! alarmed {
    () => {
        "SELECT c.id, c.opened_at, c.reference, c.level, c.coordinator_id, worker.name, i.id, i.name
         FROM support_case c JOIN identity i ON i.person_id = c.child_id AND i.side = 'after'
         LEFT JOIN account worker ON worker.id = c.coordinator_id "
    };
}

macro_rules! paged {
    () => {
        " AND c.opened_at >= $2 AND (c.opened_at > $2 OR c.id > $3)"
    };
}

// Nobody covers: nobody was named, or whoever was has no access any more.
macro_rules! uncovered {
    ($today:literal, $since:literal, $until:literal) => {
        concat!(" EXISTS (SELECT 1 FROM absence b LEFT JOIN account covers ON covers.id = b.cover_id AND covers.disabled_at IS NULL
            WHERE b.account_id = c.coordinator_id AND b.until_on >= ", $today, " AND b.from_on <= ", $today,
            " AND b.ended_at IS NULL AND covers.id IS NULL AND (b.from_on <= ", $since, " OR b.until_on >= ", $until, "))")
    };
}

macro_rules! ownerless_plan {
    () => {
        " AND EXISTS (SELECT 1 FROM plan p LEFT JOIN account owner ON owner.id = p.coordinator_id
            WHERE p.case_id = c.id AND p.status = 'current' AND (p.coordinator_id IS NULL OR owner.disabled_at IS NOT NULL
              OR c.coordinator_id IS NULL OR p.coordinator_id <> c.coordinator_id))"
    };
}

statements! {
    NO_COORDINATOR = concat!(alarmed!(), "WHERE c.agency_id = $1 AND c.status = 'open' AND c.coordinator_id IS NULL", paged!(),
        seen!("c.family_id", "$5", "$6", "$7"), "ORDER BY c.opened_at, c.id LIMIT $4");
    ENDED = concat!(alarmed!(), "WHERE c.agency_id = $1 AND c.status = 'open' AND worker.disabled_at IS NOT NULL", paged!(),
        seen!("c.family_id", "$5", "$6", "$7"), "ORDER BY c.opened_at, c.id LIMIT $4");
    AWAY = concat!(alarmed!(), "WHERE c.agency_id = $1 AND c.status = 'open' AND ", uncovered!("$5", "$6", "$7"), paged!(),
        seen!("c.family_id", "$8", "$9", "$10"), "ORDER BY c.opened_at, c.id LIMIT $4");
    PLAN_OWNER = concat!(alarmed!(), "WHERE c.agency_id = $1 AND c.status = 'open'", ownerless_plan!(), paged!(),
        seen!("c.family_id", "$5", "$6", "$7"), "ORDER BY c.opened_at, c.id LIMIT $4");
    UNALLOCATED = concat!("SELECT e.id, e.received_at, e.reference, e.risk FROM enquiry e
        WHERE e.agency_id = $1 AND e.status = 'new' AND e.received_at < $5 AND e.received_at >= $2 AND (e.received_at > $2 OR e.id > $3)",
        seen!("e.family_id", "$6", "$7", "$8"), "ORDER BY e.received_at, e.id LIMIT $4");
    MANY_NO_COORDINATOR = concat!("SELECT count(*) FROM (SELECT 1 AS one FROM support_case c WHERE c.agency_id = $1 AND c.status = 'open'
          AND c.coordinator_id IS NULL", seen!("c.family_id", "$2", "$3", "$4"), "LIMIT 101) AS many");
    MANY_ENDED = concat!("SELECT count(*) FROM (SELECT 1 AS one FROM account worker JOIN support_case c ON c.coordinator_id = worker.id
        WHERE worker.agency_id = $1 AND worker.disabled_at IS NOT NULL AND c.agency_id = $1 AND c.status = 'open'",
        seen!("c.family_id", "$2", "$3", "$4"), "LIMIT 101) AS many");
    MANY_AWAY = concat!("SELECT count(*) FROM (SELECT 1 AS one FROM support_case c WHERE c.agency_id = $1 AND c.status = 'open' AND ",
        uncovered!("$2", "$3", "$4"), seen!("c.family_id", "$5", "$6", "$7"), "LIMIT 101) AS many");
    MANY_PLAN_OWNER = concat!("SELECT count(*) FROM (SELECT 1 AS one FROM support_case c WHERE c.agency_id = $1 AND c.status = 'open'",
        ownerless_plan!(), seen!("c.family_id", "$2", "$3", "$4"), "LIMIT 101) AS many");
    MANY_UNALLOCATED = concat!("SELECT count(*) FROM (SELECT 1 AS one FROM enquiry e WHERE e.agency_id = $1 AND e.status = 'new' AND e.received_at < $2",
        seen!("e.family_id", "$3", "$4", "$5"), "LIMIT 101) AS many");
}

/// The most that an alarm counts: it means "more than 100".
pub const MANY: i64 = 101;

/// The days on which an absence is long enough: since when, or until when, in the order of the statement after today.
fn away_days(today: Date, weights: &Weights) -> [Value; 3] {
    let days = weights.days(Alarm::Away).days();
    let (since, until) = (today.checked_sub(days).unwrap_or(today), today.checked_add(days).unwrap_or(today));
    [today.into(), since.into(), until.into()]
}

/// Before which instant an enquiry must have come to be an alarm.
fn waits_since(now: Timestamp, weights: &Weights) -> Timestamp {
    now.checked_sub((24 * weights.days(Alarm::Unallocated)).hours()).unwrap_or(now)
}

/// How many there are of each alarm: at most [`MANY`], which means "more than 100".
///
/// # Errors
/// Those of the store.
pub fn alarms(look: &Look<'_>, grant: &Grant<ViewTeam, InAgency>) -> Result<Vec<(Alarm, i64)>> {
    let weights = weights(look, grant)?;
    let many = |kind, sql, params: &[Value]| -> Result<i64> {
        grant.rows(look, kind, sql, params)?.first().map_or(Ok(0), |row| row.get(0))
    };
    Alarm::ALL
        .iter()
        .map(|alarm| {
            let count = match alarm {
                Alarm::NoCoordinator => many("case", MANY_NO_COORDINATOR, &[])?,
                Alarm::Ended => many("case", MANY_ENDED, &[])?,
                Alarm::Away => many("case", MANY_AWAY, &away_days(look.today(), &weights))?,
                Alarm::PlanOwner => many("case", MANY_PLAN_OWNER, &[])?,
                Alarm::Unallocated => {
                    many("enquiry", MANY_UNALLOCATED, &[waits_since(look.now(), &weights).into()])?
                }
            };
            Ok((*alarm, count))
        })
        .collect()
}

/// What an alarm is about.
#[derive(Debug, Clone)]
pub struct Alarmed {
    /// The case or the enquiry.
    pub id: Id<()>,
    /// When it was opened, or came.
    pub since: Timestamp,
    /// What people quote.
    pub reference: String,
    /// The child's name; empty for an enquiry.
    pub child: String,
    /// The level of support; none for an enquiry.
    pub level: Option<Level>,
    /// The coordinator's name; empty for nobody.
    pub coordinator: String,
    /// The coordinator.
    pub coordinator_id: Option<Id<Account>>,
}

/// What an alarm is about, the longest first: a page, or all.
///
/// # Errors
/// Those of the store.
pub fn alarmed(
    look: &Look<'_>,
    grant: &Grant<ViewTeam, InAgency>,
    alarm: Alarm,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Alarmed>> {
    let weights = weights(look, grant)?;
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let most: Value = wanted.map_or(i64::MAX, |n| n as i64 + 1).into();
    let mut params = vec![key, id, most];
    let sql = match alarm {
        Alarm::NoCoordinator => NO_COORDINATOR,
        Alarm::Ended => ENDED,
        Alarm::Away => {
            params.extend(away_days(look.today(), &weights));
            AWAY
        }
        Alarm::PlanOwner => PLAN_OWNER,
        Alarm::Unallocated => {
            params.push(waits_since(look.now(), &weights).into());
            UNALLOCATED
        }
    };
    let kind = if alarm == Alarm::Unallocated { "enquiry" } else { "case" };
    let rows = grant.list(look, kind, sql, &params)?;
    let read = |row: &Row| -> Result<Alarmed> {
        let (id, since, reference) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if alarm == Alarm::Unallocated {
            let (child, coordinator) = (String::new(), String::new());
            return Ok(Alarmed {
                id,
                since,
                reference,
                child,
                level: None,
                coordinator,
                coordinator_id: None,
            });
        }
        let who = row.get(4)?;
        Ok(Alarmed {
            id,
            since,
            reference,
            child: people::store::open_name(look, row.get(6)?, &row.get::<Vec<u8>>(7)?)?,
            level: Some(row.code(3, Level::stored)?),
            coordinator: accounts::joined_name(look, who, row, 5)?,
            coordinator_id: who,
        })
    };
    let items = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(items, wanted, |a| Cursor::at(a.since, a.id)))
}
