//! What machines see: who signs in for a birth relative and for a provider, how their invitations stand, and the end of access.
//! Inviting somebody and starting a reset are one person's word, and stay pages.

use access::{
    actions::{InviteBirthRelative, InviteProvider},
    sign_in::{
        invitations::{self, Invitation, Standing},
        keeper::At,
        people::{self, Person},
    },
};
use commissioning::providers::store as providers;
use kernel::{Id, Result, Timestamp, kinds};
use page::{Answer, Ctx, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/birth-people/{id}/accounts", of_birth_relative)
            .needs::<InviteBirthRelative>()
            .personal()
            .about("Who signs in as a birth relative, and how their invitations stand")
            .answers::<WaysIn>(),
        Route::post("/api/v1/birth-people/{id}/accounts/{account}/end", end_of_birth_relative)
            .needs::<InviteBirthRelative>()
            .personal()
            .about("End a birth relative's access at once")
            .answers::<AccessEnded>(),
        Route::get("/api/v1/providers/{id}/accounts", of_provider)
            .needs::<InviteProvider>()
            .personal()
            .about("Whom the agency invited to sign in for a provider, and how its invitations stand")
            .answers::<WaysIn>(),
        Route::post("/api/v1/providers/{id}/accounts/{account}/end", end_of_provider)
            .needs::<InviteProvider>()
            .personal()
            .about("End the access of somebody of a provider whom the agency invited")
            .answers::<AccessEnded>(),
    ]
}

/// Accounts and invitations, each the newest first. There is one page of them.
#[derive(Debug, Serialize, ToSchema)]
struct WaysIn {
    items: Vec<WayIn>,
    invitations: Vec<InvitationItem>,
    next: Option<String>,
}

/// Somebody who signs in, or did.
#[derive(Debug, Serialize, ToSchema)]
struct WayIn {
    #[schema(value_type = String)]
    id: Id<kinds::Account>,
    name: String,
    email: String,
    /// Whether they may sign in.
    active: bool,
    #[schema(value_type = Option<String>)]
    last_sign_in: Option<Timestamp>,
    #[schema(value_type = String)]
    since: Timestamp,
}

/// An invitation.
#[derive(Debug, Serialize, ToSchema)]
struct InvitationItem {
    id: String,
    email: String,
    /// `waits`, `over`, `accepted` or `withdrawn`.
    standing: &'static str,
    /// Whether the link went on paper.
    printed: bool,
    #[schema(value_type = String)]
    sent: Timestamp,
    #[schema(value_type = String)]
    ends: Timestamp,
}

/// Access that has ended.
#[derive(Debug, Serialize, ToSchema)]
struct AccessEnded {
    #[schema(value_type = String)]
    id: Id<kinds::Account>,
    active: bool,
}

fn both(people: &[Person], invited: &[Invitation], now: Timestamp) -> WaysIn {
    let items = people.iter().map(|p| WayIn {
        id: p.id,
        name: p.name.clone(),
        email: p.email.clone(),
        active: p.ended.is_none(),
        last_sign_in: p.last_sign_in,
        since: p.since,
    });
    let invitations = invited.iter().map(|i| InvitationItem {
        id: i.id.to_string(),
        email: i.email.clone(),
        standing: match i.standing(now) {
            Standing::Waits => "waits",
            Standing::Over => "over",
            Standing::Accepted(_) => "accepted",
            Standing::Withdrawn(_) => "withdrawn",
        },
        printed: i.printed,
        sent: i.sent,
        ends: i.ends,
    });
    WaysIn { items: items.collect(), invitations: invitations.collect(), next: None }
}

async fn of_birth_relative(ctx: Ctx) -> Result<Response> {
    let (id, now) = (ctx.id::<kinds::BirthPerson>("id")?, ctx.now);
    let ways = ctx
        .read(move |look| {
            let grant = look.one::<InviteBirthRelative, kinds::BirthPerson>(id)?;
            let invited = invitations::of_birth_relative(look, &grant)?;
            Ok(both(&people::of_birth_relative(look, &grant)?, &invited, now))
        })
        .await?;
    ctx.json(&ways)
}

async fn of_provider(ctx: Ctx) -> Result<Response> {
    let (id, now) = (ctx.id::<kinds::Organisation>("id")?, ctx.now);
    let ways = ctx
        .read(move |look| {
            let grant = look.agency::<InviteProvider>()?;
            providers::known(look, &grant, id)?;
            let invited = invitations::of_provider(look, &grant, id)?;
            Ok(both(&people::of_provider(look, &grant, id)?, &invited, now))
        })
        .await?;
    ctx.json(&ways)
}

async fn end(ctx: Ctx, at: At) -> Result<Response> {
    let account = ctx.id("account")?;
    ctx.act("end somebody's access", move |act| {
        people::end_kept(act, at, account)?;
        Answer::done(&AccessEnded { id: account, active: false })
    })
    .await
}

async fn end_of_birth_relative(ctx: Ctx) -> Result<Response> {
    let at = At::BirthPerson(ctx.id("id")?);
    end(ctx, at).await
}

async fn end_of_provider(ctx: Ctx) -> Result<Response> {
    let at = At::Provider(ctx.id("id")?);
    end(ctx, at).await
}
