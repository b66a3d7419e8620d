//! The early signs of one case: what was recorded, what it adds up to, and the two short forms.

use access::actions::{RecordSign, SettleSigns, ViewSigns, WorkEscalation};
use casework::cases::{
    frame::{self, Head, Tab},
    store::CaseState,
};
use kernel::{Id, Invalid, Result, kinds::Case};
use maud::{Markup, html};
use page::{Answer, Ctx, Fields, Response, kit};

use super::{reasons, tag};
use crate::{
    early_signs::{
        actions, form,
        model::{self, Decided, Gathered, Prompt, Sign, Standing},
        store,
    },
    escalation::words::{day, day_of, fine},
};

struct Seen {
    head: Head,
    signs: Vec<Sign>,
    prompt: Option<Prompt>,
    gathered: Gathered,
    may_record: bool,
    may_settle: bool,
    may_escalate: bool,
}

pub(in crate::early_signs) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<ViewSigns, Case>(id)?;
            let head = frame::head(look, &grant)?;
            let open = head.case.state == CaseState::Open;
            let signs = store::signs(look, &grant)?;
            Ok(Seen {
                gathered: model::gathered(signs.iter().map(|s| (s.point.as_str(), s.on)), look.today())?,
                prompt: store::prompt(look, &grant)?,
                may_record: open && look.may::<RecordSign>(),
                may_settle: look.may::<SettleSigns>(),
                may_escalate: open && look.may::<WorkEscalation>(),
                signs,
                head,
            })
        })
        .await?;
    let body = html! {
        (standing(ctx, &s, id, f, wrong))
        @if s.may_record { (record_form(ctx, id, f, wrong)?) }
        h2 class="govuk-heading-m" { "What was recorded" }
        @if s.signs.is_empty() { (kit::nothing_here("Nothing was recorded on this case.")) }
        @else { (table(&s.signs)?) }
    };
    let page = frame::frame(ctx, &s.head, Tab::Overview, "Early signs", body);
    Ok(page.back(format!("/cases/{id}"), "Back to the case").errors(wrong).respond())
}

fn standing(ctx: &Ctx, s: &Seen, id: Id<Case>, f: &Fields, wrong: &Invalid) -> Markup {
    let decided: Vec<_> = Decided::ALL
        .iter()
        .filter(|d| **d != Decided::Escalated)
        .map(|d| kit::choice(d.code(), d.label()))
        .collect();
    html! {
        @if let Some(p) = &s.prompt {
            p class="govuk-body" { (tag(p.standing)) " since " (day_of(p.raised)) }
            (reasons(&s.gathered))
            @if let (Some(d), Some(at)) = (p.decided, p.at) {
                (kit::inset_text(html! { "Looked at on " (day_of(at)) ": " (d.label()) ". " (p.words) }))
            }
            @if p.standing == Standing::Look && s.may_settle {
                h2 class="govuk-heading-m" { "You have looked: what did you decide?" }
                (ctx.form(&format!("/cases/{id}/early-signs/seen"), f, html! {
                    (kit::hidden("version", &p.version.to_string()))
                    (kit::radios("decided", kit::legend("What did you decide?").size(kit::Size::S), decided)
                        .value(f.raw("decided")).error(wrong.of("decided")))
                    (kit::textarea("why", "Why?").rows(3).value(f.raw("why")).error(wrong.of("why")))
                    (kit::button("Save what I decided").once())
                }))
                @if s.may_escalate {
                    p class="govuk-body" { a class="govuk-link" href={ "/cases/" (id) "/escalations" } { "Open an escalation instead" } }
                }
            }
        }
    }
}

fn record_form(ctx: &Ctx, id: Id<Case>, f: &Fields, wrong: &Invalid) -> Result<Markup> {
    let mut points = vec![(String::new(), "Choose what happened".to_owned())];
    points.extend(model::points(ctx.today())?.into_iter().map(|r| (r.code.clone(), r.name.clone())));
    Ok(html! {
        h2 class="govuk-heading-m" { "Record a tipping point" }
        (kit::warning_text("If anybody is in danger now, call 999 before you write anything."))
        (ctx.form(&format!("/cases/{id}/early-signs"), f, html! {
            (kit::select("point", "What happened?", points).value(f.raw("point")).error(wrong.of("point")))
            (kit::date_input("on", kit::legend("On which day (optional)").size(kit::Size::S)).hint("Today, unless you say another day")
                .values(f.date_parts("on")).error(wrong.of("on")))
            (kit::textarea("words", "What you heard (optional)").hint("The family does not read it").rows(3)
                .value(f.raw("words")).error(wrong.of("words")))
            (kit::button("Record it").once())
        }))
    })
}

fn table(signs: &[Sign]) -> Result<kit::Table> {
    let rows = signs
        .iter()
        .map(|s| {
            Ok(vec![kit::cell(day(s.on)), kit::cell(model::name_of(&s.point)?), kit::cell(s.words.as_str())])
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(kit::table(["Day", "What", "What was heard"].map(kit::cell).to_vec(), rows)
        .caption("What was recorded, the newest first")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling())
}

pub(in crate::early_signs) async fn record(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::sign(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("record an early sign", move |act| {
        let words = match actions::record(act, id, &input)? {
            Standing::Look => {
                "It is recorded. With what came before, somebody is asked to look at this case."
            }
            Standing::Seen | Standing::Quiet => "It is recorded.",
        };
        Ok(Answer::see(format!("/cases/{id}/early-signs")).saying(words))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::early_signs) async fn settle(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::settle(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("settle early signs", move |act| {
        actions::settle(act, id, &input)?;
        Ok(Answer::see(format!("/cases/{id}/early-signs"))
            .saying("It is seen, until something new is recorded."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
