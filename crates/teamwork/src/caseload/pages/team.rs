//! The team: who carries what, how timely it is, and what wants somebody's eye.

use std::collections::BTreeMap;

use access::{
    absences::{self, Covered},
    actions::{ManageTeams, ViewTeam},
    teams,
};
use kernel::{Id, Result, kinds};
use maud::{Markup, html};
use page::{
    Ctx, Response, csv_file,
    kit::{self, Tone, layout},
};

use super::{beside, standing_tag};
use crate::{
    caseload::{
        alarms,
        model::{Alarm, per_cent},
        store::{self, Worker},
    },
    words::{download, parts},
};

struct Shown {
    workers: Vec<Worker>,
    away: BTreeMap<Id<kinds::Account>, Covered>,
    alarms: Vec<(Alarm, i64)>,
    teams: Vec<(String, String)>,
    team: String,
}

async fn read(ctx: &Ctx) -> Result<Shown> {
    let team = ctx.query().raw("team").to_owned();
    ctx.read(move |look| {
        let grant = look.agency::<ViewTeam>()?;
        let mut workers = store::workers(look, &grant)?;
        let mut names = vec![(String::new(), "Everybody of the agency".to_owned())];
        if look.may::<ManageTeams>() {
            let all = teams::list(look, &look.agency::<ManageTeams>()?)?;
            let standing: Vec<_> = all.iter().filter(|t| t.ended.is_none()).collect();
            if let Some(chosen) = standing.iter().find(|t| t.id.to_string() == team) {
                let members: Vec<_> = chosen.now(look.now()).map(|m| m.account).collect();
                workers.retain(|w| members.contains(&w.id));
            }
            names.extend(standing.iter().map(|t| (t.id.to_string(), t.name.clone())));
        }
        Ok(Shown {
            away: absences::away_now(look, &grant)?,
            alarms: alarms::alarms(look, &grant)?,
            workers,
            teams: names,
            team,
        })
    })
    .await
}

/// A bounded count in words.
fn many(count: i64) -> String {
    if count >= alarms::MANY { "More than 100".to_owned() } else { count.to_string() }
}

pub(in crate::caseload) async fn page(ctx: Ctx) -> Result<Response> {
    let s = read(&ctx).await?;
    let (points, ceiling): (i64, i64) =
        s.workers.iter().fold((0, 0), |(p, c), w| (p + w.load.points, c + w.ceiling));
    let cases: i64 = s.workers.iter().map(|w| w.load.cases).sum();
    let late: i64 = s.workers.iter().map(|w| w.late).sum();
    let (kept, in_time) = s.workers.iter().fold((0, 0), |(k, t), w| (k + w.kept.0, t + w.kept.1));
    let timely = per_cent(in_time, kept).map_or_else(|| "None kept".to_owned(), |n| format!("{n} per cent"));
    let figures = vec![
        kit::figure("Open cases with a coordinator", cases.to_string()),
        kit::figure("Load beside what these people can carry", format!("{points} of {ceiling} points")),
        kit::figure("Promises of these cases that are late", late.to_string()).tone(if late > 0 {
            Tone::Late
        } else {
            Tone::Good
        }),
        kit::figure("Kept in time, of those kept in the last 90 days", timely),
    ];
    let body = html! {
        (layout::page_heading(None, "Your team"))
        (parts(&ctx, "/team"))
        h2 class="govuk-heading-m" { "What wants your eye" }
        (alarm_figures(&s.alarms))
        h2 class="govuk-heading-m" { "Who carries what" }
        @if s.teams.len() > 1 {
            (layout::filters("/team", html! {
                (kit::select("team", "Team", s.teams.clone()).value(s.team.as_str()))
            }))
        }
        (kit::figures(&figures))
        @if s.workers.is_empty() {
            (kit::nothing_here("Nobody here can hold a case yet. Invite workers under Accounts, or choose another team."))
        } @else {
            (table(&s))
        }
        p class="govuk-body" {
            "A case weighs by its level of support, how it stands now, where it is and the way to the family. The figures are Hearth’s own, and your \
             agency can set its own: " a class="govuk-link" href="/team/weights" { "what weighs how much" }
            ". Promises count for whoever coordinates the case today. Points are a start for a talk, and decide nothing. \
             Loads count sealed cases too; late promises are those of cases that you may see, and so is what stands on a worker’s page."
        }
        (download(&format!("/team.csv?team={}", s.team)))
    };
    Ok(ctx.page("Your team", body).dense().respond())
}

fn alarm_figures(all: &[(Alarm, i64)]) -> Markup {
    let figures: Vec<kit::Figure> = all
        .iter()
        .map(|(alarm, count)| {
            kit::figure(alarm.label(), many(*count))
                .href(format!("/team/alarms?kind={}", alarm.code()))
                .tone(if *count > 0 { Tone::Late } else { Tone::Good })
        })
        .collect();
    kit::figures(&figures)
}

fn table(s: &Shown) -> Markup {
    let rows = s
        .workers
        .iter()
        .map(|w| {
            let away = s.away.get(&w.id);
            let timely = per_cent(w.kept.1, w.kept.0)
                .map_or_else(|| "–".to_owned(), |n| format!("{n} per cent of {}", w.kept.0));
            vec![
                kit::cell(html! {
                    a class="govuk-link" href={ "/team/workers/" (w.id) } { (w.name) }
                    br; (w.role.label())
                    @if let Some(away) = away {
                        br; (kit::tag("Away").tone(Tone::Soon)) " "
                        @if away.by.is_empty() { "nobody covers" } @else { (away.by) " covers" }
                    }
                }),
                kit::number(w.load.cases.to_string()),
                kit::cell(html! {
                    (beside(&w.load, w.ceiling)) " " (standing_tag(w.load.standing(w.ceiling)))
                }),
                kit::number(w.late.to_string()),
                kit::cell(timely),
            ]
        })
        .collect();
    let head = vec![
        kit::cell("Who"),
        kit::number("Open cases"),
        kit::cell("Load"),
        kit::number("Late promises"),
        kit::cell("Kept in time"),
    ];
    html! {
        (kit::table(head, rows).caption("Who carries what").caption_classes("govuk-visually-hidden")
            .first_cell_is_header().scrolling())
    }
}

pub(in crate::caseload) async fn csv(ctx: Ctx) -> Result<Response> {
    let s = read(&ctx).await?;
    let rows = s.workers.into_iter().map(|w| {
        vec![
            w.id.to_string(),
            w.name,
            w.role.code().to_owned(),
            w.load.cases.to_string(),
            w.load.points.to_string(),
            w.ceiling.to_string(),
            w.load.standing(w.ceiling).code().to_owned(),
            w.late.to_string(),
            w.kept.0.to_string(),
            w.kept.1.to_string(),
        ]
    });
    let head = [
        "account",
        "name",
        "role",
        "open_cases",
        "points",
        "can_carry",
        "standing",
        "late_promises",
        "kept_in_90_days",
        "kept_in_time",
    ];
    csv_file("team", &head, rows)
}
