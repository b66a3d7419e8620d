//! The guide as a child, a parent, a worker and anybody reads it.

use kernel::Result;
use maud::{Markup, html};
use page::kit;

use super::model::{Reading, Text, shipped};
use crate::young_people::help;

/// The guide, with the headings of its reading. Where its text comes from stands at its foot.
///
/// # Errors
/// Those of the shipped data.
pub fn shown(reading: Reading, text: &Text) -> Result<Markup> {
    let parts = shipped(reading)?;
    Ok(html! {
        @for (part, words) in parts.iter().zip(&text.words) {
            h2 class="govuk-heading-m" { (part.heading) }
            (kit::paragraphs(words))
        }
        (helpers()?)
        p class="govuk-hint" {
            @match text.from {
                Some(from) => { "Version " (text.number) ", since " (from.strftime("%-d %B %Y").to_string()) "." },
                None => { "This is " (text.name()) ". Your agency has not written its own yet." },
            }
        }
    })
}

/// Who can be reached by everybody in England, where a number was read at its source.
///
/// # Errors
/// Those of the shipped data.
pub fn helpers() -> Result<Markup> {
    let sure: Vec<_> = help::all()?.iter().filter_map(|h| Some((h, h.phone()?))).collect();
    Ok(html! {
        h2 class="govuk-heading-m" { "Numbers that are free to call" }
        ul class="govuk-list govuk-list--bullet" {
            @for (helper, phone) in sure { li { (helper.name) ": " strong { (phone) } @if !helper.site.is_empty() { ", " (helper.site) } } }
            li { "If you or somebody else is in danger now: " strong { "999" } }
        }
    })
}

/// Where each part of the text that comes with Hearth comes from.
pub(super) fn sources(reading: Reading) -> Result<Markup> {
    let parts = shipped(reading)?;
    Ok(html! {
        (kit::details("Where the text that comes with Hearth comes from", html! {
            (kit::summary_list(parts.iter().map(|p| kit::row(p.heading.as_str(), p.source.as_str())).collect()))
        }))
    })
}
