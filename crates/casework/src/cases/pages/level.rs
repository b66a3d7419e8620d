//! Changing the level of support, closing a case, opening it again.

use access::actions::{StepCase, ViewCase};
use kernel::{Invalid, Level, Result, kinds, local_date};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size},
};

use crate::{
    cases::{
        actions::step_level,
        frame::{self, Head, Tab},
        levels::{self, LevelChange, Standing},
        store::CaseState,
    },
    words::NOTE,
};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    form(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match step_level::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return form(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("step a case", move |act| {
            step_level::run(act, id, &input)?;
            let said = match input.to {
                Standing::Closed => "The case is closed.",
                _ => "The level of support is changed.",
            };
            Ok(Answer::see(format!("/cases/{id}")).saying(said))
        })
        .await;
    match done {
        Err(error) => form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let (head, moves) = ctx
        .read(move |look| {
            let head = frame::head(look, &look.one::<StepCase, _>(id)?)?;
            Ok((head, levels::of_case(look, &look.one::<ViewCase, _>(id)?)?))
        })
        .await?;
    let body = html! {
        (ask(ctx, &head, fields, invalid))
        (history(&moves))
    };
    let title = match head.case.state {
        CaseState::Open => "Change the level of support",
        CaseState::Closed => "Open this case again",
    };
    let page = frame::frame(ctx, &head, Tab::Overview, title, body);
    Ok(page.back(format!("/cases/{id}"), "Back to the case").errors(invalid).respond())
}

fn about(level: Level) -> &'static str {
    match level {
        Level::Universal => "Open to every family: advice, groups, events, somebody to ask",
        Level::Targeted => "A plan with help for what was found, and reviews",
        Level::Intensive => "Several kinds of help together, with frequent reviews",
    }
}

fn ask(ctx: &Ctx, head: &Head, fields: &Fields, invalid: &Invalid) -> Markup {
    let case = &head.case;
    let open = case.state == CaseState::Open;
    let level = case.level.label().to_lowercase();
    let mut choices: Vec<_> = Level::ALL
        .iter()
        .filter(|level| !open || **level != case.level)
        .map(|level| kit::choice(level.code(), format!("{} support", level.label())).hint(about(*level)))
        .collect();
    if open {
        choices.push(kit::divider("or"));
        choices.push(kit::choice("closed", "Close the case").hint(
            "Promised calls, assessments and reviews that are still open are withdrawn. A family that comes back does not start anew: the case can be opened again.",
        ));
    }
    // A form shown again keeps its version, so that a clash is seen; once the clash was
    // told, sending again means it.
    let told = invalid.0.iter().any(|e| e.field.is_empty());
    let version = match fields.raw("version") {
        sent if !sent.is_empty() && !told => sent.to_owned(),
        _ => case.version.to_string(),
    };
    ctx.form(&format!("/cases/{}/level", case.id), fields, html! {
        p class="govuk-body" {
            @if open { "This family has " (level) " support now. They may move to any other level, up or down." }
            @else { "This case is closed. Its last level was " (level) " support." }
        }
        (kit::hidden("version", &version))
        (kit::radios("to", kit::legend(if open { "What should change?" } else { "Which support do they need now?" }).size(Size::M), choices)
            .value(fields.raw("to")).error(invalid.of("to")))
        (kit::character_count("reason", kit::label("Why?").size(Size::M), u32::try_from(NOTE).unwrap_or(u32::MAX))
            .hint("In words that the family may read: it stands in their timeline")
            .rows(4).value(fields.raw("reason")).error(invalid.of("reason")))
        (kit::button_group(html! {
            (kit::button("Save the change").once())
            a class="govuk-link" href={ "/cases/" (case.id) } { "Cancel" }
        }))
    })
}

fn history(moves: &[LevelChange]) -> Markup {
    if moves.is_empty() {
        return html! {};
    }
    let rows = moves.iter().map(|m| {
        vec![
            kit::cell(local_date(m.at).strftime("%-d %B %Y").to_string()),
            kit::cell(m.from.label()),
            kit::cell(m.to.label()),
            kit::cell(&m.reason),
        ]
    });
    let table = kit::table(["Day", "From", "To", "Why"].map(kit::cell).to_vec(), rows.collect());
    html! { (table.caption("Earlier changes").caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling()) }
}
