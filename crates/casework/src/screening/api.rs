//! Screenings as machines see them.

use std::collections::BTreeMap;

use access::actions::ViewAssessment;
use kernel::{Error, Result, kinds::Assessment};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, model::Screening, store};
use crate::measures::measures;

/// The tools.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tools {
    items: Vec<Tool>,
    /// Always null: there are few.
    next: Option<String>,
}

/// A screening tool. None of its questions is kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScreeningTool)]
struct Tool {
    code: &'static str,
    name: &'static str,
    purpose: &'static str,
    /// What it can not say.
    limits: &'static str,
    licence: &'static str,
    low: i64,
    high: i64,
    age_from: i64,
    age_to: i64,
    by: Vec<&'static str>,
    /// Codes of the scales to be entered; where there are none, `total` is.
    scales: Vec<&'static str>,
    /// Whether range and ages were confirmed.
    confirmed: bool,
    source: &'static str,
}

/// What tools gave within an assessment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Screenings {
    /// In order of their days: 100 at most.
    items: Vec<ScreeningBody>,
    /// Always null: an assessment has few.
    next: Option<String>,
}

/// What a tool gave.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScreeningBody {
    id: String,
    tool: String,
    by: &'static str,
    who: String,
    on: String,
    age_in_months: Option<i64>,
    /// Whether the child was of the tool's age; null when their age is not known.
    fits: Option<bool>,
    why: String,
    scales: BTreeMap<String, i64>,
    total: i64,
    /// Published words for the total, where there are any and the child is of the tool's age.
    band: Option<String>,
    /// Whether those words were confirmed.
    band_confirmed: Option<bool>,
    /// What it can not say.
    cautions: Vec<String>,
    note: String,
    /// `kept`, or `out` when it was taken out.
    standing: &'static str,
    version: i64,
}

fn body(s: Screening) -> Result<ScreeningBody> {
    let tool = s.tool()?;
    Ok(ScreeningBody {
        id: s.id.to_string(),
        by: s.by.code(),
        on: s.on.to_string(),
        age_in_months: s.content.months,
        fits: tool.fits(s.content.months),
        band: s.band(tool).map(|band| band.words.clone()),
        band_confirmed: s.band(tool).map(|band| band.sure),
        cautions: s.cautions(tool),
        tool: s.measure,
        who: s.content.who,
        why: s.content.why,
        scales: s.content.scales,
        total: s.content.total,
        note: s.content.note,
        standing: s.standing.code(),
        version: s.version,
    })
}

pub(super) async fn tools(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<ViewAssessment>().map(drop)).await?;
    let items = measures()?
        .iter()
        .map(|m| Tool {
            code: &m.code,
            name: &m.name,
            purpose: &m.purpose,
            limits: &m.limits,
            licence: &m.licence,
            low: m.low,
            high: m.high,
            age_from: m.age_from,
            age_to: m.age_to,
            by: m.by.iter().map(|by| by.code()).collect(),
            scales: m.scales.iter().map(|s| s.code.as_str()).collect(),
            confirmed: m.sure,
            source: &m.source,
        })
        .collect();
    ctx.json(&Tools { items, next: None })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Assessment>("id")?;
    let all = ctx
        .read(move |look| store::of_assessment(look, &look.one::<ViewAssessment, Assessment>(id)?))
        .await?;
    ctx.json(&Screenings { items: all.into_iter().map(body).collect::<Result<_>>()?, next: None })
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Assessment>("id")?;
    let input = form::screening(&mut ctx.fields()?)?;
    ctx.act("record what a screening tool gave", move |act| {
        Answer::made(&body(actions::record(act, id, &input)?)?)
    })
    .await
}

pub(super) async fn stand(ctx: Ctx) -> Result<Response> {
    let (id, one) = (ctx.id::<Assessment>("id")?, ctx.id::<()>("screening")?);
    let (version, standing) = form::standing(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("take what a screening tool gave out, or put it back", move |act| {
        Answer::done(&body(actions::stand(act, id, one, version, standing)?)?)
    })
    .await
}
