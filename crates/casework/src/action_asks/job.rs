//! The job of askings, once a day: it reminds owners of actions before the last day, on it and after it, tells whoever asked and
//! whoever coordinates when an answer is late, and some days later the managers. The days are those of contributions
//! (`data/contribution_times.csv`). Who asked for no more reminders gets none. Running it twice, or on two nodes, sends each letter once.

use access::{Act, Actor, organisations};
use kernel::{Calendar, Id, Result, Timestamp, local_date};
use store::Db;

use super::{
    ActionAsk, mail,
    store::{self as asks, Asking},
};
use crate::contributions::model::{Stage, next_stage, times_on};

/// Records read at once.
const AT_ONCE: u32 = 200;
/// The setting that says on which day it last ran to the end.
const SETTING: &str = "action-asks-reminded-on";
/// How far ahead it looks, in working days: further than any first reminder comes.
const AHEAD: u32 = 30;

/// What it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Letters that reminded an owner.
    pub reminded: u32,
    /// Answers that were found to be late.
    pub late: u32,
    /// Late answers of which managers were told.
    pub managers: u32,
}

/// Runs, at most once a day.
///
/// # Errors
/// Those of the store; what was done stays done, and the rest is tried again.
pub async fn run(db: &Db, now: Timestamp) -> Result<Done> {
    let today = local_date(now).to_string();
    let last = db.read(|r| organisations::setting(r, SETTING)).await?;
    if last.is_some_and(|day| day == today) {
        return Ok(Done::default());
    }
    loop {
        let filed = db
            .write("askings are filed by organisation", move |w| {
                let actor = Actor::system("action-asks");
                asks::file(&Act::new(w, &actor, now, "action-asks"), AT_ONCE)
            })
            .await?;
        if filed < AT_ONCE as usize {
            break;
        }
    }
    let mut done = Done::default();
    let mut after: Option<(Timestamp, Id<ActionAsk>)> = None;
    loop {
        let (part, next) = db
            .write("reminders of actions", move |w| {
                let actor = Actor::system("action-asks");
                let act = Act::new(w, &actor, now, "action-asks");
                let calendar = Calendar::england();
                let horizon = calendar.end_of(calendar.add_working_days(act.today(), AHEAD));
                let found = asks::to_remind(&act, horizon, after, AT_ONCE)?;
                let mut part = Done::default();
                for k in &found {
                    remind(&act, k, &mut part)?;
                }
                let full = found.len() == AT_ONCE as usize;
                Ok((part, found.last().map(|k| (k.due, k.id)).filter(|_| full)))
            })
            .await?;
        done.reminded += part.reminded;
        done.late += part.late;
        done.managers += part.managers;
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    db.write("owners of actions are reminded", move |w| organisations::set(w, SETTING, &today)).await?;
    Ok(done)
}

fn remind(act: &Act<'_>, k: &Asking, done: &mut Done) -> Result<()> {
    let (asked, due) = (local_date(k.asked), local_date(k.due));
    let times = times_on(asked)?;
    let Some(stage) = next_stage(k.stage, asked, due, act.today(), &times, Calendar::england()) else {
        return Ok(());
    };
    if !asks::reach(act, k, stage)? {
        return Ok(());
    }
    if stage < Stage::Managers && k.quiet.is_none() {
        mail::reminded(act, k, stage)?;
        done.reminded += 1;
    }
    if stage >= Stage::Late && k.stage < Stage::Late {
        mail::late(act, k)?;
        done.late += 1;
    }
    // A sealed family's record is nobody's who is not named for it: whoever asked was told.
    if stage == Stage::Managers && !asks::is_sealed(act, k)? {
        mail::to_managers(act, k)?;
        done.managers += 1;
    }
    Ok(())
}
