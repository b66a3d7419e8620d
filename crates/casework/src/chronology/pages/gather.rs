//! The newest lines of the timeline, each of which can be taken into the chronology.

use access::actions::{EditAssessment, ViewCase};
use kernel::{Invalid, Result, kinds::Case, local_date};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, choice, label, legend},
};

use super::kinds;
use crate::{
    assessment::pages::day,
    cases::frame::{self, Tab},
    chronology::{actions, form, store},
    timeline,
};

/// How many of the newest lines are offered.
pub(in crate::chronology) const LINES: u32 = 100;

pub(in crate::chronology) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(in crate::chronology) async fn take(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<Case>("id")?, ctx.fields()?);
    let (events, kind) = match form::gathered(&mut fields.clone()) {
        Ok(read) => read,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("take lines of the timeline into a chronology", move |act| {
        let new = actions::gather(act, id, &events, kind)?;
        let said = match new {
            0 => "Those lines were in the chronology already",
            _ => "What you chose is in the chronology now",
        };
        Ok(Answer::see(format!("/cases/{id}/chronology")).saying(said))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let (head, lines, taken) = ctx
        .read(move |look| {
            let grant = look.one::<EditAssessment, Case>(id)?;
            let lines = timeline::latest(look, &look.one::<ViewCase, Case>(id)?, LINES)?;
            Ok((frame::head(look, &grant)?, lines, store::taken(look, &grant)?))
        })
        .await?;
    let offered: Vec<_> = lines
        .iter()
        .filter(|line| !taken.contains(&line.id))
        .map(|line| {
            choice(line.id.to_string(), html! { (day(local_date(line.at))) ": " (line.words) })
                .hint(line.kind.label())
        })
        .collect();
    let body = html! {
        @if offered.is_empty() {
            (kit::nothing_here("Every line of the timeline is in the chronology already, or was taken out of it."))
        } @else {
            p class="govuk-body" { "Choose the lines that matter to the child's story. Each goes in with the day on which it was written; you can change both afterwards." }
            (ctx.form(&format!("/cases/{id}/chronology-from-timeline"), f, html! {
                (kit::checkboxes("events", legend("Lines of the timeline, the newest first").size(Size::S), offered)
                    .values(f.all("events"))
                    .error(wrong.of("events"))
                    .small())
                (kit::select("kind", label("What kind of thing were they?"), kinds("Choose one"))
                    .value(f.raw("kind"))
                    .error(wrong.of("kind")))
                (kit::button("Take them in").once())
            }))
        }
    };
    let page = frame::frame(ctx, &head, Tab::Assessment, "From the timeline", body);
    Ok(page.back(format!("/cases/{id}/chronology"), "The chronology").errors(wrong).respond())
}
