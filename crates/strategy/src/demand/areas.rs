//! Which councils an area is, and what was published about each.

use std::collections::BTreeMap;

use access::organisations::{self, kind};
use kernel::{Date, Error, Result};
use store::Read;

use super::model::History;
use crate::needs;

/// An area and its councils.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The codes of its councils, as published tables name them.
    pub councils: Vec<String>,
}

/// Every council that figures were published for, with its years. Councils that are no more are among them.
///
/// # Errors
/// `Internal` when the table cannot be read.
pub fn histories(r: &Read<'_>) -> Result<Vec<History>> {
    let names: BTreeMap<String, String> =
        organisations::of_kind(r, kind::COUNCIL)?.into_iter().map(|o| (o.code, o.name)).collect();
    let mut all: BTreeMap<String, History> = BTreeMap::new();
    for (year, councils) in needs::adopted(r)?.councils {
        for (code, count) in councils {
            let name = names.get(&code).cloned().unwrap_or_else(|| format!("Council {code}"));
            let one =
                all.entry(code.clone()).or_insert_with(|| History { code, name, years: BTreeMap::new() });
            one.years.insert(year, count);
        }
    }
    Ok(all.into_values().collect())
}

/// The area with this code on a day: a council's, an agency's, a pan-region's, or `england`.
///
/// # Errors
/// `Invalid` on `area` when there is none.
pub fn choose(r: &Read<'_>, code: &str, today: Date) -> Result<Chosen> {
    if code == "england" {
        let councils = organisations::of_kind(r, kind::COUNCIL)?.into_iter().map(|o| o.code).collect();
        return Ok(Chosen { code: code.into(), name: "England".into(), councils });
    }
    if let Some(council) = organisations::by_code(r, kind::COUNCIL, code)? {
        return Ok(Chosen { code: council.code.clone(), name: council.name, councils: vec![council.code] });
    }
    let agencies = organisations::of_kind(r, kind::AGENCY)?;
    let region = organisations::by_code(r, kind::REGION, code)?;
    let (name, inside): (String, Vec<_>) = match (&region, agencies.iter().find(|a| a.code == code)) {
        (Some(region), _) => {
            let within = agencies.iter().filter(|agency| agency.region == region.name);
            (region.name.clone(), within.map(|agency| agency.id).collect())
        }
        (None, Some(agency)) => (agency.name.clone(), vec![agency.id]),
        (None, None) => {
            return Err(Error::field(
                "area",
                "There is no such area. Use a council's code, an agency's, a pan-region's, or england",
            ));
        }
    };
    let councils = organisations::memberships(r)?
        .into_iter()
        .filter(|m| m.from <= today && m.to.is_none_or(|to| to >= today))
        .filter(|m| m.agency.is_some_and(|agency| inside.contains(&agency)))
        .map(|m| m.council)
        .collect();
    Ok(Chosen { code: code.into(), name, councils })
}
