//! What checking a return gave, as lines for people and for a file.

use std::io::Write;

use kernel::{Error, Result};

use super::{
    model::Return,
    rules::{Checked, Finding},
};

/// The columns of the report.
pub const COLUMNS: [&str; 6] = ["rule", "child", "table", "field", "row", "message"];

/// One line of the report, in the order of [`COLUMNS`].
pub fn line(whole: &Return, finding: &Finding) -> [String; 6] {
    let rule = finding.rule();
    [
        rule.code.to_owned(),
        finding.child.map_or_else(String::new, |child| whole.id(child).to_owned()),
        finding.table.code().to_owned(),
        finding.field.code().to_owned(),
        finding.line.to_string(),
        rule.message.to_owned(),
    ]
}

/// The lines for rules that were skipped: no row, and the message says for want of what.
pub fn skipped(whole: &Return, checked: &Checked) -> Vec<[String; 6]> {
    let outcomes = checked.outcomes.iter().filter(|outcome| outcome.found.is_none());
    outcomes
        .map(|outcome| {
            let lacking: Vec<&str> = outcome.lacking(whole).map(|table| table.code()).collect();
            let message = format!("Skipped, not passed, for want of {}.", lacking.join(" and "));
            [
                outcome.rule.code.to_owned(),
                String::new(),
                lacking.join(";"),
                String::new(),
                String::new(),
                message,
            ]
        })
        .collect()
}

/// Writes the report as a CSV file: every finding, then every rule that was skipped.
///
/// # Errors
/// `Internal` when it cannot be written.
pub fn write(to: impl Write, whole: &Return, checked: &Checked) -> Result<()> {
    let fail = |e: csv::Error| Error::internal("the report", e);
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(COLUMNS).map_err(fail)?;
    for finding in &checked.findings {
        writer.write_record(line(whole, finding).map(harmless)).map_err(fail)?;
    }
    for line in skipped(whole, checked) {
        writer.write_record(&line).map_err(fail)?;
    }
    writer.flush().map_err(|e| Error::internal("the report", e))
}

/// A child's id is whatever stood in the file: one that a spreadsheet would take for a formula gets an
/// apostrophe before it.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}
