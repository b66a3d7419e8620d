//! An email as it lies in a file: who wrote, what they wrote, and what hung from it. Pure. The MIME is read by the library `mailparse`.

use kernel::{Error, Result};
use mailparse::{DispositionType, MailAddr, MailHeaderMap, ParsedMail};

/// The largest email that is read, in bytes: 25 MB, what mail servers pass on at most as a rule.
pub const LARGEST: usize = 25 << 20;
/// The most characters of an email's words that become the story; the rest is named as left out.
const STORY: usize = 20_000;
/// The most attachments that are named one by one.
const NAMED: usize = 20;
/// The longest name or subject that is kept, in characters.
const LINE: usize = 200;

/// What is read of an email.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Email {
    /// First name of whoever wrote, as their program says it; empty where it says none.
    pub first_name: String,
    /// The rest of their name.
    pub last_name: String,
    /// Their address.
    pub address: String,
    /// The subject.
    pub subject: String,
    /// What they wrote.
    pub words: String,
    /// The names of what hung from it.
    pub attachments: Vec<String>,
    /// The id that the sender's program gave it; empty where it gave none.
    pub message_id: String,
}

impl Email {
    /// What stands in the enquiry as the story: subject, words, and what was left outside the record.
    pub fn story(&self) -> String {
        let mut story = String::new();
        if !self.subject.is_empty() {
            story.push_str(&self.subject);
            story.push_str("\n\n");
        }
        let words: String = self.words.chars().take(STORY).collect();
        let cut = words.chars().count() < self.words.chars().count();
        story.push_str(words.trim());
        if cut {
            story.push_str("\n\n[The email was longer. The rest is not in this record: see the mailbox.]");
        }
        if !self.attachments.is_empty() {
            let named =
                self.attachments.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
            let more = self.attachments.len().saturating_sub(NAMED);
            let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
            story.push_str(&format!(
                "\n\n[Sent with the email, and not in this record: {named}{rest}. See the mailbox.]"
            ));
        }
        story
    }
}

/// Reads an email.
///
/// # Errors
/// `Refused` by rule `email.form` for what is no email, by `email.large`, and by `email.sender` where it does not say who wrote.
pub fn read(bytes: &[u8]) -> Result<Email> {
    let no = |why: &str| Error::refused("email.form", why.to_owned());
    if bytes.len() > LARGEST {
        return Err(Error::refused(
            "email.large",
            "It is larger than 25 MB. Record it by hand from the mailbox.",
        ));
    }
    let mail =
        mailparse::parse_mail(bytes).map_err(|_| no("It is no email: save the message as an .eml file."))?;
    let from = mail
        .headers
        .get_first_header("From")
        .ok_or_else(|| no("It is no email: it does not say who wrote it."))?;
    let sender = mailparse::addrparse_header(from).ok().and_then(|all| {
        all.iter().find_map(|addr| match addr {
            MailAddr::Single(one) => Some(one.clone()),
            MailAddr::Group(group) => group.addrs.first().cloned(),
        })
    });
    let Some(sender) = sender.filter(|one| one.addr.contains('@')) else {
        return Err(Error::refused(
            "email.sender",
            "It does not say from which address it came. Record it by hand.",
        ));
    };
    let header = |name: &str| line(&mail.headers.get_first_value(name).unwrap_or_default());
    let name = line(&sender.display_name.unwrap_or_default());
    let (first_name, last_name) = match name.split_once(' ') {
        Some((first, last)) => (first.to_owned(), last.trim().to_owned()),
        None => (name, String::new()),
    };
    let mut email = Email {
        first_name,
        last_name,
        address: line(&sender.addr),
        subject: header("Subject"),
        message_id: header("Message-ID"),
        ..Email::default()
    };
    let mut found = Found::default();
    found.look(&mail, 0);
    email.words = match (found.plain.trim(), found.html.trim()) {
        ("", html) => text_of(html),
        (plain, _) => plain.replace("\r\n", "\n"),
    };
    email.attachments = found.attachments;
    Ok(email)
}

/// How deep parts within parts are looked at.
const DEEPEST: usize = 20;

#[derive(Debug, Default)]
struct Found {
    plain: String,
    html: String,
    attachments: Vec<String>,
}

impl Found {
    fn look(&mut self, part: &ParsedMail<'_>, depth: usize) {
        if depth > DEEPEST {
            self.attachments.push("a part that lies too deep".to_owned());
            return;
        }
        if !part.subparts.is_empty() {
            part.subparts.iter().for_each(|inner| self.look(inner, depth + 1));
            return;
        }
        let disposition = part.get_content_disposition();
        let named = disposition.params.get("filename").or_else(|| part.ctype.params.get("name"));
        let kind = part.ctype.mimetype.to_lowercase();
        let attached = matches!(disposition.disposition, DispositionType::Attachment) || named.is_some();
        let text = if attached { None } else { part.get_body().ok() };
        match (kind.as_str(), text) {
            ("text/plain", Some(text)) => self.plain.push_str(&text),
            ("text/html", Some(text)) => self.html.push_str(&text),
            _ => {
                let name = named.map_or_else(|| format!("a file of the kind {kind}"), |name| line(name));
                self.attachments.push(name);
            }
        }
    }
}

/// The words of a page, without its marks: enough to be read, for an email that holds nothing else.
fn text_of(html: &str) -> String {
    let (mut out, mut tag, mut skip) = (String::new(), None::<String>, None::<&str>);
    for c in html.chars() {
        match (&mut tag, c) {
            (None, '<') => tag = Some(String::new()),
            (None, _) if skip.is_some() => {}
            (None, c) => out.push(c),
            (Some(name), '>') => {
                let name = name.to_lowercase();
                let word = name.split(|c: char| c.is_whitespace() || c == '/').find(|w| !w.is_empty());
                match (skip, word) {
                    (Some(of), Some(word)) if name.starts_with('/') && word == of => skip = None,
                    (None, Some("style")) => skip = Some("style"),
                    (None, Some("script")) => skip = Some("script"),
                    (None, Some("br" | "p" | "div" | "li" | "tr")) => out.push('\n'),
                    _ => {}
                }
                tag = None;
            }
            (Some(name), c) => {
                if name.len() < 40 {
                    name.push(c);
                }
            }
        }
    }
    let plain = out
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    let lines: Vec<String> =
        plain.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let mut told = String::new();
    for line in lines {
        if !(line.is_empty() && told.ends_with("\n\n")) {
            told.push_str(&line);
            told.push('\n');
        }
    }
    told.trim().to_owned()
}

/// One line without control characters, not too long.
fn line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LINE).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LETTER: &str = "From: Maya Okoro <maya@example.org>\r\nTo: duty@agency.example\r\nSubject: =?utf-8?q?Theo_can=E2=80=99t_sleep?=\r\n\
        Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
        --x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nWe need help.\r\nNights are hard.\r\n\
        --x\r\nContent-Type: application/pdf; name=\"report.pdf\"\r\nContent-Disposition: attachment; filename=\"report.pdf\"\r\n\r\n%PDF\r\n--x--\r\n";

    #[test]
    fn who_wrote_what_is_read_and_what_hung_from_it_is_named() {
        let email = read(LETTER.as_bytes()).unwrap();
        assert_eq!((email.first_name.as_str(), email.last_name.as_str()), ("Maya", "Okoro"));
        assert_eq!(
            (email.address.as_str(), email.message_id.as_str()),
            ("maya@example.org", "<1@example.org>")
        );
        assert_eq!(email.attachments, ["report.pdf"]);
        let story = email.story();
        assert!(story.starts_with("Theo can’t sleep\n\nWe need help.\nNights are hard."), "{story}");
        assert!(story.contains("not in this record: report.pdf"), "{story}");
        assert!(!story.contains("%PDF"));
    }

    #[test]
    fn a_page_is_read_as_words_and_holds_no_program() {
        let html = "From: a@b.example\r\nContent-Type: text/html\r\n\r\n<style>p{color:red}</style><p>Hello&nbsp;there</p><script>alert(1)</script><p>5 &lt; 6</p>";
        let email = read(html.as_bytes()).unwrap();
        assert_eq!(email.words, "Hello there\n\n5 < 6");
        assert_eq!((email.first_name.as_str(), email.subject.as_str()), ("", ""));
    }

    #[test]
    fn what_is_no_email_is_refused_with_what_to_do() {
        let code = |bytes: &[u8]| read(bytes).unwrap_err().code().to_owned();
        assert_eq!(code(b""), "email.form");
        assert_eq!(code(b"%PDF-1.7\n"), "email.form");
        assert_eq!(code(b"From: nobody\r\n\r\nx"), "email.sender");
        assert_eq!(code(&vec![b'a'; LARGEST + 1]), "email.large");
    }

    #[test]
    fn a_long_email_says_that_it_was_cut() {
        let long = format!("From: a@b.example\r\n\r\n{}", "word ".repeat(10_000));
        let story = read(long.as_bytes()).unwrap().story();
        assert!(story.contains("The email was longer") && story.chars().count() < STORY + 200);
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn noise_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let whole = [b"From: a@b.example\r\n".as_slice(), &bytes].concat();
            if let Ok(email) = read(&whole) {
                prop_assert!(email.first_name.chars().count() <= LINE && !email.subject.chars().any(char::is_control));
            }
            let _ = read(&bytes).is_ok();
        }
    }
}
