//! The guide for machines.

use access::{
    Look,
    actions::{GiveGuide, KeepGuides, ViewGuides},
};
use kernel::{Error, Id, Result, kinds::Case};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    model::{EDITION, Part, Reading, shipped},
    store,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/childrens-guides", list)
            .needs::<ViewGuides>()
            .about("The texts of the Children’s Guide that hold today")
            .answers::<ChildrensGuides>(),
        Route::post("/api/v1/childrens-guides/younger", younger)
            .needs::<KeepGuides>()
            .about("Write a new version of the guide for younger children")
            .body(|f| drop(form::text(f)))
            .answers::<ChildrensGuides>(),
        Route::post("/api/v1/childrens-guides/older", older)
            .needs::<KeepGuides>()
            .about("Write a new version of the guide from about 11")
            .body(|f| drop(form::text(f)))
            .answers::<ChildrensGuides>(),
        Route::get("/api/v1/childrens-guides/not-given", not_given)
            .needs::<ViewGuides>()
            .personal()
            .about("Children with support who were not given the guide yet: `?after=CURSOR`")
            .answers::<NotGivenList>(),
        Route::get("/api/v1/cases/{id}/childrens-guide", of_case)
            .needs::<GiveGuide>()
            .personal()
            .about("When the child of a case was given the guide: 100 at most")
            .answers::<GuideGivenList>(),
        Route::post("/api/v1/cases/{id}/childrens-guide", give)
            .needs::<GiveGuide>()
            .personal()
            .about("Record that the guide was given")
            .body(|f| drop(form::given(f)))
            .answers::<GuideGivenList>(),
    ]
}

/// A text that holds.
#[derive(Serialize, ToSchema)]
struct ChildrensGuide {
    /// `younger` or `older`.
    reading: &'static str,
    /// 0 for the text that comes with Hearth.
    version: i64,
    /// The edition of that text.
    edition: Option<&'static str>,
    from: Option<String>,
    parts: Vec<ChildrensGuidePart>,
}

/// A part of a text.
#[derive(Serialize, ToSchema)]
struct ChildrensGuidePart {
    part: &'static str,
    heading: String,
    words: String,
    /// Where the part that comes with Hearth comes from.
    source: String,
}

/// The texts that hold today.
#[derive(Serialize, ToSchema)]
struct ChildrensGuides {
    items: Vec<ChildrensGuide>,
    /// Always nothing: the list is whole.
    next: Option<String>,
}

/// Children who were not given the guide yet.
#[derive(Serialize, ToSchema)]
struct NotGivenList {
    items: Vec<NotGivenItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A case whose child was not given the guide yet.
#[derive(Serialize, ToSchema)]
struct NotGivenItem {
    case_id: String,
    case_reference: String,
    level: &'static str,
    opened_at: String,
    coordinator: String,
}

/// When the child of a case was given the guide.
#[derive(Serialize, ToSchema)]
struct GuideGivenList {
    items: Vec<GuideGivenItem>,
    /// Always nothing: the newest 100 are given.
    next: Option<String>,
}

/// That the guide was given.
#[derive(Serialize, ToSchema)]
struct GuideGivenItem {
    reading: &'static str,
    /// 0 for the text that comes with Hearth, of this edition.
    version: i64,
    edition: String,
    way: &'static str,
    to: &'static str,
    on: String,
}

fn all(look: &Look<'_>) -> Result<ChildrensGuides> {
    let agency = look.agency::<ViewGuides>()?.agency();
    let items = Reading::ALL.iter().map(|reading| {
        let text = store::holding(look, agency, *reading, look.today())?;
        let parts = shipped(*reading)?.into_iter().zip(Part::ALL).map(|(s, part)| ChildrensGuidePart {
            part: part.code(),
            heading: s.heading.clone(),
            words: text.of(*part).to_owned(),
            source: s.source.clone(),
        });
        Ok(ChildrensGuide {
            reading: reading.code(),
            version: text.number,
            edition: (text.number == 0).then_some(EDITION),
            from: text.from.map(|d| d.to_string()),
            parts: parts.collect(),
        })
    });
    Ok(ChildrensGuides { items: items.collect::<Result<_>>()?, next: None })
}

async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(all).await?;
    ctx.json(&all)
}

async fn younger(ctx: Ctx) -> Result<Response> {
    write(ctx, Reading::Younger).await
}

async fn older(ctx: Ctx) -> Result<Response> {
    write(ctx, Reading::Older).await
}

async fn write(ctx: Ctx, reading: Reading) -> Result<Response> {
    let text = form::text(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("write the children's guide", move |act| {
        actions::write(act, reading, &text)?;
        Answer::done(&all(act)?)
    })
    .await
}

async fn not_given(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::not_given(look, &look.agency::<ViewGuides>()?, after)).await?;
    let items = rows.items.into_iter().map(|n| NotGivenItem {
        case_id: n.case.to_string(),
        case_reference: n.reference.to_string(),
        level: n.level.code(),
        opened_at: n.opened.to_string(),
        coordinator: n.coordinator,
    });
    ctx.json(&NotGivenList { items: items.collect(), next: rows.next.map(|c| c.to_string()) })
}

fn given(look: &Look<'_>, id: Id<Case>) -> Result<GuideGivenList> {
    let all = store::of_case(look, &look.one::<GiveGuide, Case>(id)?)?;
    let items = all.into_iter().map(|g| GuideGivenItem {
        reading: g.reading.code(),
        version: g.number,
        way: g.way.code(),
        to: g.to.code(),
        on: g.on.to_string(),
        edition: g.edition,
    });
    Ok(GuideGivenList { items: items.collect(), next: None })
}

async fn of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let all = ctx.read(move |look| given(look, id)).await?;
    ctx.json(&all)
}

async fn give(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let input = form::given(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("give the children's guide", move |act| {
        actions::give::run(act, id, &input)?;
        Answer::made(&given(act, id)?)
    })
    .await
}
