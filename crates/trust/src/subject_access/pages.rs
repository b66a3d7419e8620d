//! What people see of requests for a copy.

use access::{
    actions::{HandleSubjectAccess, ReleaseSubjectAccess},
    organisations, own_records,
    rights::SubjectRequest,
};
use casework::{
    cases::{
        frame::{self, Head, Tab},
        store as cases,
    },
    people::store as people,
};
use kernel::{Error, Id, Invalid, Moment, Result, days_between, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, Route, csv_file, download,
    kit::{self, Size, Tone},
};

use super::{
    actions, copy,
    model::{Choice, Passage, Proof, Request, Room, State},
    store,
};
use crate::{
    consent::linked,
    words::{day, day_of, name_of},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/subject-access.csv", csv)
            .needs::<HandleSubjectAccess>()
            .personal()
            .about("Requests for a copy as a file"),
        Route::get("/cases/{id}/rights/copy", new)
            .needs::<HandleSubjectAccess>()
            .personal()
            .about("The form to record a request for a copy"),
        Route::post("/cases/{id}/rights/copy", record)
            .needs::<HandleSubjectAccess>()
            .personal()
            .about("Record a request for a copy")
            .body(|f| drop(actions::fields(f))),
        Route::get("/subject-access/{id}", show)
            .needs::<HandleSubjectAccess>()
            .personal()
            .about("A request for a copy: prepare it, read it, release it"),
        Route::post("/subject-access/{id}/prepare", prepare)
            .needs::<HandleSubjectAccess>()
            .personal()
            .about("Gather what is held")
            .body(|f| drop(version_alone(f))),
        Route::post("/subject-access/{id}/extend", extend)
            .needs::<HandleSubjectAccess>()
            .personal()
            .about("Extend the time of a request for a copy")
            .body(|f| drop(actions::more_fields(f))),
        Route::post("/subject-access/{id}/passages/{passage}", decide)
            .needs::<HandleSubjectAccess>()
            .personal()
            .about("Keep or remove a passage of a copy")
            .body(|f| drop(actions::decide_fields(f))),
        Route::post("/subject-access/{id}/release", release)
            .needs::<ReleaseSubjectAccess>()
            .personal()
            .about("Release a copy")
            .body(|f| drop(actions::release_fields(f))),
        Route::post("/subject-access/{id}/refuse", refuse)
            .needs::<HandleSubjectAccess>()
            .personal()
            .about("Refuse a request for a copy")
            .body(|f| drop(actions::end_fields(f))),
        Route::get("/subject-access/{id}/copy", file)
            .needs::<HandleSubjectAccess>()
            .personal()
            .about("A released copy as a file, for the worker who hands it over"),
    ]
}

/// The tag that shows how a request stands.
pub(crate) fn state_tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Open => Tone::Soon,
        State::Ready => Tone::Calm,
        State::Released => Tone::Good,
        State::Refused => Tone::Quiet,
    })
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(|look| store::of_agency(look, &look.agency::<HandleSubjectAccess>()?)).await?;
    let rows = all.iter().map(|r| {
        vec![
            r.reference.to_string(),
            r.received.to_string(),
            r.due.to_string(),
            (!r.extended_why.is_empty()).to_string(),
            r.state.code().to_owned(),
            r.ended.map_or_else(String::new, |at| at.to_string()),
        ]
    });
    csv_file("subject-access", &["reference", "received_on", "due_on", "extended", "state", "ended_at"], rows)
}

async fn new(ctx: Ctx) -> Result<Response> {
    form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn record(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return form(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("record a request for a copy", move |act| {
        let made = actions::record_request(act, id, &input)?;
        Ok(Answer::see(format!("/subject-access/{}", made.id))
            .saying("The request is recorded, and its clock runs."))
    });
    match done.await {
        Err(error) => form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let (head, people) = ctx
        .read(move |look| {
            let grant = look.one::<HandleSubjectAccess, kinds::Case>(id)?;
            let family = cases::load(look, &grant)?.family;
            Ok((frame::head(look, &grant)?, people::of_family(look, family)?))
        })
        .await?;
    let whom = std::iter::once((String::new(), "Choose somebody".to_owned()))
        .chain(people.iter().map(|p| (p.id.to_string(), p.name())));
    let proofs = Proof::ALL.iter().map(|p| kit::choice(p.code(), p.label())).collect();
    let body = html! {
        p class="govuk-body" { "A request may come in any form, to anybody. The month runs from the day it came, or from the day you could know who asks." }
        (ctx.form(&format!("/cases/{id}/rights/copy"), fields, html! {
            (kit::select("person", "About whom is the copy?", whom).value(fields.raw("person")).error(wrong.of("person")))
            (kit::input("asked_by", "Who asks, and by what right?").hint("Such as: herself; or his mother, for a child of six")
                .value(fields.raw("asked_by")).error(wrong.of("asked_by")))
            (kit::radios("proof", kit::legend("How do you know that they are who they say?").size(Size::M), proofs).small()
                .value(fields.raw("proof")).error(wrong.of("proof")))
            (kit::textarea("proof_note", "What you saw").rows(2).value(fields.raw("proof_note")).error(wrong.of("proof_note")))
            (kit::date_input("received", kit::legend("When did it come?").size(Size::S)).hint("Leave empty for today")
                .values(fields.date_parts("received")).error(wrong.of("received")))
            (kit::button("Record the request").once())
        }))
    };
    let page = frame::frame(ctx, &head, Tab::Consent, "Record a request for a copy", body);
    Ok(page
        .back(format!("/cases/{id}/rights"), "Back to requests about this record")
        .errors(&linked(wrong, &["received"]))
        .respond())
}

struct Shown {
    request: Request,
    head: Head,
    person: String,
    passages: Vec<Passage>,
    names: [String; 3],
    may_release: bool,
    /// Whether the record became its person's own, as an adult, after the request came.
    ask_adult: bool,
}

async fn show(ctx: Ctx) -> Result<Response> {
    show_with(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show_with(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<SubjectRequest>("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<HandleSubjectAccess, SubjectRequest>(id)?;
            let request = store::load(look, &grant)?;
            Ok(Shown {
                head: frame::of_case(look, cases::of_opened(look, &grant, request.case)?)?,
                person: people::load(look, request.person)?.name(),
                passages: store::passages(look, &grant)?,
                names: [
                    name_of(look, request.recorded_by)?,
                    name_of(look, request.prepared_by)?,
                    name_of(look, request.ended_by)?,
                ],
                may_release: look.may::<ReleaseSubjectAccess>(),
                ask_adult: request.is_from_before(own_records::since(look, request.case)?),
                request,
            })
        })
        .await?;
    let r = &s.request;
    let body = html! {
        (details(ctx, &s))
        @if s.ask_adult && matches!(r.state, State::Open | State::Ready) {
            (kit::warning_text("Ask the adult. The person this record is about turned 18 after this request came. Nobody asks for a copy for them by parental responsibility any more: whether it is given, and to whom, they say."))
        }
        @match r.state {
            State::Open | State::Ready => (steps(ctx, &s, fields, wrong)),
            State::Released => {
                (kit::button("Download the copy").href(format!("/subject-access/{id}/copy")))
                p class="govuk-hint" { "Hand it over as you said. Keep no copy of the file on your computer." }
            },
            State::Refused => {},
        }
        @if r.state == State::Ready { (reading(ctx, &s)) }
    };
    let page = frame::frame(ctx, &s.head, Tab::Consent, "A request for a copy", body);
    Ok(page
        .back(format!("/cases/{}/rights", r.case), "Back to requests about this record")
        .errors(wrong)
        .respond())
}

fn details(ctx: &Ctx, s: &Shown) -> kit::SummaryList {
    let r = &s.request;
    let left = days_between(ctx.today(), r.due);
    let clock = match (r.state, left) {
        (State::Released | State::Refused, _) => day(r.due),
        (_, ..0) => format!("{}: {} days late", day(r.due), -left),
        (_, 0) => format!("{}: today", day(r.due)),
        (_, left) => format!("{}: {left} days left", day(r.due)),
    };
    let mut rows = vec![
        kit::row("Stands", html! { (state_tag(r.state)) }),
        kit::row("Reference", r.reference.to_string()),
        kit::row("About whom", s.person.as_str()),
        kit::row("Who asks", r.asked_by.as_str()),
        kit::row("Proof", format!("{}. {}", r.proof.label(), r.proof_note)),
        kit::row("Came", day(r.received)),
        kit::row("Give the copy by", clock),
        kit::row("Recorded", format!("{} by {}", day_of(r.recorded), s.names[0])),
    ];
    if !r.extended_why.is_empty() {
        rows.push(kit::row("Extended", r.extended_why.as_str()));
    }
    if let Some(at) = r.prepared {
        rows.push(kit::row(
            "Gathered",
            format!("{} by {}: {} passages", Moment(at), s.names[1], s.passages.len()),
        ));
    }
    if let Some(at) = r.ended {
        rows.push(kit::row(r.state.label(), format!("{} by {}: {}", Moment(at), s.names[2], r.ended_words)));
    }
    kit::summary_list(rows)
}

fn steps(ctx: &Ctx, s: &Shown, fields: &Fields, wrong: &Invalid) -> Markup {
    let r = &s.request;
    let path = |step: &str| format!("/subject-access/{}/{step}", r.id);
    let version = kit::hidden("version", &r.version.to_string());
    let unread = s.passages.iter().filter(|p| p.marked && p.choice.is_none()).count();
    let mine = r.prepared_by.is_some() && r.prepared_by == ctx.actor.account();
    html! {
        (ctx.form(&path("prepare"), &Fields::default(), html! {
            (version)
            @if r.state == State::Open { (kit::button("Gather what is held").once()) }
            @else { (kit::button("Gather again, with what has come since").secondary().once()) }
        }))
        (kit::details("What Hearth does not gather", html! {
            p class="govuk-body" {
                "Messages with the team, bookings of drop-ins, complaints about the service or about data and what agencies wrote to each other when a case was handed over (ask a manager for them), notes of supervision, \
                 and what is on paper, in emails or from before Hearth. Look for it yourself, and give it with the copy where whoever asks has a right to it."
            }
        }))
        @if r.state == State::Ready {
            h2 class="govuk-heading-m" { "Release" }
            @if unread > 0 {
                p class="govuk-body" { (unread) " marked passages are still to be read below." }
            } @else if mine {
                p class="govuk-body" { "You prepared this copy. A manager who did not prepare it releases it." }
            } @else if s.may_release {
                (ctx.form(&path("release"), fields, html! {
                    (version)
                    (kit::textarea("words", "How is the copy handed over?").rows(2).value(fields.raw("words")).error(wrong.of("words")))
                    (kit::checkboxes("read", kit::legend("Check").size(Size::S), vec![kit::choice("yes", "I have read the whole copy")])
                        .values(fields.all("read")).error(wrong.of("read")))
                    @if s.ask_adult {
                        (kit::checkboxes("asked_adult", kit::legend("The adult").size(Size::S), vec![kit::choice("yes", "I asked them, and they want it given in this way")])
                            .values(fields.all("asked_adult")).error(wrong.of("asked_adult")))
                    }
                    (kit::button("Release the copy").once())
                }))
            } @else {
                p class="govuk-body" { "All is read. A manager releases it." }
            }
        }
        @if r.extended_why.is_empty() {
            (kit::details("It takes longer than a month", html! {
                p class="govuk-body" { "Where it is complex, or there are many requests, two more months may be taken. Whoever asks must be told why within the first month." }
                (ctx.form(&path("extend"), &Fields::default(), html! {
                    (version)
                    (kit::textarea("why", "Why, as you told them").rows(2))
                    (kit::button("Extend the time").secondary().once())
                }))
            }))
        }
        (kit::details("Refuse the request", html! {
            p class="govuk-body" { "Only where the law lets you, such as when it is manifestly unfounded or excessive. Ask your data protection officer first." }
            (ctx.form(&path("refuse"), &Fields::default(), html! {
                (version)
                (kit::textarea("words", "Why, as you told them").id("refuse-words").rows(2))
                (kit::button("Refuse").warning().once())
            }))
        }))
    }
}

/// Every passage; those that are marked with the question what becomes of them.
fn reading(ctx: &Ctx, s: &Shown) -> Markup {
    let choices = || Choice::ALL.iter().map(|c| kit::choice(c.code(), c.label())).collect::<Vec<_>>();
    let rooms = Room::ALL.iter().filter(|room| s.passages.iter().any(|p| p.room == **room));
    html! {
        h2 class="govuk-heading-m" { "Read it" }
        p class="govuk-body" {
            "What names another person of the household, was written for workers, or came from somebody’s own words is marked. Hearth cannot know every name: read the rest too."
        }
        @for room in rooms {
            h3 class="govuk-heading-s" { (room.label()) }
            @for p in s.passages.iter().filter(|p| p.room == *room) {
                div id={ "passage-" (p.number) } {
                    @if p.marked { (kit::tag("Marked").tone(Tone::Soon)) " " }
                    @if let Some(choice) = p.choice { (kit::tag(choice.label()).tone(Tone::Calm)) " " (p.reason) }
                    @for line in p.words.lines() { p class="govuk-body" { (line) } }
                    @if p.marked || p.choice.is_some() || p.room != Room::Looks {
                        (kit::details(format!("Keep or remove passage {}", p.number), ctx.form(
                            &format!("/subject-access/{}/passages/{}", s.request.id, p.id), &Fields::default(), html! {
                                (kit::radios("choice", kit::legend(format!("Passage {}", p.number)).size(Size::S), choices()).small()
                                    .id_prefix(format!("choice-{}", p.number)).value(p.choice.map_or("", Choice::code)))
                                (kit::input("reason", "Why").id(format!("reason-{}", p.number)).value(p.reason.as_str()))
                                (kit::button("Save").secondary().once())
                            })))
                    }
                }
            }
        }
    }
}

/// Runs a step and shows the page again with what is wrong.
async fn step<I, F>(
    ctx: Ctx,
    name: &'static str,
    said: &'static str,
    parse: fn(&mut Fields) -> Result<I, Invalid>,
    run: F,
) -> Result<Response>
where
    I: Send + Sync + 'static,
    F: Fn(&access::Act<'_>, Id<SubjectRequest>, &I) -> Result<()> + Send + Sync + 'static,
{
    let id = ctx.id::<SubjectRequest>("id")?;
    let mut fields = ctx.fields()?;
    let input = match parse(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show_with(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act(name, move |act| {
        run(act, id, &input)?;
        Ok(Answer::see(format!("/subject-access/{id}")).saying(said))
    });
    match done.await {
        Err(error) => show_with(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

fn version_alone(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

async fn prepare(ctx: Ctx) -> Result<Response> {
    step(
        ctx,
        "gather a copy",
        "What is held is gathered. Read what is marked.",
        version_alone,
        |act, id, version| actions::prepare_request(act, id, *version).map(|_| ()),
    )
    .await
}

async fn extend(ctx: Ctx) -> Result<Response> {
    step(
        ctx,
        "extend a request for a copy",
        "The time is extended.",
        actions::more_fields,
        |act, id, input| actions::extend_request(act, id, input).map(|_| ()),
    )
    .await
}

async fn release(ctx: Ctx) -> Result<Response> {
    step(ctx, "release a copy", "The copy is released.", actions::release_fields, |act, id, input| {
        actions::release_request(act, id, input).map(|_| ())
    })
    .await
}

async fn refuse(ctx: Ctx) -> Result<Response> {
    step(
        ctx,
        "refuse a request for a copy",
        "The request is refused.",
        actions::end_fields,
        |act, id, input| actions::refuse_request(act, id, input).map(|_| ()),
    )
    .await
}

async fn decide(ctx: Ctx) -> Result<Response> {
    let (id, passage) = (ctx.id::<SubjectRequest>("id")?, ctx.id::<Passage>("passage")?);
    let mut fields = ctx.fields()?;
    let input = match actions::decide_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show_with(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("decide on a passage", move |act| {
        actions::decide_passage(act, id, passage, &input)?;
        Ok(Answer::see(format!("/subject-access/{id}")).saying("Saved."))
    });
    match done.await {
        Err(error) => show_with(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn file(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<SubjectRequest>("id")?;
    let (request, agency, passages) = ctx
        .read(move |look| {
            let grant = look.one::<HandleSubjectAccess, SubjectRequest>(id)?;
            let request = store::load(look, &grant)?;
            if request.state != State::Released {
                return Err(Error::refused(
                    "copy.state",
                    "The copy is not released yet. Open the request to see what is missing.",
                ));
            }
            let agency = organisations::by_id(look, request.agency)?.name;
            Ok((request, agency, store::passages(look, &grant)?))
        })
        .await?;
    let whole = copy::document(&request, &agency, &passages).into_string();
    download(&format!("copy-{}.html", request.reference), "text/html; charset=utf-8", whole)
}
