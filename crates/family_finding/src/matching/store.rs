//! Children who wait, and pairs that were passed over, in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::EditMatching,
    finding::{Household, PassedOver, ProfiledChild, WaitingGroup},
};
use kernel::{Error, Id, Reference, Result, Timestamp, codes, kinds::Organisation};
use page::{Cursor, Rows};
use serde::{Deserialize, Serialize};
use store::{Column, Keys, Row, Value, statements};

use super::{
    child::{Child, Group},
    form::{NewChild, NewGroup},
    words::{Contact, Faith, Health, Heritage, Language, Route, Sex, needs_text, read_needs},
};

codes! {
    /// How a group of children stands.
    GroupState {
        Waiting = "waiting", "A family is looked for";
        Linked = "linked", "Linked with a family";
        Placed = "placed", "Placed with a family";
        Withdrawn = "withdrawn", "No longer looked for";
    }
}

macro_rules! reading {
    ($groups:literal, $rest:literal) => {
        concat!(
            "SELECT g.id, g.reference, o.code, g.status, g.since, g.route, g.contact, g.council, g.avoid, g.heritage, g.language, g.faith,
                    g.profile, g.created_at, g.version, c.id, c.sex, c.needs, c.health, c.about
             FROM (SELECT * FROM waiting_group ", $groups, ") g
             JOIN organisation o ON o.id = g.agency_id JOIN profiled_child c ON c.group_id = g.id ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO waiting_group (id, reference, agency_id, status, since, route, contact, council, avoid, heritage, language, faith,
                profile, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    UPDATE = "UPDATE waiting_group SET since = $3, route = $4, contact = $5, council = $6, avoid = $7, heritage = $8, language = $9,
                faith = $10, profile = $11, version = version + 1 WHERE id = $1 AND version = $2";
    INSERT_CHILD = "INSERT INTO profiled_child (id, group_id, place, sex, needs, health, about, return_key)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPDATE_CHILD = "UPDATE profiled_child SET sex = $3, needs = $4, health = $5, about = $6, return_key = $7 WHERE id = $1 AND group_id = $2";
    WITH_NUMBER = "SELECT c.id, g.id, g.reference, g.status FROM profiled_child c JOIN waiting_group g ON g.id = c.group_id
             WHERE c.return_key = $2 AND g.agency_id = $1 ORDER BY g.created_at DESC, c.id LIMIT 10";
    BY_REFERENCE = "SELECT id, version FROM waiting_group WHERE reference = $2 AND agency_id = $1 AND status = $3";
    TOUCH = "UPDATE waiting_group SET version = version + 1 WHERE id = $1 AND version = $2";
    SET_STATE = "UPDATE waiting_group SET status = $3, version = version + 1 WHERE id = $1 AND version = $2";
    BECOMES = "UPDATE waiting_group SET status = $2, version = version + 1 WHERE id = $1";
    ONE = reading!("WHERE id = $1", "ORDER BY c.place, c.id");
    LIST = reading!("WHERE agency_id = $1 AND status = $2 AND created_at <= $3 AND (created_at < $3 OR id < $4)
             ORDER BY created_at DESC, id DESC LIMIT $5", "ORDER BY g.created_at DESC, g.id DESC, c.place, c.id");
    PASS_OVER = "INSERT INTO passed_over (id, agency_id, group_id, household_id, words, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    PASSED_OVER = "SELECT p.id, p.group_id, p.household_id, g.reference, h.reference, p.words, p.at
             FROM passed_over p JOIN waiting_group g ON g.id = p.group_id JOIN adopter_household h ON h.id = p.household_id
             WHERE p.agency_id = $1 AND p.at <= $2 AND (p.at < $2 OR p.id < $3) ORDER BY p.at DESC, p.id DESC LIMIT $4";
    PAIRS_SEEN = "SELECT group_id, household_id FROM passed_over WHERE agency_id = $1
             UNION SELECT group_id, household_id FROM family_link WHERE agency_id = $1";
}

const PROFILE: Column = Column::new("waiting_group.profile");
const ABOUT: Column = Column::new("profiled_child.about");
const WORDS: Column = Column::new("passed_over.words");

/// The most rows of one reading of a whole agency's children: more than wait in England.
const ALL_GROUPS: i64 = 10_000;

/// Who a child is, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct About {
    first: String,
    born: kernel::Date,
    number: String,
}

/// Children who wait, as their agency reads them.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The id.
    pub id: Id<WaitingGroup>,
    /// What the engine compares.
    pub group: Group,
    /// The id of each child, in the order of the group.
    pub ids: Vec<Id<ProfiledChild>>,
    /// First name of each child, and its number in the return where it is known, in the order of the group.
    pub names: Vec<(String, String)>,
    /// How they stand.
    pub state: GroupState,
    /// What they are like, in words.
    pub profile: String,
    /// When the record was made.
    pub made: Timestamp,
    /// The version that a change is based on.
    pub version: i64,
}

impl Waiting {
    /// The first names, as people say them.
    pub fn called(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(|(first, _)| first.as_str()).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [most @ .., last] => format!("{} and {last}", most.join(", ")),
        }
    }
}

fn group_values(new: &NewGroup) -> Vec<Value> {
    vec![
        new.since.into(),
        new.route.code().into(),
        new.contact.code().into(),
        (&new.council).into(),
        new.avoid.iter().map(String::as_str).collect::<Vec<_>>().join(";").into(),
        new.heritage.map(|v| v.code().to_owned()).into(),
        new.language.map(|v| v.code().to_owned()).into(),
        new.faith.map(|v| v.code().to_owned()).into(),
    ]
}

/// The columns of a group, in order: see [`values`].
pub const COLUMNS: &str = "id, reference, agency_id, status, since, route, contact, council, avoid, heritage, language, faith, profile, \
    created_at, version";

/// A group that is recorded now, before it has children.
#[derive(Debug, Clone)]
pub struct Recorded<'a> {
    /// Its id: random, as of all that stands before adoption.
    pub id: Id<WaitingGroup>,
    /// What people quote.
    pub reference: Reference,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// What is said of the whole group.
    pub group: &'a NewGroup,
    /// When.
    pub made: Timestamp,
}

/// The values of a group for which a family is looked for, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, new: &Recorded<'_>) -> Result<Vec<Value>> {
    let mut values: Vec<Value> =
        vec![new.id.into(), (&new.reference).into(), new.agency.into(), GroupState::Waiting.code().into()];
    values.extend(group_values(new.group));
    values.push(keys.seal(PROFILE, new.id, &new.group.profile)?.into());
    values.extend([new.made.into(), 1_i64.into()]);
    Ok(values)
}

/// Adds a group of the agency with its first child.
pub(super) fn add(
    act: &Act<'_>,
    grant: &Grant<EditMatching, InAgency>,
    new: &NewGroup,
    child: &NewChild,
) -> Result<(Id<WaitingGroup>, Reference)> {
    let reference = Reference::new("WC");
    let new = Recorded { id: Id::random(), reference, agency: grant.agency(), group: new, made: act.now() };
    act.execute(INSERT, &values(act.keys(), &new)?)?;
    insert_child(act, new.agency, new.id, 0, child)?;
    Ok((new.id, new.reference))
}

fn insert_child(
    act: &Act<'_>,
    agency: Id<Organisation>,
    group: Id<WaitingGroup>,
    place: usize,
    child: &NewChild,
) -> Result<()> {
    act.execute(INSERT_CHILD, &child_values(act.keys(), agency, Id::random(), group, place, child)?)
        .map(|_| ())
}

/// The keyed hash by which a child of an agency is found by its number in the return. Its domain is its own: it is not the
/// hash under which the return's child stands.
fn return_key(keys: &Keys, agency: Id<Organisation>, number: &str) -> Option<i64> {
    (!number.is_empty()).then(|| keys.look_up("profiled_child", &format!("{agency} {number}")))
}

/// A child whom the agency has recorded under a number in the return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The child.
    pub child: Id<ProfiledChild>,
    /// The group that the child belongs to.
    pub group: Id<WaitingGroup>,
    /// What people quote.
    pub reference: String,
    /// How the group stands.
    pub state: GroupState,
}

/// Whom the agency has recorded under a number in the return, the latest first; nobody where there is no number. Whoever
/// shows them tells the log.
pub fn with_number<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    number: &str,
) -> Result<Vec<Known>> {
    let Some(key) = return_key(look.keys(), grant.agency(), number) else { return Ok(Vec::new()) };
    let known = |row: &Row| {
        Ok(Known {
            child: row.get(0)?,
            group: row.get(1)?,
            reference: row.get(2)?,
            state: row.code(3, GroupState::stored)?,
        })
    };
    grant.totals(look, WITH_NUMBER, &[key.into()])?.iter().map(known).collect()
}

/// The children of an agency under a reference for whom a family is looked for, and their version.
pub(super) fn by_reference<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    reference: &Reference,
) -> Result<Option<(Id<WaitingGroup>, i64)>> {
    let waiting = GroupState::Waiting.code();
    let rows = grant.totals(look, BY_REFERENCE, &[reference.into(), waiting.into()])?;
    rows.first().map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// Who a child is, as it is sealed.
///
/// # Errors
/// `Internal` where it cannot be written.
pub fn about_json(child: &NewChild) -> Result<String> {
    let about = About { first: child.first.clone(), born: child.child.born, number: child.number.clone() };
    serde_json::to_string(&about).map_err(|e| Error::internal("who a child is", e))
}

/// What can be corrected of a child: sex, needs, health, who they are, and by which number they are found.
fn said_of(
    keys: &Keys,
    agency: Id<Organisation>,
    id: Id<ProfiledChild>,
    child: &NewChild,
) -> Result<[Value; 5]> {
    Ok([
        child.child.sex.code().into(),
        needs_text(&child.child.needs).into(),
        child.child.health.code().into(),
        keys.seal(ABOUT, id, &about_json(child)?)?.into(),
        return_key(keys, agency, &child.number).into(),
    ])
}

/// The columns of a child of a group, in order: see [`child_values`].
pub const CHILD_COLUMNS: &str = "id, group_id, place, sex, needs, health, about, return_key";

/// The values of one child of a group, for [`CHILD_COLUMNS`]; `place` counts from 0.
///
/// # Errors
/// Those of sealing.
pub fn child_values(
    keys: &Keys,
    agency: Id<Organisation>,
    id: Id<ProfiledChild>,
    group: Id<WaitingGroup>,
    place: usize,
    child: &NewChild,
) -> Result<Vec<Value>> {
    let place = i64::try_from(place).map_err(|e| Error::internal("the place of a child", e))?;
    let mut values = vec![id.into(), group.into(), place.into()];
    values.extend(said_of(keys, agency, id, child)?);
    Ok(values)
}

/// Puts right what is recorded of one child, in a group of that version.
pub(super) fn change_child(
    act: &Act<'_>,
    grant: &Grant<EditMatching, One<WaitingGroup>>,
    version: i64,
    id: Id<ProfiledChild>,
    child: &NewChild,
) -> Result<()> {
    grant.change(act, TOUCH, &[version.into()])?;
    let mut values: Vec<Value> = vec![id.into(), grant.id().into()];
    values.extend(said_of(act.keys(), grant.agency(), id, child)?);
    act.change(UPDATE_CHILD, &values)
}

/// Adds a brother or sister, in a group of that version.
pub(super) fn add_child(
    act: &Act<'_>,
    grant: &Grant<EditMatching, One<WaitingGroup>>,
    version: i64,
    place: usize,
    child: &NewChild,
) -> Result<()> {
    grant.change(act, TOUCH, &[version.into()])?;
    insert_child(act, grant.agency(), grant.id(), place, child)
}

/// Changes what belongs to the whole group.
pub(super) fn change(
    act: &Act<'_>,
    grant: &Grant<EditMatching, One<WaitingGroup>>,
    version: i64,
    new: &NewGroup,
) -> Result<()> {
    let mut rest: Vec<Value> = vec![version.into()];
    rest.extend(group_values(new));
    rest.push(act.keys().seal(PROFILE, grant.id(), &new.profile)?.into());
    grant.change(act, UPDATE, &rest)
}

/// Sets how a group stands, by hand.
pub(super) fn set_state(
    act: &Act<'_>,
    grant: &Grant<EditMatching, One<WaitingGroup>>,
    version: i64,
    to: GroupState,
) -> Result<()> {
    grant.change(act, SET_STATE, &[version.into(), to.code().into()])
}

/// Sets how a group stands because a link went on. Whoever calls holds the grant for the link.
pub(crate) fn becomes(act: &Act<'_>, id: Id<WaitingGroup>, to: GroupState) -> Result<()> {
    act.execute(BECOMES, &[id.into(), to.code().into()]).map(|_| ())
}

/// The group of a grant.
pub fn one<A: Action>(look: &Look<'_>, grant: &Grant<A, One<WaitingGroup>>) -> Result<Waiting> {
    groups(look, &grant.rows(look, ONE, &[])?)?.into_iter().next().ok_or(Error::NotFound)
}

/// The group of a link. Whoever calls holds the grant for the link.
pub(crate) fn of_link(look: &Look<'_>, id: Id<WaitingGroup>) -> Result<Waiting> {
    groups(look, &look.query(ONE, &[id.into()])?)?.into_iter().next().ok_or(Error::NotFound)
}

/// One page of an agency's groups of a state, the newest first.
pub fn page<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    state: GroupState,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Waiting>> {
    let [key, id, limit] = Cursor::window(after, rows);
    let found = grant.totals(look, LIST, &[state.code().into(), key, id, limit])?;
    let rows = Rows::cut_or_all(groups(look, &found)?, rows, |w| Cursor::at(w.made, w.id.cast()));
    grant.showed(look, "waiting-group", &rows.items.iter().map(|w| w.id).collect::<Vec<_>>())?;
    Ok(rows)
}

/// Every group of an agency for which a family is looked for, at most 10,000. What of them is shown,
/// whoever calls tells the log.
pub(super) fn waiting<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<Waiting>> {
    let [key, id] = Cursor::newest().params();
    let found = grant.totals(look, LIST, &[GroupState::Waiting.code().into(), key, id, ALL_GROUPS.into()])?;
    groups(look, &found)
}

/// Rows of children, in the order of their groups, as groups.
fn groups(look: &Look<'_>, rows: &[Row]) -> Result<Vec<Waiting>> {
    let mut all: Vec<Waiting> = Vec::new();
    for row in rows {
        let id: Id<WaitingGroup> = row.get(0)?;
        if all.last().is_none_or(|last| last.id != id) {
            all.push(group(look, id, row)?);
        }
        let Some(last) = all.last_mut() else { continue };
        let child: Id<ProfiledChild> = row.get(15)?;
        let about: About = serde_json::from_str(&look.open(ABOUT, child, &row.get::<Vec<u8>>(19)?)?)
            .map_err(|e| Error::internal("who a child is", e))?;
        let needs = read_needs(&row.get::<String>(17)?)
            .map_err(|_| Error::Internal("the needs of a child cannot be read".into()))?;
        last.group.children.push(Child {
            born: about.born,
            sex: row.code(16, Sex::stored)?,
            needs,
            health: row.code(18, Health::stored)?,
        });
        last.names.push((about.first, about.number));
        last.ids.push(child);
    }
    Ok(all)
}

fn group(look: &Look<'_>, id: Id<WaitingGroup>, row: &Row) -> Result<Waiting> {
    let code = |at: usize| row.get::<Option<String>>(at);
    let avoid: String = row.get(8)?;
    Ok(Waiting {
        id,
        group: Group {
            reference: row.get(1)?,
            agency: row.get(2)?,
            children: Vec::new(),
            since: row.get(4)?,
            route: row.code(5, Route::stored)?,
            contact: row.code(6, Contact::stored)?,
            council: row.get(7)?,
            avoid: avoid.split(';').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
            heritage: code(9)?.as_deref().map(Heritage::stored).transpose()?,
            language: code(10)?.as_deref().map(Language::stored).transpose()?,
            faith: code(11)?.as_deref().map(Faith::stored).transpose()?,
        },
        ids: Vec::new(),
        names: Vec::new(),
        state: row.code(3, GroupState::stored)?,
        profile: look.open(PROFILE, id, &row.get::<Vec<u8>>(12)?)?,
        made: row.get(13)?,
        version: row.get(14)?,
    })
}

/// Keeps that a pair was passed over, and why.
pub(super) fn pass_over(
    act: &Act<'_>,
    (group, agency): (Id<WaitingGroup>, Id<Organisation>),
    household: Id<Household>,
    words: &str,
) -> Result<()> {
    let id: Id<PassedOver> = Id::random();
    let sealed = act.keys().seal(WORDS, id, words)?;
    let values: [Value; 7] = [
        id.into(),
        agency.into(),
        group.into(),
        household.into(),
        sealed.into(),
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(PASS_OVER, &values).map(|_| ())
}

/// A pair that somebody looked at and passed over.
#[derive(Debug, Clone, PartialEq)]
pub struct Passed {
    /// The id.
    pub id: Id<PassedOver>,
    /// The children.
    pub group: Id<WaitingGroup>,
    /// The family.
    pub household: Id<Household>,
    /// Their references.
    pub references: (String, String),
    /// Why.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// One page of what an agency passed over, the newest first.
pub fn passed_over<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Passed>> {
    let [key, id, limit] = Cursor::window(after, rows);
    let found = grant.list(look, "passed-over", PASSED_OVER, &[key, id, limit])?;
    let read = |row: &Row| {
        let id: Id<PassedOver> = row.get(0)?;
        Ok(Passed {
            id,
            group: row.get(1)?,
            household: row.get(2)?,
            references: (row.get(3)?, row.get(4)?),
            words: look.open(WORDS, id, &row.get::<Vec<u8>>(5)?)?,
            at: row.get(6)?,
        })
    };
    let items = found.iter().map(read).collect::<Result<Vec<Passed>>>()?;
    Ok(Rows::cut_or_all(items, rows, |p| Cursor::at(p.at, p.id.cast())))
}

/// Every pair of the agency that somebody has considered, linked or passed over.
pub(super) fn pairs_seen<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
) -> Result<std::collections::BTreeSet<(Id<WaitingGroup>, Id<Household>)>> {
    grant.totals(look, PAIRS_SEEN, &[])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
