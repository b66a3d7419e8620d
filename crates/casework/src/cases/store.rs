//! Cases in the database.

use access::{Act, Action, Grant, Look, One, absences};
use kernel::{
    Date, Error, Id, LegalRoute, Level, Reference, Result, Timestamp, codes,
    kinds::{self, Account, Enquiry, Family, Organisation, Person},
};
use store::{Column, Keys, Row, Value, statements};

statements! {
    INSERT = "INSERT INTO support_case (id, reference, agency_id, family_id, child_id, enquiry_id, council, route, order_date,
                level, status, coordinator_id, opened_at, closed_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    LOAD = "SELECT id, reference, agency_id, family_id, child_id, enquiry_id, council, route, order_date,
              level, status, coordinator_id, opened_at, closed_at, version
            FROM support_case WHERE id = $1";
    COORDINATOR = "SELECT coordinator_id FROM support_case WHERE id = $1";
    CLOSED = "SELECT c.id, c.agency_id, c.reference, c.route, c.order_date, c.closed_at, i.id, i.born
              FROM support_case c JOIN identity i ON i.person_id = c.child_id AND i.side = 'after'
              WHERE c.status = 'closed' AND c.id > $1 ORDER BY c.id LIMIT $2";
    DATED = "SELECT c.id, c.agency_id, c.family_id, c.order_date, c.status, c.opened_at, p.birth_year, i.id, i.born
             FROM support_case c JOIN person p ON p.id = c.child_id JOIN identity i ON i.person_id = c.child_id AND i.side = 'after'
             WHERE c.id > $1 ORDER BY c.id LIMIT $2";
    SET_LEVEL = "UPDATE support_case SET level = $3, version = version + 1
                 WHERE id = $1 AND version = $2 AND status = 'open'";
    CLOSE = "UPDATE support_case SET status = 'closed', closed_at = $3, version = version + 1
             WHERE id = $1 AND version = $2 AND status = 'open'";
    REOPEN = "UPDATE support_case SET status = 'open', level = $3, closed_at = NULL, version = version + 1
              WHERE id = $1 AND version = $2 AND status = 'closed'";
}

/// The columns that a case fills, in order: see [`values`].
pub const COLUMNS: &str = "id, reference, agency_id, family_id, child_id, enquiry_id, council, route, order_date, \
    level, status, coordinator_id, opened_at, closed_at, version";

/// The sealed date of the order.
const ORDER_DATE: Column = Column::new("support_case.order_date");

codes! {
    /// Whether a case is being worked on.
    CaseState {
        Open = "open", "Open";
        Closed = "closed", "Closed";
    }
}

/// A case.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id.
    pub id: Id<kinds::Case>,
    /// What people quote.
    pub reference: Reference,
    /// Whose case it is.
    pub agency: Id<Organisation>,
    /// The household.
    pub family: Id<Family>,
    /// The child.
    pub child: Id<Person>,
    /// The enquiry it began with.
    pub enquiry: Option<Id<Enquiry>>,
    /// The council where the family lives, by its code.
    pub council: String,
    /// How the child came to the family.
    pub route: LegalRoute,
    /// The date of the order, where there is one.
    pub order_date: Option<Date>,
    /// How much support there is now.
    pub level: Level,
    /// Whether it is open.
    pub state: CaseState,
    /// Who coordinates it.
    pub coordinator: Option<Id<Account>>,
    /// When it was opened.
    pub opened: Timestamp,
    /// When it was closed.
    pub closed: Option<Timestamp>,
    /// The version that an edit is based on.
    pub version: i64,
}

/// A case to be opened.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// Its id.
    pub id: Id<kinds::Case>,
    /// Whose case it is.
    pub agency: Id<Organisation>,
    /// The household.
    pub family: Id<Family>,
    /// The child.
    pub child: Id<Person>,
    /// The enquiry it began with.
    pub enquiry: Option<Id<Enquiry>>,
    /// The council where the family lives.
    pub council: String,
    /// How the child came to the family.
    pub route: LegalRoute,
    /// The date of the order.
    pub order_date: Option<Date>,
    /// How much support to begin with.
    pub level: Level,
    /// Who coordinates it.
    pub coordinator: Option<Id<Account>>,
}

/// The values of one case, for [`COLUMNS`].
pub fn values(keys: &Keys, case: &Case) -> Result<Vec<Value>> {
    let order_date =
        case.order_date.map(|day| keys.seal(ORDER_DATE, case.id, &day.to_string())).transpose()?;
    Ok(vec![
        case.id.into(),
        (&case.reference).into(),
        case.agency.into(),
        case.family.into(),
        case.child.into(),
        case.enquiry.into(),
        (&case.council).into(),
        case.route.code().into(),
        order_date.into(),
        case.level.code().into(),
        case.state.code().into(),
        case.coordinator.into(),
        case.opened.into(),
        case.closed.into(),
        case.version.into(),
    ])
}

/// Writes a new case and gives its reference. Whoever calls holds the grant of the
/// enquiry it comes from.
pub(crate) fn insert(act: &Act<'_>, new: &NewCase) -> Result<Reference> {
    let case = Case {
        id: new.id,
        reference: Reference::new("CA"),
        agency: new.agency,
        family: new.family,
        child: new.child,
        enquiry: new.enquiry,
        council: new.council.clone(),
        route: new.route,
        order_date: new.order_date,
        level: new.level,
        state: CaseState::Open,
        coordinator: new.coordinator,
        opened: act.now(),
        closed: None,
        version: 1,
    };
    act.execute(INSERT, &values(act.keys(), &case)?)?;
    Ok(case.reference)
}

/// What decides how long a closed case is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Closed {
    /// The case.
    pub id: Id<kinds::Case>,
    /// Whose case it is.
    pub agency: Id<Organisation>,
    /// What people quote.
    pub reference: Reference,
    /// How the child came to the family.
    pub route: LegalRoute,
    /// The date of the order, where there is one.
    pub order_date: Option<Date>,
    /// When it was closed.
    pub closed: Timestamp,
    /// The child's date of birth, where it is known.
    pub born: Option<Date>,
}

/// Closed cases of every agency after `after`, by id, `limit` at most: for the system's own job that works out
/// how long records are kept. It names nobody. Cases whose words were destroyed are not among them.
pub fn closed(r: &store::Read<'_>, after: Option<Id<kinds::Case>>, limit: u32) -> Result<Vec<Closed>> {
    let after = after.map_or_else(|| Value::from(vec![0_u8; 16]), Value::from);
    let day = |text: String| text.parse::<Date>().map_err(|e| Error::internal("a day of a case", e));
    r.query(CLOSED, &[after, limit.into()])?
        .iter()
        .map(|row| {
            let id: Id<kinds::Case> = row.get(0)?;
            let ordered =
                row.get::<Option<Vec<u8>>>(4)?.map(|sealed| r.open(ORDER_DATE, id, &sealed)).transpose()?;
            Ok(Closed {
                id,
                agency: row.get(1)?,
                reference: row.get(2)?,
                route: row.code(3, LegalRoute::stored)?,
                order_date: ordered.map(day).transpose()?,
                closed: row.get(5)?,
                born: crate::people::store::open_born(r, row.get(6)?, row.get(7)?)?,
            })
        })
        .collect()
}

/// The dates that the stages of a child's life are worked out from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dated {
    /// The case.
    pub id: Id<kinds::Case>,
    /// Whose case it is.
    pub agency: Id<Organisation>,
    /// The household.
    pub family: Id<Family>,
    /// Whether it is open.
    pub state: CaseState,
    /// The day on which it was opened, in England.
    pub opened: Date,
    /// The date of the order, where there is one.
    pub order_date: Option<Date>,
    /// The child's date of birth, where it is known.
    pub born: Option<Date>,
    /// The child's year of birth, where it is known.
    pub birth_year: Option<i64>,
}

/// Cases of every agency after `after`, by id, `limit` at most: for the system's own job that works out which stages
/// come. It names nobody. Cases whose words were destroyed are not among them.
pub fn dated(r: &store::Read<'_>, after: Option<Id<kinds::Case>>, limit: u32) -> Result<Vec<Dated>> {
    let after = after.map_or_else(|| Value::from(vec![0_u8; 16]), Value::from);
    r.query(DATED, &[after, limit.into()])?
        .iter()
        .map(|row| {
            let id: Id<kinds::Case> = row.get(0)?;
            Ok(Dated {
                id,
                agency: row.get(1)?,
                family: row.get(2)?,
                order_date: open_day(r, id, row.get(3)?)?,
                state: row.code(4, CaseState::stored)?,
                opened: kernel::local_date(row.get(5)?),
                birth_year: row.get(6)?,
                born: crate::people::store::open_born(r, row.get(7)?, row.get(8)?)?,
            })
        })
        .collect()
}

fn open_day(r: &store::Read<'_>, id: Id<kinds::Case>, sealed: Option<Vec<u8>>) -> Result<Option<Date>> {
    sealed
        .map(|sealed| r.open(ORDER_DATE, id, &sealed))
        .transpose()?
        .map(|text| text.parse().map_err(|e| Error::internal("a case's order date", e)))
        .transpose()
}

/// The same dates of the case of a grant.
///
/// # Errors
/// `NotFound` for a case whose words were destroyed.
pub fn dated_one<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Case>>) -> Result<Dated> {
    let case = load(look, grant)?;
    let child = crate::people::store::load(look, case.child)?;
    Ok(Dated {
        id: case.id,
        agency: case.agency,
        family: case.family,
        state: case.state,
        opened: kernel::local_date(case.opened),
        order_date: case.order_date,
        born: child.born,
        birth_year: child.born.map(|day| day.year().into()),
    })
}

/// Refuses (`case.closed`) what can only be done while a case is open.
pub fn must_be_open(case: &Case) -> Result<()> {
    match case.state {
        CaseState::Open => Ok(()),
        CaseState::Closed => {
            Err(Error::refused("case.closed", "This case is closed. Open it again before you change it."))
        }
    }
}

/// The case of a grant, whatever the grant is for.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Case>>) -> Result<Case> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// To whom letters go about what somebody asked of others for a case: to them, and where they do not coordinate it, or not any more, also to
/// whoever does; in the place of a coordinator who is away, to whoever answers for them.
///
/// # Errors
/// Those of the store.
pub(crate) fn who_hears(
    act: &Act<'_>,
    case: Id<kinds::Case>,
    asked_by: Option<Id<kinds::Account>>,
) -> Result<Vec<Id<kinds::Account>>> {
    let coordinator: Option<Id<kinds::Account>> = act.row(COORDINATOR, &[case.into()])?.get(0)?;
    let asker = asked_by.filter(|who| coordinator != Some(*who));
    let answers = coordinator.map(|who| absences::answering(act, who)).transpose()?;
    Ok(asker.into_iter().chain(answers.filter(|who| asker != Some(*who))).collect())
}

/// The case that an opened thing belongs to: the id was read from a row that a grant gave.
pub fn of_opened<A: Action, T: access::Protected>(
    look: &Look<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<kinds::Case>,
) -> Result<Case> {
    read(look, &look.row(LOAD, &[case.into()])?)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Case> {
    let id: Id<kinds::Case> = row.get(0)?;
    let order_date = open_day(look, id, row.get(8)?)?;
    Ok(Case {
        id,
        reference: row.get(1)?,
        agency: row.get(2)?,
        family: row.get(3)?,
        child: row.get(4)?,
        enquiry: row.get(5)?,
        council: row.get(6)?,
        route: row.code(7, LegalRoute::stored)?,
        order_date,
        level: row.code(9, Level::stored)?,
        state: row.code(10, CaseState::stored)?,
        coordinator: row.get(11)?,
        opened: row.get(12)?,
        closed: row.get(13)?,
        version: row.get(14)?,
    })
}
