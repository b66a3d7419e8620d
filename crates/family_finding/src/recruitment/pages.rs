//! People who want to adopt, as recruiting workers see them, and whether there are enough families.

use access::{
    actions::{ManageRecruitment, ViewMatching},
    finding::Applicant,
};
use kernel::{Invalid, Result};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Route, csv_file,
    kit::{self, Markup, Tone, html, layout},
    mend,
};

use super::{
    actions, form,
    model::{Did, Stage},
    store::{self, Applying},
};
use crate::{
    matching::view,
    shared::{day, version_of},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/recruitment", list)
            .needs::<ManageRecruitment>()
            .personal()
            .about("People who want to adopt, the newest first"),
        Route::get("/recruitment.csv", csv)
            .needs::<ManageRecruitment>()
            .personal()
            .about("People who want to adopt as a file"),
        Route::get("/recruitment/new", new)
            .needs::<ManageRecruitment>()
            .about("The page on which an enquiry about adopting is recorded"),
        Route::post("/recruitment/new", record)
            .needs::<ManageRecruitment>()
            .personal()
            .about("Record an enquiry about adopting")
            .body(|f| drop(form::fields(f))),
        Route::get("/recruitment/enough", enough)
            .needs::<ViewMatching>()
            .personal()
            .about("Whether there are enough families for the children who wait"),
        Route::get("/recruitment/{id}", show)
            .needs::<ManageRecruitment>()
            .personal()
            .about("Somebody's way to approval"),
        Route::post("/recruitment/{id}/step", step)
            .needs::<ManageRecruitment>()
            .personal()
            .about("Take somebody a step on, stop or start the clock, or end their way")
            .body(|f| drop(form::step_fields(f))),
    ]
}

fn stage_tag(a: &Applying) -> Markup {
    html! {
        (kit::tag(a.stage.label()).tone(match a.stage {
            Stage::Approved => Tone::Good,
            Stage::Ended => Tone::Quiet,
            _ => Tone::Calm,
        }))
        @if a.paused.is_some() { " " (kit::tag("Clock stopped").tone(Tone::Soon)) }
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ManageRecruitment>()?, after)).await?;
    let body = html! {
        (layout::page_heading(None, "Recruitment"))
        p class="govuk-body" { "People who want to adopt, from the first enquiry to approval. What is due stands under Promises." }
        (kit::button_group(html! {
            (kit::button("Record an enquiry").href("/recruitment/new"))
            a class="govuk-link" href="/recruitment/enough" { "Are there enough families?" }
        }))
        @if rows.items.is_empty() { (kit::nothing_here("Nobody is recorded yet.")) }
        @else {
            (kit::table(["Reference", "Names", "Since", "Stage"].map(kit::cell).to_vec(), rows.items.iter().map(|a| vec![
                kit::cell(html! { a class="govuk-link" href={ "/recruitment/" (a.id) } { (a.reference) } }),
                kit::cell(a.names.as_str()),
                kit::cell(a.days.first().map_or_else(String::new, |(_, d)| day(*d))),
                kit::cell(stage_tag(a)),
            ]).collect()).caption("People who want to adopt").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|n| format!("/recruitment?after={n}"))))
            p class="govuk-body" { a class="govuk-link" href="/recruitment.csv" { "Download this list as a CSV file" } }
        }
    };
    Ok(ctx.page("Recruitment", body).dense().respond())
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::list(look, &look.agency::<ManageRecruitment>()?, None, None)).await?;
    let lines = rows.items.into_iter().map(|a| {
        let days: Vec<String> = a.days.iter().map(|(what, day)| format!("{what} {day}")).collect();
        vec![a.reference.to_string(), a.names, a.stage.code().to_owned(), days.join("; ")]
    });
    csv_file("recruitment", &["reference", "names", "stage", "days"], lines)
}

fn new_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Response {
    let line = |name: &str, label: &str| {
        kit::input(name, label).value(fields.raw(name)).error(wrong.of(name)).autocomplete("off")
    };
    let body = html! {
        (layout::page_heading(None, "Record an enquiry about adopting"))
        (ctx.form("/recruitment/new", fields, html! {
            (line("names", "Names"))
            (line("address", "Address (optional)"))
            (line("phone", "Telephone (optional)").width(20))
            (line("email", "Email address (optional)"))
            (kit::date_input("on", "Day of the enquiry").values(fields.date_parts("on")).error(wrong.of("on")))
            (kit::button("Save").once())
        }))
    };
    ctx.page("Record an enquiry", body).back("/recruitment", "Back to recruitment").errors(wrong).respond()
}

async fn new(ctx: Ctx) -> Result<Response> {
    Ok(new_form(&ctx, &Fields::default(), &Invalid::default()))
}

async fn record(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match form::fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return Ok(new_form(&ctx, &fields, &wrong)),
    };
    let done = ctx.act("record an enquiry about adopting", move |act| {
        let (id, _) = actions::record_enquiry(act, &input)?;
        Ok(Answer::see(format!("/recruitment/{id}")).saying("The enquiry is recorded."))
    });
    match done.await {
        Err(error) => Ok(new_form(&ctx, &fields, &mend(error)?)),
        ok => ok,
    }
}

async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Applicant>("id")?;
    let a = ctx.read(move |look| store::one(look, &look.one::<ManageRecruitment, Applicant>(id)?)).await?;
    let said = |text: &str| if text.is_empty() { "Not recorded".to_owned() } else { text.to_owned() };
    let mut rows = vec![
        kit::row("Stage", stage_tag(&a)),
        kit::row("Address", said(&a.reach.address)),
        kit::row("Telephone", said(&a.reach.phone)),
        kit::row("Email", said(&a.reach.email)),
    ];
    rows.extend(a.days.iter().map(|(what, date)| kit::row(*what, day(*date))));
    if let Some((since, left)) = a.paused {
        rows.push(kit::row("Clock stopped", format!("Since {}, with {left} days left", day(since))));
    }
    if !a.words.is_empty() {
        rows.push(kit::row("Why the clock was stopped, or it ended", a.words.as_str()));
    }
    let body = html! {
        (layout::page_heading(Some(a.reference.as_str()), a.names.as_str()))
        (kit::summary_list(rows))
        @if a.stage == Stage::Approved {
            p class="govuk-body" {
                "They are approved. " a class="govuk-link" href="/adopters/new" { "Record what they can offer" } ", so that children can be suggested to them."
            }
        }
        @if let Some(next) = a.stage.next() { (step_form(ctx, &a, next, fields, wrong)) }
    };
    // The tab's title names nobody: titles end up in histories and screen shares.
    let title = format!("Recruitment {}", a.reference);
    Ok(ctx.page(title, body).back("/recruitment", "Back to recruitment").dense().errors(wrong).respond())
}

fn step_form(ctx: &Ctx, a: &Applying, next: Did, fields: &Fields, wrong: &Invalid) -> Markup {
    let mut steps = Vec::new();
    if a.paused.is_some() {
        steps.push(Did::Resume);
    } else {
        steps.push(next);
        if a.stage.promise().is_some() {
            steps.push(Did::Pause);
        }
    }
    steps.push(Did::End);
    let choices = steps.into_iter().map(|did| kit::choice(did.code(), did.label())).collect();
    html! {
        h2 class="govuk-heading-m" { "What happened?" }
        (ctx.form(&format!("/recruitment/{}/step", a.id), fields, html! {
            (kit::hidden("version", &version_of(fields, wrong, a.version)))
            (kit::radios("did", kit::legend("Step").size(kit::Size::S), choices).small().value(fields.raw("did")).error(wrong.of("did")))
            (kit::date_input("on", "Day").values(fields.date_parts("on")).error(wrong.of("on")))
            (kit::textarea("words", "Why (where the clock is stopped or their way ends)").rows(3)
                .value(fields.raw("words")).error(wrong.of("words")))
            (kit::button("Record").once())
        }))
    }
}

async fn step(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Applicant>("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::step_fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("take an applicant a step on", move |act| {
        actions::take_step(act, id, &input)?;
        Ok(Answer::see(format!("/recruitment/{id}")).saying("The step is recorded."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}

/// A count that stops at 1,000.
fn counted(n: i64) -> String {
    if n > 1_000 { "more than 1,000".to_owned() } else { n.to_string() }
}

async fn enough(ctx: Ctx) -> Result<Response> {
    let (best, stages) = ctx
        .read(|look| {
            let grant = look.agency::<ViewMatching>()?;
            let mut stages = Vec::new();
            for stage in [Stage::Registered, Stage::One, Stage::Between, Stage::Two] {
                stages.push((stage, store::at_stage(look, &grant, stage)?));
            }
            Ok((view::best(look, &grant)?, stages))
        })
        .await?;
    let groups = best.pairs.len() + best.without.len();
    let siblings = best.without.iter().filter(|w| w.group.children.len() > 1).count();
    let mut rows = vec![
        kit::row("Children or sibling groups waiting", groups.to_string()),
        kit::row("Ready families who may be seen, of all agencies", best.families.to_string()),
        kit::row("Have a family in the best use of the pool", best.pairs.len().to_string()),
        kit::row("Have none in it", format!("{}, of whom {siblings} are sibling groups", best.without.len())),
    ];
    rows.extend(stages.iter().map(|(stage, n)| kit::row(stage.label(), counted(*n))));
    let body = html! {
        (layout::page_heading(Some("Recruitment"), "Are there enough families?"))
        p class="govuk-body" { "More families than children is not enough: what counts is whether each child has a family in the best use of the pool." }
        (kit::summary_list(rows))
        p class="govuk-body" { a class="govuk-link" href="/matching/best-use" { "See which children have none" } }
    };
    Ok(ctx
        .page("Are there enough families?", body)
        .back("/recruitment", "Back to recruitment")
        .dense()
        .respond())
}
