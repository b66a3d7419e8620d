//! Who is away, on one page with the form.

use access::{
    Role,
    absences::{self, Absence, May},
    accounts::{self, Account},
    actions::CoverAbsence,
};
use kernel::{Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Size, Tone, layout},
};

use super::fields;
use crate::words::{day, download, fine, parts, people};

struct Shown {
    all: Vec<Absence>,
    colleagues: Vec<Account>,
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let account = ctx.query().raw("account").to_owned();
    draw(&ctx, &Fields::filled([("account", account)]), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let s = ctx
        .read(|look| {
            let grant = look.agency::<CoverAbsence>()?;
            let mut colleagues = accounts::colleagues(look, grant.agency())?;
            colleagues.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
            Ok(Shown { all: absences::list(look, &grant)?, colleagues })
        })
        .await?;
    let me = ctx.actor.account();
    let manager = ctx.actor.role() == Some(Role::TeamManager);
    let may_be_away: Vec<Account> =
        s.colleagues.iter().filter(|a| manager || Some(a.id) == me).cloned().collect();
    let account = match (f.raw("account"), me) {
        ("", Some(me)) if !manager => me.to_string(),
        (typed, _) => typed.to_owned(),
    };
    let choices = May::ALL.iter().map(|m| kit::choice(m.code(), m.label())).collect();
    let body = html! {
        (layout::page_heading(None, "Who is away"))
        (parts(ctx, "/team/away"))
        p class="govuk-body" {
            "While somebody is away, their families read who answers meanwhile, and what they write goes to that person. It ends by itself after the last \
             day. Why somebody is away is not asked and not kept."
        }
        @if s.all.is_empty() {
            (kit::nothing_here("Nobody is away, and nobody will be, as far as it is written down."))
        } @else {
            (table(ctx, &s.all, manager))
            (download("/team/away.csv"))
        }
        h2 class="govuk-heading-m" { "Say who is away" }
        (ctx.form("/team/away", f, html! {
            (kit::select("account", "Who is away", people("Choose somebody", &may_be_away)).value(account).error(wrong.of("account")))
            (kit::date_input("from", kit::legend("First day").size(Size::S)).values(f.date_parts("from")).error(wrong.of("from")))
            (kit::date_input("until", kit::legend("Last day").size(Size::S)).values(f.date_parts("until")).error(wrong.of("until")))
            (kit::select("cover", "Who answers meanwhile", people("Nobody yet: it is an alarm", &s.colleagues))
                .value(f.raw("cover")).error(wrong.of("cover")))
            (kit::radios("may", kit::legend("What they may do").size(Size::S), choices)
                .value(if f.raw("may").is_empty() { May::Answer.code() } else { f.raw("may") }).error(wrong.of("may")))
            (kit::button("Write it down").once())
        }))
    };
    Ok(ctx.page("Who is away", body).dense().errors(wrong).respond())
}

fn table(ctx: &Ctx, all: &[Absence], manager: bool) -> Markup {
    let today = ctx.today();
    let rows = all
        .iter()
        .map(|a| {
            let tone = if a.is_on(today) { Tone::Soon } else { Tone::Quiet };
            let may_end = a.ended.is_none() && (manager || ctx.actor.account() == Some(a.account));
            let end = may_end.then(|| {
                ctx.form(&format!("/team/away/{}/end", a.id), &Fields::default(), html! {
                    (kit::button(html! { "End it now" span class="govuk-visually-hidden" { ": " (a.name) } }).secondary().once())
                })
            });
            vec![
                kit::cell(a.name.as_str()),
                kit::cell(format!("{} to {}", day(a.from), day(a.until))),
                kit::cell(html! {
                    @if a.cover_name.is_empty() { "Nobody yet" } @else { (a.cover_name) br; (a.may.label()) }
                }),
                kit::cell(html! { (kit::tag(a.standing(today)).tone(tone)) @if let Some(end) = end { (end) } }),
            ]
        })
        .collect();
    html! {
        (kit::table(["Who", "Days", "Who answers", "How it stands"].map(kit::cell).to_vec(), rows)
            .caption("Who is away now or will be").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
    }
}

pub(super) async fn make(ctx: Ctx) -> Result<Response> {
    let mut f = ctx.fields()?;
    let new = match fields(&mut f) {
        Ok(new) => new,
        Err(invalid) => return draw(&ctx, &f, &invalid).await,
    };
    let done = ctx.act("write an absence down", move |act| {
        absences::make(act, &new)?;
        Ok(Answer::see("/team/away").saying("It is written down. Families read who answers meanwhile."))
    });
    match done.await {
        Err(error) => draw(&ctx, &f, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn end(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Absence>("id")?;
    let done = ctx.act("end an absence", move |act| {
        absences::end(act, id)?;
        Ok(Answer::see("/team/away").saying("It is ended. Whatever is written now goes to the worker again."))
    });
    match done.await {
        Err(error) => draw(&ctx, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let today = ctx.today();
    let all = ctx.read(|look| absences::list(look, &look.agency::<CoverAbsence>()?)).await?;
    let lines = all.into_iter().map(|a| {
        let standing = a.standing(today).to_owned();
        vec![a.name, a.from.to_string(), a.until.to_string(), a.cover_name, a.may.code().to_owned(), standing]
    });
    csv_file("who-is-away", &["who", "from", "until", "who_answers", "may", "standing"], lines)
}
