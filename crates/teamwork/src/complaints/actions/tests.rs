//! Complaints from their making to what was learned, on both engines, and attacks on them.

use access::{Actor, Role, actions::HandleComplaints};
use kernel::{Error, Id, kinds};
use testkit::{Desk, both};

use super::*;
use crate::{
    complaints::{
        model::{About, Complaint, Outcome, State, Who, rule},
        store,
    },
    testing::{Home, account, address, call, day, home, in_place_of, letters_to, seal, send, send_at},
};

/// The people round one complaint.
struct Scene {
    desk: Desk,
    home: Home,
    parent: Actor,
    worker: Actor,
    first: Actor,
    second: Actor,
}

async fn scenes() -> Vec<Scene> {
    let mut all = Vec::new();
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let home = home(&desk, 1, account(&worker)).await;
        let parent = desk.relative(home.family).await;
        let (first, second) = (desk.worker(Role::TeamManager).await, desk.worker(Role::TeamManager).await);
        all.push(Scene { desk, home, parent, worker, first, second });
    }
    all
}

fn input(about: About) -> Input {
    Input { about, words: "Nobody called us back".into(), wish: "A call".into(), recorded: None }
}

async fn made(s: &Scene) -> Complaint {
    let case = s.home.case;
    s.desk.act(&s.parent, move |act| make(act, case, &input(About::Delay))).await.unwrap()
}

async fn acknowledged(s: &Scene, of: Option<Id<kinds::Account>>) -> Complaint {
    let c = made(s).await;
    let ack =
        Ack { version: c.version, handler: account(&s.first), complained_of: of, words: "We have it".into() };
    s.desk.act(&s.first, move |act| acknowledge(act, c.id, &ack)).await.unwrap()
}

fn answered(version: i64) -> Answered {
    Answered { version, outcome: Outcome::Partly, words: "We were slow, and are sorry".into() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_acknowledged_answered_and_looked_at_again_by_somebody_new_each_with_its_clock() {
    for s in scenes().await {
        let c = acknowledged(&s, Some(account(&s.worker))).await;
        let id = c.id;
        assert_eq!((c.state, c.handler), (State::Looking, Some(account(&s.first))));
        let at = answered(c.version);
        let c = s.desk.act(&s.first, move |act| answer(act, id, &at)).await.unwrap();
        let no = Disagreed { version: c.version, why: "It was three weeks".into() };
        let c = s.desk.act(&s.parent, move |act| disagree(act, id, &no)).await.unwrap();
        assert_eq!(c.state, State::Review);

        // Nobody who had a part in it, nor whose work it is about, nor who is no manager.
        let name = async |who: &Actor, version| {
            let new = Reviewer { version, reviewer: account(who) };
            s.desk.act(&s.first, move |act| name_reviewer(act, id, &new)).await
        };
        assert_eq!(name(&s.first, c.version).await.unwrap_err().code(), rule::NEW);
        assert!(matches!(name(&s.worker, c.version).await.unwrap_err(), Error::Invalid(_)));
        let stranger = s.desk.stranger(Role::TeamManager).await;
        assert!(matches!(name(&stranger, c.version).await.unwrap_err(), Error::Invalid(_)));
        let early = answered(c.version);
        let unnamed = s.desk.act(&s.second, move |act| review(act, id, &early)).await;
        assert_eq!(unnamed.unwrap_err().code(), rule::NEW, "not before they are named");
        let c = name(&s.second, c.version).await.unwrap();
        let by_first = answered(c.version);
        let own = s.desk.act(&s.first, move |act| review(act, id, &by_first)).await;
        assert_eq!(own.unwrap_err().code(), rule::NEW);
        let again = answered(c.version);
        let c = s.desk.act(&s.second, move |act| review(act, id, &again)).await.unwrap();
        assert_eq!((c.state, c.reviewer), (State::Reviewed, Some(account(&s.second))));

        // The family reads state, words and reasons; each stage kept its promise.
        let page = send(&s.desk, &s.parent, "/my/complaints", None).await.text;
        for words in ["We have it", "We were slow, and are sorry", "It was three weeks", "ask us"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let lesson = Lesson {
            version: c.version,
            words: "Ring back".into(),
            action: "A rota".into(),
            by: day("2026-12-01"),
        };
        let c = s.desk.act(&s.first, move |act| learn(act, id, &lesson)).await.unwrap();
        let learned = send(&s.desk, &s.first, "/team/complaints/learning", None).await.text;
        assert!(learned.contains("A rota") && !learned.contains(c.reference.as_str()), "{learned}");
        let c = s.desk.act(&s.first, move |act| done(act, id, c.version)).await.unwrap();
        assert!(c.learned.unwrap().done.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_answers_about_themselves_and_steps_come_in_their_turn() {
    for s in scenes().await {
        // The first manager's own work: whoever is complained of neither acknowledges nor looks into it.
        let c = made(&s).await;
        let id = c.id;
        let me = account(&s.first);
        let own = Ack { version: 1, handler: account(&s.second), complained_of: Some(me), words: "x".into() };
        let refused = s.desk.act(&s.first, move |act| acknowledge(act, id, &own)).await;
        assert_eq!(refused.unwrap_err().code(), rule::OWN);
        let handler = Ack { version: 1, handler: me, complained_of: Some(me), words: "x".into() };
        let wrong = s.desk.act(&s.second, move |act| acknowledge(act, id, &handler)).await;
        assert!(matches!(wrong.unwrap_err(), Error::Invalid(_)));
        let soon = answered(1);
        let early = s.desk.act(&s.second, move |act| answer(act, id, &soon)).await;
        assert_eq!(early.unwrap_err().code(), rule::STATE);
        let good = Ack {
            version: 1,
            handler: account(&s.second),
            complained_of: Some(me),
            words: "We have it".into(),
        };
        let stale = Ack { version: 7, ..good.clone() };
        let late = s.desk.act(&s.second, move |act| acknowledge(act, id, &stale)).await;
        assert_eq!(late.unwrap_err(), Error::Stale);
        let c = s.desk.act(&s.second, move |act| acknowledge(act, id, &good)).await.unwrap();
        let mine = answered(c.version);
        let about_me = s.desk.act(&s.first, move |act| answer(act, id, &mine)).await;
        assert_eq!(about_me.unwrap_err().code(), rule::OWN);
        let worker = answered(c.version);
        let forbidden = s.desk.act(&s.worker, move |act| answer(act, id, &worker)).await;
        assert_eq!(forbidden.unwrap_err(), Error::Forbidden, "workers neither read nor answer");
        let stranger = s.desk.stranger(Role::TeamManager).await;
        let far = answered(c.version);
        let theirs = s.desk.act(&stranger, move |act| answer(act, id, &far)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        let version = c.version;
        let back = s.desk.act(&s.parent, move |act| withdraw(act, id, version)).await.unwrap();
        assert_eq!(back.state, State::Withdrawn);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_complained_of_neither_ends_a_complaint_nor_steers_it_nor_a_deputy_of_theirs() {
    for s in scenes().await {
        // A complaint that a worker wrote down: whoever made it does not sign in, so that a manager takes its steps for them.
        let recorded = Recorded { who: Who::Family, complainant: "Ana".into(), received: None };
        let new = Input { recorded: Some(recorded), ..input(About::Worker) };
        let case = s.home.case;
        let c = s.desk.act(&s.worker, move |act| make(act, case, &new)).await.unwrap();
        let (id, me) = (c.id, account(&s.first));
        let ack = Ack {
            version: 1,
            handler: account(&s.second),
            complained_of: Some(me),
            words: "We have it".into(),
        };
        s.desk.act(&s.second, move |act| acknowledge(act, id, &ack)).await.unwrap();
        let third = s.desk.worker(Role::TeamManager).await;
        let deputy = in_place_of(&s.desk, &s.first, &third).await;
        for who in [&s.first, &deputy] {
            let ended = s.desk.act(who, move |act| withdraw(act, id, 2)).await;
            assert_eq!(ended.unwrap_err().code(), rule::OWN);
        }
        let at = answered(2);
        s.desk.act(&s.second, move |act| answer(act, id, &at)).await.unwrap();
        let lesson =
            Lesson { version: 3, words: "Nothing".into(), action: "None".into(), by: day("2026-12-01") };
        let no = Disagreed { version: 3, why: "It was three weeks".into() };
        for who in [&s.first, &deputy] {
            let (lesson, no) = (lesson.clone(), no.clone());
            let learned = s.desk.act(who, move |act| learn(act, id, &lesson)).await;
            assert_eq!(learned.unwrap_err().code(), rule::OWN);
            let disagreed = s.desk.act(who, move |act| disagree(act, id, &no)).await;
            assert_eq!(disagreed.unwrap_err().code(), rule::OWN);
        }
        s.desk.act(&s.second, move |act| disagree(act, id, &no)).await.unwrap();
        let new = Reviewer { version: 4, reviewer: account(&third) };
        for who in [&s.first, &deputy] {
            let new = new.clone();
            let named = s.desk.act(who, move |act| name_reviewer(act, id, &new)).await;
            assert_eq!(named.unwrap_err().code(), rule::OWN, "they would choose their own judge");
        }
        s.desk.act(&s.second, move |act| name_reviewer(act, id, &new)).await.unwrap();
        let at = answered(5);
        let lent = s.desk.act(&deputy, move |act| review(act, id, &at)).await;
        assert_eq!(lent.unwrap_err().code(), rule::NEW, "in the place of whoever is complained of");
        let at = answered(5);
        s.desk.act(&third, move |act| review(act, id, &at)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_ends_or_disagrees_for_a_family_that_signs_in() {
    for s in scenes().await {
        let c = acknowledged(&s, None).await;
        let (id, version) = (c.id, c.version);
        let ended = s.desk.act(&s.second, move |act| withdraw(act, id, version)).await;
        assert_eq!(ended.unwrap_err().code(), rule::THEIRS);
        let path = format!("/team/complaints/{id}");
        assert!(!send(&s.desk, &s.second, &path, None).await.text.contains("It was taken back"));
        let at = answered(version);
        s.desk.act(&s.first, move |act| answer(act, id, &at)).await.unwrap();
        let no = Disagreed { version: version + 1, why: "They say so".into() };
        let disagreed = s.desk.act(&s.second, move |act| disagree(act, id, &no)).await;
        assert_eq!(disagreed.unwrap_err().code(), rule::THEIRS);
        let shown = send(&s.desk, &s.second, &path, None).await.text;
        assert!(shown.contains("says on their own page") && !shown.contains("Ask for a new look"), "{shown}");

        // What the family typed stands in its box again where something is wrong, and in no other.
        let form = format!("version={version}&why=It+was+three+weeks");
        let stale = send(&s.desk, &s.parent, &format!("/my/complaints/{id}/disagree"), Some(&form)).await;
        assert_eq!(stale.text.matches("It was three weeks").count(), 1, "{}", stale.text);
        let empty = format!("version={}&why=", version + 1);
        let empty = send(&s.desk, &s.parent, &format!("/my/complaints/{id}/disagree"), Some(&empty)).await;
        assert_eq!(empty.status, 422);
        assert!(empty.text.contains("#why\"") && empty.text.contains("id=\"why\""), "{}", empty.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_sealed_family_nobody_hears_or_is_named_who_is_not_named_for_the_seal() {
    for s in scenes().await {
        seal(&s.desk, &s.first, s.home.case, &[&s.first, &s.worker]).await;
        let before = letters_to(&s.desk).await;
        let c = made(&s).await;
        let new = async || {
            let mut all = letters_to(&s.desk).await;
            all.drain(..before.len());
            all
        };
        let (first, second) = (address(&s.desk, &s.first).await, address(&s.desk, &s.second).await);
        assert_eq!(new().await, [first], "the managers who may open it");
        let id = c.id;
        let to = |handler: &Actor| Ack {
            version: 1,
            handler: account(handler),
            complained_of: None,
            words: "We have it".into(),
        };
        // No manager from whom it is sealed, and no worker, who cannot open a complaint.
        for wrong in [&s.second, &s.worker] {
            let ack = to(wrong);
            let refused = s.desk.act(&s.first, move |act| acknowledge(act, id, &ack)).await;
            assert!(matches!(refused.unwrap_err(), Error::Invalid(_)));
        }
        let shown = send(&s.desk, &s.first, &format!("/team/complaints/{id}"), None).await.text;
        let handlers = &shown[shown.find("name=\"handler\"").unwrap()..];
        let handlers = &handlers[..handlers.find("</select>").unwrap()];
        assert!(handlers.contains(&account(&s.first).to_string()), "{handlers}");
        assert!(!handlers.contains(&account(&s.second).to_string()), "{handlers}");
        let ack = to(&s.first);
        let c = s.desk.act(&s.first, move |act| acknowledge(act, id, &ack)).await.unwrap();
        let at = answered(c.version);
        let c = s.desk.act(&s.first, move |act| answer(act, id, &at)).await.unwrap();
        let no = Disagreed { version: c.version, why: "It was three weeks".into() };
        let c = s.desk.act(&s.parent, move |act| disagree(act, id, &no)).await.unwrap();
        assert!(!new().await.contains(&second));
        let reviewer = Reviewer { version: c.version, reviewer: account(&s.second) };
        let refused = s.desk.act(&s.first, move |act| name_reviewer(act, id, &reviewer)).await;
        assert!(matches!(refused.unwrap_err(), Error::Invalid(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_to_look_into_a_complaint_is_told() {
    for s in scenes().await {
        let c = made(&s).await;
        let id = c.id;
        let before = letters_to(&s.desk).await.len();
        let ack =
            Ack { version: 1, handler: account(&s.second), complained_of: None, words: "We have it".into() };
        s.desk.act(&s.first, move |act| acknowledge(act, id, &ack)).await.unwrap();
        let told = letters_to(&s.desk).await.split_off(before);
        assert!(told.contains(&address(&s.desk, &s.second).await), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_member_of_a_family_says_is_not_the_others() {
    for s in scenes().await {
        let case = s.home.case;
        let young = s.desk.young_person(s.home.family, s.home.child).await;
        let other = s.desk.relative(s.home.family).await;
        let sent = send(&s.desk, &young, "/my/complaints", Some("about=worker&words=She+is+late")).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let c = made(&s).await;
        let id = c.id;
        assert!(send(&s.desk, &young, "/my/complaints", None).await.text.contains("She is late"));
        let mine = s
            .desk
            .look(&young, |look| store::of_young(look, &look.own_case::<access::actions::MakeComplaint>()?))
            .await
            .unwrap();
        assert_eq!(mine.len(), 1);
        let not_theirs = s.desk.act(&young, move |act| withdraw(act, id, 1)).await;
        assert_eq!(not_theirs.unwrap_err(), Error::NotFound, "a parent's");
        for who in [&s.parent, &other] {
            assert!(!send(&s.desk, who, "/my/complaints", None).await.text.contains("She is late"));
        }
        let theirs = s.desk.act(&other, move |act| withdraw(act, id, 1)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        // It is in nobody's timeline, where whoever it is about would read it.
        let shown = send(&s.desk, &s.worker, &format!("/cases/{case}/timeline"), None).await.text;
        assert!(
            !shown.contains(c.reference.as_str()) && !shown.to_lowercase().contains("complaint"),
            "{shown}"
        );
        let list = s
            .desk
            .look(&s.first, |look| {
                store::list(look, &look.agency::<HandleComplaints>()?, State::New, None, None)
            })
            .await
            .unwrap();
        assert_eq!(list.items.len(), 2);
        let own = mine[0].id;
        let back = s.desk.act(&young, move |act| withdraw(act, own, 1)).await.unwrap();
        assert_eq!((back.state, back.version), (State::Withdrawn, 2));
        let late = send_at(&s.desk, "2026-11-27T09:30:00Z", &s.parent, "/my/complaints", None).await.text;
        assert!(late.contains("and we are sorry"), "three working days have passed: {late}");
        let empty = send(&s.desk, &s.parent, "/my/complaints", Some("about=&words=")).await;
        assert!(empty.status == 422 && empty.text.contains("Say what went wrong"), "{}", empty.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_and_machines_record_for_others_and_small_months_are_protected_from_others() {
    for s in scenes().await {
        let duty = s.desk.worker(Role::DutyWorker).await;
        let path = format!("/cases/{}/complaints", s.home.case);
        let form = "who=family&complainant=Ana&about=funding&words=Therapy+stopped&received=2026-11-18";
        assert_eq!(send(&s.desk, &duty, &path, Some(form)).await.status, 303);
        assert_eq!(send(&s.desk, &duty, "/complaints/new", Some(form)).await.status, 303);
        let key = s.desk.machine(Role::SocialWorker, s.desk.agency()).await;
        let body =
            r#"{"who": "other", "complainant": "A neighbour", "about": "told", "words": "Wrong letter"}"#;
        assert_eq!(call(&s.desk, &key, "/api/v1/complaints", Some(body)).await.status, 201);
        let later = "who=family&complainant=Ana&about=funding&words=x&received=2026-11-21";
        assert_eq!(send(&s.desk, &duty, &path, Some(later)).await.status, 422);

        let exact = send(&s.desk, &s.first, "/team/complaints/months.csv", None).await.text;
        assert!(exact.contains("2026-11,3,2,"), "{exact}");
        assert!(
            exact.lines().any(|l| l.starts_with("2026-04,") && !l.ends_with(",0,0,")),
            "the Fund's year: {exact}"
        );
        let commissioner = s.desk.worker(Role::Commissioner).await;
        let safe = send(&s.desk, &commissioner, "/team/complaints/months.csv", None).await.text;
        assert!(safe.contains("2026-11,suppressed,suppressed,"), "{safe}");
        assert_eq!(send(&s.desk, &commissioner, "/team/complaints", None).await.status, 403);
        let page = send(&s.desk, &commissioner, "/team/complaints/months", None).await;
        assert!(page.status == 200 && page.text.contains("Counts under 6 are not shown"), "{}", page.text);

        let list = send(&s.desk, &s.first, "/team/complaints", None).await.text;
        assert!(list.contains("not confirmed") && list.contains("Support that stopped"), "{list}");
    }
}
