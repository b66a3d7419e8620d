//! Skills, caseloads and gaps as values.

use std::collections::BTreeMap;

use kernel::{Date, Id, codes, kinds::Account};

codes! {
    /// What a support service needs somebody to be good at. Hearth's own list, drawn from what the service gives (S2
    /// sections 4, 9, 12 to 15): an agency's own framework goes before it.
    Skill {
        Trauma = "trauma", "Trauma and attachment";
        Parenting = "parenting", "Therapeutic parenting";
        Violence = "violence", "Child-to-parent violence";
        Fasd = "fasd", "Alcohol exposure before birth";
        Neurodevelopmental = "neurodevelopmental", "Autism and ADHD";
        School = "school", "School and special needs";
        LifeStory = "life-story", "Life story work";
        Contact = "contact", "Staying in touch with birth families";
        BirthFamilies = "birth-families", "Support for birth families";
        AdoptedAdults = "adopted-adults", "Adopted adults, records and intermediary work";
        Kinship = "kinship", "Special guardians and kinship carers";
        Fund = "fund", "Applications to the Fund";
        Safeguarding = "safeguarding", "Safeguarding";
        Supervision = "supervision", "Supervision, and looking after colleagues' own strain";
    }
}

/// How many people with a skill are too few for it to outlast one of them leaving.
const TOO_FEW: usize = 2;

/// A worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// Their account.
    pub id: Id<Account>,
    /// Their name.
    pub name: String,
    /// Open cases they coordinate, by level's code.
    pub cases: BTreeMap<String, i64>,
    /// Skills, and until when each holds.
    pub skills: BTreeMap<Skill, Option<Date>>,
}

impl Worker {
    /// All open cases they coordinate.
    pub fn caseload(&self) -> i64 {
        self.cases.values().sum()
    }

    /// The skills that hold on a day.
    pub fn holds(&self, today: Date) -> impl Iterator<Item = Skill> + '_ {
        self.skills
            .iter()
            .filter(move |(_, until)| until.is_none_or(|until| until >= today))
            .map(|(skill, _)| *skill)
    }
}

/// A skill that too few have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Which.
    pub skill: Skill,
    /// How many have it now.
    pub people: usize,
    /// How many had it, and it ran out.
    pub lapsed: usize,
}

/// The skills that fewer than two have, those that nobody has first.
pub fn gaps(workers: &[Worker], today: Date) -> Vec<Gap> {
    let of = |skill: &Skill| {
        let people = workers.iter().filter(|w| w.holds(today).any(|held| held == *skill)).count();
        let ever = workers.iter().filter(|w| w.skills.contains_key(skill)).count();
        Gap { skill: *skill, people, lapsed: ever - people }
    };
    let mut gaps: Vec<Gap> = Skill::ALL.iter().map(of).filter(|gap| gap.people < TOO_FEW).collect();
    gaps.sort_by_key(|gap| gap.people);
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skill_that_ran_out_is_a_gap() {
        let today = Date::constant(2026, 11, 20);
        let worker = |n: u8, skills: &[(Skill, Option<Date>)]| Worker {
            id: Id::from_parts(1, [n; 10]),
            name: "A".into(),
            cases: [("targeted".to_owned(), 7), ("intensive".to_owned(), 2)].into(),
            skills: skills.iter().copied().collect(),
        };
        let past = Some(Date::constant(2026, 1, 1));
        let all = [
            worker(1, &[(Skill::Trauma, None), (Skill::Fasd, past), (Skill::School, None)]),
            worker(2, &[(Skill::Trauma, Some(today))]),
        ];
        assert_eq!(all[0].caseload(), 9);
        let gaps = gaps(&all, today);
        let of = |skill| gaps.iter().find(|gap| gap.skill == skill).copied();
        assert_eq!(of(Skill::Trauma), None);
        assert_eq!(of(Skill::Fasd), Some(Gap { skill: Skill::Fasd, people: 0, lapsed: 1 }));
        assert_eq!(of(Skill::School), Some(Gap { skill: Skill::School, people: 1, lapsed: 0 }));
        assert_eq!(gaps.len(), Skill::ALL.len() - 1);
        assert_eq!(gaps.last().map(|gap| gap.skill), Some(Skill::School));
    }
}
