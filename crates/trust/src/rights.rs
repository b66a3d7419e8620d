//! Where people's rights over their data are done: for a case, for the agency, and for a family itself.

use access::{
    Action, Look,
    actions::{
        AskCorrection, DecideCorrection, HandleDataComplaints, HandleSubjectAccess, MakeDataComplaint,
        ViewCase, ViewRetention,
    },
    permissions::Reach,
};
use casework::cases::{
    frame::{self, Head, Tab},
    list,
};
use kernel::{Date, Id, Result, kinds, local_date};
use maud::{Markup, html};
use page::{
    Ctx, NavItem, Response, Route, csv_file,
    kit::{self, layout},
};

use crate::{complaints, corrections, subject_access, words::day};

/// Pages of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/rights", agency)
            .needs::<HandleSubjectAccess>()
            .needs::<DecideCorrection>()
            .needs::<HandleDataComplaints>()
            .personal()
            .about("Requests and complaints about data that wait, with their clocks"),
        Route::get("/rights.csv", csv)
            .needs::<HandleSubjectAccess>()
            .needs::<DecideCorrection>()
            .needs::<HandleDataComplaints>()
            .personal()
            .about("Requests and complaints about data as a file"),
        Route::get("/cases/{id}/rights", of_case)
            .needs::<ViewCase>()
            .personal()
            .about("Requests and complaints about one record"),
        Route::get("/my/rights", mine)
            .needs::<ViewCase>()
            .personal()
            .about("A family's rights over its data, and what it asked"),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/rights",
        text: "Data rights",
        needs: HandleDataComplaints::NAME,
        reach: Reach::Agency,
    }]
}

/// One request, whatever it is.
struct Line {
    what: &'static str,
    reference: String,
    href: String,
    came: Date,
    due: Option<Date>,
    tag: kit::Tag,
    state: &'static str,
    open: bool,
}

fn copies(all: &[subject_access::model::Request]) -> impl Iterator<Item = Line> + '_ {
    use subject_access::model::State;
    all.iter().map(|r| Line {
        what: "Copy of the record",
        reference: r.reference.to_string(),
        href: format!("/subject-access/{}", r.id),
        came: r.received,
        due: Some(r.due),
        tag: subject_access::state_tag(r.state),
        state: r.state.code(),
        open: matches!(r.state, State::Open | State::Ready),
    })
}

fn changes(all: &[corrections::model::Correction]) -> impl Iterator<Item = Line> + '_ {
    all.iter().map(|c| Line {
        what: "Put something right",
        reference: c.what.label().to_owned(),
        href: format!("/corrections/{}", c.id),
        came: local_date(c.asked),
        due: Some(subject_access::model::due_day(c.asked, false)),
        tag: corrections::state_tag(c.state),
        state: c.state.code(),
        open: c.state == corrections::model::State::Asked,
    })
}

fn complained(all: &[complaints::model::Complaint]) -> Result<Vec<Line>> {
    use complaints::model::State;
    all.iter()
        .map(|c| {
            Ok(Line {
                what: "Complaint about data",
                reference: c.reference.to_string(),
                href: format!("/data-complaints/{}", c.id),
                came: c.received,
                due: Some(local_date(complaints::due(c)?)).filter(|_| c.state() == State::New),
                tag: complaints::state_tag(c.state()),
                state: c.state().code(),
                open: c.state() != State::Closed,
            })
        })
        .collect()
}

fn table(lines: &[Line], caption: &str, linked: impl Fn(&Line) -> bool) -> kit::Table {
    let head = ["Request", "What", "Came", "Answer by", "Stands"];
    let rows = lines.iter().map(|l| {
        vec![
            kit::cell(html! {
                @if linked(l) { a class="govuk-link" href=(l.href) { (l.reference) } } @else { (l.reference) }
            }),
            kit::cell(l.what),
            kit::cell(day(l.came)),
            kit::cell(l.due.filter(|_| l.open).map_or_else(|| "–".to_owned(), day)),
            kit::cell(html! { (l.tag) }),
        ]
    });
    kit::table(head.map(kit::cell).to_vec(), rows.collect())
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

fn of_agency(look: &Look<'_>) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    if look.may::<HandleSubjectAccess>() {
        lines.extend(copies(&subject_access::store::of_agency(look, &look.agency()?)?));
    }
    if look.may::<DecideCorrection>() {
        lines.extend(changes(&corrections::store::waiting(look, &look.agency()?)?));
    }
    if look.may::<HandleDataComplaints>() {
        lines.extend(complained(&complaints::store::of_agency(look, &look.agency()?)?)?);
    }
    // What is open and due soonest comes first.
    lines.sort_by_key(|l| (!l.open, l.due.unwrap_or(Date::MAX), l.came));
    Ok(lines)
}

async fn agency(ctx: Ctx) -> Result<Response> {
    let lines = ctx.read(of_agency).await?;
    let body = html! {
        (layout::page_heading(None, "Data rights"))
        p class="govuk-body" { "Requests for a copy, requests to put something right, and complaints about how data is used. What is due soonest comes first." }
        (kit::button_group(html! {
            @if !lines.is_empty() { a class="govuk-link" href="/rights.csv" { "Download as a CSV file" } }
            a class="govuk-link" href="/sharing" { "Sharing agreements" }
        }))
        @if lines.is_empty() {
            (kit::nothing_here("Nobody has asked for anything. Requests are recorded on the case, under Consent, or sent by families themselves."))
        } @else {
            (table(&lines, "Requests and complaints about data", |_| true))
        }
    };
    Ok(ctx.page("Data rights", body).dense().respond())
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let lines = ctx.read(of_agency).await?;
    let rows = lines.iter().map(|l| {
        vec![
            l.what.to_owned(),
            l.reference.clone(),
            l.came.to_string(),
            l.due.map_or_else(String::new, |d| d.to_string()),
            l.state.to_owned(),
            l.open.to_string(),
        ]
    });
    csv_file("data-rights", &["request", "what", "came", "due", "state", "open"], rows)
}

struct OfCase {
    head: Head,
    copies: Vec<Line>,
    changes: Vec<corrections::model::Correction>,
    complaints: Vec<Line>,
    may_copy: bool,
    may_ask: bool,
    may_complain: bool,
    may_handle: bool,
    may_keep: bool,
}

fn read_case(look: &Look<'_>, id: Id<kinds::Case>) -> Result<OfCase> {
    let grant = look.one::<ViewCase, kinds::Case>(id)?;
    Ok(OfCase {
        head: frame::head(look, &grant)?,
        copies: copies(&subject_access::store::of_case(look, &grant)?).collect(),
        changes: corrections::store::of_case(look, &grant)?,
        complaints: complained(&complaints::store::of_case(look, &grant)?)?,
        may_copy: look.may::<HandleSubjectAccess>(),
        may_ask: look.may::<AskCorrection>(),
        may_complain: look.may::<MakeDataComplaint>(),
        may_handle: look.may::<HandleDataComplaints>(),
        may_keep: look.may::<ViewRetention>(),
    })
}

/// `GET /cases/{id}/rights`. A family has its own page.
async fn of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let s = ctx.read(move |look| read_case(look, id)).await?;
    if ctx.actor.family().is_some() {
        return page::see_other("/my/rights");
    }
    let here = format!("/cases/{id}/rights");
    let body = html! {
        (kit::button_group(html! {
            @if s.may_copy { (kit::button("Record a request for a copy").href(format!("{here}/copy"))) }
            @if s.may_ask { (kit::button("Record a correction").secondary().href(format!("{here}/correction"))) }
            @if s.may_complain { (kit::button("Record a complaint").secondary().href(format!("{here}/complaint"))) }
        }))
        h2 class="govuk-heading-m" { "Copies" }
        @if s.copies.is_empty() { (kit::nothing_here("Nobody has asked for a copy of this record.")) }
        @else { (table(&s.copies, "Requests for a copy", |_| s.may_copy)) }
        h2 class="govuk-heading-m" { "Corrections" }
        @if s.changes.is_empty() { (kit::nothing_here("Nothing was asked to be put right.")) }
        @else { (changed(&s.changes, s.may_copy)) }
        h2 class="govuk-heading-m" { "Complaints about data" }
        @if s.complaints.is_empty() { (kit::nothing_here("There was no complaint about how this family’s data is used.")) }
        @else { (table(&s.complaints, "Complaints about data", |_| s.may_handle)) }
        @if s.may_keep {
            p class="govuk-body" { a class="govuk-link" href={ "/retention/case/" (id) } { "How long this record is kept, and holds" } }
        }
        (kit::print_button("Print this page"))
    };
    let page = frame::frame(&ctx, &s.head, Tab::Consent, "Requests about this record", body);
    Ok(page.back(format!("/cases/{id}/consent"), "Back to consent and sharing").respond())
}

/// Corrections with what stood there before.
fn changed(all: &[corrections::model::Correction], linked: bool) -> kit::Table {
    let head = ["What", "It stood", "Asked for", "Came", "Stands", "Why"];
    let rows = all.iter().map(|c| {
        vec![
            kit::cell(html! {
                @if linked { a class="govuk-link" href={ "/corrections/" (c.id) } { (c.what.label()) } } @else { (c.what.label()) }
            }),
            kit::cell(c.old.as_str()),
            kit::cell(c.wanted.as_str()),
            kit::cell(day(local_date(c.asked))),
            kit::cell(html! { (corrections::state_tag(c.state)) }),
            kit::cell(c.decided_why.as_str()),
        ]
    });
    kit::table(head.map(kit::cell).to_vec(), rows.collect())
        .caption("Requests to put something right, newest first")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

async fn mine(ctx: Ctx) -> Result<Response> {
    let children = ctx
        .read(|look| {
            list::of_family(look, &look.own::<ViewCase>()?)?
                .into_iter()
                .map(|case| Ok((case.child.clone(), read_case(look, case.id)?)))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "Your rights over your data"))
        (what_you_can_do())
        @if children.is_empty() {
            (kit::nothing_here("We have not opened a case for your family yet. If you wrote to us, tell whoever calls you what you want, or write to the agency."))
        }
        @for (child, s) in &children {
            @let here = format!("/cases/{}/rights", s.head.id());
            h2 class="govuk-heading-l" { "The record of " (child) }
            (kit::button_group(html! {
                (kit::button("Put something right").href(format!("{here}/correction")))
                (kit::button("Complain about how we use your data").secondary().href(format!("{here}/complaint")))
            }))
            h3 class="govuk-heading-m" { "What you asked us to put right" }
            @if s.changes.is_empty() { (kit::nothing_here("Nothing yet.")) } @else { (changed(&s.changes, false)) }
            h3 class="govuk-heading-m" { "Complaints about data" }
            @if s.complaints.is_empty() { (kit::nothing_here("None.")) }
            @else { (table(&s.complaints, "Your complaints about data", |_| false)) }
        }
    };
    Ok(ctx.page("Your rights over your data", body).back("/my", "Back to your family’s support").respond())
}

fn what_you_can_do() -> Markup {
    kit::Render::render(&kit::summary_list(vec![
        kit::row(
            "A copy",
            "Tell your coordinator that you want a copy of what we hold about you. You may say it in any way. You get it within a month, or we tell you why it takes longer.",
        ),
        kit::row(
            "A correction",
            "Tell us what is wrong, and we answer within a month. What stood there before is kept beside it.",
        ),
        kit::row(
            "Consent",
            html! { a class="govuk-link" href="/my/consent" { "See what you agreed to, and take it back" } },
        ),
        kit::row(
            "A complaint",
            "Tell us what went wrong. We say within 30 days that we have it. You can also go to the Information Commissioner: ico.org.uk, 0303 123 1113.",
        ),
    ]))
}
