//! Providers, their approval and their price list. Prices have dates: an order keeps the
//! price of the day it was placed, whatever the list says later.

use kernel::{Date, Error, FieldError, Id, Invalid, Pence, ProviderKind, Result, kinds};

use crate::catalogue::model::Catalogue;

/// The dearest price of one session that may be entered: a guard against slips of the
/// finger, chosen by Hearth, not a rule of any fund.
pub const DEAREST_SESSION: Pence = Pence::pounds(10_000);

/// The shortest and longest session that may be entered, in minutes: a quarter of an hour, and
/// a week for a short break.
pub const SESSION_MINUTES: std::ops::RangeInclusive<u32> = 15..=7 * 24 * 60;

kernel::codes! {
    /// How a provider stands with the agency.
    Approval {
        Asked = "asked", "To be approved";
        Approved = "approved", "Approved";
        Suspended = "suspended", "Suspended";
        Left = "left", "Left the list";
    }
}

impl Approval {
    /// Puts one that asked on the list.
    ///
    /// # Errors
    /// `Refused` (`provider.state`) unless they asked.
    pub fn approve(self) -> Result<Approval> {
        match self {
            Approval::Asked => Ok(Approval::Approved),
            Approval::Approved => Err(refused("This provider is approved already.")),
            Approval::Suspended => Err(refused("This provider is suspended. End the suspension instead.")),
            Approval::Left => {
                Err(refused("This provider has left the list. Add them again as a new provider."))
            }
        }
    }

    /// No new orders for now; work already ordered goes on.
    ///
    /// # Errors
    /// `Refused` (`provider.state`) unless approved.
    pub fn suspend(self) -> Result<Approval> {
        match self {
            Approval::Approved => Ok(Approval::Suspended),
            Approval::Asked => Err(refused("This provider is not approved yet.")),
            Approval::Suspended => Err(refused("This provider is suspended already.")),
            Approval::Left => Err(refused("This provider has left the list.")),
        }
    }

    /// Ends a suspension.
    ///
    /// # Errors
    /// `Refused` (`provider.state`) unless suspended; one that left is approved afresh as new.
    pub fn reinstate(self) -> Result<Approval> {
        match self {
            Approval::Suspended => Ok(Approval::Approved),
            Approval::Asked | Approval::Approved => Err(refused("This provider is not suspended.")),
            Approval::Left => {
                Err(refused("This provider has left the list. Approve them again as a new provider."))
            }
        }
    }

    /// Takes the provider off the list for good; the record of past work stays.
    ///
    /// # Errors
    /// `Refused` (`provider.state`) when they have left already.
    pub fn leave(self) -> Result<Approval> {
        match self {
            Approval::Asked | Approval::Approved | Approval::Suspended => Ok(Approval::Left),
            Approval::Left => Err(refused("This provider has left the list already.")),
        }
    }

    /// Whether a new order may be placed.
    ///
    /// # Errors
    /// `Refused` (`provider.approval`) unless approved.
    pub fn may_take_orders(self) -> Result<()> {
        let why = match self {
            Approval::Approved => return Ok(()),
            Approval::Asked => "This provider is not approved yet. Choose another, or ask your commissioner.",
            Approval::Suspended => "This provider is suspended. Choose another, or ask your commissioner.",
            Approval::Left => "This provider has left the list. Choose another.",
        };
        Err(Error::refused("provider.approval", why))
    }
}

fn refused(why: &str) -> Error {
    Error::refused("provider.state", why)
}

/// Somebody who gives a service to families.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Whose record this is.
    pub id: Id<kinds::Organisation>,
    /// Trading name.
    pub name: String,
    /// What sort of provider, in the words of the Fund's statistics.
    pub kind: ProviderKind,
    /// How they stand with the agency.
    pub approval: Approval,
}

/// One line of a price list: what a session of a therapy costs from a day on, until a later
/// line for the same therapy takes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// Whose price.
    pub provider: Id<kinds::Organisation>,
    /// Code of the catalogue.
    pub therapy: String,
    /// Price of one session, VAT included if any.
    pub per_session: Pence,
    /// Length of one session in minutes.
    pub minutes: u32,
    /// First day the price holds.
    pub from: Date,
}

impl Price {
    /// Checks what was typed on a price list.
    ///
    /// # Errors
    /// `Invalid` with a message for each of `therapy`, `per_session` and `minutes` that needs mending.
    pub fn check(self, catalogue: &Catalogue) -> Result<Price> {
        let mut wrong = Vec::new();
        let mut say = |field: &str, message: String| {
            wrong.push(FieldError { field: field.to_owned(), message });
        };
        if catalogue.find(&self.therapy).is_none() {
            say("therapy", "Choose a therapy from the catalogue".into());
        }
        if self.per_session <= Pence::ZERO || self.per_session > DEAREST_SESSION {
            say("per_session", format!("Enter a price above £0 and up to {DEAREST_SESSION}"));
        }
        if !SESSION_MINUTES.contains(&self.minutes) {
            say("minutes", "Enter the length of a session, from 15 minutes to 7 days".into());
        }
        if wrong.is_empty() { Ok(self) } else { Err(Error::Invalid(Invalid(wrong))) }
    }
}

/// The price of a therapy on a day: of this provider's lines that have begun, the latest.
/// Of two lines from the same day the later in the list holds.
pub fn price_on<'a>(
    prices: &'a [Price],
    provider: Id<kinds::Organisation>,
    therapy: &str,
    day: Date,
) -> Option<&'a Price> {
    prices
        .iter()
        .filter(|p| p.provider == provider && p.therapy == therapy && p.from <= day)
        .max_by_key(|p| p.from)
}

/// Whether somebody of a provider may be invited to sign in by an agency: one that works with the provider (`ours`), while the
/// provider is on the list.
///
/// # Errors
/// Refused by the rules `provider.left` and `provider.not-ours`.
pub fn may_invite(approval: Approval, ours: bool) -> Result<()> {
    if approval == Approval::Left {
        return Err(Error::refused(
            "provider.left",
            "This provider has left the list, so nobody is invited to sign in for it.",
        ));
    }
    if ours {
        return Ok(());
    }
    Err(Error::refused(
        "provider.not-ours",
        "Your agency does not work with this provider yet. Order from it, or record what was seen of it, and then invite its people.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn price(pounds: i64, from: &str) -> Price {
        Price {
            provider: Id::from_parts(1, [0; 10]),
            therapy: "ddp".into(),
            per_session: Pence::pounds(pounds),
            minutes: 60,
            from: d(from),
        }
    }

    #[test]
    fn a_suspension_ends_and_leaving_does_not() {
        let suspended = Approval::Asked.approve().unwrap().suspend().unwrap();
        assert_eq!(suspended.approve().unwrap_err().code(), "provider.state");
        assert_eq!(Approval::Asked.may_take_orders().unwrap_err().code(), "provider.approval");
        assert_eq!(suspended.may_take_orders().unwrap_err().code(), "provider.approval");
        assert_eq!(suspended.reinstate(), Ok(Approval::Approved));
        let left = suspended.leave().unwrap();
        for back in [left.approve(), left.suspend(), left.reinstate(), left.leave()] {
            assert_eq!(back.unwrap_err().code(), "provider.state");
        }
    }

    #[test]
    fn the_price_of_a_day_is_the_latest_that_has_begun() {
        let list = [price(120, "2026-04-01"), price(110, "2025-04-01"), price(130, "2027-04-01")];
        let on = |day| price_on(&list, list[0].provider, "ddp", d(day)).map(|p| p.per_session);
        assert_eq!(on("2025-03-31"), None);
        assert_eq!(on("2026-03-31"), Some(Pence::pounds(110)));
        assert_eq!(on("2026-04-01"), Some(Pence::pounds(120)));
        assert_eq!(price_on(&list, list[0].provider, "emdr", d("2026-04-01")), None);
        assert_eq!(price_on(&list, Id::from_parts(2, [0; 10]), "ddp", d("2026-04-01")), None);
    }

    #[test]
    fn each_slip_on_a_price_list_is_named() {
        let catalogue = Catalogue::shipped().unwrap();
        assert!(price(120, "2026-04-01").check(catalogue).is_ok());
        let wrong = Price { therapy: "magic".into(), minutes: 0, ..price(0, "2026-04-01") };
        match wrong.check(catalogue) {
            Err(Error::Invalid(fields)) => {
                for field in ["therapy", "per_session", "minutes"] {
                    assert!(fields.of(field).is_some(), "{field}");
                }
            }
            other => panic!("{other:?}"),
        }
    }

    proptest! {
        #[test]
        fn no_price_of_a_later_day_is_ever_used(
            days in prop::collection::vec(0_i32..2_000, 0..12), asked in 0_i32..2_000
        ) {
            let day = |n| kernel::Calendar::england().add_days(d("2020-01-01"), n);
            let list: Vec<Price> =
                days.iter().map(|n| Price { from: day(*n), ..price(100, "2020-01-01") }).collect();
            let found = price_on(&list, Id::from_parts(1, [0; 10]), "ddp", day(asked)).map(|p| p.from);
            let expected = days.iter().copied().filter(|n| *n <= asked).max().map(day);
            prop_assert_eq!(found, expected);
        }
    }
}
