//! What workers see of birth families.

mod enquiry;
mod list;
mod record;
mod search;
mod show;

use access::actions::{
    ListBirthFamilies, RecordBirthFamily, SearchBirthPeople, TriageEnquiry, ViewBirthRecord,
    WriteToBirthRelative,
};
use kernel::{Coded, Date, Invalid};
use page::{
    Fields, Route,
    kit::{self, Input, Markup, html},
};

use super::model::{BirthKind, Entry};
use crate::{
    people::{side::Identity, store::Contact},
    words::LINE,
};

pub(super) use search::hits;

/// The pages of this room.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/birth-families", list::page)
            .needs::<ListBirthFamilies>()
            .personal()
            .about("The agency's birth families, the newest first"),
        Route::get("/birth-families.csv", list::csv)
            .needs::<ListBirthFamilies>()
            .personal()
            .about("The agency's birth families as a file"),
        Route::get("/birth-families/search", search::blank)
            .needs::<SearchBirthPeople>()
            .about("The page on which a birth relative is looked for"),
        Route::post("/birth-families/search", search::search)
            .needs::<SearchBirthPeople>()
            .personal()
            .about("Look for birth relatives by name, date of birth or postcode"),
        Route::get("/birth-families/new", record::new)
            .needs::<RecordBirthFamily>()
            .about("The page on which a birth family is recorded"),
        Route::post("/birth-families/new", record::record)
            .needs::<RecordBirthFamily>()
            .personal()
            .about("Record a birth family with its first person"),
        Route::get("/birth-families/{id}", show::page)
            .needs::<ViewBirthRecord>()
            .personal()
            .about("A birth family's record"),
        Route::get("/birth-families/{id}/people", record::another)
            .needs::<RecordBirthFamily>()
            .personal()
            .about("The page on which somebody is added to a birth family"),
        Route::post("/birth-families/{id}/people", record::add)
            .needs::<RecordBirthFamily>()
            .personal()
            .about("Add somebody to a birth family"),
        Route::get("/birth-people/{id}/contact", record::contact)
            .needs::<RecordBirthFamily>()
            .personal()
            .about("The page on which a birth relative's contact details are corrected"),
        Route::post("/birth-people/{id}/contact", record::change)
            .needs::<RecordBirthFamily>()
            .personal()
            .about("Correct how a birth relative is reached"),
        Route::get("/birth-people/{id}/messages", show::messages)
            .needs::<WriteToBirthRelative>()
            .personal()
            .about("What was written to a birth relative, and a page to write to them"),
        Route::post("/birth-people/{id}/messages", show::write)
            .needs::<WriteToBirthRelative>()
            .personal()
            .about("Write a message to a birth relative"),
        Route::get("/enquiries/{id}/birth-family", enquiry::ask)
            .needs::<TriageEnquiry>()
            .personal()
            .about("The page on which a birth relative's enquiry is recorded with a birth family"),
        Route::post("/enquiries/{id}/birth-family", enquiry::done)
            .needs::<TriageEnquiry>()
            .personal()
            .about("Record a birth relative's enquiry with a birth family"),
    ]
}

/// Reads somebody to be recorded.
pub(super) fn entry_fields(f: &mut Fields) -> Result<Entry, Invalid> {
    let kind = f.choice::<BirthKind>("kind", "Choose what they are");
    let first = f.required("first-name", "Enter a first name", LINE);
    let last = f.required("last-name", "Enter a last name", LINE);
    let born = f.date_opt("born");
    let contact = contact_fields(f);
    f.finish(|| Some(Entry { kind: kind?, identity: Identity::new(&first?, &last?, born, contact) }))
}

/// Reads how somebody is reached.
fn contact_fields(f: &mut Fields) -> Contact {
    Contact {
        address: f.optional("address", 4 * LINE).unwrap_or_default(),
        postcode: f.optional("postcode", 10).unwrap_or_default(),
        phone: f.optional("phone", LINE).unwrap_or_default(),
        email: f.optional("email", LINE).unwrap_or_default(),
    }
}

fn line(fields: &Fields, invalid: &Invalid, name: &str, words: &str) -> Input {
    kit::input(name, words).value(fields.raw(name)).error(invalid.of(name)).autocomplete("off")
}

/// The fields of a contact, drawn.
fn draw_contact(fields: &Fields, invalid: &Invalid) -> Markup {
    html! {
        (line(fields, invalid, "address", "Address"))
        (line(fields, invalid, "postcode", "Postcode").width(10))
        (line(fields, invalid, "phone", "Telephone").width(20))
        (line(fields, invalid, "email", "Email address"))
    }
}

/// The fields of an entry, drawn.
fn draw_entry(fields: &Fields, invalid: &Invalid) -> Markup {
    let kinds = BirthKind::all().iter().map(|k| kit::choice(k.code(), k.label())).collect();
    html! {
        (kit::radios("kind", kit::legend("Who is it?").size(kit::Size::M), kinds).value(fields.raw("kind")).error(invalid.of("kind")))
        (line(fields, invalid, "first-name", "First name"))
        (line(fields, invalid, "last-name", "Last name"))
        (kit::date_input("born", "Date of birth").values(fields.date_parts("born")).error(invalid.of("born")))
        h2 class="govuk-heading-m" { "How to reach them" }
        p class="govuk-hint" {
            "Leave this blank for a child or a placed brother or sister. Where they live now is kept with their family after adoption, and never here."
        }
        (draw_contact(fields, invalid))
    }
}

fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}
