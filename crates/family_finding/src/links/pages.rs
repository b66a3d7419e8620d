//! Links as family finders and decision makers see them.

use access::{
    accounts,
    actions::{DecideLink, MakeLink, ViewMatching},
    finding::FamilyLink,
    organisations,
};
use kernel::{Id, Invalid, Moment, Result, kinds::Account};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Route, csv_file,
    kit::{self, Markup, Size, Tone, html, layout},
    mend,
};

use super::{
    actions,
    form::{self, Did},
    model::{PanelAdvice, Stage},
    store::{self, Link},
};
use crate::{
    adopters::{pages::offer_rows, store as adopters},
    matching::{
        pages::{both_sides, scored},
        store as matching,
    },
    shared::{NOTE, day, points, radios_of, version_of},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/links", list)
            .needs::<ViewMatching>()
            .personal()
            .about("The agency's links between children and families, the newest first"),
        Route::get("/links.csv", csv).needs::<ViewMatching>().personal().about("The links as a file"),
        Route::get("/matching/{id}/links/new", ask)
            .needs::<MakeLink>()
            .personal()
            .about("The page on which a family is considered for children; ?adopter= names it"),
        Route::post("/matching/{id}/links/new", make)
            .needs::<MakeLink>()
            .personal()
            .about("Consider a family for children, with what speaks for and against")
            .body(|f| drop(form::fields(f))),
        Route::get("/links/{id}", show)
            .needs::<ViewMatching>()
            .personal()
            .about("A link, its steps and reasons"),
        Route::post("/links/{id}/step", step)
            .needs::<MakeLink>()
            .personal()
            .about("Take a link one step on, or end it")
            .body(|f| drop(form::step_fields(f))),
        Route::post("/links/{id}/decision", decide)
            .needs::<DecideLink>()
            .personal()
            .about("Record the decision maker's decision")
            .body(|f| drop(form::decision_fields(f))),
    ]
}

fn stage_tag(stage: Stage) -> kit::Tag {
    kit::tag(stage.label()).tone(match stage {
        Stage::Considering => Tone::Soon,
        Stage::Placed => Tone::Good,
        Stage::Ended => Tone::Quiet,
        _ => Tone::Calm,
    })
}

/// The links of a group, in a few lines.
pub(crate) fn short_list(links: &[Link]) -> Markup {
    html! {
        @if links.is_empty() { (kit::nothing_here("No family was considered yet.")) }
        @else { ul class="govuk-list" { @for l in links {
            li {
                a class="govuk-link" href={ "/links/" (l.id) } { (l.reference) }
                ", family " (l.household.1) " " (stage_tag(l.stage))
            }
        } } }
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ViewMatching>()?, after)).await?;
    let body = html! {
        (layout::page_heading(None, "Links"))
        p class="govuk-body" { "Families who are or were considered for your agency's children. A link begins on the page of the children." }
        @if rows.items.is_empty() { (kit::nothing_here("No link was made yet.")) }
        @else {
            (kit::table(["Link", "Children", "Family", "Made", "Stage"].map(kit::cell).to_vec(), rows.items.iter().map(|l| vec![
                kit::cell(html! { a class="govuk-link" href={ "/links/" (l.id) } { (l.reference) } }),
                kit::cell(l.group.1.as_str()),
                kit::cell(l.household.1.as_str()),
                kit::cell(Moment(l.made).to_string()),
                kit::cell(html! { (stage_tag(l.stage)) }),
            ]).collect()).caption("Links").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|n| format!("/links?after={n}"))))
            p class="govuk-body" { a class="govuk-link" href="/links.csv" { "Download the links as a CSV file" } }
        }
    };
    Ok(ctx.page("Links", body).dense().respond())
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::list(look, &look.agency::<ViewMatching>()?, None, None)).await?;
    let head = [
        "link",
        "children",
        "family",
        "route",
        "stage",
        "fit",
        "between_agencies",
        "made_at",
        "panel_on",
        "decided_on",
        "introductions_on",
        "placed_on",
    ];
    let lines = rows.items.into_iter().map(|l| {
        let date = |d: Option<kernel::Date>| d.map_or_else(String::new, |d| d.to_string());
        vec![
            l.reference.to_string(),
            l.group.1.clone(),
            l.household.1.clone(),
            l.route.code().to_owned(),
            l.stage.code().to_owned(),
            points(l.fit),
            if l.is_between_agencies() { "yes" } else { "no" }.to_owned(),
            l.made.to_string(),
            date(l.panel.as_ref().map(|p| p.0)),
            date(l.decision.as_ref().map(|d| d.0)),
            date(l.introductions),
            date(l.placed),
        ]
    });
    csv_file("links", &head, lines)
}

async fn ask(ctx: Ctx) -> Result<Response> {
    let fields = Fields::filled([("adopter", ctx.query().raw("adopter").to_owned())]);
    make_form(&ctx, &fields, &Invalid::default()).await
}

fn words(name: &str, label: &str, hint: &'static str, fields: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (kit::character_count(name, kit::label(label.to_owned()).size(Size::S), u32::try_from(NOTE).unwrap_or(u32::MAX))
            .hint(hint).rows(4).value(fields.raw(name)).error(wrong.of(name)))
    }
}

async fn make_form(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let pair = crate::matching::pages::pair_of(ctx, fields.raw("adopter").parse()?).await?;
    let (id, reference) = (pair.waiting.id, &pair.profile.offer.reference);
    let body = html! {
        (layout::page_heading(Some(&pair.waiting.group.reference), format!("Consider family {reference}")))
        p class="govuk-body" { (scored(&pair)) }
        @for bar in &pair.why.bars { (kit::warning_text(bar.label())) }
        (both_sides(&pair))
        h2 class="govuk-heading-m" { "What they offer" }
        (kit::summary_list(offer_rows(&pair.profile.offer, false)))
        (ctx.form(&format!("/matching/{id}/links/new"), fields, html! {
            (kit::hidden("adopter", &pair.profile.id.to_string()))
            (words("speaks-for", "What speaks for this family?", "In your own words, from what you know of both. The suggestion above is not your judgement.", fields, wrong))
            (words("against", "What speaks against it?", "If nothing does, say how you know.", fields, wrong))
            (kit::button("Consider this family").once())
        }))
    };
    let page = ctx.page("Consider a family", body).dense();
    Ok(page.back(format!("/matching/{id}"), "Back to the children").errors(wrong).respond())
}

async fn make(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return make_form(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("consider a family", move |act| {
        let (link, _) = actions::make_link(act, id, &input)?;
        Ok(Answer::see(format!("/links/{link}")).saying("The family is being considered."))
    });
    match done.await {
        Err(error) => make_form(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}

async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

/// A link with all that its page shows.
struct Whole {
    link: Link,
    children: String,
    offer: crate::matching::offer::Offer,
    approved_by: String,
    made_by: String,
    decided_by: String,
    may: bool,
    may_decide: bool,
}

fn name_of(look: &access::Look<'_>, id: Option<Id<Account>>) -> Result<String> {
    id.map_or_else(|| Ok("Another system".to_owned()), |id| Ok(accounts::by_id(look, id)?.name))
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<FamilyLink>("id")?;
    let whole = ctx
        .read(move |look| {
            let link = store::one(look, &look.one::<ViewMatching, FamilyLink>(id)?)?;
            let decided_by = match &link.decision {
                Some((_, _, by, _)) => name_of(look, *by)?,
                None => String::new(),
            };
            Ok(Whole {
                children: matching::of_link(look, link.group.0)?.called(),
                offer: adopters::of_link(look, link.household.0)?.offer,
                approved_by: organisations::by_id(look, link.approved_by)?.name,
                made_by: name_of(look, link.made_by)?,
                decided_by,
                may: look.may::<MakeLink>(),
                may_decide: look.may::<DecideLink>(),
                link,
            })
        })
        .await?;
    let l = &whole.link;
    let body = html! {
        (layout::page_heading(Some("Link"), l.reference.as_str()))
        (kit::summary_list(summary(&whole)))
        h2 class="govuk-heading-m" { "Steps" }
        (kit::timeline(&steps(&whole)))
        (kit::print_button("Print this page"))
        p class="govuk-body" { (l.stage.next_words()) }
        @if l.stage == Stage::Panel && whole.may_decide {
            (decision_form(ctx, &whole, fields, wrong))
        }
        @if l.stage != Stage::Ended && whole.may {
            (step_form(ctx, &whole, fields, wrong))
        }
        (kit::details("What the family offers", html! { (kit::summary_list(offer_rows(&whole.offer, false))) }))
    };
    let page = ctx.page(format!("Link {}", l.reference), body).dense();
    Ok(page.back("/links", "Back to links").errors(wrong).respond())
}

fn summary(whole: &Whole) -> Vec<kit::Row> {
    let l = &whole.link;
    let fee = if l.is_between_agencies() {
        format!(
            "Yes: {} approved the family, and its fee is due once the children are placed",
            whole.approved_by
        )
    } else {
        "No: the same agency approved the family".to_owned()
    };
    vec![
        kit::row("Stage", html! { (stage_tag(l.stage)) }),
        kit::row(
            "Children",
            html! {
                a class="govuk-link" href={ "/matching/" (l.group.0) } { (l.group.1) } ", " (whole.children)
            },
        ),
        kit::row("Family", l.household.1.as_str()),
        kit::row("How they come to the family", l.route.label()),
        kit::row("Between agencies", fee),
        kit::row("Fit when it was made", format!("{} of 100", points(l.fit))),
        kit::row("Speaks for it", l.speaks_for.as_str()),
        kit::row("Speaks against it", l.against.as_str()),
    ]
}

fn steps(whole: &Whole) -> Vec<kit::Event> {
    let l = &whole.link;
    let mut steps = vec![
        kit::event(Moment(l.made).to_string(), "Considered")
            .datetime(l.made.to_string())
            .by(whole.made_by.as_str()),
    ];
    let on =
        |date: kernel::Date, title: &str| kit::event(day(date), title.to_owned()).datetime(date.to_string());
    if let Some((date, says, words)) = &l.panel {
        steps.push(on(*date, says.label()).body(words.as_str()));
    }
    if let Some((date, yes, _, words)) = &l.decision {
        let title = if *yes { "The decision maker agreed" } else { "The decision maker did not agree" };
        steps.push(on(*date, title).body(words.as_str()).by(whole.decided_by.as_str()));
    }
    steps.extend(l.introductions.map(|d| on(d, "Introductions began")));
    steps.extend(l.placed.map(|d| on(d, "The children moved in")));
    if let Some((at, words)) = l.ended.as_ref().filter(|(_, words)| !words.is_empty()) {
        let title = if l.decision.as_ref().is_some_and(|d| d.1) { "Reversed" } else { "Ended" };
        steps.push(kit::event(Moment(*at).to_string(), title).datetime(at.to_string()).body(words.as_str()));
    }
    steps.reverse();
    steps
}

fn decision_form(ctx: &Ctx, whole: &Whole, fields: &Fields, wrong: &Invalid) -> Markup {
    let l = &whole.link;
    html! {
        h2 class="govuk-heading-m" { "The decision maker's decision" }
        (ctx.form(&format!("/links/{}/decision", l.id), fields, html! {
            (kit::hidden("version", &version_of(fields, wrong, l.version)))
            (kit::radios("agreed", kit::legend("Is it agreed?").size(Size::S), vec![
                kit::choice("yes", "Yes, the children may be placed with this family"),
                kit::choice("no", "No. The link ends"),
            ]).small().value(fields.raw("agreed")).error(wrong.of("agreed")))
            (kit::date_input("on", "Day of the decision").values(fields.date_parts("on")).error(wrong.of("on")))
            (kit::textarea("words", "Reasons").id("decided-words").rows(4).value(fields.raw("words")).error(wrong.of("words")))
            (kit::button("Record the decision").once())
        }))
    }
}

fn step_form(ctx: &Ctx, whole: &Whole, fields: &Fields, wrong: &Invalid) -> Markup {
    let l = &whole.link;
    let next = match l.stage {
        Stage::Considering => Some(Did::Link),
        Stage::Linked => Some(Did::Panel),
        Stage::Agreed => Some(Did::Introduce),
        Stage::Introductions => Some(Did::Place),
        Stage::Panel | Stage::Placed | Stage::Ended => None,
    };
    let version = version_of(fields, wrong, l.version);
    let to = format!("/links/{}/step", l.id);
    let typed = |did: Did| fields.raw("did") == did.code();
    let blank = Fields::default();
    html! {
        @if let Some(did) = next {
            @let f = if typed(did) { fields } else { &blank };
            h2 class="govuk-heading-m" { (did.label()) }
            (ctx.form(&to, f, html! {
                (kit::hidden("version", &version))
                (kit::hidden("did", did.code()))
                @if did != Did::Link {
                    (kit::date_input("on", "Day").values(f.date_parts("on")).error(wrong.of("on")))
                }
                @if did == Did::Panel {
                    (radios_of::<PanelAdvice>("advice", "What did the panel advise?", f, wrong))
                    (kit::textarea("words", "The panel's reasons").rows(4).value(f.raw("words")).error(wrong.of("words")))
                }
                (kit::button(did.label()).once())
            }))
        }
        @let f = if typed(Did::End) { fields } else { &blank };
        h2 class="govuk-heading-m" { (if l.stage == Stage::Placed { "The placement ends" } else { "End this link" }) }
        (ctx.form(&to, f, html! {
            (kit::hidden("version", &version))
            (kit::hidden("did", Did::End.code()))
            (kit::textarea("words", "Why does it end?").id("end-words").rows(3)
                .value(f.raw("words")).error(wrong.of("words").filter(|_| typed(Did::End))))
            (kit::button("End this link").warning().once())
        }))
    }
}

async fn step(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FamilyLink>("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::step_fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("take a link a step on", move |act| {
        actions::take_step(act, id, &input)?;
        Ok(Answer::see(format!("/links/{id}")).saying("The step is recorded."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}

async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<FamilyLink>("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::decision_fields(&mut fields) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("decide on a link", move |act| {
        actions::decide_link(act, id, &input)?;
        Ok(Answer::see(format!("/links/{id}")).saying("The decision is recorded."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &mend(error)?).await,
        ok => ok,
    }
}
