//! What was written under the framework, what is still missing, and the one step from
//! draft to complete.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Error, FieldError, Invalid, Level, Need, Result, Weight};
use serde::{Deserialize, Serialize};

use super::{Domain, Formulation, Framework, Informant, Parents, Recommendation, Signal, recommend};
use crate::words::{LONG, NOTE, blank, count, mend, required, too_long};

/// The most needs that one assessment can name: each once.
pub const MAX_NEEDS: usize = Need::ALL.len();

/// The code, in every version of the framework, of a parent's not agreeing to the child's being seen (S2 section 8).
pub const ACCESS_REFUSED: &str = "access-refused";

kernel::codes! {
    /// Where an assessment stands.
    State {
        Draft = "draft", "Draft";
        Complete = "complete", "Complete";
    }
}

/// What is written for one domain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// What was found.
    pub text: String,
    /// Who was asked.
    pub asked: BTreeSet<Informant>,
    /// Why the domain is left out, where it may be.
    pub left_out: String,
}

/// People's own words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Voice {
    /// Code of how the child was heard; blank until chosen.
    pub heard: String,
    /// The reason, where the way asks for one: a refusal of access, a child who declined.
    pub heard_reason: String,
    /// The day on which the child was heard, or on which that was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard_on: Option<Date>,
    /// The child's own words.
    pub child: String,
    /// The family's own words.
    pub family: String,
}

/// Everything written under the framework, as stored and as drafts are saved.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// By code of the domain.
    pub domains: BTreeMap<String, Answer>,
    /// The child's and the family's own words.
    pub voice: Voice,
}

/// What the worker concludes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Conclusion {
    /// What we think is going on, and why: the heart of the shared formulation (AS4).
    pub formulation: String,
    /// What happened, what keeps it going, what protects, and how sure we are.
    pub shared: Formulation,
    /// What the parents need for themselves.
    pub parents: Parents,
    /// The needs found, each once.
    pub needs: Vec<(Need, Weight)>,
    /// Why no need is named, when none is.
    pub no_needs: String,
    /// The level that a person chose.
    pub level: Option<Level>,
    /// Why the level differs from the suggestion, when it does.
    pub level_reason: String,
}

/// Everything that an assessment holds; stored whole, and saved as a draft as one goes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Findings {
    /// What is written under the framework.
    pub answers: Answers,
    /// Facts besides the needs that change what is suggested.
    pub signals: BTreeSet<Signal>,
    /// What the worker concludes.
    pub conclusion: Conclusion,
    /// What was suggested when it was completed: kept as the person saw it.
    pub suggestion: Option<Recommendation>,
}

impl Findings {
    /// The way in which nobody saw the child because that was refused, when it was.
    pub fn access_refused(&self) -> bool {
        self.answers.voice.heard == ACCESS_REFUSED
    }

    /// What the framework suggests: as it stood when the assessment was completed, or as
    /// the findings stand now.
    pub fn suggested(&self, framework: &Framework) -> Recommendation {
        match &self.suggestion {
            Some(kept) => kept.clone(),
            None => recommend(framework, &self.conclusion.needs, &self.signals),
        }
    }
}

/// A complete assessment's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessed {
    /// Always `Complete`.
    pub state: State,
    /// The level that was chosen.
    pub level: Level,
    /// Whether the person chose otherwise than suggested.
    pub differs: bool,
}

/// What the framework's minimum expectations still ask for, in the order of the form.
///
/// Field names: the domain's code, with `-asked` or `-left-out` after it for its other
/// two fields; `heard`, `heard-reason`, `heard-on`, `child-words`, `family-words`.
pub fn gaps(framework: &Framework, answers: &Answers) -> Vec<FieldError> {
    let nothing = Answer::default();
    let mut found: Vec<FieldError> = framework
        .domains
        .iter()
        .flat_map(|domain| domain_gaps(domain, answers.domains.get(&domain.code).unwrap_or(&nothing)))
        .collect();
    found.extend(voice_gaps(framework, &answers.voice));
    found
}

fn domain_gaps(domain: &Domain, answer: &Answer) -> Vec<FieldError> {
    let code = &domain.code;
    let mut found = Vec::new();
    found.extend(too_long(code, &answer.text, LONG));
    let left_out = format!("{code}-left-out");
    if !blank(&answer.left_out) {
        if domain.may_leave_out && blank(&answer.text) {
            found.extend(too_long(&left_out, &answer.left_out, NOTE));
            return found;
        }
        let why = if domain.may_leave_out { "it has an answer" } else { "it can never be" };
        found
            .push(mend(left_out, format!("Clear this: \"{}\" is not left out, because {why}", domain.title)));
    }
    if count(&answer.text) < domain.minimum.words {
        found.push(mend(code, format!("{}: write more. {}", domain.title, domain.minimum.says)));
    }
    for group in &domain.minimum.ask {
        if !group.iter().any(|who| answer.asked.contains(who)) {
            let who: Vec<&str> = group.iter().map(|who| who.label()).collect();
            let message = format!("{}: ask at least one of these: {}", domain.title, who.join("; "));
            found.push(mend(format!("{code}-asked"), message));
        }
    }
    found
}

fn voice_gaps(framework: &Framework, voice: &Voice) -> Vec<FieldError> {
    let mut found = Vec::new();
    match framework.heard(&voice.heard) {
        None => found.push(mend("heard", "Choose how the child was heard, or why not")),
        Some(way) => {
            if way.reason {
                let ask = way.ask_why.as_deref().unwrap_or("Say why");
                found.extend(required("heard-reason", &voice.heard_reason, NOTE, ask));
            }
            if way.code == ACCESS_REFUSED && voice.heard_on.is_none() {
                found.push(mend("heard-on", "Enter the day on which seeing the child was refused"));
            }
            if way.words {
                found.extend(required(
                    "child-words",
                    &voice.child,
                    LONG,
                    "Write what the child said, in their own words",
                ));
            }
        }
    }
    // What a child managed to say is kept even where the way of hearing does not ask for it.
    if found.iter().all(|e| e.field != "child-words") {
        found.extend(too_long("child-words", &voice.child, LONG));
    }
    found.extend(required(
        "family-words",
        &voice.family,
        LONG,
        "Write what the family most want understood, in their own words",
    ));
    found
}

/// What the conclusion still lacks. A level other than the suggested one needs a reason:
/// people decide, and say why (requirement AS4, design rule 12).
///
/// Field names: those of the formulation, `needs`, `level`, `level-reason`.
pub fn conclusion_gaps(conclusion: &Conclusion, suggested: &Recommendation) -> Vec<FieldError> {
    let mut found = Vec::new();
    found.extend(required(
        "formulation",
        &conclusion.formulation,
        LONG,
        "Say what you think is going on for this family, and why",
    ));
    found.extend(conclusion.shared.gaps());
    found.extend(conclusion.parents.gaps());
    let distinct: BTreeSet<Need> = conclusion.needs.iter().map(|(need, _)| *need).collect();
    if distinct.len() != conclusion.needs.len() {
        found.push(mend("needs", "Name each need once"));
    }
    if distinct.is_empty() {
        found.extend(required(
            "needs",
            &conclusion.no_needs,
            NOTE,
            "Name at least one need, or say why there is none",
        ));
    } else if !blank(&conclusion.no_needs) {
        found.push(mend(
            "needs",
            "You named needs and also gave a reason for there being none. Clear one of them",
        ));
    }
    match conclusion.level {
        None => found.push(mend("level", "Choose the level of support")),
        Some(level) if level != suggested.level => found.extend(required(
            "level-reason",
            &conclusion.level_reason,
            NOTE,
            &format!("Say why you chose {} when {} was suggested", level.label(), suggested.level.label()),
        )),
        Some(_) => found.extend(too_long("level-reason", &conclusion.level_reason, NOTE)),
    }
    found
}

/// Completes a draft.
///
/// # Errors
/// `Refused` by rule `assessment.complete` when it is complete already: a finding that
/// changed is a new assessment. `Invalid` with every gap when something is missing.
pub fn complete(
    state: State,
    framework: &Framework,
    answers: &Answers,
    conclusion: &Conclusion,
    suggested: &Recommendation,
) -> Result<Assessed> {
    if state == State::Complete {
        return Err(Error::refused(
            "assessment.complete",
            "This assessment is already complete. Start a new one to record what has changed.",
        ));
    }
    let mut missing = gaps(framework, answers);
    missing.extend(conclusion_gaps(conclusion, suggested));
    match conclusion.level {
        Some(level) if missing.is_empty() => {
            Ok(Assessed { state: State::Complete, level, differs: level != suggested.level })
        }
        _ => Err(Error::Invalid(Invalid(missing))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{framework, recommend};
    use super::*;

    fn rules() -> &'static Framework {
        framework("2026.1").unwrap()
    }

    fn full() -> Answers {
        let text = "word ".repeat(20);
        let domains = rules()
            .domains
            .iter()
            .map(|d| {
                let asked = d.minimum.ask.iter().map(|group| group[0]).collect();
                (d.code.clone(), Answer { text: text.clone(), asked, left_out: String::new() })
            })
            .collect();
        let voice = Voice {
            heard: "alone".into(),
            heard_reason: String::new(),
            heard_on: None,
            child: "I like it when we cook.".into(),
            family: "We are tired, and we love him.".into(),
        };
        Answers { domains, voice }
    }

    fn concluded(needs: &[(Need, Weight)], level: Level) -> Conclusion {
        Conclusion {
            formulation: "Fear shows as anger.".into(),
            needs: needs.to_vec(),
            level: Some(level),
            ..Conclusion::default()
        }
    }

    fn fields(found: &[FieldError]) -> Vec<&str> {
        found.iter().map(|e| e.field.as_str()).collect()
    }

    #[test]
    fn a_full_draft_completes_once() {
        let needs = [(Need::School, Weight::Strong)];
        let suggested = recommend(rules(), &needs, &BTreeSet::new());
        let conclusion = concluded(&needs, suggested.level);
        let done = complete(State::Draft, rules(), &full(), &conclusion, &suggested).unwrap();
        assert_eq!((done.state, done.level, done.differs), (State::Complete, Level::Targeted, false));
        let again = complete(done.state, rules(), &full(), &conclusion, &suggested).unwrap_err();
        assert_eq!(again.code(), "assessment.complete");
    }

    #[test]
    fn an_empty_draft_lists_every_gap_and_keeps_quiet_about_nothing() {
        let found = gaps(rules(), &Answers::default());
        for domain in &rules().domains {
            assert!(fields(&found).contains(&domain.code.as_str()), "{}", domain.code);
        }
        assert!(fields(&found).contains(&"education-asked"));
        assert!(fields(&found).ends_with(&["heard", "family-words"]));
    }

    #[test]
    fn school_may_be_left_out_with_a_reason_and_safety_may_not() {
        let mut answers = full();
        let left = Answer { left_out: "He is two years old.".into(), ..Answer::default() };
        answers.domains.insert("education".into(), left.clone());
        assert!(gaps(rules(), &answers).is_empty());
        answers.domains.insert("safety".into(), left);
        assert_eq!(fields(&gaps(rules(), &answers)), ["safety-left-out", "safety", "safety-asked"]);
    }

    #[test]
    fn when_access_was_refused_the_reason_is_asked_and_the_words_are_not() {
        let mut answers = full();
        answers.voice.heard = "access-refused".into();
        answers.voice.child.clear();
        assert_eq!(fields(&gaps(rules(), &answers)), ["heard-reason", "heard-on"]);
        answers.voice.heard_on = Some(kernel::Date::constant(2026, 11, 17));
        answers.voice.heard_reason = "They feared it would unsettle her. We offered to come again.".into();
        assert!(gaps(rules(), &answers).is_empty());
        answers.voice.heard = "alone".into();
        answers.voice.heard_on = None;
        assert_eq!(fields(&gaps(rules(), &answers)), ["child-words"]);
        answers.voice.heard = "by telepathy".into();
        assert_eq!(fields(&gaps(rules(), &answers)), ["heard"]);
    }

    #[test]
    fn another_level_than_suggested_needs_a_reason() {
        let needs = [(Need::Fasd, Weight::Some)];
        let suggested = recommend(rules(), &needs, &BTreeSet::new());
        let mut conclusion = concluded(&needs, Level::Intensive);
        assert_eq!(fields(&conclusion_gaps(&conclusion, &suggested)), ["level-reason"]);
        conclusion.level_reason = "The grandmother who held it together has died.".into();
        let done = complete(State::Draft, rules(), &full(), &conclusion, &suggested).unwrap();
        assert!(done.differs);
    }

    #[test]
    fn needs_are_named_once_or_their_absence_is_explained() {
        let suggested = recommend(rules(), &[], &BTreeSet::new());
        let mut conclusion = concluded(&[], Level::Universal);
        assert_eq!(fields(&conclusion_gaps(&conclusion, &suggested)), ["needs"]);
        conclusion.no_needs = "A question about leave from work, answered.".into();
        assert!(conclusion_gaps(&conclusion, &suggested).is_empty());
        conclusion.needs = vec![(Need::School, Weight::Some), (Need::School, Weight::Severe)];
        assert_eq!(fields(&conclusion_gaps(&conclusion, &suggested)), ["needs", "needs"]);
    }

    #[test]
    fn over_long_text_is_refused() {
        let mut answers = full();
        answers.voice.child = "x".repeat(LONG + 1);
        assert_eq!(fields(&gaps(rules(), &answers)), ["child-words"]);
    }

    #[test]
    fn drafts_survive_storage() {
        let text = serde_json::to_string(&full()).unwrap();
        assert_eq!(serde_json::from_str::<Answers>(&text).unwrap(), full());
        assert_eq!(serde_json::from_str::<Answers>("{}").unwrap(), Answers::default());
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn emptying_any_domain_makes_a_gap_of_its_own(index in 0_usize..12) {
            let code = &rules().domains[index].code;
            let mut answers = full();
            answers.domains.remove(code);
            let found = gaps(rules(), &answers);
            prop_assert!(!found.is_empty());
            prop_assert!(found.iter().all(|e| e.field.starts_with(code.as_str())));
        }

        #[test]
        fn any_text_is_checked_without_panic(text in any::<String>(), heard in any::<String>()) {
            let mut answers = full();
            answers.voice.heard = heard;
            answers.domains.insert("tried".into(), Answer { text, ..Answer::default() });
            prop_assert!(!gaps(rules(), &answers).is_empty());
        }
    }
}
