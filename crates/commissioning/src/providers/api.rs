//! Providers as machines see them.

use access::actions::ListProviders;
use kernel::{Error, Id, Result, kinds::Organisation};
use page::{Answer, Ctx, Cursor, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, model, store};

/// A provider on the list. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Provider {
    id: String,
    name: String,
    kind: String,
    standing: String,
    approved_on: Option<String>,
    prices: Vec<Price>,
    /// Send it back with a change of standing; none in lists.
    version: Option<i64>,
}

/// A price of one session, from a day on. Money in pence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProviderPrice)]
pub(super) struct Price {
    therapy: String,
    per_session: i64,
    minutes: u32,
    from: String,
}

/// One page of providers by name, with the prices of today.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProviderList {
    items: Vec<Provider>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

impl From<model::Price> for Price {
    fn from(p: model::Price) -> Self {
        Price {
            therapy: p.therapy,
            per_session: p.per_session.0,
            minutes: p.minutes,
            from: p.from.to_string(),
        }
    }
}

/// A provider with all its prices. Whoever calls has a grant for the list.
fn whole(r: &::store::Read<'_>, id: Id<Organisation>) -> Result<Provider> {
    let kept = store::kept(r, id)?.ok_or(Error::NotFound)?;
    Ok(Provider {
        id: id.to_string(),
        name: kept.provider.name,
        kind: kept.provider.kind.code().to_owned(),
        standing: kept.provider.approval.code().to_owned(),
        approved_on: kept.approved_on.map(|day| day.to_string()),
        prices: store::all_prices(r, id)?.into_iter().map(Price::from).collect(),
        version: Some(kept.version),
    })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ListProviders>()?, None, after)).await?;
    let items = rows.items.into_iter().map(|line| Provider {
        id: line.provider.id.to_string(),
        name: line.provider.name,
        kind: line.provider.kind.code().to_owned(),
        standing: line.provider.approval.code().to_owned(),
        approved_on: line.approved_on.map(|day| day.to_string()),
        prices: line.prices.into_iter().map(Price::from).collect(),
        version: None,
    });
    ctx.json(&ProviderList { items: items.collect(), next: rows.next.map(|next| next.to_string()) })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let found = ctx
        .read(move |look| {
            let grant = look.agency::<ListProviders>()?;
            let found = whole(look, id)?;
            grant.showed(look, "provider", &[id])?;
            Ok(found)
        })
        .await?;
    ctx.json(&found)
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let (who, vetting) = form::new(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("add a provider", move |act| {
        let id = actions::add_provider(act, &who, &vetting)?;
        Answer::made(&whole(act, id)?)
    })
    .await
}

pub(super) async fn price(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let price = form::price(&mut ctx.fields()?, id).map_err(Error::Invalid)?;
    ctx.act("set a price", move |act| {
        actions::set_price(act, &price)?;
        Answer::made(&whole(act, id)?)
    })
    .await
}

pub(super) async fn vet(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let vetting = form::vetting(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("vet a provider", move |act| {
        actions::vet_provider(act, id, &vetting)?;
        Answer::done(&whole(act, id)?)
    })
    .await
}

pub(super) async fn step(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (step, version) = form::step(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("change a provider's standing", move |act| {
        actions::step_provider(act, id, step, version)?;
        Answer::done(&whole(act, id)?)
    })
    .await
}
