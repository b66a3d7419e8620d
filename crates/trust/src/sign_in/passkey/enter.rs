//! Signing in: a challenge for the page's script, and a session for the right answer.

use access::sign_in::rules::Way;
use kernel::{Error, Result};
use page::{Ctx, Response, mend, see_other};

use super::{
    answer::{self, Answer, Taken},
    relying::Relying,
};
use crate::sign_in::{
    arriving::{In, inside},
    form::{self, wait_words},
};

/// What the step in between is called.
const KIND: &str = "passkey";

pub(super) async fn challenge(ctx: Ctx) -> Result<Response> {
    let relying = Relying::here(&ctx.request).ok_or(Error::NotFound)?;
    let to = inside(ctx.fields()?.raw("to")).to_owned();
    answer::ask(&ctx, KIND, relying.ask(&[])?, None, to).await
}

enum Outcome {
    In(In, String),
    Wrong(&'static str),
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let fields = ctx.fields()?;
    let again = |words: String| form::draw(&ctx, &fields, &mend(Error::field("passkey", words))?);
    let answer = match Answer::sent(&ctx)? {
        Ok(answer) => answer,
        Err(words) => return again(words.into()),
    };
    let now = ctx.now;
    let outcome = ctx
        .app
        .db
        .write("sign in with a passkey", move |w| match answer.check(w, KIND, None)? {
            Taken::Yes(account, to) => {
                Ok(Outcome::In(answer.came().begin(w, account, Way::Passkey, None, now)?, to))
            }
            Taken::No(words) => Ok(Outcome::Wrong(words)),
        })
        .await;
    match outcome {
        Ok(Outcome::In(session, to)) => session.with(&ctx, see_other(inside(&to))?),
        Ok(Outcome::Wrong(words)) => again(words.into()),
        Err(Error::TooMany { seconds }) => again(wait_words(seconds)),
        Err(other) => Err(other),
    }
}
