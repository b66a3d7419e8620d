//! Complaints about the service in the database. Lists of an agency leave out families that are sealed.

use ::store::{Column, Keys, Row, Value, statements};
use access::{
    Act, Action, Grant, InAgency, Look, One, Own, Protected, actions::HandleComplaints, seen,
    teamwork::ServiceComplaint,
};
use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Account, Case, Order},
};
use page::{Cursor, Rows};

use super::model::{About, Complaint, Learned, NewReviewer, Outcome, State, Who};

macro_rules! columns {
    () => {
        "x.id, x.agency_id, x.family_id, x.case_id, x.provider_id, x.reference, x.who, x.about, x.complainant, x.words, x.wish, x.complained_of, \
         x.received_on, x.made_at, x.made_by, x.recorded_by, x.status, x.acknowledged_at, x.acknowledged_by, x.ack_words, x.handler_id, \
         x.answered_at, x.answered_by, x.outcome, x.answer, x.disagreed_at, x.disagreed_why, x.reviewer_id, x.reviewed_at, x.review_outcome, \
         x.review_answer, x.learned, x.action, x.action_by, x.action_done_at, x.learned_at, x.learned_by, x.version"
    };
}

/// The columns that a new complaint fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, family_id, case_id, provider_id, reference, who, about, complainant, words, wish, complained_of, \
     received_on, made_at, made_by, recorded_by, status, acknowledged_at, acknowledged_by, ack_words, handler_id, answered_at, answered_by, \
     outcome, answer, disagreed_at, disagreed_why, reviewer_id, reviewed_at, review_outcome, review_answer, learned, action, action_by, \
     action_done_at, learned_at, learned_by, version";

statements! {
    INSERT = "INSERT INTO service_complaint (id, agency_id, family_id, case_id, provider_id, reference, who, about, complainant, words, wish,
                complained_of, received_on, made_at, made_by, recorded_by, status, acknowledged_at, acknowledged_by, ack_words, handler_id,
                answered_at, answered_by, outcome, answer, disagreed_at, disagreed_why, reviewer_id, reviewed_at, review_outcome, review_answer,
                learned, action, action_by, action_done_at, learned_at, learned_by, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
                $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38)";
    LOAD = concat!("SELECT ", columns!(), " FROM service_complaint x WHERE x.id = $1");
    SAVE = "UPDATE service_complaint SET complained_of = $3, status = $4, acknowledged_at = $5, acknowledged_by = $6, ack_words = $7, handler_id = $8,
              answered_at = $9, answered_by = $10, outcome = $11, answer = $12, disagreed_at = $13, disagreed_why = $14, reviewed_at = $15,
              review_outcome = $16, review_answer = $17, learned = $18, action = $19, action_by = $20, action_done_at = $21, learned_at = $22,
              learned_by = $23, version = version + 1
            WHERE id = $1 AND version = $2";
    REVIEWER = "UPDATE service_complaint SET reviewer_id = $3, version = version + 1 WHERE id = $1 AND version = $2 AND status = 'review'";
    LIST = concat!("SELECT ", columns!(), " FROM service_complaint x
            WHERE x.agency_id = $1 AND x.status = $2 AND x.made_at <= $3 AND (x.made_at < $3 OR x.id < $4)",
            seen!("x.family_id", "$6", "$7", "$8"), "ORDER BY x.made_at DESC, x.id DESC LIMIT $5");
    OF_FAMILY = concat!("SELECT ", columns!(), " FROM service_complaint x WHERE x.family_id = $1 AND x.made_by = $2 ORDER BY x.made_at DESC, x.id DESC LIMIT 50");
    OF_YOUNG = concat!("SELECT ", columns!(), " FROM service_complaint x WHERE x.case_id = $1 AND x.made_by = $2 ORDER BY x.made_at DESC, x.id DESC LIMIT 50");
    OF_PROVIDER = concat!("SELECT ", columns!(), " FROM service_complaint x WHERE x.provider_id = $1 ORDER BY x.made_at DESC, x.id DESC LIMIT 50");
    LEARNED = concat!("SELECT x.id, x.learned_at, x.about, x.learned, x.action, x.action_by, x.action_done_at FROM service_complaint x
            WHERE x.agency_id = $1 AND x.learned_at IS NOT NULL AND x.learned_at <= $2 AND (x.learned_at < $2 OR x.id < $3)",
            seen!("x.family_id", "$5", "$6", "$7"), "ORDER BY x.learned_at DESC, x.id DESC LIMIT $4");
    BY_MONTH = "SELECT substr(received_on, 1, 7), about, count(*) FROM service_complaint WHERE agency_id = $1 AND received_on >= $2
            GROUP BY substr(received_on, 1, 7), about";
    ORDER_OF = "SELECT id, agency_id FROM purchase_order WHERE provider_id = $1 AND reference = $2";
    FORGET = "UPDATE service_complaint SET complainant = NULL, words = $2, wish = NULL, ack_words = NULL, answer = NULL, disagreed_why = NULL,
                review_answer = NULL, learned = NULL, action = NULL WHERE case_id = $1";
}

const COMPLAINANT: Column = Column::new("service_complaint.complainant");
const WORDS: Column = Column::new("service_complaint.words");
const WISH: Column = Column::new("service_complaint.wish");
const ACK: Column = Column::new("service_complaint.ack_words");
const ANSWER: Column = Column::new("service_complaint.answer");
const DISAGREED: Column = Column::new("service_complaint.disagreed_why");
const REVIEW: Column = Column::new("service_complaint.review_answer");
const LEARNED_WORDS: Column = Column::new("service_complaint.learned");
const ACTION: Column = Column::new("service_complaint.action");

/// The values of a complaint, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, c: &Complaint) -> Result<Vec<Value>> {
    let seal = |column: Column, text: &str| -> Result<Value> {
        if text.is_empty() { Ok(Value::Null) } else { Ok(keys.seal(column, c.id, text)?.into()) }
    };
    let (acknowledged, answered) = (c.acknowledged.as_ref(), c.answered.as_ref());
    let (reviewed, learned) = (c.reviewed.as_ref(), c.learned.as_ref());
    Ok(vec![
        c.id.into(),
        c.agency.into(),
        c.family.into(),
        c.case.into(),
        c.provider.into(),
        (&c.reference).into(),
        c.who.code().into(),
        c.about.code().into(),
        seal(COMPLAINANT, &c.complainant)?,
        keys.seal(WORDS, c.id, &c.words)?.into(),
        seal(WISH, &c.wish)?,
        c.complained_of.into(),
        c.received.into(),
        c.made.into(),
        c.made_by.into(),
        c.recorded_by.into(),
        c.state.code().into(),
        acknowledged.map(|a| a.0).into(),
        acknowledged.and_then(|a| a.1).into(),
        seal(ACK, acknowledged.map_or("", |a| a.2.as_str()))?,
        c.handler.into(),
        answered.map(|a| a.0).into(),
        answered.and_then(|a| a.1).into(),
        answered.map(|a| a.2.code()).into(),
        seal(ANSWER, answered.map_or("", |a| a.3.as_str()))?,
        c.disagreed.as_ref().map(|d| d.0).into(),
        seal(DISAGREED, c.disagreed.as_ref().map_or("", |d| d.1.as_str()))?,
        c.reviewer.into(),
        reviewed.map(|r| r.0).into(),
        reviewed.map(|r| r.1.code()).into(),
        seal(REVIEW, reviewed.map_or("", |r| r.2.as_str()))?,
        seal(LEARNED_WORDS, learned.map_or("", |l| l.words.as_str()))?,
        seal(ACTION, learned.map_or("", |l| l.action.as_str()))?,
        learned.map(|l| l.by).into(),
        learned.and_then(|l| l.done).into(),
        learned.map(|l| l.at).into(),
        learned.and_then(|l| l.who).into(),
        c.version.into(),
    ])
}

/// Writes a new one. Whoever calls holds the grant to make it.
pub(crate) fn insert(act: &Act<'_>, c: &Complaint) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), c)?).map(drop)
}

/// Saves what a step changed, on the version it was read at. The grant is one of the complaint, or a young person's of their own case, from
/// which it was read. A reviewer is named by [`name_reviewer`] alone.
///
/// # Errors
/// `Stale` when somebody changed it since.
pub(crate) fn save<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    c: &Complaint,
) -> Result<()> {
    let all = values(act.keys(), c)?;
    let take = |from: usize, to: usize| all[from..to].to_vec();
    let params =
        [vec![c.id.into(), c.version.into()], take(11, 12), take(16, 21), take(21, 27), take(28, 37)]
            .concat();
    act.change(SAVE, &params)
}

/// Names who looks at it again: somebody new, by the type.
///
/// # Errors
/// `Stale`.
pub(crate) fn name_reviewer(
    act: &Act<'_>,
    grant: &Grant<HandleComplaints, One<ServiceComplaint>>,
    version: i64,
    reviewer: NewReviewer,
) -> Result<()> {
    grant.change(act, REVIEWER, &[version.into(), reviewer.id().into()])
}

/// The complaint of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<ServiceComplaint>>) -> Result<Complaint> {
    read(look, &grant.row(look, LOAD, &[])?)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Complaint> {
    let id = row.get(0)?;
    let text = |column, at| look.opened(column, id, row, at);
    let at = |n: usize| row.get::<Option<Timestamp>>(n);
    let outcome = |n: usize| -> Result<Option<Outcome>> {
        row.get::<Option<String>>(n)?.map(|code| Outcome::stored(&code)).transpose()
    };
    let answered = match (at(21)?, outcome(23)?) {
        (Some(when), Some(outcome)) => Some((when, row.get(22)?, outcome, text(ANSWER, 24)?)),
        _ => None,
    };
    let reviewed = match (at(28)?, outcome(29)?) {
        (Some(when), Some(outcome)) => Some((when, outcome, text(REVIEW, 30)?)),
        _ => None,
    };
    let learned = match (at(35)?, row.get::<Option<Date>>(33)?) {
        (Some(when), Some(by)) => Some(Learned {
            words: text(LEARNED_WORDS, 31)?,
            action: text(ACTION, 32)?,
            by,
            done: row.get(34)?,
            at: when,
            who: row.get(36)?,
        }),
        _ => None,
    };
    Ok(Complaint {
        id,
        agency: row.get(1)?,
        family: row.get(2)?,
        case: row.get(3)?,
        provider: row.get(4)?,
        reference: row.get(5)?,
        who: row.code(6, Who::stored)?,
        about: row.code(7, About::stored)?,
        complainant: text(COMPLAINANT, 8)?,
        words: text(WORDS, 9)?,
        wish: text(WISH, 10)?,
        complained_of: row.get(11)?,
        received: row.get(12)?,
        made: row.get(13)?,
        made_by: row.get(14)?,
        recorded_by: row.get(15)?,
        state: row.code(16, State::stored)?,
        acknowledged: match at(17)? {
            Some(when) => Some((when, row.get(18)?, text(ACK, 19)?)),
            None => None,
        },
        handler: row.get(20)?,
        answered,
        disagreed: match at(25)? {
            Some(when) => Some((when, text(DISAGREED, 26)?)),
            None => None,
        },
        reviewer: row.get(27)?,
        reviewed,
        learned,
        version: row.get(37)?,
    })
}

/// The agency's complaints in a state, the newest first: a page, or all.
///
/// # Errors
/// Those of the store.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<HandleComplaints, InAgency>,
    state: State,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Complaint>> {
    let [key, id, most] = Cursor::window(after, wanted);
    let rows = grant.list(look, "service-complaint", LIST, &[state.code().into(), key, id, most])?;
    let all = rows.iter().map(|row| read(look, row)).collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(all, wanted, |c| Cursor::at(c.made, c.id.cast())))
}

/// One's own complaints, the newest first, 50 at most: of a family or a young person what they made themselves and nobody else of the
/// family; of a provider all of it.
///
/// # Errors
/// Those of the store.
pub fn own<A: Action>(look: &Look<'_>, grant: &Grant<A, Own>) -> Result<Vec<Complaint>> {
    let rows = match grant.own() {
        Own::Family(_) => {
            grant.list(look, "service-complaint", OF_FAMILY, &[look.actor().account().into()])?
        }
        Own::Provider(_) => grant.list(look, "service-complaint", OF_PROVIDER, &[])?,
    };
    rows.iter().map(|row| read(look, row)).collect()
}

/// What a young person complained of themselves, in their own case: the newest first, 50 at most.
///
/// # Errors
/// Those of the store.
pub fn of_young<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Complaint>> {
    let rows = grant.rows(look, OF_YOUNG, &[look.actor().account().into()])?;
    rows.iter().map(|row| read(look, row)).collect()
}

/// The agency of a provider's own order, by what people quote.
///
/// # Errors
/// `Invalid` on `order` when it is none of theirs.
pub(crate) fn order_of<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, Own>,
    reference: &str,
) -> Result<Id<kernel::kinds::Organisation>> {
    let wrong = || Error::field("order", "Enter the reference of one of your orders, such as OR-…");
    let Own::Provider(_) = grant.own() else { return Err(wrong()) };
    let rows = grant.list(look, "order", ORDER_OF, &[reference.trim().to_uppercase().into()])?;
    let row = rows.first().ok_or_else(wrong)?;
    let _order: Id<Order> = row.get(0)?;
    row.get(1)
}

/// What was learned, without whose complaint it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// Its id, to page by.
    pub id: Id<ServiceComplaint>,
    /// When it was written down.
    pub at: Timestamp,
    /// What the complaint was about.
    pub about: About,
    /// What was learned.
    pub words: String,
    /// What is done.
    pub action: String,
    /// By which day.
    pub by: Date,
    /// When it was done.
    pub done: Option<Timestamp>,
}

/// What the agency learned from complaints, the newest first: a page, or all.
///
/// # Errors
/// Those of the store.
pub fn lessons(
    look: &Look<'_>,
    grant: &Grant<HandleComplaints, InAgency>,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Lesson>> {
    let rows = grant.list(look, "service-complaint", LEARNED, &Cursor::window(after, wanted))?;
    let all = rows
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            Ok(Lesson {
                id,
                at: row.get(1)?,
                about: row.code(2, About::stored)?,
                words: look.opened(LEARNED_WORDS, id, row, 3)?,
                action: look.opened(ACTION, id, row, 4)?,
                by: row.get(5)?,
                done: row.get(6)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(all, wanted, |l| Cursor::at(l.at, l.id.cast())))
}

/// How many complaints came in each month since a day, by what they are about. Sealed families are counted: a count names none.
///
/// # Errors
/// Those of the store.
pub fn by_month<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    since: Date,
) -> Result<Vec<(String, About, i64)>> {
    let rows = grant.totals(look, BY_MONTH, &[since.into()])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.code(1, About::stored)?, row.get(2)?))).collect()
}

/// Blanks the words of complaints about a case whose time is over. Gives how many rows.
pub(crate) fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    act.execute(FORGET, &[case.into(), Vec::<u8>::new().into()])
}

/// Refuses, as if it were not there, a complaint that another member of the family made.
pub(crate) fn must_be_theirs(c: &Complaint, who: Option<Id<Account>>, provider: bool) -> Result<()> {
    if provider || (c.made_by.is_some() && c.made_by == who) { Ok(()) } else { Err(Error::NotFound) }
}
