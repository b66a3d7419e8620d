//! Writing supervision down, and deciding on cases.

use access::{
    Act, Role, accounts,
    actions::{DecideCase, ReadSupervision, WriteSupervision},
    notices,
    teamwork::Supervision as Kinded,
};
use casework::{
    cases::store as cases,
    promises::{self, About},
    timeline::EventKind,
};
use kernel::{
    Calendar, Date, Error, Id, Invalid, PromiseKind, Result,
    kinds::{Account, Case},
};
use page::Fields;

use super::{
    model::{CaseDecision, check_days, check_review},
    store,
};
use crate::words::{NOTE, tell};

/// A supervision to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Whose.
    pub worker: Id<Account>,
    /// On which day.
    pub held: Date,
    /// The next is due by.
    pub next: Date,
    /// What was talked through.
    pub words: String,
    /// Who of the manager's own line may read it, if anybody.
    pub line: Option<Id<Account>>,
}

/// Reads a [`Note`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn note_fields(f: &mut Fields) -> Result<Note, Invalid> {
    let worker = f.id("worker", "Choose whose supervision it was");
    let held = f.date("held", "Enter the day on which it was held");
    let next = f.date("next", "Enter the day by which the next is due");
    let words = f.required("words", "Write what you talked through", NOTE);
    let line = f.id_opt("line", "Choose somebody from the list");
    f.finish(|| Some(Note { worker: worker?, held: held?, next: next?, words: words?, line }))
}

/// Writes a supervision down; the next is promised, unless one of a later day is written down already.
///
/// # Errors
/// `Forbidden` for a machine; `Invalid` on `worker` and `line` for who is no colleague, or oneself, and on the days (see [`check_days`]).
pub fn write(act: &Act<'_>, note: &Note) -> Result<Id<Kinded>> {
    let grant = act.agency::<WriteSupervision>()?;
    let me = act.actor().account().ok_or(Error::Forbidden)?;
    let colleagues = accounts::colleagues(act, grant.agency())?;
    let find = |who: Id<Account>| colleagues.iter().find(|a| a.id == who);
    if note.worker == me || find(note.worker).is_none() {
        return Err(Error::field("worker", "Choose a colleague whom you supervise"));
    }
    if let Some(line) = note.line {
        let manager = find(line).is_some_and(|a| a.role == Role::TeamManager);
        if !manager || line == me || line == note.worker {
            return Err(Error::field("line", "Choose a manager of your own line, or leave it out"));
        }
    }
    check_days(note.held, note.next, act.today())?;
    let Note { worker, held, next, ref words, line } = *note;
    let id = store::insert(act, &grant, &store::New { worker, manager: me, line, held, next, words })?;
    // One that is written down late, after a later one, says nothing of when the next is due: the later one does.
    if !store::has_later(act, &grant, worker, held)? {
        promises::keep(act, worker.cast(), PromiseKind::SupervisionHeld, act.now())?;
        let about = About { agency: grant.agency(), case: None, enquiry: None, thing: worker.cast() };
        let due = Calendar::england().end_of(next);
        promises::make_due(act, about, PromiseKind::SupervisionHeld, act.now(), due)?;
    }
    // The words stay between the two: the log says that it was written, of whom and for which days.
    grant.noted(act, "supervision", id.cast(), None, &format!("of {worker}, held {held}, next by {next}"))?;
    let mail = "Your manager wrote your supervision down. Sign in to Hearth to read it under Supervision. Nobody but you two and your manager’s own line can.";
    notices::mail(act, worker, &format!("supervision:{id}"), "Your supervision is written down", mail)?;
    Ok(id)
}

/// A decision on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// It is looked at again by; the agency's own time where nothing is said.
    pub review: Option<Date>,
}

/// Reads a [`Decided`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn decision_fields(f: &mut Fields) -> Result<Decided, Invalid> {
    let decision = f.required("decision", "Say what you decide", NOTE);
    let reason = f.required("reason", "Say why", NOTE);
    let review = f.date_opt("review");
    f.finish(|| Some(Decided { decision: decision?, reason: reason?, review }))
}

/// Reads a [`Decided`] and on which case.
///
/// # Errors
/// `Invalid` beside the fields.
pub fn decision_of_case_fields(f: &mut Fields) -> Result<(Id<Case>, Decided), Invalid> {
    let case = f.id("case", "Choose the case");
    let decided = decision_fields(f);
    f.finish(|| Some((case?, decided.ok()?)))
}

/// Records a decision on a case. It stands on the case for its workers; the family is told what changes for it by them.
///
/// # Errors
/// `NotFound` for a case of others; `Refused` (`case.closed`); `Invalid` on `review` (see [`check_review`]).
pub fn decide(act: &Act<'_>, id: Id<Case>, decided: &Decided) -> Result<Id<CaseDecision>> {
    decided_in(act, id, None, decided)
}

/// The same as the outcome of a supervision that whoever asks wrote. The case does not say so.
///
/// # Errors
/// Those of [`decide`]; `NotFound` for a supervision that one did not write.
pub fn decide_in_supervision(
    act: &Act<'_>,
    supervision: Id<Kinded>,
    id: Id<Case>,
    decided: &Decided,
) -> Result<Id<CaseDecision>> {
    let found = store::load(act, &act.one::<ReadSupervision, Kinded>(supervision)?)?;
    if Some(found.manager) != act.actor().account() {
        return Err(Error::NotFound);
    }
    decided_in(act, id, Some(supervision), decided)
}

fn decided_in(
    act: &Act<'_>,
    id: Id<Case>,
    supervision: Option<Id<Kinded>>,
    decided: &Decided,
) -> Result<Id<CaseDecision>> {
    let grant = act.one::<DecideCase, Case>(id)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    let review = match decided.review {
        Some(day) => day,
        None => {
            let term = promises::term(act, case.agency, PromiseKind::DecisionReview)?;
            kernel::local_date(term.due(act.now(), Calendar::england()))
        }
    };
    check_review(review, act.today())?;
    let words = (decided.decision.as_str(), decided.reason.as_str(), review);
    let made = store::add_decision(act, &grant, &case, supervision, words)?;
    let about = About { agency: case.agency, case: Some(id), enquiry: case.enquiry, thing: made.cast() };
    promises::make_due(
        act,
        about,
        PromiseKind::DecisionReview,
        act.now(),
        Calendar::england().end_of(review),
    )?;
    grant.note(act, &format!("decision {made}, looked at again by {review}"))?;
    let day = review.strftime("%-d %B %Y");
    let line = format!("Decided: {} Why: {} Looked at again by {day}.", decided.decision, decided.reason);
    tell(act, &case, EventKind::Decision, &line, false)?;
    if let Some(coordinator) = case.coordinator.filter(|who| Some(*who) != act.actor().account()) {
        let mail = "A manager recorded a decision on one of your cases. Sign in to Hearth to read it.";
        notices::mail(
            act,
            coordinator,
            &format!("decision:{made}"),
            "A decision on one of your cases",
            mail,
        )?;
    }
    Ok(made)
}

/// Reads what came of a decision.
///
/// # Errors
/// `Invalid` beside the field.
pub fn look_fields(f: &mut Fields) -> Result<String, Invalid> {
    let words = f.required("words", "Say what came of it", NOTE);
    f.finish(|| words)
}

/// Says what came of a decision when it was looked at again.
///
/// # Errors
/// `NotFound` for a case of others, a decision of another case, or one that was looked at.
pub fn looked_at(act: &Act<'_>, id: Id<Case>, decision: Id<CaseDecision>, words: &str) -> Result<()> {
    let grant = act.one::<DecideCase, Case>(id)?;
    let case = cases::load(act, &grant)?;
    store::looked(act, &grant, decision, words)?;
    promises::keep(act, decision.cast(), PromiseKind::DecisionReview, act.now())?;
    grant.note(act, &format!("decision {decision} looked at again"))?;
    tell(act, &case, EventKind::Decision, &format!("A decision was looked at again: {words}"), false)
}

#[cfg(test)]
mod tests;
