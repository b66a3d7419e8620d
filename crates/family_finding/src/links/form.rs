//! What is asked about a link, in forms and in the API alike.

use access::finding::Household;
use kernel::{Date, Id, Invalid, codes};
use page::Fields;

use super::model::PanelAdvice;
use crate::shared::NOTE;

/// A link to be made, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The family.
    pub family: Id<Household>,
    /// What speaks for it.
    pub speaks_for: String,
    /// What speaks against it.
    pub against: String,
}

codes! {
    /// A step that a family finder records.
    Did {
        Link = "link", "Link them";
        Panel = "panel", "The matching panel advised";
        Introduce = "introduce", "Introductions began";
        Place = "place", "The children moved in";
        End = "end", "End the link";
    }
}

/// A step, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepInput {
    /// The version that it is based on.
    pub version: i64,
    /// Which step.
    pub did: Did,
    /// The day, where the step has one.
    pub on: Option<Date>,
    /// The panel's advice.
    pub advice: Option<PanelAdvice>,
    /// Reasons: must be there for a panel's advice and an end.
    pub words: String,
}

/// A decision, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The version that it is based on.
    pub version: i64,
    /// The day of the decision.
    pub on: Date,
    /// Whether it is agreed.
    pub yes: bool,
    /// Why.
    pub words: String,
}

/// Reads a link to be made.
pub(super) fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let family = f.id("adopter", "Choose the family from the suggestions");
    let speaks_for = f.required("speaks-for", "Say what speaks for this family", NOTE);
    let against = f.required("against", "Say what speaks against it, or that nothing does and why", NOTE);
    f.finish(|| Some(Input { family: family?, speaks_for: speaks_for?, against: against? }))
}

/// Reads a step.
pub(super) fn step_fields(f: &mut Fields) -> Result<StepInput, Invalid> {
    let version = f.version();
    let did = f.choice::<Did>("did", "Choose what happened");
    let on = f.date_opt("on");
    let advice = f.choice_opt::<PanelAdvice>("advice", "Choose what the panel advised");
    let words = f.optional("words", NOTE).unwrap_or_default();
    let dated = matches!(did, Some(Did::Panel | Did::Introduce | Did::Place));
    if dated && on.is_none() {
        f.fail("on", "Enter the day");
    }
    if did == Some(Did::Panel) && advice.is_none() {
        f.fail("advice", "Choose what the panel advised");
    }
    if matches!(did, Some(Did::Panel | Did::End)) && words.is_empty() {
        f.fail("words", "Write down the reasons");
    }
    f.finish(|| Some(StepInput { version: version?, did: did?, on, advice, words }))
}

/// Reads a decision.
pub(super) fn decision_fields(f: &mut Fields) -> Result<Decision, Invalid> {
    let version = f.version();
    let on = f.date("on", "Enter the day of the decision");
    let yes = f.yes_no("agreed", "Choose whether it is agreed");
    let words = f.required("words", "Write down the reasons", NOTE);
    f.finish(|| Some(Decision { version: version?, on: on?, yes: yes?, words: words? }))
}
