//! In a demo alone: one click as any role. Everybody there is made up.

use access::{Role, accounts, sign_in::rules::Way};
use kernel::{Error, Result};
use maud::{Markup, html};
use page::{Ctx, Fields, Response, kit, see_other};

use super::arriving::Came;

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    if !ctx.app.demo {
        return Err(Error::NotFound);
    }
    let by_birth = ctx.app.db.read(|r| Ok(accounts::demo_by_birth(r)?.is_some())).await?;
    Ok(ctx.page("Sign in as", demo_body(&ctx, by_birth)).respond())
}

/// What stands for a birth relative, who is a family member without a family of ours.
const BY_BIRTH: &str = "birth-relative";

fn demo_body(ctx: &Ctx, by_birth: bool) -> Markup {
    html! {
        h1 class="govuk-heading-l" { "Sign in as" }
        p class="govuk-body" { "Everybody in this demo is made up. Choose whose work you want to see." }
        (ctx.form("/sign-in/demo", &Fields::default(), html! {
            ul class="govuk-list hearth-roles" {
                @for role in Role::ALL {
                    li {
                        (kit::button(role.label()).secondary().name_value("role", role.code()))
                        p class="govuk-hint" { (does(*role)) }
                    }
                }
                @if by_birth {
                    li {
                        (kit::button("Birth relative").secondary().name_value("role", BY_BIRTH))
                        p class="govuk-hint" { "Reads what the agency wrote to them, and nothing of the adoptive family." }
                    }
                }
            }
        }))
    }
}

fn does(role: Role) -> &'static str {
    match role {
        Role::DutyWorker => "Takes calls and enquiries, advises, signposts and allocates.",
        Role::SocialWorker => "Assesses needs, plans support, applies to the Fund, orders therapy.",
        Role::TeamManager => "Sees the team's promises and cases, and decides.",
        Role::Commissioner => "Sees needs, prices and what is bought, here and across England.",
        Role::FinanceOfficer => "Records decisions, watches the ledger, pays invoices.",
        Role::Provider => "Accepts orders, records sessions, sends invoices.",
        Role::FamilyMember => "Sees their plan, their promises and their goals.",
        Role::NationalAnalyst => "Sees protected totals of every agency, and no person's record.",
        Role::Administrator => "Sees who may do what. Reads no family's record.",
        Role::YoungPerson => {
            "Sees their own page: their worker, their goals, and what they keep private from their parents."
        }
    }
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    if !ctx.app.demo {
        return Err(Error::NotFound);
    }
    let mut fields = ctx.fields()?;
    let by_birth = fields.raw("role") == BY_BIRTH;
    let role = if by_birth {
        Role::FamilyMember
    } else {
        let role = fields.choice::<Role>("role", "Choose a role");
        let Ok(role) = fields.finish(|| role) else { return see_other("/sign-in/demo") };
        role
    };
    let (now, came) = (ctx.now, Came::with(&ctx));
    let session = ctx
        .app
        .db
        .write("sign in to a demo", move |w| {
            let found = if by_birth { accounts::demo_by_birth(w)? } else { accounts::demo(w, role)? };
            let account = found.ok_or(Error::NotFound)?;
            came.begin(w, account.id, Way::Demo, None, now)
        })
        .await?;
    session.with(&ctx, see_other("/")?)
}
