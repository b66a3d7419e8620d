//! The core offer in the database: what the directory shows, what agencies state.

use std::collections::BTreeMap;

use ::store::statements;
use access::{
    Act, Look,
    actions::ViewCoreOffers,
    organisations::{self, Organisation, kind},
};
use kernel::{Error, Id, Result, kinds::Organisation as Agency};

use super::model::{Standing, Stated, Statement};
use crate::directory::model::CoreOffer;

statements! {
    SHOWN = "SELECT s.agency_id, w.word, count(*) FROM directory_found_by w JOIN service s ON s.id = w.service_id
             WHERE w.word >= 'offer:' AND w.word < 'offer;' GROUP BY s.agency_id, w.word";
    STATED = "SELECT agency_id, offer, stand, note, stated_at FROM core_offer_statement";
    PUT = "INSERT INTO core_offer_statement (agency_id, offer, stand, note, stated_at, stated_by) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (agency_id, offer) DO UPDATE SET stand = excluded.stand, note = excluded.note, stated_at = excluded.stated_at, stated_by = excluded.stated_by";
}

/// How an agency stands on one part.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) offer: CoreOffer,
    pub(crate) standing: Standing,
    /// Open entries that the agency keeps for it.
    pub(crate) entries: u64,
    pub(crate) statement: Option<Statement>,
}

/// How an agency stands on every part, in order.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) agency: Organisation,
    pub(crate) cells: Vec<Cell>,
}

/// Every regional agency and, where it is none, the reader's own, by name.
pub(crate) fn matrix(look: &Look<'_>) -> Result<Vec<Line>> {
    // Of agencies alone: whoever sees one agency's standing sees all, so as to compare.
    match look.agency::<ViewCoreOffers>() {
        Ok(_) => {}
        Err(Error::Forbidden) => drop(look.nation::<ViewCoreOffers>()?),
        Err(error) => return Err(error),
    }
    let mut shown: BTreeMap<(Id<Agency>, String), u64> = BTreeMap::new();
    for row in look.query(SHOWN, &[])? {
        shown.insert((row.get(0)?, row.get(1)?), row.get::<i64>(2)?.max(0).unsigned_abs());
    }
    let mut stated: BTreeMap<(Id<Agency>, String), Statement> = BTreeMap::new();
    for row in look.query(STATED, &[])? {
        let said = Statement { stated: row.code(2, Stated::stored)?, note: row.get(3)?, at: row.get(4)? };
        stated.insert((row.get(0)?, row.get(1)?), said);
    }
    let mut agencies = organisations::of_kind(look, kind::AGENCY)?;
    if let Some(own) = look.actor().agency()
        && !agencies.iter().any(|a| a.id == own)
    {
        agencies.push(organisations::by_id(look, own)?);
    }
    agencies.sort_by(|a, b| a.name.cmp(&b.name));
    let line = |agency: Organisation| {
        let cells = CoreOffer::ALL.iter().map(|offer| {
            let entries = shown.get(&(agency.id, format!("offer:{}", offer.code()))).copied().unwrap_or(0);
            let statement = stated.get(&(agency.id, offer.code().to_owned())).cloned();
            let standing = Standing::of(entries, statement.as_ref().map(|s| s.stated));
            Cell { offer: *offer, standing, entries, statement }
        });
        Line { cells: cells.collect(), agency }
    };
    Ok(agencies.into_iter().map(line).collect())
}

/// Writes a statement down. The caller holds the agency's grant.
pub(crate) fn put(
    act: &Act<'_>,
    agency: Id<Agency>,
    offer: CoreOffer,
    stated: Stated,
    note: &str,
) -> Result<()> {
    let params = [
        agency.into(),
        offer.code().into(),
        stated.code().into(),
        note.into(),
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(PUT, &params).map(drop)
}
