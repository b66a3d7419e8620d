//! Young people who sign in as themselves: one in each agency, with what they wrote, messages, a rating they keep to themselves, and
//! a review that they asked for. Where a parent signs in too, they have a thread of their own.

use std::collections::BTreeMap;

use access::{
    Role,
    accounts::{Account, NewAccount},
    members::{self, Place, Sight},
};
use casework::{
    cases::store::{Case, CaseState},
    messages::{
        model::{Message, Thread},
        store as messages,
    },
    people::store::NewPerson,
    promises::About,
    reviews::{
        model::{AskedAs, Held, Review, ReviewState},
        store as reviews,
    },
    young_people::{
        model::Readers,
        store::{self as words, NewWords},
    },
};
use kernel::{Calendar, Id, PromiseKind, Result, Timestamp, age_on, kinds};

use crate::{
    days,
    dice::Dice,
    room::{Promised, Room, open},
    story::{CaseStory, Home},
    tables,
    world::World,
};

/// A young person, of an age to sign in.
struct Chosen {
    case: Case,
    plan: Option<i64>,
    review: Option<kernel::Date>,
    first: String,
    parent: Option<Id<kinds::Account>>,
    code: String,
}

/// The first of each agency.
#[derive(Default)]
pub struct YoungPeople(BTreeMap<usize, Chosen>);

impl YoungPeople {
    /// Looks whether a household has a young person to be shown, where its agency has none yet.
    pub fn consider(
        &mut self,
        world: &World,
        agency: usize,
        home: &Home,
        parent: Option<Id<kinds::Account>>,
    ) {
        if self.0.contains_key(&agency) {
            return;
        }
        let today = days::date(world.today);
        let of_age = |case: &CaseStory| -> Option<&NewPerson> {
            let child = home.people.iter().map(|(_, p)| p).find(|p| p.id == case.case.child)?;
            let age = age_on(child.born?, today)?;
            (13..=17).contains(&age).then_some(child)
        };
        for case in &home.cases {
            let newest = case.plans.iter().filter(|p| p.current_from.is_some()).max_by_key(|p| p.number);
            let (plan, review) = (newest.map(|p| p.number), newest.and_then(|p| p.content.review_on));
            let old = days::of(case.case.opened) < world.today - 70;
            let held = case.case.state == CaseState::Open && case.case.coordinator.is_some() && old;
            if let (true, Some(child)) = (held, of_age(case)) {
                let chosen = Chosen {
                    case: case.case.clone(),
                    plan,
                    review,
                    first: child.first.clone(),
                    parent,
                    code: world.agencies[agency].code.clone(),
                };
                self.0.insert(agency, chosen);
                return;
            }
        }
    }

    /// Writes them.
    ///
    /// # Errors
    /// As [`crate::rows::Out::row`].
    pub fn write(self, room: &mut Room<'_>) -> Result<()> {
        for (agency, chosen) in self.0 {
            let mut dice = Dice::new(room.world.seed, "young", u64::try_from(agency).unwrap_or_default());
            one(room, &mut dice, &chosen)?;
        }
        Ok(())
    }
}

fn one(room: &mut Room<'_>, dice: &mut Dice, of: &Chosen) -> Result<()> {
    let joined = room.ago(40, 980);
    let me: Id<kinds::Account> = dice.id(joined);
    let account = Account {
        id: me,
        name: of.first.clone(),
        role: Role::YoungPerson,
        agency: None,
        family: Some(of.case.family),
        provider: None,
    };
    let email = format!("young-person.{}@example.org", of.code);
    let new = NewAccount { account, email, password: None, demo: true };
    crate::load::account(room.out, room.keys, &new, room.world)?;
    let place = Place { person: Some(of.case.child), sight: Sight::Whole };
    let values = members::values(room.keys, me, place, "", of.case.coordinator, joined)?;
    room.out.row(tables::FAMILY_PLACE, values, &[""])?;

    for (ago, readers, text) in [
        (12, Readers::Family, "I want to go to the climbing club again on Thursdays."),
        (
            2,
            Readers::Team,
            "I do not want to talk about my birth mum in the car any more. I get upset and then it is school.",
        ),
    ] {
        let at = room.ago(ago, 1_010);
        let new = NewWords { id: dice.id(at), case: &of.case, account: me, readers, words: text, at };
        let values = words::values(room.keys, &new)?;
        room.out.row(tables::YOUNG_WORDS, values, &[text])?;
    }

    let coordinator = of.case.coordinator;
    thread(
        room,
        dice,
        of,
        me,
        &[
            (9, false, "Can I see you without Mum in the room next time?"),
            (8, true, "Yes, of course. I will come half an hour earlier on Wednesday. Is that all right?"),
            (1, false, "Yes. Can we talk about the new school then?"),
        ],
    )?;
    if let Some(parent) = of.parent {
        thread(
            room,
            dice,
            of,
            parent,
            &[
                (20, false, "The school has asked for a meeting about lunch times. Will you come?"),
                (19, true, "I will. Please send me the day and I will put it in my diary."),
            ],
        )?;
    }

    let asked = room.ago(4, 1_000);
    let why = "Therapy is on the day of the climbing club. I want another day.";
    let due = casework::promises::default_term(PromiseKind::ReviewAsked)?.due(asked, Calendar::england());
    let review = Review {
        id: dice.id(asked),
        case: of.case.id,
        asked,
        asked_by: Some(me),
        asked_as: AskedAs::YoungPerson,
        why: why.into(),
        plan_number: of.plan,
        state: ReviewState::Asked,
        due,
        settled: None,
        settled_by: None,
        held: None,
        declined_why: String::new(),
        version: 1,
    };
    write_review(room, of, &review)?;
    let about =
        About { agency: of.case.agency, case: Some(of.case.id), enquiry: None, thing: review.id.cast() };
    room.promise_about(dice, about, open(PromiseKind::ReviewAsked, asked))?;

    let at = room.ago(60, 900);
    let on = days::date(days::of(at));
    let held = Held {
        on,
        present: "Both parents, the social worker, the form tutor".into(),
        changed: "The form tutor looks after lunch times. Therapy goes on as it is.".into(),
        child_said: "Wants to know before things change, not after".into(),
        next: of.review.unwrap_or_else(|| days::date(days::of(at) + 182)),
    };
    let before = Review {
        id: dice.id(at),
        case: of.case.id,
        asked: at,
        asked_by: None,
        asked_as: AskedAs::Worker,
        why: String::new(),
        plan_number: of.plan,
        state: ReviewState::Held,
        due: Calendar::england().end_of(on),
        settled: Some(at),
        settled_by: coordinator,
        held: Some(held),
        declined_why: String::new(),
        version: 1,
    };
    write_review(room, of, &before)
}

fn write_review(room: &mut Room<'_>, of: &Chosen, r: &Review) -> Result<()> {
    let held = |text: fn(&Held) -> &str| r.held.as_ref().map(text).unwrap_or_default();
    let texts = [
        r.why.as_str(),
        held(|h| &h.present),
        held(|h| &h.changed),
        held(|h| &h.child_said),
        &r.declined_why,
    ];
    let values = reviews::values(room.keys, of.case.agency, r)?;
    room.out.row(tables::PLAN_REVIEW, values, &texts)
}

/// A thread: when each message was written, whether by the team, and what it says. The last one waits where it is not the team's.
fn thread(
    room: &mut Room<'_>,
    dice: &mut Dice,
    of: &Chosen,
    member: Id<kinds::Account>,
    said: &[(i32, bool, &str)],
) -> Result<()> {
    let at = |room: &Room<'_>, ago: i32| room.ago(ago, 1_020);
    let (Some(first), Some(last)) = (said.first(), said.last()) else { return Ok(()) };
    let (started, ended) = (at(room, first.0), at(room, last.0));
    let term = casework::promises::default_term(PromiseKind::MessageAnswered)?;
    let due = (!last.1).then(|| term.due(ended, Calendar::england()));
    let thread = Thread {
        id: dice.id(started),
        agency: of.case.agency,
        case: of.case.id,
        member,
        started,
        last: ended,
        family_unread: i64::from(last.1),
        team_unread: i64::from(!last.1),
        due,
    };
    room.out.row(tables::MESSAGE_THREAD, messages::values(&thread), &[])?;
    let about =
        About { agency: of.case.agency, case: Some(of.case.id), enquiry: None, thing: thread.id.cast() };
    let mut waits: Option<Timestamp> = None;
    for (ago, from_team, text) in said {
        let when = at(room, *ago);
        let author = if *from_team { of.case.coordinator } else { Some(member) };
        let message =
            Message { id: dice.id(when), at: when, from_team: *from_team, author, words: (*text).to_owned() };
        let values = messages::message_values(room.keys, thread.id, &message)?;
        room.out.row(tables::THREAD_MESSAGE, values, &[text])?;
        match (*from_team, waits) {
            (false, None) => waits = Some(when),
            (true, Some(since)) => {
                let kept = Promised { kept: Some(when), ..open(PromiseKind::MessageAnswered, since) };
                room.promise_about(dice, about, kept)?;
                waits = None;
            }
            _ => {}
        }
    }
    match waits {
        Some(since) => room.promise_about(dice, about, open(PromiseKind::MessageAnswered, since)),
        None => Ok(()),
    }
}
