//! The first page of a member of a family whose sight is limited: what was promised, and their own messages.

use access::{Look, actions::SeeOwnPage, organisations, own_records};
use casework::{
    cases::list::{self, CaseRow},
    promises::{self, Promise},
};
use kernel::Result;
use maud::html;
use page::{
    Ctx, Response,
    kit::{self, layout},
};

use super::words::told;

struct One {
    case: CaseRow,
    agency: String,
    promises: Vec<Promise>,
}

fn read(look: &Look<'_>) -> Result<Vec<One>> {
    list::of_family(look, &look.own::<SeeOwnPage>()?)?
        .into_iter()
        .map(|case| {
            let grant = look.one::<SeeOwnPage, _>(case.id)?;
            Ok(One {
                agency: organisations::by_id(look, grant.agency())?.name,
                promises: promises::of_case(look, &grant)?,
                case,
            })
        })
        .collect()
}

pub(super) async fn page(ctx: &Ctx) -> Result<Response> {
    let (all, left, shown) = ctx
        .read(|look| {
            let left = own_records::left(look, &look.own::<SeeOwnPage>()?)?;
            Ok((read(look)?, left, super::shown::all(look)?))
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "Your page"))
        p class="govuk-body" {
            "Here you see what was promised, and you can write to the worker. The rest of the record is not open to you here. Ask the worker if you want to know why, or if you think that is wrong."
        }
        (super::shown::draw(&left, &shown))
        @for one in &all {
            section aria-labelledby={ "case-" (one.case.id) } {
                h2 class="govuk-heading-m" id={ "case-" (one.case.id) } { "Reference " (one.case.reference) }
                p class="govuk-body" {
                    @if one.case.coordinator_name.is_empty() { (one.agency) " is who to ask. " }
                    @else { strong { (one.case.coordinator_name) } " at " (one.agency) " is the person to ask. " }
                    a class="govuk-link" href={ "/my/messages/" (one.case.id) } { "Write, and read what was written to you" }
                }
                @let open: Vec<_> = one.promises.iter().filter_map(|p| told(p, ctx.now)).filter(|t| t.open).collect();
                @if open.is_empty() { (kit::nothing_here("Nothing with a date is promised just now.")) } @else {
                    (kit::summary_list(open.iter().map(|t| kit::row(t.what, html! { (kit::tag(t.tag).tone(t.tone)) br; (t.words) })).collect()))
                }
            }
        }
        p class="govuk-body" { a class="govuk-link" href="/help" { "What our promises mean, and who can help" } }
    };
    Ok(ctx.page("Your page", body).respond())
}
