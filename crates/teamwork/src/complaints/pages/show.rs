//! A complaint as managers see it: its stages, and the form of the next one.

use access::{
    Act,
    accounts::{self, Account},
    actions::HandleComplaints,
    teamwork::ServiceComplaint,
};
use casework::cases::store as cases;
use coordination::escalation::words::name_of;
use kernel::{Id, Invalid, Moment, Result, Timestamp, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, Tone, layout},
};

use super::state_tag;
use crate::{
    complaints::{
        actions::{self, Clocks},
        model::{Complaint, NewReviewer, Outcome, State},
        store,
    },
    words::{area, choices, fine, paragraphs, parts, people},
};

struct Shown {
    c: Complaint,
    due: Option<Timestamp>,
    case: Option<(Id<kinds::Case>, String)>,
    colleagues: Vec<Account>,
    /// Managers who may open it.
    managers: Vec<Account>,
    /// Managers who had nothing to do with it.
    new: Vec<Account>,
    names: Names,
}

/// The names of those who had a part in it; empty where there is nobody.
struct Names {
    handler: String,
    complained_of: String,
    answered: String,
    reviewer: String,
}

async fn read(ctx: &Ctx) -> Result<Shown> {
    let id = ctx.id::<ServiceComplaint>("id")?;
    ctx.read(move |look| {
        let grant = look.one::<HandleComplaints, ServiceComplaint>(id)?;
        let c = store::load(look, &grant)?;
        let case = c.case.map(|case| cases::of_opened(look, &grant, case)).transpose()?;
        let coordinator = case.as_ref().and_then(|case| case.coordinator);
        let colleagues = accounts::colleagues(look, c.agency)?;
        let managers = actions::managers(look, &c)?;
        let new =
            managers.iter().filter(|a| NewReviewer::of(&c, coordinator, a.id).is_ok()).cloned().collect();
        let name = |who: Option<Id<kinds::Account>>| match who {
            Some(_) => name_of(look, who),
            None => Ok(String::new()),
        };
        let names = Names {
            handler: name(c.handler)?,
            complained_of: name(c.complained_of)?,
            answered: name(c.answered.as_ref().and_then(|a| a.1))?,
            reviewer: name(c.reviewer)?,
        };
        let due = Clocks::read(look, c.agency)?.due(&c);
        // A record that became its person's own may be sealed where the complaint of whoever stayed is not.
        let case = match case {
            Some(case) if look.sealed_from(case.family)? => None,
            case => case,
        };
        let case = case.map(|case| (case.id, case.reference.to_string()));
        Ok(Shown { due, case, colleagues, managers, new, names, c })
    })
    .await
}

pub(in crate::complaints) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let s = read(ctx).await?;
    let body = html! {
        (layout::page_heading(Some("Complaint"), s.c.reference.to_string()))
        (parts(ctx, ""))
        (facts(ctx, &s))
        h2 class="govuk-heading-m" { "What went wrong" }
        (paragraphs(&s.c.words))
        @if !s.c.wish.is_empty() { h3 class="govuk-heading-s" { "What would put it right" } (paragraphs(&s.c.wish)) }
        (told(&s))
        (next(ctx, &s, f, wrong))
        (lesson(ctx, &s, f, wrong))
    };
    let page = ctx.page("Complaint", body).back("/team/complaints", "Complaints").dense();
    Ok(page.errors(wrong).respond())
}

fn facts(ctx: &Ctx, s: &Shown) -> Markup {
    let c = &s.c;
    let mut rows = vec![
        kit::row(
            "How it stands",
            html! {
                (state_tag(c.state))
                @if let Some(due) = s.due {
                    " " @if due < ctx.now { (kit::tag("Late").tone(Tone::Late)) " " } "by " (Moment(due))
                }
            },
        ),
        kit::row("From", c.who.label()),
        kit::row("About", c.about.label()),
        kit::row("Came on", c.received.strftime("%-d %B %Y").to_string()),
    ];
    if !c.complainant.is_empty() {
        rows.push(kit::row("Who, and how to reach them", c.complainant.as_str()));
    }
    if let Some((id, reference)) = &s.case {
        rows.push(kit::row("Case", html! { a class="govuk-link" href={ "/cases/" (id) } { (reference) } }));
    }
    for (key, name) in [
        ("Whose work it is about", &s.names.complained_of),
        ("Who looks into it", &s.names.handler),
        ("Who looks at it again", &s.names.reviewer),
    ] {
        if !name.is_empty() {
            rows.push(kit::row(key, name.as_str()));
        }
    }
    html! { (kit::summary_list(rows)) }
}

/// What whoever complained was told so far.
fn told(s: &Shown) -> Markup {
    let c = &s.c;
    html! {
        @if let Some((at, _, words)) = &c.acknowledged {
            h2 class="govuk-heading-m" { "Acknowledged, " (Moment(*at)) } (paragraphs(words))
        }
        @if let Some((at, _, outcome, words)) = &c.answered {
            h2 class="govuk-heading-m" { "Answered, " (Moment(*at)) } p class="govuk-body" { (outcome.label()) ". By " (s.names.answered) "." }
            (paragraphs(words))
        }
        @if let Some((at, why)) = &c.disagreed { h2 class="govuk-heading-m" { "Not agreed, " (Moment(*at)) } (paragraphs(why)) }
        @if let Some((at, outcome, words)) = &c.reviewed {
            h2 class="govuk-heading-m" { "Looked at again, " (Moment(*at)) } p class="govuk-body" { (outcome.label()) ". By " (s.names.reviewer) "." }
            (paragraphs(words))
        }
    }
}

fn step(ctx: &Ctx, s: &Shown, word: &str, f: &Fields, body: Markup) -> Markup {
    ctx.form(
        &format!("/team/complaints/{}/{word}", s.c.id),
        f,
        html! { (kit::hidden("version", &s.c.version.to_string())) (body) },
    )
}

fn outcome(f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (kit::radios("outcome", kit::legend("What came of it?").size(Size::S), choices::<Outcome>())
            .value(f.raw("outcome")).error(wrong.of("outcome")))
    }
}

/// The form of the stage that comes next.
fn next(ctx: &Ctx, s: &Shown, f: &Fields, wrong: &Invalid) -> Markup {
    // Whoever signs in takes it back, or does not agree, on their own page: nobody does it for them.
    let back = html! {
        @if s.c.made_by.is_none() { (step(ctx, s, "withdraw", &Fields::default(), html! { (kit::button("It was taken back").secondary().once()) })) }
    };
    match s.c.state {
        State::New => html! {
            h2 class="govuk-heading-m" { "Acknowledge it" }
            (step(ctx, s, "acknowledge", f, html! {
                (kit::select("handler", "Who looks into it", people("Choose a manager", &s.managers)).value(f.raw("handler")).error(wrong.of("handler")))
                (kit::select("complained_of", "Whose work is it about?", people("Nobody’s in particular", &s.colleagues))
                    .hint("They neither look into it nor answer it, nor look at it again").value(f.raw("complained_of")).error(wrong.of("complained_of")))
                (area("words", "What you tell them", f, wrong))
                (kit::button("Acknowledge").once())
            }))
            (back)
        },
        State::Looking => html! {
            h2 class="govuk-heading-m" { "Answer it" }
            (step(ctx, s, "answer", f, html! {
                (outcome(f, wrong))
                (area("words", "What you found, why, and what you do about it", f, wrong))
                (kit::button("Answer").once())
            }))
            (back)
        },
        State::Answered if s.c.made_by.is_some() => html! {
            p class="govuk-body" { "Whoever complained signs in, and says on their own page whether they agree." }
        },
        State::Answered => html! {
            h2 class="govuk-heading-m" { "They do not agree?" }
            p class="govuk-body" { "Whoever complained does not sign in. Write down here what they tell you." }
            (step(ctx, s, "disagree", f, html! {
                (area("why", "What they do not agree with", f, wrong))
                (kit::button("Ask for a new look").secondary().once())
            }))
        },
        State::Review if s.c.reviewer.is_some() && ctx.actor.account() == s.c.reviewer => html! {
            h2 class="govuk-heading-m" { "What you found, with new eyes" }
            (step(ctx, s, "review", f, html! {
                (outcome(f, wrong))
                (area("words", "What you found, why, and where they can go next", f, wrong))
                (kit::button("Answer").once())
            }))
        },
        State::Review => html! {
            h2 class="govuk-heading-m" { "Somebody new" }
            @if s.new.is_empty() {
                (kit::inset_text("Every manager here had a part in this complaint. Ask a neighbouring agency for somebody, and invite them as a manager for this."))
            } @else {
                (step(ctx, s, "reviewer", f, html! {
                    (kit::select("reviewer", "Who looks at it again", people("Choose somebody new", &s.new)).value(f.raw("reviewer")).error(wrong.of("reviewer")))
                    (kit::button("Name them").once())
                }))
            }
            (back)
        },
        State::Reviewed | State::Withdrawn => html! {},
    }
}

/// What was learned, or the form to write it down.
fn lesson(ctx: &Ctx, s: &Shown, f: &Fields, wrong: &Invalid) -> Markup {
    if let Some(learned) = &s.c.learned {
        return html! {
            h2 class="govuk-heading-m" { "What we learned" }
            (paragraphs(&learned.words))
            p class="govuk-body" { "What we do by " (learned.by.strftime("%-d %B %Y").to_string()) ": " (learned.action) }
            @match learned.done {
                Some(at) => p class="govuk-body" { (kit::tag("Done").tone(Tone::Good)) " " (Moment(at)) },
                None => (step(ctx, s, "done", &Fields::default(), html! { (kit::button("It is done").secondary().once()) })),
            }
        };
    }
    if !matches!(s.c.state, State::Answered | State::Review | State::Reviewed) {
        return html! {};
    }
    html! {
        h2 class="govuk-heading-m" { "What we learned" }
        p class="govuk-body" { "Others read this without the complaint: leave names out." }
        (step(ctx, s, "learn", f, html! {
            (area("learned", "What you learned", f, wrong))
            (area("action", "What you do about it", f, wrong))
            (kit::date_input("by", kit::legend("By which day").size(Size::S)).values(f.date_parts("by")).error(wrong.of("by")))
            (kit::button("Write it down").secondary().once())
        }))
    }
}

/// Reads a step, takes it, and shows the complaint again, or the form with what is wrong.
async fn take<I>(
    ctx: Ctx,
    name: &'static str,
    parse: impl Fn(&mut Fields) -> Result<I, Invalid>,
    saying: &'static str,
    step: impl Fn(&Act<'_>, Id<ServiceComplaint>, &I) -> Result<Complaint> + Send + Sync + 'static,
) -> Result<Response>
where
    I: Send + Sync + 'static,
{
    let id = ctx.id::<ServiceComplaint>("id")?;
    let mut f = ctx.fields()?;
    let input = match parse(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &f, &invalid).await,
    };
    let done = ctx.act(name, move |act| {
        step(act, id, &input)?;
        Ok(Answer::see(format!("/team/complaints/{id}")).saying(saying))
    });
    match done.await {
        Err(error) => draw(&ctx, &f, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::complaints) async fn acknowledge(ctx: Ctx) -> Result<Response> {
    take(ctx, "acknowledge a complaint", actions::ack_fields, "It is acknowledged.", actions::acknowledge)
        .await
}

pub(in crate::complaints) async fn answer(ctx: Ctx) -> Result<Response> {
    take(ctx, "answer a complaint", actions::answer_fields, "It is answered.", actions::answer).await
}

pub(in crate::complaints) async fn disagree(ctx: Ctx) -> Result<Response> {
    take(
        ctx,
        "disagree with an answer",
        actions::disagree_fields,
        "Now name somebody new.",
        actions::disagree,
    )
    .await
}

pub(in crate::complaints) async fn reviewer(ctx: Ctx) -> Result<Response> {
    take(ctx, "name a reviewer", actions::reviewer_fields, "They are named and told.", actions::name_reviewer)
        .await
}

pub(in crate::complaints) async fn review(ctx: Ctx) -> Result<Response> {
    take(ctx, "review a complaint", actions::answer_fields, "It is answered.", actions::review).await
}

pub(in crate::complaints) async fn learn(ctx: Ctx) -> Result<Response> {
    take(ctx, "learn from a complaint", actions::learn_fields, "It is written down.", actions::learn).await
}

pub(in crate::complaints) async fn done(ctx: Ctx) -> Result<Response> {
    let act = |act: &Act<'_>, id, version: &i64| actions::done(act, id, *version);
    take(ctx, "act on what was learned", actions::withdraw_fields, "It is done.", act).await
}

pub(in crate::complaints) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let act = |act: &Act<'_>, id, version: &i64| actions::withdraw(act, id, *version);
    take(ctx, "take a complaint back", actions::withdraw_fields, "It is taken back.", act).await
}
