//! The page of API tokens.

use access::{
    Act, Role,
    actions::ManageTokens,
    permissions,
    tokens::{self, DAYS, Token},
};
use kernel::{Id, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{Answer, Ctx, Fields, Response, kit, kit::layout, mend};

use crate::draw::{LINE, p, question, when};

/// `GET /tokens`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default(), None).await
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid, made: Option<&str>) -> Result<Response> {
    let found = ctx.read(|look| tokens::list(look, &look.agency::<ManageTokens>()?)).await?;
    let roles =
        ctx.actor.role().map(|mine| tokens::roles_of(permissions::current(), mine)).unwrap_or_default();
    let choices = roles.iter().map(|r| kit::choice(r.code(), r.label())).collect();
    let days = match fields.raw("days") {
        "" => "90",
        typed => typed,
    };
    let body = html! {
        (layout::page_heading(None, "Keys for the API"))
        @if let Some(text) = made {
            (kit::notification_banner(html! {
                p class="govuk-notification-banner__heading" { "Copy this key now. It is not shown again." }
                p class="govuk-body" { code { (text) } }
            }).success())
        }
        (p("Another system uses a key to read or write here, as one role of your agency. A key can do no more than the person who made it, ends when that person leaves or changes role, and never opens a sealed case."))
        (table(ctx, &found))
        h2 class="govuk-heading-m" { "Make a key" }
        (ctx.form("/tokens", fields, html! {
            (kit::input("label", "What it is for").hint("The audit log names it so. Name a system, not a person.")
                .value(fields.raw("label")).error(invalid.of("label")))
            (kit::radios("role", question("What may it do?"), choices).small()
                .value(fields.raw("role")).error(invalid.of("role")))
            (kit::input("days", "Days until it ends").hint(format!("From 1 to {DAYS}")).whole_number().width(4)
                .value(days).error(invalid.of("days")))
            (kit::button("Make the key").once())
        }))
    };
    Ok(ctx.page("Keys for the API", body).back("/access", "Access").errors(invalid).dense().respond())
}

fn table(ctx: &Ctx, found: &[Token]) -> Markup {
    if found.is_empty() {
        return kit::nothing_here("Your agency has no keys.");
    }
    let rows = found
        .iter()
        .map(|t| {
            let end = if t.lives(ctx.now) {
                ctx.form(
                    &format!("/tokens/{}/end", t.id),
                    &Fields::default(),
                    html! { (kit::button(html! { "End it" span class="govuk-visually-hidden" { ": " (t.label) } }).secondary()) },
                )
            } else {
                html! {}
            };
            let standing = match t.ended {
                Some(at) => format!("Ended {}", when(at)),
                None if t.ends <= ctx.now => "Over".to_owned(),
                None => format!("Until {}", when(t.ends)),
            };
            vec![
                kit::cell(t.label.as_str()),
                kit::cell(t.role.label()),
                kit::cell(t.maker_name.as_deref().unwrap_or("The operator")),
                kit::cell(when(t.made)),
                kit::cell(t.used.map_or_else(|| "Never".to_owned(), when)),
                kit::cell(standing),
                kit::cell(end),
            ]
        })
        .collect();
    html! {
        (kit::table(["For", "Role", "Made by", "Made", "Last used", "Ends", "Change"].map(kit::cell).to_vec(), rows)
            .caption("The keys of your agency, the newest first").first_cell_is_header())
    }
}

/// `POST /tokens`. The key is shown on the answer itself and kept nowhere: not even as the answer to
/// the same form sent twice, so a second sending makes a second key.
pub(super) async fn make(ctx: Ctx) -> Result<Response> {
    let mut f = ctx.fields()?;
    let label = f.required("label", "Say what it is for", LINE);
    let role = f.choice::<Role>("role", "Choose what it may do");
    let days = f.number("days", &format!("Enter a number of days from 1 to {DAYS}"), 1, DAYS.into());
    let parsed = f.finish(|| Some((label?, role?, i32::try_from(days?).ok()?)));
    let (label, role, days) = match parsed {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &f, &invalid, None).await,
    };
    let (actor, now, origin) = (ctx.actor.clone(), ctx.now, ctx.request.origin.clone());
    let made = ctx
        .app
        .db
        .write("make a key", move |w| tokens::make(&Act::new(w, &actor, now, &origin), role, &label, days))
        .await;
    match made {
        Ok(text) => draw(&ctx, &Fields::default(), &Invalid::default(), Some(&text)).await,
        Err(error) => draw(&ctx, &f, &mend(error)?, None).await,
    }
}

/// `POST /tokens/{id}/end`
pub(super) async fn end(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::ApiToken> = ctx.id("id")?;
    ctx.act("end a key", move |act| {
        tokens::end(act, id)?;
        Ok(Answer::see("/tokens").saying("The key is ended."))
    })
    .await
}
