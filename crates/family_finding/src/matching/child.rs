//! Children who wait, as plain values: one child, or brothers and sisters who are to stay together.

use std::collections::BTreeSet;

use kernel::{Date, Need, Weight};

use super::words::{Contact, Faith, Health, Heritage, Language, Route, Sex};

/// The most children of one group.
pub const MOST_CHILDREN: usize = 6;

/// One child of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Date of birth.
    pub born: Date,
    /// Sex.
    pub sex: Sex,
    /// What the child needs, each once, with how much it weighs on daily life.
    pub needs: Vec<(Need, Weight)>,
    /// Health and development.
    pub health: Health,
}

/// Children who wait for one family: one child, or a sibling group that is to be placed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The reference that people quote.
    pub reference: String,
    /// The code of the agency that looks for a family.
    pub agency: String,
    /// At least one, at most [`MOST_CHILDREN`].
    pub children: Vec<Child>,
    /// The day since which a family is looked for.
    pub since: Date,
    /// How they are to come to the family.
    pub route: Route,
    /// The most contact that is expected.
    pub contact: Contact,
    /// The council that looks after them, by its Department for Education code.
    pub council: String,
    /// Councils in which they must not live, by the same codes.
    pub avoid: BTreeSet<String>,
    /// Ethnic background, where it matters to the children. Never a bar.
    pub heritage: Option<Heritage>,
    /// A language that matters to them beside English. Never a bar.
    pub language: Option<Language>,
    /// A faith that matters to them. Never a bar.
    pub faith: Option<Faith>,
}

impl Group {
    /// How long they have waited on `today`, in whole days; nothing before the first day.
    pub fn waited(&self, today: Date) -> i32 {
        kernel::days_between(self.since, today).max(0)
    }

    /// What one would call them: `One child`, `2 brothers and sisters together`.
    pub fn who(&self) -> String {
        match self.children.len() {
            1 => "One child".to_owned(),
            n => format!("{n} brothers and sisters together"),
        }
    }
}
