//! The first page: for the public, the way in; for people who are signed in, their work.

use access::Role;
use casework::{
    action_asks::model::is_others,
    assessment::signatures::ReturnedAssessment,
    cases::{
        list::CaseRow,
        promise_list::{PromiseRow, standing_tag},
        worklist,
    },
    plan::{due::DueAction, signatures::ReturnedPlan},
    waiting_list::{self, model::Summary},
};
use kernel::{Moment, Result};
use maud::{Markup, html};
use page::{Ctx, Response, Route, kit, see_other};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/", start).public().about("The first page, and the worklist of whoever is signed in")]
}

async fn start(ctx: Ctx) -> Result<Response> {
    match ctx.actor.role() {
        None => Ok(front(&ctx)),
        Some(Role::FamilyMember | Role::YoungPerson) => see_other("/my"),
        Some(Role::NationalAnalyst) => see_other("/nation"),
        Some(Role::Administrator) => see_other("/organisations"),
        Some(Role::Commissioner) => see_other("/agency"),
        Some(Role::Provider) => see_other("/orders"),
        Some(Role::FinanceOfficer) => see_other("/applications?status=sent"),
        Some(Role::SocialWorker | Role::DutyWorker | Role::TeamManager) => work(ctx).await,
    }
}

fn front(ctx: &Ctx) -> Response {
    let body = html! {
        h1 class="govuk-heading-xl" { "Support for adoptive families" }
        p class="govuk-body-l" {
            "For adoptive families, special guardians, kinship carers, adopted people and birth relatives in England. Tell us once what is happening. You will not have to tell it again."
        }
        (kit::start_button("Ask for support", "/ask"))
        p class="govuk-body" {
            "Would you like to talk to somebody soon? "
            a class="govuk-link" href="/drop-in" { "Book a time at a drop-in" } ". You need no assessment and no account."
        }
        p class="govuk-body" {
            "If you cannot wait: "
            a class="govuk-link" href="/out-of-hours" { "who answers in the evening, at night and at weekends" } "."
        }
        p class="govuk-body" {
            "Were you adopted? "
            a class="govuk-link" href="/adopted-adults" { "Find out which records you can see, and from whom" } "."
        }
        h2 class="govuk-heading-m" { "Already in touch with us?" }
        p class="govuk-body" {
            a class="govuk-link" href="/sign-in" { "Sign in" } " to see your plan, your appointments and your goals."
        }
        @if ctx.app.demo {
            p class="govuk-body" {
                a class="govuk-link" href="/sign-in/demo" { "Look round the demo as any role" } "."
            }
        }
    };
    ctx.page("Support for adoptive families", body).respond()
}

async fn work(ctx: Ctx) -> Result<Response> {
    let (list, reviews, (to_look_at, late_reports), waits) = ctx
        .read(|look| {
            let to_look_at = (coordination::to_look_at(look)?, coordination::late_reports(look)?);
            let waits = waiting_list::glance(look)?;
            Ok((worklist::worklist(look)?, trust::reviews_waiting(look)?, to_look_at, waits))
        })
        .await?;
    let late = match list.late {
        1001.. => "more than 1,000".to_owned(),
        n => n.to_string(),
    };
    let body = html! {
        h1 class="govuk-heading-l" { "Your work" }
        @if reviews > 0 {
            (kit::warning_text(html! {
                "Somebody used emergency access. "
                a class="govuk-link" href="/emergency/reviews" { "Review it (" (reviews) ")" }
            }))
        }
        @match list.unsigned {
            0 => {}
            1 => p class="govuk-body" { a class="govuk-link" href="/plan-signatures" { "1 plan waits for a signature" } },
            n @ 2..=100 => p class="govuk-body" { a class="govuk-link" href="/plan-signatures" { (n) " plans wait for a signature" } },
            _ => p class="govuk-body" { a class="govuk-link" href="/plan-signatures" { "More than 100 plans wait for a signature" } },
        }
        (waiting(list.unsigned_assessments, "/assessment-signatures", "1 assessment waits for a signature", "assessments wait for a signature"))
        (waiting(list.late_contributions, "/contributions?show=late", "1 answer of a partner is late", "answers of partners are late"))
        (waiting(late_reports, "/specialist-assessments?show=late", "1 report of a specialist assessment is late", "reports of specialist assessments are late"))
        (waiting(to_look_at, "/early-signs", "1 case gathered early signs: somebody should look", "cases gathered early signs: somebody should look"))
        @if let Some(waits) = &waits { (wait_for_a_worker(waits)) }
        (returned(&list.returned))
        (returned_assessments(&list.returned_assessments))
        @match ctx.actor.role() {
            Some(Role::SocialWorker) => {
                (promises(&ctx, "Promises of your cases, the soonest first", &list.my_promises))
                (actions(&ctx, &list.my_actions))
                (cases("Your open cases, the newest first", &list.my_cases))
                p class="govuk-body" {
                    a class="govuk-link" href="/cases?coordinator=me" { "All your cases" } " · "
                    a class="govuk-link" href="/promises?coordinator=me" { "All your promises" }
                }
            }
            _ => {
                @if list.late > 0 {
                    (kit::warning_text(format!("{late} promises of the agency are late.")))
                }
                (promises(&ctx, "Promises of the agency, the soonest first", &list.agency_promises))
                p class="govuk-body" {
                    a class="govuk-link" href="/enquiries/new" { "Record a call" } " · "
                    a class="govuk-link" href="/enquiries" { "The duty queue" } " · "
                    a class="govuk-link" href="/drop-ins/day" { "Today’s drop-ins" } " · "
                    a class="govuk-link" href="/promises" { "All promises" } " · "
                    a class="govuk-link" href="/cases" { "All cases" }
                }
            }
        }
    };
    Ok(ctx.page("Your work", body).dense().respond())
}

/// Who waits for a worker, and how many of them somebody should look at now.
fn wait_for_a_worker(s: &Summary) -> Markup {
    let length = match (s.length, s.more) {
        (0, _) => return html! {},
        (_, true) => "Very many families wait for a worker".to_owned(),
        (1, _) => "1 family waits for a worker".to_owned(),
        (n, _) => format!("{n} families wait for a worker"),
    };
    let look = match s.alarms {
        0 => String::new(),
        1 => ": somebody should look at 1 of them now".to_owned(),
        n => format!(": somebody should look at {n} of them now"),
    };
    html! { p class="govuk-body" { a class="govuk-link" href="/waiting-list" { (length) (look) } } }
}

/// A line that leads to what waits; `count` is at most 101, which means "more than 100".
fn waiting(count: i64, href: &str, one: &str, many: &str) -> Markup {
    let words = match count {
        0 => return html! {},
        1 => one.to_owned(),
        n @ 2..=100 => format!("{n} {many}"),
        _ => format!("More than 100 {many}"),
    };
    html! { p class="govuk-body" { a class="govuk-link" href=(href) { (words) } } }
}

/// The assessments that a manager sent back.
fn returned_assessments(returned: &[ReturnedAssessment]) -> Markup {
    let head = ["Assessment", "Sent back by", "What to look at again"].map(kit::cell).to_vec();
    let rows = returned
        .iter()
        .map(|a| {
            vec![
                kit::cell(html! {
                    a class="govuk-link" href={ "/cases/" (a.case) "/assessment" } { (a.reference) }
                }),
                kit::cell(a.by.as_str()),
                kit::cell(a.words.as_str()),
            ]
        })
        .collect();
    html! {
        @if !returned.is_empty() {
            (kit::table(head, rows).caption("Assessments that came back to you")
                .caption_classes("govuk-table__caption--m").first_cell_is_header())
        }
    }
}

/// The actions of plans that are due within a week or late: whoever coordinates does them, or asks their owner.
fn actions(ctx: &Ctx, due: &[DueAction]) -> Markup {
    let head = ["Action", "Case", "Whose", "By"].map(kit::cell).to_vec();
    let rows = due.iter().map(|a| {
        let others = is_others(a.owner);
        vec![
            kit::cell(html! {
                a class="govuk-link govuk-!-text-break-word" href={ "/plans/" (a.plan) "/actions/" (a.id) } { bdi { (a.what) } }
            }),
            kit::cell(html! { a class="govuk-link" href={ "/cases/" (a.case) "/plan" } { (a.reference) } }),
            kit::cell(html! {
                bdi class="govuk-!-text-break-word" { @if a.owner_name.is_empty() { (a.owner.label()) } @else { (a.owner_name) } }
                @if others && a.asked { br; span class="govuk-body-s" { "Was asked, has not answered" } }
                @else if others {
                    br; a class="govuk-link" href={ "/plans/" (a.plan) "/actions/" (a.id) "/ask" } {
                        "Ask them" span class="govuk-visually-hidden" { " about: " (a.what) }
                    }
                }
            }),
            kit::cell(html! {
                (a.due.strftime("%-d %B %Y").to_string()) " "
                @if a.due < ctx.today() { (kit::tag("Late").tone(kit::Tone::Late)) }
            }),
        ]
    });
    html! {
        @if !due.is_empty() {
            (kit::table(head, rows.collect()).caption("Actions of your plans, due within a week or late")
                .caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        }
        p class="govuk-body" { a class="govuk-link" href="/plan-actions" { "All that other organisations were asked" } }
    }
}

/// The plans that a manager sent back, above all other work: a family holds a plan that has to be changed.
fn returned(plans: &[ReturnedPlan]) -> Markup {
    let head = ["Plan", "Sent back by", "What to change"].map(kit::cell).to_vec();
    let rows = plans
        .iter()
        .map(|p| {
            vec![
                kit::cell(html! {
                    a class="govuk-link" href={ "/cases/" (p.case) "/plan" } { (p.reference) ", version " (p.number) }
                }),
                kit::cell(p.by.as_str()),
                kit::cell(p.words.as_str()),
            ]
        })
        .collect();
    html! {
        @if !plans.is_empty() {
            (kit::table(head, rows).caption("Plans that came back to you").caption_classes("govuk-table__caption--m")
                .first_cell_is_header())
        }
    }
}

fn promises(ctx: &Ctx, caption: &str, rows: &[PromiseRow]) -> Markup {
    if rows.is_empty() {
        return html! {
            h2 class="govuk-heading-m" { (caption) }
            (kit::nothing_here("Nothing is promised that is still open. Well done."))
        };
    }
    let head = ["Promise", "About", "Due", "How it stands"].map(kit::cell).to_vec();
    let rows = rows
        .iter()
        .map(|p| {
            let about = match p.href() {
                Some(href) => html! { a class="govuk-link" href=(href) { (p.reference) } },
                None => html! { (p.reference) },
            };
            vec![
                kit::cell(p.kind.label()),
                kit::cell(about),
                kit::cell(Moment(p.due).to_string()),
                kit::cell(standing_tag(p.state, p.due, ctx.now)),
            ]
        })
        .collect();
    html! { (kit::table(head, rows).caption(caption).caption_classes("govuk-table__caption--m").scrolling()) }
}

fn cases(caption: &str, rows: &[CaseRow]) -> Markup {
    if rows.is_empty() {
        return html! {
            h2 class="govuk-heading-m" { (caption) }
            (kit::nothing_here("You coordinate no open case yet. Cases come to you from the duty queue."))
        };
    }
    let head = ["Case", "Child", "Level", "Council", "Write"].map(kit::cell).to_vec();
    let rows = rows
        .iter()
        .map(|c| {
            let link = html! { a class="govuk-link" href={ "/cases/" (c.id) } { (c.reference) } };
            let note = html! {
                a class="govuk-link" href={ "/cases/" (c.id) "/notes" } { "Note or call" span class="govuk-visually-hidden" { " of " (c.reference) } }
            };
            vec![
                kit::cell(link),
                kit::cell(c.child.as_str()),
                kit::cell(c.level.label()),
                kit::cell(c.council_name.as_str()),
                kit::cell(note),
            ]
        })
        .collect();
    html! { (kit::table(head, rows).caption(caption).caption_classes("govuk-table__caption--m").scrolling()) }
}
