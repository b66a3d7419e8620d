//! Recording what the Fund decided. An approval is money: the child's limit, the agency's
//! allocation and the application change together or not at all.

use ::store::figure::Figure;
use access::{Act, actions::DecideApplication, approval};
use casework::{
    cases::children,
    people, promises,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Error, Id, PromiseKind, Result, kinds};

use super::send::figure;
use crate::{
    applications::{
        measures,
        model::{Outcome, rule},
        store::{self, Application},
    },
    ledger::{
        model::{Agency, Movement},
        store::{About, post},
    },
    limits,
    schemes::{self, SchemeVersion},
    words,
};

/// What the Fund answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decide {
    /// The version that was read.
    pub version: i64,
    /// Yes or no.
    pub outcome: Outcome,
    /// What was said with it; a refusal needs it.
    pub reason: Option<String>,
}

/// Records the Fund's decision. The whole amount is approved or none: where the Fund offers less,
/// record a refusal that says so, and send an application for less.
///
/// # Errors
/// `NotFound` for an application of others; `Stale`; `Invalid` on `reason` for a refusal without
/// one; `Refused`: `application.state`, `application.own`, `funding.limit` or `funding.assessment-limit` when
/// other approvals have used the limit up, `ledger.allocation` when the agency's money does not
/// reach.
pub fn decide_application(act: &Act<'_>, id: Id<kinds::Application>, input: &Decide) -> Result<()> {
    let grant = act.one::<DecideApplication, kinds::Application>(id)?;
    let mut a = store::load(act, &grant)?.application;
    if a.version != input.version {
        return Err(Error::Stale);
    }
    a.state = a.state.decide(input.outcome)?;
    not_ones_own(act, &a)?;
    if input.outcome == Outcome::Refused && input.reason.is_none() {
        return Err(Error::field("reason", "Say why the Fund refused, so that the family can be told"));
    }
    a.decided = Some(act.now());
    a.decided_by = act.actor().account();
    a.decision.clone_from(&input.reason);
    if input.outcome == Outcome::Approved {
        commit(act, &a, rules_of(&a)?)?;
    }
    store::save(act, &grant, &a)?;
    grant.note(act, &format!("status sent to {}", a.state.code()))?;
    promises::keep(act, a.id.cast(), PromiseKind::FundingDecision, act.now())?;
    tell(act, &a, input)?;
    figure(&a, act, measures::APPLICATIONS, a.state.code()).add(act.write(), 1)
}

/// The rules that an application was sent under.
pub(super) fn rules_of(a: &Application) -> Result<&'static SchemeVersion> {
    schemes::version(a.rule.as_str()).ok_or_else(|| Error::Internal(format!("no rules are named {}", a.rule)))
}

fn commit(act: &Act<'_>, a: &Application, version: &SchemeVersion) -> Result<()> {
    let amount = a.amount()?;
    limits::store::raise(act, a.child, version, a.kind, amount)?;
    let agency = Agency { id: a.agency, year: version.year() };
    let movement = Movement::commit(format!("commit:{}", a.id), agency, a.id, amount)?;
    post(act, &movement, About { application: Some(a.id), invoice: None })?;
    figure(a, act, measures::COMMITTED, &a.therapy).add(act.write(), amount.0)?;
    let ethnicity = people::store::load(act, a.child)?.ethnicity;
    Figure {
        agency: a.agency,
        measure: measures::APPROVED_BY_ETHNICITY,
        day: children::year_day(act.today()),
        council: &a.council,
        part: ethnicity.as_deref().unwrap_or(children::NOT_RECORDED),
    }
    .add(act.write(), 1)
}

/// Somebody else decides. The operator's tokens answer for nobody: two of one role count as one.
fn not_ones_own(act: &Act<'_>, a: &Application) -> Result<()> {
    const WHY: &str = "You wrote or sent this application, so somebody else must record the decision.";
    let me = act.actor();
    approval::by_another(me, [a.created_by, a.sent_by], rule::OWN, WHY)?;
    if me.answerable().is_none() && a.created_by.is_none() && a.created_role == me.role_code() {
        return Err(Error::refused(rule::OWN, WHY));
    }
    Ok(())
}

fn tell(act: &Act<'_>, a: &Application, input: &Decide) -> Result<()> {
    let (count, what) = (words::sessions(a.sessions), words::therapy(&a.therapy)?);
    let approved = input.outcome == Outcome::Approved;
    let mut said = if approved {
        format!("The Fund will pay for {count} of {what}: {}.", a.amount()?)
    } else {
        format!("The Fund refused to pay for {count} of {what}.")
    };
    if let Some(reason) = &input.reason {
        said.push(' ');
        said.push_str(reason);
    }
    timeline::note(
        act,
        NewEvent {
            agency: a.agency,
            case: a.case,
            kind: EventKind::Application,
            words: &said,
            link: Some(&format!("/applications/{}", a.id)),
            // A refusal is for the social worker to tell, with what comes instead.
            family_sees: approved,
        },
    )
}
