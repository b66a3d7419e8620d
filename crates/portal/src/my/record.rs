//! An adult's own record: whom they let see what, what they wrote as a young person, and asking for support in their own name.

use access::{
    actions::HoldOwnRecord,
    own_records::{self, Parent, Purpose},
};
use casework::{
    front_door::{
        actions::{ask_for_oneself, own_ask_fields},
        model::{ContactBy, SafeTo},
    },
    young_people::{model::Said, store as young_people},
};
use kernel::{Id, Invalid, Moment, Result, kinds::Account};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, Route,
    kit::{self, Size, layout},
};

pub(super) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::get("/my/record", page).about(
            "An adult's own record: who may see something of it, and what they wrote as a young person",
        ),
        Route::post("/my/record/readers", readers)
            .about("An adult says what a parent or carer may see of their record, or takes it back")
            .body(|f| drop(fields(f))),
        Route::post("/my/record/ask", ask)
            .about("An adult asks for support in their own name")
            .body(|f| drop(own_ask_fields(f))),
    ];
    routes.into_iter().map(|r| r.needs::<HoldOwnRecord>().personal()).collect()
}

/// What stands at the top of an adult's first page.
pub(super) fn welcome() -> Markup {
    html! {
        p class="govuk-body-l" { "This record is yours." }
        p class="govuk-body" { "Nobody of your family reads it unless you let them. " a class="govuk-link" href="/my/record" { "Say who may see what" } }
    }
}

/// Reads which account, and what it may see.
fn fields(f: &mut Fields) -> Result<(Id<Account>, Vec<Purpose>), Invalid> {
    let account = f.id::<Account>("account", "Choose whom this is about");
    let purposes = f.choices::<Purpose>("purposes", "Choose from the list");
    f.finish(|| Some((account?, purposes)))
}

async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let (parents, said) = ctx
        .read(|look| {
            let grant = look.own_case::<HoldOwnRecord>()?;
            Ok((own_records::parents(look, &grant)?, young_people::as_adult(look, &grant)?))
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "Your own record"))
        h2 class="govuk-heading-m" { "Who may see something of it" }
        p class="govuk-body" { "Your workers read your record to support you. Your parents or carers see nothing of it, unless you tick it here. You can take it back at any time, and it holds at once." }
        @if parents.is_empty() {
            (kit::nothing_here("None of your parents or carers signs in here, so there is nobody to choose."))
        }
        @for parent in &parents { (reader(ctx, parent)) }
        (asks(ctx, fields, invalid))
        @if !said.is_empty() { (wrote(&said)) }
        h2 class="govuk-heading-m" { "From before your adoption" }
        p class="govuk-body" { "Nothing from before an adoption is in this record. As an adult you can ask for what is kept about it, and somebody talks it through with you. " a class="govuk-link" href="/help" { "How to ask" } }
    };
    Ok(ctx.page("Your own record", body).back("/my", "Back to your support").errors(invalid).respond())
}

fn reader(ctx: &Ctx, parent: &Parent) -> Markup {
    let name = parent.name.as_str();
    let boxes = Purpose::ALL.iter().map(|p| kit::choice(p.code(), p.label())).collect();
    html! {
        section aria-labelledby={ "reader-" (parent.account) } {
            h3 class="govuk-heading-s" id={ "reader-" (parent.account) } { (name) }
            (ctx.form("/my/record/readers", &Fields::default(), html! {
                (kit::hidden("account", &parent.account.to_string()))
                (kit::checkboxes("purposes", kit::legend(html! { "What may " (name) " see?" }).size(Size::S), boxes)
                    .id_prefix(format!("purposes-{}", parent.account)).hint("Nothing is ticked: they see nothing.")
                    .values(parent.sees.iter().map(|p| p.code())))
                (kit::button(html! { "Keep this" span class="govuk-visually-hidden" { " for " (name) } }).secondary().once())
            }))
        }
    }
}

fn asks(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Markup {
    html! {
        h2 class="govuk-heading-m" id="ask" { "Ask for support in your own name" }
        p class="govuk-body" { "You do not need anybody’s permission, and you do not have to tell your story again: we have your record." }
        (ctx.form("/my/record/ask", fields, html! {
            (kit::character_count("story", kit::label("What is happening, and what would help?"), 20_000).rows(5)
                .value(fields.raw("story")).error(invalid.of("story")))
            (kit::input("phone", "Phone number").value(fields.raw("phone")).width(20).error(invalid.of("phone")))
            (kit::input("email", "Email address").email().value(fields.raw("email")).error(invalid.of("email")))
            (kit::radios("contact-by", kit::legend("How should we reach you?").size(Size::S),
                ContactBy::ALL.iter().map(|c| kit::choice(c.code(), c.label())).collect())
                .value(fields.raw("contact-by")).error(invalid.of("contact-by")))
            (kit::radios("safe", kit::legend("Is it safe for us to get in touch?").size(Size::S),
                SafeTo::ALL.iter().map(|c| kit::choice(c.code(), c.label())).collect())
                .value(fields.raw("safe")).error(invalid.of("safe")))
            (kit::textarea("safe-contact", "When and how is it safe? (only if you chose to describe it)").rows(2)
                .value(fields.raw("safe-contact")).error(invalid.of("safe-contact")))
            (kit::button("Ask for support").once())
        }))
    }
}

/// What they wrote before they were 18: it is theirs, whoever it was for.
fn wrote(said: &[Said]) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "What you wrote before you were 18" }
        @for one in said {
            section class="hearth-message" {
                p class="govuk-hint" { (Moment(one.at)) }
                @for line in one.words.split('\n').map(str::trim).filter(|l| !l.is_empty()) { p class="govuk-body" { (line) } }
                @if let Some(told) = &one.told {
                    (kit::inset_text(html! { "Your worker had to tell " (told.whom) " on " (Moment(told.at)) ": " (told.why) }))
                }
            }
        }
    }
}

async fn readers(ctx: Ctx) -> Result<Response> {
    let (account, purposes) = fields(&mut ctx.fields()?).map_err(kernel::Error::Invalid)?;
    ctx.act("say who sees one's own record", move |act| {
        own_records::allow(act, &act.own_case::<HoldOwnRecord>()?, account, &purposes)?;
        Ok(Answer::see("/my/record").saying("It is kept, and holds from now on."))
    })
    .await
}

async fn ask(ctx: Ctx) -> Result<Response> {
    let mut typed = ctx.fields()?;
    let ask = match own_ask_fields(&mut typed) {
        Ok(ask) => ask,
        Err(invalid) => return show(&ctx, &typed, &invalid).await,
    };
    let done = ctx
        .act("ask for support in one's own name", move |act| {
            ask_for_oneself(act, &ask)?;
            Ok(Answer::see("/my")
                .saying("We have it. By when somebody gets in touch stands under “What happened lately”."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &typed, &page::mend(error)?).await,
        ok => ok,
    }
}
