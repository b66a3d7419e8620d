//! A family's, a young person's or a provider's own complaints: how each stands, what was answered and why, and what they can do next.

use std::collections::{BTreeMap, btree_map::Entry};

use access::{Look, Role, actions::MakeComplaint, teamwork::ServiceComplaint};
use casework::cases::list::{self, CaseRow};
use kernel::{Error, Id, Invalid, Moment, Result, Timestamp, kinds, local_date};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, Tone, layout},
};

use super::{asked, state_tag};
use crate::{
    complaints::{
        actions::{self, Clocks},
        model::{Complaint, State},
        store,
    },
    words::{NOTE, day, fine, paragraphs},
};

struct Shown {
    mine: Vec<(Complaint, Option<Timestamp>)>,
    /// The cases that one can complain about.
    cases: Vec<CaseRow>,
}

fn read(look: &Look<'_>) -> Result<Shown> {
    let young = look.actor().role() == Some(Role::YoungPerson);
    let all = match young {
        true => store::of_young(look, &look.own_case::<MakeComplaint>()?)?,
        false => store::own(look, &look.own::<MakeComplaint>()?)?,
    };
    // A provider may have complained to several agencies, each with times of its own.
    let mut clocks: BTreeMap<Id<kinds::Organisation>, Clocks> = BTreeMap::new();
    let mut mine = Vec::new();
    for c in all {
        let due = match clocks.entry(c.agency) {
            Entry::Occupied(known) => known.get().due(&c),
            Entry::Vacant(first) => first.insert(Clocks::read(look, c.agency)?).due(&c),
        };
        mine.push((c, due));
    }
    let cases = if look.actor().role() == Some(Role::FamilyMember) && look.actor().family().is_some() {
        list::of_family(look, &look.own::<MakeComplaint>()?)?
    } else {
        Vec::new()
    };
    Ok(Shown { mine, cases })
}

pub(in crate::complaints) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, None, &Fields::default(), &fine()).await
}

/// Draws the page with what was sent and what is wrong with it: of the answer to a complaint that stands there already, or of a new one.
async fn draw(
    ctx: &Ctx,
    of: Option<Id<ServiceComplaint>>,
    sent: &Fields,
    wrong: &Invalid,
) -> Result<Response> {
    let (nothing, well) = (Fields::default(), fine());
    let f = if of.is_some() { &nothing } else { sent };
    let s = ctx.read(read).await?;
    let young = ctx.actor.role() == Some(Role::YoungPerson);
    let provider = ctx.actor.provider().is_some();
    let heading = if young { "Complain about us" } else { "Complain, or say that you do not agree" };
    let body = html! {
        (layout::page_heading(None, heading))
        p class="govuk-body" {
            @if young {
                "Nobody may be cross with you for this. A manager reads it, and your worker and your parents do not see it here. You can ask an advocate \
                 to do it with you: " a class="govuk-link" href="/my/help" { "people who can help me" } "."
            } @else {
                "A manager reads it and tells you that it came. If you do not agree with the answer, somebody looks at it who had nothing to do with it \
                 before. Complaining changes nothing in your support. For how we use your data there is "
                a class="govuk-link" href="/my/rights" { "another page" } "."
            }
        }
        @for (c, due) in &s.mine {
            @let (f, wrong) = if of == Some(c.id) { (sent, wrong) } else { (&nothing, &well) };
            (one(ctx, c, *due, f, wrong))
        }
        h2 class="govuk-heading-m" { @if s.mine.is_empty() { "Tell us" } @else { "Something else" } }
        (ctx.form("/my/complaints", f, html! {
            @if provider {
                (kit::input("order", "Which order is it about?").hint("Its reference, such as OR-…: it goes to the agency that placed it")
                    .value(f.raw("order")).error(wrong.of("order")))
            }
            @if s.cases.len() > 1 {
                (kit::radios("case", kit::legend("Whose support is it about?").size(Size::M),
                    s.cases.iter().map(|c| kit::choice(c.id.to_string(), c.child.as_str())).collect())
                    .value(f.raw("case")).error(wrong.of("case")))
            }
            (asked(f, wrong, true))
            (kit::button("Send").once())
        }))
    };
    let back = if provider { ("/orders", "Orders") } else { ("/my", "Back to my page") };
    Ok(ctx.page("Complain", body).back(back.0, back.1).errors(wrong).respond())
}

/// One complaint, as whoever made it reads it; `f` and `wrong` are of what they sent about it just now.
fn one(ctx: &Ctx, c: &Complaint, due: Option<Timestamp>, f: &Fields, wrong: &Invalid) -> Markup {
    let here = format!("/my/complaints/{}", c.id);
    html! {
        section class="hearth-message" aria-labelledby={ "complaint-" (c.id) } {
            h2 class="govuk-heading-m" id={ "complaint-" (c.id) } { (c.about.label()) ", " (day(c.received)) " " (state_tag(c.state)) }
            p class="govuk-body" { "Your reference is " strong { (c.reference) } "." }
            (paragraphs(&c.words))
            @if !c.wish.is_empty() { p class="govuk-body" { "What would put it right: " (c.wish) } }
            @if let Some(due) = due {
                p class="govuk-body" {
                    @if due < ctx.now { (kit::tag("Late").tone(Tone::Late)) " You should have heard from us by " (Moment(due)) ", and we are sorry." }
                    @else { "You hear from us by " strong { (Moment(due)) } "." }
                }
            }
            @if let Some((at, _, words)) = &c.acknowledged {
                h3 class="govuk-heading-s" { "What we wrote on " (day(local_date(*at))) }
                (paragraphs(words))
            }
            @if let Some((at, _, outcome, words)) = &c.answered {
                h3 class="govuk-heading-s" { "Our answer of " (day(local_date(*at))) ": " (outcome.label()) }
                (paragraphs(words))
            }
            @if let Some((_, why)) = &c.disagreed { h3 class="govuk-heading-s" { "What you do not agree with" } (paragraphs(why)) }
            @if let Some((at, outcome, words)) = &c.reviewed {
                h3 class="govuk-heading-s" { "What somebody new found, on " (day(local_date(*at))) ": " (outcome.label()) }
                (paragraphs(words))
                p class="govuk-body" { "If you still do not agree, and it does not say where you can go next, ask us." }
            }
            @if c.state == State::Answered {
                (ctx.form(&format!("{here}/disagree"), f, html! {
                    (kit::hidden("version", &c.version.to_string()))
                    (kit::character_count("why", kit::label("Do you not agree? Say what is wrong with our answer").size(Size::S), u32::try_from(NOTE).unwrap_or(u32::MAX))
                        .id(if wrong.of("why").is_some() { "why".to_owned() } else { format!("why-{}", c.id) })
                        .rows(3).value(f.raw("why")).error(wrong.of("why")))
                    (kit::button("Ask somebody new to look at it").secondary().once())
                }))
            }
            @if matches!(c.state, State::New | State::Looking | State::Review) {
                (ctx.form(&format!("{here}/withdraw"), &Fields::default(), html! {
                    (kit::hidden("version", &c.version.to_string()))
                    (kit::button("Take it back").secondary().once())
                }))
            }
        }
    }
}

/// The case that is complained about: a young person's own, the one that was chosen, or the only one.
fn case_of(look: &Look<'_>, chosen: &str) -> Result<Id<kinds::Case>> {
    if look.actor().role() == Some(Role::YoungPerson) {
        return Ok(look.own_case::<MakeComplaint>()?.id());
    }
    let wrong = || Error::field("case", "Choose whose support it is about");
    if !chosen.is_empty() {
        return chosen.parse().map_err(|_| wrong());
    }
    match list::of_family(look, &look.own::<MakeComplaint>()?)?.as_slice() {
        [only] => Ok(only.id),
        [] => Err(Error::refused(
            "complaint.no-case",
            "We have not opened a case for your family yet. Write to us or call, and we write your complaint down.",
        )),
        _ => Err(wrong()),
    }
}

pub(in crate::complaints) async fn make(ctx: Ctx) -> Result<Response> {
    let mut f = ctx.fields()?;
    let input = match actions::fields(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, None, &f, &invalid).await,
    };
    let (order, chosen) = (f.raw("order").to_owned(), f.raw("case").to_owned());
    let done = ctx.act("complain about the service", move |act| {
        if act.actor().provider().is_some() {
            actions::from_provider(act, &order, &input)?;
        } else {
            let case = case_of(act, &chosen)?;
            actions::make(act, case, &input)?;
        }
        Ok(Answer::see("/my/complaints").saying("We have it. Below you see by when you hear from us."))
    });
    match done.await {
        Err(error) => draw(&ctx, None, &f, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::complaints) async fn disagree(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ServiceComplaint>("id")?;
    let mut f = ctx.fields()?;
    let input = match actions::disagree_fields(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, Some(id), &f, &invalid).await,
    };
    let done = ctx.act("disagree with an answer", move |act| {
        actions::disagree(act, id, &input)?;
        Ok(Answer::see("/my/complaints")
            .saying("Somebody new looks at it. Below you see by when you hear from them."))
    });
    match done.await {
        Err(error) => draw(&ctx, Some(id), &f, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::complaints) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ServiceComplaint>("id")?;
    let mut f = ctx.fields()?;
    let version = match actions::withdraw_fields(&mut f) {
        Ok(version) => version,
        Err(invalid) => return draw(&ctx, Some(id), &f, &invalid).await,
    };
    let done = ctx.act("take a complaint back", move |act| {
        actions::withdraw(act, id, version)?;
        Ok(Answer::see("/my/complaints").saying("It is taken back. You can complain again at any time."))
    });
    match done.await {
        Err(error) => draw(&ctx, Some(id), &f, &page::mend(error)?).await,
        done => done,
    }
}
