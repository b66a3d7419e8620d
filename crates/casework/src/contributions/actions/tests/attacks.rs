//! Links that are expired, used, passed on, followed by a machine or made up; sending against withdrawing; floods; and
//! other people's records.

use jiff::SignedDuration;

use super::*;
use crate::assessment::pages::tests::visit;

fn later(desk: &Desk, hours: i64) -> Timestamp {
    desk.now.checked_add(SignedDuration::from_hours(hours)).unwrap()
}

/// Whether the link opens in any way: shows, sends a code, or takes an answer.
async fn is_dead(desk: &Desk, secret: &Secret, at: Timestamp) {
    let mine = secret.clone();
    let seen = desk.act_at(at, &Actor::public(), move |act| answer::see(act, &mine).map(|_| ())).await;
    assert_eq!(seen.unwrap_err(), Error::NotFound);
    let before = letters(desk, "jo@elm.example").await.len();
    let mine = secret.clone();
    desk.act_at(at, &Actor::public(), move |act| open::send_code(act, &mine)).await.unwrap();
    assert_eq!(letters(desk, "jo@elm.example").await.len(), before, "no code goes out");
    let mine = secret.clone();
    assert!(
        !desk.act_at(at, &Actor::public(), move |act| open::try_code(act, &mine, "000000")).await.unwrap()
    );
    let mine = secret.clone();
    let sent = desk.act_at(at, &Actor::public(), move |act| answer::send(act, &mine, &said("x"))).await;
    assert_eq!(sent.unwrap_err(), Error::NotFound);
    let mine = secret.clone();
    let kept = desk.act_at(at, &Actor::public(), move |act| answer::keep(act, &mine, &said("x"))).await;
    assert_eq!(kept.unwrap_err(), Error::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_over_replaced_withdrawn_or_made_up_reads_alike() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let first = opened(&desk, &k).await;
        is_dead(&desk, &Secret::sent(&"ab".repeat(32)), desk.now).await;
        is_dead(&desk, &Secret::sent(""), desk.now).await;
        // Four weeks after the last day it is over.
        let after = k.due.checked_add(SignedDuration::from_hours(24 * 28 + 1)).unwrap();
        is_dead(&desk, &first, after).await;
        // Sent again: the old link is over, the new one goes on with the same draft.
        let mine = first.clone();
        public(&desk, move |act| answer::keep(act, &mine, &Fields::filled([("education", "Half.")])))
            .await
            .unwrap();
        let (id, at) = (k.id, k.version);
        let again = desk.act(&world.worker, move |act| send_again::run(act, id, at)).await.unwrap();
        is_dead(&desk, &first, desk.now).await;
        let second = secret_of(&desk, &again);
        let Seen::Asked { draft, .. } = sees(&desk, &second).await.unwrap() else { panic!("not asked") };
        assert_eq!(draft.unwrap().0.to("education").unwrap().words, "Half.");
        let stale = desk.act(&world.worker, move |act| send_again::run(act, id, at)).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        // Withdrawn: over, whatever comes.
        desk.act(&world.worker, move |act| withdraw::run(act, id, "Not needed")).await.unwrap();
        is_dead(&desk, &second, desk.now).await;
        let twice = desk.act(&world.worker, move |act| withdraw::run(act, id, "Again")).await.unwrap_err();
        assert_eq!(twice.code(), "contribution.settled");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_was_passed_on_opens_nothing_without_its_mailbox() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let secret = secret_of(&desk, &k);
        let tries = |typed: String| {
            let (secret, desk) = (secret.clone(), &desk);
            async move { public(desk, move |act| open::try_code(act, &secret, &typed)).await.unwrap() }
        };
        let send = async || {
            let mine = secret.clone();
            public(&desk, move |act| open::send_code(act, &mine)).await.unwrap();
            code(&desk, "jo@elm.example").await
        };
        wrong_codes_spend_the_right_one(&tries, &send).await;
        // A code is over after a quarter of an hour, and works once.
        let mine = secret.clone();
        public(&desk, move |act| open::send_code(act, &mine)).await.unwrap();
        let right = code(&desk, "jo@elm.example").await;
        let (typed, mine) = (right.clone(), secret.clone());
        let old = desk
            .act_at(later(&desk, 1), &Actor::public(), move |act| open::try_code(act, &mine, &typed))
            .await;
        assert!(!old.unwrap());
        assert!(tries(format!("{} {}", &right[..3], &right[3..])).await, "gaps do not matter");
        assert!(!tries(right).await, "it works once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_follows_links_changes_nothing_and_learns_nothing() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let before = now_of(&desk, &world.worker, k.id).await;
        let nobody = Actor::public();
        let live = format!("/contribute/{}", secret_of(&desk, &k).as_str());
        let made_up = format!("/contribute/{}", "cd".repeat(32));
        let pressed = ["", "code", "open", "no"].map(|button| [("do", button)]);
        for form in pressed {
            let form = (!form[0].1.is_empty()).then_some(form.as_slice());
            let (one, two) = (
                visit(&desk, &nobody, &live, form).await.unwrap(),
                visit(&desk, &nobody, &made_up, form).await.unwrap(),
            );
            assert_eq!(
                (one.status, shape(&one.html, live.trim_start_matches("/contribute/"))),
                (two.status, shape(&two.html, made_up.trim_start_matches("/contribute/"))),
                "{form:?}"
            );
            assert!(!one.html.contains("Robin") && !one.html.contains("Elm"));
        }
        assert_eq!(now_of(&desk, &world.worker, k.id).await, before, "not even marked as opened");
        // Without the code nothing is taken either, and what was typed is given back.
        let form = [("do", "send"), ("education", "Words that would be lost."), ("name", "Jo")];
        for path in [&live, &made_up] {
            let said = visit(&desk, &nobody, path, Some(&form)).await.unwrap();
            assert!(
                said.html.contains("Words that would be lost.")
                    && said.html.contains("does not work any more")
            );
        }
        assert_eq!(now_of(&desk, &world.worker, k.id).await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sending_and_withdrawing_at_once_exactly_one_holds() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        for round in 0..6 {
            let k =
                asks(&desk, &world.worker, &world, input(&format!("jo{round}@elm.example"))).await.unwrap();
            let secret = opened(&desk, &k).await;
            let (id, worker) = (k.id, world.worker.clone());
            let (sent, withdrawn) = tokio::join!(
                sends(&desk, &secret, said("He is well.")),
                desk.act(&worker, move |act| withdraw::run(act, id, "Not needed")),
            );
            let done = now_of(&desk, &world.worker, k.id).await;
            assert_ne!(sent.is_ok(), withdrawn.is_ok(), "{sent:?} {withdrawn:?}");
            match done.state {
                State::Sent => assert!(sent.is_ok() && done.answer.is_some()),
                State::Withdrawn => assert!(withdrawn.is_ok() && done.answer.is_none()),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_thousand_words_meet_a_limit_and_none_is_lost() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let secret = opened(&desk, &k).await;
        let flood = "word ".repeat(40_000).trim().to_owned();
        let wrong = invalid(sends(&desk, &secret, said(&flood)).await.unwrap_err());
        assert_eq!(wrong.of("education").map(|m| m.contains("20000")), Some(true), "{wrong:?}");
        let (typed, mine) = (said(&flood), secret.clone());
        public(&desk, move |act| answer::keep(act, &mine, &typed)).await.unwrap();
        let Seen::Asked { draft, .. } = sees(&desk, &secret).await.unwrap() else { panic!("not asked") };
        assert_eq!(draft.unwrap().0.to("education").unwrap().words, flood);
        sends(&desk, &secret, said(&flood[..19_999])).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn contributions_of_others_look_as_if_they_were_not_there() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let stranger = desk.stranger(Role::SocialWorker).await;
        let (id, at) = (k.id, k.version);
        let tried = desk.act(&stranger, move |act| withdraw::run(act, id, "x")).await;
        assert_eq!(tried.unwrap_err(), Error::NotFound);
        let tried = desk.act(&stranger, move |act| send_again::run(act, id, at)).await;
        assert_eq!(tried.unwrap_err(), Error::NotFound);
        assert_eq!(asks(&desk, &stranger, &world, input("x@y.example")).await.unwrap_err(), Error::NotFound);
        let duty = desk.worker(Role::DutyWorker).await;
        let read = now_of(&desk, &duty, k.id).await;
        assert_eq!(read.ask.child, "Robin", "duty reads");
        let tried = desk.act(&duty, move |act| withdraw::run(act, id, "x")).await;
        assert_eq!(tried.unwrap_err(), Error::Forbidden, "and changes nothing");
        let parent = desk.relative(Id::from_parts(1, [1; 10])).await;
        let tried = desk
            .look(&parent, move |look| {
                look.one::<access::actions::ViewContribution, kinds::Contribution>(id).map(|_| ())
            })
            .await;
        assert_eq!(tried.unwrap_err(), Error::Forbidden);
    }
}
