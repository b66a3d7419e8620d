//! What is done by itself: kept answers older than a day and sessions that have ended are forgotten, and once
//! a day it is worked out which records are due for review. No record is ever destroyed by itself.

use std::{sync::Arc, time::Duration};

use access::{answers, sessions};
use page::App;
use tokio::sync::watch;

/// How often it is looked at.
const EVERY: Duration = Duration::from_secs(3600);

/// Forgets until told to stop. Safe on several nodes: forgetting twice forgets once.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    loop {
        let now = app.clock.now();
        let done = app
            .db
            .write("housekeeping", move |w| {
                answers::forget(w, now)?;
                sessions::forget(w, now)
            })
            .await;
        if let Err(error) = done {
            tracing::error!(?error, "housekeeping failed and is tried again in an hour");
        }
        if let Err(error) = trust::retention::job::run(&app.db, now).await {
            tracing::error!(?error, "working out how long records are kept failed and is tried again in an hour");
        }
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
