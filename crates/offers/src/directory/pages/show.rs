//! One entry, to read and to print.

use kernel::Result;
use maud::{Markup, html};
use page::{
    Ctx, Response,
    kit::{self, layout},
};

use super::{area, council_names, openings};
use crate::{
    directory::{
        model::{Place, Service, Status},
        store,
    },
    groups::store as groups,
    words::{day, labels},
};

pub(in crate::directory) async fn page(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (s, councils, dates) = ctx
        .read(move |look| {
            let s = store::public(look, id)?;
            let councils = council_names(look, &s.entry.details)?;
            let dates = groups::of_service(look, id, look.now())?;
            Ok((s, councils, dates))
        })
        .await?;
    let (e, d) = (&s.entry, &s.entry.details);
    let body = html! {
        (layout::page_heading(Some(&e.giver.name), e.name.as_str()))
        @if e.status == Status::Closed { (kit::warning_text("This service is closed for a time. Ask when it opens again.")) }
        @if !d.alert.is_empty() { (kit::inset_text(d.alert.as_str())) }
        (kit::paragraphs(&d.description))
        (kit::summary_list(facts(&s, &councils)))
        @if !dates.is_empty() {
            h2 class="govuk-heading-m" { "Groups you can book" }
            ul class="govuk-list govuk-list--bullet" {
                @for group in &dates {
                    li {
                        a class="govuk-link" href={ "/my/groups/" (group.id) } { (group.name) }
                        @if let Some(first) = group.next { ", next on " (kernel::Moment(first).to_string()) }
                    }
                }
            }
            p class="govuk-body" { "Sign in as a family to book a place, or to join the waiting list where a group is full." }
        }
        @if !d.places.is_empty() {
            h2 class="govuk-heading-m" { "Where" }
            @for place in &d.places { (whereabouts(place)) }
        }
        h2 class="govuk-heading-m" { "How to reach them" }
        (kit::summary_list(contact(&s)))
        p class="govuk-hint" {
            "Somebody last checked this on " (day(e.assured)) "."
            @if let Some(source) = &s.source { " Taken from another directory: " (source.address) "." }
        }
        (kit::print_button("Print this page"))
    };
    Ok(ctx.page(e.name.clone(), body).back("/directory", "Back to the directory").respond())
}

fn facts(s: &Service, councils: &[String]) -> Vec<kit::Row> {
    let (e, d) = (&s.entry, &s.entry.details);
    let both = |label: Option<&str>, words: &str| {
        let parts = [label.unwrap_or_default(), words];
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(". ")
    };
    let opening = openings(s);
    let all = [
        ("For whom", labels(&e.audiences)),
        ("Ages", e.ages().unwrap_or_default()),
        ("Area", area(d, councils)),
        ("Level of support", e.level.map_or(String::new(), |l| l.label().into())),
        ("Who may come", d.eligibility.clone()),
        ("How to get it", d.how.clone()),
        ("Cost", both(e.cost.map(|c| c.label()), &d.cost)),
        ("Does it help?", both(e.evidence.map(|c| c.label()), &d.evidence)),
        ("When", opening.join("; ")),
        ("Accredited by", d.accreditations.clone()),
        ("Paid for by", d.funding.clone()),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| kit::row(key, text)).collect()
}

fn whereabouts(p: &Place) -> Markup {
    let lines = [&p.name, &p.address, &p.town, &p.county, &p.postcode];
    html! {
        p class="govuk-body" {
            @for (at, line) in lines.into_iter().filter(|l| !l.is_empty()).enumerate() { @if at > 0 { br; } (line) }
            @if !p.access.is_empty() { br; "Getting in: " (p.access) }
        }
    }
}

fn contact(s: &Service) -> Vec<kit::Row> {
    let d = &s.entry.details;
    let mut rows = Vec::new();
    if !d.contact.is_empty() {
        rows.push(kit::row("Ask for", d.contact.as_str()));
    }
    if !d.phone.is_empty() {
        let dialled: String = d.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        rows.push(kit::row(
            "Telephone",
            html! { a class="govuk-link" href={ "tel:" (dialled) } { (d.phone) } },
        ));
    }
    let email = [&d.email, &s.entry.giver.email].into_iter().find(|e| !e.is_empty());
    if let Some(email) = email {
        rows.push(kit::row("Email", html! { a class="govuk-link" href={ "mailto:" (email) } { (email) } }));
    }
    let web = [&d.url, &s.entry.giver.website].into_iter().find(|w| crate::directory::model::is_web(w));
    if let Some(web) = web {
        rows.push(kit::row("Website", html! { a class="govuk-link" rel="noreferrer" href=(web) { (web) } }));
    }
    if rows.is_empty() {
        rows.push(kit::row("Not said", "Ask your agency how to reach them."));
    }
    rows
}
