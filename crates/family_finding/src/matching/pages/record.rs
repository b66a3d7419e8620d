//! Recording children who wait, and changing what is recorded.

use access::{
    actions::EditMatching,
    finding::{ProfiledChild, WaitingGroup},
};
use kernel::{Error, Id, Invalid, Result};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, html, layout},
    mend,
};

use crate::{
    matching::{actions, form, store},
    shared::version_of,
};

fn new_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Response {
    let body = html! {
        (layout::page_heading(None, "Record a child who waits"))
        p class="govuk-body" { "Begin with one child. Brothers and sisters who are to stay together are added on the next page." }
        (ctx.form("/matching/new", fields, html! {
            (form::draw_child(fields, wrong))
            (form::draw_group(fields, wrong))
            (kit::button("Save").once())
        }))
    };
    ctx.page("Record a child who waits", body)
        .back("/matching", "Back to children waiting")
        .errors(wrong)
        .respond()
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    Ok(new_form(&ctx, &Fields::default(), &Invalid::default()))
}

pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let (group, child) = match form::fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return Ok(new_form(&ctx, &fields, &wrong)),
    };
    let done = ctx.act("record a child who waits", move |act| {
        let (id, _) = actions::record_group(act, &group, &child)?;
        Ok(Answer::see(format!("/matching/{id}")).saying("The child is recorded."))
    });
    match done.await {
        Err(error) => Ok(new_form(&ctx, &fields, &mend(error)?)),
        ok => ok,
    }
}

async fn change_form(ctx: &Ctx, typed: Option<&Fields>, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let waiting =
        ctx.read(move |look| store::one(look, &look.one::<EditMatching, WaitingGroup>(id)?)).await?;
    let kept = form::filled(&waiting);
    let fields = typed.unwrap_or(&kept);
    let title = format!("Change {}", waiting.group.reference);
    let body = html! {
        (layout::page_heading(None, title.as_str()))
        (ctx.form(&format!("/matching/{id}/change"), fields, html! {
            (kit::hidden("version", &version_of(fields, wrong, waiting.version)))
            (form::draw_group(fields, wrong))
            (kit::button("Save").once())
        }))
    };
    Ok(ctx.page(title, body).back(format!("/matching/{id}"), "Back to the children").errors(wrong).respond())
}

pub(super) async fn change(ctx: Ctx) -> Result<Response> {
    change_form(&ctx, None, &Invalid::default()).await
}

pub(super) async fn changed(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let mut fields = ctx.fields()?;
    let (version, group) = match form::change_fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return change_form(&ctx, Some(&fields), &wrong).await,
    };
    let done = ctx.act("change children who wait", move |act| {
        actions::change_group(act, id, version, &group)?;
        Ok(Answer::see(format!("/matching/{id}")).saying("It is saved."))
    });
    match done.await {
        Err(error) => change_form(&ctx, Some(&fields), &mend(error)?).await,
        ok => ok,
    }
}

async fn child_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let waiting =
        ctx.read(move |look| store::one(look, &look.one::<EditMatching, WaitingGroup>(id)?)).await?;
    let title = format!("Add a brother or sister to {}", waiting.group.reference);
    let body = html! {
        (layout::page_heading(None, title.as_str()))
        p class="govuk-body" { "From now on only families with room for all of them are suggested." }
        (ctx.form(&format!("/matching/{id}/children"), fields, html! {
            (kit::hidden("version", &version_of(fields, wrong, waiting.version)))
            (form::draw_child(fields, wrong))
            (kit::button("Save").once())
        }))
    };
    Ok(ctx.page(title, body).back(format!("/matching/{id}"), "Back to the children").errors(wrong).respond())
}

pub(super) async fn another(ctx: Ctx) -> Result<Response> {
    child_form(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let mut fields = ctx.fields()?;
    let (version, child) = match form::child_fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return child_form(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("add a brother or sister", move |act| {
        actions::add_child(act, id, version, &child)?;
        Ok(Answer::see(format!("/matching/{id}")).saying("The brother or sister is recorded."))
    });
    match done.await {
        Err(error) => child_form(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}

async fn correct_form(
    ctx: &Ctx,
    child: Id<ProfiledChild>,
    typed: Option<&Fields>,
    wrong: &Invalid,
) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let waiting =
        ctx.read(move |look| store::one(look, &look.one::<EditMatching, WaitingGroup>(id)?)).await?;
    let now = form::NewChild::of(&waiting, child).ok_or(Error::NotFound)?;
    let kept = form::filled_child(child, &now);
    let fields = typed.unwrap_or(&kept);
    let body = html! {
        (layout::page_heading(Some(&waiting.group.reference), format!("Correct what is recorded of {}", now.first)))
        p class="govuk-body" { "What was recorded before stays in the audit log. Suggestions follow what you save." }
        (ctx.form(&format!("/matching/{id}/correct"), fields, html! {
            (kit::hidden("version", &version_of(fields, wrong, waiting.version)))
            (kit::hidden("child", &child.to_string()))
            (form::draw_child(fields, wrong))
            (kit::button("Save").once())
        }))
    };
    // The tab's title names nobody: titles end up in histories and screen shares.
    let title = format!("Correct a child of {}", waiting.group.reference);
    Ok(ctx.page(title, body).back(format!("/matching/{id}"), "Back to the children").errors(wrong).respond())
}

pub(super) async fn correct(ctx: Ctx) -> Result<Response> {
    let child = ctx.query().raw("child").parse()?;
    correct_form(&ctx, child, None, &Invalid::default()).await
}

pub(super) async fn corrected(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let mut fields = ctx.fields()?;
    let (version, child, new) = match form::correct_fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return correct_form(&ctx, fields.raw("child").parse()?, Some(&fields), &wrong).await,
    };
    let done = ctx.act("correct a child who waits", move |act| {
        actions::correct_child(act, id, version, child, &new)?;
        Ok(Answer::see(format!("/matching/{id}")).saying("It is put right."))
    });
    match done.await {
        Err(error) => correct_form(&ctx, child, Some(&fields), &mend(error)?).await,
        ok => ok,
    }
}
