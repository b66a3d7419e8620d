//! The choice itself: brief, terms and how it stands.

use super::{opened_bytes, seal_bytes};
use crate::competitions::model::{Criterion, Route, State, Terms};
use access::market::{Assessor, Competition, Invitation, Opener};
use access::{Act, Action, Grant, InAgency, Look, One, seen};
use kernel::kinds;
use kernel::kinds::{Account, Case, Family, Organisation};
use kernel::{Date, Error, Id, Pence, Reference, Result, Timestamp};
use page::{Cursor, Rows};
use store::{Column, Read, Row, statements};

const BRIEF: Column = Column::new("competition.brief");
const WHY: Column = Column::new("competition.why");
const CRITERIA: Column = Column::new("competition.criteria");
const WORDS: Column = Column::new("competition.words");
const PUBLIC_KEY: Column = Column::new("competition.public_key");

macro_rules! whole {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.reference, c.agency_id, c.case_id, c.family_id, c.therapy, c.region, c.sessions, c.starts_on, c.route,
               c.status, c.brief, c.why, c.chosen_id, c.price_weight, c.criteria, c.public_key, c.deadline_at, c.opened_at,
               c.price_pence, c.minutes, c.words, c.standstill_until, c.decided_at, c.decided_by, c.order_id, c.made_at, c.made_by,
               c.version, a.name, w.name
             FROM competition c JOIN organisation a ON a.id = c.agency_id LEFT JOIN organisation w ON w.id = c.chosen_id ",
            $rest
        )
    };
}

statements! {
    CLOCK = "SELECT now FROM database_clock";
    INSERT = "INSERT INTO competition (id, reference, agency_id, case_id, family_id, therapy, region, sessions, starts_on, route, status,
                brief, why, chosen_id, made_at, made_by, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)";
    LOAD = whole!("WHERE c.id = $1");
    OF_INVITATION = whole!("WHERE c.id = (SELECT i.competition_id FROM competition_invitation i WHERE i.id = $1)");
    OF_OPENER = whole!("WHERE c.id = (SELECT o.competition_id FROM competition_opener o WHERE o.id = $1)");
    OF_ASSESSOR = whole!("WHERE c.id = (SELECT s.competition_id FROM competition_assessor s WHERE s.id = $1)");
    OF_CASE = whole!("WHERE c.case_id = $1 ORDER BY c.made_at DESC, c.id DESC LIMIT 100");
    LIST = concat!("SELECT c.id, c.reference, c.route, c.therapy, c.region, c.sessions, c.status, c.made_at, c.deadline_at, c.opened_at,
                      c.decided_at, c.standstill_until, c.price_pence, w.name,
                      (SELECT count(*) FROM competition_invitation i WHERE i.competition_id = c.id),
                      (SELECT count(*) FROM competition_invitation i WHERE i.competition_id = c.id AND i.bids > 0)
                    FROM competition c LEFT JOIN organisation w ON w.id = c.chosen_id
                    WHERE c.agency_id = $1 AND c.made_at <= $2 AND (c.made_at < $2 OR c.id < $3)",
                   seen!("c.family_id", "$5", "$6", "$7"), " ORDER BY c.made_at DESC, c.id DESC LIMIT $4");
    SET_TERMS = "UPDATE competition SET status = 'preparing', price_weight = $3, criteria = $4, version = version + 1
                 WHERE id = $1 AND version = $2";
    SET_KEY = "UPDATE competition SET status = 'ready', public_key = $2, version = version + 1 WHERE id = $1 AND status = 'preparing'";
    // The deadline lies ahead by the database's clock, or nothing is changed.
    SET_OPEN = "UPDATE competition SET status = 'open', deadline_at = $3, version = version + 1
                WHERE id = $1 AND version = $2 AND $3 > (SELECT now FROM database_clock)";
    IS_OVER = "SELECT 1 FROM competition c, database_clock k WHERE c.id = $1 AND c.status = 'open' AND k.now >= c.deadline_at";
    SET_OPENED = "UPDATE competition SET status = 'opened', opened_at = (SELECT now FROM database_clock), version = version + 1
                  WHERE id = $1 AND status = 'open' AND deadline_at <= (SELECT now FROM database_clock)";
    SET_MODERATED = "UPDATE competition SET status = 'moderated', version = version + 1 WHERE id = $1 AND version = $2";
    SET_AWARDED = "UPDATE competition SET status = 'awarded', chosen_id = $3, price_pence = $4, minutes = $5, words = $6, standstill_until = $7,
                     decided_at = $8, decided_by = $9, version = version + 1
                   WHERE id = $1 AND version = $2";
    SET_CLOSED = "UPDATE competition SET status = 'closed', words = $3, decided_at = $4, decided_by = $5, version = version + 1
                  WHERE id = $1 AND version = $2";
    SET_ORDERED = "UPDATE competition SET status = 'ordered', order_id = $3, version = version + 1 WHERE id = $1 AND version = $2";
}

/// A choice of provider as kept.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// Its id.
    pub id: Id<Competition>,
    /// What people quote.
    pub reference: Reference,
    /// Who buys.
    pub agency: Id<Organisation>,
    /// Their name.
    pub agency_name: String,
    /// The case it is for.
    pub case: Id<Case>,
    /// Its household.
    pub family: Id<Family>,
    /// Code of the catalogue.
    pub therapy: String,
    /// Where; empty for anywhere.
    pub region: String,
    /// How many sessions.
    pub sessions: u32,
    /// From when.
    pub starts_on: Date,
    /// How a provider is chosen.
    pub route: Route,
    /// How it stands.
    pub state: State,
    /// What is needed, naming nobody.
    pub brief: String,
    /// Why not by competition.
    pub why: String,
    /// Who was chosen.
    pub chosen: Option<Id<Organisation>>,
    /// Their name.
    pub chosen_name: Option<String>,
    /// What counts for how much, once it is fixed.
    pub terms: Option<Terms>,
    /// Bids are sealed to it, once there is one.
    pub(in crate::competitions) public_key: Option<Vec<u8>>,
    /// Bids that come before this are taken.
    pub deadline: Option<Timestamp>,
    /// When the bids were opened.
    pub opened_at: Option<Timestamp>,
    /// The price of a session that was awarded.
    pub price: Option<Pence>,
    /// Minutes of a session that were awarded.
    pub minutes: Option<u32>,
    /// The reasons of the award, or why it was closed.
    pub words: String,
    /// The last day of the voluntary standstill.
    pub standstill_until: Option<Date>,
    /// When it was awarded or closed.
    pub decided_at: Option<Timestamp>,
    /// Who awarded or closed it.
    pub decided_by: Option<Id<Account>>,
    /// The order that came of it.
    pub order: Option<Id<kinds::Order>>,
    /// When it was asked for.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: Option<Id<Account>>,
    /// The version that a change is based on.
    pub version: i64,
}

impl Chosen {
    /// Its terms.
    pub(in crate::competitions) fn must_have_terms(&self) -> Result<&Terms> {
        self.terms.as_ref().ok_or_else(|| Error::Internal("a competition without terms".into()))
    }
}

fn read(r: &Read<'_>, row: &Row) -> Result<Chosen> {
    let id = row.get(0)?;
    let terms = match row.get::<Option<u32>>(14)? {
        None => None,
        Some(price) => Some(Terms {
            price: u8::try_from(price).unwrap_or(100),
            criteria: r.opened_json::<_, Vec<Criterion>>(CRITERIA, id, row, 15)?.unwrap_or_default(),
        }),
    };
    Ok(Chosen {
        id,
        reference: row.get(1)?,
        agency: row.get(2)?,
        case: row.get(3)?,
        family: row.get(4)?,
        therapy: row.get(5)?,
        region: row.get(6)?,
        sessions: row.get(7)?,
        starts_on: row.get(8)?,
        route: row.code(9, Route::stored)?,
        state: row.code(10, State::stored)?,
        brief: r.opened(BRIEF, id, row, 11)?,
        why: r.opened(WHY, id, row, 12)?,
        chosen: row.get(13)?,
        terms,
        public_key: opened_bytes(r, PUBLIC_KEY, id, row, 16)?,
        deadline: row.get(17)?,
        opened_at: row.get(18)?,
        price: row.get(19)?,
        minutes: row.get(20)?,
        words: r.opened(WORDS, id, row, 21)?,
        standstill_until: row.get(22)?,
        decided_at: row.get(23)?,
        decided_by: row.get(24)?,
        order: row.get(25)?,
        made_at: row.get(26)?,
        made_by: row.get(27)?,
        version: row.get(28)?,
        agency_name: row.get(29)?,
        chosen_name: row.get(30)?,
    })
}

/// The time by the database's own clock.
pub fn clock(r: &Read<'_>) -> Result<Timestamp> {
    r.row(CLOCK, &[])?.get(0)
}

/// A choice to be kept.
pub(in crate::competitions) struct New<'a> {
    pub id: Id<Competition>,
    pub reference: Reference,
    pub case: &'a casework::cases::store::Case,
    pub therapy: &'a str,
    pub region: &'a str,
    pub sessions: u32,
    pub starts_on: Date,
    pub route: Route,
    pub brief: &'a str,
    pub why: &'a str,
    pub chosen: Option<Id<Organisation>>,
}

pub(in crate::competitions) fn insert(act: &Act<'_>, new: &New<'_>) -> Result<()> {
    let id = new.id;
    let values = [
        id.into(),
        (&new.reference).into(),
        new.case.agency.into(),
        new.case.id.into(),
        new.case.family.into(),
        new.therapy.into(),
        new.region.into(),
        new.sessions.into(),
        new.starts_on.into(),
        new.route.code().into(),
        State::Asked.code().into(),
        act.seal(BRIEF, id, new.brief)?,
        act.seal_unless_empty(WHY, id, new.why)?,
        new.chosen.into(),
        act.now().into(),
        act.actor().answerable().into(),
    ];
    act.execute(INSERT, &values).map(|_| ())
}

/// The choice of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Competition>>) -> Result<Chosen> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The choices for a case, newest first.
pub(crate) fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Chosen>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

pub(in crate::competitions) fn of_invitation<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Invitation>>,
) -> Result<Chosen> {
    read(look, &grant.row(look, OF_INVITATION, &[])?)
}

pub(in crate::competitions) fn of_opener<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Opener>>,
) -> Result<Chosen> {
    read(look, &grant.row(look, OF_OPENER, &[])?)
}

pub(in crate::competitions) fn of_assessor<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Assessor>>,
) -> Result<Chosen> {
    read(look, &grant.row(look, OF_ASSESSOR, &[])?)
}

/// A line of the list of choices.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: Id<Competition>,
    /// What people quote.
    pub reference: Reference,
    /// How a provider is chosen.
    pub route: Route,
    /// Code of the catalogue.
    pub therapy: String,
    /// Where.
    pub region: String,
    /// How many sessions.
    pub sessions: u32,
    /// How it stands.
    pub state: State,
    /// When it was asked for.
    pub made_at: Timestamp,
    /// Until when bids were taken.
    pub deadline: Option<Timestamp>,
    /// When they were opened.
    pub opened_at: Option<Timestamp>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// The last day of the standstill.
    pub standstill_until: Option<Date>,
    /// The price that was awarded.
    pub price: Option<Pence>,
    /// Who was chosen.
    pub chosen_name: Option<String>,
    /// How many were invited.
    pub invited: u32,
    /// How many bid.
    pub bidders: u32,
}

pub(in crate::competitions) fn list<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Listed>> {
    let found = grant.list(look, "competition", LIST, &Cursor::window(after, rows))?;
    let listed = found
        .iter()
        .map(|row| {
            let state = row.code(6, State::stored)?;
            let decided = matches!(state, State::Awarded | State::Ordered);
            Ok(Listed {
                id: row.get(0)?,
                reference: row.get(1)?,
                route: row.code(2, Route::stored)?,
                therapy: row.get(3)?,
                region: row.get(4)?,
                sessions: row.get(5)?,
                state,
                made_at: row.get(7)?,
                deadline: row.get(8)?,
                opened_at: row.get(9)?,
                decided_at: row.get(10)?,
                standstill_until: row.get(11)?,
                price: row.get(12)?,
                chosen_name: if decided { row.get(13)? } else { None },
                invited: row.get(14)?,
                bidders: row.get(15)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(listed, rows, |line| Cursor::at(line.made_at, line.id.cast())))
}

pub(in crate::competitions) fn set_terms(
    act: &Act<'_>,
    c: &Chosen,
    version: i64,
    terms: &Terms,
) -> Result<()> {
    let criteria = serde_json::to_string(&terms.criteria).map_err(|e| Error::internal("criteria", e))?;
    let sealed = act.seal(CRITERIA, c.id, &criteria)?;
    act.change(SET_TERMS, &[c.id.into(), version.into(), i64::from(terms.price).into(), sealed])
}

pub(in crate::competitions) fn set_key(act: &Act<'_>, c: &Chosen, public: &[u8]) -> Result<()> {
    act.change(SET_KEY, &[c.id.into(), seal_bytes(act, PUBLIC_KEY, c.id, public)?])
}

/// Opens a competition for bids; whether the deadline lies ahead by the database's clock.
pub(in crate::competitions) fn set_open(
    act: &Act<'_>,
    c: &Chosen,
    version: i64,
    deadline: Timestamp,
) -> Result<bool> {
    Ok(act.execute(SET_OPEN, &[c.id.into(), version.into(), deadline.into()])? == 1)
}

/// Whether its time for bids is over, by the database's clock.
pub(in crate::competitions) fn is_over(r: &Read<'_>, c: &Chosen) -> Result<bool> {
    Ok(r.opt(IS_OVER, &[c.id.into()])?.is_some())
}

pub(in crate::competitions) fn set_opened(act: &Act<'_>, c: &Chosen) -> Result<()> {
    act.change(SET_OPENED, &[c.id.into()])
}

pub(in crate::competitions) fn set_moderated(act: &Act<'_>, c: &Chosen, version: i64) -> Result<()> {
    act.change(SET_MODERATED, &[c.id.into(), version.into()])
}

/// Who gets it, at what price, and why.
pub(in crate::competitions) struct Award<'a> {
    pub provider: Id<Organisation>,
    pub price: Option<Pence>,
    pub minutes: Option<u32>,
    pub words: &'a str,
    pub standstill_until: Option<Date>,
}

pub(in crate::competitions) fn set_awarded(
    act: &Act<'_>,
    c: &Chosen,
    version: i64,
    award: &Award<'_>,
) -> Result<()> {
    let words = act.seal(WORDS, c.id, award.words)?;
    let values = [
        c.id.into(),
        version.into(),
        award.provider.into(),
        award.price.into(),
        award.minutes.into(),
        words,
        award.standstill_until.into(),
        act.now().into(),
        act.actor().answerable().into(),
    ];
    act.change(SET_AWARDED, &values)
}

pub(in crate::competitions) fn set_closed(
    act: &Act<'_>,
    c: &Chosen,
    version: i64,
    reason: &str,
) -> Result<()> {
    let words = act.seal(WORDS, c.id, reason)?;
    let by = act.actor().answerable();
    act.change(SET_CLOSED, &[c.id.into(), version.into(), words, act.now().into(), by.into()])
}

pub(in crate::competitions) fn set_ordered(act: &Act<'_>, c: &Chosen, order: Id<kinds::Order>) -> Result<()> {
    act.change(SET_ORDERED, &[c.id.into(), c.version.into(), order.into()])
}
