//! What machines see of documents.

use access::actions::ViewDocument;
use kernel::{Result, kinds::Case};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions,
    pages::{self, settle, take_in},
    store::{self, Filed},
};

/// The documents of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentList {
    items: Vec<DocumentItem>,
    /// Always null: at most the newest 200 are listed.
    next: Option<String>,
}

/// A document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentItem {
    id: String,
    case_id: String,
    title: String,
    /// What the file is called.
    file: String,
    /// pdf, docx, odt, jpeg, png or text.
    kind: &'static str,
    bytes: u64,
    added_at: String,
    /// The document whose place it took.
    replaces: Option<String>,
    /// When another took its place.
    replaced_at: Option<String>,
}

fn item(document: &Filed) -> DocumentItem {
    DocumentItem {
        id: document.id.to_string(),
        case_id: document.case.to_string(),
        title: document.title.clone(),
        file: document.file.name.clone(),
        kind: document.kind.code(),
        bytes: document.file.size,
        added_at: document.at.to_string(),
        replaces: document.replaces.map(|id| id.to_string()),
        replaced_at: document.replaced.map(|at| at.to_string()),
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let items = ctx
        .read(move |look| {
            let grant = look.one::<ViewDocument, Case>(id)?;
            Ok(store::of_case(look, &grant)?.iter().map(item).collect())
        })
        .await?;
    ctx.json(&DocumentList { items, next: None })
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let (input, file) = take_in(&ctx, id, &mut ctx.fields()?).await?;
    let kept = file.clone();
    let response = ctx
        .act("add a document", move |act| {
            let document = actions::add(act, id, &input, &file)?;
            let grant = act.one::<ViewDocument, kernel::kinds::Document>(document)?;
            Answer::made(&item(&store::load(act, &grant)?))
        })
        .await;
    settle(&ctx, &kept).await?;
    response
}

pub(super) async fn file(ctx: Ctx) -> Result<Response> {
    pages::file(ctx).await
}
