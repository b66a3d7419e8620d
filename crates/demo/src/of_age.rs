//! Young people who turn 18 within a year: how far each is prepared. A few of each agency, some further than others.

use std::collections::BTreeMap;

use casework::{
    cases::store::{Case, CaseState},
    of_age::{
        model::{StepKind, Taken, Wish},
        store,
    },
};
use kernel::{Id, Result, age_on};

use crate::{days, dice::Dice, room::Room, story::Home, tables, world::World};

/// How many of each agency have steps.
const EACH: usize = 4;

/// What was noted: how many days ago, which step, what they said, and the words.
const NOTED: &[(i32, StepKind, Option<Wish>, &str)] = &[
    (95, StepKind::Told, None, "Talked it through on the way to the climbing hall. Wants to think about it."),
    (
        61,
        StepKind::Support,
        None,
        "Stays with our service. The college's counsellor goes on. Adult mental health is asked.",
    ),
    (40, StepKind::Parents, None, "Both parents know what changes. They ask what they may still be told."),
    (18, StepKind::Account, Some(Wish::Yes), ""),
];

/// Those who were found.
#[derive(Default)]
pub struct OfAge(BTreeMap<usize, Vec<Case>>);

impl OfAge {
    /// Looks whether a household has somebody of 17 with a coordinator.
    pub fn consider(&mut self, world: &World, agency: usize, home: &Home) {
        let found = self.0.entry(agency).or_default();
        let today = days::date(world.today);
        for case in home.cases.iter().map(|c| &c.case) {
            let born = home.people.iter().find(|(_, p)| p.id == case.child).and_then(|(_, p)| p.born);
            let seventeen = born.and_then(|born| age_on(born, today)) == Some(17);
            if found.len() < EACH && seventeen && case.state == CaseState::Open && case.coordinator.is_some()
            {
                found.push(case.clone());
            }
        }
    }

    /// Writes the steps: the first of an agency has all of them, each further one has one less.
    ///
    /// # Errors
    /// As [`crate::rows::Out::row`].
    pub fn write(self, room: &mut Room<'_>) -> Result<()> {
        for (agency, cases) in self.0 {
            let mut dice = Dice::new(room.world.seed, "of-age", u64::try_from(agency).unwrap_or_default());
            for (place, case) in cases.iter().enumerate() {
                for (ago, kind, wish, note) in NOTED.iter().take(NOTED.len().saturating_sub(place)) {
                    let at = room.ago(*ago, 940);
                    let id: Id<store::Kind> = dice.id(at);
                    let step = Taken {
                        kind: *kind,
                        wish: *wish,
                        at,
                        by: case.coordinator,
                        note: (*note).to_owned(),
                    };
                    let values = store::values(room.keys, id, case, &step)?;
                    room.out.row(tables::OF_AGE_STEP, values, &[*note])?;
                }
            }
        }
        Ok(())
    }
}
