//! The forms of sessions. Sessions themselves are shown on the page of their order.

use access::actions::RecordSession;
use kernel::{Coded, Id, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{
    actions,
    form::{self, Said},
    model::{MissedBy, Notice, SessionState},
    store::{self, Record},
};
use crate::{
    orders::store::{self as orders, Opened},
    words,
};

pub(super) async fn ask_new(ctx: Ctx) -> Result<Response> {
    draw_new(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let order = ctx.id::<kinds::Order>("id")?;
    let mut fields = ctx.fields()?;
    let new = match form::new(&mut fields) {
        Ok(new) => new,
        Err(invalid) => return draw_new(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("add a session", move |act| {
        actions::add_session(act, order, new.day, new.outcome, new.note.as_deref())?;
        Ok(Answer::see(format!("/orders/{order}")).saying("The session is saved."))
    });
    match done.await {
        Err(error) => draw_new(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

async fn draw_new(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Order>("id")?;
    let opened =
        ctx.read(move |look| orders::load(look, &look.one::<RecordSession, kinds::Order>(id)?)).await?;
    let body = html! {
        (heading(&opened, "Add a session"))
        (ctx.form(&format!("/orders/{id}/sessions/new"), fields, html! {
            (kit::date_input("day", kit::legend("Day of the session").size(kit::Size::S))
                .hint("For example, 27 3 2026").values(fields.date_parts("day")).error(wrong.of("day")))
            (outcome(fields, wrong, "It is planned for this day"))
            (note(fields, wrong))
            (kit::button("Save the session").once())
        }))
    };
    let page = ctx.page("Add a session", body).back(format!("/orders/{id}"), "Back to the order");
    Ok(page.errors(&words::linked(wrong)).respond())
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx, None, &Invalid::default()).await
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Session>("id")?;
    let mut fields = ctx.fields()?;
    let change = match form::change(&mut fields) {
        Ok(change) => change,
        Err(invalid) => return draw(&ctx, Some(&fields), &invalid).await,
    };
    let done = ctx.act("record a session", move |act| {
        let record = actions::change_session(act, id, &change)?;
        Ok(Answer::see(format!("/orders/{}", record.session.order)).saying("The session is saved."))
    });
    match done.await {
        Err(error) => draw(&ctx, Some(&fields), &page::mend(error)?).await,
        done => done,
    }
}

async fn draw(ctx: &Ctx, typed: Option<&Fields>, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Session>("id")?;
    let (opened, record) = ctx.read(move |look| open(look, id)).await?;
    let order = record.session.order;
    let back = (format!("/orders/{order}"), "Back to the order");
    let title = format!("Session {} on {}", record.number, words::day(record.session.day));
    if record.session.state != SessionState::Planned {
        let body = html! {
            (heading(&opened, &title))
            p class="govuk-body" {
                "This session is recorded already: " (record.session.state.status().label().to_lowercase()) "."
            }
        };
        // Somebody else was first, and what was typed here is not what stands.
        return Ok(ctx.page(title, body).back(back.0, back.1).errors(&words::linked(wrong)).respond());
    }
    let version = record.version.to_string();
    let empty = Fields::filled([
        ("version", version.as_str()),
        ("day", &record.session.day.to_string()),
        ("note", record.note.as_deref().unwrap_or_default()),
    ]);
    let fields = typed.unwrap_or(&empty);
    let body = html! {
        (heading(&opened, &title))
        (ctx.form(&format!("/sessions/{id}"), fields, html! {
            (kit::hidden("version", fields.raw("version")))
            (outcome(fields, wrong, "It is moved to another day"))
            (kit::date_input("day", kit::legend("If it is moved: the new day").size(kit::Size::S))
                .values(fields.date_parts("day")).error(wrong.of("day")))
            (note(fields, wrong))
            (kit::button("Save").once())
        }))
    };
    Ok(ctx.page(title, body).back(back.0, back.1).errors(&words::linked(wrong)).respond())
}

fn open(look: &access::Look<'_>, id: Id<kinds::Session>) -> Result<(Opened, Record)> {
    let grant = look.one::<RecordSession, kinds::Session>(id)?;
    let order = store::order_of(look, &grant)?;
    let opened = orders::of_opened(look, &grant, order)?;
    let mut all = store::of_opened(look, &grant, order)?;
    all.retain(|record| record.session.id == id);
    Ok((opened, all.pop().ok_or(kernel::Error::NotFound)?))
}

fn heading(opened: &Opened, title: &str) -> Markup {
    let caption = format!("Order {}", opened.record.reference);
    layout::page_heading(Some(&caption), title)
}

fn outcome(fields: &Fields, wrong: &Invalid, planned: &str) -> Markup {
    let missed = html! {
        (asked::<MissedBy>("missed_by", "Who could not come?", fields, wrong))
        (asked::<Notice>("notice", "Was the other side told in good time?", fields, wrong))
    };
    let choices = Said::ALL
        .iter()
        .map(|said| match said {
            Said::Planned => kit::choice(said.code(), planned),
            Said::Held => kit::choice(said.code(), said.label()),
            Said::Missed => kit::choice(said.code(), said.label()).reveals(missed.clone()),
        })
        .collect();
    html! {
        (kit::radios("outcome", kit::legend("What became of it?").size(kit::Size::S), choices)
            .value(fields.raw("outcome")).error(wrong.of("outcome")))
    }
}

fn asked<T: Coded>(name: &str, question: &str, fields: &Fields, wrong: &Invalid) -> Markup {
    let choices = T::all().iter().map(|c| kit::choice(c.code_of(), c.label_of())).collect();
    html! {
        (kit::radios(name, kit::legend(question).size(kit::Size::S), choices).small()
            .value(fields.raw(name)).error(wrong.of(name)))
    }
}

fn note(fields: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (kit::textarea("note", kit::label("Note (optional)"))
            .hint("The agency reads this. Do not write names here.")
            .rows(3).value(fields.raw("note")).error(wrong.of("note")))
    }
}
