//! The form of a group, new or changed.

use access::{
    Look,
    actions::{KeepDirectory, ManageGroups},
};
use kernel::{Error, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, layout},
};

use super::session_fields;
use crate::{
    directory::store as directory,
    groups::{actions, form, model::Sort, store},
    words::{choices, fine},
};

/// Entries of the directory to choose from.
const ENTRIES: usize = 500;

/// The entries that a group may belong to.
fn entries(look: &Look<'_>) -> Result<Vec<(String, String)>> {
    let mut all = vec![(String::new(), "None".to_owned())];
    if look.may::<KeepDirectory>() {
        let (rows, _) = directory::of_agency(look, &look.agency::<KeepDirectory>()?, None, Some(ENTRIES))?;
        let mut ours: Vec<_> = rows.into_iter().map(|s| (s.id.to_string(), s.entry.name)).collect();
        ours.sort_by(|a, b| a.1.cmp(&b.1));
        all.extend(ours);
    }
    Ok(all)
}

pub(in crate::groups) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::filled([("hold_hours", "48"), ("minutes", "90")]), &fine()).await
}

pub(in crate::groups) async fn send(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let (input, first) = match form::plan(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("plan a group", move |act| {
        let made = actions::plan_group(act, &input, &first)?;
        Ok(Answer::see(format!("/groups/{}", made.id)).saying("The group is planned. Families can book now."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let services = ctx
        .read(|look| {
            look.agency::<ManageGroups>()?;
            entries(look)
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "Plan a group or workshop"))
        (ctx.form("/groups/new", f, html! {
            (group_fields(f, wrong, services))
            h2 class="govuk-heading-m" { "First session" }
            p class="govuk-body" { "You can add further sessions afterwards. A family books all of them together." }
            (session_fields(f, wrong))
            (kit::button("Plan the group").once())
        }))
    };
    Ok(ctx.page("Plan a group", body).dense().back("/groups", "Back to the groups").errors(wrong).respond())
}

pub(in crate::groups) async fn ask_change(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let g = ctx
        .read(move |look| {
            let grant = look.agency::<ManageGroups>()?;
            let group = store::load(look, grant.agency(), id, look.now())?;
            if group.host == grant.agency() { Ok(group) } else { Err(Error::NotFound) }
        })
        .await?;
    let filled = Fields::filled([
        ("version", g.version.to_string()),
        ("sort", g.sort.code().to_owned()),
        ("name", g.name),
        ("about", g.about),
        ("service", g.service.map_or(String::new(), |id| id.to_string())),
        ("places", g.pool.places.to_string()),
        ("hold_hours", g.hold_hours.to_string()),
    ]);
    draw_change(&ctx, &filled, &fine()).await
}

pub(in crate::groups) async fn change(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (version, input) = match form::change(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw_change(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("change a group", move |act| {
        actions::change_group(act, id, version, &input)?;
        Ok(Answer::see(format!("/groups/{id}")).saying("The group is changed."))
    });
    match done.await {
        Err(error) => draw_change(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

async fn draw_change(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id("id")?;
    let services = ctx
        .read(move |look| {
            let grant = look.agency::<ManageGroups>()?;
            store::load(look, grant.agency(), id, look.now())?;
            entries(look)
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "Change a group"))
        (ctx.form(&format!("/groups/{id}/change"), f, html! {
            (kit::hidden("version", f.raw("version")))
            (group_fields(f, wrong, services))
            (kit::button("Save the group").once())
        }))
    };
    Ok(ctx
        .page("Change a group", body)
        .dense()
        .back(format!("/groups/{id}"), "Back to the group")
        .errors(wrong)
        .respond())
}

fn group_fields(f: &Fields, wrong: &Invalid, services: Vec<(String, String)>) -> Markup {
    html! {
        (kit::radios("sort", kit::legend("What sort of group?").size(Size::S), choices::<Sort>()).small()
            .value(f.raw("sort")).error(wrong.of("sort")))
        (kit::input("name", "Name").value(f.raw("name")).error(wrong.of("name")))
        (kit::textarea("about", "What it is, for families").rows(4).value(f.raw("about")).error(wrong.of("about")))
        (kit::select("service", "Entry of the directory (optional)", services).hint("Its page then leads families here")
            .value(f.raw("service")).error(wrong.of("service")))
        (kit::input("places", "Places for our own families").hint("Places for other agencies are offered afterwards, out of these")
            .whole_number().width(4).value(f.raw("places")).error(wrong.of("places")))
        (kit::input("hold_hours", "For how many hours is a freed place held?").hint("A promise to the family that waited longest; 48 is usual")
            .whole_number().width(4).value(f.raw("hold_hours")).error(wrong.of("hold_hours")))
    }
}
