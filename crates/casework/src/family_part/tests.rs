//! The family's own part on both engines: each of a family reads their own, a worker answers with a reason, and no version is made the plan
//! before.

use access::{
    Actor, Role,
    actions::{ViewFamilyPart, WriteOwnPart},
};
use kernel::{Error, Id, LegalRoute, kinds};
use page::Fields;
use testkit::Desk;

use super::{
    actions::{answer, tell, write},
    baseline,
    model::{Outcome, Part, SaidAs, Words},
    store,
};
use crate::{
    cases::testing::open_case,
    plan::actions::{draft, make_current, tests as plans},
    schema,
    testing::{call, send},
};

fn says(version: i64, wants: &str) -> write::Input {
    write::Input { version, words: Words { wants: wants.into(), ..Words::default() } }
}

fn answers(part: &Part, outcome: Outcome, why: &str) -> answer::Input {
    answer::Input { part: part.id, version: part.version, outcome, why: why.into() }
}

async fn own(desk: &Desk, who: &Actor, case: Id<kinds::Case>) -> Vec<Part> {
    desk.look(who, move |look| store::own(look, &look.mine::<WriteOwnPart>(case)?)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_a_family_writes_and_reads_their_own_and_a_worker_answers_with_a_reason() {
    for desk in testkit::both(schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = open_case(&desk, 1, worker.account()).await;
        let id = case.id;
        let (parent, other) = (desk.relative(case.family).await, desk.relative(case.family).await);
        let young = desk.young_person(case.family, case.child).await;
        let blank = desk.act(&parent, move |act| write::run(act, id, &says(0, " - "))).await;
        assert!(matches!(blank.unwrap_err(), Error::Invalid(_)));
        desk.act(&parent, move |act| write::run(act, id, &says(0, "A mentor for us"))).await.unwrap();
        desk.act(&young, move |act| write::run(act, id, &says(0, "No more meetings at school")))
            .await
            .unwrap();
        // While nobody answered it is changed, and a form that is out of date is refused.
        desk.act(&parent, move |act| write::run(act, id, &says(1, "A peer mentor for us"))).await.unwrap();
        let old = desk.act(&parent, move |act| write::run(act, id, &says(1, "Lost"))).await;
        assert_eq!(old.unwrap_err(), Error::Stale);
        let mine = own(&desk, &parent, id).await;
        assert_eq!((mine.len(), mine[0].words.wants.as_str()), (1, "A peer mentor for us"));
        assert!(own(&desk, &other, id).await.is_empty(), "the other parent's are theirs");
        let of_young = own(&desk, &young, id).await;
        assert_eq!((of_young.len(), of_young[0].said_as), (1, SaidAs::YoungPerson));

        let waiting = desk
            .look(&worker, |look| store::waiting(look, &look.agency::<ViewFamilyPart>()?, None))
            .await
            .unwrap();
        assert_eq!(waiting.items.len(), 2);
        let list = send(&desk, &worker, "/family-parts", None).await.text;
        assert!(list.contains(case.reference.as_str()) && !list.contains("peer mentor"), "{list}");
        let page = send(&desk, &worker, &format!("/cases/{id}/family-part"), None).await.text;
        assert!(
            page.contains("A peer mentor for us") && page.contains("No more meetings at school"),
            "{page}"
        );

        let (of_parent, of_child) = (mine[0].clone(), of_young[0].clone());
        let no_reason = answers(&of_parent, Outcome::Not, "");
        let refused = desk.act(&worker, move |act| answer::run(act, id, &no_reason)).await;
        assert!(matches!(refused.unwrap_err(), Error::Invalid(_)));
        let stale = answer::Input { version: 1, ..answers(&of_parent, Outcome::Taken, "") };
        assert_eq!(
            desk.act(&worker, move |act| answer::run(act, id, &stale)).await.unwrap_err(),
            Error::Stale
        );
        let stranger = desk.stranger(Role::SocialWorker).await;
        let (good, by_parent, astray) = (
            answers(&of_parent, Outcome::Partly, "A mentor from January"),
            answers(&of_parent, Outcome::Taken, ""),
            answers(&of_parent, Outcome::Taken, ""),
        );
        let again = good.clone();
        let theirs = good.clone();
        assert_eq!(
            desk.act(&stranger, move |act| answer::run(act, id, &theirs)).await.unwrap_err(),
            Error::NotFound
        );
        assert_eq!(
            desk.act(&parent, move |act| answer::run(act, id, &by_parent)).await.unwrap_err(),
            Error::Forbidden
        );
        let elsewhere = open_case(&desk, 2, None).await.id;
        let wrong = desk.act(&worker, move |act| answer::run(act, elsewhere, &astray)).await;
        assert_eq!(wrong.unwrap_err(), Error::NotFound, "by the way of another case");
        desk.act(&worker, move |act| answer::run(act, id, &good)).await.unwrap();
        let twice = desk.act(&worker, move |act| answer::run(act, id, &again)).await;
        assert_eq!(twice.unwrap_err().code(), "family-part.answered");
        let read = own(&desk, &parent, id).await;
        assert_eq!(read[0].answer.as_ref().unwrap().why, "A mentor from January");
        assert!(own(&desk, &young, id).await[0].answer.is_none());
        let yes = answers(&of_child, Outcome::Taken, "");
        desk.act(&worker, move |act| answer::run(act, id, &yes)).await.unwrap();
        // The next thing they want is a new part.
        desk.act(&parent, move |act| write::run(act, id, &says(0, "And a group"))).await.unwrap();
        assert_eq!(own(&desk, &parent, id).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_is_read_by_that_side_of_the_family_alone() {
    for desk in testkit::both(schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = open_case(&desk, 1, worker.account()).await;
        let id = case.id;
        let parent = desk.relative(case.family).await;
        let young = desk.young_person(case.family, case.child).await;
        let key = desk.machine(Role::SocialWorker, desk.agency()).await;
        let path = format!("/api/v1/cases/{id}/family-part");
        let said = call(&desk, &key, &path, Some(r#"{"said_as": "family", "wants": "Nan has a say"}"#)).await;
        assert_eq!((said.status, &said.json()["items"][0]["wants"]), (201, &"Nan has a say".into()));
        let child = tell::Input {
            said_as: SaidAs::YoungPerson,
            words: Words { matters: "My rabbit".into(), ..Words::default() },
        };
        desk.act(&worker, move |act| tell::run(act, id, &child)).await.unwrap();
        let (parents, youngs) = (own(&desk, &parent, id).await, own(&desk, &young, id).await);
        assert_eq!((parents.len(), parents[0].words.wants.as_str()), (1, "Nan has a say"));
        assert_eq!((youngs.len(), youngs[0].words.matters.as_str()), (1, "My rabbit"));
        let duty = desk.worker(Role::DutyWorker).await;
        assert_eq!(send(&desk, &duty, &format!("/cases/{id}/family-part"), None).await.status, 403);
        let file = send(&desk, &worker, "/family-parts.csv", None).await.text;
        assert!(file.contains(case.reference.as_str()) && !file.contains("rabbit"), "{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_version_is_made_the_plan_while_a_part_waits() {
    for desk in testkit::both(schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = plans::assessed_case(&desk, &worker).await;
        plans::agreed(&desk, &worker, case).await;
        let said = tell::Input {
            said_as: SaidAs::Family,
            words: Words { wants: "Sundays at home".into(), ..Words::default() },
        };
        desk.act(&worker, move |act| tell::run(act, case, &said)).await.unwrap();
        let plan = desk.act(&worker, move |act| draft::run(act, case)).await.unwrap();
        let form = send(&desk, &worker, &format!("/plans/{}/edit", plan.id), None).await.text;
        assert!(
            form.contains("Sundays at home"),
            "the coordinator sees it when the version is written: {form}"
        );
        let version = Fields::filled([("version", plan.version.to_string())]);
        let (first, second) = (version.clone(), version);
        let refused = desk.act(&worker, move |act| make_current::run(act, plan.id, &first)).await;
        assert_eq!(refused.unwrap_err().code(), "family-part.waits");
        let waits = desk.look(&worker, move |look| store::waiting_of(look, case)).await.unwrap();
        let yes = answers(&waits[0], Outcome::Taken, "It stands under what is done");
        desk.act(&worker, move |act| answer::run(act, case, &yes)).await.unwrap();
        let made = desk.act(&worker, move |act| make_current::run(act, plan.id, &second)).await;
        assert!(!matches!(&made, Err(e) if e.code() == "family-part.waits"), "{made:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_offer_tells_the_agencys_times_and_names_every_route() {
    for desk in testkit::both(schema()).await {
        let agency = desk.agency();
        let worker = desk.worker(Role::SocialWorker).await;
        let offer = desk.look(&worker, move |look| baseline::offer(look, agency)).await.unwrap();
        assert!(offer.promised.iter().any(|(_, term)| term.contains("4 weeks")), "{offer:?}");
        let shown = baseline::shown(&offer).into_string();
        assert!(LegalRoute::ALL.iter().all(|route| shown.contains(route.label())), "{shown}");
    }
}
