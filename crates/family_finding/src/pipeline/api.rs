//! The pipeline, for machines: totals of the agency.

use kernel::Result;
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{cost::WEEK_OF_FOSTERING, picture};

/// How many children are at a step.
#[derive(Serialize, ToSchema)]
struct AtStep {
    /// The step's code.
    step: String,
    /// What it is.
    label: String,
    children: usize,
}

/// How long a stretch of the way took, in days.
#[derive(Serialize, ToSchema)]
struct StretchTime {
    from: String,
    to: String,
    children: usize,
    median: Option<i32>,
    least: Option<i32>,
    most: Option<i32>,
    mean: Option<i32>,
    /// England's published average, in whole months.
    england_months: Option<u16>,
    /// The calendar year in which the year of that average ended.
    england_year: Option<i16>,
}

/// A timeliness indicator over three years.
#[derive(Serialize, ToSchema)]
struct Timeliness {
    code: String,
    label: String,
    /// The calendar year in which the last of the three years ends.
    until: i16,
    /// The mean, rounded to a day.
    days: Option<i32>,
    children: usize,
    /// Children whose days the returns do not tell.
    unknown: usize,
}

/// What was published of a council of the agency, or of England. A number that was withheld is null.
#[derive(Serialize, ToSchema)]
struct PublishedAdoptions {
    /// The Department for Education's code.
    code: String,
    area: String,
    /// The calendar year in which the year ended.
    year: i16,
    children_adopted: Option<String>,
    /// Of a hundred children who left care.
    percent_leaving_care_by_adoption: Option<String>,
}

/// An agency's pipeline.
#[derive(Serialize, ToSchema)]
pub(super) struct Pipeline {
    steps: Vec<AtStep>,
    times: Vec<StretchTime>,
    indicators: Vec<Timeliness>,
    published: Vec<PublishedAdoptions>,
    /// Children who wait longer than expected.
    overdue: usize,
}

pub(super) async fn pipeline(ctx: Ctx) -> Result<Response> {
    let picture = ctx.read(|look| picture::of(look, WEEK_OF_FOSTERING)).await?;
    let steps = picture.steps.iter().map(|(step, children)| AtStep {
        step: step.code().to_owned(),
        label: step.label().to_owned(),
        children: *children,
    });
    let times = picture.lines.iter().map(|line| StretchTime {
        from: line.stretch.from.code().to_owned(),
        to: line.stretch.to.code().to_owned(),
        children: line.days.map_or(0, |d| d.children),
        median: line.days.map(|d| d.median),
        least: line.days.map(|d| d.least),
        most: line.days.map(|d| d.most),
        mean: line.days.map(|d| d.mean),
        england_months: line.national.as_ref().map(|n| n.months),
        england_year: line.national.as_ref().map(|n| n.year),
    });
    let indicators = picture.indicators.iter().map(|m| Timeliness {
        code: m.indicator.code().to_owned(),
        label: m.indicator.label().to_owned(),
        until: m.until.ending(),
        days: m.days,
        children: m.children,
        unknown: m.unknown,
    });
    let published = picture.published.iter().map(|c| PublishedAdoptions {
        code: c.code.clone(),
        area: c.area.clone(),
        year: c.year,
        children_adopted: c.adopted.clone(),
        percent_leaving_care_by_adoption: c.percent.clone(),
    });
    ctx.json(&Pipeline {
        steps: steps.collect(),
        times: times.collect(),
        indicators: indicators.collect(),
        published: published.collect(),
        overdue: picture.drifting.len(),
    })
}
