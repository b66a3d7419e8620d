//! The ways about a large service: its parts side by side, each with the rooms in it folded under it. It needs no script;
//! where script runs, Escape and a click elsewhere fold it again.

use maud::{Markup, Render, html};

use super::{NavLink, Text, classes};

/// The parts of the service.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    parts: Vec<WayPart>,
}

#[derive(Debug, Clone)]
struct WayPart {
    name: Text,
    rooms: Vec<NavLink>,
    current: bool,
}

/// No part yet: see [`Ways::part`].
pub fn ways() -> Ways {
    Ways::default()
}

impl Ways {
    /// Adds a part called `name`; `current` says that the page at hand is in it. A part without rooms is left out, and one with
    /// a single room is its link.
    pub fn part(mut self, name: impl Into<Text>, rooms: Vec<NavLink>, current: bool) -> Self {
        self.parts.push(WayPart { name: name.into(), rooms, current });
        self
    }

    /// Whether there is nowhere to go.
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| part.rooms.is_empty())
    }
}

impl Render for Ways {
    fn render(&self) -> Markup {
        html! {
            nav class="hearth-ways" aria-label="Menu" data-hearth-ways {
                ul class="hearth-ways__parts govuk-width-container" {
                    @for part in &self.parts {
                        @match part.rooms.as_slice() {
                            [] => {}
                            [one] => li class=(marked(part.current)) { (room(one, "hearth-ways__part-link")) },
                            many => li class=(marked(part.current)) { (folded(part, many)) },
                        }
                    }
                }
            }
        }
    }
}

fn marked(current: bool) -> String {
    classes(&["hearth-ways__part", if current { "hearth-ways__part--current" } else { "" }])
}

fn folded(part: &WayPart, rooms: &[NavLink]) -> Markup {
    html! {
        // Of those with one name a browser keeps at most one unfolded.
        details name="hearth-ways" {
            summary class="hearth-ways__name" aria-current=[part.current.then_some("true")] { (part.name) }
            div class="hearth-ways__rooms" {
                ul class="govuk-width-container" {
                    @for link in rooms { li { (room(link, "hearth-ways__room")) } }
                }
            }
        }
    }
}

fn room(link: &NavLink, class: &str) -> Markup {
    html! {
        a class=(class) href=(link.href) aria-current=[link.current.then_some("page")] { (link.text) }
    }
}
