//! A topic: its shared documents and posts, and the forms to write in it.

use access::{
    actions::{ReadCommunity, WriteCommunity},
    strategy::Topic as TopicKind,
};
use kernel::{Error, Id, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, Rows, csv_file,
    kit::{self, Cell, layout},
};

use super::{May, day, document_fields, moment, out_of_date, said, sort_field, sure, title_link, topic_tag};
use crate::community::{
    actions,
    form::{self, POST},
    model::{Kind, Sort, Topic, TopicState, is_out_of_date},
    store::{self, Listed},
};

struct Shown {
    topic: Topic,
    documents: Rows<Listed>,
    posts: Rows<Listed>,
    may: May,
}

async fn shown(ctx: &Ctx) -> Result<Shown> {
    let id = ctx.id::<TopicKind>("id")?;
    let query = ctx.query();
    let (documents, posts) = (Cursor::parse(query.raw("documents")), Cursor::parse(query.raw("posts")));
    ctx.read(move |look| {
        let grant = look.one::<ReadCommunity, TopicKind>(id)?;
        let topic = store::topic(look, &grant)?;
        Ok(Shown {
            documents: store::of_topic(look, &grant, Kind::Document, documents, Some(PAGE_ROWS))?,
            posts: store::of_topic(look, &grant, Kind::Post, posts, Some(PAGE_ROWS))?,
            may: May::of(look).within(look, &topic),
            topic,
        })
    })
    .await
}

/// `GET /community/topics/{id}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let s = shown(ctx).await?;
    let t = &s.topic;
    let path = format!("/community/topics/{}", t.id);
    let open = t.state == TopicState::Open;
    let body = html! {
        (layout::page_heading(Some("Community of practice"), &t.title))
        (kit::letter(&t.about))
        p class="govuk-body" { (topic_tag(t)) " Opened by " (t.host) ". " (t.readers()) " reads it." }
        @if let Some(why) = &t.closed_why { (kit::inset_text(format!("Closed: {why}"))) }
        h2 class="govuk-heading-m" { "Shared documents" }
        @if s.documents.items.is_empty() {
            (kit::nothing_here("Nothing is shared here yet."))
        } @else {
            (kit::table(["Document", "What it is", "Shared by", "Look again by"].map(kit::cell).to_vec(),
                s.documents.items.iter().map(|d| document_row(ctx, d)).collect())
                .caption("Shared documents, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, s.documents.next.map(|n| format!("{path}?documents={n}"))))
            p class="govuk-body" { a class="govuk-link" href={ (path) "/documents.csv" } { "Download the documents as a CSV file" } }
        }
        @if s.may.write && open { (kit::button("Share a document").href(format!("{path}/document")).secondary()) }
        h2 class="govuk-heading-m" { "Posts" }
        @if s.posts.items.is_empty() {
            (kit::nothing_here("Nobody has asked or told anything here yet."))
        } @else {
            (kit::table(["Post", "By", "Written"].map(kit::cell).to_vec(), s.posts.items.iter().map(post_row).collect())
                .caption("Posts, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, s.posts.next.map(|n| format!("{path}?posts={n}"))))
            p class="govuk-body" { a class="govuk-link" href={ (path) "/posts.csv" } { "Download the posts as a CSV file" } }
        }
        @if s.may.write && open { (kit::button("Write a post").href(format!("{path}/post")).secondary()) }
        @if s.may.keep { (keep(ctx, t, fields, wrong)) }
    };
    Ok(ctx
        .page(t.title.clone(), body)
        .back("/community", "Community of practice")
        .dense()
        .errors(wrong)
        .respond())
}

fn document_row(ctx: &Ctx, d: &Listed) -> Vec<Cell> {
    let review = d.version.text.review;
    vec![
        kit::cell(title_link(d)),
        kit::cell(d.entry.sort.map_or("", Sort::label)),
        kit::cell(d.entry.by()),
        kit::cell(html! { (review.map(day).unwrap_or_default()) (out_of_date(review, ctx.today())) }),
    ]
}

fn post_row(p: &Listed) -> Vec<Cell> {
    vec![
        kit::cell(title_link(p)),
        kit::cell(p.entry.by()),
        kit::cell(moment(p.entry.shown_at.unwrap_or(p.entry.written))),
    ]
}

/// What the agency that opened the topic may do with it.
fn keep(ctx: &Ctx, t: &Topic, fields: &Fields, wrong: &Invalid) -> Markup {
    let path = format!("/community/topics/{}", t.id);
    let version = t.version.to_string();
    html! {
        @match t.state {
            TopicState::Open => {
                h2 class="govuk-heading-m" { "Close this topic" }
                (ctx.form(&format!("{path}/close"), fields, html! {
                    (kit::hidden("version", &version))
                    (kit::textarea("why", "Why").hint("Readers see this. What stands in the topic can still be read, and you can open it again.")
                        .rows(2).value(fields.raw("why")).error(wrong.of("why")))
                    (kit::button("Close the topic").secondary().once())
                }))
            }
            TopicState::Closed => (ctx.form(&format!("{path}/reopen"), &Fields::default(), html! {
                (kit::hidden("version", &version))
                (kit::button("Open the topic again").secondary().once())
            })),
        }
    }
}

/// `POST /community/topics/{id}/close`
pub(super) async fn close(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (version, why) = match form::version_and_why(&mut fields) {
        Ok(typed) => typed,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("close a topic", move |act| {
        actions::close_topic(act, id, version, &why)?;
        Ok(Answer::see(format!("/community/topics/{id}")).saying("The topic is closed."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// `POST /community/topics/{id}/reopen`
pub(super) async fn reopen(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("open a topic again", move |act| {
        actions::reopen_topic(act, id, version)?;
        Ok(Answer::see(format!("/community/topics/{id}")).saying("The topic is open again."))
    })
    .await
}

/// Draws a form of a topic in which the reader may write.
async fn writing(
    ctx: &Ctx,
    heading: &'static str,
    wrong: &Invalid,
    inside: impl Fn(&Id<TopicKind>) -> Markup,
) -> Result<Response> {
    let id = ctx.id::<TopicKind>("id")?;
    let topic = ctx
        .read(move |look| {
            let topic = store::topic(look, &look.one::<WriteCommunity, TopicKind>(id)?)?;
            topic.takes()?;
            Ok(topic)
        })
        .await?;
    let body = html! {
        (layout::page_heading(Some(&topic.title), heading))
        p class="govuk-body" { (topic.readers()) " will read this, with your name and where you work." }
        (super::without_names())
        (inside(&id))
    };
    let back = format!("/community/topics/{id}");
    Ok(ctx.page(heading, body).back(back, topic.title).dense().errors(wrong).respond())
}

/// `GET /community/topics/{id}/post`
pub(super) async fn new_post(ctx: Ctx) -> Result<Response> {
    post_form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn post_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    writing(ctx, "Write a post", wrong, |id| {
        ctx.form(
            &format!("/community/topics/{id}/post"),
            fields,
            html! {
                (super::title_field(fields, wrong))
                (super::words_field("What you ask or tell", 8, POST, fields, wrong))
                (sure(fields, wrong))
                (kit::button("Send the post").once())
            },
        )
    })
    .await
}

/// `POST /community/topics/{id}/post`
pub(super) async fn write_post(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let typed = match form::post(&mut fields) {
        Ok(typed) => typed,
        Err(invalid) => return post_form(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("write a post", move |act| {
        let entry = actions::write(act, id, None, &typed)?;
        Ok(Answer::see(format!("/community/entries/{}", entry.id)).saying(said(&entry)))
    });
    match done.await {
        Err(error) => post_form(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// `GET /community/topics/{id}/document`
pub(super) async fn new_document(ctx: Ctx) -> Result<Response> {
    document_form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn document_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    writing(ctx, "Share a document", wrong, |id| {
        ctx.form(
            &format!("/community/topics/{id}/document"),
            fields,
            html! {
                (sort_field(fields, wrong))
                (document_fields(fields, wrong))
                (sure(fields, wrong))
                (kit::button("Share the document").once())
            },
        )
    })
    .await
}

/// `POST /community/topics/{id}/document`
pub(super) async fn share_document(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (sort, typed) = match form::document(&mut fields) {
        Ok(typed) => typed,
        Err(invalid) => return document_form(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("share a document", move |act| {
        let entry = actions::write(act, id, Some(sort), &typed)?;
        Ok(Answer::see(format!("/community/entries/{}", entry.id)).saying(said(&entry)))
    });
    match done.await {
        Err(error) => document_form(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

async fn all(ctx: &Ctx, kind: Kind) -> Result<Vec<Listed>> {
    let id = ctx.id::<TopicKind>("id")?;
    let rows = ctx
        .read(move |look| store::of_topic(look, &look.one::<ReadCommunity, TopicKind>(id)?, kind, None, None))
        .await?;
    Ok(rows.items)
}

/// `GET /community/topics/{id}/documents.csv`
pub(super) async fn documents_csv(ctx: Ctx) -> Result<Response> {
    let today = ctx.today();
    let head = [
        "title",
        "what_it_is",
        "shared_by",
        "organisation",
        "version",
        "shared_at",
        "look_again_by",
        "out_of_date",
        "link",
    ];
    let rows = all(&ctx, Kind::Document).await?.into_iter().map(|d| {
        let text = d.version.text;
        vec![
            text.title.unwrap_or_default(),
            d.entry.sort.map_or("", Sort::code).to_owned(),
            d.entry.name,
            d.entry.organisation,
            d.version.number.to_string(),
            d.version.at.to_string(),
            text.review.map_or_else(String::new, |day| day.to_string()),
            if is_out_of_date(text.review, today) { "yes" } else { "no" }.to_owned(),
            text.link.unwrap_or_default(),
        ]
    });
    csv_file("shared-documents", &head, rows)
}

/// `GET /community/topics/{id}/posts.csv`
pub(super) async fn posts_csv(ctx: Ctx) -> Result<Response> {
    let head = ["title", "by", "organisation", "written_at", "words"];
    let rows = all(&ctx, Kind::Post).await?.into_iter().map(|p| {
        vec![
            p.version.text.title.unwrap_or_default(),
            p.entry.name,
            p.entry.organisation,
            p.entry.written.to_string(),
            p.version.text.words,
        ]
    });
    csv_file("posts", &head, rows)
}
