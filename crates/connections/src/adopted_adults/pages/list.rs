//! The list of adults' requests, and recording one.

use access::actions::ListAdults;
use kernel::{Invalid, Result};
use page::{
    Answer, Ctx, Cursor, Fields, Response, csv_file,
    kit::{self, cell, html, layout},
};

use super::dates;
use crate::{
    adopted_adults::{actions, model::State, store},
    lists::{List, every},
    words::{NOTE, Sent, day_of, line, most, owed, sent},
};

fn state_of(ctx: &Ctx) -> State {
    State::from_code(ctx.query().raw("status")).unwrap_or(State::Open)
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let state = state_of(&ctx);
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ListAdults>()?, state, after)).await?;
    let links = State::ALL
        .iter()
        .map(|s| kit::nav_link(format!("/adults?status={}", s.code()), s.label(), *s == state))
        .collect();
    let list = List {
        path: "/adults",
        cut: Some(format!("status={}", state.code())),
        head: &["Request", "Name", "Route", "Who they are", "Counselling", "Recorded", "Answer promised"],
        caption: "Requests for records, the newest first",
        nothing: "No request stands here. One that comes in through the public form is in the duty queue first.",
        file: "Download these requests as a CSV file",
    };
    let body = html! {
        (layout::page_heading(None, "Adopted adults"))
        (kit::button_group(html! {
            (kit::button("Record a request").href("/adults/new"))
            a class="govuk-link" href="/intermediaries" { "Finding a relative" } " "
            a class="govuk-link" href="/vetoes" { "Vetoes and wishes" }
        }))
        (kit::service_navigation(links).label("Requests by how they stand").id("requests"))
        (list.draw(&rows, |r| vec![
            cell(html! { a class="govuk-link" href={ "/adults/" (r.id) } { (r.reference) } }),
            cell(r.who.name.as_str()),
            cell(r.standing.route.label()),
            cell(if r.standing.identified { "Checked" } else { "To be checked" }),
            cell(r.standing.counselling.label()),
            cell(day_of(r.made)),
            cell(r.due.map_or_else(|| html! { "No longer owed" }, |due| owed(ctx.now, r.made, due))),
        ]))
    };
    Ok(ctx.page("Adopted adults", body).dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let state = state_of(&ctx);
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<ListAdults>()?;
            every(|after| store::page(look, &grant, state, after))
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
            r.due.map(|due| kernel::local_date(due).to_string()).unwrap_or_default(),
        ]
    });
    let head = ["request", "name", "route", "identified", "counselling", "recorded", "answer_promised"];
    csv_file("adults", &head, rows)
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

pub(super) async fn blank(ctx: Ctx) -> Result<Response> {
    Ok(new_form(&ctx, &Fields::default(), &Invalid::default()))
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
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
