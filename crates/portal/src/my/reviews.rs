//! A family member or a young person asks for a review of the plan, and reads what came of it.

use access::actions::AskReview;
use casework::{
    cases::frame,
    reviews::{
        actions::ask,
        model::{Review, ReviewState},
        store,
    },
};
use kernel::{Id, Invalid, Moment, Result, kinds::Case};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, Tone, layout},
};

use super::words::day;

/// What stands on one's first page about reviews: what was asked for and how that stands, and the way to ask.
pub(super) fn asked(ctx: &Ctx, reviews: &[Review], case: Id<Case>, young: bool) -> Markup {
    let waiting = reviews.iter().any(|r| r.state == ReviewState::Asked);
    html! {
        @if let Some(newest) = reviews.first() { (one(ctx, newest)) }
        p class="govuk-body" {
            a class="govuk-link" href={ "/my/cases/" (case) "/review" } {
                @match (waiting, young) {
                    (true, _) => "See what you asked for",
                    (false, true) => "Ask to look at my plan again",
                    (false, false) => "Ask for a review of the plan",
                }
            }
        }
    }
}

/// One review as whoever asked, or another of the family, reads it.
fn one(ctx: &Ctx, r: &Review) -> Markup {
    html! {
        @match r.state {
            ReviewState::Asked => p class="govuk-body" {
                @if ctx.now > r.due { (kit::tag("Late").tone(Tone::Late)) " You asked for a review on " (Moment(r.asked)) ". We promised it by " (Moment(r.due)) ", and we are sorry." }
                @else { (kit::tag("To come").tone(Tone::Calm)) " You asked for a review on " (Moment(r.asked)) ". We promised it, or an answer, by " (Moment(r.due)) "." }
            },
            ReviewState::Held => {
                @if let Some(held) = &r.held {
                    p class="govuk-body" { (kit::tag("Done").tone(Tone::Good)) " The plan was looked at on " (day(held.on)) ". What changed:" }
                    (kit::paragraphs(&held.changed))
                    @if !held.child_said.is_empty() { p class="govuk-body" { "What you said:" } (kit::paragraphs(&held.child_said)) }
                    p class="govuk-body" { "It is looked at again by " (day(held.next)) "." }
                }
            }
            ReviewState::Declined => {
                p class="govuk-body" { (kit::tag("Answered").tone(Tone::Quiet)) " You asked for a review, and there is none just now. This is why:" }
                (kit::paragraphs(&r.declined_why))
            }
        }
    }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let (head, all) = ctx
        .read(move |look| {
            let grant = look.mine::<AskReview>(id)?;
            Ok((frame::head(look, &grant)?, store::own(look, &grant)?))
        })
        .await?;
    let young = ctx.actor.person().is_some();
    let waiting = all.iter().any(|r| r.state == ReviewState::Asked);
    let title = if young { "Look at my plan again" } else { "A review of the plan" };
    let body = html! {
        (layout::page_heading(None, title))
        p class="govuk-body" {
            @if young { "If your plan does not fit any more, ask us to look at it. You can say what you want to change. You can bring somebody, such as an advocate." }
            @else { "You can ask us to look at the plan again at any time. We hold the review with you, or tell you why not." }
        }
        @if waiting {
            (kit::inset_text("You asked, and we have not answered yet. You can write to us under Messages if something has changed."))
        } @else if head.case.state == casework::cases::store::CaseState::Closed {
            (kit::inset_text("This support has ended. Write to us under Messages if you need it again."))
        } @else {
            (ctx.form(&format!("/my/cases/{id}/review"), fields, html! {
                (kit::character_count("why", kit::label(if young { "What should we look at?" } else { "What would you like to be looked at?" }).size(Size::M), 4_000)
                    .hint(if young { "Your worker reads this. Your parents see that a review was asked for, and not what you write here." }
                          else { "The workers read this. Others of your family see that a review was asked for, and not what you write here." })
                    .rows(4).value(fields.raw("why")).error(invalid.of("why")))
                (kit::button(if young { "Ask" } else { "Ask for a review" }).once())
            }))
        }
        h2 class="govuk-heading-m" { "What was asked and what came of it" }
        @if all.is_empty() { (kit::nothing_here("Nothing yet.")) }
        @for r in &all {
            section class="hearth-message" {
                @if !r.why.is_empty() { p class="govuk-body" { "You asked: " } (kit::paragraphs(&r.why)) }
                (one(ctx, r))
            }
        }
    };
    let back = if young { "Back to my page" } else { "Back to your family’s support" };
    Ok(ctx.page(title, body).back("/my", back).errors(invalid).respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let mut fields = ctx.fields()?;
    let why = match ask::fields(&mut fields) {
        Ok(why) => why,
        Err(invalid) => return show(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("ask for a review", move |act| {
            ask::run(act, id, &why)?;
            Ok(Answer::see(format!("/my/cases/{id}/review"))
                .saying("We have your request. You see here what comes of it."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}
