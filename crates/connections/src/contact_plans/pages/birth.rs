//! How a birth relative stays in touch, at their own record.

use access::{
    actions::{InviteBirthRelative, RecordContact, ViewContact},
    walls,
};
use casework::birth_families::store as births;
use kernel::{Invalid, Result, kinds::BirthPerson};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, html, layout},
};

use super::{agreed, state_tag, wishes};
use crate::{
    contact_plans::{
        actions::join_plan,
        faces::before,
        form::{self, join_fields},
        reach, wire,
    },
    words::{Sent, line, sent},
};

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<BirthPerson>("id")?;
    let (person, plans, may, invites) = ctx
        .read(move |look| {
            let grant = look.one::<ViewContact, BirthPerson>(id)?;
            let mut plans = Vec::new();
            for face in before::of_person(look, &grant)? {
                let plan = wire::behind(look, face.plan)?;
                let terms = wire::current(look, plan.id)?;
                let mine = reach::is_coordinator(look, &plan);
                plans.push((plan, terms, before::wishes(look, &face)?, mine));
            }
            let invites = look.may::<InviteBirthRelative>() && !walls::has_account(look, id)?;
            Ok((births::person(look, &grant)?, plans, look.may::<RecordContact>(), invites))
        })
        .await?;
    let body = html! {
        (layout::page_heading(Some(&person.identity.name()), "Staying in touch"))
        p class="govuk-hint" { "This is the birth relative’s side. Nothing of the family that adopted the child stands here, but for how they sign." }
        @if plans.is_empty() { (kit::nothing_here("They have not joined a contact plan yet.")) }
        @for (plan, terms, said, mine) in &plans {
            h2 class="govuk-heading-m" { "With " (plan.names.adoptive) " " (state_tag(plan.state)) }
            (kit::summary_list([vec![
                kit::row("Plan", html! {
                    @if *mine { a class="govuk-link" href={ "/contact-plans/" (plan.id) } { (plan.reference) } } @else { (plan.reference) }
                }),
                kit::row("The child is called", plan.names.child.as_str()),
                kit::row("They sign", plan.names.birth.as_str()),
            ], agreed(&terms.terms)].concat()))
            h3 class="govuk-heading-s" { "What they wish" }
            (wishes(said))
        }
        @if invites && !person.kind.is_placed() {
            (kit::inset_text(html! {
                "They do not sign in yet, so their letters go by post. "
                a class="govuk-link" href={ "/birth-people/" (id) "/sign-in" } { "Invite them to pages of their own" } " to read and write letters there."
            }))
        }
        @if may && !person.kind.is_placed() {
            h2 class="govuk-heading-m" { "Add them to a contact plan" }
            (ctx.form(&format!("/birth-people/{id}/contact-plans"), fields, html! {
                (line(fields, invalid, "reference", "Reference of the contact plan").width(20)
                    .hint("Like CP-2345-6789. It stands at the child’s case, under Contact. You add people only to plans that you coordinate."))
                (form::signed(fields, invalid, "signs", "How do they sign?"))
                (form::wishes(fields, invalid, "What do they wish?"))
                (kit::button("Add them").once())
            }))
        }
    };
    Ok(ctx
        .page("Staying in touch", body)
        .back(format!("/birth-families/{}", person.family), "Back to the birth family")
        .dense()
        .errors(invalid)
        .respond())
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn join(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<BirthPerson>("id")?;
    let mut fields = ctx.fields()?;
    let input = match join_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("join a contact plan", move |act| {
            join_plan(act, id, &input)?;
            Ok(Answer::see(format!("/birth-people/{id}/contact-plans"))
                .saying("They are part of the plan now."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => draw(&ctx, &fields, &invalid).await,
    }
}
