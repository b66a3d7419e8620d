//! The early support on both engines.

use access::{Act, Role};
use casework::promises as kept;
use kernel::{Error, PromiseKind};
use testkit::both;

use super::*;
use crate::{
    early_support::model::{Next, Taking, rule},
    testing::{call, day, family, send},
};

/// The id of the case with a reference.
async fn case_of(desk: &testkit::Desk, reference: &str) -> Id<Case> {
    let manager = desk.worker(Role::TeamManager).await;
    let reference = reference.to_owned();
    desk.look(&manager, move |look| {
        let grant = look.agency::<access::actions::MatchMentors>()?;
        crate::peers::store::case_by_reference(look, &grant, &reference)?.ok_or(Error::NotFound)
    })
    .await
    .unwrap()
}

fn part(code: &str, taking: Taking, on: Option<&str>) -> TakePart {
    TakePart { part: code.into(), taking, on: on.map(day) }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_family_had_is_noted_once_for_each_part_by_its_workers_or_itself() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (home, reference) = family(&desk, false).await;
        let id = case_of(&desk, &reference).await;
        let note = |input: TakePart| move |act: &Act<'_>| take_part(act, id, &input);
        let duty = desk.worker(Role::DutyWorker).await;
        let offered = part("peers", Taking::Offered, Some("2026-11-02"));
        assert_eq!(desk.act(&duty, note(offered.clone())).await.unwrap_err(), Error::Forbidden);
        let stranger = desk.stranger(Role::SocialWorker).await;
        assert_eq!(desk.act(&stranger, note(offered.clone())).await.unwrap_err(), Error::NotFound);
        for wrong in [part("none", Taking::Offered, None), part("peers", Taking::Offered, Some("2026-11-21"))]
        {
            assert!(matches!(desk.act(&worker, note(wrong)).await, Err(Error::Invalid(_))));
        }
        desk.act(&worker, note(offered)).await.unwrap();
        desk.act(&worker, note(part("welcome", Taking::TookPart, None))).await.unwrap();

        // The family takes it over from there, and what it says stands in the place of what was noted.
        let parent = desk.relative(home).await;
        let own = OwnTaking { part: "peers".into(), took_part: true };
        desk.act(&parent, move |act| take_part_oneself(act, &own)).await.unwrap();
        let claimed = desk.act(&parent, note(part("peers", Taking::Offered, None))).await;
        assert!(matches!(claimed, Err(Error::Invalid(_))), "what was offered, the agency says");
        let had = desk
            .look(&worker, move |look| {
                store::had(look, &look.one::<access::actions::ViewEarlySupport, _>(id)?)
            })
            .await
            .unwrap();
        let stands = |code: &str| had.get(code).map(|h| (h.taking, h.on, h.by_family)).unwrap();
        assert_eq!(stands("peers"), (Taking::TookPart, day("2026-11-20"), true));
        assert_eq!(stands("welcome"), (Taking::TookPart, day("2026-11-20"), false));
        assert_eq!(had.len(), 2);

        let page = send(&desk, &worker, "/becoming-a-family/families?part=peers", None).await;
        assert!(page.text.contains(&reference) && page.text.contains("the family says so"));
        let elsewhere = send(&desk, &stranger, "/becoming-a-family/families.csv?part=peers", None).await;
        assert!(!elsewhere.text.contains(&reference));
        let csv = send(&desk, &worker, "/becoming-a-family/families.csv?part=peers", None).await.text;
        assert!(csv.contains(&format!("peers,{reference},took-part,2026-11-20,family")), "{csv}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_that_needs_more_is_called_in_time_and_an_assessment_begins() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (home, reference) = family(&desk, false).await;
        let (other_home, _) = family(&desk, false).await;
        let id = case_of(&desk, &reference).await;
        let parent = desk.relative(home).await;
        let other = desk.relative(other_home).await;
        let of_other = desk.act(&other, move |act| ask(act, id, "")).await;
        assert_eq!(of_other.unwrap_err(), Error::NotFound);
        let early = Answer { next: Next::Talked, words: String::new() };
        let early = desk.act(&worker, move |act| answer(act, id, &early)).await;
        assert_eq!(early.unwrap_err().code(), rule::NOT_ASKED);

        let due = desk.act(&parent, |act| ask_for_oneself(act, "The nights are hard")).await.unwrap();
        assert_eq!(due, "2026-11-23T09:30:00Z".parse().unwrap(), "72 hours on");
        let again = desk.act(&worker, move |act| ask(act, id, "")).await.unwrap_err();
        assert!(again.code() == rule::ASKED && again.to_string().contains("23 November 2026"), "{again}");
        let by_itself = Answer { next: Next::Talked, words: String::new() };
        let by_itself = desk.act(&parent, move |act| answer(act, id, &by_itself)).await;
        assert_eq!(by_itself.unwrap_err(), Error::Forbidden, "a family does not answer itself");

        let said = Answer { next: Next::Assess, words: "We begin on Monday".into() };
        desk.act(&worker, move |act| answer(act, id, &said)).await.unwrap();
        let promises = desk
            .look(&worker, move |look| kept::of_case(look, &look.one::<access::actions::ViewCase, _>(id)?))
            .await
            .unwrap();
        let call = promises.iter().find(|p| p.kind == PromiseKind::AdviceCall).unwrap();
        let assessment = promises.iter().find(|p| p.kind == PromiseKind::Assessment).unwrap();
        assert!(call.kept.is_some() && assessment.kept.is_none());
        // It can ask again once it was answered.
        desk.act(&parent, |act| ask_for_oneself(act, "")).await.unwrap();
        let told = desk
            .look(&parent, move |look| {
                casework::timeline::latest(look, &look.one::<access::actions::ViewCase, _>(id)?, 10)
            })
            .await
            .unwrap();
        for words in ["The nights are hard", "We begin on Monday"] {
            assert!(told.iter().any(|e| e.words.contains(words) && e.family_sees), "{words}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_show_the_standards_and_take_each_step() {
    for desk in both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let (home, reference) = family(&desk, false).await;
        let id = case_of(&desk, &reference).await;
        let parent = desk.relative(home).await;
        let page = send(&desk, &manager, "/becoming-a-family", None).await.text;
        assert!(page.contains("Nothing is stated.") && page.contains("Nobody yet"));
        let wrong =
            send(&desk, &manager, "/becoming-a-family", Some("part=peers&stated=yes&link=here")).await;
        assert!(wrong.status == 422 && wrong.text.contains("Enter a whole address"));
        let none = send(&desk, &manager, "/becoming-a-family", Some("part=none&stated=yes")).await;
        assert!(none.status == 422 && none.text.contains("Choose a part"));
        let form = "part=peers&stated=yes&how=Every+Saturday&link=https://groups.example.org";
        assert_eq!(send(&desk, &manager, "/becoming-a-family", Some(form)).await.status, 303);
        let worker = desk.worker(Role::SocialWorker).await;
        assert_eq!(send(&desk, &worker, "/becoming-a-family", Some(form)).await.status, 403);

        let mine = send(&desk, &parent, "/my/becoming-a-family", None).await.text;
        assert!(mine.contains("Every Saturday") && mine.contains("https://groups.example.org"));
        let took = send(&desk, &parent, "/my/becoming-a-family", Some("part=peers&took_part=yes")).await;
        assert_eq!(took.status, 303);
        assert!(send(&desk, &parent, "/my/becoming-a-family", None).await.text.contains("You took part"));
        let asked = send(&desk, &parent, "/my/becoming-a-family/ask", Some("words=Sleep")).await;
        assert_eq!(asked.status, 303);
        let twice = send(&desk, &parent, "/my/becoming-a-family/ask", Some("words=Sleep")).await;
        assert!(twice.text.contains("We have your question already"), "{}", twice.text);

        let at = format!("/cases/{id}/becoming-a-family");
        let of_case = send(&desk, &manager, &at, None).await.text;
        assert!(of_case.contains("Somebody calls by 23 November 2026") && of_case.contains("Took part"));
        let noted = send(&desk, &manager, &at, Some("part=welcome&taking=offered")).await;
        assert_eq!(noted.status, 303);
        let answer = format!("{at}/answer");
        assert!(send(&desk, &manager, &answer, Some("words=")).await.text.contains("Choose what came of it"));
        assert_eq!(
            send(&desk, &manager, &answer, Some("next=assess")).await.to.unwrap(),
            format!("/cases/{id}")
        );
        let counted = send(&desk, &manager, "/becoming-a-family.csv", None).await.text;
        let line = counted.lines().find(|l| l.starts_with("peers,")).unwrap();
        assert!(line.ends_with(",0,1,0"), "{line}");

        // Nothing of it is there for a family without a case.
        let nobody = desk.relative(Id::random()).await;
        let empty = send(&desk, &nobody, "/my/becoming-a-family", None).await.text;
        assert!(empty.contains("We have not opened a case"), "{empty}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_state_note_ask_and_answer() {
    for desk in both(crate::schema()).await {
        let manager = desk.machine(Role::TeamManager, desk.agency()).await;
        let (_, reference) = family(&desk, false).await;
        let id = case_of(&desk, &reference).await;
        let all = "/api/v1/becoming-a-family";
        let body = r#"{"part": "peers", "stated": "planned", "how": "From May"}"#;
        let stated = call(&desk, &manager, all, Some(body)).await;
        let line = stated.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|p| p["code"] == "peers")
            .cloned()
            .unwrap();
        assert_eq!((&line["stated"], &line["how"]), (&"planned".into(), &"From May".into()));
        let at = format!("/api/v1/cases/{id}/becoming-a-family");
        assert_eq!(call(&desk, &manager, &at, None).await.json()["items"], serde_json::json!([]));
        let body = r#"{"part": "peers", "taking": "took-part", "on": "2026-11-10"}"#;
        let had = call(&desk, &manager, &at, Some(body)).await.json();
        assert_eq!(had["items"][0]["on"], "2026-11-10");
        let asked = call(&desk, &manager, &format!("{at}/ask"), Some("{}")).await;
        assert_eq!((asked.status, asked.json()["call_by"].as_str()), (201, Some("2026-11-23T09:30:00Z")));
        let twice = call(&desk, &manager, &format!("{at}/ask"), Some("{}")).await;
        assert!(twice.status == 409 && twice.text.contains(rule::ASKED), "{} {}", twice.status, twice.text);
        let body = r#"{"next": "talked"}"#;
        let answered = call(&desk, &manager, &format!("{at}/answer"), Some(body)).await.json();
        assert_eq!(answered["call_by"], serde_json::Value::Null);
        let counted = call(&desk, &manager, all, None).await.json();
        let line =
            counted["items"].as_array().unwrap().iter().find(|p| p["code"] == "peers").cloned().unwrap();
        assert_eq!(line["took_part"], 1);
    }
}
