//! What an agency adds, on both engines: who writes, who approves, and which assessments follow it.

use access::{Actor, Role, delegations};
use kernel::Date;
use testkit::Desk;

use super::*;
use crate::{
    assessment::{
        actions::{start as assess, tests::open_case},
        model::{current_on, gaps, versions},
        pages::tests::{shows, visit},
        store as assessments,
    },
    frameworks::model::Decision,
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn addition(version: i64) -> Fields {
    let matter = versions().unwrap().last().unwrap().domains[0].matter.clone();
    Fields::filled([
        ("version", version.to_string().as_str()),
        ("prompts.health", "Is there a dentist near by?\nWho drives?"),
        ("parts.0.title", "Life far from help"),
        ("parts.0.about", "What distance does to the family."),
        ("parts.0.matter", &matter),
        ("parts.0.prompts", "How long is the way to school?"),
        ("parts.0.says", "Says how far things are."),
        ("parts.0.words", "5"),
        ("parts.0.ask", "parents"),
    ])
}

fn asked(version: i64, from: &str) -> Asked {
    Asked { version, from: day(from) }
}

fn says(version: i64, decision: Decision) -> Decided {
    Decided { version, decision, words: "Ask less.".into() }
}

/// A version that `author` wrote and asked to have approved from today.
async fn waiting(desk: &Desk, author: &Actor) -> Version {
    desk.act(author, |act| {
        let v = start(act)?;
        let v = save(act, v.id, &addition(v.version))?;
        ask(act, v.id, asked(v.version, "2026-11-20"))
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn new_assessments_follow_what_another_manager_approved_and_old_ones_stay() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let author = desk.worker(Role::TeamManager).await;
        let manager = desk.worker(Role::TeamManager).await;
        let national = current_on(day("2026-11-20")).unwrap().version.clone();
        let before = desk.act(&worker, |act| assess::run(act, open_case(act)?)).await.unwrap();
        let v = waiting(&desk, &author).await;
        let during = desk.act(&worker, |act| assess::run(act, open_case(act)?)).await.unwrap();
        assert_eq!(during.framework, national, "what waits holds nowhere");

        let (id, at) = (v.id, v.version);
        let own = desk.act(&author, move |act| decide(act, id, &says(at, Decision::Approve))).await;
        assert_eq!(own.unwrap_err().code(), "framework.own");
        let deed = desk.act(&worker, move |act| decide(act, id, &says(at, Decision::Approve))).await;
        assert_eq!(deed.unwrap_err(), Error::Forbidden);
        let late = desk.act(&manager, move |act| decide(act, id, &says(at - 1, Decision::Approve))).await;
        assert_eq!(late.unwrap_err(), Error::Stale);
        desk.act(&manager, move |act| decide(act, id, &says(at, Decision::Approve))).await.unwrap();

        let after = desk.act(&worker, |act| assess::run(act, open_case(act)?)).await.unwrap();
        assert_eq!(after.framework, format!("{national}+1"));
        let framework = after.framework().unwrap();
        assert_eq!(framework.domain("own-1").unwrap().title, "Life far from help");
        assert!(gaps(framework, &after.findings.answers).iter().any(|gap| gap.field == "own-1"));
        let old = before.id;
        let read = desk
            .look(&worker, move |look| {
                assessments::load(
                    look,
                    &look.one::<access::actions::ViewAssessment, kernel::kinds::Assessment>(old)?,
                )
            })
            .await
            .unwrap();
        assert!(
            read.framework().unwrap().domain("own-1").is_none(),
            "an older one is read by its own version"
        );

        // The next version adds nothing: the one before is still read by its own.
        let next = desk
            .act(&author, |act| {
                let v = start(act)?;
                let v = save(act, v.id, &Fields::filled([("version", v.version.to_string())]))?;
                ask(act, v.id, asked(v.version, "2026-11-20"))
            })
            .await
            .unwrap();
        let (id, at) = (next.id, next.version);
        desk.act(&manager, move |act| decide(act, id, &says(at, Decision::Approve))).await.unwrap();
        let last = desk.act(&worker, |act| assess::run(act, open_case(act)?)).await.unwrap();
        assert_eq!(last.framework, national);
        let kept = after.id;
        let read = desk
            .look(&worker, move |look| {
                assessments::load(
                    look,
                    &look.one::<access::actions::ViewAssessment, kernel::kinds::Assessment>(kept)?,
                )
            })
            .await
            .unwrap();
        assert!(read.framework().unwrap().domain("own-1").is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_back_is_written_again_and_what_does_not_hold_yet_can_be_withdrawn() {
    for desk in testkit::both(crate::schema()).await {
        let author = desk.worker(Role::TeamManager).await;
        let manager = desk.worker(Role::TeamManager).await;
        let v = waiting(&desk, &author).await;
        let (id, at) = (v.id, v.version);
        let busy = desk.act(&author, move |act| save(act, id, &addition(at))).await;
        assert_eq!(busy.unwrap_err().code(), "framework.draft");
        assert_eq!(desk.act(&author, start).await.unwrap().id, id, "one at a time");
        let back =
            desk.act(&manager, move |act| decide(act, id, &says(at, Decision::SendBack))).await.unwrap();
        assert_eq!((back.state, back.words.as_str()), (State::Draft, "Ask less."));
        let at = back.version;
        let gone = desk.act(&author, move |act| ask(act, id, asked(at, "2026-11-19"))).await;
        assert!(matches!(gone, Err(Error::Invalid(_))));
        let again = desk.act(&author, move |act| ask(act, id, asked(at, "2026-12-01"))).await.unwrap();
        assert!(again.words.is_empty());
        let at = again.version;
        let done =
            desk.act(&manager, move |act| decide(act, id, &says(at, Decision::Approve))).await.unwrap();
        let at = done.version;
        let out = desk.act(&author, move |act| withdraw(act, id, at)).await.unwrap();
        assert_eq!(out.state, State::Withdrawn);
        let twice = desk.act(&author, move |act| withdraw(act, id, at + 1)).await;
        assert_eq!(twice.unwrap_err().code(), "framework.holds");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_version_begun_last_holds_and_a_draft_or_an_outdated_one_can_be_let_go() {
    for desk in testkit::both(crate::schema()).await {
        let author = desk.worker(Role::TeamManager).await;
        let manager = desk.worker(Role::TeamManager).await;
        // The first is approved for a day that comes after the second's.
        for from in ["2027-02-01", "2026-12-01"] {
            let v = desk
                .act(&author, move |act| {
                    let v = start(act)?;
                    let v = save(act, v.id, &addition(v.version))?;
                    ask(act, v.id, asked(v.version, from))
                })
                .await
                .unwrap();
            let (id, at) = (v.id, v.version);
            desk.act(&manager, move |act| decide(act, id, &says(at, Decision::Approve))).await.unwrap();
        }
        let held = |on: &'static str| {
            desk.look(&author, move |look| {
                let grant = look.agency::<access::actions::ViewFramework>()?;
                Ok(store::in_force(look, grant.agency(), day(on))?.version.clone())
            })
        };
        let national = current_on(day("2027-03-01")).unwrap().version.clone();
        assert_eq!(held("2026-11-30").await.unwrap(), national);
        assert_eq!(held("2026-12-01").await.unwrap(), format!("{national}+2"));
        assert_eq!(
            held("2027-03-01").await.unwrap(),
            format!("{national}+2"),
            "no older approval takes over"
        );

        let draft = desk.act(&author, start).await.unwrap();
        let (id, at) = (draft.id, draft.version);
        let out = desk.act(&author, move |act| withdraw(act, id, at)).await.unwrap();
        assert_eq!(out.state, State::Withdrawn);
        // One that was begun on the national version before.
        let old = Version { id: Id::random(), number: 9, national: "2005.1".into(), ..draft };
        let (id, put) = (old.id, old.clone());
        let refused = desk
            .act(&author, move |act| {
                store::insert(act, act.agency::<EditFramework>()?.agency(), &put)?;
                ask(act, id, asked(1, "2026-12-01"))
            })
            .await;
        assert!(matches!(refused, Err(Error::Invalid(wrong)) if wrong.0[0].field == "from"));
        let waits = Version { state: State::Asked, from: Some(day("2026-12-01")), ..old };
        let refused = desk
            .act(&manager, move |act| {
                store::insert(act, act.agency::<EditFramework>()?.agency(), &waits)?;
                decide(act, id, &says(1, Decision::Approve))
            })
            .await;
        assert!(matches!(refused, Err(Error::Invalid(wrong)) if wrong.0[0].field == "decision"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_without_a_heading_yet_is_drawn_again_and_not_lost() {
    let desk = testkit::sqlite(crate::schema()).await;
    let author = desk.worker(Role::TeamManager).await;
    let begun = visit(&desk, &author, "/frameworks", Some(&[])).await.unwrap();
    let half = [("version", "1"), ("parts.0.title", "First"), ("parts.1.about", "Still without a heading")];
    assert_eq!(visit(&desk, &author, &begun.to, Some(&half)).await.unwrap().status, 303);
    shows(
        &visit(&desk, &author, &begun.to, None).await.unwrap(),
        &["Your part 2", "Still without a heading"],
    );
    let asks = [("version", "2"), ("parts.0.title", "First"), ("parts.1.ask", "parents")];
    assert_eq!(visit(&desk, &author, &begun.to, Some(&asks)).await.unwrap().status, 303);
    shows(&visit(&desk, &author, &begun.to, None).await.unwrap(), &["Your part 2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_for_another_agency_and_a_deputy_approves_nothing_of_whom_they_stand_in_for() {
    for desk in testkit::both(crate::schema()).await {
        let author = desk.worker(Role::TeamManager).await;
        let v = waiting(&desk, &author).await;
        let (id, at) = (v.id, v.version);
        let stranger = desk.stranger(Role::TeamManager).await;
        for result in [
            desk.act(&stranger, move |act| save(act, id, &addition(at))).await,
            desk.act(&stranger, move |act| decide(act, id, &says(at, Decision::Approve))).await,
        ] {
            assert_eq!(result.unwrap_err(), Error::NotFound);
        }
        let deputy = desk.worker(Role::TeamManager).await;
        let new = delegations::New {
            giver: author.account().unwrap(),
            receiver: deputy.account().unwrap(),
            from: day("2026-11-20"),
            until: day("2026-11-20"),
            reason: "On leave".into(),
        };
        desk.act(&author, move |act| delegations::make(act, &new)).await.unwrap();
        let (who, now) = (deputy.clone(), desk.now);
        let acting = desk.db.read(move |r| delegations::load(r, who, now)).await.unwrap();
        let own = desk.act(&acting, move |act| decide(act, id, &says(at, Decision::Approve))).await;
        assert_eq!(own.unwrap_err().code(), "framework.own");
        let worker = desk.worker(Role::SocialWorker).await;
        assert_eq!(desk.act(&worker, start).await.unwrap_err(), Error::Forbidden);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_take_a_manager_from_the_first_question_to_approval() {
    let desk = testkit::sqlite(crate::schema()).await;
    let author = desk.worker(Role::TeamManager).await;
    let manager = desk.worker(Role::TeamManager).await;
    shows(&visit(&desk, &author, "/frameworks", None).await.unwrap(), &["Your agency adds nothing yet."]);
    let begun = visit(&desk, &author, "/frameworks", Some(&[])).await.unwrap();
    assert_eq!(begun.status, 303);
    shows(
        &visit(&desk, &author, &begun.to, None).await.unwrap(),
        &["Your questions for the national parts", "Your part 1"],
    );
    let half = [("version", "1"), ("parts.0.title", "Life <b>far</b> from help"), ("then", "more")];
    let saved = visit(&desk, &author, &begun.to, Some(&half)).await.unwrap();
    assert!(saved.to.contains("more=1"), "{}", saved.to);
    shows(&visit(&desk, &author, &begun.to, None).await.unwrap(), &["Life &lt;b&gt;far&lt;/b&gt; from help"]);
    let stale = visit(&desk, &author, &begun.to, Some(&half)).await.unwrap();
    assert_eq!(stale.status, 422);
    shows(&stale, &["Somebody saved this while you were writing"]);
    let here = begun.to.trim_end_matches("/edit").to_owned();
    shows(&visit(&desk, &author, &here, None).await.unwrap(), &["Before it can be approved:"]);
    let whole: Vec<(String, String)> = addition(2).sent().to_vec();
    let mut whole: Vec<(&str, &str)> = whole.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    whole.push(("parts.0.code", "own-1"));
    assert_eq!(visit(&desk, &author, &begun.to, Some(&whole)).await.unwrap().status, 303);
    let wrong = visit(&desk, &author, &format!("{here}/ask"), Some(&[("version", "3")])).await.unwrap();
    shows(&wrong, &["Enter the first day"]);
    let ask = [("version", "3"), ("from", "2026-11-20")];
    assert_eq!(visit(&desk, &author, &format!("{here}/ask"), Some(&ask)).await.unwrap().status, 303);
    shows(&visit(&desk, &author, &here, None).await.unwrap(), &["You had a hand in this version"]);
    shows(&visit(&desk, &manager, &here, None).await.unwrap(), &["Do you approve it?", "Your agency's own"]);
    let yes = [("version", "4"), ("decision", "approve")];
    assert_eq!(visit(&desk, &manager, &format!("{here}/decision"), Some(&yes)).await.unwrap().status, 303);
    shows(&visit(&desk, &manager, "/frameworks", None).await.unwrap(), &["Approved", "+1"]);
    let list = visit(&desk, &manager, "/api/v1/frameworks", None).await.unwrap();
    assert!(list.html.contains("\"own-1\"") && list.html.contains("\"state\":\"approved\""), "{}", list.html);
    let national = versions().unwrap().last().unwrap().version.clone();
    shows(
        &visit(&desk, &manager, &format!("/national-frameworks/{national}"), None).await.unwrap(),
        &["Print this version"],
    );
}
