//! The check before an assessment is completed: all that is written, and beside each part
//! what it still lacks.

use access::actions::EditAssessment;
use kernel::{Error, Invalid, Result, kinds};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self},
};

use super::{read, state_tag};
use crate::{
    assessment::{actions::complete, model::Part, store},
    cases::{
        self,
        frame::{self, Tab},
    },
    contributions::{model::State as Waiting, pages::draw, store as contributions},
    screening,
};

/// `GET /assessments/{id}/check`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

/// `POST /assessments/{id}/complete`
pub(super) async fn complete(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Assessment>("id")?;
    let fields = ctx.fields()?;
    let sent = fields.clone();
    let done = ctx
        .act("complete an assessment", move |act| {
            complete::run(act, id, &sent)?;
            Ok(Answer::see(format!("/assessments/{id}")).saying("The assessment is complete"))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        // Nothing is typed on this page, so a clash only means: read it again.
        Err(Error::Stale) => {
            let words = "Somebody saved a part after you opened this page. Read it again, then complete it.";
            draw(&ctx, &Fields::default(), &Invalid(vec![crate::words::mend("", words)])).await
        }
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
    }
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Assessment>("id")?;
    let (head, assessment, said, screened) = ctx
        .read(move |look| {
            let grant = look.one::<EditAssessment, kinds::Assessment>(id)?;
            let assessment = store::load(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, assessment.case)?;
            let said = contributions::of_assessment(look, &grant)?;
            let screened = screening::store::of_assessment(look, &grant)?;
            Ok((frame::of_case(look, case)?, assessment, said, screened))
        })
        .await?;
    let framework = assessment.framework()?;
    let findings = &assessment.findings;
    let waiting = said.iter().filter(|k| k.state == Waiting::Asked).count();
    let unread = said.iter().filter(|k| k.state == Waiting::Sent && k.took.is_none()).count();
    let ready = findings.missing(framework).is_empty();
    let body = html! {
        (read::unseen(findings))
        @for part in Part::all(framework) {
            @let missing = part.missing(framework, findings);
            h2 class="govuk-heading-m" {
                (part.title()) " " (state_tag(part.state(framework, findings)))
            }
            @if !missing.is_empty() {
                ul class="govuk-list govuk-list--bullet" {
                    @for gap in &missing { li id=(gap.field) { (gap.message) } }
                }
            }
            (read::part(framework, findings, part))
            (screening::pages::beside(part.code(), &screened))
            (draw::beside(part.code(), &said, false))
            p class="govuk-body" {
                a class="govuk-link" href={ "/assessments/" (id) "/part/" (part.code()) } {
                    "Change" span class="govuk-visually-hidden" { ": " (part.title()) }
                }
            }
        }
        @if ready {
            h2 class="govuk-heading-m" { "Complete the assessment" }
            @if waiting > 0 {
                (kit::warning_text("Partners have not answered yet. If you complete the assessment now, they are told that nothing is wanted any more, and their links end."))
            }
            @if unread > 0 {
                (kit::inset_text("Partners have answered, and nobody has said yet what was taken from it. Open each answer under “Asked of partners” to say so: once the assessment is complete, it is too late."))
            }
            @if !said.is_empty() { (draw::table_of(&said, ctx.now)) }
            p class="govuk-body" {
                "The case moves to the level that you chose. After this nobody can change the assessment: what changes "
                "later goes into a new one."
            }
            (ctx.form(&format!("/assessments/{id}/complete"), fields, html! {
                (kit::hidden("version", &assessment.version.to_string()))
                (kit::button("Complete the assessment").once())
            }))
        } @else {
            (kit::inset_text("When nothing is missing any more, you can complete the assessment here."))
        }
    };
    let page = frame::frame(ctx, &head, Tab::Assessment, "Check the assessment", body)
        .back(format!("/cases/{}/assessment", assessment.case), "All parts of the assessment");
    Ok(page.errors(invalid).respond())
}
