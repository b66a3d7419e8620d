//! Files from families for machines of the agency. Families send them on their page.

use access::{actions::ViewDocument, rights::FamilyFile};
use kernel::{Error, Result, kinds::Case};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions,
    store::{self, Sent},
};

/// What families sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FamilyFileList {
    items: Vec<FamilyFileBody>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A file that somebody of a family sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FamilyFileBody {
    id: String,
    case: String,
    title: String,
    /// What they say of it.
    words: String,
    /// The account of whoever sent it.
    sent_by: String,
    sent_at: String,
    /// Whether parents who see the whole record may see that it was sent.
    shared: bool,
    /// `sent`, `kept` or `not-kept`.
    state: &'static str,
    /// The document that it is now.
    document: Option<String>,
    answered_at: Option<String>,
    /// Why it was not kept.
    answer: String,
    /// To be sent with the decision.
    version: i64,
}

impl From<Sent> for FamilyFileBody {
    fn from(s: Sent) -> Self {
        FamilyFileBody {
            id: s.id.to_string(),
            case: s.case.to_string(),
            title: s.title,
            words: s.words,
            sent_by: s.by.to_string(),
            sent_at: s.at.to_string(),
            shared: s.shared,
            state: s.state.code(),
            document: s.document.map(|id| id.to_string()),
            answered_at: s.answered.map(|at| at.to_string()),
            answer: s.answer,
            version: s.version,
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::waiting(look, &look.agency::<ViewDocument>()?, after, Some(PAGE_ROWS)))
        .await?;
    let items = rows.items.into_iter().map(|(s, _)| s.into()).collect();
    ctx.json(&FamilyFileList { items, next: rows.next.map(|next| next.to_string()) })
}

pub(super) async fn of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let all = ctx.read(move |look| store::of_case(look, &look.one::<ViewDocument, Case>(id)?)).await?;
    ctx.json(&FamilyFileList { items: all.into_iter().map(Into::into).collect(), next: None })
}

pub(super) async fn keep(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FamilyFile>("id")?;
    let version = actions::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("keep what a family sent", move |act| {
        Answer::done(&FamilyFileBody::from(actions::keep(act, id, version)?))
    })
    .await
}

pub(super) async fn decline(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FamilyFile>("id")?;
    let (version, why) = actions::declined(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("do not keep what a family sent", move |act| {
        Answer::done(&FamilyFileBody::from(actions::decline(act, id, version, &why)?))
    })
    .await
}
