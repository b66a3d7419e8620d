//! A record goes back to the household it came from, because its person is not of age after all.

use access::{Act, Role, members, notices, own_records::Taken};
use casework::{
    cases::store::Case as CaseRecord,
    of_age::model::may_go_back,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{
    Error, Id, Invalid, Result,
    kinds::{self, Case},
};
use page::Fields;

use super::{held, of_case, says_enough};
use crate::{of_age::moved, words::NOTE};

const WHY: &str = "Say what the mistake was, for colleagues and for the family";

/// Reads why.
///
/// # Errors
/// What is wrong, beside the field.
pub(in crate::of_age) fn fields(f: &mut Fields) -> Result<String, Invalid> {
    let why = f.required("why", WHY, NOTE);
    f.finish(|| why)
}

/// Puts it back, and tells the adult, whoever coordinates and the team managers. Where the birth date is not known nothing but
/// somebody's word stands against the adult, so a team manager decides.
///
/// # Errors
/// `NotFound` for another agency's case; refused by `of-age.not-own`, by `of-age.is-adult` for somebody who is of age by the birth
/// date in the record, by `of-age.manager` without a birth date for everybody but a team manager, and by `of-age.sealed`; `Invalid` on `why`.
pub(in crate::of_age) fn run(act: &Act<'_>, id: Id<Case>, why: &str) -> Result<()> {
    let (grant, case, person) = of_case(act, id)?;
    let taken = held(act, &person)?;
    may_go_back(person.born, act.today())?;
    if person.born.is_none() && act.actor().role() != Some(Role::TeamManager) {
        return Err(Error::refused(
            "of-age.manager",
            "The birth date is not known, so a team manager decides whether the record goes back.",
        ));
    }
    says_enough("why", why, WHY)?;
    tell(act, &case, person.id, &taken)?;
    moved::put_back(act, &person, &taken, why.trim())?;
    grant.note(
        act,
        &format!("the record went back: household {} to {}: {}", taken.family, taken.from, why.trim()),
    )?;
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: id,
            kind: EventKind::Rights,
            words: "The record went back to the household it came from: it had become its person’s own by mistake.",
            link: None,
            family_sees: true,
        },
    )
}

/// Tells those whose pages change, and nothing of whom it is about.
fn tell(act: &Act<'_>, case: &CaseRecord, person: Id<kinds::Person>, taken: &Taken) -> Result<()> {
    let key = format!("of-age-back:{}", taken.id);
    if let Some(account) = members::signs_in(act, person)? {
        notices::mail(
            act,
            account,
            &format!("{key}:{account}"),
            "Something has changed in what you see",
            "Your record in Hearth went back to the household it came from, because it had become your own by mistake. Sign in to read what you see now. If you think that this is wrong, ask your worker or their manager.",
        )?;
    }
    let (subject, body) = (
        "A record went back to the household it came from",
        "A record of your agency that had become its person’s own went back to the household it came from. Sign in to Hearth and look at “At 18” in the cases of your team. The audit log says who did it and why.",
    );
    if let Some(coordinator) = case.coordinator {
        notices::mail(act, coordinator, &format!("{key}:{coordinator}"), subject, body)?;
    }
    notices::mail_managers(act, case.agency, &key, subject, body)
}
