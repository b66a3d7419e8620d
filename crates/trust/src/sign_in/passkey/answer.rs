//! An answer of a device to a challenge of this service, checked in one transaction: at the door, and by somebody who is
//! signed in and proves once more who they are.

use access::sign_in::{
    devices,
    guard::Attempt,
    notices::{self, News},
    passkeys, steps,
};
use data_encoding::BASE64URL_NOPAD;
use kernel::{Error, Id, Result, Timestamp, kinds};
use page::{Ctx, Response};
use serde::{Deserialize, Serialize};
use store::Write;

use super::{
    MINUTES, NOT_TAKEN, TOO_LATE,
    relying::{Challenge, LONGEST, Named, Relying, Wrong, named},
};
use crate::sign_in::arriving::{Came, STEP, waiting};

/// What waits for an answer.
#[derive(Serialize, Deserialize)]
struct Asked {
    state: String,
    to: String,
}

/// Notes a challenge as a step of the database, tied to this browser, and gives it to the page's script. `account` is
/// who must answer, where that is known; `to` where they wanted to go.
pub(super) async fn ask(
    ctx: &Ctx,
    kind: &'static str,
    challenge: Challenge,
    account: Option<Id<kinds::Account>>,
    to: String,
) -> Result<Response> {
    let asked = Asked { state: challenge.state, to };
    let data = serde_json::to_string(&asked).map_err(|e| Error::internal("a step", e))?;
    let now = ctx.now;
    let step = ctx
        .app
        .db
        .write("ask for a passkey", move |w| steps::begin(w, kind, account, &data, MINUTES.into(), now))
        .await?;
    let given = page::with(axum::http::StatusCode::OK, "application/json", challenge.options);
    waiting(ctx, &step, MINUTES, given)
}

/// An answer as it was sent, before it is checked.
pub(crate) struct Answer {
    relying: Relying,
    text: String,
    who: Named,
    step: String,
    came: Came,
    now: Timestamp,
}

/// What came of it.
pub(crate) enum Taken {
    /// It is right: whose passkey it is, and where they wanted to go.
    Yes(Id<kinds::Account>, String),
    /// It is not, and what to say.
    No(&'static str),
}

impl Answer {
    /// Reads the answer of a form.
    ///
    /// # Errors
    /// What to say where there is none that could be right; not found where this service has no passkeys.
    pub(crate) fn sent(ctx: &Ctx) -> Result<std::result::Result<Self, &'static str>> {
        let relying = Relying::here(&ctx.request).ok_or(Error::NotFound)?;
        let text = ctx.fields()?.raw("answer").to_owned();
        let Some(who) = (text.len() <= LONGEST).then(|| named(&text)).flatten() else {
            return Ok(Err(NOT_TAKEN));
        };
        let Some(step) = ctx.request.cookie(STEP).map(str::to_owned) else { return Ok(Err(TOO_LATE)) };
        Ok(Ok(Answer { relying, text, who, step, came: Came::with(ctx), now: ctx.now }))
    }

    /// Checks it against the challenge of this kind, in the transaction that acts on it, so that of two at once with one
    /// count of uses only one is right. With `only`, nobody else's passkey will do. Nothing that is wrong with it is an
    /// error: the try that was counted and the step that was spent must be kept.
    pub(crate) fn check(
        &self,
        w: &Write<'_>,
        kind: &'static str,
        only: Option<Id<kinds::Account>>,
    ) -> Result<Taken> {
        let (who, came, now) = (&self.who, &self.came, self.now);
        let known = match &came.device {
            Some(token) if devices::of_account(w, who.account, token, now)? => Some(token.as_str()),
            _ => None,
        };
        // By the credential: nobody but its owner's device tells it, so nobody else makes its owner wait.
        let credential = BASE64URL_NOPAD.encode(&who.credential);
        let attempt = Attempt::new(w.keys(), "passkey", &credential, &came.origin, known);
        attempt.begin(w, now)?;
        let Some(step) = steps::spend(w, kind, &self.step, now)? else { return Ok(Taken::No(TOO_LATE)) };
        let asked: Asked = serde_json::from_str(&step.data).map_err(|e| Error::internal("a step", e))?;
        let found = passkeys::find(w, &who.credential)?.filter(|found| found.account == who.account);
        let Some(found) = found.filter(|found| only.is_none_or(|only| only == found.account)) else {
            return Ok(Taken::No(NOT_TAKEN));
        };
        if step.account != only {
            return Ok(Taken::No(TOO_LATE));
        }
        match self.relying.proven(&asked.state, &self.text, &found.credential)? {
            Ok(credential) => {
                attempt.was_right(w, now)?;
                passkeys::used(w, found.id, &credential, now)?;
                Ok(Taken::Yes(found.account, asked.to))
            }
            Err(Wrong::Answer) => Ok(Taken::No(NOT_TAKEN)),
            Err(Wrong::WentBack) => {
                passkeys::refuse(w, found.id, now)?;
                let words =
                    "a passkey was refused: its count of uses went back, so there may be a copy of it";
                notices::note_at_the_door(w, found.account, &came.origin, words, now)?;
                notices::tell(w, found.account, News::PasskeyRefused, now)?;
                Ok(Taken::No(NOT_TAKEN))
            }
        }
    }

    /// With what the answer came.
    pub(crate) fn came(&self) -> &Came {
        &self.came
    }
}
