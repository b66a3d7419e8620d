//! Paper: a checked letter, and apart from it the address it goes to.

use access::{actions::CheckLetters, connections::Letter as Kind, organisations};
use casework::{birth_families::store as births, people::store as people};
use kernel::{Error, Result, kinds::BirthPerson};
use page::{
    Ctx, Response,
    kit::{self, html, layout},
};

use crate::{
    contact_plans::{model::End, reach},
    letterbox::{model::LetterState, store::Letter},
    words::day_of,
};

fn checked(letter: &Letter) -> Result<()> {
    let ready = matches!(letter.state, LetterState::Approved | LetterState::Forwarded | LetterState::Read);
    if ready {
        Ok(())
    } else {
        Err(Error::refused("letter.unchecked", "This letter is not checked yet. Check it first."))
    }
}

pub(super) async fn letter(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Kind>("id")?;
    let large = ctx.query().raw("large") == "yes";
    let (letter, plan, agency) = ctx
        .read(move |look| {
            let (grant, letter, plan) = reach::letter::<CheckLetters>(look, id)?;
            checked(&letter)?;
            Ok((letter, plan, organisations::by_id(look, grant.agency())?.name))
        })
        .await?;
    let here = format!("/letters/{id}/print");
    let body = html! {
        p class="govuk-body" { (agency) ", letterbox" br; @if let Some(at) = letter.approved { (day_of(at)) } }
        (layout::page_heading(None, format!("A letter for {}", plan.names.of(letter.writer.other()))))
        (kit::letter(&letter.checked))
        p class="govuk-body" { "From " (plan.names.of(letter.writer)) }
        p class="govuk-hint" { "To write back, use your own letterbox page or write to the letterbox at " (agency) " and give the reference " (plan.reference) "." }
        (kit::button_group(html! {
            (kit::print_button("Print this page"))
            @if large { a class="govuk-link hearth-no-print" href=(here) { "Ordinary print" } }
            @else { a class="govuk-link hearth-no-print" href={ (here) "?large=yes" } { "Large print" } }
        }))
    };
    Ok(ctx
        .page("A letter", body)
        .back(format!("/letters/{id}"), "Back to the letter")
        .large_print(large)
        .respond())
}

pub(super) async fn address(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Kind>("id")?;
    let lines = ctx
        .read(move |look| {
            let (_, letter, plan) = reach::letter::<CheckLetters>(look, id)?;
            checked(&letter)?;
            Ok(match letter.writer.other() {
                End::Adoptive => {
                    let (_, face) = reach::adoptive::<CheckLetters>(look, &plan)?;
                    people::of_family(look, face.family)?
                        .into_iter()
                        .find(|p| p.kind == people::PersonKind::Adult)
                        .map(|p| vec![p.name(), p.contact.address.clone(), p.contact.postcode.clone()])
                        .unwrap_or_default()
                }
                End::Birth => {
                    let (_, face) = reach::birth::<CheckLetters>(look, &plan)?;
                    let who = births::person(look, &look.one::<CheckLetters, BirthPerson>(face.person)?)?;
                    let c = who.identity.contact.clone();
                    vec![who.identity.name(), c.address, c.postcode]
                }
            })
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "The address it goes to"))
        @if lines.iter().skip(1).all(String::is_empty) {
            (kit::warning_text("No address is recorded on this side. Add one to their record first."))
        }
        p class="govuk-body-l" { @for line in lines.iter().filter(|l| !l.is_empty()) { (line) br; } }
        p class="govuk-hint" { "Print this apart from the letter, and put no other address on the envelope but the agency’s." }
        (kit::print_button("Print this page"))
    };
    Ok(ctx
        .page("The address it goes to", body)
        .back(format!("/letters/{id}"), "Back to the letter")
        .respond())
}
