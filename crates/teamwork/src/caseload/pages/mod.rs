//! What a manager sees of the team.

pub(super) mod alarms;
pub(super) mod team;
pub(super) mod weights;
pub(super) mod worker;

use kernel::Result;
use maud::{Markup, html};
use page::kit::{self, Tone};

use super::model::{Load, Reason, Standing, name_of};

/// How a load stands, as a tag.
pub(crate) fn standing_tag(standing: Standing) -> kit::Tag {
    kit::tag(standing.label()).tone(match standing {
        Standing::Room => Tone::Good,
        Standing::Near => Tone::Soon,
        Standing::Over => Tone::Late,
    })
}

/// A load beside what one can carry: `34 of 60 points`.
pub(crate) fn beside(load: &Load, ceiling: i64) -> String {
    format!("{} of {ceiling} points", load.points)
}

/// The reasons of a case's weight, as a list.
pub(super) fn reasons(reasons: &[Reason]) -> Result<Markup> {
    let words = reasons.iter().map(Reason::words).collect::<Result<Vec<_>>>()?;
    Ok(html! { ul class="govuk-list govuk-!-margin-bottom-0" { @for line in &words { li { (line) } } } })
}

/// Why a load is what it is, as a table.
pub(super) fn why(load: &Load) -> Result<Markup> {
    let rows = load
        .why
        .iter()
        .map(|((part, code), (cases, points))| {
            Ok(vec![
                kit::cell(part.label()),
                kit::cell(name_of(*part, code)?),
                kit::number(cases.to_string()),
                kit::number(points.to_string()),
            ])
        })
        .collect::<Result<Vec<_>>>()?;
    let head = vec![kit::cell("Kind"), kit::cell("Reason"), kit::number("Cases"), kit::number("Points")];
    Ok(html! {
        (kit::table(head, rows).caption("What makes up the load").caption_classes("govuk-table__caption--m").scrolling())
    })
}
