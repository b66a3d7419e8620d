//! Entries as their keepers' machines see them. What the world reads is the open API: see [`crate::open_referral`].

use access::actions::KeepDirectory;
use kernel::{Error, Result};
use page::{Answer, Ctx, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, model, store};

/// An entry of the directory.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DirectoryEntry)]
pub(super) struct Entry {
    id: String,
    name: String,
    giver: String,
    status: String,
    level: Option<String>,
    cost: Option<String>,
    evidence: Option<String>,
    minimum_age: Option<i64>,
    maximum_age: Option<i64>,
    audiences: Vec<String>,
    /// The parts of the core offer that it counts for.
    offers: Vec<String>,
    /// Councils by Department for Education code; none where it serves all of England.
    councils: Vec<String>,
    everywhere: bool,
    description: String,
    /// When somebody last looked.
    assured: String,
    /// When somebody looks again.
    review: String,
    /// Whether nobody looked in time.
    stale: bool,
    /// The directory that it is taken from.
    source: Option<String>,
    version: i64,
}

/// One page of entries, those to be looked at soonest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DirectoryEntryList)]
pub(super) struct EntryList {
    items: Vec<Entry>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

fn entry(s: model::Service, today: kernel::Date) -> Entry {
    let e = s.entry;
    Entry {
        id: s.id.to_string(),
        stale: e.is_stale(today),
        giver: e.giver.name,
        name: e.name,
        status: e.status.code().into(),
        level: e.level.map(|c| c.code().into()),
        cost: e.cost.map(|c| c.code().into()),
        evidence: e.evidence.map(|c| c.code().into()),
        minimum_age: e.minimum_age,
        maximum_age: e.maximum_age,
        audiences: e.audiences.iter().map(|a| a.code().to_owned()).collect(),
        offers: e.details.offers.iter().map(|o| o.code().to_owned()).collect(),
        councils: e.details.councils,
        everywhere: e.details.everywhere,
        description: e.details.description,
        assured: e.assured.to_string(),
        review: e.review.to_string(),
        source: s.source.map(|s| s.address),
        version: s.version,
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let after = store::ByReview::parse(ctx.query().raw("after"));
    let (rows, next) = ctx
        .read(move |look| store::of_agency(look, &look.agency::<KeepDirectory>()?, after, Some(PAGE_ROWS)))
        .await?;
    let today = ctx.today();
    ctx.json(&EntryList {
        items: rows.into_iter().map(|s| entry(s, today)).collect(),
        next: next.map(|next| next.to_string()),
    })
}

pub(super) async fn one(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let found = ctx.read(move |look| store::load(look, &look.one::<KeepDirectory, _>(id)?)).await?;
    ctx.json(&entry(found, ctx.today()))
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let input = form::fields(&mut ctx.fields()?, ctx.today()).map_err(Error::Invalid)?;
    ctx.act("add an entry of the directory", move |act| {
        Answer::made(&entry(actions::add_entry(act, &input)?, act.today()))
    })
    .await
}

pub(super) async fn change(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, input) = form::changed(&mut ctx.fields()?, ctx.today()).map_err(Error::Invalid)?;
    ctx.act("change an entry of the directory", move |act| {
        Answer::done(&entry(actions::change_entry(act, id, version, &input)?, act.today()))
    })
    .await
}

pub(super) async fn check(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("check an entry of the directory", move |act| {
        Answer::done(&entry(actions::check_entry(act, id, version)?, act.today()))
    })
    .await
}

pub(super) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, reason) = form::withdraw(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("withdraw an entry of the directory", move |act| {
        Answer::done(&entry(actions::withdraw_entry(act, id, version, &reason)?, act.today()))
    })
    .await
}

pub(super) async fn reopen(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("reopen an entry of the directory", move |act| {
        Answer::done(&entry(actions::reopen_entry(act, id, version)?, act.today()))
    })
    .await
}
