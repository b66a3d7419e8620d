//! What is asked about an order, in forms and in the API alike.

use kernel::{Id, Invalid, kinds};
use page::Fields;

use super::{
    actions::{Answer, Input},
    model::{MOST_SESSIONS, OrderKind},
};

/// The longest reason, in characters.
const REASON: usize = 1_000;

pub(super) fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let therapy = f.required("therapy", "Choose a therapy", 60);
    let provider = f.id("provider", "Choose a provider");
    let sessions = f.number(
        "sessions",
        &format!("Enter how many sessions to order, from 1 to {MOST_SESSIONS}"),
        1,
        MOST_SESSIONS.into(),
    );
    let starts_on = f.date("starts_on", "Enter the day to start from");
    let kind = f.choice::<OrderKind>("kind", "Say how the provider was chosen");
    f.finish(|| {
        Some(Input {
            provider: provider?,
            therapy: therapy?,
            sessions: u32::try_from(sessions?).ok()?,
            starts_on: starts_on?,
            kind: kind?,
            application: None,
        })
    })
}

/// The same with the case, which a page has in its path.
pub(super) fn for_case(f: &mut Fields) -> Result<(Id<kinds::Case>, Input), Invalid> {
    let case = f.id("case", "Say which case the order is for");
    let input = fields(f);
    let case = f.finish(|| case)?;
    Ok((case, input?))
}

pub(super) fn answer(f: &mut Fields) -> Result<(Answer, Option<String>), Invalid> {
    let answer = f.choice::<Answer>("answer", "Say whether you accept or decline the order");
    let reason = f.optional("reason", REASON);
    f.finish(|| Some((answer?, reason)))
}

pub(super) fn reason(f: &mut Fields) -> Result<String, Invalid> {
    let reason = f.required("reason", "Say in a few words why the order is cancelled", REASON);
    f.finish(|| reason)
}

/// For the API description.
pub(super) fn describe(f: &mut Fields) {
    let _ = fields(f);
}

/// For the API description.
pub(super) fn describe_for_case(f: &mut Fields) {
    let _ = for_case(f);
}

/// For the API description.
pub(super) fn describe_answer(f: &mut Fields) {
    let _ = answer(f);
}

/// For the API description.
pub(super) fn describe_reason(f: &mut Fields) {
    let _ = reason(f);
}
