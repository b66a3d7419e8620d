//! Teams of an agency: which there are, and who is in them from when until when. The rules are in `access::teams`.

mod api;
mod pages;
#[cfg(test)]
mod tests;

use access::{actions::ManageTeams, teams::NAME_MAX};
use kernel::{Id, Invalid, kinds::Account};
use page::{Fields, Route};

/// The pages and the API of this room.
pub(crate) fn routes() -> Vec<Route> {
    let pages = vec![
        Route::get("/teams", pages::list).about("The teams of one's agency"),
        Route::get("/teams.csv", pages::csv)
            .about("Who was, is or will be in which team of one's agency, as a CSV file"),
        Route::post("/teams", pages::make).about("Make a team"),
        Route::get("/teams/{id}", pages::one).about("A team and who is in it"),
        Route::post("/teams/{id}/name", pages::rename).about("Give a team another name"),
        Route::post("/teams/{id}/end", pages::end).about("End a team"),
        Route::post("/teams/{id}/members", pages::add).about("Bring somebody into a team"),
        Route::post("/teams/{id}/members/{member}/end", pages::end_member)
            .about("Take somebody out of a team"),
    ];
    pages.into_iter().map(|route| route.needs::<ManageTeams>().personal()).chain(api::routes()).collect()
}

/// Reads what a team is called.
fn name(f: &mut Fields) -> Result<String, Invalid> {
    let name = f.required("name", "Enter what the team is called", NAME_MAX);
    f.finish(|| name)
}

/// Reads the version of a team that was seen.
fn version(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

/// Reads what a team is to be called, and which version of it was seen.
fn renamed(f: &mut Fields) -> Result<(i64, String), Invalid> {
    let version = f.version();
    let name = f.required("name", "Enter what the team is called", NAME_MAX);
    f.finish(|| Some((version?, name?)))
}

/// Reads who is to come into a team, and for how long.
fn member(f: &mut Fields) -> Result<access::teams::NewMember, Invalid> {
    let account: Option<Id<Account>> = f.id("account", "Choose who is to be in the team");
    let from = f.date("from", "Enter the first day");
    let until = f.date_opt("until");
    f.finish(|| Some(access::teams::NewMember { account: account?, from: from?, until }))
}
