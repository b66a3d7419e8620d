//! A worker asks for a provider to be chosen: the brief begins with the goals of the plan, with identity taken out.

use access::actions::BriefCompetition;
use casework::{
    cases::{
        frame::{self, Tab},
        store as cases,
    },
    identify::mended,
};
use kernel::{Invalid, Result, kinds::Case};
use maud::html;
use outcomes::goals::{self, model::GoalKind};
use page::{Answer, Ctx, Fields, Response, kit};

use crate::{
    catalogue::model::Catalogue,
    competitions::{actions, form, model::Route},
    orders::model::MOST_SESSIONS,
    providers::store as providers,
    words,
};

pub(in crate::competitions) async fn ask(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(in crate::competitions) async fn make(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let mut fields = ctx.fields()?;
    let brief = match form::brief(&mut fields) {
        Ok(brief) => brief,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("ask for a provider", move |act| {
        let made = actions::ask_for_choice(act, id, &brief)?;
        Ok(Answer::see(format!("/competitions/{made}")).saying("Asked. A commissioner goes on from here."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let (head, begin, all) = ctx
        .read(move |look| {
            let grant = look.one::<BriefCompetition, Case>(id)?;
            let case = cases::load(look, &grant)?;
            let known = actions::known(look, &grant, &case)?;
            let goals = goals::store::of_granted(look, &grant)?;
            let goals: Vec<String> = goals
                .set
                .all()
                .iter()
                .filter(|goal| goal.ended.is_none())
                .map(|goal| match &goal.kind {
                    GoalKind::Common(common) => format!("- {}", common.label()),
                    GoalKind::Own(own) => format!("- {}", mended(own, &known)),
                })
                .collect();
            let begin = format!("Goals of the plan:\n{}", goals.join("\n"));
            Ok((frame::head(look, &grant)?, begin, providers::approved(look)?))
        })
        .await?;
    let therapies = std::iter::once(("", "Choose an intervention")).chain(words::therapies()?);
    let usual = Catalogue::shipped()?.find(fields.raw("therapy")).and_then(|t| t.usual_sessions);
    let sessions = match fields.raw("sessions") {
        "" => usual.map_or_else(String::new, |n| n.to_string()),
        typed => typed.to_owned(),
    };
    let text = match fields.raw("words") {
        "" if fields.raw("therapy").is_empty() => begin,
        typed => typed.to_owned(),
    };
    let routes = Route::ALL.iter().map(|r| kit::choice(r.code(), r.label())).collect();
    let providers = std::iter::once((String::new(), "Choose a provider".to_owned()))
        .chain(all.iter().map(|p| (p.id.to_string(), p.name.clone())));
    let read_again = if !fields.raw("read_again").is_empty() { vec!["yes"] } else { Vec::new() };
    let body = html! {
        p class="govuk-body" {
            "Bidders read what you write here, so it must not tell whom it is about. Names, birth dates, addresses and numbers that the \
             record knows are found. A school, a street, a day or a rare fact only you can judge: words with a capital letter and dates are \
             pointed at, so that you look again."
        }
        (ctx.form(&format!("/cases/{id}/competitions/new"), fields, html! {
            (kit::select("therapy", "Intervention", therapies).value(fields.raw("therapy")).error(wrong.of("therapy")))
            (kit::input("sessions", "How many sessions").hint(format!("From 1 to {MOST_SESSIONS}")).whole_number().width(4)
                .value(sessions).error(wrong.of("sessions")))
            (kit::date_input("starts_on", kit::legend("From when").size(kit::Size::S))
                .values(fields.date_parts("starts_on")).error(wrong.of("starts_on")))
            (kit::input("region", "Region (optional)").hint("As providers name it. Leave this empty to ask providers of everywhere")
                .value(fields.raw("region")).error(wrong.of("region")))
            (kit::textarea("words", "What is needed").rows(10)
                .hint("It begins with the goals of the plan, with names taken out. Say what matters for the work: age band, what has helped, \
                       times that are possible").value(text).error(wrong.of("words")))
            (kit::checkboxes("read_again", kit::legend("Read it again").size(kit::Size::S), vec![
                kit::choice("yes", "I have read it again: no place, school, day or rare fact in it tells whom it is about"),
            ]).small().values(read_again))
            (kit::radios("route", kit::legend("How is the provider chosen?").size(kit::Size::S), routes)
                .value(fields.raw("route")).error(wrong.of("route")))
            (kit::select("provider", "Which provider, where it is no competition (optional)", providers)
                .value(fields.raw("provider")).error(wrong.of("provider")))
            (kit::textarea("why", "Why no competition (optional)").rows(3)
                .hint("For a direct award or the family's choice. The reason is kept; a commissioner agrees to it or not")
                .value(fields.raw("why")).error(wrong.of("why")))
            (kit::button("Ask for it").once())
        }))
    };
    let page = frame::frame(ctx, &head, Tab::Orders, "Ask for a provider to be chosen", body);
    Ok(page.errors(&words::linked(wrong)).respond())
}
