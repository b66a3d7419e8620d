//! What workers see of reviews: those of the agency that are due and that were held, and those of a case.

use access::{
    actions::{HoldReview, ListReviews},
    members,
};
use kernel::{Id, Invalid, Moment, Result, kinds::Case, local_date};
use page::{
    Answer, Ctx, Cursor, Fields, Response, Route, Rows, csv_file,
    kit::{self, Markup, Size, Tone, html, layout},
};

use super::{
    actions::{decline, hold},
    model::{Review, ReviewState},
    store::{self, Due, Settled},
};
use crate::{
    assessment::pages::{day, name_of, paragraphs},
    cases::{
        frame::{self, Head, Tab},
        promise_list::{standing_tag, standing_words},
        store::CaseState,
    },
    plan::store as plans,
    words::NOTE,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/reviews", list)
            .needs::<ListReviews>()
            .personal()
            .about("Reviews of plans that are due, the late ones first, or that were held: `?show=held`"),
        Route::get("/reviews.csv", csv)
            .needs::<ListReviews>()
            .personal()
            .about("The same as a file: `?show=held`"),
        Route::get("/cases/{id}/reviews", case)
            .needs::<ListReviews>()
            .personal()
            .about("Reviews of a case's plan: asked for, held, declined"),
        Route::get("/cases/{id}/reviews.csv", case_csv)
            .needs::<ListReviews>()
            .personal()
            .about("The same as a file, without the words"),
        Route::post("/cases/{id}/reviews", held)
            .needs::<HoldReview>()
            .personal()
            .about("Record a review that was held")
            .body(|f| drop(hold::fields(f))),
        Route::post("/cases/{id}/reviews/{review}/decline", declined)
            .needs::<HoldReview>()
            .personal()
            .about("Decline a review that was asked for, with a reason that whoever asked reads")
            .body(|f| drop(decline::fields(f))),
    ]
}

/// Whether the reviews that were held are asked for.
fn shows_held(ctx: &Ctx) -> bool {
    ctx.query().raw("show") == "held"
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let held = shows_held(&ctx);
    let which = if held { "held" } else { "" };
    let (due, settled) = ctx
        .read(move |look| {
            let grant = look.agency::<ListReviews>()?;
            Ok(match held {
                false => (store::due(look, &grant, after)?, Rows { items: Vec::new(), next: None }),
                true => (Rows { items: Vec::new(), next: None }, store::settled(look, &grant, after)?),
            })
        })
        .await?;
    let next = due.next.or(settled.next);
    let body = html! {
        (layout::page_heading(None, "Reviews of plans"))
        @if frame::may(&ctx, "family-part.view") { p class="govuk-body" { a class="govuk-link" href="/family-parts" { "What families want in their plans, and nobody answered yet" } } }
        (layout::filters("/reviews", html! {
            (kit::select("show", "Show", [("", "Due, the late ones first"), ("held", "Held or declined, the newest first")]).value(which))
        }))
        @if due.items.is_empty() && settled.items.is_empty() {
            (kit::nothing_here(if held { "No review was recorded yet." } else { "No review is due." }))
        } @else {
            @if held { (settled_table(&settled)) } @else { (due_table(&ctx, &due)) }
            @if let Some(next) = next { (kit::pagination(None, Some(format!("/reviews?show={which}&after={next}")))) }
            p class="govuk-body" { a class="govuk-link" href={ "/reviews.csv?show=" (which) } { "Download these reviews as a CSV file" } }
        }
    };
    Ok(ctx.page("Reviews of plans", body).dense().respond())
}

fn due_table(ctx: &Ctx, rows: &Rows<Due>) -> kit::Table {
    let head = ["Case", "Why", "Due", "How it stands", "Coordinator"].map(kit::cell).to_vec();
    let lines = rows.items.iter().map(|d| {
        vec![
            kit::cell(
                html! { a class="govuk-link" href={ "/cases/" (d.case) "/reviews" } { (d.reference) } },
            ),
            kit::cell(if d.asked { "It was asked for" } else { "The plan’s review date" }),
            kit::cell(Moment(d.due).to_string()),
            kit::cell(standing_tag(d.state, d.due, ctx.now)),
            kit::cell(if d.coordinator.is_empty() { "Nobody yet" } else { d.coordinator.as_str() }),
        ]
    });
    kit::table(head, lines.collect())
        .caption("Reviews that are due")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

fn settled_table(rows: &Rows<Settled>) -> kit::Table {
    let head =
        ["Case", "Why", "How it ended", "Promised by", "Held on", "Next by", "By"].map(kit::cell).to_vec();
    let lines = rows.items.iter().map(|s| {
        vec![
            kit::cell(
                html! { a class="govuk-link" href={ "/cases/" (s.case) "/reviews" } { (s.reference) } },
            ),
            kit::cell(s.asked_as.label()),
            kit::cell(
                html! { (state_tag(s.state)) @if s.is_late() { " " (kit::tag("Late").tone(Tone::Late)) } },
            ),
            kit::cell(day(local_date(s.due))),
            kit::cell(s.held_on.map_or_else(|| "–".to_owned(), day)),
            kit::cell(s.next.map_or_else(|| "–".to_owned(), day)),
            kit::cell(if s.by_name.is_empty() { "Another system" } else { s.by_name.as_str() }),
        ]
    });
    kit::table(head, lines.collect())
        .caption("Reviews that were held or declined")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

fn state_tag(state: ReviewState) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        ReviewState::Asked => Tone::Soon,
        ReviewState::Held => Tone::Good,
        ReviewState::Declined => Tone::Quiet,
    })
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let now = ctx.now;
    if shows_held(&ctx) {
        let all = ctx
            .read(|look| {
                let grant = look.agency::<ListReviews>()?;
                let (mut all, mut after) = (Vec::new(), None);
                loop {
                    let rows = store::settled(look, &grant, after)?;
                    all.extend(rows.items);
                    match rows.next {
                        Some(next) => after = Some(next),
                        None => return Ok(all),
                    }
                }
            })
            .await?;
        let rows = all.into_iter().map(|s| {
            let late = if s.is_late() { "yes" } else { "no" };
            let on = |day: Option<kernel::Date>| day.map(|d| d.to_string()).unwrap_or_default();
            vec![
                s.reference.to_string(),
                s.asked_as.code().to_owned(),
                s.state.code().to_owned(),
                s.due.to_string(),
                on(s.held_on),
                on(s.next),
                late.to_owned(),
                s.by_name.clone(),
            ]
        });
        let head = ["case", "asked_as", "state", "due", "held_on", "next_on", "late", "by"];
        return csv_file("reviews-held", &head, rows);
    }
    let all = ctx
        .read(|look| {
            let grant = look.agency::<ListReviews>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::due(look, &grant, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let rows = all.into_iter().map(|d| {
        vec![
            d.reference.to_string(),
            if d.asked { "asked" } else { "date" }.to_owned(),
            d.due.to_string(),
            d.state.code().to_owned(),
            standing_words(d.state, d.due, now),
            d.coordinator,
        ]
    });
    csv_file("reviews-due", &["case", "why", "due", "state", "in_words", "coordinator"], rows)
}

/// The reviews of a case as its page shows them.
struct OfCase {
    head: Head,
    /// Each with the names of who asked and who answered.
    reviews: Vec<(Review, Option<String>, Option<String>)>,
    /// The plan that holds now: its id and number.
    plan: Option<(Id<kernel::kinds::Plan>, i64)>,
    review_on: Option<kernel::Date>,
    may_hold: bool,
}

async fn read(ctx: &Ctx) -> Result<OfCase> {
    let id = ctx.id::<Case>("id")?;
    ctx.read(move |look| {
        let grant = look.one::<ListReviews, Case>(id)?;
        let mut reviews = Vec::new();
        for review in store::of_case(look, &grant)? {
            let (by, settled) = (name_of(look, review.asked_by)?, name_of(look, review.settled_by)?);
            reviews.push((review, by, settled));
        }
        let plan = plans::current(look, id)?;
        Ok(OfCase {
            head: frame::head(look, &grant)?,
            reviews,
            review_on: plan.as_ref().and_then(|p| p.content.review_on),
            plan: plan.map(|p| (p.id, p.number)),
            may_hold: look.may::<HoldReview>(),
        })
    })
    .await
}

async fn case(ctx: Ctx) -> Result<Response> {
    show(&ctx, None, &Fields::default(), &Invalid::default()).await
}

/// `declining` is the request whose form was wrong; none where it is the form of a review that was held.
async fn show(ctx: &Ctx, declining: Option<Id<()>>, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let c = read(ctx).await?;
    let here = format!("/cases/{}/reviews", c.head.id());
    let open = c.head.case.state == CaseState::Open && c.may_hold;
    let (waiting, before): (Vec<_>, Vec<_>) =
        c.reviews.iter().partition(|(r, ..)| r.state == ReviewState::Asked);
    let blank = (Fields::default(), Invalid::default());
    let (of_held, of_decline) = match declining {
        None => ((fields, invalid), (&blank.0, &blank.1)),
        Some(_) => ((&blank.0, &blank.1), (fields, invalid)),
    };
    let body = html! {
        p class="govuk-body" {
            @match c.review_on {
                Some(on) => { "The plan’s own review date is " strong { (day(on)) } "." },
                None => "The plan has no review date yet.",
            }
            @if let Some((plan, number)) = c.plan {
                " " a class="govuk-link" href={ "/plans/" (plan) } { "Version " (number) " holds now" } "."
            }
        }
        @if !waiting.is_empty() {
            h2 class="govuk-heading-m" { "Asked for, and not answered yet" }
            @for (review, by, _) in &waiting {
                section class="hearth-message" aria-labelledby={ "asked-" (review.id) } {
                    h3 class="govuk-heading-s" id={ "asked-" (review.id) } {
                        (review.asked_as.label()) @if let Some(by) = by { ": " (by) } ", " (Moment(review.asked))
                    }
                    p class="govuk-body" { (standing_tag(standing(review, ctx.now), review.due, ctx.now)) }
                    (paragraphs(&review.why))
                    (compare(&c, review))
                    @if open { (decline_form(ctx, &here, review, declining == Some(review.id.cast()), of_decline)) }
                }
            }
        }
        @if open { (hold_form(ctx, &here, waiting.len(), of_held)) }
        h2 class="govuk-heading-m" { "Reviews before" }
        @if before.is_empty() {
            (kit::nothing_here("No review was recorded yet."))
        } @else {
            @for (review, by, settled) in &before { (answered(&c, review, by.as_deref(), settled.as_deref())) }
            p class="govuk-body" { a class="govuk-link" href={ (here) ".csv" } { "Download these reviews as a CSV file, without the words" } }
        }
    };
    Ok(frame::frame(ctx, &c.head, Tab::Plan, "Reviews of the plan", body)
        .back(format!("/cases/{}/plan", c.head.id()), "The plan of this case")
        .errors(invalid)
        .respond())
}

fn standing(review: &Review, now: kernel::Timestamp) -> kernel::PromiseState {
    kernel::PromiseState::at(now, review.asked, review.due, None, false)
}

/// What changed in the plan since the request.
fn compare(c: &OfCase, review: &Review) -> Markup {
    match (c.plan, review.plan_number) {
        (Some((plan, now)), Some(then)) if now > then => html! {
            p class="govuk-body" {
                a class="govuk-link" href={ "/plans/" (plan) "?since=" (then) } { "See what changed in the plan since: version " (then) " to version " (now) }
            }
        },
        _ => html! {},
    }
}

fn decline_form(
    ctx: &Ctx,
    here: &str,
    review: &Review,
    this: bool,
    (fields, invalid): (&Fields, &Invalid),
) -> Markup {
    let none = (Fields::default(), Invalid::default());
    let (fields, invalid) = if this { (fields, invalid) } else { (&none.0, &none.1) };
    // The form that was wrong has the id to which the summary of what is wrong leads.
    let id = if this { "reason".to_owned() } else { format!("reason-{}", review.id) };
    let form = ctx.form(&format!("{here}/{}/decline", review.id), fields, html! {
        (kit::hidden("version", &review.version.to_string()))
        (kit::character_count("reason", kit::label("Why not?").size(Size::S), u32::try_from(NOTE).unwrap_or(u32::MAX)).id(id)
            .hint("Whoever asked reads this. Say what they can do if they do not agree.").rows(3)
            .value(fields.raw("reason")).error(invalid.of("reason")))
        (kit::button("Decline, with this reason").secondary().once())
    });
    let details = kit::details("Decline this request", form);
    html! { @if invalid.0.is_empty() { (details) } @else { (details.open()) } }
}

fn hold_form(ctx: &Ctx, here: &str, waiting: usize, (fields, invalid): (&Fields, &Invalid)) -> Markup {
    let most = u32::try_from(NOTE).unwrap_or(u32::MAX);
    let today = Fields::filled([("on", ctx.today().to_string())]);
    let on = if fields.raw("_once").is_empty() { &today } else { fields };
    html! {
        h2 class="govuk-heading-m" { "Record a review that was held" }
        @if waiting > 0 { p class="govuk-body" { "It answers what was asked for above. Everybody who asked reads what changed." } }
        p class="govuk-body" { "If the plan changed, write and agree the new version first: this page then shows what changed." }
        (ctx.form(here, fields, html! {
            (kit::date_input("on", kit::legend("When was it held?").size(Size::S)).values(on.date_parts("on")).error(invalid.of("on")))
            (kit::textarea("present", kit::label("Who was there?").size(Size::S)).rows(2).value(fields.raw("present")).error(invalid.of("present")))
            (kit::character_count("child_said", kit::label("What did the child say?").size(Size::S), most)
                .hint("In their words, or how you tried to hear them. Workers and the young person read this, parents do not.").rows(3)
                .value(fields.raw("child_said")).error(invalid.of("child_said")))
            (kit::character_count("changed", kit::label("What changed?").size(Size::S), most)
                .hint("The family reads this").rows(3).value(fields.raw("changed")).error(invalid.of("changed")))
            (kit::date_input("next", kit::legend("By when is the plan looked at next?").size(Size::S))
                .hint("Within a year").values(fields.date_parts("next")).error(invalid.of("next")))
            (kit::button("Record the review").once())
        }))
    }
}

fn answered(c: &OfCase, review: &Review, by: Option<&str>, settled: Option<&str>) -> Markup {
    let mut rows = vec![kit::row(
        "Why it was held",
        html! {
            (review.asked_as.label()) @if let Some(by) = by { ": " (by) }
            @if !review.why.is_empty() { (paragraphs(&review.why)) }
        },
    )];
    if let Some(held) = &review.held {
        rows.push(kit::row("Held on", day(held.on)));
        rows.push(kit::row("Who was there", html! { (paragraphs(&held.present)) }));
        rows.push(kit::row("What the child said", html! { (paragraphs(&held.child_said)) }));
        rows.push(kit::row("What changed", html! { (paragraphs(&held.changed)) (compare(c, review)) }));
        rows.push(kit::row("Next by", day(held.next)));
    }
    if review.state == ReviewState::Declined {
        rows.push(kit::row("Why it was declined", html! { (paragraphs(&review.declined_why)) }));
    }
    rows.push(kit::row("Recorded by", settled.unwrap_or("Another system")));
    let title = match review.settled {
        Some(at) => format!("{}, {}", review.state.label(), Moment(at)),
        None => review.state.label().to_owned(),
    };
    html! { h3 class="govuk-heading-s" { (title) } (kit::summary_list(rows)) }
}

async fn case_csv(ctx: Ctx) -> Result<Response> {
    let c = read(&ctx).await?;
    let rows = c.reviews.into_iter().map(|(r, _, settled)| {
        let on = |day: Option<kernel::Date>| day.map(|d| d.to_string()).unwrap_or_default();
        vec![
            r.asked.to_string(),
            r.asked_as.code().to_owned(),
            r.state.code().to_owned(),
            r.due.to_string(),
            on(r.held.as_ref().map(|h| h.on)),
            on(r.held.as_ref().map(|h| h.next)),
            settled.unwrap_or_default(),
        ]
    });
    csv_file("reviews-of-a-case", &["asked_at", "asked_as", "state", "due", "held_on", "next_on", "by"], rows)
}

async fn held(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match hold::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, None, &fields, &invalid).await,
    };
    let done = ctx
        .act("hold a review", move |act| {
            hold::run(act, id, &input)?;
            Ok(Answer::see(format!("/cases/{id}/reviews"))
                .saying("The review is recorded, and the family reads what changed."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, None, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn declined(ctx: Ctx) -> Result<Response> {
    let (id, review) = (ctx.id::<Case>("id")?, ctx.id::<members::Review>("review")?);
    let mut fields = ctx.fields()?;
    let input = match decline::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, Some(review.cast()), &fields, &invalid).await,
    };
    let done = ctx
        .act("decline a review", move |act| {
            decline::run(act, id, review, &input)?;
            Ok(Answer::see(format!("/cases/{id}/reviews"))
                .saying("It is declined, and whoever asked reads why."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, Some(review.cast()), &fields, &page::mend(error)?).await,
        ok => ok,
    }
}
