//! Consents, agreements, exceptions and what was shared, in the database.

use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Account, Case, Organisation},
};
use store::{Column, Keys, Row, Value, Write, statements};

use super::{
    Agreement, Answer, Ask, Basis, Consent, DataKind, Decision, Exception, GivenBy, How, LegalBasis,
    Recipient, RecipientKind, Standing, gate::BasisKind, kinds, may_share,
};
use crate::{
    Act, Action, Grant, InAgency, Look, One, Protected,
    actions::{ManageSharing, ReviewExceptions, ShareToSafeguard, ViewConsent, ViewSharing},
};

statements! {
    INSERT = "INSERT INTO consent (id, agency_id, case_id, purpose, shares, recipient, organisation_id, recipient_name, answer, given_by,
                given_name, how, note, answered_on, until_on, recorded_at, recorded_by, recorded_role, answered_at, withdrawn_at,
                withdrawn_by, withdrawn_role, withdrawn_why, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)";
    OF_CASE = "SELECT id, agency_id, case_id, purpose, shares, recipient, organisation_id, recipient_name, answer, given_by,
                given_name, how, note, answered_on, until_on, recorded_at, recorded_by, recorded_role, answered_at, withdrawn_at,
                withdrawn_by, withdrawn_role, withdrawn_why, version
               FROM consent WHERE case_id = $1 ORDER BY recorded_at DESC, id DESC";
    LOAD = "SELECT id, agency_id, case_id, purpose, shares, recipient, organisation_id, recipient_name, answer, given_by,
                given_name, how, note, answered_on, until_on, recorded_at, recorded_by, recorded_role, answered_at, withdrawn_at,
                withdrawn_by, withdrawn_role, withdrawn_why, version
            FROM consent WHERE id = $1";
    ANSWER = "UPDATE consent SET answer = $3, given_by = $4, given_name = $5, how = $6, note = $7, answered_on = $8, until_on = $9,
                answered_at = $10, version = version + 1
              WHERE id = $1 AND version = $2 AND answer = 'asked' AND withdrawn_at IS NULL";
    WITHDRAW = "UPDATE consent SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_role = $5, withdrawn_why = $6, version = version + 1
                WHERE id = $1 AND version = $2 AND answer = 'given' AND withdrawn_at IS NULL";

    END_BY_AGE = "UPDATE consent SET until_on = $3, note = $4, version = version + 1 WHERE id = $1 AND version = $2";

    ADD_AGREEMENT = "INSERT INTO sharing_agreement (id, agency_id, name, recipient, organisation_id, purposes, shares, basis, reference,
                from_on, until_on, made_at, made_by, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
    AGREEMENTS = "SELECT id, agency_id, name, recipient, organisation_id, purposes, shares, basis, reference, from_on, until_on,
                made_at, made_by, ended_on, ended_by, ended_why, version
               FROM sharing_agreement WHERE agency_id = $1 ORDER BY from_on DESC, id DESC LIMIT 500";
    AGREEMENT = "SELECT id, agency_id, name, recipient, organisation_id, purposes, shares, basis, reference, from_on, until_on,
                made_at, made_by, ended_on, ended_by, ended_why, version
               FROM sharing_agreement WHERE id = $1";
    END_AGREEMENT = "UPDATE sharing_agreement SET ended_on = $3, ended_by = $4, ended_why = $5, version = version + 1
                WHERE id = $1 AND version = $2 AND ended_on IS NULL";

    ADD_EXCEPTION = "INSERT INTO safeguarding_share (id, agency_id, case_id, recipient, organisation_id, recipient_name, shares, reason, at,
                until_at, by_id, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)";
    EXCEPTIONS_OF_CASE = "SELECT id, agency_id, case_id, recipient, organisation_id, recipient_name, shares, reason, at, until_at, by_id,
                seen_at, seen_by, seen_note, version
               FROM safeguarding_share WHERE case_id = $1 ORDER BY at DESC, id DESC";
    EXCEPTIONS_OF_AGENCY = concat!("SELECT id, agency_id, case_id, recipient, organisation_id, recipient_name, shares, reason, at, until_at, by_id,
                seen_at, seen_by, seen_note, version
               FROM safeguarding_share WHERE agency_id = $1", crate::seen_case!("case_id", "$2", "$3", "$4"),
               "ORDER BY at DESC, safeguarding_share.id DESC LIMIT 200");
    EXCEPTION = "SELECT id, agency_id, case_id, recipient, organisation_id, recipient_name, shares, reason, at, until_at, by_id,
                seen_at, seen_by, seen_note, version
               FROM safeguarding_share WHERE id = $1";
    SEE_EXCEPTION = "UPDATE safeguarding_share SET seen_at = $3, seen_by = $4, seen_note = $5, version = version + 1
                WHERE id = $1 AND version = $2 AND seen_at IS NULL";

    ADD_DISCLOSURE = "INSERT INTO disclosure (id, agency_id, case_id, purpose, shares, recipient, organisation_id, recipient_name, basis, basis_id,
                about_id, at, by_id)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    DISCLOSURES = "SELECT id, purpose, shares, recipient, organisation_id, recipient_name, basis, at, by_id
               FROM disclosure WHERE case_id = $1 ORDER BY at DESC, id DESC LIMIT 500";
    ORGANISATION_NAME = "SELECT name FROM organisation WHERE id = $1";
}

/// The columns that a consent fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, purpose, shares, recipient, organisation_id, recipient_name, answer, given_by, \
    given_name, how, note, answered_on, until_on, recorded_at, recorded_by, recorded_role, answered_at, withdrawn_at, \
    withdrawn_by, withdrawn_role, withdrawn_why, version";

const TO_NAME: Column = Column::new("consent.recipient_name");
const GIVEN_NAME: Column = Column::new("consent.given_name");
const NOTE: Column = Column::new("consent.note");
const WITHDRAWN_WHY: Column = Column::new("consent.withdrawn_why");
const EXCEPTION_TO: Column = Column::new("safeguarding_share.recipient_name");
const REASON: Column = Column::new("safeguarding_share.reason");
const SEEN_NOTE: Column = Column::new("safeguarding_share.seen_note");
const DISCLOSED_TO: Column = Column::new("disclosure.recipient_name");

/// The values of one consent, for [`COLUMNS`].
pub fn values(keys: &Keys, c: &Consent) -> Result<Vec<Value>> {
    let seal = |column, text: &str| sealed(keys, column, c.id, text);
    Ok(vec![
        c.id.into(),
        c.agency.into(),
        c.case.into(),
        (&c.purpose).into(),
        codes(&c.shares).into(),
        c.to.kind.code().into(),
        c.to.organisation.into(),
        seal(TO_NAME, &c.to.name)?,
        c.answer.code().into(),
        c.given_by.map(GivenBy::code).into(),
        seal(GIVEN_NAME, &c.given_name)?,
        c.how.map(How::code).into(),
        seal(NOTE, &c.note)?,
        c.answered_on.into(),
        c.until.into(),
        c.recorded.into(),
        c.recorded_by.into(),
        (&c.recorded_role).into(),
        c.answered.into(),
        c.withdrawn.into(),
        c.withdrawn_by.into(),
        c.withdrawn_role.clone().into(),
        seal(WITHDRAWN_WHY, &c.withdrawn_why)?,
        c.version.into(),
    ])
}

/// Text that may be empty: nothing is stored then.
fn sealed<T>(keys: &Keys, column: Column, row: Id<T>, text: &str) -> Result<Value> {
    if text.is_empty() { Ok(Value::Null) } else { keys.seal(column, row, text).map(Value::Bytes) }
}

fn codes(kinds: &[DataKind]) -> String {
    kinds.iter().map(|k| k.code()).collect::<Vec<_>>().join(" ")
}

fn kinds_of(text: &str) -> Result<Vec<DataKind>> {
    text.split_whitespace().map(DataKind::stored).collect()
}

fn read(look: &Look<'_>, row: &Row) -> Result<Consent> {
    let id = row.get(0)?;
    Ok(Consent {
        id,
        agency: row.get(1)?,
        case: row.get(2)?,
        purpose: row.get(3)?,
        shares: kinds_of(&row.get::<String>(4)?)?,
        to: Recipient {
            kind: row.code(5, RecipientKind::stored)?,
            organisation: row.get(6)?,
            name: look.opened(TO_NAME, id, row, 7)?,
        },
        answer: row.code(8, Answer::stored)?,
        given_by: row.code_opt(9, GivenBy::stored)?,
        given_name: look.opened(GIVEN_NAME, id, row, 10)?,
        how: row.code_opt(11, How::stored)?,
        note: look.opened(NOTE, id, row, 12)?,
        answered_on: row.get(13)?,
        until: row.get(14)?,
        recorded: row.get(15)?,
        recorded_by: row.get(16)?,
        recorded_role: row.get(17)?,
        answered: row.get(18)?,
        withdrawn: row.get(19)?,
        withdrawn_by: row.get(20)?,
        withdrawn_role: row.get(21)?,
        withdrawn_why: look.opened(WITHDRAWN_WHY, id, row, 22)?,
        version: row.get(23)?,
    })
}

/// Every consent of a case, newest first.
pub fn of_case(look: &Look<'_>, grant: &Grant<ViewConsent, One<Case>>) -> Result<Vec<Consent>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The consent of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Consent>>) -> Result<Consent> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// Adds a consent. Whoever calls holds the grant of its case.
pub fn add(act: &Act<'_>, consent: &Consent) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), consent)?).map(|_| ())
}

/// An answer to what was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Yes or no.
    pub answer: Answer,
    /// Who said it.
    pub by: GivenBy,
    /// Their name.
    pub name: String,
    /// How they said it.
    pub how: How,
    /// What was said with it.
    pub note: String,
    /// On which day.
    pub on: Date,
    /// The last day that a yes holds.
    pub until: Option<Date>,
}

/// Writes the answer to what was asked. An asking that changed meanwhile is stale.
pub fn answer<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<kinds::Consent>>,
    version: i64,
    said: &Said,
) -> Result<()> {
    let id = grant.id();
    grant.change(
        act,
        ANSWER,
        &[
            version.into(),
            said.answer.code().into(),
            said.by.code().into(),
            sealed(act.keys(), GIVEN_NAME, id, &said.name)?,
            said.how.code().into(),
            sealed(act.keys(), NOTE, id, &said.note)?,
            said.on.into(),
            said.until.into(),
            act.now().into(),
        ],
    )
}

/// Withdraws a yes.
pub fn withdraw<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<kinds::Consent>>,
    version: i64,
    why: &str,
) -> Result<()> {
    let params = [
        version.into(),
        act.now().into(),
        act.actor().account().into(),
        act.actor().role_code().into(),
        sealed(act.keys(), WITHDRAWN_WHY, grant.id(), why)?,
    ];
    grant.change(act, WITHDRAW, &params)
}

/// Ends what parents or carers agreed to by parental responsibility for a case whose person holds their record as an adult from
/// `today` on: yesterday was its last day, and `why` stands in its note. A no of theirs stays until the adult says something else, and
/// what the young person said themselves holds. Whoever calls hands the record over. Gives how many ended.
///
/// # Errors
/// Those of the store.
pub fn end_by_age(act: &Act<'_>, case: Id<Case>, why: &str) -> Result<usize> {
    let Ok(last) = act.today().yesterday() else { return Ok(0) };
    let mut ended = 0;
    for row in act.query(OF_CASE, &[case.into()])? {
        let consent = read(act, &row)?;
        if !consent.ends_by_age(act.today()) {
            continue;
        }
        let note =
            [consent.note.trim(), why].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n");
        let note = act.seal(NOTE, consent.id, &note)?;
        act.change(END_BY_AGE, &[consent.id.into(), consent.version.into(), last.into(), note])?;
        ended += 1;
    }
    Ok(ended)
}

/// Adds an agreement. A room calls this with a grant in hand; so do the demo and tests.
pub fn add_agreement(w: &Write<'_>, a: &Agreement) -> Result<()> {
    let params: [Value; 13] = [
        a.id.into(),
        a.agency.into(),
        (&a.name).into(),
        a.to.kind.code().into(),
        a.to.organisation.into(),
        a.purposes.join(" ").into(),
        codes(&a.shares).into(),
        a.basis.code().into(),
        (&a.reference).into(),
        a.from.into(),
        a.until.into(),
        a.made.into(),
        a.made_by.into(),
    ];
    w.execute(ADD_AGREEMENT, &params).map(|_| ())
}

fn read_agreement(row: &Row) -> Result<Agreement> {
    Ok(Agreement {
        id: row.get(0)?,
        agency: row.get(1)?,
        name: row.get(2)?,
        to: Recipient {
            kind: row.code(3, RecipientKind::stored)?,
            organisation: row.get(4)?,
            name: String::new(),
        },
        purposes: row.get::<String>(5)?.split_whitespace().map(str::to_owned).collect(),
        shares: kinds_of(&row.get::<String>(6)?)?,
        basis: row.code(7, LegalBasis::stored)?,
        reference: row.get(8)?,
        from: row.get(9)?,
        until: row.get(10)?,
        made: row.get(11)?,
        made_by: row.get(12)?,
        ended: row.get(13)?,
        ended_by: row.get(14)?,
        ended_why: row.get::<Option<String>>(15)?.unwrap_or_default(),
        version: row.get(16)?,
    })
}

/// The agreements of an agency, newest first: 500 at most.
pub fn agreements(look: &Look<'_>, grant: &Grant<ViewSharing, InAgency>) -> Result<Vec<Agreement>> {
    grant.list(look, "agreement", AGREEMENTS, &[])?.iter().map(read_agreement).collect()
}

/// The agreement of a grant.
pub fn agreement<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Agreement>>) -> Result<Agreement> {
    read_agreement(&grant.row(look, AGREEMENT, &[])?)
}

/// Ends an agreement from `on`, which is the first day on which it no longer holds.
pub fn end_agreement(
    act: &Act<'_>,
    grant: &Grant<ManageSharing, One<kinds::Agreement>>,
    version: i64,
    on: Date,
    why: &str,
) -> Result<()> {
    grant.change(act, END_AGREEMENT, &[version.into(), on.into(), act.actor().account().into(), why.into()])
}

/// Adds an exception, for the case of a grant.
pub fn add_exception(
    act: &Act<'_>,
    _grant: &Grant<ShareToSafeguard, One<Case>>,
    e: &Exception,
) -> Result<()> {
    let params: [Value; 11] = [
        e.id.into(),
        e.agency.into(),
        e.case.into(),
        e.to.kind.code().into(),
        e.to.organisation.into(),
        sealed(act.keys(), EXCEPTION_TO, e.id, &e.to.name)?,
        codes(&e.shares).into(),
        sealed(act.keys(), REASON, e.id, &e.reason)?,
        e.at.into(),
        e.until.into(),
        e.by.into(),
    ];
    act.execute(ADD_EXCEPTION, &params).map(|_| ())
}

fn read_exception(look: &Look<'_>, row: &Row) -> Result<Exception> {
    let id = row.get(0)?;
    Ok(Exception {
        id,
        agency: row.get(1)?,
        case: row.get(2)?,
        to: Recipient {
            kind: row.code(3, RecipientKind::stored)?,
            organisation: row.get(4)?,
            name: look.opened(EXCEPTION_TO, id, row, 5)?,
        },
        shares: kinds_of(&row.get::<String>(6)?)?,
        reason: look.opened(REASON, id, row, 7)?,
        at: row.get(8)?,
        until: row.get(9)?,
        by: row.get(10)?,
        seen: row.get(11)?,
        seen_by: row.get(12)?,
        seen_note: look.opened(SEEN_NOTE, id, row, 13)?,
        version: row.get(14)?,
    })
}

/// The exceptions of a case, newest first: for workers, never for the family.
pub fn exceptions_of_case(
    look: &Look<'_>,
    grant: &Grant<ShareToSafeguard, One<Case>>,
) -> Result<Vec<Exception>> {
    grant.rows(look, EXCEPTIONS_OF_CASE, &[])?.iter().map(|row| read_exception(look, row)).collect()
}

/// The exceptions of an agency, newest first: 200 at most.
pub fn exceptions(look: &Look<'_>, grant: &Grant<ReviewExceptions, InAgency>) -> Result<Vec<Exception>> {
    grant
        .list(look, "safeguarding-share", EXCEPTIONS_OF_AGENCY, &[])?
        .iter()
        .map(|row| read_exception(look, row))
        .collect()
}

/// The exception of a grant.
pub fn exception<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Exception>>) -> Result<Exception> {
    read_exception(look, &grant.row(look, EXCEPTION, &[])?)
}

/// Notes that a manager saw an exception, and what they made of it.
pub fn see_exception(
    act: &Act<'_>,
    grant: &Grant<ReviewExceptions, One<kinds::Exception>>,
    version: i64,
    note: &str,
) -> Result<()> {
    let note = sealed(act.keys(), SEEN_NOTE, grant.id(), note)?;
    grant.change(act, SEE_EXCEPTION, &[version.into(), act.now().into(), act.actor().account().into(), note])
}

/// Something that went to another organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Disclosure {
    /// Its id.
    pub id: Id<kinds::Disclosure>,
    /// For what.
    pub purpose: String,
    /// What.
    pub shares: Vec<DataKind>,
    /// To whom.
    pub to: Recipient,
    /// On what kind of ground.
    pub basis: BasisKind,
    /// When.
    pub at: Timestamp,
    /// Who sent it.
    pub by: Option<Id<Account>>,
}

/// What of a case went to other organisations, newest first: 500 at most. A family is not told
/// of what was shared to keep somebody safe, since telling can add to the danger; a worker decides that.
pub fn disclosures(look: &Look<'_>, grant: &Grant<ViewConsent, One<Case>>) -> Result<Vec<Disclosure>> {
    let family = look.actor().family().is_some();
    let all: Result<Vec<Disclosure>> = grant
        .rows(look, DISCLOSURES, &[])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            Ok(Disclosure {
                id,
                purpose: row.get(1)?,
                shares: kinds_of(&row.get::<String>(2)?)?,
                to: Recipient {
                    kind: row.code(3, RecipientKind::stored)?,
                    organisation: row.get(4)?,
                    name: look.opened(DISCLOSED_TO, id, row, 5)?,
                },
                basis: row.code(6, BasisKind::stored)?,
                at: row.get(7)?,
                by: row.get(8)?,
            })
        })
        .collect();
    Ok(all?.into_iter().filter(|d| !family || d.basis != BasisKind::Safeguarding).collect())
}

/// What to call a recipient: the organisation's name, the name that was given, or all of its kind.
pub fn name_of(look: &Look<'_>, to: &Recipient) -> Result<String> {
    if let Some(id) = to.organisation
        && let Some(row) = look.opt(ORGANISATION_NAME, &[id.into()])?
    {
        return row.get(0);
    }
    Ok(match (to.name.is_empty(), to.kind) {
        (false, _) => to.name.clone(),
        (true, RecipientKind::Fund) => RecipientKind::Fund.label().to_owned(),
        (true, RecipientKind::Provider) => "Every approved provider".to_owned(),
        (true, kind) => format!("Every {}", kind.label().to_lowercase()),
    })
}

fn standing(look: &Look<'_>, agency: Id<Organisation>, case: Id<Case>) -> Result<Standing> {
    let consents: Result<Vec<Consent>> =
        look.query(OF_CASE, &[case.into()])?.iter().map(|row| read(look, row)).collect();
    let agreements: Result<Vec<Agreement>> =
        look.query(AGREEMENTS, &[agency.into()])?.iter().map(read_agreement).collect();
    let exceptions: Result<Vec<Exception>> =
        look.query(EXCEPTIONS_OF_CASE, &[case.into()])?.iter().map(|row| read_exception(look, row)).collect();
    Ok(Standing { consents: consents?, agreements: agreements?, exceptions: exceptions? })
}

/// What the gate says of sharing something of an opened record, to show it before it is tried.
/// `case` was read from the record of the grant.
pub fn decision<A: Action, T: Protected>(
    look: &Look<'_>,
    grant: &Grant<A, One<T>>,
    case: Id<Case>,
    ask: &Ask<'_>,
) -> Result<Decision> {
    Ok(may_share(ask, &standing(look, grant.agency(), case)?, look.today(), look.now()))
}

/// Lets something of an opened record go to another organisation, or refuses. What goes is written
/// down: as a line that the family can see, and in the audit log. Call it in the transaction that sends.
/// `case` was read from the record of the grant; `about` is the order, application or message.
///
/// # Errors
/// `Refused`: `sharing.said-no` or `sharing.no-ground`, with what to do next.
pub fn share<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    case: Id<Case>,
    about: Id<()>,
    ask: &Ask<'_>,
) -> Result<Basis> {
    let basis = match decision(act, grant, case, ask)? {
        Decision::Allowed(basis) => basis,
        Decision::Refused(no) => return Err(Error::refused(no.rule, format!("{} {}", no.why, no.next))),
    };
    let id: Id<kinds::Disclosure> = Id::new(act.now());
    let params: [Value; 13] = [
        id.into(),
        grant.agency().into(),
        case.into(),
        ask.purpose.into(),
        codes(ask.what).into(),
        ask.to.kind.code().into(),
        ask.to.organisation.into(),
        sealed(act.keys(), DISCLOSED_TO, id, &ask.to.name)?,
        basis.kind().code().into(),
        basis.id().into(),
        about.into(),
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(ADD_DISCLOSURE, &params)?;
    grant.note(
        act,
        &format!(
            "shared {} with {} on {} {}",
            codes(ask.what),
            ask.to.kind.code(),
            basis.kind().code(),
            basis.id()
        ),
    )?;
    Ok(basis)
}
