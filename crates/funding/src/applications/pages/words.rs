//! The words of a draft, to be mended until they no longer say who the family is.

use access::actions::DraftApplication;
use kernel::{Id, Invalid, Result, kinds};
use maud::{Markup, PreEscaped, Render, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use crate::applications::{
    actions, form,
    identify::{Finding, findings},
    model::{Passage, PassageKind},
    sources, store,
};

/// A passage's heading.
pub(super) fn heading(passage: &Passage) -> String {
    if passage.about.is_empty() {
        passage.kind.label().to_owned()
    } else {
        format!("{}: {}", passage.kind.label(), passage.about)
    }
}

/// Words with what gives somebody away marked, and said in words for who cannot see the mark.
pub(super) fn marked(words: &str, found: &[Finding]) -> Markup {
    let mut out = String::with_capacity(words.len());
    let mut from = 0;
    for finding in found {
        let (before, piece) = (words.get(from..finding.at.start), words.get(finding.at.clone()));
        out.push_str(&kit::Text::from(before.unwrap_or_default()).render().0);
        let part = html! {
            mark { (piece.unwrap_or_default()) }
            span class="govuk-visually-hidden" { " (" (finding.clue.label()) ")" }
        };
        out.push_str(&part.0);
        from = finding.at.end;
    }
    out.push_str(&kit::Text::from(words.get(from..).unwrap_or_default()).render().0);
    // Words are escaped already, so that the only line ends left are those that people typed.
    PreEscaped(out.replace('\n', "<br>"))
}

pub(crate) async fn ask(ctx: Ctx) -> Result<Response> {
    form_page(&ctx, ctx.id("id")?, None, Invalid::default()).await
}

pub(crate) async fn write(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Application>("id")?;
    let mut fields = ctx.fields()?;
    let wrong = match form::words(&mut fields) {
        Ok((version, words)) => {
            let done = ctx
                .act("write the words of an application", move |act| {
                    actions::write_words(act, id, version, &words)?;
                    Ok(Answer::see(format!("/applications/{id}")).saying("The words were saved."))
                })
                .await;
            match done {
                Err(error) => page::mend(error)?,
                ok => return ok,
            }
        }
        Err(invalid) => invalid,
    };
    form_page(&ctx, id, Some(fields), wrong).await
}

pub(crate) async fn mend(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Application>("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(kernel::Error::Invalid)?;
    ctx.act("mend the words of an application", move |act| {
        actions::mend_words(act, id, version)?;
        Ok(Answer::see(format!("/applications/{id}")).saying(
            "Neutral words stand where the family was named. Read them once more before you send it.",
        ))
    })
    .await
}

async fn form_page(
    ctx: &Ctx,
    id: Id<kinds::Application>,
    typed: Option<Fields>,
    wrong: Invalid,
) -> Result<Response> {
    let (application, known) = ctx
        .read(move |look| {
            let grant = look.one::<DraftApplication, kinds::Application>(id)?;
            let application = store::load(look, &grant)?.application;
            let (_, household) = sources::of_opened(look, &grant, application.case)?;
            Ok((application, household.known))
        })
        .await?;
    application.state.may_edit()?;
    let fields = typed.unwrap_or_else(|| Fields::filled([("version", application.version.to_string())]));
    let body = html! {
        (layout::page_heading(Some(&format!("Application {}", application.reference)), "Words for the Fund"))
        p class="govuk-body" {
            "These words come from the plan and the goals. Changing them here changes only the application. \
             Say nothing that shows who the family is: no name, address, date of birth or number, and no name of a \
             school, street or club, which only a person can notice."
        }
        (ctx.form(&format!("/applications/{id}/words"), &fields, html! {
            (kit::hidden("version", fields.raw("version")))
            @for (n, passage) in application.content.passages.iter().enumerate() {
                @let name = format!("words-{n}");
                @let words = typed_or(&fields, &name, &passage.words);
                @let hint = hint_of(&words, &findings(&words, &known));
                @let area = kit::textarea(name.as_str(), heading(passage)).value(words.as_str()).rows(rows(passage))
                    .error(wrong.of(&name));
                @match hint {
                    Some(hint) => (area.hint(hint)),
                    None => (area),
                }
            }
            (kit::button("Save the words").once())
        }))
    };
    Ok(ctx
        .page("Words for the Fund", body)
        .dense()
        .back(format!("/applications/{id}"), "Back to the application")
        .errors(&wrong)
        .respond())
}

fn typed_or(fields: &Fields, name: &str, kept: &str) -> String {
    if fields.names().any(|n| n == name) { fields.raw(name).to_owned() } else { kept.to_owned() }
}

fn rows(passage: &Passage) -> u8 {
    if passage.kind == PassageKind::Goal { 2 } else { 4 }
}

/// What was found in a passage, in words.
fn hint_of(words: &str, found: &[Finding]) -> Option<String> {
    if found.is_empty() {
        return None;
    }
    let pieces: Vec<String> = found
        .iter()
        .map(|f| {
            format!("“{}” ({})", words.get(f.at.clone()).unwrap_or_default(), f.clue.label().to_lowercase())
        })
        .collect();
    Some(format!("Take out: {}", pieces.join(", ")))
}
