//! Counts, values and medians of approved applications, exact: nothing of this leaves the room unprotected.
//!
//! * An application counts in the financial year in which it was approved, with all that was approved, whatever was paid
//!   or given back later, since the Fund's published figures are of approvals.
//! * The median of an even number lies halfway between the two in the middle. It is told to the nearest £10, so that
//!   no single application is told to the penny.
//! * Over and under £3,000 is about therapy alone, as published; £3,000 itself is not over.

use std::collections::BTreeMap;

use funding::schemes::AskKind;
use kernel::{LegalRoute, Pence};

/// The amount that parts the bands.
pub const BAND: Pence = Pence::pounds(3_000);

/// Approved applications that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The council's code.
    pub council: String,
    /// How the child came to the family.
    pub route: LegalRoute,
    /// What the money was for.
    pub kind: AskKind,
    /// The therapy's code.
    pub therapy: String,
    /// The kind of provider, as its code.
    pub provider_kind: String,
    /// What each was approved.
    pub amount: Pence,
    /// How many.
    pub count: i64,
}

kernel::codes! {
    /// The routes as the Fund's figures put them together.
    RouteGroup {
        Adoption = "adoption", "Adoption, in England or from abroad, or placed for it";
        SpecialGuardianship = "sgo", "Special guardianship";
        ChildArrangements = "cao", "Child arrangements or residence order";
        Other = "other", "Another way, or not sure";
    }
}

impl RouteGroup {
    /// Where a route belongs.
    pub fn of(route: LegalRoute) -> Self {
        match route {
            LegalRoute::Adoption | LegalRoute::Placed | LegalRoute::Intercountry => RouteGroup::Adoption,
            LegalRoute::SpecialGuardianship => RouteGroup::SpecialGuardianship,
            LegalRoute::ChildArrangements => RouteGroup::ChildArrangements,
            LegalRoute::Other => RouteGroup::Other,
        }
    }
}

/// What some applications come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stat {
    amounts: BTreeMap<Pence, i64>,
}

impl Stat {
    /// Adds applications of one amount.
    pub fn add(&mut self, amount: Pence, count: i64) {
        *self.amounts.entry(amount).or_default() += count;
    }

    /// How many there are.
    pub fn count(&self) -> i64 {
        self.amounts.values().sum()
    }

    /// What they come to together.
    pub fn value(&self) -> Pence {
        Pence(self.amounts.iter().map(|(amount, count)| amount.0.saturating_mul(*count)).sum())
    }

    /// The amount in the middle, to the nearest £10; none of none.
    pub fn median(&self) -> Option<Pence> {
        let count = self.count();
        let at = |place: i64| {
            let mut passed = 0;
            self.amounts.iter().find_map(|(amount, n)| {
                passed += n;
                (place < passed).then_some(amount.0)
            })
        };
        let twice = at((count - 1) / 2)? + at(count / 2)?;
        // Halves upwards: ten pounds are two thousand half-pence of twice the median.
        Some(Pence((twice + 1_000).div_euclid(2_000) * 1_000))
    }
}

/// Every statistic of a year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exact {
    /// By the council's code.
    pub councils: BTreeMap<String, Stat>,
    /// By the code of the kind of provider.
    pub providers: BTreeMap<String, Stat>,
    /// By the therapy's code.
    pub therapies: BTreeMap<String, Stat>,
    /// By route.
    pub routes: BTreeMap<RouteGroup, Stat>,
    /// Therapy alone: how many up to the band's amount, and over it.
    pub bands: BTreeMap<RouteGroup, [i64; 2]>,
}

impl Exact {
    /// Adds up.
    pub fn of(groups: &[Group]) -> Self {
        let mut all = Exact::default();
        for group in groups {
            let route = RouteGroup::of(group.route);
            let add = |stat: &mut Stat| stat.add(group.amount, group.count);
            add(all.councils.entry(group.council.clone()).or_default());
            add(all.providers.entry(group.provider_kind.clone()).or_default());
            add(all.therapies.entry(group.therapy.clone()).or_default());
            add(all.routes.entry(route).or_default());
            if group.kind == AskKind::Therapy {
                all.bands.entry(route).or_default()[usize::from(group.amount > BAND)] += group.count;
            }
        }
        all
    }
}

/// What the stats of one way of parting come to together.
pub fn together<K>(parts: &BTreeMap<K, Stat>) -> Stat {
    let mut all = Stat::default();
    for (amount, count) in parts.values().flat_map(|stat| &stat.amounts) {
        all.add(*amount, *count);
    }
    all
}
