//! What became of asking one service.

use access::actions::RecordDuty;
use casework::cases::frame::{self, Tab};
use kernel::{Error, Id, Invalid, Pence, Result, kinds::Case};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size},
};

use crate::{
    duties::{
        actions, form,
        model::{Ask, State},
        store,
    },
    escalation::words::{choices, day, fine},
};

pub(in crate::duties) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, None).await
}

fn filled(a: &Ask) -> Fields {
    Fields::filled([
        ("state", a.state.code().to_owned()),
        ("on", a.answered.map(|on| on.to_string()).unwrap_or_default()),
        ("answer", a.answer.clone()),
        ("gave", a.gave.clone()),
        ("cost", if a.cost > Pence(0) { a.cost.to_string().replace(['£', ','], "") } else { String::new() }),
        ("version", a.version.to_string()),
    ])
}

async fn draw(ctx: &Ctx, sent: Option<(Fields, Invalid, bool)>) -> Result<Response> {
    let (case, id): (Id<Case>, Id<()>) = (ctx.id("id")?, ctx.id("duty")?);
    let (head, a) = ctx
        .read(move |look| {
            let grant = look.one::<RecordDuty, Case>(case)?;
            Ok((frame::head(look, &grant)?, store::one(look, &grant, id)?))
        })
        .await?;
    let (f, wrong, clash) = sent.unwrap_or_else(|| (filled(&a), fine(), false));
    let version = if clash { a.version.to_string() } else { f.raw("version").to_owned() };
    let body = html! {
        p class="govuk-body" { (a.service_name()) " was asked on " (day(a.asked)) ": " (a.words) }
        @if clash {
            (kit::inset_text(html! { "Somebody else wrote meanwhile: " strong { (a.state.label()) } ". " (a.answer) }))
        }
        (ctx.form(&format!("/cases/{case}/duties/{id}"), &f, html! {
            (kit::hidden("version", &version))
            (kit::radios("state", kit::legend("What became of it?").size(Size::S), choices::<State>())
                .value(f.raw("state")).error(wrong.of("state")))
            (kit::date_input("on", kit::legend("On which day did it answer, or did you give up waiting?").size(Size::S))
                .hint("Leave it empty while there is no answer.")
                .values(f.date_parts("on")).error(wrong.of("on")))
            (kit::textarea("answer", "What did it answer, and why?").rows(3).value(f.raw("answer")).error(wrong.of("answer")))
            (kit::textarea("gave", "What did adoption support give in its place?").rows(3)
                .hint("Leave it empty if nothing was given.").value(f.raw("gave")).error(wrong.of("gave")))
            (kit::money_input("cost", "What did that cost? (optional)").value(f.raw("cost")).error(wrong.of("cost")))
            (kit::button("Save").once())
        }))
    };
    let page = frame::frame(ctx, &head, Tab::Plan, "What became of it", body);
    Ok(page.back(format!("/cases/{case}/duties"), "The duty behind each need").errors(&wrong).respond())
}

pub(in crate::duties) async fn save(ctx: Ctx) -> Result<Response> {
    let (case, id): (Id<Case>, Id<()>) = (ctx.id("id")?, ctx.id("duty")?);
    let fields = ctx.fields()?;
    let (version, outcome) = match form::answered(&mut fields.clone()) {
        Ok(read) => read,
        Err(wrong) => return draw(&ctx, Some((fields, wrong, false))).await,
    };
    let done = ctx.act("record what became of asking a service", move |act| {
        actions::answer(act, case, id, version, &outcome)?;
        Ok(Answer::see(format!("/cases/{case}/duties")).saying("Saved"))
    });
    match done.await {
        Err(error) => {
            let clash = error == Error::Stale;
            draw(&ctx, Some((fields, page::mend_beside(error)?, clash))).await
        }
        done => done,
    }
}
