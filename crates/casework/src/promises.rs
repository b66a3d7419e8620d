//! Promises kept in one table: what was promised about an enquiry, a case or a thing in
//! it, by when, and whether it was kept (requirement FD4). Every timeliness figure comes
//! from here.

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{ListPromises, ViewEnquiry},
    organisations, seen_case,
};
use kernel::{
    Calendar, Error, Id, PromiseKind, PromiseState, Result, Term, Timestamp,
    kinds::{self, Case, Enquiry, Organisation},
    local_date,
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Row, Value, figure::Figure, planned_once, statements};

statements! {
    INSERT = "INSERT INTO promise (id, agency_id, case_id, enquiry_id, about_id, kind, made_at, due_at, kept_at, withdrawn_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    WITHDRAW_OF_CASE = "UPDATE promise SET withdrawn_at = $3
              WHERE case_id = $1 AND kind = $2 AND kept_at IS NULL AND withdrawn_at IS NULL";
    OPEN_ABOUT = "SELECT id, agency_id, case_id, enquiry_id, kind, made_at, due_at, kept_at, withdrawn_at FROM promise
                  WHERE about_id = $1 AND kind = $2 AND kept_at IS NULL AND withdrawn_at IS NULL";
    OPEN_OF_CASE = "SELECT id, agency_id, case_id, enquiry_id, kind, made_at, due_at, kept_at, withdrawn_at FROM promise
                    WHERE case_id = $1 AND kind = $2 AND kept_at IS NULL AND withdrawn_at IS NULL ORDER BY due_at, id";
    KEEP = "UPDATE promise SET kept_at = $2 WHERE id = $1 AND kept_at IS NULL AND withdrawn_at IS NULL";
    WITHDRAW = "UPDATE promise SET withdrawn_at = $2 WHERE id = $1 AND kept_at IS NULL AND withdrawn_at IS NULL";
    OPEN_ALL = "SELECT id, agency_id, case_id, enquiry_id, kind, made_at, due_at, kept_at, withdrawn_at FROM promise
                WHERE case_id = $1 AND kept_at IS NULL AND withdrawn_at IS NULL ORDER BY due_at, id";
    TO_CASE = "UPDATE promise SET case_id = $2 WHERE enquiry_id = $1";
    OF_CASE = "SELECT id, agency_id, case_id, enquiry_id, kind, made_at, due_at, kept_at, withdrawn_at FROM promise
               WHERE case_id = $1 ORDER BY made_at, id";
    OF_ENQUIRY = "SELECT id, agency_id, case_id, enquiry_id, kind, made_at, due_at, kept_at, withdrawn_at FROM promise
                  WHERE enquiry_id = $1 ORDER BY made_at, id";
    OPEN = concat!("SELECT id, agency_id, case_id, enquiry_id, kind, made_at, due_at, kept_at, withdrawn_at FROM promise
            WHERE agency_id = $1 AND kept_at IS NULL AND withdrawn_at IS NULL
              AND due_at >= $2 AND (due_at > $2 OR promise.id > $3)",
            seen_case!("case_id", "$5", "$6", "$7"), "ORDER BY due_at, promise.id LIMIT $4");
    LATE = concat!(planned_once!(), "SELECT count(*) FROM (SELECT 1 AS one FROM promise
            WHERE agency_id = $1 AND kept_at IS NULL AND withdrawn_at IS NULL AND due_at < $2",
            seen_case!("case_id", "$3", "$4", "$5"), "LIMIT 1001) AS late");
}

/// Figures that promises feed; the part is the promise's kind.
pub mod measures {
    /// Promises made.
    pub const MADE: &str = "promises-made";
    /// Promises kept on time, in the month they were kept.
    pub const KEPT: &str = "promises-kept";
    /// Promises kept late, in the month they were kept.
    pub const KEPT_LATE: &str = "promises-kept-late";
}

/// A promise.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    /// Its id.
    pub id: Id<kinds::Promise>,
    /// Whose promise it is.
    pub agency: Id<Organisation>,
    /// The case it is about, once there is one.
    pub case: Option<Id<Case>>,
    /// The enquiry it began with, if it did.
    pub enquiry: Option<Id<Enquiry>>,
    /// What was promised.
    pub kind: PromiseKind,
    /// When.
    pub made: Timestamp,
    /// By when.
    pub due: Timestamp,
    /// When it was kept.
    pub kept: Option<Timestamp>,
    /// Whether it is no longer needed.
    pub withdrawn: bool,
}

impl Promise {
    /// How it stands at `now`.
    pub fn state(&self, now: Timestamp) -> PromiseState {
        PromiseState::at(now, self.made, self.due, self.kept, self.withdrawn)
    }
}

/// What a promise is about. `thing` tells it from others of its kind: the enquiry, the
/// case, the plan, the application or the invoice itself.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Whose promise.
    pub agency: Id<Organisation>,
    /// The case, if there is one.
    pub case: Option<Id<Case>>,
    /// The enquiry, if it began with one.
    pub enquiry: Option<Id<Enquiry>>,
    /// The thing itself.
    pub thing: Id<()>,
}

/// A promise as it is stored.
#[derive(Debug, Clone, Copy)]
pub struct NewPromise {
    /// Its id.
    pub id: Id<kinds::Promise>,
    /// What it is about.
    pub about: About,
    /// What was promised.
    pub kind: PromiseKind,
    /// When.
    pub made: Timestamp,
    /// By when.
    pub due: Timestamp,
    /// When it was kept.
    pub kept: Option<Timestamp>,
    /// When it was no longer needed.
    pub withdrawn: Option<Timestamp>,
}

/// The columns that a promise fills, in order: see [`values`].
pub const COLUMNS: &str =
    "id, agency_id, case_id, enquiry_id, about_id, kind, made_at, due_at, kept_at, withdrawn_at";

/// The values of one promise, for [`COLUMNS`].
pub fn values(row: &NewPromise) -> Vec<Value> {
    vec![
        row.id.into(),
        row.about.agency.into(),
        row.about.case.into(),
        row.about.enquiry.into(),
        row.about.thing.into(),
        row.kind.code().into(),
        row.made.into(),
        row.due.into(),
        row.kept.into(),
        row.withdrawn.into(),
    ]
}

/// The time that an agency gives for a kind of promise: its own, or the default.
pub fn term(look: &Look<'_>, agency: Id<Organisation>, kind: PromiseKind) -> Result<Term> {
    match organisations::own_term(look, agency, kind)? {
        Some(own) => Ok(own),
        None => default_term(kind),
    }
}

/// The time that `data/promises.csv` gives.
pub fn default_term(kind: PromiseKind) -> Result<Term> {
    include_str!("../../../data/promises.csv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(','))
        .find(|(code, _)| *code == kind.code())
        .map(|(_, rest)| Term::parse(rest.split(',').next().unwrap_or_default()))
        .unwrap_or_else(|| {
            Err(Error::Internal(format!("no time is given for the promise '{}'", kind.code())))
        })
}

/// Makes a promise that starts at `start`, unless one of the kind is open about the same thing.
pub fn make(act: &Act<'_>, about: About, kind: PromiseKind, start: Timestamp) -> Result<()> {
    let due = term(act, about.agency, kind)?.due(start, Calendar::england());
    make_due(act, about, kind, start, due)
}

/// Makes a promise that is due at an instant that something else decided.
pub fn make_due(
    act: &Act<'_>,
    about: About,
    kind: PromiseKind,
    start: Timestamp,
    due: Timestamp,
) -> Result<()> {
    if open_about(act, about.thing, kind)?.is_some() {
        return Ok(());
    }
    let row =
        NewPromise { id: Id::new(act.now()), about, kind, made: start, due, kept: None, withdrawn: None };
    act.execute(INSERT, &values(&row))?;
    figure(about.agency, measures::MADE, kind, start).add(act.write(), 1)
}

/// Keeps the open promise of a kind about a thing, at `at`; false when none was open.
pub fn keep(act: &Act<'_>, thing: Id<()>, kind: PromiseKind, at: Timestamp) -> Result<bool> {
    let Some(promise) = open_about(act, thing, kind)? else { return Ok(false) };
    keep_one(act, &promise, at).map(|()| true)
}

/// Keeps the open promises of a kind about a case, whatever in it they began with, at
/// `at`; false when none was open.
pub fn keep_for_case(act: &Act<'_>, case: Id<Case>, kind: PromiseKind, at: Timestamp) -> Result<bool> {
    let rows = act.query(OPEN_OF_CASE, &[case.into(), kind.code().into()])?;
    for row in &rows {
        keep_one(act, &read(row)?, at)?;
    }
    Ok(!rows.is_empty())
}

fn keep_one(act: &Act<'_>, promise: &Promise, at: Timestamp) -> Result<()> {
    act.change(KEEP, &[promise.id.into(), at.into()])?;
    let measure = if at <= promise.due { measures::KEPT } else { measures::KEPT_LATE };
    figure(promise.agency, measure, promise.kind, at).add(act.write(), 1)
}

/// Withdraws the open promise of a kind about a thing; false when none was open.
pub fn withdraw(act: &Act<'_>, thing: Id<()>, kind: PromiseKind) -> Result<bool> {
    let Some(promise) = open_about(act, thing, kind)? else { return Ok(false) };
    act.change(WITHDRAW, &[promise.id.into(), act.now().into()])?;
    Ok(true)
}

/// Withdraws every open promise of a kind about a case or anything in it.
pub(crate) fn withdraw_of_case(act: &Act<'_>, case: Id<Case>, kind: PromiseKind) -> Result<()> {
    act.execute(WITHDRAW_OF_CASE, &[case.into(), kind.code().into(), act.now().into()]).map(|_| ())
}

/// Ends what is open in a case that went to others, but for what `stays`; gives what ended. Whoever calls read the case from a row that a grant gave.
pub fn end_of_handed(
    act: &Act<'_>,
    case: Id<Case>,
    stays: impl Fn(PromiseKind) -> bool,
) -> Result<Vec<Promise>> {
    let mut ended = Vec::new();
    for row in act.query(OPEN_ALL, &[case.into()])? {
        let promise = read(&row)?;
        if !stays(promise.kind) {
            act.change(WITHDRAW, &[promise.id.into(), act.now().into()])?;
            ended.push(promise);
        }
    }
    Ok(ended)
}

/// Ties an enquiry's promises to the case that came of it.
pub fn move_to_case(act: &Act<'_>, enquiry: Id<Enquiry>, case: Id<Case>) -> Result<()> {
    act.execute(TO_CASE, &[enquiry.into(), case.into()]).map(|_| ())
}

/// The promises of a case, oldest first. Whoever of a family asks is not told that somebody of it waits for an answer to a
/// message: that is between them and the team.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Promise>> {
    let mut all: Vec<Promise> = grant.rows(look, OF_CASE, &[])?.iter().map(read).collect::<Result<_>>()?;
    if look.actor().is_of_a_family() {
        all.retain(|p| p.kind != PromiseKind::MessageAnswered);
    }
    Ok(all)
}

/// The promises of an enquiry, oldest first.
pub fn of_enquiry(look: &Look<'_>, grant: &Grant<ViewEnquiry, One<Enquiry>>) -> Result<Vec<Promise>> {
    grant.rows(look, OF_ENQUIRY, &[])?.iter().map(read).collect()
}

/// One page of an agency's open promises, soonest due first: the late ones lead.
pub fn open(
    look: &Look<'_>,
    grant: &Grant<ListPromises, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Promise>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let rows = grant.list(look, "promise", OPEN, &[key, id, (PAGE_ROWS as i64 + 1).into()])?;
    let promises: Result<Vec<Promise>> = rows.iter().map(read).collect();
    Ok(Rows::cut(promises?, |p| Cursor::at(p.due, p.id.cast())))
}

/// How many of an agency's open promises that whoever asks may see are late: at most 1,001, which means "more than 1,000".
pub fn late(look: &Look<'_>, grant: &Grant<ListPromises, InAgency>) -> Result<i64> {
    match grant.rows(look, "promise", LATE, &[look.now().into()])?.first() {
        Some(row) => row.get(0),
        None => Ok(0),
    }
}

/// The open promise of a kind about a thing, for whoever holds a grant for that thing.
pub fn open_about(look: &Look<'_>, thing: Id<()>, kind: PromiseKind) -> Result<Option<Promise>> {
    look.opt(OPEN_ABOUT, &[thing.into(), kind.code().into()])?.as_ref().map(read).transpose()
}

fn figure(
    agency: Id<Organisation>,
    measure: &'static str,
    kind: PromiseKind,
    at: Timestamp,
) -> Figure<'static> {
    Figure { agency, measure, day: local_date(at), council: "", part: kind.code() }
}

fn read(row: &Row) -> Result<Promise> {
    Ok(Promise {
        id: row.get(0)?,
        agency: row.get(1)?,
        case: row.get(2)?,
        enquiry: row.get(3)?,
        kind: row.code(4, PromiseKind::stored)?,
        made: row.get(5)?,
        due: row.get(6)?,
        kept: row.get(7)?,
        withdrawn: row.get::<Option<Timestamp>>(8)?.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_promise_has_a_time() {
        for kind in PromiseKind::ALL {
            assert!(default_term(*kind).is_ok(), "{}", kind.code());
        }
        assert_eq!(default_term(PromiseKind::AdviceCall).unwrap(), Term::Hours(72));
    }
}
