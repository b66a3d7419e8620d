//! What workers see of vetoes, wishes and intermediary cases.

use access::{
    actions::{HandleAdults, ListAdults, RecordVetoes},
    connections::{Intermediary, Veto as VetoOf},
};
use kernel::{Error, Invalid, Result};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Route, csv_file,
    kit::{self, Markup, Tone, cell, html, layout},
};

use super::{
    actions,
    model::{Relation, State, VetoKind, Wants},
    store::{self, Case, Veto},
};
use crate::words::{Sent, choices, day, day_of, line, sent, version_of};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/vetoes", vetoes)
            .needs::<ListAdults>()
            .personal()
            .about("Vetoes and wishes about contact, the newest first"),
        Route::get("/vetoes.csv", vetoes_csv)
            .needs::<ListAdults>()
            .personal()
            .about("Vetoes and wishes as a file"),
        Route::post("/vetoes", add_veto)
            .needs::<RecordVetoes>()
            .personal()
            .about("Record a veto or a wish about contact")
            .body(|f| drop(actions::veto_fields(f))),
        Route::post("/vetoes/{id}/withdraw", withdraw)
            .needs::<RecordVetoes>()
            .personal()
            .about("Withdraw a veto or a wish")
            .body(|f| drop(actions::why_fields(f))),
        Route::get("/intermediaries", list)
            .needs::<ListAdults>()
            .personal()
            .about("Intermediary cases, the newest first"),
        Route::get("/intermediaries.csv", csv)
            .needs::<ListAdults>()
            .personal()
            .about("Intermediary cases as a file"),
        Route::get("/intermediaries/new", blank)
            .needs::<HandleAdults>()
            .about("The page on which an intermediary case is recorded"),
        Route::post("/intermediaries/new", record)
            .needs::<HandleAdults>()
            .personal()
            .about("Record an intermediary case")
            .body(|f| drop(actions::case_fields(f))),
        Route::get("/intermediaries/{id}", show)
            .needs::<HandleAdults>()
            .personal()
            .about("An intermediary case, and the vetoes that may be about the relative"),
        Route::post("/intermediaries/{id}/decision", decide)
            .needs::<HandleAdults>()
            .personal()
            .about("Decide whether the relative may be asked")
            .body(|f| drop(actions::decide_fields(f))),
        Route::post("/intermediaries/{id}/wants", wants)
            .needs::<HandleAdults>()
            .personal()
            .about("Record what each of the two wants")
            .body(|f| drop(actions::said_fields(f))),
        Route::post("/intermediaries/{id}/in-touch", in_touch)
            .needs::<HandleAdults>()
            .personal()
            .about("Record that the two were put in touch")
            .body(|f| drop(actions::why_fields(f))),
        Route::post("/intermediaries/{id}/close", close)
            .needs::<HandleAdults>()
            .personal()
            .about("Close an intermediary case")
            .body(|f| drop(actions::why_fields(f))),
    ]
}

fn stands(v: &Veto) -> String {
    match v.ended {
        Some(at) => format!("Withdrawn on {}: {}", day_of(at), v.ended_why),
        None => "In force".to_owned(),
    }
}

async fn draw_vetoes(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, may) = ctx
        .read(move |look| {
            Ok((store::vetoes(look, &look.agency::<ListAdults>()?, after)?, look.may::<RecordVetoes>()))
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "Vetoes and wishes about contact"))
        @if rows.items.is_empty() { (kit::nothing_here("Nobody has made a veto or a wish yet.")) }
        @for v in &rows.items {
            (kit::summary_list(vec![
                kit::row("Name", v.who.name.as_str()),
                kit::row("Born", day(v.who.born)),
                kit::row("What", v.kind.label()),
                kit::row("What it allows", if v.terms.is_empty() { "Nothing is named" } else { v.terms.as_str() }),
                kit::row("Made", day_of(v.made)),
                kit::row("How it stands", stands(v)),
            ]))
            @if may && v.ended.is_none() {
                (kit::details(format!("Withdraw the one made on {}", day_of(v.made)), ctx.form(&format!("/vetoes/{}/withdraw", v.id), &Fields::default(), html! {
                    (kit::hidden("version", &v.version.to_string()))
                    (kit::input("why", "Why?").id(format!("why-{}", v.id)).width(30).autocomplete("off"))
                    (kit::button("Withdraw it").secondary().once())
                })))
            }
        }
        @if let Some(next) = rows.next { (kit::pagination(None, Some(format!("/vetoes?after={next}")))) }
        p class="govuk-body" { a class="govuk-link" href="/vetoes.csv" { "Download vetoes and wishes as a CSV file" } }
        @if may {
            h2 class="govuk-heading-m" { "Record a veto or a wish" }
            p class="govuk-body" { "A veto is in writing, and holds for adoptions before 30 December 2005. It can be changed or withdrawn at any time." }
            (ctx.form("/vetoes", fields, html! {
                (kit::radios("kind", kit::legend("What do they ask for?").size(kit::Size::S), choices::<VetoKind>()).small()
                    .value(fields.raw("kind")).error(invalid.of("kind")))
                (line(fields, invalid, "name", "Their name").width(30))
                (kit::date_input("born", "When were they born?").values(fields.date_parts("born")).error(invalid.of("born")))
                (kit::textarea("terms", "With whom, or when, may contact be made?").hint("For a qualified veto.").rows(2)
                    .value(fields.raw("terms")).error(invalid.of("terms")))
                (kit::button("Record it").once())
            }))
        }
    };
    Ok(ctx
        .page("Vetoes and wishes", body)
        .back("/intermediaries", "Back to intermediary cases")
        .dense()
        .errors(invalid)
        .respond())
}

async fn vetoes(ctx: Ctx) -> Result<Response> {
    draw_vetoes(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn vetoes_csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(|look| {
            let grant = look.agency::<ListAdults>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::vetoes(look, &grant, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let rows = all.into_iter().map(|v| {
        let ended = v.ended.map(|at| kernel::local_date(at).to_string()).unwrap_or_default();
        vec![v.who.name, v.who.born.to_string(), v.kind.code().to_owned(), v.terms, ended]
    });
    csv_file("vetoes", &["name", "born", "kind", "terms", "withdrawn"], rows)
}

async fn add_veto(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match actions::veto_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw_vetoes(&ctx, &fields, &invalid).await,
    };
    ctx.act("record a veto", move |act| {
        actions::record_veto(act, &input)?;
        Ok(Answer::see("/vetoes").saying("It is recorded, and stands before every case from now on."))
    })
    .await
}

async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<VetoOf>("id")?;
    let input = actions::why_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("withdraw a veto", move |act| {
        actions::withdraw_veto(act, id, &input)?;
        Ok(Answer::see("/vetoes").saying("It is withdrawn. It stays on record."))
    })
    .await
}

fn state_tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Asked => Tone::Soon,
        State::Stopped => Tone::Late,
        State::Allowed => Tone::Calm,
        State::InTouch => Tone::Good,
        State::Closed => Tone::Quiet,
    })
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ListAdults>()?, after)).await?;
    let body = html! {
        (layout::page_heading(None, "Finding a relative"))
        (kit::button_group(html! {
            (kit::button("Record a case").href("/intermediaries/new"))
            a class="govuk-link" href="/vetoes" { "Vetoes and wishes" }
        }))
        @if rows.items.is_empty() { (kit::nothing_here("Nobody has asked us to find a relative yet.")) }
        @else {
            (kit::table(["Case", "Applicant", "Recorded", "How it stands"].map(cell).to_vec(), rows.items.iter().map(|c| vec![
                cell(html! { a class="govuk-link" href={ "/intermediaries/" (c.id) } { (c.reference) } }),
                cell(c.facts.applicant.as_str()),
                cell(day_of(c.made)),
                cell(html! { (state_tag(c.state)) }),
            ]).collect()).caption("Intermediary cases, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            @if let Some(next) = rows.next { (kit::pagination(None, Some(format!("/intermediaries?after={next}")))) }
            p class="govuk-body" { a class="govuk-link" href="/intermediaries.csv" { "Download cases as a CSV file" } }
        }
    };
    Ok(ctx.page("Finding a relative", body).back("/adults", "Back to adopted adults").dense().respond())
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(|look| {
            let grant = look.agency::<ListAdults>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::page(look, &grant, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let rows = all.into_iter().map(|c| {
        vec![
            c.reference.to_string(),
            c.facts.relation.code().to_owned(),
            c.state.code().to_owned(),
            kernel::local_date(c.made).to_string(),
        ]
    });
    csv_file("intermediaries", &["case", "relation", "state", "recorded"], rows)
}

fn new_form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Response {
    let born = |name: &str, text: &'static str| {
        kit::date_input(name, text).values(fields.date_parts(name)).error(invalid.of(name))
    };
    let body = html! {
        (layout::page_heading(None, "Record an intermediary case"))
        (ctx.form("/intermediaries/new", fields, html! {
            (line(fields, invalid, "applicant", "The applicant’s name").width(30))
            (born("applicant_born", "When was the applicant born?"))
            (kit::radios("relation", kit::legend("Who is the applicant?").size(kit::Size::S), choices::<Relation>()).small()
                .value(fields.raw("relation")).error(invalid.of("relation")))
            (kit::textarea("contact", "How do we reach the applicant?").rows(2).value(fields.raw("contact")).error(invalid.of("contact")))
            (line(fields, invalid, "subject", "The relative they look for").width(30))
            (born("subject_born", "When was the relative born?"))
            (born("adopted_on", "When was the adoption order made?"))
            (kit::button("Record the case").once())
        }))
    };
    ctx.page("Record an intermediary case", body)
        .back("/intermediaries", "Back to intermediary cases")
        .dense()
        .errors(invalid)
        .respond()
}

async fn blank(ctx: Ctx) -> Result<Response> {
    Ok(new_form(&ctx, &Fields::default(), &Invalid::default()))
}

async fn record(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let facts = match actions::case_fields(&mut fields) {
        Ok(facts) => facts,
        Err(invalid) => return Ok(new_form(&ctx, &fields, &invalid)),
    };
    ctx.act("record an intermediary case", move |act| {
        let case = actions::record_case(act, &facts)?;
        Ok(Answer::see(format!("/intermediaries/{}", case.id))
            .saying("The case is recorded. Now decide whether it may go on."))
    })
    .await
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<Intermediary>("id")?;
    let (case, vetoes) = ctx
        .read(move |look| {
            let grant = look.one::<HandleAdults, Intermediary>(id)?;
            let case = store::load(look, &grant)?;
            let vetoes = store::in_force(look, &grant, &case.facts)?;
            Ok((case, vetoes))
        })
        .await?;
    let f = &case.facts;
    let body = html! {
        (layout::page_heading(Some("Intermediary case"), case.reference.as_str()))
        (kit::summary_list(vec![
            kit::row("How it stands", html! { (state_tag(case.state)) }),
            kit::row("Applicant", format!("{}, born {}", f.applicant, day(f.applicant_born))),
            kit::row("Who they are", f.relation.label()),
            kit::row("How to reach them", f.contact.as_str()),
            kit::row("The relative", format!("{}, born {}", f.subject, day(f.subject_born))),
            kit::row("Adoption order", day(f.adopted_on)),
            kit::row("What was decided", if case.decided.is_empty() { "Nothing yet" } else { case.decided.as_str() }),
        ]))
        h2 class="govuk-heading-m" { "Vetoes and wishes of people born on the same day as the relative" }
        @if vetoes.is_empty() { (kit::nothing_here("There is none in this agency. Ask the agency that holds the adoption record, too.")) }
        @for v in &vetoes {
            (kit::summary_list(vec![
                kit::row("Name", v.who.name.as_str()), kit::row("What", v.kind.label()),
                kit::row("What it allows", if v.terms.is_empty() { "Nothing is named" } else { v.terms.as_str() }),
            ]))
        }
        (steps(ctx, &case, &vetoes, fields, invalid))
    };
    Ok(ctx
        .page(format!("Case {}", case.reference), body)
        .back("/intermediaries", "Back to intermediary cases")
        .dense()
        .errors(invalid)
        .respond())
}

fn steps(ctx: &Ctx, case: &Case, vetoes: &[Veto], fields: &Fields, invalid: &Invalid) -> Markup {
    let at = format!("/intermediaries/{}", case.id);
    let version = version_of(fields, invalid, case.version);
    let others = vetoes
        .iter()
        .map(|v| kit::choice(v.id.to_string(), format!("{}: {}", v.who.name, v.kind.label())))
        .collect();
    html! {
        @if matches!(case.state, State::Asked | State::Stopped) {
            h2 class="govuk-heading-m" { "Decide" }
            (ctx.form(&format!("{at}/decision"), fields, html! {
                (kit::hidden("version", &version))
                @if !vetoes.is_empty() {
                    (kit::checkboxes("others", kit::legend("Which of these are somebody else’s?").size(kit::Size::S), others).small()
                        .values(fields.all("others")).error(invalid.of("others")))
                    (kit::checkboxes("fits", kit::legend("Qualified veto").size(kit::Size::S), vec![
                        kit::choice("yes", "I have read what it allows, and this case is among it"),
                    ]).small().values(fields.all("fits")).error(invalid.of("fits")))
                }
                (kit::textarea("why", "What did you look at, and why may it go on or not?").hint("The welfare of both, and of anybody else it touches.").rows(3)
                    .value(fields.raw("why")).error(invalid.of("why")))
                (kit::button("Decide").once())
            }))
        }
        @if case.state == State::Allowed {
            h2 class="govuk-heading-m" { "What each of them wants" }
            (ctx.form(&format!("{at}/wants"), fields, html! {
                (kit::hidden("version", &version))
                (kit::radios("applicant_wants", kit::legend("The applicant").size(kit::Size::S), choices::<Wants>()).small().inline()
                    .value(case.applicant_wants.map(Wants::code).unwrap_or_default()).error(invalid.of("applicant_wants")))
                (kit::radios("subject_wants", kit::legend("The relative").size(kit::Size::S), choices::<Wants>()).small().inline()
                    .value(case.subject_wants.map(Wants::code).unwrap_or_default()).error(invalid.of("subject_wants")))
                (kit::button("Record what they want").once())
            }))
            (ctx.form(&format!("{at}/in-touch"), fields, html! {
                (kit::hidden("version", &version))
                (kit::input("why", "How were they put in touch?").id("in-touch-why").width(30).autocomplete("off"))
                (kit::button("They are in touch").secondary().once())
            }))
        }
        @if case.state != State::Closed {
            (ctx.form(&format!("{at}/close"), fields, html! {
                (kit::hidden("version", &version))
                (kit::input("why", "Close the case: why?").id("close-why").width(30).autocomplete("off"))
                (kit::button("Close the case").secondary().once())
            }))
        }
    }
}

async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

/// One step: its fields, what it does, and what is said afterwards.
macro_rules! step {
    ($name:ident, $fields:path, $action:path, $doing:literal, $said:literal) => {
        async fn $name(ctx: Ctx) -> Result<Response> {
            let id = ctx.id::<Intermediary>("id")?;
            let mut fields = ctx.fields()?;
            let input = match $fields(&mut fields) {
                Ok(input) => input,
                Err(invalid) => return draw(&ctx, &fields, &invalid).await,
            };
            let done = ctx
                .act($doing, move |act| {
                    $action(act, id, &input)?;
                    Ok(Answer::see(format!("/intermediaries/{id}")).saying($said))
                })
                .await;
            match sent(done)? {
                Sent::Done(response) => Ok(response),
                Sent::Mend(invalid) => draw(&ctx, &fields, &invalid).await,
            }
        }
    };
}

step!(decide, actions::decide_fields, actions::decide_case, "decide a case", "The decision is kept.");
step!(wants, actions::said_fields, actions::record_wants, "record what they want", "It is recorded.");
step!(
    in_touch,
    actions::why_fields,
    actions::put_in_touch,
    "put two people in touch",
    "It is recorded that they are in touch."
);
step!(close, actions::why_fields, actions::close_case, "close a case", "The case is closed.");
