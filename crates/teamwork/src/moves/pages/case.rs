//! Where the family of a case lives, who is responsible for its support and who pays on which day, and the hand-over that follows.

use access::{
    Action, Look,
    actions::{OfferHandover, RecordMove},
    organisations::Organisation,
    permissions::Reach,
    teamwork::FamilyMove,
};
use casework::{
    cases::{
        frame::{self, Head, Tab},
        store::CaseState,
    },
    front_door::form::councils,
};
use kernel::{Id, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, Tone},
};

use super::{blank, days, stands};
use crate::{
    moves::{
        actions,
        model::Period,
        standing::{self, Standing},
        store::{self, Handover, Move},
    },
    words::{day, paragraphs},
};

struct Shown {
    head: Head,
    s: Standing,
    councils: Vec<Organisation>,
    handed: Vec<Handover>,
    came: Option<Handover>,
}

async fn read(ctx: &Ctx, id: Id<kinds::Case>) -> Result<Shown> {
    ctx.read(move |look: &Look<'_>| {
        let grant = look.one::<RecordMove, kinds::Case>(id)?;
        Ok(Shown {
            head: frame::head(look, &grant)?,
            s: standing::read(look, &grant)?,
            councils: councils(look)?,
            handed: store::of_case(look, &grant)?,
            came: store::of_new_case(look, &grant)?,
        })
    })
    .await
}

pub(in crate::moves) async fn page(ctx: Ctx) -> Result<Response> {
    let (f, wrong) = blank();
    draw(&ctx, ctx.id("id")?, &f, &wrong).await
}

async fn draw(ctx: &Ctx, case: Id<kinds::Case>, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let x = read(ctx, case).await?;
    let open = x.s.case.state == CaseState::Open;
    let body = html! {
        (super::refused(wrong))
        (who(ctx, &x))
        (handing(ctx, &x))
        h2 class="govuk-heading-m" { "Moves" }
        (moves(ctx, &x, f, wrong))
        @if open { (move_form(ctx, &x, f, wrong)) }
        (placing(ctx, &x, f, wrong))
    };
    Ok(frame::frame(ctx, &x.head, Tab::Overview, "Where they live, and who is responsible", body)
        .errors(wrong)
        .respond())
}

fn named<'x>(x: &'x Shown, code: &'x str) -> &'x str {
    x.councils.iter().find(|c| c.code == code).map_or(code, |c| &c.name)
}

fn who(ctx: &Ctx, x: &Shown) -> Markup {
    let (s, today) = (&x.s, ctx.today());
    let line = |p: &Period| {
        let council = p.council.as_deref().map(|code| named(x, code));
        let pays = match (council, p.also_pays.as_deref()) {
            (Some(council), None) => html! { (council) },
            (Some(council), Some(before)) => {
                html! { (council) "; " (named(x, before)) " goes on paying the regular support that was decided before the order" }
            }
            (None, _) => html! { "Not known" },
        };
        vec![
            kit::cell(html! { (days(p)) @if p.holds(today) { " " (kit::tag("Today").tone(Tone::Calm)) } }),
            kit::cell(council.unwrap_or("Not known")),
            kit::cell(pays),
            kit::cell(html! { (p.why.label()) br; span class="govuk-hint" { (p.why.source(s.case.route)) } }),
        ]
    };
    html! {
        h2 class="govuk-heading-m" { "Who is responsible, and who pays" }
        @if let Some(why) = s.unknown(today) { (kit::inset_text(why.label())) }
        @if s.now(today).is_none() { (kit::inset_text("The order is dated after today. The days below begin with it.")) }
        (kit::table(["Days", "Responsible", "Pays", "Why"].map(kit::cell).to_vec(), s.periods.iter().map(|(p, _)| line(p)).collect())
            .caption("Who is responsible for the support, and who pays, by day").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        p class="govuk-body" {
            "This follows from the day of the order, from who placed the child and from the moves below. It is the rule as councils report it: ask your \
             lawyer where it is disputed."
        }
    }
}

fn handing(ctx: &Ctx, x: &Shown) -> Markup {
    let may = ctx.actor.reach(OfferHandover::NAME).page() == Reach::Agency;
    let open = x.handed.iter().any(|h| h.state.is_open());
    html! {
        @if let Some(came) = &x.came {
            p class="govuk-body" { "This case came from " strong { (came.from_name) } ", which handed it over." }
            (kit::details("What they wrote for whoever takes over", paragraphs(&came.summary)))
        }
        @if !x.handed.is_empty() {
            h2 class="govuk-heading-m" { "Handed to another agency" }
            (kit::summary_list(x.handed.iter().map(|h| kit::row(h.to_name.as_str(), html! {
                (stands(ctx, h)) br; "Responsible from " (day(h.passes))
                @if may { br; a class="govuk-link" href={ "/handovers-out/" (h.id) } { "See this hand-over" } }
            })).collect()))
        }
        @if let Some(passing) = &x.s.passing {
            @if !open && x.s.case.state == CaseState::Open {
                (kit::inset_text(match passing.on {
                    Some(on) if on > ctx.today() => format!("From {} {} is responsible, which belongs to another agency. Hand the case over in good time: until the other agency takes it over, you go on.", day(on), named(x, &passing.council)),
                    _ => format!("{} is responsible, which belongs to another agency. Until the other agency takes the case over, you go on.", named(x, &passing.council)),
                }))
                @if may {
                    (kit::button("Hand the case to the other agency").href(format!("/cases/{}/hand-to-agency", x.s.case.id)))
                } @else {
                    p class="govuk-body" { "A team manager hands it over." }
                }
            }
        }
    }
}

fn moves(ctx: &Ctx, x: &Shown, f: &Fields, wrong: &Invalid) -> Markup {
    // The form to take one back stands once for each move: what was typed belongs to one of them.
    let meant = |m: &Move| f.raw("move") == m.id.to_string();
    let back = |m: &Move| {
        let form = ctx.form(&format!("/moves/{}/undo", m.id), &Fields::default(), html! {
            (kit::hidden("version", &m.version.to_string()))
            (kit::hidden("move", &m.id.to_string()))
            (kit::input("why", "Why is it taken back?").id(format!("why-{}", m.id))
                .value(if meant(m) { f.raw("why") } else { "" }).error(if meant(m) { wrong.of("why") } else { None }))
            (kit::button("Take the move back").secondary().once())
        });
        let words =
            html! { "Take it back" span class="govuk-visually-hidden" { ": the move on " (day(m.on)) } };
        let details = kit::details(words, form);
        if meant(m) { details.open() } else { details }
    };
    html! {
        @if x.s.moves.is_empty() {
            (kit::nothing_here(format!("No move is written down. The family lived in the area of {} when the case was opened.", named(x, &x.s.case.council))))
        } @else {
            (kit::summary_list(x.s.moves.iter().map(|m| kit::row(day(m.on), html! {
                (named(x, &m.council))
                @for line in m.home.address.lines().chain([m.home.postcode.as_str()]).filter(|l| !l.trim().is_empty()) { br; (line) }
                (back(m))
            })).collect()))
        }
    }
}

fn choices(all: &[Organisation], first: &str) -> Vec<(String, String)> {
    let all = all.iter().map(|c| (c.code.clone(), c.name.clone()));
    std::iter::once((String::new(), first.to_owned())).chain(all).collect()
}

fn move_form(ctx: &Ctx, x: &Shown, f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "The family moves" }
        (ctx.form(&format!("/cases/{}/moves", x.s.case.id), f, html! {
            (kit::select("council", "To the area of which council?", choices(&x.councils, "Choose a council")).value(f.raw("council")).error(wrong.of("council")))
            (kit::date_input("on", kit::legend("From which day?").size(Size::S)).hint("The day may be to come")
                .values(f.date_parts("on")).error(wrong.of("on")))
            (kit::textarea("address", "The new address, without the postcode").hint("You can leave this empty until you know it").rows(3).value(f.raw("address")).error(wrong.of("address")))
            (kit::input("postcode", "Postcode").width(10).value(f.raw("postcode")).error(wrong.of("postcode")))
            (kit::button("Write the move down").once())
        }))
    }
}

fn placing(ctx: &Ctx, x: &Shown, f: &Fields, wrong: &Invalid) -> Markup {
    let p = &x.s.placing;
    let fresh = f.sent().is_empty();
    let council =
        if fresh { p.council.clone().unwrap_or_default() } else { f.raw("placing_council").to_owned() };
    let ticked: Vec<&str> = match fresh {
        true if p.paid_before => vec!["yes"],
        true => Vec::new(),
        false => f.all("paid_before").collect(),
    };
    html! {
        h2 class="govuk-heading-m" { "Who placed the child" }
        (ctx.form(&format!("/cases/{}/placing", x.s.case.id), f, html! {
            (kit::hidden("version", &p.version.to_string()))
            (kit::select("placing_council", "Council that placed the child", choices(&x.councils, "Not known")).value(council).error(wrong.of("placing_council")))
            (kit::checkboxes("paid_before", kit::legend("What it pays").size(Size::S), vec![
                kit::choice("yes", "It pays regular support that was decided before the order")
                    .hint("It goes on paying that after three years too, wherever the family lives"),
            ]).small().values(ticked).error(wrong.of("paid_before")))
            (kit::button("Save").secondary().once())
        }))
    }
}

pub(in crate::moves) async fn record(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut f = ctx.fields()?;
    let input = match actions::moved_fields(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, id, &f, &invalid).await,
    };
    let done = ctx.act("write a move down", move |act| {
        actions::record(act, id, &input)?;
        Ok(Answer::see(format!("/cases/{id}/moves"))
            .saying("The move is written down. The family reads of it too."))
    });
    match done.await {
        Err(error) => draw(&ctx, id, &f, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::moves) async fn placed(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut f = ctx.fields()?;
    let input = match actions::placing_fields(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, id, &f, &invalid).await,
    };
    let done = ctx.act("write down who placed a child", move |act| {
        actions::placed(act, id, &input)?;
        Ok(Answer::see(format!("/cases/{id}/moves")).saying("Saved."))
    });
    match done.await {
        Err(error) => draw(&ctx, id, &f, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::moves) async fn undo(ctx: Ctx) -> Result<Response> {
    let gone = ctx.id::<FamilyMove>("id")?;
    let mut f = ctx.fields()?;
    let parsed = actions::undone_fields(&mut f);
    let id =
        ctx.read(move |look| Ok(store::load(look, &look.one::<RecordMove, FamilyMove>(gone)?)?.case)).await?;
    let input = match parsed {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, id, &f, &invalid).await,
    };
    let done = ctx.act("take a move back", move |act| {
        let case = actions::undo(act, gone, &input)?;
        Ok(Answer::see(format!("/cases/{case}/moves"))
            .saying("The move is taken back. It is kept, with your reason."))
    });
    match done.await {
        Err(error) => draw(&ctx, id, &f, &page::mend(error)?).await,
        done => done,
    }
}
