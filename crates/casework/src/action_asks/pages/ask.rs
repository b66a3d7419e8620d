//! Asking the owner of an action: whom, what, and by when; then the same as they will read it, before it goes.

use access::{actions::EditPlan, consent::Decision};
use kernel::{Error, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, choice, date_input, input, label, legend, radios, textarea},
    site,
};

use super::draw;
use crate::{
    action_asks::{
        actions::ask,
        model::{Ask, Outcome},
        store,
    },
    assessment::pages::day,
    cases::{
        self,
        frame::{self, Head, Tab},
    },
    contributions::{
        actions::ground,
        model::partners,
        pages::draw::{BREAKS, name},
    },
    people,
    plan::{
        model::{Action, OwnerKind},
        store::{self as plans, Plan},
    },
};

/// What the pages of asking are drawn from.
struct Sheet {
    head: Head,
    plan: Plan,
    action: Action,
    /// What the child is called, for the warning.
    first: String,
    /// What the owner said last, where they need more time: the day.
    until: Option<kernel::Date>,
}

async fn sheet(ctx: &Ctx) -> Result<Sheet> {
    let (id, wanted) = (ctx.id::<kinds::Plan>("id")?, ctx.id::<kinds::PlanAction>("action")?);
    ctx.read(move |look| {
        let grant = look.one::<EditPlan, kinds::Plan>(id)?;
        let plan = plans::load(look, &grant)?;
        ask::must_be_askable(look, &plan, wanted)?;
        let case = cases::store::of_opened(look, &grant, plan.case)?;
        let action =
            plan.content.actions.iter().find(|one| one.id == wanted).cloned().ok_or(Error::NotFound)?;
        let asks = store::of_opened(look, plan.case)?;
        let answer = draw::last(&asks, wanted).and_then(|k| k.answer.as_ref());
        Ok(Sheet {
            until: answer.filter(|a| a.outcome == Outcome::MoreTime).and_then(|a| a.until),
            first: people::store::load(look, case.child)?.first,
            head: frame::of_case(look, case)?,
            action,
            plan,
        })
    })
    .await
}

fn path(sheet: &Sheet) -> String {
    format!("/plans/{}/actions/{}/ask", sheet.plan.id, sheet.action.id)
}

fn page(ctx: &Ctx, sheet: &Sheet, title: &str, body: Markup, invalid: &Invalid) -> Response {
    frame::frame(ctx, &sheet.head, Tab::Plan, title, body)
        .back(format!("/plans/{}/actions/{}", sheet.plan.id, sheet.action.id), "The action")
        .errors(invalid)
        .respond()
}

/// `GET /plans/{id}/actions/{action}/ask`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let sheet = sheet(&ctx).await?;
    let due = sheet.until.or(sheet.action.due).filter(|day| *day > ctx.today());
    let partner = match sheet.action.owner {
        OwnerKind::School => "school",
        OwnerKind::Provider | OwnerKind::Other => "other",
        OwnerKind::Health | OwnerKind::Agency | OwnerKind::Family => "",
    };
    let fields = Fields::filled([
        ("version", sheet.plan.version.to_string()),
        ("partner", partner.to_owned()),
        ("name", sheet.action.owner_name.clone()),
        ("what", sheet.action.what.clone()),
        ("due", due.map(|day| day.to_string()).unwrap_or_default()),
    ]);
    form(&ctx, &sheet, &fields, &Invalid::default())
}

fn form(ctx: &Ctx, sheet: &Sheet, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let text = |name: &str, words: &str| {
        input(name, label(words).size(Size::S)).value(fields.raw(name)).error(invalid.of(name))
    };
    let kinds = partners()?.iter().map(|p| choice(p.code.as_str(), p.title.as_str())).collect();
    let body = html! {
        p class="govuk-body" {
            "They get a letter with a link, and answer without an account: it is done, it is not done, or it needs more time. You see what they will read before it goes."
        }
        (ctx.form(&path(sheet), fields, html! {
            (kit::hidden("version", fields.raw("version")))
            (radios("partner", legend("What kind of organisation is it?").size(Size::S), kinds)
                .value(fields.raw("partner")).error(invalid.of("partner")).small())
            (text("name", "Whom do you ask?"))
            (text("organisation", "Their school, service or council"))
            (text("email", "Their email address"))
            (textarea("what", label("What they agreed to do").size(Size::S)).rows(4)
                .hint("They read exactly this. It comes from the plan: leave out whatever they do not need, such as the child's name where they know whom you mean.")
                .value(fields.raw("what")).error(invalid.of("what")))
            (date_input("due", legend("By when are they to answer?").size(Size::S)).values(fields.date_parts("due"))
                .error(invalid.of("due")))
            (kit::button("See it as they will"))
        }))
    };
    Ok(page(ctx, sheet, "Ask the owner of an action", body, invalid))
}

/// `POST /plans/{id}/actions/{action}/ask`
pub(super) async fn preview(ctx: Ctx) -> Result<Response> {
    let (sheet, fields) = (sheet(&ctx).await?, ctx.fields()?);
    if fields.raw("do") == "change" {
        return form(&ctx, &sheet, &fields, &Invalid::default());
    }
    let input = match ask::fields(&mut fields.clone()) {
        Ok(input) => input,
        Err(wrong) => return form(&ctx, &sheet, &fields, &wrong),
    };
    let (id, action, site, due) = (sheet.plan.id, sheet.action.id, site::base(&ctx.request)?, input.due);
    let prepared = ctx
        .read(move |look| {
            let grant = look.one::<EditPlan, kinds::Plan>(id)?;
            let plan = plans::load(look, &grant)?;
            let asked = ask::prepare(look, &plan, action, &input, &site)?;
            let decision = ground(look, &grant, plan.case, asked.to())?;
            Ok((asked, decision))
        })
        .await;
    match prepared {
        Ok((asked, decision)) => Ok(previewed(&ctx, &sheet, &fields, &asked, &day(due), &decision)),
        Err(error) => form(&ctx, &sheet, &fields, &page::mend(error)?),
    }
}

fn previewed(
    ctx: &Ctx,
    sheet: &Sheet,
    fields: &Fields,
    asked: &Ask,
    due: &str,
    decision: &Decision,
) -> Response {
    let again = html! {
        @for (name, value) in fields.sent().iter().filter(|(name, _)| !matches!(name.as_str(), "csrf" | "_once" | "do")) {
            (kit::hidden(name, value))
        }
    };
    let named = asked.what.to_lowercase().contains(&sheet.first.to_lowercase());
    let body = html! {
        p class=(BREAKS) {
            "The letter goes to " (name(&asked.name)) " at " strong { (name(&asked.email)) }
            ". It says nothing of what you ask and holds a link. Behind the link, once they have typed the code that goes to the same address, they read this and nothing else:"
        }
        section class="hearth-preview" aria-label="What they will read" {
            (kit::inset_text(draw::asked(asked, due)))
        }
        @if named {
            (kit::warning_text(format!("Your words name {}. Leave the name out unless they need it to know whom you mean.", sheet.first)))
        }
        @match decision {
            Decision::Allowed(basis) => {
                p class="govuk-body" { "It may be shared on the ground of " (basis.words()) ". The family sees that you asked." }
                (ctx.form(&format!("{}/send", path(sheet)), fields, html! {
                    (again)
                    (kit::button("Send it").once())
                }))
            }
            Decision::Refused(no) => { (kit::warning_text(format!("{} {}", no.why, no.next))) }
        }
        (ctx.form(&path(sheet), &Fields::default(), html! {
            (again)
            (kit::button("Change it").secondary().name_value("do", "change"))
        }))
    };
    page(ctx, sheet, "Before it is sent", body, &Invalid::default())
}

/// `POST /plans/{id}/actions/{action}/ask/send`
pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let (id, action) = (ctx.id::<kinds::Plan>("id")?, ctx.id::<kinds::PlanAction>("action")?);
    let fields = ctx.fields()?;
    let error = match ask::fields(&mut fields.clone()) {
        Ok(input) => {
            let site = site::base(&ctx.request);
            let done = ctx
                .act("ask the owner of an action", move |act| {
                    let site = act.one::<EditPlan, kinds::Plan>(id).and(site.clone())?;
                    let k = ask::run(act, id, action, &input, &site)?;
                    Ok(Answer::see(format!("/cases/{}/plan", k.case)).saying("The letter is on its way."))
                })
                .await;
            match done {
                Ok(response) => return Ok(response),
                Err(error) => page::mend(error)?,
            }
        }
        Err(wrong) => wrong,
    };
    form(&ctx, &sheet(&ctx).await?, &fields, &error)
}
