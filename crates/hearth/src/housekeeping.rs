//! What is forgotten by itself: kept answers older than a day, and of signing in what has ended: sessions, half-done
//! sign-ins, counters of wrong tries, browsers not used for long, and invitations that nobody took up.

use std::{sync::Arc, time::Duration};

use access::{
    answers, sessions,
    sign_in::{devices, guard, invitations, steps},
};
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
                steps::forget(w, now)?;
                guard::forget(w, now)?;
                devices::forget(w, now)?;
                invitations::forget(w, now)?;
                sessions::forget(w, now)
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
