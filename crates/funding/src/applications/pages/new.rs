//! The form for a new application, and for changing what a draft asks for. It asks for what the
//! record cannot know: which therapy, from whom, how often and when.

use access::actions::DraftApplication;
use casework::cases::frame::{self, Tab};
use commissioning::{
    catalogue::model::{Catalogue, Intervention, Reason},
    providers::store::{self as providers, Offer},
};
use kernel::{Error, Id, Invalid, LegalRoute, Need, Result, Weight, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use crate::{
    applications::{
        actions, form,
        model::PassageKind,
        sources::{self, Material, gather},
        store::{self, Application},
    },
    schemes::scheme_on,
    words,
};

/// How many suggestions are shown before the whole list.
const SUGGESTIONS: usize = 6;

/// What the second half of the form needs to be drawn.
struct Asking<'a> {
    offers: &'a [Offer],
    therapy: &'a Intervention,
    age: i32,
    route: LegalRoute,
}

pub(crate) async fn ask(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    new_page(&ctx, id, None, Invalid::default()).await
}

pub(crate) async fn draft(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut fields = ctx.fields()?;
    let wrong = match form::input(&mut fields) {
        Ok(input) => {
            let done = ctx
                .act("draft an application", move |act| {
                    let application = actions::draft_application(act, id, &input)?;
                    Ok(Answer::see(format!("/applications/{application}")).saying(
                        "The application was filled in from the record. Read it and check it, then send it.",
                    ))
                })
                .await;
            match done {
                Err(error) => page::mend(error)?,
                ok => return ok,
            }
        }
        Err(invalid) => invalid,
    };
    new_page(&ctx, id, Some(fields), wrong).await
}

async fn new_page(ctx: &Ctx, id: Id<kinds::Case>, typed: Option<Fields>, wrong: Invalid) -> Result<Response> {
    let query = ctx.query();
    let from = query.raw("from").parse::<Id<kinds::Application>>().ok().filter(|_| typed.is_none());
    let wanted =
        typed.as_ref().map_or_else(|| query.raw("therapy").to_owned(), |f| f.raw("therapy").to_owned());
    let (head, material, earlier, offers) = ctx
        .read(move |look| {
            let grant = look.one::<DraftApplication, kinds::Case>(id)?;
            let head = frame::head(look, &grant)?;
            let material = match gather(look, &grant) {
                Err(Error::Refused { why, .. }) => Err(why),
                other => Ok(other?),
            };
            let earlier = from
                .map(|from| {
                    let grant = look.one::<DraftApplication, kinds::Application>(from)?;
                    store::load(look, &grant).map(|opened| opened.application)
                })
                .transpose()?
                .filter(|earlier| earlier.case == id);
            let therapy = earlier.as_ref().map_or(wanted, |e| e.therapy.clone());
            let offers = providers::offers(look, &therapy, look.today())?;
            Ok((head, material, earlier, (therapy, offers)))
        })
        .await?;
    let (therapy, offers) = offers;
    let body = match &material {
        Err(why) => missing(id, why),
        Ok(material) => match Catalogue::shipped()?.find(&therapy) {
            None => choose_therapy(id, &material.needs, wrong.of("therapy"))?,
            Some(therapy) => {
                let fields = typed.unwrap_or_else(|| first_answers(therapy, earlier.as_ref()));
                let asking =
                    Asking { offers: &offers, therapy, age: material.age(), route: material.case.route };
                html! {
                    (taken(material))
                    (ctx.form(&format!("/cases/{id}/applications/new"), &fields, html! {
                        (questions(ctx, &asking, &fields, &wrong))
                        (kit::button("Fill in the application").once())
                    }))
                    p class="govuk-body" {
                        a class="govuk-link" href={ "/cases/" (id) "/applications/new" } { "Choose another therapy" }
                    }
                }
            }
        },
    };
    Ok(frame::frame(ctx, &head, Tab::Funding, "Apply for money", body).errors(&wrong).respond())
}

/// What is filled in before anybody types.
fn first_answers(therapy: &Intervention, earlier: Option<&Application>) -> Fields {
    let sessions = earlier.map(|e| e.sessions).or(therapy.usual_sessions);
    let mut filled = vec![("therapy", therapy.code.clone())];
    filled.extend(sessions.map(|n| ("sessions", n.to_string())));
    filled.extend(earlier.map(|e| ("provider", e.provider.to_string())));
    filled.extend(earlier.filter(|e| e.content.has_ehcp).map(|_| ("has_ehcp", "yes".to_owned())));
    Fields::filled(filled)
}

fn missing(id: Id<kinds::Case>, why: &str) -> Markup {
    html! {
        (kit::inset_text(why))
        p class="govuk-body" {
            "An application is filled in from the record, so the record comes first: "
            a class="govuk-link" href={ "/cases/" (id) "/assessment" } { "the assessment" }
            " and "
            a class="govuk-link" href={ "/cases/" (id) "/plan" } { "the plan" }
            "."
        }
    }
}

fn choose_therapy(id: Id<kinds::Case>, needs: &[(Need, Weight)], wrong: Option<&str>) -> Result<Markup> {
    let catalogue = Catalogue::shipped()?;
    let suggested: Vec<_> =
        catalogue.suggest(needs).into_iter().filter(|s| s.intervention.funded).take(SUGGESTIONS).collect();
    let link = |code: &str| format!("/cases/{id}/applications/new?therapy={code}");
    let rows = suggested
        .iter()
        .map(|s| {
            let reasons: Vec<String> = s
                .reasons
                .iter()
                .filter(|r| matches!(r, Reason::Need(..)))
                .map(ToString::to_string)
                .collect();
            vec![
                kit::cell(html! { a class="govuk-link" href=(link(&s.intervention.code)) { (s.intervention.name) } }),
                kit::cell(s.intervention.what_for.as_str()),
                kit::cell(reasons.join("; ")),
            ]
        })
        .collect();
    let choices = std::iter::once(("", "Choose a therapy")).chain(words::therapies()?);
    Ok(html! {
        @if !suggested.is_empty() {
            (kit::table(vec![kit::cell("Therapy"), kit::cell("What it is for"), kit::cell("Why it is suggested")], rows)
                .caption("Suggested for the needs found").first_cell_is_header().scrolling())
            p class="govuk-hint" { "A suggestion shows where to look. You and the family choose." }
        }
        form method="get" action={ "/cases/" (id) "/applications/new" } {
            (kit::select("therapy", "Or choose from the whole catalogue", choices).error(wrong))
            (kit::button("Continue"))
        }
    })
}

/// What the record gives, so that nobody types it again.
fn taken(material: &Material) -> Markup {
    let needs: Vec<&str> = material.needs.iter().map(|(need, _)| need.label()).collect();
    html! {
        (kit::summary_list(vec![
            kit::row("Taken from the record", "Age, route, council, level, needs with their weight, goals, and what the plan says will be done"),
            kit::row("Need assessed on", words::day(material.assessed_on())),
            kit::row("Needs found", if needs.is_empty() { "None named".to_owned() } else { needs.join("; ") }),
        ]))
    }
}

fn questions(ctx: &Ctx, asking: &Asking<'_>, fields: &Fields, wrong: &Invalid) -> Markup {
    let providers: Vec<_> = asking
        .offers
        .iter()
        .map(|offer| {
            kit::choice(offer.provider.id.to_string(), offer.provider.name.as_str()).hint(format!(
                "{}: {} for {} minutes",
                offer.provider.kind.label(),
                offer.per_session,
                offer.minutes
            ))
        })
        .collect();
    let rule = scheme_on(ctx.today()).and_then(|version| version.routes.get(&asking.route));
    let old = rule.is_some_and(|rule| asking.age > rule.value.oldest);
    html! {
        (kit::hidden("therapy", &asking.therapy.code))
        h2 class="govuk-heading-m" { (asking.therapy.name) }
        p class="govuk-body" { (asking.therapy.what_for) }
        @if providers.is_empty() {
            (kit::inset_text("No approved provider has a price for this therapy today. Choose another therapy, or ask your commissioner."))
        } @else {
            (kit::radios("provider", "From whom?", providers).value(fields.raw("provider")).error(wrong.of("provider")).small())
        }
        (kit::input("sessions", "How many sessions?").whole_number().width(4).value(fields.raw("sessions"))
            .error(wrong.of("sessions")))
        (kit::date_input("starts_on", "First day of the support").values(fields.date_parts("starts_on"))
            .error(wrong.of("starts_on")))
        (kit::date_input("ends_on", "Last day of the support").values(fields.date_parts("ends_on"))
            .error(wrong.of("ends_on")))
        @if old || !fields.raw("has_ehcp").is_empty() {
            (kit::checkboxes("has_ehcp", "At this age the Fund only helps with an education, health and care plan",
                vec![kit::choice("yes", "There is such a plan")]).values(fields.all("has_ehcp")).small())
        }
        (kit::textarea("urgent", "Why support had to begin before today, if it had to").rows(2)
            .value(fields.raw("urgent")).error(wrong.of("urgent"))
            .hint("Leave this empty where it begins today or later. Say nothing that shows who the family is."))
    }
}

pub(crate) async fn change(ctx: Ctx) -> Result<Response> {
    change_page(&ctx, ctx.id("id")?, None, Invalid::default()).await
}

pub(crate) async fn changed(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Application>("id")?;
    let mut fields = ctx.fields()?;
    let wrong = match form::change(&mut fields) {
        Ok((version, input)) => {
            let done = ctx
                .act("change a draft application", move |act| {
                    actions::change_draft(act, id, version, &input)?;
                    Ok(Answer::see(format!("/applications/{id}")).saying("The application was changed."))
                })
                .await;
            match done {
                Err(error) => page::mend(error)?,
                ok => return ok,
            }
        }
        Err(invalid) => invalid,
    };
    change_page(&ctx, id, Some(fields), wrong).await
}

async fn change_page(
    ctx: &Ctx,
    id: Id<kinds::Application>,
    typed: Option<Fields>,
    wrong: Invalid,
) -> Result<Response> {
    let wanted =
        typed.as_ref().map(|f| f.raw("therapy").to_owned()).unwrap_or(ctx.query().raw("therapy").to_owned());
    let (a, born, therapy, offers) = ctx
        .read(move |look| {
            let grant = look.one::<DraftApplication, kinds::Application>(id)?;
            let a = store::load(look, &grant)?.application;
            let (_, household) = sources::of_opened(look, &grant, a.case)?;
            let therapy = if wanted.is_empty() { a.therapy.clone() } else { wanted };
            let offers = providers::offers(look, &therapy, look.today())?;
            Ok((a, household.born()?, therapy, offers))
        })
        .await?;
    a.state.may_edit()?;
    let therapy = Catalogue::shipped()?.find(&therapy).ok_or(Error::NotFound)?;
    let fields = typed.unwrap_or_else(|| as_drafted(&a, &therapy.code));
    let age = kernel::age_on(born, ctx.today()).unwrap_or(a.content.age);
    let asking = Asking { offers: &offers, therapy, age, route: a.route };
    let body = html! {
        (layout::page_heading(Some(&format!("Application {}", a.reference)), "Change what is asked for"))
        form method="get" action={ "/applications/" (id) "/change" } {
            (kit::select("therapy", "Therapy", words::therapies()?).id("therapy-choice").value(therapy.code.as_str()))
            (kit::button("Show its providers").secondary())
        }
        (ctx.form(&format!("/applications/{id}/change"), &fields, html! {
            (kit::hidden("version", fields.raw("version")))
            (questions(ctx, &asking, &fields, &wrong))
            (kit::button("Save the changes").once())
        }))
    };
    Ok(ctx
        .page("Change an application", body)
        .dense()
        .back(format!("/applications/{id}"), "Back to the application")
        .errors(&wrong)
        .respond())
}

fn as_drafted(a: &Application, therapy: &str) -> Fields {
    let urgent = a.content.passages.iter().find(|p| p.kind == PassageKind::Urgent);
    Fields::filled([
        ("version", a.version.to_string()),
        ("therapy", therapy.to_owned()),
        ("provider", a.provider.to_string()),
        ("sessions", a.sessions.to_string()),
        ("starts_on", a.starts_on.to_string()),
        ("ends_on", a.ends_on.to_string()),
        ("has_ehcp", if a.content.has_ehcp { "yes".to_owned() } else { String::new() }),
        ("urgent", urgent.map_or_else(String::new, |p| p.words.clone())),
    ])
}
