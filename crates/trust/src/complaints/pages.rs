//! What people see of complaints about data.

use access::{
    actions::{HandleDataComplaints, MakeDataComplaint},
    rights::DataComplaint,
};
use casework::cases::frame::{self, Tab};
use kernel::{Calendar, Invalid, PromiseKind, Result, Timestamp, kinds, local_date};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response, Route, csv_file,
    kit::{self, Size, Tone, layout},
};

use super::{
    actions,
    model::{Complaint, Outcome, State},
    store,
};
use crate::{
    consent::linked,
    words::{NOTE, day, day_of, name_of, start_of_clock},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/data-complaints.csv", csv)
            .needs::<HandleDataComplaints>()
            .personal()
            .about("Complaints about data as a file"),
        Route::get("/data-complaints/new", new)
            .needs::<MakeDataComplaint>()
            .personal()
            .about("The form to record a complaint about data that is about no case"),
        Route::post("/data-complaints/new", make)
            .needs::<MakeDataComplaint>()
            .personal()
            .about("Record a complaint about data that is about no case")
            .body(|f| drop(actions::fields(f))),
        Route::get("/data-complaints/{id}", show)
            .needs::<HandleDataComplaints>()
            .personal()
            .about("A complaint about data: acknowledge it, answer it"),
        Route::post("/data-complaints/{id}/acknowledge", acknowledge)
            .needs::<HandleDataComplaints>()
            .personal()
            .about("Record that a complaint about data was acknowledged")
            .body(|f| drop(actions::ack_fields(f))),
        Route::post("/data-complaints/{id}/close", close)
            .needs::<HandleDataComplaints>()
            .personal()
            .about("Record what came of a complaint about data")
            .body(|f| drop(actions::close_fields(f))),
        Route::get("/cases/{id}/rights/complaint", new_of_case)
            .needs::<MakeDataComplaint>()
            .personal()
            .about("The form to record a family's complaint about data"),
        Route::post("/cases/{id}/rights/complaint", make_of_case)
            .needs::<MakeDataComplaint>()
            .personal()
            .about("Record a family's complaint about data")
            .body(|f| drop(actions::fields(f))),
    ]
}

/// The tag that shows how a complaint stands.
pub(crate) fn state_tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::New => Tone::Soon,
        State::Acknowledged => Tone::Calm,
        State::Closed => Tone::Good,
    })
}

/// The last moment to acknowledge it by the shipped time.
pub(crate) fn due(c: &Complaint) -> Result<Timestamp> {
    let term = casework::promises::default_term(PromiseKind::DataComplaint)?;
    Ok(term.due(start_of_clock(c.received, c.recorded), Calendar::england()))
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(|look| store::of_agency(look, &look.agency::<HandleDataComplaints>()?)).await?;
    let rows = all
        .iter()
        .map(|c| {
            Ok(vec![
                c.reference.to_string(),
                c.received.to_string(),
                c.state().code().to_owned(),
                local_date(due(c)?).to_string(),
                c.acknowledged.map_or_else(String::new, |at| at.to_string()),
                c.outcome.map_or("", Outcome::code).to_owned(),
                c.closed.map_or_else(String::new, |at| at.to_string()),
            ])
        })
        .collect::<Result<Vec<_>>>()?;
    let head =
        ["reference", "received_on", "state", "acknowledge_by", "acknowledged_at", "outcome", "closed_at"];
    csv_file("data-complaints", &head, rows)
}

/// The fields of a complaint, for workers and families.
pub(crate) fn complaint_fields(fields: &Fields, wrong: &Invalid, family: bool) -> kit::Markup {
    html! {
        (kit::input("complainant", if family { "Your name, and how we may reach you" } else { "Who complains, and how to reach them" })
            .value(fields.raw("complainant")).error(wrong.of("complainant")))
        (kit::character_count("words", kit::label("What went wrong?").size(Size::M), u32::try_from(NOTE).unwrap_or(u32::MAX))
            .rows(5).value(fields.raw("words")).error(wrong.of("words")))
        @if !family {
            (kit::date_input("received", kit::legend("When did it come?").size(Size::S)).hint("Leave empty for today")
                .values(fields.date_parts("received")).error(wrong.of("received")))
        }
    }
}

async fn new(ctx: Ctx) -> Result<Response> {
    form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn make(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match actions::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return form(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("record a complaint about data", move |act| {
        actions::make_complaint(act, None, &input)?;
        Ok(Answer::see("/promises")
            .saying("The complaint is recorded. It must be acknowledged within 30 days."))
    });
    match done.await {
        Err(error) => form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    ctx.read(|look| look.agency::<MakeDataComplaint>().map(|_| ())).await?;
    let body = html! {
        (layout::page_heading(None, "Record a complaint about data"))
        p class="govuk-body" { "For somebody whose case you cannot name. Record a family’s complaint on its case." }
        (ctx.form("/data-complaints/new", fields, html! {
            (complaint_fields(fields, wrong, false))
            (kit::button("Record the complaint").once())
        }))
    };
    let page = ctx.page("Record a complaint about data", body).dense().back("/promises", "Back to promises");
    Ok(page.errors(&linked(wrong, &["received"])).respond())
}

async fn new_of_case(ctx: Ctx) -> Result<Response> {
    form_of_case(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn make_of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return form_of_case(&ctx, &fields, &invalid).await,
    };
    let family = ctx.actor.family().is_some();
    let done = ctx.act("record a complaint about data", move |act| {
        actions::make_complaint(act, Some(id), &input)?;
        let to = if family { "/my/rights".to_owned() } else { format!("/cases/{id}/rights") };
        Ok(Answer::see(to).saying("The complaint is recorded. It is acknowledged within 30 days."))
    });
    match done.await {
        Err(error) => form_of_case(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn form_of_case(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let head =
        ctx.read(move |look| frame::head(look, &look.one::<MakeDataComplaint, kinds::Case>(id)?)).await?;
    let family = ctx.actor.family().is_some();
    let form = ctx.form(
        &format!("/cases/{id}/rights/complaint"),
        fields,
        html! {
            (complaint_fields(fields, wrong, family))
            (kit::button(if family { "Send the complaint" } else { "Record the complaint" }).once())
        },
    );
    let wrong = linked(wrong, &["received"]);
    if family {
        let body = html! {
            (layout::page_heading(None, "Complain about how we use your data"))
            p class="govuk-body" { "We tell you within 30 days that we have it, and answer as soon as we can. You can also go to the Information Commissioner at any time: ico.org.uk or 0303 123 1113." }
            (form)
        };
        let page = ctx.page("Complain about how we use your data", body);
        return Ok(page.back("/my/rights", "Back to your rights").errors(&wrong).respond());
    }
    let page = frame::frame(ctx, &head, Tab::Consent, "Record a complaint about data", form);
    Ok(page
        .back(format!("/cases/{id}/rights"), "Back to requests about this record")
        .errors(&wrong)
        .respond())
}

async fn show(ctx: Ctx) -> Result<Response> {
    show_with(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show_with(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<DataComplaint>("id")?;
    let (c, by, acknowledged_by, closed_by) = ctx
        .read(move |look| {
            let c = store::load(look, &look.one::<HandleDataComplaints, DataComplaint>(id)?)?;
            let names = (
                name_of(look, c.recorded_by)?,
                name_of(look, c.acknowledged_by)?,
                name_of(look, c.closed_by)?,
            );
            Ok((c, names.0, names.1, names.2))
        })
        .await?;
    let mut rows = vec![
        kit::row("Stands", html! { (state_tag(c.state())) }),
        kit::row("Who complains", c.complainant.as_str()),
        kit::row("What about", html! { p class="hearth-typed" { (c.words) } }),
        kit::row("Came", day(c.received)),
        kit::row("Recorded", format!("{} by {by}", day_of(c.recorded))),
        kit::row("Acknowledge by", day_of(due(&c)?)),
    ];
    if let Some(at) = c.acknowledged {
        rows.push(kit::row(
            "Acknowledged",
            format!("{} by {acknowledged_by}: {}", day_of(at), c.acknowledged_how),
        ));
    }
    if let (Some(at), Some(outcome)) = (c.closed, c.outcome) {
        rows.push(kit::row("Answered", format!("{} by {closed_by}: {}", day_of(at), outcome.label())));
        rows.push(kit::row("What was said", c.outcome_words.as_str()));
    }
    let outcomes = Outcome::ALL.iter().map(|o| kit::choice(o.code(), o.label())).collect();
    let version = kit::hidden("version", &c.version.to_string());
    let body = html! {
        (layout::page_heading(Some("Complaint about data"), c.reference.to_string()))
        (kit::summary_list(rows))
        @match c.state() {
            State::New => {
                h2 class="govuk-heading-m" { "Acknowledge it" }
                (ctx.form(&format!("/data-complaints/{id}/acknowledge"), fields, html! {
                    (version)
                    (kit::input("how", "How did you tell them that it came?").value(fields.raw("how")).error(wrong.of("how")))
                    (kit::button("It is acknowledged").once())
                }))
            },
            State::Acknowledged => {
                h2 class="govuk-heading-m" { "Answer it" }
                (ctx.form(&format!("/data-complaints/{id}/close"), fields, html! {
                    (version)
                    (kit::radios("outcome", kit::legend("What came of it?").size(Size::S), outcomes).small()
                        .value(fields.raw("outcome")).error(wrong.of("outcome")))
                    (kit::textarea("words", "What you told them").rows(4).value(fields.raw("words")).error(wrong.of("words"))
                        .hint("Also that they may go to the Information Commissioner"))
                    (kit::button("It is answered").once())
                }))
            },
            State::Closed => {},
        }
        (kit::print_button("Print this page"))
    };
    Ok(ctx
        .page("Complaint about data", body)
        .dense()
        .back("/rights", "Back to data rights")
        .errors(wrong)
        .respond())
}

async fn acknowledge(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<DataComplaint>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::ack_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show_with(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("acknowledge a complaint about data", move |act| {
        actions::acknowledge_complaint(act, id, &input)?;
        Ok(Answer::see(format!("/data-complaints/{id}")).saying("It is acknowledged."))
    });
    match done.await {
        Err(error) => show_with(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn close(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<DataComplaint>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::close_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show_with(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("answer a complaint about data", move |act| {
        actions::close_complaint(act, id, &input)?;
        Ok(Answer::see("/rights").saying("The complaint is answered."))
    });
    match done.await {
        Err(error) => show_with(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}
