//! What machines see of lent places, and the one thing they do: end one early, as when a council's own system knows
//! that somebody is back. Lending a place is a person's word, so no key lends one. Sealing a case, naming who sees it,
//! asking for emergency access and reviewing it have no address here at all: each needs somebody by name, and a key is
//! nobody.

use access::{
    actions::Delegate,
    delegations::{self, Delegation},
};
use kernel::{Error, Id, Result, Timestamp, kinds};
use page::{Answer, Ctx, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/delegations", list)
            .needs::<Delegate>()
            .personal()
            .about("Who acts in whose place: a manager's or an administrator's key sees the agency's, newest first")
            .answers::<DelegationList>(),
        Route::post("/api/v1/delegations/{id}/end", end)
            .needs::<Delegate>()
            .personal()
            .about("End acting in a colleague's place before its time")
            .answers::<DelegationItem>(),
    ]
}

/// Lent places.
#[derive(Debug, Serialize, ToSchema)]
struct DelegationList {
    /// At most 200, newest first.
    items: Vec<DelegationItem>,
    /// Always null.
    next: Option<String>,
}

/// A place that was lent.
#[derive(Debug, Serialize, ToSchema)]
struct DelegationItem {
    id: String,
    /// The account whose place it is.
    giver: String,
    giver_name: String,
    /// The account that acts in it.
    receiver: String,
    receiver_name: String,
    from: String,
    until: String,
    /// When it was ended before its time.
    ended: Option<String>,
    /// Whether it holds now.
    holds: bool,
}

fn item(d: &Delegation, now: Timestamp) -> DelegationItem {
    DelegationItem {
        id: d.id.to_string(),
        giver: d.giver.to_string(),
        giver_name: d.giver_name.clone(),
        receiver: d.receiver.to_string(),
        receiver_name: d.receiver_name.clone(),
        from: d.from.to_string(),
        until: d.ends.to_string(),
        ended: d.ended.map(|at| at.to_string()),
        holds: d.can_end(now) && d.from <= now,
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let now = ctx.now;
    let all = ctx.read(|look| delegations::list(look, &look.agency::<Delegate>()?)).await?;
    ctx.json(&DelegationList { items: all.iter().map(|d| item(d, now)).collect(), next: None })
}

async fn end(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::Delegation> = ctx.id("id")?;
    ctx.act("end a lent place", move |act| {
        delegations::end(act, id)?;
        let all = delegations::list(act, &act.agency::<Delegate>()?)?;
        Answer::done(&item(all.iter().find(|d| d.id == id).ok_or(Error::NotFound)?, act.now()))
    })
    .await
}
