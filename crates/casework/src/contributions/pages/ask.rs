//! Asking a partner: whom, what, and how much is told; then the same as the partner will read it, before it goes.

use access::actions::AskContribution;
use kernel::{Date, Error, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, checkboxes, choice, date_input, input, label, legend, radios, textarea},
    site,
};

use super::draw;
use crate::{
    assessment::store::{self as assessments, Assessment},
    cases::{
        self,
        frame::{self, Head, Tab},
    },
    contributions::{
        actions::ask::{self, usual_due},
        model::{Ask, NameAs, Partner, partners},
    },
    people,
};

/// What the pages of asking are drawn from.
struct Sheet {
    head: Head,
    assessment: Assessment,
    first: String,
    initials: String,
    due: Date,
}

async fn sheet(ctx: &Ctx) -> Result<Sheet> {
    let id = ctx.id::<kinds::Assessment>("id")?;
    ctx.read(move |look| {
        let grant = look.one::<AskContribution, kinds::Assessment>(id)?;
        let assessment = assessments::load(look, &grant)?;
        let case = cases::store::of_opened(look, &grant, assessment.case)?;
        let child = people::store::load(look, case.child)?;
        Ok(Sheet {
            due: usual_due(look, assessment.agency)?,
            initials: crate::contributions::model::initials(&child.first, &child.last),
            first: child.first,
            head: frame::of_case(look, case)?,
            assessment,
        })
    })
    .await
}

/// `GET /assessments/{id}/contributions/new`: which partner, then the form for one.
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let sheet = sheet(&ctx).await?;
    let query = ctx.query();
    match Partner::find(query.raw("partner")) {
        Ok(partner) => {
            let framework = sheet.assessment.framework()?;
            let mut values = vec![
                ("partner".to_owned(), partner.code.clone()),
                ("child".to_owned(), NameAs::First.code().to_owned()),
                ("due".to_owned(), sheet.due.to_string()),
            ];
            values.extend(partner.usual(framework).map(|d| ("domains".to_owned(), d.code.clone())));
            form(&ctx, &sheet, partner, &Fields::filled(values), &Invalid::default())
        }
        Err(_) => choose(&ctx, &sheet),
    }
}

fn choose(ctx: &Ctx, sheet: &Sheet) -> Result<Response> {
    let id = sheet.assessment.id;
    let framework = sheet.assessment.framework()?;
    let rows = partners()?
        .iter()
        .map(|p| {
            let usual: Vec<&str> = p.usual(framework).map(|d| d.title.as_str()).collect();
            vec![
                kit::cell(html! {
                    a class="govuk-link" href={ "/assessments/" (id) "/contributions/new?partner=" (p.code) } { (p.title) }
                }),
                kit::cell(html! { (usual.join("; ")) "." br; (p.asks) }),
            ]
        })
        .collect();
    let body = html! {
        p class="govuk-body" {
            "A partner gets a letter with a link, and writes without an account. They read only what you choose to tell. You see it before it goes."
        }
        (kit::table(["Whom do you ask?", "What they are usually asked"].map(kit::cell).to_vec(), rows)
            .caption("Partners").caption_classes("govuk-visually-hidden").first_cell_is_header())
    };
    Ok(page(ctx, sheet, "Ask a partner", body, &Invalid::default()))
}

fn page(ctx: &Ctx, sheet: &Sheet, title: &str, body: Markup, invalid: &Invalid) -> Response {
    let back = format!("/cases/{}/assessment", sheet.assessment.case);
    frame::frame(ctx, &sheet.head, Tab::Assessment, title, body)
        .back(back, "The assessment")
        .errors(invalid)
        .respond()
}

fn form(ctx: &Ctx, sheet: &Sheet, partner: &Partner, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = sheet.assessment.id;
    let framework = sheet.assessment.framework()?;
    let text = |name: &str, words: &str| {
        input(name, label(words).size(Size::S)).value(fields.raw(name)).error(invalid.of(name))
    };
    let domains = framework.domains.iter().map(|d| choice(d.code.as_str(), d.title.as_str())).collect();
    let named = vec![
        choice(NameAs::First.code(), html! { "By first name: " (draw::name(&sheet.first)) }),
        choice(NameAs::Initials.code(), html! { "By initials: " (draw::name(&sheet.initials)) }),
    ];
    let body = html! {
        (ctx.form(&format!("/assessments/{id}/contributions/new"), fields, html! {
            (kit::hidden("partner", &partner.code))
            p class="govuk-body" { strong { (partner.title) } ". " (partner.asks) }
            (text("name", "Name of the person you ask"))
            (text("role", "What they are there (optional)").hint("Such as: class teacher"))
            (text("organisation", "Their school, service or council")
                .hint("As it is called in the family's consent or in the sharing agreement, if one names it."))
            (text("email", "Their email address at work").kind("email").spellcheck(false)
                .hint("The letter and the code go there. It names no child."))
            (radios("child", legend("How is the child called to them?").size(Size::S), named)
                .value(fields.raw("child")).error(invalid.of("child"))
                .hint("They are told no surname, birth date or address, and nothing from before adoption."))
            (textarea("why", label("Why do you ask them?").size(Size::S)).rows(4)
                .hint("They read this. Say no more than they need to answer.")
                .value(fields.raw("why")).error(invalid.of("why")))
            (checkboxes("domains", legend("What do you ask about?").size(Size::S), domains)
                .values(fields.all("domains")).error(invalid.of("domains")).small()
                .hint("What such a partner can usually say most about is ticked already. Fewer is answered sooner."))
            (textarea("question", label("A question of your own (optional)").size(Size::S)).rows(3)
                .value(fields.raw("question")).error(invalid.of("question")))
            (date_input("due", legend("By when?").size(Size::S)).values(fields.date_parts("due"))
                .error(invalid.of("due")).hint("A working day. They are reminded before it and on it."))
            (kit::button("See it as they will"))
        }))
    };
    Ok(page(ctx, sheet, "Ask a partner", body, invalid))
}

/// `POST /assessments/{id}/contributions/new`
pub(super) async fn preview(ctx: Ctx) -> Result<Response> {
    let (sheet, fields) = (sheet(&ctx).await?, ctx.fields()?);
    let partner = Partner::find(fields.raw("partner")).map_err(|_| Error::NotFound)?;
    if fields.raw("do") == "change" {
        return form(&ctx, &sheet, partner, &fields, &Invalid::default());
    }
    let parsed = ask::fields(&mut fields.clone());
    let input = match parsed {
        Ok(input) => input,
        Err(wrong) => return form(&ctx, &sheet, partner, &fields, &wrong),
    };
    let (id, site) = (sheet.assessment.id, site::base(&ctx.request)?);
    let prepared = ctx
        .read(move |look| {
            let grant = look.one::<AskContribution, kinds::Assessment>(id)?;
            let assessment = assessments::load(look, &grant)?;
            let (asked, due) = ask::prepare(look, &assessment, &input, &site)?;
            let decision = crate::contributions::actions::ground(look, &grant, assessment.case, asked.to())?;
            Ok((asked, due, decision))
        })
        .await;
    match prepared {
        Ok((asked, due, decision)) => Ok(previewed(&ctx, &sheet, &fields, &asked, due, &decision)?),
        Err(error) => form(&ctx, &sheet, partner, &fields, &page::mend(error)?),
    }
}

fn previewed(
    ctx: &Ctx,
    sheet: &Sheet,
    fields: &Fields,
    asked: &Ask,
    due: Date,
    decision: &access::consent::Decision,
) -> Result<Response> {
    use access::consent::Decision;
    let id = sheet.assessment.id;
    let framework = sheet.assessment.framework()?;
    let again = html! {
        @for (name, value) in fields.sent().iter().filter(|(name, _)| !matches!(name.as_str(), "csrf" | "_once" | "do")) {
            (kit::hidden(name, value))
        }
    };
    let body = html! {
        p class=(draw::BREAKS) {
            "The letter goes to " (draw::name(&asked.name)) " at " strong { (draw::name(&asked.email)) }
            ". It names no child and holds a link. Behind the link, once they have typed the code that goes to the same address, they read this and nothing else:"
        }
        section class="hearth-preview" aria-label="What they will read" {
            (kit::inset_text(html! {
                (draw::asked(asked, &crate::assessment::pages::day(due)))
                h2 class="govuk-heading-m" { "What we ask" }
                (draw::parts_asked(&asked.parts(framework)))
            }))
        }
        @match decision {
            Decision::Allowed(basis) => {
                p class="govuk-body" { "It may be shared on the ground of " (basis.words()) ". The family sees that you asked." }
                (ctx.form(&format!("/assessments/{id}/contributions"), fields, html! {
                    (again)
                    (kit::button("Send it").once())
                }))
            }
            Decision::Refused(no) => {
                (kit::warning_text(format!("{} {}", no.why, no.next)))
            }
        }
        (ctx.form(&format!("/assessments/{id}/contributions/new"), &Fields::default(), html! {
            (again)
            (kit::button("Change it").secondary().name_value("do", "change"))
        }))
    };
    Ok(page(ctx, sheet, "Before it is sent", body, &Invalid::default()))
}

/// `POST /assessments/{id}/contributions`
pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Assessment>("id")?, ctx.fields()?);
    let error = match ask::fields(&mut fields.clone()) {
        Ok(input) => {
            let site = site::base(&ctx.request);
            let done = ctx
                .act("ask a partner", move |act| {
                    let site = act.one::<AskContribution, kinds::Assessment>(id).and(site.clone())?;
                    let k = ask::run(act, id, &input, &site)?;
                    Ok(Answer::see(format!("/contributions/{}", k.id)).saying("The letter is on its way."))
                })
                .await;
            match done {
                Ok(response) => return Ok(response),
                Err(error) => page::mend(error)?,
            }
        }
        Err(wrong) => wrong,
    };
    let sheet = sheet(&ctx).await?;
    let partner = Partner::find(fields.raw("partner")).map_err(|_| Error::NotFound)?;
    form(&ctx, &sheet, partner, &fields, &error)
}
