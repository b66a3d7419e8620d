//! What workers see of adults' requests, and the open page on which anybody finds their route.

use access::{
    actions::{HandleAdults, ListAdults, ShareAdultRecords},
    connections::AdultRequest,
};
use kernel::{Date, Invalid, Result};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Route, csv_file,
    kit::{self, Markup, Tone, cell, html, layout},
};

use super::{
    actions,
    model::{Counselling, Country, Identity, NoRoute, Outcome, Route as Legal, State, Way, route},
    store::{self, Asked, Request, Shared},
};
use crate::words::{NOTE, Sent, choices, day, day_of, line, most, name_of, sent, version_of};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/adopted-adults", ask_route)
            .public()
            .about("The open page on which an adopted adult finds their legal route"),
        Route::post("/adopted-adults", tell_route)
            .public()
            .personal()
            .about("Tell the legal route from two dates; nothing of it is kept"),
        Route::get("/adults", list)
            .needs::<ListAdults>()
            .personal()
            .about("Adults' requests for records, the newest first"),
        Route::get("/adults.csv", csv)
            .needs::<ListAdults>()
            .personal()
            .about("Adults' requests for records as a file"),
        Route::get("/adults/new", blank)
            .needs::<HandleAdults>()
            .about("The page on which an adult's request is recorded"),
        Route::post("/adults/new", record)
            .needs::<HandleAdults>()
            .personal()
            .about("Record an adult's request for records")
            .body(|f| drop(actions::new_fields(f))),
        Route::get("/adults/{id}", show)
            .needs::<HandleAdults>()
            .personal()
            .about("An adult's request: route, steps and log"),
        Route::post("/adults/{id}/identity", identity)
            .needs::<HandleAdults>()
            .personal()
            .about("Record how an adult showed who they are")
            .body(|f| drop(actions::identity_fields(f))),
        Route::post("/adults/{id}/counselling", counselling)
            .needs::<HandleAdults>()
            .personal()
            .about("Record how it stands with counselling")
            .body(|f| drop(actions::counselling_fields(f))),
        Route::post("/adults/{id}/holders", holder)
            .needs::<HandleAdults>()
            .personal()
            .about("Record that a holder of records was asked")
            .body(|f| drop(actions::ask_holder_fields(f))),
        Route::post("/adults/{id}/answers", answer)
            .needs::<HandleAdults>()
            .personal()
            .about("Record what a holder of records answered")
            .body(|f| drop(actions::answer_fields(f))),
        Route::post("/adults/{id}/shares", share)
            .needs::<ShareAdultRecords>()
            .personal()
            .about("Record what was shared with an adult")
            .body(|f| drop(actions::share_fields(f))),
        Route::post("/adults/{id}/close", close)
            .needs::<HandleAdults>()
            .personal()
            .about("Close an adult's request")
            .body(|f| drop(actions::close_fields(f))),
    ]
}

fn dates(fields: &Fields, invalid: &Invalid, you: bool) -> Markup {
    let (born, order) = if you {
        ("When were you born?", "When was your adoption order made?")
    } else {
        ("When were they born?", "When was the adoption order made?")
    };
    html! {
        (kit::date_input("born", born).values(fields.date_parts("born")).error(invalid.of("born")))
        (kit::date_input("adopted_on", order).values(fields.date_parts("adopted_on")).error(invalid.of("adopted_on")))
        (kit::radios("country", kit::legend("Where was the order made?").size(kit::Size::S), choices::<Country>()).small()
            .value(fields.raw("country")).error(invalid.of("country")))
    }
}

fn open_page(
    ctx: &Ctx,
    fields: &Fields,
    invalid: &Invalid,
    found: Option<Result<Legal, NoRoute>>,
) -> Response {
    let body = html! {
        (layout::page_heading(None, "Were you adopted? Find out about your records"))
        @match found {
            None => {
                p class="govuk-body-l" { "Which records you can see, and from whom, depends on when you were adopted. Two dates are enough to tell you. Nothing that you type here is kept." }
            }
            Some(Ok(legal)) => {
                h2 class="govuk-heading-m" { (legal.label()) }
                p class="govuk-body-l" { (legal.way()) }
                p class="govuk-body" {
                    @if legal.needs_counselling(false) { "Meeting an adviser first is required by law, unless you know your birth name." }
                    @else { "Talking with an adviser is your choice." }
                }
                p class="govuk-hint" { "Where this is written: " (legal.source()) "." }
                (kit::button("Ask us to help").href("/ask"))
            }
            Some(Err(why)) => {
                h2 class="govuk-heading-m" { (why.label()) }
                p class="govuk-body-l" { (why.next()) }
                p class="govuk-body" { a class="govuk-link" href="/ask" { "Write to us, and we help you to find the way" } }
            }
        }
        (ctx.form("/adopted-adults", fields, html! {
            (dates(fields, invalid, true))
            (kit::button("Show my way"))
        }))
    };
    ctx.page("Were you adopted?", body).errors(invalid).respond()
}

async fn ask_route(ctx: Ctx) -> Result<Response> {
    Ok(open_page(&ctx, &Fields::default(), &Invalid::default(), None))
}

fn two_dates(f: &mut Fields) -> Result<(Date, Date, Country), Invalid> {
    let born = f.date("born", "Enter when you were born");
    let adopted = f.date("adopted_on", "Enter the day of the adoption order, or your best guess");
    let country = f.choice::<Country>("country", "Choose where the order was made");
    f.finish(|| Some((born?, adopted?, country?)))
}

async fn tell_route(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    Ok(match two_dates(&mut fields) {
        Ok((born, adopted, country)) => {
            let found = route(born, adopted, country, ctx.today());
            open_page(&ctx, &fields, &Invalid::default(), Some(found))
        }
        Err(invalid) => open_page(&ctx, &fields, &invalid, None),
    })
}

async fn list(ctx: Ctx) -> Result<Response> {
    let state = State::from_code(ctx.query().raw("status")).unwrap_or(State::Open);
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ListAdults>()?, state, after)).await?;
    let links = State::ALL
        .iter()
        .map(|s| kit::nav_link(format!("/adults?status={}", s.code()), s.label(), *s == state))
        .collect();
    let body = html! {
        (layout::page_heading(None, "Adopted adults"))
        (kit::button_group(html! {
            (kit::button("Record a request").href("/adults/new"))
            a class="govuk-link" href="/intermediaries" { "Finding a relative" } " "
            a class="govuk-link" href="/vetoes" { "Vetoes and wishes" }
        }))
        (kit::service_navigation(links).label("Requests by how they stand"))
        @if rows.items.is_empty() {
            (kit::nothing_here("No request stands here. One that comes in through the public form is in the duty queue first."))
        } @else {
            (kit::table(["Request", "Name", "Route", "Who they are", "Counselling", "Recorded"].map(cell).to_vec(), rows.items.iter().map(|r| vec![
                cell(html! { a class="govuk-link" href={ "/adults/" (r.id) } { (r.reference) } }),
                cell(r.who.name.as_str()),
                cell(r.standing.route.label()),
                cell(if r.standing.identified { "Checked" } else { "To be checked" }),
                cell(r.standing.counselling.label()),
                cell(day_of(r.made)),
            ]).collect()).caption("Requests for records").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            @if let Some(next) = rows.next { (kit::pagination(None, Some(format!("/adults?status={}&after={next}", state.code())))) }
        }
        p class="govuk-body" { a class="govuk-link" href="/adults.csv" { "Download open requests as a CSV file" } }
    };
    Ok(ctx.page("Adopted adults", body).dense().respond())
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(|look| {
            let grant = look.agency::<ListAdults>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::page(look, &grant, State::Open, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let rows = all.into_iter().map(|r| {
        vec![
            r.reference.to_string(),
            r.who.name,
            r.standing.route.code().to_owned(),
            if r.standing.identified { "yes" } else { "no" }.to_owned(),
            r.standing.counselling.code().to_owned(),
            kernel::local_date(r.made).to_string(),
        ]
    });
    csv_file("adults", &["request", "name", "route", "identified", "counselling", "recorded"], rows)
}

fn new_form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Response {
    let body = html! {
        (layout::page_heading(None, "Record an adult’s request"))
        (ctx.form("/adults/new", fields, html! {
            (line(fields, invalid, "name", "Their name now").width(30))
            (line(fields, invalid, "adopted_name", "Their name when they were adopted").hint("If it was another.").width(30))
            (line(fields, invalid, "birth_name", "Their name at birth").hint("Only if they know it. Then no meeting with an adviser is required.").width(30))
            (dates(fields, invalid, false))
            (line(fields, invalid, "agency", "The agency that placed them").hint("As they remember it.").width(30))
            (kit::textarea("contact", "How do we reach them?").rows(3).value(fields.raw("contact")).error(invalid.of("contact")))
            (kit::character_count("wants", kit::label("What would they like to know?").size(kit::Size::S), most(NOTE)).rows(4)
                .value(fields.raw("wants")).error(invalid.of("wants")))
            (kit::button("Record the request").once())
        }))
    };
    ctx.page("Record an adult’s request", body)
        .back("/adults", "Back to adopted adults")
        .dense()
        .errors(invalid)
        .respond()
}

async fn blank(ctx: Ctx) -> Result<Response> {
    Ok(new_form(&ctx, &Fields::default(), &Invalid::default()))
}

async fn record(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match actions::new_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return Ok(new_form(&ctx, &fields, &invalid)),
    };
    let done = ctx
        .act("record an adult's request", move |act| {
            let request = actions::record(act, &input)?;
            Ok(Answer::see(format!("/adults/{}", request.id))
                .saying("The request is recorded, and its route is found."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => Ok(new_form(&ctx, &fields, &invalid)),
    }
}

struct Shown {
    request: Request,
    holders: Vec<Asked>,
    shares: Vec<(Shared, String)>,
    checked_by: String,
    may_share: bool,
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<AdultRequest>("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<HandleAdults, AdultRequest>(id)?;
            let request = store::load(look, &grant)?;
            let shares: Result<Vec<(Shared, String)>> = store::shares(look, &grant)?
                .into_iter()
                .map(|s| Ok((s.clone(), name_of(look, s.by)?)))
                .collect();
            let checked_by = match request.identity {
                Some((.., by)) => name_of(look, by)?,
                None => String::new(),
            };
            Ok(Shown {
                holders: store::holders(look, &grant)?,
                shares: shares?,
                checked_by,
                may_share: look.may::<ShareAdultRecords>(),
                request,
            })
        })
        .await?;
    let r = &s.request;
    let open = r.standing.state == State::Open;
    let given = |text: &str| if text.is_empty() { "Not known".to_owned() } else { text.to_owned() };
    let body = html! {
        (layout::page_heading(Some("An adult’s request"), r.reference.as_str()))
        (kit::summary_list(vec![
            kit::row("How it stands", html! { (kit::tag(r.standing.state.label()).tone(if open { Tone::Calm } else { Tone::Quiet })) }),
            kit::row("Name now", r.who.name.as_str()),
            kit::row("Name when adopted", given(&r.who.adopted_name)),
            kit::row("Name at birth", given(&r.who.birth_name)),
            kit::row("Born", day(r.who.born)),
            kit::row("Adoption order", day(r.who.adopted_on)),
            kit::row("Agency", given(&r.who.agency)),
            kit::row("How to reach them", r.who.contact.as_str()),
            kit::row("What they would like to know", r.who.wants.as_str()),
        ]))
        h2 class="govuk-heading-m" { (r.standing.route.label()) }
        p class="govuk-body" { (r.standing.route.way()) }
        p class="govuk-hint" { "Where this is written: " (r.standing.route.source()) "." }
        (steps(ctx, &s, fields, invalid))
        @if !open { (kit::inset_text(format!("Closed: {}", r.closed_why))) }
    };
    Ok(ctx
        .page(format!("Request {}", r.reference), body)
        .back("/adults", "Back to adopted adults")
        .dense()
        .errors(invalid)
        .respond())
}

fn steps(ctx: &Ctx, s: &Shown, fields: &Fields, invalid: &Invalid) -> Markup {
    let r = &s.request;
    let at = format!("/adults/{}", r.id);
    let open = r.standing.state == State::Open;
    let version = version_of(fields, invalid, r.version);
    html! {
        h2 class="govuk-heading-m" { "1. Who they are" }
        @match r.identity {
            Some((how, when, _)) => p class="govuk-body" {
                (how.label()) ", checked on " (day_of(when)) " by " (s.checked_by) ": " (r.identity_note)
            },
            None if open => (ctx.form(&format!("{at}/identity"), fields, html! {
                (kit::hidden("version", &version))
                (kit::radios("how", kit::legend("How did they show who they are?").size(kit::Size::S), choices::<Identity>()).small()
                    .value(fields.raw("how")).error(invalid.of("how")))
                (line(fields, invalid, "note", "What did you see?"))
                (kit::button("Record the check").once())
            })),
            None => p class="govuk-body" { "It was not checked." },
        }
        h2 class="govuk-heading-m" { "2. Counselling" }
        p class="govuk-body" {
            @if r.standing.route.needs_counselling(r.standing.name_known) { "A meeting with an adviser is required before records are shared. " }
            @else { "It is offered, and theirs to decline. " }
            strong { (r.standing.counselling.label()) } @if let Some(when) = r.counselled { ", " (day_of(when)) } "."
        }
        @if open {
            (ctx.form(&format!("{at}/counselling"), fields, html! {
                (kit::hidden("version", &version))
                (kit::radios("counselling", kit::legend("How does it stand?").size(kit::Size::S), choices::<Counselling>()).small().inline()
                    .value(fields.raw("counselling")).error(invalid.of("counselling")))
                (kit::button("Record it").secondary().once())
            }))
        }
        h2 class="govuk-heading-m" { "3. Who holds records" }
        (asked(ctx, s, fields, invalid))
        h2 class="govuk-heading-m" { "4. What was shared" }
        @if s.shares.is_empty() { (kit::nothing_here("Nothing was shared yet.")) }
        @else {
            (kit::table(["When", "What", "Left out, and why", "How", "By"].map(cell).to_vec(), s.shares.iter().map(|(one, by)| vec![
                cell(day_of(one.at)), cell(one.what.as_str()),
                cell(if one.left_out.is_empty() { "Nothing" } else { one.left_out.as_str() }),
                cell(one.way.label()), cell(by.as_str()),
            ]).collect()).caption("Log of what was shared").caption_classes("govuk-visually-hidden").scrolling())
        }
        @if open && s.may_share {
            (ctx.form(&format!("{at}/shares"), fields, html! {
                (kit::textarea("what", "What is shared?").rows(3).value(fields.raw("what")).error(invalid.of("what")))
                (kit::textarea("left_out", "What was left out, and why?").hint("What is about other people, unless they agree or the law lets it pass.").rows(2)
                    .value(fields.raw("left_out")).error(invalid.of("left_out")))
                (kit::radios("way", kit::legend("How?").size(kit::Size::S), choices::<Way>()).small().inline()
                    .value(fields.raw("way")).error(invalid.of("way")))
                (kit::button("Write it in the log").once())
            }))
        }
        @if open {
            (ctx.form(&format!("{at}/close"), fields, html! {
                (kit::hidden("version", &version))
                (kit::textarea("why", "Close the request: why?").rows(2).value(fields.raw("why")).error(invalid.of("why")))
                (kit::button("Close the request").secondary().once())
            }))
        }
    }
}

fn asked(ctx: &Ctx, s: &Shown, fields: &Fields, invalid: &Invalid) -> Markup {
    let r = &s.request;
    let at = format!("/adults/{}", r.id);
    let waiting: Vec<&Asked> = s.holders.iter().filter(|a| a.answer.is_none()).collect();
    let holders = r.standing.route.holders().iter().map(|h| kit::choice(h.code(), h.label())).collect();
    html! {
        @if s.holders.is_empty() { (kit::nothing_here("Nobody was asked yet.")) }
        @else {
            (kit::table(["Asked", "Who", "Answer"].map(cell).to_vec(), s.holders.iter().map(|a| vec![
                cell(day_of(a.at)),
                cell(format!("{}: {}", a.holder.label(), a.name)),
                cell(match a.answer {
                    Some((outcome, when)) => format!("{}, {}. {}", outcome.label(), day_of(when), a.note),
                    None => "Waiting".to_owned(),
                }),
            ]).collect()).caption("Holders who were asked").caption_classes("govuk-visually-hidden").scrolling())
        }
        @if r.standing.state == State::Open {
            @if !waiting.is_empty() {
                (ctx.form(&format!("{at}/answers"), fields, html! {
                    (kit::select("asked", "Who answered?", waiting.iter().map(|a| (a.id.to_string(), a.name.clone())))
                        .value(fields.raw("asked")).error(invalid.of("asked")))
                    (kit::radios("outcome", kit::legend("What did they answer?").size(kit::Size::S), choices::<Outcome>()).small().inline()
                        .value(fields.raw("outcome")).error(invalid.of("outcome")))
                    (line(fields, invalid, "answer_note", "What did they give or say?"))
                    (kit::button("Record the answer").secondary().once())
                }))
            }
            (ctx.form(&format!("{at}/holders"), fields, html! {
                (kit::radios("holder", kit::legend("Who is asked?").size(kit::Size::S), holders).small()
                    .value(fields.raw("holder")).error(invalid.of("holder")))
                (line(fields, invalid, "holder_name", "Which one?").hint("Such as the name of the court or of the agency.").width(30))
                (kit::button("Record that they were asked").secondary().once())
            }))
        }
    }
}

async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

/// One step: its fields, what it does, and what is said afterwards.
macro_rules! step {
    ($name:ident, $fields:path, $action:path, $doing:literal, $said:literal) => {
        async fn $name(ctx: Ctx) -> Result<Response> {
            let id = ctx.id::<AdultRequest>("id")?;
            let mut fields = ctx.fields()?;
            let input = match $fields(&mut fields) {
                Ok(input) => input,
                Err(invalid) => return draw(&ctx, &fields, &invalid).await,
            };
            let done = ctx
                .act($doing, move |act| {
                    $action(act, id, &input)?;
                    Ok(Answer::see(format!("/adults/{id}")).saying($said))
                })
                .await;
            match sent(done)? {
                Sent::Done(response) => Ok(response),
                Sent::Mend(invalid) => draw(&ctx, &fields, &invalid).await,
            }
        }
    };
}

step!(
    identity,
    actions::identity_fields,
    actions::check_identity,
    "check who somebody is",
    "The check is recorded."
);
step!(
    counselling,
    actions::counselling_fields,
    actions::settle_counselling,
    "settle counselling",
    "It is recorded."
);
step!(
    holder,
    actions::ask_holder_fields,
    actions::ask_holder,
    "ask a holder",
    "It is recorded that they were asked."
);
step!(answer, actions::answer_fields, actions::holder_answers, "record an answer", "The answer is recorded.");
step!(share, actions::share_fields, actions::share, "share a record", "It stands in the log.");
step!(close, actions::close_fields, actions::close, "close a request", "The request is closed.");
