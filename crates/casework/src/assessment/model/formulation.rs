//! The shared formulation (requirement AS4): what happened, what keeps it going, what protects, what we think and how sure
//! we are, in the worker's words and in the family's. It is stored with the assessment, so each assessment keeps its own.

use kernel::FieldError;
use serde::{Deserialize, Serialize};

use crate::words::{LONG, NOTE, blank, required, too_long};

kernel::codes! {
    /// How sure the worker is of the formulation.
    Sureness {
        Sure = "sure", "Fairly sure: several people see it alike";
        Partly = "partly", "Partly: some of it is a guess";
        First = "first-idea", "Not yet: this is a first idea";
    }
}

/// One question of the formulation, in both wordings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// In the worker's words.
    pub ours: String,
    /// As the family says it.
    pub theirs: String,
}

impl Said {
    /// Whether neither says anything.
    pub fn blank(&self) -> bool {
        blank(&self.ours) && blank(&self.theirs)
    }

    /// The wording for the family: their own where there is one.
    pub fn for_family(&self) -> &str {
        if blank(&self.theirs) { &self.ours } else { &self.theirs }
    }
}

/// What stands beside "what we think".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Formulation {
    /// What happened.
    pub happened: Said,
    /// What keeps it going.
    pub keeps: Said,
    /// What protects.
    pub protects: Said,
    /// What we think, as the family says it.
    pub think_theirs: String,
    /// How sure we are; none until chosen.
    pub sure: Option<Sureness>,
    /// What would make us surer.
    pub sure_why: String,
}

/// A question of the formulation: its field, its heading, and what helps to answer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The field of the worker's words; `-family` follows for the family's.
    pub field: &'static str,
    /// The heading.
    pub title: &'static str,
    /// What helps.
    pub hint: &'static str,
}

/// The questions before "what we think", in the order in which they are asked.
pub const QUESTIONS: [Question; 3] = [
    Question {
        field: "happened",
        title: "What happened",
        hint: "What came before, and what the child and the family carry from it.",
    },
    Question {
        field: "keeps-going",
        title: "What keeps it going",
        hint: "What makes it come back: moments, places, worries, and what people do to get through the day.",
    },
    Question {
        field: "protects",
        title: "What protects",
        hint: "What goes well, who helps, and what the child and the family are good at.",
    },
];

/// The field of what we think.
pub const THINK: &str = "formulation";

impl Formulation {
    /// What is said to a question of [`QUESTIONS`].
    pub fn said(&self, field: &str) -> Option<&Said> {
        match field {
            "happened" => Some(&self.happened),
            "keeps-going" => Some(&self.keeps),
            "protects" => Some(&self.protects),
            _ => None,
        }
    }

    /// What is wrong with it. Only "what we think" must be there, which the conclusion asks for: an early formulation may be
    /// short. Whoever is not sure says what would make them surer.
    pub fn gaps(&self) -> Vec<FieldError> {
        let mut found = Vec::new();
        for question in QUESTIONS {
            if let Some(said) = self.said(question.field) {
                found.extend(too_long(question.field, &said.ours, LONG));
                found.extend(too_long(&family_field(question.field), &said.theirs, LONG));
            }
        }
        found.extend(too_long(&family_field(THINK), &self.think_theirs, LONG));
        found.extend(match self.sure {
            Some(Sureness::Partly | Sureness::First) => {
                required("sure-why", &self.sure_why, NOTE, "Say what would make you surer")
            }
            _ => too_long("sure-why", &self.sure_why, NOTE),
        });
        found
    }

    /// Whether nothing is written.
    pub fn untouched(&self) -> bool {
        *self == Formulation::default()
    }
}

/// The field of the family's wording.
pub fn family_field(field: &str) -> String {
    format!("{field}-family")
}

/// Whether a field is one of the formulation's.
pub fn is_field(field: &str) -> bool {
    let base = field.strip_suffix("-family").unwrap_or(field);
    base == THINK || QUESTIONS.iter().any(|q| q.field == base) || matches!(field, "sure" | "sure-why")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_family_reads_its_own_words_where_it_has_said_them() {
        let both = Said { ours: "Early neglect.".into(), theirs: "Nobody came when she cried.".into() };
        assert_eq!(both.for_family(), "Nobody came when she cried.");
        let ours = Said { ours: "Early neglect.".into(), theirs: " - ".into() };
        assert_eq!(ours.for_family(), "Early neglect.");
        assert!(!ours.blank() && Said::default().blank());
    }

    #[test]
    fn a_guess_says_what_would_make_it_surer() {
        let mut early = Formulation { sure: Some(Sureness::First), ..Formulation::default() };
        assert_eq!(early.gaps()[0].field, "sure-why");
        early.sure_why = "What the paediatrician finds.".into();
        assert!(early.gaps().is_empty());
        assert!(Formulation { sure: Some(Sureness::Sure), ..Formulation::default() }.gaps().is_empty());
        assert!(Formulation::default().gaps().is_empty(), "an early formulation may be short");
    }

    #[test]
    fn every_field_is_known() {
        for field in
            ["happened", "happened-family", "keeps-going", "protects-family", "formulation", "sure-why"]
        {
            assert!(is_field(field), "{field}");
        }
        for field in ["level", "sure-family-family", "family", "-family", "happened-asked"] {
            assert!(!is_field(field), "{field}");
        }
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn too_long_is_always_said_beside_its_field(at in 0_usize..3, family in any::<bool>()) {
            let mut f = Formulation::default();
            let long = "x".repeat(LONG + 1);
            let said = [&mut f.happened, &mut f.keeps, &mut f.protects].into_iter().nth(at).unwrap();
            if family { said.theirs = long } else { said.ours = long }
            let gaps = f.gaps();
            prop_assert_eq!(gaps.len(), 1);
            prop_assert!(is_field(&gaps[0].field));
            prop_assert_eq!(gaps[0].field.ends_with("-family"), family);
        }
    }
}
