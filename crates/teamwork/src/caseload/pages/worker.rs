//! What one worker carries: each open case with its weight and why, and the promises that are late.

use access::{
    absences::{self, Covered},
    accounts::{self, Account},
    actions::{MoveCaseload, ViewTeam},
};
use kernel::{Moment, Result, kinds};
use maud::{Markup, html};
use page::{
    Ctx, Cursor, PAGE_ROWS, Response, Rows, csv_file,
    kit::{self, layout},
};

use super::{beside, reasons, standing_tag, why};
use crate::{
    caseload::{
        model::{Load, Weights},
        store::{self, Late, Weighed},
    },
    words::{download, parts},
};

struct Shown {
    account: Account,
    weights: Weights,
    load: Load,
    cases: Rows<Weighed>,
    late: Vec<Late>,
    away: Option<Covered>,
    may_move: bool,
}

async fn read(ctx: &Ctx, wanted: Option<usize>) -> Result<Shown> {
    let id = ctx.id::<kinds::Account>("id")?;
    let after = Cursor::parse(ctx.query().raw("after"));
    ctx.read(move |look| {
        // The worker is of the agency, or as if there were none.
        look.one::<ViewTeam, kinds::Account>(id)?;
        let grant = look.agency::<ViewTeam>()?;
        let weights = store::weights(look, &grant)?;
        Ok(Shown {
            account: accounts::by_id(look, id)?,
            load: store::load_of(look, &grant, id, &weights)?,
            cases: store::cases_of(look, &grant, id, after, wanted)?,
            late: store::late_of(look, &grant, id)?,
            away: absences::covered(look, id, look.today())?,
            may_move: look.may::<MoveCaseload>(),
            weights,
        })
    })
    .await
}

pub(in crate::caseload) async fn page(ctx: Ctx) -> Result<Response> {
    let s = read(&ctx, Some(PAGE_ROWS)).await?;
    let id = s.account.id;
    let ceiling = s.weights.ceiling(id);
    let body = html! {
        (layout::page_heading(Some("Your team"), s.account.name.as_str()))
        (parts(&ctx, ""))
        p class="govuk-body" {
            (s.account.role.label()) ". " (s.load.cases) " open cases, " (beside(&s.load, ceiling)) ". "
            (standing_tag(s.load.standing(ceiling)))
        }
        // Said always, so that it tells nothing.
        p class="govuk-body" {
            "Cases that are sealed from you, where there are any, are not on this page and not in its figures. The load on “Your team” counts all cases."
        }
        @if let Some(away) = &s.away { (kit::inset_text(away.words(&s.account.name))) }
        @if s.may_move && s.load.cases > 0 {
            (kit::button_group(html! {
                (kit::button("Hand cases over").href(format!("/team/workers/{id}/hand-over")).secondary())
                a class="govuk-link" href={ "/team/away?account=" (id) } { "Say when they are away" }
            }))
        }
        @if !s.load.why.is_empty() { (why(&s.load)?) }
        h2 class="govuk-heading-m" { "Open cases" }
        @if s.cases.items.is_empty() {
            (kit::nothing_here("No open case that you may see is coordinated by this person."))
        } @else {
            (cases(&s)?)
            (kit::pagination(None, s.cases.next.map(|next| format!("/team/workers/{id}?after={next}"))))
            (download(&format!("/team/workers/{id}/cases.csv")))
        }
        h2 class="govuk-heading-m" { "Late promises" }
        @if s.late.is_empty() { (kit::nothing_here("Nothing of these cases is late.")) } @else { (late(&s.late)) }
    };
    Ok(ctx.page("What a worker carries", body).back("/team", "Your team").dense().respond())
}

fn cases(s: &Shown) -> Result<Markup> {
    let rows = s
        .cases
        .items
        .iter()
        .map(|c| {
            Ok(vec![
                kit::cell(html! { a class="govuk-link" href={ "/cases/" (c.id) } { (c.reference) } }),
                kit::cell(c.child.as_str()),
                kit::cell(c.facts.level.label()),
                kit::cell(c.council.as_str()),
                kit::number(s.weights.points(&c.facts).to_string()),
                kit::cell(reasons(&s.weights.reasons(&c.facts))?),
            ])
        })
        .collect::<Result<Vec<_>>>()?;
    let mut head: Vec<kit::Cell> = ["Case", "Child", "Level", "Council"].map(kit::cell).to_vec();
    head.extend([kit::number("Points"), kit::cell("Why")]);
    let table = kit::table(head, rows)
        .caption("Open cases with their weight")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling();
    Ok(html! { (table) })
}

fn late(all: &[Late]) -> kit::Table {
    let rows = all
        .iter()
        .map(|l| {
            vec![
                kit::cell(l.kind.label()),
                kit::cell(html! { a class="govuk-link" href={ "/cases/" (l.case) } { (l.reference) } }),
                kit::cell(Moment(l.due).to_string()),
            ]
        })
        .collect();
    kit::table(["Promise", "Case", "Was due"].map(kit::cell).to_vec(), rows)
        .caption("Late promises")
        .caption_classes("govuk-visually-hidden")
        .scrolling()
}

pub(in crate::caseload) async fn csv(ctx: Ctx) -> Result<Response> {
    let s = read(&ctx, None).await?;
    let lines = s
        .cases
        .items
        .iter()
        .map(|c| {
            let reasons = s.weights.reasons(&c.facts);
            let why: Vec<String> =
                reasons.iter().map(|r| format!("{}:{}={}", r.part.code(), r.code, r.points)).collect();
            vec![
                c.reference.clone(),
                c.facts.level.code().to_owned(),
                c.facts.council.clone(),
                s.weights.points(&c.facts).to_string(),
                why.join(" "),
            ]
        })
        .collect::<Vec<_>>();
    csv_file("caseload", &["case", "level", "council", "points", "why"], lines)
}
