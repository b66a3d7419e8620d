//! Returns that were taken in, in the database: the return, what became of each rule, and the faults. The id of a
//! child in the return is sealed, also in a fault.

use access::{Action, Grant, InAgency, Look, One, actions::ViewStatutoryReturns};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, Organisation, ReturnFault, StatutoryReturn},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Read, Row, Value, Write, statements};

use super::{
    model::{Field, Return, Table, Year},
    rules::{self, Checked, Rule},
};
use crate::children::store::year;

/// The most faults that are kept of a return. A return with more is mended from its report.
pub const MOST_FAULTS: usize = 2_000;

statements! {
    ADD = "INSERT INTO statutory_return (id, agency_id, year, at, actor_id, mark, given, lines, faults, left_out,
             children_new, children_changed, children_same)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    ADD_RULE = "INSERT INTO return_rule (return_id, place, code, found, lacking) VALUES ($1, $2, $3, $4, $5)";
    ADD_FAULT = "INSERT INTO return_fault (id, return_id, place, code, table_name, field, line, child)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    OF_YEAR = "SELECT id, mark, given FROM statutory_return WHERE agency_id = $1 AND year = $2 ORDER BY at, id";
    LATEST = "SELECT id FROM statutory_return WHERE agency_id = $1 ORDER BY at DESC, id DESC LIMIT 1";
    LIST = "SELECT id, at, year, given, lines, faults, left_out, children_new, children_changed, children_same
            FROM statutory_return
            WHERE agency_id = $1 AND at <= $2 AND (at < $2 OR id < $3) ORDER BY at DESC, id DESC LIMIT $4";
    ONE = "SELECT id, at, year, given, lines, faults, left_out, children_new, children_changed, children_same
           FROM statutory_return WHERE id = $1";
    RULES = "SELECT code, found, lacking FROM return_rule WHERE return_id = $1 ORDER BY place";
    FAULTS = "SELECT id, place, code, table_name, field, line, child FROM return_fault
              WHERE return_id = $1 AND place > $2 ORDER BY place LIMIT $3";
    FAULTS_OF = "SELECT id, place, code, table_name, field, line, child FROM return_fault
                 WHERE return_id = $1 AND place > $2 AND code = $4 ORDER BY place LIMIT $3";
}

const CHILD: Column = Column::new("return_fault.child");

/// A return that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its id.
    pub id: Id<StatutoryReturn>,
    /// When.
    pub at: Timestamp,
    /// The calendar year in which its year ends.
    pub year: i16,
    /// The tables that were given, by code, parted by spaces.
    pub given: String,
    /// Rows that were read.
    pub lines: i64,
    /// Faults that were found, of which [`MOST_FAULTS`] are kept.
    pub faults: i64,
    /// Rows that were not taken in because they cannot be trusted.
    pub left_out: i64,
    /// Children who were not known before.
    pub new: i64,
    /// Children of whom something changed.
    pub changed: i64,
    /// Children of whom nothing changed.
    pub same: i64,
}

fn taken(row: &Row) -> Result<Taken> {
    Ok(Taken {
        id: row.get(0)?,
        at: row.get(1)?,
        year: year(row, 2)?,
        given: row.get(3)?,
        lines: row.get(4)?,
        faults: row.get(5)?,
        left_out: row.get(6)?,
        new: row.get(7)?,
        changed: row.get(8)?,
        same: row.get(9)?,
    })
}

/// What came before in an agency, for a return of `year`.
#[derive(Debug, Clone, Default)]
pub struct Former {
    /// The last return that was taken in, of any year.
    pub latest: Option<Id<StatutoryReturn>>,
    /// Whether last year's PlacedAdoption was taken in.
    pub last_given: bool,
    /// The return of this year that was taken in last, and its mark.
    pub this_year: Option<(Id<StatutoryReturn>, i64)>,
}

/// What came before.
pub fn former(r: &Read<'_>, agency: Id<Organisation>, year: Year) -> Result<Former> {
    let of = |year: Year| r.query(OF_YEAR, &[agency.into(), i32::from(year.ending()).into()]);
    let mut last_given = false;
    for row in of(year.before())? {
        last_given |= row.get::<String>(2)?.split(' ').any(|code| code == Table::PlacedAdoption.code());
    }
    let this_year = of(year)?.last().map(|row| Ok::<_, Error>((row.get(0)?, row.get(1)?))).transpose()?;
    let latest = r.opt(LATEST, &[agency.into()])?.map(|row| row.get(0)).transpose()?;
    Ok(Former { latest, last_given, this_year })
}

/// A return to be kept.
pub(super) struct New<'a> {
    pub(super) id: Id<StatutoryReturn>,
    pub(super) agency: Id<Organisation>,
    pub(super) year: Year,
    pub(super) at: Timestamp,
    pub(super) by: Option<Id<Account>>,
    pub(super) mark: i64,
    pub(super) whole: &'a Return,
    pub(super) checked: &'a Checked,
    pub(super) left_out: usize,
    pub(super) counts: [usize; 3],
}

fn int(count: usize) -> Value {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

/// Keeps a return. Its row comes first, because what is kept of children refers to it.
pub(super) fn add(w: &Write<'_>, new: &New<'_>) -> Result<()> {
    let given: Vec<&str> =
        new.whole.tables().iter().filter(|t| **t != Table::PlacedAdoptionLast).map(|t| t.code()).collect();
    let [fresh, changed, same] = new.counts;
    w.execute(
        ADD,
        &[
            new.id.into(),
            new.agency.into(),
            i32::from(new.year.ending()).into(),
            new.at.into(),
            new.by.into(),
            new.mark.into(),
            given.join(" ").into(),
            int(new.whole.rows()),
            int(new.checked.findings.len()),
            int(new.left_out),
            int(fresh),
            int(changed),
            int(same),
        ],
    )?;
    for (place, outcome) in new.checked.outcomes.iter().enumerate() {
        let lacking: Vec<&str> = outcome.lacking(new.whole).map(|t| t.code()).collect();
        let found: Option<i64> = outcome.found.map(|found| i64::try_from(found).unwrap_or(i64::MAX));
        let params =
            [new.id.into(), int(place), outcome.rule.code.into(), found.into(), lacking.join(" ").into()];
        w.execute(ADD_RULE, &params)?;
    }
    for (place, finding) in new.checked.findings.iter().take(MOST_FAULTS).enumerate() {
        let id: Id<ReturnFault> = Id::random();
        let child = finding.child.map(|child| w.keys().seal(CHILD, id, new.whole.id(child))).transpose()?;
        w.execute(
            ADD_FAULT,
            &[
                id.into(),
                new.id.into(),
                int(place + 1),
                finding.rule().code.into(),
                finding.table.code().into(),
                finding.field.code().into(),
                i64::from(finding.line).into(),
                child.into(),
            ],
        )?;
    }
    Ok(())
}

/// A page of the returns that were taken in, the newest first.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ViewStatutoryReturns, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Taken>> {
    let rows = grant.list(look, "statutory-return", LIST, &Cursor::window(after, Some(PAGE_ROWS)))?;
    let rows: Vec<Taken> = rows.iter().map(taken).collect::<Result<_>>()?;
    Ok(Rows::cut(rows, |t| Cursor::at(t.at, t.id.cast())))
}

/// The return of the grant.
pub fn one<A: Action>(look: &Look<'_>, grant: &Grant<A, One<StatutoryReturn>>) -> Result<Taken> {
    taken(&grant.row(look, ONE, &[])?)
}

/// What became of one rule.
#[derive(Debug, Clone)]
pub struct OfRule {
    /// The rule, where this Hearth still has it.
    pub rule: Option<&'static Rule>,
    /// Its code.
    pub code: String,
    /// How many faults; none where it was skipped.
    pub found: Option<i64>,
    /// The tables for want of which it was skipped.
    pub lacking: String,
}

/// What became of each rule in the return of the grant.
pub fn of_rules<A: Action>(look: &Look<'_>, grant: &Grant<A, One<StatutoryReturn>>) -> Result<Vec<OfRule>> {
    let of = |row: &Row| {
        let code: String = row.get(0)?;
        Ok(OfRule { rule: rules::by_code(&code), code, found: row.get(1)?, lacking: row.get(2)? })
    };
    grant.rows(look, RULES, &[])?.iter().map(of).collect()
}

/// A fault as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its place in the report, from 1.
    pub place: i64,
    /// The rule's code.
    pub code: String,
    /// The child's id in the return.
    pub child: String,
    /// The table.
    pub table: String,
    /// The column.
    pub field: String,
    /// The line of the file.
    pub line: i64,
}

impl Fault {
    /// The rule's message.
    pub fn message(&self) -> &'static str {
        rules::by_code(&self.code).map_or("This Hearth does not know the rule any more.", |rule| rule.message)
    }

    /// The column, where this Hearth knows it.
    pub fn column(&self) -> Option<Field> {
        Field::from_code(&self.field)
    }
}

/// At most `most` faults of the return of the grant, after this place; of one rule where said.
pub fn faults<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<StatutoryReturn>>,
    code: Option<&str>,
    after: i64,
    most: usize,
) -> Result<Vec<Fault>> {
    let mut params = vec![after.into(), int(most)];
    let rows = match code {
        None => grant.rows(look, FAULTS, &params)?,
        Some(code) => {
            params.push(code.into());
            grant.rows(look, FAULTS_OF, &params)?
        }
    };
    rows.iter()
        .map(|row| {
            let id: Id<ReturnFault> = row.get(0)?;
            let sealed: Option<Vec<u8>> = row.get(6)?;
            Ok(Fault {
                place: row.get(1)?,
                code: row.get(2)?,
                table: row.get(3)?,
                field: row.get(4)?,
                line: row.get(5)?,
                child: sealed.map(|sealed| look.open(CHILD, id, &sealed)).transpose()?.unwrap_or_default(),
            })
        })
        .collect()
}
