//! The partners that can be asked, as data (`data/partners.csv`).

use std::sync::LazyLock;

use access::consent::{RecipientKind, purposes};
use kernel::{Date, Error, Result};

/// Somebody outside the agency who knows the child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its stable code.
    pub code: String,
    /// What people call it.
    pub title: String,
    /// What kind of organisation it is, for the ground of sharing.
    pub recipient: RecipientKind,
    /// For what something is shared with it: a code of `data/consent_purposes.csv`.
    pub purpose: String,
    /// Codes of the framework's parts on which it can usually say most.
    pub domains: Vec<String>,
    /// What else it is usually asked, in words.
    pub asks: String,
    /// The first day on which it may be asked.
    pub from: Date,
}

/// Every partner, in the order in which they are offered.
///
/// # Errors
/// `Internal` when the shipped list is broken.
pub fn partners() -> Result<&'static [Partner]> {
    static SHIPPED: LazyLock<Result<Vec<Partner>>> =
        LazyLock::new(|| read(include_str!("../../../../../data/partners.csv")));
    SHIPPED.as_deref().map_err(Clone::clone)
}

impl Partner {
    /// The partner with this code.
    ///
    /// # Errors
    /// `NotFound` when the list has no such code; `Internal` when it is broken.
    pub fn find(code: &str) -> Result<&'static Partner> {
        partners()?.iter().find(|p| p.code == code).ok_or(Error::NotFound)
    }
}

fn read(text: &str) -> Result<Vec<Partner>> {
    let bad = |what: &str| Error::Internal(format!("data/partners.csv: {what}"));
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .into_records()
        .map(|row| {
            let row = row.map_err(|e| Error::internal("data/partners.csv", e))?;
            let partner = Partner {
                code: row[0].to_owned(),
                title: row[1].to_owned(),
                recipient: RecipientKind::from_code(&row[2])
                    .ok_or_else(|| bad("an unknown kind of organisation"))?,
                purpose: row[3].to_owned(),
                domains: row[4].split_whitespace().map(str::to_owned).collect(),
                asks: row[5].to_owned(),
                from: row[6].parse().map_err(|_| bad("a day that is none"))?,
            };
            match purposes::find(&partner.purpose) {
                Some(purpose) if purpose.recipient == partner.recipient => Ok(partner),
                _ => Err(bad("a purpose that does not go to such an organisation")),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::model::versions;

    #[test]
    fn every_partner_is_asked_about_parts_that_there_are() {
        let latest = versions().unwrap().last().unwrap();
        let all = partners().unwrap();
        assert_eq!(all.len(), 7);
        for partner in all {
            assert!(!partner.domains.is_empty() && partner.asks.ends_with('.'), "{}", partner.code);
            for domain in &partner.domains {
                assert!(latest.domain(domain).is_some(), "{}: {domain}", partner.code);
            }
        }
        assert_eq!(Partner::find("school").unwrap().recipient, RecipientKind::School);
        assert_eq!(Partner::find("parish"), Err(Error::NotFound));
    }

    #[test]
    fn broken_lists_are_refused() {
        let text = include_str!("../../../../../data/partners.csv");
        assert!(read(&text.replace("work-with-health", "help-research")).is_err());
        assert!(read(&text.replace(",school,work", ",parish,work")).is_err());
        assert!(read(&text.replace("2026-01-01", "soon")).is_err());
    }
}
