//! Messages for machines that answer for the team, such as a contact centre.

use access::actions::AnswerMessages;
use kernel::{
    Error, Result,
    kinds::{Account, Case},
};
use page::{Answer, Ctx, Cursor, Response, Route, Rows};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{self, answer},
    model::Message,
    store::{self, Waiting},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/messages", list)
            .needs::<AnswerMessages>()
            .personal()
            .about("Threads that wait for an answer, the soonest due first: `?after=CURSOR`")
            .answers::<MessageThreadList>(),
        Route::get("/api/v1/cases/{id}/messages/{account}", thread)
            .needs::<AnswerMessages>()
            .personal()
            .about("Messages between one member of a family and the team, the newest first: `?after=CURSOR`")
            .answers::<ThreadMessageList>(),
        Route::post("/api/v1/cases/{id}/messages/{account}", send)
            .needs::<AnswerMessages>()
            .personal()
            .about("Answer a member of a family")
            .body(|f| drop(actions::fields(f)))
            .answers::<ThreadMessageList>(),
    ]
}

/// Threads that wait for an answer.
#[derive(Debug, Serialize, ToSchema)]
struct MessageThreadList {
    items: Vec<MessageThreadItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A thread that waits for an answer.
#[derive(Debug, Serialize, ToSchema)]
struct MessageThreadItem {
    id: String,
    case_id: String,
    case_reference: String,
    account: String,
    name: String,
    young_person: bool,
    last_at: String,
    unread: i64,
    answer_due: Option<String>,
}

impl From<Waiting> for MessageThreadItem {
    fn from(w: Waiting) -> Self {
        MessageThreadItem {
            id: w.thread.id.to_string(),
            case_id: w.thread.case.to_string(),
            case_reference: w.reference.to_string(),
            account: w.thread.member.to_string(),
            name: w.member,
            young_person: w.young,
            last_at: w.thread.last.to_string(),
            unread: w.thread.team_unread,
            answer_due: w.thread.due.map(|d| d.to_string()),
        }
    }
}

/// Messages of one thread.
#[derive(Debug, Serialize, ToSchema)]
struct ThreadMessageList {
    items: Vec<ThreadMessageItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// One message.
#[derive(Debug, Serialize, ToSchema)]
struct ThreadMessageItem {
    id: String,
    at: String,
    from_team: bool,
    words: String,
}

fn listed(rows: Rows<Message>) -> ThreadMessageList {
    let items = rows.items.into_iter().map(|m| ThreadMessageItem {
        id: m.id.to_string(),
        at: m.at.to_string(),
        from_team: m.from_team,
        words: m.words,
    });
    ThreadMessageList { items: items.collect(), next: rows.next.map(|c| c.to_string()) }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::waiting(look, &look.agency::<AnswerMessages>()?, after)).await?;
    let items = rows.items.into_iter().map(Into::into).collect();
    ctx.json(&MessageThreadList { items, next: rows.next.map(|c| c.to_string()) })
}

async fn thread(ctx: Ctx) -> Result<Response> {
    let (id, account) = (ctx.id::<Case>("id")?, ctx.id::<Account>("account")?);
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| {
            let grant = look.one::<AnswerMessages, Case>(id)?;
            let thread = store::of_member(look, &grant, account)?.ok_or(Error::NotFound)?;
            store::messages(look, &thread, after)
        })
        .await?;
    ctx.json(&listed(rows))
}

async fn send(ctx: Ctx) -> Result<Response> {
    let (id, account) = (ctx.id::<Case>("id")?, ctx.id::<Account>("account")?);
    let words = actions::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("write to a member of a family", move |act| {
        answer::run(act, id, account, &words)?;
        let grant = act.one::<AnswerMessages, Case>(id)?;
        let thread = store::of_member(act, &grant, account)?.ok_or(Error::NotFound)?;
        Answer::made(&listed(store::messages(act, &thread, None)?))
    })
    .await
}
