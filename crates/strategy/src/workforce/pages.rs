//! Caseloads and skills for people and machines.

use access::{
    accounts,
    actions::{RecordWorkforce, ViewWorkforce},
};
use kernel::{Date, Id, Invalid, Level, Result, kinds::Account};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Cell, Tone, chart, layout, number},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{self, Typed},
    model::{Gap, Skill, Worker, gaps},
    store,
};

/// What is ticked.
pub(super) fn fields(f: &mut Fields) -> Result<Typed, Invalid> {
    let skills = f.choices::<Skill>("skills", "Choose from the list of skills");
    let until = f.date_opt("until");
    f.finish(|| Some(Typed { skills, until }))
}

async fn read(ctx: &Ctx) -> Result<(Vec<Worker>, bool)> {
    ctx.read(|look| {
        Ok((store::workers(look, &look.agency::<ViewWorkforce>()?)?, look.may::<RecordWorkforce>()))
    })
    .await
}

fn until_words(until: Option<Date>, today: Date) -> String {
    match until {
        None => String::new(),
        Some(day) if day < today => format!(" (ran out on {})", day.strftime("%-d %B %Y")),
        Some(day) => format!(" (until {})", day.strftime("%-d %B %Y")),
    }
}

/// `GET /workforce`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (workers, may) = read(&ctx).await?;
    let today = ctx.today();
    let mut head: Vec<Cell> = vec!["Worker".into(), number("Open cases")];
    head.extend(Level::ALL.iter().map(|level| number(level.label())));
    head.push("Skills".into());
    let rows = workers.iter().map(|w| {
        let name: Cell = match may {
            true => html! { a class="govuk-link" href={ "/workforce/accounts/" (w.id) } { (w.name) } }.into(),
            false => (&w.name).into(),
        };
        let mut row = vec![name, number(w.caseload().to_string())];
        row.extend(
            Level::ALL.iter().map(|l| number(w.cases.get(l.code()).copied().unwrap_or(0).to_string())),
        );
        let skills =
            w.skills.iter().map(|(skill, until)| format!("{}{}", skill.label(), until_words(*until, today)));
        row.push(skills.collect::<Vec<_>>().join("; ").into());
        row
    });
    let points = workers.iter().map(|w| chart::point(&w.name, w.caseload() as f64)).collect();
    let body = html! {
        (layout::page_heading(None, "Workforce"))
        p class="govuk-body" { "Who carries how much, who is good at what, and what the agency could lose with one person." }
        @if workers.is_empty() {
            (kit::nothing_here("Nobody in the agency can hold a case yet. An administrator invites people under Access."))
        } @else {
            (chart::bars("Open cases of each worker", chart::Unit::COUNT, points).what("Worker"))
            (kit::table(head, rows.collect()).caption("Caseloads and skills").caption_classes("govuk-table__caption--m")
                .first_cell_is_header().scrolling())
        }
        (missing(&gaps(&workers, today)))
        (kit::button_group(html! {
            (kit::print_button("Print this page").secondary())
            a class="govuk-link" href="/workforce.csv" { "Download as CSV" }
        }))
    };
    Ok(ctx.page("Workforce", body).dense().respond())
}

fn missing(gaps: &[Gap]) -> Markup {
    let rows = gaps.iter().map(|gap| {
        let stands = match gap.people {
            0 => kit::tag("Nobody").tone(Tone::Late),
            _ => kit::tag("One person").tone(Tone::Soon),
        };
        let row: Vec<Cell> =
            vec![gap.skill.label().into(), html! { (stands) }.into(), number(gap.lapsed.to_string())];
        row
    });
    let head = vec!["Skill".into(), "Who has it".into(), number("Ran out")];
    html! {
        h2 class="govuk-heading-m" { "Skills that are missing" }
        @if gaps.is_empty() {
            p class="govuk-body" { "At least two people have every skill of the list." }
        } @else {
            (kit::table(head, rows.collect()).caption("Fewer than two people").caption_classes("govuk-visually-hidden").first_cell_is_header())
        }
    }
}

/// `GET /workforce/accounts/{id}`
pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx, None, &Invalid::default()).await
}

async fn draw(ctx: &Ctx, sent: Option<&Fields>, wrong: &Invalid) -> Result<Response> {
    let id: Id<Account> = ctx.id("id")?;
    let (name, skills) = ctx
        .read(move |look| {
            let grant = look.one::<RecordWorkforce, Account>(id)?;
            Ok((accounts::by_id(look, id)?.name, store::of_worker(look, &grant)?))
        })
        .await?;
    let today = ctx.today();
    let chosen: Vec<String> = match sent {
        Some(fields) => fields.all("skills").map(str::to_owned).collect(),
        None => skills
            .iter()
            .filter(|(_, until)| until.is_none_or(|until| until >= today))
            .map(|(skill, _)| skill.code().to_owned())
            .collect(),
    };
    let empty = Fields::default();
    let fields = sent.unwrap_or(&empty);
    let items = Skill::ALL.iter().map(|s| {
        let until = skills.get(s).map(|until| until_words(*until, today)).unwrap_or_default();
        kit::choice(s.code(), format!("{}{until}", s.label()))
    });
    let body = html! {
        (layout::page_heading(Some("Workforce"), format!("Skills of {name}")))
        (ctx.form(&format!("/workforce/accounts/{id}"), fields, html! {
            (kit::checkboxes("skills", "Skills", items.collect()).small().values(chosen).error(wrong.of("skills")))
            (kit::date_input("until", "What is ticked anew holds until (optional)").hint("Such as the day on which training has to be done again")
                .values(fields.date_parts("until")).error(wrong.of("until")))
            (kit::button("Save the skills").once())
        }))
    };
    Ok(ctx.page("Skills of a worker", body).back("/workforce", "Workforce").dense().errors(wrong).respond())
}

/// `POST /workforce/accounts/{id}`
pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut sent = ctx.fields()?;
    let typed = match fields(&mut sent) {
        Ok(typed) => typed,
        Err(invalid) => return draw(&ctx, Some(&sent), &invalid).await,
    };
    ctx.act("record a worker's skills", move |act| {
        actions::record_skills(act, id, &typed)?;
        Ok(Answer::see("/workforce").saying("The skills are saved."))
    })
    .await
}

/// `GET /workforce.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let (workers, _) = read(&ctx).await?;
    let today = ctx.today();
    let rows = workers.iter().map(|w| {
        let mut row = vec![w.name.clone(), w.caseload().to_string()];
        row.extend(Level::ALL.iter().map(|l| w.cases.get(l.code()).copied().unwrap_or(0).to_string()));
        row.push(w.holds(today).map(|skill| skill.code()).collect::<Vec<_>>().join(" "));
        row
    });
    csv_file("workforce", &["worker", "open_cases", "universal", "targeted", "intensive", "skills"], rows)
}

/// A worker.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkerItem {
    /// Their account.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Open cases they coordinate.
    pub open_cases: i64,
    /// Codes of the skills that hold today.
    pub skills: Vec<&'static str>,
}

/// The agency's workers.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkerList {
    /// By name.
    pub items: Vec<WorkerItem>,
    /// Codes of skills that nobody has today.
    pub nobody_has: Vec<&'static str>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}

/// `GET /api/v1/workforce`
pub(super) async fn api_list(ctx: Ctx) -> Result<Response> {
    let (workers, _) = read(&ctx).await?;
    let today = ctx.today();
    let nobody = gaps(&workers, today).into_iter().filter(|gap| gap.people == 0).map(|gap| gap.skill.code());
    ctx.json(&WorkerList {
        nobody_has: nobody.collect(),
        items: workers
            .iter()
            .map(|w| WorkerItem {
                account: w.id.to_string(),
                name: w.name.clone(),
                open_cases: w.caseload(),
                skills: w.holds(today).map(|skill| skill.code()).collect(),
            })
            .collect(),
        next: None,
    })
}
