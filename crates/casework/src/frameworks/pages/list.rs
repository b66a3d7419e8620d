//! The national versions and the agency's own.

use access::actions::{EditFramework, ViewFramework};
use kernel::Result;
use maud::html;
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, cell, layout},
};

use super::state_tag;
use crate::{
    assessment::{model::versions, pages::day},
    frameworks::{
        actions,
        model::{State, Version},
        store,
    },
};

pub(in crate::frameworks) async fn page(ctx: Ctx) -> Result<Response> {
    let (own, behind, may_edit, now) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewFramework>()?;
            let now = store::in_force(look, grant.agency(), look.today())?.version.clone();
            let behind = store::left_behind(look, &grant, look.today())?;
            Ok((store::of_agency(look, &grant)?, behind, look.may::<EditFramework>(), now))
        })
        .await?;
    let national = versions()?
        .iter()
        .rev()
        .map(|f| {
            vec![
                cell(html! { a class="govuk-link" href={ "/national-frameworks/" (f.version) } { (f.version) } }),
                cell(f.title.as_str()),
                cell(day(f.from)),
                kit::number(f.domains.len().to_string()),
            ]
        })
        .collect();
    let open = own.iter().find(|v| matches!(v.state, State::Draft | State::Asked));
    let rows = own.iter().map(line).collect();
    let body = html! {
        (layout::page_heading(None, "Assessment framework"))
        p class="govuk-body" {
            "New assessments follow version " strong { (now) } ". Assessments that were begun before stay on the version they began with."
        }
        @if behind {
            (kit::warning_text("What you add was written for an older national version, so new assessments follow the national framework alone. Begin the next version of what you add: it starts from what you have."))
        }
        h2 class="govuk-heading-m" { "What your agency adds" }
        p class="govuk-body" { "Questions and parts of your own come after the national ones. Nothing national can be taken away or made weaker." }
        @if own.is_empty() { (kit::nothing_here("Your agency adds nothing yet.")) }
        @else {
            (kit::table(["Version", "How it stands", "From", "Own parts", "Own questions"].map(cell).to_vec(), rows)
                .caption("What your agency adds, the newest first")
                .caption_classes("govuk-visually-hidden")
                .first_cell_is_header()
                .scrolling())
            p class="govuk-body" { a class="govuk-link" href="/frameworks.csv" { "Download these (CSV)" } }
        }
        @if may_edit {
            @match open {
                Some(v) if v.state == State::Draft => { (kit::button("Go on writing").href(format!("/frameworks/{}/edit", v.id))) }
                Some(_) => { p class="govuk-body" { "One version waits for approval. The next can be begun once it is answered." } }
                None => (ctx.form("/frameworks", &Fields::default(), html! { (kit::button("Begin the next version").once()) })),
            }
        }
        h2 class="govuk-heading-m" { "The national framework" }
        (kit::table(["Version", "Title", "From", "Parts"].map(cell).to_vec(), national)
            .caption("National versions, the newest first")
            .caption_classes("govuk-visually-hidden")
            .first_cell_is_header()
            .scrolling())
    };
    Ok(ctx.page("Assessment framework", body).dense().respond())
}

fn prompts(v: &Version) -> usize {
    v.added.prompts.values().map(Vec::len).sum()
}

fn line(v: &Version) -> Vec<kit::Cell> {
    vec![
        cell(html! { a class="govuk-link" href={ "/frameworks/" (v.id) } { (v.national) "+" (v.number) } }),
        cell(html! { (state_tag(v.state)) }),
        cell(v.from.map_or_else(|| "–".to_owned(), day)),
        kit::number(v.added.parts.len().to_string()),
        kit::number(prompts(v).to_string()),
    ]
}

pub(in crate::frameworks) async fn csv(ctx: Ctx) -> Result<Response> {
    let own = ctx.read(|look| store::of_agency(look, &look.agency::<ViewFramework>()?)).await?;
    let rows = own.into_iter().map(|v| {
        vec![
            v.number.to_string(),
            v.national.clone(),
            v.state.code().to_owned(),
            v.from.map(|day| day.to_string()).unwrap_or_default(),
            v.added.parts.len().to_string(),
            prompts(&v).to_string(),
        ]
    });
    csv_file("frameworks", &["version", "national", "state", "from", "own_parts", "own_questions"], rows)
}

pub(in crate::frameworks) async fn start(ctx: Ctx) -> Result<Response> {
    ctx.act("begin a version of what the agency adds to the framework", |act| {
        let v = actions::start(act)?;
        Ok(Answer::see(match v.state {
            State::Draft => format!("/frameworks/{}/edit", v.id),
            _ => format!("/frameworks/{}", v.id),
        }))
    })
    .await
}
