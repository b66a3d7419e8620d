//! Who is away, who answers meanwhile and what they may do. The rules live in `access::absences`, so that every page on which a family reads
//! who its worker is can say who answers today; here they are seen and written down.

mod api;
mod pages;
#[cfg(test)]
mod tests;

use access::{
    Action,
    absences::{May, New},
    actions::CoverAbsence,
    permissions::Reach,
};
use kernel::Invalid;
use page::{Fields, NavItem, Route};

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/team/away", text: "Who is away", needs: CoverAbsence::NAME, reach: Reach::Agency }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/team/away", pages::page)
            .needs::<CoverAbsence>()
            .about("Who is away now or will be, who answers meanwhile, and the form to say so"),
        Route::get("/team/away.csv", pages::csv).needs::<CoverAbsence>().about("The same as a CSV file"),
        Route::post("/team/away", pages::make)
            .needs::<CoverAbsence>()
            .about("Say who is away, and who answers meanwhile")
            .body(|f| drop(fields(f))),
        Route::post("/team/away/{id}/end", pages::end)
            .needs::<CoverAbsence>()
            .about("End an absence before its time"),
        Route::get("/api/v1/absences", api::list)
            .needs::<CoverAbsence>()
            .about("Who is away now or will be, and who answers meanwhile")
            .answers::<api::AbsenceList>(),
        Route::post("/api/v1/absences", api::make)
            .needs::<CoverAbsence>()
            .about("Say who is away, and who answers meanwhile")
            .body(|f| drop(fields(f)))
            .answers::<api::AbsenceList>(),
        Route::post("/api/v1/absences/{id}/end", api::end)
            .needs::<CoverAbsence>()
            .about("End an absence before its time")
            .answers::<api::AbsenceList>(),
    ]
}

/// Reads an absence to be written down.
///
/// # Errors
/// `Invalid` beside the fields.
pub fn fields(f: &mut Fields) -> Result<New, Invalid> {
    let account = f.id("account", "Choose who is away");
    let from = f.date("from", "Enter the first day");
    let until = f.date("until", "Enter the last day");
    let cover = f.id_opt("cover", "Choose somebody from the list");
    let may = f.choice::<May>("may", "Choose what they may do");
    f.finish(|| Some(New { account: account?, from: from?, until: until?, cover, may: may? }))
}
