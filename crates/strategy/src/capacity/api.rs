//! The simulation for machines.

use kernel::{Error, Result};
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::pages;

/// What comes of a number of staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeItem {
    /// How many more posts than now.
    pub more_staff: usize,
    /// What they cost a year, in pounds.
    pub pounds_a_year: u64,
    /// The share of runs in which the list was cleared within 6, 12, 24 and 60 months.
    pub cleared: Vec<f64>,
    /// Months until it was cleared: one run in ten sooner, half, nine in ten; null where so many runs never did.
    pub months: Vec<Option<f64>>,
    /// Families waiting after each year, in the middle run.
    pub waiting: Vec<f64>,
}

/// The result.
#[derive(Debug, Serialize, ToSchema)]
pub struct CapacityAnswer {
    /// What it comes to.
    pub verdict: String,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// The fewest more staff that clear the list within a year in eight of ten runs; null where five do not.
    pub enough_within_a_year: Option<usize>,
    /// The present staff first.
    pub items: Vec<OutcomeItem>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}

/// `GET /api/v1/capacity`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let (_, result) = pages::run(&ctx).await?;
    let result = result.map_err(Error::Invalid)?;
    ctx.json(&CapacityAnswer {
        verdict: result.verdict(),
        assumptions: result.inputs.sentences(),
        enough_within_a_year: result.enough_within_a_year(),
        items: result
            .outcomes
            .into_iter()
            .map(|o| OutcomeItem {
                more_staff: o.more,
                pounds_a_year: o.pounds,
                cleared: o.cleared.to_vec(),
                months: o.months.to_vec(),
                waiting: o.waiting.iter().map(|w| w.middle).collect(),
            })
            .collect(),
        next: None,
    })
}
