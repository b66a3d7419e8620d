//! Stories: what happened to one family, from first contact on, as plain values. Nothing here reads or
//! writes; the same world and number tell the same story.

mod case;
mod contact;
mod money;
mod partners;
mod signed;

use std::collections::BTreeMap;

use casework::{
    assessment::store::Assessment,
    cases::{levels::LevelChange, store::Case},
    front_door::store::Record,
    people::store::NewPerson,
    plan::{
        signatures::Signature,
        store::{HandOff, Plan},
    },
    promises::{self, About, NewPromise},
    timeline::EventKind,
};
use kernel::{
    Calendar, Id, PromiseKind, Result, Term, Timestamp,
    kinds::{self, Account, Family, Identity},
};
use outcomes::goals::{model::Goal, store::NewRating};

use crate::{
    Size,
    days::{self, Day},
    dice::{Dice, References},
    world::World,
};

pub use money::{BEFORE, Funded};

/// One family, or one enquiry that no case came of.
pub struct Story {
    /// The agency's place in the world.
    pub agency: usize,
    /// The council's code.
    pub council: String,
    /// The first contact.
    pub enquiry: Record,
    /// What was promised about it.
    pub promises: Vec<NewPromise>,
    /// The household, once allocated.
    pub home: Option<Home>,
}

/// A household with its cases.
pub struct Home {
    /// Its id.
    pub family: Id<Family>,
    /// When it was first recorded.
    pub made: Timestamp,
    /// Who lives there, adults first, each with the id of the identity after adoption.
    pub people: Vec<(Id<Identity>, NewPerson)>,
    /// One case for each child.
    pub cases: Vec<CaseStory>,
}

/// The support of one child.
pub struct CaseStory {
    /// The case as it stands.
    pub case: Case,
    /// The level it was opened at.
    pub first_level: kernel::Level,
    /// Its moves between levels and its closing.
    pub moves: Vec<LevelChange>,
    /// Its assessments, oldest first.
    pub assessments: Vec<Assessment>,
    /// What partners were asked for the one that is being written.
    pub contributions: Vec<casework::contributions::store::Contribution>,
    /// The second signatures under the newest of them.
    pub signed_off: Vec<casework::assessment::signatures::Signature>,
    /// Its plans, oldest first.
    pub plans: Vec<Plan>,
    /// When its plan came into other hands than those of its first coordinator.
    pub handed: Option<HandOff>,
    /// The second signatures under them.
    pub signatures: Vec<Signature>,
    /// Its goals.
    pub goals: Vec<Goal>,
    /// Ratings of them, in the order of each series.
    pub ratings: Vec<NewRating>,
    /// Applications with what came of them.
    pub funded: Vec<Funded>,
    /// What was promised.
    pub promises: Vec<NewPromise>,
    /// Its timeline.
    pub told: Vec<Told>,
}

/// A line of a timeline.
pub struct Told {
    /// Its id.
    pub id: Id<kinds::Event>,
    /// When.
    pub at: Timestamp,
    /// What kind of thing happened.
    pub kind: EventKind,
    /// In words.
    pub words: String,
    /// Who did it.
    pub actor: Option<Id<Account>>,
    /// In which role.
    pub role: &'static str,
    /// Where more is to be seen.
    pub link: Option<String>,
    /// Whether the family reads it.
    pub family_sees: bool,
}

/// Tells stories, one after another.
pub struct Teller<'w> {
    world: &'w World,
    /// Whether records are written out in full: not in the many of the nation.
    full: bool,
    terms: BTreeMap<PromiseKind, Term>,
    enquiries: References,
    cases: References,
    applications: References,
    orders: References,
    invoices: u64,
    emails: u64,
}

/// What a story is to be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The day of first contact.
    pub received: Day,
    /// The agency's place in the world.
    pub agency: usize,
    /// Which story of the agency.
    pub number: u32,
    /// What sort.
    pub sort: Sort,
}

/// Sorts of stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A family that gets support.
    Family,
    /// An enquiry that is answered.
    Question,
    /// An enquiry that waits in the queue now.
    Waiting,
    /// The family, with provider, that the demo shows.
    Shown,
}

impl<'w> Teller<'w> {
    /// A teller of this world's stories.
    ///
    /// # Errors
    /// `Internal` when a promise has no time.
    pub fn new(world: &'w World, size: Size) -> Result<Self> {
        let terms = PromiseKind::ALL.iter().map(|kind| Ok((*kind, promises::default_term(*kind)?)));
        Ok(Teller {
            world,
            full: size != Size::Nation,
            terms: terms.collect::<Result<_>>()?,
            enquiries: References::new("EN", world.seed),
            cases: References::new("CA", world.seed),
            applications: References::new("AP", world.seed),
            orders: References::new("OR", world.seed),
            invoices: 0,
            emails: 0,
        })
    }

    /// Tells one story.
    ///
    /// # Errors
    /// `Internal` when shipped data is broken.
    pub fn tell(&mut self, subject: Subject) -> Result<Story> {
        let agency = &self.world.agencies[subject.agency];
        let purpose = match subject.sort {
            Sort::Family | Sort::Shown => agency.code.clone(),
            Sort::Question => format!("{} questions", agency.code),
            Sort::Waiting => format!("{} waiting", agency.code),
        };
        let mut dice = Dice::new(self.world.seed, &purpose, u64::from(subject.number));
        self.first_contact(&mut dice, subject)
    }

    /// Whether a day is over.
    fn past(&self, day: Day) -> bool {
        day < self.world.today
    }

    /// A promise, with the time that its kind has.
    fn promise(
        &self,
        dice: &mut Dice,
        about: About,
        kind: PromiseKind,
        made: Timestamp,
        kept: Option<Timestamp>,
    ) -> NewPromise {
        let term = self.terms.get(&kind).copied().unwrap_or(Term::Days(28));
        let due = term.due(made, Calendar::england());
        NewPromise { id: dice.id(made), about, kind, made, due, kept, withdrawn: None }
    }
}

/// A moment of office hours.
fn at_work(dice: &mut Dice, day: Day) -> Timestamp {
    days::at(day, 540 + dice.within(0..=450))
}
