//! One's own supervision, and for managers when the next of each worker is due.

use access::{
    Role,
    accounts::{self, Account},
    actions::{DecideCase, ReadSupervision, WriteSupervision},
    teamwork::Supervision as Kinded,
};
use kernel::{Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, Rows, csv_file,
    kit::{self, Size, Tone, layout},
};

use super::decision;
use crate::{
    caseload::store::{self as caseload, Weighed},
    supervision::{
        actions,
        model::{Due, Supervision},
        store,
    },
    words::{area, day, download, fine, paragraphs, parts, people},
};

struct Shown {
    mine: Rows<Supervision>,
    due: Vec<Due>,
    colleagues: Vec<Account>,
    may_write: bool,
}

pub(in crate::supervision) async fn list(ctx: Ctx) -> Result<Response> {
    draw_list(&ctx, &Fields::default(), &fine()).await
}

async fn draw_list(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let s = ctx
        .read(move |look| {
            let grant = look.agency::<ReadSupervision>()?;
            let may_write = look.may::<WriteSupervision>();
            let due =
                if may_write { store::due(look, &look.agency::<WriteSupervision>()?)? } else { Vec::new() };
            let colleagues = if may_write { accounts::colleagues(look, grant.agency())? } else { Vec::new() };
            Ok(Shown { mine: store::list(look, &grant, after, Some(PAGE_ROWS))?, due, colleagues, may_write })
        })
        .await?;
    let body = html! {
        (layout::page_heading(None, "Supervision"))
        (parts(ctx, "/team/supervision"))
        p class="govuk-body" {
            "What a worker and their manager talk through. The two of them read it, and whom the manager names from their own line. Nobody else does: no \
             other manager, no administrator, no key. A decision on a case stands on the case, and the case does not say where it was talked through."
        }
        @if s.mine.items.is_empty() {
            (kit::nothing_here("There is none that you are part of."))
        } @else {
            (table(&s.mine.items))
            (kit::pagination(None, s.mine.next.map(|next| format!("/team/supervision?after={next}"))))
            (download("/team/supervision.csv"))
        }
        @if s.may_write {
            h2 class="govuk-heading-m" { "When the next is due" }
            (due(ctx, &s.due))
            h2 class="govuk-heading-m" { "Write one down" }
            (form(ctx, &s, f, wrong))
        }
    };
    Ok(ctx.page("Supervision", body).dense().errors(wrong).respond())
}

fn table(all: &[Supervision]) -> kit::Table {
    let rows = all
        .iter()
        .map(|s| {
            vec![
                kit::cell(html! {
                    a class="govuk-link" href={ "/team/supervision/" (s.id) } {
                        (day(s.held)) span class="govuk-visually-hidden" { ", " (s.worker_name) }
                    }
                }),
                kit::cell(s.worker_name.as_str()),
                kit::cell(s.manager_name.as_str()),
                kit::cell(day(s.next)),
            ]
        })
        .collect();
    kit::table(["Held on", "Worker", "Manager", "Next by"].map(kit::cell).to_vec(), rows)
        .caption("Supervision, the newest first")
        .caption_classes("govuk-visually-hidden")
        .scrolling()
}

fn due(ctx: &Ctx, all: &[Due]) -> kit::Table {
    let me = ctx.actor.account();
    let rows = all
        .iter()
        .filter(|d| Some(d.worker) != me)
        .map(|d| {
            let standing = d.standing(ctx.today());
            let tone = match standing {
                "Late" => Tone::Late,
                "In time" => Tone::Good,
                _ => Tone::Soon,
            };
            vec![
                kit::cell(d.name.as_str()),
                kit::cell(d.last.map_or_else(|| "–".to_owned(), day)),
                kit::cell(
                    html! { @if let Some(next) = d.next { (day(next)) " " } (kit::tag(standing).tone(tone)) },
                ),
            ]
        })
        .collect();
    kit::table(["Worker", "Last", "Next by"].map(kit::cell).to_vec(), rows)
        .caption("When the next supervision is due")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

fn form(ctx: &Ctx, s: &Shown, f: &Fields, wrong: &Invalid) -> Markup {
    let me = ctx.actor.account();
    let others: Vec<Account> = s.colleagues.iter().filter(|a| Some(a.id) != me).cloned().collect();
    let managers: Vec<Account> = others.iter().filter(|a| a.role == Role::TeamManager).cloned().collect();
    ctx.form(
        "/team/supervision",
        f,
        html! {
            (kit::select("worker", "Whose", people("Choose somebody", &others)).value(f.raw("worker")).error(wrong.of("worker")))
            (kit::date_input("held", kit::legend("Held on").size(Size::S)).values(f.date_parts("held")).error(wrong.of("held")))
            (area("words", "What did you talk through?", f, wrong))
            (kit::date_input("next", kit::legend("The next is due by").size(Size::S)).values(f.date_parts("next")).error(wrong.of("next")))
            (kit::select("line", "Who of your own line may read it", people("Nobody", &managers)).value(f.raw("line")).error(wrong.of("line")))
            (kit::button("Write it down").once())
        },
    )
}

pub(in crate::supervision) async fn write(ctx: Ctx) -> Result<Response> {
    let mut f = ctx.fields()?;
    let note = match actions::note_fields(&mut f) {
        Ok(note) => note,
        Err(invalid) => return draw_list(&ctx, &f, &invalid).await,
    };
    let done = ctx.act("write supervision down", move |act| {
        let id = actions::write(act, &note)?;
        Ok(Answer::see(format!("/team/supervision/{id}"))
            .saying("It is written down, and the worker can read it."))
    });
    match done.await {
        Err(error) => draw_list(&ctx, &f, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::supervision) async fn one(ctx: Ctx) -> Result<Response> {
    draw_one(&ctx, &Fields::default(), &fine()).await
}

async fn draw_one(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Kinded>("id")?;
    let (s, many, cases): (Supervision, i64, Vec<Weighed>) = ctx
        .read(move |look| {
            let grant = look.one::<ReadSupervision, Kinded>(id)?;
            let s = store::load(look, &grant)?;
            let many = store::decisions_of(look, &grant)?;
            let decides = look.may::<DecideCase>() && look.actor().account() == Some(s.manager);
            let cases = if decides {
                caseload::cases_of(look, &look.agency::<DecideCase>()?, s.worker, None, None)?.items
            } else {
                Vec::new()
            };
            Ok((s, many, cases))
        })
        .await?;
    let choose = std::iter::once((String::new(), "Choose a case".to_owned()))
        .chain(cases.iter().map(|c| (c.id.to_string(), format!("{} {}", c.reference, c.child))));
    let body = html! {
        (layout::page_heading(Some("Supervision"), format!("{}, {}", s.worker_name, day(s.held))))
        p class="govuk-body" { "With " (s.manager_name) ". The next is due by " strong { (day(s.next)) } "." }
        (paragraphs(&s.words))
        @if many > 0 {
            p class="govuk-body" { (many) @if many == 1 { " decision" } @else { " decisions" } " on cases came of it: see the cases." }
        }
        @if !cases.is_empty() {
            h2 class="govuk-heading-m" { "Record a decision on a case" }
            p class="govuk-body" { "It stands on the case, with your name, the reason and the day of the next look. What is written above stays here." }
            (ctx.form(&format!("/team/supervision/{id}/decisions"), f, html! {
                (kit::select("case", "Which case", choose.collect::<Vec<_>>()).value(f.raw("case")).error(wrong.of("case")))
                (decision(f, wrong))
                (kit::button("Record it").once())
            }))
        }
    };
    let page = ctx.page("Supervision", body).back("/team/supervision", "Supervision").dense();
    Ok(page.errors(wrong).respond())
}

pub(in crate::supervision) async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Kinded>("id")?;
    let mut f = ctx.fields()?;
    let (case, decided) = match actions::decision_of_case_fields(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw_one(&ctx, &f, &invalid).await,
    };
    let done = ctx.act("decide on a case", move |act| {
        actions::decide_in_supervision(act, id, case, &decided)?;
        Ok(Answer::see(format!("/team/supervision/{id}")).saying("It is recorded on the case."))
    });
    match done.await {
        Err(error) => draw_one(&ctx, &f, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::supervision) async fn csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::list(look, &look.agency::<ReadSupervision>()?, None, None)).await?;
    let lines = rows
        .items
        .into_iter()
        .map(|s| vec![s.held.to_string(), s.worker_name, s.manager_name, s.next.to_string()]);
    csv_file("supervision", &["held_on", "worker", "manager", "next_by"], lines)
}
