//! The rhythm as machines see it.

use access::actions::ViewRhythm;
use kernel::{Id, Result, kinds::Case};
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::read::read;

/// Something in a lane.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RhythmEntry {
    /// The day; for `service`, the first of its month.
    on: String,
    /// `level`, `need`, `service`, `hard`, `life` or `contact`.
    lane: &'static str,
    words: String,
    count: u32,
}

/// From which day on the case stood where.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RhythmStep {
    from: String,
    /// `universal`, `targeted`, `intensive` or `closed`.
    standing: &'static str,
}

/// A family's support over the years.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RhythmView {
    from: String,
    to: String,
    steps: Vec<RhythmStep>,
    items: Vec<RhythmEntry>,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

pub(super) async fn of_case(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let r = ctx.read(move |look| Ok(read(look, &look.one::<ViewRhythm, Case>(id)?)?.rhythm)).await?;
    let steps = r.steps.iter().map(|(on, s)| RhythmStep { from: on.to_string(), standing: s.code() });
    let items = r.entries.into_iter().map(|e| RhythmEntry {
        on: e.on.to_string(),
        lane: e.lane.code(),
        words: e.words,
        count: e.count,
    });
    ctx.json(&RhythmView {
        from: r.from.to_string(),
        to: r.to.to_string(),
        steps: steps.collect(),
        items: items.collect(),
        next: None,
    })
}
