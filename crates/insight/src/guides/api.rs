//! Practice guides as machines see them.

use kernel::Result;
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    model::{self, Line},
    pages::wanted,
};

/// Practice guides, and how far they were kept in a financial year.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PracticeGuides {
    /// The year in which it begins.
    year: i16,
    items: Vec<GuideBody>,
    /// Always null: there are few.
    next: Option<String>,
}

/// One duty of one partner, and how far it was kept.
#[derive(Debug, Serialize, ToSchema)]
struct GuideBody {
    /// `first-contact`, `assessment`, `plan` or `escalation`.
    situation: &'static str,
    partner: &'static str,
    role: &'static str,
    /// The kind of promise that it starts.
    promise: &'static str,
    /// Its time-scale in words, unless the agency set one of its own.
    within: String,
    accountable: &'static str,
    from: String,
    source: &'static str,
    /// Whether a published source says so.
    sure: bool,
    /// Promises kept in time, rounded; null when it is hidden.
    in_time: Option<i64>,
    /// Promises kept late, rounded; null when it is hidden.
    late: Option<i64>,
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let (year, today) = (wanted(&ctx), ctx.today());
    let lines = ctx.read(move |look| model::read(look, year, today)).await?;
    let items = lines.into_iter().map(|Line { guide: g, in_time, late }| {
        Ok(GuideBody {
            situation: g.situation.code(),
            partner: &g.partner,
            role: &g.role,
            promise: g.promise.code(),
            within: g.term()?.to_string(),
            accountable: &g.accountable,
            from: g.from.to_string(),
            source: &g.source,
            sure: g.sure,
            in_time: in_time.shown(),
            late: late.shown(),
        })
    });
    ctx.json(&PracticeGuides { year, items: items.collect::<Result<_>>()?, next: None })
}
