//! When the child of a case was given the guide, as workers see and record it.

use access::actions::GiveGuide;
use kernel::{Id, Invalid, Result, kinds::Case};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Size},
};

use super::{
    actions::give as giving,
    form,
    model::{Given, Reading, ToWhom, Way},
    store,
};
use crate::{
    assessment::pages::{day, name_of},
    cases::{
        frame::{self, Head, Tab},
        store::CaseState,
    },
};

type Named = (Given, Option<String>);

async fn read(ctx: &Ctx) -> Result<(Head, Vec<Named>)> {
    let id = ctx.id::<Case>("id")?;
    ctx.read(move |look| {
        let grant = look.one::<GiveGuide, Case>(id)?;
        let all = store::of_case(look, &grant)?
            .into_iter()
            .map(|given| name_of(look, given.by).map(|name| (given, name)))
            .collect::<Result<_>>()?;
        Ok((frame::head(look, &grant)?, all))
    })
    .await
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let (head, all) = read(ctx).await?;
    let here = format!("/cases/{}/childrens-guide", head.id());
    let today = Fields::filled([("on", ctx.today().to_string())]);
    let on = if f.sent().is_empty() { &today } else { f };
    let rows = all.iter().map(|(g, by)| {
        vec![
            kit::cell(day(g.on)),
            kit::cell(g.reading.label()),
            kit::cell(g.version()),
            kit::cell(g.way.label()),
            kit::cell(g.to.label()),
            kit::cell(by.as_deref().unwrap_or("Another system")),
        ]
    });
    let columns = ["On", "Which guide", "Version", "How", "To whom", "Recorded by"].map(kit::cell).to_vec();
    let choices = |all: Vec<(&'static str, &'static str)>| {
        all.into_iter().map(|(code, label)| kit::choice(code, label)).collect::<Vec<_>>()
    };
    let body = html! {
        p class="govuk-body" {
            "The guide says what we do, what the child’s rights are, and whom else they can turn to. "
            @for reading in Reading::ALL {
                a class="govuk-link" href={ "/childrens-guide?reading=" (reading.code()) "&council=" (head.case.council) } { "Open or print it: " (reading.label().to_lowercase()) } ". "
            }
        }
        @if all.is_empty() {
            (kit::nothing_here("The child was not given the guide yet."))
        } @else {
            (kit::table(columns, rows.collect()).caption("When the guide was given").caption_classes("govuk-visually-hidden")
                .first_cell_is_header().scrolling())
            p class="govuk-body" { a class="govuk-link" href={ (here) ".csv" } { "Download this as a CSV file" } }
        }
        @if head.case.state == CaseState::Open {
            h2 class="govuk-heading-m" { "Record that it was given" }
            p class="govuk-body" { "The version that held on that day is noted with it." }
            (ctx.form(&here, f, html! {
                (kit::radios("reading", kit::legend("Which guide?").size(Size::S), choices(Reading::ALL.iter().map(|r| (r.code(), r.label())).collect()))
                    .value(f.raw("reading")).error(wrong.of("reading")))
                (kit::radios("way", kit::legend("How was it given?").size(Size::S), choices(Way::ALL.iter().map(|w| (w.code(), w.label())).collect()))
                    .value(f.raw("way")).error(wrong.of("way")))
                (kit::radios("to", kit::legend("To whom?").size(Size::S), choices(ToWhom::ALL.iter().map(|t| (t.code(), t.label())).collect()))
                    .value(f.raw("to")).error(wrong.of("to")))
                (kit::date_input("on", kit::legend("On which day?").size(Size::S)).values(on.date_parts("on")).error(wrong.of("on")))
                (kit::button("Record it").once())
            }))
        }
    };
    Ok(frame::frame(ctx, &head, Tab::Overview, "Children’s Guide", body).errors(wrong).respond())
}

pub(super) async fn file(ctx: Ctx) -> Result<Response> {
    let (_, all) = read(&ctx).await?;
    let rows = all.into_iter().map(|(g, by)| {
        vec![
            g.on.to_string(),
            g.reading.code().to_owned(),
            g.number.to_string(),
            g.edition,
            g.way.code().to_owned(),
            g.to.code().to_owned(),
            by.unwrap_or_default(),
        ]
    });
    csv_file(
        "childrens-guide-given",
        &["on", "reading", "version", "edition", "way", "to", "recorded_by"],
        rows,
    )
}

pub(super) async fn give(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::given(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("give the children's guide", move |act| {
            giving::run(act, id, &input)?;
            Ok(Answer::see(format!("/cases/{id}/childrens-guide"))
                .saying("It is recorded that the guide was given."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
