//! What can be done about specialist assessments: ask, take or decline, hand in the report, share names, withdraw.

#[cfg(test)]
mod tests;

use access::{
    Act, Action, Grant, One,
    actions::{AnswerSpecialist, AskSpecialist},
    audit::changed,
    consent::{self, Ask, DataKind, Recipient, RecipientKind, purposes},
    notices,
    specialists::SpecialistAsk,
};
use casework::{
    cases::store as cases,
    contributions::actions::told_too_much,
    timeline::{self, EventKind, NewEvent},
};
use commissioning::providers::{model::Approval, store as providers};
use kernel::{Error, Id, Invalid, Result, kinds::Case};

use super::{
    form::Asked,
    model::{Specialist, State, conflicts, wrong_choice, wrong_day},
    store::{self, Listed},
};

fn tell(act: &Act<'_>, s: &Specialist, words: &str) -> Result<()> {
    let link = format!("/specialist-assessments/{}", s.id);
    let event = NewEvent {
        agency: s.agency,
        case: s.case,
        kind: EventKind::Assessment,
        words,
        link: Some(&link),
        family_sees: true,
    };
    timeline::note(act, event)
}

/// Asks a provider. It learns what help is needed, and no name.
///
/// # Errors
/// `NotFound` for a case of others; `Refused` by `case.closed`, `specialist.asked` where this provider was asked already and has not
/// reported, or a rule of [`access::consent`] when what the provider would learn may not be shared; `Invalid` beside the fields.
pub fn ask(act: &Act<'_>, id: Id<Case>, input: &Asked) -> Result<Specialist> {
    let grant = act.one::<AskSpecialist, Case>(id)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    let provider = providers::approved(act)?
        .into_iter()
        .find(|p| p.id == input.provider && p.approval == Approval::Approved)
        .ok_or_else(|| Error::field("provider", "Choose a provider from the list"))?;
    let (orders, sells) = store::interests(act, &grant, provider.id)?;
    let found = conflicts(&orders, sells);
    let mut wrong: Vec<_> = wrong_day(input.due, act.today()).into_iter().collect();
    wrong.extend(wrong_choice(&found, &input.why));
    wrong.extend(told_too_much(act, case.family, &[("goals", &input.goals)])?);
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    if store::is_asked(act, &grant, provider.id)? {
        return Err(Error::refused(
            "specialist.asked",
            "This provider was asked already and has not reported. Open that one, or withdraw it first.",
        ));
    }
    let s = Specialist {
        id: Id::new(act.now()),
        agency: case.agency,
        case: case.id,
        provider: provider.id,
        state: State::Asked,
        goals: input.goals.clone(),
        why: if found.is_empty() { String::new() } else { input.why.clone() },
        conflicts: found,
        due: input.due,
        asked: act.now(),
        asked_by: act.actor().answerable(),
        named: None,
        answer: String::new(),
        report: String::new(),
        recommends: String::new(),
        settled: None,
        settled_by: None,
        version: 1,
    };
    let told = Ask {
        purpose: purposes::ARRANGE_SUPPORT,
        what: &[DataKind::Need],
        to: Recipient::one(RecipientKind::Provider, provider.id),
        to_name: &provider.name,
    };
    consent::share(act, &grant, case.id, s.id.cast(), &told)?;
    store::add(act, &s)?;
    let flagged: Vec<&str> = s.conflicts.iter().map(|c| c.code()).collect();
    grant.note(
        act,
        &changed(&[
            ("specialist assessment asked of", "", &provider.name),
            ("due", "", &s.due.to_string()),
            ("conflicts of interest", "", &flagged.join(" ")),
        ]),
    )?;
    tell(act, &s, &format!("We asked {} for a specialist assessment.", provider.name))?;
    Ok(s)
}

/// The provider takes it, or says no and why.
///
/// # Errors
/// `NotFound` for what is asked of others; `Refused` by `specialist.state`; `Stale` when it changed after it was read.
pub fn answer(
    act: &Act<'_>,
    id: Id<SpecialistAsk>,
    version: i64,
    state: State,
    words: &str,
) -> Result<Listed> {
    let grant = act.one::<AnswerSpecialist, SpecialistAsk>(id)?;
    let l = store::load(act, &grant)?;
    let settled = (state == State::Declined).then(|| act.now());
    let after =
        Specialist { state: l.ask.state.to(state)?, answer: words.to_owned(), settled, ..l.ask.clone() };
    step(act, &grant, version, &l.ask, &after)?;
    let said = if state == State::Accepted { "has taken" } else { "can not do" };
    tell(act, &after, &format!("{} {said} the specialist assessment.", l.provider_name))?;
    to_worker(act, &after, "A provider answered about a specialist assessment")?;
    store::load(act, &grant)
}

/// The provider hands in its report.
///
/// # Errors
/// As [`answer`].
pub fn report(
    act: &Act<'_>,
    id: Id<SpecialistAsk>,
    version: i64,
    (report, recommends): (&str, &str),
) -> Result<Listed> {
    let grant = act.one::<AnswerSpecialist, SpecialistAsk>(id)?;
    let listed = received(act, &grant, version, (report, recommends))?;
    to_worker(act, &listed.ask, "The report of a specialist assessment has come")?;
    Ok(listed)
}

/// A worker types in a report that came another way.
///
/// # Errors
/// As [`answer`].
pub fn enter_report(
    act: &Act<'_>,
    id: Id<SpecialistAsk>,
    version: i64,
    (report, recommends): (&str, &str),
) -> Result<Listed> {
    let grant = act.one::<AskSpecialist, SpecialistAsk>(id)?;
    received(act, &grant, version, (report, recommends))
}

fn received<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<SpecialistAsk>>,
    version: i64,
    (report, recommends): (&str, &str),
) -> Result<Listed> {
    let l = store::load(act, grant)?;
    let after = Specialist {
        state: l.ask.state.to(State::Reported)?,
        report: report.to_owned(),
        recommends: recommends.to_owned(),
        settled: Some(act.now()),
        settled_by: act.actor().answerable(),
        ..l.ask.clone()
    };
    step(act, grant, version, &l.ask, &after)?;
    tell(
        act,
        &after,
        &format!("The report of {} has come. Your worker talks about it with you.", l.provider_name),
    )?;
    store::load(act, grant)
}

/// Lets the provider read who the child is, once a consent or an agreement covers names.
///
/// # Errors
/// `NotFound` for what is others'; `Refused` by `specialist.state` unless the provider has taken it, `specialist.named` where it may read
/// them already, or a rule of [`access::consent`] with what to do next.
pub fn share_names(act: &Act<'_>, id: Id<SpecialistAsk>, version: i64) -> Result<Listed> {
    let grant = act.one::<AskSpecialist, SpecialistAsk>(id)?;
    let l = store::load(act, &grant)?;
    store::same_version(&l.ask, version)?;
    if l.ask.state != State::Accepted {
        return Err(Error::refused(
            "specialist.state",
            "Names are shared once the provider has taken it, and until it reports.",
        ));
    }
    if l.ask.named.is_some() {
        return Err(Error::refused("specialist.named", "The provider may read the names already."));
    }
    let told = Ask {
        purpose: purposes::CONTACT_BY_PROVIDER,
        what: &[DataKind::Contact],
        to: Recipient::one(RecipientKind::Provider, l.ask.provider),
        to_name: &l.provider_name,
    };
    consent::share(act, &grant, l.ask.case, id.cast(), &told)?;
    store::name(act, &grant, version)?;
    grant.note(act, &changed(&[("names", "not shared", "shared")]))?;
    tell(
        act,
        &l.ask,
        &format!("We told {} who your child is, so that the assessment can begin.", l.provider_name),
    )?;
    store::load(act, &grant)
}

/// Withdraws it.
///
/// # Errors
/// As [`answer`].
pub fn withdraw(act: &Act<'_>, id: Id<SpecialistAsk>, version: i64, why: &str) -> Result<Listed> {
    let grant = act.one::<AskSpecialist, SpecialistAsk>(id)?;
    let l = store::load(act, &grant)?;
    let after = Specialist {
        state: l.ask.state.to(State::Withdrawn)?,
        answer: why.to_owned(),
        settled: Some(act.now()),
        ..l.ask.clone()
    };
    step(act, &grant, version, &l.ask, &after)?;
    tell(act, &after, &format!("We do not need the specialist assessment of {} any more.", l.provider_name))?;
    store::load(act, &grant)
}

fn step<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<SpecialistAsk>>,
    version: i64,
    before: &Specialist,
    after: &Specialist,
) -> Result<()> {
    store::same_version(before, version)?;
    store::step(act, grant, version, after)?;
    grant.note(act, &changed(&[("state", before.state.code(), after.state.code())]))
}

/// Tells whoever asked. The letter names no child, no case and no provider.
fn to_worker(act: &Act<'_>, s: &Specialist, subject: &str) -> Result<()> {
    let Some(worker) = s.asked_by else { return Ok(()) };
    let key = format!("specialist-{}-{}-{}", s.id, s.state.code(), s.version);
    let body = format!("Hello,\n\n{subject}. Sign in to read it.\n");
    notices::mail(act, worker, &key, subject, &body)
}
