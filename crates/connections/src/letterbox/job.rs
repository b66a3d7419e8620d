//! The job of the letterbox, once a day: it makes the next letters that are expected, and finds those that are late, so
//! that somebody promises to ask. Running it twice, or on two nodes, makes each letter and each promise once.

use access::{Act, Actor, organisations};
use kernel::{Result, Timestamp, local_date};
use store::Db;

use super::{
    actions::{expect_next, to_be_asked_about},
    store as letters,
};
use crate::contact_plans::wire;

/// Records read at once.
const AT_ONCE: u32 = 500;
/// The setting that says on which day it last ran to the end.
const SETTING: &str = "letterbox-worked-out-on";

/// What it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Letters that are now expected.
    pub expected: u32,
    /// Letters that were found to be late.
    pub late: u32,
}

/// Runs, at most once a day.
pub async fn run(db: &Db, now: Timestamp) -> Result<Done> {
    let today = local_date(now).to_string();
    let last = db.read(|r| organisations::setting(r, SETTING)).await?;
    if last.is_some_and(|day| day == today) {
        return Ok(Done::default());
    }
    let actor = Actor::system("letterbox");
    let mut done = Done::default();
    let mut after = None;
    loop {
        let who = actor.clone();
        let (made, next) = db
            .write("letters that are expected", move |w| {
                let act = Act::new(w, &who, now, "letterbox");
                let ids = wire::at_work(&act, after, AT_ONCE)?;
                let mut made = 0;
                for id in &ids {
                    let plan = wire::behind(&act, *id)?;
                    made += expect_next(&act, &plan, &wire::current(&act, *id)?.terms)?;
                }
                let full = ids.len() == AT_ONCE as usize;
                Ok((made, ids.last().copied().filter(|_| full)))
            })
            .await?;
        done.expected += made;
        match next {
            Some(id) => after = Some(id),
            None => break,
        }
    }
    loop {
        let who = actor.clone();
        let found = db
            .write("letters that are late", move |w| {
                let act = Act::new(w, &who, now, "letterbox");
                let late = letters::late(&act, now, AT_ONCE)?;
                for (id, agency) in &late {
                    if letters::mark_late(&act, *id)? {
                        to_be_asked_about(&act, *agency, *id, now)?;
                    }
                }
                Ok(late.len())
            })
            .await?;
        done.late += u32::try_from(found).unwrap_or(u32::MAX);
        if found < AT_ONCE as usize {
            break;
        }
    }
    db.write("the letterbox is worked out", move |w| organisations::set(w, SETTING, &today)).await?;
    Ok(done)
}
