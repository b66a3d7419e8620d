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

use access::{Act, Action, Grant, Look, One, Protected, consent, links};
use jiff::SignedDuration;
use kernel::{Error, Id, Result, Timestamp, kinds, local_date};

use super::{
    PURPOSE, link,
    model::{Ask, Partner, times_on},
    store::Contribution,
};
use crate::{
    assessment::{model::State as AssessmentState, store::Assessment},
    timeline::{self, EventKind, NewEvent},
};

/// What is told to a partner: that a named child is assessed, and on what.
const TOLD: &[consent::DataKind] = &[consent::DataKind::Need, consent::DataKind::Contact];

/// Lets what is told go to the partner, or refuses: there is a ground and it is written down.
fn share<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    case: Id<kinds::Case>,
    id: Id<kinds::Contribution>,
    asked: &Ask,
) -> Result<consent::Basis> {
    with_ask(asked, |ask| consent::share(act, grant, case, id.cast(), ask))
}

/// What the gate says of telling the partner, now.
///
/// # Errors
/// Those of the store.
pub(super) fn ground<A: Action, T: Protected>(
    look: &Look<'_>,
    grant: &Grant<A, One<T>>,
    case: Id<kinds::Case>,
    asked: &Ask,
) -> Result<consent::Decision> {
    with_ask(asked, |ask| consent::decision(look, grant, case, ask))
}

fn with_ask<R>(asked: &Ask, with: impl FnOnce(&consent::Ask<'_>) -> Result<R>) -> Result<R> {
    let partner = Partner::find(&asked.partner)?;
    with(&consent::Ask {
        purpose: &partner.purpose,
        what: TOLD,
        to: consent::Recipient::named(partner.recipient, &asked.organisation),
        to_name: &asked.organisation,
    })
}

/// Makes the link of a contribution. One that was made before stops working.
fn make_link(act: &Act<'_>, k: &Contribution) -> Result<()> {
    let secret = link::secret(act.keys(), k.id, k.link);
    let after = times_on(local_date(k.asked))?.link_after;
    let ends = k
        .due
        .checked_add(SignedDuration::from_hours(24 * i64::from(after)))
        .map_err(|e| Error::internal("the end of a link", e))?
        .max(act.now());
    links::revoke(act.write(), PURPOSE, k.id, act.now())?;
    links::make(
        act.write(),
        &secret,
        PURPOSE,
        k.id,
        act.actor().account(),
        act.now(),
        ends.duration_since(act.now()),
    )
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
