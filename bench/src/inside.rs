//! What is too small to see from outside, measured in this process on the database that the server has: the check
//! of a permission, a whole grant with its audit line, and one password hash.

use std::{
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use access::{
    Act, Action, Actor, Look, Role, accounts,
    actions::{ListCases, ViewAssessment, ViewCase},
    permissions, sessions,
    sign_in::passwords,
};
use casework::{
    assessment::actions::{
        save::{self, Which},
        start,
    },
    contributions::{
        model::{Answer, Ask, Said, Stage, State},
        store::{self as contributions, Contribution},
    },
};
use jiff::{Span, ToSpan};
use kernel::{
    Id, Timestamp,
    kinds::{Assessment, Case, Event},
};
use page::Fields;
use store::{Column, Db, Keys, statements};

use crate::{
    fault::{Result, While, fault},
    load::Times,
};

/// Checks of one measurement; the time of one is the share of all.
const CHECKS: u32 = 200_000;
/// Records that are granted in turn.
const RECORDS: i64 = 2_000;
/// Hashes: each takes tens of milliseconds on purpose.
const HASHES: usize = 7;
/// What happened in a long life of a case.
pub(crate) const LONG_LIFE: u32 = 2_000;
/// What is written for each part of it: a page of it.
const FOUND: &str = "We talked about this at home and at school, with examples from an ordinary week. ";
/// The sealed words of an event.
const WORDS: Column = Column::new("event.words");

statements! {
    HAPPENED = "INSERT INTO event (id, agency_id, case_id, at, kind, words, role, family_sees)
                SELECT $1, agency_id, id, $3, $4, $5, 'social-worker', 1 FROM support_case WHERE id = $2";
    ANSWERED = "INSERT INTO contribution (id, agency_id, case_id, assessment_id, partner, ask, status, asked_at, asked_by, due_at, link_number,
                  opened_at, settled_at, answer, words, took, took_at, took_by, stage, version, code_tries)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    OF_THE_AGENCY = "SELECT id FROM support_case WHERE agency_id = $1 ORDER BY id LIMIT $2";
}

/// The record as the server has it.
#[derive(Clone)]
pub(crate) struct Inside {
    db: Db,
    actor: Actor,
    now: Timestamp,
}

/// What a grant costs, each a mean over many, in microseconds.
pub(crate) struct Grants {
    /// Role, place and table alone.
    pub(crate) check: f64,
    /// The same with whose record it is, whether it is sealed, and the audit line made.
    pub(crate) whole: f64,
}

impl Inside {
    /// Opens the database and signs in as the demo's social worker.
    pub(crate) async fn open(database: &str, key_file: &Path) -> Result<Self> {
        let keys = Keys::load(key_file).while_("the key file")?;
        let db = Db::connect(database, keys).await.while_("the database")?;
        let now = Timestamp::now();
        let worker = db.read(|r| accounts::demo(r, Role::SocialWorker)).await.while_("the social worker")?;
        let Some(worker) = worker else { return fault("the demo has no social worker") };
        let session =
            db.write("session", move |w| sessions::start(w, worker.id, now)).await.while_("signing in")?;
        let actor = db.read(move |r| sessions::actor(r, &session, now)).await.while_("the session")?;
        match actor {
            Some(actor) => Ok(Inside { db, actor, now }),
            None => fault("the session is not known"),
        }
    }

    /// Writes twenty years of events into the timeline of a case: sessions, orders, and now and then a worry.
    pub(crate) async fn long_life(&self, case: Id<Case>) -> Result<()> {
        let now = self.now;
        self.db
            .write("a long life", move |w| {
                for n in 0..LONG_LIFE {
                    let back: Span = (i64::from(n) * 20 * 365 * 24 / i64::from(LONG_LIFE) + 1).hours();
                    let at = now.checked_sub(back).unwrap_or(now);
                    let id = Id::<Event>::new(at);
                    let kind = match n % 50 {
                        0 => "safeguarding",
                        1..=9 => "order",
                        _ => "session",
                    };
                    let words = w.seal(WORDS, id, "What happened, in a sentence of a usual length.")?;
                    w.execute(HAPPENED, &[id.into(), case.into(), at.into(), kind.into(), words])?;
                }
                Ok(())
            })
            .await
            .while_("writing a long life")
    }

    /// Writes an assessment of a case: every part of the framework at length, and the answers of six partners. Gives its id, how many parts it
    /// has, and how many answers stand in it: more than six where an earlier run was kept.
    pub(crate) async fn whole_assessment(&self, case: Id<Case>) -> Result<(Id<Assessment>, usize, usize)> {
        let Inside { db, actor, now } = self.clone();
        db.write("a whole assessment", move |w| {
            let act = Act::new(w, &actor, now, "bench");
            let draft = start::run(&act, case)?;
            let codes: Vec<String> = draft.framework()?.domains.iter().map(|d| d.code.clone()).collect();
            let mut values = vec![("version".to_owned(), draft.version.to_string())];
            values.extend(codes.iter().map(|code| (code.clone(), FOUND.repeat(20))));
            for field in ["child-words", "family-words", "happened", "keeps-going", "protects", "formulation"]
            {
                values.push((field.to_owned(), FOUND.repeat(5)));
            }
            for need in ["trauma", "violence", "school", "sensory"] {
                values.push((format!("needs.{need}"), "strong".to_owned()));
            }
            save::run(&act, draft.id, &Fields::filled(values), Which::Sent)?;
            let partners = [
                "school",
                "virtual-school",
                "camhs",
                "paediatrics",
                "childrens-services",
                "health-visitor-gp",
            ];
            for partner in partners {
                let said = codes.iter().take(4).map(|part| Said {
                    part: part.clone(),
                    words: FOUND.repeat(5),
                    ..Said::default()
                });
                let answered = Contribution {
                    id: Id::new(now),
                    agency: draft.agency,
                    case,
                    assessment: draft.id,
                    ask: Ask {
                        partner: partner.to_owned(),
                        name: "A partner".to_owned(),
                        role: "Head".to_owned(),
                        organisation: "An organisation".to_owned(),
                        email: "partner@example.org".to_owned(),
                        child: "the child".to_owned(),
                        why: FOUND.to_owned(),
                        domains: codes.iter().take(4).cloned().collect(),
                        question: String::new(),
                        worker: "A worker".to_owned(),
                        agency: "The agency".to_owned(),
                        site: "http://127.0.0.1".to_owned(),
                    },
                    state: State::Sent,
                    asked: now,
                    asked_by: actor.account(),
                    due: now,
                    link: 1,
                    opened: Some(now),
                    settled: Some(now),
                    answer: Some(Answer {
                        said: said.collect(),
                        name: "A partner".to_owned(),
                        role: "Head".to_owned(),
                    }),
                    words: String::new(),
                    took: None,
                    took_at: None,
                    took_by: None,
                    stage: Stage::Asked,
                    version: 1,
                };
                w.execute(ANSWERED, &contributions::values(w.keys(), &answered)?)?;
            }
            let grant = act.one::<ViewAssessment, Assessment>(draft.id)?;
            let answers = contributions::of_assessment(&act, &grant)?.len();
            Ok((draft.id, codes.len(), answers))
        })
        .await
        .while_("writing a whole assessment")
    }

    /// Times grants for many cases of the worker's agency. Their audit lines are written afterwards, outside the
    /// time: what writing them costs is told by the case page with and without them.
    pub(crate) async fn grants(&self) -> Result<Grants> {
        let Inside { db, actor, now } = self.clone();
        let Some(agency) = actor.agency() else { return fault("the social worker has no agency") };
        db.read(move |read| {
            let rows = read.query(OF_THE_AGENCY, &[agency.into(), RECORDS.into()])?;
            let cases: Vec<Id<Case>> = rows.iter().map(|row| row.get(0)).collect::<kernel::Result<_>>()?;
            let look = Look::new(read, &actor, now, "bench");
            let table = permissions::current();
            let started = Instant::now();
            for _ in 0..CHECKS {
                black_box(black_box(&actor).reach_in(table, black_box(ViewCase::NAME)));
                black_box(black_box(&look).agency::<ListCases>()?);
            }
            let check = per_one(started.elapsed(), f64::from(CHECKS));
            let started = Instant::now();
            for case in &cases {
                // Some are sealed, and refused: that is a check too.
                let _ = black_box(look.one::<ViewCase, Case>(*case));
            }
            let whole = per_one(started.elapsed(), cases.len().max(1) as f64);
            Ok(Grants { check, whole })
        })
        .await
        .while_("grants")
    }
}

/// Microseconds of one.
fn per_one(took: Duration, of: f64) -> f64 {
    took.as_secs_f64() * 1e6 / of
}

/// Times of one password hash after another.
pub(crate) fn hashes() -> Result<Times> {
    let mut each = Vec::new();
    for _ in 0..HASHES {
        let started = Instant::now();
        black_box(passwords::hash(black_box("a long enough sentence to hash"))).while_("hashing")?;
        each.push(started.elapsed());
    }
    Ok(Times::of(each))
}
