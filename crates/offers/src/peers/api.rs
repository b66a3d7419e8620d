//! Peer mentors as machines see them.

use access::actions::KeepMentors;
use kernel::{Error, Result};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, model, store};

/// A peer mentor.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PeerMentor)]
pub(super) struct Mentor {
    id: String,
    name: String,
    contact: String,
    note: String,
    trained: Option<String>,
    checked_until: Option<String>,
    /// By when somebody sees them next.
    supervise_by: String,
    /// `active`, `paused` or `left`.
    stand: String,
    /// Why they cannot be matched today; nothing when they can.
    not_ready: Vec<String>,
    version: i64,
}

/// The agency's mentors: 500 at most.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PeerMentorList)]
pub(super) struct MentorList {
    items: Vec<Mentor>,
    /// Always nothing.
    next: Option<String>,
}

/// A mentor and a family.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PeerMatch)]
pub(super) struct Match {
    id: String,
    mentor: String,
    case: String,
    reference: String,
    reason: String,
    started_at: String,
    ended_at: Option<String>,
    end_reason: String,
    version: i64,
}

fn mentor(m: model::Mentor, today: kernel::Date) -> Mentor {
    Mentor {
        id: m.id.to_string(),
        not_ready: m.not_ready(today).into_iter().map(str::to_owned).collect(),
        name: m.name,
        contact: m.contact,
        note: m.note,
        trained: m.trained.map(|d| d.to_string()),
        checked_until: m.checked_until.map(|d| d.to_string()),
        supervise_by: m.supervise_by.to_string(),
        stand: m.stand.code().into(),
        version: m.version,
    }
}

fn of_match(m: model::Match) -> Match {
    Match {
        id: m.id.to_string(),
        mentor: m.mentor.to_string(),
        case: m.case.to_string(),
        reference: m.reference,
        reason: m.reason,
        started_at: m.started.to_string(),
        ended_at: m.ended.map(|at| at.to_string()),
        end_reason: m.end_reason,
        version: m.version,
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(|look| store::of_agency(look, &look.agency::<KeepMentors>()?)).await?;
    let today = ctx.today();
    ctx.json(&MentorList { items: all.into_iter().map(|m| mentor(m, today)).collect(), next: None })
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let input = form::add(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("add a mentor", move |act| Answer::made(&mentor(actions::add_mentor(act, &input)?, act.today())))
        .await
}

pub(super) async fn supervise(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let seen = form::seen(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record a supervision", move |act| {
        Answer::done(&mentor(actions::supervise(act, id, &seen)?, act.today()))
    })
    .await
}

pub(super) async fn pair(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let pair = form::pair(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("match a mentor", move |act| Answer::made(&of_match(actions::bring_together(act, id, &pair)?)))
        .await
}

pub(super) async fn part(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, reason) = form::part(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("end a match", move |act| Answer::done(&of_match(actions::part(act, id, version, &reason)?)))
        .await
}
