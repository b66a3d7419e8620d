//! Looking for a person. What is typed is sent in the body, never in an address, because
//! addresses end up in histories and logs.

use access::{
    Look,
    actions::{ListCases, SearchPeople},
};
use kernel::{Date, Error, Id, Invalid, Result, kinds::Family};
use page::{
    Ctx, Fields, Response, Route,
    kit::{self, cell, html, layout},
};

use super::{
    links::{self, CaseLink},
    model::Postcode,
    same,
    store::{self, Found, Query},
};
use crate::words::LINE;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/people", blank)
            .needs::<SearchPeople>()
            .about("The page on which a person is looked for"),
        Route::post("/people", search)
            .needs::<SearchPeople>()
            .personal()
            .about("Look for a person by name, date of birth or postcode"),
    ]
}

/// Reads a search.
pub(crate) fn fields(f: &mut Fields) -> Result<Query, Invalid> {
    let name = f.optional("name", LINE).unwrap_or_default();
    let born = f.date_opt("born");
    let typed = f.optional("postcode", 10);
    let postcode = typed.as_deref().and_then(Postcode::parse);
    if typed.is_some() && postcode.is_none() {
        f.fail("postcode", "Enter a full postcode, like LS1 4AP");
    }
    let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
    if born.is_none() && typed.is_none() && f.raw("born").is_empty() && letters < 2 {
        f.fail("name", "Enter a name of two letters or more, a date of birth or a postcode");
    }
    f.finish(|| Some(Query { name, born, postcode }))
}

/// Somebody found, with the cases of their household.
pub(super) struct Hit {
    pub found: Found,
    pub cases: Vec<CaseLink>,
    /// Whether they were recorded twice, and stand here for all their records.
    pub twice: bool,
}

/// Looks for people and their cases.
pub(super) async fn hits(ctx: &Ctx, query: Query) -> Result<Vec<Hit>> {
    ctx.read(move |look| {
        let grant = look.agency::<SearchPeople>()?;
        let cases = look.agency::<ListCases>()?;
        let found = in_front(look, store::find(look, &grant, &query)?)?;
        let cases = links::cases_of(look, &cases, found.iter().flat_map(|(_, families)| families.clone()))?;
        Ok(found
            .into_iter()
            .map(|(found, families)| {
                let of = |family| cases.get(family).cloned().unwrap_or_default();
                let twice = families.len() > 1;
                Hit { cases: families.iter().flat_map(of).collect(), found, twice }
            })
            .collect())
    })
    .await
}

/// Puts the record in front for each that points to one, with the households of both, and each person once.
pub(super) fn in_front(look: &Look<'_>, found: Vec<Found>) -> Result<Vec<(Found, Vec<Id<Family>>)>> {
    let ids: Vec<_> = found.iter().map(|f| f.person.id).collect();
    let kept = same::store::kept_among(look, &ids)?;
    let mut all: Vec<(Found, Vec<Id<Family>>)> = Vec::new();
    for mut one in found {
        let family = one.person.family;
        if let Some(kept) = kept.get(&one.person.id) {
            one.person = store::load(look, *kept)?;
        }
        let at = all.iter().position(|(there, _)| there.person.id == one.person.id).unwrap_or(all.len());
        if at == all.len() {
            let own = one.person.family;
            all.push((one, own.into_iter().collect()));
        }
        if let (Some((_, families)), Some(family)) = (all.get_mut(at), family)
            && !families.contains(&family)
        {
            families.push(family);
        }
    }
    Ok(all)
}

async fn blank(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default(), None)
}

async fn search(ctx: Ctx) -> Result<Response> {
    let mut typed = ctx.fields()?;
    match fields(&mut typed) {
        Err(invalid) => show(&ctx, &typed, &invalid, None),
        Ok(query) => {
            let found = hits(&ctx, query).await?;
            show(&ctx, &typed, &Invalid::default(), Some(&found))
        }
    }
}

fn show(ctx: &Ctx, typed: &Fields, invalid: &Invalid, hits: Option<&[Hit]>) -> Result<Response, Error> {
    let line = |name: &str, words: &str| {
        kit::input(name, words).value(typed.raw(name)).error(invalid.of(name)).autocomplete("off")
    };
    let inside = html! {
        (line("name", "Name").hint("First or last name or both. Other spellings that sound alike are found too.").width(30))
        (kit::date_input("born", "Date of birth").values(typed.date_parts("born")).error(invalid.of("born")))
        (line("postcode", "Postcode").width(10))
        (kit::button("Search"))
    };
    let body = html! {
        (layout::page_heading(None, "Find a person"))
        (ctx.form("/people", typed, inside))
        p class="govuk-hint" {
            "Only people of your own agency are found. At most 200 are compared. What families wrote and what workers noted is sealed and cannot be searched. Every search is recorded."
        }
        @if let Some(hits) = hits { (results(hits)) }
    };
    Ok(ctx.page("Find a person", body).dense().errors(invalid).respond())
}

fn results(hits: &[Hit]) -> kit::Markup {
    if hits.is_empty() {
        return kit::nothing_here("Nobody was found. Try one part of the name, or the date of birth alone.");
    }
    let rows = hits
        .iter()
        .map(|hit| {
            let p = &hit.found.person;
            vec![
                cell(html! { (p.name()) @if hit.twice { br; (kit::tag("Recorded twice").tone(kit::Tone::Quiet)) } }),
                cell(p.born.map_or_else(|| "Not known".to_owned(), date)),
                cell(p.kind.label()),
                cell(p.contact.postcode.as_str()),
                cell(html! {
                    @for reason in &hit.found.likeness.reasons {
                        (if reason.agrees { "For: " } else { "Against: " }) (reason.text) br;
                    }
                }),
                cell(html! {
                    @if hit.cases.is_empty() { "No case" }
                    @for case in &hit.cases {
                        a class="govuk-link" href={ "/cases/" (case.id) } { (case.reference) }
                        " (" (case.state.label().to_lowercase())
                        @if case.child != p.id { ", another of the family" } ")" br;
                    }
                }),
            ]
        })
        .collect();
    let head = ["Name", "Born", "Who", "Postcode", "How alike", "Cases of the family"].map(cell).into();
    html! {
        (kit::table(head, rows).caption("People found, the likeliest first").caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
    }
}

fn date(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}
