//! The map in the database, read as one list.

use std::collections::BTreeMap;

use access::organisations::{self, Membership, Organisation, kind};
use kernel::{Date, Id, Result, kinds};
use store::{Read, statements};

statements! {
    OWN_FIGURES = "SELECT measure, month, CAST(sum(amount) AS BIGINT) FROM figure
                   WHERE agency_id = $1 AND measure IN ('enquiries', 'cases-opened', 'cases-closed') AND council = $2
                   GROUP BY measure, month ORDER BY measure, month";
}

/// Councils, agencies and pan-regions with who belongs to whom.
pub(super) struct Map {
    pub(super) councils: Vec<Organisation>,
    pub(super) agencies: Vec<Organisation>,
    pub(super) regions: Vec<Organisation>,
    pub(super) memberships: Vec<Membership>,
}

impl Map {
    pub(super) fn read(r: &Read<'_>) -> Result<Self> {
        Ok(Map {
            councils: organisations::of_kind(r, kind::COUNCIL)?,
            agencies: organisations::of_kind(r, kind::AGENCY)?,
            regions: organisations::of_kind(r, kind::REGION)?,
            memberships: organisations::memberships(r)?,
        })
    }

    /// Memberships by the council's code.
    pub(super) fn by_council(&self) -> BTreeMap<&str, Vec<&Membership>> {
        let mut by: BTreeMap<&str, Vec<&Membership>> = BTreeMap::new();
        for one in &self.memberships {
            by.entry(&one.council).or_default().push(one);
        }
        by
    }

    /// Agencies by id.
    pub(super) fn by_id(&self) -> BTreeMap<Id<kinds::Organisation>, &Organisation> {
        self.agencies.iter().map(|agency| (agency.id, agency)).collect()
    }
}

/// Whether a membership says when it began: the first day of the calendar stands for "not known".
pub(super) fn began(membership: &Membership) -> Option<Date> {
    (membership.from.year() > 1).then_some(membership.from)
}

/// Whether it is in force on a day.
pub(super) fn is_current(membership: &Membership, on: Date) -> bool {
    membership.from <= on && membership.to.is_none_or(|to| to >= on)
}
