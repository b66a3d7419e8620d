//! Vetoes and wishes about contact: all that were made, a new one, and one that is withdrawn.

use access::{
    actions::{ListAdults, RecordVetoes},
    connections::Veto as VetoOf,
};
use kernel::{Id, Invalid, Result};
use page::{
    Answer, Ctx, Cursor, Fields, Response, csv_file,
    kit::{self, Markup, Render, html, layout},
};

use crate::{
    intermediaries::{
        actions,
        model::VetoKind,
        store::{self, Veto},
    },
    lists::every,
    words::{Sent, choices, day, day_of, line, sent},
};

fn stands(v: &Veto) -> String {
    match v.ended {
        Some(at) => format!("Withdrawn on {}: {}", day_of(at), v.ended_why),
        None => "In force".to_owned(),
    }
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, may) = ctx
        .read(move |look| {
            Ok((store::vetoes(look, &look.agency::<ListAdults>()?, after)?, look.may::<RecordVetoes>()))
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "Vetoes and wishes about contact"))
        @if rows.items.is_empty() { (kit::nothing_here("Nobody has made a veto or a wish yet.")) }
        @for v in &rows.items {
            h2 class="govuk-heading-m" { (v.who.name) ", born " (day(v.who.born)) }
            (kit::summary_list(vec![
                kit::row("What", v.kind.label()),
                kit::row("What it allows", if v.terms.is_empty() { "Nothing is named" } else { v.terms.as_str() }),
                kit::row("Made", day_of(v.made)),
                kit::row("How it stands", stands(v)),
            ]))
            @if may && v.ended.is_none() { (ending(ctx, v, invalid)) }
        }
        @if let Some(next) = rows.next { (kit::pagination(None, Some(format!("/vetoes?after={next}")))) }
        p class="govuk-body" { a class="govuk-link" href="/vetoes.csv" { "Download vetoes and wishes as a CSV file" } }
        @if may {
            h2 class="govuk-heading-m" { "Record a veto or a wish" }
            p class="govuk-body" { "A veto is in writing, and holds for adoptions before 30 December 2005. It can be changed or withdrawn at any time." }
            (ctx.form("/vetoes", fields, html! {
                (kit::radios("kind", kit::legend("What do they ask for?").size(kit::Size::S), choices::<VetoKind>()).small()
                    .value(fields.raw("kind")).error(invalid.of("kind")))
                (line(fields, invalid, "name", "Their name").width(30))
                (kit::date_input("born", "When were they born?").values(fields.date_parts("born")).error(invalid.of("born")))
                (kit::textarea("terms", "With whom, or when, may contact be made?").hint("For a qualified veto.").rows(2)
                    .value(fields.raw("terms")).error(invalid.of("terms")))
                (kit::button("Record it").once())
            }))
        }
    };
    Ok(ctx
        .page("Vetoes and wishes", body)
        .back("/intermediaries", "Back to intermediary cases")
        .dense()
        .errors(invalid)
        .respond())
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(|look| {
            let grant = look.agency::<ListAdults>()?;
            every(|after| store::vetoes(look, &grant, after))
        })
        .await?;
    let rows = all.into_iter().map(|v| {
        let ended = v.ended.map(|at| kernel::local_date(at).to_string()).unwrap_or_default();
        vec![v.who.name, v.who.born.to_string(), v.kind.code().to_owned(), v.terms, ended]
    });
    csv_file("vetoes", &["name", "born", "kind", "terms", "withdrawn"], rows)
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match actions::veto_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("record a veto", move |act| {
            actions::record_veto(act, &input)?;
            Ok(Answer::see("/vetoes").saying("It is recorded, and stands before every case from now on."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => draw(&ctx, &fields, &invalid).await,
    }
}

/// The field in which it is said why a veto is withdrawn: one of several on the page.
fn why_of(id: Id<VetoOf>) -> String {
    format!("why-{id}")
}

fn ending(ctx: &Ctx, v: &Veto, invalid: &Invalid) -> Markup {
    let (field, title) = (why_of(v.id), format!("Withdraw the one made on {}", day_of(v.made)));
    let wrong = invalid.of(&field);
    let form = ctx.form(
        &format!("/vetoes/{}/withdraw", v.id),
        &Fields::default(),
        html! {
            (kit::hidden("version", &v.version.to_string()))
            (kit::input("why", "Why?").id(field.as_str()).width(30).autocomplete("off").error(wrong))
            (kit::button("Withdraw it").secondary().once())
        },
    );
    let whole = kit::details(title, form);
    if wrong.is_some() { whole.open().render() } else { whole.render() }
}

pub(super) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<VetoOf>("id")?;
    // What is wrong with the reason is told beside this one's field; the form for a new one stays empty.
    let beside = |mut invalid: Invalid| {
        invalid.0.iter_mut().filter(|e| e.field == "why").for_each(|e| e.field = why_of(id));
        invalid
    };
    let input = match actions::why_fields(&mut ctx.fields()?) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &Fields::default(), &beside(invalid)).await,
    };
    let done = ctx
        .act("withdraw a veto", move |act| {
            actions::withdraw_veto(act, id, &input)?;
            Ok(Answer::see("/vetoes").saying("It is withdrawn. It stays on record."))
        })
        .await;
    match sent(done)? {
        Sent::Done(response) => Ok(response),
        Sent::Mend(invalid) => draw(&ctx, &Fields::default(), &beside(invalid)).await,
    }
}
