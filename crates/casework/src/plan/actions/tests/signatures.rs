//! The second signature, on both engines: who signs, who never does, and what becomes of two at once.

use ::store::statements;
use access::{
    actions::{EditPlan, SignPlan},
    delegations, tokens,
};
use kernel::local_date;

use super::*;
use crate::plan::{
    actions::sign::{self, Input},
    model::{SignatureAnswer, SignatureState},
    signatures::{self, Signature},
};

statements! {
    SIGNING = "SELECT kept_at, withdrawn_at FROM promise WHERE about_id = $1 AND kind = 'plan-signed' ORDER BY made_at";
    CHANGES = "SELECT count(*) FROM audit_line WHERE object_id = $1 AND action = 'plan.sign' AND deed = 'change'";
}

fn says(version: i64, answer: SignatureAnswer, words: &str) -> Input {
    Input { version, answer, words: words.into() }
}

fn yes(plan: &Plan) -> Input {
    says(plan.version, SignatureAnswer::Sign, "")
}

async fn answers(desk: &Desk, who: &Actor, plan: &Plan, input: Input) -> Result<Signature> {
    let id = plan.id;
    desk.act(who, move |act| sign::run(act, id, &input).map(|(_, signature)| signature)).await
}

async fn signature(desk: &Desk, who: &Actor, plan: Id<kinds::Plan>) -> Option<Signature> {
    desk.look(who, move |look| signatures::of_plan(look, plan)).await.unwrap()
}

/// The state of the promise about a version: kept, and withdrawn.
async fn promised(desk: &Desk, plan: Id<kinds::Plan>) -> (bool, bool) {
    let rows = desk.db.read(move |r| r.query(SIGNING, &[plan.into()])).await.unwrap();
    assert_eq!(rows.len(), 1);
    let there = |n| rows[0].get::<Option<kernel::Timestamp>>(n).unwrap().is_some();
    (there(0), there(1))
}

/// A draft that `co_author` saves and `author` begins and makes current.
async fn written_by_two(desk: &Desk, author: &Actor, co_author: &Actor) -> (Id<kinds::Case>, Plan) {
    let case = assessed_case(desk, author).await;
    let me = author.account().unwrap();
    let begun = desk.act(author, move |act| draft::run(act, case)).await.unwrap();
    let (id, at) = (begun.id, begun.version);
    let saved = desk
        .act(co_author, move |act| save::run(act, id, &Fields::filled(whole(at, me)), Add::Nothing))
        .await
        .unwrap();
    let now = saved.version;
    let plan = desk.act(author, move |act| make_current::run(act, id, &version(now))).await.unwrap();
    (case, plan)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_signs_what_others_wrote_and_nobody_signs_their_own() {
    for desk in testkit::both(crate::schema()).await {
        let author = desk.worker(Role::TeamManager).await;
        let co_author = desk.worker(Role::TeamManager).await;
        let deputy = desk.worker(Role::SocialWorker).await;
        let manager = desk.worker(Role::TeamManager).await;
        let (case, plan) = written_by_two(&desk, &author, &co_author).await;
        assert_eq!(plan.state, State::Current, "the plan holds before anybody signs");
        assert_eq!(signature(&desk, &author, plan.id).await.unwrap().state, SignatureState::Waiting);
        assert_eq!(promised(&desk, plan.id).await, (false, false));

        let rule = |done: Result<Signature>| done.unwrap_err().code();
        assert_eq!(rule(answers(&desk, &author, &plan, yes(&plan)).await), "plan.signature.own");
        assert_eq!(rule(answers(&desk, &co_author, &plan, yes(&plan)).await), "plan.signature.own");
        assert_eq!(answers(&desk, &deputy, &plan, yes(&plan)).await, Err(Error::Forbidden));
        let other_agency = desk.stranger(Role::TeamManager).await;
        assert_eq!(answers(&desk, &other_agency, &plan, yes(&plan)).await, Err(Error::NotFound));

        // Who acts in the author's place answers as the author; in another manager's place, as themselves.
        let lent = |giver: &Actor| {
            let day = local_date(desk.now);
            delegations::New {
                giver: giver.account().unwrap(),
                receiver: deputy.account().unwrap(),
                from: day,
                until: day,
                reason: "On leave".into(),
            }
        };
        let new = lent(&author);
        desk.act(&author, move |act| delegations::make(act, &new)).await.unwrap();
        let (who, now) = (deputy.clone(), desk.now);
        let acting = desk.db.read(move |r| delegations::load(r, who, now)).await.unwrap();
        assert_eq!(rule(answers(&desk, &acting, &plan, yes(&plan)).await), "plan.signature.own");

        // A key answers as the person who made it, and one that nobody made not at all.
        let key = |maker: &Actor| {
            let maker = maker.clone();
            let desk = &desk;
            async move {
                let text =
                    desk.act(&maker, |act| tokens::make(act, Role::TeamManager, "key", 30)).await.unwrap();
                let now = desk.now;
                desk.db.read(move |r| tokens::actor(r, &text, now)).await.unwrap().unwrap()
            }
        };
        let (mine, theirs) = (key(&author).await, key(&manager).await);
        assert_eq!(rule(answers(&desk, &mine, &plan, yes(&plan)).await), "plan.signature.own");
        let (agency, now) = (desk.agency(), desk.now);
        let desks = desk
            .db
            .write("a key of the desk", move |w| {
                tokens::create(w, Role::TeamManager, Some(agency), "desk", 30, now)
            })
            .await
            .unwrap();
        let desks = desk.db.read(move |r| tokens::actor(r, &desks, now)).await.unwrap().unwrap();
        assert_eq!(rule(answers(&desk, &desks, &plan, yes(&plan)).await), "plan.signature.person");
        let own = desk
            .look(&theirs, |look| {
                let rows = signatures::waiting(look, &look.agency::<SignPlan>()?, None)?;
                Ok(rows.items.iter().map(|p| p.own).collect::<Vec<_>>())
            })
            .await
            .unwrap();
        assert_eq!(own, [false]);

        let old = says(plan.version - 1, SignatureAnswer::Sign, "");
        assert_eq!(answers(&desk, &manager, &plan, old).await, Err(Error::Stale));
        let done = answers(&desk, &manager, &plan, yes(&plan)).await.unwrap();
        assert_eq!((done.state, done.settled_by), (SignatureState::Signed, manager.account()));
        assert_eq!(promised(&desk, plan.id).await, (true, false));
        assert_eq!(rule(answers(&desk, &theirs, &plan, yes(&plan)).await), "plan.signature.settled");
        let id = plan.id;
        let changes = desk.db.read(move |r| r.row(CHANGES, &[id.into()])?.get::<i64>(0)).await.unwrap();
        assert_eq!(changes, 1);
        let left = desk
            .look(&manager, |look| signatures::how_many_wait(look, &look.agency::<SignPlan>()?))
            .await
            .unwrap();
        assert_eq!(left, 0);
        let current = desk.look(&author, move |look| store::current(look, case)).await.unwrap();
        assert_eq!(current.map(|p| p.id), Some(plan.id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_waits_for_its_author_until_a_later_version() {
    for desk in testkit::both(crate::schema()).await {
        let author = desk.worker(Role::SocialWorker).await;
        let manager = desk.worker(Role::TeamManager).await;
        let case = assessed_case(&desk, &author).await;
        let plan = agreed(&desk, &author, case).await;
        let mut silent = Fields::filled([("version", "1"), ("answer", "send-back"), ("words", " ")]);
        let wrong = sign::fields(&mut silent).unwrap_err();
        assert_eq!(wrong.0.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["words"]);

        let back = says(plan.version, SignatureAnswer::SendBack, "Say who calls the school.");
        let sent = answers(&desk, &manager, &plan, back).await.unwrap();
        assert_eq!(
            (sent.state, sent.words.as_str()),
            (SignatureState::Returned, "Say who calls the school.")
        );
        assert_eq!(promised(&desk, plan.id).await, (true, false), "an answer is an answer");
        let returned = async |who: &Actor| {
            desk.look(who, |look| {
                let plans = signatures::returned(look, &look.agency::<EditPlan>()?)?;
                Ok(plans.into_iter().map(|p| (p.number, p.words)).collect::<Vec<_>>())
            })
            .await
        };
        assert_eq!(returned(&author).await.unwrap(), [(1, "Say who calls the school.".to_owned())]);
        assert_eq!(returned(&manager).await.unwrap(), [], "it is the author's to change");

        let second = agreed_again(&desk, &author, case).await;
        assert_eq!(returned(&author).await.unwrap(), []);
        assert_eq!(signature(&desk, &author, plan.id).await.unwrap().state, SignatureState::Answered);
        assert_eq!(signature(&desk, &author, second.id).await.unwrap().state, SignatureState::Waiting);
        // A version that was never signed and is replaced waits for nobody.
        let third = agreed_again(&desk, &author, case).await;
        assert_eq!(signature(&desk, &author, second.id).await.unwrap().state, SignatureState::Replaced);
        assert_eq!(promised(&desk, second.id).await, (false, true));
        let stale = answers(&desk, &manager, &second, yes(&second)).await.unwrap_err();
        assert_eq!(stale.code(), "plan.signature.version");
        assert_eq!(
            answers(&desk, &manager, &third, yes(&third)).await.unwrap().state,
            SignatureState::Signed
        );
    }
}

/// A new version of the plan, as the one before but for its summary.
async fn agreed_again(desk: &Desk, worker: &Actor, case: Id<kinds::Case>) -> Plan {
    desk.act(worker, move |act| {
        let plan = draft::run(act, case)?;
        let plan = save::run(act, plan.id, &again(&plan, &[("summary", "Better mornings.")]), Add::Nothing)?;
        make_current::run(act, plan.id, &version(plan.version))
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_answers_at_once_one_counts_and_a_replaced_version_takes_none() {
    for desk in testkit::both(crate::schema()).await {
        let author = desk.worker(Role::SocialWorker).await;
        let (one, two) = (desk.worker(Role::TeamManager).await, desk.worker(Role::TeamManager).await);
        let case = assessed_case(&desk, &author).await;
        let mut plan = agreed(&desk, &author, case).await;
        for _ in 0..races::rounds() {
            let back = says(plan.version, SignatureAnswer::SendBack, "Once more.");
            let (a, b) =
                tokio::join!(answers(&desk, &one, &plan, yes(&plan)), answers(&desk, &two, &plan, back),);
            assert_eq!([&a, &b].iter().filter(|done| done.is_ok()).count(), 1, "{a:?} {b:?}");
            let (won, lost) = if a.is_ok() { (a, b) } else { (b, a) };
            assert_eq!(lost.unwrap_err().code(), "plan.signature.settled");
            let kept = signature(&desk, &author, plan.id).await.unwrap();
            assert_eq!(kept.state, won.unwrap().state);

            // A signature and a new version at once: the old one is signed first, or never.
            let old = agreed_again(&desk, &author, case).await;
            let (signed, next) =
                tokio::join!(answers(&desk, &one, &old, yes(&old)), agreed_again(&desk, &author, case));
            let stands = signature(&desk, &author, old.id).await.unwrap().state;
            match signed {
                Ok(_) => assert_eq!(stands, SignatureState::Signed),
                Err(error) => {
                    assert_eq!(error.code(), "plan.signature.version");
                    assert_eq!(stands, SignatureState::Replaced);
                }
            }
            assert_eq!(signature(&desk, &author, next.id).await.unwrap().state, SignatureState::Waiting);
            plan = next;
        }
    }
}
