//! What can be done about peer mentors and matches.

mod bring_together;
mod keep;
mod part;
mod supervise;
#[cfg(test)]
mod tests;

pub use bring_together::{Pair, bring_together};
pub use keep::{Input, add_mentor, change_mentor};
pub use part::part;
pub use supervise::{Seen, supervise};

use access::Act;
use casework::promises::{self, About};
use kernel::{Calendar, Id, PromiseKind, Result};

use super::model::{Mentor, Stand};

/// Promises that a mentor is seen by their day, in the place of what was promised before.
fn promise(act: &Act<'_>, mentor: &Mentor) -> Result<()> {
    let thing: Id<()> = mentor.id.cast();
    promises::withdraw(act, thing, PromiseKind::MentorSupervision)?;
    if mentor.stand == Stand::Left {
        return Ok(());
    }
    let about = About { agency: mentor.agency, case: None, enquiry: None, thing };
    let due = Calendar::england().end_of(mentor.supervise_by);
    promises::make_due(act, about, PromiseKind::MentorSupervision, act.now(), due)
}
