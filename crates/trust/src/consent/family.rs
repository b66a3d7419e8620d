//! A family's own page: what it was asked, what it said, how to take it back, and what was shared.

use access::{
    Look,
    actions::{ViewCase, ViewConsent, WithdrawConsent},
    consent::{
        Consent, ConsentState,
        kinds::Consent as Kind,
        purposes,
        store::{self, Disclosure},
    },
};
use casework::cases::list;
use kernel::{Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Answer as Answered, Ctx, Fields, Response, Route,
    kit::{self, layout},
};

use super::{actions, pages};
use crate::words::{day, name_of};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/my/consent", mine)
            .needs::<ViewConsent>()
            .personal()
            .about("What a family agreed to, and what was shared about it, as the family sees it"),
        Route::get("/my/consent/{consent}", one)
            .needs::<WithdrawConsent>()
            .personal()
            .about("One consent, as the family sees it: answer or withdraw"),
        Route::post("/my/consent/{consent}/answer", answer)
            .needs::<WithdrawConsent>()
            .personal()
            .about("A family answers what it was asked")
            .body(|f| drop(actions::said_fields(f))),
        Route::post("/my/consent/{consent}/withdraw", withdraw)
            .needs::<WithdrawConsent>()
            .personal()
            .about("A family withdraws its consent")
            .body(|f| drop(actions::taken_fields(f))),
    ]
}

struct Child {
    name: String,
    consents: Vec<(Consent, String)>,
    shared: Vec<(Disclosure, String)>,
}

fn read(look: &Look<'_>) -> Result<Vec<Child>> {
    list::of_family(look, &look.own::<ViewCase>()?)?
        .into_iter()
        .map(|case| {
            let grant = look.one::<ViewConsent, _>(case.id)?;
            let consents = store::of_case(look, &grant)?
                .into_iter()
                .map(|c| store::name_of(look, &c.to).map(|name| (c, name)))
                .collect::<Result<_>>()?;
            let shared = store::disclosures(look, &grant)?
                .into_iter()
                .map(|d| store::name_of(look, &d.to).map(|name| (d, name)))
                .collect::<Result<_>>()?;
            Ok(Child { name: case.child, consents, shared })
        })
        .collect()
}

async fn mine(ctx: Ctx) -> Result<Response> {
    let children = ctx.read(read).await?;
    let body = html! {
        (layout::page_heading(None, "What you agreed to"))
        p class="govuk-body-l" { "You decide what we may share. You can say no, and you can change your mind." }
        p class="govuk-body" {
            "Support goes on as far as it can without. Some things the law lets us share without asking, such as with the Fund that pays, or when somebody is at risk. Then too we tell you below what went where, unless telling would put somebody in danger."
        }
        @if children.is_empty() {
            (kit::nothing_here("We have not opened a case for your family yet, so there is nothing here."))
        }
        @for child in &children { (one_child(&ctx, child)) }
        p class="govuk-body" { a class="govuk-link" href="/my/rights" { "Your rights: a copy, a correction, a complaint" } }
    };
    Ok(ctx.page("What you agreed to", body).back("/my", "Back to your family’s support").respond())
}

fn one_child(ctx: &Ctx, child: &Child) -> Markup {
    let rows = child.consents.iter().map(|(c, name)| {
        let state = c.state(ctx.today());
        let words = match state {
            ConsentState::Waiting => "Answer",
            ConsentState::Holds | ConsentState::Later => "See or withdraw",
            _ => "See",
        };
        let title = purposes::title(&c.purpose);
        kit::row(
            title,
            html! {
                (pages::state_tag(state)) br; "With: " (name)
                @if let (ConsentState::Holds, Some(last)) = (state, c.until) { br; "Until " (day(last)) }
            },
        )
        .action(kit::action(format!("/my/consent/{}", c.id), words, format!(": {title}, {name}")))
    });
    html! {
        h2 class="govuk-heading-l" { "About " (child.name) }
        @if child.consents.is_empty() {
            (kit::nothing_here("You were not asked for anything yet. Without your answer we take it that you did not agree."))
        } @else {
            (kit::summary_list(rows.collect()))
        }
        h3 class="govuk-heading-m" { "What we shared" }
        @if child.shared.is_empty() {
            (kit::nothing_here("Nothing was shared with another organisation."))
        } @else {
            ul class="govuk-list govuk-list--spaced" {
                @for (d, name) in &child.shared {
                    li {
                        (Moment(d.at)) ": to " strong { (name) } ", to " (purposes::title(&d.purpose).to_lowercase()) ". "
                        (pages::kinds_words(&d.shares)) ". "
                        span class="govuk-hint" { "On the ground of: " (d.basis.label().to_lowercase()) }
                    }
                }
            }
        }
    }
}

async fn one(ctx: Ctx) -> Result<Response> {
    form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Kind>("consent")?;
    if ctx.actor.family().is_none() {
        return Err(kernel::Error::Forbidden);
    }
    let (c, to, by) = ctx
        .read(move |look| {
            let grant = look.one::<WithdrawConsent, Kind>(id)?;
            let c = store::load(look, &grant)?;
            let (to, by) = (store::name_of(look, &c.to)?, name_of(look, c.recorded_by)?);
            Ok((c, to, by))
        })
        .await?;
    let title = purposes::title(&c.purpose).to_owned();
    let body = html! {
        (layout::page_heading(None, title.as_str()))
        (pages::details(&c, &to, &by, ctx.today()))
        @match c.state(ctx.today()) {
            ConsentState::Waiting => {
                p class="govuk-body" { "You may say yes or no. A no changes nothing about the rest of your support." }
                (ctx.form(&format!("/my/consent/{id}/answer"), fields, pages::answer_fields(&c, fields, wrong)))
            },
            ConsentState::Holds | ConsentState::Later | ConsentState::Ended => {
                h2 class="govuk-heading-m" { "Take this back" }
                (kit::inset_text(html! { strong { "What it stops: " } (pages::stops(&c)) }))
                (ctx.form(&format!("/my/consent/{id}/withdraw"), fields, html! {
                    (kit::hidden("version", &c.version.to_string()))
                    (kit::textarea("why", "Why, if you want to say").rows(2).value(fields.raw("why")).error(wrong.of("why")))
                    (kit::button_group(html! {
                        (kit::button("Withdraw my consent").warning().once())
                        a class="govuk-link" href="/my/consent" { "Leave it as it is" }
                    }))
                }))
            },
            ConsentState::Refused | ConsentState::Withdrawn => {
                p class="govuk-body" { "If you change your mind, tell your coordinator. They will ask you again." }
            },
        }
    };
    Ok(ctx
        .page(title, body)
        .back("/my/consent", "Back to what you agreed to")
        .errors(&pages::linked(wrong, &["until"]))
        .respond())
}

async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Kind>("consent")?;
    let mut fields = ctx.fields()?;
    let input = match actions::said_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return form(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("answer a consent", move |act| {
        actions::answer_consent(act, id, &input)?;
        Ok(Answered::see("/my/consent")
            .saying("Thank you. Your answer is kept, and you can change your mind."))
    });
    match done.await {
        Err(error) => form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Kind>("consent")?;
    let mut fields = ctx.fields()?;
    let input = match actions::taken_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return form(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("withdraw a consent", move |act| {
        actions::withdraw_consent(act, id, &input)?;
        Ok(Answered::see("/my/consent").saying("Your consent is withdrawn. Nothing more is shared for it."))
    });
    match done.await {
        Err(error) => form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}
