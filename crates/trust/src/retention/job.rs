//! The job that finds closed records whose time is over, or cannot be worked out, and puts them up for review. It
//! only makes the list: nothing is destroyed by it. Running it twice, or on two nodes, gives the same list.

use ::store::Db;
use access::organisations;
use casework::cases::store as cases;
use kernel::{Date, Id, Result, Timestamp, kinds, local_date};

use super::{
    model::{Facts, Item, Kind, class_of, class_of_enquiry, due_on},
    store,
};

/// Records read at once.
const AT_ONCE: u32 = 1_000;
/// The setting that says on which day it last ran to the end.
const SETTING: &str = "retention-worked-out-on";

/// Looks at every closed record, at most once a day. Gives how many are up for review, or lack a date.
pub async fn run(db: &Db, now: Timestamp) -> Result<u64> {
    let today = local_date(now);
    let last = db.read(|r| organisations::setting(r, SETTING)).await?;
    if last.is_some_and(|day| day == today.to_string()) {
        return Ok(0);
    }
    let mut found = Vec::new();
    let mut after: Option<Id<kinds::Case>> = None;
    loop {
        let closed = db.read(move |r| cases::closed(r, after, AT_ONCE)).await?;
        after = closed.last().map(|c| c.id);
        found.extend(closed.iter().filter_map(|c| of_case(c, today)));
        if closed.len() < AT_ONCE as usize {
            break;
        }
    }
    let mut after: Option<Id<kinds::Enquiry>> = None;
    loop {
        let ended = db.read(move |r| store::ended_enquiries(r, after, AT_ONCE)).await?;
        after = ended.last().map(|e| e.0);
        found.extend(ended.iter().filter_map(|e| of_enquiry(e, today)));
        if ended.len() < AT_ONCE as usize {
            break;
        }
    }
    let count = found.len() as u64;
    db.write("records up for review", move |w| {
        store::forget_all(w)?;
        found.iter().try_for_each(|item| store::put(w, item))?;
        organisations::set(w, SETTING, &today.to_string())
    })
    .await?;
    Ok(count)
}

/// The line of a case, if it is up for review or lacks a date.
fn of_case(case: &cases::Closed, today: Date) -> Option<Item> {
    let class = class_of(case.route)?;
    let facts = Facts { ordered: case.order_date, born: case.born, closed: Some(local_date(case.closed)) };
    listed(Item {
        record: case.id.cast(),
        kind: Kind::Case,
        agency: case.agency,
        reference: case.reference.to_string(),
        class: class.code.clone(),
        due: due_on(class, &facts),
        worked_out: today,
    })
}

fn of_enquiry(ended: &store::Ended, today: Date) -> Option<Item> {
    let class = class_of_enquiry()?;
    let (id, agency, reference, at) = ended;
    let facts = Facts { closed: Some(local_date(*at)), ..Facts::default() };
    listed(Item {
        record: id.cast(),
        kind: Kind::Enquiry,
        agency: *agency,
        reference: reference.clone(),
        class: class.code.clone(),
        due: due_on(class, &facts),
        worked_out: today,
    })
}

/// What is kept for years to come needs no line.
fn listed(item: Item) -> Option<Item> {
    Some(item).filter(|i| i.due.is_none_or(|due| due <= i.worked_out))
}
