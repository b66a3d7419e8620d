//! Children on the way to adoption, for machines.

use access::actions::{ListWaitingChildren, ViewWaitingChild};
use kernel::{Date, Error, Result, kinds::WaitingChild};
use page::{Ctx, Cursor, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    model::Step,
    pages::{lines, stories},
    store,
};
use crate::pipeline::model::{self, Alarm};

/// A wait that is longer than expected.
#[derive(Serialize, ToSchema)]
struct Overdue {
    /// The code of what is expected.
    code: String,
    /// Days beyond it.
    days_over: i32,
    why: String,
    source: String,
}

impl Overdue {
    fn of(alarm: &Alarm<'_>) -> Self {
        Overdue {
            code: alarm.expected.code.clone(),
            days_over: alarm.over(),
            why: alarm.reason(),
            source: alarm.expected.source.clone(),
        }
    }
}

/// A child in a list.
#[derive(Serialize, ToSchema)]
struct ChildItem {
    id: String,
    reference: String,
    step: String,
    /// The day of the last step.
    since: Option<String>,
    overdue: Option<Overdue>,
}

/// A page of children.
#[derive(Serialize, ToSchema)]
pub(super) struct ChildList {
    items: Vec<ChildItem>,
    next: Option<String>,
}

/// The way of one child; a day that the returns do not tell is null.
#[derive(Serialize, ToSchema)]
pub(super) struct ChildRecord {
    id: String,
    reference: String,
    /// The child's id in the return.
    local_id: String,
    step: String,
    born: Option<String>,
    started: Option<String>,
    decided: Option<String>,
    ordered: Option<String>,
    matched: Option<String>,
    placed: Option<String>,
    adopted: Option<String>,
    reversed: Option<String>,
    /// Why the decision was reversed, as the return codes it.
    reversed_why: Option<String>,
    left: Option<String>,
    overdue: Vec<Overdue>,
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let step = match query.raw("step") {
        "" => None,
        code => Some(Step::from_code(code).ok_or_else(|| {
            let codes: Vec<&str> = Step::ALL.iter().map(|step| step.code()).collect();
            Error::field("step", format!("Use one of {}", codes.join(", ")))
        })?),
    };
    let after = Cursor::parse(query.raw("after"));
    let (lines, next) = ctx
        .read(move |look| {
            let grant = look.agency::<ListWaitingChildren>()?;
            let rows = store::page(look, &grant, step, after)?;
            Ok((lines(rows.items, &stories(look, &grant)?, look.today())?, rows.next))
        })
        .await?;
    let items = lines.iter().map(|line| ChildItem {
        id: line.child.id.to_string(),
        reference: line.child.reference.to_string(),
        step: line.child.step.code().to_owned(),
        since: text(line.since),
        overdue: line.alarm.as_ref().map(Overdue::of),
    });
    ctx.json(&ChildList { items: items.collect(), next: next.map(|next| next.to_string()) })
}

pub(super) async fn one(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingChild>("id")?;
    let record =
        ctx.read(move |look| store::record(look, &look.one::<ViewWaitingChild, WaitingChild>(id)?)).await?;
    let story = record.story();
    let held = model::holding(model::shipped()?, ctx.today());
    let alarms = model::alarms(&story, record.step, &held, ctx.today());
    ctx.json(&ChildRecord {
        id: id.to_string(),
        reference: record.reference.to_string(),
        local_id: record.local_id.clone(),
        step: record.step.code().to_owned(),
        born: text(story.born.as_ref().map(|born| born.on)),
        started: text(story.started),
        decided: text(story.decided),
        ordered: text(story.ordered),
        matched: text(story.matched),
        placed: text(story.placed),
        adopted: text(story.adopted),
        reversed: text(story.reversed.map(|(on, _)| on)),
        reversed_why: story.reversed.and_then(|(_, why)| why).map(|why| why.code().to_owned()),
        left: text(story.left.as_ref().map(|(on, _)| *on)),
        overdue: alarms.iter().map(Overdue::of).collect(),
    })
}

fn text(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}
