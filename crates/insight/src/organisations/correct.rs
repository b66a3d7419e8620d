//! An administrator corrects which agency a council belongs to. What would change is shown before anything is saved, and what was
//! stated before stays readable.

use access::{
    Look,
    actions::CorrectMembership,
    memberships::{self, Change, Made, agency_on, apply},
    organisations::{self, Membership, Organisation, kind},
};
use kernel::{Date, Error, Id, Invalid, Moment, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, Route,
    kit::{self, Size},
    mend,
};
use serde::Serialize;
use utoipa::ToSchema;

pub(super) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::get("/councils/{code}/membership", page).about("The form that corrects which agency a council belongs to"),
        Route::post("/councils/{code}/membership", send)
            .about("Correct which agency a council belongs to; without confirmed=yes it shows what would change")
            .body(|f| drop(fields(f))),
        Route::post("/api/v1/councils/{code}/membership", by_machine)
            .about("Correct which agency a council belongs to; without confirmed it answers what would change, and changes nothing")
            .body(|f| drop(fields(f)))
            .answers::<Effect>(),
    ];
    routes.into_iter().map(|r| r.needs::<CorrectMembership>()).collect()
}

/// The corrections of a council, with the names of the agency that each says and of the one that made it. Who recorded it and
/// why is for that agency alone: others read that it was corrected, and from which day.
pub(super) fn made(look: &Look<'_>, code: &str) -> Result<Vec<(Made, String, String)>> {
    let name = |id: Option<Id<kinds::Organisation>>| match id {
        Some(id) => organisations::by_id(look, id).map(|o| o.name),
        None => Ok("No regional agency".to_owned()),
    };
    memberships::changes(look, code)?
        .into_iter()
        .map(|mut m| {
            if look.actor().agency() != Some(m.agency) {
                m.by = "An administrator".to_owned();
                m.reason = "–".to_owned();
            }
            Ok((m.clone(), name(m.change.agency)?, name(Some(m.agency))?))
        })
        .collect()
}

/// What was corrected, when, by whom and why.
pub(super) fn history(made: &[(Made, String, String)]) -> Markup {
    let rows = made
        .iter()
        .map(|(m, agency, by)| {
            vec![
                Moment(m.at).to_string().into(),
                agency.as_str().into(),
                day(m.change.from).into(),
                m.reason.as_str().into(),
                format!("{}, {by}", m.by).into(),
            ]
        })
        .collect();
    html! {
        @if !made.is_empty() {
            (kit::table(["Corrected", "It belongs to", "From", "Why", "By"].map(Into::into).to_vec(), rows)
                .caption("Corrections, the newest first").caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        }
    }
}

fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
struct Input {
    /// An agency's id, or nothing for none.
    agency: Option<Id<kinds::Organisation>>,
    from: Date,
    reason: String,
    confirmed: bool,
}

fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let whose = f.required("agency", "Choose the agency, or that it is in none", 60);
    let from = f.date("from", "Enter the first day on which this holds");
    let reason = f.required("reason", "Say how you know, such as the council’s decision and its date", 1_000);
    let confirmed = f.ticked("confirmed");
    let agency = match whose.as_deref() {
        None => None,
        Some(NONE) => Some(None),
        Some(id) => {
            let id = id.parse().ok();
            if id.is_none() {
                f.fail("agency", "Choose the agency, or that it is in none");
            }
            id.map(Some)
        }
    };
    f.finish(|| Some(Input { agency: agency?, from: from?, reason: reason?, confirmed }))
}

/// The choice that no regional agency has the council.
const NONE: &str = "none";

/// What the page is about.
struct Shown {
    council: Organisation,
    agencies: Vec<Organisation>,
    own: Id<kinds::Organisation>,
    stated: Vec<Membership>,
    held: (i64, i64),
}

async fn read(ctx: &Ctx) -> Result<Shown> {
    let code = ctx.param("code")?.to_owned();
    ctx.read(move |look| {
        let grant = look.agency::<CorrectMembership>()?;
        let mut agencies = organisations::of_kind(look, kind::AGENCY)?;
        agencies.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Shown {
            council: organisations::by_code(look, kind::COUNCIL, &code)?.ok_or(Error::NotFound)?,
            stated: memberships::of_council(look, &code)?,
            held: memberships::held(look, &grant, &code)?,
            own: grant.agency(),
            agencies,
        })
    })
    .await
}

impl Shown {
    fn name(&self, agency: Option<Id<kinds::Organisation>>) -> String {
        let found = agency.and_then(|id| self.agencies.iter().find(|a| a.id == id));
        match (found, agency) {
            (Some(found), _) => found.name.clone(),
            (None, Some(_)) => self.council.name.clone(),
            (None, None) => format!("{} by itself", self.council.name),
        }
    }

    fn change(&self, input: &Input) -> Change {
        Change { council: self.council.code.clone(), agency: input.agency, from: input.from }
    }

    /// Who answers from which day on, by these statements: each change of it once.
    fn over_time(&self, stated: &[Membership]) -> Vec<(Option<Date>, String)> {
        let mut days: Vec<Date> = stated
            .iter()
            .filter(|m| !memberships::is_replaced(m))
            .flat_map(|m| [Some(m.from), m.to.and_then(|to| to.tomorrow().ok())])
            .flatten()
            .collect();
        days.sort_unstable();
        days.dedup();
        let mut spans: Vec<(Option<Date>, String)> = Vec::new();
        for from in days {
            let name = self.name(agency_on(stated, from));
            if spans.last().is_none_or(|(_, last)| *last != name) {
                spans.push(((from.year() > 1).then_some(from), name));
            }
        }
        spans
    }
}

async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default(), None).await
}

fn bounded(n: i64) -> String {
    if n > 1000 { "more than 1,000".into() } else { n.to_string() }
}

/// `asked` is a change that waits to be confirmed.
async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid, asked: Option<&Input>) -> Result<Response> {
    let s = read(ctx).await?;
    let here = format!("/councils/{}/membership", s.council.code);
    let choices = std::iter::once((String::new(), "Choose".to_owned()))
        .chain([(NONE.to_owned(), "No regional agency: the council does it by itself".to_owned())])
        .chain(s.agencies.iter().map(|a| (a.id.to_string(), a.name.clone())));
    let body = html! {
        (kit::layout::page_heading(Some(&s.council.name), "Which agency it belongs to"))
        @if let Some(input) = asked {
            (effect(&s, input))
            (ctx.form(&here, fields, html! {
                @for name in ["agency", "from-day", "from-month", "from-year", "reason"] { (kit::hidden(name, fields.raw(name))) }
                (kit::hidden("confirmed", "yes"))
                (kit::button("Save this correction").once())
            }))
            p class="govuk-body" { a class="govuk-link" href=(here) { "Change nothing" } }
        } @else {
            p class="govuk-body" { "A correction holds from a day on. What was stated before stays readable to everybody; who corrected it and why, to administrators of your own agency. Nothing is saved before you have seen what would change." }
            (spans("As it is stated now", &s.over_time(&s.stated)))
            (ctx.form(&here, fields, html! {
                (kit::select("agency", "It belongs to", choices).value(fields.raw("agency")).error(invalid.of("agency")))
                (kit::date_input("from", "From which day on?").hint("Also a day that is over, if what your own agency has was recorded wrongly.").values(fields.date_parts("from")).error(invalid.of("from")))
                (kit::character_count("reason", kit::label("How do you know?").size(Size::S), 1_000)
                    .hint("Such as the council’s decision and its date. Administrators of your own agency read this, and no others.").rows(3)
                    .value(fields.raw("reason")).error(invalid.of("reason")))
                (kit::button("Show what would change"))
            }))
        }
    };
    Ok(ctx
        .page("Which agency it belongs to", body)
        .back(format!("/councils/{}", s.council.code), s.council.name.clone())
        .errors(invalid)
        .respond())
}

fn spans(title: &str, spans: &[(Option<Date>, String)]) -> Markup {
    let rows = spans
        .iter()
        .map(|(from, name)| {
            vec![from.map_or_else(|| "From the beginning".to_owned(), day).into(), name.as_str().into()]
        })
        .collect();
    html! {
        (kit::table(["From", "Who answers for the council"].map(Into::into).to_vec(), rows)
            .caption(title.to_owned()).caption_classes("govuk-table__caption--m").first_cell_is_header())
    }
}

/// What would change, before it is saved.
fn effect(s: &Shown, input: &Input) -> Markup {
    let change = s.change(input);
    let (cases, enquiries) = s.held;
    html! {
        (kit::inset_text("Nothing is saved yet."))
        (spans("Now", &s.over_time(&s.stated)))
        (spans("After this correction", &s.over_time(&apply(&s.stated, &change))))
        h2 class="govuk-heading-m" { "What this means" }
        ul class="govuk-list govuk-list--bullet" {
            li { "Somebody of this council who writes on the public form from " (day(change.from)) " on reaches " (s.name(change.agency)) "." }
            li { "Your agency holds " (bounded(cases)) " open cases and " (bounded(enquiries)) " open enquiries of this council. They stay where they are: no record moves by this." }
            li { "Figures that were counted stay as they were counted. Published figures of the council stand with " (s.name(change.agency)) " from now on, where the correction reaches to today." }
            li { "Administrators of every other agency that has less or more by it are told, if anybody works here for it." }
        }
    }
}

async fn send(ctx: Ctx) -> Result<Response> {
    let code = ctx.param("code")?.to_owned();
    let mut typed = ctx.fields()?;
    let input = match fields(&mut typed) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, &typed, &invalid, None).await,
    };
    let s = read(&ctx).await?;
    let change = s.change(&input);
    if let Err(error) = memberships::may_change(&s.stated, &change, s.own, s.council.id, ctx.today()) {
        return show(&ctx, &typed, &mend(error)?, None).await;
    }
    if !input.confirmed {
        return show(&ctx, &typed, &Invalid::default(), Some(&input)).await;
    }
    let done = ctx
        .act("correct a membership", move |act| {
            memberships::correct(act, &change, &input.reason)?;
            Ok(Answer::see(format!("/councils/{code}"))
                .saying("The correction is saved. What was stated before stays readable."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &typed, &mend(error)?, None).await,
        ok => ok,
    }
}

/// Who answers for a council before and after a correction.
#[derive(Debug, Serialize, ToSchema)]
struct Effect {
    /// Whether it was saved.
    saved: bool,
    before: Vec<Span>,
    after: Vec<Span>,
    /// Open cases of the asking agency in this council; 1001 means more than 1,000.
    open_cases: i64,
    /// Open enquiries of the same.
    open_enquiries: i64,
}

/// Who answers from a day on.
#[derive(Debug, Serialize, ToSchema)]
struct Span {
    /// Null where no source gives a day.
    from: Option<String>,
    agency: String,
}

fn told(spans: Vec<(Option<Date>, String)>) -> Vec<Span> {
    spans.into_iter().map(|(from, agency)| Span { from: from.map(|d| d.to_string()), agency }).collect()
}

async fn by_machine(ctx: Ctx) -> Result<Response> {
    let input = fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    let s = read(&ctx).await?;
    let change = s.change(&input);
    memberships::may_change(&s.stated, &change, s.own, s.council.id, ctx.today())?;
    let effect = Effect {
        saved: input.confirmed,
        before: told(s.over_time(&s.stated)),
        after: told(s.over_time(&apply(&s.stated, &change))),
        open_cases: s.held.0,
        open_enquiries: s.held.1,
    };
    if !input.confirmed {
        return ctx.json(&effect);
    }
    ctx.act("correct a membership", move |act| {
        memberships::correct(act, &change, &input.reason)?;
        Answer::done(&effect)
    })
    .await
}
