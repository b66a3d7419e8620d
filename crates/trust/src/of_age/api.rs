//! Coming of age for machines.

use access::actions::PrepareAdulthood;
use casework::of_age::model::{self, Standing, newest, steps};
use kernel::{Date, Error, Id, Result, kinds::Case};
use page::{Answer, Ctx, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{step, take, undo},
    list,
    pages::{self, Shown},
};

pub(super) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::get("/api/v1/turning-18", coming)
            .about("Who turns 18 within a year, or did in the last three months, the next first: all of them")
            .answers::<ComingList>(),
        Route::get("/api/v1/cases/{id}/of-age", of_case)
            .about("How the young person of a case is prepared for 18, and whether the record is theirs")
            .answers::<OfAge>(),
        Route::post("/api/v1/cases/{id}/of-age/steps", noted)
            .about("Note a step of the preparation for 18")
            .body(|f| drop(step::fields(f)))
            .answers::<Noted>(),
        Route::post("/api/v1/cases/{id}/of-age/take", taken)
            .about("Hand a record over to the adult it is about, where the birth date is not known")
            .body(|f| drop(take::fields(f)))
            .answers::<Noted>(),
        Route::post("/api/v1/cases/{id}/of-age/undo", undone)
            .about("Put a record back that became its person's own by mistake")
            .body(|f| drop(undo::fields(f)))
            .answers::<Noted>(),
    ];
    routes.into_iter().map(|r| r.needs::<PrepareAdulthood>().personal()).collect()
}

/// Who turns 18.
#[derive(Debug, Serialize, ToSchema)]
struct ComingList {
    items: Vec<ComingItem>,
    /// Always null: all of them are given.
    next: Option<String>,
}

/// Somebody who turns 18.
#[derive(Debug, Serialize, ToSchema)]
struct ComingItem {
    case_id: String,
    case_reference: String,
    name: String,
    adult_on: String,
    steps_taken: usize,
    steps: usize,
    steps_late: usize,
    coordinator: String,
}

async fn coming(ctx: Ctx) -> Result<Response> {
    let items = list::read(&ctx)
        .await?
        .into_iter()
        .map(|l| ComingItem {
            case_id: l.who.case.to_string(),
            case_reference: l.who.reference.to_string(),
            name: l.who.name,
            adult_on: l.adult_on.to_string(),
            steps_taken: l.done,
            steps: l.of,
            steps_late: l.late,
            coordinator: l.who.coordinator,
        })
        .collect();
    ctx.json(&ComingList { items, next: None })
}

/// How somebody is prepared for 18.
#[derive(Debug, Serialize, ToSchema)]
struct OfAge {
    /// The day on which they are an adult; null where the birth date is not known.
    adult_on: Option<String>,
    /// Since when the record is their own.
    own_since: Option<String>,
    /// Whether the current plan says what happens at 18.
    planned: bool,
    has_account: bool,
    is_invited: bool,
    steps: Vec<StepItem>,
    /// The case's version, for handing the record over.
    version: i64,
}

/// A step of the preparation.
#[derive(Debug, Serialize, ToSchema)]
struct StepItem {
    step: &'static str,
    words: String,
    due_on: Option<String>,
    /// done, ahead or late.
    standing: &'static str,
    done_at: Option<String>,
    /// yes or no, where they were asked whether they want to sign in.
    wish: Option<&'static str>,
    note: String,
}

impl OfAge {
    fn of(s: &Shown, today: Date) -> Result<Self> {
        let items = steps(today)?.into_iter().map(|step| {
            let (due, done) = (model::due(step, s.born, today)?, newest(&s.steps, step.kind));
            Ok(StepItem {
                step: step.kind.code(),
                words: step.words.clone(),
                due_on: due.map(|day| day.to_string()),
                standing: match model::standing(done.is_some(), due, today) {
                    Standing::Done => "done",
                    Standing::Ahead(_) => "ahead",
                    Standing::Late(_) => "late",
                },
                done_at: done.map(|t| t.at.to_string()),
                wish: done.and_then(|t| t.wish).map(model::Wish::code),
                note: done.map(|t| t.note.clone()).unwrap_or_default(),
            })
        });
        let adult_on = s.born.map(|born| model::adult_on(born, today)).transpose()?.flatten();
        Ok(OfAge {
            adult_on: adult_on.map(|day| day.to_string()),
            own_since: s.held.as_ref().map(|h| h.at.to_string()),
            planned: s.planned,
            has_account: s.has_account,
            is_invited: s.is_invited,
            steps: items.collect::<Result<_>>()?,
            version: s.head.case.version,
        })
    }
}

async fn of_case(ctx: Ctx) -> Result<Response> {
    let shown = pages::read(&ctx).await?;
    ctx.json(&OfAge::of(&shown, ctx.today())?)
}

/// That it is kept.
#[derive(Debug, Serialize, ToSchema)]
struct Noted {
    /// The case.
    id: String,
}

fn kept(id: Id<Case>) -> Result<Answer> {
    Answer::done(&Noted { id: id.to_string() })
}

async fn noted(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let input = step::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("note a step towards 18", move |act| {
        step::run(act, id, &input)?;
        kept(id)
    })
    .await
}

async fn taken(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let input = take::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("hand a record over", move |act| {
        take::run(act, id, &input)?;
        kept(id)
    })
    .await
}

async fn undone(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let why = undo::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("put a record back", move |act| {
        undo::run(act, id, &why)?;
        kept(id)
    })
    .await
}
