//! One contribution on the worker's side: what was asked, what came of it, what was taken, and what can be done.

use access::actions::{AskContribution, ViewContribution};
use kernel::{Error, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, choice, date_input, label, legend, radios, row, summary_list, textarea},
};

use super::draw;
use crate::{
    assessment::{model::State as AssessmentState, pages::name_of},
    cases::{
        self,
        frame::{self, Head, Tab},
    },
    contributions::{
        actions::{extend, send_again, take, withdraw},
        model::{State, Use},
        store::{self, Contribution},
    },
    frameworks::model::Held,
};

struct Sheet {
    head: Head,
    k: Contribution,
    framework: Held,
    by: String,
    took_by: Option<String>,
    writing: bool,
    may_ask: bool,
}

async fn draw_page(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Contribution>("id")?;
    let sheet = ctx
        .read(move |look| {
            let grant = look.one::<ViewContribution, kinds::Contribution>(id)?;
            let k = store::load(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, k.case)?;
            Ok(Sheet {
                framework: store::framework_of(look, &k)?,
                by: name_of(look, k.asked_by)?.unwrap_or_else(|| "Another system".to_owned()),
                took_by: name_of(look, k.took_by)?,
                writing: store::assessment_state(look, &k)? == AssessmentState::Draft,
                may_ask: look.may::<AskContribution>(),
                head: frame::of_case(look, case)?,
                k,
            })
        })
        .await?;
    let back = format!("/cases/{}/assessment", sheet.k.case);
    let body = body(ctx, &sheet, fields, invalid);
    Ok(frame::frame(ctx, &sheet.head, Tab::Assessment, "Contribution of a partner", body)
        .back(back, "The assessment")
        .errors(invalid)
        .respond())
}

fn body(ctx: &Ctx, sheet: &Sheet, fields: &Fields, invalid: &Invalid) -> Markup {
    let k = &sheet.k;
    let ask = &k.ask;
    html! {
        (summary_list(vec![
            row("How it stands", kit::Render::render(&draw::state_tag(k, ctx.now))),
            row("Asked", html! { (draw::name(&ask.who())) " (" (draw::partner_title(&ask.partner)) ")" }),
            row("Letter to", draw::name(&ask.email)),
            row("Asked by", format!("{}, {}", sheet.by, draw::day(k.asked))),
            row("Answer by", draw::day(k.due)),
            row("Opened", k.opened.map_or_else(|| "Not yet".to_owned(), draw::day)),
        ]))
        @match k.state {
            State::Sent => {
                h2 class="govuk-heading-m" { "What they said" }
                @if k.answer.as_ref().is_some_and(|a| a.withholds()) {
                    (kit::warning_text("Parts of this are marked as not for the family, each with the reason. They are left out of the family's copy. Decide with your manager whether the law lets you keep them back when the family asks."))
                }
                (draw::answer(k, &sheet.framework))
                (taken(ctx, sheet, fields, invalid))
            }
            State::Declined | State::NotMine | State::Withdrawn => {
                h2 class="govuk-heading-m" { (k.state.label()) @if let Some(at) = k.settled { ", " (draw::day(at)) } }
                @if k.words.is_empty() { p class="govuk-body" { "Nothing was said with it." } }
                (draw::words(&k.words))
            }
            State::Asked => {
                @if sheet.may_ask { (steps(ctx, k, fields, invalid)) }
            }
        }
        (kit::details("What they were asked", html! {
            (draw::asked(ask, &draw::day(k.due)))
            (draw::parts_asked(&ask.parts(&sheet.framework)))
        }))
    }
}

fn taken(ctx: &Ctx, sheet: &Sheet, fields: &Fields, invalid: &Invalid) -> Markup {
    let k = &sheet.k;
    let typed = |name: &str, kept: &str| match fields.raw(name) {
        "" => kept.to_owned(),
        typed => typed.to_owned(),
    };
    let (used, words) = k.took.as_ref().map_or(("", ""), |t| (t.used.code(), t.words.as_str()));
    html! {
        h2 class="govuk-heading-m" { "What you took from it" }
        @if k.took.is_some() {
            (draw::took(k))
            @if let (Some(by), Some(at)) = (&sheet.took_by, k.took_at) { p class="govuk-body-s" { (by) ", " (draw::day(at)) } }
        }
        @if sheet.may_ask && sheet.writing {
            (ctx.form(&format!("/contributions/{}/take", k.id), fields, html! {
                (kit::hidden("version", &k.version.to_string()))
                (radios("used", legend("What became of it in the assessment?").size(Size::S),
                    Use::ALL.iter().map(|u| choice(u.code(), u.label())).collect())
                    .value(typed("used", used)).error(invalid.of("used")).small())
                (textarea("words", label("What you took, or why nothing").size(Size::S)).rows(3)
                    .value(typed("words", words)).error(invalid.of("words")))
                (kit::button("Save").once())
            }))
        } @else if k.took.is_none() {
            p class="govuk-body" { "Nobody has said yet what was taken from it." }
        }
    }
}

fn steps(ctx: &Ctx, k: &Contribution, fields: &Fields, invalid: &Invalid) -> Markup {
    let path = |what: &str| format!("/contributions/{}/{what}", k.id);
    html! {
        p class="govuk-body" {
            "They are reminded before the day and on it. When it is over, you are told, and some days later your managers."
        }
        (ctx.form(&path("send-again"), &Fields::default(), html! {
            (kit::hidden("version", &k.version.to_string()))
            p class="govuk-body" { "Has the letter not arrived, or has somebody else got hold of it? A new link ends the old one. What they wrote is kept." }
            (kit::button("Send it again").secondary().once())
        }))
        h2 class="govuk-heading-m" { "Give more time" }
        (ctx.form(&path("extend"), fields, html! {
            (kit::hidden("version", &k.version.to_string()))
            (date_input("due", legend("New last day").size(Size::S)).values(fields.date_parts("due"))
                .error(invalid.of("due")))
            (textarea("reason", label("Why they get more time").size(Size::S)).rows(2)
                .value(fields.raw("reason")).error(invalid.of("reason")))
            (kit::button("Give more time").secondary().once())
        }))
        h2 class="govuk-heading-m" { "Withdraw it" }
        (ctx.form(&path("withdraw"), fields, html! {
            (textarea("why", label("Why it is not needed any more").size(Size::S)).rows(2)
                .value(fields.raw("why")).error(invalid.of("why")))
            (kit::button("Withdraw it").warning().once())
        }))
    }
}

/// `GET /contributions/{id}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw_page(&ctx, &Fields::default(), &Invalid::default()).await
}

/// The page again after something was done, or with what has to be mended.
async fn done(ctx: &Ctx, fields: &Fields, done: Result<Response>) -> Result<Response> {
    match done {
        Ok(response) => Ok(response),
        Err(error) => draw_page(ctx, fields, &page::mend(error)?).await,
    }
}

fn see(k: &Contribution, words: &'static str) -> Answer {
    Answer::see(format!("/contributions/{}", k.id)).saying(words)
}

/// `POST /contributions/{id}/send-again`
pub(super) async fn send_again(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Contribution>("id")?, ctx.fields()?);
    let version = send_again::fields(&mut fields.clone()).map_err(Error::Invalid)?;
    let sent = ctx
        .act("send a partner a new link", move |act| {
            Ok(see(&send_again::run(act, id, version)?, "A letter with a new link is on its way."))
        })
        .await;
    done(&ctx, &fields, sent).await
}

/// `POST /contributions/{id}/extend`
pub(super) async fn extend(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Contribution>("id")?, ctx.fields()?);
    let input = match extend::fields(&mut fields.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw_page(&ctx, &fields, &wrong).await,
    };
    let extended = ctx
        .act("give a partner more time", move |act| {
            Ok(see(&extend::run(act, id, &input)?, "They have more time. A letter says so."))
        })
        .await;
    done(&ctx, &fields, extended).await
}

/// `POST /contributions/{id}/withdraw`
pub(super) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Contribution>("id")?, ctx.fields()?);
    let why = match withdraw::fields(&mut fields.clone()) {
        Ok(why) => why,
        Err(wrong) => return draw_page(&ctx, &fields, &wrong).await,
    };
    let withdrawn = ctx
        .act("withdraw what a partner was asked", move |act| {
            Ok(see(&withdraw::run(act, id, &why)?, "It is withdrawn. A letter says so."))
        })
        .await;
    done(&ctx, &fields, withdrawn).await
}

/// `POST /contributions/{id}/take`
pub(super) async fn take(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Contribution>("id")?, ctx.fields()?);
    let input = match take::fields(&mut fields.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw_page(&ctx, &fields, &wrong).await,
    };
    let taken = ctx
        .act("say what was taken from a contribution", move |act| {
            Ok(see(&take::run(act, id, &input)?, "Saved"))
        })
        .await;
    done(&ctx, &fields, taken).await
}
