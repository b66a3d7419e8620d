//! The duty queue: who waits, how urgent it looks, and what was promised.

use access::{
    actions::{ListEnquiries, RecordEnquiry},
    organisations,
};
use kernel::{Channel, Date, Id, Result, kinds::Team};
use page::{
    Ctx, Cursor, Response, Route, Rows, csv_file,
    kit::{self, cell, html, layout},
};

use super::words;
use crate::{
    front_door::{
        actions::path,
        model::State,
        store::{self, Filter, Waiting},
        team_queue,
    },
    practice_guides::{self, Situation},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/enquiries", list)
            .needs::<ListEnquiries>()
            .personal()
            .about("The duty queue: risk first, then the longest waiting"),
        Route::get("/enquiries.csv", file)
            .needs::<ListEnquiries>()
            .personal()
            .about("The duty queue as a CSV file, without names"),
    ]
}

/// The most rows of a CSV file, in pages of the list.
const FILE_PAGES: usize = 200;

/// What the address asks for.
struct Asked {
    filter: Filter,
    /// The month as written, for a month's list.
    month: Option<String>,
    after: Option<Cursor>,
    /// The address of the list without its page, after the `?`.
    query: String,
}

fn asked(ctx: &Ctx) -> Asked {
    let query = ctx.query();
    let (month, council) = (query.raw("month"), query.raw("council"));
    let channel = Channel::from_code(query.raw("channel"));
    let after = Cursor::parse(query.raw("after"));
    // Only letters and digits of a code go back into an address.
    let council: String = council.chars().filter(char::is_ascii_alphanumeric).collect();
    match Filter::month(month, &council, channel) {
        Some(filter) => Asked {
            filter,
            month: Some(month.to_owned()),
            after,
            query: format!("month={month}&council={council}&channel={}", channel.map_or("", |c| c.code())),
        },
        None => {
            let state = State::from_code(query.raw("status")).unwrap_or(State::New);
            let team = query.raw("team").parse().ok();
            Asked {
                filter: team.map_or(Filter::State(state), |team| Filter::Team(state, team)),
                month: None,
                after,
                query: format!(
                    "status={}&team={}",
                    state.code(),
                    team.map_or_else(String::new, |t| t.to_string())
                ),
            }
        }
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let asked = asked(&ctx);
    let (filter, after) = (asked.filter.clone(), asked.after);
    let (rows, councils, on_duty, teams) = ctx
        .read(move |look| {
            let grant = look.agency::<ListEnquiries>()?;
            let rows = store::list(look, &grant, &filter, after)?;
            let councils = organisations::of_kind(look, organisations::kind::COUNCIL)?;
            let teams = team_queue::teams(look, grant.agency())?;
            Ok((rows, councils, crate::rota::on_duty_now(look)?, teams))
        })
        .await?;
    let Rows { items, next } = rows;
    let council = |code: &str| councils.iter().find(|c| c.code == code).map_or(code, |c| &c.name).to_owned();
    let heading = match &asked.month {
        Some(month) => format!("Enquiries received in {}", month_words(month)),
        None => "Enquiries".to_owned(),
    };
    let lines = items.iter().map(|w| line(&ctx, w, council(&w.council))).collect();
    let head = ["Enquiry", "Waiting", "Risk", "Promise", "Status", "Council", "How it came"].map(cell).into();
    let may_record =
        ctx.actor.reach(<RecordEnquiry as access::Action>::NAME) != access::permissions::Reach::None;
    let body = html! {
        (layout::page_heading(None, heading.as_str()))
        (duty(on_duty))
        @if may_record { (kit::button("Record an enquiry").href("/enquiries/new")) }
        @if asked.month.is_none() { (practice_guides::beside(Situation::FirstContact, ctx.today())?) (filters(&asked.filter, &teams)) }
        @if items.is_empty() {
            (kit::nothing_here(match &asked.filter {
                Filter::Team(State::New, _) => "No enquiry waits in this team’s queue. Duty puts them there.",
                Filter::State(State::New) => "No enquiries are waiting. New ones appear here, the most urgent first.",
                _ => "There are no enquiries to show here.",
            }))
        } @else {
            (kit::table(head, lines).caption("Enquiries, the most urgent first").caption_classes("govuk-visually-hidden")
                .first_cell_is_header().scrolling())
        }
        (kit::pagination(
            asked.after.map(|_| format!("/enquiries?{}", asked.query)),
            next.map(|c| format!("/enquiries?{}&after={c}", asked.query)),
        ).previous_text("Back to the start"))
        p class="govuk-body" {
            a class="govuk-link" href=(format!("/enquiries.csv?{}", asked.query)) { "Download this list (CSV, without names)" }
        }
    };
    Ok(ctx.page("Enquiries", body).dense().respond())
}

/// Who answers now.
fn duty(on_duty: Option<Vec<String>>) -> kit::Markup {
    html! {
        @match on_duty {
            None => {}
            Some(names) if names.is_empty() => p class="govuk-body" {
                (kit::tag("Nobody is on duty now").tone(kit::Tone::Late)) " "
                a class="govuk-link" href="/duty-rota" { "Duty rota" }
            },
            Some(names) => p class="govuk-body" {
                "On duty now: " (names.join(", ")) ". " a class="govuk-link" href="/duty-rota" { "Duty rota" }
            },
        }
    }
}

fn filters(filter: &Filter, teams: &[(Id<Team>, String)]) -> kit::Markup {
    let (current, team) = match filter {
        Filter::State(state) => (state.code(), String::new()),
        Filter::Team(state, team) => (state.code(), team.to_string()),
        Filter::Month { .. } => ("", String::new()),
    };
    let states = State::ALL.iter().map(|s| (s.code(), s.label()));
    layout::filters(
        "/enquiries",
        html! {
            (kit::select("status", "Status", states).value(current))
            @if !teams.is_empty() { (kit::select("team", "Queue", team_queue::choices(teams, "All queues")).value(&team)) }
        },
    )
}

fn line(ctx: &Ctx, w: &Waiting, council: String) -> Vec<kit::Cell> {
    let e = &w.enquiry;
    let who = format!("{} {}", e.first_name, e.last_name);
    let about = match (e.asker, e.age(ctx.today())) {
        (Some(asker), Some(age)) => format!("{}, for somebody aged {age}", asker.label()),
        (Some(asker), None) => asker.label().to_owned(),
        (None, _) => String::new(),
    };
    let promise = match &w.clock {
        Some(clock) => html! {
            (words::clock(clock.state(ctx.now), clock.due, ctx.now)) br;
            span class="govuk-hint govuk-!-margin-bottom-0" { (clock.kind.label()) }
        },
        None => html! { "None open" },
    };
    vec![
        cell(html! {
            a class="govuk-link" href=(path(w.id)) { (who) } br;
            span class="govuk-!-font-weight-regular" { (w.reference) " · " (about) }
        }),
        cell(
            html! { (words::waited(w.received, ctx.now)) br; span class="govuk-hint" { (words::moment(w.received)) } },
        ),
        cell(html! {
            (words::risk(w.risk))
            @if w.safeguarding.is_some() { " " (words::safeguarding()) }
        }),
        cell(promise),
        cell(html! { (words::state(w.state)) }),
        cell(council),
        cell(w.channel.label()),
    ]
}

fn month_words(month: &str) -> String {
    match format!("{month}-01").parse::<Date>() {
        Ok(first) => first.strftime("%B %Y").to_string(),
        Err(_) => month.to_owned(),
    }
}

async fn file(ctx: Ctx) -> Result<Response> {
    let asked = asked(&ctx);
    let items = ctx
        .read(move |look| {
            let grant = look.agency::<ListEnquiries>()?;
            let (mut all, mut after) = (Vec::new(), None);
            for _ in 0..FILE_PAGES {
                let Rows { items, next } = store::list(look, &grant, &asked.filter, after)?;
                all.extend(items);
                after = next;
                if after.is_none() {
                    break;
                }
            }
            Ok(all)
        })
        .await?;
    let head = [
        "reference",
        "received",
        "status",
        "risk",
        "safeguarding",
        "channel",
        "asker",
        "council",
        "promise",
        "due",
    ];
    let rows = items.into_iter().map(|w| {
        vec![
            w.reference.to_string(),
            w.received.to_string(),
            w.state.code().to_owned(),
            w.risk.code().to_owned(),
            if w.safeguarding.is_some() { "yes" } else { "no" }.to_owned(),
            w.channel.code().to_owned(),
            w.enquiry.asker.map_or("", |a| a.code()).to_owned(),
            w.council,
            w.clock.map_or("", |c| c.kind.code()).to_owned(),
            w.clock.map_or_else(String::new, |c| c.due.to_string()),
        ]
    });
    csv_file("enquiries", &head, rows)
}
