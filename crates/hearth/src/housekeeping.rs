//! What is forgotten by itself: kept answers older than a day, sessions and links that have
//! ended, drafts that nobody came back to. And the key file is watched.

use std::{sync::Arc, time::Duration};

use access::{answers, drafts, links, sessions};
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
                sessions::forget(w, now)?;
                links::forget(w, now)?;
                drafts::forget(w, now)
            })
            .await;
        if let Err(error) = done {
            tracing::error!(?error, "housekeeping failed and is tried again in an hour");
        }
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(EVERY) => {}
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
