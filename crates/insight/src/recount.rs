//! Counts the figures again from the rows they stand for (design rule 10: figures come
//! from summary tables kept with each change, and a test proves that both agree).
//!
//! | figure | counted from | its month |
//! |---|---|---|
//! | enquiries, by council and by channel | `enquiry` | received |
//! | promises made, kept, kept late | `promise` | made; kept |
//! | cases opened, closed | `support_case` | opened; closed |
//! | cases at a level, a running balance | open cases of `support_case` | none: all months together |
//! | applications sent, approved, refused; money applied for | `application` | sent; decided |
//! | money committed | lines of the ledger on committed accounts, approved less given back | moved |
//! | money paid, by therapy and by kind of provider | `invoice` and its order | paid |
//! | sessions held, missed | `delivery_session` | the session's day |
//! | cases by birth year, ethnicity and wait, by council | `support_case`, `person`, `enquiry` | April of the year opened |
//! | cases at a level in a council, a running balance | open cases of `support_case` | none: all months together |
//! | assessments completed and needs found, by council | `assessment`, `assessed_need` | completed |
//! | applications approved by ethnicity, by council | `application`, `person` | April of the year decided |
//! | money paid by council; cases paid for | `invoice`, `support_case` | paid; April of the year, each case once |
//! | offers made ahead that were taken up, by stage | `stage_offer` | answered |
//! | hand-offs from one coordinator to another, by council | `coordinator_change` | handed over |
//! | goal change, its sum and count, running balances | `rating` | none: all months together |
//!
//! Months are those of England's clock. Reads every row of an agency: for tests, and for
//! an operator who doubts a figure; not for a page.

use std::collections::BTreeMap;

use casework::cases::children;
use kernel::{Date, Id, Result, Timestamp, kinds::Organisation, local_date};
use store::{Read, Row, Value, figure::month, statements};

use crate::picture::model::measure;

statements! {
    KEPT = "SELECT measure, month, council, part, amount FROM figure WHERE agency_id = $1";
    AGENCIES = "SELECT DISTINCT agency_id FROM figure
        UNION SELECT DISTINCT agency_id FROM support_case UNION SELECT DISTINCT agency_id FROM enquiry";
    ENQUIRIES = "SELECT received_at, council, channel FROM enquiry WHERE agency_id = $1";
    PROMISES = "SELECT made_at, due_at, kept_at, kind FROM promise WHERE agency_id = $1";
    CASES = "SELECT opened_at, closed_at, council, level, status FROM support_case WHERE agency_id = $1";
    CHILDREN = "SELECT c.opened_at, c.council, p.birth_year, p.ethnicity, e.received_at FROM support_case c
        JOIN person p ON p.id = c.child_id LEFT JOIN enquiry e ON e.id = c.enquiry_id WHERE c.agency_id = $1";
    ASSESSED = "SELECT a.completed_at, c.council, a.level FROM support_case c JOIN assessment a ON a.case_id = c.id
        WHERE c.agency_id = $1 AND a.completed_at IS NOT NULL";
    NEEDS = "SELECT a.completed_at, c.council, n.need FROM support_case c JOIN assessment a ON a.case_id = c.id
        JOIN assessed_need n ON n.assessment_id = a.id WHERE c.agency_id = $1 AND a.completed_at IS NOT NULL";
    APPROVED = "SELECT a.decided_at, a.council, p.ethnicity FROM application a JOIN person p ON p.id = a.child_id
        WHERE a.agency_id = $1 AND a.status = 'approved' AND a.decided_at IS NOT NULL";
    PAID_FOR = "SELECT i.ended_at, c.council, i.total_pence, c.id FROM invoice i JOIN support_case c ON c.id = i.case_id
        WHERE i.agency_id = $1 AND i.status = 'paid'";
    APPLICATIONS = "SELECT sent_at, decided_at, status, therapy, amount_pence FROM application
        WHERE agency_id = $1 AND sent_at IS NOT NULL";
    COMMITTED = "SELECT m.at, p.therapy, l.amount_pence FROM ledger_movement m
        JOIN ledger_line l ON l.movement_id = m.id JOIN ledger_account a ON a.id = l.account_id
        JOIN application p ON p.id = m.application_id
        WHERE m.agency_id = $1 AND m.kind IN ('commit', 'release') AND a.kind = 'committed'";
    PAID = "SELECT i.ended_at, o.therapy, o.provider_kind, i.total_pence FROM invoice i
        JOIN purchase_order o ON o.id = i.order_id WHERE i.agency_id = $1 AND i.status = 'paid'";
    SESSIONS = "SELECT s.planned_on, s.status, o.therapy FROM purchase_order o
        JOIN delivery_session s ON s.order_id = o.id WHERE o.agency_id = $1 AND s.status IN ('held', 'missed')";
    TAKEN_UP = "SELECT answered_at, stage FROM stage_offer WHERE agency_id = $1 AND status = 'taken-up' AND answered_at IS NOT NULL";
    HAND_OFFS = "SELECT h.at, c.council FROM coordinator_change h JOIN support_case c ON c.id = h.case_id WHERE h.agency_id = $1";
    RATINGS = "SELECT goal_id, rater, rated_on, score FROM rating WHERE agency_id = $1
        ORDER BY goal_id, rater, rated_on, id";
}

/// A figure: its measure, month (empty for a running balance), council and part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The measure's name.
    pub measure: String,
    /// The month as `2026-11`; empty for a running balance.
    pub month: String,
    /// The council's code, where the measure is kept by council.
    pub council: String,
    /// The part, where the measure has parts.
    pub part: String,
}

/// A figure that does not agree with the rows it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Whose figure.
    pub agency: Id<Organisation>,
    /// Which figure.
    pub place: Place,
    /// What is kept.
    pub kept: i64,
    /// What the rows say.
    pub counted: i64,
}

/// Which of its slices a measure is compared by.
#[derive(Clone, Copy)]
struct By {
    month: bool,
    council: bool,
    part: bool,
}

const COUNCIL: By = By { month: true, council: true, part: false };
const PART: By = By { month: true, council: false, part: true };
const RUNNING: By = By { month: false, council: false, part: true };
const RUNNING_IN_COUNCIL: By = By { month: false, council: true, part: true };
const COUNCIL_AND_PART: By = By { month: true, council: true, part: true };

/// The measures that are counted again.
const MEASURES: [(&str, By); 28] = [
    (measure::ENQUIRIES, COUNCIL),
    (measure::BY_CHANNEL, PART),
    (casework::promises::measures::MADE, PART),
    (measure::KEPT, PART),
    (measure::KEPT_LATE, PART),
    (measure::OPENED, COUNCIL),
    (measure::CLOSED, COUNCIL),
    (measure::AT_LEVEL, RUNNING),
    (measure::APPLICATIONS, PART),
    (measure::APPLIED, PART),
    (measure::COMMITTED, PART),
    (measure::PAID, PART),
    (measure::PAID_BY_KIND, PART),
    (measure::HELD, PART),
    (measure::MISSED, PART),
    (measure::CHANGE_SUM, RUNNING),
    (measure::CHANGE_COUNT, RUNNING),
    (measure::AT_COUNCIL_LEVEL, RUNNING_IN_COUNCIL),
    (measure::BY_BIRTH_YEAR, COUNCIL_AND_PART),
    (measure::BY_ETHNICITY, COUNCIL_AND_PART),
    (measure::BY_WAIT, COUNCIL_AND_PART),
    (measure::ASSESSED, COUNCIL_AND_PART),
    (measure::NEEDS_FOUND, COUNCIL_AND_PART),
    (measure::APPROVED_BY_ETHNICITY, COUNCIL_AND_PART),
    (measure::PAID_BY_COUNCIL, COUNCIL),
    (measure::CASES_PAID_FOR, COUNCIL),
    (measure::TAKEN_UP, PART),
    (measure::HAND_OFFS, COUNCIL),
];

type Tally = BTreeMap<Place, i64>;

fn add(tally: &mut Tally, measure: &str, month: &str, council: &str, part: &str, amount: i64) {
    let Some((_, by)) = MEASURES.iter().find(|(name, _)| *name == measure) else { return };
    let keep = |wanted: bool, text: &str| if wanted { text.to_owned() } else { String::new() };
    let place = Place {
        measure: measure.to_owned(),
        month: keep(by.month, month),
        council: keep(by.council, council),
        part: keep(by.part, part),
    };
    *tally.entry(place).or_default() += amount;
}

/// Every figure of every agency that does not agree with its rows; none when all do.
pub fn differences(r: &Read<'_>) -> Result<Vec<Difference>> {
    let agencies = r.query(AGENCIES, &[])?;
    let mut all = Vec::new();
    for row in &agencies {
        all.extend(differences_of(r, row.get(0)?)?);
    }
    Ok(all)
}

/// Every figure of an agency that does not agree with its rows.
pub fn differences_of(r: &Read<'_>, agency: Id<Organisation>) -> Result<Vec<Difference>> {
    let mut kept = Tally::new();
    for row in r.query(KEPT, &[agency.into()])? {
        let [measure, month, council, part]: [String; 4] =
            [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
        add(&mut kept, &measure, &month, &council, &part, row.get(4)?);
    }
    let mut counted = count(r, agency)?;
    let mut out = Vec::new();
    for (place, kept) in kept {
        let counted = counted.remove(&place).unwrap_or(0);
        if kept != counted {
            out.push(Difference { agency, place, kept, counted });
        }
    }
    let missing = counted.into_iter().filter(|(_, counted)| *counted != 0);
    out.extend(missing.map(|(place, counted)| Difference { agency, place, kept: 0, counted }));
    Ok(out)
}

/// The figures of an agency, counted from its rows.
pub fn count(r: &Read<'_>, agency: Id<Organisation>) -> Result<BTreeMap<Place, i64>> {
    let mut tally = Tally::new();
    let rows = |sql| r.query(sql, &[Value::from(agency)]);
    for row in rows(ENQUIRIES)? {
        let (at, council, channel) = (month_at(&row, 0)?, text(&row, 1)?, text(&row, 2)?);
        add(&mut tally, measure::ENQUIRIES, &at, &council, "", 1);
        add(&mut tally, measure::BY_CHANNEL, &at, &council, &channel, 1);
    }
    for row in rows(PROMISES)? {
        let (due, kept): (Timestamp, Option<Timestamp>) = (row.get(1)?, row.get(2)?);
        let kind = text(&row, 3)?;
        add(&mut tally, casework::promises::measures::MADE, &month_at(&row, 0)?, "", &kind, 1);
        if let Some(kept) = kept {
            let measure = if kept <= due { measure::KEPT } else { measure::KEPT_LATE };
            add(&mut tally, measure, &month(local_date(kept)), "", &kind, 1);
        }
    }
    for row in rows(CASES)? {
        let (closed, council): (Option<Timestamp>, String) = (row.get(1)?, row.get(2)?);
        add(&mut tally, measure::OPENED, &month_at(&row, 0)?, &council, "", 1);
        if let Some(closed) = closed {
            add(&mut tally, measure::CLOSED, &month(local_date(closed)), &council, "", 1);
        }
        if text(&row, 4)? == "open" {
            add(&mut tally, measure::AT_LEVEL, "", "", &text(&row, 3)?, 1);
        }
    }
    for row in rows(APPLICATIONS)? {
        let (decided, status, therapy): (Option<Timestamp>, String, String) =
            (row.get(1)?, row.get(2)?, row.get(3)?);
        let sent = month_at(&row, 0)?;
        add(&mut tally, measure::APPLIED, &sent, "", &therapy, row.get(4)?);
        add(&mut tally, measure::APPLICATIONS, &sent, "", "sent", 1);
        if let (Some(decided), "approved" | "refused") = (decided, status.as_str()) {
            add(&mut tally, measure::APPLICATIONS, &month(local_date(decided)), "", &status, 1);
        }
    }
    for row in rows(COMMITTED)? {
        add(&mut tally, measure::COMMITTED, &month_at(&row, 0)?, "", &text(&row, 1)?, row.get(2)?);
    }
    for row in rows(PAID)? {
        let (at, amount) = (month_at(&row, 0)?, row.get(3)?);
        add(&mut tally, measure::PAID, &at, "", &text(&row, 1)?, amount);
        add(&mut tally, measure::PAID_BY_KIND, &at, "", &text(&row, 2)?, amount);
    }
    for row in rows(SESSIONS)? {
        let measure = if text(&row, 1)? == "held" { measure::HELD } else { measure::MISSED };
        add(&mut tally, measure, &month(row.get::<Date>(0)?), "", &text(&row, 2)?, 1);
    }
    for row in rows(TAKEN_UP)? {
        add(&mut tally, measure::TAKEN_UP, &month_at(&row, 0)?, "", &text(&row, 1)?, 1);
    }
    for row in rows(HAND_OFFS)? {
        add(&mut tally, measure::HAND_OFFS, &month_at(&row, 0)?, &text(&row, 1)?, "", 1);
    }
    goals(&mut tally, &rows(RATINGS)?)?;
    needs(&mut tally, &rows)?;
    Ok(tally)
}

/// What a needs assessment tells: who the children are, what was found, who was helped and what was paid, by council.
fn needs(tally: &mut Tally, rows: &dyn Fn(store::Sql) -> Result<Vec<Row>>) -> Result<()> {
    let year = |at: Timestamp| month(children::year_day(local_date(at)));
    for row in rows(CHILDREN)? {
        let (opened, council): (Timestamp, String) = (row.get(0)?, row.get(1)?);
        let (born, ethnicity): (Option<i64>, Option<String>) = (row.get(2)?, row.get(3)?);
        let at = year(opened);
        add(tally, measure::BY_BIRTH_YEAR, &at, &council, &children::birth_part(born), 1);
        let ethnicity = ethnicity.as_deref().unwrap_or(children::NOT_RECORDED);
        add(tally, measure::BY_ETHNICITY, &at, &council, ethnicity, 1);
        if let Some(received) = row.get::<Option<Timestamp>>(4)? {
            add(tally, measure::BY_WAIT, &at, &council, children::Wait::of(received, opened).code(), 1);
        }
    }
    for row in rows(CASES)? {
        if text(&row, 4)? == "open" {
            add(tally, measure::AT_COUNCIL_LEVEL, "", &text(&row, 2)?, &text(&row, 3)?, 1);
        }
    }
    for row in rows(ASSESSED)? {
        add(tally, measure::ASSESSED, &month_at(&row, 0)?, &text(&row, 1)?, &text(&row, 2)?, 1);
    }
    for row in rows(NEEDS)? {
        add(tally, measure::NEEDS_FOUND, &month_at(&row, 0)?, &text(&row, 1)?, &text(&row, 2)?, 1);
    }
    for row in rows(APPROVED)? {
        let ethnicity: Option<String> = row.get(2)?;
        let ethnicity = ethnicity.as_deref().unwrap_or(children::NOT_RECORDED);
        add(tally, measure::APPROVED_BY_ETHNICITY, &year(row.get(0)?), &text(&row, 1)?, ethnicity, 1);
    }
    let mut seen = std::collections::BTreeSet::new();
    for row in rows(PAID_FOR)? {
        let (at, council): (Timestamp, String) = (row.get(0)?, row.get(1)?);
        add(tally, measure::PAID_BY_COUNCIL, &month(local_date(at)), &council, "", row.get(2)?);
        if seen.insert((year(at), row.get::<Vec<u8>>(3)?)) {
            add(tally, measure::CASES_PAID_FOR, &year(at), &council, "", 1);
        }
    }
    Ok(())
}

/// One goal's ratings by one rater.
type Series<'a> = (Vec<u8>, &'a str);

/// Adds the change of every goal and rater with ratings of two days or more. Rows come by
/// goal, rater, day and id; of one day, the last stands.
fn goals(tally: &mut Tally, rows: &[Row]) -> Result<()> {
    let raters: Vec<String> = rows.iter().map(|row| text(row, 1)).collect::<Result<_>>()?;
    let mut series: BTreeMap<Series<'_>, BTreeMap<String, i64>> = BTreeMap::new();
    for (row, rater) in rows.iter().zip(&raters) {
        series.entry((row.get(0)?, rater)).or_default().insert(text(row, 2)?, row.get(3)?);
    }
    for ((_, rater), days) in &series {
        if let (Some((first_day, first)), Some((last_day, last))) =
            (days.first_key_value(), days.last_key_value())
            && first_day != last_day
        {
            add(tally, measure::CHANGE_SUM, "", "", rater, last - first);
            add(tally, measure::CHANGE_COUNT, "", "", rater, 1);
        }
    }
    Ok(())
}

fn text(row: &Row, index: usize) -> Result<String> {
    row.get(index)
}

fn month_at(row: &Row, index: usize) -> Result<String> {
    Ok(month(local_date(row.get(index)?)))
}

#[cfg(test)]
pub(crate) mod tests;
