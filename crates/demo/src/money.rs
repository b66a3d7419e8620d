//! The ledger of the stories: every movement balanced, every account with the balance it ends at.

use std::collections::BTreeMap;

use funding::{
    allocations::store::{self as allocations, Allocation},
    applications::model::State,
    ledger::{
        model::{AccountCode, Agency, Movement},
        store::{self as ledger, About, LedgerAccount},
    },
    limits::{
        model::{Bucket, counted_in},
        store::{self as limits, ChildLimit},
    },
    schemes::{Used, scheme_on, version},
};
use kernel::{
    Error, FinancialYear, Id, Pence, Result, Timestamp,
    kinds::{Account, Organisation, Person},
};
use store::Keys;

use crate::{days, dice::Dice, rows::Out, shares, story::Funded, tables, world::World};

/// Allocations are round sums, in pence.
const ROUND: i64 = 1_000_000;

/// Shared accounts, as they stand.
#[derive(Default)]
pub struct Books {
    shared: BTreeMap<AccountCode, (Id<LedgerAccount>, Pence)>,
    /// What was approved in all, by agency and year.
    approved: BTreeMap<Agency, Pence>,
    /// The finance officer of each agency, who records its grant letters.
    finance: BTreeMap<Id<Organisation>, Id<Account>>,
}

impl Books {
    fn shared(&mut self, dice: &mut Dice, code: AccountCode) -> &mut (Id<LedgerAccount>, Pence) {
        let opened = days::at(days::day(code.year().first_day()), 480);
        self.shared.entry(code).or_insert_with(|| (dice.id(opened), Pence::ZERO))
    }

    /// Writes a movement between shared accounts and, perhaps, the one of an application.
    #[expect(clippy::too_many_arguments, reason = "a movement has these parts")]
    fn post(
        &mut self,
        out: &mut Out,
        keys: &Keys,
        dice: &mut Dice,
        movement: &Movement,
        about: About,
        at: Timestamp,
        actor: Option<Id<Account>>,
        own: Option<Id<LedgerAccount>>,
    ) -> Result<()> {
        let id = dice.id(at);
        out.row(
            tables::LEDGER_MOVEMENT,
            ledger::movement_values(keys, id, movement, about, at, actor)?,
            &[],
        )?;
        for line in movement.lines() {
            let account = match (line.account.application(), own) {
                (Some(_), Some(own)) => own,
                _ => {
                    let (account, balance) = self.shared(dice, line.account);
                    *balance += line.amount;
                    *account
                }
            };
            out.row(tables::LEDGER_LINE, ledger::line_values(id, account, line.amount), &[])?;
        }
        Ok(())
    }

    /// What became of one application's money.
    ///
    /// # Errors
    /// `Internal` when a movement does not balance.
    pub fn keep(
        &mut self,
        out: &mut Out,
        keys: &Keys,
        dice: &mut Dice,
        funded: &Funded,
        finance: Option<Id<Account>>,
    ) -> Result<()> {
        let a = &funded.application;
        let (State::Approved, Some(decided)) = (a.state, a.decided) else { return Ok(()) };
        let amount = a.amount()?;
        let agency = Agency { id: a.agency, year: FinancialYear(funded.year) };
        let own: Id<LedgerAccount> = dice.id(decided);
        let code = AccountCode::Committed(agency, a.id);
        let left = amount - a.paid - a.released;
        out.row(tables::LEDGER_ACCOUNT, ledger::account_values(own, code, left), &[])?;
        *self.approved.entry(agency).or_default() += amount;
        if let Some(finance) = finance {
            self.finance.insert(a.agency, finance);
        }

        let about = About { application: Some(a.id), invoice: None };
        let movement = Movement::commit(format!("commit:{}", a.id), agency, a.id, amount)?;
        self.post(out, keys, dice, &movement, about, decided, a.decided_by, Some(own))?;
        for bill in &funded.bills {
            let Some(paid) = bill.ended_at else { continue };
            let about = About { invoice: Some(bill.invoice.id), ..about };
            let movement =
                Movement::pay(format!("pay:{}", bill.invoice.id), agency, a.id, bill.invoice.total)?;
            self.post(out, keys, dice, &movement, about, paid, finance, Some(own))?;
        }
        if let Some(released) = funded.released_at {
            let movement = Movement::release(format!("release:{}:0", a.id), agency, a.id, a.released)?;
            self.post(out, keys, dice, &movement, about, released, None, Some(own))?;
        }
        Ok(())
    }

    /// Grants and allocations that cover what was approved, and the shared accounts.
    ///
    /// # Errors
    /// `Internal` when a movement does not balance.
    pub fn close(mut self, out: &mut Out, keys: &Keys, dice: &mut Dice, world: &World) -> Result<()> {
        let approved = std::mem::take(&mut self.approved);
        let years: std::collections::BTreeSet<FinancialYear> = approved.keys().map(|a| a.year).collect();
        let children: u32 = world.agencies.iter().map(|a| a.children).sum();
        let none = About::default();
        for year in years {
            let opened = days::at(days::day(year.first_day()) + 20, 600);
            let mut allocations = Vec::new();
            for (agency, spent) in approved.iter().filter(|(agency, _)| agency.year == year) {
                // A year that still runs has most of its allocation before it.
                let gone = (world.today - days::day(year.first_day())).clamp(30, 365);
                let wanted = spent.0 * 365 / i64::from(gone) * 103 / 100;
                let allocated = Pence(wanted.max(spent.0).div_euclid(ROUND) * ROUND + ROUND);
                allocations.push((*agency, allocated));
            }
            let needed: Pence = allocations.iter().map(|(_, amount)| *amount).sum();
            let budget = scheme_on(days::date(days::day(year.first_day()) + 30)).and_then(|s| s.budget.value);
            let share = budget.map_or(0, |b| b.0 / i64::from(shares::CHILDREN) * i64::from(children));
            if share > 0 {
                let grant = Movement::grant(format!("grant:{year}"), year, Pence(share))?;
                self.post(out, keys, dice, &grant, none, opened, None, None)?;
            }
            if needed.0 > share {
                // The Fund was overspent in some years: 2024-25 by £11 million (familylaw.co.uk).
                let more = Pence(needed.0 - share);
                let grant = Movement::grant(format!("grant:{year}:more"), year, more)?;
                self.post(out, keys, dice, &grant, none, opened, None, None)?;
            }
            for (agency, amount) in allocations {
                let letter = Allocation {
                    id: dice.id(opened),
                    year,
                    amount,
                    letter: format!("GRANT {year}"),
                    note: None,
                    recorded: opened,
                    recorded_by: self.finance.get(&agency.id).copied(),
                    corrects: None,
                    corrected_by: None,
                };
                let movement = Movement::allocate(format!("allocate:{}", letter.id), agency, amount)?;
                self.post(out, keys, dice, &movement, none, opened, letter.recorded_by, None)?;
                out.row(tables::ALLOCATION, allocations::values(keys, agency.id, &letter)?, &[])?;
            }
        }
        for (code, (id, balance)) in std::mem::take(&mut self.shared) {
            out.row(tables::LEDGER_ACCOUNT, ledger::account_values(id, code, balance), &[])?;
        }
        Ok(())
    }
}

/// What one child has had, by year, with the limits of the day.
///
/// # Errors
/// `Internal` when rules of a name are not there.
pub fn limits_of(out: &mut Out, child: Id<Person>, funded: &[Funded]) -> Result<()> {
    let mut rows: BTreeMap<(i16, Bucket), ChildLimit> = BTreeMap::new();
    for f in funded.iter().filter(|f| f.application.state == State::Approved) {
        let a = &f.application;
        let rules = version(a.rule.as_str())
            .ok_or_else(|| Error::Internal(format!("no rules are named {}", a.rule)))?;
        let amount = a.amount()? - a.released;
        for (bucket, limit) in counted_in(rules, a.kind, &Used::default()) {
            let year = FinancialYear(f.year);
            let row = rows.entry((f.year, bucket)).or_insert(ChildLimit {
                child,
                year,
                bucket,
                used: Pence::ZERO,
                limit,
            });
            row.used += amount;
            row.limit = limit;
        }
    }
    rows.values().try_for_each(|row| out.row(tables::CHILD_LIMIT, limits::values(row), &[]))
}
