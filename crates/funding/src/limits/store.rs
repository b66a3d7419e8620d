//! The counts in the database. The table's own check holds the limit too, as a second lock.

use access::{Act, Look};
use kernel::{FinancialYear, Id, Pence, Result, kinds::Person};
use store::{Value, statements};

use super::model::{Bucket, counted_in, may_add};
use crate::schemes::{AskKind, SchemeVersion, Used};

statements! {
    USED = "SELECT bucket, used_pence FROM child_limit WHERE child_id = $1 AND year = $2";
    RAISE = "INSERT INTO child_limit (child_id, year, bucket, used_pence, limit_pence) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (child_id, year, bucket)
             DO UPDATE SET used_pence = child_limit.used_pence + excluded.used_pence, limit_pence = excluded.limit_pence";
    LOWER = "UPDATE child_limit SET used_pence = used_pence - $4
             WHERE child_id = $1 AND year = $2 AND bucket = $3 AND used_pence >= $4";
}

/// The table's columns, in the order of [`values`].
pub const COLUMNS: &str = "child_id, year, bucket, used_pence, limit_pence";

/// One count as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChildLimit {
    /// Whose.
    pub child: Id<Person>,
    /// In which year.
    pub year: FinancialYear,
    /// Of what.
    pub bucket: Bucket,
    /// How much is approved and not given back.
    pub used: Pence,
    /// The limit when it was last raised; none where there was none.
    pub limit: Option<Pence>,
}

/// The values of a row, for [`COLUMNS`].
pub fn values(row: &ChildLimit) -> Vec<Value> {
    let year = i64::from(row.year.0);
    vec![row.child.into(), year.into(), row.bucket.code().into(), row.used.into(), row.limit.into()]
}

/// What a child has had in a year: everything approved and not given back. Whoever calls has
/// opened the child's case or an application for the child.
pub(crate) fn used(look: &Look<'_>, child: Id<Person>, year: FinancialYear) -> Result<Used> {
    let mut used = Used::default();
    for row in look.query(USED, &[child.into(), i64::from(year.0).into()])? {
        let amount: Pence = row.get(1)?;
        match row.code(0, Bucket::stored)? {
            Bucket::Therapy => used.therapy = amount,
            Bucket::Assessment => used.assessment = amount,
            Bucket::Council => used.council = amount,
            Bucket::Together => {}
        }
    }
    Ok(used)
}

/// Counts an approval against the limits of the rules it was sent under.
///
/// # Errors
/// Refused by the limit when it does not fit.
pub(crate) fn raise(
    act: &Act<'_>,
    child: Id<Person>,
    version: &SchemeVersion,
    kind: AskKind,
    amount: Pence,
) -> Result<()> {
    let used = used(act, child, version.year())?;
    may_add(version, kind, &used, amount)?;
    for (bucket, limit) in counted_in(version, kind, &used) {
        let row = ChildLimit { child, year: version.year(), bucket, used: amount, limit };
        act.execute(RAISE, &values(&row))?;
    }
    Ok(())
}

/// Gives back what was counted.
pub(crate) fn lower(
    act: &Act<'_>,
    child: Id<Person>,
    version: &SchemeVersion,
    kind: AskKind,
    amount: Pence,
) -> Result<()> {
    for (bucket, _) in counted_in(version, kind, &Used::default()) {
        let year = i64::from(version.year().0);
        act.change(LOWER, &[child.into(), year.into(), bucket.code().into(), amount.into()])?;
    }
    Ok(())
}
