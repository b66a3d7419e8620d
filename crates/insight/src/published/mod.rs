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

pub mod actions;
mod api;
mod csv_line;
mod decimal;
mod lines;
mod model;
pub mod names;
mod pages;
mod reader;
mod row;
pub mod store;

pub use decimal::{Decimal, Months, NotANumber};
pub use model::{AreaKind, Cell, LeftOut, Line, Record, Status, Unit, area_kind, year_ending};
pub use reader::{Reader, Shape, read_all};

pub(crate) use pages::over_the_years;
pub(crate) use store::ALL;

use access::{Look, actions::SeePublished};
use kernel::{Error, Result};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/published", pages::index)
            .needs::<SeePublished>()
            .about("Published figures of every council for an indicator and a year"),
        Route::get("/published.csv", pages::index_csv)
            .needs::<SeePublished>()
            .about("The same as a CSV file"),
        Route::get("/api/v1/published", api::list)
            .needs::<SeePublished>()
            .about("Published figures by indicator, area (name or code) and year; value is null unless a number was published")
            .answers::<api::PublishedList>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    crate::for_agency_and_nation("/published", "Published figures", <SeePublished as access::Action>::NAME)
}

/// Checks that somebody may see published figures: everybody who works in an agency, and
/// who works nationally.
pub(crate) fn may_see(look: &Look<'_>) -> Result<()> {
    match look.agency::<SeePublished>() {
        Err(Error::Forbidden) => look.nation::<SeePublished>().map(|_| ()),
        other => other.map(|_| ()),
    }
}
