//! What a family can be asked to agree to, as data (`data/consent_purposes.csv`).

use std::sync::LazyLock;

use kernel::{Date, Error, Result};

use super::{DataKind, RecipientKind};

/// Arranging support from a provider: the code that placing an order asks about.
pub const ARRANGE_SUPPORT: &str = "arrange-support";
/// Giving a provider names: the code that sharing them asks about.
pub const CONTACT_BY_PROVIDER: &str = "contact-by-provider";
/// Asking the Fund to pay: the code that sending an application asks about.
pub const APPLY_TO_FUND: &str = "apply-to-fund";

/// Sharing with another agency or council: the code that handing a case over asks about.
pub const WORK_WITH_AGENCY: &str = "work-with-agency";

/// One purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    /// Its stable code.
    pub code: String,
    /// Its name.
    pub title: String,
    /// What is asked, in plain words.
    pub asks: String,
    /// What is shared for it.
    pub shares: Vec<DataKind>,
    /// What kind of organisation it goes to.
    pub recipient: RecipientKind,
    /// What stops when consent is withdrawn.
    pub stops: String,
    /// The first day on which it may be asked.
    pub from: Date,
}

static SHIPPED: LazyLock<Vec<Purpose>> = LazyLock::new(|| {
    // A list that cannot be read lets nobody ask for anything; a test reads every line.
    read(include_str!("../../../../data/consent_purposes.csv")).unwrap_or_default()
});

/// Every purpose, in the order that people are asked.
pub fn all() -> &'static [Purpose] {
    &SHIPPED
}

/// The purpose with this code.
pub fn find(code: &str) -> Option<&'static Purpose> {
    SHIPPED.iter().find(|p| p.code == code)
}

/// The name of a purpose as people read it; the code itself where the list no longer has it.
pub fn title(code: &str) -> &str {
    find(code).map_or(code, |p| p.title.as_str())
}

fn read(text: &str) -> Result<Vec<Purpose>> {
    let bad = |what: &str| Error::Internal(format!("data/consent_purposes.csv: {what}"));
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .into_records()
        .map(|row| {
            let row = row.map_err(|e| Error::internal("data/consent_purposes.csv", e))?;
            let shares: Option<Vec<DataKind>> = row[3].split_whitespace().map(DataKind::from_code).collect();
            Ok(Purpose {
                code: row[0].to_owned(),
                title: row[1].to_owned(),
                asks: row[2].to_owned(),
                shares: shares.ok_or_else(|| bad("an unknown kind of data"))?,
                recipient: RecipientKind::from_code(&row[4])
                    .ok_or_else(|| bad("an unknown kind of organisation"))?,
                stops: row[5].to_owned(),
                from: row[6].parse().map_err(|_| bad("a day that is none"))?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_says_what_it_asks_and_stops() {
        let text = include_str!("../../../../data/consent_purposes.csv");
        let read = read(text).unwrap();
        assert_eq!(read.len(), text.lines().filter(|l| !l.starts_with('#')).count() - 1);
        for p in &read {
            assert!(!p.shares.is_empty() && p.asks.ends_with('.') && p.stops.ends_with('.'), "{}", p.code);
        }
        let codes: std::collections::BTreeSet<_> = read.iter().map(|p| &p.code).collect();
        assert_eq!(codes.len(), read.len());
        assert_eq!(find(ARRANGE_SUPPORT).unwrap().recipient, RecipientKind::Provider);
        assert_eq!(find(APPLY_TO_FUND).unwrap().recipient, RecipientKind::Fund);
    }
}
