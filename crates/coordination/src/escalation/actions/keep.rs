//! An adoption worker is named who stays on, whoever leads; and, for an allegation, who enquires apart from the support.

use access::Act;
use kernel::{Id, Result, kinds::Account};

use super::{Working, tell_line};
use crate::escalation::{
    model::Escalation,
    store,
    words::{colleague, name_of},
};

pub(super) fn keep(
    act: &Act<'_>,
    grant: &Working,
    before: Escalation,
    keeper: Id<Account>,
    enquirer: Option<Id<Account>>,
) -> Result<()> {
    colleague(act, before.agency, keeper, "keeper")?;
    if let Some(who) = enquirer {
        colleague(act, before.agency, who, "enquirer")?;
    }
    let after = before.kept_by(keeper, enquirer)?;
    store::save(act, grant, &after)?;
    let enquires = enquirer.map_or_else(|| "nobody".to_owned(), |id| id.to_string());
    grant.note(act, &format!("adoption worker: {keeper}; enquires: {enquires}"))?;
    let words = format!("{} stays on as adoption worker, whoever leads.", name_of(act, Some(keeper))?);
    tell_line(act, &after, &words, false)
}
