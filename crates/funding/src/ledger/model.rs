//! Double entry for a fund's money. Pure: the store loads the balances that a [`Movement`] touches
//! into [`Balances`], calls [`Balances::accept`], and writes both in the same transaction.
//!
//! | account | says | floor |
//! |---|---|---|
//! | `Granted` (year) | what government gave, as a balance below zero: the other side of everything | none |
//! | `Fund` (year) | the national pot, not yet shared out | zero |
//! | `Available` (agency, year) | an agency's allocation that nothing is promised from | zero, unless somebody with authority says why |
//! | `Committed` (agency, year, application) | approved for one application and not yet paid | zero |
//! | `Paid` (agency, year) | paid to providers | zero |
//!
//! | movement | from | to | when |
//! |---|---|---|---|
//! | grant | `Granted` | `Fund` | the year's budget is announced |
//! | allocate | `Fund` | `Available` | an agency gets its share |
//! | commit | `Available` | `Committed` | an application is approved |
//! | pay | `Committed` | `Paid` | an invoice is paid |
//! | release | `Committed` | `Available` | approved money turns out not to be needed |
//! | hand back | `Available` | `Fund` | an agency will not use its share |
//! | reverse | any of these, turned round | | a movement was wrong |
//!
//! Since each application has its own `Committed` account with a floor of zero, no more can be paid
//! for it than was approved; since `Available` has one, no more is approved than was allocated
//! (requirement FU4). Each movement has a key that the store holds unique, so that the same deed
//! sent twice moves money once. Money stays in the year it was granted for, whenever it is paid.

use std::collections::BTreeMap;

use kernel::{Error, FinancialYear, Id, Pence, Result, kinds};

use super::account::Floor;
pub use super::account::{AccountCode, AccountKind, Agency};

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// The lines do not add up to nothing.
    pub const UNBALANCED: &str = "ledger.unbalanced";
    /// An amount is zero, below zero or too big.
    pub const AMOUNT: &str = "ledger.amount";
    /// The accounts are not those between which this kind of movement goes.
    pub const ACCOUNTS: &str = "ledger.accounts";
    /// The key is empty or too long.
    pub const KEY: &str = "ledger.key";
    /// The national pot does not hold so much.
    pub const FUND: &str = "ledger.fund";
    /// The agency's allocation does not hold so much.
    pub const ALLOCATION: &str = "ledger.allocation";
    /// More than was approved for the application.
    pub const COMMITMENT: &str = "ledger.commitment";
    /// More is taken back than was paid.
    pub const PAID: &str = "ledger.paid";
}

kernel::codes! {
    /// What a movement does; the table above says between which accounts.
    MovementKind {
        Grant = "grant", "Granted";
        Allocate = "allocate", "Allocated";
        Commit = "commit", "Committed";
        Pay = "pay", "Paid";
        Release = "release", "Released";
        HandBack = "hand-back", "Handed back";
        Reverse = "reverse", "Reversed";
    }
}

impl MovementKind {
    /// From which kind of account to which; none for a reversal, which turns any other round.
    fn way(self) -> Option<(AccountKind, AccountKind)> {
        use AccountKind::{Available, Committed, Fund, Granted, Paid};
        match self {
            MovementKind::Grant => Some((Granted, Fund)),
            MovementKind::Allocate => Some((Fund, Available)),
            MovementKind::Commit => Some((Available, Committed)),
            MovementKind::Pay => Some((Committed, Paid)),
            MovementKind::Release => Some((Committed, Available)),
            MovementKind::HandBack => Some((Available, Fund)),
            MovementKind::Reverse => None,
        }
    }

    /// Whether this kind goes from one account to another: the right kinds of account, of one
    /// year, and of one agency where both have one.
    fn goes(self, from: AccountCode, to: AccountCode) -> bool {
        let one_agency = match (from.agency(), to.agency()) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let (from_kind, to_kind) = (from.kind(), to.kind());
        let right_kinds = match self.way() {
            Some(way) => way == (from_kind, to_kind),
            None => MovementKind::ALL.iter().any(|kind| kind.way() == Some((to_kind, from_kind))),
        };
        right_kinds && one_agency && from.year() == to.year()
    }
}

/// One line of a movement: above zero adds to the account, below zero takes from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Which account.
    pub account: AccountCode,
    /// By how much it changes.
    pub amount: Pence,
}

/// Who let an allocation be overspent, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Who said so; whether they may is for the caller to check.
    pub by: Id<kinds::Account>,
    /// Why, in their words.
    pub reason: String,
}

/// Money that moves: it exists only when its lines balance to the penny and go between the
/// accounts of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    kind: MovementKind,
    key: String,
    lines: Vec<Line>,
    authority: Option<Authority>,
}

/// The most that one line may move: £10 billion, far above any fund and far below overflow.
const MOST: i64 = 1_000_000_000_000;

impl Movement {
    /// A movement of these lines: one account that gives, and one or more of the other side, or
    /// the reverse (so that an invoice may be paid from one commitment, or a pot shared among
    /// many agencies at once).
    ///
    /// `key` is 1 to 100 characters and says which deed this is, such as `pay:` and the invoice's
    /// id. Errors are refusals with a code of [`rule`].
    pub fn new(kind: MovementKind, key: impl Into<String>, lines: Vec<Line>) -> Result<Self> {
        let key = key.into();
        if key.trim().is_empty() || key.chars().count() > 100 {
            return Err(Error::refused(rule::KEY, "A movement of money needs a key of 1 to 100 characters."));
        }
        if lines.iter().any(|l| l.amount == Pence::ZERO || l.amount.0.unsigned_abs() > MOST.unsigned_abs()) {
            return Err(Error::refused(
                rule::AMOUNT,
                format!("Each line of a movement is above zero and at most {}.", Pence(MOST)),
            ));
        }
        let sum: i128 = lines.iter().map(|l| i128::from(l.amount.0)).sum();
        if sum != 0 || lines.len() < 2 {
            return Err(Error::refused(
                rule::UNBALANCED,
                "What leaves some accounts must reach others, to the penny. Check the amounts.",
            ));
        }
        let (givers, takers): (Vec<Line>, Vec<Line>) = lines.iter().partition(|l| l.amount.is_negative());
        let mut accounts: Vec<_> = lines.iter().map(|l| l.account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let fits = accounts.len() == lines.len()
            && (givers.len() == 1 || takers.len() == 1)
            && givers.iter().all(|g| takers.iter().all(|t| kind.goes(g.account, t.account)));
        if !fits {
            return Err(Error::refused(
                rule::ACCOUNTS,
                format!("“{}” does not go between these accounts.", kind.label()),
            ));
        }
        Ok(Movement { kind, key, lines, authority: None })
    }

    fn between(
        kind: MovementKind,
        key: String,
        from: AccountCode,
        to: AccountCode,
        amount: Pence,
    ) -> Result<Self> {
        if amount <= Pence::ZERO {
            return Err(Error::refused(rule::AMOUNT, "Move an amount above zero."));
        }
        Movement::new(kind, key, vec![Line { account: from, amount: -amount }, Line { account: to, amount }])
    }

    /// The year's budget, or more of it.
    pub fn grant(key: impl Into<String>, year: FinancialYear, amount: Pence) -> Result<Self> {
        let (from, to) = (AccountCode::Granted(year), AccountCode::Fund(year));
        Movement::between(MovementKind::Grant, key.into(), from, to, amount)
    }

    /// An agency's share of the pot.
    pub fn allocate(key: impl Into<String>, agency: Agency, amount: Pence) -> Result<Self> {
        let (from, to) = (AccountCode::Fund(agency.year), AccountCode::Available(agency));
        Movement::between(MovementKind::Allocate, key.into(), from, to, amount)
    }

    /// What was approved for an application.
    pub fn commit(
        key: impl Into<String>,
        agency: Agency,
        application: Id<kinds::Application>,
        amount: Pence,
    ) -> Result<Self> {
        let (from, to) = (AccountCode::Available(agency), AccountCode::Committed(agency, application));
        Movement::between(MovementKind::Commit, key.into(), from, to, amount)
    }

    /// A payment to a provider out of what was approved.
    pub fn pay(
        key: impl Into<String>,
        agency: Agency,
        application: Id<kinds::Application>,
        amount: Pence,
    ) -> Result<Self> {
        let (from, to) = (AccountCode::Committed(agency, application), AccountCode::Paid(agency));
        Movement::between(MovementKind::Pay, key.into(), from, to, amount)
    }

    /// Approved money that is not needed goes back to the agency's allocation.
    pub fn release(
        key: impl Into<String>,
        agency: Agency,
        application: Id<kinds::Application>,
        amount: Pence,
    ) -> Result<Self> {
        let (from, to) = (AccountCode::Committed(agency, application), AccountCode::Available(agency));
        Movement::between(MovementKind::Release, key.into(), from, to, amount)
    }

    /// Allocation that an agency will not use goes back to the pot.
    pub fn hand_back(key: impl Into<String>, agency: Agency, amount: Pence) -> Result<Self> {
        let (from, to) = (AccountCode::Available(agency), AccountCode::Fund(agency.year));
        Movement::between(MovementKind::HandBack, key.into(), from, to, amount)
    }

    /// The same money the other way, when this movement was wrong. Nothing is ever struck out. A
    /// reversal is not itself reversed: the right movement is made anew.
    pub fn reversal(&self, key: impl Into<String>) -> Result<Self> {
        if self.kind == MovementKind::Reverse {
            return Err(Error::refused(
                rule::ACCOUNTS,
                "A reversal stands. Make the movement that should have been made.",
            ));
        }
        let lines = self.lines.iter().map(|l| Line { account: l.account, amount: -l.amount }).collect();
        Movement::new(MovementKind::Reverse, key, lines)
    }

    /// The same commitment or reversal with somebody's authority to overspend an allocation. No
    /// other kind can have it: one cannot hand back what one has not got.
    pub fn with_authority(mut self, authority: Authority) -> Result<Self> {
        if !matches!(self.kind, MovementKind::Commit | MovementKind::Reverse) {
            return Err(Error::refused(
                rule::ACCOUNTS,
                "Only a commitment or a reversal may overspend an allocation.",
            ));
        }
        if authority.reason.trim().is_empty() {
            return Err(Error::field("reason", "Say why the allocation may be overspent."));
        }
        self.authority = Some(authority);
        Ok(self)
    }

    /// What it does.
    pub fn kind(&self) -> MovementKind {
        self.kind
    }

    /// Which deed it is; unique among all movements.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Its lines, which add up to nothing.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Who let it overspend, if somebody did.
    pub fn authority(&self) -> Option<&Authority> {
        self.authority.as_ref()
    }
}

/// How much each account holds. An account that is not there holds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balances(BTreeMap<AccountCode, Pence>);

impl Balances {
    /// How much an account holds.
    pub fn of(&self, account: AccountCode) -> Pence {
        self.0.get(&account).copied().unwrap_or_default()
    }

    /// Every account with its balance, in order.
    pub fn iter(&self) -> impl Iterator<Item = (AccountCode, Pence)> + '_ {
        self.0.iter().map(|(account, balance)| (*account, *balance))
    }

    /// Takes a movement, all of it or none, and gives the new balance of each account it touched
    /// in the order of its lines.
    ///
    /// Refused when it would lower an account below its floor. An account that is already below
    /// (by authority) can always be raised.
    pub fn accept(&mut self, movement: &Movement) -> Result<Vec<(AccountCode, Pence)>> {
        let mut after = Vec::with_capacity(movement.lines.len());
        for line in &movement.lines {
            let before = self.of(line.account);
            let balance = before.0.checked_add(line.amount.0).map(Pence).ok_or_else(|| {
                Error::refused(rule::AMOUNT, "The account cannot hold so much. Check the amount.")
            })?;
            let below = line.amount.is_negative() && balance.is_negative();
            let held = match line.account.floor() {
                Floor::None => true,
                Floor::Zero => !below,
                Floor::ZeroUnlessAuthorised => !below || movement.authority.is_some(),
            };
            if !held {
                return Err(too_much(line, before));
            }
            after.push((line.account, balance));
        }
        self.0.extend(after.iter().copied());
        Ok(after)
    }
}

impl FromIterator<(AccountCode, Pence)> for Balances {
    /// The balances that a store has read.
    fn from_iter<I: IntoIterator<Item = (AccountCode, Pence)>>(balances: I) -> Self {
        Balances(balances.into_iter().collect())
    }
}

fn too_much(line: &Line, held: Pence) -> Error {
    let (amount, year) = (-line.amount, line.account.year());
    let short = amount - held;
    match line.account.kind() {
        AccountKind::Granted | AccountKind::Fund => Error::refused(
            rule::FUND,
            format!(
                "The national pot for {year} holds {held}, and this takes {amount}: {short} too much. Allocate less, \
                 or record more grant first."
            ),
        ),
        AccountKind::Available => Error::refused(
            rule::ALLOCATION,
            format!(
                "The agency's allocation for {year} has {held} free, and this takes {amount}: {short} too much. \
                 Release money that is not needed, or have the finance officer record the grant letter under \
                 Ledger, Allocations."
            ),
        ),
        AccountKind::Committed => Error::refused(
            rule::COMMITMENT,
            format!(
                "{held} is left of what was approved for this application, and this takes {amount}: {short} too much. \
                 Check the invoice, or apply for the rest."
            ),
        ),
        AccountKind::Paid => Error::refused(
            rule::PAID,
            format!("Only {held} has been paid in {year}, and this takes back {amount}. Check the amount."),
        ),
    }
}

#[cfg(test)]
mod tests;
