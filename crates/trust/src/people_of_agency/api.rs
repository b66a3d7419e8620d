//! What machines see: the list of accounts, and the end of access when somebody leaves. Inviting people and changing
//! roles is for a person who is signed in.

use access::{
    Role,
    actions::ManageAccounts,
    sign_in::people::{self, Person},
};
use kernel::{Id, Result, Timestamp, kinds};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response, Route, Rows};
use serde::Serialize;
use utoipa::ToSchema;

use super::pages::cursor;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/accounts", list)
            .needs::<ManageAccounts>()
            .personal()
            .about("The agency's accounts, newest first: after")
            .answers::<AccountList>(),
        Route::post("/api/v1/accounts/{id}/end", end)
            .needs::<ManageAccounts>()
            .personal()
            .about("End somebody's access at once, as when they leave")
            .answers::<AccountItem>(),
    ]
}

/// One page of accounts.
#[derive(Debug, Serialize, ToSchema)]
struct AccountList {
    items: Vec<AccountItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// Somebody who signs in.
#[derive(Debug, Serialize, ToSchema)]
struct AccountItem {
    #[schema(value_type = String)]
    id: Id<kinds::Account>,
    name: String,
    email: String,
    /// The code of the role.
    role: &'static str,
    /// Whether they may sign in.
    active: bool,
    /// Whether one-time codes are asked for after the password.
    second_factor: bool,
    #[schema(value_type = Option<String>)]
    last_sign_in: Option<Timestamp>,
    #[schema(value_type = String)]
    since: Timestamp,
}

impl From<&Person> for AccountItem {
    fn from(p: &Person) -> Self {
        AccountItem {
            id: p.id,
            name: p.name.clone(),
            email: p.email.clone(),
            role: Role::code(p.role),
            active: p.ended.is_none(),
            second_factor: p.codes,
            last_sign_in: p.last_sign_in,
            since: p.since,
        }
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let at = Cursor::parse(ctx.query().raw("after")).unwrap_or_else(Cursor::newest).params();
    let rows = ctx
        .read(move |look| {
            let grant = look.agency::<ManageAccounts>()?;
            Ok(Rows::cut(people::page(look, &grant, at, PAGE_ROWS + 1)?, cursor))
        })
        .await?;
    let items = rows.items.iter().map(AccountItem::from).collect();
    ctx.json(&AccountList { items, next: rows.next.map(|c| c.to_string()) })
}

async fn end(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    ctx.act("end access", move |act| {
        super::end(act, id)?;
        Answer::done(&AccountItem::from(&people::one(act, id)?))
    })
    .await
}
