//! Password hashes are slow on purpose. They run on threads of their own, few at a time, so that many people who
//! sign in at once wait for each other and nobody else waits for them.

use std::{sync::LazyLock, time::Duration};

use access::{
    accounts::{Account, Candidate},
    sign_in::passwords,
};
use kernel::{Error, Result};
use tokio::sync::Semaphore;

/// How many hashes run at once: half of the processors, and one at least.
static LANES: LazyLock<Semaphore> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Semaphore::new((processors / 2).max(1))
});
/// The longest that somebody stands in the queue; then they are asked to try again.
const QUEUE: Duration = Duration::from_secs(15);

async fn slowly<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let lane = tokio::time::timeout(QUEUE, LANES.acquire()).await.map_err(|_| Error::Busy)?;
    let _lane = lane.map_err(|e| Error::internal("the queue of password checks", e))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::internal("a password check", e))
}

/// Checks a password: see [`Candidate::check`].
pub(crate) async fn check(
    candidate: Candidate,
    password: String,
) -> Result<Option<(Account, Option<String>)>> {
    slowly(move || candidate.check(&password)).await
}

/// Hashes a new password: see [`passwords::hash`].
pub(crate) async fn hash(password: String) -> Result<String> {
    slowly(move || passwords::hash(&password)).await?
}
