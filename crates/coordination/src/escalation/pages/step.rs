//! The form of each step in an escalation: one page a step.

use access::{Look, actions::WorkEscalation, escalations::Escalation as Kinded};
use casework::cases::{
    frame::{self, Head, Tab},
    store as cases,
};
use kernel::{Id, Invalid, Result};
use maud::{Markup, html};
use page::{Answer, Ctx, Fields, Response, kit};

use crate::escalation::{
    actions,
    form::Did,
    model::{Ask, AskState, Escalation, Field, Kind, Party, Side},
    store,
    words::{day_of, fine, options, team},
};

struct Seen {
    head: Head,
    e: Escalation,
    parties: Vec<Party>,
    asks: Vec<Ask>,
    team: Vec<(String, String)>,
}

fn read(look: &Look<'_>, id: Id<Kinded>, did: Did) -> Result<Seen> {
    let grant = look.one::<WorkEscalation, Kinded>(id)?;
    let e = store::load(look, &grant)?;
    let team = if did == Did::Keep { team(look, e.agency, "Choose somebody")? } else { Vec::new() };
    Ok(Seen {
        head: frame::of_case(look, cases::of_opened(look, &grant, e.case)?)?,
        parties: store::parties(look, &grant)?,
        asks: store::asks(look, &grant)?,
        team,
        e,
    })
}

/// What the page of a step is called, what its button says, and what is said when it is done.
fn called(did: Did) -> (&'static str, &'static str, &'static str) {
    match did {
        Did::Lead => ("Who leads from now on", "Save who leads", "They lead from now on."),
        Did::Keep => {
            ("Who stays on as adoption worker", "Save", "The adoption worker stays on, whoever leads.")
        }
        Did::Involve => ("Somebody is involved", "Add them", "They are involved from that day."),
        Did::Ask => ("Ask a partner for something", "Save what was asked", "The clock runs from now on."),
        Did::Answer => ("A partner answered", "Save the answer", "The answer is written down."),
        Did::Tell => ("Tell the family what happens next", "Tell the family", "The family reads it now."),
        Did::Note => ("Write a note", "Save the note", "The note is written."),
        Did::StepDown => ("Step down", "Step down", "It is stepped down. Write down what you learned."),
        Did::Learn => {
            ("What we learned", "Save what we learned", "Others read it from now on, without names.")
        }
    }
}

pub(in crate::escalation) async fn page(ctx: Ctx, did: Did) -> Result<Response> {
    draw(&ctx, did, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, did: Did, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<Kinded> = ctx.id("id")?;
    let s = ctx.read(move |look| read(look, id, did)).await?;
    let (title, button, _) = called(did);
    let body = html! {
        (ctx.form(&format!("/escalations/{id}/{}", did.word()), f, html! {
            (kit::hidden("version", &s.e.version.to_string()))
            (fields(&s, did, f, wrong))
            (kit::button(button).once())
        }))
    };
    let page = frame::frame(ctx, &s.head, Tab::Overview, title, body);
    Ok(page.back(format!("/escalations/{id}"), "Back to the escalation").errors(wrong).respond())
}

fn fields(s: &Seen, did: Did, f: &Fields, wrong: &Invalid) -> Markup {
    let text = |name: &str, label: &str, hint: &str| {
        kit::textarea(name, label).hint(hint).rows(4).value(f.raw(name)).error(wrong.of(name))
    };
    let line = |name: &str, label: &str, hint: &str| {
        kit::input(name, label).hint(hint).value(f.raw(name)).error(wrong.of(name))
    };
    let date = |name: &str, label: &str, hint: &str| {
        kit::date_input(name, kit::legend(label).size(kit::Size::S))
            .hint(hint)
            .values(f.date_parts(name))
            .error(wrong.of(name))
    };
    let field = || {
        kit::select("field", "From which field", options::<Field>("Choose"))
            .value(f.raw("field"))
            .error(wrong.of("field"))
    };
    match did {
        Did::Lead => html! {
            @if s.e.keeper.is_none() { (kit::warning_text("Name the adoption worker who stays on before somebody from another field leads.")) }
            @if s.e.lead.is_some() { p class="govuk-body" { "This is a hand-off, and is counted. The adoption worker stays on." } }
            (field())
            (line("who", "Who", "Name and where they work"))
            (text("why", "Why they", "The family does not read it"))
        },
        Did::Keep => html! {
            (kit::select("keeper", "Adoption worker who stays on, whoever leads", s.team.clone())
                .value(pick(f, "keeper", s.e.keeper)).error(wrong.of("keeper")))
            @if s.e.kind == Kind::Allegation {
                (kit::select("enquirer", "Who enquires, if a colleague does", s.team.clone())
                    .hint("Somebody else than the one who stays on. Neither reads the other’s notes")
                    .value(pick(f, "enquirer", s.e.enquirer)).error(wrong.of("enquirer")))
            }
        },
        Did::Involve => html! {
            (field())
            (line("organisation", "Organisation", "Such as a school, a police team, CAMHS"))
            (line("who", "Person", "Name and what they do there"))
            (date("from", "Since which day (optional)", "Today, unless you say another day"))
        },
        Did::Ask => {
            let mut whom = vec![(String::new(), "Choose somebody".to_owned())];
            whom.extend(
                s.parties.iter().map(|p| (p.id.to_string(), format!("{}: {}", p.organisation, p.who))),
            );
            html! {
                (kit::select("party", "Whom do you ask?", whom).value(f.raw("party")).error(wrong.of("party")))
                (text("what", "For what?", "One thing that can be answered with yes, no or a day"))
                (date("by", "By which day (optional)", "Five working days from now, unless your agency or you say otherwise"))
            }
        }
        Did::Answer => {
            let open = s.asks.iter().filter(|a| a.state == AskState::Asked);
            let mut what = vec![(String::new(), "Choose".to_owned())];
            what.extend(
                open.map(|a| (a.id.to_string(), format!("{} (by {})", short(&a.what), day_of(a.due)))),
            );
            let states = [AskState::Answered, AskState::Refused, AskState::Withdrawn];
            let states = states.iter().map(|a| kit::choice(a.code(), a.label())).collect();
            html! {
                (kit::select("asked", "What was answered?", what).value(f.raw("asked")).error(wrong.of("asked")))
                (kit::radios("state", kit::legend("What came of it?").size(kit::Size::S), states).value(f.raw("state")).error(wrong.of("state")))
                (text("words", "What they said", "A refusal needs its reason, in their words"))
            }
        }
        Did::Tell => html! {
            (text("words", "What happens next", "The family reads this and nothing else. Say who does what, in words for a tired parent. Leave others’ notes out"))
            (date("next", "On which day (optional)", "The day on which something happens"))
        },
        Did::Note => html! {
            @if s.e.kind == Kind::Allegation {
                (kit::radios("side", kit::legend("What does it belong to?").size(kit::Size::S), crate::escalation::words::choices::<Side>())
                    .value(f.raw("side")).error(wrong.of("side")))
            }
            (text("words", "Note", "The family does not read it"))
        },
        Did::StepDown => html! {
            (text("why", "Why is it less hard now?", "The family does not read it"))
            (text("stays", "What stays in place?", "Who keeps doing what, and until when"))
        },
        Did::Learn => html! {
            p class="govuk-body" { "Others in your agency read this. Leave names and places out." }
            (text("again", "What would we do again?", "What helped"))
            (text("differently", "What would we do differently?", "What came late, was told twice or was missing"))
        },
    }
}

/// What was typed, or else who is named now.
fn pick<T>(f: &Fields, name: &str, now: Option<Id<T>>) -> String {
    match f.raw(name) {
        "" => now.map(|id| id.to_string()).unwrap_or_default(),
        typed => typed.to_owned(),
    }
}

/// The first words of a text, for a choice.
fn short(text: &str) -> String {
    let cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

pub(in crate::escalation) async fn send(ctx: Ctx, did: Did) -> Result<Response> {
    let id: Id<Kinded> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (version, step) = match did.read(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, did, &fields, &invalid).await,
    };
    let done = ctx.act("work on an escalation", move |act| {
        actions::take(act, id, version, &step)?;
        Ok(Answer::see(format!("/escalations/{id}")).saying(called(did).2))
    });
    match done.await {
        Err(error) => draw(&ctx, did, &fields, &page::mend(error)?).await,
        done => done,
    }
}
