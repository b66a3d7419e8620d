//! An assessment as it is read: every part in order, by the framework of its day.

use access::actions::{EditAssessment, SignAssessment, ViewAssessment};
use kernel::{Result, kinds};
use maud::{Markup, html};
use page::{
    Ctx, Response,
    kit::{self, cell, row, summary_list, table, tag},
};

use super::{day_of, name_of, paragraphs, signature};
use crate::{
    assessment::{
        model::{Domain, Findings, Framework, Part, Recommendation, State, VoicePart},
        store,
    },
    cases::{
        self,
        frame::{self, Tab},
    },
    contributions::{
        model,
        pages::draw,
        store::{self as contributions, Contribution},
    },
    signing::pages::{standing, steps},
    words::blank,
};

/// `GET /assessments/{id}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Assessment>("id")?;
    let for_family = ctx.query().raw("for") == "family";
    let (head, assessment, author, may_edit, said, signed) = ctx
        .read(move |look| {
            let grant = look.one::<ViewAssessment, kinds::Assessment>(id)?;
            let assessment = store::load(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, assessment.case)?;
            let author = name_of(look, assessment.author)?;
            let said = contributions::of_assessment(look, &grant)?;
            let signed = signature::shown(look, &assessment)?;
            Ok((frame::of_case(look, case)?, assessment, author, look.may::<EditAssessment>(), said, signed))
        })
        .await?;
    let framework = assessment.framework()?;
    let draft = assessment.state == State::Draft;
    let mut facts = vec![
        row("State", maud::Render::render(&tag(assessment.state.label()))),
        row("Started", day_of(assessment.started)),
        row("Completed", assessment.completed.map_or_else(|| "Not yet".to_owned(), day_of)),
        row(
            if draft { "Started by" } else { "Completed by" },
            author.unwrap_or_else(|| "Another system".into()),
        ),
        row("Framework", format!("{}, version {}", framework.title, framework.version)),
    ];
    if let Some(signed) = &signed {
        facts.push(row("Second signature", standing::<SignAssessment>(signed)));
    }
    let withholds = said.iter().any(|k| k.answer.as_ref().is_some_and(|a| a.withholds()));
    let body = html! {
        (summary_list(facts))
        @if !for_family { (steps::<SignAssessment>(signed.as_ref())) }
        @if for_family && withholds {
            (kit::inset_text("This is the family's copy. What partners marked as not for the family is left out."))
        }
        (kit::button_group(html! {
            (kit::print_button(if for_family { "Print the family's copy" } else { "Print this assessment" }))
            @if withholds && !for_family {
                a class="govuk-link" href={ "/assessments/" (id) "?for=family" } { "The family's copy" }
            }
            @if for_family { a class="govuk-link" href={ "/assessments/" (id) } { "The whole assessment" } }
            @if draft && may_edit {
                a class="govuk-link" href={ "/cases/" (assessment.case) "/assessment" } { "Go on writing" }
            }
        }))
        (whole(framework, &assessment.findings, &said, for_family))
        @if !for_family && !said.is_empty() { (draw::table_of(&said, ctx.now)) }
    };
    let page = frame::frame(&ctx, &head, Tab::Assessment, "Assessment of need", body)
        .back(format!("/cases/{}/assessment", assessment.case), "All assessments of this case");
    Ok(page.respond())
}

/// Every part, in order, each with what partners said to it. `for_family` leaves out what is not for the family.
pub(in crate::assessment) fn whole(
    framework: &Framework,
    findings: &Findings,
    said: &[Contribution],
    for_family: bool,
) -> Markup {
    html! {
        @for one in Part::all(framework) {
            h2 class="govuk-heading-m" { (one.title()) }
            (part(framework, findings, one))
            (draw::beside(one.code(), said, for_family))
        }
        @let to_question = draw::beside(model::QUESTION, said, for_family);
        @if !to_question.0.is_empty() {
            h2 class="govuk-heading-m" { "Answers to our own questions" }
            (to_question)
        }
    }
}

/// What one part says.
pub(super) fn part(framework: &Framework, findings: &Findings, part: Part<'_>) -> Markup {
    match part {
        Part::Domain(domain) => domain_part(findings, domain),
        Part::Voice(voice) => voice_part(findings, voice),
        Part::Needs => needs_part(findings),
        Part::Level => level_part(framework, findings),
    }
}

fn nothing_yet() -> Markup {
    html! { p class="govuk-body" { "Nothing is written here yet." } }
}

fn domain_part(findings: &Findings, domain: &Domain) -> Markup {
    let Some(answer) = findings.answers.domains.get(&domain.code) else { return nothing_yet() };
    let asked: Vec<&str> = answer.asked.iter().map(|who| who.label()).collect();
    html! {
        @if blank(&answer.text) && blank(&answer.left_out) { (nothing_yet()) }
        (paragraphs(&answer.text))
        @if !blank(&answer.left_out) {
            p class="govuk-body" { strong { "Left out: " } (answer.left_out) }
        }
        @if !asked.is_empty() { p class="govuk-body-s" { "Asked: " (asked.join("; ")) } }
    }
}

fn voice_part(findings: &Findings, part: &VoicePart) -> Markup {
    let voice = &findings.answers.voice;
    let way = part.heard.iter().find(|way| way.code == voice.heard);
    let quoted = |title: &str, words: &str| {
        html! {
            @if !blank(words) {
                h3 class="govuk-heading-s" { (title) }
                (kit::inset_text(paragraphs(words)))
            }
        }
    };
    html! {
        @if way.is_none() && blank(&voice.child) && blank(&voice.family) { (nothing_yet()) }
        @if let Some(way) = way {
            h3 class="govuk-heading-s" { (part.heard_title) }
            p class="govuk-body" { (way.label) }
            (paragraphs(&voice.heard_reason))
        }
        (quoted(&part.child_title, &voice.child))
        (quoted(&part.family_title, &voice.family))
    }
}

fn needs_part(findings: &Findings) -> Markup {
    let conclusion = &findings.conclusion;
    let rows: Vec<_> = conclusion
        .needs
        .iter()
        .map(|(need, weight)| vec![cell(need.label()), cell(weight.label())])
        .collect();
    html! {
        @if rows.is_empty() && blank(&conclusion.no_needs) { (nothing_yet()) }
        @if !rows.is_empty() {
            (table(vec![cell("Need"), cell("Weight")], rows)
                .caption("Needs found")
                .caption_classes("govuk-visually-hidden")
                .first_cell_is_header())
        }
        @if !blank(&conclusion.no_needs) {
            p class="govuk-body" { strong { "No need is named: " } (conclusion.no_needs) }
        }
        @if !findings.signals.is_empty() {
            ul class="govuk-list govuk-list--bullet" {
                @for signal in &findings.signals { li { (signal.label()) } }
            }
        }
    }
}

fn level_part(framework: &Framework, findings: &Findings) -> Markup {
    let conclusion = &findings.conclusion;
    html! {
        (paragraphs(&conclusion.formulation))
        p class="govuk-body" {
            strong { "Level of support: " }
            (conclusion.level.map_or("not chosen yet", |level| level.label()))
        }
        (paragraphs(&conclusion.level_reason))
        (suggestion("h3", &findings.suggested(framework)))
    }
}

/// What the framework suggests, and why. A person decides.
pub(super) fn suggestion(heading: &str, suggested: &Recommendation) -> Markup {
    let title = format!("What the framework suggests: {} support", suggested.level.label().to_lowercase());
    html! {
        @if heading == "h2" { h2 class="govuk-heading-s" { (title) } } @else { h3 class="govuk-heading-s" { (title) } }
        ul class="govuk-list govuk-list--bullet" {
            @for reason in &suggested.reasons {
                li {
                    strong { (reason.level.label()) ": " } (reason.text)
                    @if let Some(arrange) = &reason.suggest { " " (arrange) }
                }
            }
        }
        @if suggested.detailed {
            p class="govuk-body" { "A detailed assessment with several disciplines is suggested." }
        }
        p class="govuk-body-s" {
            "This is a suggestion by rules that anybody can read, on version " (suggested.framework)
            " of the framework. A person decides."
        }
    }
}
