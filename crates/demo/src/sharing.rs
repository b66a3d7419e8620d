//! The sharing agreements that every agency of the demo stands on, and what the shown family
//! was asked. None of it takes chance from the stories, so that they stay as they were.

use access::consent::{
    Agreement, Answer, Consent, DataKind, GivenBy, How, LegalBasis, Recipient, RecipientKind, kinds, purposes,
};
use casework::cases::store::Case;
use kernel::{Calendar, Date, Id, Result, Timestamp, kinds::Organisation, local_date};

/// The first day of the agreements: before anything that the demo tells.
const FROM: Date = Date::constant(2015, 5, 1);

/// An id that follows from another and a number.
fn id<T, U>(of: Id<T>, number: u8) -> Id<U> {
    let mut bytes = *of.as_bytes();
    bytes[14] ^= 0x5a;
    bytes[15] ^= number;
    Id::from_slice(&bytes).unwrap_or(of.cast())
}

/// What an agency agreed with the Fund and with the providers of its framework. Made up, as all of the demo.
pub fn agreements(agency: Id<Organisation>, now: Timestamp) -> Vec<Agreement> {
    let agreement = |number: u8, name: &str, to, purpose: &str, shares, reference: &str| Agreement {
        id: id(agency, number),
        agency,
        name: name.into(),
        to: Recipient::every(to),
        purposes: vec![purpose.into()],
        shares,
        basis: LegalBasis::PublicTask,
        reference: reference.into(),
        from: FROM,
        until: Some(Calendar::england().add_days(local_date(now), 400 * i32::from(number))),
        made: now,
        made_by: None,
        ended: None,
        ended_by: None,
        ended_why: String::new(),
        version: 1,
    };
    vec![
        agreement(
            1,
            "Data sharing with the Fund",
            RecipientKind::Fund,
            purposes::APPLY_TO_FUND,
            vec![DataKind::Need, DataKind::Age, DataKind::Assessment, DataKind::Plan, DataKind::Money],
            "Demo agreement 1",
        ),
        agreement(
            2,
            "Data schedule of the provider framework",
            RecipientKind::Provider,
            purposes::ARRANGE_SUPPORT,
            vec![DataKind::Need, DataKind::Sessions],
            "Demo agreement 2",
        ),
        agreement(
            3,
            "Working together: schools and nurseries",
            RecipientKind::School,
            "work-with-school",
            vec![DataKind::Need, DataKind::Contact],
            "Demo agreement 3",
        ),
        agreement(
            4,
            "Working together: health services",
            RecipientKind::Health,
            "work-with-health",
            vec![DataKind::Need, DataKind::Contact],
            "Demo agreement 4",
        ),
    ]
}

/// The yes of a family that moved to handing its case to the agency where it lives now.
///
/// # Errors
/// `Internal` when a purpose is no longer on the list.
pub fn handed_over(case: &Case, to: Id<Organisation>, at: Timestamp) -> Result<Consent> {
    let lost = || kernel::Error::Internal("the demo asks for a purpose that is not listed".into());
    let purpose = purposes::find(purposes::WORK_WITH_AGENCY).ok_or_else(lost)?;
    let first = consents(case)?.into_iter().next().ok_or_else(lost)?;
    Ok(Consent {
        id: id(case.id, 9),
        purpose: purpose.code.clone(),
        shares: purpose.shares.clone(),
        to: Recipient::one(RecipientKind::Agency, to),
        answered_on: Some(local_date(at)),
        recorded: at,
        answered: Some(at),
        ..first
    })
}

/// What the family that the demo shows was asked: one yes, one that waits, one that was withdrawn.
///
/// # Errors
/// `Internal` when a purpose is no longer on the list.
pub fn consents(case: &Case) -> Result<Vec<Consent>> {
    let consent = |number: u8, purpose: &str, name: &str, answer: Answer| -> Result<Consent> {
        let purpose = purposes::find(purpose).ok_or_else(|| {
            kernel::Error::Internal("the demo asks for a purpose that is not listed".into())
        })?;
        let answered = answer != Answer::Asked;
        let to = if name.is_empty() {
            Recipient::every(purpose.recipient)
        } else {
            Recipient::named(purpose.recipient, name)
        };
        Ok(Consent {
            id: id::<_, kinds::Consent>(case.id, number),
            agency: case.agency,
            case: case.id,
            purpose: purpose.code.clone(),
            shares: purpose.shares.clone(),
            to,
            answer,
            given_by: answered.then_some(GivenBy::Parent),
            given_name: String::new(),
            how: answered.then_some(How::InPerson),
            note: String::new(),
            answered_on: answered.then(|| local_date(case.opened)),
            until: None,
            recorded: case.opened,
            recorded_by: case.coordinator,
            recorded_role: "social-worker".into(),
            answered: answered.then_some(case.opened),
            withdrawn: None,
            withdrawn_by: None,
            withdrawn_role: None,
            withdrawn_why: String::new(),
            version: 1,
        })
    };
    let mut research = consent(3, "help-research", "Adoption research group", Answer::Given)?;
    research.withdrawn =
        Some(case.opened.checked_add(jiff::SignedDuration::from_hours(24 * 14)).unwrap_or(case.opened));
    research.withdrawn_role = Some("family-member".into());
    research.withdrawn_why = "Too much to answer just now".into();
    research.version = 2;
    Ok(vec![
        consent(1, "work-with-school", "Elm Road Primary School", Answer::Given)?,
        consent(2, "contact-by-provider", "", Answer::Asked)?,
        research,
    ])
}
