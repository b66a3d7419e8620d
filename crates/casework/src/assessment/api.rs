//! Assessments for machines: the same actions, with the fields of the form.

use std::collections::BTreeMap;

use access::actions::{EditAssessment, ViewAssessment};
use kernel::{Error, Id, Result, Timestamp, kinds};
use page::{Answer, Ctx, Fields, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{
        complete,
        save::{self, Which},
        start,
    },
    form,
    model::{Couple, Recommendation, Said, State, Sureness},
    store::{self, Assessment, Listed},
};

/// The API's routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/assessments", list)
            .needs::<ViewAssessment>()
            .personal()
            .about("Assessments of one case, newest first: `?case=ID`.")
            .answers::<AssessmentList>(),
        Route::post("/api/v1/assessments", begin)
            .needs::<EditAssessment>()
            .personal()
            .about("Starts an assessment of a case, or gives its draft.")
            .body(|f| {
                case_field(f);
            })
            .answers::<AssessmentBody>(),
        Route::get("/api/v1/assessments/{id}", show)
            .needs::<ViewAssessment>()
            .personal()
            .about("An assessment with what it still lacks.")
            .answers::<AssessmentBody>(),
        Route::post("/api/v1/assessments/{id}", write)
            .needs::<EditAssessment>()
            .personal()
            .about(
                "Saves parts of a draft: each part of which a field is sent takes the place of what was there. \
                 A domain has its code, and its code with -asked and -left-out; needs are needs.CODE.",
            )
            .body(form::describe)
            .answers::<AssessmentBody>(),
        Route::post("/api/v1/assessments/{id}/complete", finish)
            .needs::<EditAssessment>()
            .personal()
            .about("Completes a draft: the case moves to the chosen level, and the promise is kept.")
            .body(|f| {
                f.version();
            })
            .answers::<AssessmentBody>(),
    ]
}

/// Assessments of a case.
#[derive(Debug, Serialize, ToSchema)]
struct AssessmentList {
    /// At most 200, newest first.
    items: Vec<AssessmentLine>,
    /// Always null: a case has few assessments.
    next: Option<String>,
}

/// One assessment in a list.
#[derive(Debug, Serialize, ToSchema)]
struct AssessmentLine {
    id: String,
    /// Version of the framework.
    framework: String,
    /// `draft` or `complete`.
    state: &'static str,
    /// The level chosen, once it was.
    level: Option<&'static str>,
    started: String,
    completed: Option<String>,
}

/// An assessment of need.
#[derive(Debug, Serialize, ToSchema)]
struct AssessmentBody {
    id: String,
    case: String,
    /// Version of the framework, by which the parts are read.
    framework: String,
    /// `draft` or `complete`.
    state: &'static str,
    /// To be sent with the next change.
    version: i64,
    started: String,
    completed: Option<String>,
    /// By code of the domain.
    domains: BTreeMap<String, DomainBody>,
    voice: VoiceBody,
    needs: Vec<NeedBody>,
    /// Why no need is named, when none is.
    no_needs: String,
    /// What the parents need for themselves, with its weight.
    parent_needs: BTreeMap<&'static str, &'static str>,
    /// Whether help as a couple was offered.
    couple: Option<&'static str>,
    parents_words: String,
    /// Codes of facts besides the needs.
    signals: Vec<&'static str>,
    /// What we think is going on, and why.
    formulation: String,
    understanding: UnderstandingBody,
    /// The level that a person chose.
    level: Option<&'static str>,
    level_reason: String,
    suggestion: SuggestionBody,
    /// What a draft still lacks, each with the field it belongs to.
    missing: Vec<GapBody>,
}

/// What is written for a domain.
#[derive(Debug, Serialize, ToSchema)]
struct DomainBody {
    text: String,
    /// Codes of who was asked.
    asked: Vec<&'static str>,
    left_out: String,
}

/// People's own words.
#[derive(Debug, Serialize, ToSchema)]
struct VoiceBody {
    heard: String,
    heard_reason: String,
    /// The day on which the child was heard, or on which that was refused.
    heard_on: Option<String>,
    child: String,
    family: String,
}

/// The rest of the shared formulation. Each is said by the worker, and as the family says it.
#[derive(Debug, Serialize, ToSchema)]
struct UnderstandingBody {
    happened: SaidBody,
    keeps_going: SaidBody,
    protects: SaidBody,
    /// What we think, as the family says it.
    formulation_family: String,
    /// `sure`, `partly` or `first-idea`.
    sure: Option<&'static str>,
    /// What would make us surer.
    sure_why: String,
}

/// Something in both wordings.
#[derive(Debug, Serialize, ToSchema)]
struct SaidBody {
    ours: String,
    family: String,
}

impl From<&Said> for SaidBody {
    fn from(said: &Said) -> Self {
        SaidBody { ours: said.ours.clone(), family: said.theirs.clone() }
    }
}

/// A need with its weight.
#[derive(Debug, Serialize, ToSchema)]
struct NeedBody {
    need: &'static str,
    weight: &'static str,
}

/// What the framework suggests; a person decides.
#[derive(Debug, Serialize, ToSchema)]
struct SuggestionBody {
    level: &'static str,
    points: u32,
    /// Whether a detailed assessment by several disciplines is suggested.
    detailed: bool,
    reasons: Vec<ReasonBody>,
    /// What each need adds to the points; empty for assessments completed before this was kept.
    counted: Vec<CountedBody>,
}

/// What one need adds to the points.
#[derive(Debug, Serialize, ToSchema)]
struct CountedBody {
    need: &'static str,
    weight: &'static str,
    /// Of the weight: 1, 2 or 3.
    points: u32,
    /// How much more this need weighs on this version of the framework.
    factor: u32,
}

/// One reason of a suggestion.
#[derive(Debug, Serialize, ToSchema)]
struct ReasonBody {
    /// The rule's code, or `points`.
    rule: String,
    level: &'static str,
    text: String,
    /// What to arrange.
    suggest: Option<String>,
}

/// Something that is missing.
#[derive(Debug, Serialize, ToSchema)]
struct GapBody {
    field: String,
    message: String,
}

fn body(assessment: &Assessment) -> Result<AssessmentBody> {
    let framework = assessment.framework()?;
    let findings = &assessment.findings;
    let missing = match assessment.state {
        State::Draft => findings.missing(framework),
        State::Complete => Vec::new(),
    };
    let domains = findings.answers.domains.iter().map(|(code, answer)| {
        let asked = answer.asked.iter().map(|who| who.code()).collect();
        (code.clone(), DomainBody { text: answer.text.clone(), asked, left_out: answer.left_out.clone() })
    });
    let voice = &findings.answers.voice;
    let conclusion = &findings.conclusion;
    Ok(AssessmentBody {
        id: assessment.id.to_string(),
        case: assessment.case.to_string(),
        framework: assessment.framework.clone(),
        state: assessment.state.code(),
        version: assessment.version,
        started: assessment.started.to_string(),
        completed: assessment.completed.map(|at| at.to_string()),
        domains: domains.collect(),
        voice: VoiceBody {
            heard: voice.heard.clone(),
            heard_reason: voice.heard_reason.clone(),
            heard_on: voice.heard_on.map(|day| day.to_string()),
            child: voice.child.clone(),
            family: voice.family.clone(),
        },
        parent_needs: conclusion
            .parents
            .needs
            .iter()
            .map(|(need, weight)| (need.code(), weight.code()))
            .collect(),
        couple: conclusion.parents.couple.map(Couple::code),
        parents_words: conclusion.parents.words.clone(),
        needs: conclusion
            .needs
            .iter()
            .map(|(need, weight)| NeedBody { need: need.code(), weight: weight.code() })
            .collect(),
        no_needs: conclusion.no_needs.clone(),
        signals: findings.signals.iter().map(|signal| signal.code()).collect(),
        formulation: conclusion.formulation.clone(),
        understanding: UnderstandingBody {
            happened: (&conclusion.shared.happened).into(),
            keeps_going: (&conclusion.shared.keeps).into(),
            protects: (&conclusion.shared.protects).into(),
            formulation_family: conclusion.shared.think_theirs.clone(),
            sure: conclusion.shared.sure.map(Sureness::code),
            sure_why: conclusion.shared.sure_why.clone(),
        },
        level: conclusion.level.map(|level| level.code()),
        level_reason: conclusion.level_reason.clone(),
        suggestion: suggestion(findings.suggested(framework)),
        missing: missing.into_iter().map(|g| GapBody { field: g.field, message: g.message }).collect(),
    })
}

fn suggestion(suggested: Recommendation) -> SuggestionBody {
    SuggestionBody {
        level: suggested.level.code(),
        points: suggested.points,
        detailed: suggested.detailed,
        reasons: suggested
            .reasons
            .into_iter()
            .map(|r| ReasonBody { rule: r.rule, level: r.level.code(), text: r.text, suggest: r.suggest })
            .collect(),
        counted: suggested
            .counted
            .into_iter()
            .map(|c| CountedBody {
                need: c.need.code(),
                weight: c.weight.code(),
                points: c.points,
                factor: c.factor,
            })
            .collect(),
    }
}

fn line(listed: Listed) -> AssessmentLine {
    let iso = |at: Timestamp| at.to_string();
    AssessmentLine {
        id: listed.id.to_string(),
        framework: listed.framework,
        state: listed.state.code(),
        level: listed.level.map(|level| level.code()),
        started: iso(listed.started),
        completed: listed.completed.map(iso),
    }
}

fn case_field(f: &mut Fields) -> Option<Id<kinds::Case>> {
    f.id("case", "Say which case: its id")
}

async fn list(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let case = case_field(&mut query);
    let case = query.finish(|| case).map_err(Error::Invalid)?;
    let items = ctx
        .read(move |look| {
            let grant = look.one::<ViewAssessment, kinds::Case>(case)?;
            Ok(store::of_case(look, &grant)?.into_iter().map(line).collect())
        })
        .await?;
    ctx.json(&AssessmentList { items, next: None })
}

async fn begin(ctx: Ctx) -> Result<Response> {
    let mut f = ctx.fields()?;
    let case = case_field(&mut f);
    let case = f.finish(|| case).map_err(Error::Invalid)?;
    ctx.act("start an assessment", move |act| Answer::made(&body(&start::run(act, case)?)?)).await
}

async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Assessment>("id")?;
    let assessment =
        ctx.read(move |look| store::load(look, &look.one::<ViewAssessment, kinds::Assessment>(id)?)).await?;
    ctx.json(&body(&assessment)?)
}

async fn write(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Assessment>("id")?, ctx.fields()?);
    ctx.act("save parts of an assessment", move |act| {
        Answer::done(&body(&save::run(act, id, &fields, Which::Sent)?)?)
    })
    .await
}

async fn finish(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Assessment>("id")?, ctx.fields()?);
    ctx.act("complete an assessment", move |act| Answer::done(&body(&complete::run(act, id, &fields)?)?))
        .await
}
