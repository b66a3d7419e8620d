//! The list of providers as people see it, and the page on which a commissioner keeps one.

mod list;
mod new;
mod show;

pub(super) use list::{csv, list};
pub(super) use new::{add, ask};
pub(super) use show::{price, show, step, vet};

use kernel::{Coded, Invalid};
use maud::{Markup, html};
use page::{Fields, kit};

use super::{model::Approval, vetting::RegisteredBody};

fn approval_tag(approval: Approval) -> kit::Tag {
    use kit::Tone;
    kit::tag(approval.label()).tone(match approval {
        Approval::Asked => Tone::Soon,
        Approval::Approved => Tone::Good,
        Approval::Suspended => Tone::Late,
        Approval::Left => Tone::Quiet,
    })
}

/// A closed list to choose from in a select, with a first line that chooses nothing.
fn options<T: Coded>(first: &str) -> Vec<(String, String)> {
    let all = T::all().iter().map(|v| (v.code_of().to_owned(), v.label_of().to_owned()));
    std::iter::once((String::new(), first.to_owned())).chain(all).collect()
}

/// The fields of what was seen.
fn vetting_fields(fields: &Fields, wrong: &Invalid) -> Markup {
    let small = |text: &str| kit::legend(text.to_owned()).size(kit::Size::S);
    html! {
        (kit::select("body", "Registered with", options::<RegisteredBody>("Choose a body"))
            .value(fields.raw("body")).error(wrong.of("body")))
        (kit::input("registration", "Number or name in the register").width(20)
            .value(fields.raw("registration")).error(wrong.of("registration")))
        (kit::date_input("insured_until", small("Insured until"))
            .values(fields.date_parts("insured_until")).error(wrong.of("insured_until")))
        (kit::date_input("safeguarding_on", small("Safeguarding policy and staff checks seen on"))
            .values(fields.date_parts("safeguarding_on")).error(wrong.of("safeguarding_on")))
    }
}
