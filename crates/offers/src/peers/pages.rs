//! Peer mentors as the people who look after them see them.

use access::{
    actions::{KeepMentors, MatchMentors},
    offers::Match as MatchKind,
};
use kernel::{Date, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Size, Tone, layout},
};

use super::{
    actions, form,
    model::{Match, Mentor, Stand},
    store,
};
use crate::words::{day, day_of, fine, name_of, options};

fn ready_tag(m: &Mentor, today: Date) -> kit::Tag {
    match (m.stand, m.not_ready(today).is_empty()) {
        (Stand::Left | Stand::Paused, _) => kit::tag(m.stand.label()).tone(Tone::Quiet),
        (Stand::Active, true) => kit::tag("Ready").tone(Tone::Good),
        (Stand::Active, false) => kit::tag("Not ready").tone(Tone::Late),
    }
}

fn opt(day_of: Option<Date>) -> String {
    day_of.map_or_else(|| "Not recorded".into(), day)
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(|look| store::of_agency(look, &look.agency::<KeepMentors>()?)).await?;
    let today = ctx.today();
    let lines: Vec<_> = all
        .iter()
        .map(|m| {
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/mentors/" (m.id) } { (m.name) } }),
                kit::cell(html! { (ready_tag(m, today)) }),
                kit::cell(m.not_ready(today).join(", ")),
                kit::cell(opt(m.checked_until)),
                kit::cell(day(m.supervise_by)),
            ]
        })
        .collect();
    let head =
        ["Mentor", "Stands", "What is missing", "Checks hold until", "See them by"].map(kit::cell).to_vec();
    let body = html! {
        (layout::page_heading(None, "Peer mentors"))
        p class="govuk-body" { "Volunteers who stand beside other families. They are matched when they are trained, checked and seen in time; those to be seen soonest come first." }
        (kit::button("Add a mentor").href("/mentors/new"))
        @if lines.is_empty() {
            (kit::nothing_here("Nobody volunteers yet. Add the first mentor when they have applied; training and checks can follow."))
        } @else {
            (kit::table(head, lines).caption("Mentors, by when they are seen next").caption_classes("govuk-visually-hidden")
                .first_cell_is_header().scrolling())
        }
        p class="govuk-body" { a class="govuk-link" href="/mentors.csv" { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Peer mentors", body).dense().back("/groups", "Groups and workshops").respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(|look| store::of_agency(look, &look.agency::<KeepMentors>()?)).await?;
    let today = ctx.today();
    let date = |d: Option<Date>| d.map_or_else(String::new, |d| d.to_string());
    let lines = all.into_iter().map(|m| {
        vec![
            m.id.to_string(),
            m.name.clone(),
            m.stand.label().to_owned(),
            date(m.trained),
            date(m.checked_until),
            m.supervise_by.to_string(),
            m.not_ready(today).join(", "),
        ]
    });
    csv_file(
        "mentors",
        &["mentor", "name", "stands", "trained_on", "checked_until", "see_by", "missing"],
        lines,
    )
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    draw_new(&ctx, &Fields::default(), &fine()).await
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match form::add(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw_new(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("add a mentor", move |act| {
        let made = actions::add_mentor(act, &input)?;
        Ok(Answer::see(format!("/mentors/{}", made.id)).saying("The mentor is added."))
    });
    match done.await {
        Err(error) => draw_new(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

async fn draw_new(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    ctx.read(|look| look.agency::<KeepMentors>().map(drop)).await?;
    let body = html! {
        (layout::page_heading(None, "Add a peer mentor"))
        (ctx.form("/mentors/new", f, html! { (mentor_fields(f, wrong)) (kit::button("Add the mentor").once()) }))
    };
    Ok(ctx
        .page("Add a peer mentor", body)
        .dense()
        .back("/mentors", "Back to the mentors")
        .errors(wrong)
        .respond())
}

fn mentor_fields(f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (kit::input("name", "Name").value(f.raw("name")).error(wrong.of("name")))
        (kit::textarea("contact", "How to reach them").rows(2).value(f.raw("contact")).error(wrong.of("contact")))
        (kit::textarea("note", "What they bring, and what they would rather not (optional)").rows(3).value(f.raw("note")).error(wrong.of("note")))
        (kit::date_input("trained", kit::legend("When did they finish their training? (optional)").size(Size::S))
            .values(f.date_parts("trained")).error(wrong.of("trained")))
        (kit::date_input("checked_until", kit::legend("Until when do their checks hold? (optional)").size(Size::S))
            .hint("DBS and references").values(f.date_parts("checked_until")).error(wrong.of("checked_until")))
        (kit::select("stand", "How they stand", options::<Stand>("Active, unless said")).value(f.raw("stand")).error(wrong.of("stand")))
    }
}

pub(super) async fn one(ctx: Ctx) -> Result<Response> {
    draw(&ctx, None, &fine()).await
}

/// The whole of a mentor; `typed` is a form that is shown again.
async fn draw(ctx: &Ctx, typed: Option<&Fields>, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id("id")?;
    let (m, matches, hidden, seen) = ctx
        .read(move |look| {
            let grant = look.one::<KeepMentors, _>(id)?;
            let mentor = store::load(look, &grant)?;
            let matches = store::matches(look, &look.agency::<MatchMentors>()?, id)?;
            let shown = matches.iter().filter(|m| m.ended.is_none()).count();
            let hidden = store::standing(look, &grant)?.len().saturating_sub(shown);
            let mut seen = Vec::new();
            for one in store::supervisions(look, &grant)? {
                let by = name_of(look, one.by)?;
                seen.push((one, by));
            }
            Ok((mentor, matches, hidden, seen))
        })
        .await?;
    let why = m.not_ready(ctx.today());
    let blank = Fields::default();
    let again = typed.unwrap_or(&blank);
    let filled = Fields::filled([
        ("name", m.name.clone()),
        ("contact", m.contact.clone()),
        ("note", m.note.clone()),
        ("trained", m.trained.map_or(String::new(), |d| d.to_string())),
        ("checked_until", m.checked_until.map_or(String::new(), |d| d.to_string())),
        ("stand", m.stand.code().to_owned()),
    ]);
    let of_mentor = if again.raw("name").is_empty() { &filled } else { again };
    let version = m.version.to_string();
    let rows: Vec<_> = seen
        .iter()
        .map(|(one, by)| vec![kit::cell(day(one.on)), kit::cell(one.note.as_str()), kit::cell(by.as_str())])
        .collect();
    let body = html! {
        (layout::page_heading(Some("Peer mentor"), m.name.as_str()))
        (kit::summary_list(vec![
            kit::row("Stands", html! { (ready_tag(&m, ctx.today())) @if !why.is_empty() { " " (why.join(", ")) } }),
            kit::row("How to reach them", m.contact.as_str()),
            kit::row("What they bring", m.note.as_str()),
            kit::row("Trained", opt(m.trained)),
            kit::row("Checks hold until", opt(m.checked_until)),
            kit::row("See them by", day(m.supervise_by)),
        ]))
        h2 class="govuk-heading-m" { "Families" }
        (families(&matches, hidden))
        @if why.is_empty() {
            h3 class="govuk-heading-s" { "Bring together with a family" }
            (ctx.form(&format!("/mentors/{id}/matches"), again, html! {
                (kit::input("case", "Reference of the family’s case").hint("Such as CA-1234-ABCD").width(20).value(again.raw("case")).error(wrong.of("case")))
                (kit::textarea("reason", "Why these two?").rows(2).value(again.raw("reason")).error(wrong.of("reason")))
                (kit::button("Bring them together").once())
            }))
        }
        h2 class="govuk-heading-m" { "Supervision" }
        @if rows.is_empty() { (kit::nothing_here("Nobody has seen this mentor yet.")) } @else {
            (kit::table(["Seen on", "What was talked about", "By"].map(kit::cell).to_vec(), rows)
                .caption("Supervision, the newest first").caption_classes("govuk-visually-hidden").scrolling())
        }
        (ctx.form(&format!("/mentors/{id}/supervision"), again, html! {
            (kit::hidden("version", &version))
            (kit::date_input("on", kit::legend("When did you see them?").size(Size::S)).values(again.date_parts("on")).error(wrong.of("on")))
            (kit::textarea("seen", "What did you talk about?").rows(3).value(again.raw("seen")).error(wrong.of("seen")))
            (kit::date_input("next", kit::legend("By when are they seen next?").size(Size::S)).hint("In three months, if you leave it empty")
                .values(again.date_parts("next")).error(wrong.of("next")))
            (kit::button("Record it").secondary().once())
        }))
        h2 class="govuk-heading-m" { "What is written of them" }
        (ctx.form(&format!("/mentors/{id}"), again, html! {
            (kit::hidden("version", &version))
            (mentor_fields(of_mentor, wrong))
            (kit::button("Save").secondary().once())
        }))
    };
    Ok(ctx.page("Peer mentor", body).dense().back("/mentors", "Back to the mentors").errors(wrong).respond())
}

fn families(matches: &[Match], hidden: usize) -> Markup {
    let lines = matches.iter().map(|m| {
        let until = m.ended.map_or_else(String::new, |at| format!("Ended on {}: {}", day_of(at), m.end_reason));
        vec![
            kit::cell(html! { a class="govuk-link" href={ "/cases/" (m.case) } { (m.reference) } }),
            kit::cell(day_of(m.started)),
            kit::cell(m.reason.as_str()),
            kit::cell(html! {
                (until)
                @if m.ended.is_none() {
                    a class="govuk-link" href={ "/mentor-matches/" (m.id) "/end" } { "End it" span class="govuk-visually-hidden" { " for " (m.reference) } }
                }
            }),
        ]
    });
    html! {
        @if matches.is_empty() { (kit::nothing_here("They stand beside no family that you may see.")) } @else {
            (kit::table(["Case", "Since", "Why these two", "What to do"].map(kit::cell).to_vec(), lines.collect())
                .caption("Families, the newest first").caption_classes("govuk-visually-hidden").scrolling())
        }
        @if hidden > 0 { p class="govuk-hint" { "There may be others that are not shown to you." } }
    }
}

pub(super) async fn change(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (version, input) = match form::change(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, Some(&fields), &invalid).await,
    };
    let done = ctx.act("change a mentor", move |act| {
        actions::change_mentor(act, id, version, &input)?;
        Ok(Answer::see(format!("/mentors/{id}")).saying("It is saved."))
    });
    match done.await {
        Err(error) => draw(&ctx, Some(&fields), &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn supervise(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let seen = match form::seen(&mut fields) {
        Ok(seen) => seen,
        Err(invalid) => return draw(&ctx, Some(&fields), &invalid).await,
    };
    let done = ctx.act("record a supervision", move |act| {
        actions::supervise(act, id, &seen)?;
        Ok(Answer::see(format!("/mentors/{id}")).saying("The supervision is recorded."))
    });
    match done.await {
        Err(error) => draw(&ctx, Some(&fields), &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn pair(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let pair = match form::pair(&mut fields) {
        Ok(pair) => pair,
        Err(invalid) => return draw(&ctx, Some(&fields), &invalid).await,
    };
    let done = ctx.act("match a mentor", move |act| {
        actions::bring_together(act, id, &pair)?;
        Ok(Answer::see(format!("/mentors/{id}")).saying("They are brought together."))
    });
    match done.await {
        Err(error) => draw(&ctx, Some(&fields), &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn ask_part(ctx: Ctx) -> Result<Response> {
    draw_part(&ctx, &Fields::default(), &fine()).await
}

async fn draw_part(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<MatchKind>("id")?;
    let m = ctx.read(move |look| store::one_match(look, &look.one::<MatchMentors, _>(id)?)).await?;
    let body = html! {
        (layout::page_heading(Some(&m.reference), "End the match"))
        @if m.ended.is_some() {
            p class="govuk-body" { "This has ended already. Nothing is left to do here." }
        } @else {
            (ctx.form(&format!("/mentor-matches/{id}/end"), f, html! {
                (kit::hidden("version", &m.version.to_string()))
                (kit::textarea("reason", "Why does it end?").hint("Such as: they reached what they wanted, they moved, it did not fit").rows(2)
                    .value(f.raw("reason")).error(wrong.of("reason")))
                (kit::button("End it").warning().once())
            }))
        }
    };
    let page =
        ctx.page("End the match", body).dense().back(format!("/mentors/{}", m.mentor), "Back to the mentor");
    Ok(page.errors(wrong).respond())
}

pub(super) async fn part(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (version, reason) = match form::part(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw_part(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("end a match", move |act| {
        let ended = actions::part(act, id, version, &reason)?;
        Ok(Answer::see(format!("/mentors/{}", ended.mentor)).saying("It is ended. Tell the family."))
    });
    match done.await {
        Err(error) => draw_part(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
