//! A contact plan for its coordinator: the wire, which names nobody but those who sign.

use access::{
    actions::{CheckLetters, RecordContact, ViewContact},
    connections::ContactPlan,
};
use kernel::{Invalid, Result};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, cell, html, layout},
};

use super::{agreed, state_tag};
use crate::{
    contact_plans::{
        actions::change_plan,
        form::{self, change_fields},
        model::{End, PlanState},
        reach, wire,
    },
    letterbox::{pages::state_tag as letter_tag, store as letters},
    words::{NOTE, Sent, choices, day_of, most, name_of, sent, version_of},
};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ContactPlan>("id")?;
    let (plan, history, all, coordinator, may_check) = ctx
        .read(move |look| {
            let (_, plan) = reach::plan::<ViewContact>(look, id)?;
            let history = wire::history(look, &plan)?;
            let all = letters::of_plan(look, plan.id)?;
            let coordinator = name_of(look, Some(plan.coordinator))?;
            Ok((plan, history, all, coordinator, look.may::<CheckLetters>()))
        })
        .await?;
    let at = format!("/contact-plans/{id}");
    let body = html! {
        (layout::page_heading(Some("Contact plan"), plan.reference.as_str()))
        (kit::summary_list([vec![
            kit::row("How it stands", html! { (state_tag(plan.state)) }),
            kit::row("Coordinator", coordinator),
            kit::row("The child is called", plan.names.child.as_str()),
            kit::row("Adoptive family signs", html! {
                (plan.names.adoptive) br; a class="govuk-link" href={ (at) "/adoptive" } { "Open the adoptive family’s side" }
            }),
            kit::row("Birth relative signs", html! {
                @if plan.joined { (plan.names.birth) br; a class="govuk-link" href={ (at) "/birth" } { "Open the birth relative’s side" } }
                @else { "Has not joined yet" }
            }),
        ], history.first().map(|v| agreed(&v.terms)).unwrap_or_default()].concat()))
        @if let Some(why) = history.first().map(|v| v.terms.meeting_why.as_str()).filter(|w| !w.is_empty()) {
            (kit::inset_text(format!("Why there is no meeting: {why}")))
        }
        (kit::button_group(html! {
            (kit::button("Review or change the plan").href(format!("{at}/terms")).secondary())
        }))
        h2 class="govuk-heading-m" { "Letters" }
        @if all.is_empty() { (kit::nothing_here("No letter is expected yet.")) }
        @else {
            (kit::table(["Due", "Written by", "How it stands"].map(cell).to_vec(), all.iter().map(|l| vec![
                cell(html! { a class="govuk-link" href={ "/letters/" (l.id) } { (day_of(l.due)) } }),
                cell(format!("{} ({})", plan.names.of(l.writer), l.writer.label().to_lowercase())),
                cell(html! { (letter_tag(l, ctx.now)) }),
            ]).collect()).caption("Letters of this plan, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        @if plan.joined && may_check && plan.state != PlanState::Ended {
            (ctx.form(&format!("{at}/letters"), &Fields::default(), html! {
                (kit::radios("writer", kit::legend("A letter that no month asked for").size(kit::Size::S), choices::<End>()).small().inline())
                (kit::button("Expect one more letter").secondary().once())
            }))
        }
        @if history.len() > 1 {
            h2 class="govuk-heading-m" { "What was agreed before" }
            @for (newer, older) in history.iter().zip(history.iter().skip(1)) {
                (kit::details(format!("Until {}", day_of(newer.made)), html! {
                    (kit::summary_list(agreed(&older.terms)))
                    p class="govuk-body" { "Changed because: " (newer.why) }
                }))
            }
        }
    };
    Ok(ctx
        .page(format!("Contact plan {}", plan.reference), body)
        .back("/contact-plans", "Back to contact plans")
        .dense()
        .respond())
}

async fn form(ctx: &Ctx, typed: Option<&Fields>, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<ContactPlan>("id")?;
    let (plan, now) = ctx
        .read(move |look| {
            let (_, plan) = reach::plan::<RecordContact>(look, id)?;
            let now = wire::current(look, plan.id)?;
            Ok((plan, now))
        })
        .await?;
    let mut kept = form::filled(&now.terms);
    kept.push(("child_called".into(), plan.names.child.clone()));
    kept.push(("adoptive_signs".into(), plan.names.adoptive.clone()));
    kept.push(("birth_signs".into(), plan.names.birth.clone()));
    kept.push(("state".into(), plan.state.code().into()));
    let kept = Fields::filled(kept);
    let fields = typed.unwrap_or(&kept);
    let body = html! {
        (layout::page_heading(Some(plan.reference.as_str()), "Review or change the plan"))
        p class="govuk-body" { "What a court said about contact is where a plan begins. It is looked at again as the child grows, with both sides asked." }
        (ctx.form(&format!("/contact-plans/{id}/terms"), fields, html! {
            (kit::hidden("version", &version_of(fields, invalid, plan.version)))
            (form::signed(fields, invalid, "child_called", "What do both sides call the child?"))
            (form::signed(fields, invalid, "adoptive_signs", "How does the adoptive family sign?"))
            @if plan.joined { (form::signed(fields, invalid, "birth_signs", "How does the birth relative sign?")) }
            (form::draw(fields, invalid))
            (kit::radios("state", kit::legend("How does the plan stand?").size(kit::Size::S), choices::<PlanState>()).small()
                .value(fields.raw("state")).error(invalid.of("state")))
            (kit::character_count("why", kit::label("Why, and who was asked?").size(kit::Size::S), most(NOTE)).hint("Name nobody.").rows(3)
                .value(fields.raw("why")).error(invalid.of("why")))
            (kit::button("Save the plan").once())
        }))
    };
    Ok(ctx
        .page("Review or change the plan", body)
        .back(format!("/contact-plans/{id}"), "Back to the plan")
        .dense()
        .errors(invalid)
        .respond())
}

pub(super) async fn terms(ctx: Ctx) -> Result<Response> {
    form(&ctx, None, &Invalid::default()).await
}

pub(super) async fn change(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ContactPlan>("id")?;
    let mut fields = ctx.fields()?;
    let input = match change_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return form(&ctx, Some(&fields), &invalid).await,
    };
    let done = ctx
        .act("change a contact plan", move |act| {
            change_plan(act, id, &input)?;
            Ok(Answer::see(format!("/contact-plans/{id}"))
                .saying("The plan is saved. What held before is kept."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => form(&ctx, Some(&fields), &invalid).await,
    }
}
