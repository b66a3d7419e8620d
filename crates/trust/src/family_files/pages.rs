//! What families and workers see of files that families send.

use std::sync::Arc;

use access::{
    accounts,
    actions::{AddDocument, SeeOwnPage, SendFile, ViewDocument},
    rights::FamilyFile,
};
use casework::cases::{
    frame::{self, Tab},
    list as cases,
};
use kernel::{Error, Id, Invalid, Moment, Result, kinds::Case};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, Upload, csv_file,
    kit::{self, Size, Tone, layout},
};

use super::{
    actions,
    store::{self, Sent, State},
};
use crate::documents::{self, model::Kind};

fn tag(state: State, family: bool) -> kit::Tag {
    let words = if state == State::Sent && !family { "Waits for you" } else { state.label() };
    kit::tag(words).tone(match state {
        State::Sent => Tone::Soon,
        State::Kept => Tone::Good,
        State::NotKept => Tone::Quiet,
    })
}

struct Mine {
    /// Each case that a file can go to, with the first name of whom it is about.
    cases: Vec<(Id<Case>, String)>,
    /// What may be seen, with who sent it where it was somebody else.
    sent: Vec<(Sent, Option<String>)>,
}

/// `GET /my/files`
pub(super) async fn mine(ctx: Ctx) -> Result<Response> {
    draw_mine(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_mine(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let young = ctx.actor.person().is_some();
    let m = ctx
        .read(move |look| {
            let me = look.actor().account();
            let cases: Vec<(Id<Case>, String)> = if young {
                vec![(look.own_case::<SendFile>()?.id(), "Me".to_owned())]
            } else {
                cases::of_family(look, &look.own::<SeeOwnPage>()?)?
                    .into_iter()
                    .map(|c| (c.id, c.child.split_whitespace().next().unwrap_or("Your child").to_owned()))
                    .collect()
            };
            let mut sent = Vec::new();
            for (case, _) in &cases {
                for s in store::mine(look, &look.mine::<SendFile>(*case)?)? {
                    let by = match me == Some(s.by) {
                        true => None,
                        false => Some(accounts::by_id(look, s.by)?.name),
                    };
                    sent.push((s, by));
                }
            }
            sent.sort_by_key(|(s, _)| std::cmp::Reverse((s.at, s.id)));
            Ok(Mine { cases, sent })
        })
        .await?;
    let mut who =
        vec![kit::choice("no", if young { "Only my worker and me" } else { "Only your worker and you" })];
    who.push(kit::choice(
        "yes",
        if young { "My parents too" } else { "Other parents and carers who see the whole record too" },
    ));
    let body = html! {
        (layout::page_heading(None, if young { "Files for my worker" } else { "Send a document" }))
        @if m.cases.is_empty() {
            (kit::nothing_here("We have not opened a case for your family yet, so that there is nobody to send a document to here."))
        } @else {
            (ctx.upload_form("/my/files", f, html! {
                @if m.cases.len() == 1 { (kit::hidden("case", &m.cases[0].0.to_string())) }
                @else {
                    (kit::radios("case", kit::legend("Whom is it about?").size(Size::S),
                        m.cases.iter().map(|(id, name)| kit::choice(id.to_string(), name.clone())).collect())
                        .value(f.raw("case")).error(wrong.of("case")))
                }
                (kit::input("title", kit::label("What is it?").size(Size::S)).hint("Such as: letter from school, or a picture I made.")
                    .value(f.raw("title")).error(wrong.of("title")))
                (kit::file_upload("file", kit::label("File").size(Size::S))
                    .hint("A photograph, PDF, Word (.docx), OpenDocument (.odt) or plain text, up to 15 MB.").error(wrong.of("file")))
                (kit::textarea("words", kit::label("Is there anything to say about it? You can leave this empty.").size(Size::S)).rows(3)
                    .value(f.raw("words")).error(wrong.of("words")))
                (kit::radios("shared", kit::legend("Who may see that you sent it?").size(Size::S), who)
                    .value(if f.raw("shared").is_empty() { "no" } else { f.raw("shared") }).error(wrong.of("shared")))
                (kit::button("Send it").once())
            }))
        }
        h2 class="govuk-heading-m" { "What was sent, the newest first" }
        @if m.sent.is_empty() { (kit::nothing_here("Nothing was sent yet.")) }
        @for (s, by) in &m.sent { (told(s, by.as_deref())) }
    };
    let back = if young { "Back to my page" } else { "Back to your first page" };
    Ok(ctx
        .page(if young { "Files for my worker" } else { "Send a document" }, body)
        .back("/my", back)
        .errors(wrong)
        .respond())
}

/// One that was sent, as the family reads it.
fn told(s: &Sent, by: Option<&str>) -> Markup {
    html! {
        h3 class="govuk-heading-s govuk-!-text-break-word" dir="auto" { (s.title) }
        p class="govuk-body" {
            (tag(s.state, true)) " Sent " (Moment(s.at)) @if let Some(by) = by { ", by " bdi { (by) } } "."
        }
        @if let Some(at) = s.answered {
            p class="govuk-body govuk-!-text-break-word" {
                @match s.state {
                    State::Kept => { "Your worker read it on " (Moment(at)) ". It is part of the record." }
                    _ => { "Your worker read it on " (Moment(at)) " and did not keep it: " span dir="auto" { (s.answer) } " The file was taken away." }
                }
            }
        }
    }
}

/// `POST /my/files`
pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let case: Id<Case> = match fields.raw("case").parse() {
        Ok(case) => case,
        Err(_) => {
            fields.fail("case", "Choose whom it is about");
            return draw_mine(&ctx, &fields, &fields_wrong("case", "Choose whom it is about")).await;
        }
    };
    match take_in(&ctx, case, &mut fields).await {
        Ok((input, file)) => {
            let kept = file.clone();
            let done = ctx
                .act("send a file to the worker", move |act| {
                    actions::send(act, case, &input, &file)?;
                    Ok(Answer::see("/my/files").saying("It is sent. Your worker is told."))
                })
                .await;
            documents::settle(&ctx, &kept).await?;
            match done {
                Ok(response) => Ok(response),
                Err(error) => draw_mine(&ctx, &fields, &page::mend(error)?).await,
            }
        }
        Err(error) => draw_mine(&ctx, &fields, &page::mend(error)?).await,
    }
}

fn fields_wrong(field: &str, message: &str) -> Invalid {
    Invalid(vec![kernel::FieldError { field: field.to_owned(), message: message.to_owned() }])
}

/// Checks a file and puts it into its place, for somebody whose own case it is.
async fn take_in(
    ctx: &Ctx,
    case: Id<Case>,
    fields: &mut Fields,
) -> Result<(actions::Input, Arc<::store::files::Placed>)> {
    ctx.read(move |look| look.mine::<SendFile>(case).map(drop)).await?;
    let upload: Option<Upload> = ctx.upload("file")?;
    let input = actions::fields(fields, upload.as_ref()).map_err(Error::Invalid)?;
    let bytes = upload.map(|u| u.bytes).unwrap_or_default();
    let files = ctx.app.db.files()?.clone();
    let placed = page::blocking(move || {
        files.scan(&bytes)?;
        files.place(&bytes)
    })
    .await?;
    Ok((input, Arc::new(placed)))
}

/// `GET /family-files`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::waiting(look, &look.agency::<ViewDocument>()?, after, Some(PAGE_ROWS)))
        .await?;
    let lines: Vec<_> = rows
        .items
        .iter()
        .map(|(s, reference)| {
            vec![
                kit::cell(html! {
                    a class="govuk-link govuk-!-text-break-word" href={ "/cases/" (s.case) "/family-files" } { bdi { (s.title) } }
                }),
                kit::cell(html! { a class="govuk-link" href={ "/cases/" (s.case) } { (reference) } }),
                kit::cell(Moment(s.at).to_string()),
            ]
        })
        .collect();
    let body = html! {
        (layout::page_heading(None, "Files from families"))
        p class="govuk-body" { "What families sent and nobody has looked at yet. Keep it on the record, or say why not: whoever sent it reads that." }
        @if lines.is_empty() { (kit::nothing_here("Nothing waits. Families send documents on their own pages.")) }
        @else {
            (kit::table(["Document", "Case", "Sent"].map(kit::cell).to_vec(), lines).caption("Files from families, the oldest first")
                .caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/family-files?after={next}"))))
        }
        p class="govuk-body" { a class="govuk-link" href="/family-files.csv" { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Files from families", body).dense().respond())
}

/// `GET /family-files.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let rows =
        ctx.read(move |look| store::waiting(look, &look.agency::<ViewDocument>()?, None, None)).await?;
    let lines = rows
        .items
        .into_iter()
        .map(|(s, reference)| vec![s.id.to_string(), s.title, reference.to_string(), s.at.to_string()]);
    csv_file("family-files", &["file", "title", "case", "sent_at"], lines)
}

/// `GET /cases/{id}/family-files`
pub(super) async fn of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    draw_case(&ctx, id, &Fields::default(), &Invalid::default()).await
}

async fn draw_case(ctx: &Ctx, id: Id<Case>, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let (head, lines, may_decide) = ctx
        .read(move |look| {
            let grant = look.one::<ViewDocument, Case>(id)?;
            let mut lines = Vec::new();
            for s in store::of_case(look, &grant)? {
                let by = accounts::by_id(look, s.by)?.name;
                let decided = s.answered_by.map(|who| accounts::by_id(look, who)).transpose()?;
                lines.push((s, by, decided.map(|a| a.name)));
            }
            Ok((frame::head(look, &grant)?, lines, look.may::<AddDocument>()))
        })
        .await?;
    let body = html! {
        @if lines.is_empty() { (kit::nothing_here("The family sent nothing yet. They find “Send a document” on their own page.")) }
        @for (s, by, decided) in &lines {
            h2 class="govuk-heading-m govuk-!-text-break-word" dir="auto" { (s.title) }
            p class="govuk-body" {
                (tag(s.state, false)) " Sent " (Moment(s.at)) " by " bdi { (by) } ". "
                @if s.shared { "Parents who see the whole record see that it was sent." } @else { "Nobody else of the family sees that it was sent." }
            }
            @if !s.words.is_empty() { p class="govuk-body govuk-!-text-break-word" dir="auto" { (s.words) } }
            @if let Some(file) = &s.file {
                p class="govuk-body" {
                    a class="govuk-link" href={ "/family-files/" (s.id) "/file" } { "Download it" span class="govuk-visually-hidden" { ": " (s.title) } }
                    @if let Ok(kind) = Kind::stored(&file.kind) { " (" (kind.label()) ")" }
                }
            }
            @if let (Some(at), Some(decided)) = (s.answered, decided) {
                p class="govuk-body govuk-!-text-break-word" {
                    (decided) @if s.state == State::Kept { " kept it on " } @else { " did not keep it on " } (Moment(at)) "."
                    @if !s.answer.is_empty() { " " span dir="auto" { (s.answer) } }
                }
            }
            @if may_decide && s.state == State::Sent {
                (ctx.form(&format!("/family-files/{}/keep", s.id), &Fields::default(), html! {
                    (kit::hidden("version", &s.version.to_string()))
                    (kit::button("Keep it on the record").once())
                }))
                (kit::details("Do not keep it", ctx.form(&format!("/family-files/{}/decline", s.id), f, html! {
                    (kit::hidden("version", &s.version.to_string()))
                    (kit::textarea("words", kit::label("Why not? Whoever sent it reads this, and the file is taken away.").size(Size::S)).rows(2)
                        .value(f.raw("words")).error(wrong.of("words")))
                    (kit::button("Do not keep it").warning().once())
                })))
            }
        }
    };
    Ok(frame::frame(ctx, &head, Tab::Documents, "Files from the family", body)
        .back(format!("/cases/{id}/documents"), "The documents of this case")
        .errors(wrong)
        .respond())
}

/// `GET /family-files/{id}/file`
pub(super) async fn file(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FamilyFile>("id")?;
    let files = ctx.app.db.files()?.clone();
    let (about, bytes) = ctx
        .read(move |look| {
            let s = store::load(look, &look.one::<ViewDocument, FamilyFile>(id)?)?;
            let about = s.file.ok_or(Error::NotFound)?;
            let bytes = files.read(look.keys(), &about)?;
            Ok((about, bytes))
        })
        .await?;
    documents::as_download(&about, Kind::stored(&about.kind)?, bytes)
}

async fn case_of(ctx: &Ctx, id: Id<FamilyFile>) -> Result<Id<Case>> {
    ctx.read(move |look| Ok(store::load(look, &look.one::<AddDocument, FamilyFile>(id)?)?.case)).await
}

/// `POST /family-files/{id}/keep`
pub(super) async fn keep(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<FamilyFile>("id")?, ctx.fields()?);
    let case = case_of(&ctx, id).await?;
    let version = match actions::version(&mut fields.clone()) {
        Ok(version) => version,
        Err(wrong) => return draw_case(&ctx, case, &fields, &wrong).await,
    };
    let done = ctx
        .act("keep what a family sent", move |act| {
            actions::keep(act, id, version)?;
            Ok(Answer::see(format!("/cases/{case}/family-files")).saying("It is a document of the case now"))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => draw_case(&ctx, case, &fields, &page::mend(error)?).await,
    }
}

/// `POST /family-files/{id}/decline`
pub(super) async fn decline(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<FamilyFile>("id")?, ctx.fields()?);
    let case = case_of(&ctx, id).await?;
    let (version, why) = match actions::declined(&mut fields.clone()) {
        Ok(read) => read,
        Err(wrong) => return draw_case(&ctx, case, &fields, &wrong).await,
    };
    let done = ctx
        .act("do not keep what a family sent", move |act| {
            actions::decline(act, id, version, &why)?;
            Ok(Answer::see(format!("/cases/{case}/family-files"))
                .saying("The file is taken away. Whoever sent it reads why."))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => draw_case(&ctx, case, &fields, &page::mend(error)?).await,
    }
}
