//! Adults who ask for their records on each legal route, vetoes and wishes, and intermediary cases in every state.

use connections::{
    adopted_adults::{
        model::{Counselling, Country, Holder, Identity, Outcome, Standing, State, Way, route},
        store::{self as adults, Asked, Request, Shared, Who},
    },
    intermediaries::{
        model::{Facts, Relation, State as CaseState, VetoKind, Wants},
        store::{self as cases, Case, Veto},
    },
};
use kernel::{Date, Error, Id, PromiseKind, Result, kinds::Organisation};

use crate::{
    days,
    dice::{Dice, References},
    people,
    room::{Promised, Room, open},
    tables,
};

/// A request: when the adult was born and adopted, how many days ago it came, how far it is.
struct Told {
    born: Date,
    adopted: Date,
    came: i32,
    far: Far,
    wants: &'static str,
}

/// How far a request is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    /// Just recorded.
    Recorded,
    /// Identity is checked and a holder is asked.
    Asked,
    /// The holder answered and records were shared.
    Shared,
    /// Closed after that.
    Closed,
}

/// The adults of every agency: one for each route, and one whose request is closed.
const REQUESTS: &[Told] = &[
    Told {
        born: Date::constant(1968, 5, 14),
        adopted: Date::constant(1970, 9, 2),
        came: 26,
        far: Far::Asked,
        wants: "Who named me, and whether anybody has asked for me since.",
    },
    Told {
        born: Date::constant(1983, 11, 30),
        adopted: Date::constant(1985, 3, 8),
        came: 44,
        far: Far::Shared,
        wants: "My original birth certificate, and why I was placed.",
    },
    Told {
        born: Date::constant(2003, 5, 10),
        adopted: Date::constant(2006, 3, 14),
        came: 6,
        far: Far::Recorded,
        wants: "What was written about my first years, before I go and ask my parents.",
    },
    Told {
        born: Date::constant(1979, 1, 22),
        adopted: Date::constant(1980, 6, 17),
        came: 190,
        far: Far::Closed,
        wants: "The health of my birth family, for my own children.",
    },
];

/// Vetoes and wishes: the kind, when the person was born, and what it allows. The first three are of people who are looked for.
const VETOES: &[(VetoKind, Date, &str)] = &[
    (VetoKind::Absolute, Date::constant(1966, 2, 8), ""),
    (VetoKind::Qualified, Date::constant(1974, 10, 19), "Only a brother or sister, and by letter first."),
    (VetoKind::WishContact, Date::constant(1971, 7, 3), ""),
    (VetoKind::WishNone, Date::constant(1990, 12, 1), ""),
];

/// An intermediary case: which of [`VETOES`] is the relative's, how it stands, what was decided, what the applicant and the
/// relative want.
struct Looked {
    veto: Option<usize>,
    state: CaseState,
    decided: &'static str,
    wants: [Option<Wants>; 2],
}

const CASES: &[Looked] = &[
    Looked { veto: None, state: CaseState::Asked, decided: "", wants: [None, None] },
    Looked {
        veto: Some(0),
        state: CaseState::Stopped,
        decided: "There is an absolute veto. The relative's own, by name and birth date.",
        wants: [None, None],
    },
    Looked {
        veto: Some(2),
        state: CaseState::Allowed,
        decided: "The relative may be asked. A wish for contact is on record; both are well supported.",
        wants: [Some(Wants::Yes), None],
    },
    Looked {
        veto: Some(1),
        state: CaseState::InTouch,
        decided: "The relative may be asked. The applicant is a sister, which the veto allows.\n\nLetters went both ways through us, \
                  then they rang each other.",
        wants: [Some(Wants::Yes), Some(Wants::Yes)],
    },
];

/// Writes them.
pub struct Adults {
    requests: References,
    cases: References,
}

/// Somebody's name.
fn name(dice: &mut Dice) -> String {
    format!("{} {}", people::adult_name(dice), people::last_name(dice))
}

impl Adults {
    /// References of this seed.
    pub fn new(seed: u64) -> Self {
        Adults { requests: References::new("AR", seed), cases: References::new("IC", seed) }
    }

    /// Those of one agency.
    ///
    /// # Errors
    /// As [`crate::rows::Out::row`].
    pub fn write(&mut self, room: &mut Room<'_>, dice: &mut Dice, place: usize) -> Result<()> {
        let agency = &room.world.agencies[place];
        let duty = agency.staff.duty.first().copied();
        let worker = agency.staff.social.first().map(|(id, _)| *id);
        for told in REQUESTS {
            self.request(room, dice, agency.id, told, (duty, worker))?;
        }
        let mut relatives = Vec::with_capacity(VETOES.len());
        for (number, (kind, born, terms)) in VETOES.iter().enumerate() {
            let who = cases::Who { name: name(dice), born: *born };
            let ended = (*kind == VetoKind::WishNone).then(|| room.ago(12, 650));
            let veto = Veto {
                id: dice.random_id(),
                agency: agency.id,
                kind: *kind,
                who: who.clone(),
                terms: (*terms).into(),
                made: room.ago(300 - 30 * i32::try_from(number).unwrap_or(0), 655),
                ended,
                ended_why: if ended.is_some() {
                    "They wrote that they feel differently now.".into()
                } else {
                    String::new()
                },
                version: if ended.is_some() { 2 } else { 1 },
            };
            let texts: [&str; 3] = [&cases::json(&veto.who)?, &veto.terms, &veto.ended_why];
            room.out.row(tables::VETO, cases::veto_values(room.keys, &veto)?, &texts)?;
            relatives.push(who);
        }
        for (number, told) in (0_i32..).zip(CASES) {
            let relative = told.veto.and_then(|place| relatives.get(place)).cloned();
            let relative = relative
                .unwrap_or_else(|| cases::Who { name: name(dice), born: Date::constant(1978, 8, 25) });
            self.case(room, dice, agency.id, (number, told), relative)?;
        }
        Ok(())
    }

    fn request(
        &mut self,
        room: &mut Room<'_>,
        dice: &mut Dice,
        agency: Id<Organisation>,
        told: &Told,
        (duty, worker): (Option<Id<kernel::kinds::Account>>, Option<Id<kernel::kinds::Account>>),
    ) -> Result<()> {
        let today = days::date(room.world.today);
        let route = route(told.born, told.adopted, Country::EnglandWales, today)
            .map_err(|why| Error::Internal(format!("an adult of the demo has no route: {}", why.code())))?;
        let made = room.ago(told.came, 605);
        let (checked, shared_at) = (room.ago(told.came - 2, 620), room.ago(told.came / 2, 640));
        let known = told.far >= Far::Asked;
        let shared = told.far >= Far::Shared;
        let counselling = if shared { Counselling::Declined } else { Counselling::NotYet };
        let request = Request {
            id: dice.random_id(),
            agency,
            reference: self.requests.next(),
            who: Who {
                name: name(dice),
                adopted_name: String::new(),
                birth_name: String::new(),
                born: told.born,
                adopted_on: told.adopted,
                agency: "A society that has closed".into(),
                contact: people::phone(dice),
                wants: told.wants.into(),
            },
            standing: Standing {
                route,
                name_known: false,
                identified: known,
                counselling,
                state: if told.far == Far::Closed { State::Closed } else { State::Open },
            },
            identity: known.then_some((Identity::Passport, checked, duty)),
            identity_note: if known { "Seen at the office.".into() } else { String::new() },
            counselled: shared.then_some(checked),
            closed_why: if told.far == Far::Closed {
                "All that is held was shared.".into()
            } else {
                String::new()
            },
            made,
            due: None,
            version: 1 + i64::from(known) + i64::from(shared) + i64::from(told.far == Far::Closed),
        };
        let texts: [&str; 3] =
            [&adults::who_json(&request.who)?, &request.identity_note, &request.closed_why];
        room.out.row(tables::ADULT_REQUEST, adults::values(room.keys, &request)?, &texts)?;
        let kept = shared.then_some(shared_at);
        room.promise(dice, agency, request.id, Promised { kept, ..open(PromiseKind::RecordsRequest, made) })?;
        if known {
            let holder = route.holders()[0];
            let answered = shared.then(|| room.ago(told.came / 2, 610));
            let asked = Asked {
                id: dice.random_id(),
                holder,
                name: if holder == Holder::RegistrarGeneral {
                    "General Register Office"
                } else {
                    "The agency that placed them"
                }
                .into(),
                at: room.ago(told.came - 2, 630),
                answer: answered.map(|at| (Outcome::Found, at)),
                note: if shared { "A certified copy came by post.".into() } else { String::new() },
                due: None,
            };
            let row = adults::holder_values(room.keys, request.id, &asked)?;
            room.out.row(tables::ADULT_HOLDER, row, &[&asked.name, &asked.note])?;
            let promise = Promised { kept: answered, ..open(PromiseKind::HolderAnswer, asked.at) };
            room.promise(dice, agency, asked.id, promise)?;
        }
        if shared {
            let one = Shared {
                what: "The certificate of birth, and two letters from the file.".into(),
                left_out: "A neighbour's name: they were not asked.".into(),
                way: Way::Meeting,
                at: shared_at,
                by: worker,
            };
            let row = adults::share_values(room.keys, dice.random_id(), request.id, &one)?;
            room.out.row(tables::ADULT_SHARE, row, &[&one.what, &one.left_out])?;
        }
        Ok(())
    }

    fn case(
        &mut self,
        room: &mut Room<'_>,
        dice: &mut Dice,
        agency: Id<Organisation>,
        (number, told): (i32, &Looked),
        relative: cases::Who,
    ) -> Result<()> {
        let case = Case {
            id: dice.random_id(),
            agency,
            reference: self.cases.next(),
            facts: Facts {
                applicant: name(dice),
                applicant_born: Date::constant(1969, 4, 6),
                relation: Relation::Relative,
                contact: people::phone(dice),
                subject: relative.name,
                subject_born: relative.born,
                adopted_on: days::date(days::day(relative.born) + 540),
            },
            state: told.state,
            decided: told.decided.into(),
            applicant_wants: told.wants[0],
            subject_wants: told.wants[1],
            made: room.ago(4 + 25 * number, 665),
            version: match told.state {
                CaseState::Asked => 1,
                CaseState::Stopped | CaseState::Closed => 2,
                CaseState::Allowed => 3,
                CaseState::InTouch => 5,
            },
        };
        let texts: [&str; 2] = [&cases::json(&case.facts)?, &case.decided];
        room.out.row(tables::INTERMEDIARY, cases::values(room.keys, &case)?, &texts)
    }
}

#[cfg(test)]
mod tests {
    use connections::{adopted_adults::model::Route, intermediaries::model::decide};

    use super::*;

    #[test]
    fn every_route_and_every_state_is_there_and_the_rules_would_say_the_same() {
        for today in ["2022-04-01", "2026-11-21", "2035-12-31"] {
            let today: Date = today.parse().unwrap();
            let routes: std::collections::BTreeSet<Route> = REQUESTS
                .iter()
                .map(|told| route(told.born, told.adopted, Country::EnglandWales, today).unwrap())
                .collect();
            assert_eq!(routes.len(), Route::ALL.len());
            for told in REQUESTS.iter().filter(|told| told.far >= Far::Shared) {
                let legal = route(told.born, told.adopted, Country::EnglandWales, today).unwrap();
                assert!(!legal.needs_counselling(false), "counselling was declined");
            }
            for told in CASES.iter().filter(|told| told.state != CaseState::Asked) {
                let (kind, born, _) = VETOES[told.veto.unwrap()];
                let facts = Facts {
                    applicant: "A".into(),
                    applicant_born: Date::constant(1969, 4, 6),
                    relation: Relation::Relative,
                    contact: "C".into(),
                    subject: "S".into(),
                    subject_born: born,
                    adopted_on: days::date(days::day(born) + 540),
                };
                let may = decide(&facts, &[kind], true, today).is_ok();
                assert_eq!(may, told.state != CaseState::Stopped, "{}", told.state.code());
            }
        }
    }
}
