//! What is asked about returns, in forms and in the API alike.

use kernel::{Error, Invalid};
use page::Fields;

use super::{LARGEST, model::Quarter};

/// The agency's code and its key.
pub(super) fn key(f: &mut Fields) -> Result<(String, String), Invalid> {
    let agency = f.required("agency", "Enter the agency's code, such as adopt-east", 80);
    let key = f.required("key", "Enter the key that the agency told you: 64 digits and letters", 80);
    f.finish(|| Some((agency?, key?)))
}

/// The quarter to close.
pub(super) fn closing(f: &mut Fields) -> Result<Quarter, Invalid> {
    const SAY: &str = "Write a quarter such as 2026-27-Q2";
    let quarter = f.required("quarter", SAY, 12);
    let parsed = quarter.as_deref().map(Quarter::parse);
    if let Some(Err(Error::Invalid(_))) = &parsed {
        f.fail("quarter", SAY);
    }
    f.finish(|| parsed?.ok())
}

/// The whole text of a signed return, for the API.
pub(super) fn text(f: &mut Fields) -> Result<String, Invalid> {
    let text = f.required("file", "Send the whole text of the signed return", LARGEST);
    f.finish(|| text)
}
