//! The early support in the database. A list of an agency's families leaves out those that are sealed, and so does a count.

use std::collections::BTreeMap;

use ::store::{Row, Value, Write, statements};
use access::{Act, Action, Grant, InAgency, Look, One, Own, actions::ViewEarlySupport, seen};
use casework::promises;
use kernel::{
    Date, Id, PromiseKind, Result, Timestamp,
    kinds::{Account, Case, Family, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};

use super::model::{Counts, Had, Offer, Taking, Who};
use crate::core_offers::model::Stated;

statements! {
    OFFERS = "SELECT part, stand, how, link, stated_at FROM early_support_offer WHERE agency_id = $1";
    OFFERS_OF_CASE = "SELECT o.part, o.stand, o.how, o.link, o.stated_at FROM early_support_offer o
                      JOIN support_case c ON c.agency_id = o.agency_id WHERE c.id = $1";
    PUT_OFFER = "INSERT INTO early_support_offer (agency_id, part, stand, how, link, stated_at, stated_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (agency_id, part) DO UPDATE SET stand = excluded.stand, how = excluded.how, link = excluded.link,
                   stated_at = excluded.stated_at, stated_by = excluded.stated_by";
    HAD = "SELECT p.part, p.taking, p.on_day, p.by_family FROM early_support_part p
           WHERE p.family_id = (SELECT family_id FROM support_case WHERE id = $1)";
    PUT_PART = "INSERT INTO early_support_part (id, agency_id, family_id, case_id, part, taking, on_day, by_family, recorded_at, recorded_by)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                ON CONFLICT (family_id, part) DO UPDATE SET agency_id = excluded.agency_id, case_id = excluded.case_id, taking = excluded.taking,
                  on_day = excluded.on_day, by_family = excluded.by_family, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by";
    COUNTS = concat!("SELECT p.part, p.taking, count(*) FROM early_support_part p WHERE p.agency_id = $1",
                     seen!("p.family_id", "$2", "$3", "$4"), "GROUP BY p.part, p.taking");
    WHO = concat!("SELECT p.id, p.case_id, c.reference, p.taking, p.on_day, p.by_family, p.recorded_at
                   FROM early_support_part p JOIN support_case c ON c.id = p.case_id
                   WHERE p.agency_id = $1 AND p.part = $2 AND p.recorded_at <= $3 AND (p.recorded_at < $3 OR p.id < $4)",
                  seen!("p.family_id", "$6", "$7", "$8"), "ORDER BY p.recorded_at DESC, p.id DESC LIMIT $5");
    // Not the list of a family's cases, which opens the children's names: only an id is needed.
    CASES_OF_FAMILY = "SELECT id FROM support_case WHERE family_id = $1 AND status = 'open' ORDER BY opened_at DESC, id DESC LIMIT 1";
    FORGET = "DELETE FROM early_support_part WHERE family_id = $1";
}

fn offers(rows: &[Row]) -> Result<BTreeMap<String, Offer>> {
    let offer = |row: &Row| {
        let offer = Offer {
            stated: row.code(1, Stated::stored)?,
            how: row.get(2)?,
            link: row.get(3)?,
            at: row.get(4)?,
        };
        Ok((row.get(0)?, offer))
    };
    rows.iter().map(offer).collect()
}

/// How an agency says that it gives each part, by the part's code.
pub(crate) fn of_agency<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
) -> Result<BTreeMap<String, Offer>> {
    offers(&grant.totals(look, OFFERS, &[])?)
}

/// How the agency of a case says that it gives each part, by the part's code.
pub(crate) fn of_case<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Case>>,
) -> Result<BTreeMap<String, Offer>> {
    offers(&grant.rows(look, OFFERS_OF_CASE, &[])?)
}

/// What the household of a case has had, by the part's code.
pub(crate) fn had<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<BTreeMap<String, Had>> {
    let had = |row: &Row| {
        let had = Had { taking: row.code(1, Taking::stored)?, on: row.get(2)?, by_family: row.get(3)? };
        Ok((row.get(0)?, had))
    };
    grant.rows(look, HAD, &[])?.iter().map(had).collect()
}

/// By when somebody calls a family that asked for more and was not answered yet.
pub(crate) fn asked<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Option<Timestamp>> {
    let open = promises::open_about(look, grant.id().cast(), PromiseKind::AdviceCall)?;
    Ok(open.map(|promise| promise.due))
}

/// How many of an agency's families that whoever asks may see stand in each way to each part, by the part's code.
pub(crate) fn counts(
    look: &Look<'_>,
    grant: &Grant<ViewEarlySupport, InAgency>,
) -> Result<BTreeMap<String, Counts>> {
    let mut all: BTreeMap<String, Counts> = BTreeMap::new();
    for row in grant.rows(look, "early-support", COUNTS, &[])? {
        let count: i64 = row.get(2)?;
        all.entry(row.get(0)?).or_default().add(row.code(1, Taking::stored)?, count.max(0).unsigned_abs());
    }
    Ok(all)
}

/// One page of the families that stand in some way to a part, the newest first; all when `rows` is `None`.
pub(crate) fn who(
    look: &Look<'_>,
    grant: &Grant<ViewEarlySupport, InAgency>,
    part: &str,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Who>> {
    let [key, id, limit] = Cursor::window(after, rows);
    let read = |row: &Row| {
        Ok(Who {
            id: row.get(0)?,
            case: row.get(1)?,
            reference: row.get(2)?,
            had: Had { taking: row.code(3, Taking::stored)?, on: row.get(4)?, by_family: row.get(5)? },
            at: row.get(6)?,
        })
    };
    let found = grant.list(look, "early-support", WHO, &[part.into(), key, id, limit])?;
    let items: Vec<Who> = found.iter().map(read).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(items, rows, |w| Cursor::at(w.at, w.id)))
}

/// The usual page.
pub(crate) fn page(
    look: &Look<'_>,
    grant: &Grant<ViewEarlySupport, InAgency>,
    part: &str,
    after: Option<Cursor>,
) -> Result<Rows<Who>> {
    who(look, grant, part, after, Some(PAGE_ROWS))
}

/// The newest open case of a family that signed in.
pub(crate) fn newest_case<A: Action>(look: &Look<'_>, grant: &Grant<A, Own>) -> Result<Option<Id<Case>>> {
    let found = grant.list(look, "case", CASES_OF_FAMILY, &[])?;
    found.first().map(|row| row.get(0)).transpose()
}

/// A statement of an agency.
#[derive(Debug, Clone, Copy)]
pub struct NewOffer<'a> {
    /// Whose.
    pub agency: Id<Organisation>,
    /// The part's code.
    pub part: &'a str,
    /// What is stated.
    pub offer: &'a Offer,
    /// By whom.
    pub by: Option<Id<Account>>,
}

/// Writes a statement down, in the place of the one before. For whoever holds the agency's grant, and for the demo.
///
/// # Errors
/// An operator's when the database refuses it.
pub fn put_offer(w: &Write<'_>, new: NewOffer<'_>) -> Result<()> {
    let o = new.offer;
    let params = [
        new.agency.into(),
        new.part.into(),
        o.stated.code().into(),
        o.how.as_str().into(),
        o.link.as_str().into(),
        o.at.into(),
        new.by.into(),
    ];
    w.execute(PUT_OFFER, &params).map(drop)
}

/// A household's step to a part.
#[derive(Debug, Clone, Copy)]
pub struct NewPart<'a> {
    /// The row.
    pub id: Id<()>,
    /// Whose family it is.
    pub agency: Id<Organisation>,
    /// The household.
    pub family: Id<Family>,
    /// The case in whose record it is noted.
    pub case: Id<Case>,
    /// The part's code.
    pub part: &'a str,
    /// How they stand to it.
    pub taking: Taking,
    /// Since which day.
    pub on: Date,
    /// When it is noted.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
    /// Whether the family says so itself.
    pub by_family: bool,
}

/// The columns of a household's step, in the order of [`part_values`].
pub const PART_COLUMNS: &str =
    "id, agency_id, family_id, case_id, part, taking, on_day, by_family, recorded_at, recorded_by";

/// The values of a household's step, in the order of [`PART_COLUMNS`].
pub fn part_values(new: &NewPart<'_>) -> Vec<Value> {
    vec![
        new.id.into(),
        new.agency.into(),
        new.family.into(),
        new.case.into(),
        new.part.into(),
        new.taking.code().into(),
        new.on.into(),
        new.by_family.into(),
        new.at.into(),
        new.by.into(),
    ]
}

/// Writes down how a household stands to a part, in the place of what stood before. The caller holds the case's grant.
pub(crate) fn put_part(act: &Act<'_>, new: &NewPart<'_>) -> Result<()> {
    act.execute(PUT_PART, &part_values(new)).map(drop)
}

/// Takes away what a household had of the early support. Whoever calls holds the grant of a destruction.
pub(crate) fn forget(act: &Act<'_>, family: Id<Family>) -> Result<u64> {
    act.execute(FORGET, &[family.into()])
}
