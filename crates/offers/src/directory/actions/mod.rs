//! What can be done about an entry of the directory.

mod add;
mod change;
mod check;
#[cfg(test)]
mod tests;
mod withdraw;

pub use add::{Input, add_entry};
pub use change::change_entry;
pub use check::check_entry;
pub use withdraw::{reopen_entry, withdraw_entry};

use access::{Act, offers::Service as Kind};
use casework::promises::{self, About};
use kernel::{Calendar, Error, Id, PromiseKind, Result};

use super::model::{Service, Status};

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// It is kept by another directory.
    pub const FED: &str = "directory.fed";
    /// It stands so already.
    pub const STANDS: &str = "directory.stands";
}

/// Refuses to change what another directory keeps.
fn own(service: &Service) -> Result<()> {
    if service.source.is_none() {
        return Ok(());
    }
    Err(Error::refused(
        rule::FED,
        "This entry is kept by another directory. Ask them to change it; it is changed here when their directory is taken in again.",
    ))
}

/// Promises that an entry which this agency keeps is looked at on its day, and ends the promise before.
/// `checked` says that somebody has just looked.
fn promise(act: &Act<'_>, service: &Service, checked: bool) -> Result<()> {
    let thing: Id<()> = service.id.cast();
    if checked {
        promises::keep(act, thing, PromiseKind::DirectoryReview, act.now())?;
    } else {
        promises::withdraw(act, thing, PromiseKind::DirectoryReview)?;
    }
    if service.entry.status != Status::Active || service.source.is_some() {
        return Ok(());
    }
    let about = About { agency: service.agency, case: None, enquiry: None, thing };
    let due = Calendar::england().end_of(service.entry.review);
    promises::make_due(act, about, PromiseKind::DirectoryReview, act.now(), due)
}

/// What the audit log keeps of an entry.
fn told(s: &Service) -> serde_json::Value {
    serde_json::json!({
        "name": s.entry.name, "status": s.entry.status.code(), "review": s.entry.review.to_string(),
        "giver": s.entry.giver, "details": s.entry.details,
        "ages": s.entry.ages(), "level": s.entry.level, "cost": s.entry.cost, "evidence": s.entry.evidence,
        "audiences": s.entry.audiences,
    })
}

type Entries = Id<Kind>;
