//! Second signatures under assessments: what this room adds to [`crate::signing`].

use ::store::{Column, Keys, Sql, Value, statements};
use access::{
    Act, Grant, InAgency, Look, One,
    actions::{EditAssessment, SignAssessment},
};
use kernel::{
    Id, PromiseKind, Result,
    kinds::{self, Case, Organisation},
};
use page::kit::row;

use super::{
    actions::sign,
    pages::{day_of, name_of, read as reading},
    store::{self as assessments, Assessment},
};
pub use crate::signing::store::{
    Returned as ReturnedAssessment, Signature, Waiting as WaitingAssessment, how_many_wait, waiting,
};
use crate::{
    cases::{
        self,
        frame::{self, Tab},
    },
    contributions::store as contributions,
    promises, screening,
    signing::{Says, Sheet, Signed, Statements, sign as signing, store as signed},
};

/// The statements that both rooms share the shape of.
mod shared {
    crate::signing::statements_of!(
        "assessment_signature",
        "assessment_writer",
        "assessment",
        "assessment_id",
        "assessment-signed",
        "CAST(0 AS BIGINT)"
    );
}

statements! {
    OPEN_OF_CASE = "SELECT assessment_id, asked_at, asked_by, status, settled_at, settled_by, words FROM assessment_signature
          WHERE case_id = $1 AND status IN ('waiting', 'returned') ORDER BY asked_at, assessment_id";
}

/// Every statement of these signatures.
pub(super) fn statements() -> Vec<Sql> {
    [shared::ALL, ALL].concat()
}

/// What a manager says should be looked at again.
pub const WORDS: Column = Column::new("assessment_signature.words");

/// The columns that a load of signatures fills, in order: see [`values`].
pub const COLUMNS: &str =
    "assessment_id, agency_id, case_id, asked_at, asked_by, status, settled_at, settled_by, words";

/// The values of one signature, for [`COLUMNS`].
///
/// # Errors
/// Those of the keys.
pub fn values(keys: &Keys, agency: Id<Organisation>, case: Id<Case>, s: &Signature) -> Result<Vec<Value>> {
    signed::values(keys, WORDS, agency, case, s)
}

impl Signed for SignAssessment {
    type Kind = kinds::Assessment;
    type Edit = EditAssessment;
    const SQL: Statements = shared::STATEMENTS;
    const WORDS: Column = WORDS;
    const PROMISE: PromiseKind = PromiseKind::AssessmentSigned;
    const SAYS: Says = Says {
        settled: "assessment.signature.settled",
        settled_why: "This assessment does not wait for a signature any more. Open it to see who answered, and what.",
        unasked_why: "No signature is asked for under this assessment: it was completed before signatures were.",
        person: "assessment.signature.person",
        own: "assessment.signature.own",
        own_why: "You had a hand in this assessment, or act for somebody who had, so somebody else must sign it.",
        send_back: "Send it back, with what to look at again",
        send_back_ask: "Say what should be looked at again, so that the author can do it",
        send_back_label: "If you send it back: what should be looked at again?",
        send_back_hint: "Its author reads this. The assessment goes on holding meanwhile.",
        returned: "Sent back, to be looked at again",
        answered: "Sent back, then answered by a later assessment",
        question: "Do you sign this assessment?",
        waits_for_you: "This assessment is complete, and waits for your signature: a second pair of eyes.",
        waits: "A manager who had no hand in this assessment has not signed it yet; nothing waits for that.",
        came_back: "A manager sent this assessment back, to be looked at again. It goes on holding until a new one is complete. \
                    The new one begins with what is written here.",
        signed_it: "You have signed this assessment.",
        sent_it_back: "The assessment is sent back. Its author sees it on their first page.",
        deed: "answer for an assessment",
        path: "/assessments",
        list: "/assessment-signatures",
        file: "assessment-signatures",
        heading: "Assessments that wait for a signature",
        lead: "Each holds already. A manager who had no hand in it reads it and signs, or sends it back with what to look at again.",
        nothing: "No assessment waits for a signature.",
        download: "Download these assessments as a CSV file",
        by: "Completed by",
        numbered: false,
        called: "the assessment",
    };

    fn sheet(look: &Look<'_>, grant: &Grant<Self, One<kinds::Assessment>>) -> Result<Sheet> {
        let assessment = assessments::load(look, grant)?;
        let case = cases::store::of_opened(look, grant, assessment.case)?;
        let author = name_of(look, assessment.author)?;
        let said = contributions::of_assessment(look, grant)?;
        let screened = screening::store::of_assessment(look, grant)?;
        Ok(Sheet {
            head: frame::of_case(look, case)?,
            tab: Tab::Assessment,
            facts: vec![
                row("Completed by", author.unwrap_or_else(|| "Another system".into())),
                row("Completed", assessment.completed.map_or_else(|| "Not yet".to_owned(), day_of)),
            ],
            body: reading::whole(assessment.framework()?, &assessment.findings, &said, &screened, false),
            version: assessment.version,
            refused: signing::refused(sign::may_answer(look, &assessment))?,
            back: "This assessment",
        })
    }

    fn answer(act: &Act<'_>, id: Id<kinds::Assessment>, input: &signing::Input) -> Result<Signature> {
        sign::run(act, id, input)
    }
}

/// Notes that whoever acts had a hand in an assessment.
pub(crate) fn wrote(act: &Act<'_>, assessment: Id<kinds::Assessment>) -> Result<()> {
    signed::wrote::<SignAssessment>(act, assessment)
}

/// Asks for a signature under an assessment that has just been completed. What waited under an earlier one of the case, or
/// was sent back, is over.
pub(super) fn ask(act: &Act<'_>, assessment: &Assessment) -> Result<()> {
    for row in act.query(OPEN_OF_CASE, &[assessment.case.into()])? {
        let before = signed::read::<SignAssessment>(act, &row)?;
        signed::replace::<SignAssessment>(act, &before)?;
        promises::withdraw(act, before.thing, PromiseKind::AssessmentSigned)?;
    }
    wrote(act, assessment.id)?;
    signed::ask::<SignAssessment>(act, assessment.agency, assessment.case, assessment.id)?;
    let about = promises::About {
        agency: assessment.agency,
        case: Some(assessment.case),
        enquiry: None,
        thing: assessment.id.cast(),
    };
    promises::make(act, about, PromiseKind::AssessmentSigned, act.now())
}

/// The signature under an assessment. Whoever calls holds a grant of it or of its case. None for a draft, and for an
/// assessment that was completed before signatures were asked for.
///
/// # Errors
/// Those of the store.
pub fn of(look: &Look<'_>, assessment: Id<kinds::Assessment>) -> Result<Option<Signature>> {
    signed::of::<SignAssessment>(look, assessment)
}

/// The assessments that were sent back to whoever asks and have no later one yet: 20 at most, the oldest first.
///
/// # Errors
/// Those of the store.
pub fn returned(look: &Look<'_>, grant: &Grant<EditAssessment, InAgency>) -> Result<Vec<ReturnedAssessment>> {
    signed::returned::<SignAssessment>(look, grant)
}
