//! A promise: what was promised, by when, and whether it was kept. Timeliness
//! figures come from promises alone, never from ad hoc sums of dates.

use jiff::{SignedDuration, Span, Timestamp};

use crate::{Calendar, Error, Result, local_date};

codes! {
    /// What can be promised. The times are in `data/promises.csv`, and an agency may set its own.
    PromiseKind {
        AdviceCall = "advice-call", "Advice call";
        Assessment = "assessment", "Assessment of need";
        PlanReview = "plan-review", "Plan review";
        PlanSigned = "plan-signed", "Plan signed by a second person";
        FundingDecision = "funding-decision", "Funding decision";
        InvoicePaid = "invoice-paid", "Invoice paid";
        SubjectAccess = "subject-access", "Copy of the record given";
        Correction = "correction", "Correction answered";
        DataComplaint = "data-complaint", "Data complaint acknowledged";
        PlaceHeld = "place-held", "Place in a group held";
        MentorSupervision = "mentor-supervision", "Peer mentor supervised";
        DirectoryReview = "directory-review", "Directory entry checked";
        MatchDecision = "match-decision", "Decision on a link after panel";
        RegistrationAnswer = "registration-answer", "Registration of interest answered";
        StageOne = "stage-one", "Adopters' Stage 1 done";
        StageTwo = "stage-two", "Adopters' Stage 2 decided";
        LetterChecked = "letter-checked", "Letter checked and passed on";
        LetterFollowUp = "letter-follow-up", "Late letter followed up";
        ContactReview = "contact-review", "Contact plan reviewed";
        RecordsRequest = "records-request", "Adult’s request for records answered";
        HolderAnswer = "holder-answer", "Holder of records answers";
        SupportAsked = "support-asked", "Independent support offered again";
        Contribution = "contribution", "Contribution of a partner to an assessment";
        AssessmentSigned = "assessment-signed", "Assessment signed by a second person";
        OfferCall = "offer-call", "Call about an offer made ahead";
        LeadNamed = "lead-named", "Lead professional named";
        FamilyTold = "family-told", "Family told what happens next";
        PartnerAnswer = "partner-answer", "Partner answers what was asked";
        MessageAnswered = "message-answered", "Message answered";
        ReviewAsked = "review-asked", "Review of the plan that was asked for";
        ToldInNote = "told-in-note", "Promised on a call or visit";
        ComplaintAcknowledged = "complaint-acknowledged", "Complaint acknowledged";
        ComplaintAnswered = "complaint-answered", "Complaint answered";
        ComplaintReviewed = "complaint-reviewed", "Complaint looked at by somebody new";
        DecisionReview = "decision-review", "Decision on a case looked at again";
        SupervisionHeld = "supervision-held", "Supervision held";
        HandoverAnswered = "handover-answered", "Hand-over from another agency answered";
        DisputeSettled = "dispute-settled", "Dispute over who is responsible settled";
    }
}

/// How long a promise gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// Hours on the clock, nights and weekends included.
    Hours(u32),
    /// Working days: due at the end of the last one.
    WorkingDays(u32),
    /// Calendar days: due at the end of the last one.
    Days(u32),
    /// Calendar months: due at the end of the same day of a later month, or of that month's last
    /// day where it has no such day, or of the next working day where nobody works on it. So the
    /// Information Commissioner counts the month for a request about one's data.
    Months(u32),
}

impl Term {
    /// Reads `72 hours`, `28 days`, `20 working-days`.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = || Error::Internal("a promise's term is not written as '28 days'".into());
        let (count, unit) = text.trim().split_once(' ').ok_or_else(bad)?;
        let count: u32 = count.parse().map_err(|_| bad())?;
        match unit {
            "hours" => Ok(Term::Hours(count)),
            "working-days" => Ok(Term::WorkingDays(count)),
            "days" => Ok(Term::Days(count)),
            "month" | "months" => Ok(Term::Months(count)),
            _ => Err(bad()),
        }
    }

    /// When a promise made at `start` falls due.
    pub fn due(self, start: Timestamp, calendar: &Calendar) -> Timestamp {
        let day = local_date(start);
        match self {
            Term::Hours(hours) => {
                start.checked_add(SignedDuration::from_hours(i64::from(hours))).unwrap_or(Timestamp::MAX)
            }
            Term::WorkingDays(days) => calendar.end_of(calendar.add_working_days(day, days)),
            Term::Days(days) => {
                calendar.end_of(calendar.add_days(day, i32::try_from(days).unwrap_or(i32::MAX)))
            }
            Term::Months(months) => {
                let day = day.checked_add(Span::new().months(i64::from(months.min(1_200)))).unwrap_or(day);
                let day = if calendar.is_working(day) { day } else { calendar.add_working_days(day, 1) };
                calendar.end_of(day)
            }
        }
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Term::Hours(n) => write!(f, "{n} hours"),
            Term::WorkingDays(n) => write!(f, "{n} working days"),
            Term::Days(n) if n % 7 == 0 && *n > 7 => write!(f, "{} weeks", n / 7),
            Term::Days(n) => write!(f, "{n} days"),
            Term::Months(1) => f.write_str("1 month"),
            Term::Months(n) => write!(f, "{n} months"),
        }
    }
}

codes! {
    /// How a promise stands.
    PromiseState {
        Open = "open", "Open";
        NearlyDue = "nearly-due", "Nearly due";
        Late = "late", "Late";
        Kept = "kept", "Kept on time";
        KeptLate = "kept-late", "Kept late";
        Withdrawn = "withdrawn", "No longer needed";
    }
}

impl PromiseState {
    /// The state at `now`. A promise is nearly due in its last day, or in the last
    /// fifth of its time if that is longer.
    pub fn at(
        now: Timestamp,
        made: Timestamp,
        due: Timestamp,
        kept: Option<Timestamp>,
        withdrawn: bool,
    ) -> Self {
        match kept {
            Some(kept) if kept <= due => PromiseState::Kept,
            Some(_) => PromiseState::KeptLate,
            None if withdrawn => PromiseState::Withdrawn,
            None if now > due => PromiseState::Late,
            None => {
                let fifth = due.duration_since(made).as_secs() / 5;
                let left = due.duration_since(now).as_secs();
                if left <= fifth.max(24 * 3600) { PromiseState::NearlyDue } else { PromiseState::Open }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn hours_run_through_the_weekend_and_days_end_at_midnight() {
        let friday = t("2026-11-20T16:00:00Z");
        let calendar = Calendar::england();
        assert_eq!(Term::Hours(72).due(friday, calendar), t("2026-11-23T16:00:00Z"));
        assert_eq!(Term::Days(28).due(friday, calendar), t("2026-12-18T23:59:59.999999Z"));
        assert_eq!(Term::WorkingDays(1).due(friday, calendar), t("2026-11-23T23:59:59.999999Z"));
        assert_eq!(Term::parse("28 days").unwrap().to_string(), "4 weeks");
        // A month from 3 September is 3 October, a Saturday: the next working day. From 31 August it is 30 September.
        let month = |start: &str| Term::parse("1 month").unwrap().due(t(start), calendar);
        assert_eq!(month("2026-09-03T10:00:00Z"), t("2026-10-05T22:59:59.999999Z"));
        assert_eq!(month("2026-08-31T10:00:00Z"), t("2026-09-30T22:59:59.999999Z"));
        assert_eq!(Term::Months(3).to_string(), "3 months");
        assert!(Term::parse("soon").is_err());
    }

    #[test]
    fn states_follow_the_clock() {
        let (made, due) = (t("2026-11-01T09:00:00Z"), t("2026-11-29T09:00:00Z"));
        let at = |now: &str, kept| PromiseState::at(t(now), made, due, kept, false);
        assert_eq!(at("2026-11-02T09:00:00Z", None), PromiseState::Open);
        assert_eq!(at("2026-11-25T09:00:00Z", None), PromiseState::NearlyDue);
        assert_eq!(at("2026-11-30T09:00:00Z", None), PromiseState::Late);
        assert_eq!(at("2026-12-30T09:00:00Z", Some(due)), PromiseState::Kept);
        assert_eq!(at("2026-12-30T09:00:00Z", Some(t("2026-11-29T09:00:01Z"))), PromiseState::KeptLate);
        assert_eq!(
            PromiseState::at(t("2026-12-30T09:00:00Z"), made, due, None, true),
            PromiseState::Withdrawn
        );
    }
}
