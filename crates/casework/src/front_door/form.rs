//! The one parser of an enquiry: the public form, the duty worker's page and the API read
//! it with the same code.

use access::organisations::{self, Organisation};
use kernel::{Channel, Date, Error, FieldError, Invalid, Result};
use page::Fields;
use store::Read;

use super::model::{Enquiry, check};
use crate::words::{LINE, LONG, NOTE, mend};

/// The fields, in the order of the form: mistakes are told in this order.
pub(crate) const FIELDS: &[&str] = &[
    "channel",
    "asker",
    "first-name",
    "last-name",
    "works-for",
    "phone",
    "email",
    "contact-by",
    "safe",
    "safe-contact",
    "interpreter",
    "language",
    "council",
    "postcode",
    "child-first-name",
    "child-last-name",
    "born",
    "route",
    "ordered",
    "placing-council",
    "story",
    "warnings",
    "retold",
];

/// The most services that a family is believed to have told before.
const RETOLD_MOST: i64 = 50;

/// Reads an enquiry that came by a channel, and notes what cannot be read.
fn read(f: &mut Fields, channel: Channel) -> Enquiry {
    let line = |f: &mut Fields, name: &str| f.optional(name, LINE).unwrap_or_default();
    Enquiry {
        channel,
        asker: f.choice_opt("asker", "Choose who is asking"),
        first_name: line(f, "first-name"),
        last_name: line(f, "last-name"),
        works_for: line(f, "works-for"),
        phone: line(f, "phone"),
        email: f.optional("email", 254).unwrap_or_default(),
        contact_by: f.choice_opt("contact-by", "Choose how to be contacted"),
        safe: f.choice_opt("safe", "Choose how freely we may get in touch"),
        safe_contact: f.optional("safe-contact", NOTE).unwrap_or_default(),
        interpreter: f.ticked("interpreter"),
        language: line(f, "language"),
        council: line(f, "council"),
        postcode: line(f, "postcode"),
        child_first_name: line(f, "child-first-name"),
        child_last_name: line(f, "child-last-name"),
        born: f.date_opt("born"),
        route: f.choice_opt("route", "Choose how the child came to the family"),
        ordered: f.date_opt("ordered"),
        placing_council: line(f, "placing-council"),
        story: f.optional("story", LONG).unwrap_or_default(),
        warnings: f.choices("warnings", "Choose worries from the list").into_iter().collect(),
        retold: f
            .number_opt("retold", "Enter a number of services, from 0 to 50", 0, RETOLD_MOST)
            .and_then(|n| u32::try_from(n).ok()),
    }
}

/// An enquiry as read, and everything that is wrong with it on `today`, in the order of
/// the form.
pub(crate) fn parse(f: &mut Fields, channel: Channel, today: Date) -> (Enquiry, Vec<FieldError>) {
    let enquiry = read(f, channel);
    let mut wrong = match f.finish(|| Some(())) {
        Ok(()) => Vec::new(),
        Err(Invalid(unreadable)) => unreadable,
    };
    for error in check(&enquiry, today) {
        // What could not be read at all needs no second message.
        if !wrong.iter().any(|w| w.field == error.field) {
            wrong.push(error);
        }
    }
    wrong.sort_by_key(|e| FIELDS.iter().position(|name| *name == e.field));
    (enquiry, wrong)
}

/// The same, where the channel is asked too: a worker's page and the API.
pub(crate) fn parse_recorded(f: &mut Fields, today: Date) -> Result<Enquiry, Invalid> {
    let channel = f.choice::<Channel>("channel", "Choose how the enquiry came");
    let (enquiry, wrong) = parse(f, channel.unwrap_or(Channel::Phone), today);
    if wrong.is_empty() { Ok(enquiry) } else { Err(Invalid(wrong)) }
}

/// Describes the fields to the API description.
pub(crate) fn describe(f: &mut Fields) {
    f.choice::<Channel>("channel", "");
    read(f, Channel::Phone);
}

/// Checks the councils named in an enquiry against those that exist.
pub(crate) fn check_councils(r: &Read<'_>, enquiry: &Enquiry) -> Result<()> {
    let unknown = |field: &str, code: &str| -> Result<Option<FieldError>> {
        let known =
            code.is_empty() || organisations::by_code(r, organisations::kind::COUNCIL, code)?.is_some();
        Ok((!known).then(|| mend(field, "Choose a council from the list")))
    };
    let wrong: Vec<FieldError> =
        [unknown("council", &enquiry.council)?, unknown("placing-council", &enquiry.placing_council)?]
            .into_iter()
            .flatten()
            .collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(Invalid(wrong))) }
}

/// The councils of England in the order of their names, for a list to choose from.
pub fn councils(r: &Read<'_>) -> Result<Vec<Organisation>> {
    let mut all = organisations::of_kind(r, organisations::kind::COUNCIL)?;
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}
