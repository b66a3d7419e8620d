//! Moves a case between universal, targeted and intensive support, in any direction and
//! over any step, with a reason; closes it, or opens it again (requirement PL4).

use ::store::figure::Figure;
use access::{Act, Grant, One, actions::StepCase, audit::changed};
use kernel::{Error, Id, Invalid, Level, Result, kinds};
use page::Fields;

use crate::{
    cases::{
        actions::{close_case, reopen_case},
        children,
        levels::{self, LevelChange, Standing},
        measures,
        store::{self, Case, CaseState},
    },
    plan::model::level_move,
    timeline::{self, EventKind, NewEvent},
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The version of the case that the choice was made on.
    pub version: i64,
    /// Where the case is to stand.
    pub to: Standing,
    /// Why, in words that the family may read.
    pub reason: String,
}

/// Reads [`Input`].
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let to = f.choice("to", "Choose a level of support, or close the case");
    let reason = f.required("reason", "Say why, in words that the family may read", NOTE);
    f.finish(|| Some(Input { version: version?, to: to?, reason: reason? }))
}

/// Puts a case where the input says, and gives it back as it stands then.
///
/// # Errors
/// `Invalid` beside `to` when nothing would change, `Stale` when somebody changed the case
/// after the form was opened.
pub fn run(act: &Act<'_>, case: Id<kinds::Case>, input: &Input) -> Result<Case> {
    let grant = act.one::<StepCase, kinds::Case>(case)?;
    let now = store::load(act, &grant)?;
    if now.version != input.version {
        return Err(Error::Stale);
    }
    match (now.state, input.to.level()) {
        (CaseState::Open, Some(level)) => step(act, &grant, &now, level, &input.reason)?,
        (CaseState::Open, None) => close_case::run(act, &grant, &now, &input.reason)?,
        (CaseState::Closed, Some(level)) => reopen_case::run(act, &grant, &now, level, &input.reason)?,
        (CaseState::Closed, None) => return Err(Error::field("to", "The case is closed already")),
    }
    store::load(act, &grant)
}

/// Puts a case at a level for another step of the work, such as a completed assessment:
/// false, and nothing done, when the case has that level already.
///
/// # Errors
/// `Refused` by rule `case.closed` when the case is closed; `Invalid` on `reason` when none is given.
pub fn set_level(act: &Act<'_>, case: Id<kinds::Case>, to: Level, reason: &str) -> Result<bool> {
    let grant = act.one::<StepCase, kinds::Case>(case)?;
    let now = store::load(act, &grant)?;
    store::must_be_open(&now)?;
    if now.level == to {
        return Ok(false);
    }
    step(act, &grant, &now, to, reason).map(|()| true)
}

fn step(
    act: &Act<'_>,
    grant: &Grant<StepCase, One<kinds::Case>>,
    now: &Case,
    to: Level,
    reason: &str,
) -> Result<()> {
    // The rule speaks of `level`; the form's field also offers closing, so it is called `to`.
    let step = level_move(now.level, to, reason, act.today()).map_err(|error| match error {
        Error::Invalid(mut invalid) => {
            invalid.0.iter_mut().filter(|e| e.field == "level").for_each(|e| e.field = "to".into());
            Error::Invalid(invalid)
        }
        other => other,
    })?;
    grant.change(act, store::SET_LEVEL, &[now.version.into(), to.code().into()])?;
    record(act, grant, now, step.from.into(), to.into(), &step.reason)?;
    at_level(act, now, step.from, -1)?;
    at_level(act, now, to, 1)?;
    let words = format!(
        "Support moved from {} to {}. {}",
        step.from.label().to_lowercase(),
        to.label().to_lowercase(),
        step.reason
    );
    note(act, now, EventKind::Level, &words)
}

/// Keeps the move and names it in the audit log.
pub(super) fn record(
    act: &Act<'_>,
    grant: &Grant<StepCase, One<kinds::Case>>,
    case: &Case,
    from: Standing,
    to: Standing,
    reason: &str,
) -> Result<()> {
    grant.note(act, &changed(&[("level", from.code(), to.code()), ("reason", "", reason)]))?;
    levels::keep(
        act,
        &LevelChange {
            id: Id::new(act.now()),
            agency: case.agency,
            case: case.id,
            from,
            to,
            reason: reason.to_owned(),
            at: act.now(),
            actor: act.actor().account(),
        },
    )
}

/// Adds to the running balance of cases at a level.
pub(super) fn at_level(act: &Act<'_>, case: &Case, level: Level, amount: i64) -> Result<()> {
    let figure = Figure {
        agency: case.agency,
        measure: measures::AT_LEVEL,
        day: act.today(),
        council: "",
        part: level.code(),
    };
    figure.add(act.write(), amount)?;
    children::at_council_level(act, case.agency, &case.council, level, amount)
}

/// Tells the timeline.
pub(super) fn note(act: &Act<'_>, case: &Case, kind: EventKind, words: &str) -> Result<()> {
    let event = NewEvent { agency: case.agency, case: case.id, kind, words, link: None, family_sees: true };
    timeline::note(act, event)
}
