//! Telling the complainant that the complaint came. Keeps the promise.

use access::{Act, actions::HandleDataComplaints, rights::DataComplaint};
use casework::promises;
use kernel::{Id, Invalid, PromiseKind, Result};
use page::Fields;

use crate::{
    complaints::{model::Complaint, store},
    words::LINE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Ack {
    /// The version that was read.
    pub version: i64,
    /// How the complainant was told.
    pub how: String,
}

/// Reads [`Ack`].
pub fn ack_fields(f: &mut Fields) -> Result<Ack, Invalid> {
    let version = f.version();
    let how = f.required("how", "Say how you told them, such as by letter or on the phone", LINE);
    f.finish(|| Some(Ack { version: version?, how: how? }))
}

/// Records the acknowledgement.
///
/// # Errors
/// `NotFound` for another agency's; `Refused` (`complaint.state`); `Stale`.
pub fn acknowledge_complaint(act: &Act<'_>, id: Id<DataComplaint>, input: &Ack) -> Result<Complaint> {
    let grant = act.one::<HandleDataComplaints, DataComplaint>(id)?;
    store::load(act, &grant)?.may_acknowledge()?;
    store::acknowledge(act, &grant, input.version, &input.how)?;
    promises::keep(act, id.cast(), PromiseKind::DataComplaint, act.now())?;
    grant.note(act, "new, then acknowledged")?;
    store::load(act, &grant)
}
