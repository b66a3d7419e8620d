//! Second signatures under versions of plans: what this room adds to [`crate::signing`].

use ::store::{Column, Keys, Sql, Value, statements};
use access::{
    Act, Grant, InAgency, Look, One,
    actions::{EditPlan, SignPlan},
};
use kernel::{
    Id, PromiseKind, Result,
    kinds::{self, Case, Organisation},
};
use page::kit::row;

use super::{
    actions::sign,
    pages::content,
    store::{self as plans, Plan},
};
pub use crate::signing::store::{
    Returned as ReturnedPlan, Signature, Waiting as WaitingPlan, how_many_wait, waiting,
};
use crate::{
    assessment::pages::{day_of, name_of},
    cases::{
        self,
        frame::{self, Tab},
    },
    signing::{Says, Sheet, Signed, Statements, sign as signing, store as signed},
};

/// The statements that both rooms share the shape of.
mod shared {
    crate::signing::statements_of!(
        "plan_signature",
        "plan_writer",
        "plan",
        "plan_id",
        "plan-signed",
        "t.number"
    );
}

statements! {
    OF_CURRENT = "SELECT s.plan_id, s.asked_at, s.asked_by, s.status, s.settled_at, s.settled_by, s.words
           FROM plan_signature s JOIN plan p ON p.id = s.plan_id WHERE s.case_id = $1 AND p.status = 'current'";
}

/// Every statement of these signatures.
pub(super) fn statements() -> Vec<Sql> {
    [shared::ALL, ALL].concat()
}

/// What a manager says should be changed.
pub const WORDS: Column = Column::new("plan_signature.words");

/// The columns that a load of signatures fills, in order: see [`values`].
pub const COLUMNS: &str =
    "plan_id, agency_id, case_id, asked_at, asked_by, status, settled_at, settled_by, words";

/// The columns of those who wrote a version, in order: the plan and the account.
pub const WRITER_COLUMNS: &str = "plan_id, account_id";

/// The values of one signature, for [`COLUMNS`].
///
/// # Errors
/// Those of the keys.
pub fn values(keys: &Keys, agency: Id<Organisation>, case: Id<Case>, s: &Signature) -> Result<Vec<Value>> {
    signed::values(keys, WORDS, agency, case, s)
}

impl Signed for SignPlan {
    type Kind = kinds::Plan;
    type Edit = EditPlan;
    const SQL: Statements = shared::STATEMENTS;
    const WORDS: Column = WORDS;
    const PROMISE: PromiseKind = PromiseKind::PlanSigned;
    const SAYS: Says = Says {
        settled: "plan.signature.settled",
        settled_why: "This version does not wait for a signature any more. Open the plan to see who answered, and what.",
        unasked_why: "No signature is asked for under this version: it was made current before signatures were.",
        person: "plan.signature.person",
        own: "plan.signature.own",
        own_why: "You had a hand in this version, or act for somebody who had, so somebody else must sign it.",
        send_back: "Send it back, with what to change",
        send_back_ask: "Say what should be changed, so that the author can do it",
        send_back_label: "If you send it back: what should be changed?",
        send_back_hint: "Its author reads this. The plan goes on holding with the family meanwhile.",
        returned: "Sent back to be changed",
        answered: "Sent back, then changed in a later version",
        question: "Do you sign this plan?",
        waits_for_you: "This plan holds with the family, and waits for your signature: a second pair of eyes.",
        waits: "This plan holds with the family. A manager who had no hand in it has not signed it yet; nothing waits for that.",
        came_back: "A manager sent this version back to be changed. It goes on holding until a new version is made current.",
        signed_it: "You have signed this plan.",
        sent_it_back: "The plan is sent back. Its author sees it on their first page.",
        deed: "answer for a plan",
        path: "/plans",
        list: "/plan-signatures",
        file: "plan-signatures",
        heading: "Plans that wait for a signature",
        lead: "Each holds with its family already. A manager who had no hand in it reads it and signs, or sends it back with what to change.",
        nothing: "No plan waits for a signature.",
        download: "Download these plans as a CSV file",
        by: "Written by",
        numbered: true,
        called: "version",
    };

    fn sheet(look: &Look<'_>, grant: &Grant<Self, One<kinds::Plan>>) -> Result<Sheet> {
        let plan = plans::load(look, grant)?;
        let case = cases::store::of_opened(look, grant, plan.case)?;
        let author = name_of(look, plan.author)?;
        Ok(Sheet {
            head: frame::of_case(look, case)?,
            tab: Tab::Plan,
            facts: vec![
                row("Version", plan.number.to_string()),
                row("By", author.unwrap_or_else(|| "Another system".into())),
                row("In force since", plan.current_from.map_or_else(|| "–".to_owned(), day_of)),
            ],
            body: content::whole(&plan.content, look.today(), None),
            version: plan.version,
            refused: signing::refused(sign::may_answer(look, &plan))?,
            back: "This version of the plan",
        })
    }

    fn answer(act: &Act<'_>, id: Id<kinds::Plan>, input: &signing::Input) -> Result<Signature> {
        sign::run(act, id, input).map(|(_, signature)| signature)
    }
}

/// Notes that whoever acts had a hand in a version.
pub(super) fn wrote(act: &Act<'_>, plan: Id<kinds::Plan>) -> Result<()> {
    signed::wrote::<SignPlan>(act, plan)
}

/// Notes that whoever had a hand in one version had a hand in another, which says the same but for one thing.
pub(super) fn wrote_also(act: &Act<'_>, before: &Plan, plan: Id<kinds::Plan>) -> Result<()> {
    for who in signed::writers::<SignPlan>(act, before.id, before.author)?.into_iter().flatten() {
        act.execute(SignPlan::SQL.write, &[plan.into(), who.into()])?;
    }
    Ok(())
}

/// Carries a signature over to a version in which nothing that was signed is different.
pub(super) fn carry(act: &Act<'_>, plan: &Plan, before: Signature) -> Result<()> {
    let signature = Signature { thing: plan.id.cast(), ..before };
    let values = signed::values(act.keys(), SignPlan::WORDS, plan.agency, plan.case, &signature)?;
    act.execute(SignPlan::SQL.ask, &values).map(drop)
}

/// Asks for a signature under a version that has just become current.
pub(super) fn ask(act: &Act<'_>, plan: &Plan) -> Result<()> {
    signed::ask::<SignPlan>(act, plan.agency, plan.case, plan.id)
}

/// The signature under a version. Whoever calls holds a grant of the plan or of its case. None for a draft,
/// and for a version that was made current before signatures were asked for.
///
/// # Errors
/// Those of the store.
pub fn of_plan(look: &Look<'_>, plan: Id<kinds::Plan>) -> Result<Option<Signature>> {
    signed::of::<SignPlan>(look, plan)
}

/// The signature under the plan of a case that holds now. Whoever calls holds a grant of the case or of
/// something in it. None without a current plan, and as [`of_plan`].
///
/// # Errors
/// Those of the store.
pub fn of_current(look: &Look<'_>, case: Id<Case>) -> Result<Option<Signature>> {
    look.opt(OF_CURRENT, &[case.into()])?.map(|row| signed::read::<SignPlan>(look, &row)).transpose()
}

/// A later version takes the plan's place.
pub(super) fn replace(act: &Act<'_>, plan: Id<kinds::Plan>) -> Result<()> {
    match of_plan(act, plan)? {
        Some(before) => signed::replace::<SignPlan>(act, &before),
        None => Ok(()),
    }
}

/// The plans that were sent back to whoever asks and have no later version yet: 20 at most, the oldest first.
///
/// # Errors
/// Those of the store.
pub fn returned(look: &Look<'_>, grant: &Grant<EditPlan, InAgency>) -> Result<Vec<ReturnedPlan>> {
    signed::returned::<SignPlan>(look, grant)
}
