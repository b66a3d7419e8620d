//! The open page on which anybody finds their route. Nothing that is typed here is kept.

use kernel::{Date, Invalid, Result};
use page::{
    Ctx, Fields, Response,
    kit::{self, html, layout},
};

use super::dates;
use crate::adopted_adults::model::{Country, NoRoute, Route as Legal, route};

fn open_page(
    ctx: &Ctx,
    fields: &Fields,
    invalid: &Invalid,
    found: Option<Result<Legal, NoRoute>>,
) -> Response {
    let body = html! {
        (layout::page_heading(None, "Were you adopted? Find out about your records"))
        @match found {
            None => {
                p class="govuk-body-l" { "Which records you can see, and from whom, depends on when you were adopted. Two dates are enough to tell you. Nothing that you type here is kept." }
            }
            Some(Ok(legal)) => {
                h2 class="govuk-heading-m" { (legal.label()) }
                p class="govuk-body-l" { (legal.way()) }
                p class="govuk-body" {
                    @if legal.needs_counselling(false) { "Meeting an adviser first is required by law, unless you know your birth name." }
                    @else { "Talking with an adviser is your choice." }
                }
                p class="govuk-hint" { "Where this is written: " (legal.source()) "." }
                (kit::button("Ask us to help").href("/ask"))
            }
            Some(Err(why)) => {
                h2 class="govuk-heading-m" { (why.label()) }
                p class="govuk-body-l" { (why.next()) }
                p class="govuk-body" { a class="govuk-link" href="/ask" { "Write to us, and we help you to find the way" } }
            }
        }
        (ctx.form("/adopted-adults", fields, html! {
            (dates(fields, invalid, true))
            (kit::button("Show my way"))
        }))
    };
    ctx.page("Were you adopted?", body).errors(invalid).respond()
}

pub(super) async fn ask_route(ctx: Ctx) -> Result<Response> {
    Ok(open_page(&ctx, &Fields::default(), &Invalid::default(), None))
}

fn two_dates(f: &mut Fields) -> Result<(Date, Date, Country), Invalid> {
    let born = f.date("born", "Enter when you were born");
    let adopted = f.date("adopted_on", "Enter the day of the adoption order, or your best guess");
    let country = f.choice::<Country>("country", "Choose where the order was made");
    f.finish(|| Some((born?, adopted?, country?)))
}

pub(super) async fn tell_route(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    Ok(match two_dates(&mut fields) {
        Ok((born, adopted, country)) => {
            let found = route(born, adopted, country, ctx.today());
            open_page(&ctx, &fields, &Invalid::default(), Some(found))
        }
        Err(invalid) => open_page(&ctx, &fields, &invalid, None),
    })
}
