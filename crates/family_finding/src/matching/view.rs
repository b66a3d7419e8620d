//! The engine on the record: an agency's own children against every ready family that it may see.

use access::{Action, Grant, InAgency, Look};
use kernel::Result;

use super::{
    best_use::{Proof, best_use, prove},
    child::Group,
    offer::Offer,
    pool::{self, pairs},
    score::{Suggestion, explain},
    store::{self, Waiting},
    weights::Weights,
};
use crate::adopters::store::{self as adopters, Profile};

/// Suggestions for one, at most.
const SUGGESTED: usize = 10;
/// Missed matches shown, at most.
const MISSED: usize = 100;

/// A suggested pair with both sides of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The children.
    pub waiting: Waiting,
    /// The family's protected profile.
    pub profile: Profile,
    /// How well it fits, and why.
    pub why: Suggestion,
}

/// The best use of an agency's pool.
#[derive(Debug, Clone)]
pub struct BestUse {
    /// Each group that has a family in it.
    pub pairs: Vec<Pair>,
    /// Those who have none.
    pub without: Vec<Waiting>,
    /// How many families were looked at.
    pub families: usize,
    /// The proof that no better use exists.
    pub proof: Proof,
}

fn offers(profiles: &[Profile]) -> Vec<Offer> {
    profiles.iter().map(|p| p.offer.clone()).collect()
}

fn tell<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>, pairs: &[Pair]) -> Result<()> {
    grant.showed(look, "adopter-household", &pairs.iter().map(|p| p.profile.id).collect::<Vec<_>>())?;
    grant.showed(look, "waiting-group", &pairs.iter().map(|p| p.waiting.id).collect::<Vec<_>>())
}

/// The families that fit a group best, of all agencies at once.
pub fn families_for<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    waiting: &Waiting,
) -> Result<Vec<Pair>> {
    let (profiles, today) = (adopters::ready(look, grant)?, look.today());
    let weights = Weights::on(today)?;
    let found = pool::families_for(&waiting.group, &offers(&profiles), weights, today, SUGGESTED);
    let pair = |why: Suggestion| Pair { waiting: waiting.clone(), profile: profiles[why.offer].clone(), why };
    let pairs: Vec<Pair> = found.into_iter().map(pair).collect();
    tell(look, grant, &pairs)?;
    Ok(pairs)
}

/// The agency's own children who fit a family best. Nothing while the family is not free.
pub fn children_for<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    profile: &Profile,
) -> Result<Vec<Pair>> {
    if profile.availability != crate::adopters::model::Availability::Ready {
        return Ok(Vec::new());
    }
    let (all, today) = (store::waiting(look, grant)?, look.today());
    let groups: Vec<Group> = all.iter().map(|w| w.group.clone()).collect();
    let found = pool::children_for(&profile.offer, &groups, Weights::on(today)?, today, SUGGESTED);
    let pair = |why: Suggestion| Pair { waiting: all[why.group].clone(), profile: profile.clone(), why };
    let pairs: Vec<Pair> = found.into_iter().map(pair).collect();
    tell(look, grant, &pairs)?;
    Ok(pairs)
}

/// How one pair stands.
pub fn one(look: &Look<'_>, waiting: &Waiting, profile: &Profile) -> Result<Suggestion> {
    let today = look.today();
    Ok(explain(&waiting.group, &profile.offer, Weights::on(today)?, today))
}

/// The best use of the agency's own children and every ready family that it may see.
///
/// # Errors
/// `Internal` when the prices do not prove the assignment, which tests rule out.
pub fn best<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<BestUse> {
    let (all, profiles, today) = (store::waiting(look, grant)?, adopters::ready(look, grant)?, look.today());
    let weights = Weights::on(today)?;
    let (groups, offers): (Vec<Group>, _) =
        (all.iter().map(|w| w.group.clone()).collect(), offers(&profiles));
    let scored = pairs(&groups, &offers, weights, today);
    let best = best_use(&scored);
    let proof = prove(&scored, &best).map_err(|e| kernel::Error::internal("the prices prove nothing", e))?;
    let (mut found, mut without) = (Vec::new(), Vec::new());
    for (waiting, family) in all.into_iter().zip(&best.family_of) {
        match *family {
            Some(at) => found.push(Pair {
                why: explain(&waiting.group, &offers[at], weights, today),
                profile: profiles[at].clone(),
                waiting,
            }),
            None => without.push(waiting),
        }
    }
    tell(look, grant, &found)?;
    grant.showed(look, "waiting-group", &without.iter().map(|w| w.id).collect::<Vec<_>>())?;
    Ok(BestUse { pairs: found, without, families: profiles.len(), proof })
}

/// Missed matches: pairs that fit strongly and that nobody has considered or passed over, the best first, at
/// most 100.
pub fn missed<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<Pair>> {
    let (all, profiles, today) = (store::waiting(look, grant)?, adopters::ready(look, grant)?, look.today());
    let weights = Weights::on(today)?;
    let (groups, offers): (Vec<Group>, _) =
        (all.iter().map(|w| w.group.clone()).collect(), offers(&profiles));
    let seen = store::pairs_seen(look, grant)?;
    let found: Vec<Pair> = pool::strong(&groups, &offers, weights, today)
        .into_iter()
        .filter(|(g, o, _)| !seen.contains(&(all[*g].id, profiles[*o].id)))
        .take(MISSED)
        .map(|(g, o, _)| Pair {
            waiting: all[g].clone(),
            profile: profiles[o].clone(),
            why: explain(&groups[g], &offers[o], weights, today),
        })
        .collect();
    tell(look, grant, &found)?;
    Ok(found)
}
