//! Keys, returns that were taken in, and closed quarters, in the database.

use std::collections::BTreeMap;

use access::{Act, Grant, Look, Nation, actions::ViewReturns};
use kernel::{Id, Result, Timestamp, kinds::Organisation};
use store::{Read, Row, statements};

use super::model::{Figure, Quarter, Return};

statements! {
    KEY = "SELECT public_key FROM return_key WHERE agency_id = $1 AND ended_at IS NULL";
    KEYS = "SELECT o.code, o.name, k.public_key, k.added_at FROM return_key k JOIN organisation o ON o.id = k.agency_id
            WHERE k.ended_at IS NULL ORDER BY o.name";
    END_KEY = "UPDATE return_key SET ended_at = $2 WHERE agency_id = $1 AND ended_at IS NULL";
    ADD_KEY = "INSERT INTO return_key (id, agency_id, public_key, added_at, added_by) VALUES ($1, $2, $3, $4, $5)";
    HOLDS = "SELECT id, made_at, digest FROM return_received WHERE quarter = $1 AND agency_id = $2 AND superseded_at IS NULL";
    SUPERSEDE = "UPDATE return_received SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL";
    ADD = "INSERT INTO return_received (id, agency_id, quarter, made_at, digest, received_at, received_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ADD_FIGURE = "INSERT INTO return_figure (return_id, measure, part, value) VALUES ($1, $2, $3, $4)";
    CLOSED = "SELECT closed_at FROM return_closed WHERE quarter = $1";
    CLOSE = "INSERT INTO return_closed (quarter, closed_at, closed_by) VALUES ($1, $2, $3) ON CONFLICT (quarter) DO NOTHING";
    OF_QUARTER = "SELECT o.code, o.name, r.id, r.made_at, r.received_at FROM return_received r JOIN organisation o ON o.id = r.agency_id
            WHERE r.quarter = $1 AND r.superseded_at IS NULL ORDER BY o.name LIMIT 500";
    CORRECTED = "SELECT agency_id, count(*) FROM return_received WHERE quarter = $1 AND superseded_at IS NOT NULL GROUP BY agency_id";
    FIGURES = "SELECT f.return_id, f.measure, f.part, f.value FROM return_received r JOIN return_figure f ON f.return_id = r.id
            WHERE r.quarter = $1 AND r.superseded_at IS NULL";
    AGENCY_IDS = "SELECT id, code FROM organisation WHERE kind IN ('agency', 'council')";
}

/// What the id of a received return is the id of.
#[derive(Debug)]
pub enum Received {}

/// The key that an agency's returns are known by.
pub(super) fn key(r: &Read<'_>, agency: Id<Organisation>) -> Result<Option<String>> {
    r.opt(KEY, &[agency.into()])?.map(|row| row.get(0)).transpose()
}

/// A key that is in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// The agency's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The key, as hexadecimal digits.
    pub key: String,
    /// Since when.
    pub added: Timestamp,
}

/// Every key in use, by the agency's name.
pub(super) fn keys(r: &Read<'_>) -> Result<Vec<KnownKey>> {
    let read = |row: &Row| {
        Ok(KnownKey { code: row.get(0)?, name: row.get(1)?, key: row.get(2)?, added: row.get(3)? })
    };
    r.query(KEYS, &[])?.iter().map(read).collect()
}

/// Puts a key in the place of the one before.
pub(super) fn put_key(act: &Act<'_>, agency: Id<Organisation>, key: &str) -> Result<()> {
    act.execute(END_KEY, &[agency.into(), act.now().into()])?;
    let id = Id::<KnownKey>::new(act.now());
    let params = [id.into(), agency.into(), key.into(), act.now().into(), act.actor().account().into()];
    act.execute(ADD_KEY, &params).map(|_| ())
}

/// The return that holds for an agency and quarter: its id, when it was made, its digest.
pub(super) fn holds(
    r: &Read<'_>,
    quarter: Quarter,
    agency: Id<Organisation>,
) -> Result<Option<(Id<Received>, Timestamp, String)>> {
    let row = r.opt(HOLDS, &[quarter.to_string().into(), agency.into()])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()
}

/// Puts a return in the place of the one before.
pub(super) fn put(
    act: &Act<'_>,
    agency: Id<Organisation>,
    found: &Return,
    digest: &str,
    before: Option<Id<Received>>,
) -> Result<Id<Received>> {
    if let Some(before) = before {
        act.change(SUPERSEDE, &[before.into(), act.now().into()])?;
    }
    let id = Id::new(act.now());
    let params = [
        id.into(),
        agency.into(),
        (&found.quarter).into(),
        found.made_at.into(),
        digest.into(),
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(ADD, &params)?;
    for figure in &found.figures {
        act.execute(
            ADD_FIGURE,
            &[id.into(), (&figure.measure).into(), (&figure.part).into(), figure.value.into()],
        )?;
    }
    Ok(id)
}

/// When a quarter was closed, if it was.
pub(super) fn closed(r: &Read<'_>, quarter: Quarter) -> Result<Option<Timestamp>> {
    r.opt(CLOSED, &[quarter.to_string().into()])?.map(|row| row.get(0)).transpose()
}

/// Closes a quarter; one that is closed stays as it was.
pub(super) fn close(act: &Act<'_>, quarter: Quarter) -> Result<()> {
    let params = [quarter.to_string().into(), act.now().into(), act.actor().account().into()];
    act.execute(CLOSE, &params).map(|_| ())
}

/// A return of a quarter with its figures.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The agency's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub made: Timestamp,
    /// When it was taken in.
    pub received: Timestamp,
    /// How many earlier ones it took the place of.
    pub corrections: i64,
    /// Its figures.
    pub figures: Vec<Figure>,
}

/// The returns that hold for a quarter, by the agency's name.
pub(super) fn of_quarter(
    look: &Look<'_>,
    grant: &Grant<ViewReturns, Nation>,
    quarter: Quarter,
) -> Result<Vec<Taken>> {
    let quarter = [quarter.to_string().into()];
    let mut figures: BTreeMap<Vec<u8>, Vec<Figure>> = BTreeMap::new();
    for row in grant.totals(look, FIGURES, &quarter)? {
        let figure = Figure { measure: row.get(1)?, part: row.get(2)?, value: row.get(3)? };
        figures.entry(row.get(0)?).or_default().push(figure);
    }
    let mut codes: BTreeMap<Vec<u8>, String> = BTreeMap::new();
    for row in grant.totals(look, AGENCY_IDS, &[])? {
        codes.insert(row.get(0)?, row.get(1)?);
    }
    let mut corrections: BTreeMap<String, i64> = BTreeMap::new();
    for row in grant.totals(look, CORRECTED, &quarter)? {
        if let Some(code) = codes.get(&row.get::<Vec<u8>>(0)?) {
            corrections.insert(code.clone(), row.get(1)?);
        }
    }
    grant
        .totals(look, OF_QUARTER, &quarter)?
        .iter()
        .map(|row| {
            let (code, id): (String, Vec<u8>) = (row.get(0)?, row.get(2)?);
            Ok(Taken {
                corrections: corrections.get(&code).copied().unwrap_or(0),
                code,
                name: row.get(1)?,
                made: row.get(3)?,
                received: row.get(4)?,
                figures: figures.remove(&id).unwrap_or_default(),
            })
        })
        .collect()
}
