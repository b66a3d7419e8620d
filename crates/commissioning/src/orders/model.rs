//! An order: so many sessions of one therapy for one case, from an approved provider at the
//! price of the day. Its total is price times sessions, to the penny.

use kernel::{Date, Error, FieldError, Id, Invalid, Pence, Result, kinds};

use crate::providers::model::{Price, Provider};

/// The most sessions that one order may ask for: two a week for two years, a guard against
/// slips of the finger chosen by Hearth.
pub const MOST_SESSIONS: u32 = 208;

kernel::codes! {
    /// How the provider was chosen.
    OrderKind {
        Spot = "spot", "Spot purchase";
        CallOff = "call-off", "Call-off from the approved list";
    }
}

kernel::codes! {
    /// How an order stands.
    OrderState {
        Placed = "placed", "Placed, waiting for the provider";
        Accepted = "accepted", "Accepted";
        Completed = "completed", "Completed";
        Declined = "declined", "Declined by the provider";
        Cancelled = "cancelled", "Cancelled";
    }
}

impl OrderState {
    /// The provider takes the order.
    ///
    /// # Errors
    /// `Refused` (`order.state`) unless it waits for the provider.
    pub fn accept(self) -> Result<OrderState> {
        match self {
            OrderState::Placed => Ok(OrderState::Accepted),
            other => Err(other.refuse("accepted")),
        }
    }

    /// The provider says no.
    ///
    /// # Errors
    /// `Refused` (`order.state`) unless it waits for the provider.
    pub fn decline(self) -> Result<OrderState> {
        match self {
            OrderState::Placed => Ok(OrderState::Declined),
            other => Err(other.refuse("declined")),
        }
    }

    /// The agency ends the order early. What was given stays payable, so sessions whose day
    /// has passed must be recorded first.
    ///
    /// # Errors
    /// `Refused`: `order.state` unless placed or accepted; `order.unrecorded` while
    /// `unrecorded` sessions of past days are still only planned.
    pub fn cancel(self, unrecorded: u32) -> Result<OrderState> {
        match self {
            OrderState::Placed => Ok(OrderState::Cancelled),
            OrderState::Accepted if unrecorded == 0 => Ok(OrderState::Cancelled),
            OrderState::Accepted => Err(Error::refused(
                "order.unrecorded",
                format!(
                    "Sessions not yet recorded as held or missed: {unrecorded}. Record them first, \
                     so that the provider is paid for what was given."
                ),
            )),
            other => Err(other.refuse("cancelled")),
        }
    }

    /// The work is done.
    ///
    /// # Errors
    /// `Refused`: `order.state` unless accepted; `order.planned` while `planned` sessions lie ahead
    /// or wait to be recorded.
    pub fn complete(self, planned: u32) -> Result<OrderState> {
        match self {
            OrderState::Accepted if planned == 0 => Ok(OrderState::Completed),
            OrderState::Accepted => Err(Error::refused(
                "order.planned",
                format!("Sessions still planned: {planned}. Record each as held or missed first."),
            )),
            other => Err(other.refuse("completed")),
        }
    }

    /// Whether sessions may be planned and recorded.
    ///
    /// # Errors
    /// `Refused` (`order.state`) unless accepted.
    pub fn may_deliver(self) -> Result<()> {
        match self {
            OrderState::Accepted => Ok(()),
            OrderState::Placed => {
                Err(Error::refused("order.state", "The provider has not accepted this order yet."))
            }
            other => Err(other.refuse("changed")),
        }
    }

    /// Whether an invoice may be paid against it: something could have been given.
    pub fn may_be_invoiced(self) -> bool {
        match self {
            OrderState::Accepted | OrderState::Completed | OrderState::Cancelled => true,
            OrderState::Placed | OrderState::Declined => false,
        }
    }

    fn refuse(self, wish: &str) -> Error {
        let now = match self {
            OrderState::Placed => "is still waiting for the provider",
            OrderState::Accepted => "has been accepted already",
            OrderState::Completed => "is completed",
            OrderState::Declined => "was declined by the provider",
            OrderState::Cancelled => "was cancelled",
        };
        Error::refused("order.state", format!("This order {now}, so it cannot be {wish}."))
    }
}

/// An order as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Whose record this is.
    pub id: Id<kinds::Order>,
    /// The case it is for.
    pub case: Id<kinds::Case>,
    /// Who gives it.
    pub provider: Id<kinds::Organisation>,
    /// Code of the catalogue.
    pub therapy: String,
    /// How the provider was chosen.
    pub kind: OrderKind,
    /// Price of one session, kept from the day of the order.
    pub price: Pence,
    /// Length of one session in minutes.
    pub minutes: u32,
    /// Sessions ordered, 1 to [`MOST_SESSIONS`].
    pub sessions: u32,
    /// The day it was placed.
    pub placed: Date,
    /// How it stands.
    pub state: OrderState,
}

/// What somebody asks to order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// Id for the record.
    pub id: Id<kinds::Order>,
    /// The case it is for.
    pub case: Id<kinds::Case>,
    /// Code of the catalogue.
    pub therapy: String,
    /// How the provider was chosen.
    pub kind: OrderKind,
    /// Sessions wanted.
    pub sessions: u32,
}

impl Order {
    /// Places an order at the price that [`price_on`](crate::providers::model::price_on) found for
    /// this provider, therapy and day.
    ///
    /// # Errors
    /// `Invalid` on `sessions` out of range, or on `therapy` when the provider has no price for it
    /// on that day; `Refused` (`provider.approval`) when the provider may not take orders.
    pub fn place(new: NewOrder, provider: &Provider, price: Option<&Price>, today: Date) -> Result<Order> {
        let mut wrong = Vec::new();
        if !(1..=MOST_SESSIONS).contains(&new.sessions) {
            wrong.push(FieldError {
                field: "sessions".into(),
                message: format!("Enter how many sessions to order, from 1 to {MOST_SESSIONS}"),
            });
        }
        let price =
            price.filter(|p| p.provider == provider.id && p.therapy == new.therapy && p.from <= today);
        let Some(price) = price.filter(|_| wrong.is_empty()) else {
            if price.is_none() {
                wrong.push(FieldError {
                    field: "therapy".into(),
                    message: "Choose a therapy that this provider has a price for today".into(),
                });
            }
            return Err(Error::Invalid(Invalid(wrong)));
        };
        provider.approval.may_take_orders()?;
        let order = Order {
            id: new.id,
            case: new.case,
            provider: provider.id,
            therapy: new.therapy,
            kind: new.kind,
            price: price.per_session,
            minutes: price.minutes,
            sessions: new.sessions,
            placed: today,
            state: OrderState::Placed,
        };
        order.total()?;
        Ok(order)
    }

    /// Price times sessions, exactly.
    ///
    /// # Errors
    /// `Internal` when the stored price is too great to multiply; no price that was checked is.
    pub fn total(&self) -> Result<Pence> {
        self.price
            .times(i64::from(self.sessions))
            .ok_or_else(|| Error::Internal("the total of an order is beyond counting".into()))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::providers::model::{Approval, DEAREST_SESSION};
    use kernel::ProviderKind;
    use proptest::prelude::*;

    pub(crate) fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn provider(approval: Approval) -> Provider {
        Provider {
            id: Id::from_parts(1, [1; 10]),
            name: "Willow Therapies".into(),
            kind: ProviderKind::SupportAgency,
            approval,
        }
    }

    fn price(amount: Pence) -> Price {
        Price {
            provider: Id::from_parts(1, [1; 10]),
            therapy: "ddp".into(),
            per_session: amount,
            minutes: 60,
            from: d("2026-04-01"),
        }
    }

    fn wish(sessions: u32) -> NewOrder {
        NewOrder {
            id: Id::from_parts(2, [2; 10]),
            case: Id::from_parts(3, [3; 10]),
            therapy: "ddp".into(),
            kind: OrderKind::CallOff,
            sessions,
        }
    }

    /// An accepted order of `sessions` sessions at `amount`.
    pub(crate) fn accepted(sessions: u32, amount: Pence) -> Order {
        let order = Order::place(
            wish(sessions),
            &provider(Approval::Approved),
            Some(&price(amount)),
            d("2026-05-01"),
        )
        .unwrap();
        Order { state: order.state.accept().unwrap(), ..order }
    }

    #[test]
    fn an_order_takes_the_price_of_the_day() {
        let order = accepted(18, Pence(12_550));
        assert_eq!(order.total(), Ok(Pence(225_900)));
        let early =
            Order::place(wish(1), &provider(Approval::Approved), Some(&price(Pence(1))), d("2026-03-31"));
        assert!(matches!(early, Err(Error::Invalid(i)) if i.of("therapy").is_some()));
    }

    #[test]
    fn bad_orders_are_refused_by_field_or_rule() {
        let (good, list) = (provider(Approval::Approved), price(Pence::pounds(100)));
        for count in [0, MOST_SESSIONS + 1] {
            let refused = Order::place(wish(count), &good, None, d("2026-05-01"));
            assert!(
                matches!(refused, Err(Error::Invalid(i)) if i.of("sessions").is_some() && i.of("therapy").is_some())
            );
            let refused = Order::place(wish(count), &good, Some(&list), d("2026-05-01"));
            assert!(matches!(refused, Err(Error::Invalid(i)) if i.0.len() == 1));
        }
        let other = Price { provider: Id::from_parts(9, [9; 10]), ..list.clone() };
        assert_eq!(
            Order::place(wish(1), &good, Some(&other), d("2026-05-01")).unwrap_err().code(),
            "invalid"
        );
        for gone in [Approval::Suspended, Approval::Left] {
            let refused = Order::place(wish(1), &provider(gone), Some(&list), d("2026-05-01"));
            assert_eq!(refused.unwrap_err().code(), "provider.approval");
        }
    }

    #[test]
    fn only_the_steps_of_the_journey_are_allowed() {
        use OrderState::*;
        let steps: [fn(OrderState) -> Result<OrderState>; 4] =
            [OrderState::accept, OrderState::decline, |s| s.cancel(0), |s| s.complete(0)];
        let allowed: Vec<(OrderState, OrderState)> = OrderState::ALL
            .iter()
            .flat_map(|from| steps.iter().filter_map(|step| Some((*from, step(*from).ok()?))))
            .collect();
        assert_eq!(
            allowed,
            [
                (Placed, Accepted),
                (Placed, Declined),
                (Placed, Cancelled),
                (Accepted, Cancelled),
                (Accepted, Completed)
            ]
        );
        assert_eq!(Accepted.cancel(2).unwrap_err().code(), "order.unrecorded");
        assert_eq!(Accepted.complete(1).unwrap_err().code(), "order.planned");
        assert!(Accepted.may_deliver().is_ok() && Placed.may_deliver().is_err());
    }

    proptest! {
        #[test]
        fn the_total_is_price_times_sessions_to_the_penny(
            amount in 1..=DEAREST_SESSION.0, sessions in 1..=MOST_SESSIONS
        ) {
            let order = accepted(sessions, Pence(amount));
            let added: Pence = (0..sessions).map(|_| order.price).sum();
            prop_assert_eq!(order.total(), Ok(added));
        }
    }
}
