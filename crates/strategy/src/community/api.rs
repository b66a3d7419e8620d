//! What machines see of the community of practice. What a key writes is its maker's.

use access::{
    actions::{KeepTopics, ModerateCommunity, ReadCommunity, WriteCommunity},
    strategy::{Entry as EntryKind, Topic as TopicKind},
};
use kernel::{Error, Id, Invalid, Result};
use page::{Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions,
    form::{self, Typed},
    model::{Entry, Kind, Sort, Status, Topic, Version, VersionState, is_out_of_date},
    store::{self, Listed, Sought},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/community/topics", topics)
            .needs::<ReadCommunity>()
            .about("Topics of the community of practice, the last written in first")
            .answers::<CommunityTopicList>(),
        Route::post("/api/v1/community/topics", open)
            .needs::<KeepTopics>()
            .about("Open a topic")
            .body(|f| drop(form::topic(f)))
            .answers::<CommunityTopicItem>(),
        Route::get("/api/v1/community/topics/{id}", topic)
            .needs::<ReadCommunity>()
            .about("A topic")
            .answers::<CommunityTopicItem>(),
        Route::get("/api/v1/community/topics/{id}/documents", documents)
            .needs::<ReadCommunity>()
            .personal()
            .about("A topic's shared documents, the newest first")
            .answers::<CommunityEntryList>(),
        Route::post("/api/v1/community/topics/{id}/documents", share)
            .needs::<WriteCommunity>()
            .personal()
            .about("Share a document in a topic")
            .body(|f| drop(form::document(f)))
            .answers::<CommunityEntryItem>(),
        Route::get("/api/v1/community/topics/{id}/posts", posts)
            .needs::<ReadCommunity>()
            .personal()
            .about("A topic's posts, the newest first")
            .answers::<CommunityEntryList>(),
        Route::post("/api/v1/community/topics/{id}/posts", write)
            .needs::<WriteCommunity>()
            .personal()
            .about("Write a post in a topic")
            .body(|f| drop(form::post(f)))
            .answers::<CommunityEntryItem>(),
        Route::get("/api/v1/community/entries/{id}", entry)
            .needs::<ReadCommunity>()
            .personal()
            .about("A post, an answer or a shared document, with its versions")
            .answers::<CommunityEntryItem>(),
        Route::get("/api/v1/community/entries/{id}/answers", answers)
            .needs::<ReadCommunity>()
            .personal()
            .about("The answers under a post, the oldest first")
            .answers::<CommunityEntryList>(),
        Route::post("/api/v1/community/entries/{id}/answers", answer)
            .needs::<WriteCommunity>()
            .personal()
            .about("Answer a post")
            .body(|f| drop(form::answer(f)))
            .answers::<CommunityEntryItem>(),
        Route::post("/api/v1/community/entries/{id}/versions", edit)
            .needs::<WriteCommunity>()
            .personal()
            .about("Write a new version of what one wrote; a post and an answer take no more than title, words and version")
            .body(form::any_version)
            .answers::<CommunityEntryItem>(),
        Route::post("/api/v1/community/search", search)
            .needs::<ReadCommunity>()
            .personal()
            .about("Look for up to three words in posts and shared documents")
            .body(|f| drop(search_fields(f)))
            .answers::<CommunityEntryList>(),
        Route::get("/api/v1/community/moderation", queue)
            .needs::<ModerateCommunity>()
            .personal()
            .about("What waits for the agency's moderators, the longest first")
            .answers::<CommunityEntryList>(),
        Route::post("/api/v1/community/entries/{id}/decision", decide)
            .needs::<ModerateCommunity>()
            .personal()
            .about("Let something through, return it to its author, or take it out")
            .body(|f| drop(form::decision(f)))
            .answers::<CommunityEntryItem>(),
    ]
}

/// A topic of the community of practice.
#[derive(Debug, Serialize, ToSchema)]
struct CommunityTopicItem {
    id: String,
    title: String,
    about: String,
    /// The agency that opened it.
    opened_by: String,
    /// `agencies`, `everyone` (providers too) or `region`.
    audience: &'static str,
    /// The pan-region that reads it, where only one does.
    region: Option<String>,
    status: &'static str,
    last_written_in_at: String,
    version: i64,
}

/// Topics.
#[derive(Debug, Serialize, ToSchema)]
struct CommunityTopicList {
    items: Vec<CommunityTopicItem>,
    /// Where the next page begins.
    next: Option<String>,
}

fn topic_item(t: Topic) -> CommunityTopicItem {
    CommunityTopicItem {
        id: t.id.to_string(),
        title: t.title,
        about: t.about,
        opened_by: t.host,
        audience: t.audience.code(),
        region: Some(t.region).filter(|region| !region.is_empty()),
        status: t.state.code(),
        last_written_in_at: t.last.to_string(),
        version: t.version,
    }
}

/// One version of something that was written.
#[derive(Debug, Serialize, ToSchema)]
struct CommunityEntryVersion {
    number: i64,
    title: Option<String>,
    words: String,
    link: Option<String>,
    /// By when somebody looks whether it still holds.
    review_on: Option<String>,
    changed: Option<String>,
    status: &'static str,
    written_at: String,
}

/// A post, an answer or a shared document.
#[derive(Debug, Serialize, ToSchema)]
struct CommunityEntryItem {
    id: String,
    topic: String,
    /// `post`, `answer` or `document`.
    kind: &'static str,
    /// The post that an answer is under.
    under: Option<String>,
    /// Of a document: `tool`, `standard`, `guidance` or `example`.
    sort: Option<&'static str>,
    by: String,
    organisation: String,
    status: &'static str,
    /// Why it was withdrawn, returned or taken out.
    why: Option<String>,
    /// Whether the day by which somebody should have looked has passed.
    out_of_date: bool,
    /// In a list, the version that stands in it; otherwise all that whoever asks may read, the oldest first.
    versions: Vec<CommunityEntryVersion>,
    written_at: String,
    /// The version that a change is based on.
    version: i64,
}

/// Posts, answers or documents.
#[derive(Debug, Serialize, ToSchema)]
struct CommunityEntryList {
    items: Vec<CommunityEntryItem>,
    /// Where the next page begins.
    next: Option<String>,
}

fn version_item(v: Version) -> CommunityEntryVersion {
    CommunityEntryVersion {
        number: v.number,
        title: v.text.title,
        words: v.text.words,
        link: v.text.link,
        review_on: v.text.review.map(|day| day.to_string()),
        changed: v.text.changed,
        status: v.state.code(),
        written_at: v.at.to_string(),
    }
}

fn item(e: Entry, versions: Vec<Version>, today: kernel::Date) -> CommunityEntryItem {
    let review = versions.iter().find(|v| Some(v.number) == e.shown).and_then(|v| v.text.review);
    CommunityEntryItem {
        id: e.id.to_string(),
        topic: e.topic.to_string(),
        kind: e.kind.code(),
        under: e.parent.map(|id| id.to_string()),
        sort: e.sort.map(Sort::code),
        by: e.name,
        organisation: e.organisation,
        status: e.status.code(),
        why: e.why,
        out_of_date: is_out_of_date(review, today),
        versions: versions.into_iter().map(version_item).collect(),
        written_at: e.written.to_string(),
        version: e.version,
    }
}

fn list(rows: page::Rows<Listed>, today: kernel::Date) -> CommunityEntryList {
    let items = rows.items.into_iter().map(|l| item(l.entry, vec![l.version], today)).collect();
    CommunityEntryList { items, next: rows.next.map(|n| n.to_string()) }
}

fn after(ctx: &Ctx) -> Option<Cursor> {
    Cursor::parse(ctx.query().raw("after"))
}

async fn topics(ctx: Ctx) -> Result<Response> {
    let after = after(&ctx);
    let rows = ctx
        .read(move |look| store::topics(look, &look.shared::<ReadCommunity>()?, after, Some(PAGE_ROWS)))
        .await?;
    let next = rows.next.map(|n| n.to_string());
    ctx.json(&CommunityTopicList { items: rows.items.into_iter().map(topic_item).collect(), next })
}

async fn topic(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<TopicKind>("id")?;
    let found = ctx.read(move |look| store::topic(look, &look.one::<ReadCommunity, TopicKind>(id)?)).await?;
    ctx.json(&topic_item(found))
}

async fn open(ctx: Ctx) -> Result<Response> {
    let input = form::topic(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("open a topic", move |act| {
        let id = actions::open_topic(act, &input)?;
        Answer::made(&topic_item(store::topic(act, &act.one::<ReadCommunity, TopicKind>(id)?)?))
    })
    .await
}

async fn of_topic(ctx: Ctx, kind: Kind) -> Result<Response> {
    let (id, after) = (ctx.id::<TopicKind>("id")?, after(&ctx));
    let rows = ctx
        .read(move |look| {
            let grant = look.one::<ReadCommunity, TopicKind>(id)?;
            store::of_topic(look, &grant, kind, after, Some(PAGE_ROWS))
        })
        .await?;
    ctx.json(&list(rows, ctx.today()))
}

async fn documents(ctx: Ctx) -> Result<Response> {
    of_topic(ctx, Kind::Document).await
}

async fn posts(ctx: Ctx) -> Result<Response> {
    of_topic(ctx, Kind::Post).await
}

/// The entry as its author finds it after writing.
fn written(act: &access::Act<'_>, id: Id<EntryKind>) -> Result<CommunityEntryItem> {
    let grant = act.one::<ReadCommunity, EntryKind>(id)?;
    Ok(item(store::entry(act, &grant)?, store::versions(act, &grant)?, act.today()))
}

async fn put(ctx: Ctx, sort: Option<Sort>, typed: Typed) -> Result<Response> {
    let id = ctx.id::<TopicKind>("id")?;
    ctx.act("write in a topic", move |act| {
        let made = actions::write(act, id, sort, &typed)?;
        Answer::made(&written(act, made.id)?)
    })
    .await
}

async fn share(ctx: Ctx) -> Result<Response> {
    let (sort, typed) = form::document(&mut ctx.fields()?).map_err(Error::Invalid)?;
    put(ctx, Some(sort), typed).await
}

async fn write(ctx: Ctx) -> Result<Response> {
    let typed = form::post(&mut ctx.fields()?).map_err(Error::Invalid)?;
    put(ctx, None, typed).await
}

async fn entry(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<EntryKind>("id")?;
    let (today, me) = (ctx.today(), ctx.actor.answerable());
    let found = ctx
        .read(move |look| {
            let grant = look.one::<ReadCommunity, EntryKind>(id)?;
            let mut entry = store::entry(look, &grant)?;
            let mut versions = store::versions(look, &grant)?;
            if me != Some(entry.author) {
                let withdrawn = entry.status == Status::Withdrawn;
                versions.retain(|v| v.state == VersionState::Passed && !withdrawn);
                // What a moderator wrote to its author about a change is theirs.
                entry.why = entry.why.filter(|_| withdrawn);
            }
            Ok(item(entry, versions, today))
        })
        .await?;
    ctx.json(&found)
}

async fn answers(ctx: Ctx) -> Result<Response> {
    let (id, after) = (ctx.id::<EntryKind>("id")?, after(&ctx));
    let rows =
        ctx.read(move |look| store::answers(look, &look.one::<ReadCommunity, EntryKind>(id)?, after)).await?;
    ctx.json(&list(rows, ctx.today()))
}

async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<EntryKind>("id")?;
    let typed = form::answer(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("answer a post", move |act| {
        let made = actions::answer(act, id, &typed)?;
        Answer::made(&written(act, made.id)?)
    })
    .await
}

async fn edit(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<EntryKind>("id")?;
    let kind = ctx
        .read(move |look| Ok(store::entry(look, &look.one::<WriteCommunity, EntryKind>(id)?)?.kind))
        .await?;
    let mut fields = ctx.fields()?;
    let typed = match kind {
        Kind::Post => form::post_version(&mut fields),
        Kind::Answer => form::answer_version(&mut fields),
        Kind::Document => form::document_version(&mut fields),
    };
    let (version, typed) = typed.map_err(Error::Invalid)?;
    ctx.act("change what one wrote", move |act| {
        actions::edit(act, id, version, &typed)?;
        Answer::done(&written(act, id)?)
    })
    .await
}

fn search_fields(f: &mut Fields) -> Result<(Vec<String>, Option<Cursor>), Invalid> {
    let words = form::sought(f);
    let after = f.optional("after", 100).unwrap_or_default();
    f.finish(|| Some((words.ok()?, Cursor::parse(&after))))
}

async fn search(ctx: Ctx) -> Result<Response> {
    let (words, after) = search_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    let sought = Sought(words);
    let found =
        ctx.read(move |look| store::search(look, &look.shared::<ReadCommunity>()?, &sought, after)).await?;
    let items = found.items.into_iter().map(|(listed, _)| listed).collect();
    ctx.json(&list(page::Rows { items, next: found.next }, ctx.today()))
}

async fn queue(ctx: Ctx) -> Result<Response> {
    let after = after(&ctx);
    let rows = ctx
        .read(move |look| store::queue(look, &look.agency::<ModerateCommunity>()?, after, Some(PAGE_ROWS)))
        .await?;
    ctx.json(&list(rows, ctx.today()))
}

async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<EntryKind>("id")?;
    let input = form::decision(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("moderate what somebody wrote", move |act| {
        let decided = actions::decide(act, id, &input)?;
        let versions = store::versions(act, &act.one::<ModerateCommunity, EntryKind>(id)?)?;
        Answer::done(&item(decided, versions, act.today()))
    })
    .await
}
