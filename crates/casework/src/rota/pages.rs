//! The rota as people see it: who is on duty, where nobody is, and what one asked or is asked.

use access::{
    Look,
    accounts::{self, Account},
    actions::{KeepRota, SwapDuty, ViewRota},
};
use kernel::{Calendar, Date, Id, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Size, Tone, cell, choice, layout, legend},
};

use super::{
    actions, form,
    model::{self, AHEAD, Duty, Half, HalfDay, Swap},
    store,
};

/// How many days the page shows: four weeks.
pub(super) const SHOWN: i32 = 28;

fn day(on: Date) -> String {
    on.strftime("%A %-d %B").to_string()
}

/// What the page shows.
pub(super) struct Seen {
    pub(super) duties: Vec<Duty>,
    pub(super) gaps: Vec<HalfDay>,
    team: Vec<Account>,
    swaps: Vec<Swap>,
    /// The duties that open swaps are about, which may lie beyond what is shown.
    asked: Vec<Duty>,
    may_keep: bool,
}

impl Seen {
    pub(super) fn name(&self, id: Id<kinds::Account>) -> String {
        self.team
            .iter()
            .find(|a| a.id == id)
            .map_or_else(|| "Somebody who left".to_owned(), |a| a.name.clone())
    }

    fn duty(&self, id: Id<access::front_door::Duty>) -> Option<&Duty> {
        self.duties.iter().chain(&self.asked).find(|d| d.id == id)
    }
}

pub(super) fn see(look: &Look<'_>, from: Date) -> Result<Seen> {
    let grant = look.agency::<ViewRota>()?;
    let england = Calendar::england();
    let duties = store::between(look, &grant, from, england.add_days(from, SHOWN - 1))?;
    let soon = super::held(look, &grant, look.today(), england.add_days(look.today(), SHOWN))?;
    let swaps = match look.actor().account() {
        Some(me) => store::open_swaps(look, &grant, me)?,
        None => Vec::new(),
    };
    let mut asked = Vec::new();
    for id in swaps.iter().flat_map(|s| [Some(s.duty), s.exchange]).flatten() {
        if !duties.iter().any(|d| d.id == id) {
            asked.push(store::load(look, &look.one::<ViewRota, _>(id)?)?);
        }
    }
    Ok(Seen {
        gaps: model::gaps(&soon, look.today(), Half::at(look.now()), AHEAD, england),
        team: accounts::colleagues(look, grant.agency())?,
        may_keep: look.may::<KeepRota>(),
        duties,
        swaps,
        asked,
    })
}

fn asked_from(ctx: &Ctx) -> Date {
    ctx.query().date_opt("from").unwrap_or_else(|| ctx.today())
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let from = asked_from(ctx);
    let s = ctx.read(move |look| see(look, from)).await?;
    let england = Calendar::england();
    let days = (0..SHOWN).map(|n| england.add_days(from, n));
    let rows = days.filter(|on| england.is_working(*on) || s.duties.iter().any(|d| d.on == *on)).map(|on| {
        let half = |half| cell(on_half(ctx, &s, on, half));
        vec![cell(day(on)), half(Half::Morning), half(Half::Afternoon)]
    });
    let body = html! {
        (layout::page_heading(None, "Duty rota"))
        (alarm(&s.gaps))
        (to_answer(ctx, &s))
        (kit::table(["Day", "Morning", "Afternoon"].map(cell).to_vec(), rows.collect())
            .caption("Who is on duty").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        p class="govuk-body" {
            a class="govuk-link" href={ "/duty-rota?from=" (england.add_days(from, -SHOWN)) } { "The four weeks before" } " · "
            a class="govuk-link" href={ "/duty-rota?from=" (england.add_days(from, SHOWN)) } { "The four weeks after" } " · "
            a class="govuk-link" href={ "/duty-rota.csv?from=" (from) } { "Download these weeks (CSV)" }
        }
        @if s.may_keep { (put_form(ctx, &s, f, wrong)) }
        (kit::print_button("Print the rota"))
    };
    Ok(ctx.page("Duty rota", body).dense().errors(wrong).respond())
}

fn alarm(gaps: &[HalfDay]) -> Markup {
    let words = |(on, half): &HalfDay| format!("{}, {}", day(*on), half.label().to_lowercase());
    html! {
        @if !gaps.is_empty() {
            (kit::warning_text(match gaps.len() {
                1 => "One half day of the next two weeks has nobody on duty.".to_owned(),
                n => format!("{n} half days of the next two weeks have nobody on duty."),
            }))
            (kit::details("Which ones", html! {
                ul class="govuk-list govuk-list--bullet" { @for gap in gaps { li { (words(gap)) } } }
            }))
        }
    }
}

fn on_half(ctx: &Ctx, s: &Seen, on: Date, half: Half) -> Markup {
    let here: Vec<&Duty> = s.duties.iter().filter(|d| d.on == on && d.half == half).collect();
    let me = ctx.actor.account();
    html! {
        @if here.is_empty() {
            @if on >= ctx.today() { (kit::tag("Nobody").tone(Tone::Late)) } @else { "Nobody" }
        }
        @for d in here {
            p class="govuk-body govuk-!-margin-bottom-1" {
                (s.name(d.account))
                @if Some(d.account) == me && d.stands(ctx.today()).is_ok() {
                    " " a class="govuk-link" href={ "/duty-rota/" (d.id) "/swap" } { "Ask for a swap" span class="govuk-visually-hidden" { " of " (day(on)) ", " (half.label().to_lowercase()) } }
                }
            }
            @if s.may_keep && d.stands(ctx.today()).is_ok() {
                (ctx.form(&format!("/duty-rota/{}/off", d.id), &Fields::default(), html! {
                    (kit::hidden("version", &d.version.to_string()))
                    (kit::button(html! { "Take off" span class="govuk-visually-hidden" { " " (s.name(d.account)) ", " (day(on)) ", " (half.label().to_lowercase()) } })
                        .secondary().classes("govuk-!-margin-bottom-1").once())
                }))
            }
        }
    }
}

/// What one is asked, and what one asked.
fn to_answer(ctx: &Ctx, s: &Seen) -> Markup {
    let me = ctx.actor.account();
    let words = |id| {
        s.duty(id).map_or_else(
            || "a duty".to_owned(),
            |d| format!("{}, {}", day(d.on), d.half.label().to_lowercase()),
        )
    };
    let button = |swap: &Swap, words: &str, yes: &str| {
        ctx.form(
            &format!("/duty-swaps/{}/answer", swap.id),
            &Fields::default(),
            html! {
                (kit::hidden("version", &swap.version.to_string()))
                (kit::hidden("yes", yes))
                (kit::button(words).secondary().once())
            },
        )
    };
    html! {
        @for swap in &s.swaps {
            @if Some(swap.to) == me {
                (kit::inset_text(html! {
                    p class="govuk-body" {
                        (s.name(swap.from)) " asks whether you take " strong { (words(swap.duty)) } "."
                        @if let Some(other) = swap.exchange { " They take yours of " strong { (words(other)) } " for it." }
                    }
                    (button(swap, "Yes, I take it", "yes"))
                    (button(swap, "No", "no"))
                }))
            } @else {
                (kit::inset_text(html! {
                    p class="govuk-body" { "You asked " (s.name(swap.to)) " to take " strong { (words(swap.duty)) } ". Nothing changes before they say yes." }
                    (button(swap, "Take it back", "no"))
                }))
            }
        }
    }
}

fn people(team: &[Account]) -> Vec<(String, String)> {
    let all =
        team.iter().map(|a| (a.id.to_string(), format!("{}, {}", a.name, a.role.label().to_lowercase())));
    std::iter::once((String::new(), "Choose somebody".to_owned())).chain(all).collect()
}

fn put_form(ctx: &Ctx, s: &Seen, f: &Fields, wrong: &Invalid) -> Markup {
    let halves = Half::ALL.iter().map(|h| choice(h.code(), h.label())).collect();
    html! {
        h2 class="govuk-heading-m" { "Put somebody on duty" }
        (ctx.form("/duty-rota", f, html! {
            (kit::select("account", "Who", people(&s.team)).value(f.raw("account")).error(wrong.of("account")))
            (kit::date_input("day", legend("Day").size(Size::S)).values(f.date_parts("day")).error(wrong.of("day")))
            (kit::checkboxes("halves", legend("Half days").size(Size::S), halves).small().values(f.all("halves")).error(wrong.of("halves")))
            (kit::input("weeks", "For how many weeks").hint("1 for this day alone. Weekends and bank holidays are left out")
                .whole_number().width(3).value(if f.raw("weeks").is_empty() { "1" } else { f.raw("weeks") }).error(wrong.of("weeks")))
            (kit::button("Put on duty").once())
        }))
    }
}

pub(super) async fn put(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match form::put(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("put somebody on duty", move |act| {
            let put = actions::put(act, &input)?;
            let words = match (put.added, put.left_out.is_empty()) {
                (0, _) => "They are on duty at that time already.",
                (_, true) => "The rota is changed.",
                (_, false) => "The rota is changed. Weekends and bank holidays are left out.",
            };
            Ok(Answer::see("/duty-rota").saying(words))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn take_off(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = match form::version(&mut ctx.fields()?) {
        Ok(version) => version,
        Err(invalid) => return draw(&ctx, &Fields::default(), &invalid).await,
    };
    let done = ctx
        .act("take somebody off duty", move |act| {
            actions::take_off(act, id, version)?;
            Ok(Answer::see("/duty-rota").saying("They are off that duty."))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn ask_swap(ctx: Ctx) -> Result<Response> {
    draw_swap(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_swap(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id("id")?;
    let (duty, s) = ctx
        .read(move |look| {
            let duty = store::load(look, &look.one::<SwapDuty, _>(id)?)?;
            Ok((duty, see(look, look.today())?))
        })
        .await?;
    let others: Vec<Account> = s.team.iter().filter(|a| a.id != duty.account).cloned().collect();
    let theirs =
        s.duties.iter().filter(|d| d.account != duty.account && d.stands(ctx.today()).is_ok()).map(|d| {
            let words = format!("{}: {}, {}", s.name(d.account), day(d.on), d.half.label().to_lowercase());
            (d.id.to_string(), words)
        });
    let exchange = std::iter::once((String::new(), "Nothing".to_owned())).chain(theirs);
    let body = html! {
        (layout::page_heading(Some("Duty rota"), format!("{}, {}", day(duty.on), duty.half.label().to_lowercase())))
        p class="govuk-body" { "Your colleague gets an email, and says yes or no on the rota. Nothing changes before they say yes." }
        (ctx.form(&format!("/duty-rota/{id}/swap"), f, html! {
            (kit::select("to", "Whom do you ask?", people(&others)).value(f.raw("to")).error(wrong.of("to")))
            (kit::select("exchange", "What do you take for it?", exchange).value(f.raw("exchange")).error(wrong.of("exchange")))
            (kit::button("Ask").once())
        }))
    };
    Ok(ctx.page("Ask for a swap", body).back("/duty-rota", "Duty rota").dense().errors(wrong).respond())
}

pub(super) async fn swap(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let (to, exchange) = match form::swap(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw_swap(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("ask for a swap of duties", move |act| {
            actions::ask(act, id, to, exchange)?;
            Ok(Answer::see("/duty-rota").saying("Your colleague is asked."))
        })
        .await;
    match done {
        Err(error) => draw_swap(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, yes) = match form::answer(&mut ctx.fields()?) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &Fields::default(), &invalid).await,
    };
    let done = ctx
        .act("answer a swap of duties", move |act| {
            let words = match actions::answer(act, id, version, yes)? {
                model::Swapped::Agreed => "Agreed. The rota is changed.",
                model::Swapped::Declined => "You said no. Your colleague is told.",
                _ => "It is taken back.",
            };
            Ok(Answer::see("/duty-rota").saying(words))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn file(ctx: Ctx) -> Result<Response> {
    let from = asked_from(&ctx);
    let s = ctx.read(move |look| see(look, from)).await?;
    let rows = s.duties.iter().map(|d| vec![d.on.to_string(), d.half.code().to_owned(), s.name(d.account)]);
    csv_file("duty-rota", &["day", "half", "worker"], rows)
}
