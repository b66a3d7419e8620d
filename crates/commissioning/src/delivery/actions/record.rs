//! The provider plans a session, records what became of it, or moves it to another day. When
//! the last one that was ordered is used up, the order is complete.

use ::store::figure::Figure;
use access::{Act, actions::RecordSession};
use casework::timeline::{self, EventKind, NewEvent};
use kernel::{Date, Error, Id, Result, kinds};

use crate::{
    delivery::{
        measures,
        model::{self, MissedTerms, Outcome, SessionState, clashing},
        store::{self, Record},
    },
    orders::{self, store as order_store},
    words,
};

/// What is said of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It is planned for this day, or moved to it.
    Planned(Date),
    /// What became of it.
    Recorded(Outcome),
}

/// What is said of a session that is known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What is said of it.
    pub what: What,
    /// Words beside it; what stood there before is replaced when there are any.
    pub note: Option<String>,
    /// The version that was seen, to notice that somebody changed it since.
    pub version: Option<i64>,
}

/// Adds a session on `day`: planned, or recorded at once with its outcome.
///
/// # Errors
/// `NotFound` for an order of others. `Invalid` on `day`. `Refused`: `session.same-day` when the order has a session
/// on that day already, and the rules of [`model::plan`] and [`model::record`].
pub fn add_session(
    act: &Act<'_>,
    order: Id<kinds::Order>,
    day: Date,
    outcome: Option<Outcome>,
    note: Option<&str>,
) -> Result<Record> {
    let grant = act.one::<RecordSession, kinds::Order>(order)?;
    let opened = order_store::load(act, &grant)?;
    let known = store::of_order(act, &grant)?;
    let (order, mut sessions) = (&opened.record.order, store::plain(&known));
    let mut session = model::plan(order, &sessions, Id::new(act.now()), day)?;
    if clashing(&sessions, &session) {
        return Err(same_day(day));
    }
    sessions.push(session.clone());
    if let Some(outcome) = outcome {
        session = model::record(order, &sessions, session.id, outcome, act.today(), MissedTerms::USUAL)?;
    }
    let number = known.iter().map(|s| s.number).max().unwrap_or(0).saturating_add(1);
    let note = note.map(str::to_owned);
    let recorded_at = outcome.map(|_| act.now());
    let record = Record { session, number, note, recorded_at, version: 1 };
    store::insert(act, &record)?;
    grant.note(act, &format!("session {number} added: {}", standing(&record)))?;
    if outcome.is_some() {
        tell(act, &opened.record, &record)?;
        complete(act, &opened.record, sessions, &record)?;
    }
    Ok(record)
}

/// Says what became of a planned session, or moves it.
///
/// # Errors
/// `NotFound` for a session of others; `Stale` when `version` is given and is not the present one; `Invalid` on
/// `day`; `Refused`: `session.same-day`, and the rules of [`model::move_to`] and [`model::record`]: of two people who
/// record the same session, the second is told that it is recorded already.
pub fn change_session(act: &Act<'_>, id: Id<kinds::Session>, change: &Change) -> Result<Record> {
    let grant = act.one::<RecordSession, kinds::Session>(id)?;
    let order = store::order_of(act, &grant)?;
    let opened = order_store::of_opened(act, &grant, order)?;
    let known = store::of_opened(act, &grant, order)?;
    let before = known.iter().find(|s| s.session.id == id).ok_or(Error::NotFound)?;
    let (order, sessions) = (&opened.record.order, store::plain(&known));
    let session = match change.what {
        What::Planned(day) => model::move_to(order, &sessions, id, day)?,
        What::Recorded(outcome) => {
            model::record(order, &sessions, id, outcome, act.today(), MissedTerms::USUAL)?
        }
    };
    if change.version.is_some_and(|seen| seen != before.version) {
        return Err(Error::Stale);
    }
    if clashing(&sessions, &session) {
        return Err(same_day(session.day));
    }
    let recorded = matches!(change.what, What::Recorded(_));
    let record = Record {
        session,
        note: change.note.clone().or_else(|| before.note.clone()),
        recorded_at: recorded.then_some(act.now()),
        ..before.clone()
    };
    store::change(act, &record)?;
    grant.note(act, &format!("session {}: {} -> {}", record.number, standing(before), standing(&record)))?;
    if recorded {
        tell(act, &opened.record, &record)?;
        complete(act, &opened.record, sessions, &record)?;
    }
    Ok(Record { version: record.version.saturating_add(1), ..record })
}

/// A session's day and state, for the audit log.
fn standing(record: &Record) -> String {
    format!("{} on {}", record.session.state.status().code(), record.session.day)
}

fn same_day(day: Date) -> Error {
    Error::refused(
        "session.same-day",
        format!(
            "This order has a session on {} already. Record that one, or choose another day.",
            words::day(day)
        ),
    )
}

/// The timeline and the figures of a session that was recorded.
fn tell(act: &Act<'_>, order: &order_store::Record, record: &Record) -> Result<()> {
    let (number, day) = (record.number, words::day(record.session.day));
    let what = words::therapy(&order.order.therapy)?;
    let (said, measure) = match record.session.state {
        SessionState::Planned => return Ok(()),
        SessionState::Held => (format!("Session {number} held on {day} ({what})."), measures::HELD),
        SessionState::Missed(missed) => {
            let (by, notice) = (missed.by.label(), missed.notice.label().to_lowercase());
            (format!("Session {number} missed on {day} ({what}). {by}: {notice}."), measures::MISSED)
        }
    };
    timeline::note(
        act,
        NewEvent {
            agency: order.agency,
            case: order.order.case,
            kind: EventKind::Session,
            words: &said,
            link: Some(&format!("/orders/{}", order.order.id)),
            family_sees: true,
        },
    )?;
    let day = record.session.day;
    Figure { agency: order.agency, measure, day, council: "", part: &order.order.therapy }.add(act.write(), 1)
}

fn complete(
    act: &Act<'_>,
    order: &order_store::Record,
    before: Vec<model::Session>,
    record: &Record,
) -> Result<()> {
    let after: Vec<model::Session> = before
        .into_iter()
        .map(|s| if s.id == record.session.id { record.session.clone() } else { s })
        .collect();
    orders::actions::when_all_given(act, order, &after).map(|_| ())
}
