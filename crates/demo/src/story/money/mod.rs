//! Applications to the Fund, what was ordered with the money, what was held, invoiced and paid. Each
//! application is held against the rules of its own date: what they refuse is not told.

mod apply;
mod bills;
mod deliver;

use commissioning::{
    delivery::store::Record as SessionRecord, invoices::store::Record as InvoiceRecord,
    orders::store::Record as OrderRecord,
};
use funding::applications::store::Application;
use funding::schemes::Used;
use kernel::{Need, Pence, Result, Timestamp, Weight};

use super::{CaseStory, Teller};
use crate::{
    days::{self, Day},
    dice::Dice,
    shares,
    world::{SPECIALIST, THERAPIES},
};

/// The first financial year with applications.
pub const FIRST_YEAR: i16 = 2021;

/// An application and what came of it.
pub struct Funded {
    /// The application.
    pub application: Application,
    /// The financial year whose money it is.
    pub year: i16,
    /// The order, once placed.
    pub order: Option<OrderRecord>,
    /// Its sessions.
    pub sessions: Vec<Held>,
    /// Its invoices.
    pub bills: Vec<Bill>,
    /// When what was left over was given back.
    pub released_at: Option<Timestamp>,
    /// The day from which nothing more is to come; far ahead while something is.
    pub over: Day,
}

/// A session.
pub type Held = SessionRecord;
/// An invoice with its lines.
pub type Bill = InvoiceRecord;

/// What somebody means to apply for.
struct Wish {
    agency: usize,
    born: Day,
    sent: Day,
    therapy: usize,
    provider: usize,
    /// At most this much; the sessions follow from the price.
    target: Pence,
    /// What the demo's own family needs to show.
    shown: Option<Showing>,
}

/// What one application of the shown family shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Showing {
    /// Sessions held, an invoice paid, one matched, a session to record.
    UnderWay,
    /// An order that waits for the provider.
    ToAnswer,
    /// An application that waits for the Fund.
    Waiting,
}

/// The share of families, in percent, that came before the first year with applications.
pub const BEFORE: i32 = 45;
/// Days from first contact to a plan, roughly.
const PLAN_LAG: Day = 150;
/// The share of children with a plan who can still apply: neither grown up nor closed.
const LASTING: f64 = 0.86;
/// How many of the wanted applications are wished for. Second ones in a year come on top of the first, and a
/// child may have a plan sooner than [`PLAN_LAG`] says. Found by counting: with it the nation's demo comes to
/// about [`shares::APPLICATIONS_A_YEAR`], without it to a fifth more.
const WISHES_PER_APPLICATION: f64 = 0.83;
/// The Fund took no applications from 1 to 13 April 2025.
const FUND_SHUT: Day = 20_179;
const FUND_OPENED: Day = 20_192;

impl Teller<'_> {
    /// Everything that was applied for, for one child.
    #[expect(clippy::too_many_arguments, reason = "one step of the story, with what the earlier ones found")]
    pub(super) fn fund(
        &mut self,
        dice: &mut Dice,
        story: &mut CaseStory,
        agency: usize,
        born: Day,
        needs: &[(Need, Weight)],
        planned: Day,
        shown: bool,
    ) -> Result<()> {
        let today = self.world.today;
        let has_ehcp = dice.per_mille(shares::EHCP);
        let mut used: Vec<(i16, Used)> = Vec::new();
        if shown {
            for (showing, ago, pounds, therapy) in [
                (Showing::UnderWay, 165, 1_500, 0),
                (Showing::ToAnswer, 40, 700, 2),
                (Showing::Waiting, 9, 500, 3),
            ] {
                let sent = self.world.workdays.on_or_after((today - ago).max(planned + 1));
                let target = Pence::pounds(pounds);
                let wish = Wish { agency, born, sent, therapy, provider: 0, target, shown: Some(showing) };
                self.apply(dice, story, wish, needs, has_ehcp, &mut used)?;
            }
            return Ok(());
        }
        for year in FIRST_YEAR..=days::financial_year(today) {
            let start = days::day(kernel::FinancialYear(year).first_day());
            let first = start.max(planned + 1);
            let last = (start + 364).min(today - 1);
            if first > last {
                continue;
            }
            let often = i64::from(self.applying(year)) * i64::from(last - first + 1) / 365;
            let mut times = u32::from(dice.number(0..=9_999) < often);
            // A second application in the year is rarer, and has to fit into what is left.
            times += u32::from(times == 1 && dice.percent(5));
            for _ in 0..times {
                let mut sent = self.world.workdays.on_or_after(dice.within(first..=last));
                if (FUND_SHUT..FUND_OPENED).contains(&sent) {
                    sent = self.world.workdays.on_or_after(FUND_OPENED + dice.within(0..=30));
                }
                if !self.past(sent) {
                    continue;
                }
                let specialist = dice.per_mille(shares::SPECIALIST);
                let code = dice.weighted(shares::THERAPIES);
                let therapy = match specialist {
                    true => SPECIALIST,
                    false => THERAPIES.iter().position(|t| *t == code).unwrap_or(0),
                };
                let Some(provider) = self.world.provider_for(agency, therapy, dice) else { continue };
                let target = amount(dice, sent, story.case.route);
                let wish = Wish { agency, born, sent, therapy, provider, target, shown: None };
                self.apply(dice, story, wish, needs, has_ehcp, &mut used)?;
            }
        }
        Ok(())
    }

    /// How many in ten thousand children with a plan apply in a year, so that the nation comes to about
    /// [`shares::APPLICATIONS_A_YEAR`].
    fn applying(&self, year: i16) -> u32 {
        let since = days::day(kernel::FinancialYear(FIRST_YEAR).first_day());
        let middle = days::day(kernel::FinancialYear(year).first_day()) + 182 - PLAN_LAG;
        let share = f64::from(middle - since) / f64::from((self.world.today - since).max(1));
        let before = f64::from(BEFORE) / 100.0;
        let planned = (before + (1.0 - before) * share.clamp(0.0, 1.0)) * LASTING;
        let wanted =
            f64::from(shares::APPLICATIONS_A_YEAR) / f64::from(shares::CHILDREN) * WISHES_PER_APPLICATION;
        ((wanted / planned * 10_000.0) as u32).min(9_900)
    }
}

/// What is asked for: while the limit was £5,000, so many above £3,000 as the figures say.
fn amount(dice: &mut Dice, sent: Day, route: kernel::LegalRoute) -> Pence {
    let limited_to_3000 = sent >= FUND_SHUT;
    if !limited_to_3000 && dice.per_mille(shares::above_3000(route)) {
        return Pence::pounds(dice.number(3_250..=5_000));
    }
    // More near the limit than far below it.
    let (one, two) = (dice.number(700..=3_000), dice.number(700..=3_000));
    Pence::pounds(one.max(two))
}

#[cfg(test)]
mod tests {
    use funding::schemes::scheme_on;

    use super::*;

    #[test]
    fn the_days_that_the_fund_was_shut_are_those_of_the_scheme() {
        for (day, open) in
            [(FUND_SHUT - 1, true), (FUND_SHUT, false), (FUND_OPENED - 1, false), (FUND_OPENED, true)]
        {
            let scheme = scheme_on(days::date(day)).unwrap();
            assert_eq!(scheme.accepts.value, open, "{}", days::date(day));
        }
    }
}
