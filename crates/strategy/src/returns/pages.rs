//! Returns for people: all of a quarter together, the keys, and an agency's own before it is sent.

use access::{
    actions::{BuildReturn, ReceiveReturn, ViewReturns},
    organisations,
};
use kernel::{Error, Invalid, Moment, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file, download,
    kit::{self, Cell, chart::Unit, layout, number, option},
};

use super::{
    actions::{self, Became},
    build::build,
    form,
    model::{self, Quarter, Return},
    roll_up::{measure_words, part_words, roll_up},
    store::{self, Taken},
};

/// The quarters to choose from: the last eight that are over.
fn quarters(ctx: &Ctx) -> Vec<Quarter> {
    std::iter::successors(Some(Quarter::of(ctx.today()).before()), |q| Some(q.before())).take(8).collect()
}

/// The quarter of the address; the last one that is over when it names none.
pub(super) fn chosen(ctx: &Ctx) -> Result<Quarter> {
    match ctx.query().raw("quarter") {
        "" => Ok(Quarter::of(ctx.today()).before()),
        text => Quarter::parse(text),
    }
}

fn choose(action: &str, ctx: &Ctx, chosen: Quarter) -> Markup {
    let mut all = quarters(ctx);
    if !all.contains(&chosen) {
        all.push(chosen);
    }
    let items = all.into_iter().map(|q| option(q.to_string(), q.words()));
    layout::filters(action, html! { (kit::select("quarter", "Quarter", items).value(chosen.to_string())) })
}

fn value_words(value: Option<i64>, money: bool) -> String {
    match value {
        None => "Held back".to_owned(),
        Some(pence) if money => Unit::POUNDS.write(pence as f64 / 100.0),
        Some(count) => Unit::COUNT.write(count as f64),
    }
}

/// `GET /returns`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let quarter = chosen(&ctx)?;
    draw(&ctx, quarter, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, quarter: Quarter, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let (taken, closed, keys, may) = ctx
        .read(move |look| {
            let taken = store::of_quarter(look, &look.nation::<ViewReturns>()?, quarter)?;
            let may = look.may::<ReceiveReturn>();
            let keys = store::keys(look)?;
            Ok((taken, store::closed(look, quarter)?, keys, may))
        })
        .await?;
    let missing: Vec<&str> =
        keys.iter().filter(|k| !taken.iter().any(|t| t.code == k.code)).map(|k| k.name.as_str()).collect();
    let body = html! {
        (layout::page_heading(Some("Every agency together"), format!("Returns of {}", quarter.words())))
        (choose("/returns", ctx, quarter))
        @if let Some(at) = closed { (kit::inset_text(format!("This quarter was closed on {}. Nothing more is taken in for it.", Moment(at)))) }
        (senders(&taken))
        @if !missing.is_empty() {
            p class="govuk-body" { "Known, but nothing yet from: " (missing.join(", ")) "." }
        }
        (sums(&taken))
        (kit::button_group(html! {
            (kit::print_button("Print this page").secondary())
            a class="govuk-link" href={ "/returns.csv?quarter=" (quarter) } { "Download every figure as CSV" }
        }))
        @if may {
            h2 class="govuk-heading-m" id="receive" { "Take in a return" }
            (ctx.upload_form("/returns", fields, html! {
                (kit::file_upload("file", "The signed file").hint("As the agency sent it: hearth return sign makes it. The same file twice changes nothing.")
                    .error(wrong.of("file")))
                (kit::button("Take it in").once())
            }))
            p class="govuk-body" { a class="govuk-link" href="/returns/keys" { "Keys by which agencies are known" } }
            @if closed.is_none() {
                (ctx.form("/returns/close", &Fields::default(), html! {
                    (kit::hidden("quarter", &quarter.to_string()))
                    p class="govuk-body" { "Close the quarter when its sums are used. Corrections then stand in later returns." }
                    (kit::button(format!("Close {}", quarter.words())).warning().once())
                }))
            }
        }
    };
    Ok(ctx.page(format!("Returns of {}", quarter.words()), body).dense().errors(wrong).respond())
}

fn senders(taken: &[Taken]) -> Markup {
    let head = ["Agency", "Made", "Taken in", "Corrections"].map(Cell::from).to_vec();
    let rows = taken.iter().map(|one| {
        let row: Vec<Cell> = vec![
            (&one.name).into(),
            Moment(one.made).to_string().into(),
            Moment(one.received).to_string().into(),
            number(one.corrections.to_string()),
        ];
        row
    });
    html! {
        @if taken.is_empty() {
            (kit::nothing_here("No return of this quarter was taken in yet."))
        } @else {
            (kit::table(head, rows.collect()).caption(format!("{} returns", taken.len())).caption_classes("govuk-table__caption--m")
                .first_cell_is_header().scrolling())
        }
    }
}

fn sums(taken: &[Taken]) -> Markup {
    let head = vec!["Figure".into(), "Of which".into(), number("All returns"), "Held back by".into()];
    let rows = roll_up(taken).into_iter().map(|line| {
        let held = match line.held_back {
            0 => String::new(),
            1 => "1 agency, so it is more".to_owned(),
            n => format!("{n} agencies, so it is more"),
        };
        let row: Vec<Cell> = vec![
            measure_words(line.measure).into(),
            part_words(line.part).into(),
            number(value_words(Some(line.sum), line.money)),
            held.into(),
        ];
        row
    });
    html! {
        @if !taken.is_empty() {
            (kit::table(head, rows.collect()).caption("The sums of what the returns tell").caption_classes("govuk-table__caption--m").scrolling())
            p class="govuk-hint" { "Each agency rounds to the nearest 5 and holds back what is small, so a sum is near, not exact." }
        }
    }
}

/// `POST /returns`
pub(super) async fn receive(ctx: Ctx) -> Result<Response> {
    let quarter = Quarter::of(ctx.today()).before();
    let fields = ctx.fields()?;
    let say =
        |message: &str| Invalid(vec![kernel::FieldError { field: "file".into(), message: message.into() }]);
    let Some(upload) = ctx.upload("file")? else {
        return draw(&ctx, quarter, &fields, &say("Choose the file that the agency sent")).await;
    };
    let Ok(text) = String::from_utf8(upload.bytes) else {
        return draw(&ctx, quarter, &fields, &say("This is no return: it is not text")).await;
    };
    let done = ctx.act("take in a return", move |act| {
        let (found, became) = actions::take_in(act, &text)?;
        let words = match became {
            Became::New(_) => "The return is taken in.",
            Became::Corrected(_) => "The return took the place of the one before.",
            Became::Unchanged => "This return was taken in before. Nothing was changed.",
        };
        Ok(Answer::see(format!("/returns?quarter={}", found.quarter()?)).saying(words))
    });
    match done.await {
        Err(Error::Refused { why, .. }) => draw(&ctx, quarter, &fields, &say(&why)).await,
        done => done,
    }
}

/// `POST /returns/close`
pub(super) async fn close(ctx: Ctx) -> Result<Response> {
    let quarter = form::closing(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("close a quarter of returns", move |act| {
        actions::close_quarter(act, quarter)?;
        Ok(Answer::see(format!("/returns?quarter={quarter}")).saying("The quarter is closed."))
    })
    .await
}

/// `GET /returns.csv`
pub(super) async fn list_csv(ctx: Ctx) -> Result<Response> {
    let quarter = chosen(&ctx)?;
    let taken =
        ctx.read(move |look| store::of_quarter(look, &look.nation::<ViewReturns>()?, quarter)).await?;
    let rows = taken.iter().flat_map(|one| {
        one.figures.iter().map(|f| {
            let (value, status) =
                f.value.map_or((String::new(), "suppressed"), |value| (value.to_string(), "shown"));
            vec![
                one.code.clone(),
                one.name.clone(),
                f.measure.clone(),
                f.part.clone(),
                value,
                status.to_owned(),
            ]
        })
    });
    let head = ["agency_code", "agency", "measure", "part", "value", "status"];
    csv_file(&format!("returns-{quarter}"), &head, rows)
}

/// `GET /returns/keys`
pub(super) async fn keys(ctx: Ctx) -> Result<Response> {
    draw_keys(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_keys(ctx: &Ctx, fields: &Fields, wrong: &Invalid) -> Result<Response> {
    let keys = ctx
        .read(|look| {
            look.nation::<ReceiveReturn>()?;
            store::keys(look)
        })
        .await?;
    let head = ["Agency", "Code", "Key", "Since"].map(Cell::from).to_vec();
    let rows = keys.iter().map(|k| {
        let row: Vec<Cell> =
            vec![(&k.name).into(), (&k.code).into(), (&k.key).into(), Moment(k.added).to_string().into()];
        row
    });
    let body = html! {
        (layout::page_heading(Some("Returns"), "Keys by which agencies are known"))
        p class="govuk-body" {
            "A return is taken in only when the key set down here signed it. Ask for a key by telephone, not by the mail that brings the return: "
            "the agency's operator reads it out with hearth return key."
        }
        @if keys.is_empty() {
            (kit::nothing_here("No key is set down yet, so no return can be taken in."))
        } @else {
            (kit::table(head, rows.collect()).caption("Keys in use").caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        }
        h2 class="govuk-heading-m" { "Set down a key" }
        (ctx.form("/returns/keys", fields, html! {
            (kit::input("agency", "Code of the agency").hint("Such as adopt-east, or a council's code").width(20)
                .value(fields.raw("agency")).error(wrong.of("agency")))
            (kit::input("key", "Its key").hint("64 digits and letters from a to f").value(fields.raw("key")).error(wrong.of("key")))
            (kit::button("Set it down").once())
        }))
    };
    let page = ctx.page("Keys by which agencies are known", body).back("/returns", "Returns").dense();
    Ok(page.errors(wrong).respond())
}

/// `POST /returns/keys`
pub(super) async fn add_key(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let (agency, key) = match form::key(&mut fields) {
        Ok(typed) => typed,
        Err(invalid) => return draw_keys(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("set down a key for returns", move |act| {
        actions::add_key(act, agency.trim(), &key)?;
        Ok(Answer::see("/returns/keys").saying("The key is set down."))
    });
    match done.await {
        Err(error) => draw_keys(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

async fn own_return(ctx: &Ctx, quarter: Quarter) -> Result<(String, Return)> {
    let now = ctx.now;
    ctx.read(move |look| {
        let grant = look.agency::<BuildReturn>()?;
        quarter.must_be_over(look.today())?;
        let agency = organisations::of_grant(look, &grant)?;
        let built = build(look, (agency.id, &agency.code), quarter, now)?;
        Ok((agency.name, built))
    })
    .await
}

/// `GET /returns/own`
pub(super) async fn own(ctx: Ctx) -> Result<Response> {
    let quarter = chosen(&ctx)?;
    let (agency, built) = own_return(&ctx, quarter).await?;
    let public = data_encoding::HEXLOWER.encode(&ctx.app.db.keys().public_key());
    let rows = built.figures.iter().map(|f| {
        let money = f.measure.starts_with("money-");
        let row: Vec<Cell> = vec![
            measure_words(&f.measure).into(),
            part_words(&f.part).into(),
            number(value_words(f.value, money)),
        ];
        row
    });
    let head = vec!["Figure".into(), "Of which".into(), number("In the return")];
    let body = html! {
        (layout::page_heading(Some(&agency), format!("Our return of {}", quarter.words())))
        (choose("/returns/own", &ctx, quarter))
        p class="govuk-body" {
            "This is all that leaves: counts without names, under 6 held back, the rest to the nearest 5. It is signed with this "
            "installation's key, so that whoever takes it in knows that it is yours and unchanged."
        }
        (kit::table(head, rows.collect()).caption("What stands in it").caption_classes("govuk-table__caption--m").scrolling())
        (kit::button_group(html! {
            (kit::button("Download it, signed").href(format!("/returns/own/{quarter}/file")))
            (kit::print_button("Print this page").secondary())
        }))
        (kit::details("The key that it is signed with", html! {
            p class="govuk-body" { "Tell whoever takes it in by telephone:" }
            p class="govuk-body" { code { (public) } }
        }))
    };
    Ok(ctx.page("Our returns", body).dense().respond())
}

/// `GET /returns/own/{quarter}/file`
pub(super) async fn own_file(ctx: Ctx) -> Result<Response> {
    let quarter = Quarter::parse(ctx.param("quarter")?)?;
    let (_, built) = own_return(&ctx, quarter).await?;
    let file = model::sign(ctx.app.db.keys(), &built.text()?)?;
    download(
        &format!("return-{}-{quarter}.txt", built.agency),
        "text/plain; charset=utf-8",
        file.into_bytes(),
    )
}
