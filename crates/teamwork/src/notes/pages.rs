//! One page on which a worker writes a note, or records a call and what was promised on it.

use access::actions::WriteNote;
use casework::cases::frame::{self, Head, Tab};
use kernel::{Invalid, Moment, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Size, Tone},
};

use super::{
    actions,
    model::{NoteKind, NotePromise, Promised},
    store,
};
use crate::words::{NOTE, download, fine};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let (head, all): (Head, Vec<Promised>) = ctx
        .read(move |look| {
            let grant = look.one::<WriteNote, kinds::Case>(id)?;
            Ok((frame::head(look, &grant)?, store::of_case(look, &grant)?))
        })
        .await?;
    let here = format!("/cases/{id}/notes");
    let kinds = NoteKind::ALL.iter().map(|k| kit::choice(k.code(), k.label())).collect();
    let kind = if f.raw("kind").is_empty() { NoteKind::Call.code() } else { f.raw("kind") };
    let sees = vec![
        kit::choice("yes", "The family may read this note on its timeline")
            .checked(!f.raw("family_sees").is_empty()),
    ];
    let body = html! {
        (ctx.form(&here, f, html! {
            (kit::character_count("words", kit::label("What happened?").size(Size::M), u32::try_from(NOTE).unwrap_or(u32::MAX))
                .rows(6).value(f.raw("words")).error(wrong.of("words")))
            (kit::radios("kind", kit::legend("What is it a note of?").size(Size::S), kinds).small().inline().value(kind).error(wrong.of("kind")))
            (kit::checkboxes("family_sees", kit::legend("Who reads it").size(Size::S), sees).small())
            (kit::input("promised", "Did you promise something? What?")
                .hint("Leave it empty for no. The family reads what you promised, and by when.")
                .value(f.raw("promised")).error(wrong.of("promised")))
            (other_day(f, wrong))
            (kit::button("Save the note").once())
        }))
        h2 class="govuk-heading-m" { "Promised on calls and visits" }
        @if all.is_empty() {
            (kit::nothing_here("Nothing was promised with a note yet."))
        } @else {
            (table(ctx, &here, &all))
            (download(&format!("{here}/promises.csv")))
        }
    };
    Ok(frame::frame(ctx, &head, Tab::Timeline, "Write a note", body).errors(wrong).respond())
}

/// The days that are rarely said, folded away unless one of them is wrong.
fn other_day(f: &Fields, wrong: &Invalid) -> kit::Details {
    let folded = kit::details(
        "Another day",
        html! {
            (kit::date_input("by", kit::legend("Promised by").size(Size::S)).hint("Leave empty for your agency’s own time")
                .values(f.date_parts("by")).error(wrong.of("by")))
            (kit::date_input("on", kit::legend("When was it?").size(Size::S)).hint("Leave empty for today")
                .values(f.date_parts("on")).error(wrong.of("on")))
        },
    );
    if wrong.of("by").or(wrong.of("on")).is_some() { folded.open() } else { folded }
}

fn table(ctx: &Ctx, here: &str, all: &[Promised]) -> Markup {
    let rows = all
        .iter()
        .map(|p| {
            let stands = match p.kept {
                Some(at) => html! { (kit::tag("Done").tone(Tone::Good)) " " (Moment(at)) },
                None => html! {
                    @if p.due < ctx.now { (kit::tag("Late").tone(Tone::Late)) } @else { (kit::tag("To come").tone(Tone::Calm)) }
                    (ctx.form(&format!("{here}/{}/kept", p.id), &Fields::default(), html! {
                        (kit::button(html! { "It is done" span class="govuk-visually-hidden" { ": " (p.what) } }).secondary().once())
                    }))
                },
            };
            vec![
                kit::cell(p.what.as_str()),
                kit::cell(Moment(p.due).to_string()),
                kit::cell(if p.by_name.is_empty() { "Another system" } else { p.by_name.as_str() }),
                kit::cell(stands),
            ]
        })
        .collect();
    html! {
        (kit::table(["What", "By when", "Promised by", "How it stands"].map(kit::cell).to_vec(), rows)
            .caption("Promised on calls and visits").caption_classes("govuk-visually-hidden").scrolling())
    }
}

pub(super) async fn write(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut fields = ctx.fields()?;
    let note = match actions::fields(&mut fields) {
        Ok(note) => note,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("write a note", move |act| {
        actions::write(act, id, &note)?;
        Ok(Answer::see(format!("/cases/{id}/timeline")).saying("The note is saved."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn kept(ctx: Ctx) -> Result<Response> {
    let (id, promise) = (ctx.id::<kinds::Case>("id")?, ctx.id::<NotePromise>("promise")?);
    ctx.act("keep a promise of a note", move |act| {
        actions::kept(act, id, promise)?;
        Ok(Answer::see(format!("/cases/{id}/notes")).saying("It is done, and the family reads that it is."))
    })
    .await
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let all = ctx.read(move |look| store::of_case(look, &look.one::<WriteNote, kinds::Case>(id)?)).await?;
    let lines = all.into_iter().map(|p| {
        let kept = p.kept.map(|at| at.to_string()).unwrap_or_default();
        vec![p.made.to_string(), p.by_name, p.due.to_string(), kept]
    });
    csv_file("promised", &["made_at", "by", "due_at", "kept_at"], lines)
}
