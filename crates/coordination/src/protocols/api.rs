//! Safeguarding protocols as machines see them.

use access::{Look, actions::ViewProtocol};
use kernel::{Error, Result};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, model, store};

/// A protocol that holds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SafeguardingProtocol)]
pub(super) struct Protocol {
    /// The code of the council, or `agency`.
    place: String,
    version: i64,
    first: String,
    thresholds: String,
    contacts: String,
    out_of_hours: String,
    keeper: String,
    review: String,
    /// `holds` or `review-due`.
    standing: &'static str,
}

/// The protocols that hold.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SafeguardingProtocolList)]
pub(super) struct Protocols {
    items: Vec<Protocol>,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

fn listed(look: &Look<'_>) -> Result<Protocols> {
    let all = store::holding(look, &look.agency::<ViewProtocol>()?)?;
    let today = look.today();
    let one = |p: model::Protocol| Protocol {
        standing: model::standing(Some(&p), today).code(),
        place: p.place,
        version: p.text.number,
        first: p.text.first,
        thresholds: p.text.thresholds,
        contacts: p.text.contacts,
        out_of_hours: p.text.out_of_hours,
        keeper: p.text.keeper.to_string(),
        review: p.text.review.to_string(),
    };
    Ok(Protocols { items: all.into_iter().map(one).collect(), next: None })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(listed).await?;
    ctx.json(&all)
}

pub(super) async fn write(ctx: Ctx) -> Result<Response> {
    let place = ctx.param("code")?.to_owned();
    let text = form::text(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("write a safeguarding protocol", move |act| {
        actions::write(act, &place, &text)?;
        Answer::done(&listed(act)?)
    })
    .await
}
