//! Hand-overs of whole caseloads in the database.

use ::store::{Row, statements};
use access::{Act, Grant, InAgency, Look, One, accounts, actions::MoveCaseload, teamwork::CaseloadTransfer};
use casework::plan::store::HandOff;
use kernel::{
    Id, Result, Timestamp,
    kinds::{Account, Case},
};
use page::{Cursor, Rows};

statements! {
    INSERT = "INSERT INTO caseload_transfer (id, agency_id, from_id, made_at, made_by) VALUES ($1, $2, $3, $4, $5)";
    ADD_CASE = "INSERT INTO caseload_transfer_case (transfer_id, case_id, to_id, hand_off_id) VALUES ($1, $2, $3, $4)";
    LIST = "SELECT t.id, t.made_at, t.from_id, leaver.name, t.made_by, maker.name, t.undone_at,
              (SELECT count(*) FROM caseload_transfer_case k WHERE k.transfer_id = t.id),
              (SELECT count(*) FROM caseload_transfer_case k WHERE k.transfer_id = t.id AND k.back_at IS NOT NULL)
            FROM caseload_transfer t JOIN account leaver ON leaver.id = t.from_id LEFT JOIN account maker ON maker.id = t.made_by
            WHERE t.agency_id = $1 AND t.made_at <= $2 AND (t.made_at < $2 OR t.id < $3) ORDER BY t.made_at DESC, t.id DESC LIMIT $4";
    LOAD = "SELECT t.id, t.made_at, t.from_id, leaver.name, t.made_by, maker.name, t.undone_at,
              (SELECT count(*) FROM caseload_transfer_case k WHERE k.transfer_id = t.id),
              (SELECT count(*) FROM caseload_transfer_case k WHERE k.transfer_id = t.id AND k.back_at IS NOT NULL)
            FROM caseload_transfer t JOIN account leaver ON leaver.id = t.from_id LEFT JOIN account maker ON maker.id = t.made_by
            WHERE t.id = $1";
    CASES = "SELECT case_id, to_id, hand_off_id FROM caseload_transfer_case WHERE transfer_id = $1 AND back_at IS NULL ORDER BY case_id";
    BACK = "UPDATE caseload_transfer_case SET back_at = $3 WHERE transfer_id = $1 AND case_id = $2 AND back_at IS NULL";
    UNDO = "UPDATE caseload_transfer SET undone_at = $2, undone_by = $3 WHERE id = $1 AND undone_at IS NULL";
}

/// A hand-over.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// Its id.
    pub id: Id<CaseloadTransfer>,
    /// When.
    pub made: Timestamp,
    /// Whose cases went.
    pub from: Id<Account>,
    /// Their name.
    pub from_name: String,
    /// The name of whoever did it; empty for a machine.
    pub by_name: String,
    /// When it was taken back.
    pub undone: Option<Timestamp>,
    /// How many cases went.
    pub cases: i64,
    /// How many of them were taken back.
    pub back: i64,
}

/// Writes a hand-over.
pub(crate) fn insert(
    act: &Act<'_>,
    grant: &Grant<MoveCaseload, InAgency>,
    from: Id<Account>,
) -> Result<Id<CaseloadTransfer>> {
    let id = Id::new(act.now());
    let by = act.actor().account();
    act.execute(INSERT, &[id.into(), grant.agency().into(), from.into(), act.now().into(), by.into()])?;
    Ok(id)
}

/// Adds one case that went.
pub(crate) fn add_case(
    act: &Act<'_>,
    transfer: Id<CaseloadTransfer>,
    case: Id<Case>,
    to: Id<Account>,
    hand_off: Id<HandOff>,
) -> Result<()> {
    act.execute(ADD_CASE, &[transfer.into(), case.into(), to.into(), hand_off.into()]).map(drop)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Transfer> {
    let (from, by) = (row.get(2)?, row.get(4)?);
    Ok(Transfer {
        id: row.get(0)?,
        made: row.get(1)?,
        from,
        from_name: accounts::joined_name(look, Some(from), row, 3)?,
        by_name: accounts::joined_name(look, by, row, 5)?,
        undone: row.get(6)?,
        cases: row.get(7)?,
        back: row.get(8)?,
    })
}

/// Hand-overs of the agency, the newest first: a page, or all.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<MoveCaseload, InAgency>,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Transfer>> {
    let rows = grant.list(look, "caseload-transfer", LIST, &Cursor::window(after, wanted))?;
    let all = rows.iter().map(|row| read(look, row)).collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(all, wanted, |t| Cursor::at(t.made, t.id.cast())))
}

/// The hand-over of a grant.
pub fn load(look: &Look<'_>, grant: &Grant<MoveCaseload, One<CaseloadTransfer>>) -> Result<Transfer> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// A case that went, to whom, and by which hand-off.
pub(crate) type Moved = (Id<Case>, Id<Account>, Id<HandOff>);

/// What went and was not taken back: each case, to whom, and by which hand-off.
pub(crate) fn cases(
    look: &Look<'_>,
    grant: &Grant<MoveCaseload, One<CaseloadTransfer>>,
) -> Result<Vec<Moved>> {
    grant.rows(look, CASES, &[])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// Notes that a case was taken back.
pub(crate) fn back(
    act: &Act<'_>,
    grant: &Grant<MoveCaseload, One<CaseloadTransfer>>,
    case: Id<Case>,
) -> Result<()> {
    grant.change(act, BACK, &[case.into(), act.now().into()])
}

/// Notes that the hand-over was taken back.
pub(crate) fn undo(act: &Act<'_>, grant: &Grant<MoveCaseload, One<CaseloadTransfer>>) -> Result<()> {
    grant.change(act, UNDO, &[act.now().into(), act.actor().account().into()])
}
