//! A birth family's record, and what was written to one of its people.

use access::{
    actions::{
        InviteBirthRelative, MakeIdentityLink, OpenIdentityLink, RecordBirthFamily, ViewBirthRecord,
        ViewBirthSupport, ViewContact, WriteToBirthRelative,
    },
    walls,
};
use kernel::{
    Id, Invalid, Moment, Result,
    kinds::{BirthFamily, BirthPerson},
};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Markup, html, layout},
    mend,
};

use super::day;
use crate::{
    birth_families::{
        actions::{Written, write_message},
        store::{self, Message, Relative},
    },
    words::NOTE,
};

/// What the reader may do from here.
struct May {
    record: bool,
    write: bool,
    contact: bool,
    support: bool,
    invite: bool,
    open: bool,
    link: bool,
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<BirthFamily>("id")?;
    let (family, people, may) = ctx
        .read(move |look| {
            let grant = look.one::<ViewBirthRecord, BirthFamily>(id)?;
            let may = May {
                record: look.may::<RecordBirthFamily>(),
                write: look.may::<WriteToBirthRelative>(),
                contact: look.may::<ViewContact>(),
                support: look.may::<ViewBirthSupport>(),
                invite: look.may::<InviteBirthRelative>(),
                open: look.may::<OpenIdentityLink>(),
                link: look.may::<MakeIdentityLink>(),
            };
            Ok((store::family(look, &grant)?, store::of_family(look, &grant)?, may))
        })
        .await?;
    let reference = family.reference.to_string();
    let body = html! {
        (layout::page_heading(Some("Birth family"), reference.as_str()))
        p class="govuk-hint" { "People before adoption only. Nothing of a family after adoption is kept here." }
        @for person in &people { (one(person, &may)) }
        @if may.record {
            (kit::button("Add somebody").href(format!("/birth-families/{id}/people")).secondary())
        }
    };
    // The tab's title names nobody: titles end up in histories and screen shares.
    Ok(ctx
        .page(format!("Birth family {reference}"), body)
        .back("/birth-families", "Back to birth families")
        .dense()
        .respond())
}

fn one(person: &Relative, may: &May) -> Markup {
    let who = &person.identity;
    let c = &who.contact;
    let given = |text: &str| if text.is_empty() { "Not known".to_owned() } else { text.to_owned() };
    let mut rows = vec![
        kit::row("Who", person.kind.label()),
        kit::row("Born", who.born.map_or_else(|| "Not known".to_owned(), day)),
    ];
    if !person.kind.is_placed() {
        rows.push(kit::row("Address", given(&c.address)));
        rows.push(kit::row("Postcode", given(&c.postcode)));
        rows.push(kit::row("Telephone", given(&c.phone)));
        rows.push(kit::row("Email", given(&c.email)));
    }
    let at = format!("/birth-people/{}", person.id);
    html! {
        h2 class="govuk-heading-m" { (who.name()) }
        (kit::summary_list(rows))
        (kit::button_group(html! {
            @if !person.kind.is_placed() {
                @if may.record { a class="govuk-link" href={ (at) "/contact" } { "Correct contact details" } " " }
                @if may.write { a class="govuk-link" href={ (at) "/messages" } { "Messages" } " " }
                @if may.support { a class="govuk-link" href={ (at) "/support" } { "Independent support" } " " }
                @if may.contact { a class="govuk-link" href={ (at) "/contact-plans" } { "Staying in touch" } " " }
                @if may.invite { a class="govuk-link" href={ (at) "/sign-in" } { "Pages of their own" } " " }
            } @else {
                @if may.open { a class="govuk-link" href={ (at) "/after-adoption" } { "Open the sealed link" } " " }
                @if may.link { a class="govuk-link" href={ (at) "/link" } { "Make or undo the link" } }
            }
        }))
    }
}

async fn messages_form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<BirthPerson>("id")?;
    let (person, written, signs_in, invites) = ctx
        .read(move |look| {
            let grant = look.one::<WriteToBirthRelative, BirthPerson>(id)?;
            let signs_in = walls::has_account(look, id)?;
            let invites = look.may::<InviteBirthRelative>();
            Ok((store::person(look, &grant)?, store::messages(look, &grant)?, signs_in, invites))
        })
        .await?;
    let body = html! {
        (layout::page_heading(Some(&person.identity.name()), "Messages"))
        @if !signs_in {
            (kit::warning_text("Nobody signs in as this person yet, so nobody would read a message here. Call them or send a letter."))
            @if invites {
                p class="govuk-body" { a class="govuk-link" href={ "/birth-people/" (id) "/sign-in" } { "Invite them to pages of their own" } }
            }
        }
        (ctx.form(&format!("/birth-people/{id}/messages"), fields, html! {
            (kit::character_count("words", kit::label("Write to them").size(kit::Size::M), u32::try_from(NOTE).unwrap_or(u32::MAX))
                .hint("Say nothing of where the child lives, of their school, or of the family that adopted them.")
                .rows(6).value(fields.raw("words")).error(invalid.of("words")))
            (kit::checkboxes("tell", kit::legend("Email").size(kit::Size::S), vec![
                kit::choice("yes", "It is safe to tell them by email that a message waits"),
            ]).small().values(fields.all("tell")).error(invalid.of("tell")))
            (kit::button("Send").once())
        }))
        h2 class="govuk-heading-m" { "Sent before" }
        (draw_messages(&written))
    };
    Ok(ctx
        .page("Messages", body)
        .back(format!("/birth-families/{}", person.family), "Back to the birth family")
        .dense()
        .errors(invalid)
        .respond())
}

/// Messages, the newest first.
fn draw_messages(messages: &[Message]) -> Markup {
    let events: Vec<_> = messages
        .iter()
        .map(|m| kit::event(Moment(m.at).to_string(), "Message").datetime(m.at.to_string()).body(&m.words))
        .collect();
    html! {
        @if events.is_empty() { (kit::nothing_here("Nothing was written yet.")) }
        @else { (kit::timeline(&events)) }
    }
}

pub(super) async fn messages(ctx: Ctx) -> Result<Response> {
    messages_form(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn write(ctx: Ctx) -> Result<Response> {
    let id: Id<BirthPerson> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let words = fields.required("words", "Write the message", NOTE);
    let tell = fields.ticked("tell");
    let input = match fields.finish(|| Some(Written { words: words?, tell })) {
        Ok(input) => input,
        Err(invalid) => return messages_form(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("write to a birth relative", move |act| {
            write_message(act, id, &input)?;
            Ok(Answer::see(format!("/birth-people/{id}/messages")).saying("The message is sent."))
        })
        .await;
    match done {
        Err(error) => messages_form(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}
