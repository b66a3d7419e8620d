//! The rows behind a figure of the agency's picture: every count can be opened down to the
//! records it counts, by who may list such records.
//!
//! Each statement takes the agency, the time (after `$2`, up to `$3`), where the page
//! begins (`$4`, `$5`), a part (`$6`, empty for all) and how many (`$7`); some also a
//! council (`$8`) or days (`$8`, `$9`). A figure counts sealed cases too; the rows leave them out for
//! whoever is not named, and the page always says that this may be. It gives id, time, reference, part, amount, and what
//! to open.

use access::{
    Look,
    actions::{
        ListApplications, ListCases, ListEnquiries, ListInvoices, ListOffersAhead, ListOrders, ListPromises,
        SeeAgencyFigures,
    },
    seen, seen_case,
};
use kernel::{
    Channel, Date, Error, FinancialYear, Id, Level, Pence, PromiseKind, Rater, Result, Timestamp, codes,
    local_date,
};
use maud::html;
use page::{
    Ctx, Cursor, PAGE_ROWS, Response, Rows, csv_file,
    kit::{self, Cell, number},
};
use store::{Row, Sql, Value, statements};

use super::{
    agency::{provider_kind_name, therapy_name},
    care, model,
};

statements! {
    ENQUIRIES = concat!("SELECT id, received_at, reference, channel, CAST(NULL AS BIGINT), 'enquiries', id
        FROM enquiry
        WHERE agency_id = $1 AND received_at > $2 AND received_at <= $3 AND received_at <= $4 AND (received_at < $4 OR id < $5)
          AND (CAST($6 AS TEXT) = '' OR channel = $6) AND (CAST($8 AS TEXT) = '' OR council = $8)",
        seen!("family_id", "$9", "$10", "$11"), "ORDER BY received_at DESC, id DESC LIMIT $7");
    OPENED = concat!("SELECT id, opened_at, reference, level, CAST(NULL AS BIGINT), 'cases', id
        FROM support_case
        WHERE agency_id = $1 AND opened_at > $2 AND opened_at <= $3 AND opened_at <= $4 AND (opened_at < $4 OR id < $5)
          AND (CAST($6 AS TEXT) = '' OR level = $6) AND (CAST($8 AS TEXT) = '' OR council = $8)",
        seen!("family_id", "$9", "$10", "$11"), "ORDER BY opened_at DESC, id DESC LIMIT $7");
    CLOSED = concat!("SELECT id, closed_at, reference, level, CAST(NULL AS BIGINT), 'cases', id
        FROM support_case
        WHERE agency_id = $1 AND closed_at > $2 AND closed_at <= $3 AND closed_at <= $4 AND (closed_at < $4 OR id < $5)
          AND (CAST($6 AS TEXT) = '' OR level = $6) AND (CAST($8 AS TEXT) = '' OR council = $8)",
        seen!("family_id", "$9", "$10", "$11"), "ORDER BY closed_at DESC, id DESC LIMIT $7");
    AT_LEVEL = concat!("SELECT id, opened_at, reference, level, CAST(NULL AS BIGINT), 'cases', id
        FROM support_case
        WHERE agency_id = $1 AND status = 'open' AND opened_at > $2 AND opened_at <= $3 AND opened_at <= $4 AND (opened_at < $4 OR id < $5)
          AND (CAST($6 AS TEXT) = '' OR level = $6) AND (CAST($8 AS TEXT) = '' OR council = $8)",
        seen!("family_id", "$9", "$10", "$11"), "ORDER BY opened_at DESC, id DESC LIMIT $7");
    KEPT = concat!("SELECT p.id, p.kept_at, COALESCE(c.reference, e.reference), p.kind, CAST(NULL AS BIGINT),
          CASE WHEN p.case_id IS NULL THEN 'enquiries' ELSE 'cases' END, COALESCE(p.case_id, p.enquiry_id)
        FROM promise p LEFT JOIN support_case c ON c.id = p.case_id LEFT JOIN enquiry e ON e.id = p.enquiry_id
        WHERE p.agency_id = $1 AND p.kept_at <= p.due_at AND p.kept_at > $2 AND p.kept_at <= $3 AND p.kept_at <= $4 AND (p.kept_at < $4 OR p.id < $5)
          AND (CAST($6 AS TEXT) = '' OR p.kind = $6)",
        seen_case!("p.case_id", "$8", "$9", "$10"), "ORDER BY p.kept_at DESC, p.id DESC LIMIT $7");
    KEPT_LATE = concat!("SELECT p.id, p.kept_at, COALESCE(c.reference, e.reference), p.kind, CAST(NULL AS BIGINT),
          CASE WHEN p.case_id IS NULL THEN 'enquiries' ELSE 'cases' END, COALESCE(p.case_id, p.enquiry_id)
        FROM promise p LEFT JOIN support_case c ON c.id = p.case_id LEFT JOIN enquiry e ON e.id = p.enquiry_id
        WHERE p.agency_id = $1 AND p.kept_at > p.due_at AND p.kept_at > $2 AND p.kept_at <= $3 AND p.kept_at <= $4 AND (p.kept_at < $4 OR p.id < $5)
          AND (CAST($6 AS TEXT) = '' OR p.kind = $6)",
        seen_case!("p.case_id", "$8", "$9", "$10"), "ORDER BY p.kept_at DESC, p.id DESC LIMIT $7");
    STILL_OPEN = concat!("SELECT p.id, p.due_at, COALESCE(c.reference, e.reference), p.kind, CAST(NULL AS BIGINT),
          CASE WHEN p.case_id IS NULL THEN 'enquiries' ELSE 'cases' END, COALESCE(p.case_id, p.enquiry_id)
        FROM promise p LEFT JOIN support_case c ON c.id = p.case_id LEFT JOIN enquiry e ON e.id = p.enquiry_id
        WHERE p.agency_id = $1 AND p.kept_at IS NULL AND p.withdrawn_at IS NULL AND p.due_at > $2 AND p.due_at <= $3 AND p.due_at <= $4 AND (p.due_at < $4 OR p.id < $5)
          AND (CAST($6 AS TEXT) = '' OR p.kind = $6)",
        seen_case!("p.case_id", "$8", "$9", "$10"), "ORDER BY p.due_at DESC, p.id DESC LIMIT $7");
    SENT = concat!("SELECT id, sent_at, reference, therapy, amount_pence, 'applications', id
        FROM application
        WHERE agency_id = $1 AND sent_at > $2 AND sent_at <= $3 AND sent_at <= $4 AND (sent_at < $4 OR id < $5)
          AND (CAST($6 AS TEXT) = '' OR therapy = $6) AND (CAST($8 AS TEXT) = '' OR council = $8)",
        seen!("family_id", "$9", "$10", "$11"), "ORDER BY sent_at DESC, id DESC LIMIT $7");
    APPROVED = concat!("SELECT id, decided_at, reference, therapy, amount_pence, 'applications', id
        FROM application
        WHERE agency_id = $1 AND status = 'approved' AND decided_at > $2 AND decided_at <= $3 AND decided_at <= $4 AND (decided_at < $4 OR id < $5)
          AND (CAST($6 AS TEXT) = '' OR therapy = $6) AND (CAST($8 AS TEXT) = '' OR council = $8)",
        seen!("family_id", "$9", "$10", "$11"), "ORDER BY decided_at DESC, id DESC LIMIT $7");
    REFUSED = concat!("SELECT id, decided_at, reference, therapy, amount_pence, 'applications', id
        FROM application
        WHERE agency_id = $1 AND status = 'refused' AND decided_at > $2 AND decided_at <= $3 AND decided_at <= $4 AND (decided_at < $4 OR id < $5)
          AND (CAST($6 AS TEXT) = '' OR therapy = $6) AND (CAST($8 AS TEXT) = '' OR council = $8)",
        seen!("family_id", "$9", "$10", "$11"), "ORDER BY decided_at DESC, id DESC LIMIT $7");
    COMMITTED = concat!("SELECT m.id, m.at, p.reference, p.therapy, l.amount_pence, 'applications', p.id
        FROM ledger_movement m JOIN ledger_line l ON l.movement_id = m.id JOIN ledger_account a ON a.id = l.account_id
          JOIN application p ON p.id = m.application_id
        WHERE m.agency_id = $1 AND m.kind IN ('commit', 'release') AND a.kind = 'committed' AND m.at > $2 AND m.at <= $3 AND m.at <= $4 AND (m.at < $4 OR m.id < $5)
          AND (CAST($6 AS TEXT) = '' OR p.therapy = $6)",
        seen!("p.family_id", "$8", "$9", "$10"), "ORDER BY m.at DESC, m.id DESC LIMIT $7");
    PAID = concat!("SELECT i.id, i.ended_at, i.number, o.therapy, i.total_pence, 'invoices', i.id
        FROM invoice i JOIN purchase_order o ON o.id = i.order_id
        WHERE i.agency_id = $1 AND i.status = 'paid' AND i.ended_at > $2 AND i.ended_at <= $3 AND i.ended_at <= $4 AND (i.ended_at < $4 OR i.id < $5)
          AND (CAST($6 AS TEXT) = '' OR o.therapy = $6)",
        seen!("o.family_id", "$8", "$9", "$10"), "ORDER BY i.ended_at DESC, i.id DESC LIMIT $7");
    PAID_BY_KIND = concat!("SELECT i.id, i.ended_at, i.number, o.provider_kind, i.total_pence, 'invoices', i.id
        FROM invoice i JOIN purchase_order o ON o.id = i.order_id
        WHERE i.agency_id = $1 AND i.status = 'paid' AND i.ended_at > $2 AND i.ended_at <= $3 AND i.ended_at <= $4 AND (i.ended_at < $4 OR i.id < $5)
          AND (CAST($6 AS TEXT) = '' OR o.provider_kind = $6)",
        seen!("o.family_id", "$8", "$9", "$10"), "ORDER BY i.ended_at DESC, i.id DESC LIMIT $7");
    HELD = concat!("SELECT s.id, s.recorded_at, o.reference, o.therapy, CAST(NULL AS BIGINT), 'orders', o.id
        FROM purchase_order o JOIN delivery_session s ON s.order_id = o.id
        WHERE o.agency_id = $1 AND s.status = 'held' AND s.planned_on >= $8 AND s.planned_on <= $9
          AND s.recorded_at > $2 AND s.recorded_at <= $3 AND s.recorded_at <= $4 AND (s.recorded_at < $4 OR s.id < $5)
          AND (CAST($6 AS TEXT) = '' OR o.therapy = $6)",
        seen!("o.family_id", "$10", "$11", "$12"), "ORDER BY s.recorded_at DESC, s.id DESC LIMIT $7");
    MISSED = concat!("SELECT s.id, s.recorded_at, o.reference, o.therapy, CAST(NULL AS BIGINT), 'orders', o.id
        FROM purchase_order o JOIN delivery_session s ON s.order_id = o.id
        WHERE o.agency_id = $1 AND s.status = 'missed' AND s.planned_on >= $8 AND s.planned_on <= $9
          AND s.recorded_at > $2 AND s.recorded_at <= $3 AND s.recorded_at <= $4 AND (s.recorded_at < $4 OR s.id < $5)
          AND (CAST($6 AS TEXT) = '' OR o.therapy = $6)",
        seen!("o.family_id", "$10", "$11", "$12"), "ORDER BY s.recorded_at DESC, s.id DESC LIMIT $7");
    GOALS = concat!("SELECT c.id, max(r.recorded_at), c.reference, r.rater, CAST(NULL AS BIGINT), 'cases', c.id
        FROM support_case c JOIN rating r ON r.case_id = c.id
        WHERE c.agency_id = $1 AND (CAST($6 AS TEXT) = '' OR r.rater = $6) AND r.recorded_at > $2 AND r.recorded_at <= $3",
        seen!("c.family_id", "$8", "$9", "$10"), "GROUP BY c.id, c.reference, r.rater
        HAVING min(r.rated_on) < max(r.rated_on) AND max(r.recorded_at) <= $4 AND (max(r.recorded_at) < $4 OR c.id < $5)
        ORDER BY 2 DESC, 1 DESC LIMIT $7");
}

codes! {
    /// A figure that can be opened.
    Openable {
        Enquiries = "enquiries", "Enquiries received";
        CasesOpened = "cases-opened", "Cases opened";
        CasesClosed = "cases-closed", "Cases closed";
        AtLevel = "level", "Children in support now";
        Kept = "promises-kept", "Promises kept on time";
        KeptLate = "promises-kept-late", "Promises kept late";
        StillOpen = "promises-open", "Promises open now";
        LateNow = "promises-late", "Promises late now";
        Sent = "sent", "Applications sent";
        Approved = "approved", "Applications approved";
        Refused = "refused", "Applications refused";
        Committed = "committed", "Money committed and given back";
        Paid = "paid", "Invoices paid";
        PaidByKind = "paid-by-kind", "Invoices paid, by kind of provider";
        Held = "held", "Sessions held";
        Missed = "missed", "Sessions missed";
        Goals = "goals", "Cases with goals rated on two days or more";
        TakenUp = "offers-taken-up", "Offers made ahead that were taken up";
        InNeed = "opened-in-need", "Cases opened in need";
        InCrisis = "opened-in-crisis", "Cases opened in a crisis";
        Again = "opened-again", "Cases opened again";
        Coordinated = "coordinated", "Open cases with a named coordinator";
        Uncoordinated = "uncoordinated", "Open cases without a named coordinator";
        SameCoordinator = "same-coordinator", "Open cases with the same coordinator for a year";
        HandOffs = "hand-offs", "Hand-offs from one coordinator to another";
    }
}

impl Openable {
    /// Whether this reader may list such records.
    pub(super) fn may(self, look: &Look<'_>) -> bool {
        match self {
            Openable::Enquiries => look.may::<ListEnquiries>(),
            Openable::CasesOpened
            | Openable::CasesClosed
            | Openable::AtLevel
            | Openable::Goals
            | Openable::InNeed
            | Openable::InCrisis
            | Openable::Again
            | Openable::Coordinated
            | Openable::Uncoordinated
            | Openable::SameCoordinator
            | Openable::HandOffs => look.may::<ListCases>(),
            Openable::TakenUp => look.may::<ListOffersAhead>(),
            Openable::Kept | Openable::KeptLate | Openable::StillOpen | Openable::LateNow => {
                look.may::<ListPromises>()
            }
            Openable::Sent | Openable::Approved | Openable::Refused | Openable::Committed => {
                look.may::<ListApplications>()
            }
            Openable::Paid | Openable::PaidByKind => look.may::<ListInvoices>(),
            Openable::Held | Openable::Missed => look.may::<ListOrders>(),
        }
    }

    fn list(self, look: &Look<'_>, params: &[Value]) -> Result<Vec<Row>> {
        let sql = self.sql();
        match self {
            Openable::Enquiries => look.agency::<ListEnquiries>()?.list(look, "enquiry", sql, params),
            Openable::CasesOpened
            | Openable::CasesClosed
            | Openable::AtLevel
            | Openable::Goals
            | Openable::InNeed
            | Openable::InCrisis
            | Openable::Coordinated
            | Openable::Uncoordinated
            | Openable::SameCoordinator => look.agency::<ListCases>()?.list(look, "case", sql, params),
            Openable::Again => look.agency::<ListCases>()?.list(look, "level-change", sql, params),
            Openable::HandOffs => look.agency::<ListCases>()?.list(look, "hand-off", sql, params),
            Openable::TakenUp => look.agency::<ListOffersAhead>()?.list(look, "offer-ahead", sql, params),
            Openable::Kept | Openable::KeptLate | Openable::StillOpen | Openable::LateNow => {
                look.agency::<ListPromises>()?.list(look, "promise", sql, params)
            }
            Openable::Sent | Openable::Approved | Openable::Refused => {
                look.agency::<ListApplications>()?.list(look, "application", sql, params)
            }
            Openable::Committed => {
                look.agency::<ListApplications>()?.list(look, "ledger-movement", sql, params)
            }
            Openable::Paid | Openable::PaidByKind => {
                look.agency::<ListInvoices>()?.list(look, "invoice", sql, params)
            }
            Openable::Held | Openable::Missed => {
                look.agency::<ListOrders>()?.list(look, "session", sql, params)
            }
        }
    }

    fn sql(self) -> Sql {
        match self {
            Openable::Enquiries => ENQUIRIES,
            Openable::CasesOpened => OPENED,
            Openable::CasesClosed => CLOSED,
            Openable::AtLevel => AT_LEVEL,
            Openable::Kept => KEPT,
            Openable::KeptLate => KEPT_LATE,
            Openable::StillOpen | Openable::LateNow => STILL_OPEN,
            Openable::Sent => SENT,
            Openable::Approved => APPROVED,
            Openable::Refused => REFUSED,
            Openable::Committed => COMMITTED,
            Openable::Paid => PAID,
            Openable::PaidByKind => PAID_BY_KIND,
            Openable::Held => HELD,
            Openable::Missed => MISSED,
            Openable::Goals => GOALS,
            Openable::TakenUp => care::TAKEN_UP,
            Openable::InNeed => care::IN_NEED,
            Openable::InCrisis => care::IN_CRISIS,
            Openable::Again => care::AGAIN,
            Openable::Coordinated => care::COORDINATED,
            Openable::Uncoordinated => care::UNCOORDINATED,
            Openable::SameCoordinator => care::SAME,
            Openable::HandOffs => care::HAND_OFFS,
        }
    }

    /// Whether it is of now, whatever year the picture shows.
    fn is_now(self) -> bool {
        matches!(
            self,
            Openable::AtLevel
                | Openable::StillOpen
                | Openable::LateNow
                | Openable::Coordinated
                | Openable::Uncoordinated
                | Openable::SameCoordinator
        )
    }

    fn part_name(self, code: &str) -> Result<String> {
        let label = |found: Option<&'static str>| Ok(found.unwrap_or(code).to_owned());
        match self {
            Openable::Enquiries => label(Channel::from_code(code).map(Channel::label)),
            Openable::CasesOpened
            | Openable::CasesClosed
            | Openable::AtLevel
            | Openable::InNeed
            | Openable::InCrisis
            | Openable::Again
            | Openable::Coordinated
            | Openable::Uncoordinated
            | Openable::SameCoordinator
            | Openable::HandOffs => label(Level::from_code(code).map(Level::label)),
            Openable::TakenUp => Ok(coordination::life_stages::model::named(code)),
            Openable::Kept | Openable::KeptLate | Openable::StillOpen | Openable::LateNow => {
                label(PromiseKind::from_code(code).map(PromiseKind::label))
            }
            Openable::PaidByKind => Ok(provider_kind_name(code)),
            Openable::Goals => label(Rater::from_code(code).map(Rater::label)),
            _ => therapy_name(code),
        }
    }
}

/// When: a financial year or one month of it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum When {
    Year(FinancialYear),
    Month(String),
}

impl When {
    fn days(&self) -> Result<[Date; 2]> {
        match self {
            When::Year(year) => Ok([year.first_day(), year.last_day()]),
            When::Month(month) => {
                let first: Date = format!("{month}-01")
                    .parse()
                    .map_err(|_| Error::field("month", "Enter a month such as 2026-11"))?;
                Ok([first, first.last_of_month()])
            }
        }
    }

    fn words(&self) -> String {
        match self {
            When::Year(year) => year.to_string(),
            When::Month(month) => model::month_words(month),
        }
    }
}

/// What is asked for.
struct Asked {
    opened: Openable,
    when: When,
    part: String,
    council: String,
    after: Option<Cursor>,
}

impl Asked {
    fn read(ctx: &Ctx) -> Result<Self> {
        let query = ctx.query();
        let opened = Openable::from_code(query.raw("figure")).ok_or(Error::NotFound)?;
        let when = match (query.raw("month"), query.raw("year")) {
            ("", "") => When::Year(FinancialYear::of(ctx.today())),
            ("", year) => When::Year(model::parse_year(year)?),
            (month, _) => When::Month(month.to_owned()),
        };
        let short = |name: &str| query.raw(name).chars().take(60).collect();
        let after = Cursor::parse(query.raw("after"));
        Ok(Asked { opened, when, part: short("part"), council: short("council"), after })
    }

    fn params(&self, now: Timestamp) -> Result<Vec<Value>> {
        let days = self.when.days()?;
        let england = kernel::Calendar::england();
        let [mut from, mut to] =
            [england.add_days(days[0], -1), days[1]].map(|day| england.end_of(day).as_microsecond());
        if self.opened.is_now() || matches!(self.opened, Openable::Held | Openable::Missed) {
            (from, to) = (i64::MIN, i64::MAX);
        }
        match self.opened {
            Openable::LateNow => to = now.as_microsecond().saturating_sub(1),
            Openable::Goals => from = i64::MIN,
            // Open for a year, and in the same hands since.
            Openable::SameCoordinator => to = care::a_year_before(now).as_microsecond(),
            _ => {}
        }
        let [key, id] = self.after.unwrap_or(Cursor::newest()).params();
        let mut params: Vec<Value> =
            vec![from.into(), to.into(), key, id, self.part.as_str().into(), (PAGE_ROWS as i64 + 1).into()];
        match self.opened {
            Openable::Held | Openable::Missed => params.extend(days.map(Value::from)),
            Openable::Enquiries
            | Openable::CasesOpened
            | Openable::CasesClosed
            | Openable::AtLevel
            | Openable::Sent
            | Openable::Approved
            | Openable::Refused => params.push(self.council.as_str().into()),
            _ => {}
        }
        Ok(params)
    }

    fn address(&self, path: &str, after: &str) -> String {
        let (year, month) = match &self.when {
            When::Year(year) => (year.to_string(), String::new()),
            When::Month(month) => (String::new(), month.clone()),
        };
        crate::address(
            path,
            &[
                ("figure", self.opened.code()),
                ("year", &year),
                ("month", &month),
                ("part", &self.part),
                ("council", &self.council),
                ("after", after),
            ],
        )
    }
}

/// One row.
struct Behind {
    cursor: Cursor,
    day: Date,
    reference: String,
    part: String,
    amount: Option<Pence>,
    /// None for what is about no case and no enquiry, such as a letter that was checked: that is kept in a room of its own.
    href: Option<String>,
}

async fn read(ctx: &Ctx) -> Result<(Asked, Rows<Behind>)> {
    let asked = Asked::read(ctx)?;
    ctx.read(move |look| {
        look.agency::<SeeAgencyFigures>()?;
        let behind = |row: &Row| {
            let target: Option<Id<()>> = row.get(6)?;
            let room: String = row.get(5)?;
            let reference: Option<String> = row.get(2)?;
            Ok(Behind {
                cursor: Cursor::of(row, 1, 0)?,
                day: local_date(row.get(1)?),
                reference: reference.unwrap_or_else(|| "No case".to_owned()),
                part: asked.opened.part_name(&row.get::<String>(3)?)?,
                amount: row.get(4)?,
                href: target.map(|target| format!("/{room}/{target}")),
            })
        };
        let rows: Vec<Behind> =
            asked.opened.list(look, &asked.params(look.now())?)?.iter().map(behind).collect::<Result<_>>()?;
        let rows = Rows::cut(rows, |row| row.cursor);
        Ok((asked, rows))
    })
    .await
}

/// `GET /agency/rows`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let (asked, rows) = read(&ctx).await?;
    let title = asked.opened.label();
    let when = if asked.opened.is_now() { "Now".to_owned() } else { asked.when.words() };
    let part = (!asked.part.is_empty()).then(|| asked.opened.part_name(&asked.part)).transpose()?;
    let caption = [Some(when), part].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let money = rows.items.iter().any(|row| row.amount.is_some());
    let table = rows.items.iter().map(|row| {
        let link = html! {
            @match &row.href {
                Some(href) => a class="govuk-link" href=(href) { (row.reference) },
                None => (row.reference),
            }
        };
        let mut cells: Vec<Cell> =
            vec![link.into(), row.day.strftime("%-d %B %Y").to_string().into(), (&row.part).into()];
        if money {
            cells.push(number(row.amount.map_or(String::new(), |amount| amount.to_string())));
        }
        cells
    });
    let mut head: Vec<Cell> = ["Reference", "Date", "What"].map(Into::into).to_vec();
    if money {
        head.push(number("Amount"));
    }
    let body = html! {
        (kit::layout::page_heading(Some(&caption), title))
        @if rows.items.is_empty() {
            (kit::nothing_here("Nothing stands behind this figure."))
        } @else {
            (kit::table(head, table.collect()).caption("The records that the figure counts, the latest first")
                .first_cell_is_header())
        }
        // Said on every such page, so that it tells nobody whether there is one.
        p class="govuk-body" { "Some records are not shown: a figure counts sealed cases too, and only the people named for them see them here." }
        @if let Some(next) = rows.next {
            p class="govuk-body" {
                a class="govuk-link" href=(asked.address("/agency/rows", &next.to_string())) { "Next page" }
            }
        }
        p class="govuk-body" {
            a class="govuk-link" href=(asked.address("/agency/rows.csv", "")) { "Download this page as CSV" }
        }
    };
    let back = match &asked.when {
        When::Year(year) => crate::address("/agency", &[("year", &year.to_string())]),
        When::Month(month) => {
            crate::address("/agency", &[("year", &model::year_of_month(month)?.to_string())])
        }
    };
    Ok(ctx.page(title, body).back(back, "Figures").dense().respond())
}

/// `GET /agency/rows.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let (asked, rows) = read(&ctx).await?;
    let rows = rows.items.into_iter().map(|row| {
        let amount = row.amount.map_or(String::new(), |pence| pence.0.to_string());
        vec![row.reference, row.day.to_string(), row.part, amount]
    });
    csv_file(&format!("rows-{}", asked.opened.code()), &["reference", "date", "what", "amount_pence"], rows)
}
