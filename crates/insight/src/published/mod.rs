//! Published tables: what the Department for Education (DfE) and others have published
//! about every council, kept exactly as it was said, so that an agency can see its own
//! figures beside them.
//!
//! Two shapes are read, told apart by their first line: a tidy one (`indicator`,
//! `year_ending_march`, `dfe_code`, `area`, `region`, `value`) and the long form of DfE's
//! statistics service (`time_period`, `time_identifier`, `geographic_level`, codes and
//! names of places, then the table's own breakdowns and figures). A symbol is kept as what
//! it means and never becomes a number. A row that cannot be read is reported with its
//! line and the reason, and the rest are kept.

mod csv_line;
mod decimal;
mod lines;
mod model;
mod reader;
mod row;

pub use decimal::{Decimal, Months, NotANumber};
pub use model::{AreaKind, Cell, LeftOut, Line, Record, Status, Unit, area_kind, year_ending};
pub use reader::{Reader, Shape, read_all};
