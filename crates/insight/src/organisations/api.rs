//! The map for machines.

use access::organisations::{Membership, Organisation, kind};
use kernel::{Error, Result};
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, Map};

/// A council, an agency or a pan-region.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationItem {
    /// `council`, `agency` or `pan-region`.
    pub kind: String,
    /// The code within its kind: a council's is the Department for Education's.
    pub code: String,
    /// The name.
    pub name: String,
    /// The region of a council, the pan-region of an agency; may be empty.
    pub region: String,
    /// What is uncertain about it; may be empty.
    pub note: String,
    /// Which agency a council belongs to, or which councils an agency has.
    pub memberships: Vec<MembershipItem>,
}

/// That a council belongs to an agency.
#[derive(Debug, Serialize, ToSchema)]
pub struct MembershipItem {
    /// The council's code.
    pub council: String,
    /// The agency's code; null when no source says which.
    pub agency: Option<String>,
    /// The first day; null when no source gives it.
    pub from: Option<String>,
    /// The last day; null while it lasts.
    pub to: Option<String>,
    /// `sourced`, `inferred`, `unconfirmed`, `unknown` or `assumed`.
    pub status: String,
    /// Where that is said.
    pub source: String,
}

/// The map.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationList {
    /// Every organisation that was asked for, by kind and code.
    pub items: Vec<OrganisationItem>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}

/// `GET /api/v1/organisations?kind=`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let wanted = ctx.query().raw("kind").to_owned();
    if !["", kind::COUNCIL, kind::AGENCY, kind::REGION].contains(&wanted.as_str()) {
        return Err(Error::field("kind", "Ask for council, agency or pan-region, or leave it out"));
    }
    let map = ctx
        .read(|look| {
            super::may_see(look)?;
            Map::read(look)
        })
        .await?;
    let all = map.councils.iter().chain(&map.agencies).chain(&map.regions);
    let items = all.filter(|o| wanted.is_empty() || o.kind == wanted).map(|o| item(&map, o)).collect();
    ctx.json(&OrganisationList { items, next: None })
}

fn item(map: &Map, o: &Organisation) -> OrganisationItem {
    let by_id = map.by_id();
    let theirs = |m: &&Membership| match o.kind.as_str() {
        kind::COUNCIL => m.council == o.code,
        _ => m.agency == Some(o.id),
    };
    let membership = |m: &Membership| MembershipItem {
        council: m.council.clone(),
        agency: m.agency.and_then(|id| by_id.get(&id)).map(|agency| agency.code.clone()),
        from: store::began(m).map(|day| day.to_string()),
        to: m.to.map(|day| day.to_string()),
        status: m.sureness.clone(),
        source: m.source.clone(),
    };
    OrganisationItem {
        kind: o.kind.clone(),
        code: o.code.clone(),
        name: o.name.clone(),
        region: o.region.clone(),
        note: o.note.clone(),
        memberships: map.memberships.iter().filter(theirs).map(membership).collect(),
    }
}
