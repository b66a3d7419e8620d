//! The replay: each child's applications in the order in which they were sent, split by the limits of their day and by
//! those of the draft. Pure.
//!
//! * What the Fund pays inside the limits is counted, and its share above them where it matches, as if the council had
//!   paid as much.
//! * Every application that was sent counts with all that was asked, whatever was decided, save those withdrawn.
//! * The draft holds for applications sent from its first day on. Routes, ages and therapies stay as they were.
//! * Nobody knows what would have been asked under other limits: an application that was never written is not here.

use std::collections::BTreeMap;

use funding::schemes::{AskKind, AssessmentLimit, MatchCap, SchemeVersion, Used, question::split};
use kernel::{Date, Id, LegalRoute, Pence, kinds::Person};

use crate::fund_statistics::model::RouteGroup;

/// An application that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The child.
    pub child: Id<Person>,
    /// The day it was sent.
    pub on: Date,
    /// How the child came to the family.
    pub route: LegalRoute,
    /// What the money was for.
    pub kind: AskKind,
    /// What was asked.
    pub amount: Pence,
}

/// The limits that are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    /// Its first day.
    pub from: Date,
    /// The most for therapy a child and year; none without a limit.
    pub limit: Option<Pence>,
    /// The limit on specialist assessment.
    pub assessment: AssessmentLimit,
    /// The most that the Fund pays in all while it matches; none where it does not.
    pub match_to: Option<Pence>,
}

impl Draft {
    /// What holds by a version, from a day on: the draft that changes nothing of it.
    pub fn of(version: &SchemeVersion, from: Date) -> Self {
        Draft {
            from,
            limit: version.therapy_limit.value,
            assessment: version.assessment_limit.value,
            match_to: version.match_to.value,
        }
    }

    /// A version with these limits in the place of its own.
    pub fn on(&self, version: &SchemeVersion) -> SchemeVersion {
        let mut changed = version.clone();
        changed.therapy_limit.value = self.limit;
        changed.assessment_limit.value = self.assessment;
        changed.match_to.value = self.match_to;
        changed.match_cap.value = self.match_to.and(version.match_cap.value.or(Some(MatchCap::Share)));
        changed
    }
}

/// What one child has by the rules of the day, and by the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Child {
    /// The route of the first application.
    pub route: RouteGroup,
    /// By the rules of the day.
    pub before: Pence,
    /// By the draft.
    pub after: Pence,
}

/// Replays applications, which are in the order in which they were sent. `version_on` gives the rules of a day; an
/// application of a day without rules is left out.
pub fn replay<'v>(
    sent: &[Sent],
    draft: &Draft,
    version_on: impl Fn(Date) -> Option<&'v SchemeVersion>,
) -> Vec<Child> {
    let mut drafts: BTreeMap<&str, SchemeVersion> = BTreeMap::new();
    let mut children: BTreeMap<Id<Person>, (Child, [Used; 2])> = BTreeMap::new();
    for application in sent {
        let Some(version) = version_on(application.on) else { continue };
        let tried: &SchemeVersion = drafts.entry(version.id.as_str()).or_insert_with(|| draft.on(version));
        let tried = if application.on < draft.from { version } else { tried };
        let (child, used) = children.entry(application.child).or_insert_with(|| {
            let route = RouteGroup::of(application.route);
            (Child { route, before: Pence::ZERO, after: Pence::ZERO }, [Used::default(); 2])
        });
        let paid = [version, tried].into_iter().zip(used).map(|(rules, used)| pay(rules, application, used));
        for (total, paid) in [&mut child.before, &mut child.after].into_iter().zip(paid) {
            *total += paid;
        }
    }
    children.into_values().map(|(child, _)| child).collect()
}

/// What rules pay of an application, which is then used.
fn pay(rules: &SchemeVersion, application: &Sent, used: &mut Used) -> Pence {
    let (therapy, assessment) = match application.kind {
        AskKind::Therapy => (application.amount, Pence::ZERO),
        AskKind::Assessment => (Pence::ZERO, application.amount),
    };
    let split = split(rules, therapy, assessment, used);
    used.therapy += split.therapy + split.matched;
    used.council += split.matched;
    used.assessment += split.assessment;
    split.paid()
}
