//! Cost shifted as machines see it.

use kernel::Result;
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    model::{self, Line},
    pages::wanted,
};
use crate::suppression::Amount;

/// What other services left to adoption support in a financial year.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CostShifted {
    /// The year in which it begins.
    year: i16,
    items: Vec<ShiftedBody>,
    /// Always null: there are few.
    next: Option<String>,
}

/// What one body left to adoption support.
#[derive(Debug, Serialize, ToSchema)]
struct ShiftedBody {
    /// `health`, `education` or `social-care`.
    system: &'static str,
    body: String,
    /// Whether it is the total of the system.
    total: bool,
    /// Rounded; null when it is hidden.
    children: Option<i64>,
    /// Null when it is hidden.
    cost_pence: Option<i64>,
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let year = wanted(&ctx);
    let s = ctx.read(move |look| model::read(look, year)).await?;
    let mut items = Vec::new();
    for part in s.parts {
        let system = part.system.code();
        let told = |line: Line, total: bool| ShiftedBody {
            system,
            body: line.body,
            total,
            children: line.children.shown(),
            cost_pence: match line.cost {
                Amount::Shown(pence) => Some(pence.0),
                Amount::Suppressed => None,
            },
        };
        items.extend(part.lines.into_iter().map(|line| told(line, false)));
        items.push(told(part.total, true));
    }
    ctx.json(&CostShifted { year, items, next: None })
}
