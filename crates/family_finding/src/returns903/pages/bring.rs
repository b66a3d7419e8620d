//! Bringing in the files of a return.

use std::{io::Cursor, sync::Arc};

use access::actions::ImportStatutoryReturn;
use kernel::{Error, Invalid, Result};
use page::{
    Answer, Ctx, Fields, Response, Upload, blocking,
    kit::{self, html, layout},
    mend,
};

use crate::returns903::{
    actions::take_in::{self, Prepared},
    model::Year,
};

/// The most files of one return.
const MOST_FILES: usize = 20;

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<ImportStatutoryReturn>().map(|_| ())).await?;
    form(&ctx, &Fields::default(), &Invalid::default())
}

pub(super) async fn take(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    match check(&ctx, &mut fields).await {
        Ok(prepared) => {
            let prepared = Arc::new(prepared);
            let done = ctx
                .act("take in a return", move |act| {
                    let outcome = take_in::run(act, &prepared)?;
                    let to = format!("/children/returns/{}", outcome.id);
                    Ok(Answer::see(to).saying(if outcome.again {
                        "These files were taken in before, with the same content. Nothing was changed."
                    } else {
                        "The return was checked and taken in."
                    }))
                })
                .await;
            match done {
                Err(error) => form(&ctx, &fields, &beside_files(error)?),
                ok => ok,
            }
        }
        Err(error) => form(&ctx, &fields, &beside_files(error)?),
    }
}

/// Reads and checks the files, for somebody who may bring them in.
async fn check(ctx: &Ctx, fields: &mut Fields) -> Result<Prepared> {
    let agency = ctx.read(|look| Ok(look.agency::<ImportStatutoryReturn>()?.agency())).await?;
    let year = fields.required("year", "Enter the year in which the return ends, such as 2025", 10);
    let year = year.and_then(|text| match Year::parse(&text) {
        Ok(year) => Some(year),
        Err(why) => {
            fields.fail("year", why);
            None
        }
    });
    let files: Vec<Upload> = ctx.all_uploads("files")?;
    match files.len() {
        0 => fields.fail("files", "Choose the files of the return"),
        1..=MOST_FILES => {}
        _ => fields.fail("files", "Choose at most 20 files"),
    }
    let year = fields.finish(|| year).map_err(Error::Invalid)?;
    let before = ctx.read(move |look| take_in::before(look, agency, year)).await?;
    blocking(move || {
        let files = files.into_iter().enumerate().map(|(at, file)| {
            // The name on the sender's machine may name a person, so files are told by their place.
            let input: Box<dyn std::io::Read> = Box::new(Cursor::new(file.bytes));
            (format!("File {}", at + 1), input)
        });
        take_in::prepare(files.collect(), before)
    })
    .await
}

/// What a refusal says stands beside the files.
fn beside_files(error: Error) -> Result<Invalid> {
    match error {
        Error::Refused { rule, why } if rule.starts_with("return.") => mend(Error::field("files", why)),
        Error::Stale => mend(Error::field(
            "files",
            "Somebody took in another return while these files were checked. Send them again.",
        )),
        other => mend(other),
    }
}

fn form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let body = html! {
        (layout::page_heading(Some("Children on the way to adoption"), "Bring in a return"))
        p class="govuk-body" {
            "Choose the CSV files of your SSDA903 return: Header, Episodes, AD1, PlacedAdoption and PrevPerm. Each is known by its heading, whatever it is called. Give all five together, so that no rule has to be skipped."
        }
        (ctx.upload_form("/children/returns/new", fields, html! {
            (kit::input("year", kit::label("Which year's return is it?"))
                .hint("The year in which it ends: 2025 for 1 April 2024 to 31 March 2025.")
                .width(4).value(fields.raw("year")).error(invalid.of("year")))
            (kit::file_upload("files", kit::label("Files")).multiple()
                .hint("Up to 48 MB together. Checking a council's return takes a second or two; wait for the next page.")
                .error(invalid.of("files")))
            (kit::button("Check and take in").once())
        }))
        (kit::details("What is taken in", html! {
            p { "Only what is known of children on the way to adoption: decisions, placement orders, matches, placements and adoption orders, with dates. Other children of the return are checked and then forgotten, apart from the faults found with their rows." }
            p { "A row that breaks a rule so that it cannot be trusted is reported and not taken in; the rest is. Mend it in your case system, export again, and bring in the new files: they take the place of these, and what stood before is kept." }
        }))
    };
    Ok(ctx
        .page("Bring in a return", body)
        .back("/children/returns", "Back to returns")
        .errors(invalid)
        .respond())
}
