//! What people see of requests to put something right.

use access::{
    Look,
    actions::{AskCorrection, DecideCorrection},
    rights::Correction as Kind,
};
use casework::{
    cases::{
        frame::{self, Head, Tab},
        store as cases,
    },
    people::store::{self as people, Person},
};
use kernel::{Id, Invalid, Result, kinds};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response, Route,
    kit::{self, Size, Tone, layout},
};

use super::{
    actions,
    model::{State, What},
    store,
};
use crate::words::{NOTE, day_of, name_of};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/rights/correction", ask)
            .needs::<AskCorrection>()
            .personal()
            .about("The form to ask for something wrong to be put right"),
        Route::post("/cases/{id}/rights/correction", send)
            .needs::<AskCorrection>()
            .personal()
            .about("Ask for something wrong to be put right")
            .body(|f| drop(actions::fields(f))),
        Route::get("/corrections/{id}", show)
            .needs::<DecideCorrection>()
            .personal()
            .about("A request to put something right, and the decision"),
        Route::post("/corrections/{id}", decide)
            .needs::<DecideCorrection>()
            .personal()
            .about("Decide on a request to put something right")
            .body(|f| drop(actions::decide_fields(f))),
    ]
}

/// The tag that shows how a request stands.
pub(crate) fn state_tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Asked => Tone::Soon,
        State::Done => Tone::Good,
        State::Declined => Tone::Quiet,
    })
}

fn read(look: &Look<'_>, id: Id<kinds::Case>) -> Result<(Head, Vec<Person>)> {
    let grant = look.one::<AskCorrection, kinds::Case>(id)?;
    let family = cases::load(look, &grant)?.family;
    Ok((frame::head(look, &grant)?, people::of_family(look, family)?))
}

async fn ask(ctx: Ctx) -> Result<Response> {
    form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn send(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return form(&ctx, &fields, &invalid).await,
    };
    let family = ctx.actor.family().is_some();
    let done = ctx.act("ask for a correction", move |act| {
        actions::ask_correction(act, id, &input)?;
        let to = if family { "/my/rights".to_owned() } else { format!("/cases/{id}/rights") };
        Ok(Answer::see(to).saying("The request is recorded. An answer comes within a month."))
    });
    match done.await {
        Err(error) => form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let (head, people) = ctx.read(move |look| read(look, id)).await?;
    let whom = std::iter::once((String::new(), "Choose somebody".to_owned()))
        .chain(people.iter().map(|p| (p.id.to_string(), p.name())));
    let whats = What::ALL.iter().map(|w| kit::choice(w.code(), w.label())).collect();
    let family = ctx.actor.family().is_some();
    let form = ctx.form(&format!("/cases/{id}/rights/correction"), fields, html! {
        (kit::radios("what", kit::legend("What is wrong?").size(Size::M), whats).small()
            .value(fields.raw("what")).error(wrong.of("what")))
        (kit::select("person", "About whom?", whom).hint("Leave this if it is about something that was written")
            .value(fields.raw("person")).error(wrong.of("person")))
        (kit::textarea("quoted", "Which words are wrong?").hint("For something that was written: copy the words, or say where they stand").rows(3)
            .value(fields.raw("quoted")).error(wrong.of("quoted")))
        (kit::character_count("wanted", kit::label("What should it be?").size(Size::M), u32::try_from(NOTE).unwrap_or(u32::MAX))
            .hint("A date of birth as year-month-day, such as 2016-03-27").rows(3)
            .value(fields.raw("wanted")).error(wrong.of("wanted")))
        (kit::textarea("why", "Why?").rows(2).value(fields.raw("why")).error(wrong.of("why")))
        (kit::button(if family { "Send" } else { "Record the request" }).once())
    });
    if family {
        let body = html! {
            (layout::page_heading(None, "Put something right"))
            p class="govuk-body" { "Tell us what is wrong. We answer within a month. What stood there before is kept, so that everybody can see what was changed and why." }
            (form)
        };
        let page = ctx.page("Put something right", body);
        return Ok(page.back("/my/rights", "Back to your rights").errors(wrong).respond());
    }
    let page = frame::frame(ctx, &head, Tab::Consent, "Record a request to put something right", form);
    Ok(page.back(format!("/cases/{id}/rights"), "Back to requests about this record").errors(wrong).respond())
}

async fn show(ctx: Ctx) -> Result<Response> {
    show_with(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show_with(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Kind>("id")?;
    let (c, head, person, by, decided_by) = ctx
        .read(move |look| {
            let grant = look.one::<DecideCorrection, Kind>(id)?;
            let c = store::load(look, &grant)?;
            let head = frame::of_case(look, cases::of_opened(look, &grant, c.case)?)?;
            let person = c.person.map(|p| people::load(look, p)).transpose()?.map(|p| p.name());
            let (by, decided_by) = (name_of(look, c.asked_by)?, name_of(look, c.decided_by)?);
            Ok((c, head, person, by, decided_by))
        })
        .await?;
    let mut rows = vec![
        kit::row("Stands", html! { (state_tag(c.state)) }),
        kit::row("What is wrong", c.what.label()),
        kit::row("About whom", person.unwrap_or_else(|| "The record".into())),
        kit::row("What stood there when it was asked", c.old.as_str()),
        kit::row("What it should be", c.wanted.as_str()),
        kit::row("Why", c.why.as_str()),
        kit::row("Asked", format!("{}, written down by {by}", day_of(c.asked))),
    ];
    if let Some(at) = c.decided {
        rows.push(kit::row("Decided", format!("{} by {decided_by}: {}", day_of(at), c.decided_why)));
    }
    let body = html! {
        (kit::summary_list(rows))
        @if c.state == State::Asked {
            h2 class="govuk-heading-m" { "Decide" }
            @if c.what == What::Words {
                (kit::inset_text("Words are not overwritten. To put them right, write a new version of the assessment or the plan first, then say yes here. This request stays beside it."))
            } @else {
                (kit::inset_text("A yes changes the record at once. The old value stays in this request."))
            }
            (ctx.form(&format!("/corrections/{id}"), fields, html! {
                (kit::hidden("version", &c.version.to_string()))
                (kit::radios("put_right", kit::legend("Is it put right?").size(Size::S), kit::yes_no()).inline()
                    .value(fields.raw("put_right")).error(wrong.of("put_right")))
                (kit::textarea("why", "Why?").hint("The family reads this").rows(3).value(fields.raw("why")).error(wrong.of("why")))
                (kit::button("Record the decision").once())
            }))
        }
    };
    let page = frame::frame(ctx, &head, Tab::Consent, "A request to put something right", body);
    Ok(page
        .back(format!("/cases/{}/rights", c.case), "Back to requests about this record")
        .errors(wrong)
        .respond())
}

async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Kind>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::decide_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show_with(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("decide on a correction", move |act| {
        let after = actions::decide_correction(act, id, &input)?;
        Ok(Answer::see(format!("/cases/{}/rights", after.case))
            .saying("The decision is recorded, and the family reads it."))
    });
    match done.await {
        Err(error) => show_with(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}
