//! Summary figures, kept with each change, so that a page of totals costs a few rows.
//!
//! A figure is an amount for an agency, a measure, a month and, where it applies, a
//! council and a part (a therapy, a level, a provider kind). A test in `insight` counts
//! the rows again and proves that both agree.

use kernel::{Date, Id, Result, kinds::Organisation};

use crate::{Write, statements};

statements! {
    ADD = "INSERT INTO figure (agency_id, measure, month, council, part, amount) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (agency_id, measure, month, council, part) DO UPDATE SET amount = figure.amount + excluded.amount";
}

/// Where a figure is added.
#[derive(Debug, Clone, Copy)]
pub struct Figure<'a> {
    /// The agency whose work it is.
    pub agency: Id<Organisation>,
    /// What is counted, such as `enquiries` or `money-paid` (pence).
    pub measure: &'static str,
    /// The day it counts for; only its month is kept.
    pub day: Date,
    /// The council's Department for Education code, or empty.
    pub council: &'a str,
    /// The slice, such as a therapy's code, or empty.
    pub part: &'a str,
}

impl Figure<'_> {
    /// Adds to the figure, or takes away below zero.
    pub fn add(&self, w: &Write<'_>, amount: i64) -> Result<()> {
        let params = [
            self.agency.into(),
            self.measure.into(),
            month(self.day).into(),
            self.council.into(),
            self.part.into(),
            amount.into(),
        ];
        w.execute(ADD, &params).map(|_| ())
    }
}

/// The month of a day as `2026-11`.
pub fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}
