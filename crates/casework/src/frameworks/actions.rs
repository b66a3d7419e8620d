//! What can be done to an agency's version of the framework: begin it, write it, ask for approval, answer, withdraw.

#[cfg(test)]
mod tests;

use access::{
    Act, Look,
    actions::{ApproveFramework, EditFramework},
    approval,
    assessing::FrameworkVersion,
    audit::differences,
};
use kernel::{Error, Id, Invalid, Result};
use page::Fields;

use super::{
    form::{self, Asked, Decided},
    model::{Addition, Decision, State, Version},
    store,
};
use crate::assessment::model::current_on;

/// Begins the next version from what holds now, or goes on with the one that is being written or waits.
///
/// # Errors
/// Those of the store.
pub fn start(act: &Act<'_>) -> Result<Version> {
    let grant = act.agency::<EditFramework>()?;
    let all = store::of_agency(act, &grant)?;
    if let Some(open) = all.iter().find(|v| matches!(v.state, State::Draft | State::Asked)) {
        return Ok(open.clone());
    }
    let national = current_on(act.today())?;
    let last = all.iter().find(|v| v.state == State::Approved);
    let mut added = last.map(|v| v.added.clone()).unwrap_or_default();
    // What was added to a part that the national framework does not have any more has no place to stand.
    added.prompts.retain(|code, _| national.domain(code).is_some());
    let new = Version {
        id: Id::new(act.now()),
        number: all.first().map_or(1, |v| v.number.saturating_add(1)),
        national: national.version.clone(),
        state: State::Draft,
        from: None,
        added,
        made: act.now(),
        asked: None,
        decided: None,
        words: String::new(),
        version: 1,
    };
    store::insert(act, grant.agency(), &new)?;
    store::wrote(act, new.id)?;
    grant.noted(act, "framework-version", new.id.cast(), None, &format!("version {} begun", new.number))?;
    Ok(new)
}

/// Saves what the agency adds. A draft may be as incomplete as it likes.
///
/// # Errors
/// `NotFound` for a version of others; `Stale` when somebody saved it since; `Refused` by `framework.draft`; `Invalid` beside fields
/// that cannot be read.
pub fn save(act: &Act<'_>, id: Id<FrameworkVersion>, fields: &Fields) -> Result<Version> {
    let grant = act.one::<EditFramework, FrameworkVersion>(id)?;
    let mut now = store::load(act, &grant)?;
    now.must_be_draft()?;
    let mut f = fields.clone();
    let version = f.version();
    let added = form::addition(&mut f, now.national()?, &now.added);
    let version = f.finish(|| version).map_err(Error::Invalid)?;
    let before: Addition = std::mem::replace(&mut now.added, added);
    store::save(act, &grant, version, &now)?;
    store::wrote(act, id)?;
    grant.note(act, &differences(&before, &now.added)?)?;
    now.version = version + 1;
    Ok(now)
}

/// Asks another manager to approve a version from a day on.
///
/// # Errors
/// `Invalid` with everything that is missing, and beside `from` for a day before today or one on which another national version holds; `Stale`; `Refused` by `framework.draft`.
pub fn ask(act: &Act<'_>, id: Id<FrameworkVersion>, input: Asked) -> Result<Version> {
    let grant = act.one::<EditFramework, FrameworkVersion>(id)?;
    let mut now = store::load(act, &grant)?;
    now.must_be_draft()?;
    if input.from < act.today() {
        return Err(Error::field("from", "Enter today, or a later day"));
    }
    now.must_fit(input.from, "from")?;
    let gaps = now.added.gaps(now.national()?);
    if !gaps.is_empty() {
        return Err(Error::Invalid(Invalid(gaps)));
    }
    now.whole()?;
    now.state = State::Asked;
    now.from = Some(input.from);
    now.asked = Some((act.now(), act.actor().answerable()));
    now.decided = None;
    now.words = String::new();
    store::save(act, &grant, input.version, &now)?;
    store::wrote(act, id)?;
    grant.note(act, &format!("state: draft -> asked, from {}", input.from))?;
    now.version = input.version + 1;
    Ok(now)
}

/// Whether somebody may answer for a version at all.
///
/// # Errors
/// `Refused`: `framework.asked` unless it waits, `framework.person` for a key that nobody made, `framework.own` for whoever had a hand
/// in it, acts in the place of somebody who had, or uses a key of theirs.
pub fn may_decide(look: &Look<'_>, v: &Version) -> Result<()> {
    if v.state != State::Asked {
        return Err(Error::refused("framework.asked", "This version does not wait for approval any more."));
    }
    if look.actor().answerable().is_none() {
        return Err(Error::refused(
            "framework.person",
            "An approval is a person's. Sign in as a team manager.",
        ));
    }
    approval::by_another(
        look.actor(),
        store::writers(look, v.id)?,
        "framework.own",
        "You had a hand in this version, or act for somebody who had, so somebody else must approve it.",
    )
}

/// Approves a version, or sends it back.
///
/// # Errors
/// `NotFound` for a version of others; `Stale`; as [`may_decide`]; and `Invalid` beside `decision` when its day has passed, or another
/// national version holds on it.
pub fn decide(act: &Act<'_>, id: Id<FrameworkVersion>, input: &Decided) -> Result<Version> {
    let grant = act.one::<ApproveFramework, FrameworkVersion>(id)?;
    let mut now = store::load(act, &grant)?;
    may_decide(act, &now)?;
    now.state = now.after(input.decision, act.today())?;
    if let (State::Approved, Some(from)) = (now.state, now.from) {
        now.must_fit(from, "decision")?;
    }
    now.decided = Some((act.now(), act.actor().answerable()));
    now.words = match input.decision {
        Decision::Approve => String::new(),
        Decision::SendBack => input.words.clone(),
    };
    store::save(act, &grant, input.version, &now)?;
    grant.note(act, &format!("state: asked -> {}", now.state.code()))?;
    now.version = input.version + 1;
    Ok(now)
}

/// Withdraws a version that does not hold yet.
///
/// # Errors
/// `NotFound` for a version of others; `Stale`; `Refused` by `framework.holds`.
pub fn withdraw(act: &Act<'_>, id: Id<FrameworkVersion>, version: i64) -> Result<Version> {
    let grant = act.one::<EditFramework, FrameworkVersion>(id)?;
    let mut now = store::load(act, &grant)?;
    now.must_not_hold(act.today())?;
    let was = std::mem::replace(&mut now.state, State::Withdrawn);
    store::save(act, &grant, version, &now)?;
    grant.note(act, &format!("state: {} -> withdrawn", was.code()))?;
    now.version = version + 1;
    Ok(now)
}
