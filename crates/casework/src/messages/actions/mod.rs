//! What is done with messages, one verb a file.

pub mod answer;
pub mod needs_none;
pub mod read;
pub mod write;

#[cfg(test)]
mod tests;

use kernel::{Error, Invalid, Result};
use page::Fields;

use super::model::LONGEST;
use crate::words::blank;

/// What the forms and the API send: one message.
///
/// # Errors
/// What is wrong, beside the field.
pub fn fields(f: &mut Fields) -> Result<String, Invalid> {
    let words = f.required("words", "Write your message", LONGEST);
    f.finish(|| words)
}

/// The words, if they say something.
fn said(words: &str) -> Result<&str> {
    if blank(words) { Err(Error::field("words", "Write your message")) } else { Ok(words.trim()) }
}
