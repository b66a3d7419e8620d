//! How an agency stands on a part of the core offer. Pure.

use kernel::{Timestamp, codes};

codes! {
    /// What an agency states.
    Stated {
        Yes = "yes", "We offer it";
        Partly = "partly", "We offer a part of it";
        Planned = "planned", "We plan it";
        No = "no", "We do not offer it";
    }
}

codes! {
    /// How it stands, from both.
    Standing {
        Shown = "shown", "Offered: families find it in the directory";
        Stated = "stated", "Stated, and not in the directory";
        Partly = "partly", "A part of it";
        Planned = "planned", "Planned";
        Differs = "differs", "In the directory, and stated otherwise";
        Not = "not", "Gap: not offered";
        Unknown = "unknown", "Gap: nothing is known";
    }
}

/// What an agency stated of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// How it stands.
    pub stated: Stated,
    /// In its own words; may be empty.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

impl Standing {
    /// How an agency stands that keeps so many open entries for a part, and states this.
    pub fn of(entries: u64, stated: Option<Stated>) -> Self {
        match (entries, stated) {
            (0, Some(Stated::Yes)) => Standing::Stated,
            (_, Some(Stated::Partly)) => Standing::Partly,
            (0, Some(Stated::Planned)) => Standing::Planned,
            (0, Some(Stated::No)) => Standing::Not,
            (0, None) => Standing::Unknown,
            // What families find counts; that the agency says otherwise is for somebody to put right.
            (_, Some(Stated::Planned | Stated::No)) => Standing::Differs,
            (_, Some(Stated::Yes) | None) => Standing::Shown,
        }
    }

    /// Whether it counts as offered, whole or in part.
    pub fn is_offered(self) -> bool {
        matches!(self, Standing::Shown | Standing::Stated | Standing::Partly | Standing::Differs)
    }

    /// Whether it is a gap.
    pub fn is_gap(self) -> bool {
        matches!(self, Standing::Not | Standing::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_counts_and_a_statement_fills_in() {
        for (entries, stated, standing) in [
            (2, None, Standing::Shown),
            (2, Some(Stated::Yes), Standing::Shown),
            (2, Some(Stated::Partly), Standing::Partly),
            (2, Some(Stated::Planned), Standing::Differs),
            (2, Some(Stated::No), Standing::Differs),
            (0, None, Standing::Unknown),
            (0, Some(Stated::Yes), Standing::Stated),
            (0, Some(Stated::Partly), Standing::Partly),
            (0, Some(Stated::Planned), Standing::Planned),
            (0, Some(Stated::No), Standing::Not),
        ] {
            assert_eq!(Standing::of(entries, stated), standing, "{entries} {stated:?}");
            assert!(!(standing.is_gap() && standing.is_offered()));
        }
    }
}
