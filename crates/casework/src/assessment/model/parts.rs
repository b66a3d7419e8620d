//! The parts of an assessment: each is one page, saved by itself, with its own state in
//! the task list.

use std::collections::BTreeSet;

use kernel::{FieldError, Level, Need, Weight};

use super::{
    Answer, Domain, Findings, Formulation, Framework, Parents, Signal, Voice, VoicePart, conclusion_gaps,
    formulation, gaps, parents,
};
use crate::words::blank;

/// A part of the assessment.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// A domain of the framework.
    Domain(&'a Domain),
    /// The child's and the family's own words.
    Voice(&'a VoicePart),
    /// The shared formulation: what happened, what keeps it going, what protects, what we think and how sure.
    Formulation,
    /// Needs with their weight, and signals.
    Needs,
    /// The level that a person chooses.
    Level,
}

kernel::codes! {
    /// How far a part has come.
    PartState {
        NotStarted = "not-started", "Not started";
        Begun = "begun", "More to do";
        Done = "done", "Done";
    }
}

/// What is written for one part: it takes the place of the whole part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A domain, by its code.
    Domain(String, Answer),
    /// People's own words.
    Voice(Voice),
    /// What was found.
    Needs {
        /// Each need once.
        needs: Vec<(Need, Weight)>,
        /// Why there is none.
        no_needs: String,
        /// Facts besides the needs.
        signals: BTreeSet<Signal>,
        /// What the parents need for themselves.
        parents: Box<Parents>,
    },
    /// What is going on, and why.
    Formulation {
        /// What we think.
        think: String,
        /// The rest of it.
        shared: Box<Formulation>,
    },
    /// What a person concludes.
    Level {
        /// The level chosen.
        level: Option<Level>,
        /// Why it differs from the suggestion.
        reason: String,
    },
}

impl<'a> Part<'a> {
    /// Every part, in the order of the form.
    pub fn all(framework: &'a Framework) -> Vec<Self> {
        let domains = framework.domains.iter().map(Part::Domain);
        domains.chain([Part::Voice(&framework.voice), Part::Formulation, Part::Needs, Part::Level]).collect()
    }

    /// The part with this code.
    pub fn find(framework: &'a Framework, code: &str) -> Option<Self> {
        Self::all(framework).into_iter().find(|part| part.code() == code)
    }

    /// Its stable code, which stands in its address.
    pub fn code(self) -> &'a str {
        match self {
            Part::Domain(domain) => &domain.code,
            Part::Voice(_) => "voice",
            Part::Formulation => "understanding",
            Part::Needs => "needs",
            Part::Level => "level",
        }
    }

    /// Its heading.
    pub fn title(self) -> &'a str {
        match self {
            Part::Domain(domain) => &domain.title,
            Part::Voice(_) => "In their own words",
            Part::Formulation => "How we understand it together",
            Part::Needs => "Needs and how much they weigh",
            Part::Level => "The level of support",
        }
    }

    /// Whether a field belongs to it.
    pub fn owns(self, field: &str) -> bool {
        match self {
            Part::Domain(domain) => field
                .strip_prefix(domain.code.as_str())
                .is_some_and(|rest| matches!(rest, "" | "-asked" | "-left-out")),
            Part::Voice(_) => {
                matches!(field, "heard" | "heard-reason" | "heard-on" | "child-words" | "family-words")
            }
            Part::Needs => {
                matches!(field, "needs" | "no-needs" | "signals")
                    || field.starts_with("needs.")
                    || parents::is_field(field)
            }
            Part::Formulation => formulation::is_field(field),
            Part::Level => matches!(field, "level" | "level-reason"),
        }
    }

    /// What it still lacks.
    pub fn missing(self, framework: &Framework, findings: &Findings) -> Vec<FieldError> {
        let mut missing = findings.missing(framework);
        missing.retain(|error| self.owns(&error.field));
        missing
    }

    /// How far it has come.
    pub fn state(self, framework: &Framework, findings: &Findings) -> PartState {
        match (self.missing(framework, findings).is_empty(), self.untouched(findings)) {
            (true, _) => PartState::Done,
            (false, true) => PartState::NotStarted,
            (false, false) => PartState::Begun,
        }
    }

    fn untouched(self, findings: &Findings) -> bool {
        let conclusion = &findings.conclusion;
        match self {
            Part::Domain(domain) => {
                findings.answers.domains.get(&domain.code).is_none_or(|answer| *answer == Answer::default())
            }
            Part::Voice(_) => findings.answers.voice == Voice::default(),
            Part::Needs => {
                conclusion.needs.is_empty()
                    && blank(&conclusion.no_needs)
                    && findings.signals.is_empty()
                    && conclusion.parents == Parents::default()
            }
            Part::Formulation => blank(&conclusion.formulation) && conclusion.shared.untouched(),
            Part::Level => conclusion.level.is_none() && blank(&conclusion.level_reason),
        }
    }
}

impl Findings {
    /// Everything that is still missing, in the order of the form.
    pub fn missing(&self, framework: &Framework) -> Vec<FieldError> {
        let mut missing = gaps(framework, &self.answers);
        missing.extend(conclusion_gaps(&self.conclusion, &self.suggested(framework)));
        missing
    }

    /// Puts what was written in the place of the part that it is for.
    pub fn put(&mut self, written: Written) {
        match written {
            Written::Domain(code, answer) => {
                self.answers.domains.insert(code, answer);
            }
            Written::Voice(voice) => self.answers.voice = voice,
            Written::Needs { needs, no_needs, signals, parents } => {
                self.conclusion.parents = *parents;
                self.conclusion.needs = needs;
                self.conclusion.no_needs = no_needs;
                self.signals = signals;
            }
            Written::Formulation { think, shared } => {
                self.conclusion.formulation = think;
                self.conclusion.shared = *shared;
            }
            Written::Level { level, reason } => {
                self.conclusion.level = level;
                self.conclusion.level_reason = reason;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::versions;
    use super::*;

    #[test]
    fn every_gap_belongs_to_one_part() {
        for framework in versions().unwrap() {
            let parts = Part::all(framework);
            for gap in Findings::default().missing(framework) {
                let owners = parts.iter().filter(|part| part.owns(&gap.field)).count();
                assert_eq!(owners, 1, "{}", gap.field);
            }
            for part in &parts {
                assert_eq!(Part::find(framework, part.code()).unwrap().title(), part.title());
                assert_eq!(part.state(framework, &Findings::default()), PartState::NotStarted);
            }
        }
    }

    #[test]
    fn a_part_moves_on_as_it_is_written() {
        let framework = versions().unwrap().last().unwrap();
        let mut findings = Findings::default();
        let signals = BTreeSet::from([Signal::FirstYear]);
        let parents = Box::<Parents>::default();
        findings.put(Written::Needs { needs: Vec::new(), no_needs: String::new(), signals, parents });
        assert_eq!(Part::Needs.state(framework, &findings), PartState::Begun);
        let needs = vec![(Need::School, Weight::Some)];
        let (signals, parents) = (BTreeSet::new(), Box::<Parents>::default());
        findings.put(Written::Needs { needs, no_needs: String::new(), signals, parents });
        assert_eq!(Part::Needs.state(framework, &findings), PartState::Done);
        assert!(findings.signals.is_empty(), "a part is replaced whole");
    }
}
