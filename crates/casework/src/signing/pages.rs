//! Second signatures on the screen: what waits, and a manager's answer to one of them.

use access::Look;
use kernel::{Error, Id, Invalid, Moment, PromiseState, Result, Timestamp, kinds::Account};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, Response, csv_file,
    kit::{self, Size, Tone, cell, choice, label, layout, legend, radios, table, tag, textarea},
};

use super::{
    Says, Signed,
    model::{Reply, State},
    sign,
    store::{self, Signature, Waiting},
};
use crate::{
    assessment::pages::{day_of, name_of, paragraphs},
    cases::{frame, promise_list::standing_tag},
};

/// A signature with the name of whoever answered.
pub(crate) struct Shown {
    signature: Signature,
    by: Option<String>,
    /// Whether whoever looks can answer it now.
    may_answer: bool,
}

/// The signature under a thing that is finished, for pages of people who opened it.
pub(crate) fn shown<A: Signed>(
    look: &Look<'_>,
    thing: Id<A::Kind>,
    author: Option<Id<Account>>,
) -> Result<Option<Shown>> {
    let Some(signature) = store::of::<A>(look, thing)? else { return Ok(None) };
    Ok(Some(Shown {
        by: name_of(look, signature.settled_by)?,
        may_answer: look.may::<A>() && sign::may_answer::<A>(look, thing, author).is_ok(),
        signature,
    }))
}

fn state_tag(says: &Says, state: State) -> kit::Tag {
    let words = match state {
        State::Returned => says.returned,
        State::Answered => says.answered,
        other => other.label(),
    };
    tag(words).tone(match state {
        State::Waiting => Tone::Soon,
        State::Signed => Tone::Good,
        State::Returned => Tone::Late,
        State::Answered | State::Replaced => Tone::Quiet,
    })
}

/// How the signature stands, in one line.
pub(crate) fn standing<A: Signed>(shown: &Shown) -> Markup {
    let s = &shown.signature;
    html! {
        (state_tag(&A::SAYS, s.state))
        @match (s.settled, &shown.by) {
            (Some(at), Some(by)) => { " " (by) ", " (day_of(at)) },
            (Some(at), None) => { " " (day_of(at)) },
            _ => { " Asked for on " (day_of(s.asked)) },
        }
    }
}

/// What there is to do about the signature, above the thing itself.
pub(crate) fn steps<A: Signed>(shown: Option<&Shown>) -> Markup {
    let Some(shown) = shown else { return html! {} };
    let (s, says) = (&shown.signature, A::SAYS);
    html! {
        @match s.state {
            State::Waiting if shown.may_answer => {
                (kit::inset_text(says.waits_for_you))
                (kit::button("Sign it or send it back").href(format!("{}/{}/signature", says.path, s.thing)))
            }
            State::Waiting => { (kit::inset_text(says.waits)) }
            State::Returned => {
                (kit::inset_text(html! {
                    p class="govuk-body" { (says.came_back) }
                    (paragraphs(&s.words))
                }))
            }
            State::Signed | State::Answered | State::Replaced => {}
        }
    }
}

/// `GET PATH/{id}/signature`
pub(crate) async fn ask<A: Signed>(ctx: Ctx) -> Result<Response> {
    draw::<A>(&ctx, &Fields::default(), &Invalid::default(), false).await
}

/// `POST PATH/{id}/signature`
pub(crate) async fn answer<A: Signed>(ctx: Ctx) -> Result<Response> {
    let (id, sent) = (ctx.id::<A::Kind>("id")?, ctx.fields()?);
    let input = match sign::fields::<A>(&mut sent.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw::<A>(&ctx, &sent, &wrong, false).await,
    };
    let done = ctx
        .act(A::SAYS.deed, move |act| {
            let said = match A::answer(act, id, &input)?.state {
                State::Signed => A::SAYS.signed_it,
                _ => A::SAYS.sent_it_back,
            };
            Ok(Answer::see(format!("{}/{id}", A::SAYS.path)).saying(said))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => {
            let clash = error == Error::Stale;
            draw::<A>(&ctx, &sent, &page::mend(error)?, clash).await
        }
    }
}

async fn draw<A: Signed>(ctx: &Ctx, fields: &Fields, invalid: &Invalid, clash: bool) -> Result<Response> {
    let id = ctx.id::<A::Kind>("id")?;
    let says = A::SAYS;
    let sheet = ctx.read(move |look| A::sheet(look, &look.one::<A, A::Kind>(id)?)).await?;
    let version = match fields.raw("version") {
        typed if !typed.is_empty() && !clash => typed.to_owned(),
        _ => sheet.version.to_string(),
    };
    let answers =
        vec![choice(Reply::Sign.code(), Reply::Sign.label()), choice(Reply::SendBack.code(), says.send_back)];
    let body = html! {
        (kit::summary_list(sheet.facts))
        (sheet.body)
        @match &sheet.refused {
            Some(why) => (kit::inset_text(why.as_str())),
            None => (ctx.form(&format!("{}/{id}/signature", says.path), fields, html! {
                (kit::hidden("version", &version))
                (radios("answer", legend(says.question).size(Size::M), answers)
                    .value(fields.raw("answer"))
                    .error(invalid.of("answer")))
                (textarea("words", label(says.send_back_label).size(Size::S))
                    .hint(says.send_back_hint)
                    .value(fields.raw("words"))
                    .error(invalid.of("words")))
                (kit::button("Save the answer").once())
            })),
        }
    };
    let page = frame::frame(ctx, &sheet.head, sheet.tab, "Second signature", body)
        .back(format!("{}/{id}", says.path), sheet.back);
    Ok(page.errors(invalid).respond())
}

/// `GET LIST`
pub(crate) async fn list<A: Signed>(ctx: Ctx) -> Result<Response> {
    let says = A::SAYS;
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::waiting(look, &look.agency::<A>()?, after)).await?;
    let mut head = vec![cell("Case")];
    if says.numbered {
        head.push(cell("Version"));
    }
    head.extend([says.by, "Asked for", "An answer by", ""].map(cell));
    let lines = rows.items.iter().map(|w| line(&ctx, &says, w)).collect();
    let body = html! {
        (layout::page_heading(None, says.heading))
        p class="govuk-body" { (says.lead) }
        @if rows.items.is_empty() {
            (kit::nothing_here(says.nothing))
        } @else {
            (table(head, lines)
                .caption(says.heading)
                .caption_classes("govuk-visually-hidden")
                .first_cell_is_header()
                .scrolling())
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("{}?after={next}", says.list))))
            }
            p class="govuk-body" { a class="govuk-link" href={ (says.list) ".csv" } { (says.download) } }
        }
    };
    Ok(ctx.page(says.heading, body).dense().respond())
}

fn line(ctx: &Ctx, says: &Says, w: &Waiting) -> Vec<kit::Cell> {
    let by = if w.asked_by.is_empty() { "Another system" } else { w.asked_by.as_str() };
    let here = format!("{}/{}", says.path, w.thing);
    let mut cells = vec![cell(html! { a class="govuk-link" href={ "/cases/" (w.case) } { (w.reference) } })];
    if says.numbered {
        cells.push(cell(html! { a class="govuk-link" href=(here) { "Version " (w.number) } }));
    }
    cells.extend([
        cell(by),
        cell(day_of(w.asked)),
        cell(w.due.map_or_else(
            || html! { "–" },
            |due| {
                let state = PromiseState::at(ctx.now, w.asked, due, None, false);
                html! { (Moment(due)) " " (standing_tag(state, due, ctx.now)) }
            },
        )),
        cell(if w.own {
            html! { "Yours: somebody else signs" }
        } else {
            html! {
                a class="govuk-link" href={ (here) "/signature" } {
                    "Sign or send back" span class="govuk-visually-hidden" {
                        " " (says.called) @if says.numbered { " " (w.number) } " of " (w.reference)
                    }
                }
            }
        }),
    ]);
    cells
}

/// `GET LIST.csv`
pub(crate) async fn csv<A: Signed>(ctx: Ctx) -> Result<Response> {
    let says = A::SAYS;
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<A>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::waiting(look, &grant, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let moment = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    let mut head = vec!["case", "by", "asked_at", "due_at", "own"];
    if says.numbered {
        head.insert(1, "version");
    }
    let rows = all.into_iter().map(|w| {
        let mut row = vec![
            w.reference.to_string(),
            w.asked_by,
            w.asked.to_string(),
            moment(w.due),
            if w.own { "yes" } else { "no" }.to_owned(),
        ];
        if says.numbered {
            row.insert(1, w.number.to_string());
        }
        row
    });
    csv_file(says.file, &head, rows)
}
