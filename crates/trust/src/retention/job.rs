//! The job that works out when the time of each closed record is over. It only writes dates: nothing is destroyed
//! by it. Running it twice, or on two nodes, gives the same list.

use ::store::{Db, Write};
use access::organisations;
use casework::cases::store as cases;
use kernel::{Date, Result, Timestamp, local_date};

use super::{
    model::{Facts, Item, Kind, class_of, class_of_enquiry, due_on},
    store,
};

/// Records worked out in one transaction.
const AT_ONCE: u32 = 500;
/// The setting that says on which day it last ran to the end.
const SETTING: &str = "retention-worked-out-on";

/// Works out every closed record, at most once a day. Gives how many were worked out.
pub async fn run(db: &Db, now: Timestamp) -> Result<u64> {
    let today = local_date(now);
    let last = db.read(|r| organisations::setting(r, SETTING)).await?;
    if last.is_some_and(|day| day == today.to_string()) {
        return Ok(0);
    }
    let mut count = 0;
    let mut after = None;
    loop {
        let done = db.write("work out retention of cases", move |w| some_cases(w, after, today)).await?;
        count += done.0;
        after = done.1;
        if after.is_none() {
            break;
        }
    }
    let mut after = None;
    loop {
        let done = db.write("work out retention of enquiries", move |w| some_enquiries(w, after, today)).await?;
        count += done.0;
        after = done.1;
        if after.is_none() {
            break;
        }
    }
    db.write("retention is worked out", move |w| {
        store::forget_reopened(w)?;
        organisations::set(w, SETTING, &today.to_string())
    })
    .await?;
    Ok(count)
}

type Done<T> = (u64, Option<kernel::Id<T>>);

fn some_cases(
    w: &Write<'_>,
    after: Option<kernel::Id<kernel::kinds::Case>>,
    today: Date,
) -> Result<Done<kernel::kinds::Case>> {
    let closed = cases::closed(w, after, AT_ONCE)?;
    for case in &closed {
        let Some(class) = class_of(case.route) else { continue };
        let facts =
            Facts { ordered: case.order_date, born: case.born, closed: Some(local_date(case.closed)) };
        let item = Item {
            record: case.id.cast(),
            kind: Kind::Case,
            agency: case.agency,
            reference: case.reference.to_string(),
            class: class.code.clone(),
            due: due_on(class, &facts),
            worked_out: today,
        };
        store::put(w, &item)?;
    }
    let more = closed.len() == AT_ONCE as usize;
    Ok((closed.len() as u64, closed.last().filter(|_| more).map(|c| c.id)))
}

fn some_enquiries(
    w: &Write<'_>,
    after: Option<kernel::Id<kernel::kinds::Enquiry>>,
    today: Date,
) -> Result<Done<kernel::kinds::Enquiry>> {
    let Some(class) = class_of_enquiry() else { return Ok((0, None)) };
    let ended = store::ended_enquiries(w, after, AT_ONCE)?;
    for (id, agency, reference, at) in &ended {
        let facts = Facts { closed: Some(local_date(*at)), ..Facts::default() };
        let item = Item {
            record: id.cast(),
            kind: Kind::Enquiry,
            agency: *agency,
            reference: reference.clone(),
            class: class.code.clone(),
            due: due_on(class, &facts),
            worked_out: today,
        };
        store::put(w, &item)?;
    }
    let more = ended.len() == AT_ONCE as usize;
    Ok((ended.len() as u64, ended.last().filter(|_| more).map(|e| e.0)))
}
