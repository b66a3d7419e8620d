//! One account: its role, and its end.

use access::{
    Role,
    sign_in::{
        keeper::At,
        people::{self, Person},
        rules,
    },
};
use kernel::{Id, Invalid, Moment, Result, kinds};
use maud::html;
use page::{Answer, Ctx, Fields, Response, kit, mend, site};

use super::pages::factor;
use crate::resets;

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id: Id<kinds::Account> = ctx.id("id")?;
    let person = ctx.read(move |look| people::one(look, id)).await?;
    let mine = ctx.actor.account() == Some(id);
    let access = match person.ended {
        None => "Has access".to_owned(),
        Some(at) => format!("Ended {}", Moment(at)),
    };
    let rows = vec![
        kit::row("Email address", person.email.as_str()),
        kit::row("Role", person.role.label()),
        kit::row("Access", access),
        kit::row("Second factor", factor(&person)),
        kit::row(
            "Last sign-in",
            person.last_sign_in.map_or_else(|| "Never".to_owned(), |at| Moment(at).to_string()),
        ),
        kit::row("Account since", Moment(person.since).to_string()),
    ];
    let body = html! {
        h1 class="govuk-heading-l" { (person.name) }
        (kit::summary_list(rows))
        @if mine {
            (kit::inset_text(html! { "This is your own account. Another administrator changes its role or ends it. "
                a class="govuk-link" href="/account" { "How you sign in" } " is yours to change." }))
        } @else if person.ended.is_some() {
            (ctx.form(&format!("/accounts/{id}/give-back"), fields, html! {
                p class="govuk-body" { "What they wrote is still here. They sign in as before." }
                (kit::button("Give access back").secondary().once())
            }))
        } @else {
            (change(ctx, &person, fields, invalid))
        }
    };
    // The tab's title names nobody: titles end up in histories and screen shares.
    Ok(ctx.page("Account", body).dense().back("/accounts", "Accounts").errors(invalid).respond())
}

fn change(ctx: &Ctx, person: &Person, fields: &Fields, invalid: &Invalid) -> maud::Markup {
    let id = person.id;
    let chosen = if fields.raw("role").is_empty() { person.role.code() } else { fields.raw("role") };
    let roles = rules::OF_AGENCY.iter().map(|r| (r.code(), r.label()));
    html! {
        h2 class="govuk-heading-m" { "Change the role" }
        (ctx.form(&format!("/accounts/{id}/role"), fields, html! {
            (kit::hidden("was", person.role.code()))
            (kit::select("role", "What they do", roles).value(chosen).error(invalid.of("role")))
            p class="govuk-body" { "They are signed out, and get a letter." }
            (kit::button("Change the role").once())
        }))
        @if person.password {
            h2 class="govuk-heading-m" { "They lost their phone" }
            (ctx.form(&format!("/accounts/{id}/second-factor"), fields, html! {
                p class="govuk-body" { "Make sure that it is really them who ask. They are signed out, their passkeys are removed, and they set up one-time codes anew after their password." }
                (kit::button("Take away their second factor").secondary().once())
            }))
        }
        h2 class="govuk-heading-m" { "They lost their password, or both" }
        @if resets::possible(person) {
            @if let Some(until) = person.reset {
                (kit::inset_text(html! {
                    @if until > ctx.now { "A link was sent to them. It works once, until " (Moment(until)) "." }
                    @else { "The link that was sent to them ended " (Moment(until)) " and was not used. No password, code or passkey lets them in until they have a new one." }
                }))
            }
            (ctx.form(&format!("/accounts/{id}/reset"), fields, html! {
                p class="govuk-body" {
                    "Make sure that it is really them who ask: call them back on a number that you know. Their password, codes and passkeys stop working at once, and they are signed out. A link goes to " (person.email)
                    ", works once and for an hour, and lets them choose a new password and set up codes anew. You never see the link or the password. The other administrators are told."
                }
                (kit::button(if person.reset.is_some() { "Send a new link" } else { "Start a reset" }).secondary().once())
            }))
        } @else {
            p class="govuk-body" { "They sign in through another service, which keeps their password and codes. Those are set anew there." }
        }
        h2 class="govuk-heading-m" { "End access" }
        (ctx.form(&format!("/accounts/{id}/end"), fields, html! {
            p class="govuk-body" { "They are signed out everywhere at once. What they wrote stays, and so does the log of what they saw." }
            (kit::button("End access").warning().once())
        }))
    }
}

pub(super) async fn role(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let to = fields.choice::<Role>("role", "Choose a role");
    let was = fields.choice::<Role>("was", "Open this page again: it does not say which role it shows");
    let done = match fields.finish(|| Some((was?, to?))) {
        Ok((was, to)) => {
            ctx.act("change a role", move |act| {
                people::change_role(act, id, was, to)?;
                Ok(Answer::see(format!("/accounts/{id}")).saying("The role is changed."))
            })
            .await
        }
        Err(invalid) => return show(&ctx, &fields, &invalid).await,
    };
    mended(&ctx, &fields, done).await
}

async fn mended(ctx: &Ctx, fields: &Fields, done: Result<Response>) -> Result<Response> {
    match done {
        Err(error) => show(ctx, fields, &mend(error)?).await,
        done => done,
    }
}

pub(super) async fn end(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let done = ctx
        .act("end access", move |act| {
            super::end(act, id)?;
            Ok(Answer::see(format!("/accounts/{id}")).saying("Access has ended."))
        })
        .await;
    mended(&ctx, &ctx.fields()?, done).await
}

pub(super) async fn give_back(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let done = ctx
        .act("give access back", move |act| {
            people::give_back(act, id)?;
            Ok(Answer::see(format!("/accounts/{id}")).saying("They have access again."))
        })
        .await;
    mended(&ctx, &ctx.fields()?, done).await
}

pub(super) async fn second_factor(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let done = ctx
        .act("take a second factor away", move |act| {
            people::reset_second_factor(act, id)?;
            Ok(Answer::see(format!("/accounts/{id}"))
                .saying("They set up one-time codes anew at the next sign-in."))
        })
        .await;
    mended(&ctx, &ctx.fields()?, done).await
}

pub(super) async fn reset(ctx: Ctx) -> Result<Response> {
    let (id, base) = (ctx.id("id")?, site::base(&ctx.request));
    let done = ctx
        .act("start a reset", move |act| {
            resets::start(act, At::Agency, id, &base)?;
            Ok(Answer::see(format!("/accounts/{id}")).saying(resets::ON_ITS_WAY))
        })
        .await;
    mended(&ctx, &ctx.fields()?, done).await
}
