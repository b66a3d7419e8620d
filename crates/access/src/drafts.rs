//! What somebody typed into a long form and has not sent yet, so that a closed browser
//! loses nothing. Sealed, one for each person, form and record, and seen by that person alone.

use jiff::SignedDuration;
use kernel::{Error, Id, Result, Timestamp, kinds::Draft};
use store::{Column, Write, statements};

use crate::{Act, Look};

statements! {
    PUT = "INSERT INTO form_draft (id, account_id, form, object_id, fields, saved_at) VALUES ($1, $2, $3, $4, $5, $6)";
    DROP = "DELETE FROM form_draft WHERE account_id = $1 AND form = $2 AND object_id = $3";
    FIND = "SELECT id, fields, saved_at FROM form_draft WHERE account_id = $1 AND form = $2 AND object_id = $3";
    FORGET = "DELETE FROM form_draft WHERE saved_at < $1";
    FORGET_OF = "DELETE FROM form_draft WHERE object_id = $1";
}

const FIELDS: Column = Column::new("form_draft.fields");
/// How long an unsent draft is kept: 30 days.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);
/// The longest draft, in bytes.
pub const LONGEST: usize = 200_000;

/// A draft that was found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Names and values, in order.
    pub fields: Vec<(String, String)>,
    /// When it was saved last.
    pub saved: Timestamp,
}

/// Keeps what was typed, in the place of what was kept before. The one who types holds the
/// grant to write what the form is about.
///
/// # Errors
/// `SignIn` for somebody without an account; refused by rule `draft.too-long`.
pub fn keep<T>(act: &Act<'_>, form: &str, object: Id<T>, fields: &[(String, String)]) -> Result<()> {
    let account = act.actor().account().ok_or(Error::SignIn)?;
    let text = serde_json::to_string(fields).map_err(|e| Error::internal("a draft", e))?;
    if text.len() > LONGEST {
        return Err(Error::refused(
            "draft.too-long",
            "This is too long to keep as a draft. Save the form itself.",
        ));
    }
    drop_draft(act, form, object)?;
    let id: Id<Draft> = Id::new(act.now());
    let sealed = act.seal(FIELDS, id, &text)?;
    let params = [id.into(), account.into(), form.into(), object.into(), sealed, act.now().into()];
    act.execute(PUT, &params).map(|_| ())
}

/// What this person typed before into this form, if it was not sent.
pub fn find<T>(look: &Look<'_>, form: &str, object: Id<T>) -> Result<Option<Found>> {
    let Some(account) = look.actor().account() else { return Ok(None) };
    let Some(row) = look.opt(FIND, &[account.into(), form.into(), object.into()])? else { return Ok(None) };
    let id: Id<Draft> = row.get(0)?;
    let text = look.open(FIELDS, id, &row.get::<Vec<u8>>(1)?)?;
    let fields = serde_json::from_str(&text).map_err(|e| Error::internal("a draft", e))?;
    let saved: Timestamp = row.get(2)?;
    let ended = look.now().duration_since(saved) > KEPT;
    Ok((!ended).then_some(Found { fields, saved }))
}

/// Forgets what anybody typed about a record that is destroyed. Whoever calls holds the grant to destroy it.
pub fn forget_of<T>(w: &Write<'_>, object: Id<T>) -> Result<u64> {
    w.execute(FORGET_OF, &[object.into()])
}

/// Forgets what this person typed: it was sent, or is not wanted.
pub fn drop_draft<T>(act: &Act<'_>, form: &str, object: Id<T>) -> Result<()> {
    let Some(account) = act.actor().account() else { return Ok(()) };
    act.execute(DROP, &[account.into(), form.into(), object.into()]).map(|_| ())
}

/// Forgets drafts that are too old; a job does this.
pub fn forget(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    w.execute(FORGET, &[now.checked_sub(KEPT).unwrap_or(now).into()])
}
