//! The list of topics, opening one, and the search.

use access::actions::{KeepTopics, ModerateCommunity, ReadCommunity};
use kernel::{Id, Invalid, Result, kinds::Account};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, Rows, csv_file,
    kit::{self, Cell, Tone, layout},
};

use super::{May, moment, status_tag, title_link, topic_tag};
use crate::community::{
    actions, form,
    model::{Audience, Topic},
    store::{self, Listed, Sought},
};

/// What the first page shows.
struct First {
    topics: Rows<Topic>,
    unshown: Vec<Listed>,
    may: May,
    waits: bool,
}

async fn first(ctx: &Ctx) -> Result<First> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let me: Option<Id<Account>> = ctx.actor.answerable();
    ctx.read(move |look| {
        let may = May::of(look);
        let topics = store::topics(look, &look.shared::<ReadCommunity>()?, after, Some(PAGE_ROWS))?;
        let waits = match may.moderate {
            true => store::something_waits(look, &look.agency::<ModerateCommunity>()?)?,
            false => false,
        };
        let unshown = me.map_or(Ok(Vec::new()), |me| store::unshown(look, me))?;
        Ok(First { topics, unshown, may, waits })
    })
    .await
}

/// `GET /community`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let f = first(ctx).await?;
    let body = html! {
        (layout::page_heading(None, "Community of practice"))
        p class="govuk-body" {
            "What colleagues of other agencies use and know: tools, standards, guidance and examples, and a place to ask. \
             No family is spoken of here."
        }
        (search_form(ctx, fields, wrong))
        @if f.may.moderate {
            p class="govuk-body" {
                a class="govuk-link" href="/community/moderation" { "Moderation" }
                @if f.waits { " " (kit::tag("Something waits").tone(Tone::Soon)) }
            }
        }
        (yours(&f.unshown))
        h2 class="govuk-heading-m" { "Topics" }
        @if f.topics.items.is_empty() {
            (kit::nothing_here("No topic is open to you yet."))
        } @else {
            (kit::table(["Topic", "Opened by", "Who reads it", "Last written in"].map(kit::cell).to_vec(), f.topics.items.iter().map(line).collect())
                .caption("Topics, the last written in first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, f.topics.next.map(|n| format!("/community?after={n}"))))
            p class="govuk-body" { a class="govuk-link" href="/community.csv" { "Download the topics as a CSV file" } }
        }
        @if f.may.keep { (kit::button("Open a topic").href("/community/new").secondary()) }
    };
    Ok(ctx.page("Community of practice", body).dense().errors(wrong).respond())
}

fn line(t: &Topic) -> Vec<Cell> {
    vec![
        kit::cell(html! {
            a class="govuk-link" href={ "/community/topics/" (t.id) } { (t.title) } " " (topic_tag(t))
        }),
        kit::cell(t.host.as_str()),
        kit::cell(t.readers()),
        kit::cell(moment(t.last)),
    ]
}

/// What the reader wrote and others do not see, with what became of it.
fn yours(unshown: &[Listed]) -> Markup {
    html! {
        @if !unshown.is_empty() {
            h2 class="govuk-heading-m" { "What you wrote, and others do not see" }
            ul class="govuk-list" {
                @for listed in unshown { li { (title_link(listed)) " " (status_tag(&listed.entry)) } }
            }
        }
    }
}

/// `GET /community.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let topics = ctx.read(|look| store::topics(look, &look.shared::<ReadCommunity>()?, None, None)).await?;
    let head =
        ["topic", "opened_by", "who_reads_it", "region", "status", "last_written_in_at", "what_it_is_for"];
    let rows = topics.items.into_iter().map(|t| {
        vec![
            t.title,
            t.host,
            t.audience.code().to_owned(),
            t.region,
            t.state.code().to_owned(),
            t.last.to_string(),
            t.about,
        ]
    });
    csv_file("topics", &head, rows)
}

/// `GET /community/new`
pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<KeepTopics>().map(drop)).await?;
    new_form(&ctx, &Fields::default(), &Invalid::default())
}

fn new_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let readers = Audience::ALL.iter().map(|a| kit::choice(a.code(), a.label())).collect();
    let body = html! {
        (layout::page_heading(None, "Open a topic"))
        p class="govuk-body" {
            "Team managers and commissioners of your agency answer for what is written in it: they see what could lead to a \
             family, and what readers report, before they decide."
        }
        (ctx.form("/community", fields, html! {
            (super::title_field(fields, wrong))
            (kit::textarea("about", "What it is for").hint("What belongs here, and whom it helps").rows(4)
                .value(fields.raw("about")).error(wrong.of("about")))
            (kit::radios("audience", "Who reads it", readers).hint("This stays as it is: what was written for some is not shown to others later")
                .value(fields.raw("audience")).error(wrong.of("audience")))
            (kit::button("Open the topic").once())
        }))
    };
    Ok(ctx
        .page("Open a topic", body)
        .back("/community", "Community of practice")
        .dense()
        .errors(wrong)
        .respond())
}

/// `POST /community`
pub(super) async fn open(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match form::topic(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return new_form(&ctx, &fields, &invalid),
    };
    let done = ctx.act("open a topic", move |act| {
        let id = actions::open_topic(act, &input)?;
        Ok(Answer::see(format!("/community/topics/{id}")).saying("The topic is open."))
    });
    match done.await {
        Err(error) => new_form(&ctx, &fields, &page::mend(error)?),
        done => done,
    }
}

fn search_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Markup {
    ctx.form("/community/search", fields, html! {
        (kit::input("words", "Look for words")
            .hint("Up to three, such as: review template. Whole words are found, with or without an s at the end.")
            .value(fields.raw("words")).error(wrong.of("words")))
        (kit::button("Search").secondary())
    })
}

/// `POST /community/search`: what is looked for stands in no address.
pub(super) async fn search(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let words = match form::sought(&mut fields) {
        Ok(words) => words,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let after = Cursor::parse(fields.raw("after"));
    let sought = Sought(words);
    let found =
        ctx.read(move |look| store::search(look, &look.shared::<ReadCommunity>()?, &sought, after)).await?;
    let rows = found.items.iter().map(|(listed, topic)| {
        vec![
            kit::cell(title_link(listed)),
            kit::cell(listed.entry.kind.label()),
            kit::cell(topic.as_str()),
            kit::cell(listed.entry.by()),
            kit::cell(moment(listed.entry.shown_at.unwrap_or(listed.entry.written))),
        ]
    });
    let body = html! {
        (layout::page_heading(None, "What was found"))
        (search_form(&ctx, &fields, &Invalid::default()))
        @if found.items.is_empty() {
            (kit::nothing_here("Nothing that you may read holds all of these words. Try fewer of them."))
        } @else {
            (kit::table(["What", "Kind", "Topic", "By", "Since"].map(kit::cell).to_vec(), rows.collect())
                .caption("What holds all of these words, the newest first").caption_classes("govuk-visually-hidden")
                .first_cell_is_header().scrolling())
        }
        @if let Some(next) = found.next {
            (ctx.form("/community/search", &Fields::default(), html! {
                (kit::hidden("words", fields.raw("words")))
                (kit::hidden("after", &next.to_string()))
                (kit::button("Older ones").secondary())
            }))
        }
    };
    Ok(ctx.page("What was found", body).back("/community", "Community of practice").dense().respond())
}
