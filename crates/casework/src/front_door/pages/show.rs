//! One enquiry: what was told, how urgent it looks and why, what was promised, who it may
//! be about, and what can be done.

use access::{
    Look,
    accounts::{self, Account},
    actions::{ListEnquiries, TriageEnquiry, ViewEnquiry},
    organisations,
};
use kernel::{Id, Result, kinds};
use page::{
    Ctx, Response, Route,
    kit::{self, Markup, cell, html, layout, row},
};

use super::words;
use crate::{
    front_door::{
        actions::{Possible, case_path, path, possible},
        model::{self, Asker, RiskFacts, State},
        store::{self, Alike, Did, Record},
    },
    promises::{self, Promise},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/enquiries/{id}", show)
            .needs::<ViewEnquiry>()
            .personal()
            .about("One enquiry: the story, its risk, its promises, and what can be done"),
    ]
}

/// All that the page shows.
struct Seen {
    record: Record,
    promises: Vec<Promise>,
    possible: Vec<Possible>,
    alike: Vec<Alike>,
    team: Vec<Account>,
    council: String,
    placing: String,
    may_triage: bool,
}

fn see(look: &Look<'_>, id: Id<kinds::Enquiry>) -> Result<Seen> {
    let grant = look.one::<ViewEnquiry, kinds::Enquiry>(id)?;
    let record = store::load(look, &grant)?;
    let undecided = !record.state.moves().is_empty();
    let name = |code: &str| -> Result<String> {
        let found = organisations::by_code(look, organisations::kind::COUNCIL, code)?;
        Ok(found.map(|c| c.name).unwrap_or_default())
    };
    Ok(Seen {
        promises: promises::of_enquiry(look, &grant)?,
        possible: if undecided { possible(look, &record.enquiry)? } else { Vec::new() },
        alike: store::alike(look, &look.agency::<ListEnquiries>()?, &record)?,
        team: accounts::colleagues(look, record.agency)?,
        council: name(&record.enquiry.council)?,
        placing: name(&record.enquiry.placing_council)?,
        may_triage: look.may::<TriageEnquiry>(),
        record,
    })
}

async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let seen = ctx.read(move |look| see(look, id)).await?;
    let record = &seen.record;
    let e = &record.enquiry;
    let heading = format!("{} {}", e.first_name, e.last_name);
    let caption = format!("Enquiry {}", record.reference);
    let story = html! {
        p class="govuk-body" {
            (words::state(record.state)) " " (words::risk(record.risk))
            @if record.safeguarding.is_some() { " " (words::safeguarding()) }
        }
        @if let Some(since) = record.safeguarding { (protocol(&seen, since)) }
        (told(&ctx, &seen))
        h2 class="govuk-heading-m" { "What they told us" }
        div class="govuk-inset-text" {
            @for part in e.story.split('\n').filter(|p| !p.trim().is_empty()) { p class="govuk-body" { (part) } }
        }
        (why_urgent(&ctx, record))
        (owed(&ctx, &seen.promises))
        (known(&seen))
        (history(&seen))
    };
    let body = html! {
        (layout::page_heading(Some(&caption), heading.as_str()))
        (layout::record(story, layout::aside(next(&seen))))
    };
    // The tab's title names nobody: titles end up in histories and screen shares.
    Ok(ctx.page(caption.as_str(), body).back("/enquiries", "Enquiries").dense().respond())
}

fn told(ctx: &Ctx, seen: &Seen) -> Markup {
    let e = &seen.record.enquiry;
    let yes = |text: &str| if text.is_empty() { "Not given".to_owned() } else { text.to_owned() };
    let (first, last) = e.subject();
    let mut about = yes(format!("{first} {last}").trim());
    if let Some(born) = e.born {
        about.push_str(&format!(", born {}", words::date(born)));
    }
    if let Some(age) = e.age(ctx.today()) {
        about.push_str(&format!(" (aged {age})"));
    }
    let route = match (e.route, e.ordered) {
        (Some(route), Some(ordered)) => format!("{}, order of {}", route.label(), words::date(ordered)),
        (Some(route), None) => route.label().to_owned(),
        (None, _) => "Not asked".to_owned(),
    };
    let asker = match e.asker {
        Some(Asker::Professional) => format!("Professional, {}", e.works_for),
        Some(asker) => asker.label().to_owned(),
        None => String::new(),
    };
    let safe = match e.safe {
        Some(safe) => format!("{}. {}", safe.label(), e.safe_contact),
        None => format!("Not asked. {}", e.safe_contact),
    };
    let contact = format!("{} {}", e.phone, e.email);
    let retold = match e.retold {
        None => "Not asked".to_owned(),
        Some(0) => "No, for the first time".to_owned(),
        Some(1) => "Yes, to one other service".to_owned(),
        Some(n) => format!("Yes, to {n} other services"),
    };
    let received = format!("{} by {}", words::moment(seen.record.received), e.channel.label().to_lowercase());
    let rows = vec![
        row("Received", received),
        row("Who is asking", asker),
        row("Contact", yes(contact.trim())),
        row("Prefers", e.contact_by.map_or("Not asked", |c| c.label())),
        row("Safe to contact", safe),
        row("Interpreter", if e.interpreter { e.language.as_str() } else { "Not needed" }),
        row("Lives in", format!("{} {}", seen.council, e.postcode)),
        row("Support is for", about),
        row("How the child came", route),
        row("Placed by", yes(&seen.placing)),
        row("Told this before", retold),
    ];
    html! { (kit::summary_list(rows)) }
}

fn why_urgent(ctx: &Ctx, record: &Record) -> Markup {
    let e = &record.enquiry;
    let facts = RiskFacts { warnings: &e.warnings, age: e.age(ctx.today()), asker: e.asker, earlier: 0 };
    let risk = model::risk(&facts);
    html! {
        h2 class="govuk-heading-m" { "Why it looks this urgent" }
        @if risk.reasons.is_empty() {
            p class="govuk-body" { "No worry was ticked. The story may still hold one: read it." }
        } @else {
            ul class="govuk-list govuk-list--bullet" {
                @for reason in &risk.reasons { li { (reason.text) " (" (reason.level.label().to_lowercase()) ")" } }
            }
        }
        @if risk.consider_safeguarding && record.safeguarding.is_none() {
            (kit::warning_text("Consider the safeguarding path now, before anything else."))
        }
        p class="govuk-hint" { "This is a suggestion from what was ticked. You decide." }
    }
}

fn owed(ctx: &Ctx, promises: &[Promise]) -> Markup {
    let rows = promises
        .iter()
        .map(|p| {
            vec![
                cell(p.kind.label()),
                cell(words::moment(p.made)),
                cell(words::moment(p.due)),
                cell(html! { (words::clock(p.state(ctx.now), p.due, ctx.now)) }),
            ]
        })
        .collect();
    let head = ["Promise", "Made", "Due", "How it stands"].map(cell).into();
    html! {
        (kit::table(head, rows).caption("Promises").caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
    }
}

fn known(seen: &Seen) -> Markup {
    html! {
        @if birth_relative(&seen.record) {
            h2 class="govuk-heading-m" { "Perhaps known already" }
            p class="govuk-body" {
                "A birth relative is never compared with adoptive families. "
                a class="govuk-link" href="/birth-families/search" { "Look among birth families" }
            }
        }
        @if !seen.possible.is_empty() || !seen.alike.is_empty() {
            h2 class="govuk-heading-m" { "Perhaps known already" }
            p class="govuk-hint" { "Found by name in sound and spelling, date of birth, postcode and phone. Nothing is joined by itself." }
        }
        @for p in &seen.possible { (person(p)) }
        @if !seen.alike.is_empty() {
            ul class="govuk-list govuk-list--bullet" {
                @for other in &seen.alike {
                    li {
                        a class="govuk-link" href=(path(other.id)) { "Enquiry " (other.reference) }
                        " of " (words::moment(other.received)) " (" (other.state.label().to_lowercase()) "). "
                        (other.reasons.join(". ")) "."
                        @if let Some(case) = other.case {
                            " " a class="govuk-link" href=(case_path(case)) { "Its case" } "."
                        }
                    }
                }
            }
        }
    }
}

/// Somebody who may be the one an enquiry is about, with the reasons.
pub(super) fn person(p: &Possible) -> Markup {
    html! {
        div class="govuk-!-margin-bottom-4" {
            p class="govuk-body govuk-!-margin-bottom-1" {
                strong { (p.person.name()) } ", " (p.person.kind.label().to_lowercase())
                @if let Some(born) = p.person.born { ", born " (words::date(born)) }
                " " (kit::tag(if p.likeness.is_likely() { "Likely the same" } else { "Possibly the same" })
                    .tone(if p.likeness.is_likely() { kit::Tone::Soon } else { kit::Tone::Calm }))
            }
            ul class="govuk-list govuk-list--bullet govuk-!-margin-bottom-1" {
                @for reason in &p.likeness.reasons {
                    li { (if reason.agrees { "For: " } else { "Against: " }) (reason.text) }
                }
            }
            @for case in &p.cases {
                a class="govuk-link" href=(case_path(case.id)) { "Case " (case.reference) }
                " (" (case.state.label().to_lowercase()) ") "
            }
        }
    }
}

fn history(seen: &Seen) -> Markup {
    let name = |by: Option<Id<kinds::Account>>| {
        seen.team.iter().find(|a| Some(a.id) == by).map_or("A colleague", |a| a.name.as_str()).to_owned()
    };
    let received = kit::event(words::moment(seen.record.received), "Enquiry received")
        .datetime(seen.record.received.to_string())
        .by(match seen.record.recorded_by {
            Some(by) => format!("recorded by {}", name(Some(by))),
            None => "by the person who asks".to_owned(),
        });
    let steps = seen.record.history.iter().map(|step| {
        let more = match (&step.to, step.because) {
            (Some(to), _) => format!("To: {to}. "),
            (None, Some(because)) => format!("{}. ", because.label()),
            (None, None) => String::new(),
        };
        let tone = if step.did == Did::Safeguarding { kit::Tone::Late } else { kit::Tone::Calm };
        kit::event(words::moment(step.at), step.did.label())
            .datetime(step.at.to_string())
            .by(name(step.by))
            .tone(tone)
            .body(format!("{more}{}", step.why))
    });
    let events: Vec<kit::Event> = std::iter::once(received).chain(steps).collect();
    html! {
        h2 class="govuk-heading-m" { "What was done" }
        (kit::timeline(&events))
    }
}

/// The safeguarding path: what to do, and who is told.
fn protocol(seen: &Seen, since: kernel::Timestamp) -> Markup {
    let managers: Vec<&str> =
        seen.team.iter().filter(|a| a.role == access::Role::TeamManager).map(|a| a.name.as_str()).collect();
    html! {
        section class="hearth-aside govuk-!-margin-bottom-6" aria-labelledby="safeguarding-path" {
            h2 class="govuk-heading-m" id="safeguarding-path" { "Safeguarding path" }
            p class="govuk-body" { "Marked " (words::moment(since)) ". This comes before every other step." }
            ol class="govuk-list govuk-list--number" {
                li { "Is anybody in danger now? Call 999, and stay with the caller." }
                li {
                    "Tell your safeguarding lead at once, by voice."
                    @if !managers.is_empty() { " Managers here: " (managers.join(", ")) "." }
                }
                li { "Refer to children’s services of " (if seen.council.is_empty() { "the council where the child is" } else { &seen.council }) " the same day, by phone, and in writing after it. Out of hours: their emergency duty team." }
                li { "Write down what was said, in the words that were used. Do not question the child." }
                li { "Tell the family what you do and why, unless that would put somebody at more risk." }
                li { a class="govuk-link" href="/safeguarding-protocols" { "Read the protocol of the council: thresholds, and whom to call by day and by night" } }
            }
            p class="govuk-body" { "Who is told: the safeguarding lead, children’s services, and the case’s coordinator. The family does not see this mark. The advice call and the support still go on." }
        }
    }
}

/// What can be done from here.
fn next(seen: &Seen) -> Markup {
    let record = &seen.record;
    let call_owed = seen
        .promises
        .iter()
        .any(|p| p.kind == kernel::PromiseKind::AdviceCall && p.kept.is_none() && !p.withdrawn);
    let link = |did: &str| format!("{}/{did}", path(record.id));
    html! {
        h2 class="govuk-heading-m" { "What next" }
        @if let Some(case) = record.case {
            p class="govuk-body" { a class="govuk-link" href=(case_path(case)) { "Open the case" } }
        }
        @if !seen.may_triage {
            p class="govuk-body" { "The duty team decides on enquiries." }
        } @else {
            @if record.state == State::Closed {
                p class="govuk-body" { "This enquiry is closed. Record a new one if the family asks again." }
            }
            @if birth_relative(record) && record.state.moves().contains(&model::Move::Allocate) {
                (kit::button("Record with a birth family").href(link("birth-family")).secondary()) br;
            }
            @for step in record.state.moves().iter().filter(|s| !birth_relative(record) || **s != model::Move::Allocate) {
                @let quiet = *step != model::Move::Advise;
                @let button = kit::button(step.label()).href(link(step.code()));
                @if quiet { (button.secondary()) } @else { (button) }
                br;
            }
            @if record.state == State::New { (kit::button("Put it in a team’s queue").href(link("team")).secondary()) br; }
            @if call_owed { (kit::button("Advice call held").href(link("call-held")).secondary()) br; }
            (kit::button("Mark a safeguarding concern").href(link("safeguarding")).warning())
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/out-of-hours?council=" (record.enquiry.council) } { "Who answers where they live, out of hours" }
        }
    }
}

/// Whether a birth relative asked: they have records of their own.
fn birth_relative(record: &Record) -> bool {
    record.enquiry.asker == Some(Asker::BirthRelative)
}

/// The record that a form about an enquiry shows, for those who may decide on it.
pub(super) fn for_triage(look: &Look<'_>, id: Id<kinds::Enquiry>) -> Result<Record> {
    let grant = look.one::<TriageEnquiry, kinds::Enquiry>(id)?;
    store::load(look, &grant)
}
