//! What workers see of messages: those of a case, one member's, and all of the agency that wait for an answer.

use std::collections::BTreeMap;

use access::{
    Action, Role,
    actions::{AnswerMessages, InviteFamily},
    members::{self, Member, Sight},
};
use kernel::{
    Error, Id, Invalid, Moment, Result, Timestamp,
    kinds::{Account, Case},
};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Route, Rows, csv_file,
    kit::{self, Markup, Tone, html, layout},
};

use super::{
    actions::{self, answer, needs_none},
    model::{LONGEST, Message, Thread},
    store::{self, Waiting},
};
use crate::{
    assessment::pages::{name_of, paragraphs},
    cases::{
        frame::{self, Head, Tab},
        promise_list::{standing_tag, standing_words},
    },
};

pub(super) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::get("/messages", list)
            .about("Messages of families that wait for an answer, the late ones first"),
        Route::get("/messages.csv", csv).about("The same as a file, without the words"),
        Route::get("/cases/{id}/messages", case)
            .about("Who of a family wrote to the team, and who waits for an answer"),
        Route::get("/cases/{id}/messages.csv", case_csv).about("The same as a file, without the words"),
        Route::get("/cases/{id}/messages/{account}", thread)
            .about("Messages between one member of a family and the team"),
        Route::post("/cases/{id}/messages/{account}", send)
            .about("Answer a member of a family, or write to them first")
            .body(|f| drop(actions::fields(f))),
        Route::post("/cases/{id}/messages/{account}/no-answer", no_answer)
            .about("Say that a message needs no answer"),
    ];
    routes.into_iter().map(|r| r.needs::<AnswerMessages>().personal()).collect()
}

/// How a thread stands for the team.
fn standing(thread: Option<&Thread>, now: Timestamp) -> Markup {
    let Some(thread) = thread else { return html! { "Nothing was written yet" } };
    match (thread.state(now), thread.due) {
        (Some(state), Some(due)) => standing_tag(state, due, now),
        _ => html! { "No answer is owed" },
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::waiting(look, &look.agency::<AnswerMessages>()?, after)).await?;
    let body = html! {
        (layout::page_heading(None, "Messages that wait for an answer"))
        p class="govuk-body" { "What family members and young people wrote to their coordinator, and nobody has answered yet. The late ones come first. Anybody of the team can answer." }
        @if rows.items.is_empty() {
            (kit::nothing_here("Nobody waits for an answer."))
        } @else {
            (table(&ctx, &rows))
            @if let Some(next) = rows.next { (kit::pagination(None, Some(format!("/messages?after={next}")))) }
            p class="govuk-body" { a class="govuk-link" href="/messages.csv" { "Download this list as a CSV file, without the words" } }
        }
    };
    Ok(ctx.page("Messages", body).dense().respond())
}

fn table(ctx: &Ctx, rows: &Rows<Waiting>) -> kit::Table {
    let head = ["From", "Case", "Last written", "Answer promised", "Coordinator"].map(kit::cell).to_vec();
    let lines = rows.items.iter().map(|w| {
        let t = &w.thread;
        vec![
            kit::cell(html! {
                a class="govuk-link" href={ "/cases/" (t.case) "/messages/" (t.member) } { (w.member) }
                @if w.young { " " (kit::tag("Young person").tone(Tone::Calm)) }
            }),
            kit::cell(html! { a class="govuk-link" href={ "/cases/" (t.case) } { (w.reference) } }),
            kit::cell(Moment(t.last).to_string()),
            kit::cell(standing(Some(t), ctx.now)),
            kit::cell(if w.coordinator.is_empty() { "Nobody yet" } else { w.coordinator.as_str() }),
        ]
    });
    kit::table(head, lines.collect())
        .caption("Messages that wait for an answer")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let now = ctx.now;
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<AnswerMessages>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::waiting(look, &grant, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let rows = all.into_iter().map(|w| {
        let due = w.thread.due.map(|d| d.to_string()).unwrap_or_default();
        let words = w.thread.state(now).zip(w.thread.due).map(|(state, due)| standing_words(state, due, now));
        vec![
            w.member,
            if w.young { "young-person" } else { "family-member" }.to_owned(),
            w.reference.to_string(),
            w.thread.last.to_string(),
            due,
            words.unwrap_or_default(),
            w.coordinator,
        ]
    });
    csv_file(
        "messages",
        &["from", "role", "case", "last_written", "answer_due", "in_words", "coordinator"],
        rows,
    )
}

async fn of_case(ctx: &Ctx) -> Result<(Head, Vec<Member>, BTreeMap<Id<Account>, Thread>)> {
    let id = ctx.id::<Case>("id")?;
    ctx.read(move |look| {
        let grant = look.one::<AnswerMessages, Case>(id)?;
        let threads = store::of_case(look, &grant)?.into_iter().map(|t| (t.member, t)).collect();
        Ok((frame::head(look, &grant)?, members::of_case(look, &grant)?, threads))
    })
    .await
}

/// What somebody is to the case, in a word or two.
fn what(member: &Member) -> Markup {
    html! {
        @if member.role == Role::YoungPerson { (kit::tag("Young person").tone(Tone::Calm)) } @else { "Parent or carer" }
        @if member.sight == Sight::Limited { " " (kit::tag("Limited sight").tone(Tone::Soon)) }
    }
}

async fn case(ctx: Ctx) -> Result<Response> {
    let (head, members, threads) = of_case(&ctx).await?;
    let here = format!("/cases/{}/messages", head.id());
    let rows: Vec<_> = members
        .iter()
        .map(|m| {
            let thread = threads.get(&m.account);
            let new = thread.map_or(0, |t| t.team_unread);
            vec![
                kit::cell(html! { a class="govuk-link" href={ (here) "/" (m.account) } { (m.name) } }),
                kit::cell(what(m)),
                kit::cell(if new == 0 { "–".to_owned() } else { format!("{new} new") }),
                kit::cell(thread.map_or_else(|| "–".to_owned(), |t| Moment(t.last).to_string())),
                kit::cell(standing(thread, ctx.now)),
            ]
        })
        .collect();
    let head_cells =
        ["Who", "What they are", "New", "Last written", "Answer promised"].map(kit::cell).to_vec();
    let body = html! {
        p class="govuk-body" { "Each member of the family has a thread of their own with the team. Nobody else of the family reads it, so that separated parents and young people can write freely." }
        @if rows.is_empty() {
            (kit::nothing_here("Nobody of this family signs in yet, so that nobody can write."))
            @if frame::may(&ctx, InviteFamily::NAME) {
                p class="govuk-body" { a class="govuk-link" href={ "/cases/" (head.id()) "/invite-family" } { "Invite somebody" } }
            }
        } @else {
            (kit::table(head_cells, rows).caption("Who of this family can write").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            p class="govuk-body" { a class="govuk-link" href={ (here) ".csv" } { "Download this list as a CSV file, without the words" } }
        }
    };
    Ok(frame::frame(&ctx, &head, Tab::Overview, "Messages", body).respond())
}

async fn case_csv(ctx: Ctx) -> Result<Response> {
    let (_, members, threads) = of_case(&ctx).await?;
    let rows = members.into_iter().map(|m| {
        let thread = threads.get(&m.account);
        let at = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
        vec![
            m.name,
            m.role.code().to_owned(),
            m.sight.code().to_owned(),
            thread.map_or(0, |t| t.team_unread).to_string(),
            at(thread.map(|t| t.last)),
            at(thread.and_then(|t| t.due)),
        ]
    });
    csv_file("messages-of-a-case", &["who", "role", "sight", "new", "last_written", "answer_due"], rows)
}

/// A thread as a worker opens it.
struct Opened {
    head: Head,
    member: Member,
    thread: Option<Thread>,
    messages: Rows<(Message, Option<String>)>,
}

async fn open(ctx: &Ctx) -> Result<Opened> {
    let (id, account) = (ctx.id::<Case>("id")?, ctx.id::<Account>("account")?);
    let after = Cursor::parse(ctx.query().raw("after"));
    ctx.read(move |look| {
        let grant = look.one::<AnswerMessages, Case>(id)?;
        let thread = store::of_member(look, &grant, account)?;
        let found = members::of_case(look, &grant)?.into_iter().find(|m| m.account == account);
        let member = match (found, &thread) {
            (Some(member), _) => member,
            // Somebody whose access has ended: what they wrote stays.
            (None, Some(_)) => {
                let who = access::accounts::by_id(look, account)?;
                Member { account, name: who.name, role: who.role, sight: Sight::Whole }
            }
            (None, None) => return Err(Error::NotFound),
        };
        let messages = match &thread {
            None => Rows { items: Vec::new(), next: None },
            Some(thread) => named(look, store::messages(look, thread, after)?)?,
        };
        Ok(Opened { head: frame::head(look, &grant)?, member, thread, messages })
    })
    .await
}

/// Messages with the name of whoever of the team wrote them.
///
/// # Errors
/// Those of the store.
pub fn named(look: &access::Look<'_>, rows: Rows<Message>) -> Result<Rows<(Message, Option<String>)>> {
    let mut names: BTreeMap<Id<Account>, Option<String>> = BTreeMap::new();
    let mut items = Vec::with_capacity(rows.items.len());
    for message in rows.items {
        let name = match message.author.filter(|_| message.from_team) {
            None => None,
            Some(author) => match names.get(&author) {
                Some(name) => name.clone(),
                None => names.entry(author).or_insert(name_of(look, Some(author))?).clone(),
            },
        };
        items.push((message, name));
    }
    Ok(Rows { items, next: rows.next })
}

/// One message: who wrote it, when, and what it says. `them` is what the member of the family is called on this page.
pub fn draw(message: &Message, name: Option<&str>, them: &str) -> Markup {
    let who = if message.from_team { name.unwrap_or("The team") } else { them };
    html! {
        article class={ "hearth-message" @if message.from_team { " hearth-message--team" } } {
            h3 class="govuk-heading-s" { (who) ", " (Moment(message.at)) }
            (paragraphs(&message.words))
        }
    }
}

async fn thread(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let o = open(ctx).await?;
    let here = format!("/cases/{}/messages/{}", o.head.id(), o.member.account);
    let owed = o.thread.as_ref().is_some_and(|t| t.due.is_some());
    let body = html! {
        p class="govuk-body" { (what(&o.member)) " " (standing(o.thread.as_ref(), ctx.now)) }
        p class="govuk-body" { "Only " (o.member.name) " and the team read this." }
        (ctx.form(&here, fields, html! {
            (kit::character_count("words", kit::label(if owed { "Answer" } else { "Write" }).size(kit::Size::M), u32::try_from(LONGEST).unwrap_or(u32::MAX))
                .hint("They hear by email that there is a message, and nothing of what it says.").rows(4)
                .value(fields.raw("words")).error(invalid.of("words")))
            (kit::button("Send").once())
        }))
        @if owed {
            (ctx.form(&format!("{here}/no-answer"), &Fields::default(), html! { (kit::button("This needs no answer").secondary().once()) }))
        }
        h2 class="govuk-heading-m" { "Messages, the newest first" }
        @if o.messages.items.is_empty() { (kit::nothing_here("Nothing was written yet.")) }
        @for (message, name) in &o.messages.items { (draw(message, name.as_deref(), &o.member.name)) }
        @if let Some(next) = o.messages.next { (kit::pagination(None, Some(format!("{here}?after={next}"))).next_text("Earlier")) }
    };
    Ok(frame::frame(ctx, &o.head, Tab::Overview, "Messages with one member of the family", body)
        .back(format!("/cases/{}/messages", o.head.id()), "All messages of this case")
        .errors(invalid)
        .respond())
}

async fn send(ctx: Ctx) -> Result<Response> {
    let (case, account) = (ctx.id::<Case>("id")?, ctx.id::<Account>("account")?);
    let mut fields = ctx.fields()?;
    let words = match actions::fields(&mut fields) {
        Ok(words) => words,
        Err(invalid) => return show(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("write to a member of a family", move |act| {
            answer::run(act, case, account, &words)?;
            Ok(Answer::see(format!("/cases/{case}/messages/{account}")).saying("Your message is sent."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn no_answer(ctx: Ctx) -> Result<Response> {
    let (case, account) = (ctx.id::<Case>("id")?, ctx.id::<Account>("account")?);
    ctx.act("a message needs no answer", move |act| {
        needs_none::run(act, case, account)?;
        Ok(Answer::see(format!("/cases/{case}/messages")).saying("No answer is owed any more."))
    })
    .await
}
