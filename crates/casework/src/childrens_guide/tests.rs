//! The guide on both engines: versions with a preview, what anybody reads, that it was given, and who was not given it yet.

use access::{
    Actor, Role,
    actions::{ReadOwnGuide, ViewGuides},
};
use kernel::Error;
use testkit::{Rooms, both};

use super::{
    actions::give,
    form::Input,
    model::{EDITION, Part, Reading, ToWhom, Way},
    store,
};
use crate::{
    cases::testing::open_case,
    schema,
    testing::{call, send},
};

fn form(version: u8, mark: &str, action: &str, from: &str) -> String {
    let [y, m, d]: [&str; 3] = from.split('-').collect::<Vec<_>>().try_into().unwrap();
    let parts: String = Part::ALL.iter().map(|p| format!("&{}={mark}+{}", p.code(), p.code())).collect();
    format!("version={version}&do={action}&from-year={y}&from-month={m}&from-day={d}{parts}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_previews_and_saves_versions_and_anybody_reads_the_one_that_holds() {
    for desk in both(schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let worker = desk.worker(Role::SocialWorker).await;
        let anybody = Rooms { routes: crate::routes, nav: crate::nav }.anybody(&desk);
        let said = anybody.page("/childrens-guide?council=881").await;
        assert!(said.contains("has not written its own yet") && said.contains("0800 1111"), "{said}");
        let younger = anybody.page("/childrens-guide?council=881&reading=younger").await;
        assert!(younger.contains("Somebody on your side") && !younger.contains("How to complain"));
        let at = "/childrens-guides/older";
        assert_eq!(send(&desk, &worker, at, Some(&form(0, "Ours", "save", "2026-11-20"))).await.status, 403);
        // A preview shows the words and saves nothing.
        let seen = send(&desk, &manager, at, Some(&form(0, "Ours", "preview", "2026-11-20"))).await;
        assert!(seen.status == 200 && seen.text.contains("Nothing is saved yet"), "{}", seen.text);
        assert!(!anybody.page("/childrens-guide?council=881").await.contains("Ours aims"));
        let past = send(&desk, &manager, at, Some(&form(0, "Ours", "preview", "2026-11-19"))).await;
        assert!(past.status == 422 && past.text.contains("today or later"), "{}", past.text);
        let lacks = form(0, "Ours", "save", "2026-11-20").replace("Ours+advocate", "-");
        let lacks = send(&desk, &manager, at, Some(&lacks)).await;
        assert!(
            lacks.status == 422 && lacks.text.contains("Say how to get an independent advocate"),
            "{}",
            lacks.text
        );
        assert_eq!(send(&desk, &manager, at, Some(&form(0, "Ours", "save", "2026-11-20"))).await.status, 303);
        assert_eq!(
            send(&desk, &manager, at, Some(&form(1, "Later", "save", "2026-12-24"))).await.status,
            303
        );
        let stale = send(&desk, &manager, at, Some(&form(1, "Late", "save", "2026-12-24"))).await;
        assert!(stale.status == 422 && stale.text.contains("Somebody changed"), "{}", stale.text);
        let said = anybody.page("/childrens-guide?council=881").await;
        assert!(
            said.contains("Ours aims") && !said.contains("Later aims"),
            "the later one waits for its day"
        );
        assert!(send(&desk, &worker, at, None).await.text.contains("waits for its day"));
        let file = send(&desk, &worker, "/childrens-guides.csv", None).await.text;
        assert!(file.contains("Ours rights") && file.contains("younger,0,"), "{file}");
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let all = call(&desk, &key, "/api/v1/childrens-guides", None).await.json();
        assert_eq!((&all["items"][0]["edition"], &all["items"][1]["version"]), (&EDITION.into(), &1.into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn that_it_was_given_is_recorded_in_its_version_and_the_list_gets_shorter() {
    for desk in both(schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let worker = desk.worker(Role::SocialWorker).await;
        let case = open_case(&desk, 1, worker.account()).await;
        let other = open_case(&desk, 2, None).await;
        let waits = async |who: &Actor| {
            let rows = desk
                .look(who, |look| store::not_given(look, &look.agency::<ViewGuides>()?, None))
                .await
                .unwrap();
            rows.items.into_iter().map(|n| n.case).collect::<Vec<_>>()
        };
        assert_eq!(waits(&worker).await.len(), 2);
        let path = format!("/cases/{}/childrens-guide", case.id);
        let body = "reading=younger&way=together&to=both&on-year=2026&on-month=11&on-day=20";
        let ahead = send(&desk, &worker, &path, Some(&body.replace("on-day=20", "on-day=21"))).await;
        assert!(ahead.status == 422 && ahead.text.contains("cannot be after today"), "{}", ahead.text);
        assert_eq!(send(&desk, &worker, &path, Some(body)).await.status, 303);
        let seen = send(&desk, &worker, &path, None).await.text;
        assert!(seen.contains("Read together") && seen.contains(EDITION), "{seen}");
        assert_eq!(waits(&worker).await, [other.id]);
        let counted =
            desk.look(&manager, |look| store::counted(look, &look.agency::<ViewGuides>()?)).await.unwrap();
        assert_eq!(counted, (2, 1));
        let page = send(&desk, &manager, "/childrens-guides", None).await.text;
        assert!(page.contains(other.reference.as_str()) && !page.contains(case.reference.as_str()), "{page}");
        let file = send(&desk, &manager, "/childrens-guides/not-given.csv", None).await.text;
        assert!(file.contains(other.reference.as_str()), "{file}");
        // Another agency neither gives it nor sees the case.
        let stranger = desk.stranger(Role::SocialWorker).await;
        assert_eq!(send(&desk, &stranger, &path, Some(body)).await.status, 404);
        assert!(waits(&stranger).await.is_empty());
        let key = desk.machine(Role::SocialWorker, desk.agency()).await;
        let json = r#"{"reading": "older", "way": "post", "to": "carer", "on": "2026-11-20"}"#;
        let made =
            call(&desk, &key, &format!("/api/v1/cases/{}/childrens-guide", other.id), Some(json)).await;
        assert_eq!((made.status, &made.json()["items"][0]["way"]), (201, &"post".into()));
        let left = call(&desk, &key, "/api/v1/childrens-guides/not-given", None).await.json();
        assert!(left["items"].as_array().unwrap().is_empty(), "{left}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_young_person_and_a_parent_say_that_they_have_read_it_each_once() {
    for desk in both(schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = open_case(&desk, 1, worker.account()).await;
        let id = case.id;
        let young = desk.young_person(case.family, case.child).await;
        let parent = desk.relative(case.family).await;
        for (who, to) in [(&young, ToWhom::Child), (&parent, ToWhom::Both)] {
            desk.act(who, move |act| give::read(act, id, Reading::Older)).await.unwrap();
            let twice = desk.act(who, move |act| give::read(act, id, Reading::Older)).await;
            assert_eq!(twice.unwrap_err().code(), "guide.read");
            let all = desk
                .look(who, move |look| store::of_case(look, &look.mine::<ReadOwnGuide>(id)?))
                .await
                .unwrap();
            assert_eq!((all[0].to, all[0].way, all[0].by), (to, Way::Page, who.account()));
        }
        // A parent does not record what a worker gives, and a parent of another family finds nothing here.
        let input = Input {
            reading: Reading::Older,
            way: Way::Post,
            to: ToWhom::Child,
            on: "2026-11-20".parse().unwrap(),
        };
        let not_theirs = desk.act(&parent, move |act| give::run(act, id, &input)).await;
        assert_eq!(not_theirs.unwrap_err(), Error::Forbidden);
        let elsewhere = open_case(&desk, 2, None).await;
        let far = desk.relative(elsewhere.family).await;
        let theirs = desk.act(&far, move |act| give::read(act, id, Reading::Older)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
    }
}
