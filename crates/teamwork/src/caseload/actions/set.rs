//! An agency sets what something weighs, or what share of full time a worker works, from a day on. What held before is kept.

use access::{Act, accounts, actions::WeighCases, audit::changed};
use kernel::{Date, Error, Id, Invalid, Result, kinds::Account};
use page::Fields;

use crate::caseload::{
    model::{Line, MOST, Part, Weights, can_be_set},
    store,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Of what kind.
    pub part: Part,
    /// Which one: a shipped code, a council's code, or a worker's id.
    pub code: String,
    /// In points; in days for an alarm, per cent for a share.
    pub points: i64,
    /// From which day on.
    pub from: Date,
}

/// Reads [`Input`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let part = f.choice::<Part>("part", "Choose what kind it is");
    let code = f.required("code", "Choose what it is about", 40);
    let points = f.number("points", "Enter a whole number from 0 to 1,000", 0, MOST);
    let from = f.date("from", "Enter the day from which on it holds");
    f.finish(|| Some(Input { part: part?, code: code?, points: points?, from: from? }))
}

/// Sets a weight from a day on.
///
/// # Errors
/// `Invalid` on `code` for what cannot be set or a worker of others, on `points` for a share of more than 100 per cent or of none,
/// on `from` for a day that is past.
pub fn set(act: &Act<'_>, input: &Input) -> Result<()> {
    let grant = act.agency::<WeighCases>()?;
    if !can_be_set(input.part, &input.code)? {
        return Err(Error::field(
            "code",
            "Choose a line of the list, or enter the three digits of a council’s code",
        ));
    }
    if input.part == Part::Share {
        let worker: Id<Account> =
            input.code.parse().map_err(|_| Error::field("code", "Choose a worker from the list"))?;
        if !accounts::colleagues(act, grant.agency())?.iter().any(|a| a.id == worker) {
            return Err(Error::field("code", "Choose a worker from the list"));
        }
        if !(1..=100).contains(&input.points) {
            return Err(Error::field("points", "Enter a share of full time from 1 to 100 per cent"));
        }
    }
    if input.from < act.today() {
        let words = "Enter today or a later day: what weighed so much on a past day did so";
        return Err(Error::field("from", words));
    }
    let before = Weights::on(input.from, &store::lines(act, &grant)?)?.of(input.part, &input.code);
    let Input { part, code, points, from } = input.clone();
    let id = store::add_line(act, &grant, &Line { part, code, points, from })?;
    let what = format!("{} {} from {from}", part.code(), input.code);
    grant.noted(
        act,
        "caseload-weight",
        id,
        None,
        &changed(&[(&what, &before.to_string(), &points.to_string())]),
    )
}
