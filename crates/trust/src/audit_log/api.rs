//! What machines see of the audit log.

use access::{actions::ViewAudit, audit::Deed};
use kernel::{Error, Result, kinds};
use page::{Ctx, Cursor, Response, Route, Rows};
use serde::Serialize;
use utoipa::ToSchema;

use super::read::{self, Query, Shown};

/// The API of this room.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/audit", agency)
            .needs::<ViewAudit>()
            .personal()
            .about("Lines of the agency's audit log, newest first: worker, action, deed, from, to, after")
            .answers::<LineList>(),
        Route::get("/api/v1/cases/{id}/looks", case)
            .needs::<ViewAudit>()
            .personal()
            .about("Who has looked at a family's record, newest first: action, deed, from, to, after")
            .answers::<LineList>(),
    ]
}

/// One page of lines.
#[derive(Debug, Serialize, ToSchema)]
struct LineList {
    items: Vec<LineItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A line of the audit log.
#[derive(Debug, Serialize, ToSchema)]
struct LineItem {
    id: String,
    /// Its number in the sealed log.
    number: i64,
    at: String,
    worker_id: Option<String>,
    /// The worker's name within the agency, otherwise their role.
    worker: String,
    role: String,
    organisation: String,
    /// look, list, change or refused; empty for lines from before the log was sealed.
    deed: &'static str,
    action: String,
    /// The kind of record; empty for a record of another agency.
    kind: String,
    record_id: Option<String>,
    /// References of the family's cases.
    cases: Vec<String>,
    /// From where: a network address, or a command.
    origin: String,
    /// Why somebody looked, or why they were refused.
    reason: Option<String>,
    /// What changed, before and after, for those who may open the record.
    change: Option<String>,
}

fn item(shown: Shown, changes: bool) -> LineItem {
    let Shown { line, who, organisation, cases, ours } = shown;
    LineItem {
        id: line.id.to_string(),
        number: line.number,
        at: line.at.to_string(),
        worker_id: line.actor.map(|id| id.to_string()),
        worker: who,
        role: line.role,
        organisation,
        deed: line.deed.map_or("", Deed::code),
        action: line.action,
        kind: if ours { line.kind } else { String::new() },
        record_id: line.object.filter(|_| ours).map(|id| id.to_string()),
        cases: cases.into_iter().map(|(_, reference)| reference).collect(),
        origin: line.from,
        reason: line.reason.filter(|_| ours),
        change: line.change.filter(|_| ours && changes),
    }
}

fn answer(ctx: &Ctx, rows: Rows<Shown>, changes: bool) -> Result<Response> {
    let items = rows.items.into_iter().map(|shown| item(shown, changes)).collect();
    ctx.json(&LineList { items, next: rows.next.map(|c| c.to_string()) })
}

async fn agency(ctx: Ctx) -> Result<Response> {
    let mut sent = ctx.query();
    let query = Query::fields(&mut sent).map_err(Error::Invalid)?;
    let after = Cursor::parse(sent.raw("after"));
    read::freshen(&ctx.app, ctx.now).await?;
    let (rows, changes) = ctx
        .read(move |look| {
            let lines = read::of_agency(look, &query, read::one_page(after))?;
            Ok((read::cut(lines), read::may_see_changes(look)))
        })
        .await?;
    answer(&ctx, rows, changes)
}

async fn case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut sent = ctx.query();
    let query = Query::fields(&mut sent).map_err(Error::Invalid)?;
    let after = Cursor::parse(sent.raw("after"));
    ctx.read(move |look| look.one::<ViewAudit, kinds::Case>(id).map(drop)).await?;
    read::freshen(&ctx.app, ctx.now).await?;
    let (rows, changes) = ctx
        .read(move |look| {
            let lines = read::of_case(look, id, &query, read::one_page(after))?;
            Ok((read::cut(lines), read::may_see_changes(look)))
        })
        .await?;
    answer(&ctx, rows, changes)
}
