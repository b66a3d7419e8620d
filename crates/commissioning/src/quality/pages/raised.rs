//! Concerns that one's own agency raised: the list, the form, sharing and closing.

use access::{
    actions::{RaiseConcern, ShareConcern, ViewConcerns},
    quality::Concern,
};
use kernel::{Id, Invalid, Moment, Result, Timestamp, kinds::Organisation};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, layout},
};

use super::{
    super::{
        actions, form,
        model::{About, Seriousness, State},
        store::{self, Kept, Notice},
    },
    facts, moment, table, tag, words_form,
};
use crate::providers::store as providers;

pub(in crate::quality) async fn list(ctx: Ctx) -> Result<Response> {
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

pub(in crate::quality) async fn csv(ctx: Ctx) -> Result<Response> {
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

pub(in crate::quality) async fn ask(ctx: Ctx) -> Result<Response> {
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

pub(in crate::quality) async fn raise(ctx: Ctx) -> Result<Response> {
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

pub(in crate::quality) async fn show(ctx: Ctx) -> Result<Response> {
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

pub(in crate::quality) async fn share(ctx: Ctx) -> Result<Response> {
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

pub(in crate::quality) async fn close(ctx: Ctx) -> Result<Response> {
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
