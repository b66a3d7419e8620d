//! One side of a contact plan, for its coordinator: who it is, how they are reached, and what they wish. A page shows
//! one side and never the other.

use access::{actions::ViewContact, connections::ContactPlan};
use casework::{birth_families::store as births, people::store as people};
use kernel::{Invalid, Result, kinds::BirthPerson};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Row, html, layout},
};

use super::wishes;
use crate::{
    contact_plans::{
        actions::record_wish,
        faces::{Wish, after, before},
        form,
        model::End,
        reach,
    },
    words::{NOTE, Sent, sent},
};

/// Who stands on a side.
struct Shown {
    reference: String,
    rows: Vec<Row>,
    wishes: Vec<Wish>,
    record: String,
}

fn reached(c: &people::Contact) -> Vec<Row> {
    let given = |text: &str| if text.is_empty() { "Not known".to_owned() } else { text.to_owned() };
    vec![
        kit::row("Address", given(&c.address)),
        kit::row("Postcode", given(&c.postcode)),
        kit::row("Telephone", given(&c.phone)),
        kit::row("Email", given(&c.email)),
    ]
}

async fn shown(ctx: &Ctx, end: End) -> Result<Shown> {
    let id = ctx.id::<ContactPlan>("id")?;
    ctx.read(move |look| {
        let (_, plan) = reach::plan::<ViewContact>(look, id)?;
        let reference = plan.reference.to_string();
        match end {
            End::Adoptive => {
                let (_, face) = reach::adoptive::<ViewContact>(look, &plan)?;
                let mut rows = Vec::new();
                for person in people::of_family(look, face.family)? {
                    rows.push(kit::row(person.kind.label(), person.name()));
                    if person.kind == people::PersonKind::Adult {
                        rows.extend(reached(&person.contact));
                    }
                }
                let record = format!("/cases/{}/contact", face.case);
                Ok(Shown { reference, rows, wishes: after::wishes(look, &face)?, record })
            }
            End::Birth => {
                let (_, face) = reach::birth::<ViewContact>(look, &plan)?;
                let who = births::person(look, &look.one::<ViewContact, BirthPerson>(face.person)?)?;
                let mut rows = vec![kit::row(who.kind.label(), who.identity.name())];
                rows.extend(reached(&who.identity.contact));
                let record = format!("/birth-people/{}/contact-plans", who.id);
                Ok(Shown { reference, rows, wishes: before::wishes(look, &face)?, record })
            }
        }
    })
    .await
}

async fn draw(ctx: &Ctx, end: End, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<ContactPlan>("id")?;
    let side = shown(ctx, end).await?;
    let title = match end {
        End::Adoptive => "The adoptive family’s side",
        End::Birth => "The birth relative’s side",
    };
    let body = html! {
        (layout::page_heading(Some(&side.reference), title))
        p class="govuk-hint" { "This look is recorded. Say nothing of this side to the other." }
        (kit::summary_list(side.rows))
        p class="govuk-body" { a class="govuk-link" href=(side.record) { "Open their record" } }
        h2 class="govuk-heading-m" { "What they wish" }
        (wishes(&side.wishes))
        (ctx.form(&format!("/contact-plans/{id}/{}", end.code()), fields, html! {
            (form::wishes(fields, invalid, "What do they wish now?"))
            (kit::button("Keep their wishes").once())
        }))
    };
    Ok(ctx
        .page(title, body)
        .back(format!("/contact-plans/{id}"), "Back to the plan")
        .dense()
        .errors(invalid)
        .respond())
}

async fn wish(ctx: Ctx, end: End) -> Result<Response> {
    let id = ctx.id::<ContactPlan>("id")?;
    let mut fields = ctx.fields()?;
    let words = fields.required("wishes", "Write what they wish", NOTE);
    let words = match fields.finish(|| words) {
        Ok(words) => words,
        Err(invalid) => return draw(&ctx, end, &fields, &invalid).await,
    };
    let done = ctx
        .act("write down wishes", move |act| {
            record_wish(act, id, end, &words)?;
            Ok(Answer::see(format!("/contact-plans/{id}/{}", end.code())).saying("Their wishes are kept."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => draw(&ctx, end, &fields, &invalid).await,
    }
}

pub(super) async fn adoptive(ctx: Ctx) -> Result<Response> {
    draw(&ctx, End::Adoptive, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn adoptive_wish(ctx: Ctx) -> Result<Response> {
    wish(ctx, End::Adoptive).await
}

pub(super) async fn birth(ctx: Ctx) -> Result<Response> {
    draw(&ctx, End::Birth, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn birth_wish(ctx: Ctx) -> Result<Response> {
    wish(ctx, End::Birth).await
}
