//! Projects for people and machines.

use access::{
    actions::{RecordProjects, ViewProjects},
    strategy::InnovationProject,
};
use kernel::{Date, Error, Id, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Cell, Tone, layout},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions,
    model::{Note, NoteKind, Project, State},
    store,
};

/// The longest name, in characters.
const NAME: usize = 160;
/// The longest text, in characters.
const WORDS: usize = 4_000;

/// A project as typed.
pub(super) fn project_fields(f: &mut Fields) -> Result<(String, String, Date), Invalid> {
    let name = f.required("name", "Enter what the project is called", NAME);
    let theory = f.required("theory", "Write what is done, what should follow from it, and why", WORDS);
    let starts = f.date("starts", "Enter the first day");
    f.finish(|| Some((name?, theory?, starts?)))
}

/// A note as typed.
pub(super) fn note_fields(f: &mut Fields) -> Result<(NoteKind, String), Invalid> {
    let kind = f.choice::<NoteKind>("kind", "Choose what it is");
    let words = f.required("words", "Write it down, without names of families", WORDS);
    f.finish(|| Some((kind?, words?)))
}

/// The version alone.
pub(super) fn version_fields(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

fn state_tag(project: &Project) -> kit::Tag {
    let tone = if project.state == State::Running { Tone::Calm } else { Tone::Quiet };
    kit::tag(project.state.label()).tone(tone)
}

/// `GET /projects`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    draw_list(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_list(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let (projects, may) = ctx
        .read(|look| Ok((store::list(look, &look.agency::<ViewProjects>()?)?, look.may::<RecordProjects>())))
        .await?;
    let rows = projects.iter().map(|p| {
        let row: Vec<Cell> = vec![
            html! { a class="govuk-link" href={ "/projects/" (p.id) } { (p.name) } }.into(),
            day(p.starts).into(),
            html! { (state_tag(p)) @if let Some(ended) = p.ended { " " (day(ended)) } }.into(),
        ];
        row
    });
    let body = html! {
        (layout::page_heading(None, "Innovation projects"))
        p class="govuk-body" { "What is tried that is new, how it should work, how one would know, and what was learnt: also where it did not work." }
        @if projects.is_empty() {
            (kit::nothing_here("No project is recorded yet."))
        } @else {
            (kit::table(vec!["Project".into(), "From".into(), "Stands".into()], rows.collect())
                .caption("The latest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        p class="govuk-body" { a class="govuk-link" href="/projects.csv" { "Download everything as CSV" } }
        @if may {
            h2 class="govuk-heading-m" { "Record a project" }
            (ctx.form("/projects", fields, html! {
                (kit::input("name", "What it is called").value(fields.raw("name")).error(wrong.of("name")))
                (kit::textarea("theory", "How it should work").hint("What is done, what should follow from it for families, and why you think so")
                    .rows(5).value(fields.raw("theory")).error(wrong.of("theory")))
                (kit::date_input("starts", "First day").values(fields.date_parts("starts")).error(wrong.of("starts")))
                (kit::button("Record the project").once())
            }))
        }
    };
    Ok(ctx.page("Innovation projects", body).dense().errors(wrong).respond())
}

/// `POST /projects`
pub(super) async fn start(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let (name, theory, starts) = match project_fields(&mut fields) {
        Ok(typed) => typed,
        Err(invalid) => return draw_list(&ctx, &fields, &invalid).await,
    };
    ctx.act("record an innovation project", move |act| {
        let project = actions::start_project(act, (&name, &theory), starts)?;
        Ok(Answer::see(format!("/projects/{}", project.id)).saying("The project is recorded."))
    })
    .await
}

/// `GET /projects/{id}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<InnovationProject> = ctx.id("id")?;
    let (project, notes, may) = ctx
        .read(move |look| {
            let project = store::one(look, &look.one::<ViewProjects, InnovationProject>(id)?)?;
            Ok((project, store::notes(look, id)?, look.may::<RecordProjects>()))
        })
        .await?;
    let path = format!("/projects/{id}");
    let kinds = NoteKind::ALL.iter().map(|kind| kit::option(kind.code(), kind.label()));
    let body = html! {
        (layout::page_heading(Some("Innovation project"), &project.name))
        p class="govuk-body" { (state_tag(&project)) " From " (day(project.starts)) "." }
        h2 class="govuk-heading-m" { "How it should work" }
        p class="govuk-body" { (project.theory) }
        @for kind in NoteKind::ALL { (of_kind(*kind, &notes)) }
        @if may {
            h2 class="govuk-heading-m" { "Add to it" }
            (ctx.form(&format!("{path}/notes"), fields, html! {
                (kit::select("kind", "What it is", kinds).value(fields.raw("kind")).error(wrong.of("kind")))
                (kit::textarea("words", "In words").rows(3).value(fields.raw("words")).error(wrong.of("words")))
                (kit::button("Add it").once())
            }))
            @if project.state == State::Running {
                (ctx.form(&format!("{path}/end"), &Fields::default(), html! {
                    (kit::hidden("version", &project.version.to_string()))
                    p class="govuk-body" { "A project ends once something that was learnt is written down." }
                    (kit::button("End the project").secondary().once())
                }))
            }
        }
        (kit::button_group(html! { (kit::print_button("Print this project").secondary()) }))
    };
    Ok(ctx
        .page(project.name.clone(), body)
        .back("/projects", "Innovation projects")
        .dense()
        .errors(wrong)
        .respond())
}

fn of_kind(kind: NoteKind, notes: &[Note]) -> Markup {
    let title = match kind {
        NoteKind::Measure => "What is measured",
        NoteKind::Question => "What the evaluation asks",
        NoteKind::Result => "What came of it",
        NoteKind::Learning => "What was learnt",
    };
    let these: Vec<&Note> = notes.iter().filter(|note| note.kind == kind).collect();
    html! {
        h2 class="govuk-heading-m" { (title) }
        @if these.is_empty() { p class="govuk-body" { "Nothing is written down yet." } }
        @else {
            ul class="govuk-list govuk-list--bullet" {
                @for note in these { li { (note.words) " (" (day(kernel::local_date(note.at))) ")" } }
            }
        }
    }
}

/// `POST /projects/{id}/notes`
pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (kind, words) = match note_fields(&mut fields) {
        Ok(typed) => typed,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    ctx.act("add to an innovation project", move |act| {
        actions::add_note(act, id, kind, &words)?;
        Ok(Answer::see(format!("/projects/{id}")).saying("It is added."))
    })
    .await
}

/// `POST /projects/{id}/end`
pub(super) async fn end(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = version_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("end an innovation project", move |act| {
        actions::end_project(act, id, version)?;
        Ok(Answer::see(format!("/projects/{id}")).saying("The project has ended."))
    })
    .await
}

async fn whole(ctx: &Ctx) -> Result<Vec<(Project, Vec<Note>)>> {
    ctx.read(|look| {
        let projects = store::list(look, &look.agency::<ViewProjects>()?)?;
        projects
            .into_iter()
            .map(|project| {
                let notes = store::notes(look, project.id)?;
                Ok((project, notes))
            })
            .collect()
    })
    .await
}

/// `GET /projects.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let mut rows = Vec::new();
    for (p, notes) in whole(&ctx).await? {
        let first = [p.name.clone(), p.state.code().to_owned(), p.starts.to_string()];
        let mut row = |kind: &str, words: String, at: String| {
            rows.push([first.as_slice(), &[kind.to_owned(), words, at]].concat());
        };
        row("theory", p.theory, String::new());
        for note in notes {
            row(note.kind.code(), note.words, note.at.to_string());
        }
    }
    csv_file("projects", &["project", "status", "from", "what", "words", "written_at"], rows)
}

/// Something noted of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteItem {
    /// `measure`, `question`, `result` or `learning`.
    pub kind: &'static str,
    /// In words.
    pub words: String,
    /// When it was written.
    pub at: String,
}

/// A project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectItem {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How it should work.
    pub theory: String,
    /// `running` or `ended`.
    pub status: &'static str,
    /// Its first day.
    pub starts_on: String,
    /// All that is noted, the oldest first.
    pub notes: Vec<NoteItem>,
}

/// An agency's projects.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectList {
    /// The latest first.
    pub items: Vec<ProjectItem>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}

/// `GET /api/v1/projects`
pub(super) async fn api_list(ctx: Ctx) -> Result<Response> {
    let note = |n: Note| NoteItem { kind: n.kind.code(), words: n.words, at: n.at.to_string() };
    let items = whole(&ctx)
        .await?
        .into_iter()
        .map(|(p, notes)| ProjectItem {
            id: p.id.to_string(),
            name: p.name,
            theory: p.theory,
            status: p.state.code(),
            starts_on: p.starts.to_string(),
            notes: notes.into_iter().map(note).collect(),
        })
        .collect();
    ctx.json(&ProjectList { items, next: None })
}
