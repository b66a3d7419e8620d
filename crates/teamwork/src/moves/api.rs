//! Moves and hand-overs between agencies as machines see them.

use access::{
    Act, Look,
    actions::{AnswerHandover, OfferHandover, RecordMove},
    organisations,
    teamwork::{FamilyMove, HandoverIn, HandoverOut},
};
use kernel::{Error, Id, Invalid, Result, kinds};
use page::{Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, Route, Rows};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions,
    model::{Bundle, Face, Member},
    standing,
    store::{self, Handover},
};

pub(super) fn routes() -> Vec<Route> {
    [of_case(), between()].concat()
}

fn of_case() -> Vec<Route> {
    vec![
        Route::get("/api/v1/cases/{id}/moves", standing)
            .needs::<RecordMove>()
            .personal()
            .about("Who is responsible for the support of a case and who pays, by day, and its moves")
            .answers::<Responsible>(),
        Route::post("/api/v1/cases/{id}/moves", record)
            .needs::<RecordMove>()
            .personal()
            .about("Write down that a family moves")
            .body(|f| drop(actions::moved_fields(f)))
            .answers::<Responsible>(),
        Route::post("/api/v1/cases/{id}/placing", placed)
            .needs::<RecordMove>()
            .personal()
            .about("Write down which council placed the child")
            .body(|f| drop(actions::placing_fields(f)))
            .answers::<Responsible>(),
        Route::post("/api/v1/moves/{id}/undo", undo)
            .needs::<RecordMove>()
            .personal()
            .about("Take a move back that was written down by mistake")
            .body(|f| drop(actions::undone_fields(f)))
            .answers::<Responsible>(),
        Route::post("/api/v1/cases/{id}/hand-to-agency", offer)
            .needs::<OfferHandover>()
            .personal()
            .about("Hand a case to the agency that becomes responsible")
            .body(|f| drop(actions::offer_fields(f)))
            .answers::<Item>(),
    ]
}

fn between() -> Vec<Route> {
    vec![
        Route::get("/api/v1/handovers-out", list_out)
            .needs::<OfferHandover>()
            .about("Cases handed to other agencies, the newest first")
            .answers::<List>(),
        Route::get("/api/v1/handovers-out/{id}", show_out)
            .needs::<OfferHandover>()
            .personal()
            .about("A case handed to another agency")
            .answers::<Item>(),
        Route::post("/api/v1/handovers-out/{id}/take-back", |ctx| {
            out(ctx, actions::version_fields, |act, id, v| actions::take_back(act, id, *v))
        })
        .needs::<OfferHandover>()
        .personal()
        .about("Take a hand-over to another agency back")
        .body(|f| drop(actions::version_fields(f)))
        .answers::<Item>(),
        Route::post("/api/v1/handovers-out/{id}/propose", |ctx| {
            out(ctx, actions::proposal_fields, actions::propose_out)
        })
        .needs::<OfferHandover>()
        .personal()
        .about("Write down how a dispute over a case could end")
        .body(|f| drop(actions::proposal_fields(f)))
        .answers::<Item>(),
        Route::post("/api/v1/handovers-out/{id}/agree", |ctx| {
            out(ctx, actions::version_fields, |act, id, v| actions::agree_out(act, id, *v))
        })
        .needs::<OfferHandover>()
        .personal()
        .about("Agree how a dispute over a case ends")
        .body(|f| drop(actions::version_fields(f)))
        .answers::<Item>(),
        Route::get("/api/v1/handovers-in", list_in)
            .needs::<AnswerHandover>()
            .about("Cases that other agencies hand over, the newest first")
            .answers::<List>(),
        Route::get("/api/v1/handovers-in/{id}", show_in)
            .needs::<AnswerHandover>()
            .personal()
            .about("A case that another agency hands over")
            .answers::<Item>(),
        Route::post("/api/v1/handovers-in/{id}/accept", |ctx| {
            into(ctx, actions::accept_fields, actions::accept)
        })
        .needs::<AnswerHandover>()
        .personal()
        .about("Take over a case that another agency hands over")
        .body(|f| drop(actions::accept_fields(f)))
        .answers::<Item>(),
        Route::post("/api/v1/handovers-in/{id}/dispute", |ctx| {
            into(ctx, actions::dispute_fields, actions::dispute)
        })
        .needs::<AnswerHandover>()
        .personal()
        .about("Say why one is not responsible for a case")
        .body(|f| drop(actions::dispute_fields(f)))
        .answers::<Item>(),
        Route::post("/api/v1/handovers-in/{id}/propose", |ctx| {
            into(ctx, actions::proposal_fields, actions::propose_in)
        })
        .needs::<AnswerHandover>()
        .personal()
        .about("Write down how a dispute over a case could end")
        .body(|f| drop(actions::proposal_fields(f)))
        .answers::<Item>(),
        Route::post("/api/v1/handovers-in/{id}/agree", agree_in)
            .needs::<AnswerHandover>()
            .personal()
            .about("Agree how a dispute over a case ends; answers the list, since what stays is not read there any more")
            .body(|f| drop(actions::version_fields(f)))
            .answers::<List>(),
    ]
}

/// Days on which one council is responsible.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResponsiblePeriod)]
struct Days {
    from: Option<String>,
    before: Option<String>,
    council: Option<String>,
    agency: Option<String>,
    also_pays: Option<String>,
    why: &'static str,
    source: &'static str,
}

/// A move.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FamilyMove)]
struct Moved {
    id: String,
    council: String,
    on: String,
    version: i64,
}

/// Who is responsible by day, and what that was worked out from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseResponsibility)]
struct Responsible {
    periods: Vec<Days>,
    moves: Vec<Moved>,
    placing_council: Option<String>,
    paid_before: bool,
    version: i64,
    passes_on: Option<String>,
    passes_to: Option<String>,
}

fn responsible(look: &Look<'_>, case: Id<kinds::Case>) -> Result<Responsible> {
    let s = standing::read(look, &look.one::<RecordMove, kinds::Case>(case)?)?;
    let code = |id| organisations::by_id(look, id).map(|o| o.code);
    let periods = s
        .periods
        .iter()
        .map(|(p, agency)| {
            Ok(Days {
                from: p.from.map(|d| d.to_string()),
                before: p.until.map(|d| d.to_string()),
                council: p.council.clone(),
                agency: agency.map(code).transpose()?,
                also_pays: p.also_pays.clone(),
                why: p.why.code(),
                source: p.why.source(s.case.route),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let moved = |m: &store::Move| Moved {
        id: m.id.to_string(),
        council: m.council.clone(),
        on: m.on.to_string(),
        version: m.version,
    };
    Ok(Responsible {
        periods,
        moves: s.moves.iter().map(moved).collect(),
        placing_council: s.placing.council.clone(),
        paid_before: s.placing.paid_before,
        version: s.placing.version,
        passes_on: s.passing.as_ref().and_then(|p| p.on).map(|d| d.to_string()),
        passes_to: s.passing.map(|p| code(p.agency)).transpose()?,
    })
}

async fn standing(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let body = ctx.read(move |look| responsible(look, id)).await?;
    ctx.json(&body)
}

async fn record(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let input = actions::moved_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("write a move down", move |act| {
        actions::record(act, id, &input)?;
        Answer::made(&responsible(act, id)?)
    })
    .await
}

async fn placed(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let input = actions::placing_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("write down who placed a child", move |act| {
        actions::placed(act, id, &input)?;
        Answer::done(&responsible(act, id)?)
    })
    .await
}

async fn undo(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FamilyMove>("id")?;
    let input = actions::undone_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("take a move back", move |act| {
        let case = actions::undo(act, id, &input)?;
        Answer::done(&responsible(act, case)?)
    })
    .await
}

/// Somebody who was handed over.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HandedMember)]
struct Person {
    first_name: String,
    last_name: String,
    born: Option<String>,
    address: String,
    postcode: String,
    phone: String,
    email: String,
}

/// A promise that was open.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HandedPromise)]
struct Promised {
    kind: String,
    due_at: String,
}

/// A hand-over. Words and people are left out of lists.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseHandover)]
struct Item {
    id: String,
    from: String,
    to: String,
    council: String,
    responsible_from: String,
    state: &'static str,
    offered_at: String,
    due_at: Option<String>,
    ended_at: Option<String>,
    summary: Option<String>,
    child: Option<Person>,
    adults: Vec<Person>,
    promises: Vec<Promised>,
    dispute: Option<String>,
    proposed_by: Option<&'static str>,
    proposed_stays: Option<bool>,
    proposed_words: Option<String>,
    /// Their own case, for the agency that took it over.
    case: Option<String>,
    version: i64,
}

/// Hand-overs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseHandoverList)]
struct List {
    items: Vec<Item>,
    next: Option<String>,
}

fn person(m: Member) -> Person {
    Person {
        first_name: m.first,
        last_name: m.last,
        born: m.born.map(|d| d.to_string()),
        address: m.address,
        postcode: m.postcode,
        phone: m.phone,
        email: m.email,
    }
}

/// As a list has it.
fn short(h: &Handover) -> Item {
    Item {
        id: h.id.to_string(),
        from: h.from_name.clone(),
        to: h.to_name.clone(),
        council: h.council.clone(),
        responsible_from: h.passes.to_string(),
        state: h.state.code(),
        offered_at: h.offered.to_string(),
        due_at: h.due().map(|t| t.to_string()),
        ended_at: h.ended.map(|t| t.to_string()),
        summary: None,
        child: None,
        adults: Vec::new(),
        promises: Vec::new(),
        dispute: None,
        proposed_by: None,
        proposed_stays: None,
        proposed_words: None,
        case: None,
        version: h.version,
    }
}

/// With its words; `case` is the reader's own.
fn whole(h: Handover, case: Option<Id<kinds::Case>>) -> Item {
    let mut item = short(&h);
    if let Some(Bundle { child, adults, promises, .. }) = h.bundle {
        item.child = Some(person(child));
        item.adults = adults.into_iter().map(person).collect();
        let due = |p: super::model::Due| Promised { kind: p.kind, due_at: p.due.to_string() };
        item.promises = promises.into_iter().map(due).collect();
    }
    item.summary = Some(h.summary);
    item.dispute = Some(h.dispute);
    item.proposed_by = h.proposed.map(|(by, _)| if by == Face::From { "from" } else { "to" });
    item.proposed_stays = h.proposed.map(|(_, stays)| stays);
    item.proposed_words = Some(h.proposed_words);
    item.case = case.map(|id| id.to_string());
    item
}

fn out_item(h: Handover) -> Item {
    let case = h.case;
    whole(h, case)
}

fn in_item(h: Handover) -> Item {
    let case = h.new_case;
    whole(h, case)
}

async fn offer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let input = actions::offer_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("hand a case to another agency", move |act| {
        Answer::made(&out_item(actions::offer(act, id, &input)?))
    })
    .await
}

async fn out<I: Send + Sync + 'static>(
    ctx: Ctx,
    parse: fn(&mut Fields) -> Result<I, Invalid>,
    run: fn(&Act<'_>, Id<HandoverOut>, &I) -> Result<Handover>,
) -> Result<Response> {
    let id = ctx.id::<HandoverOut>("id")?;
    let input = parse(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("a hand-over to another agency", move |act| Answer::done(&out_item(run(act, id, &input)?))).await
}

async fn into<I: Send + Sync + 'static>(
    ctx: Ctx,
    parse: fn(&mut Fields) -> Result<I, Invalid>,
    run: fn(&Act<'_>, Id<HandoverIn>, &I) -> Result<Handover>,
) -> Result<Response> {
    let id = ctx.id::<HandoverIn>("id")?;
    let input = parse(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("a hand-over from another agency", move |act| Answer::done(&in_item(run(act, id, &input)?))).await
}

fn listed(rows: &Rows<Handover>) -> List {
    List { items: rows.items.iter().map(short).collect(), next: rows.next.map(|n| n.to_string()) }
}

async fn agree_in(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<HandoverIn>("id")?;
    let version = actions::version_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("agree how a dispute ends", move |act| {
        actions::agree_in(act, id, version)?;
        let rows = store::incoming(act, &act.agency::<AnswerHandover>()?, None, Some(PAGE_ROWS))?;
        Answer::done(&listed(&rows))
    })
    .await
}

async fn list_out(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::outgoing(look, &look.agency::<OfferHandover>()?, after, Some(PAGE_ROWS)))
        .await?;
    ctx.json(&listed(&rows))
}

async fn list_in(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::incoming(look, &look.agency::<AnswerHandover>()?, after, Some(PAGE_ROWS)))
        .await?;
    ctx.json(&listed(&rows))
}

async fn show_out(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<HandoverOut>("id")?;
    let h = ctx.read(move |look| store::load_out(look, &look.one::<OfferHandover, HandoverOut>(id)?)).await?;
    ctx.json(&out_item(h))
}

async fn show_in(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<HandoverIn>("id")?;
    let h = ctx.read(move |look| store::load_in(look, &look.one::<AnswerHandover, HandoverIn>(id)?)).await?;
    ctx.json(&in_item(h))
}
