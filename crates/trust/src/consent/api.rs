//! What machines see of consent.

use access::{
    actions::{RecordConsent, ViewConsent, WithdrawConsent},
    consent::{Consent, kinds::Consent as Kind, store},
};
use kernel::{Date, Error, Id, Result, kinds};
use page::{Answer, Ctx, Fields, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::actions;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/consents", list)
            .needs::<ViewConsent>()
            .personal()
            .about("What the family of a case was asked and said: case")
            .answers::<ConsentList>(),
        Route::post("/api/v1/consents", ask)
            .needs::<RecordConsent>()
            .personal()
            .about("Ask a family for consent and record what it says")
            .body(|f| drop(new_consent(f)))
            .answers::<ConsentItem>(),
        Route::post("/api/v1/consents/{id}/answer", answer)
            .needs::<WithdrawConsent>()
            .personal()
            .about("Record a family's answer")
            .body(|f| drop(actions::said_fields(f)))
            .answers::<ConsentItem>(),
        Route::post("/api/v1/consents/{id}/withdrawal", withdraw)
            .needs::<WithdrawConsent>()
            .personal()
            .about("Withdraw a consent")
            .body(|f| drop(actions::taken_fields(f)))
            .answers::<ConsentItem>(),
        Route::get("/api/v1/disclosures", disclosures)
            .needs::<ViewConsent>()
            .personal()
            .about("What of a case went to other organisations: case")
            .answers::<DisclosureList>(),
    ]
}

/// What the family of a case was asked and said.
#[derive(Debug, Serialize, ToSchema)]
struct ConsentList {
    items: Vec<ConsentItem>,
    /// Always null: every consent of the case is given.
    next: Option<String>,
}

/// A consent.
#[derive(Debug, Serialize, ToSchema)]
struct ConsentItem {
    id: String,
    case: String,
    /// A code of data/consent_purposes.csv.
    purpose: String,
    shares: Vec<&'static str>,
    recipient: &'static str,
    /// The organisation, where it has a record here.
    organisation: Option<String>,
    /// The organisation's name, where it has none; empty for every one of the kind.
    name: String,
    /// asked, given or refused.
    answer: &'static str,
    /// How it stands today.
    state: &'static str,
    given_by: Option<&'static str>,
    how: Option<&'static str>,
    answered_on: Option<String>,
    until: Option<String>,
    recorded_at: String,
    withdrawn_at: Option<String>,
    version: i64,
}

fn item(c: &Consent, today: Date) -> ConsentItem {
    ConsentItem {
        id: c.id.to_string(),
        case: c.case.to_string(),
        purpose: c.purpose.clone(),
        shares: c.shares.iter().map(|k| k.code()).collect(),
        recipient: c.to.kind.code(),
        organisation: c.to.organisation.map(|id| id.to_string()),
        name: c.to.name.clone(),
        answer: c.answer.code(),
        state: c.state(today).code(),
        given_by: c.given_by.map(|by| by.code()),
        how: c.how.map(|how| how.code()),
        answered_on: c.answered_on.map(|d| d.to_string()),
        until: c.until.map(|d| d.to_string()),
        recorded_at: c.recorded.to_string(),
        withdrawn_at: c.withdrawn.map(|at| at.to_string()),
        version: c.version,
    }
}

fn case_of(ctx: &Ctx) -> Result<Id<kinds::Case>> {
    let mut query = ctx.query();
    let case = query.id("case", "Say which case");
    query.finish(|| case).map_err(Error::Invalid)
}

async fn list(ctx: Ctx) -> Result<Response> {
    let case = case_of(&ctx)?;
    let all = ctx.read(move |look| store::of_case(look, &look.one::<ViewConsent, _>(case)?)).await?;
    ctx.json(&ConsentList { items: all.iter().map(|c| item(c, ctx.today())).collect(), next: None })
}

fn new_consent(f: &mut Fields) -> Result<(Id<kinds::Case>, actions::Input), kernel::Invalid> {
    let case = f.id("case", "Say which case");
    let input = actions::fields(f)?;
    f.finish(|| Some((case?, input)))
}

async fn ask(ctx: Ctx) -> Result<Response> {
    let (case, input) = new_consent(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("ask for consent", move |act| {
        Answer::made(&item(&actions::ask_consent(act, case, &input)?, act.today()))
    })
    .await
}

async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Kind>("id")?;
    let input = actions::said_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("answer a consent", move |act| {
        Answer::done(&item(&actions::answer_consent(act, id, &input)?, act.today()))
    })
    .await
}

async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Kind>("id")?;
    let input = actions::taken_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("withdraw a consent", move |act| {
        Answer::done(&item(&actions::withdraw_consent(act, id, &input)?, act.today()))
    })
    .await
}

/// What of a case went to other organisations.
#[derive(Debug, Serialize, ToSchema)]
struct DisclosureList {
    items: Vec<DisclosureItem>,
    /// Always null: the newest 500 are given.
    next: Option<String>,
}

/// Something that went to another organisation.
#[derive(Debug, Serialize, ToSchema)]
struct DisclosureItem {
    id: String,
    purpose: String,
    shares: Vec<&'static str>,
    recipient: &'static str,
    recipient_name: String,
    /// agreement, consent or safeguarding.
    basis: &'static str,
    at: String,
}

async fn disclosures(ctx: Ctx) -> Result<Response> {
    let case = case_of(&ctx)?;
    let items = ctx
        .read(move |look| {
            let grant = look.one::<ViewConsent, _>(case)?;
            store::disclosures(look, &grant)?
                .into_iter()
                .map(|d| {
                    Ok(DisclosureItem {
                        id: d.id.to_string(),
                        purpose: d.purpose,
                        shares: d.shares.iter().map(|k| k.code()).collect(),
                        recipient: d.to.kind.code(),
                        recipient_name: store::name_of(look, &d.to)?,
                        basis: d.basis.code(),
                        at: d.at.to_string(),
                    })
                })
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    ctx.json(&DisclosureList { items, next: None })
}
