//! Disputes in the database.

use access::{Act, Action, Grant, Look, One};
use kernel::{
    Date, Error, Id, Pence, Result, Timestamp,
    kinds::{Account, Invoice, Session},
};
use store::{Column, Row, Value, statements};

use super::model::{LineAnswer, Reason, Standing};

const WORDS: Column = Column::new("invoice_dispute.words");
const ANSWER: Column = Column::new("invoice_dispute.answer");

statements! {
    INSERT = "INSERT INTO invoice_dispute (id, invoice_id, from_id, status, opened_at, opened_by, answer_by, words, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
    INSERT_LINE = "INSERT INTO invoice_dispute_line (dispute_id, session_id, amount_pence, reason) VALUES ($1, $2, $3, $4)";
    OF_INVOICE = "SELECT id, from_id, status, opened_at, opened_by, answer_by, words, answer, answered_at, ended_at, version
                  FROM invoice_dispute WHERE invoice_id = $1 ORDER BY opened_at DESC, id DESC LIMIT 50";
    LINES = "SELECT l.dispute_id, l.session_id, s.number, s.planned_on, l.amount_pence, l.reason, l.answer
             FROM invoice_dispute d JOIN invoice_dispute_line l ON l.dispute_id = d.id JOIN delivery_session s ON s.id = l.session_id
             WHERE d.invoice_id = $1 ORDER BY s.planned_on, s.number, l.dispute_id";
    PARTS = "SELECT DISTINCT i.id, i.number FROM invoice_dispute d JOIN invoice i ON i.id = d.invoice_id WHERE d.from_id = $1 ORDER BY i.number LIMIT 50";
    WHOLE = "SELECT DISTINCT i.id, i.number FROM invoice_dispute d JOIN invoice i ON i.id = d.from_id WHERE d.invoice_id = $1 ORDER BY i.number LIMIT 50";
    STEP = "UPDATE invoice_dispute SET status = $3, answer = $4, answered_at = $5, ended_at = $6, ended_by = $7, version = version + 1
            WHERE id = $1 AND version = $2";
    ANSWER_LINE = "UPDATE invoice_dispute_line SET answer = $3 WHERE dispute_id = $1 AND session_id = $2";
    MOVE_LINE = "UPDATE invoice_line SET invoice_id = $3 WHERE invoice_id = $1 AND session_id = $2";
    DROP_LINE = "DELETE FROM invoice_line WHERE invoice_id = $1 AND session_id = $2";
    RETOTAL = "UPDATE invoice SET total_pence = $3, version = version + 1 WHERE id = $1 AND version = $2";
}

/// What a dispute has its id of.
#[derive(Debug)]
pub enum DisputeRow {}

/// A line of a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputedLine {
    /// Its session.
    pub session: Id<Session>,
    /// The session's place among those of its order.
    pub number: u32,
    /// The session's day.
    pub day: Date,
    /// What was asked for it.
    pub amount: Pence,
    /// Why it is disputed.
    pub reason: Reason,
    /// What the provider answered.
    pub answer: Option<LineAnswer>,
}

/// A dispute as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// Its id.
    pub id: Id<DisputeRow>,
    /// The record from which its lines were taken.
    pub from: Option<Id<Invoice>>,
    /// How it stands.
    pub standing: Standing,
    /// When finance opened it.
    pub opened_at: Timestamp,
    /// Who.
    pub opened_by: Option<Id<Account>>,
    /// The day by which an answer is asked for.
    pub answer_by: Date,
    /// What finance wrote.
    pub words: String,
    /// What the provider answered.
    pub answer: String,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// Its lines, by day.
    pub lines: Vec<DisputedLine>,
    /// The version that a change is based on.
    pub version: i64,
}

/// The disputes about the invoice of a grant, the newest first.
pub fn of_invoice<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Invoice>>) -> Result<Vec<Dispute>> {
    let lines = grant.rows(look, LINES, &[])?;
    grant
        .rows(look, OF_INVOICE, &[])?
        .iter()
        .map(|row| {
            let mut dispute = read(look, row)?;
            for line in &lines {
                if line.get::<Id<DisputeRow>>(0)? == dispute.id {
                    dispute.lines.push(read_line(line)?);
                }
            }
            Ok(dispute)
        })
        .collect()
}

/// The dispute that goes on about the invoice of a grant, if there is one.
pub(crate) fn going<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Invoice>>) -> Result<Option<Dispute>> {
    Ok(of_invoice(look, grant)?.into_iter().find(|dispute| dispute.standing.is_going()))
}

/// The dispute that goes on.
///
/// # Errors
/// `Refused` (`dispute.none`) where there is none.
pub(super) fn must_go_on<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Invoice>>) -> Result<Dispute> {
    going(look, grant)?
        .ok_or_else(|| Error::refused("dispute.none", "There is no dispute about this invoice now."))
}

/// A record and the number it goes by.
pub(super) type Numbered = (Id<Invoice>, String);

/// Records that hold lines taken from this one, and those from which lines of this one were taken, with their numbers.
pub(super) fn kin<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Invoice>>) -> Result<[Vec<Numbered>; 2]> {
    let read = |row: &Row| Ok((row.get(0)?, row.get(1)?));
    let parts = grant.rows(look, PARTS, &[])?.iter().map(read).collect::<Result<_>>()?;
    let wholes = grant.rows(look, WHOLE, &[])?.iter().map(read).collect::<Result<_>>()?;
    Ok([parts, wholes])
}

/// A dispute to be kept.
pub(super) struct New<'a> {
    pub invoice: Id<Invoice>,
    pub from: Option<Id<Invoice>>,
    pub answer_by: Date,
    pub words: &'a str,
    pub lines: &'a [(Id<Session>, Pence, Reason)],
}

pub(super) fn insert(act: &Act<'_>, new: &New<'_>) -> Result<()> {
    let id: Id<DisputeRow> = Id::new(act.now());
    let values = [
        id.into(),
        new.invoice.into(),
        new.from.into(),
        Standing::Open.code().into(),
        act.now().into(),
        act.actor().answerable().into(),
        new.answer_by.into(),
        act.seal_unless_empty(WORDS, id, new.words)?,
    ];
    act.execute(INSERT, &values)?;
    for (session, amount, reason) in new.lines {
        act.execute(INSERT_LINE, &[id.into(), (*session).into(), (*amount).into(), reason.code().into()])?;
    }
    Ok(())
}

/// Writes the next state of a dispute that was read in this transaction.
pub(super) fn step(act: &Act<'_>, dispute: &Dispute, next: Standing, answer: Option<&str>) -> Result<()> {
    let answered_at = answer.map(|_| act.now()).or(dispute.answered_at);
    let (ended_at, ended_by) = if next.is_going() {
        (Value::Null, Value::Null)
    } else {
        (act.now().into(), act.actor().answerable().into())
    };
    let answer = act.seal_unless_empty(ANSWER, dispute.id, answer.unwrap_or(&dispute.answer))?;
    act.change(
        STEP,
        &[
            dispute.id.into(),
            dispute.version.into(),
            next.code().into(),
            answer,
            answered_at.into(),
            ended_at,
            ended_by,
        ],
    )
}

/// Keeps the answer to one line.
pub(super) fn answer_line(
    act: &Act<'_>,
    id: Id<DisputeRow>,
    session: Id<Session>,
    answer: LineAnswer,
) -> Result<()> {
    act.change(ANSWER_LINE, &[id.into(), session.into(), answer.code().into()])
}

/// A line goes from one record to another.
pub(super) fn move_line(
    act: &Act<'_>,
    session: Id<Session>,
    from: Id<Invoice>,
    to: Id<Invoice>,
) -> Result<()> {
    act.change(MOVE_LINE, &[from.into(), session.into(), to.into()])
}

/// A line goes off an invoice: its session may be asked for again. The dispute keeps what was asked.
pub(super) fn drop_line(act: &Act<'_>, invoice: Id<Invoice>, session: Id<Session>) -> Result<()> {
    act.change(DROP_LINE, &[invoice.into(), session.into()])
}

/// An invoice comes to another sum, as lines went off it.
pub(super) fn retotal(act: &Act<'_>, invoice: Id<Invoice>, version: i64, total: Pence) -> Result<()> {
    act.change(RETOTAL, &[invoice.into(), version.into(), total.into()])
}

fn read_line(row: &Row) -> Result<DisputedLine> {
    Ok(DisputedLine {
        session: row.get(1)?,
        number: row.get(2)?,
        day: row.get(3)?,
        amount: row.get(4)?,
        reason: row.code(5, Reason::stored)?,
        answer: row.code_opt(6, LineAnswer::stored)?,
    })
}

fn read(look: &Look<'_>, row: &Row) -> Result<Dispute> {
    let id = row.get(0)?;
    Ok(Dispute {
        id,
        from: row.get(1)?,
        standing: row.code(2, Standing::stored)?,
        opened_at: row.get(3)?,
        opened_by: row.get(4)?,
        answer_by: row.get(5)?,
        words: look.opened(WORDS, id, row, 6)?,
        answer: look.opened(ANSWER, id, row, 7)?,
        answered_at: row.get(8)?,
        ended_at: row.get(9)?,
        lines: Vec::new(),
        version: row.get(10)?,
    })
}
