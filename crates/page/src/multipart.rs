//! Forms that carry files (`multipart/form-data`, RFC 7578). The body is in memory already,
//! within the limit of its route, so this reads it where it lies.

use kernel::{Error, Result};

/// A part of such a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    pub(crate) name: &'a str,
    /// What the browser calls the file; nothing for a field that is not one.
    pub(crate) file: Option<&'a str>,
    /// The kind that the browser names.
    pub(crate) kind: &'a str,
    pub(crate) bytes: &'a [u8],
}

/// A file that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// What it was called on the sender's machine, without folders.
    pub name: String,
    /// The media type that the sender's machine named.
    pub kind: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The most parts of a form.
const PARTS: usize = 200;
/// The longest head of a part, in bytes.
const HEAD: usize = 8 << 10;

/// The boundary that a content type names, where it is a form with files.
pub(crate) fn boundary(content_type: &str) -> Option<&str> {
    let mut words = content_type.split(';').map(str::trim);
    if !words.next()?.eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let found = words.find_map(|word| {
        let (name, value) = word.split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then(|| value.trim_matches('"'))
    })?;
    ((1..=70).contains(&found.len())).then_some(found)
}

/// The parts of a body.
///
/// # Errors
/// `Invalid` when the body is not what its content type says.
pub(crate) fn parts<'a>(body: &'a [u8], boundary: &str) -> Result<Vec<Part<'a>>> {
    read(body, boundary).ok_or_else(|| Error::field("body", "The form did not arrive whole. Send it again."))
}

fn read<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<Part<'a>>> {
    let first = format!("--{boundary}");
    let line = format!("\r\n--{boundary}");
    let mut rest = &body[find(body, first.as_bytes())? + first.len()..];
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let end_of_head = find(&rest[..rest.len().min(HEAD)], b"\r\n\r\n")?;
        let (head, after) = (std::str::from_utf8(&rest[..end_of_head]).ok()?, &rest[end_of_head + 4..]);
        let end = find(after, line.as_bytes())?;
        parts.push(part(head, &after[..end])?);
        if parts.len() > PARTS {
            return None;
        }
        rest = &after[end + line.len()..];
    }
}

fn part<'a>(head: &'a str, bytes: &'a [u8]) -> Option<Part<'a>> {
    let (mut name, mut file, mut kind) = (None, None, "");
    for line in head.split("\r\n") {
        let (header, value) = line.split_once(':')?;
        if header.eq_ignore_ascii_case("content-type") {
            kind = value.trim();
        } else if header.eq_ignore_ascii_case("content-disposition") {
            name = quoted(value, "name");
            file = quoted(value, "filename");
        }
    }
    Some(Part { name: name?, file, kind, bytes })
}

/// A quoted value of a header; browsers write a quotation mark inside it as `%22`.
fn quoted<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = header;
    loop {
        let at = rest.find(name)?;
        let whole_word = rest[..at].ends_with([' ', ';']);
        rest = &rest[at + name.len()..];
        if let Some(value) = rest.strip_prefix("=\"").filter(|_| whole_word) {
            return value.split_once('"').map(|(value, _)| value);
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = haystack.get(from..)?.iter().position(|b| *b == first) {
        if haystack[from + at..].starts_with(needle) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

impl Upload {
    pub(crate) fn of(part: &Part<'_>) -> Option<Self> {
        let name = part.file?.replace("%22", "\"");
        // Some send the whole path on their machine.
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim().to_owned();
        (!name.is_empty()).then(|| Upload { name, kind: part.kind.to_owned(), bytes: part.bytes.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, file, bytes) in parts {
            body.extend_from_slice(
                format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"").as_bytes(),
            );
            if let Some(file) = file {
                body.extend_from_slice(
                    format!("; filename=\"{file}\"\r\nContent-Type: application/pdf").as_bytes(),
                );
            }
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--xyz--\r\n");
        body
    }

    #[test]
    fn fields_and_files_come_apart() {
        let body = form(&[
            ("title", None, "School report, Zoë".as_bytes()),
            ("file", Some("C:\\x\\a%22b.pdf"), b"%PDF\r\n--xy"),
        ]);
        let parts = parts(&body, "xyz").unwrap();
        assert_eq!(
            (parts[0].name, parts[0].file, parts[0].bytes),
            ("title", None, "School report, Zoë".as_bytes())
        );
        let upload = Upload::of(&parts[1]).unwrap();
        assert_eq!(
            (upload.name.as_str(), upload.kind.as_str(), upload.bytes.as_slice()),
            ("a\"b.pdf", "application/pdf", &b"%PDF\r\n--xy"[..])
        );
        assert_eq!(Upload::of(&Part { file: Some(""), ..parts[1] }), None, "no file was chosen");
        assert_eq!(boundary("multipart/form-data; boundary=xyz"), Some("xyz"));
        assert_eq!(boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"x y\""), Some("x y"));
        assert_eq!(boundary("application/x-www-form-urlencoded"), None);
    }

    proptest! {
        #[test]
        fn what_was_sent_is_read_and_cut_short_it_is_refused(
            title in "[^\r\n-]{0,40}",
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            cut in any::<prop::sample::Index>(),
        ) {
            let body = form(&[("title", None, title.as_bytes()), ("file", Some("a.pdf"), &bytes)]);
            prop_assume!(!bytes.windows(3).any(|w| w == b"xyz"));
            let read = parts(&body, "xyz").unwrap();
            prop_assert_eq!(read.len(), 2);
            prop_assert_eq!(read[0].bytes, title.as_bytes());
            prop_assert_eq!(read[1].bytes, bytes.as_slice());
            prop_assert!(parts(&body[..cut.index(body.len() - 4)], "xyz").is_err());
        }

        #[test]
        fn noise_is_never_more_than_refused(noise in proptest::collection::vec(any::<u8>(), 0..300), kind in ".{0,80}") {
            let _ = parts(&noise, "xyz");
            let named = [b"--xyz\r\n".as_slice(), &noise, b"\r\n--xyz--"].concat();
            let _ = parts(&named, "xyz");
            let _ = boundary(&kind);
        }
    }
}
