//! A post with its answers, or a shared document; and what its readers and its author can do with it.

use access::{actions::ReadCommunity, strategy::Entry as EntryKind};
use kernel::{Error, Id, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Rows,
    kit::{self, layout},
};

use super::{May, day, link, moment, out_of_date, said, status_tag, sure};
use crate::community::{
    actions,
    form::{self, POST},
    model::{Entry, Kind, Sort, Status, Topic, TopicState, Version, VersionState},
    store::{self, Listed},
};

/// An entry as its reader may see it.
pub(super) struct Seen {
    pub(super) topic: Topic,
    pub(super) entry: Entry,
    /// Versions that the reader may see: all of one's own, of others' those that were let through.
    pub(super) versions: Vec<Version>,
    pub(super) answers: Rows<Listed>,
    pub(super) mine: bool,
    pub(super) may: May,
}

impl Seen {
    /// The version that the page shows: what readers see, or to its author the last one.
    pub(super) fn version(&self) -> Option<&Version> {
        let shown = self.versions.iter().find(|v| Some(v.number) == self.entry.shown);
        match self.entry.status {
            Status::Shown | Status::Withdrawn => shown,
            _ => self.versions.last(),
        }
    }

    /// Its title; of an answer, what it is.
    pub(super) fn title(&self) -> String {
        let title = self.version().and_then(|v| v.text.title.clone());
        title.unwrap_or_else(|| self.entry.kind.label().to_owned())
    }
}

pub(super) async fn seen(ctx: &Ctx) -> Result<Seen> {
    let id = ctx.id::<EntryKind>("id")?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let me = ctx.actor.answerable();
    ctx.read(move |look| {
        let grant = look.one::<ReadCommunity, EntryKind>(id)?;
        let entry = store::entry(look, &grant)?;
        let topic = store::topic_of_entry(look, &entry)?;
        let mine = me == Some(entry.author);
        let mut versions = store::versions(look, &grant)?;
        versions.retain(|v| mine || v.state == VersionState::Passed);
        let answers = match entry.kind {
            Kind::Post => store::answers(look, &grant, after)?,
            Kind::Answer | Kind::Document => Rows { items: Vec::new(), next: None },
        };
        let may = May::of(look).within(look, &topic);
        Ok(Seen { topic, entry, versions, answers, mine, may })
    })
    .await
}

/// `GET /community/entries/{id}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let s = seen(ctx).await?;
    let e = &s.entry;
    let title = s.title();
    let withheld = e.status == Status::Withdrawn && !s.mine;
    let caption = e.sort.map_or_else(|| e.kind.label().to_owned(), |sort| sort.label().to_owned());
    let body = html! {
        (layout::page_heading(Some(&caption), &title))
        (standing(&s))
        @if !withheld {
            @if let Some(version) = s.version() { (words(ctx, &s, version)) }
            @if e.kind == Kind::Post { (answers(ctx, &s, fields, wrong)) }
            @if e.kind == Kind::Document {
                (kit::button_group(html! { (kit::print_button("Print this document").secondary()) }))
            }
        }
        @if s.mine { (own(ctx, &s, fields, wrong)) }
        @else if e.status == Status::Shown { (report_form(ctx, e.id, fields, wrong)) }
        @if s.may.moderate {
            p class="govuk-body hearth-no-print" {
                a class="govuk-link" href={ "/community/moderation/entries/" (e.id) } { "To the moderators' page of this" }
            }
        }
    };
    let (back, to) = match e.parent {
        Some(post) => (format!("/community/entries/{post}"), "The post that this answers".to_owned()),
        None => (format!("/community/topics/{}", e.topic), s.topic.title.clone()),
    };
    Ok(ctx.page(title, body).back(back, to).dense().errors(wrong).respond())
}

/// What its reader has to know before its words.
fn standing(s: &Seen) -> Markup {
    let e = &s.entry;
    let why = e.why.as_deref().unwrap_or_default();
    let waits = s.versions.iter().any(|v| v.state == VersionState::Waiting);
    html! {
        @match e.status {
            Status::Shown if s.mine && !why.is_empty() => {
                (kit::inset_text(format!("A moderator returned your change to you: {why} Readers see what stood here before.")))
            }
            Status::Shown if s.mine && waits => {
                (kit::inset_text("Your change waits for a moderator. Until then readers see what stood here before."))
            }
            Status::Shown => {}
            Status::Waiting => {
                p class="govuk-body" { (status_tag(e)) " Nobody else sees this yet." }
            }
            Status::Returned => {
                (kit::inset_text(format!("A moderator returned this to you: {why} Change it and send it again; a moderator looks before readers see it.")))
            }
            Status::Removed => { (kit::inset_text(format!("A moderator took this out: {why}"))) }
            Status::Withdrawn => { (kit::inset_text(format!("Its author withdrew this: {why}"))) }
        }
    }
}

fn words(ctx: &Ctx, s: &Seen, v: &Version) -> Markup {
    let e = &s.entry;
    html! {
        p class="govuk-body" {
            (e.by()) ", " (moment(e.written))
            @if v.number > 1 || s.versions.len() > 1 {
                ". " a class="govuk-link" href={ "/community/entries/" (e.id) "/versions" } {
                    "Version " (v.number) ", changed " (moment(v.at))
                }
            }
            @if e.kind == Kind::Document && v.text.review.is_some() {
                ". To be looked at again by " (v.text.review.map(day).unwrap_or_default()) (out_of_date(v.text.review, ctx.today()))
            }
        }
        (kit::letter(&v.text.words))
        @if let Some(address) = &v.text.link { p class="govuk-body" { "The whole document: " (link(address)) } }
    }
}

fn answers(ctx: &Ctx, s: &Seen, fields: &Fields, wrong: &Invalid) -> Markup {
    let e = &s.entry;
    let here = format!("/community/entries/{}", e.id);
    let open = s.topic.state == TopicState::Open && e.status == Status::Shown;
    html! {
        h2 class="govuk-heading-m" { "Answers" }
        @if s.answers.items.is_empty() { (kit::nothing_here("Nobody has answered yet.")) }
        @for answer in &s.answers.items {
            div class="govuk-inset-text" {
                p class="govuk-body" {
                    strong { (answer.entry.by()) } ", " (moment(answer.entry.written))
                    @if answer.version.number > 1 { ", changed " (moment(answer.version.at)) }
                }
                (kit::letter(&answer.version.text.words))
                p class="govuk-body hearth-no-print" {
                    a class="govuk-link" href={ "/community/entries/" (answer.entry.id) } {
                        "This answer by itself" span class="govuk-visually-hidden" { ": " (answer.title()) }
                    }
                }
            }
        }
        (kit::pagination(None, s.answers.next.map(|n| format!("{here}?after={n}"))))
        @if s.may.write && open {
            h2 class="govuk-heading-m" { "Answer" }
            (super::without_names())
            (ctx.form(&format!("{here}/answers"), fields, html! {
                (super::words_field("Your answer", 5, POST, fields, wrong))
                (sure(fields, wrong))
                (kit::button("Send the answer").once())
            }))
        }
    }
}

/// What an author can do with what they wrote.
fn own(ctx: &Ctx, s: &Seen, fields: &Fields, wrong: &Invalid) -> Markup {
    let e = &s.entry;
    let here = format!("/community/entries/{}", e.id);
    let version = e.version.to_string();
    let open = s.topic.state == TopicState::Open;
    html! {
        div class="hearth-no-print" {
            @if matches!(e.status, Status::Shown | Status::Waiting | Status::Returned) && s.may.write && open {
                (kit::button("Change what you wrote").href(format!("{here}/edit")).secondary())
            }
            @if e.status == Status::Shown {
                (folded("Withdraw what you wrote", ctx.form(&format!("{here}/withdraw"), fields, html! {
                    (kit::hidden("version", &version))
                    (kit::textarea("why", "Why").hint("Readers see the title and this. You can put it back.").rows(2)
                        .value(fields.raw("why")).error(wrong.of("why")))
                    (kit::button("Withdraw it").secondary().once())
                }), wrong))
            }
            @if e.status == Status::Withdrawn {
                (ctx.form(&format!("{here}/restore"), &Fields::default(), html! {
                    (kit::hidden("version", &version))
                    (kit::button("Put it back").secondary().once())
                }))
            }
        }
    }
}

fn report_form(ctx: &Ctx, id: Id<EntryKind>, fields: &Fields, wrong: &Invalid) -> Markup {
    let inside = ctx.form(&format!("/community/entries/{id}/report"), fields, html! {
        (kit::textarea("why", "What is wrong with it?").hint("A moderator of the agency that opened this topic reads it, with your name. Do not repeat a family's name here.")
            .rows(2).value(fields.raw("why")).error(wrong.of("why")))
        (kit::button("Report it").secondary().once())
    });
    html! { div class="hearth-no-print" { (folded("Report this to the moderators", inside, wrong)) } }
}

/// A form that is folded away until it is wanted, and open where something in it is wrong.
fn folded(summary: &'static str, form: Markup, wrong: &Invalid) -> kit::Details {
    let details = kit::details(summary, form);
    if wrong.of("why").is_some() { details.open() } else { details }
}

/// `POST /community/entries/{id}/answers`
pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<EntryKind>("id")?;
    let mut fields = ctx.fields()?;
    let typed = match form::answer(&mut fields) {
        Ok(typed) => typed,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("answer a post", move |act| {
        let answer = actions::answer(act, id, &typed)?;
        let to = if answer.status == Status::Shown { id } else { answer.id };
        Ok(Answer::see(format!("/community/entries/{to}")).saying(said(&answer)))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// `POST /community/entries/{id}/report`
pub(super) async fn report(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<EntryKind>("id")?;
    let mut fields = ctx.fields()?;
    let why = match form::report(&mut fields) {
        Ok(why) => why,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("report what somebody wrote", move |act| {
        actions::report(act, id, &why)?;
        Ok(Answer::see(format!("/community/entries/{id}")).saying("It is reported. A moderator looks at it."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// `POST /community/entries/{id}/withdraw`
pub(super) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<EntryKind>("id")?;
    let mut fields = ctx.fields()?;
    let (version, why) = match form::version_and_why(&mut fields) {
        Ok(typed) => typed,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("withdraw what one wrote", move |act| {
        actions::withdraw(act, id, version, &why)?;
        Ok(Answer::see(format!("/community/entries/{id}")).saying("It is withdrawn. You can put it back."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// `POST /community/entries/{id}/restore`
pub(super) async fn restore(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<EntryKind>("id")?;
    let version = form::version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("put back what one withdrew", move |act| {
        actions::restore(act, id, version)?;
        Ok(Answer::see(format!("/community/entries/{id}")).saying("Readers see it again."))
    })
    .await
}

/// The sort of a document, for pages that begin with it.
pub(super) fn sort_of(entry: &Entry) -> &'static str {
    entry.sort.map_or(entry.kind.label(), Sort::label)
}
