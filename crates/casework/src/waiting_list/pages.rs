//! The waiting list as people see it: what it looks like now, what the weeks say, and who is on it.

use access::{
    Look,
    actions::{ListCases, ListEnquiries, TriageEnquiry},
    organisations,
};
use kernel::{Date, Invalid, Result};
use maud::{Markup, html};
use page::{
    Ctx, Cursor, Fields, Response, Rows, csv_file,
    kit::{self, Tone, cell, chart, layout, number},
};

use super::{
    model::{self, Alarm, FEWEST, Outlook, Retold, Summary, WEEKS, Week},
    store::{self, Waiting, What},
};
use crate::front_door::model::{Asker, RiskLevel};

/// The most rows of a CSV file, in pages of the list.
const FILE_PAGES: usize = 200;
/// How far ahead the page asks for when nobody says: eight weeks, in days.
const AHEAD: i32 = 56;

/// What stands in place of a forecast where more wait than are counted.
pub(super) const NOT_COUNTED: &str = "More wait than are counted here, so that there is no forecast.";

/// What the page shows.
struct Seen {
    summary: Summary,
    weeks: Vec<Week>,
    retold: Retold,
    rows: Rows<Waiting>,
    councils: Vec<organisations::Organisation>,
    may_allocate: bool,
}

fn see(look: &Look<'_>, risk: Option<RiskLevel>, after: Option<Cursor>) -> Result<Seen> {
    let grant = look.agency::<ListEnquiries>()?;
    let cases = look.may::<ListCases>().then(|| look.agency::<ListCases>()).transpose()?;
    let (waits, more) = store::waits(look, &grant, cases.as_ref())?;
    Ok(Seen {
        summary: model::summary(&waits, more, look.now()),
        weeks: store::weeks(look, &grant)?,
        retold: store::retold(look, &grant)?,
        rows: store::page(look, &grant, cases.as_ref(), risk, after)?,
        councils: organisations::of_kind(look, organisations::kind::COUNCIL)?,
        may_allocate: look.may::<TriageEnquiry>(),
    })
}

/// What the address asks for.
struct Asked {
    risk: Option<RiskLevel>,
    after: Option<Cursor>,
    by: Option<Date>,
    fields: Fields,
    wrong: Invalid,
}

fn asked(ctx: &Ctx) -> Asked {
    let mut fields = ctx.query();
    let by = fields.date_opt("by");
    let wrong = fields.finish(|| Some(())).err();
    let late = by.is_some_and(|day| day <= ctx.today());
    let wrong = match wrong {
        Some(wrong) => wrong,
        None if late => Invalid(vec![crate::words::mend("by", "Enter a day after today")]),
        None => Invalid::default(),
    };
    Asked {
        risk: RiskLevel::from_code(fields.raw("risk")),
        after: Cursor::parse(fields.raw("after")),
        by: by.filter(|_| !late),
        fields,
        wrong,
    }
}

fn day(on: Date) -> String {
    on.strftime("%-d %B %Y").to_string()
}

fn many(n: usize, more: bool) -> String {
    if more { format!("more than {}", store::COUNTED) } else { n.to_string() }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let asked = asked(&ctx);
    let (risk, after) = (asked.risk, asked.after);
    let s = ctx.read(move |look| see(look, risk, after)).await?;
    let body = html! {
        (layout::page_heading(None, "Waiting for a worker"))
        p class="govuk-body" {
            "Enquiries that nobody has allocated, signposted or closed, and open cases without a coordinator or whose coordinator has left. The longest wait comes first."
        }
        (figures(&ctx, &s.summary))
        @if s.summary.length > 0 {
            (bands(&s.summary))
            (forecast(&ctx, &asked, &s))
        }
        (list(&ctx, &asked, &s))
        (retold(&s.retold))
        (kit::print_button("Print this page"))
    };
    Ok(ctx.page("Waiting for a worker", body).dense().errors(&asked.wrong).respond())
}

fn figures(ctx: &Ctx, s: &Summary) -> Markup {
    let oldest = s.oldest.map_or_else(
        || "nobody waits".to_owned(),
        |since| match ctx.now.duration_since(since).as_hours().max(0) / 24 {
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        },
    );
    let alarms = if s.alarms > 0 { Tone::Late } else { Tone::Good };
    kit::figures(&[
        kit::figure("Waiting now", many(s.length, s.more)),
        kit::figure("The longest wait", oldest),
        kit::figure("Somebody should look now", s.alarms.to_string())
            .tone(alarms)
            .note("By the rules below the list"),
    ])
}

fn bands(s: &Summary) -> Markup {
    let head = ["How long", "High risk", "Medium risk", "Low risk", "Not known", "All"];
    let rows = s.bands.iter().map(|(band, counts)| {
        let all: usize = counts.iter().sum();
        let numbers = counts.iter().copied().chain([all]).map(|n| number(n.to_string()));
        std::iter::once(cell(band.label())).chain(numbers).collect()
    });
    let head = head.iter().enumerate().map(|(n, text)| if n == 0 { cell(*text) } else { number(*text) });
    html! {
        (kit::table(head.collect(), rows.collect()).caption("How long, and with what risk")
            .caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
    }
}

/// One place is enough: nobody knows a pace to the tenth.
fn pace(by: f64) -> String {
    let words = format!("{by:.1}");
    words.strip_suffix(".0").unwrap_or(&words).to_owned()
}

/// What the weeks say, in a sentence.
pub(super) fn said(outlook: Outlook) -> String {
    match outlook {
        Outlook::Empty => "Nobody waits.".into(),
        Outlook::TooFew => format!(
            "Too few weeks were measured to say when it will be empty. After {FEWEST} whole weeks this page says it."
        ),
        Outlook::Grows(by) => format!(
            "It grows: in the middle week {} more came than left. At this pace it is never empty.",
            pace(by)
        ),
        Outlook::Stands => {
            "It stands still: in the middle week as many came as left. At this pace it is never empty.".into()
        }
        Outlook::TooSlow => {
            "It becomes shorter, but so slowly that it would take longer than two years.".into()
        }
        Outlook::Clears { by, likely, soonest, latest } => {
            let range = match latest {
                Some(latest) if latest == soonest => String::new(),
                Some(latest) => {
                    format!(
                        " If the weeks go as the better or the worse half did: between {} and {}.",
                        day(soonest),
                        day(latest)
                    )
                }
                None => format!(
                    " If the weeks go as the better half did, by {}; as the worse half did, not within two years.",
                    day(soonest)
                ),
            };
            format!(
                "It would be empty by {}: in the middle week {} more left than came.{range}",
                day(likely),
                pace(by)
            )
        }
    }
}

fn forecast(ctx: &Ctx, asked: &Asked, s: &Seen) -> Markup {
    let outlook = model::outlook(s.summary.length, &s.weeks, ctx.today());
    let by = asked.by.unwrap_or_else(|| kernel::Calendar::england().add_days(ctx.today(), AHEAD));
    let more = model::more_a_week(s.summary.length, &s.weeks, ctx.today(), by);
    let values = match asked.fields.date_parts("by") {
        [d, m, y] if d.is_empty() && m.is_empty() && y.is_empty() => {
            [by.day().to_string(), by.month().to_string(), by.year().to_string()]
        }
        typed => typed,
    };
    html! {
        h2 class="govuk-heading-m" id="forecast" { "When would it be empty?" }
        @if s.summary.more {
            p class="govuk-body" { (NOT_COUNTED) }
        } @else {
            (kit::inset_text(said(outlook)))
            @if let Some(more) = more {
                p class="govuk-body" {
                    @if more == 0 { "At the present pace it would be empty by " strong { (day(by)) } " already." }
                    @else {
                        strong { (more) } @if more == 1 { " more allocation a week" } @else { " more allocations a week" }
                        " would empty it by " strong { (day(by)) } "."
                    }
                }
            }
            @if s.weeks.len() >= FEWEST {
                form class="hearth-filters" method="get" action="/waiting-list" {
                    @if let Some(risk) = asked.risk { (kit::hidden("risk", risk.code())) }
                    (kit::date_input("by", kit::legend("Empty by").size(kit::Size::S)).values(values).error(asked.wrong.of("by")))
                    (kit::button("Work it out").secondary())
                }
            }
        }
        (measured(&s.weeks))
    }
}

fn measured(weeks: &[Week]) -> Markup {
    let line = |name: &str, of: fn(&Week) -> i64| {
        let points = weeks.iter().map(|w| chart::point(w.first.strftime("%-d %b").to_string(), of(w) as f64));
        chart::series(name, points.collect())
    };
    html! {
        @if !weeks.is_empty() {
            (kit::details("What was measured, week by week", html! {
                p class="govuk-body" {
                    "The last " (WEEKS) " whole weeks before today. Every enquiry of the agency is counted, as in its other figures. A case without anybody counts among those who wait; coming and leaving is measured by enquiries."
                }
                (chart::lines("Enquiries that came and that left the list", chart::Unit::COUNT, vec![
                    line("Came", |w| w.came), line("Allocated", |w| w.allocated), line("Signposted or closed", |w| w.settled),
                ]).what("Week from"))
                p class="govuk-body" { a class="govuk-link" href="/waiting-list-weeks.csv" { "Download the weeks (CSV)" } }
            }))
        }
    }
}

fn list(ctx: &Ctx, asked: &Asked, s: &Seen) -> Markup {
    let risk = asked.risk.map_or("", |r| r.code());
    let choices =
        [("", "Every risk")].into_iter().chain(RiskLevel::ALL.iter().map(|r| (r.code(), r.label())));
    let head = ["Who waits", "Since", "Risk", "Council", "What next"].map(cell).into();
    let lines = s.rows.items.iter().map(|w| line(ctx, w, s)).collect();
    html! {
        h2 class="govuk-heading-m" { "Who waits" }
        (layout::filters("/waiting-list", html! { (kit::select("risk", "Risk", choices).value(risk)) }))
        @if s.rows.items.is_empty() {
            (kit::nothing_here("Nobody waits here. Enquiries appear as they come, and leave when they are allocated, signposted or closed."))
        } @else {
            (kit::table(head, lines).caption("Who waits, the longest first").caption_classes("govuk-visually-hidden")
                .first_cell_is_header().scrolling())
        }
        (kit::pagination(
            asked.after.map(|_| format!("/waiting-list?risk={risk}")),
            s.rows.next.map(|c| format!("/waiting-list?risk={risk}&after={c}")),
        ).previous_text("Back to the start"))
        p class="govuk-body" { a class="govuk-link" href={ "/waiting-list.csv?risk=" (risk) } { "Download this list (CSV, without names)" } }
        (kit::details("When somebody should look now", html! {
            ul class="govuk-list govuk-list--bullet" { @for alarm in Alarm::ALL { li { (alarm.label()) } } }
            p class="govuk-body" { "The times follow what families are promised: a call within 48 to 72 hours, an assessment within four weeks of it." }
        }))
    }
}

fn line(ctx: &Ctx, w: &Waiting, s: &Seen) -> Vec<kit::Cell> {
    let council = s.councils.iter().find(|c| c.code == w.council).map_or(w.council.as_str(), |c| &c.name);
    let (who, about) = match &w.what {
        What::Enquiry { told, state, .. } => (
            format!("{} {}", told.first_name, told.last_name),
            format!("{}, {}", told.asker.map_or("Enquiry", |a| a.label()), state.label().to_lowercase()),
        ),
        What::Case { child, level, .. } => {
            (child.clone(), format!("Case without a coordinator, {}", level.label().to_lowercase()))
        }
    };
    let days = w.wait.days(ctx.now);
    vec![
        cell(html! {
            a class="govuk-link" href=(w.path()) { (who) } br;
            span class="govuk-!-font-weight-regular" { (w.reference) " · " (about) }
        }),
        cell(html! {
            (match days { 0 => "Less than a day".to_owned(), 1 => "1 day".to_owned(), n => format!("{n} days") })
            @if let Some(alarm) = w.wait.alarm(ctx.now) { br; (kit::tag(alarm.label()).tone(Tone::Late)) }
        }),
        cell(html! {
            @match w.wait.risk {
                Some(risk) => (kit::tag(format!("{} risk", risk.label())).tone(match risk {
                    RiskLevel::High => Tone::Late,
                    RiskLevel::Medium => Tone::Soon,
                    RiskLevel::Low => Tone::Quiet,
                })),
                None => "Not known",
            }
            @if w.wait.safeguarding.is_some() { " " (kit::tag("Safeguarding").tone(Tone::Late)) }
        }),
        cell(council),
        cell(next(w, s.may_allocate)),
    ]
}

/// Where somebody gets a worker.
fn next(w: &Waiting, may_allocate: bool) -> Markup {
    let (href, words) = match &w.what {
        What::Enquiry { told, .. } if may_allocate && told.asker == Some(Asker::BirthRelative) => {
            (format!("{}/birth-family", w.path()), "Record with a birth family")
        }
        What::Enquiry { .. } if may_allocate => (format!("{}/allocate", w.path()), "Allocate"),
        What::Enquiry { .. } => (w.path(), "Open"),
        // The plan names the coordinator.
        What::Case { .. } => (format!("{}/plan", w.path()), "Name a coordinator"),
    };
    html! { a class="govuk-link" href=(href) { (words) span class="govuk-visually-hidden" { " " (w.reference) } } }
}

fn retold(r: &Retold) -> Markup {
    let share =
        |n: i64| r.per_cent(n).map_or_else(String::new, |share| format!("{n} of {} ({share}%)", r.asked));
    html! {
        h2 class="govuk-heading-m" { "How often families had to tell it before" }
        @if r.asked == 0 {
            (kit::nothing_here("In the last weeks no enquiry says how many services had heard the story before. Ask for it when you record a call."))
        } @else {
            (kit::figures(&[
                kit::figure("Had told at least one other service", share(r.before)),
                kit::figure("Had told more than four", share(r.many))
                    .note("Of adopters asked in one survey in 2018, 23% had told it more than four times"),
                kit::figure("Services that had heard these stories", r.services.to_string()),
            ]))
            p class="govuk-hint" { "Of the enquiries of the last " (WEEKS) " weeks in which it was asked. The survey is that of Adoption Counts, as quoted in Key elements of an adoption support service, section 8." }
        }
    }
}

pub(super) async fn file(ctx: Ctx) -> Result<Response> {
    let risk = RiskLevel::from_code(ctx.query().raw("risk"));
    let now = ctx.now;
    let items = ctx
        .read(move |look| {
            let grant = look.agency::<ListEnquiries>()?;
            let cases = look.may::<ListCases>().then(|| look.agency::<ListCases>()).transpose()?;
            let (mut all, mut after) = (Vec::new(), None);
            for _ in 0..FILE_PAGES {
                let Rows { items, next } = store::page(look, &grant, cases.as_ref(), risk, after)?;
                all.extend(items);
                after = next;
                if after.is_none() {
                    break;
                }
            }
            Ok(all)
        })
        .await?;
    let head = ["reference", "what", "since", "days", "risk", "safeguarding", "council", "alarm"];
    let lines = items.into_iter().map(|w| {
        let what = if matches!(w.what, What::Enquiry { .. }) { "enquiry" } else { "case" };
        vec![
            w.reference.to_string(),
            what.to_owned(),
            w.wait.since.to_string(),
            w.wait.days(now).to_string(),
            w.wait.risk.map_or("", |r| r.code()).to_owned(),
            if w.wait.safeguarding.is_some() { "yes" } else { "no" }.to_owned(),
            w.council,
            w.wait.alarm(now).map_or("", |a| a.code()).to_owned(),
        ]
    });
    csv_file("waiting-list", &head, lines)
}

pub(super) async fn weeks_file(ctx: Ctx) -> Result<Response> {
    let weeks = ctx.read(|look| store::weeks(look, &look.agency::<ListEnquiries>()?)).await?;
    let lines = weeks.into_iter().map(|w| {
        vec![w.first.to_string(), w.came.to_string(), w.allocated.to_string(), w.settled.to_string()]
    });
    csv_file("waiting-list-weeks", &["week_from", "came", "allocated", "settled"], lines)
}
