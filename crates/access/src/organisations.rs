//! The map of the system: councils, regional agencies, pan-regions, and which council
//! belongs to which agency since when (requirement OR1). What ships in
//! `data/organisations` is read into the database, where it can be corrected and extended.

use aws_lc_rs::digest;
use kernel::{
    Date, Error, Id, Result,
    kinds::{Case, Organisation as Kind},
};
use store::{Read, Row, Value, Write, statements};

use crate::{Action, Grant, InAgency, One, actions::ViewCase};

statements! {
    PUT = "INSERT INTO organisation (id, kind, code, name, region, note) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (id) DO NOTHING";
    PUT_MEMBER = "INSERT INTO membership (council, agency_id, from_date, to_date, sureness, source) VALUES ($1, $2, $3, $4, $5, $6)
                  ON CONFLICT (council, agency_id, from_date) DO NOTHING";
    BY_CODE = "SELECT id, kind, code, name, region, note FROM organisation WHERE kind = $1 AND code = $2";
    BY_ID = "SELECT id, kind, code, name, region, note FROM organisation WHERE id = $1";
    OF_KIND = "SELECT id, kind, code, name, region, note FROM organisation WHERE kind = $1 ORDER BY code";
    AGENCY_OF = "SELECT agency_id FROM membership
                 WHERE council = $1 AND from_date <= $2 AND (COALESCE(corrected_to, to_date) IS NULL OR COALESCE(corrected_to, to_date) >= $2)
                   AND sureness <> 'unknown'
                 ORDER BY from_date DESC LIMIT 1";
    // What a correction replaced altogether never held.
    MEMBERS = "SELECT council, agency_id, from_date, COALESCE(corrected_to, to_date), sureness, source FROM membership
               WHERE corrected_to IS NULL OR corrected_to >= from_date ORDER BY council, from_date";
    SETTING = "SELECT value FROM setting WHERE name = $1";
    SET = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    TERM = "SELECT term FROM agency_term WHERE agency_id = $1 AND kind = $2";
    STAFFED = "SELECT DISTINCT o.id, o.kind, o.code, o.name, o.region, o.note FROM account a JOIN organisation o ON o.id = a.agency_id
               WHERE a.agency_id IS NOT NULL ORDER BY o.code LIMIT 2";
}

/// The kinds of organisation, as stored.
pub mod kind {
    /// A local authority with children's services; its code is the Department for Education's.
    pub const COUNCIL: &str = "council";
    /// A regional adoption agency; its code is the slug of its name.
    pub const AGENCY: &str = "agency";
    /// A pan-region of Adoption England.
    pub const REGION: &str = "pan-region";
    /// A provider of support.
    pub const PROVIDER: &str = "provider";
}

/// A body of the system.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Organisation {
    /// Its id: the same in every installation for what ships with Hearth.
    pub id: Id<Kind>,
    /// Its kind: see [`kind`].
    pub kind: String,
    /// Its code within its kind.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The region (of a council) or pan-region (of an agency); may be empty.
    pub region: String,
    /// What is uncertain about it; may be empty.
    pub note: String,
}

/// That a council belongs to an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The council's code.
    pub council: String,
    /// The agency; none when no source says which.
    pub agency: Option<Id<Kind>>,
    /// The first day; `0001-01-01` when no source gives one.
    pub from: Date,
    /// The last day.
    pub to: Option<Date>,
    /// `sourced`, `inferred`, `unconfirmed`, `unknown`, or `assumed` by a demo.
    pub sureness: String,
    /// Where that is said.
    pub source: String,
}

/// The id of an organisation that ships with Hearth, from its kind and code, so that two
/// installations that exchange figures agree.
pub fn id_of(kind: &str, code: &str) -> Id<Kind> {
    let hash = digest::digest(&digest::SHA256, format!("hearth organisation {kind} {code}").as_bytes());
    let mut tail = [0_u8; 10];
    tail.copy_from_slice(&hash.as_ref()[..10]);
    Id::from_parts(0, tail)
}

/// The organisations that ship with Hearth.
pub fn shipped() -> Result<Vec<Organisation>> {
    let mut all = Vec::new();
    for row in csv_rows(include_str!("../../../data/organisations/councils.csv"))? {
        all.push(organisation(kind::COUNCIL, &row[0], &row[2], &row[3], ""));
    }
    let mut regions = std::collections::BTreeSet::new();
    for row in csv_rows(include_str!("../../../data/organisations/agencies.csv"))? {
        let assigned = if &row[3] == "yes" { "Pan-region assigned by place" } else { "" };
        let note = [assigned, &row[4]].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("; ");
        all.push(organisation(kind::AGENCY, &row[0], &row[1], &row[2], &note));
        regions.insert(row[2].to_owned());
    }
    for region in regions {
        let code = region.to_lowercase().replace(" & ", "-and-").replace(' ', "-");
        all.push(organisation(kind::REGION, &code, &region, "", ""));
    }
    Ok(all)
}

/// The memberships that ship with Hearth. A council of unknown agency is in the list, with none.
pub fn shipped_memberships() -> Result<Vec<Membership>> {
    csv_rows(include_str!("../../../data/organisations/memberships.csv"))?
        .into_iter()
        .map(|row| {
            let day = |text: &str| -> Result<Option<Date>> {
                if text.is_empty() {
                    return Ok(None);
                }
                text.parse().map(Some).map_err(|e| Error::internal("memberships.csv", e))
            };
            Ok(Membership {
                council: row[0].to_owned(),
                agency: (!row[1].is_empty()).then(|| id_of(kind::AGENCY, &row[1])),
                from: day(&row[2])?.unwrap_or(Date::constant(1, 1, 1)),
                to: day(&row[3])?,
                sureness: row[4].to_owned(),
                source: row[5].to_owned(),
            })
        })
        .collect()
}

fn organisation(kind: &str, code: &str, name: &str, region: &str, note: &str) -> Organisation {
    Organisation {
        id: id_of(kind, code),
        kind: kind.into(),
        code: code.into(),
        name: name.into(),
        region: region.into(),
        note: note.into(),
    }
}

fn csv_rows(text: &str) -> Result<Vec<csv::StringRecord>> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .into_records()
        .map(|r| r.map_err(|e| Error::internal("data/organisations", e)))
        .collect()
}

/// Puts what ships with Hearth into the database; what is there already stays as it is.
/// A council that is in no known agency is its own agency until somebody says otherwise.
pub fn put_shipped(w: &Write<'_>) -> Result<()> {
    for o in shipped()? {
        put(w, &o)?;
    }
    for m in shipped_memberships()? {
        put_membership(w, &m)?;
    }
    Ok(())
}

/// Adds an organisation, unless its id is there.
pub fn put(w: &Write<'_>, o: &Organisation) -> Result<()> {
    let params: [Value; 6] = [
        o.id.into(),
        (&o.kind).into(),
        (&o.code).into(),
        (&o.name).into(),
        (&o.region).into(),
        (&o.note).into(),
    ];
    w.execute(PUT, &params).map(|_| ())
}

/// Adds a membership, unless it is there.
pub fn put_membership(w: &Write<'_>, m: &Membership) -> Result<()> {
    let agency = m.agency.unwrap_or_else(|| id_of(kind::COUNCIL, &m.council));
    let params: [Value; 6] = [
        (&m.council).into(),
        agency.into(),
        m.from.into(),
        m.to.into(),
        (&m.sureness).into(),
        (&m.source).into(),
    ];
    w.execute(PUT_MEMBER, &params).map(|_| ())
}

fn read(row: &Row) -> Result<Organisation> {
    Ok(Organisation {
        id: row.get(0)?,
        kind: row.get(1)?,
        code: row.get(2)?,
        name: row.get(3)?,
        region: row.get(4)?,
        note: row.get(5)?,
    })
}

/// The organisation of a kind with this code.
pub fn by_code(r: &Read<'_>, kind: &str, code: &str) -> Result<Option<Organisation>> {
    r.opt(BY_CODE, &[kind.into(), code.into()])?.as_ref().map(read).transpose()
}

/// The agency with this code: a regional agency's slug, or a council's own code.
pub fn agency_by_code(r: &Read<'_>, code: &str) -> Result<Option<Organisation>> {
    match by_code(r, kind::AGENCY, code)? {
        Some(found) => Ok(Some(found)),
        None => by_code(r, kind::COUNCIL, code),
    }
}

/// The organisation with this id.
pub fn by_id(r: &Read<'_>, id: Id<Kind>) -> Result<Organisation> {
    read(&r.row(BY_ID, &[id.into()])?)
}

/// All organisations of a kind, by code.
pub fn of_kind(r: &Read<'_>, kind: &str) -> Result<Vec<Organisation>> {
    r.query(OF_KIND, &[kind.into()])?.iter().map(read).collect()
}

/// All memberships, as stored.
pub fn memberships(r: &Read<'_>) -> Result<Vec<Membership>> {
    r.query(MEMBERS, &[])?.iter().map(read_membership).collect()
}

/// A membership in a row of council, agency, first and last day, sureness and source.
pub(crate) fn read_membership(row: &Row) -> Result<Membership> {
    Ok(Membership {
        council: row.get(0)?,
        agency: row.get(1)?,
        from: row.get(2)?,
        to: row.get(3)?,
        sureness: row.get(4)?,
        source: row.get(5)?,
    })
}

/// The agency that answers for a council on a day: its regional agency, or the council
/// itself when it is in none that is known. None when there is no such council.
pub fn agency_of(r: &Read<'_>, council: &str, on: Date) -> Result<Option<Id<Kind>>> {
    if let Some(row) = r.opt(AGENCY_OF, &[council.into(), on.into()])? {
        return row.get(0).map(Some);
    }
    Ok(by_code(r, kind::COUNCIL, council)?.map(|c| c.id))
}

/// The councils that are in an agency on a day, by code.
pub fn councils_of(r: &Read<'_>, agency: Id<Kind>, on: Date) -> Result<Vec<Organisation>> {
    let members = memberships(r)?;
    let is_in = |council: &str| {
        members.iter().any(|m| {
            m.council == council && m.agency == Some(agency) && m.from <= on && m.to.is_none_or(|to| to >= on)
        })
    };
    Ok(of_kind(r, kind::COUNCIL)?.into_iter().filter(|c| is_in(&c.code)).collect())
}

/// The agency that this installation serves, where it serves one: enquiries come to it.
pub fn home(r: &Read<'_>) -> Result<Option<Id<Kind>>> {
    match setting(r, "home-agency")? {
        Some(code) => Ok(agency_by_code(r, &code)?.map(|o| o.id)),
        None => Ok(None),
    }
}

/// The one agency that people of this installation work for; none when there are several.
pub fn only_staffed(r: &Read<'_>) -> Result<Option<Organisation>> {
    match r.query(STAFFED, &[])?.as_slice() {
        [one] => read(one).map(Some),
        _ => Ok(None),
    }
}

/// A setting of this installation.
pub fn setting(r: &Read<'_>, name: &str) -> Result<Option<String>> {
    r.opt(SETTING, &[name.into()])?.map(|row| row.get(0)).transpose()
}

/// Sets a setting of this installation.
pub fn set(w: &Write<'_>, name: &str, value: &str) -> Result<()> {
    w.execute(SET, &[name.into(), value.into()]).map(|_| ())
}

/// How long an agency gives itself for a promise, where it has said so.
pub fn own_term(r: &Read<'_>, agency: Id<Kind>, kind: kernel::PromiseKind) -> Result<Option<kernel::Term>> {
    r.opt(TERM, &[agency.into(), kind.code().into()])?
        .map(|row| kernel::Term::parse(&row.get::<String>(0)?))
        .transpose()
}

/// The agency whose grant this is, to show its name.
pub fn of_grant<A: Action>(r: &Read<'_>, grant: &Grant<A, InAgency>) -> Result<Organisation> {
    by_id(r, grant.agency())
}

/// The agency of an opened case, to show its name.
pub fn of_case(r: &Read<'_>, grant: &Grant<ViewCase, One<Case>>) -> Result<Organisation> {
    by_id(r, grant.agency())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_council_is_there_once_with_what_is_known_of_its_agency() {
        let all = shipped().unwrap();
        let count = |kind: &str| all.iter().filter(|o| o.kind == kind).count();
        assert_eq!((count(kind::COUNCIL), count(kind::AGENCY), count(kind::REGION)), (153, 33, 8));
        let members = shipped_memberships().unwrap();
        let councils: std::collections::BTreeSet<_> = members.iter().map(|m| m.council.as_str()).collect();
        assert_eq!(councils.len(), 153);
        let sure = |s: &str| members.iter().filter(|m| m.sureness == s).count();
        assert_eq!((sure("sourced"), sure("inferred"), sure("unconfirmed"), sure("unknown")), (143, 6, 3, 1));
        assert!(members.iter().all(|m| m.agency.is_some() == (m.sureness != "unknown")));
        let ids: std::collections::BTreeSet<_> = all.iter().map(|o| o.id).collect();
        assert_eq!(ids.len(), all.len());
    }
}
