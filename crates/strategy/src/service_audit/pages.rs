//! The rounds of an agency, one element to rate, and what is to be done.

use access::actions::{RateServiceAudit, ViewServiceAudit};
use kernel::{Error, Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Cell, Tone, chart, layout, number},
};

use super::{
    actions,
    catalogue::{self, Element},
    evidence::Live,
    form,
    model::{Action, ActionState, AuditRound, Rated, Rating, Round, RoundState, priority_words, spread},
    store,
};

/// `GET /service-audit`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    draw_list(&ctx, &Invalid::default()).await
}

async fn draw_list(ctx: &Ctx, wrong: &Invalid) -> Result<Response> {
    let (rounds, actions, may) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewServiceAudit>()?;
            let rounds = store::rounds(look, &grant)?
                .into_iter()
                .map(|round| Ok((spread(&store::ratings(look, round.id)?), round)))
                .collect::<Result<Vec<_>>>()?;
            Ok((rounds, store::actions(look, &grant, true)?, look.may::<RateServiceAudit>()))
        })
        .await?;
    let is_open = rounds.iter().any(|(_, round)| round.state == RoundState::Open);
    let mut head: Vec<Cell> = vec!["Round".into(), "Stands".into()];
    head.extend(Rating::ALL.iter().map(|rating| number(rating.label())));
    let rows = rounds.iter().map(|(counts, round)| {
        let mut row: Vec<Cell> = vec![
            html! { a class="govuk-link" href={ "/service-audit/" (round.id) } { (name(round)) } }.into(),
            html! { (state_tag(round)) }.into(),
        ];
        row.extend(counts.iter().map(|count| number(count.to_string())));
        row
    });
    let body = html! {
        (layout::page_heading(None, "Service audit"))
        p class="govuk-body" {
            "How good the service is, by 17 elements with 49 lines, beside what the record says. Rate, set down what is to be done, "
            "and rate again in a year."
        }
        @if rounds.is_empty() {
            (kit::nothing_here("No round was opened yet. A manager opens one; several people can rate in it."))
        } @else {
            (kit::table(head, rows.collect()).caption("Rounds, newest first").caption_classes("govuk-table__caption--m")
                .first_cell_is_header().scrolling())
        }
        @if may && !is_open {
            (ctx.form("/service-audit", &Fields::default(), html! { (kit::button("Open a new round").once()) }))
        }
        @if rounds.len() > 1 { (over_time(&rounds)) }
        h2 class="govuk-heading-m" id="actions" { "What is to be done" }
        (to_do(ctx, &actions, may))
        (kit::button_group(html! {
            a class="govuk-link" href="/service-audit.csv" { "Download every rating as CSV" }
            a class="govuk-link" href="/service-audit/actions.csv" { "Download what is to be done as CSV" }
        }))
    };
    Ok(ctx.page("Service audit", body).dense().errors(wrong).respond())
}

/// A round's name: when it was opened.
pub(super) fn name(round: &Round) -> String {
    let day = kernel::local_date(round.opened);
    format!("Round of {}", day.strftime("%-d %B %Y"))
}

pub(super) fn state_tag(round: &Round) -> Markup {
    let tone = if round.state == RoundState::Open { Tone::Soon } else { Tone::Good };
    html! {
        (kit::tag(round.state.label()).tone(tone))
        @if round.shared { " " (kit::tag("Shared").tone(Tone::Calm)) }
    }
}

/// Lines that match or exceed, round by round.
fn over_time(rounds: &[([usize; 4], Round)]) -> Markup {
    let line = |rating: Rating, at: usize| {
        let points = rounds.iter().rev().map(|(counts, round)| {
            chart::point(kernel::local_date(round.opened).to_string(), counts[at] as f64)
        });
        chart::series(rating.label(), points.collect())
    };
    let all = Rating::ALL.iter().enumerate().map(|(at, rating)| line(*rating, at)).collect();
    html! { (chart::lines("Lines by rating, round by round", chart::Unit::COUNT, all).what("Round")) }
}

/// Open actions, late ones marked.
fn to_do(ctx: &Ctx, actions: &[Action], may: bool) -> Markup {
    let today = ctx.today();
    let mut head: Vec<Cell> = ["What", "Line", "Who", "Priority", "By when"].map(Cell::from).to_vec();
    if may {
        head.push("When it is over".into());
    }
    let rows = actions.iter().map(|action| {
        let mut row: Vec<Cell> = vec![
            (&action.what).into(),
            (&action.line).into(),
            (&action.owner).into(),
            priority_words(action.priority).into(),
            html! {
                (action.due.strftime("%-d %B %Y").to_string())
                @if action.is_late(today) { " " (kit::tag("Late").tone(Tone::Late)) }
            }
            .into(),
        ];
        if may {
            row.push(ending(ctx, action).into());
        }
        row
    });
    html! {
        @if actions.is_empty() {
            (kit::nothing_here("Nothing is set down as to be done. Open an element of a round to set something down about a line."))
        } @else {
            (kit::table(head, rows.collect()).caption("To do, soonest first").caption_classes("govuk-visually-hidden").scrolling())
        }
    }
}

fn ending(ctx: &Ctx, action: &Action) -> Markup {
    let version = action.version.to_string();
    ctx.form(
        &format!("/audit-actions/{}/end", action.id),
        &Fields::default(),
        html! {
            (kit::hidden("version", &version))
            (kit::button_group(html! {
                (kit::button(html! { "Done" span class="govuk-visually-hidden" { ": " (action.what) } })
                    .secondary().name_value("state", ActionState::Done.code()).once())
                (kit::button(html! { "Dropped" span class="govuk-visually-hidden" { ": " (action.what) } })
                    .secondary().name_value("state", ActionState::Dropped.code()).once())
            }))
        },
    )
}

/// `POST /service-audit`
pub(super) async fn open(ctx: Ctx) -> Result<Response> {
    let done = ctx.act("open a round of the service audit", |act| {
        let id = actions::open_round(act)?;
        Ok(Answer::see(format!("/service-audit/{id}"))
            .saying("The round is open. Choose an element to rate."))
    });
    done.await
}

/// `POST /service-audit/{id}/finish`
pub(super) async fn finish(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("finish a round of the service audit", move |act| {
        actions::finish_round(act, id, version)?;
        Ok(Answer::see(format!("/service-audit/{id}")).saying("The round is finished."))
    })
    .await
}

/// `POST /service-audit/{id}/share`
pub(super) async fn share(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, shared) = form::sharing(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("share a round of the service audit", move |act| {
        actions::share_round(act, id, version, shared)?;
        let words = if shared { "The round is shared." } else { "The round is not shared any more." };
        Ok(Answer::see(format!("/service-audit/{id}")).saying(words))
    })
    .await
}

/// `GET /service-audit/{id}/elements/{element}`
pub(super) async fn element(ctx: Ctx) -> Result<Response> {
    draw_element(&ctx, None, &Fields::default(), &Invalid::default()).await
}

/// What a page of an element is drawn from.
struct Drawn {
    round: Round,
    ratings: Vec<Rated>,
    before: Vec<Rated>,
    actions: Vec<Action>,
    live: Option<Live>,
    may: bool,
}

async fn drawn(ctx: &Ctx, id: kernel::Id<AuditRound>) -> Result<Drawn> {
    ctx.read(move |look| {
        let grant = look.one::<ViewServiceAudit, AuditRound>(id)?;
        let round = store::round(look, &grant)?;
        Ok(Drawn {
            ratings: store::ratings(look, id)?,
            before: store::before(look, &round)?,
            actions: store::actions(look, &look.agency::<ViewServiceAudit>()?, true)?,
            live: Live::read(look)?,
            may: look.may::<RateServiceAudit>(),
            round,
        })
    })
    .await
}

/// Which of the two forms of the page was sent, and is shown again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    Ratings,
    Action,
}

async fn draw_element(ctx: &Ctx, sent: Option<Sent>, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: kernel::Id<AuditRound> = ctx.id("id")?;
    let element = match ctx.param("element") {
        Ok(number) => catalogue::element(number)?,
        // The form of an action names the line.
        Err(_) => {
            catalogue::line(fields.raw("line")).map_or(catalogue::element("1")?, |(element, _)| element)
        }
    };
    let d = drawn(ctx, id).await?;
    let rates = d.may && d.round.state == RoundState::Open;
    let path = format!("/service-audit/{id}/elements/{}", element.number);
    let title = format!("{}. {}", element.number, element.title);
    let empty = Fields::default();
    let typed = |of: Sent| if sent == Some(of) { fields } else { &empty };
    let lines = html! {
        @for line in &element.lines { (rate_one(&d, line, typed(Sent::Ratings), wrong, rates)) }
    };
    let body = html! {
        (layout::page_heading(Some(&name(&d.round)), &title))
        @if rates {
            (ctx.form(&path, typed(Sent::Ratings), html! { (lines) (kit::button("Save the ratings").once()) }))
        } @else { (lines) }
        h2 class="govuk-heading-m" id="actions" { "What is to be done about it" }
        @let here: Vec<Action> = d.actions.iter().filter(|a| element.lines.iter().any(|l| l.code == a.line)).cloned().collect();
        (to_do(ctx, &here, d.may))
        @if d.may { (action_form(ctx, id, element, typed(Sent::Action), wrong)) }
    };
    let page = ctx.page(title, body).back(format!("/service-audit/{id}"), "The whole round").dense();
    Ok(page.errors(wrong).respond())
}

/// One line: what it says, what stood before, what the record says, and the choice.
fn rate_one(d: &Drawn, line: &catalogue::Line, fields: &Fields, wrong: &Invalid, rates: bool) -> Markup {
    let now = d.ratings.iter().find(|rated| rated.line == line.code);
    let before = d.before.iter().find(|rated| rated.line == line.code);
    let (field, note, version) =
        (format!("rating-{}", line.code), format!("note-{}", line.code), format!("version-{}", line.code));
    let was_sent = fields.names().any(|name| name == version);
    let chosen = match was_sent {
        true => fields.raw(&field).to_owned(),
        false => now.map_or(String::new(), |rated| rated.rating.code().to_owned()),
    };
    let words = match was_sent {
        true => fields.raw(&note).to_owned(),
        false => now.and_then(|rated| rated.note.clone()).unwrap_or_default(),
    };
    let stands = match was_sent {
        true => fields.raw(&version).to_owned(),
        false => now.map_or(0, |rated| rated.version).to_string(),
    };
    let beside = html! {
        @if let Some(before) = before { p class="govuk-body" { "Last round: " (before.rating.label()) "." } }
        @if let (Some(live), Some(evidence)) = (&d.live, line.evidence) {
            p class="govuk-body" { (live.link(evidence)) "." }
        }
    };
    let legend = format!("{} {}", line.code, line.title);
    html! {
        @if rates {
            @let choices = Rating::ALL.iter().map(|r| kit::choice(r.code(), r.label())).collect();
            (kit::radios(&field, legend.as_str(), choices).small().value(chosen).error(wrong.of(&field)))
            (beside)
            (kit::textarea(&note, kit::label(html! {
                "What it rests on (optional)" span class="govuk-visually-hidden" { ", line " (line.code) }
            })).rows(2).value(words).error(wrong.of(&note)))
            (kit::hidden(&version, &stands))
        } @else {
            h2 class="govuk-heading-s" { (legend) }
            p class="govuk-body" { (now.map_or("Not rated", |rated| rated.rating.label())) }
            @if !words.is_empty() { p class="govuk-body" { (words) } }
            (beside)
        }
    }
}

fn action_form(
    ctx: &Ctx,
    id: kernel::Id<AuditRound>,
    element: &Element,
    fields: &Fields,
    wrong: &Invalid,
) -> Markup {
    let lines = element.lines.iter().map(|l| kit::option(&l.code, format!("{} {}", l.code, l.title)));
    let priorities = super::model::PRIORITIES.map(|p| kit::option(p.to_string(), priority_words(p)));
    let due = fields.date_parts("due");
    html! {
        h3 class="govuk-heading-s" { "Set something down" }
        (ctx.form(&format!("/service-audit/{id}/actions"), fields, html! {
            (kit::select("line", "Line", lines).value(fields.raw("line")).error(wrong.of("line")))
            (kit::textarea("what", "What is to be done").rows(2).value(fields.raw("what")).error(wrong.of("what")))
            (kit::input("owner", "Who sees to it").width(20).value(fields.raw("owner")).error(wrong.of("owner")))
            (kit::select("priority", "Priority", priorities).value(fields.raw("priority")).error(wrong.of("priority")))
            (kit::date_input("due", "By when").values(due).error(wrong.of("due")))
            (kit::button("Set it down").once())
        }))
    }
}

/// `POST /service-audit/{id}/elements/{element}`
pub(super) async fn rate(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let element = catalogue::element(ctx.param("element")?)?;
    let codes: Vec<String> = element.lines.iter().map(|line| line.code.clone()).collect();
    let mut fields = ctx.fields()?;
    let typed = match form::ratings(&mut fields, &codes) {
        Ok(typed) => typed,
        Err(invalid) => return draw_element(&ctx, Some(Sent::Ratings), &fields, &invalid).await,
    };
    let next = element.number + 1;
    let done = ctx.act("rate the service", move |act| {
        actions::rate_lines(act, id, &typed)?;
        let to = match catalogue::element(&next.to_string()) {
            Ok(_) => format!("/service-audit/{id}/elements/{next}"),
            Err(_) => format!("/service-audit/{id}"),
        };
        Ok(Answer::see(to).saying("The ratings are saved."))
    });
    match done.await {
        Err(error) => draw_element(&ctx, Some(Sent::Ratings), &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// `POST /service-audit/{id}/actions`
pub(super) async fn add_action(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let new = match form::action(&mut fields) {
        Ok(new) => new,
        Err(invalid) => return draw_element(&ctx, Some(Sent::Action), &fields, &invalid).await,
    };
    let done = ctx.act("set an action of the service audit", move |act| {
        let action = actions::set_action(act, id, &new)?;
        let (element, _) = catalogue::line(&action.line)?;
        Ok(Answer::see(format!("/service-audit/{id}/elements/{}#actions", element.number))
            .saying("It is set down as to be done."))
    });
    match done.await {
        Err(error) => draw_element(&ctx, Some(Sent::Action), &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// `POST /audit-actions/{id}/end`
pub(super) async fn end_action(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, state) = form::ending(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("end an action of the service audit", move |act| {
        actions::end_action(act, id, version, state)?;
        Ok(Answer::see("/service-audit#actions").saying("That is off the list."))
    })
    .await
}

/// `GET /service-audit.csv`
pub(super) async fn list_csv(ctx: Ctx) -> Result<Response> {
    let rounds = ctx
        .read(|look| {
            let grant = look.agency::<ViewServiceAudit>()?;
            store::rounds(look, &grant)?
                .into_iter()
                .map(|round| Ok((store::ratings(look, round.id)?, round)))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    let mut rows = Vec::new();
    for (ratings, round) in &rounds {
        for element in catalogue::elements()? {
            for line in &element.lines {
                let rated = ratings.iter().find(|rated| rated.line == line.code);
                rows.push(vec![
                    round.opened.to_string(),
                    round.state.code().to_owned(),
                    element.number.to_string(),
                    line.code.clone(),
                    line.title.clone(),
                    rated.map_or(String::new(), |r| r.rating.code().to_owned()),
                    rated.and_then(|r| r.note.clone()).unwrap_or_default(),
                    rated.map_or(String::new(), |r| Moment(r.at).to_string()),
                ]);
            }
        }
    }
    let head = ["round_opened", "round", "element", "line", "title", "rating", "note", "rated"];
    csv_file("service-audit", &head, rows)
}

/// `GET /service-audit/actions.csv`
pub(super) async fn actions_csv(ctx: Ctx) -> Result<Response> {
    let actions = ctx.read(|look| store::actions(look, &look.agency::<ViewServiceAudit>()?, false)).await?;
    let rows = actions.into_iter().map(|a| {
        let ended = a.ended.map_or(String::new(), |at| at.to_string());
        vec![
            a.line,
            a.what,
            a.owner,
            a.priority.to_string(),
            a.due.to_string(),
            a.state.code().to_owned(),
            ended,
        ]
    });
    let head = ["line", "what", "owner", "priority_1_low_to_4_high", "due", "status", "ended"];
    csv_file("service-audit-actions", &head, rows)
}
