//! A provider's own pages: invitations, questions, bid, result, and what there is room for.

use access::{actions::MakeBids, market::Invitation};
use kernel::{Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, csv_file,
    kit::{self, layout},
};

use super::{answered, lines, moment, tag, weights};
use crate::{
    competitions::{
        actions, form,
        model::{ANSWER, Ranked, State, points},
        store::{self, BidRow, Chosen},
    },
    words,
};

pub(in crate::competitions) async fn list(ctx: Ctx) -> Result<Response> {
    draw_list(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_list(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, room) = ctx
        .read(move |look| {
            let grant = look.own::<MakeBids>()?;
            Ok((store::my_invitations(look, &grant, after, Some(PAGE_ROWS))?, store::capacity(look, &grant)?))
        })
        .await?;
    let invitations = rows
        .items
        .iter()
        .map(|i| {
            let bid = match (i.bids, i.declined_at) {
                (0, None) => "None yet".to_owned(),
                (0, Some(_)) => "Declined".to_owned(),
                (n, _) => format!("Sent, number {n}"),
            };
            Ok(vec![
                kit::cell(html! { a class="govuk-link" href={ "/bids/" (i.id) } { (i.reference) } }),
                kit::cell(i.agency_name.as_str()),
                kit::cell(words::therapy(&i.therapy)?),
                kit::cell(
                    html! { (tag(i.state)) @if i.won { " " (kit::tag("Yours").tone(kit::Tone::Good)) } },
                ),
                kit::cell(moment(i.deadline)),
                kit::cell(bid),
            ])
        })
        .collect::<Result<Vec<_>>>()?;
    let head = ["Competition", "Buyer", "For", "Standing", "Bids until", "Your bid"].map(kit::cell);
    let rooms = room
        .iter()
        .map(|r| {
            Ok(vec![
                kit::cell(words::therapy(&r.therapy)?),
                kit::number(r.places.to_string()),
                kit::number(r.wait_weeks.to_string()),
                kit::cell(Moment(r.stated_at).to_string()),
            ])
        })
        .collect::<Result<Vec<_>>>()?;
    let therapies = std::iter::once(("", "Choose an intervention")).chain(words::therapies()?);
    let body = html! {
        (layout::page_heading(None, "Bids"))
        p class="govuk-body" { "Competitions that you are invited to. What you bid is sealed as it arrives: nobody reads it before the deadline." }
        @if invitations.is_empty() {
            (kit::nothing_here("You are not invited to a competition now. Say below what you have room for: who has room is asked."))
        } @else {
            (kit::table(head.into(), invitations).caption("Invitations, newest first").caption_classes("govuk-visually-hidden")
                .first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/bids?after={next}"))))
        }
        p class="govuk-body" { a class="govuk-link" href="/bids.csv" { "Download as a CSV file" } }
        h2 class="govuk-heading-m" { "What you have room for" }
        @if rooms.is_empty() {
            (kit::nothing_here("You have not said yet. Until you do, you may be invited for whatever you have a price for."))
        } @else {
            (kit::table(vec![kit::cell("Intervention"), kit::number("Places free"), kit::number("Weeks to wait"), kit::cell("Said on")], rooms)
                .caption("What you have room for").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        (ctx.form("/bids/capacity", fields, html! {
            (kit::select("therapy", "Intervention", therapies).value(fields.raw("therapy")).error(wrong.of("therapy")))
            (kit::input("places", "Places free").hint("With 0 you are not invited for it").whole_number().width(4)
                .value(fields.raw("places")).error(wrong.of("places")))
            (kit::input("wait_weeks", "Weeks until the first session").whole_number().width(4)
                .value(fields.raw("wait_weeks")).error(wrong.of("wait_weeks")))
            (kit::button("Say so").secondary().once())
        }))
    };
    Ok(ctx.page("Bids", body).dense().errors(wrong).respond())
}

pub(in crate::competitions) async fn csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::my_invitations(look, &look.own::<MakeBids>()?, None, None)).await?;
    let head = ["competition", "buyer", "therapy", "status", "bids_until", "bids", "declined", "won"];
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    let lines = rows.items.into_iter().map(|i| {
        vec![
            i.reference.to_string(),
            i.agency_name,
            i.therapy,
            i.state.code().to_owned(),
            i.deadline.map(|at| at.to_string()).unwrap_or_default(),
            i.bids.to_string(),
            yes(i.declined_at.is_some()),
            yes(i.won),
        ]
    });
    csv_file("bids", &head, lines)
}

/// Which of the page's forms was sent and comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    None,
    Question,
    Bid,
}

pub(in crate::competitions) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, Form::None, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, sent: Form, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Invitation>("id")?;
    let (c, mine, receipts, questions, over, result) = ctx
        .read(move |look| {
            let grant = look.one::<MakeBids, Invitation>(id)?;
            let c = store::of_invitation(look, &grant)?;
            let mine = store::one_invited(look, &grant)?;
            let result = match c.state {
                State::Awarded | State::Ordered => actions::ranked(look, &c)?,
                _ => Vec::new(),
            };
            let spoilt = store::last_bids(look, &c)?.iter().any(|b| b.provider == mine.provider && b.spoilt);
            Ok((
                (store::questions(look, &c)?, store::is_over(look, &c)?, result, spoilt),
                store::receipts(look, &grant)?,
                mine,
                c,
            ))
        })
        .await
        .map(|((questions, over, result, spoilt), receipts, mine, c)| {
            (c, mine, receipts, questions, over, (result, spoilt))
        })?;
    let (result, spoilt) = result;
    let open = c.state == State::Open && !over;
    let own: Vec<_> =
        questions.iter().filter(|q| q.provider == mine.provider && q.answer.is_empty()).collect();
    let blank = (Fields::default(), Invalid::default());
    let of = |form: Form| if sent == form { (fields, wrong) } else { (&blank.0, &blank.1) };
    let body = html! {
        (layout::page_heading(Some("Competition"), c.reference.to_string()))
        p class="govuk-body" { (tag(c.state)) }
        (kit::summary_list(vec![
            kit::row("Buyer", c.agency_name.as_str()),
            kit::row("Intervention", words::therapy(&c.therapy)?),
            kit::row("Sessions", c.sessions.to_string()),
            kit::row("To start from", words::day(c.starts_on)),
            kit::row("Region", if c.region.is_empty() { "Any" } else { c.region.as_str() }),
            kit::row("Bids until", html! { (moment(c.deadline)) br; span class="govuk-hint" { "By the clock of the database. A bid at this very moment is late" } }),
        ]))
        (outcome(&c, &mine, &result, spoilt))
        h2 class="govuk-heading-m" { "What is needed" }
        (lines(&c.brief))
        h2 class="govuk-heading-m" { "What counts" }
        @if let Some(terms) = &c.terms { (weights(terms)) }
        h2 class="govuk-heading-m" { "Questions and answers" }
        @if questions.iter().all(|q| q.answer.is_empty()) { (kit::nothing_here("No question has been answered yet.")) } @else { (answered(&questions)) }
        @for q in &own { p class="govuk-body" { "Your question waits for an answer: " (q.question) } }
        @if open {
            (ctx.form(&format!("/bids/{id}/question"), of(Form::Question).0, html! {
                (kit::textarea("words", "Ask a question").rows(3).hint("Everybody who is invited reads it with its answer, and not who asked")
                    .value(of(Form::Question).0.raw("words")).error(of(Form::Question).1.of("words")))
                (kit::button("Ask").secondary().once())
            }))
        }
        h2 class="govuk-heading-m" id="bid" { "Your bid" }
        @if receipts.is_empty() { p class="govuk-body" { @if mine.declined_at.is_some() { "You declined." } @else { "You have sent none." } } } @else {
            p class="govuk-body" { "The newest counts. It is sealed: not even you can read it here. Keep your own copy, and the receipt: it shows whether what was stored is what was opened." }
            (kit::table(vec![kit::cell("Bid"), kit::cell("Came at"), kit::cell("Receipt (SHA-256 of what is stored)")],
                receipts.iter().map(|(n, receipt, at)| vec![kit::cell(n.to_string()), kit::cell(Moment(*at).to_string()),
                    kit::cell(html! { code { (receipt) } })]).collect())
                .caption("Your bids, newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        @if open { (bid_form(ctx, id, &c, of(Form::Bid), !receipts.is_empty())) }
        @if open && receipts.is_empty() && mine.declined_at.is_none() {
            (ctx.form(&format!("/bids/{id}/decline"), &blank.0, html! { (kit::button("I do not want to bid").secondary().once()) }))
        }
    };
    let page =
        ctx.page(format!("Competition {}", c.reference), body).dense().back("/bids", "Back to your bids");
    Ok(page.errors(wrong).respond())
}

fn bid_form(
    ctx: &Ctx,
    id: kernel::Id<Invitation>,
    c: &Chosen,
    (fields, wrong): (&Fields, &Invalid),
    again: bool,
) -> Markup {
    let criteria = c.terms.as_ref().map_or(&[][..], |t| t.criteria.as_slice());
    ctx.form(&format!("/bids/{id}/bid"), fields, html! {
        (kit::money_input("price", "Price of a session").hint("VAT included if any").value(fields.raw("price")).error(wrong.of("price")))
        (kit::input("minutes", "Minutes of a session").whole_number().width(4).value(fields.raw("minutes")).error(wrong.of("minutes")))
        @for (n, criterion) in (1..).zip(criteria) {
            @let name = format!("answer{n}");
            (kit::textarea(name.as_str(), criterion.name.as_str()).rows(5).hint(format!("Counts {} of 100. Up to {ANSWER} characters", criterion.weight))
                .value(fields.raw(&name)).error(wrong.of(&name)))
        }
        (kit::button(if again { "Send instead of my last bid" } else { "Send my bid" }))
    })
}

/// How it ended for this bidder: their points beside the best, and what they are told.
fn outcome(c: &Chosen, mine: &store::Invited, ranked: &[(Ranked, BidRow)], spoilt: bool) -> Markup {
    let own = ranked.iter().position(|(_, b)| b.provider == mine.provider);
    html! {
        @if c.state == State::Closed {
            (kit::inset_text(format!("Closed without an award. The reason: {}", c.words)))
        }
        @if spoilt {
            (kit::warning_text("Your bid could not be opened: it was changed after you sent it. Show the buyer your receipt and your copy."))
        }
        @if let (Some((best, winner)), true) = (ranked.first(), matches!(c.state, State::Awarded | State::Ordered)) {
            h2 class="govuk-heading-m" { "How it ended" }
            p class="govuk-body" { "Awarded to " (winner.name) " with " (points(best.total())) " of 100 points. " (c.words) }
            @if let Some(last) = c.standstill_until { p class="govuk-body" { "The standstill lasts to the end of " (words::day(last)) ". Until then nothing is ordered: write to the buyer if you think that something is wrong." } }
            @if let (Some(place), Some(terms)) = (own, c.terms.as_ref()) {
                @let (points_of, bid) = &ranked[place];
                (kit::table(vec![kit::cell("What counts"), kit::number("Your points"), kit::number("Points of the best"), kit::number("Of")],
                    std::iter::once(vec![kit::cell("Price"), kit::number(points(points_of.price)), kit::number(points(best.price)), kit::number(terms.price.to_string())])
                        .chain(terms.criteria.iter().enumerate().map(|(n, t)| vec![kit::cell(t.name.as_str()),
                            kit::number(points(points_of.quality.get(n).copied().unwrap_or(0))),
                            kit::number(points(best.quality.get(n).copied().unwrap_or(0))), kit::number(t.weight.to_string())])).collect())
                    .caption(format!("Your bid came in place {} of {}, with {} points", place + 1, ranked.len(), points(points_of.total()))).first_cell_is_header())
                p class="govuk-body" { "What the assessors say of your bid: " (bid.feedback) }
            }
        }
    }
}

pub(in crate::competitions) async fn question(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Invitation>("id")?;
    let mut fields = ctx.fields()?;
    let asked = match form::question(&mut fields) {
        Ok(asked) => asked,
        Err(invalid) => return draw(&ctx, Form::Question, &fields, &invalid).await,
    };
    let done = ctx.act("ask about a competition", move |act| {
        actions::ask(act, id, &asked)?;
        Ok(Answer::see(format!("/bids/{id}"))
            .saying("Your question is sent. You are told when it is answered."))
    });
    match done.await {
        Err(error) => draw(&ctx, Form::Question, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::competitions) async fn bid(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Invitation>("id")?;
    let mut fields = ctx.fields()?;
    let offer = match form::offer(&mut fields) {
        Ok(offer) => offer,
        Err(invalid) => return draw(&ctx, Form::Bid, &fields, &invalid).await,
    };
    // Not kept for a repeat, as other forms are: nothing of a bid is kept but the sealed bid, not even a MAC of the form.
    let done = ctx.act_again("send a bid", move |act| {
        actions::send_bid(act, id, &offer)?;
        Ok(Answer::see(format!("/bids/{id}#bid")).saying("Your bid is sent and sealed. Keep its receipt."))
    });
    match done.await {
        Err(error) => draw(&ctx, Form::Bid, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::competitions) async fn decline(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Invitation>("id")?;
    let done = ctx.act("decline to bid", move |act| {
        actions::decline(act, id)?;
        Ok(Answer::see(format!("/bids/{id}")).saying("You declined. You can still bid until the deadline."))
    });
    match done.await {
        Err(error) => draw(&ctx, Form::None, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::competitions) async fn capacity(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let (therapy, places, weeks) = match form::capacity(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw_list(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("say what there is room for", move |act| {
        actions::state_capacity(act, &therapy, places, weeks)?;
        Ok(Answer::see("/bids").saying("Kept. Commissioners see it with its date."))
    });
    match done.await {
        Err(error) => draw_list(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
