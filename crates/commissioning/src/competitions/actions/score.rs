//! Scores: each assessor alone, then moderated.

use access::{
    Act,
    actions::{AssessBids, RunCompetition},
    audit::changed,
    market::{Assessor, Bid, Competition},
};
use kernel::{Error, FieldError, Id, Invalid, Result};

use super::{oneself, step};
use crate::competitions::{
    model::{BEST, State},
    store::{self, BidRow, ScoreRow},
};

/// One score given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Of which bid.
    pub bid: Id<Bid>,
    /// For which criterion, counted from nought.
    pub criterion: usize,
    /// From 0 to 5.
    pub score: u8,
    /// Why.
    pub words: String,
}

/// An assessor says whether they have anything to do with a bidder. Who has, scores nothing.
///
/// # Errors
/// `NotFound` for anybody but the assessor; `Invalid` on `words`; `Stale` when it was said already; `Refused` (`competition.state`).
pub fn declare(act: &Act<'_>, id: Id<Assessor>, free: bool, words: &str) -> Result<()> {
    let grant = act.one::<AssessBids, Assessor>(id)?;
    let c = store::of_assessor(act, &grant)?;
    c.state.must_be(&[State::Opened])?;
    let me = mine(act, &c, id)?;
    oneself(act, me.account)?;
    if !free && words.is_empty() {
        return Err(Error::field("words", "Say what you have to do with which bidder"));
    }
    store::set_declared(act, id, free, words)?;
    grant.note(act, &changed(&[("conflict", "", if free { "none" } else { "declared" })]))
}

fn mine(act: &Act<'_>, c: &store::Chosen, id: Id<Assessor>) -> Result<store::AssessorRow> {
    store::assessors(act, c)?.into_iter().find(|a| a.id == id).ok_or(Error::NotFound)
}

/// An assessor's scores of every bid, at once and once.
///
/// # Errors
/// `NotFound` for anybody but the assessor; `Refused`: `competition.state`, `competition.conflict` before it is declared that
/// there is none; `Invalid` when a score is missing; `Stale` when they scored already.
pub fn score(act: &Act<'_>, id: Id<Assessor>, given: &[Given]) -> Result<()> {
    let grant = act.one::<AssessBids, Assessor>(id)?;
    let c = store::of_assessor(act, &grant)?;
    c.state.must_be(&[State::Opened])?;
    let me = mine(act, &c, id)?;
    oneself(act, me.account)?;
    match me.free {
        Some(true) => {}
        Some(false) => {
            return Err(Error::refused(
                "competition.conflict",
                "You declared a conflict, so others score these bids.",
            ));
        }
        None => {
            return Err(Error::refused(
                "competition.conflict",
                "Say first whether you have anything to do with a bidder.",
            ));
        }
    }
    let bids = scorable(act, &c)?;
    let criteria = c.must_have_terms()?.criteria.len();
    complete(&bids, criteria, given)?;
    for one in given {
        store::add_score(act, &row(one, Some(id)))?;
    }
    store::set_done(act, id)?;
    grant.note(act, &changed(&[("scores", "", &given.len().to_string())]))
}

fn row(given: &Given, assessor: Option<Id<Assessor>>) -> ScoreRow {
    ScoreRow {
        bid: given.bid,
        assessor,
        criterion: given.criterion,
        score: given.score,
        words: given.words.clone(),
    }
}

fn scorable(act: &Act<'_>, c: &store::Chosen) -> Result<Vec<BidRow>> {
    Ok(store::last_bids(act, c)?.into_iter().filter(|b| b.offer.is_some()).collect())
}

/// Refuses scores that leave one out, give one twice, or are beyond the scale.
fn complete(bids: &[BidRow], criteria: usize, given: &[Given]) -> Result<()> {
    let mut wrong = Vec::new();
    for bid in bids {
        for n in 0..criteria {
            let of: Vec<_> = given.iter().filter(|g| g.bid == bid.id && g.criterion == n).collect();
            if of.len() != 1 || of.iter().any(|g| g.score > BEST) {
                wrong.push(FieldError {
                    field: format!("s-{}-{n}", bid.id),
                    message: format!("Enter a score from 0 to {BEST}"),
                });
            }
        }
    }
    if given.len() != bids.len() * criteria && wrong.is_empty() {
        return Err(Error::Stale);
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(Invalid(wrong))) }
}

/// The scores that count, after the assessors came together, and what each bidder is told.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused`: `competition.state`, `competition.scores` while an assessor without a conflict has not
/// scored; `Invalid` by field.
pub fn moderate(
    act: &Act<'_>,
    id: Id<Competition>,
    given: &[Given],
    feedback: &[(Id<Bid>, String)],
    version: i64,
) -> Result<()> {
    let grant = act.one::<RunCompetition, Competition>(id)?;
    let c = store::load(act, &grant)?;
    c.state.must_be(&[State::Opened])?;
    let assessors = store::assessors(act, &c)?;
    let waiting = assessors.iter().any(|a| a.free != Some(false) && a.done_at.is_none());
    if waiting || assessors.iter().all(|a| a.done_at.is_none()) {
        return Err(Error::refused(
            "competition.scores",
            "Not every assessor has scored. Nobody sees another's scores before all have.",
        ));
    }
    let bids = scorable(act, &c)?;
    complete(&bids, c.must_have_terms()?.criteria.len(), given)?;
    let mut wrong = Vec::new();
    for bid in &bids {
        if !feedback.iter().any(|(of, words)| *of == bid.id && !words.is_empty()) {
            wrong.push(FieldError {
                field: format!("r-{}", bid.id),
                message: "Say what was good and what was missing: the bidder reads it".into(),
            });
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    for one in given {
        store::add_score(act, &row(one, None))?;
    }
    for (bid, words) in feedback.iter().filter(|(of, _)| bids.iter().any(|b| b.id == *of)) {
        store::set_feedback(act, *bid, words)?;
    }
    store::set_moderated(act, &c, version)?;
    grant.note(act, &step(&c, "moderated"))
}
