//! Contact plans with both faces, and letters in every state that a letter can have.

use access::Actor;
use casework::timeline::{self, EventKind, NewEvent};
use connections::{
    contact_plans::{
        faces::{Wish, after, before},
        model::{End, Kind, Managed, Meeting, Names, Photos, PlanState, Terms, Writers, next_due},
        wire::{self, Plan, TermsVersion},
    },
    letterbox::{
        model::{LetterState, Step, Way},
        store::{self as letters, Happened, Letter},
    },
};
use jiff::ToSpan;
use kernel::{Calendar, Date, Error, Id, PromiseKind, Result, Timestamp, kinds::Account};

use crate::{
    birth::Pair,
    days,
    dice::{Dice, References},
    room::{Promised, Room, open},
    tables,
};

const FROM_FAMILY: &str = "The garden has been a jungle this summer and somebody has grown taller than the beans. There is a new love for \
    drumming, which the whole street hears. Thank you for the card: it stands on the shelf.";
const FROM_RELATIVE: &str = "I think of you on every walk by the water. I am well and have started to paint again. I hope school is kind to \
    you, and that you laugh a lot.";
/// With what a checker has to find: a school, a place and a number of the range kept for drama.
const TO_BE_CHECKED: &str = "We have moved house and the new school, Elm Road Primary School in Northwater, is lovely. If anything is urgent \
    you can ring us on 07700 900123. There was cake with far too much icing.";
const HELP: &str = "Thank you for writing. Would you take out the part about visiting? The letter is read at the kitchen table, and a wish \
    like that is hard for a child to answer. We can call and write it together.";
const SAID: &str =
    "They said that they cannot find words this time, and would like to be asked again in summer.";
const WISH_AFTER: &str = "We would like to hear about hobbies and the family's history, and not about court.";
const WISH_BEFORE: &str = "I would like a drawing once a year, and to know that all is well.";

/// What happened to a letter, each with how many days ago.
struct Told {
    writer: End,
    due: Date,
    words: &'static str,
    way: &'static [(Step, i32)],
    /// Whether it was found to be late.
    late: bool,
}

/// Writes contact plans and their letters.
pub struct Letters {
    references: References,
}

impl Letters {
    /// Plans with references of this seed.
    pub fn new(seed: u64) -> Self {
        Letters { references: References::new("CP", seed) }
    }

    /// The plans of one agency: two with letters in every state, one whose letter is late, one paused, one that waits for
    /// its birth relative.
    ///
    /// # Errors
    /// As [`crate::rows::Out::row`].
    pub fn write(&mut self, room: &mut Room<'_>, dice: &mut Dice, pairs: &[Pair]) -> Result<()> {
        for (number, pair) in pairs.iter().enumerate() {
            let agency = &room.world.agencies[pair.adopted.agency];
            // The first ones of the agency shown are those of the social worker whom the demo signs in as.
            let first = agency.staff.social.first().map(|(id, _)| *id);
            let own = if pair.adopted.agency == 0 { first } else { pair.adopted.coordinator.or(first) };
            let Some(coordinator) = own else { continue };
            let today = days::date(room.world.today);
            let months = match number {
                2 => {
                    let last = today.first_of_month().checked_sub(1.month()).unwrap_or(today).month();
                    vec![last]
                }
                _ => vec![6, 12],
            };
            let plan = self.plan(room, dice, pair, (number, coordinator), &months)?;
            for told in way(number, &months, today) {
                letter(room, dice, &plan, coordinator, &told)?;
            }
        }
        Ok(())
    }

    fn plan(
        &mut self,
        room: &mut Room<'_>,
        dice: &mut Dice,
        pair: &Pair,
        (number, coordinator): (usize, Id<Account>),
        months: &[i8],
    ) -> Result<Plan> {
        let (keys, made) = (room.keys, room.ago(400, 610));
        let joined = number != 4;
        let terms = terms(number, months, room.world.today);
        let plan = Plan {
            id: dice.random_id(),
            agency: room.world.agencies[pair.adopted.agency].id,
            reference: self.references.next(),
            coordinator,
            state: if number == 3 { PlanState::Paused } else { PlanState::Active },
            names: Names {
                child: pair.adopted.called.clone(),
                adoptive: pair.adopted.adults.join(" and "),
                birth: if joined { pair.parent_called.to_owned() } else { String::new() },
            },
            terms: 1,
            joined,
            made,
            version: if joined { 2 } else { 1 },
        };
        let names = serde_json::to_string(&plan.names).map_err(|e| Error::internal("made-up names", e))?;
        room.out.row(tables::CONTACT_PLAN, wire::plan_values(keys, &plan)?, &[&names])?;
        let version =
            TermsVersion { number: 1, terms: terms.clone(), why: String::new(), made, by: Some(coordinator) };
        let row = wire::terms_values(keys, dice.random_id(), plan.id, &version)?;
        room.out.row(tables::CONTACT_TERMS, row, &[&terms.meeting_why])?;

        let (said, text) = (days::date(days::of(made)), plan.id.to_string());
        let wish =
            |words: &str| Wish { number: 1, on: said, words: words.into(), by: "social-worker".into() };
        let face = after::Face {
            id: dice.random_id(),
            agency: plan.agency,
            family: pair.adopted.family,
            case: pair.adopted.case,
            child: pair.adopted.child,
            plan: plan.id,
        };
        room.out.row(tables::CONTACT_AFTER, after::values(keys, &face)?, &[&text])?;
        let row = after::wish_values(keys, dice.random_id(), face.id, &wish(WISH_AFTER))?;
        room.out.row(tables::CONTACT_AFTER_WISH, row, &[WISH_AFTER])?;
        if joined {
            let face = before::Face {
                id: dice.random_id(),
                agency: plan.agency,
                person: pair.parent,
                plan: plan.id,
            };
            room.out.row(tables::CONTACT_BEFORE, before::values(keys, &face)?, &[&text])?;
            let row = before::wish_values(keys, dice.random_id(), face.id, &wish(WISH_BEFORE))?;
            room.out.row(tables::CONTACT_BEFORE_WISH, row, &[WISH_BEFORE])?;
        }
        let due = Some(Calendar::england().end_of(terms.review_on));
        room.promise(dice, plan.agency, plan.id, Promised { due, ..open(PromiseKind::ContactReview, made) })?;
        const WORDS: &str = "A plan for staying in touch was made.";
        let event = NewEvent {
            agency: plan.agency,
            case: pair.adopted.case,
            kind: EventKind::Case,
            words: WORDS,
            link: Some(&format!("/cases/{}/contact", pair.adopted.case)),
            family_sees: true,
        };
        let row = timeline::values(keys, dice.id(made), made, Some(coordinator), "social-worker", &event)?;
        room.out.row(tables::EVENT, row, &[WORDS])?;
        Ok(plan)
    }
}

/// What was agreed; the second plan is to be looked at again and nobody has.
fn terms(number: usize, months: &[i8], today: days::Day) -> Terms {
    let (meeting, why) = match number {
        1 => (
            Meeting::NotPlanned,
            "The birth parent is not well enough this year; it is asked again at the review.",
        ),
        2 => (Meeting::Video, ""),
        _ => (Meeting::Held, ""),
    };
    Terms {
        kinds: vec![Kind::Letterbox],
        months: months.to_vec(),
        writers: if number == 2 { Writers::Adoptive } else { Writers::Both },
        photos: Photos::No,
        managed: Managed::Mediated,
        meeting,
        meeting_why: why.into(),
        review_on: days::date(if number == 1 { today - 10 } else { today + 120 }),
    }
}

/// The letters of the plan of this number. Their days follow from the months that were agreed.
fn way(number: usize, months: &[i8], today: Date) -> Vec<Told> {
    let terms = terms(number, months, days::day(today));
    let before = |day: Date, back: i32| days::date(days::day(day) - back);
    let next = next_due(&terms, today);
    // Letters are due twice a year, at most 184 days apart: the last day that has passed, and the one before it.
    let last = next_due(&terms, before(today, 185));
    let older = last.and_then(|last| next_due(&terms, before(last, 185)));
    let told =
        |writer, due: Option<Date>, words, way| due.map(|due| Told { writer, due, words, way, late: false });
    const READ: &[(Step, i32)] = &[
        (Step::Expect, 390),
        (Step::Receive, 230),
        (Step::Approve, 226),
        (Step::PassOn, 226),
        (Step::Acknowledge, 219),
    ];
    const FORWARDED: &[(Step, i32)] =
        &[(Step::Expect, 390), (Step::Receive, 24), (Step::Approve, 20), (Step::PassOn, 20)];
    const CAME: &[(Step, i32)] = &[(Step::Expect, 30), (Step::Receive, 4)];
    const APPROVED: &[(Step, i32)] = &[(Step::Expect, 390), (Step::Receive, 9), (Step::Approve, 2)];
    const RETURNED: &[(Step, i32)] = &[(Step::Expect, 390), (Step::Receive, 12), (Step::Return, 8)];
    const ENDED: &[(Step, i32)] = &[(Step::Expect, 395), (Step::End, 180)];
    const EXPECTED: &[(Step, i32)] = &[(Step::Expect, 30)];
    let all = match number {
        0 => vec![
            told(End::Adoptive, last, FROM_FAMILY, READ),
            told(End::Birth, last, FROM_RELATIVE, FORWARDED),
            told(End::Adoptive, next, TO_BE_CHECKED, CAME),
            told(End::Birth, next, "", EXPECTED),
        ],
        1 => vec![
            told(End::Adoptive, older, "", ENDED),
            told(End::Adoptive, last, FROM_FAMILY, APPROVED),
            told(End::Birth, last, FROM_RELATIVE, RETURNED),
            told(End::Adoptive, next, "", EXPECTED),
        ],
        2 => {
            // Due at the end of last month, and nobody has written.
            let due = today.first_of_month().yesterday().ok();
            vec![due.map(|due| Told {
                writer: End::Adoptive,
                due,
                words: "",
                way: &[(Step::Expect, 60)],
                late: true,
            })]
        }
        _ => Vec::new(),
    };
    all.into_iter().flatten().collect()
}

fn letter(
    room: &mut Room<'_>,
    dice: &mut Dice,
    plan: &Plan,
    coordinator: Id<Account>,
    told: &Told,
) -> Result<()> {
    let england = Calendar::england();
    let mut l = expected(dice, plan, told.writer, england.end_of(told.due));
    let mut happened = Vec::with_capacity(told.way.len());
    for (number, (step, days)) in (1_i64..).zip(told.way) {
        // One thing after another, also on one day.
        let at = room.ago(*days, 600 + 5 * i32::try_from(number).unwrap_or(0));
        if *step != Step::Expect {
            l.state = l.state.after(*step)?;
        }
        let mut one = Happened {
            number,
            step: *step,
            words: String::new(),
            copy: String::new(),
            at,
            by: Some(coordinator),
            role: "social-worker".into(),
        };
        match step {
            Step::Expect => (one.by, one.role) = (None, Actor::system("letterbox").role_code().to_owned()),
            Step::Receive => {
                l.came = Some((Way::Post, at));
                l.words = told.words.to_owned();
                one.copy = l.words.clone();
            }
            Step::Return => one.words = HELP.into(),
            Step::Approve => {
                (l.approved, l.approved_by) = (Some(at), Some(coordinator));
                l.checked = l.words.clone();
                one.copy = l.checked.clone();
            }
            Step::PassOn => {
                // A family signs in; a birth relative gets it by post.
                let way = if told.writer == End::Birth { Way::Pages } else { Way::Post };
                l.went = Some((way, at));
                one.words = way.label().into();
            }
            Step::Acknowledge => l.read = Some(at),
            Step::Chase | Step::End => one.words = SAID.into(),
        }
        happened.push(one);
    }
    l.version = i64::try_from(happened.len()).unwrap_or(1);
    let late = told.late.then(|| days::at(days::day(told.due) + 1, 60));
    l.late = late;
    room.out.row(tables::LETTER, letters::values(room.keys, &l)?, &[&l.words, &l.checked])?;
    for one in &happened {
        let row = letters::step_values(room.keys, dice.random_id(), l.id, one)?;
        room.out.row(tables::LETTER_STEP, row, &[&one.words, &one.copy])?;
    }
    promises(room, dice, &l, &happened)
}

/// As [`Letter::expected`], with an id of this chance.
fn expected(dice: &mut Dice, plan: &Plan, writer: End, due: Timestamp) -> Letter {
    Letter { id: dice.random_id(), ..Letter::expected(plan.agency, plan.id, writer, due) }
}

/// What was promised about a letter: it is checked and passed on in time, and asked about where it is late or went back.
fn promises(room: &mut Room<'_>, dice: &mut Dice, l: &Letter, happened: &[Happened]) -> Result<()> {
    let at = |step: Step| happened.iter().find(|h| h.step == step).map(|h| h.at);
    if let Some(came) = at(Step::Receive) {
        let kept = at(Step::PassOn).or(at(Step::Return));
        room.promise(dice, l.agency, l.id, Promised { kept, ..open(PromiseKind::LetterChecked, came) })?;
    }
    let asked = match l.state {
        LetterState::Returned => at(Step::Return).map(|made| (made, None)),
        LetterState::Ended => at(Step::End).map(|kept| (days::at(days::of(kept) - 6, 60), Some(kept))),
        _ => l.late.map(|made| (made, None)),
    };
    match asked {
        Some((made, kept)) => {
            let promise = Promised { kept, ..open(PromiseKind::LetterFollowUp, made) };
            room.promise(dice, l.agency, l.id, promise)
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_in_every_state_whatever_the_day() {
        for today in ["2022-04-01", "2024-06-30", "2024-12-31", "2026-07-01", "2026-11-21", "2027-02-28"] {
            let today: Date = today.parse().unwrap();
            let mut seen = std::collections::BTreeSet::new();
            for number in 0..5 {
                let months: &[i8] = &[6, 12];
                let all = way(number, months, today);
                for told in &all {
                    let mut state = LetterState::Due;
                    for (step, _) in told.way.iter().filter(|(step, _)| *step != Step::Expect) {
                        state = state.after(*step).unwrap();
                    }
                    assert!(told.way.windows(2).all(|pair| pair[0].1 >= pair[1].1), "in the order of days");
                    seen.insert(state);
                }
                let keys: std::collections::BTreeSet<_> = all.iter().map(|t| (t.writer, t.due)).collect();
                assert_eq!(keys.len(), all.len(), "one letter of a side on one day: {today}");
            }
            assert_eq!(seen.len(), LetterState::ALL.len(), "{today}: {seen:?}");
        }
    }
}
