//! One intermediary case: who looks for whom, the vetoes that may be about the relative, the decision, and what both want.

use access::{actions::HandleAdults, connections::Intermediary};
use kernel::{Invalid, Result};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Markup, html, layout},
};

use super::state_tag;
use crate::{
    intermediaries::{
        actions,
        model::{State, Wants},
        store::{self, Case, Veto},
    },
    lists::step,
    words::{Sent, choices, day, line, sent, version_of},
};

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<Intermediary>("id")?;
    let (case, vetoes) = ctx
        .read(move |look| {
            let grant = look.one::<HandleAdults, Intermediary>(id)?;
            let case = store::load(look, &grant)?;
            let vetoes = store::in_force(look, &grant, &case.facts)?;
            Ok((case, vetoes))
        })
        .await?;
    let f = &case.facts;
    let body = html! {
        (layout::page_heading(Some("Intermediary case"), case.reference.as_str()))
        (kit::summary_list(vec![
            kit::row("How it stands", html! { (state_tag(case.state)) }),
            kit::row("Applicant", format!("{}, born {}", f.applicant, day(f.applicant_born))),
            kit::row("Who they are", f.relation.label()),
            kit::row("How to reach them", f.contact.as_str()),
            kit::row("The relative", format!("{}, born {}", f.subject, day(f.subject_born))),
            kit::row("Adoption order", day(f.adopted_on)),
            kit::row("The applicant says", said(case.applicant_wants)),
            kit::row("The relative says", said(case.subject_wants)),
            kit::row("What was decided", html! {
                @if case.decided.is_empty() { "Nothing yet" }
                @for part in case.decided.split("\n\n").filter(|part| !part.is_empty()) { p class="govuk-body" { (part) } }
            }),
        ]))
        h2 class="govuk-heading-m" { "Vetoes and wishes of people born on the same day as the relative" }
        @if vetoes.is_empty() { (kit::nothing_here("There is none in this agency. Ask the agency that holds the adoption record, too.")) }
        @for v in &vetoes {
            (kit::summary_list(vec![
                kit::row("Name", v.who.name.as_str()), kit::row("What", v.kind.label()),
                kit::row("What it allows", if v.terms.is_empty() { "Nothing is named" } else { v.terms.as_str() }),
            ]))
        }
        (steps(ctx, &case, &vetoes, fields, invalid))
    };
    Ok(ctx
        .page(format!("Case {}", case.reference), body)
        .back("/intermediaries", "Back to intermediary cases")
        .dense()
        .errors(invalid)
        .respond())
}

/// What somebody said of contact.
fn said(wants: Option<Wants>) -> &'static str {
    wants.map_or("Not asked yet", Wants::label)
}

fn steps(ctx: &Ctx, case: &Case, vetoes: &[Veto], fields: &Fields, invalid: &Invalid) -> Markup {
    let at = format!("/intermediaries/{}", case.id);
    let version = version_of(fields, invalid, case.version);
    let others = vetoes
        .iter()
        .map(|v| kit::choice(v.id.to_string(), format!("{}: {}", v.who.name, v.kind.label())))
        .collect();
    html! {
        @if matches!(case.state, State::Asked | State::Stopped) {
            h2 class="govuk-heading-m" { "Decide" }
            (ctx.form(&format!("{at}/decision"), fields, html! {
                (kit::hidden("version", &version))
                @if !vetoes.is_empty() {
                    (kit::checkboxes("others", kit::legend("Which of these are somebody else’s?").size(kit::Size::S), others).small()
                        .values(fields.all("others")).error(invalid.of("others")))
                    (kit::checkboxes("fits", kit::legend("Qualified veto").size(kit::Size::S), vec![
                        kit::choice("yes", "I have read what it allows, and this case is among it"),
                    ]).small().values(fields.all("fits")).error(invalid.of("fits")))
                }
                (kit::textarea("why", "What did you look at, and why may it go on or not?").hint("The welfare of both, and of anybody else it touches.").rows(3)
                    .value(fields.raw("why")).error(invalid.of("why")))
                (kit::button("Decide").once())
            }))
        }
        @if case.state == State::Allowed {
            h2 class="govuk-heading-m" { "What each of them wants" }
            (ctx.form(&format!("{at}/wants"), fields, html! {
                (kit::hidden("version", &version))
                (kit::radios("applicant_wants", kit::legend("The applicant").size(kit::Size::S), choices::<Wants>()).small().inline()
                    .value(case.applicant_wants.map(Wants::code).unwrap_or_default()).error(invalid.of("applicant_wants")))
                (kit::radios("subject_wants", kit::legend("The relative").size(kit::Size::S), choices::<Wants>()).small().inline()
                    .value(case.subject_wants.map(Wants::code).unwrap_or_default()).error(invalid.of("subject_wants")))
                (kit::button("Record what they want").once())
            }))
            (ctx.form(&format!("{at}/in-touch"), fields, html! {
                (kit::hidden("version", &version))
                (line(fields, invalid, "how", "How were they put in touch?").width(30))
                (kit::button("They are in touch").secondary().once())
            }))
        }
        @if case.state != State::Closed {
            (ctx.form(&format!("{at}/close"), fields, html! {
                (kit::hidden("version", &version))
                (line(fields, invalid, "closed_why", "Close the case: why?").width(30))
                (kit::button("Close the case").secondary().once())
            }))
        }
    }
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

step!(
    decide,
    Intermediary,
    "/intermediaries",
    actions::decide_fields,
    actions::decide_case,
    "decide a case",
    "The decision is kept."
);
step!(
    wants,
    Intermediary,
    "/intermediaries",
    actions::said_fields,
    actions::record_wants,
    "record what they want",
    "It is recorded."
);
step!(
    in_touch,
    Intermediary,
    "/intermediaries",
    actions::in_touch_fields,
    actions::put_in_touch,
    "put two people in touch",
    "It is recorded that they are in touch."
);
step!(
    close,
    Intermediary,
    "/intermediaries",
    actions::close_fields,
    actions::close_case,
    "close a case",
    "The case is closed."
);
