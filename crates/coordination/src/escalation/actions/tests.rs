//! Escalations on both engines: the steps, their promises, who reads what, and attacks.

use access::{
    Role,
    actions::{ReadNextSteps, ViewCase, ViewEscalation},
};
use casework::{promises, timeline};
use kernel::{Error, Id, PromiseKind, Timestamp, kinds::Case};
use testkit::{Desk, both};

use super::*;
use crate::escalation::{
    form::Opening,
    model::{Alarm, AskState, Field, Kind, Side, State, rule},
    testing::{call, case, send, send_at},
};

fn opening(kind: Kind) -> Opening {
    Opening { kind, reason: "He was excluded and ran away".into() }
}

fn lead(field: Field, who: &str) -> Step {
    Step::Lead { field, who: who.into(), why: "Knows him best".into() }
}

async fn opened(desk: &Desk, who: &access::Actor, id: Id<Case>, kind: Kind) -> Id<Kinded> {
    desk.act(who, move |act| open(act, id, &opening(kind))).await.unwrap()
}

async fn step(
    desk: &Desk,
    who: &access::Actor,
    id: Id<Kinded>,
    version: i64,
    step: Step,
) -> Result<Escalation> {
    desk.act(who, move |act| take(act, id, version, &step)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_is_promised_handed_over_and_counted_and_the_adoption_worker_stays() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = case(&desk, worker.account()).await;
        let id = opened(&desk, &worker, case.id, Kind::Education).await;
        let again = desk.act(&worker, move |act| open(act, case.id, &opening(Kind::Education))).await;
        assert_eq!(again.unwrap_err().code(), rule::ONCE);
        let first =
            step(&desk, &worker, id, 1, lead(Field::Adoption, "Sam, adoption support")).await.unwrap();
        assert_eq!((first.hand_offs, first.version, first.keeper), (0, 2, worker.account()));
        let stale = step(&desk, &worker, id, 1, lead(Field::Police, "Sgt Lee")).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let second = step(&desk, &worker, id, 2, lead(Field::Police, "Sgt Lee")).await.unwrap();
        assert_eq!(
            (second.hand_offs, second.lead, second.keeper),
            (1, Some(Field::Police), worker.account())
        );

        let kept = desk
            .look(&worker, move |look| promises::of_case(look, &look.one::<ViewCase, _>(case.id)?))
            .await
            .unwrap();
        let due: Timestamp = "2026-11-24T23:59:59.999999Z".parse().unwrap();
        let named = kept.iter().find(|p| p.kind == PromiseKind::LeadNamed).unwrap();
        assert!(named.kept.is_some() && named.due == due, "two working days from a Friday: {}", named.due);
        assert!(kept.iter().any(|p| p.kind == PromiseKind::FamilyTold && p.kept.is_none()));

        let stranger = desk.stranger(Role::SocialWorker).await;
        let theirs = step(&desk, &stranger, id, 3, lead(Field::Police, "x")).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        let parent = desk.relative(case.family).await;
        let own = step(&desk, &parent, id, 3, lead(Field::Police, "x")).await;
        assert_eq!(own.unwrap_err(), Error::Forbidden);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_from_elsewhere_leads_before_an_adoption_worker_is_named() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let stranger = desk.stranger(Role::SocialWorker).await;
        let case = case(&desk, None).await;
        let id = opened(&desk, &worker, case.id, Kind::Police).await;
        let early = step(&desk, &worker, id, 1, lead(Field::Police, "Sgt Lee")).await;
        assert_eq!(early.unwrap_err().code(), rule::KEEPER_FIRST);
        let keep = |who: &access::Actor| Step::Keep { keeper: who.account().unwrap(), enquirer: None };
        let other = step(&desk, &worker, id, 1, keep(&stranger)).await;
        assert!(matches!(other.unwrap_err(), Error::Invalid(_)), "nobody of another agency");
        step(&desk, &worker, id, 1, keep(&worker)).await.unwrap();
        step(&desk, &worker, id, 2, lead(Field::Police, "Sgt Lee")).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn partners_have_a_clock_and_stepping_down_lets_go_of_what_they_owe() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = case(&desk, worker.account()).await;
        let id = opened(&desk, &worker, case.id, Kind::Education).await;
        let involve = Step::Involve {
            field: Field::Education,
            organisation: "Hill School".into(),
            who: "Ms Ray, SENCO".into(),
            from: None,
        };
        step(&desk, &worker, id, 1, involve).await.unwrap();
        let party = desk
            .look(&worker, move |look| store::parties(look, &look.one::<ViewEscalation, _>(id)?))
            .await
            .unwrap()[0]
            .id;
        let asking =
            |by: &str| Step::Ask { party, what: "A place by Monday".into(), by: Some(by.parse().unwrap()) };
        let wrong = step(&desk, &worker, id, 2, asking("2026-11-19")).await;
        assert!(matches!(wrong.unwrap_err(), Error::Invalid(_)), "not by yesterday");
        let nobody = Step::Ask { party: Id::random(), what: "x".into(), by: None };
        assert!(matches!(step(&desk, &worker, id, 2, nobody).await, Err(Error::Invalid(_))));
        step(&desk, &worker, id, 2, asking("2026-11-23")).await.unwrap();
        step(&desk, &worker, id, 3, Step::Ask { party, what: "The timetable".into(), by: None })
            .await
            .unwrap();
        let asks = desk
            .look(&worker, move |look| store::asks(look, &look.one::<ViewEscalation, _>(id)?))
            .await
            .unwrap();
        assert_eq!(asks[1].due, "2026-11-27T23:59:59.999999Z".parse().unwrap(), "five working days");
        let late = send_at(&desk, "2026-11-25T09:00:00Z", &worker, "/escalations", None).await.text;
        assert!(
            late.contains(Alarm::PartnersLate.label()) && late.contains(Alarm::LeadLate.label()),
            "{late}"
        );

        let refused =
            |words: &str| Step::Answer { ask: asks[0].id, state: AskState::Refused, words: words.into() };
        let bare = step(&desk, &worker, id, 4, refused("")).await;
        assert!(matches!(bare.unwrap_err(), Error::Invalid(_)), "a refusal has a reason");
        step(&desk, &worker, id, 4, refused("No staff")).await.unwrap();
        let twice = step(&desk, &worker, id, 5, refused("No")).await;
        assert_eq!(twice.unwrap_err().code(), rule::ANSWERED);

        let learn = Step::Learn { again: "One call a day".into(), differently: "Ask earlier".into() };
        assert_eq!(step(&desk, &worker, id, 5, learn.clone()).await.unwrap_err().code(), rule::NOT_YET);
        let down = Step::StepDown { why: "He is back at school".into(), stays: "The mentor".into() };
        let down = step(&desk, &worker, id, 5, down).await.unwrap();
        assert_eq!(down.state, State::SteppedDown);
        let kept = desk
            .look(&worker, move |look| promises::of_case(look, &look.one::<ViewCase, _>(case.id)?))
            .await
            .unwrap();
        assert!(kept.iter().all(|p| p.kept.is_some() || p.withdrawn), "nothing is owed any more: {kept:?}");
        let over = step(&desk, &worker, id, 6, lead(Field::Adoption, "Sam")).await;
        assert_eq!(over.unwrap_err().code(), rule::OVER);
        step(&desk, &worker, id, 6, learn.clone()).await.unwrap();
        assert_eq!(step(&desk, &worker, id, 7, learn).await.unwrap_err().code(), rule::NOT_YET);
        let page = send(&desk, &worker, "/escalations/learning", None).await.text;
        assert!(page.contains("One call a day") && !page.contains(case.reference.as_str()));
        let stranger = desk.stranger(Role::TeamManager).await;
        let csv = send(&desk, &stranger, "/escalations/learning.csv", None).await.text;
        assert!(!csv.contains("One call a day"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_family_reads_what_happens_next_and_nothing_else() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = case(&desk, worker.account()).await;
        let id = opened(&desk, &worker, case.id, Kind::Violence).await;
        let tell =
            Step::Tell { words: "Sam rings you on Monday".into(), next: Some("2026-11-23".parse().unwrap()) };
        step(&desk, &worker, id, 1, tell).await.unwrap();
        step(&desk, &worker, id, 2, Step::Note { side: Side::Support, words: "Private to us".into() })
            .await
            .unwrap();
        let parent = desk.relative(case.family).await;
        let mine = send(&desk, &parent, "/my/what-happens-next", None).await.text;
        assert!(mine.contains("Sam rings you on Monday") && mine.contains("23 November 2026"));
        for hidden in ["excluded", "Private to us", "violence", "Violence"] {
            assert!(!mine.contains(hidden), "{hidden}");
        }
        let lines = desk
            .look(&parent, move |look| timeline::latest(look, &look.one::<ViewCase, _>(case.id)?, 20))
            .await
            .unwrap();
        assert_eq!(lines.len(), 1);
        assert!(lines[0].words.contains("What happens next: Sam rings you"));
        let other = desk.relative(Id::random()).await;
        let told = desk.look(&other, |look| store::told(look, &look.own::<ReadNextSteps>()?)).await.unwrap();
        assert!(told.is_empty());
        assert_eq!(send(&desk, &parent, &format!("/escalations/{id}"), None).await.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_allegation_keeps_support_and_enquiry_apart() {
    for desk in both(crate::schema()).await {
        let supporter = desk.worker(Role::SocialWorker).await;
        let enquirer = desk.worker(Role::TeamManager).await;
        let third = desk.worker(Role::SocialWorker).await;
        let case = case(&desk, supporter.account()).await;
        let id = opened(&desk, &third, case.id, Kind::Allegation).await;
        let keep = |enquirer: &access::Actor| Step::Keep {
            keeper: supporter.account().unwrap(),
            enquirer: enquirer.account(),
        };
        let same = step(&desk, &third, id, 1, keep(&supporter)).await;
        assert_eq!(same.unwrap_err().code(), rule::APART);
        step(&desk, &third, id, 1, keep(&enquirer)).await.unwrap();
        let note = |side, words: &str| Step::Note { side, words: words.into() };
        let crossed = step(&desk, &supporter, id, 2, note(Side::Enquiry, "x")).await;
        assert_eq!(crossed.unwrap_err().code(), rule::APART);
        let crossed = step(&desk, &enquirer, id, 2, note(Side::Support, "x")).await;
        assert_eq!(crossed.unwrap_err().code(), rule::APART);
        step(&desk, &supporter, id, 2, note(Side::Support, "They cry at night")).await.unwrap();
        step(&desk, &enquirer, id, 3, note(Side::Enquiry, "The bruise was seen")).await.unwrap();
        let by_enquirer = Step::Tell { words: "x".into(), next: None };
        assert_eq!(step(&desk, &enquirer, id, 4, by_enquirer).await.unwrap_err().code(), rule::APART);
        let path = format!("/escalations/{id}");
        let reads = async |who: &access::Actor| {
            let text = send(&desk, who, &path, None).await.text;
            (text.contains("They cry at night"), text.contains("The bruise was seen"))
        };
        assert_eq!(reads(&supporter).await, (true, false));
        assert_eq!(reads(&third).await, (true, false));
        assert_eq!(reads(&enquirer).await, (false, true));
        // A key that nobody made is nobody: it reads neither.
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let seen = call(&desk, &key, &format!("/api/v1/escalations/{id}"), None).await.json();
        assert_eq!(seen["notes"], serde_json::json!([]));
        assert_eq!(seen["kind"], "allegation");
        let parent = desk.relative(case.family).await;
        let lines = desk
            .look(&parent, move |look| timeline::latest(look, &look.one::<ViewCase, _>(case.id)?, 20))
            .await
            .unwrap();
        assert!(lines.is_empty(), "nothing of it in what the family reads");
        let promised = desk
            .look(&parent, move |look| promises::of_case(look, &look.one::<ViewCase, _>(case.id)?))
            .await
            .unwrap();
        assert!(promised.is_empty(), "nor among what is promised about its case");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_and_the_api_walk_through_it() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = case(&desk, worker.account()).await;
        let at = format!("/cases/{}/escalations", case.id);
        assert!(send(&desk, &worker, &at, None).await.text.contains("Nothing was escalated"));
        let wrong = send(&desk, &worker, &at, Some("kind=&reason=")).await;
        assert!(wrong.status == 422 && wrong.text.contains("Choose what got hard"));
        let made = send(&desk, &worker, &at, Some("kind=education&reason=Excluded")).await.to.unwrap();
        let path = made.split('?').next().unwrap().to_owned();
        let page = send(&desk, &worker, &path, None).await.text;
        assert!(page.contains("Nobody leads yet") && page.contains("A lead is promised by"));
        let form = send(&desk, &worker, &format!("{path}/lead"), None).await.text;
        assert!(form.contains("Save who leads"));
        let wrong = send(&desk, &worker, &format!("{path}/lead"), Some("version=1&field=police")).await;
        assert!(wrong.status == 422 && wrong.text.contains("Say who leads"));
        let led = send(
            &desk,
            &worker,
            &format!("{path}/lead"),
            Some("version=1&field=police&who=Sgt+Lee&why=Case"),
        )
        .await;
        assert_eq!(led.status, 303);
        assert!(send(&desk, &worker, &path, None).await.text.contains("never handed over"));
        let key = desk.machine(Role::SocialWorker, desk.agency()).await;
        let api = format!("/api/v1{path}");
        let body = r#"{"version": 2, "field": "education", "who": "Ms Ray", "why": "School leads"}"#;
        let said = call(&desk, &key, &format!("{api}/lead"), Some(body)).await.json();
        assert_eq!((said["hand_offs"].as_i64(), said["leads"].as_array().unwrap().len()), (Some(1), 2));
        let listed = call(&desk, &key, "/api/v1/escalations?state=open", None).await.json();
        assert_eq!(listed["items"][0]["hand_offs"], 1);
        let csv = send(&desk, &worker, "/escalations.csv", None).await.text;
        assert!(csv.contains(&format!("{},education,open", case.reference.as_str())), "{csv}");
        let strange = desk.stranger(Role::SocialWorker).await;
        assert_eq!(send(&desk, &strange, &path, None).await.status, 404);
        assert!(
            !send(&desk, &strange, "/escalations.csv", None).await.text.contains(case.reference.as_str())
        );
    }
}
