//! What every room beside the stories is written with: rows, keys, promises that are counted, and days at work.

use std::collections::BTreeMap;

use casework::{
    cases::store::Case,
    people::store::NewPerson,
    promises::{self, About, NewPromise},
};
use kernel::{Calendar, Id, PromiseKind, Result, Term, Timestamp, kinds::Organisation};
use store::Keys;

use crate::{
    days::{self, Day},
    dice::Dice,
    figures::Figures,
    rows::Out,
    tables,
    world::World,
};

/// A promise of a room, as its story tells it.
#[derive(Debug, Clone, Copy)]
pub struct Promised {
    /// What.
    pub kind: PromiseKind,
    /// When.
    pub made: Timestamp,
    /// By when, where that is not the term of its kind.
    pub due: Option<Timestamp>,
    /// When it was kept.
    pub kept: Option<Timestamp>,
    /// When it was no longer needed.
    pub withdrawn: Option<Timestamp>,
}

/// A promise that is open, with the term of its kind.
pub fn open(kind: PromiseKind, made: Timestamp) -> Promised {
    Promised { kind, made, due: None, kept: None, withdrawn: None }
}

/// Writes rooms.
pub struct Room<'a> {
    /// Where rows go.
    pub out: &'a mut Out,
    /// The installation's keys.
    pub keys: &'a Keys,
    /// The world.
    pub world: &'a World,
    figures: &'a mut Figures,
    terms: BTreeMap<PromiseKind, Term>,
}

impl<'a> Room<'a> {
    /// Rooms of this world.
    ///
    /// # Errors
    /// `Internal` when a promise has no time.
    pub fn new(out: &'a mut Out, keys: &'a Keys, world: &'a World, figures: &'a mut Figures) -> Result<Self> {
        let terms = PromiseKind::ALL.iter().map(|kind| Ok((*kind, promises::default_term(*kind)?)));
        Ok(Room { out, keys, world, figures, terms: terms.collect::<Result<_>>()? })
    }

    /// The working day that was so many days ago, or the next one, but never today.
    pub fn day(&self, ago: i32) -> Day {
        self.world.workdays.on_or_after(self.world.today - ago).min(self.world.today - 1)
    }

    /// A moment of that day's office hours, so many minutes after midnight.
    pub fn ago(&self, days: i32, minutes: i32) -> Timestamp {
        days::at(self.day(days), minutes)
    }

    /// Makes a promise about a thing that belongs to no case, and counts it.
    ///
    /// # Errors
    /// As [`Out::row`].
    pub fn promise<T>(
        &mut self,
        dice: &mut Dice,
        agency: Id<Organisation>,
        thing: Id<T>,
        p: Promised,
    ) -> Result<()> {
        self.promise_about(dice, About { agency, case: None, enquiry: None, thing: thing.cast() }, p)
    }

    /// Counts a case that another agency handed over.
    pub fn arrived(&mut self, case: &Case, child: &NewPerson) {
        self.figures.arrived(case, child);
    }

    /// Makes a promise about a thing of a case, and counts it.
    ///
    /// # Errors
    /// As [`Out::row`].
    pub fn promise_about(&mut self, dice: &mut Dice, about: About, p: Promised) -> Result<()> {
        let term = self.terms.get(&p.kind).copied().unwrap_or(Term::Days(28));
        let promise = NewPromise {
            id: dice.id(p.made),
            about,
            kind: p.kind,
            made: p.made,
            due: p.due.unwrap_or_else(|| term.due(p.made, Calendar::england())),
            kept: p.kept,
            withdrawn: p.withdrawn,
        };
        self.figures.promises(&[promise]);
        self.out.row(tables::PROMISE, promises::values(&promise), &[])
    }
}
