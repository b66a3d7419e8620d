//! Concerns that a provider was told of, and its right of reply.

use access::{actions::ReplyToConcern, quality::ConcernReply};
use kernel::{Invalid, Result, Timestamp};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, layout},
};

use super::{
    super::{actions, form, store},
    moment, table, tag, words_form,
};

pub(in crate::quality) async fn replies(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| store::told_of(look, &look.own::<ReplyToConcern>()?)).await?;
    let rows = found
        .iter()
        .map(|c| {
            vec![
                kit::cell(
                    html! { a class="govuk-link" href={ "/concern-replies/" (c.id) } { (c.reference) } },
                ),
                kit::cell(c.agency_name.as_str()),
                kit::cell(c.about.label()),
                kit::cell(moment(c.provider_told_at)),
                kit::cell(moment(c.replied_at)),
                kit::cell(html! { (tag(c.state)) }),
            ]
        })
        .collect();
    let body = html! {
        (layout::page_heading(None, "Concerns about us"))
        p class="govuk-body" { "Agencies told you of these. Everybody who reads a concern reads your reply." }
        @if found.is_empty() {
            (kit::nothing_here("No agency has told you of a concern."))
        } @else {
            (table(&["Concern", "Raised by", "About", "Told to you", "Your reply", "Standing"], rows, "Concerns about us, newest first"))
        }
        p class="govuk-body" { a class="govuk-link" href="/concern-replies.csv" { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Concerns about us", body).respond())
}

pub(in crate::quality) async fn replies_csv(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| store::told_of(look, &look.own::<ReplyToConcern>()?)).await?;
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let lines = found.into_iter().map(|c| {
        vec![
            c.reference.to_string(),
            c.agency_name,
            c.about.code().to_owned(),
            c.state.code().to_owned(),
            text(c.provider_told_at),
            text(c.replied_at),
        ]
    });
    csv_file(
        "concerns-about-us",
        &["concern", "raised_by", "about", "status", "told_at", "replied_at"],
        lines,
    )
}

pub(in crate::quality) async fn about_us(ctx: Ctx) -> Result<Response> {
    draw_about_us(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_about_us(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<ConcernReply>("id")?;
    let c =
        ctx.read(move |look| store::load_told(look, &look.one::<ReplyToConcern, ConcernReply>(id)?)).await?;
    let mut rows = vec![
        kit::row("Standing", html! { (tag(c.state)) }),
        kit::row("Raised by", c.agency_name.as_str()),
        kit::row("About", c.about.label()),
        kit::row("How serious", c.seriousness.label()),
        kit::row("What agencies were told", kit::paragraphs(&c.shared)),
    ];
    if c.replied_at.is_some() {
        rows.push(kit::row("Your reply", kit::paragraphs(&c.reply)));
    }
    if c.closed_at.is_some() {
        rows.push(kit::row("What came of it", kit::paragraphs(&c.outcome)));
    }
    let body = html! {
        (layout::page_heading(Some("Concern about us"), c.reference.as_str()))
        (kit::summary_list(rows))
        @if c.replied_at.is_none() {
            (words_form(ctx, &format!("/concern-replies/{id}/reply"), "Your reply",
                "Everybody who reads the concern reads it. You can send one reply. Name nobody of a family.", "Send the reply", (fields, wrong)))
        }
    };
    Ok(ctx
        .page("Concern about us", body)
        .back("/concern-replies", "Concerns about us")
        .errors(wrong)
        .respond())
}

pub(in crate::quality) async fn reply(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ConcernReply>("id")?;
    let mut fields = ctx.fields()?;
    let words = match form::words(&mut fields) {
        Ok(words) => words,
        Err(invalid) => return draw_about_us(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("reply to a concern", move |act| {
        actions::reply_to_concern(act, id, &words)?;
        Ok(Answer::see(format!("/concern-replies/{id}")).saying("Your reply is sent."))
    });
    match done.await {
        Err(error) => draw_about_us(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
