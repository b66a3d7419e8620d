//! What goes with a record into another household, and what stays.
//!
//! Everything that names the case goes with it, so that a seal over the record is a seal over all of it. What belongs to the
//! household as a whole and was only noted in this case (early support, the parents' peer mentor) is noted in another case of the
//! household from then on, and goes along where there is none. The face of a contact plan stays: letters with the birth family were
//! agreed with the parents, and an adult agrees on letters of their own. A complaint about the service stays with the parent who made it.

use access::{
    Act,
    consent::store as consents,
    members, notices,
    own_records::{self, New, Taken},
    seals,
};
use casework::{
    of_age::model::adult_on,
    people::store::{self as people, Person},
    timeline::{self, EventKind, NewEvent},
};
use kernel::{
    Date, Error, Id, Result, days_between,
    kinds::{self, Account, Family},
};
use store::{Row, Sql, statements};

statements! {
    CASES = "UPDATE support_case SET family_id = $2, version = version + 1 WHERE child_id = $1 AND family_id = $3";
    PERSON = "UPDATE person SET family_id = $2, version = version + 1 WHERE id = $1 AND family_id = $3";
    ENQUIRIES = "UPDATE enquiry SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    APPLICATIONS = "UPDATE application SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    ORDERS = "UPDATE purchase_order SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    COMPETITIONS = "UPDATE competition SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    OFFERS = "UPDATE stage_offer SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    CHECKING = "UPDATE checking_in SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    LIFE_EVENTS = "UPDATE life_event SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    ESCALATIONS = "UPDATE escalation SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    SIGNS = "UPDATE early_sign SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    PROMPTS = "UPDATE early_sign_case SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    EMERGENCIES = "UPDATE emergency SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    CORRECTIONS = "UPDATE correction SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    COMPLAINTS = "UPDATE data_complaint SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    DUTIES = "UPDATE duty_ask SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    EDUCATION = "UPDATE education SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    SCHOOL_EVENTS = "UPDATE education_event SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    NOTE_PROMISES = "UPDATE note_promise SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    // What somebody who stays complained of is theirs: they read how it stands on their own page, and go on with it.
    SERVICE_COMPLAINTS = "UPDATE service_complaint SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)
                          AND NOT EXISTS (SELECT 1 FROM account stays WHERE stays.id = service_complaint.made_by AND stays.family_id = $3
                            AND stays.role = 'family-member')";
    DECISIONS = "UPDATE case_decision SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    MOVES = "UPDATE family_move SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    HANDOVERS = "UPDATE case_handover SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";

    EARLY_ELSEWHERE = "UPDATE early_support_part SET case_id = (SELECT c.id FROM support_case c WHERE c.family_id = $2 ORDER BY c.opened_at, c.id LIMIT 1)
                       WHERE family_id = $2 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)
                         AND EXISTS (SELECT 1 FROM support_case c WHERE c.family_id = $2)";
    EARLY = "UPDATE early_support_part SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";
    MENTORS_ELSEWHERE = "UPDATE mentor_match SET case_id = (SELECT c.id FROM support_case c WHERE c.family_id = $2 ORDER BY c.opened_at, c.id LIMIT 1)
                         WHERE family_id = $2 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)
                           AND EXISTS (SELECT 1 FROM support_case c WHERE c.family_id = $2)";
    MENTORS = "UPDATE mentor_match SET family_id = $2 WHERE family_id = $3 AND case_id IN (SELECT id FROM support_case WHERE child_id = $1)";

    CASES_OF = "SELECT id, CASE WHEN status = 'open' THEN coordinator_id ELSE NULL END FROM support_case WHERE child_id = $1 AND family_id = $2 ORDER BY opened_at, id LIMIT 20";
    PARENTS = "SELECT id FROM account WHERE family_id = $1 AND role = 'family-member' AND disabled_at IS NULL ORDER BY id LIMIT 50";
}

/// What names the case, the case itself first.
const WITH_THE_CASE: &[Sql] = &[
    CASES,
    PERSON,
    ENQUIRIES,
    APPLICATIONS,
    ORDERS,
    COMPETITIONS,
    OFFERS,
    CHECKING,
    LIFE_EVENTS,
    ESCALATIONS,
    SIGNS,
    PROMPTS,
    EMERGENCIES,
    CORRECTIONS,
    COMPLAINTS,
    DUTIES,
    EDUCATION,
    SCHOOL_EVENTS,
    NOTE_PROMISES,
    SERVICE_COMPLAINTS,
    DECISIONS,
    MOVES,
    HANDOVERS,
];
/// What is the household's: first to another case of it, and what finds none goes along.
const OF_THE_HOUSEHOLD: &[(Sql, Sql)] = &[(EARLY_ELSEWHERE, EARLY), (MENTORS_ELSEWHERE, MENTORS)];

fn carry(act: &Act<'_>, person: Id<kinds::Person>, from: Id<Family>, to: Id<Family>) -> Result<()> {
    for sql in WITH_THE_CASE {
        act.execute(*sql, &[person.into(), to.into(), from.into()])?;
    }
    for (elsewhere, along) in OF_THE_HOUSEHOLD {
        act.execute(*elsewhere, &[person.into(), from.into()])?;
        act.execute(*along, &[person.into(), to.into(), from.into()])?;
    }
    Ok(())
}

/// Makes the record its person's own, and tells those whose pages change. Whoever calls stands on the birthday, or on a grant.
///
/// # Errors
/// `NotFound` for somebody who is of no household.
pub(super) fn hand_over(act: &Act<'_>, person: &Person, why: &str) -> Result<Id<Family>> {
    let from = person.family.ok_or(Error::NotFound)?;
    let cases = act.query(CASES_OF, &[person.id.into(), from.into()])?;
    let to = people::add_family(act, person.agency, &person.council)?;
    carry(act, person.id, from, to)?;
    seals::carry(act, person.agency, from, to)?;
    own_records::take(act, &New { person: person.id, agency: person.agency, from, to, age_why: why })?;
    for row in &cases {
        let case = row.get(0)?;
        let ended = consents::end_by_age(act, case, CONSENT_ENDED)?;
        let words = match ended {
            0 => "The record is held by the person it is about from today on, as an adult.",
            _ => {
                "The record is held by the person it is about from today on, as an adult. What a parent or carer agreed to share for them has ended."
            }
        };
        let agency = person.agency;
        timeline::note(
            act,
            NewEvent { agency, case, kind: EventKind::Rights, words, link: None, family_sees: true },
        )?;
    }
    if came_lately(person.born, act.today())? {
        tell(act, person.id, from, to, &cases)?;
    }
    Ok(to)
}

/// What the note of a consent says that ended on the day.
const CONSENT_ENDED: &str = "Ended when the person became an adult: nobody agrees for them by parental responsibility any more. Ask them.";

/// Whether somebody came of age so lately that people are told by mail. Where Hearth begins with the records of people who are long
/// adults, what changed stands on everybody's pages, and nobody gets a letter about each. Without a birth date somebody decided now.
fn came_lately(born: Option<Date>, today: Date) -> Result<bool> {
    let day = born.map(|born| adult_on(born, today)).transpose()?.flatten();
    Ok(day.is_none_or(|day| days_between(day, today) <= LATELY_DAYS))
}

/// For so many days after the birthday a letter still says something new.
const LATELY_DAYS: i32 = 30;

/// Tells whoever coordinates an open case, the person themselves and their parents that something changed, and nothing of what.
fn tell(
    act: &Act<'_>,
    person: Id<kinds::Person>,
    from: Id<Family>,
    to: Id<Family>,
    cases: &[Row],
) -> Result<()> {
    if let Some(coordinator) =
        cases.last().map(|row| row.get::<Option<Id<Account>>>(1)).transpose()?.flatten()
    {
        let key = format!("of-age:{to}:{coordinator}");
        notices::mail(
            act,
            coordinator,
            &key,
            "A record became its person’s own",
            "Somebody whose support you coordinate turned 18, and their record is their own now. Sign in to Hearth and look at “At 18” in their case, to see whether they have a way in.",
        )?;
    }
    if let Some(account) = members::signs_in(act, person)? {
        notices::mail(
            act,
            account,
            &format!("of-age:{to}:{account}"),
            "Your record is yours now",
            "From today on your record in Hearth is your own. Sign in again to see it, and to say who else may see something of it.",
        )?;
    }
    for row in act.query(PARENTS, &[from.into()])? {
        let parent: Id<Account> = row.get(0)?;
        notices::mail(
            act,
            parent,
            &format!("of-age:{to}:{parent}"),
            "Something has changed in what you see",
            "Something has changed in what you see in Hearth. Sign in to read what and why. This email says nothing of it.",
        )?;
    }
    Ok(())
}

/// Puts a record back that became its person's own by mistake. Where the household it came from is sealed, its seal covers the
/// record again.
///
/// # Errors
/// Refused by `of-age.sealed` where the record alone is sealed; `Stale` when it was put back before.
pub(super) fn put_back(act: &Act<'_>, person: &Person, taken: &Taken, why: &str) -> Result<()> {
    if seals::is_sealed(act, taken.family)? {
        if !seals::is_sealed(act, taken.from)? {
            return Err(Error::refused(
                "of-age.sealed",
                "This record is sealed, and the household it would go back to is not. Seal that household first, or open the seal of this record.",
            ));
        }
        seals::end_carried(act, taken.family, why)?;
    }
    // The account first: what the person made themselves goes with them, and does not stay as what somebody who stays made.
    own_records::undo(act, person.id, taken, why)?;
    carry(act, person.id, taken.family, taken.from)
}
