//! One entry of a chronology, to be changed or taken out.

use access::actions::EditAssessment;
use kernel::{Error, Invalid, Result, kinds::Case};
use maud::html;
use page::{Answer, Ctx, Fields, Response, kit};

use super::entry_fields;
use crate::{
    cases::frame::{self, Tab},
    chronology::{
        actions, form,
        model::{Entry, Standing},
        store,
    },
};

pub(in crate::chronology) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, None).await
}

pub(in crate::chronology) async fn save(ctx: Ctx) -> Result<Response> {
    let (case, entry, fields) = (ctx.id::<Case>("id")?, ctx.id::<()>("entry")?, ctx.fields()?);
    let (version, input) = match form::change(&mut fields.clone()) {
        Ok(read) => read,
        Err(wrong) => return draw(&ctx, Some((fields, wrong, false))).await,
    };
    let done = ctx.act("change an entry of a chronology", move |act| {
        actions::change(act, case, entry, version, &input)?;
        Ok(Answer::see(format!("/cases/{case}/chronology")).saying("Saved"))
    });
    match done.await {
        Err(error) => {
            let clash = error == Error::Stale;
            draw(&ctx, Some((fields, page::mend_beside(error)?, clash))).await
        }
        done => done,
    }
}

pub(in crate::chronology) async fn stand(ctx: Ctx) -> Result<Response> {
    let (case, entry) = (ctx.id::<Case>("id")?, ctx.id::<()>("entry")?);
    let (version, standing) = form::standing(&mut ctx.fields()?).map_err(Error::Invalid)?;
    let done = ctx.act("take an entry out of a chronology, or put it back", move |act| {
        actions::stand(act, case, entry, version, standing)?;
        let said = match standing {
            Standing::Out => "It is taken out. You can put it back from the end of this page.",
            Standing::Kept => "It is back in the chronology",
        };
        Ok(Answer::see(format!("/cases/{case}/chronology")).saying(said))
    });
    match done.await {
        Err(error) => {
            let clash = error == Error::Stale;
            draw(&ctx, Some((Fields::default(), page::mend(error)?, clash))).await
        }
        done => done,
    }
}

async fn draw(ctx: &Ctx, sent: Option<(Fields, Invalid, bool)>) -> Result<Response> {
    let (case, id) = (ctx.id::<Case>("id")?, ctx.id::<()>("entry")?);
    let (head, entry): (_, Entry) = ctx
        .read(move |look| {
            let grant = look.one::<EditAssessment, Case>(case)?;
            Ok((frame::head(look, &grant)?, store::one(look, &grant, id)?))
        })
        .await?;
    let (fields, wrong, clash) = match sent {
        Some((typed, wrong, clash)) if typed.names().next().is_some() => (typed, wrong, clash),
        Some((_, wrong, _)) => (form::filled(&entry), wrong, true),
        None => (form::filled(&entry), Invalid::default(), true),
    };
    // Whoever has seen what somebody else saved may save again over it.
    let version = if clash || fields.raw("version").is_empty() {
        entry.version.to_string()
    } else {
        fields.raw("version").to_owned()
    };
    let here = format!("/cases/{case}/chronology/{id}");
    let other = if entry.standing == Standing::Kept { Standing::Out } else { Standing::Kept };
    let body = html! {
        @if wrong.0.iter().any(|e| e.field.is_empty()) {
            (kit::inset_text(html! { "What is saved now: " strong { (entry.when.to_string()) } ". " (entry.words) }))
        }
        (ctx.form(&here, &fields, html! {
            (kit::hidden("version", &version))
            (entry_fields(&fields, &wrong))
            (kit::button("Save").once())
        }))
        (ctx.form(&format!("{here}/standing"), &Fields::default(), html! {
            (kit::hidden("version", &entry.version.to_string()))
            (kit::hidden("standing", other.code()))
            (kit::button(if other == Standing::Out { "Take it out" } else { "Put it back" }).secondary().once())
        }))
    };
    let page = frame::frame(ctx, &head, Tab::Assessment, "Change the chronology", body);
    Ok(page.back(format!("/cases/{case}/chronology"), "The chronology").errors(&wrong).respond())
}
