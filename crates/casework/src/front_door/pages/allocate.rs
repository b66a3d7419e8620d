//! The page on which an enquiry is allocated: those who may be known already are shown
//! first, and what was told is filled in.

use access::{
    accounts::{self, Account},
    actions::TriageEnquiry,
};
use kernel::{Error, Id, Invalid, LegalRoute, Level, Result, kinds};
use page::{
    Answer, Ctx, Fields, Response, Route,
    kit::{self, Choice, Markup, choice, html, label, layout},
};

use super::{
    draw::{Draw, question},
    show::{for_triage, person},
};
use crate::{
    cases::store::CaseState,
    front_door::{
        actions::{Allocation, Possible, To, allocate_enquiry, case_path, path, possible},
        store::Record,
    },
    people::store::PersonKind,
    words::{LINE, NOTE},
};

pub(super) fn routes() -> Vec<Route> {
    const PATH: &str = "/enquiries/{id}/allocate";
    vec![
        Route::get(PATH, ask)
            .needs::<TriageEnquiry>()
            .personal()
            .about("The page on which an enquiry is allocated, with those who may be known already"),
        Route::post(PATH, done)
            .needs::<TriageEnquiry>()
            .personal()
            .about("Allocate an enquiry: it becomes a case with a coordinator, or joins an open one"),
    ]
}

/// Reads an allocation. What a new case needs is checked by the action.
pub(in crate::front_door) fn fields(f: &mut Fields) -> Result<Allocation, Invalid> {
    let version = f.version();
    let to = f.required("to", "Choose a family, or say that it is a new one", LINE);
    let to = to.and_then(|text| {
        let parsed = To::parse(&text);
        if parsed.is_none() {
            f.fail("to", "Choose a family from the list, or say that it is a new one");
        }
        parsed
    });
    let coordinator = f.id_opt("coordinator", "Choose who will coordinate this case");
    let level = f.choice_opt::<Level>("level", "Choose the level of support to begin with");
    let first = f.optional("child-first-name", LINE).unwrap_or_default();
    let last = f.optional("child-last-name", LINE).unwrap_or_default();
    let born = f.date_opt("born");
    let route = f.choice_opt::<LegalRoute>("route", "Choose how the child came to the family");
    let ordered = f.date_opt("ordered");
    let why = f.optional("why", NOTE).unwrap_or_default();
    let checked = f.ticked("checked");
    f.finish(|| {
        Some(Allocation {
            version: version?,
            to: to?,
            coordinator,
            level,
            first,
            last,
            born,
            route,
            ordered,
            why,
            checked,
        })
    })
}

/// What the page shows besides what was typed.
struct Shown {
    record: Record,
    possible: Vec<Possible>,
    team: Vec<Account>,
}

async fn load(ctx: &Ctx) -> Result<Shown> {
    let id = ctx.id("id")?;
    ctx.read(move |look| {
        let record = for_triage(look, id)?;
        let possible = possible(look, &record.enquiry)?;
        let team = accounts::colleagues(look, record.agency)?;
        Ok(Shown { record, possible, team })
    })
    .await
}

async fn ask(ctx: Ctx) -> Result<Response> {
    let shown = load(&ctx).await?;
    let e = &shown.record.enquiry;
    let (first, last) = e.subject();
    let date = |day: Option<kernel::Date>| day.map_or_else(String::new, |d| d.to_string());
    let filled = Fields::filled([
        ("child-first-name", first.to_owned()),
        ("child-last-name", last.to_owned()),
        ("born", date(e.born)),
        ("route", e.route.map_or("", |r| r.code()).to_owned()),
        ("ordered", date(e.ordered)),
    ]);
    show(&ctx, &shown, &filled, &Invalid::default(), shown.record.version)
}

async fn done(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::Enquiry> = ctx.id("id")?;
    let mut typed = ctx.fields()?;
    let (invalid, based_on) = match fields(&mut typed) {
        Err(invalid) => (invalid, typed.raw("version").parse().ok()),
        Ok(input) => {
            let version = input.version;
            let done = ctx
                .act("allocate an enquiry", move |act| {
                    let (_, case) = allocate_enquiry(act, id, &input)?;
                    Ok(Answer::see(case_path(case)).saying("The enquiry is allocated."))
                })
                .await;
            match done {
                // Shown again at the present version: who sends it now has been told of the change.
                Err(Error::Stale) => (page::mend(Error::Stale)?, None),
                Err(error) => (page::mend(error)?, Some(version)),
                done => return done,
            }
        }
    };
    let shown = load(&ctx).await?;
    show(&ctx, &shown, &typed, &invalid, based_on.unwrap_or(shown.record.version))
}

fn show(ctx: &Ctx, shown: &Shown, fields: &Fields, invalid: &Invalid, version: i64) -> Result<Response> {
    let draw = Draw { fields, invalid };
    let team = std::iter::once((String::new(), "Choose somebody".to_owned())).chain(
        shown
            .team
            .iter()
            .map(|a| (a.id.to_string(), format!("{}, {}", a.name, a.role.label().to_lowercase()))),
    );
    let looked = vec![choice("yes", "I have looked at the people above. The support is for none of them.")];
    let inside = html! {
        (kit::hidden("version", &version.to_string()))
        (draw.radios("to", question("Which family is it?"), families(&shown.possible)))
        @if !shown.possible.is_empty() {
            (kit::checkboxes("checked", question("Somebody new"), looked).small()
                .values(fields.all("checked")).error(draw.error("checked")))
        }
        h2 class="govuk-heading-m" { "For a new case" }
        p class="govuk-hint" { "Filled in from what the family told. Correct it where you know better." }
        (draw.line("child-first-name", "First name of the person the support is for").autocomplete("off"))
        (draw.line("child-last-name", "Last name").autocomplete("off"))
        (draw.date("born", question("Date of birth")))
        (draw.select::<LegalRoute>("route", "How the child came to the family", "Choose"))
        (draw.date("ordered", question("Date of the order")))
        (draw.one::<Level>("level", question("Level of support to begin with")).inline().small())
        (kit::select("coordinator", "Coordinator", team).value(fields.raw("coordinator")).error(draw.error("coordinator")))
        (draw.text("why", label("Why it is allocated").size(kit::Size::S), NOTE))
        (kit::button("Allocate").once())
    };
    let here = path(shown.record.id);
    let body = html! {
        (layout::page_heading(Some(&format!("Enquiry {}", shown.record.reference)), "Allocate"))
        (already(&shown.possible))
        (ctx.form(&format!("{here}/allocate"), fields, inside))
    };
    Ok(ctx
        .page("Allocate an enquiry", body)
        .back(here, "Back to the enquiry")
        .dense()
        .errors(invalid)
        .respond())
}

fn already(possible: &[Possible]) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Perhaps known already" }
        @if possible.is_empty() {
            p class="govuk-body" { "Nobody of this name, date of birth or postcode is known here." }
        }
        @for p in possible { (person(p)) }
    }
}

/// Where the enquiry can go: the cases, people and families that were found, or a new one.
fn families(possible: &[Possible]) -> Vec<Choice> {
    let mut items: Vec<(String, String)> = Vec::new();
    let mut offer = |to: To, words: String| {
        let value = to.to_string();
        if !items.iter().any(|(known, _)| *known == value) {
            items.push((value, words));
        }
    };
    for p in possible {
        let name = p.person.name();
        let child = p.person.kind == PersonKind::Child;
        for case in p.cases.iter().filter(|c| c.state == CaseState::Open) {
            let whose = if case.child == p.person.id { "" } else { " (another child of the household)" };
            offer(
                To::Case(case.id),
                format!("Join the open case {} of {name}’s family{whose}", case.reference),
            );
        }
        if child && !p.cases.iter().any(|c| c.child == p.person.id && c.state == CaseState::Open) {
            offer(To::Person(p.person.id), format!("A new case for {name}, who is known"));
        }
        if let Some(family) = p.person.family {
            offer(To::Family(family), format!("A new case for somebody else in {name}’s family"));
        }
    }
    let mut choices: Vec<Choice> = items.into_iter().map(|(value, words)| choice(value, words)).collect();
    choices.push(choice(To::NewFamily.to_string(), "A family we do not know yet"));
    choices
}
