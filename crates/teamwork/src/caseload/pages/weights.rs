//! What weighs how much, and the form with which an agency sets its own.

use access::{
    accounts::{self, Account},
    actions::{ViewTeam, WeighCases},
};
use kernel::{Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, layout},
};

use crate::{
    caseload::{
        actions,
        model::{Part, Weights, name_of, shipped},
        store,
    },
    words::{download, fine, parts},
};

struct Shown {
    weights: Weights,
    workers: Vec<Account>,
    may_set: bool,
}

async fn read(ctx: &Ctx) -> Result<Shown> {
    ctx.read(|look| {
        let grant = look.agency::<ViewTeam>()?;
        Ok(Shown {
            weights: store::weights(look, &grant)?,
            workers: accounts::colleagues(look, grant.agency())?,
            may_set: look.may::<WeighCases>(),
        })
    })
    .await
}

/// What a line is called: a worker by name.
fn called<'a>(s: &'a Shown, part: Part, code: &'a str) -> Result<&'a str> {
    if part == Part::Share {
        let worker = s.workers.iter().find(|w| w.id.to_string() == code);
        return Ok(worker.map_or("Somebody who has left", |w| w.name.as_str()));
    }
    name_of(part, code)
}

pub(in crate::caseload) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let s = read(ctx).await?;
    let rows = s
        .weights
        .lines()
        .map(|(part, code, points, own)| {
            let unit = match part {
                Part::Alarm => "days",
                Part::Share => "per cent",
                _ => "points",
            };
            Ok(vec![
                kit::cell(part.label()),
                kit::cell(called(&s, part, code)?),
                kit::cell(format!("{points} {unit}")),
                kit::cell(if own { "Your agency’s own" } else { "Hearth’s default, not confirmed" }),
            ])
        })
        .collect::<Result<Vec<_>>>()?;
    let body = html! {
        (layout::page_heading(Some("Your team"), "What weighs how much"))
        (parts(ctx, "/team/weights"))
        p class="govuk-body" {
            "A case’s points are the sum of the lines that fit it. Hearth knows of no guidance that gives such figures, so that each of its own is \
             marked as not confirmed: set yours once you know what a case asks of your people."
        }
        (kit::table(["Kind", "What", "How much", "From where"].map(kit::cell).to_vec(), rows)
            .caption("What holds today").caption_classes("govuk-visually-hidden").scrolling())
        (download("/team/weights.csv"))
        @if s.may_set { (form(ctx, &s, f, wrong)?) }
    };
    let page = ctx.page("What weighs how much", body).back("/team", "Your team").dense();
    Ok(page.errors(wrong).respond())
}

/// One list of all that can be set, `part:code`, so that nobody has to match two lists.
fn form(ctx: &Ctx, s: &Shown, f: &Fields, wrong: &Invalid) -> Result<Markup> {
    let mut options = vec![(String::new(), "Choose".to_owned())];
    for line in shipped()? {
        options.push((format!("{}:{}", line.part.code(), line.code), line.name.clone()));
    }
    for worker in &s.workers {
        options.push((
            format!("share:{}", worker.id),
            format!("Share of full time of {}, in per cent", worker.name),
        ));
    }
    options.push(("travel:".to_owned(), "The way to a council, by its code below".to_owned()));
    Ok(html! {
        h2 class="govuk-heading-m" { "Set your own" }
        p class="govuk-body" { "It holds from its day on. What held before is kept, so that a past day is weighed as it was." }
        (ctx.form("/team/weights", f, html! {
            (kit::select("what", "What", options).value(f.raw("what")).error(wrong.of("what")))
            (kit::input("council", "Council’s code, for the way to a council").hint("Three digits, such as 881")
                .width(3).value(f.raw("council")))
            (kit::input("points", "How much").whole_number().width(4).value(f.raw("points")).error(wrong.of("points")))
            (kit::date_input("from", kit::legend("From which day on").size(kit::Size::S))
                .values(f.date_parts("from")).error(wrong.of("from")))
            (kit::button("Set it").once())
        }))
    })
}

/// The page sends one choice where the API sends two fields.
fn parted(f: &Fields) -> Fields {
    let (part, code) = f.raw("what").split_once(':').unwrap_or_default();
    let code = if part == Part::Travel.code() && code.is_empty() { f.raw("council") } else { code };
    let sent = f.sent().iter().filter(|(name, _)| name != "part" && name != "code").cloned();
    let mut all: Vec<(String, String)> = sent.collect();
    all.extend([("part".to_owned(), part.to_owned()), ("code".to_owned(), code.to_owned())]);
    Fields::filled(all)
}

/// What is wrong with the one choice stands beside it.
fn beside(mut invalid: Invalid) -> Invalid {
    for error in &mut invalid.0 {
        if error.field == "part" || error.field == "code" {
            error.field = "what".into();
        }
    }
    invalid
}

pub(in crate::caseload) async fn set(ctx: Ctx) -> Result<Response> {
    let fields = ctx.fields()?;
    let mut f = if fields.raw("what").is_empty() { fields.clone() } else { parted(&fields) };
    let input = match actions::fields(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &beside(invalid)).await,
    };
    let done = ctx.act("set a weight", move |act| {
        actions::set(act, &input)?;
        Ok(Answer::see("/team/weights").saying("It is set, and holds from its day on."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &beside(page::mend(error)?)).await,
        done => done,
    }
}

pub(in crate::caseload) async fn csv(ctx: Ctx) -> Result<Response> {
    let s = read(&ctx).await?;
    let rows = s.weights.lines().map(|(part, code, points, own)| {
        let whose = if own { "agency" } else { "shipped" };
        vec![part.code().to_owned(), code.to_owned(), points.to_string(), whose.to_owned()]
    });
    csv_file("weights", &["part", "code", "points", "from_where"], rows.collect::<Vec<_>>())
}
