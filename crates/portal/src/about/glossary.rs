//! The words of the field, in plain English.

use kernel::Result;
use maud::html;
use page::{
    Ctx, Response,
    kit::{self, layout},
};

use super::prose;

/// Words and what they mean, in the order of the alphabet.
const WORDS: &[(&str, &str)] = &[
    (
        "Adoption support",
        "Help for adopted people, their families and their birth families, for as long as it is needed.",
    ),
    ("Advice call", "The first call after you ask for help."),
    ("Approved provider", "A person or organisation that your agency has checked and may buy support from."),
    (
        "Assessment of need",
        "Finding out, with you and your child, what is going well, what is hard and what would help.",
    ),
    (
        "Birth family",
        "The parents, brothers, sisters and others that an adopted child was born to. What is known of them is kept apart from the adoptive family, and neither is told where the other lives.",
    ),
    ("Call-off", "An order for sessions from an approved provider, at a price that was agreed beforehand."),
    ("Case", "The support of one child and their family over time."),
    ("Coordinator", "The named person who keeps your support together and is the one to ask."),
    ("Duty worker", "The worker who reads new enquiries and decides with a manager what happens next."),
    ("Enquiry", "Your first message or call."),
    ("Fair access limit", "The most that the Fund pays for one child in one year for one kind of support."),
    (
        "Goal",
        "Something you or your child want to be different. Every family has two that all families share, and up to three of its own.",
    ),
    (
        "Level of support",
        "How much help you have now: universal (for every family), targeted (a plan with help for what was found) or intensive (several kinds of help together). You can move in any direction.",
    ),
    ("Promise", "Something we said we would do by a certain time. We count how many we keep."),
    ("Rating", "How a goal is going, from 0 (as hard as it could be) to 10 (just how you want it)."),
    ("Regional adoption agency", "Councils that do their adoption work together."),
    (
        "Special guardian",
        "Somebody who brings up a child under a special guardianship order, often a relative.",
    ),
    ("Support plan", "What will be done, by whom and by when, and when you look at it together again."),
    (
        "The Fund",
        "The Adoption and Special Guardianship Support Fund: money from the government for therapy and assessments.",
    ),
    ("Triage", "Deciding how urgent an enquiry is and what should happen first."),
];

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let rows = WORDS.iter().map(|(word, meaning)| kit::row(*word, *meaning)).collect();
    let body = prose(&html! {
        (layout::page_heading(None, "What our words mean"))
        (kit::summary_list(rows))
    });
    Ok(ctx.page("What our words mean", body).back("/help", "Back to help").respond())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_words_stand_in_order() {
        assert!(super::WORDS.is_sorted_by_key(|(word, _)| word.to_lowercase()));
    }
}
