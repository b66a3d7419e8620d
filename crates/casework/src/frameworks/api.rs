//! What an agency adds to the framework, as machines see it.

use access::{actions::ViewFramework, assessing::FrameworkVersion};
use kernel::{Error, Result};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

use super::{actions, form, model::Version, store};

/// An agency's versions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Frameworks {
    /// The version that a new assessment follows today.
    now: String,
    /// The newest first: 200 at most.
    items: Vec<FrameworkBody>,
    /// Always null: an agency has few versions.
    next: Option<String>,
}

/// One version of what an agency adds.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FrameworkBody {
    id: String,
    /// The name that assessments keep.
    name: String,
    /// The national version that it adds to.
    national: String,
    /// `draft`, `asked`, `approved` or `withdrawn`.
    state: &'static str,
    /// The first day on which new assessments follow it.
    from: Option<String>,
    /// Questions of its own for national parts, by the part's code.
    prompts: BTreeMap<String, Vec<String>>,
    parts: Vec<OwnPartBody>,
    /// What should be changed, when it was sent back.
    words: String,
    /// What it still lacks before it can be approved, each with its field.
    missing: Vec<String>,
    /// To be sent with the next change.
    version: i64,
}

/// A part of the agency's own.
#[derive(Debug, Serialize, ToSchema)]
struct OwnPartBody {
    code: String,
    title: String,
    about: String,
    matter: String,
    prompts: Vec<String>,
    says: String,
    words: u32,
    ask: Vec<&'static str>,
    may_leave_out: bool,
}

fn body(v: Version) -> Result<FrameworkBody> {
    let missing = v
        .added
        .gaps(v.national()?)
        .into_iter()
        .map(|gap| format!("{}: {}", gap.field, gap.message))
        .collect();
    let part = |p: super::model::OwnPart| OwnPartBody {
        ask: p.ask.iter().map(|who| who.code()).collect(),
        code: p.code,
        title: p.title,
        about: p.about,
        matter: p.matter,
        prompts: p.prompts,
        says: p.says,
        words: p.words,
        may_leave_out: p.may_leave_out,
    };
    Ok(FrameworkBody {
        id: v.id.to_string(),
        name: super::model::name_of(&v.national, v.number),
        national: v.national,
        state: v.state.code(),
        from: v.from.map(|day| day.to_string()),
        prompts: v.added.prompts,
        parts: v.added.parts.into_iter().map(part).collect(),
        words: v.words,
        missing,
        version: v.version,
    })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (now, all) = ctx
        .read(|look| {
            let grant = look.agency::<ViewFramework>()?;
            let now = store::in_force(look, grant.agency(), look.today())?.version.clone();
            Ok((now, store::of_agency(look, &grant)?))
        })
        .await?;
    let items = all.into_iter().map(body).collect::<Result<_>>()?;
    ctx.json(&Frameworks { now, items, next: None })
}

pub(super) async fn start(ctx: Ctx) -> Result<Response> {
    ctx.act("begin a version of what the agency adds to the framework", |act| {
        Answer::made(&body(actions::start(act)?)?)
    })
    .await
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FrameworkVersion>("id")?;
    let v =
        ctx.read(move |look| store::load(look, &look.one::<ViewFramework, FrameworkVersion>(id)?)).await?;
    ctx.json(&body(v)?)
}

pub(super) async fn save(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<FrameworkVersion>("id")?, ctx.fields()?);
    ctx.act("save what the agency adds to the framework", move |act| {
        Answer::done(&body(actions::save(act, id, &fields)?)?)
    })
    .await
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FrameworkVersion>("id")?;
    let input = form::asked(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("ask for approval of what the agency adds to the framework", move |act| {
        Answer::done(&body(actions::ask(act, id, input)?)?)
    })
    .await
}

pub(super) async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FrameworkVersion>("id")?;
    let input = form::decided(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("answer for what the agency adds to the framework", move |act| {
        Answer::done(&body(actions::decide(act, id, &input)?)?)
    })
    .await
}

pub(super) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id::<FrameworkVersion>("id")?, ctx.fields()?);
    let version = f.version();
    let version = f.finish(|| version).map_err(Error::Invalid)?;
    ctx.act("withdraw what the agency adds to the framework", move |act| {
        Answer::done(&body(actions::withdraw(act, id, version)?)?)
    })
    .await
}
