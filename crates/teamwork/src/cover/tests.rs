//! Who is away and who answers, on both engines.

use access::{Role, absences, actions::CoverAbsence, delegations};
use casework::messages;
use kernel::Error;
use testkit::both;

use crate::testing::{account, address, call, day, home, letters_to, send, send_at};

fn new(who: &access::Actor, cover: Option<&access::Actor>, may: absences::May) -> absences::New {
    absences::New {
        account: account(who),
        from: day("2026-11-20"),
        until: day("2026-12-03"),
        cover: cover.map(account),
        may,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_says_that_they_are_away_and_families_read_who_answers_until_it_is_over() {
    for desk in both(crate::schema()).await {
        let (sam, jo) = (desk.worker(Role::SocialWorker).await, desk.worker(Role::SocialWorker).await);
        let manager = desk.worker(Role::TeamManager).await;
        let one = home(&desk, 1, account(&sam)).await;
        let form = format!(
            "account={}&from=2026-11-20&until=2026-12-03&cover={}&may=answer",
            account(&sam),
            account(&jo)
        );
        // Nobody says it of a colleague but a manager.
        let other = send(&desk, &jo, "/team/away", Some(&form)).await;
        assert!(other.text.contains("A team manager can say it of everybody"), "{}", other.text);
        assert_eq!(send(&desk, &sam, "/team/away", Some(&form)).await.status, 303);
        let twice = send(&desk, &manager, "/team/away", Some(&form)).await;
        assert!(twice.text.contains("away at that time already"), "{}", twice.text);

        let case = format!("/cases/{}", one.case);
        let shown = send(&desk, &sam, &case, None).await.text;
        assert!(
            shown.contains("is away until 3 December 2026.") && shown.contains("answers meanwhile."),
            "{shown}"
        );
        let over = send_at(&desk, "2026-12-04T09:30:00Z", &sam, &case, None).await.text;
        assert!(!over.contains("answers meanwhile"), "it ends by itself");

        // What the family writes goes to whoever answers.
        let parent = desk.relative(one.family).await;
        let before = letters_to(&desk).await.len();
        let id = one.case;
        desk.act(&parent, move |act| messages::actions::write::run(act, id, "Are you there?")).await.unwrap();
        let new = letters_to(&desk).await.split_off(before);
        assert_eq!(new, [address(&desk, &jo).await], "to whoever answers, and not to who is away");
        let who = account(&sam);
        let answering = desk.act(&parent, move |act| absences::answering(act, who)).await.unwrap();
        assert_eq!(answering, account(&jo));

        let list =
            desk.look(&manager, |look| absences::list(look, &look.agency::<CoverAbsence>()?)).await.unwrap();
        assert_eq!(list.len(), 1);
        let end = format!("/team/away/{}/end", list[0].id);
        assert_ne!(send(&desk, &jo, &end, Some("")).await.status, 303, "not theirs to end");
        assert_eq!(send(&desk, &sam, &end, Some("")).await.status, 303);
        assert!(!send(&desk, &sam, &case, None).await.text.contains("answers meanwhile"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_acts_in_a_place_is_lent_it_for_the_same_days() {
    for desk in both(crate::schema()).await {
        let (sam, jo) = (desk.worker(Role::SocialWorker).await, desk.worker(Role::SocialWorker).await);
        let manager = desk.worker(Role::TeamManager).await;
        let lent = new(&sam, Some(&jo), absences::May::Act);
        let id = desk.act(&manager, move |act| absences::make(act, &lent)).await.unwrap();
        let (who, now) = (jo.clone(), desk.now);
        let places = desk.db.read(move |r| delegations::load(r, who, now)).await.unwrap();
        assert_eq!(places.places().iter().map(|p| p.giver).collect::<Vec<_>>(), [account(&sam)]);
        desk.act(&manager, move |act| absences::end(act, id)).await.unwrap();
        let (who, later) = (jo.clone(), desk.now.checked_add(jiff::SignedDuration::from_secs(1)).unwrap());
        let places = desk.db.read(move |r| delegations::load(r, who, later)).await.unwrap();
        assert!(places.places().is_empty(), "the place ends with the absence");

        // Attacks: somebody of another agency, oneself, somebody who is away too.
        let stranger = desk.stranger(Role::SocialWorker).await;
        let field =
            async |new: absences::New| match desk.act(&manager, move |act| absences::make(act, &new)).await {
                Err(Error::Invalid(i)) => i.0[0].field.clone(),
                other => panic!("{other:?}"),
            };
        assert_eq!(field(new(&sam, Some(&stranger), absences::May::Answer)).await, "cover");
        assert_eq!(field(new(&sam, Some(&sam), absences::May::Answer)).await, "cover");
        assert_eq!(field(new(&stranger, None, absences::May::Answer)).await, "account");
        assert_eq!(field(new(&sam, None, absences::May::Act)).await, "cover");
        let away = new(&jo, None, absences::May::Answer);
        desk.act(&manager, move |act| absences::make(act, &away)).await.unwrap();
        assert_eq!(field(new(&sam, Some(&jo), absences::May::Answer)).await, "cover");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_named_as_answering_who_is_away_by_now() {
    for desk in both(crate::schema()).await {
        let (sam, jo) = (desk.worker(Role::SocialWorker).await, desk.worker(Role::SocialWorker).await);
        let manager = desk.worker(Role::TeamManager).await;
        let covered = new(&sam, Some(&jo), absences::May::Answer);
        desk.act(&manager, move |act| absences::make(act, &covered)).await.unwrap();
        let who = account(&sam);
        let by = async || {
            let (db, today) = (desk.db.clone(), day("2026-11-20"));
            db.read(move |r| absences::covered(r, who, today)).await.unwrap().unwrap()
        };
        assert_eq!(by().await.cover, Some(account(&jo)));
        // Jo falls ill after that was agreed.
        let ill = new(&jo, None, absences::May::Answer);
        desk.act(&manager, move |act| absences::make(act, &ill)).await.unwrap();
        let now = by().await;
        assert_eq!((now.cover, now.by.as_str()), (None, ""));
        assert!(now.words("Sam").contains("The team answers meanwhile"), "{}", now.words("Sam"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_write_an_absence_down_and_end_it() {
    for desk in both(crate::schema()).await {
        let sam = desk.worker(Role::SocialWorker).await;
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let body = format!(
            r#"{{"account": "{}", "from": "2026-11-23", "until": "2026-11-27", "may": "answer"}}"#,
            account(&sam)
        );
        let made = call(&desk, &key, "/api/v1/absences", Some(&body)).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let id = made.json()["items"][0]["id"].as_str().unwrap().to_owned();
        let ended = call(&desk, &key, &format!("/api/v1/absences/{id}/end"), Some("{}")).await;
        assert!(ended.json()["items"][0]["ended_at"].is_string(), "{}", ended.text);
        let twice = call(&desk, &key, &format!("/api/v1/absences/{id}/end"), Some("{}")).await;
        assert_eq!(twice.json()["code"], "absence.over");
    }
}
