//! Households in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{EditAdopters, SeeSensitiveReasons, ViewAdopters},
    finding::{Household, OfferReason},
};
use kernel::{
    Coded, Date, Error, Id, Reference, Result, Timestamp,
    kinds::{Account, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Availability, Entry, ReachBy};
use crate::matching::{
    offer::Offer,
    words::{Contact, Experience, Faith, Health, Heritage, Language, Sex, able_text, read_able},
};

macro_rules! reading {
    ($rest:literal) => {
        concat!(
            "SELECT h.id, h.reference, h.agency_id, o.code, h.availability, h.approved_on, h.youngest, h.oldest, h.most, h.sex, h.able,
                    h.health, h.contact, h.council, h.experience, h.early, h.heritage, h.languages, h.faiths, h.shared_on,
                    h.created_at, h.version, h.names, h.reach
             FROM adopter_household h JOIN organisation o ON o.id = h.agency_id WHERE ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO adopter_household (id, reference, agency_id, availability, approved_on, youngest, oldest, most, sex, able, health,
                contact, council, experience, early, heritage, languages, faiths, shared_on, names, reach, created_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)";
    UPDATE = "UPDATE adopter_household SET approved_on = $3, youngest = $4, oldest = $5, most = $6, sex = $7, able = $8, health = $9,
                contact = $10, council = $11, experience = $12, early = $13, heritage = $14, languages = $15, faiths = $16,
                shared_on = $17, names = $18, reach = $19, version = version + 1 WHERE id = $1 AND version = $2";
    ONE = reading!("h.id = $1");
    LIST = reading!("h.agency_id = $1 AND h.created_at <= $2 AND (h.created_at < $2 OR h.id < $3)
             ORDER BY h.created_at DESC, h.id DESC LIMIT $4");
    READY = reading!("h.availability = 'ready' AND (h.agency_id = $1 OR h.shared_on IS NOT NULL) ORDER BY h.id LIMIT 20000");
    SEEN_ONE = reading!("h.id = $2 AND (h.agency_id = $1 OR h.shared_on IS NOT NULL)");
    SET_AVAILABILITY = "UPDATE adopter_household SET availability = $3, version = version + 1 WHERE id = $1 AND version = $2";
    BECOMES = "UPDATE adopter_household SET availability = $2, version = version + 1 WHERE id = $1";
    ADD_REASON = "INSERT INTO offer_reason (id, household_id, words, at, by_id) VALUES ($1, $2, $3, $4, $5)";
    REASONS = "SELECT id, words, at FROM offer_reason WHERE household_id = $1 ORDER BY at DESC, id DESC LIMIT 50";
}

const NAMES: Column = Column::new("adopter_household.names");
const REACH: Column = Column::new("adopter_household.reach");
const WORDS: Column = Column::new("offer_reason.words");

/// A household as anybody may read it who may see the offer: no name, no address.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Its id.
    pub id: Id<Household>,
    /// The agency that approved it.
    pub agency: Id<Organisation>,
    /// Whether it is free.
    pub availability: Availability,
    /// What it can offer.
    pub offer: Offer,
    /// Since when other agencies may see it.
    pub shared: Option<Date>,
    /// When the record was made.
    pub made: Timestamp,
    /// The version that a change is based on.
    pub version: i64,
}

/// A household as its own agency reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Own {
    /// What anybody may read.
    pub profile: Profile,
    /// Their names.
    pub names: String,
    /// How to reach them.
    pub reach: ReachBy,
}

impl Own {
    /// What is recorded, as it would be typed.
    pub fn entry(&self) -> Entry {
        Entry {
            names: self.names.clone(),
            reach: self.reach.clone(),
            offer: self.profile.offer.clone(),
            shared: self.profile.shared,
        }
    }
}

/// Codes with semicolons between.
pub(crate) fn listed<T: Coded>(values: &[T]) -> String {
    values.iter().map(|v| v.code_of()).collect::<Vec<_>>().join(";")
}

/// The values of what [`listed`] wrote.
pub(crate) fn unlisted<T: Coded>(text: &str) -> Result<Vec<T>> {
    text.split(';').filter(|p| !p.is_empty()).map(stored::<T>).collect()
}

fn stored<T: Coded>(code: &str) -> Result<T> {
    let found = T::all().iter().copied().find(|v| v.code_of() == code);
    found.ok_or_else(|| Error::Internal("an unknown code is stored of an offer".into()))
}

fn small(n: i64) -> Result<u8> {
    u8::try_from(n).map_err(|e| Error::internal("a number of an offer", e))
}

/// How to reach a household, as it is sealed.
///
/// # Errors
/// `Internal` where it cannot be written.
pub fn to_json(value: &ReachBy) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::internal("how to reach a household", e))
}

fn offer_values(offer: &Offer) -> Vec<Value> {
    vec![
        offer.approved.into(),
        i64::from(offer.youngest).into(),
        i64::from(offer.oldest).into(),
        i64::from(offer.most).into(),
        offer.sex.map(|s| s.code().to_owned()).into(),
        able_text(&offer.able).into(),
        offer.health.code().into(),
        offer.contact.code().into(),
        (&offer.council).into(),
        offer.experience.code().into(),
        offer.early.into(),
        listed(&offer.heritage).into(),
        listed(&offer.languages).into(),
        listed(&offer.faiths).into(),
    ]
}

/// The columns of a household, in order: see [`values`].
pub const COLUMNS: &str = "id, reference, agency_id, availability, approved_on, youngest, oldest, most, sex, able, health, contact, council, \
    experience, early, heritage, languages, faiths, shared_on, names, reach, created_at, version";

/// A household that is recorded now.
#[derive(Debug, Clone)]
pub struct Recorded<'a> {
    /// Its id: random.
    pub id: Id<Household>,
    /// What people quote.
    pub reference: Reference,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// What is recorded.
    pub entry: &'a Entry,
    /// When.
    pub made: Timestamp,
}

/// The values of a household that is ready, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, new: &Recorded<'_>) -> Result<Vec<Value>> {
    let mut values: Vec<Value> =
        vec![new.id.into(), (&new.reference).into(), new.agency.into(), Availability::Ready.code().into()];
    values.extend(offer_values(&new.entry.offer));
    values.push(new.entry.shared.into());
    values.push(keys.seal(NAMES, new.id, &new.entry.names)?.into());
    values.push(keys.seal(REACH, new.id, &to_json(&new.entry.reach)?)?.into());
    values.extend([new.made.into(), 1_i64.into()]);
    Ok(values)
}

/// Adds a household of the agency, ready. Whoever calls holds the grant to record one.
pub(crate) fn add(
    act: &Act<'_>,
    agency: Id<Organisation>,
    entry: &Entry,
) -> Result<(Id<Household>, Reference)> {
    let new = Recorded { id: Id::random(), reference: Reference::new("AF"), agency, entry, made: act.now() };
    act.execute(INSERT, &values(act.keys(), &new)?)?;
    Ok((new.id, new.reference))
}

/// Changes a household.
pub(super) fn change(
    act: &Act<'_>,
    grant: &Grant<EditAdopters, One<Household>>,
    version: i64,
    entry: &Entry,
) -> Result<()> {
    let mut rest: Vec<Value> = vec![version.into()];
    rest.extend(offer_values(&entry.offer));
    rest.push(entry.shared.into());
    rest.push(act.keys().seal(NAMES, grant.id(), &entry.names)?.into());
    rest.push(act.keys().seal(REACH, grant.id(), &to_json(&entry.reach)?)?.into());
    grant.change(act, UPDATE, &rest)
}

/// Sets availability by hand.
pub(super) fn set_availability(
    act: &Act<'_>,
    grant: &Grant<EditAdopters, One<Household>>,
    version: i64,
    to: Availability,
) -> Result<()> {
    grant.change(act, SET_AVAILABILITY, &[version.into(), to.code().into()])
}

/// Sets availability because a link went on. Whoever calls holds the grant for the link.
pub(crate) fn becomes(act: &Act<'_>, id: Id<Household>, to: Availability) -> Result<()> {
    act.execute(BECOMES, &[id.into(), to.code().into()]).map(|_| ())
}

/// The household of a grant, with names.
pub fn own<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Household>>) -> Result<Own> {
    read_own(look, &grant.row(look, ONE, &[])?)
}

/// The profile of any household that is the agency's own or that agreed to be seen.
///
/// # Errors
/// `NotFound` where it is neither.
pub fn seen_by<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>, id: Id<Household>) -> Result<Profile> {
    let rows = grant.totals(look, SEEN_ONE, &[id.into()])?;
    profile(rows.first().ok_or(Error::NotFound)?)
}

/// The profile of a household that a link names. Whoever calls holds the grant for the link.
pub(crate) fn of_link(look: &Look<'_>, id: Id<Household>) -> Result<Profile> {
    profile(&look.row(ONE, &[id.into()])?)
}

/// All households that are ready: the agency's own, and those of every other agency that agreed to be seen;
/// at most 20,000. No name of them is opened.
pub fn ready<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<Profile>> {
    grant.totals(look, READY, &[])?.iter().map(profile).collect()
}

/// One page of an agency's households, the newest first; all of them when `rows` is `None`.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<ViewAdopters, InAgency>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Own>> {
    let [key, id, limit] = Cursor::window(after, rows);
    let found = grant.list(look, "adopter-household", LIST, &[key, id, limit])?;
    let items = found.iter().map(|row| read_own(look, row)).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(items, rows, |h: &Own| Cursor::at(h.profile.made, h.profile.id.cast())))
}

/// One page of the list.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ViewAdopters, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Own>> {
    list(look, grant, after, Some(PAGE_ROWS))
}

/// Adds a sensitive reason.
pub(super) fn add_reason(
    act: &Act<'_>,
    grant: &Grant<SeeSensitiveReasons, One<Household>>,
    words: &str,
) -> Result<()> {
    let id: Id<OfferReason> = Id::random();
    let by: Option<Id<Account>> = act.actor().account();
    let sealed = act.keys().seal(WORDS, id, words)?;
    act.execute(ADD_REASON, &[id.into(), grant.id().into(), sealed.into(), act.now().into(), by.into()])
        .map(|_| ())
}

/// The newest 50 sensitive reasons.
pub fn reasons(
    look: &Look<'_>,
    grant: &Grant<SeeSensitiveReasons, One<Household>>,
) -> Result<Vec<(Timestamp, String)>> {
    grant
        .rows(look, REASONS, &[])?
        .iter()
        .map(|row| {
            let id: Id<OfferReason> = row.get(0)?;
            Ok((row.get(2)?, look.open(WORDS, id, &row.get::<Vec<u8>>(1)?)?))
        })
        .collect()
}

fn profile(row: &Row) -> Result<Profile> {
    let able = read_able(&row.get::<String>(10)?)
        .map_err(|_| Error::Internal("what a household feels able to meet cannot be read".into()))?;
    let sex: Option<String> = row.get(9)?;
    Ok(Profile {
        id: row.get(0)?,
        agency: row.get(2)?,
        availability: row.code(4, Availability::stored)?,
        offer: Offer {
            reference: row.get(1)?,
            agency: row.get(3)?,
            approved: row.get(5)?,
            youngest: small(row.get(6)?)?,
            oldest: small(row.get(7)?)?,
            most: small(row.get(8)?)?,
            sex: sex.as_deref().map(Sex::stored).transpose()?,
            able,
            health: row.code(11, Health::stored)?,
            contact: row.code(12, Contact::stored)?,
            council: row.get(13)?,
            experience: row.code(14, Experience::stored)?,
            early: row.get(15)?,
            heritage: unlisted::<Heritage>(&row.get::<String>(16)?)?,
            languages: unlisted::<Language>(&row.get::<String>(17)?)?,
            faiths: unlisted::<Faith>(&row.get::<String>(18)?)?,
        },
        shared: row.get(19)?,
        made: row.get(20)?,
        version: row.get(21)?,
    })
}

fn read_own(look: &Look<'_>, row: &Row) -> Result<Own> {
    let profile = profile(row)?;
    let names = look.open(NAMES, profile.id, &row.get::<Vec<u8>>(22)?)?;
    let reach = look.open(REACH, profile.id, &row.get::<Vec<u8>>(23)?)?;
    let reach = serde_json::from_str(&reach).map_err(|e| Error::internal("how to reach a household", e))?;
    Ok(Own { profile, names, reach })
}
