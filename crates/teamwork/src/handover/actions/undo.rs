//! A hand-over was a mistake: within a day every case goes back that nobody has moved on since.

use access::{Act, accounts, actions::MoveCaseload, teamwork::CaseloadTransfer};
use casework::plan::{actions::hand_over, model::Coordinator};
use kernel::{Error, Id, Result, kinds::Case};

use crate::handover::{model::may_undo, store};

/// Takes a hand-over back; gives how many cases went back. A case that somebody handed on since, or that was closed, stays where it is.
///
/// # Errors
/// `NotFound` for one of others; `Refused`: `transfer.undone`, `transfer.day`, `transfer.left` when whoever had the cases does not
/// work here any more.
pub fn undo(act: &Act<'_>, id: Id<CaseloadTransfer>) -> Result<usize> {
    let grant = act.one::<MoveCaseload, CaseloadTransfer>(id)?;
    let transfer = store::load(act, &grant)?;
    may_undo(transfer.made, transfer.undone, act.now())?;
    let back = accounts::colleagues(act, grant.agency())?.into_iter().find(|a| a.id == transfer.from);
    let back = back.ok_or_else(|| {
        let words = "Whoever had these cases does not work here any more. Hand the cases over to somebody else instead.";
        Error::refused("transfer.left", words)
    })?;
    let back = Coordinator { account: back.id, name: back.name };
    let mut many = 0;
    for (case, to, hand_off) in store::cases(act, &grant)? {
        let one = match act.one::<MoveCaseload, Case>(case) {
            // Sealed since from whoever asks: it stays, and nothing is told of it.
            Err(Error::NotFound) => continue,
            found => found?,
        };
        if hand_over::take_back(act, &one, (hand_off, transfer.made), to, &back)? {
            store::back(act, &grant, case)?;
            many += 1;
        }
    }
    store::undo(act, &grant)?;
    grant.note(act, &format!("taken back, {many} cases"))?;
    Ok(many)
}
