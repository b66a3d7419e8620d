//! Messages with the coordinator and the team, for a member of a family and for a young person: each has a thread of their own.

use access::{
    Look,
    actions::{SeeOwnPage, WriteMessages},
    members::Sight,
    organisations,
};
use casework::{
    cases::{
        frame::{self, Head},
        list::{self, CaseRow},
    },
    messages::{
        self as drawn,
        actions::{self, read, write},
        model::{LONGEST, Message, Thread},
        store,
    },
};
use kernel::{Id, Invalid, Moment, PromiseState, Result, kinds::Case};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Rows,
    kit::{self, Size, Tone, layout},
};

/// One's own cases with their threads.
fn all(look: &Look<'_>) -> Result<Vec<(CaseRow, Option<Thread>)>> {
    let cases = list::of_family(look, &look.own::<SeeOwnPage>()?)?;
    let with_thread = |case: CaseRow| {
        let thread = store::own(look, &look.mine::<WriteMessages>(case.id)?)?;
        Ok((case, thread))
    };
    cases.into_iter().map(with_thread).collect()
}

pub(super) async fn list_page(ctx: Ctx) -> Result<Response> {
    if ctx.actor.person().is_some() {
        let case = ctx.read(|look| Ok(look.own_case::<WriteMessages>()?.id())).await?;
        return page::see_other(&format!("/my/messages/{case}"));
    }
    // Whose sight is limited is not told whom it is about.
    let limited = ctx.actor.sight() == Sight::Limited;
    let about = |case: &CaseRow| match limited {
        true => format!("Reference {}", case.reference),
        false => format!("About {}", case.child.split_whitespace().next().unwrap_or("your child")),
    };
    let all = ctx.read(all).await?;
    let body = html! {
        (layout::page_heading(None, "Your messages"))
        @if all.is_empty() { (kit::nothing_here("We have not opened a case for your family yet, so that there is nobody to write to here.")) }
        @if !all.is_empty() {
            (kit::summary_list(all.iter().map(|(case, thread)| {
                let new = thread.as_ref().map_or(0, |t| t.family_unread);
                let who = if case.coordinator_name.is_empty() { "The team" } else { case.coordinator_name.as_str() };
                kit::row(about(case), html! {
                    a class="govuk-link" href={ "/my/messages/" (case.id) } { "Write to " (who) ", and read what they wrote" }
                    @if new > 0 { " " (new_tag(new)) }
                })
            }).collect()))
        }
    };
    Ok(ctx.page("Your messages", body).back("/my", "Back to your first page").respond())
}

/// How many messages are new.
pub(super) fn new_tag(new: i64) -> kit::Tag {
    kit::tag(if new == 1 { "1 new message".to_owned() } else { format!("{new} new messages") })
        .tone(Tone::Soon)
}

struct Opened {
    head: Head,
    agency: String,
    thread: Option<Thread>,
    messages: Rows<(Message, Option<String>)>,
}

async fn open(ctx: &Ctx) -> Result<Opened> {
    let id = ctx.id::<Case>("id")?;
    let after = Cursor::parse(ctx.query().raw("after"));
    ctx.read(move |look| {
        let grant = look.mine::<WriteMessages>(id)?;
        let thread = store::own(look, &grant)?;
        let messages = match &thread {
            None => Rows { items: Vec::new(), next: None },
            Some(thread) => drawn::named(look, store::messages(look, thread, after)?)?,
        };
        Ok(Opened {
            head: frame::head(look, &grant)?,
            agency: organisations::by_id(look, grant.agency())?.name,
            thread,
            messages,
        })
    })
    .await
}

pub(super) async fn thread(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

/// By when an answer comes, said honestly also when it is late.
fn owed(thread: Option<&Thread>, now: kernel::Timestamp) -> Markup {
    let Some((thread, due)) = thread.and_then(|t| Some((t, t.due?))) else { return html! {} };
    html! {
        p class="govuk-body" {
            @if thread.state(now) == Some(PromiseState::Late) {
                (kit::tag("Late").tone(Tone::Late)) " We promised an answer by " (Moment(due)) ", and we are sorry. Anybody of the team can answer, not only your worker. You can also call."
            } @else {
                (kit::tag("To come").tone(Tone::Calm)) " We promised an answer by " (Moment(due)) "."
            }
        }
    }
}

async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let o = open(ctx).await?;
    let young = ctx.actor.person().is_some();
    let here = format!("/my/messages/{}", o.head.id());
    let who = o.head.coordinator.clone().unwrap_or_else(|| format!("the team at {}", o.agency));
    let new = o.thread.as_ref().map_or(0, |t| t.family_unread);
    let body = html! {
        (layout::page_heading(None, if young { "Messages with my worker" } else { "Your messages" }))
        p class="govuk-body" {
            @if young { "You write to " (who) ". If they are away, somebody else of their team answers. Your parents do not see this." }
            @else { "You write to " (who) ". If they are away, somebody else of their team answers. Nobody else of your family sees this." }
        }
        @if let Some(away) = o.head.away() { (kit::inset_text(away)) }
        (owed(o.thread.as_ref(), ctx.now))
        (ctx.form(&here, fields, html! {
            (kit::character_count("words", kit::label(if young { "What do you want to write?" } else { "Your message" }).size(Size::M), u32::try_from(LONGEST).unwrap_or(u32::MAX))
                .hint("This is not read at night or at weekends. In danger, call 999.").rows(4)
                .value(fields.raw("words")).error(invalid.of("words")))
            (kit::button("Send").once())
        }))
        h2 class="govuk-heading-m" { "Messages, the newest first" }
        @if new > 0 {
            (ctx.form(&format!("{here}/read"), &Fields::default(), html! {
                p class="govuk-body" { (new_tag(new)) }
                (kit::button("I have read them").secondary().once())
            }))
        }
        @if o.messages.items.is_empty() { (kit::nothing_here("Nothing was written yet.")) }
        @for (message, name) in &o.messages.items { (drawn::draw(message, name.as_deref(), if young { "Me" } else { "You" })) }
        @if let Some(next) = o.messages.next { (kit::pagination(None, Some(format!("{here}?after={next}"))).next_text("Earlier")) }
    };
    let back = if young { "Back to my page" } else { "Back to your first page" };
    Ok(ctx
        .page(if young { "Messages" } else { "Your messages" }, body)
        .back("/my", back)
        .errors(invalid)
        .respond())
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let case: Id<Case> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let words = match actions::fields(&mut fields) {
        Ok(words) => words,
        Err(invalid) => return show(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("write a message", move |act| {
            write::run(act, case, &words)?;
            Ok(Answer::see(format!("/my/messages/{case}")).saying("Your message is sent."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

pub(super) async fn mark_read(ctx: Ctx) -> Result<Response> {
    let case: Id<Case> = ctx.id("id")?;
    ctx.act("read messages", move |act| {
        read::run(act, case)?;
        Ok(Answer::see(format!("/my/messages/{case}")))
    })
    .await
}
