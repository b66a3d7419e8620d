//! The grant letter came: the agency has money for the year.

use access::{Act, actions::RecordAllocation, audit::changed};
use kernel::{Error, FinancialYear, Id, Pence, Result};

use crate::{
    allocations::{
        model::{account, check_year, movements, rule},
        store::{self, Allocation},
    },
    ledger::store::{About, post},
};

/// What the letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The year the money is for.
    pub year: FinancialYear,
    /// How much, above zero.
    pub amount: Pence,
    /// The letter's reference.
    pub letter: String,
    /// Anything to remember with it.
    pub note: Option<String>,
}

/// Records an allocation, and with it the movements of the ledger.
///
/// # Errors
/// `Forbidden` for other roles; `Invalid` on `year`; `Refused`: `allocation.letter` when the letter is
/// recorded for the year already, `ledger.amount`.
pub fn record_allocation(act: &Act<'_>, input: &Input) -> Result<Allocation> {
    let grant = act.agency::<RecordAllocation>()?;
    check_year(input.year, FinancialYear::of(act.today()))?;
    if store::is_recorded(act, &grant, input.year, &input.letter)? {
        return Err(Error::refused(
            rule::LETTER,
            "This letter is recorded for the year already. If it was recorded wrongly, take it back first. If \
             another letter gives more, use its own reference.",
        ));
    }
    let allocation = Allocation {
        id: Id::new(act.now()),
        year: input.year,
        amount: input.amount,
        letter: input.letter.clone(),
        note: input.note.clone(),
        recorded: act.now(),
        recorded_by: act.actor().account(),
        corrects: None,
        corrected_by: None,
    };
    for movement in movements(allocation.id, account(grant.agency(), input.year), input.amount)? {
        post(act, &movement, About::default())?;
    }
    store::insert(act, grant.agency(), &allocation)?;
    let (year, amount) = (input.year.to_string(), input.amount.to_string());
    grant.noted(
        act,
        "allocation",
        allocation.id.cast(),
        None,
        &changed(&[("year", "", &year), ("amount", "", &amount), ("letter", "", &input.letter)]),
    )?;
    Ok(allocation)
}
