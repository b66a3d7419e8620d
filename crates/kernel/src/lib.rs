//! The words every other crate uses: typed ids, pence, dates and working days,
//! promises, levels of support, needs, and one error type. Nothing here does I/O
//! and nothing here knows what time it is: a caller passes time in.

#[macro_use]
mod code;
mod error;
mod id;
mod money;
mod promise;
mod time;
mod words;

pub use code::Coded;
pub use error::{Error, FieldError, Invalid, Result};
pub use id::{Id, Reference, kinds};
pub use money::Pence;
pub use promise::{PromiseKind, PromiseState, Term};
pub use time::{
    Calendar, Clock, FinancialYear, Moment, age_on, anniversary, days_between, instant, local_date,
    local_time, month_name,
};
pub use words::{AgeBand, Channel, LegalRoute, Level, Need, ProviderKind, Rater, Weight};

/// Days and instants come from `jiff`, so that no room needs a second calendar.
pub use jiff::{Timestamp, civil::Date};

#[doc(hidden)]
pub use serde as __serde;
