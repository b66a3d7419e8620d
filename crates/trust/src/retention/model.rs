//! Classes of records, when their time is over, and who may end them. Pure; the classes are data
//! (`data/retention.csv`), each with its source.

use std::sync::LazyLock;

use access::rights::Destruction;
use jiff::ToSpan;
use kernel::{
    Date, Error, Id, LegalRoute, Result, Timestamp, codes,
    kinds::{Account, Organisation},
};

codes! {
    /// What kind of record.
    Kind {
        Case = "case", "Case";
        Enquiry = "enquiry", "First contact";
    }
}

codes! {
    /// From when the years count.
    CountedFrom {
        Order = "order", "the date of the order";
        Birth = "birth", "the child's birth";
        Closed = "closed", "the day it was closed";
        None = "none", "no day that is known yet";
    }
}

codes! {
    /// How sure the time is.
    Sureness {
        Law = "law", "A regulation says so";
        Assumed = "assumed", "Hearth's careful default";
    }
}

codes! {
    /// How a proposal to destroy a record stands.
    State {
        Proposed = "proposed", "To be approved";
        Refused = "refused", "Kept";
        Destroyed = "destroyed", "Destroyed";
    }
}

/// A class of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its stable code.
    pub code: String,
    /// Its name.
    pub title: String,
    /// The legal routes it holds for, or `enquiry`.
    pub cases: Vec<String>,
    /// How many years.
    pub years: i16,
    /// Counted from when.
    pub counted_from: CountedFrom,
    /// How sure that is.
    pub sure: Sureness,
    /// Since when the rule holds.
    pub from: Date,
    /// Where it is written.
    pub source: String,
}

static CLASSES: LazyLock<Vec<Class>> = LazyLock::new(|| {
    // Classes that cannot be read put no record up for review; a test reads every line.
    read(include_str!("../../../../data/retention.csv")).unwrap_or_default()
});

/// Every class.
pub fn classes() -> &'static [Class] {
    &CLASSES
}

/// The class with this code.
pub fn class(code: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|c| c.code == code)
}

/// The class of a case that came by this route.
pub fn class_of(route: LegalRoute) -> Option<&'static Class> {
    CLASSES.iter().find(|c| c.cases.iter().any(|code| code == route.code()))
}

/// The class of a first contact that never became a case.
pub fn class_of_enquiry() -> Option<&'static Class> {
    CLASSES.iter().find(|c| c.cases.iter().any(|code| code == Kind::Enquiry.code()))
}

fn read(text: &str) -> Result<Vec<Class>> {
    let bad = |what: &str| Error::Internal(format!("data/retention.csv: {what}"));
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with("code,") && !line.is_empty())
        .map(|line| {
            let cells: Vec<&str> = line.splitn(8, ',').collect();
            let [code, title, cases, years, counted_from, sure, from, source] = cells.as_slice() else {
                return Err(bad("a line has not eight cells"));
            };
            Ok(Class {
                code: (*code).to_owned(),
                title: (*title).to_owned(),
                cases: cases.split_whitespace().map(str::to_owned).collect(),
                years: years.parse().map_err(|_| bad("years that are no number"))?,
                counted_from: CountedFrom::from_code(counted_from).ok_or_else(|| bad("an unknown start"))?,
                sure: Sureness::from_code(sure).ok_or_else(|| bad("an unknown sureness"))?,
                from: from.parse().map_err(|_| bad("a day that is none"))?,
                source: (*source).to_owned(),
            })
        })
        .collect()
}

/// What the years may count from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// The date of the order.
    pub ordered: Option<Date>,
    /// The child's birth.
    pub born: Option<Date>,
    /// The day the record was closed.
    pub closed: Option<Date>,
}

/// The first day on which a record may come up for review: its years are full on the day before. None while
/// what they count from is not known: such a record is kept.
pub fn due_on(class: &Class, facts: &Facts) -> Option<Date> {
    let start = match class.counted_from {
        CountedFrom::Order => facts.ordered,
        CountedFrom::Birth => facts.born,
        CountedFrom::Closed => facts.closed,
        CountedFrom::None => None,
    }?;
    // 29 February has no like in most years: then the last of the month counts, and the day after is due.
    start.checked_add(class.years.years()).ok()?.tomorrow().ok()
}

/// A record whose time was worked out.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The record.
    pub record: Id<()>,
    /// What kind.
    pub kind: Kind,
    /// Whose.
    pub agency: Id<Organisation>,
    /// What people quote.
    pub reference: String,
    /// Its class.
    pub class: String,
    /// From when it may be reviewed; none when that cannot be worked out.
    pub due: Option<Date>,
    /// When this was worked out.
    pub worked_out: Date,
}

/// A hold against destruction.
#[derive(Debug, Clone, PartialEq)]
pub struct Hold {
    /// Why, such as a court case or an inquiry.
    pub reason: String,
    /// When it was set.
    pub set: Timestamp,
    /// Who set it.
    pub set_by: Option<Id<Account>>,
    /// When it was lifted.
    pub lifted: Option<Timestamp>,
    /// Why.
    pub lifted_why: String,
}

/// A proposal to destroy a record, and afterwards the certificate.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Its id.
    pub id: Id<Destruction>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// What kind.
    pub kind: Kind,
    /// The record.
    pub record: Id<()>,
    /// What people quoted.
    pub reference: String,
    /// Its class.
    pub class: String,
    /// Since when its time is over.
    pub due: Date,
    /// What the proposer found when they looked.
    pub reason: String,
    /// When it was proposed.
    pub proposed: Timestamp,
    /// By whom.
    pub proposed_by: Option<Id<Account>>,
    /// How it stands.
    pub state: State,
    /// When it was decided.
    pub decided: Option<Timestamp>,
    /// By whom.
    pub decided_by: Option<Id<Account>>,
    /// Why.
    pub decided_why: String,
    /// How many rows were erased.
    pub erased: Option<i64>,
    /// The version that an edit is based on.
    pub version: i64,
}

/// Refuses a record that must be kept: `retention.unknown`, `retention.early`, `retention.held`.
pub fn may_end(due: Option<Date>, held: bool, today: Date) -> Result<()> {
    let Some(due) = due else {
        return Err(Error::refused(
            "retention.unknown",
            "It cannot be worked out when the time of this record is over, so it is kept. Add the missing date first.",
        ));
    };
    if today < due {
        return Err(Error::refused(
            "retention.early",
            format!("This record is kept until {}.", due.yesterday().unwrap_or(due).strftime("%-d %B %Y")),
        ));
    }
    if held {
        return Err(Error::refused(
            "retention.held",
            "A hold stands on this record. Lift it first, if its reason is over.",
        ));
    }
    Ok(())
}

impl Proposal {
    /// Refuses `retention.decided` and `retention.own`: two people end a record.
    pub fn may_decide(&self, by: Option<Id<Account>>) -> Result<()> {
        if self.state != State::Proposed {
            return Err(Error::refused("retention.decided", "This was decided already."));
        }
        if by.is_none() || by == self.proposed_by {
            return Err(Error::refused("retention.own", "Somebody who did not propose this must decide it."));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_line_is_read_and_every_route_has_one_class() {
        let text = include_str!("../../../../data/retention.csv");
        let lines = text.lines().filter(|l| !l.starts_with('#')).count() - 1;
        assert_eq!(read(text).unwrap().len(), lines);
        for route in LegalRoute::ALL {
            let holding =
                classes().iter().filter(|c| c.cases.iter().any(|code| code == route.code())).count();
            assert_eq!(holding, 1, "{route:?}");
        }
        assert!(class_of_enquiry().is_some());
    }

    #[test]
    fn adoption_records_are_kept_a_hundred_years_from_the_order() {
        let class = class_of(LegalRoute::Adoption).unwrap();
        assert_eq!((class.years, class.sure), (100, Sureness::Law));
        let facts = Facts {
            ordered: Some(d("2019-06-01")),
            closed: Some(d("2026-01-01")),
            born: Some(d("2016-01-01")),
        };
        assert_eq!(due_on(class, &facts), Some(d("2119-06-02")));
        let leap = Facts { ordered: Some(d("2000-02-29")), ..facts };
        assert_eq!(due_on(class, &leap), Some(d("2100-03-01")));
        assert_eq!(due_on(class, &Facts { ordered: None, ..facts }), None, "without a date it is kept");
        assert_eq!(due_on(class_of(LegalRoute::Placed).unwrap(), &facts), None);
        assert_eq!(due_on(class_of(LegalRoute::SpecialGuardianship).unwrap(), &facts), Some(d("2091-01-02")));
    }

    #[test]
    fn nothing_ends_early_or_held_or_by_one_person() {
        let rule = |r: Result<()>| r.err().map(|e| e.code());
        let due = Some(d("2026-11-20"));
        assert_eq!(rule(may_end(due, false, d("2026-11-20"))), None);
        assert_eq!(rule(may_end(due, false, d("2026-11-19"))), Some("retention.early"));
        assert_eq!(rule(may_end(due, true, d("2026-11-20"))), Some("retention.held"));
        assert_eq!(rule(may_end(None, false, d("2026-11-20"))), Some("retention.unknown"));
        let (one, two) = (Some(Id::from_parts(1, [1; 10])), Some(Id::from_parts(1, [2; 10])));
        let mut proposal = Proposal {
            id: Id::from_parts(1, [3; 10]),
            agency: Id::from_parts(1, [4; 10]),
            kind: Kind::Enquiry,
            record: Id::from_parts(1, [5; 10]),
            reference: "EN-1".into(),
            class: "enquiry-record".into(),
            due: d("2026-11-20"),
            reason: String::new(),
            proposed: Timestamp::UNIX_EPOCH,
            proposed_by: one,
            state: State::Proposed,
            decided: None,
            decided_by: None,
            decided_why: String::new(),
            erased: None,
            version: 1,
        };
        assert_eq!(rule(proposal.may_decide(one)), Some("retention.own"));
        assert_eq!(rule(proposal.may_decide(None)), Some("retention.own"));
        assert_eq!(rule(proposal.may_decide(two)), None);
        proposal.state = State::Destroyed;
        assert_eq!(rule(proposal.may_decide(two)), Some("retention.decided"));
    }
}
