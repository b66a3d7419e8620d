//! Where a link to a released document leads. The page says nothing about the document or
//! whether the link works until a person presses the button: mail programs open links too.

use access::{
    Act, Actor,
    actions::CollectDocument,
    links::{self, Secret},
};
use kernel::{Error, Result, kinds::Document};
use maud::html;
use page::{Ctx, Fields, Response, kit};

use super::{PURPOSE, pages::download, store};

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx)
}

fn draw(ctx: &Ctx) -> Result<Response> {
    let path = format!("/shared/{}", ctx.param("secret")?);
    let body = html! {
        h1 class="govuk-heading-l" { "A document was shared with you" }
        p class="govuk-body" {
            "Press the button to fetch it. The link works once and for seven days, so keep the file somewhere safe."
        }
        (ctx.form(&path, &Fields::default(), html! { (kit::button("Fetch the document").once()) }))
        p class="govuk-body" {
            "Nothing happens, or the link no longer works? Ask the person who sent it to you for a new one."
        }
    };
    Ok(ctx.page("A document was shared with you", body).respond())
}

/// `POST /shared/{secret}`: reads the file first and uses the link up last, so that a file that
/// cannot be read costs nobody their link.
pub(super) async fn fetch(ctx: Ctx) -> Result<Response> {
    let secret = Secret::sent(ctx.param("secret")?);
    let (origin, now) = (ctx.request.origin.clone(), ctx.now);
    let files = ctx.app.db.files()?.clone();
    // Whoever holds the link is nobody here, even with a session of their own in the same browser.
    let found = ctx
        .app
        .db
        .write("fetch a released document", move |w| {
            let actor = Actor::public();
            let act = Act::new(w, &actor, now, &origin);
            let grant = links::redeem_grant::<CollectDocument, Document>(&act, &secret, PURPOSE)?;
            let document = store::load(&act, &grant)?;
            let bytes = files.read(w.keys(), &document.file)?;
            Ok((document, bytes))
        })
        .await;
    match found {
        Ok((document, bytes)) => download(&document, bytes),
        Err(Error::NotFound) => Err(Error::refused(
            "link.not-working",
            "This link does not work: it may have been used already, have ended, or be mistyped. Ask the person who \
             sent it to you for a new one.",
        )),
        Err(other) => Err(other),
    }
}
