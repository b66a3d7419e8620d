//! Recording birth relatives and correcting how they are reached.

use access::actions::RecordBirthFamily;
use kernel::{
    Id, Invalid, Result,
    kinds::{BirthFamily, BirthPerson},
};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, html, layout},
    mend,
};

use super::{contact_fields, draw_contact, draw_entry, entry_fields};
use crate::birth_families::{
    actions::{add_relative, change_contact, record_birth_family},
    store,
};

fn entry_form(ctx: &Ctx, to: &str, back: &str, fields: &Fields, invalid: &Invalid, title: &str) -> Response {
    let body = html! {
        (layout::page_heading(None, title))
        (ctx.form(to, fields, html! { (draw_entry(fields, invalid)) (kit::button("Save").once()) }))
    };
    ctx.page(title, body).back(back, "Back").errors(invalid).respond()
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    Ok(new_form(&ctx, &Fields::default(), &Invalid::default()))
}

fn new_form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Response {
    entry_form(ctx, "/birth-families/new", "/birth-families", fields, invalid, "Record a birth family")
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let entry = match entry_fields(&mut fields) {
        Ok(entry) => entry,
        Err(invalid) => return Ok(new_form(&ctx, &fields, &invalid)),
    };
    let done = ctx
        .act("record a birth family", move |act| {
            let (family, _) = record_birth_family(act, &entry)?;
            Ok(Answer::see(format!("/birth-families/{}", family.id)).saying("The birth family is recorded."))
        })
        .await;
    match done {
        Err(error) => Ok(new_form(&ctx, &fields, &mend(error)?)),
        ok => ok,
    }
}

async fn another_form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<BirthFamily>("id")?;
    let family =
        ctx.read(move |look| store::family(look, &look.one::<RecordBirthFamily, BirthFamily>(id)?)).await?;
    let title = format!("Add somebody to {}", family.reference);
    let back = format!("/birth-families/{id}");
    Ok(entry_form(ctx, &format!("{back}/people"), &back, fields, invalid, &title))
}

pub(super) async fn another(ctx: Ctx) -> Result<Response> {
    another_form(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<BirthFamily>("id")?;
    let mut fields = ctx.fields()?;
    let entry = match entry_fields(&mut fields) {
        Ok(entry) => entry,
        Err(invalid) => return another_form(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("add to a birth family", move |act| {
            add_relative(act, id, &entry)?;
            Ok(Answer::see(format!("/birth-families/{id}")).saying("They are recorded."))
        })
        .await;
    match done {
        Err(error) => another_form(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}

async fn contact_form(ctx: &Ctx, typed: Option<&Fields>, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<BirthPerson>("id")?;
    let person =
        ctx.read(move |look| store::person(look, &look.one::<RecordBirthFamily, BirthPerson>(id)?)).await?;
    let c = person.identity.contact.clone();
    let kept = Fields::filled([
        ("address", c.address),
        ("postcode", c.postcode),
        ("phone", c.phone),
        ("email", c.email),
    ]);
    let fields = typed.unwrap_or(&kept);
    // Once a clash was told, sending again means it.
    let told = invalid.0.iter().any(|e| e.field.is_empty());
    let version = match fields.raw("version") {
        sent if !sent.is_empty() && !told => sent.to_owned(),
        _ => person.version.to_string(),
    };
    let body = html! {
        (layout::page_heading(Some(&person.identity.name()), "How to reach them"))
        (ctx.form(&format!("/birth-people/{id}/contact"), fields, html! {
            (kit::hidden("version", &version))
            (draw_contact(fields, invalid))
            (kit::button("Save").once())
        }))
    };
    Ok(ctx
        .page("How to reach them", body)
        .back(format!("/birth-families/{}", person.family), "Back to the birth family")
        .errors(invalid)
        .respond())
}

pub(super) async fn contact(ctx: Ctx) -> Result<Response> {
    contact_form(&ctx, None, &Invalid::default()).await
}

pub(super) async fn change(ctx: Ctx) -> Result<Response> {
    let id: Id<BirthPerson> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let version = fields.version();
    let contact = contact_fields(&mut fields);
    let (version, contact) = match fields.finish(|| Some((version?, contact))) {
        Ok(input) => input,
        Err(invalid) => return contact_form(&ctx, Some(&fields), &invalid).await,
    };
    let done = ctx
        .act("correct a contact", move |act| {
            change_contact(act, id, version, contact.clone())?;
            let family = store::person(act, &act.one::<RecordBirthFamily, BirthPerson>(id)?)?.family;
            Ok(Answer::see(format!("/birth-families/{family}")).saying("The contact details are saved."))
        })
        .await;
    match done {
        Err(error) => contact_form(&ctx, Some(&fields), &mend(error)?).await,
        ok => ok,
    }
}
