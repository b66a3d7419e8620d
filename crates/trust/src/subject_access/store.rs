//! Requests for a copy and their passages, in the database.

use ::store::{Column, Row, Value, statements};
use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{HandleSubjectAccess, ViewCase},
    rights::SubjectRequest,
};
use kernel::{Date, Error, Id, Result, kinds};

use super::model::{Choice, Passage, Proof, Request, Room, State};

macro_rules! columns {
    () => {
        "id, agency_id, case_id, person_id, reference, asked_by, proof, proof_note, received_on, due_on, extended_why, status, recorded_at, \
         recorded_by, prepared_at, prepared_by, ended_at, ended_by, ended_words, version"
    };
}

statements! {
    INSERT = "INSERT INTO subject_request (id, agency_id, case_id, person_id, reference, asked_by, proof, proof_note, received_on, due_on,
                status, recorded_at, recorded_by, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
    LOAD = concat!("SELECT ", columns!(), " FROM subject_request WHERE id = $1");
    OF_AGENCY = concat!("SELECT ", columns!(), " FROM subject_request WHERE agency_id = $1", access::seen_case!("case_id", "$2", "$3", "$4"), "ORDER BY recorded_at DESC, id DESC LIMIT 500");
    OF_CASE = concat!("SELECT ", columns!(), " FROM subject_request WHERE case_id = $1 ORDER BY recorded_at DESC, id DESC");
    EXTEND = "UPDATE subject_request SET due_on = $3, extended_why = $4, version = version + 1
              WHERE id = $1 AND version = $2 AND extended_why IS NULL";
    PREPARED = "UPDATE subject_request SET status = 'ready', prepared_at = $3, prepared_by = $4, version = version + 1
                WHERE id = $1 AND version = $2 AND status IN ('open', 'ready')";
    END = "UPDATE subject_request SET status = $3, ended_at = $4, ended_by = $5, ended_words = $6, version = version + 1
           WHERE id = $1 AND version = $2 AND status IN ('open', 'ready')";
    FORGET_PASSAGES = "DELETE FROM subject_passage WHERE request_id = $1";
    ADD_PASSAGE = "INSERT INTO subject_passage (id, request_id, number, room, words, marked) VALUES ($1, $2, $3, $4, $5, $6)";
    PASSAGES = "SELECT id, number, room, words, marked, decision, reason FROM subject_passage WHERE request_id = $1 ORDER BY number";
    DECIDE = "UPDATE subject_passage SET decision = $3, reason = $4, decided_at = $5, decided_by = $6 WHERE request_id = $1 AND id = $2";
}

const ASKED_BY: Column = Column::new("subject_request.asked_by");
const PROOF_NOTE: Column = Column::new("subject_request.proof_note");
const EXTENDED_WHY: Column = Column::new("subject_request.extended_why");
const ENDED_WORDS: Column = Column::new("subject_request.ended_words");
const WORDS: Column = Column::new("subject_passage.words");
const REASON: Column = Column::new("subject_passage.reason");

/// Adds a request. Whoever calls holds the grant of its case.
pub(crate) fn insert(act: &Act<'_>, r: &Request) -> Result<()> {
    let params: [Value; 13] = [
        r.id.into(),
        r.agency.into(),
        r.case.into(),
        r.person.into(),
        (&r.reference).into(),
        act.seal(ASKED_BY, r.id, &r.asked_by)?,
        r.proof.code().into(),
        act.seal_unless_empty(PROOF_NOTE, r.id, &r.proof_note)?,
        r.received.into(),
        r.due.into(),
        r.state.code().into(),
        r.recorded.into(),
        r.recorded_by.into(),
    ];
    act.execute(INSERT, &params).map(|_| ())
}

fn read(look: &Look<'_>, row: &Row) -> Result<Request> {
    let id = row.get(0)?;
    Ok(Request {
        id,
        agency: row.get(1)?,
        case: row.get(2)?,
        person: row.get(3)?,
        reference: row.get(4)?,
        asked_by: look.opened(ASKED_BY, id, row, 5)?,
        proof: row.code(6, Proof::stored)?,
        proof_note: look.opened(PROOF_NOTE, id, row, 7)?,
        received: row.get(8)?,
        due: row.get(9)?,
        extended_why: look.opened(EXTENDED_WHY, id, row, 10)?,
        state: row.code(11, State::stored)?,
        recorded: row.get(12)?,
        recorded_by: row.get(13)?,
        prepared: row.get(14)?,
        prepared_by: row.get(15)?,
        ended: row.get(16)?,
        ended_by: row.get(17)?,
        ended_words: look.opened(ENDED_WORDS, id, row, 18)?,
        version: row.get(19)?,
    })
}

/// The request of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<SubjectRequest>>) -> Result<Request> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The requests to an agency, newest first: 500 at most.
pub fn of_agency(look: &Look<'_>, grant: &Grant<HandleSubjectAccess, InAgency>) -> Result<Vec<Request>> {
    grant.list(look, "subject-request", OF_AGENCY, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The requests about a case, newest first. For workers: a request of one person of a household is not the others' to see.
pub fn of_case(look: &Look<'_>, grant: &Grant<ViewCase, One<kinds::Case>>) -> Result<Vec<Request>> {
    if look.actor().family().is_some() {
        return Ok(Vec::new());
    }
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// Gives more time.
pub(crate) fn extend(
    act: &Act<'_>,
    grant: &Grant<HandleSubjectAccess, One<SubjectRequest>>,
    version: i64,
    due: Date,
    why: &str,
) -> Result<()> {
    grant.change(act, EXTEND, &[version.into(), due.into(), act.seal(EXTENDED_WHY, grant.id(), why)?])
}

/// Puts the passages in, in place of any from before: room, words, and whether they are marked.
pub(crate) fn prepared(
    act: &Act<'_>,
    grant: &Grant<HandleSubjectAccess, One<SubjectRequest>>,
    version: i64,
    passages: &[(Room, String, bool)],
) -> Result<()> {
    grant.change(act, PREPARED, &[version.into(), act.now().into(), act.actor().account().into()])?;
    act.execute(FORGET_PASSAGES, &[grant.id().into()])?;
    for ((room, words, marked), number) in passages.iter().zip(1_i64..) {
        let id: Id<Passage> = Id::new(act.now());
        let params: [Value; 6] = [
            id.into(),
            grant.id().into(),
            number.into(),
            room.code().into(),
            act.seal(WORDS, id, words)?,
            (*marked).into(),
        ];
        act.execute(ADD_PASSAGE, &params)?;
    }
    Ok(())
}

/// The passages of a request, in order.
pub fn passages<A: Action>(look: &Look<'_>, grant: &Grant<A, One<SubjectRequest>>) -> Result<Vec<Passage>> {
    grant
        .rows(look, PASSAGES, &[])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            Ok(Passage {
                id,
                number: row.get(1)?,
                room: row.code(2, Room::stored)?,
                words: look.opened(WORDS, id, row, 3)?,
                marked: row.get(4)?,
                choice: row.code_opt(5, Choice::stored)?,
                reason: look.opened(REASON, id, row, 6)?,
            })
        })
        .collect()
}

/// Writes what becomes of a passage.
pub(crate) fn decide(
    act: &Act<'_>,
    grant: &Grant<HandleSubjectAccess, One<SubjectRequest>>,
    passage: Id<Passage>,
    choice: Choice,
    reason: &str,
) -> Result<()> {
    let reason = act.seal_unless_empty(REASON, passage, reason)?;
    let params =
        [passage.into(), choice.code().into(), reason, act.now().into(), act.actor().account().into()];
    grant.change(act, DECIDE, &params).map_err(|e| if e == Error::Stale { Error::NotFound } else { e })
}

/// Ends a request: released or refused.
pub(crate) fn end<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<SubjectRequest>>,
    version: i64,
    state: State,
    words: &str,
) -> Result<()> {
    let words = act.seal_unless_empty(ENDED_WORDS, grant.id(), words)?;
    let params = [version.into(), state.code().into(), act.now().into(), act.actor().account().into(), words];
    grant.change(act, END, &params)
}
