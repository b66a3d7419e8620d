//! Every move of a case between levels, its closing and its reopening, each with the
//! reason that was given (requirement PL4).

use access::{Act, Action, Grant, Look, One};
use kernel::{
    Id, Level, Result, Timestamp, codes,
    kinds::{self, Account, Organisation},
};
use store::{Column, Keys, Value, statements};

statements! {
    INSERT = "INSERT INTO level_change (id, agency_id, case_id, from_level, to_level, reason, at, actor_id)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    OF_CASE = "SELECT id, agency_id, case_id, from_level, to_level, reason, at, actor_id FROM level_change
               WHERE case_id = $1 ORDER BY at DESC, id DESC LIMIT 100";
}

/// The sealed reason of a move.
const REASON: Column = Column::new("level_change.reason");

/// The columns that a move fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, from_level, to_level, reason, at, actor_id";

codes! {
    /// Where a case stands: at a level of support, or closed.
    Standing {
        Universal = "universal", "Universal";
        Targeted = "targeted", "Targeted";
        Intensive = "intensive", "Intensive";
        Closed = "closed", "Closed";
    }
}

impl Standing {
    /// The level, while the case is open.
    pub fn level(self) -> Option<Level> {
        match self {
            Standing::Universal => Some(Level::Universal),
            Standing::Targeted => Some(Level::Targeted),
            Standing::Intensive => Some(Level::Intensive),
            Standing::Closed => None,
        }
    }
}

impl From<Level> for Standing {
    fn from(level: Level) -> Self {
        match level {
            Level::Universal => Standing::Universal,
            Level::Targeted => Standing::Targeted,
            Level::Intensive => Standing::Intensive,
        }
    }
}

/// One move.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelChange {
    /// Its id.
    pub id: Id<LevelChange>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// Of which case.
    pub case: Id<kinds::Case>,
    /// Where the case stood.
    pub from: Standing,
    /// Where it stands now.
    pub to: Standing,
    /// Why, in words that the family may read; sealed.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Who decided, when somebody signed in did.
    pub actor: Option<Id<Account>>,
}

/// The values of one move, for [`COLUMNS`].
pub fn values(keys: &Keys, row: &LevelChange) -> Result<Vec<Value>> {
    Ok(vec![
        row.id.into(),
        row.agency.into(),
        row.case.into(),
        row.from.code().into(),
        row.to.code().into(),
        keys.seal(REASON, row.id, &row.reason)?.into(),
        row.at.into(),
        row.actor.into(),
    ])
}

/// Keeps a move. Whoever calls holds the grant to step the case.
pub(crate) fn keep(act: &Act<'_>, row: &LevelChange) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), row)?).map(|_| ())
}

/// The moves of a case, newest first: up to 100.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Case>>) -> Result<Vec<LevelChange>> {
    let rows = grant.rows(look, OF_CASE, &[])?;
    rows.iter()
        .map(|row| {
            let id = row.get(0)?;
            Ok(LevelChange {
                id,
                agency: row.get(1)?,
                case: row.get(2)?,
                from: row.code(3, Standing::stored)?,
                to: row.code(4, Standing::stored)?,
                reason: look.open(REASON, id, &row.get::<Vec<u8>>(5)?)?,
                at: row.get(6)?,
                actor: row.get(7)?,
            })
        })
        .collect()
}
