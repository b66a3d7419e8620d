//! A case's assessment: what is being written now, and what was found before.

use access::{
    Action,
    actions::{AskContribution, EditAssessment, ViewAssessment, ViewSpecialist},
};
use kernel::{Id, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, cell, layout, table, task, task_list},
};

use super::{day_of, name_of, state_tag};
use crate::{
    assessment::{
        actions::start,
        model::{Part, PartState, State},
        store::{self, Assessment, Listed},
    },
    cases::frame::{self, Head, Tab},
    cases::store::CaseState,
    contributions::{
        pages::draw as contributions_page,
        store::{self as contributions, Contribution},
    },
    practice_guides::{self, Situation},
};

struct Shown {
    head: Head,
    draft: Option<Assessment>,
    /// What partners were asked and said to the draft.
    said: Vec<Contribution>,
    may_ask: bool,
    listed: Vec<(Listed, Option<String>)>,
    may_edit: bool,
}

/// `GET /cases/{id}/assessment`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let shown = ctx
        .read(move |look| {
            let grant = look.one::<ViewAssessment, kinds::Case>(id)?;
            let listed = store::of_case(look, &grant)?
                .into_iter()
                .map(|line| name_of(look, line.author).map(|name| (line, name)))
                .collect::<Result<Vec<_>>>()?;
            let draft = store::draft_of(look, &grant)?;
            Ok(Shown {
                head: frame::head(look, &grant)?,
                said: draft
                    .as_ref()
                    .map_or_else(|| Ok(Vec::new()), |d| contributions::of_opened(look, d.id))?,
                may_ask: look.may::<AskContribution>(),
                draft,
                listed,
                may_edit: look.may::<EditAssessment>(),
            })
        })
        .await?;
    let body = html! {
        @match &shown.draft {
            Some(draft) => { (parts(draft, shown.may_edit)?) (partners(&ctx, draft, &shown)) },
            None => (start_form(&ctx, &shown)),
        }
        p class="govuk-body" { a class="govuk-link" href={ "/cases/" (id) "/chronology" } { "The chronology: what happened in the child's life" } }
        p class="govuk-body" { a class="govuk-link" href={ "/cases/" (id) "/outside-assessments" } { "Assessed already by a voluntary agency? Enter that instead" } }
        @if frame::may(&ctx, ViewSpecialist::NAME) { p class="govuk-body" { a class="govuk-link" href={ "/cases/" (id) "/specialist-assessments" } { "Specialist assessments: asked of providers, with what they recommend" } } }
        (practice_guides::beside(Situation::Assessment, ctx.today())?)
        (earlier(id, &shown.listed))
    };
    Ok(frame::frame(&ctx, &shown.head, Tab::Assessment, "Assessment of need", body).respond())
}

/// `GET /cases/{id}/assessment.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let listed = ctx
        .read(move |look| {
            let grant = look.one::<ViewAssessment, kinds::Case>(id)?;
            store::of_case(look, &grant)?
                .into_iter()
                .map(|line| name_of(look, line.author).map(|name| (line, name)))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    let head = ["assessment", "state", "framework", "level", "started_at", "completed_at", "by"];
    let rows = listed.into_iter().map(|(line, author)| {
        vec![
            line.id.to_string(),
            line.state.code().to_owned(),
            line.framework,
            line.level.map_or_else(String::new, |level| level.code().to_owned()),
            line.started.to_string(),
            line.completed.map_or_else(String::new, |at| at.to_string()),
            author.unwrap_or_default(),
        ]
    });
    csv_file("assessments", &head, rows)
}

/// `POST /cases/{id}/assessment`
pub(super) async fn start(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    ctx.act("start an assessment", move |act| {
        start::run(act, id)?;
        Ok(Answer::see(format!("/cases/{id}/assessment")))
    })
    .await
}

fn start_form(ctx: &Ctx, shown: &Shown) -> Markup {
    let before = shown.listed.iter().any(|(line, _)| line.state == State::Complete);
    let open = shown.head.case.state == CaseState::Open;
    let action = format!("/cases/{}/assessment", shown.head.id());
    html! {
        @if !shown.may_edit || !open {
            @if !before { (kit::nothing_here("There is no assessment of need yet.")) }
        } @else {
            p class="govuk-body" {
                @if before {
                    "Start a new assessment when something large has changed, or when the child or the family asks. "
                    "The earlier ones stay as they are."
                } @else {
                    "The assessment is written in parts, in any order, and by more than one person. "
                    "Each part is saved by itself, and nobody has to finish in one sitting."
                }
            }
            (ctx.form(&action, &Fields::default(), html! {
                (kit::button(if before { "Start a new assessment" } else { "Start the assessment" }).once())
            }))
        }
    }
}

/// The list of parts of a draft, each with how far it has come.
fn parts(draft: &Assessment, may_edit: bool) -> Result<Markup> {
    let framework = draft.framework()?;
    let parts = Part::all(framework);
    let line = |part: &Part<'_>| {
        let state = part.state(framework, &draft.findings);
        let line = task(part.title(), state.label()).tag(&state_tag(state));
        if may_edit { line.href(format!("/assessments/{}/part/{}", draft.id, part.code())) } else { line }
    };
    let of = |wanted: fn(&Part<'_>) -> bool| parts.iter().filter(|p| wanted(p)).map(line).collect::<Vec<_>>();
    let done = parts.iter().filter(|p| p.state(framework, &draft.findings) == PartState::Done).count();
    Ok(html! {
        p class="govuk-body" {
            "Started on " (day_of(draft.started)) ", on version " (framework.version) " of the framework. "
            (done) " of " (parts.len()) " parts are done."
        }
        h2 class="govuk-heading-m" { "What we found" }
        (task_list(of(|p| matches!(p, Part::Domain(_)))).id_prefix("domains"))
        h2 class="govuk-heading-m" { "What people say, and what it adds up to" }
        (task_list(of(|p| !matches!(p, Part::Domain(_)))).id_prefix("findings"))
        (kit::button_group(html! {
            @if may_edit {
                (kit::button("Check and complete").href(format!("/assessments/{}/check", draft.id)))
            }
            a class="govuk-link" href={ "/assessments/" (draft.id) } { "Read the draft" }
        }))
    })
}

/// What partners were asked and said, and the way to ask one more.
fn partners(ctx: &Ctx, draft: &Assessment, shown: &Shown) -> Markup {
    let late = shown.said.iter().filter(|k| k.is_late(ctx.now)).count();
    html! {
        h2 class="govuk-heading-m" { "What partners say" }
        @match late {
            0 => {}
            1 => (kit::warning_text("1 answer is late. Ask after it, give more time, or withdraw it.")),
            n => (kit::warning_text(format!("{n} answers are late. Ask after them, give more time, or withdraw them."))),
        }
        @if shown.said.is_empty() {
            p class="govuk-body" {
                "Nobody was asked yet. A school, a health service or another council can write their part behind a link, without an account."
            }
        } @else {
            (contributions_page::table_of(&shown.said, ctx.now))
        }
        p class="govuk-body" { a class="govuk-link" href={ "/assessments/" (draft.id) "/screenings" } { "Screening tools within this assessment" } }
        @if shown.may_ask && shown.may_edit {
            (kit::button("Ask a partner").secondary().href(format!("/assessments/{}/contributions/new", draft.id)))
        }
    }
}

fn earlier(case: Id<kinds::Case>, listed: &[(Listed, Option<String>)]) -> Markup {
    let rows: Vec<_> = listed
        .iter()
        .filter(|(line, _)| line.state == State::Complete)
        .map(|(line, author)| {
            let completed = line.completed.map(day_of).unwrap_or_default();
            vec![
                cell(html! { a class="govuk-link" href={ "/assessments/" (line.id) } { (completed) } }),
                cell(line.level.map_or("", |level| level.label())),
                cell(author.as_deref().unwrap_or("Another system")),
                cell(line.framework.as_str()),
            ]
        })
        .collect();
    html! {
        @if !rows.is_empty() {
            (table(vec![cell("Completed"), cell("Level of support"), cell("By"), cell("Framework")], rows)
                .caption("Complete assessments")
                .first_cell_is_header())
            p class="govuk-body" { a class="govuk-link" href={ "/cases/" (case) "/assessment.csv" } { "Download this list (CSV)" } }
        }
    }
}

/// Two columns: what is written, and what helps to write it.
pub(super) fn beside(story: Markup, help: Markup) -> Markup {
    layout::record(story, layout::aside(help))
}
