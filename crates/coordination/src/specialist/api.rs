//! Specialist assessments as machines see them: the same actions, with the fields of the forms.

use access::{actions::ViewSpecialist, specialists::SpecialistAsk};
use kernel::{Date, Error, Id, Result, kinds::Case};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    model::lines,
    pages::wanted,
    store::{self, Listed},
};

/// Specialist assessments.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpecialistList {
    items: Vec<SpecialistBody>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A specialist assessment that was asked of a provider.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpecialistBody {
    id: String,
    /// None for a provider.
    case: Option<String>,
    agency: String,
    provider: String,
    /// `asked`, `accepted`, `declined`, `reported` or `withdrawn`.
    state: &'static str,
    goals: Vec<String>,
    /// What was flagged when it was asked: `delivers-now`, `delivered`, `would-deliver`. None for a provider.
    conflicts: Option<Vec<&'static str>>,
    /// Why this provider all the same. None for a provider.
    chosen_why: Option<String>,
    due_on: String,
    asked_at: String,
    late: bool,
    /// Since when the provider may read who the child is.
    named_at: Option<String>,
    /// What the provider answered, or why it was withdrawn.
    answer: String,
    report: String,
    recommends: Vec<String>,
    settled_at: Option<String>,
    /// To be sent with the next change.
    version: i64,
}

fn body(l: Listed, provider: bool, today: Date) -> SpecialistBody {
    let s = l.ask;
    let ours = |text: String| (!provider).then_some(text);
    SpecialistBody {
        id: s.id.to_string(),
        case: ours(s.case.to_string()),
        agency: l.agency_name,
        provider: l.provider_name,
        state: s.state.code(),
        late: s.is_late(today),
        goals: lines(&s.goals).map(str::to_owned).collect(),
        conflicts: (!provider).then(|| s.conflicts.iter().map(|c| c.code()).collect()),
        chosen_why: ours(s.why),
        due_on: s.due.to_string(),
        asked_at: s.asked.to_string(),
        named_at: s.named.map(|at| at.to_string()),
        answer: s.answer,
        report: s.report,
        recommends: lines(&s.recommends).map(str::to_owned).collect(),
        settled_at: s.settled.map(|at| at.to_string()),
        version: s.version,
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (show, after) = (wanted(&ctx), Cursor::parse(ctx.query().raw("after")));
    let rows = ctx.read(move |look| store::list(look, show, after, Some(PAGE_ROWS))).await?;
    let (provider, today) = (ctx.actor.provider().is_some(), ctx.today());
    let items = rows.items.into_iter().map(|l| body(l, provider, today)).collect();
    ctx.json(&SpecialistList { items, next: rows.next.map(|next| next.to_string()) })
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id: Id<SpecialistAsk> = ctx.id("id")?;
    let l = ctx.read(move |look| store::load(look, &look.one::<ViewSpecialist, SpecialistAsk>(id)?)).await?;
    ctx.json(&body(l, ctx.actor.provider().is_some(), ctx.today()))
}

pub(super) async fn of_case(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let all = ctx.read(move |look| store::of_case(look, &look.one::<ViewSpecialist, Case>(id)?)).await?;
    let today = ctx.today();
    let provider = ctx.actor.provider().is_some();
    let items = all.into_iter().map(|l| body(l, provider, today)).collect();
    ctx.json(&SpecialistList { items, next: None })
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let input = form::asked(&mut ctx.fields()?).map_err(Error::Invalid)?;
    let today = ctx.today();
    ctx.act("ask for a specialist assessment", move |act| {
        let s = actions::ask(act, id, &input)?;
        let l = store::load(act, &act.one::<ViewSpecialist, SpecialistAsk>(s.id)?)?;
        Answer::made(&body(l, false, today))
    })
    .await
}

/// One step by the API.
macro_rules! step {
    ($name:ident, $read:path, $what:literal, |$act:ident, $id:ident, $input:ident| $run:expr) => {
        pub(super) async fn $name(ctx: Ctx) -> Result<Response> {
            let $id: Id<SpecialistAsk> = ctx.id("id")?;
            let $input = $read(&mut ctx.fields()?).map_err(Error::Invalid)?;
            let (provider, today) = (ctx.actor.provider().is_some(), ctx.today());
            ctx.act($what, move |$act| Answer::done(&body($run?, provider, today))).await
        }
    };
}

step!(answer, form::answered, "answer about a specialist assessment", |act, id, input| {
    actions::answer(act, id, input.0, input.1, &input.2)
});
step!(report, form::reported, "hand in a specialist report", |act, id, input| {
    actions::report(act, id, input.0, (&input.1, &input.2))
});
step!(enter_report, form::reported, "enter a specialist report", |act, id, input| {
    actions::enter_report(act, id, input.0, (&input.1, &input.2))
});
step!(share_names, form::version, "share names with a provider", |act, id, input| {
    actions::share_names(act, id, input)
});
step!(withdraw, form::withdrawn, "withdraw a specialist assessment", |act, id, input| {
    actions::withdraw(act, id, input.0, &input.1)
});
