//! The order of an approved application and its sessions.

use access::Role;
use casework::timeline::EventKind;
use commissioning::{
    delivery::model::{Missed, MissedBy, MissedTerms, Notice, Session, SessionState},
    orders::{
        model::{Order, OrderKind, OrderState},
        store::Record as OrderRecord,
    },
};
use kernel::{Pence, Timestamp};

use super::{Funded, Held, Showing, Wish};
use crate::{
    days::{self, Day},
    dice::Dice,
    shares,
    story::{CaseStory, Teller, at_work},
    words,
};

impl Teller<'_> {
    /// The order, its sessions, invoices and payments.
    pub(super) fn order(
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
}

fn missed(by: MissedBy, notice: Notice) -> SessionState {
    SessionState::Missed(Missed { by, notice, chargeable: MissedTerms::USUAL.chargeable(by, notice) })
}
