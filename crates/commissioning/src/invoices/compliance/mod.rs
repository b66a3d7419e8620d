//! Payment compliance: what share of invoices an agency paid within 30 days, in how many days on average, and what interest it owes for the
//! rest, by half-years, as a payments compliance notice wants them (Procurement Act 2023; periods end on 31 March and 30 September and are
//! published within 30 days). The figures are an agency's own and name nobody: they are made to be published, so nothing is held back.

pub mod model;

use access::{Action as _, Grant, InAgency, Look, actions::SeePaymentFigures, permissions::Reach};
use kernel::{Calendar, Error, Pence, Result, Timestamp, local_date};
use maud::html;
use page::{
    Ctx, Fields, NavItem, Response, Route, csv_file,
    kit::{self, layout},
};
use serde::Serialize;
use store::{Row, statements};
use utoipa::ToSchema;

use self::model::{Figures, HalfYear, Payment, tenths};
use crate::words;

/// The most half-years that are shown, the newest first.
const MOST: usize = 6;
const BAD_RATE: &str = "Enter the base rate in percent, such as 3.75";

statements! {
    PAID = "SELECT i.received_at, i.due_on, i.ended_at, i.total_pence, (SELECT count(*) FROM invoice_dispute d WHERE d.invoice_id = i.id)
            FROM invoice i WHERE i.agency_id = $1 AND i.status = 'paid' AND i.ended_at > $2 AND i.ended_at <= $3";
    OVERDUE = "SELECT i.received_at, i.due_on, i.ended_at, i.total_pence, 0 FROM invoice i
               WHERE i.agency_id = $1 AND i.status = 'matched' AND i.due_on < $2";
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/payment-compliance", page)
            .needs::<SeePaymentFigures>()
            .about("How an agency keeps to the 30 days, by half-years; ?base= is the base rate for interest"),
        Route::get("/payment-compliance.csv", csv)
            .needs::<SeePaymentFigures>()
            .about("How an agency keeps to the 30 days as a CSV file"),
        Route::get("/api/v1/payment-compliance", api)
            .needs::<SeePaymentFigures>()
            .about("How an agency keeps to the 30 days, by half-years; ?base= is the base rate for interest")
            .answers::<PaymentCompliance>(),
    ]
}

pub(super) fn nav() -> NavItem {
    NavItem {
        href: "/payment-compliance",
        text: "Payment compliance",
        needs: SeePaymentFigures::NAME,
        reach: Reach::Agency,
    }
}

/// A half-year's figures. Money in pence, shares and days in tenths.
#[derive(Debug, Serialize, ToSchema)]
struct PaymentPeriod {
    from: String,
    to: String,
    paid: u32,
    within_30_days: u32,
    /// In tenths of a percent; none where nothing was paid.
    share_within_30_days: Option<u32>,
    /// In tenths of a day; none where nothing was paid.
    average_days: Option<i64>,
    paid_late: i64,
    /// None unless a base rate was given.
    interest: Option<i64>,
    paid_after_dispute: u32,
}

/// How an agency keeps to the 30 days, the newest half-year first.
#[derive(Debug, Serialize, ToSchema)]
struct PaymentCompliance {
    items: Vec<PaymentPeriod>,
    /// Invoices that wait to be paid after their last day.
    overdue: u32,
    overdue_amount: i64,
    overdue_interest: Option<i64>,
}

struct Found {
    periods: Vec<(HalfYear, Figures)>,
    overdue: Figures,
}

/// The base rate in hundredths of a percent; money is read in the same way.
fn base(fields: &mut Fields) -> Option<i64> {
    let text = fields.raw("base").trim().trim_end_matches('%').to_owned();
    if text.is_empty() {
        return None;
    }
    let found = Pence::parse(&text).map(|p| p.0).filter(|rate| (0..=5_000).contains(rate));
    if found.is_none() {
        fields.fail("base", BAD_RATE);
    }
    found
}

fn payment(row: &Row, today: kernel::Date) -> Result<Payment> {
    Ok(Payment {
        received: local_date(row.get::<Timestamp>(0)?),
        due: row.get(1)?,
        paid: row.get::<Option<Timestamp>>(2)?.map_or(today, local_date),
        amount: row.get(3)?,
        disputed: row.get::<i64>(4)? > 0,
    })
}

fn read(look: &Look<'_>, grant: &Grant<SeePaymentFigures, InAgency>, base: Option<i64>) -> Result<Found> {
    let (england, today) = (Calendar::england(), look.today());
    let periods = std::iter::successors(Some(HalfYear::of(today)), |half| half.before())
        .take(MOST)
        .map(|half| {
            let before = england.end_of(england.add_days(half.first_day(), -1));
            let until = england.end_of(half.last_day());
            let rows = grant.totals(look, PAID, &[before.into(), until.into()])?;
            let payments: Vec<Payment> = rows.iter().map(|row| payment(row, today)).collect::<Result<_>>()?;
            Ok((half, Figures::of(&payments, base)))
        })
        .collect::<Result<_>>()?;
    let rows = grant.totals(look, OVERDUE, &[today.into()])?;
    let payments: Vec<Payment> = rows.iter().map(|row| payment(row, today)).collect::<Result<_>>()?;
    Ok(Found { periods, overdue: Figures::of(&payments, base) })
}

async fn found(ctx: &Ctx, base: Option<i64>) -> Result<Found> {
    ctx.read(move |look| read(look, &look.agency::<SeePaymentFigures>()?, base)).await
}

async fn page(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let rate = base(&mut query);
    let wrong = query.finish(|| Some(())).err().unwrap_or_default();
    let found = found(&ctx, rate).await?;
    let owed =
        |interest: Option<Pence>| interest.map_or_else(|| "Give the base rate".to_owned(), |p| p.to_string());
    let rows = found
        .periods
        .iter()
        .map(|(half, f)| {
            vec![
                kit::cell(format!("{} to {}", words::day(half.first_day()), words::day(half.last_day()))),
                kit::number(f.paid.to_string()),
                kit::number(f.in_time.to_string()),
                kit::number(f.share().map_or_else(|| "-".to_owned(), |s| format!("{}%", tenths(s.into())))),
                kit::number(f.average_days().map_or_else(|| "-".to_owned(), tenths)),
                kit::number(f.late_amount.to_string()),
                kit::number(owed(f.interest)),
                kit::number(f.disputed.to_string()),
            ]
        })
        .collect();
    let head = vec![
        kit::cell("Half-year"),
        kit::number("Invoices paid"),
        kit::number("Within 30 days"),
        kit::number("Share"),
        kit::number("Days on average"),
        kit::number("Paid late"),
        kit::number("Interest owed"),
        kit::number("Paid after a dispute"),
    ];
    let table = kit::table(head, rows)
        .caption("Payments by half-years, the newest first")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling();
    let late = &found.overdue;
    let csv = rate
        .map_or_else(String::new, |_| format!("?base={}", query.raw("base").trim().trim_end_matches('%')));
    let body = html! {
        (layout::page_heading(None, "Payment compliance"))
        p class="govuk-body" {
            "Every public contract promises payment within 30 days of a valid invoice (Procurement Act 2023 section 68). A notice of how that was kept is published within 30 days of each half-year's end."
        }
        (layout::filters("/payment-compliance", html! {
            (kit::input("base", "Bank of England base rate, percent").width(5).value(query.raw("base"))
                .hint("For interest on late payments: 8 percent above it. Take the rate of the last 31 December or 30 June before a payment was late.")
                .error(wrong.of("base")))
        }))
        (table)
        h2 class="govuk-heading-m" { "Late now" }
        @if late.paid == 0 {
            p class="govuk-body" { "No invoice waits longer than its 30 days." }
        } @else {
            p class="govuk-body" {
                "Invoices that wait longer than their 30 days: " (late.paid) ", together " (late.late_amount) ". Interest to this day: " (owed(late.interest)) ". "
                a class="govuk-link" href="/invoices?status=matched" { "See what waits to be paid" }
            }
        }
        p class="govuk-body" {
            "Days count from the day an invoice came to the day it was paid. What was disputed for a time is counted by itself."
        }
        p class="govuk-body" { a class="govuk-link" href={ "/payment-compliance.csv" (csv) } { "Download these figures (CSV)" } }
    };
    Ok(ctx.page("Payment compliance", body).dense().errors(&wrong).respond())
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let rate = base(&mut query);
    query.finish(|| Some(())).map_err(Error::Invalid)?;
    let found = found(&ctx, rate).await?;
    let head = [
        "from",
        "to",
        "paid",
        "within_30_days",
        "share_percent",
        "average_days",
        "paid_late_pence",
        "interest_pence",
        "paid_after_dispute",
    ];
    let lines = found.periods.into_iter().map(|(half, f)| {
        vec![
            half.first_day().to_string(),
            half.last_day().to_string(),
            f.paid.to_string(),
            f.in_time.to_string(),
            f.share().map_or_else(String::new, |s| tenths(s.into())),
            f.average_days().map_or_else(String::new, tenths),
            f.late_amount.0.to_string(),
            f.interest.map_or_else(String::new, |p| p.0.to_string()),
            f.disputed.to_string(),
        ]
    });
    csv_file("payment-compliance", &head, lines)
}

async fn api(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let rate = base(&mut query);
    query.finish(|| Some(())).map_err(Error::Invalid)?;
    let found = found(&ctx, rate).await?;
    let items = found
        .periods
        .into_iter()
        .map(|(half, f)| PaymentPeriod {
            from: half.first_day().to_string(),
            to: half.last_day().to_string(),
            paid: f.paid,
            within_30_days: f.in_time,
            share_within_30_days: f.share(),
            average_days: f.average_days(),
            paid_late: f.late_amount.0,
            interest: f.interest.map(|p| p.0),
            paid_after_dispute: f.disputed,
        })
        .collect();
    let late = found.overdue;
    ctx.json(&PaymentCompliance {
        items,
        overdue: late.paid,
        overdue_amount: late.late_amount.0,
        overdue_interest: late.interest.map(|p| p.0),
    })
}
