//! Second signatures for machines: what both rooms' answers hold. A key signs as the person who made it, and one that nobody
//! made signs nothing.

use kernel::{Error, Result};
use page::{Answer, Ctx, Cursor, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Signed, sign,
    store::{self, Signature, Waiting},
};

/// What is told of everything that waits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingSignature {
    case: String,
    case_reference: String,
    asked_at: String,
    asked_by: String,
    due_at: Option<String>,
    /// Whether whoever asks had a hand in it.
    own: bool,
}

impl From<Waiting> for WaitingSignature {
    fn from(w: Waiting) -> Self {
        WaitingSignature {
            case: w.case.to_string(),
            case_reference: w.reference.to_string(),
            asked_at: w.asked.to_string(),
            asked_by: w.asked_by,
            due_at: w.due.map(|at| at.to_string()),
            own: w.own,
        }
    }
}

/// What is told of every signature.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignatureAnswered {
    /// `waiting`, `signed`, `returned`, `answered` or `replaced`.
    state: &'static str,
    asked_at: String,
    answered_at: Option<String>,
    /// What should be looked at again; empty unless it was sent back.
    words: String,
}

impl From<Signature> for SignatureAnswered {
    fn from(s: Signature) -> Self {
        SignatureAnswered {
            state: s.state.code(),
            asked_at: s.asked.to_string(),
            answered_at: s.settled.map(|at| at.to_string()),
            words: s.words,
        }
    }
}

/// `GET /api/v1/LIST`: one page of what waits, as the room's own list `B`.
pub(crate) async fn list<A: Signed, T: From<Waiting>, B: Serialize>(
    ctx: Ctx,
    body: fn(Vec<T>, Option<String>) -> B,
) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::waiting(look, &look.agency::<A>()?, after)).await?;
    let items = rows.items.into_iter().map(Into::into).collect();
    ctx.json(&body(items, rows.next.map(|c| c.to_string())))
}

/// `POST /api/v1/PATH/{id}/signature`: answers, as the room's own body `B`.
pub(crate) async fn answer<A: Signed, B: From<Signature> + Serialize>(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id::<A::Kind>("id")?, ctx.fields()?);
    let input = sign::fields::<A>(&mut f).map_err(Error::Invalid)?;
    ctx.act(A::SAYS.deed, move |act| Answer::done(&B::from(A::answer(act, id, &input)?))).await
}
