//! The list of accounts, and of invitations that wait.

use access::{
    actions::ManageAccounts,
    sign_in::{
        invitations::{self, Invitation},
        people::{self, Person},
    },
};
use kernel::{Moment, Result};
use maud::{Markup, html};
use page::{Ctx, Cursor, Fields, PAGE_ROWS, Response, Rows, csv_file, kit, kit::Tone, kit::layout};

/// The most accounts in a file.
const FILE_ROWS: usize = 10_000;

pub(super) fn cursor(person: &Person) -> Cursor {
    Cursor::at(person.since, person.id.cast())
}

fn state(person: &Person) -> kit::Tag {
    match person.ended {
        None => kit::tag("Has access").tone(Tone::Good),
        Some(_) => kit::tag("Ended").tone(Tone::Quiet),
    }
}

/// How somebody signs in, in a few words.
pub(super) fn factor(person: &Person) -> &'static str {
    if person.reset.is_some() {
        return "Being set anew";
    }
    match (person.codes, person.passkey, person.password) {
        (true, true, _) => "One-time codes, or a passkey",
        (true, false, _) => "One-time codes",
        (false, true, _) => "Passkey",
        (false, false, true) => "None yet",
        (false, false, false) => "At their own service",
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let from = Cursor::parse(ctx.query().raw("after"));
    let at = from.unwrap_or_else(Cursor::newest).params();
    let (rows, waiting) = ctx
        .read(move |look| {
            let grant = look.agency::<ManageAccounts>()?;
            let rows = people::page(look, &grant, at, PAGE_ROWS + 1)?;
            Ok((Rows::cut(rows, cursor), invitations::of_agency(look, &grant)?))
        })
        .await?;
    let me = ctx.actor.account();
    let head =
        ["Name", "Email address", "Role", "Access", "Second factor", "Last sign-in"].map(kit::cell).to_vec();
    let lines = rows
        .items
        .iter()
        .map(|p| {
            let name = html! {
                a class="govuk-link" href={ "/accounts/" (p.id) } { (p.name) } @if Some(p.id) == me { " (you)" }
            };
            vec![
                kit::cell(name),
                kit::cell(p.email.as_str()),
                kit::cell(p.role.label()),
                kit::cell(html! { (state(p)) }),
                kit::cell(factor(p)),
                kit::cell(p.last_sign_in.map_or_else(|| "Never".to_owned(), |at| Moment(at).to_string())),
            ]
        })
        .collect();
    let next = rows.next.map(|next| format!("/accounts?after={next}"));
    let body = html! {
        (layout::page_heading(None, "Accounts"))
        (kit::button("Invite a colleague").href("/accounts/invite"))
        @if from.is_none() { (invited(&ctx, &waiting, "/accounts/invitations")) }
        (kit::table(head, lines).caption("People with an account, the newest first")
            .caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        (kit::pagination(None, next))
        p class="govuk-body" { a class="govuk-link" href="/accounts.csv" { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Accounts", body).dense().respond())
}

/// Invitations that wait, with what can be done about each; `at` is where its forms are sent.
fn invited(ctx: &Ctx, waiting: &[Invitation], at: &str) -> Markup {
    if waiting.is_empty() {
        return html! {};
    }
    let head =
        ["Name", "Email address", "Role", "Sent", "Link ends", "Send or take back"].map(kit::cell).to_vec();
    let rows = waiting
        .iter()
        .map(|one| {
            let button = |verb: &str, words: &str| {
                ctx.form(&format!("{at}/{}/{verb}", one.id), &Fields::default(), html! {
                    (kit::button(html! { (words) span class="govuk-visually-hidden" { " the invitation to " (one.name) } }).secondary().once())
                })
            };
            let ends = match one.ends > ctx.now {
                true => Moment(one.ends).to_string(),
                false => format!("Ended {}", Moment(one.ends)),
            };
            vec![
                kit::cell(one.name.as_str()),
                kit::cell(one.email.as_str()),
                kit::cell(one.role.label()),
                kit::cell(Moment(one.sent).to_string()),
                kit::cell(ends),
                kit::cell(html! { (button("send", "Send again")) (button("withdraw", "Take back")) }),
            ]
        })
        .collect();
    html! {
        (kit::table(head, rows).caption("Invited, and not here yet").caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
    }
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let people = ctx
        .read(move |look| {
            let grant = look.agency::<ManageAccounts>()?;
            people::page(look, &grant, Cursor::newest().params(), FILE_ROWS)
        })
        .await?;
    let head = ["name", "email", "role", "access", "second_factor", "last_sign_in", "since"];
    let day = |at: Option<kernel::Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    let lines = people.into_iter().map(|p| {
        vec![
            p.name.clone(),
            p.email.clone(),
            p.role.code().to_owned(),
            if p.ended.is_some() { "ended" } else { "active" }.to_owned(),
            if p.codes { "yes" } else { "no" }.to_owned(),
            day(p.last_sign_in),
            day(Some(p.since)),
        ]
    });
    csv_file("accounts", &head, lines)
}
