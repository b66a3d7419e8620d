//! The second signature under assessments on the screen: those that wait, and a manager's answer to one of them.

use access::{Look, actions::SignAssessment};
use kernel::{Error, Invalid, Moment, PromiseState, Result, Timestamp, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Route, csv_file,
    kit::{self, Size, Tone, cell, choice, label, layout, legend, radios, row, table, tag, textarea},
};

use super::{day_of, name_of, paragraphs, read};
use crate::{
    assessment::{
        actions::sign,
        model::{SignAnswer, SignOff},
        signatures::{self, Signature, WaitingAssessment},
        store::{self, Assessment},
    },
    cases::{
        self,
        frame::{self, Tab},
        promise_list::standing_tag,
    },
    contributions::store as contributions,
};

/// A signature with the name of whoever answered.
pub(super) struct Shown {
    signature: Signature,
    by: Option<String>,
    /// Whether whoever looks can answer it now.
    may_answer: bool,
}

/// The signature under an assessment, for pages of people who opened it.
pub(super) fn shown(look: &Look<'_>, assessment: &Assessment) -> Result<Option<Shown>> {
    let Some(signature) = signatures::of(look, assessment.id)? else { return Ok(None) };
    Ok(Some(Shown {
        by: name_of(look, signature.settled_by)?,
        may_answer: look.may::<SignAssessment>() && sign::may_answer(look, assessment).is_ok(),
        signature,
    }))
}

fn state_tag(state: SignOff) -> kit::Tag {
    tag(state.label()).tone(match state {
        SignOff::Waiting => Tone::Soon,
        SignOff::Signed => Tone::Good,
        SignOff::Returned => Tone::Late,
        SignOff::Answered | SignOff::Replaced => Tone::Quiet,
    })
}

/// How the signature stands, in one line.
pub(super) fn standing(shown: &Shown) -> Markup {
    let s = &shown.signature;
    html! {
        (state_tag(s.state))
        @match (s.settled, &shown.by) {
            (Some(at), Some(by)) => { " " (by) ", " (day_of(at)) },
            (Some(at), None) => { " " (day_of(at)) },
            _ => { " Asked for on " (day_of(s.asked)) },
        }
    }
}

/// What there is to do about the signature, above the assessment itself.
pub(super) fn steps(shown: Option<&Shown>) -> Markup {
    let Some(shown) = shown else { return html! {} };
    let s = &shown.signature;
    html! {
        @match s.state {
            SignOff::Waiting if shown.may_answer => {
                (kit::inset_text("This assessment is complete, and waits for your signature: a second pair of eyes."))
                (kit::button("Sign it or send it back").href(format!("/assessments/{}/signature", s.assessment)))
            }
            SignOff::Waiting => {
                (kit::inset_text("A manager who had no hand in this assessment has not signed it yet; nothing waits for that."))
            }
            SignOff::Returned => {
                (kit::inset_text(html! {
                    p class="govuk-body" {
                        "A manager sent this assessment back, to be looked at again. It goes on holding until a new one is complete. "
                        "The new one begins with what is written here."
                    }
                    (paragraphs(&s.words))
                }))
            }
            SignOff::Signed | SignOff::Answered | SignOff::Replaced => {}
        }
    }
}

/// `GET /assessments/{id}/signature`
pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default(), false).await
}

/// `POST /assessments/{id}/signature`
pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let (id, sent) = (ctx.id::<kinds::Assessment>("id")?, ctx.fields()?);
    let input = match sign::fields(&mut sent.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &sent, &wrong, false).await,
    };
    let done = ctx
        .act("answer for an assessment", move |act| {
            let said = match sign::run(act, id, &input)?.state {
                SignOff::Signed => "You have signed this assessment.",
                _ => "The assessment is sent back. Its author sees it on their first page.",
            };
            Ok(Answer::see(format!("/assessments/{id}")).saying(said))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => {
            let clash = error == Error::Stale;
            draw(&ctx, &sent, &page::mend(error)?, clash).await
        }
    }
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid, clash: bool) -> Result<Response> {
    let id = ctx.id::<kinds::Assessment>("id")?;
    let (head, assessment, said, author, refused) = ctx
        .read(move |look| {
            let grant = look.one::<SignAssessment, kinds::Assessment>(id)?;
            let assessment = store::load(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, assessment.case)?;
            let refused = match sign::may_answer(look, &assessment) {
                Ok(_) => None,
                Err(Error::Refused { why, .. }) => Some(why),
                Err(other) => return Err(other),
            };
            let author = name_of(look, assessment.author)?;
            let said = contributions::of_assessment(look, &grant)?;
            Ok((frame::of_case(look, case)?, assessment, said, author, refused))
        })
        .await?;
    let version = match fields.raw("version") {
        typed if !typed.is_empty() && !clash => typed.to_owned(),
        _ => assessment.version.to_string(),
    };
    let answers = SignAnswer::ALL.iter().map(|a| choice(a.code(), a.label())).collect();
    let body = html! {
        (kit::summary_list(vec![
            row("Completed by", author.unwrap_or_else(|| "Another system".into())),
            row("Completed", assessment.completed.map_or_else(|| "Not yet".to_owned(), day_of)),
        ]))
        (read::whole(assessment.framework()?, &assessment.findings, &said, false))
        @match &refused {
            Some(why) => (kit::inset_text(why.as_str())),
            None => (ctx.form(&format!("/assessments/{id}/signature"), fields, html! {
                (kit::hidden("version", &version))
                (radios("answer", legend("Do you sign this assessment?").size(Size::M), answers)
                    .value(fields.raw("answer"))
                    .error(invalid.of("answer")))
                (textarea("words", label("If you send it back: what should be looked at again?").size(Size::S))
                    .hint("Its author reads this. The assessment goes on holding meanwhile.")
                    .value(fields.raw("words"))
                    .error(invalid.of("words")))
                (kit::button("Save the answer").once())
            })),
        }
    };
    let page = frame::frame(ctx, &head, Tab::Assessment, "Second signature", body)
        .back(format!("/assessments/{id}"), "This assessment");
    Ok(page.errors(invalid).respond())
}

/// `GET /assessment-signatures`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows =
        ctx.read(move |look| signatures::waiting(look, &look.agency::<SignAssessment>()?, after)).await?;
    let head = ["Case", "Completed by", "Asked for", "An answer by", ""].map(cell).to_vec();
    let lines = rows.items.iter().map(|a| line(&ctx, a)).collect();
    let body = html! {
        (layout::page_heading(None, "Assessments that wait for a signature"))
        p class="govuk-body" {
            "Each holds already. A manager who had no hand in it reads it and signs, or sends it back with what to look at again."
        }
        @if rows.items.is_empty() {
            (kit::nothing_here("No assessment waits for a signature."))
        } @else {
            (table(head, lines)
                .caption("Assessments that wait for a signature")
                .caption_classes("govuk-visually-hidden")
                .first_cell_is_header()
                .scrolling())
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/assessment-signatures?after={next}"))))
            }
            p class="govuk-body" {
                a class="govuk-link" href="/assessment-signatures.csv" { "Download these assessments as a CSV file" }
            }
        }
    };
    Ok(ctx.page("Assessments that wait for a signature", body).dense().respond())
}

fn line(ctx: &Ctx, a: &WaitingAssessment) -> Vec<kit::Cell> {
    let by = if a.asked_by.is_empty() { "Another system" } else { a.asked_by.as_str() };
    vec![
        cell(html! { a class="govuk-link" href={ "/cases/" (a.case) } { (a.reference) } }),
        cell(by),
        cell(day_of(a.asked)),
        cell(a.due.map_or_else(
            || html! { "–" },
            |due| {
                let state = PromiseState::at(ctx.now, a.asked, due, None, false);
                html! { (Moment(due)) " " (standing_tag(state, due, ctx.now)) }
            },
        )),
        cell(if a.own {
            html! { "Yours: somebody else signs" }
        } else {
            html! {
                a class="govuk-link" href={ "/assessments/" (a.assessment) "/signature" } {
                    "Sign or send back" span class="govuk-visually-hidden" { " the assessment of " (a.reference) }
                }
            }
        }),
    ]
}

/// `GET /assessment-signatures.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<SignAssessment>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = signatures::waiting(look, &grant, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let moment = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    let rows = all.into_iter().map(|a| {
        vec![
            a.reference.to_string(),
            a.asked_by,
            a.asked.to_string(),
            moment(a.due),
            if a.own { "yes" } else { "no" }.to_owned(),
        ]
    });
    csv_file("assessment-signatures", &["case", "by", "asked_at", "due_at", "own"], rows)
}

/// The pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/assessment-signatures", list)
            .needs::<SignAssessment>()
            .personal()
            .about("The agency's assessments that wait for a manager's signature."),
        Route::get("/assessment-signatures.csv", csv)
            .needs::<SignAssessment>()
            .personal()
            .about("The assessments that wait for a signature, as a CSV file."),
        Route::get("/assessments/{id}/signature", ask)
            .needs::<SignAssessment>()
            .personal()
            .about("Asks a manager to sign an assessment or to send it back."),
        Route::post("/assessments/{id}/signature", answer)
            .needs::<SignAssessment>()
            .personal()
            .about("Signs an assessment that somebody else wrote, or sends it back."),
    ]
}
