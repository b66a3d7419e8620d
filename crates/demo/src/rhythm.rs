//! What was offered ahead of the stages of children's lives, how families answered, and who checks in with whom. It takes
//! chance from a stream of its own, so that no story changes.

use casework::{
    cases::store::CaseState,
    promises::{About, NewPromise},
};
use coordination::{
    checking_in::{
        model::{Contact, Facts, Often, may_reach, next, usual},
        store::{self as checking, Held, Kept},
    },
    life_stages::{
        model::{Birth, Life, LifeEventKind, Offer, Stage, State, holding, propose},
        store::{self as offers, LifeEvent, Whose},
    },
};
use kernel::{Calendar, Date, Id, PromiseKind, Result, Term, Timestamp, days_between};
use store::Value;

use crate::{
    days::{self, Day},
    dice::Dice,
    rows::Table,
    story::CaseStory,
    tables,
    world::World,
};

/// What one case adds.
#[derive(Default)]
pub struct Rows {
    /// Rows with their tables.
    pub rows: Vec<(&'static Table, Vec<Value>)>,
    /// Promises about offers that were taken up.
    pub promises: Vec<NewPromise>,
    /// Stages of offers that were taken up, with the day.
    pub taken_up: Vec<(String, Date)>,
}

/// What is offered, answered, told and agreed in a case of a child born on this day.
///
/// # Errors
/// An operator's when the stages cannot be read.
pub fn rows(world: &World, story: &CaseStory, born: Option<Date>, shown: bool) -> Result<Rows> {
    let case = &story.case;
    let mut number = [0; 8];
    number.copy_from_slice(&case.id.as_bytes()[8..]);
    let mut dice = Dice::new(world.seed, "rhythm", u64::from_be_bytes(number));
    let whose = Whose { agency: case.agency, family: case.family, case: case.id };
    let (opened, today) = (days::of(case.opened), world.today);
    let open = case.state == CaseState::Open;
    let mut out = Rows::default();

    let said = match (open, dice.number(0..=99)) {
        _ if shown => None,
        (true, 0..=7) => Some(Often::Quarterly),
        (true, 8..=11) => Some(Often::HalfYearly),
        (true, 12..=14) => Some(Often::Never),
        (false, 0..=9) => Some(Often::Yearly),
        _ => None,
    };
    let event = (shown || dice.per_mille(60)).then(|| {
        let kinds: &[(LifeEventKind, u32)] = &[
            (LifeEventKind::Move, 4),
            (LifeEventKind::NewSchool, 4),
            (LifeEventKind::Sibling, 2),
            (LifeEventKind::Loss, 2),
            (LifeEventKind::Parting, 2),
            (LifeEventKind::Reunion, 1),
        ];
        let kind = dice.weighted(kinds);
        let kind = if shown { LifeEventKind::NewSchool } else { kind };
        let on = opened + dice.within(0..=(today - opened).max(1));
        (kind, days::date(on.min(today)))
    });
    if let Some((kind, on)) = event {
        let by_family = dice.percent(30);
        let row = LifeEvent { id: dice.random_id(), kind, on, by_family };
        let noted = days::at(today.min(days::day(on) + 3), 700);
        out.rows.push((tables::LIFE_EVENT, offers::event_values(whose, &row, noted, case.coordinator)));
    }
    let willing = may_reach(open, said);
    let life = Life {
        birth: Birth::known(born, None),
        ordered: case.order_date,
        began: days::date(opened),
        events: event.into_iter().collect(),
    };
    for stage in holding(days::date(today))? {
        let Some(falls) = stage.rule.falls(&life) else { continue };
        if !willing || propose(stage, falls, days::date(today)) != Some(true) {
            continue;
        }
        let offer = one(&mut dice, world, stage, (opened, case.id), falls, shown);
        if let (State::TakenUp, Some(at)) = (offer.state, offer.answered) {
            out.taken_up.push((stage.code.clone(), days::date(days::of(at))));
            let about = About { agency: case.agency, case: Some(case.id), enquiry: None, thing: offer.id };
            let by_call = stage.way == coordination::life_stages::model::Way::Call || !open;
            let (kind, term) = match by_call {
                true => (PromiseKind::OfferCall, Term::WorkingDays(5)),
                false => (PromiseKind::Assessment, Term::Days(28)),
            };
            let due = term.due(at, Calendar::england());
            let kept = offer.called.filter(|_| by_call);
            let id = dice.id(at);
            out.promises.push(NewPromise { id, about, kind, made: at, due, kept, withdrawn: None });
        }
        let by = case.coordinator;
        let answered_by = by.filter(|_| offer.answered.is_some() && !offer.by_family);
        let offered_by = by.filter(|_| offer.offered.is_some());
        out.rows.push((tables::STAGE_OFFER, offers::values(whose, &offer, offered_by, answered_by)));
    }
    check_ins(&mut dice, world, story, whose, said, willing, &mut out)?;
    Ok(out)
}

/// How one offer stands. The family that the demo shows has answered nothing yet.
fn one(
    dice: &mut Dice,
    world: &World,
    stage: &Stage,
    (opened, case): (Day, Id<kernel::kinds::Case>),
    falls: coordination::life_stages::model::Falls,
    shown: bool,
) -> Offer {
    let mut offer = Offer {
        id: dice.random_id(),
        case,
        stage: stage.code.clone(),
        falls,
        state: State::Due,
        offered: None,
        answer_by: None,
        answered: None,
        by_family: false,
        called: None,
        version: 1,
    };
    let since = world.today - opened;
    let state = dice.weighted(&[
        (State::Due, 56),
        (State::Offered, 17),
        (State::TakenUp, 8),
        (State::Declined, 8),
        (State::NoAnswer, 11),
    ]);
    // Nobody is offered anything in the days in which the case was opened.
    if shown || state == State::Due || since < 90 {
        return offer;
    }
    let wait = stage.answer_days;
    let ago = match state {
        State::Offered => dice.within(1..=wait - 1),
        State::NoAnswer => dice.within(wait + 1..=wait + 30),
        _ => dice.within(8..=70),
    };
    let day = world.workdays.on_or_after(world.today - ago).min(world.today - 1);
    offer.state = state;
    offer.offered = Some(days::at(day, 560 + dice.within(0..=400)));
    offer.answer_by = Some(days::date(day + wait));
    offer.version = 2;
    if matches!(state, State::TakenUp | State::Declined) {
        let answered = (day + dice.within(1..=6)).min(world.today - 1);
        offer.answered = Some(days::at(answered, 1_000 + dice.within(0..=200)));
        offer.by_family = dice.percent(60);
        offer.version = 3;
    }
    let called = day + 12;
    if state == State::TakenUp
        && stage.way == coordination::life_stages::model::Way::Call
        && called < world.today
        && dice.percent(88)
    {
        let at: Timestamp = days::at(world.workdays.on_or_after(called).min(world.today - 1), 600);
        offer.called = Some(offer.answered.map_or(at, |answered| at.max(answered)));
        offer.version = 4;
    }
    offer
}

/// How often somebody checks in, and the times that somebody did.
fn check_ins(
    dice: &mut Dice,
    world: &World,
    story: &CaseStory,
    whose: Whose,
    said: Option<Often>,
    willing: bool,
    out: &mut Rows,
) -> Result<()> {
    let case = &story.case;
    let today = days::date(world.today);
    let since = days::date(days::of(case.opened));
    let often = said.unwrap_or(Often::Usual);
    let mut facts = Facts { ordered: case.order_date, since, last: None };
    // Each time is a little after it was due, until one is still to come or was forgotten.
    while let Some(due) = next(often, facts, usual()?, today) {
        let waits = days_between(due, today);
        if !willing || waits < 8 || (waits < 120 && dice.percent(18)) {
            break;
        }
        let day = world.workdays.on_or_after(days::day(due) + dice.within(0..=6)).min(world.today - 1);
        let way = dice.weighted(&[
            (Contact::Call, 6),
            (Contact::Visit, 2),
            (Contact::Video, 1),
            (Contact::Message, 2),
        ]);
        let held = Held { on: days::date(day), way, reached: true };
        let at = days::at(day, 660);
        out.rows.push((
            tables::CHECK_IN,
            checking::held_values(dice.random_id(), whose, held, at, case.coordinator),
        ));
        facts.last = Some(held.on);
    }
    let coming = next(often, facts, usual()?, today).filter(|_| willing);
    if said.is_none() && coming.is_none() {
        return Ok(());
    }
    let kept = Kept {
        case: case.id,
        often,
        said: said.is_some(),
        by_family: said.is_some() && dice.percent(70),
        last: facts.last,
        next: coming,
        version: 1,
    };
    out.rows.push((tables::CHECKING_IN, checking::values(whose, &kept, case.opened)));
    Ok(())
}
