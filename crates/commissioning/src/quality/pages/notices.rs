//! Concerns that other agencies shared with one's own: known, and acted on.

use access::{
    actions::{AnswerConcern, ViewConcerns},
    quality::ConcernNotice,
};
use kernel::{Invalid, Moment, Result, Timestamp};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, layout},
};

use super::{
    super::{actions, form, store},
    facts, moment, table, tag, words_form,
};

pub(in crate::quality) async fn notices(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| store::my_notices(look, &look.agency::<ViewConcerns>()?)).await?;
    let rows = found
        .iter()
        .map(|n| {
            vec![
                kit::cell(
                    html! { a class="govuk-link" href={ "/concern-notices/" (n.id) } { (n.reference) } },
                ),
                kit::cell(n.provider_name.as_str()),
                kit::cell(n.agency_name.as_str()),
                kit::cell(n.about.label()),
                kit::cell(n.seriousness.label()),
                kit::cell(Moment(n.told_at).to_string()),
                kit::cell(moment(n.acknowledged_at)),
                kit::cell(html! { (tag(n.state)) }),
            ]
        })
        .collect();
    let head = [
        "Concern",
        "Provider",
        "Raised by",
        "About",
        "How serious",
        "Told to us",
        "We know of it since",
        "Standing",
    ];
    let body = html! {
        (layout::page_heading(None, "Concerns shared with us"))
        p class="govuk-body" { "Other agencies told you of these, because you have orders that go on with the provider." }
        @if found.is_empty() {
            (kit::nothing_here("No other agency has shared a concern with you."))
        } @else {
            (table(&head, rows, "Concerns shared with us, newest first"))
        }
        p class="govuk-body" { a class="govuk-link" href="/concern-notices.csv" { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Concerns shared with us", body).dense().respond())
}

pub(in crate::quality) async fn notices_csv(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| store::my_notices(look, &look.agency::<ViewConcerns>()?)).await?;
    let head = [
        "concern",
        "provider",
        "raised_by",
        "about",
        "seriousness",
        "status",
        "told_at",
        "acknowledged_at",
        "did_at",
    ];
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let lines = found.into_iter().map(|n| {
        vec![
            n.reference.to_string(),
            n.provider_name,
            n.agency_name,
            n.about.code().to_owned(),
            n.seriousness.code().to_owned(),
            n.state.code().to_owned(),
            n.told_at.to_string(),
            text(n.acknowledged_at),
            text(n.did_at),
        ]
    });
    csv_file("concerns-shared-with-us", &head, lines)
}

pub(in crate::quality) async fn notice(ctx: Ctx) -> Result<Response> {
    draw_notice(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_notice(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<ConcernNotice>("id")?;
    let (n, c, may) = ctx
        .read(move |look| {
            let (n, c) = store::load_notice(look, &look.one::<ViewConcerns, ConcernNotice>(id)?)?;
            Ok((n, c, look.may::<AnswerConcern>()))
        })
        .await?;
    let aside = html! {
        h2 class="govuk-heading-m" { "What to do" }
        @if !may { p class="govuk-body" { "A commissioner or manager of your agency answers this." } }
        @if may && n.acknowledged_at.is_none() {
            (ctx.form(&format!("/concern-notices/{id}/acknowledge"), &Fields::default(), html! {
                (kit::button("We know of it").once())
            }))
        }
        @if may {
            (words_form(ctx, &format!("/concern-notices/{id}/did"), "What we did",
                "The agency that shared it reads this. Name nobody of a family.", "Record it", (fields, wrong)))
            p class="govuk-body" {
                a class="govuk-link" href={ "/providers/" (c.provider) "/quality" } { "What is known of this provider's work" }
            }
        }
    };
    let mut rows = vec![
        kit::row("Told to us", Moment(n.told_at).to_string()),
        kit::row("We know of it since", moment(n.acknowledged_at)),
    ];
    if !n.did.is_empty() {
        rows.push(kit::row("What we did", kit::paragraphs(&n.did)));
    }
    let story = html! {
        (facts(&c, false))
        h2 class="govuk-heading-m" { "At our agency" }
        (kit::summary_list(rows))
    };
    let body = html! {
        (layout::page_heading(Some("Concern shared with us"), c.reference.as_str()))
        (layout::record(story, layout::aside(aside)))
    };
    Ok(ctx
        .page("Concern shared with us", body)
        .dense()
        .back("/concern-notices", "Concerns shared with us")
        .errors(wrong)
        .respond())
}

pub(in crate::quality) async fn acknowledge(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ConcernNotice>("id")?;
    let done = ctx.act("acknowledge a concern", move |act| {
        actions::acknowledge(act, id)?;
        Ok(Answer::see(format!("/concern-notices/{id}")).saying("Kept: your agency knows of it."))
    });
    match done.await {
        Err(error) => draw_notice(&ctx, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::quality) async fn did(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ConcernNotice>("id")?;
    let mut fields = ctx.fields()?;
    let words = match form::words(&mut fields) {
        Ok(words) => words,
        Err(invalid) => return draw_notice(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("record what was done about a concern", move |act| {
        actions::record_deed(act, id, &words)?;
        Ok(Answer::see(format!("/concern-notices/{id}"))
            .saying("Recorded. The agency that shared the concern reads it."))
    });
    match done.await {
        Err(error) => draw_notice(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
