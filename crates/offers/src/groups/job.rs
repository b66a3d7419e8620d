//! What groups do by themselves: a place that was held as long as was promised goes to the next family.

use ::store::Db;
use access::{Act, Actor};
use kernel::{Result, Timestamp};

use super::actions;

/// Gives on every place that was held too long; gives for how many groups. Safe on several nodes: what one gave on, the
/// other finds no more.
///
/// # Errors
/// An operator's, and then the rest is done the next time.
pub async fn run(db: &Db, now: Timestamp) -> Result<usize> {
    let mut done = 0;
    loop {
        let due = db.read(move |r| actions::due_groups(r, now)).await?;
        if due.is_empty() {
            return Ok(done);
        }
        for (group, agency) in due {
            db.write("give on a held place", move |w| {
                let actor = Actor::system("groups");
                actions::move_on(&Act::new(w, &actor, now, "housekeeping"), group, agency)
            })
            .await?;
            done += 1;
        }
    }
}
