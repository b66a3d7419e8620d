//! One proposed pair: side by side, for whoever decides, and what came of it.

use access::{
    accounts,
    actions::{DecideMerge, ProposeMerge},
    members::PersonMerge,
};
use kernel::{Id, Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
    mend,
};

use super::{
    super::{
        actions::{self, Input, decide},
        model::{Merge, Said, State},
        store::{self, CaseOf},
    },
    side_by_side, state_tag,
};
use crate::{people::store::Person, words::NOTE};

struct Shown {
    merge: Merge,
    kept: Person,
    other: Person,
    cases: [Vec<CaseOf>; 2],
    /// Who proposed, decided and undid.
    names: [String; 3],
    /// How much was written in each case since it was decided.
    since: Vec<(String, String, i64)>,
}

async fn read(ctx: &Ctx) -> Result<Shown> {
    let id: Id<PersonMerge> = ctx.id("id")?;
    ctx.read(move |look| {
        let (merge, kept, other) = store::load(look, &look.one::<ProposeMerge, PersonMerge>(id)?)?;
        let name = |said: Option<&Said>| -> Result<String> {
            Ok(match said.and_then(|s| s.by) {
                Some(by) => accounts::by_id(look, by)?.name,
                None => "Another system".into(),
            })
        };
        let names = [name(Some(&merge.asked))?, name(merge.decided.as_ref())?, name(merge.undone.as_ref())?];
        let cases = [store::cases_of(look, kept.id)?, store::cases_of(look, other.id)?];
        let mut since = Vec::new();
        if let Some(decided) = merge.decided.as_ref().filter(|_| merge.state == State::Merged) {
            for (person, list) in [(&kept, &cases[0]), (&other, &cases[1])] {
                for case in list {
                    let written = store::written_since(look, case.id, decided.at)?;
                    since.push((case.reference.to_string(), person.name(), written));
                }
            }
        }
        Ok(Shown { merge, kept, other, cases, names, since })
    })
    .await
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, "", &Fields::default(), &Invalid::default()).await
}

/// `form` is the verb of the form that was wrong.
async fn show(ctx: &Ctx, form: &str, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let s = read(ctx).await?;
    let m = &s.merge;
    let said = |what: &str, said: &Said, by: &str| {
        kit::row(what.to_owned(), html! { (Moment(said.at)) ", " (by) br; (said.why) })
    };
    let mut rows = vec![
        kit::row("How it stands", html! { (state_tag(m.state)) }),
        said("Proposed", &m.asked, &s.names[0]),
    ];
    rows.extend(m.decided.as_ref().map(|d| said("Decided", d, &s.names[1])));
    rows.extend(m.undone.as_ref().map(|u| said("Undone", u, &s.names[2])));
    let own = m.asked.by.is_some() && m.asked.by == ctx.actor.answerable();
    let may = ctx.actor.may_come(<DecideMerge as access::Action>::NAME);
    let body = html! {
        (layout::page_heading(None, "One person, recorded twice?"))
        (kit::summary_list(rows))
        (side_by_side(&s.kept, &s.other, ["Kept in front", "Points to it"], [&s.cases[0], &s.cases[1]]))
        @match m.state {
            State::Proposed if may => {
                @if own { (kit::inset_text("You proposed this. Another person has to look at it. You can take it back.")) }
                @else { (decision(ctx, &s, "approve", "They are one person", "Join the two records", form, fields, invalid)) }
                (decision(ctx, &s, "decline", if own { "Take the proposal back" } else { "Decline" }, if own { "Take it back" } else { "Decline it" }, form, fields, invalid))
            },
            State::Proposed => (kit::inset_text("A team manager decides.")),
            State::Merged => {
                h2 class="govuk-heading-m" { "Undo" }
                p class="govuk-body" { "Both records are as they would have been without this: nothing was moved. What was written since then stays in the case in which it was written, and goes with it:" }
                ul class="govuk-list govuk-list--bullet" {
                    @for (reference, name, written) in &s.since {
                        li { (reference) ": " @if *written > 1000 { "more than 1,000" } @else { (written) } " entries, which go to the record of " (name) }
                    }
                }
                p class="govuk-body" { "A correction of a name, birth date or contact that was made since then stays with the record in whose case it was made." }
                @if may { (decision(ctx, &s, "undo", "Make them two again", "Undo", form, fields, invalid)) }
            },
            State::Declined | State::Undone => {},
        }
        p class="govuk-body" { a class="govuk-link" href="/same-person" { "All pairs" } }
    };
    Ok(ctx.page("Recorded twice", body).dense().errors(invalid).respond())
}

#[expect(clippy::too_many_arguments, reason = "three forms of one shape, and which of them was wrong")]
fn decision(
    ctx: &Ctx,
    s: &Shown,
    verb: &str,
    title: &str,
    button: &str,
    form: &str,
    fields: &Fields,
    invalid: &Invalid,
) -> Markup {
    let blank = (Fields::default(), Invalid::default());
    let this = form == verb;
    let (fields, invalid) = if this { (fields, invalid) } else { (&blank.0, &blank.1) };
    let most = u32::try_from(NOTE).unwrap_or(u32::MAX);
    html! {
        h2 class="govuk-heading-m" { (title) }
        (ctx.form(&format!("/same-person/{}/{verb}", s.merge.id), fields, html! {
            (kit::hidden("version", &s.merge.version.to_string()))
            (kit::character_count("why", kit::label("Why?"), most).id(if this { "why".to_owned() } else { format!("why-{verb}") })
                .rows(2).value(fields.raw("why")).error(invalid.of("why")))
            @let sends = kit::button(button);
            @if verb == "approve" { (sends.once()) } @else { (sends.secondary().once()) }
        }))
    }
}

async fn act(
    ctx: Ctx,
    verb: &'static str,
    run: fn(&access::Act<'_>, Id<PersonMerge>, &Input) -> Result<()>,
    words: &'static str,
) -> Result<Response> {
    let id: Id<PersonMerge> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, verb, &fields, &invalid).await,
    };
    let done = ctx
        .act("decide whether two records are one person", move |act| {
            run(act, id, &input)?;
            Ok(Answer::see(format!("/same-person/{id}")).saying(words))
        })
        .await;
    match done {
        Err(error) => show(&ctx, verb, &fields, &mend(error)?).await,
        ok => ok,
    }
}

pub(super) async fn approve(ctx: Ctx) -> Result<Response> {
    act(ctx, "approve", decide::approve, "They are one person from now on.").await
}

pub(super) async fn decline(ctx: Ctx) -> Result<Response> {
    act(ctx, "decline", decide::decline, "It is declined.").await
}

pub(super) async fn undo(ctx: Ctx) -> Result<Response> {
    act(ctx, "undo", actions::undo::run, "They are two again.").await
}
