//! Early signs in the database. Lists of an agency leave out families that are sealed.

use std::collections::BTreeMap;

use ::store::{Column, Keys, Row, Value, planned_once, statements};
use access::{Act, Action, Grant, InAgency, Look, One, actions::ViewSigns, seen};
use casework::cases::store::Case as Whole;
use kernel::{Date, Id, Result, Timestamp, kinds::Case};
use page::{Cursor, Rows};

use super::model::{Decided, Gathered, Prompt, Sign, Standing, gathered};

/// The columns of a sign, in the order of [`sign_values`].
pub const SIGN_COLUMNS: &str =
    "id, agency_id, family_id, case_id, point, on_day, words, recorded_at, recorded_by";
/// The columns of how a case stands, in the order of [`prompt_values`].
pub const PROMPT_COLUMNS: &str = "case_id, agency_id, family_id, status, weight, raised_at, decided, decided_words, decided_at, decided_by, version";

statements! {
    ADD = "INSERT INTO early_sign (id, agency_id, family_id, case_id, point, on_day, words, recorded_at, recorded_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    SIGNS = "SELECT id, point, on_day, words, recorded_at, recorded_by FROM early_sign WHERE case_id = $1 ORDER BY on_day DESC, id DESC LIMIT 500";
    PROMPT = "SELECT case_id, status, raised_at, decided, decided_words, decided_at, decided_by, version FROM early_sign_case WHERE case_id = $1";
    PUT = "INSERT INTO early_sign_case (case_id, agency_id, family_id, status, weight, raised_at, version) VALUES ($1, $2, $3, $4, $5, $6, 1)
           ON CONFLICT (case_id) DO UPDATE SET status = excluded.status, weight = excluded.weight, raised_at = excluded.raised_at,
             version = early_sign_case.version + 1";
    SETTLE = "UPDATE early_sign_case SET status = 'seen', decided = $3, decided_words = $4, decided_at = $5, decided_by = $6, version = version + 1
              WHERE case_id = $1 AND version = $2 AND status = 'look'";
    LIST = concat!("SELECT p.case_id, c.reference, p.status, p.raised_at, p.decided, p.decided_at
                    FROM early_sign_case p JOIN support_case c ON c.id = p.case_id
                    WHERE p.agency_id = $1 AND p.status = $2 AND p.raised_at <= $3 AND (p.raised_at < $3 OR p.case_id < $4)",
                   seen!("p.family_id", "$6", "$7", "$8"), "ORDER BY p.raised_at DESC, p.case_id DESC LIMIT $5");
    SIGNS_OF_PAGE = concat!("SELECT p.case_id, s.point, s.on_day FROM early_sign_case p JOIN early_sign s ON s.case_id = p.case_id
                             WHERE p.agency_id = $1 AND p.status = $2 AND p.raised_at >= $3 AND p.raised_at <= $4",
                            seen!("p.family_id", "$5", "$6", "$7"));
    HOW_MANY = concat!(planned_once!(), "SELECT count(*) FROM (SELECT 1 AS one FROM early_sign_case p WHERE p.agency_id = $1 AND p.status = 'look'",
                       seen!("p.family_id", "$2", "$3", "$4"), "LIMIT 101) AS waiting");
    FORGET = "UPDATE early_sign SET words = NULL WHERE case_id = $1";
    FORGET_PROMPT = "UPDATE early_sign_case SET decided_words = NULL WHERE case_id = $1";
}

const WORDS: Column = Column::new("early_sign.words");
const DECIDED_WORDS: Column = Column::new("early_sign_case.decided_words");

/// The values of a sign, for [`SIGN_COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn sign_values(keys: &Keys, case: &Whole, sign: &Sign) -> Result<Vec<Value>> {
    let words =
        if sign.words.is_empty() { Value::Null } else { keys.seal(WORDS, sign.id, &sign.words)?.into() };
    Ok(vec![
        sign.id.into(),
        case.agency.into(),
        case.family.into(),
        case.id.into(),
        sign.point.as_str().into(),
        sign.on.into(),
        words,
        sign.at.into(),
        sign.by.into(),
    ])
}

/// The values of how a case stands, for [`PROMPT_COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn prompt_values(keys: &Keys, case: &Whole, p: &Prompt, weight: u32) -> Result<Vec<Value>> {
    let words =
        if p.words.is_empty() { Value::Null } else { keys.seal(DECIDED_WORDS, p.case, &p.words)?.into() };
    Ok(vec![
        p.case.into(),
        case.agency.into(),
        case.family.into(),
        p.standing.code().into(),
        weight.into(),
        p.raised.into(),
        p.decided.map(Decided::code).into(),
        words,
        p.at.into(),
        p.by.into(),
        p.version.into(),
    ])
}

/// Writes a sign down. The caller holds the case's grant.
pub(crate) fn add(act: &Act<'_>, case: &Whole, sign: &Sign) -> Result<()> {
    act.execute(ADD, &sign_values(act.keys(), case, sign)?).map(drop)
}

/// The signs of a case, the newest first: 500 at most.
pub fn signs<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Sign>> {
    let read = |row: &Row| {
        let id = row.get(0)?;
        Ok(Sign {
            id,
            point: row.get(1)?,
            on: row.get(2)?,
            words: look.opened(WORDS, id, row, 3)?,
            at: row.get(4)?,
            by: row.get(5)?,
        })
    };
    grant.rows(look, SIGNS, &[])?.iter().map(read).collect()
}

/// How a case stands, once something was recorded on it.
pub fn prompt<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Option<Prompt>> {
    let rows = grant.rows(look, PROMPT, &[])?;
    let read = |row: &Row| {
        let case: Id<Case> = row.get(0)?;
        Ok(Prompt {
            case,
            standing: row.code(1, Standing::stored)?,
            raised: row.get(2)?,
            decided: row.get::<Option<String>>(3)?.map(|code| Decided::stored(&code)).transpose()?,
            words: look.opened(DECIDED_WORDS, case, row, 4)?,
            at: row.get(5)?,
            by: row.get(6)?,
            version: row.get(7)?,
        })
    };
    rows.first().map(read).transpose()
}

/// Says how a case stands after something was recorded. The caller holds the case's grant.
pub(crate) fn put(
    act: &Act<'_>,
    case: &Whole,
    standing: Standing,
    weight: u32,
    raised: Timestamp,
) -> Result<()> {
    let params: [Value; 6] = [
        case.id.into(),
        case.agency.into(),
        case.family.into(),
        standing.code().into(),
        weight.into(),
        raised.into(),
    ];
    act.execute(PUT, &params).map(drop)
}

/// Writes down what was decided.
///
/// # Errors
/// `Stale` when something was recorded or decided since.
pub(crate) fn settle<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    version: i64,
    decided: Decided,
    words: &str,
) -> Result<()> {
    let words = act.seal_unless_empty(DECIDED_WORDS, grant.id(), words)?;
    let params =
        [version.into(), decided.code().into(), words, act.now().into(), act.actor().account().into()];
    grant.change(act, SETTLE, &params)
}

/// A case in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Which.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: String,
    /// How it stands.
    pub standing: Standing,
    /// Since when somebody is asked to look, or was.
    pub raised: Timestamp,
    /// What was decided last.
    pub decided: Option<Decided>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What its signs add up to today.
    pub gathered: Gathered,
}

/// One page of an agency's cases in a standing, the newest first; all when `rows` is `None`. Two statements, however long.
pub(crate) fn list(
    look: &Look<'_>,
    grant: &Grant<ViewSigns, InAgency>,
    standing: Standing,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Listed>> {
    let [key, id, limit] = Cursor::window(after, rows);
    let found = grant.list(look, "early-sign", LIST, &[standing.code().into(), key, id, limit])?;
    let raised: Vec<Timestamp> = found.iter().map(|row| row.get(3)).collect::<Result<_>>()?;
    let mut signs: BTreeMap<Id<Case>, Vec<(String, Date)>> = BTreeMap::new();
    if let (Some(newest), Some(oldest)) = (raised.iter().max(), raised.iter().min()) {
        let params = [standing.code().into(), (*oldest).into(), (*newest).into()];
        for row in grant.rows(look, "early-sign", SIGNS_OF_PAGE, &params)? {
            signs.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
        }
    }
    let read = |row: &Row| {
        let case: Id<Case> = row.get(0)?;
        let of_case = signs.get(&case).map(Vec::as_slice).unwrap_or_default();
        Ok(Listed {
            case,
            reference: row.get(1)?,
            standing: row.code(2, Standing::stored)?,
            raised: row.get(3)?,
            decided: row.get::<Option<String>>(4)?.map(|code| Decided::stored(&code)).transpose()?,
            decided_at: row.get(5)?,
            gathered: gathered(of_case.iter().map(|(code, on)| (code.as_str(), *on)), look.today())?,
        })
    };
    let items: Vec<Listed> = found.iter().map(read).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(items, rows, |l| Cursor::at(l.raised, l.case.cast())))
}

/// How many cases somebody should look at: at most 101, which means "more than 100".
pub(crate) fn how_many(look: &Look<'_>, grant: &Grant<ViewSigns, InAgency>) -> Result<i64> {
    match grant.rows(look, "early-sign", HOW_MANY, &[])?.first() {
        Some(row) => row.get(0),
        None => Ok(0),
    }
}

/// Takes away every word about a case. Whoever calls holds the grant of a destruction.
pub(crate) fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    Ok(act.execute(FORGET, &[case.into()])? + act.execute(FORGET_PROMPT, &[case.into()])?)
}
