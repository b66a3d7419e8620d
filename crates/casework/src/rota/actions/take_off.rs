//! A manager takes somebody off a duty. It stays in the record, with when.

use access::{Act, actions::KeepRota, audit::changed, front_door::Duty as DutyKind};
use kernel::{Id, Result};

use crate::rota::store;

/// Takes somebody off a duty; what was asked about it is taken back.
///
/// # Errors
/// `Stale`; `Refused` (`duty.over`) for a day that is past.
pub fn take_off(act: &Act<'_>, id: Id<DutyKind>, version: i64) -> Result<()> {
    let grant = act.one::<KeepRota, DutyKind>(id)?;
    let duty = store::load(act, &grant)?;
    duty.stands(act.today())?;
    store::end(act, &grant, version)?;
    grant.note(act, &changed(&[("account", &duty.account.to_string(), "")]))
}
