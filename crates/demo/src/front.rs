//! The front door beside its queue: who is on duty, drop-ins with who booked and who came, and the cards that say who answers
//! out of hours. Made up, and the same on every load.

use casework::{
    drop_in::{
        model::{Audience, Booked, Booking, DropIn, State, Way},
        store as drop_ins,
    },
    front_door::model::{Asker, Enquiry, SafeTo},
    out_of_hours::{
        model::{AGENCY, Card, Text},
        store as cards,
    },
    rota::{
        model::{Duty, Half},
        store as rota,
    },
};
use kernel::{Channel, Id, Result, kinds::Account};

use crate::{days, dice::Dice, people, room::Room, tables, words, world::Agency};

/// How many days of the rota lie behind and ahead.
const BEHIND: i32 = 14;
const AHEAD: i32 = 27;
/// Days on which a drop-in is held, counted from today; the last of them is still empty.
const SESSIONS: &[i32] = &[-14, -7, 0, 4, 7, 11, 14, 21];
/// Minutes of a time, and times of a session.
const MINUTES: i64 = 45;
const SLOTS: i64 = 4;

/// Writes them for every agency.
///
/// # Errors
/// As [`crate::rows::Out::row`].
pub fn write(room: &mut Room<'_>) -> Result<()> {
    let world = room.world;
    for (place, agency) in world.agencies.iter().enumerate() {
        let mut dice = Dice::new(world.seed, "front", place as u64);
        duties(room, &mut dice, agency)?;
        for ahead in SESSIONS {
            session(room, &mut dice, agency, *ahead)?;
        }
        card(room, &mut dice, agency, AGENCY)?;
        if let Some((council, _)) = agency.councils.first() {
            card(room, &mut dice, agency, &council.code)?;
        }
    }
    Ok(())
}

/// Two of the duty team take turns; one afternoon ahead has nobody yet, as happens.
fn duties(room: &mut Room<'_>, dice: &mut Dice, agency: &Agency) -> Result<()> {
    let (world, team) = (room.world, &agency.staff.duty);
    let made = room.ago(30, 600);
    let gap = world.workdays.on_or_after(world.today + 9);
    for day in world.today - BEHIND..=world.today + AHEAD {
        if world.workdays.on_or_after(day) != day {
            continue;
        }
        for (n, half) in Half::ALL.iter().enumerate() {
            let turn = usize::try_from(day).unwrap_or_default() + n;
            let Some(account) = team.get(turn % team.len().max(1)) else { return Ok(()) };
            if day == gap && *half == Half::Afternoon {
                continue;
            }
            let duty = Duty {
                id: dice.id(made),
                on: days::date(day),
                half: *half,
                account: *account,
                ended: None,
                version: 1,
            };
            let row = rota::values(agency.id, &duty, made, agency.staff.manager);
            room.out.row(tables::DUTY, row, &[])?;
        }
    }
    Ok(())
}

fn session(room: &mut Room<'_>, dice: &mut Dice, agency: &Agency, ahead: i32) -> Result<()> {
    let world = room.world;
    let day = world.workdays.on_or_after(world.today + ahead);
    let (made, by) = (room.ago(28, 640), agency.staff.duty.first().copied());
    let (way, place, audience) = match ahead.rem_euclid(3) {
        0 => (Way::Place, "The agency’s office, first floor. There is a quiet room.", Audience::Everyone),
        1 => (Way::Phone, "We ring you at the time you choose.", Audience::Families),
        _ => (Way::Video, "We send you a link on the day.", Audience::Adults),
    };
    let d = DropIn {
        id: dice.id(made),
        agency: agency.id,
        way,
        place: place.to_owned(),
        audience,
        about: String::new(),
        starts: days::at(day, 14 * 60),
        minutes: MINUTES,
        slots: SLOTS,
        places: 1,
        state: State::Open,
        version: 1,
    };
    // Further ahead fewer are booked.
    let booked = match ahead {
        ..0 => SLOTS - 1,
        0..=4 => 2,
        5..=11 => 1,
        _ => 0,
    };
    room.out.row(tables::DROP_IN, drop_ins::values(&d, made, by), &[])?;
    for slot in drop_ins::slot_values(&d, |n| i64::from(n < booked)) {
        room.out.row(tables::DROP_IN_SLOT, slot.to_vec(), &[])?;
    }
    for slot in 0..booked {
        booking(room, dice, agency, &d, slot)?;
    }
    Ok(())
}

fn booking(room: &mut Room<'_>, dice: &mut Dice, agency: &Agency, d: &DropIn, slot: i64) -> Result<()> {
    let Some(starts) = d.slot_starts(slot) else { return Ok(()) };
    let made = room.ago(i32::try_from(16 + slot).unwrap_or(16), 700);
    let first = people::adult_name(dice).to_owned();
    let last = people::last_name(dice).to_owned();
    let asker = match d.audience {
        Audience::Adults => Asker::AdoptedAdult,
        _ => dice.weighted(&[
            (Asker::AdoptiveParent, 70),
            (Asker::SpecialGuardian, 20),
            (Asker::KinshipCarer, 10),
        ]),
    };
    let council = agency.councils.first().map(|(c, _)| c.code.clone()).unwrap_or_default();
    let told = Enquiry {
        asker: Some(asker),
        email: people::email(&first, &last, 900),
        first_name: first,
        last_name: last,
        phone: people::phone(dice),
        safe: Some(SafeTo::Open),
        council,
        story: dice
            .one(if asker == Asker::AdoptedAdult { words::OTHER_STORIES } else { words::STORIES })
            .to_owned(),
        ..Enquiry::new(Channel::Web)
    };
    let past = starts <= room.world.now;
    let state = match (past, slot) {
        (false, _) => Booked::Booked,
        (true, 1) => Booked::Missed,
        (true, _) => Booked::Came,
    };
    let note = if state == Booked::Came { dice.one(words::WHY_ADVISE) } else { "" };
    let account: Option<Id<Account>> = None;
    let booking = Booking {
        id: dice.id(made),
        agency: agency.id,
        drop_in: d.id,
        slot,
        starts,
        family: None,
        account,
        told,
        note: note.to_owned(),
        state,
        enquiry: None,
        made,
        version: 1,
    };
    let row = drop_ins::bookings::values(room.keys, &booking)?;
    let sealed = [booking.told.first_name.as_str(), booking.told.story.as_str(), booking.note.as_str()];
    room.out.row(tables::DROP_IN_BOOKING, row, &sealed)
}

fn card(room: &mut Room<'_>, dice: &mut Dice, agency: &Agency, place: &str) -> Result<()> {
    let at = room.ago(120, 690);
    let line = people::phone(dice);
    let card = Card {
        id: dice.id(at),
        place: place.to_owned(),
        text: Text {
            number: 1,
            answers: match place {
                AGENCY => format!(
                    "The emergency duty team of your council: call the council and ask for it.\nOur own line answers again on working days from nine, on {line}."
                ),
                _ => format!(
                    "Emergency duty team of the council, {line}: from five in the afternoon until half past eight in the morning, and at weekends."
                ),
            },
            crisis: String::new(),
            helplines: String::new(),
            from: kernel::local_date(at),
        },
        at,
        by: agency.staff.manager,
    };
    room.out.row(tables::OUT_OF_HOURS_CARD, cards::values(agency.id, &card), &[])
}
