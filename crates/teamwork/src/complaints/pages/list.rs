//! The agency's complaints, and what was learned from them.

use access::actions::HandleComplaints;
use kernel::{Moment, Result, Timestamp};
use maud::{Markup, html};
use page::{
    Ctx, Cursor, PAGE_ROWS, Response, csv_file,
    kit::{self, Tone, layout},
};

use super::state_tag;
use crate::{
    complaints::{
        actions::Clocks,
        model::{Complaint, State, stages},
        store::{self, Lesson},
    },
    words::{choices, download, parts},
};

fn wanted(ctx: &Ctx) -> State {
    State::from_code(ctx.query().raw("state")).unwrap_or(State::New)
}

pub(in crate::complaints) async fn page(ctx: Ctx) -> Result<Response> {
    let state = wanted(&ctx);
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, clocks) = ctx
        .read(move |look| {
            let grant = look.agency::<HandleComplaints>()?;
            let rows = store::list(look, &grant, state, after, Some(PAGE_ROWS))?;
            Ok((rows, Clocks::read(look, grant.agency())?))
        })
        .await?;
    let dues: Vec<Option<Timestamp>> = rows.items.iter().map(|c| clocks.due(c)).collect();
    let body = html! {
        (layout::page_heading(Some("Your team"), "Complaints"))
        (parts(&ctx, "/team/complaints"))
        (layout::filters("/team/complaints", html! {
            (kit::radios("state", kit::legend("Show").size(kit::Size::S), choices::<State>()).small().value(state.code()))
        }))
        @if rows.items.is_empty() {
            (kit::nothing_here("There is none here."))
        } @else {
            (table(&ctx, &rows.items, &dues))
            (kit::pagination(None, rows.next.map(|next| format!("/team/complaints?state={}&after={next}", state.code()))))
            (download(&format!("/team/complaints.csv?state={}", state.code())))
        }
        ul class="govuk-list" {
            li { a class="govuk-link" href="/team/complaints/months" { "Complaints by month, beside changes of the Fund" } }
            li { a class="govuk-link" href="/team/complaints/learning" { "What we learned" } }
            li { a class="govuk-link" href="/complaints/new" { "Write down a complaint of somebody whose case you cannot name" } }
        }
        (kit::details("The stages, and where they are from", html! {
            @for stage in stages(ctx.today())? {
                p class="govuk-body" {
                    strong { (stage.name) } ": " (stage.who) ". " (stage.told) " (" (stage.source) @if stage.sure != "yes" { ", not confirmed" } ")"
                }
            }
            p class="govuk-body" { "Where a council’s own procedure for complaints holds, its stages and times take the place of these." }
        }))
    };
    Ok(ctx.page("Complaints", body).back("/team", "Your team").dense().respond())
}

fn table(ctx: &Ctx, all: &[Complaint], dues: &[Option<Timestamp>]) -> Markup {
    let rows = all
        .iter()
        .zip(dues)
        .map(|(c, due)| {
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/team/complaints/" (c.id) } { (c.reference) } }),
                kit::cell(c.who.label()),
                kit::cell(c.about.label()),
                kit::cell(html! {
                    (state_tag(c.state))
                    @if let Some(due) = due {
                        br; @if *due < ctx.now { (kit::tag("Late").tone(Tone::Late)) " " } "by " (Moment(*due))
                    }
                }),
            ]
        })
        .collect();
    html! {
        (kit::table(["Complaint", "From", "About", "How it stands"].map(kit::cell).to_vec(), rows)
            .caption("Complaints, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
    }
}

pub(in crate::complaints) async fn csv(ctx: Ctx) -> Result<Response> {
    let state = wanted(&ctx);
    let rows = ctx
        .read(move |look| store::list(look, &look.agency::<HandleComplaints>()?, state, None, None))
        .await?;
    let at = |when: Option<Timestamp>| when.map(|t| t.to_string()).unwrap_or_default();
    let lines = rows.items.into_iter().map(|c| {
        vec![
            c.reference.to_string(),
            c.who.code().to_owned(),
            c.about.code().to_owned(),
            c.received.to_string(),
            c.state.code().to_owned(),
            at(c.acknowledged.as_ref().map(|a| a.0)),
            at(c.answered.as_ref().map(|a| a.0)),
            c.answered.as_ref().map_or("", |a| a.2.code()).to_owned(),
            at(c.reviewed.as_ref().map(|r| r.0)),
            c.reviewed.as_ref().map_or("", |r| r.1.code()).to_owned(),
        ]
    });
    let head = [
        "reference",
        "from",
        "about",
        "received_on",
        "state",
        "acknowledged_at",
        "answered_at",
        "outcome",
        "reviewed_at",
        "review_outcome",
    ];
    csv_file("complaints", &head, lines)
}

pub(in crate::complaints) async fn learning(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::lessons(look, &look.agency::<HandleComplaints>()?, after, Some(PAGE_ROWS)))
        .await?;
    let line = |l: &Lesson| {
        let stands = match l.done {
            Some(at) => html! { (kit::tag("Done").tone(Tone::Good)) " " (Moment(at)) },
            None if l.by < ctx.today() => html! { (kit::tag("Late").tone(Tone::Late)) },
            None => html! { (kit::tag("To come").tone(Tone::Calm)) },
        };
        vec![
            kit::cell(l.about.label()),
            kit::cell(l.words.as_str()),
            kit::cell(l.action.as_str()),
            kit::cell(html! { "by " (l.by.strftime("%-d %B %Y").to_string()) br; (stands) }),
        ]
    };
    let body = html! {
        (layout::page_heading(Some("Complaints"), "What we learned"))
        (parts(&ctx, ""))
        p class="govuk-body" { "Without names, cases and workers. Leave them out when you write." }
        @if rows.items.is_empty() {
            (kit::nothing_here("Nothing was written down yet. Each complaint that was answered asks for it."))
        } @else {
            (kit::table(["About", "What we learned", "What we do", "How it stands"].map(kit::cell).to_vec(), rows.items.iter().map(line).collect())
                .caption("What we learned, the newest first").caption_classes("govuk-visually-hidden").scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/team/complaints/learning?after={next}"))))
            (download("/team/complaints/learning.csv"))
        }
    };
    Ok(ctx
        .page("What we learned from complaints", body)
        .back("/team/complaints", "Complaints")
        .dense()
        .respond())
}

pub(in crate::complaints) async fn learning_csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::lessons(look, &look.agency::<HandleComplaints>()?, None, None)).await?;
    let lines = rows.items.into_iter().map(|l| {
        let done = l.done.map(|at| at.to_string()).unwrap_or_default();
        vec![l.at.to_string(), l.about.code().to_owned(), l.words, l.action, l.by.to_string(), done]
    });
    csv_file("learned-from-complaints", &["at", "about", "learned", "action", "by", "done_at"], lines)
}
