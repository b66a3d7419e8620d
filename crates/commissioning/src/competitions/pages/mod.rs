//! How a provider is chosen, as each of those sees it who has a hand in it.

mod assess;
mod bidder;
mod brief;
mod list;
mod opener;
mod run;
mod show;

pub(super) use assess::{csv as scorings_csv, declare, list as scorings, score, show as scoring};
pub(super) use bidder::{
    bid, capacity, csv as invitations_csv, decline, list as invitations, question, show as invitation,
};
pub(super) use brief::{ask as ask_brief, make as make_brief};
pub(super) use list::{csv, list};
pub(super) use opener::{csv as openings_csv, list as openings, open, set_passphrase, show as opening};
pub(super) use run::{agree, answer, award, close, invite, moderate, order, terms};
pub(super) use show::show;

use kernel::{Moment, Timestamp};
use maud::{Markup, html};
use page::kit;

use super::{
    model::{State, Terms},
    store::Asked,
};

fn tag(state: State) -> kit::Tag {
    use kit::Tone;
    kit::tag(state.label()).tone(match state {
        State::Asked | State::Preparing | State::Ready => Tone::Soon,
        State::Open | State::Opened | State::Moderated => Tone::Calm,
        State::Awarded | State::Ordered => Tone::Good,
        State::Closed => Tone::Quiet,
    })
}

fn moment(at: Option<Timestamp>) -> String {
    at.map_or_else(String::new, |at| Moment(at).to_string())
}

/// What counts for how much, as everybody reads it before they bid.
fn weights(terms: &Terms) -> Markup {
    let mut rows = vec![vec![kit::cell("Price of a session"), kit::number(terms.price.to_string())]];
    rows.extend(
        terms.criteria.iter().map(|c| vec![kit::cell(c.name.as_str()), kit::number(c.weight.to_string())]),
    );
    html! {
        (kit::table(vec![kit::cell("What counts"), kit::number("Of 100")], rows)
            .caption("What counts for how much").caption_classes("govuk-visually-hidden").first_cell_is_header())
        p class="govuk-body" {
            "The lowest price gets all points for the price, another price the share that the lowest is of it. Each answer is scored \
             from 0 to 5, and gets that share of its points. Of two bids with the same points the cheaper one is first."
        }
    }
}

/// Questions with their answers; `unanswered` are shown to who may answer, and to nobody else.
fn answered(questions: &[Asked]) -> Markup {
    html! {
        @for q in questions.iter().filter(|q| !q.answer.is_empty()) {
            (kit::summary_list(vec![kit::row("Question", q.question.as_str()), kit::row("Answer", q.answer.as_str())]))
        }
    }
}

/// Words of several lines, as they were written.
fn lines(text: &str) -> Markup {
    html! { @for line in text.lines().filter(|line| !line.trim().is_empty()) { p class="govuk-body" { (line) } } }
}
