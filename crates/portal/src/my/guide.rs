//! The Children's Guide on one's own page, for a young person and for a parent to read with a child.

use access::actions::ReadOwnGuide;
use casework::{
    cases::store as cases,
    childrens_guide::{
        self,
        actions::give,
        model::{Reading, Text},
        store,
    },
};
use kernel::{Invalid, Result, kinds::Case};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Tone, layout},
};

use super::words::day;

/// Reads which guide was read.
pub(super) fn fields(f: &mut Fields) -> Result<Reading, Invalid> {
    let reading = f.choice::<Reading>("reading", "Choose which guide you have read");
    f.finish(|| reading)
}

struct Mine {
    text: Text,
    /// When whoever reads said that they have read this version.
    said: Option<kernel::Date>,
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let young = ctx.actor.person().is_some();
    let reading = Reading::from_code(ctx.query().raw("reading")).unwrap_or(Reading::Older);
    show(&ctx, reading, young, &Invalid::default()).await
}

async fn show(ctx: &Ctx, reading: Reading, young: bool, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let mine = ctx
        .read(move |look| {
            let grant = look.mine::<ReadOwnGuide>(id)?;
            let case = cases::load(look, &grant)?;
            let text = store::holding(look, case.agency, reading, look.today())?;
            let me = look.actor().account();
            let given = store::of_case(look, &grant)?;
            let said = given
                .iter()
                .find(|g| g.by == me && g.reading == reading && g.number == text.number)
                .map(|g| g.on);
            Ok(Mine { text, said })
        })
        .await?;
    let other = match reading {
        Reading::Younger => (Reading::Older, "The guide from about 11"),
        Reading::Older => (Reading::Younger, "The guide for younger children, to read with an adult"),
    };
    let here = format!("/my/cases/{id}/guide");
    let title = if young { "A guide for me" } else { "A guide for your child" };
    let body = html! {
        (layout::page_heading(None, title))
        p class="govuk-body hearth-no-print" { a class="govuk-link" href={ (here) "?reading=" (other.0.code()) } { (other.1) } }
        (childrens_guide::shown(reading, &mine.text)?)
        p class="govuk-body hearth-no-print" { a class="govuk-link" href="/my/help" { "More people who can help" } }
        @match mine.said {
            Some(on) => p class="govuk-body hearth-no-print" { (kit::tag("Read").tone(Tone::Good)) " You told us on " (day(on)) " that you have read this. Thank you." },
            None => (ctx.form(&here, &Fields::default(), html! {
                (kit::hidden("reading", reading.code()))
                (kit::button(if young { "I have read this" } else { "We have read this together" }).once())
            })),
        }
        (kit::print_button("Print this guide"))
    };
    let back = if young { "Back to my page" } else { "Back to your family’s support" };
    Ok(ctx.page(title, body).back("/my", back).errors(wrong).respond())
}

pub(super) async fn read(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let young = ctx.actor.person().is_some();
    let reading = match fields(&mut ctx.fields()?) {
        Ok(reading) => reading,
        Err(invalid) => return show(&ctx, Reading::Older, young, &invalid).await,
    };
    let done = ctx
        .act("read the children's guide", move |act| {
            give::read(act, id, reading)?;
            Ok(Answer::see(format!("/my/cases/{id}/guide?reading={}", reading.code()))
                .saying("Thank you for telling us."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, reading, young, &page::mend(error)?).await,
        done => done,
    }
}
