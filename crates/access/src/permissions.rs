//! The permission table: role by action by how far, as data (`data/permissions.csv`).

use std::{collections::BTreeMap, sync::LazyLock};

use crate::Role;

/// How far a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    None,
    /// Without signing in.
    Open,
    /// A family's own records, or a provider's own orders.
    Own,
    /// Records of one's own agency.
    Agency,
    /// Protected totals of every agency.
    Nation,
}

impl Reach {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "-" => Reach::None,
            "open" => Reach::Open,
            "own" => Reach::Own,
            "agency" => Reach::Agency,
            "nation" => Reach::Nation,
            _ => return None,
        })
    }

    /// The word a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Reach::None => "No",
            Reach::Open => "Anyone",
            Reach::Own => "Own records",
            Reach::Agency => "Own agency",
            Reach::Nation => "National totals",
        }
    }
}

/// One line of the table.
#[derive(Debug)]
pub struct Line {
    /// The action's name.
    pub action: String,
    /// What the public may do.
    pub public: Reach,
    /// What each role may do, in the order of [`Role::ALL`].
    pub roles: Vec<Reach>,
}

static TABLE: LazyLock<BTreeMap<String, Line>> = LazyLock::new(|| {
    // A row that cannot be read gives no permission to anybody; a test reads every row.
    read(include_str!("../../../data/permissions.csv")).map(|line| (line.action.clone(), line)).collect()
});

fn read(text: &str) -> impl Iterator<Item = Line> {
    text.lines().filter(|l| !l.starts_with('#') && !l.starts_with("action,")).filter_map(|line| {
        let mut cells = line.split(',');
        let action = cells.next()?.to_owned();
        let public = Reach::parse(cells.next()?)?;
        let roles: Option<Vec<Reach>> = cells.map(Reach::parse).collect();
        roles.filter(|r| r.len() == Role::ALL.len()).map(|roles| Line { action, public, roles })
    })
}

/// Every line, by action.
pub fn table() -> impl Iterator<Item = &'static Line> {
    TABLE.values()
}

/// How far a role (or the public) may do this.
pub fn reach(role: Option<Role>, action: &str) -> Reach {
    let Some(line) = TABLE.get(action) else { return Reach::None };
    match role {
        None => line.public,
        Some(role) => Role::ALL
            .iter()
            .position(|r| *r == role)
            .and_then(|i| line.roles.get(i).copied())
            .unwrap_or(Reach::None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_action_of_the_code_and_no_other() {
        let text = include_str!("../../../data/permissions.csv");
        let rows = text.lines().filter(|l| !l.starts_with('#')).count() - 1;
        assert_eq!(read(text).count(), rows, "a row cannot be read");
        let mut in_code: Vec<_> = crate::actions::ALL_NAMES.to_vec();
        in_code.sort_unstable();
        assert_eq!(table().map(|l| l.action.as_str()).collect::<Vec<_>>(), in_code);
        let header = text.lines().find(|l| l.starts_with("action,")).unwrap();
        let roles: Vec<_> = header.split(',').skip(2).collect();
        assert_eq!(roles, Role::ALL.iter().map(|r| r.code()).collect::<Vec<_>>());
    }

    #[test]
    fn nobody_reads_a_record_nationally() {
        for line in table().filter(|l| l.roles.contains(&Reach::Nation)) {
            let totals = ["figures.nation", "published.view", "organisation.view"];
            assert!(totals.contains(&line.action.as_str()), "{}", line.action);
        }
        assert_eq!(reach(Some(Role::Administrator), "case.view"), Reach::None);
        assert_eq!(reach(None, "case.view"), Reach::None);
    }
}
