//! `hearth serve`.

use std::{path::PathBuf, sync::Arc};

use access::{organisations, permissions};
use clap::Args;
use kernel::{Clock, Error, Result};
use page::App;
use store::{Db, files::Files};

use crate::serve::{Rates, Settings};

/// Serve pages and the API.
#[derive(Args, Debug)]
pub(super) struct Serve {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080", env = "HEARTH_LISTEN")]
    listen: String,
    /// A proxy of yours stands before this server and writes X-Forwarded-For and X-Forwarded-Proto.
    #[arg(long)]
    behind_proxy: bool,
    /// The address of a clamd (host:port) that looks into every file before it is taken in.
    /// Once it is named, no file is taken in that it has not passed.
    #[arg(long, env = "HEARTH_CLAMD")]
    clamd: Option<String>,
    /// A permission table of your own, which may only take away from Hearth's: see docs/permissions.md.
    #[arg(long, value_name = "FILE", env = "HEARTH_PERMISSIONS")]
    permissions: Option<PathBuf>,
    /// Other sign-in services (OpenID Connect), as docs/sign-in.md describes them: a JSON file.
    #[arg(long, env = "HEARTH_PROVIDERS")]
    providers: Option<PathBuf>,
    /// Let everybody ask as fast as they can: for measuring, or where the proxy holds them back.
    #[arg(long)]
    no_rate_limits: bool,
}

impl Serve {
    pub(super) async fn run(self, db: Db, files: PathBuf) -> Result<()> {
        log();
        db.keep_files(Files::new(files, self.clamd));
        if let Some(path) = &self.permissions {
            let text = std::fs::read_to_string(path)
                .map_err(|e| Error::internal(&format!("the permission table {}", path.display()), e))?;
            permissions::put_in_force(permissions::Table::shipped().narrowed(&text)?)?;
        }
        super::migrate(&db).await?;
        let demo = db.read(|r| organisations::setting(r, "demo")).await?.is_some();
        if let Some(file) = &self.providers {
            has_an_address(&self.listen)?;
            let count = trust::install_providers(file, &db).await?;
            tracing::info!(count, "sign-in services");
        }
        let app = App { db, clock: clock(demo)?, demo, nav: crate::rooms::nav() };
        // A broken rule file must stop the start, not an application in the middle of the day.
        funding::schemes::Schemes::shipped()?;
        let settings = Settings {
            behind_proxy: self.behind_proxy,
            rates: (!self.no_rate_limits).then_some(Rates::USUAL),
        };
        crate::serve::run(Arc::new(app), &self.listen, settings, |address| {
            tracing::info!(%address, demo, "ready");
        })
        .await
    }
}

/// Other services lead people back to an address that they know beforehand.
fn has_an_address(listen: &str) -> Result<()> {
    let here = ["127.0.0.1:", "localhost:", "[::1]:"].iter().any(|host| listen.starts_with(host));
    if here || std::env::var("HEARTH_PUBLIC_URL").is_ok_and(|url| !url.is_empty()) {
        return Ok(());
    }
    Err(Error::Internal(
        "sign-in services need HEARTH_PUBLIC_URL: the address to which they lead people back".into(),
    ))
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
