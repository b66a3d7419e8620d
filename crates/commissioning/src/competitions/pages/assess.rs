//! An assessor's own pages: conflicts first, then scores of each bid without its price and without its bidder's name.

use access::{actions::AssessBids, market::Assessor};
use kernel::{Error, Invalid, Result};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, layout},
};

use super::{lines, moment, tag};
use crate::competitions::{
    actions, form,
    model::{BEST, State},
    store,
};

pub(in crate::competitions) async fn list(ctx: Ctx) -> Result<Response> {
    let mine = ctx.read(|look| store::my_scorings(look, &look.agency::<AssessBids>()?)).await?;
    let rows: Vec<_> = mine
        .iter()
        .map(|m| {
            let next = match (m.state, m.second_at) {
                (State::Opened, None) => "Score the bids",
                (State::Asked | State::Preparing | State::Ready | State::Open, _) => {
                    "Wait until the bids are opened"
                }
                _ => "",
            };
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/scorings/" (m.id) } { (m.reference) } }),
                kit::cell(html! { (tag(m.state)) }),
                kit::cell(moment(m.deadline)),
                kit::cell(next),
            ]
        })
        .collect();
    let head = ["Competition", "Standing", "Bids until", "What you do next"].map(kit::cell);
    let body = html! {
        (layout::page_heading(None, "Bids to score"))
        p class="govuk-body" { "Competitions that name you as an assessor. Each assessor scores alone." }
        @if rows.is_empty() {
            (kit::nothing_here("No competition names you."))
        } @else {
            (kit::table(head.into(), rows).caption("Bids to score").caption_classes("govuk-visually-hidden")
                .first_cell_is_header().scrolling())
        }
        p class="govuk-body" { a class="govuk-link" href="/scorings.csv" { "Download as a CSV file" } }
    };
    Ok(ctx.page("Bids to score", body).dense().respond())
}

pub(in crate::competitions) async fn csv(ctx: Ctx) -> Result<Response> {
    let mine = ctx.read(|look| store::my_scorings(look, &look.agency::<AssessBids>()?)).await?;
    let text = |at: Option<kernel::Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let rows = mine.into_iter().map(|m| {
        vec![
            m.reference.to_string(),
            m.state.code().to_owned(),
            text(m.deadline),
            text(m.first_at),
            text(m.second_at),
        ]
    });
    csv_file("bids-to-score", &["competition", "status", "bids_until", "declared_at", "scored_at"], rows)
}

pub(in crate::competitions) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Assessor>("id")?;
    let (c, me, bids) = ctx
        .read(move |look| {
            let grant = look.one::<AssessBids, Assessor>(id)?;
            let c = store::of_assessor(look, &grant)?;
            let me = store::assessors(look, &c)?.into_iter().find(|a| a.id == id).ok_or(Error::NotFound)?;
            if look.actor().account() != Some(me.account) {
                return Err(Error::NotFound);
            }
            let bids = if c.state == State::Opened { store::last_bids(look, &c)? } else { Vec::new() };
            Ok((c, me, bids))
        })
        .await?;
    let names: Vec<&str> = bids.iter().map(|b| b.name.as_str()).collect();
    let may_score = c.state == State::Opened && me.free == Some(true) && me.done_at.is_none();
    let body = html! {
        (layout::page_heading(Some("Bids to score"), format!("Competition {}", c.reference)))
        p class="govuk-body" { (tag(c.state)) }
        h2 class="govuk-heading-m" { "What is needed" }
        (lines(&c.brief))
        @if c.state != State::Opened {
            (kit::inset_text(if me.done_at.is_some() { "You have scored these bids." } else { "There is nothing to score here now." }))
        } @else if me.free.is_none() {
            h2 class="govuk-heading-m" { "First: have you anything to do with a bidder?" }
            p class="govuk-body" { "These bid: " (names.join(", ")) ". Work for them, family, friendship, money: anything that could make somebody doubt your scores." }
            (ctx.form(&format!("/scorings/{id}/declare"), fields, html! {
                (kit::radios("free", kit::legend("Your declaration").size(kit::Size::S), vec![
                    kit::choice("yes", "I have nothing to do with any of them"),
                    kit::choice("no", "I have, so others must score"),
                ]).value(fields.raw("free")).error(wrong.of("free")))
                (kit::textarea("words", "What you have to do with whom (optional)").rows(3)
                    .value(fields.raw("words")).error(wrong.of("words")))
                (kit::button("Declare").once())
            }))
        } @else if me.free == Some(false) {
            (kit::inset_text("You declared a conflict, so others score these bids."))
        } @else if me.done_at.is_some() {
            (kit::inset_text("You have scored. Scores are seen together once every assessor has scored."))
        } @else if bids.iter().all(|b| b.offer.is_none()) {
            (kit::inset_text("No bid came that can be scored."))
        }
        @if let (true, Some(terms)) = (may_score, c.terms.as_ref()) {
            h2 class="govuk-heading-m" { "Score each answer from 0 to " (BEST) }
            p class="govuk-body" { "You see neither prices nor names here, and nobody sees your scores before all have scored." }
            (ctx.form(&format!("/scorings/{id}"), fields, html! {
                @for (letter, bid) in ('A'..='Z').cycle().zip(bids.iter().filter(|b| b.offer.is_some())) {
                    h3 class="govuk-heading-s" { "Bid " (letter) }
                    @if let Some(offer) = &bid.offer {
                        @for (n, criterion) in terms.criteria.iter().enumerate() {
                            @let name = format!("s-{}-{n}", bid.id);
                            @let words = format!("w-{}-{n}", bid.id);
                            p class="govuk-body govuk-!-font-weight-bold" { (criterion.name) " (" (criterion.weight) " of 100)" }
                            (lines(offer.answers.get(n).map_or("", String::as_str)))
                            (kit::input(name.as_str(), format!("Score of bid {letter}: {}", criterion.name)).whole_number().width(2)
                                .value(fields.raw(&name)).error(wrong.of(&name)))
                            (kit::input(words.as_str(), format!("Why, of bid {letter}: {} (optional)", criterion.name))
                                .value(fields.raw(&words)).error(wrong.of(&words)))
                        }
                    }
                }
                (kit::button("Send my scores").once())
            }))
        }
    };
    let page = ctx
        .page(format!("Score {}", c.reference), body)
        .dense()
        .back("/scorings", "Back to the bids to score");
    Ok(page.errors(wrong).respond())
}

pub(in crate::competitions) async fn declare(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Assessor>("id")?;
    let mut fields = ctx.fields()?;
    let (free, words) = match form::declare(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("declare a conflict or none", move |act| {
        actions::declare(act, id, free, &words)?;
        Ok(Answer::see(format!("/scorings/{id}")).saying("Your declaration is kept."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::competitions) async fn score(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Assessor>("id")?;
    let mut fields = ctx.fields()?;
    let given = match form::given(&mut fields) {
        Ok(given) => given,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("score bids", move |act| {
        actions::score(act, id, &given)?;
        Ok(Answer::see(format!("/scorings/{id}")).saying("Your scores are kept."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
