//! Assessments by others for machines: the same actions, with the fields of the forms.

use access::{actions::ViewAssessment, assessing::OutsideAssessment};
use kernel::{Error, Result, kinds};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, model,
    pages::wanted,
    store::{self, Outside},
};

/// One page of assessments by others.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutsideList {
    items: Vec<OutsideBody>,
    /// How many were endorsed.
    endorsed: i64,
    /// After how many of them the child was assessed again within a year.
    repeated: i64,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// An assessment that a voluntary agency completed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutsideBody {
    id: String,
    case: String,
    /// `entered`, `endorsed` or `returned`.
    state: &'static str,
    organisation: String,
    done_on: String,
    found: String,
    child_words: String,
    family_words: String,
    needs: Vec<OutsideNeed>,
    level: Option<&'static str>,
    level_reason: String,
    entered_at: String,
    decided_at: Option<String>,
    /// What is missing, where it was sent back.
    words: String,
    /// The assessment of the case that it became.
    assessment: Option<String>,
    /// To be sent with the decision.
    version: i64,
}

/// A need that was found.
#[derive(Debug, Serialize, ToSchema)]
struct OutsideNeed {
    need: &'static str,
    weight: &'static str,
}

impl From<Outside> for OutsideBody {
    fn from(o: Outside) -> Self {
        let found = o.found;
        let needs = found.iter().flat_map(|f| &f.needs);
        let needs =
            needs.map(|(need, weight)| OutsideNeed { need: need.code(), weight: weight.code() }).collect();
        let (organisation, words, child, family, reason) = match &found {
            Some(f) => (
                f.organisation.clone(),
                f.found.clone(),
                f.child.clone(),
                f.family.clone(),
                f.level_reason.clone(),
            ),
            None => Default::default(),
        };
        OutsideBody {
            id: o.id.to_string(),
            case: o.case.to_string(),
            state: o.state.code(),
            organisation,
            done_on: o.on.to_string(),
            found: words,
            child_words: child,
            family_words: family,
            needs,
            level: found.map(|f| f.level.code()),
            level_reason: reason,
            entered_at: o.entered.to_string(),
            decided_at: o.decided.map(|at| at.to_string()),
            words: o.words,
            assessment: o.became.map(|id| id.to_string()),
            version: o.version,
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (state, after) = (wanted(&ctx), Cursor::parse(ctx.query().raw("after")));
    let (rows, (endorsed, repeated)) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewAssessment>()?;
            Ok((store::list(look, &grant, state, after, Some(PAGE_ROWS))?, store::doubled(look, &grant)?))
        })
        .await?;
    let items = rows.items.into_iter().map(|(o, _)| o.into()).collect();
    ctx.json(&OutsideList { items, endorsed, repeated, next: rows.next.map(|next| next.to_string()) })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<OutsideAssessment>("id")?;
    let o =
        ctx.read(move |look| store::load(look, &look.one::<ViewAssessment, OutsideAssessment>(id)?)).await?;
    ctx.json(&OutsideBody::from(o))
}

pub(super) async fn enter(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let found = model::entered(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("enter an assessment by others", move |act| {
        Answer::made(&OutsideBody::from(actions::enter(act, id, &found)?))
    })
    .await
}

pub(super) async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<OutsideAssessment>("id")?;
    let (version, endorse, words) = model::decision(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("decide about an assessment by others", move |act| {
        Answer::done(&OutsideBody::from(actions::decide(act, id, version, endorse, &words)?))
    })
    .await
}
