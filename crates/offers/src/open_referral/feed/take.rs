//! Writing what a feed gave, some entries in each transaction. What another agency's people withdrew here stays
//! withdrawn; what is no longer in a feed that was read to its end is closed and marked, and opened when it is back.

use std::{collections::BTreeMap, sync::Arc};

use ::store::{Db, Value, Write, statements};
use access::{Act, Actor, organisations};
use kernel::{Error, Id, Result, Timestamp, kinds::Organisation as Agency, local_date};

use super::{fetch::Fetched, read::Told};
use crate::directory::{
    model::{Entry, Giver, Service, Status, next_review},
    store::{self, Terms},
    words,
};

statements! {
    PUT_FEED = "INSERT INTO directory_feed (id, agency_id, address, taken_at, outcome) VALUES ($1, $2, $3, $4, 'begun')
                ON CONFLICT (agency_id, address) DO UPDATE SET taken_at = excluded.taken_at, outcome = 'begun'";
    FEED = "SELECT id FROM directory_feed WHERE agency_id = $1 AND address = $2";
    END_FEED = "UPDATE directory_feed SET outcome = $2 WHERE id = $1";
    OF_FEED = "SELECT id, outside_id FROM service WHERE feed_id = $1 AND outside_id > $2 AND missing_since IS NULL AND status <> 'inactive'
               ORDER BY outside_id LIMIT 500";
}

/// Entries written in one transaction.
const AT_ONCE: usize = 200;

/// What became of a feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Entries that were not here.
    pub new: u64,
    /// Entries that say something else now.
    pub changed: u64,
    /// Entries that say the same.
    pub unchanged: u64,
    /// Entries that the feed has no more.
    pub gone: u64,
    /// Whether it was looked for entries that are gone: only where all of the feed was seen.
    pub complete: bool,
}

impl Done {
    fn with(self, other: Done) -> Done {
        Done {
            new: self.new + other.new,
            changed: self.changed + other.changed,
            unchanged: self.unchanged + other.unchanged,
            gone: self.gone + other.gone,
            complete: self.complete || other.complete,
        }
    }
}

/// Takes in what a feed gave, for the agency with this code; `address` names the feed.
///
/// # Errors
/// `Invalid` on `agency` where there is no such agency.
pub async fn take(db: &Db, agency: &str, address: &str, fetched: Fetched, now: Timestamp) -> Result<Done> {
    let (code, named) = (agency.to_owned(), address.to_owned());
    let (agency, feed) = db
        .write("a feed of the directory", move |w| {
            let Some(agency) = organisations::agency_by_code(w, &code)? else {
                return Err(Error::field("agency", format!("There is no agency with the code {code}")));
            };
            let find = [agency.id.into(), (&named).into()];
            w.execute(PUT_FEED, &[Id::<()>::new(now).into(), agency.id.into(), (&named).into(), now.into()])?;
            Ok((agency.id, w.row(FEED, &find)?.get::<Id<()>>(0)?))
        })
        .await?;
    let complete = fetched.complete;
    let mut all: Vec<(String, Told)> = fetched.told.into_iter().collect();
    one_giver_a_name(&mut all);
    // By the alphabet, as the index of words goes: entries that are written together then stand together in it.
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_cached_key(|at| all.get(*at).map(|(_, told)| words::name_key(&told.entry.name)));
    let all = Arc::new(all);
    let mut done = Done { complete, ..Done::default() };
    for some in order.chunks(AT_ONCE) {
        let (all, some) = (all.clone(), some.to_vec());
        let some = db.write("entries of a feed", move |w| {
            let mut terms = Terms::default();
            let mut done = Done::default();
            for (outside, told) in some.iter().filter_map(|at| all.get(*at)) {
                done = done.with(one(w, &mut terms, (agency, feed), outside, told, now)?);
            }
            terms.write(w)?;
            Ok(done)
        });
        done = done.with(some.await?);
    }
    if complete {
        done.gone = missing(db, feed, all, now).await?;
    }
    let outcome = format!(
        "{} new, {} changed, {} unchanged, {} gone",
        done.new, done.changed, done.unchanged, done.gone
    );
    db.write("the end of a feed", move |w| {
        w.execute(END_FEED, &[feed.into(), outcome.clone().into()]).map(drop)
    })
    .await?;
    Ok(done)
}

/// Who gives services is written down once for each name, so a feed that says different things of one name is held to
/// the first: otherwise its entries would change at every taking in.
fn one_giver_a_name(all: &mut [(String, Told)]) {
    let mut known: BTreeMap<String, Giver> = BTreeMap::new();
    for (_, told) in all {
        let giver = &mut told.entry.giver;
        *giver = known.entry(giver.name.clone()).or_insert_with(|| giver.clone()).clone();
    }
}

/// The entry as it is to stand: `assured` as the feed says, or as it was, or today where it is new.
fn entry(told: &Told, before: Option<&Entry>, now: Timestamp) -> Entry {
    let today = local_date(now);
    let assured = told.assured.filter(|day| *day <= today).or(before.map(|b| b.assured)).unwrap_or(today);
    Entry { assured, review: next_review(assured), ..told.entry.clone() }
}

fn one(
    w: &Write<'_>,
    terms: &mut Terms,
    (agency, feed): (Id<Agency>, Id<()>),
    outside: &str,
    told: &Told,
    now: Timestamp,
) -> Result<Done> {
    let Some(before) = store::outside(w, feed, outside)? else {
        let entry = entry(told, None, now);
        let service = Service {
            id: Id::new(now),
            agency,
            organisation: store::put_giver(w, agency, &entry.giver, now)?,
            entry,
            modified: now,
            source: None,
            missing: None,
            version: 1,
        };
        store::add(w, terms, &service, Some((feed, outside)))?;
        return Ok(Done { new: 1, ..Done::default() });
    };
    let mut after = before.clone();
    after.entry = entry(told, Some(&before.entry), now);
    if before.entry.details.withdrawn_here {
        after.entry.status = Status::Inactive;
        after.entry.details.withdrawn_here = true;
    }
    after.missing = None;
    if after.entry == before.entry && before.missing.is_none() {
        return Ok(Done { unchanged: 1, ..Done::default() });
    }
    after.organisation = store::put_giver(w, agency, &after.entry.giver, now)?;
    after.modified = now;
    store::change(w, terms, &before, &after, before.version)?;
    Ok(Done { changed: 1, ..Done::default() })
}

/// Closes and marks the entries that the feed has no more; gives how many.
async fn missing(db: &Db, feed: Id<()>, all: Arc<Vec<(String, Told)>>, now: Timestamp) -> Result<u64> {
    let (mut after, mut gone) = (String::new(), 0);
    loop {
        let (from, all) = (after.clone(), all.clone());
        let (count, last) = db
            .write("entries that a feed has no more", move |w| {
                let actor = Actor::system("import open-referral");
                let act = Act::new(w, &actor, now, "import");
                let rows = w.query(OF_FEED, &[feed.into(), Value::from(from.as_str())])?;
                let (mut terms, mut count, mut last) = (Terms::default(), 0, None);
                for row in &rows {
                    let outside: String = row.get(1)?;
                    let there = all.binary_search_by(|(known, _)| known.as_str().cmp(&outside)).is_ok();
                    if !there && let Some(before) = store::outside(w, feed, &outside)? {
                        store::gone(&act, &mut terms, &before)?;
                        count += 1;
                    }
                    last = Some(outside);
                }
                terms.write(w)?;
                Ok((count, last))
            })
            .await?;
        gone += count;
        match last {
            Some(last) => after = last,
            None => return Ok(gone),
        }
    }
}
