//! Writing entries, and with each what it is found by.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Sql, Value, Write, statements};
use access::{Act, offers::Service as Kind};
use kernel::{Error, Id, Result, Timestamp, kinds::Organisation as Agency};

use super::text;
use crate::directory::{
    model::{Entry, Giver, Service, Status},
    words,
};

statements! {
    PUT_GIVER = "INSERT INTO directory_organisation (id, agency_id, name, description, email, website) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (agency_id, name) DO UPDATE SET description = excluded.description, email = excluded.email, website = excluded.website";
    GIVER = "SELECT id, description, email, website FROM directory_organisation WHERE agency_id = $1 AND name = $2";
    INSERT = "INSERT INTO service (id, agency_id, organisation_id, name, name_key, status, level, cost, evidence, minimum_age, maximum_age,
                audiences, details, assured_on, review_on, modified_at, feed_id, outside_id, missing_since, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, NULL, 1)";
    UPDATE = "UPDATE service SET organisation_id = $3, name = $4, name_key = $5, status = $6, level = $7, cost = $8, evidence = $9,
                minimum_age = $10, maximum_age = $11, audiences = $12, details = $13, assured_on = $14, review_on = $15, modified_at = $16,
                missing_since = $17, version = version + 1 WHERE id = $1 AND version = $2";
    ADD_WORDS = "INSERT INTO directory_found_by (service_id, name_key, facets, word) VALUES ($1, $2, $3, $4), ($1, $2, $3, $5), ($1, $2, $3, $6), ($1, $2, $3, $7), ($1, $2, $3, $8), ($1, $2, $3, $9), ($1, $2, $3,
                $10), ($1, $2, $3, $11), ($1, $2, $3, $12), ($1, $2, $3, $13), ($1, $2, $3, $14), ($1, $2, $3, $15), ($1, $2, $3, $16),
                ($1, $2, $3, $17), ($1, $2, $3, $18), ($1, $2, $3, $19)
                ON CONFLICT (word, name_key, service_id, facets) DO NOTHING";
    DROP_WORDS = "DELETE FROM directory_found_by WHERE service_id = $1 AND name_key = $2 AND facets = $3
                AND word IN ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    COUNT = "INSERT INTO service_term (word, uses) VALUES ($1, $2) ON CONFLICT (word) DO UPDATE SET uses = service_term.uses + excluded.uses";
    ADD_PLACE = "INSERT INTO service_place (id, service_id, name_key, number, postcode, district, latitude, longitude)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    DROP_PLACES = "DELETE FROM service_place WHERE service_id = $1";
    ADD_TIME = "INSERT INTO service_time (service_id, number, day, opens_at, closes_at) VALUES ($1, $2, $3, $4, $5)";
    DROP_TIMES = "DELETE FROM service_time WHERE service_id = $1";
}

/// Words of one statement.
const AT_ONCE: usize = 16;

/// How many more or fewer entries have each word, gathered over one transaction.
#[derive(Debug, Default)]
pub(crate) struct Terms(BTreeMap<String, i64>);

impl Terms {
    /// Writes the sums. To be called once, at the end of the transaction that gathered them.
    pub(crate) fn write(self, w: &Write<'_>) -> Result<()> {
        for (word, uses) in self.0 {
            if uses != 0 {
                w.execute(COUNT, &[word.into(), uses.into()])?;
            }
        }
        Ok(())
    }

    fn add(&mut self, words: &[String], by: i64) {
        for word in words {
            *self.0.entry(word.clone()).or_default() += by;
        }
    }
}

/// Who gives a service, among those whom the agency has written down; changed where it says something else now.
pub(crate) fn put_giver(
    w: &Write<'_>,
    agency: Id<Agency>,
    giver: &Giver,
    now: Timestamp,
) -> Result<Id<Agency>> {
    let find = [agency.into(), (&giver.name).into()];
    if let Some(row) = w.opt(GIVER, &find)? {
        let same = row.get::<String>(1)? == giver.description
            && row.get::<String>(2)? == giver.email
            && row.get::<String>(3)? == giver.website;
        if same {
            return row.get(0);
        }
    }
    let params: [Value; 6] = [
        Id::<Agency>::new(now).into(),
        agency.into(),
        (&giver.name).into(),
        (&giver.description).into(),
        (&giver.email).into(),
        (&giver.website).into(),
    ];
    w.execute(PUT_GIVER, &params)?;
    w.row(GIVER, &find)?.get(0)
}

fn details(entry: &Entry) -> Result<String> {
    serde_json::to_string(&entry.details).map_err(|e| Error::internal("an entry of the directory", e))
}

fn columns(entry: &Entry) -> Result<[Value; 12]> {
    let audiences: Vec<&str> = entry.audiences.iter().map(|a| a.code()).collect();
    Ok([
        (&entry.name).into(),
        words::name_key(&entry.name).into(),
        entry.status.code().into(),
        text(entry.level),
        text(entry.cost),
        text(entry.evidence),
        entry.minimum_age.into(),
        entry.maximum_age.into(),
        audiences.join(" ").into(),
        details(entry)?.into(),
        entry.assured.into(),
        entry.review.into(),
    ])
}

/// Adds an entry, and what it is found by. `source` is the feed it was taken from, and its id there.
pub(crate) fn add(
    w: &Write<'_>,
    terms: &mut Terms,
    s: &Service,
    source: Option<(Id<()>, &str)>,
) -> Result<()> {
    let mut params: Vec<Value> = vec![s.id.into(), s.agency.into(), s.organisation.into()];
    params.extend(columns(&s.entry)?);
    params.push(s.modified.into());
    params.push(source.map(|(feed, _)| feed).into());
    params.push(source.map(|(_, outside)| outside).into());
    w.execute(INSERT, &params)?;
    index(w, terms, s.id, &s.entry)
}

/// Adds an entry with who gives it, in one go: for loads that bring a directory with them. The giver has the id that the
/// entry names, unless the agency knows one of that name already.
///
/// # Errors
/// An operator's when the database refuses it.
pub fn put(w: &Write<'_>, s: &Service) -> Result<()> {
    let giver = &s.entry.giver;
    let params: [Value; 6] = [
        s.organisation.into(),
        s.agency.into(),
        (&giver.name).into(),
        (&giver.description).into(),
        (&giver.email).into(),
        (&giver.website).into(),
    ];
    w.execute(PUT_GIVER, &params)?;
    let known = w.row(GIVER, &[s.agency.into(), (&giver.name).into()])?.get(0)?;
    let mut terms = Terms::default();
    add(w, &mut terms, &Service { organisation: known, ..s.clone() }, None)?;
    terms.write(w)
}

/// Changes an entry that stood as `before`, and what it is found by.
///
/// # Errors
/// `Stale` when it is no longer at `version`.
pub(crate) fn change(
    w: &Write<'_>,
    terms: &mut Terms,
    before: &Service,
    after: &Service,
    version: i64,
) -> Result<()> {
    let mut params: Vec<Value> = vec![before.id.into(), version.into(), after.organisation.into()];
    params.extend(columns(&after.entry)?);
    params.push(after.modified.into());
    params.push(after.missing.into());
    w.change(UPDATE, &params)?;
    if before.entry == after.entry {
        return Ok(());
    }
    if before.entry.status == Status::Active {
        let found_by = words::of(&before.entry);
        terms.add(&found_by, -1);
        each_words(w, DROP_WORDS, before.id, &before.entry, &found_by)?;
        for sql in [DROP_PLACES, DROP_TIMES] {
            w.execute(sql, &[before.id.into()])?;
        }
    }
    index(w, terms, before.id, &after.entry)
}

/// Runs a statement for all that an entry is found by, [`AT_ONCE`] words at once.
fn each_words(w: &Write<'_>, sql: Sql, id: Id<Kind>, entry: &Entry, found_by: &[String]) -> Result<()> {
    let facets = words::facets(found_by);
    for some in found_by.chunks(AT_ONCE) {
        let Some(last) = some.last() else { continue };
        let mut params: Vec<Value> = vec![id.into(), words::name_key(&entry.name).into(), facets.into()];
        params.extend((0..AT_ONCE).map(|at| some.get(at).unwrap_or(last).into()));
        w.execute(sql, &params)?;
    }
    Ok(())
}

/// Only what is open is found.
fn index(w: &Write<'_>, terms: &mut Terms, id: Id<Kind>, entry: &Entry) -> Result<()> {
    if entry.status != Status::Active {
        return Ok(());
    }
    let found_by = words::of(entry);
    terms.add(&found_by, 1);
    each_words(w, ADD_WORDS, id, entry, &found_by)?;
    for (number, place) in entry.details.places.iter().enumerate() {
        let district =
            words::near(&place.postcode).map_or(String::new(), |tag| tag["near:".len()..].to_owned());
        let millionths = |degrees: Option<f64>| degrees.map(|d| (d * 1e6).round() as i64);
        let params: [Value; 8] = [
            crate::parts::part::<_, ()>(id, "place", number).into(),
            id.into(),
            words::name_key(&entry.name).into(),
            (number as i64).into(),
            place.postcode.to_uppercase().replace(' ', "").into(),
            district.into(),
            millionths(place.latitude).into(),
            millionths(place.longitude).into(),
        ];
        w.execute(ADD_PLACE, &params)?;
    }
    let mut number = 0_i64;
    for opening in &entry.details.openings {
        let days: BTreeSet<&str> = opening.days.iter().map(String::as_str).collect();
        let days = if days.is_empty() { BTreeSet::from([""]) } else { days };
        for day in days {
            let (opens, closes) = (&opening.opens, &opening.closes);
            w.execute(ADD_TIME, &[id.into(), number.into(), day.into(), opens.into(), closes.into()])?;
            number += 1;
        }
    }
    Ok(())
}

/// Marks an entry whose feed has it no more: it is closed to searches, and kept.
pub(crate) fn gone(act: &Act<'_>, terms: &mut Terms, before: &Service) -> Result<()> {
    let mut after = before.clone();
    after.entry.status = Status::Inactive;
    after.missing = Some(act.now());
    after.modified = act.now();
    change(act.write(), terms, before, &after, before.version)
}
