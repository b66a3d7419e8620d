//! Seals the audit log about once a second. Of several servers on one database, one seals
//! and the others find its lease and wait; when it ends or dies, another takes over.

use std::{sync::Arc, time::Duration};

use access::audit::seal::{self, Holder, Sealed};
use kernel::{Clock, Id, Result};
use page::App;
use tokio::sync::watch;

/// How often it is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// Seals until told to stop, then once more, and lets others take over.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let me: Holder = Id::new(Clock::System.now());
    let mut broken_told = false;
    loop {
        match catch_up(&app, me, &stopped).await {
            // Told once: whoever reads the log is not to read this line each second.
            Ok(Sealed::Broken) if !broken_told => {
                broken_told = true;
                tracing::error!(
                    "the audit log does not end as it was left, so nothing is sealed: run `hearth audit verify`"
                );
            }
            Ok(Sealed::Broken) => {}
            Ok(_) => broken_told = false,
            Err(error) => tracing::error!(?error, "audit lines could not be sealed and are tried again"),
        }
        let ended = tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => true,
            () = tokio::time::sleep(EVERY) => false,
        };
        if ended {
            break;
        }
    }
    let last = seal::turn(&app.db, me, app.clock.now(), Clock::System.now(), seal::MANY_AT_ONCE).await;
    if let Err(error) = last.and(seal::give_up(&app.db, me).await) {
        tracing::warn!(?error, "the last audit lines are sealed at the next start");
    }
}

/// Seals batch after batch until none waits, it is somebody else's turn, or the server stops.
async fn catch_up(app: &App, me: Holder, stopped: &watch::Receiver<bool>) -> Result<Sealed> {
    loop {
        let done = seal::turn(&app.db, me, app.clock.now(), Clock::System.now(), seal::AT_ONCE).await?;
        match done {
            Sealed::Lines(n) if n == seal::AT_ONCE && !*stopped.borrow() => {}
            other => return Ok(other),
        }
    }
}
