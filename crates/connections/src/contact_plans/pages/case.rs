//! How a child stays in touch, in the child's case.

use access::actions::{RecordContact, ViewContact};
use casework::cases::frame::{self, Tab};
use kernel::{Invalid, Result, kinds::Case};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, html},
};

use super::{agreed, state_tag, wishes};
use crate::{
    contact_plans::{
        actions::start_plan,
        faces::after,
        form::{self, start_fields},
        reach, wire,
    },
    words::{Sent, sent},
};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let (head, plans, may) = ctx
        .read(move |look| {
            let grant = look.one::<ViewContact, Case>(id)?;
            let head = frame::head(look, &grant)?;
            let mut plans = Vec::new();
            for face in after::of_case(look, &grant)? {
                let plan = wire::behind(look, face.plan)?;
                let terms = wire::current(look, plan.id)?;
                let mine = reach::is_coordinator(look, &plan);
                plans.push((plan, terms, after::wishes(look, &face)?, mine));
            }
            Ok((head, plans, look.may::<RecordContact>()))
        })
        .await?;
    let body = html! {
        p class="govuk-hint" { "This is the adoptive family’s side. Who is on the other side stands nowhere here, but for how they sign." }
        @if plans.is_empty() {
            (kit::nothing_here("There is no plan for staying in touch with anybody yet."))
        }
        @for (plan, terms, said, mine) in &plans {
            h2 class="govuk-heading-m" {
                @if plan.joined { "With " (plan.names.birth) } @else { "Nobody has joined yet" }
                " " (state_tag(plan.state))
            }
            (kit::summary_list([vec![
                kit::row("Plan", html! {
                    @if *mine { a class="govuk-link" href={ "/contact-plans/" (plan.id) } { (plan.reference) } } @else { (plan.reference) }
                }),
                kit::row("The child is called", plan.names.child.as_str()),
                kit::row("The family signs", plan.names.adoptive.as_str()),
            ], agreed(&terms.terms)].concat()))
            @if !plan.joined && *mine {
                (kit::inset_text(html! {
                    "To add the birth relative, open their record under Birth families, choose Staying in touch, and give the reference "
                    strong { (plan.reference) } "."
                }))
            }
            h3 class="govuk-heading-s" { "What the family wishes" }
            (wishes(said))
        }
        @if may { (kit::button("Start a contact plan").href(format!("/cases/{id}/contact/new"))) }
    };
    Ok(frame::frame(&ctx, &head, Tab::Contact, "Staying in touch", body).respond())
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let head = ctx.read(move |look| frame::head(look, &look.one::<RecordContact, Case>(id)?)).await?;
    let body = html! {
        (ctx.form(&format!("/cases/{id}/contact/new"), fields, html! {
            (form::signed(fields, invalid, "child_called", "What do both sides call the child?"))
            (form::signed(fields, invalid, "signs", "How does the adoptive family sign?"))
            (form::draw(fields, invalid))
            (form::wishes(fields, invalid, "What does the adoptive family wish?"))
            (kit::button("Start the plan").once())
        }))
    };
    Ok(frame::frame(ctx, &head, Tab::Contact, "Start a contact plan", body)
        .back(format!("/cases/{id}/contact"), "Back to staying in touch")
        .errors(invalid)
        .respond())
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn start(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match start_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("start a contact plan", move |act| {
            start_plan(act, id, &input)?;
            Ok(Answer::see(format!("/cases/{id}/contact"))
                .saying("The plan is started. Now add the birth relative’s side with its reference."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => draw(&ctx, &fields, &invalid).await,
    }
}
