//! The documents of a case: the list, adding one, reading one, releasing one.

use std::sync::Arc;

use ::store::files::About;
use access::{
    accounts,
    actions::{AddDocument, ReleaseDocument, ViewDocument},
    links::{self, Secret},
};
use axum::http::{HeaderValue, header};
use casework::cases::frame::{self, Head, Tab};
use kernel::{
    Error, Invalid, Moment, Result,
    kinds::{Case, Document},
};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, Upload,
    kit::{self, file_upload, input, label, select},
    with,
};

use super::{actions, model::Kind, store::Filed};

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default(), None).await
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let mut fields = ctx.fields()?;
    match take_in(&ctx, id, &mut fields).await {
        Ok((input, file)) => {
            let kept = file.clone();
            let done = ctx
                .act("add a document", move |act| {
                    actions::add(act, id, &input, &file)?;
                    Ok(Answer::see(format!("/cases/{id}/documents")).saying("The document is added."))
                })
                .await;
            settle(&ctx, &kept).await?;
            match done {
                Ok(response) => Ok(response),
                Err(error) => draw(&ctx, &fields, &page::mend(error)?, None).await,
            }
        }
        Err(error) => draw(&ctx, &fields, &page::mend(error)?, None).await,
    }
}

/// Checks a file and puts it into its place, for somebody who may add documents to this case.
pub(super) async fn take_in(
    ctx: &Ctx,
    case: kernel::Id<Case>,
    fields: &mut Fields,
) -> Result<(actions::Input, Arc<store::files::Placed>)> {
    ctx.read(move |look| look.one::<AddDocument, Case>(case).map(|_| ())).await?;
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

/// Keeps the file where its row was written, and takes it away where none was: the change was
/// refused, or the form was sent twice and answered from before.
pub(crate) async fn settle(ctx: &Ctx, file: &Arc<store::files::Placed>) -> Result<()> {
    let place = file.place().to_owned();
    if ctx.app.db.read(move |r| store::files::is_known(r, &place)).await? {
        file.keep();
    } else {
        file.discard();
    }
    Ok(())
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid, link: Option<String>) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    draw_case(ctx, id, fields, wrong, link).await
}

async fn draw_case(
    ctx: &Ctx,
    id: kernel::Id<Case>,
    fields: &Fields,
    wrong: &Invalid,
    link: Option<String>,
) -> Result<Response> {
    type Lines = Vec<(Filed, String, usize)>;
    let (head, lines, may_add, may_release): (Head, Lines, bool, bool) = ctx
        .read(move |look| {
            let grant = look.one::<ViewDocument, Case>(id)?;
            let mut lines = Vec::new();
            for document in super::store::of_case(look, &grant)? {
                let by = document.by.map(|by| accounts::by_id(look, by)).transpose()?;
                let made = links::of(look, super::PURPOSE, document.id)?;
                let open = made
                    .iter()
                    .filter(|m| m.used.is_none() && m.revoked.is_none() && m.ends > look.now())
                    .count();
                lines.push((document, by.map_or_else(|| "A machine".to_owned(), |a| a.name), open));
            }
            Ok((frame::head(look, &grant)?, lines, look.may::<AddDocument>(), look.may::<ReleaseDocument>()))
        })
        .await?;
    let current: Vec<&Filed> = lines.iter().map(|(d, ..)| d).filter(|d| d.replaced.is_none()).collect();
    let body = html! {
        @if let Some(link) = &link {
            (kit::inset_text(html! {
                p { "Give this link to the family yourself. It is shown only now, works once, and ends in seven days:" }
                p { strong { (link) } }
            }))
        }
        @if lines.is_empty() {
            (kit::nothing_here("There are no documents on this case yet."))
        } @else {
            (table(ctx, &lines, may_release))
        }
        p class="govuk-body" { a class="govuk-link" href={ "/cases/" (id) "/family-files" } { "Files that the family sent" } }
        @if may_add {
            h2 class="govuk-heading-m" { "Add a document" }
            (ctx.upload_form(&format!("/cases/{id}/documents"), fields, html! {
                (input("title", label("What is it?")).hint("Such as: school report, autumn term. It is shown to workers of this case.")
                    .value(fields.raw("title")).error(wrong.of("title")))
                (file_upload("file", label("File")).hint("PDF, Word (.docx), OpenDocument (.odt), JPEG, PNG or plain text, up to 15 MB.")
                    .error(wrong.of("file")))
                @if !current.is_empty() {
                    (select("replaces", label("Does it take the place of another document?"),
                        std::iter::once((String::new(), "No, it is a new one".to_owned()))
                            .chain(current.iter().map(|d| (d.id.to_string(), d.title.clone()))))
                        .value(fields.raw("replaces")).error(wrong.of("replaces")))
                }
                (kit::button("Add the document").once())
            }))
        }
    };
    Ok(frame::frame(ctx, &head, Tab::Documents, "Documents", body).errors(wrong).respond())
}

fn table(ctx: &Ctx, lines: &[(Filed, String, usize)], may_release: bool) -> Markup {
    html! {
        table class="govuk-table" {
            caption class="govuk-table__caption govuk-visually-hidden" { "Documents of this case, newest first" }
            thead class="govuk-table__head" {
                tr class="govuk-table__row" {
                    @for head in ["Document", "File", "Added", "By", "Release"] {
                        th scope="col" class="govuk-table__header" { (head) }
                    }
                }
            }
            tbody class="govuk-table__body" {
                @for (document, by, open) in lines {
                    tr class="govuk-table__row" {
                        th scope="row" class="govuk-table__header" {
                            a class="govuk-link" href=(format!("/documents/{}/file", document.id)) { (document.title) }
                            @if document.replaced.is_some() { " (replaced)" }
                        }
                        td class="govuk-table__cell" { (document.kind.label()) ", " (size(document.file.size)) }
                        td class="govuk-table__cell" { (Moment(document.at)) }
                        td class="govuk-table__cell" { (by) }
                        td class="govuk-table__cell" {
                            @if *open > 0 { p class="govuk-body-s" { "A link waits to be used" } }
                            @if may_release && document.replaced.is_none() {
                                (ctx.form(&format!("/documents/{}/release", document.id), &Fields::default(), html! {
                                    button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button" data-prevent-double-click="true" {
                                        "Make a link"
                                        span class="govuk-visually-hidden" { " to fetch " (document.title) " once" }
                                    }
                                }))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => "under 1 KB".to_owned(),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

pub(super) async fn release(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Document>("id")?;
    let secret = Secret::new()?;
    let made = secret.clone();
    ctx.act("release a document", move |act| {
        let case = actions::release(act, id, &made)?;
        Ok(Answer::see(format!("/cases/{case}/documents")))
    })
    .await?;
    let mine = secret.clone();
    let (case, known) = ctx
        .read(move |look| {
            let grant = look.one::<ReleaseDocument, Document>(id)?;
            Ok((super::store::load(look, &grant)?.case, links::is_known(look, &mine, super::PURPOSE)?))
        })
        .await?;
    if !known {
        // The same form again: its link was shown then, and nobody can show it twice.
        return page::see_other(&format!("/cases/{case}/documents"));
    }
    let host = ctx.request.headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let link = format!("{host}/shared/{}", secret.as_str());
    draw_case(&ctx, case, &Fields::default(), &Invalid::default(), Some(link)).await
}

pub(super) async fn file(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Document>("id")?;
    let files = ctx.app.db.files()?.clone();
    let (document, bytes) = ctx
        .read(move |look| {
            let document = super::store::load(look, &look.one::<ViewDocument, Document>(id)?)?;
            let bytes = files.read(look.keys(), &document.file)?;
            Ok((document, bytes))
        })
        .await?;
    download(&document, bytes)
}

/// A file for saving, never for showing: no browser runs what is in it.
pub(super) fn download(document: &Filed, bytes: Vec<u8>) -> Result<Response> {
    as_download(&document.file, document.kind, bytes)
}

/// The same for any file that was taken in.
pub(crate) fn as_download(file: &About, kind: Kind, bytes: Vec<u8>) -> Result<Response> {
    // Not the name it came with, which may name a child: what is saved lies about in folders of downloads.
    let ending = file.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).collect();
    let as_file = format!("attachment; filename=\"document.{ending}\"");
    let as_file = HeaderValue::from_str(&as_file).map_err(|e| Error::internal("a file's name", e))?;
    let mut response = with(axum::http::StatusCode::OK, kind.media(), bytes);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, as_file);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}
