//! The list of intermediary cases, and recording one.

use access::actions::ListAdults;
use kernel::{Invalid, Result};
use page::{
    Answer, Ctx, Cursor, Fields, Response, csv_file,
    kit::{self, cell, html, layout},
};

use super::state_tag;
use crate::{
    intermediaries::{actions, model::Relation, store},
    lists::{List, every},
    words::{Sent, choices, day_of, line, sent},
};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ListAdults>()?, after)).await?;
    let list = List {
        path: "/intermediaries",
        cut: None,
        head: &["Case", "Applicant", "Recorded", "How it stands"],
        caption: "Intermediary cases, the newest first",
        nothing: "Nobody has asked us to find a relative yet.",
        file: "Download cases as a CSV file",
    };
    let body = html! {
        (layout::page_heading(None, "Finding a relative"))
        (kit::button_group(html! {
            (kit::button("Record a case").href("/intermediaries/new"))
            a class="govuk-link" href="/vetoes" { "Vetoes and wishes" }
        }))
        (list.draw(&rows, |c| vec![
            cell(html! { a class="govuk-link" href={ "/intermediaries/" (c.id) } { (c.reference) } }),
            cell(c.facts.applicant.as_str()),
            cell(day_of(c.made)),
            cell(html! { (state_tag(c.state)) }),
        ]))
    };
    Ok(ctx.page("Finding a relative", body).back("/adults", "Back to adopted adults").dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(|look| {
            let grant = look.agency::<ListAdults>()?;
            every(|after| store::page(look, &grant, after))
        })
        .await?;
    let rows = all.into_iter().map(|c| {
        vec![
            c.reference.to_string(),
            c.facts.relation.code().to_owned(),
            c.state.code().to_owned(),
            kernel::local_date(c.made).to_string(),
        ]
    });
    csv_file("intermediaries", &["case", "relation", "state", "recorded"], rows)
}

fn new_form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Response {
    let born = |name: &str, text: &'static str| {
        kit::date_input(name, text).values(fields.date_parts(name)).error(invalid.of(name))
    };
    let body = html! {
        (layout::page_heading(None, "Record an intermediary case"))
        (ctx.form("/intermediaries/new", fields, html! {
            (line(fields, invalid, "applicant", "The applicant’s name").width(30))
            (born("applicant_born", "When was the applicant born?"))
            (kit::radios("relation", kit::legend("Who is the applicant?").size(kit::Size::S), choices::<Relation>()).small()
                .value(fields.raw("relation")).error(invalid.of("relation")))
            (kit::textarea("contact", "How do we reach the applicant?").rows(2).value(fields.raw("contact")).error(invalid.of("contact")))
            (line(fields, invalid, "subject", "The relative they look for").width(30))
            (born("subject_born", "When was the relative born?"))
            (born("adopted_on", "When was the adoption order made?"))
            (kit::button("Record the case").once())
        }))
    };
    ctx.page("Record an intermediary case", body)
        .back("/intermediaries", "Back to intermediary cases")
        .dense()
        .errors(invalid)
        .respond()
}

pub(super) async fn blank(ctx: Ctx) -> Result<Response> {
    Ok(new_form(&ctx, &Fields::default(), &Invalid::default()))
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let facts = match actions::case_fields(&mut fields) {
        Ok(facts) => facts,
        Err(invalid) => return Ok(new_form(&ctx, &fields, &invalid)),
    };
    let done = ctx
        .act("record an intermediary case", move |act| {
            let case = actions::record_case(act, &facts)?;
            Ok(Answer::see(format!("/intermediaries/{}", case.id))
                .saying("The case is recorded. Now decide whether it may go on."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => Ok(new_form(&ctx, &fields, &invalid)),
    }
}
