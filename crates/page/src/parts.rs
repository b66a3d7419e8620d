//! The parts of the house, under which a long navigation is folded. A room that is named in none of them stands under
//! the last.

use access::Actor;

use crate::kit::{self, NavLink, Ways};

/// How many links stand side by side before they are folded under their parts.
pub const SIDE_BY_SIDE: usize = 7;

/// Where the navigation of a birth relative leads, who comes in as somebody of a family and has no family here. What else
/// is somebody's own is a family's.
const OF_BIRTH_RELATIVES: &[&str] = &["/my", "/my/letterbox"];

/// Whether a link to somebody's own things leads anywhere for who is signed in.
pub fn has_own(who: &Actor, href: &str) -> bool {
    !who.is_of_a_family() || who.family().is_some() || OF_BIRTH_RELATIVES.contains(&href)
}

/// A part of the house.
struct Part {
    /// What it is called, in the field's words.
    name: &'static str,
    /// The rooms that the navigation leads to.
    rooms: &'static [&'static str],
    /// Where else one is in this part.
    also: &'static [&'static str],
}

/// Where rooms stand that no part names.
const REST: &str = "More";

const PARTS: &[Part] = &[
    Part {
        name: "Families",
        rooms: &[
            "/my",
            "/my/messages",
            "/enquiries",
            "/waiting-list",
            "/drop-ins",
            "/my/drop-ins",
            "/duty-rota",
            "/cases",
            "/promises",
            "/offers-ahead",
            "/check-ins",
            "/escalations",
            "/early-signs",
            "/people",
            "/same-person",
            "/messages",
            "/family-files",
            "/reviews",
            "/childrens-guides",
            "/plan-actions",
            "/specialist-assessments",
            "/outside-assessments",
            "/frameworks",
            "/duties",
            "/education-reviews",
            "/my/complaints",
            "/turning-18",
        ],
        also: &[
            "/national-frameworks",
            "/screening-tools",
            "/measures",
            "/assessments",
            "/assessment-signatures",
            "/contributions",
            "/action-asks",
            "/plans",
            "/plan-signatures",
            "/goals",
            "/safeguarding-protocols",
            "/drop-in-bookings",
            "/out-of-hours-cards",
            "/family-parts",
            "/duty-swaps",
        ],
    },
    Part {
        name: "Staying in touch",
        rooms: &[
            "/birth-families",
            "/letterbox",
            "/my/letterbox",
            "/contact-plans",
            "/birth-support",
            "/adults",
        ],
        also: &["/birth-people", "/letters", "/intermediaries", "/vetoes"],
    },
    Part {
        name: "Family finding",
        rooms: &["/children", "/matching", "/links", "/adopters", "/recruitment"],
        also: &[],
    },
    Part {
        name: "Support and money",
        rooms: &[
            "/applications",
            "/orders",
            "/invoices",
            "/payment-compliance",
            "/providers",
            "/competitions",
            "/concerns",
            "/concern-notices",
            "/concern-replies",
            "/openings",
            "/scorings",
            "/bids",
            "/ledger",
            "/groups",
            "/my/groups",
            "/services",
            "/core-offers",
            "/becoming-a-family",
        ],
        also: &["/mentors", "/sessions", "/allocations"],
    },
    Part {
        name: "Figures",
        rooms: &[
            "/agency",
            "/region",
            "/nation",
            "/fund-statistics",
            "/published",
            "/organisations",
            "/strategy",
            "/cost-shifted",
            "/practice-guides",
        ],
        also: &[
            "/fund-trial",
            "/needs",
            "/demand",
            "/capacity",
            "/returns",
            "/boards",
            "/projects",
            "/workforce",
        ],
    },
    Part {
        name: "Your team",
        rooms: &["/team", "/team/away", "/team/supervision", "/team/complaints", "/handovers-in"],
        also: &["/complaints", "/handovers-out"],
    },
    Part { name: "Working together", rooms: &["/community"], also: &[] },
    Part {
        name: "Access and records",
        rooms: &["/access", "/accounts", "/rights", "/retention", "/audit", "/my/looks", "/sharing"],
        also: &["/emergency", "/sealed", "/teams", "/tokens", "/delegations"],
    },
];

/// Whether a page belongs to a room.
pub(crate) fn is_in(page: &str, room: &str) -> bool {
    page == room || page.strip_prefix(room).is_some_and(|rest| rest.starts_with('/'))
}

/// What the part of a room is called.
pub fn part_of(room: &str) -> &'static str {
    PARTS.iter().find(|part| part.rooms.contains(&room)).map_or(REST, |part| part.name)
}

/// Links folded under their parts, in the order of the parts; `page` is where the reader is.
pub(crate) fn folded(links: Vec<NavLink>, page: &str) -> Ways {
    let mut ways = kit::ways();
    let known = PARTS.iter().map(|part| (part.name, part.also));
    for (name, also) in known.chain([(REST, &[][..])]) {
        let (rooms, here): (Vec<NavLink>, bool) = {
            let rooms: Vec<NavLink> =
                links.iter().filter(|link| part_of(&link.href) == name).cloned().collect();
            let here = rooms.iter().any(|link| link.current) || also.iter().any(|room| is_in(page, room));
            (rooms, here)
        };
        ways = ways.part(name, rooms, here);
    }
    ways
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::*;
    use crate::kit::nav_link;

    #[test]
    fn a_room_stands_in_one_part_alone() {
        let mut rooms: Vec<&str> =
            PARTS.iter().flat_map(|part| part.rooms.iter().chain(part.also)).copied().collect();
        let all = rooms.len();
        rooms.sort_unstable();
        rooms.dedup();
        assert_eq!(rooms.len(), all);
        assert_eq!((part_of("/adults"), part_of("/nowhere")), ("Staying in touch", REST));
    }

    #[test]
    fn links_are_folded_under_their_parts_and_the_current_one_is_marked() {
        let links = vec![
            nav_link("/cases", "Cases", false),
            nav_link("/adults", "Adopted adults", false),
            nav_link("/letterbox", "Letterbox", false),
            nav_link("/nowhere", "Something new", false),
        ];
        let drawn = folded(links, "/vetoes").render().0;
        let order = ["Cases", "Staying in touch", "Letterbox", "Adopted adults", "Something new"];
        let places: Vec<usize> =
            order.iter().map(|text| drawn.find(text).unwrap_or_else(|| panic!("{text}: {drawn}"))).collect();
        // Within a part the links keep the order in which they came.
        assert!(
            places[0] < places[1] && places[1] < places[2].min(places[3]) && places[3] < places[4],
            "{drawn}"
        );
        assert_eq!(drawn.matches("<details").count(), 1, "a part of one room is its link: {drawn}");
        assert_eq!(drawn.matches("aria-current=\"true\"").count(), 1, "{drawn}");
        assert!(!drawn.contains("Figures"), "a part without rooms for this reader is not there");
    }
}
