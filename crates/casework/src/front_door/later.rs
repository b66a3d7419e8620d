//! The public form, kept for later: answers that somebody has not sent yet, found again by a code that is shown once or by a link
//! that goes to their own mailbox. Nobody else is told that they are there: a code that ended, was used or never was looks the same.

use access::{Act, Action, actions::SubmitEnquiry, permissions::Reach};
use jiff::SignedDuration;
use kernel::{Error, Id, Reference, Result, Timestamp, kinds::Draft};
use store::{Column, Keys, Write, outbox, statements};

use super::guard;

statements! {
    ADD = "INSERT INTO ask_draft (id, token, fields, made_at, ends_at) VALUES ($1, $2, $3, $4, $5)";
    FIND = "SELECT id, fields, ends_at FROM ask_draft WHERE token = $1 AND ends_at > $2";
    DROP = "DELETE FROM ask_draft WHERE token = $1";
    FORGET = "DELETE FROM ask_draft WHERE ends_at <= $1";
}

const FIELDS: Column = Column::new("ask_draft.fields");

/// How long answers are kept: a week, Hearth's own figure. Long enough for a bad one, short enough for a code on a slip of paper.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);
/// The largest form, as JSON: well above every answer at its longest.
const LARGEST: usize = 200_000;

/// The code under which answers are kept: 16 letters and digits without those that look alike, over 70 bits of chance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// A new one.
    fn new() -> Self {
        Code::sent(&format!("{}{}", Reference::new(""), Reference::new("")))
    }

    /// As somebody typed it: hyphens, gaps and small letters do not matter.
    pub fn sent(text: &str) -> Self {
        let plain = text.chars().filter(char::is_ascii_alphanumeric).take(64);
        Code(plain.map(|c| c.to_ascii_uppercase()).collect())
    }

    /// To be written down: in groups of four.
    pub fn spelled(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }

    fn stored(&self, keys: &Keys) -> Vec<u8> {
        keys.mac("ask-draft", &[self.0.as_bytes()]).to_vec()
    }
}

/// What was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The code, to be shown once.
    pub code: Code,
    /// Until when.
    pub ends: Timestamp,
}

/// Whether the public form is open at all.
fn must_be_open(act: &Act<'_>) -> Result<()> {
    match act.table().reach(None, SubmitEnquiry::NAME) {
        Reach::Open => Ok(()),
        _ => Err(Error::SignIn),
    }
}

/// Keeps answers under a new code; what was kept under `before` is forgotten.
///
/// # Errors
/// [`Error::TooMany`] as for the form itself; `Invalid` for a form that is too large.
pub fn keep(act: &Act<'_>, origin: &str, fields: &[(String, String)], before: &str) -> Result<Kept> {
    must_be_open(act)?;
    guard::count(act, origin)?;
    let text = serde_json::to_string(fields).map_err(|e| Error::internal("a draft", e))?;
    if text.len() > LARGEST {
        return Err(Error::field("story", "This is too long to be kept. Shorten it, then try again"));
    }
    drop_draft(act, before)?;
    let (code, id): (Code, Id<Draft>) = (Code::new(), Id::new(act.now()));
    let ends = act.now().checked_add(KEPT).map_err(|e| Error::internal("the end of a draft", e))?;
    let params = [
        id.into(),
        code.stored(act.keys()).into(),
        act.seal(FIELDS, id, &text)?,
        act.now().into(),
        ends.into(),
    ];
    act.execute(ADD, &params)?;
    Ok(Kept { code, ends })
}

/// The answers under a code; none when there are none, whatever the reason. Tries are counted by address, apart from what is sent.
///
/// # Errors
/// [`Error::TooMany`] when too many codes were tried from `origin`.
pub fn find(act: &Act<'_>, origin: &str, typed: &str) -> Result<Option<Vec<(String, String)>>> {
    must_be_open(act)?;
    guard::count_as(act, "ask-draft", origin)?;
    let code = Code::sent(typed);
    let Some(row) = act.opt(FIND, &[code.stored(act.keys()).into(), act.now().into()])? else {
        return Ok(None);
    };
    let id: Id<Draft> = row.get(0)?;
    let text = act.open(FIELDS, id, &row.get::<Vec<u8>>(1)?)?;
    serde_json::from_str(&text).map(Some).map_err(|e| Error::internal("a draft", e))
}

/// Sends the link to a mailbox. Whether anything was kept under the code, and who has the mailbox, the answer does not tell.
///
/// # Errors
/// [`Error::TooMany`] as for the form itself.
pub fn send_link(act: &Act<'_>, origin: &str, typed: &str, to: &str, site: &str) -> Result<()> {
    must_be_open(act)?;
    guard::count(act, origin)?;
    let code = Code::sent(typed);
    let Some(row) = act.opt(FIND, &[code.stored(act.keys()).into(), act.now().into()])? else {
        return Ok(());
    };
    let (id, ends): (Id<Draft>, Timestamp) = (row.get(0)?, row.get(2)?);
    let body = format!(
        "Somebody, most likely you, kept answers of our form and asked us to send the way back to them:\n\n\
         {site}/ask/later/{}\n\n\
         It works until {}. If it was not you, do nothing: nobody learns that you have this letter.\n\n\
         If anybody is in danger, call 999.\n",
        code.0,
        kernel::Moment(ends)
    );
    // One letter for each address that was typed, however often.
    let key = format!("ask-draft:{id}:{}", act.keys().look_up("ask-draft-letter", to));
    outbox::email(act.write(), act.now(), &key, to, "Your answers, to go on with", &body)
}

/// Forgets what was kept under a code: it was sent, or kept anew.
pub fn drop_draft(act: &Act<'_>, typed: &str) -> Result<()> {
    if typed.is_empty() {
        return Ok(());
    }
    act.execute(DROP, &[Code::sent(typed).stored(act.keys()).into()]).map(drop)
}

/// Forgets answers whose time is over; a job does this.
///
/// # Errors
/// Those of the store.
pub fn forget(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    w.execute(FORGET, &[now.into()])
}

#[cfg(test)]
mod tests {
    use access::Actor;
    use testkit::both;

    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = Code::new();
        assert_eq!(code.0.len(), 16);
        assert_ne!(Code::new(), code);
        assert_eq!(Code::sent(&code.spelled().to_lowercase()), code);
        assert_eq!(Code::sent(&format!(" {} ", code.spelled().replace('-', " "))), code);
        assert_eq!(code.spelled().len(), 19);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn answers_come_back_with_their_code_alone_and_end_by_themselves() {
        for desk in both(crate::schema()).await {
            let anybody = Actor::public();
            let fields =
                vec![("first-name".to_owned(), "Ada".to_owned()), ("story".to_owned(), "x".repeat(20_000))];
            let told = fields.clone();
            let kept = desk.act(&anybody, move |act| keep(act, "192.0.2.1", &told, "")).await.unwrap();
            let find_at = |typed: String, hours: i64| {
                let at = desk.now.checked_add(SignedDuration::from_hours(hours)).unwrap();
                let (desk, anybody) = (&desk, anybody.clone());
                async move { desk.act_at(at, &anybody, move |act| find(act, "192.0.2.2", &typed)).await }
            };
            assert_eq!(find_at(kept.code.spelled(), 0).await.unwrap(), Some(fields.clone()));
            assert_eq!(find_at(kept.code.spelled(), 24 * 7).await.unwrap(), None, "its week is over");
            for odd in ["", "AAAA-AAAA-AAAA-AAAA", "' OR 1=1"] {
                assert_eq!(find_at(odd.to_owned(), 1).await.unwrap(), None, "{odd}");
            }
            // The letter names nobody and goes to the mailbox that was typed; for a code that is none nothing goes.
            let (code, site) = (kept.code.spelled(), "https://hearth.example");
            for typed in [code.clone(), "AAAA-AAAA-AAAA-AAAA".to_owned()] {
                let sent = desk
                    .act(&anybody, move |act| send_link(act, "192.0.2.3", &typed, "ada@example.org", site));
                assert_eq!(sent.await, Ok(()));
            }
            let far = desk.now.checked_add(SignedDuration::from_hours(1)).unwrap();
            let letters = desk.db.read(move |r| outbox::due(r, far, 9)).await.unwrap();
            assert_eq!(letters.len(), 1);
            assert!(
                letters[0].body.contains(&format!("/ask/later/{}", kept.code.0))
                    && !letters[0].body.contains("Ada")
            );
            // Kept anew, the code before is gone.
            let (again, before) = (fields.clone(), kept.code.spelled());
            let second =
                desk.act(&anybody, move |act| keep(act, "192.0.2.1", &again, &before)).await.unwrap();
            assert_eq!(find_at(kept.code.spelled(), 0).await.unwrap(), None);
            assert!(find_at(second.code.spelled(), 0).await.unwrap().is_some());
            let late = second.ends;
            assert_eq!(desk.db.write("test", move |w| forget(w, late)).await, Ok(1));

            // Guessing is slowed, and so is keeping.
            for _ in 0..guard::MOST {
                let _ = desk.act(&anybody, |act| find(act, "192.0.2.9", "AAAA")).await.unwrap();
            }
            let flood = desk.act(&anybody, |act| find(act, "192.0.2.9", "AAAA")).await.unwrap_err();
            assert!(matches!(flood, Error::TooMany { .. }));
            let huge = vec![("story".to_owned(), "x".repeat(LARGEST))];
            let error = desk.act(&anybody, move |act| keep(act, "192.0.2.4", &huge, "")).await.unwrap_err();
            assert!(matches!(error, Error::Invalid(_)));
        }
    }
}
