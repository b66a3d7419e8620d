//! A team publishes a drop-in, or a weekly series of them.

use access::{Act, actions::PublishDropIns};
use kernel::{Calendar, Date, Error, Id, Result};

use crate::drop_in::{
    model::{Audience, DropIn, State, Way, days},
    store,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// How one meets.
    pub way: Way,
    /// Where, or how one joins.
    pub place: String,
    /// Who it is for.
    pub audience: Audience,
    /// What to know about it.
    pub about: String,
    /// The first day.
    pub day: Date,
    /// When it begins in England, as HH:MM.
    pub time: String,
    /// Minutes of each time.
    pub minutes: i64,
    /// How many times.
    pub slots: i64,
    /// How many can book the same time.
    pub places: i64,
    /// For how many weeks.
    pub weeks: i64,
    /// Whether also at weekends and on bank holidays.
    pub holidays: bool,
}

/// What was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The sessions.
    pub sessions: Vec<DropIn>,
    /// Days left out because nobody is expected to work on them.
    pub left_out: Vec<Date>,
}

/// Publishes a session each week, from the first day on.
///
/// # Errors
/// `Invalid` on `day` and `time` for what is past or no time, and on `day` where every day is a weekend or a bank holiday.
pub fn publish(act: &Act<'_>, input: &Input) -> Result<Published> {
    let grant = act.agency::<PublishDropIns>()?;
    let (on, left_out) = days(input.day, input.weeks, input.holidays, Calendar::england());
    if on.is_empty() {
        return Err(Error::field(
            "day",
            "That is a weekend or a bank holiday. Choose another day, or tick that it takes place all the same",
        ));
    }
    let mut sessions = Vec::with_capacity(on.len());
    for day in on {
        let starts = kernel::instant(day, &input.time)
            .ok_or_else(|| Error::field("time", "Enter a time as hours and minutes, such as 10:00"))?;
        if starts <= act.now() {
            return Err(Error::field("day", "This time is past. Choose one that is to come"));
        }
        let session = DropIn {
            id: Id::new(act.now()),
            agency: grant.agency(),
            way: input.way,
            place: input.place.clone(),
            audience: input.audience,
            about: input.about.clone(),
            starts,
            minutes: input.minutes,
            slots: input.slots,
            places: input.places,
            state: State::Open,
            version: 1,
        };
        store::add(act, &grant, &session)?;
        let said = access::audit::changed(&[
            ("state", "", session.state.code()),
            ("starts", "", &starts.to_string()),
        ]);
        grant.noted(act, "drop-in", session.id.cast(), None, &said)?;
        sessions.push(session);
    }
    Ok(Published { sessions, left_out })
}
