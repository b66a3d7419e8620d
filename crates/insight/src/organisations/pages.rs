//! The map for people.

use access::organisations::Membership;
use kernel::{Date, Result};
use maud::{Markup, html};
use page::{
    Ctx, Response, csv_file,
    kit::{self, Cell, Tone, number},
};

use super::{
    store::{self, Map},
    sureness,
};

async fn read(ctx: &Ctx) -> Result<Map> {
    ctx.read(|look| {
        super::may_see(look)?;
        Map::read(look)
    })
    .await
}

/// `GET /organisations`
pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let map = read(&ctx).await?;
    let body = html! {
        (kit::layout::page_heading(None, "Councils, agencies and regions"))
        p class="govuk-body" {
            "Every council with children's services, the regional adoption agency it belongs to, and how sure a public source makes that. "
            a class="govuk-link" href="/organisations.csv" { "Download as CSV" } "."
        }
        (summary(&map))
        (agencies(&map, ctx.today()))
        (councils(&map))
    };
    Ok(ctx.page("Councils, agencies and regions", body).dense().respond())
}

fn summary(map: &Map) -> Markup {
    let count = |n: usize| n.to_string();
    let unsure = map.memberships.iter().filter(|m| m.sureness != "sourced").count();
    kit::figures(&[
        kit::figure("Pan-regions", count(map.regions.len())),
        kit::figure("Regional adoption agencies", count(map.agencies.len())).href("#agencies"),
        kit::figure("Councils", count(map.councils.len())).href("#councils"),
        kit::figure("Memberships that no source settles", count(unsure)).tone(Tone::Soon),
    ])
}

fn agencies(map: &Map, today: Date) -> Markup {
    let mut agencies: Vec<_> = map.agencies.iter().collect();
    agencies.sort_by_key(|agency| (&agency.region, &agency.name));
    let members = |agency: &access::organisations::Organisation| {
        let theirs = |m: &&Membership| m.agency == Some(agency.id) && store::is_current(m, today);
        map.memberships.iter().filter(theirs).count().to_string()
    };
    let rows = agencies.iter().map(|agency| {
        let row: Vec<Cell> = vec![
            (&agency.name).into(),
            (&agency.region).into(),
            number(members(agency)),
            (&agency.note).into(),
        ];
        row
    });
    let head = vec!["Agency".into(), "Pan-region".into(), number("Councils now"), "Note".into()];
    html! { section id="agencies" {
        (kit::table(head, rows.collect()).caption("Regional adoption agencies")
            .caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
    } }
}

fn councils(map: &Map) -> Markup {
    let (by_council, by_id) = (map.by_council(), map.by_id());
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for council in &map.councils {
        for m in by_council.get(council.code.as_str()).into_iter().flatten() {
            let agency = m.agency.and_then(|id| by_id.get(&id));
            let name = html! { a class="govuk-link" href=(format!("/councils/{}", council.code)) { (council.name) } };
            rows.push(vec![
                name.into(),
                (&council.code).into(),
                (&council.region).into(),
                agency.map_or("None known", |agency| agency.name.as_str()).into(),
                since(m).into(),
                status(m).into(),
                (&m.source).into(),
            ]);
        }
    }
    let head = ["Council", "Code", "Region", "Agency", "Dates", "How sure", "Source"].map(Into::into);
    html! { section id="councils" {
        (kit::table(head.to_vec(), rows).caption("Councils").caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
    } }
}

/// How sure a membership is, as a tag.
pub(super) fn status(m: &Membership) -> Markup {
    let tone = match m.sureness.as_str() {
        "sourced" => Tone::Good,
        "inferred" | "unconfirmed" => Tone::Soon,
        "assumed" => Tone::Special,
        _ => Tone::Quiet,
    };
    html! { (kit::tag(sureness(&m.sureness)).tone(tone)) }
}

/// When a membership runs, in words.
pub(super) fn since(m: &Membership) -> String {
    match (store::began(m), m.to) {
        (None, None) => "Dates not known".to_owned(),
        (Some(from), None) => format!("Since {from}"),
        (None, Some(to)) => format!("Until {to}"),
        (Some(from), Some(to)) => format!("{from} to {to}"),
    }
}

/// `GET /organisations.csv`
pub(super) async fn index_csv(ctx: Ctx) -> Result<Response> {
    let map = read(&ctx).await?;
    let (by_council, by_id) = (map.by_council(), map.by_id());
    let mut rows = Vec::new();
    for council in &map.councils {
        for m in by_council.get(council.code.as_str()).into_iter().flatten() {
            let agency = m.agency.and_then(|id| by_id.get(&id));
            let part = |of: fn(&access::organisations::Organisation) -> &String| {
                agency.map_or(String::new(), |agency| of(agency).clone())
            };
            rows.push(vec![
                council.code.clone(),
                council.name.clone(),
                council.region.clone(),
                part(|agency| &agency.code),
                part(|agency| &agency.name),
                part(|agency| &agency.region),
                store::began(m).map_or(String::new(), |day| day.to_string()),
                m.to.map_or(String::new(), |day| day.to_string()),
                m.sureness.clone(),
                m.source.clone(),
            ]);
        }
    }
    let head = [
        "council_code",
        "council",
        "region",
        "agency_code",
        "agency",
        "pan_region",
        "from",
        "to",
        "status",
        "source",
    ];
    csv_file("organisations", &head, rows)
}
