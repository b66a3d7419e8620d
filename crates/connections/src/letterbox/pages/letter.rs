//! A letter on the coordinator's desk. Nothing of who stands behind either side is on this page: only the letter
//! itself, how each side signs, and what was found in the letter.

use access::{actions::CheckLetters, connections::Letter as Kind};
use kernel::{Invalid, Moment, Result};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Markup, html, layout},
};

use super::state_tag;
use crate::{
    contact_plans::{reach, wire::Plan},
    letterbox::{
        actions::{self, Next},
        known,
        model::{Found, LetterState, Way, check},
        store::{self, Happened, Letter},
    },
    lists::step,
    words::{LETTER, NOTE, Sent, choices, day_of, most, name_of, sent, version_of},
};

struct Shown {
    letter: Letter,
    plan: Plan,
    found: Vec<Found>,
    steps: Vec<(Happened, String)>,
}

async fn shown(ctx: &Ctx) -> Result<Shown> {
    let id = ctx.id::<Kind>("id")?;
    ctx.read(move |look| {
        let (_, letter, plan) = reach::letter::<CheckLetters>(look, id)?;
        let found = match letter.state {
            LetterState::Received => check(&letter.words, &known::around(look, &plan)?),
            _ => Vec::new(),
        };
        let steps: Result<Vec<(Happened, String)>> = store::steps(look, id)?
            .into_iter()
            .map(|h| {
                // A side's own people are named on their own side alone.
                let by = match h.role.as_str() {
                    "family-member" => letter.writer.label().to_owned(),
                    _ => name_of(look, h.by)?,
                };
                Ok((h, by))
            })
            .collect();
        Ok(Shown { letter, plan, found, steps: steps? })
    })
    .await
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let s = shown(ctx).await?;
    let l = &s.letter;
    let (writer, reader) = (s.plan.names.of(l.writer), s.plan.names.of(l.writer.other()));
    let mut rows = vec![
        kit::row("How it stands", html! { (state_tag(l, ctx.now)) }),
        kit::row("From", format!("{writer} ({})", l.writer.label().to_lowercase())),
        kit::row("To", format!("{reader} ({})", l.writer.other().label().to_lowercase())),
        kit::row("Due", day_of(l.due)),
    ];
    if let Some((way, at)) = l.came {
        rows.push(kit::row("Came", format!("{}, {}", day_of(at), way.label().to_lowercase())));
    }
    if let Some((way, at)) = l.went {
        rows.push(kit::row("Passed on", format!("{}, {}", day_of(at), way.label().to_lowercase())));
    }
    if let Some(at) = l.read {
        rows.push(kit::row("Read", day_of(at)));
    }
    let version = version_of(fields, invalid, l.version);
    let body = html! {
        (layout::page_heading(Some(s.plan.reference.as_str()), "A letter"))
        (kit::summary_list(rows))
        @match l.state {
            LetterState::Due => { (receive(ctx, l, &version, fields, invalid)) (ask(ctx, l, &version, fields, invalid)) }
            LetterState::Received => (to_check(ctx, &s, &version, fields, invalid)),
            LetterState::Returned => {
                (receive(ctx, l, &version, fields, invalid)) (ask(ctx, l, &version, fields, invalid))
            }
            LetterState::Approved => (to_pass_on(ctx, l, &version, fields, invalid)),
            LetterState::Forwarded | LetterState::Read => {
                h2 class="govuk-heading-m" { "What was passed on" }
                (kit::letter(&l.checked))
                p class="govuk-body" { a class="govuk-link" href={ "/letters/" (l.id) "/print" } { "Print it" } }
                @if l.state == LetterState::Forwarded {
                    (ctx.form(&format!("/letters/{}/read", l.id), &Fields::default(), html! {
                        (kit::hidden("version", &version))
                        (kit::button("They have read it").secondary().once())
                    }))
                }
            }
            LetterState::Ended => (kit::inset_text("No letter came this time. The next one is made from the plan.")),
        }
        h2 class="govuk-heading-m" { "What happened" }
        (happened(&s.steps))
    };
    Ok(ctx
        .page(format!("A letter of {}", s.plan.reference), body)
        .back(format!("/contact-plans/{}", s.plan.id), "Back to the contact plan")
        .dense()
        .errors(invalid)
        .respond())
}

fn happened(steps: &[(Happened, String)]) -> Markup {
    let events: Vec<_> = steps
        .iter()
        .map(|(h, by)| {
            kit::event(Moment(h.at).to_string(), h.step.label())
                .datetime(h.at.to_string())
                .by(by.as_str())
                .body(html! {
                    @if !h.words.is_empty() { (kit::letter(&h.words)) }
                    @if !h.copy.is_empty() { (kit::details("The letter as it was then", kit::letter(&h.copy))) }
                })
        })
        .collect();
    kit::timeline(&events)
}

fn receive(ctx: &Ctx, l: &Letter, version: &str, fields: &Fields, invalid: &Invalid) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "It came by post" }
        (ctx.form(&format!("/letters/{}/received", l.id), fields, html! {
            (kit::hidden("version", version))
            (kit::character_count("words", kit::label("What the letter says").size(kit::Size::S), most(LETTER))
                .hint("Type it, or paste it from a scan. What is passed on is always words, never the paper or a picture of it.")
                .rows(10).value(fields.raw("words")).error(invalid.of("words")))
            (kit::button("Record the letter").once())
        }))
    }
}

fn ask(ctx: &Ctx, l: &Letter, version: &str, fields: &Fields, invalid: &Invalid) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Ask about it" }
        p class="govuk-body" {
            "A letter that does not come has a reason: grief, not knowing what to say, moving house, not being able to read or write well. Call, ask kindly, and offer help."
        }
        (ctx.form(&format!("/letters/{}/followed-up", l.id), fields, html! {
            (kit::hidden("version", version))
            (kit::character_count("said", kit::label("What was said, and what would help").size(kit::Size::S), most(NOTE)).rows(4)
                .hint("Name nobody.").value(fields.raw("said")).error(invalid.of("said")))
            (kit::radios("next", kit::legend("What comes of it?").size(kit::Size::S), choices::<Next>()).small()
                .value(fields.raw("next")).error(invalid.of("next")))
            (kit::date_input("until", "If later, until when?").values(fields.date_parts("until")).error(invalid.of("until")))
            (kit::button("Record what was said").secondary().once())
        }))
    }
}

fn to_check(ctx: &Ctx, s: &Shown, version: &str, fields: &Fields, invalid: &Invalid) -> Markup {
    let l = &s.letter;
    // Marks belong to the letter as it was shown: where it was sent anew in the meantime, they begin afresh.
    let changed = invalid.0.iter().any(|e| e.field.is_empty());
    let chosen: Vec<String> = if fields.raw("version").is_empty() || changed {
        s.found.iter().filter(|f| f.kind.left_out_at_first()).map(code).collect()
    } else {
        fields.all("out").map(str::to_owned).collect()
    };
    let marks = s
        .found
        .iter()
        .map(|f| {
            let words = l.words.get(f.at.clone()).unwrap_or_default();
            kit::choice(code(f), html! { "“" (words) "”: " (f.kind.label().to_lowercase()) })
        })
        .collect();
    html! {
        h2 class="govuk-heading-m" { "What it says" }
        (marked(&l.words, &s.found))
        h2 class="govuk-heading-m" { "Check it" }
        p class="govuk-body" {
            "What could lead to somebody is marked. The marks are a help and see less than you do: read every line, and think of what the other side knows already."
        }
        (ctx.form(&format!("/letters/{}/approved", l.id), fields, html! {
            (kit::hidden("version", version))
            @if s.found.is_empty() { p class="govuk-body" { "Nothing was found and marked." } }
            @else {
                (kit::checkboxes("out", kit::legend("Leave out").size(kit::Size::S), marks).small().values(chosen).error(invalid.of("out")))
            }
            (kit::textarea("more", "Other words to leave out").hint("One to a line, spelt as in the letter. The reader sees “[left out]” in their place.")
                .rows(3).value(fields.raw("more")).error(invalid.of("more")))
            (kit::checkboxes("sure", kit::legend("Marks that stay").size(kit::Size::S), vec![
                kit::choice("yes", "I have looked at every mark that stays, and it may pass"),
            ]).small().values(fields.all("sure")).error(invalid.of("sure")))
            (kit::button("Approve the letter").once())
        }))
        h2 class="govuk-heading-m" { "Or send it back with help" }
        (ctx.form(&format!("/letters/{}/returned", l.id), fields, html! {
            (kit::hidden("version", version))
            (kit::character_count("help", kit::label("What would help them to send it again").size(kit::Size::S), most(NOTE))
                .hint("They read this. Begin with what is good about the letter. Say nothing of the other side.")
                .rows(4).value(fields.raw("help")).error(invalid.of("help")))
            (kit::button("Send it back").secondary().once())
        }))
    }
}

fn code(f: &Found) -> String {
    format!("{}-{}", f.at.start, f.at.end)
}

/// The letter with its marks.
fn marked(text: &str, found: &[Found]) -> Markup {
    let mut at = 0;
    let mut pieces: Vec<(&str, Option<&Found>)> = Vec::new();
    for f in found {
        pieces.push((text.get(at..f.at.start).unwrap_or_default(), None));
        pieces.push((text.get(f.at.clone()).unwrap_or_default(), Some(f)));
        at = f.at.end;
    }
    pieces.push((text.get(at..).unwrap_or_default(), None));
    html! {
        div class="govuk-inset-text" {
            @for (words, mark) in pieces {
                @match mark {
                    Some(f) => mark title=(f.kind.label()) { (words) },
                    None => @for (i, line) in words.split('\n').enumerate() { @if i > 0 { br; } (line) },
                }
            }
        }
    }
}

fn to_pass_on(ctx: &Ctx, l: &Letter, version: &str, fields: &Fields, invalid: &Invalid) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "What will be passed on" }
        div class="govuk-inset-text" { (kit::letter(&l.checked)) }
        p class="govuk-body" {
            a class="govuk-link" href={ "/letters/" (l.id) "/print" } { "Print the letter" } " · "
            a class="govuk-link" href={ "/letters/" (l.id) "/address" } { "The address it goes to" }
        }
        (ctx.form(&format!("/letters/{}/passed-on", l.id), fields, html! {
            (kit::hidden("version", version))
            (kit::radios("way", kit::legend("How does it go?").size(kit::Size::S), choices::<Way>()).small()
                .value(fields.raw("way")).error(invalid.of("way")))
            (kit::checkboxes("tell", kit::legend("Email").size(kit::Size::S), vec![
                kit::choice("yes", "It is safe to tell them by email that something waits"),
            ]).small().values(fields.all("tell")).error(invalid.of("tell")))
            (kit::button("Pass it on").once())
        }))
        (ctx.form(&format!("/letters/{}/returned", l.id), fields, html! {
            (kit::hidden("version", version))
            (kit::textarea("help", "Or send it back: what would help them to send it again")
                .rows(3).value(fields.raw("help")).error(invalid.of("help")))
            (kit::button("Send it back").secondary().once())
        }))
    }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

step!(
    received,
    Kind,
    "/letters",
    actions::came_fields,
    actions::receive,
    "record a letter",
    "The letter is recorded. Now check it."
);
step!(
    approved,
    Kind,
    "/letters",
    actions::approval_fields,
    actions::approve,
    "approve a letter",
    "The letter is approved. Now pass it on."
);
step!(
    returned,
    Kind,
    "/letters",
    actions::give_back_fields,
    actions::give_back,
    "send a letter back",
    "The letter went back with your help."
);
step!(
    passed_on,
    Kind,
    "/letters",
    actions::pass_on_fields,
    actions::pass_on,
    "pass a letter on",
    "The letter is passed on."
);
step!(
    followed_up,
    Kind,
    "/letters",
    actions::follow_up_fields,
    actions::follow_up,
    "follow a letter up",
    "What was said is kept."
);

fn version_fields(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

fn acknowledge(act: &access::Act<'_>, id: kernel::Id<Kind>, version: &i64) -> Result<()> {
    actions::acknowledge(act, id, *version).map(|_| ())
}

step!(
    read,
    Kind,
    "/letters",
    version_fields,
    acknowledge,
    "record that a letter was read",
    "It is recorded that they have read it."
);
