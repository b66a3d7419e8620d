//! Households as their own agency sees them.

use access::{
    actions::{EditAdopters, SeeSensitiveReasons, ViewAdopters, ViewMatching},
    finding::Household,
};
use kernel::{Invalid, Moment, Result};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Route, csv_file,
    kit::{self, Markup, Size, Tone, html, layout},
    mend,
};

use super::{
    actions,
    form::{self, words},
    model::Availability,
    store::{self, Own},
};
use crate::{
    links::store as links,
    matching::{pages::suggested_children, view},
    shared::{NOTE, council_name, day, version_of},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/adopters", list)
            .needs::<ViewAdopters>()
            .personal()
            .about("The agency's approved families, the newest first"),
        Route::get("/adopters.csv", csv)
            .needs::<ViewAdopters>()
            .personal()
            .about("The agency's approved families as a file"),
        Route::get("/adopters/new", new)
            .needs::<EditAdopters>()
            .about("The page on which an approved family is recorded"),
        Route::post("/adopters/new", record)
            .needs::<EditAdopters>()
            .personal()
            .about("Record an approved family")
            .body(form::describe),
        Route::get("/adopters/{id}", show)
            .needs::<ViewAdopters>()
            .personal()
            .about("An approved family, what it can offer, and children who might fit"),
        Route::get("/adopters/{id}/change", change)
            .needs::<EditAdopters>()
            .personal()
            .about("The page on which what a family offers is changed"),
        Route::post("/adopters/{id}/change", changed)
            .needs::<EditAdopters>()
            .personal()
            .about("Change what a family offers")
            .body(|f| drop(form::change_fields(f))),
        Route::post("/adopters/{id}/availability", availability)
            .needs::<EditAdopters>()
            .personal()
            .about("Pause a family, or make it ready again")
            .body(|f| drop(form::availability_fields(f))),
        Route::get("/adopters/{id}/reasons", reasons)
            .needs::<SeeSensitiveReasons>()
            .personal()
            .about("Sensitive reasons behind what a family offers"),
        Route::post("/adopters/{id}/reasons", add_reason)
            .needs::<SeeSensitiveReasons>()
            .personal()
            .about("Write down a sensitive reason")
            .body(|f| drop(form::reason_fields(f))),
    ]
}

/// The tag of an availability.
pub(crate) fn availability_tag(a: Availability) -> kit::Tag {
    kit::tag(a.label()).tone(match a {
        Availability::Ready => Tone::Good,
        Availability::Exploring => Tone::Calm,
        Availability::Placed | Availability::Paused => Tone::Quiet,
    })
}

/// For whom, in a line: `1 child aged 0 to 4`.
pub(crate) fn for_whom(o: &crate::matching::offer::Offer) -> String {
    let many = if o.most == 1 { "1 child".to_owned() } else { format!("up to {} children", o.most) };
    format!("{many} aged {} to {}", o.youngest, o.oldest)
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, may) = ctx
        .read(move |look| {
            let rows = store::page(look, &look.agency::<ViewAdopters>()?, after)?;
            Ok((rows, look.may::<EditAdopters>()))
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "Adopters"))
        p class="govuk-body" { "Families whom this agency approved. Families of other agencies who agreed to be seen stand in the suggestions for each child." }
        @if may { (kit::button("Record an approved family").href("/adopters/new")) }
        @if rows.items.is_empty() {
            (kit::nothing_here("No approved family is recorded yet."))
        } @else {
            (kit::table(["Reference", "Names", "For", "Approved", "State"].map(kit::cell).to_vec(), rows.items.iter().map(|h| vec![
                kit::cell(html! { a class="govuk-link" href={ "/adopters/" (h.profile.id) } { (h.profile.offer.reference) } }),
                kit::cell(h.names.as_str()),
                kit::cell(for_whom(&h.profile.offer)),
                kit::cell(day(h.profile.offer.approved)),
                kit::cell(html! { (availability_tag(h.profile.availability)) }),
            ]).collect()).caption("Approved families").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|n| format!("/adopters?after={n}"))))
            p class="govuk-body" { a class="govuk-link" href="/adopters.csv" { "Download the families as a CSV file" } }
        }
    };
    Ok(ctx.page("Adopters", body).dense().respond())
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::list(look, &look.agency::<ViewAdopters>()?, None, None)).await?;
    let head =
        ["reference", "names", "approved", "youngest", "oldest", "most", "council", "state", "shared_on"];
    let lines = rows.items.into_iter().map(|h| {
        let o = h.profile.offer;
        vec![
            o.reference,
            h.names,
            o.approved.to_string(),
            o.youngest.to_string(),
            o.oldest.to_string(),
            o.most.to_string(),
            o.council,
            h.profile.availability.code().to_owned(),
            h.profile.shared.map_or_else(String::new, |d| d.to_string()),
        ]
    });
    csv_file("adopters", &head, lines)
}

fn draw_form(
    ctx: &Ctx,
    to: &str,
    back: &str,
    title: &str,
    fields: &Fields,
    wrong: &Invalid,
    more: Markup,
) -> Response {
    let body = html! {
        (layout::page_heading(None, title.to_owned()))
        (ctx.form(to, fields, html! { (more) (form::draw(fields, wrong)) (kit::button("Save").once()) }))
    };
    ctx.page(title.to_owned(), body).back(back.to_owned(), "Back").errors(wrong).respond()
}

fn new_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Response {
    draw_form(ctx, "/adopters/new", "/adopters", "Record an approved family", fields, wrong, html! {})
}

async fn new(ctx: Ctx) -> Result<Response> {
    Ok(new_form(&ctx, &Fields::default(), &Invalid::default()))
}

async fn record(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let entry = match form::fields(&mut fields) {
        Ok(entry) => entry,
        Err(wrong) => return Ok(new_form(&ctx, &fields, &wrong)),
    };
    let done = ctx.act("record an approved family", move |act| {
        let (id, _) = actions::record_household(act, &entry)?;
        Ok(Answer::see(format!("/adopters/{id}")).saying("The family is recorded."))
    });
    match done.await {
        Err(error) => Ok(new_form(&ctx, &fields, &mend(error)?)),
        ok => ok,
    }
}

async fn change_form(ctx: &Ctx, typed: Option<&Fields>, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Household>("id")?;
    let own = ctx.read(move |look| store::own(look, &look.one::<EditAdopters, Household>(id)?)).await?;
    let kept = form::filled(&own);
    let fields = typed.unwrap_or(&kept);
    let version = kit::hidden("version", &version_of(fields, wrong, own.profile.version));
    let title = format!("Change {}", own.profile.offer.reference);
    let (to, back) = (format!("/adopters/{id}/change"), format!("/adopters/{id}"));
    Ok(draw_form(ctx, &to, &back, &title, fields, wrong, version))
}

async fn change(ctx: Ctx) -> Result<Response> {
    change_form(&ctx, None, &Invalid::default()).await
}

async fn changed(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Household>("id")?;
    let mut fields = ctx.fields()?;
    let (version, entry) = match form::change_fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return change_form(&ctx, Some(&fields), &wrong).await,
    };
    let done = ctx.act("change a family's offer", move |act| {
        actions::change_household(act, id, version, &entry)?;
        Ok(Answer::see(format!("/adopters/{id}")).saying("The family is changed."))
    });
    match done.await {
        Err(error) => change_form(&ctx, Some(&fields), &mend(error)?).await,
        ok => ok,
    }
}

/// What a family offers, as rows of a summary. `whole` gives the council; otherwise the region alone.
pub(crate) fn offer_rows(o: &crate::matching::offer::Offer, whole: bool) -> Vec<kit::Row> {
    let able: Vec<String> =
        o.able.iter().map(|(n, a)| format!("{}: {}", n.label(), a.label().to_lowercase())).collect();
    let region = crate::matching::score::region(&o.council).unwrap_or("Not known");
    let place = if whole { format!("{} ({region})", council_name(&o.council)) } else { region.to_owned() };
    vec![
        kit::row("Approved", day(o.approved)),
        kit::row("For", for_whom(o)),
        kit::row("Girl or boy", o.sex.map_or("Either", |s| s.label())),
        kit::row("Early permanence", if o.early { "Approved to foster first" } else { "No" }),
        kit::row(
            "Needs they feel able to meet",
            html! {
                @if able.is_empty() { "Not talked about" }
                @else { ul class="govuk-list" { @for line in &able { li { (line) } } } }
            },
        ),
        kit::row("Health they can live with", o.health.label()),
        kit::row("Contact they can keep up", o.contact.label()),
        kit::row("What they bring along", o.experience.label()),
        kit::row("Where", place),
        kit::row("Ethnic background", words(&o.heritage)),
        kit::row("Languages beside English", words(&o.languages)),
        kit::row("Faiths", words(&o.faiths)),
    ]
}

async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Household>("id")?;
    let (own, children, explored, may, sensitive) = ctx
        .read(move |look| {
            let own = store::own(look, &look.one::<ViewAdopters, Household>(id)?)?;
            let children = view::children_for(look, &look.agency::<ViewMatching>()?, &own.profile)?;
            let explored = links::of_household(look, id)?;
            Ok((own, children, explored, look.may::<EditAdopters>(), look.may::<SeeSensitiveReasons>()))
        })
        .await?;
    let Own { profile, names, reach } = &own;
    let said = |text: &str| if text.is_empty() { "Not recorded".to_owned() } else { text.to_owned() };
    let mut rows = vec![
        kit::row("State", html! { (availability_tag(profile.availability)) }),
        kit::row("Address", said(&reach.address)),
        kit::row("Telephone", said(&reach.phone)),
        kit::row("Email", said(&reach.email)),
        kit::row("Profile", said(&reach.profile)),
        kit::row(
            "Seen by other agencies",
            profile
                .shared
                .map_or_else(|| "No".to_owned(), |d| format!("Without name and address, since {}", day(d))),
        ),
    ];
    rows.extend(offer_rows(&profile.offer, true));
    let body = html! {
        (layout::page_heading(Some(&profile.offer.reference), names.as_str()))
        (kit::summary_list(rows))
        (kit::button_group(html! {
            @if may { a class="govuk-link" href={ "/adopters/" (id) "/change" } { "Change what they offer" } " " }
            @if sensitive { a class="govuk-link" href={ "/adopters/" (id) "/reasons" } { "Sensitive reasons" } }
        }))
        @if may {
            (ctx.form(&format!("/adopters/{id}/availability"), fields, html! {
                (kit::hidden("version", &version_of(fields, wrong, profile.version)))
                (kit::radios("availability", kit::legend("Are they free?").size(Size::S), vec![
                    kit::choice("ready", "Ready"), kit::choice("paused", "Paused"),
                ]).small().value(profile.availability.code()).error(wrong.of("availability")))
                (kit::button("Save").secondary().once())
            }))
        }
        @if !explored.is_empty() {
            h2 class="govuk-heading-m" { "Links" }
            ul class="govuk-list" { @for link in &explored {
                li { (link.reference) ", by " (link.agency) ": " (link.stage.label().to_lowercase()) }
            } }
        }
        h2 class="govuk-heading-m" { "Children who might fit" }
        (suggested_children(&children))
    };
    // The tab's title names nobody: titles end up in histories and screen shares.
    let title = format!("Family {}", profile.offer.reference);
    Ok(ctx.page(title, body).back("/adopters", "Back to adopters").dense().errors(wrong).respond())
}

async fn availability(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Household>("id")?;
    let mut fields = ctx.fields()?;
    let (version, to) = match form::availability_fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("change whether a family is free", move |act| {
        actions::set_availability(act, id, version, to)?;
        Ok(Answer::see(format!("/adopters/{id}")).saying("It is saved."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}

async fn reasons_page(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Household>("id")?;
    let (own, found) = ctx
        .read(move |look| {
            let grant = look.one::<SeeSensitiveReasons, Household>(id)?;
            Ok((store::own(look, &grant)?, store::reasons(look, &grant)?))
        })
        .await?;
    let events: Vec<_> = found
        .iter()
        .map(|(at, words)| kit::event(Moment(*at).to_string(), "Reason").datetime(at.to_string()).body(words))
        .collect();
    let body = html! {
        (layout::page_heading(Some(&own.profile.offer.reference), "Sensitive reasons"))
        p class="govuk-body" { "Why they offer what they offer, where that is private to them: a loss, their health, their faith, their past. It is never part of a score, and is seen only here." }
        (ctx.form(&format!("/adopters/{id}/reasons"), fields, html! {
            (kit::character_count("words", kit::label("Write down a reason").size(Size::S), u32::try_from(NOTE).unwrap_or(u32::MAX))
                .rows(4).value(fields.raw("words")).error(wrong.of("words")))
            (kit::button("Save").once())
        }))
        h2 class="govuk-heading-m" { "Written down" }
        @if events.is_empty() { (kit::nothing_here("Nothing is written down.")) } @else { (kit::timeline(&events)) }
    };
    let page = ctx.page("Sensitive reasons", body).dense();
    Ok(page.back(format!("/adopters/{id}"), "Back to the family").errors(wrong).respond())
}

async fn reasons(ctx: Ctx) -> Result<Response> {
    reasons_page(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn add_reason(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Household>("id")?;
    let mut fields = ctx.fields()?;
    let words = match form::reason_fields(&mut fields) {
        Ok(words) => words,
        Err(wrong) => return reasons_page(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("write down a sensitive reason", move |act| {
        actions::add_reason(act, id, &words)?;
        Ok(Answer::see(format!("/adopters/{id}/reasons")).saying("The reason is written down."))
    });
    match done.await {
        Err(error) => reasons_page(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}
