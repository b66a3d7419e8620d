//! The first page of a family that signed in.

use access::{
    Look, Role, absences,
    actions::{AskReview, SeeOwnPage, ViewCase, WriteMessages},
    members::Sight,
    organisations, own_records,
};
use casework::{
    cases::{
        glance::{self, CurrentPlan},
        list::{self, CaseRow},
        store::{self as cases, CaseState},
    },
    messages::store as messages,
    out_of_hours::{self, model::Card},
    promises::{self, Promise},
    reviews::{model::Review, store as reviews},
    timeline::{self, Event},
    young_people::{model::Said, store as young_people},
};
use commissioning::delivery::store::{self as delivery, Appointment};
use kernel::{Moment, Rater, Result, Timestamp};
use maud::{Markup, html};
use outcomes::goals::{
    model::Goal,
    store::{self as goals, CaseGoals},
};
use page::{
    Ctx, Response,
    kit::{self, layout},
};

use super::{
    timeline::draw,
    words::{Told, day, told},
};

/// Lines of the timeline that the first page shows.
const NEWEST: u32 = 5;

/// One child's support.
struct Support {
    case: CaseRow,
    agency: String,
    promises: Vec<Promise>,
    plan: Option<CurrentPlan>,
    goals: CaseGoals,
    newest: Vec<Event>,
    ahead: Vec<Appointment>,
    reviews: Vec<Review>,
    unread: i64,
    said: Vec<Said>,
    card: Option<Card>,
    /// Whether it is the record of whoever reads, as an adult, and not that of a child of theirs.
    own: bool,
    /// Who answers today, where the coordinator is away.
    away: Option<String>,
}

/// What is shown above and below the cases.
struct Around {
    /// When records left because their persons are adults.
    left: Vec<Timestamp>,
    /// What adults of the family let this account see.
    shown: Vec<super::shown::Shown>,
}

fn read(look: &Look<'_>) -> Result<Vec<Support>> {
    list::of_family(look, &look.own::<ViewCase>()?)?
        .into_iter()
        .map(|case| {
            let grant = look.one::<ViewCase, _>(case.id)?;
            let agency = organisations::of_case(look, &grant)?;
            let own = match look.actor().adult() {
                Some(adult) => cases::load(look, &grant)?.child == adult,
                None => false,
            };
            Ok(Support {
                card: out_of_hours::store::for_council(look, agency.id, &case.council)?,
                agency: agency.name,
                own,
                promises: promises::of_case(look, &grant)?,
                plan: glance::current_plan(look, &grant)?,
                goals: goals::of_granted(look, &grant)?,
                newest: timeline::latest(look, &grant, NEWEST)?,
                ahead: delivery::ahead(look, &grant, look.today())?,
                reviews: reviews::own(look, &look.one::<AskReview, _>(case.id)?)?,
                unread: messages::own(look, &look.one::<WriteMessages, _>(case.id)?)?
                    .map_or(0, |t| t.family_unread),
                said: young_people::for_family(look, &grant)?,
                away: case
                    .coordinator
                    .map(|who| absences::covered(look, who, look.today()))
                    .transpose()?
                    .flatten()
                    .map(|covered| covered.words(&case.coordinator_name)),
                case,
            })
        })
        .collect()
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    if ctx.actor.role() == Some(Role::YoungPerson) {
        return super::young::home(&ctx).await;
    }
    if ctx.actor.sight() == Sight::Limited {
        return super::limited::page(&ctx).await;
    }
    // Nobody belongs to both sides of the wall: see `access::walls::give_account`.
    if ctx.actor.family().is_none() {
        return super::birth::page(&ctx).await;
    }
    let own = ctx.actor.adult().is_some();
    let (all, around) = ctx
        .read(|look| {
            let left = own_records::left(look, &look.own::<SeeOwnPage>()?)?;
            Ok((read(look)?, Around { left, shown: super::shown::all(look)? }))
        })
        .await?;
    let title = if own { "Your support" } else { "Your family’s support" };
    let body = html! {
        (layout::page_heading(None, title))
        @if own { (super::record::welcome()) }
        (super::shown::draw(&around.left, &around.shown))
        @if all.is_empty() && around.left.is_empty() {
            p class="govuk-body-l" { "We have not opened a case for your family yet." }
            p class="govuk-body" {
                "If you have written to us, somebody will call you. You do not need to write again. "
                a class="govuk-link" href="/help" { "What happens next" }
            }
        }
        @for support in &all { (one(&ctx, support, support.own)) }
        @if let Some(first) = all.first() {
            h2 class="govuk-heading-m" { "If you cannot wait" }
            p class="govuk-body" { "If anybody is in danger now, call 999." }
            (out_of_hours::shown(first.card.as_ref()))
            p class="govuk-body" {
                a class="govuk-link" href={ "/out-of-hours?council=" (first.case.council) } { "Print it, or look up another place" } " · "
                a class="govuk-link" href="/my/drop-ins" { "Book a time at a drop-in" }
            }
        }
        @if !all.is_empty() { (own_record(own)) }
        p class="govuk-body" {
            a class="govuk-link" href="/help" { "What our promises mean, and who can help" }
        }
    };
    Ok(ctx.page(title, body).respond())
}

/// The ways to what a family may ask and decide about its own record.
fn own_record(own: bool) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Your record" }
        ul class="govuk-list" {
            @if own { li { a class="govuk-link" href="/my/record" { "Who may see something of your record, what you wrote earlier, and asking for support in your own name" } } }
            li { a class="govuk-link" href="/my/rhythm" { @if own { "Your support over the years, and what lies ahead" } @else { "What lies ahead for your family, and your support over the years" } } }
            li { a class="govuk-link" href="/my/what-happens-next" { "What happens next, when things are hard" } }
            @if !own {
            li { a class="govuk-link" href="/my/becoming-a-family" { "Becoming a family: what is there for you, and how to ask for more" } }
            li { a class="govuk-link" href="/my/moves" { "If you move: who looks after your support, and who your person is" } }
            li { a class="govuk-link" href="/my/letterbox" { "Letters with your child’s birth family" } }
            }
            li { a class="govuk-link" href="/my/consent" { "What you agreed that we share, and how to take it back" } }
            li { a class="govuk-link" href="/my/looks" { "Who has looked at your record" } }
            li { a class="govuk-link" href="/my/rights" { "Ask for a copy, put something right, or complain" } }
            li { a class="govuk-link" href="/my/complaints" { "Complain about our service, or say that you do not agree" } }
        }
    }
}

fn one(ctx: &Ctx, s: &Support, own: bool) -> Markup {
    let case = &s.case;
    let child = case.child.split_whitespace().next().unwrap_or("your child");
    html! {
        section aria-labelledby={ "case-" (case.id) } {
            h2 class="govuk-heading-l" id={ "case-" (case.id) } { @if own { "Support for you, " (child) } @else { "Support for " (case.child) } }
            @if case.state == CaseState::Closed {
                (kit::inset_text("This support has ended. If things get harder you can come back, and you will not have to tell your story again."))
            }
            p class="govuk-body" {
                @match case.coordinator {
                    Some(_) => {
                        strong { (case.coordinator_name) } " at " (s.agency)
                        " keeps your support together and is the person to ask."
                    },
                    None => { (s.agency) " looks after your support. You do not have a named coordinator yet." },
                }
                " Your reference is " strong { (case.reference) } "."
            }
            @if let Some(away) = &s.away { (kit::inset_text(away.as_str())) }
            p class="govuk-body" {
                a class="govuk-link" href={ "/my/messages/" (case.id) } { "Write to us, and read what we wrote to you" }
                @if s.unread > 0 { " " (super::messages::new_tag(s.unread)) }
            }
            p class="govuk-body" { a class="govuk-link" href="/my/files" { "Send a document, and see what became of it" } }
            @if !own { p class="govuk-body" { a class="govuk-link" href={ "/my/cases/" (case.id) "/guide" } { "A guide for " (child) ", to read together: what we do, and what children’s rights are" } } }
            (promised(ctx, &s.promises))
            (plan(ctx, s.plan))
            p class="govuk-body" { a class="govuk-link" href={ "/my/cases/" (case.id) "/my-part" } { "Write what you want in the plan, in your own words" } }
            (super::reviews::asked(ctx, &s.reviews, case.id, false))
            (super::appointments::draw(&s.ahead))
            @if !own { (said(child, &s.said)) }
            (goals_now(s, child, own))
            h3 class="govuk-heading-m" { "What happened lately" }
            @if s.newest.is_empty() {
                (kit::nothing_here("Nothing is written here yet."))
            } @else {
                (draw(&s.newest))
                p class="govuk-body" {
                    a class="govuk-link" href={ "/my/cases/" (case.id) "/timeline" } {
                        "See everything that happened" span class="govuk-visually-hidden" { " for " (child) }
                    }
                }
            }
        }
    }
}

/// What the young person wrote for their parents to read: nothing else of theirs is here.
fn said(child: &str, said: &[Said]) -> Markup {
    html! {
        @if !said.is_empty() {
            h3 class="govuk-heading-m" { "What " (child) " wants you to know" }
            @for one in said {
                section class="hearth-message" {
                    p class="govuk-hint" { (Moment(one.at)) }
                    @for line in one.words.split('\n').map(str::trim).filter(|l| !l.is_empty()) { p class="govuk-body" { (line) } }
                }
            }
        }
    }
}

fn promised(ctx: &Ctx, promises: &[Promise]) -> Markup {
    let told = promises.iter().filter_map(|p| told(p, ctx.now));
    let (open, mut settled): (Vec<Told>, Vec<Told>) = told.partition(|t| t.open);
    settled.reverse();
    let list = |told: &[Told]| {
        let rows =
            told.iter().map(|t| kit::row(t.what, html! { (kit::tag(t.tag).tone(t.tone)) br; (t.words) }));
        kit::summary_list(rows.collect())
    };
    html! {
        h3 class="govuk-heading-m" { "What we promised you" }
        @if open.is_empty() {
            (kit::nothing_here("Nothing with a date is promised just now."))
        } @else {
            (list(&open))
        }
        @if !settled.is_empty() {
            (kit::details("What we promised before, and whether we kept it", html! { (list(&settled)) }))
        }
    }
}

fn plan(ctx: &Ctx, plan: Option<CurrentPlan>) -> Markup {
    html! {
        h3 class="govuk-heading-m" { "Your plan" }
        @match plan {
            Some(plan) => {
                p class="govuk-body" {
                    a class="govuk-link" href={ "/plans/" (plan.id) "/print" } { "Read or print your support plan" }
                    @if let Some(review) = plan.review {
                        @if review < ctx.today() { ". We should have looked at it with you by " (day(review)) ", and we are sorry that this is late." }
                        @else { ". We look at it together again by " (day(review)) "." }
                    }
                }
            },
            None => (kit::nothing_here("Your plan is not written yet. We write it with you after the assessment.")),
        }
    }
}

fn goals_now(s: &Support, child: &str, own: bool) -> Markup {
    let open: Vec<&Goal> = s.goals.set.all().iter().filter(|g| g.ended.is_none()).collect();
    let said = |goal: &Goal, rater| match s.goals.latest(goal.id, rater) {
        Some((on, score)) => format!("{score} out of 10 on {}", day(on)),
        None => "not rated yet".to_owned(),
    };
    let rate = format!("/my/cases/{}/goals", s.case.id);
    html! {
        h3 class="govuk-heading-m" { "Your goals" }
        (kit::summary_list(open.iter().map(|goal| {
            kit::row(goal.title(), html! {
                @if own { (said(goal, Rater::Child)) }
                @else { "You: " (said(goal, Rater::Parent)) br; (child) ": " (said(goal, Rater::Child)) }
            })
        }).collect()))
        (kit::button_group(html! {
            @if own { (kit::button("Say how it is going").href(format!("{rate}/child"))) } @else {
            (kit::button(html! { "Rate now" span class="govuk-visually-hidden" { " how " (child) "’s goals are going" } })
                .href(format!("{rate}/parent")))
            (kit::button(html! { "A page for " (child) " to rate" }).secondary().href(format!("{rate}/child")))
            }
        }))
        p class="govuk-body" {
            a class="govuk-link" href=(rate) { "See how your goals are going over time" }
        }
    }
}
