//! Those who open the bids and those who score them.

use super::{Chosen, opened_bytes, seal_bytes};
use crate::competitions::model::State;
use crate::competitions::vault::{Held, Locked};
use access::market::{Assessor, Opener};
use access::{Act, Action, Grant, InAgency, Look, accounts, seen};
use kernel::kinds::{Account, Organisation};
use kernel::{Error, Id, Reference, Result, Timestamp};
use store::{Column, Read, Row, Value, statements};

const OPENER_KEY: Column = Column::new("competition_opener.public_key");
const OPENER_LOCKED: Column = Column::new("competition_opener.locked");
const OPENER_SHARE: Column = Column::new("competition_opener.share");
const PASSED: Column = Column::new("competition_pass.share");
const CONFLICT: Column = Column::new("competition_assessor.conflict");

statements! {
    ADD_OPENER = "INSERT INTO competition_opener (id, competition_id, account_id, agency_id) VALUES ($1, $2, $3, $4)";
    OPENERS = "SELECT o.id, o.account_id, o.agency_id, p.name, a.name, o.public_key, o.locked, o.share, o.ready_at, o.passed_at
               FROM competition_opener o JOIN account p ON p.id = o.account_id JOIN organisation a ON a.id = o.agency_id
               WHERE o.competition_id = $1 ORDER BY o.id";
    SET_READY = "UPDATE competition_opener SET public_key = $2, locked = $3, ready_at = $4 WHERE id = $1 AND share IS NULL";
    SET_SHARE = "UPDATE competition_opener SET share = $2 WHERE id = $1 AND share IS NULL";
    SET_PASSED = "UPDATE competition_opener SET passed_at = (SELECT now FROM database_clock) WHERE id = $1 AND passed_at IS NULL";
    ADD_PASS = "INSERT INTO competition_pass (id, opener_id, to_id, share) VALUES ($1, $2, $3, $4)";
    PASSED_TO = "SELECT id, opener_id, share FROM competition_pass WHERE to_id = $1 ORDER BY id LIMIT 1";
    MY_OPENINGS = "SELECT o.id, c.reference, c.status, c.deadline_at, o.ready_at, o.passed_at, b.name
                   FROM competition_opener o JOIN competition c ON c.id = o.competition_id JOIN organisation b ON b.id = c.agency_id
                   WHERE o.agency_id = $1 AND o.account_id = $2 ORDER BY o.id DESC LIMIT 200";

    ADD_ASSESSOR = "INSERT INTO competition_assessor (id, competition_id, account_id) VALUES ($1, $2, $3)";
    ASSESSORS = "SELECT s.id, s.account_id, p.name, s.free, s.conflict, s.declared_at, s.done_at
                 FROM competition_assessor s JOIN account p ON p.id = s.account_id WHERE s.competition_id = $1 ORDER BY s.id";
    SET_DECLARED = "UPDATE competition_assessor SET free = $2, conflict = $3, declared_at = $4 WHERE id = $1 AND declared_at IS NULL";
    SET_DONE = "UPDATE competition_assessor SET done_at = $2 WHERE id = $1 AND done_at IS NULL AND free = 1";
    MY_SCORINGS = concat!("SELECT s.id, c.reference, c.status, c.deadline_at, s.declared_at, s.done_at, s.free
                           FROM competition_assessor s JOIN competition c ON c.id = s.competition_id
                           WHERE c.agency_id = $1 AND s.account_id = $2", seen!("c.family_id", "$3", "$4", "$5"),
                          " ORDER BY s.id DESC LIMIT 200");
}

/// One of the three who open.
#[derive(Debug, Clone)]
pub struct OpenerRow {
    /// Their id in this competition.
    pub id: Id<Opener>,
    /// Who.
    pub account: Id<Account>,
    /// Whose.
    pub agency: Id<Organisation>,
    /// Their name.
    pub name: String,
    /// Their agency's name.
    pub agency_name: String,
    /// When they set their passphrase.
    pub ready_at: Option<Timestamp>,
    /// When they gave it for the opening.
    pub passed_at: Option<Timestamp>,
    pub(in crate::competitions) public: Option<Vec<u8>>,
    pub(in crate::competitions) locked: Option<Vec<u8>>,
    pub(in crate::competitions) share: Option<Vec<u8>>,
}

impl OpenerRow {
    pub(in crate::competitions) fn held(&self) -> Result<Held> {
        let share = self.share.clone().ok_or_else(|| Error::Internal("an opener without a share".into()))?;
        Ok(Held { opener: self.id, share })
    }
}

pub(in crate::competitions) fn add_opener(
    act: &Act<'_>,
    c: &Chosen,
    account: Id<Account>,
    agency: Id<Organisation>,
) -> Result<Id<Opener>> {
    let id = Id::new(act.now());
    act.execute(ADD_OPENER, &[id.into(), c.id.into(), account.into(), agency.into()])?;
    Ok(id)
}

/// The openers of a competition.
pub(in crate::competitions) fn openers(r: &Read<'_>, c: &Chosen) -> Result<Vec<OpenerRow>> {
    r.query(OPENERS, &[c.id.into()])?
        .iter()
        .map(|row| {
            let (id, account) = (row.get(0)?, row.get(1)?);
            Ok(OpenerRow {
                id,
                account,
                agency: row.get(2)?,
                name: accounts::joined_name(r, Some(account), row, 3)?,
                agency_name: row.get(4)?,
                public: opened_bytes(r, OPENER_KEY, id, row, 5)?,
                locked: opened_bytes(r, OPENER_LOCKED, id, row, 6)?,
                share: opened_bytes(r, OPENER_SHARE, id, row, 7)?,
                ready_at: row.get(8)?,
                passed_at: row.get(9)?,
            })
        })
        .collect()
}

pub(in crate::competitions) fn set_ready(act: &Act<'_>, opener: Id<Opener>, locked: &Locked) -> Result<()> {
    let public = seal_bytes(act, OPENER_KEY, opener, &locked.public)?;
    let locked = seal_bytes(act, OPENER_LOCKED, opener, &locked.locked)?;
    act.change(SET_READY, &[opener.into(), public, locked, act.now().into()])
}

pub(in crate::competitions) fn set_share(act: &Act<'_>, opener: Id<Opener>, share: &[u8]) -> Result<()> {
    act.change(SET_SHARE, &[opener.into(), seal_bytes(act, OPENER_SHARE, opener, share)?])
}

pub(in crate::competitions) fn set_passed(act: &Act<'_>, opener: Id<Opener>) -> Result<()> {
    act.change(SET_PASSED, &[opener.into()])
}

pub(in crate::competitions) fn add_pass(
    act: &Act<'_>,
    from: Id<Opener>,
    to: Id<Opener>,
    share: &[u8],
) -> Result<()> {
    let id: Id<Held> = Id::new(act.now());
    let sealed = seal_bytes(act, PASSED, id, share)?;
    act.execute(ADD_PASS, &[id.into(), from.into(), to.into(), sealed]).map(|_| ())
}

/// The share that another opener passed on to this one.
pub(in crate::competitions) fn passed_to(r: &Read<'_>, opener: Id<Opener>) -> Result<Option<Held>> {
    let Some(row) = r.opt(PASSED_TO, &[opener.into()])? else { return Ok(None) };
    let id: Id<Held> = row.get(0)?;
    let share = opened_bytes(r, PASSED, id, &row, 2)?
        .ok_or_else(|| Error::Internal("a share passed on is empty".into()))?;
    Ok(Some(Held { opener: row.get(1)?, share }))
}

/// A competition that somebody is an opener or an assessor of, as a line of a list.
#[derive(Debug, Clone)]
pub struct Mine {
    /// Their own id in it.
    pub id: Id<()>,
    /// What people quote.
    pub reference: Reference,
    /// How it stands.
    pub state: State,
    /// Until when bids are taken.
    pub deadline: Option<Timestamp>,
    /// When they did their first part.
    pub first_at: Option<Timestamp>,
    /// When they did their second.
    pub second_at: Option<Timestamp>,
    /// Who buys; empty for assessors, whose own agency it is.
    pub agency_name: String,
}

fn me(look: &Look<'_>) -> Value {
    look.actor().account().into()
}

pub(in crate::competitions) fn my_openings<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
) -> Result<Vec<Mine>> {
    let rows = grant.list(look, "competition-opener", MY_OPENINGS, &[me(look)])?;
    rows.iter().map(|row| mine(row, row.get(6)?)).collect()
}

pub(in crate::competitions) fn my_scorings<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
) -> Result<Vec<Mine>> {
    let rows = grant.list(look, "competition-assessor", MY_SCORINGS, &[me(look)])?;
    rows.iter().map(|row| mine(row, String::new())).collect()
}

fn mine(row: &Row, agency_name: String) -> Result<Mine> {
    Ok(Mine {
        id: row.get(0)?,
        reference: row.get(1)?,
        state: row.code(2, State::stored)?,
        deadline: row.get(3)?,
        first_at: row.get(4)?,
        second_at: row.get(5)?,
        agency_name,
    })
}

/// One of those who score.
#[derive(Debug, Clone)]
pub struct AssessorRow {
    /// Their id in this competition.
    pub id: Id<Assessor>,
    /// Who.
    pub account: Id<Account>,
    /// Their name.
    pub name: String,
    /// Whether they have nothing to do with any bidder, once they said.
    pub free: Option<bool>,
    /// What they said of a conflict.
    pub conflict: String,
    /// When they scored.
    pub done_at: Option<Timestamp>,
}

pub(in crate::competitions) fn add_assessor(
    act: &Act<'_>,
    c: &Chosen,
    account: Id<Account>,
) -> Result<Id<Assessor>> {
    let id = Id::new(act.now());
    act.execute(ADD_ASSESSOR, &[id.into(), c.id.into(), account.into()])?;
    Ok(id)
}

pub(in crate::competitions) fn assessors(r: &Read<'_>, c: &Chosen) -> Result<Vec<AssessorRow>> {
    r.query(ASSESSORS, &[c.id.into()])?
        .iter()
        .map(|row| {
            let (id, account) = (row.get(0)?, row.get(1)?);
            Ok(AssessorRow {
                id,
                account,
                name: accounts::joined_name(r, Some(account), row, 2)?,
                free: row.get(3)?,
                conflict: r.opened(CONFLICT, id, row, 4)?,
                done_at: row.get(6)?,
            })
        })
        .collect()
}

pub(in crate::competitions) fn set_declared(
    act: &Act<'_>,
    id: Id<Assessor>,
    free: bool,
    words: &str,
) -> Result<()> {
    let words = act.seal_unless_empty(CONFLICT, id, words)?;
    act.change(SET_DECLARED, &[id.into(), free.into(), words, act.now().into()])
}

pub(in crate::competitions) fn set_done(act: &Act<'_>, id: Id<Assessor>) -> Result<()> {
    act.change(SET_DONE, &[id.into(), act.now().into()])
}
