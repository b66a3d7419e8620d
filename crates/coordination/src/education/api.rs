//! A child's schooling as machines see it.

use access::{Look, actions::ViewEducation};
use casework::chronology::model::Standing;
use kernel::{Error, Id, Result, kinds::Case};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    model::{Premium, Sen, sums},
    store,
};

/// A child's schooling.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EducationBody {
    school: String,
    year: String,
    teacher: String,
    virtual_school: String,
    /// `none`, `support`, `asked`, `refused` or `ehcp`; null until chosen.
    sen: Option<&'static str>,
    sen_words: String,
    reviewed: Option<String>,
    /// When the plan is to be reviewed next: the day agreed, or a year after the last one.
    next_review: Option<String>,
    premium: Option<&'static str>,
    premium_words: String,
    attendance: Option<i64>,
    attendance_on: Option<String>,
    next_school: String,
    next_on: Option<String>,
    transition: String,
    /// What somebody should look at, in words.
    to_look_at: Vec<String>,
    events: Vec<SchoolEvent>,
    /// Spent on advocacy, together.
    minutes: i64,
    half_days_out: i64,
    exclusions: i64,
    /// To be sent with the next change; 0 when nothing was saved yet.
    version: i64,
}

/// Something that happened at school.
#[derive(Debug, Serialize, ToSchema)]
struct SchoolEvent {
    id: String,
    kind: &'static str,
    on: String,
    half_days: i64,
    minutes: i64,
    words: String,
}

/// Reviews.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EducationReviews)]
pub(super) struct Reviews {
    items: Vec<ReviewBody>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A review that is to come, or is overdue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EducationReview)]
struct ReviewBody {
    case: String,
    reference: String,
    on: String,
}

fn whole(look: &Look<'_>, id: Id<Case>) -> Result<EducationBody> {
    let grant = look.one::<ViewEducation, Case>(id)?;
    let saved = store::of_case(look, &grant)?;
    let events = store::events(look, &grant)?;
    let sum = sums(&events);
    let (s, version) = saved.map_or_else(Default::default, |s| (s.schooling, s.version));
    let on = |day: Option<kernel::Date>| day.map(|d| d.to_string());
    let kept = events.into_iter().filter(|e| e.standing == Standing::Kept).map(|e| SchoolEvent {
        id: e.id.to_string(),
        kind: e.kind.code(),
        on: e.on.to_string(),
        half_days: e.half_days,
        minutes: e.minutes,
        words: e.words,
    });
    Ok(EducationBody {
        events: kept.collect(),
        minutes: sum.minutes,
        half_days_out: sum.half_days,
        exclusions: sum.exclusions,
        version,
        to_look_at: s.to_look_at(look.today()),
        next_review: on(s.next_review()),
        school: s.school,
        year: s.year,
        teacher: s.teacher,
        virtual_school: s.virtual_school,
        sen: s.sen.map(Sen::code),
        sen_words: s.sen_words,
        reviewed: on(s.reviewed),
        premium: s.premium.map(Premium::code),
        premium_words: s.premium_words,
        attendance: s.attendance,
        attendance_on: on(s.attendance_on),
        next_school: s.next_school,
        next_on: on(s.next_on),
        transition: s.transition,
    })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let found = ctx.read(move |look| whole(look, id)).await?;
    ctx.json(&found)
}

pub(super) async fn save(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let (version, schooling) = form::schooling(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("save a child's schooling", move |act| {
        actions::save(act, id, version, &schooling)?;
        Answer::done(&whole(act, id)?)
    })
    .await
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let input = form::event(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record what happened at school", move |act| {
        actions::add(act, id, &input)?;
        Answer::made(&whole(act, id)?)
    })
    .await
}

pub(super) async fn reviews(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::reviews(look, &look.agency::<ViewEducation>()?, after, Some(PAGE_ROWS)))
        .await?;
    let items = rows
        .items
        .into_iter()
        .map(|r| ReviewBody { case: r.case.to_string(), reference: r.reference, on: r.on.to_string() })
        .collect();
    ctx.json(&Reviews { items, next: rows.next.map(|c| c.to_string()) })
}
