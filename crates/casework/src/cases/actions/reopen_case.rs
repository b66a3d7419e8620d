//! Opens a closed case again at a level: a family that comes back does not start anew.

use ::store::figure::Figure;
use access::{Act, Grant, One, actions::StepCase};
use kernel::{Level, Result, kinds, local_date};

use super::step_level::{at_level, note, record};
use crate::{
    cases::{
        levels::Standing,
        measures,
        store::{self, Case},
    },
    timeline::EventKind,
};

/// Opens the closed case `now` at `level`.
pub(super) fn run(
    act: &Act<'_>,
    grant: &Grant<StepCase, One<kinds::Case>>,
    now: &Case,
    level: Level,
    reason: &str,
) -> Result<()> {
    grant.change(act, store::REOPEN, &[now.version.into(), level.code().into()])?;
    record(act, grant, now, Standing::Closed, level.into(), reason)?;
    at_level(act, now, level, 1)?;
    // The closing is taken back out of the month it was counted in, so that the figure
    // goes on saying how many of the cases are closed.
    let closed = Figure {
        agency: now.agency,
        measure: measures::CLOSED,
        day: local_date(now.closed.unwrap_or(act.now())),
        council: &now.council,
        part: "",
    };
    closed.add(act.write(), -1)?;
    let words = format!("The case was opened again with {} support. {reason}", level.label().to_lowercase());
    note(act, now, EventKind::Case, &words)
}
