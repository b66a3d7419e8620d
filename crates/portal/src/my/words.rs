//! How a promise is told to the family it was made to: honestly, also when it is late.

use casework::promises::Promise;
use kernel::{Date, Moment, PromiseKind, PromiseState, Timestamp, days_between, local_date};
use page::kit::Tone;

/// A day as people read it.
pub(super) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// One promise, told.
#[derive(Debug, PartialEq)]
pub(super) struct Told {
    /// What was promised.
    pub what: &'static str,
    /// How it stands, in a word or two.
    pub tag: &'static str,
    /// The tag's tone.
    pub tone: Tone,
    /// The whole of it in a sentence or two.
    pub words: String,
    /// Whether it is still to be kept.
    pub open: bool,
}

/// What a promise means to the family; none for promises that were not made to them.
pub(super) fn what(kind: PromiseKind) -> Option<&'static str> {
    match kind {
        PromiseKind::AdviceCall => Some("A call to talk things through and give advice"),
        PromiseKind::Assessment => Some("An assessment of what you and your child need"),
        PromiseKind::PlanReview => Some("A review of your support plan with you"),
        PromiseKind::FundingDecision => Some("A decision on the money for your support"),
        PromiseKind::SubjectAccess => Some("A copy of what we hold about you"),
        PromiseKind::Correction => Some("An answer to what you asked us to put right"),
        PromiseKind::DataComplaint => Some("An answer that we have your complaint about data"),
        PromiseKind::PlaceHeld => Some("A place in a group, held for you until then"),
        PromiseKind::OfferCall => Some("A call about the offer that you took up"),
        PromiseKind::ReviewAsked => Some("A review of the plan that was asked for, or an answer why not"),
        // Between one member of the family and the team: told beside their own messages.
        PromiseKind::MessageAnswered => None,
        PromiseKind::ToldInNote => Some("What we promised you on a call or visit"),
        // A complaint is between whoever made it and the service: told on a page of its own.
        PromiseKind::ComplaintAcknowledged
        | PromiseKind::ComplaintAnswered
        | PromiseKind::ComplaintReviewed => None,
        // Managers owe these to workers and to the case.
        PromiseKind::DecisionReview | PromiseKind::SupervisionHeld => None,
        // A provider is paid, a mentor is seen and an entry is checked: none of it is promised to the family.
        PromiseKind::InvoicePaid | PromiseKind::MentorSupervision | PromiseKind::DirectoryReview => None,
        // A manager owes the signature to the worker. The plan holds without it, and its page says how it stands.
        PromiseKind::PlanSigned | PromiseKind::AssessmentSigned => None,
        // A partner was asked, which cannot promise for them; the family reads of the asking in its timeline.
        PromiseKind::Contribution => None,
        // These are made to people who want to adopt, or to a child who waits: neither signs in here.
        PromiseKind::MatchDecision
        | PromiseKind::RegistrationAnswer
        | PromiseKind::StageOne
        | PromiseKind::StageTwo => None,
        // What is promised about contact is told on its own pages.
        PromiseKind::LetterChecked
        | PromiseKind::LetterFollowUp
        | PromiseKind::ContactReview
        | PromiseKind::RecordsRequest
        | PromiseKind::HolderAnswer
        | PromiseKind::SupportAsked => None,
        // Promised among those who help when it gets hard. The family reads what comes of it on a page of its own, and nothing
        // of it where it must be kept apart.
        PromiseKind::LeadNamed | PromiseKind::FamilyTold | PromiseKind::PartnerAnswer => None,
        // Between two agencies: the family reads on a page of its own who its person is, and what happens.
        PromiseKind::HandoverAnswered | PromiseKind::DisputeSettled => None,
    }
}

/// A promise as its family reads it at `now`; none when it was not made to them or is no longer needed.
pub(super) fn told(promise: &Promise, now: Timestamp) -> Option<Told> {
    let what = what(promise.kind)?;
    let due = Moment(promise.due);
    let late = |until: Timestamp| match days_between(local_date(promise.due), local_date(until)) {
        ..=0 => "less than a day late".to_owned(),
        1 => "1 day late".to_owned(),
        days => format!("{days} days late"),
    };
    let kept = promise.kept.map(|at| day(local_date(at))).unwrap_or_default();
    let (tag, tone, words) = match promise.state(now) {
        PromiseState::Open | PromiseState::NearlyDue => {
            ("To come", Tone::Calm, format!("We promised this by {due}."))
        }
        PromiseState::Late => {
            let late = late(now);
            let words = format!(
                "We promised this by {due}. It is {late}, and we are sorry. You can ask us what is holding it up."
            );
            ("Late", Tone::Late, words)
        }
        PromiseState::Kept => {
            ("Done", Tone::Good, format!("We did this on {kept}, in the time we promised."))
        }
        PromiseState::KeptLate => {
            let late = late(promise.kept.unwrap_or(now));
            ("Done late", Tone::Quiet, format!("We did this on {kept}. It was {late}, and we are sorry."))
        }
        PromiseState::Withdrawn => return None,
    };
    Some(Told { what, tag, tone, words, open: promise.kept.is_none() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    fn promise(kind: PromiseKind, kept: Option<&str>) -> Promise {
        Promise {
            id: Id::from_parts(1, [1; 10]),
            agency: Id::from_parts(2, [2; 10]),
            case: None,
            enquiry: None,
            kind,
            made: "2026-11-01T09:00:00Z".parse().unwrap(),
            due: "2026-11-04T09:00:00Z".parse().unwrap(),
            kept: kept.map(|k| k.parse().unwrap()),
            withdrawn: false,
        }
    }

    #[test]
    fn a_late_promise_says_so_and_is_sorry() {
        let at = |now: &str, kept| {
            told(&promise(PromiseKind::AdviceCall, kept), now.parse().unwrap()).unwrap().words
        };
        assert_eq!(at("2026-11-02T09:00:00Z", None), "We promised this by 4 November 2026 at 9:00am.");
        assert!(at("2026-11-06T09:00:00Z", None).contains("It is 2 days late, and we are sorry."));
        assert!(at("2026-11-04T10:00:00Z", None).contains("less than a day late"));
        let kept = at("2026-11-30T09:00:00Z", Some("2026-11-03T09:00:00Z"));
        assert_eq!(kept, "We did this on 3 November 2026, in the time we promised.");
        let late = at("2026-11-30T09:00:00Z", Some("2026-11-05T09:00:00Z"));
        assert_eq!(late, "We did this on 5 November 2026. It was 1 day late, and we are sorry.");
    }

    #[test]
    fn what_was_promised_to_others_or_is_not_needed_is_not_told() {
        let now = "2026-11-02T09:00:00Z".parse().unwrap();
        assert_eq!(told(&promise(PromiseKind::InvoicePaid, None), now), None);
        let withdrawn = Promise { withdrawn: true, ..promise(PromiseKind::Assessment, None) };
        assert_eq!(told(&withdrawn, now), None);
    }
}
