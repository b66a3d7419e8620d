//! How a provider is chosen for a case (requirement CM3): by mini-competition with sealed bids, by direct award, or by the family.
//!
//! ```text
//! asked ──> preparing ──> ready ──> open ──> opened ──> moderated ──> awarded ──> ordered
//!   │        openers set   invite    bids,    each assessor  scores that   standstill  at the bid's price
//!   │        passphrases             questions alone         count
//!   └─ direct award or family's choice: agreed to by another ──────────────^
//! ```
//!
//! Bids are encrypted as they come, to a key whose other half is split between three openers (`vault`): nobody alone, and no
//! copy of the database, opens one. The deadline is judged by the database's own clock. docs/competitions.md tells it all.

pub mod actions;
mod api;
mod form;
pub mod model;
mod pages;
pub mod store;
pub mod vault;

use access::{
    Action as _,
    actions::{
        AssessBids, BriefCompetition, MakeBids, OpenBids, PlaceOrder, RunCompetition, ViewCompetitions,
    },
    permissions::Reach,
};
use page::{NavItem, Route};

/// Every statement of this room.
pub(crate) fn statements() -> Vec<::store::Sql> {
    store::statements()
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/competitions", pages::list)
            .needs::<ViewCompetitions>()
            .personal()
            .about("How providers are chosen, newest first"),
        Route::get("/competitions.csv", pages::csv)
            .needs::<ViewCompetitions>()
            .personal()
            .about("How providers were chosen, as a CSV file"),
        Route::get("/competitions/{id}", pages::show)
            .needs::<ViewCompetitions>()
            .personal()
            .about("One choice of provider: brief, terms, bids, scores, award"),
        Route::post("/competitions/{id}/terms", pages::terms)
            .needs::<RunCompetition>()
            .personal()
            .about("Fix the weights, the openers and the assessors")
            .body(form::describe_terms),
        Route::post("/competitions/{id}/invite", pages::invite)
            .needs::<RunCompetition>()
            .personal()
            .about("Invite providers until a deadline")
            .body(form::describe_invite),
        Route::post("/competitions/{id}/answer", pages::answer)
            .needs::<RunCompetition>()
            .personal()
            .about("Answer a bidder's question, to all")
            .body(form::describe_answer),
        Route::post("/competitions/{id}/moderate", pages::moderate)
            .needs::<RunCompetition>()
            .personal()
            .about("Record the scores that count, and what each bidder is told"),
        Route::post("/competitions/{id}/award", pages::award)
            .needs::<RunCompetition>()
            .personal()
            .about("Award to the best bid, with reasons")
            .body(form::describe_award),
        Route::post("/competitions/{id}/agree", pages::agree)
            .needs::<RunCompetition>()
            .personal()
            .about("Agree to a direct award or to the family's choice")
            .body(form::describe_reason),
        Route::post("/competitions/{id}/close", pages::close)
            .needs::<RunCompetition>()
            .personal()
            .about("Close without an award, with the reason")
            .body(form::describe_reason),
        Route::post("/competitions/{id}/order", pages::order)
            .needs::<PlaceOrder>()
            .personal()
            .about("Order what was awarded"),
        Route::get("/cases/{id}/competitions/new", pages::ask_brief)
            .needs::<BriefCompetition>()
            .personal()
            .about("The form that asks for a provider to be chosen"),
        Route::post("/cases/{id}/competitions/new", pages::make_brief)
            .needs::<BriefCompetition>()
            .personal()
            .about("Ask for a provider to be chosen, with a brief that names nobody")
            .body(form::describe_brief),
        Route::get("/openings", pages::openings)
            .needs::<OpenBids>()
            .about("Competitions that one is named to open the bids of"),
        Route::get("/openings.csv", pages::openings_csv)
            .needs::<OpenBids>()
            .about("Competitions that one is named to open the bids of, as a CSV file"),
        Route::get("/openings/{id}", pages::opening)
            .needs::<OpenBids>()
            .about("An opener's own page: set the passphrase, then open with it"),
        Route::post("/openings/{id}/passphrase", pages::set_passphrase)
            .needs::<OpenBids>()
            .about("An opener sets their passphrase"),
        Route::post("/openings/{id}/open", pages::open)
            .needs::<OpenBids>()
            .about("An opener gives their passphrase for the opening"),
        Route::get("/scorings", pages::scorings)
            .needs::<AssessBids>()
            .personal()
            .about("Competitions that one is named to score"),
        Route::get("/scorings.csv", pages::scorings_csv)
            .needs::<AssessBids>()
            .personal()
            .about("Competitions that one is named to score, as a CSV file"),
        Route::get("/scorings/{id}", pages::scoring)
            .needs::<AssessBids>()
            .personal()
            .about("An assessor's own page: declare conflicts, then score"),
        Route::post("/scorings/{id}/declare", pages::declare)
            .needs::<AssessBids>()
            .personal()
            .about("An assessor says whether they have anything to do with a bidder")
            .body(form::describe_declare),
        Route::post("/scorings/{id}", pages::score)
            .needs::<AssessBids>()
            .personal()
            .about("An assessor's scores of every bid"),
        Route::get("/bids", pages::invitations)
            .needs::<MakeBids>()
            .about("A provider's invitations to bid, and what it has room for"),
        Route::get("/bids.csv", pages::invitations_csv)
            .needs::<MakeBids>()
            .about("A provider's invitations to bid, as a CSV file"),
        Route::post("/bids/capacity", pages::capacity)
            .needs::<MakeBids>()
            .about("A provider says what it has room for")
            .body(form::describe_capacity),
        Route::get("/bids/{id}", pages::invitation)
            .needs::<MakeBids>()
            .about("An invitation: brief, weights, questions, one's bid, the result"),
        Route::post("/bids/{id}/question", pages::question)
            .needs::<MakeBids>()
            .about("Ask about a competition")
            .body(form::describe_question),
        Route::post("/bids/{id}/bid", pages::bid)
            .needs::<MakeBids>()
            .about("Send a bid, sealed on receipt; the last one counts")
            .body(form::describe_offer),
        Route::post("/bids/{id}/decline", pages::decline).needs::<MakeBids>().about("Decline to bid"),
        Route::get("/api/v1/competitions", api::list)
            .needs::<ViewCompetitions>()
            .personal()
            .about("How providers are chosen, newest first; ?after= gives the next page")
            .answers::<api::CompetitionList>(),
        Route::get("/api/v1/competitions/{id}", api::show)
            .needs::<ViewCompetitions>()
            .personal()
            .about("One choice of provider")
            .answers::<api::Competition>(),
        Route::post("/api/v1/competitions", api::brief)
            .needs::<BriefCompetition>()
            .personal()
            .about("Ask for a provider to be chosen, with a brief that names nobody")
            .body(form::describe_brief_for_case)
            .answers::<api::Competition>(),
        Route::get("/api/v1/bids", api::invitations)
            .needs::<MakeBids>()
            .about("A provider's invitations to bid, newest first; ?after= gives the next page")
            .answers::<api::InvitationList>(),
        Route::post("/api/v1/bids/{id}/bid", api::bid)
            .needs::<MakeBids>()
            .about("Send a bid, sealed on receipt; the last one counts. The answer is its receipt")
            .body(form::describe_offer)
            .answers::<api::Receipt>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![
        NavItem {
            href: "/competitions",
            text: "Competitions",
            needs: ViewCompetitions::NAME,
            reach: Reach::Agency,
        },
        NavItem { href: "/openings", text: "Bids to open", needs: OpenBids::NAME, reach: Reach::Agency },
        NavItem { href: "/scorings", text: "Bids to score", needs: AssessBids::NAME, reach: Reach::Agency },
        NavItem { href: "/bids", text: "Bids", needs: MakeBids::NAME, reach: Reach::Own },
    ]
}
