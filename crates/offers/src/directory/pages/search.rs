//! The search page that anybody may use.

use kernel::{AgeBand, Level, Result};
use maud::{Markup, html};
use page::{
    Ctx, Cursor, Fields, Response, csv_file,
    kit::{self, layout},
};

use crate::{
    directory::{
        model::{Audience, Cost, ages},
        store::{self, Line, Query},
        words,
    },
    words::{labels, options},
};

/// Entries of one file.
const IN_A_FILE: usize = 1_000;
/// Letters of a description that a list shows.
const GLANCE: usize = 220;

fn asked(f: &Fields) -> Query {
    let some = |name: &str| Some(f.raw(name).to_owned()).filter(|text| !text.is_empty());
    Query {
        words: f.raw("words").to_owned(),
        council: some("council"),
        near: some("near"),
        audience: Audience::from_code(f.raw("audience")),
        age: AgeBand::from_code(f.raw("age")),
        level: Level::from_code(f.raw("level")),
        cost: Cost::from_code(f.raw("cost")),
        tag: None,
    }
}

/// The query of an address again, without where the page begins.
fn again(f: &Fields) -> String {
    let mut kept = form_urlencoded::Serializer::new(String::new());
    for name in ["words", "council", "near", "audience", "age", "level", "cost"] {
        if !f.raw(name).is_empty() {
            kept.append_pair(name, f.raw(name));
        }
    }
    kept.finish()
}

pub(in crate::directory) async fn page(ctx: Ctx) -> Result<Response> {
    let f = ctx.query();
    let query = asked(&f);
    let after = Cursor::parse(f.raw("after"));
    let wanted = query.clone();
    let (rows, mut places, empty) = ctx
        .read(move |look| {
            let rows = store::search(look, &wanted, after)?;
            let empty = rows.items.is_empty() && store::uses(look, words::ANY)? == 0;
            Ok((rows, store::councils(look)?, empty))
        })
        .await?;
    places.insert(0, (String::new(), "Anywhere".into()));
    let kept = again(&f);
    let next = rows.next.map(|next| format!("/directory?{kept}&after={next}"));
    let unknown = query.near.as_deref().filter(|typed| words::near(typed).is_none());
    let body = html! {
        (layout::page_heading(None, "Find support"))
        p class="govuk-body-l" { "Groups, courses, advice and therapy for everyone touched by adoption, special guardianship and kinship care." }
        (layout::filters("/directory", html! {
            (kit::input("words", "What are you looking for?").hint("Such as therapy, school, play").value(f.raw("words")))
            (kit::select("council", "Council where you live", places).value(f.raw("council")))
            (kit::input("near", "Postcode, or its first half").hint("Such as CM1. Finds what is given there").width(10).value(f.raw("near")))
            (kit::select("audience", "For whom?", options::<Audience>("Anyone")).value(f.raw("audience")))
            (kit::select("age", "How old?", options::<AgeBand>("Any age")).value(f.raw("age")))
            (kit::select("level", "How much support?", options::<Level>("Any")).value(f.raw("level")))
            (kit::select("cost", "What does it cost?", options::<Cost>("Any")).value(f.raw("cost")))
        }))
        (kit::details("What do the levels mean?", html! {
            p class="govuk-body" { strong { "Universal" } ": open to everybody, without an assessment. " strong { "Targeted" } ": for a need that has shown itself. " strong { "Intensive" } ": for families who need much, after an assessment." }
        }))
        @if let Some(typed) = unknown {
            (kit::inset_text(format!("“{typed}” is no postcode or beginning of one, so nothing is found near it. Enter something like CM1 1QH, CM1 or CM.")))
        }
        @if empty {
            (kit::nothing_here("The directory has no entries yet. Ask your agency what there is, or ask for support."))
        } @else if rows.items.is_empty() {
            (kit::nothing_here("Nothing in the directory fits all of this. Take something away, or try another word."))
        } @else {
            h2 class="govuk-heading-m" { @if kept.is_empty() { "All services, by name" } @else { "What we found, by name" } }
            @for line in &rows.items { (one(line)) }
            (kit::pagination(None, next))
        }
        p class="govuk-body" {
            a class="govuk-link" href="/ask" { "Ask for support" } " if you do not find what you need: somebody calls you back."
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/directory.csv?" (kept) } { "Download this list (CSV)" } " · "
            a class="govuk-link" href="/open-referral" { "This directory as open data" }
        }
        (kit::print_button("Print this list"))
    };
    Ok(ctx.page("Find support", body).respond())
}

fn one(line: &Line) -> Markup {
    let said = &line.description;
    let short: String = said.chars().take(GLANCE).collect();
    let short = if short.len() < said.len() { format!("{}…", short.trim_end()) } else { short };
    let facts = [
        line.level.map(|l| l.label().to_owned()),
        line.cost.map(|c| c.label().to_owned()),
        ages(line.minimum_age, line.maximum_age).map(|ages| format!("Ages {ages}")),
        (!line.audiences.is_empty()).then(|| labels(&line.audiences)),
    ];
    html! {
        div {
            h3 class="govuk-heading-s" { a class="govuk-link" href={ "/directory/" (line.id) } { (line.name) } }
            p class="govuk-body" {
                (line.giver)
                br; (short)
            }
            p class="govuk-hint" { (facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")) }
        }
    }
}

pub(in crate::directory) async fn csv(ctx: Ctx) -> Result<Response> {
    let query = asked(&ctx.query());
    let found = ctx
        .read(move |look| {
            let ids = store::matching(look, &query, Some(IN_A_FILE))?;
            store::by_ids(look, &ids)
        })
        .await?;
    let head = [
        "name",
        "given_by",
        "description",
        "level",
        "cost",
        "audiences",
        "minimum_age",
        "maximum_age",
        "councils",
        "everywhere",
        "website",
        "email",
        "telephone",
        "how",
        "last_checked",
    ];
    let number = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
    let lines = found.into_iter().map(|s| {
        let (e, d) = (s.entry, String::clone);
        vec![
            d(&e.name),
            d(&e.giver.name),
            d(&e.details.description),
            e.level.map_or(String::new(), |l| l.label().into()),
            e.cost.map_or(String::new(), |c| c.label().into()),
            labels(&e.audiences),
            number(e.minimum_age),
            number(e.maximum_age),
            e.details.councils.join(" "),
            if e.details.everywhere { "yes".into() } else { "no".into() },
            d(&e.details.url),
            d(&e.details.email),
            d(&e.details.phone),
            d(&e.details.how),
            e.assured.to_string(),
        ]
    });
    csv_file("directory", &head, lines)
}
