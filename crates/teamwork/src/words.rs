//! Small pieces that the rooms of this crate share.

use access::{
    Act, Action,
    accounts::Account,
    actions::{CoverAbsence, HandleComplaints, MoveCaseload, OfferHandover, ReadSupervision, ViewTeam},
    permissions::Reach,
};
use casework::{
    cases::store::Case,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Invalid, Result};
use maud::{Markup, html};
use page::{
    Ctx, Fields,
    kit::{self, Size},
};

pub(crate) use coordination::escalation::words::{NOTE, choices, day};
pub(crate) use page::{fine, kit::paragraphs};

/// People to choose from, after a first line that chooses none.
pub(crate) fn people(first: &str, all: &[Account]) -> Vec<(String, String)> {
    let all =
        all.iter().map(|a| (a.id.to_string(), format!("{}, {}", a.name, a.role.label().to_lowercase())));
    std::iter::once((String::new(), first.to_owned())).chain(all).collect()
}

/// A line of the case's timeline; the family reads it too where `family_sees`.
pub(crate) fn tell(
    act: &Act<'_>,
    case: &Case,
    kind: EventKind,
    words: &str,
    family_sees: bool,
) -> Result<()> {
    let (agency, case) = (case.agency, case.id);
    timeline::note(act, NewEvent { agency, case, kind, words, link: None, family_sees })
}

/// The link that stands under a list: the same as a file.
pub(crate) fn download(href: &str) -> Markup {
    html! { p class="govuk-body" { a class="govuk-link" href=(href) { "Download these (CSV)" } } }
}

/// The parts of the team's page that whoever asks may open, as links; none where they may open one alone.
pub(crate) fn parts(ctx: &Ctx, here: &str) -> Markup {
    const PARTS: &[(&str, &str, &str)] = &[
        ("/team", "Team", ViewTeam::NAME),
        ("/team/away", "Who is away", CoverAbsence::NAME),
        ("/team/transfers", "Hand-overs", MoveCaseload::NAME),
        ("/handovers-out", "Between agencies", OfferHandover::NAME),
        ("/team/supervision", "Supervision", ReadSupervision::NAME),
        ("/team/complaints", "Complaints", HandleComplaints::NAME),
        ("/team/weights", "What weighs how much", ViewTeam::NAME),
    ];
    let links: Vec<kit::NavLink> = PARTS
        .iter()
        .filter(|(.., needs)| ctx.actor.reach(needs).page() == Reach::Agency)
        .map(|(href, text, _)| kit::nav_link(*href, *text, *href == here))
        .collect();
    html! { @if links.len() > 1 { (kit::service_navigation(links).label("Parts of the team’s page").id("parts")) } }
}

/// A box for a longer text, with what was typed before.
pub(crate) fn area(name: &str, label: &str, f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (kit::character_count(name, kit::label(label).size(Size::S), u32::try_from(NOTE).unwrap_or(u32::MAX))
            .rows(4).value(f.raw(name)).error(wrong.of(name)))
    }
}
