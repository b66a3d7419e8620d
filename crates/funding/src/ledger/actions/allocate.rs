//! An agency gets its share of a year's money.

use access::Act;
use kernel::{Error, FinancialYear, Id, Pence, Result, kinds::Organisation};

use crate::ledger::{
    model::{Agency, Movement},
    store::{About, post},
};

/// Records an agency's allocation for a year, or more of it. For commands at the operator's desk
/// and the demo: no role of the service may do it yet.
///
/// The pot grows by the same amount first, since an installation knows of the national pot only
/// what reached its agencies. `key` tells this deed from others, so that it is done once however
/// often it is sent.
///
/// # Errors
/// `Forbidden` for anybody but the system; refused when the amount is not above zero, or when
/// the key was used with another amount.
pub fn allocate(
    act: &Act<'_>,
    agency: Id<Organisation>,
    year: FinancialYear,
    amount: Pence,
    key: &str,
) -> Result<()> {
    if act.actor().system_name().is_none() {
        return Err(Error::Forbidden);
    }
    let agency = Agency { id: agency, year };
    post(act, &Movement::grant(format!("grant:{key}"), year, amount)?, About::default())?;
    post(act, &Movement::allocate(format!("allocate:{key}"), agency, amount)?, About::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use access::{Actor, Role};
    use testkit::both;

    #[tokio::test(flavor = "multi_thread")]
    async fn an_allocation_is_made_once_and_by_nobody_who_signed_in() {
        for desk in both(crate::schema()).await {
            let (agency, year) = (desk.agency(), FinancialYear(2026));
            let give =
                move |amount| move |act: &Act<'_>| allocate(act, agency, year, Pence::pounds(amount), "2026");
            let system = Actor::system("test");
            desk.act(&system, give(1_000)).await.unwrap();
            desk.act(&system, give(1_000)).await.unwrap();
            assert_eq!(desk.act(&system, give(2_000)).await.unwrap_err().code(), "ledger.key");
            let finance = desk.worker(Role::FinanceOfficer).await;
            assert_eq!(desk.act(&finance, give(1_000)).await.unwrap_err(), Error::Forbidden);
            let totals = desk
                .look(&finance, move |look| crate::ledger::store::totals(look, &look.agency()?, year))
                .await
                .unwrap();
            assert_eq!((totals.available, totals.allocated()), (Pence::pounds(1_000), Pence::pounds(1_000)));
        }
    }
}
