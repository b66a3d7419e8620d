//! The pool of an agency for `hearth match`, read at the operator's desk and written into the audit log.

use ::store::Db;
use access::{Look, actions::ViewMatching, finding::at_the_desk, organisations};
use kernel::{Error, Result, Timestamp};

use super::{child::Group, offer::Offer, store};
use crate::adopters::store as adopters;

/// The children of one agency for whom a family is looked for, and every ready family that it may see.
///
/// # Errors
/// `Refused` (`match.agency`) where there is no such agency.
pub async fn pool_of_agency(db: &Db, code: &str, now: Timestamp) -> Result<(Vec<Group>, Vec<Offer>)> {
    let code = code.to_owned();
    db.read(move |r| {
        let agency = organisations::agency_by_code(r, &code)?.ok_or_else(|| {
            Error::refused(
                "match.agency",
                "There is no agency with this code. An RAA's code is the slug of its name.",
            )
        })?;
        let actor = at_the_desk(agency.id);
        let look = Look::new(r, &actor, now, "hearth match");
        let grant = look.agency::<ViewMatching>()?;
        let (waiting, ready) = (store::waiting(&look, &grant)?, adopters::ready(&look, &grant)?);
        grant.showed(&look, "waiting-group", &waiting.iter().map(|w| w.id).collect::<Vec<_>>())?;
        grant.showed(&look, "adopter-household", &ready.iter().map(|p| p.id).collect::<Vec<_>>())?;
        Ok((waiting.into_iter().map(|w| w.group).collect(), ready.into_iter().map(|p| p.offer).collect()))
    })
    .await
}
