//! What people see of supervision and decisions.

pub(super) mod case;
pub(super) mod notes;

use kernel::Invalid;
use maud::{Markup, html};
use page::{
    Fields,
    kit::{self, Size},
};

use crate::words::area;

/// What is asked about a decision.
fn decision(f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (area("decision", "What do you decide?", f, wrong))
        (area("reason", "Why?", f, wrong))
        (kit::date_input("review", kit::legend("Looked at again by").size(Size::S)).hint("Leave empty for your agency’s own time")
            .values(f.date_parts("review")).error(wrong.of("review")))
    }
}
