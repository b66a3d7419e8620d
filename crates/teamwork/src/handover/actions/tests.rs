//! Handing caseloads over, and taking that back, on both engines.

use access::{Role, actions::ViewCase};
use casework::{cases::store as cases, plan::store as plans, timeline};
use kernel::{Error, Id, kinds};
use testkit::{Desk, both};

use super::*;
use crate::{
    handover::model::Choice,
    testing::{Home, account, call, hand_offs, home, leaves, plan, send, send_at},
};

fn input(choices: &[(Home, Id<kinds::Account>)]) -> Input {
    let cases = choices.iter().map(|(home, to)| Choice { case: home.case, to: *to }).collect();
    Input {
        cases,
        words: "Sam leaves at the end of the month. You do not have to tell your story again.".into(),
    }
}

async fn coordinator(desk: &Desk, home: Home) -> Option<Id<kinds::Account>> {
    let manager = desk.worker(Role::TeamManager).await;
    let read = move |look: &access::Look<'_>| cases::load(look, &look.one::<ViewCase, _>(home.case)?);
    desk.look(&manager, read).await.unwrap().coordinator
}

#[test]
fn more_cases_than_go_at_once_are_not_left_behind_unsaid() {
    let to: Id<kinds::Account> = Id::from_parts(1, [7; 10]);
    let form = |many: u64, staying: u64| {
        let cases = (0..many).map(|n| {
            let case: Id<kinds::Case> = Id::from_parts(n, [3; 10]);
            (format!("to.{case}"), if n < staying { "stay".to_owned() } else { String::new() })
        });
        let rest = [("rest".to_owned(), to.to_string()), ("words".to_owned(), "Sam leaves".to_owned())];
        form_fields(&mut page::Fields::filled(cases.chain(rest)))
    };
    assert_eq!(form(200, 0).unwrap().cases.len(), 200);
    let wrong = form(201, 0).unwrap_err();
    assert!(wrong.of("rest").is_some_and(|why| why.contains("201")), "{wrong:?}");
    assert_eq!(form(300, 120).unwrap().cases.len(), 180, "those that stay do not count");
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_go_to_several_people_in_one_step_are_counted_told_and_taken_back() {
    for desk in both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let (sam, jo, kim) = (
            desk.worker(Role::SocialWorker).await,
            desk.worker(Role::SocialWorker).await,
            desk.worker(Role::SocialWorker).await,
        );
        let (from, to, other) = (account(&sam), account(&jo), account(&kim));
        let (one, two) = (home(&desk, 1, from).await, home(&desk, 2, from).await);
        plan(&desk, one.case, from).await;
        let parent = desk.relative(one.family).await;
        let counted = hand_offs(&desk).await;

        // The page first shows the loads that it would bring.
        let path = format!("/team/workers/{from}/hand-over");
        let form = send(&desk, &manager, &path, None).await.text;
        assert!(form.contains("Kit1 Bright1") && form.contains("Stays where it is"), "{form}");
        let chosen = format!("to.{}={to}&to.{}=&rest={other}&words=Sam+leaves.", one.case, two.case);
        let before = send(&desk, &manager, &path, Some(&chosen)).await;
        assert!(before.status == 200 && before.text.contains("2 cases go"), "{}", before.text);
        assert!(before.text.contains("5 of 60 points"), "targeted and new: {}", before.text);
        assert_eq!(coordinator(&desk, one).await, Some(from), "nothing is done yet");

        let whole = input(&[(one, to), (two, other)]);
        let id = desk.act(&manager, move |act| transfer(act, from, &whole)).await.unwrap();
        assert_eq!((coordinator(&desk, one).await, coordinator(&desk, two).await), (Some(to), Some(other)));
        assert_eq!(hand_offs(&desk).await, counted + 2);
        let (case, told) = (one.case, parent.clone());
        let lines = desk
            .look(&told, move |look| timeline::latest(look, &look.one::<ViewCase, _>(case)?, 10))
            .await
            .unwrap();
        let said =
            lines.iter().any(|l| l.words.contains("now coordinates the support. Sam leaves at the end"));
        assert!(said, "{:?}", lines.iter().map(|l| l.words.clone()).collect::<Vec<_>>());
        let current = desk.look(&manager, move |look| {
            look.one::<ViewCase, kinds::Case>(case)?;
            plans::current(look, case)
        });
        let current = current.await.unwrap().unwrap();
        assert_eq!((current.number, current.content.coordinator.unwrap().account), (2, to));
        let list = send(&desk, &manager, "/team/transfers", None).await.text;
        assert!(list.contains("Take it back"), "{list}");

        // The next day and a minute it is too late; within the day it goes back, and is no change of hands.
        let undo_path = format!("/team/transfers/{id}/undo");
        let late = send_at(&desk, "2026-11-21T09:31:00Z", &manager, &undo_path, Some("")).await;
        assert!(late.text.contains("within a day"), "{}", late.text);
        assert_eq!(send_at(&desk, "2026-11-21T09:00:00Z", &manager, &undo_path, Some("")).await.status, 303);
        assert_eq!((coordinator(&desk, one).await, coordinator(&desk, two).await), (Some(from), Some(from)));
        assert_eq!(hand_offs(&desk).await, counted);
        let twice = desk.act(&manager, move |act| undo(act, id)).await;
        assert_eq!(twice.unwrap_err().code(), "transfer.undone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_go_or_none_and_nobody_takes_what_is_not_theirs_to_give() {
    for desk in both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let (sam, jo) = (desk.worker(Role::SocialWorker).await, desk.worker(Role::SocialWorker).await);
        let (from, to) = (account(&sam), account(&jo));
        let (one, two) = (home(&desk, 1, from).await, home(&desk, 2, to).await);

        // One of the two is not Sam's any more: neither goes.
        let mixed = input(&[(one, to), (two, to)]);
        let stale = desk.act(&manager, move |act| transfer(act, from, &mixed)).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        assert_eq!(coordinator(&desk, one).await, Some(from));
        let worker = input(&[(one, to)]);
        let own = desk.act(&sam, move |act| transfer(act, from, &worker)).await;
        assert_eq!(own.unwrap_err(), Error::Forbidden);
        let stranger = desk.stranger(Role::TeamManager).await;
        let theirs = input(&[(one, to)]);
        let far = desk.act(&stranger, move |act| transfer(act, from, &theirs)).await;
        assert_eq!(far.unwrap_err(), Error::NotFound);
        let outsider = account(&desk.stranger(Role::SocialWorker).await);
        for who in [outsider, from] {
            let bad = input(&[(one, who)]);
            let wrong = desk.act(&manager, move |act| transfer(act, from, &bad)).await.unwrap_err();
            assert!(matches!(wrong, Error::Invalid(ref i) if i.0[0].field.starts_with("to.")), "{wrong:?}");
        }

        // Somebody who has left hands over too; what is theirs cannot go back to them.
        leaves(&desk, &sam).await;
        let good = input(&[(one, to)]);
        let id = desk.act(&manager, move |act| transfer(act, from, &good)).await.unwrap();
        let gone = desk.act(&manager, move |act| undo(act, id)).await;
        assert_eq!(gone.unwrap_err().code(), "transfer.left");
        let elsewhere = desk.act(&stranger, move |act| undo(act, id)).await;
        assert_eq!(elsewhere.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_hand_over_and_what_was_moved_on_since_stays() {
    for desk in both(crate::schema()).await {
        let (sam, jo, kim) = (
            desk.worker(Role::SocialWorker).await,
            desk.worker(Role::SocialWorker).await,
            desk.worker(Role::SocialWorker).await,
        );
        let (from, to, other) = (account(&sam), account(&jo), account(&kim));
        let one = home(&desk, 1, from).await;
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let body = |to: Id<kinds::Account>| {
            format!(r#"{{"cases": [{{"case": "{}", "to": "{to}"}}], "words": "Sam leaves."}}"#, one.case)
        };
        let made =
            call(&desk, &key, &format!("/api/v1/team/workers/{from}/hand-over"), Some(&body(to))).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let id = made.json()["id"].as_str().unwrap().to_owned();
        let on = call(&desk, &key, &format!("/api/v1/team/workers/{to}/hand-over"), Some(&body(other))).await;
        assert_eq!(on.status, 201, "{}", on.text);
        let back = call(&desk, &key, &format!("/api/v1/team/transfers/{id}/undo"), Some("{}")).await.json();
        assert_eq!(back["cases_back"], 0);
        assert_eq!(coordinator(&desk, one).await, Some(other));
        let list = call(&desk, &key, "/api/v1/team/transfers", None).await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        let none = call(
            &desk,
            &key,
            &format!("/api/v1/team/workers/{from}/hand-over"),
            Some(r#"{"cases": [], "words": "x"}"#),
        )
        .await;
        assert_eq!(none.status, 422, "{}", none.text);
    }
}
