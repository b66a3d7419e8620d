//! The waiting list for machines.

use access::actions::{ListCases, ListEnquiries};
use kernel::{Error, Result};
use page::{Ctx, Cursor, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    model::{self, Outlook},
    pages,
    store::{self, What},
};
use crate::front_door::model::RiskLevel;

/// Somebody who waits.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingLine {
    id: String,
    /// `enquiry` or `case`.
    what: &'static str,
    reference: String,
    council: String,
    since: String,
    /// Whole days of 24 hours.
    days: i64,
    risk: Option<&'static str>,
    safeguarding: bool,
    /// Why somebody should look now.
    alarm: Option<&'static str>,
}

/// A page of those who wait, the longest first.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingList {
    items: Vec<WaitingLine>,
    /// Send it as `after` for the next page.
    next: Option<String>,
}

/// One measured week.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingWeek {
    from: String,
    came: i64,
    allocated: i64,
    /// Signposted or closed.
    settled: i64,
}

/// What the weeks say.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingForecast {
    /// How many wait; counted up to a limit, see `more`.
    length: usize,
    /// Whether there are more than were counted.
    more: bool,
    alarms: usize,
    weeks: Vec<WaitingWeek>,
    /// `empty`, `too-few-weeks`, `grows`, `stands`, `too-slow`, `clears`, or `not-counted` where more wait than are counted.
    outlook: &'static str,
    /// The same in words.
    words: String,
    /// The day on which it would be empty, at the median of the weeks.
    likely: Option<String>,
    soonest: Option<String>,
    /// None where the worse half of the weeks would never empty it.
    latest: Option<String>,
    /// With `by=YYYY-MM-DD`: how many more allocations a week would empty it by that day.
    more_a_week: Option<u32>,
    /// Of the enquiries of these weeks: in how many it was asked how often the story was told before, and how many had told it.
    retold_asked: i64,
    retold_before: i64,
    retold_more_than_four: i64,
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let risk = match query.raw("risk") {
        "" => None,
        code => Some(
            RiskLevel::from_code(code).ok_or_else(|| Error::field("risk", "Choose high, medium or low"))?,
        ),
    };
    let after = Cursor::parse(query.raw("after"));
    let now = ctx.now;
    let rows = ctx
        .read(move |look| {
            let grant = look.agency::<ListEnquiries>()?;
            let cases = look.may::<ListCases>().then(|| look.agency::<ListCases>()).transpose()?;
            store::page(look, &grant, cases.as_ref(), risk, after)
        })
        .await?;
    let line = |w: store::Waiting| WaitingLine {
        what: if matches!(w.what, What::Enquiry { .. }) { "enquiry" } else { "case" },
        id: match w.what {
            What::Enquiry { id, .. } => id.to_string(),
            What::Case { id, .. } => id.to_string(),
        },
        reference: w.reference.to_string(),
        council: w.council,
        since: w.wait.since.to_string(),
        days: w.wait.days(now),
        risk: w.wait.risk.map(|r| r.code()),
        safeguarding: w.wait.safeguarding.is_some(),
        alarm: w.wait.alarm(now).map(|a| a.code()),
    };
    ctx.json(&WaitingList {
        items: rows.items.into_iter().map(line).collect(),
        next: rows.next.map(|c| c.to_string()),
    })
}

pub(super) async fn forecast(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let by = query.date_opt("by");
    query.finish(|| Some(())).map_err(Error::Invalid)?;
    let today = ctx.today();
    let (summary, weeks, retold) = ctx
        .read(|look| {
            let grant = look.agency::<ListEnquiries>()?;
            let cases = look.may::<ListCases>().then(|| look.agency::<ListCases>()).transpose()?;
            let (waits, more) = store::waits(look, &grant, cases.as_ref())?;
            let summary = model::summary(&waits, more, look.now());
            Ok((summary, store::weeks(look, &grant)?, store::retold(look, &grant)?))
        })
        .await?;
    let outlook = model::outlook(summary.length, &weeks, today);
    // More than are counted: no figure of theirs would be true.
    let counted = !summary.more;
    let words = if counted { pages::said(outlook) } else { pages::NOT_COUNTED.to_owned() };
    let (code, days) = match outlook {
        _ if !counted => ("not-counted", None),
        Outlook::Empty => ("empty", None),
        Outlook::TooFew => ("too-few-weeks", None),
        Outlook::Grows(_) => ("grows", None),
        Outlook::Stands => ("stands", None),
        Outlook::TooSlow => ("too-slow", None),
        Outlook::Clears { likely, soonest, latest, .. } => ("clears", Some((likely, soonest, latest))),
    };
    ctx.json(&WaitingForecast {
        length: summary.length,
        more: summary.more,
        alarms: summary.alarms,
        outlook: code,
        words,
        likely: days.map(|(likely, _, _)| likely.to_string()),
        soonest: days.map(|(_, soonest, _)| soonest.to_string()),
        latest: days.and_then(|(_, _, latest)| latest).map(|d| d.to_string()),
        more_a_week: by
            .filter(|_| counted)
            .and_then(|by| model::more_a_week(summary.length, &weeks, today, by)),
        retold_asked: retold.asked,
        retold_before: retold.before,
        retold_more_than_four: retold.many,
        weeks: weeks
            .iter()
            .map(|w| WaitingWeek {
                from: w.first.to_string(),
                came: w.came,
                allocated: w.allocated,
                settled: w.settled,
            })
            .collect(),
    })
}
