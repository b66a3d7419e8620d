//! Checking in as people see it.

use access::actions::{ChooseCheckIns, HoldCheckIns, ListCheckIns, ViewRhythm};
use casework::cases::{
    frame::{self, Head, Tab},
    store::CaseState,
};
use jiff::ToSpan;
use kernel::{Date, Error, Id, Invalid, Result, days_between, kinds::Case};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, Response, csv_file,
    kit::{self, layout},
};

use super::{
    actions, form,
    model::{Contact, Often},
    store::{self, Due, Held, Kept},
};
use crate::{
    rhythm::pages::my,
    words::{choices, day, fine},
};

/// How many weeks ahead the list looks, unless it is asked for another day.
const WEEKS: i64 = 4;

/// Until which day the list looks, and whether only at the reader's own cases.
///
/// # Errors
/// `Invalid` on `until` for what is no day, and on `coordinator` for what is not `me`.
pub(super) fn horizon(f: &mut Fields, today: Date) -> Result<(Date, bool)> {
    let until = f.date_opt("until");
    let mine = match f.raw("coordinator") {
        "" => false,
        "me" => true,
        _ => {
            f.fail("coordinator", "Choose everyone or me");
            false
        }
    };
    let weeks = today.checked_add(WEEKS.weeks()).unwrap_or(today);
    f.finish(|| Some((until.unwrap_or(weeks), mine))).map_err(Error::Invalid)
}

/// How it stands with checking in, in a sentence.
pub(crate) fn sentence(kept: Option<Kept>, open: bool, today: Date) -> String {
    match kept {
        Some(k) if k.often == Often::Never => {
            "Nobody checks in: the family calls when it wants something.".to_owned()
        }
        Some(Kept { next: Some(next), .. }) if next < today => {
            format!("Somebody should have checked in by {}.", day(next))
        }
        Some(Kept { next: Some(next), .. }) => format!("Somebody checks in by {}.", day(next)),
        _ if open => {
            "No day is set yet: it follows from the date of the order, or from what the family chooses."
                .to_owned()
        }
        _ => "Nobody checks in, since the case is closed and the family has not asked for it.".to_owned(),
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let (until, mine) = horizon(&mut query, ctx.today())?;
    let after = Cursor::parse(query.raw("after"));
    let rows =
        ctx.read(move |look| store::page(look, &look.agency::<ListCheckIns>()?, until, mine, after)).await?;
    let me = if mine { "me" } else { "" };
    let body = html! {
        (layout::page_heading(None, "Checking in"))
        p class="govuk-body" {
            "Families that somebody gets in touch with until " (day(until)) ", the longest due first. Each family chooses how often, or never."
        }
        (layout::filters("/check-ins", html! {
            (kit::select("coordinator", "Coordinator", [("", "Everyone"), ("me", "Me")]).value(me))
        }))
        @if rows.items.is_empty() {
            (kit::nothing_here("Nobody is to be checked in with in these weeks."))
        } @else {
            (table(&rows.items, ctx.today()))
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/check-ins?coordinator={me}&after={next}"))))
            }
            p class="govuk-body" {
                a class="govuk-link" href={ "/check-ins.csv?coordinator=" (me) } { "Download these families as a CSV file" }
            }
        }
    };
    Ok(ctx.page("Checking in", body).dense().respond())
}

fn table(items: &[Due], today: Date) -> kit::Table {
    let rows = items.iter().map(|d| {
        let late = days_between(d.next, today);
        vec![
            kit::cell(html! {
                a class="govuk-link" href={ "/cases/" (d.case) "/checking-in" } { (d.reference) }
                @if !d.open { " (closed)" }
            }),
            kit::cell(html! {
                (day(d.next)) " "
                @if late > 0 { (kit::tag("Late").tone(kit::Tone::Late)) }
            }),
            kit::cell(d.last.map_or_else(|| "Not yet".to_owned(), day)),
            kit::cell(d.often.label()),
            kit::cell(if d.coordinator.is_empty() { "Nobody yet" } else { d.coordinator.as_str() }),
        ]
    });
    let head = ["Case", "Check in by", "Last time", "How often", "Coordinator"].map(kit::cell).to_vec();
    kit::table(head, rows.collect())
        .caption("Families to check in with")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let (until, mine) = horizon(&mut ctx.query(), ctx.today())?;
    let rows = ctx
        .read(move |look| store::due(look, &look.agency::<ListCheckIns>()?, until, mine, None, None))
        .await?;
    let lines = rows.items.into_iter().map(|d| {
        vec![
            d.reference.to_string(),
            d.next.to_string(),
            d.last.map(|day| day.to_string()).unwrap_or_default(),
            d.often.code().to_owned(),
            if d.open { "open" } else { "closed" }.to_owned(),
            d.coordinator,
        ]
    });
    csv_file("check-ins", &["case", "next_on", "last_on", "often", "case_state", "coordinator"], lines)
}

struct Seen {
    head: Head,
    kept: Option<Kept>,
    held: Vec<Held>,
    may_choose: bool,
    may_hold: bool,
}

fn here(id: Id<Case>) -> String {
    format!("/cases/{id}/checking-in")
}

pub(super) async fn case(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<ViewRhythm, Case>(id)?;
            Ok(Seen {
                head: frame::head(look, &grant)?,
                kept: store::of_case(look, &grant)?,
                held: store::held(look, &grant)?,
                may_choose: look.may::<ChooseCheckIns>(),
                may_hold: look.may::<HoldCheckIns>(),
            })
        })
        .await?;
    let open = s.head.case.state == CaseState::Open;
    let body = html! {
        p class="govuk-body" {
            a class="govuk-link" href={ "/cases/" (id) "/ahead" } { "What lies ahead of this family" }
        }
        p class="govuk-body" {
            (sentence(s.kept, open, ctx.today())) " "
            @if let Some(k) = s.kept {
                "How often: " (k.often.label().to_lowercase()) "."
                @if k.said { @if k.by_family { " The family chose this." } @else { " A worker noted this for the family." } }
            }
        }
        @if s.may_hold { (hold_form(ctx, id, f, wrong)) }
        @if s.may_choose {
            h2 class="govuk-heading-m" { "How often" }
            (choice_form(ctx, &here(id), f, wrong, s.kept, "How often does the family want to hear from us?"))
        }
        (times(&s.held))
    };
    Ok(frame::frame(ctx, &s.head, Tab::Rhythm, "Checking in", body).errors(wrong).respond())
}

/// The form that chooses how often, for a worker or the family.
pub(crate) fn choice_form(
    ctx: &Ctx,
    action: &str,
    f: &Fields,
    wrong: &Invalid,
    kept: Option<Kept>,
    ask: &str,
) -> Markup {
    let value = match f.raw("often") {
        "" => kept.map_or("", |k| k.often.code()),
        sent => sent,
    };
    html! {
        (ctx.form(action, f, html! {
            (kit::radios("often", kit::legend(ask).size(kit::Size::S), choices::<Often>()).value(value).error(wrong.of("often")))
            (kit::button("Save how often").secondary().once())
        }))
    }
}

fn hold_form(ctx: &Ctx, id: Id<Case>, f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Somebody checked in" }
        (ctx.form(&format!("{}/held", here(id)), f, html! {
            (kit::radios("way", kit::legend("How").size(kit::Size::S), choices::<Contact>()).inline()
                .value(f.raw("way")).error(wrong.of("way")))
            (kit::radios("reached", kit::legend("Was the family reached?").size(kit::Size::S), kit::yes_no()).inline()
                .value(f.raw("reached")).error(wrong.of("reached")))
            (kit::date_input("on", kit::legend("On which day (optional)").size(kit::Size::S)).hint("Today, unless you say another day")
                .values(f.date_parts("on")).error(wrong.of("on")))
            (kit::textarea("words", "What you talked about (optional)").hint("The family reads it on its timeline").rows(3)
                .value(f.raw("words")).error(wrong.of("words")))
            (kit::button("Note it").once())
        }))
    }
}

fn times(held: &[Held]) -> Markup {
    let rows = held.iter().rev().map(|h| {
        let reached = if h.reached { "Reached" } else { "Not reached" };
        vec![kit::cell(day(h.on)), kit::cell(h.way.label()), kit::cell(reached)]
    });
    html! {
        @if held.is_empty() { (kit::nothing_here("Nobody has checked in yet.")) }
        @else {
            (kit::table(["Day", "How", "Family"].map(kit::cell).to_vec(), rows.collect()).caption("When somebody checked in")
                .caption_classes("govuk-table__caption--m").first_cell_is_header())
        }
    }
}

pub(super) async fn choose(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let often = match form::often(&mut fields) {
        Ok(often) => often,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("choose how often to check in", move |act| {
        actions::choose(act, id, often)?;
        Ok(Answer::see(here(id)).saying("It is saved."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn my_choice(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let often = match form::often(&mut fields) {
        Ok(often) => often,
        Err(invalid) => return my::draw(&ctx, Some(id), &fields, &invalid).await,
    };
    let done = ctx.act("a family chooses how often", move |act| {
        actions::choose(act, id, often)?;
        Ok(Answer::see(my::here(id)).saying("Thank you. We keep to it."))
    });
    match done.await {
        Err(error) => my::draw(&ctx, Some(id), &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn held(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::checked_in(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("note a check-in", move |act| {
        actions::check_in(act, id, &input)?;
        Ok(Answer::see(here(id)).saying("It is noted."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
