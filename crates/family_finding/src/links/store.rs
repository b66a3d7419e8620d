//! Links in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One,
    finding::{FamilyLink, Household, WaitingGroup},
};
use kernel::{
    Date, Error, Id, Reference, Result, Timestamp,
    kinds::{Account, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Row, Value, statements};

use super::model::{PanelAdvice, Stage};
use crate::matching::words::Route;

macro_rules! reading {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, l.reference, l.agency_id, l.group_id, l.household_id, l.approved_by, l.route, l.stage, l.fit,
                    l.speaks_for, l.against, l.made_at, l.made_by, l.linked_by, l.panel_on, l.panel_says, l.panel_words,
                    l.decided_on, l.decided_yes, l.decided_by, l.decided_words, l.introductions_on, l.placed_on,
                    l.ended_at, l.ended_words, l.version, g.reference, h.reference
             FROM family_link l JOIN waiting_group g ON g.id = l.group_id JOIN adopter_household h ON h.id = l.household_id WHERE ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO family_link (id, reference, agency_id, group_id, household_id, approved_by, route, stage, holds, fit,
                speaks_for, against, made_at, made_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12, $13, 1)";
    ONE = reading!("l.id = $1");
    LIST = reading!("l.agency_id = $1 AND l.made_at <= $2 AND (l.made_at < $2 OR l.id < $3)
             ORDER BY l.made_at DESC, l.id DESC LIMIT $4");
    OF_GROUP = reading!("l.group_id = $1 ORDER BY l.made_at DESC, l.id DESC LIMIT 100");
    OF_HOUSEHOLD = "SELECT l.reference, o.name, l.stage FROM family_link l JOIN organisation o ON o.id = l.agency_id
             WHERE l.household_id = $1 ORDER BY l.made_at DESC, l.id DESC LIMIT 100";
    HELD = "SELECT 1 AS one FROM family_link WHERE holds = 1 AND (group_id = $1 OR household_id = $2) LIMIT 1";
    OPEN_PAIR = "SELECT 1 AS one FROM family_link WHERE group_id = $1 AND household_id = $2 AND ended_at IS NULL LIMIT 1";
    LINK = "UPDATE family_link SET stage = $3, holds = 1, linked_by = $4, version = version + 1 WHERE id = $1 AND version = $2";
    PANEL = "UPDATE family_link SET stage = $3, panel_on = $4, panel_says = $5, panel_words = $6, version = version + 1
             WHERE id = $1 AND version = $2";
    DECIDE = "UPDATE family_link SET stage = $3, holds = $4, decided_on = $5, decided_yes = $6, decided_by = $7, decided_words = $8,
                ended_at = $9, ended_by = $10, version = version + 1 WHERE id = $1 AND version = $2";
    INTRODUCE = "UPDATE family_link SET stage = $3, introductions_on = $4, version = version + 1 WHERE id = $1 AND version = $2";
    PLACE = "UPDATE family_link SET stage = $3, placed_on = $4, version = version + 1 WHERE id = $1 AND version = $2";
    END = "UPDATE family_link SET stage = $3, holds = 0, ended_at = $4, ended_by = $5, ended_words = $6, version = version + 1
             WHERE id = $1 AND version = $2";
}

const SPEAKS_FOR: Column = Column::new("family_link.speaks_for");
const AGAINST: Column = Column::new("family_link.against");
const PANEL_WORDS: Column = Column::new("family_link.panel_words");
const DECIDED_WORDS: Column = Column::new("family_link.decided_words");
const ENDED_WORDS: Column = Column::new("family_link.ended_words");

/// A link between children and a family.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Its id.
    pub id: Id<FamilyLink>,
    /// What people quote.
    pub reference: Reference,
    /// The children's agency.
    pub agency: Id<Organisation>,
    /// The children, with their reference.
    pub group: (Id<WaitingGroup>, String),
    /// The family, with its reference.
    pub household: (Id<Household>, String),
    /// The agency that approved the family.
    pub approved_by: Id<Organisation>,
    /// How the children come to the family.
    pub route: Route,
    /// How far it is.
    pub stage: Stage,
    /// Fit when it was made, in hundredths of a point.
    pub fit: i32,
    /// What spoke for it.
    pub speaks_for: String,
    /// What spoke against it.
    pub against: String,
    /// When it was made.
    pub made: Timestamp,
    /// By whom.
    pub made_by: Option<Id<Account>>,
    /// Who linked them.
    pub linked_by: Option<Id<Account>>,
    /// The panel's day, advice and reasons.
    pub panel: Option<(Date, PanelAdvice, String)>,
    /// The decision maker's day, answer, name and reasons.
    pub decision: Option<(Date, bool, Option<Id<Account>>, String)>,
    /// When introductions began.
    pub introductions: Option<Date>,
    /// When the children moved in.
    pub placed: Option<Date>,
    /// When it ended, and why where that was not the decision.
    pub ended: Option<(Timestamp, String)>,
    /// The version that a change is based on.
    pub version: i64,
}

impl Link {
    /// Whether another agency approved the family, so that its fee is due once the children are placed.
    pub fn is_between_agencies(&self) -> bool {
        self.agency != self.approved_by
    }
}

/// A link to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLink {
    /// The children and their agency.
    pub group: (Id<WaitingGroup>, Id<Organisation>),
    /// The family and the agency that approved it.
    pub household: (Id<Household>, Id<Organisation>),
    /// How the children come to the family.
    pub route: Route,
    /// Fit, in hundredths of a point.
    pub fit: i32,
    /// What speaks for it.
    pub speaks_for: String,
    /// What speaks against it.
    pub against: String,
}

/// Adds a link that is considered.
pub(super) fn add(act: &Act<'_>, new: &NewLink) -> Result<(Id<FamilyLink>, Reference)> {
    let (id, reference) = (Id::random(), Reference::new("LK"));
    let values: [Value; 13] = [
        id.into(),
        (&reference).into(),
        new.group.1.into(),
        new.group.0.into(),
        new.household.0.into(),
        new.household.1.into(),
        new.route.code().into(),
        Stage::Considering.code().into(),
        new.fit.into(),
        act.keys().seal(SPEAKS_FOR, id, &new.speaks_for)?.into(),
        act.keys().seal(AGAINST, id, &new.against)?.into(),
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(INSERT, &values)?;
    Ok((id, reference))
}

/// Whether the children or the family are held by a link.
pub(super) fn is_held(look: &Look<'_>, group: Id<WaitingGroup>, household: Id<Household>) -> Result<bool> {
    Ok(look.opt(HELD, &[group.into(), household.into()])?.is_some())
}

/// Whether the same pair has a link that has not ended.
pub(super) fn is_open(look: &Look<'_>, group: Id<WaitingGroup>, household: Id<Household>) -> Result<bool> {
    Ok(look.opt(OPEN_PAIR, &[group.into(), household.into()])?.is_some())
}

/// What a step writes.
#[derive(Debug, Clone)]
pub(super) enum Written<'a> {
    Link,
    Panel(Date, PanelAdvice, &'a str),
    Decide(Date, bool, &'a str),
    Introduce(Date),
    Place(Date),
    End(&'a str),
}

/// Writes a step that leads to `stage`.
pub(super) fn step<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<FamilyLink>>,
    version: i64,
    stage: Stage,
    written: &Written<'_>,
) -> Result<()> {
    let (id, me): (_, Value) = (grant.id(), act.actor().account().into());
    let mut rest: Vec<Value> = vec![version.into(), stage.code().into()];
    let sql = match written {
        Written::Link => {
            rest.push(me);
            LINK
        }
        Written::Panel(on, says, words) => {
            let sealed = act.keys().seal(PANEL_WORDS, id, words)?;
            rest.extend([(*on).into(), says.code().into(), sealed.into()]);
            PANEL
        }
        Written::Decide(on, yes, words) => {
            let sealed = act.keys().seal(DECIDED_WORDS, id, words)?;
            let ended: [Value; 2] =
                if *yes { [Value::Null, Value::Null] } else { [act.now().into(), me.clone()] };
            rest.extend([stage.holds().into(), (*on).into(), (*yes).into(), me, sealed.into()]);
            rest.extend(ended);
            DECIDE
        }
        Written::Introduce(on) => {
            rest.push((*on).into());
            INTRODUCE
        }
        Written::Place(on) => {
            rest.push((*on).into());
            PLACE
        }
        Written::End(words) => {
            let sealed = act.keys().seal(ENDED_WORDS, id, words)?;
            rest.extend([act.now().into(), me, sealed.into()]);
            END
        }
    };
    grant.change(act, sql, &rest)
}

/// The link of a grant.
pub fn one<A: Action>(look: &Look<'_>, grant: &Grant<A, One<FamilyLink>>) -> Result<Link> {
    read(look, &grant.row(look, ONE, &[])?)
}

/// The links of a group, the newest first, at most 100.
pub fn of_group<A: Action>(look: &Look<'_>, grant: &Grant<A, One<WaitingGroup>>) -> Result<Vec<Link>> {
    grant.rows(look, OF_GROUP, &[])?.iter().map(|row| read(look, row)).collect()
}

/// A link as the family's own agency sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Explored {
    /// What people quote.
    pub reference: String,
    /// The children's agency.
    pub agency: String,
    /// How far it is.
    pub stage: Stage,
}

/// The links of a household, the newest first, at most 100: nothing of the children. Whoever calls holds the
/// grant for the household.
pub(crate) fn of_household(look: &Look<'_>, id: Id<Household>) -> Result<Vec<Explored>> {
    look.query(OF_HOUSEHOLD, &[id.into()])?
        .iter()
        .map(|row| {
            Ok(Explored { reference: row.get(0)?, agency: row.get(1)?, stage: row.code(2, Stage::stored)? })
        })
        .collect()
}

/// One page of an agency's links, the newest first; all of them when `rows` is `None`.
pub fn list<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Link>> {
    let [key, id, limit] = Cursor::window(after, rows);
    let found = grant.list(look, "family-link", LIST, &[key, id, limit])?;
    let items = found.iter().map(|row| read(look, row)).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(items, rows, |l: &Link| Cursor::at(l.made, l.id.cast())))
}

/// One page of the list.
pub fn page<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Link>> {
    list(look, grant, after, Some(PAGE_ROWS))
}

fn read(look: &Look<'_>, row: &Row) -> Result<Link> {
    let id: Id<FamilyLink> = row.get(0)?;
    let open = |column: Column, at: usize| -> Result<String> {
        let sealed: Option<Vec<u8>> = row.get(at)?;
        sealed.map_or_else(|| Ok(String::new()), |sealed| look.open(column, id, &sealed))
    };
    let panel = match (row.get::<Option<Date>>(14)?, row.get::<Option<String>>(15)?) {
        (Some(on), Some(says)) => Some((on, PanelAdvice::stored(&says)?, open(PANEL_WORDS, 16)?)),
        _ => None,
    };
    let decision = match row.get::<Option<Date>>(17)? {
        Some(on) => Some((on, row.get::<bool>(18)?, row.get(19)?, open(DECIDED_WORDS, 20)?)),
        None => None,
    };
    let ended = match row.get::<Option<Timestamp>>(23)? {
        Some(at) => Some((at, open(ENDED_WORDS, 24)?)),
        None => None,
    };
    let fit: i64 = row.get(8)?;
    Ok(Link {
        id,
        reference: row.get(1)?,
        agency: row.get(2)?,
        group: (row.get(3)?, row.get(26)?),
        household: (row.get(4)?, row.get(27)?),
        approved_by: row.get(5)?,
        route: row.code(6, Route::stored)?,
        stage: row.code(7, Stage::stored)?,
        fit: i32::try_from(fit).map_err(|e| Error::internal("the fit of a link", e))?,
        speaks_for: open(SPEAKS_FOR, 9)?,
        against: open(AGAINST, 10)?,
        made: row.get(11)?,
        made_by: row.get(12)?,
        linked_by: row.get(13)?,
        panel,
        decision,
        introductions: row.get(21)?,
        placed: row.get(22)?,
        ended,
        version: row.get(25)?,
    })
}
