//! Families that moved to another council's area, and their cases between two agencies: of each agency one is offered, one is disputed, and one is
//! settled; where the demo holds several agencies, one was taken over and has its own case there. They take chance from a stream of their own.

use std::collections::BTreeMap;

use access::organisations;
use casework::{
    cases::store::{self as cases, Case, CaseState},
    front_door::model::placing_ends,
    people::store::{self as people, Contact, NewPerson, PersonKind},
    promises::{About, NewPromise},
    timeline::{self, EventKind},
};
use kernel::{
    Calendar, Date, Id, LegalRoute, PromiseKind, Reference, Result, Timestamp, days_between,
    kinds::{self, Organisation},
    local_date,
};
use store::Value;
use teamwork::moves::{
    model::{Bundle, Due, Face, Member, State, stays},
    store::{self as moves, Handover, Move, NewHome, Placing},
};

use crate::{
    days,
    dice::{Dice, References},
    room::{Promised, Room, open},
    story::{CaseStory, Home},
    tables,
    world::World,
};

/// What a manager wrote for whoever takes over.
const SUMMARY: &str = "The family asks for help early and well. Mornings before school are the hard time; a quiet start and one person at the gate helped. The \
     second course of therapy ended in summer. What is promised and due stands below; the school has been told of the move.";
const DISPUTE: &str = "The family rents here until the end of the school year and means to go back. We do not think that it lives in our area yet.";
const SETTLED: &str = "Spoke with the other manager by telephone. The tenancy ends at Easter and the child stays at the present school, so the case stays.";

/// A case with its household.
struct Moved {
    case: Case,
    child: NewPerson,
    adults: Vec<NewPerson>,
    promises: Vec<NewPromise>,
}

/// The open cases of each agency, and the closed one that was taken over elsewhere.
#[derive(Default)]
pub struct Chosen {
    open: BTreeMap<usize, Vec<Moved>>,
    closed: BTreeMap<usize, Moved>,
}

impl Chosen {
    /// Looks whether the first case of a household is one of them: three years from its order are long over.
    pub fn consider(&mut self, world: &World, agency: usize, home: &Home) {
        let Some(story) = home.cases.first() else { return };
        let (case, today) = (&story.case, days::date(world.today));
        let by_order = matches!(case.route, LegalRoute::Adoption | LegalRoute::SpecialGuardianship);
        let over = case.order_date.is_some_and(|day| days_between(placing_ends(day), today) > 500);
        if !by_order || !over || case.coordinator.is_none() || home.cases.len() != 1 {
            return;
        }
        match (case.state, case.closed) {
            (CaseState::Open, _) if world.today - days::of(case.opened) > 120 => {
                let of_agency = self.open.entry(agency).or_default();
                if of_agency.len() < 3
                    && let Some(moved) = moved(story, home)
                {
                    of_agency.push(moved);
                }
            }
            (CaseState::Closed, Some(closed)) => {
                let ago = world.today - days::of(closed);
                if (20..=400).contains(&ago)
                    && world.agencies.len() > 1
                    && days::of(closed) - days::of(case.opened) > 90
                    && !self.closed.contains_key(&agency)
                    && let Some(moved) = moved(story, home)
                {
                    self.closed.insert(agency, moved);
                }
            }
            _ => {}
        }
    }

    /// Writes them. Gives how many cases were opened elsewhere, and the hashes by which their people are found.
    ///
    /// # Errors
    /// As [`crate::rows::Out::row`].
    pub fn write(self, room: &mut Room<'_>) -> Result<(u64, Vec<[Value; 2]>)> {
        for (agency, all) in &self.open {
            let mut dice = Dice::new(room.world.seed, "moves", *agency as u64);
            for (of, state) in all.iter().zip([State::Offered, State::Disputed, State::Stays]) {
                let there = other(room.world, *agency)?;
                between(room, &mut dice, *agency, of, state, &there)?;
            }
        }
        let (mut arrived, mut keys) = (0, Vec::new());
        let mut references = References::new("CA", room.world.seed ^ 0x5e7);
        for (agency, of) in &self.closed {
            let mut dice = Dice::new(room.world.seed, "moved-on", *agency as u64);
            keys.extend(taken_over(room, &mut dice, *agency, of, references.next())?);
            arrived += 1;
        }
        Ok((arrived, keys))
    }
}

fn moved(story: &CaseStory, home: &Home) -> Option<Moved> {
    let person = |id| home.people.iter().map(|(_, p)| p).find(|p| p.id == id).cloned();
    Some(Moved {
        case: story.case.clone(),
        child: person(story.case.child)?,
        adults: home.people.iter().map(|(_, p)| p).filter(|p| p.kind == PersonKind::Adult).cloned().collect(),
        promises: story.promises.clone(),
    })
}

/// Where a family moves to.
struct There {
    agency: Id<Organisation>,
    council: String,
}

/// The next agency of the demo, or, where it holds one alone, the first other that ships with Hearth.
fn other(world: &World, agency: usize) -> Result<There> {
    let here = &world.agencies[agency];
    if world.agencies.len() > 1 {
        let next = &world.agencies[(agency + 1) % world.agencies.len()];
        let council = next.councils.first().map(|(council, _)| council.code.clone()).unwrap_or_default();
        return Ok(There { agency: next.id, council });
    }
    let found = organisations::shipped_memberships()?
        .into_iter()
        .find(|m| m.sureness == "sourced" && m.to.is_none() && m.agency.is_some_and(|id| id != here.id));
    match found.and_then(|m| m.agency.map(|agency| There { agency, council: m.council })) {
        Some(there) => Ok(there),
        None => Err(kernel::Error::Internal("the demo knows of no other agency".into())),
    }
}

/// A move with the family's yes, and who placed the child.
fn writes_move(
    room: &mut Room<'_>,
    dice: &mut Dice,
    of: &Moved,
    on: Date,
    at: Timestamp,
    there: &There,
) -> Result<NewHome> {
    let case = &of.case;
    let home = NewHome { address: "4 Harbour Row".into(), postcode: "ZZ9 4HR".into() };
    let placing = Placing { council: Some(case.council.clone()), paid_before: false, version: 1 };
    let row = moves::placing_values(case.id, case.agency, &placing, at, case.coordinator);
    room.out.row(tables::CASE_PLACING, row, &[])?;
    let new = Move {
        id: dice.id(at),
        case: case.id,
        council: there.council.clone(),
        on,
        home: home.clone(),
        recorded: at,
        by: case.coordinator,
        version: 1,
    };
    let text = serde_json::to_string(&home).map_err(|e| kernel::Error::internal("a move of the demo", e))?;
    room.out.row(
        tables::FAMILY_MOVE,
        moves::move_values(room.keys, case.agency, case.family, &new)?,
        &[&text],
    )?;
    let yes = crate::sharing::handed_over(case, there.agency, at)?;
    let texts = [yes.to.name.as_str(), &yes.given_name, &yes.note, &yes.withdrawn_why];
    room.out.row(tables::CONSENT, access::consent::store::values(room.keys, &yes)?, &texts)?;
    Ok(home)
}

fn member(p: &NewPerson, home: &NewHome) -> Member {
    Member {
        first: p.first.clone(),
        last: p.last.clone(),
        born: p.born,
        address: home.address.clone(),
        postcode: home.postcode.clone(),
        phone: p.contact.phone.clone(),
        email: p.contact.email.clone(),
    }
}

/// A hand-over that was offered, with nothing answered yet.
fn offered(
    room: &Room<'_>,
    dice: &mut Dice,
    agency: usize,
    of: &Moved,
    home: &NewHome,
    (passes, at): (Date, Timestamp),
    there: &There,
) -> Handover {
    let is_due = |p: &&NewPromise| {
        p.made <= at && p.kept.is_none_or(|t| t > at) && p.withdrawn.is_none_or(|t| t > at) && !stays(p.kind)
    };
    let due = |p: &NewPromise| Due { kind: p.kind.code().to_owned(), due: p.due };
    let term = Calendar::england().end_of(Calendar::england().add_working_days(local_date(at), 10));
    Handover {
        id: dice.id(at),
        from: of.case.agency,
        from_name: String::new(),
        to: there.agency,
        to_name: String::new(),
        council: there.council.clone(),
        passes,
        state: State::Offered,
        summary: SUMMARY.into(),
        bundle: Some(Bundle {
            child: member(&of.child, home),
            adults: of.adults.iter().map(|p| member(p, home)).collect(),
            route: of.case.route.code().to_owned(),
            ordered: of.case.order_date,
            level: of.case.level.code().to_owned(),
            promises: of.promises.iter().filter(is_due).map(due).collect(),
        }),
        offered: at,
        offered_by: room.world.agencies[agency].staff.manager,
        answer_due: term.max(Calendar::england().end_of(passes)),
        answered: None,
        answered_by: None,
        coordinator: None,
        new_case: None,
        dispute: String::new(),
        settle_due: None,
        proposed: None,
        proposed_words: String::new(),
        ended: None,
        version: 1,
        case: Some(of.case.id),
    }
}

fn put(room: &mut Room<'_>, h: &Handover, of: &Moved) -> Result<()> {
    let bundle = h.bundle.as_ref().map(serde_json::to_string).transpose();
    let bundle =
        bundle.map_err(|e| kernel::Error::internal("a hand-over of the demo", e))?.unwrap_or_default();
    let texts = [h.summary.as_str(), &bundle, &h.dispute, &h.proposed_words];
    let row = moves::values(room.keys, h, of.case.family, of.case.id)?;
    room.out.row(tables::CASE_HANDOVER, row, &texts)
}

fn tell(room: &mut Room<'_>, dice: &mut Dice, case: &Case, at: Timestamp, words: &str) -> Result<()> {
    let (agency, id) = (case.agency, dice.id(at));
    let event = timeline::NewEvent {
        agency,
        case: case.id,
        kind: EventKind::Case,
        words,
        link: None,
        family_sees: true,
    };
    let row = timeline::values(room.keys, id, at, case.coordinator, "social-worker", &event)?;
    room.out.row(tables::EVENT, row, &[words])
}

/// A case that is offered, disputed or settled: it goes on here.
fn between(
    room: &mut Room<'_>,
    dice: &mut Dice,
    agency: usize,
    of: &Moved,
    state: State,
    there: &There,
) -> Result<()> {
    let ago = if state == State::Offered { 6 } else { 24 };
    let (at, answered, settled) = (room.ago(ago, 650), room.ago(17, 700), room.ago(7, 720));
    let on = days::date(days::of(at) - 12);
    let home = writes_move(room, dice, of, on, at, there)?;
    let mut h = offered(room, dice, agency, of, &home, (on, at), there);
    let about = About { agency: there.agency, case: None, enquiry: None, thing: h.id.cast() };
    let answer = Promised { due: Some(h.answer_due), ..open(PromiseKind::HandoverAnswered, at) };
    tell(
        room,
        dice,
        &of.case,
        at,
        "Your case was offered to the agency where you live now. Until it takes over, nothing changes for you.",
    )?;
    if state == State::Offered {
        room.promise_about(dice, about, answer)?;
        return put(room, &h, of);
    }
    let kept = Some(answered);
    room.promise_about(dice, about, Promised { kept, ..answer })?;
    let calendar = Calendar::england();
    let due = calendar.end_of(calendar.add_working_days(local_date(answered), 20));
    (h.state, h.answered, h.dispute, h.settle_due) = (State::Disputed, kept, DISPUTE.into(), Some(due));
    let about = About {
        agency: of.case.agency,
        case: Some(of.case.id),
        enquiry: of.case.enquiry,
        thing: h.id.cast(),
    };
    let mut end = Promised { due: Some(due), ..open(PromiseKind::DisputeSettled, answered) };
    let words = "The agency where you live now does not think that it is responsible yet. The two agencies settle that; nothing changes for you.";
    tell(room, dice, &of.case, answered, words)?;
    if state == State::Stays {
        end.kept = Some(settled);
        (h.state, h.ended) = (State::Stays, Some(settled));
        (h.proposed, h.proposed_words) = (Some((Face::To, true)), SETTLED.into());
        tell(room, dice, &of.case, settled, "The two agencies agreed: we go on with your support.")?;
    }
    room.promise_about(dice, about, end)?;
    put(room, &h, of)
}

/// A case that was taken over: it is closed here, and goes on there.
fn taken_over(
    room: &mut Room<'_>,
    dice: &mut Dice,
    agency: usize,
    of: &Moved,
    reference: Reference,
) -> Result<Vec<[Value; 2]>> {
    let there = other(room.world, agency)?;
    let closed = of.case.closed.unwrap_or(of.case.opened);
    let before = |days: i32, minutes| {
        days::at(room.world.workdays.on_or_after(days::of(closed) - days), minutes).min(closed)
    };
    let (at, accepted) = (before(24, 640), before(12, 660));
    let on = days::date(days::of(at) - 10);
    let home = writes_move(room, dice, of, on, at, &there)?;
    let mut h = offered(room, dice, agency, of, &home, (on, at), &there);
    let next = (agency + 1) % room.world.agencies.len();
    let staff = room.world.agencies[next].staff.clone();
    let coordinator = staff.social.first().map(|(id, _)| *id);
    let (case, keys) = opens(room, dice, of, &home, &there, (coordinator, accepted, reference))?;
    (h.state, h.answered, h.ended) = (State::Accepted, Some(accepted), Some(accepted));
    (h.answered_by, h.coordinator) = (staff.duty.first().copied(), coordinator);
    h.new_case = Some(case.id);
    let about = About { agency: there.agency, case: None, enquiry: None, thing: h.id.cast() };
    let kept = Some(accepted);
    let answer = Promised { due: Some(h.answer_due), kept, ..open(PromiseKind::HandoverAnswered, at) };
    room.promise_about(dice, about, answer)?;
    tell(room, dice, &of.case, accepted, "The agency where you live now has taken over your support.")?;
    tell(
        room,
        dice,
        &case,
        accepted,
        "Your support was handed over to us. We call you this week; you do not have to tell your story again.",
    )?;
    put(room, &h, of)?;
    Ok(keys)
}

/// The household and the case there.
fn opens(
    room: &mut Room<'_>,
    dice: &mut Dice,
    of: &Moved,
    home: &NewHome,
    there: &There,
    (coordinator, at, reference): (Option<Id<kinds::Account>>, Timestamp, Reference),
) -> Result<(Case, Vec<[Value; 2]>)> {
    let family: Id<kinds::Family> = dice.id(at);
    room.out.row(tables::FAMILY, people::family_values(family, there.agency, &there.council, at), &[])?;
    let mut keys = Vec::new();
    let mut child = of.child.clone();
    for (old, is_child) in of.adults.iter().map(|p| (p, false)).chain([(&of.child, true)]) {
        let new = NewPerson {
            id: dice.id(at),
            agency: there.agency,
            family: Some(family),
            contact: Contact {
                address: home.address.clone(),
                postcode: home.postcode.clone(),
                ..old.contact.clone()
            },
            sex: None,
            ethnicity: None,
            council: there.council.clone(),
            made: at,
            ..old.clone()
        };
        let identity: Id<kinds::Identity> = dice.id(at);
        room.out.row(tables::PERSON, people::person_values(&new), &[])?;
        let born = new.born.map(|d| d.to_string()).unwrap_or_default();
        let c = &new.contact;
        let texts = [&*new.first, &new.last, &born, &c.address, &c.postcode, &c.phone, &c.email];
        room.out.row(tables::IDENTITY, people::identity_values(room.keys, identity, &new)?, &texts)?;
        keys.extend(people::key_values(room.keys, identity, &new));
        if is_child {
            child = new;
        }
    }
    let case = Case {
        id: dice.id(at),
        reference,
        agency: there.agency,
        family,
        child: child.id,
        enquiry: None,
        council: there.council.clone(),
        state: CaseState::Open,
        coordinator,
        opened: at,
        closed: None,
        version: 1,
        ..of.case.clone()
    };
    let ordered = case.order_date.map(|d| d.to_string()).unwrap_or_default();
    room.out.row(tables::CASE, cases::values(room.keys, &case)?, &[&ordered])?;
    room.arrived(&case, &child);
    Ok((case, keys))
}
