//! Asks the owner of an action in a letter with a link. What they will read can be seen before it goes.

use access::{Act, Look, actions::EditPlan, audit::changed, organisations};
use kernel::{Calendar, Date, Error, FieldError, Id, Invalid, Result, kinds};
use page::Fields;

use super::note;
use crate::{
    action_asks::{
        mail,
        model::{Ask, State, can_be_asked, wrong_day},
        store::{self, Asking, DOOR},
    },
    cases,
    contributions::{
        actions::{ask::is_address, share, told_too_much},
        model::{Partner, Stage},
    },
    plan::{
        model::State as PlanState,
        store::{self as plans, Plan},
    },
    words::{LINE, NOTE},
};

/// How many days after the last day a link still works: Hearth's own figure, four weeks as for contributions.
const LINK_AFTER: i32 = 28;

/// What the form asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The version of the plan that was read.
    pub version: i64,
    /// The partner's code.
    pub partner: String,
    /// Who is asked.
    pub name: String,
    /// Their organisation.
    pub organisation: String,
    /// Where the letter goes.
    pub email: String,
    /// What they were to do.
    pub what: String,
    /// The day by which they are to answer.
    pub due: Date,
}

/// Reads [`Input`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let partner = f.required("partner", "Choose what kind of organisation it is", LINE);
    if partner.as_ref().is_some_and(|code| Partner::find(code).is_err()) {
        f.fail("partner", "Choose from the list");
    }
    let name = f.required("name", "Enter the name or the role of the person you ask", LINE);
    let organisation = f.required("organisation", "Enter the name of their school, service or council", LINE);
    let email = f.required("email", "Enter the email address to which the letter goes", 200);
    if email.as_ref().is_some_and(|email| !is_address(email)) {
        f.fail("email", "Enter an email address, such as name@school.example");
    }
    let what = f.required("what", "Say what they agreed to do: they read it", NOTE);
    let due = f.date("due", "Say by when they are to answer");
    f.finish(|| {
        Some(Input {
            version: version?,
            partner: partner?,
            name: name?,
            organisation: organisation?,
            email: email?,
            what: what?,
            due: due?,
        })
    })
}

/// What the owner of an action would read: checked, and not sent. Whoever calls holds the grant to edit the plan.
///
/// # Errors
/// `NotFound` when the action is not in the plan; `Stale` when the plan changed after it was read; `Refused` by rule
/// `action-ask.plan` unless the plan is the current one, `action-ask.open` where an answer is waited for already, and as
/// [`can_be_asked`]; `Invalid` beside the fields.
pub fn prepare(
    look: &Look<'_>,
    plan: &Plan,
    action: Id<kinds::PlanAction>,
    input: &Input,
    site: &str,
) -> Result<Ask> {
    must_be_askable(look, plan, action)?;
    if plan.version != input.version {
        return Err(Error::Stale);
    }
    let case = look.one::<EditPlan, kinds::Case>(plan.case)?;
    let case = cases::store::load(look, &case)?;
    cases::store::must_be_open(&case)?;
    let mut wrong: Vec<FieldError> = wrong_day("due", input.due, look.today()).into_iter().collect();
    wrong.extend(told_too_much(look, case.family, &[("what", &input.what)])?);
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    let worker = look.actor().name();
    Ok(Ask {
        partner: input.partner.clone(),
        name: input.name.clone(),
        organisation: input.organisation.clone(),
        email: input.email.clone(),
        what: input.what.clone(),
        worker: if worker.is_empty() { "Somebody".to_owned() } else { worker.to_owned() },
        agency: organisations::by_id(look, plan.agency)?.name,
        site: site.to_owned(),
    })
}

/// Whether the owner of this action can be asked now. Whoever calls holds the grant to edit the plan.
///
/// # Errors
/// As [`prepare`].
pub fn must_be_askable(look: &Look<'_>, plan: &Plan, action: Id<kinds::PlanAction>) -> Result<()> {
    if plan.state != PlanState::Current {
        return Err(Error::refused(
            "action-ask.plan",
            "This version of the plan does not hold any more, or not yet. Ask from the plan that holds now.",
        ));
    }
    can_be_asked(plan.content.actions.iter().find(|one| one.id == action).ok_or(Error::NotFound)?)?;
    match store::open_of(look, action)? {
        Some(_) => Err(already_open()),
        None => Ok(()),
    }
}

fn already_open() -> Error {
    Error::refused(
        "action-ask.open",
        "Somebody was asked about this action and has not answered yet. Withdraw that first, or wait.",
    )
}

/// Asks: there is a ground to tell them, and the letter is in the outbox.
///
/// # Errors
/// As [`prepare`], and `Refused` by `sharing.said-no` or `sharing.no-ground` with what to do next.
pub fn run(
    act: &Act<'_>,
    plan: Id<kinds::Plan>,
    action: Id<kinds::PlanAction>,
    input: &Input,
    site: &str,
) -> Result<Asking> {
    let grant = act.one::<EditPlan, kinds::Plan>(plan)?;
    let plan = plans::load(act, &grant)?;
    let ask = prepare(act, &plan, action, input, site)?;
    let k = Asking {
        id: Id::new(act.now()),
        agency: plan.agency,
        case: plan.case,
        action,
        ask,
        state: State::Asked,
        asked: act.now(),
        asked_by: act.actor().answerable(),
        due: Calendar::england().end_of(input.due),
        opened: None,
        settled: None,
        answer: None,
        words: String::new(),
        version: 1,
        stage: Stage::Asked,
        quiet: None,
    };
    if !store::insert(act, &k)? {
        return Err(already_open());
    }
    share(act, &grant, k.case, k.id, k.ask.to())?;
    DOOR.make_link(act, k.id, 1, k.due, LINK_AFTER)?;
    mail::asked(act, &k)?;
    grant.note(act, &changed(&[("action asked about", "", &format!("{action} ({})", k.id))]))?;
    note(act, &k, &format!("We asked {} what became of an action of the plan.", k.ask.organisation))?;
    Ok(k)
}
