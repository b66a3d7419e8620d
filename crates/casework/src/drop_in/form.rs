//! What is asked about drop-ins and bookings, in forms and in the API alike.

use access::front_door::DropIn;
use kernel::{Channel, Date, Id, Invalid};
use page::Fields;

use super::{
    actions::{Attendance, Input},
    model::{Audience, Booked, LONGEST, MINUTES, PLACES, SLOTS, WEEKS, Way},
};
use crate::{
    front_door::model::{Asker, Enquiry, SafeTo, check},
    words::{LINE, NOTE, mend},
};

pub(super) fn publish(f: &mut Fields) -> Result<Input, Invalid> {
    let way = f.choice::<Way>("way", "Choose how people meet you");
    let place = f.required("place", "Say where it is, or how one joins", NOTE);
    let audience = f.choice::<Audience>("audience", "Choose who it is for");
    let about = f.optional("about", NOTE).unwrap_or_default();
    let day = f.date("day", "Enter the day");
    let time = f.required("time", "Enter when it begins, such as 10:00", LINE);
    let starts = day.zip(time.as_deref()).and_then(|(day, time)| kernel::instant(day, time));
    if day.is_some() && time.is_some() && starts.is_none() {
        f.fail("time", "Enter a time as hours and minutes, such as 10:00");
    }
    let minutes = f.number(
        "minutes",
        "Enter how many minutes each time lasts, from 10 to 180",
        *MINUTES.start(),
        *MINUTES.end(),
    );
    let slots =
        f.number("slots", "Enter how many times there are, from 1 to 24", *SLOTS.start(), *SLOTS.end());
    if minutes.zip(slots).is_some_and(|(minutes, slots)| minutes * slots > LONGEST) {
        f.fail("slots", "Together the times last longer than 12 hours. Make fewer or shorter ones");
    }
    let places = f.number_opt(
        "places",
        "Enter how many can book the same time, from 1 to 20",
        *PLACES.start(),
        *PLACES.end(),
    );
    let weeks = f.number_opt("weeks", "Enter for how many weeks, from 1 to 26", *WEEKS.start(), *WEEKS.end());
    let holidays = f.ticked("holidays");
    f.finish(|| {
        Some(Input {
            way: way?,
            place: place?,
            audience: audience?,
            about,
            day: day?,
            time: time?,
            minutes: minutes?,
            slots: slots?,
            places: places.unwrap_or(1),
            weeks: weeks.unwrap_or(1),
            holidays,
        })
    })
}

/// A time of a session, as it is chosen.
pub(super) type Chosen = (Id<DropIn>, i64);

/// Reads `SESSION:NUMBER`.
pub(super) fn chosen(text: &str) -> Option<Chosen> {
    let (id, slot) = text.split_once(':')?;
    Some((id.parse().ok()?, slot.parse().ok()?))
}

fn time(f: &mut Fields) -> Option<Chosen> {
    let text = f.required("time", "Choose a time", LINE)?;
    let found = chosen(&text);
    if found.is_none() {
        f.fail("time", "Choose a time from the list");
    }
    found
}

/// Who comes and what about: the same answers that an enquiry needs, so that one can be made of it.
fn told(f: &mut Fields, channel: Channel, today: Date) -> Enquiry {
    let line = |f: &mut Fields, name: &str| f.optional(name, LINE).unwrap_or_default();
    let enquiry = Enquiry {
        asker: f.choice_opt::<Asker>("asker", "Choose who is asking"),
        first_name: line(f, "first-name"),
        last_name: line(f, "last-name"),
        works_for: line(f, "works-for"),
        phone: line(f, "phone"),
        email: f.optional("email", 254).unwrap_or_default(),
        safe: f.ticked("write").then_some(SafeTo::Open),
        council: line(f, "council"),
        story: f.optional("story", NOTE).unwrap_or_default(),
        ..Enquiry::new(channel)
    };
    for error in check(&enquiry, today) {
        let again = match error.field.as_str() {
            "story" => mend("story", "Say in a sentence or two what it is about"),
            _ => error,
        };
        f.fail(&again.field, again.message);
    }
    enquiry
}

pub(super) fn book(f: &mut Fields, channel: Channel, today: Date) -> Result<(Chosen, Enquiry), Invalid> {
    let (time, told) = (time(f), told(f, channel, today));
    f.finish(|| Some((time?, told)))
}

/// The same by a worker, who may name the family's case.
pub(super) fn book_for(f: &mut Fields, today: Date) -> Result<(Chosen, Enquiry, Option<String>), Invalid> {
    let (time, told) = (time(f), told(f, Channel::Phone, today));
    let case = f.optional("case", 40);
    f.finish(|| Some((time?, told, case)))
}

pub(super) fn version(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

pub(super) fn move_to(f: &mut Fields) -> Result<(i64, Chosen), Invalid> {
    let (version, time) = (f.version(), time(f));
    f.finish(|| Some((version?, time?)))
}

pub(super) fn attendance(f: &mut Fields) -> Result<Attendance, Invalid> {
    let version = f.version();
    let outcome = f.choice::<Booked>("outcome", "Choose whether they came");
    if outcome.is_some_and(|o| !matches!(o, Booked::Came | Booked::Missed)) {
        f.fail("outcome", "Choose whether they came");
    }
    let note = f.optional("note", NOTE).unwrap_or_default();
    f.finish(|| Some(Attendance { version: version?, outcome: outcome?, note }))
}
