//! Which legal route an adopted adult's request takes, and what has to come before what. Pure.
//!
//! Sources: `gov.uk`, Access to birth certificate information before adoption (guidance notes), and the agencies' published
//! procedures, for adoptions before 30 December 2005; Adoption and Children Act 2002 sections 56 to 65 and the Disclosure of
//! Adoption Information (Post-Commencement Adoptions) Regulations 2005 (SI 2005/888) for those from that day.

use kernel::{Date, Error, Result, age_on, codes};

/// From this day counselling is no longer required before birth records are opened.
pub const COUNSELLING_CHANGED: Date = Date::constant(1975, 11, 12);
/// From this day the adoption agency is the only way (Adoption and Children Act 2002 in force).
pub const ONE_GATEWAY: Date = Date::constant(2005, 12, 30);

codes! {
    /// The legal route, by the day of the adoption order.
    Route {
        Before1975 = "before-1975", "Adopted before 12 November 1975";
        To2005 = "to-2005", "Adopted from 12 November 1975 to 29 December 2005";
        From2005 = "from-2005", "Adopted on or after 30 December 2005";
    }
}

codes! {
    /// Where the adoption order was made.
    Country {
        EnglandWales = "england-wales", "England or Wales";
        Scotland = "scotland", "Scotland";
        NorthernIreland = "northern-ireland", "Northern Ireland";
        Abroad = "abroad", "Another country";
    }
}

codes! {
    /// Why no route fits.
    NoRoute {
        NotHere = "not-here", "The order was not made in England or Wales";
        UnderAge = "under-age", "These records open at 18";
        NotYet = "not-yet", "The day of the order is still to come, or before the birth";
    }
}

codes! {
    /// Who may hold records.
    Holder {
        RegistrarGeneral = "registrar-general", "Registrar General (General Register Office)";
        Agency = "agency", "Adoption agency, or whoever took over its records";
        Court = "court", "Court that made the order";
    }
}

codes! {
    /// How it stands with counselling.
    Counselling {
        NotYet = "not-yet", "Not yet";
        Attended = "attended", "It took place";
        Declined = "declined", "They did not want it";
    }
}

codes! {
    /// How somebody showed who they are.
    Identity {
        Passport = "passport", "Passport";
        Licence = "driving-licence", "Driving licence";
        Certificate = "certificate", "Certificate and proof of address";
        Known = "known", "Known to us, checked against our records";
    }
}

codes! {
    /// How a request stands.
    State {
        Open = "open", "Open";
        Closed = "closed", "Closed";
    }
}

codes! {
    /// What a holder answered.
    Outcome {
        Found = "found", "Records were found";
        Nothing = "nothing", "Nothing is held";
        Refused = "refused", "They did not give them";
    }
}

codes! {
    /// How something was shared.
    Way {
        Meeting = "meeting", "At a meeting";
        Post = "post", "By post";
        Handed = "handed", "A copy handed over";
    }
}

/// The route of somebody born on `born`, adopted on `adopted` in `country`, who asks on `today`.
///
/// # Errors
/// Why none fits.
pub fn route(born: Date, adopted: Date, country: Country, today: Date) -> Result<Route, NoRoute> {
    if country != Country::EnglandWales {
        return Err(NoRoute::NotHere);
    }
    if adopted > today || adopted < born {
        return Err(NoRoute::NotYet);
    }
    if age_on(born, today).is_none_or(|age| age < 18) {
        return Err(NoRoute::UnderAge);
    }
    Ok(if adopted < COUNSELLING_CHANGED {
        Route::Before1975
    } else if adopted < ONE_GATEWAY {
        Route::To2005
    } else {
        Route::From2005
    })
}

impl NoRoute {
    /// What somebody can do whom no route fits.
    pub fn next(self) -> &'static str {
        match self {
            NoRoute::NotHere => {
                "Scotland, Northern Ireland and other countries keep their own registers. Ask the register office of the country \
                 where the order was made; we can help you to find it."
            }
            NoRoute::UnderAge => {
                "Before you are 18 your parents can ask on your behalf, and you can talk to us now about what you would like to know."
            }
            NoRoute::NotYet => {
                "Check the two dates. If you do not know when the order was made, the General Register Office can look for it in the \
                 Adopted Children Register; write to us and we help."
            }
        }
    }

    /// What somebody who records a request can do and say.
    pub fn what_to_say(self) -> &'static str {
        match self {
            NoRoute::NotHere => {
                "Scotland, Northern Ireland and other countries keep their own registers. Help them to ask the register office of the \
                 country where the order was made."
            }
            NoRoute::UnderAge => {
                "Until then their parents can ask on their behalf. Offer to talk with them now about what they would like to know."
            }
            NoRoute::NotYet => {
                "Check the two dates with them. If they do not know when the order was made, the General Register Office can look for it \
                 in the Adopted Children Register."
            }
        }
    }
}

impl Route {
    /// Whether counselling has to take place before birth records are opened. It has not where the birth name is
    /// known already.
    pub fn needs_counselling(self, name_known: bool) -> bool {
        self == Route::Before1975 && !name_known
    }

    /// Who may be asked.
    pub fn holders(self) -> &'static [Holder] {
        match self {
            Route::Before1975 | Route::To2005 => Holder::ALL,
            Route::From2005 => &[Holder::Agency],
        }
    }

    /// The way, for the adult to read.
    pub fn way(self) -> &'static str {
        match self {
            Route::Before1975 => {
                "You ask the General Register Office, free of charge, or the agency that placed you. Before the record of your birth is \
                 opened you meet an adviser, unless you know your birth name already."
            }
            Route::To2005 => {
                "You ask the General Register Office, or the agency that placed you. A talk with an adviser is offered, and you decide \
                 whether you want it."
            }
            Route::From2005 => {
                "You ask the adoption agency, and it is the only way in: it asks the others for you. It gives you written information about \
                 counselling and fees. Where information is about somebody else, it asks what they think first."
            }
        }
    }

    /// Where the rule is written.
    pub fn source(self) -> &'static str {
        match self {
            Route::Before1975 => {
                "gov.uk, Access to birth certificate information before adoption: guidance notes"
            }
            Route::To2005 => {
                "gov.uk, the same guidance notes; Adoption Agencies Regulations 1983, regulation 15, for the agency’s case record"
            }
            Route::From2005 => {
                "Adoption and Children Act 2002, sections 56 to 65; SI 2005/888, regulations 12 to 18"
            }
        }
    }
}

/// What is asked before a step, of a request as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The route.
    pub route: Route,
    /// Whether they know their birth name.
    pub name_known: bool,
    /// Whether it is known who they are.
    pub identified: bool,
    /// How it stands with counselling.
    pub counselling: Counselling,
    /// Whether it is open.
    pub state: State,
}

impl Standing {
    fn open(&self) -> Result<()> {
        match self.state {
            State::Open => Ok(()),
            State::Closed => Err(Error::refused("adult.closed", "This request is closed. Record a new one.")),
        }
    }

    fn identified(&self) -> Result<()> {
        if self.identified {
            return Ok(());
        }
        Err(Error::refused(
            "adult.identity",
            "Check first who they are: their record must go to nobody else.",
        ))
    }

    /// Whether a holder may be asked.
    ///
    /// # Errors
    /// `Refused` by `adult.closed`, `adult.identity`, or `adult.holder` where the route does not lead there.
    pub fn may_ask(&self, holder: Holder) -> Result<()> {
        self.open()?;
        self.identified()?;
        if self.route.holders().contains(&holder) {
            return Ok(());
        }
        Err(Error::refused(
            "adult.holder",
            "For an adoption on or after 30 December 2005 the adoption agency is the only way in. Ask the agency.",
        ))
    }

    /// Whether counselling may be recorded so.
    ///
    /// # Errors
    /// `Refused` by `adult.closed`, or by `adult.counselling` where it is required and was declined.
    pub fn may_settle(&self, counselling: Counselling) -> Result<()> {
        self.open()?;
        if counselling == Counselling::Declined && self.route.needs_counselling(self.name_known) {
            return Err(Error::refused(
                "adult.counselling",
                "For an adoption before 12 November 1975 a meeting with an adviser is required, unless they know their birth name. \
                 Without it the birth record stays closed.",
            ));
        }
        Ok(())
    }

    /// Whether something may be shared with them.
    ///
    /// # Errors
    /// `Refused` by `adult.closed`, `adult.identity` or `adult.counselling`.
    pub fn may_share(&self) -> Result<()> {
        self.open()?;
        self.identified()?;
        let needed = self.route.needs_counselling(self.name_known);
        match self.counselling {
            Counselling::Attended => Ok(()),
            Counselling::Declined if !needed => Ok(()),
            _ if needed => Err(Error::refused(
                "adult.counselling",
                "A meeting with an adviser has to take place first. Record it when it has.",
            )),
            _ => Err(Error::refused(
                "adult.counselling",
                "Offer counselling first, and record what they answered. It is theirs to decline.",
            )),
        }
    }

    /// Whether the request may be closed.
    ///
    /// # Errors
    /// `Refused` by `adult.closed`.
    pub fn may_close(&self) -> Result<()> {
        self.open()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::fixed;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_route_turns_on_the_day_of_the_order() {
        let today = d("2026-11-20");
        let of = |born: &str, adopted: &str| route(d(born), d(adopted), Country::EnglandWales, today);
        assert_eq!(of("1974-01-01", "1975-11-11"), Ok(Route::Before1975));
        assert_eq!(of("1974-01-01", "1975-11-12"), Ok(Route::To2005));
        assert_eq!(of("2004-01-01", "2005-12-29"), Ok(Route::To2005));
        assert_eq!(of("2004-01-01", "2005-12-30"), Ok(Route::From2005));
        assert_eq!(of("2008-11-20", "2010-01-01"), Ok(Route::From2005), "eighteen today");
        assert_eq!(of("2008-11-21", "2010-01-01"), Err(NoRoute::UnderAge), "eighteen tomorrow");
        assert_eq!(of("1974-01-01", "1973-01-01"), Err(NoRoute::NotYet));
        assert_eq!(of("1974-01-01", "2027-01-01"), Err(NoRoute::NotYet));
        let elsewhere = route(d("1974-01-01"), d("1975-01-01"), Country::Scotland, today);
        assert_eq!(elsewhere, Err(NoRoute::NotHere));
    }

    fn standing() -> impl Strategy<Value = Standing> {
        (0_usize..3, any::<bool>(), any::<bool>(), 0_usize..3, any::<bool>()).prop_map(
            |(route, name_known, identified, counselling, open)| Standing {
                route: Route::ALL[route],
                name_known,
                identified,
                counselling: Counselling::ALL[counselling],
                state: if open { State::Open } else { State::Closed },
            },
        )
    }

    proptest! {
        #![proptest_config(fixed())]

        #[test]
        fn nothing_is_shared_before_identity_and_counselling(s in standing()) {
            if s.may_share().is_ok() {
                prop_assert!(s.identified && s.state == State::Open && s.counselling != Counselling::NotYet);
                if s.route == Route::Before1975 && !s.name_known {
                    prop_assert_eq!(s.counselling, Counselling::Attended);
                }
            }
            for holder in Holder::ALL {
                if s.may_ask(*holder).is_ok() {
                    prop_assert!(s.identified);
                    prop_assert!(s.route != Route::From2005 || *holder == Holder::Agency);
                }
            }
        }

        /// Every two days have a route or a reason, and the route never goes back as the order is later.
        #[test]
        fn routes_rise_with_the_day(a in 0_i32..33_000, b in 0_i32..33_000) {
            use jiff::ToSpan;
            let (start, today) = (d("1930-01-01"), d("2026-11-20"));
            let day = |n: i32| start.checked_add(n.days()).unwrap();
            let of = |n: i32| route(start, day(n), Country::EnglandWales, today);
            if let (Ok(first), Ok(second)) = (of(a.min(b)), of(a.max(b))) {
                prop_assert!(first <= second);
            }
        }
    }
}
