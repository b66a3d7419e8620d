//! Questionnaires as machines see them.

use std::collections::BTreeMap;

use access::actions::ViewQuestionnaires;
use kernel::{Result, kinds::Case};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, model::Questionnaire, store};

/// The questionnaires of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Questionnaires {
    /// In order of their days, those that were corrected among them.
    items: Vec<QuestionnaireBody>,
    /// Always null: a case has few.
    next: Option<String>,
}

/// A questionnaire.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Questionnaire)]
pub(super) struct QuestionnaireBody {
    id: String,
    measure: String,
    /// parent, teacher, self, therapist.
    informant: &'static str,
    /// Who that is, in words; null for the family itself.
    who: Option<String>,
    /// start, during, end, six-months, twelve-months.
    wave: &'static str,
    /// paper or session.
    way: &'static str,
    on: String,
    age_in_months: Option<i64>,
    /// As given, by code of the item or scale.
    answers: BTreeMap<String, i64>,
    /// By code of the scale.
    scores: BTreeMap<String, String>,
    /// Published words, by code of the scale.
    bands: BTreeMap<String, String>,
    /// What could not be scored, and why.
    problems: Vec<String>,
    /// Items whose answer calls for a person to look at once.
    alerts: Vec<String>,
    /// kept or corrected.
    standing: &'static str,
    /// The entry whose place it takes.
    replaces: Option<String>,
    /// Why that was wrong.
    why: Option<String>,
    note: Option<String>,
    version: i64,
}

/// `family` leaves out what workers wrote.
fn body(q: Questionnaire, family: bool) -> QuestionnaireBody {
    let scores = q.content.scores.keys().filter_map(|code| Some((code.clone(), q.score(code)?.to_string())));
    let ours = |words: &str| (!family).then(|| words.to_owned());
    QuestionnaireBody {
        id: q.id.to_string(),
        scores: scores.collect(),
        informant: q.informant.code(),
        who: ours(&q.content.who),
        wave: q.wave.code(),
        way: q.way.code(),
        on: q.on.to_string(),
        age_in_months: q.content.months,
        standing: q.standing.code(),
        replaces: q.replaces.map(|id| id.to_string()),
        why: ours(&q.content.why),
        note: ours(&q.content.note),
        version: q.version,
        measure: q.measure,
        answers: q.content.answers,
        bands: q.content.bands,
        problems: q.content.problems,
        alerts: q.content.alerts,
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let family = ctx.actor.is_of_a_family();
    let all = ctx.read(move |look| store::of_case(look, &look.one::<ViewQuestionnaires, Case>(id)?)).await?;
    ctx.json(&Questionnaires { items: all.into_iter().map(|q| body(q, family)).collect(), next: None })
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let input = form::questionnaire(&mut ctx.fields()?)?;
    ctx.act("keep a questionnaire", move |act| Answer::made(&body(actions::record(act, id, &input)?, false)))
        .await
}

pub(super) async fn correct(ctx: Ctx) -> Result<Response> {
    let (id, old) = (ctx.id::<Case>("id")?, ctx.id::<()>("questionnaire")?);
    let (version, why, input) = form::correction(&mut ctx.fields()?)?;
    ctx.act("correct a questionnaire", move |act| {
        Answer::made(&body(actions::correct(act, id, old, version, &why, &input)?, false))
    })
    .await
}
