//! The chronology as machines see it.

use access::actions::ViewAssessment;
use kernel::{Error, Result, kinds::Case};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    model::{self, Standing},
    pages::list::wanted,
    store,
};

/// A chronology.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Chronology {
    /// In order of time: 1,000 at most.
    items: Vec<Entry>,
    /// Always null: a chronology is never longer.
    next: Option<String>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChronologyEntry)]
pub(super) struct Entry {
    id: String,
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    /// Whether it was only about then.
    about: bool,
    /// The time in words.
    when: String,
    kind: &'static str,
    words: String,
    /// Who says so, or which paper.
    source: String,
    /// `kept`, or `out` when it was taken out.
    standing: &'static str,
    /// To be sent with the next change.
    version: i64,
}

impl From<model::Entry> for Entry {
    fn from(e: model::Entry) -> Self {
        let (year, month, day) = e.when.parts();
        Entry {
            id: e.id.to_string(),
            year,
            month,
            day,
            about: e.when.is_about(),
            when: e.when.to_string(),
            kind: e.kind.code(),
            words: e.words,
            source: e.source,
            standing: e.standing.code(),
            version: e.version,
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (id, wanted) = (ctx.id::<Case>("id")?, wanted(&ctx));
    let items = ctx
        .read(move |look| {
            store::of_case(look, &look.one::<ViewAssessment, Case>(id)?, Standing::Kept, wanted)
        })
        .await?;
    ctx.json(&Chronology { items: items.into_iter().map(Into::into).collect(), next: None })
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let input = form::entry(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("add to a chronology", move |act| Answer::made(&Entry::from(actions::add(act, id, &input)?)))
        .await
}

pub(super) async fn change(ctx: Ctx) -> Result<Response> {
    let (case, entry) = (ctx.id::<Case>("id")?, ctx.id::<()>("entry")?);
    let (version, input) = form::change(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("change an entry of a chronology", move |act| {
        Answer::done(&Entry::from(actions::change(act, case, entry, version, &input)?))
    })
    .await
}

pub(super) async fn stand(ctx: Ctx) -> Result<Response> {
    let (case, entry) = (ctx.id::<Case>("id")?, ctx.id::<()>("entry")?);
    let (version, standing) = form::standing(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("take an entry out of a chronology, or put it back", move |act| {
        Answer::done(&Entry::from(actions::stand(act, case, entry, version, standing)?))
    })
    .await
}
