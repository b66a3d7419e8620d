//! When an intermediary case may go on, and when two people may be put in touch. Pure.
//!
//! Sources: Adoption Information and Intermediary Services (Pre-Commencement Adoptions) Regulations 2005 (SI 2005/890, as
//! amended in 2014): regulation 6 (age and welfare), regulation 7 (consent), regulation 8 (vetoes) and regulation 5A (a veto bars
//! the case but for what a qualified one allows). They hold for adoptions before 30 December 2005 alone.

use kernel::{Date, Error, Result, age_on, codes};
use serde::{Deserialize, Serialize};

use crate::adopted_adults::model::ONE_GATEWAY;

codes! {
    /// What somebody asked for about contact.
    VetoKind {
        Absolute = "absolute", "Veto: no contact at all";
        Qualified = "qualified", "Veto: contact only with some people or in some circumstances";
        WishContact = "wish-contact", "Wish: would like contact";
        WishNone = "wish-none", "Wish: would rather not have contact";
    }
}

impl VetoKind {
    /// Whether it says in whose case, or when, contact may be made.
    pub fn has_terms(self) -> bool {
        self == VetoKind::Qualified
    }
}

codes! {
    /// How a case stands.
    State {
        Asked = "asked", "To be decided";
        Stopped = "stopped", "Stopped";
        Allowed = "allowed", "Allowed: the relative may be asked";
        InTouch = "in-touch", "Put in touch";
        Closed = "closed", "Closed";
    }
}

codes! {
    /// What somebody wants.
    Wants {
        Yes = "yes", "Wants contact";
        No = "no", "Does not want contact";
    }
}

codes! {
    /// What the applicant is to the relative they look for.
    Relation {
        Adopted = "adopted-person", "The adopted person";
        Relative = "birth-relative", "A birth relative of the adopted person";
        Prescribed = "prescribed", "Somebody related to the adopted person in another way (since 2014)";
    }
}

codes! {
    /// Why a case is stopped.
    Why {
        NotCovered = "not-covered", "The adoption was on or after 30 December 2005, so the rules on intermediary services do not hold";
        UnderAge = "under-age", "Both people have to be 18 or over";
        Absolute = "absolute", "There is an absolute veto";
        Qualified = "qualified", "There is a qualified veto, and this case is not among what it allows";
    }
}

/// What is decided about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The applicant's name.
    pub applicant: String,
    /// When they were born.
    pub applicant_born: Date,
    /// What they are to the relative.
    pub relation: Relation,
    /// How to reach them.
    pub contact: String,
    /// The name of the relative they look for.
    pub subject: String,
    /// When the relative was born.
    pub subject_born: Date,
    /// The day of the adoption order.
    pub adopted_on: Date,
}

/// Whether a case may go on: `vetoes` are those in force about the relative, `fits` says that a person has looked
/// at a qualified one and the case is among what it allows. A wish is no bar: it is told to whoever asks the relative.
///
/// # Errors
/// Why the case is stopped.
pub fn decide(facts: &Facts, vetoes: &[VetoKind], fits: bool, today: Date) -> Result<(), Why> {
    let adult = |born: Date| age_on(born, today).is_some_and(|age| age >= 18);
    if facts.adopted_on >= ONE_GATEWAY {
        return Err(Why::NotCovered);
    }
    if !adult(facts.applicant_born) || !adult(facts.subject_born) {
        return Err(Why::UnderAge);
    }
    if vetoes.contains(&VetoKind::Absolute) {
        return Err(Why::Absolute);
    }
    if vetoes.contains(&VetoKind::Qualified) && !fits {
        return Err(Why::Qualified);
    }
    Ok(())
}

/// Whether two people may be put in touch: only in an allowed case, and only if both want it.
///
/// # Errors
/// `Refused` by `intermediary.state` or `intermediary.both`.
pub fn may_put_in_touch(state: State, applicant: Option<Wants>, subject: Option<Wants>) -> Result<()> {
    if state != State::Allowed {
        return Err(Error::refused(
            "intermediary.state",
            "This case is not allowed to go on, so nobody is put in touch.",
        ));
    }
    if applicant == Some(Wants::Yes) && subject == Some(Wants::Yes) {
        return Ok(());
    }
    Err(Error::refused(
        "intermediary.both",
        "Both people have to want contact. Record what each of them said first.",
    ))
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::fixed;

    const TODAY: Date = Date::constant(2026, 11, 20);

    fn facts() -> Facts {
        Facts {
            applicant: "Rowan Vale".into(),
            applicant_born: Date::constant(1970, 2, 3),
            relation: Relation::Relative,
            contact: "07700 900444".into(),
            subject: "Wren Vale".into(),
            subject_born: Date::constant(1972, 2, 3),
            adopted_on: Date::constant(1973, 2, 3),
        }
    }

    #[test]
    fn vetoes_stop_and_wishes_do_not() {
        let of = |vetoes: &[VetoKind], fits| decide(&facts(), vetoes, fits, TODAY);
        assert_eq!(of(&[], false), Ok(()));
        assert_eq!(of(&[VetoKind::WishNone, VetoKind::WishContact], false), Ok(()));
        assert_eq!(of(&[VetoKind::Absolute], true), Err(Why::Absolute));
        assert_eq!(of(&[VetoKind::Qualified], false), Err(Why::Qualified));
        assert_eq!(of(&[VetoKind::Qualified], true), Ok(()));
        let late = Facts { adopted_on: ONE_GATEWAY, ..facts() };
        assert_eq!(decide(&late, &[], true, TODAY), Err(Why::NotCovered));
        let eve = Facts { adopted_on: ONE_GATEWAY.yesterday().unwrap(), ..facts() };
        assert_eq!(decide(&eve, &[], false, TODAY), Ok(()));
        let young = Facts { applicant_born: Date::constant(2008, 11, 21), ..facts() };
        assert_eq!(decide(&young, &[], false, TODAY), Err(Why::UnderAge));
    }

    fn any_veto() -> impl Strategy<Value = VetoKind> {
        proptest::sample::select(VetoKind::ALL)
    }

    proptest! {
        #![proptest_config(fixed())]

        /// One veto more never allows what was stopped, and an absolute one always stops.
        #[test]
        fn a_veto_never_opens_anything(
            vetoes in proptest::collection::vec(any_veto(), 0..5), more in any_veto(), fits: bool,
            born in 0_i32..30_000, adopted in 0_i32..35_000,
        ) {
            let start = Date::constant(1930, 1, 1);
            let day = |n: i32| start.checked_add(n.days()).unwrap();
            let facts = Facts { subject_born: day(born), adopted_on: day(adopted), ..facts() };
            let before = decide(&facts, &vetoes, fits, TODAY);
            let after = decide(&facts, &[vetoes.as_slice(), &[more]].concat(), fits, TODAY);
            prop_assert!(before.is_ok() || after.is_err());
            if vetoes.contains(&VetoKind::Absolute) {
                prop_assert!(before.is_err());
            }
            if before.is_ok() {
                prop_assert!(facts.adopted_on < ONE_GATEWAY);
            }
        }

        #[test]
        fn nobody_is_put_in_touch_unless_both_want_it(
            state in proptest::sample::select(State::ALL),
            a in proptest::option::of(proptest::sample::select(Wants::ALL)),
            b in proptest::option::of(proptest::sample::select(Wants::ALL)),
        ) {
            let may = may_put_in_touch(state, a, b).is_ok();
            prop_assert_eq!(may, state == State::Allowed && a == Some(Wants::Yes) && b == Some(Wants::Yes));
        }
    }
}
