//! Signing in through another service by OpenID Connect: a council's directory, a provider's, a national one. Several
//! stand side by side, from one file. The service says who somebody is; whether they may in, and as what, is decided
//! here (`access::sign_in::directory`).

mod client;
mod flow;
mod http;
mod logout;
mod provider;
pub(crate) mod settings;
#[cfg(test)]
mod tests;
mod token;

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use kernel::Result;
use page::Route;
use store::Db;

pub use http::{Answer, Http};
pub(super) use logout::{MINUTES as LEAVING_MINUTES, end_there, offer};
pub(crate) use provider::Provider;

/// The providers of this process, set once when it starts to serve. They hold settings and caches, no record.
static PROVIDERS: OnceLock<Vec<Arc<Provider>>> = OnceLock::new();

/// The providers.
pub(crate) fn all() -> &'static [Arc<Provider>] {
    PROVIDERS.get().map_or(&[], Vec::as_slice)
}

/// The provider with this code.
pub(crate) fn find(code: &str) -> Option<Arc<Provider>> {
    all().iter().find(|p| p.settings.code == code).cloned()
}

/// Reads the providers' file and keeps what it says for as long as this process runs. A file that is not whole stops
/// the start: half a way in is no way in.
///
/// # Errors
/// What is wrong and in which provider, for the operator.
pub async fn install(file: &Path, db: &Db) -> Result<usize> {
    let settings = settings::load(file)?;
    let agencies: Vec<String> = settings.iter().filter_map(|s| s.agency.clone()).collect();
    let known = db
        .read(move |r| {
            agencies
                .iter()
                .map(|code| Ok((code.clone(), access::organisations::agency_by_code(r, code)?.map(|o| o.id))))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    let mut providers = Vec::new();
    for one in settings {
        providers.push(Arc::new(Provider::new(one, &known)?));
    }
    let count = providers.len();
    PROVIDERS.set(providers).map_err(|_| kernel::Error::Internal("the providers were read twice".into()))?;
    Ok(count)
}

/// The pages of this room.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in/with/{provider}", flow::begin).public().about("Go to another sign-in service"),
        Route::get("/sign-in/back/{provider}", flow::back)
            .public()
            .about("Come back from another sign-in service"),
        Route::get("/sign-out/with/{provider}", logout::leave)
            .public()
            .about("Sign out at another service as well"),
        Route::post("/sign-out/told-by/{provider}", logout::told)
            .public()
            .personal()
            .about("Another service says that somebody signed out there"),
    ]
}
