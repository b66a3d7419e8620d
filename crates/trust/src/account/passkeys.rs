//! One's own passkeys: which there are, another one, another name, and taking one away. Adding and removing ask for the
//! password once more, and the owner gets a letter.

use access::{
    accounts, sessions,
    sign_in::{
        links,
        notices::{self, News, note},
        passkeys::{self, Kind, Passkey},
        rules::{self, Ways},
        steps,
    },
};
use kernel::{Error, Id, Invalid, Moment, Result};
use maud::html;
use page::{Ctx, Fields, Response, kit, mend, see_other};
use serde::{Deserialize, Serialize};

use super::{actions, mine};
use crate::sign_in::{
    arriving::{STEP, rotated, waiting},
    oidc,
    passkey::{
        MINUTES, TOO_LATE,
        relying::{LONGEST, Relying},
    },
};

/// What the step between asking and making is called.
const KIND: &str = "own-passkey";
/// The longest name, in characters.
const NAME: usize = 60;
/// What is said where browsers let this service have no passkeys.
const NOT_HERE: &str =
    "Passkeys do not work at this address. They need the service to be reached by its name over HTTPS.";

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let account = mine(&ctx)?;
    let (list, has_password) = ctx
        .read(move |look| {
            Ok((passkeys::of_account(look, account)?, accounts::candidate_of(look, account)?.has_password()))
        })
        .await?;
    let here = Relying::here(&ctx.request).is_some();
    let head = ["Name", "Made", "Last sign-in", "Change it"].map(kit::cell).to_vec();
    let rows = list.iter().map(line).collect();
    let body = html! {
        h1 class="govuk-heading-l" { "Your passkeys" }
        p class="govuk-body" { "A passkey is kept by your phone, your computer or a security key. You sign in by unlocking it, as you unlock the device, with no password and no code. It works for this service alone, so a page that only looks like this one gets nothing from you." }
        @if list.is_empty() {
            p class="govuk-body" { "You have no passkey yet." }
        } @else {
            (kit::table(head, rows).caption("Your passkeys").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        @if !here {
            (kit::inset_text(NOT_HERE))
        } @else if !has_password {
            (kit::inset_text("You sign in without a password here, so passkeys of your own are not needed: the service that you sign in through looks after that."))
        } @else if list.len() < passkeys::MOST {
            (kit::button("Add a passkey").href("/account/passkeys/add"))
        }
        (kit::details("What if I lose the device?", html! {
            p class="govuk-body" { "Remove its passkey here. You can still sign in with your password, or with a passkey on another device. Whoever finds the device cannot use the passkey without unlocking it." }
        }))
    };
    Ok(ctx.page("Your passkeys", body).back("/account", "Your account").respond())
}

fn line(one: &Passkey) -> Vec<kit::Cell> {
    let (id, name) = (one.id, one.name.as_str());
    let used = match (one.refused, one.used) {
        (Some(at), _) => format!("Refused since {}: there may be a copy of it. Remove it.", Moment(at)),
        (None, Some(at)) => Moment(at).to_string(),
        (None, None) => "Not yet".to_owned(),
    };
    let change = html! {
        a class="govuk-link" href={ "/account/passkeys/" (id) "/rename" } { "Rename" span class="govuk-visually-hidden" { " " (name) } }
        " "
        a class="govuk-link" href={ "/account/passkeys/" (id) "/remove" } { "Remove" span class="govuk-visually-hidden" { " " (name) } }
    };
    vec![kit::cell(name), kit::cell(Moment(one.made).to_string()), kit::cell(used), kit::cell(change)]
}

/// What waits between the password and the device.
#[derive(Serialize, Deserialize)]
struct Asked {
    name: String,
    options: String,
    state: String,
}

pub(super) async fn add_page(ctx: Ctx) -> Result<Response> {
    draw_add(&ctx, &Fields::default(), &Invalid::default())
}

fn draw_add(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Add a passkey" }
        p class="govuk-body" { "First say who you are once more. On the next page your device makes the passkey." }
        (ctx.form("/account/passkeys/add", fields, html! {
            (kit::input("name", "What to call it").hint("So that you know it in the list: My phone, for example")
                .value(fields.raw("name")).error(invalid.of("name")))
            (actions::field(invalid.of("current")))
            (kit::button("Continue").once())
        }))
    };
    Ok(ctx.page("Add a passkey", body).back("/account/passkeys", "Your passkeys").errors(invalid).respond())
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let name = fields.required("name", "Enter what to call it", NAME);
    let current = fields.required("current", "Enter your password", 200);
    let done = match fields.finish(|| Some((name?, current?))) {
        Ok((name, current)) => begin(&ctx, name, current).await,
        Err(invalid) => return draw_add(&ctx, &fields, &invalid),
    };
    match done {
        Err(error) => draw_add(&ctx, &fields, &mend(error)?),
        done => done,
    }
}

async fn begin(ctx: &Ctx, name: String, current: String) -> Result<Response> {
    let (account, now) = (mine(ctx)?, ctx.now);
    let relying = Relying::here(&ctx.request).ok_or_else(|| Error::refused("passkey.address", NOT_HERE))?;
    actions::check(ctx, current).await?;
    let step = ctx
        .app
        .db
        .write("begin to make a passkey", move |w| {
            let have = passkeys::credentials(w, account)?;
            passkeys::room_for_one_more(have.len())?;
            let (who, email) = (accounts::by_id(w, account)?, accounts::email_of(w, account)?);
            let asked = relying.ask_to_make(account, &email, &who.name, &have)?;
            let asked = Asked { name: name.clone(), options: asked.options, state: asked.state };
            let data = serde_json::to_string(&asked).map_err(|e| Error::internal("a step", e))?;
            steps::begin(w, KIND, Some(account), &data, MINUTES.into(), now)
        })
        .await?;
    waiting(ctx, &step, MINUTES, see_other("/account/passkeys/make")?)
}

async fn asked(ctx: &Ctx) -> Result<Option<Asked>> {
    let Some(token) = ctx.request.cookie(STEP).map(str::to_owned) else { return Ok(None) };
    let (account, now) = (mine(ctx)?, ctx.now);
    let step = ctx.app.db.read(move |r| steps::find(r, KIND, &token, now)).await?;
    let step = step.filter(|step| step.account == Some(account));
    step.map(|step| serde_json::from_str(&step.data).map_err(|e| Error::internal("a step", e))).transpose()
}

pub(super) async fn make_page(ctx: Ctx) -> Result<Response> {
    match asked(&ctx).await? {
        Some(asked) => draw_make(&ctx, &asked),
        None => see_other("/account/passkeys/add"),
    }
}

fn draw_make(ctx: &Ctx, asked: &Asked) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Make the passkey" }
        p class="govuk-body" { "Press the button. Your device asks where to keep the passkey and how you unlock it." }
        (ctx.form("/account/passkeys/make", &Fields::default(), html! {
            (kit::passkey_to_make(asked.options.as_str(), "Make the passkey"))
        }))
    };
    Ok(ctx.page("Make the passkey", body).back("/account/passkeys/add", "Add a passkey").respond())
}

pub(super) async fn make(ctx: Ctx) -> Result<Response> {
    let (account, now, origin) = (mine(&ctx)?, ctx.now, ctx.request.origin.clone());
    let relying = Relying::here(&ctx.request).ok_or_else(|| Error::refused("passkey.address", NOT_HERE))?;
    let answer = ctx.fields()?.raw("answer").to_owned();
    let late = || Error::refused("passkey.late", TOO_LATE);
    let token = ctx.request.cookie(STEP).map(str::to_owned).ok_or_else(late)?;
    let old = ctx.session().ok_or(Error::SignIn)?;
    // Spent before it is looked at: a challenge has one answer.
    let step =
        ctx.app.db.write("a passkey's challenge is answered", move |w| steps::spend(w, KIND, &token, now));
    let step = step.await?.filter(|step| step.account == Some(account)).ok_or_else(late)?;
    let asked: Asked = serde_json::from_str(&step.data).map_err(|e| Error::internal("a step", e))?;
    let made =
        if answer.len() <= LONGEST { relying.made(&asked.state, &answer, &asked.name)?.ok() } else { None };
    let new = made.ok_or_else(|| {
        Error::refused(
            "passkey.answer",
            "Your device did not make a passkey that fits. Nothing was added. Try again, or use another device.",
        )
    })?;
    let token = ctx
        .app
        .db
        .write("add a passkey", move |w| {
            passkeys::add(w, account, &new, now)?;
            sessions::end_others(w, account, &old)?;
            note(w, account, &origin, "added a passkey", now)?;
            notices::tell(w, account, News::PasskeyAdded, now)?;
            sessions::rotate(w, &old)
        })
        .await?;
    rotated(&ctx, &token, see_other("/account/passkeys")?)
}

async fn find(ctx: &Ctx) -> Result<Passkey> {
    let (account, id): (_, Id<Kind>) = (mine(ctx)?, ctx.id("passkey")?);
    ctx.read(move |look| passkeys::one(look, account, id)).await
}

pub(super) async fn rename_page(ctx: Ctx) -> Result<Response> {
    let one = find(&ctx).await?;
    draw_rename(&ctx, &one, &Fields::filled([("name", one.name.clone())]), &Invalid::default())
}

fn draw_rename(ctx: &Ctx, one: &Passkey, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Rename a passkey" }
        (ctx.form(&format!("/account/passkeys/{}/rename", one.id), fields, html! {
            (kit::input("name", "What to call it").value(fields.raw("name")).error(invalid.of("name")))
            (kit::button("Rename").once())
        }))
    };
    Ok(ctx
        .page("Rename a passkey", body)
        .back("/account/passkeys", "Your passkeys")
        .errors(invalid)
        .respond())
}

pub(super) async fn rename(ctx: Ctx) -> Result<Response> {
    let one = find(&ctx).await?;
    let mut fields = ctx.fields()?;
    let name = fields.required("name", "Enter what to call it", NAME);
    let name = match fields.finish(|| name) {
        Ok(name) => name,
        Err(invalid) => return draw_rename(&ctx, &one, &fields, &invalid),
    };
    let (account, id, now, origin) = (mine(&ctx)?, one.id, ctx.now, ctx.request.origin.clone());
    ctx.app
        .db
        .write("rename a passkey", move |w| {
            passkeys::rename(w, account, id, &name)?;
            note(w, account, &origin, "renamed a passkey", now)
        })
        .await?;
    see_other("/account/passkeys")
}

pub(super) async fn remove_page(ctx: Ctx) -> Result<Response> {
    let one = find(&ctx).await?;
    draw_remove(&ctx, &one, &Fields::default(), &Invalid::default())
}

fn draw_remove(ctx: &Ctx, one: &Passkey, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "Remove a passkey" }
        p class="govuk-body" { "The passkey " strong { (one.name) } " will no longer sign you in. Remove it on the device as well, so that the device does not offer it any more." }
        (ctx.form(&format!("/account/passkeys/{}/remove", one.id), fields, html! {
            (actions::field(invalid.of("current")))
            (kit::button("Remove it").warning().once())
        }))
    };
    Ok(ctx
        .page("Remove a passkey", body)
        .back("/account/passkeys", "Your passkeys")
        .errors(invalid)
        .respond())
}

pub(super) async fn remove(ctx: Ctx) -> Result<Response> {
    let one = find(&ctx).await?;
    let mut fields = ctx.fields()?;
    let current = fields.required("current", "Enter your password", 200);
    let done = match fields.finish(|| current) {
        Ok(current) => take_away(&ctx, &one, current).await,
        Err(invalid) => return draw_remove(&ctx, &one, &fields, &invalid),
    };
    match done {
        Err(error) => draw_remove(&ctx, &one, &fields, &mend(error)?),
        done => done,
    }
}

async fn take_away(ctx: &Ctx, one: &Passkey, current: String) -> Result<Response> {
    let (account, id, now, origin) = (mine(ctx)?, one.id, ctx.now, ctx.request.origin.clone());
    actions::check(ctx, current).await?;
    let old = ctx.session().ok_or(Error::SignIn)?;
    let token = ctx
        .app
        .db
        .write("remove a passkey", move |w| {
            let left = passkeys::of_account(w, account)?;
            let services = links::of_account(w, account)?;
            rules::keeps_a_way(Ways {
                password: accounts::candidate_of(w, account)?.has_password(),
                passkeys: left.iter().filter(|p| p.id != id && p.refused.is_none()).count(),
                services: services.iter().filter(|code| oidc::find(code).is_some()).count(),
            })?;
            passkeys::remove(w, account, id)?;
            sessions::end_others(w, account, &old)?;
            note(w, account, &origin, "removed a passkey", now)?;
            notices::tell(w, account, News::PasskeyRemoved, now)?;
            sessions::rotate(w, &old)
        })
        .await?;
    rotated(ctx, &token, see_other("/account/passkeys")?)
}
