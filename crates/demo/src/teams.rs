//! Two teams in every agency, each with some of its social workers. They change what somebody reaches only where a table of
//! permissions of one's own says `team`.

use access::teams;
use kernel::Result;

use crate::{dice::Dice, room::Room, tables};

const NAMES: [&str; 2] = ["Early support", "Staying in touch and birth ties"];
/// Social workers of a team, at most.
const MEMBERS: usize = 5;

/// Writes them. The social worker whom the demo signs in as is in the first one.
///
/// # Errors
/// As [`crate::rows::Out::row`].
pub fn write(room: &mut Room<'_>) -> Result<()> {
    for (place, agency) in room.world.agencies.iter().enumerate() {
        let mut dice = Dice::new(room.world.seed, "teams", place as u64);
        let by = agency.staff.manager;
        let groups = agency.staff.social.chunks(MEMBERS);
        for (name, people) in NAMES.iter().zip(groups) {
            let made = room.ago(420, 560);
            let id = dice.id(made);
            room.out.row(tables::TEAM, teams::values(id, agency.id, name, by, made), &[])?;
            for (account, _) in people {
                let row = teams::member_values(dice.id(made), id, *account, by, made, None);
                room.out.row(tables::TEAM_MEMBER, row, &[])?;
            }
        }
    }
    Ok(())
}
