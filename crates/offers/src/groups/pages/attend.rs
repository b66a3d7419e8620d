//! The attendance sheet: to print before, to fill in after.

use access::actions::ManageGroups;
use kernel::{Invalid, Moment, Result};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, layout},
};

use crate::{
    groups::{actions, form, model::Outcome, store},
    words::{choices, fine},
};

pub(in crate::groups) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id("id")?;
    let (session, group, came) = ctx
        .read(move |look| {
            let grant = look.agency::<ManageGroups>()?;
            let (session, group) = store::one_session(look, &grant, id)?;
            let came = store::attendance(look, &grant, group, id)?;
            let group = store::load(look, grant.agency(), group, look.now())?;
            Ok((session, group, came))
        })
        .await?;
    let begun = kernel::local_date(session.starts) <= ctx.today();
    let body = html! {
        (layout::page_heading(Some(&group.name), "Attendance"))
        p class="govuk-body" { (super::when(&session, true)) @if !session.facilitator.is_empty() { ". Led by " (session.facilitator) } }
        @if came.is_empty() {
            (kit::nothing_here("Nobody of our families is booked, so nobody is expected."))
        } @else if begun {
            (ctx.form(&format!("/group-sessions/{id}"), f, html! {
                @for one in &came {
                    @let name = format!("came-{}", one.booking);
                    @let typed = if f.raw(&name).is_empty() { one.outcome.map_or("", |o| o.code()) } else { f.raw(&name) };
                    (kit::radios(name.clone(), kit::legend(one.who.as_str()).size(kit::Size::S), choices::<Outcome>()).small().inline()
                        .value(typed).error(wrong.of(&name)))
                    @if !one.needs.is_empty() { p class="govuk-hint" { "What helps: " (one.needs) } }
                }
                (kit::button("Save the attendance").once())
            }))
        } @else {
            (kit::table(
                ["Who comes", "What helps", "Came"].map(kit::cell).to_vec(),
                came.iter().map(|one| vec![kit::cell(one.who.as_str()), kit::cell(one.needs.as_str()), kit::cell("")]).collect(),
            ).caption("Who is expected").caption_classes("govuk-visually-hidden").first_cell_is_header())
            (kit::inset_text("Attendance can be saved here from the day of the session on."))
        }
        p class="govuk-body" { a class="govuk-link" href={ "/group-sessions/" (id) "/attendance.csv" } { "Download this sheet (CSV)" } }
        (kit::print_button("Print this sheet"))
    };
    let page =
        ctx.page("Attendance", body).dense().back(format!("/groups/{}", group.id), "Back to the group");
    Ok(page.errors(wrong).respond())
}

pub(in crate::groups) async fn csv(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (session, came) = ctx
        .read(move |look| {
            let grant = look.agency::<ManageGroups>()?;
            let (session, group) = store::one_session(look, &grant, id)?;
            Ok((session, store::attendance(look, &grant, group, id)?))
        })
        .await?;
    let when = Moment(session.starts).to_string();
    let lines = came.into_iter().map(|one| {
        let outcome = one.outcome.map_or("", |o| o.label()).to_owned();
        vec![when.clone(), one.booking.to_string(), one.who, one.needs, outcome]
    });
    csv_file("attendance", &["session", "booking", "who", "what_helps", "came"], lines)
}

pub(in crate::groups) async fn send(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let came = match form::attendance(&mut fields) {
        Ok(came) => came,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("take attendance", move |act| {
        actions::take_attendance(act, id, &came)?;
        Ok(Answer::see(format!("/group-sessions/{id}")).saying("The attendance is saved."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
