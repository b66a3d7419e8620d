//! Returns as machines see them.

use access::actions::ViewReturns;
use kernel::{Error, Result};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{self, Became},
    form,
    model::Quarter,
    store,
};

/// A figure of a return.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReturnFigure {
    /// The agency's code.
    pub agency: String,
    /// The measure.
    pub measure: String,
    /// The part, or `all`.
    pub part: String,
    /// A count or pence; null when held back.
    pub value: Option<i64>,
}

/// The figures of a quarter.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReturnFigures {
    /// The quarter.
    pub quarter: String,
    /// Figure by figure.
    pub items: Vec<ReturnFigure>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}

/// What became of a return that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Taken {
    /// The agency's code.
    pub agency: String,
    /// The quarter.
    pub quarter: String,
    /// `new`, `corrected` or `unchanged`.
    pub became: &'static str,
}

/// `GET /api/v1/returns?quarter=`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let quarter = super::pages::chosen(&ctx)?;
    let taken =
        ctx.read(move |look| store::of_quarter(look, &look.nation::<ViewReturns>()?, quarter)).await?;
    let items = taken
        .into_iter()
        .flat_map(|one| {
            let agency = one.code;
            one.figures.into_iter().map(move |f| ReturnFigure {
                agency: agency.clone(),
                measure: f.measure,
                part: f.part,
                value: f.value,
            })
        })
        .collect();
    ctx.json(&ReturnFigures { quarter: quarter.to_string(), items, next: None })
}

/// `POST /api/v1/returns`
pub(super) async fn receive(ctx: Ctx) -> Result<Response> {
    // A form's line ends come as the sender's machine writes them; JSON keeps them as they are.
    let text = form::text(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("take in a return", move |act| {
        // A field's white space is trimmed; the text ends with one line end.
        let text = if text.ends_with('\n') { text.clone() } else { format!("{text}\n") };
        let (found, became) = actions::take_in(act, &text)?;
        let quarter: Quarter = found.quarter()?;
        Answer::done(&Taken { agency: found.agency, quarter: quarter.to_string(), became: words(became) })
    })
    .await
}

/// What became of it, as a code.
pub(super) fn words(became: Became) -> &'static str {
    match became {
        Became::New(_) => "new",
        Became::Corrected(_) => "corrected",
        Became::Unchanged => "unchanged",
    }
}
