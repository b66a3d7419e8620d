//! From a child of the statutory return to the search for a family.

use access::{
    Look,
    actions::{EditMatching, ViewMatching, ViewWaitingChild},
};
use kernel::{Id, Invalid, Result, kinds::WaitingChild};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Markup, html, layout},
    mend,
};

use super::state_tag;
use crate::{
    children::store::{self as children, Record},
    matching::{
        actions, form, from_return,
        store::{self, GroupState},
    },
};

/// What stands on the page of a child of the return about a family: the way to look for one, or where one is looked for.
/// Once a family was found nothing leads there: whoever reads the page is on the side before adoption.
pub(crate) fn family_of(look: &Look<'_>, id: Id<WaitingChild>, record: &Record) -> Result<Markup> {
    if !record.step.lacks_a_family() || !look.may::<ViewMatching>() {
        return Ok(html! {});
    }
    let grant = look.agency::<ViewMatching>()?;
    let known = store::with_number(look, &grant, &record.local_id)?.into_iter().next();
    if let Some(known) = &known {
        grant.showed(look, "waiting-group", &[known.group])?;
    }
    let may = look.may::<EditMatching>();
    Ok(html! {
        h2 class="govuk-heading-m" { "A family" }
        @match known {
            Some(known) if known.state == GroupState::Placed => {
                p class="govuk-body" { "Placed with a family, as your agency recorded. The returns do not tell it yet." }
            }
            Some(known) => {
                p class="govuk-body" {
                    a class="govuk-link" href={ "/matching/" (known.group) } { "Recorded as " (known.reference) } " " (state_tag(known.state))
                }
            }
            None if may => {
                p class="govuk-body" { "No family is looked for yet. What the returns tell is filled in for you." }
                (kit::button("Look for a family").href(format!("/children/{id}/look-for-family")))
            }
            None => { p class="govuk-body" { "No family is looked for yet." } }
        }
    })
}

async fn draw(ctx: &Ctx, typed: Option<&Fields>, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<WaitingChild>("id")?;
    let record = ctx
        .read(move |look| {
            look.agency::<EditMatching>()?;
            children::record(look, &look.one::<ViewWaitingChild, WaitingChild>(id)?)
        })
        .await?;
    let known = from_return::known(&record.story());
    let fields = typed.unwrap_or(&known);
    let reference = record.reference.to_string();
    let body = html! {
        (layout::page_heading(Some(&reference), "Look for a family"))
        p class="govuk-body" { "What the returns tell is filled in. Put right what is wrong, and add what matters for a family." }
        (ctx.form(&format!("/children/{id}/look-for-family"), fields, html! {
            (form::draw_returned(fields, wrong, &record.local_id))
            h2 class="govuk-heading-m" { "Brothers and sisters" }
            (kit::input("together", "Reference of brothers or sisters who are recorded already (optional)")
                .hint("As on the matching page, for example WC-2345-6789. The child is then placed together with them, and the questions below need no answer.")
                .width(20).value(fields.raw("together")).error(wrong.of("together")).autocomplete("off"))
            h2 class="govuk-heading-m" { "How a family is looked for" }
            (form::draw_group(fields, wrong))
            (kit::button("Look for a family").once())
        }))
    };
    // The tab's title names nobody: titles end up in histories and screen shares.
    let page = ctx.page(format!("Look for a family for {reference}"), body);
    Ok(page.back(format!("/children/{id}"), "Back to the child").errors(wrong).respond())
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx, None, &Invalid::default()).await
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingChild>("id")?;
    let mut fields = ctx.fields()?;
    let (child, with) = match form::returned_fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, Some(&fields), &wrong).await,
    };
    let done = ctx.act("look for a family for a child of the return", move |act| {
        let (group, _) = actions::look_for_family(act, id, &child, &with)?;
        Ok(Answer::see(format!("/matching/{group}")).saying("A family is looked for."))
    });
    match done.await {
        Err(error) => draw(&ctx, Some(&fields), &mend(error)?).await,
        ok => ok,
    }
}
