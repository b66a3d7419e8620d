//! Cards for machines.

use access::{Look, actions::ViewOutOfHours};
use kernel::{Error, Result};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, store};

/// A card that holds.
#[derive(Serialize, ToSchema)]
pub(super) struct OutOfHoursCard {
    /// `agency`, the code of a council, or `area-` and the letters of a postcode area.
    place: String,
    version: i64,
    answers: String,
    crisis: String,
    helplines: String,
    from: String,
}

/// The cards that hold today.
#[derive(Serialize, ToSchema)]
pub(super) struct OutOfHoursCards {
    items: Vec<OutOfHoursCard>,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

fn holding(look: &Look<'_>) -> Result<OutOfHoursCards> {
    let agency = look.agency::<ViewOutOfHours>()?.agency();
    let items = store::holding(look, agency, look.today())?.into_iter().map(|card| OutOfHoursCard {
        place: card.place,
        version: card.text.number,
        answers: card.text.answers,
        crisis: card.text.crisis,
        helplines: card.text.helplines,
        from: card.text.from.to_string(),
    });
    Ok(OutOfHoursCards { items: items.collect(), next: None })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(holding).await?;
    ctx.json(&all)
}

pub(super) async fn write(ctx: Ctx) -> Result<Response> {
    let place = ctx.param("code")?.to_owned();
    let text = form::text(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("write an out-of-hours card", move |act| {
        actions::write(act, &place, &text)?;
        Answer::done(&holding(act)?)
    })
    .await
}
