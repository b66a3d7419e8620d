//! Staying in touch and what adopted adults ask for: a few records of each room and each state in every agency. All of it
//! takes chance from a stream of its own, so that no story changes.

mod adults;
mod letters;
mod support;

use crate::{birth::Pair, days, dice::Dice, room::Room};
use kernel::Result;

/// Contact plans of an agency, at most.
const PLANS: usize = 5;
/// A plan belongs to a child whose case was opened so many days ago, so that letters have gone both ways.
const OPENED_BEFORE: i32 = 500;

/// Writes them, from the children who have a birth family on record.
///
/// # Errors
/// As [`crate::rows::Out::row`].
pub fn write(room: &mut Room<'_>, pairs: Vec<Pair>) -> Result<()> {
    let mut of_agency: Vec<Vec<Pair>> = Vec::new();
    of_agency.resize_with(room.world.agencies.len(), Vec::new);
    for pair in pairs {
        let (place, opened) = (pair.adopted.agency, days::of(pair.adopted.opened));
        let chosen = &mut of_agency[place];
        if opened <= room.world.today - OPENED_BEFORE && chosen.len() < PLANS {
            chosen.push(pair);
        }
    }
    let mut plans = letters::Letters::new(room.world.seed);
    let mut records = adults::Adults::new(room.world.seed);
    for (place, pairs) in of_agency.iter().enumerate() {
        let mut dice = Dice::new(room.world.seed, "connected", place as u64);
        plans.write(room, &mut dice, pairs)?;
        support::write(room, &mut dice, pairs)?;
        records.write(room, &mut dice, place)?;
    }
    Ok(())
}
