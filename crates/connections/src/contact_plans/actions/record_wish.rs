//! The coordinator writes down what one side wishes now.

use access::{Act, actions::RecordContact, connections::ContactPlan};
use kernel::{Id, Result};

use crate::contact_plans::{
    faces::{after, before},
    model::{End, check_wish},
    reach,
};

/// Keeps the wishes of one side beside what it wished before. The other side never reads them.
///
/// # Errors
/// `NotFound` for anybody but the coordinator and managers, and for a side that has not joined; `Invalid` on `wishes`.
pub fn record_wish(act: &Act<'_>, id: Id<ContactPlan>, end: End, words: &str) -> Result<()> {
    let (_, plan) = reach::plan::<RecordContact>(act, id)?;
    check_wish(words)?;
    match end {
        End::Adoptive => {
            let (grant, face) = reach::adoptive::<RecordContact>(act, &plan)?;
            after::add_wish(act, &face, words.trim())?;
            grant.note(act, "wishes were written down")
        }
        End::Birth => {
            let (grant, face) = reach::birth::<RecordContact>(act, &plan)?;
            before::add_wish(act, &face, words.trim())?;
            grant.note(act, "wishes were written down")
        }
    }
}
