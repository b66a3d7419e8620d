//! The chronology of a case: filtered, printed, as a CSV file, and one form to add to it.

use access::actions::{EditAssessment, ViewAssessment};
use kernel::{Id, Invalid, Result, kinds::Case};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, cell, label, layout},
};

use super::{entry_fields, kinds};
use crate::{
    cases::{
        frame::{self, Head, Tab},
        store::CaseState,
    },
    chronology::{
        actions, form,
        model::{Entry, Kind, Standing, Wanted},
        store,
    },
};

struct Shown {
    head: Head,
    kept: Vec<Entry>,
    out: Vec<Entry>,
    may_edit: bool,
}

/// What the address asks for.
pub(in crate::chronology) fn wanted(ctx: &Ctx) -> Wanted {
    let query = ctx.query();
    Wanted::read(query.raw("kind"), query.raw("from"), query.raw("to"))
}

pub(in crate::chronology) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(in crate::chronology) async fn add(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<Case>("id")?, ctx.fields()?);
    let input = match form::entry(&mut fields.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("add to a chronology", move |act| {
        actions::add(act, id, &input)?;
        Ok(Answer::see(format!("/cases/{id}/chronology")).saying("It is in the chronology"))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let (id, wanted) = (ctx.id::<Case>("id")?, wanted(ctx));
    let s = ctx
        .read(move |look| {
            let grant = look.one::<ViewAssessment, Case>(id)?;
            let head = frame::head(look, &grant)?;
            let open = head.case.state == CaseState::Open;
            Ok(Shown {
                kept: store::of_case(look, &grant, Standing::Kept, wanted)?,
                out: store::of_case(look, &grant, Standing::Out, Wanted::default())?,
                may_edit: open && look.may::<EditAssessment>(),
                head,
            })
        })
        .await?;
    let here = format!("/cases/{id}/chronology");
    let body = html! {
        p class="govuk-body" {
            "What happened in the child's life, in order, as far as it is known. It stands beside every assessment of this case."
        }
        (filters(&here, wanted))
        (kit::button_group(html! {
            (kit::print_button("Print this chronology"))
            a class="govuk-link" href={ (here) ".csv?" (wanted.query()) } { "Download it (CSV)" }
            @if s.may_edit { a class="govuk-link" href={ (here) "-from-timeline" } { "Take in lines of the timeline" } }
        }))
        @if s.kept.is_empty() {
            (kit::nothing_here(if wanted == Wanted::default() { "Nothing is in the chronology yet." } else { "Nothing in the chronology is of this kind and time." }))
        } @else { (table(id, &s.kept, s.may_edit)) }
        @if s.may_edit {
            h2 class="govuk-heading-m" { "Add something" }
            (ctx.form(&here, f, html! { (entry_fields(f, wrong)) (kit::button("Add it").once()) }))
        }
        @if s.may_edit && !s.out.is_empty() { (taken_out(ctx, id, &s.out)) }
    };
    let page = frame::frame(ctx, &s.head, Tab::Assessment, "Chronology", body);
    Ok(page.back(format!("/cases/{id}/assessment"), "The assessment of this case").errors(wrong).respond())
}

fn filters(here: &str, wanted: Wanted) -> Markup {
    let year = |name: &str, words: &str, value: Option<i16>| {
        kit::input(name, label(words))
            .id(format!("show-{name}"))
            .whole_number()
            .width(4)
            .value(value.map(|y| y.to_string()).unwrap_or_default())
    };
    layout::filters(
        here,
        html! {
            (kit::select("kind", label("Kind"), kinds("Every kind")).id("show-kind").value(wanted.kind.map_or("", Kind::code)))
            (year("from", "From year", wanted.from))
            (year("to", "To year", wanted.to))
        },
    )
}

fn table(case: Id<Case>, entries: &[Entry], may_edit: bool) -> Markup {
    let rows = entries
        .iter()
        .map(|e| {
            let mut row = vec![
                cell(e.when.to_string()),
                cell(e.kind.label()),
                cell(html! {
                    (crate::assessment::pages::paragraphs(&e.words))
                    @if !e.source.is_empty() { p class="govuk-body-s" { "According to: " (e.source) } }
                }),
            ];
            if may_edit {
                row.push(cell(html! {
                    a class="govuk-link" href={ "/cases/" (case) "/chronology/" (e.id) } {
                        "Change" span class="govuk-visually-hidden" { " what happened " (e.when.to_string()) }
                    }
                }));
            }
            row
        })
        .collect();
    let mut head = ["When", "Kind", "What happened"].map(cell).to_vec();
    if may_edit {
        head.push(cell(html! { span class="govuk-visually-hidden" { "Change" } }));
    }
    html! {
        (kit::table(head, rows).caption("Chronology").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
    }
}

fn taken_out(ctx: &Ctx, case: Id<Case>, out: &[Entry]) -> Markup {
    let each = html! {
            @for e in out {
                p class="govuk-body" { strong { (e.when.to_string()) } ": " (e.words) }
                (ctx.form(&format!("/cases/{case}/chronology/{}/standing", e.id), &Fields::default(), html! {
                    (kit::hidden("version", &e.version.to_string()))
                    (kit::hidden("standing", Standing::Kept.code()))
                    (kit::button(html! { "Put it back" span class="govuk-visually-hidden" { ": " (e.when.to_string()) } }).secondary().once())
                }))
            }
    };
    html! { (kit::details(format!("Taken out ({})", out.len()), each)) }
}

pub(in crate::chronology) async fn csv(ctx: Ctx) -> Result<Response> {
    let (id, wanted) = (ctx.id::<Case>("id")?, wanted(&ctx));
    let entries = ctx
        .read(move |look| {
            store::of_case(look, &look.one::<ViewAssessment, Case>(id)?, Standing::Kept, wanted)
        })
        .await?;
    let lines = entries.into_iter().map(|e| {
        let (year, month, day) = e.when.parts();
        let part = |p: Option<i8>| p.map(|p| p.to_string()).unwrap_or_default();
        let about = if e.when.is_about() { "yes" } else { "no" }.to_owned();
        vec![year.to_string(), part(month), part(day), about, e.kind.code().to_owned(), e.words, e.source]
    });
    csv_file("chronology", &["year", "month", "day", "about", "kind", "what", "source"], lines)
}
