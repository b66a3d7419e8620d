//! The page behind an invitation's link: choose a password. Opening it spends nothing, because mail programs open
//! links by themselves; sending the form does.

use access::{
    accounts, organisations,
    sign_in::{
        invitations::{self, Invitation},
        keeper::For,
        passwords,
    },
};
use kernel::{Error, Invalid, Result};
use maud::html;
use page::{Ctx, Fields, Response, kit, mend};

use crate::sign_in::{arriving::Came, form::First, hashing, oidc};

async fn find(ctx: &Ctx) -> Result<(Invitation, String)> {
    let (secret, now) = (ctx.param("secret")?.to_owned(), ctx.now);
    ctx.app
        .db
        .read(move |r| {
            let found = invitations::open(r, &secret, now)?.ok_or_else(invitations::no_longer)?;
            let agency = organisations::by_id(r, found.agency)?.name;
            Ok((found, agency))
        })
        .await
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let (invitation, agency) = find(&ctx).await?;
    draw(&ctx, &invitation, &agency, &Fields::default(), &Invalid::default())
}

fn draw(
    ctx: &Ctx,
    invitation: &Invitation,
    agency: &str,
    fields: &Fields,
    invalid: &Invalid,
) -> Result<Response> {
    let secret = ctx.param("secret")?;
    let body = html! {
        h1 class="govuk-heading-l" { "You are invited" }
        p class="govuk-body" {
            (agency) " invites you to "
            @match invitation.whose {
                For::BirthRelative(_) => "pages of your own, where you read what we write to you and write to us.",
                _ if invitation.role == access::Role::YoungPerson => "a page of your own: who your worker is, what we promised you, your goals, and a way to write to us.",
                _ => { "sign in as " (invitation.role.label().to_lowercase()) "." }
            }
            @if invitation.printed { " You will sign in with the email address that stands in your letter." }
            @else { " You will sign in with the email address that this invitation was sent to." }
        }
        (ctx.form(&format!("/invited/{secret}"), fields, html! {
            (kit::password_input("password", "Choose a password").new_password()
                .hint("At least 12 characters. Three or four words that do not belong together work well.")
                .error(invalid.of("password")))
            (kit::button("Continue").once())
        }))
        @for provider in oidc::all().iter().filter(|p| p.fits(invitation)) {
            p class="govuk-body" { "Or use no password here:" }
            (kit::button(format!("Sign in with {}", provider.settings.label)).secondary()
                .href(format!("/sign-in/with/{}", provider.settings.code)))
        }
    };
    Ok(ctx.page("You are invited", body).errors(invalid).respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let (invitation, agency) = find(&ctx).await?;
    let mut fields = ctx.fields()?;
    let password = fields.required("password", "Choose a password", 400);
    let done = match fields.finish(|| password) {
        Ok(password) => take_up(&ctx, &invitation, password).await,
        Err(invalid) => return draw(&ctx, &invitation, &agency, &fields, &invalid),
    };
    match done {
        Err(error) => draw(&ctx, &invitation, &agency, &fields, &mend(error)?),
        done => done,
    }
}

async fn take_up(ctx: &Ctx, invitation: &Invitation, password: String) -> Result<Response> {
    passwords::check(&password, &[&invitation.email, &invitation.name])
        .map_err(|why| Error::field("password", why))?;
    let hash = hashing::hash(password).await?;
    let (now, demo, came) = (ctx.now, ctx.app.demo, Came::with(ctx));
    let (invitation, me) = (invitation.clone(), ctx.actor.account());
    let first = ctx
        .app
        .db
        .write("take up an invitation", move |w| {
            let account: accounts::Account =
                invitations::accept(w, &invitation, Some(hash.clone()), me, &came.origin, now)?;
            First::of(w, &came, &account, demo, now)
        })
        .await?;
    first.answer(ctx)
}
