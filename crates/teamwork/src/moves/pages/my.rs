//! A family's own page of its move: who its person is, who looks after its support from which day on, and what happens next.

use access::{Look, accounts, actions::SeeOwnMove};
use casework::cases::list::{self, CaseRow};
use kernel::{Result, local_date};
use maud::{Markup, html};
use page::{
    Ctx, Response,
    kit::{self, layout},
};

use super::days;
use crate::{
    moves::{
        model::{Period, State},
        standing::{self, Standing},
        store::{self, Handover},
    },
    words::day,
};

struct Shown {
    case: CaseRow,
    agency: String,
    s: Standing,
    /// Each period's council in words.
    councils: Vec<Option<String>>,
    handed: Option<(Handover, Option<String>)>,
}

fn read(look: &Look<'_>) -> Result<Vec<Shown>> {
    list::of_family(look, &look.own::<SeeOwnMove>()?)?
        .into_iter()
        .map(|case| {
            let grant = look.one::<SeeOwnMove, kernel::kinds::Case>(case.id)?;
            let s = standing::read(look, &grant)?;
            let councils = s
                .periods
                .iter()
                .map(|(p, _)| p.council.as_deref().map(|code| super::council(look, code)).transpose())
                .collect::<Result<Vec<_>>>()?;
            // What was taken back is as if it had never been.
            let handed = store::of_case(look, &grant)?.into_iter().find(|h| h.state != State::Withdrawn);
            let handed = match handed {
                None => None,
                Some(h) => {
                    let there = h.coordinator.map(|who| accounts::by_id(look, who)).transpose()?;
                    Some((h, there.map(|a| a.name)))
                }
            };
            let agency = access::organisations::by_id(look, s.case.agency)?.name;
            Ok(Shown { case, agency, s, councils, handed })
        })
        .collect()
}

pub(in crate::moves) async fn page(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(read).await?;
    let body = html! {
        (layout::page_heading(None, "If you move: who looks after your support"))
        p class="govuk-body" {
            "When you move to another council’s area your support does not stop. Tell your worker as soon as you know the day. You do not have to tell your story \
             again: we hand over what you agree to."
        }
        @if all.is_empty() { (kit::nothing_here("We have not opened a case for your family yet.")) }
        @for x in &all { (one(&ctx, x)) }
    };
    Ok(ctx.page("If you move", body).back("/my", "Your support").respond())
}

fn one(ctx: &Ctx, x: &Shown) -> Markup {
    let first = x.case.child.split_whitespace().next().unwrap_or("your child");
    html! {
        section aria-labelledby={ "case-" (x.case.id) } {
            h2 class="govuk-heading-m" id={ "case-" (x.case.id) } { "Support for " (first) }
            p class="govuk-body" { strong { (person(x)) } }
            @if let Some((h, _)) = &x.handed { p class="govuk-body" { (happens(h)) } }
            (who(ctx, x))
        }
    }
}

/// Who their person is now.
fn person(x: &Shown) -> String {
    match &x.handed {
        Some((h, Some(name))) if h.state == State::Accepted => {
            format!("{name} at {} is the person to ask.", h.to_name)
        }
        _ if x.case.coordinator.is_some() => {
            format!("{} at {} is the person to ask.", x.case.coordinator_name, x.agency)
        }
        _ => format!("{} looks after your support. You do not have a named coordinator yet.", x.agency),
    }
}

/// What happens, in plain words.
fn happens(h: &Handover) -> String {
    match h.state {
        State::Offered | State::Agreed => format!(
            "From {} another agency, {}, is responsible. We asked it to take over and gave it what you agreed to. Until it does, {} goes on and nothing \
             changes for you. You will be told here who your new person is.",
            day(h.passes),
            h.to_name,
            h.from_name
        ),
        State::Disputed => format!(
            "{} does not think that it is responsible. The two agencies settle that between them{}. You need do nothing, and {} goes on meanwhile.",
            h.to_name,
            h.settle_due.map(|due| format!(" by {}", day(local_date(due)))).unwrap_or_default(),
            h.from_name
        ),
        State::Accepted => format!(
            "{} has taken over your support from {}. Your record here stays as it is, and you can go on reading it.",
            h.to_name, h.from_name
        ),
        State::Stays => format!("The two agencies agreed that {} goes on with your support.", h.from_name),
        State::Withdrawn => String::new(),
    }
}

fn who(ctx: &Ctx, x: &Shown) -> Markup {
    let line = |((p, _), council): (&(Period, _), &Option<String>)| {
        let tag = p.holds(ctx.today()).then(|| kit::tag("Today").tone(kit::Tone::Calm));
        kit::row(
            days(p),
            html! {
                @match council { Some(name) => (name), None => "We do not know yet" }
                @if let Some(tag) = tag { " " (tag) }
                br; (p.why.label())
            },
        )
    };
    html! {
        h3 class="govuk-heading-s" { "Which council is responsible" }
        (kit::summary_list(x.s.periods.iter().zip(&x.councils).map(line).collect()))
    }
}
