//! One part of a draft, written by itself. What was typed is shown again whatever goes
//! wrong; when somebody else saved the same part meanwhile, both sides are shown.

use access::{
    actions::EditAssessment,
    drafts::{self, Found},
};
use kernel::{Error, Invalid, Level, Need, Result, Weight, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    draft::DraftOf,
    kit::{self, Size, checkboxes, choice, label, legend, radios, select, textarea},
};

use super::{case::beside, read};
use crate::{
    assessment::{
        actions::save::{self, Which},
        form,
        model::{
            Couple, Domain, Framework, ParentNeed, Part, PartState, Signal, Sureness, VoicePart,
            formulation::{QUESTIONS, THINK, family_field},
            parents,
        },
        store::{self, Assessment},
    },
    cases::{
        self,
        frame::{self, Head, Tab},
    },
    contributions::{
        pages::draw as spoken,
        store::{self as contributions, Contribution},
    },
    screening::{self, model::Screening},
};

/// `GET /assessments/{id}/part/{part}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, None).await
}

/// `POST /assessments/{id}/part/{part}`
pub(super) async fn save(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Assessment>("id")?;
    let (code, fields) = (ctx.param("part")?.to_owned(), ctx.fields()?);
    let (typed, onward) = (fields.clone(), fields.raw("then") == "next");
    let done = ctx
        .act("save a part of an assessment", move |act| {
            let saved = save::run(act, id, &fields, Which::Page(&code))?;
            drafts::drop_draft(act, &draft_form(&code), id)?;
            let next = if onward { next_part(saved.framework()?, &code) } else { None };
            let to = match next {
                Some(part) => format!("/assessments/{id}/part/{}", part.code()),
                None => format!("/cases/{}/assessment", saved.case),
            };
            Ok(Answer::see(to).saying("Saved"))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => {
            let clash = error == Error::Stale;
            draw(&ctx, Some((typed, page::mend_beside(error)?, clash))).await
        }
    }
}

/// What drafts of one part are kept under.
fn draft_form(part: &str) -> String {
    format!("assessment.{part}")
}

fn next_part<'a>(framework: &'a Framework, code: &str) -> Option<Part<'a>> {
    Part::all(framework).into_iter().skip_while(|part| part.code() != code).nth(1)
}

/// What a page of one part is drawn from.
struct Sheet<'a> {
    assessment: &'a Assessment,
    framework: &'a Framework,
    fields: &'a Fields,
    invalid: &'a Invalid,
}

impl Sheet<'_> {
    fn text(&self, name: &str, words: &str, rows: u8) -> kit::Textarea {
        textarea(name, label(words).size(Size::S))
            .rows(rows)
            .value(self.fields.raw(name))
            .error(self.invalid.of(name))
    }
}

async fn draw(ctx: &Ctx, sent: Option<(Fields, Invalid, bool)>) -> Result<Response> {
    let id = ctx.id::<kinds::Assessment>("id")?;
    let draft_of = DraftOf::new(draft_form(ctx.param("part")?), id);
    let draft_name = draft_of.form.clone();
    let (head, assessment, draft, said, screened): (
        Head,
        Assessment,
        Option<Found>,
        Vec<Contribution>,
        Vec<Screening>,
    ) = ctx
        .read(move |look| {
            let grant = look.one::<EditAssessment, kinds::Assessment>(id)?;
            let assessment = store::load(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, assessment.case)?;
            let said = contributions::of_assessment(look, &grant)?;
            let screened = screening::store::of_assessment(look, &grant)?;
            Ok((
                frame::of_case(look, case)?,
                assessment,
                drafts::find(look, &draft_name, id)?,
                said,
                screened,
            ))
        })
        .await?;
    let framework = assessment.framework()?;
    let part = Part::find(framework, ctx.param("part")?).ok_or(Error::NotFound)?;
    let (fields, invalid, clash) = match sent {
        Some(sent) => sent,
        None => {
            let fields = draft_of.continued(ctx, draft.as_ref());
            (fields.unwrap_or_else(|| form::filled(&assessment.findings, part)), Invalid::default(), false)
        }
    };
    let sheet = Sheet { assessment: &assessment, framework, fields: &fields, invalid: &invalid };
    let version = match (fields.raw("version"), clash) {
        // Whoever has seen both sides may save again over the newer one.
        (_, true) | ("", _) => assessment.version.to_string(),
        (typed, false) => typed.to_owned(),
    };
    let (story, help) = match part {
        Part::Domain(domain) => (domain_fields(&sheet, domain), domain_help(domain)),
        Part::Voice(voice) => (voice_fields(&sheet, voice), voice_help(voice)),
        Part::Formulation => (formulation_fields(&sheet), formulation_help(assessment.case)),
        Part::Needs => (needs_fields(&sheet), needs_help()),
        Part::Level => {
            (level_fields(&sheet), read::suggestion("h2", &assessment.findings.suggested(framework)))
        }
    };
    let story = html! {
        @if clash { (other_side(&sheet, part)) }
        (missing(&sheet, part))
        (screening::pages::beside(part.code(), &screened))
        (spoken::beside(part.code(), &said, false))
        (draft_of.offer(ctx, draft.as_ref()))
        (ctx.drafted_form(&draft_of, &format!("/assessments/{id}/part/{}", part.code()), &fields, html! {
            (kit::hidden("version", &version))
            (story)
            (kit::button_group(html! {
                (kit::button("Save and go on").name_value("then", "next").once())
                (kit::button("Save and go to the list").secondary().name_value("then", "list").once())
            }))
        }))
    };
    let page = frame::frame(ctx, &head, Tab::Assessment, part.title(), beside(story, help))
        .back(format!("/cases/{}/assessment", assessment.case), "All parts of the assessment");
    Ok(page.errors(&invalid).respond())
}

/// What somebody else saved while this was being written.
fn other_side(sheet: &Sheet<'_>, part: Part<'_>) -> Markup {
    html! {
        (kit::warning_text("Somebody saved this assessment while you were writing. What they saved in this part stands here, and what you wrote stands in the form below it."))
        (kit::details("What is saved now", read::part(sheet.framework, &sheet.assessment.findings, part)).open())
    }
}

/// What the part still lacks, once something is written: nobody is scolded for an empty page.
fn missing(sheet: &Sheet<'_>, part: Part<'_>) -> Markup {
    let findings = &sheet.assessment.findings;
    let begun = part.state(sheet.framework, findings) == PartState::Begun;
    html! {
        @if begun && sheet.invalid.0.is_empty() {
            (kit::inset_text(html! {
                p class="govuk-body" { "Before this part is done:" }
                ul class="govuk-list govuk-list--bullet" {
                    @for gap in part.missing(sheet.framework, findings) {
                        li { a class="govuk-link" href={ "#" (gap.field) } { (gap.message) } }
                    }
                }
            }))
        }
    }
}

fn prompts(heading: &str, prompts: &[String]) -> Markup {
    html! {
        h2 class="govuk-heading-s" { (heading) }
        ul class="govuk-list govuk-list--bullet" { @for prompt in prompts { li { (prompt) } } }
    }
}

fn domain_fields(sheet: &Sheet<'_>, domain: &Domain) -> Markup {
    let code = domain.code.as_str();
    let (asked, left_out) = (format!("{code}-asked"), format!("{code}-left-out"));
    let whom = domain.ask.iter().map(|who| choice(who.code(), who.label())).collect();
    html! {
        p class="govuk-body" { (domain.about) }
        (sheet.text(code, "What did you find?", 12).hint(domain.minimum.says.as_str()))
        (checkboxes(asked.as_str(), legend("Whom did you ask?").size(Size::S), whom)
            .values(sheet.fields.all(&asked))
            .error(sheet.invalid.of(&asked))
            .small())
        @if domain.may_leave_out {
            (sheet.text(&left_out, "If you leave this part out, say why", 2)
                .hint("Leave this empty when you have written an answer above."))
        }
    }
}

fn domain_help(domain: &Domain) -> Markup {
    html! {
        (prompts("To open the conversation", &domain.prompts))
        p class="govuk-body-s" {
            "These questions are a help, not a form: nobody has to answer them one by one. "
            "This part answers to regulation 14 of the Adoption Support Services Regulations 2005: "
            (domain.matter) "."
        }
    }
}

fn voice_fields(sheet: &Sheet<'_>, voice: &VoicePart) -> Markup {
    let ways = voice
        .heard
        .iter()
        .map(|way| {
            let one = choice(way.code.as_str(), way.label.as_str());
            match &way.ask_why {
                Some(why) => one.hint(why.as_str()),
                None => one,
            }
        })
        .collect();
    html! {
        (radios("heard", legend(voice.heard_title.as_str()).size(Size::S), ways)
            .value(sheet.fields.raw("heard"))
            .error(sheet.invalid.of("heard"))
            .small())
        (sheet.text("heard-reason", "Why, or what you saw", 3)
            .hint("Only where the line that you chose asks for it."))
        (kit::date_input("heard-on", legend("On which day was that?").size(Size::S))
            .hint("The day on which you saw the child, or on which seeing them was refused. Leave it empty if there was none.")
            .values(sheet.fields.date_parts("heard-on"))
            .error(sheet.invalid.of("heard-on")))
        (sheet.text("child-words", &voice.child_title, 8)
            .hint("As they said it, not as a summary. A drawing or a gesture can be described."))
        (sheet.text("family-words", &voice.family_title, 8))
    }
}

fn voice_help(voice: &VoicePart) -> Markup {
    html! {
        (prompts("To ask the child", &voice.child_prompts))
        (prompts("To ask the family", &voice.family_prompts))
    }
}

fn needs_fields(sheet: &Sheet<'_>) -> Markup {
    let weights =
        || std::iter::once(("", "Not a need now")).chain(Weight::ALL.iter().map(|w| (w.code(), w.label())));
    let signals = Signal::ALL.iter().map(|signal| choice(signal.code(), signal.label())).collect();
    html! {
        div id="needs" {
            @for need in Need::ALL {
                @let name = form::need_field(*need);
                (select(name.as_str(), label(need.label()), weights())
                    .value(sheet.fields.raw(&name))
                    .error(sheet.invalid.of(&name)))
            }
        }
        (checkboxes("signals", legend("Is any of this so?").size(Size::S), signals)
            .values(sheet.fields.all("signals"))
            .error(sheet.invalid.of("signals"))
            .small())
        (sheet.text("no-needs", "If there is no need, say why", 2)
            .hint("Leave this empty when you have named a need above."))
        h2 class="govuk-heading-m" { "What the parents need for themselves" }
        @for need in ParentNeed::ALL {
            @let name = parents::field(*need);
            (select(name.as_str(), label(need.label()), weights())
                .value(sheet.fields.raw(&name))
                .error(sheet.invalid.of(&name)))
        }
        (radios("couple", legend("Was help as a couple offered?").size(Size::S), Couple::ALL.iter().map(|c| choice(c.code(), c.label())).collect())
            .value(sheet.fields.raw("couple"))
            .error(sheet.invalid.of("couple"))
            .small())
        (sheet.text("parents-words", "In words, and what was offered to each of them", 3)
            .hint("This changes no recommendation about the child. The family reads it."))
    }
}

fn needs_help() -> Markup {
    html! {
        h2 class="govuk-heading-s" { "How much a need weighs" }
        p class="govuk-body" {
            "Think of an ordinary week. Say how much the need gets in the way of it, for the child and for the people "
            "who live with them. A diagnosis is not needed."
        }
        p class="govuk-body" {
            "Needs and the lines below them change which level of support is suggested. You decide on the next page."
        }
    }
}

fn formulation_fields(sheet: &Sheet<'_>) -> Markup {
    let sure = Sureness::ALL.iter().map(|s| choice(s.code(), s.label())).collect();
    let think = "What do you think is going on for this family, and why?";
    html! {
        @for question in QUESTIONS {
            (sheet.text(question.field, question.title, 6).hint(question.hint))
            (sheet.text(&family_field(question.field), &format!("{}, as the family says it", question.title), 3))
        }
        (sheet.text(THINK, think, 8).hint("Your shared understanding, in words that the family would recognise."))
        (sheet.text(&family_field(THINK), "What we think, as the family says it", 3))
        (radios("sure", legend("How sure are you?").size(Size::S), sure)
            .value(sheet.fields.raw("sure"))
            .error(sheet.invalid.of("sure"))
            .small())
        (sheet.text("sure-why", "What would make you surer?", 3)
            .hint("Needed unless you are fairly sure: who else to ask, what to watch, when to look again."))
    }
}

fn formulation_help(case: kernel::Id<kinds::Case>) -> Markup {
    html! {
        h2 class="govuk-heading-s" { "An early idea is enough to begin with" }
        p class="govuk-body" {
            "Write it with the family. What they would say differently goes into the boxes of their own words, and their "
            "copy shows those instead of yours. Change it as you learn more: each assessment keeps what was thought then."
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/cases/" (case) "/chronology" } { "The chronology of this case" }
        }
    }
}

fn level_fields(sheet: &Sheet<'_>) -> Markup {
    let levels = Level::ALL.iter().map(|level| choice(level.code(), level.label())).collect();
    html! {
        (radios("level", legend("Which level of support do you choose?").size(Size::S), levels)
            .value(sheet.fields.raw("level"))
            .error(sheet.invalid.of("level")))
        (sheet.text("level-reason", "Why this level", 3)
            .hint("Needed when you choose another level than the one suggested. The family may read it."))
    }
}
