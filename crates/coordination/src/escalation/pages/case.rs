//! The escalations of one case, and the form to open one.

use access::actions::{ViewEscalation, WorkEscalation};
use casework::cases::{
    frame::{self, Head, Tab},
    store::CaseState,
};
use casework::practice_guides::{self, Situation};
use kernel::{Id, Invalid, Result, kinds::Case};
use maud::html;
use page::{Answer, Ctx, Fields, Response, kit};

use super::table;
use crate::escalation::{
    actions, form,
    model::Kind,
    store::{self, Listed},
    words::{choices, fine},
};

struct Seen {
    head: Head,
    all: Vec<Listed>,
    may_open: bool,
}

pub(in crate::escalation) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<ViewEscalation, Case>(id)?;
            let head = frame::head(look, &grant)?;
            let may_open = look.may::<WorkEscalation>() && head.case.state == CaseState::Open;
            Ok(Seen { head, all: store::of_case(look, &grant)?, may_open })
        })
        .await?;
    let body = html! {
        @if s.all.is_empty() {
            (kit::nothing_here("Nothing was escalated in this case."))
        } @else { (table(&s.all, ctx.now)) }
        @if s.may_open {
            h2 class="govuk-heading-m" { "Open an escalation" }
            (kit::warning_text("If anybody is in danger now, call 999 before you write anything."))
            p class="govuk-body" {
                "From then on a lead professional is promised, the family is to hear what happens next, and the case’s coordinator stays on as adoption \
                 worker until somebody else is named."
            }
            (ctx.form(&format!("/cases/{id}/escalations"), f, html! {
                (kit::radios("kind", kit::legend("What got hard?").size(kit::Size::S), choices::<Kind>()).small()
                    .value(f.raw("kind")).error(wrong.of("kind")))
                (kit::textarea("reason", "Why do you open this?").hint("The family does not read it").rows(4)
                    .value(f.raw("reason")).error(wrong.of("reason")))
                (kit::button("Open the escalation").once())
            }))
        }
        (practice_guides::beside(Situation::Escalation, ctx.today())?)
    };
    let page = frame::frame(ctx, &s.head, Tab::Overview, "When it gets hard", body);
    Ok(page.back(format!("/cases/{id}"), "Back to the case").errors(wrong).respond())
}

pub(in crate::escalation) async fn open(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::opening(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("open an escalation", move |act| {
        let made = actions::open(act, id, &input)?;
        Ok(Answer::see(format!("/escalations/{made}"))
            .saying("It is open. Name who leads, and tell the family what happens next."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
