//! What machines see of cases and promises.

use access::actions::{ListCases, ListPromises, StepCase, ViewCase};
use kernel::{Date, Error, Result, kinds};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::step_level,
    glance::{self, Glance},
    list::{self, CaseRow, Filter},
    pages::mine,
    promise_list::{self, PromiseRow},
    store::Case,
};
use crate::{
    promises::Promise,
    timeline::{self, Event},
};

/// The API of this room.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/cases", cases)
            .needs::<ListCases>()
            .personal()
            .about("The agency's cases, newest first: status=open or closed, level, coordinator=me, after")
            .answers::<CaseList>(),
        Route::get("/api/v1/cases/{id}", case)
            .needs::<ViewCase>()
            .personal()
            .about("A case with its promises, needs and plan")
            .answers::<CaseView>(),
        Route::get("/api/v1/cases/{id}/timeline", events)
            .needs::<ViewCase>()
            .personal()
            .about("What happened in a case, newest first: after")
            .answers::<EventList>(),
        Route::post("/api/v1/cases/{id}/level", step)
            .needs::<StepCase>()
            .personal()
            .about("Change the level of support, close a case (to=closed) or open it again")
            .body(|f| drop(step_level::fields(f)))
            .answers::<Stepped>(),
        Route::get("/api/v1/promises", promises)
            .needs::<ListPromises>()
            .personal()
            .about("What was promised and is still open, late first: coordinator=me, after")
            .answers::<PromiseList>(),
    ]
}

/// One page of cases.
#[derive(Debug, Serialize, ToSchema)]
struct CaseList {
    items: Vec<CaseItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A case as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
struct CaseItem {
    id: String,
    reference: String,
    /// The child's name.
    child: String,
    level: &'static str,
    status: &'static str,
    /// The council's code.
    council: String,
    council_name: String,
    coordinator_id: Option<String>,
    coordinator: String,
    opened_at: String,
}

impl From<CaseRow> for CaseItem {
    fn from(c: CaseRow) -> Self {
        CaseItem {
            id: c.id.to_string(),
            reference: c.reference.to_string(),
            child: c.child,
            level: c.level.code(),
            status: c.state.code(),
            council: c.council,
            council_name: c.council_name,
            coordinator_id: c.coordinator.map(|id| id.to_string()),
            coordinator: c.coordinator_name,
            opened_at: c.opened.to_string(),
        }
    }
}

async fn cases(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let filter = Filter::fields(&mut query).map_err(Error::Invalid)?;
    let after = Cursor::parse(query.raw("after"));
    let rows = ctx.read(move |look| list::page(look, &look.agency::<ListCases>()?, filter, after)).await?;
    let items = rows.items.into_iter().map(Into::into).collect();
    ctx.json(&CaseList { items, next: rows.next.map(|c| c.to_string()) })
}

/// A case.
#[derive(Debug, Serialize, ToSchema)]
struct CaseView {
    id: String,
    reference: String,
    version: i64,
    status: &'static str,
    level: &'static str,
    /// How the child came to the family.
    route: &'static str,
    order_date: Option<String>,
    council: String,
    council_name: String,
    coordinator_id: Option<String>,
    coordinator: Option<String>,
    enquiry_id: Option<String>,
    family_id: String,
    child: PersonView,
    opened_at: String,
    closed_at: Option<String>,
    promises: Vec<PromiseItem>,
    /// What the newest completed assessment found.
    needs: Vec<NeedView>,
    assessment_id: Option<String>,
    plan_id: Option<String>,
    /// The day by which the plan is reviewed.
    review_on: Option<String>,
}

/// Somebody.
#[derive(Debug, Serialize, ToSchema)]
struct PersonView {
    id: String,
    name: String,
    born: Option<String>,
}

/// A need with its weight.
#[derive(Debug, Serialize, ToSchema)]
struct NeedView {
    need: &'static str,
    weight: &'static str,
}

/// A promise.
#[derive(Debug, Serialize, ToSchema)]
struct PromiseItem {
    id: String,
    kind: &'static str,
    case_id: Option<String>,
    enquiry_id: Option<String>,
    /// The case's or the enquiry's reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    made_at: String,
    due_at: String,
    kept_at: Option<String>,
    /// open, nearly-due, late, kept, kept-late or withdrawn.
    state: &'static str,
}

fn promise(p: &Promise, now: kernel::Timestamp) -> PromiseItem {
    PromiseItem {
        id: p.id.to_string(),
        kind: p.kind.code(),
        case_id: p.case.map(|id| id.to_string()),
        enquiry_id: p.enquiry.map(|id| id.to_string()),
        reference: None,
        made_at: p.made.to_string(),
        due_at: p.due.to_string(),
        kept_at: p.kept.map(|at| at.to_string()),
        state: p.state(now).code(),
    }
}

fn view(glance: &Glance, now: kernel::Timestamp) -> CaseView {
    let c = &glance.head.case;
    let day = |d: Date| d.to_string();
    CaseView {
        id: c.id.to_string(),
        reference: c.reference.to_string(),
        version: c.version,
        status: c.state.code(),
        level: c.level.code(),
        route: c.route.code(),
        order_date: c.order_date.map(day),
        council: c.council.clone(),
        council_name: glance.council.clone(),
        coordinator_id: c.coordinator.map(|id| id.to_string()),
        coordinator: glance.head.coordinator.clone(),
        enquiry_id: c.enquiry.map(|id| id.to_string()),
        family_id: c.family.to_string(),
        child: PersonView {
            id: c.child.to_string(),
            name: glance.head.child.clone(),
            born: glance.people.iter().find(|p| p.id == c.child).and_then(|p| p.born).map(day),
        },
        opened_at: c.opened.to_string(),
        closed_at: c.closed.map(|at| at.to_string()),
        promises: glance.promises.iter().map(|p| promise(p, now)).collect(),
        needs: glance.needs.iter().map(|(n, w)| NeedView { need: n.code(), weight: w.code() }).collect(),
        assessment_id: glance.assessment.map(|a| a.id.to_string()),
        plan_id: glance.plan.map(|p| p.id.to_string()),
        review_on: glance.plan.and_then(|p| p.review).map(day),
    }
}

async fn case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let glance = ctx.read(move |look| glance::read(look, &look.one::<ViewCase, _>(id)?)).await?;
    ctx.json(&view(&glance, ctx.now))
}

/// One page of a timeline.
#[derive(Debug, Serialize, ToSchema)]
struct EventList {
    items: Vec<EventItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A line of a timeline.
#[derive(Debug, Serialize, ToSchema)]
struct EventItem {
    id: String,
    at: String,
    kind: &'static str,
    words: String,
    actor_id: Option<String>,
    role: String,
    link: Option<String>,
    family_sees: bool,
}

impl From<Event> for EventItem {
    fn from(e: Event) -> Self {
        EventItem {
            id: e.id.to_string(),
            at: e.at.to_string(),
            kind: e.kind.code(),
            words: e.words,
            actor_id: e.actor.map(|id| id.to_string()),
            role: e.role,
            link: e.link,
            family_sees: e.family_sees,
        }
    }
}

async fn events(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| timeline::of_case(look, &look.one::<ViewCase, _>(id)?, after)).await?;
    let items = rows.items.into_iter().map(Into::into).collect();
    ctx.json(&EventList { items, next: rows.next.map(|c| c.to_string()) })
}

/// Where a case stands after a step.
#[derive(Debug, Serialize, ToSchema)]
struct Stepped {
    id: String,
    version: i64,
    status: &'static str,
    level: &'static str,
}

impl From<Case> for Stepped {
    fn from(c: Case) -> Self {
        Stepped { id: c.id.to_string(), version: c.version, status: c.state.code(), level: c.level.code() }
    }
}

async fn step(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let input = step_level::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("step a case", move |act| Answer::done(&Stepped::from(step_level::run(act, id, &input)?))).await
}

/// One page of promises.
#[derive(Debug, Serialize, ToSchema)]
struct PromiseList {
    items: Vec<PromiseItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

impl From<PromiseRow> for PromiseItem {
    fn from(p: PromiseRow) -> Self {
        PromiseItem {
            id: p.id.to_string(),
            kind: p.kind.code(),
            case_id: p.case.map(|id| id.to_string()),
            enquiry_id: p.enquiry.map(|id| id.to_string()),
            reference: Some(p.reference),
            made_at: p.made.to_string(),
            due_at: p.due.to_string(),
            kept_at: None,
            state: p.state.code(),
        }
    }
}

async fn promises(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let mine = mine(&mut query)?;
    let after = Cursor::parse(query.raw("after"));
    let rows =
        ctx.read(move |look| promise_list::page(look, &look.agency::<ListPromises>()?, mine, after)).await?;
    let items = rows.items.into_iter().map(Into::into).collect();
    ctx.json(&PromiseList { items, next: rows.next.map(|c| c.to_string()) })
}
