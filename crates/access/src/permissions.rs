//! The permission table: role by action by how far, as data (`data/permissions.csv`).
//!
//! A council may tighten it with a table of its own, read once at the start
//! ([`Table::narrowed`]): it may only take away, and a line that would give more stops the start.

use std::{
    collections::BTreeMap,
    sync::{LazyLock, OnceLock},
};

use kernel::{Error, Result};

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
    /// Records of families whose case one coordinates, in one's own agency.
    OwnCases,
    /// Records of families whose case somebody of one's own team coordinates, or one coordinates oneself.
    Team,
    /// Records of one's own agency.
    Agency,
    /// Protected totals of the agencies of one's own pan-region.
    Region,
    /// Protected totals of every agency.
    Nation,
    /// What people of several organisations share with each other, as far as each thing says who may read it. Never
    /// a family's record.
    Shared,
}

impl Reach {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "-" => Reach::None,
            "open" => Reach::Open,
            "own" => Reach::Own,
            "own-cases" => Reach::OwnCases,
            "team" => Reach::Team,
            "agency" => Reach::Agency,
            "region" => Reach::Region,
            "nation" => Reach::Nation,
            "shared" => Reach::Shared,
            _ => return None,
        })
    }

    /// The word of the table's file.
    pub fn word(self) -> &'static str {
        match self {
            Reach::None => "-",
            Reach::Open => "open",
            Reach::Own => "own",
            Reach::OwnCases => "own-cases",
            Reach::Team => "team",
            Reach::Agency => "agency",
            Reach::Region => "region",
            Reach::Nation => "nation",
            Reach::Shared => "shared",
        }
    }

    /// The word a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Reach::None => "No",
            Reach::Open => "Anyone",
            Reach::Own => "Own records",
            Reach::OwnCases => "Own cases",
            Reach::Team => "Own team",
            Reach::Agency => "Own agency",
            Reach::Region => "Totals of the region",
            Reach::Nation => "National totals",
            Reach::Shared => "What is shared",
        }
    }

    /// Whether what this reaches is part of what `other` reaches.
    pub fn within(self, other: Self) -> bool {
        let narrower = match self {
            Reach::OwnCases => matches!(other, Reach::Team | Reach::Agency),
            Reach::Team => other == Reach::Agency,
            _ => false,
        };
        self == Reach::None || self == other || narrower
    }

    /// The kind of page that this opens: whoever sees their own cases, or their team's, sees the agency's
    /// pages, with less on them. For links, never for a record.
    pub fn page(self) -> Self {
        if matches!(self, Reach::OwnCases | Reach::Team) { Reach::Agency } else { self }
    }

    /// The wider of two, where one holds the other; otherwise the first.
    pub(crate) fn or_wider(self, other: Self) -> Self {
        if self.within(other) { other } else { self }
    }
}

/// What `own-cases` and `team` can be said of: actions on the records of one family.
const OF_FAMILIES: &[&str] = &[
    "enquiry.list",
    "enquiry.view",
    "person.search",
    "case.list",
    "case.view",
    "case.step",
    "promise.list",
    "assessment.view",
    "assessment.edit",
    "plan.view",
    "plan.edit",
    "plan.sign",
    "goal.edit",
    "goal.rate",
    "application.draft",
    "application.view",
    "application.list",
    "order.place",
    "order.view",
    "order.list",
    "invoice.view",
    "invoice.list",
    "document.view",
    "document.add",
    "document.release",
    "consent.view",
    "consent.record",
    "consent.withdraw",
    "correction.ask",
    "correction.decide",
    "subject-access.handle",
    "of-age.prepare",
    "family-picture.view",
    "family-picture.record",
    "young.view",
    "message.answer",
    "review.list",
    "review.hold",
    "note.write",
    "decision.view",
    "case.decide",
    "move.record",
    "handover.offer",
];

/// Whether an action is on the records of one family, so that a local table may say `own-cases` or `team` of it.
pub fn is_of_one_family(action: &str) -> bool {
    OF_FAMILIES.contains(&action)
}

/// What a colleague's place does not bring: what decides who may see or do what.
const NOT_DELEGATED: &[&str] = &[
    "account.manage",
    "seal.manage",
    "emergency.use",
    "emergency.review",
    "delegation.manage",
    "team.manage",
    "token.manage",
    "audit.view",
    // What needs a second person, or opens a wall.
    "identity.link.open",
    "identity.link.make",
    "account.invite-family",
    "account.invite-birth-relative",
    "account.invite-provider",
    "retention.approve",
    "subject-access.release",
    "sharing.review",
    "link.decide",
    "person.same-decide",
    "adopter.sensitive",
    // Private between two people and a manager's own line.
    "supervision.read",
    "supervision.write",
    "caseload.move",
    "absence.cover",
];

/// What emergency access opens: reading, and nothing else.
const IN_AN_EMERGENCY: &[&str] = &["case.view", "assessment.view", "plan.view", "enquiry.view"];

/// Whether emergency access opens this action.
pub fn opened_in_an_emergency(action: &str) -> bool {
    IN_AN_EMERGENCY.contains(&action)
}

/// Whether a colleague may do this in somebody's place.
pub fn may_be_delegated(action: &str) -> bool {
    !NOT_DELEGATED.contains(&action)
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The action's name.
    pub action: String,
    /// What the public may do.
    pub public: Reach,
    /// What each role may do, in the order of [`Role::ALL`].
    pub roles: Vec<Reach>,
}

impl Line {
    /// How far a role may do this.
    pub fn of(&self, role: Role) -> Reach {
        Role::ALL
            .iter()
            .position(|r| *r == role)
            .and_then(|i| self.roles.get(i).copied())
            .unwrap_or(Reach::None)
    }
}

/// Every line, by action.
#[derive(Debug, Clone, PartialEq)]
pub struct Table(BTreeMap<String, Line>);

impl Table {
    /// The table that is shipped.
    pub fn shipped() -> &'static Table {
        &SHIPPED
    }

    /// The lines, in the order of their actions.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.0.values()
    }

    /// How far a role (or the public) may do this.
    pub fn reach(&self, role: Option<Role>, action: &str) -> Reach {
        let Some(line) = self.0.get(action) else { return Reach::None };
        role.map_or(line.public, |role| line.of(role))
    }

    /// Whether all that one role may do is part of what the other may.
    pub fn role_within(&self, role: Role, other: Role) -> bool {
        self.lines().all(|line| line.of(role).within(line.of(other)))
    }

    /// This table, tightened by one of the same form that names only the actions it changes.
    ///
    /// # Errors
    /// For the operator, with the line: an action or a word that is not known, a line of the wrong
    /// length, roles in another order, `own-cases` or `team` for what is not about one family, and whatever
    /// would give more than this table gives.
    pub fn narrowed(&self, text: &str) -> Result<Table> {
        let bad = |number: usize, why: String| {
            Error::Internal(format!("the permission table, line {}: {why}", number + 1))
        };
        let mut table = self.clone();
        let mut headed = false;
        for (number, row) in text.lines().enumerate() {
            let row = row.trim();
            if row.is_empty() || row.starts_with('#') {
                continue;
            }
            if !headed {
                if !is_heading(row) {
                    return Err(bad(number, format!("the first line must be {}", heading())));
                }
                headed = true;
                continue;
            }
            let line = line(row).ok_or_else(|| {
                bad(number, format!("it must be an action and {} reaches", Role::ALL.len() + 1))
            })?;
            let Some(wide) = self.0.get(&line.action) else {
                return Err(bad(number, format!("there is no action '{}'", line.action)));
            };
            let cells = |l: &Line| std::iter::once(l.public).chain(l.roles.clone()).collect::<Vec<_>>();
            for (new, old) in cells(&line).into_iter().zip(cells(wide)) {
                if !new.within(old) {
                    return Err(bad(
                        number,
                        format!(
                            "'{}' would give more than the shipped table: it may only take away",
                            line.action
                        ),
                    ));
                }
                if matches!(new, Reach::OwnCases | Reach::Team)
                    && !OF_FAMILIES.contains(&line.action.as_str())
                {
                    return Err(bad(
                        number,
                        format!("'{}' is not about one family: use agency or a dash", line.action),
                    ));
                }
            }
            table.0.insert(line.action.clone(), line);
        }
        Ok(table)
    }
}

static SHIPPED: LazyLock<Table> = LazyLock::new(|| {
    // A row that cannot be read gives no permission to anybody; a test reads every row.
    Table(read(include_str!("../../../data/permissions.csv")).map(|l| (l.action.clone(), l)).collect())
});

static LOCAL: OnceLock<Table> = OnceLock::new();

/// The table that holds in this process: the shipped one, or the council's own that narrows it.
pub fn current() -> &'static Table {
    LOCAL.get().unwrap_or_else(|| Table::shipped())
}

/// Puts a narrowed table in force, once, before anybody is served.
///
/// # Errors
/// When one is in force already.
pub fn put_in_force(table: Table) -> Result<()> {
    LOCAL.set(table).map_err(|_| Error::Internal("a permission table is in force already".into()))
}

/// The first line of a table's file.
pub fn heading() -> String {
    let roles: Vec<&str> = Role::ALL.iter().map(|r| r.code()).collect();
    format!("action,public,{}", roles.join(","))
}

/// Roles of the first table. A table that was written before a role was added leaves it out, and gives it nothing.
const FIRST_ROLES: usize = 9;

/// Whether this is the first line of a table, of today or of before a role was added.
fn is_heading(row: &str) -> bool {
    let whole = heading();
    row == whole
        || (row.split(',').count() >= FIRST_ROLES + 2
            && whole.strip_prefix(row).is_some_and(|rest| rest.starts_with(',')))
}

fn line(row: &str) -> Option<Line> {
    let mut cells = row.split(',').map(str::trim);
    let action = cells.next()?.to_owned();
    let public = Reach::parse(cells.next()?)?;
    let roles: Option<Vec<Reach>> = cells.map(Reach::parse).collect();
    let mut roles = roles.filter(|r| (FIRST_ROLES..=Role::ALL.len()).contains(&r.len()))?;
    roles.resize(Role::ALL.len(), Reach::None);
    Some(Line { action, public, roles })
}

fn read(text: &str) -> impl Iterator<Item = Line> {
    text.lines().filter(|l| !l.starts_with('#') && !l.starts_with("action,")).filter_map(line)
}

/// Every line of the table in force, by action.
pub fn table() -> impl Iterator<Item = &'static Line> {
    current().lines()
}

/// How far a role (or the public) may do this. Somebody may act in a colleague's place besides: see
/// [`crate::Actor::reach`].
pub fn reach(role: Option<Role>, action: &str) -> Reach {
    current().reach(role, action)
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
        assert_eq!(header, heading());
        for list in [OF_FAMILIES, NOT_DELEGATED, IN_AN_EMERGENCY] {
            for action in list {
                assert!(in_code.contains(action), "{action}");
            }
        }
        for action in in_code {
            assert_ne!(crate::actions::about(action), action);
        }
    }

    #[test]
    fn nobody_reads_a_record_nationally() {
        for line in table().filter(|l| l.roles.contains(&Reach::Nation)) {
            // Each of them reads protected totals, what agencies chose to share, or no record at all.
            let totals = [
                "figures.nation",
                "published.view",
                "organisation.view",
                "core-offer.view",
                "service-audit.compare",
                "capacity.simulate",
                "return.receive",
                "return.view",
            ];
            assert!(totals.contains(&line.action.as_str()), "{}", line.action);
        }
        for line in table().filter(|l| l.roles.contains(&Reach::Region)) {
            assert_eq!(line.action, "figures.region");
        }
        // What organisations share with each other is no record of a family, and no total.
        for line in table().filter(|l| l.roles.contains(&Reach::Shared)) {
            assert!(["community.read", "community.write"].contains(&line.action.as_str()), "{}", line.action);
            assert_eq!((line.public, line.of(Role::FamilyMember)), (Reach::None, Reach::None));
        }
        assert_eq!(reach(Some(Role::Administrator), "case.view"), Reach::None);
        assert_eq!(reach(None, "case.view"), Reach::None);
    }

    #[test]
    fn an_administrator_opens_nothing_about_a_family() {
        for action in OF_FAMILIES.iter().chain(IN_AN_EMERGENCY) {
            assert_eq!(reach(Some(Role::Administrator), action), Reach::None, "{action}");
        }
        assert_eq!(reach(Some(Role::Administrator), "emergency.use"), Reach::None);
    }

    #[test]
    fn emergency_access_opens_reading_alone() {
        assert!(IN_AN_EMERGENCY.iter().all(|action| action.ends_with(".view")));
    }

    #[test]
    fn a_local_table_takes_away_and_never_gives() {
        let shipped = Table::shipped();
        let of = |row: &str| shipped.narrowed(&format!("# ours\n{}\n\n{row}\n", heading()));
        let own = of("case.list,-,-,own-cases,agency,-,-,-,-,-,-").unwrap();
        assert_eq!(own.reach(Some(Role::SocialWorker), "case.list"), Reach::OwnCases);
        assert_eq!(own.reach(Some(Role::DutyWorker), "case.list"), Reach::None);
        assert_eq!(own.reach(Some(Role::SocialWorker), "case.view"), Reach::Agency, "others stay");
        let team = of("case.list,-,own-cases,team,agency,-,-,-,-,-,-").unwrap();
        assert_eq!(team.reach(Some(Role::SocialWorker), "case.list"), Reach::Team);
        assert!(team.role_within(Role::DutyWorker, Role::DutyWorker));
        let refused = |row: &str, why: &str| match of(row) {
            Err(Error::Internal(said)) => assert!(said.contains("line 4") && said.contains(why), "{said}"),
            other => panic!("{row}: {other:?}"),
        };
        refused("case.list,-,agency,agency,agency,agency,-,-,-,-,-", "would give more");
        refused("case.list,-,agency,agency,agency,-,-,-,-,-,own-cases", "would give more");
        refused("case.view,-,agency,agency,agency,-,-,-,agency,-,-", "would give more");
        refused("case.list,open,agency,agency,agency,-,-,-,-,-,-", "would give more");
        refused("provider.list,-,-,own-cases,agency,agency,agency,-,-,-,-", "not about one family");
        refused("figures.agency,-,-,team,agency,agency,agency,-,-,-,agency", "not about one family");
        refused("case.list,-,agency,agency,agency,-,-,-,-,-,team", "would give more");
        refused("case.view,-,agency,agency,agency,-,-,-,team,-,-", "would give more");
        refused("case.listing,-,-,-,-,-,-,-,-,-,-", "no action");
        refused("case.list,-,-,-,-", "reaches");
        refused("case.list,-,some,-,-,-,-,-,-,-,-", "reaches");
        assert!(
            matches!(shipped.narrowed("case.list,-,-"), Err(Error::Internal(said)) if said.contains("line 1"))
        );
        assert_eq!(&shipped.narrowed("").unwrap(), shipped);
        // A table from before the young person's role gives that role nothing of what it names.
        let older = heading().replace(",young-person", "");
        let older = shipped.narrowed(&format!("{older}\nmessage.own,-,-,-,-,-,-,-,own,-,-\n")).unwrap();
        assert_eq!(older.reach(Some(Role::YoungPerson), "message.own"), Reach::None);
        assert_eq!(older.reach(Some(Role::YoungPerson), "young.own"), Reach::Own);
        assert!(shipped.narrowed("action,public,duty-worker\n").is_err(), "not half of the roles");
        refused("case.view,-,agency,agency,agency,-,-,-,own,-,-,own", "would give more");
    }

    /// What reaches less is part of what reaches more, all the way, and never the other way round.
    #[test]
    fn reaches_are_in_order() {
        let all = [
            Reach::None,
            Reach::Open,
            Reach::Own,
            Reach::OwnCases,
            Reach::Team,
            Reach::Agency,
            Reach::Region,
            Reach::Nation,
        ];
        for a in all {
            assert_eq!(Reach::parse(a.word()), Some(a));
            assert!(a.within(a) && Reach::None.within(a));
            for b in all {
                assert!(a == b || !(a.within(b) && b.within(a)), "{a:?} {b:?}");
                assert_eq!(a.or_wider(b), if a.within(b) { b } else { a });
                for c in all {
                    assert!(!(a.within(b) && b.within(c)) || a.within(c), "{a:?} {b:?} {c:?}");
                }
            }
        }
        assert!(Reach::OwnCases.within(Reach::Team) && Reach::Team.within(Reach::Agency));
        assert!(!Reach::Agency.within(Reach::Nation), "totals are no records");
    }

    proptest::proptest! {
        /// Whatever the local table says, nobody reaches further than the shipped one lets them.
        #[test]
        fn no_local_table_widens(
            line in 0..200_usize,
            words in proptest::collection::vec(
                proptest::sample::select(vec!["-", "open", "own", "own-cases", "team", "agency", "region", "nation"]), 10),
        ) {
            let shipped = Table::shipped();
            let action = crate::actions::ALL_NAMES[line % crate::actions::ALL_NAMES.len()];
            let text = format!("{}\n{action},{}\n", heading(), words.join(","));
            if let Ok(table) = shipped.narrowed(&text) {
                for (new, old) in table.lines().zip(shipped.lines()) {
                    proptest::prop_assert!(new.public.within(old.public));
                    for role in Role::ALL {
                        proptest::prop_assert!(new.of(*role).within(old.of(*role)));
                    }
                }
            }
        }
    }
}
