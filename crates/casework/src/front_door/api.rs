//! Enquiries for machines: the same actions and the same parsers as the pages.

use access::actions::{ListEnquiries, RecordEnquiry, TriageEnquiry, ViewEnquiry};
use kernel::{Channel, Error, Id, Result, Timestamp, kinds};
use page::{Answer, Ctx, Cursor, Fields, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{allocate_enquiry, call_due, record_enquiry},
    form,
    model::{RiskFacts, State, risk},
    pages::{allocate_fields, decide, triage_fields},
    store::{self, Did, Filter, Record, Waiting},
    team_queue,
};
use crate::promises;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/enquiries", list)
            .needs::<ListEnquiries>()
            .personal()
            .about(
                "Enquiries in one status (new unless said), of all queues or ?team= of one, or received in one month; the most urgent first",
            )
            .answers::<EnquiryList>(),
        Route::post("/api/v1/enquiries", make)
            .needs::<RecordEnquiry>()
            .personal()
            .about("Record a call, an email or a referral")
            .body(form::describe)
            .answers::<EnquiryMade>(),
        Route::get("/api/v1/enquiries/{id}", one)
            .needs::<ViewEnquiry>()
            .personal()
            .about("One enquiry with its story, risk and promises")
            .answers::<EnquiryWhole>(),
        Route::post("/api/v1/enquiries/{id}/team", to_team)
            .needs::<TriageEnquiry>()
            .personal()
            .about("Puts an enquiry that waits in a team's queue; without `team` it is in the duty queue alone")
            .body(|f| drop(team_queue::fields(f)))
            .answers::<EnquiryTriaged>(),
        Route::post("/api/v1/enquiries/{id}/triage", triage)
            .needs::<TriageEnquiry>()
            .personal()
            .about("Decide on an enquiry: advise, signpost, allocate, close, call-held or safeguarding")
            .body(describe_triage)
            .answers::<EnquiryTriaged>(),
    ]
}

/// A line of the list.
#[derive(Serialize, ToSchema)]
struct EnquiryLine {
    id: String,
    reference: String,
    status: String,
    channel: String,
    asker: Option<String>,
    council: String,
    risk: String,
    safeguarding: bool,
    received: String,
    /// What is owed next, and by when.
    promise: Option<String>,
    due: Option<String>,
}

/// A page of enquiries.
#[derive(Serialize, ToSchema)]
struct EnquiryList {
    items: Vec<EnquiryLine>,
    /// Send it as `after` for the next page.
    next: Option<String>,
}

/// An enquiry that was recorded.
#[derive(Serialize, ToSchema)]
struct EnquiryMade {
    id: String,
    reference: String,
    status: String,
    risk: String,
    version: i64,
    /// By when the family is promised a call.
    call_due: String,
}

/// A promise of an enquiry.
#[derive(Serialize, ToSchema)]
struct EnquiryPromise {
    kind: String,
    made: String,
    due: String,
    kept: Option<String>,
    state: String,
}

/// One step of an enquiry's history.
#[derive(Serialize, ToSchema)]
struct EnquiryStep {
    at: String,
    did: String,
    why: String,
    to: Option<String>,
    because: Option<String>,
}

/// One enquiry.
#[derive(Serialize, ToSchema)]
struct EnquiryWhole {
    id: String,
    reference: String,
    status: String,
    channel: String,
    asker: Option<String>,
    first_name: String,
    last_name: String,
    works_for: String,
    phone: String,
    email: String,
    contact_by: Option<String>,
    safe: Option<String>,
    safe_contact: String,
    interpreter: bool,
    language: String,
    council: String,
    postcode: String,
    child_first_name: String,
    child_last_name: String,
    born: Option<String>,
    route: Option<String>,
    ordered: Option<String>,
    placing_council: String,
    story: String,
    warnings: Vec<String>,
    retold: Option<u32>,
    risk: String,
    risk_reasons: Vec<String>,
    safeguarding_since: Option<String>,
    received: String,
    promises: Vec<EnquiryPromise>,
    history: Vec<EnquiryStep>,
    family: Option<String>,
    case: Option<String>,
    version: i64,
}

/// An enquiry that was decided on.
#[derive(Serialize, ToSchema)]
struct EnquiryTriaged {
    id: String,
    status: String,
    version: i64,
    /// The case, once it is allocated.
    case: Option<String>,
}

fn code<T: kernel::Coded>(value: Option<T>) -> Option<String> {
    value.map(|v| v.code_of().to_owned())
}

fn text<T: ToString>(value: Option<T>) -> Option<String> {
    value.map(|v| v.to_string())
}

async fn list(ctx: Ctx) -> Result<Response> {
    let query = ctx.query();
    let filter = match query.raw("month") {
        "" => {
            let state = match query.raw("status") {
                "" => State::New,
                status => {
                    State::from_code(status).ok_or_else(|| Error::field("status", "Choose a status"))?
                }
            };
            match query.raw("team") {
                "" => Filter::State(state),
                team => Filter::Team(
                    state,
                    team.parse().map_err(|_| Error::field("team", "Choose a team by its id"))?,
                ),
            }
        }
        month => Filter::month(month, query.raw("council"), Channel::from_code(query.raw("channel")))
            .ok_or_else(|| Error::field("month", "Enter a month as YYYY-MM"))?,
    };
    let after = Cursor::parse(query.raw("after"));
    let rows =
        ctx.read(move |look| store::list(look, &look.agency::<ListEnquiries>()?, &filter, after)).await?;
    ctx.json(&EnquiryList {
        items: rows.items.iter().map(line).collect(),
        next: rows.next.map(|c| c.to_string()),
    })
}

fn line(w: &Waiting) -> EnquiryLine {
    EnquiryLine {
        id: w.id.to_string(),
        reference: w.reference.to_string(),
        status: w.state.code().to_owned(),
        channel: w.channel.code().to_owned(),
        asker: code(w.enquiry.asker),
        council: w.council.clone(),
        risk: w.risk.code().to_owned(),
        safeguarding: w.safeguarding.is_some(),
        received: w.received.to_string(),
        promise: w.clock.map(|c| c.kind.code().to_owned()),
        due: text(w.clock.map(|c| c.due)),
    }
}

async fn make(ctx: Ctx) -> Result<Response> {
    let enquiry = form::parse_recorded(&mut ctx.fields()?, ctx.today()).map_err(Error::Invalid)?;
    ctx.act("record an enquiry", move |act| {
        let record = record_enquiry(act, &enquiry)?;
        Answer::made(&EnquiryMade {
            id: record.id.to_string(),
            reference: record.reference.to_string(),
            status: record.state.code().to_owned(),
            risk: record.risk.code().to_owned(),
            version: record.version,
            call_due: call_due(act, record.agency, record.received)?.to_string(),
        })
    })
    .await
}

async fn one(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::Enquiry> = ctx.id("id")?;
    let whole = ctx
        .read(move |look| {
            let grant = look.one::<ViewEnquiry, kinds::Enquiry>(id)?;
            let record = store::load(look, &grant)?;
            let promises = promises::of_enquiry(look, &grant)?;
            Ok(whole(&record, &promises, look.now()))
        })
        .await?;
    ctx.json(&whole)
}

fn whole(record: &Record, promises: &[promises::Promise], now: Timestamp) -> EnquiryWhole {
    let e = record.enquiry.clone();
    let age = e.age(kernel::local_date(now));
    let reasons = risk(&RiskFacts { warnings: &e.warnings, age, asker: e.asker, earlier: 0 }).reasons;
    EnquiryWhole {
        id: record.id.to_string(),
        reference: record.reference.to_string(),
        status: record.state.code().to_owned(),
        channel: e.channel.code().to_owned(),
        asker: code(e.asker),
        first_name: e.first_name,
        last_name: e.last_name,
        works_for: e.works_for,
        phone: e.phone,
        email: e.email,
        contact_by: code(e.contact_by),
        safe: code(e.safe),
        safe_contact: e.safe_contact,
        interpreter: e.interpreter,
        language: e.language,
        council: e.council,
        postcode: e.postcode,
        child_first_name: e.child_first_name,
        child_last_name: e.child_last_name,
        born: text(e.born),
        route: code(e.route),
        ordered: text(e.ordered),
        placing_council: e.placing_council,
        story: e.story,
        warnings: e.warnings.iter().map(|w| w.code().to_owned()).collect(),
        retold: e.retold,
        risk: record.risk.code().to_owned(),
        risk_reasons: reasons.iter().map(|r| r.text.to_owned()).collect(),
        safeguarding_since: text(record.safeguarding),
        received: record.received.to_string(),
        promises: promises
            .iter()
            .map(|p| EnquiryPromise {
                kind: p.kind.code().to_owned(),
                made: p.made.to_string(),
                due: p.due.to_string(),
                kept: text(p.kept),
                state: p.state(now).code().to_owned(),
            })
            .collect(),
        history: record
            .history
            .iter()
            .map(|s| EnquiryStep {
                at: s.at.to_string(),
                did: s.did.code().to_owned(),
                why: s.why.clone(),
                to: s.to.clone(),
                because: code(s.because),
            })
            .collect(),
        family: text(record.family),
        case: text(record.case),
        version: record.version,
    }
}

fn describe_triage(f: &mut Fields) {
    f.choice::<Did>("did", "");
    // A description takes no answer: what each decision needs is said together.
    let _ = allocate_fields(f);
    for did in [Did::Signposted, Did::Closed, Did::Safeguarding] {
        let _ = triage_fields(f, did);
    }
}

async fn to_team(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::Enquiry> = ctx.id("id")?;
    let (version, team) = team_queue::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("put an enquiry in a queue", move |act| {
        team_queue::put(act, id, version, team)?;
        triaged(&store::load(act, &act.one::<TriageEnquiry, kinds::Enquiry>(id)?)?)
    })
    .await
}

async fn triage(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::Enquiry> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let ask = "Choose advise, signpost, allocate, close, call-held or safeguarding";
    let Some(did) = fields.choice::<Did>("did", ask) else { return Err(Error::field("did", ask)) };
    if did == Did::Allocated {
        let input = allocate_fields(&mut fields).map_err(Error::Invalid)?;
        return ctx
            .act("allocate an enquiry", move |act| triaged(&allocate_enquiry(act, id, &input)?.0))
            .await;
    }
    let typed = triage_fields(&mut fields, did).map_err(Error::Invalid)?;
    ctx.act("decide on an enquiry", move |act| triaged(&decide(act, id, did, &typed)?)).await
}

fn triaged(record: &Record) -> Result<Answer> {
    Answer::done(&EnquiryTriaged {
        id: record.id.to_string(),
        status: record.state.code().to_owned(),
        version: record.version,
        case: text(record.case),
    })
}
