//! Choices of provider, invitations, bids, openers and assessors in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One, Own, Protected, accounts,
    market::{Assessor, Bid, Competition, Invitation, Opener, Question, Score},
    seen,
};
use data_encoding::BASE64;
use kernel::{
    Date, Error, Id, Pence, Reference, Result, Timestamp,
    kinds::{self, Account, Case, Family, Organisation},
};
use page::{Cursor, Rows};
use store::{Column, Read, Row, Value, statements};

use super::{
    model::{Criterion, Offer, Route, State, Terms},
    vault::{Held, Locked},
};

const BRIEF: Column = Column::new("competition.brief");
const WHY: Column = Column::new("competition.why");
const CRITERIA: Column = Column::new("competition.criteria");
const WORDS: Column = Column::new("competition.words");
const PUBLIC_KEY: Column = Column::new("competition.public_key");
const OPENER_KEY: Column = Column::new("competition_opener.public_key");
const OPENER_LOCKED: Column = Column::new("competition_opener.locked");
const OPENER_SHARE: Column = Column::new("competition_opener.share");
const PASSED: Column = Column::new("competition_pass.share");
const CONFLICT: Column = Column::new("competition_assessor.conflict");
const QUESTION: Column = Column::new("competition_question.question");
const ANSWER: Column = Column::new("competition_question.answer");
const ENCRYPTED: Column = Column::new("competition_bid.encrypted");
const OPENED: Column = Column::new("competition_bid.opened");
const FEEDBACK: Column = Column::new("competition_bid.feedback");
const SCORE_WORDS: Column = Column::new("competition_score.words");

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

    SHORTLIST = "SELECT p.id, o.name, o.region, pp.price_pence, pp.minutes, k.places, k.wait_weeks, k.stated_at
                 FROM provider_price pp JOIN provider p ON p.id = pp.provider_id JOIN organisation o ON o.id = p.id
                   LEFT JOIN provider_capacity k ON k.provider_id = p.id AND k.therapy = pp.therapy
                 WHERE pp.therapy = $1 AND pp.from_date <= $2 AND p.approval = 'approved' AND COALESCE(k.places, 1) > 0
                   AND (o.region = '' OR o.region = $3 OR CAST($3 AS TEXT) = '')
                   AND NOT EXISTS (SELECT 1 FROM provider_price later WHERE later.provider_id = pp.provider_id
                     AND later.therapy = pp.therapy AND later.from_date <= $2 AND later.from_date > pp.from_date)
                 ORDER BY o.name, p.id LIMIT 500";
    INVITE = "INSERT INTO competition_invitation (id, competition_id, provider_id, invited_at, bids) VALUES ($1, $2, $3, $4, 0)";
    INVITED = "SELECT i.id, i.provider_id, o.name, i.bids, i.last_bid_at, i.declined_at FROM competition_invitation i
               JOIN organisation o ON o.id = i.provider_id WHERE i.competition_id = $1 ORDER BY o.name, i.id";
    ONE_INVITED = "SELECT i.id, i.provider_id, o.name, i.bids, i.last_bid_at, i.declined_at FROM competition_invitation i
                   JOIN organisation o ON o.id = i.provider_id WHERE i.id = $1";
    MY_INVITATIONS = "SELECT i.id, c.reference, a.name, c.therapy, c.status, c.deadline_at, i.bids, i.declined_at, c.chosen_id, i.provider_id, i.invited_at
                      FROM competition_invitation i JOIN competition c ON c.id = i.competition_id JOIN organisation a ON a.id = c.agency_id
                      WHERE i.provider_id = $1 AND i.invited_at <= $2 AND (i.invited_at < $2 OR i.id < $3)
                      ORDER BY i.invited_at DESC, i.id DESC LIMIT $4";
    DECLINE = "UPDATE competition_invitation SET declined_at = $2 WHERE id = $1 AND declined_at IS NULL AND bids = 0";
    // The one that decides whether a bid is in time: by the database's clock, in one statement, for each bid.
    ACCEPT = "UPDATE competition_invitation SET bids = bids + 1, last_bid_at = (SELECT now FROM database_clock), declined_at = NULL
              WHERE id = $1 AND EXISTS (SELECT 1 FROM competition c, database_clock k
                WHERE c.id = competition_invitation.competition_id AND c.status = 'open' AND k.now < c.deadline_at)";
    ADD_BID = "INSERT INTO competition_bid (id, invitation_id, number, encrypted, receipt, received_at, sent_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LAST_BIDS = "SELECT b.id, b.invitation_id, i.provider_id, o.name, b.encrypted, b.receipt, b.received_at, b.opened, b.price_pence, b.spoilt, b.feedback
                 FROM competition_bid b JOIN competition_invitation i ON i.id = b.invitation_id AND i.bids = b.number
                   JOIN organisation o ON o.id = i.provider_id
                 WHERE i.competition_id = $1 ORDER BY b.received_at, b.id";
    RECEIPTS = "SELECT id, number, receipt, received_at FROM competition_bid WHERE invitation_id = $1 ORDER BY number DESC";
    SET_BID_OPENED = "UPDATE competition_bid SET opened = $2, price_pence = $3, spoilt = 0 WHERE id = $1 AND spoilt IS NULL";
    SET_SPOILT = "UPDATE competition_bid SET spoilt = 1 WHERE id = $1 AND spoilt IS NULL";
    SET_FEEDBACK = "UPDATE competition_bid SET feedback = $2 WHERE id = $1";

    ASK = "INSERT INTO competition_question (id, competition_id, provider_id, question, asked_at) VALUES ($1, $2, $3, $4, $5)";
    QUESTIONS = "SELECT id, question, answer, asked_at, answered_at, provider_id FROM competition_question WHERE competition_id = $1
                 ORDER BY competition_id, asked_at, id";
    SET_ANSWER = "UPDATE competition_question SET answer = $3, answered_at = $4 WHERE id = $1 AND competition_id = $2 AND answer IS NULL";

    ADD_SCORE = "INSERT INTO competition_score (id, bid_id, assessor_id, criterion, score, words) VALUES ($1, $2, $3, $4, $5, $6)";
    SCORES = "SELECT s.id, s.bid_id, s.assessor_id, s.criterion, s.score, s.words FROM competition_score s
              JOIN competition_bid b ON b.id = s.bid_id JOIN competition_invitation i ON i.id = b.invitation_id
              WHERE i.competition_id = $1 ORDER BY s.bid_id, s.criterion, s.id";

    STATE_CAPACITY = "INSERT INTO provider_capacity (provider_id, therapy, places, wait_weeks, stated_at) VALUES ($1, $2, $3, $4, $5)
                      ON CONFLICT (provider_id, therapy) DO UPDATE SET places = excluded.places, wait_weeks = excluded.wait_weeks,
                        stated_at = excluded.stated_at";
    CAPACITY = "SELECT provider_id, therapy, places, wait_weeks, stated_at FROM provider_capacity WHERE provider_id = $1 ORDER BY therapy";
    PEOPLE = "SELECT id FROM account WHERE provider_id = $1 AND disabled_at IS NULL ORDER BY id LIMIT 50";
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
    pub(super) public_key: Option<Vec<u8>>,
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
    pub(super) fn must_have_terms(&self) -> Result<&Terms> {
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

/// Keys, shares and encrypted bids lie under the installation's own seal besides: so nobody who can change the database
/// puts their own in place of one, and a copy of the database without `hearth.key` has not even something to guess at.
fn seal_bytes<T>(r: &Read<'_>, column: Column, id: Id<T>, bytes: &[u8]) -> Result<Value> {
    r.seal(column, id, &BASE64.encode(bytes))
}

fn opened_bytes<T>(r: &Read<'_>, column: Column, id: Id<T>, row: &Row, at: usize) -> Result<Option<Vec<u8>>> {
    match r.opened(column, id, row, at)?.as_str() {
        "" => Ok(None),
        text => BASE64.decode(text.as_bytes()).map(Some).map_err(|e| Error::internal(column.name, e)),
    }
}

/// The time by the database's own clock.
pub fn clock(r: &Read<'_>) -> Result<Timestamp> {
    r.row(CLOCK, &[])?.get(0)
}

/// A choice to be kept.
pub(super) struct New<'a> {
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

pub(super) fn insert(act: &Act<'_>, new: &New<'_>) -> Result<()> {
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

pub(super) fn of_invitation<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Invitation>>) -> Result<Chosen> {
    read(look, &grant.row(look, OF_INVITATION, &[])?)
}

pub(super) fn of_opener<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Opener>>) -> Result<Chosen> {
    read(look, &grant.row(look, OF_OPENER, &[])?)
}

pub(super) fn of_assessor<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Assessor>>) -> Result<Chosen> {
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

pub(super) fn list<A: Action>(
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

pub(super) fn set_terms(act: &Act<'_>, c: &Chosen, version: i64, terms: &Terms) -> Result<()> {
    let criteria = serde_json::to_string(&terms.criteria).map_err(|e| Error::internal("criteria", e))?;
    let sealed = act.seal(CRITERIA, c.id, &criteria)?;
    act.change(SET_TERMS, &[c.id.into(), version.into(), i64::from(terms.price).into(), sealed])
}

pub(super) fn set_key(act: &Act<'_>, c: &Chosen, public: &[u8]) -> Result<()> {
    act.change(SET_KEY, &[c.id.into(), seal_bytes(act, PUBLIC_KEY, c.id, public)?])
}

/// Opens a competition for bids; whether the deadline lies ahead by the database's clock.
pub(super) fn set_open(act: &Act<'_>, c: &Chosen, version: i64, deadline: Timestamp) -> Result<bool> {
    Ok(act.execute(SET_OPEN, &[c.id.into(), version.into(), deadline.into()])? == 1)
}

/// Whether its time for bids is over, by the database's clock.
pub(super) fn is_over(r: &Read<'_>, c: &Chosen) -> Result<bool> {
    Ok(r.opt(IS_OVER, &[c.id.into()])?.is_some())
}

pub(super) fn set_opened(act: &Act<'_>, c: &Chosen) -> Result<()> {
    act.change(SET_OPENED, &[c.id.into()])
}

pub(super) fn set_moderated(act: &Act<'_>, c: &Chosen, version: i64) -> Result<()> {
    act.change(SET_MODERATED, &[c.id.into(), version.into()])
}

/// Who gets it, at what price, and why.
pub(super) struct Award<'a> {
    pub provider: Id<Organisation>,
    pub price: Option<Pence>,
    pub minutes: Option<u32>,
    pub words: &'a str,
    pub standstill_until: Option<Date>,
}

pub(super) fn set_awarded(act: &Act<'_>, c: &Chosen, version: i64, award: &Award<'_>) -> Result<()> {
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

pub(super) fn set_closed(act: &Act<'_>, c: &Chosen, version: i64, reason: &str) -> Result<()> {
    let words = act.seal(WORDS, c.id, reason)?;
    let by = act.actor().answerable();
    act.change(SET_CLOSED, &[c.id.into(), version.into(), words, act.now().into(), by.into()])
}

pub(super) fn set_ordered(act: &Act<'_>, c: &Chosen, order: Id<kinds::Order>) -> Result<()> {
    act.change(SET_ORDERED, &[c.id.into(), c.version.into(), order.into()])
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
    pub(super) public: Option<Vec<u8>>,
    pub(super) locked: Option<Vec<u8>>,
    pub(super) share: Option<Vec<u8>>,
}

impl OpenerRow {
    pub(super) fn held(&self) -> Result<Held> {
        let share = self.share.clone().ok_or_else(|| Error::Internal("an opener without a share".into()))?;
        Ok(Held { opener: self.id, share })
    }
}

pub(super) fn add_opener(
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
pub(super) fn openers(r: &Read<'_>, c: &Chosen) -> Result<Vec<OpenerRow>> {
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

pub(super) fn set_ready(act: &Act<'_>, opener: Id<Opener>, locked: &Locked) -> Result<()> {
    let public = seal_bytes(act, OPENER_KEY, opener, &locked.public)?;
    let locked = seal_bytes(act, OPENER_LOCKED, opener, &locked.locked)?;
    act.change(SET_READY, &[opener.into(), public, locked, act.now().into()])
}

pub(super) fn set_share(act: &Act<'_>, opener: Id<Opener>, share: &[u8]) -> Result<()> {
    act.change(SET_SHARE, &[opener.into(), seal_bytes(act, OPENER_SHARE, opener, share)?])
}

pub(super) fn set_passed(act: &Act<'_>, opener: Id<Opener>) -> Result<()> {
    act.change(SET_PASSED, &[opener.into()])
}

pub(super) fn add_pass(act: &Act<'_>, from: Id<Opener>, to: Id<Opener>, share: &[u8]) -> Result<()> {
    let id: Id<Held> = Id::new(act.now());
    let sealed = seal_bytes(act, PASSED, id, share)?;
    act.execute(ADD_PASS, &[id.into(), from.into(), to.into(), sealed]).map(|_| ())
}

/// The share that another opener passed on to this one.
pub(super) fn passed_to(r: &Read<'_>, opener: Id<Opener>) -> Result<Option<Held>> {
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

pub(super) fn my_openings<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<Mine>> {
    let rows = grant.list(look, "competition-opener", MY_OPENINGS, &[me(look)])?;
    rows.iter().map(|row| mine(row, row.get(6)?)).collect()
}

pub(super) fn my_scorings<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<Mine>> {
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

pub(super) fn add_assessor(act: &Act<'_>, c: &Chosen, account: Id<Account>) -> Result<Id<Assessor>> {
    let id = Id::new(act.now());
    act.execute(ADD_ASSESSOR, &[id.into(), c.id.into(), account.into()])?;
    Ok(id)
}

pub(super) fn assessors(r: &Read<'_>, c: &Chosen) -> Result<Vec<AssessorRow>> {
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

pub(super) fn set_declared(act: &Act<'_>, id: Id<Assessor>, free: bool, words: &str) -> Result<()> {
    let words = act.seal_unless_empty(CONFLICT, id, words)?;
    act.change(SET_DECLARED, &[id.into(), free.into(), words, act.now().into()])
}

pub(super) fn set_done(act: &Act<'_>, id: Id<Assessor>) -> Result<()> {
    act.change(SET_DONE, &[id.into(), act.now().into()])
}

/// A provider that could be invited.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who.
    pub id: Id<Organisation>,
    /// Their name.
    pub name: String,
    /// Where they work; empty for everywhere.
    pub region: String,
    /// Their price of a session today.
    pub price: Pence,
    /// Its minutes.
    pub minutes: u32,
    /// Places free, weeks to wait, and when they said so; none where they said nothing.
    pub room: Option<(u32, u32, Timestamp)>,
}

/// The approved providers with a price for the intervention, in the area, that did not say they are full.
pub(super) fn shortlist(r: &Read<'_>, therapy: &str, region: &str, today: Date) -> Result<Vec<Candidate>> {
    r.query(SHORTLIST, &[therapy.into(), today.into(), region.into()])?
        .iter()
        .map(|row| {
            let room = match row.get::<Option<u32>>(5)? {
                Some(places) => Some((places, row.get(6)?, row.get(7)?)),
                None => None,
            };
            Ok(Candidate {
                id: row.get(0)?,
                name: row.get(1)?,
                region: row.get(2)?,
                price: row.get(3)?,
                minutes: row.get(4)?,
                room,
            })
        })
        .collect()
}

/// A provider's place in a competition.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Its id.
    pub id: Id<Invitation>,
    /// Who.
    pub provider: Id<Organisation>,
    /// Their name.
    pub name: String,
    /// How many bids came; the last counts.
    pub bids: u32,
    /// When the last came, by the database's clock.
    pub last_bid_at: Option<Timestamp>,
    /// When they declined.
    pub declined_at: Option<Timestamp>,
}

fn read_invited(row: &Row) -> Result<Invited> {
    Ok(Invited {
        id: row.get(0)?,
        provider: row.get(1)?,
        name: row.get(2)?,
        bids: row.get(3)?,
        last_bid_at: row.get(4)?,
        declined_at: row.get(5)?,
    })
}

pub(super) fn invite(act: &Act<'_>, c: &Chosen, provider: Id<Organisation>) -> Result<Id<Invitation>> {
    let id = Id::new(act.now());
    act.execute(INVITE, &[id.into(), c.id.into(), provider.into(), act.now().into()])?;
    Ok(id)
}

pub(super) fn invited(r: &Read<'_>, c: &Chosen) -> Result<Vec<Invited>> {
    r.query(INVITED, &[c.id.into()])?.iter().map(read_invited).collect()
}

pub(super) fn one_invited<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Invitation>>) -> Result<Invited> {
    read_invited(&grant.row(look, ONE_INVITED, &[])?)
}

/// An invitation as a line of the provider's own list.
#[derive(Debug, Clone)]
pub struct MyInvitation {
    /// Its id.
    pub id: Id<Invitation>,
    /// The competition's reference.
    pub reference: Reference,
    /// Who buys.
    pub agency_name: String,
    /// Code of the catalogue.
    pub therapy: String,
    /// How it stands.
    pub state: State,
    /// Until when bids are taken.
    pub deadline: Option<Timestamp>,
    /// How many bids were sent.
    pub bids: u32,
    /// When it was declined.
    pub declined_at: Option<Timestamp>,
    /// Whether they won.
    pub won: bool,
    invited_at: Timestamp,
}

pub(super) fn my_invitations<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, Own>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<MyInvitation>> {
    let found = grant.list(look, "competition-invitation", MY_INVITATIONS, &Cursor::window(after, rows))?;
    let lines = found
        .iter()
        .map(|row| {
            let state = row.code(4, State::stored)?;
            let provider: Option<Id<Organisation>> = row.get(9)?;
            Ok(MyInvitation {
                id: row.get(0)?,
                reference: row.get(1)?,
                agency_name: row.get(2)?,
                therapy: row.get(3)?,
                state,
                deadline: row.get(5)?,
                bids: row.get(6)?,
                declined_at: row.get(7)?,
                won: matches!(state, State::Awarded | State::Ordered) && row.get::<Option<_>>(8)? == provider,
                invited_at: row.get(10)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(lines, rows, |line| Cursor::at(line.invited_at, line.id.cast())))
}

pub(super) fn decline<A: Action>(act: &Act<'_>, grant: &Grant<A, One<Invitation>>) -> Result<()> {
    grant.change(act, DECLINE, &[act.now().into()])
}

/// Takes note that a bid came; whether it came in time by the database's clock.
pub(super) fn accept<A: Action>(act: &Act<'_>, grant: &Grant<A, One<Invitation>>) -> Result<bool> {
    Ok(act.execute(ACCEPT, &[grant.id().into()])? == 1)
}

pub(super) fn add_bid(act: &Act<'_>, to: &Invited, encrypted: &[u8], receipt: &str) -> Result<()> {
    let id: Id<Bid> = Id::new(act.now());
    let values = [
        id.into(),
        to.id.into(),
        to.bids.into(),
        seal_bytes(act, ENCRYPTED, id, encrypted)?,
        receipt.into(),
        to.last_bid_at.into(),
        act.actor().answerable().into(),
    ];
    act.execute(ADD_BID, &values).map(|_| ())
}

/// The bid of one bidder that counts.
#[derive(Debug, Clone)]
pub struct BidRow {
    /// Its id.
    pub id: Id<Bid>,
    /// Whose invitation.
    pub invitation: Id<Invitation>,
    /// Who.
    pub provider: Id<Organisation>,
    /// Their name.
    pub name: String,
    /// What they keep of it.
    pub receipt: String,
    /// When it came, by the database's clock.
    pub received_at: Timestamp,
    /// What it says, once it was opened.
    pub offer: Option<Offer>,
    /// Whether it could not be opened.
    pub spoilt: bool,
    /// What the bidder is told of it.
    pub feedback: String,
    pub(super) encrypted: Vec<u8>,
}

/// The bids that count, in the order they came.
pub(super) fn last_bids(r: &Read<'_>, c: &Chosen) -> Result<Vec<BidRow>> {
    r.query(LAST_BIDS, &[c.id.into()])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            Ok(BidRow {
                id,
                invitation: row.get(1)?,
                provider: row.get(2)?,
                name: row.get(3)?,
                // One that was changed under its seal is none: it is marked when bids are opened, and holds up no other.
                encrypted: opened_bytes(r, ENCRYPTED, id, row, 4).ok().flatten().unwrap_or_default(),
                receipt: row.get(5)?,
                received_at: row.get(6)?,
                offer: r.opened_json(OPENED, id, row, 7)?,
                spoilt: row.get::<Option<bool>>(9)? == Some(true),
                feedback: r.opened(FEEDBACK, id, row, 10)?,
            })
        })
        .collect()
}

/// What a bidder keeps of each bid, the newest first: number, receipt, and when it came.
pub(super) fn receipts<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Invitation>>,
) -> Result<Vec<(u32, String, Timestamp)>> {
    grant.rows(look, RECEIPTS, &[])?.iter().map(|row| Ok((row.get(1)?, row.get(2)?, row.get(3)?))).collect()
}

pub(super) fn set_bid_opened(act: &Act<'_>, bid: Id<Bid>, offer: &Offer) -> Result<()> {
    let text = serde_json::to_string(offer).map_err(|e| Error::internal("an offer", e))?;
    act.change(SET_BID_OPENED, &[bid.into(), act.seal(OPENED, bid, &text)?, offer.price.into()])
}

pub(super) fn set_spoilt(act: &Act<'_>, bid: Id<Bid>) -> Result<()> {
    act.change(SET_SPOILT, &[bid.into()])
}

pub(super) fn set_feedback(act: &Act<'_>, bid: Id<Bid>, words: &str) -> Result<()> {
    act.change(SET_FEEDBACK, &[bid.into(), act.seal(FEEDBACK, bid, words)?])
}

/// A question with its answer, as everybody who is invited reads it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its id.
    pub id: Id<Question>,
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// Whose question: shown to nobody but themselves.
    pub provider: Id<Organisation>,
}

pub(super) fn ask(act: &Act<'_>, c: &Chosen, provider: Id<Organisation>, words: &str) -> Result<()> {
    let id: Id<Question> = Id::new(act.now());
    let sealed = act.seal(QUESTION, id, words)?;
    act.execute(ASK, &[id.into(), c.id.into(), provider.into(), sealed, act.now().into()]).map(|_| ())
}

pub(super) fn questions(r: &Read<'_>, c: &Chosen) -> Result<Vec<Asked>> {
    r.query(QUESTIONS, &[c.id.into()])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            Ok(Asked {
                id,
                question: r.opened(QUESTION, id, row, 1)?,
                answer: r.opened(ANSWER, id, row, 2)?,
                provider: row.get(5)?,
            })
        })
        .collect()
}

pub(super) fn answer(act: &Act<'_>, c: &Chosen, id: Id<Question>, words: &str) -> Result<()> {
    let sealed = act.seal(ANSWER, id, words)?;
    act.change(SET_ANSWER, &[id.into(), c.id.into(), sealed, act.now().into()])
}

/// One score.
#[derive(Debug, Clone)]
pub struct ScoreRow {
    /// Of which bid.
    pub bid: Id<Bid>,
    /// By whom; nobody for the moderated one.
    pub assessor: Option<Id<Assessor>>,
    /// For which criterion, counted from nought.
    pub criterion: usize,
    /// From 0 to 5.
    pub score: u8,
    /// Why.
    pub words: String,
}

pub(super) fn add_score(act: &Act<'_>, score: &ScoreRow) -> Result<()> {
    let id: Id<Score> = Id::new(act.now());
    let values = [
        id.into(),
        score.bid.into(),
        score.assessor.into(),
        i64::try_from(score.criterion).unwrap_or(0).into(),
        i64::from(score.score).into(),
        act.seal_unless_empty(SCORE_WORDS, id, &score.words)?,
    ];
    act.execute(ADD_SCORE, &values).map(|_| ())
}

pub(super) fn scores(r: &Read<'_>, c: &Chosen) -> Result<Vec<ScoreRow>> {
    r.query(SCORES, &[c.id.into()])?
        .iter()
        .map(|row| {
            let id: Id<Score> = row.get(0)?;
            Ok(ScoreRow {
                bid: row.get(1)?,
                assessor: row.get(2)?,
                criterion: usize::try_from(row.get::<i64>(3)?).unwrap_or(0),
                score: u8::try_from(row.get::<i64>(4)?).unwrap_or(0),
                words: r.opened(SCORE_WORDS, id, row, 5)?,
            })
        })
        .collect()
}

/// What a provider has room for in one intervention.
#[derive(Debug, Clone)]
pub struct Room {
    /// Code of the catalogue.
    pub therapy: String,
    /// Places free.
    pub places: u32,
    /// Weeks to wait.
    pub wait_weeks: u32,
    /// When they said so.
    pub stated_at: Timestamp,
}

pub(super) fn state_capacity(
    act: &Act<'_>,
    provider: Id<Organisation>,
    therapy: &str,
    places: u32,
    wait_weeks: u32,
) -> Result<()> {
    let values = [provider.into(), therapy.into(), places.into(), wait_weeks.into(), act.now().into()];
    act.execute(STATE_CAPACITY, &values).map(|_| ())
}

pub(super) fn capacity<A: Action>(look: &Look<'_>, grant: &Grant<A, Own>) -> Result<Vec<Room>> {
    grant
        .list(look, "provider-capacity", CAPACITY, &[])?
        .iter()
        .map(|row| {
            Ok(Room {
                therapy: row.get(1)?,
                places: row.get(2)?,
                wait_weeks: row.get(3)?,
                stated_at: row.get(4)?,
            })
        })
        .collect()
}

/// The people who sign in for a provider, 50 at most.
pub(super) fn people(r: &Read<'_>, provider: Id<Organisation>) -> Result<Vec<Id<Account>>> {
    r.query(PEOPLE, &[provider.into()])?.iter().map(|row| row.get(0)).collect()
}

/// Leaves no words of a family's choices behind, when its record's time is over. What was sealed away is blanked; that there
/// was a competition, and its figures, stay.
pub fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    let mut gone = 0;
    for sql in FORGET {
        gone += act.execute(*sql, &[case.into(), Value::Bytes(Vec::new())])?;
    }
    for sql in FORGET_ALL {
        gone += act.execute(*sql, &[case.into()])?;
    }
    Ok(gone)
}

/// What is blanked with the record of a case.
mod forgetting {
    use store::statements;

    statements! {
        BRIEFS = "UPDATE competition SET brief = $2, why = NULL, criteria = NULL, public_key = NULL, words = NULL WHERE case_id = $1";
        BIDS = "UPDATE competition_bid SET encrypted = $2, opened = NULL, feedback = NULL WHERE invitation_id IN
                (SELECT i.id FROM competition_invitation i JOIN competition c ON c.id = i.competition_id WHERE c.case_id = $1)";
        QUESTIONS = "UPDATE competition_question SET question = $2, answer = NULL WHERE competition_id IN
                     (SELECT id FROM competition WHERE case_id = $1)";
        SCORES = "UPDATE competition_score SET words = NULL WHERE bid_id IN (SELECT b.id FROM competition_bid b
                  JOIN competition_invitation i ON i.id = b.invitation_id JOIN competition c ON c.id = i.competition_id WHERE c.case_id = $1)";
        CONFLICTS = "UPDATE competition_assessor SET conflict = NULL WHERE competition_id IN (SELECT id FROM competition WHERE case_id = $1)";
        SHARES = "UPDATE competition_opener SET public_key = NULL, locked = NULL, share = NULL WHERE competition_id IN
                  (SELECT id FROM competition WHERE case_id = $1)";
        PASSES = "DELETE FROM competition_pass WHERE opener_id IN (SELECT o.id FROM competition_opener o
                  JOIN competition c ON c.id = o.competition_id WHERE c.case_id = $1)";
    }
}

/// Statements that blank.
pub(super) const FORGETTING: &[store::Sql] = forgetting::ALL;
const FORGET: &[store::Sql] = &[forgetting::BRIEFS, forgetting::BIDS, forgetting::QUESTIONS];
const FORGET_ALL: &[store::Sql] =
    &[forgetting::SCORES, forgetting::CONFLICTS, forgetting::SHARES, forgetting::PASSES];
