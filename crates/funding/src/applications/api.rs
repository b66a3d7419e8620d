//! Applications as machines see them.

use access::{
    Look,
    actions::{ListApplications, ViewApplication},
};
use kernel::{Error, Id, Result, Timestamp, kinds};
use page::{Answer, Ctx, Cursor, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    lists::{self, Listed},
    model::State,
    sources,
    store::{self, Opened},
};
use crate::words::therapies;

/// An application. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Application {
    id: String,
    reference: String,
    case: String,
    case_reference: String,
    council: String,
    /// How the child came to the family.
    route: String,
    /// The version of the rules it was written, then sent under.
    rule: String,
    kind: String,
    therapy: String,
    provider: String,
    provider_name: String,
    sessions: u32,
    price: i64,
    amount: i64,
    starts_on: String,
    ends_on: String,
    repeat: bool,
    status: String,
    age: i32,
    level: String,
    assessed_on: String,
    needs: Vec<WeighedNeed>,
    outcomes: Vec<String>,
    passages: Vec<Words>,
    /// For a draft what the rules of today say; after that what they said when it was sent.
    check: Option<Check>,
    sent_at: Option<String>,
    decided_at: Option<String>,
    decision: Option<String>,
    paid: i64,
    released: i64,
    /// Approved, and neither paid nor given back.
    committed: i64,
    version: i64,
}

/// A need with its weight.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApplicationNeed)]
pub(super) struct WeighedNeed {
    need: String,
    weight: String,
}

/// Some words of an application.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApplicationWords)]
pub(super) struct Words {
    kind: String,
    about: String,
    words: String,
    /// What in them gives the family away; only for a draft.
    gives_away: Vec<String>,
}

/// What the rules say. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApplicationCheck)]
pub(super) struct Check {
    allowed: bool,
    refusals: Vec<Refused>,
    notes: Vec<String>,
    limit: Option<i64>,
    left: Option<i64>,
    /// Whether a rule that was used is assumed.
    assumed: bool,
}

/// A rule that says no.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApplicationRefusal)]
pub(super) struct Refused {
    rule: String,
    message: String,
    source: Option<String>,
}

/// A line of the list. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApplicationLine {
    id: String,
    reference: String,
    case: String,
    case_reference: String,
    therapy: String,
    provider_name: String,
    sessions: u32,
    amount: i64,
    repeat: bool,
    status: String,
    sent_at: Option<String>,
    decided_at: Option<String>,
    paid: i64,
    released: i64,
}

/// One page of applications.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApplicationList {
    items: Vec<ApplicationLine>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

/// An order that was placed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlacedOrder)]
pub(super) struct Placed {
    order: String,
}

fn at(instant: Option<Timestamp>) -> Option<String> {
    instant.map(|t| t.to_string())
}

/// The application as it is now, with its check.
fn answer(look: &Look<'_>, id: Id<kinds::Application>) -> Result<Application> {
    let grant = look.one::<ViewApplication, kinds::Application>(id)?;
    let Opened { application: mut a, provider_name, case_reference } = store::load(look, &grant)?;
    let mut found = Vec::new();
    let check = if a.state == State::Draft {
        let (case, household) = sources::of_opened(look, &grant, a.case)?;
        sources::refresh(&mut a, &case, &household, look.today())?;
        found = a.content.findings(&household.known);
        let (decision, _) = actions::checked_now(look, &a, &household)?;
        Some(Check {
            allowed: decision.allowed && found.is_empty(),
            refusals: decision
                .refusals
                .into_iter()
                .map(|r| Refused { rule: r.rule.to_owned(), message: r.message, source: r.source })
                .collect(),
            notes: decision.notes,
            limit: decision.limit.map(|p| p.0),
            left: decision.left.map(|p| p.0),
            assumed: decision.assumed,
        })
    } else {
        a.content.checked.as_ref().map(|checked| Check {
            allowed: true,
            refusals: Vec::new(),
            notes: checked.notes.clone(),
            limit: checked.limit.map(|p| p.0),
            left: checked.left.map(|p| p.0),
            assumed: checked.assumed,
        })
    };
    let passages = a.content.passages.iter().enumerate().map(|(n, p)| Words {
        kind: p.kind.code().to_owned(),
        about: p.about.clone(),
        words: p.words.clone(),
        gives_away: found.iter().filter(|(at, _)| *at == n).map(|(_, f)| f.clue.code().to_owned()).collect(),
    });
    Ok(Application {
        id: a.id.to_string(),
        reference: a.reference.to_string(),
        case: a.case.to_string(),
        case_reference: case_reference.to_string(),
        council: a.council.clone(),
        route: a.route.code().to_owned(),
        rule: a.rule.to_string(),
        kind: a.kind.code().to_owned(),
        therapy: a.therapy.clone(),
        provider: a.provider.to_string(),
        provider_name,
        sessions: a.sessions,
        price: a.price.0,
        amount: a.amount()?.0,
        starts_on: a.starts_on.to_string(),
        ends_on: a.ends_on.to_string(),
        repeat: a.repeat,
        status: a.state.code().to_owned(),
        age: a.content.age,
        level: a.content.level.code().to_owned(),
        assessed_on: a.content.assessed_on.to_string(),
        needs: a
            .content
            .needs
            .iter()
            .map(|(n, w)| WeighedNeed { need: n.code().to_owned(), weight: w.code().to_owned() })
            .collect(),
        outcomes: a.content.outcomes.iter().map(|o| o.code().to_owned()).collect(),
        passages: passages.collect(),
        check,
        sent_at: at(a.sent),
        decided_at: at(a.decided),
        decision: a.decision.clone(),
        paid: a.paid.0,
        released: a.released.0,
        committed: a.money()?.committed().0,
        version: a.version,
    })
}

impl ApplicationLine {
    fn of(line: Listed) -> Self {
        ApplicationLine {
            id: line.id.to_string(),
            reference: line.reference.to_string(),
            case: line.case.to_string(),
            case_reference: line.case_reference.to_string(),
            therapy: line.therapy,
            provider_name: line.provider_name,
            sessions: line.sessions,
            amount: line.amount.0,
            repeat: line.repeat,
            status: line.state.code().to_owned(),
            sent_at: at(line.sent),
            decided_at: at(line.decided),
            paid: line.paid.0,
            released: line.released.0,
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let state = query.choice_opt::<State>("status", "Use a status that applications have");
    let wanted = query.raw("therapy").to_owned();
    let therapy = therapies()?.into_iter().map(|(code, _)| code).find(|code| *code == wanted);
    if therapy.is_none() && !wanted.is_empty() {
        query.fail("therapy", "Use a therapy of the catalogue");
    }
    query.finish(|| Some(())).map_err(Error::Invalid)?;
    let after = Cursor::parse(query.raw("after"));
    let rows = ctx
        .read(move |look| {
            lists::list(look, &look.agency::<ListApplications>()?, state, therapy, after, false)
        })
        .await?;
    ctx.json(&ApplicationList {
        items: rows.items.into_iter().map(ApplicationLine::of).collect(),
        next: rows.next.map(|next| next.to_string()),
    })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let application = ctx.read(move |look| answer(look, id)).await?;
    ctx.json(&application)
}

pub(super) async fn draft(ctx: Ctx) -> Result<Response> {
    let (case, input) = form::for_case(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("draft an application", move |act| {
        let id = actions::draft_application(act, case, &input)?;
        Answer::made(&answer(act, id)?)
    })
    .await
}

pub(super) async fn words(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, words) = form::words_or_none(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("write the words of an application", move |act| {
        match &words {
            Some(words) => actions::write_words(act, id, version, words)?,
            None => actions::mend_words(act, id, version)?,
        }
        Answer::done(&answer(act, id)?)
    })
    .await
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("send an application", move |act| {
        actions::send_application(act, id, version)?;
        Answer::done(&answer(act, id)?)
    })
    .await
}

pub(super) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, reason) = form::withdrawal(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("withdraw an application", move |act| {
        actions::withdraw_application(act, id, version, &reason)?;
        Answer::done(&answer(act, id)?)
    })
    .await
}

pub(super) async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::decision(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record the decision on an application", move |act| {
        actions::decide_application(act, id, &input)?;
        Answer::done(&answer(act, id)?)
    })
    .await
}

pub(super) async fn order(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    ctx.act("order what was approved", move |act| {
        let order = actions::order_approved(act, id)?;
        Answer::made(&Placed { order: order.to_string() })
    })
    .await
}
