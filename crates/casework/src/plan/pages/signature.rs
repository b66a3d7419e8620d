//! The second signature on the screen: the plans that wait, and a manager's answer to one of them.

use access::{Look, actions::SignPlan};
use kernel::{Error, Invalid, Moment, PromiseState, Result, Timestamp, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, Response, csv_file,
    kit::{self, Size, Tone, cell, choice, label, layout, legend, radios, row, table, tag, textarea},
};

use super::content;
use crate::{
    assessment::pages::{day_of, name_of, paragraphs},
    cases::{
        self,
        frame::{self, Tab},
        promise_list::standing_tag,
    },
    plan::{
        actions::sign,
        model::{SignatureAnswer, SignatureState},
        signatures::{self, Signature, WaitingPlan},
        store::{self, Plan},
    },
};

/// A signature with the name of whoever answered.
pub(super) struct Shown {
    signature: Signature,
    by: Option<String>,
    /// Whether whoever looks can answer it now.
    may_answer: bool,
}

/// The signature under a version, for pages of people who opened it.
pub(super) fn shown(look: &Look<'_>, plan: &Plan) -> Result<Option<Shown>> {
    let Some(signature) = signatures::of_plan(look, plan.id)? else { return Ok(None) };
    Ok(Some(Shown {
        by: name_of(look, signature.settled_by)?,
        may_answer: look.may::<SignPlan>() && sign::may_answer(look, plan).is_ok(),
        signature,
    }))
}

fn state_tag(state: SignatureState) -> kit::Tag {
    tag(state.label()).tone(match state {
        SignatureState::Waiting => Tone::Soon,
        SignatureState::Signed => Tone::Good,
        SignatureState::Returned => Tone::Late,
        SignatureState::Answered | SignatureState::Replaced => Tone::Quiet,
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

/// What there is to do about the signature, above the plan itself.
pub(super) fn steps(shown: Option<&Shown>) -> Markup {
    let Some(shown) = shown else { return html! {} };
    let s = &shown.signature;
    html! {
        @match s.state {
            SignatureState::Waiting if shown.may_answer => {
                (kit::inset_text("This plan holds with the family, and waits for your signature: a second pair of eyes."))
                (kit::button("Sign it or send it back").href(format!("/plans/{}/signature", s.plan)))
            }
            SignatureState::Waiting => {
                (kit::inset_text("This plan holds with the family. A manager who had no hand in it has not signed it yet; nothing waits for that."))
            }
            SignatureState::Returned => {
                (kit::inset_text(html! {
                    p class="govuk-body" {
                        "A manager sent this version back to be changed. It goes on holding until a new version is made current."
                    }
                    (paragraphs(&s.words))
                }))
            }
            SignatureState::Signed | SignatureState::Answered | SignatureState::Replaced => {}
        }
    }
}

/// `GET /plans/{id}/signature`
pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default(), false).await
}

/// `POST /plans/{id}/signature`
pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let (id, sent) = (ctx.id::<kinds::Plan>("id")?, ctx.fields()?);
    let mut f = sent.clone();
    let input = match sign::fields(&mut f) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &sent, &wrong, false).await,
    };
    let done = ctx
        .act("answer for a plan", move |act| {
            let (plan, signature) = sign::run(act, id, &input)?;
            let said = match signature.state {
                SignatureState::Signed => "You have signed this plan.",
                _ => "The plan is sent back. Its author sees it on their first page.",
            };
            Ok(Answer::see(format!("/plans/{}", plan.id)).saying(said))
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
    let id = ctx.id::<kinds::Plan>("id")?;
    let (head, plan, author, refused) = ctx
        .read(move |look| {
            let grant = look.one::<SignPlan, kinds::Plan>(id)?;
            let plan = store::load(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, plan.case)?;
            let refused = match sign::may_answer(look, &plan) {
                Ok(_) => None,
                Err(Error::Refused { why, .. }) => Some(why),
                Err(other) => return Err(other),
            };
            let author = name_of(look, plan.author)?;
            Ok((frame::of_case(look, case)?, plan, author, refused))
        })
        .await?;
    let version = match fields.raw("version") {
        typed if !typed.is_empty() && !clash => typed.to_owned(),
        _ => plan.version.to_string(),
    };
    let answers = SignatureAnswer::ALL.iter().map(|a| choice(a.code(), a.label())).collect();
    let body = html! {
        (kit::summary_list(vec![
            row("Version", plan.number.to_string()),
            row("By", author.unwrap_or_else(|| "Another system".into())),
            row("In force since", plan.current_from.map_or_else(|| "–".to_owned(), day_of)),
        ]))
        (content::whole(&plan.content, ctx.today(), None))
        @match &refused {
            Some(why) => (kit::inset_text(why.as_str())),
            None => (ctx.form(&format!("/plans/{id}/signature"), fields, html! {
                (kit::hidden("version", &version))
                (radios("answer", legend("Do you sign this plan?").size(Size::M), answers)
                    .value(fields.raw("answer"))
                    .error(invalid.of("answer")))
                (textarea("words", label("If you send it back: what should be changed?").size(Size::S))
                    .hint("Its author reads this. The plan goes on holding with the family meanwhile.")
                    .value(fields.raw("words"))
                    .error(invalid.of("words")))
                (kit::button("Save the answer").once())
            })),
        }
    };
    let page = frame::frame(ctx, &head, Tab::Plan, "Second signature", body)
        .back(format!("/plans/{id}"), "This version of the plan");
    Ok(page.errors(invalid).respond())
}

/// `GET /plan-signatures`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| signatures::waiting(look, &look.agency::<SignPlan>()?, after)).await?;
    let head = ["Case", "Version", "Written by", "Asked for", "An answer by", ""].map(cell).to_vec();
    let lines = rows.items.iter().map(|p| line(&ctx, p)).collect();
    let body = html! {
        (layout::page_heading(None, "Plans that wait for a signature"))
        p class="govuk-body" {
            "Each holds with its family already. A manager who had no hand in it reads it and signs, or sends it back with what to change."
        }
        @if rows.items.is_empty() {
            (kit::nothing_here("No plan waits for a signature."))
        } @else {
            (table(head, lines)
                .caption("Plans that wait for a signature")
                .caption_classes("govuk-visually-hidden")
                .first_cell_is_header()
                .scrolling())
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/plan-signatures?after={next}"))))
            }
            p class="govuk-body" { a class="govuk-link" href="/plan-signatures.csv" { "Download these plans as a CSV file" } }
        }
    };
    Ok(ctx.page("Plans that wait for a signature", body).dense().respond())
}

fn line(ctx: &Ctx, p: &WaitingPlan) -> Vec<kit::Cell> {
    let by = if p.asked_by.is_empty() { "Another system" } else { p.asked_by.as_str() };
    vec![
        cell(html! { a class="govuk-link" href={ "/cases/" (p.case) } { (p.reference) } }),
        cell(html! { a class="govuk-link" href={ "/plans/" (p.plan) } { "Version " (p.number) } }),
        cell(by),
        cell(day_of(p.asked)),
        cell(p.due.map_or_else(
            || html! { "–" },
            |due| {
                let state = PromiseState::at(ctx.now, p.asked, due, None, false);
                html! { (Moment(due)) " " (standing_tag(state, due, ctx.now)) }
            },
        )),
        cell(if p.own {
            html! { "Yours: somebody else signs" }
        } else {
            html! { a class="govuk-link" href={ "/plans/" (p.plan) "/signature" } { "Sign or send back" span class="govuk-visually-hidden" { " version " (p.number) " of " (p.reference) } } }
        }),
    ]
}

/// `GET /plan-signatures.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<SignPlan>()?;
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
    let rows = all.into_iter().map(|p| {
        vec![
            p.reference.to_string(),
            p.number.to_string(),
            p.asked_by,
            p.asked.to_string(),
            moment(p.due),
            if p.own { "yes" } else { "no" }.to_owned(),
        ]
    });
    csv_file("plan-signatures", &["case", "version", "by", "asked_at", "due_at", "own"], rows)
}

/// The pages.
pub(super) fn routes() -> Vec<page::Route> {
    use page::Route;
    vec![
        Route::get("/plan-signatures", list)
            .needs::<SignPlan>()
            .personal()
            .about("The agency's plans that wait for a manager's signature."),
        Route::get("/plan-signatures.csv", csv)
            .needs::<SignPlan>()
            .personal()
            .about("The plans that wait for a signature, as a CSV file."),
        Route::get("/plans/{id}/signature", ask)
            .needs::<SignPlan>()
            .personal()
            .about("Asks a manager to sign a version of a plan or to send it back."),
        Route::post("/plans/{id}/signature", answer)
            .needs::<SignPlan>()
            .personal()
            .about("Signs a version of a plan that somebody else wrote, or sends it back."),
    ]
}
