//! Which service is bound to meet each need of a child, and what became of asking it.

use access::{
    Look,
    actions::{RecordDuty, ViewAssessment, ViewEducation},
};
use casework::{
    assessment::store as assessments,
    cases::{
        frame::{self, Head, Tab},
        store::CaseState,
    },
};
use kernel::{Id, Invalid, Need, Pence, Result, kinds::Case};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Size},
};

use super::{body_names, days, tag};
use crate::{
    duties::{
        actions, form,
        model::{Ask, OTHER, Service, boards, services},
        store,
    },
    escalation::words::{day, fine, options},
};

struct Seen {
    head: Head,
    /// What was asked, each with the name of the body.
    asks: Vec<(Ask, String)>,
    /// Needs that the latest assessment found.
    needs: Vec<Need>,
    may_record: bool,
}

fn named(look: &Look<'_>, asks: Vec<Ask>) -> Result<Vec<(Ask, String)>> {
    let names = body_names(look, &asks)?;
    let name = |a: &Ask| names.get(&(a.system, a.body.clone())).unwrap_or(&a.body).clone();
    Ok(asks.into_iter().map(|a| (name(&a), a)).map(|(name, a)| (a, name)).collect())
}

pub(in crate::duties) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<ViewEducation, Case>(id)?;
            let head = frame::head(look, &grant)?;
            let needs = match look.may::<ViewAssessment>() {
                true => assessments::latest_complete(look, id)?
                    .map(|a| a.needs().iter().map(|(need, _)| *need).collect())
                    .unwrap_or_default(),
                false => Vec::new(),
            };
            Ok(Seen {
                asks: named(look, store::of_case(look, &grant)?)?,
                needs,
                may_record: head.case.state == CaseState::Open && look.may::<RecordDuty>(),
                head,
            })
        })
        .await?;
    let today = ctx.today();
    let body = html! {
        p class="govuk-body" {
            "Some needs are another service's to meet, by law. Write down when it was asked, what it answered, and what adoption support "
            "gave meanwhile. Nothing here makes a family wait: help them first."
        }
        (by_need(&s.needs, &s.asks)?)
        h2 class="govuk-heading-m" { "What was asked" }
        @if s.asks.is_empty() { (kit::nothing_here("No other service was asked yet.")) }
        @for (a, body) in &s.asks { (told(id, a, body, today, s.may_record)) }
        @if !s.asks.is_empty() {
            @let cost: Pence = s.asks.iter().map(|(a, _)| a.cost).sum();
            p class="govuk-body" { "Given in the place of other services, together: " strong { (cost.to_string()) } "." }
            p class="govuk-body" { a class="govuk-link" href={ "/cases/" (id) "/duties.csv" } { "Download these (CSV)" } }
        }
        @if s.may_record { (ask_form(ctx, id, f, wrong)?) }
    };
    let page = frame::frame(ctx, &s.head, Tab::Plan, "The duty behind each need", body);
    Ok(page.back(format!("/cases/{id}/plan"), "The plan").errors(wrong).respond())
}

/// The section of law that binds a service, and whether it is to be read again.
fn law(service: &Service) -> Markup {
    html! { span class="govuk-hint" { (service.source) @if !service.sure { ": to be read again" } } }
}

/// For each need that was found: the services that are bound, and whether they were asked.
fn by_need(needs: &[Need], asks: &[(Ask, String)]) -> Result<Markup> {
    let all = services()?;
    let mut rows = Vec::new();
    for need in needs {
        for service in all.iter().filter(|s| s.needs.contains(need)) {
            let latest = asks.iter().find(|(a, _)| a.need == *need && a.service == service.code);
            rows.push(vec![
                kit::cell(need.label()),
                kit::cell(service.name.as_str()),
                kit::cell(html! {
                    (service.duty) " " (law(service))
                }),
                kit::cell(match latest {
                    Some((a, _)) => html! { (tag(a.state)) },
                    None => html! { "Not asked" },
                }),
            ]);
        }
    }
    Ok(html! {
        @if !rows.is_empty() {
            (kit::table(["Need", "Service", "What it is bound to do", "Asked"].map(kit::cell).to_vec(), rows)
                .caption("Needs of the latest assessment, and who is bound to meet them")
                .caption_classes("govuk-table__caption--m")
                .first_cell_is_header()
                .scrolling())
        }
    })
}

fn told(case: Id<Case>, a: &Ask, body: &str, today: kernel::Date, may_record: bool) -> Markup {
    let law = Service::find(&a.service).ok().map(law);
    let mut rows = vec![
        kit::row("Need", a.need.label()),
        kit::row("Bound", html! { (body) @if let Some(law) = law { br; (law) } }),
        kit::row("Asked", html! { (day(a.asked)) br; (a.words) }),
        kit::row(
            "How it stands",
            html! {
                (tag(a.state)) " "
                @match a.answered {
                    Some(on) => { (day(on)) ", after " (days(a.waited(today))) }
                    None => { "for " (days(a.waited(today))) }
                }
            },
        ),
    ];
    if !a.answer.is_empty() {
        rows.push(kit::row("Its answer", a.answer.as_str()));
    }
    if !a.gave.is_empty() {
        rows.push(kit::row(
            "What we gave instead",
            html! { (a.gave) @if a.cost > Pence(0) { br; (a.cost.to_string()) } },
        ));
    }
    let change = match may_record {
        true => vec![kit::action(
            format!("/cases/{case}/duties/{}", a.id),
            "Record what became of it",
            format!(": {}", a.service_name()),
        )],
        false => Vec::new(),
    };
    html! { (kit::summary_list(rows).card(a.service_name(), change).card_level(3)) }
}

fn ask_form(ctx: &Ctx, id: Id<Case>, f: &Fields, wrong: &Invalid) -> Result<Markup> {
    let services = std::iter::once((String::new(), "Choose one".to_owned()))
        .chain(services()?.iter().map(|s| (s.code.clone(), format!("{}: {}", s.system.label(), s.name))));
    let boards = std::iter::once((String::new(), "None: it is no health service".to_owned()))
        .chain(boards()?.iter().cloned())
        .chain([(OTHER.to_owned(), "Another board".to_owned())]);
    Ok(html! {
        h2 class="govuk-heading-m" { "Another service was asked" }
        (ctx.form(&format!("/cases/{id}/duties"), f, html! {
            (kit::select("need", "Which need?", options::<Need>("Choose one")).value(f.raw("need")).error(wrong.of("need")))
            (kit::select("service", "Which service?", services).value(f.raw("service")).error(wrong.of("service")))
            (kit::select("board", "For a health service: which integrated care board?", boards)
                .hint("A partial list of 2022. If yours is missing, or has merged since, choose “Another board”.")
                .value(f.raw("board")).error(wrong.of("board")))
            (kit::date_input("on", kit::legend("On which day was it asked?").size(Size::S)).values(f.date_parts("on")).error(wrong.of("on")))
            (kit::textarea("words", "What did you ask for?").rows(3).value(f.raw("words")).error(wrong.of("words")))
            (kit::button("Write it down").once())
        }))
    })
}

pub(in crate::duties) async fn ask(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let fields = ctx.fields()?;
    let input = match form::asked(&mut fields.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("record that a service was asked", move |act| {
        actions::ask(act, id, &input)?;
        Ok(Answer::see(format!("/cases/{id}/duties")).saying("It is written down"))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::duties) async fn csv(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let asks = ctx.read(move |look| store::of_case(look, &look.one::<ViewEducation, Case>(id)?)).await?;
    let lines = asks.into_iter().map(|a| {
        let mut line = super::list::plain(&a);
        line.extend([a.words, a.answer, a.gave]);
        line
    });
    csv_file("duties", &[&super::list::HEAD[..], &["asked_for", "answer", "given_instead"]].concat(), lines)
}
