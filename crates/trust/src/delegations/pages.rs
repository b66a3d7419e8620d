//! The page on which people lend their place, and see who acts in whose.

use access::{
    Role,
    accounts::{self, Account},
    actions::Delegate,
    delegations::{self, DAYS_MAX, Delegation, New, may_lend},
};
use kernel::{Id, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{Answer, Ctx, Fields, Response, kit, kit::layout, mend};

use crate::draw::{LINE, p, people, question, when};

/// `GET /delegations`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

/// The people whose place whoever asks may lend: themselves, and a manager their workers'.
fn givers(ctx: &Ctx, colleagues: &[Account]) -> Vec<Account> {
    let (Some(me), Some(role)) = (ctx.actor.account(), ctx.actor.role()) else { return Vec::new() };
    let table = access::permissions::current();
    let mut all: Vec<Account> =
        colleagues.iter().filter(|a| may_lend(table, me, role, a.id, a.role)).cloned().collect();
    all.sort_by_key(|a| (a.id != me, a.id));
    all
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let (found, mut team, me) = ctx
        .read(|look| {
            let grant = look.agency::<Delegate>()?;
            let team = accounts::colleagues(look, grant.agency())?;
            let me = look.actor().account().map(|id| accounts::by_id(look, id)).transpose()?;
            Ok((delegations::list(look, &grant)?, team, me))
        })
        .await?;
    // Somebody of another role is not among those who hold cases, and may lend their own place too.
    if let Some(me) = me.filter(|me| team.iter().all(|a| a.id != me.id)) {
        team.push(me);
    }
    let givers = givers(ctx, &team);
    let typed = |name: &str| match (fields.raw(name), givers.as_slice()) {
        ("", [only]) if name == "giver" => only.id.to_string(),
        (typed, _) => typed.to_owned(),
    };
    let body = html! {
        (layout::page_heading(None, "Acting for others"))
        (p("Somebody who is away can let a colleague act in their place until a date. The colleague can then do what both roles may do, until then."))
        (p("It never opens a sealed case, never lets anybody approve what either of the two asked for, and cannot be lent on."))
        (table(ctx, &found))
        h2 class="govuk-heading-m" { "Let a colleague act" }
        (ctx.form("/delegations", fields, html! {
            (kit::select("giver", "In whose place", people("Choose somebody", &givers))
                .value(typed("giver")).error(invalid.of("giver")))
            (kit::select("receiver", "Who is to act", people("Choose somebody", &team))
                .value(fields.raw("receiver")).error(invalid.of("receiver")))
            (kit::date_input("from", question("First day")).values(fields.date_parts("from")).error(invalid.of("from")))
            (kit::date_input("until", question("Last day")).hint(format!("At most {DAYS_MAX} days after the first"))
                .values(fields.date_parts("until")).error(invalid.of("until")))
            (kit::input("reason", "Why").hint("Such as: on leave").value(fields.raw("reason")).error(invalid.of("reason")))
            (kit::button("Let them act").once())
        }))
    };
    Ok(ctx.page("Acting for others", body).back("/access", "Access").errors(invalid).dense().respond())
}

fn table(ctx: &Ctx, found: &[Delegation]) -> Markup {
    if found.is_empty() {
        return kit::nothing_here("Nobody acts in a colleague's place.");
    }
    let rows = found
        .iter()
        .map(|d| {
            let end = if d.can_end(ctx.now) {
                ctx.form(
                    &format!("/delegations/{}/end", d.id),
                    &Fields::default(),
                    html! { (kit::button(html! { "End it" span class="govuk-visually-hidden" { " for " (d.receiver_name) } }).secondary()) },
                )
            } else {
                html! {}
            };
            vec![
                kit::cell(d.receiver_name.as_str()),
                kit::cell(d.giver_name.as_str()),
                kit::cell(when(d.from)),
                kit::cell(when(d.ended.unwrap_or(d.ends))),
                kit::cell(d.reason.as_str()),
                kit::cell(d.standing(ctx.now)),
                kit::cell(end),
            ]
        })
        .collect();
    let all = matches!(ctx.actor.role(), Some(Role::TeamManager | Role::Administrator));
    let caption =
        if all { "Who acts in whose place in your agency" } else { "Where you act or are acted for" };
    html! {
        (kit::table(["Who acts", "In whose place", "From", "Until", "Why", "Now", "Change"].map(kit::cell).to_vec(), rows)
            .caption(caption).first_cell_is_header())
    }
}

/// `POST /delegations`
pub(super) async fn make(ctx: Ctx) -> Result<Response> {
    let mut f = ctx.fields()?;
    let giver = f.id::<kinds::Account>("giver", "Choose in whose place");
    let receiver = f.id::<kinds::Account>("receiver", "Choose who is to act");
    let from = f.date("from", "Enter the first day");
    let until = f.date("until", "Enter the last day");
    let reason = f.required("reason", "Say why", LINE);
    let new = f.finish(|| {
        Some(New { giver: giver?, receiver: receiver?, from: from?, until: until?, reason: reason? })
    });
    let new = match new {
        Ok(new) => new,
        Err(invalid) => return draw(&ctx, &f, &invalid).await,
    };
    let done = ctx
        .act("lend a place", move |act| {
            delegations::make(act, &new)?;
            Ok(Answer::see("/delegations")
                .saying("Your colleague can act until the last day. They are told by email."))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &f, &mend(error)?).await,
        done => done,
    }
}

/// `POST /delegations/{id}/end`
pub(super) async fn end(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::Delegation> = ctx.id("id")?;
    let done = ctx
        .act("end a lent place", move |act| {
            delegations::end(act, id)?;
            Ok(Answer::see("/delegations").saying("It is ended."))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &Fields::default(), &mend(error)?).await,
        done => done,
    }
}
