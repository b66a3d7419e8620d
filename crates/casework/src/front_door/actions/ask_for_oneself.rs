//! An adult who holds their own record asks for support in their own name. Who they are comes from the record: they tell it once.

use access::{Act, actions::HoldOwnRecord};
use kernel::{Channel, Error, Invalid, LegalRoute, Moment, Result, age_on};
use page::Fields;

use super::{Submitted, call_due, receive, received};
use crate::{
    cases::store as cases,
    front_door::model::{Asker, ContactBy, Enquiry, SafeTo, check},
    people::store as people,
    timeline::{self, EventKind, NewEvent},
    words::{LINE, LONG, NOTE},
};

/// What the form sends: the rest is in the record.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnAsk {
    /// What they would like help with.
    pub story: String,
    /// Where to call.
    pub phone: String,
    /// Where to write.
    pub email: String,
    /// How they want to be reached.
    pub contact_by: ContactBy,
    /// How freely the team may get in touch.
    pub safe: SafeTo,
    /// When and how it is safe.
    pub safe_contact: String,
}

/// Reads [`OwnAsk`].
///
/// # Errors
/// What is wrong, beside each field.
pub fn own_ask_fields(f: &mut Fields) -> Result<OwnAsk, Invalid> {
    let story = f.required("story", "Say a little about what is happening and what would help", LONG);
    let phone = f.optional("phone", LINE).unwrap_or_default();
    let email = f.optional("email", 254).unwrap_or_default();
    let contact_by = f.choice::<ContactBy>("contact-by", "Choose how to be contacted");
    let safe = f.choice::<SafeTo>("safe", "Choose how freely we may get in touch");
    let safe_contact = f.optional("safe-contact", NOTE).unwrap_or_default();
    f.finish(|| {
        Some(OwnAsk { story: story?, phone, email, contact_by: contact_by?, safe: safe?, safe_contact })
    })
}

/// Under this age somebody who was not adopted asks as a young person.
const YOUNG_UNDER: i32 = 26;

/// Sends it to the duty team of the agency that holds the record, with the promise of a call, and notes it on the timeline.
///
/// # Errors
/// `Forbidden` for an account that is nobody's own; what is wrong beside each field.
pub fn ask_for_oneself(act: &Act<'_>, ask: &OwnAsk) -> Result<Submitted> {
    let grant = act.own_case::<HoldOwnRecord>()?;
    let case = cases::load(act, &grant)?;
    let me = people::load(act, case.child)?;
    let age = me.born.and_then(|born| age_on(born, act.today()));
    let young = !matches!(case.route, LegalRoute::Adoption | LegalRoute::Intercountry)
        && age.is_some_and(|age| age < YOUNG_UNDER);
    let enquiry = Enquiry {
        asker: Some(if young { Asker::YoungPerson } else { Asker::AdoptedAdult }),
        first_name: me.first,
        last_name: me.last,
        phone: ask.phone.clone(),
        email: ask.email.clone(),
        contact_by: Some(ask.contact_by),
        safe: Some(ask.safe),
        safe_contact: ask.safe_contact.clone(),
        council: case.council.clone(),
        born: me.born,
        story: ask.story.clone(),
        ..Enquiry::new(Channel::Web)
    };
    let wrong = check(&enquiry, act.today());
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    let record = receive(act, grant.agency(), &enquiry, None, None)?;
    grant.note(act, &received(&record))?;
    let due = call_due(act, grant.agency(), record.received)?;
    timeline::note(
        act,
        NewEvent {
            agency: grant.agency(),
            case: case.id,
            kind: EventKind::Enquiry,
            words: &format!(
                "Asked for support in their own name, with the reference {}. Somebody gets in touch by {}.",
                record.reference,
                Moment(due)
            ),
            link: None,
            family_sees: true,
        },
    )?;
    Ok(Submitted { id: record.id, reference: record.reference, agency: grant.agency(), due })
}
