//! The guide as anybody reads it, and as an agency keeps it.

use access::{
    Look, accounts,
    actions::{GiveGuide, KeepGuides, ViewGuides},
    organisations,
};
use kernel::{Id, Invalid, Result, kinds::Organisation, local_date};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Rows, csv_file,
    kit::{self, Size, layout},
};

use super::{
    actions, draw, form,
    model::{self, Guide, Part, Reading, Text, shipped},
    store::{self, NotGiven},
};
use crate::{front_door::form::councils, words::NOTE};

fn day(on: kernel::Date) -> String {
    on.strftime("%-d %B %Y").to_string()
}

/// The reading that an address asks for: the older one where it asks for none.
fn asked(ctx: &Ctx) -> Reading {
    Reading::from_code(ctx.query().raw("reading")).unwrap_or(Reading::Older)
}

struct Public {
    agency: Option<(String, Text)>,
    councils: Vec<organisations::Organisation>,
    council: String,
}

fn of_public(look: &Look<'_>, council: &str, reading: Reading) -> Result<Public> {
    let home = organisations::home(look)?;
    let agency: Option<Id<Organisation>> = match home {
        Some(home) => Some(home),
        None if council.is_empty() => None,
        None => organisations::agency_of(look, council, look.today())?,
    };
    // Where one agency is at home here, whose guide it is does not depend on the council.
    let councils = if home.is_some() { Vec::new() } else { councils(look)? };
    let agency = match agency {
        None => None,
        Some(id) => {
            Some((organisations::by_id(look, id)?.name, store::holding(look, id, reading, look.today())?))
        }
    };
    Ok(Public { agency, councils, council: council.to_owned() })
}

pub(super) async fn public(ctx: Ctx) -> Result<Response> {
    let council: String =
        ctx.query().raw("council").chars().filter(char::is_ascii_alphanumeric).take(10).collect();
    let reading = asked(&ctx);
    let p = ctx.read(move |look| of_public(look, &council, reading)).await?;
    let other = match reading {
        Reading::Younger => (Reading::Older, "Read the guide from about 11"),
        Reading::Older => (Reading::Younger, "Read the guide for younger children, together with an adult"),
    };
    let text = match &p.agency {
        Some((_, text)) => text.clone(),
        None => model::default_text(reading)?,
    };
    let none = std::iter::once((String::new(), "Choose a council".to_owned()));
    let choices = none.chain(p.councils.iter().map(|c| (c.code.clone(), c.name.clone())));
    let body = html! {
        (layout::page_heading(p.agency.as_ref().map(|(name, _)| name.as_str()), "A guide for you"))
        p class="govuk-body hearth-no-print" {
            a class="govuk-link" href={ "/childrens-guide?reading=" (other.0.code()) "&council=" (p.council) } { (other.1) }
        }
        (draw::shown(reading, &text)?)
        (kit::print_button("Print this guide"))
        @if !p.councils.is_empty() {
            h2 class="govuk-heading-m hearth-no-print" { "Where do you live?" }
            (layout::filters("/childrens-guide", html! {
                (kit::hidden("reading", reading.code()))
                (kit::select("council", "Council", choices).value(p.council))
            }))
        }
    };
    Ok(ctx.page("A guide for you", body).back("/", "Back").respond())
}

struct Kept {
    texts: Vec<(Reading, Text)>,
    with_support: i64,
    given: i64,
    rows: Rows<NotGiven>,
    may_give: bool,
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let k = ctx
        .read(move |look| {
            let grant = look.agency::<ViewGuides>()?;
            let text = |reading: &Reading| {
                Ok((*reading, store::holding(look, grant.agency(), *reading, look.today())?))
            };
            let (with_support, given) = store::counted(look, &grant)?;
            Ok(Kept {
                texts: Reading::ALL.iter().map(text).collect::<Result<_>>()?,
                with_support,
                given,
                rows: store::not_given(look, &grant, after)?,
                may_give: look.may::<GiveGuide>(),
            })
        })
        .await?;
    let texts = k.texts.iter().map(|(reading, text)| {
        kit::row(
            reading.label(),
            html! { a class="govuk-link" href={ "/childrens-guides/" (reading.code()) } {
                @match text.from { Some(from) => { "Version " (text.number) ", since " (day(from)) }, None => "Hearth’s text: your agency has not written its own" }
            } },
        )
    });
    let body = html! {
        (layout::page_heading(None, "Children’s Guide"))
        p class="govuk-body" { "Every child with support is given the guide, or whoever cares for them is, in words that fit their age (National Minimum Standard 18.6). Add how your agency is reached, and answer yourselves for any number that you enter." }
        (kit::summary_list(texts.collect()))
        p class="govuk-body" {
            a class="govuk-link" href="/childrens-guide" { "The page that anybody reads, and prints" } " · "
            a class="govuk-link" href="/childrens-guides.csv" { "Download the texts (CSV)" }
        }
        h2 class="govuk-heading-m" { "Not given yet" }
        p class="govuk-body" { "Of " strong { (k.with_support) } " children with support now, " strong { (k.given) } " were given the guide. Those are counted whose case is sealed as well; the list names only those that you may see." }
        @if k.rows.items.is_empty() {
            (kit::nothing_here("Every child with support whom you may see was given the guide."))
        } @else {
            (table(&k))
            @if let Some(next) = k.rows.next { (kit::pagination(None, Some(format!("/childrens-guides?after={next}")))) }
            p class="govuk-body" { a class="govuk-link" href="/childrens-guides/not-given.csv" { "Download who was not given it yet (CSV, without names of children)" } }
        }
    };
    Ok(ctx.page("Children’s Guide", body).dense().respond())
}

fn table(k: &Kept) -> kit::Table {
    let head = ["Child", "Case", "Level of support", "Since", "Coordinator"].map(kit::cell).to_vec();
    let path = if k.may_give { "/childrens-guide" } else { "" };
    let rows = k.rows.items.iter().map(|n| {
        vec![
            kit::cell(n.child.as_str()),
            kit::cell(html! { a class="govuk-link" href={ "/cases/" (n.case) (path) } { (n.reference) } }),
            kit::cell(n.level.label()),
            kit::cell(day(local_date(n.opened))),
            kit::cell(if n.coordinator.is_empty() { "Nobody yet" } else { n.coordinator.as_str() }),
        ]
    });
    kit::table(head, rows.collect())
        .caption("Children with support who were not given the guide")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

pub(super) async fn not_given_file(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(|look| {
            let grant = look.agency::<ViewGuides>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::not_given(look, &grant, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let rows = all.into_iter().map(|n| {
        vec![
            n.reference.to_string(),
            n.level.code().to_owned(),
            local_date(n.opened).to_string(),
            n.coordinator,
        ]
    });
    csv_file("childrens-guide-not-given", &["case", "level", "since", "coordinator"], rows)
}

pub(super) async fn file(ctx: Ctx) -> Result<Response> {
    let texts = ctx
        .read(|look| {
            let agency = look.agency::<ViewGuides>()?.agency();
            let text =
                |reading: &Reading| Ok((*reading, store::holding(look, agency, *reading, look.today())?));
            Reading::ALL.iter().map(text).collect::<Result<Vec<_>>>()
        })
        .await?;
    let mut rows = Vec::new();
    for (reading, text) in texts {
        for (of_hearth, part) in shipped(reading)?.into_iter().zip(Part::ALL) {
            rows.push(vec![
                reading.code().to_owned(),
                text.number.to_string(),
                text.from.map(|d| d.to_string()).unwrap_or_default(),
                part.code().to_owned(),
                of_hearth.heading.clone(),
                text.of(*part).to_owned(),
                of_hearth.source.clone(),
            ]);
        }
    }
    let head = ["reading", "version", "from", "part", "heading", "words", "source_of_hearths_text"];
    csv_file("childrens-guides", &head, rows)
}

pub(super) async fn younger(ctx: Ctx) -> Result<Response> {
    show(&ctx, Reading::Younger, &Fields::default(), &Invalid::default(), None).await
}

pub(super) async fn older(ctx: Ctx) -> Result<Response> {
    show(&ctx, Reading::Older, &Fields::default(), &Invalid::default(), None).await
}

struct One {
    versions: Vec<(Guide, String)>,
    holds: Text,
    may_write: bool,
}

/// `preview` is a text that is not saved yet.
async fn show(
    ctx: &Ctx,
    reading: Reading,
    f: &Fields,
    wrong: &Invalid,
    preview: Option<&Text>,
) -> Result<Response> {
    let s = ctx
        .read(move |look| {
            let grant = look.agency::<ViewGuides>()?;
            let all = store::versions(look, grant.agency(), reading)?;
            let holds = model::holds(&all, reading, look.today())?;
            let named = all.into_iter().map(|guide| {
                let by = match guide.by {
                    Some(by) => accounts::by_id(look, by)?.name,
                    None => "another system".to_owned(),
                };
                Ok((guide, by))
            });
            Ok(One { versions: named.collect::<Result<_>>()?, holds, may_write: look.may::<KeepGuides>() })
        })
        .await?;
    let ahead = s.versions.iter().filter(|(g, _)| {
        g.text.from.is_some_and(|from| from > ctx.today()) && g.text.number > s.holds.number
    });
    let title = format!("Children’s Guide: {}", reading.label().to_lowercase());
    let body = html! {
        (layout::page_heading(Some("Children’s Guide"), reading.label()))
        @if let Some(text) = preview {
            (kit::inset_text("This is how it will read. Nothing is saved yet: save it below, or go on changing it."))
            div class="hearth-message" { (draw::shown(reading, text)?) }
        } @else {
            div class="hearth-message" { (draw::shown(reading, &s.holds)?) }
            (draw::sources(reading)?)
            @for (guide, by) in ahead {
                (kit::details(format!("Version {}, written by {by}, waits for its day", guide.text.number), draw::shown(reading, &guide.text)?))
            }
        }
        @if s.may_write { (write_form(ctx, reading, &s, f, wrong)?) }
        @if !s.versions.is_empty() {
            h2 class="govuk-heading-m" { "Every version" }
            @for (guide, by) in &s.versions {
                @let from = guide.text.from.map(day).unwrap_or_default();
                (kit::details(format!("Version {}, from {from}, written by {by}", guide.text.number), draw::shown(reading, &guide.text)?))
            }
        }
    };
    Ok(ctx.page(&title, body).back("/childrens-guides", "Children’s Guide").dense().errors(wrong).respond())
}

fn write_form(ctx: &Ctx, reading: Reading, s: &One, f: &Fields, wrong: &Invalid) -> Result<Markup> {
    let newest = s.versions.first().map_or(&s.holds, |(guide, _)| &guide.text);
    // What was typed, or else what the newest version says.
    let value = |part: Part| match f.raw(part.code()) {
        "" if f.sent().is_empty() => newest.of(part).to_owned(),
        typed => typed.to_owned(),
    };
    let today = ctx.today();
    let from = match f.date_parts("from") {
        [d, m, y] if d.is_empty() && m.is_empty() && y.is_empty() => {
            [today.day().to_string(), today.month().to_string(), today.year().to_string()]
        }
        typed => typed,
    };
    let most = u32::try_from(NOTE).unwrap_or(u32::MAX);
    let headings = shipped(reading)?;
    Ok(html! {
        h2 class="govuk-heading-m" { "Write a new version" }
        p class="govuk-body" { "Every part must say something: the standard asks for each. Short sentences, words that a child uses. Check each telephone number before you enter it; your agency answers for it." }
        (ctx.form(&format!("/childrens-guides/{}", reading.code()), f, html! {
            (kit::hidden("version", &s.versions.first().map_or(0, |(g, _)| g.text.number).to_string()))
            @for (part, heading) in Part::ALL.iter().zip(headings) {
                (kit::character_count(part.code(), kit::label(part.label()).size(Size::S), most)
                    .hint(format!("Under the heading “{}”", heading.heading)).rows(4)
                    .value(value(*part)).error(wrong.of(part.code())))
            }
            (kit::date_input("from", kit::legend("It holds from").size(Size::S)).values(from).error(wrong.of("from")))
            (kit::button_group(html! {
                (kit::button("Preview").secondary().name_value("do", "preview"))
                (kit::button("Save the new version").name_value("do", "save").once())
            }))
        }))
    })
}

pub(super) async fn write_younger(ctx: Ctx) -> Result<Response> {
    write(ctx, Reading::Younger).await
}

pub(super) async fn write_older(ctx: Ctx) -> Result<Response> {
    write(ctx, Reading::Older).await
}

async fn write(ctx: Ctx, reading: Reading) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match form::text(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, reading, &fields, &invalid, None).await,
    };
    if fields.raw("do") == "preview" {
        return match model::check(&input, ctx.today()) {
            Ok(()) => {
                let next = Text { number: input.number + 1, ..input };
                show(&ctx, reading, &fields, &Invalid::default(), Some(&next)).await
            }
            Err(error) => show(&ctx, reading, &fields, &page::mend(error)?, None).await,
        };
    }
    let done = ctx
        .act("write the children's guide", move |act| {
            actions::write(act, reading, &input)?;
            Ok(Answer::see(format!("/childrens-guides/{}", reading.code()))
                .saying("The new version is saved."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, reading, &fields, &page::mend(error)?, None).await,
        done => done,
    }
}
