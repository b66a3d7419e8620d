//! Keeping and discarding one's own unsent forms. The forms themselves belong to their rooms:
//! each offers its draft again, and forgets it when it is sent.

use access::{actions::KeepDraft, drafts};
use kernel::{Error, Id, Result};
use page::{Answer, Ctx, Fields, Response, Route, draft};
use serde::Serialize;

/// The pages of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::post("/drafts/keep", keep)
            .needs::<KeepDraft>()
            .personal()
            .about("Keep what was typed into a long form and not sent; the script of the form asks for it"),
        Route::post("/drafts/discard", discard)
            .needs::<KeepDraft>()
            .personal()
            .about("Discard an unsent form of one's own"),
    ]
}

#[derive(Serialize)]
struct Kept {
    kept: bool,
}

/// Which draft a request is about.
fn named(fields: &Fields) -> Result<(String, Id<()>)> {
    let form = fields.raw("draft-form").to_owned();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    if form.is_empty() || form.len() > 60 || !form.chars().all(plain) {
        return Err(Error::field("draft-form", "Say which form this is a draft of"));
    }
    let object = fields.raw("draft-object").parse();
    Ok((form, object.map_err(|_| Error::field("draft-object", "Say what this is a draft about"))?))
}

async fn keep(ctx: Ctx) -> Result<Response> {
    let fields = ctx.fields()?;
    let (form, object) = named(&fields)?;
    let typed = draft::typed(&fields);
    ctx.act_again("keep a draft", move |act| {
        drafts::keep(act, &form, object, &typed)?;
        Answer::done(&Kept { kept: true })
    })
    .await
}

async fn discard(ctx: Ctx) -> Result<Response> {
    let fields = ctx.fields()?;
    let (form, object) = named(&fields)?;
    // Only a path of this service: another site's address would send people away.
    let back = fields.raw("back");
    let back =
        if back.starts_with('/') && !back.starts_with("//") && !back.contains('\\') { back } else { "/" };
    let back = back.to_owned();
    ctx.act("discard a draft", move |act| {
        drafts::drop_draft(act, &form, object)?;
        Ok(Answer::see(back.clone()).saying("The draft is discarded."))
    })
    .await
}
