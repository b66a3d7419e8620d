//! The waiting list as the database keeps it: enquiries that are not settled and cases without a worker, merged by how long
//! they wait.

use access::{
    Grant, InAgency, Look,
    actions::{ListCases, ListEnquiries},
    seen,
};
use jiff::SignedDuration;
use kernel::{
    Calendar, Date, Error, Id, Level, Reference, Result, Timestamp,
    kinds::{Case, Enquiry as EnquiryKind},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Row, Value, statements};

use super::model::{Retold, WEEKS, Wait, Week};
use crate::{
    front_door::{
        model::{Enquiry, RiskLevel, State},
        store::{details, risk_of_rank, risk_rank},
    },
    people,
};

// IS TRUE keeps the status out of the choice of index: those without a coordinator are few.
// A week is 604,800,000,000 microseconds: weeks are counted back from the beginning of today, each of seven times 24 hours.
statements! {
    ENQUIRIES = concat!("SELECT e.id, e.reference, e.council, e.risk, e.safeguarding_at, e.received_at, e.details, e.status FROM enquiry e
        WHERE e.agency_id = $1 AND e.ended_at IS NULL AND (e.received_at, e.id) > ($2, $3) AND (CAST($4 AS BIGINT) < 0 OR e.risk = $4)",
        seen!("e.family_id", "$6", "$7", "$8"), "ORDER BY e.received_at, e.id LIMIT $5");
    CASES = concat!("SELECT c.id, c.reference, c.council, e.risk, e.safeguarding_at, c.opened_at, i.id, i.name, c.level FROM support_case c
        JOIN identity i ON i.person_id = c.child_id AND i.side = 'after' LEFT JOIN enquiry e ON e.id = c.enquiry_id
        WHERE c.agency_id = $1 AND c.coordinator_id IS NULL AND (c.status = 'open') IS TRUE AND (c.opened_at, c.id) > ($2, $3)
          AND (CAST($4 AS BIGINT) < 0 OR e.risk = $4)",
        seen!("c.family_id", "$6", "$7", "$8"), "ORDER BY c.opened_at, c.id LIMIT $5");
    ENQUIRY_WAITS = concat!("SELECT e.received_at, e.risk, e.safeguarding_at FROM enquiry e WHERE e.agency_id = $1 AND e.ended_at IS NULL",
        seen!("e.family_id", "$3", "$4", "$5"), "ORDER BY e.received_at, e.id LIMIT $2");
    // A case whose coordinator's access ended waits since that day.
    LEFT_CASES = concat!("SELECT c.id, c.reference, c.council, e.risk, e.safeguarding_at, a.disabled_at, i.id, i.name, c.level
        FROM account a JOIN support_case c ON c.coordinator_id = a.id AND c.status = 'open'
        JOIN identity i ON i.person_id = c.child_id AND i.side = 'after' LEFT JOIN enquiry e ON e.id = c.enquiry_id
        WHERE a.agency_id = $1 AND a.disabled_at IS NOT NULL AND (a.disabled_at, c.id) > ($2, $3)
          AND (CAST($4 AS BIGINT) < 0 OR e.risk = $4)",
        seen!("c.family_id", "$6", "$7", "$8"), "ORDER BY a.disabled_at, c.id LIMIT $5");
    LEFT_WAITS = concat!("SELECT a.disabled_at, e.risk, e.safeguarding_at
        FROM account a JOIN support_case c ON c.coordinator_id = a.id AND c.status = 'open' LEFT JOIN enquiry e ON e.id = c.enquiry_id
        WHERE a.agency_id = $1 AND a.disabled_at IS NOT NULL",
        seen!("c.family_id", "$3", "$4", "$5"), "ORDER BY a.disabled_at, c.id LIMIT $2");
    CASE_WAITS = concat!("SELECT c.opened_at, e.risk, e.safeguarding_at FROM support_case c LEFT JOIN enquiry e ON e.id = c.enquiry_id
        WHERE c.agency_id = $1 AND c.coordinator_id IS NULL AND (c.status = 'open') IS TRUE",
        seen!("c.family_id", "$3", "$4", "$5"), "ORDER BY c.opened_at, c.id LIMIT $2");
    CAME = "SELECT (received_at - $2) / 604800000000, count(*) FROM enquiry
            WHERE agency_id = $1 AND received_at >= $2 AND received_at < $3 GROUP BY 1";
    LEFT = "SELECT (ended_at - $2) / 604800000000, status, count(*) FROM enquiry
            WHERE agency_id = $1 AND ended_at >= $2 AND ended_at < $3 GROUP BY 1, 2";
    FIRST = "SELECT received_at FROM enquiry WHERE agency_id = $1 ORDER BY received_at, id LIMIT 1";
    RETOLD = "SELECT count(*), CAST(COALESCE(sum(CASE WHEN retold > 0 THEN 1 ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(sum(CASE WHEN retold > 4 THEN 1 ELSE 0 END), 0) AS BIGINT), CAST(COALESCE(sum(retold), 0) AS BIGINT)
              FROM enquiry WHERE agency_id = $1 AND received_at >= $2 AND received_at < $3 AND retold IS NOT NULL";
}

/// Those who wait are counted up to so many of each sort.
pub const COUNTED: usize = 2_000;

/// What waits.
#[derive(Debug, Clone)]
pub enum What {
    /// An enquiry that nobody has allocated, signposted or closed.
    Enquiry {
        /// Which.
        id: Id<EnquiryKind>,
        /// What was said, without the story.
        told: Box<Enquiry>,
        /// New, or advised.
        state: State,
    },
    /// An open case without a coordinator.
    Case {
        /// Which.
        id: Id<Case>,
        /// The child's name.
        child: String,
        /// How much support there is now.
        level: Level,
    },
}

/// A line of the list.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What waits.
    pub what: What,
    /// What people quote.
    pub reference: Reference,
    /// The council where the family lives, by its code.
    pub council: String,
    /// How long, and with what risk.
    pub wait: Wait,
}

impl Waiting {
    /// Where it is worked on.
    pub fn path(&self) -> String {
        match &self.what {
            What::Enquiry { id, .. } => format!("/enquiries/{id}"),
            What::Case { id, .. } => format!("/cases/{id}"),
        }
    }

    fn cursor(&self) -> Cursor {
        let id = match &self.what {
            What::Enquiry { id, .. } => id.cast(),
            What::Case { id, .. } => id.cast(),
        };
        Cursor::at(self.wait.since, id)
    }
}

fn wait(row: &Row, since: usize, risk: usize, marked: usize) -> Result<Wait> {
    let risk: Option<i64> = row.get(risk)?;
    Ok(Wait {
        since: row.get(since)?,
        risk: risk.map(risk_of_rank).transpose()?,
        safeguarding: row.get(marked)?,
    })
}

/// One page of those who wait, the longest first; those of one risk, when one is asked for. Cases are among them for
/// whoever may list cases.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ListEnquiries, InAgency>,
    cases: Option<&Grant<ListCases, InAgency>>,
    risk: Option<RiskLevel>,
    after: Option<Cursor>,
) -> Result<Rows<Waiting>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let risk: Value = risk.map_or(-1, risk_rank).into();
    let params = [key, id, risk, (PAGE_ROWS as i64 + 1).into()];
    let mut all: Vec<Waiting> = Vec::new();
    for row in grant.list(look, "enquiry", ENQUIRIES, &params)? {
        let id = row.get(0)?;
        let told = Box::new(details(look, id, &row.get::<Vec<u8>>(6)?)?);
        let what = What::Enquiry { id, told, state: row.code(7, State::stored)? };
        let (reference, council) = (row.get(1)?, row.get(2)?);
        all.push(Waiting { what, reference, council, wait: wait(&row, 5, 3, 4)? });
    }
    if let Some(grant) = cases {
        for sql in [CASES, LEFT_CASES] {
            for row in grant.list(look, "case", sql, &params)? {
                let child = people::store::open_name(look, row.get(6)?, &row.get::<Vec<u8>>(7)?)?;
                let what = What::Case { id: row.get(0)?, child, level: row.code(8, Level::stored)? };
                let (reference, council) = (row.get(1)?, row.get(2)?);
                all.push(Waiting { what, reference, council, wait: wait(&row, 5, 3, 4)? });
            }
        }
    }
    all.sort_by_key(|w| {
        let cursor = w.cursor();
        (cursor.key, cursor.id)
    });
    Ok(Rows::cut(all, Waiting::cursor))
}

/// Everybody who waits, without names, for counting: up to [`COUNTED`] of each sort, and whether there are more.
pub fn waits(
    look: &Look<'_>,
    grant: &Grant<ListEnquiries, InAgency>,
    cases: Option<&Grant<ListCases, InAgency>>,
) -> Result<(Vec<Wait>, bool)> {
    let most = [(COUNTED as i64 + 1).into()];
    let mut rows = vec![grant.rows(look, "enquiry", ENQUIRY_WAITS, &most)?];
    if let Some(grant) = cases {
        rows.push(grant.rows(look, "case", CASE_WAITS, &most)?);
        rows.push(grant.rows(look, "case", LEFT_WAITS, &most)?);
    }
    let more = rows.iter().any(|sort| sort.len() > COUNTED);
    let counted = rows.iter().flat_map(|sort| sort.iter().take(COUNTED));
    Ok((counted.map(|row| wait(row, 0, 1, 2)).collect::<Result<_>>()?, more))
}

fn period(today: Date) -> Result<(Timestamp, Timestamp)> {
    let until = Calendar::england().start_of(today);
    let back = SignedDuration::from_hours(24 * 7 * WEEKS as i64);
    Ok((until.checked_sub(back).map_err(|e| Error::internal("the weeks of the waiting list", e))?, until))
}

/// What was measured in the last whole weeks before today, the oldest first: [`WEEKS`] at most, and none from before the
/// agency's first enquiry. They count every enquiry of the agency, as its other figures do.
pub fn weeks(look: &Look<'_>, grant: &Grant<ListEnquiries, InAgency>) -> Result<Vec<Week>> {
    let (from, until) = period(look.today())?;
    let Some(first) =
        grant.totals(look, FIRST, &[])?.first().map(|row| row.get::<Timestamp>(0)).transpose()?
    else {
        return Ok(Vec::new());
    };
    let england = Calendar::england();
    let mut weeks: Vec<Week> = (0..WEEKS as i32)
        .map(|n| {
            let first = england.add_days(look.today(), (n - WEEKS as i32) * 7);
            Week { first, came: 0, allocated: 0, settled: 0 }
        })
        .collect();
    let params = [from.into(), until.into()];
    let place = |row: &Row| row.get::<i64>(0).map(|week| usize::try_from(week).unwrap_or(usize::MAX));
    for row in grant.totals(look, CAME, &params)? {
        if let Some(week) = weeks.get_mut(place(&row)?) {
            week.came = row.get(1)?;
        }
    }
    for row in grant.totals(look, LEFT, &params)? {
        let (state, count) = (row.code(1, State::stored)?, row.get::<i64>(2)?);
        if let Some(week) = weeks.get_mut(place(&row)?) {
            match state {
                State::Allocated => week.allocated += count,
                _ => week.settled += count,
            }
        }
    }
    let began = kernel::local_date(first);
    weeks.retain(|week| week.first >= began);
    Ok(weeks)
}

/// How often families had told their story before, in the enquiries of the same weeks.
pub fn retold(look: &Look<'_>, grant: &Grant<ListEnquiries, InAgency>) -> Result<Retold> {
    let (from, until) = period(look.today())?;
    match grant.totals(look, RETOLD, &[from.into(), until.into()])?.first() {
        None => Ok(Retold::default()),
        Some(row) => {
            Ok(Retold { asked: row.get(0)?, before: row.get(1)?, many: row.get(2)?, services: row.get(3)? })
        }
    }
}
