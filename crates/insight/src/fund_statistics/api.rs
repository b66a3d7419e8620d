//! The Fund's statistics for machines.

use kernel::Result;
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    export::{Statistics, read},
    pages::chosen_year,
    published::Published,
};
use crate::picture::api::{FigureItem, items};

/// The statistics of a year, protected.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FundStatistics {
    /// The financial year, such as `2024-25`.
    year: String,
    /// Whose applications; null where they are every agency's.
    agency: Option<String>,
    /// Sheet by sheet, line by line.
    items: Vec<FigureItem>,
    /// What was published of the same year, as it was published: about other applications.
    published: Vec<Published>,
    /// Always null: the list is whole.
    next: Option<String>,
}

impl FundStatistics {
    pub(super) fn of(statistics: &Statistics) -> Self {
        FundStatistics {
            year: statistics.year.to_string(),
            agency: statistics.agency.clone(),
            items: items(&statistics.sheets),
            published: statistics.published.clone(),
            next: None,
        }
    }
}

/// `GET /api/v1/fund-statistics?year=`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let year = chosen_year(&ctx)?;
    let statistics = ctx.read(move |look| read(look, year)).await?;
    ctx.json(&FundStatistics::of(&statistics))
}
