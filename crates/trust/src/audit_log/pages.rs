//! What people see of the audit log.

use access::{
    actions::{self, ViewAudit, ViewCase, ViewOwnLooks},
    audit::{Deed, report},
};
use casework::cases::frame::{self, Tab};
use kernel::{Error, Invalid, Moment, Result, kinds, local_date};
use maud::{Markup, html};
use page::{
    Ctx, Cursor, PAGE_ROWS, Response, Route, csv_file,
    kit::{self, Tone, layout},
};

use super::{
    model::{Gathered, Seen, action_words, by_day, deed_words},
    read::{self, Names, Query, Shown},
};

/// The pages of this room.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/audit", agency)
            .needs::<ViewAudit>()
            .personal()
            .about("Who looked at what in the agency, newest first"),
        Route::get("/audit.csv", agency_csv)
            .needs::<ViewAudit>()
            .personal()
            .about("Who looked at what in the agency, as a file"),
        Route::get("/cases/{id}/looks", case)
            .needs::<ViewAudit>()
            .personal()
            .about("Who has looked at a family’s record, newest first"),
        Route::get("/cases/{id}/looks.csv", case_csv)
            .needs::<ViewAudit>()
            .personal()
            .about("Who has looked at a family’s record, as a file"),
        Route::get("/my/looks", own)
            .needs::<ViewOwnLooks>()
            .personal()
            .about("Who has looked at one’s own record, by day"),
        Route::get("/my/looks.csv", own_csv)
            .needs::<ViewOwnLooks>()
            .personal()
            .about("Who has looked at one’s own record, as a file"),
    ]
}

/// Most lines of one file. A file that was cut says so in its last row.
const FILE_LINES: u32 = report::MOST;

fn query(ctx: &Ctx) -> Result<Query> {
    Query::fields(&mut ctx.query()).map_err(Error::Invalid)
}

async fn agency(ctx: Ctx) -> Result<Response> {
    let mut sent = ctx.query();
    let query = match Query::fields(&mut sent) {
        Ok(query) => query,
        Err(invalid) => return list(&ctx, Query::default(), &invalid).await,
    };
    if !query.case.is_empty() {
        let reference = query.case.clone();
        // The same answer for a case that is not there and for one that is not theirs to see.
        let found = ctx
            .read(move |look| {
                let grant = look.agency::<ViewAudit>()?;
                let case = report::case_of(look, &grant, &reference)?.ok_or(Error::NotFound)?;
                look.one::<ViewAudit, kinds::Case>(case).map(|g| g.id())
            })
            .await;
        return match found {
            Ok(id) => page::see_other(&format!("/cases/{id}/looks")),
            Err(Error::NotFound) => {
                let mut fields = ctx.query();
                fields.fail(
                    "case",
                    "No case of your agency has this reference. Check it, such as CA-4F7K-92TR.",
                );
                let invalid = fields.finish(|| Some(())).err().unwrap_or_default();
                list(&ctx, query, &invalid).await
            }
            Err(other) => Err(other),
        };
    }
    list(&ctx, query, &Invalid::default()).await
}

async fn list(ctx: &Ctx, query: Query, invalid: &Invalid) -> Result<Response> {
    let whole = read::freshen(&ctx.app, ctx.now).await?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let (asked, actor) = (query.clone(), ctx.actor.clone());
    let (rows, workers, changes) = ctx
        .read(move |look| {
            let lines = read::of_agency(look, &asked, read::one_page(after))?;
            Ok((read::cut(lines), read::workers(look, &actor)?, read::may_see_changes(look)))
        })
        .await?;
    let text = query.text();
    let body = html! {
        (layout::page_heading(None, "Audit log"))
        p class="govuk-body" {
            "Every time somebody opens, lists or changes a record, or tries to, a line is written here. Lines are sealed, so that it shows if one is changed or taken away. The newest come first."
        }
        @if !whole { (broken()) }
        (filters(&query, workers, invalid))
        @if rows.items.is_empty() {
            (kit::nothing_here("No line is like this. Choose other filters, or other days."))
        } @else {
            (table("Lines of the audit log", &rows.items, changes, true))
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/audit?{text}&after={next}"))).next_text("Earlier"))
            }
            p class="govuk-body" {
                a class="govuk-link" href={ "/audit.csv?" (text) } { "Download these lines as a CSV file" }
            }
        }
    };
    Ok(ctx.page("Audit log", body).errors(invalid).dense().respond())
}

fn broken() -> Markup {
    kit::Render::render(&kit::warning_text(
        "The log does not end as Hearth left it. Ask whoever runs this service to verify it now.",
    ))
}

fn filters(query: &Query, workers: Vec<(String, String)>, invalid: &Invalid) -> Markup {
    let chosen = query.worker.map(|id| id.to_string()).unwrap_or_default();
    // Somebody who left, or who works elsewhere, was chosen by a link of the list.
    let known = chosen.is_empty() || workers.iter().any(|(id, _)| *id == chosen);
    let other = (!known).then(|| (chosen.clone(), "The person you chose".to_owned()));
    let people = std::iter::once((String::new(), "Everyone".to_owned())).chain(workers).chain(other);
    let names = actions::ALL_NAMES.iter().map(|name| (*name, action_words(name).trim_end_matches('.')));
    let actions = std::iter::once(("", "Anything")).chain(names);
    let deeds = std::iter::once(("", "Any")).chain(Deed::ALL.iter().map(|d| (d.code(), d.label())));
    let day = |day: Option<kernel::Date>| day.map(|d| d.to_string()).unwrap_or_default();
    layout::filters(
        "/audit",
        html! {
            (kit::select("worker", "Worker", people).value(&chosen))
            (kit::input("case", "Case reference").value(&query.case).error(invalid.of("case")))
            (kit::select("action", "Action", actions).value(&query.action))
            (kit::select("deed", "What was done", deeds).value(query.deed.map_or("", Deed::code)))
            (kit::input("from", "First day").hint("YYYY-MM-DD").value(day(query.from)).error(invalid.of("from")))
            (kit::input("to", "Last day").hint("YYYY-MM-DD").value(day(query.to)).error(invalid.of("to")))
        },
    )
}

fn deed_tag(deed: Option<Deed>) -> kit::Tag {
    kit::tag(deed_words(deed)).tone(match deed {
        Some(Deed::Refused) => Tone::Late,
        Some(Deed::Change) => Tone::Special,
        _ => Tone::Quiet,
    })
}

/// What a line is about: its cases by reference, its kind, or that it belongs to others.
fn about(shown: &Shown) -> Markup {
    html! {
        @if !shown.ours {
            "A record of another agency"
        } @else {
            @for (id, reference) in &shown.cases {
                a class="govuk-link" href={ "/cases/" (id) "/looks" } { (reference) } " "
            }
            @if !shown.line.kind.is_empty() { (shown.line.kind.replace('-', " ")) }
        }
    }
}

fn words(shown: &Shown, changes: bool) -> Markup {
    let line = &shown.line;
    html! {
        (action_words(&line.action))
        @if let Some(reason) = line.reason.as_ref().filter(|_| shown.ours) { br; "Reason: " (reason) }
        @if let Some(change) = &line.change {
            br;
            @if changes && shown.ours { (change) } @else { "What changed is kept, for those who may open the record." }
        }
        @if let Some(count) = shown_in_list(shown) { br; (count) }
    }
}

fn shown_in_list(shown: &Shown) -> Option<String> {
    let ids = shown.line.shown.as_ref()?;
    if shown.line.kind == "audit-line" {
        return Some(ids.clone());
    }
    match ids.split_whitespace().count() {
        0 => Some("The list was empty".to_owned()),
        1 => Some("1 record".to_owned()),
        many => Some(format!("{many} records")),
    }
}

fn table(caption: &str, lines: &[Shown], changes: bool, linked: bool) -> kit::Table {
    let head = ["When", "Who", "Did", "Record", "What", "From"].map(kit::cell).to_vec();
    let rows = lines.iter().map(|s| {
        vec![
            kit::cell(Moment(s.line.at).to_string()),
            kit::cell(html! {
                @match s.line.actor.filter(|_| linked) {
                    Some(id) => a class="govuk-link" href={ "/audit?worker=" (id) } { (s.who) },
                    None => (s.who),
                }
                @if !s.organisation.is_empty() { br; (s.organisation) }
            }),
            kit::cell(html! { (deed_tag(s.line.deed)) }),
            kit::cell(about(s)),
            kit::cell(words(s, changes)),
            kit::cell(&s.line.from),
        ]
    });
    kit::table(head, rows.collect())
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

const HEAD: [&str; 13] = [
    "number",
    "at",
    "worker_id",
    "worker",
    "role",
    "organisation",
    "did",
    "action",
    "record",
    "record_id",
    "cases",
    "from",
    "reason_or_change",
];

/// Lines as a file: the same that the page shows.
fn file(name: &str, lines: &[Shown], changes: bool, more: bool) -> Result<Response> {
    let rows = lines.iter().map(|s| {
        let line = &s.line;
        let said = match (&line.reason, &line.change) {
            _ if !s.ours => String::new(),
            (Some(reason), _) => reason.clone(),
            (None, Some(change)) if changes => change.clone(),
            (None, Some(_)) => "changed".to_owned(),
            (None, None) => shown_in_list(s).unwrap_or_default(),
        };
        let ours = |text: String| if s.ours { text } else { String::new() };
        vec![
            line.number.to_string(),
            line.at.to_string(),
            line.actor.map(|id| id.to_string()).unwrap_or_default(),
            s.who.clone(),
            line.role.clone(),
            s.organisation.clone(),
            line.deed.map_or("", Deed::code).to_owned(),
            line.action.clone(),
            ours(line.kind.clone()),
            ours(line.object.map(|id| id.to_string()).unwrap_or_default()),
            s.cases.iter().map(|(_, r)| r.as_str()).collect::<Vec<_>>().join(" "),
            line.from.clone(),
            said,
        ]
    });
    let note = more.then(|| {
        let mut row = vec![String::new(); HEAD.len()];
        row[0] = "There are more lines: choose fewer days".to_owned();
        row
    });
    csv_file(name, &HEAD, rows.chain(note))
}

async fn agency_csv(ctx: Ctx) -> Result<Response> {
    let query = query(&ctx)?;
    read::freshen(&ctx.app, ctx.now).await?;
    let (lines, changes) = ctx
        .read(move |look| {
            Ok((read::of_agency(look, &query, read::page(None, FILE_LINES))?, read::may_see_changes(look)))
        })
        .await?;
    file("audit-log", &lines, changes, lines.len() == FILE_LINES as usize)
}

async fn case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let after = Cursor::parse(ctx.query().raw("after"));
    // Nobody learns by waiting whether there is such a case: sealing comes after the grant.
    ctx.read(move |look| look.one::<ViewAudit, kinds::Case>(id).map(drop)).await?;
    let whole = read::freshen(&ctx.app, ctx.now).await?;
    let (rows, head, changes) = ctx
        .read(move |look| {
            let lines = read::of_case(look, id, &Query::default(), read::one_page(after))?;
            let head = match look.may::<ViewCase>() {
                true => Some(frame::head(look, &look.one::<ViewCase, _>(id)?)?),
                false => None,
            };
            Ok((read::cut(lines), head, read::may_see_changes(look)))
        })
        .await?;
    let title = "Who has looked at this record";
    let body = html! {
        p class="govuk-body" {
            "Everyone who opened or changed a record of this family, or tried to, newest first. Lists that showed the family’s name among others are in the "
            a class="govuk-link" href="/audit" { "audit log" } " of whoever saw them, not here."
        }
        @if !whole { (broken()) }
        @if rows.items.is_empty() {
            (kit::nothing_here("Nobody has looked at this record yet."))
        } @else {
            (table(title, &rows.items, changes, true))
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/cases/{id}/looks?after={next}"))).next_text("Earlier"))
            }
            p class="govuk-body" {
                a class="govuk-link" href={ "/cases/" (id) "/looks.csv" } { "Download these lines as a CSV file" }
            }
        }
    };
    match head {
        Some(head) => Ok(frame::frame(&ctx, &head, Tab::Looks, title, body).respond()),
        None => {
            let body = html! { (layout::page_heading(None, title)) (body) };
            Ok(ctx.page(title, body).back("/audit", "Back to the audit log").dense().respond())
        }
    }
}

async fn case_csv(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    ctx.read(move |look| look.one::<ViewAudit, kinds::Case>(id).map(drop)).await?;
    read::freshen(&ctx.app, ctx.now).await?;
    let (lines, changes) = ctx
        .read(move |look| {
            let lines = read::of_case(look, id, &Query::default(), read::page(None, FILE_LINES))?;
            Ok((lines, read::may_see_changes(look)))
        })
        .await?;
    file("who-has-looked", &lines, changes, lines.len() == FILE_LINES as usize)
}

/// The lines about the family of whoever asks, gathered by day, and the next page.
async fn own_lines(ctx: &Ctx, after: Option<Cursor>, most: usize) -> Result<(Vec<Gathered>, Option<Cursor>)> {
    let lines = u32::try_from(most + 1).map_err(|e| Error::internal("a page of lines", e))?;
    read::freshen(&ctx.app, ctx.now).await?;
    ctx.read(move |look| {
        let grant = look.own::<ViewOwnLooks>()?;
        let mut lines = report::of_own(look, &grant, read::page(after, lines))?;
        let more = lines.len() > most;
        lines.truncate(most);
        let next = lines.last().filter(|_| more).map(|l| Cursor::at(l.at, l.id.cast()));
        // What another member of the family wrote to the team, or a young person did on their own pages, is theirs.
        let me = look.actor().account();
        lines.retain(|l| l.actor == me || !read::is_private_to_a_member(&l.role, &l.action));
        let mut names = Names::new(look)?;
        let seen: Result<Vec<Seen>> = lines
            .iter()
            .map(|line| {
                Ok(Seen {
                    day: local_date(line.at),
                    role: line.role.clone(),
                    organisation: names.works_for(line)?,
                    kind: line.kind.clone(),
                    deed: line.deed,
                })
            })
            .collect();
        Ok((by_day(seen?), next))
    })
    .await
}

async fn own(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let (days, next) = own_lines(&ctx, after, PAGE_ROWS * 4).await?;
    let rows = days.iter().map(|g| {
        let day = g.seen.day.strftime("%-d %B %Y").to_string();
        vec![kit::cell(day), kit::cell(g.who()), kit::cell(sentence(&g.words()))]
    });
    let head = ["Day", "Who", "What they did"].map(kit::cell).to_vec();
    let body = html! {
        (layout::page_heading(None, "Who has looked at your record"))
        p class="govuk-body" {
            "Each time somebody opens your family’s record here, or tries to, it is written down and sealed, so that it shows if a line is changed or taken away. The newest day comes first."
        }
        @if ctx.actor.adult().is_some() {
            p class="govuk-body" { "This begins on the day on which the record became your own. Who looked before stands with the household it came from, among lines about others. Ask your agency if you want to know: it can look." }
        }
        @if days.is_empty() {
            (kit::nothing_here("Nobody has looked at your record yet."))
        } @else {
            (kit::table(head, rows.collect()).caption("Who has looked at your record").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            @if let Some(next) = next {
                (kit::pagination(None, Some(format!("/my/looks?after={next}"))).next_text("Earlier"))
            }
            p class="govuk-body" { a class="govuk-link" href="/my/looks.csv" { "Download this list as a CSV file" } }
        }
        (kit::details("Why there are no names here", html! {
            p class="govuk-body" {
                "We say what somebody’s work is and whom they work for, because that tells you why they looked. We do not give workers’ names or addresses in this list, to keep them safe. If a line worries you, ask the person who coordinates your support: your agency can see who it was, and must tell you why they looked."
            }
        }))
    };
    Ok(ctx.page("Who has looked at your record", body).back("/my", "Back to your family’s support").respond())
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

async fn own_csv(ctx: Ctx) -> Result<Response> {
    let (days, _) = own_lines(&ctx, None, FILE_LINES as usize - 1).await?;
    let rows = days.iter().map(|g| vec![g.seen.day.to_string(), g.who(), g.words(), g.times.to_string()]);
    csv_file("who-has-looked", &["day", "who", "what", "times"], rows)
}
