//! What workers see of the family's own part: those of the agency that wait, and those of a case with their answers.

use access::actions::{AnswerFamilyPart, ViewFamilyPart};
use kernel::{Id, Invalid, Moment, Result, kinds::Case};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Rows, csv_file,
    kit::{self, Markup, Size, Tone, html, layout},
};

use super::{
    actions::{answer, tell},
    baseline::{self, Offer},
    model::{Outcome, Part, SaidAs, Waits, family_leads},
    store,
};
use crate::{
    assessment::pages::name_of,
    cases::{
        frame::{self, Head, Tab},
        store::CaseState,
    },
    words::NOTE,
};

const MOST: u32 = NOTE as u32;

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::waiting(look, &look.agency::<ViewFamilyPart>()?, after)).await?;
    let body = html! {
        (layout::page_heading(None, "What families want in their plans"))
        p class="govuk-body" { "Parts that nobody answered yet, the longest wait first. A new version of a plan is not made the plan before they are." }
        @if rows.items.is_empty() { (kit::nothing_here("Nothing waits for an answer.")) } @else {
            (table(&rows))
            @if let Some(next) = rows.next { (kit::pagination(None, Some(format!("/family-parts?after={next}")))) }
            p class="govuk-body" { a class="govuk-link" href="/family-parts.csv" { "Download these as a CSV file, without the words" } }
        }
    };
    Ok(ctx
        .page("What families want in their plans", body)
        .back("/reviews", "Reviews of plans")
        .dense()
        .respond())
}

fn table(rows: &Rows<Waits>) -> kit::Table {
    let head = ["Case", "Who says it", "Since", "Coordinator"].map(kit::cell).to_vec();
    let lines = rows.items.iter().map(|w| {
        vec![
            kit::cell(
                html! { a class="govuk-link" href={ "/cases/" (w.case) "/family-part" } { (w.reference) } },
            ),
            kit::cell(w.said_as.label()),
            kit::cell(Moment(w.at).to_string()),
            kit::cell(if w.coordinator.is_empty() { "Nobody yet" } else { w.coordinator.as_str() }),
        ]
    });
    kit::table(head, lines.collect())
        .caption("Parts that wait for an answer")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

pub(super) async fn list_file(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(|look| {
            let grant = look.agency::<ViewFamilyPart>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::waiting(look, &grant, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let rows = all.into_iter().map(|w: Waits| {
        vec![w.reference.to_string(), w.said_as.code().to_owned(), w.at.to_string(), w.coordinator]
    });
    csv_file("family-parts", &["case", "said_as", "since", "coordinator"], rows)
}

/// Parts that wait, beside the form for a plan: what they say, and the way to answer. Nothing where none waits.
pub fn beside(case: Id<Case>, waiting: &[Part]) -> Markup {
    html! {
        @if !waiting.is_empty() {
            div class="hearth-message" {
                h2 class="govuk-heading-m" { "What the family wants in the plan" }
                @for part in waiting {
                    h3 class="govuk-heading-s" { (part.said_as.label()) ", " (Moment(part.at)) }
                    (said(part))
                }
                p class="govuk-body" { a class="govuk-link" href={ "/cases/" (case) "/family-part" } { "Say what was taken in, and why not" } ": this version is not made the plan before." }
            }
        }
    }
}

fn said(part: &Part) -> Markup {
    html! {
        @for (heading, words) in part.words.said(part.said_as == SaidAs::YoungPerson) {
            p class="govuk-body govuk-!-margin-bottom-1" { strong { (heading) } }
            (kit::paragraphs(words))
        }
    }
}

/// The tag of what became of a part.
pub(super) fn outcome_tag(outcome: Outcome) -> kit::Tag {
    kit::tag(outcome.label()).tone(match outcome {
        Outcome::Taken => Tone::Good,
        Outcome::Partly => Tone::Calm,
        Outcome::Not => Tone::Quiet,
    })
}

struct OfCase {
    head: Head,
    /// Each with the names of who wrote it down and who answered.
    parts: Vec<(Part, Option<String>, Option<String>)>,
    offer: Offer,
    may_answer: bool,
}

async fn read(ctx: &Ctx) -> Result<OfCase> {
    let id = ctx.id::<Case>("id")?;
    ctx.read(move |look| {
        let grant = look.one::<ViewFamilyPart, Case>(id)?;
        let mut parts = Vec::new();
        for part in store::of_case(look, &grant)? {
            let by = name_of(look, part.account.or(part.recorded_by))?;
            let answered = name_of(look, part.answer.as_ref().and_then(|a| a.by))?;
            parts.push((part, by, answered));
        }
        Ok(OfCase {
            head: frame::head(look, &grant)?,
            parts,
            offer: baseline::offer(look, grant.agency())?,
            may_answer: look.may::<AnswerFamilyPart>(),
        })
    })
    .await
}

pub(super) async fn case(ctx: Ctx) -> Result<Response> {
    show(&ctx, None, &Fields::default(), &Invalid::default()).await
}

/// `answering` is the part whose answer was wrong; none where it is the form of what was told.
async fn show(ctx: &Ctx, answering: Option<Id<()>>, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let c = read(ctx).await?;
    let here = format!("/cases/{}/family-part", c.head.id());
    let none = (Fields::default(), Invalid::default());
    let open = c.head.case.state == CaseState::Open && c.may_answer;
    let (waiting, before): (Vec<_>, Vec<_>) = c.parts.iter().partition(|(p, ..)| p.answer.is_none());
    let told = if answering.is_none() { (fields, invalid) } else { (&none.0, &none.1) };
    let body = html! {
        @if family_leads(c.head.case.route) {
            (kit::inset_text("This is a family-led plan: begin from what the family says it wants, and ask before you write. What is offered is the same as for every family."))
        }
        @if !waiting.is_empty() { h2 class="govuk-heading-m" { "Waits for an answer" } }
        @for (part, by, _) in &waiting {
            section class="hearth-message" aria-labelledby={ "part-" (part.id) } {
                (heading(part, by.as_deref()))
                (said(part))
                @let this = answering == Some(part.id);
                @let (f, wrong) = if this { (fields, invalid) } else { (&none.0, &none.1) };
                @if c.may_answer { (answer_form(ctx, &here, part, this, f, wrong)) }
            }
        }
        @if open { (told_form(ctx, &here, told)) }
        h2 class="govuk-heading-m" { "Answered" }
        @if before.is_empty() { (kit::nothing_here("Nothing was answered yet.")) }
        @for (part, by, answered) in &before {
            section class="hearth-message" aria-labelledby={ "part-" (part.id) } {
                (heading(part, by.as_deref()))
                (said(part))
                @if let Some(answer) = &part.answer {
                    p class="govuk-body" { (outcome_tag(answer.outcome)) " " (Moment(answer.at)) ", " (answered.as_deref().unwrap_or("another system")) }
                    (kit::paragraphs(&answer.why))
                }
            }
        }
        @if !c.parts.is_empty() { p class="govuk-body" { a class="govuk-link" href={ (here) ".csv" } { "Download this as a CSV file, without the words" } } }
        (kit::details("What every family is offered, however the child came", baseline::shown(&c.offer)))
    };
    Ok(frame::frame(ctx, &c.head, Tab::Plan, "What the family wants in the plan", body)
        .back(format!("/cases/{}/plan", c.head.id()), "The plan of this case")
        .errors(invalid)
        .respond())
}

fn heading(part: &Part, by: Option<&str>) -> Markup {
    html! {
        h3 class="govuk-heading-s" id={ "part-" (part.id) } {
            (part.said_as.label()) ", " (Moment(part.at))
            @if part.account.is_none() { ", written down by " (by.unwrap_or("another system")) }
            @else if let Some(by) = by { ": " (by) }
        }
    }
}

fn answer_form(ctx: &Ctx, here: &str, part: &Part, this: bool, f: &Fields, wrong: &Invalid) -> Markup {
    // The form that was wrong has the ids to which the summary of what is wrong leads.
    let id = |name: &str| if this { name.to_owned() } else { format!("{name}-{}", part.id) };
    let choices = Outcome::ALL.iter().map(|o| kit::choice(o.code(), o.label())).collect();
    let form = ctx.form(&format!("{here}/answer"), f, html! {
        (kit::hidden("part", &part.id.to_string()))
        (kit::hidden("version", &part.version.to_string()))
        (kit::radios("outcome", kit::legend("What became of it in the plan?").size(Size::S), choices).id_prefix(id("outcome"))
            .value(f.raw("outcome")).error(wrong.of("outcome")))
        (kit::character_count("why", kit::label("Why, and where it stands").size(Size::S), MOST).id(id("why"))
            .hint("Whoever wrote it reads this. If it was not taken in whole, say why, and what they can do if they do not agree.").rows(3)
            .value(f.raw("why")).error(wrong.of("why")))
        (kit::button("Send the answer").once())
    });
    let details = kit::details("Answer this", form);
    html! { @if wrong.0.is_empty() { (details) } @else { (details.open()) } }
}

fn told_form(ctx: &Ctx, here: &str, (f, wrong): (&Fields, &Invalid)) -> Markup {
    let choices = SaidAs::ALL.iter().map(|s| kit::choice(s.code(), s.label())).collect();
    let area = |name: &str, label: &str| {
        kit::character_count(name, kit::label(label).size(Size::S), MOST)
            .rows(3)
            .value(f.raw(name))
            .error(wrong.of(name))
    };
    let form = ctx.form(here, f, html! {
        (kit::radios("said_as", kit::legend("Who told you?").size(Size::S), choices).value(f.raw("said_as")).error(wrong.of("said_as")))
        (area("wants", "What they want in the plan"))
        (area("does", "What they do themselves"))
        (area("matters", "What matters to them"))
        (kit::button("Keep what they said").once())
    });
    let details = kit::details("Write down what somebody of the family told you, in their words", form);
    html! { @if wrong.0.is_empty() { (details) } @else { (details.open()) } }
}

pub(super) async fn case_file(ctx: Ctx) -> Result<Response> {
    let c = read(&ctx).await?;
    let rows = c.parts.into_iter().map(|(part, by, answered)| {
        let of =
            |text: fn(&super::model::Answered) -> String| part.answer.as_ref().map(text).unwrap_or_default();
        vec![
            part.at.to_string(),
            part.said_as.code().to_owned(),
            if part.account.is_some() { "themselves".to_owned() } else { by.unwrap_or_default() },
            of(|a| a.outcome.code().to_owned()),
            of(|a| a.at.to_string()),
            answered.unwrap_or_default(),
        ]
    });
    let head = ["written_at", "said_as", "written_by", "outcome", "answered_at", "answered_by"];
    csv_file("family-part", &head, rows)
}

pub(super) async fn told(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match tell::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, None, &fields, &invalid).await,
    };
    let done = ctx
        .act("write down a part of a plan", move |act| {
            tell::run(act, id, &input)?;
            Ok(Answer::see(format!("/cases/{id}/family-part"))
                .saying("It is kept, and waits for an answer in the plan."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, None, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn answered(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let mut fields = ctx.fields()?;
    let part: Option<Id<()>> = fields.raw("part").parse().ok();
    let input = match answer::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, part, &fields, &invalid).await,
    };
    let done = ctx
        .act("answer a part of a plan", move |act| {
            answer::run(act, id, &input)?;
            Ok(Answer::see(format!("/cases/{id}/family-part"))
                .saying("It is answered, and whoever wrote it reads why."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, part, &fields, &page::mend(error)?).await,
        done => done,
    }
}
