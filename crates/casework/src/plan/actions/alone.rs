//! A version of the plan in which one thing alone is different. What a version said is never changed afterwards: a review that
//! was held, and a hand-over, each make the next version, and the timeline tells the family who said so.

use ::store::figure::Figure;
use access::{Act, accounts};
use kernel::{Date, Error, Id, PromiseKind, Result, kinds::Enquiry};

use super::note;
use crate::{
    cases::store::Case,
    plan::{
        measures,
        model::{Different, PlanContent, SignatureState, State},
        signatures,
        store::{self, Plan},
    },
    promises,
};

/// What becomes of the second signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signing {
    /// It is asked for: somebody else reads the version.
    AskedFor,
    /// What was signed is the same: it stays signed, or goes on waiting.
    Carried,
}

/// Makes the next version of the case's current plan, with one thing different. Whoever calls holds a grant to change the case,
/// and keeps or makes the promises that follow from what is different. No version is made where there is no current plan, or
/// where it says so already.
///
/// # Errors
/// `Stale` when somebody else changed the plan meanwhile.
pub(crate) fn make(
    act: &Act<'_>,
    case: &Case,
    different: Different,
    signing: Signing,
) -> Result<Option<Plan>> {
    let Some(mut old) = store::current(act, case.id)? else { return Ok(None) };
    if let Different::Review(day) = different {
        follow(act, &old, day)?;
    }
    let by = match act.actor().account() {
        Some(who) => accounts::by_id(act, who)?.name,
        None => "Another system".to_owned(),
    };
    let content = match old.content.with_only(different.clone(), &by, act.today()) {
        Ok(content) => content,
        Err(Error::Refused { rule: "plan.alone", .. }) => return Ok(None),
        Err(other) => return Err(other),
    };
    let signed = signatures::of_plan(act, old.id)?;
    old.state = old.state.superseded()?;
    old.current_to = Some(act.now());
    store::supersede(act, &old)?;
    signatures::replace(act, old.id)?;
    promises::withdraw(act, old.id.cast(), PromiseKind::PlanSigned)?;
    let new = next(act, &old, content)?;
    signatures::wrote_also(act, &old, new.id)?;
    signatures::wrote(act, new.id)?;
    store::list_actions(act, &new, Some(&old))?;
    match signed {
        Some(signature) if signing == Signing::Carried => {
            let (waits, asked) = (signature.state == SignatureState::Waiting, signature.asked);
            signatures::carry(act, &new, signature)?;
            if waits {
                // Its clock began with the version before, and goes on.
                promises::make(act, about(&new, case.enquiry), PromiseKind::PlanSigned, asked)?;
            }
        }
        None if signing == Signing::Carried => {}
        _ => {
            signatures::ask(act, &new)?;
            promises::make(act, about(&new, case.enquiry), PromiseKind::PlanSigned, act.now())?;
        }
    }
    let council = case.council.as_str();
    let part = new.content.level.code();
    Figure { agency: new.agency, measure: measures::MADE_CURRENT, day: act.today(), council, part }
        .add(act.write(), 1)?;
    let what = match different {
        Different::Review(day) => {
            format!("only the day by which we look at it again is different: {}", day.strftime("%-d %B %Y"))
        }
        Different::Coordinator(to) => format!("only who coordinates is different: {}", to.name),
    };
    note(act, &new, &format!("Version {} of the support plan: {what}. {by} said so.", new.number), true)?;
    Ok(Some(new))
}

/// Writes the version. A draft that somebody is at work on gives up its number, and comes after it.
fn next(act: &Act<'_>, old: &Plan, content: PlanContent) -> Result<Plan> {
    let draft = store::draft(act, old.case)?;
    let number = match &draft {
        Some(draft) => {
            store::renumber(act, draft.id, draft.number + 1)?;
            draft.number
        }
        None => old.number + 1,
    };
    let new = Plan {
        id: Id::new(act.now()),
        agency: old.agency,
        case: old.case,
        number,
        state: State::Current,
        content,
        author: act.actor().account(),
        created: act.now(),
        current_from: Some(act.now()),
        current_to: None,
        version: 1,
    };
    store::insert(act, &new)?;
    Ok(new)
}

/// A draft that somebody is at work on says the day that was set, too: else that day would be lost once the draft holds. Whoever writes it
/// reads it before they save, and may set another.
fn follow(act: &Act<'_>, old: &Plan, day: Date) -> Result<()> {
    match store::draft(act, old.case)? {
        Some(mut draft) if draft.content.review_on != Some(day) => {
            draft.content.review_on = Some(day);
            store::reassign(act, &draft)
        }
        _ => Ok(()),
    }
}

fn about(plan: &Plan, enquiry: Option<Id<Enquiry>>) -> promises::About {
    promises::About { agency: plan.agency, case: Some(plan.case), enquiry, thing: plan.id.cast() }
}
