//! Words for lines of the log, and how a family's list gathers them by day.

use access::{Role, actions, audit::Deed};
use kernel::Date;

/// What a line's action is, in plain words.
pub fn action_words(action: &str) -> &str {
    match action {
        "case.load" => "Put in by a load of many records.",
        "audit.report" => "Ask for a report of this log with a command.",
        "audit.resume" => "Go on after the log was found broken.",
        known => actions::about(known),
    }
}

/// What was done, in one word.
pub fn deed_words(deed: Option<Deed>) -> &'static str {
    deed.map_or("Recorded", Deed::label)
}

/// Who somebody is by their role: a person's role, or what Hearth does by itself.
pub fn role_words(role: &str) -> &'static str {
    match Role::from_code(role) {
        Some(role) => role.label(),
        None if role == "public" => "Somebody who was not signed in",
        None => "The system itself",
    }
}

/// What a kind of record is to a family.
pub fn kind_words(kind: &str) -> &'static str {
    match kind {
        "case" => "your child’s record",
        "enquiry" => "what was first written or said to us",
        "assessment" => "the assessment of what your family needs",
        "plan" | "plan-action" => "the support plan",
        "goal" => "your goals",
        "application" => "an application for money",
        "order" | "session" => "support that was ordered for you",
        "invoice" => "a bill for your support",
        "audit-line" | "family" => "this list of who has looked",
        _ => "a part of your record",
    }
}

/// One line of the log as a family may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The day, in England.
    pub day: Date,
    /// In which role somebody looked.
    pub role: String,
    /// For whom they work; empty when that is not known.
    pub organisation: String,
    /// The kind of record.
    pub kind: String,
    /// What was done.
    pub deed: Option<Deed>,
}

/// What one role at one organisation did to one kind of record on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// What they did.
    pub seen: Seen,
    /// How often.
    pub times: u32,
}

/// Gathers lines that say the same of the same day, in the order in which each came first.
pub fn by_day(lines: impl IntoIterator<Item = Seen>) -> Vec<Gathered> {
    let mut out: Vec<Gathered> = Vec::new();
    for seen in lines {
        match out.iter_mut().find(|g| g.seen == seen) {
            Some(same) => same.times += 1,
            None => out.push(Gathered { seen, times: 1 }),
        }
    }
    out
}

impl Gathered {
    /// What happened, as a family reads it.
    pub fn words(&self) -> String {
        let kind = kind_words(&self.seen.kind);
        let did = match self.seen.deed {
            Some(Deed::Change) => format!("changed {kind}"),
            Some(Deed::List) => format!("saw a list with {kind}"),
            Some(Deed::Refused) => format!("tried to open {kind} and was refused; nothing was shown"),
            Some(Deed::Look) | None => format!("opened {kind}"),
        };
        if self.times == 1 { did } else { format!("{did} ({} times)", self.times) }
    }

    /// Who it was, as a family reads it.
    pub fn who(&self) -> String {
        let role = role_words(&self.seen.role);
        match (Role::from_code(&self.seen.role), self.seen.organisation.as_str()) {
            (Some(Role::FamilyMember), _) => "You, or somebody of your family".to_owned(),
            (_, "") => role.to_owned(),
            (_, organisation) => format!("{role}, {organisation}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(day: &str, role: &str, kind: &str, deed: Deed) -> Seen {
        let organisation = "Adopt East".to_owned();
        Seen {
            day: day.parse().unwrap(),
            role: role.into(),
            organisation,
            kind: kind.into(),
            deed: Some(deed),
        }
    }

    #[test]
    fn the_same_of_the_same_day_is_told_once() {
        let lines = [
            seen("2026-11-20", "social-worker", "case", Deed::Look),
            seen("2026-11-20", "social-worker", "plan", Deed::Change),
            seen("2026-11-20", "social-worker", "case", Deed::Look),
            seen("2026-11-19", "social-worker", "case", Deed::Look),
        ];
        let told: Vec<(String, String)> = by_day(lines).iter().map(|g| (g.who(), g.words())).collect();
        let worker = "Social worker, Adopt East".to_owned();
        assert_eq!(
            told,
            [
                (worker.clone(), "opened your child’s record (2 times)".to_owned()),
                (worker.clone(), "changed the support plan".to_owned()),
                (worker, "opened your child’s record".to_owned()),
            ]
        );
    }

    #[test]
    fn every_action_has_words() {
        for action in actions::ALL_NAMES.iter().chain(&["case.load", "audit.report", "audit.resume"]) {
            assert!(action_words(action).ends_with('.') && action_words(action).contains(' '), "{action}");
        }
        assert_eq!(role_words("demo"), "The system itself");
    }
}
