//! What owners of actions in other organisations were asked, of the whole agency, and what became of it.

use access::actions::EditPlan;
use kernel::{Error, PromiseState, Result, Timestamp};
use maud::{Markup, html};
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, cell, layout},
};

use super::draw;
use crate::{
    action_asks::{
        model::{Show, State},
        store::{self, Listed, Wanted},
    },
    cases::promise_list::standing_tag,
    contributions::{
        model::partners,
        pages::draw::{day, name, partner_title},
    },
};

/// Reads what a list is to show.
///
/// # Errors
/// `Invalid` beside `show`, `partner` or `organisation`.
pub(in crate::action_asks) fn wanted(ctx: &Ctx) -> Result<Wanted> {
    let mut f = ctx.query();
    let show = match f.raw("show") {
        "" => Some(Show::Open),
        code => Show::from_code(code),
    };
    let partner = f.raw("partner").to_owned();
    let organisation = f.raw("organisation").to_owned();
    if show.is_none() {
        f.fail("show", "Choose from the list");
    }
    if !partner.is_empty() && partners()?.iter().all(|p| p.code != partner) {
        f.fail("partner", "Choose from the list");
    }
    if organisation.len() > 24 || !organisation.bytes().all(|b| b.is_ascii_hexdigit()) {
        f.fail("organisation", "Follow the link beside an organisation’s name");
    }
    f.finish(|| Some(Wanted { show: show?, partner, organisation })).map_err(Error::Invalid)
}

fn query(w: &Wanted) -> String {
    format!("show={}&partner={}&organisation={}", w.show.code(), w.partner, w.organisation)
}

/// `GET /plan-actions`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let (wanted, after) = (wanted(&ctx)?, Cursor::parse(ctx.query().raw("after")));
    let w = wanted.clone();
    let rows = ctx.read(move |look| store::of_agency(look, &look.agency::<EditPlan>()?, &w, after)).await?;
    let query = query(&wanted);
    let head = ["Organisation", "What they were to do", "Case", "Answer by", "What they said", "The action"];
    let lines = rows.items.iter().map(|l| line(&ctx, l)).collect();
    let shows = Show::ALL.iter().map(|s| (s.code(), s.label()));
    let kinds =
        std::iter::once(("", "Any")).chain(partners()?.iter().map(|p| (p.code.as_str(), p.title.as_str())));
    let one = rows.items.first().filter(|_| !wanted.organisation.is_empty());
    let body = html! {
        (layout::page_heading(None, "Actions of other organisations"))
        p class="govuk-body" {
            "What schools, health services and others who own an action of a plan were asked, and what became of it. Ask from the action in the plan."
        }
        @if let Some(l) = one {
            p class="govuk-body" {
                "Only " strong { (name(&l.asking.ask.organisation)) } ". "
                a class="govuk-link" href={ "/plan-actions?show=" (wanted.show.code()) } { "Show every organisation" }
            }
        }
        (layout::filters("/plan-actions", html! {
            (kit::select("show", "Show", shows).value(wanted.show.code()))
            (kit::select("partner", "Kind of organisation", kinds).value(&wanted.partner))
            @if !wanted.organisation.is_empty() { (kit::hidden("organisation", &wanted.organisation)) }
        }))
        @if rows.items.is_empty() {
            (kit::nothing_here(match wanted.show {
                Show::Open => "Nobody owes an answer about an action.",
                Show::Late => "No answer about an action is late.",
                Show::Answered | Show::Withdrawn | Show::All => "Nothing is like this. Choose other filters.",
            }))
        } @else {
            (kit::table(head.map(cell).to_vec(), lines).caption("Actions of other organisations")
                .caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/plan-actions?{query}&after={next}"))))
            }
            p class="govuk-body" {
                a class="govuk-link" href={ "/plan-actions.csv?" (query) } { "Download this list as a CSV file" }
            }
        }
    };
    Ok(ctx.page("Actions of other organisations", body).dense().respond())
}

fn line(ctx: &Ctx, l: &Listed) -> Vec<kit::Cell> {
    let k = &l.asking;
    let due = match k.state {
        State::Asked => {
            let state = PromiseState::at(ctx.now, k.asked, k.due, None, false);
            html! { (day(k.due)) " " (standing_tag(state, k.due, ctx.now)) }
        }
        State::Answered | State::Withdrawn => html! { (day(k.due)) },
    };
    vec![
        cell(html! {
            @if l.organisation.is_empty() { (name(&k.ask.organisation)) }
            @else {
                a class="govuk-link govuk-!-text-break-word" href={ "/plan-actions?show=all&organisation=" (l.organisation) } { (name(&k.ask.organisation)) }
            }
            br; span class="govuk-body-s" { (partner_title(&k.ask.partner)) }
        }),
        cell(html! {
            a class="govuk-link govuk-!-text-break-word" href={ "/action-asks/" (k.id) } { bdi { (k.ask.what) } }
            br; span class="govuk-body-s" {
                "Asked " (day(k.asked)) " by " (if l.asked_by.is_empty() { "another system" } else { l.asked_by.as_str() })
                @if k.quiet.is_some() { "; no more reminders" }
            }
        }),
        cell(html! { a class="govuk-link" href={ "/cases/" (k.case) "/plan" } { (l.reference) } }),
        cell(due),
        cell(said(l)),
        cell(l.became.map_or("Not in the plan any more", |became| became.label())),
    ]
}

fn said(l: &Listed) -> Markup {
    html! {
        @match &l.asking.answer {
            Some(answer) => (draw::said(answer)),
            None if l.asking.state == State::Withdrawn => (State::Withdrawn.label()),
            None if l.asking.opened.is_some() => "Opened, not answered",
            None => "Not opened yet",
        }
    }
}

/// `GET /plan-actions.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let wanted = wanted(&ctx)?;
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<EditPlan>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::of_agency(look, &grant, &wanted, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let now = ctx.now;
    let head = [
        "asking",
        "organisation",
        "kind",
        "asked",
        "what",
        "case",
        "by",
        "asked_at",
        "opened_at",
        "due_at",
        "late",
        "state",
        "settled_at",
        "outcome",
        "until",
        "said",
        "action",
    ];
    let instant = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    let rows = all.into_iter().map(|l| {
        let late = if l.asking.is_late(now) { "yes" } else { "no" }.to_owned();
        let k = l.asking;
        let (outcome, until, said) = match k.answer {
            Some(a) => (a.outcome.code(), a.until.map_or_else(String::new, |day| day.to_string()), a.words),
            None => ("", String::new(), String::new()),
        };
        vec![
            k.id.to_string(),
            k.ask.organisation,
            k.ask.partner,
            k.ask.name,
            k.ask.what,
            l.reference.to_string(),
            l.asked_by,
            k.asked.to_string(),
            instant(k.opened),
            k.due.to_string(),
            late,
            k.state.code().to_owned(),
            instant(k.settled),
            outcome.to_owned(),
            until,
            said,
            l.became.map_or("", |became| became.code()).to_owned(),
        ]
    });
    csv_file("plan-actions", &head, rows)
}
