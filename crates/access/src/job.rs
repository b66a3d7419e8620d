//! Work that the service does by itself, in the audit log.

use kernel::{Error, Id, Result};

use crate::{Act, audit};

/// Notes one run of a job of the service: its name, such as `job.release-ended`, what kind of record it
/// looked at, and which of them it changed. One line a run, in the run's own transaction.
///
/// # Errors
/// `Forbidden` for anybody but the system: what people do is noted by the grant they were given.
pub fn ran<T>(act: &Act<'_>, job: &'static str, kind: &'static str, changed: &[Id<T>]) -> Result<()> {
    if act.actor().system_name().is_none() {
        return Err(Error::Forbidden);
    }
    let ids: Vec<String> = changed.iter().map(ToString::to_string).collect();
    let words = match ids.len() {
        0 => "changed none".to_owned(),
        n => format!("changed {n}: {}", ids.join(" ")),
    };
    audit::line(act, job, kind, None, None, Some(audit::Detail::Change(&words)))
}
