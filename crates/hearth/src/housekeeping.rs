//! What the service does by itself: it forgets kept answers older than a day, and of signing in what has ended
//! (sessions, half-done sign-ins, counters of wrong tries, browsers not used for long, invitations that nobody took
//! up), links that ended, drafts that nobody came back to, messages that left long ago and what was said at drop-ins half a year ago; it gives back money that was approved and is not
//! needed, gives on places in groups that were held as long as was promised, works out once a day which closed records
//! are due for review, which letters are expected or late, which partners are reminded of contributions and of actions, which offers fall due
//! ahead of a stage and which families are checked in with, and looks at the key file. With each new day, records of people who turned
//! 18 become their own. No record is ever destroyed by itself.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use access::{
    Act, Actor, answers, drafts, links, sessions,
    sign_in::{devices, guard, invitations, steps},
};
use funding::applications::actions::release_ended;
use kernel::Result;
use page::App;
use store::outbox;
use tokio::sync::watch;

/// How often it is looked at.
const EVERY: Duration = Duration::from_secs(3600);

/// Forgets until told to stop. Safe on several nodes: forgetting twice forgets once.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    loop {
        let (now, begun) = (app.clock.now(), Instant::now());
        // First of all: on a birthday, parents read no minute longer than they may.
        match trust::of_age::job::run(&app.db, now).await {
            Ok(0) => {}
            Ok(records) => tracing::info!(records, "records became their persons’ own at 18"),
            Err(error) => {
                tracing::error!(
                    ?error,
                    "records of people who turned 18 were not handed over; it is tried again in an hour"
                )
            }
        }
        let done = app
            .db
            .write("housekeeping", move |w| {
                answers::forget(w, now)?;
                steps::forget(w, now)?;
                guard::forget(w, now)?;
                devices::forget(w, now)?;
                invitations::forget(w, now)?;
                links::forget(w, now)?;
                drafts::forget(w, now)?;
                outbox::forget(w, now)?;
                casework::drop_in::store::bookings::forget_old(w, now)?;
                casework::front_door::later::forget(w, now)?;
                sessions::forget(w, now)
            })
            .await;
        if let Err(error) = done {
            tracing::error!(?error, "housekeeping failed and is tried again in an hour");
        }
        if let Err(error) = give_back(&app).await {
            tracing::error!(?error, "unspent money was not given back; it is tried again in an hour");
        }
        match offers::groups::job::run(&app.db, now).await {
            Ok(0) => {}
            Ok(groups) => tracing::info!(groups, "gave on places that were held as long as was promised"),
            Err(error) => {
                tracing::error!(?error, "held places were not given on; it is tried again in an hour")
            }
        }
        match coordination::life_stages::job::run(&app.db, now).await {
            Ok(0) => {}
            Ok(changes) => {
                tracing::info!(changes, "worked out which offers fall due and who is checked in with")
            }
            Err(error) => {
                tracing::error!(?error, "life stages were not worked out; it is tried again in an hour")
            }
        }
        if let Err(error) = trust::retention::job::run(&app.db, now).await {
            tracing::error!(
                ?error,
                "working out how long records are kept failed and is tried again in an hour"
            );
        }
        if let Err(error) = trust::retention::erase::take_away(&app.db).await {
            tracing::error!(
                ?error,
                "files of destroyed records were not removed; it is tried again in an hour"
            );
        }
        if let Err(error) = connections::letterbox::job::run(&app.db, now).await {
            tracing::error!(?error, "the letterbox was not worked out and is tried again in an hour");
        }
        match casework::contributions::job::run(&app.db, now).await {
            Ok(done) if done.reminded + done.late + done.managers == 0 => {}
            Ok(done) => tracing::info!(
                reminded = done.reminded,
                late = done.late,
                managers = done.managers,
                "reminded partners of contributions"
            ),
            Err(error) => {
                tracing::error!(
                    ?error,
                    "partners were not reminded of contributions; it is tried again in an hour"
                )
            }
        }
        match casework::action_asks::job::run(&app.db, now).await {
            Ok(done) if done.reminded + done.late + done.managers == 0 => {}
            Ok(done) => tracing::info!(
                reminded = done.reminded,
                late = done.late,
                managers = done.managers,
                "reminded owners of actions"
            ),
            Err(error) => {
                tracing::error!(?error, "owners of actions were not reminded; it is tried again in an hour")
            }
        }
        tracing::info!(seconds = begun.elapsed().as_secs(), "housekeeping is done");
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(until_next(now)) => {}
        }
    }
}

/// How long until it is looked at again: an hour, or until the day is over in England, so that what changes with a day changes then.
fn until_next(now: kernel::Timestamp) -> Duration {
    let over = kernel::Calendar::england().end_of(kernel::local_date(now));
    let left = Duration::try_from(over.duration_since(now)).unwrap_or(EVERY);
    (left + Duration::from_millis(1)).min(EVERY)
}

/// Gives back what is left of approved money whose order has ended, batch by batch. What is owed for a
/// session that was held stays until its invoice comes.
async fn give_back(app: &App) -> Result<()> {
    let (actor, now) = (Actor::system("housekeeping"), app.clock.now());
    let mut after = None;
    loop {
        let actor = actor.clone();
        let swept = app
            .db
            .write("release ended orders", move |w| {
                release_ended(&Act::new(w, &actor, now, "housekeeping"), after)
            })
            .await?;
        if !swept.released.is_empty() {
            tracing::info!(applications = swept.released.len(), "gave back money that was not needed");
        }
        match swept.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

/// How often the key file is looked at.
const KEYS_EVERY: Duration = Duration::from_secs(5);

/// Learns of a key that `hearth key rotate` added, so that new values are sealed with it.
pub(crate) async fn watch_keys(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let mut failing = false;
    loop {
        match app.db.keys().refresh() {
            Ok(true) => tracing::info!(key = app.db.keys().in_use(), "the key file changed"),
            Ok(false) => failing = false,
            Err(error) if !failing => {
                failing = true;
                tracing::error!(?error, "the key file cannot be read; the keys read before stay in use");
            }
            Err(_) => {}
        }
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(KEYS_EVERY) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_looked_at_each_hour_and_when_the_day_begins_in_england() {
        let until = |now: &str| until_next(now.parse().unwrap());
        assert_eq!(until("2026-11-20T09:30:00Z"), EVERY);
        // In winter the day ends at midnight of UTC, in summer an hour before.
        assert_eq!(until("2026-11-20T23:59:00Z").as_secs(), 60);
        assert_eq!(until("2026-07-20T22:59:00Z").as_secs(), 60);
        assert_eq!(until("2026-07-20T23:00:00Z"), EVERY);
    }
}
