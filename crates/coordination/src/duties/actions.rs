//! What can be done about other services' duties: say that one was asked, and what became of it.

#[cfg(test)]
mod tests;

use access::{Act, actions::RecordDuty, audit::changed};
use casework::cases::store as cases;
use kernel::{Error, Id, Invalid, Pence, Result, kinds::Case};

use super::{
    form::Asked,
    model::{Ask, Outcome, State, System, wrong},
    store,
};

/// Records that a service was asked to meet a need. The body that is bound is the board that was chosen, or the council of the child's home.
///
/// # Errors
/// `NotFound` for a case of others; `Refused` by `case.closed`; `Invalid` beside `on` for a day to come, and beside `service` for one that can
/// not be chosen yet.
pub fn ask(act: &Act<'_>, id: Id<Case>, input: &Asked) -> Result<Ask> {
    let grant = act.one::<RecordDuty, Case>(id)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    if input.on > act.today() {
        return Err(Error::field("on", "Enter today, or a day before"));
    }
    if input.service.from > act.today() {
        return Err(Error::field("service", "This service can not be chosen yet"));
    }
    let body = match input.service.system {
        System::Health => input.board.clone(),
        System::Education | System::SocialCare => case.council.clone(),
    };
    let new = Ask {
        id: Id::new(act.now()),
        case: id,
        need: input.need,
        service: input.service.code.clone(),
        system: input.service.system,
        body,
        state: State::Asked,
        asked: input.on,
        answered: None,
        cost: Pence(0),
        words: input.words.clone(),
        answer: String::new(),
        gave: String::new(),
        added: act.now(),
        by: act.actor().account(),
        version: 1,
    };
    store::add(act, &case, &new)?;
    grant.note(act, &format!("{} asked for {}, on {}", new.service, new.need.code(), new.asked))?;
    Ok(new)
}

/// Records what became of asking, and what adoption support gave in its place. It can be mended as more is known.
///
/// # Errors
/// `NotFound` for what belongs to others or to another case; `Stale` when somebody changed it since; `Refused` by `case.closed`; `Invalid` beside
/// what is missing.
pub fn answer(act: &Act<'_>, id: Id<Case>, duty: Id<()>, version: i64, outcome: &Outcome) -> Result<Ask> {
    let grant = act.one::<RecordDuty, Case>(id)?;
    let before = store::one(act, &grant, duty)?;
    cases::must_be_open(&cases::load(act, &grant)?)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    let found = wrong(&before, outcome, act.today());
    if !found.is_empty() {
        return Err(Error::Invalid(Invalid(found)));
    }
    let after = Ask {
        state: outcome.state,
        answered: outcome.on,
        answer: outcome.answer.clone(),
        gave: outcome.gave.clone(),
        cost: outcome.cost,
        version: version + 1,
        ..before.clone()
    };
    store::settle(act, &grant, version, &after)?;
    let (was, is) = (before.cost.to_string(), after.cost.to_string());
    grant.note(
        act,
        &changed(&[
            ("state", before.state.code(), after.state.code()),
            ("cost", &was, &is),
            ("answer", &before.answer, &after.answer),
            ("gave", &before.gave, &after.gave),
        ]),
    )?;
    Ok(after)
}
