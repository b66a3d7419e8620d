//! Signing in and out: a local account with a password, and, in a demo alone, one click
//! as any role.

use access::{Role, accounts, sessions};
use axum::http::{HeaderValue, header};
use kernel::{Error, Invalid, Result};
use maud::{Markup, html};
use page::{Ctx, Fields, Response, Route, kit, mend, see_other};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", form).public().about("Sign in"),
        Route::post("/sign-in", sign_in).public().personal().about("Sign in with a password"),
        Route::get("/sign-in/demo", demo_form).public().about("Sign in as any role of a demo"),
        Route::post("/sign-in/demo", demo).public().about("Sign in as a role of a demo"),
        Route::post("/sign-out", sign_out).public().about("Sign out"),
    ]
}

async fn form(ctx: Ctx) -> Result<Response> {
    let fields = ctx.query();
    draw(&ctx, &fields, &Invalid::default())
}

fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Sign in" }
        @if ctx.app.demo {
            (kit::inset_text(html! {
                "This is a demo. " a class="govuk-link" href="/sign-in/demo" { "Sign in with one click as any role" } "."
            }))
        }
        (ctx.form("/sign-in", fields, html! {
            (kit::hidden("to", inside(fields.raw("to"))))
            (kit::input("email", "Email address").email().autocomplete("username")
                .value(fields.raw("email")).error(invalid.of("email")))
            (kit::password_input("password", "Password").error(invalid.of("password")))
            (kit::button("Sign in").once())
        }))
        p class="govuk-body" { "Families and providers are invited by their agency. If you have lost your password, ask the person who invited you." }
    };
    Ok(ctx.page("Sign in", body).errors(invalid).respond())
}

async fn sign_in(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let email = fields.required("email", "Enter your email address", 200);
    let password = fields.required("password", "Enter your password", 200);
    let (email, password) = match fields.finish(|| Some((email?, password?))) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid),
    };
    let (now, key) = (ctx.now, email.clone());
    let candidate = match ctx.app.db.read(move |r| accounts::candidate(r, &key, now)).await {
        Ok(candidate) => candidate,
        Err(Error::TooMany { seconds }) => {
            let wait =
                Error::field("password", format!("Too many tries. Wait {seconds} seconds, then try again."));
            return draw(&ctx, &fields, &mend(wait)?);
        }
        Err(other) => return Err(other),
    };
    let checked = tokio::task::spawn_blocking(move || accounts::check_password(candidate, &password))
        .await
        .map_err(|e| Error::internal("the password check", e))?;
    let Some(account) = checked else {
        ctx.app.db.write("a wrong password", move |w| accounts::note_failure(w, &email, now)).await?;
        let wrong = Error::field("password", "That email address and password do not belong together");
        return draw(&ctx, &fields, &mend(wrong)?);
    };
    let token = ctx
        .app
        .db
        .write("sign in", move |w| {
            accounts::note_success(w, &email)?;
            sessions::start(w, account.id, now)
        })
        .await?;
    let to = inside(fields.raw("to"));
    signed_in(&ctx, &token, to).await
}

/// Only a path of this site: never a way to send somebody elsewhere.
fn inside(path: &str) -> &str {
    let good = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if good { path } else { "/" }
}

async fn signed_in(ctx: &Ctx, token: &sessions::Token, to: &str) -> Result<Response> {
    end_session(ctx).await?;
    let mut response = see_other(to)?;
    set_cookie(&mut response, token.as_str(), None)?;
    Ok(response)
}

/// A sign-in ends the session that was there, so that nobody goes on in another's.
async fn end_session(ctx: &Ctx) -> Result<()> {
    match ctx.session() {
        Some(old) => ctx.app.db.write("end a session", move |w| sessions::end(w, &old)).await,
        None => Ok(()),
    }
}

fn set_cookie(response: &mut Response, token: &str, max_age: Option<u32>) -> Result<()> {
    let secure = std::env::var("HEARTH_PUBLIC_URL").is_ok_and(|url| url.starts_with("https://"));
    let secure = if secure { "; Secure" } else { "" };
    let age = max_age.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    let cookie = format!("hearth_session={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    let value = HeaderValue::from_str(&cookie).map_err(|e| Error::internal("a cookie", e))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}

async fn sign_out(ctx: Ctx) -> Result<Response> {
    end_session(&ctx).await?;
    let mut response = see_other("/")?;
    set_cookie(&mut response, "", Some(0))?;
    Ok(response)
}

async fn demo_form(ctx: Ctx) -> Result<Response> {
    if !ctx.app.demo {
        return Err(Error::NotFound);
    }
    Ok(ctx.page("Sign in as", demo_body(&ctx)).respond())
}

fn demo_body(ctx: &Ctx) -> Markup {
    html! {
        h1 class="govuk-heading-l" { "Sign in as" }
        p class="govuk-body" { "Everybody in this demo is made up. Choose whose work you want to see." }
        (ctx.form("/sign-in/demo", &Fields::default(), html! {
            ul class="govuk-list hearth-roles" {
                @for role in Role::ALL {
                    li {
                        (kit::button(role.label()).secondary().name_value("role", role.code()))
                        p class="govuk-hint" { (does(*role)) }
                    }
                }
            }
        }))
    }
}

fn does(role: Role) -> &'static str {
    match role {
        Role::DutyWorker => "Takes calls and enquiries, advises, signposts and allocates.",
        Role::SocialWorker => "Assesses needs, plans support, applies to the Fund, orders therapy.",
        Role::TeamManager => "Sees the team's promises and cases, and decides.",
        Role::Commissioner => "Sees needs, prices and what is bought, here and across England.",
        Role::FinanceOfficer => "Records decisions, watches the ledger, pays invoices.",
        Role::Provider => "Accepts orders, records sessions, sends invoices.",
        Role::FamilyMember => "Sees their plan, their promises and their goals.",
        Role::NationalAnalyst => "Sees protected totals of every agency, and no person's record.",
        Role::Administrator => "Sees who may do what. Reads no family's record.",
    }
}

async fn demo(ctx: Ctx) -> Result<Response> {
    if !ctx.app.demo {
        return Err(Error::NotFound);
    }
    let mut fields = ctx.fields()?;
    let role = fields.choice::<Role>("role", "Choose a role");
    let Ok(role) = fields.finish(|| role) else { return see_other("/sign-in/demo") };
    let now = ctx.now;
    let token = ctx
        .app
        .db
        .write("sign in to a demo", move |w| {
            let account = accounts::demo(w, role)?.ok_or(Error::NotFound)?;
            sessions::start(w, account.id, now)
        })
        .await?;
    signed_in(&ctx, &token, "/").await
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn a_sign_in_never_leads_to_another_site() {
        assert_eq!(inside("/cases?after=1"), "/cases?after=1");
        for bad in ["", "https://example.org", "//example.org", "/\\example.org", "cases", "/a\r\nb"] {
            assert_eq!(inside(bad), "/", "{bad}");
        }
    }
}
