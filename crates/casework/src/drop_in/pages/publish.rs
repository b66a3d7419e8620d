//! A team publishes a drop-in.

use kernel::{Coded, Invalid, Result};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, choice, layout, legend},
};

use super::fine;
use crate::drop_in::{
    actions, form,
    model::{Audience, Way},
};

fn choices<T: Coded>() -> Vec<kit::Choice> {
    T::all().iter().map(|v| choice(v.code_of(), v.label_of())).collect()
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    let usual = [
        ("minutes", "45"),
        ("slots", "4"),
        ("places", "1"),
        ("weeks", "1"),
        ("time", "10:00"),
        ("way", "place"),
        ("audience", "everyone"),
    ];
    show(&ctx, &Fields::filled(usual), &fine())
}

fn show(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let line = |name: &str, words: &str| kit::input(name, words).value(f.raw(name)).error(wrong.of(name));
    let holidays = vec![
        choice("yes", "Also at weekends and on bank holidays")
            .hint("Without this, days of a series on which nobody is expected to work are left out"),
    ];
    let body = html! {
        (layout::page_heading(None, "Publish a drop-in"))
        p class="govuk-body" { "Families see it at once, and book a time the same day without an assessment." }
        (ctx.form("/drop-ins/new", f, html! {
            (kit::radios("way", legend("How do people meet you?").size(Size::S), choices::<Way>()).small().value(f.raw("way")).error(wrong.of("way")))
            (kit::textarea("place", "Where it is, or how one joins").rows(2).hint("An address, “we ring you”, or a link. Everybody can read it")
                .value(f.raw("place")).error(wrong.of("place")))
            (kit::radios("audience", legend("Who is it for?").size(Size::S), choices::<Audience>()).small()
                .value(f.raw("audience")).error(wrong.of("audience")))
            (kit::textarea("about", "What to know about it (optional)").rows(2).value(f.raw("about")).error(wrong.of("about")))
            (kit::date_input("day", legend("Day").size(Size::S)).values(f.date_parts("day")).error(wrong.of("day")))
            (line("time", "It begins at").hint("Such as 10:00. A series keeps this time when the clocks change").width(5))
            (line("minutes", "Minutes of each time").whole_number().width(3))
            (line("slots", "How many times, one after the other").whole_number().width(3))
            (line("places", "How many can book the same time").hint("One, unless several workers are there").whole_number().width(3))
            (line("weeks", "For how many weeks").hint("1 for this day alone").whole_number().width(3))
            (kit::checkboxes("holidays", legend("Weekends and bank holidays").size(Size::S), holidays).small()
                .values(f.all("holidays")).error(wrong.of("holidays")))
            (kit::button("Publish").once())
        }))
    };
    Ok(ctx.page("Publish a drop-in", body).dense().back("/drop-ins", "Drop-ins").errors(wrong).respond())
}

pub(super) async fn publish(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match form::publish(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, &fields, &invalid),
    };
    let done = ctx
        .act("publish a drop-in", move |act| {
            let published = actions::publish(act, &input)?;
            let words = if published.left_out.is_empty() {
                "It is published."
            } else {
                "It is published. Weekends and bank holidays are left out: see the list."
            };
            Ok(Answer::see("/drop-ins").saying(words))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &fields, &page::mend(error)?),
        done => done,
    }
}
