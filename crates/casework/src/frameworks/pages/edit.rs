//! What an agency adds, as its manager writes it.

use access::{actions::EditFramework, assessing::FrameworkVersion};
use kernel::{Error, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, choice, label, layout, legend},
};

use crate::{
    assessment::model::{Framework, Informant},
    frameworks::{
        actions, form,
        model::{MOST_PARTS, State},
        store,
    },
};

pub(in crate::frameworks) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, None).await
}

pub(in crate::frameworks) async fn save(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<FrameworkVersion>("id")?, ctx.fields()?);
    let (typed, more) = (fields.clone(), fields.raw("then") == "more");
    let done = ctx.act("save what the agency adds to the framework", move |act| {
        actions::save(act, id, &fields)?;
        let to = if more { format!("/frameworks/{id}/edit?more=1#own") } else { format!("/frameworks/{id}") };
        Ok(Answer::see(to).saying("Saved"))
    });
    match done.await {
        Err(error) => {
            let clash = error == Error::Stale;
            draw(&ctx, Some((typed, page::mend_beside(error)?, clash))).await
        }
        done => done,
    }
}

async fn draw(ctx: &Ctx, sent: Option<(Fields, Invalid, bool)>) -> Result<Response> {
    let id = ctx.id::<FrameworkVersion>("id")?;
    let v =
        ctx.read(move |look| store::load(look, &look.one::<EditFramework, FrameworkVersion>(id)?)).await?;
    if v.state != State::Draft {
        return page::see_other(&format!("/frameworks/{id}"));
    }
    let national = v.national()?;
    let (fields, wrong, clash) = match sent {
        Some(sent) => sent,
        None => (form::filled(&v.added), Invalid::default(), false),
    };
    let version = match fields.raw("version") {
        typed if !typed.is_empty() && !clash => typed.to_owned(),
        _ => v.version.to_string(),
    };
    let shown = form::parts_filled(&fields);
    let more = !ctx.query().raw("more").is_empty() || shown == 0;
    let parts = shown.saturating_add(usize::from(more)).min(MOST_PARTS);
    let body = html! {
        (layout::page_heading(None, "What your agency adds"))
        @if !v.words.is_empty() {
            (kit::inset_text(html! { strong { "Sent back, with what to change: " } (v.words) }))
        }
        @if clash { (kit::warning_text("Somebody saved this while you were writing. Saving now puts what stands below in its place.")) }
        p class="govuk-body" { "Write questions one a line. The national ones stand above each box, and stay." }
        (ctx.form(&format!("/frameworks/{id}/edit"), &fields, html! {
            (kit::hidden("version", &version))
            h2 class="govuk-heading-m" { "Your questions for the national parts" }
            @for domain in &national.domains {
                @let name = format!("prompts.{}", domain.code);
                (kit::details(format!("National questions: {}", domain.title), html! {
                    ul class="govuk-list govuk-list--bullet" { @for prompt in &domain.prompts { li { (prompt) } } }
                }))
                (kit::textarea(name.as_str(), label(format!("{}: your own questions", domain.title)).size(Size::S))
                    .rows(2)
                    .value(fields.raw(&name))
                    .error(wrong.of(&name)))
            }
            h2 class="govuk-heading-m" id="own" { "Your own parts" }
            @for n in 0..parts { (part(&fields, &wrong, national, n)) }
            (kit::button_group(html! {
                (kit::button("Save and look at it").once())
                @if parts < MOST_PARTS { (kit::button("Save and add a part").secondary().name_value("then", "more").once()) }
            }))
        }))
    };
    Ok(ctx
        .page("What your agency adds", body)
        .back(format!("/frameworks/{id}"), "This version")
        .errors(&wrong)
        .respond())
}

fn part(fields: &Fields, wrong: &Invalid, national: &Framework, n: usize) -> Markup {
    let name = |part: &str| format!("parts.{n}.{part}");
    let text = |part: &str, words: &str, rows: u8| {
        let name = name(part);
        kit::textarea(name.as_str(), label(words)).rows(rows).value(fields.raw(&name)).error(wrong.of(&name))
    };
    let mut matters: Vec<&str> = Vec::new();
    for domain in &national.domains {
        if !matters.contains(&domain.matter.as_str()) {
            matters.push(&domain.matter);
        }
    }
    let matters = std::iter::once(("", "Choose one")).chain(matters.into_iter().map(|m| (m, m)));
    let ask = Informant::ALL.iter().map(|who| choice(who.code(), who.label())).collect();
    let (title, matter, words, asked, leave) =
        (name("title"), name("matter"), name("words"), name("ask"), name("leave-out"));
    html! {
        (kit::fieldset(legend(format!("Your part {}", n + 1)).size(Size::M), html! {
            (kit::hidden(&name("code"), fields.raw(&name("code"))))
            (kit::input(title.as_str(), label("Heading")).hint("To take this part out of the next version, empty all its boxes.")
                .value(fields.raw(&title)).error(wrong.of(&title)))
            (text("about", "What it is about", 2))
            (kit::select(matter.as_str(), label("Which matter of the regulations does it answer?"), matters)
                .value(fields.raw(&matter)).error(wrong.of(&matter)))
            (text("prompts", "Questions that open the conversation, one a line", 3))
            (text("says", "What the least acceptable answer holds", 2))
            (kit::input(words.as_str(), label("How many words an answer has at least")).whole_number().width(3)
                .value(fields.raw(&words)).error(wrong.of(&words)))
            (kit::checkboxes(asked.as_str(), legend("Whom to ask").size(Size::S), ask)
                .values(fields.all(&asked)).error(wrong.of(&asked)).small())
            (kit::checkboxes(leave.as_str(), legend("Leaving out").classes("govuk-visually-hidden"), vec![choice("yes", "It may be left out, with a reason")])
                .values(fields.all(&leave)).small())
        }))
    }
}
