//! Questions with their answers, and the scores.

use super::Chosen;
use access::Act;
use access::market::{Assessor, Bid, Question, Score};
use kernel::kinds::Organisation;
use kernel::{Id, Result};
use store::{Column, Read, statements};

const QUESTION: Column = Column::new("competition_question.question");
const ANSWER: Column = Column::new("competition_question.answer");
const SCORE_WORDS: Column = Column::new("competition_score.words");

statements! {
    ASK = "INSERT INTO competition_question (id, competition_id, provider_id, question, asked_at) VALUES ($1, $2, $3, $4, $5)";
    QUESTIONS = "SELECT id, question, answer, asked_at, answered_at, provider_id FROM competition_question WHERE competition_id = $1
                 ORDER BY competition_id, asked_at, id";
    SET_ANSWER = "UPDATE competition_question SET answer = $3, answered_at = $4 WHERE id = $1 AND competition_id = $2 AND answer IS NULL";

    ADD_SCORE = "INSERT INTO competition_score (id, bid_id, assessor_id, criterion, score, words) VALUES ($1, $2, $3, $4, $5, $6)";
    SCORES = "SELECT s.id, s.bid_id, s.assessor_id, s.criterion, s.score, s.words FROM competition_score s
              JOIN competition_bid b ON b.id = s.bid_id JOIN competition_invitation i ON i.id = b.invitation_id
              WHERE i.competition_id = $1 ORDER BY s.bid_id, s.criterion, s.id";
}

/// A question with its answer, as everybody who is invited reads it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its id.
    pub id: Id<Question>,
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// Whose question: shown to nobody but themselves.
    pub provider: Id<Organisation>,
}

pub(in crate::competitions) fn ask(
    act: &Act<'_>,
    c: &Chosen,
    provider: Id<Organisation>,
    words: &str,
) -> Result<()> {
    let id: Id<Question> = Id::new(act.now());
    let sealed = act.seal(QUESTION, id, words)?;
    act.execute(ASK, &[id.into(), c.id.into(), provider.into(), sealed, act.now().into()]).map(|_| ())
}

pub(in crate::competitions) fn questions(r: &Read<'_>, c: &Chosen) -> Result<Vec<Asked>> {
    r.query(QUESTIONS, &[c.id.into()])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            Ok(Asked {
                id,
                question: r.opened(QUESTION, id, row, 1)?,
                answer: r.opened(ANSWER, id, row, 2)?,
                provider: row.get(5)?,
            })
        })
        .collect()
}

pub(in crate::competitions) fn answer(
    act: &Act<'_>,
    c: &Chosen,
    id: Id<Question>,
    words: &str,
) -> Result<()> {
    let sealed = act.seal(ANSWER, id, words)?;
    act.change(SET_ANSWER, &[id.into(), c.id.into(), sealed, act.now().into()])
}

/// One score.
#[derive(Debug, Clone)]
pub struct ScoreRow {
    /// Of which bid.
    pub bid: Id<Bid>,
    /// By whom; nobody for the moderated one.
    pub assessor: Option<Id<Assessor>>,
    /// For which criterion, counted from nought.
    pub criterion: usize,
    /// From 0 to 5.
    pub score: u8,
    /// Why.
    pub words: String,
}

pub(in crate::competitions) fn add_score(act: &Act<'_>, score: &ScoreRow) -> Result<()> {
    let id: Id<Score> = Id::new(act.now());
    let values = [
        id.into(),
        score.bid.into(),
        score.assessor.into(),
        i64::try_from(score.criterion).unwrap_or(0).into(),
        i64::from(score.score).into(),
        act.seal_unless_empty(SCORE_WORDS, id, &score.words)?,
    ];
    act.execute(ADD_SCORE, &values).map(|_| ())
}

pub(in crate::competitions) fn scores(r: &Read<'_>, c: &Chosen) -> Result<Vec<ScoreRow>> {
    r.query(SCORES, &[c.id.into()])?
        .iter()
        .map(|row| {
            let id: Id<Score> = row.get(0)?;
            Ok(ScoreRow {
                bid: row.get(1)?,
                assessor: row.get(2)?,
                criterion: usize::try_from(row.get::<i64>(3)?).unwrap_or(0),
                score: u8::try_from(row.get::<i64>(4)?).unwrap_or(0),
                words: r.opened(SCORE_WORDS, id, row, 5)?,
            })
        })
        .collect()
}
