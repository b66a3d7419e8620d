//! Who is asking, and what they may do.
//!
//! Every read and write of a record takes a [`Grant`], and only this crate makes one,
//! after looking at the role, the scope and the record. A grant carries what it was
//! given for, and making one for a record writes the audit line: a look that is not
//! logged, or a query that is not scoped, does not compile.
//!
//! ```text
//! Look (a read)  ── one::<ViewCase, _>(id)  ──> Grant<ViewCase, One<Case>>   one record
//! Act (a change) ── agency::<ListCases>()   ──> Grant<ListCases, InAgency>   an agency's records
//!                ── own::<ListOrders>()     ──> Grant<ListOrders, Own>       a family's or provider's own
//!                ── region::<SeeRegion>()   ──> Grant<SeeRegion, Region>  protected totals of a pan-region
//!                ── nation::<SeeNation>()   ──> Grant<SeeNation, Nation>     protected totals only
//!                ── shared::<ReadPosts>()   ──> Grant<ReadPosts, Shared>     what several organisations share
//! ```

pub mod absences;
pub mod accounts;
pub mod actions;
mod actor;
pub mod answers;
pub mod approval;
pub mod assessing;
pub mod audit;
pub mod connections;
pub mod consent;
pub mod delegations;
pub mod drafts;
pub mod emergency;
pub mod escalations;
pub mod finding;
pub mod front_door;
mod grant;
pub mod job;
pub mod links;
pub mod market;
pub mod members;
pub mod memberships;
pub mod notices;
pub mod offers;
pub mod organisations;
pub mod own_records;
mod owners;
pub mod permissions;
pub mod planning;
pub mod quality;
pub mod rights;
pub mod scope;
pub mod seals;
pub mod sessions;
pub mod sign_in;
pub mod specialists;
pub mod strategy;
pub mod teams;
pub mod teamwork;
pub mod tokens;
pub mod walls;
mod work;

pub use actions::Action;
pub use actor::{Actor, Role};
pub use grant::{Grant, InAgency, Nation, One, Own, Region, Shared, Totals};
pub use owners::Protected;
pub use work::{Act, Look};

use store::{Migration, Sql};

/// Accounts, sessions, organisations and the audit log.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 10, name: "access", sql: include_str!("../migrations/0010_access.sql") },
    Migration { number: 11, name: "audit_log", sql: include_str!("../migrations/0011_audit_log.sql") },
    Migration { number: 12, name: "sign_in", sql: include_str!("../migrations/0012_sign_in.sql") },
    Migration { number: 13, name: "permission", sql: include_str!("../migrations/0013_permission.sql") },
    Migration { number: 14, name: "walls", sql: include_str!("../migrations/0014_walls.sql") },
    Migration { number: 15, name: "consent", sql: include_str!("../migrations/0015_consent.sql") },
    Migration { number: 16, name: "links", sql: include_str!("../migrations/0016_links.sql") },
    Migration { number: 17, name: "passkeys", sql: include_str!("../migrations/0017_passkeys.sql") },
    Migration { number: 18, name: "teams", sql: include_str!("../migrations/0018_teams.sql") },
    Migration { number: 19, name: "drafts_of", sql: include_str!("../migrations/0019_drafts_of.sql") },
    Migration { number: 160, name: "ways_in", sql: include_str!("../migrations/0160_ways_in.sql") },
    Migration {
        number: 230,
        name: "family_places",
        sql: include_str!("../migrations/0230_family_places.sql"),
    },
    Migration { number: 270, name: "absences", sql: include_str!("../migrations/0270_absences.sql") },
    Migration {
        number: 252,
        name: "membership_changes",
        sql: include_str!("../migrations/0252_membership_changes.sql"),
    },
];

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    let here = [
        absences::ALL,
        accounts::ALL,
        answers::ALL,
        &audit::statements(),
        consent::store::ALL,
        delegations::ALL,
        drafts::ALL,
        emergency::ALL,
        links::ALL,
        members::ALL,
        memberships::ALL,
        notices::ALL,
        organisations::ALL,
        own_records::ALL,
        owners::ALL,
        seals::ALL,
        sessions::ALL,
        teams::ALL,
        tokens::ALL,
        walls::ALL,
        work::ALL,
    ]
    .concat();
    [here, sign_in::statements()].concat()
}
