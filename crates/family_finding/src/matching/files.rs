//! A pool as two CSV files: children, one a line, and families. Nothing of them is kept.

use std::{collections::BTreeSet, io::Read};

use kernel::{Coded, Date, Error, Result};

use super::{
    child::{Child, Group, MOST_CHILDREN},
    offer::Offer,
    score::is_council,
    words::{read_able, read_needs},
};

/// The columns of the file of children. Children of one `group` are to be placed together; what belongs to
/// the group stands on the line of its first child, and may be left out on the others.
pub const CHILDREN: [&str; 14] = [
    "group", "agency", "born", "sex", "needs", "health", "since", "route", "contact", "council", "avoid",
    "heritage", "language", "faith",
];

/// The columns of the file of families.
pub const FAMILIES: [&str; 16] = [
    "family",
    "agency",
    "approved",
    "youngest",
    "oldest",
    "most",
    "sex",
    "able",
    "health",
    "contact",
    "council",
    "experience",
    "early",
    "heritage",
    "languages",
    "faiths",
];

/// The most lines of a file: ten times the children and families of England.
const MOST_LINES: usize = 100_000;

/// One line, with where it stands for messages.
struct Line<'a> {
    file: &'a str,
    number: usize,
    cells: csv::StringRecord,
    names: &'a [&'a str],
}

impl Line<'_> {
    fn bad(&self, column: &str, why: &str) -> Error {
        Error::refused("match.file", format!("{}, line {}, {column}: {why}", self.file, self.number))
    }

    fn cell(&self, column: &str) -> &str {
        let at = self.names.iter().position(|name| *name == column);
        at.and_then(|at| self.cells.get(at)).unwrap_or_default().trim()
    }

    fn text(&self, column: &str) -> Result<String> {
        match self.cell(column) {
            "" => Err(self.bad(column, "is empty")),
            text => Ok(text.to_owned()),
        }
    }

    fn date(&self, column: &str) -> Result<Date> {
        self.cell(column).parse().map_err(|_| self.bad(column, "write the day as 2024-03-27"))
    }

    fn code<T: Coded>(&self, column: &str) -> Result<T> {
        self.code_opt(column)?.ok_or_else(|| self.bad(column, "is empty"))
    }

    fn code_opt<T: Coded>(&self, column: &str) -> Result<Option<T>> {
        match self.cell(column) {
            "" => Ok(None),
            text => one::<T>(text).map(Some).ok_or_else(|| self.bad(column, &allowed::<T>())),
        }
    }

    fn codes<T: Coded>(&self, column: &str) -> Result<Vec<T>> {
        let parts = self.cell(column).split(';').map(str::trim).filter(|p| !p.is_empty());
        parts.map(|p| one::<T>(p).ok_or_else(|| self.bad(column, &allowed::<T>()))).collect()
    }

    fn number(&self, column: &str, most: u8) -> Result<u8> {
        let found = self.cell(column).parse().ok().filter(|n| *n <= most);
        found.ok_or_else(|| self.bad(column, &format!("write a whole number up to {most}")))
    }

    fn council(&self, column: &str, code: &str) -> Result<String> {
        if is_council(code) {
            return Ok(code.to_owned());
        }
        Err(self
            .bad(column, "write the three-digit code that the Department for Education gives to a council"))
    }
}

fn one<T: Coded>(code: &str) -> Option<T> {
    T::all().iter().copied().find(|v| v.code_of() == code)
}

fn allowed<T: Coded>() -> String {
    let codes: Vec<&str> = T::all().iter().map(|v| v.code_of()).collect();
    format!("write one of {}", codes.join(", "))
}

/// Reads lines, and gives each to `take`.
fn read(
    from: impl Read,
    file: &str,
    names: &[&str],
    mut take: impl FnMut(&Line<'_>) -> Result<()>,
) -> Result<()> {
    let refused = |why: String| Error::refused("match.file", format!("{file}: {why}"));
    let mut reader = csv::ReaderBuilder::new().from_reader(from);
    let head = reader.headers().map_err(|e| refused(e.to_string()))?.clone();
    let same = head.iter().map(|h| h.trim().trim_start_matches('\u{feff}')).eq(names.iter().copied());
    if !same {
        return Err(refused(format!("the first line must be {}", names.join(","))));
    }
    for (at, cells) in reader.records().enumerate() {
        if at >= MOST_LINES {
            return Err(refused(format!("there are more than {MOST_LINES} lines")));
        }
        let cells = cells.map_err(|e| refused(format!("line {}: {e}", at + 2)))?;
        take(&Line { file, number: at + 2, cells, names })?;
    }
    Ok(())
}

/// Reads the children of a pool; `file` is what messages call it.
///
/// # Errors
/// `Refused` (`match.file`) with the line and what to write instead.
pub fn children(from: impl Read, file: &str) -> Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known = std::collections::BTreeMap::new();
    read(from, file, &CHILDREN, |line| {
        let reference = line.text("group")?;
        let needs = read_needs(line.cell("needs")).map_err(|part| {
            line.bad("needs", &format!("cannot read “{part}”: write trauma:strong;fasd:some"))
        })?;
        let child =
            Child { born: line.date("born")?, sex: line.code("sex")?, needs, health: line.code("health")? };
        if let Some(at) = known.get(&reference) {
            let group: &mut Group = &mut groups[*at];
            if group.children.len() >= MOST_CHILDREN {
                return Err(line.bad("group", &format!("has more than {MOST_CHILDREN} children")));
            }
            group.children.push(child);
            return Ok(());
        }
        let avoid: Result<BTreeSet<String>> = line
            .cell("avoid")
            .split(';')
            .map(str::trim)
            .filter(|c| !c.is_empty())
            .map(|c| line.council("avoid", c))
            .collect();
        known.insert(reference.clone(), groups.len());
        groups.push(Group {
            reference,
            agency: line.text("agency")?,
            children: vec![child],
            since: line.date("since")?,
            route: line.code("route")?,
            contact: line.code("contact")?,
            council: line.council("council", line.cell("council"))?,
            avoid: avoid?,
            heritage: line.code_opt("heritage")?,
            language: line.code_opt("language")?,
            faith: line.code_opt("faith")?,
        });
        Ok(())
    })?;
    Ok(groups)
}

/// Reads the families of a pool.
///
/// # Errors
/// As [`children`].
pub fn families(from: impl Read, file: &str) -> Result<Vec<Offer>> {
    let mut offers = Vec::new();
    let mut known = BTreeSet::new();
    read(from, file, &FAMILIES, |line| {
        let reference = line.text("family")?;
        if !known.insert(reference.clone()) {
            return Err(line.bad("family", "is there twice"));
        }
        let (youngest, oldest) = (line.number("youngest", 17)?, line.number("oldest", 17)?);
        if oldest < youngest {
            return Err(line.bad("oldest", "is less than youngest"));
        }
        let most = line.number("most", 6)?;
        if most == 0 {
            return Err(line.bad("most", "write at least 1"));
        }
        let able = read_able(line.cell("able")).map_err(|part| {
            line.bad("able", &format!("cannot read “{part}”: write trauma:strong;fasd:not"))
        })?;
        offers.push(Offer {
            reference,
            agency: line.text("agency")?,
            approved: line.date("approved")?,
            youngest,
            oldest,
            most,
            sex: line.code_opt("sex")?,
            able,
            health: line.code("health")?,
            contact: line.code("contact")?,
            council: line.council("council", line.cell("council"))?,
            experience: line.code("experience")?,
            early: match line.cell("early") {
                "yes" => true,
                "no" | "" => false,
                _ => return Err(line.bad("early", "write yes or no")),
            },
            heritage: line.codes("heritage")?,
            languages: line.codes("languages")?,
            faiths: line.codes("faiths")?,
        });
        Ok(())
    })?;
    Ok(offers)
}
