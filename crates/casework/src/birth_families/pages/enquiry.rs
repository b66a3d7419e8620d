//! The page on which a birth relative's enquiry is recorded with a birth family.

use access::actions::TriageEnquiry;
use kernel::{Coded, Error, Id, Invalid, Result, kinds::Enquiry};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, html, layout},
    mend,
};

use super::line;
use crate::{
    birth_families::{
        actions::{Destination, record_from_enquiry},
        model::BirthKind,
    },
    front_door::{model::Asker, store},
    words::{LINE, NOTE},
};

async fn form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<Enquiry>("id")?;
    let record = ctx.read(move |look| store::load(look, &look.one::<TriageEnquiry, Enquiry>(id)?)).await?;
    if record.enquiry.asker != Some(Asker::BirthRelative) {
        return Err(Error::NotFound);
    }
    let told = invalid.0.iter().any(|e| e.field.is_empty());
    let version = match fields.raw("version") {
        sent if !sent.is_empty() && !told => sent.to_owned(),
        _ => record.version.to_string(),
    };
    let kinds = BirthKind::all()
        .iter()
        .filter(|k| !k.is_placed())
        .map(|k| kit::choice(k.code(), k.label()))
        .collect();
    let caption = format!("Enquiry {}", record.reference);
    let body = html! {
        (layout::page_heading(Some(&caption), "Record with a birth family"))
        p class="govuk-body" {
            "A birth relative has a record of their own, apart from every adoptive family. Their name and how to reach them are taken over from the enquiry. "
            a class="govuk-link" href="/birth-families/search" { "Look whether the family is known" }
        }
        (ctx.form(&format!("/enquiries/{id}/birth-family"), fields, html! {
            (kit::hidden("version", &version))
            (kit::radios("kind", kit::legend("Who is it?").size(kit::Size::M), kinds).value(fields.raw("kind")).error(invalid.of("kind")))
            (line(fields, invalid, "reference", "Reference of their birth family").width(20)
                .hint("Like BF-2345-6789. Leave it blank for a birth family that is not known yet."))
            (kit::character_count("why", kit::label("What the next person should know").size(kit::Size::S), u32::try_from(NOTE).unwrap_or(u32::MAX))
                .rows(4).value(fields.raw("why")).error(invalid.of("why")))
            (kit::button("Record").once())
        }))
    };
    Ok(ctx
        .page("Record with a birth family", body)
        .back(format!("/enquiries/{id}"), "Back to the enquiry")
        .dense()
        .errors(invalid)
        .respond())
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    form(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn done(ctx: Ctx) -> Result<Response> {
    let id: Id<Enquiry> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let version = fields.version();
    let kind = fields.choice::<BirthKind>("kind", "Choose who it is");
    let reference = fields.optional("reference", LINE);
    let why = fields.optional("why", NOTE).unwrap_or_default();
    let to = reference.map_or(Destination::New, Destination::Known);
    let (version, kind) = match fields.finish(|| Some((version?, kind?))) {
        Ok(input) => input,
        Err(invalid) => return form(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("record a birth relative", move |act| {
            let family = record_from_enquiry(act, id, version, kind, &to, &why)?;
            Ok(Answer::see(format!("/birth-families/{family}")).saying("The birth relative is recorded."))
        })
        .await;
    match done {
        Err(error) => form(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}
