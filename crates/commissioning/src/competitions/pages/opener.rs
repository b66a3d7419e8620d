//! An opener's own pages: the passphrase is set, and later given for the opening. Neither is ever shown, kept or logged.

use access::{actions::OpenBids, market::Opener, sign_in::guard::Attempt};
use kernel::{Error, Invalid, Moment, Result};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, layout},
};

use super::{moment, tag};
use crate::competitions::{
    actions::{self, Opening},
    form,
    model::State,
    store, vault,
};

pub(in crate::competitions) async fn list(ctx: Ctx) -> Result<Response> {
    let mine = ctx.read(|look| store::my_openings(look, &look.agency::<OpenBids>()?)).await?;
    let lines: Vec<_> = mine
        .iter()
        .map(|m| {
            let next = match (m.state, m.first_at, m.second_at) {
                (State::Preparing, None, _) => "Set your passphrase",
                (State::Open, _, None) => "Open after the deadline",
                _ => "",
            };
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/openings/" (m.id) } { (m.reference) } }),
                kit::cell(m.agency_name.as_str()),
                kit::cell(html! { (tag(m.state)) }),
                kit::cell(moment(m.deadline)),
                kit::cell(next),
            ]
        })
        .collect();
    let head = ["Competition", "Buyer", "Standing", "Bids until", "What you do next"].map(kit::cell);
    let body = html! {
        (layout::page_heading(None, "Bids to open"))
        p class="govuk-body" { "Competitions that name you as one of three openers. Two of you open the bids together." }
        @if lines.is_empty() {
            (kit::nothing_here("No competition names you."))
        } @else {
            (kit::table(head.into(), lines).caption("Bids to open").caption_classes("govuk-visually-hidden")
                .first_cell_is_header().scrolling())
        }
        p class="govuk-body" { a class="govuk-link" href="/openings.csv" { "Download as a CSV file" } }
    };
    Ok(ctx.page("Bids to open", body).dense().respond())
}

pub(in crate::competitions) async fn csv(ctx: Ctx) -> Result<Response> {
    let mine = ctx.read(|look| store::my_openings(look, &look.agency::<OpenBids>()?)).await?;
    let head = ["competition", "buyer", "status", "bids_until", "passphrase_set_at", "given_at"];
    let text = |at: Option<kernel::Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let lines = mine.into_iter().map(|m| {
        vec![
            m.reference.to_string(),
            m.agency_name,
            m.state.code().to_owned(),
            text(m.deadline),
            text(m.first_at),
            text(m.second_at),
        ]
    });
    csv_file("bids-to-open", &head, lines)
}

pub(in crate::competitions) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Opener>("id")?;
    let (c, openers, over) = ctx
        .read(move |look| {
            let grant = look.one::<OpenBids, Opener>(id)?;
            let c = store::of_opener(look, &grant)?;
            let openers = store::openers(look, &c)?;
            let me = openers.iter().find(|o| o.id == id).ok_or(Error::NotFound)?;
            // A colleague's own page is nobody else's.
            if look.actor().account() != Some(me.account) {
                return Err(Error::NotFound);
            }
            let over = store::is_over(look, &c)?;
            Ok((c, openers, over))
        })
        .await?;
    let me = openers.iter().find(|o| o.id == id).ok_or(Error::NotFound)?;
    let given = openers.iter().filter(|o| o.passed_at.is_some()).count();
    let body = html! {
        (layout::page_heading(Some("Sealed bids"), format!("Competition {}", c.reference)))
        p class="govuk-body" { (tag(c.state)) }
        (kit::summary_list(vec![
            kit::row("Buyer", c.agency_name.as_str()),
            kit::row("Bids until", if c.deadline.is_some() { moment(c.deadline) } else { "Not set yet".into() }),
            kit::row("Openers", html! {
                ul class="govuk-list" { @for o in &openers {
                    li { (o.name) ", " (o.agency_name) ": " @if o.passed_at.is_some() { "has given their passphrase for the opening" }
                        @else if o.ready_at.is_some() { "ready" } @else { "has not set a passphrase" } }
                } }
            }),
        ]))
        @match c.state {
            State::Preparing if me.ready_at.is_none() => {
                h2 class="govuk-heading-m" { "Set your passphrase" }
                p class="govuk-body" {
                    "It locks your part of the key to the bids. It is kept nowhere: nobody can find it again or change it, not even whoever \
                     keeps the server. If two of the three openers lose theirs, the bids can never be opened. Write it down and lock it away."
                }
                (ctx.form(&format!("/openings/{id}/passphrase"), fields, html! {
                    (kit::password_input("passphrase", "Passphrase").hint("At least 12 characters. Use three or four words that do not belong together, and not the password with which you sign in").error(wrong.of("passphrase")))
                    (kit::password_input("again", "The same passphrase again").error(wrong.of("again")))
                    (kit::button("Set the passphrase"))
                }))
            },
            State::Open if me.passed_at.is_some() => (kit::inset_text("You have done your part. As soon as another opener gives their passphrase, the bids are open.")),
            State::Open if over => {
                h2 class="govuk-heading-m" { "Open the bids" }
                p class="govuk-body" {
                    @if given == 0 { "You are the first of two. After you another opener gives their passphrase, on their own page." }
                    @else { "You are the second of two: with your passphrase the bids are open." }
                }
                (ctx.form(&format!("/openings/{id}/open"), fields, html! {
                    (kit::password_input("passphrase", "Your passphrase for this competition").error(wrong.of("passphrase")))
                    (kit::button("Give my passphrase"))
                }))
            },
            State::Open => (kit::inset_text("Bids can still be sent. You can open them after the deadline.")),
            State::Preparing | State::Ready => (kit::inset_text("Your passphrase is set. There is nothing to do until the bids are in.")),
            _ => (kit::inset_text(match c.opened_at {
                Some(at) => format!("The bids were opened on {}.", Moment(at)),
                None => "There is nothing to do for you here.".to_owned(),
            })),
        }
    };
    let page = ctx
        .page(format!("Bids of {}", c.reference), body)
        .dense()
        .back("/openings", "Back to the bids to open");
    Ok(page.errors(wrong).respond())
}

pub(in crate::competitions) async fn set_passphrase(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Opener>("id")?;
    let mut fields = ctx.fields()?;
    ctx.read(move |look| actions::may_lock(look, id).map(|_| ())).await?;
    let name = ctx.actor.name().to_owned();
    let words = match form::new_passphrase(&mut fields, &name) {
        Ok(words) => words,
        Err(invalid) => return draw(&ctx, &Fields::default(), &invalid).await,
    };
    let locked = page::blocking(move || vault::lock(&words, id)).await?;
    let done = ctx.act_again("set an opener's passphrase", move |act| {
        actions::ready(act, id, &locked)?;
        Ok(Answer::see(format!("/openings/{id}"))
            .saying("Your passphrase is set. Lock away where you wrote it down."))
    });
    match done.await {
        Err(error) => draw(&ctx, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::competitions) async fn open(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Opener>("id")?;
    let mut fields = ctx.fields()?;
    let words = match form::passphrase(&mut fields) {
        Ok(words) => words,
        Err(invalid) => return draw(&ctx, &Fields::default(), &invalid).await,
    };
    match give(&ctx, id, words).await {
        Err(error) => draw(&ctx, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}

async fn give(ctx: &Ctx, id: kernel::Id<Opener>, words: zeroize::Zeroizing<String>) -> Result<Response> {
    let (_, locked) = ctx.read(move |look| actions::may_open(look, id)).await?;
    // Counted before it is tried, so that many at once do not slip through together.
    let (now, origin) = (ctx.now, ctx.request.origin.clone());
    let counted = ctx.app.db.write("a try of a passphrase", move |w| {
        let attempt = Attempt::new(w.keys(), "opening", &id.to_string(), &origin, None);
        attempt.begin(w, now)?;
        Ok(attempt)
    });
    let attempt = match counted.await {
        Ok(attempt) => attempt,
        Err(Error::TooMany { seconds }) => {
            return Err(Error::field(
                "passphrase",
                format!("Too many wrong tries. Try again in {seconds} seconds"),
            ));
        }
        Err(other) => return Err(other),
    };
    let Some(key) = page::blocking(move || vault::unlock(&words, id, &locked)).await? else {
        return Err(Error::field("passphrase", "This is not your passphrase for this competition"));
    };
    ctx.act_again("open bids", move |act| {
        attempt.was_right(act.write(), now)?;
        let said = match actions::open(act, id, &key)? {
            Opening::Waits => "Your part is done. Another opener is needed now.",
            Opening::Open(_, 0) => "The bids are open. The assessors can score them.",
            Opening::Open(_, _) => {
                "The bids are open. At least one could not be opened: it was changed after it was sent, and is marked so."
            }
        };
        Ok(Answer::see(format!("/openings/{id}")).saying(said))
    })
    .await
}
