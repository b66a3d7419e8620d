//! One choice of provider, with what can be done next by who looks at it.

use access::{
    actions::{PlaceOrder, RunCompetition, ViewCase, ViewCompetitions},
    market::Competition,
};
use kernel::{Invalid, Moment, Pence, Result};
use maud::{Markup, html};
use page::{
    Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{answered, lines, moment, tag, weights};
use crate::{
    competitions::{
        actions, form,
        model::{BEST, CRITERIA, Ranked, Route, State, points},
        store::{self, Asked, AssessorRow, BidRow, Candidate, Chosen, Invited, OpenerRow, ScoreRow},
        vault::OPENERS,
    },
    words,
};

/// Which of the page's forms was sent and comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    None,
    Terms,
    Invite,
    Answer,
    Moderate,
    Award,
    Agree,
    Close,
}

/// All that the page shows.
struct View {
    c: Chosen,
    openers: Vec<OpenerRow>,
    assessors: Vec<AssessorRow>,
    invited: Vec<Invited>,
    questions: Vec<Asked>,
    bids: Vec<BidRow>,
    scores: Vec<ScoreRow>,
    candidates: Vec<Candidate>,
    ranked: Vec<(Ranked, BidRow)>,
    over: bool,
    runs: bool,
    orders: bool,
    sees_case: bool,
}

pub(in crate::competitions) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, Form::None, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn draw(ctx: &Ctx, sent: Form, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Competition>("id")?;
    let v = ctx
        .read(move |look| {
            let c = store::load(look, &look.one::<ViewCompetitions, Competition>(id)?)?;
            let assessors = store::assessors(look, &c)?;
            // Nobody sees scores before all have scored, and nobody prices of bids before the same moment.
            let all_scored = assessors.iter().all(|a| a.free == Some(false) || a.done_at.is_some());
            let opened =
                matches!(c.state, State::Opened | State::Moderated | State::Awarded | State::Ordered);
            let decided = matches!(c.state, State::Moderated | State::Awarded | State::Ordered);
            Ok(View {
                openers: store::openers(look, &c)?,
                invited: store::invited(look, &c)?,
                questions: store::questions(look, &c)?,
                bids: if opened { store::last_bids(look, &c)? } else { Vec::new() },
                scores: if opened && all_scored { store::scores(look, &c)? } else { Vec::new() },
                candidates: match c.state {
                    State::Ready => store::shortlist(look, &c.therapy, &c.region, look.today())?,
                    _ => Vec::new(),
                },
                ranked: if decided && c.route == Route::Competition {
                    actions::ranked(look, &c)?
                } else {
                    Vec::new()
                },
                over: store::is_over(look, &c)?,
                runs: look.may::<RunCompetition>(),
                orders: look.may::<PlaceOrder>(),
                sees_case: look.may::<ViewCase>(),
                assessors,
                c,
            })
        })
        .await?;
    let blank = (Fields::default(), Invalid::default());
    let of = |form: Form| if sent == form { (fields, wrong) } else { (&blank.0, &blank.1) };
    let c = &v.c;
    let story = html! {
        p class="govuk-body" { (tag(c.state)) }
        (facts(&v)?)
        h2 class="govuk-heading-m" { "What is needed" }
        (lines(&c.brief))
        @if !c.why.is_empty() { h2 class="govuk-heading-m" { "Why no competition" } (lines(&c.why)) }
        @if let Some(terms) = &c.terms { h2 class="govuk-heading-m" { "What counts" } (weights(terms)) (people(&v)) }
        @if !v.invited.is_empty() { (bidders(&v)) }
        @if !v.questions.is_empty() {
            h2 class="govuk-heading-m" { "Questions and answers" }
            (answered(&v.questions))
        }
        @if !v.ranked.is_empty() { (places(&v)) }
        @if !c.words.is_empty() {
            h2 class="govuk-heading-m" { @if c.state == State::Closed { "Why it was closed" } @else { "Why" } }
            (lines(&c.words))
        }
        @if v.runs { (next(ctx, &v, &of)?) }
    };
    let mut aside = html! {};
    if v.orders && c.state == State::Awarded {
        aside = html! {
            h2 class="govuk-heading-m" { "What to do next" }
            @if let Some(last) = c.standstill_until.filter(|last| ctx.today() <= *last) {
                p class="govuk-body" { "The standstill lasts to the end of " (words::day(last)) ". Order on the day after." }
            } @else {
                p class="govuk-body" { "The order takes the price of the award. Consent or a sharing agreement is asked for as with every order." }
                (ctx.form(&format!("/competitions/{id}/order"), &blank.0, html! { (kit::button("Order it").once()) }))
            }
        };
    }
    if v.runs && c.state.goes_on() {
        let (f, w) = of(Form::Close);
        aside = html! {
            (aside)
            h2 class="govuk-heading-m" { "Close it" }
            (ctx.form(&format!("/competitions/{id}/close"), f, html! {
                (kit::hidden("version", &c.version.to_string()))
                (kit::textarea("words", "Why it is closed without an award").rows(3).hint("Every bidder reads it").value(f.raw("words")).error(w.of("words")))
                (kit::button("Close without an award").warning().once())
            }))
        };
    }
    let body = html! {
        (layout::page_heading(Some(c.route.label()), c.reference.to_string()))
        (layout::record(story, if aside.0.is_empty() { aside } else { layout::aside(aside) }))
    };
    let page = ctx
        .page(format!("Competition {}", c.reference), body)
        .dense()
        .back("/competitions", "Back to the competitions");
    Ok(page.errors(&words::linked(wrong)).respond())
}

fn facts(v: &View) -> Result<kit::SummaryList> {
    let c = &v.c;
    let mut rows = vec![
        kit::row("Intervention", words::therapy(&c.therapy)?),
        kit::row("Sessions", c.sessions.to_string()),
        kit::row("To start from", words::day(c.starts_on)),
        kit::row("Region", if c.region.is_empty() { "Any" } else { c.region.as_str() }),
        kit::row("Asked for", Moment(c.made_at).to_string()),
    ];
    if v.sees_case {
        rows.push(kit::row(
            "Case",
            html! { a class="govuk-link" href={ "/cases/" (c.case) "/orders" } { "Orders of the case" } },
        ));
    }
    if c.deadline.is_some() {
        rows.push(kit::row("Bids until", moment(c.deadline)));
    }
    if c.opened_at.is_some() {
        rows.push(kit::row("Opened", moment(c.opened_at)));
    }
    if let Some(name) = &c.chosen_name {
        let what =
            if c.state == State::Asked || c.state == State::Closed { "Asked for" } else { "Awarded to" };
        rows.push(kit::row(what, name.as_str()));
    }
    if let Some(price) = c.price {
        rows.push(kit::row("Price of a session", price.to_string()));
    }
    if let Some(last) = c.standstill_until {
        rows.push(kit::row("Standstill to the end of", words::day(last)));
    }
    if let (Some(order), true) = (c.order, v.orders) {
        rows.push(kit::row(
            "Order",
            html! { a class="govuk-link" href={ "/orders/" (order) } { "Open the order" } },
        ));
    }
    Ok(kit::summary_list(rows))
}

fn people(v: &View) -> Markup {
    html! {
        (kit::summary_list(vec![
            kit::row("Openers", html! { ul class="govuk-list" { @for o in &v.openers { li { (o.name) ", " (o.agency_name) ": "
                @if o.passed_at.is_some() { "gave their passphrase" } @else if o.ready_at.is_some() { "ready" } @else { "has not set a passphrase" } } } } }),
            kit::row("Assessors", html! { ul class="govuk-list" { @for a in &v.assessors { li { (a.name) ": "
                @if a.free == Some(false) { "declared a conflict. " (a.conflict) } @else if a.done_at.is_some() { "has scored" }
                @else if a.free.is_some() { "declared no conflict" } @else { "waits" } } } } }),
        ]))
    }
}

fn bidders(v: &View) -> Markup {
    let rows = v
        .invited
        .iter()
        .map(|i| {
            let said = match (i.bids, i.declined_at) {
                (0, None) => "Nothing yet".to_owned(),
                (0, Some(_)) => "Declined".to_owned(),
                (1, _) => "Bid".to_owned(),
                (n, _) => format!("Bid, {n} times; the last counts"),
            };
            let spoilt = v.bids.iter().any(|b| b.provider == i.provider && b.spoilt);
            vec![
                kit::cell(i.name.as_str()),
                kit::cell(if spoilt {
                    "Changed after it was sent: could not be opened".to_owned()
                } else {
                    said
                }),
                kit::cell(moment(i.last_bid_at)),
            ]
        })
        .collect();
    html! {
        h2 class="govuk-heading-m" { "Bidders" }
        @if v.c.state == State::Open {
            (kit::inset_text(if v.over { "The deadline has passed. Two openers open the bids, each on their own page." }
                else { "Bids are sealed as they come. Nobody, you included, can read one before two openers open them after the deadline." }))
        }
        (kit::table(["Bidder", "Said", "Last bid came at"].map(kit::cell).into(), rows)
            .caption("Who is invited").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
    }
}

fn places(v: &View) -> Markup {
    let rows = (1..)
        .zip(&v.ranked)
        .map(|(place, (r, bid))| {
            let price = bid.offer.as_ref().map_or_else(String::new, |o| Pence(o.price).to_string());
            vec![
                kit::cell(format!("{place}. {}", bid.name)),
                kit::number(price),
                kit::number(points(r.price)),
                kit::number(points(r.quality.iter().sum())),
                kit::number(points(r.total())),
            ]
        })
        .collect();
    html! {
        h2 class="govuk-heading-m" { "Points" }
        (kit::table(vec![kit::cell("Bid"), kit::number("A session"), kit::number("Price"), kit::number("Quality"), kit::number("Together")], rows)
            .caption("Bids by their points, the best first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
    }
}

/// What a commissioner does next.
fn next<'f>(ctx: &Ctx, v: &View, of: &dyn Fn(Form) -> (&'f Fields, &'f Invalid)) -> Result<Markup> {
    let c = &v.c;
    Ok(match c.state {
        State::Asked if c.route == Route::Competition => terms_form(ctx, c, of(Form::Terms)),
        State::Asked => {
            let (f, w) = of(Form::Agree);
            html! {
                h2 class="govuk-heading-m" { "Agree to it" }
                (ctx.form(&format!("/competitions/{}/agree", c.id), f, html! {
                    (kit::hidden("version", &c.version.to_string()))
                    (kit::textarea("words", "Why you agree").rows(3).hint("Kept beside the worker's reason").value(f.raw("words")).error(w.of("words")))
                    (kit::button("Agree").once())
                }))
            }
        }
        State::Preparing => {
            kit::inset_text("Each opener sets a passphrase on their own page. Then you invite.").into_markup()
        }
        State::Ready => invite_form(ctx, v, of(Form::Invite))?,
        State::Open => answers_form(ctx, v, of(Form::Answer)),
        State::Opened if v.scores.is_empty() => {
            kit::inset_text("Each assessor scores alone. You see the scores once all have scored.")
                .into_markup()
        }
        State::Opened => moderate_form(ctx, v, of(Form::Moderate)),
        State::Moderated => {
            let (f, w) = of(Form::Award);
            html! {
                h2 class="govuk-heading-m" { "Award" }
                @if let Some((best, bid)) = v.ranked.first() {
                    p class="govuk-body" { "The best bid is that of " (bid.name) ", with " (points(best.total())) " of 100 points." }
                    (ctx.form(&format!("/competitions/{}/award", c.id), f, html! {
                        (kit::hidden("version", &c.version.to_string()))
                        (kit::textarea("words", "Why this bid").rows(3).hint("Every bidder reads it, beside their own points and what the assessors say of their bid")
                            .value(f.raw("words")).error(w.of("words")))
                        (kit::input("standstill", "Days of voluntary standstill (optional)").whole_number().width(4)
                            .hint("Nothing is ordered while it lasts. Leave it empty for none").value(f.raw("standstill")).error(w.of("standstill")))
                        (kit::button("Award").once())
                    }))
                } @else { p class="govuk-body" { "There is no bid to award to. Close it, with the reason." } }
            }
        }
        State::Awarded | State::Ordered | State::Closed => html! {},
    })
}

trait IntoMarkup {
    fn into_markup(self) -> Markup;
}

impl IntoMarkup for kit::InsetText {
    fn into_markup(self) -> Markup {
        html! { (self) }
    }
}

fn terms_form(ctx: &Ctx, c: &Chosen, (f, w): (&Fields, &Invalid)) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Fix what counts, who opens and who scores" }
        p class="govuk-body" { "None of this can be changed later. Weights of price and criteria together make 100." }
        (ctx.form(&format!("/competitions/{}/terms", c.id), f, html! {
            (kit::hidden("version", &c.version.to_string()))
            (kit::input("price_weight", "Price counts").whole_number().width(4).value(f.raw("price_weight")).error(w.of("price_weight")))
            @for n in 1..=CRITERIA {
                @let (name, weight) = (format!("criterion{n}"), format!("weight{n}"));
                (kit::input(name.as_str(), format!("What else counts, {n}{}", if n > 1 { " (optional)" } else { "" }))
                    .hint(if n == 1 { "Such as: how you would work towards the goals" } else { "" }).value(f.raw(&name)).error(w.of(&name)))
                (kit::input(weight.as_str(), format!("How much of 100 number {n} counts")).whole_number().width(4).value(f.raw(&weight)).error(w.of(&weight)))
            }
            @for n in 1..=OPENERS {
                @let name = format!("opener{n}");
                (kit::input(name.as_str(), format!("Opener {n}: address with which they sign in")).email()
                    .hint(if n == OPENERS { "At least one of the three works for another agency" } else { "" }).value(f.raw(&name)).error(w.of(&name)))
            }
            @for n in 1..=form::ASSESSORS {
                @let name = format!("assessor{n}");
                (kit::input(name.as_str(), format!("Assessor {n}: address with which they sign in{}", if n > 1 { " (optional)" } else { "" })).email()
                    .value(f.raw(&name)).error(w.of(&name)))
            }
            (kit::button("Fix the terms").once())
        }))
    }
}

fn invite_form(ctx: &Ctx, v: &View, (f, w): (&Fields, &Invalid)) -> Result<Markup> {
    let c = &v.c;
    let choices = v
        .candidates
        .iter()
        .map(|p| {
            let room = match p.room {
                Some((places, weeks, at)) => {
                    format!(
                        "{places} places, {weeks} weeks to wait, said on {}",
                        words::day(kernel::local_date(at))
                    )
                }
                None => "has not said what there is room for".to_owned(),
            };
            let place = if p.region.is_empty() { "everywhere" } else { p.region.as_str() };
            kit::choice(p.id.to_string(), p.name.as_str())
                .hint(format!("{} for {} minutes by the list. Works {place}; {room}", p.price, p.minutes))
        })
        .collect();
    let ticked: Vec<String> = f.all("providers").map(str::to_owned).collect();
    let time = if f.raw("time").is_empty() { "17:00" } else { f.raw("time") };
    Ok(html! {
        h2 class="govuk-heading-m" { "Invite" }
        @if v.candidates.is_empty() {
            (kit::nothing_here("No approved provider of this region has a price for this intervention and room. Add one under Providers, or close this."))
        } @else {
            (ctx.form(&format!("/competitions/{}/invite", c.id), f, html! {
                (kit::hidden("version", &c.version.to_string()))
                (kit::checkboxes("providers", kit::legend(format!("Approved providers with a price for {} and room", words::therapy(&c.therapy)?)).size(kit::Size::S), choices)
                    .values(ticked).error(w.of("providers")))
                (kit::date_input("deadline", kit::legend("Last day for bids").size(kit::Size::S)).values(f.date_parts("deadline")).error(w.of("deadline")))
                (kit::input("time", "Bids until, on that day").hint("Such as 17:00. The database's own clock decides").width(5).value(time).error(w.of("time")))
                (kit::button("Invite them").once())
            }))
        }
    })
}

fn answers_form(ctx: &Ctx, v: &View, (f, w): (&Fields, &Invalid)) -> Markup {
    let open: Vec<_> = v.questions.iter().filter(|q| q.answer.is_empty()).collect();
    html! {
        @if !open.is_empty() {
            h2 class="govuk-heading-m" { "Answer, to all" }
            (ctx.form(&format!("/competitions/{}/answer", v.c.id), f, html! {
                (kit::radios("question", kit::legend("Which question").size(kit::Size::S),
                    open.iter().map(|q| kit::choice(q.id.to_string(), q.question.as_str())).collect())
                    .value(f.raw("question")).error(w.of("question")))
                (kit::textarea("words", "Answer").rows(3).hint("Everybody who is invited reads question and answer, and not who asked").value(f.raw("words")).error(w.of("words")))
                (kit::button("Answer").once())
            }))
        }
    }
}

fn moderate_form(ctx: &Ctx, v: &View, (f, w): (&Fields, &Invalid)) -> Markup {
    let criteria = v.c.terms.as_ref().map_or(&[][..], |t| t.criteria.as_slice());
    let name_of = |id| v.assessors.iter().find(|a| Some(a.id) == id).map_or("", |a| a.name.as_str());
    html! {
        h2 class="govuk-heading-m" { "Moderate" }
        p class="govuk-body" { "The assessors come together and agree on the score that counts. Each bidder reads their points and what you write of their bid." }
        (ctx.form(&format!("/competitions/{}/moderate", v.c.id), f, html! {
            (kit::hidden("version", &v.c.version.to_string()))
            @for bid in v.bids.iter().filter(|b| b.offer.is_some()) {
                h3 class="govuk-heading-s" { (bid.name) }
                @for (n, criterion) in criteria.iter().enumerate() {
                    @let name = format!("s-{}-{n}", bid.id);
                    @let own: Vec<&ScoreRow> = v.scores.iter().filter(|s| s.bid == bid.id && s.criterion == n).collect();
                    ul class="govuk-list govuk-list--bullet" {
                        @for s in &own { li { (name_of(s.assessor)) ": " (s.score) @if !s.words.is_empty() { ". " (s.words) } } }
                    }
                    @let agreed = own.first().filter(|first| own.iter().all(|s| s.score == first.score)).map_or_else(String::new, |s| s.score.to_string());
                    (kit::input(name.as_str(), format!("{}: {}, from 0 to {BEST}", bid.name, criterion.name)).whole_number().width(2)
                        .value(if f.raw(&name).is_empty() { agreed } else { f.raw(&name).to_owned() }).error(w.of(&name)))
                }
                @let name = format!("r-{}", bid.id);
                (kit::textarea(name.as_str(), format!("What {} is told of their bid", bid.name)).rows(3).value(f.raw(&name)).error(w.of(&name)))
            }
            (kit::button("These scores count").once())
        }))
    }
}
