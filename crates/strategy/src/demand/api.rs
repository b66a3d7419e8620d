//! The projection for machines.

use kernel::Result;
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    DRAWS, SEED,
    model::{Range, Year},
    pages,
};

/// A range: one draw in ten is lower than `low`, one in ten higher than `high`.
#[derive(Debug, Serialize, ToSchema)]
pub struct RangeItem {
    /// The lower end.
    pub low: f64,
    /// Half the draws are under it.
    pub middle: f64,
    /// The upper end.
    pub high: f64,
}

impl From<Range> for RangeItem {
    fn from(range: Range) -> Self {
        RangeItem { low: range.low, middle: range.middle, high: range.high }
    }
}

/// A level of support.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelItem {
    /// Its code.
    pub level: &'static str,
    /// Children in touch at this level.
    pub in_touch: RangeItem,
}

/// A year ahead.
#[derive(Debug, Serialize, ToSchema)]
pub struct YearItem {
    /// The calendar year in which the year to March ends.
    pub year: i16,
    /// Children adopted.
    pub adopted: RangeItem,
    /// Children placed.
    pub placed: RangeItem,
    /// Children under 18 living with adopters.
    pub under_18: RangeItem,
    /// Of these, in touch with support.
    pub in_touch: RangeItem,
    /// The same by level.
    pub levels: Vec<LevelItem>,
}

/// How one way did in the back-test.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoreItem {
    /// `hearth`, `last`, `mean` or `trend`.
    pub method: &'static str,
    /// Children wrong, on average over areas and years.
    pub mean_error: f64,
    /// All errors as a share of all adopted.
    pub share: f64,
}

/// The back-test.
#[derive(Debug, Serialize, ToSchema)]
pub struct BackTestItem {
    /// Fitted on the years to this one.
    pub fitted_to: i16,
    /// Scored on these.
    pub scored: Vec<i16>,
    /// Councils scored.
    pub areas: usize,
    /// Of the figures, how many lay in the range of eight in ten.
    pub in_range: f64,
    /// The least wrong first.
    pub scores: Vec<ScoreItem>,
    /// What it comes to.
    pub verdict: String,
}

/// The projection of an area.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemandAnswer {
    /// The area's code.
    pub area: String,
    /// Its name.
    pub name: String,
    /// How many draws.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
    /// Year by year; empty where nothing was published.
    pub items: Vec<YearItem>,
    /// How wrong it was before; null without enough years.
    pub back_test: Option<BackTestItem>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}

fn item(year: Year) -> YearItem {
    YearItem {
        year: year.year,
        adopted: year.adopted.into(),
        placed: year.placed.into(),
        under_18: year.under_18.into(),
        in_touch: year.in_touch.into(),
        levels: year
            .levels
            .into_iter()
            .map(|(level, range)| LevelItem { level: level.code(), in_touch: range.into() })
            .collect(),
    }
}

/// `GET /api/v1/demand?area=`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let (ahead, _) = pages::read(&ctx).await?;
    let back_test = ahead.test.map(|test| BackTestItem {
        verdict: test.verdict(),
        fitted_to: test.until,
        scored: test.scored,
        areas: test.areas,
        in_range: test.in_range,
        scores: test
            .scores
            .into_iter()
            .map(|s| ScoreItem { method: s.method.code(), mean_error: s.mean_error, share: s.share })
            .collect(),
    });
    ctx.json(&DemandAnswer {
        area: ahead.area.code,
        name: ahead.area.name,
        draws: DRAWS,
        seed: SEED,
        items: ahead.years.into_iter().map(item).collect(),
        back_test,
        next: None,
    })
}
