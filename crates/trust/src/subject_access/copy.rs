//! The copy itself: one page of HTML that needs nothing else, to print or to hand over.

use kernel::Moment;
use maud::{DOCTYPE, Markup, html};

use super::model::{Passage, Request, Room};
use crate::words::day;

/// The copy. What was removed is said to be removed, in its place.
pub(super) fn document(request: &Request, agency: &str, passages: &[Passage]) -> Markup {
    let rooms = Room::ALL.iter().filter(|room| passages.iter().any(|p| p.room == **room));
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "A copy of what " (agency) " holds: " (request.reference) }
            }
            body {
                h1 { "A copy of what " (agency) " holds about you" }
                p { "Reference " (request.reference) ". You asked on " (day(request.received)) "." }
                @if let Some(at) = request.prepared { p { "This was gathered on " (Moment(at)) "." } }
                p { "Not in it are your messages with us, bookings of drop-ins, complaints, what was written between agencies when your support was handed over, and what we hold on paper or in emails. Ask us for them if you did not get them as well." }
                p { "Where something was about somebody else, or could do serious harm, it was removed, and it says so in that place." }
                h2 { "Why we hold it" }
                p { "To support adoptive, special guardianship and kinship families, as the law asks of us (our public task). What was shared with others, and on what ground, is listed below. How long it is kept is written in our privacy notice." }
                h2 { "Your rights" }
                p { "You may ask us to put right what is wrong, and complain to us about how we use your data. You may also go to the Information Commissioner: ico.org.uk, 0303 123 1113." }
                @for room in rooms {
                    h2 { (room.label()) }
                    @for passage in passages.iter().filter(|p| p.room == *room) {
                        @for line in passage.in_copy().lines() { p { (line) } }
                    }
                }
            }
        }
    }
}
