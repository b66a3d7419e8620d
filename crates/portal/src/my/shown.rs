//! What an adult of the family lets a parent or carer see of their own record, and that a record has left their pages.
//!
//! Each part stands on a grant for that part alone: what was not ticked is not read.

use access::{
    Look,
    actions::SeeSharedRecord,
    own_records::{self, Purpose},
};
use casework::{
    people::store::open_name,
    plan::store as plans,
    promises::{self, Promise},
};
use commissioning::delivery::store::{self as delivery, Appointment};
use kernel::{Error, Id, Moment, Rater, Result, Timestamp, kinds::Case};
use maud::{Markup, html};
use outcomes::goals::store::{self as goals, CaseGoals};
use page::{
    Ctx, Response, Route,
    kit::{self, layout},
};

use super::words::{day, told};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/my/shown/{id}", page)
            .needs::<SeeSharedRecord>()
            .personal()
            .about("What an adult of one's family lets one see of their own record"),
    ]
}

/// A record of which somebody may see something.
pub(super) struct Shown {
    case: Id<Case>,
    first: String,
    purposes: Vec<Purpose>,
}

/// What adults of the family let whoever asks see.
pub(super) fn all(look: &Look<'_>) -> Result<Vec<Shown>> {
    own_records::shown(look)?
        .into_iter()
        .map(|s| {
            let name = open_name(look, s.name.0, &s.name.1)?;
            let first = name.split_whitespace().next().unwrap_or_default().to_owned();
            Ok(Shown { case: s.case, first, purposes: s.purposes })
        })
        .collect()
}

/// That records left, and the ways to what is still shown.
pub(super) fn draw(left: &[Timestamp], shown: &[Shown]) -> Markup {
    html! {
        @if let Some(last) = left.last() {
            (kit::inset_text(html! {
                p class="govuk-body" {
                    "A young person of your family is an adult now, and their record is their own since " (Moment(*last)) ". You do not see it here any more. They can let you see something of it, and support for you as parents goes on."
                }
                p class="govuk-body" { a class="govuk-link" href="/help" { "What this means, and whom to ask" } }
            }))
        }
        @for one in shown {
            section aria-labelledby={ "shown-" (one.case) } {
                h2 class="govuk-heading-m" id={ "shown-" (one.case) } { "What " (one.first) " lets you see" }
                ul class="govuk-list govuk-list--bullet" { @for purpose in &one.purposes { li { (theirs(*purpose)) } } }
                p class="govuk-body" { a class="govuk-link" href={ "/my/shown/" (one.case) } { "Look at it" span class="govuk-visually-hidden" { ", for " (one.first) } } }
            }
        }
    }
}

/// A purpose as a parent reads it.
fn theirs(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Plan => "Their plan",
        Purpose::Goals => "Their goals, and how they say it is going",
        Purpose::Appointments => "Their appointments",
        Purpose::Promises => "What they were promised, and by when",
    }
}

/// The parts that are shown; none where they are not.
#[derive(Default)]
struct Parts {
    first: String,
    plan: Option<Option<casework::plan::model::PlanContent>>,
    goals: Option<CaseGoals>,
    ahead: Option<Vec<Appointment>>,
    promises: Option<Vec<Promise>>,
}

fn read(look: &Look<'_>, id: Id<Case>) -> Result<Parts> {
    let mine = all(look)?.into_iter().find(|s| s.case == id);
    let Some(shown) = mine else {
        // Refused as any other: the grant writes the line.
        look.shown_to_me::<SeeSharedRecord>(id, Purpose::Plan)?;
        return Err(Error::NotFound);
    };
    let mut parts = Parts { first: shown.first, ..Parts::default() };
    for purpose in shown.purposes {
        let grant = look.shown_to_me::<SeeSharedRecord>(id, purpose)?;
        match purpose {
            Purpose::Plan => parts.plan = Some(plans::current(look, grant.id())?.map(|p| p.content)),
            Purpose::Goals => parts.goals = Some(goals::of_granted(look, &grant)?),
            Purpose::Appointments => parts.ahead = Some(delivery::ahead(look, &grant, look.today())?),
            Purpose::Promises => parts.promises = Some(promises::of_case(look, &grant)?),
        }
    }
    Ok(parts)
}

async fn page(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let parts = ctx.read(move |look| read(look, id)).await?;
    let title = "What you are shown";
    let body = html! {
        (layout::page_heading(None, format!("What {} lets you see", parts.first)))
        p class="govuk-body" { "It is their record. They chose what you see, and can take it back." }
        @if let Some(plan) = &parts.plan {
            h2 class="govuk-heading-m" { "Plan" }
            @match plan {
                None => (kit::nothing_here("There is no plan just now.")),
                Some(plan) => {
                    ul class="govuk-list govuk-list--bullet" { @for goal in &plan.goals { li { (goal.words) } } }
                    @if let Some(review) = plan.review_on { p class="govuk-body" { "It is looked at again by " (day(review)) "." } }
                }
            }
        }
        @if let Some(set) = &parts.goals {
            h2 class="govuk-heading-m" { "Goals" }
            (kit::summary_list(set.set.all().iter().filter(|g| g.ended.is_none()).map(|goal| {
                let said = match set.latest(goal.id, Rater::Child) {
                    Some((on, score)) => format!("{score} out of 10 on {}", day(on)),
                    None => "Not said yet".to_owned(),
                };
                kit::row(goal.title(), said)
            }).collect()))
        }
        @if let Some(ahead) = &parts.ahead { (super::appointments::draw(ahead)) }
        @if let Some(promises) = &parts.promises {
            h2 class="govuk-heading-m" { "What was promised" }
            @let open: Vec<_> = promises.iter().filter_map(|p| told(p, ctx.now)).filter(|t| t.open).collect();
            @if open.is_empty() { (kit::nothing_here("Nothing with a date is promised just now.")) } @else {
                (kit::summary_list(open.iter().map(|t| kit::row(t.what, html! { (kit::tag(t.tag).tone(t.tone)) br; (t.words) })).collect()))
            }
        }
    };
    Ok(ctx.page(title, body).back("/my", "Back to your family’s support").respond())
}
