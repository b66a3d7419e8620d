//! What a return is: cells, rows, tables and the whole of it. Pure: no file, no database, no clock.

pub mod cell;
pub mod tables;
pub mod whole;

pub use cell::{Code, Day, PartDay};
pub use tables::{Ad1, ChildNumber, Episode, Field, Header, LastPlaced, Line, Placed, PrevPerm, Table, Uasc};
pub use whole::{Child, MOST_ROWS, Return, Year};
