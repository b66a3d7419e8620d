//! Concerns as machines see them.

use access::actions::ViewConcerns;
use kernel::{Error, Result};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, store};

/// A concern that one's own agency raised.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Concern {
    id: String,
    reference: String,
    provider: String,
    about: String,
    seriousness: String,
    status: String,
    raised_at: String,
    shared_at: Option<String>,
    replied_at: Option<String>,
    closed_at: Option<String>,
}

/// Concerns, the newest first; 500 at most.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConcernList {
    items: Vec<Concern>,
}

/// A concern that was raised now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RaisedConcern {
    id: String,
    reference: String,
}

/// A concern that another agency shared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConcernNotice)]
pub(super) struct Notice {
    id: String,
    reference: String,
    provider_name: String,
    agency_name: String,
    about: String,
    seriousness: String,
    status: String,
    told_at: String,
    acknowledged_at: Option<String>,
    did_at: Option<String>,
}

/// What other agencies shared, the newest first; 500 at most.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConcernNoticeList)]
pub(super) struct NoticeList {
    items: Vec<Notice>,
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| store::list(look, &look.agency::<ViewConcerns>()?)).await?;
    let items = found
        .into_iter()
        .map(|c| Concern {
            id: c.id.to_string(),
            reference: c.reference.to_string(),
            provider: c.provider.to_string(),
            about: c.about.code().to_owned(),
            seriousness: c.seriousness.code().to_owned(),
            status: c.state.code().to_owned(),
            raised_at: c.raised_at.to_string(),
            shared_at: c.shared_at.map(|at| at.to_string()),
            replied_at: c.replied_at.map(|at| at.to_string()),
            closed_at: c.closed_at.map(|at| at.to_string()),
        })
        .collect();
    ctx.json(&ConcernList { items })
}

pub(super) async fn raise(ctx: Ctx) -> Result<Response> {
    let input = form::raised(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("raise a concern", move |act| {
        let (id, reference) = actions::raise_concern(act, &input)?;
        Answer::made(&RaisedConcern { id: id.to_string(), reference: reference.to_string() })
    })
    .await
}

pub(super) async fn notices(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| store::my_notices(look, &look.agency::<ViewConcerns>()?)).await?;
    let items = found
        .into_iter()
        .map(|n| Notice {
            id: n.id.to_string(),
            reference: n.reference.to_string(),
            provider_name: n.provider_name,
            agency_name: n.agency_name,
            about: n.about.code().to_owned(),
            seriousness: n.seriousness.code().to_owned(),
            status: n.state.code().to_owned(),
            told_at: n.told_at.to_string(),
            acknowledged_at: n.acknowledged_at.map(|at| at.to_string()),
            did_at: n.did_at.map(|at| at.to_string()),
        })
        .collect();
    ctx.json(&NoticeList { items })
}
