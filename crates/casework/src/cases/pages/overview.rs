//! A case at a glance: who it is about, what was promised, what was found, what comes next.

use access::actions::{SeeYoungWords, ViewCase};
use kernel::{LegalRoute, Moment, PromiseKind, Result, age_on, kinds, local_date};
use maud::{Markup, html};
use page::{
    Ctx, Response,
    kit::{self, layout},
};

use super::{list::level_tag, timeline};
use crate::{
    cases::{
        frame::{self, Tab},
        glance::{self, Glance},
        promise_list::standing_tag,
        store::CaseState,
    },
    people::store::{Person, PersonKind},
    promises::Promise,
    young_people::{
        self,
        model::{Age, has_reached},
    },
};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let (glance, newest, unread) = ctx
        .read(move |look| {
            let grant = look.one::<ViewCase, _>(id)?;
            let mut glance = glance::read(look, &grant)?;
            let unread = if look.may::<SeeYoungWords>() && !look.actor().is_of_a_family() {
                young_people::store::unseen(look, &grant)?
            } else {
                0
            };
            let newest = timeline::named(look, std::mem::take(&mut glance.newest))?;
            Ok((glance, newest, unread))
        })
        .await?;
    let story = html! {
        (about(&ctx, &glance))
        (promises(&ctx, &glance))
        (needs(&glance))
        h2 class="govuk-heading-m" { "Newest in the timeline" }
        @if newest.is_empty() {
            (kit::nothing_here("Nothing has happened in this case yet."))
        } @else {
            (timeline::draw(&newest))
            p class="govuk-body" { a class="govuk-link" href={ "/cases/" (id) "/timeline" } { "See the whole timeline" } }
        }
    };
    let body = layout::record(story, layout::aside(next(&ctx, &glance, unread)));
    Ok(frame::frame(&ctx, &glance.head, Tab::Overview, "Case overview", body).respond())
}

fn about(ctx: &Ctx, glance: &Glance) -> Markup {
    let case = &glance.head.case;
    // The child first, then the adults, then brothers and sisters.
    let mut people: Vec<&Person> = glance.people.iter().collect();
    people.sort_by_key(|p| (p.id != case.child, p.kind == PersonKind::Child));
    let mut rows: Vec<_> = people.into_iter().map(|p| person(ctx, p, p.id == case.child)).collect();
    rows.push(kit::row("How they came", case.route.label()));
    if let Some(day) = case.order_date {
        rows.push(kit::row("Date of the order", day.strftime("%-d %B %Y").to_string()));
    }
    rows.push(kit::row("Council", &glance.council));
    let level = kit::row(
        "Level of support",
        html! {
            (level_tag(case.level)) @if case.state == CaseState::Closed { " " (kit::tag("Closed").tone(kit::Tone::Quiet)) }
        },
    );
    rows.push(match glance.may_step {
        true => level.change(format!("/cases/{}/level", case.id), "level of support"),
        false => level,
    });
    rows.push(kit::row(
        "Coordinator",
        html! {
            (glance.head.coordinator.as_deref().unwrap_or("Nobody yet"))
            @if let Some(away) = glance.head.away() { br; (away) }
        },
    ));
    rows.push(kit::row("Opened", local_date(case.opened).strftime("%-d %B %Y").to_string()));
    if let Some(closed) = case.closed {
        rows.push(kit::row("Closed", local_date(closed).strftime("%-d %B %Y").to_string()));
    }
    if let (Some(enquiry), true) = (case.enquiry, frame::may(ctx, "enquiry.view")) {
        rows.push(kit::row(
            "Began with",
            html! { a class="govuk-link" href={ "/enquiries/" (enquiry) } { "The enquiry" } },
        ));
    }
    html! { h2 class="govuk-heading-m" { "About" } (kit::summary_list(rows)) }
}

fn person(ctx: &Ctx, person: &Person, child_of_case: bool) -> kit::Row {
    let key = match (person.kind, child_of_case) {
        (PersonKind::Child, true) => "Child",
        (PersonKind::Child, false) => "Brother or sister",
        (PersonKind::Adult, _) => "Parent or carer",
    };
    let age = person.born.and_then(|born| age_on(born, ctx.today()));
    kit::row(
        key,
        html! {
            (person.name())
            @if let (Some(born), PersonKind::Child) = (person.born, person.kind) {
                br; "Born " (born.strftime("%-d %B %Y")) @if let Some(age) = age { ", " (age) " now" }
            }
            @if !person.contact.phone.is_empty() { br; (person.contact.phone) }
            @if !person.contact.email.is_empty() { br; (person.contact.email) }
        },
    )
}

fn promises(ctx: &Ctx, glance: &Glance) -> Markup {
    let (open, mut settled): (Vec<&Promise>, Vec<&Promise>) =
        glance.promises.iter().partition(|p| p.kept.is_none() && !p.withdrawn);
    settled.reverse();
    html! {
        h2 class="govuk-heading-m" { "What we promised" }
        @if open.is_empty() {
            (kit::nothing_here("Nothing is promised in this case that is not kept."))
        } @else {
            (promise_table(ctx, "Open promises", &open))
        }
        @if !settled.is_empty() {
            (kit::details("Promises before", html! { (promise_table(ctx, "Promises before", &settled)) }))
        }
    }
}

fn promise_table(ctx: &Ctx, caption: &str, promises: &[&Promise]) -> kit::Table {
    let head = ["Promise", "Made", "Due", "How it stands"].map(kit::cell).to_vec();
    let rows = promises.iter().map(|p| {
        vec![
            kit::cell(p.kind.label()),
            kit::cell(local_date(p.made).strftime("%-d %B %Y").to_string()),
            kit::cell(Moment(p.due).to_string()),
            kit::cell(standing_tag(p.state(ctx.now), p.due, ctx.now)),
        ]
    });
    kit::table(head, rows.collect())
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

fn needs(glance: &Glance) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Needs" }
        @if glance.needs.is_empty() {
            (kit::nothing_here("No completed assessment has found needs yet."))
        } @else {
            (kit::table(
                ["Need", "How much it weighs"].map(kit::cell).to_vec(),
                glance.needs.iter().map(|(n, w)| vec![kit::cell(n.label()), kit::cell(w.label())]).collect(),
            ).caption("Needs of the latest assessment").caption_classes("govuk-visually-hidden").first_cell_is_header())
        }
    }
}

/// What can be done next, for this reader: the step that is due first.
fn next(ctx: &Ctx, glance: &Glance, unread: usize) -> Markup {
    let case = &glance.head.case;
    let mut steps = steps(ctx, glance);
    if unread > 0 {
        steps.insert(
            0,
            (format!("/cases/{}/young-person", case.id), "Read what the young person wrote for you"),
        );
    }
    html! {
        h2 class="govuk-heading-s" { "What comes next" }
        @if let Some(review) = glance.plan.and_then(|p| p.review) {
            p class="govuk-body" {
                @if review < ctx.today() { "The plan should have been reviewed by " } @else { "The plan is reviewed by " }
                strong { (review.strftime("%-d %B %Y")) } "."
            }
        }
        @if case.state == CaseState::Closed {
            p class="govuk-body" { "This case is closed." }
        }
        @if steps.is_empty() {
            p class="govuk-body" { "There is nothing for you to do here." }
        } @else {
            ul class="govuk-list" {
                @for (href, words) in &steps { li { a class="govuk-link" href=(href) { (words) } } }
            }
        }
        @if frame::may(ctx, "seal.manage") && !glance.head.sealed {
            p class="govuk-body" {
                a class="govuk-link" href={ "/sealed/new?reference=" (case.reference) } { "Seal this case" }
            }
        }
    }
}

/// Whether the child of the case is 16 or older, or of an age that nobody knows.
fn nearly_of_age(ctx: &Ctx, glance: &Glance) -> bool {
    let child = glance.people.iter().find(|p| p.id == glance.head.case.child);
    let reached = has_reached(Age::PlanForAdulthood, child.and_then(|p| p.born), ctx.today());
    !matches!(reached, Ok(Some(false)))
}

fn steps(ctx: &Ctx, glance: &Glance) -> Vec<(String, &'static str)> {
    let case = &glance.head.case;
    let here = |path: &str| format!("/cases/{}{path}", case.id);
    let mut steps = Vec::new();
    if case.state == CaseState::Open {
        if frame::may(ctx, "note.write") {
            steps.push((here("/notes"), "Write a note, or record a call and what was promised"));
        }
        let asked = |p: &Promise| {
            p.kind == PromiseKind::AdviceCall && p.enquiry.is_none() && p.kept.is_none() && !p.withdrawn
        };
        let waits = |kind| glance.promises.iter().any(|p| p.kind == kind && p.kept.is_none() && !p.withdrawn);
        if frame::may(ctx, "message.answer") && waits(PromiseKind::MessageAnswered) {
            steps.push((here("/messages"), "Answer a message"));
        }
        if frame::may(ctx, "review.list") && waits(PromiseKind::ReviewAsked) {
            steps.push((here("/reviews"), "Hold the review of the plan that was asked for"));
        }
        if frame::may(ctx, "early-support.answer") && glance.promises.iter().any(asked) {
            steps.push((here("/becoming-a-family#asked"), "Call the family, which asked for more help"));
        }
        let late = |p: &Promise| {
            p.kind == PromiseKind::Contribution && p.kept.is_none() && !p.withdrawn && p.due < ctx.now
        };
        if frame::may(ctx, "contribution.ask") && glance.promises.iter().any(late) {
            steps.push((here("/assessment"), "Ask after an answer of a partner that is late"));
        }
        let unsigned =
            |p: &Promise| p.kind == PromiseKind::AssessmentSigned && p.kept.is_none() && !p.withdrawn;
        if frame::may(ctx, "assessment.sign") && glance.promises.iter().any(unsigned) {
            steps.push((here("/assessment"), "Read the assessment, which waits for a second signature"));
        }
        let took_up = |p: &Promise| p.kind == PromiseKind::OfferCall && p.kept.is_none() && !p.withdrawn;
        if frame::may(ctx, "offer-ahead.make") && glance.promises.iter().any(took_up) {
            steps.push((here("/ahead#calls"), "Call the family, which took up an offer"));
        }
        let assessed = glance.assessment.is_some_and(|a| a.completed.is_some());
        if frame::may(ctx, "assessment.edit") {
            match glance.assessment {
                None => steps.push((here("/assessment"), "Begin the assessment of need")),
                Some(a) if a.completed.is_none() => {
                    steps.push((here("/assessment"), "Finish the assessment of need"));
                }
                Some(_) if waits(PromiseKind::Assessment) => {
                    steps.push((here("/assessment"), "Begin the new assessment of need, which was promised"));
                }
                Some(_) => {}
            }
        }
        if assessed && frame::may(ctx, "plan.edit") {
            let words =
                if glance.plan.is_some() { "Review the support plan" } else { "Write the support plan" };
            steps.push((here("/plan"), words));
        }
        if frame::may(ctx, "goal.rate") {
            steps.push((here("/goals"), "Rate the family’s goals"));
        }
        if glance.plan.is_some() && frame::may(ctx, "application.draft") {
            steps.push((here("/applications"), "Apply to the Fund"));
        }
        if glance.plan.is_some() && frame::may(ctx, "order.place") {
            steps.push((here("/orders"), "Order sessions"));
        }
    }
    if frame::may(ctx, "early-sign.view") {
        steps.push((here("/early-signs"), "Record a tipping point, or see the early signs"));
    }
    if frame::may(ctx, "escalation.view") {
        steps.push((here("/escalations"), "When it gets hard: escalations"));
    }
    if frame::may(ctx, "early-support.view") {
        steps.push((here("/becoming-a-family"), "See the early support that the family has had"));
    }
    if case.route != LegalRoute::SpecialGuardianship && frame::may(ctx, "identity.link.open") {
        // Offered whether or not the two are linked: only opening the link tells.
        steps.push((format!("/people/{}/before-adoption", case.child), "Open the identity before adoption"));
    }
    if glance.may_step {
        let words = match case.state {
            CaseState::Open => "Change the level of support or close the case",
            CaseState::Closed => "Open this case again",
        };
        steps.push((here("/level"), words));
    }
    if frame::may(ctx, "message.answer") {
        steps.push((here("/messages"), "Messages with the family"));
    }
    if frame::may(ctx, "move.record") {
        steps.push((here("/moves"), "Where they live, and who is responsible; if they move"));
    }
    if frame::may(ctx, "decision.view") {
        steps.push((here("/decisions"), "Decisions on this case"));
    }
    if frame::may(ctx, "complaint.make") {
        steps.push((here("/complaints"), "Record a complaint or disagreement"));
    }
    if frame::may(ctx, "childrens-guide.give") {
        steps.push((here("/childrens-guide"), "Children’s Guide: give it, and record that"));
    }
    if frame::may(ctx, "young.view") {
        steps.push((here("/young-person"), "What the young person wrote"));
    }
    if frame::may(ctx, "family-picture.view") {
        steps.push((here("/family-picture"), "Family picture: who lives with the child, and who matters"));
    }
    if frame::may(ctx, "person.same") {
        steps.push((
            format!("/people/{}/lookalikes", case.child),
            "Look whether the child was recorded twice",
        ));
    }
    if frame::may(ctx, "of-age.prepare") && nearly_of_age(ctx, glance) {
        steps.push((here("/of-age"), "At 18: preparation, and whose record it is"));
    }
    if frame::may(ctx, "account.invite-family") {
        steps.push((here("/invite-family"), "Invite a family member to sign in"));
    }
    steps
}
