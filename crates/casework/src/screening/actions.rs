//! What can be done with screenings: record what a tool gave, take it out of a draft, put it back.

#[cfg(test)]
mod tests;

use access::{Act, Grant, One, actions::EditAssessment};
use kernel::{Error, Id, Result, kinds::Assessment};

use super::{
    form::NewScreening,
    model::{Content, Screening, Standing, months_old},
    store,
};
use crate::{
    assessment::{actions::save::must_be_draft, signatures, store as assessments},
    plan::store::born,
};

/// The rule by the code that a refusal carries: there are too many already.
pub const FULL: &str = "screening.full";

/// Records what a tool gave.
///
/// # Errors
/// `NotFound` for an assessment of others; `Refused` by `assessment.complete` once it is complete, or `screening.full`; `Invalid` beside `on`
/// for a day to come or before the child was born, and beside `tool` for one that may not be used yet.
pub fn record(act: &Act<'_>, id: Id<Assessment>, input: &NewScreening) -> Result<Screening> {
    let grant = act.one::<EditAssessment, Assessment>(id)?;
    let assessment = assessments::load(act, &grant)?;
    must_be_draft(&assessment)?;
    if input.on > act.today() {
        return Err(Error::field("on", "Enter today, or a day before"));
    }
    if input.tool.from > act.today() {
        return Err(Error::field("tool", "This tool can not be used yet"));
    }
    let months = match born(act, assessment.case)? {
        Some(born) => Some(
            months_old(born, input.on)
                .ok_or_else(|| Error::field("on", "Enter a day after the child was born"))?,
        ),
        None => None,
    };
    if store::of_assessment(act, &grant)?.len() >= store::MOST {
        return Err(Error::refused(FULL, "There are too many results in this assessment. Start a new one."));
    }
    let new = Screening {
        id: Id::new(act.now()),
        case: assessment.case,
        assessment: id,
        measure: input.tool.code.clone(),
        by: input.by,
        on: input.on,
        content: Content {
            months,
            why: input.why.clone(),
            who: input.who.clone(),
            scales: input.entered.scales.clone(),
            total: input.total,
            note: input.note.clone(),
        },
        standing: Standing::Kept,
        added: act.now(),
        recorded_by: act.actor().account(),
        version: 1,
    };
    store::insert(act, assessment.agency, &new)?;
    had_a_hand(act, &grant, &format!("screening {} recorded: {}", new.id, new.measure))?;
    Ok(new)
}

/// Takes what a tool gave out of a draft, or puts it back.
///
/// # Errors
/// `NotFound` for what belongs to others or to another assessment; `Stale` when somebody changed it since; `Refused` by
/// `assessment.complete`.
pub fn stand(
    act: &Act<'_>,
    id: Id<Assessment>,
    screening: Id<()>,
    version: i64,
    standing: Standing,
) -> Result<Screening> {
    let grant = act.one::<EditAssessment, Assessment>(id)?;
    must_be_draft(&assessments::load(act, &grant)?)?;
    let before = store::one(act, &grant, screening)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    store::stand(act, &grant, version, screening, standing)?;
    let told = format!("screening {screening}: {} -> {}", before.standing.code(), standing.code());
    had_a_hand(act, &grant, &told)?;
    Ok(Screening { standing, version: version + 1, ..before })
}

/// Whoever records or takes out what a tool gave had a hand in the assessment, and does not sign it.
fn had_a_hand(act: &Act<'_>, grant: &Grant<EditAssessment, One<Assessment>>, told: &str) -> Result<()> {
    signatures::wrote(act, grant.id())?;
    grant.note(act, told)
}
