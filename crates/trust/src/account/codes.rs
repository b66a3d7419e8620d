//! Setting up one-time codes, moving them to another phone, and, where the role allows it, turning them off.

use access::{
    accounts, sessions,
    sign_in::{
        codes,
        notices::{self, News},
        rules, steps,
    },
};
use kernel::{Error, Invalid, Result};
use maud::html;
use page::{Ctx, Fields, Response, kit, mend, see_other};

use super::{actions, mine};
use crate::sign_in::{
    arriving::{STEP, rotated, waiting},
    form::SET_UP_MINUTES,
    set_up::{recovery_list, scan},
};

const KIND: &str = "own-codes";

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let (account, now) = (mine(&ctx)?, ctx.now);
    let (secret, email, step) = ctx
        .app
        .db
        .write("begin to set up codes", move |w| {
            let secret = codes::new_secret()?;
            let step = steps::begin(w, KIND, Some(account), &secret, SET_UP_MINUTES.into(), now)?;
            Ok((secret, accounts::email_of(w, account)?, step))
        })
        .await?;
    let drawn = draw(&ctx, &secret, &email, &Fields::default(), &Invalid::default())?;
    waiting(&ctx, &step, SET_UP_MINUTES, drawn)
}

fn draw(ctx: &Ctx, secret: &str, email: &str, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Set up one-time codes" }
        (ctx.form("/account/codes", fields, html! {
            (actions::field(invalid.of("current")))
            (scan(secret, email, invalid)?)
        }))
    };
    Ok(ctx.page("Set up one-time codes", body).back("/account", "Your account").errors(invalid).respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let (account, now) = (mine(&ctx)?, ctx.now);
    let Some(token) = ctx.request.cookie(STEP).map(str::to_owned) else { return see_other("/account/codes") };
    let look_up = token.clone();
    let found = ctx
        .app
        .db
        .read(move |r| {
            let step = steps::find(r, KIND, &look_up, now)?.filter(|step| step.account == Some(account));
            Ok(step.map(|step| step.data).zip(Some(accounts::email_of(r, account)?)))
        })
        .await?;
    let Some((secret, email)) = found else { return see_other("/account/codes") };
    let mut fields = ctx.fields()?;
    let current = fields.required("current", "Enter your password", 200);
    let typed = fields.required("code", "Enter the 6 figures that your app shows", 20);
    let done = match fields.finish(|| Some((current?, typed?))) {
        Ok((current, typed)) => turn_on(&ctx, current, typed, secret.clone(), token).await,
        Err(invalid) => return draw(&ctx, &secret, &email, &fields, &invalid),
    };
    match done {
        Err(error) => draw(&ctx, &secret, &email, &fields, &mend(error)?),
        done => done,
    }
}

async fn turn_on(
    ctx: &Ctx,
    current: String,
    typed: String,
    secret: String,
    step: String,
) -> Result<Response> {
    let (account, now) = (mine(ctx)?, ctx.now);
    actions::check(ctx, current).await?;
    let (old, origin) = (ctx.session().ok_or(Error::SignIn)?, ctx.request.origin.clone());
    let (token, list) = ctx
        .app
        .db
        .write("turn codes on", move |w| {
            let at = codes::step_of(&secret, &typed, 0, now)?.ok_or_else(|| {
                Error::field("code", "That is not the code of this picture. Check that your phone’s clock is right, and enter the next one.")
            })?;
            steps::spend(w, KIND, &step, now)?.ok_or(Error::NotFound)?;
            codes::turn_on(w, account, &secret, at, now)?;
            let list = codes::new_recovery(w, account, now)?;
            sessions::end_others(w, account, &old)?;
            notices::note(w, account, &origin, "set up one-time codes", now)?;
            notices::tell(w, account, News::CodesOn, now)?;
            Ok((sessions::rotate(w, &old)?, list))
        })
        .await?;
    let body = html! {
        h1 class="govuk-heading-l" { "One-time codes are on" }
        h2 class="govuk-heading-m" { "Your recovery codes" }
        (recovery_list(&list))
        (kit::button("I have kept them").href("/account"))
    };
    rotated(ctx, &token, ctx.page("One-time codes are on", body).respond())
}

pub(super) async fn off_page(ctx: Ctx) -> Result<Response> {
    draw_off(&ctx, &Fields::default(), &Invalid::default())
}

fn draw_off(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Turn one-time codes off" }
        p class="govuk-body" { "Your password alone will then let you, and anybody who learns it, into your account." }
        (ctx.form("/account/codes/off", fields, html! {
            (actions::field(invalid.of("current")))
            (kit::button("Turn codes off").warning().once())
        }))
    };
    Ok(ctx.page("Turn one-time codes off", body).back("/account", "Your account").errors(invalid).respond())
}

pub(super) async fn off(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let current = fields.required("current", "Enter your password", 200);
    let done = match fields.finish(|| current) {
        Ok(current) => turn_off(&ctx, current).await,
        Err(invalid) => return draw_off(&ctx, &fields, &invalid),
    };
    match done {
        Err(error) => draw_off(&ctx, &fields, &mend(error)?),
        done => done,
    }
}

async fn turn_off(ctx: &Ctx, current: String) -> Result<Response> {
    let (account, now) = (mine(ctx)?, ctx.now);
    if ctx.actor.role().is_none_or(rules::needs_second_factor) {
        return Err(Error::refused(
            "account.second-factor",
            "Your role needs one-time codes, so they cannot be turned off.",
        ));
    }
    actions::check(ctx, current).await?;
    let (old, origin) = (ctx.session().ok_or(Error::SignIn)?, ctx.request.origin.clone());
    let token = ctx
        .app
        .db
        .write("turn codes off", move |w| {
            codes::turn_off(w, account)?;
            sessions::end_others(w, account, &old)?;
            notices::note(w, account, &origin, "turned one-time codes off", now)?;
            notices::tell(w, account, News::CodesOff, now)?;
            sessions::rotate(w, &old)
        })
        .await?;
    rotated(ctx, &token, see_other("/account")?)
}
