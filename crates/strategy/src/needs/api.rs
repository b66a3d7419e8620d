//! The needs assessment for machines.

use kernel::Result;
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::document::{self, Document};

/// One figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeedsItem {
    /// The table, such as `ages`.
    pub section: &'static str,
    /// The line's code, such as an age band.
    pub code: String,
    /// The line's name.
    pub name: String,
    /// The column's code.
    pub measure: &'static str,
    /// A count, pence or per cent; null when held back or not kept.
    pub value: Option<f64>,
    /// `count`, `pence`, `percent`; empty when there is no value.
    pub unit: &'static str,
    /// `shown`, `suppressed` or `none`.
    pub status: &'static str,
}

/// Children adopted, as published.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdoptedItem {
    /// The calendar year in which the year to March ended.
    pub year: i16,
    /// The sum over the area's councils for which a number was published.
    pub children: i64,
    /// How many councils that is.
    pub councils: usize,
}

/// The document on an area.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeedsAnswer {
    /// `council`, `agency`, `pan-region` or `england`.
    pub kind: &'static str,
    /// The area's code.
    pub code: String,
    /// The area's name.
    pub name: String,
    /// The financial year.
    pub year: String,
    /// Every figure, protected.
    pub items: Vec<NeedsItem>,
    /// What was published.
    pub adopted: Vec<AdoptedItem>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}

/// Every figure of a document.
pub(super) fn items(document: &Document) -> Vec<NeedsItem> {
    let mut items = Vec::new();
    for section in &document.sections {
        for line in &section.lines {
            for (figure, (measure, _)) in line.figures.iter().zip(&section.columns) {
                items.push(NeedsItem {
                    section: section.code,
                    code: line.code.clone(),
                    name: line.name.clone(),
                    measure,
                    value: figure.value(),
                    unit: figure.unit(),
                    status: figure.status(),
                });
            }
        }
    }
    items
}

/// `GET /api/v1/needs/{code}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let code = ctx.param("code")?.to_owned();
    let year = super::pages::chosen_year(&ctx)?;
    let document = ctx.read(move |look| document::read(look, &code, year)).await?;
    let items = items(&document);
    ctx.json(&NeedsAnswer {
        kind: document.area.kind.code(),
        code: document.area.code,
        name: document.area.name,
        year: document.year.to_string(),
        items,
        adopted: document
            .adopted
            .iter()
            .map(|a| AdoptedItem { year: a.year, children: a.children, councils: a.councils })
            .collect(),
        next: None,
    })
}
