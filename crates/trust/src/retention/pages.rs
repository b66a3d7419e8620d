//! What people see of keeping records: what is due for review, one record, and the classes with their sources.

use access::{
    Act, Look,
    actions::{ApproveDestruction, HoldRecord, ProposeDestruction, ViewRetention},
    rights::Destruction,
};
use kernel::{Id, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, Route, csv_file,
    kit::{self, Tone, layout},
};

use super::{
    actions, erase,
    model::{Class, Hold, Item, Kind, Proposal, State, Sureness, class, classes},
    store::{self, Kept},
};
use crate::words::{day, day_of, name_of};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/retention", list)
            .needs::<ViewRetention>()
            .personal()
            .about("Records whose time is over, and how long records are kept"),
        Route::get("/retention.csv", csv)
            .needs::<ViewRetention>()
            .personal()
            .about("Records whose time is over, as a file"),
        Route::get("/retention/case/{id}", |ctx| show::<kinds::Case>(ctx, "case"))
            .needs::<ViewRetention>()
            .personal()
            .about("How long a case is kept, and its holds"),
        Route::post("/retention/case/{id}", |ctx| send::<kinds::Case>(ctx, "case"))
            .needs::<HoldRecord>()
            .needs::<ProposeDestruction>()
            .personal()
            .about("Hold a case, lift the hold, or propose that it is destroyed")
            .body(describe),
        Route::get("/retention/enquiry/{id}", |ctx| show::<kinds::Enquiry>(ctx, "enquiry"))
            .needs::<ViewRetention>()
            .personal()
            .about("How long a first contact is kept, and its holds"),
        Route::post("/retention/enquiry/{id}", |ctx| send::<kinds::Enquiry>(ctx, "enquiry"))
            .needs::<HoldRecord>()
            .needs::<ProposeDestruction>()
            .personal()
            .about("Hold a first contact, lift the hold, or propose that it is destroyed")
            .body(describe),
        Route::get("/destructions/{id}", proposal)
            .needs::<ViewRetention>()
            .personal()
            .about("A proposal to destroy a record, or the certificate"),
        Route::post("/destructions/{id}", decide)
            .needs::<ApproveDestruction>()
            .personal()
            .about("Decide on a proposal to destroy a record")
            .body(|f| drop(actions::decide_fields(f))),
    ]
}

fn describe(f: &mut Fields) {
    f.required("do", "Choose what to do", 10);
    drop(actions::reason_fields(f));
}

fn state_tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Proposed => Tone::Soon,
        State::Refused => Tone::Good,
        State::Destroyed => Tone::Quiet,
    })
}

fn title(code: &str) -> &str {
    class(code).map_or(code, |c| c.title.as_str())
}

struct Lists {
    due: Vec<Item>,
    unknown: Vec<Item>,
    proposals: Vec<Proposal>,
}

fn read(look: &Look<'_>) -> Result<Lists> {
    let grant = look.agency::<ViewRetention>()?;
    Ok(Lists {
        due: store::due(look, &grant, look.today())?,
        unknown: store::unknown(look, &grant)?,
        proposals: store::proposals(look, &grant)?,
    })
}

async fn list(ctx: Ctx) -> Result<Response> {
    let lists = ctx.read(read).await?;
    let body = html! {
        (layout::page_heading(None, "Keeping records"))
        p class="govuk-body" {
            "Nothing is destroyed by itself. When the time of a closed record is over it stands here for review: one person proposes, another approves, and a hold stops both."
        }
        h2 class="govuk-heading-m" { "Due for review" }
        @if lists.due.is_empty() { (kit::nothing_here("No record’s time is over.")) }
        @else {
            (items(&lists.due, "Records whose time is over, oldest first"))
            p class="govuk-body" { a class="govuk-link" href="/retention.csv" { "Download as a CSV file" } }
        }
        h2 class="govuk-heading-m" { "A date is missing" }
        @if lists.unknown.is_empty() { (kit::nothing_here("Every closed record has its date.")) }
        @else {
            p class="govuk-body" { "These are kept until the date is known." }
            (items(&lists.unknown, "Closed records whose time cannot be worked out"))
        }
        h2 class="govuk-heading-m" { "Proposed and destroyed" }
        @if lists.proposals.is_empty() { (kit::nothing_here("Nothing was proposed.")) }
        @else { (proposals(&lists.proposals)) }
        h2 class="govuk-heading-m" { "How long records are kept" }
        (class_table(classes()))
        (kit::print_button("Print this page"))
    };
    Ok(ctx.page("Keeping records", body).dense().respond())
}

fn items(all: &[Item], caption: &str) -> kit::Table {
    let head = ["Record", "What", "Class", "Kept until"];
    let rows = all.iter().map(|i| {
        vec![
            kit::cell(html! {
                a class="govuk-link" href={ "/retention/" (i.kind.code()) "/" (i.record) } { (i.reference) }
            }),
            kit::cell(i.kind.label()),
            kit::cell(title(&i.class)),
            kit::cell(until(i)),
        ]
    });
    kit::table(head.map(kit::cell).to_vec(), rows.collect())
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

/// The last day that a record is kept for certain.
fn until(i: &Item) -> String {
    match i.due {
        Some(due) => day(due.yesterday().unwrap_or(due)),
        None => "Not known".into(),
    }
}

fn proposals(all: &[Proposal]) -> kit::Table {
    let head = ["Record", "What", "Proposed", "Stands", "Decided"];
    let rows = all.iter().map(|p| {
        vec![
            kit::cell(html! { a class="govuk-link" href={ "/destructions/" (p.id) } { (p.reference) } }),
            kit::cell(p.kind.label()),
            kit::cell(day_of(p.proposed)),
            kit::cell(html! { (state_tag(p.state)) }),
            kit::cell(p.decided.map_or_else(|| "–".to_owned(), day_of)),
        ]
    });
    kit::table(head.map(kit::cell).to_vec(), rows.collect())
        .caption("Proposals and certificates, newest first")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

fn class_table(all: &[Class]) -> kit::Table {
    let head = ["Class", "Years", "Counted from", "How sure", "Since", "Source"];
    let rows = all.iter().map(|c| {
        let tone = if c.sure == Sureness::Law { Tone::Good } else { Tone::Soon };
        vec![
            kit::cell(c.title.as_str()),
            kit::cell(if c.years == 0 { "Kept".to_owned() } else { c.years.to_string() }),
            kit::cell(c.counted_from.label()),
            kit::cell(html! { (kit::tag(c.sure.label()).tone(tone)) }),
            kit::cell(day(c.from)),
            kit::cell(c.source.as_str()),
        ]
    });
    kit::table(head.map(kit::cell).to_vec(), rows.collect())
        .caption("Classes of records")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let lists = ctx.read(read).await?;
    let rows = lists.due.iter().chain(&lists.unknown).map(|i| {
        vec![
            i.kind.code().to_owned(),
            i.reference.clone(),
            i.class.clone(),
            i.due.map_or_else(String::new, |d| d.to_string()),
            i.worked_out.to_string(),
        ]
    });
    csv_file("retention", &["kind", "reference", "class", "review_from", "worked_out_on"], rows)
}

struct Shown {
    item: Option<Item>,
    holds: Vec<(Hold, String)>,
    waiting: Option<Proposal>,
    may_hold: bool,
    may_propose: bool,
}

async fn show<T: Kept>(ctx: Ctx, kind: &'static str) -> Result<Response> {
    show_with::<T>(&ctx, kind, &Fields::default(), &Invalid::default()).await
}

async fn show_with<T: Kept>(
    ctx: &Ctx,
    kind: &'static str,
    fields: &Fields,
    wrong: &Invalid,
) -> Result<Response> {
    let id = ctx.id::<T>("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<ViewRetention, T>(id)?;
            let holds = store::holds(look, &grant)?
                .into_iter()
                .map(|h| name_of(look, h.set_by).map(|by| (h, by)))
                .collect::<Result<_>>()?;
            Ok(Shown {
                item: T::item(look, &grant)?,
                holds,
                waiting: store::waiting(look, &grant)?,
                may_hold: look.may::<HoldRecord>(),
                may_propose: look.may::<ProposeDestruction>(),
            })
        })
        .await?;
    let held = s.holds.iter().any(|(h, _)| h.lifted.is_none());
    let over = s.item.as_ref().and_then(|i| i.due).is_some_and(|due| due <= ctx.today());
    let path = format!("/retention/{kind}/{id}");
    let act = |what: &'static str, label: &'static str, button: kit::Button| {
        ctx.form(&path, fields, html! {
            (kit::hidden("do", what))
            (kit::textarea("reason", label).id(format!("{what}-reason")).rows(2).value(fields.raw("reason")).error(wrong.of("reason")))
            (button.once())
        })
    };
    let name = s.item.as_ref().map_or_else(|| "This record".to_owned(), |i| i.reference.clone());
    let body = html! {
        (layout::page_heading(Some("Keeping records"), name.as_str()))
        (about(&s))
        @if !s.holds.is_empty() { (holds(&s.holds)) }
        @if s.may_hold {
            @if held { (kit::details("Lift the hold", act("lift", "Why is its reason over?", kit::button("Lift the hold")))) }
            @else { (kit::details("Hold this record", act("hold", "Why must it be kept, such as a court case or an inquiry?", kit::button("Hold it")))) }
        }
        @match &s.waiting {
            Some(p) => p class="govuk-body" {
                "It is proposed that this record is destroyed. " a class="govuk-link" href={ "/destructions/" (p.id) } { "See the proposal" }
            },
            None => @if s.may_propose && over && !held {
                h2 class="govuk-heading-m" { "Propose that it is destroyed" }
                p class="govuk-body" { "Read the record first. Is anybody likely to need it still: the adopted person, a brother or sister, a court?" }
                (act("propose", "What did you find?", kit::button("Propose").warning()))
            },
        }
    };
    Ok(ctx
        .page("Keeping records", body)
        .dense()
        .back("/retention", "Back to keeping records")
        .errors(wrong)
        .respond())
}

fn about(s: &Shown) -> Markup {
    let Some(i) = &s.item else {
        return kit::nothing_here(
            "This record is open, so its time has not begun. What became of a record that was destroyed stands under “Proposed and destroyed”.",
        );
    };
    let found = class(&i.class);
    kit::Render::render(&kit::summary_list(vec![
        kit::row("What", i.kind.label()),
        kit::row("Class", title(&i.class)),
        kit::row("Kept until", until(i)),
        kit::row(
            "Counted",
            found.map_or_else(String::new, |c| format!("{} years from {}", c.years, c.counted_from.label())),
        ),
        kit::row("Source", found.map_or("", |c| c.source.as_str())),
        kit::row("Worked out on", day(i.worked_out)),
    ]))
}

fn holds(all: &[(Hold, String)]) -> kit::Table {
    let rows = all.iter().map(|(h, by)| {
        vec![
            kit::cell(day_of(h.set)),
            kit::cell(by),
            kit::cell(h.reason.as_str()),
            kit::cell(h.lifted.map_or_else(
                || "Stands".to_owned(),
                |at| format!("Lifted on {}: {}", day_of(at), h.lifted_why),
            )),
        ]
    });
    kit::table(["Set", "By", "Why", "Now"].map(kit::cell).to_vec(), rows.collect())
        .caption("Holds")
        .caption_classes("govuk-table__caption--m")
        .first_cell_is_header()
        .scrolling()
}

/// What is done with one record.
fn carry_out<T: Kept>(act: &Act<'_>, id: Id<T>, what: &str, reason: &str) -> Result<&'static str> {
    match what {
        "hold" => actions::hold_record(act, id, reason).map(|()| "The record is held."),
        "lift" => actions::lift_hold(act, id, reason).map(|()| "The hold is lifted."),
        "propose" => {
            actions::propose_destruction(act, id, reason).map(|_| "It is proposed. Somebody else decides.")
        }
        _ => Err(kernel::Error::field("do", "Choose what to do")),
    }
}

async fn send<T: Kept>(ctx: Ctx, kind: &'static str) -> Result<Response> {
    let id = ctx.id::<T>("id")?;
    let mut fields = ctx.fields()?;
    let reason = match actions::reason_fields(&mut fields) {
        Ok(reason) => reason,
        Err(invalid) => return show_with::<T>(&ctx, kind, &fields, &invalid).await,
    };
    let what = fields.raw("do").to_owned();
    let done = ctx.act("keep or end a record", move |act| {
        let said = carry_out(act, id, &what, &reason)?;
        Ok(Answer::see(format!("/retention/{kind}/{id}")).saying(said))
    });
    match done.await {
        Err(error) => show_with::<T>(&ctx, kind, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn proposal(ctx: Ctx) -> Result<Response> {
    proposal_with(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn proposal_with(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Destruction>("id")?;
    let (p, by, decided_by, may) = ctx
        .read(move |look| {
            let p = store::load(look, &look.one::<ViewRetention, Destruction>(id)?)?;
            let (by, decided_by) = (name_of(look, p.proposed_by)?, name_of(look, p.decided_by)?);
            Ok((p, by, decided_by, look.may::<ApproveDestruction>()))
        })
        .await?;
    let mut rows = vec![
        kit::row("Stands", html! { (state_tag(p.state)) }),
        kit::row("Record", p.reference.as_str()),
        kit::row("What", p.kind.label()),
        kit::row("Class", title(&p.class)),
        kit::row("Time over since", day(p.due)),
        kit::row("Proposed", format!("{} by {by}: {}", day_of(p.proposed), p.reason)),
    ];
    if let Some(at) = p.decided {
        rows.push(kit::row("Decided", format!("{} by {decided_by}: {}", day_of(at), p.decided_why)));
    }
    if let Some(erased) = p.erased {
        rows.push(kit::row("Rows erased", erased.to_string()));
    }
    let mine = p.proposed_by.is_some() && p.proposed_by == ctx.actor.account();
    let heading = if p.state == State::Destroyed {
        "Certificate of destruction"
    } else {
        "Proposal to destroy a record"
    };
    let body = html! {
        (layout::page_heading(Some("Keeping records"), heading))
        (kit::summary_list(rows))
        @if p.state == State::Proposed && may && !mine {
            h2 class="govuk-heading-m" { "Decide" }
            @if p.kind == Kind::Case {
                p class="govuk-body" { a class="govuk-link" href={ "/cases/" (p.record) } { "Read the record first" } }
            }
            (kit::warning_text("This cannot be undone. Names and every written word are erased. Dates, levels, scores and money stay without a name, so that figures still add up. Backups hold the words until they run out."))
            (ctx.form(&format!("/destructions/{id}"), fields, html! {
                (kit::hidden("version", &p.version.to_string()))
                (kit::radios("destroy", kit::legend("Is it destroyed?").size(kit::Size::S), kit::yes_no()).inline()
                    .value(fields.raw("destroy")).error(wrong.of("destroy")))
                (kit::textarea("why", "Why?").rows(2).value(fields.raw("why")).error(wrong.of("why")))
                (kit::button("Record the decision").warning().once())
            }))
        }
        @if p.state == State::Proposed && mine { p class="govuk-body" { "You proposed this. Somebody else decides." } }
        (kit::print_button("Print this page"))
    };
    Ok(ctx.page(heading, body).dense().back("/retention", "Back to keeping records").errors(wrong).respond())
}

async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Destruction>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::decide_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return proposal_with(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("decide on a destruction", move |act| {
        actions::decide_destruction(act, id, &input)?;
        Ok(Answer::see(format!("/destructions/{id}")).saying("The decision is recorded."))
    });
    match done.await {
        Err(error) => proposal_with(&ctx, &fields, &page::mend(error)?).await,
        Ok(response) => {
            // A file that cannot be removed now is tried again by the job, which tells the operator.
            let _ = erase::take_away(&ctx.app.db).await;
            Ok(response)
        }
    }
}
