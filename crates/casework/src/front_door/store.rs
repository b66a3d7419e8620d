//! Enquiries in the database. What was said is sealed; what the queue sorts by is not.

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{ListEnquiries, TriageEnquiry},
    seen,
};
use kernel::{
    Channel, Date, Error, Id, PromiseKind, PromiseState, Reference, Result, Timestamp, codes,
    kinds::{self, Account, Case, Family, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use serde::{Deserialize, Serialize};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Asker, Closing, Enquiry, RiskLevel, State};

/// The columns of `enquiry`, as a literal that statements can be made with.
macro_rules! columns {
    () => {
        "id, reference, agency_id, council, channel, asker, route, status, risk, safeguarding_at, retold, received_at, \
         ended_at, details, story, outcome, family_id, case_id, recorded_by, version"
    };
}

/// The columns of a line of the queue, with the promise that falls due first.
macro_rules! queue_columns {
    () => {
        "SELECT e.id, e.reference, e.council, e.channel, e.status, e.risk, e.safeguarding_at, e.received_at, e.details, \
           p.kind, p.made_at, p.due_at \
         FROM enquiry e LEFT JOIN promise p ON p.id = (SELECT q.id FROM promise q \
           WHERE q.enquiry_id = e.id AND q.kept_at IS NULL AND q.withdrawn_at IS NULL ORDER BY q.due_at, q.id LIMIT 1) "
    };
}

statements! {
    INSERT = concat!("INSERT INTO enquiry (", columns!(), ") VALUES \
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)");
    LOAD = concat!("SELECT ", columns!(), " FROM enquiry WHERE id = $1");
    SAVE = "UPDATE enquiry SET status = $3, safeguarding_at = $4, ended_at = $5, details = $6, outcome = $7, family_id = $8,
              case_id = $9, route = $10, version = version + 1
            WHERE id = $1 AND version = $2";
    FORGET = "UPDATE enquiry SET details = $2, story = $3, outcome = NULL, version = version + 1 WHERE id = $1";
    FORGET_KEYS = "DELETE FROM enquiry_key WHERE enquiry_id = $1";
    ADD_KEY = "INSERT INTO enquiry_key (key, enquiry_id) VALUES ($1, $2) ON CONFLICT (key, enquiry_id) DO NOTHING";
    EARLIER = concat!("SELECT e.id, e.reference, e.status, e.received_at, e.case_id
               FROM enquiry_key k JOIN enquiry e ON e.id = k.enquiry_id
               WHERE e.agency_id = $1 AND k.key = $2 AND e.id <> $3",
               seen!("e.family_id", "$4", "$5", "$6"), "ORDER BY e.received_at DESC, e.id LIMIT 20");
    QUEUE = concat!(queue_columns!(), "WHERE e.agency_id = $1 AND e.status = $2 AND (e.risk, e.received_at, e.id) > ($3, $4, $5)",
             seen!("e.family_id", "$7", "$8", "$9"), "ORDER BY e.risk, e.received_at, e.id LIMIT $6");
    QUEUE_OF_TEAM = concat!(queue_columns!(), "WHERE e.agency_id = $1 AND e.team_id = $7 AND e.status = $2 AND (e.risk, e.received_at, e.id) > ($3, $4, $5)",
             seen!("e.family_id", "$8", "$9", "$10"), "ORDER BY e.risk, e.received_at, e.id LIMIT $6");
    MONTH = concat!(queue_columns!(), "WHERE e.agency_id = $1 AND e.received_at < $2 AND (e.received_at, e.id) > ($3, $4) \
             AND (CAST($5 AS TEXT) = '' OR e.council = $5) AND (CAST($6 AS TEXT) = '' OR e.channel = $6)",
             seen!("e.family_id", "$8", "$9", "$10"), "ORDER BY e.received_at, e.id LIMIT $7");
    CALL_OPEN = "SELECT 1 FROM promise WHERE enquiry_id = $1 AND kind = 'advice-call' AND kept_at IS NULL AND withdrawn_at IS NULL";
    ASSESSMENT_OPEN = "SELECT 1 FROM promise WHERE about_id = $1 AND kind = 'assessment' AND kept_at IS NULL AND withdrawn_at IS NULL";
    ASSESSMENT_TO_CASE = "UPDATE promise SET about_id = $2 WHERE about_id = $1 AND kind = 'assessment'
                            AND kept_at IS NULL AND withdrawn_at IS NULL";
    TAKEN = "SELECT enquiry_id FROM email_taken WHERE message = $1";
    TOOK = "INSERT INTO email_taken (message, enquiry_id, at) VALUES ($1, $2, $3)";
    REFERENCE = "SELECT reference FROM enquiry WHERE id = $1";
    FORGET_EMAILS = "DELETE FROM email_taken WHERE enquiry_id = $1";
    FAMILY_OF = "SELECT council FROM family WHERE id = $1 AND agency_id = $2";
}

/// The columns that a load of many enquiries fills, in order: see [`values`].
pub const COLUMNS: &str = columns!();
/// The columns of `enquiry_key`, in the order of [`key_values`].
pub const KEY_COLUMNS: &str = "key, enquiry_id";

const DETAILS: Column = Column::new("enquiry.details");
const STORY: Column = Column::new("enquiry.story");
const OUTCOME: Column = Column::new("enquiry.outcome");

codes! {
    /// What was done with an enquiry, for its history.
    Did {
        Advised = "advise", "Advice given";
        Signposted = "signpost", "Signposted";
        Allocated = "allocate", "Allocated";
        Closed = "close", "Closed";
        CallHeld = "call-held", "Advice call held";
        Safeguarding = "safeguarding", "Safeguarding concern marked";
    }
}

/// One step of an enquiry's history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who did it, when somebody signed in did.
    pub by: Option<Id<Account>>,
    /// What.
    pub did: Did,
    /// Why, or what was said.
    pub why: String,
    /// The service that somebody was pointed to.
    pub to: Option<String>,
    /// Why it was closed.
    pub because: Option<Closing>,
}

/// An enquiry as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: Id<kinds::Enquiry>,
    /// What people quote.
    pub reference: Reference,
    /// Whose enquiry it is.
    pub agency: Id<Organisation>,
    /// What was said.
    pub enquiry: Enquiry,
    /// Where it stands.
    pub state: State,
    /// How urgent it looked when it came.
    pub risk: RiskLevel,
    /// Since when it is marked as a safeguarding concern.
    pub safeguarding: Option<Timestamp>,
    /// When it came.
    pub received: Timestamp,
    /// When it was signposted, allocated or closed.
    pub ended: Option<Timestamp>,
    /// What was done with it, oldest first.
    pub history: Vec<Step>,
    /// The household, once it is allocated.
    pub family: Option<Id<Family>>,
    /// The case, once it is allocated.
    pub case: Option<Id<Case>>,
    /// Who recorded it; none when it came by the public form.
    pub recorded_by: Option<Id<Account>>,
    /// The version that a change is based on.
    pub version: i64,
}

/// How a risk is stored: the most urgent sorts first.
pub fn risk_rank(risk: RiskLevel) -> i64 {
    match risk {
        RiskLevel::High => 0,
        RiskLevel::Medium => 1,
        RiskLevel::Low => 2,
    }
}

/// The risk of a stored rank.
pub(crate) fn risk_of_rank(rank: i64) -> Result<RiskLevel> {
    let found = RiskLevel::ALL.iter().copied().find(|risk| risk_rank(*risk) == rank);
    found.ok_or_else(|| Error::Internal("unknown risk in the database".into()))
}

/// The values of an enquiry, for [`COLUMNS`].
pub fn values(keys: &Keys, record: &Record) -> Result<Vec<Value>> {
    let (details, outcome) = sealed(keys, record)?;
    let e = &record.enquiry;
    Ok(vec![
        record.id.into(),
        (&record.reference).into(),
        record.agency.into(),
        (&e.council).into(),
        e.channel.code().into(),
        e.asker.map_or("", |a| a.code()).into(),
        e.route.map(|r| r.code()).into(),
        record.state.code().into(),
        risk_rank(record.risk).into(),
        record.safeguarding.into(),
        e.retold.into(),
        record.received.into(),
        record.ended.into(),
        details,
        keys.seal(STORY, record.id, &e.story)?.into(),
        outcome,
        record.family.into(),
        record.case.into(),
        record.recorded_by.into(),
        record.version.into(),
    ])
}

/// The sealed details (without the story, which stands by itself) and the sealed history.
fn sealed(keys: &Keys, record: &Record) -> Result<(Value, Value)> {
    let details = Enquiry { story: String::new(), ..record.enquiry.clone() };
    let outcome = match record.history.as_slice() {
        [] => None,
        history => Some(keys.seal(OUTCOME, record.id, &to_json(&history)?)?),
    };
    Ok((keys.seal(DETAILS, record.id, &to_json(&details)?)?.into(), outcome.into()))
}

fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::internal("an enquiry", e))
}

/// The keyed hashes by which later enquiries of the same people are found: one row of
/// [`KEY_COLUMNS`] each.
pub fn key_values(keys: &Keys, record: &Record) -> Vec<[Value; 2]> {
    shared(&record.enquiry)
        .into_iter()
        .map(|(_, word)| [hashed(keys, record.agency, &word).into(), record.id.into()])
        .collect()
}

fn hashed(keys: &Keys, agency: Id<Organisation>, word: &str) -> i64 {
    keys.look_up("enquiry_key", &format!("{agency} {word}"))
}

/// What two enquiries of the same people would share: why they look alike, and the word
/// that is hashed.
fn shared(e: &Enquiry) -> Vec<(&'static str, String)> {
    use crate::people::model::{Postcode, name_parts};
    // Birth relatives are compared with birth relatives alone: a child's name and birth date, told by
    // a parent by birth and by an adoptive parent, must not join the two.
    let wall = if e.asker == Some(Asker::BirthRelative) { "before " } else { "" };
    let mut out = Vec::new();
    let digits: String = e.phone.chars().filter(char::is_ascii_digit).collect();
    // +44 113… and 0113… are one number; its last nine digits tell numbers of one country apart.
    if let Some(tail) = digits.len().checked_sub(9).and_then(|from| digits.get(from..)) {
        out.push(("Same phone number", format!("{wall}t:{tail}")));
    }
    if !e.email.trim().is_empty() {
        out.push(("Same email address", format!("{wall}e:{}", e.email.trim().to_lowercase())));
    }
    let (first, last) = e.subject();
    let subject = name_parts(&format!("{first} {last}")).concat();
    if let Some(born) = e.born.filter(|_| !subject.is_empty()) {
        out.push((
            "Support for somebody of the same name and date of birth",
            format!("{wall}s:{subject} {born}"),
        ));
    }
    let asker = name_parts(&format!("{} {}", e.first_name, e.last_name)).concat();
    if let Some(postcode) = Postcode::parse(&e.postcode).filter(|_| !asker.is_empty()) {
        out.push(("Somebody of the same name and postcode asked", format!("{wall}a:{asker} {postcode}")));
    }
    out
}

/// Writes a new enquiry with its keys. Whoever calls holds a grant for the agency.
pub(crate) fn insert(act: &Act<'_>, record: &Record) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), record)?)?;
    for key in key_values(act.keys(), record) {
        act.execute(ADD_KEY, &key)?;
    }
    Ok(())
}

/// Writes an enquiry back, if nobody changed it since `record.version`.
pub(crate) fn save(
    act: &Act<'_>,
    grant: &Grant<TriageEnquiry, One<kinds::Enquiry>>,
    record: &Record,
) -> Result<()> {
    let (details, outcome) = sealed(act.keys(), record)?;
    grant.change(
        act,
        SAVE,
        &[
            record.version.into(),
            record.state.code().into(),
            record.safeguarding.into(),
            record.ended.into(),
            details,
            outcome,
            record.family.into(),
            record.case.into(),
            record.enquiry.route.map(|r| r.code()).into(),
        ],
    )
}

/// The enquiry that an email became, by its MAC.
pub(super) fn taken(act: &Act<'_>, mac: &[u8]) -> Result<Option<Id<kinds::Enquiry>>> {
    act.opt(TAKEN, &[mac.into()])?.map(|row| row.get(0)).transpose()
}

/// Keeps that an email became an enquiry.
pub(super) fn took(act: &Act<'_>, mac: &[u8], id: Id<kinds::Enquiry>) -> Result<()> {
    act.execute(TOOK, &[mac.into(), id.into(), act.now().into()]).map(drop)
}

/// What people quote of an enquiry that this agency took in itself.
pub(super) fn reference(act: &Act<'_>, id: Id<kinds::Enquiry>) -> Result<Reference> {
    act.row(REFERENCE, &[id.into()])?.get(0)
}

/// Erases every word of an enquiry whose time is over, and what would find it: who asked, about whom, and
/// their story. How it came, the council and the dates stay, for figures. The grant is that of the destruction
/// which two people agreed on; the enquiry was read from it.
pub fn forget<A: Action, T: access::Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    id: Id<kinds::Enquiry>,
) -> Result<(u64, String)> {
    let record = read(act, &act.row(LOAD, &[id.into()])?)?;
    let email = record.enquiry.email.clone();
    let blank = Enquiry {
        council: record.enquiry.council.clone(),
        route: record.enquiry.route,
        retold: record.enquiry.retold,
        ..Enquiry::new(record.enquiry.channel)
    };
    let (details, _) = sealed(act.keys(), &Record { enquiry: blank, history: Vec::new(), ..record })?;
    act.execute(FORGET, &[id.into(), details, act.seal(STORY, id, "")?])?;
    let keys = act.execute(FORGET_KEYS, &[id.into()])? + act.execute(FORGET_EMAILS, &[id.into()])?;
    Ok((1 + keys, email))
}

/// The enquiry of a grant, whatever the grant is for.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Enquiry>>) -> Result<Record> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// What was said in an enquiry, without the story, out of its sealed column.
pub(crate) fn details(look: &Look<'_>, id: Id<kinds::Enquiry>, sealed: &[u8]) -> Result<Enquiry> {
    serde_json::from_str(&look.open(DETAILS, id, sealed)?).map_err(|e| Error::internal("an enquiry", e))
}

fn read(look: &Look<'_>, row: &Row) -> Result<Record> {
    let id: Id<kinds::Enquiry> = row.get(0)?;
    let story = look.open(STORY, id, &row.get::<Vec<u8>>(14)?)?;
    let history = match row.get::<Option<Vec<u8>>>(15)? {
        None => Vec::new(),
        Some(sealed) => serde_json::from_str(&look.open(OUTCOME, id, &sealed)?)
            .map_err(|e| Error::internal("an enquiry's history", e))?,
    };
    Ok(Record {
        id,
        reference: row.get(1)?,
        agency: row.get(2)?,
        enquiry: Enquiry { story, ..details(look, id, &row.get::<Vec<u8>>(13)?)? },
        state: row.code(7, State::stored)?,
        risk: risk_of_rank(row.get(8)?)?,
        safeguarding: row.get(9)?,
        received: row.get(11)?,
        ended: row.get(12)?,
        history,
        family: row.get(16)?,
        case: row.get(17)?,
        recorded_by: row.get(18)?,
        version: row.get(19)?,
    })
}

/// A promise of the queue: the one that falls due first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// What was promised.
    pub kind: PromiseKind,
    /// When.
    pub made: Timestamp,
    /// By when.
    pub due: Timestamp,
}

impl Clock {
    /// How it stands at `now`.
    pub fn state(&self, now: Timestamp) -> PromiseState {
        PromiseState::at(now, self.made, self.due, None, false)
    }
}

/// One line of the duty queue.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The enquiry.
    pub id: Id<kinds::Enquiry>,
    /// What people quote.
    pub reference: Reference,
    /// The council where the family lives.
    pub council: String,
    /// How it came.
    pub channel: Channel,
    /// Where it stands.
    pub state: State,
    /// How urgent it looks.
    pub risk: RiskLevel,
    /// Since when it is marked as a safeguarding concern.
    pub safeguarding: Option<Timestamp>,
    /// When it came.
    pub received: Timestamp,
    /// What was said, without the story.
    pub enquiry: Enquiry,
    /// What is owed next.
    pub clock: Option<Clock>,
}

fn waiting(look: &Look<'_>, row: &Row) -> Result<Waiting> {
    let id: Id<kinds::Enquiry> = row.get(0)?;
    let kind = row.code_opt(9, PromiseKind::stored)?;
    let clock = match (kind, row.get(10)?, row.get(11)?) {
        (Some(kind), Some(made), Some(due)) => Some(Clock { kind, made, due }),
        _ => None,
    };
    Ok(Waiting {
        id,
        reference: row.get(1)?,
        council: row.get(2)?,
        channel: row.code(3, Channel::stored)?,
        state: row.code(4, State::stored)?,
        risk: risk_of_rank(row.get(5)?)?,
        safeguarding: row.get(6)?,
        received: row.get(7)?,
        enquiry: details(look, id, &row.get::<Vec<u8>>(8)?)?,
        clock,
    })
}

/// Which enquiries a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Those in one state, the riskiest first and then the longest waiting.
    State(State),
    /// Those of them in a team's queue.
    Team(State, Id<kinds::Team>),
    /// Those received in a month, oldest first: what a figure counts.
    Month {
        /// The first instant of the month.
        from: Timestamp,
        /// The first instant after it.
        until: Timestamp,
        /// Only of this council; empty for all.
        council: String,
        /// Only by this channel; none for all.
        channel: Option<Channel>,
    },
}

impl Filter {
    /// The month that is written `2026-11`, in English local time.
    pub fn month(text: &str, council: &str, channel: Option<Channel>) -> Option<Self> {
        let first: Date = format!("{text}-01").parse().ok()?;
        let next = first.checked_add(jiff::Span::new().months(1)).ok()?;
        let england = kernel::Calendar::england();
        let (from, until) = (england.start_of(first), england.start_of(next));
        Some(Filter::Month { from, until, council: council.to_owned(), channel })
    }
}

/// Risk and instant in one whole number, so that a cursor holds both: microseconds stay
/// under 2^56 until the year 4253.
const RISK_STEP: i64 = 1 << 56;

fn queue_cursor(w: &Waiting) -> Cursor {
    Cursor { key: risk_rank(w.risk) * RISK_STEP + w.received.as_microsecond(), id: w.id.cast() }
}

/// One page of an agency's enquiries.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<ListEnquiries, InAgency>,
    filter: &Filter,
    after: Option<Cursor>,
) -> Result<Rows<Waiting>> {
    let limit: Value = (PAGE_ROWS as i64 + 1).into();
    let rows = match filter {
        Filter::State(state) | Filter::Team(state, _) => {
            let from = after.unwrap_or(Cursor::oldest());
            let (rank, at) = match after {
                Some(c) => (c.key.div_euclid(RISK_STEP), c.key.rem_euclid(RISK_STEP)),
                None => (-1, 0),
            };
            let mut params = vec![state.code().into(), rank.into(), at.into(), from.id.into(), limit];
            match filter {
                Filter::Team(_, team) => {
                    params.push((*team).into());
                    grant.list(look, "enquiry", QUEUE_OF_TEAM, &params)?
                }
                _ => grant.list(look, "enquiry", QUEUE, &params)?,
            }
        }
        Filter::Month { from, until, council, channel } => {
            // Just before the first instant, and after every id there.
            let start = Cursor { key: from.as_microsecond() - 1, id: Cursor::newest().id };
            let [key, id] = after.unwrap_or(start).params();
            let channel = channel.map_or("", |c| c.code());
            let params = [(*until).into(), key, id, council.into(), channel.into(), limit];
            grant.list(look, "enquiry", MONTH, &params)?
        }
    };
    let items: Result<Vec<Waiting>> = rows.iter().map(|row| waiting(look, row)).collect();
    Ok(Rows::cut(items?, |w| match filter {
        Filter::State(_) | Filter::Team(..) => queue_cursor(w),
        Filter::Month { .. } => Cursor::at(w.received, w.id.cast()),
    }))
}

/// Another enquiry that may be of the same people.
#[derive(Debug, Clone)]
pub struct Alike {
    /// The other enquiry.
    pub id: Id<kinds::Enquiry>,
    /// What people quote.
    pub reference: Reference,
    /// Where it stands.
    pub state: State,
    /// When it came.
    pub received: Timestamp,
    /// The case that came of it.
    pub case: Option<Id<Case>>,
    /// What the two share.
    pub reasons: Vec<&'static str>,
}

/// Other enquiries that share a phone, an address or a name with this one, newest first.
pub fn alike(look: &Look<'_>, grant: &Grant<ListEnquiries, InAgency>, record: &Record) -> Result<Vec<Alike>> {
    let mut found: Vec<Alike> = Vec::new();
    for (reason, word) in shared(&record.enquiry) {
        let key = hashed(look.keys(), grant.agency(), &word);
        for row in grant.rows(look, "enquiry", EARLIER, &[key.into(), record.id.into()])? {
            let id = row.get(0)?;
            match found.iter_mut().find(|a| a.id == id) {
                Some(known) => known.reasons.push(reason),
                None => found.push(Alike {
                    id,
                    reference: row.get(1)?,
                    state: row.code(2, State::stored)?,
                    received: row.get(3)?,
                    case: row.get(4)?,
                    reasons: vec![reason],
                }),
            }
        }
    }
    found.sort_by_key(|a| std::cmp::Reverse((a.received, a.id)));
    grant.showed(look, "enquiry", &found.iter().map(|a| a.id).collect::<Vec<_>>())?;
    Ok(found)
}

/// Whether the advice call is still owed.
pub(crate) fn call_open<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Enquiry>>) -> Result<bool> {
    Ok(!grant.rows(look, CALL_OPEN, &[])?.is_empty())
}

/// Whether an assessment of this case is promised and not yet made.
pub(crate) fn assessment_open(act: &Act<'_>, case: Id<Case>) -> Result<bool> {
    Ok(act.opt(ASSESSMENT_OPEN, &[case.into()])?.is_some())
}

/// Makes the promise of an assessment one about the case, since that is assessed.
pub(crate) fn assessment_to_case(
    act: &Act<'_>,
    grant: &Grant<TriageEnquiry, One<kinds::Enquiry>>,
    case: Id<Case>,
) -> Result<()> {
    act.execute(ASSESSMENT_TO_CASE, &[grant.id().into(), case.into()]).map(|_| ())
}

/// The council of a household of this agency; as if it were not there when it is another's.
pub(crate) fn family_council(
    look: &Look<'_>,
    agency: Id<Organisation>,
    family: Id<Family>,
) -> Result<String> {
    if look.sealed_from(family)? {
        return Err(Error::NotFound);
    }
    look.opt(FAMILY_OF, &[family.into(), agency.into()])?.ok_or(Error::NotFound)?.get(0)
}
