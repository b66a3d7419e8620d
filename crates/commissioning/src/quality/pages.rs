//! Concerns as the agency that raised one, the agencies that were told, and the provider read them; and what is known of a provider's work.

use access::{
    actions::{AnswerConcern, ListProviders, RaiseConcern, ReplyToConcern, ShareConcern, ViewConcerns},
    quality::{Concern, ConcernNotice, ConcernReply},
};
use kernel::{Calendar, Error, Id, Invalid, Moment, Result, Timestamp, kinds::Organisation};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Tone, layout},
};

use super::{
    actions, form,
    model::{About, FEWEST, Seriousness, State, told},
    store::{self, Count, Kept, Notice},
};
use crate::{
    delivery::model::{MissedBy, SessionStatus},
    invoices::dispute::model::{LineAnswer, Reason},
    orders::model::OrderState,
    providers::{model::Approval, store as providers},
};

fn tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Raised => Tone::Calm,
        State::Shared => Tone::Late,
        State::Closed => Tone::Quiet,
    })
}

fn moment(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "Not yet".to_owned(), |at| Moment(at).to_string())
}

fn table(head: &[&str], rows: Vec<Vec<kit::Cell>>, caption: &str) -> Markup {
    let head = head.iter().map(|text| kit::cell(*text)).collect();
    let table = kit::table(head, rows)
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling();
    html! { (table) }
}

fn words_form(
    ctx: &Ctx,
    path: &str,
    label: &str,
    hint: &str,
    button: &str,
    sent: (&Fields, &Invalid),
) -> Markup {
    let (fields, wrong) = sent;
    ctx.form(
        path,
        fields,
        html! {
            (kit::textarea("words", label).hint(hint).rows(4).value(fields.raw("words")).error(wrong.of("words")))
            (kit::button(button).once())
        },
    )
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (found, may) = ctx
        .read(|look| Ok((store::list(look, &look.agency::<ViewConcerns>()?)?, look.may::<RaiseConcern>())))
        .await?;
    let rows = found
        .iter()
        .map(|c| {
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/concerns/" (c.id) } { (c.reference) } }),
                kit::cell(c.provider_name.as_str()),
                kit::cell(c.about.label()),
                kit::cell(c.seriousness.label()),
                kit::cell(Moment(c.raised_at).to_string()),
                kit::cell(html! { (tag(c.state)) }),
            ]
        })
        .collect();
    let head = ["Concern", "Provider", "About", "How serious", "Raised", "Standing"];
    let body = html! {
        (layout::page_heading(None, "Concerns about providers"))
        p class="govuk-body" { "What your agency raised. Who needs to know is told once somebody else of your agency shares it." }
        @if may { p class="govuk-body" { (kit::button("Raise a concern").href("/concerns/new")) } }
        @if found.is_empty() {
            (kit::nothing_here("Your agency has raised no concern."))
        } @else {
            (table(&head, rows, "Concerns, newest first"))
        }
        p class="govuk-body" { a class="govuk-link" href="/concerns.csv" { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Concerns about providers", body).dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| store::list(look, &look.agency::<ViewConcerns>()?)).await?;
    let head = [
        "concern",
        "provider",
        "about",
        "seriousness",
        "status",
        "raised_at",
        "shared_at",
        "replied_at",
        "closed_at",
    ];
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let lines = found.into_iter().map(|c| {
        vec![
            c.reference.to_string(),
            c.provider_name,
            c.about.code().to_owned(),
            c.seriousness.code().to_owned(),
            c.state.code().to_owned(),
            c.raised_at.to_string(),
            text(c.shared_at),
            text(c.replied_at),
            text(c.closed_at),
        ]
    });
    csv_file("concerns", &head, lines)
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let fields = Fields::filled([("provider", query.raw("provider"))]);
    draw_new(&ctx, &fields, &Invalid::default()).await
}

async fn draw_new(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let all = ctx
        .read(|look| {
            look.agency::<RaiseConcern>()?;
            providers::approved(look)
        })
        .await?;
    let choices = std::iter::once((String::new(), "Choose a provider".to_owned()))
        .chain(all.into_iter().map(|p| (p.id.to_string(), p.name)));
    let about = About::ALL.iter().map(|a| kit::choice(a.code(), a.label())).collect();
    let serious = Seriousness::ALL.iter().map(|s| kit::choice(s.code(), s.label())).collect();
    let body = html! {
        (layout::page_heading(None, "Raise a concern about a provider"))
        p class="govuk-body" { "If a child is in danger now, call 999 or the safeguarding team first." }
        (ctx.form("/concerns/new", fields, html! {
            (kit::select("provider", "Provider", choices).value(fields.raw("provider")).error(wrong.of("provider")))
            (kit::radios("about", kit::legend("What is it about?").size(kit::Size::S), about).small()
                .value(fields.raw("about")).error(wrong.of("about")))
            (kit::radios("seriousness", kit::legend("How serious is it?").size(kit::Size::S), serious).small()
                .value(fields.raw("seriousness")).error(wrong.of("seriousness")))
            (kit::textarea("facts", "What happened").rows(8)
                .hint("What, when, and how you know. Your agency alone reads this. Name nobody of a family: give the reference of the order instead.")
                .value(fields.raw("facts")).error(wrong.of("facts")))
            (kit::button("Raise the concern").once())
        }))
    };
    Ok(ctx
        .page("Raise a concern", body)
        .back("/concerns", "Concerns about providers")
        .errors(wrong)
        .respond())
}

pub(super) async fn raise(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match form::raised(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw_new(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("raise a concern", move |act| {
        let (id, _) = actions::raise_concern(act, &input)?;
        Ok(Answer::see(format!("/concerns/{id}"))
            .saying("The concern is raised. Somebody else of your agency decides whether it is shared."))
    });
    match done.await {
        Err(error) => draw_new(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// What everybody reads of a concern that was shared.
fn facts(c: &Kept, own: bool) -> Markup {
    let mut rows = vec![
        kit::row("Standing", html! { (tag(c.state)) }),
        kit::row(
            "Provider",
            html! { a class="govuk-link" href={ "/providers/" (c.provider) "/quality" } { (c.provider_name) } },
        ),
        kit::row("Raised by", c.agency_name.as_str()),
        kit::row("About", c.about.label()),
        kit::row("How serious", c.seriousness.label()),
        kit::row("Raised", Moment(c.raised_at).to_string()),
    ];
    if own {
        rows.push(kit::row("What happened, for your agency alone", kit::paragraphs(&c.facts)));
    }
    if c.shared_at.is_some() {
        rows.push(kit::row("What others were told", kit::paragraphs(&c.shared)));
        rows.push(kit::row("The provider was told", moment(c.provider_told_at)));
    }
    if c.replied_at.is_some() {
        rows.push(kit::row("The provider's reply", kit::paragraphs(&c.reply)));
    }
    if c.closed_at.is_some() {
        rows.push(kit::row("What came of it", kit::paragraphs(&c.outcome)));
    }
    html! { (kit::summary_list(rows)) }
}

fn told_table(notices: &[Notice]) -> Markup {
    let rows = notices
        .iter()
        .map(|n| {
            vec![
                kit::cell(n.agency_name.as_str()),
                kit::cell(Moment(n.told_at).to_string()),
                kit::cell(moment(n.acknowledged_at)),
                kit::cell(if n.did.is_empty() { "Nothing said yet".to_owned() } else { n.did.clone() }),
            ]
        })
        .collect();
    table(&["Agency", "Told", "Says that it knows", "What it did"], rows, "Agencies that were told")
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Concern>("id")?;
    let (c, notices, missing, may) = ctx
        .read(move |look| {
            let grant = look.one::<ViewConcerns, Concern>(id)?;
            let c = store::load(look, &grant)?;
            let notices = store::notices(look, &grant)?;
            let mut missing = store::need_to_know(look, c.provider, c.agency)?;
            missing.retain(|(agency, _)| notices.iter().all(|n| n.agency != *agency));
            Ok((c, notices, missing, look.may::<ShareConcern>()))
        })
        .await?;
    let aside = html! {
        h2 class="govuk-heading-m" { "What to do" }
        @if !may || c.state == State::Closed {
            p class="govuk-body" { "Nothing to do here now." }
        } @else {
            (share_form(ctx, &c, &missing, fields, wrong))
            (kit::details("Close the concern", words_form(ctx, &format!("/concerns/{id}/close"), "What came of it",
                "Everybody reads this who was told.", "Close the concern", (&Fields::default(), &Invalid::default()))))
            p class="govuk-body" {
                "Suspension from new work is on "
                a class="govuk-link" href={ "/providers/" (c.provider) } { "the provider's page" } "."
            }
        }
    };
    let story = html! {
        (facts(&c, true))
        @if c.shared_at.is_some() {
            h2 class="govuk-heading-m" { "Who was told" }
            @if notices.is_empty() {
                p class="govuk-body" { "No other agency has an order that goes on with this provider." }
            } @else {
                (told_table(&notices))
            }
        }
    };
    let body = html! {
        (layout::page_heading(Some("Concern"), c.reference.as_str()))
        (layout::record(story, layout::aside(aside)))
    };
    Ok(ctx
        .page("Concern", body)
        .dense()
        .back("/concerns", "Concerns about providers")
        .errors(wrong)
        .respond())
}

fn share_form(
    ctx: &Ctx,
    c: &Kept,
    missing: &[(Id<Organisation>, String)],
    fields: &Fields,
    wrong: &Invalid,
) -> Markup {
    let names: Vec<&str> = missing.iter().map(|(_, name)| name.as_str()).collect();
    let first = fields.raw("words");
    let words = if first.is_empty() { c.shared.as_str() } else { first };
    let ticked = |name: &str| if fields.raw(name).is_empty() { Vec::new() } else { vec!["yes"] };
    ctx.form(
        &format!("/concerns/{}/share", c.id),
        fields,
        html! {
            @if names.is_empty() {
                p class="govuk-body" { "No agency waits to be told: none other has an order that goes on with this provider, or all were told." }
            } @else {
                p class="govuk-body" { "These agencies have orders that go on with this provider and would be told: " (names.join(", ")) "." }
            }
            (kit::textarea("words", "What they need to know").rows(5)
                .hint("They and the provider read this. Name nobody of a family, no school and no street.")
                .value(words).error(wrong.of("words")))
            (kit::checkboxes("read_again", kit::legend("Read it again").size(kit::Size::S), vec![
                kit::choice("yes", "I have read it again: it names nobody of a family"),
            ]).small().values(ticked("read_again")).error(wrong.of("read_again")))
            @if c.provider_told_at.is_none() {
                (kit::checkboxes("tell_provider", kit::legend("The provider").size(kit::Size::S), vec![
                    kit::choice("yes", "Tell the provider too, who may reply")
                        .hint("Leave it open while telling them could put somebody at risk or spoil an inquiry."),
                ]).small().values(ticked("tell_provider")))
            }
            (kit::hidden("version", &c.version.to_string()))
            (kit::button("Share the concern").once())
        },
    )
}

pub(super) async fn share(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Concern>("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::shared(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("share a concern", move |act| {
        let words = if actions::share_concern(act, id, &input)? == 0 {
            "The concern is shared. No other agency had to be told now."
        } else {
            "The concern is shared with the agencies that need to know."
        };
        Ok(Answer::see(format!("/concerns/{id}")).saying(words))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn close(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Concern>("id")?;
    let mut fields = ctx.fields()?;
    let words = match form::words(&mut fields) {
        Ok(words) => words,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("close a concern", move |act| {
        actions::close_concern(act, id, &words)?;
        Ok(Answer::see(format!("/concerns/{id}")).saying("The concern is closed."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn notices(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| store::my_notices(look, &look.agency::<ViewConcerns>()?)).await?;
    let rows = found
        .iter()
        .map(|n| {
            vec![
                kit::cell(
                    html! { a class="govuk-link" href={ "/concern-notices/" (n.id) } { (n.reference) } },
                ),
                kit::cell(n.provider_name.as_str()),
                kit::cell(n.agency_name.as_str()),
                kit::cell(n.about.label()),
                kit::cell(n.seriousness.label()),
                kit::cell(Moment(n.told_at).to_string()),
                kit::cell(moment(n.acknowledged_at)),
                kit::cell(html! { (tag(n.state)) }),
            ]
        })
        .collect();
    let head = [
        "Concern",
        "Provider",
        "Raised by",
        "About",
        "How serious",
        "Told to us",
        "We know of it since",
        "Standing",
    ];
    let body = html! {
        (layout::page_heading(None, "Concerns shared with us"))
        p class="govuk-body" { "Other agencies told you of these, because you have orders that go on with the provider." }
        @if found.is_empty() {
            (kit::nothing_here("No other agency has shared a concern with you."))
        } @else {
            (table(&head, rows, "Concerns shared with us, newest first"))
        }
        p class="govuk-body" { a class="govuk-link" href="/concern-notices.csv" { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Concerns shared with us", body).dense().respond())
}

pub(super) async fn notices_csv(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| store::my_notices(look, &look.agency::<ViewConcerns>()?)).await?;
    let head = [
        "concern",
        "provider",
        "raised_by",
        "about",
        "seriousness",
        "status",
        "told_at",
        "acknowledged_at",
        "did_at",
    ];
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let lines = found.into_iter().map(|n| {
        vec![
            n.reference.to_string(),
            n.provider_name,
            n.agency_name,
            n.about.code().to_owned(),
            n.seriousness.code().to_owned(),
            n.state.code().to_owned(),
            n.told_at.to_string(),
            text(n.acknowledged_at),
            text(n.did_at),
        ]
    });
    csv_file("concerns-shared-with-us", &head, lines)
}

pub(super) async fn notice(ctx: Ctx) -> Result<Response> {
    draw_notice(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_notice(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<ConcernNotice>("id")?;
    let (n, c, may) = ctx
        .read(move |look| {
            let (n, c) = store::load_notice(look, &look.one::<ViewConcerns, ConcernNotice>(id)?)?;
            Ok((n, c, look.may::<AnswerConcern>()))
        })
        .await?;
    let aside = html! {
        h2 class="govuk-heading-m" { "What to do" }
        @if !may { p class="govuk-body" { "A commissioner or manager of your agency answers this." } }
        @if may && n.acknowledged_at.is_none() {
            (ctx.form(&format!("/concern-notices/{id}/acknowledge"), &Fields::default(), html! {
                (kit::button("We know of it").once())
            }))
        }
        @if may {
            (words_form(ctx, &format!("/concern-notices/{id}/did"), "What we did",
                "The agency that shared it reads this. Name nobody of a family.", "Record it", (fields, wrong)))
            p class="govuk-body" {
                a class="govuk-link" href={ "/providers/" (c.provider) "/quality" } { "What is known of this provider's work" }
            }
        }
    };
    let mut rows = vec![
        kit::row("Told to us", Moment(n.told_at).to_string()),
        kit::row("We know of it since", moment(n.acknowledged_at)),
    ];
    if !n.did.is_empty() {
        rows.push(kit::row("What we did", kit::paragraphs(&n.did)));
    }
    let story = html! {
        (facts(&c, false))
        h2 class="govuk-heading-m" { "At our agency" }
        (kit::summary_list(rows))
    };
    let body = html! {
        (layout::page_heading(Some("Concern shared with us"), c.reference.as_str()))
        (layout::record(story, layout::aside(aside)))
    };
    Ok(ctx
        .page("Concern shared with us", body)
        .dense()
        .back("/concern-notices", "Concerns shared with us")
        .errors(wrong)
        .respond())
}

pub(super) async fn acknowledge(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ConcernNotice>("id")?;
    let done = ctx.act("acknowledge a concern", move |act| {
        actions::acknowledge(act, id)?;
        Ok(Answer::see(format!("/concern-notices/{id}")).saying("Kept: your agency knows of it."))
    });
    match done.await {
        Err(error) => draw_notice(&ctx, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn did(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ConcernNotice>("id")?;
    let mut fields = ctx.fields()?;
    let words = match form::words(&mut fields) {
        Ok(words) => words,
        Err(invalid) => return draw_notice(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("record what was done about a concern", move |act| {
        actions::record_deed(act, id, &words)?;
        Ok(Answer::see(format!("/concern-notices/{id}"))
            .saying("Recorded. The agency that shared the concern reads it."))
    });
    match done.await {
        Err(error) => draw_notice(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn replies(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| store::told_of(look, &look.own::<ReplyToConcern>()?)).await?;
    let rows = found
        .iter()
        .map(|c| {
            vec![
                kit::cell(
                    html! { a class="govuk-link" href={ "/concern-replies/" (c.id) } { (c.reference) } },
                ),
                kit::cell(c.agency_name.as_str()),
                kit::cell(c.about.label()),
                kit::cell(moment(c.provider_told_at)),
                kit::cell(moment(c.replied_at)),
                kit::cell(html! { (tag(c.state)) }),
            ]
        })
        .collect();
    let body = html! {
        (layout::page_heading(None, "Concerns about us"))
        p class="govuk-body" { "Agencies told you of these. Everybody who reads a concern reads your reply." }
        @if found.is_empty() {
            (kit::nothing_here("No agency has told you of a concern."))
        } @else {
            (table(&["Concern", "Raised by", "About", "Told to you", "Your reply", "Standing"], rows, "Concerns about us, newest first"))
        }
        p class="govuk-body" { a class="govuk-link" href="/concern-replies.csv" { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Concerns about us", body).respond())
}

pub(super) async fn replies_csv(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| store::told_of(look, &look.own::<ReplyToConcern>()?)).await?;
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let lines = found.into_iter().map(|c| {
        vec![
            c.reference.to_string(),
            c.agency_name,
            c.about.code().to_owned(),
            c.state.code().to_owned(),
            text(c.provider_told_at),
            text(c.replied_at),
        ]
    });
    csv_file(
        "concerns-about-us",
        &["concern", "raised_by", "about", "status", "told_at", "replied_at"],
        lines,
    )
}

pub(super) async fn about_us(ctx: Ctx) -> Result<Response> {
    draw_about_us(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_about_us(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<ConcernReply>("id")?;
    let c =
        ctx.read(move |look| store::load_told(look, &look.one::<ReplyToConcern, ConcernReply>(id)?)).await?;
    let mut rows = vec![
        kit::row("Standing", html! { (tag(c.state)) }),
        kit::row("Raised by", c.agency_name.as_str()),
        kit::row("About", c.about.label()),
        kit::row("How serious", c.seriousness.label()),
        kit::row("What agencies were told", kit::paragraphs(&c.shared)),
    ];
    if c.replied_at.is_some() {
        rows.push(kit::row("Your reply", kit::paragraphs(&c.reply)));
    }
    if c.closed_at.is_some() {
        rows.push(kit::row("What came of it", kit::paragraphs(&c.outcome)));
    }
    let body = html! {
        (layout::page_heading(Some("Concern about us"), c.reference.as_str()))
        (kit::summary_list(rows))
        @if c.replied_at.is_none() {
            (words_form(ctx, &format!("/concern-replies/{id}/reply"), "Your reply",
                "Everybody who reads the concern reads it. You can send one reply. Name nobody of a family.", "Send the reply", (fields, wrong)))
        }
    };
    Ok(ctx
        .page("Concern about us", body)
        .back("/concern-replies", "Concerns about us")
        .errors(wrong)
        .respond())
}

pub(super) async fn reply(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ConcernReply>("id")?;
    let mut fields = ctx.fields()?;
    let words = match form::words(&mut fields) {
        Ok(words) => words,
        Err(invalid) => return draw_about_us(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("reply to a concern", move |act| {
        actions::reply_to_concern(act, id, &words)?;
        Ok(Answer::see(format!("/concern-replies/{id}")).saying("Your reply is sent."))
    });
    match done.await {
        Err(error) => draw_about_us(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// What a count is of, in words.
fn label(count: &Count) -> String {
    let what = SessionStatus::from_code(&count.what)
        .map(SessionStatus::label)
        .or_else(|| OrderState::from_code(&count.what).map(OrderState::label))
        .or_else(|| Reason::from_code(&count.what).map(Reason::label))
        .unwrap_or(count.what.as_str());
    let part = MissedBy::from_code(&count.part)
        .map(MissedBy::label)
        .or_else(|| LineAnswer::from_code(&count.part).map(LineAnswer::label));
    part.map_or_else(|| what.to_owned(), |part| format!("{what}: {}", part.to_lowercase()))
}

fn counts(title: &str, counts: &[Count]) -> Markup {
    let rows = counts
        .iter()
        .map(|c| vec![kit::cell(label(c)), kit::number(c.own.to_string()), kit::number(told(c.others))])
        .collect();
    let head = vec![kit::cell(title), kit::number("Your agency"), kit::number("Other agencies")];
    let table = kit::table(head, rows)
        .caption(title)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling();
    html! { @if !counts.is_empty() { (table) } }
}

/// A year back, to the day.
const DAYS: i32 = -365;

pub(super) async fn provider(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Organisation>("id")?;
    let since = Calendar::england().add_days(ctx.today(), DAYS);
    let (kept, counted, concerns, may) = ctx
        .read(move |look| {
            let grant = look.agency::<ListProviders>()?;
            let kept = providers::kept(look, id)?.ok_or(Error::NotFound)?;
            grant.showed(look, "provider", &[id])?;
            let counted = store::counted(look, &grant, id, since)?;
            let concerns = if look.may::<ViewConcerns>() {
                store::about(look, &look.agency::<ViewConcerns>()?, id)?
            } else {
                Vec::new()
            };
            Ok((kept, counted, concerns, look.may::<RaiseConcern>()))
        })
        .await?;
    let nothing = counted.sessions.is_empty() && counted.orders.is_empty() && counted.disputes.is_empty();
    let body = html! {
        (layout::page_heading(Some(kept.provider.name.as_str()), "Quality"))
        @if kept.provider.approval != Approval::Approved {
            (kit::warning_text(format!("How this provider stands: {}. It takes no new work.", kept.provider.approval.label().to_lowercase())))
        }
        p class="govuk-body" {
            "What happened in the year to today, as it was recorded. Nobody is ranked. Of other agencies nothing below " (FEWEST) " is told."
        }
        @if nothing {
            (kit::nothing_here("Nothing was ordered from this provider in the last year."))
        }
        (counts("Orders", &counted.orders))
        (counts("Sessions", &counted.sessions))
        (counts("Disputed lines of invoices", &counted.disputes))
        h2 class="govuk-heading-m" { "Concerns" }
        @if concerns.is_empty() {
            p class="govuk-body" { "Your agency has raised none and was told of none." }
        }
        @for c in &concerns {
            h3 class="govuk-heading-s" { (c.reference) ", " (c.about.label().to_lowercase()) }
            (kit::summary_list(concern_rows(c)))
        }
        @if may {
            p class="govuk-body" { (kit::button("Raise a concern").secondary().href(format!("/concerns/new?provider={id}"))) }
        }
        p class="govuk-body" { (kit::print_button("Print this page")) }
    };
    Ok(ctx
        .page("Quality of a provider", body)
        .dense()
        .back(format!("/providers/{id}"), kept.provider.name.as_str())
        .respond())
}

fn concern_rows(c: &Kept) -> Vec<kit::Row> {
    let mut rows = vec![
        kit::row("Standing", html! { (tag(c.state)) }),
        kit::row("Raised by", c.agency_name.as_str()),
        kit::row("How serious", c.seriousness.label()),
    ];
    if c.shared_at.is_some() {
        rows.push(kit::row("What was told", kit::paragraphs(&c.shared)));
    }
    let reply = if c.replied_at.is_some() {
        kit::paragraphs(&c.reply)
    } else if c.provider_told_at.is_some() {
        html! { "The provider was told and has not replied yet." }
    } else {
        html! { "The provider was not told of it yet." }
    };
    rows.push(kit::row("The provider's reply", reply));
    if c.closed_at.is_some() {
        rows.push(kit::row("What came of it", kit::paragraphs(&c.outcome)));
    }
    rows
}
