//! What people see of the directory.

pub(super) mod edit;
pub(super) mod keep;
pub(super) mod search;
pub(super) mod show;

use ::store::Read;
use access::organisations::{self, kind};
use kernel::Result;
use page::kit::{self, Tone};

use super::model::{Details, Entry, Service, Status};

/// The names of the councils that an entry serves.
fn council_names(r: &Read<'_>, details: &Details) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for code in &details.councils {
        names.push(organisations::by_code(r, kind::COUNCIL, code)?.map_or_else(|| code.clone(), |o| o.name));
    }
    Ok(names)
}

/// Where an entry is for, in words.
fn area(details: &Details, councils: &[String]) -> String {
    if details.everywhere {
        return "All of England".into();
    }
    let all: Vec<&str> = councils.iter().chain(&details.areas).map(String::as_str).collect();
    if all.is_empty() { "Ask them".into() } else { all.join(", ") }
}

fn status_tag(entry: &Entry, today: kernel::Date) -> kit::Tag {
    if entry.is_stale(today) {
        return kit::tag("To be looked at").tone(Tone::Late);
    }
    kit::tag(entry.status.label()).tone(match entry.status {
        Status::Active => Tone::Good,
        Status::Closed => Tone::Soon,
        Status::Inactive | Status::Defunct => Tone::Quiet,
    })
}

/// The days and hours of an entry, a line each.
fn openings(service: &Service) -> Vec<String> {
    fn day(code: &str) -> &str {
        let known = super::model::DAYS.iter().find(|(known, _)| *known == code);
        known.map_or(code, |(_, name)| *name)
    }
    let lines = service.entry.details.openings.iter().map(|o| {
        let days = o.days.iter().map(|code| day(code)).collect::<Vec<_>>().join(", ");
        let hours = match (o.opens.is_empty(), o.closes.is_empty()) {
            (false, false) => format!("{} to {}", o.opens, o.closes),
            (false, true) => format!("from {}", o.opens),
            (true, false) => format!("until {}", o.closes),
            (true, true) => String::new(),
        };
        [days, hours, o.words.clone()].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("; ")
    });
    lines.filter(|line| !line.is_empty()).collect()
}
