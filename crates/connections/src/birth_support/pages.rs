//! What workers apart from the child's see of offers of support, and the birth relative's own page.

use access::{
    actions::{AnswerBirthSupport, RecordBirthSupport, ViewBirthSupport},
    connections::BirthSupport,
};
use casework::birth_families::store as births;
use kernel::{Id, Invalid, Result, kinds::BirthPerson};
use page::{
    Answer as Done, Ctx, Cursor, Fields, Response, Route, csv_file,
    kit::{self, Tone, cell, html, layout},
    see_other,
};

use super::{
    actions::{self, Came},
    model::{Answer, State},
    store::{self, Offer},
};
use crate::{
    lists::{List, every},
    words::{Sent, choices, day_of, line, sent},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/birth-support", list)
            .needs::<ViewBirthSupport>()
            .personal()
            .about("Offers of independent support to birth parents, the newest first, without names"),
        Route::get("/birth-support.csv", csv)
            .needs::<ViewBirthSupport>()
            .personal()
            .about("Offers of independent support as a file"),
        Route::get("/birth-people/{id}/support", show)
            .needs::<ViewBirthSupport>()
            .personal()
            .about("Independent support offered to one birth relative"),
        Route::post("/birth-people/{id}/support", offer)
            .needs::<RecordBirthSupport>()
            .personal()
            .about("Offer independent support to a birth relative")
            .body(|f| drop(actions::new_fields(f))),
        Route::post("/birth-support/{id}", outcome)
            .needs::<RecordBirthSupport>()
            .personal()
            .about("Record what came of an offer of support")
            .body(|f| drop(actions::outcome_fields(f))),
        Route::get("/my/support", own)
            .needs::<AnswerBirthSupport>()
            .personal()
            .about("A birth relative's own offers of support"),
        Route::post("/my/support", answer)
            .needs::<AnswerBirthSupport>()
            .personal()
            .about("A birth relative answers an offer of support"),
    ]
}

fn state_tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Offered => Tone::Soon,
        State::TakenUp => Tone::Good,
        State::Later => Tone::Calm,
        State::No | State::Ended => Tone::Quiet,
    })
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ViewBirthSupport>()?, after)).await?;
    let list = List {
        path: "/birth-support",
        cut: None,
        head: &["Birth family", "Offered", "How it stands"],
        caption: "Offers of support, the newest first",
        nothing: "No support is offered yet.",
        file: "Download offers as a CSV file",
    };
    let body = html! {
        (layout::page_heading(None, "Support for birth parents"))
        p class="govuk-hint" { "Kept apart from the child’s worker, who does not see this. To offer support, open the person under Birth families." }
        (list.draw(&rows, |(o, reference)| vec![
            cell(html! { a class="govuk-link" href={ "/birth-people/" (o.person) "/support" } { (reference) } }),
            cell(day_of(o.offered)),
            cell(html! { (state_tag(o.state)) }),
        ]))
    };
    Ok(ctx.page("Support for birth parents", body).dense().respond())
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(|look| {
            let grant = look.agency::<ViewBirthSupport>()?;
            every(|after| store::page(look, &grant, after))
        })
        .await?;
    let day = |at| kernel::local_date(at).to_string();
    let rows = all.into_iter().map(|(o, reference)| {
        let answered = o.answered.map(|(at, _)| day(at)).unwrap_or_default();
        vec![reference.to_string(), day(o.offered), o.state.code().to_owned(), answered]
    });
    csv_file("birth-support", &["birth_family", "offered", "state", "answered"], rows)
}

async fn draw(ctx: &Ctx, id: Id<BirthPerson>, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let (who, offers, may) = ctx
        .read(move |look| {
            let grant = look.one::<ViewBirthSupport, BirthPerson>(id)?;
            Ok((
                births::person(look, &grant)?,
                store::of_person(look, &grant)?,
                look.may::<RecordBirthSupport>(),
            ))
        })
        .await?;
    let body = html! {
        (layout::page_heading(Some(&who.identity.name()), "Independent support"))
        @if offers.is_empty() { (kit::nothing_here("No support is offered yet.")) }
        @for o in &offers {
            (kit::summary_list(vec![
                kit::row("How it stands", html! { (state_tag(o.state)) }),
                kit::row("Who gives it", o.service.as_str()),
                kit::row("Offered", day_of(o.offered)),
                kit::row("Noted", if o.note.is_empty() { "Nothing" } else { o.note.as_str() }),
            ]))
            @if may && o.state != State::Ended { (came(ctx, o, invalid)) }
        }
        @if may && !who.kind.is_placed() {
            h2 class="govuk-heading-m" { "Offer support" }
            p class="govuk-body" { "From the day adoption is the plan, by somebody who is not the child’s worker. A no today is asked again." }
            (ctx.form(&format!("/birth-people/{id}/support"), fields, html! {
                (line(fields, invalid, "service", "Who gives the support?").width(30))
                (kit::textarea("note", "What should be noted?").rows(2).value(fields.raw("note")).error(invalid.of("note")))
                (kit::button("Record the offer").once())
            }))
        }
    };
    Ok(ctx
        .page("Independent support", body)
        .back(format!("/birth-families/{}", who.family), "Back to the birth family")
        .dense()
        .errors(invalid)
        .respond())
}

/// The field in which it is said what came of an offer: one of several on the page.
fn came_of(id: Id<BirthSupport>) -> String {
    format!("came-{id}")
}

fn came(ctx: &Ctx, o: &Offer, invalid: &Invalid) -> kit::Markup {
    let some: Vec<kit::Choice> = Came::ALL
        .iter()
        .filter(|c| (**c == Came::Ended) == (o.state == State::TakenUp))
        .map(|c| kit::choice(c.code(), c.label()))
        .collect();
    let field = came_of(o.id);
    ctx.form(
        &format!("/birth-support/{}", o.id),
        &Fields::default(),
        html! {
            (kit::hidden("version", &o.version.to_string()))
            (kit::radios("came", kit::legend("What came of it?").size(kit::Size::S), some).small().inline()
                .id_prefix(field.as_str()).error(invalid.of(&field)))
            (kit::button("Record it").secondary().once())
        },
    )
}

async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, ctx.id("id")?, &Fields::default(), &Invalid::default()).await
}

async fn offer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<BirthPerson>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::new_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, id, &fields, &invalid).await,
    };
    let done = ctx
        .act("offer support", move |act| {
            actions::offer(act, id, &input)?;
            Ok(Done::see(format!("/birth-people/{id}/support")).saying("The offer is recorded."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => draw(&ctx, id, &fields, &invalid).await,
    }
}

async fn outcome(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<BirthSupport>("id")?;
    let input = match actions::outcome_fields(&mut ctx.fields()?) {
        Ok(input) => input,
        Err(invalid) => return mended(&ctx, id, invalid).await,
    };
    let done = ctx
        .act("record what came of an offer", move |act| {
            let offer = actions::record_outcome(act, id, &input)?;
            Ok(Done::see(format!("/birth-people/{}/support", offer.person)).saying("It is recorded."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => mended(&ctx, id, invalid).await,
    }
}

/// The person's page again, with what is wrong beside the offer that was answered.
async fn mended(ctx: &Ctx, id: Id<BirthSupport>, mut invalid: Invalid) -> Result<Response> {
    let person = ctx
        .read(move |look| Ok(store::load(look, &look.one::<RecordBirthSupport, BirthSupport>(id)?)?.person))
        .await?;
    invalid.0.iter_mut().filter(|e| e.field == "came").for_each(|e| e.field = came_of(id));
    draw(ctx, person, &Fields::default(), &invalid).await
}

/// The field in which a birth relative answers an offer: one of several on the page.
fn answer_of(id: Id<BirthSupport>) -> String {
    format!("answer-{id}")
}

async fn own_page(ctx: &Ctx, invalid: &Invalid) -> Result<Response> {
    let offers =
        ctx.read(|look| store::of_person(look, &look.own_birth_record::<AnswerBirthSupport>()?)).await?;
    let body = html! {
        (layout::page_heading(None, "Support for you"))
        p class="govuk-body-l" { "This support is for you. It is given by people who do not work with the child’s family, and what you say there is not told to the child’s worker." }
        @if offers.is_empty() { (kit::nothing_here("We have not offered you support here yet. If you would like some, call us.")) }
        @for o in &offers {
            h2 class="govuk-heading-m" { (o.service) }
            p class="govuk-body" { "Offered on " (day_of(o.offered)) ". " (state_tag(o.state)) }
            @if !matches!(o.state, State::TakenUp | State::Ended) {
                (ctx.form("/my/support", &Fields::default(), html! {
                    (kit::hidden("offer", &o.id.to_string()))
                    (kit::hidden("version", &o.version.to_string()))
                    (kit::radios("answer", kit::legend("Would you like it?").size(kit::Size::S), choices::<Answer>()).inline()
                        .id_prefix(answer_of(o.id)).error(invalid.of(&answer_of(o.id))))
                    (kit::button("Send my answer").once())
                }))
            }
        }
    };
    Ok(ctx.page("Support for you", body).back("/my", "Back to your first page").errors(invalid).respond())
}

async fn own(ctx: Ctx) -> Result<Response> {
    // An adoptive family has its support on its own first page.
    if ctx.actor.family().is_some() {
        return see_other("/my");
    }
    own_page(&ctx, &Invalid::default()).await
}

async fn answer(ctx: Ctx) -> Result<Response> {
    if ctx.actor.family().is_some() {
        return see_other("/my");
    }
    let mut fields = ctx.fields()?;
    let offer = fields.id::<BirthSupport>("offer", "Open the page again");
    let version = fields.version();
    let answer = fields.choice::<Answer>("answer", "Choose whether you would like it");
    let (offer, version, answer) = match fields.finish(|| Some((offer?, version?, answer?))) {
        Ok(input) => input,
        Err(mut invalid) => {
            if let Some(offer) = offer {
                invalid.0.iter_mut().filter(|e| e.field == "answer").for_each(|e| e.field = answer_of(offer));
            }
            return own_page(&ctx, &invalid).await;
        }
    };
    let done = ctx
        .act("answer an offer of support", move |act| {
            actions::answer_own(act, offer, version, answer)?;
            Ok(Done::see("/my/support").saying("Thank you. Your answer is kept."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => own_page(&ctx, &invalid).await,
    }
}
