//! Those who sign in for a record, and how its invitations stand, as the page of that record shows them.

use access::sign_in::{
    invitations::{Invitation, Standing},
    people::Person,
};
use kernel::Moment;
use maud::{Markup, html};
use page::{
    Ctx, Fields,
    kit::{self, Tone},
};

use crate::resets;

/// What a button does, and to whom, for those who hear it alone.
fn button(ctx: &Ctx, to: &str, words: &str, of: &str) -> Markup {
    ctx.form(to, &Fields::default(), html! {
        (kit::button(html! { (words) span class="govuk-visually-hidden" { " " (of) } }).secondary().once())
    })
}

/// Those who sign in, or did, and what can be done about each. `at` is where its forms are sent.
pub(super) fn accounts(ctx: &Ctx, people: &[Person], at: &str, nobody: &str) -> Markup {
    if people.is_empty() {
        return kit::nothing_here(nobody);
    }
    let head = ["Name", "Email address", "Access", "Last sign-in", "Change"].map(kit::cell).to_vec();
    let rows = people
        .iter()
        .map(|p| {
            let to = |verb: &str| format!("{at}/{}/{verb}", p.id);
            let change = match p.ended {
                Some(_) => button(ctx, &to("give-back"), "Give access back", &format!("to {}", p.name)),
                None => html! {
                    @if resets::possible(p) { (button(ctx, &to("reset"), if p.reset.is_some() { "Send a new link" } else { "Start a reset" }, &format!("for {}", p.name))) }
                    (button(ctx, &to("end"), "End access", &format!("of {}", p.name)))
                },
            };
            let access = match (p.ended, p.reset) {
                (Some(at), _) => html! { (kit::tag("Ended").tone(Tone::Quiet)) " " (Moment(at)) },
                (None, Some(until)) => html! { (kit::tag(resets::word(until, ctx.now)).tone(Tone::Soon)) },
                (None, None) => html! { (kit::tag("Signs in").tone(Tone::Good)) },
            };
            vec![
                kit::cell(p.name.as_str()),
                kit::cell(p.email.as_str()),
                kit::cell(access),
                kit::cell(p.last_sign_in.map_or_else(|| "Never".to_owned(), |at| Moment(at).to_string())),
                kit::cell(change),
            ]
        })
        .collect();
    html! {
        (kit::table(head, rows).caption("Accounts").caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        @if people.iter().any(|p| p.ended.is_none() && resets::possible(p)) {
            (kit::details("When somebody lost their password or their phone", html! {
                p class="govuk-body" { "Make sure that it is really them who ask: call them back on a number that you know. Then start a reset. They are signed out everywhere, and their old password and codes no longer work. A link goes to their email address, works once and for an hour, and lets them choose a new password. You never see it." }
            }))
        }
    }
}

/// How an invitation stands, in a tag and a time.
fn standing(invitation: &Invitation, now: kernel::Timestamp) -> Markup {
    match invitation.standing(now) {
        Standing::Waits => {
            html! { (kit::tag("Invited").tone(Tone::Soon)) " until " (Moment(invitation.ends)) }
        }
        Standing::Over => {
            html! { (kit::tag("Link has ended").tone(Tone::Late)) " " (Moment(invitation.ends)) }
        }
        Standing::Accepted(at) => html! { (kit::tag("Accepted").tone(Tone::Good)) " " (Moment(at)) },
        Standing::Withdrawn(at) => html! { (kit::tag("Taken back").tone(Tone::Quiet)) " " (Moment(at)) },
    }
}

/// Invitations however they stand, the newest first; `at` is where their forms are sent, and `paper` whether a letter can be
/// printed.
pub(super) fn invitations(ctx: &Ctx, all: &[Invitation], at: &str, paper: bool) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    let head = ["Email address", "How it stands", "Sent", "Change"].map(kit::cell).to_vec();
    let rows = all
        .iter()
        .map(|one| {
            let of = format!("the invitation of {}", one.email);
            let to = |verb: &str| format!("{at}/{}/{verb}", one.id);
            let sent = if one.printed { "On paper" } else { "By email" };
            let change = html! {
                @if one.is_open() {
                    (button(ctx, &to("send"), "Send by email again", &of))
                    @if paper {
                        (ctx.form(&to("send"), &Fields::default(), html! {
                            (kit::hidden("way", super::model::Way::Paper.code()))
                            (kit::button(html! { "Print a new letter" span class="govuk-visually-hidden" { " for " (of) } }).secondary())
                        }))
                    }
                    (button(ctx, &to("withdraw"), "Take back", &of))
                }
            };
            vec![
                kit::cell(one.email.as_str()),
                kit::cell(standing(one, ctx.now)),
                kit::cell(html! { (sent) ", " (Moment(one.sent)) }),
                kit::cell(change),
            ]
        })
        .collect();
    html! {
        (kit::table(head, rows).caption("Invitations, the newest first").caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
    }
}
