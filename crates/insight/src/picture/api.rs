//! The picture for machines.

use access::actions::{SeeAgencyFigures, SeeNationFigures};
use kernel::{Error, Result};
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{agency, model, nation, sheet::Sheet};

/// One figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureItem {
    /// The sheet it stands in, such as `money`.
    pub sheet: String,
    /// `part`, `subtotal` or `total`.
    pub line: &'static str,
    /// The line's code, such as a therapy's or an agency's; empty for a total.
    pub code: String,
    /// The line's name.
    pub name: String,
    /// What is counted, such as `paid`.
    pub measure: &'static str,
    /// The figure: a count, pence, per cent or points; null when it is held back or there is none.
    pub value: Option<f64>,
    /// `count`, `pence`, `percent` or `points`; empty when held back.
    pub unit: &'static str,
    /// `shown`, `suppressed` or `none`.
    pub status: &'static str,
}

/// The figures of a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureList {
    /// The financial year, such as `2026-27`.
    pub year: String,
    /// Sheet by sheet, line by line.
    pub items: Vec<FigureItem>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}

/// Every figure of some sheets.
pub(crate) fn items(sheets: &[Sheet]) -> Vec<FigureItem> {
    let mut items = Vec::new();
    for sheet in sheets {
        for line in &sheet.lines {
            for (entry, (measure, _)) in line.entries.iter().zip(&sheet.columns) {
                items.push(FigureItem {
                    sheet: sheet.code.to_owned(),
                    line: line.kind.code(),
                    code: line.code.clone(),
                    name: line.name.clone(),
                    measure,
                    value: entry.figure.value(),
                    unit: entry.figure.unit(),
                    status: entry.figure.status(),
                });
            }
        }
    }
    items
}

/// `GET /api/v1/figures?year=&whose=`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let year = match query.raw("year") {
        "" => None,
        text => Some(model::parse_year(text)?),
    };
    let whose = query.raw("whose").to_owned();
    let (year, sheets) = ctx
        .read(move |look| {
            let nation = match whose.as_str() {
                "region" => {
                    let picture = nation::read_region(look, year)?;
                    return Ok((picture.year, picture.sheets));
                }
                "nation" => true,
                "agency" => false,
                // Without a choice: one's own agency, or the nation for who works nationally.
                "" => !look.may::<SeeAgencyFigures>() && look.may::<SeeNationFigures>(),
                _ => return Err(Error::field("whose", "Ask for agency, region or nation")),
            };
            if nation {
                nation::read(look, year).map(|picture| (picture.year, picture.sheets))
            } else {
                agency::read(look, year).map(|picture| (picture.year, picture.sheets))
            }
        })
        .await?;
    ctx.json(&FigureList { year: year.to_string(), items: items(&sheets), next: None })
}
