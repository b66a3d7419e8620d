//! What people see of the front door: the public form, the duty queue, and one enquiry.

mod allocate;
pub(crate) mod ask;
mod draw;
mod flow;
mod later;
mod questions;
mod queue;
mod record;
mod sent;
mod show;
mod triage;
mod words;

#[cfg(test)]
mod tests;

pub(super) use allocate::fields as allocate_fields;
pub(super) use triage::{decide, fields as triage_fields};

use page::Route;

pub(super) fn routes() -> Vec<Route> {
    [
        ask::routes(),
        later::routes(),
        sent::routes(),
        queue::routes(),
        record::routes(),
        show::routes(),
        triage::routes(),
        allocate::routes(),
    ]
    .concat()
}
