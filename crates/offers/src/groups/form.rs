//! What is asked about groups and bookings, in forms and in the API alike.

use access::offers::Booking;
use kernel::{Id, Invalid};
use page::Fields;

use super::{
    actions::{Input, SessionInput, Wish},
    model::{HOLD, MOST_PLACES, Outcome, Sort},
};
use crate::{
    directory::model::is_time,
    words::{LINE, NOTE, TEXT},
};

/// The most people of one attendance.
const MOST: usize = 500;

fn group(f: &mut Fields) -> Option<Input> {
    let sort = f.choice::<Sort>("sort", "Choose what sort of group it is");
    let name = f.required("name", "Enter the name of the group", LINE);
    let about = f.required("about", "Say in a few sentences what it is, for families", TEXT);
    let service = f.id_opt("service", "Choose an entry of the directory from the list");
    let places =
        f.number("places", "Enter how many places your own families have, from 0 to 500", 0, MOST_PLACES);
    let hold = "Enter for how many hours a freed place is held: from 1 to 336";
    let hold_hours = f.number_opt("hold_hours", hold, *HOLD.start(), *HOLD.end()).unwrap_or(48);
    Some(Input { sort: sort?, name: name?, about: about?, service, places: places?, hold_hours })
}

fn session(f: &mut Fields) -> Option<SessionInput> {
    let day = f.date("day", "Enter the day of the session");
    let time = f.required("time", "Enter when it begins, such as 18:30", LINE);
    if time.as_deref().is_some_and(|time| !is_time(time)) {
        f.fail("time", "Enter a time as hours and minutes, such as 18:30");
    }
    let minutes = f.number("minutes", "Enter how many minutes it lasts, from 10 to 1440", 10, 1440);
    let place = f.required("place", "Enter where it is, or how one joins", NOTE);
    let online = f.ticked("online");
    let facilitator = f.optional("facilitator", LINE).unwrap_or_default();
    Some(SessionInput { day: day?, time: time?, minutes: minutes?, place: place?, online, facilitator })
}

pub(super) fn plan(f: &mut Fields) -> Result<(Input, SessionInput), Invalid> {
    let (group, session) = (group(f), session(f));
    f.finish(|| Some((group?, session?)))
}

pub(super) fn change(f: &mut Fields) -> Result<(i64, Input), Invalid> {
    let (version, group) = (f.version(), group(f));
    f.finish(|| Some((version?, group?)))
}

pub(super) fn add_session(f: &mut Fields) -> Result<SessionInput, Invalid> {
    let session = session(f);
    f.finish(|| session)
}

pub(super) fn share(f: &mut Fields) -> Result<(String, i64), Invalid> {
    let agency = f.required("agency", "Choose another agency from the list", LINE);
    let places = f.number("shared", "Enter how many places they have, from 0 to 500", 0, MOST_PLACES);
    f.finish(|| Some((agency?, places?)))
}

pub(super) fn wish(f: &mut Fields) -> Result<Wish, Invalid> {
    let who = f.required("who", "Enter who comes", LINE);
    let needs = f.optional("needs", NOTE).unwrap_or_default();
    let wait = f.ticked("wait");
    let case = f.optional("case", 40);
    f.finish(|| Some(Wish { who: who?, needs, wait, case }))
}

pub(super) fn answer(f: &mut Fields) -> Result<bool, Invalid> {
    let yes = f.yes_no("yes", "Choose whether you take the place");
    f.finish(|| yes)
}

pub(super) fn version(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

/// Who came: a field for each booking on the page, a list of objects in the API.
pub(super) fn attendance(f: &mut Fields) -> Result<Vec<(Id<Booking>, Outcome)>, Invalid> {
    let mut came = Vec::new();
    let marks: Vec<(String, String)> =
        f.sent().iter().filter(|(name, _)| name.starts_with("came-")).cloned().collect();
    for (name, value) in marks.into_iter().filter(|(_, value)| !value.is_empty()).take(MOST) {
        match (name["came-".len()..].parse().ok(), Outcome::from_code(&value)) {
            (Some(id), Some(outcome)) => came.push((id, outcome)),
            _ => f.fail(&name, "Choose whether they came"),
        }
    }
    f.finish(|| Some(came))
}

/// The same as the API sends it.
pub(super) fn attendance_listed(f: &mut Fields) -> Result<Vec<(Id<Booking>, Outcome)>, Invalid> {
    let came = f.list("attendance", "Send a list of bookings, each with booking and outcome", MOST, |line| {
        let booking = line.id("booking", "Send the id of a booking");
        let outcome = line.choice::<Outcome>("outcome", "Send came, missed or excused");
        Some((booking?, outcome?))
    });
    f.finish(|| came)
}
