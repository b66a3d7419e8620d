//! Queues by team (requirement FD3): duty puts an enquiry in a team's queue, where the team finds it; the duty queue shows it still, so that
//! nothing is lost between the two. Its clocks go on.

use access::{Act, Action, Grant, Look, One, actions::TriageEnquiry, audit::changed};
use kernel::{
    Error, Id, Invalid, Result,
    kinds::{self, Team},
};
use page::{
    Answer, Ctx, Fields, Response, Route,
    kit::{self, Markup, html, layout},
};
use store::statements;

use super::{actions::path, model::State, store as rows};

statements! {
    TEAMS = "SELECT id, name FROM team WHERE agency_id = $1 AND ended_at IS NULL ORDER BY name, id LIMIT 200";
    OF = "SELECT team_id FROM enquiry WHERE id = $1";
    PUT = "UPDATE enquiry SET team_id = $3, version = version + 1 WHERE id = $1 AND version = $2 AND status = 'new'";
}

/// The teams of an agency that have not ended, by name: 200 at most. A team's name is no personal data.
///
/// # Errors
/// Those of the store.
pub fn teams(look: &Look<'_>, agency: Id<kinds::Organisation>) -> Result<Vec<(Id<Team>, String)>> {
    look.query(TEAMS, &[agency.into()])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// In which team's queue an enquiry is.
///
/// # Errors
/// Those of the store.
pub fn of<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Enquiry>>) -> Result<Option<Id<Team>>> {
    grant.row(look, OF, &[])?.get(0)
}

/// Reads the version that was read, and the team; none for the duty queue alone.
///
/// # Errors
/// `Invalid` beside `version` or `team`.
pub fn fields(f: &mut Fields) -> Result<(i64, Option<Id<Team>>), Invalid> {
    let version = f.version();
    let team = match f.raw("team") {
        "" => Some(None),
        text => match text.parse::<Id<Team>>() {
            Ok(team) => Some(Some(team)),
            Err(_) => {
                f.fail("team", "Choose a team from the list");
                None
            }
        },
    };
    f.finish(|| Some((version?, team?)))
}

/// Puts an enquiry in a team's queue, or takes it out of any.
///
/// # Errors
/// `NotFound` for what is others'; `Refused` by rule `enquiry.queue` once it was decided on; `Invalid` on `team` for one of another agency, and for
/// one that has ended; `Stale` when it changed after it was read.
pub fn put(act: &Act<'_>, id: Id<kinds::Enquiry>, version: i64, team: Option<Id<Team>>) -> Result<i64> {
    let grant = act.one::<TriageEnquiry, kinds::Enquiry>(id)?;
    let record = rows::load(act, &grant)?;
    if record.state != State::New {
        return Err(Error::refused(
            "enquiry.queue",
            "Somebody decided on this enquiry already. Only what waits can be put in a team’s queue.",
        ));
    }
    if record.version != version {
        return Err(Error::Stale);
    }
    let all = teams(act, record.agency)?;
    if team.is_some_and(|team| all.iter().all(|(id, _)| *id != team)) {
        return Err(Error::field("team", "Choose a team from the list"));
    }
    let name = |team: Option<Id<Team>>| team.map_or_else(|| "duty".to_owned(), |id| id.to_string());
    let before = of(act, &grant)?;
    grant.change(act, PUT, &[version.into(), team.into()])?;
    grant.note(act, &changed(&[("queue", &name(before), &name(team))]))?;
    Ok(version + 1)
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/enquiries/{id}/team", show)
            .needs::<TriageEnquiry>()
            .personal()
            .about("The page on which an enquiry is put in a team's queue"),
        Route::post("/enquiries/{id}/team", send)
            .needs::<TriageEnquiry>()
            .personal()
            .about("Puts an enquiry in a team's queue, or takes it out of any")
            .body(|f| drop(fields(f))),
    ]
}

async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

/// The teams to choose from, after a first line that chooses none.
pub(super) fn choices(all: &[(Id<Team>, String)], first: &str) -> Vec<(String, String)> {
    let teams = all.iter().map(|(id, name)| (id.to_string(), name.clone()));
    std::iter::once((String::new(), first.to_owned())).chain(teams).collect()
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id: Id<kinds::Enquiry> = ctx.id("id")?;
    let (record, all, now) = ctx
        .read(move |look| {
            let grant = look.one::<TriageEnquiry, kinds::Enquiry>(id)?;
            let record = rows::load(look, &grant)?;
            let all = teams(look, record.agency)?;
            let now = of(look, &grant)?;
            Ok((record, all, now))
        })
        .await?;
    let chosen = if f.raw("version").is_empty() {
        now.map_or_else(String::new, |team| team.to_string())
    } else {
        f.raw("team").to_owned()
    };
    let body: Markup = html! {
        (layout::page_heading(Some(&format!("Enquiry {}", record.reference)), "Put it in a team’s queue"))
        p class="govuk-body" { "The team finds it in its own queue. It stays in the duty queue too, and the promise of a call goes on." }
        @if all.is_empty() { (kit::nothing_here("Your agency has no teams yet. An administrator makes them under Teams.")) }
        @else {
            (ctx.form(&format!("/enquiries/{id}/team"), f, html! {
                (kit::hidden("version", &record.version.to_string()))
                (kit::select("team", "Which team?", choices(&all, "None: the duty queue alone")).value(&chosen).error(wrong.of("team")))
                (kit::button("Put it there").once())
            }))
        }
    };
    Ok(ctx.page("Put it in a team’s queue", body).back(path(id), "The enquiry").errors(wrong).respond())
}

async fn send(ctx: Ctx) -> Result<Response> {
    let (id, typed) = (ctx.id::<kinds::Enquiry>("id")?, ctx.fields()?);
    let (version, team) = match fields(&mut typed.clone()) {
        Ok(read) => read,
        Err(wrong) => return draw(&ctx, &typed, &wrong).await,
    };
    let done = ctx
        .act("put an enquiry in a queue", move |act| {
            put(act, id, version, team)?;
            let said =
                if team.is_some() { "It is in the team’s queue" } else { "It is in the duty queue alone" };
            Ok(Answer::see(path(id)).saying(said))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => draw(&ctx, &typed, &page::mend(error)?).await,
    }
}
