//! Looking for records that look like one, and comparing two of them.

use access::{
    accounts,
    actions::{ProposeMerge, SearchPeople},
};
use kernel::{Id, Invalid, Moment, Result, kinds::Person as PersonKind};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, layout},
    mend,
};

use super::{
    super::{
        actions::{both, not_same, propose},
        model::Said,
        store::{self, CaseOf},
    },
    side_by_side,
};
use crate::{
    people::{
        model::Likeness,
        store::{self as people, Person, Query},
    },
    words::NOTE,
};

/// Somebody who looks like another.
struct Alike {
    person: Person,
    likeness: Likeness,
    two: bool,
    cases: Vec<CaseOf>,
}

pub(super) async fn lookalikes(ctx: Ctx) -> Result<Response> {
    let id: Id<PersonKind> = ctx.id("id")?;
    let (name, cases, alike) = ctx
        .read(move |look| {
            look.one::<ProposeMerge, PersonKind>(id)?;
            let person = people::load(look, id)?;
            let postcode = person.known().postcode;
            let query = Query { name: person.name(), born: person.born, postcode };
            let found = people::find(look, &look.agency::<SearchPeople>()?, &query)?;
            let mut alike = Vec::new();
            for other in found {
                if other.person.id == id || other.person.kind != person.kind || !other.likeness.is_possible()
                {
                    continue;
                }
                alike.push(Alike {
                    two: store::not_same(look, id, other.person.id)?.is_some(),
                    cases: store::cases_of(look, other.person.id)?,
                    likeness: other.likeness,
                    person: other.person,
                });
            }
            Ok((person.name(), store::cases_of(look, id)?, alike))
        })
        .await?;
    let rows = alike
        .iter()
        .map(|a| {
            let p = &a.person;
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/people/" (id) "/same-as/" (p.id) } { (p.name()) span class="govuk-visually-hidden" { ": compare" } } }),
                kit::cell(p.born.map_or_else(|| "Not known".to_owned(), |d| d.strftime("%-d %B %Y").to_string())),
                kit::cell(html! { @for reason in &a.likeness.reasons { (if reason.agrees { "For: " } else { "Against: " }) (reason.text) br; } }),
                kit::cell(super::case_links(&a.cases)),
                kit::cell(if a.two { "Recorded as two people" } else if a.likeness.is_likely() { "Likely" } else { "Possible" }),
            ]
        })
        .collect();
    let body = html! {
        (layout::page_heading(Some(&name), "Who looks alike"))
        p class="govuk-body" { "Records of your agency that may be of the same person. Looking alike proves nothing: twins share a birthday and a home. Compare before you propose anything." }
        @if alike.is_empty() {
            (kit::nothing_here("Nobody of your agency looks like this person."))
        } @else {
            (kit::table(["Who", "Born", "How alike", "Cases", "One person?"].map(kit::cell).to_vec(), rows)
                .caption("Records that look alike").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        @if let Some(case) = cases.last() { p class="govuk-body" { a class="govuk-link" href={ "/cases/" (case.id) } { "Back to case " (case.reference) } } }
    };
    Ok(ctx.page("Who looks alike", body).dense().respond())
}

struct Pair {
    a: Person,
    b: Person,
    cases: [Vec<CaseOf>; 2],
    two: Option<(Said, String)>,
    waits: Option<Id<access::members::PersonMerge>>,
}

async fn read(ctx: &Ctx) -> Result<Pair> {
    let (a, b) = (ctx.id::<PersonKind>("id")?, ctx.id::<PersonKind>("other")?);
    ctx.read(move |look| {
        let ((_, one), (_, other)) = both(look, a, b)?;
        let two = match store::not_same(look, a, b)? {
            Some((_, said)) => {
                let by = said.by.map(|id| accounts::by_id(look, id)).transpose()?.map(|a| a.name);
                Some((said, by.unwrap_or_else(|| "Another system".into())))
            }
            None => None,
        };
        Ok(Pair {
            cases: [store::cases_of(look, a)?, store::cases_of(look, b)?],
            waits: store::waits(look, a, b)?,
            a: one,
            b: other,
            two,
        })
    })
    .await
}

/// Which form of the page was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Same,
    Two,
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, Form::Same, &Fields::default(), &Invalid::default()).await
}

fn most() -> u32 {
    u32::try_from(NOTE).unwrap_or(u32::MAX)
}

async fn show(ctx: &Ctx, form: Form, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let pair = read(ctx).await?;
    let (a, b) = (&pair.a, &pair.b);
    let blank = (Fields::default(), Invalid::default());
    let of = |this: Form| if form == this { (fields, invalid) } else { (&blank.0, &blank.1) };
    let (same, wrong) = of(Form::Same);
    let (two, wrong_two) = of(Form::Two);
    let here = format!("/people/{}/same-as/{}", a.id, b.id);
    let record = |p: &Person, cases: &[CaseOf], which: &str| {
        let refs: Vec<String> = cases.iter().map(|c| c.reference.to_string()).collect();
        let refs = if refs.is_empty() { "no case".to_owned() } else { refs.join(", ") };
        kit::choice(p.id.to_string(), format!("The {which} record: {}, {refs}", p.name()))
    };
    let body = html! {
        (layout::page_heading(None, "Is this one person?"))
        (side_by_side(a, b, ["First record", "Second record"], [&pair.cases[0], &pair.cases[1]]))
        @if let Some((said, by)) = &pair.two {
            (kit::inset_text(html! {
                p class="govuk-body" { "These are two people, said " (by) " on " (Moment(said.at)) ": " (said.why) }
            }))
            (ctx.form(&format!("/people/{}/not-same/{}/lift", a.id, b.id), &Fields::default(), html! {
                (kit::button("Take that back").secondary().once())
            }))
        } @else if let Some(waits) = pair.waits {
            (kit::inset_text(html! { "This pair is proposed already. " a class="govuk-link" href={ "/same-person/" (waits) } { "Look at the proposal" } }))
        } @else {
            h2 class="govuk-heading-m" { "They are one person" }
            p class="govuk-body" { "Another person decides. Both records stay as they are: the one that is not kept in front points to the other, its cases stay where they are, and it can be undone at any time. The sealed link of either to before adoption is neither read nor changed." }
            (ctx.form(&here, same, html! {
                (kit::radios("kept", kit::legend("Which record is kept in front?").size(Size::S), vec![
                    record(a, &pair.cases[0], "first"), record(b, &pair.cases[1], "second"),
                ]).hint("Its name and contact are shown from then on.").value(same.raw("kept")).error(wrong.of("kept")))
                (kit::character_count("why", kit::label("How do you know that it is one person?"), most()).rows(3)
                    .value(same.raw("why")).error(wrong.of("why")))
                (kit::button("Propose that they are one person").once())
            }))
            h2 class="govuk-heading-m" { "They are two people" }
            p class="govuk-body" { "Such as twins, or a cousin of the same name. The pair is not proposed again." }
            (ctx.form(&format!("/people/{}/not-same/{}", a.id, b.id), two, html! {
                (kit::character_count("why", kit::label("How do you know that they are two people?"), most()).id(if form == Form::Two { "why" } else { "why-two" }).rows(3)
                    .value(two.raw("why")).error(wrong_two.of("why")))
                (kit::button("Record that they are two people").secondary().once())
            }))
        }
    };
    Ok(ctx.page("Is this one person?", body).dense().errors(invalid).respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let (a, b) = (ctx.id::<PersonKind>("id")?, ctx.id::<PersonKind>("other")?);
    let mut fields = ctx.fields()?;
    let input = match propose::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, Form::Same, &fields, &invalid).await,
    };
    let done = ctx
        .act("propose that two records are one person", move |act| {
            let id = propose::run(act, a, b, &input)?;
            Ok(Answer::see(format!("/same-person/{id}")).saying("It is proposed. Another person decides."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, Form::Same, &fields, &mend(error)?).await,
        ok => ok,
    }
}

pub(super) async fn two(ctx: Ctx) -> Result<Response> {
    let (a, b) = (ctx.id::<PersonKind>("id")?, ctx.id::<PersonKind>("other")?);
    let mut fields = ctx.fields()?;
    let why = match not_same::fields(&mut fields) {
        Ok(why) => why,
        Err(invalid) => return show(&ctx, Form::Two, &fields, &invalid).await,
    };
    let done = ctx
        .act("record that two records are two people", move |act| {
            not_same::say(act, a, b, &why)?;
            Ok(Answer::see(format!("/people/{a}/same-as/{b}"))
                .saying("It is recorded. The pair is not proposed again."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, Form::Two, &fields, &mend(error)?).await,
        ok => ok,
    }
}

pub(super) async fn lift(ctx: Ctx) -> Result<Response> {
    let (a, b) = (ctx.id::<PersonKind>("id")?, ctx.id::<PersonKind>("other")?);
    ctx.act("take back that two records are two people", move |act| {
        not_same::lift(act, a, b)?;
        Ok(Answer::see(format!("/people/{a}/same-as/{b}")).saying("It is taken back."))
    })
    .await
}
