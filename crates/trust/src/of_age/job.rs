//! The job that makes a record its person's own on their 18th birthday. It runs when the day begins, and again each hour for what was
//! put right since. Running it twice, or on two nodes, does each once: whoever is second finds nobody.

use std::time::Instant;

use ::store::Db;
use access::{Act, Actor, job, own_records};
use casework::{
    of_age::{model::may_take_hold, store},
    people::store as people,
    young_people::model::{Age, age_rule},
};
use kernel::{Date, Id, Result, Timestamp, kinds::Person, local_date};

use super::moved;

/// People looked at in one transaction.
const AT_ONCE: u32 = 100;

/// Hands over every record whose person is of age. Gives how many.
///
/// # Errors
/// Those of the store; what was done stays done, and the rest is tried again.
pub async fn run(db: &Db, now: Timestamp) -> Result<usize> {
    let today = local_date(now);
    let years = i16::try_from(age_rule(Age::Adult, today)?.years).unwrap_or_default();
    let (mut done, mut after) = (0, None);
    loop {
        let begun = Instant::now();
        let found = db.read(move |r| store::grown(r, today.year() - years, after, AT_ONCE)).await?;
        let Some((last, _)) = found.last().copied() else { return Ok(done) };
        let grown: Vec<Id<Person>> = found
            .iter()
            .filter(|(_, born)| is_of_age(*born, today))
            .map(|((_, person), _)| *person)
            .collect();
        if !grown.is_empty() {
            done += db.write("records that became their persons’ own", move |w| take(w, &grown, now)).await?;
        }
        if found.len() < AT_ONCE as usize {
            return Ok(done);
        }
        after = Some(last);
        // A birthday is a handful of records. Years of them, after records were taken in, go half as fast as they might, so that
        // whoever waits for a page has the other half.
        tokio::time::sleep(begun.elapsed()).await;
    }
}

/// Without a birth date nobody is of age by themselves.
fn is_of_age(born: Option<Date>, today: Date) -> bool {
    born.is_some() && may_take_hold(born, today, "").is_ok()
}

fn take(w: &::store::Write<'_>, grown: &[Id<Person>], now: Timestamp) -> Result<usize> {
    let actor = Actor::system("of-age");
    let act = Act::new(w, &actor, now, "housekeeping");
    let mut done = Vec::new();
    for id in grown {
        // Read again: another node may have been quicker, or the birth date may have been put right.
        let person = people::load(&act, *id)?;
        if own_records::of_person(&act, *id)?.is_none() && is_of_age(person.born, act.today()) {
            moved::hand_over(&act, &person, "")?;
            done.push(*id);
        }
    }
    job::ran(&act, "job.of-age", "person", &done)?;
    Ok(done.len())
}
