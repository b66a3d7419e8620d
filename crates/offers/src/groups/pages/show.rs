//! A group as its staff see it.

use access::{
    actions::{BookGroups, ManageGroups, ViewGroups},
    organisations::{self, kind},
};
use kernel::{Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Ctx, Fields, Response, csv_file,
    kit::{self, layout},
};

use super::{places, session_fields, stand_tag, state_tag, when, wish_fields};
use crate::{
    groups::{
        model::{Booking, Group, Session, SessionState, Stand},
        store::{self, Share},
    },
    words::{day_of, fine},
};

pub(in crate::groups) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

/// Everything on the page.
struct Whole {
    group: Group,
    sessions: Vec<Session>,
    shares: Vec<Share>,
    bookings: Vec<Booking>,
    agencies: Vec<(String, String)>,
    /// Whether this reader takes attendance of groups at all.
    may_attend: bool,
    may_manage: bool,
    may_book: bool,
}

pub(super) async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id("id")?;
    let w = ctx
        .read(move |look| {
            let grant = look.agency::<ViewGroups>()?;
            let group = store::load(look, grant.agency(), id, look.now())?;
            let mut agencies = vec![(String::new(), "Choose an agency".to_owned())];
            let others =
                organisations::of_kind(look, kind::AGENCY)?.into_iter().filter(|o| o.id != group.host);
            agencies.extend(others.map(|o| (o.code, o.name)));
            Ok(Whole {
                sessions: store::sessions(look, &group)?,
                shares: store::pools(look, id)?,
                bookings: store::bookings(look, &grant, id)?,
                agencies,
                may_attend: look.may::<ManageGroups>(),
                may_manage: look.may::<ManageGroups>() && group.host == grant.agency(),
                may_book: look.may::<BookGroups>(),
                group,
            })
        })
        .await?;
    let g = &w.group;
    let open = g.stand == Stand::Open;
    let body = html! {
        (layout::page_heading(Some(g.sort.label()), g.name.as_str()))
        (kit::summary_list(vec![
            kit::row("Stands", html! { (stand_tag(g)) }),
            kit::row("Given by", g.host_name.as_str()),
            kit::row("What it is", g.about.as_str()),
            kit::row("Our places", places(g)),
            kit::row("A freed place is held for", format!("{} hours", g.hold_hours)),
        ]))
        @if w.may_manage && open { (kit::button("Change the group").secondary().href(format!("/groups/{}/change", g.id))) }
        h2 class="govuk-heading-m" { "Sessions" }
        (sessions(ctx, &w))
        h2 class="govuk-heading-m" { "Our families" }
        (bookings(ctx, &w))
        @if w.may_book && open {
            h3 class="govuk-heading-s" { "Book for a family" }
            (ctx.form(&format!("/groups/{}/book", g.id), f, html! {
                (kit::input("case", "Reference of the case").hint("Such as CA-1234-ABCD").width(20).value(f.raw("case")).error(wrong.of("case")))
                (wish_fields(f, wrong, ""))
                (kit::checkboxes("wait", kit::legend("If it is full").size(kit::Size::S), vec![kit::choice("yes", "Put them on the waiting list")]).small()
                    .values(f.all("wait")).error(wrong.of("wait")))
                (kit::button("Book").once())
            }))
        }
        @if w.may_manage { (host(ctx, &w, f, wrong)) }
    };
    Ok(ctx.page(g.name.clone(), body).dense().back("/groups", "Back to the groups").errors(wrong).respond())
}

fn sessions(ctx: &Ctx, w: &Whole) -> Markup {
    if w.sessions.is_empty() {
        return html! { (kit::nothing_here("No session is planned. Families can book once there is one.")) };
    }
    let head = ["When and where", "Led by", "What to do"].map(kit::cell).to_vec();
    let lines = w.sessions.iter().map(|s| {
        let begun = kernel::local_date(s.starts) <= ctx.today();
        let to_do = html! {
            @if s.state == SessionState::Planned && w.may_attend {
                a class="govuk-link" href={ "/group-sessions/" (s.id) } {
                    @if begun { "Take attendance" } @else { "Attendance sheet" }
                    span class="govuk-visually-hidden" { " of " (Moment(s.starts).to_string()) }
                }
                @if w.may_manage && !begun {
                    (ctx.form(&format!("/group-sessions/{}/call-off", s.id), &Fields::default(), html! {
                        (kit::button(html! { "Call it off" span class="govuk-visually-hidden" { ": " (Moment(s.starts).to_string()) } }).secondary())
                    }))
                }
            }
        };
        vec![kit::cell(when(s, true)), kit::cell(s.facilitator.as_str()), kit::cell(to_do)]
    });
    html! {
        (kit::table(head, lines.collect()).caption("Sessions, the first leading").caption_classes("govuk-visually-hidden").scrolling())
    }
}

fn bookings(ctx: &Ctx, w: &Whole) -> Markup {
    if w.bookings.is_empty() {
        return html! { (kit::nothing_here("Nobody of our families has booked yet.")) };
    }
    let head = ["Who comes", "Stands", "Asked on", "What helps", "What to do"].map(kit::cell).to_vec();
    let lines = w.bookings.iter().map(|b| {
        let until = b.held_until.map_or(String::new(), |until| format!("until {}", Moment(until)));
        let to_do = html! {
            @if w.may_book {
                (ctx.form(&format!("/bookings/{}/cancel", b.id), &Fields::default(), html! {
                    (kit::hidden("version", &b.version.to_string()))
                    (kit::button(html! { "Cancel" span class="govuk-visually-hidden" { " for " (b.who) } }).secondary())
                }))
            }
        };
        vec![
            kit::cell(b.who.as_str()),
            kit::cell(html! { (state_tag(b.state)) " " (until) }),
            kit::cell(day_of(b.queued)),
            kit::cell(b.needs.as_str()),
            kit::cell(to_do),
        ]
    });
    html! {
        (kit::table(head, lines.collect()).caption("Those who asked first lead").caption_classes("govuk-visually-hidden")
            .first_cell_is_header().scrolling())
        p class="govuk-body" { a class="govuk-link" href={ "/groups/" (w.group.id) "/bookings.csv" } { "Download these bookings (CSV)" } }
    }
}

fn host(ctx: &Ctx, w: &Whole, f: &Fields, wrong: &Invalid) -> Markup {
    let g = &w.group;
    let lines = w.shares.iter().map(|s| {
        vec![
            kit::cell(s.name.as_str()),
            kit::number(s.pool.places.to_string()),
            kit::number(s.pool.taken.to_string()),
        ]
    });
    let head = vec![kit::cell("Agency"), kit::number("Places"), kit::number("Taken")];
    html! {
        h2 class="govuk-heading-m" { "Places by agency" }
        p class="govuk-body" { "Each agency sees its own families. Of another’s you see how many places are taken, and not by whom." }
        (kit::table(head, lines.collect()).caption("Places by agency").caption_classes("govuk-visually-hidden").first_cell_is_header())
        @if g.stand == Stand::Open {
            (ctx.form(&format!("/groups/{}/places", g.id), f, html! {
                (kit::select("agency", "Offer places to", w.agencies.clone()).value(f.raw("agency")).error(wrong.of("agency")))
                (kit::input("shared", "How many places they have").hint("They come out of ours, and go back when you lower this").whole_number().width(4)
                    .value(f.raw("shared")).error(wrong.of("shared")))
                (kit::button("Offer these places").secondary().once())
            }))
            h2 class="govuk-heading-m" { "Add a session" }
            (ctx.form(&format!("/groups/{}/sessions", g.id), f, html! {
                (session_fields(f, wrong))
                (kit::button("Add the session").secondary().once())
            }))
            h2 class="govuk-heading-m" { "End the group" }
            p class="govuk-body" { "Nobody can book any more, and the waiting list is closed. Attendance can still be taken." }
            (ctx.form(&format!("/groups/{}/end", g.id), f, html! {
                (kit::hidden("version", &g.version.to_string()))
                (kit::button("End the group").warning().once())
            }))
        }
    }
}

pub(in crate::groups) async fn csv(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let bookings = ctx
        .read(move |look| {
            let grant = look.agency::<ViewGroups>()?;
            store::load(look, grant.agency(), id, look.now())?;
            store::bookings(look, &grant, id)
        })
        .await?;
    let head = ["booking", "who", "status", "asked_at", "held_until", "what_helps"];
    let lines = bookings.into_iter().map(|b| {
        vec![
            b.id.to_string(),
            b.who,
            b.state.label().to_owned(),
            b.queued.to_string(),
            b.held_until.map_or_else(String::new, |at| at.to_string()),
            b.needs,
        ]
    });
    csv_file("group-bookings", &head, lines)
}
