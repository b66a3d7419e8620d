//! One group of children: who they are, families who might fit, and their links.

use access::{
    actions::{EditMatching, MakeLink, ViewMatching},
    finding::{Household, WaitingGroup},
};
use kernel::{Invalid, Result};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Markup, Size, html, layout},
    mend,
};

use super::{ages, both_sides, scored, state_tag, suggested_families};
use crate::{
    adopters::store as adopters,
    links::{pages::short_list, store as links},
    matching::{
        actions, form,
        store::{self, GroupState, Waiting},
        view::{self, Pair},
        words::Contact,
    },
    shared::{NOTE, council_name, day, version_of},
};

fn children(w: &Waiting, today: kernel::Date, may: bool) -> Markup {
    let rows = w.names.iter().zip(&w.group.children).zip(&w.ids).map(|(((first, number), child), id)| {
        let needs: Vec<String> =
            child.needs.iter().map(|(n, k)| format!("{}: {}", n.label(), k.label().to_lowercase())).collect();
        let mut row = vec![
            kit::cell(first.as_str()),
            kit::cell(format!("{} ({})", day(child.born), kernel::age_on(child.born, today).unwrap_or(0))),
            kit::cell(child.sex.label()),
            kit::cell(if needs.is_empty() { "None recorded".to_owned() } else { needs.join("; ") }),
            kit::cell(child.health.label()),
            kit::cell(if number.is_empty() { "Not recorded" } else { number.as_str() }),
        ];
        if may {
            row.push(kit::cell(html! {
                a class="govuk-link" href={ "/matching/" (w.id) "/correct?child=" (id) } {
                    "Correct" span class="govuk-visually-hidden" { " what is recorded of " (first) }
                }
            }));
        }
        row
    });
    let mut head =
        ["Name", "Born (age)", "Sex", "Needs", "Health", "Number in the return"].map(kit::cell).to_vec();
    if may {
        head.push(kit::cell("Change"));
    }
    html! {
        (kit::table(head, rows.collect()).caption("The children").caption_classes("govuk-visually-hidden")
            .first_cell_is_header().scrolling())
    }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let (w, pairs, linked, may, may_link) = ctx
        .read(move |look| {
            let grant = look.one::<ViewMatching, WaitingGroup>(id)?;
            let w = store::one(look, &grant)?;
            let pairs = match w.state {
                GroupState::Waiting => view::families_for(look, &look.agency::<ViewMatching>()?, &w)?,
                _ => Vec::new(),
            };
            let linked = links::of_group(look, &grant)?;
            Ok((w, pairs, linked, look.may::<EditMatching>(), look.may::<MakeLink>()))
        })
        .await?;
    let (g, today) = (&w.group, ctx.today());
    let avoid: Vec<&str> = g.avoid.iter().map(|c| council_name(c)).collect();
    let matters: Vec<&str> =
        [g.heritage.map(|v| v.label()), g.language.map(|v| v.label()), g.faith.map(|v| v.label())]
            .into_iter()
            .flatten()
            .collect();
    let body = html! {
        (layout::page_heading(Some(&g.reference), w.called()))
        (kit::summary_list(vec![
            kit::row("State", html! { (state_tag(w.state)) }),
            kit::row("Who", format!("{}, {}", g.who(), ages(&w, today))),
            kit::row("A family is looked for since", format!("{}: {} days", day(g.since), g.waited(today))),
            kit::row("How they come to a family", g.route.label()),
            kit::row("Contact expected", if g.contact == Contact::None { "None" } else { g.contact.label() }),
            kit::row("Council", council_name(&g.council)),
            kit::row("Must not live in", if avoid.is_empty() { "Nowhere named".to_owned() } else { avoid.join(", ") }),
            kit::row("What matters to them", if matters.is_empty() { "Nothing recorded".to_owned() } else { matters.join(", ") }),
            kit::row("What they are like", if w.profile.is_empty() { "Not recorded" } else { w.profile.as_str() }),
        ]))
        (children(&w, today, may))
        @if may {
            (kit::button_group(html! {
                @if w.state == GroupState::Waiting {
                    a class="govuk-link" href={ "/matching/" (id) "/children" } { "Add a brother or sister" } " "
                }
                a class="govuk-link" href={ "/matching/" (id) "/change" } { "Change what is recorded" }
            }))
        }
        h2 class="govuk-heading-m" { "Links" }
        (short_list(&linked))
        @if w.state == GroupState::Waiting {
            h2 class="govuk-heading-m" { "Families who might fit" }
            (kit::details("How these are found", html! {
                p { "Every ready family of your agency, and of every other agency where the family agreed to be seen, is held against the children. What the family is approved for, room for all the children, places to avoid and strong needs that they cannot meet are bars. All else is a fit out of 100." }
                p { "Ethnic background, language and faith can bring a family nearer and never keep one away. How much each counts stands in a file with its day; the numbers are assumptions of Hearth, not research." }
            }))
            (suggested_families(&pairs, may_link))
        }
        @if may && matches!(w.state, GroupState::Waiting | GroupState::Withdrawn) {
            @let (to, title) = if w.state == GroupState::Waiting { (GroupState::Withdrawn, "A family is no longer looked for") } else { (GroupState::Waiting, "A family is looked for again") };
            h2 class="govuk-heading-m" { (title) }
            (ctx.form(&format!("/matching/{id}/state"), fields, html! {
                (kit::hidden("version", &version_of(fields, wrong, w.version)))
                (kit::hidden("state", to.code()))
                (kit::textarea("reason", "Why").rows(2).value(fields.raw("reason")).error(wrong.of("reason")))
                (kit::button("Save").secondary().once())
            }))
        }
    };
    // The tab's title names nobody: titles end up in histories and screen shares.
    let title = format!("Children {}", g.reference);
    Ok(ctx.page(title, body).back("/matching", "Back to children waiting").dense().errors(wrong).respond())
}

pub(super) async fn state(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let mut fields = ctx.fields()?;
    let (version, to, reason) = match form::state_fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("say whether a family is looked for", move |act| {
        actions::withdraw_group(act, id, version, to, &reason)?;
        Ok(Answer::see(format!("/matching/{id}")).saying("It is saved."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}

/// One pair of the agency's children and a family that it may see.
pub(crate) async fn pair_of(ctx: &Ctx, family: kernel::Id<Household>) -> Result<Pair> {
    let id = ctx.id::<WaitingGroup>("id")?;
    ctx.read(move |look| {
        let waiting = store::one(look, &look.one::<EditMatching, WaitingGroup>(id)?)?;
        let profile = adopters::seen_by(look, &look.agency::<ViewMatching>()?, family)?;
        let why = view::one(look, &waiting, &profile)?;
        Ok(Pair { waiting, profile, why })
    })
    .await
}

pub(super) async fn ask_pass(ctx: Ctx) -> Result<Response> {
    let fields = Fields::filled([("adopter", ctx.query().raw("adopter").to_owned())]);
    pass_form(&ctx, &fields, &Invalid::default()).await
}

async fn pass_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let pair = pair_of(ctx, fields.raw("adopter").parse()?).await?;
    let (id, reference) = (pair.waiting.id, &pair.profile.offer.reference);
    let body = html! {
        (layout::page_heading(Some(&pair.waiting.group.reference), format!("Pass over family {reference}")))
        p class="govuk-body" { (scored(&pair)) }
        (both_sides(&pair))
        (ctx.form(&format!("/matching/{id}/pass-over"), fields, html! {
            (kit::hidden("adopter", &pair.profile.id.to_string()))
            (kit::character_count("words", kit::label("Why is this family not considered?").size(Size::S), u32::try_from(NOTE).unwrap_or(u32::MAX))
                .hint("Whoever looks for missed matches reads this. The family does not.")
                .rows(3).value(fields.raw("words")).error(wrong.of("words")))
            (kit::button("Pass over").once())
        }))
    };
    let page = ctx.page("Pass a family over", body).dense();
    Ok(page.back(format!("/matching/{id}"), "Back to the children").errors(wrong).respond())
}

pub(super) async fn pass(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingGroup>("id")?;
    let mut fields = ctx.fields()?;
    let (family, words) = match form::pass_fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return pass_form(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("pass a family over", move |act| {
        actions::pass_over(act, id, family, &words)?;
        Ok(Answer::see(format!("/matching/{id}")).saying("The reason is kept."))
    });
    match done.await {
        Err(error) => pass_form(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}
