//! Moves and hand-overs in the database.

mod handovers;
mod homes;

pub use handovers::{COLUMNS, Handover, incoming, of_case, of_new_case, open_of_case, outgoing, values};
pub(crate) use handovers::{Changed, forget, insert, load_in, load_out, old_case, save};
pub use homes::{
    MOVE_COLUMNS, Move, NewHome, PLACING_COLUMNS, Placing, move_values, of_case as moves, placing,
    placing_values,
};
pub(crate) use homes::{add, load, put_placing, withdraw};

use ::store::Sql;

/// Every statement of this room.
pub(crate) fn statements() -> Vec<Sql> {
    [homes::ALL, handovers::ALL].concat()
}
