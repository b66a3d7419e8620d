//! One adult's request: who asks, the legal route, the four steps, and the log of what was shared.

use access::{
    actions::{HandleAdults, ShareAdultRecords},
    connections::AdultRequest,
};
use kernel::{Invalid, Result};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Markup, Tone, cell, html, layout},
};

use crate::{
    adopted_adults::{
        actions,
        model::{Counselling, Identity, Outcome, State, Way},
        store::{self, Asked, Request, Shared},
    },
    lists::step,
    words::{Sent, choices, day, day_of, line, name_of, owed, sent, version_of},
};

struct Shown {
    request: Request,
    holders: Vec<Asked>,
    shares: Vec<(Shared, String)>,
    checked_by: String,
    may_share: bool,
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<AdultRequest>("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<HandleAdults, AdultRequest>(id)?;
            let request = store::load(look, &grant)?;
            let shares: Result<Vec<(Shared, String)>> = store::shares(look, &grant)?
                .into_iter()
                .map(|s| Ok((s.clone(), name_of(look, s.by)?)))
                .collect();
            let checked_by = match request.identity {
                Some((.., by)) => name_of(look, by)?,
                None => String::new(),
            };
            Ok(Shown {
                holders: store::holders(look, &grant)?,
                shares: shares?,
                checked_by,
                may_share: look.may::<ShareAdultRecords>(),
                request,
            })
        })
        .await?;
    let r = &s.request;
    let open = r.standing.state == State::Open;
    let given = |text: &str| if text.is_empty() { "Not known".to_owned() } else { text.to_owned() };
    let body = html! {
        (layout::page_heading(Some("An adult’s request"), r.reference.as_str()))
        (kit::summary_list(vec![
            kit::row("How it stands", html! { (kit::tag(r.standing.state.label()).tone(if open { Tone::Calm } else { Tone::Quiet })) }),
            kit::row("Name now", r.who.name.as_str()),
            kit::row("Name when adopted", given(&r.who.adopted_name)),
            kit::row("Name at birth", given(&r.who.birth_name)),
            kit::row("Born", day(r.who.born)),
            kit::row("Adoption order", day(r.who.adopted_on)),
            kit::row("Agency", given(&r.who.agency)),
            kit::row("How to reach them", r.who.contact.as_str()),
            kit::row("What they would like to know", r.who.wants.as_str()),
            kit::row("Answer promised", r.due.map_or_else(|| html! { "No longer owed" }, |due| owed(ctx.now, r.made, due))),
        ]))
        h2 class="govuk-heading-m" { (r.standing.route.label()) }
        p class="govuk-body" { "What to tell them: “" (r.standing.route.way()) "”" }
        p class="govuk-hint" { "Where this is written: " (r.standing.route.source()) "." }
        (steps(ctx, &s, fields, invalid))
        @if !open { (kit::inset_text(format!("Closed: {}", r.closed_why))) }
    };
    Ok(ctx
        .page(format!("Request {}", r.reference), body)
        .back("/adults", "Back to adopted adults")
        .dense()
        .errors(invalid)
        .respond())
}

fn steps(ctx: &Ctx, s: &Shown, fields: &Fields, invalid: &Invalid) -> Markup {
    let r = &s.request;
    let at = format!("/adults/{}", r.id);
    let open = r.standing.state == State::Open;
    let version = version_of(fields, invalid, r.version);
    html! {
        h2 class="govuk-heading-m" { "1. Who they are" }
        @match r.identity {
            Some((how, when, _)) => p class="govuk-body" {
                (how.label()) ", checked on " (day_of(when)) " by " (s.checked_by) ": " (r.identity_note)
            },
            None if open => (ctx.form(&format!("{at}/identity"), fields, html! {
                (kit::hidden("version", &version))
                (kit::radios("how", kit::legend("How did they show who they are?").size(kit::Size::S), choices::<Identity>()).small()
                    .value(fields.raw("how")).error(invalid.of("how")))
                (line(fields, invalid, "note", "What did you see?"))
                (kit::button("Record the check").once())
            })),
            None => p class="govuk-body" { "It was not checked." },
        }
        h2 class="govuk-heading-m" { "2. Counselling" }
        p class="govuk-body" {
            @if r.standing.route.needs_counselling(r.standing.name_known) { "A meeting with an adviser is required before records are shared. " }
            @else { "It is offered, and theirs to decline. " }
            strong { (r.standing.counselling.label()) } @if let Some(when) = r.counselled { ", " (day_of(when)) } "."
        }
        @if open {
            (ctx.form(&format!("{at}/counselling"), fields, html! {
                (kit::hidden("version", &version))
                (kit::radios("counselling", kit::legend("How does it stand?").size(kit::Size::S), choices::<Counselling>()).small().inline()
                    .value(fields.raw("counselling")).error(invalid.of("counselling")))
                (kit::button("Record it").secondary().once())
            }))
        }
        h2 class="govuk-heading-m" { "3. Who holds records" }
        (asked(ctx, s, fields, invalid))
        h2 class="govuk-heading-m" { "4. What was shared" }
        @if s.shares.is_empty() { (kit::nothing_here("Nothing was shared yet.")) }
        @else {
            (kit::table(["When", "What", "Left out, and why", "How", "By"].map(cell).to_vec(), s.shares.iter().map(|(one, by)| vec![
                cell(day_of(one.at)), cell(one.what.as_str()),
                cell(if one.left_out.is_empty() { "Nothing" } else { one.left_out.as_str() }),
                cell(one.way.label()), cell(by.as_str()),
            ]).collect()).caption("Log of what was shared").caption_classes("govuk-visually-hidden").scrolling())
        }
        @if open && s.may_share {
            (ctx.form(&format!("{at}/shares"), fields, html! {
                (kit::textarea("what", "What is shared?").rows(3).value(fields.raw("what")).error(invalid.of("what")))
                (kit::textarea("left_out", "What was left out, and why?").hint("What is about other people, unless they agree or the law lets it pass.").rows(2)
                    .value(fields.raw("left_out")).error(invalid.of("left_out")))
                (kit::radios("way", kit::legend("How?").size(kit::Size::S), choices::<Way>()).small().inline()
                    .value(fields.raw("way")).error(invalid.of("way")))
                (kit::button("Write it in the log").once())
            }))
        }
        @if open {
            (ctx.form(&format!("{at}/close"), fields, html! {
                (kit::hidden("version", &version))
                (kit::textarea("why", "Close the request: why?").rows(2).value(fields.raw("why")).error(invalid.of("why")))
                (kit::button("Close the request").secondary().once())
            }))
        }
    }
}

fn asked(ctx: &Ctx, s: &Shown, fields: &Fields, invalid: &Invalid) -> Markup {
    let r = &s.request;
    let at = format!("/adults/{}", r.id);
    let waiting: Vec<&Asked> = s.holders.iter().filter(|a| a.answer.is_none()).collect();
    let holders = r.standing.route.holders().iter().map(|h| kit::choice(h.code(), h.label())).collect();
    html! {
        @if s.holders.is_empty() { (kit::nothing_here("Nobody was asked yet.")) }
        @else {
            (kit::table(["Asked", "Who", "Answer"].map(cell).to_vec(), s.holders.iter().map(|a| vec![
                cell(day_of(a.at)),
                cell(format!("{}: {}", a.holder.label(), a.name)),
                cell(match (a.answer, a.due) {
                    (Some((outcome, when)), _) => html! { (outcome.label()) ", " (day_of(when)) ". " (a.note) },
                    (None, Some(due)) => html! { "Waiting. Ask again by " (owed(ctx.now, a.at, due)) },
                    (None, None) => html! { "No answer was recorded" },
                }),
            ]).collect()).caption("Holders who were asked").caption_classes("govuk-visually-hidden").scrolling())
        }
        @if r.standing.state == State::Open {
            @if !waiting.is_empty() {
                (ctx.form(&format!("{at}/answers"), fields, html! {
                    (kit::select("asked", "Who answered?", waiting.iter().map(|a| (a.id.to_string(), a.name.clone())))
                        .value(fields.raw("asked")).error(invalid.of("asked")))
                    (kit::radios("outcome", kit::legend("What did they answer?").size(kit::Size::S), choices::<Outcome>()).small().inline()
                        .value(fields.raw("outcome")).error(invalid.of("outcome")))
                    (line(fields, invalid, "answer_note", "What did they give or say?"))
                    (kit::button("Record the answer").secondary().once())
                }))
            }
            (ctx.form(&format!("{at}/holders"), fields, html! {
                (kit::radios("holder", kit::legend("Who is asked?").size(kit::Size::S), holders).small()
                    .value(fields.raw("holder")).error(invalid.of("holder")))
                (line(fields, invalid, "holder_name", "Which one?").hint("Such as the name of the court or of the agency.").width(30))
                (kit::button("Record that they were asked").secondary().once())
            }))
        }
    }
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

step!(
    identity,
    AdultRequest,
    "/adults",
    actions::identity_fields,
    actions::check_identity,
    "check who somebody is",
    "The check is recorded."
);
step!(
    counselling,
    AdultRequest,
    "/adults",
    actions::counselling_fields,
    actions::settle_counselling,
    "settle counselling",
    "It is recorded."
);
step!(
    holder,
    AdultRequest,
    "/adults",
    actions::ask_holder_fields,
    actions::ask_holder,
    "ask a holder",
    "It is recorded that they were asked."
);
step!(
    answer,
    AdultRequest,
    "/adults",
    actions::answer_fields,
    actions::holder_answers,
    "record an answer",
    "The answer is recorded."
);
step!(
    share,
    AdultRequest,
    "/adults",
    actions::share_fields,
    actions::share,
    "share a record",
    "It stands in the log."
);
step!(
    close,
    AdultRequest,
    "/adults",
    actions::close_fields,
    actions::close,
    "close a request",
    "The request is closed."
);
