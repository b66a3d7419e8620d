//! What can be done with links, one verb a file.

mod decide_link;
mod make_link;
mod take_step;

#[cfg(test)]
mod tests;

pub use decide_link::decide_link;
pub use make_link::make_link;
pub use take_step::take_step;

use access::Act;
use kernel::Result;

use super::{model::Stage, store::Link};
use crate::{adopters::store as adopters, matching::store as matching};

/// Lets children and family stand as the link's new stage says. While a link was only considered it said
/// nothing of them, so its end says nothing either.
fn carry(act: &Act<'_>, link: &Link, to: Stage) -> Result<()> {
    if !link.stage.holds() && !to.holds() {
        return Ok(());
    }
    matching::becomes(act, link.group.0, to.children())?;
    adopters::becomes(act, link.household.0, to.family())
}
