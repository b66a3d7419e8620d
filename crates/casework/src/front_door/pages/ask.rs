//! The public form: one question a page, an answer checked as it is given, all of them
//! shown before they are sent.

use access::organisations::Organisation;
use kernel::{Channel, Error, FieldError, Invalid, Result};
use page::{
    Answer, Ctx, Fields, Response, Route,
    kit::{self, Markup, html},
};

use super::{
    draw::Draw,
    flow::{self, Step},
    later, questions, sent, words,
};
use crate::front_door::{
    actions::submit_enquiry,
    form,
    model::{Asker, Enquiry, Warning},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/ask", start).public().about("What the public form is for, and what to do in danger"),
        Route::get("/ask/start", first).public().about("The first question of the public form"),
        Route::post("/ask", answer)
            .public()
            .personal()
            .about("Answer a question of the public form, or send it"),
    ]
}

async fn start(ctx: Ctx) -> Result<Response> {
    let body = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            h1 class="govuk-heading-xl" { "Ask for support" }
            (kit::warning_text("If anybody is in danger now, call 999. If you cannot speak, press 55 when asked."))
            p class="govuk-body-l" { "Tell us once what is happening. It goes to the adoption support team that can help you, and stays with your family’s record, so that you do not have to tell it again." }
            h2 class="govuk-heading-m" { "Who this is for" }
            ul class="govuk-list govuk-list--bullet" {
                li { "adoptive parents, special guardians and kinship carers" }
                li { "young people and adults who were adopted or live with guardians" }
                li { "birth relatives of an adopted child" }
                li { "professionals who work with a family and have spoken with them first" }
            }
            p class="govuk-body" { "You live in England, or the child was in care in England." }
            h2 class="govuk-heading-m" { "Before you start" }
            p class="govuk-body" { "It takes about 10 minutes. You can leave out what you do not know. Nothing is kept until you send it or save it, so that a page left open for others to see holds the only copy." }
            p class="govuk-body" { "Saved before? " a class="govuk-link" href="/ask/later" { "Come back to your answers" } "." }
            p class="govuk-body" { "Read " a class="govuk-link" href="/privacy" { "how we use and protect what you tell us" } "." }
            (kit::start_button("Start now", "/ask/start"))
            h2 class="govuk-heading-m" { "If you cannot wait" }
            p class="govuk-body" { "If you are worried about a child and it is not an emergency, call your council and ask for children’s services. In the evening, at night or at a weekend, ask for the emergency duty team." }
            p class="govuk-body" { a class="govuk-link" href="/out-of-hours" { "Who answers where you live, out of hours" } }
            p class="govuk-body" { a class="govuk-link" href="/drop-in" { "Book a time at a drop-in instead" } }
        } }
    };
    Ok(ctx.page("Ask for support", body).back("/", "Back").respond())
}

async fn first(ctx: Ctx) -> Result<Response> {
    let nothing = Fields::default();
    show(&ctx, Step::Asker, &nothing, &Enquiry::new(Channel::Web), Vec::new()).await
}

async fn answer(ctx: Ctx) -> Result<Response> {
    let mut fields = flow::tidied(&ctx.fields()?);
    let (enquiry, unreadable) = form::parse(&mut fields, Channel::Web, ctx.today());
    let wrong = flow::wrong(&enquiry, &fields, unreadable);
    if fields.raw("do") == "keep" {
        return match later::keep(&ctx, &fields).await {
            Ok(kept) => Ok(kept),
            Err(error) => {
                // What was typed stays on the page, whatever could not be kept.
                let step = Step::from_code(fields.raw("step")).unwrap_or(Step::Check);
                match error {
                    Error::TooMany { seconds } => {
                        let wrong = vec![wait_a_while(seconds, "Save and come back later")];
                        Ok(too_many(show(&ctx, step, &fields, &enquiry, wrong).await?, seconds))
                    }
                    error => {
                        let Invalid(wrong) = page::mend(error)?;
                        show(&ctx, step, &fields, &enquiry, wrong).await
                    }
                }
            }
        };
    }
    if let Some(step) = Step::from_code(fields.raw("change")) {
        return show(&ctx, step, &fields, &enquiry, Vec::new()).await;
    }
    let Some(step) = Step::from_code(fields.raw("step")) else { return page::see_other("/ask") };
    if step == Step::Check {
        return send(&ctx, &fields, enquiry, wrong).await;
    }
    let here: Vec<FieldError> =
        wrong.into_iter().filter(|e| step.fields().contains(&e.field.as_str())).collect();
    if !here.is_empty() {
        return show(&ctx, step, &fields, &enquiry, here).await;
    }
    let next = if fields.raw("returning") == "yes" { Step::Check } else { step.next(&enquiry) };
    show(&ctx, next, &fields, &enquiry, Vec::new()).await
}

async fn send(ctx: &Ctx, fields: &Fields, enquiry: Enquiry, wrong: Vec<FieldError>) -> Result<Response> {
    if !fields.raw("website").is_empty() {
        // A field that people cannot see was filled in; it is shown again empty, so that a
        // browser that filled it by mistake gets through the second time.
        let why = "We could not tell that a person sent this. Please press “Send” again.";
        return show(ctx, Step::Check, fields, &enquiry, vec![whole(why.into())]).await;
    }
    if !wrong.is_empty() {
        return show(ctx, Step::Check, fields, &enquiry, wrong).await;
    }
    let (origin, sending) = (ctx.request.origin.clone(), enquiry.clone());
    let draft = fields.raw("draft").to_owned();
    let outcome = ctx
        .act("submit an enquiry", move |act| {
            let submitted = submit_enquiry(act, &origin, &sending)?;
            crate::front_door::later::drop_draft(act, &draft)?;
            Ok(Answer::see(sent::path(act.keys(), &submitted, &sending)))
        })
        .await;
    match outcome {
        Err(Error::TooMany { seconds }) => {
            let wrong = vec![wait_a_while(seconds, "Send")];
            Ok(too_many(show(ctx, Step::Check, fields, &enquiry, wrong).await?, seconds))
        }
        Err(error) => {
            let Invalid(wrong) = page::mend(error)?;
            show(ctx, Step::Check, fields, &enquiry, wrong).await
        }
        sent => sent,
    }
}

/// What somebody reads whose network sent much in the last hour, beside everything that they typed.
pub(crate) fn wait_a_while(seconds: u64, button: &str) -> FieldError {
    let wait = words::stretch(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_add(59));
    whole(format!(
        "Many messages came from your network in the last hour. Your answers are still here: wait {wait}, \
         then press “{button}” again. If you cannot wait, call your council."
    ))
}

pub(crate) fn too_many(mut response: Response, seconds: u64) -> Response {
    if let Ok(status) = 429_u16.try_into() {
        *response.status_mut() = status;
    }
    response.headers_mut().insert("retry-after", seconds.into());
    response
}

fn whole(message: String) -> FieldError {
    FieldError { field: String::new(), message }
}

pub(super) async fn show(
    ctx: &Ctx,
    step: Step,
    fields: &Fields,
    enquiry: &Enquiry,
    wrong: Vec<FieldError>,
) -> Result<Response> {
    let councils = ctx.read(|look| form::councils(look)).await?;
    let invalid = Invalid(wrong);
    // Somebody who changes one answer comes back to all of them.
    let returning = fields.raw("step") == Step::Check.code() || fields.raw("returning") == "yes";
    let draw = Draw { fields, invalid: &invalid };
    let inside = html! {
        (kit::hidden("step", step.code()))
        (flow::carried(step, fields))
        @if step == Step::Check {
            (check(&draw, enquiry, &councils))
        } @else {
            @if returning { (kit::hidden("returning", "yes")) }
            (questions::body(step, &draw, enquiry, &councils))
            (kit::button_group(html! {
                (kit::button("Continue").once())
                @if let Some(before) = step.previous(enquiry) {
                    (kit::button("Go back").secondary().name_value("change", before.code()))
                }
                (kit::button("Save and come back later").secondary().name_value("do", "keep"))
            }))
        }
    };
    let body = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" { (ctx.form("/ask", fields, inside)) }
        }
    };
    Ok(ctx.page(step.label(), body).errors(&invalid).respond())
}

/// All answers, each with a button to change it that works without script.
fn check(draw: &Draw<'_>, enquiry: &Enquiry, councils: &[Organisation]) -> Markup {
    let rows = answers(enquiry, draw.fields, councils);
    html! {
        (kit::layout::page_heading(None, "Check your answers"))
        @if enquiry.warnings.contains(&Warning::ImmediateDanger) {
            (kit::warning_text("You said that somebody is in danger now. Call 999 first. Then send this."))
        }
        dl class="govuk-summary-list" {
            @for (field, step, key, value) in &rows {
                div class="govuk-summary-list__row" id=(field) {
                    dt class="govuk-summary-list__key" { (key) }
                    dd class="govuk-summary-list__value" {
                        @if value.is_empty() { "Not given" }
                        @for line in value.lines() { (line) br; }
                        @if let Some(error) = draw.error(field) { (kit::error_message(error)) }
                    }
                    dd class="govuk-summary-list__actions" {
                        button type="submit" class="hearth-link-button" name="change" value=(step.code()) {
                            "Change" span class="govuk-visually-hidden" { " " (key.to_lowercase()) }
                        }
                    }
                }
            }
        }
        // Programs fill in every field; people do not see this one.
        div class="govuk-visually-hidden" aria-hidden="true" {
            label for="website" { "Leave this empty" }
            input id="website" name="website" type="text" tabindex="-1" autocomplete="off";
        }
        h2 class="govuk-heading-m" { "Send your message" }
        p class="govuk-body" { "The adoption support team reads it and calls you. Only people who work on your support can open it, and every look is recorded." }
        (kit::button_group(html! {
            (kit::button("Send").once())
            (kit::button("Save and come back later").secondary().name_value("do", "keep"))
        }))
    }
}

/// The answers as people read them: field, page, question, answer.
fn answers(
    e: &Enquiry,
    fields: &Fields,
    councils: &[Organisation],
) -> Vec<(&'static str, Step, &'static str, String)> {
    let council = |code: &str| councils.iter().find(|c| c.code == code).map_or("", |c| &c.name).to_owned();
    let name = |first: &str, last: &str| format!("{first} {last}").trim().to_owned();
    // A date that cannot be is shown as it was typed.
    let date = |read: Option<kernel::Date>, field: &str| {
        read.map_or_else(|| fields.date_parts(field).join(" ").trim().to_owned(), words::date)
    };
    let own = e.asker.is_some_and(Asker::for_self);
    let interpreter = match (e.interpreter, fields.raw("interpreter")) {
        (true, _) => format!("Yes: {}", e.language),
        (false, "no") => "No".to_owned(),
        (false, _) => String::new(),
    };
    let warnings: Vec<&str> = e.warnings.iter().map(|w| w.label()).collect();
    let mut rows = vec![
        ("asker", Step::Asker, "Who is asking", e.asker.map_or("", |a| a.label()).to_owned()),
        ("first-name", Step::Name, "Your name", name(&e.first_name, &e.last_name)),
    ];
    if e.asker == Some(Asker::Professional) {
        rows.push(("works-for", Step::Name, "Where you work", e.works_for.clone()));
    }
    rows.extend([
        ("phone", Step::Contact, "Phone number", e.phone.clone()),
        ("email", Step::Contact, "Email address", e.email.clone()),
        (
            "contact-by",
            Step::Contact,
            "How to contact you",
            e.contact_by.map_or("", |c| c.label()).to_owned(),
        ),
        ("safe", Step::Contact, "Safe to contact you like this", e.safe.map_or("", |s| s.label()).to_owned()),
    ]);
    if !e.safe_contact.is_empty() {
        rows.push(("safe-contact", Step::Contact, "How it is safe", e.safe_contact.clone()));
    }
    rows.extend([
        ("interpreter", Step::Interpreter, "Interpreter", interpreter),
        ("council", Step::Home, "Council", council(&e.council)),
        ("postcode", Step::Home, "Postcode", e.postcode.clone()),
    ]);
    if !own {
        let child = name(&e.child_first_name, &e.child_last_name);
        rows.push(("child-first-name", Step::Child, "Child’s name", child));
    }
    let born = if own { "Your date of birth" } else { "Child’s date of birth" };
    rows.push(("born", Step::Child, born, date(e.born, "born")));
    let route = e.route.map_or("", |r| r.label()).to_owned();
    rows.push(("route", Step::Route, "How the child came to the family", route));
    if Step::Order.applies(e) {
        rows.push(("ordered", Step::Order, "Date of the order", date(e.ordered, "ordered")));
    }
    if Step::Placing.applies(e) {
        let placing = council(&e.placing_council);
        rows.push(("placing-council", Step::Placing, "Council that placed the child", placing));
    }
    rows.extend([
        ("story", Step::Story, "What is happening", e.story.clone()),
        ("warnings", Step::Story, "True at the moment", warnings.join("\n")),
        (
            "retold",
            Step::Story,
            "Services you told before",
            e.retold.map_or_else(String::new, |n| n.to_string()),
        ),
    ]);
    rows
}
