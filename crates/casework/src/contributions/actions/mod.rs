//! What can be done about a contribution, one verb a file.

pub mod answer;
pub mod ask;
pub mod extend;
pub mod open;
pub mod send_again;
pub mod take;
pub mod withdraw;

#[cfg(test)]
pub(crate) mod tests;

use access::{Act, Action, Grant, Look, One, Protected, consent};
use kernel::{Error, FieldError, Id, Result, Timestamp, kinds, local_date};

use super::{
    model::{Partner, Told, tells_too_much, times_on},
    store::{Contribution, DOOR},
};
use crate::{
    assessment::{model::State as AssessmentState, store::Assessment},
    people,
    timeline::{self, EventKind, NewEvent},
    words::mend,
};

/// What is told to a partner: that a named child is assessed, and on what.
const TOLD: &[consent::DataKind] = &[consent::DataKind::Need, consent::DataKind::Contact];

/// Lets what is told go to the partner, or refuses: there is a ground and it is written down.
pub(crate) fn share<A: Action, T: Protected, K>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    case: Id<kinds::Case>,
    id: Id<K>,
    told: Told<'_>,
) -> Result<consent::Basis> {
    with_ask(told, |ask| consent::share(act, grant, case, id.cast(), ask))
}

/// What the gate says of telling the partner, now.
///
/// # Errors
/// Those of the store.
pub(crate) fn ground<A: Action, T: Protected>(
    look: &Look<'_>,
    grant: &Grant<A, One<T>>,
    case: Id<kinds::Case>,
    told: Told<'_>,
) -> Result<consent::Decision> {
    with_ask(told, |ask| consent::decision(look, grant, case, ask))
}

fn with_ask<R>(told: Told<'_>, with: impl FnOnce(&consent::Ask<'_>) -> Result<R>) -> Result<R> {
    let partner = Partner::find(told.partner)?;
    with(&consent::Ask {
        purpose: &partner.purpose,
        what: TOLD,
        to: consent::Recipient::named(partner.recipient, told.organisation),
        to_name: told.organisation,
    })
}

/// What words to a partner, each with the name of its field, tell too much: surnames, addresses and telephone numbers of the
/// household. Whoever calls holds a grant of its case.
///
/// # Errors
/// Those of the store.
pub fn told_too_much(
    look: &Look<'_>,
    family: Id<kinds::Family>,
    words: &[(&str, &str)],
) -> Result<Vec<FieldError>> {
    let mut secrets = Vec::new();
    for person in people::store::of_family(look, family)? {
        let contact = person.contact;
        secrets.extend([person.last, contact.postcode, contact.address, contact.phone, contact.email]);
    }
    let wrong = |(field, text): &(&str, &str)| {
        let told = tells_too_much(text, &secrets)?;
        let words =
            format!("Leave out “{told}”: they need no surname, address or telephone number to answer");
        Some(mend(*field, words))
    };
    Ok(words.iter().filter_map(wrong).collect())
}

/// Makes the link of a contribution. One that was made before stops working.
fn make_link(act: &Act<'_>, k: &Contribution) -> Result<()> {
    DOOR.make_link(act, k.id, k.link, k.due, times_on(local_date(k.asked))?.link_after)
}

/// Partners are asked while an assessment is being written.
fn must_be_draft(assessment: &Assessment) -> Result<()> {
    match assessment.state {
        AssessmentState::Draft => Ok(()),
        AssessmentState::Complete => Err(Error::refused(
            "contribution.assessment",
            "This assessment is complete. Partners are asked while an assessment is being written.",
        )),
    }
}

/// The timeline of the case is told. What holds the partner's own words is not for it.
fn note(act: &Act<'_>, k: &Contribution, words: &str, family_sees: bool) -> Result<()> {
    let link = format!("/contributions/{}", k.id);
    let event = NewEvent {
        agency: k.agency,
        case: k.case,
        kind: EventKind::Assessment,
        words,
        link: Some(&link),
        family_sees,
    };
    timeline::note(act, event)
}

fn day(at: Timestamp) -> String {
    local_date(at).strftime("%-d %B %Y").to_string()
}
