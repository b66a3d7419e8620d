//! Concerns as the agency that raised one ([`raised`]), the agencies that were told ([`notices`]) and the provider ([`replies`]) read them; and
//! what is known of a provider's work ([`provider`]).

mod notices;
mod provider;
mod raised;
mod replies;

use kernel::{Invalid, Moment, Timestamp};
use maud::{Markup, html};
use page::{
    Ctx, Fields,
    kit::{self, Tone},
};

pub(in crate::quality) use self::{
    notices::{acknowledge, did, notice, notices, notices_csv},
    provider::provider,
    raised::{ask, close, csv, list, raise, share, show},
    replies::{about_us, replies, replies_csv, reply},
};
use super::{model::State, store::Kept};

fn tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Raised => Tone::Calm,
        State::Shared => Tone::Late,
        State::Closed => Tone::Quiet,
    })
}

fn moment(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "Not yet".to_owned(), |at| Moment(at).to_string())
}

fn table(head: &[&str], rows: Vec<Vec<kit::Cell>>, caption: &str) -> Markup {
    let head = head.iter().map(|text| kit::cell(*text)).collect();
    let table = kit::table(head, rows)
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling();
    html! { (table) }
}

fn words_form(
    ctx: &Ctx,
    path: &str,
    label: &str,
    hint: &str,
    button: &str,
    sent: (&Fields, &Invalid),
) -> Markup {
    let (fields, wrong) = sent;
    ctx.form(
        path,
        fields,
        html! {
            (kit::textarea("words", label).hint(hint).rows(4).value(fields.raw("words")).error(wrong.of("words")))
            (kit::button(button).once())
        },
    )
}

/// What everybody reads of a concern that was shared.
fn facts(c: &Kept, own: bool) -> Markup {
    let mut rows = vec![
        kit::row("Standing", html! { (tag(c.state)) }),
        kit::row(
            "Provider",
            html! { a class="govuk-link" href={ "/providers/" (c.provider) "/quality" } { (c.provider_name) } },
        ),
        kit::row("Raised by", c.agency_name.as_str()),
        kit::row("About", c.about.label()),
        kit::row("How serious", c.seriousness.label()),
        kit::row("Raised", Moment(c.raised_at).to_string()),
    ];
    if own {
        rows.push(kit::row("What happened, for your agency alone", kit::paragraphs(&c.facts)));
    }
    if c.shared_at.is_some() {
        rows.push(kit::row("What others were told", kit::paragraphs(&c.shared)));
        rows.push(kit::row("The provider was told", moment(c.provider_told_at)));
    }
    if c.replied_at.is_some() {
        rows.push(kit::row("The provider's reply", kit::paragraphs(&c.reply)));
    }
    if c.closed_at.is_some() {
        rows.push(kit::row("What came of it", kit::paragraphs(&c.outcome)));
    }
    html! { (kit::summary_list(rows)) }
}
