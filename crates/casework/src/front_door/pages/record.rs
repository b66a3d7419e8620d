//! A duty worker records a call, an email or a referral: everything on one page.

use kernel::{Channel, Coded, Invalid, LegalRoute, Result};
use page::{
    Answer, Ctx, Fields, Response, Route,
    draft::{self, DraftOf},
    kit::{self, choice, html, label},
};

use access::{
    actions::RecordEnquiry,
    drafts::{self, Found},
};

use super::draw::{Draw, question};
use crate::{
    front_door::{
        actions::{path, record_enquiry},
        form,
        model::{Asker, ContactBy, SafeTo, Warning},
    },
    words::LONG,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/enquiries/new", blank)
            .needs::<RecordEnquiry>()
            .personal()
            .about("The page on which a call, an email or a referral is recorded"),
        Route::post("/enquiries/new", record)
            .needs::<RecordEnquiry>()
            .personal()
            .about("Record a call, an email or a referral"),
    ]
}

/// What drafts of this form are kept under: there is no record yet, so they are about the
/// person who writes.
const DRAFT: &str = "enquiry";

fn draft_of(ctx: &Ctx) -> Option<DraftOf> {
    ctx.actor.account().map(|account| DraftOf::new(DRAFT, account))
}

async fn blank(ctx: Ctx) -> Result<Response> {
    let found = kept(&ctx).await?;
    let fields = draft_of(&ctx).and_then(|of| of.continued(&ctx, found.as_ref())).unwrap_or_default();
    show(&ctx, &fields, &Invalid::default()).await
}

async fn kept(ctx: &Ctx) -> Result<Option<Found>> {
    let Some(of) = draft_of(ctx) else { return Ok(None) };
    ctx.read(move |look| drafts::find(look, DRAFT, of.object)).await
}

async fn record(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let of = draft_of(&ctx);
    if let Some(of) = of.clone().filter(|_| fields.raw("do") == "keep") {
        let typed = draft::typed(&fields);
        let keep = ctx.act("keep a draft", move |act| {
            drafts::keep(act, DRAFT, of.object, &typed)?;
            Ok(Answer::see("/enquiries").saying("Your draft is kept for 30 days. Only you can see it."))
        });
        return keep.await;
    }
    let invalid = match form::parse_recorded(&mut fields, ctx.today()) {
        Err(invalid) => invalid,
        Ok(enquiry) => {
            let done = ctx
                .act("record an enquiry", move |act| {
                    let record = record_enquiry(act, &enquiry)?;
                    if let Some(of) = &of {
                        drafts::drop_draft(act, DRAFT, of.object)?;
                    }
                    Ok(Answer::see(path(record.id)).saying("The enquiry is recorded."))
                })
                .await;
            match done {
                Err(error) => page::mend(error)?,
                done => return done,
            }
        }
    };
    show(&ctx, &fields, &invalid).await
}

async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let (of, found) = (draft_of(ctx), kept(ctx).await?);
    let councils = ctx.read(|look| form::councils(look)).await?;
    let draw = Draw { fields, invalid };
    let channels = Channel::ALL.iter().filter(|c| **c != Channel::Web);
    let channels = channels.map(|c| choice(c.code(), c.label())).collect();
    let interpreter = vec![choice("yes", "An interpreter is needed")];
    let inside = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-one-half" {
                h2 class="govuk-heading-m" { "Who is asking" }
                (draw.radios("channel", question("How it came"), channels).inline().small())
                (draw.select::<Asker>("asker", "Who they are", "Choose"))
                (draw.line("first-name", "First name").autocomplete("off"))
                (draw.line("last-name", "Last name").autocomplete("off"))
                (draw.line("works-for", "Where they work (professionals)").autocomplete("off"))
                (draw.line("phone", "Phone number").telephone().autocomplete("off"))
                (draw.line("email", "Email address").email().autocomplete("off"))
                (draw.one::<ContactBy>("contact-by", question("How they want to be contacted")).inline().small())
                (draw.radios("safe", question("Is it safe to contact them like this?"), safe_choices()).small())
                (kit::textarea("safe-contact", "How and when it is safe").rows(2)
                    .value(fields.raw("safe-contact")).error(draw.error("safe-contact")))
                (kit::checkboxes("interpreter", question("Interpreter"), interpreter).small()
                    .values(fields.all("interpreter")).error(draw.error("interpreter")))
                (draw.line("language", "Language").width(20))
            }
            div class="govuk-grid-column-one-half" {
                h2 class="govuk-heading-m" { "The family and the child" }
                (draw.council("council", "Council where the family lives", &councils, "Choose a council"))
                (draw.line("postcode", "Postcode").width(10).autocomplete("off"))
                (draw.line("child-first-name", "Child’s first name").autocomplete("off"))
                (draw.line("child-last-name", "Child’s last name").autocomplete("off"))
                (draw.date("born", question("Date of birth of the person the support is for")))
                (draw.select::<LegalRoute>("route", "How the child came to the family", "Not asked"))
                (draw.date("ordered", question("Date of the order")))
                (draw.council("placing-council", "Council that placed the child", &councils, "Not known"))
            }
        }
        h2 class="govuk-heading-m" { "What is happening" }
        (draw.text("story", label("What they told you").size(kit::Size::S), LONG).rows(10)
            .hint("In their words where you can. This is kept, so that nobody has to ask for it again."))
        (draw.any::<Warning>("warnings", question("Worries")).small().hint("Tick all that they spoke of"))
        (draw.line("retold", "How many services has the family told this to before?").whole_number().width(3)
            .hint("Leave it blank if you did not ask"))
        (kit::button_group(html! {
            (kit::button("Record the enquiry").once())
            (kit::button("Save and come back").secondary().name_value("do", "keep").once())
        }))
    };
    let body = html! {
        (kit::layout::page_heading(None, "Record an enquiry"))
        (kit::warning_text("If anybody is in danger now, stop: 999 first, then your safeguarding lead."))
        @if let Some(of) = &of {
            (of.offer(ctx, found.as_ref()))
            (ctx.drafted_form(of, "/enquiries/new", fields, inside))
        } @else {
            (ctx.form("/enquiries/new", fields, inside))
        }
    };
    Ok(ctx.page("Record an enquiry", body).back("/enquiries", "Enquiries").dense().errors(invalid).respond())
}

fn safe_choices() -> Vec<kit::Choice> {
    SafeTo::ALL
        .iter()
        .map(|safe| {
            choice(
                safe.code_of(),
                match safe {
                    SafeTo::Open => "Yes: call, write and leave messages",
                    SafeTo::Quiet => "Call only: no messages, nothing in writing",
                    SafeTo::Described => "Only as described below",
                },
            )
        })
        .collect()
}
