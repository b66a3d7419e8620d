//! Teams for machines, such as a council's directory that knows who works where. A key answers as the person who
//! made it, who brings themselves into no team this way either.

use access::{
    actions::ManageTeams,
    teams::{self, Team},
};
use kernel::{Error, Id, Result, kinds};
use page::{Answer, Ctx, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{member, name, renamed, version};

pub(super) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::get("/api/v1/teams", list)
            .about("The agency's teams with everybody who was, is or will be in them")
            .answers::<TeamList>(),
        Route::post("/api/v1/teams", make).about("Make a team").body(|f| drop(name(f))).answers::<TeamItem>(),
        Route::post("/api/v1/teams/{id}/name", rename)
            .about("Give a team another name")
            .body(|f| drop(renamed(f)))
            .answers::<TeamItem>(),
        Route::post("/api/v1/teams/{id}/end", end)
            .about("End a team")
            .body(|f| drop(version(f)))
            .answers::<TeamItem>(),
        Route::post("/api/v1/teams/{id}/members", add)
            .about("Bring somebody into a team, from a day on, until a day if it is known")
            .body(|f| drop(member(f)))
            .answers::<TeamItem>(),
        Route::post("/api/v1/teams/{id}/members/{member}/end", end_member)
            .about("Take somebody out of a team now")
            .answers::<TeamItem>(),
    ];
    routes.into_iter().map(|route| route.needs::<ManageTeams>().personal()).collect()
}

/// The teams of an agency.
#[derive(Debug, Serialize, ToSchema)]
struct TeamList {
    /// At most 500, oldest first.
    items: Vec<TeamItem>,
    /// Always null: an agency has few teams.
    next: Option<String>,
}

/// A team.
#[derive(Debug, Serialize, ToSchema)]
struct TeamItem {
    id: String,
    name: String,
    made_at: String,
    ended_at: Option<String>,
    /// To be sent with the next change.
    version: i64,
    members: Vec<TeamMemberItem>,
}

/// Somebody in a team.
#[derive(Debug, Serialize, ToSchema)]
struct TeamMemberItem {
    id: String,
    account: String,
    name: String,
    /// The code of their role.
    role: &'static str,
    from: String,
    until: Option<String>,
}

impl From<Team> for TeamItem {
    fn from(t: Team) -> Self {
        TeamItem {
            id: t.id.to_string(),
            name: t.name,
            made_at: t.made.to_string(),
            ended_at: t.ended.map(|at| at.to_string()),
            version: t.version,
            members: t
                .members
                .into_iter()
                .map(|m| TeamMemberItem {
                    id: m.id.to_string(),
                    account: m.account.to_string(),
                    name: m.name,
                    role: m.role.code(),
                    from: m.from.to_string(),
                    until: m.until.map(|at| at.to_string()),
                })
                .collect(),
        }
    }
}

fn stored(act: &access::Act<'_>, id: Id<kinds::Team>) -> Result<TeamItem> {
    Ok(teams::load(act, &act.agency::<ManageTeams>()?, id)?.into())
}

async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(|look| teams::list(look, &look.agency::<ManageTeams>()?)).await?;
    ctx.json(&TeamList { items: all.into_iter().map(Into::into).collect(), next: None })
}

async fn make(ctx: Ctx) -> Result<Response> {
    let name = name(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("make a team", move |act| {
        let id = teams::make(act, &name)?;
        Answer::made(&stored(act, id)?)
    })
    .await
}

async fn rename(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let (version, name) = renamed(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("rename a team", move |act| {
        teams::rename(act, id, version, &name)?;
        Answer::done(&stored(act, id)?)
    })
    .await
}

async fn end(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let version = version(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("end a team", move |act| {
        teams::end(act, id, version)?;
        Answer::done(&stored(act, id)?)
    })
    .await
}

async fn add(ctx: Ctx) -> Result<Response> {
    let id = ctx.id("id")?;
    let new = member(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("bring somebody into a team", move |act| {
        teams::add(act, id, &new)?;
        Answer::made(&stored(act, id)?)
    })
    .await
}

async fn end_member(ctx: Ctx) -> Result<Response> {
    let (id, member) = (ctx.id("id")?, ctx.id("member")?);
    ctx.act("take somebody out of a team", move |act| {
        teams::end_member(act, id, member)?;
        Answer::done(&stored(act, id)?)
    })
    .await
}
