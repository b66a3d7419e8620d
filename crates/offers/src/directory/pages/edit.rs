//! The form of an entry, new or changed.

use access::{actions::KeepDirectory, organisations};
use kernel::{Invalid, Level, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, layout},
};

use super::council_names;
use crate::{
    directory::{
        actions, form,
        model::{Audience, CoreOffer, Cost, DAYS, Evidence, PlaceKind},
        store,
    },
    words::{choices, fine, options},
};

pub(in crate::directory) async fn ask(ctx: Ctx) -> Result<Response> {
    // A new entry usually serves the agency's own councils.
    let (agency, members) = ctx
        .read(|look| {
            let grant = look.agency::<KeepDirectory>()?;
            let names: Vec<String> = {
                let today = look.today();
                let mut names = Vec::new();
                for m in organisations::memberships(look)? {
                    let now = m.from <= today && m.to.is_none_or(|to| to >= today);
                    if now
                        && m.agency == Some(grant.agency())
                        && let Some(o) =
                            organisations::by_code(look, organisations::kind::COUNCIL, &m.council)?
                    {
                        names.push(o.name);
                    }
                }
                names
            };
            Ok((organisations::of_grant(look, &grant)?.name, names))
        })
        .await?;
    let filled = Fields::filled([("giver_name", agency), ("councils", members.join("\n"))]);
    draw(&ctx, &filled, &fine()).await
}

pub(in crate::directory) async fn add(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match form::fields(&mut fields, ctx.today()) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("add an entry of the directory", move |act| {
        let made = actions::add_entry(act, &input)?;
        Ok(Answer::see(format!("/services/{}", made.id)).saying("The entry is in the directory now."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::directory) async fn ask_change(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let filled = ctx
        .read(move |look| {
            let s = store::load(look, &look.one::<KeepDirectory, _>(id)?)?;
            Ok(form::filled(&s, &council_names(look, &s.entry.details)?))
        })
        .await?;
    draw_change(&ctx, &filled, &fine()).await
}

pub(in crate::directory) async fn change(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (version, input) = match form::changed(&mut fields, ctx.today()) {
        Ok(input) => input,
        Err(invalid) => return draw_change(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("change an entry of the directory", move |act| {
        actions::change_entry(act, id, version, &input)?;
        Ok(Answer::see(format!("/services/{id}")).saying("The entry is changed."))
    });
    match done.await {
        Err(error) => draw_change(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    ctx.read(|look| look.agency::<KeepDirectory>().map(drop)).await?;
    let body = html! {
        (layout::page_heading(None, "Add an entry to the directory"))
        p class="govuk-body" { "Anybody can read it at once, here and in other directories. Give a service's own contacts, never a person's." }
        (ctx.form("/services/new", f, html! { (body_of(f, wrong)) (kit::button("Add to the directory").once()) }))
    };
    Ok(ctx
        .page("Add an entry", body)
        .dense()
        .back("/services", "Back to our entries")
        .errors(wrong)
        .respond())
}

async fn draw_change(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id("id")?;
    ctx.read(move |look| look.one::<KeepDirectory, access::offers::Service>(id).map(drop)).await?;
    let body = html! {
        (layout::page_heading(None, "Change an entry of the directory"))
        (ctx.form(&format!("/services/{id}/change"), f, html! {
            (kit::hidden("version", f.raw("version")))
            (body_of(f, wrong))
            (kit::button("Save the entry").once())
        }))
    };
    Ok(ctx
        .page("Change an entry", body)
        .dense()
        .back(format!("/services/{id}"), "Back to the entry")
        .errors(wrong)
        .respond())
}

fn body_of(f: &Fields, wrong: &Invalid) -> Markup {
    let line = |name: &'static str, label: &'static str| {
        kit::input(name, label).value(f.raw(name)).error(wrong.of(name))
    };
    let note = |name: &'static str, label: &'static str| {
        kit::textarea(name, label).rows(2).value(f.raw(name)).error(wrong.of(name))
    };
    let days = DAYS.iter().map(|(code, name)| kit::choice(*code, *name)).collect();
    html! {
        h2 class="govuk-heading-m" { "What it is" }
        (line("name", "Name of the service"))
        (kit::textarea("description", "What it is and what it does").hint("A few plain sentences").rows(5)
            .value(f.raw("description")).error(wrong.of("description")))
        (line("giver_name", "Who gives it"))
        (note("giver_description", "What they are (optional)"))
        (line("website", "Their website (optional)"))
        (line("giver_email", "Their email address (optional)"))
        h2 class="govuk-heading-m" { "Whom it is for" }
        (kit::checkboxes("audiences", kit::legend("For whom?").size(Size::S), choices::<Audience>()).small()
            .values(f.all("audiences")).error(wrong.of("audiences")))
        (kit::input("minimum_age", "From which age? (optional)").whole_number().width(3).value(f.raw("minimum_age")).error(wrong.of("minimum_age")))
        (kit::input("maximum_age", "Up to which age? (optional)").whole_number().width(3).value(f.raw("maximum_age")).error(wrong.of("maximum_age")))
        (kit::select("level", "Level of support", options::<Level>("Choose a level")).value(f.raw("level")).error(wrong.of("level")))
        (note("eligibility", "Who may come (optional)"))
        (note("how", "How one gets it (optional)"))
        (kit::textarea("councils", "Councils it serves, one a line").rows(4).value(f.raw("councils")).error(wrong.of("councils")))
        (kit::checkboxes("everywhere", kit::legend("Or everywhere?").size(Size::S), vec![kit::choice("yes", "It serves all of England")]).small()
            .values(f.all("everywhere")).error(wrong.of("everywhere")))
        (kit::checkboxes("offers", kit::legend("Which parts of the core offer does it count for?").size(Size::S), choices::<CoreOffer>()).small()
            .values(f.all("offers")).error(wrong.of("offers")))
        h2 class="govuk-heading-m" { "Cost and evidence" }
        (kit::select("cost", "What it costs a family", options::<Cost>("Choose")).value(f.raw("cost")).error(wrong.of("cost")))
        (note("cost_words", "About the cost (optional)"))
        (kit::select("evidence", "Does it help?", options::<Evidence>("Choose")).value(f.raw("evidence")).error(wrong.of("evidence")))
        (note("evidence_words", "What is known of whether it helps (optional)"))
        (line("accreditations", "Accredited by (optional)"))
        (line("funding", "Paid for by (optional)"))
        h2 class="govuk-heading-m" { "Where and when" }
        (kit::select("place", "Where is it given?", options::<PlaceKind>("Not said")).value(f.raw("place")).error(wrong.of("place")))
        (line("place_name", "Name of the place (optional)"))
        (line("address", "Street and number"))
        (line("town", "Town"))
        (line("county", "County (optional)"))
        (kit::input("postcode", "Postcode").width(10).value(f.raw("postcode")).error(wrong.of("postcode")))
        (note("building", "Getting in: steps, parking, hearing loop (optional)"))
        (kit::details("Place on a map (optional)", html! {
            (kit::input("latitude", "Degrees north").width(10).value(f.raw("latitude")).error(wrong.of("latitude")))
            (kit::input("longitude", "Degrees east").width(10).value(f.raw("longitude")).error(wrong.of("longitude")))
        }))
        (kit::checkboxes("days", kit::legend("On which days? (optional)").size(Size::S), days).small().values(f.all("days")).error(wrong.of("days")))
        (kit::input("opens", "From (optional)").hint("Such as 09:30").width(5).value(f.raw("opens")).error(wrong.of("opens")))
        (kit::input("closes", "Until (optional)").hint("Such as 17:00").width(5).value(f.raw("closes")).error(wrong.of("closes")))
        (note("opening", "About the times (optional)"))
        h2 class="govuk-heading-m" { "How to reach it" }
        (kit::input("contact", "Whom to ask for (optional)").hint("A role, such as The duty team. No person’s name").value(f.raw("contact")).error(wrong.of("contact")))
        (line("phone", "Telephone (optional)"))
        (line("email", "Email (optional)"))
        (line("url", "Its own page (optional)"))
        (note("alert", "Anything that is different just now (optional)"))
        h2 class="govuk-heading-m" { "Looking again" }
        (kit::date_input("assured", kit::legend("When was all of this last checked?").size(Size::S)).hint("Today, if you leave it empty")
            .values(f.date_parts("assured")).error(wrong.of("assured")))
        (kit::date_input("review", kit::legend("When does somebody look again?").size(Size::S)).hint("In half a year, if you leave it empty; within a year")
            .values(f.date_parts("review")).error(wrong.of("review")))
    }
}
