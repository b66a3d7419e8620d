//! Which agency a council belongs to, corrected by an administrator: dated, with a reason, and never overwritten. What was stated
//! first stays in its row; a correction says from which day on something else holds.

use std::collections::BTreeSet;

use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Account, Organisation as Kind},
};
use store::{Column, Read, Row, statements};

use crate::{
    Act, Role, accounts,
    actions::CorrectMembership,
    audit, notices,
    organisations::{self, Membership, kind},
};

statements! {
    OF_COUNCIL = "SELECT council, agency_id, from_date, COALESCE(corrected_to, to_date), sureness, source FROM membership
                  WHERE council = $1 ORDER BY from_date DESC, agency_id";
    CUT = "UPDATE membership SET corrected_to = $4 WHERE council = $1 AND agency_id = $2 AND from_date = $3";
    JOIN = "INSERT INTO membership (council, agency_id, from_date, to_date, sureness, source) VALUES ($1, $2, $3, NULL, 'corrected', $4)";
    ADD = "INSERT INTO membership_change (id, council, to_agency_id, from_date, reason, changed_at, changed_by, changed_for_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    CHANGES = "SELECT id, to_agency_id, from_date, reason, changed_at, changed_by, changed_for_id FROM membership_change
               WHERE council = $1 ORDER BY council DESC, changed_at DESC, id DESC LIMIT 100";
    OPEN_CASES = "SELECT count(*) FROM (SELECT 1 AS one FROM support_case
                  WHERE agency_id = $1 AND status = 'open' AND council = $2 LIMIT 1001) AS open_cases";
    OPEN_ENQUIRIES = "SELECT count(*) FROM (SELECT 1 AS one FROM enquiry
                      WHERE agency_id = $1 AND status IN ('new', 'advised') AND council = $2 LIMIT 1001) AS open_enquiries";
}

const REASON: Column = Column::new("membership_change.reason");

/// A row of it.
#[derive(Debug)]
enum Corrected {}

/// That from a day on a council belongs to an agency, or to none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The council's code.
    pub council: String,
    /// The agency; none where the council does it by itself.
    pub agency: Option<Id<Kind>>,
    /// The first day.
    pub from: Date,
}

/// A correction that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// What it says.
    pub change: Change,
    /// Why.
    pub reason: String,
    /// When it was made.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// For which agency they work.
    pub agency: Id<Kind>,
}

/// The agency that a council belongs to on a day, by these statements; none where it does it by itself. Pure, and the same as
/// [`organisations::agency_of`] asks the database.
pub fn agency_on(stated: &[Membership], day: Date) -> Option<Id<Kind>> {
    stated
        .iter()
        .filter(|m| m.sureness != "unknown" && m.from <= day && m.to.is_none_or(|to| to >= day))
        .max_by_key(|m| m.from)
        .and_then(|m| m.agency)
}

/// Whether a statement never held, because a correction replaced all of it.
pub fn is_replaced(m: &Membership) -> bool {
    m.to.is_some_and(|to| to < m.from)
}

/// Which statements a change cuts, each with its last day from then on. What was stated for later is replaced too.
pub fn cuts(stated: &[Membership], from: Date) -> Vec<(&Membership, Date)> {
    stated
        .iter()
        .filter(|m| m.to.is_none_or(|to| to >= from) && !is_replaced(m))
        .filter_map(|m| Some((m, m.from.max(from).yesterday().ok()?)))
        .collect()
}

/// What holds after a change, by what held before. Pure.
pub fn apply(stated: &[Membership], change: &Change) -> Vec<Membership> {
    let cut = cuts(stated, change.from);
    let mut after: Vec<Membership> = stated
        .iter()
        .map(|m| match cut.iter().find(|(c, _)| *c == m) {
            Some((_, last)) => Membership { to: Some(*last), ..m.clone() },
            None => m.clone(),
        })
        .collect();
    after.extend(change.agency.map(|agency| Membership {
        council: change.council.clone(),
        agency: Some(agency),
        from: change.from,
        to: None,
        sureness: "corrected".into(),
        source: String::new(),
    }));
    after
}

/// What is stated of one council, the latest first.
///
/// # Errors
/// Those of the store.
pub fn of_council(r: &Read<'_>, council: &str) -> Result<Vec<Membership>> {
    r.query(OF_COUNCIL, &[council.into()])?.iter().map(organisations::read_membership).collect()
}

/// What an agency holds of a council just now: open cases and enquiries. 1001 means more than 1,000.
///
/// # Errors
/// Those of the store.
pub fn held(
    r: &Read<'_>,
    grant: &crate::Grant<CorrectMembership, crate::InAgency>,
    council: &str,
) -> Result<(i64, i64)> {
    let one = |sql| -> Result<i64> {
        let rows = grant.totals(r, sql, &[council.into()])?;
        rows.first().map_or(Ok(0), |row| row.get(0))
    };
    Ok((one(OPEN_CASES)?, one(OPEN_ENQUIRIES)?))
}

/// Who no longer has the council from some day on by a change, `itself` (the council) among them where it would have done it by
/// itself. Pure.
pub fn losers(stated: &[Membership], change: &Change, itself: Id<Kind>) -> BTreeSet<Id<Kind>> {
    let cut = cuts(stated, change.from);
    let mut all: BTreeSet<Id<Kind>> = cut.iter().filter_map(|(m, _)| m.agency).collect();
    let gaps = cut.iter().filter_map(|(m, _)| m.to?.tomorrow().ok());
    if std::iter::once(change.from).chain(gaps).any(|day| agency_on(stated, day).is_none()) {
        all.insert(itself);
    }
    all.remove(&change.agency.unwrap_or(itself));
    all
}

/// Whether an administrator of `own` may make this change: of the only one that loses the council by it, or, from today on, of the
/// one that it joins. What would take it from somebody else for days that are over, each of them says of their own. Pure.
///
/// # Errors
/// Refused by `membership.not-yours`, and by `membership.no-change` where it holds already.
pub fn may_change(
    stated: &[Membership],
    change: &Change,
    own: Id<Kind>,
    itself: Id<Kind>,
    today: Date,
) -> Result<()> {
    let before = agency_on(stated, change.from);
    let losers = losers(stated, change, itself);
    let joins = change.agency.unwrap_or(itself) == own && (change.from >= today || losers.is_empty());
    if !joins && !losers.iter().eq([&own]) {
        return Err(Error::refused(
            "membership.not-yours",
            "Only an administrator of the agency that the council leaves can record this or, from today on, of the one that it joins. Where it takes the council from several, each of them records when theirs ended.",
        ));
    }
    let later = stated.iter().any(|m| m.from > change.from && !is_replaced(m));
    let open = stated.iter().any(|m| m.agency == change.agency && m.from <= change.from && m.to.is_none());
    if before == change.agency && !later && (open || change.agency.is_none()) {
        return Err(Error::refused(
            "membership.no-change",
            "This is recorded already from that day on. Nothing would change.",
        ));
    }
    if stated.iter().any(|m| m.agency == change.agency && m.from == change.from) && change.agency.is_some() {
        return Err(Error::refused(
            "membership.same-day",
            "Something was stated for this agency from that very day before. Choose the day before or after it.",
        ));
    }
    Ok(())
}

/// Records a change: cuts what it replaces, states what holds from now on, and tells the administrators of every agency that has less or
/// more by it.
///
/// # Errors
/// Those of [`may_change`]; `Invalid` on `council` and `agency` for what is not there, and on `reason`.
pub fn correct(act: &Act<'_>, change: &Change, reason: &str) -> Result<()> {
    let grant = act.agency::<CorrectMembership>()?;
    let own = grant.agency();
    let itself = organisations::by_code(act, kind::COUNCIL, &change.council)?.ok_or(Error::NotFound)?.id;
    let change = &Change { agency: change.agency.filter(|agency| *agency != itself), ..change.clone() };
    if let Some(agency) = change.agency {
        let known = match organisations::by_id(act, agency) {
            Err(Error::NotFound) => false,
            found => [kind::AGENCY, kind::COUNCIL].contains(&found?.kind.as_str()),
        };
        if !known {
            return Err(Error::field("agency", "Choose an agency from the list"));
        }
    }
    if reason.chars().filter(|c| c.is_alphanumeric()).count() < 10 {
        return Err(Error::field("reason", "Say how you know, such as the council's decision and its date"));
    }
    let stated = of_council(act, &change.council)?;
    may_change(&stated, change, own, itself, act.today())?;
    let before = agency_on(&stated, change.from);
    let told: BTreeSet<Id<Kind>> =
        losers(&stated, change, itself).into_iter().chain(before).chain(change.agency).collect();
    for (m, last) in cuts(&stated, change.from) {
        let Some(agency) = m.agency else { continue };
        act.change(CUT, &[(&m.council).into(), agency.into(), m.from.into(), last.into()])?;
    }
    let id: Id<Corrected> = Id::new(act.now());
    if let Some(agency) = change.agency {
        let source = format!("Corrected on {} by an administrator", act.today());
        act.execute(JOIN, &[(&change.council).into(), agency.into(), change.from.into(), source.into()])?;
    }
    act.execute(
        ADD,
        &[
            id.into(),
            (&change.council).into(),
            change.agency.into(),
            change.from.into(),
            act.seal(REASON, id, reason.trim())?,
            act.now().into(),
            act.actor().account().into(),
            own.into(),
        ],
    )?;
    let name = |agency: Option<Id<Kind>>| agency.map_or_else(|| "none".to_owned(), |id| id.to_string());
    let words = audit::changed(&[("agency", &name(before), &name(change.agency))]);
    grant.noted(
        act,
        "membership",
        id.cast(),
        None,
        &format!("{} from {}: {words}: {reason}", change.council, change.from),
    )?;
    for agency in told.into_iter().filter(|agency| *agency != own) {
        for administrator in notices::of_role(act, agency, Role::Administrator)? {
            notices::mail(
                act,
                administrator,
                &format!("membership:{id}:{administrator}"),
                "Which agency a council belongs to was corrected",
                "An administrator of another agency recorded that a council joins or leaves your agency. Sign in to Hearth and look at the council under Organisations, to see from which day. Who recorded it and why is kept for their agency alone: ask its administrator.",
            )?;
        }
    }
    Ok(())
}

/// The corrections of one council, the newest first: 100 at most.
///
/// # Errors
/// Those of the store.
pub fn changes(r: &Read<'_>, council: &str) -> Result<Vec<Made>> {
    let read = |row: &Row| {
        let id: Id<Corrected> = row.get(0)?;
        let by: Option<Id<Account>> = row.get(5)?;
        Ok(Made {
            change: Change { council: council.to_owned(), agency: row.get(1)?, from: row.get(2)? },
            reason: r.open(REASON, id, &row.get::<Vec<u8>>(3)?)?,
            at: row.get(4)?,
            by: by
                .map(|by| accounts::by_id(r, by))
                .transpose()?
                .map_or_else(|| "Another system".into(), |a| a.name),
            agency: row.get(6)?,
        })
    };
    r.query(CHANGES, &[council.into()])?.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn agency(n: u8) -> Id<Kind> {
        Id::from_parts(n.into(), [n; 10])
    }

    fn member(n: u8, from: &str, to: Option<&str>) -> Membership {
        Membership {
            council: "881".into(),
            agency: Some(agency(n)),
            from: d(from),
            to: to.map(d),
            sureness: "sourced".into(),
            source: "a page".into(),
        }
    }

    fn to(n: Option<u8>, from: &str) -> Change {
        Change { council: "881".into(), agency: n.map(agency), from: d(from) }
    }

    #[test]
    fn a_council_moves_from_a_day_on_and_before_it_nothing_changes() {
        let stated = [member(1, "0001-01-01", None)];
        let after = apply(&stated, &to(Some(2), "2026-04-01"));
        assert_eq!(agency_on(&after, d("2026-03-31")), Some(agency(1)));
        assert_eq!(agency_on(&after, d("2026-04-01")), Some(agency(2)));
        assert_eq!(after[0].from, stated[0].from, "what was stated first is still there");
        let alone = apply(&after, &to(None, "2026-09-01"));
        assert_eq!(
            (agency_on(&alone, d("2026-08-31")), agency_on(&alone, d("2026-09-01"))),
            (Some(agency(2)), None)
        );
        // From before it began: that statement never held.
        let earlier = apply(&after, &to(Some(3), "2026-03-01"));
        assert!(earlier.iter().any(|m| m.agency == Some(agency(2)) && is_replaced(m)));
        assert_eq!(agency_on(&earlier, d("2027-01-01")), Some(agency(3)));
    }

    #[test]
    fn only_who_leaves_or_is_joined_says_so_and_only_where_something_changes() {
        let (stated, today) = ([member(1, "2020-01-01", None)], d("2026-03-01"));
        let code = |change: &Change, own| {
            may_change(&stated, change, agency(own), agency(9), today).unwrap_err().code()
        };
        assert!(may_change(&stated, &to(Some(2), "2026-04-01"), agency(1), agency(9), today).is_ok());
        assert!(may_change(&stated, &to(Some(2), "2026-04-01"), agency(2), agency(9), today).is_ok());
        assert!(
            may_change(&[], &to(Some(2), "2026-04-01"), agency(9), agency(9), today).is_ok(),
            "a council joins by itself"
        );
        assert_eq!(code(&to(Some(2), "2026-04-01"), 3), "membership.not-yours");
        assert_eq!(code(&to(Some(1), "2026-04-01"), 1), "membership.no-change");
        assert_eq!(code(&to(Some(1), "2020-01-01"), 1), "membership.no-change");
        let ended = [member(1, "2020-01-01", Some("2022-01-01"))];
        assert_eq!(
            may_change(&ended, &to(Some(1), "2020-01-01"), agency(1), agency(9), d("2020-01-01"))
                .unwrap_err()
                .code(),
            "membership.same-day"
        );
    }

    #[test]
    fn nobody_takes_a_council_from_a_third_agency_by_a_day_that_is_over() {
        let stated = [member(1, "2012-01-01", Some("2019-12-31")), member(2, "2020-01-01", None)];
        let today = d("2026-03-01");
        let may = |change: &Change, own| may_change(&stated, change, agency(own), agency(9), today).is_ok();
        let again = to(Some(1), "2016-01-01");
        assert_eq!(losers(&stated, &again, agency(9)), [agency(2)].into());
        assert!(!may(&again, 1), "what the second has today is not the first’s to end");
        assert!(!may(&to(Some(3), "2016-01-01"), 1), "nor to give away");
        assert!(!may(&to(None, "2016-01-01"), 2), "nor is the first’s past the second’s");
        for own in [1, 3, 9] {
            let agency = (own != 9).then_some(own);
            assert!(
                !may(&to(agency, "2001-01-01"), own),
                "before the first statement it is nobody’s to take"
            );
        }
        assert!(may(&again, 2), "who has it says that it was another’s");
        assert!(may(&to(None, "2023-01-01"), 2));
        assert!(may(&to(Some(1), "2026-03-01"), 1), "from today on it can be joined");
        assert!(!may(&to(Some(1), "2026-02-28"), 1));
        // A later statement of a third is replaced too: it is told.
        let planned = [member(1, "2012-01-01", Some("2027-03-31")), member(2, "2027-04-01", None)];
        assert_eq!(losers(&planned, &to(Some(3), "2026-04-01"), agency(9)), [agency(1), agency(2)].into());
        // Where it does it by itself for a time, that is the council's own.
        let gap = [member(1, "2012-01-01", Some("2019-12-31"))];
        assert_eq!(losers(&gap, &to(Some(1), "2016-01-01"), agency(9)), [agency(9)].into());
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config {
            rng_seed: proptest::test_runner::RngSeed::Fixed(2026),
            failure_persistence: None,
            ..proptest::test_runner::Config::default()
        })]
        /// A change decides every day from its own on, and none before, whatever was stated.
        #[test]
        fn a_change_decides_from_its_day_on(
            spans in proptest::collection::vec((1_u8..5, 0_i32..3000, proptest::option::of(0_i32..1500)), 0..6),
            who in proptest::option::of(1_u8..5),
            from in 0_i32..3000,
            day in 0_i32..4000,
        ) {
            let at = |n: i32| d("2018-01-01").checked_add(jiff::Span::new().days(n)).unwrap();
            let mut stated: Vec<Membership> = Vec::new();
            for (n, start, length) in spans {
                let m = Membership { from: at(start), to: length.map(|l| at(start + l)), ..member(n, "2018-01-01", None) };
                if !stated.iter().any(|s| s.agency == m.agency && s.from == m.from) {
                    stated.push(m);
                }
            }
            let change = Change { from: at(from), ..to(who, "2018-01-01") };
            let after = apply(&stated, &change);
            let expected = if at(day) >= change.from { change.agency } else { agency_on(&stated, at(day)) };
            proptest::prop_assert_eq!(agency_on(&after, at(day)), expected);
            proptest::prop_assert!(stated.iter().all(|s| after.iter().any(|a| a.from == s.from && a.agency == s.agency)), "nothing is lost");
        }
    }
}
