//! Which limits an approval must keep to.
//!
//! | what the rules say of assessments | counted |
//! |---|---|
//! | no limit | `therapy`, `assessment`, `together` without limit |
//! | inside the therapy limit | `together` up to the whole, `assessment` up to its own part if it has one |
//! | beside the therapy limit | `therapy` and `assessment`, each up to its own |
//!
//! Money counts in the year whose rules the application was sent under, and it counts from the
//! approval until it is given back.

use kernel::{Error, Pence, Result};

use crate::schemes::{AskKind, AssessmentLimit, SchemeVersion, Used, allowance, rule};

kernel::codes! {
    /// What is counted for a child and year.
    Bucket {
        Therapy = "therapy", "Therapy";
        Assessment = "assessment", "Specialist assessment";
        Together = "together", "Therapy and assessment together";
        Council = "council", "The council's share of matched therapy";
    }
}

/// The buckets that an amount of this kind is counted in, each with the limit of the day.
pub fn counted_in(version: &SchemeVersion, kind: AskKind, used: &Used) -> [(Bucket, Option<Pence>); 2] {
    let therapy = allowance(version, AskKind::Therapy, used, Pence::ZERO).limit;
    let (own, together) = match (kind, version.assessment_limit.value) {
        (AskKind::Therapy, AssessmentLimit::Within(_)) => (None, therapy),
        (AskKind::Therapy, AssessmentLimit::None | AssessmentLimit::Beside(_)) => (therapy, None),
        (AskKind::Assessment, AssessmentLimit::None) => (None, None),
        (AskKind::Assessment, AssessmentLimit::Within(own)) => (own, therapy),
        (AskKind::Assessment, AssessmentLimit::Beside(own)) => (Some(own), None),
    };
    let bucket = match kind {
        AskKind::Therapy => Bucket::Therapy,
        AskKind::Assessment => Bucket::Assessment,
    };
    [(bucket, own), (Bucket::Together, together)]
}

/// Whether an amount may be approved on top of what is used.
///
/// # Errors
/// `Refused` (`funding.limit`, `funding.assessment-limit`) with the figures, when it may not.
pub fn may_add(version: &SchemeVersion, kind: AskKind, used: &Used, amount: Pence) -> Result<()> {
    let allowed = allowance(version, kind, used, Pence::ZERO);
    match (allowed.limit, allowed.left) {
        (Some(limit), Some(left)) if amount > left => {
            let code = match kind {
                AskKind::Therapy => rule::LIMIT,
                AskKind::Assessment => rule::ASSESSMENT_LIMIT,
            };
            Err(Error::refused(
                code,
                format!(
                    "The limit in {} is {limit} a child a year, and other approvals leave {left} of it: this asks \
                     for {amount}, {} too much. Refuse this application, or have another one released first.",
                    version.year(),
                    amount - left
                ),
            ))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schemes::scheme_on;

    fn on(day: &str) -> &'static SchemeVersion {
        scheme_on(day.parse().unwrap()).unwrap()
    }

    #[test]
    fn each_year_counts_by_its_own_rules() {
        let none = Used::default();
        let counted = |day: &str, kind| counted_in(on(day), kind, &none);
        let pounds = |p| Some(Pence::pounds(p));
        use AskKind::{Assessment, Therapy};
        for kind in [Therapy, Assessment] {
            assert!(counted("2016-05-01", kind).iter().all(|(_, limit)| limit.is_none()));
        }
        assert_eq!(
            counted("2023-05-01", Therapy),
            [(Bucket::Therapy, pounds(5_000)), (Bucket::Together, None)]
        );
        assert_eq!(
            counted("2023-05-01", Assessment),
            [(Bucket::Assessment, pounds(2_500)), (Bucket::Together, None)]
        );
        assert_eq!(
            counted("2025-05-01", Therapy),
            [(Bucket::Therapy, None), (Bucket::Together, pounds(3_000))]
        );
        assert_eq!(
            counted("2025-05-01", Assessment),
            [(Bucket::Assessment, pounds(2_500)), (Bucket::Together, pounds(3_000))]
        );
    }

    #[test]
    fn what_is_left_and_what_may_be_added_agree() {
        let version = on("2025-05-01");
        let used = Used { therapy: Pence::pounds(2_000), ..Used::default() };
        assert!(may_add(version, AskKind::Therapy, &used, Pence::pounds(1_000)).is_ok());
        let refused = may_add(version, AskKind::Therapy, &used, Pence(100_001)).unwrap_err();
        assert_eq!(refused.code(), rule::LIMIT);
        assert!(refused.to_string().contains("£0.01 too much"), "{refused}");
        let refused = may_add(version, AskKind::Assessment, &used, Pence(100_001)).unwrap_err();
        assert_eq!(refused.code(), rule::ASSESSMENT_LIMIT);
    }
}
