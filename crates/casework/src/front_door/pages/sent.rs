//! What somebody sees after sending: their reference and what happens next. The page reads
//! no record. What it says travels in its address with a MAC, so that nobody can make up
//! a promise in the service's name.

use access::organisations;
use kernel::{Error, Moment, PromiseKind, Result, Timestamp};
use page::{Ctx, Response, Route, kit, kit::html};
use store::Keys;

use crate::{
    front_door::{actions::Submitted, model::Enquiry},
    promises,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/ask/sent", sent)
            .public()
            .about("The reference of a message that was sent, and what happens next"),
    ]
}

/// The address of the page. It names nobody: a random reference, an agency, an instant.
pub(super) fn path(keys: &Keys, sent: &Submitted, enquiry: &Enquiry) -> String {
    let (reference, agency) = (sent.reference.as_str(), sent.agency.to_string());
    let due = sent.due.as_microsecond().to_string();
    let mail = if enquiry.may_write() { "yes" } else { "no" };
    let proof = proof(keys, [reference, &agency, &due, mail]);
    format!("/ask/sent?reference={reference}&agency={agency}&due={due}&mail={mail}&proof={proof}")
}

fn proof(keys: &Keys, parts: [&str; 4]) -> String {
    let mac = keys.mac("ask-sent", &parts.map(str::as_bytes));
    mac.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

async fn sent(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let parts = [query.raw("reference"), query.raw("agency"), query.raw("due"), query.raw("mail")];
    if proof(ctx.app.db.keys(), parts) != query.raw("proof") {
        return Err(Error::NotFound);
    }
    let [reference, agency, due, mail] = parts.map(str::to_owned);
    let due = due.parse().ok().and_then(|at| Timestamp::from_microsecond(at).ok()).ok_or(Error::NotFound)?;
    let agency = agency.parse()?;
    let (name, assessment) = ctx
        .read(move |look| {
            let name = organisations::by_id(look, agency)?.name;
            Ok((name, promises::term(look, agency, PromiseKind::Assessment)?))
        })
        .await?;
    let body = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (kit::panel("Message sent").body(html! { "Your reference" br; strong { (reference) } }))
            @if mail == "yes" {
                p class="govuk-body" { "We have sent your reference to your email address. The email says nothing of what you told us." }
            } @else {
                p class="govuk-body" { "Write the reference down. We will not send it, because you asked us to be careful or gave no email address." }
            }
            h2 class="govuk-heading-m" { "What happens next" }
            ol class="govuk-list govuk-list--number" {
                li { (name) " will contact you by " strong { (Moment(due).to_string()) } "." }
                li { "We listen, give advice straight away, and agree with you what comes next." }
                li { "If you need more, we assess what would help, together with you, within " (assessment.to_string()) " of that call." }
            }
            h2 class="govuk-heading-m" { "If things get worse before then" }
            p class="govuk-body" { "Call " (name) " in office hours and give your reference. In the evening, at night or at a weekend, call your council and ask for the emergency duty team." }
            (kit::warning_text("If anybody is in danger now, call 999."))
        } }
    };
    Ok(ctx.page("Message sent", body).respond())
}
