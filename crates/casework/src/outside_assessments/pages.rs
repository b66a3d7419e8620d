//! What workers and managers see of assessments by others.

use access::{
    actions::{EditAssessment, SignAssessment, ViewAssessment},
    assessing::OutsideAssessment,
};
use kernel::{Invalid, Level, Need, Result, Weight, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, csv_file,
    kit::{self, Size, Tone, layout},
};

use super::{
    actions,
    model::{self, Found, State},
    store::{self, Outside},
};
use crate::{
    assessment::pages::{day, day_of, name_of},
    cases::{
        self,
        frame::{self, Tab},
        store::CaseState,
    },
};

/// The state that the address names; those that wait where it names none.
pub(super) fn wanted(ctx: &Ctx) -> State {
    State::from_code(ctx.query().raw("state")).unwrap_or(State::Entered)
}

fn tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Entered => Tone::Soon,
        State::Endorsed => Tone::Good,
        State::Returned => Tone::Late,
    })
}

fn organisation(o: &Outside) -> &str {
    o.found.as_ref().map_or("Forgotten", |f| f.organisation.as_str())
}

fn words(text: &str) -> Markup {
    html! {
        @for part in text.lines().map(str::trim).filter(|part| !part.is_empty()) {
            p class="govuk-body govuk-!-text-break-word" dir="auto" { (part) }
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (state, after) = (wanted(&ctx), Cursor::parse(ctx.query().raw("after")));
    let (rows, (endorsed, repeated)) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewAssessment>()?;
            Ok((store::list(look, &grant, state, after, Some(PAGE_ROWS))?, store::doubled(look, &grant)?))
        })
        .await?;
    let lines: Vec<_> = rows
        .items
        .iter()
        .map(|(o, reference)| {
            vec![
                kit::cell(html! {
                    a class="govuk-link govuk-!-text-break-word" href={ "/outside-assessments/" (o.id) } { bdi { (organisation(o)) } }
                }),
                kit::cell(html! { a class="govuk-link" href={ "/cases/" (o.case) "/outside-assessments" } { (reference) } }),
                kit::cell(day(o.on)),
                kit::cell(day_of(o.entered)),
                kit::cell(html! { (tag(o.state)) }),
            ]
        })
        .collect();
    let states = State::ALL.iter().map(|s| (s.code(), s.label()));
    let body = html! {
        (layout::page_heading(None, "Assessments by others"))
        p class="govuk-body" { "Assessments that a voluntary agency completed. A manager endorses them, and nobody is assessed a second time." }
        (kit::figures(&[
            kit::figure("Endorsed", endorsed.to_string()).note("used instead of a repeat"),
            kit::figure("Assessed again within a year", repeated.to_string()).note("doubled work"),
        ]))
        (layout::filters("/outside-assessments", html! { (kit::select("state", "Show", states).value(state.code())) }))
        @if lines.is_empty() {
            (kit::nothing_here(match state {
                State::Entered => "Nothing waits for a manager. Enter one from the assessment of a case.",
                State::Endorsed | State::Returned => "There is none of these.",
            }))
        } @else {
            (kit::table(["Assessed by", "Case", "Complete on", "Entered", "How it stands"].map(kit::cell).to_vec(), lines)
                .caption("Assessments by others, newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/outside-assessments?state={}&after={next}", state.code()))))
        }
        p class="govuk-body" { a class="govuk-link" href={ "/outside-assessments.csv?state=" (state.code()) } { "Download this list (CSV)" } }
    };
    Ok(ctx.page("Assessments by others", body).dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let state = wanted(&ctx);
    let rows =
        ctx.read(move |look| store::list(look, &look.agency::<ViewAssessment>()?, state, None, None)).await?;
    let head = [
        "outside_assessment",
        "organisation",
        "case",
        "done_on",
        "entered_at",
        "state",
        "decided_at",
        "level",
    ];
    let lines = rows.items.into_iter().map(|(o, reference)| {
        vec![
            o.id.to_string(),
            organisation(&o).to_owned(),
            reference.to_string(),
            o.on.to_string(),
            o.entered.to_string(),
            o.state.code().to_owned(),
            o.decided.map_or_else(String::new, |at| at.to_string()),
            o.found.as_ref().map_or("", |f| f.level.code()).to_owned(),
        ]
    });
    csv_file("outside-assessments", &head, lines)
}

pub(super) async fn of_case(ctx: Ctx) -> Result<Response> {
    draw_case(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_case(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let (head, all, may_enter) = ctx
        .read(move |look| {
            let grant = look.one::<ViewAssessment, kinds::Case>(id)?;
            let head = frame::head(look, &grant)?;
            let may_enter = head.case.state == CaseState::Open && look.may::<EditAssessment>();
            Ok((head, store::of_case(look, &grant)?, may_enter))
        })
        .await?;
    let body = html! {
        p class="govuk-body" { "Has a voluntary agency assessed this family already? Enter what it found. A manager endorses it, and it is used instead of a new one." }
        @if all.is_empty() { (kit::nothing_here("No assessment by others was entered yet.")) }
        @else {
            ul class="govuk-list" {
                @for o in &all {
                    li {
                        a class="govuk-link govuk-!-text-break-word" href={ "/outside-assessments/" (o.id) } { bdi { (organisation(o)) } ", " (day(o.on)) }
                        " " (tag(o.state))
                    }
                }
            }
        }
        @if may_enter { (enter_form(ctx, id, f, wrong)) }
    };
    let page = frame::frame(ctx, &head, Tab::Assessment, "Assessments by others", body);
    Ok(page.back(format!("/cases/{id}/assessment"), "The assessment of need").errors(wrong).respond())
}

fn enter_form(ctx: &Ctx, id: kernel::Id<kinds::Case>, f: &Fields, wrong: &Invalid) -> Markup {
    let weights =
        || std::iter::once(("", "Not a need")).chain(Weight::ALL.iter().map(|w| (w.code(), w.label())));
    let levels = std::iter::once(("", "Choose one")).chain(Level::ALL.iter().map(|l| (l.code(), l.label())));
    html! {
        h2 class="govuk-heading-m" { "Enter an assessment" }
        (ctx.form(&format!("/cases/{id}/outside-assessments"), f, html! {
            (kit::input("organisation", kit::label("Which agency assessed?").size(Size::S)).value(f.raw("organisation")).error(wrong.of("organisation")))
            (kit::date_input("on", kit::legend("On which day was it complete?").size(Size::S)).values(f.date_parts("on")).error(wrong.of("on")))
            (kit::textarea("found", kit::label("What did it find?").size(Size::S)).rows(8).value(f.raw("found")).error(wrong.of("found")))
            (kit::textarea("child-words", kit::label("The child’s own words").size(Size::S)).rows(3).value(f.raw("child-words")).error(wrong.of("child-words")))
            (kit::textarea("family-words", kit::label("The family’s own words").size(Size::S)).rows(3).value(f.raw("family-words")).error(wrong.of("family-words")))
            h3 class="govuk-heading-s" { "Needs, and how much each weighs" }
            @for need in Need::ALL {
                @let field = format!("needs.{}", need.code());
                (kit::select(field.clone(), need.label(), weights()).value(f.raw(&field)).error(wrong.of(&field)))
            }
            (kit::select("level", "Level of support that it comes to", levels).value(f.raw("level")).error(wrong.of("level")))
            (kit::textarea("level-reason", kit::label("Why this level? The family may read it.").size(Size::S)).rows(2).value(f.raw("level-reason")).error(wrong.of("level-reason")))
            (kit::button("Enter it").once())
        }))
    }
}

pub(super) async fn enter(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Case>("id")?, ctx.fields()?);
    let found = match model::entered(&mut fields.clone()) {
        Ok(found) => found,
        Err(wrong) => return draw_case(&ctx, &fields, &wrong).await,
    };
    let done = ctx
        .act("enter an assessment by others", move |act| {
            let o = actions::enter(act, id, &found)?;
            Ok(Answer::see(format!("/outside-assessments/{}", o.id))
                .saying("It waits for a manager who did not enter it"))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => draw_case(&ctx, &fields, &page::mend(error)?).await,
    }
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<OutsideAssessment>("id")?;
    let (head, o, [entered_by, decided_by], may_decide) = ctx
        .read(move |look| {
            let grant = look.one::<ViewAssessment, OutsideAssessment>(id)?;
            let o = store::load(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, o.case)?;
            let by = |who| name_of(look, who).map(|name| name.unwrap_or_else(|| "Another system".to_owned()));
            let names = [by(o.entered_by)?, by(o.decided_by)?];
            let may_decide = look.may::<SignAssessment>() && o.state == State::Entered;
            Ok((frame::of_case(look, case)?, o, names, may_decide))
        })
        .await?;
    let mut rows = vec![
        kit::row("How it stands", html! { (tag(o.state)) }),
        kit::row("Assessed by", html! { bdi { (organisation(&o)) } }),
        kit::row("Complete on", day(o.on)),
        kit::row("Entered", format!("{}, by {entered_by}", day_of(o.entered))),
    ];
    if let Some(at) = o.decided {
        rows.push(kit::row("Decided", format!("{}, by {decided_by}", day_of(at))));
    }
    if !o.words.is_empty() {
        rows.push(kit::row("What is missing", html! { span dir="auto" { (o.words) } }));
    }
    if let Some(became) = o.became {
        rows.push(kit::row("Used as", html! { a class="govuk-link" href={ "/assessments/" (became) } { "The assessment of need of this case" } }));
    }
    let body = html! {
        (kit::summary_list(rows))
        @if let Some(found) = &o.found { (told(found)) }
        @if may_decide {
            h2 class="govuk-heading-m" { "Do you endorse it?" }
            p class="govuk-body" { "Endorsed, it is the family’s assessment: its level holds, and the plan begins from its needs. Whoever entered it can not endorse it." }
            (ctx.form(&format!("/outside-assessments/{id}/decide"), f, html! {
                (kit::hidden("version", &o.version.to_string()))
                (kit::radios("endorse", kit::legend("Your decision").size(Size::S), vec![kit::choice("yes", "I endorse it"), kit::choice("no", "Something is missing")])
                    .value(f.raw("endorse")).error(wrong.of("endorse")))
                (kit::textarea("words", kit::label("What is missing").size(Size::S)).rows(3).value(f.raw("words")).error(wrong.of("words")))
                (kit::button("Decide").once())
            }))
        }
    };
    Ok(frame::frame(ctx, &head, Tab::Assessment, "Assessment by others", body)
        .back(format!("/cases/{}/outside-assessments", o.case), "Assessments by others")
        .errors(wrong)
        .respond())
}

fn told(found: &Found) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "What it found" }
        (words(&found.found))
        @if !found.child.is_empty() { h3 class="govuk-heading-s" { "The child’s own words" } (kit::inset_text(words(&found.child))) }
        @if !found.family.is_empty() { h3 class="govuk-heading-s" { "The family’s own words" } (kit::inset_text(words(&found.family))) }
        h2 class="govuk-heading-m" { "Needs" }
        @if found.needs.is_empty() { p class="govuk-body" { "None was found." } }
        @else { ul class="govuk-list govuk-list--bullet" { @for (need, weight) in &found.needs { li { (need.label()) ": " (weight.label()) } } } }
        h2 class="govuk-heading-m" { "Level of support" }
        p class="govuk-body" { (found.level.label()) }
        (words(&found.level_reason))
    }
}

pub(super) async fn decide(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<OutsideAssessment>("id")?, ctx.fields()?);
    let (version, endorse, words) = match model::decision(&mut fields.clone()) {
        Ok(read) => read,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx
        .act("decide about an assessment by others", move |act| {
            actions::decide(act, id, version, endorse, &words)?;
            let said = if endorse { "It is the family’s assessment now" } else { "It is sent back" };
            Ok(Answer::see(format!("/outside-assessments/{id}")).saying(said))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
    }
}
