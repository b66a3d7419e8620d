//! Somebody goes on by a step, pauses, or ends their way. Each step keeps the promise that ran and starts the next.

use access::{Act, actions::ManageRecruitment, audit, finding::Applicant};
use casework::promises::{self, About};
use kernel::{Calendar, Error, Id, Result, days_between, local_date};

use crate::recruitment::{
    form::StepInput,
    model::{Did, Stage, check_day, check_gap, rule},
    store::{self, Applying},
};

/// Takes somebody one step on.
///
/// # Errors
/// `Refused`: `recruitment.step`, `recruitment.day`, `recruitment.gap`, `recruitment.clock` where the clock is
/// stopped (or cannot be); [`kernel::Error::Stale`].
pub fn take_step(act: &Act<'_>, id: Id<Applicant>, input: &StepInput) -> Result<Stage> {
    let grant = act.one::<ManageRecruitment, Applicant>(id)?;
    let before = store::one(act, &grant)?;
    let to = before.stage.after(input.did)?;
    check_day(input.on, before.last_day(), act.today())?;
    let about = About { agency: grant.agency(), case: None, enquiry: None, thing: id.cast() };
    let ended = Calendar::england().end_of(input.on).min(act.now());
    match (input.did, before.paused) {
        (Did::Pause, None) => {
            let kind = before.stage.promise().ok_or_else(no_clock)?;
            let due = store::due(act, &grant, kind)?.ok_or_else(no_clock)?;
            let left = i64::from(days_between(input.on, local_date(due)));
            promises::withdraw(act, id.cast(), kind)?;
            store::pause(act, &grant, input.version, input.on, left, &input.words)?;
        }
        (Did::Resume, Some((_, left))) => {
            let kind = before.stage.promise().ok_or_else(no_clock)?;
            let calendar = Calendar::england();
            let days = i32::try_from(left).unwrap_or(0);
            let due = calendar.end_of(calendar.add_days(input.on, days));
            store::resume(act, &grant, input.version)?;
            promises::make_due(act, about, kind, ended, due)?;
        }
        (Did::Pause, Some(_)) => return Err(Error::refused(rule::CLOCK, "The clock is stopped already.")),
        (Did::Resume, None) => return Err(Error::refused(rule::CLOCK, "The clock is running.")),
        (Did::End, _) => {
            if let Some(kind) = before.stage.promise() {
                promises::withdraw(act, id.cast(), kind)?;
            }
            store::step(act, &grant, input.version, (input.did, to), input.on, &input.words)?;
        }
        (_, Some(_)) => {
            return Err(Error::refused(
                rule::CLOCK,
                "The clock is stopped. Let it run again before the next step.",
            ));
        }
        _ => forward(act, &grant, &before, (input, to), about, ended)?,
    }
    grant.note(
        act,
        &audit::changed(&[("stage", before.stage.code(), to.code()), ("did", "", input.did.code())]),
    )?;
    Ok(to)
}

/// A step to the next stage: keeps the promise of the old one and makes that of the new one.
fn forward(
    act: &Act<'_>,
    grant: &access::Grant<ManageRecruitment, access::One<Applicant>>,
    before: &Applying,
    (input, to): (&StepInput, Stage),
    about: About,
    at: kernel::Timestamp,
) -> Result<()> {
    if let (Did::Two, Some(done)) = (input.did, before.one_done) {
        check_gap(done, input.on)?;
    }
    store::step(act, grant, input.version, (input.did, to), input.on, &input.words)?;
    if let Some(kind) = before.stage.promise() {
        promises::keep(act, about.thing, kind, at)?;
    }
    if let Some(kind) = to.promise() {
        promises::make(act, about, kind, at)?;
    }
    Ok(())
}

fn no_clock() -> Error {
    Error::refused(rule::CLOCK, "No clock runs at this stage, so there is none to stop or to go on with.")
}
