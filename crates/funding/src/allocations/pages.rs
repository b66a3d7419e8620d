//! Allocations as a finance officer records them, and as managers and commissioners read them.

use access::actions::{RecordAllocation, ViewLedger};
use kernel::{FinancialYear, Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, Response, csv_file,
    kit::{self, layout},
};

use super::{
    actions, form,
    store::{self, Allocation},
};
use crate::ledger::pages::year_of;

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let year = year_of(&ctx)?;
    draw(&ctx, year, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, year: FinancialYear, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, names, may) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewLedger>()?;
            let rows = store::page(look, &grant, year, after)?;
            let names = store::recorders(look, &rows.items)?;
            Ok((rows, names, look.may::<RecordAllocation>()))
        })
        .await?;
    let now = FinancialYear::of(ctx.today());
    let mut years: Vec<FinancialYear> = (now.0 - 3..=now.0 + 1).rev().map(FinancialYear).collect();
    if !years.contains(&year) {
        years.push(year);
    }
    let choices: Vec<(String, String)> = years.iter().map(|y| (y.0.to_string(), y.to_string())).collect();
    let next = rows.next.map(|next| format!("/funding/allocations?year={}&after={next}", year.0));
    let body = html! {
        (layout::page_heading(Some("Money from the Fund"), format!("Allocations {year}")))
        p class="govuk-body" {
            "What government gave the agency for the year. Applications are approved out of it. An allocation is \
             recorded from its grant letter and never changed: one that was wrong is taken back, and the right one \
             recorded."
        }
        (layout::filters("/funding/allocations", html! {
            (kit::select("year", "Year", choices.clone()).value(year.0.to_string()))
        }))
        @if rows.items.is_empty() {
            (kit::nothing_here(format!("Nothing is allocated for {year}. Until it is, no application of the year can be approved.")))
        } @else {
            (table(&rows.items, &names, may))
            (kit::pagination(None, next))
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/funding/allocations.csv?year=" (year.0) } { "Download the allocations of the year (CSV)" }
        }
        p class="govuk-body" { a class="govuk-link" href={ "/ledger?year=" (year.0) } { "Ledger of the year" } }
        @if may {
            h2 class="govuk-heading-m" id="record" { "Record an allocation" }
            (ctx.form("/funding/allocations", fields, html! {
                @let chosen = match fields.raw("year") { "" => year.0.to_string(), typed => typed.to_owned() };
                (kit::select("year", "Financial year", choices).id("for-year").value(chosen).error(wrong.of("year")))
                (kit::money_input("amount", "Amount").value(fields.raw("amount")).error(wrong.of("amount")))
                (kit::input("letter", "Reference of the grant letter").width(20)
                    .value(fields.raw("letter")).error(wrong.of("letter")))
                (kit::textarea("note", "Note (optional)").rows(2).value(fields.raw("note")).error(wrong.of("note")))
                (kit::button("Record the allocation").once())
            }))
        }
    };
    Ok(ctx.page(format!("Allocations {year}"), body).dense().errors(wrong).respond())
}

fn table(items: &[Allocation], names: &[String], may: bool) -> kit::Table {
    let mut head = vec![
        kit::cell("Grant letter"),
        kit::number("Amount"),
        kit::cell("Recorded"),
        kit::cell("By"),
        kit::cell("Note"),
    ];
    if may {
        head.push(kit::cell("If it is wrong"));
    }
    let rows = items.iter().zip(names).map(|(a, name)| {
        let mut cells = vec![
            kit::cell(a.letter.as_str()),
            kit::number(a.amount.to_string()),
            kit::cell(Moment(a.recorded).to_string()),
            kit::cell(name.as_str()),
            kit::cell(a.note.clone().unwrap_or_default()),
        ];
        if may {
            cells.push(kit::cell(html! {
                @if a.stands() {
                    a class="govuk-link" href={ "/funding/allocations/" (a.id) "/take-back" } {
                        "Take back" span class="govuk-visually-hidden" { " the allocation of letter " (a.letter) }
                    }
                } @else if a.corrects.is_some() { "Takes back the one of this letter" } @else { "Was taken back" }
            }));
        }
        cells
    });
    kit::table(head, rows.collect())
        .caption("Allocations of the year, newest first")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let parsed = form::fields(&mut fields);
    let shown = fields.raw("year").parse().map_or(FinancialYear::of(ctx.today()), FinancialYear);
    let input = match parsed {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, shown, &fields, &invalid).await,
    };
    let done = ctx.act("record an allocation", move |act| {
        let made = actions::record_allocation(act, &input)?;
        Ok(Answer::see(format!("/funding/allocations?year={}", made.year.0))
            .saying("The allocation is recorded."))
    });
    match done.await {
        Err(error) => draw(&ctx, shown, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn ask_back(ctx: Ctx) -> Result<Response> {
    question(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn question(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id("id")?;
    let a = ctx.read(move |look| store::load(look, &look.agency::<RecordAllocation>()?, id)).await?;
    let back = format!("/funding/allocations?year={}", a.year.0);
    let body: Markup = html! {
        (layout::page_heading(Some(&format!("Letter {}", a.letter)), format!("Take back {} for {}", a.amount, a.year)))
        @if a.stands() {
            p class="govuk-body" {
                "The whole amount leaves the agency's money of the year. What is approved already stays approved, so as \
                 much must still be free. If it is not, record the right allocation first."
            }
            (ctx.form(&format!("/funding/allocations/{id}/take-back"), fields, html! {
                (kit::textarea("reason", "What was wrong").rows(2).value(fields.raw("reason")).error(wrong.of("reason")))
                (kit::button("Take it back").warning().once())
            }))
        } @else {
            p class="govuk-body" { "This was taken back already, or takes back another. Nothing is left to do here." }
        }
    };
    let page = ctx.page("Take back an allocation", body).dense();
    Ok(page.back(back, "Back to the allocations").errors(wrong).respond())
}

pub(super) async fn take_back(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let reason = match form::back(&mut fields) {
        Ok(reason) => reason,
        Err(invalid) => return question(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("take back an allocation", move |act| {
        let back = actions::take_back_allocation(act, id, &reason)?;
        Ok(Answer::see(format!("/funding/allocations?year={}", back.year.0))
            .saying("The allocation is taken back."))
    });
    match done.await {
        Err(error) => question(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let year = year_of(&ctx)?;
    let (items, names) = ctx
        .read(move |look| {
            let items = store::list(look, &look.agency::<ViewLedger>()?, year, None, None)?.items;
            let names = store::recorders(look, &items)?;
            Ok((items, names))
        })
        .await?;
    let head =
        ["allocation", "year", "letter", "amount_pence", "recorded_at", "recorded_by", "note", "takes_back"];
    let lines = items.into_iter().zip(names).map(|(a, name)| {
        vec![
            a.id.to_string(),
            a.year.to_string(),
            a.letter,
            a.amount.0.to_string(),
            a.recorded.to_string(),
            name,
            a.note.unwrap_or_default(),
            a.corrects.map_or_else(String::new, |id| id.to_string()),
        ]
    });
    csv_file(&format!("allocations-{year}"), &head, lines)
}
