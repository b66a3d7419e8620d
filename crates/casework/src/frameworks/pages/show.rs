//! One version of the framework as workers will meet it, with what to do about it.

use access::{
    Look,
    actions::{ApproveFramework, EditFramework, ViewFramework},
    assessing::FrameworkVersion,
};
use kernel::{Error, Id, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, choice, label, layout, legend, row},
};

use super::state_tag;
use crate::{
    assessment::{
        model::{Domain, Framework, framework},
        pages::{day, day_of, name_of},
    },
    frameworks::{
        actions, form,
        model::{Addition, Decision, State, Version},
        store,
    },
};

struct Shown {
    version: Version,
    asked_by: Option<String>,
    decided_by: Option<String>,
    may_edit: bool,
    may_approve: bool,
    /// Why whoever looks can not answer, when they could by their role.
    refused: Option<String>,
}

fn read(look: &Look<'_>, id: Id<FrameworkVersion>) -> Result<Shown> {
    let version = store::load(look, &look.one::<ViewFramework, FrameworkVersion>(id)?)?;
    let may_approve = version.state == State::Asked && look.may::<ApproveFramework>();
    let refused = match actions::may_decide(look, &version) {
        Err(Error::Refused { why, .. }) if may_approve => Some(why),
        Err(Error::Refused { .. }) | Ok(()) => None,
        Err(other) => return Err(other),
    };
    Ok(Shown {
        asked_by: name_of(look, version.asked.and_then(|(_, by)| by))?,
        decided_by: name_of(look, version.decided.and_then(|(_, by)| by))?,
        may_edit: look.may::<EditFramework>(),
        may_approve,
        refused,
        version,
    })
}

pub(in crate::frameworks) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(in crate::frameworks) async fn national(ctx: Ctx) -> Result<Response> {
    let version = ctx.param("version")?.to_owned();
    ctx.read(|look| look.agency::<ViewFramework>().map(drop)).await?;
    let framework = framework(&version)?;
    let body = html! {
        (layout::page_heading(Some("The national framework"), format!("Version {}", framework.version)))
        p class="govuk-body" { (framework.title) ". New assessments follow it from " (day(framework.from)) "." }
        (kit::button_group(kit_print()))
        (whole(framework, &Addition::default()))
    };
    Ok(ctx.page("Assessment framework", body).back("/frameworks", "All versions").respond())
}

fn kit_print() -> Markup {
    html! { (kit::print_button("Print this version")) }
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<FrameworkVersion>("id")?;
    let s = ctx.read(move |look| read(look, id)).await?;
    let v = &s.version;
    let mut facts = vec![
        row("How it stands", html! { (state_tag(v.state)) }),
        row("Adds to", format!("the national version {}", v.national)),
        row("Holds from", v.from.map_or_else(|| "No day yet".to_owned(), day)),
    ];
    let by = |name: &Option<String>| name.clone().unwrap_or_else(|| "Another system".into());
    if let Some((at, _)) = v.asked {
        facts.push(row("Approval asked for", format!("{}, {}", by(&s.asked_by), day_of(at))));
    }
    if let Some((at, _)) = v.decided {
        facts.push(row("Answered", format!("{}, {}", by(&s.decided_by), day_of(at))));
    }
    let national = v.national()?;
    let gaps = v.added.gaps(national);
    let sound = gaps.is_empty();
    let body = html! {
        (layout::page_heading(Some("Assessment framework"), format!("Version {}+{}", v.national, v.number)))
        (kit::summary_list(facts))
        @if !v.words.is_empty() {
            (kit::inset_text(html! { strong { "Sent back, with what to change: " } (v.words) }))
        }
        (steps(ctx, &s, f, wrong, &gaps))
        (kit::button_group(kit_print()))
        h2 class="govuk-heading-m" { "As a worker will meet it" }
        // A draft that does not hold together yet is shown as far as it does.
        @if sound { (whole(&v.whole()?, &v.added)) } @else { (whole(national, &v.added)) }
    };
    let page = ctx.page("Assessment framework", body).back("/frameworks", "All versions");
    Ok(page.errors(wrong).respond())
}

/// What whoever looks can do about a version.
fn steps(ctx: &Ctx, s: &Shown, f: &Fields, wrong: &Invalid, gaps: &[kernel::FieldError]) -> Markup {
    let v = &s.version;
    let here = format!("/frameworks/{}", v.id);
    let version = v.version.to_string();
    html! {
        @match v.state {
            State::Draft if s.may_edit => {
                (kit::button("Change what is added").secondary().href(format!("{here}/edit")))
                @if gaps.is_empty() {
                    h2 class="govuk-heading-m" { "Ask another manager to approve it" }
                    (ctx.form(&format!("{here}/ask"), f, html! {
                        (kit::hidden("version", &version))
                        (kit::date_input("from", legend("From which day should new assessments follow it?").size(Size::S))
                            .hint("Today at the earliest. Assessments that are being written stay on the version they began with.")
                            .values(f.date_parts("from"))
                            .error(wrong.of("from")))
                        (kit::button("Ask for approval").once())
                    }))
                } @else {
                    (kit::inset_text(html! {
                        p class="govuk-body" { "Before it can be approved:" }
                        ul class="govuk-list govuk-list--bullet" { @for gap in gaps { li { (gap.message) } } }
                    }))
                }
            }
            State::Asked if s.may_approve => {
                @match &s.refused {
                    Some(why) => { (kit::inset_text(why.as_str())) }
                    None => {
                        h2 class="govuk-heading-m" { "Do you approve it?" }
                        (ctx.form(&format!("{here}/decision"), f, html! {
                            (kit::hidden("version", &version))
                            (kit::radios("decision", legend("Your answer").size(Size::S), Decision::ALL.iter().map(|d| choice(d.code(), d.label())).collect())
                                .value(f.raw("decision"))
                                .error(wrong.of("decision")))
                            (kit::textarea("words", label("If you send it back: what should be changed?"))
                                .rows(3)
                                .value(f.raw("words"))
                                .error(wrong.of("words")))
                            (kit::button("Save the answer").once())
                        }))
                    }
                }
            }
            State::Asked => { (kit::inset_text("Another manager, who had no hand in it, has not answered yet.")) }
            State::Draft | State::Approved | State::Withdrawn => {}
        }
        @if s.may_edit && v.must_not_hold(ctx.today()).is_ok() {
            (ctx.form(&format!("{here}/withdrawal"), &Fields::default(), html! {
                (kit::hidden("version", &version))
                (kit::button("Withdraw it before it holds").warning().once())
            }))
        }
    }
}

/// The framework in reading order; what the agency adds is marked.
fn whole(framework: &Framework, added: &Addition) -> Markup {
    let own_part = |d: &Domain| added.parts.iter().any(|p| p.code == d.code);
    let own_prompt =
        |d: &Domain, prompt: &String| added.prompts.get(&d.code).is_some_and(|own| own.contains(prompt));
    html! {
        @for domain in &framework.domains {
            h3 class="govuk-heading-s" {
                (domain.title) @if own_part(domain) { " " (kit::tag("Your agency's own")) }
            }
            p class="govuk-body" { (domain.about) }
            ul class="govuk-list govuk-list--bullet" {
                @for prompt in &domain.prompts {
                    li { (prompt) @if own_prompt(domain, prompt) { " " (kit::tag("Your agency's own")) } }
                }
            }
            p class="govuk-body-s" {
                "At least: " (domain.minimum.says) " At least " (domain.minimum.words) " words. "
                @if domain.may_leave_out { "It may be left out with a reason. " }
                "Answers: " (domain.matter) "."
            }
        }
    }
}

pub(in crate::frameworks) async fn ask(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<FrameworkVersion>("id")?, ctx.fields()?);
    let input = match form::asked(&mut fields.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("ask for approval of what the agency adds to the framework", move |act| {
        actions::ask(act, id, input)?;
        Ok(Answer::see(format!("/frameworks/{id}")).saying("Another manager is asked to approve it"))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::frameworks) async fn decide(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<FrameworkVersion>("id")?, ctx.fields()?);
    let input = match form::decided(&mut fields.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("answer for what the agency adds to the framework", move |act| {
        let said = match actions::decide(act, id, &input)?.state {
            State::Approved => "It is approved",
            _ => "It is sent back",
        };
        Ok(Answer::see(format!("/frameworks/{id}")).saying(said))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::frameworks) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id::<FrameworkVersion>("id")?, ctx.fields()?);
    let version = f.version();
    let version = f.finish(|| version).map_err(Error::Invalid)?;
    ctx.act("withdraw what the agency adds to the framework", move |act| {
        actions::withdraw(act, id, version)?;
        Ok(Answer::see(format!("/frameworks/{id}")).saying("It is withdrawn"))
    })
    .await
}
