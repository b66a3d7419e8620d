//! The form by which a manager hands a case to the agency that becomes responsible: what goes, on what ground, and what a person writes.

use access::{
    actions::OfferHandover,
    consent::Decision,
    organisations::{self, Organisation},
};
use casework::{
    cases::frame::{self, Head, Tab},
    promises::{self, Promise},
};
use kernel::{Invalid, Moment, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size},
};

use super::blank;
use crate::{
    moves::{
        actions,
        model::stays,
        standing::{self, Standing},
        store,
    },
    words::{area, day},
};

struct Shown {
    head: Head,
    s: Standing,
    to: Option<(Organisation, String, Decision)>,
    promises: Vec<Promise>,
    open: bool,
}

async fn read(ctx: &Ctx) -> Result<Shown> {
    let id = ctx.id::<kinds::Case>("id")?;
    ctx.read(move |look| {
        let grant = look.one::<OfferHandover, kinds::Case>(id)?;
        let s = standing::read(look, &grant)?;
        let to = match &s.passing {
            None => None,
            Some(passing) => {
                let agency = organisations::by_id(look, passing.agency)?;
                let decision = actions::shared(look, &grant, &agency)?;
                Some((agency, super::council(look, &passing.council)?, decision))
            }
        };
        let mut open = promises::of_case(look, &grant)?;
        open.retain(|p| p.kept.is_none() && !p.withdrawn);
        Ok(Shown {
            head: frame::head(look, &grant)?,
            to,
            promises: open,
            open: store::open_of_case(look, &grant)?.is_some(),
            s,
        })
    })
    .await
}

pub(in crate::moves) async fn page(ctx: Ctx) -> Result<Response> {
    let (f, wrong) = blank();
    draw(&ctx, &f, &wrong).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let x = read(ctx).await?;
    let id = x.s.case.id;
    let body = html! {
        (super::refused(wrong))
        @match &x.to {
            None => {
                (kit::inset_text(match x.s.unknown(ctx.today()) {
                    Some(why) => why.label(),
                    None => "Your agency goes on being responsible, so that there is nobody to hand this case to.",
                }))
            }
            Some(_) if x.open => (kit::inset_text("This case is being handed over already.")),
            Some(_) if x.head.sealed => (kit::inset_text("This case is sealed, and the other agency’s duty team would read what you hand over. Speak with their manager by telephone, who opens and seals a case there first.")),
            Some((to, council, decision)) => {
                @match decision {
                    Decision::Refused(no) => {
                        (kit::warning_text(format!("{} {}", no.why, no.next)))
                        p class="govuk-body" {
                            "Ask for “Work with another agency or council”, and enter the name just so: " strong { (to.name) } ". "
                            a class="govuk-link" href={ "/cases/" (id) "/consent" } { "Consent and sharing" }
                        }
                    }
                    Decision::Allowed(basis) => {
                        p class="govuk-body" {
                            (council) " is responsible" @if let Some(on) = x.s.passing.as_ref().and_then(|p| p.on) { " from " (day(on)) } ". "
                            strong { (to.name) } " answers for it. You may share this on " (basis.words()) "."
                        }
                        p class="govuk-body" { "Until they take the case over, you go on. They read what is listed here, and nothing else of the record." }
                        (going(&x.promises))
                        (ctx.form(&format!("/cases/{id}/hand-to-agency"), f, form(f, wrong)))
                    }
                }
            }
        }
        p class="govuk-body" { a class="govuk-link" href={ "/cases/" (id) "/moves" } { "Where they live, and who is responsible" } }
    };
    Ok(frame::frame(ctx, &x.head, Tab::Overview, "Hand the case to another agency", body)
        .errors(wrong)
        .respond())
}

fn going(open: &[Promise]) -> Markup {
    let (stay, go): (Vec<&Promise>, Vec<&Promise>) = open.iter().partition(|p| stays(p.kind));
    let list = |all: &[&Promise]| {
        html! { ul class="govuk-list govuk-list--bullet" { @for p in all { li { (p.kind.label()) ", due " (Moment(p.due)) } } } }
    };
    html! {
        h2 class="govuk-heading-m" { "What they are given" }
        ul class="govuk-list govuk-list--bullet" {
            li { "the names, birth dates and contact of the child and of parents and carers, with the new address" }
            li { "how the child came to the family, the day of the order, and the level of support" }
            li { "what you write below, and what was promised and is due" }
        }
        h3 class="govuk-heading-s" { "Promises that go, and end here once they take the case over" }
        @if go.is_empty() { (kit::nothing_here("None is open.")) } @else { (list(&go)) }
        @if !stay.is_empty() {
            h3 class="govuk-heading-s" { "Promises that stay with you until they are kept" }
            (list(&stay))
        }
    }
}

fn form(f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (area("summary", "What whoever takes over should know", f, wrong))
        (kit::checkboxes("talked", kit::legend("The family").size(Size::S), vec![
            kit::choice("yes", "I, or the coordinator, talked with the family about it"),
        ]).values(f.all("talked")).error(wrong.of("talked")))
        (kit::button("Hand it over").once())
    }
}

pub(in crate::moves) async fn send(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut f = ctx.fields()?;
    let input = match actions::offer_fields(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &f, &invalid).await,
    };
    let done = ctx.act("hand a case to another agency", move |act| {
        let made = actions::offer(act, id, &input)?;
        Ok(Answer::see(format!("/handovers-out/{}", made.id))
            .saying("The case is offered. You go on until the other agency takes it over."))
    });
    match done.await {
        Err(error) => draw(&ctx, &f, &page::mend(error)?).await,
        done => done,
    }
}
