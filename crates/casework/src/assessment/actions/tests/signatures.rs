//! The second signature under assessments, on both engines: who signs, who never does, and what becomes of what is sent back.

use ::store::statements;
use access::{actions::SignAssessment, delegations};
use kernel::local_date;

use super::*;
use crate::assessment::{
    actions::sign::{self, Input},
    model::{SignAnswer, SignOff},
    signatures::{self, Signature},
};

statements! {
    SIGNING = "SELECT kept_at, withdrawn_at FROM promise WHERE about_id = $1 AND kind = 'assessment-signed'";
    CHANGES = "SELECT count(*) FROM audit_line WHERE object_id = $1 AND action = 'assessment.sign' AND deed = 'change'";
}

fn says(version: i64, answer: SignAnswer, words: &str) -> Input {
    Input { version, answer, words: words.into() }
}

async fn answers(desk: &Desk, who: &Actor, of: &Assessment, input: Input) -> Result<Signature> {
    let id = of.id;
    desk.act(who, move |act| sign::run(act, id, &input)).await
}

/// An assessment that `author` begins and completes and `co_author` saves.
async fn completed(desk: &Desk, author: &Actor, co_author: &Actor) -> (Id<kinds::Case>, Assessment) {
    let (case, draft) = draft(desk, author).await;
    let id = draft.id;
    let whole = full(1, &NEEDS_FOUND, Level::Targeted);
    desk.act(co_author, move |act| save::run(act, id, &whole, Which::Sent)).await.unwrap();
    let version = Fields::filled([("version", "2")]);
    let done = desk.act(author, move |act| complete::run(act, id, &version)).await.unwrap();
    (case, done)
}

async fn signature(desk: &Desk, who: &Actor, of: &Assessment) -> Signature {
    let id = of.id;
    desk.look(who, move |look| signatures::of(look, id)).await.unwrap().unwrap()
}

/// The promise of a signature: kept, and withdrawn.
async fn promised(desk: &Desk, of: &Assessment) -> (bool, bool) {
    let id = of.id;
    let rows = desk.db.read(move |r| r.query(SIGNING, &[id.into()])).await.unwrap();
    assert_eq!(rows.len(), 1);
    let there = |n| rows[0].get::<Option<kernel::Timestamp>>(n).unwrap().is_some();
    (there(0), there(1))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_signs_what_others_wrote_and_nobody_signs_their_own() {
    for desk in testkit::both(crate::schema()).await {
        let author = desk.worker(Role::TeamManager).await;
        let co_author = desk.worker(Role::TeamManager).await;
        let deputy = desk.worker(Role::SocialWorker).await;
        let manager = desk.worker(Role::TeamManager).await;
        let (_, done) = completed(&desk, &author, &co_author).await;
        assert_eq!(signature(&desk, &author, &done).await.state, SignOff::Waiting);
        assert_eq!(promised(&desk, &done).await, (false, false));
        let yes = || says(done.version, SignAnswer::Sign, "");
        let rule = |done: Result<Signature>| done.unwrap_err().code();
        assert_eq!(rule(answers(&desk, &author, &done, yes()).await), "assessment.signature.own");
        assert_eq!(rule(answers(&desk, &co_author, &done, yes()).await), "assessment.signature.own");
        assert_eq!(answers(&desk, &deputy, &done, yes()).await, Err(Error::Forbidden));
        let stranger = desk.stranger(Role::TeamManager).await;
        assert_eq!(answers(&desk, &stranger, &done, yes()).await, Err(Error::NotFound));

        // Who acts in the author's place answers as the author.
        let new = delegations::New {
            giver: author.account().unwrap(),
            receiver: deputy.account().unwrap(),
            from: local_date(desk.now),
            until: local_date(desk.now),
            reason: "On leave".into(),
        };
        desk.act(&author, move |act| delegations::make(act, &new)).await.unwrap();
        let (who, now) = (deputy.clone(), desk.now);
        let acting = desk.db.read(move |r| delegations::load(r, who, now)).await.unwrap();
        assert_eq!(rule(answers(&desk, &acting, &done, yes()).await), "assessment.signature.own");

        let waits = |who: Actor| {
            let desk = &desk;
            async move {
                desk.look(&who, |look| {
                    let grant = look.agency::<SignAssessment>()?;
                    let own = signatures::waiting(look, &grant, None)?
                        .items
                        .iter()
                        .map(|a| a.own)
                        .collect::<Vec<_>>();
                    Ok((signatures::how_many_wait(look, &grant)?, own))
                })
                .await
                .unwrap()
            }
        };
        assert_eq!(waits(author.clone()).await, (1, vec![true]));
        assert_eq!(waits(manager.clone()).await, (1, vec![false]));
        assert_eq!(answers(&desk, &manager, &done, says(1, SignAnswer::Sign, "")).await, Err(Error::Stale));
        let signed = answers(&desk, &manager, &done, yes()).await.unwrap();
        assert_eq!((signed.state, signed.settled_by), (SignOff::Signed, manager.account()));
        assert_eq!(promised(&desk, &done).await, (true, false));
        assert_eq!(rule(answers(&desk, &manager, &done, yes()).await), "assessment.signature.settled");
        assert_eq!(waits(manager.clone()).await, (0, Vec::new()));
        let id = done.id;
        let noted = desk.db.read(move |r| r.row(CHANGES, &[id.into()])?.get::<i64>(0)).await.unwrap();
        assert_eq!(noted, 1, "the audit log tells who signed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_back_begins_the_next_one_and_is_answered_by_it() {
    for desk in testkit::both(crate::schema()).await {
        let author = desk.worker(Role::SocialWorker).await;
        let manager = desk.worker(Role::TeamManager).await;
        let (case, done) = completed(&desk, &author, &author).await;
        let back = says(done.version, SignAnswer::SendBack, "Ask the school too.");
        let returned = answers(&desk, &manager, &done, back).await.unwrap();
        assert_eq!((returned.state, returned.words.as_str()), (SignOff::Returned, "Ask the school too."));
        let mine = desk
            .look(&author, |look| {
                signatures::returned(look, &look.agency::<access::actions::EditAssessment>()?)
            })
            .await
            .unwrap();
        assert_eq!((mine.len(), mine[0].words.as_str()), (1, "Ask the school too."));

        let next = desk.act(&author, move |act| start::run(act, case)).await.unwrap();
        assert_ne!(next.id, done.id);
        assert_eq!(next.findings.answers, done.findings.answers, "nothing is typed twice");
        assert_eq!(next.findings.suggestion, None);
        let (id, version) = (next.id, Fields::filled([("version", "1")]));
        desk.act(&author, move |act| complete::run(act, id, &version)).await.unwrap();
        assert_eq!(signature(&desk, &author, &done).await.state, SignOff::Answered);
        // Once answered, a third begins empty.
        let third = desk.act(&author, move |act| start::run(act, case)).await.unwrap();
        assert_eq!(third.findings, crate::assessment::model::Findings::default());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_answers_at_once_one_counts() {
    for desk in testkit::both(crate::schema()).await {
        let author = desk.worker(Role::SocialWorker).await;
        let (one, two) = (desk.worker(Role::TeamManager).await, desk.worker(Role::TeamManager).await);
        let (_, done) = completed(&desk, &author, &author).await;
        let (signed, back) = tokio::join!(
            answers(&desk, &one, &done, says(done.version, SignAnswer::Sign, "")),
            answers(&desk, &two, &done, says(done.version, SignAnswer::SendBack, "Not yet.")),
        );
        assert_ne!(signed.is_ok(), back.is_ok(), "{signed:?} {back:?}");
        let state = signature(&desk, &author, &done).await.state;
        assert_eq!(state, if signed.is_ok() { SignOff::Signed } else { SignOff::Returned });
    }
}
