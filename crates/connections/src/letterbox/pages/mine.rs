//! One's own letterbox: an adoptive family's or a birth relative's. Of the other side there is nothing here but the
//! names they sign with and letters that a person has checked.

use access::{Look, actions::UseLetterbox, connections::Letter as Kind, organisations};
use kernel::{Id, Invalid, Result};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Markup, html, layout},
};

use super::state_tag;
use crate::{
    contact_plans::{
        faces::{after, before},
        model::{End, PlanState, Terms},
        pages::agreed,
        wire::{self, Plan},
    },
    letterbox::{
        actions::{self, mine, open_of},
        model::LetterState,
        store::Letter,
    },
    words::{LETTER, NOTE, Sent, day_of, most, sent},
};

/// The ids of one's own faces and the plans behind them.
fn own(look: &Look<'_>) -> Result<Vec<(Id<()>, End, Plan)>> {
    let faces: Vec<(Id<()>, End, Id<access::connections::ContactPlan>)> = if look.actor().family().is_some() {
        let all = after::of_family(look, &look.own::<UseLetterbox>()?)?;
        all.iter().map(|f| (f.id.cast(), End::Adoptive, f.plan)).collect()
    } else {
        let all = before::of_person(look, &look.own_birth_record::<UseLetterbox>()?)?;
        all.iter().map(|f| (f.id.cast(), End::Birth, f.plan)).collect()
    };
    faces.into_iter().map(|(id, end, plan)| Ok((id, end, wire::behind(look, plan)?))).collect()
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let plans = ctx.read(own).await?;
    let body = html! {
        (layout::page_heading(None, "Your letters"))
        @if plans.is_empty() {
            (kit::nothing_here("You do not have a plan for letters. If you would like one, ask your worker."))
        }
        @for (id, end, plan) in &plans {
            h2 class="govuk-heading-m" {
                @if plan.joined {
                    a class="govuk-link" href={ "/my/letterbox/" (id) } { "Letters with " (plan.names.of(end.other())) }
                } @else { "Letters about " (plan.names.child) }
            }
            @if !plan.joined { p class="govuk-body" { "We are still asking the other side. You will hear from us." } }
            @if plan.state != PlanState::Active { p class="govuk-body" { "This plan is " (plan.state.label().to_lowercase()) " just now." } }
        }
    };
    Ok(ctx.page("Your letters", body).back("/my", "Back to your first page").respond())
}

struct Shown {
    end: End,
    plan: Plan,
    terms: Terms,
    letters: Vec<Letter>,
    help: String,
    wish: Option<String>,
    agency: String,
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<()>("id")?;
    let s = ctx
        .read(move |look| {
            let m = mine(look, id)?;
            let letters = m.letters(look)?;
            let help = match open_of(&letters, m.end()) {
                Some(letter) => m.help(look, &letter)?,
                None => String::new(),
            };
            Ok(Shown {
                end: m.end(),
                terms: wire::current(look, m.plan.id)?.terms,
                help,
                wish: m.wishes(look)?.into_iter().next().map(|w| w.words),
                agency: organisations::by_id(look, m.plan.agency)?.name,
                letters,
                plan: m.plan,
            })
        })
        .await?;
    let other = s.plan.names.of(s.end.other());
    let body = html! {
        (layout::page_heading(None, format!("Letters with {other}")))
        p class="govuk-body" {
            "Every letter is read by the letterbox coordinator at " (s.agency) " before it is passed on, both ways. You sign as "
            strong { (s.plan.names.of(s.end)) } ", and you both call the child " strong { (s.plan.names.child) } "."
        }
        (to_read(ctx, &s, id))
        (to_write(ctx, &s, id, fields, invalid))
        (sent_before(ctx, &s))
        h2 class="govuk-heading-m" { "What is agreed" }
        (kit::summary_list(agreed(&s.terms)))
        h2 class="govuk-heading-m" { "What you wish" }
        p class="govuk-body" { @match &s.wish { Some(words) => (words), None => "You have not told us yet." } }
        (ctx.form(&format!("/my/letterbox/{id}/wishes"), fields, html! {
            (kit::character_count("wishes", "What would you like to be different?", most(NOTE))
                .hint("Only you and the letterbox coordinator read this.").rows(3)
                .value(fields.raw("wishes")).error(invalid.of("wishes")))
            (kit::button("Tell the coordinator").secondary().once())
        }))
    };
    Ok(ctx
        .page("Your letters", body)
        .back("/my/letterbox", "Back to all your letters")
        .errors(invalid)
        .respond())
}

fn to_read(ctx: &Ctx, s: &Shown, id: Id<()>) -> Markup {
    let theirs: Vec<&Letter> = s.letters.iter().filter(|l| l.writer != s.end).collect();
    html! {
        h2 class="govuk-heading-m" { "Letters for you" }
        @if theirs.is_empty() { (kit::nothing_here("No letter has come for you yet.")) }
        @for letter in theirs {
            @let came = letter.went.map(|(_, at)| day_of(at)).unwrap_or_default();
            @if letter.state == LetterState::Forwarded {
                h3 class="govuk-heading-s" { "A new letter, " (came) }
                div class="govuk-inset-text" { (kit::letter(&letter.checked)) }
                p class="govuk-hint" { "You can read it when you are ready. If it brings up hard feelings, call us: you do not have to read it alone." }
                (ctx.form(&format!("/my/letterbox/{id}/read"), &Fields::default(), html! {
                    (kit::hidden("letter", &letter.id.to_string()))
                    (kit::hidden("version", &letter.version.to_string()))
                    (kit::button("I have read it").once())
                }))
            } @else {
                (kit::details(format!("The letter of {came}"), kit::letter(&letter.checked)))
            }
        }
    }
}

fn to_write(ctx: &Ctx, s: &Shown, id: Id<()>, fields: &Fields, invalid: &Invalid) -> Markup {
    if !s.plan.joined || s.plan.state == PlanState::Ended {
        return html! { (kit::inset_text("Letters are not sent under this plan just now. Ask your worker about it.")) };
    }
    let open = open_of(&s.letters, s.end);
    let told = invalid.0.iter().any(|e| e.field.is_empty());
    let version = match fields.raw("version") {
        sent if !sent.is_empty() && !told => sent.to_owned(),
        _ => open.as_ref().map(|l| l.version.to_string()).unwrap_or_default(),
    };
    let state = open.as_ref().map(|l| l.state);
    let kept = open.as_ref().map(|l| l.words.as_str()).unwrap_or_default();
    let typed = if fields.raw("words").is_empty() { kept } else { fields.raw("words") };
    html! {
        h2 class="govuk-heading-m" { "Write a letter" }
        @match state {
            Some(LetterState::Received) => p class="govuk-body" { "Your letter is with the coordinator, who reads it before it is passed on. Until then you can change it." },
            Some(LetterState::Returned) => (kit::inset_text(html! {
                p class="govuk-body" { strong { "The coordinator sent your letter back with help, so that it can be passed on:" } }
                (kit::letter(&s.help))
            })),
            Some(_) => p class="govuk-body" {
                @if let Some(letter) = &open {
                    @if letter.due < ctx.now { "Your letter was due by " (day_of(letter.due)) ". It is not too late. If writing is hard, call us and we write it with you." }
                    @else { "Your next letter is due by " (day_of(letter.due)) "." }
                }
            },
            None => p class="govuk-body" { "No letter is due just now, but you can write one." },
        }
        (kit::details("Help with writing", html! {
            p class="govuk-body" { "A few lines are enough. You could tell what makes you laugh, what you did on a good day, or ask one question." }
            p class="govuk-body" { "Leave out surnames, where you live, schools, telephone numbers and anything online. The coordinator takes them out too." }
            p class="govuk-body" { "If reading or writing is hard, call us. We can write down what you say." }
        }))
        (ctx.form(&format!("/my/letterbox/{id}/write"), fields, html! {
            (kit::hidden("version", &version))
            (kit::character_count("words", "Your letter", most(LETTER)).rows(12).value(typed).error(invalid.of("words")))
            (kit::button("Send to the coordinator").once())
        }))
    }
}

fn sent_before(ctx: &Ctx, s: &Shown) -> Markup {
    let own: Vec<&Letter> = s.letters.iter().filter(|l| l.writer == s.end && l.came.is_some()).collect();
    html! {
        @if !own.is_empty() {
            h2 class="govuk-heading-m" { "Letters you sent" }
            @for letter in own {
                p class="govuk-body" {
                    (letter.came.map(|(_, at)| day_of(at)).unwrap_or_default()) " " (state_tag(letter, ctx.now))
                }
                @if !letter.checked.is_empty() && letter.went.is_some() {
                    (kit::details("What was passed on", kit::letter(&letter.checked)))
                }
            }
        }
    }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn write(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<()>("id")?;
    let mut fields = ctx.fields()?;
    let words = fields.required("words", "Write your letter", LETTER);
    let version = fields.number_opt("version", "Open the page again", 1, i64::MAX);
    let words = match fields.finish(|| words) {
        Ok(words) => words,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("write a letter", move |act| {
            actions::write_own(act, id, version, &words)?;
            Ok(Answer::see(format!("/my/letterbox/{id}")).saying(
                "Your letter is with the coordinator. We read it and pass it on within ten working days.",
            ))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => draw(&ctx, &fields, &invalid).await,
    }
}

pub(super) async fn read(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<()>("id")?;
    let mut fields = ctx.fields()?;
    let (letter, version) = (fields.id::<Kind>("letter", "Open the page again"), fields.version());
    let (letter, version) = match fields.finish(|| Some((letter?, version?))) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("read a letter", move |act| {
            actions::read_own(act, id, letter, version)?;
            Ok(Answer::see(format!("/my/letterbox/{id}"))
                .saying("Thank you. We tell them that you have read it."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => draw(&ctx, &fields, &invalid).await,
    }
}

pub(super) async fn wish(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<()>("id")?;
    let mut fields = ctx.fields()?;
    let words = fields.required("wishes", "Write what you wish", NOTE);
    let words = match fields.finish(|| words) {
        Ok(words) => words,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("tell a wish", move |act| {
            actions::wish_own(act, id, &words)?;
            Ok(Answer::see(format!("/my/letterbox/{id}")).saying("Thank you. The coordinator reads it."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => draw(&ctx, &fields, &invalid).await,
    }
}
