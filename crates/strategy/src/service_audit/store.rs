//! Rounds, ratings and actions in the database.

use std::collections::BTreeMap;

use access::{
    Act, Action as Doing, Grant, InAgency, Look, Nation, One,
    actions::{CompareServiceAudits, RateServiceAudit},
};
use kernel::{Error, Id, Result, kinds};
use store::{Column, Row, statements};

use super::model::{Action, ActionState, AuditAction, AuditRound, Rated, Rating, Round, RoundState};

statements! {
    INSERT_ROUND = "INSERT INTO service_audit_round (id, agency_id, status, shared, opened_at, opened_by, version)
                    VALUES ($1, $2, 'open', 0, $3, $4, 1)";
    ROUND = "SELECT id, agency_id, status, shared, opened_at, finished_at, version FROM service_audit_round WHERE id = $1";
    ROUNDS = "SELECT id, agency_id, status, shared, opened_at, finished_at, version FROM service_audit_round
              WHERE agency_id = $1 ORDER BY opened_at DESC, id DESC LIMIT 100";
    BEFORE = "SELECT id FROM service_audit_round WHERE agency_id = $1 AND status = 'finished' AND opened_at < $2
              ORDER BY opened_at DESC, id DESC LIMIT 1";
    FINISH = "UPDATE service_audit_round SET status = 'finished', finished_at = $3, version = version + 1
              WHERE id = $1 AND version = $2 AND status = 'open'";
    SHARE = "UPDATE service_audit_round SET shared = $3, version = version + 1 WHERE id = $1 AND version = $2 AND status = 'finished'";
    RATINGS = "SELECT id, line, rating, note, rated_at, version FROM service_audit_rating WHERE round_id = $1 ORDER BY line";
    // Whoever rates has read the round as open in the same transaction.
    INSERT_RATING = "INSERT INTO service_audit_rating (id, round_id, line, rating, note, rated_at, rated_by, version)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
    SET_RATING = "UPDATE service_audit_rating SET rating = $3, note = $4, rated_at = $5, rated_by = $6, version = version + 1
                  WHERE id = $1 AND version = $2";
    INSERT_ACTION = "INSERT INTO service_audit_action (id, agency_id, round_id, line, what, owner, priority, due_on, status, made_at, made_by, version)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, 1)";
    ACTION = "SELECT id, round_id, line, what, owner, priority, due_on, status, ended_at, version FROM service_audit_action WHERE id = $1";
    ACTIONS = "SELECT id, round_id, line, what, owner, priority, due_on, status, ended_at, version FROM service_audit_action
               WHERE agency_id = $1 AND status >= $2 AND status <= $3 ORDER BY status DESC, due_on, id LIMIT 500";
    END_ACTION = "UPDATE service_audit_action SET status = $3, ended_at = $4, version = version + 1
                  WHERE id = $1 AND version = $2 AND status = 'open'";
    SHARED = "SELECT o.code, o.name, r.id, r.finished_at FROM service_audit_round r JOIN organisation o ON o.id = r.agency_id
              WHERE r.shared = 1 AND NOT EXISTS (SELECT 1 FROM service_audit_round n
                WHERE n.agency_id = r.agency_id AND n.shared = 1 AND n.finished_at > r.finished_at)
              ORDER BY r.finished_at DESC, r.id DESC LIMIT 200";
    SHARED_RATINGS = "SELECT t.round_id, t.line, t.rating FROM service_audit_round r JOIN service_audit_rating t ON t.round_id = r.id
              WHERE r.shared = 1";
}

const NOTE: Column = Column::new("service_audit_rating.note");
const WHAT: Column = Column::new("service_audit_action.what");
const OWNER: Column = Column::new("service_audit_action.owner");

fn round_of(row: &Row) -> Result<Round> {
    Ok(Round {
        id: row.get(0)?,
        agency: row.get(1)?,
        state: row.code(2, RoundState::stored)?,
        shared: row.get::<i64>(3)? == 1,
        opened: row.get(4)?,
        finished: row.get(5)?,
        version: row.get(6)?,
    })
}

/// Adds an open round; the database refuses a second one.
pub(super) fn insert_round(
    act: &Act<'_>,
    grant: &Grant<RateServiceAudit, InAgency>,
    id: Id<AuditRound>,
) -> Result<()> {
    let params = [id.into(), grant.agency().into(), act.now().into(), act.actor().account().into()];
    act.execute(INSERT_ROUND, &params).map(|_| ())
}

/// The round of a grant.
pub(super) fn round<A: Doing>(look: &Look<'_>, grant: &Grant<A, One<AuditRound>>) -> Result<Round> {
    round_of(&grant.row(look, ROUND, &[])?)
}

/// An agency's rounds, newest first: 100 at most, which is a round a month for eight years.
pub(super) fn rounds<A: Doing>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<Round>> {
    grant.list(look, "service-audit-round", ROUNDS, &[])?.iter().map(round_of).collect()
}

/// The ratings of a round that the caller holds a grant for, by line.
pub(super) fn ratings(look: &Look<'_>, round: Id<AuditRound>) -> Result<Vec<Rated>> {
    let read = |row: &Row| {
        let (id, note): (Id<Rated>, Option<Vec<u8>>) = (row.get(0)?, row.get(3)?);
        Ok(Rated {
            line: row.get(1)?,
            rating: row.code(2, Rating::stored)?,
            note: note.map(|sealed| look.open(NOTE, id, &sealed)).transpose()?,
            at: row.get(4)?,
            version: row.get(5)?,
        })
    };
    look.query(RATINGS, &[round.into()])?.iter().map(read).collect()
}

/// The ratings of the finished round before this one.
pub(super) fn before(look: &Look<'_>, round: &Round) -> Result<Vec<Rated>> {
    match look.opt(BEFORE, &[round.agency.into(), round.opened.into()])? {
        Some(row) => ratings(look, row.get(0)?),
        None => Ok(Vec::new()),
    }
}

/// Puts a rating: a new one where `version` is 0, or in place of the one of that version.
///
/// # Errors
/// `Stale` when somebody rated the line, or finished the round, in between.
pub(super) fn put_rating(
    act: &Act<'_>,
    round: Id<AuditRound>,
    line: &str,
    version: i64,
    rating: Rating,
    note: Option<&str>,
) -> Result<()> {
    let who = act.actor().account();
    let found = act.query(RATINGS, &[round.into()])?.into_iter().find_map(|row| {
        let is_it = row.get::<String>(1).is_ok_and(|found| found == line);
        is_it.then(|| row.get::<Id<Rated>>(0))
    });
    let seal = |id| note.map(|text| act.keys().seal(NOTE, id, text)).transpose();
    match (found, version) {
        (None, 0) => {
            let id = Id::<Rated>::new(act.now());
            let params = [
                id.into(),
                round.into(),
                line.into(),
                rating.code().into(),
                seal(id)?.into(),
                act.now().into(),
                who.into(),
            ];
            act.execute(INSERT_RATING, &params).map(|_| ())
        }
        (Some(id), version) if version > 0 => {
            let id = id?;
            let params = [
                id.into(),
                version.into(),
                rating.code().into(),
                seal(id)?.into(),
                act.now().into(),
                who.into(),
            ];
            act.change(SET_RATING, &params)
        }
        _ => Err(Error::Stale),
    }
}

/// Finishes a round.
pub(super) fn finish(
    act: &Act<'_>,
    grant: &Grant<RateServiceAudit, One<AuditRound>>,
    version: i64,
) -> Result<()> {
    grant.change(act, FINISH, &[version.into(), act.now().into()])
}

/// Shares a finished round, or stops sharing it.
pub(super) fn share(
    act: &Act<'_>,
    grant: &Grant<RateServiceAudit, One<AuditRound>>,
    version: i64,
    shared: bool,
) -> Result<()> {
    grant.change(act, SHARE, &[version.into(), i64::from(shared).into()])
}

fn action_of(look: &Look<'_>, row: &Row) -> Result<Action> {
    let id: Id<AuditAction> = row.get(0)?;
    Ok(Action {
        id,
        round: row.get(1)?,
        line: row.get(2)?,
        what: look.open(WHAT, id, &row.get::<Vec<u8>>(3)?)?,
        owner: look.open(OWNER, id, &row.get::<Vec<u8>>(4)?)?,
        priority: row.get(5)?,
        due: row.get(6)?,
        state: row.code(7, ActionState::stored)?,
        ended: row.get(8)?,
        version: row.get(9)?,
    })
}

/// Adds an action.
pub(super) fn insert_action(act: &Act<'_>, agency: Id<kinds::Organisation>, a: &Action) -> Result<()> {
    let params = [
        a.id.into(),
        agency.into(),
        a.round.into(),
        (&a.line).into(),
        act.keys().seal(WHAT, a.id, &a.what)?.into(),
        act.keys().seal(OWNER, a.id, &a.owner)?.into(),
        a.priority.into(),
        a.due.into(),
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(INSERT_ACTION, &params).map(|_| ())
}

/// The action of a grant.
pub(super) fn action<A: Doing>(look: &Look<'_>, grant: &Grant<A, One<AuditAction>>) -> Result<Action> {
    action_of(look, &grant.row(look, ACTION, &[])?)
}

/// An agency's actions, open ones first, those due soonest first: 500 at most; only open ones when `open` is set.
pub(super) fn actions<A: Doing>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    open: bool,
) -> Result<Vec<Action>> {
    let (least, most) = if open { ("open", "open") } else { ("", "~") };
    let rows = grant.list(look, "service-audit-action", ACTIONS, &[least.into(), most.into()])?;
    rows.iter().map(|row| action_of(look, row)).collect()
}

/// Ends an action.
pub(super) fn end_action(
    act: &Act<'_>,
    grant: &Grant<RateServiceAudit, One<AuditAction>>,
    version: i64,
    state: ActionState,
) -> Result<()> {
    grant.change(act, END_ACTION, &[version.into(), state.code().into(), act.now().into()])
}

/// A round that an agency shares.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    /// The agency's code and name.
    pub(super) code: String,
    pub(super) name: String,
    /// When it was finished.
    pub(super) finished: kernel::Timestamp,
    /// Ratings by line. No note and no action ever leaves the agency.
    pub(super) ratings: BTreeMap<String, Rating>,
}

/// The newest shared round of every agency that shares one.
pub(super) fn shared(look: &Look<'_>, grant: &Grant<CompareServiceAudits, Nation>) -> Result<Vec<Shared>> {
    let mut ratings: BTreeMap<Vec<u8>, BTreeMap<String, Rating>> = BTreeMap::new();
    for row in grant.totals(look, SHARED_RATINGS, &[])? {
        ratings.entry(row.get(0)?).or_default().insert(row.get(1)?, row.code(2, Rating::stored)?);
    }
    grant
        .totals(look, SHARED, &[])?
        .iter()
        .map(|row| {
            let id: Vec<u8> = row.get(2)?;
            Ok(Shared {
                code: row.get(0)?,
                name: row.get(1)?,
                finished: row.get(3)?,
                ratings: ratings.remove(&id).unwrap_or_default(),
            })
        })
        .collect()
}
