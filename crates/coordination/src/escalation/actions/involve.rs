//! Somebody is involved, from which day.

use access::Act;
use kernel::{Date, Error, Id, Result};

use super::Working;
use crate::escalation::{
    model::{Escalation, Field, Party},
    store,
};

pub(super) fn involve(
    act: &Act<'_>,
    grant: &Working,
    e: &Escalation,
    (field, organisation, who, from): (Field, &str, &str, Option<Date>),
) -> Result<()> {
    e.must_be_open()?;
    let from = from.unwrap_or(act.today());
    if from > act.today() {
        return Err(Error::field("from", "Enter today, or a day before"));
    }
    let party = Party {
        id: Id::new(act.now()),
        field,
        organisation: organisation.to_owned(),
        who: who.to_owned(),
        from,
    };
    store::save(act, grant, e)?;
    store::add_party(act, e, &party)?;
    grant.note(act, &format!("involved: {}, {}, from {from}", party.id, field.code()))
}
