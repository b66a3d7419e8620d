//! What machines see of sharing agreements.

use access::{
    actions::{ManageSharing, ViewSharing},
    consent::{Agreement, kinds::Agreement as Kind, store},
};
use kernel::{Date, Error, Result};
use page::{Answer, Ctx, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::actions;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/agreements", list)
            .needs::<ViewSharing>()
            .about("Sharing agreements of the agency")
            .answers::<AgreementList>(),
        Route::post("/api/v1/agreements", make)
            .needs::<ManageSharing>()
            .about("Record a sharing agreement")
            .body(|f| drop(actions::fields(f)))
            .answers::<AgreementItem>(),
        Route::post("/api/v1/agreements/{id}/end", end)
            .needs::<ManageSharing>()
            .about("End a sharing agreement")
            .body(|f| drop(actions::end_fields(f)))
            .answers::<AgreementItem>(),
    ]
}

/// Sharing agreements of an agency.
#[derive(Debug, Serialize, ToSchema)]
struct AgreementList {
    items: Vec<AgreementItem>,
    /// Always null: an agency has few agreements.
    next: Option<String>,
}

/// A sharing agreement.
#[derive(Debug, Serialize, ToSchema)]
struct AgreementItem {
    id: String,
    name: String,
    recipient: &'static str,
    /// The organisation; null for every approved one of the kind.
    organisation: Option<String>,
    purposes: Vec<String>,
    shares: Vec<&'static str>,
    basis: &'static str,
    reference: String,
    from: String,
    until: Option<String>,
    ended: Option<String>,
    /// How it stands today.
    state: &'static str,
    version: i64,
}

fn item(a: &Agreement, today: Date) -> AgreementItem {
    AgreementItem {
        id: a.id.to_string(),
        name: a.name.clone(),
        recipient: a.to.kind.code(),
        organisation: a.to.organisation.map(|id| id.to_string()),
        purposes: a.purposes.clone(),
        shares: a.shares.iter().map(|k| k.code()).collect(),
        basis: a.basis.code(),
        reference: a.reference.clone(),
        from: a.from.to_string(),
        until: a.until.map(|d| d.to_string()),
        ended: a.ended.map(|d| d.to_string()),
        state: a.state(today).code(),
        version: a.version,
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(move |look| store::agreements(look, &look.agency::<ViewSharing>()?)).await?;
    ctx.json(&AgreementList { items: all.iter().map(|a| item(a, ctx.today())).collect(), next: None })
}

async fn make(ctx: Ctx) -> Result<Response> {
    let input = actions::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record a sharing agreement", move |act| {
        Answer::made(&item(&actions::make_agreement(act, &input)?, act.today()))
    })
    .await
}

async fn end(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Kind>("id")?;
    let input = actions::end_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("end a sharing agreement", move |act| {
        Answer::done(&item(&actions::end_agreement(act, id, &input)?, act.today()))
    })
    .await
}
