//! What is looked at before a provider may work with families (requirement CM1, thin): who registers them,
//! until when they are insured, and when somebody checked how they keep children safe.

use kernel::{Calendar, Date, Error, Result};

/// How long a safeguarding check is good for, in days: three years. Hearth's assumption, after the usual
/// practice of renewing such checks; no law sets it.
const CHECK_LASTS: i32 = 3 * 365;

kernel::codes! {
    /// The body that a provider is registered with.
    RegisteredBody {
        Ofsted = "ofsted", "Ofsted";
        Cqc = "cqc", "Care Quality Commission";
        Hcpc = "hcpc", "Health and Care Professions Council";
        SocialWork = "social-work-england", "Social Work England";
        Ukcp = "ukcp", "UK Council for Psychotherapy";
        Bacp = "bacp", "British Association for Counselling and Psychotherapy";
        Other = "other", "Another body";
    }
}

/// What was seen, as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vetting {
    /// Who registers them.
    pub body: RegisteredBody,
    /// Their number or name in that register.
    pub registration: String,
    /// The last day of their insurance.
    pub insured_until: Date,
    /// The day somebody checked their safeguarding policy and checks of staff.
    pub safeguarding_on: Date,
}

impl Vetting {
    /// Checks what was typed: a check lies in the past, and insurance that ended long ago is a slip.
    ///
    /// # Errors
    /// `Invalid` on `safeguarding_on` or `insured_until`.
    pub fn check(self, today: Date) -> Result<Vetting> {
        if self.safeguarding_on > today {
            return Err(Error::field("safeguarding_on", "Enter the day of the check: today or earlier"));
        }
        if self.insured_until < today {
            return Err(Error::field("insured_until", "Enter the last day of the insurance: today or later"));
        }
        Ok(self)
    }

    /// What stands in the way of approving them, or of a new order, on a day; empty where nothing does.
    pub fn missing(&self, day: Date) -> Vec<&'static str> {
        let mut missing = Vec::new();
        if self.insured_until < day {
            missing.push("their insurance has ended");
        }
        if Calendar::england().add_days(self.safeguarding_on, CHECK_LASTS) < day {
            missing.push("their safeguarding check is more than three years old");
        }
        missing
    }
}

/// Whether they may be approved on a day.
///
/// # Errors
/// `Refused` (`provider.vetting`), with what is missing.
pub fn may_be_approved(vetting: Option<&Vetting>, day: Date) -> Result<()> {
    let Some(vetting) = vetting else {
        return Err(refused("nothing is recorded of how they were vetted"));
    };
    match vetting.missing(day).as_slice() {
        [] => Ok(()),
        missing => Err(refused(&missing.join(" and "))),
    }
}

/// Whether a new order may go to them on a day. A provider that was put on the list by the installation's
/// own commands has no vetting here: the body that put it there answers for it.
///
/// # Errors
/// `Refused` (`provider.vetting`), with what has run out.
pub fn may_take_orders(vetting: Option<&Vetting>, day: Date) -> Result<()> {
    match vetting {
        None => Ok(()),
        some => may_be_approved(some, day),
    }
}

fn refused(why: &str) -> Error {
    Error::refused(
        "provider.vetting",
        format!(
            "This provider cannot be used: {why}. A commissioner records what was seen on the provider's page."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn seen() -> Vetting {
        Vetting {
            body: RegisteredBody::Ofsted,
            registration: "SC012345".into(),
            insured_until: d("2027-03-31"),
            safeguarding_on: d("2026-01-15"),
        }
    }

    #[test]
    fn insurance_counts_to_its_last_day_and_a_check_for_three_years() {
        assert!(may_be_approved(Some(&seen()), d("2027-03-31")).is_ok());
        assert_eq!(seen().missing(d("2027-04-01")), ["their insurance has ended"]);
        assert_eq!(seen().missing(d("2029-01-13")).len(), 1);
        assert_eq!(seen().missing(d("2029-01-15")).len(), 2);
        let why = may_be_approved(Some(&seen()), d("2029-01-15")).unwrap_err();
        assert_eq!(why.code(), "provider.vetting");
        assert!(why.to_string().contains(" and "), "{why}");
    }

    #[test]
    fn nobody_is_approved_on_nothing_but_a_provider_of_the_installation_can_work() {
        let today = d("2026-11-20");
        assert_eq!(may_be_approved(None, today).unwrap_err().code(), "provider.vetting");
        assert!(may_take_orders(None, today).is_ok());
        assert!(may_take_orders(Some(&seen()), d("2027-04-01")).is_err());
    }

    #[test]
    fn days_that_cannot_be_are_refused_beside_their_field() {
        let today = d("2026-11-20");
        assert!(seen().check(today).is_ok());
        for (wrong, field) in [
            (Vetting { safeguarding_on: d("2026-11-21"), ..seen() }, "safeguarding_on"),
            (Vetting { insured_until: d("2026-11-19"), ..seen() }, "insured_until"),
        ] {
            match wrong.check(today) {
                Err(Error::Invalid(fields)) => assert!(fields.of(field).is_some()),
                other => panic!("{other:?}"),
            }
        }
    }
}
