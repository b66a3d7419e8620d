//! A team and its manager: who is away and who answers, supervision with its next day, decisions on cases, and complaints at every stage. They
//! take chance from streams of their own, so that no story changes.

use std::collections::BTreeMap;

use access::absences;
use casework::{
    cases::store::{Case, CaseState},
    promises::About as PromiseAbout,
};
use kernel::{Calendar, Id, PromiseKind, Reference, Result, kinds::Account};
use teamwork::{
    complaints::{
        model::{About, Complaint, Learned, Outcome, State, Who},
        store as complaints,
    },
    supervision::store as supervision,
};

use crate::{
    days,
    dice::{Dice, References},
    room::{Promised, Room, open},
    story::CaseStory,
    tables,
    world::World,
};

/// Complaints of an agency, at most.
const MOST: usize = 24;
/// Of how many first cases of a household one has a complaint, and one a decision.
const EVERY: u32 = 30;

const WENT_WRONG: &[(About, &str, &str)] = &[
    (
        About::Delay,
        "We asked three times and waited seven weeks for a call.",
        "A day on which somebody calls",
    ),
    (
        About::Funding,
        "The therapy that helped ended in April because of the limit.",
        "The sessions that are left",
    ),
    (About::Funding, "We were told of the new limit when the last session was over.", "To be told in time"),
    (About::Told, "Everybody told us something else about who pays.", "One answer, in writing"),
    (About::Decision, "The plan was changed and nobody asked us.", "A review with us there"),
    (About::Worker, "Our worker did not come twice and nobody rang.", "A worker who comes"),
    (About::Support, "The group was full each time we tried.", "A place, or another group"),
];

const ANSWERS: &[(Outcome, &str)] = &[
    (
        Outcome::Upheld,
        "You waited too long and nobody told you why. We are sorry. Your coordinator calls you this week, and from now on each request has a name and a day.",
    ),
    (
        Outcome::Partly,
        "We should have told you earlier, and are sorry for that. The limit itself is set by the Fund for every family in England; what we can pay beside it is in your plan.",
    ),
    (
        Outcome::NotUpheld,
        "We read the record and spoke with everybody. We see it differently, and say why below; if you do not agree, somebody new looks at it.",
    ),
];

const TALKED: &[&str] = &[
    "Two hard visits, and what helped afterwards. The drives are long: we look at the order of the week. Training on child-to-parent violence is booked.",
    "A good month. The new plan form saves time. One case is stuck between two councils: I take it to the next meeting.",
    "Tired. We agreed on one free afternoon a week for writing, and nobody calls then.",
];

const DECIDED: &[(&str, &str)] = &[
    (
        "Stay at the level of support for eight more weeks.",
        "The change of school is not over, and the parents ask for it.",
    ),
    ("Visit together with the virtual school.", "Three meetings about one question did not bring an answer."),
];

/// Cases that somebody complained about, or that something was decided on.
#[derive(Default)]
pub struct Chosen(BTreeMap<usize, Vec<(Case, bool)>>);

impl Chosen {
    /// Looks whether the first case of a household is one of them.
    pub fn consider(&mut self, world: &World, agency: usize, story: &CaseStory) {
        let case = &story.case;
        if world.today - days::of(case.opened) < 90 {
            return;
        }
        let mut number = [0; 8];
        number.copy_from_slice(&case.id.as_bytes()[8..]);
        let mut dice = Dice::new(world.seed, "team-case", u64::from_be_bytes(number));
        let of_agency = self.0.entry(agency).or_default();
        if of_agency.len() < MOST && dice.within(1..=i32::try_from(EVERY).unwrap_or(30)) == 1 {
            of_agency.push((case.clone(), dice.percent(50)));
        }
    }

    /// Writes them, and what belongs to no case.
    ///
    /// # Errors
    /// As [`crate::rows::Out::row`].
    pub fn write(self, room: &mut Room<'_>) -> Result<()> {
        let mut references = References::new("CP", room.world.seed);
        for place in 0..room.world.agencies.len() {
            let mut dice = Dice::new(room.world.seed, "team", place as u64);
            people(room, &mut dice, place)?;
            for (case, decided) in self.0.get(&place).into_iter().flatten() {
                complaint(room, &mut dice, place, case, references.next())?;
                if *decided && case.state == CaseState::Open {
                    decision(room, &mut dice, place, case)?;
                }
            }
        }
        Ok(())
    }
}

/// Who is away, and supervision.
fn people(room: &mut Room<'_>, dice: &mut Dice, place: usize) -> Result<()> {
    let world = room.world;
    let agency = &world.agencies[place];
    let social: Vec<Id<Account>> = agency.staff.social.iter().map(|(id, _)| *id).collect();
    let (Some(manager), [first, second, rest @ ..]) = (agency.staff.manager, social.as_slice()) else {
        return Ok(());
    };
    let mut away = vec![(*second, 4, 9, Some(*first))];
    // One more is away and nobody covers yet: an alarm.
    away.extend(rest.last().map(|last| (*last, 8, 20, None)));
    for (account, since, until, cover) in away {
        let made = room.ago(since + 5, 640);
        let new = absences::New {
            account,
            from: days::date(world.today - since),
            until: days::date(world.today + until),
            cover,
            may: absences::May::Answer,
        };
        let row = absences::values(dice.id(made), agency.id, &new, None, made, Some(manager));
        room.out.row(tables::ABSENCE, row, &[])?;
    }
    for (n, worker) in social.iter().enumerate() {
        let ago = 4 + 9 * i32::try_from(n % 4).unwrap_or(0);
        let made = room.ago(ago, 900);
        let held = days::date(days::of(made));
        let next = Calendar::england().add_days(held, 28);
        let words = dice.one(TALKED);
        let new = supervision::New { worker: *worker, manager, line: None, held, next, words };
        let row = supervision::values(room.keys, dice.id(made), agency.id, &new, made)?;
        room.out.row(tables::SUPERVISION, row, &[words])?;
        let due = Some(Calendar::england().end_of(next));
        let promised = Promised { due, ..open(PromiseKind::SupervisionHeld, made) };
        room.promise(dice, agency.id, *worker, promised)?;
    }
    Ok(())
}

fn decision(room: &mut Room<'_>, dice: &mut Dice, place: usize, case: &Case) -> Result<()> {
    let manager = room.world.agencies[place].staff.manager;
    let made = room.ago(dice.within(2..=30), 700);
    let (decision, reason) = dice.one(DECIDED);
    let review = Calendar::england().add_days(days::date(days::of(made)), 28);
    let id = dice.id(made);
    let said = (decision, reason, review);
    let row = supervision::decision_values(room.keys, id, case, None, said, (made, manager))?;
    room.out.row(tables::CASE_DECISION, row, &[decision, reason])?;
    let about =
        PromiseAbout { agency: case.agency, case: Some(case.id), enquiry: case.enquiry, thing: id.cast() };
    let due = Some(Calendar::england().end_of(review));
    room.promise_about(dice, about, Promised { due, ..open(PromiseKind::DecisionReview, made) })
}

/// One complaint with the clocks of its stages.
fn complaint(
    room: &mut Room<'_>,
    dice: &mut Dice,
    place: usize,
    case: &Case,
    reference: Reference,
) -> Result<()> {
    let staff = room.world.agencies[place].staff.clone();
    let (about, words, wish) = dice.one(WENT_WRONG);
    // Complaints about money came after the rules of the Fund changed; the others at any time.
    let opened = room.world.today - days::of(case.opened);
    let ago =
        if about == About::Funding { dice.within(60..=230) } else { dice.within(1..=420) }.min(opened - 30);
    let made = room.ago(ago, 1_200);
    let later = |days: i32| room.ago((ago - days).max(1), 1_260);
    let (acknowledged, answered, disagreed, reviewed) = (later(2), later(12), later(20), later(38));
    let state = match ago {
        ..=3 => State::New,
        4..=14 => State::Looking,
        15..=40 => dice.weighted(&[(State::Answered, 3), (State::Review, 1)]),
        _ => dice.weighted(&[(State::Answered, 6), (State::Reviewed, 2), (State::Withdrawn, 1)]),
    };
    let past = |from: &[State]| from.contains(&state);
    let (outcome, answer) = dice.one(ANSWERS);
    let c = Complaint {
        id: dice.id(made),
        agency: case.agency,
        family: Some(case.family),
        case: Some(case.id),
        provider: None,
        reference,
        who: Who::Family,
        about,
        complainant: "A parent, by telephone".into(),
        words: words.into(),
        wish: wish.into(),
        complained_of: case.coordinator.filter(|_| about == About::Worker),
        received: days::date(days::of(made)),
        made,
        made_by: None,
        recorded_by: staff.duty.first().copied(),
        state,
        acknowledged: past(&[State::Looking, State::Answered, State::Review, State::Reviewed]).then(|| {
            let words =
                "We have your complaint. The manager looks into it and writes to you within two weeks.";
            (acknowledged, staff.manager, words.to_owned())
        }),
        handler: staff.manager.filter(|_| state != State::New && state != State::Withdrawn),
        answered: past(&[State::Answered, State::Review, State::Reviewed])
            .then(|| (answered, staff.manager, outcome, answer.to_owned())),
        disagreed: past(&[State::Review, State::Reviewed])
            .then(|| (disagreed, "You did not speak with the school.".to_owned())),
        reviewer: staff.deputy.filter(|_| state == State::Reviewed),
        reviewed: past(&[State::Reviewed]).then(|| {
            (
                reviewed,
                Outcome::Partly,
                "I read it anew and spoke with the school. They had told us, and we had not told you."
                    .to_owned(),
            )
        }),
        learned: (past(&[State::Reviewed]) || (past(&[State::Answered]) && dice.percent(40))).then(|| {
            Learned {
                words: "Who waits longer than a month hears nothing of it.".into(),
                action: "The duty team rings each month whoever waits.".into(),
                by: days::date(days::of(answered) + 60),
                done: None,
                at: answered,
                who: staff.manager,
            }
        }),
        version: 1,
    };
    let mut texts: Vec<&str> = vec![&c.complainant, &c.words, &c.wish];
    let kept = [
        c.acknowledged.as_ref().map(|a| a.2.as_str()),
        c.answered.as_ref().map(|a| a.3.as_str()),
        c.disagreed.as_ref().map(|d| d.1.as_str()),
        c.reviewed.as_ref().map(|r| r.2.as_str()),
        c.learned.as_ref().map(|l| l.words.as_str()),
        c.learned.as_ref().map(|l| l.action.as_str()),
    ];
    texts.extend(kept.into_iter().flatten());
    room.out.row(tables::SERVICE_COMPLAINT, complaints::values(room.keys, &c)?, &texts)?;
    let withdrawn = (state == State::Withdrawn).then_some(acknowledged);
    let first = Promised {
        kept: c.acknowledged.as_ref().map(|a| a.0),
        withdrawn,
        ..open(PromiseKind::ComplaintAcknowledged, made)
    };
    room.promise(dice, case.agency, c.id, first)?;
    if c.acknowledged.is_some() {
        let kept = c.answered.as_ref().map(|a| a.0);
        room.promise(
            dice,
            case.agency,
            c.id,
            Promised { kept, ..open(PromiseKind::ComplaintAnswered, acknowledged) },
        )?;
    }
    if c.disagreed.is_some() {
        let kept = c.reviewed.as_ref().map(|r| r.0);
        room.promise(
            dice,
            case.agency,
            c.id,
            Promised { kept, ..open(PromiseKind::ComplaintReviewed, disagreed) },
        )?;
    }
    Ok(())
}
