//! The list of children on the way to adoption.

use access::actions::ListWaitingChildren;
use kernel::Result;
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, Tone, html, layout},
};

use super::{Line, day, lines, stories};
use crate::children::{model::Step, store};

pub(in crate::children) async fn page(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let (step, after) = (Step::from_code(query.raw("step")), Cursor::parse(query.raw("after")));
    let (rows, next) = ctx
        .read(move |look| {
            let grant = look.agency::<ListWaitingChildren>()?;
            let rows = store::page(look, &grant, step, after)?;
            Ok((lines(rows.items, &stories(look, &grant)?, look.today())?, rows.next))
        })
        .await?;
    let steps = std::iter::once((String::new(), "Every step".to_owned()))
        .chain(Step::ALL.iter().map(|step| (step.code().to_owned(), step.label().to_owned())));
    let head = ["Child", "Step", "Since", "Waits too long?"].map(kit::cell).to_vec();
    let body = html! {
        (layout::page_heading(Some("Children on the way to adoption"), "List of children"))
        (layout::filters("/children/list", html! {
            (kit::select("step", kit::label("Step"), steps).value(step.map_or("", Step::code)))
        }))
        @if rows.is_empty() {
            (kit::nothing_here("No child is at this step."))
        } @else {
            (kit::table(head, rows.iter().map(row).collect())
                .caption("Children on the way to adoption").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            @if let Some(next) = next {
                @let step = step.map(|step| format!("&step={}", step.code())).unwrap_or_default();
                (kit::pagination(None, Some(format!("/children/list?after={next}{step}"))))
            }
            p class="govuk-body" { a class="govuk-link" href="/children/list.csv" { "Download all children as a CSV file" } }
        }
    };
    Ok(ctx
        .page("List of children", body)
        .back("/children", "Back to children on the way to adoption")
        .dense()
        .respond())
}

fn row(line: &Line) -> Vec<kit::Cell> {
    let child = &line.child;
    let alarm = line.alarm.as_ref().map(|alarm| {
        let tone = if alarm.expected.threshold { Tone::Late } else { Tone::Soon };
        html! { (kit::tag(format!("{} days over", alarm.over())).tone(tone)) " " (alarm.reason()) }
    });
    vec![
        kit::cell(html! { a class="govuk-link" href={ "/children/" (child.id) } { (child.reference) } }),
        kit::cell(child.step.label()),
        kit::cell(day(line.since)),
        kit::cell(alarm.unwrap_or_else(|| html! { "No" })),
    ]
}

pub(in crate::children) async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<ListWaitingChildren>()?;
            let stories = stories(look, &grant)?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::page(look, &grant, None, after)?;
                all.extend(lines(rows.items, &stories, look.today())?);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let rows = all.into_iter().map(|line| {
        vec![
            line.child.reference.to_string(),
            line.child.step.code().to_owned(),
            line.since.map_or_else(String::new, |day| day.to_string()),
            line.alarm.as_ref().map_or_else(String::new, |alarm| alarm.over().to_string()),
            line.alarm.as_ref().map_or_else(String::new, |alarm| alarm.reason()),
        ]
    });
    csv_file("children", &["reference", "step", "since", "days_over", "why"], rows)
}
