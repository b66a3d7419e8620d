//! What the coordinator and the two sides see of letters.

mod desk;
mod letter;
mod mine;
mod print;

use access::actions::{CheckLetters, ListContact, UseLetterbox};
use kernel::Timestamp;
use page::{
    Route,
    kit::{self, Tone},
};

use super::{actions, model::LetterState, store::Letter};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/letterbox", desk::page)
            .needs::<ListContact>()
            .personal()
            .about("Letters on their way, by how they stand, the soonest due first"),
        Route::get("/letterbox.csv", desk::csv)
            .needs::<ListContact>()
            .personal()
            .about("Letters on their way as a file"),
        Route::post("/contact-plans/{id}/letters", desk::expect)
            .needs::<CheckLetters>()
            .personal()
            .about("Expect a letter that no month of the plan asked for"),
        Route::get("/letters/{id}", letter::page)
            .needs::<CheckLetters>()
            .personal()
            .about("A letter: what it says, what was found in it, and the next step"),
        Route::post("/letters/{id}/received", letter::received)
            .needs::<CheckLetters>()
            .personal()
            .about("Record a letter that came by post")
            .body(|f| drop(actions::came_fields(f))),
        Route::post("/letters/{id}/approved", letter::approved)
            .needs::<CheckLetters>()
            .personal()
            .about("Approve a letter, without what is left out")
            .body(|f| drop(actions::approval_fields(f))),
        Route::post("/letters/{id}/returned", letter::returned)
            .needs::<CheckLetters>()
            .personal()
            .about("Send a letter back to its writer with help")
            .body(|f| drop(actions::give_back_fields(f))),
        Route::post("/letters/{id}/passed-on", letter::passed_on)
            .needs::<CheckLetters>()
            .personal()
            .about("Pass a checked letter on")
            .body(|f| drop(actions::pass_on_fields(f))),
        Route::post("/letters/{id}/read", letter::read)
            .needs::<CheckLetters>()
            .personal()
            .about("Record that a letter was read"),
        Route::post("/letters/{id}/followed-up", letter::followed_up)
            .needs::<CheckLetters>()
            .personal()
            .about("Record what was said about a letter that did not come")
            .body(|f| drop(actions::follow_up_fields(f))),
        Route::get("/letters/{id}/print", print::letter)
            .needs::<CheckLetters>()
            .personal()
            .about("A checked letter to print, with nothing of who sent it but how they sign"),
        Route::get("/letters/{id}/address", print::address)
            .needs::<CheckLetters>()
            .personal()
            .about("The address to which a checked letter goes, and nothing of who sent it"),
        Route::get("/my/letterbox", mine::list)
            .needs::<UseLetterbox>()
            .personal()
            .about("With whom one stays in touch through the letterbox"),
        Route::get("/my/letterbox/{id}", mine::page)
            .needs::<UseLetterbox>()
            .personal()
            .about("One's letters: to read, and to write"),
        Route::post("/my/letterbox/{id}/write", mine::write)
            .needs::<UseLetterbox>()
            .personal()
            .about("Send a letter to be checked"),
        Route::post("/my/letterbox/{id}/read", mine::read)
            .needs::<UseLetterbox>()
            .personal()
            .about("Say that one has read a letter"),
        Route::post("/my/letterbox/{id}/wishes", mine::wish)
            .needs::<UseLetterbox>()
            .personal()
            .about("Say what one wishes of the contact"),
    ]
}

/// How a letter stands, as a tag.
pub(crate) fn state_tag(letter: &Letter, now: Timestamp) -> kit::Tag {
    if letter.state == LetterState::Due && letter.due < now {
        return kit::promise_tag("Late", Tone::Late);
    }
    kit::tag(letter.state.label()).tone(match letter.state {
        LetterState::Due => Tone::Calm,
        LetterState::Received | LetterState::Approved => Tone::Soon,
        LetterState::Returned => Tone::Special,
        LetterState::Forwarded | LetterState::Read => Tone::Good,
        LetterState::Ended => Tone::Quiet,
    })
}
