//! An assessment as it is read: every part in order, by the framework of its day.

use access::actions::{EditAssessment, SignAssessment, ViewAssessment};
use kernel::{Result, kinds};
use maud::{Markup, html};
use page::{
    Ctx, Response,
    kit::{self, cell, row, summary_list, table, tag},
};

use super::{day, day_of, name_of, paragraphs, signature};
use crate::{
    assessment::{
        model::{
            Counted, Domain, Findings, Framework, Parents, Part, Recommendation, State, VoicePart,
            formulation::{QUESTIONS, Said},
        },
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
    outside_assessments::store as outside,
    screening::{self, model::Screening},
    signing::pages::{standing, steps},
    words::blank,
};

/// `GET /assessments/{id}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Assessment>("id")?;
    let for_family = ctx.query().raw("for") == "family";
    let (head, assessment, author, may_edit, said, screened, signed, behind) = ctx
        .read(move |look| {
            let grant = look.one::<ViewAssessment, kinds::Assessment>(id)?;
            let assessment = store::load(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, assessment.case)?;
            let author = name_of(look, assessment.author)?;
            let said = contributions::of_assessment(look, &grant)?;
            let screened = screening::store::of_assessment(look, &grant)?;
            let signed = signature::shown(look, &assessment)?;
            let behind = outside::behind(look, &grant)?;
            let may_edit = look.may::<EditAssessment>();
            Ok((frame::of_case(look, case)?, assessment, author, may_edit, said, screened, signed, behind))
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
    if let Some(o) = &behind {
        let who = o.found.as_ref().map_or("Somebody else", |f| f.organisation.as_str());
        facts.push(row("Assessed by", html! {
            bdi { (who) } ", " (day(o.on)) ". "
            a class="govuk-link" href={ "/outside-assessments/" (o.id) } { "What it found, and who endorsed it" }
        }));
    }
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
            @if !for_family { a class="govuk-link" href={ "/cases/" (assessment.case) "/chronology" } { "The chronology" } }
            @if draft && may_edit {
                a class="govuk-link" href={ "/cases/" (assessment.case) "/assessment" } { "Go on writing" }
            }
        }))
        (whole(framework, &assessment.findings, &said, &screened, for_family))
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
    screened: &[Screening],
    for_family: bool,
) -> Markup {
    html! {
        @if !for_family { (unseen(findings)) }
        @for one in Part::all(framework) {
            h2 class="govuk-heading-m" { (one.title()) }
            (worded(framework, findings, one, for_family))
            (screening::pages::beside(one.code(), screened))
            (draw::beside(one.code(), said, for_family))
        }
        @let to_question = draw::beside(model::QUESTION, said, for_family);
        @if !to_question.0.is_empty() {
            h2 class="govuk-heading-m" { "Answers to our own questions" }
            (to_question)
        }
    }
}

/// That nobody saw the child, for everybody who reads, signs or completes the assessment.
pub(super) fn unseen(findings: &Findings) -> Markup {
    html! {
        @if findings.access_refused() {
            (kit::warning_text("Nobody who wrote this saw the child: the parent or carer did not agree. Read it with that in mind, and offer again."))
        }
    }
}

/// What one part says.
pub(super) fn part(framework: &Framework, findings: &Findings, part: Part<'_>) -> Markup {
    worded(framework, findings, part, false)
}

fn worded(framework: &Framework, findings: &Findings, part: Part<'_>, for_family: bool) -> Markup {
    match part {
        Part::Formulation => formulation_part(findings, for_family),
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
            p class="govuk-body" { (way.label) @if let Some(on) = voice.heard_on { ", " (day(on)) } }
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
        (parents_part(&conclusion.parents))
        @if !findings.signals.is_empty() {
            ul class="govuk-list govuk-list--bullet" {
                @for signal in &findings.signals { li { (signal.label()) } }
            }
        }
    }
}

fn parents_part(parents: &Parents) -> Markup {
    if *parents == Parents::default() {
        return html! {};
    }
    let rows: Vec<_> =
        parents.needs.iter().map(|(need, weight)| vec![cell(need.label()), cell(weight.label())]).collect();
    html! {
        h3 class="govuk-heading-s" { "What the parents need for themselves" }
        @if !rows.is_empty() {
            (table(vec![cell("Need"), cell("Weight")], rows)
                .caption("What the parents need for themselves")
                .caption_classes("govuk-visually-hidden")
                .first_cell_is_header())
        }
        @if let Some(couple) = parents.couple { p class="govuk-body" { "Help as a couple: " (couple.label()) } }
        (paragraphs(&parents.words))
    }
}

/// The formulation. The family's copy has the family's words where they said any; a worker reads both.
fn formulation_part(findings: &Findings, for_family: bool) -> Markup {
    let (conclusion, shared) = (&findings.conclusion, &findings.conclusion.shared);
    let think = Said { ours: conclusion.formulation.clone(), theirs: shared.think_theirs.clone() };
    let asked = QUESTIONS.iter().filter_map(|q| shared.said(q.field).map(|said| (q.title, said)));
    html! {
        @if think.blank() && shared.untouched() { (nothing_yet()) }
        @for (title, said) in asked.chain([("What we think", &think)]) {
            @if !said.blank() {
                h3 class="govuk-heading-s" { (title) }
                @if for_family { (paragraphs(said.for_family())) }
                @else {
                    (paragraphs(&said.ours))
                    @if !blank(&said.theirs) {
                        (kit::inset_text(html! {
                            p class="govuk-body-s" { "As the family says it" }
                            (paragraphs(&said.theirs))
                        }))
                    }
                }
            }
        }
        @if let Some(sure) = shared.sure {
            p class="govuk-body" { strong { "How sure we are: " } (sure.label()) }
            (paragraphs(&shared.sure_why))
        }
    }
}

fn level_part(framework: &Framework, findings: &Findings) -> Markup {
    let conclusion = &findings.conclusion;
    html! {
        p class="govuk-body" {
            strong { "Level of support: " }
            (conclusion.level.map_or("not chosen yet", |level| level.label()))
        }
        (paragraphs(&conclusion.level_reason))
        (suggestion("h3", &findings.suggested(framework)))
    }
}

fn counted(c: &Counted) -> Vec<kit::Cell> {
    vec![
        cell(c.need.label()),
        cell(c.weight.label()),
        kit::number(c.points.to_string()),
        kit::number(c.factor.to_string()),
        kit::number(c.sum().to_string()),
    ]
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
        @if !suggested.counted.is_empty() {
            (kit::details("How each need counts", html! {
                (table(["Need", "Weight", "Points", "Times", "Adds"].map(cell).to_vec(), suggested.counted.iter().map(counted).collect())
                    .caption("How each need counts")
                    .caption_classes("govuk-visually-hidden")
                    .first_cell_is_header()
                    .scrolling())
                p class="govuk-body-s" { "Together " (suggested.points) ". Some needs weigh more on this version of the framework, because services miss them." }
            }))
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
