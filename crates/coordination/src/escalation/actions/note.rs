//! A note of the work. Where an allegation is enquired into, the two sides have different writers and readers.

use access::Act;
use kernel::{Error, Result};

use super::Working;
use crate::escalation::{
    model::{Escalation, Kind, Side, rule},
    store,
};

pub(super) fn note(act: &Act<'_>, grant: &Working, e: &Escalation, side: Side, words: &str) -> Result<()> {
    e.must_be_open()?;
    if side == Side::Enquiry && e.kind != Kind::Allegation {
        return Err(Error::field("side", "Nothing is enquired into here: write it as a note of the support"));
    }
    if !e.reads(side, act.actor()) {
        let why =
            "Notes of an enquiry are its enquirer’s alone, and notes of the support are everybody else’s.";
        return Err(Error::refused(rule::APART, why));
    }
    store::save(act, grant, e)?;
    store::add_note(act, e, side, words)?;
    grant.note(act, &format!("note: {}", side.code()))
}
