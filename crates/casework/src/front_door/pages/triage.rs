//! One small page for each thing that can be done with an enquiry, so that each has its
//! own words, its own fields, and its own errors.

use access::{Act, actions::TriageEnquiry};
use kernel::{Error, Id, Invalid, Result, kinds};
use page::{
    Answer, Ctx, Fields, Response, Route,
    kit::{self, Markup, html, label, layout},
};

use super::{
    draw::{Draw, question},
    show::for_triage,
};
use crate::{
    front_door::{
        actions::{hold_advice_call, mark_safeguarding, path, triage_enquiry},
        model::{Closing, Outcome},
        store::{Did, Record},
    },
    words::{LINE, NOTE},
};

/// What is done here; allocation has its own page.
const DONE: [(Did, &str); 5] = [
    (Did::Advised, "/enquiries/{id}/advise"),
    (Did::Signposted, "/enquiries/{id}/signpost"),
    (Did::Closed, "/enquiries/{id}/close"),
    (Did::CallHeld, "/enquiries/{id}/call-held"),
    (Did::Safeguarding, "/enquiries/{id}/safeguarding"),
];

pub(super) fn routes() -> Vec<Route> {
    DONE.iter()
        .flat_map(|(did, path)| {
            let (get, post) = (Words::of(*did).ask, Words::of(*did).about);
            [
                Route::get(path, move |ctx| ask(ctx, *did)).needs::<TriageEnquiry>().personal().about(get),
                Route::post(path, move |ctx| done(ctx, *did)).needs::<TriageEnquiry>().personal().about(post),
            ]
        })
        .collect()
}

/// What a page says.
struct Words {
    /// What the page is for.
    ask: &'static str,
    /// What sending it does.
    about: &'static str,
    heading: &'static str,
    button: &'static str,
    why: &'static str,
    news: &'static str,
}

impl Words {
    fn of(did: Did) -> Self {
        match did {
            Did::Advised | Did::Allocated => Words {
                ask: "The page on which advice is recorded",
                about: "Record that advice was given in a call: keeps that promise and starts the next",
                heading: "Advice was given",
                button: "Record the advice",
                why: "What you talked about and advised",
                news: "The advice is recorded. An assessment is now promised.",
            },
            Did::Signposted => Words {
                ask: "The page on which signposting is recorded",
                about: "Record that somebody was pointed to a service",
                heading: "Signpost",
                button: "Record the signpost",
                why: "Why this service fits",
                news: "The signpost is recorded.",
            },
            Did::Closed => Words {
                ask: "The page on which an enquiry is closed",
                about: "Close an enquiry with a reason",
                heading: "Close this enquiry",
                button: "Close the enquiry",
                why: "What the next person should know",
                news: "The enquiry is closed.",
            },
            Did::CallHeld => Words {
                ask: "The page on which the advice call is recorded",
                about: "Record that the advice call was held: keeps that promise and starts the next",
                heading: "The advice call was held",
                button: "The call was held",
                why: "What was said (if you want to note it)",
                news: "The call is recorded. An assessment is now promised.",
            },
            Did::Safeguarding => Words {
                ask: "The page on which a safeguarding concern is marked",
                about: "Mark a safeguarding concern, which shows the safeguarding path",
                heading: "Mark a safeguarding concern",
                button: "Mark the concern",
                why: "What the concern is, in the words that were used",
                news: "The concern is marked. Follow the safeguarding path now.",
            },
        }
    }
}

/// What was typed on one of these pages.
#[derive(Debug, Clone)]
pub(in crate::front_door) struct Typed {
    pub version: i64,
    pub to: String,
    pub because: Option<Closing>,
    pub why: String,
}

/// Reads one of these pages. What each needs is checked by the rules of the model.
pub(in crate::front_door) fn fields(f: &mut Fields, did: Did) -> Result<Typed, Invalid> {
    let version = f.version();
    let to = if did == Did::Signposted { f.optional("to", LINE) } else { None };
    let because = match did {
        Did::Closed => f.choice("because", "Choose why it is closed"),
        _ => None,
    };
    let why = f.optional(why_field(did), NOTE).unwrap_or_default();
    f.finish(|| Some(Typed { version: version?, to: to.unwrap_or_default(), because, why }))
}

/// The rules name the words of a concern after it.
fn why_field(did: Did) -> &'static str {
    if did == Did::Safeguarding { "concern" } else { "why" }
}

/// Does what was decided.
pub(in crate::front_door) fn decide(
    act: &Act<'_>,
    id: Id<kinds::Enquiry>,
    did: Did,
    typed: &Typed,
) -> Result<Record> {
    let outcome = match (did, typed.because) {
        (Did::CallHeld, _) => return hold_advice_call(act, id, typed.version, &typed.why),
        (Did::Safeguarding, _) => return mark_safeguarding(act, id, typed.version, &typed.why),
        (Did::Advised, _) => Outcome::Advise,
        (Did::Signposted, _) => Outcome::Signpost { to: typed.to.clone() },
        (Did::Closed, Some(because)) => Outcome::Close { because },
        (Did::Closed, None) => return Err(Error::field("because", "Choose why it is closed")),
        (Did::Allocated, _) => Outcome::Allocate,
    };
    triage_enquiry(act, id, typed.version, &outcome, &typed.why)
}

async fn ask(ctx: Ctx, did: Did) -> Result<Response> {
    let record = load(&ctx).await?;
    show(&ctx, did, &record, &Fields::default(), &Invalid::default(), record.version)
}

async fn load(ctx: &Ctx) -> Result<Record> {
    let id = ctx.id("id")?;
    ctx.read(move |look| for_triage(look, id)).await
}

async fn done(ctx: Ctx, did: Did) -> Result<Response> {
    let id: Id<kinds::Enquiry> = ctx.id("id")?;
    let mut typed = ctx.fields()?;
    let (invalid, based_on) = match fields(&mut typed, did) {
        Err(invalid) => (invalid, typed.raw("version").parse().ok()),
        Ok(input) => {
            let version = input.version;
            let done = ctx
                .act("decide on an enquiry", move |act| {
                    decide(act, id, did, &input)?;
                    Ok(Answer::see(path(id)).saying(Words::of(did).news))
                })
                .await;
            match done {
                // Shown again at the present version: who sends it now has been told of the change.
                Err(Error::Stale) => (page::mend(Error::Stale)?, None),
                Err(error) => (page::mend(error)?, Some(version)),
                done => return done,
            }
        }
    };
    let record = load(&ctx).await?;
    show(&ctx, did, &record, &typed, &invalid, based_on.unwrap_or(record.version))
}

fn show(
    ctx: &Ctx,
    did: Did,
    record: &Record,
    fields: &Fields,
    invalid: &Invalid,
    version: i64,
) -> Result<Response> {
    let words = Words::of(did);
    let draw = Draw { fields, invalid };
    let why = draw.text(why_field(did), label(words.why).size(kit::Size::S), NOTE);
    let inside = html! {
        (kit::hidden("version", &version.to_string()))
        (more(did, &draw))
        (why)
        (kit::button(words.button).once())
    };
    let here = path(record.id);
    let body = html! {
        (layout::page_heading(Some(&format!("Enquiry {}", record.reference)), words.heading))
        @if did == Did::Safeguarding { (kit::warning_text("If anybody is in danger now, call 999 before you write anything.")) }
        (ctx.form(&format!("{here}/{}", did.code()), fields, inside))
    };
    Ok(ctx.page(words.heading, body).back(here, "Back to the enquiry").dense().errors(invalid).respond())
}

fn more(did: Did, draw: &Draw<'_>) -> Markup {
    html! {
        @match did {
            Did::Signposted => {
                (draw.line("to", "Which service?").hint("Such as a parents’ group, a helpline or another agency"))
            },
            Did::Closed => { (draw.one::<Closing>("because", question("Why is it closed?")).small()) },
            Did::Advised => {
                p class="govuk-body" { "Record this after you spoke with the family. It keeps the promise of a call and starts that of an assessment." }
            },
            _ => {},
        }
    }
}
