//! Complaints about the service as machines see them.

use access::{
    Act, Look,
    actions::{HandleComplaints, MakeComplaint},
    teamwork::ServiceComplaint,
};
use kernel::{Error, Id, Invalid, Result, kinds};
use page::{Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions,
    model::{Complaint, State},
    store,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/complaints", list)
            .needs::<HandleComplaints>()
            .personal()
            .about("Complaints about the service, the newest first; ?state= says which")
            .answers::<List>(),
        Route::get("/api/v1/complaints/{id}", show)
            .needs::<HandleComplaints>()
            .personal()
            .about("A complaint about the service with its words")
            .answers::<Item>(),
        Route::post("/api/v1/complaints", make)
            .needs::<MakeComplaint>()
            .personal()
            .about("Record a complaint about the service")
            .body(|f| drop(new_complaint(f)))
            .answers::<Item>(),
        Route::post("/api/v1/complaints/{id}/acknowledge", |ctx| {
            step(ctx, actions::ack_fields, actions::acknowledge)
        })
        .needs::<HandleComplaints>()
        .personal()
        .about("Acknowledge a complaint, and say who looks into it")
        .body(|f| drop(actions::ack_fields(f)))
        .answers::<Item>(),
        Route::post("/api/v1/complaints/{id}/answer", |ctx| {
            step(ctx, actions::answer_fields, actions::answer)
        })
        .needs::<HandleComplaints>()
        .personal()
        .about("Answer a complaint with reasons")
        .body(|f| drop(actions::answer_fields(f)))
        .answers::<Item>(),
        Route::post("/api/v1/complaints/{id}/disagree", |ctx| {
            step(ctx, actions::disagree_fields, actions::disagree)
        })
        .needs::<HandleComplaints>()
        .personal()
        .about("Write down that whoever complained does not agree")
        .body(|f| drop(actions::disagree_fields(f)))
        .answers::<Item>(),
        Route::post("/api/v1/complaints/{id}/reviewer", |ctx| {
            step(ctx, actions::reviewer_fields, actions::name_reviewer)
        })
        .needs::<HandleComplaints>()
        .personal()
        .about("Name somebody new to look at a complaint again")
        .body(|f| drop(actions::reviewer_fields(f)))
        .answers::<Item>(),
        Route::post("/api/v1/complaints/{id}/learn", |ctx| step(ctx, actions::learn_fields, actions::learn))
            .needs::<HandleComplaints>()
            .personal()
            .about("Write down what was learned from a complaint, and what is done by when")
            .body(|f| drop(actions::learn_fields(f)))
            .answers::<Item>(),
    ]
}

/// A complaint about the service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServiceComplaint)]
struct Item {
    id: String,
    reference: String,
    case: Option<String>,
    who: &'static str,
    about: &'static str,
    received_on: String,
    state: &'static str,
    words: String,
    wish: String,
    handler: Option<String>,
    acknowledged_at: Option<String>,
    answered_at: Option<String>,
    outcome: Option<&'static str>,
    answer: String,
    disagreed_why: String,
    reviewer: Option<String>,
    reviewed_at: Option<String>,
    review_outcome: Option<&'static str>,
    learned: String,
    action: String,
    action_by: Option<String>,
    version: i64,
}

/// Complaints about the service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServiceComplaintList)]
struct List {
    items: Vec<Item>,
    next: Option<String>,
}

fn item(c: Complaint) -> Item {
    let id = |who: Option<Id<kinds::Account>>| who.map(|id| id.to_string());
    let (answered, reviewed, learned) = (c.answered, c.reviewed, c.learned);
    Item {
        id: c.id.to_string(),
        reference: c.reference.to_string(),
        case: c.case.map(|id| id.to_string()),
        who: c.who.code(),
        about: c.about.code(),
        received_on: c.received.to_string(),
        state: c.state.code(),
        words: c.words,
        wish: c.wish,
        handler: id(c.handler),
        acknowledged_at: c.acknowledged.map(|a| a.0.to_string()),
        answered_at: answered.as_ref().map(|a| a.0.to_string()),
        outcome: answered.as_ref().map(|a| a.2.code()),
        answer: answered.map(|a| a.3).unwrap_or_default(),
        disagreed_why: c.disagreed.map(|d| d.1).unwrap_or_default(),
        reviewer: id(c.reviewer),
        reviewed_at: reviewed.as_ref().map(|r| r.0.to_string()),
        review_outcome: reviewed.map(|r| r.1.code()),
        action_by: learned.as_ref().map(|l| l.by.to_string()),
        action: learned.as_ref().map(|l| l.action.clone()).unwrap_or_default(),
        learned: learned.map(|l| l.words).unwrap_or_default(),
        version: c.version,
    }
}

fn one(look: &Look<'_>, id: Id<ServiceComplaint>) -> Result<Item> {
    Ok(item(store::load(look, &look.one::<HandleComplaints, ServiceComplaint>(id)?)?))
}

async fn list(ctx: Ctx) -> Result<Response> {
    let state = match ctx.query().raw("state") {
        "" => State::New,
        code => State::from_code(code).ok_or_else(|| Error::field("state", "Name one of the states"))?,
    };
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| {
            store::list(look, &look.agency::<HandleComplaints>()?, state, after, Some(PAGE_ROWS))
        })
        .await?;
    let next = rows.next.map(|next| next.to_string());
    ctx.json(&List { items: rows.items.into_iter().map(item).collect(), next })
}

async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ServiceComplaint>("id")?;
    let found = ctx.read(move |look| one(look, id)).await?;
    ctx.json(&found)
}

fn new_complaint(f: &mut Fields) -> Result<(Option<Id<kinds::Case>>, actions::Input), Invalid> {
    let case = f.id_opt("case", "Say which case, or leave it out");
    let input = actions::recorded_fields(f)?;
    f.finish(|| Some((case, input)))
}

async fn make(ctx: Ctx) -> Result<Response> {
    let (case, input) = new_complaint(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record a complaint", move |act| {
        let made = match case {
            Some(case) => actions::make(act, case, &input)?,
            None => actions::make_without_case(act, &input)?,
        };
        Answer::made(&item(made))
    })
    .await
}

async fn step<I: Send + Sync + 'static>(
    ctx: Ctx,
    parse: fn(&mut Fields) -> Result<I, Invalid>,
    take: fn(&Act<'_>, Id<ServiceComplaint>, &I) -> Result<Complaint>,
) -> Result<Response> {
    let id = ctx.id::<ServiceComplaint>("id")?;
    let input = parse(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("take a step of a complaint", move |act| Answer::done(&item(take(act, id, &input)?))).await
}
