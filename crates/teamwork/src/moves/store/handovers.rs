//! Hand-overs. Each of the two agencies has statements of its own: the other agency's read these rows alone, and nothing of the case behind them.

use ::store::{Column, Keys, Row, Value, statements};
use access::{
    Act, Action, Grant, InAgency, Look, One, Protected,
    actions::{AnswerHandover, OfferHandover},
    seen,
    teamwork::{HandoverIn, HandoverOut},
};
use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Account, Case, Family, Organisation},
};
use page::{Cursor, Rows};

use super::homes::{self, json};
use crate::moves::model::{Bundle, Face, State};

macro_rules! columns {
    ($case:literal) => {
        concat!(
            "h.id, h.agency_id, f.name, h.to_agency_id, t.name, h.council, h.passes_on, h.status, h.summary, h.bundle, h.offered_at, \
             h.offered_by, h.answer_due, h.answered_at, h.answered_by, h.coordinator_id, h.new_case_id, h.dispute_why, h.settle_due, \
             h.proposed_by, h.proposed_stays, h.proposed_words, h.ended_at, h.version",
            $case,
            " FROM case_handover h JOIN organisation f ON f.id = h.agency_id JOIN organisation t ON t.id = h.to_agency_id"
        )
    };
}

/// The columns that a hand-over fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, to_agency_id, family_id, case_id, council, passes_on, status, summary, bundle, offered_at, offered_by, \
     answer_due, answered_at, answered_by, coordinator_id, new_case_id, dispute_why, settle_due, proposed_by, proposed_stays, proposed_words, \
     ended_at, version";

statements! {
    INSERT = "INSERT INTO case_handover (id, agency_id, to_agency_id, family_id, case_id, council, passes_on, status, summary, bundle, offered_at,
                offered_by, answer_due, answered_at, answered_by, coordinator_id, new_case_id, dispute_why, settle_due, proposed_by, proposed_stays,
                proposed_words, ended_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)";
    SAVE = "UPDATE case_handover SET status = $3, answer_due = $4, answered_at = $5, answered_by = $6, coordinator_id = $7, new_case_id = $8,
              dispute_why = $9, settle_due = $10, proposed_by = $11, proposed_stays = $12, proposed_words = $13, ended_at = $14,
              version = version + 1
            WHERE id = $1 AND version = $2";
    LOAD_OUT = concat!("SELECT ", columns!(", h.case_id"), " WHERE h.id = $1");
    LOAD_IN = concat!("SELECT ", columns!(""), " WHERE h.id = $1");
    OF_CASE = concat!("SELECT ", columns!(", h.case_id"), " WHERE h.case_id = $1 ORDER BY h.offered_at DESC, h.id DESC LIMIT 20");
    OF_NEW_CASE = concat!("SELECT ", columns!(""), " WHERE h.new_case_id = $1 LIMIT 1");
    OUT = concat!("SELECT ", columns!(", h.case_id"), " WHERE h.agency_id = $1 AND h.offered_at <= $2 AND (h.offered_at < $2 OR h.id < $3)",
            seen!("h.family_id", "$5", "$6", "$7"), "ORDER BY h.offered_at DESC, h.id DESC LIMIT $4");
    IN = concat!("SELECT ", columns!(""), " LEFT JOIN support_case c ON c.id = h.new_case_id
            WHERE h.to_agency_id = $1 AND h.offered_at <= $2 AND (h.offered_at < $2 OR h.id < $3)",
            seen!("c.family_id", "$5", "$6", "$7"), "ORDER BY h.offered_at DESC, h.id DESC LIMIT $4");
    OLD_CASE = "SELECT case_id FROM case_handover WHERE id = $1";
    FORGET = "UPDATE case_handover SET summary = NULL, bundle = NULL, dispute_why = NULL, proposed_words = NULL
              WHERE case_id = $1 OR new_case_id = $1";
}

const SUMMARY: Column = Column::new("case_handover.summary");
const BUNDLE: Column = Column::new("case_handover.bundle");
const DISPUTE: Column = Column::new("case_handover.dispute_why");
const PROPOSED: Column = Column::new("case_handover.proposed_words");

/// A case that one agency hands to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Handover {
    /// Its id.
    pub id: Id<HandoverOut>,
    /// The agency that hands over.
    pub from: Id<Organisation>,
    /// Its name.
    pub from_name: String,
    /// The agency to which it is handed.
    pub to: Id<Organisation>,
    /// Its name.
    pub to_name: String,
    /// The council that becomes responsible, by its code.
    pub council: String,
    /// From which day that council is responsible.
    pub passes: Date,
    /// How it stands.
    pub state: State,
    /// What a person wrote for whoever takes it over.
    pub summary: String,
    /// What is handed over beside the summary; none once its time was over.
    pub bundle: Option<Bundle>,
    /// When it was offered.
    pub offered: Timestamp,
    /// Who offered it.
    pub offered_by: Option<Id<Account>>,
    /// By when the other agency answers.
    pub answer_due: Timestamp,
    /// When it answered last.
    pub answered: Option<Timestamp>,
    /// Who answered.
    pub answered_by: Option<Id<Account>>,
    /// Who coordinates there.
    pub coordinator: Option<Id<Account>>,
    /// The case there.
    pub new_case: Option<Id<Case>>,
    /// Why the other agency says that it is not responsible.
    pub dispute: String,
    /// By when a dispute is settled.
    pub settle_due: Option<Timestamp>,
    /// Which of the two proposed how it ends, and whether the case stays.
    pub proposed: Option<(Face, bool)>,
    /// What they wrote of what was agreed.
    pub proposed_words: String,
    /// When it ended, in whatever way.
    pub ended: Option<Timestamp>,
    /// The version that an edit is based on.
    pub version: i64,
    /// The case here: for the agency that hands over alone.
    pub case: Option<Id<Case>>,
}

impl Handover {
    /// The clock that runs now, and for whom.
    pub fn due(&self) -> Option<Timestamp> {
        match self.state {
            State::Offered | State::Agreed => Some(self.answer_due),
            State::Disputed => self.settle_due,
            State::Accepted | State::Stays | State::Withdrawn => None,
        }
    }
}

fn face_code(face: Face) -> &'static str {
    match face {
        Face::From => "from",
        Face::To => "to",
    }
}

/// The values of a hand-over of a family, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, h: &Handover, family: Id<Family>, case: Id<Case>) -> Result<Vec<Value>> {
    let seal = |column: Column, text: &str| -> Result<Value> {
        if text.is_empty() { Ok(Value::Null) } else { Ok(keys.seal(column, h.id, text)?.into()) }
    };
    let bundle = h.bundle.as_ref().map(json).transpose()?.unwrap_or_default();
    let mut all = vec![
        h.id.into(),
        h.from.into(),
        h.to.into(),
        family.into(),
        case.into(),
        (&h.council).into(),
        h.passes.into(),
        h.state.code().into(),
        seal(SUMMARY, &h.summary)?,
        seal(BUNDLE, &bundle)?,
        h.offered.into(),
        h.offered_by.into(),
    ];
    all.extend(changing(h, seal)?);
    all.push(h.version.into());
    Ok(all)
}

/// What a step may change, in the order of the table.
fn changing(h: &Handover, seal: impl Fn(Column, &str) -> Result<Value>) -> Result<Vec<Value>> {
    Ok(vec![
        h.answer_due.into(),
        h.answered.into(),
        h.answered_by.into(),
        h.coordinator.into(),
        h.new_case.into(),
        seal(DISPUTE, &h.dispute)?,
        h.settle_due.into(),
        h.proposed.map(|(face, _)| face_code(face)).into(),
        h.proposed.map(|(_, stays)| i64::from(stays)).into(),
        seal(PROPOSED, &h.proposed_words)?,
        h.ended.into(),
    ])
}

fn read(look: &Look<'_>, row: &Row, with_case: bool) -> Result<Handover> {
    let id = row.get(0)?;
    let proposed = match row.get::<Option<String>>(19)?.as_deref() {
        Some("from") => Some(Face::From),
        Some("to") => Some(Face::To),
        None => None,
        Some(_) => return Err(Error::Internal("a proposal of neither agency".into())),
    };
    Ok(Handover {
        id,
        from: row.get(1)?,
        from_name: row.get(2)?,
        to: row.get(3)?,
        to_name: row.get(4)?,
        council: row.get(5)?,
        passes: row.get(6)?,
        state: row.code(7, State::stored)?,
        summary: look.opened(SUMMARY, id, row, 8)?,
        bundle: look.opened_json(BUNDLE, id, row, 9)?,
        offered: row.get(10)?,
        offered_by: row.get(11)?,
        answer_due: row.get(12)?,
        answered: row.get(13)?,
        answered_by: row.get(14)?,
        coordinator: row.get(15)?,
        new_case: row.get(16)?,
        dispute: look.opened(DISPUTE, id, row, 17)?,
        settle_due: row.get(18)?,
        proposed: proposed.zip(row.get::<Option<i64>>(20)?.map(|stays| stays == 1)),
        proposed_words: look.opened(PROPOSED, id, row, 21)?,
        ended: row.get(22)?,
        version: row.get(23)?,
        case: if with_case { Some(row.get(24)?) } else { None },
    })
}

/// Writes a new one. Whoever calls holds the grant of its case.
pub(crate) fn insert(
    act: &Act<'_>,
    grant: &Grant<OfferHandover, One<Case>>,
    family: Id<Family>,
    h: &Handover,
) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), h, family, grant.id())?).map(drop)
}

/// A hand-over after a step of one of the two agencies, with the version that the step was based on.
pub(crate) struct Changed<'a>(pub &'a Handover, pub i64);

/// Saves a step.
///
/// # Errors
/// `Stale` when somebody changed it since.
pub(crate) fn save<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    Changed(h, version): Changed<'_>,
) -> Result<()> {
    let mut params = vec![version.into(), h.state.code().into()];
    params.extend(changing(h, |column, text| act.seal_unless_empty(column, h.id, text))?);
    grant.change(act, SAVE, &params)
}

/// The hand-over of a grant of the agency that hands over.
pub(crate) fn load_out(look: &Look<'_>, grant: &Grant<OfferHandover, One<HandoverOut>>) -> Result<Handover> {
    read(look, &grant.row(look, LOAD_OUT, &[])?, true)
}

/// The hand-over of a grant of the agency to which it is handed: nothing of the case behind it.
pub(crate) fn load_in(look: &Look<'_>, grant: &Grant<AnswerHandover, One<HandoverIn>>) -> Result<Handover> {
    read(look, &grant.row(look, LOAD_IN, &[])?, false)
}

/// The case that a hand-over comes from, to end there what was promised when it is taken over. It is never shown.
pub(crate) fn old_case(look: &Look<'_>, grant: &Grant<AnswerHandover, One<HandoverIn>>) -> Result<Id<Case>> {
    grant.row(look, OLD_CASE, &[])?.get(0)
}

/// The hand-overs of the case of a grant, the newest first.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Handover>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row, true)).collect()
}

/// The hand-over of the case of a grant that is not over.
///
/// # Errors
/// Those of the store.
pub fn open_of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Option<Handover>> {
    Ok(of_case(look, grant)?.into_iter().find(|h| h.state.is_open()))
}

/// The hand-over that the case of a grant came from.
///
/// # Errors
/// Those of the store.
pub fn of_new_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Option<Handover>> {
    grant.rows(look, OF_NEW_CASE, &[])?.first().map(|row| read(look, row, false)).transpose()
}

/// Hand-overs from one's agency, the newest first: a page, or all.
///
/// # Errors
/// Those of the store.
pub fn outgoing(
    look: &Look<'_>,
    grant: &Grant<OfferHandover, InAgency>,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Handover>> {
    let rows = grant.list(look, "handover-out", OUT, &Cursor::window(after, wanted))?;
    let all = rows.iter().map(|row| read(look, row, true)).collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(all, wanted, |h| Cursor::at(h.offered, h.id.cast())))
}

/// Hand-overs to one's agency, the newest first: a page, or all. Of those that came to nothing no word is left.
///
/// # Errors
/// Those of the store.
pub fn incoming(
    look: &Look<'_>,
    grant: &Grant<AnswerHandover, InAgency>,
    after: Option<Cursor>,
    wanted: Option<usize>,
) -> Result<Rows<Handover>> {
    let rows = grant.list(look, "handover-in", IN, &Cursor::window(after, wanted))?;
    let mut all = rows.iter().map(|row| read(look, row, false)).collect::<Result<Vec<_>>>()?;
    for h in all.iter_mut().filter(|h| !h.state.is_read_there()) {
        (h.summary, h.bundle) = (String::new(), None);
        (h.dispute, h.proposed_words) = (String::new(), String::new());
    }
    Ok(Rows::cut_or_all(all, wanted, |h| Cursor::at(h.offered, h.id.cast())))
}

/// Blanks the words of a case whose time is over. Gives how many rows.
pub(crate) fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    Ok(act.execute(FORGET, &[case.into()])? + homes::forget(act, case)?)
}
