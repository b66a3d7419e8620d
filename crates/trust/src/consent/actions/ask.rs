//! Asking a family for consent, and recording what it said there and then.

use access::{
    Act,
    actions::RecordConsent,
    consent::{
        Answer, Consent, GivenBy, How, Recipient, RecipientKind, may_give,
        purposes::{self, Purpose},
        store,
    },
    own_records,
};
use casework::{
    cases::store as cases,
    people::store as people,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Date, Error, Id, Invalid, Result, age_on, kinds};
use page::Fields;

use crate::words::{LINE, NOTE, day};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// For what.
    pub purpose: &'static Purpose,
    /// A provider with a record here; none means every approved provider, or another organisation.
    pub provider: Option<Id<kinds::Organisation>>,
    /// The name of a school, health service or other organisation.
    pub name: String,
    /// What they said, or that they were asked.
    pub answer: Answer,
    /// Who said it; needed with an answer.
    pub by: Option<GivenBy>,
    /// Their name, where it is not plain from who they are.
    pub by_name: String,
    /// How they said it; needed with an answer.
    pub how: Option<How>,
    /// On which day; today when left out.
    pub on: Option<Date>,
    /// The last day of a yes.
    pub until: Option<Date>,
    /// What was said with it.
    pub note: String,
}

/// Reads [`Input`].
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let purpose = f.required("purpose", "Choose what the family is asked for", 60).and_then(|code| {
        let found = purposes::find(&code);
        if found.is_none() {
            f.fail("purpose", "Choose what the family is asked for");
        }
        found
    });
    let provider = f.id_opt("provider", "Choose a provider from the list");
    let name = f.optional("name", LINE).unwrap_or_default();
    let answer = f.choice::<Answer>("answer", "Choose what they said");
    let by = f.choice_opt::<GivenBy>("given_by", "Choose who answered");
    let by_name = f.optional("given_name", LINE).unwrap_or_default();
    let how = f.choice_opt::<How>("how", "Choose how they answered");
    let on = f.date_opt("on");
    let until = f.date_opt("until");
    let note = f.optional("note", NOTE).unwrap_or_default();
    if matches!(answer, Some(Answer::Given | Answer::Refused)) {
        if by.is_none() {
            f.fail("given_by", "Choose who answered");
        }
        if how.is_none() {
            f.fail("how", "Choose how they answered");
        }
    }
    if let Some(purpose) = purpose {
        match purpose.recipient {
            RecipientKind::Provider if !name.is_empty() => {
                f.fail("name", "Choose the provider from the list instead, or leave this empty for every approved provider");
            }
            RecipientKind::Provider | RecipientKind::Fund => {}
            _ if name.is_empty() => f.fail("name", "Enter the name of the organisation"),
            _ => {}
        }
    }
    f.finish(|| {
        Some(Input { purpose: purpose?, provider, name, answer: answer?, by, by_name, how, on, until, note })
    })
}

/// Records what the family was asked, and what it said if it answered. Gives the consent.
///
/// # Errors
/// `NotFound` for a case of others; `Refused` (`case.closed`); `Invalid` on `given_by` or `note` when
/// somebody may not answer, on `on` for a day to come, on `until` for one that is over.
pub fn ask_consent(act: &Act<'_>, case: Id<kinds::Case>, input: &Input) -> Result<Consent> {
    let grant = act.one::<RecordConsent, kinds::Case>(case)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    let answered = input.answer != Answer::Asked;
    let on = input.on.unwrap_or(act.today());
    if let (true, Some(by)) = (answered, input.by) {
        may_say(act, &case, by, on, &input.note)?;
    }
    check_days(on, input.until, act.today())?;
    let to = match (input.purpose.recipient, input.provider) {
        (RecipientKind::Provider, Some(provider)) => {
            crate::words::approved(act, provider)?;
            Recipient::one(RecipientKind::Provider, provider)
        }
        (kind @ (RecipientKind::Provider | RecipientKind::Fund), _) => Recipient::every(kind),
        (kind, _) => Recipient::named(kind, &input.name),
    };
    let consent = Consent {
        id: Id::new(act.now()),
        agency: case.agency,
        case: case.id,
        purpose: input.purpose.code.clone(),
        shares: input.purpose.shares.clone(),
        to,
        answer: input.answer,
        given_by: input.by.filter(|_| answered),
        given_name: input.by_name.clone(),
        how: input.how.filter(|_| answered),
        note: input.note.clone(),
        answered_on: answered.then_some(on),
        until: input.until,
        recorded: act.now(),
        recorded_by: act.actor().account(),
        recorded_role: act.actor().role_code().to_owned(),
        answered: answered.then(|| act.now()),
        withdrawn: None,
        withdrawn_by: None,
        withdrawn_role: None,
        withdrawn_why: String::new(),
        version: 1,
    };
    store::add(act, &consent)?;
    grant.note(act, &format!("{} {}: {}", consent.id, consent.purpose, consent.answer.code()))?;
    tell(act, &consent)?;
    Ok(consent)
}

/// Refuses an answer of somebody who may not give it for this case, said on a day. Where the record is its person's own, a parent's word
/// of before the day is no ground for what goes out from now on either.
pub(super) fn may_say(act: &Act<'_>, case: &cases::Case, by: GivenBy, on: Date, note: &str) -> Result<()> {
    if by == GivenBy::Parent && own_records::since(act, case.id)?.is_some() {
        return Err(Error::field(
            "given_by",
            "The record is their own, as an adult: ask them, not their parent. Somebody with a court order can be named instead",
        ));
    }
    let born = people::load(act, case.child)?.born;
    may_give(by, born.and_then(|born| age_on(born, on)), note)
}

/// Refuses days that cannot be.
pub(super) fn check_days(on: Date, until: Option<Date>, today: Date) -> Result<()> {
    if on > today {
        return Err(Error::field("on", "Enter the day they answered: today or earlier"));
    }
    if until.is_some_and(|last| last < today) {
        return Err(Error::field("until", "Enter a day to come, or leave it empty"));
    }
    Ok(())
}

/// Writes the line of the timeline that says what was asked or answered.
pub(super) fn tell(act: &Act<'_>, consent: &Consent) -> Result<()> {
    let name = store::name_of(act, &consent.to)?;
    let what = purposes::title(&consent.purpose);
    let said = match (consent.answer, consent.until) {
        (Answer::Asked, _) => "The family was asked:".to_owned(),
        (Answer::Given, Some(last)) => format!("The family agreed, until {}:", day(last)),
        (Answer::Given, None) => "The family agreed:".to_owned(),
        (Answer::Refused, _) => "The family did not agree:".to_owned(),
    };
    timeline::note(
        act,
        NewEvent {
            agency: consent.agency,
            case: consent.case,
            kind: EventKind::Consent,
            words: &format!("{said} {what} ({name})."),
            link: Some(&format!("/cases/{}/consent", consent.case)),
            family_sees: true,
        },
    )
}
