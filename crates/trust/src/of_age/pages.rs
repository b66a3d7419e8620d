//! The page of a case on which turning 18 is prepared, and afterwards who has a way in.

use access::{
    Role,
    actions::{PrepareAdulthood, ViewConsent},
    consent::{Consent, GivenBy, purposes, store as consents},
    members, own_records,
};
use casework::{
    cases::frame::{self, Head, Tab},
    of_age::{
        model::{self, Standing, Step, StepKind, Taken, Wish, newest},
        store,
    },
    people::store as people,
    plan::store as plans,
    young_people::model::{Age, has_reached},
};
use kernel::{Date, Id, Invalid, Moment, Result, kinds::Case, local_date};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, Route,
    kit::{self, Size, Tone},
    mend, site,
};

use super::actions::{invite, step, take, undo};
use crate::{
    people_of_agency::letter,
    words::{NOTE, day, day_of, name_of},
};

pub(super) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::get("/cases/{id}/of-age", page)
            .about("How the young person of a case is prepared for 18, and who holds the record"),
        Route::post("/cases/{id}/of-age/steps", noted)
            .about("Note a step of the preparation for 18")
            .body(|f| drop(step::fields(f))),
        Route::post("/cases/{id}/of-age/take", taken)
            .about("Hand a record over to the adult it is about, where the birth date is not known")
            .body(|f| drop(take::fields(f))),
        Route::post("/cases/{id}/of-age/invite", invited)
            .about("Invite an adult to the record that is their own")
            .body(|f| drop(invite::fields(f))),
        Route::post("/cases/{id}/of-age/undo", undone)
            .about("Put a record back that became its person's own by mistake")
            .body(|f| drop(undo::fields(f))),
    ];
    routes.into_iter().map(|r| r.needs::<PrepareAdulthood>().personal()).collect()
}

/// What the page shows.
pub(super) struct Shown {
    pub head: Head,
    pub first: String,
    pub born: Option<Date>,
    pub held: Option<own_records::Taken>,
    pub decided_by: String,
    pub steps: Vec<Taken>,
    pub names: Vec<String>,
    /// Whether the plan says what happens at 18.
    pub planned: bool,
    pub has_account: bool,
    pub is_invited: bool,
    /// What parents or carers had agreed to share, which ended on the day; nothing for who may not read consents.
    ended: Vec<Consent>,
}

/// Reads it for whoever prepares.
pub(super) async fn read(ctx: &Ctx) -> Result<Shown> {
    let id: Id<Case> = ctx.id("id")?;
    ctx.read(move |look| {
        let grant = look.one::<PrepareAdulthood, Case>(id)?;
        let head = frame::head(look, &grant)?;
        let person = people::load(look, head.case.child)?;
        let steps = store::of_person(look, &grant, person.id)?;
        let held = own_records::of_person(look, person.id)?;
        let decided_by = match held.as_ref().and_then(|h| h.decided_by) {
            Some(by) => name_of(look, Some(by))?,
            None => String::new(),
        };
        let ended = match held.as_ref() {
            Some(taken) if look.may::<ViewConsent>() => {
                let last = local_date(taken.at).yesterday().ok();
                let all = consents::of_case(look, &look.one::<ViewConsent, Case>(id)?)?;
                all.into_iter().filter(|c| c.given_by == Some(GivenBy::Parent) && c.until == last).collect()
            }
            _ => Vec::new(),
        };
        Ok(Shown {
            ended,
            names: steps.iter().map(|s| name_of(look, s.by)).collect::<Result<_>>()?,
            planned: plans::current(look, id)?.is_some_and(|p| !p.content.adulthood.trim().is_empty()),
            has_account: members::signs_in(look, person.id)?.is_some(),
            is_invited: members::is_invited(look, person.id)?,
            first: person.first,
            born: person.born,
            held,
            decided_by,
            steps,
            head,
        })
    })
    .await
}

/// Which form of the page was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Step,
    Take,
    Invite,
    Undo,
}

async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, Form::Step, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, form: Form, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let s = read(ctx).await?;
    let today = ctx.today();
    let blank = (Fields::default(), Invalid::default());
    let of = |this: Form| if form == this { (fields, invalid) } else { (&blank.0, &blank.1) };
    let body = html! {
        (standing(&s, today)?)
        (preparation(&s, today)?)
        (note_form(ctx, &s, of(Form::Step), form == Form::Step && !invalid.0.is_empty()))
        @if s.held.is_some() {
            (way_in(ctx, &s, of(Form::Invite)))
            @if has_reached(Age::Adult, s.born, today)?.is_none() && ctx.actor.role() != Some(Role::TeamManager) {
                h2 class="govuk-heading-m" { "This was a mistake" }
                p class="govuk-body" { "The birth date is not known, so a team manager decides whether the record goes back to the household it came from." }
            } @else if has_reached(Age::Adult, s.born, today)? != Some(true) { (undo_form(ctx, &s, of(Form::Undo))) }
        } @else if has_reached(Age::Adult, s.born, today)? != Some(false) {
            (take_form(ctx, &s, of(Form::Take)))
        }
    };
    Ok(frame::frame(ctx, &s.head, Tab::Overview, "At 18", body).errors(invalid).respond())
}

/// On which day what changes, or since when it is theirs.
fn standing(s: &Shown, today: Date) -> Result<Markup> {
    let adult_on = s.born.map(|born| model::adult_on(born, today)).transpose()?.flatten();
    Ok(html! {
        @if let Some(held) = &s.held {
            (kit::summary_list([
                Some(kit::row("The record is their own since", Moment(held.at).to_string())),
                (!held.age_why.is_empty()).then(|| kit::row("How it was known that they are of age", held.age_why.as_str())),
                (!s.decided_by.is_empty()).then(|| kit::row("Decided by", s.decided_by.as_str())),
                Some(kit::row("Their way in", way_in_words(s))),
            ].into_iter().flatten().collect()))
            @if !s.ended.is_empty() {
                h2 class="govuk-heading-m" { "Ask them anew" }
                p class="govuk-body" { "A parent or carer had agreed to this for them by parental responsibility. It ended on that day, and nothing goes out on it any more." }
                ul class="govuk-list govuk-list--bullet" { @for c in &s.ended { li { (purposes::title(&c.purpose)) ": " (c.to.kind.label()) } } }
                p class="govuk-body" { a class="govuk-link" href={ "/cases/" (s.head.id()) "/consent" } { "Consent and sharing" } }
            }
            p class="govuk-body" { "No account of their parents or carers reads anything of it, unless " (s.first) " lets them. They say so on their own page, purpose by purpose, and can take it back." }
        } @else {
            @match adult_on {
                Some(day_of_it) => (kit::inset_text(html! { (s.first) " turns 18 on " strong { (day(day_of_it)) } ". When that day begins, the record becomes their own by itself." })),
                None => (kit::inset_text(html! { "The birth date is not known, so nothing happens by itself. When you know that " (s.first) " is 18 or older, say how you know it, below." })),
            }
            h2 class="govuk-heading-m" { "What changes on that day" }
            ul class="govuk-list govuk-list--bullet" {
                li { "Accounts of their parents or carers see nothing of this record any more: plan, goals, promises, what happened." }
                li { "If they sign in as a young person, their account becomes an adult’s, with everything that is in the record, what they kept private too." }
                li { "They decide whom they let see something of it, and for what." }
                li { "What their parents wrote to the team is read by the team alone. Letters with the birth family were agreed with the parents and stay with them; an adult agrees on letters of their own." }
                li { "Nothing of before adoption opens by it. They can ask for those records, and somebody talks it through with them." }
                li { "What a parent or carer agreed to share for them ends; ask " (s.first) " anew. A no stays until they say something else, and so does what they said themselves." }
                li { "A request for a copy that came before is given only once they were asked." }
                li { "Support, plan, goals and the coordinator stay as they are." }
            }
        }
    })
}

fn way_in_words(s: &Shown) -> &'static str {
    let wish = newest(&s.steps, StepKind::Account).and_then(|t| t.wish);
    match (s.has_account, s.is_invited, wish) {
        (true, ..) => "They sign in",
        (_, true, _) => "Their invitation waits",
        (.., Some(Wish::No)) => "They do not want to sign in",
        _ => "None yet",
    }
}

fn preparation(s: &Shown, today: Date) -> Result<Markup> {
    let rows =
        model::steps(today)?.into_iter().map(|step| row(s, step, today)).collect::<Result<Vec<_>>>()?;
    let plan = vec![
        kit::cell(html! { "Write into the plan what happens at 18 and after" }),
        kit::cell("Coordinator"),
        kit::cell("From 16"),
        kit::cell(html! {
            @if s.planned { (kit::tag("Done").tone(Tone::Good)) } @else { (kit::tag("To do").tone(Tone::Soon)) }
            br; a class="govuk-link" href={ "/cases/" (s.head.id()) "/plan" } { "The plan" }
        }),
    ];
    Ok(html! {
        h2 class="govuk-heading-m" { "Preparation" }
        @if s.held.is_none() && !model::is_prepared_for(s.born, today)? {
            p class="govuk-body" { "It begins on the 17th birthday. You can note a step earlier." }
        }
        (kit::table(["What", "Who", "By", "How it stands"].map(kit::cell).to_vec(), std::iter::once(plan).chain(rows).collect())
            .caption("Steps towards 18").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
    })
}

fn row(s: &Shown, step: &Step, today: Date) -> Result<Vec<kit::Cell>> {
    let due = model::due(step, s.born, today)?;
    let at = s.steps.iter().rposition(|t| t.kind == step.kind);
    let done = at.and_then(|i| s.steps.get(i).zip(s.names.get(i)));
    let tag = match model::standing(done.is_some(), due, today) {
        Standing::Done => kit::tag("Done").tone(Tone::Good),
        Standing::Late(_) => kit::tag("Late").tone(Tone::Late),
        Standing::Ahead(_) => kit::tag("To do").tone(Tone::Soon),
    };
    Ok(vec![
        kit::cell(step.words.as_str()),
        kit::cell(step.who.as_str()),
        kit::cell(due.map_or_else(|| "No day: the birth date is not known".to_owned(), day)),
        kit::cell(html! {
            (tag)
            @if let Some((taken, by)) = done {
                br; (day_of(taken.at)) ", " (by)
                @if let Some(wish) = taken.wish { br; (wish.label()) }
                @if !taken.note.is_empty() { br; (taken.note) }
            }
        }),
    ])
}

fn most() -> u32 {
    u32::try_from(NOTE).unwrap_or(u32::MAX)
}

fn note_form(ctx: &Ctx, s: &Shown, (fields, invalid): (&Fields, &Invalid), open: bool) -> Markup {
    let steps = StepKind::ALL.iter().filter(|k| **k != StepKind::Identity);
    let choices = std::iter::once(("", "Choose")).chain(steps.map(|k| (k.code(), k.label())));
    let form = ctx.form(&format!("/cases/{}/of-age/steps", s.head.id()), fields, html! {
        (kit::select("step", "What was done", choices).value(fields.raw("step")).error(invalid.of("step")))
        (kit::radios("wish", kit::legend("If you asked whether they want to sign in: what did they say?").size(Size::S),
            Wish::ALL.iter().map(|w| kit::choice(w.code(), w.label())).collect()).value(fields.raw("wish")).error(invalid.of("wish")))
        (kit::character_count("note", kit::label("What was said or agreed"), most()).hint("For colleagues, and for them if they ask for a copy of their record. It is kept sealed.")
            .rows(3).value(fields.raw("note")).error(invalid.of("note")))
        (kit::button("Note it").secondary().once())
    });
    let details = kit::details("Note that a step was taken", form);
    html! { @if open { (details.open()) } @else { (details) } }
}

fn take_form(ctx: &Ctx, s: &Shown, (fields, invalid): (&Fields, &Invalid)) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Hand the record over" }
        (ctx.form(&format!("/cases/{}/of-age/take", s.head.id()), fields, html! {
            (kit::hidden("version", &s.head.case.version.to_string()))
            @if s.born.is_none() {
                (kit::character_count("why", kit::label("How do you know that they are 18 or older?"), most())
                    .hint("Such as what a passport says. It is kept sealed.").rows(2).value(fields.raw("why")).error(invalid.of("why")))
            }
            (kit::warning_text("Their parents or carers lose sight of this record at once."))
            (kit::button("Hand the record over").once())
        }))
    }
}

fn way_in(ctx: &Ctx, s: &Shown, (fields, invalid): (&Fields, &Invalid)) -> Markup {
    let wish = newest(&s.steps, StepKind::Account).and_then(|t| t.wish);
    html! {
        h2 class="govuk-heading-m" { "Their way in" }
        @if s.has_account {
            p class="govuk-body" { (s.first) " signs in. " a class="govuk-link" href={ "/cases/" (s.head.id()) "/invite-family" } { "End or reset their access" } }
        } @else if s.is_invited {
            p class="govuk-body" { "Their invitation waits. " a class="govuk-link" href={ "/cases/" (s.head.id()) "/invite-family" } { "Send it again, or take it back" } }
        } @else if wish == Some(Wish::No) {
            p class="govuk-body" { (s.first) " does not want to sign in. The record is theirs all the same: they can ask for a copy, for support and for anything else by phone or letter. If they change their mind, note it above, and invite them then." }
        } @else {
            p class="govuk-body" { "Ask them first whether they want to sign in. They may say no, and lose nothing by it." }
            (ctx.form(&format!("/cases/{}/of-age/invite", s.head.id()), fields, html! {
                (kit::input("email", "Email address that is theirs alone").email().autocomplete("off")
                    .hint("Ask them whether somebody else reads it.").value(fields.raw("email")).error(invalid.of("email")))
                (kit::character_count("how", kit::label("How did you make sure that it is them?"), most())
                    .hint("Such as: met them, and saw their passport. It is kept sealed.").rows(2)
                    .value(fields.raw("how")).error(invalid.of("how")))
                (kit::button(html! { "Invite " (s.first) " to their record" }).once())
            }))
        }
        @if let Some(told) = newest(&s.steps, StepKind::Identity) {
            p class="govuk-hint" { "How it was made sure that it is them, on " (day_of(told.at)) ": " (told.note) }
        }
    }
}

fn undo_form(ctx: &Ctx, s: &Shown, (fields, invalid): (&Fields, &Invalid)) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "This was a mistake" }
        p class="govuk-body" { "By what the record says now, " (s.first) " is not known to be 18. The record can go back to the household it came from. Their account becomes a young person’s again, and what they let others see ends. They, the coordinator and the team managers are told by mail that it went back." }
        (ctx.form(&format!("/cases/{}/of-age/undo", s.head.id()), fields, html! {
            (kit::character_count("why", kit::label("What was the mistake?"), most()).id("undo-why").rows(2)
                .value(fields.raw("why")).error(invalid.of("why")))
            (kit::button("Put the record back").warning().once())
        }))
    }
}

/// Sends the answer of an action, or shows the form again with what was wrong.
async fn answer(ctx: &Ctx, form: Form, fields: &Fields, done: Result<Response>) -> Result<Response> {
    match done {
        Err(error) => show(ctx, form, fields, &mend(error)?).await,
        ok => ok,
    }
}

fn here(id: Id<Case>) -> String {
    format!("/cases/{id}/of-age")
}

async fn noted(ctx: Ctx) -> Result<Response> {
    let (id, mut fields) = (ctx.id::<Case>("id")?, ctx.fields()?);
    let input = match step::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, Form::Step, &fields, &invalid).await,
    };
    let done = ctx
        .act("note a step towards 18", move |act| {
            step::run(act, id, &input)?;
            Ok(Answer::see(here(id)).saying("It is noted."))
        })
        .await;
    answer(&ctx, Form::Step, &fields, done).await
}

async fn taken(ctx: Ctx) -> Result<Response> {
    let (id, mut fields) = (ctx.id::<Case>("id")?, ctx.fields()?);
    let input = match take::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, Form::Take, &fields, &invalid).await,
    };
    let done = ctx
        .act("hand a record over", move |act| {
            take::run(act, id, &input)?;
            Ok(Answer::see(here(id)).saying("The record is theirs. Everybody whose pages changed is told."))
        })
        .await;
    answer(&ctx, Form::Take, &fields, done).await
}

async fn invited(ctx: Ctx) -> Result<Response> {
    let (id, mut fields) = (ctx.id::<Case>("id")?, ctx.fields()?);
    let input = match invite::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, Form::Invite, &fields, &invalid).await,
    };
    let base = site::base(&ctx.request);
    let done = ctx
        .act("invite an adult to their record", move |act| {
            let made = invite::run(act, id, &input)?;
            letter(act, &made, base.as_ref().map_err(Clone::clone)?)?;
            Ok(Answer::see(here(id)).saying("The invitation is on its way to them."))
        })
        .await;
    answer(&ctx, Form::Invite, &fields, done).await
}

async fn undone(ctx: Ctx) -> Result<Response> {
    let (id, mut fields) = (ctx.id::<Case>("id")?, ctx.fields()?);
    let why = match undo::fields(&mut fields) {
        Ok(why) => why,
        Err(invalid) => return show(&ctx, Form::Undo, &fields, &invalid).await,
    };
    let done = ctx
        .act("put a record back", move |act| {
            undo::run(act, id, &why)?;
            Ok(Answer::see(here(id)).saying("The record is back with the household it came from."))
        })
        .await;
    answer(&ctx, Form::Undo, &fields, done).await
}
