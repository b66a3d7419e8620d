//! What workers and providers see of specialist assessments.

use access::{
    actions::{AnswerSpecialist, AskSpecialist, ViewCase, ViewSpecialist},
    specialists::SpecialistAsk,
};
use casework::{
    cases::{
        frame::{self, Head, Tab},
        store::{self as cases, CaseState},
    },
    people::store as people,
};
use commissioning::providers::store as providers;
use kernel::{Date, Id, Invalid, Result, kinds::Case, local_date};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, csv_file,
    kit::{self, Size, Tone, layout},
};

use super::{
    actions, form,
    model::{Conflict, Specialist, State, lines},
    store::{self, Listed, Show},
};
use crate::escalation::words::{day, fine, name_of};

/// Which the address names; those that something is waited for where it names none.
pub(super) fn wanted(ctx: &Ctx) -> Show {
    match ctx.query().raw("show") {
        "late" => Show::Late,
        "all" => Show::All,
        _ => Show::Open,
    }
}

fn code(show: Show) -> &'static str {
    match show {
        Show::Open => "open",
        Show::Late => "late",
        Show::All => "all",
    }
}

fn tag(s: &Specialist, today: Date) -> kit::Tag {
    if s.is_late(today) {
        return kit::tag("Late").tone(Tone::Late);
    }
    kit::tag(s.state.label()).tone(match s.state {
        State::Asked => Tone::Soon,
        State::Accepted => Tone::Calm,
        State::Reported => Tone::Good,
        State::Declined => Tone::Late,
        State::Withdrawn => Tone::Quiet,
    })
}

/// The lines of a text as a list.
fn listed(text: &str) -> Markup {
    html! { ul class="govuk-list govuk-list--bullet" dir="auto" { @for line in lines(text) { li class="govuk-!-text-break-word" { (line) } } } }
}

fn words(text: &str) -> Markup {
    html! { @for part in lines(text) { p class="govuk-body govuk-!-text-break-word" dir="auto" { (part) } } }
}

fn flagged(conflicts: &[Conflict], why: &str) -> Markup {
    html! {
        @if !conflicts.is_empty() {
            (kit::warning_text(html! {
                "Conflict of interest. " @for c in conflicts { (c.label()) ". " }
                "Weigh what it recommends with that in mind."
            }))
            @if !why.is_empty() { p class="govuk-body govuk-!-text-break-word" { "Chosen all the same: " span dir="auto" { (why) } } }
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (show, after) = (wanted(&ctx), Cursor::parse(ctx.query().raw("after")));
    let rows = ctx.read(move |look| store::list(look, show, after, Some(PAGE_ROWS))).await?;
    let provider = ctx.actor.provider().is_some();
    let today = ctx.today();
    let lines: Vec<_> = rows
        .items
        .iter()
        .map(|l| {
            let other = if provider { &l.agency_name } else { &l.provider_name };
            let mut cells = vec![
                kit::cell(html! {
                    a class="govuk-link" href={ "/specialist-assessments/" (l.ask.id) } {
                        (other) span class="govuk-visually-hidden" { ", wanted by " (day(l.ask.due)) }
                    }
                }),
                kit::cell(day(local_date(l.ask.asked))),
                kit::cell(day(l.ask.due)),
                kit::cell(html! { (tag(&l.ask, today)) }),
            ];
            if !provider {
                cells.push(kit::cell(html! {
                    a class="govuk-link" href={ "/cases/" (l.ask.case) "/specialist-assessments" } { (l.reference) }
                }));
                cells.push(kit::cell(if l.ask.conflicts.is_empty() { "No" } else { "Yes" }));
            }
            cells
        })
        .collect();
    let mut head = vec![if provider { "Agency" } else { "Provider" }, "Asked", "Report by", "How it stands"];
    if !provider {
        head.extend(["Case", "Conflict of interest"]);
    }
    let shows = [("open", "Waited for"), ("late", "Late"), ("all", "All")];
    let body = html! {
        (layout::page_heading(None, "Specialist assessments"))
        (layout::filters("/specialist-assessments", html! { (kit::select("show", "Show", shows).value(code(show))) }))
        @if lines.is_empty() {
            (kit::nothing_here(match (show, provider) {
                (Show::Late, _) => "No report is late.",
                (_, true) => "Nothing here. When an agency asks you for a specialist assessment, it appears in this list.",
                (_, false) => "Nothing here. Ask a provider from the assessment of a case.",
            }))
        } @else {
            (kit::table(head.into_iter().map(kit::cell).collect(), lines).caption("Specialist assessments, the soonest due first")
                .caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/specialist-assessments?show={}&after={next}", code(show)))))
        }
        p class="govuk-body" { a class="govuk-link" href={ "/specialist-assessments.csv?show=" (code(show)) } { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Specialist assessments", body).dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let show = wanted(&ctx);
    let rows = ctx.read(move |look| store::list(look, show, None, None)).await?;
    let (provider, today) = (ctx.actor.provider().is_some(), ctx.today());
    let mut head = vec![
        "specialist_assessment",
        "agency",
        "provider",
        "asked_on",
        "due_on",
        "state",
        "late",
        "settled_on",
    ];
    // A provider is told no case.
    if !provider {
        head.extend(["case", "conflicts"]);
    }
    let lines = rows.items.into_iter().map(|l| {
        let s = &l.ask;
        let mut line = vec![
            s.id.to_string(),
            l.agency_name.clone(),
            l.provider_name.clone(),
            local_date(s.asked).to_string(),
            s.due.to_string(),
            s.state.code().to_owned(),
            if s.is_late(today) { "yes" } else { "no" }.to_owned(),
            s.settled.map_or_else(String::new, |at| local_date(at).to_string()),
        ];
        if !provider {
            let codes: Vec<&str> = s.conflicts.iter().map(|c| c.code()).collect();
            line.extend([l.reference.clone(), codes.join(" ")]);
        }
        line
    });
    csv_file("specialist-assessments", &head, lines)
}

struct OfCase {
    head: Head,
    all: Vec<Listed>,
    providers: Vec<(String, String)>,
    may_ask: bool,
}

pub(super) async fn of_case(ctx: Ctx) -> Result<Response> {
    draw_case(&ctx, &Fields::default(), &fine()).await
}

async fn draw_case(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<ViewSpecialist, Case>(id)?;
            let head = frame::head(look, &grant)?;
            let may_ask = head.case.state == CaseState::Open && look.may::<AskSpecialist>();
            Ok(OfCase {
                all: store::of_case(look, &grant)?,
                providers: match may_ask {
                    true => {
                        providers::approved(look)?.into_iter().map(|p| (p.id.to_string(), p.name)).collect()
                    }
                    false => Vec::new(),
                },
                may_ask,
                head,
            })
        })
        .await?;
    let today = ctx.today();
    let choices = std::iter::once((String::new(), "Choose one".to_owned())).chain(s.providers);
    let body = html! {
        p class="govuk-body" {
            "An assessment in depth by a regulated clinician, asked of a provider. It stands beside the assessment of need and does not replace it."
        }
        @if s.all.is_empty() { (kit::nothing_here("No specialist assessment was asked for yet.")) }
        @for l in &s.all {
            h2 class="govuk-heading-m" {
                a class="govuk-link" href={ "/specialist-assessments/" (l.ask.id) } { (l.provider_name) } " " (tag(&l.ask, today))
            }
            p class="govuk-body" { "Asked " (day(local_date(l.ask.asked))) ", wanted by " (day(l.ask.due)) ". It was to find out:" }
            (listed(&l.ask.goals))
            @if l.ask.state == State::Reported {
                (flagged(&l.ask.conflicts, &l.ask.why))
                h3 class="govuk-heading-s" { "It recommends" }
                (listed(&l.ask.recommends))
            }
        }
        @if s.may_ask {
            h2 class="govuk-heading-m" { "Ask a provider" }
            (ctx.form(&format!("/cases/{id}/specialist-assessments"), f, html! {
                (kit::select("provider", "Which provider?", choices).value(f.raw("provider")).error(wrong.of("provider")))
                (kit::textarea("goals", "What is it to find out?")
                    .hint("One thing a line, and no names: the provider reads this before it knows who the child is.")
                    .rows(5).value(f.raw("goals")).error(wrong.of("goals")))
                (kit::date_input("due", kit::legend("By when do you want the report?").size(Size::S)).values(f.date_parts("due")).error(wrong.of("due")))
                (kit::textarea("why", "If the provider would also deliver the support, or does so already: why this one?")
                    .hint("Hearth looks at its orders for this family and at its prices, and asks when there is a conflict of interest.")
                    .rows(3).value(f.raw("why")).error(wrong.of("why")))
                (kit::button("Ask for it").once())
            }))
        }
    };
    let page = frame::frame(ctx, &s.head, Tab::Assessment, "Specialist assessments", body);
    Ok(page.back(format!("/cases/{id}/assessment"), "The assessment of need").errors(wrong).respond())
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let fields = ctx.fields()?;
    let input = match form::asked(&mut fields.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw_case(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("ask for a specialist assessment", move |act| {
        let s = actions::ask(act, id, &input)?;
        Ok(Answer::see(format!("/specialist-assessments/{}", s.id))
            .saying("The provider finds it when it signs in"))
    });
    match done.await {
        Err(error) => draw_case(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

struct Seen {
    l: Listed,
    asked_by: String,
    typed_by: String,
    /// The child's name: for the agency, and for a provider with whom it is shared.
    child: Option<String>,
    provider: bool,
    may_answer: bool,
    may_ask: bool,
    may_open_case: bool,
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<SpecialistAsk> = ctx.id("id")?;
    let seen = ctx
        .read(move |look| {
            let grant = look.one::<ViewSpecialist, SpecialistAsk>(id)?;
            let l = store::load(look, &grant)?;
            let provider = look.actor().provider().is_some();
            // What was shared stays readable until the report is in, or the asking is over.
            let named = !provider || (l.ask.named.is_some() && l.ask.state == State::Accepted);
            let child = match named {
                true => {
                    let case = cases::of_opened(look, &grant, l.ask.case)?;
                    let child = people::load(look, case.child)?;
                    Some(format!("{} {}", child.first, child.last))
                }
                false => None,
            };
            Ok(Seen {
                asked_by: if provider { String::new() } else { name_of(look, l.ask.asked_by)? },
                typed_by: match l.ask.settled_by {
                    Some(_) if !provider => name_of(look, l.ask.settled_by)?,
                    _ => String::new(),
                },
                child,
                provider,
                may_answer: look.may::<AnswerSpecialist>(),
                may_ask: look.may::<AskSpecialist>(),
                may_open_case: look.may::<ViewCase>(),
                l,
            })
        })
        .await?;
    let (s, today) = (&seen.l.ask, ctx.today());
    let mut rows = vec![
        kit::row("How it stands", html! { (tag(s, today)) }),
        kit::row(
            if seen.provider { "Agency" } else { "Provider" },
            if seen.provider { seen.l.agency_name.as_str() } else { seen.l.provider_name.as_str() },
        ),
        kit::row(
            "Asked",
            if seen.provider {
                day(local_date(s.asked))
            } else {
                format!("{}, by {}", day(local_date(s.asked)), seen.asked_by)
            },
        ),
        kit::row("Report wanted by", day(s.due)),
    ];
    rows.push(kit::row(
        "Child",
        match &seen.child {
            Some(name) => html! { bdi { (name) } },
            None if s.state == State::Asked => {
                html! { "You are told who it is after you take it, once the family agreed" }
            }
            None => html! { "The worker shares the name with you once the family agreed" },
        },
    ));
    if !seen.provider {
        rows.push(kit::row(
            "Names",
            match s.named {
                Some(at) => html! { "Shared with the provider on " (day(local_date(at))) },
                None => html! { "Not shared with the provider" },
            },
        ));
    }
    if !s.answer.is_empty() {
        rows.push(kit::row(
            if s.state == State::Withdrawn { "Why it was withdrawn" } else { "The provider says" },
            html! { span dir="auto" { (s.answer) } },
        ));
    }
    let body = html! {
        (layout::page_heading(None, "Specialist assessment"))
        (kit::summary_list(rows))
        @if !seen.provider && seen.may_open_case {
            p class="govuk-body" { a class="govuk-link" href={ "/cases/" (s.case) "/specialist-assessments" } { "Case " (seen.l.reference) } }
        }
        @if !seen.provider { (flagged(&s.conflicts, &s.why)) }
        h2 class="govuk-heading-m" { "What it is to find out" }
        (listed(&s.goals))
        @if s.state == State::Reported {
            h2 class="govuk-heading-m" { "It recommends" }
            (listed(&s.recommends))
            h2 class="govuk-heading-m" { "The report" }
            (words(&s.report))
            @if let Some(at) = s.settled { p class="govuk-body-s" { "Received " (day(local_date(at))) @if !seen.typed_by.is_empty() { ", from " (seen.typed_by) } } }
        }
        @if seen.may_answer { (for_provider(ctx, s, f, wrong)) }
        @if seen.may_ask { (for_worker(ctx, s, f, wrong)) }
    };
    Ok(ctx
        .page("Specialist assessment", body)
        .back("/specialist-assessments", "Specialist assessments")
        .errors(wrong)
        .respond())
}

fn report_form(ctx: &Ctx, s: &Specialist, to: &str, f: &Fields, wrong: &Invalid) -> Markup {
    ctx.form(&format!("/specialist-assessments/{}/{to}", s.id), f, html! {
        (kit::hidden("version", &s.version.to_string()))
        (kit::textarea("recommends", "What does it recommend?").hint("One thing a line. These stand beside the assessment of need.")
            .rows(4).value(f.raw("recommends")).error(wrong.of("recommends")))
        (kit::textarea("report", "The report, as text").rows(12).value(f.raw("report")).error(wrong.of("report")))
        (kit::button("Hand in the report").once())
    })
}

fn for_provider(ctx: &Ctx, s: &Specialist, f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        @if s.state == State::Asked {
            h2 class="govuk-heading-m" { "Do you take it?" }
            (ctx.form(&format!("/specialist-assessments/{}/answer", s.id), f, html! {
                (kit::hidden("version", &s.version.to_string()))
                (kit::radios("takes", kit::legend("Your answer").size(Size::S), vec![kit::choice("yes", "We take it"), kit::choice("no", "We can not do it")])
                    .value(f.raw("takes")).error(wrong.of("takes")))
                (kit::textarea("words", "When it could begin, or why not").rows(3).value(f.raw("words")).error(wrong.of("words")))
                (kit::button("Answer").once())
            }))
        }
        @if s.state == State::Accepted {
            h2 class="govuk-heading-m" { "Hand in the report" }
            (report_form(ctx, s, "report", f, wrong))
        }
    }
}

fn for_worker(ctx: &Ctx, s: &Specialist, f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        @if s.state == State::Accepted && s.named.is_none() {
            h2 class="govuk-heading-m" { "Share who the child is" }
            p class="govuk-body" { "The provider reads the child’s name once the family agreed that a provider gets in touch, or an agreement covers it. Hearth looks, and says what is missing." }
            (ctx.form(&format!("/specialist-assessments/{}/share-names", s.id), f, html! {
                (kit::hidden("version", &s.version.to_string()))
                (kit::button("Share the name").secondary().once())
            }))
        }
        @if s.state.is_open() {
            (kit::details("The report came another way", report_form(ctx, s, "enter-report", f, wrong)))
            (kit::details("Withdraw it", ctx.form(&format!("/specialist-assessments/{}/withdraw", s.id), f, html! {
                (kit::hidden("version", &s.version.to_string()))
                (kit::textarea("why", "Why is it not needed any more? The provider reads this.").rows(2).value(f.raw("why")).error(wrong.of("why")))
                (kit::button("Withdraw it").warning().once())
            })))
        }
    }
}

/// One step of a form on the page of one.
macro_rules! step {
    ($name:ident, $read:path, $what:literal, $said:literal, |$act:ident, $id:ident, $input:ident| $run:expr) => {
        pub(super) async fn $name(ctx: Ctx) -> Result<Response> {
            let $id: Id<SpecialistAsk> = ctx.id("id")?;
            let fields = ctx.fields()?;
            let $input = match $read(&mut fields.clone()) {
                Ok(input) => input,
                Err(wrong) => return draw(&ctx, &fields, &wrong).await,
            };
            let done = ctx.act($what, move |$act| {
                $run?;
                Ok(Answer::see(format!("/specialist-assessments/{}", $id)).saying($said))
            });
            match done.await {
                Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
                done => done,
            }
        }
    };
}

step!(
    answer,
    form::answered,
    "answer about a specialist assessment",
    "The worker is told",
    |act, id, input| { actions::answer(act, id, input.0, input.1, &input.2) }
);
step!(
    report,
    form::reported,
    "hand in a specialist report",
    "The report is handed in, and the worker is told",
    |act, id, input| { actions::report(act, id, input.0, (&input.1, &input.2)) }
);
step!(
    enter_report,
    form::reported,
    "enter a specialist report",
    "The report stands beside the assessment",
    |act, id, input| { actions::enter_report(act, id, input.0, (&input.1, &input.2)) }
);
step!(
    share_names,
    form::version,
    "share names with a provider",
    "The provider may read the name now",
    |act, id, input| { actions::share_names(act, id, input) }
);
step!(withdraw, form::withdrawn, "withdraw a specialist assessment", "It is withdrawn", |act, id, input| {
    actions::withdraw(act, id, input.0, &input.1)
});
