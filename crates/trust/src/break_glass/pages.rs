//! The pages of emergency access.

use access::{
    actions::{ReviewEmergencyAccess, UseEmergencyAccess},
    emergency::{self, A_DAY, Ask, Emergency, LASTS, Verdict},
};
use kernel::{Id, Invalid, Result, kinds};
use maud::html;
use page::{Answer, Ctx, Fields, Response, kit, kit::layout, mend};

use crate::draw::{NOTE, choices, p, question, when};

/// `GET /emergency`
pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<UseEmergencyAccess>().map(|_| ())).await?;
    form(&ctx, &ctx.query(), &Invalid::default())
}

fn form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let minutes = LASTS.as_mins();
    let body = html! {
        (layout::page_heading(None, "Emergency access"))
        (p("Use this when somebody may come to harm and the record is not open to you."))
        (kit::warning_text(format!("Your managers are told at once. You can read for {minutes} minutes and change nothing. Every page you open is logged with your reason, and somebody will ask you about it.")))
        (ctx.form("/emergency", fields, html! {
            (kit::input("reference", "Reference of the case").hint("Such as CA-2345-6789").width(20)
                .value(fields.raw("reference")).error(invalid.of("reference")))
            (kit::character_count("reason", "Why it cannot wait", NOTE as u32)
                .value(fields.raw("reason")).error(invalid.of("reason")))
            (kit::button("Ask for emergency access").warning().once())
        }))
        (p(&format!("Whether there is such a case is told on the next page, after your managers know. You can ask {A_DAY} times in a day.")))
    };
    Ok(ctx.page("Emergency access", body).back("/access", "Access").errors(invalid).respond())
}

/// `POST /emergency`
pub(super) async fn open(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let reference = fields.required("reference", "Enter the reference of the case", 40);
    let reason = fields.required("reason", "Say why it cannot wait", NOTE);
    let input = match fields.finish(|| Some(Ask { reference: reference?, reason: reason? })) {
        Ok(input) => input,
        Err(invalid) => return form(&ctx, &fields, &invalid),
    };
    let done = ctx
        .act("emergency access", move |act| {
            let id = emergency::ask(act, &input)?;
            Ok(Answer::see(format!("/emergency/{id}")).saying("Your managers are told."))
        })
        .await;
    match done {
        Err(error) => form(&ctx, &fields, &mend(error)?),
        done => done,
    }
}

/// `GET /emergency/{id}`
pub(super) async fn go_on(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::Emergency> = ctx.id("id")?;
    let found = ctx.read(move |look| emergency::own(look, id)).await?;
    let body = html! {
        (layout::page_heading(Some("Emergency access"), found.reference.as_str()))
        @match found.case {
            Some(case) if found.ends > ctx.now => {
                (p(&format!("You can read this record until {}.", when(found.ends))))
                (kit::button("Open the case").href(format!("/cases/{case}")))
            }
            Some(_) => (p("Your hour is over. If you still need the record, ask again, or call your team manager.")),
            None => (p("There is no case of your agency with this reference. Check it and ask again, or call your team manager.")),
        }
        (kit::summary_list(vec![kit::row("Asked", when(found.at)), kit::row("Why", found.reason.as_str())]))
    };
    Ok(ctx.page("Emergency access", body).back("/emergency", "Emergency access").respond())
}

fn standing(e: &Emergency) -> &'static str {
    e.verdict.map_or("Waits for a review", Verdict::label)
}

/// `GET /emergency/reviews`
pub(super) async fn reviews(ctx: Ctx) -> Result<Response> {
    let mut uses = ctx.read(|look| emergency::list(look, &look.agency::<ReviewEmergencyAccess>()?)).await?;
    uses.sort_by_key(|e| e.reviewed.is_some());
    let rows = uses
        .iter()
        .map(|e| {
            let link =
                html! { a class="govuk-link" href={ "/emergency/" (e.id) "/review" } { (when(e.at)) } };
            vec![
                kit::cell(link),
                kit::cell(format!("{}, {}", e.name, e.role.label().to_lowercase())),
                kit::cell(e.reference.as_str()),
                kit::cell(standing(e)),
            ]
        })
        .collect();
    let body = html! {
        (layout::page_heading(None, "Emergency access: reviews"))
        @if uses.is_empty() {
            (kit::nothing_here("Nobody has used emergency access."))
        } @else {
            (kit::table(["When", "Who", "Reference", "Review"].map(kit::cell).to_vec(), rows)
                .caption("Uses of emergency access, those that wait for a review first").first_cell_is_header().scrolling())
        }
        (p("Uses for cases that are sealed from you are reviewed by the managers who are named for them, or by an administrator."))
    };
    Ok(ctx.page("Emergency access: reviews", body).back("/access", "Access").dense().respond())
}

/// `GET /emergency/{id}/review`
pub(super) async fn review(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id: Id<kinds::Emergency> = ctx.id("id")?;
    let e = ctx.read(move |look| emergency::load(look, &look.agency::<ReviewEmergencyAccess>()?, id)).await?;
    let mut rows = vec![
        kit::row("Who", format!("{}, {}", e.name, e.role.label().to_lowercase())),
        kit::row("Reference", e.reference.as_str()),
        kit::row(
            "Found",
            if e.case.is_some() { "A case of this agency" } else { "No case with this reference" },
        ),
        kit::row("Why", e.reason.as_str()),
        kit::row("From", when(e.at)),
        kit::row("Until", when(e.ends)),
        kit::row("Review", standing(&e)),
    ];
    if let (Some(at), Some(note)) = (e.reviewed, &e.note) {
        rows.push(kit::row("Reviewed", when(at)));
        rows.push(kit::row("Note", note.as_str()));
    }
    let own = ctx.actor.account() == Some(e.account);
    let body = html! {
        (layout::page_heading(Some("Emergency access"), "Was it justified?"))
        (kit::summary_list(rows))
        @if own {
            (p("You used this emergency access yourself, so somebody else must review it."))
        } @else if e.reviewed.is_none() {
            (ctx.form(&format!("/emergency/{id}/review"), fields, html! {
                (kit::radios("verdict", question("What did you find?"), choices::<Verdict>()).small()
                    .value(fields.raw("verdict")).error(invalid.of("verdict")))
                (kit::character_count("note", "What was said, and what happens next", NOTE as u32)
                    .value(fields.raw("note")).error(invalid.of("note")))
                (kit::button("Record the review").once())
            }))
        }
    };
    Ok(ctx
        .page("Emergency access: review", body)
        .back("/emergency/reviews", "Reviews")
        .errors(invalid)
        .respond())
}

/// `POST /emergency/{id}/review`
pub(super) async fn judge(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::Emergency> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let verdict = fields.choice::<Verdict>("verdict", "Choose what you found");
    let note = fields.required("note", "Write what was said", NOTE);
    let (verdict, note) = match fields.finish(|| Some((verdict?, note?))) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("review emergency access", move |act| {
            emergency::review(act, id, verdict, &note)?;
            Ok(Answer::see("/emergency/reviews").saying("The review is recorded."))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &fields, &mend(error)?).await,
        done => done,
    }
}
