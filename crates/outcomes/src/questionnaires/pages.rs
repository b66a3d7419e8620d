//! What workers see of questionnaires on a case, and what parents see of their own.

use access::actions::{RecordQuestionnaires, ViewQuestionnaires};
use casework::cases::frame::{self, Head, Tab};
use kernel::{Date, Error, Id, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Size, cell, choice, label, layout, legend, row},
};

use super::{
    actions, form,
    history::{change, history, result, scales},
    model::{Questionnaire, Standing, Voice, Way, asked, voices},
    store,
};
use crate::measures::model::{Instrument, Wave, instruments};

struct Shown {
    head: Head,
    all: Vec<Questionnaire>,
    may_record: bool,
}

fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

async fn read(ctx: &Ctx) -> Result<Shown> {
    let id = ctx.id::<kinds::Case>("id")?;
    ctx.read(move |look| {
        let grant = look.one::<ViewQuestionnaires, kinds::Case>(id)?;
        Ok(Shown {
            head: frame::head(look, &grant)?,
            all: store::of_case(look, &grant)?,
            may_record: look.may::<RecordQuestionnaires>(),
        })
    })
    .await
}

/// Who spoke, as a heading says it.
fn spoke(voice: &Voice<'_>) -> String {
    match voice.who {
        "" => voice.informant.label().to_owned(),
        who => format!("{}: {who}", voice.informant.label()),
    }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let shown = read(&ctx).await?;
    let here = format!("/cases/{}/questionnaires", shown.head.id());
    let found = voices(&shown.all)?;
    let body = html! {
        p class="govuk-body" {
            "What a child, a family, a school or a therapist answered, and how it changes. A score is one voice among others. "
            "It goes with the support; it does not prove that the support caused it."
        }
        (kit::button_group(html! {
            @if shown.may_record { (kit::button("Enter a questionnaire").href(format!("{here}/new"))) }
            @if !shown.all.is_empty() { a class="govuk-link" href={ (here) ".csv" } { "Download these (CSV)" } }
            a class="govuk-link" href="/measures" { "What each measure is for" }
        }))
        @if shown.all.is_empty() {
            (kit::nothing_here("No questionnaire was entered yet. The first answers are where change is counted from, so ask at the start."))
        }
        @for voice in &found { (of_voice(&here, voice, &shown, ctx.today())) }
        (was_corrected(&shown.all))
    };
    Ok(frame::frame(&ctx, &shown.head, Tab::Questionnaires, "Questionnaires", body).respond())
}

fn of_voice(here: &str, voice: &Voice<'_>, shown: &Shown, today: Date) -> Markup {
    let m = voice.instrument;
    html! {
        h2 class="govuk-heading-m govuk-!-text-break-word" { (m.short) ", " (spoke(voice)) }
        (history(voice, &format!("{}, {}", m.short, spoke(voice))))
        (change(voice))
        (due(voice, today))
        (entries(voice))
        @for q in &voice.entries { (details(here, q, shown.may_record)) }
        p class="govuk-body-s" { (m.limits) }
    }
}

/// The follow-ups after the end, and how late they came.
fn due(voice: &Voice<'_>, today: Date) -> Markup {
    let rows: Vec<_> = voice
        .follow_ups()
        .into_iter()
        .map(|(wave, due, answered)| {
            let days = |later: Date| kernel::days_between(due, later);
            let stands = match answered {
                Some(on) if on > due => format!("Answered {}, {} days after it was due", day(on), days(on)),
                Some(on) => format!("Answered {}", day(on)),
                None if due < today => format!("Was due on {}, {} days ago", day(due), days(today)),
                None => format!("Due on {}", day(due)),
            };
            row(wave.label(), stands)
        })
        .collect();
    html! { @if !rows.is_empty() { (kit::summary_list(rows)) } }
}

fn entries(voice: &Voice<'_>) -> Markup {
    let rows = voice.entries.iter().map(|q| {
        vec![
            cell(day(q.on)),
            cell(q.wave.label()),
            cell(result(q)),
            cell(if q.content.problems.is_empty() { String::new() } else { q.content.problems.join("; ") }),
        ]
    });
    let head = ["Day", "Asked", "Score", "What to know"].map(cell).to_vec();
    let caption = format!("Entries of the {}, {}", voice.instrument.short, spoke(voice));
    html! { (kit::table(head, rows.collect()).caption(caption).scrolling()) }
}

/// What was answered, as given, with the way to correct it.
fn details(here: &str, q: &Questionnaire, may_record: bool) -> Markup {
    let Ok(m) = q.instrument() else { return html! {} };
    let answers = asked(m).into_iter().map(|(code, name, low, high)| {
        let said =
            q.content.answers.get(code).map_or("No answer".to_owned(), |a| format!("{a} of {low} to {high}"));
        row(name, said)
    });
    let look: Vec<&str> = q.content.alerts.iter().map(String::as_str).collect();
    html! {
        @if !look.is_empty() {
            (kit::warning_text(format!(
                "{}, {}: the answer to {} calls for a person to look at once. Speak with them today, and follow the safeguarding way.",
                m.short, day(q.on), look.join(", ")
            )))
        }
        (kit::details(format!("What was answered on {}", day(q.on)), html! {
            (scales(q))
            (kit::summary_list(answers.collect()).no_border())
            p class="govuk-body" { (q.way.label()) ", entered " (day(kernel::local_date(q.kept))) "." }
            @if !q.content.note.is_empty() { p class="govuk-body govuk-!-text-break-word" dir="auto" { (q.content.note) } }
            @if !q.content.why.is_empty() { p class="govuk-body govuk-!-text-break-word" dir="auto" { "Corrected, because: " (q.content.why) } }
            @if may_record {
                p class="govuk-body" { a class="govuk-link" href={ (here) "/" (q.id) "/correct" } { "Correct this entry" } }
            }
        }))
    }
}

/// Entries that were entered wrongly: they stay to be seen.
fn was_corrected(all: &[Questionnaire]) -> Markup {
    let old: Vec<&Questionnaire> = all.iter().filter(|q| q.standing == Standing::Corrected).collect();
    if old.is_empty() {
        return html! {};
    }
    let rows = old.iter().map(|q| {
        let why =
            all.iter().find(|new| new.replaces == Some(q.id)).map_or("", |new| new.content.why.as_str());
        let short = q.instrument().map_or(q.measure.as_str(), |m| m.short.as_str());
        vec![cell(short), cell(q.informant.label()), cell(day(q.on)), cell(result(q)), cell(why)]
    });
    let head = ["Measure", "Answered by", "Day", "Score", "Why it was corrected"].map(cell).to_vec();
    html! {
        h2 class="govuk-heading-m" { "Entries that were corrected" }
        (kit::table(head, rows.collect()).caption("Entries that were corrected").scrolling())
    }
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let shown = read(&ctx).await?;
    let head = [
        "id",
        "measure",
        "answered_by",
        "who",
        "asked",
        "way",
        "on",
        "age_in_months",
        "scale",
        "score",
        "band",
        "problems",
        "standing",
        "replaces",
        "why",
        "note",
    ];
    let rows = shown.all.iter().flat_map(|q| {
        let line = move |scale: &str, score: String, band: &str| {
            vec![
                q.id.to_string(),
                q.measure.clone(),
                q.informant.code().to_owned(),
                q.content.who.clone(),
                q.wave.code().to_owned(),
                q.way.code().to_owned(),
                q.on.to_string(),
                q.content.months.map(|m| m.to_string()).unwrap_or_default(),
                scale.to_owned(),
                score,
                band.to_owned(),
                q.content.problems.join("; "),
                q.standing.code().to_owned(),
                q.replaces.map(|id| id.to_string()).unwrap_or_default(),
                q.content.why.clone(),
                q.content.note.clone(),
            ]
        };
        let mut lines: Vec<Vec<String>> = q
            .content
            .scores
            .keys()
            .map(|scale| {
                let band = q.content.bands.get(scale).map_or("", String::as_str);
                line(scale, q.score(scale).map(|s| s.to_string()).unwrap_or_default(), band)
            })
            .collect();
        if lines.is_empty() {
            lines.push(line("", String::new(), ""));
        }
        lines
    });
    csv_file("questionnaires", &head, rows)
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    let measure = ctx.query().raw("measure").to_owned();
    let fields = Fields::filled([("measure", measure), ("on", ctx.today().to_string())]);
    draw_new(&ctx, &fields, &Invalid::default()).await
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Case>("id")?, ctx.fields()?);
    let input = match form::questionnaire(&mut fields.clone()) {
        Ok(input) => input,
        Err(error) => return draw_new(&ctx, &fields, &page::mend(error)?).await,
    };
    let done = ctx
        .act("keep a questionnaire", move |act| {
            let made = actions::record(act, id, &input)?;
            Ok(Answer::see(format!("/cases/{id}/questionnaires")).saying(said(&made)))
        })
        .await;
    match done {
        Err(error) => draw_new(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

fn said(made: &Questionnaire) -> &'static str {
    if !made.content.alerts.is_empty() {
        "It is kept. An answer calls for a person to look at once: see below"
    } else if made.score(crate::measures::model::TOTAL).is_some() {
        "It is kept, and scored"
    } else {
        "It is kept. There is no total: see why beside the entry"
    }
}

async fn draw_new(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let head =
        ctx.read(move |look| frame::head(look, &look.one::<RecordQuestionnaires, kinds::Case>(id)?)).await?;
    let here = format!("/cases/{id}/questionnaires/new");
    let body = match Instrument::find(f.raw("measure")) {
        Ok(m) => html! {
            (form_of(ctx, &here, m, f, wrong, None))
            p class="govuk-body" { a class="govuk-link" href=(here) { "Choose another measure" } }
        },
        Err(Error::NotFound) => chooser(&here, wrong)?,
        Err(other) => return Err(other),
    };
    Ok(frame::frame(ctx, &head, Tab::Questionnaires, "Enter a questionnaire", body)
        .back(format!("/cases/{id}/questionnaires"), "The questionnaires of this case")
        .errors(wrong)
        .respond())
}

fn chooser(here: &str, wrong: &Invalid) -> Result<Markup> {
    // Goals have a room of their own.
    let all = instruments()?.iter().filter(|m| m.code != "gbo");
    let choices = std::iter::once((String::new(), "Choose one".to_owned()))
        .chain(all.map(|m| (m.code.clone(), format!("{} ({})", m.name, m.short))));
    Ok(html! {
        form method="get" action=(here) {
            (kit::select("measure", label("Which measure was answered?"), choices).error(wrong.of("measure")))
            (kit::button("Go on").secondary())
        }
        p class="govuk-body" { a class="govuk-link" href="/measures" { "What each measure is for, and what it can not say" } }
    })
}

/// The form of a measure; `correcting` is the entry that it takes the place of.
fn form_of(
    ctx: &Ctx,
    action: &str,
    m: &Instrument,
    f: &Fields,
    wrong: &Invalid,
    correcting: Option<&Questionnaire>,
) -> Markup {
    let by = m.answerers.iter().map(|a| choice(a.who.code(), a.who.label())).collect();
    let waves = Wave::ALL.iter().map(|w| choice(w.code(), w.label())).collect();
    let ways = Way::ALL.iter().map(|w| choice(w.code(), w.label())).collect();
    let meaning = m.responses.as_ref().map(|r| {
        let each = (r.low..=r.high).zip(&r.labels).map(|(number, words)| format!("{number}: {words}"));
        each.collect::<Vec<_>>().join("; ")
    });
    html! {
        p class="govuk-body" { (m.name) ". " (m.limits) }
        p class="govuk-body" { (m.licence.holder) ". " (m.licence.terms) }
        (ctx.form(action, f, html! {
            (kit::hidden("measure", &m.code))
            @if let Some(q) = correcting {
                (kit::hidden("version", &q.version.to_string()))
                (kit::textarea("why", label("What was wrong with the entry?")).rows(2).value(f.raw("why")).error(wrong.of("why")))
            }
            (kit::radios("informant", legend("Who answered?").size(Size::S), by).value(f.raw("informant")).error(wrong.of("informant")).small())
            (kit::input("who", label("Who was that, in words? (optional)"))
                .hint("Needed where several answer: such as “Mum”, or “Dad, at his home”. Write it the same each time.")
                .value(f.raw("who")).error(wrong.of("who")))
            (kit::radios("wave", legend("When was it asked for?").size(Size::S), waves).value(f.raw("wave")).error(wrong.of("wave")).small())
            (kit::radios("way", legend("How did the answers come?").size(Size::S), ways).value(f.raw("way")).error(wrong.of("way")).small())
            (kit::date_input("on", legend("On which day was it answered?").size(Size::S)).values(f.date_parts("on")).error(wrong.of("on")))
            h2 class="govuk-heading-m" { "Answers" }
            p class="govuk-body" {
                "As they stand on the form. Leave a box empty where there was no answer."
                @if let Some(words) = meaning.filter(|w| !w.is_empty()) { " " (words) "." }
            }
            @for (code, name, low, high) in asked(m) {
                @let field = form::field(code);
                (kit::input(&field, label(format!("{name}, {low} to {high}"))).whole_number().width(3)
                    .value(f.raw(&field)).error(wrong.of(&field)))
            }
            (kit::textarea("note", label("What do you make of it? (optional)")).rows(2).value(f.raw("note")).error(wrong.of("note")))
            (kit::button(if correcting.is_some() { "Keep the correction" } else { "Keep it" }).once())
        }))
    }
}

pub(super) async fn mend(ctx: Ctx) -> Result<Response> {
    draw_correction(&ctx, None, &Invalid::default()).await
}

pub(super) async fn correct(ctx: Ctx) -> Result<Response> {
    let (case, old) = (ctx.id::<kinds::Case>("id")?, ctx.id::<()>("questionnaire")?);
    let fields = ctx.fields()?;
    let (version, why, input) = match form::correction(&mut fields.clone()) {
        Ok(input) => input,
        Err(error) => return draw_correction(&ctx, Some(&fields), &page::mend(error)?).await,
    };
    let done = ctx
        .act("correct a questionnaire", move |act| {
            actions::correct(act, case, old, version, &why, &input)?;
            Ok(Answer::see(format!("/cases/{case}/questionnaires"))
                .saying("The correction is kept. The old entry stays at the foot of the page"))
        })
        .await;
    match done {
        Err(error) => draw_correction(&ctx, Some(&fields), &page::mend(error)?).await,
        done => done,
    }
}

async fn draw_correction(ctx: &Ctx, typed: Option<&Fields>, wrong: &Invalid) -> Result<Response> {
    let (id, old) = (ctx.id::<kinds::Case>("id")?, ctx.id::<()>("questionnaire")?);
    let (head, q) = ctx
        .read(move |look| {
            let grant = look.one::<RecordQuestionnaires, kinds::Case>(id)?;
            let all = store::of_case(look, &grant)?;
            let q = all.into_iter().find(|q| q.id == old && q.standing == Standing::Kept);
            Ok((frame::head(look, &grant)?, q.ok_or(Error::NotFound)?))
        })
        .await?;
    let filled = filled(&q);
    let body = form_of(
        ctx,
        &format!("/cases/{id}/questionnaires/{old}/correct"),
        q.instrument()?,
        typed.unwrap_or(&filled),
        wrong,
        Some(&q),
    );
    Ok(frame::frame(ctx, &head, Tab::Questionnaires, "Correct a questionnaire", body)
        .back(format!("/cases/{id}/questionnaires"), "The questionnaires of this case")
        .errors(wrong)
        .respond())
}

/// The form as it was filled in.
fn filled(q: &Questionnaire) -> Fields {
    let mut values = vec![
        ("measure".to_owned(), q.measure.clone()),
        ("informant".to_owned(), q.informant.code().to_owned()),
        ("who".to_owned(), q.content.who.clone()),
        ("wave".to_owned(), q.wave.code().to_owned()),
        ("way".to_owned(), q.way.code().to_owned()),
        ("on".to_owned(), q.on.to_string()),
        ("note".to_owned(), q.content.note.clone()),
    ];
    values.extend(q.content.answers.iter().map(|(code, answer)| (form::field(code), answer.to_string())));
    Fields::filled(values)
}

/// What parents and carers answered, as they see it themselves: the same curve that the worker sees, without the worker's words.
pub(super) async fn own(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::Case> = ctx.id("id")?;
    let shown = read(&ctx).await?;
    let found = voices(&shown.all)?;
    let body = html! {
        (layout::page_heading(Some(&shown.head.child), "Your answers over time"))
        p class="govuk-body" {
            "What was answered in questionnaires. Your worker sees the same picture. "
            "A score is one voice among others: talk about it with the person who coordinates your support."
        }
        @if found.is_empty() { (kit::nothing_here("No questionnaire was entered yet.")) }
        @for voice in &found {
            @let title = title_of(voice, &found);
            h2 class="govuk-heading-m" { (title) }
            p class="govuk-body" { (voice.instrument.purpose) }
            (history(voice, &title))
            (change(voice))
            p class="govuk-body" { (voice.instrument.limits) }
        }
        p class="govuk-body" { a class="govuk-link" href={ "/my/cases/" (id) "/goals" } { "How your goals are going" } }
    };
    Ok(ctx.page("Your answers over time", body).back("/my", "Back to your family’s support").respond())
}

/// A heading that names nobody: where several answered the same measure, they are numbered.
fn title_of(voice: &Voice<'_>, all: &[Voice<'_>]) -> String {
    let alike = |v: &&Voice<'_>| v.instrument.code == voice.instrument.code && v.informant == voice.informant;
    let by = voice.informant.label().to_lowercase();
    let name = &voice.instrument.name;
    if all.iter().filter(alike).count() < 2 {
        return format!("{name}, {by}");
    }
    let number = all.iter().filter(alike).take_while(|v| v.who != voice.who).count() + 1;
    format!("{name}, {by} ({number})")
}
