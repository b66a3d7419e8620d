//! Applications to the Fund, what was ordered with the money, what was held, invoiced and paid. Each
//! application is held against the rules of its own date: what they refuse is not told.

use access::Role;
use casework::{
    promises::{About, NewPromise},
    timeline::EventKind,
};
use commissioning::{
    delivery::{
        model::{Missed, MissedBy, MissedTerms, Notice, Session, SessionState},
        store::Record as SessionRecord,
    },
    invoices::{
        model::{Invoice, InvoiceState, Line},
        store::Record as InvoiceRecord,
    },
    orders::{
        model::{Order, OrderKind, OrderState},
        store::Record as OrderRecord,
    },
};
use funding::{
    applications::{
        model::{Checked, Content, FundOutcome, Passage, PassageKind, State},
        store::Application,
    },
    schemes::{Ask, AskKind, Used, decide, scheme_on},
};
use kernel::{Calendar, Need, Pence, PromiseKind, Result, Timestamp, Weight};

use super::{CaseStory, Teller, at_work};
use crate::{
    days::{self, Day},
    dice::Dice,
    shares, words,
    world::{SPECIALIST, THERAPIES},
};

/// The first financial year with applications.
pub const FIRST_YEAR: i16 = 2021;
/// How many days before an application its assessment may lie: within three months.
const FRESH: Day = 85;
/// Payable sessions on one invoice.
const LINES: usize = 8;

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
        let wanted = f64::from(shares::APPLICATIONS_A_YEAR) / f64::from(shares::CHILDREN) / 1.05;
        ((wanted / planned * 10_000.0) as u32).min(9_900)
    }

    /// Applies, if the rules of the day allow it, and tells what came of it.
    fn apply(
        &mut self,
        dice: &mut Dice,
        story: &mut CaseStory,
        wish: Wish,
        needs: &[(Need, Weight)],
        has_ehcp: bool,
        used: &mut Vec<(i16, Used)>,
    ) -> Result<()> {
        let world = self.world;
        let provider = &world.providers[wish.provider];
        let Some((price, minutes)) = provider.price(wish.therapy, wish.sent) else { return Ok(()) };
        let kind = if wish.therapy == SPECIALIST { AskKind::Assessment } else { AskKind::Therapy };
        let sent_on = days::date(wish.sent);
        let Some(scheme) = scheme_on(sent_on) else { return Ok(()) };
        let year = scheme.year().0;
        let already = used.iter().find(|(y, _)| *y == year).map(|(_, used)| *used).unwrap_or_default();

        let mut count = match kind {
            AskKind::Assessment => 1,
            AskKind::Therapy => u32::try_from(wish.target.0 / price.0.max(1)).unwrap_or(1).clamp(2, 60),
        };
        let starts = wish.sent + if wish.shown.is_some() { 30 } else { dice.within(28..=60) };
        let year_end = days::day(kernel::FinancialYear(year).last_day());
        let must_end = match scheme.span.value {
            funding::schemes::Span::YearEnd => year_end - 3,
            funding::schemes::Span::Months(_) => starts + 340,
        };
        let pace = ((must_end - starts) / i32::try_from(count).unwrap_or(1).max(1)).clamp(1, 14);
        let pace = if pace >= 14 {
            14
        } else if pace >= 7 {
            7
        } else {
            pace
        };
        let ends = |count: u32| starts + pace * (i32::try_from(count).unwrap_or(1) - 1) + 4;
        let mut ask = Ask {
            kind,
            amount: Pence(price.0 * i64::from(count)),
            council_share: Pence::ZERO,
            applied_on: sent_on,
            assessed_on: Some(sent_on),
            starts_on: days::date(starts),
            ends_on: days::date(ends(count)),
            urgent_start: false,
            child_born: days::date(wish.born),
            has_ehcp,
            legal_route: story.case.route,
            therapy: THERAPIES[wish.therapy].to_owned(),
            already,
        };
        let mut decision = decide(&ask);
        // What is left of the limit may be less than was wished for.
        if let Some(left) = decision.left.filter(|left| ask.amount > *left && kind == AskKind::Therapy) {
            count = u32::try_from(left.0 / price.0.max(1)).unwrap_or(0);
            if count < 2 {
                return Ok(());
            }
            ask.amount = Pence(price.0 * i64::from(count));
            ask.ends_on = days::date(ends(count));
            decision = decide(&ask);
        }
        if !decision.allowed {
            return Ok(());
        }
        let assessed_on = self.assessed_before(dice, story, wish.sent, needs)?;

        let drafted = (wish.sent - dice.within(0..=6)).max(assessed_on);
        let created = at_work(dice, drafted).max(
            story
                .assessments
                .iter()
                .filter_map(|a| a.completed)
                .filter(|c| days::of(*c) <= drafted)
                .max()
                .unwrap_or(story.case.opened),
        );
        let sent = at_work(dice, wish.sent).max(created);
        let staff = &world.agencies[wish.agency].staff;
        let mut checked = Checked::of(decision, already);
        if !self.full {
            checked.notes.truncate(1);
        }
        let age = kernel::age_on(ask.child_born, sent_on).unwrap_or(0);
        let mut heaviest = needs.to_vec();
        heaviest.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        let content = Content {
            age,
            has_ehcp,
            level: story.case.level,
            assessed_on: days::date(assessed_on),
            outcomes: FundOutcome::of_all(&heaviest),
            passages: passages(&heaviest, if self.full { 4 } else { 2 }),
            needs: heaviest,
            checked: Some(checked),
        };
        let application = Application {
            id: dice.id(created),
            reference: self.applications.next(),
            agency: story.case.agency,
            case: story.case.id,
            family: story.case.family,
            child: story.case.child,
            council: story.case.council.clone(),
            route: story.case.route,
            rule: scheme.id.clone(),
            kind,
            therapy: ask.therapy.clone(),
            provider: provider.provider.id,
            provider_kind: provider.provider.kind,
            sessions: count,
            price,
            starts_on: ask.starts_on,
            ends_on: ask.ends_on,
            repeat: story.funded.iter().any(|f| f.application.state == State::Approved),
            state: State::Sent,
            content,
            created,
            created_by: story.case.coordinator,
            created_role: Role::SocialWorker.code().to_owned(),
            sent: Some(sent),
            sent_by: story.case.coordinator,
            decided: None,
            decided_by: None,
            decision: None,
            paid: Pence::ZERO,
            released: Pence::ZERO,
            version: 2,
        };
        let about = About {
            agency: application.agency,
            case: Some(application.case),
            enquiry: None,
            thing: application.id.cast(),
        };
        let mut promise = self.promise(dice, about, PromiseKind::FundingDecision, sent, None);
        promise.due = scheme.decide_within.value.due(sent, Calendar::england());
        let mut funded = Funded {
            application,
            year,
            order: None,
            sessions: Vec::new(),
            bills: Vec::new(),
            released_at: None,
            over: world.today + 1_000,
        };

        let wait = match wish.shown {
            Some(Showing::Waiting) => 1_000,
            Some(_) => 20,
            None if dice.percent(82) => dice.within(6..=27),
            None => dice.within(30..=52),
        };
        let decided = world.workdays.on_or_after(wish.sent + wait);
        if self.past(decided) {
            let at = at_work(dice, decided);
            promise.kept = Some(at);
            let a = &mut funded.application;
            a.decided = Some(at);
            a.decided_by = staff.finance;
            a.version += 1;
            if wish.shown.is_none() && dice.per_mille(shares::REFUSED) {
                a.state = State::Refused;
                a.decision = Some(words::REFUSED.to_owned());
                funded.over = decided;
            } else {
                a.state = State::Approved;
                a.decision = Some(words::APPROVED.to_owned());
                let had = if let Some((_, had)) = used.iter_mut().find(|(y, _)| *y == year) {
                    had
                } else {
                    used.push((year, Used::default()));
                    &mut used.last_mut().ok_or(kernel::Error::NotFound)?.1
                };
                match kind {
                    AskKind::Therapy => had.therapy += ask.amount,
                    AskKind::Assessment => had.assessment += ask.amount,
                }
                let words = format!("The Fund will pay for {count} sessions: {}.", ask.amount);
                let by = (staff.finance.unwrap_or(staff.duty[0]), Role::FinanceOfficer);
                self.tell_line(dice, story, at, EventKind::Application, by, &words);
                self.order(dice, story, &mut funded, &wish, (decided, starts, pace), minutes);
            }
        }
        story.promises.push(promise);
        story.funded.push(funded);
        Ok(())
    }

    /// The day of an assessment fresh enough for an application on this day: one that there is, or a new one.
    fn assessed_before(
        &self,
        dice: &mut Dice,
        story: &mut CaseStory,
        sent: Day,
        needs: &[(Need, Weight)],
    ) -> Result<Day> {
        let done = |a: &casework::assessment::store::Assessment| a.completed.map(days::of);
        let fresh =
            story.assessments.iter().filter_map(done).filter(|d| *d < sent && sent - *d <= FRESH).max();
        if let Some(day) = fresh {
            return Ok(day);
        }
        let day = self.world.workdays.on_or_after(sent - dice.within(9..=60)).min(sent - 1);
        let again = self.assessment(dice, &story.case, needs, story.case.level, day - 10, Some(day))?;
        let place = story.assessments.partition_point(|a| a.started < again.started);
        story.assessments.insert(place, again);
        Ok(day)
    }

    /// The order, its sessions, invoices and payments.
    fn order(
        &mut self,
        dice: &mut Dice,
        story: &mut CaseStory,
        funded: &mut Funded,
        wish: &Wish,
        (decided, starts, pace): (Day, Day, Day),
        minutes: u32,
    ) {
        let world = self.world;
        let provider = &world.providers[wish.provider];
        let wait = match wish.shown {
            Some(Showing::ToAnswer) => (world.today - 2 - decided).max(1),
            Some(_) => 2,
            None => dice.within(1..=12),
        };
        let placed = world.workdays.on_or_after(decided + wait);
        if !self.past(placed) {
            return;
        }
        let placed_at = at_work(dice, placed).max(funded.application.decided.unwrap_or(Timestamp::MIN));
        let starts = starts.max(placed + 7);
        let a = &funded.application;
        let mut order = OrderRecord {
            order: Order {
                id: dice.id(placed_at),
                case: a.case,
                provider: a.provider,
                therapy: a.therapy.clone(),
                kind: OrderKind::CallOff,
                price: a.price,
                minutes,
                sessions: a.sessions,
                placed: days::date(placed),
                state: OrderState::Placed,
            },
            reference: self.orders.next(),
            agency: a.agency,
            family: a.family,
            provider_kind: a.provider_kind,
            application: Some(a.id),
            starts_on: days::date(starts),
            placed_at,
            placed_by: story.case.coordinator,
            ended_at: None,
            reason: None,
            version: 1,
        };
        let accepted = placed + if wish.shown == Some(Showing::UnderWay) { 1 } else { dice.within(0..=5) };
        if !self.past(accepted) || wish.shown == Some(Showing::ToAnswer) {
            funded.order = Some(order);
            return;
        }
        order.order.state = OrderState::Accepted;
        order.version = 2;
        let at = at_work(dice, accepted).max(placed_at);
        let words = format!(
            "{} accepted the order; support starts on {}.",
            provider.provider.name,
            order.starts_on.strftime("%-d %B %Y")
        );
        if let Some(coordinator) = story.case.coordinator {
            self.tell_line(dice, story, at, EventKind::Order, (coordinator, Role::SocialWorker), &words);
        }
        let cancelled = wish.shown.is_none() && order.order.sessions > 4 && dice.percent(3);
        let given =
            if cancelled { u32::try_from(dice.number(1..=3)).unwrap_or(1) } else { order.order.sessions };
        let last = self.sessions(dice, funded, &order.order, starts, pace, given, wish.shown);

        let done = funded.sessions.iter().all(|s| s.session.state != SessionState::Planned);
        if done && self.past(last + 2) {
            let end = world.workdays.on_or_after(last + dice.within(1..=9)).min(world.today - 1);
            let at = at_work(dice, end).max(at);
            order.ended_at = Some(at);
            order.version += 1;
            order.order.state = if cancelled { OrderState::Cancelled } else { OrderState::Completed };
            if cancelled {
                order.reason = Some(dice.one(words::CANCELLED).to_owned());
            }
        }
        funded.order = Some(order);
        let last_bill = self.bills(dice, story, funded, wish, provider.provider.id);
        if let Some(ended) = funded.order.as_ref().and_then(|o| o.ended_at) {
            // What was neither given nor charged goes back, the day after the order ended.
            let payable = funded.sessions.iter().filter(|s| s.session.state.payable()).count() as i64;
            let a = &mut funded.application;
            let left = Pence(a.price.0 * (i64::from(a.sessions) - payable));
            let day = days::of(ended) + 1;
            if left > Pence::ZERO && self.past(day) {
                a.released = left;
                a.version += 1;
                funded.released_at = Some(days::at(day, 330));
            }
            if funded.bills.iter().all(|b| b.ended_at.is_some()) {
                funded.over = last_bill.max(day);
            }
        }
    }

    /// The sessions of an order; gives the day of the last.
    #[expect(clippy::too_many_arguments, reason = "one step of the story, with what the earlier ones found")]
    fn sessions(
        &self,
        dice: &mut Dice,
        funded: &mut Funded,
        order: &Order,
        starts: Day,
        pace: Day,
        given: u32,
        shown: Option<Showing>,
    ) -> Day {
        let planned_at = days::at(days::day(order.placed), 1_000);
        let mut last = starts;
        let pace = if shown.is_some() { 14 } else { pace };
        for number in 1..=given {
            let day =
                self.world.workdays.on_or_after(starts + pace * (i32::try_from(number).unwrap_or(1) - 1));
            last = day;
            // The last days' sessions are not all recorded yet.
            let recorded = if shown.is_some() {
                day < self.world.today - 12
            } else {
                self.past(day) && (day < self.world.today - 6 || dice.percent(60))
            };
            let state = if !recorded {
                SessionState::Planned
            } else if dice.per_mille(shares::HELD) {
                SessionState::Held
            } else if dice.per_mille(shares::CHARGED_WHEN_MISSED) {
                missed(MissedBy::Family, Notice::None)
            } else if dice.percent(70) {
                missed(MissedBy::Family, Notice::Given)
            } else {
                missed(MissedBy::Provider, Notice::Given)
            };
            funded.sessions.push(Held {
                session: Session {
                    id: dice.id(planned_at),
                    order: order.id,
                    day: days::date(day),
                    state,
                    invoiced: None,
                },
                number,
                note: None,
                recorded_at: recorded.then(|| days::at(day, 1_020)),
                version: if recorded { 2 } else { 1 },
            });
        }
        last
    }

    /// The invoices for what was given; gives the day the last was paid.
    fn bills(
        &mut self,
        dice: &mut Dice,
        story: &mut CaseStory,
        funded: &mut Funded,
        wish: &Wish,
        provider: kernel::Id<kernel::kinds::Organisation>,
    ) -> Day {
        let Some(order) = &funded.order else { return 0 };
        let (price, ended) = (order.order.price, order.ended_at.is_some());
        let payable: Vec<usize> =
            (0..funded.sessions.len()).filter(|n| funded.sessions[*n].session.state.payable()).collect();
        let lines = if wish.shown.is_some() { 3 } else { LINES };
        let mut last = 0;
        let groups = payable.chunks(lines).count();
        for (n, group) in payable.chunks(lines).enumerate() {
            // A group that may still grow is not invoiced yet.
            if group.len() < lines && !ended {
                break;
            }
            let given = group.last().map_or(0, |n| days::day(funded.sessions[*n].session.day));
            let received = self.world.workdays.on_or_after(given + dice.within(2..=9)).max(given + 1);
            if !self.past(received) {
                break;
            }
            let received_at = at_work(dice, received);
            let id = dice.id(received_at);
            self.invoices += 1;
            let lines = group
                .iter()
                .map(|n| Line {
                    session: funded.sessions[*n].session.id,
                    day: funded.sessions[*n].session.day,
                    amount: price,
                })
                .collect();
            let wait = if dice.percent(91) { dice.within(6..=28) } else { dice.within(31..=60) };
            let paid = self.world.workdays.on_or_after(received + wait);
            let hold = wish.shown.is_some() && n + 1 == groups;
            let is_paid = self.past(paid) && !hold;
            let state = match is_paid {
                true => InvoiceState::Paid,
                false if hold => InvoiceState::Matched,
                false => dice.weighted(&[
                    (InvoiceState::Matched, 90),
                    (InvoiceState::Queried, 7),
                    (InvoiceState::Received, 3),
                ]),
            };
            let paid_at = is_paid.then(|| at_work(dice, paid));
            let total = Pence(price.0 * group.len() as i64);
            let invoice = Invoice {
                id,
                provider,
                order: order.order.id,
                number: format!("INV-{:06}", self.invoices),
                received: days::date(received),
                lines,
                total,
                state,
            };
            let due_on = invoice.due();
            let about = About {
                agency: story.case.agency,
                case: Some(story.case.id),
                enquiry: None,
                thing: id.cast(),
            };
            let promise: NewPromise =
                self.promise(dice, about, PromiseKind::InvoicePaid, received_at, paid_at);
            story.promises.push(promise);
            if is_paid {
                funded.application.paid += total;
                funded.application.version += 1;
                last = paid;
            }
            funded.bills.push(Bill {
                invoice,
                agency: story.case.agency,
                case: story.case.id,
                received_at,
                due_on,
                ended_at: paid_at,
                query: (state == InvoiceState::Queried).then(|| words::QUERY.to_owned()),
                version: if is_paid { 3 } else { 2 },
            });
            for n in group {
                funded.sessions[*n].session.invoiced = Some(id);
            }
        }
        last
    }
}

/// The share of families, in percent, that came before the first year with applications.
pub const BEFORE: i32 = 45;
/// Days from first contact to a plan, roughly.
const PLAN_LAG: Day = 150;
/// The share of children with a plan who can still apply: neither grown up nor closed.
const LASTING: f64 = 0.86;
/// The Fund took no applications from 1 to 13 April 2025.
const FUND_SHUT: Day = 20_179;
const FUND_OPENED: Day = 20_192;

fn missed(by: MissedBy, notice: Notice) -> SessionState {
    SessionState::Missed(Missed { by, notice, chargeable: MissedTerms::USUAL.chargeable(by, notice) })
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

fn passages(needs: &[(Need, Weight)], most: usize) -> Vec<Passage> {
    needs
        .iter()
        .take(most)
        .map(|(need, _)| Passage {
            kind: PassageKind::Need,
            about: need.label().to_owned(),
            words: words::shows(*need).to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
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
