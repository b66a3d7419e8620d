//! Escalations as machines see them.

use access::{Look, actions::ViewEscalation, escalations::Escalation as Kinded};
use kernel::{Error, Id, Result};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions,
    form::{self, Did},
    model::Side,
    pages::list::wanted,
    store,
};

/// One line of the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EscalationListed)]
pub(super) struct Listed {
    id: String,
    case: String,
    reference: String,
    kind: &'static str,
    /// `open`, `stepped-down` or `learned`.
    state: &'static str,
    opened_at: String,
    /// From which field the lead comes.
    lead: Option<&'static str>,
    hand_offs: i64,
    /// Partners who are late to answer.
    partners_late: i64,
    /// What wants somebody's eye.
    alarms: Vec<&'static str>,
}

/// Escalations.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EscalationList {
    items: Vec<Listed>,
    next: Option<String>,
}

/// What was learned once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EscalationLearned)]
pub(super) struct Learned {
    kind: &'static str,
    hand_offs: i64,
    again: String,
    differently: String,
}

/// What was learned.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EscalationLearning)]
pub(super) struct LearningList {
    items: Vec<Learned>,
    next: Option<String>,
}

/// Who led.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EscalationLead)]
pub(super) struct Lead {
    field: &'static str,
    who: String,
    why: String,
    from: String,
}

/// Who is involved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EscalationParty)]
pub(super) struct Party {
    id: String,
    field: &'static str,
    organisation: String,
    who: String,
    from: String,
}

/// What a partner was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EscalationAsk)]
pub(super) struct Ask {
    id: String,
    party: String,
    what: String,
    asked_at: String,
    due_at: String,
    /// `asked`, `answered`, `refused` or `withdrawn`.
    state: &'static str,
    late: bool,
    answered_at: Option<String>,
    answer: String,
}

/// A note.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EscalationNote)]
pub(super) struct Note {
    side: &'static str,
    words: String,
    at: String,
}

/// An escalation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EscalationWhole)]
pub(super) struct Whole {
    id: String,
    case: String,
    kind: &'static str,
    state: &'static str,
    reason: String,
    opened_at: String,
    lead_due_at: String,
    lead: Option<&'static str>,
    hand_offs: i64,
    /// The account of the adoption worker who stays on.
    adoption_worker: Option<String>,
    /// The account of who enquires into an allegation.
    enquirer: Option<String>,
    told: String,
    told_next: Option<String>,
    told_at: Option<String>,
    ended_at: Option<String>,
    ended_why: String,
    stays: String,
    again: String,
    differently: String,
    alarms: Vec<&'static str>,
    leads: Vec<Lead>,
    parties: Vec<Party>,
    asks: Vec<Ask>,
    /// Those that whoever asks may read.
    notes: Vec<Note>,
    version: i64,
}

fn whole(look: &Look<'_>, id: Id<Kinded>) -> Result<Whole> {
    let grant = look.one::<ViewEscalation, Kinded>(id)?;
    let e = store::load(look, &grant)?;
    let now = look.now();
    let asks = store::asks(look, &grant)?;
    let late = asks.iter().filter(|a| a.is_late(now)).count();
    let mut notes = Vec::new();
    for side in Side::ALL {
        notes.extend(store::notes(look, &grant, &e, *side)?);
    }
    let alarms = e.alarms(i64::try_from(late).unwrap_or(i64::MAX), now);
    let lead = |l: super::model::Lead| Lead {
        field: l.field.code(),
        who: l.who,
        why: l.why,
        from: l.from.to_string(),
    };
    let party = |p: super::model::Party| Party {
        id: p.id.to_string(),
        field: p.field.code(),
        organisation: p.organisation,
        who: p.who,
        from: p.from.to_string(),
    };
    let ask = |a: super::model::Ask| Ask {
        late: a.is_late(now),
        id: a.id.to_string(),
        party: a.party.to_string(),
        what: a.what,
        asked_at: a.asked.to_string(),
        due_at: a.due.to_string(),
        state: a.state.code(),
        answered_at: a.answered.map(|at| at.to_string()),
        answer: a.answer,
    };
    Ok(Whole {
        leads: store::leads(look, &grant)?.into_iter().map(lead).collect(),
        parties: store::parties(look, &grant)?.into_iter().map(party).collect(),
        asks: asks.into_iter().map(ask).collect(),
        notes: notes
            .into_iter()
            .map(|n| Note { side: n.side.code(), words: n.words, at: n.at.to_string() })
            .collect(),
        alarms: alarms.iter().map(|a| a.code()).collect(),
        id: e.id.to_string(),
        case: e.case.to_string(),
        kind: e.kind.code(),
        state: e.state.code(),
        reason: e.reason,
        opened_at: e.opened.to_string(),
        lead_due_at: e.lead_due.to_string(),
        lead: e.lead.map(|f| f.code()),
        hand_offs: e.hand_offs,
        adoption_worker: e.keeper.map(|id| id.to_string()),
        enquirer: e.enquirer.map(|id| id.to_string()),
        told: e.told,
        told_next: e.told_next.map(|on| on.to_string()),
        told_at: e.told_at.map(|at| at.to_string()),
        ended_at: e.ended.map(|at| at.to_string()),
        ended_why: e.ended_why,
        stays: e.stays,
        again: e.again,
        differently: e.differently,
        version: e.version,
    })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (state, after, now) = (wanted(&ctx), Cursor::parse(ctx.query().raw("after")), ctx.now);
    let rows = ctx
        .read(move |look| store::list(look, &look.agency::<ViewEscalation>()?, state, after, Some(PAGE_ROWS)))
        .await?;
    let items = rows.items.into_iter().map(|e| Listed {
        id: e.id.to_string(),
        case: e.case.to_string(),
        reference: e.reference,
        kind: e.facts.kind.code(),
        state: e.facts.state.code(),
        opened_at: e.opened.to_string(),
        lead: e.lead.map(|f| f.code()),
        hand_offs: e.hand_offs,
        partners_late: e.facts.partners_late,
        alarms: e.facts.alarms(now).iter().map(|a| a.code()).collect(),
    });
    ctx.json(&EscalationList { items: items.collect(), next: rows.next.map(|c| c.to_string()) })
}

pub(super) async fn learning(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::learned(look, &look.agency::<ViewEscalation>()?, after, Some(PAGE_ROWS)))
        .await?;
    let items = rows.items.into_iter().map(|l| Learned {
        kind: l.kind.code(),
        hand_offs: l.hand_offs,
        again: l.again,
        differently: l.differently,
    });
    ctx.json(&LearningList { items: items.collect(), next: rows.next.map(|c| c.to_string()) })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let found = ctx.read(move |look| whole(look, id)).await?;
    ctx.json(&found)
}

pub(super) async fn open(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let input = form::opening(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("open an escalation", move |act| {
        let made = actions::open(act, id, &input)?;
        Answer::made(&whole(act, made)?)
    })
    .await
}

pub(super) async fn step(ctx: Ctx, did: Did) -> Result<Response> {
    let id: Id<Kinded> = ctx.id("id")?;
    let (version, step) = did.read(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("work on an escalation", move |act| {
        actions::take(act, id, version, &step)?;
        Answer::done(&whole(act, id)?)
    })
    .await
}
