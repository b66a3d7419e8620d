//! What people see of sharing agreements, and of exceptions to keep somebody safe.

use access::{
    actions::{ManageSharing, ReviewExceptions, ViewSharing},
    consent::{
        Agreement, AgreementState, DataKind, Exception, LegalBasis, RecipientKind,
        kinds::{Agreement as Kind, Exception as ExceptionKind},
        purposes, store,
    },
};
use commissioning::providers::store as providers;
use kernel::{Date, Invalid, Moment, Result, days_between};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, Route, csv_file,
    kit::{self, Size, Tone, layout},
};

use super::actions;
use crate::{
    consent::{linked, provider_items},
    words::{day, day_of, name_of},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/sharing", list).needs::<ViewSharing>().about("Sharing agreements between organisations"),
        Route::get("/sharing.csv", csv).needs::<ViewSharing>().about("Sharing agreements as a file"),
        Route::get("/sharing/new", new).needs::<ManageSharing>().about("The form for a sharing agreement"),
        Route::post("/sharing/new", make)
            .needs::<ManageSharing>()
            .about("Record a sharing agreement")
            .body(|f| drop(actions::fields(f))),
        Route::get("/sharing/exceptions", exceptions)
            .needs::<ReviewExceptions>()
            .personal()
            .about("What was shared to keep somebody safe, for managers"),
        Route::get("/sharing/exceptions/{id}", exception)
            .needs::<ReviewExceptions>()
            .personal()
            .about("Something that was shared to keep somebody safe"),
        Route::post("/sharing/exceptions/{id}", review)
            .needs::<ReviewExceptions>()
            .personal()
            .about("Record what a manager makes of it")
            .body(|f| drop(actions::seen_fields(f))),
        Route::get("/sharing/{id}", show).needs::<ViewSharing>().about("A sharing agreement"),
        Route::post("/sharing/{id}/end", end)
            .needs::<ManageSharing>()
            .about("End a sharing agreement")
            .body(|f| drop(actions::end_fields(f))),
    ]
}

fn state_tag(state: AgreementState) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        AgreementState::Later => Tone::Calm,
        AgreementState::Holds => Tone::Good,
        AgreementState::EndsSoon => Tone::Soon,
        AgreementState::Over => Tone::Quiet,
    })
}

/// The last day, in words.
fn until(a: &Agreement) -> String {
    match (a.ended, a.until) {
        (Some(on), _) => format!("Ended from {}", day(on)),
        (None, Some(last)) => day(last),
        (None, None) => "Until it is ended".into(),
    }
}

/// What to warn of: agreements that end soon, and kinds of sharing of the main job that none covers.
fn warnings(all: &[Agreement], today: Date) -> Vec<String> {
    let mut said: Vec<String> = all
        .iter()
        .filter(|a| a.state(today) == AgreementState::EndsSoon)
        .map(|a| {
            let left = a.until.map_or(0, |last| days_between(today, last));
            format!("“{}” ends on {} ({left} days). What it covers is refused after that.", a.name, until(a))
        })
        .collect();
    for code in [purposes::APPLY_TO_FUND, purposes::ARRANGE_SUPPORT] {
        if !all.iter().any(|a| a.holds(today) && a.purposes.iter().any(|p| p == code)) {
            said.push(format!(
                "No agreement covers “{}”. It is refused unless the family consents each time.",
                purposes::title(code)
            ));
        }
    }
    said
}

async fn list(ctx: Ctx) -> Result<Response> {
    let (all, may_make, may_review) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewSharing>()?;
            let all = store::agreements(look, &grant)?
                .into_iter()
                .map(|a| store::name_of(look, &a.to).map(|name| (a, name)))
                .collect::<Result<Vec<_>>>()?;
            Ok((all, look.may::<ManageSharing>(), look.may::<ReviewExceptions>()))
        })
        .await?;
    let agreements: Vec<Agreement> = all.iter().map(|(a, _)| a.clone()).collect();
    let head = ["Agreement", "With whom", "For what", "Legal ground", "From", "Until", "Stands"];
    let rows = all.iter().map(|(a, name)| {
        vec![
            kit::cell(html! { a class="govuk-link" href={ "/sharing/" (a.id) } { (a.name) } }),
            kit::cell(name),
            kit::cell(titles(a)),
            kit::cell(a.basis.label()),
            kit::cell(day(a.from)),
            kit::cell(until(a)),
            kit::cell(html! { (state_tag(a.state(ctx.today()))) }),
        ]
    });
    let table = kit::table(head.map(kit::cell).to_vec(), rows.collect());
    let body = html! {
        (layout::page_heading(None, "Sharing agreements"))
        p class="govuk-body" {
            "What crosses to another organisation needs an agreement that is recorded here, or the family’s consent. Everything else is refused."
        }
        @for warning in warnings(&agreements, ctx.today()) { (kit::warning_text(warning)) }
        (kit::button_group(html! {
            @if may_make { (kit::button("Record an agreement").href("/sharing/new")) }
            @if may_review { a class="govuk-link" href="/sharing/exceptions" { "Safeguarding exceptions" } }
            @if !all.is_empty() { a class="govuk-link" href="/sharing.csv" { "Download as a CSV file" } }
        }))
        @if all.is_empty() {
            (kit::nothing_here("No agreement is recorded. An administrator records those that are signed, with where the signed text is kept."))
        } @else {
            (table.caption("Sharing agreements, newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
    };
    Ok(ctx.page("Sharing agreements", body).dense().respond())
}

fn titles(a: &Agreement) -> String {
    a.purposes.iter().map(|code| purposes::title(code)).collect::<Vec<_>>().join("; ")
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<ViewSharing>()?;
            store::agreements(look, &grant)?
                .into_iter()
                .map(|a| store::name_of(look, &a.to).map(|name| (a, name)))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    let today = ctx.today();
    let rows = all.iter().map(|(a, name)| {
        vec![
            a.name.clone(),
            a.to.kind.code().to_owned(),
            name.clone(),
            a.purposes.join(" "),
            a.shares.iter().map(|k| k.code()).collect::<Vec<_>>().join(" "),
            a.basis.code().to_owned(),
            a.reference.clone(),
            a.from.to_string(),
            a.until.map_or_else(String::new, |d| d.to_string()),
            a.ended.map_or_else(String::new, |d| d.to_string()),
            a.state(today).code().to_owned(),
        ]
    });
    let head = [
        "name",
        "recipient_kind",
        "recipient",
        "purposes",
        "shares",
        "basis",
        "reference",
        "from",
        "until",
        "ended",
        "state",
    ];
    csv_file("sharing-agreements", &head, rows)
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
    let done = ctx.act("record a sharing agreement", move |act| {
        let made = actions::make_agreement(act, &input)?;
        Ok(Answer::see(format!("/sharing/{}", made.id)).saying("The agreement is recorded."))
    });
    match done.await {
        Err(error) => form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let all =
        ctx.read(move |look| look.agency::<ManageSharing>().and_then(|_| providers::approved(look))).await?;
    let kinds = RecipientKind::ALL.iter().map(|k| kit::choice(k.code(), k.label())).collect();
    let purposes =
        purposes::all().iter().map(|p| kit::choice(&p.code, &p.title).hint(p.recipient.label())).collect();
    let shares = DataKind::ALL.iter().map(|k| kit::choice(k.code(), k.label())).collect();
    let grounds = LegalBasis::ALL.iter().map(|b| kit::choice(b.code(), b.label())).collect();
    let body = html! {
        (layout::page_heading(None, "Record a sharing agreement"))
        p class="govuk-body" { "Record only what is signed. Ask your data protection officer which legal ground it rests on." }
        (ctx.form("/sharing/new", fields, html! {
            (kit::input("name", "What people call it").value(fields.raw("name")).error(wrong.of("name")))
            (kit::radios("recipient", kit::legend("With whom?").size(Size::M), kinds).small()
                .value(fields.raw("recipient")).error(wrong.of("recipient")))
            (kit::select("provider", "Which provider, if it is one", provider_items(&all, "Every approved provider, or not a provider"))
                .value(fields.raw("provider")).error(wrong.of("provider")))
            (kit::checkboxes("purposes", kit::legend("For what?").size(Size::M), purposes).small()
                .values(fields.all("purposes")).error(wrong.of("purposes")))
            (kit::checkboxes("shares", kit::legend("What may be shared?").size(Size::M), shares).small()
                .values(fields.all("shares")).error(wrong.of("shares")))
            (kit::radios("basis", kit::legend("On what legal ground?").size(Size::M), grounds).small()
                .value(fields.raw("basis")).error(wrong.of("basis")))
            (kit::input("reference", "Where the signed text is kept").hint("A file reference")
                .value(fields.raw("reference")).error(wrong.of("reference")))
            (kit::date_input("from", kit::legend("From").size(Size::S)).values(fields.date_parts("from")).error(wrong.of("from")))
            (kit::date_input("until", kit::legend("Until").size(Size::S)).hint("Leave empty if it holds until it is ended")
                .values(fields.date_parts("until")).error(wrong.of("until")))
            (kit::button_group(html! {
                (kit::button("Record the agreement").once())
                a class="govuk-link" href="/sharing" { "Cancel" }
            }))
        }))
    };
    let page =
        ctx.page("Record a sharing agreement", body).dense().back("/sharing", "Back to sharing agreements");
    Ok(page.errors(&linked(wrong, &["from", "until"])).respond())
}

async fn show(ctx: Ctx) -> Result<Response> {
    agreement_page(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn agreement_page(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Kind>("id")?;
    let (a, to, by, may_end) = ctx
        .read(move |look| {
            let grant = look.one::<ViewSharing, Kind>(id)?;
            let a = store::agreement(look, &grant)?;
            let (to, by) = (store::name_of(look, &a.to)?, name_of(look, a.made_by)?);
            Ok((a, to, by, look.may::<ManageSharing>()))
        })
        .await?;
    let mut rows = vec![
        kit::row("Stands", html! { (state_tag(a.state(ctx.today()))) }),
        kit::row("With whom", to),
        kit::row("For what", titles(&a)),
        kit::row("What may be shared", shares_words(&a.shares)),
        kit::row("Legal ground", a.basis.label()),
        kit::row("Signed text", a.reference.as_str()),
        kit::row("From", day(a.from)),
        kit::row("Until", until(&a)),
        kit::row("Recorded", format!("{} by {by}", day_of(a.made))),
    ];
    if !a.ended_why.is_empty() {
        rows.push(kit::row("Why it ended", a.ended_why.as_str()));
    }
    let body = html! {
        (layout::page_heading(Some("Sharing agreement"), a.name.as_str()))
        (kit::summary_list(rows))
        @if may_end && a.ended.is_none() && a.state(ctx.today()) != AgreementState::Over {
            h2 class="govuk-heading-m" { "End this agreement" }
            (ctx.form(&format!("/sharing/{id}/end"), fields, html! {
                (kit::hidden("version", &a.version.to_string()))
                (kit::date_input("on", kit::legend("From which day does it no longer hold?").size(Size::S)).hint("Leave empty for today")
                    .values(fields.date_parts("on")).error(wrong.of("on")))
                (kit::textarea("why", "Why does it end?").rows(2).value(fields.raw("why")).error(wrong.of("why")))
                (kit::button("End the agreement").warning().once())
            }))
        }
        (kit::print_button("Print this page"))
    };
    let page = ctx.page(a.name.clone(), body).dense().back("/sharing", "Back to sharing agreements");
    Ok(page.errors(&linked(wrong, &["on"])).respond())
}

fn shares_words(shares: &[DataKind]) -> Markup {
    html! { ul class="govuk-list" { @for kind in shares { li { (kind.label()) } } } }
}

async fn end(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Kind>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::end_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return agreement_page(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("end a sharing agreement", move |act| {
        actions::end_agreement(act, id, &input)?;
        Ok(Answer::see(format!("/sharing/{id}")).saying("The agreement is ended."))
    });
    match done.await {
        Err(error) => agreement_page(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn exceptions(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<ReviewExceptions>()?;
            store::exceptions(look, &grant)?
                .into_iter()
                .map(|e| {
                    let (to, by) = (store::name_of(look, &e.to)?, name_of(look, e.by)?);
                    Ok((e, to, by))
                })
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    let head = ["When", "To whom", "By", "Manager"];
    let rows = all.iter().map(|(e, to, by)| {
        vec![
            kit::cell(
                html! { a class="govuk-link" href={ "/sharing/exceptions/" (e.id) } { (Moment(e.at)) } },
            ),
            kit::cell(to),
            kit::cell(by),
            kit::cell(html! { (seen_tag(e)) }),
        ]
    });
    let body = html! {
        (layout::page_heading(Some("Sharing agreements"), "Safeguarding exceptions"))
        p class="govuk-body" { "What was shared without consent or agreement, to keep somebody safe. Each is looked at by a manager who did not decide it." }
        @if all.is_empty() {
            (kit::nothing_here("Nothing was shared in this way."))
        } @else {
            (kit::table(head.map(kit::cell).to_vec(), rows.collect())
                .caption("Safeguarding exceptions, newest first").caption_classes("govuk-visually-hidden")
                .first_cell_is_header().scrolling())
        }
    };
    Ok(ctx
        .page("Safeguarding exceptions", body)
        .dense()
        .back("/sharing", "Back to sharing agreements")
        .respond())
}

fn seen_tag(e: &Exception) -> kit::Tag {
    match e.seen {
        Some(_) => kit::tag("Looked at").tone(Tone::Good),
        None => kit::tag("To be looked at").tone(Tone::Soon),
    }
}

async fn exception(ctx: Ctx) -> Result<Response> {
    exception_page(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn exception_page(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<ExceptionKind>("id")?;
    let (e, to, by, seen_by) = ctx
        .read(move |look| {
            let grant = look.one::<ReviewExceptions, ExceptionKind>(id)?;
            let e = store::exception(look, &grant)?;
            let (to, by) = (store::name_of(look, &e.to)?, name_of(look, e.by)?);
            let seen_by = name_of(look, e.seen_by)?;
            Ok((e, to, by, seen_by))
        })
        .await?;
    let mine = e.by.is_some() && e.by == ctx.actor.account();
    let body = html! {
        (layout::page_heading(Some("Safeguarding exception"), Moment(e.at).to_string()))
        (kit::summary_list(vec![
            kit::row("Stands", html! { (seen_tag(&e)) }),
            kit::row("To whom", to),
            kit::row("What", shares_words(&e.shares)),
            kit::row("Why", e.reason.as_str()),
            kit::row("Decided by", by),
            kit::row("Lets through until", Moment(e.until).to_string()),
            kit::row("Case", html! { a class="govuk-link" href={ "/cases/" (e.case) "/consent" } { "Open the case" } }),
        ]))
        @match (e.seen, mine) {
            (Some(at), _) => {
                h2 class="govuk-heading-m" { "What a manager made of it" }
                p class="govuk-body" { (e.seen_note) }
                p class="govuk-hint" { (seen_by) ", " (day_of(at)) }
            },
            (None, true) => p class="govuk-body" { "You decided this. Another manager looks at it." },
            (None, false) => {
                (ctx.form(&format!("/sharing/exceptions/{id}"), fields, html! {
                    (kit::hidden("version", &e.version.to_string()))
                    (kit::textarea("note", "Was it right, and what follows from it?").rows(3).value(fields.raw("note")).error(wrong.of("note")))
                    (kit::button("Record").once())
                }))
            },
        }
    };
    let page = ctx.page("Safeguarding exception", body).dense();
    Ok(page.back("/sharing/exceptions", "Back to safeguarding exceptions").errors(wrong).respond())
}

async fn review(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ExceptionKind>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::seen_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return exception_page(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("review a safeguarding exception", move |act| {
        actions::review_exception(act, id, &input)?;
        Ok(Answer::see("/sharing/exceptions").saying("Your view is recorded."))
    });
    match done.await {
        Err(error) => exception_page(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}
