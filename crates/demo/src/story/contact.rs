//! First contact: who asks, what the duty team does, who lives in the household.

use std::collections::BTreeSet;

use casework::{
    cases::store::{Case, CaseState},
    front_door::{
        model::{Asker, Closing, ContactBy, Enquiry, RiskFacts, SafeTo, State, Warning, risk},
        store::{Did, Record, Step},
    },
    people::store::{Contact, NewPerson, PersonKind},
    promises::{About, NewPromise},
};
use kernel::{LegalRoute, Level, PromiseKind, Result, Timestamp};

use super::{Home, Sort, Story, Subject, Teller, at_work, case::Opening};
use crate::{
    days::{self, Day},
    dice::Dice,
    people, shares, words,
};

/// A household before it is recorded.
struct Household {
    route: LegalRoute,
    contact: Contact,
    last: &'static str,
    adults: Vec<(&'static str, &'static str)>,
    children: Vec<Young>,
}

struct Young {
    first: &'static str,
    sex: &'static str,
    born: Day,
    ordered: Option<Day>,
}

impl Teller<'_> {
    pub(super) fn first_contact(&mut self, dice: &mut Dice, subject: Subject) -> Result<Story> {
        let world = self.world;
        let agency = &world.agencies[subject.agency];
        let picks: Vec<(usize, u32)> =
            agency.councils.iter().enumerate().map(|(i, (_, w))| (i, *w)).collect();
        let council = &agency.councils[dice.weighted(&picks)].0;
        let home = self.household(dice, &council.name, council.number, subject.received, subject.sort);
        let becomes_case = matches!(subject.sort, Sort::Family | Sort::Shown);

        let received = at_work(dice, subject.received);
        let mut enquiry = self.enquiry(dice, &home, becomes_case);
        enquiry.council = council.code.clone();
        let on = days::date(subject.received);
        let age = enquiry.born.and_then(|born| kernel::age_on(born, on));
        let facts = RiskFacts { warnings: &enquiry.warnings, age, asker: enquiry.asker, earlier: 0 };
        let risk = risk(&facts);

        let mut record = Record {
            id: dice.id(received),
            reference: self.enquiries.next(),
            agency: agency.id,
            state: State::New,
            risk: risk.level,
            safeguarding: None,
            received,
            ended: None,
            history: Vec::new(),
            family: None,
            case: None,
            recorded_by: None,
            version: 1,
            enquiry,
        };
        let duty = dice.one(&agency.staff.duty);
        if record.enquiry.channel != kernel::Channel::Web {
            record.recorded_by = Some(duty);
        }
        let step = |at: Timestamp, did: Did, why: &str| Step {
            at,
            by: Some(duty),
            did,
            why: why.to_owned(),
            to: None,
            because: None,
        };

        // The advice call: within three days, or late.
        let on_time = subject.sort == Sort::Shown || dice.per_mille(shares::CALL_ON_TIME);
        let wait = if on_time { dice.within(0..=2) } else { dice.within(4..=16) };
        let call_day = world.workdays.on_or_after(subject.received + wait);
        let call = at_work(dice, call_day).max(received);
        let called = subject.sort != Sort::Waiting && self.past(call_day);
        let about =
            About { agency: agency.id, case: None, enquiry: Some(record.id), thing: record.id.cast() };
        let mut promises =
            vec![self.promise(dice, about, PromiseKind::AdviceCall, received, called.then_some(call))];

        let seen_day = if risk.consider_safeguarding { Some(subject.received + 1) } else { None };
        if let Some(day) = seen_day.filter(|day| self.past(*day) && subject.sort != Sort::Waiting)
            && dice.percent(80)
        {
            let at = at_work(dice, day).max(received);
            record.safeguarding = Some(at);
            record.history.push(step(at, Did::Safeguarding, words::SAFEGUARDING));
            record.version += 1;
        }
        if !called {
            return Ok(Story {
                agency: subject.agency,
                council: council.code.clone(),
                enquiry: record,
                promises,
                home: None,
            });
        }
        record.history.push(step(call, Did::CallHeld, "Called; the family told us more."));
        record.history.sort_by_key(|s| s.at);
        record.version += 1;
        let assessed = self.promise(dice, about, PromiseKind::Assessment, call, None);

        let day = world.workdays.on_or_after(call_day + dice.within(0..=4));
        let at = at_work(dice, day).max(call);
        let told = if becomes_case {
            let mut told = Story {
                agency: subject.agency,
                council: council.code.clone(),
                enquiry: record,
                promises,
                home: None,
            };
            if self.past(day) {
                let why = dice.one(words::WHY_ALLOCATE);
                told.enquiry.history.push(step(at, Did::Allocated, why));
                told.enquiry.state = State::Allocated;
                told.enquiry.ended = Some(at);
                told.enquiry.version += 1;
                self.settle(dice, subject, &home, &mut told, at, assessed)?;
            } else {
                told.promises.push(assessed);
            }
            told
        } else {
            self.answer(dice, &mut record, &mut promises, assessed, day, at, step);
            Story {
                agency: subject.agency,
                council: council.code.clone(),
                enquiry: record,
                promises,
                home: None,
            }
        };
        Ok(told)
    }

    /// An enquiry that no case comes of.
    #[expect(clippy::too_many_arguments, reason = "one step of the story, with what the earlier ones found")]
    fn answer(
        &self,
        dice: &mut Dice,
        record: &mut Record,
        promises: &mut Vec<NewPromise>,
        mut assessed: NewPromise,
        day: Day,
        at: Timestamp,
        step: impl Fn(Timestamp, Did, &str) -> Step,
    ) {
        if !self.past(day) {
            promises.push(assessed);
            return;
        }
        let (state, mut what) = match dice.number(0..=99) {
            0..=21 => (State::Advised, step(at, Did::Advised, dice.one(words::WHY_ADVISE))),
            22..=54 => {
                let mut what = step(at, Did::Signposted, dice.one(words::WHY_SIGNPOST));
                what.to = Some(dice.one(words::SIGNPOSTS).to_owned());
                (State::Signposted, what)
            }
            _ => (State::Closed, step(at, Did::Closed, dice.one(words::WHY_CLOSE))),
        };
        if state == State::Closed {
            what.because = Some(dice.weighted(&[
                (Closing::Answered, 60),
                (Closing::NoReply, 22),
                (Closing::NotWanted, 18),
            ]));
        }
        record.history.push(what);
        record.version += 1;
        let old = day < self.world.today - 60;
        record.state = state;
        if state == State::Advised && old {
            // Advice that nobody came back about is closed after a while.
            let later = day + dice.within(20..=50);
            let later = at_work(dice, later);
            let mut what = step(later, Did::Closed, words::WHY_CLOSE[0]);
            what.because = Some(Closing::Answered);
            record.history.push(what);
            record.state = State::Closed;
            record.version += 1;
            record.ended = Some(later);
            assessed.withdrawn = Some(later);
        } else if state != State::Advised {
            record.ended = Some(at);
            assessed.withdrawn = Some(at);
        }
        promises.push(assessed);
    }

    /// Records the household and opens a case for each child.
    fn settle(
        &mut self,
        dice: &mut Dice,
        subject: Subject,
        home: &Household,
        story: &mut Story,
        at: Timestamp,
        assessed: NewPromise,
    ) -> Result<()> {
        let world = self.world;
        let agency = &world.agencies[subject.agency];
        let family = dice.id(at);
        let person =
            |dice: &mut Dice, kind, first: &str, born, contact, sex: Option<&str>, ethnicity: &str| {
                let new = NewPerson {
                    id: dice.id(at),
                    agency: agency.id,
                    family: Some(family),
                    kind,
                    first: first.to_owned(),
                    last: home.last.to_owned(),
                    born,
                    contact,
                    sex: sex.map(str::to_owned),
                    ethnicity: Some(ethnicity.to_owned()),
                    council: story.council.clone(),
                    made: at,
                };
                (dice.id(at), new)
            };
        let ethnicity = dice.weighted(shares::ETHNICITIES);
        let mut people = Vec::with_capacity(home.adults.len() + home.children.len());
        for (n, (first, sex)) in home.adults.iter().enumerate() {
            self.emails += 1;
            let contact = Contact {
                phone: if n == 0 { story.enquiry.enquiry.phone.clone() } else { people::phone(dice) },
                email: match n {
                    0 => story.enquiry.enquiry.email.clone(),
                    _ => people::email(first, home.last, self.emails),
                },
                ..home.contact.clone()
            };
            let born = days::of(at) - dice.within(30 * 365..=62 * 365);
            people.push(person(
                dice,
                PersonKind::Adult,
                first,
                Some(days::date(born)),
                contact,
                Some(*sex),
                ethnicity,
            ));
        }
        let coordinator = match subject.sort {
            Sort::Shown => agency.staff.social[0].clone(),
            _ => agency.staff.social[dice.place(agency.staff.social.len())].clone(),
        };
        let mut cases = Vec::with_capacity(home.children.len());
        let mut assessed = Some(assessed);
        for child in &home.children {
            let ethnicity = dice.weighted(shares::ETHNICITIES);
            let (sex, born) = (Some(child.sex), Some(days::date(child.born)));
            let who =
                person(dice, PersonKind::Child, child.first, born, home.contact.clone(), sex, ethnicity);
            let level = match subject.sort {
                Sort::Shown => Level::Intensive,
                _ => dice.weighted(shares::LEVELS),
            };
            let case = Case {
                id: dice.id(at),
                reference: self.cases.next(),
                agency: agency.id,
                family,
                child: who.1.id,
                enquiry: Some(story.enquiry.id),
                council: story.council.clone(),
                route: home.route,
                order_date: child.ordered.map(days::date),
                level,
                state: CaseState::Open,
                coordinator: Some(coordinator.0),
                opened: at,
                closed: None,
                version: 1,
            };
            // The promise made in the call is about the first child; siblings get one at the opening.
            let promised = match assessed.take() {
                Some(mut first) => {
                    first.about.case = Some(case.id);
                    first.about.thing = case.id.cast();
                    story.enquiry.case = Some(case.id);
                    story.promises.iter_mut().for_each(|p| p.about.case = Some(case.id));
                    first
                }
                None => {
                    let about = About {
                        agency: agency.id,
                        case: Some(case.id),
                        enquiry: None,
                        thing: case.id.cast(),
                    };
                    self.promise(dice, about, PromiseKind::Assessment, at, None)
                }
            };
            people.push(who);
            let opening = Opening {
                agency: subject.agency,
                born: child.born,
                coordinator: coordinator.clone(),
                shown: subject.sort == Sort::Shown,
                promised,
                case,
            };
            cases.push(self.support(dice, opening)?);
        }
        story.enquiry.family = Some(family);
        story.home = Some(Home { family, made: at, people, cases });
        Ok(())
    }

    fn household(&mut self, dice: &mut Dice, council: &str, number: usize, on: Day, sort: Sort) -> Household {
        let route = match sort {
            Sort::Shown => LegalRoute::Adoption,
            _ => dice.weighted(shares::ROUTES),
        };
        let kinship = matches!(route, LegalRoute::SpecialGuardianship | LegalRoute::ChildArrangements);
        let alone = sort != Sort::Shown && dice.percent(if kinship { 52 } else { 28 });
        let adults = (0..if alone { 1 } else { 2 })
            .map(|n| (people::adult_name(dice), if (n == 0) == dice.percent(82) { "F" } else { "M" }))
            .collect();
        let count = match sort {
            Sort::Shown => 1,
            _ => dice.weighted(&[(1, 75), (2, 21), (3, 4)]),
        };
        let mut children = Vec::with_capacity(count);
        let mut age = match sort {
            Sort::Shown => 9 * 365 + 100,
            _ => {
                let (least, most) = dice.weighted(shares::AGES);
                dice.within(least * 365 + 40..=most * 365 + 300)
            }
        };
        for _ in 0..count {
            let (first, sex) = people::child_name(dice);
            let ordered = match route {
                LegalRoute::Placed => None,
                // An order is made some months after a child comes, and before the first contact here.
                _ => Some(on - dice.within(20..=(age - 30).clamp(21, 4_000))),
            };
            children.push(Young { first, sex, born: on - age, ordered });
            age = if age > 4 * 365 { age - dice.within(400..=1_000) } else { age + dice.within(400..=1_000) };
        }
        let contact = people::home(dice, council, number);
        Household { route, contact, last: people::last_name(dice), adults, children }
    }

    fn enquiry(&mut self, dice: &mut Dice, home: &Household, becomes_case: bool) -> Enquiry {
        let channel = dice.weighted(shares::CHANNELS);
        let asker = match home.route {
            _ if !becomes_case => dice.weighted(shares::OTHER_ASKERS),
            LegalRoute::SpecialGuardianship => Asker::SpecialGuardian,
            LegalRoute::ChildArrangements => Asker::KinshipCarer,
            _ => Asker::AdoptiveParent,
        };
        let parent = matches!(asker, Asker::AdoptiveParent | Asker::SpecialGuardian | Asker::KinshipCarer);
        self.emails += 1;
        let first = home.adults.first().map_or("Sam", |(first, _)| *first);
        let by_phone = dice.percent(55);
        let mut e = Enquiry::new(channel);
        e.asker = Some(asker);
        e.first_name = first.to_owned();
        e.last_name = home.last.to_owned();
        e.email = people::email(first, home.last, self.emails);
        if by_phone {
            e.phone = people::phone(dice);
        }
        e.contact_by = Some(if by_phone { ContactBy::Phone } else { ContactBy::Email });
        e.safe = Some(if dice.percent(94) { SafeTo::Open } else { SafeTo::Quiet });
        e.postcode = home.contact.postcode.clone();
        e.retold = Some(if dice.per_mille(shares::RETOLD) {
            5
        } else {
            u32::try_from(dice.number(0..=4)).unwrap_or(0)
        });
        if asker == Asker::Professional {
            e.works_for = "A primary school".into();
        }
        if parent && let Some(child) = home.children.first() {
            e.child_first_name = child.first.to_owned();
            e.child_last_name = home.last.to_owned();
            e.born = Some(days::date(child.born));
            e.route = Some(home.route);
            e.ordered = child.ordered.map(days::date);
        }
        e.story = dice.one(if parent { words::STORIES } else { words::OTHER_STORIES }).to_owned();
        if parent {
            let mut warnings = BTreeSet::<Warning>::new();
            for (warning, often) in shares::WARNINGS {
                if dice.per_mille(*often) {
                    warnings.insert(*warning);
                }
            }
            e.warnings = warnings;
        }
        e
    }
}
