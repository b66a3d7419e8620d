//! A child's schooling as people see it.

use access::actions::{RecordEducation, ViewEducation, ViewPlan};
use casework::{
    cases::{
        frame::{self, Head, Tab},
        store::CaseState,
    },
    chronology::model::Standing,
    other_plans,
};
use kernel::{Error, Id, Invalid, Result, kinds::Case};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, csv_file,
    kit::{self, Size, Tone, layout, row},
};

use super::{
    actions, form,
    model::{Event, EventKind, Premium, Schooling, Sen, sums, time},
    store::{self, Saved},
};
use crate::escalation::words::{choices, day, day_of, fine, options};

struct Seen {
    head: Head,
    saved: Option<Saved>,
    events: Vec<Event>,
    /// The review days of an education, health and care plan that stand under the other plans.
    elsewhere: Vec<kernel::Date>,
    may_record: bool,
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<ViewEducation, Case>(id)?;
            let head = frame::head(look, &grant)?;
            Ok(Seen {
                saved: store::of_case(look, &grant)?,
                events: store::events(look, &grant)?,
                elsewhere: match look.may::<ViewPlan>() {
                    true => other_plans::store::of_case(look, &look.one::<ViewPlan, Case>(id)?)?
                        .into_iter()
                        .filter(|p| p.kind == other_plans::model::Kind::Ehcp && !p.ended)
                        .filter_map(|p| p.review)
                        .collect(),
                    false => Vec::new(),
                },
                may_record: head.case.state == CaseState::Open && look.may::<RecordEducation>(),
                head,
            })
        })
        .await?;
    let sum = sums(&s.events);
    let body = html! {
        @match &s.saved {
            None => { (kit::nothing_here("Nothing is written down about school yet.")) }
            Some(saved) => { (now(ctx, saved)) }
        }
        @let here = s.saved.as_ref().and_then(|saved| saved.schooling.next_review());
        @for on in s.elsewhere.iter().filter(|on| Some(**on) != here) {
            (kit::inset_text(html! {
                "Under " a class="govuk-link" href={ "/cases/" (id) "/other-plans" } { "other plans" }
                " the review of the education, health and care plan stands on " (day(*on)) ". The day that stands here is the one that lists go by."
            }))
        }
        @if s.may_record {
            (kit::button(if s.saved.is_some() { "Change what is so now" } else { "Write down what is so now" })
                .secondary().href(format!("/cases/{id}/education/edit")))
        }
        h2 class="govuk-heading-m" { "What happened, and what we did" }
        @if s.events.is_empty() { (kit::nothing_here("Nothing is written down yet.")) }
        @else {
            (kit::summary_list(vec![
                row("Time spent speaking up for the child", time(sum.minutes)),
                row("Half-days out of school", sum.half_days.to_string()),
                row("Suspensions and exclusions", sum.exclusions.to_string()),
            ]))
            (happened(ctx, id, &s.events, s.may_record))
            p class="govuk-body" { a class="govuk-link" href={ "/cases/" (id) "/education.csv" } { "Download these (CSV)" } }
        }
        @if s.may_record { (event_form(ctx, id, f, wrong)) }
        p class="govuk-body" {
            a class="govuk-link" href={ "/cases/" (id) "/duties" } { "Which service is bound to meet which need" }
        }
        p class="govuk-body" { a class="govuk-link" href="/education-reviews" { "Reviews at school in every open case" } }
    };
    let page = frame::frame(ctx, &s.head, Tab::Plan, "School", body);
    Ok(page.back(format!("/cases/{id}/plan"), "The plan").errors(wrong).respond())
}

fn now(ctx: &Ctx, saved: &Saved) -> Markup {
    let s = &saved.schooling;
    let said = |text: &str| if text.is_empty() { "Not known".to_owned() } else { text.to_owned() };
    let both = |label: Option<&str>, words: &str| {
        html! { (label.unwrap_or("Not known")) @if !words.is_empty() { br; (words) } }
    };
    let on = |day_on: Option<kernel::Date>| day_on.map_or_else(|| "Not known".to_owned(), day);
    let look = s.to_look_at(ctx.today());
    let mut rows = vec![
        row("School", html! { (said(&s.school)) @if !s.year.is_empty() { ", " (s.year) } }),
        row("Designated teacher", said(&s.teacher)),
        row("Virtual school", said(&s.virtual_school)),
        row("Special educational needs", both(s.sen.map(Sen::label), &s.sen_words)),
    ];
    if s.sen == Some(Sen::Plan) {
        rows.push(row("Plan reviewed", on(s.reviewed)));
        rows.push(row(
            "Next review",
            html! {
                (on(s.next_review()))
                @if s.review.is_none() && s.reviewed.is_some() {
                    br; span class="govuk-hint" { "No day was agreed: a year after the last one. The rule is to be read again." }
                }
            },
        ));
    }
    rows.push(row("Pupil Premium Plus", both(s.premium.map(Premium::label), &s.premium_words)));
    rows.push(row(
        "Attendance",
        match s.attendance {
            Some(percent) => match s.attendance_on {
                Some(at) => format!("{percent} per cent, on {}", day(at)),
                None => format!("{percent} per cent"),
            },
            None => "Not known".to_owned(),
        },
    ));
    if !s.next_school.is_empty() || s.next_on.is_some() {
        rows.push(row("Next school", html! { (said(&s.next_school)) ", from " (on(s.next_on)) }));
        rows.push(row("The way there", said(&s.transition)));
    }
    html! {
        @if !look.is_empty() {
            (kit::inset_text(html! {
                p class="govuk-body" { strong { "To look at" } }
                ul class="govuk-list govuk-list--bullet" { @for words in &look { li { (words) } } }
            }))
        }
        (kit::summary_list(rows))
        p class="govuk-body-s" { "As written down on " (day_of(saved.at)) "." }
    }
}

fn happened(ctx: &Ctx, case: Id<Case>, events: &[Event], may_record: bool) -> Markup {
    let rows = events
        .iter()
        .map(|e| {
            let (to, words) = match e.standing {
                Standing::Kept => (Standing::Out, "Take out"),
                Standing::Out => (Standing::Kept, "Put back"),
            };
            let mut cells = vec![
                kit::cell(day(e.on)),
                kit::cell(html! {
                    (e.kind.label()) @if e.standing == Standing::Out { " " (kit::tag("Taken out").tone(Tone::Quiet)) }
                    @if !e.words.is_empty() { br; (e.words) }
                }),
                kit::number(if e.half_days > 0 { e.half_days.to_string() } else { String::new() }),
                kit::number(if e.minutes > 0 { time(e.minutes) } else { String::new() }),
            ];
            if may_record {
                cells.push(kit::cell(ctx.form(&format!("/cases/{case}/education-events/{}/standing", e.id), &Fields::default(), html! {
                    (kit::hidden("version", &e.version.to_string()))
                    (kit::hidden("standing", to.code()))
                    (kit::button(html! { (words) span class="govuk-visually-hidden" { ": " (e.kind.label()) ", " (day(e.on)) } }).secondary().once())
                })));
            }
            cells
        })
        .collect();
    let mut head = ["Day", "What", "Half-days out", "Time spent"].map(kit::cell).to_vec();
    if may_record {
        head.push(kit::cell(html! { span class="govuk-visually-hidden" { "Take out" } }));
    }
    html! {
        (kit::table(head, rows).caption("What happened, the newest first").caption_classes("govuk-visually-hidden")
            .first_cell_is_header().scrolling())
    }
}

fn event_form(ctx: &Ctx, id: Id<Case>, f: &Fields, wrong: &Invalid) -> Markup {
    let number = |name: &str, words: &str| {
        kit::input(name, kit::label(words)).whole_number().width(4).value(f.raw(name)).error(wrong.of(name))
    };
    html! {
        h2 class="govuk-heading-m" { "Write something down" }
        (ctx.form(&format!("/cases/{id}/education"), f, html! {
            (kit::select("kind", "What happened?", options::<EventKind>("Choose one")).value(f.raw("kind")).error(wrong.of("kind")))
            (kit::date_input("on", kit::legend("On which day?").size(Size::S)).values(f.date_parts("on")).error(wrong.of("on")))
            (number("half-days", "Half-days out of school, if any"))
            (number("minutes", "Minutes that you spent on it").hint("Calls, letters, travel and meetings for the child. They are added up for the agency."))
            (kit::textarea("words", "In words (optional)").rows(3).value(f.raw("words")).error(wrong.of("words")))
            (kit::button("Write it down").once())
        }))
    }
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let fields = ctx.fields()?;
    let input = match form::event(&mut fields.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("record what happened at school", move |act| {
        actions::add(act, id, &input)?;
        Ok(Answer::see(format!("/cases/{id}/education")).saying("It is written down"))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn stand(ctx: Ctx) -> Result<Response> {
    let (id, event): (Id<Case>, Id<()>) = (ctx.id("id")?, ctx.id("happened")?);
    let (version, standing) = form::standing(&mut ctx.fields()?).map_err(Error::Invalid)?;
    let done = ctx.act("take something out of what happened at school", move |act| {
        actions::stand(act, id, event, version, standing)?;
        Ok(Answer::see(format!("/cases/{id}/education")).saying("Done. You can undo it from the same line."))
    });
    match done.await {
        Err(error) => draw(&ctx, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn edit(ctx: Ctx) -> Result<Response> {
    write(&ctx, None).await
}

async fn write(ctx: &Ctx, sent: Option<(Fields, Invalid, bool)>) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let (head, saved) = ctx
        .read(move |look| {
            let grant = look.one::<RecordEducation, Case>(id)?;
            Ok((frame::head(look, &grant)?, store::of_case(look, &grant)?))
        })
        .await?;
    let (now, at) = saved.map_or((Schooling::default(), 0), |s| (s.schooling, s.version));
    let (f, wrong, clash) = sent.unwrap_or_else(|| (form::filled(&now, at), fine(), false));
    let version = if clash { at.to_string() } else { f.raw("version").to_owned() };
    let line = |name: &str, words: &str| {
        kit::input(name, kit::label(words)).value(f.raw(name)).error(wrong.of(name))
    };
    let note = |name: &str, words: &str| {
        kit::textarea(name, kit::label(words)).rows(3).value(f.raw(name)).error(wrong.of(name))
    };
    let date = |name: &str, words: &str| {
        kit::date_input(name, kit::legend(words).size(Size::S))
            .values(f.date_parts(name))
            .error(wrong.of(name))
    };
    let body = html! {
        @if clash {
            (kit::warning_text("Somebody saved this while you were writing. Saving now puts what stands below in its place."))
            (kit::details("What is saved now", html! { (now.school) ". " (now.teacher) ". " (now.sen_words) }))
        }
        (ctx.form(&format!("/cases/{id}/education/edit"), &f, html! {
            (kit::hidden("version", &version))
            (line("school", "School, nursery or college"))
            (line("year", "Year or class (optional)"))
            (line("teacher", "Designated teacher").hint("The teacher at school who looks after children who were in care."))
            (note("virtual-school", "What the virtual school advised, and when"))
            (kit::radios("sen", kit::legend("Special educational needs").size(Size::S), choices::<Sen>()).value(f.raw("sen")).error(wrong.of("sen")))
            (note("sen-words", "What the plan or the support says, in short"))
            (date("reviewed", "When was the education, health and care plan reviewed last?"))
            (date("review", "When is it to be reviewed next?").hint("Leave it empty if no day was agreed: a year after the last one is taken then. The rule was not read again for this version: ask the council if in doubt."))
            (kit::radios("premium", kit::legend("Pupil Premium Plus").size(Size::S), choices::<Premium>())
                .value(f.raw("premium")).error(wrong.of("premium")))
            (note("premium-words", "What it is spent on"))
            (kit::input("attendance", kit::label("Attendance")).whole_number().width(3).suffix("per cent").value(f.raw("attendance")).error(wrong.of("attendance")))
            (date("attendance-on", "As of which day?"))
            (line("next-school", "The next school, if it is known"))
            (date("next-on", "From which day?"))
            (note("transition", "The plan for the way there"))
            (kit::button("Save").once())
        }))
    };
    let page = frame::frame(ctx, &head, Tab::Plan, "What is so now at school", body);
    Ok(page.back(format!("/cases/{id}/education"), "School").errors(&wrong).respond())
}

pub(super) async fn save(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let fields = ctx.fields()?;
    let (version, schooling) = match form::schooling(&mut fields.clone()) {
        Ok(read) => read,
        Err(wrong) => return write(&ctx, Some((fields, wrong, false))).await,
    };
    let done = ctx.act("save a child's schooling", move |act| {
        actions::save(act, id, version, &schooling)?;
        Ok(Answer::see(format!("/cases/{id}/education")).saying("Saved"))
    });
    match done.await {
        Err(error) => {
            let clash = error == Error::Stale;
            write(&ctx, Some((fields, page::mend_beside(error)?, clash))).await
        }
        done => done,
    }
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let events = ctx.read(move |look| store::events(look, &look.one::<ViewEducation, Case>(id)?)).await?;
    let lines = events.into_iter().filter(|e| e.standing == Standing::Kept).map(|e| {
        vec![
            e.on.to_string(),
            e.kind.code().to_owned(),
            e.half_days.to_string(),
            e.minutes.to_string(),
            e.words,
        ]
    });
    csv_file("education", &["on", "what", "half_days_out", "minutes", "words"], lines)
}

pub(super) async fn reviews(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, (minutes, children)) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewEducation>()?;
            let from = look.today().saturating_sub(jiff::Span::new().days(365));
            let spent = store::spent(look, &grant, from, look.today())?;
            Ok((store::reviews(look, &grant, after, Some(PAGE_ROWS))?, spent))
        })
        .await?;
    let today = ctx.today();
    let lines: Vec<_> = rows
        .items
        .iter()
        .map(|r| {
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/cases/" (r.case) "/education" } { (r.reference) } }),
                kit::cell(day(r.on)),
                kit::cell(html! { @if r.on < today { (kit::tag("Overdue").tone(Tone::Late)) } @else { (kit::tag("To come").tone(Tone::Calm)) } }),
            ]
        })
        .collect();
    let body = html! {
        (layout::page_heading(None, "Reviews at school"))
        p class="govuk-body" { "When the education, health and care plans of children in open cases are to be reviewed next." }
        @if minutes > 0 {
            p class="govuk-body" {
                "In the last year your agency spent " strong { (time(minutes)) } " speaking up for " (children)
                @if children == 1 { " child" } @else { " children" } " at school."
            }
        }
        @if lines.is_empty() { (kit::nothing_here("No review is written down.")) }
        @else {
            (kit::table(["Case", "Next review", "How it stands"].map(kit::cell).to_vec(), lines)
                .caption("Reviews, the first to come first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/education-reviews?after={next}"))))
            p class="govuk-body" { a class="govuk-link" href="/education-reviews.csv" { "Download these (CSV)" } }
        }
    };
    Ok(ctx.page("Reviews at school", body).dense().respond())
}

pub(super) async fn reviews_csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::reviews(look, &look.agency::<ViewEducation>()?, None, None)).await?;
    let lines = rows.items.into_iter().map(|r| vec![r.reference, r.on.to_string()]);
    csv_file("education-reviews", &["case", "review_on"], lines)
}
