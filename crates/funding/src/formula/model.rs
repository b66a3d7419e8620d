//! The formula and what it gives.
//!
//! 1. The reserve is taken from the pot.
//! 2. Of what is left each factor has its weight in per cent, and an agency has of each factor's part the share that
//!    its count is of everybody's count. That is the agency's share by the formula.
//! 3. Damping: a transition goes only so many per cent of the way from last year's share to the formula's.
//! 4. Floor and ceiling: no agency has less or more than so many per cent of what it had last year. What a floor gives to some
//!    is taken from the others in proportion, until all of it is shared out to the penny.
//!
//! All sums are of whole numbers: a share is counted in million millionths, and the last pennies go to whoever lost most by
//! rounding, in the order of the codes.

use kernel::{Error, Pence, Result};
use serde::Serialize;

/// The stable code of the rule that refuses a formula or its areas.
pub const RULE: &str = "funding.formula";

/// One whole, as shares are counted.
const WHOLE: u128 = 1_000_000_000_000;
/// The most that a count may be, and the most of a pot in pence.
pub const MOST: i64 = 100_000_000_000_000;

kernel::codes! {
    /// What may be counted.
    Factor {
        Children = "children", "children adopted or placed";
        SpecialGuardianship = "special_guardianship", "children under special guardianship";
        Needs = "needs", "weighted needs";
        Deprivation = "deprivation", "children in deprived areas";
        Uptake = "uptake", "applications of the year before";
    }
}

/// An agency that has a share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its code, which no other has.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its pan-region.
    pub region: String,
    /// Its counts, in the order of [`Factor::ALL`].
    pub counts: [i64; 5],
    /// What it had last year.
    pub last_year: Pence,
}

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// The weight of each factor in per cent, in the order of [`Factor::ALL`]; together a hundred.
    pub weights: [u32; 5],
    /// Per cent of the pot that is kept for risks.
    pub reserve: u32,
    /// No agency has less than so many per cent of last year.
    pub floor: Option<u32>,
    /// Or more than so many.
    pub ceiling: Option<u32>,
    /// Per cent of the way from last year's share to the formula's; a hundred without damping.
    pub damping: u32,
}

/// What one agency has by a formula, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Given {
    /// Its code.
    pub code: String,
    /// What each factor brings, before damping, floor and ceiling, in the order of [`Factor::ALL`].
    pub parts: [Pence; 5],
    /// What it has after damping.
    pub damped: Pence,
    /// The least and the most that it may have.
    pub least: Pence,
    /// As said; none without a ceiling.
    pub most: Option<Pence>,
    /// What it has.
    pub amount: Pence,
}

/// The whole pot shared out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shared {
    /// Kept for risks.
    pub reserve: Pence,
    /// Agency by agency, in the order in which they were given.
    pub areas: Vec<Given>,
}

fn refuse<T>(why: impl Into<String>) -> Result<T> {
    Err(Error::refused(RULE, why))
}

impl Formula {
    /// Refuses a formula that does not add up.
    pub fn check(&self) -> Result<()> {
        let sum: u64 = self.weights.iter().map(|w| u64::from(*w)).sum();
        if sum != 100 {
            return refuse(format!("The weights come to {sum} and not to 100. Change one of them."));
        }
        if self.reserve > 100 || self.damping > 100 {
            return refuse("The reserve and the damping are each from 0 to 100 per cent.");
        }
        if self.floor.is_some_and(|f| f > 1_000) || self.ceiling.is_some_and(|c| c > 1_000) {
            return refuse("The floor and the ceiling are each at most 1000 per cent of last year.");
        }
        match (self.floor, self.ceiling) {
            (Some(floor), Some(ceiling)) if floor > ceiling => {
                refuse(format!("The floor of {floor} per cent is above the ceiling of {ceiling}."))
            }
            _ => Ok(()),
        }
    }
}

/// Per cent of an amount, rounded down.
fn per_cent(amount: Pence, of: u32) -> Pence {
    Pence((i128::from(amount.0) * i128::from(of) / 100).clamp(0, i128::from(MOST)) as i64)
}

/// Shares a pot out.
///
/// # Errors
/// Refused where the formula does not add up, an agency stands twice, a factor has weight that nobody has a count of,
/// or floors and ceilings leave no way to share out all of the pot.
pub fn share(pot: Pence, areas: &[Area], formula: &Formula) -> Result<Shared> {
    formula.check()?;
    if !(1..=MOST).contains(&pot.0) {
        return refuse("The pot is above nothing and at most a million million pounds.");
    }
    if areas.is_empty() {
        return refuse("There is no agency to share the pot among.");
    }
    let mut codes: Vec<&str> = areas.iter().map(|a| a.code.as_str()).collect();
    codes.sort_unstable();
    if let Some(pair) = codes.windows(2).find(|pair| pair[0] == pair[1]) {
        return refuse(format!("The agency {} stands twice.", pair[0]));
    }
    if areas.iter().any(|a| a.counts.iter().chain([&a.last_year.0]).any(|n| !(0..=MOST).contains(n))) {
        return refuse("A count or last year's money is below nothing or beyond counting.");
    }
    let reserve = per_cent(pot, formula.reserve);
    let left = pot - reserve;
    let by_factor = by_factor(areas, formula)?;
    let last: u128 = areas.iter().map(|a| a.last_year.0 as u128).sum();
    let weights: Vec<u128> = areas
        .iter()
        .zip(&by_factor)
        .map(|(area, shares)| {
            let new: u128 = shares.iter().sum();
            // Without money last year there is nothing to go from.
            if last == 0 {
                return new;
            }
            let old = area.last_year.0 as u128 * WHOLE / last;
            let damping = u128::from(formula.damping);
            (old * (100 - damping) + new * damping) / 100
        })
        .collect();
    let bound = |area: &Area, of: Option<u32>| of.map(|of| per_cent(area.last_year, of));
    let least: Vec<Pence> = areas.iter().map(|a| bound(a, formula.floor).unwrap_or_default()).collect();
    // An agency that had nothing has no ceiling, or it would never have anything.
    let most: Vec<Option<Pence>> = areas
        .iter()
        .map(|a| if a.last_year > Pence::ZERO { bound(a, formula.ceiling) } else { None })
        .collect();
    let floors: Pence = least.iter().copied().sum();
    if floors > left {
        return refuse(format!(
            "The floors come to {floors}, and there are {left} to share out. Lower the floor."
        ));
    }
    if most.iter().all(Option::is_some) {
        let ceilings: Pence = most.iter().flatten().copied().sum();
        if ceilings < left {
            return refuse(format!(
                "The ceilings come to {ceilings}, and there are {left} to share out. Raise the ceiling, or keep more in reserve."
            ));
        }
    }
    let amounts = within(left, &weights, &least, &most)?;
    let damped = apportion(left, &weights);
    let given = areas.iter().enumerate().map(|(at, area)| Given {
        code: area.code.clone(),
        parts: by_factor[at].map(|share| Pence((left.0 as u128 * share / WHOLE) as i64)),
        damped: damped[at],
        least: least[at],
        most: most[at],
        amount: amounts[at],
    });
    Ok(Shared { reserve, areas: given.collect() })
}

/// Each agency's share of the whole by each factor.
fn by_factor(areas: &[Area], formula: &Formula) -> Result<Vec<[u128; 5]>> {
    let mut shares = vec![[0; 5]; areas.len()];
    for (at, factor) in Factor::ALL.iter().enumerate() {
        let weight = u128::from(formula.weights[at]);
        let total: u128 = areas.iter().map(|a| a.counts[at] as u128).sum();
        if weight > 0 && total == 0 {
            return refuse(format!(
                "“{}” has a weight of {weight}, and no agency has a count of it. Give it no weight.",
                factor.label()
            ));
        }
        if total > 0 {
            for (share, area) in shares.iter_mut().zip(areas) {
                share[at] = weight * WHOLE * area.counts[at] as u128 / (total * 100);
            }
        }
    }
    Ok(shares)
}

/// An amount in proportion to weights, to the penny: the last pennies go to the largest remainders, the first of equals
/// first. Without any weight nobody has anything.
fn apportion(amount: Pence, weights: &[u128]) -> Vec<Pence> {
    let total: u128 = weights.iter().sum();
    if total == 0 {
        return vec![Pence::ZERO; weights.len()];
    }
    let exact = |weight: u128| amount.0 as u128 * weight;
    let mut amounts: Vec<Pence> = weights.iter().map(|w| Pence((exact(*w) / total) as i64)).collect();
    let rest = amount - amounts.iter().copied().sum::<Pence>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(exact(weights[*at]) % total), *at));
    for at in order.into_iter().take(usize::try_from(rest.0).unwrap_or(0)) {
        amounts[at] += Pence(1);
    }
    amounts
}

/// An amount in proportion to weights, each between its least and its most.
///
/// Whoever would fall outside is set to the bound that is broken by more in all, and the rest is shared anew among the others; each
/// round settles at least one, so there are at most as many rounds as agencies.
fn within(amount: Pence, weights: &[u128], least: &[Pence], most: &[Option<Pence>]) -> Result<Vec<Pence>> {
    let mut settled: Vec<Option<Pence>> = vec![None; weights.len()];
    loop {
        let left = amount - settled.iter().flatten().copied().sum::<Pence>();
        let open: Vec<usize> = (0..weights.len()).filter(|at| settled[*at].is_none()).collect();
        let open_weights: Vec<u128> = open.iter().map(|at| weights[*at]).collect();
        let shared = apportion(left.max(Pence::ZERO), &open_weights);
        let (mut below, mut above) = (Vec::new(), Vec::new());
        let (mut short, mut over) = (Pence::ZERO, Pence::ZERO);
        for (at, share) in open.iter().copied().zip(&shared) {
            if *share < least[at] {
                short += least[at] - *share;
                below.push((at, least[at]));
            } else if let Some(most) = most[at].filter(|most| share > most) {
                over += *share - most;
                above.push((at, most));
            }
        }
        let nobody = open_weights.iter().sum::<u128>() == 0;
        // Where both come to the same, everybody who is outside belongs at the bound.
        let broken = match short.cmp(&over) {
            std::cmp::Ordering::Greater => below,
            std::cmp::Ordering::Less => above,
            std::cmp::Ordering::Equal => [below, above].concat(),
        };
        if broken.is_empty() {
            if nobody && left > Pence::ZERO {
                return refuse(format!(
                    "{left} cannot be shared out: every agency with a share by the formula is at its ceiling. Raise the ceiling, or keep more in reserve."
                ));
            }
            for (at, share) in open.into_iter().zip(shared) {
                settled[at] = Some(share);
            }
            return Ok(settled.into_iter().flatten().collect());
        }
        for (at, bound) in broken {
            settled[at] = Some(bound);
        }
    }
}

/// One agency's figure in plain words.
pub fn explain(area: &Area, given: &Given, formula: &Formula) -> Vec<String> {
    let mut words = Vec::new();
    for (at, factor) in Factor::ALL.iter().enumerate() {
        if formula.weights[at] > 0 {
            words.push(format!(
                "{} per cent of the money goes by {}: with {} of them {} has {}.",
                formula.weights[at],
                factor.label(),
                area.counts[at],
                area.name,
                given.parts[at]
            ));
        }
    }
    let new: Pence = given.parts.iter().copied().sum();
    if formula.damping < 100 && area.last_year > Pence::ZERO {
        words.push(format!(
            "That is {new} by the formula. The change goes {} per cent of the way from last year's share, which makes {}.",
            formula.damping, given.damped
        ));
    } else {
        words.push(format!("That is {} by the formula.", given.damped));
    }
    if given.amount == given.least && given.amount > given.damped {
        words.push(format!("The floor lifts it to {}.", given.amount));
    } else if given.most == Some(given.amount) && given.amount < given.damped {
        words.push(format!("The ceiling holds it to {}.", given.amount));
    } else if given.amount != given.damped {
        words.push(format!(
            "Floors and ceilings of other agencies change it to {}, in proportion with everybody who is at neither.",
            given.amount
        ));
    }
    let change = given.amount - area.last_year;
    words.push(match change.0.signum() {
        1 => format!("It is {change} more than last year's {}.", area.last_year),
        -1 => format!("It is {} less than last year's {}.", -change, area.last_year),
        _ => "It is the same as last year.".to_owned(),
    });
    words
}
