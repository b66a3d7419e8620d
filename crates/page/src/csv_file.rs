//! Lists as CSV files, and other files to download.

use axum::http::{HeaderValue, StatusCode, header};
use kernel::{Error, Result};

use crate::{Body, Response, respond};

/// A CSV file to download. `name` is the file's name without `.csv`, and names no person.
///
/// A cell that a spreadsheet would take for a formula is written with an apostrophe
/// before it.
pub fn csv_file(name: &str, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Result<Response> {
    let fail = |e: csv::Error| Error::internal("a CSV file", e);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).map_err(fail)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(fail)?;
    }
    let bytes = writer.into_inner().map_err(|e| Error::internal("a CSV file", e.error()))?;
    download(&format!("{name}.csv"), "text/csv; charset=utf-8", bytes)
}

/// A file to download. `name` is the whole file name, and names no person.
pub fn download(name: &str, kind: &'static str, body: impl Into<Body>) -> Result<Response> {
    let mut response = respond::with(StatusCode::OK, kind, body);
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .map_err(|e| Error::internal("a file's name", e))?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

fn harmless(cell: &str) -> String {
    let number =
        cell.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("@x"), "'@x");
        assert_eq!(harmless("-5.20"), "-5.20");
        assert_eq!(harmless("-x"), "'-x");
        assert_eq!(harmless("plain"), "plain");
    }
}
