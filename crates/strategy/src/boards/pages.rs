//! Meetings for people and machines.

use access::{
    actions::{RecordBoards, ViewBoards},
    strategy::BoardMeeting,
};
use kernel::{Coded, Date, Error, Id, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Cell, Tone, layout},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{self, Said},
    model::{Meeting, Partner, Point},
    store,
};

/// The longest name of a board, in characters.
const NAME: usize = 120;
/// The longest text, in characters.
const WORDS: usize = 2_000;

/// A meeting as typed.
pub(super) fn meeting_fields(f: &mut Fields) -> Result<(String, Date, Vec<Partner>), Invalid> {
    let name = f.required("name", "Enter the board's name, such as Partnership board", NAME);
    let held = f.date("held", "Enter the day on which the board met");
    let partners = f.choices::<Partner>("partners", "Choose who sat at the table");
    f.finish(|| Some((name?, held?, partners)))
}

/// Something that was said, as typed.
pub(super) fn point_fields(f: &mut Fields) -> Result<Said, Invalid> {
    let said = f.required("said", "Write what was said, without names of families", WORDS);
    let by = f.choice::<Partner>("by", "Choose who said it");
    let due = f.date_opt("due");
    f.finish(|| Some(Said { said: said?, by: by?, due }))
}

/// What was done, as typed.
pub(super) fn done_fields(f: &mut Fields) -> Result<(i64, String), Invalid> {
    let done = f.required("done", "Write what was done", WORDS);
    let version = f.version();
    f.finish(|| Some((version?, done?)))
}

fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

fn names(partners: &[Partner]) -> String {
    partners.iter().map(|partner| partner.label()).collect::<Vec<_>>().join(", ")
}

/// `GET /boards`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    draw_list(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_list(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let (meetings, open, may) = ctx
        .read(|look| {
            let grant = look.agency::<ViewBoards>()?;
            Ok((store::list(look, &grant)?, store::still_open(look, &grant)?, look.may::<RecordBoards>()))
        })
        .await?;
    let rows = meetings.iter().map(|m| {
        let row: Vec<Cell> = vec![
            html! { a class="govuk-link" href={ "/boards/" (m.id) } { (m.name) ", " (day(m.held)) } }.into(),
            names(&m.partners).into(),
        ];
        row
    });
    let waiting = open.iter().map(|p| {
        let row: Vec<Cell> = vec![
            html! { a class="govuk-link" href={ "/boards/" (p.meeting) } { (p.said) } }.into(),
            p.by.label().into(),
            due(p, ctx.today()).into(),
        ];
        row
    });
    let chosen: Vec<String> = fields.all("partners").map(str::to_owned).collect();
    let body = html! {
        (layout::page_heading(None, "Boards"))
        p class="govuk-body" { "What partners, adopters, young people and birth families said, and what was done about it. Write no family's name here." }
        h2 class="govuk-heading-m" { "Said, and nothing done yet" }
        @if open.is_empty() {
            (kit::nothing_here("Nothing waits for an answer."))
        } @else {
            (kit::table(vec!["What was said".into(), "By".into(), "By when".into()], waiting.collect())
                .caption("The oldest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        h2 class="govuk-heading-m" { "Meetings" }
        @if meetings.is_empty() {
            (kit::nothing_here("No meeting is recorded yet."))
        } @else {
            (kit::table(vec!["Meeting".into(), "Who sat at the table".into()], rows.collect())
                .caption("The latest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
        p class="govuk-body" { a class="govuk-link" href="/boards.csv" { "Download everything as CSV" } }
        @if may {
            h2 class="govuk-heading-m" { "Record a meeting" }
            (ctx.form("/boards", fields, html! {
                (kit::input("name", "Name of the board").value(fields.raw("name")).error(wrong.of("name")))
                (kit::date_input("held", "When it met").values(fields.date_parts("held")).error(wrong.of("held")))
                (kit::checkboxes("partners", "Who sat at the table", Partner::ALL.iter().map(|p| kit::choice(p.code(), p.label())).collect())
                    .small().values(chosen).error(wrong.of("partners")))
                (kit::button("Record the meeting").once())
            }))
        }
    };
    Ok(ctx.page("Boards", body).dense().errors(wrong).respond())
}

fn due(point: &Point, today: Date) -> Markup {
    html! {
        @match point.due { Some(due) => (day(due)), None => "No day was set" }
        @if point.is_late(today) { " " (kit::tag("Late").tone(Tone::Late)) }
    }
}

/// `POST /boards`
pub(super) async fn record(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let (name, held, partners) = match meeting_fields(&mut fields) {
        Ok(typed) => typed,
        Err(invalid) => return draw_list(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("record a board's meeting", move |act| {
        let meeting = actions::record_meeting(act, &name, held, &partners)?;
        Ok(Answer::see(format!("/boards/{}", meeting.id)).saying("The meeting is recorded."))
    });
    match done.await {
        Err(error) => draw_list(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// `GET /boards/{id}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<BoardMeeting> = ctx.id("id")?;
    let (meeting, points, may) = ctx
        .read(move |look| {
            let meeting = store::one(look, &look.one::<ViewBoards, BoardMeeting>(id)?)?;
            Ok((meeting, store::of_meeting(look, id)?, look.may::<RecordBoards>()))
        })
        .await?;
    let title = format!("{}, {}", meeting.name, day(meeting.held));
    let body = html! {
        (layout::page_heading(Some("Board"), &title))
        p class="govuk-body" { "At the table: " (names(&meeting.partners)) "." }
        @if points.is_empty() { (kit::nothing_here("Nothing that was said is recorded yet.")) }
        @for point in &points { (one(ctx, point, may)) }
        @if may { (say_form(ctx, &meeting, fields, wrong)) }
        (kit::button_group(html! { (kit::print_button("Print this meeting").secondary()) }))
    };
    Ok(ctx.page(title, body).back("/boards", "Boards").dense().errors(wrong).respond())
}

fn one(ctx: &Ctx, point: &Point, may: bool) -> Markup {
    html! {
        h2 class="govuk-heading-s" { (point.by.label()) " said" }
        p class="govuk-body" { (point.said) }
        @match &point.done {
            Some((words, at)) => p class="govuk-body" { strong { "What was done (" (day(kernel::local_date(*at))) "): " } (words) },
            None => {
                p class="govuk-body" { "By when: " (due(point, ctx.today())) }
                @if may {
                    (ctx.form(&format!("/board-points/{}/done", point.id), &Fields::default(), html! {
                        (kit::hidden("version", &point.version.to_string()))
                        (kit::textarea("done", kit::label(html! {
                            "What was done" span class="govuk-visually-hidden" { " about: " (point.said) }
                        })).id(format!("done-{}", point.id)).rows(2))
                        (kit::button(html! { "Write it down" span class="govuk-visually-hidden" { ": " (point.said) } }).secondary().once())
                    }))
                }
            },
        }
    }
}

fn say_form(ctx: &Ctx, meeting: &Meeting, fields: &Fields, wrong: &Invalid) -> Markup {
    let by = meeting.partners.iter().map(|p| kit::option(p.code_of(), p.label_of()));
    html! {
        h2 class="govuk-heading-m" { "Record what was said" }
        (ctx.form(&format!("/boards/{}/points", meeting.id), fields, html! {
            (kit::select("by", "Who said it", by).value(fields.raw("by")).error(wrong.of("by")))
            (kit::textarea("said", "What was said").rows(3).value(fields.raw("said")).error(wrong.of("said")))
            (kit::date_input("due", "By when something is to be done (optional)").values(fields.date_parts("due")).error(wrong.of("due")))
            (kit::button("Record it").once())
        }))
    }
}

/// `POST /boards/{id}/points`
pub(super) async fn say(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let said = match point_fields(&mut fields) {
        Ok(said) => said,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("record what was said at a board", move |act| {
        actions::record_point(act, id, &said)?;
        Ok(Answer::see(format!("/boards/{id}")).saying("What was said is recorded."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

/// `POST /board-points/{id}/done`
pub(super) async fn done(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, words) = done_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record what was done after a board", move |act| {
        let point = actions::answer_point(act, id, version, &words)?;
        Ok(Answer::see(format!("/boards/{}", point.meeting)).saying("What was done is written down."))
    })
    .await
}

/// Meetings with their points: what the CSV file and the API tell.
async fn whole(ctx: &Ctx) -> Result<Vec<(Meeting, Vec<Point>)>> {
    ctx.read(|look| {
        let meetings = store::list(look, &look.agency::<ViewBoards>()?)?;
        meetings
            .into_iter()
            .map(|meeting| {
                let points = store::of_meeting(look, meeting.id)?;
                Ok((meeting, points))
            })
            .collect()
    })
    .await
}

/// `GET /boards.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let mut rows = Vec::new();
    for (meeting, points) in whole(&ctx).await? {
        let partners = super::model::joined(&meeting.partners);
        for point in points {
            let (done, at) =
                point.done.map_or((String::new(), String::new()), |(words, at)| (words, at.to_string()));
            rows.push(vec![
                meeting.name.clone(),
                meeting.held.to_string(),
                partners.clone(),
                point.by.code().to_owned(),
                point.said,
                point.due.map_or(String::new(), |due| due.to_string()),
                done,
                at,
            ]);
        }
    }
    csv_file("boards", &["board", "held_on", "partners", "said_by", "said", "due", "done", "done_at"], rows)
}

/// Something that was said.
#[derive(Debug, Serialize, ToSchema)]
pub struct PointItem {
    /// Who said it, as a code.
    pub by: &'static str,
    /// What.
    pub said: String,
    /// By when something is to be done.
    pub due: Option<String>,
    /// What was done; null while nothing was.
    pub done: Option<String>,
}

/// A meeting.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingItem {
    /// Its id.
    pub id: String,
    /// The board's name.
    pub name: String,
    /// When it met.
    pub held_on: String,
    /// Who sat at the table, as codes.
    pub partners: Vec<&'static str>,
    /// What was said.
    pub points: Vec<PointItem>,
}

/// Meetings of an agency.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingList {
    /// The latest first.
    pub items: Vec<MeetingItem>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}

/// `GET /api/v1/board-meetings`
pub(super) async fn api_list(ctx: Ctx) -> Result<Response> {
    let point = |p: Point| PointItem {
        by: p.by.code(),
        said: p.said,
        due: p.due.map(|due| due.to_string()),
        done: p.done.map(|(words, _)| words),
    };
    let items = whole(&ctx)
        .await?
        .into_iter()
        .map(|(m, points)| MeetingItem {
            id: m.id.to_string(),
            name: m.name,
            held_on: m.held.to_string(),
            partners: m.partners.iter().map(|partner| partner.code()).collect(),
            points: points.into_iter().map(point).collect(),
        })
        .collect();
    ctx.json(&MeetingList { items, next: None })
}
