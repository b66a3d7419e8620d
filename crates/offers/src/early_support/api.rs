//! The early support as machines see it.

use access::{Look, actions::ViewEarlySupport};
use kernel::{Error, Id, Result, kinds::Case};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, model, store};

/// A part of the early support in an agency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EarlySupportPart)]
pub(super) struct Part {
    code: String,
    title: String,
    standard: String,
    source: String,
    /// `national-digital` or `local`.
    given: String,
    /// `prepare`, `arrive` or `settle`.
    stage: String,
    /// What the agency stated: `yes`, `partly`, `planned` or `no`.
    stated: Option<String>,
    how: Option<String>,
    link: Option<String>,
    /// Families that were offered it and did not answer yet.
    offered: u64,
    took_part: u64,
    not_now: u64,
}

/// Every part.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EarlySupportPartList)]
pub(super) struct PartList {
    items: Vec<Part>,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

/// How a family stands to a part.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EarlySupportTaking)]
pub(super) struct Taken {
    part: String,
    /// `offered`, `took-part` or `not-now`.
    taking: String,
    on: String,
    by_family: bool,
}

/// What a family has had of the early support.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EarlySupportOfFamily)]
pub(super) struct Had {
    items: Vec<Taken>,
    /// By when somebody calls, where the family asked for more.
    call_by: Option<String>,
}

fn listed(look: &Look<'_>) -> Result<PartList> {
    let grant = look.agency::<ViewEarlySupport>()?;
    let (offers, counts) = (store::of_agency(look, &grant)?, store::counts(look, &grant)?);
    let part = |p: &model::Part| {
        let (offer, count) = (offers.get(&p.code), counts.get(&p.code).copied().unwrap_or_default());
        Part {
            code: p.code.clone(),
            title: p.title.clone(),
            standard: p.standard.clone(),
            source: p.source.clone(),
            given: p.given.code().into(),
            stage: p.stage.code().into(),
            stated: offer.map(|o| o.stated.code().into()),
            how: offer.map(|o| o.how.clone()),
            link: offer.map(|o| o.link.clone()),
            offered: count.offered,
            took_part: count.took_part,
            not_now: count.not_now,
        }
    };
    Ok(PartList { items: model::parts()?.iter().map(part).collect(), next: None })
}

fn of_one(look: &Look<'_>, id: Id<Case>) -> Result<Had> {
    let grant = look.one::<ViewEarlySupport, Case>(id)?;
    let taken = store::had(look, &grant)?.into_iter().map(|(part, had)| Taken {
        part,
        taking: had.taking.code().into(),
        on: had.on.to_string(),
        by_family: had.by_family,
    });
    Ok(Had { items: taken.collect(), call_by: store::asked(look, &grant)?.map(|at| at.to_string()) })
}

pub(super) async fn parts(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(listed).await?;
    ctx.json(&all)
}

pub(super) async fn state(ctx: Ctx) -> Result<Response> {
    let input = form::offer(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("say how early support is given", move |act| {
        actions::state_offer(act, &input)?;
        Answer::done(&listed(act)?)
    })
    .await
}

pub(super) async fn of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let had = ctx.read(move |look| of_one(look, id)).await?;
    ctx.json(&had)
}

pub(super) async fn take_part(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::taking(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("note early support", move |act| {
        actions::take_part(act, id, &input)?;
        Answer::done(&of_one(act, id)?)
    })
    .await
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let words = form::ask(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("ask for more than early support", move |act| {
        actions::ask(act, id, &words)?;
        Answer::made(&of_one(act, id)?)
    })
    .await
}

pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::answer(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("answer a family that asked for more", move |act| {
        actions::answer(act, id, &input)?;
        Answer::done(&of_one(act, id)?)
    })
    .await
}
