//! Days on which a family is expected: the sessions of its orders that lie ahead.

use commissioning::{catalogue::model::Catalogue, delivery::store::Appointment};
use maud::{Markup, html};
use page::kit;

use super::words::day;

/// The appointments of one case as a parent or carer reads them.
pub(super) fn draw(ahead: &[Appointment]) -> Markup {
    let catalogue = Catalogue::shipped().ok();
    let name = |a: &Appointment| {
        let known = catalogue.and_then(|c| c.find(&a.therapy)).map(|i| i.name.clone());
        known.unwrap_or_else(|| "A session".into())
    };
    html! {
        h3 class="govuk-heading-m" { "Appointments" }
        @if ahead.is_empty() { (kit::nothing_here("No session is planned just now.")) } @else {
            (kit::summary_list(ahead.iter().map(|a| kit::row(day(a.on), html! { (name(a)) br; (a.provider) })).collect()))
        }
    }
}
