//! What workers see of consent: what was asked and said, what was shared, and the forms.

use access::{
    Look,
    actions::{RecordConsent, ShareToSafeguard, ViewConsent, WithdrawConsent},
    consent::{
        Answer, Consent, ConsentState, DataKind, Exception, GivenBy, How, RecipientKind,
        kinds::Consent as Kind,
        purposes,
        store::{self, Disclosure},
    },
};
use casework::cases::{
    frame::{self, Head, Tab},
    store::{self as cases, CaseState},
};
use commissioning::providers::{model::Provider, store as providers};
use kernel::{Date, Id, Invalid, Moment, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer as Answered, Ctx, Fields, Response, Route, csv_file,
    kit::{self, Size, Tone},
};

use super::actions;
use crate::words::{NOTE, day, day_of, name_of};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/consent", list)
            .needs::<ViewConsent>()
            .personal()
            .about("What a family agreed to, and what was shared about it"),
        Route::get("/cases/{id}/consent.csv", csv)
            .needs::<ViewConsent>()
            .personal()
            .about("What a family agreed to, as a file"),
        Route::get("/cases/{id}/consent/new", new)
            .needs::<RecordConsent>()
            .personal()
            .about("The form to ask a family for consent"),
        Route::post("/cases/{id}/consent/new", ask)
            .needs::<RecordConsent>()
            .personal()
            .about("Ask a family for consent and record what it says")
            .body(|f| drop(actions::fields(f))),
        Route::get("/cases/{id}/consent/safeguarding", safety)
            .needs::<ShareToSafeguard>()
            .personal()
            .about("The form to share something to keep somebody safe"),
        Route::post("/cases/{id}/consent/safeguarding", keep_safe)
            .needs::<ShareToSafeguard>()
            .personal()
            .about("Share something to keep somebody safe, with the reason")
            .body(|f| drop(actions::safety_fields(f))),
        Route::get("/cases/{id}/consent/{consent}", one)
            .needs::<WithdrawConsent>()
            .personal()
            .about("One consent: record the answer, or that it is withdrawn"),
        Route::post("/cases/{id}/consent/{consent}/answer", answer)
            .needs::<WithdrawConsent>()
            .personal()
            .about("Record a family's answer")
            .body(|f| drop(actions::said_fields(f))),
        Route::post("/cases/{id}/consent/{consent}/withdraw", withdraw)
            .needs::<WithdrawConsent>()
            .personal()
            .about("Record that a family withdrew its consent")
            .body(|f| drop(actions::taken_fields(f))),
    ]
}

/// The tag that shows how a consent stands.
pub(super) fn state_tag(state: ConsentState) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        ConsentState::Waiting => Tone::Soon,
        ConsentState::Holds => Tone::Good,
        ConsentState::Later => Tone::Calm,
        ConsentState::Ended | ConsentState::Withdrawn => Tone::Quiet,
        ConsentState::Refused => Tone::Late,
    })
}

/// Who said it, how and when, in a few words.
pub(super) fn said_by(c: &Consent) -> String {
    let who = match (&c.given_name, c.given_by) {
        (name, Some(by)) if !name.is_empty() => format!("{name} ({})", by.label().to_lowercase()),
        (_, Some(by)) => by.label().to_owned(),
        (_, None) => return "–".into(),
    };
    let how = c.how.map_or_else(String::new, |how| format!(", {}", how.label().to_lowercase()));
    let on = c.answered_on.map_or_else(String::new, |on| format!(", {}", day(on)));
    format!("{who}{how}{on}")
}

struct Shown {
    head: Head,
    consents: Vec<(Consent, String)>,
    shared: Vec<(Disclosure, String, String)>,
    exceptions: Vec<(Exception, String, String)>,
    may_record: bool,
    may_except: bool,
}

fn read(look: &Look<'_>, id: Id<kinds::Case>) -> Result<Shown> {
    let grant = look.one::<ViewConsent, kinds::Case>(id)?;
    let consents = store::of_case(look, &grant)?
        .into_iter()
        .map(|c| store::name_of(look, &c.to).map(|name| (c, name)))
        .collect::<Result<_>>()?;
    let shared = store::disclosures(look, &grant)?
        .into_iter()
        .map(|d| Ok((store::name_of(look, &d.to)?, name_of(look, d.by)?, d)))
        .map(|r: Result<_>| r.map(|(to, by, d)| (d, to, by)))
        .collect::<Result<_>>()?;
    let may_except = look.actor().family().is_none() && look.may::<ShareToSafeguard>();
    let exceptions = if may_except {
        let grant = look.one::<ShareToSafeguard, kinds::Case>(id)?;
        store::exceptions_of_case(look, &grant)?
            .into_iter()
            .map(|e| Ok((store::name_of(look, &e.to)?, name_of(look, e.by)?, e)))
            .map(|r: Result<_>| r.map(|(to, by, e)| (e, to, by)))
            .collect::<Result<_>>()?
    } else {
        Vec::new()
    };
    let head = frame::head(look, &grant)?;
    Ok(Shown { head, consents, shared, exceptions, may_record: look.may::<RecordConsent>(), may_except })
}

/// `GET /cases/{id}/consent`. A family has its own page.
async fn list(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    if ctx.actor.family().is_some() {
        return page::see_other("/my/consent");
    }
    let shown = ctx.read(move |look| read(look, id)).await?;
    let here = format!("/cases/{id}/consent");
    let open = shown.head.case.state == CaseState::Open;
    let body = html! {
        p class="govuk-body" {
            "Nothing is assumed: what the family was not asked, it did not agree to. What crosses to another organisation needs the family’s consent or a "
            a class="govuk-link" href="/sharing" { "sharing agreement" }
            "; a family’s no stands against both."
        }
        (kit::button_group(html! {
            @if shown.may_record && open { (kit::button("Ask for consent").href(format!("{here}/new"))) }
            @if shown.may_except { (kit::button("Share to keep somebody safe").secondary().href(format!("{here}/safeguarding"))) }
            @if !shown.consents.is_empty() { a class="govuk-link" href={ (here) ".csv" } { "Download as a CSV file" } }
            a class="govuk-link" href={ "/cases/" (id) "/rights" } { "Requests about this record" }
        }))
        @if shown.consents.is_empty() {
            (kit::nothing_here("The family was not asked for anything yet. Ask when you write the plan with them, before something is to be shared."))
        } @else {
            (consents(&shown, ctx.today()))
        }
        h2 class="govuk-heading-m" { "What was shared" }
        @if shown.shared.is_empty() {
            (kit::nothing_here("Nothing of this record went to another organisation through Hearth."))
        } @else {
            (shared(&shown.shared))
        }
        @if !shown.exceptions.is_empty() { (exceptions(&shown.exceptions)) }
    };
    Ok(frame::frame(&ctx, &shown.head, Tab::Consent, "Consent and sharing", body).respond())
}

fn consents(shown: &Shown, today: Date) -> kit::Table {
    let head = ["For what", "With whom", "Answer", "Who answered", "Until"];
    let rows = shown.consents.iter().map(|(c, name)| {
        let until = match (c.withdrawn, c.until) {
            (Some(at), _) => format!("Withdrawn on {}", day_of(at)),
            (None, Some(last)) => day(last),
            (None, None) if c.answer == Answer::Given => "Until withdrawn".into(),
            (None, None) => "–".into(),
        };
        vec![
            kit::cell(html! {
                a class="govuk-link" href={ "/cases/" (c.case) "/consent/" (c.id) } { (purposes::title(&c.purpose)) }
            }),
            kit::cell(name),
            kit::cell(html! { (state_tag(c.state(today))) }),
            kit::cell(said_by(c)),
            kit::cell(until),
        ]
    });
    kit::table(head.map(kit::cell).to_vec(), rows.collect())
        .caption("What the family was asked, newest first")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

/// What kinds of data, as one line.
pub(super) fn kinds_words(shares: &[DataKind]) -> String {
    shares.iter().map(|k| k.label()).collect::<Vec<_>>().join("; ")
}

fn shared(lines: &[(Disclosure, String, String)]) -> kit::Table {
    let head = ["When", "To whom", "For what", "What", "On what ground", "By"];
    let rows = lines.iter().map(|(d, to, by)| {
        vec![
            kit::cell(Moment(d.at).to_string()),
            kit::cell(to),
            kit::cell(purposes::title(&d.purpose)),
            kit::cell(kinds_words(&d.shares)),
            kit::cell(d.basis.label()),
            kit::cell(by),
        ]
    });
    kit::table(head.map(kit::cell).to_vec(), rows.collect())
        .caption("What was shared, newest first")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

fn exceptions(lines: &[(Exception, String, String)]) -> Markup {
    let head = ["When", "To whom", "What", "Why", "By", "Manager"];
    let rows = lines.iter().map(|(e, to, by)| {
        vec![
            kit::cell(Moment(e.at).to_string()),
            kit::cell(to),
            kit::cell(kinds_words(&e.shares)),
            kit::cell(&e.reason),
            kit::cell(by),
            kit::cell(
                e.seen.map_or_else(|| "Not seen yet".to_owned(), |at| format!("Seen on {}", day_of(at))),
            ),
        ]
    });
    html! {
        h2 class="govuk-heading-m" { "Shared to keep somebody safe" }
        p class="govuk-body" { "The family does not see these lines here. Tell them when it is safe to." }
        (kit::table(head.map(kit::cell).to_vec(), rows.collect())
            .caption("Shared to keep somebody safe, newest first")
            .caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
    }
}

/// `GET /cases/{id}/consent.csv`
async fn csv(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let shown = ctx.read(move |look| read(look, id)).await?;
    let today = ctx.today();
    let rows = shown.consents.iter().map(|(c, name)| {
        vec![
            c.purpose.clone(),
            c.to.kind.code().to_owned(),
            name.clone(),
            c.answer.code().to_owned(),
            c.state(today).code().to_owned(),
            c.given_by.map_or("", GivenBy::code).to_owned(),
            c.how.map_or("", How::code).to_owned(),
            c.answered_on.map_or_else(String::new, |d| d.to_string()),
            c.until.map_or_else(String::new, |d| d.to_string()),
            c.withdrawn.map_or_else(String::new, |at| at.to_string()),
            c.recorded.to_string(),
            c.shares.iter().map(|k| k.code()).collect::<Vec<_>>().join(" "),
        ]
    });
    csv_file(
        "consents",
        &[
            "purpose",
            "recipient_kind",
            "recipient",
            "answer",
            "state",
            "given_by",
            "how",
            "answered_on",
            "until",
            "withdrawn_at",
            "recorded_at",
            "shares",
        ],
        rows,
    )
}

async fn new(ctx: Ctx) -> Result<Response> {
    ask_form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn ask(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return ask_form(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("ask for consent", move |act| {
        let made = actions::ask_consent(act, id, &input)?;
        let said = match made.answer {
            Answer::Asked => "It is recorded that the family was asked. They can answer when they sign in.",
            Answer::Given => "The family’s consent is recorded.",
            Answer::Refused => "The family’s no is recorded, and it is respected from now on.",
        };
        Ok(Answered::see(format!("/cases/{id}/consent")).saying(said))
    });
    match done.await {
        Err(error) => ask_form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

/// The providers to choose from.
pub(crate) fn provider_items(all: &[Provider], first: &str) -> Vec<(String, String)> {
    std::iter::once((String::new(), first.to_owned()))
        .chain(all.iter().map(|p| (p.id.to_string(), p.name.clone())))
        .collect()
}

/// The same messages, with those of a date leading to its first part.
pub(crate) fn linked(wrong: &Invalid, dates: &[&str]) -> Invalid {
    let mut wrong = wrong.clone();
    for error in &mut wrong.0 {
        if dates.contains(&error.field.as_str()) {
            error.field.push_str("-day");
        }
    }
    wrong
}

/// Who answers, as choices.
pub(super) fn who_answers() -> Vec<kit::Choice> {
    GivenBy::ALL.iter().map(|by| kit::choice(by.code(), by.label())).collect()
}

async fn ask_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let (head, all) = ctx
        .read(move |look| {
            let grant = look.one::<RecordConsent, kinds::Case>(id)?;
            Ok((frame::head(look, &grant)?, providers::approved(look)?))
        })
        .await?;
    let purposes = purposes::all()
        .iter()
        .filter(|p| p.from <= ctx.today())
        .map(|p| kit::choice(&p.code, &p.title).hint(&p.asks))
        .collect();
    let answers = Answer::ALL.iter().map(|a| kit::choice(a.code(), a.label())).collect();
    let hows =
        How::ALL.iter().filter(|h| **h != How::Online).map(|h| kit::choice(h.code(), h.label())).collect();
    let body = html! {
        p class="govuk-body" {
            "Read out what is asked, in the words below. A no is a full answer: support goes on as far as it can without."
        }
        (ctx.form(&format!("/cases/{id}/consent/new"), fields, html! {
            (kit::radios("purpose", kit::legend("What is the family asked for?").size(Size::M), purposes).small()
                .value(fields.raw("purpose")).error(wrong.of("purpose")))
            (kit::select("provider", "Provider, if it is about one provider", provider_items(&all, "Every approved provider, or not about providers"))
                .value(fields.raw("provider")).error(wrong.of("provider")))
            (kit::input("name", "School, health service, agency or other organisation").hint("Its name. Leave empty for providers and the Fund")
                .value(fields.raw("name")).error(wrong.of("name")))
            (kit::radios("answer", kit::legend("What did they say?").size(Size::M), answers).small()
                .value(fields.raw("answer")).error(wrong.of("answer")))
            (kit::radios("given_by", kit::legend("Who answered?").size(Size::M), who_answers()).small()
                .hint("Leave this and the next questions empty if there is no answer yet")
                .value(fields.raw("given_by")).error(wrong.of("given_by")))
            (kit::input("given_name", "Their name").value(fields.raw("given_name")).error(wrong.of("given_name")))
            (kit::radios("how", kit::legend("How did they answer?").size(Size::M), hows).small()
                .value(fields.raw("how")).error(wrong.of("how")))
            (kit::date_input("on", kit::legend("On which day?").size(Size::S)).hint("Leave empty for today")
                .values(fields.date_parts("on")).error(wrong.of("on")))
            (kit::date_input("until", kit::legend("Until when does a yes hold?").size(Size::S)).hint("Leave empty if it holds until they withdraw it")
                .values(fields.date_parts("until")).error(wrong.of("until")))
            (kit::character_count("note", "What they said with it", u32::try_from(NOTE).unwrap_or(u32::MAX)).rows(3)
                .hint("The family reads this. For a child under 16: how you know that they understand")
                .value(fields.raw("note")).error(wrong.of("note")))
            (kit::button_group(html! {
                (kit::button("Record this").once())
                a class="govuk-link" href={ "/cases/" (id) "/consent" } { "Cancel" }
            }))
        }))
    };
    let page = frame::frame(ctx, &head, Tab::Consent, "Ask for consent", body);
    Ok(page
        .back(format!("/cases/{id}/consent"), "Back to consent and sharing")
        .errors(&linked(wrong, &["on", "until"]))
        .respond())
}

async fn one(ctx: Ctx) -> Result<Response> {
    one_form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn one_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let (case, id) = (ctx.id::<kinds::Case>("id")?, ctx.id::<Kind>("consent")?);
    let (head, c, to, by) = ctx
        .read(move |look| {
            let grant = look.one::<WithdrawConsent, Kind>(id)?;
            let c = store::load(look, &grant)?;
            if c.case != case {
                return Err(kernel::Error::NotFound);
            }
            let head = frame::of_case(look, cases::of_opened(look, &grant, c.case)?)?;
            let (to, by) = (store::name_of(look, &c.to)?, name_of(look, c.recorded_by)?);
            Ok((head, c, to, by))
        })
        .await?;
    let here = format!("/cases/{case}/consent/{id}");
    let body = html! {
        (details(&c, &to, &by, ctx.today()))
        @match c.state(ctx.today()) {
            ConsentState::Waiting => {
                h2 class="govuk-heading-m" { "Record the answer" }
                (ctx.form(&format!("{here}/answer"), fields, answer_fields(&c, fields, wrong)))
            },
            ConsentState::Holds | ConsentState::Later | ConsentState::Ended => {
                h2 class="govuk-heading-m" { "The family withdraws it" }
                (kit::inset_text(stops(&c)))
                (ctx.form(&format!("{here}/withdraw"), fields, html! {
                    (kit::hidden("version", &c.version.to_string()))
                    (kit::textarea("why", "Why, if they want to say").rows(2).value(fields.raw("why")).error(wrong.of("why")))
                    (kit::button("Record that they withdraw").warning().once())
                }))
            },
            ConsentState::Refused | ConsentState::Withdrawn => {
                p class="govuk-body" { "To ask again, record a new asking." }
            },
        }
    };
    let page = frame::frame(ctx, &head, Tab::Consent, purposes::title(&c.purpose), body);
    Ok(page
        .back(format!("/cases/{case}/consent"), "Back to consent and sharing")
        .errors(&linked(wrong, &["until"]))
        .respond())
}

/// What stops when it is withdrawn.
pub(super) fn stops(c: &Consent) -> String {
    match purposes::find(&c.purpose) {
        Some(p) => format!("{} What was shared before cannot be fetched back.", p.stops),
        None => "Nothing more is shared for it. What was shared before cannot be fetched back.".into(),
    }
}

/// The fields of an answer, for workers and families.
pub(super) fn answer_fields(c: &Consent, fields: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (kit::hidden("version", &c.version.to_string()))
        (kit::radios("answer", kit::legend("Do you agree?").size(Size::M), vec![
            kit::choice(Answer::Given.code(), Answer::Given.label()),
            kit::choice(Answer::Refused.code(), Answer::Refused.label()),
        ]).value(fields.raw("answer")).error(wrong.of("answer")))
        (kit::radios("given_by", kit::legend("Who is answering?").size(Size::M), who_answers()).small()
            .value(fields.raw("given_by")).error(wrong.of("given_by")))
        (kit::input("given_name", "Name of who is answering").value(fields.raw("given_name")).error(wrong.of("given_name")))
        (kit::date_input("until", kit::legend("Until when, if you say yes?").size(Size::S)).hint("Leave empty if it holds until you withdraw it")
            .values(fields.date_parts("until")).error(wrong.of("until")))
        (kit::textarea("note", "Anything to add").rows(2).value(fields.raw("note")).error(wrong.of("note")))
        (kit::button("Send the answer").once())
    }
}

/// A consent in full.
pub(super) fn details(c: &Consent, to: &str, by: &str, today: Date) -> kit::SummaryList {
    let purpose = purposes::find(&c.purpose);
    let mut rows = vec![
        kit::row("Answer", html! { (state_tag(c.state(today))) }),
        kit::row("What is asked", purpose.map_or("", |p| p.asks.as_str())),
        kit::row("What is shared", kinds_words(&c.shares)),
        kit::row("With whom", to),
        kit::row("Who answered", said_by(c)),
        kit::row("Until", c.until.map_or_else(|| "Until it is withdrawn".to_owned(), day)),
    ];
    if !c.note.is_empty() {
        rows.push(kit::row("What was said with it", c.note.as_str()));
    }
    rows.push(kit::row("Recorded", format!("{} by {by}", day_of(c.recorded))));
    if let Some(at) = c.withdrawn {
        let why = if c.withdrawn_why.is_empty() { String::new() } else { format!(": {}", c.withdrawn_why) };
        rows.push(kit::row("Withdrawn", format!("{}{why}", day_of(at))));
    }
    kit::summary_list(rows)
}

async fn answer(ctx: Ctx) -> Result<Response> {
    let (case, id) = (ctx.id::<kinds::Case>("id")?, ctx.id::<Kind>("consent")?);
    let mut fields = ctx.fields()?;
    let input = match actions::said_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return one_form(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("answer a consent", move |act| {
        actions::answer_consent(act, id, &input)?;
        Ok(Answered::see(format!("/cases/{case}/consent")).saying("The answer is recorded."))
    });
    match done.await {
        Err(error) => one_form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn withdraw(ctx: Ctx) -> Result<Response> {
    let (case, id) = (ctx.id::<kinds::Case>("id")?, ctx.id::<Kind>("consent")?);
    let mut fields = ctx.fields()?;
    let input = match actions::taken_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return one_form(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("withdraw a consent", move |act| {
        actions::withdraw_consent(act, id, &input)?;
        Ok(Answered::see(format!("/cases/{case}/consent"))
            .saying("It is recorded. Nothing more is shared for it."))
    });
    match done.await {
        Err(error) => one_form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn safety(ctx: Ctx) -> Result<Response> {
    safety_form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn keep_safe(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::safety_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return safety_form(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("share to keep somebody safe", move |act| {
        actions::share_to_safeguard(act, id, &input)?;
        Ok(Answered::see(format!("/cases/{id}/consent"))
            .saying("It is recorded, and your managers are told."))
    });
    match done.await {
        Err(error) => safety_form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn safety_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let (head, all) = ctx
        .read(move |look| {
            let grant = look.one::<ShareToSafeguard, kinds::Case>(id)?;
            Ok((frame::head(look, &grant)?, providers::approved(look)?))
        })
        .await?;
    let kinds = RecipientKind::ALL.iter().map(|k| kit::choice(k.code(), k.label())).collect();
    let shares = DataKind::ALL.iter().map(|k| kit::choice(k.code(), k.label())).collect();
    let body = html! {
        (kit::warning_text("If somebody is in danger now, call 999 first and write this afterwards."))
        p class="govuk-body" {
            "To keep somebody safe you may share what is needed without asking. Write down what you share, with whom and why. Your managers are told at once, and one of them looks at it afterwards. For 72 hours Hearth lets the same through to the same organisation."
        }
        (ctx.form(&format!("/cases/{id}/consent/safeguarding"), fields, html! {
            (kit::radios("recipient", kit::legend("Who is told?").size(Size::M), kinds).small()
                .value(fields.raw("recipient")).error(wrong.of("recipient")))
            (kit::select("provider", "Which provider, if it is one", provider_items(&all, "Not a provider"))
                .value(fields.raw("provider")).error(wrong.of("provider")))
            (kit::input("name", "Which organisation, and who there").hint("Such as the police or the council’s safeguarding team")
                .value(fields.raw("name")).error(wrong.of("name")))
            (kit::checkboxes("shares", kit::legend("What is shared?").size(Size::M), shares).small()
                .hint("Only what is needed").values(fields.all("shares")).error(wrong.of("shares")))
            (kit::character_count("reason", kit::label("Who is at risk of what, and why can it not wait?").size(Size::M), u32::try_from(NOTE).unwrap_or(u32::MAX))
                .rows(4).value(fields.raw("reason")).error(wrong.of("reason")))
            (kit::button_group(html! {
                (kit::button("Record and share").warning().once())
                a class="govuk-link" href={ "/cases/" (id) "/consent" } { "Cancel" }
            }))
        }))
    };
    let page = frame::frame(ctx, &head, Tab::Consent, "Share to keep somebody safe", body);
    Ok(page.back(format!("/cases/{id}/consent"), "Back to consent and sharing").errors(wrong).respond())
}
