//! The accounts of the ledger; the table in [`super::model`] says what each is for.

use std::fmt;

use kernel::{Error, FinancialYear, Id, Result, kinds};

kernel::codes! {
    /// The kind of an account, as stored.
    AccountKind {
        Granted = "granted", "Granted by government";
        Fund = "fund", "Not yet allocated";
        Available = "available", "Allocated and free";
        Committed = "committed", "Approved and not yet paid";
        Paid = "paid", "Paid";
    }
}

/// Which account. Sorts by kind, then year, agency and application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountCode {
    /// What government gave for a year.
    Granted(FinancialYear),
    /// The national pot of a year.
    Fund(FinancialYear),
    /// An agency's free allocation.
    Available(Agency),
    /// What is approved for one application.
    Committed(Agency, Id<kinds::Application>),
    /// What an agency has paid.
    Paid(Agency),
}

/// One agency's money of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Agency {
    /// The agency: a regional agency, or a council that runs its own service.
    pub id: Id<kinds::Organisation>,
    /// The year the money was granted for.
    pub year: FinancialYear,
}

impl AccountCode {
    /// The kind of account.
    pub fn kind(self) -> AccountKind {
        match self {
            AccountCode::Granted(_) => AccountKind::Granted,
            AccountCode::Fund(_) => AccountKind::Fund,
            AccountCode::Available(_) => AccountKind::Available,
            AccountCode::Committed(..) => AccountKind::Committed,
            AccountCode::Paid(_) => AccountKind::Paid,
        }
    }

    /// The year the money was granted for.
    pub fn year(self) -> FinancialYear {
        match self {
            AccountCode::Granted(year) | AccountCode::Fund(year) => year,
            AccountCode::Available(agency)
            | AccountCode::Committed(agency, _)
            | AccountCode::Paid(agency) => agency.year,
        }
    }

    /// The agency, for all but the national accounts.
    pub fn agency(self) -> Option<Agency> {
        match self {
            AccountCode::Granted(_) | AccountCode::Fund(_) => None,
            AccountCode::Available(agency)
            | AccountCode::Committed(agency, _)
            | AccountCode::Paid(agency) => Some(agency),
        }
    }

    /// The application, for a commitment.
    pub fn application(self) -> Option<Id<kinds::Application>> {
        match self {
            AccountCode::Committed(_, application) => Some(application),
            _ => None,
        }
    }

    /// The account with these stored parts; an error when a part is missing or too many.
    pub fn from_parts(
        kind: AccountKind,
        year: FinancialYear,
        agency: Option<Id<kinds::Organisation>>,
        application: Option<Id<kinds::Application>>,
    ) -> Result<Self> {
        let agency = agency.map(|id| Agency { id, year });
        match (kind, agency, application) {
            (AccountKind::Granted, None, None) => Ok(AccountCode::Granted(year)),
            (AccountKind::Fund, None, None) => Ok(AccountCode::Fund(year)),
            (AccountKind::Available, Some(agency), None) => Ok(AccountCode::Available(agency)),
            (AccountKind::Committed, Some(agency), Some(application)) => {
                Ok(AccountCode::Committed(agency, application))
            }
            (AccountKind::Paid, Some(agency), None) => Ok(AccountCode::Paid(agency)),
            _ => Err(Error::Internal("an account of the ledger has the wrong parts".into())),
        }
    }

    pub(super) fn floor(self) -> Floor {
        match self.kind() {
            AccountKind::Granted => Floor::None,
            AccountKind::Available => Floor::ZeroUnlessAuthorised,
            AccountKind::Fund | AccountKind::Committed | AccountKind::Paid => Floor::Zero,
        }
    }
}

impl fmt::Display for AccountCode {
    /// `committed:2025-26:agency:application`, for exports.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind().code(), self.year())?;
        if let Some(agency) = self.agency() {
            write!(f, ":{}", agency.id)?;
        }
        if let Some(application) = self.application() {
            write!(f, ":{application}")?;
        }
        Ok(())
    }
}

/// How low an account may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Floor {
    None,
    Zero,
    ZeroUnlessAuthorised,
}
