//! Where one is signed in, and ending it there.

use access::sessions::{self, Open, SignedIn};
use kernel::{Error, Id, Moment, Result};
use maud::html;
use page::{Ctx, Fields, Response, kit, see_other};

use super::mine;

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let (account, now, this) = (mine(&ctx)?, ctx.now, ctx.session());
    let open = ctx.read(move |look| sessions::of_account(look, account, this.as_ref(), now)).await?;
    let others = open.iter().filter(|one| !one.this).count();
    let head = ["Browser", "Signed in with", "Since", "Last used", "From", "End it"].map(kit::cell).to_vec();
    let rows = open.iter().map(|one| line(&ctx, one)).collect();
    let body = html! {
        h1 class="govuk-heading-l" { "Where you are signed in" }
        p class="govuk-body" { "A session ends by itself after an hour without use, and after twelve hours at most. If you see one that is not yours, end it and change your password." }
        (kit::table(head, rows).caption("Your sessions").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        @if others > 0 {
            (ctx.form("/account/sessions", &Fields::default(), html! {
                (kit::hidden("which", "others"))
                (kit::button("End all other sessions").secondary().once())
            }))
        }
        p class="govuk-body" { "Addresses are shown without their end, enough to tell home from work." }
    };
    Ok(ctx.page("Where you are signed in", body).back("/account", "Your account").respond())
}

fn line(ctx: &Ctx, one: &Open) -> Vec<kit::Cell> {
    let end = if one.this {
        html! { "This one: sign out" }
    } else {
        ctx.form("/account/sessions", &Fields::default(), html! {
            (kit::hidden("which", &one.id.to_string()))
            (kit::button(html! { "End" span class="govuk-visually-hidden" { " the session of " (one.device) } }).secondary().once())
        })
    };
    vec![
        kit::cell(html! { (one.device) @if one.this { " (this one)" } }),
        kit::cell(one.way.map_or("Not noted", |way| way.label())),
        kit::cell(Moment(one.since).to_string()),
        kit::cell(Moment(one.seen).to_string()),
        kit::cell(one.place.as_str()),
        kit::cell(end),
    ]
}

pub(super) async fn end(ctx: Ctx) -> Result<Response> {
    let account = mine(&ctx)?;
    let fields = ctx.fields()?;
    let which = fields.raw("which").to_owned();
    let this = ctx.session().ok_or(Error::SignIn)?;
    if which == "others" {
        ctx.app.db.write("end other sessions", move |w| sessions::end_others(w, account, &this)).await?;
    } else {
        let id: Id<SignedIn> = which.parse()?;
        if !ctx.app.db.write("end a session", move |w| sessions::end_one(w, account, id)).await? {
            return Err(Error::NotFound);
        }
    }
    see_other("/account/sessions")
}
