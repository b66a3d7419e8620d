//! An OpenDocument spreadsheet (OASIS OpenDocument 1.3, parts 2 and 3): a zip of a type, a list of parts and the
//! content, without styles. Text and numbers are all that is written.

use std::io::{Cursor, Write};

use kernel::{Error, Pence, Result};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// What kind of file it is.
pub const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// One sheet of the spreadsheet.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name, which no other has.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A whole number.
    Number(i64),
    /// An amount, in pounds.
    Pounds(Pence),
}

const MANIFEST: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">"#,
    r#"<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>"#,
    r#"<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>"#,
    "</manifest:manifest>",
);
const HEAD: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" "#,
    r#"xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" "#,
    r#"xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body><office:spreadsheet>"#,
);
const FOOT: &str = "</office:spreadsheet></office:body></office:document-content>";

/// Writes the spreadsheet.
pub fn write(tables: &[Table]) -> Result<Vec<u8>> {
    let fail = |e: &dyn std::fmt::Display| Error::internal("a spreadsheet", e);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The type comes first and is not packed, so that it can be told from the first bytes (part 2, 3.3).
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in [
        ("mimetype", MEDIA_TYPE),
        ("META-INF/manifest.xml", MANIFEST),
        ("content.xml", content(tables).as_str()),
    ] {
        zip.start_file(name, plain).map_err(|e| fail(&e))?;
        zip.write_all(text.as_bytes()).map_err(|e| fail(&e))?;
    }
    Ok(zip.finish().map_err(|e| fail(&e))?.into_inner())
}

fn content(tables: &[Table]) -> String {
    let mut xml = HEAD.to_owned();
    for table in tables {
        xml.push_str(r#"<table:table table:name=""#);
        escape(&mut xml, &table.name);
        xml.push_str(r#"">"#);
        for row in &table.rows {
            xml.push_str("<table:table-row>");
            for cell in row {
                one(&mut xml, cell);
            }
            xml.push_str("</table:table-row>");
        }
        xml.push_str("</table:table>");
    }
    xml.push_str(FOOT);
    xml
}

fn one(xml: &mut String, cell: &Cell) {
    let number = match cell {
        Cell::Text(_) => None,
        Cell::Number(number) => Some(number.to_string()),
        Cell::Pounds(Pence(pence)) => {
            let sign = if *pence < 0 { "-" } else { "" };
            Some(format!("{sign}{}.{:02}", pence.unsigned_abs() / 100, pence.unsigned_abs() % 100))
        }
    };
    match (cell, number) {
        (Cell::Text(words), _) => {
            xml.push_str(r#"<table:table-cell office:value-type="string"><text:p>"#);
            escape(xml, words);
        }
        (_, number) => {
            let number = number.unwrap_or_default();
            xml.push_str(r#"<table:table-cell office:value-type="float" office:value=""#);
            xml.push_str(&number);
            xml.push_str(r#""><text:p>"#);
            xml.push_str(&number);
        }
    }
    xml.push_str("</text:p></table:table-cell>");
}

/// Writes words so that XML can hold them; what it cannot hold at all is left out.
fn escape(xml: &mut String, words: &str) {
    for c in words.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => xml.push(c),
        }
    }
}
