//! The team as machines see it.

use access::{Look, actions::ViewTeam};
use kernel::{Error, Result};
use page::{Answer, Ctx, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions,
    alarms::{self, MANY},
    model::Alarm,
    store,
};

/// A worker with what they carry.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TeamWorker)]
pub(super) struct Worker {
    account: String,
    name: String,
    role: &'static str,
    open_cases: i64,
    points: i64,
    can_carry: i64,
    /// `room`, `near` or `over`.
    standing: &'static str,
    late_promises: i64,
    /// Promises of their cases that were kept in the last 90 days.
    kept: i64,
    kept_in_time: i64,
}

/// The agency's workers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TeamWorkerList)]
pub(super) struct Team {
    items: Vec<Worker>,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

pub(super) async fn team(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(|look| store::workers(look, &look.agency::<ViewTeam>()?)).await?;
    let items = all.into_iter().map(|w| Worker {
        account: w.id.to_string(),
        role: w.role.code(),
        open_cases: w.load.cases,
        points: w.load.points,
        can_carry: w.ceiling,
        standing: w.load.standing(w.ceiling).code(),
        late_promises: w.late,
        kept: w.kept.0,
        kept_in_time: w.kept.1,
        name: w.name,
    });
    ctx.json(&Team { items: items.collect(), next: None })
}

/// How many there are of an alarm.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TeamAlarmCount)]
pub(super) struct Count {
    kind: &'static str,
    /// At most 101, which means "more than 100".
    count: i64,
}

/// What an alarm is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TeamAlarm)]
pub(super) struct Row {
    /// The case's id, or the enquiry's for `unallocated`.
    id: String,
    reference: String,
    since: String,
    coordinator: Option<String>,
}

/// Alarms.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TeamAlarms)]
pub(super) struct Alarms {
    counts: Vec<Count>,
    /// Those of the kind that was asked for, the longest first.
    items: Vec<Row>,
    next: Option<String>,
}

pub(super) async fn alarms(ctx: Ctx) -> Result<Response> {
    let wanted = match ctx.query().raw("kind") {
        "" => Alarm::NoCoordinator,
        code => Alarm::from_code(code).ok_or_else(|| Error::field("kind", "Name one of the alarms"))?,
    };
    let after = page::Cursor::parse(ctx.query().raw("after"));
    let (counts, rows) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewTeam>()?;
            let rows = alarms::alarmed(look, &grant, wanted, after, Some(PAGE_ROWS))?;
            Ok((alarms::alarms(look, &grant)?, rows))
        })
        .await?;
    let counts = counts.into_iter().map(|(kind, count)| Count { kind: kind.code(), count: count.min(MANY) });
    let items = rows.items.into_iter().map(|a| Row {
        id: a.id.to_string(),
        reference: a.reference,
        since: a.since.to_string(),
        coordinator: a.coordinator_id.map(|id| id.to_string()),
    });
    let next = rows.next.map(|next| next.to_string());
    ctx.json(&Alarms { counts: counts.collect(), items: items.collect(), next })
}

/// What something weighs today.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseloadWeight)]
pub(super) struct Weight {
    part: &'static str,
    code: String,
    /// In points; in days for an alarm, per cent for a share.
    points: i64,
    /// Whether the agency set it.
    own: bool,
}

/// What weighs how much today.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseloadWeightList)]
pub(super) struct WeightList {
    items: Vec<Weight>,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

fn listed(look: &Look<'_>) -> Result<WeightList> {
    let weights = store::weights(look, &look.agency::<ViewTeam>()?)?;
    let items = weights.lines().map(|(part, code, points, own)| Weight {
        part: part.code(),
        code: code.to_owned(),
        points,
        own,
    });
    Ok(WeightList { items: items.collect(), next: None })
}

pub(super) async fn weights(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(listed).await?;
    ctx.json(&all)
}

pub(super) async fn set(ctx: Ctx) -> Result<Response> {
    let input = actions::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("set a weight", move |act| {
        actions::set(act, &input)?;
        Answer::done(&listed(act)?)
    })
    .await
}
