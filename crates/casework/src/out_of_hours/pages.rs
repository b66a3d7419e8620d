//! Cards as anybody sees them, and as a manager keeps them.

use access::{
    Look, accounts,
    actions::{KeepOutOfHours, ViewOutOfHours},
    organisations,
};
use kernel::{Date, Id, Invalid, Result, kinds::Organisation};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Size, Tone, layout},
};

use super::{
    actions, form,
    model::{self, AGENCY, Card},
    store,
};
use crate::front_door::form::councils;

fn day(on: Date) -> String {
    on.strftime("%-d %B %Y").to_string()
}

/// The lines of what somebody wrote.
fn lines(text: &str) -> Markup {
    html! { @for line in text.split('\n').map(str::trim).filter(|l| !l.is_empty()) { p class="govuk-body govuk-!-margin-bottom-1" { (line) } } }
}

/// A card, and what holds everywhere; says so where the agency has entered none. `level` is that of its headings.
pub fn shown(card: Option<&Card>) -> Markup {
    html! {
        div class="govuk-!-margin-bottom-6" {
            @match card {
                Some(card) => {
                    h3 class="govuk-heading-s" { "Who answers in the evening, at night and at weekends" }
                    (lines(&card.text.answers))
                    @if !card.text.crisis.is_empty() {
                        h3 class="govuk-heading-s govuk-!-margin-top-4" { "In a crisis of mental health" }
                        (lines(&card.text.crisis))
                    }
                    @if !card.text.helplines.is_empty() {
                        h3 class="govuk-heading-s govuk-!-margin-top-4" { "Helplines" }
                        (lines(&card.text.helplines))
                    }
                    p class="govuk-hint govuk-!-margin-top-2" { "Since " (day(card.text.from)) "." }
                },
                None => {
                    p class="govuk-body" { strong { "The adoption agency has not entered here who answers when it is closed." } }
                    p class="govuk-body" { "If you are worried about a child and it is not an emergency, call your council and ask for children’s services. In the evening, at night or at a weekend, ask for the emergency duty team." }
                },
            }
        }
    }
}

struct Asked {
    home: bool,
    agency: Option<(String, Option<Card>)>,
    councils: Vec<organisations::Organisation>,
    council: String,
    area: String,
}

fn of_public(look: &Look<'_>, council: &str, typed: &str) -> Result<Asked> {
    let home = organisations::home(look)?;
    let agency: Option<Id<Organisation>> = match home {
        Some(home) => Some(home),
        None if council.is_empty() => None,
        None => organisations::agency_of(look, council, look.today())?,
    };
    let all = match home {
        Some(home) => organisations::councils_of(look, home, look.today())?,
        None => councils(look)?,
    };
    let agency = match agency {
        None => None,
        Some(id) => {
            let holding = store::holding(look, id, look.today())?;
            let card = model::closest(&holding, model::area(typed).as_deref(), council).cloned();
            Some((organisations::by_id(look, id)?.name, card))
        }
    };
    Ok(Asked {
        home: home.is_some(),
        agency,
        councils: all,
        council: council.to_owned(),
        area: typed.to_owned(),
    })
}

pub(super) async fn public(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let council: String = query.raw("council").chars().filter(char::is_ascii_alphanumeric).take(10).collect();
    // The first letters alone: a whole postcode has no place in an address.
    let typed = model::area(query.raw("area"))
        .and_then(|a| model::letters(&a).map(str::to_owned))
        .unwrap_or_default();
    let a = ctx.read(move |look| of_public(look, &council, &typed)).await?;
    let none = std::iter::once((String::new(), "Choose a council".to_owned()));
    let choices = none.chain(a.councils.iter().map(|c| (c.code.clone(), c.name.clone())));
    let body = html! {
        (layout::page_heading(a.agency.as_ref().map(|(name, _)| name.as_str()), "If you cannot wait"))
        (kit::warning_text("If anybody is in danger now, call 999. If you cannot speak, press 55 when asked."))
        @match &a.agency {
            Some((_, card)) => (shown(card.as_ref())),
            None => (shown(None)),
        }
        h2 class="govuk-heading-m" { "Where do you live?" }
        p class="govuk-body" { "Who answers differs from place to place." }
        (layout::filters("/out-of-hours", html! {
            (kit::select("council", "Council", choices).value(a.council))
            (kit::input("area", "First letters of your postcode").hint("Such as LS or CM").value(a.area).width(4).autocomplete("off"))
        }))
        @if a.home || a.agency.is_some() {
            p class="govuk-body" {
                a class="govuk-link" href="/drop-in" { "Book a time at a drop-in" } " · "
                a class="govuk-link" href="/ask" { "Ask for support" }
            }
        }
        (kit::print_button("Print this page"))
    };
    Ok(ctx.page("If you cannot wait", body).back("/", "Back").respond())
}

/// A place's word in paths, and its name.
type Place = (String, String);

/// The places that a manager keeps cards for: the agency, its councils, and the postcode areas that have one.
fn places(look: &Look<'_>) -> Result<(Vec<Place>, Vec<Card>)> {
    let grant = look.agency::<ViewOutOfHours>()?;
    let holding = store::holding(look, grant.agency(), look.today())?;
    let own = organisations::of_grant(look, &grant)?;
    let councils = organisations::councils_of(look, grant.agency(), look.today())?;
    let areas = holding.iter().filter_map(|card| {
        let letters = model::letters(&card.place)?;
        Some((card.place.clone(), format!("Postcodes that begin with {letters}")))
    });
    let places = std::iter::once((AGENCY.to_owned(), own.name))
        .chain(councils.into_iter().map(|c| (c.code, c.name)))
        .chain(areas)
        .collect();
    Ok((places, holding))
}

fn standing(card: Option<&Card>) -> Markup {
    match card {
        Some(card) => html! { (kit::tag(format!("Since {}", day(card.text.from))).tone(Tone::Good)) },
        None => html! { (kit::tag("None of its own").tone(Tone::Soon)) },
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (places, holding) = ctx.read(places).await?;
    let typed = ctx.query().raw("area").to_owned();
    let asked = model::area(&typed).filter(|_| !typed.is_empty());
    if let Some(place) = asked {
        return page::see_other(&format!("/out-of-hours-cards/{place}"));
    }
    let rows = places.iter().map(|(code, name)| {
        let card = holding.iter().find(|card| card.place == *code);
        vec![
            kit::cell(html! { a class="govuk-link" href={ "/out-of-hours-cards/" (code) } { (name) } }),
            kit::cell(standing(card)),
        ]
    });
    let body = html! {
        (layout::page_heading(None, "Who answers out of hours"))
        p class="govuk-body" { "On the public page people see the card of the postcode area that they type, or else of their council, or else the agency’s own; families who signed in that of their council, or the agency’s own. Where none is written, the page says so and names the emergency duty team." }
        (kit::table(["Of", "How it stands"].map(kit::cell).to_vec(), rows.collect()).caption("Cards")
            .caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        (layout::filters("/out-of-hours-cards", html! {
            (kit::input("area", "A postcode area").hint("Its letters, such as CM, to write or read its card").value(typed).width(4))
        }))
        p class="govuk-body" {
            a class="govuk-link" href="/out-of-hours-cards.csv" { "Download the cards that hold (CSV)" } " · "
            a class="govuk-link" href="/out-of-hours" { "The page that anybody sees" }
        }
    };
    Ok(ctx.page("Who answers out of hours", body).dense().respond())
}

pub(super) async fn file(ctx: Ctx) -> Result<Response> {
    let (places, holding) = ctx.read(places).await?;
    let rows = places.into_iter().map(|(code, name)| {
        let card = holding.iter().find(|card| card.place == code);
        let text = |of: fn(&Card) -> String| card.map(of).unwrap_or_default();
        vec![
            code.clone(),
            name,
            text(|c| c.text.number.to_string()),
            text(|c| c.text.from.to_string()),
            text(|c| c.text.answers.clone()),
            text(|c| c.text.crisis.clone()),
            text(|c| c.text.helplines.clone()),
        ]
    });
    csv_file(
        "out-of-hours-cards",
        &["place", "name", "version", "from", "answers", "crisis", "helplines"],
        rows,
    )
}

struct One {
    name: String,
    versions: Vec<(Card, String)>,
    may_write: bool,
}

pub(super) async fn one(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let code = ctx.param("code")?.to_owned();
    let place = code.clone();
    let s = ctx
        .read(move |look| {
            let grant = look.agency::<ViewOutOfHours>()?;
            let name = store::place_name(look, &grant, &place)?;
            let with_name = |card: Card| {
                let by = match card.by {
                    Some(by) => accounts::by_id(look, by)?.name,
                    None => "another system".to_owned(),
                };
                Ok((card, by))
            };
            let versions = store::versions(look, &grant, &place)?.into_iter().map(with_name);
            Ok(One {
                name,
                versions: versions.collect::<Result<_>>()?,
                may_write: look.may::<KeepOutOfHours>(),
            })
        })
        .await?;
    let all: Vec<Card> = s.versions.iter().map(|(card, _)| card.clone()).collect();
    let now = model::holds(&all, ctx.today());
    let ahead = s.versions.iter().filter(|(card, _)| {
        card.text.from > ctx.today() && now.is_none_or(|n| n.text.number < card.text.number)
    });
    let body = html! {
        (layout::page_heading(Some("Who answers out of hours"), s.name.as_str()))
        @match now {
            Some(card) => (shown(Some(card))),
            None => (kit::nothing_here("No card of this place holds today. Families see the one of their council, or the agency’s own, or that none is entered.")),
        }
        @for (card, by) in ahead {
            h2 class="govuk-heading-m" { "From " (day(card.text.from)) ", written by " (by) }
            (shown(Some(card)))
        }
        @if s.may_write { (write_form(ctx, &code, &s, f, wrong)) }
        @if !s.versions.is_empty() {
            (kit::details("Every version", html! {
                @for (card, by) in &s.versions {
                    h3 class="govuk-heading-s" { "Version " (card.text.number) ", from " (day(card.text.from)) ", written by " (by) }
                    (lines(&card.text.answers))
                }
            }))
        }
        (kit::print_button("Print this card"))
    };
    let page = ctx.page("Who answers out of hours", body).back("/out-of-hours-cards", "All cards");
    Ok(page.dense().errors(wrong).respond())
}

fn write_form(ctx: &Ctx, code: &str, s: &One, f: &Fields, wrong: &Invalid) -> Markup {
    let newest = s.versions.first().map(|(card, _)| &card.text);
    // What was typed, or else what the newest version says.
    let value = |name: &str, holds: fn(&model::Text) -> &str| match f.raw(name) {
        "" if f.sent().is_empty() => newest.map(holds).unwrap_or_default().to_owned(),
        typed => typed.to_owned(),
    };
    let today = ctx.today();
    let from = match f.date_parts("from") {
        [d, m, y] if d.is_empty() && m.is_empty() && y.is_empty() => {
            [today.day().to_string(), today.month().to_string(), today.year().to_string()]
        }
        typed => typed,
    };
    let area = |name: &str, label: &str, hint: &str, holds: fn(&model::Text) -> &str| {
        kit::textarea(name, label).hint(hint).rows(4).value(value(name, holds)).error(wrong.of(name))
    };
    html! {
        h2 class="govuk-heading-m" { "Write a new version" }
        p class="govuk-body" { "What stands now is kept, and holds until the new one’s day. Everybody can read it: name services, and nobody’s own number." }
        (ctx.form(&format!("/out-of-hours-cards/{code}"), f, html! {
            (kit::hidden("version", &newest.map_or(0, |t| t.number).to_string()))
            (area("answers", "Who answers in the evening, at night and at weekends", "Team, number and hours, one a line", |t| &t.answers))
            (area("crisis", "In a crisis of mental health (optional)", "Services of this place, with number and hours", |t| &t.crisis))
            (area("helplines", "Helplines (optional)", "Check each number before you enter it", |t| &t.helplines))
            (kit::date_input("from", kit::legend("It holds from").size(Size::S)).values(from).error(wrong.of("from")))
            (kit::button("Save the new version").once())
        }))
    }
}

pub(super) async fn write(ctx: Ctx) -> Result<Response> {
    let code = ctx.param("code")?.to_owned();
    let mut fields = ctx.fields()?;
    let input = match form::text(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("write an out-of-hours card", move |act| {
            actions::write(act, &code, &input)?;
            Ok(Answer::see(format!("/out-of-hours-cards/{code}")).saying("The new version is saved."))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
