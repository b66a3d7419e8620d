//! Concerns and what is counted of providers, in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One, Own,
    actions::{ListProviders, ReplyToConcern, ViewConcerns},
    quality::{Concern, ConcernNotice, ConcernReply},
};
use kernel::{
    Date, Id, Reference, Result, Timestamp,
    kinds::{Account, Organisation},
};
use store::{Column, Read, Row, Value, statements};

use super::model::{About, Seriousness, State};

const FACTS: Column = Column::new("quality_concern.facts");
const SHARED: Column = Column::new("quality_concern.shared");
const REPLY: Column = Column::new("quality_concern.reply");
const OUTCOME: Column = Column::new("quality_concern.outcome");
const DID: Column = Column::new("quality_concern_notice.did");

macro_rules! whole {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.reference, c.provider_id, p.name, c.agency_id, a.name, c.about, c.seriousness, c.status, c.facts, c.shared,
               c.raised_at, c.raised_by, c.shared_at, c.provider_told_at, c.reply, c.replied_at, c.outcome, c.closed_at, c.version
             FROM quality_concern c JOIN organisation p ON p.id = c.provider_id JOIN organisation a ON a.id = c.agency_id ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO quality_concern (id, reference, provider_id, agency_id, about, seriousness, status, facts, raised_at, raised_by, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";
    LOAD = whole!("WHERE c.id = $1");
    OF_NOTICE = whole!("WHERE c.id = (SELECT n.concern_id FROM quality_concern_notice n WHERE n.id = $1)");
    LIST = whole!("WHERE c.agency_id = $1 ORDER BY c.raised_at DESC, c.id DESC LIMIT 500");
    TOLD_OF = whole!("WHERE c.provider_id = $1 AND c.provider_told_at IS NOT NULL ORDER BY c.raised_at DESC, c.id DESC LIMIT 500");
    // What the reader's agency raised or was told of.
    ABOUT = whole!("WHERE c.provider_id = $2 AND (c.agency_id = $1 OR EXISTS (SELECT 1 FROM quality_concern_notice n
                      WHERE n.concern_id = c.id AND n.agency_id = $1))
                    ORDER BY c.raised_at DESC, c.id DESC LIMIT 200");
    SHARE = "UPDATE quality_concern SET status = $3, shared = $4, shared_at = COALESCE(shared_at, $5), shared_by = COALESCE(shared_by, $6),
               provider_told_at = COALESCE(provider_told_at, $7), version = version + 1 WHERE id = $1 AND version = $2";
    CLOSE = "UPDATE quality_concern SET status = 'closed', outcome = $3, closed_at = $4, version = version + 1 WHERE id = $1 AND version = $2";
    SET_REPLY = "UPDATE quality_concern SET reply = $3, replied_at = $4, version = version + 1 WHERE id = $1 AND version = $2";

    NEED_TO_KNOW = "SELECT DISTINCT o.agency_id, a.name FROM purchase_order o JOIN organisation a ON a.id = o.agency_id
                    WHERE o.provider_id = $1 AND o.status IN ('placed', 'accepted') AND o.agency_id <> $2 ORDER BY a.name, o.agency_id";
    TELL = "INSERT INTO quality_concern_notice (id, concern_id, agency_id, told_at, version) VALUES ($1, $2, $3, $4, 1)
            ON CONFLICT (concern_id, agency_id) DO NOTHING";
    NOTICES = "SELECT n.id, n.agency_id, a.name, n.told_at, n.acknowledged_at, n.did, n.did_at, n.version FROM quality_concern_notice n
               JOIN organisation a ON a.id = n.agency_id WHERE n.concern_id = $1 ORDER BY a.name, n.id";
    NOTICE = "SELECT n.id, n.agency_id, a.name, n.told_at, n.acknowledged_at, n.did, n.did_at, n.version FROM quality_concern_notice n
              JOIN organisation a ON a.id = n.agency_id WHERE n.id = $1";
    MY_NOTICES = "SELECT n.id, c.reference, p.name, r.name, c.about, c.seriousness, c.status, n.told_at, n.acknowledged_at, n.did_at
                  FROM quality_concern_notice n JOIN quality_concern c ON c.id = n.concern_id JOIN organisation p ON p.id = c.provider_id
                    JOIN organisation r ON r.id = c.agency_id
                  WHERE n.agency_id = $1 ORDER BY n.told_at DESC, n.id DESC LIMIT 500";
    ACKNOWLEDGE = "UPDATE quality_concern_notice SET acknowledged_at = $3, acknowledged_by = $4, version = version + 1
                   WHERE id = $1 AND version = $2 AND acknowledged_at IS NULL";
    SET_DID = "UPDATE quality_concern_notice SET did = $3, did_at = $4, acknowledged_at = COALESCE(acknowledged_at, $4),
                 acknowledged_by = COALESCE(acknowledged_by, $5), version = version + 1 WHERE id = $1 AND version = $2";
    COMMISSIONERS = "SELECT id FROM account WHERE agency_id = $1 AND role = 'commissioner' AND disabled_at IS NULL ORDER BY id LIMIT 50";
    PEOPLE = "SELECT id FROM account WHERE provider_id = $1 AND disabled_at IS NULL ORDER BY id LIMIT 50";

    SESSIONS = "SELECT s.status, COALESCE(s.missed_by, ''), CAST(sum(CASE WHEN o.agency_id = $1 THEN 1 ELSE 0 END) AS BIGINT), count(*)
                FROM purchase_order o JOIN delivery_session s ON s.order_id = o.id
                WHERE o.provider_id = $2 AND s.status <> 'planned' AND s.planned_on > $3 GROUP BY s.status, COALESCE(s.missed_by, '')";
    ORDERS = "SELECT o.status, '', CAST(sum(CASE WHEN o.agency_id = $1 THEN 1 ELSE 0 END) AS BIGINT), count(*)
              FROM purchase_order o WHERE o.provider_id = $2 AND o.placed_at > $3 GROUP BY o.status";
    DISPUTES = "SELECT l.reason, COALESCE(l.answer, ''), CAST(sum(CASE WHEN i.agency_id = $1 THEN 1 ELSE 0 END) AS BIGINT), count(*)
                FROM invoice i JOIN invoice_dispute d ON d.invoice_id = i.id JOIN invoice_dispute_line l ON l.dispute_id = d.id
                WHERE i.provider_id = $2 AND d.opened_at > $3 AND d.status <> 'asked-again' GROUP BY l.reason, COALESCE(l.answer, '')";
}

/// A concern as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: Id<Concern>,
    /// What people quote.
    pub reference: Reference,
    /// About whom.
    pub provider: Id<Organisation>,
    /// Their name.
    pub provider_name: String,
    /// Who raised it.
    pub agency: Id<Organisation>,
    /// Their name.
    pub agency_name: String,
    /// What it is about.
    pub about: About,
    /// How serious it is.
    pub seriousness: Seriousness,
    /// How it stands.
    pub state: State,
    /// What the agency keeps to itself.
    pub facts: String,
    /// What others were told.
    pub shared: String,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// By whom.
    pub raised_by: Option<Id<Account>>,
    /// When it was shared first.
    pub shared_at: Option<Timestamp>,
    /// When the provider was told.
    pub provider_told_at: Option<Timestamp>,
    /// What the provider replied.
    pub reply: String,
    /// When.
    pub replied_at: Option<Timestamp>,
    /// What came of it.
    pub outcome: String,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// The version that a change is based on.
    pub version: i64,
}

/// An agency that was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: Id<ConcernNotice>,
    /// Who was told.
    pub agency: Id<Organisation>,
    /// Their name.
    pub agency_name: String,
    /// When.
    pub told_at: Timestamp,
    /// When they said that they know.
    pub acknowledged_at: Option<Timestamp>,
    /// What they did.
    pub did: String,
    /// When they said so.
    pub did_at: Option<Timestamp>,
    /// The version that a change is based on.
    pub version: i64,
}

/// A line of the list of what others shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub id: Id<ConcernNotice>,
    pub reference: Reference,
    pub provider_name: String,
    pub agency_name: String,
    pub about: About,
    pub seriousness: Seriousness,
    pub state: State,
    pub told_at: Timestamp,
    pub acknowledged_at: Option<Timestamp>,
    pub did_at: Option<Timestamp>,
}

/// A count of a provider's work: of the reader's own agency, and of all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Count {
    pub what: String,
    pub part: String,
    pub own: u32,
    pub others: u32,
}

/// What is counted of a provider's work since a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counted {
    pub sessions: Vec<Count>,
    pub orders: Vec<Count>,
    pub disputes: Vec<Count>,
}

/// A new concern.
pub(super) struct New<'a> {
    pub id: Id<Concern>,
    pub reference: &'a Reference,
    pub provider: Id<Organisation>,
    pub agency: Id<Organisation>,
    pub about: About,
    pub seriousness: Seriousness,
    pub facts: &'a str,
}

pub(super) fn insert(act: &Act<'_>, new: &New<'_>) -> Result<()> {
    let values = [
        new.id.into(),
        new.reference.into(),
        new.provider.into(),
        new.agency.into(),
        new.about.code().into(),
        new.seriousness.code().into(),
        State::Raised.code().into(),
        act.seal(FACTS, new.id, new.facts)?,
        act.now().into(),
        act.actor().answerable().into(),
    ];
    act.execute(INSERT, &values).map(|_| ())
}

/// The concern of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Concern>>) -> Result<Kept> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The concern that a provider was told of.
pub fn load_told<A: Action>(look: &Look<'_>, grant: &Grant<A, One<ConcernReply>>) -> Result<Kept> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// What an agency was told, and the concern that it was told of.
pub fn load_notice<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<ConcernNotice>>,
) -> Result<(Notice, Kept)> {
    let notice = read_notice(look, &grant.row(look, NOTICE, &[])?)?;
    Ok((notice, read(look, &grant.row(look, OF_NOTICE, &[])?)?))
}

/// Who was told of a concern.
pub fn notices<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Concern>>) -> Result<Vec<Notice>> {
    grant.rows(look, NOTICES, &[])?.iter().map(|row| read_notice(look, row)).collect()
}

/// The concerns that one's own agency raised, the newest first.
pub(super) fn list(look: &Look<'_>, grant: &Grant<ViewConcerns, InAgency>) -> Result<Vec<Kept>> {
    grant.list(look, "quality-concern", LIST, &[])?.iter().map(|row| read(look, row)).collect()
}

/// What others shared with one's own agency, the newest first.
pub(super) fn my_notices(look: &Look<'_>, grant: &Grant<ViewConcerns, InAgency>) -> Result<Vec<Listed>> {
    let rows = grant.list(look, "quality-concern-notice", MY_NOTICES, &[])?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                id: row.get(0)?,
                reference: row.get(1)?,
                provider_name: row.get(2)?,
                agency_name: row.get(3)?,
                about: row.code(4, About::stored)?,
                seriousness: row.code(5, Seriousness::stored)?,
                state: row.code(6, State::stored)?,
                told_at: row.get(7)?,
                acknowledged_at: row.get(8)?,
                did_at: row.get(9)?,
            })
        })
        .collect()
}

/// What a provider was told of, the newest first.
pub(super) fn told_of(look: &Look<'_>, grant: &Grant<ReplyToConcern, Own>) -> Result<Vec<Kept>> {
    grant.list(look, "quality-concern", TOLD_OF, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The concerns about a provider that the reader's agency raised or was told of.
pub(super) fn about(
    look: &Look<'_>,
    grant: &Grant<ViewConcerns, InAgency>,
    provider: Id<Organisation>,
) -> Result<Vec<Kept>> {
    let rows = grant.list(look, "quality-concern", ABOUT, &[provider.into()])?;
    rows.iter().map(|row| read(look, row)).collect()
}

/// The agencies other than `agency` whose orders with a provider go on.
pub(super) fn need_to_know(
    r: &Read<'_>,
    provider: Id<Organisation>,
    agency: Id<Organisation>,
) -> Result<Vec<(Id<Organisation>, String)>> {
    r.query(NEED_TO_KNOW, &[provider.into(), agency.into()])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Tells an agency; the notice, or nothing where it was told before.
pub(super) fn tell(
    act: &Act<'_>,
    concern: Id<Concern>,
    agency: Id<Organisation>,
) -> Result<Option<Id<ConcernNotice>>> {
    let id: Id<ConcernNotice> = Id::new(act.now());
    let new = act.execute(TELL, &[id.into(), concern.into(), agency.into(), act.now().into()])?;
    Ok((new == 1).then_some(id))
}

/// The commissioners of an agency.
pub(super) fn commissioners(r: &Read<'_>, agency: Id<Organisation>) -> Result<Vec<Id<Account>>> {
    r.query(COMMISSIONERS, &[agency.into()])?.iter().map(|row| row.get(0)).collect()
}

/// The people of a provider.
pub(super) fn people(r: &Read<'_>, provider: Id<Organisation>) -> Result<Vec<Id<Account>>> {
    r.query(PEOPLE, &[provider.into()])?.iter().map(|row| row.get(0)).collect()
}

pub(super) fn share(
    act: &Act<'_>,
    kept: &Kept,
    version: i64,
    next: State,
    words: &str,
    tell_provider: bool,
) -> Result<()> {
    let told: Value = if tell_provider { act.now().into() } else { Value::Null };
    act.change(
        SHARE,
        &[
            kept.id.into(),
            version.into(),
            next.code().into(),
            act.seal(SHARED, kept.id, words)?,
            act.now().into(),
            act.actor().answerable().into(),
            told,
        ],
    )
}

pub(super) fn close(act: &Act<'_>, kept: &Kept, outcome: &str) -> Result<()> {
    let outcome = act.seal(OUTCOME, kept.id, outcome)?;
    act.change(CLOSE, &[kept.id.into(), kept.version.into(), outcome, act.now().into()])
}

pub(super) fn reply(act: &Act<'_>, kept: &Kept, words: &str) -> Result<()> {
    let words = act.seal(REPLY, kept.id, words)?;
    act.change(SET_REPLY, &[kept.id.into(), kept.version.into(), words, act.now().into()])
}

pub(super) fn acknowledge(act: &Act<'_>, notice: &Notice) -> Result<()> {
    act.change(
        ACKNOWLEDGE,
        &[notice.id.into(), notice.version.into(), act.now().into(), act.actor().answerable().into()],
    )
}

pub(super) fn did(act: &Act<'_>, notice: &Notice, words: &str) -> Result<()> {
    let words = act.seal(DID, notice.id, words)?;
    let me = act.actor().answerable();
    act.change(SET_DID, &[notice.id.into(), notice.version.into(), words, act.now().into(), me.into()])
}

/// What is counted of a provider's work after `since`: of the reader's agency, and of the others together.
pub(super) fn counted(
    look: &Look<'_>,
    grant: &Grant<ListProviders, InAgency>,
    provider: Id<Organisation>,
    since: Date,
) -> Result<Counted> {
    let from = kernel::Calendar::england().end_of(since);
    let read = |rows: Vec<Row>| {
        rows.iter()
            .map(|row| {
                let (own, all): (u32, u32) = (row.get(2)?, row.get(3)?);
                Ok(Count { what: row.get(0)?, part: row.get(1)?, own, others: all.saturating_sub(own) })
            })
            .collect::<Result<Vec<_>>>()
    };
    Ok(Counted {
        sessions: read(grant.totals(look, SESSIONS, &[provider.into(), since.into()])?)?,
        orders: read(grant.totals(look, ORDERS, &[provider.into(), from.into()])?)?,
        disputes: read(grant.totals(look, DISPUTES, &[provider.into(), from.into()])?)?,
    })
}

fn read(look: &Look<'_>, row: &Row) -> Result<Kept> {
    let id = row.get(0)?;
    Ok(Kept {
        id,
        reference: row.get(1)?,
        provider: row.get(2)?,
        provider_name: row.get(3)?,
        agency: row.get(4)?,
        agency_name: row.get(5)?,
        about: row.code(6, About::stored)?,
        seriousness: row.code(7, Seriousness::stored)?,
        state: row.code(8, State::stored)?,
        facts: look.opened(FACTS, id, row, 9)?,
        shared: look.opened(SHARED, id, row, 10)?,
        raised_at: row.get(11)?,
        raised_by: row.get(12)?,
        shared_at: row.get(13)?,
        provider_told_at: row.get(14)?,
        reply: look.opened(REPLY, id, row, 15)?,
        replied_at: row.get(16)?,
        outcome: look.opened(OUTCOME, id, row, 17)?,
        closed_at: row.get(18)?,
        version: row.get(19)?,
    })
}

fn read_notice(look: &Look<'_>, row: &Row) -> Result<Notice> {
    let id = row.get(0)?;
    Ok(Notice {
        id,
        agency: row.get(1)?,
        agency_name: row.get(2)?,
        told_at: row.get(3)?,
        acknowledged_at: row.get(4)?,
        did: look.opened(DID, id, row, 5)?,
        did_at: row.get(6)?,
        version: row.get(7)?,
    })
}
