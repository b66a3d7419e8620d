//! What a young person wants to say, for their workers only or for their parents too.

use access::{actions::OwnYoungRecord, members::YoungWords};
use casework::young_people::{
    actions::{change_readers, say as saying},
    model::{LONGEST, MUST_TELL, Readers, Said},
    store,
};
use kernel::{Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, Tone, layout},
};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let all = ctx.read(|look| store::own(look, &look.own_case::<OwnYoungRecord>()?)).await?;
    let choices = Readers::ALL.iter().map(|r| kit::choice(r.code(), r.label())).collect();
    let body = html! {
        (layout::page_heading(None, "Things I want to say"))
        p class="govuk-body" { "Write anything you want your worker to know. You choose who can read it. You can change that later." }
        (kit::inset_text(MUST_TELL))
        (ctx.form("/my/words", fields, html! {
            (kit::character_count("words", kit::label("What do you want to say?").size(Size::M), u32::try_from(LONGEST).unwrap_or(u32::MAX))
                .rows(5).value(fields.raw("words")).error(invalid.of("words")))
            (kit::radios("readers", kit::legend("Who can read this?").size(Size::M), choices)
                .value(fields.raw("readers")).error(invalid.of("readers")))
            (kit::button("Keep it").once())
        }))
        h2 class="govuk-heading-m" { "What I wrote" }
        @if all.is_empty() { (kit::nothing_here("Nothing yet.")) }
        @for said in &all { (one(ctx, said)) }
    };
    Ok(ctx.page("Things I want to say", body).back("/my", "Back to my page").errors(invalid).respond())
}

fn one(ctx: &Ctx, said: &Said) -> Markup {
    let (tag, other, change) = match said.readers {
        Readers::Team => {
            (kit::tag("Only my workers").tone(Tone::Calm), Readers::Family, "Let my parents read this too")
        }
        Readers::Family => (
            kit::tag("My parents too").tone(Tone::Soon),
            Readers::Team,
            "Keep this from my parents from now on",
        ),
    };
    html! {
        section class="hearth-message" aria-labelledby={ "said-" (said.id) } {
            h3 class="govuk-heading-s" id={ "said-" (said.id) } { (Moment(said.at)) " " (tag) }
            (kit::paragraphs(&said.words))
            p class="govuk-hint" {
                @match said.seen { Some(at) => { "A worker read this on " (Moment(at)) "." }, None => "Nobody has read this yet." }
            }
            @if let Some(told) = &said.told {
                (kit::inset_text(html! {
                    p class="govuk-body" { "A worker had to tell " strong { (told.whom) } " on " (Moment(told.at)) ". This is why:" }
                    (kit::paragraphs(&told.why))
                }))
            }
            (ctx.form(&format!("/my/words/{}/readers", said.id), &Fields::default(), html! {
                (kit::hidden("readers", other.code()))
                (kit::button(html! { (change) span class="govuk-visually-hidden" { ": what I wrote on " (Moment(said.at)) } }).secondary().once())
            }))
            @if said.readers == Readers::Family { p class="govuk-hint" { "They may have read it already." } }
        }
    }
}

pub(super) async fn say(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match saying::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("a young person writes something", move |act| {
            saying::run(act, &input)?;
            Ok(Answer::see("/my/words").saying("It is kept. Your worker will see that you wrote something."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

pub(super) async fn change(ctx: Ctx) -> Result<Response> {
    let said = ctx.id::<YoungWords>("said")?;
    let mut fields = ctx.fields()?;
    let readers = fields.choice::<Readers>("readers", "Choose who can read this");
    let readers = match fields.finish(|| readers) {
        Ok(readers) => readers,
        Err(invalid) => return show(&ctx, &Fields::default(), &invalid).await,
    };
    ctx.act("a young person changes who can read something", move |act| {
        change_readers::run(act, said, readers)?;
        Ok(Answer::see("/my/words").saying("It is changed."))
    })
    .await
}
