//! What family finders see of children who wait.

mod from_return;
mod list;
mod record;
mod show;
mod whole;

pub(crate) use from_return::family_of;
pub(crate) use show::pair_of;

use access::actions::{EditMatching, ViewMatching};
use page::{
    Route,
    kit::{self, Markup, Tone, html},
};

use super::{
    form,
    store::{GroupState, Waiting},
    view::Pair,
};
use crate::{
    adopters::pages::for_whom,
    shared::{points, reasons},
};

/// The pages of this room.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/matching", list::page)
            .needs::<ViewMatching>()
            .personal()
            .about("The agency's children for whom a family is looked for; ?state= gives others"),
        Route::get("/matching.csv", list::csv)
            .needs::<ViewMatching>()
            .personal()
            .about("The children as a file"),
        Route::get("/matching/new", record::new)
            .needs::<EditMatching>()
            .about("The page on which a child who waits is recorded"),
        Route::post("/matching/new", record::record)
            .needs::<EditMatching>()
            .personal()
            .about("Record a child who waits")
            .body(|f| drop(form::fields(f))),
        Route::get("/matching/best-use", whole::best)
            .needs::<ViewMatching>()
            .personal()
            .about("The best use of the whole pool, with its proof"),
        Route::get("/matching/best-use.csv", whole::best_csv)
            .needs::<ViewMatching>()
            .personal()
            .about("The best use of the whole pool as a file"),
        Route::get("/matching/missed", whole::missed)
            .needs::<ViewMatching>()
            .personal()
            .about("Pairs that fit strongly and that nobody considered, and pairs that were passed over"),
        Route::get("/matching/missed.csv", whole::missed_csv)
            .needs::<ViewMatching>()
            .personal()
            .about("Pairs that fit strongly and that nobody considered as a file"),
        Route::get("/children/{id}/look-for-family", from_return::ask)
            .needs::<EditMatching>()
            .personal()
            .about("The page on which a family is looked for, for a child of the return, with what the return tells filled in"),
        Route::post("/children/{id}/look-for-family", from_return::record)
            .needs::<EditMatching>()
            .personal()
            .about("Look for a family for a child of the return, alone or with brothers and sisters")
            .body(|f| drop(form::returned_fields(f))),
        Route::get("/matching/{id}", show::page)
            .needs::<ViewMatching>()
            .personal()
            .about("Children who wait, families who might fit with reasons, and their links"),
        Route::get("/matching/{id}/change", record::change)
            .needs::<EditMatching>()
            .personal()
            .about("The page on which what belongs to the children is changed"),
        Route::post("/matching/{id}/change", record::changed)
            .needs::<EditMatching>()
            .personal()
            .about("Change what belongs to the children")
            .body(|f| drop(form::change_fields(f))),
        Route::get("/matching/{id}/children", record::another)
            .needs::<EditMatching>()
            .personal()
            .about("The page on which a brother or sister is added"),
        Route::post("/matching/{id}/children", record::add)
            .needs::<EditMatching>()
            .personal()
            .about("Add a brother or sister who is to stay with the child")
            .body(|f| drop(form::child_fields(f))),
        Route::get("/matching/{id}/correct", record::correct)
            .needs::<EditMatching>()
            .personal()
            .about("The page on which what is recorded of one child is put right; ?child= names it"),
        Route::post("/matching/{id}/correct", record::corrected)
            .needs::<EditMatching>()
            .personal()
            .about("Put right what is recorded of one child")
            .body(|f| drop(form::correct_fields(f))),
        Route::post("/matching/{id}/state", show::state)
            .needs::<EditMatching>()
            .personal()
            .about("Say that a family is no longer, or again, looked for")
            .body(|f| drop(form::state_fields(f))),
        Route::get("/matching/{id}/pass-over", show::ask_pass)
            .needs::<EditMatching>()
            .personal()
            .about("The question why a suggested family is not considered; ?adopter= names it"),
        Route::post("/matching/{id}/pass-over", show::pass)
            .needs::<EditMatching>()
            .personal()
            .about("Pass a suggested family over, with the reason")
            .body(|f| drop(form::pass_fields(f))),
    ]
}

/// The tag of a state.
pub(crate) fn state_tag(state: GroupState) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        GroupState::Waiting => Tone::Soon,
        GroupState::Linked => Tone::Calm,
        GroupState::Placed => Tone::Good,
        GroupState::Withdrawn => Tone::Quiet,
    })
}

/// How old the children are, in words: `2 and 4`.
pub(crate) fn ages(w: &Waiting, today: kernel::Date) -> String {
    let ages: Vec<String> =
        w.group.children.iter().map(|c| kernel::age_on(c.born, today).unwrap_or(0).to_string()).collect();
    match ages.as_slice() {
        [one] => format!("aged {one}"),
        [most @ .., last] => format!("aged {} and {last}", most.join(", ")),
        [] => String::new(),
    }
}

/// Fit and what is added, in a line.
pub(crate) fn scored(pair: &Pair) -> String {
    let mut text = format!("Fit {} of 100", points(pair.why.fit));
    if pair.why.shared > 0 {
        text.push_str(&format!(", {} added for what they share", points(pair.why.shared)));
    }
    text
}

/// Suggested families, each with its reasons and what can be done next.
pub(crate) fn suggested_families(pairs: &[Pair], may: bool) -> Markup {
    html! {
        @if pairs.is_empty() {
            (kit::nothing_here("No ready family fits just now. Families of every agency who agreed to be seen were looked at."))
        }
        @for pair in pairs {
            @let reference = &pair.profile.offer.reference;
            @let at = format!("/matching/{}", pair.waiting.id);
            h3 class="govuk-heading-s" { (reference) ", approved for " (for_whom(&pair.profile.offer)) }
            p class="govuk-body" { (scored(pair)) }
            (both_sides(pair))
            @if may {
                (kit::button_group(html! {
                    a class="govuk-link" href={ (at) "/links/new?adopter=" (pair.profile.id) } {
                        "Consider" span class="govuk-visually-hidden" { " family " (reference) }
                    } " "
                    a class="govuk-link" href={ (at) "/pass-over?adopter=" (pair.profile.id) } {
                        "Pass over" span class="govuk-visually-hidden" { " family " (reference) }
                    }
                }))
            }
        }
    }
}

/// Suggested children, each with reasons.
pub(crate) fn suggested_children(pairs: &[Pair]) -> Markup {
    html! {
        p class="govuk-hint" { "Children of your own agency. Of two who fit alike, whoever has waited longer comes first." }
        @if pairs.is_empty() {
            (kit::nothing_here("No child of this agency fits just now, or the family is not free."))
        }
        @for pair in pairs {
            h3 class="govuk-heading-s" {
                a class="govuk-link" href={ "/matching/" (pair.waiting.id) } { (pair.waiting.group.reference) }
                ", " (pair.waiting.called())
            }
            p class="govuk-body" { (scored(pair)) ", " (points(pair.why.waiting)) " added for waiting" }
            (both_sides(pair))
        }
    }
}

/// What speaks for and what against.
pub(crate) fn both_sides(pair: &Pair) -> Markup {
    html! {
        (kit::summary_list(vec![
            kit::row("Speaks for it", reasons(&pair.why.speaks_for)),
            kit::row("Speaks against it", reasons(&pair.why.against)),
        ]))
    }
}
