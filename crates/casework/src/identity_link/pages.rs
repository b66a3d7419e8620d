//! The pages of the gate. Each asks for the reason first. What lies on the other side is
//! shown in the answer to that one form: under no address, in no cache, and gone when the
//! page is closed. It stands alone, without the name that one came from.

use access::{
    Look,
    actions::{MakeIdentityLink, OpenIdentityLink, SearchPeople, ViewBirthRecord},
    walls::{Reason, Side},
};
use kernel::{
    Error, Id, Invalid, Reference, Result,
    kinds::{BirthPerson, Person},
};
use page::{
    Answer, Ctx, Fields, Response, Route,
    kit::{self, Markup, html, layout},
    mend,
};

use super::actions;
use crate::{
    birth_families::store::{self as births, Relative},
    people::{side::Identity, store as people},
    words::LINE,
};

pub(super) fn routes() -> Vec<Route> {
    const BEFORE: &str = "/people/{id}/before-adoption";
    const AFTER: &str = "/birth-people/{id}/after-adoption";
    const LINK: &str = "/birth-people/{id}/link";
    vec![
        Route::get(BEFORE, ask_before)
            .needs::<OpenIdentityLink>()
            .personal()
            .about("The page that asks why the identity before adoption is to be opened"),
        Route::post(BEFORE, show_before)
            .needs::<OpenIdentityLink>()
            .personal()
            .about("Open the identity before adoption for one view, with a reason"),
        Route::get(AFTER, ask_after)
            .needs::<OpenIdentityLink>()
            .personal()
            .about("The page that asks why the identity after adoption is to be opened"),
        Route::post(AFTER, show_after)
            .needs::<OpenIdentityLink>()
            .personal()
            .about("Open the identity after adoption for one view, with a reason"),
        Route::get(LINK, link_page)
            .needs::<MakeIdentityLink>()
            .personal()
            .about("The page on which the sealed link is made or undone"),
        Route::post(LINK, link)
            .needs::<MakeIdentityLink>()
            .personal()
            .about("Make the sealed link with a child's case, with a reason"),
        Route::post("/birth-people/{id}/link/undo", undo)
            .needs::<MakeIdentityLink>()
            .personal()
            .about("Undo the sealed link, with a reason"),
    ]
}

fn reason_field(f: &mut Fields, name: &str) -> Result<Reason, Invalid> {
    let text = f.required(name, "Say why you need this", Reason::LONGEST);
    let reason = text.and_then(|text| match Reason::new(&text) {
        Ok(reason) => Some(reason),
        Err(Error::Invalid(wrong)) => {
            wrong.0.into_iter().for_each(|e| f.fail(name, e.message));
            None
        }
        Err(_) => None,
    });
    f.finish(|| reason)
}

fn reason_input(fields: &Fields, invalid: &Invalid) -> Markup {
    html! {
        (kit::character_count("reason", kit::label("Why do you need this?").size(kit::Size::M), 1_000)
            .hint("Name no person here. The reason is kept in the audit log with your name, and the people it is about may read it.")
            .rows(3).value(fields.raw("reason")).error(invalid.of("reason")))
    }
}

/// The question for a reason, over the name on the side that one comes from.
fn question(
    ctx: &Ctx,
    name: &str,
    other: &str,
    back: String,
    fields: &Fields,
    invalid: &Invalid,
) -> Response {
    let title = format!("Open the identity {other} adoption");
    let body = html! {
        (layout::page_heading(Some(name), title.as_str()))
        (kit::warning_text("Who sees both sides can put a child in danger. Open this only when your work needs it now."))
        (ctx.form(&ctx.request.path, fields, html! {
            (reason_input(fields, invalid))
            (kit::button("Open for this one view").warning())
        }))
    };
    ctx.page(title, body).back(back, "Back").errors(invalid).respond()
}

fn opened<S: Side>(ctx: &Ctx, shown: Option<(&Identity<S>, Markup)>, back: String) -> Response {
    let title = format!("Identity {} adoption", S::CODE);
    let body = html! {
        (layout::page_heading(None, title.as_str()))
        @match shown {
            None => (kit::nothing_here("Nothing is linked. This look is recorded all the same.")),
            Some((who, more)) => {
                (kit::summary_list(vec![
                    kit::row("Name", who.name()),
                    kit::row("Born", who.born.map_or_else(|| "Not known".to_owned(), |d| d.strftime("%-d %B %Y").to_string())),
                ]))
                (more)
                p class="govuk-hint" { "Shown once. Leaving or loading this page again asks for a reason again." }
            },
        }
    };
    ctx.page(title, body).back(back, "Back").dense().respond()
}

async fn ask_before(ctx: Ctx) -> Result<Response> {
    before_form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn before_form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<Person>("id")?;
    let name = ctx
        .read(move |look| {
            look.one::<SearchPeople, Person>(id)?;
            Ok(people::load(look, id)?.name())
        })
        .await?;
    Ok(question(ctx, &name, "before", "/people".into(), fields, invalid))
}

async fn show_before(ctx: Ctx) -> Result<Response> {
    let id: Id<Person> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let reason = match reason_field(&mut fields, "reason") {
        Ok(reason) => reason,
        Err(invalid) => return before_form(&ctx, &fields, &invalid).await,
    };
    let found = ctx.read(move |look| actions::open_before(look, id, reason)).await?;
    let shown = found.as_ref().map(|(who, reference)| (&who.identity, about_before(who, reference)));
    Ok(opened(&ctx, shown, format!("/people/{id}/before-adoption")))
}

fn about_before(who: &Relative, reference: &Reference) -> Markup {
    html! {
        (kit::summary_list(vec![
            kit::row("Who", who.kind.label()),
            kit::row("Birth family", html! { (reference) }),
        ]))
    }
}

async fn ask_after(ctx: Ctx) -> Result<Response> {
    after_form(&ctx, &Fields::default(), &Invalid::default()).await
}

fn relative(look: &Look<'_>, id: Id<BirthPerson>) -> Result<Relative> {
    births::person(look, &look.one::<ViewBirthRecord, BirthPerson>(id)?)
}

async fn after_form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<BirthPerson>("id")?;
    let who = ctx.read(move |look| relative(look, id)).await?;
    let back = format!("/birth-families/{}", who.family);
    Ok(question(ctx, &who.identity.name(), "after", back, fields, invalid))
}

async fn show_after(ctx: Ctx) -> Result<Response> {
    let id: Id<BirthPerson> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let reason = match reason_field(&mut fields, "reason") {
        Ok(reason) => reason,
        Err(invalid) => return after_form(&ctx, &fields, &invalid).await,
    };
    let found = ctx.read(move |look| actions::open_after(look, id, reason)).await?;
    let identity = found.map(|person| (person.identity(), person.kind));
    let more = |kind: people::PersonKind| kit::summary_list(vec![kit::row("Who", kind.label())]);
    let shown = identity.as_ref().map(|(who, kind)| (who, html! { (more(*kind)) }));
    Ok(opened(&ctx, shown, format!("/birth-people/{id}/after-adoption")))
}

async fn link_page(ctx: Ctx) -> Result<Response> {
    link_form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn link_form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<BirthPerson>("id")?;
    let who = ctx.read(move |look| relative(look, id)).await?;
    let body = html! {
        (layout::page_heading(Some(&who.identity.name()), "Make the sealed link"))
        p class="govuk-body" {
            "The link joins this child, as they were before adoption, with their record after it. It is sealed: a manager opens it with a reason, for one view."
        }
        (ctx.form(&format!("/birth-people/{id}/link"), fields, html! {
            (kit::input("case", "Reference of the child’s case").width(20).autocomplete("off")
                .hint("Like CA-2345-6789").value(fields.raw("case")).error(invalid.of("case")))
            (reason_input(fields, invalid))
            (kit::button("Make the link").once())
        }))
        h2 class="govuk-heading-m" { "Undo a wrong link" }
        (ctx.form(&format!("/birth-people/{id}/link/undo"), &Fields::default(), html! {
            (kit::input("why-undo", "Why is the link wrong?").width(30).autocomplete("off")
                .value(fields.raw("why-undo")).error(invalid.of("why-undo")))
            (kit::button("Undo the link").secondary().once())
        }))
    };
    Ok(ctx
        .page("Make the sealed link", body)
        .back(format!("/birth-families/{}", who.family), "Back to the birth family")
        .dense()
        .errors(invalid)
        .respond())
}

async fn link(ctx: Ctx) -> Result<Response> {
    let id: Id<BirthPerson> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let case = fields.required("case", "Enter the reference of the child’s case", LINE);
    let (case, reason) = match reason_field(&mut fields, "reason").map(|reason| (case, reason)) {
        Ok((Some(case), reason)) => (case, reason),
        Ok((None, _)) => return link_form(&ctx, &fields, &Invalid::default()).await,
        Err(invalid) => return link_form(&ctx, &fields, &invalid).await,
    };
    change(ctx, fields, move |act| {
        actions::make_link(act, id, &case, reason.clone())?;
        Ok(Answer::see(format!("/birth-people/{id}/link")).saying("The two records are linked."))
    })
    .await
}

async fn undo(ctx: Ctx) -> Result<Response> {
    let id: Id<BirthPerson> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let reason = match reason_field(&mut fields, "why-undo") {
        Ok(reason) => reason,
        Err(invalid) => return link_form(&ctx, &fields, &invalid).await,
    };
    change(ctx, fields, move |act| {
        actions::undo_link(act, id, reason.clone())?;
        Ok(Answer::see(format!("/birth-people/{id}/link"))
            .saying("If the two were linked, they no longer are."))
    })
    .await
}

async fn change<F>(ctx: Ctx, fields: Fields, work: F) -> Result<Response>
where
    F: Fn(&access::Act<'_>) -> Result<Answer> + Send + Sync + 'static,
{
    match ctx.act("the sealed link", work).await {
        Err(error) => link_form(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}
