//! Contributions for machines: the same actions, with the fields of the forms. A partner answers on the page behind the link.

use access::actions::{AskContribution, ViewContribution};
use kernel::{Error, Result, Timestamp, kinds};
use page::{Answer, Ctx, Cursor, Response, Route, site};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{ask, extend, send_again, take, withdraw},
    store::{self, Contribution, Open, Show},
};

/// The API's routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/contributions", list)
            .needs::<ViewContribution>()
            .personal()
            .about("What partners have not answered yet, the soonest due first: `?show=late`, `?after=CURSOR`.")
            .answers::<ContributionList>(),
        Route::get("/api/v1/contributions/{id}", show)
            .needs::<ViewContribution>()
            .personal()
            .about("What one partner was asked, and what they said.")
            .answers::<ContributionBody>(),
        Route::get("/api/v1/assessments/{id}/contributions", of_assessment)
            .needs::<ViewContribution>()
            .personal()
            .about("All that partners were asked and said to an assessment, oldest first: 200 at most.")
            .answers::<ContributionsOf>(),
        Route::post("/api/v1/assessments/{id}/contributions", ask)
            .needs::<AskContribution>()
            .personal()
            .about("Asks a partner, in a letter with a link. `domains` are codes of the assessment's framework; without `due` it is the usual day.")
            .body(|f| drop(ask::fields(f)))
            .answers::<ContributionBody>(),
        Route::post("/api/v1/contributions/{id}/send-again", send_again)
            .needs::<AskContribution>()
            .personal()
            .about("Sends a new link; the old one stops working.")
            .body(|f| drop(send_again::fields(f)))
            .answers::<ContributionBody>(),
        Route::post("/api/v1/contributions/{id}/extend", extend)
            .needs::<AskContribution>()
            .personal()
            .about("Gives a partner more time, with the reason.")
            .body(|f| drop(extend::fields(f)))
            .answers::<ContributionBody>(),
        Route::post("/api/v1/contributions/{id}/withdraw", withdraw)
            .needs::<AskContribution>()
            .personal()
            .about("Withdraws what a partner was asked.")
            .body(|f| drop(withdraw::fields(f)))
            .answers::<ContributionBody>(),
        Route::post("/api/v1/contributions/{id}/take", take)
            .needs::<AskContribution>()
            .personal()
            .about("Says what was taken from an answer into the assessment.")
            .body(|f| drop(take::fields(f)))
            .answers::<ContributionBody>(),
    ]
}

/// One page of what partners have not answered yet.
#[derive(Debug, Serialize, ToSchema)]
struct ContributionList {
    items: Vec<ContributionWaiting>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// Something that a partner has not answered yet.
#[derive(Debug, Serialize, ToSchema)]
struct ContributionWaiting {
    id: String,
    case: String,
    case_reference: String,
    assessment: String,
    /// Code of `data/partners.csv`.
    partner: String,
    /// Who was asked: name, role, organisation.
    who: String,
    asked_at: String,
    asked_by: String,
    opened_at: Option<String>,
    due_at: String,
    late: bool,
}

/// What partners were asked and said to one assessment.
#[derive(Debug, Serialize, ToSchema)]
struct ContributionsOf {
    items: Vec<ContributionBody>,
    /// Always null: an assessment has few.
    next: Option<String>,
}

/// What one partner was asked, and what they said.
#[derive(Debug, Serialize, ToSchema)]
struct ContributionBody {
    id: String,
    case: String,
    assessment: String,
    /// `asked`, `sent`, `declined`, `not-mine` or `withdrawn`.
    state: &'static str,
    /// To be sent with the next change.
    version: i64,
    partner: String,
    name: String,
    role: String,
    organisation: String,
    email: String,
    /// How the child is called to them.
    child: String,
    why: String,
    domains: Vec<String>,
    question: String,
    asked_at: String,
    due_at: String,
    opened_at: Option<String>,
    settled_at: Option<String>,
    /// What was said to each part.
    said: Vec<SaidBody>,
    /// Who answered, as they put it.
    answered_by: String,
    /// Why it was declined, is not theirs, or was withdrawn.
    words: String,
    /// `taken`, `partly` or `not-taken`, once somebody said so.
    used: Option<&'static str>,
    took: String,
}

/// What was said to one part.
#[derive(Debug, Serialize, ToSchema)]
struct SaidBody {
    part: String,
    words: String,
    /// Whether the family should not read it.
    withheld: bool,
    withheld_why: String,
}

impl From<Contribution> for ContributionBody {
    fn from(k: Contribution) -> Self {
        let answer = k.answer.unwrap_or_default();
        ContributionBody {
            id: k.id.to_string(),
            case: k.case.to_string(),
            assessment: k.assessment.to_string(),
            state: k.state.code(),
            version: k.version,
            partner: k.ask.partner,
            name: k.ask.name,
            role: k.ask.role,
            organisation: k.ask.organisation,
            email: k.ask.email,
            child: k.ask.child,
            why: k.ask.why,
            domains: k.ask.domains,
            question: k.ask.question,
            asked_at: k.asked.to_string(),
            due_at: k.due.to_string(),
            opened_at: k.opened.map(|at| at.to_string()),
            settled_at: k.settled.map(|at| at.to_string()),
            said: answer
                .said
                .into_iter()
                .filter(|s| !s.words.is_empty())
                .map(|s| SaidBody {
                    part: s.part,
                    words: s.words,
                    withheld: s.withheld,
                    withheld_why: s.withheld_why,
                })
                .collect(),
            answered_by: answer.name,
            words: k.words,
            used: k.took.as_ref().map(|t| t.used.code()),
            took: k.took.map(|t| t.words).unwrap_or_default(),
        }
    }
}

fn waiting(o: Open, now: Timestamp) -> ContributionWaiting {
    ContributionWaiting {
        id: o.id.to_string(),
        case: o.case.to_string(),
        case_reference: o.reference.to_string(),
        assessment: o.assessment.to_string(),
        partner: o.partner,
        who: o.who,
        asked_at: o.asked.to_string(),
        asked_by: o.asked_by,
        opened_at: o.opened.map(|at| at.to_string()),
        late: o.due < now,
        due_at: o.due.to_string(),
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let show = if query.raw("show") == "late" { Show::Late } else { Show::Open };
    let after = Cursor::parse(query.raw("after"));
    let rows = ctx
        .read(move |look| store::open_of_agency(look, &look.agency::<ViewContribution>()?, show, after))
        .await?;
    let items = rows.items.into_iter().map(|o| waiting(o, ctx.now)).collect();
    ctx.json(&ContributionList { items, next: rows.next.map(|c| c.to_string()) })
}

async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Contribution>("id")?;
    let k = ctx
        .read(move |look| store::load(look, &look.one::<ViewContribution, kinds::Contribution>(id)?))
        .await?;
    ctx.json(&ContributionBody::from(k))
}

async fn of_assessment(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Assessment>("id")?;
    let all = ctx
        .read(move |look| store::of_assessment(look, &look.one::<ViewContribution, kinds::Assessment>(id)?))
        .await?;
    ctx.json(&ContributionsOf { items: all.into_iter().map(Into::into).collect(), next: None })
}

async fn ask(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id::<kinds::Assessment>("id")?, ctx.fields()?);
    let input = ask::fields(&mut f).map_err(Error::Invalid)?;
    let site = site::base(&ctx.request);
    ctx.act("ask a partner", move |act| {
        let site = act.one::<AskContribution, kinds::Assessment>(id).and(site.clone())?;
        Answer::made(&ContributionBody::from(ask::run(act, id, &input, &site)?))
    })
    .await
}

async fn send_again(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id::<kinds::Contribution>("id")?, ctx.fields()?);
    let version = send_again::fields(&mut f).map_err(Error::Invalid)?;
    ctx.act("send a partner a new link", move |act| {
        Answer::done(&ContributionBody::from(send_again::run(act, id, version)?))
    })
    .await
}

async fn extend(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id::<kinds::Contribution>("id")?, ctx.fields()?);
    let input = extend::fields(&mut f).map_err(Error::Invalid)?;
    ctx.act("give a partner more time", move |act| {
        Answer::done(&ContributionBody::from(extend::run(act, id, &input)?))
    })
    .await
}

async fn withdraw(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id::<kinds::Contribution>("id")?, ctx.fields()?);
    let why = withdraw::fields(&mut f).map_err(Error::Invalid)?;
    ctx.act("withdraw what a partner was asked", move |act| {
        Answer::done(&ContributionBody::from(withdraw::run(act, id, &why)?))
    })
    .await
}

async fn take(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id::<kinds::Contribution>("id")?, ctx.fields()?);
    let input = take::fields(&mut f).map_err(Error::Invalid)?;
    ctx.act("say what was taken from a contribution", move |act| {
        Answer::done(&ContributionBody::from(take::run(act, id, &input)?))
    })
    .await
}
