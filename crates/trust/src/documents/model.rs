//! Which files are taken in: by what they are, not by what they are called. Pure.

use kernel::codes;

/// The largest file, in bytes: 15 MB.
pub const LARGEST: usize = 15 << 20;
/// The longest title, in characters.
pub const TITLE: usize = 200;
/// The longest file name that is kept, in characters.
const NAME: usize = 120;

codes! {
    /// A kind of file that is taken in.
    Kind {
        Pdf = "pdf", "PDF";
        Docx = "docx", "Word document";
        Odt = "odt", "OpenDocument text";
        Jpeg = "jpeg", "JPEG picture";
        Png = "png", "PNG picture";
        Text = "text", "Plain text";
    }
}

/// The line by which virus scanners are tried out; in two halves, so that no scanner takes this
/// source for it.
const TRIAL: [&str; 2] = ["EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE"];
const NOT_TAKEN: &str = "Choose a PDF, Word (.docx), OpenDocument (.odt), JPEG, PNG or plain text file";

impl Kind {
    /// The media type that it is sent out with.
    pub fn media(self) -> &'static str {
        match self {
            Kind::Pdf => "application/pdf",
            Kind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind::Odt => "application/vnd.oasis.opendocument.text",
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
            Kind::Text => "text/plain; charset=utf-8",
        }
    }

    /// The endings that its files may have.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Kind::Pdf => &["pdf"],
            Kind::Docx => &["docx"],
            Kind::Odt => &["odt"],
            Kind::Jpeg => &["jpg", "jpeg"],
            Kind::Png => &["png"],
            Kind::Text => &["txt"],
        }
    }

    /// What the bytes are.
    fn sniff(bytes: &[u8]) -> Option<Kind> {
        if bytes.starts_with(b"%PDF-") {
            return Some(Kind::Pdf);
        }
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return Some(Kind::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Kind::Png);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            // Names in an archive stand in the open; an OpenDocument begins with its media type.
            let odt = bytes
                .get(30..)
                .is_some_and(|b| b.starts_with(b"mimetypeapplication/vnd.oasis.opendocument.text"));
            let docx = holds(bytes, b"[content_types].xml") && holds(bytes, b"word/document.xml");
            return if odt { Some(Kind::Odt) } else { docx.then_some(Kind::Docx) };
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let plain = text.chars().all(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{c}'));
        (plain && !text.is_empty()).then_some(Kind::Text)
    }
}

/// Decides about a file by its name, the media type that its sender named, and its bytes.
///
/// # Errors
/// What the person can do about it.
pub fn check(name: &str, declared: &str, bytes: &[u8]) -> Result<Kind, &'static str> {
    if bytes.is_empty() {
        return Err("This file is empty. Choose another");
    }
    if bytes.len() > LARGEST {
        return Err("This file is larger than 15 MB. Choose a smaller one, or send it in parts");
    }
    let kind = Kind::sniff(bytes).ok_or(NOT_TAKEN)?;
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let known = Kind::ALL.iter().any(|k| k.endings().contains(&ending.as_str()));
    if !kind.endings().contains(&ending.as_str()) {
        return Err(if known {
            "What is in this file is not what its name says. Save it again in the program that made it"
        } else {
            NOT_TAKEN
        });
    }
    let said = declared.split(';').next().unwrap_or_default().trim().to_lowercase();
    let media = kind.media().split(';').next().unwrap_or_default();
    // A machine that does not know a file's kind says so in one of these two ways.
    if !said.is_empty() && said != "application/octet-stream" && said != media {
        return Err(
            "What is in this file is not what your device says it is. Save it again in the program that made it",
        );
    }
    let zip = matches!(kind, Kind::Docx | Kind::Odt);
    let active: [&[u8]; 7] =
        [b"vbaproject", b"vbadata", b"activex/", b"embeddings/ole", b"basic/", b"scripts/", b"macrosheets/"];
    if zip && active.iter().any(|name| holds(bytes, name)) {
        return Err("This document holds macros or other programs. Save it without them, or as a PDF");
    }
    if holds(bytes, TRIAL.concat().to_lowercase().as_bytes()) {
        return Err("This is the file by which virus scanners are tried out. It was not kept");
    }
    Ok(kind)
}

/// Whether the bytes hold these small letters, in either case.
fn holds(bytes: &[u8], small: &[u8]) -> bool {
    bytes.windows(small.len()).any(|w| w.eq_ignore_ascii_case(small))
}

/// A file's name as it is kept: no control characters, not too long, its ending whole.
pub fn tidy(name: &str) -> String {
    let clean: String = name.chars().filter(|c| !c.is_control()).collect();
    match clean.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() < NAME / 2 => {
            let stem: String = stem.chars().take(NAME - 1 - ending.chars().count()).collect();
            format!("{stem}.{ending}")
        }
        _ => clean.chars().take(NAME).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn zip(names: &[&str]) -> Vec<u8> {
        names.iter().flat_map(|n| [b"PK\x03\x04", &[0; 26][..], n.as_bytes(), b"contents"].concat()).collect()
    }

    #[test]
    fn files_are_taken_for_what_they_are() {
        let docx = zip(&["[Content_Types].xml", "word/document.xml"]);
        let odt = zip(&["mimetypeapplication/vnd.oasis.opendocument.text", "content.xml"]);
        for (name, declared, bytes, kind) in [
            ("a.pdf", "application/pdf", &b"%PDF-1.7 words"[..], Kind::Pdf),
            ("A.PDF", "", b"%PDF-1.7", Kind::Pdf),
            ("a.jpeg", "image/jpeg", &[0xff, 0xd8, 0xff, 0xe0], Kind::Jpeg),
            ("a.png", "application/octet-stream", b"\x89PNG\r\n\x1a\n", Kind::Png),
            ("a.docx", Kind::Docx.media(), &docx, Kind::Docx),
            ("a.odt", Kind::Odt.media(), &odt, Kind::Odt),
            ("a.txt", "text/plain", "Zoë\r\n".as_bytes(), Kind::Text),
        ] {
            assert_eq!(check(name, declared, bytes), Ok(kind), "{name}");
        }
    }

    #[test]
    fn files_that_lie_or_hold_programs_are_not_taken() {
        let trial = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", TRIAL[0], TRIAL[1], "!$H+H*"].concat();
        let macros = zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]);
        let scripts = zip(&["mimetypeapplication/vnd.oasis.opendocument.text", "Basic/Standard/script.xml"]);
        for (name, declared, bytes) in [
            ("a.pdf", "application/pdf", &b"MZ\x90\x00 program"[..]),
            ("a.png", "image/png", b"%PDF-1.7"),
            ("a.pdf", "text/html", b"%PDF-1.7"),
            ("a.exe", "", b"%PDF-1.7"),
            ("pdf", "", b"%PDF-1.7"),
            ("a.html", "text/html", b"<script>alert(1)</script>"),
            ("a.svg", "image/svg+xml", b"<svg onload=alert(1)>"),
            ("a.txt", "text/plain", b"\x00\x01"),
            ("a.txt", "text/plain", b""),
            ("a.txt", "text/plain", trial.as_bytes()),
            ("a.docm", "", &macros),
            ("a.docx", Kind::Docx.media(), &macros),
            ("a.odt", Kind::Odt.media(), &scripts),
            ("a.zip", "application/zip", &zip(&["a.txt"])),
            ("a.docx", Kind::Docx.media(), &zip(&["a.txt"])),
        ] {
            assert!(check(name, declared, bytes).is_err(), "{name} {declared}");
        }
        assert!(check("a.txt", "", &vec![b'a'; LARGEST + 1]).is_err());
        assert!(check("a.txt", "", &vec![b'a'; LARGEST]).is_ok());
    }

    proptest! {
        #[test]
        fn noise_is_taken_as_text_or_not_at_all(name in ".{0,20}", kind in ".{0,20}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(kind) = check(&name, &kind, &bytes) {
                prop_assert_eq!(kind, Kind::Text);
            }
            let tidy = tidy(&name);
            prop_assert!(tidy.chars().count() <= NAME && !tidy.chars().any(char::is_control));
        }
    }
}
