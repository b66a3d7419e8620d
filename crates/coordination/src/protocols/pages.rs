//! Safeguarding protocols as people see them.

use access::{
    Look,
    actions::{KeepProtocol, ViewProtocol},
};
use kernel::{Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Tone, layout},
};

use super::{
    actions, form,
    model::{self, Protocol, Standing},
    store,
};
use crate::escalation::words::{day, day_of, fine, name_of, team};

struct Seen {
    places: Vec<(String, String)>,
    all: Vec<Protocol>,
}

fn all(look: &Look<'_>) -> Result<Seen> {
    let grant = look.agency::<ViewProtocol>()?;
    Ok(Seen { places: store::places(look, &grant)?, all: store::holding(look, &grant)? })
}

fn tag(standing: Standing) -> Markup {
    let tone = match standing {
        Standing::Holds => Tone::Good,
        Standing::Due => Tone::Late,
        Standing::Missing => Tone::Soon,
    };
    html! { (kit::tag(standing.label()).tone(tone)) }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let s = ctx.read(all).await?;
    let rows = s.places.iter().map(|(code, name)| {
        let protocol = s.all.iter().find(|p| p.place == *code);
        vec![
            kit::cell(html! { a class="govuk-link" href={ "/safeguarding-protocols/" (code) } { (name) } }),
            kit::cell(tag(model::standing(protocol, ctx.today()))),
            kit::cell(protocol.map_or_else(String::new, |p| day(p.text.review))),
        ]
    });
    let body = html! {
        (layout::page_heading(None, "Safeguarding protocols"))
        (kit::warning_text("If anybody is in danger now, call 999 first."))
        p class="govuk-body" {
            "What to do first and whom to call when a child may be at risk. A council without one of its own follows the agency’s."
        }
        (kit::table(["Of", "How it stands", "Looked at again"].map(kit::cell).to_vec(), rows.collect())
            .caption("Protocols").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        p class="govuk-body" { a class="govuk-link" href="/safeguarding-protocols.csv" { "Download the list (CSV)" } }
    };
    Ok(ctx.page("Safeguarding protocols", body).dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let today = ctx.today();
    let s = ctx.read(all).await?;
    let lines = s.places.iter().map(|(code, name)| {
        let protocol = s.all.iter().find(|p| p.place == *code);
        vec![
            code.clone(),
            name.clone(),
            model::standing(protocol, today).code().to_owned(),
            protocol.map_or_else(String::new, |p| p.text.number.to_string()),
            protocol.map_or_else(String::new, |p| p.text.review.to_string()),
        ]
    });
    csv_file("safeguarding-protocols", &["place", "name", "standing", "version", "review_on"], lines)
}

/// What a protocol says, in full.
fn text(p: &Protocol) -> Markup {
    html! {
        (kit::summary_list(vec![
            kit::row("Do first", p.text.first.as_str()),
            kit::row("When it is more than support", p.text.thresholds.as_str()),
            kit::row("Whom to call by day", p.text.contacts.as_str()),
            kit::row("Nights and weekends", p.text.out_of_hours.as_str()),
        ]))
    }
}

/// The protocol for a case's council, where it got hard; says so where none is written.
pub(crate) fn shown(protocol: Option<&Protocol>) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "What to do first here" }
        @match protocol {
            Some(p) => { (text(p)) },
            None => (kit::nothing_here("Your agency has not written its safeguarding protocol here yet. Ask your manager whom to call.")),
        }
        p class="govuk-body" { a class="govuk-link" href="/safeguarding-protocols" { "Safeguarding protocols" } }
    }
}

struct One {
    name: String,
    versions: Vec<(Protocol, String)>,
    team: Vec<(String, String)>,
    may_write: bool,
}

pub(super) async fn one(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let code = ctx.param("code")?.to_owned();
    let place = code.clone();
    let s = ctx
        .read(move |look| {
            let grant = look.agency::<ViewProtocol>()?;
            let name = store::place_name(look, &grant, &place)?;
            let with_name = |p: Protocol| {
                let keeper = name_of(look, Some(p.text.keeper))?;
                Ok((p, keeper))
            };
            let versions = store::versions(look, &grant, &place)?.into_iter().map(with_name);
            Ok(One {
                name,
                versions: versions.collect::<Result<_>>()?,
                team: team(look, grant.agency(), "Choose somebody")?,
                may_write: look.may::<KeepProtocol>(),
            })
        })
        .await?;
    let newest = s.versions.first();
    let body = html! {
        (layout::page_heading(Some("Safeguarding protocol"), s.name.as_str()))
        (kit::warning_text("If anybody is in danger now, call 999 first."))
        @match newest {
            Some((p, keeper)) => {
                p class="govuk-body" {
                    (tag(model::standing(Some(p), ctx.today()))) " Version " (p.text.number) ", written on " (day_of(p.at)) ". Kept by " (keeper)
                    "; looked at again by " (day(p.text.review)) "."
                }
                (text(p))
                (kit::print_button("Print this protocol"))
            },
            None => (kit::nothing_here("None is written yet.")),
        }
        @if s.may_write { (write_form(ctx, &code, &s, f, wrong)) }
        @if s.versions.len() > 1 {
            (kit::details("Versions before", html! {
                @for (p, _) in s.versions.iter().skip(1) {
                    h3 class="govuk-heading-s" { "Version " (p.text.number) ", written on " (day_of(p.at)) }
                    (text(p))
                }
            }))
        }
    };
    let page = ctx.page("Safeguarding protocol", body);
    Ok(page.back("/safeguarding-protocols", "Back to safeguarding protocols").dense().errors(wrong).respond())
}

fn write_form(ctx: &Ctx, code: &str, s: &One, f: &Fields, wrong: &Invalid) -> Markup {
    let now = s.versions.first().map(|(p, _)| &p.text);
    // What was typed, or else what holds.
    let value = |name: &str, holds: fn(&model::Text) -> &str| match f.raw(name) {
        "" => now.map(holds).unwrap_or_default().to_owned(),
        typed => typed.to_owned(),
    };
    let area = |name: &str, label: &str, hint: &str, holds: fn(&model::Text) -> &str| {
        kit::textarea(name, label).hint(hint).rows(4).value(value(name, holds)).error(wrong.of(name))
    };
    let keeper = match f.raw("keeper") {
        "" => now.map(|t| t.keeper.to_string()).unwrap_or_default(),
        typed => typed.to_owned(),
    };
    html! {
        h2 class="govuk-heading-m" { "Write a new version" }
        p class="govuk-body" { "It holds at once. What stood before is kept." }
        (ctx.form(&format!("/safeguarding-protocols/{code}"), f, html! {
            (kit::hidden("version", &now.map_or(0, |t| t.number).to_string()))
            (area("first", "What to do first", "In the order in which it is done", |t| &t.first))
            (area("thresholds", "When it is more than support", "In words that a duty worker can hold a call against", |t| &t.thresholds))
            (area("contacts", "Whom to call by day", "Team and number", |t| &t.contacts))
            (area("out_of_hours", "Nights and weekends", "Team and number", |t| &t.out_of_hours))
            (kit::select("keeper", "Who keeps it", s.team.clone()).value(keeper).error(wrong.of("keeper")))
            (kit::date_input("review", kit::legend("Looked at again by").size(kit::Size::S)).values(f.date_parts("review")).error(wrong.of("review")))
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
    let done = ctx.act("write a safeguarding protocol", move |act| {
        actions::write(act, &code, &input)?;
        Ok(Answer::see(format!("/safeguarding-protocols/{code}")).saying("The new version holds."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
