//! Why something could not be measured, in words for whoever runs the benchmark.

use std::fmt;

/// A reason. It holds no name of a person, made up or not: only patterns of addresses.
#[derive(Debug)]
pub(crate) struct Fault(pub(crate) String);

pub(crate) type Result<T> = std::result::Result<T, Fault>;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says what was being done when an error of another kind came up.
pub(crate) trait While<T> {
    /// Puts `doing` before the error's own words.
    fn while_(self, doing: &str) -> Result<T>;
}

impl<T, E: fmt::Display> While<T> for std::result::Result<T, E> {
    fn while_(self, doing: &str) -> Result<T> {
        self.map_err(|error| Fault(format!("{doing}: {error}")))
    }
}

/// A reason of one's own.
pub(crate) fn fault<T>(why: impl Into<String>) -> Result<T> {
    Err(Fault(why.into()))
}
