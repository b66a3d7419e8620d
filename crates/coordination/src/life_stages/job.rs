//! The job that works out, once a day, which offers fall due and which families are checked in with. It only makes the
//! lists: it offers nothing and calls nobody. Running it twice, or on two nodes, gives the same lists.

use std::collections::BTreeMap;

use ::store::{Db, Write};
use access::{Act, Actor, job, organisations};
use casework::cases::store::{self as cases, CaseState, Dated};
use kernel::{Date, Id, Result, Timestamp, kinds::Case, local_date};

use super::{
    actions::life_of,
    model::{Falls, LifeEventKind, Offer, State, holding, propose},
    store::{self, Whose},
};
use crate::checking_in::{
    model::{Facts, Often, may_reach, next, usual},
    store::{self as checking, Kept},
};

/// Cases read at once.
const AT_ONCE: u32 = 500;
/// The setting that says on which day it last ran to the end.
const SETTING: &str = "life-stages-worked-out-on";

/// One change of the lists.
#[derive(Debug, Clone, PartialEq)]
enum Change {
    /// An offer falls due, or could never be made.
    Add(Whose, String, Falls, State),
    /// Its stage falls on another day now, or it is over.
    Move(Id<()>, Falls, State),
    /// Its stage is not near any more, or the family wishes no offers.
    TakeOff(Id<()>),
    /// The usual schedule of checking in begins.
    Begin(Whose, Date),
    /// The next time is another day.
    Next(Kept, Option<Date>),
}

/// Looks at every case, at most once a day. Gives how many changes the lists had.
///
/// # Errors
/// An operator's, and then the rest is done the next time.
pub async fn run(db: &Db, now: Timestamp) -> Result<u64> {
    let today = local_date(now);
    let last = db.read(|r| organisations::setting(r, SETTING)).await?;
    if last.is_some_and(|day| day == today.to_string()) {
        return Ok(0);
    }
    let mut changed = lapse(db, now).await?;
    let mut after: Option<Id<Case>> = None;
    loop {
        let (read, last, changes) = db
            .read(move |r| {
                let dated = cases::dated(r, after, AT_ONCE)?;
                let (Some(first), Some(last)) = (dated.first(), dated.last()) else {
                    return Ok((0, None, Vec::new()));
                };
                let offers = store::of_cases(r, first.id, last.id)?;
                let events = store::events_of_cases(r, first.id, last.id)?;
                let kept = checking::of_cases(r, first.id, last.id)?;
                let changes = changes(&dated, offers, events, kept, today)?;
                Ok((dated.len(), Some(last.id), changes))
            })
            .await?;
        if !changes.is_empty() {
            changed += db
                .write("life stages", move |w| {
                    let mut done = Vec::new();
                    for change in &changes {
                        done.extend(apply(w, change, now)?);
                    }
                    let actor = Actor::system("life-stages");
                    job::ran(&Act::new(w, &actor, now, "housekeeping"), "job.life-stages", "case", &done)?;
                    Ok(done.len() as u64)
                })
                .await?;
        }
        match last {
            Some(last) if read == AT_ONCE as usize => after = Some(last),
            _ => break,
        }
    }
    db.write("life stages worked out", move |w| organisations::set(w, SETTING, &today.to_string())).await?;
    Ok(changed)
}

/// Offers that waited long enough are without an answer. The family can still take them up.
async fn lapse(db: &Db, now: Timestamp) -> Result<u64> {
    let today = local_date(now);
    let mut lapsed = 0;
    loop {
        let due = db.read(move |r| store::lapsed(r, today)).await?;
        if due.is_empty() {
            return Ok(lapsed);
        }
        lapsed += db
            .write("offers without an answer", move |w| {
                let mut done = Vec::new();
                for (id, case) in &due {
                    if store::lapse(w, *id, today)? {
                        done.push(*case);
                    }
                }
                let actor = Actor::system("life-stages");
                job::ran(&Act::new(w, &actor, now, "housekeeping"), "job.offers-lapsed", "case", &done)?;
                Ok(done.len() as u64)
            })
            .await?;
    }
}

/// What the lists of these cases need. Rows come by case.
fn changes(
    dated: &[Dated],
    offers: Vec<Offer>,
    events: Vec<(Id<Case>, LifeEventKind, Date)>,
    kept: Vec<Kept>,
    today: Date,
) -> Result<Vec<Change>> {
    let mut offers_of: BTreeMap<Id<Case>, Vec<Offer>> = BTreeMap::new();
    for offer in offers {
        offers_of.entry(offer.case).or_default().push(offer);
    }
    let mut events_of: BTreeMap<Id<Case>, Vec<(LifeEventKind, Date)>> = BTreeMap::new();
    for (case, kind, on) in events {
        events_of.entry(case).or_default().push((kind, on));
    }
    let kept: BTreeMap<Id<Case>, Kept> = kept.into_iter().map(|k| (k.case, k)).collect();
    let mut all = Vec::new();
    for case in dated {
        let kept = kept.get(&case.id).copied();
        let willing = may_reach(case.state == CaseState::Open, kept.and_then(|k| k.chosen()));
        let made = offers_of.remove(&case.id).unwrap_or_default();
        offers_due(case, &made, events_of.remove(&case.id).unwrap_or_default(), willing, today, &mut all)?;
        next_check_in(case, kept, willing, today, &mut all)?;
    }
    Ok(all)
}

fn whose(case: &Dated) -> Whose {
    Whose { agency: case.agency, family: case.family, case: case.id }
}

/// Which offers of a case come on the list, move or leave it. What was offered once stays as it is.
fn offers_due(
    case: &Dated,
    made: &[Offer],
    events: Vec<(LifeEventKind, Date)>,
    willing: bool,
    today: Date,
    all: &mut Vec<Change>,
) -> Result<()> {
    let life = life_of(case, events);
    for stage in holding(today)? {
        let falls = stage.rule.falls(&life);
        let due = falls.and_then(|falls| Some((falls, propose(stage, falls, today)?)));
        let before = made.iter().find(|o| o.stage == stage.code);
        match (before, due) {
            (None, Some((falls, true))) if willing => {
                all.push(Change::Add(whose(case), stage.code.clone(), falls, State::Due));
            }
            (Some(offer), Some((falls, may))) if offer.state == State::Due => {
                let state = if may { State::Due } else { State::Missed };
                if !willing {
                    all.push(Change::TakeOff(offer.id));
                } else if state != offer.state || falls != offer.falls {
                    all.push(Change::Move(offer.id, falls, state));
                }
            }
            (Some(offer), None) if offer.state == State::Due => all.push(Change::TakeOff(offer.id)),
            // A birth date that was put right brings a stage back that had seemed over.
            (Some(offer), Some((falls, true))) if offer.state == State::Missed && willing => {
                all.push(Change::Move(offer.id, falls, State::Due));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether the schedule of checking in with a family begins, moves or stops.
fn next_check_in(
    case: &Dated,
    kept: Option<Kept>,
    willing: bool,
    today: Date,
    all: &mut Vec<Change>,
) -> Result<()> {
    let facts = |last| Facts { ordered: case.order_date, since: case.opened, last };
    match kept {
        None if willing => {
            let first = next(Often::Usual, facts(None), usual()?, today);
            all.extend(first.map(|first| Change::Begin(whose(case), first)));
        }
        // What somebody chose moves only when somebody checks in.
        Some(k) if !k.said => {
            let right = willing.then(|| next(k.often, facts(k.last), usual().ok()?, today)).flatten();
            if right != k.next {
                all.push(Change::Next(k, right));
            }
        }
        _ => {}
    }
    Ok(())
}

/// Makes a change; gives the case or the offer that was changed, none when somebody else was quicker.
fn apply(w: &Write<'_>, change: &Change, now: Timestamp) -> Result<Option<Id<()>>> {
    Ok(match change {
        Change::Add(whose, stage, falls, state) => {
            let id = Id::new(now);
            store::add(w, *whose, id, stage, *falls, *state)?.then_some(id)
        }
        Change::Move(id, falls, state) => store::move_to(w, *id, *falls, *state)?.then_some(*id),
        Change::TakeOff(id) => store::take_off(w, *id)?.then_some(*id),
        Change::Begin(whose, first) => checking::begin(w, *whose, *first, now)?.then_some(whose.case.cast()),
        Change::Next(kept, next) => checking::move_to(w, kept, *next)?.then_some(kept.case.cast()),
    })
}

#[cfg(test)]
mod tests;
