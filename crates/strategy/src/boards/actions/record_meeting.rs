//! A board met.

use access::{Act, actions::RecordBoards};
use kernel::{Date, Id, Result};

use crate::boards::{
    model::{Meeting, Partner, check},
    store,
};

/// Records a meeting.
///
/// # Errors
/// `Invalid` on `held` or `partners`.
pub(in crate::boards) fn record_meeting(
    act: &Act<'_>,
    name: &str,
    held: Date,
    partners: &[Partner],
) -> Result<Meeting> {
    let grant = act.agency::<RecordBoards>()?;
    check(held, partners, act.today())?;
    let meeting =
        Meeting { id: Id::new(act.now()), name: name.to_owned(), held, partners: partners.to_vec() };
    store::insert(act, grant.agency(), &meeting)?;
    grant.noted(act, "board-meeting", meeting.id.cast(), None, &format!("recorded, held on {held}"))?;
    Ok(meeting)
}
