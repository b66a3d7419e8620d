//! The pages on which managers and administrators keep the teams of their agency.

use access::{
    accounts::{self, Account},
    actions::ManageTeams,
    teams::{self, Member, Team},
};
use kernel::{Error, Id, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{Answer, Ctx, Fields, Response, csv_file, kit, kit::Tone, kit::layout, mend};

use super::{member, name, renamed, version};
use crate::draw::{p, people, question, when};

/// `GET /teams`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    draw_list(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw_list(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let all = ctx.read(|look| teams::list(look, &look.agency::<ManageTeams>()?)).await?;
    let (ended, standing): (Vec<&Team>, Vec<&Team>) = all.iter().partition(|t| t.ended.is_some());
    let body = html! {
        (layout::page_heading(None, "Teams"))
        (p("Where your agency’s table of permissions says “team”, somebody reaches the families whose case is coordinated by anybody of their team. Hearth’s own table gives workers the whole agency, and needs no teams."))
        (p("A case that nobody coordinates yet belongs to no team: those who work the duty queue see it."))
        @if standing.is_empty() { (kit::nothing_here("There are no teams yet.")) } @else { (table(ctx, &standing, "Teams")) }
        @if !ended.is_empty() { (kit::details("Teams that have ended", html! { (table(ctx, &ended, "Teams that have ended")) })) }
        @if !all.is_empty() {
            p class="govuk-body" { a class="govuk-link" href="/teams.csv" { "Download who is in which team (CSV)" } }
        }
        h2 class="govuk-heading-m" { "Make a team" }
        (ctx.form("/teams", fields, html! {
            (kit::input("name", "What is it called?").hint("Such as: Post-adoption east")
                .value(fields.raw("name")).error(invalid.of("name")))
            (kit::button("Make the team").once())
        }))
    };
    Ok(ctx.page("Teams", body).back("/access", "Access").errors(invalid).dense().respond())
}

fn table(ctx: &Ctx, teams: &[&Team], caption: &'static str) -> kit::Table {
    let rows = teams
        .iter()
        .map(|t| {
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/teams/" (t.id) } { (t.name) } }),
                kit::cell(t.now(ctx.now).count().to_string()),
                kit::cell(when(t.made)),
                kit::cell(t.ended.map_or_else(|| "–".to_owned(), when)),
            ]
        })
        .collect();
    kit::table(["Team", "People in it now", "Since", "Ended"].map(kit::cell).to_vec(), rows)
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
}

/// `POST /teams`
pub(super) async fn make(ctx: Ctx) -> Result<Response> {
    let mut f = ctx.fields()?;
    let name = match name(&mut f) {
        Ok(name) => name,
        Err(invalid) => return draw_list(&ctx, &f, &invalid).await,
    };
    let done = ctx
        .act("make a team", move |act| {
            let id = teams::make(act, &name)?;
            Ok(Answer::see(format!("/teams/{id}")).saying("The team is made. Now say who is in it."))
        })
        .await;
    match done {
        Err(error) => draw_list(&ctx, &f, &mend(error)?).await,
        done => done,
    }
}

/// `GET /teams/{id}`
pub(super) async fn one(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id: Id<kinds::Team> = ctx.id("id")?;
    let (team, colleagues) = ctx
        .read(move |look| {
            let grant = look.agency::<ManageTeams>()?;
            Ok((teams::load(look, &grant, id)?, accounts::colleagues(look, grant.agency())?))
        })
        .await?;
    let me = ctx.actor.account();
    let others: Vec<Account> = colleagues.into_iter().filter(|a| Some(a.id) != me).collect();
    let named = match fields.raw("name") {
        "" => team.name.as_str(),
        typed => typed,
    };
    let seen = html! { (kit::hidden("version", &team.version.to_string())) };
    let body = html! {
        h1 class="govuk-heading-l" { (team.name) }
        @match team.ended {
            Some(at) => (kit::inset_text(format!("This team ended on {}. Nobody reaches anything by it.", when(at)))),
            None => (p("Everybody in it reaches the families whose case another of them coordinates, where the table of permissions says “team”. Nobody brings themselves in.")),
        }
        (members(ctx, &team))
        @if team.ended.is_none() {
            h2 class="govuk-heading-m" { "Bring somebody in" }
            (ctx.form(&format!("/teams/{id}/members"), fields, html! {
                (kit::select("account", "Who", people("Choose somebody", &others))
                    .value(fields.raw("account")).error(invalid.of("account")))
                (kit::date_input("from", question("First day")).values(fields.date_parts("from")).error(invalid.of("from")))
                (kit::date_input("until", question("Last day, if it is known")).values(fields.date_parts("until"))
                    .error(invalid.of("until")))
                (kit::button("Bring them in").once())
            }))
            h2 class="govuk-heading-m" { "Change the name" }
            (ctx.form(&format!("/teams/{id}/name"), fields, html! {
                (seen)
                (kit::input("name", "What is it called?").value(named).error(invalid.of("name")))
                (kit::button("Save the name").secondary().once())
            }))
            h2 class="govuk-heading-m" { "End the team" }
            (ctx.form(&format!("/teams/{id}/end"), &Fields::default(), html! {
                (seen)
                (p("Nobody reaches anything by it any more. Cases, and who was in the team, stay as they are."))
                (kit::button("End the team").warning().once())
            }))
        }
    };
    Ok(ctx.page("Team", body).back("/teams", "Teams").errors(invalid).dense().respond())
}

fn members(ctx: &Ctx, team: &Team) -> Markup {
    if team.members.is_empty() {
        return kit::nothing_here("Nobody is in this team yet.");
    }
    let rows = team.members.iter().map(|m| member_row(ctx, team, m)).collect();
    let head = ["Name", "Role", "From", "Until", "Now", "Change"].map(kit::cell).to_vec();
    html! {
        (kit::table(head, rows).caption("Who is in it").caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
    }
}

fn member_row(ctx: &Ctx, team: &Team, m: &Member) -> Vec<kit::Cell> {
    let standing = match (m.is_over(ctx.now), m.is_in(ctx.now)) {
        (true, _) => kit::tag("Over").tone(Tone::Quiet),
        (false, true) => kit::tag("In the team").tone(Tone::Good),
        (false, false) => kit::tag("Yet to come").tone(Tone::Calm),
    };
    let end = if m.is_over(ctx.now) || team.ended.is_some() {
        html! {}
    } else {
        ctx.form(
            &format!("/teams/{}/members/{}/end", team.id, m.id),
            &Fields::default(),
            html! { (kit::button(html! { "Take out" span class="govuk-visually-hidden" { " " (m.name) } }).secondary()) },
        )
    };
    vec![
        kit::cell(m.name.as_str()),
        kit::cell(m.role.label()),
        kit::cell(when(m.from)),
        kit::cell(m.until.map_or_else(|| "–".to_owned(), when)),
        kit::cell(html! { (standing) }),
        kit::cell(end),
    ]
}

async fn mended(ctx: &Ctx, fields: &Fields, done: Result<Response>) -> Result<Response> {
    match done {
        Err(Error::Stale) => {
            let words = "Somebody changed this team after you opened the page. This is how it stands now.";
            let stale = Error::field("name", words);
            draw(ctx, &Fields::default(), &mend(stale)?).await
        }
        Err(error) => draw(ctx, fields, &mend(error)?).await,
        done => done,
    }
}

/// `POST /teams/{id}/name`
pub(super) async fn rename(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id("id")?, ctx.fields()?);
    let (version, name) = match renamed(&mut f) {
        Ok(read) => read,
        Err(invalid) => return draw(&ctx, &f, &invalid).await,
    };
    let done = ctx
        .act("rename a team", move |act| {
            teams::rename(act, id, version, &name)?;
            Ok(Answer::see(format!("/teams/{id}")).saying("The name is saved."))
        })
        .await;
    mended(&ctx, &f, done).await
}

/// `POST /teams/{id}/end`
pub(super) async fn end(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id("id")?, ctx.fields()?);
    let version = match version(&mut f) {
        Ok(version) => version,
        Err(invalid) => return draw(&ctx, &f, &invalid).await,
    };
    let done = ctx
        .act("end a team", move |act| {
            teams::end(act, id, version)?;
            Ok(Answer::see("/teams").saying("The team has ended."))
        })
        .await;
    mended(&ctx, &Fields::default(), done).await
}

/// `POST /teams/{id}/members`
pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id("id")?, ctx.fields()?);
    let new = match member(&mut f) {
        Ok(new) => new,
        Err(invalid) => return draw(&ctx, &f, &invalid).await,
    };
    let done = ctx
        .act("bring somebody into a team", move |act| {
            teams::add(act, id, &new)?;
            Ok(Answer::see(format!("/teams/{id}")).saying("They are in the team from their first day on."))
        })
        .await;
    mended(&ctx, &f, done).await
}

/// `POST /teams/{id}/members/{member}/end`
pub(super) async fn end_member(ctx: Ctx) -> Result<Response> {
    let (id, member) = (ctx.id("id")?, ctx.id("member")?);
    let done = ctx
        .act("take somebody out of a team", move |act| {
            teams::end_member(act, id, member)?;
            Ok(Answer::see(format!("/teams/{id}")).saying("They are out of the team."))
        })
        .await;
    mended(&ctx, &Fields::default(), done).await
}

/// `GET /teams.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(|look| teams::list(look, &look.agency::<ManageTeams>()?)).await?;
    let rows = all.into_iter().flat_map(|t| {
        let (id, name, ended) = (t.id, t.name, t.ended);
        t.members.into_iter().map(move |m| {
            vec![
                id.to_string(),
                name.clone(),
                ended.map_or_else(String::new, |at| at.to_string()),
                m.name,
                m.role.code().to_owned(),
                m.from.to_string(),
                m.until.map_or_else(String::new, |at| at.to_string()),
            ]
        })
    });
    csv_file("teams", &["team", "name", "ended_at", "member", "role", "from", "until"], rows)
}
