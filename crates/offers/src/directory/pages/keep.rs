//! Entries as their keepers see them.

use access::actions::KeepDirectory;
use kernel::{Invalid, Result};
use maud::html;
use page::{
    Answer, Ctx, Fields, PAGE_ROWS, Response, csv_file,
    kit::{self, layout},
};

use super::{area, council_names, status_tag};
use crate::{
    directory::{
        actions, form,
        model::Status,
        store::{self, ByReview},
    },
    words::{day, day_of, fine, labels},
};

pub(in crate::directory) async fn list(ctx: Ctx) -> Result<Response> {
    let after = ByReview::parse(ctx.query().raw("after"));
    let ((rows, next), stale) = ctx
        .read(move |look| {
            let grant = look.agency::<KeepDirectory>()?;
            Ok((store::of_agency(look, &grant, after, Some(PAGE_ROWS))?, store::stale(look, &grant)?))
        })
        .await?;
    let today = ctx.today();
    let lines = rows.iter().map(|s| {
        vec![
            kit::cell(html! { a class="govuk-link" href={ "/services/" (s.id) } { (s.entry.name) } }),
            kit::cell(s.entry.giver.name.as_str()),
            kit::cell(html! { (status_tag(&s.entry, today)) }),
            kit::cell(day(s.entry.review)),
            kit::cell(if s.source.is_some() { "Another directory" } else { "Us" }),
        ]
    });
    let lines: Vec<_> = lines.collect();
    let head = ["Service", "Given by", "Stands", "Look again by", "Kept by"].map(kit::cell).to_vec();
    let late = if stale > 1_000 { "More than 1,000".to_owned() } else { stale.to_string() };
    let body = html! {
        (layout::page_heading(None, "Our entries in the directory"))
        p class="govuk-body" {
            "What anybody finds under " a class="govuk-link" href="/directory" { "Find support" }
            ". Each entry has a day by which somebody looks whether it is still so; the soonest come first."
        }
        @if stale > 0 { (kit::warning_text(format!("{late} open entries were not looked at in time."))) }
        (kit::button("Add an entry").href("/services/new"))
        @if lines.is_empty() {
            (kit::nothing_here("Your agency has no entries yet. Add the first, or ask whoever runs this service to take in another directory."))
        } @else {
            (kit::table(head, lines).caption("Entries by the day they are looked at again")
                .caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, next.map(|next| format!("/services?after={next}"))))
        }
        p class="govuk-body" {
            a class="govuk-link" href="/services.csv" { "Download our entries (CSV)" } " · "
            a class="govuk-link" href="/core-offers" { "The core offer: what we have, and what others have" }
        }
    };
    Ok(ctx.page("Our entries in the directory", body).dense().respond())
}

pub(in crate::directory) async fn csv(ctx: Ctx) -> Result<Response> {
    let (rows, _) =
        ctx.read(|look| store::of_agency(look, &look.agency::<KeepDirectory>()?, None, None)).await?;
    let today = ctx.today();
    let head = [
        "entry",
        "name",
        "given_by",
        "status",
        "last_checked",
        "look_again_by",
        "late",
        "taken_from",
        "missing_since",
    ];
    let lines = rows.into_iter().map(|s| {
        vec![
            s.id.to_string(),
            s.entry.name.clone(),
            s.entry.giver.name.clone(),
            s.entry.status.label().to_owned(),
            s.entry.assured.to_string(),
            s.entry.review.to_string(),
            if s.entry.is_stale(today) { "yes".into() } else { "no".into() },
            s.source.map_or(String::new(), |s| s.address),
            s.missing.map_or(String::new(), |at| at.to_string()),
        ]
    });
    csv_file("directory-entries", &head, lines)
}

pub(in crate::directory) async fn one(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id("id")?;
    let (s, councils) = ctx
        .read(move |look| {
            let s = store::load(look, &look.one::<KeepDirectory, _>(id)?)?;
            let councils = council_names(look, &s.entry.details)?;
            Ok((s, councils))
        })
        .await?;
    let e = &s.entry;
    let ours = s.source.is_none();
    let open = matches!(e.status, Status::Active | Status::Closed);
    let mut rows = vec![
        kit::row("Stands", html! { (status_tag(e, ctx.today())) }),
        kit::row("Given by", e.giver.name.as_str()),
        kit::row("For whom", labels(&e.audiences)),
        kit::row("Area", area(&e.details, &councils)),
        kit::row(
            "Counts for",
            if e.details.offers.is_empty() {
                "No part of the core offer".into()
            } else {
                labels(&e.details.offers)
            },
        ),
        kit::row("Last looked at", day(e.assured)),
        kit::row("Look again by", day(e.review)),
    ];
    if let Some(source) = &s.source {
        rows.push(kit::row("Taken from", format!("{} on {}", source.address, day_of(source.taken))));
    }
    if let Some(missing) = s.missing {
        rows.push(kit::row("Not in that directory since", day_of(missing)));
    }
    let version = s.version.to_string();
    let body = html! {
        (layout::page_heading(Some("An entry in the directory"), e.name.as_str()))
        (kit::summary_list(rows))
        @if open { p class="govuk-body" { a class="govuk-link" href={ "/directory/" (s.id) } { "As everybody sees it" } } }
        @if ours {
            h2 class="govuk-heading-m" { "Is it all still so?" }
            (ctx.form(&format!("/services/{id}/check"), fields, html! {
                (kit::hidden("version", &version))
                (kit::button_group(html! {
                    (kit::button("It is all still so").once())
                    (kit::button("Change it").secondary().href(format!("/services/{id}/change")))
                }))
            }))
        } @else {
            (kit::inset_text("This entry is kept by another directory and changes when that one is taken in again. You can withdraw it here."))
        }
        @if open {
            h2 class="govuk-heading-m" { "Withdraw it" }
            (ctx.form(&format!("/services/{id}/withdraw"), fields, html! {
                (kit::hidden("version", &version))
                (kit::input("reason", "Why?").hint("Kept for your colleagues; nobody else reads it. You can put the entry back.")
                    .value(fields.raw("reason")).error(wrong.of("reason")))
                (kit::button("Withdraw this entry").warning().once())
            }))
        } @else if s.missing.is_none() {
            h2 class="govuk-heading-m" { "Put it back" }
            (ctx.form(&format!("/services/{id}/reopen"), fields, html! {
                (kit::hidden("version", &version))
                (kit::button("Put this entry back").secondary().once())
            }))
        }
    };
    Ok(ctx
        .page(e.name.clone(), body)
        .dense()
        .back("/services", "Back to our entries")
        .errors(wrong)
        .respond())
}

pub(in crate::directory) async fn check(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let version = match form::version(&mut fields) {
        Ok(version) => version,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("check an entry of the directory", move |act| {
        actions::check_entry(act, id, version)?;
        Ok(Answer::see(format!("/services/{id}")).saying("Thank you. It is looked at again in half a year."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::directory) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (version, reason) = match form::withdraw(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("withdraw an entry of the directory", move |act| {
        actions::withdraw_entry(act, id, version, &reason)?;
        Ok(Answer::see(format!("/services/{id}")).saying("The entry is withdrawn. Nobody finds it any more."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::directory) async fn reopen(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let version = match form::version(&mut fields) {
        Ok(version) => version,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("reopen an entry of the directory", move |act| {
        actions::reopen_entry(act, id, version)?;
        Ok(Answer::see(format!("/services/{id}")).saying("The entry is in the directory again."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
