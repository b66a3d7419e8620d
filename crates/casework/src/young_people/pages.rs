//! What workers see of a young person's own side: what they wrote, and that somebody was told.

use access::{
    Action,
    actions::{InviteFamily, SeeYoungWords},
};
use kernel::{Id, Invalid, Moment, Result, kinds::Case};
use page::{
    Answer, Ctx, Fields, Response, Route, csv_file,
    kit::{self, Markup, Size, Tone, html},
};

use super::{
    actions::{seen, tell},
    model::{Readers, Said},
    store,
};
use crate::{
    assessment::pages::{name_of, paragraphs},
    cases::frame::{self, Head, Tab},
    words::NOTE,
};

pub(super) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::get("/cases/{id}/young-person", page)
            .about("What the young person of a case wrote for their workers"),
        Route::get("/cases/{id}/young-person.csv", csv)
            .about("The same as a file: when, for whom, and whether it was read, without the words"),
        Route::post("/cases/{id}/young-person/{said}/seen", mark_seen)
            .about("Say that one has read what the young person wrote"),
        Route::post("/cases/{id}/young-person/{said}/told", told)
            .about("Record that somebody had to be told, for the young person to read")
            .body(|f| drop(tell::fields(f))),
    ];
    routes.into_iter().map(|r| r.needs::<SeeYoungWords>().personal()).collect()
}

/// Each with the name of the worker who read it and of the one who told.
type Named = (Said, Option<String>, Option<String>);

async fn read(ctx: &Ctx) -> Result<(Head, Vec<Named>)> {
    let id = ctx.id::<Case>("id")?;
    ctx.read(move |look| {
        let grant = look.one::<SeeYoungWords, Case>(id)?;
        let mut all = Vec::new();
        for said in store::for_workers(look, &grant)? {
            let seen = name_of(look, said.seen_by)?;
            let told = name_of(look, said.told.as_ref().and_then(|t| t.by))?;
            all.push((said, seen, told));
        }
        Ok((frame::head(look, &grant)?, all))
    })
    .await
}

async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, None, &Fields::default(), &Invalid::default()).await
}

/// `about` is what the form that was wrong is about.
async fn show(ctx: &Ctx, about: Option<Id<()>>, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let (head, all) = read(ctx).await?;
    let here = format!("/cases/{}/young-person", head.id());
    let body = html! {
        p class="govuk-body" {
            "What " (head.child) " wrote on their own page, the newest first. What is for workers only is never shown to their parents or carers. If somebody must be told to keep someone safe, talk with the young person first if you can, and record it here: they read whom you told and why."
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/cases/" (head.id()) "/messages" } { "Messages" } " · "
            a class="govuk-link" href={ "/cases/" (head.id()) "/goals" } { "Goals and how they rate them" }
            @if frame::may(ctx, InviteFamily::NAME) { " · " a class="govuk-link" href={ "/cases/" (head.id()) "/invite-family" } { "Who of the family signs in" } }
        }
        @if all.is_empty() {
            (kit::nothing_here("Nothing is written here yet. Once they sign in, they can write from their own page."))
        } @else {
            @for named in &all { (one(ctx, &here, named, about, fields, invalid)) }
            p class="govuk-body" { a class="govuk-link" href={ (here) ".csv" } { "Download when it was written and read as a CSV file, without the words" } }
        }
    };
    Ok(frame::frame(ctx, &head, Tab::Overview, "What the young person wrote", body).errors(invalid).respond())
}

fn one(
    ctx: &Ctx,
    here: &str,
    (said, seen_by, told_by): &Named,
    about: Option<Id<()>>,
    fields: &Fields,
    invalid: &Invalid,
) -> Markup {
    let none = (Fields::default(), Invalid::default());
    let this = about == Some(said.id.cast());
    let (fields, invalid) = if this { (fields, invalid) } else { (&none.0, &none.1) };
    // The form that was wrong has the ids to which the summary of what is wrong leads.
    let id = |name: &str| if this { name.to_owned() } else { format!("{name}-{}", said.id) };
    let by = |name: &Option<String>| name.clone().unwrap_or_else(|| "another system".into());
    html! {
        section aria-labelledby={ "said-" (said.id) } {
            h2 class="govuk-heading-m" id={ "said-" (said.id) } { (Moment(said.at)) " " (readers_tag(said.readers)) }
            (paragraphs(&said.words))
            @match said.seen {
                Some(at) => p class="govuk-hint" { "Read by " (by(seen_by)) " on " (Moment(at)) "." },
                None => (ctx.form(&format!("{here}/{}/seen", said.id), &Fields::default(), html! {
                    (kit::button(html! { "I have read this" span class="govuk-visually-hidden" { ", of " (Moment(said.at)) } }).secondary().once())
                })),
            }
            @if let Some(told) = &said.told {
                (kit::inset_text(html! {
                    p class="govuk-body" { strong { (told.whom) } " was told by " (by(told_by)) " on " (Moment(told.at)) "." }
                    (paragraphs(&told.why))
                }))
            } @else {
                @let form = ctx.form(&format!("{here}/{}/told", said.id), fields, html! {
                    (kit::input("whom", "Whom did you tell?").id(id("whom")).value(fields.raw("whom")).error(invalid.of("whom")))
                    (kit::character_count("why", kit::label("Why did you have to?").size(Size::S), u32::try_from(NOTE).unwrap_or(u32::MAX))
                        .id(id("why")).hint("The young person reads this. Say what happens next.").rows(3)
                        .value(fields.raw("why")).error(invalid.of("why")))
                    (kit::button("Record that somebody was told").secondary().once())
                });
                @let details = kit::details("Somebody had to be told, to keep someone safe", form);
                @if invalid.0.is_empty() { (details) } @else { (details.open()) }
            }
        }
    }
}

/// The tag that says who reads something.
pub(crate) fn readers_tag(readers: Readers) -> kit::Tag {
    match readers {
        Readers::Team => kit::tag("For workers only").tone(Tone::Soon),
        Readers::Family => kit::tag("Parents read it too").tone(Tone::Quiet),
    }
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let (_, all) = read(&ctx).await?;
    let rows = all.into_iter().map(|(said, seen_by, _)| {
        vec![
            said.at.to_string(),
            said.readers.code().to_owned(),
            said.seen.map(|at| at.to_string()).unwrap_or_default(),
            seen_by.unwrap_or_default(),
            said.told.map(|told| told.at.to_string()).unwrap_or_default(),
        ]
    });
    csv_file("young-person-wrote", &["written_at", "readers", "read_at", "read_by", "told_at"], rows)
}

async fn mark_seen(ctx: Ctx) -> Result<Response> {
    let (case, said) = (ctx.id::<Case>("id")?, ctx.id("said")?);
    ctx.act("read what a young person wrote", move |act| {
        seen::run(act, case, said)?;
        Ok(Answer::see(format!("/cases/{case}/young-person")).saying("They see that you have read it."))
    })
    .await
}

async fn told(ctx: Ctx) -> Result<Response> {
    let (case, said) = (ctx.id::<Case>("id")?, ctx.id::<access::members::YoungWords>("said")?);
    let mut fields = ctx.fields()?;
    let input = match tell::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, Some(said.cast()), &fields, &invalid).await,
    };
    let done = ctx
        .act("record that somebody was told", move |act| {
            tell::run(act, case, said, &input)?;
            Ok(Answer::see(format!("/cases/{case}/young-person"))
                .saying("It is recorded, and the young person reads it."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, Some(said.cast()), &fields, &page::mend(error)?).await,
        ok => ok,
    }
}
