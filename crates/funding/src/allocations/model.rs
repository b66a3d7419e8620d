//! An allocation as a value, and how it moves money.

use kernel::{Error, FinancialYear, Id, Pence, Result, kinds};

use crate::ledger::model::{Agency, Movement};

/// What an allocation's id is the id of.
#[derive(Debug)]
pub enum AllocationKind {}

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// The letter is recorded for this year already.
    pub const LETTER: &str = "allocation.letter";
    /// It was taken back before, or is itself a taking back.
    pub const TAKEN_BACK: &str = "allocation.taken-back";
    /// The year is too far from today.
    pub const YEAR: &str = "year";
}

/// How many years before the present one may still be recorded: Hearth's guard against a slip, wide
/// enough for an agency that brings its past with it. The Fund began in 2015.
const YEARS_BACK: i16 = 12;

/// Checks the year of an allocation: from [`YEARS_BACK`] years ago to the next.
///
/// # Errors
/// `Invalid` on `year`.
pub fn check_year(year: FinancialYear, now: FinancialYear) -> Result<()> {
    if (now.0 - YEARS_BACK..=now.0 + 1).contains(&year.0) {
        return Ok(());
    }
    Err(Error::field(rule::YEAR, "Choose a financial year up to the next one"))
}

/// The movements that bring an allocation into the ledger, in order: the pot grows by the amount, since an
/// installation knows of the national pot only what reached its agencies, and the agency gets it.
///
/// # Errors
/// `Refused` (`ledger.amount`) unless the amount is above zero.
pub fn movements(id: Id<AllocationKind>, agency: Agency, amount: Pence) -> Result<[Movement; 2]> {
    Ok([
        Movement::grant(format!("grant:{id}"), agency.year, amount)?,
        Movement::allocate(format!("allocate:{id}"), agency, amount)?,
    ])
}

/// The same movements turned round, in the order in which they can be posted.
///
/// # Errors
/// As [`movements`].
pub fn taking_back(id: Id<AllocationKind>, agency: Agency, amount: Pence) -> Result<[Movement; 2]> {
    let [grant, allocate] = movements(id, agency, amount)?;
    Ok([allocate.reversal(format!("take-back:{id}"))?, grant.reversal(format!("ungrant:{id}"))?])
}

/// The agency's account for an allocation of `year`.
pub fn account(agency: Id<kinds::Organisation>, year: FinancialYear) -> Agency {
    Agency { id: agency, year }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::model::{AccountCode, Balances};

    #[test]
    fn what_is_taken_back_leaves_every_account_as_it_was() {
        let agency = account(Id::from_parts(1, [1; 10]), FinancialYear(2026));
        let id = Id::from_parts(2, [2; 10]);
        let mut balances = Balances::default();
        for movement in movements(id, agency, Pence::pounds(7)).unwrap() {
            balances.accept(&movement).unwrap();
        }
        assert_eq!(balances.of(AccountCode::Available(agency)), Pence::pounds(7));
        for movement in taking_back(id, agency, Pence::pounds(7)).unwrap() {
            balances.accept(&movement).unwrap();
        }
        assert!(balances.iter().all(|(_, balance)| balance == Pence::ZERO));
        assert!(movements(id, agency, Pence::ZERO).is_err());
    }

    #[test]
    fn a_slip_in_the_year_is_caught() {
        let now = FinancialYear(2026);
        for (year, fine) in [(2013, false), (2014, true), (2026, true), (2027, true), (2028, false)] {
            assert_eq!(check_year(FinancialYear(year), now).is_ok(), fine, "{year}");
        }
    }
}
