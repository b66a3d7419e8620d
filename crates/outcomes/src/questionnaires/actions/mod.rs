//! What can be done with questionnaires: keep one, and correct one that was entered wrongly.

#[cfg(test)]
mod tests;

use access::{Act, Grant, One, actions::RecordQuestionnaires};
use casework::{
    cases::store::{self as cases, Case},
    people::store as people,
    screening::model::months_old,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Date, Error, Id, Result, kinds};

use super::{
    form::Input,
    model::{Content, Questionnaire, Standing, keep, must_fit_in, scored},
    store,
};
use crate::measures::model::Informant;

/// Keeps a questionnaire as it was given, scored at once. A closed case is no hindrance: measures are asked for months after the end.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` beside `on` for a day to come or before the child was born, beside `measure` for one that may
/// not be used yet, and beside `wave`; `Refused` by `questionnaire.double` or `questionnaire.full`.
pub fn record(act: &Act<'_>, case: Id<kinds::Case>, input: &Input) -> Result<Questionnaire> {
    let grant = act.one::<RecordQuestionnaires, kinds::Case>(case)?;
    let case = cases::load(act, &grant)?;
    let new = made(act, &case, input, Content::default(), None)?;
    must_fit_in(&store::of_case(act, &grant)?, &new, None)?;
    put(act, &grant, &case, &new)?;
    grant
        .note(act, &format!("questionnaire {} kept: {} by {}", new.id, new.measure, new.informant.code()))?;
    Ok(new)
}

/// Keeps a questionnaire in the place of one that was entered wrongly. The old entry stays, marked as corrected, with the reason beside it.
///
/// # Errors
/// As [`record`]; `NotFound` when the case has no such entry; `Stale` when somebody corrected it since.
pub fn correct(
    act: &Act<'_>,
    case: Id<kinds::Case>,
    old: Id<()>,
    version: i64,
    why: &str,
    input: &Input,
) -> Result<Questionnaire> {
    let grant = act.one::<RecordQuestionnaires, kinds::Case>(case)?;
    let case = cases::load(act, &grant)?;
    let all = store::of_case(act, &grant)?;
    let before = all.iter().find(|q| q.id == old).ok_or(Error::NotFound)?;
    if before.version != version || before.standing == Standing::Corrected {
        return Err(Error::Stale);
    }
    if before.measure != input.instrument.code {
        return Err(Error::field("measure", "A correction is of the same measure. Enter another one anew"));
    }
    let new = made(act, &case, input, Content { why: why.to_owned(), ..Content::default() }, Some(old))?;
    must_fit_in(&all, &new, Some(old))?;
    store::corrected(act, &grant, old, version)?;
    put(act, &grant, &case, &new)?;
    grant.note(act, &format!("questionnaire {old}: corrected by {}", new.id))?;
    Ok(new)
}

fn made(
    act: &Act<'_>,
    case: &Case,
    input: &Input,
    content: Content,
    replaces: Option<Id<()>>,
) -> Result<Questionnaire> {
    let m = input.instrument;
    if input.on > act.today() {
        return Err(Error::field("on", "Enter today, or a day before"));
    }
    if m.from > act.today() {
        return Err(Error::field("measure", "This measure can not be used yet"));
    }
    let months = months(people::load(act, case.child)?.born, input.on)?;
    let mut content = Content {
        who: input.who.clone(),
        months,
        answers: input.answers.clone(),
        note: input.note.clone(),
        ..content
    };
    keep(m, &scored(m, input.informant, &input.answers, months), &mut content);
    Ok(Questionnaire {
        id: Id::new(act.now()),
        case: case.id,
        measure: m.code.clone(),
        informant: input.informant,
        wave: input.wave,
        way: input.way,
        on: input.on,
        content,
        standing: Standing::Kept,
        replaces,
        kept: act.now(),
        kept_by: act.actor().account(),
        version: 1,
    })
}

fn months(born: Option<Date>, on: Date) -> Result<Option<i64>> {
    let Some(born) = born else { return Ok(None) };
    let months = months_old(born, on);
    months.map(Some).ok_or_else(|| Error::field("on", "Enter a day after the child was born"))
}

fn put(
    act: &Act<'_>,
    _grant: &Grant<RecordQuestionnaires, One<kinds::Case>>,
    case: &Case,
    new: &Questionnaire,
) -> Result<()> {
    store::insert(act, case.agency, new)?;
    let short = new.instrument()?.short.as_str();
    let words = match new.replaces {
        Some(_) => {
            format!("A questionnaire was corrected: {short}, {}", new.informant.label().to_lowercase())
        }
        None => format!("A questionnaire was kept: {short}, {}", new.informant.label().to_lowercase()),
    };
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Rating,
            words: &words,
            link: Some(&format!("/cases/{}/questionnaires", case.id)),
            family_sees: new.informant == Informant::Parent,
        },
    )
}
