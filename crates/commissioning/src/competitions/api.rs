//! Choices of provider as machines see them. Openers and assessors act in person: there is no API for what they do.

use access::{
    actions::{MakeBids, ViewCompetitions},
    market,
};
use kernel::{Error, Id, Result};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    model::State,
    store::{self, Chosen, Listed, MyInvitation},
};

/// One choice of provider. Money in pence; the price is there once it is awarded.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Competition {
    id: String,
    reference: String,
    route: String,
    therapy: String,
    region: String,
    sessions: u32,
    status: String,
    made_at: String,
    deadline: Option<String>,
    opened_at: Option<String>,
    decided_at: Option<String>,
    standstill_until: Option<String>,
    price: Option<i64>,
    provider_name: Option<String>,
}

/// One page of choices, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CompetitionList {
    items: Vec<Competition>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

/// A provider's invitation to bid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BidInvitation)]
pub(super) struct Invitation {
    id: String,
    competition: String,
    agency_name: String,
    therapy: String,
    status: String,
    deadline: Option<String>,
    bids: u32,
    declined: bool,
    won: bool,
}

/// One page of invitations, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BidInvitationList)]
pub(super) struct InvitationList {
    items: Vec<Invitation>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

/// What a bidder keeps: the SHA-256 of the sealed bid as it is stored.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BidReceipt)]
pub(super) struct Receipt {
    number: u32,
    receipt: String,
}

/// A choice in the words of the API, read from a line of the list or from the whole of it.
macro_rules! told {
    ($c:expr, $provider_name:expr) => {
        Competition {
            id: $c.id.to_string(),
            reference: $c.reference.to_string(),
            route: $c.route.code().to_owned(),
            therapy: $c.therapy,
            region: $c.region,
            sessions: $c.sessions,
            status: $c.state.code().to_owned(),
            made_at: $c.made_at.to_string(),
            deadline: $c.deadline.map(|at| at.to_string()),
            opened_at: $c.opened_at.map(|at| at.to_string()),
            decided_at: $c.decided_at.map(|at| at.to_string()),
            standstill_until: $c.standstill_until.map(|day| day.to_string()),
            price: $c.price.map(|p| p.0),
            provider_name: $provider_name,
        }
    };
}

impl From<Listed> for Competition {
    fn from(c: Listed) -> Self {
        told!(c, c.chosen_name)
    }
}

impl From<Chosen> for Competition {
    fn from(c: Chosen) -> Self {
        let decided = matches!(c.state, State::Awarded | State::Ordered);
        told!(c, c.chosen_name.filter(|_| decided))
    }
}

impl From<MyInvitation> for Invitation {
    fn from(i: MyInvitation) -> Self {
        Invitation {
            id: i.id.to_string(),
            competition: i.reference.to_string(),
            agency_name: i.agency_name,
            therapy: i.therapy,
            status: i.state.code().to_owned(),
            deadline: i.deadline.map(|at| at.to_string()),
            bids: i.bids,
            declined: i.declined_at.is_some(),
            won: i.won,
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::list(look, &look.agency::<ViewCompetitions>()?, after, Some(PAGE_ROWS)))
        .await?;
    let items = rows.items.into_iter().map(Competition::from).collect();
    ctx.json(&CompetitionList { items, next: rows.next.map(|next| next.to_string()) })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<market::Competition>("id")?;
    let found = ctx.read(move |look| store::load(look, &look.one::<ViewCompetitions, _>(id)?)).await?;
    ctx.json(&Competition::from(found))
}

pub(super) async fn brief(ctx: Ctx) -> Result<Response> {
    let (case, brief) = form::brief_for_case(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("ask for a provider", move |act| {
        let id: Id<market::Competition> = actions::ask_for_choice(act, case, &brief)?;
        Answer::made(&Competition::from(store::load(act, &act.one::<ViewCompetitions, _>(id)?)?))
    })
    .await
}

pub(super) async fn invitations(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::my_invitations(look, &look.own::<MakeBids>()?, after, Some(PAGE_ROWS)))
        .await?;
    let items = rows.items.into_iter().map(Invitation::from).collect();
    ctx.json(&InvitationList { items, next: rows.next.map(|next| next.to_string()) })
}

pub(super) async fn bid(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<market::Invitation>("id")?;
    let offer = form::offer(&mut ctx.fields()?).map_err(Error::Invalid)?;
    // Not kept for a repeat: nothing of a bid is kept but the sealed bid. Sent again it takes the place of the first.
    ctx.act_again("send a bid", move |act| {
        let sent = actions::send_bid(act, id, &offer)?;
        Answer::made(&Receipt { number: sent.number, receipt: sent.receipt })
    })
    .await
}
