//! The first page of a young person who signed in.

use access::{
    Look,
    actions::{OwnYoungRecord, SeeOwnPage},
    organisations,
};
use casework::{
    cases::frame::{self, Head},
    messages,
    of_age::model::{adult_on, is_prepared_for},
    people::store as people,
    plan::{
        model::{Action, ActionState, PlanContent},
        store as plans,
    },
    promises::{self, Promise},
    reviews, young_people,
};
use commissioning::{
    catalogue::model::Catalogue,
    delivery::store::{self as delivery, Appointment},
};
use kernel::{Date, Need, PromiseKind, Rater, Result};
use maud::{Markup, html};
use outcomes::goals::store::{self as goals, CaseGoals};
use page::{
    Ctx, Response,
    kit::{self, layout},
};

use crate::my::{
    reviews::asked as review_asked,
    words::{day, told},
};

struct Mine {
    head: Head,
    agency: String,
    first: String,
    promises: Vec<Promise>,
    plan: Option<PlanContent>,
    goals: CaseGoals,
    ahead: Vec<Appointment>,
    unread: i64,
    told: usize,
    reviews: Vec<reviews::model::Review>,
    born: Option<Date>,
}

fn read(look: &Look<'_>) -> Result<Mine> {
    let grant = look.own_case::<SeeOwnPage>()?;
    let private = look.own_case::<OwnYoungRecord>()?;
    let messages = look.own_case::<access::actions::WriteMessages>()?;
    let asks = look.own_case::<access::actions::AskReview>()?;
    let head = frame::head(look, &grant)?;
    let words = young_people::store::own(look, &private)?;
    Ok(Mine {
        agency: organisations::by_id(look, grant.agency())?.name,
        first: head.child.split_whitespace().next().unwrap_or_default().to_owned(),
        promises: promises::of_case(look, &grant)?,
        plan: plans::current(look, grant.id())?.map(|plan| plan.content),
        goals: goals::of_granted(look, &grant)?,
        ahead: delivery::ahead(look, &grant, look.today())?,
        unread: messages::store::own(look, &messages)?.map_or(0, |t| t.family_unread),
        told: words.iter().filter(|w| w.told.is_some()).count(),
        reviews: reviews::store::own(look, &asks)?,
        born: people::load(look, head.case.child)?.born,
        head,
    })
}

/// `GET /my` for a young person.
pub(in crate::my) async fn page(ctx: &Ctx) -> Result<Response> {
    let mine = ctx.read(read).await?;
    let body = html! {
        (layout::page_heading(None, format!("Hello {}", mine.first)))
        p class="govuk-body-l" { "This page is yours. Your parents or carers have their own." }
        (worker(&mine))
        (promised(ctx, &mine))
        (plan(ctx, &mine))
        (my_goals(&mine))
        (appointments(&mine))
        (at_18(&mine, ctx.today())?)
        h2 class="govuk-heading-m" { "Things I want to say" }
        @if mine.told > 0 { (kit::inset_text(html! { "Your worker had to tell somebody about something you wrote. " a class="govuk-link" href="/my/words" { "See whom and why" } })) }
        p class="govuk-body" {
            "You can write something for your worker only, or for your parents too. You choose. "
            a class="govuk-link" href="/my/words" { "Write something, or see what you wrote" }
        }
        h2 class="govuk-heading-m" { "People who can help me" }
        p class="govuk-body" { a class="govuk-link" href={ "/my/cases/" (mine.head.id()) "/guide" } { "Our guide for you: what we do, and what your rights are" } }
        p class="govuk-body" { a class="govuk-link" href="/my/help" { "Somebody on my side, and how to complain" } }
        p class="govuk-body" { a class="govuk-link" href="/my/complaints" { "Complain about us, and see what we answered" } }
        p class="govuk-body" { "If you are in danger now, call 999. If you want to talk to somebody today, call Childline on 0800 1111. It is free." }
    };
    Ok(ctx.page("My page", body).respond())
}

fn worker(m: &Mine) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "My worker" }
        p class="govuk-body" {
            @match &m.head.coordinator {
                Some(name) => { strong { (name) } " at " (m.agency) " makes sure that what we plan happens." },
                None => { "You do not have one worker of your own yet. Somebody at " (m.agency) " reads what you write." },
            }
        }
        @if let Some(away) = m.head.away() { (kit::inset_text(away)) }
        p class="govuk-body" {
            a class="govuk-link" href={ "/my/messages/" (m.head.id()) } { "Write to my worker" }
            @if m.unread > 0 { " " (kit::tag(if m.unread == 1 { "1 new message".to_owned() } else { format!("{} new messages", m.unread) }).tone(kit::Tone::Soon)) }
        }
        p class="govuk-body" { a class="govuk-link" href="/my/files" { "Send my worker a file" } }
    }
}

/// What a promise is to a young person; nothing for those that are not about them.
fn what(kind: PromiseKind) -> Option<&'static str> {
    match kind {
        PromiseKind::Assessment => Some("We find out with you what would help"),
        PromiseKind::PlanReview => Some("We look at your plan again, with you"),
        PromiseKind::ReviewAsked => Some("We look at your plan because somebody asked us to"),
        _ => None,
    }
}

fn promised(ctx: &Ctx, m: &Mine) -> Markup {
    let open: Vec<_> = m
        .promises
        .iter()
        .filter_map(|p| Some((what(p.kind)?, told(p, ctx.now)?)))
        .filter(|(_, told)| told.open)
        .collect();
    html! {
        h2 class="govuk-heading-m" { "What they promised" }
        @if open.is_empty() { (kit::nothing_here("Nothing with a date just now.")) } @else {
            (kit::summary_list(open.iter().map(|(what, told)| {
                kit::row(*what, html! { (kit::tag(told.tag).tone(told.tone)) br; (told.words) })
            }).collect()))
        }
    }
}

/// What changes at 18, from the 17th birthday on.
fn at_18(m: &Mine, today: Date) -> Result<Markup> {
    let soon = m.born.is_some() && is_prepared_for(m.born, today)?;
    let on = m.born.map(|born| adult_on(born, today)).transpose()?.flatten().filter(|_| soon);
    Ok(html! {
        @if let Some(on) = on {
            h2 class="govuk-heading-m" { "When I turn 18" }
            p class="govuk-body" { "On " (day(on)) " this record becomes yours. Your parents or carers do not see it any more, unless you let them. You say what they may see, and you can change your mind." }
            p class="govuk-body" { "Your support does not stop on that day. Your worker talks with you about who helps you afterwards. You sign in with the same address and password as now." }
        }
    })
}

/// Whether a part of the plan is about the young person. What their parents need for themselves is their parents'.
fn is_theirs(action: &Action) -> bool {
    action.need != Some(Need::Parents)
}

fn plan(ctx: &Ctx, m: &Mine) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "My plan" }
        @match &m.plan {
            None => (kit::nothing_here("There is no plan yet. Your worker writes it with you. You can tell them what should be in it.")),
            Some(plan) => {
                @if !plan.goals.is_empty() {
                    p class="govuk-body" { "What should get better:" }
                    ul class="govuk-list govuk-list--bullet" { @for goal in &plan.goals { li { (goal.words) } } }
                }
                @let todo: Vec<&Action> = plan.actions.iter().filter(|a| a.state == ActionState::Open && is_theirs(a)).collect();
                @if !todo.is_empty() {
                    p class="govuk-body" { "Who does what:" }
                    ul class="govuk-list govuk-list--bullet" {
                        @for action in todo {
                            li { (action.owner_name) ": " (action.what) @if let Some(due) = action.due { ", by " (day(due)) } }
                        }
                    }
                }
                @if !plan.adulthood.trim().is_empty() {
                    p class="govuk-body" { "When I am 18:" }
                    @for line in plan.adulthood.split('\n').map(str::trim).filter(|l| !l.is_empty()) { p class="govuk-body" { (line) } }
                }
                @if let Some(review) = plan.review_on { (again(ctx.today(), review)) }
            }
        }
        p class="govuk-body" { a class="govuk-link" href={ "/my/cases/" (m.head.id()) "/my-part" } { "Write what I want in my plan" } }
        (review_asked(ctx, &m.reviews, m.head.id(), true))
    }
}

fn again(today: Date, review: Date) -> Markup {
    html! {
        p class="govuk-body" {
            @if review < today { "We should have looked at it with you by " (day(review)) ". We are sorry that this is late." }
            @else { "We look at it together by " (day(review)) "." }
        }
    }
}

fn my_goals(m: &Mine) -> Markup {
    let rows = m.goals.set.all().iter().filter(|g| g.ended.is_none()).map(|goal| {
        let said = match m.goals.latest(goal.id, Rater::Child) {
            Some((on, score)) => format!("{score} out of 10 on {}", day(on)),
            None => "You have not said yet".to_owned(),
        };
        kit::row(goal.title(), said)
    });
    html! {
        h2 class="govuk-heading-m" { "My goals" }
        (kit::summary_list(rows.collect()))
        (kit::button_group(html! { (kit::button("Say how it is going").href("/my/goals")) }))
    }
}

fn appointments(m: &Mine) -> Markup {
    let catalogue = Catalogue::shipped().ok();
    // What may be for parents stays with them: see the catalogue's needs.
    let theirs: Vec<(&Appointment, &str)> = m
        .ahead
        .iter()
        .filter_map(|a| {
            let known = catalogue?.find(&a.therapy)?;
            (!known.needs.contains(&Need::Parents)).then_some((a, known.name.as_str()))
        })
        .collect();
    html! {
        h2 class="govuk-heading-m" { "Appointments" }
        @if theirs.is_empty() { (kit::nothing_here("We have no day for you written down here. Ask your worker if you think there is one.")) } @else {
            (kit::summary_list(theirs.iter().map(|(a, name)| kit::row(day(a.on), html! { (name) br; (a.provider) })).collect()))
        }
    }
}
