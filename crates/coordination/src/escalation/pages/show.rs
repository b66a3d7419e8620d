//! One escalation, for those who work on it.

use access::{
    Look,
    actions::{ViewEscalation, ViewProtocol, WorkEscalation},
    escalations::Escalation as Kinded,
};
use casework::cases::{
    frame::{self, Head, Tab},
    store as cases,
};
use kernel::{Id, Moment, Result};
use maud::{Markup, html};
use page::{Ctx, Response, kit};

use super::{alarms, state_tag};
use crate::escalation::{
    form::Did,
    model::{Ask, AskState, Escalation, Kind, Lead, Note, Party, Side, State},
    store,
    words::{day, day_of, name_of},
};
use crate::protocols::{
    self,
    model::{Protocol, for_council},
};

struct Seen {
    head: Head,
    e: Escalation,
    leads: Vec<Lead>,
    parties: Vec<Party>,
    asks: Vec<Ask>,
    notes: Vec<(Note, String)>,
    keeper: Option<String>,
    enquirer: Option<String>,
    opened_by: String,
    protocol: Option<Protocol>,
    may_work: bool,
}

fn read(look: &Look<'_>, id: Id<Kinded>) -> Result<Seen> {
    let grant = look.one::<ViewEscalation, Kinded>(id)?;
    let e = store::load(look, &grant)?;
    let mut notes = Vec::new();
    for side in Side::ALL {
        for note in store::notes(look, &grant, &e, *side)? {
            let by = name_of(look, note.by)?;
            notes.push((note, by));
        }
    }
    let named = |who: Option<_>| who.map(|id| name_of(look, Some(id))).transpose();
    let head = frame::of_case(look, cases::of_opened(look, &grant, e.case)?)?;
    let protocol = match look.may::<ViewProtocol>() {
        true => {
            let all = protocols::store::holding(look, &look.agency::<ViewProtocol>()?)?;
            for_council(&all, &head.case.council).cloned()
        }
        false => None,
    };
    Ok(Seen {
        protocol,
        head,
        leads: store::leads(look, &grant)?,
        parties: store::parties(look, &grant)?,
        asks: store::asks(look, &grant)?,
        notes,
        keeper: named(e.keeper)?,
        enquirer: named(e.enquirer)?,
        opened_by: name_of(look, e.opened_by)?,
        may_work: look.may::<WorkEscalation>(),
        e,
    })
}

pub(in crate::escalation) async fn page(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let s = ctx.read(move |look| read(look, id)).await?;
    let open = s.e.state == State::Open;
    let late = s.asks.iter().filter(|a| a.is_late(ctx.now)).count();
    let wants = s.e.alarms(i64::try_from(late).unwrap_or(i64::MAX), ctx.now);
    let body = html! {
        @if !wants.is_empty() {
            (kit::warning_text(html! { @for (at, alarm) in wants.iter().enumerate() { @if at > 0 { ". " } (alarm.label()) } "." }))
        }
        (about(&s, &wants))
        @if open && s.e.kind != Kind::System { (protocols::shown(s.protocol.as_ref())) }
        h2 class="govuk-heading-m" { "Who leads" }
        (led(&s.leads, s.e.hand_offs))
        @if open && s.may_work { (way(id, Did::Lead, if s.leads.is_empty() { "Name who leads" } else { "Hand the lead over" })) }
        h2 class="govuk-heading-m" { "What the family was told" }
        @match s.e.told_at {
            Some(at) => (kit::inset_text(html! {
                (s.e.told) @if let Some(on) = s.e.told_next { " On " (day(on)) "." }
                br; span class="govuk-hint" { "Told on " (day_of(at)) }
            })),
            None => (kit::nothing_here("Nothing yet. The family reads on its own page what you write here, and nothing else of this.")),
        }
        @if open && s.may_work { (way(id, Did::Tell, "Tell the family what happens next")) }
        (involved(&s, &ctx, open && s.may_work))
        h2 class="govuk-heading-m" { "Notes" }
        @if s.e.kind == Kind::Allegation {
            p class="govuk-body" { "Notes of the support and notes of the enquiry are kept apart: you see those that are for you." }
        }
        @if s.notes.is_empty() { (kit::nothing_here("There are no notes for you to read.")) }
        @for (note, by) in &s.notes {
            (kit::inset_text(html! {
                (note.words) br;
                span class="govuk-hint" { (day_of(note.at)) ", " (by) @if s.e.kind == Kind::Allegation { ", " (note.side.label().to_lowercase()) } }
            }))
        }
        @if open && s.may_work { (way(id, Did::Note, "Write a note")) }
        (ending(&s))
    };
    let page = frame::frame(&ctx, &s.head, Tab::Overview, s.e.kind.label(), body);
    Ok(page.back("/escalations", "Back to escalations").respond())
}

/// A link to a step.
fn way(id: Id<Kinded>, did: Did, words: &str) -> Markup {
    html! { p class="govuk-body" { (kit::button(words).secondary().href(format!("/escalations/{id}/{}", did.word()))) } }
}

fn about(s: &Seen, wants: &[crate::escalation::model::Alarm]) -> Markup {
    let e = &s.e;
    let nobody = "Nobody yet";
    let mut rows = vec![
        kit::row("How it stands", html! { (state_tag(e.state)) }),
        kit::row("Wants an eye", alarms(wants)),
        kit::row("Why it was opened", e.reason.as_str()),
        kit::row("Opened", format!("{} by {}", day_of(e.opened), s.opened_by)),
    ];
    if e.lead.is_none() && e.state == State::Open {
        rows.push(kit::row("A lead is promised by", Moment(e.lead_due).to_string()));
    }
    let keeper =
        kit::row("Adoption worker who stays on, whoever leads", s.keeper.as_deref().unwrap_or(nobody));
    rows.push(if e.state == State::Open && s.may_work {
        keeper.change(format!("/escalations/{}/{}", e.id, Did::Keep.word()), "who stays on")
    } else {
        keeper
    });
    if e.kind == Kind::Allegation {
        rows.push(kit::row("Enquires, apart from the support", s.enquirer.as_deref().unwrap_or(nobody)));
    }
    html! { (kit::summary_list(rows)) }
}

fn led(leads: &[Lead], hand_offs: i64) -> Markup {
    let rows = leads.iter().map(|l| {
        vec![
            kit::cell(l.who.as_str()),
            kit::cell(l.field.label()),
            kit::cell(day_of(l.from)),
            kit::cell(l.why.as_str()),
        ]
    });
    html! {
        @if leads.is_empty() { (kit::nothing_here("Nobody leads yet.")) }
        @else {
            (kit::table(["Who", "Field", "Since", "Why"].map(kit::cell).to_vec(), rows.collect())
                .caption("Who led, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            p class="govuk-body" {
                @match hand_offs {
                    0 => "The lead was never handed over.",
                    1 => "The lead was handed over once.",
                    n => { "The lead was handed over " (n) " times." },
                }
            }
        }
    }
}

fn involved(s: &Seen, ctx: &Ctx, may: bool) -> Markup {
    let rows = s.parties.iter().map(|p| {
        vec![
            kit::cell(p.organisation.as_str()),
            kit::cell(p.who.as_str()),
            kit::cell(p.field.label()),
            kit::cell(day(p.from)),
        ]
    });
    let whom =
        |ask: &Ask| s.parties.iter().find(|p| p.id == ask.party).map_or("", |p| p.organisation.as_str());
    let asks = s.asks.iter().map(|a| {
        let tag = match a.state {
            AskState::Asked if a.is_late(ctx.now) => kit::tag("Late").tone(kit::Tone::Late),
            AskState::Asked => kit::tag("Asked").tone(kit::Tone::Calm),
            AskState::Answered => kit::tag("Answered").tone(kit::Tone::Good),
            AskState::Refused => kit::tag("Refused").tone(kit::Tone::Late),
            AskState::Withdrawn => kit::tag("No longer needed").tone(kit::Tone::Quiet),
        };
        vec![
            kit::cell(whom(a)),
            kit::cell(a.what.as_str()),
            kit::cell(day_of(a.due)),
            kit::cell(html! { (tag) @if let Some(at) = a.answered { br; (day_of(at)) } }),
            kit::cell(a.answer.as_str()),
        ]
    });
    let id = s.e.id;
    html! {
        h2 class="govuk-heading-m" { "Who is involved" }
        @if s.parties.is_empty() { (kit::nothing_here("Nobody from elsewhere yet.")) }
        @else {
            (kit::table(["Organisation", "Person", "Field", "Since"].map(kit::cell).to_vec(), rows.collect())
                .caption("Who is involved").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        @if may { (way(id, Did::Involve, "Add somebody who is involved")) }
        h2 class="govuk-heading-m" { "What partners were asked for" }
        @if s.asks.is_empty() { (kit::nothing_here("Nothing yet.")) }
        @else {
            (kit::table(["Whom", "For what", "By", "How it stands", "What came"].map(kit::cell).to_vec(), asks.collect())
                .caption("What partners were asked for").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        @if may && !s.parties.is_empty() { (way(id, Did::Ask, "Ask a partner for something")) }
        @if may && s.asks.iter().any(|a| a.state == AskState::Asked) { (way(id, Did::Answer, "Write down an answer")) }
    }
}

fn ending(s: &Seen) -> Markup {
    let e = &s.e;
    html! {
        h2 class="govuk-heading-m" { "Stepping down and learning" }
        @match e.state {
            State::Open => {
                p class="govuk-body" { "When it is less hard: say why, and what stays in place." }
                @if s.may_work { (way(e.id, Did::StepDown, "Step down")) }
            },
            State::SteppedDown | State::Learned => {
                (kit::summary_list(vec![
                    kit::row("Stepped down", e.ended.map(day_of).unwrap_or_default()),
                    kit::row("Why", e.ended_why.as_str()),
                    kit::row("What stays in place", e.stays.as_str()),
                ]))
            },
        }
        @if e.state == State::SteppedDown && s.may_work { (way(e.id, Did::Learn, "Write down what we learned")) }
        @if e.state == State::Learned {
            (kit::summary_list(vec![
                kit::row("We would do again", e.again.as_str()),
                kit::row("We would do differently", e.differently.as_str()),
            ]))
        }
    }
}
