//! How one signs in oneself, at a glance.

use access::{
    accounts,
    sign_in::{codes, links, passkeys, rules},
};
use kernel::{Moment, Result};
use maud::html;
use page::{Ctx, Response, kit};

use super::mine;

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let account = mine(&ctx)?;
    let (who, email, security, has_password, services, passkeys) = ctx
        .read(move |look| {
            Ok((
                accounts::by_id(look, account)?,
                accounts::email_of(look, account)?,
                codes::security(look, account)?,
                accounts::candidate_of(look, account)?.has_password(),
                links::of_account(look, account)?,
                passkeys::of_account(look, account)?,
            ))
        })
        .await?;
    let mut rows = vec![
        kit::row("Name", who.name.as_str()),
        kit::row("Email address", email),
        kit::row("Role", who.role.label()),
    ];
    if has_password {
        let set = security.password_at.map_or_else(|| "Set".to_owned(), |at| format!("Set {}", Moment(at)));
        rows.push(kit::row("Password", set).change("/account/password", "password"));
        rows.push(match security.codes_since {
            Some(at) => kit::row("One-time codes", format!("On since {}", Moment(at))).action(kit::action(
                "/account/codes",
                "Move to another phone",
                "one-time codes",
            )),
            None => kit::row("One-time codes", "Off").action(kit::action(
                "/account/codes",
                "Set up",
                "one-time codes",
            )),
        });
        if security.codes_since.is_some() {
            let left = security.recovery_left;
            let words = if left == 1 { "1 is left".to_owned() } else { format!("{left} are left") };
            rows.push(kit::row("Recovery codes", words).action(kit::action(
                "/account/recovery-codes",
                "Make a new set",
                "of recovery codes",
            )));
        }
    }
    if has_password || !passkeys.is_empty() {
        let words = match passkeys.as_slice() {
            [] => "None".to_owned(),
            some => some.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", "),
        };
        rows.push(kit::row("Passkeys", words).action(kit::action(
            "/account/passkeys",
            "See",
            "your passkeys",
        )));
    }
    for service in services {
        rows.push(kit::row("Signs in through", service));
    }
    rows.push(kit::row("Signed in", "Where and since when").action(kit::action(
        "/account/sessions",
        "See",
        "where you are signed in",
    )));
    let may_turn_off = security.codes_since.is_some() && !rules::needs_second_factor(who.role);
    let body = html! {
        h1 class="govuk-heading-l" { "Your account" }
        @if ctx.app.demo {
            (kit::inset_text("This is a demo account. It has no password, because one click signs anybody in."))
        }
        (kit::summary_list(rows))
        @if may_turn_off {
            p class="govuk-body" { a class="govuk-link" href="/account/codes/off" { "Turn one-time codes off" } }
        }
    };
    Ok(ctx.page("Your account", body).respond())
}
