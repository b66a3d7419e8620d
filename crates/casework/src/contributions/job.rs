//! The job of contributions, once a day: it reminds partners before the last day and on it, tells whoever asked when an
//! answer is late, and some days later the managers. Running it twice, or on two nodes, sends each letter once.

use access::{Act, Actor, organisations};
use kernel::{Calendar, Id, Result, Timestamp, kinds, local_date};
use store::Db;

use super::{
    mail,
    model::{Stage, next_stage, times_on},
    store::{self as contributions, Contribution},
};

/// Records read at once.
const AT_ONCE: u32 = 200;
/// The setting that says on which day it last ran to the end.
const SETTING: &str = "contributions-reminded-on";
/// How far ahead it looks, in working days: further than any first reminder comes.
const AHEAD: u32 = 30;

/// What it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Letters that reminded a partner.
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
    let mut done = Done::default();
    let mut after: Option<(Timestamp, Id<kinds::Contribution>)> = None;
    loop {
        let (part, next) = db
            .write("reminders of contributions", move |w| {
                let actor = Actor::system("contributions");
                let act = Act::new(w, &actor, now, "contributions");
                let calendar = Calendar::england();
                let horizon = calendar.end_of(calendar.add_working_days(act.today(), AHEAD));
                let found = contributions::to_remind(&act, horizon, after, AT_ONCE)?;
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
    db.write("contributions are reminded of", move |w| organisations::set(w, SETTING, &today)).await?;
    Ok(done)
}

fn remind(act: &Act<'_>, k: &Contribution, done: &mut Done) -> Result<()> {
    let (asked, due) = (local_date(k.asked), local_date(k.due));
    let times = times_on(asked)?;
    let Some(stage) = next_stage(k.stage, asked, due, act.today(), &times, Calendar::england()) else {
        return Ok(());
    };
    if !contributions::reach(act, k, stage)? {
        return Ok(());
    }
    if stage < Stage::Managers {
        mail::reminded(act, k, stage)?;
        done.reminded += 1;
    }
    if stage >= Stage::Late && k.stage < Stage::Late {
        mail::to_worker(act, k, "late", "A contribution that you asked for is late")?;
        done.late += 1;
    }
    // A sealed family's record is nobody's who is not named for it: whoever asked was told.
    if stage == Stage::Managers && !contributions::is_sealed(act, k)? {
        mail::to_managers(act, k)?;
        done.managers += 1;
    }
    Ok(())
}
