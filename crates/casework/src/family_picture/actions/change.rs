//! A tie is put right, or given its last day.

use access::{Act, actions::RecordFamilyTies, audit, members::FamilyTie};
use kernel::{Id, Result, kinds::Case};

use super::{Input, all_right};
use crate::family_picture::store;

/// Keeps what holds now; the audit log keeps what held before.
///
/// # Errors
/// `NotFound` for another case's; `Stale`; `Invalid` on what is wrong.
pub fn run(act: &Act<'_>, case: Id<Case>, id: Id<FamilyTie>, version: i64, input: &Input) -> Result<()> {
    let grant = act.one::<RecordFamilyTies, Case>(case)?;
    let before = store::one(act, &grant, id)?;
    all_right(input, act.today())?;
    store::change(act, &grant, id, version, input.kind, &input.details)?;
    let day = |day: Option<kernel::Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let (was, is) = (&before.details, &input.details);
    let change = audit::changed(&[
        ("kind", before.kind.code(), input.kind.code()),
        ("name", &was.name, &is.name),
        ("from", &day(was.from), &day(is.from)),
        ("until", &day(was.until), &day(is.until)),
        ("said by", &was.said_by, &is.said_by),
        ("note", &was.note, &is.note),
    ]);
    grant.note(act, &format!("changed a tie, {id}: {change}"))
}
