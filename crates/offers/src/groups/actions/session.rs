//! When a group meets.

use access::{
    Act,
    actions::ManageGroups,
    offers::{Group as Kind, GroupSession},
};
use kernel::{Date, Error, Id, Result, days_between};

use super::hosted;
use crate::groups::{
    model::{MOST_SESSIONS, Session, SessionState},
    store,
};

/// How many days ahead a session may be planned.
const AHEAD: i32 = 730;

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionInput {
    /// The day.
    pub day: Date,
    /// When it begins: local time as HH:MM.
    pub time: String,
    /// How long it lasts, in minutes.
    pub minutes: i64,
    /// Where, or how one joins.
    pub place: String,
    /// Whether it is online.
    pub online: bool,
    /// Who leads it; may be empty.
    pub facilitator: String,
}

impl SessionInput {
    /// The session.
    ///
    /// # Errors
    /// `Invalid` on `day` or `time`.
    pub(super) fn checked(&self, act: &Act<'_>) -> Result<Session> {
        if self.day < act.today() || days_between(act.today(), self.day) > AHEAD {
            return Err(Error::field("day", "Choose a day from today to two years ahead"));
        }
        let starts = kernel::instant(self.day, &self.time)
            .ok_or_else(|| Error::field("time", "Enter a time as hours and minutes, such as 18:30"))?;
        Ok(Session {
            id: Id::new(act.now()),
            starts,
            minutes: self.minutes,
            place: self.place.clone(),
            online: self.online,
            facilitator: self.facilitator.clone(),
            state: SessionState::Planned,
        })
    }
}

/// Adds a session to a group.
///
/// # Errors
/// `NotFound` for a group of others; `Refused` (`group.host`); `Invalid` on the session's fields.
pub fn add_session(act: &Act<'_>, id: Id<Kind>, input: &SessionInput) -> Result<Session> {
    let grant = act.agency::<ManageGroups>()?;
    let group = hosted(act, &grant, id)?;
    if store::sessions(act, &group)?.len() >= MOST_SESSIONS {
        return Err(Error::field(
            "day",
            format!("A group has {MOST_SESSIONS} sessions at most. Plan another group"),
        ));
    }
    let session = input.checked(act)?;
    store::add_session(act, id, &session)?;
    grant.noted(act, "group", id.cast(), None, &format!("a session on {}", input.day))?;
    Ok(session)
}

/// Says that a session does not take place. Bookings of the group stand.
///
/// # Errors
/// `NotFound` for a group or session of others; `Refused` (`group.host`); `Stale` when it was said already.
pub fn call_off_session(act: &Act<'_>, id: Id<Kind>, session: Id<GroupSession>) -> Result<()> {
    let grant = act.agency::<ManageGroups>()?;
    let group = hosted(act, &grant, id)?;
    let found = store::session_of(act, &group, session)?;
    store::cancel_session(act, session)?;
    let day = kernel::local_date(found.starts);
    grant.noted(act, "group", id.cast(), None, &format!("the session on {day} does not take place"))
}
