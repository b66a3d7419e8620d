//! The family picture of a case: drawn as of a day, and as a table that says the same.

use access::{
    actions::{RecordFamilyTies, ViewFamilyPicture},
    members::FamilyTie,
};
use kernel::{Date, Error, Id, Invalid, Result, kinds::Case, local_date};
use page::{
    Answer, Ctx, Fields, Response, Route, csv_file,
    kit::{self, Markup, Size, chart, html, layout},
    mend,
};

use super::{
    actions::{change, fields, record, take_back},
    model::{Tie, TieKind, has_begun, holds, rows},
    store,
};
use crate::{
    assessment::pages::name_of,
    cases::frame::{self, Head, Tab},
    people::store::{self as people, Person, PersonKind},
    words::NOTE,
};

pub(super) fn routes() -> Vec<Route> {
    let seen = vec![
        Route::get("/cases/{id}/family-picture", page)
            .about("Who lives or lived with the child, brothers and sisters elsewhere, and who matters: `?on=2019` for how it was at the end of a year"),
        Route::get("/cases/{id}/family-picture.csv", csv).about("The same as a file, without names"),
    ];
    let recorded = vec![
        Route::post("/cases/{id}/family-picture", send)
            .about("Record who matters to the child")
            .body(|f| drop(fields(f))),
        Route::get("/cases/{id}/family-picture/{tie}", edit)
            .about("The form that puts a tie right, or gives it its last day"),
        Route::post("/cases/{id}/family-picture/{tie}", save)
            .about("Put a tie right, or give it its last day")
            .body(|f| drop(versioned(f))),
        Route::post("/cases/{id}/family-picture/{tie}/take-back", back)
            .about("Take back a tie that was recorded by mistake")
            .body(|f| drop(version(f))),
    ];
    let seen = seen.into_iter().map(|r| r.needs::<ViewFamilyPicture>().personal());
    seen.chain(recorded.into_iter().map(|r| r.needs::<RecordFamilyTies>().personal())).collect()
}

/// What the page shows.
pub(super) struct Shown {
    pub head: Head,
    pub child: Person,
    pub household: Vec<Person>,
    pub ties: Vec<Tie>,
    names: Vec<String>,
}

/// Reads it for whoever may view it.
pub(super) async fn read(ctx: &Ctx) -> Result<Shown> {
    let id: Id<Case> = ctx.id("id")?;
    ctx.read(move |look| {
        let grant = look.one::<ViewFamilyPicture, Case>(id)?;
        let head = frame::head(look, &grant)?;
        let ties = store::of_case(look, &grant)?;
        let mut names = Vec::new();
        for tie in &ties {
            names.push(name_of(look, tie.by)?.unwrap_or_else(|| "Another system".into()));
        }
        Ok(Shown {
            child: people::load(look, head.case.child)?,
            household: people::of_family(look, head.case.family)?,
            ties,
            names,
            head,
        })
    })
    .await
}

/// The day of which the picture is: the end of the year that is asked for, and never one to come.
fn as_of(ctx: &Ctx) -> Date {
    let today = ctx.today();
    let year = ctx.query().raw("on").parse::<i16>().ok();
    year.and_then(|year| Date::new(year, 12, 31).ok()).filter(|day| *day < today).unwrap_or(today)
}

fn day(day: Option<Date>) -> String {
    day.map_or_else(|| "Not known".to_owned(), |d| d.strftime("%-d %B %Y").to_string())
}

async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, typed: &Fields, invalid: &Invalid) -> Result<Response> {
    let s = read(ctx).await?;
    let (on, today, id) = (as_of(ctx), ctx.today(), s.head.id());
    let here = format!("/cases/{id}/family-picture");
    let body = html! {
        (layout::filters(&here, html! {
            (kit::select("on", "As it was", years(&s, today)).value(if on == today { String::new() } else { on.year().to_string() }))
        }))
        (picture(&s, on, today))
        @if on != today {
            p class="govuk-body" { "Of the household itself nothing says since when they live there. They are drawn for today; for another day record since when, below." }
        }
        (table(&s, on, ctx.actor.may_come(<RecordFamilyTies as access::Action>::NAME)))
        p class="govuk-body" {
            a class="govuk-link" href={ (here) ".csv" } { "Download this as a CSV file, without names" }
        }
        (kit::print_button("Print this page"))
        @if ctx.actor.may_come(<RecordFamilyTies as access::Action>::NAME) {
            @let form = ctx.form(&here, typed, html! { (questions(typed, invalid)) (kit::button("Record it").once()) });
            @let details = kit::details("Record somebody who matters to the child", form);
            @if invalid.0.is_empty() { (details) } @else { (details.open()) }
        }
    };
    Ok(frame::frame(ctx, &s.head, Tab::Overview, "Family picture", body).errors(invalid).respond())
}

/// The years that can be chosen: from the first day that anybody gave.
fn years(s: &Shown, today: Date) -> Vec<(String, String)> {
    let first = s.ties.iter().filter_map(|t| t.details.from).map(|d| d.year()).min().unwrap_or(today.year());
    let mut all = vec![(String::new(), "Today".to_owned())];
    all.extend((first..today.year()).rev().map(|y| (y.to_string(), format!("At the end of {y}"))));
    all
}

fn picture(s: &Shown, on: Date, today: Date) -> Markup {
    let shown = rows(&s.child, &s.household, &s.ties, on, today);
    let others: usize = shown.iter().map(|row| row.people.len()).sum::<usize>().saturating_sub(1);
    let spoken = format!(
        "A drawing of {} people round {}, on {}. Everybody in it stands in the table below, with what they are to the child and since when.",
        others,
        s.child.first,
        day(Some(on))
    );
    html! { (chart::family(format!("The family on {}", day(Some(on))), spoken, shown)) }
}

/// Everybody of the picture, and those who were there before or came later.
fn table(s: &Shown, on: Date, may_record: bool) -> Markup {
    let mut rows: Vec<Vec<kit::Cell>> = s
        .household
        .iter()
        .map(|p| {
            let what = match (p.id == s.child.id, p.kind) {
                (true, _) => "The child",
                (_, PersonKind::Child) => "Child of the household",
                (_, PersonKind::Adult) => "Parent or carer of the household",
            };
            vec![
                kit::cell(p.name()),
                kit::cell(what),
                kit::cell("In the household’s record now"),
                kit::cell(""),
                kit::cell(""),
            ]
        })
        .collect();
    for (tie, by) in s.ties.iter().zip(&s.names) {
        let d = &tie.details;
        let standing = match (has_begun(d, on), holds(d, on)) {
            (true, true) => "",
            (true, false) => " (over on that day)",
            (false, _) => " (not yet on that day)",
        };
        let span = format!(
            "{} to {}{standing}",
            day(d.from),
            d.until.map_or_else(|| "now".to_owned(), |u| day(Some(u)))
        );
        rows.push(vec![
            kit::cell(html! { (d.name) @if !d.note.is_empty() { br; (d.note) } }),
            kit::cell(tie.kind.label()),
            kit::cell(span),
            kit::cell(html! { (d.said_by) br; "Recorded on " (day(Some(local_date(tie.recorded)))) " by " (by) }),
            kit::cell(html! {
                @if may_record {
                    a class="govuk-link" href={ "/cases/" (s.head.id()) "/family-picture/" (tie.id) } { "Change" span class="govuk-visually-hidden" { ", " (d.name) } }
                }
            }),
        ]);
    }
    let head =
        ["Who", "What they are to the child", "From, until", "Who said so", ""].map(kit::cell).to_vec();
    html! {
        (kit::table(head, rows).caption("The same in words").caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
    }
}

fn questions(typed: &Fields, invalid: &Invalid) -> Markup {
    let kinds = std::iter::once(("", "Choose")).chain(TieKind::ALL.iter().map(|k| (k.code(), k.label())));
    html! {
        (kit::inset_text("Of birth parents and birth relatives, earlier families, foster carers and brothers and sisters elsewhere, write a first name alone, as the family says it, and nothing by which they could be found: no street, town or school either. Hearth refuses postcodes, longer numbers and email addresses, and cannot recognise the rest. More about them stands with their own record, behind the wall."))
        (kit::select("kind", "What they are to the child", kinds).value(typed.raw("kind")).error(invalid.of("kind")))
        (kit::input("name", "What the family calls them").value(typed.raw("name")).spellcheck(false).error(invalid.of("name")))
        (kit::date_input("from", "Since when, if it is known").values(typed.date_parts("from")).error(invalid.of("from")))
        (kit::date_input("until", "Until when, if it is over").values(typed.date_parts("until")).error(invalid.of("until")))
        (kit::input("said_by", "Who said so?").hint("Such as the child, their mother, the school.").value(typed.raw("said_by")).error(invalid.of("said_by")))
        (kit::character_count("note", kit::label("What else to know").size(Size::S), u32::try_from(NOTE).unwrap_or(u32::MAX)).rows(2)
            .value(typed.raw("note")).error(invalid.of("note")))
    }
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let s = read(&ctx).await?;
    let text = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
    let rows = s.ties.iter().zip(&s.names).map(|(tie, by)| {
        vec![
            tie.kind.code().to_owned(),
            text(tie.details.from),
            text(tie.details.until),
            tie.recorded.to_string(),
            by.clone(),
        ]
    });
    csv_file("family-picture", &["kind", "from", "until", "recorded_at", "recorded_by"], rows)
}

async fn send(ctx: Ctx) -> Result<Response> {
    let (id, mut typed) = (ctx.id::<Case>("id")?, ctx.fields()?);
    let input = match fields(&mut typed) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, &typed, &invalid).await,
    };
    let done = ctx
        .act("record a tie", move |act| {
            record::run(act, id, &input)?;
            Ok(Answer::see(format!("/cases/{id}/family-picture")).saying("It is in the picture."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &typed, &mend(error)?).await,
        ok => ok,
    }
}

/// The version that was read.
pub(super) fn version(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

/// What the form and the API send of a change: the version that was read, and what holds now.
pub(super) fn versioned(f: &mut Fields) -> Result<(i64, super::actions::Input), Invalid> {
    let version = f.version();
    let input = fields(f)?;
    f.finish(|| Some((version?, input)))
}

async fn edit(ctx: Ctx) -> Result<Response> {
    one(&ctx, None, &Invalid::default()).await
}

async fn one(ctx: &Ctx, typed: Option<&Fields>, invalid: &Invalid) -> Result<Response> {
    let tie_id: Id<FamilyTie> = ctx.id("tie")?;
    let s = read(ctx).await?;
    let tie = s.ties.iter().find(|t| t.id == tie_id).ok_or(Error::NotFound)?;
    let here = format!("/cases/{}/family-picture/{}", s.head.id(), tie.id);
    let d = &tie.details;
    let mut kept: Vec<(String, String)> = [
        ("kind", tie.kind.code().to_owned()),
        ("name", d.name.clone()),
        ("said_by", d.said_by.clone()),
        ("note", d.note.clone()),
    ]
    .map(|(k, v)| (k.to_owned(), v))
    .to_vec();
    for (name, value) in [("from", d.from), ("until", d.until)] {
        let parts = value.map(|d| [d.day().to_string(), d.month().to_string(), d.year().to_string()]);
        for (part, text) in ["day", "month", "year"].iter().zip(parts.into_iter().flatten()) {
            kept.push((format!("{name}-{part}"), text));
        }
    }
    let kept = Fields::filled(kept);
    let typed = typed.unwrap_or(&kept);
    let body = html! {
        (ctx.form(&here, typed, html! {
            (kit::hidden("version", &tie.version.to_string()))
            (questions(typed, invalid))
            (kit::button("Save").once())
        }))
        h2 class="govuk-heading-m" { "It was recorded by mistake" }
        p class="govuk-body" { "If it ended, give it its last day above instead: then it stays in the picture of the time before." }
        (ctx.form(&format!("{here}/take-back"), &Fields::default(), html! {
            (kit::hidden("version", &tie.version.to_string()))
            (kit::button("Take it back").warning().once())
        }))
    };
    Ok(frame::frame(ctx, &s.head, Tab::Overview, "Change a tie", body).errors(invalid).respond())
}

async fn save(ctx: Ctx) -> Result<Response> {
    let (id, tie) = (ctx.id::<Case>("id")?, ctx.id::<FamilyTie>("tie")?);
    let mut typed = ctx.fields()?;
    let (version, input) = match versioned(&mut typed) {
        Ok(read) => read,
        Err(invalid) => return one(&ctx, Some(&typed), &invalid).await,
    };
    let done = ctx
        .act("change a tie", move |act| {
            change::run(act, id, tie, version, &input)?;
            Ok(Answer::see(format!("/cases/{id}/family-picture")).saying("It is changed."))
        })
        .await;
    match done {
        Err(error) => one(&ctx, Some(&typed), &mend(error)?).await,
        ok => ok,
    }
}

async fn back(ctx: Ctx) -> Result<Response> {
    let (id, tie) = (ctx.id::<Case>("id")?, ctx.id::<FamilyTie>("tie")?);
    let read = version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("take a tie back", move |act| {
        take_back::run(act, id, tie, read)?;
        Ok(Answer::see(format!("/cases/{id}/family-picture")).saying("It is taken back."))
    })
    .await
}
