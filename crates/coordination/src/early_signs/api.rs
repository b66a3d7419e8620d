//! Early signs as machines see them.

use access::{Look, actions::ViewSigns};
use kernel::{Error, Id, Result, kinds::Case};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, model, pages::list::wanted, store};

/// Why a case weighs what it weighs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EarlySignReason)]
pub(super) struct Reason {
    point: String,
    times: u32,
    last: String,
    weight: u32,
}

/// A case in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EarlySignListed)]
pub(super) struct Listed {
    case: String,
    reference: String,
    /// `look`, `seen` or `quiet`.
    standing: &'static str,
    raised_at: String,
    weight: u32,
    reasons: Vec<Reason>,
    decided: Option<&'static str>,
}

/// Cases.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EarlySignList)]
pub(super) struct SignedCases {
    items: Vec<Listed>,
    next: Option<String>,
}

/// Something that was recorded.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EarlySign)]
pub(super) struct Sign {
    id: String,
    point: String,
    on: String,
    words: String,
}

/// The early signs of a case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EarlySignsOfCase)]
pub(super) struct SignedCase {
    standing: Option<&'static str>,
    weight: u32,
    /// The weight from which somebody is asked to look.
    line: u32,
    reasons: Vec<Reason>,
    signs: Vec<Sign>,
    decided: Option<&'static str>,
    decided_why: String,
    /// Pass it on with what you decide; nothing until something is recorded.
    version: Option<i64>,
}

fn reasons(g: &model::Gathered) -> Vec<Reason> {
    let reason = |r: &model::Reason| Reason {
        point: r.rule.code.clone(),
        times: r.times,
        last: r.last.to_string(),
        weight: r.weight,
    };
    g.reasons.iter().map(reason).collect()
}

fn whole(look: &Look<'_>, id: Id<Case>) -> Result<SignedCase> {
    let grant = look.one::<ViewSigns, Case>(id)?;
    let signs = store::signs(look, &grant)?;
    let g = model::gathered(signs.iter().map(|s| (s.point.as_str(), s.on)), look.today())?;
    let prompt = store::prompt(look, &grant)?;
    let sign =
        |s: model::Sign| Sign { id: s.id.to_string(), point: s.point, on: s.on.to_string(), words: s.words };
    Ok(SignedCase {
        standing: prompt.as_ref().map(|p| p.standing.code()),
        weight: g.weight,
        line: g.line,
        reasons: reasons(&g),
        signs: signs.into_iter().map(sign).collect(),
        decided: prompt.as_ref().and_then(|p| p.decided).map(|d| d.code()),
        version: prompt.as_ref().map(|p| p.version),
        decided_why: prompt.map(|p| p.words).unwrap_or_default(),
    })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (standing, after) = (wanted(&ctx), Cursor::parse(ctx.query().raw("after")));
    let rows = ctx
        .read(move |look| store::list(look, &look.agency::<ViewSigns>()?, standing, after, Some(PAGE_ROWS)))
        .await?;
    let item = |l: store::Listed| Listed {
        case: l.case.to_string(),
        reference: l.reference,
        standing: l.standing.code(),
        raised_at: l.raised.to_string(),
        weight: l.gathered.weight,
        reasons: reasons(&l.gathered),
        decided: l.decided.map(|d| d.code()),
    };
    ctx.json(&SignedCases {
        items: rows.items.into_iter().map(item).collect(),
        next: rows.next.map(|c| c.to_string()),
    })
}

pub(super) async fn of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let found = ctx.read(move |look| whole(look, id)).await?;
    ctx.json(&found)
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::sign(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record an early sign", move |act| {
        actions::record(act, id, &input)?;
        Answer::made(&whole(act, id)?)
    })
    .await
}

pub(super) async fn settle(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::settle(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("settle early signs", move |act| {
        actions::settle(act, id, &input)?;
        Answer::done(&whole(act, id)?)
    })
    .await
}
