//! What is asked about duties, in forms and in the API alike.

use access::front_door::Duty;
use kernel::{Date, Id, Invalid, kinds::Account};
use page::Fields;

use super::model::{Half, WEEKS};

/// Somebody to be put on duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Who.
    pub account: Id<Account>,
    /// The first day.
    pub day: Date,
    /// Which halves of it.
    pub halves: Vec<Half>,
    /// For how many weeks.
    pub weeks: i64,
}

pub(super) fn put(f: &mut Fields) -> Result<Input, Invalid> {
    let account = f.id("account", "Choose who is on duty");
    let day = f.date("day", "Enter the day");
    let halves = f.choices::<Half>("halves", "Choose the morning, the afternoon, or both");
    if halves.is_empty() {
        f.fail("halves", "Choose the morning, the afternoon, or both");
    }
    let weeks = f.number_opt("weeks", "Enter for how many weeks, from 1 to 26", *WEEKS.start(), *WEEKS.end());
    f.finish(|| Some(Input { account: account?, day: day?, halves, weeks: weeks.unwrap_or(1) }))
}

pub(super) fn version(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

/// Whom one asks, and which of their duties one takes for it.
pub(super) fn swap(f: &mut Fields) -> Result<(Id<Account>, Option<Id<Duty>>), Invalid> {
    let to = f.id("to", "Choose whom you ask");
    let exchange = f.id_opt("exchange", "Choose one of their duties, or none");
    f.finish(|| Some((to?, exchange)))
}

pub(super) fn answer(f: &mut Fields) -> Result<(i64, bool), Invalid> {
    let (version, yes) = (f.version(), f.yes_no("yes", "Choose yes or no"));
    f.finish(|| Some((version?, yes?)))
}
