//! `hearth serve`.

use std::sync::Arc;

use access::{organisations, permissions};
use clap::Args;
use kernel::{Clock, Error, Result};
use page::App;
use store::Db;

/// Serve pages and the API.
#[derive(Args, Debug)]
pub(super) struct Serve {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080", env = "HEARTH_LISTEN")]
    listen: String,
    /// A proxy of yours stands before this server and writes X-Forwarded-For.
    #[arg(long)]
    behind_proxy: bool,
    /// A permission table of your own, which may only take away from Hearth's: see docs/permissions.md.
    #[arg(long, value_name = "FILE", env = "HEARTH_PERMISSIONS")]
    permissions: Option<std::path::PathBuf>,
}

impl Serve {
    pub(super) async fn run(self, db: Db) -> Result<()> {
        log();
        if let Some(path) = &self.permissions {
            let text = std::fs::read_to_string(path)
                .map_err(|e| Error::internal(&format!("the permission table {}", path.display()), e))?;
            permissions::put_in_force(permissions::Table::shipped().narrowed(&text)?)?;
        }
        super::migrate(&db).await?;
        let demo = db.read(|r| organisations::setting(r, "demo")).await?.is_some();
        let app = App { db, clock: clock(demo)?, demo, nav: crate::rooms::nav() };
        // A broken rule file must stop the start, not an application in the middle of the day.
        funding::schemes::Schemes::shipped()?;
        crate::serve::run(Arc::new(app), &self.listen, self.behind_proxy, |address| {
            tracing::info!(%address, demo, "ready");
        })
        .await
    }
}

/// A demo may stand still in time; a real record never does.
fn clock(demo: bool) -> Result<Clock> {
    match std::env::var("HEARTH_CLOCK") {
        Ok(text) if demo => {
            let at = text.parse().map_err(|_| Error::Internal("HEARTH_CLOCK is not an instant".into()))?;
            Ok(Clock::Fixed(at))
        }
        Ok(_) => Err(Error::Internal("HEARTH_CLOCK is for demo databases only: unset it".into())),
        Err(_) => Ok(Clock::System),
    }
}

fn log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("HEARTH_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::env::var("HEARTH_LOG_JSON").is_ok() { log.json().init() } else { log.init() }
}
