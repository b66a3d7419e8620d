//! Letters, for machines: how they stand, without words and without anybody's record.

use access::{Role, actions::ListContact};
use kernel::{Error, Result};
use page::{Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    model::LetterState,
    store::{self, OnDesk},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/letters", list)
            .needs::<ListContact>()
            .personal()
            .about("Letters in one state (status=received unless said), the soonest due first; for a manager's key those of the agency")
            .answers::<LetterList>(),
    ]
}

/// A letter in a list.
#[derive(Serialize, ToSchema)]
struct LetterItem {
    id: String,
    plan: String,
    reference: String,
    writer: String,
    state: String,
    due: String,
    late: bool,
    came_at: Option<String>,
    passed_on_at: Option<String>,
    read_at: Option<String>,
    version: i64,
}

/// A page of letters.
#[derive(Serialize, ToSchema)]
struct LetterList {
    items: Vec<LetterItem>,
    next: Option<String>,
}

async fn list(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let state = match query.raw("status") {
        "" => LetterState::Received,
        code => LetterState::from_code(code).ok_or_else(|| {
            Error::field("status", "Use one of the states that a letter can be in, such as received")
        })?,
    };
    let after = Cursor::parse(query.raw("after"));
    let (all, now) = (ctx.actor.role() == Some(Role::TeamManager), ctx.now);
    let rows =
        ctx.read(move |look| store::desk(look, &look.agency::<ListContact>()?, state, all, after)).await?;
    let item = |d: &OnDesk| LetterItem {
        id: d.letter.id.to_string(),
        plan: d.letter.plan.to_string(),
        reference: d.reference.to_string(),
        writer: d.letter.writer.code().to_owned(),
        state: d.letter.state.code().to_owned(),
        due: d.due_on().to_string(),
        late: d.is_late(now),
        came_at: d.letter.came.map(|(_, at)| at.to_string()),
        passed_on_at: d.letter.went.map(|(_, at)| at.to_string()),
        read_at: d.letter.read.map(|at| at.to_string()),
        version: d.letter.version,
    };
    ctx.json(&LetterList {
        items: rows.items.iter().map(item).collect(),
        next: rows.next.map(|n| n.to_string()),
    })
}
