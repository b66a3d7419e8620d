//! A case's plan: the one that holds now, the draft of the next, and every version.

use access::actions::{EditPlan, SignPlan, ViewPlan};
use kernel::{Error, Id, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, cell, table},
};

use super::{content, family, signature, state_tag};
use crate::{
    action_asks::store::{self as action_asks, Asking},
    assessment::pages::{day_of, name_of},
    cases::{
        frame::{self, Head, Tab},
        store::CaseState,
    },
    other_plans::{self, model::OtherPlan},
    plan::{
        actions::draft,
        store::{self, Listed, Plan},
    },
    practice_guides::{self, Situation},
    signing::pages as signing,
};

struct Shown {
    head: Head,
    current: Option<Plan>,
    draft: Option<Plan>,
    versions: Vec<(Listed, Option<String>)>,
    others: Vec<OtherPlan>,
    asks: Vec<Asking>,
    signature: Option<signing::Shown>,
    may_edit: bool,
}

/// `GET /cases/{id}/plan`. A family is shown its own page instead.
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    if ctx.actor.family().is_some() {
        return family::of_case(&ctx, id).await;
    }
    let shown = ctx
        .read(move |look| {
            let grant = look.one::<ViewPlan, kinds::Case>(id)?;
            let versions = store::of_case(look, &grant)?
                .into_iter()
                .map(|line| name_of(look, line.author).map(|name| (line, name)))
                .collect::<Result<Vec<_>>>()?;
            let current = store::current(look, id)?;
            Ok(Shown {
                head: frame::head(look, &grant)?,
                signature: current.as_ref().map_or(Ok(None), |plan| signature::shown(look, plan))?,
                current,
                draft: store::draft(look, id)?,
                others: other_plans::store::of_case(look, &grant)?,
                asks: action_asks::of_opened(look, id)?,
                versions,
                may_edit: look.may::<EditPlan>(),
            })
        })
        .await?;
    let body = html! {
        (next_steps(&ctx, &shown))
        (signing::steps::<SignPlan>(shown.signature.as_ref()))
        @match &shown.current {
            Some(plan) => (content::whole_with(&plan.content, ctx.today(), shown.may_edit.then_some(plan.id), &shown.asks)),
            None => (kit::nothing_here("There is no plan yet.")),
        }
        (other_plans::pages::beside(&shown.others, ctx.today()))
        ul class="govuk-list govuk-list--spaced" {
            @if frame::may(&ctx, "family-part.view") { li { a class="govuk-link" href={ "/cases/" (id) "/family-part" } { "What the family wants in the plan" } } }
            @if shown.may_edit { li { a class="govuk-link" href={ "/cases/" (id) "/other-plans" } { "Other plans that the child has" } } }
            li { a class="govuk-link" href={ "/cases/" (id) "/education" } { "School" } }
            li { a class="govuk-link" href={ "/cases/" (id) "/duties" } { "The duty behind each need" } }
        }
        (practice_guides::beside(Situation::Plan, ctx.today())?)
        (versions(id, &shown.versions))
    };
    Ok(frame::frame(&ctx, &shown.head, Tab::Plan, "Support plan", body).respond())
}

/// `GET /cases/{id}/plan.csv`. A family sees its current plan, and no list of versions.
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let versions = ctx
        .read(move |look| {
            let grant = look.one::<ViewPlan, kinds::Case>(id)?;
            if look.actor().family().is_some() {
                return Err(Error::NotFound);
            }
            store::of_case(look, &grant)?
                .into_iter()
                .map(|line| name_of(look, line.author).map(|name| (line, name)))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    let head = ["plan", "version", "state", "drafted_at", "current_from", "current_to", "by"];
    let rows = versions.into_iter().map(|(line, author)| {
        let moment = |at: Option<kernel::Timestamp>| at.map_or_else(String::new, |at| at.to_string());
        vec![
            line.id.to_string(),
            line.number.to_string(),
            line.state.code().to_owned(),
            line.created.to_string(),
            moment(line.current_from),
            moment(line.current_to),
            author.unwrap_or_default(),
        ]
    });
    csv_file("plan-versions", &head, rows)
}

/// `POST /cases/{id}/plan`
pub(super) async fn draft(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    ctx.act("draft a plan", move |act| {
        let plan = draft::run(act, id)?;
        Ok(Answer::see(format!("/plans/{}/edit", plan.id)))
    })
    .await
}

fn next_steps(ctx: &Ctx, shown: &Shown) -> Markup {
    let open = shown.head.case.state == CaseState::Open;
    let words = if shown.current.is_some() { "Write a new version" } else { "Write the first plan" };
    html! {
        @if shown.current.is_some() && shown.head.coordinator.is_none() {
            (kit::warning_text("Nobody coordinates this case. Name somebody in a new version of the plan."))
        }
        (kit::button_group(html! {
            @match (&shown.draft, shown.may_edit) {
                (Some(draft), true) => (kit::button("Go on with the draft").href(format!("/plans/{}/edit", draft.id))),
                (None, true) if open => {
                    (ctx.form(&format!("/cases/{}/plan", shown.head.id()), &Fields::default(), html! {
                        (kit::button(words).once())
                    }))
                }
                _ => {}
            }
            @if let Some(plan) = &shown.current {
                a class="govuk-link" href={ "/plans/" (plan.id) "/print" } { "The family's page, for paper" }
            }
        }))
    }
}

fn versions(case: Id<kinds::Case>, listed: &[(Listed, Option<String>)]) -> Markup {
    let rows: Vec<_> = listed
        .iter()
        .map(|(line, author)| {
            let dash = || "–".to_owned();
            vec![
                cell(
                    html! { a class="govuk-link" href={ "/plans/" (line.id) } { "Version " (line.number) } },
                ),
                cell(html! { (state_tag(line.state)) }),
                cell(line.current_from.map_or_else(dash, day_of)),
                cell(line.current_to.map_or_else(dash, day_of)),
                cell(author.as_deref().unwrap_or("Another system")),
            ]
        })
        .collect();
    html! {
        @if !rows.is_empty() {
            h2 class="govuk-heading-m" { "Versions" }
            (table(vec![cell("Version"), cell("State"), cell("From"), cell("To"), cell("By")], rows)
                .caption("Versions of the plan")
                .caption_classes("govuk-visually-hidden")
                .first_cell_is_header())
            p class="govuk-body" { a class="govuk-link" href={ "/cases/" (case) "/plan.csv" } { "Download the versions (CSV)" } }
        }
    }
}
