//! Questionnaires on both engines, as the people who may and as those who may not.

use access::{Role, actions::ViewQuestionnaires};
use casework::{
    cases::store::{self as cases, Case, CaseState},
    people::store as people,
};
use kernel::{Error, Id, LegalRoute, Level, Reference, Result, Timestamp, kinds};
use page::Fields;
use testkit::Desk;

use super::{correct, record};
use crate::questionnaires::{
    form::{self, Input},
    model::{Questionnaire, Standing, voices},
    store,
};

/// An open case of the desk's agency: a child of ten.
async fn case(desk: &Desk) -> Case {
    let opened: Timestamp = "2026-05-01T09:00:00Z".parse().unwrap();
    let agency = desk.agency();
    let family = Id::new(opened);
    let child = people::NewPerson {
        id: Id::new(opened),
        agency,
        family: Some(family),
        kind: people::PersonKind::Child,
        first: "Robin".into(),
        last: "Marsh".into(),
        born: Some("2016-03-27".parse().unwrap()),
        contact: people::Contact::default(),
        sex: None,
        ethnicity: None,
        council: "881".into(),
        made: opened,
    };
    let case = Case {
        id: Id::new(opened),
        reference: Reference::new("CA"),
        agency,
        family,
        child: child.id,
        enquiry: None,
        council: "881".into(),
        route: LegalRoute::Adoption,
        order_date: None,
        level: Level::Targeted,
        state: CaseState::Open,
        coordinator: None,
        opened,
        closed: None,
        version: 1,
    };
    let (keys, made) = (desk.db.keys(), case.clone());
    let rows = [
        ("family", people::FAMILY_COLUMNS, people::family_values(family, agency, "881", opened)),
        ("person", people::PERSON_COLUMNS, people::person_values(&child)),
        (
            "identity",
            people::IDENTITY_COLUMNS,
            people::identity_values(keys, Id::new(opened), &child).unwrap(),
        ),
        ("support_case", cases::COLUMNS, cases::values(keys, &case).unwrap()),
    ];
    // One load each: a later row leans on an earlier one.
    for (table, columns, values) in rows {
        desk.db.bulk(move |b| b.row(table, columns, &values)).await.unwrap();
    }
    made
}

fn sdq(informant: &str, wave: &str, on: &str, peer: &str) -> Input {
    let fields = [
        ("measure", "sdq"),
        ("informant", informant),
        ("who", "Someone"),
        ("wave", wave),
        ("way", "paper"),
        ("on", on),
        ("answer.emotional", "6"),
        ("answer.conduct", "4"),
        ("answer.hyperactivity", "5"),
        ("answer.peer", peer),
        ("answer.prosocial", "8"),
        ("note", "Calmer than last year"),
    ];
    form::questionnaire(&mut Fields::filled(fields)).unwrap()
}

async fn keep(desk: &Desk, role: Role, case: &Case, input: Input) -> Result<Questionnaire> {
    let (id, who) = (case.id, desk.worker(role).await);
    desk.act(&who, move |act| record(act, id, &input)).await
}

async fn all(desk: &Desk, case: &Case) -> Vec<Questionnaire> {
    let (id, who) = (case.id, desk.worker(Role::SocialWorker).await);
    desk.look(&who, move |look| store::of_case(look, &look.one::<ViewQuestionnaires, kinds::Case>(id)?))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_kept_as_given_with_its_score_and_words() {
    for desk in testkit::both(crate::schema()).await {
        let case = case(&desk).await;
        let made =
            keep(&desk, Role::SocialWorker, &case, sdq("teacher", "start", "2026-06-01", "3")).await.unwrap();
        assert_eq!(made.content.months, Some(122));
        assert_eq!(made.content.scores["total"], 1_800);
        assert_eq!(made.content.bands["total"], "high");
        assert_eq!(all(&desk, &case).await, [made]);
        for wrong in ["2026-11-21", "2016-03-26"] {
            let refused = keep(&desk, Role::SocialWorker, &case, sdq("teacher", "during", wrong, "3")).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong}");
        }
        // Half a sheet is kept, and says why it has no total.
        let half =
            keep(&desk, Role::TeamManager, &case, sdq("teacher", "end", "2026-11-01", "")).await.unwrap();
        assert!(!half.content.scores.contains_key("total"));
        assert_eq!(half.content.problems, ["peer: missing"]);
        // A child of ten answers: numbers, and no published words for their age.
        let young =
            keep(&desk, Role::TeamManager, &case, sdq("self", "start", "2026-06-01", "3")).await.unwrap();
        assert!(young.content.bands.is_empty() && young.content.problems[0].contains("outside 11 to 17"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_stands_beside_what_it_corrects() {
    for desk in testkit::both(crate::schema()).await {
        let case = case(&desk).await;
        let first =
            keep(&desk, Role::SocialWorker, &case, sdq("parent", "start", "2026-06-01", "3")).await.unwrap();
        let twice = keep(&desk, Role::SocialWorker, &case, sdq("parent", "start", "2026-06-01", "4")).await;
        assert_eq!(twice.unwrap_err().code(), "questionnaire.double");
        let (id, old, who) = (case.id, first.id, desk.worker(Role::SocialWorker).await);
        let mend = move |version| {
            let input = sdq("parent", "start", "2026-06-01", "9");
            move |act: &access::Act<'_>| correct(act, id, old, version, "A nine was read as a three", &input)
        };
        let new = desk.act(&who, mend(1)).await.unwrap();
        assert_eq!((new.replaces, new.content.scores["total"]), (Some(old), 2_400));
        assert_eq!(desk.act(&who, mend(1)).await.unwrap_err(), Error::Stale);
        assert_eq!(
            desk.act(&who, mend(2)).await.unwrap_err(),
            Error::Stale,
            "what was corrected is corrected once"
        );
        let all = all(&desk, &case).await;
        assert_eq!(all.iter().map(|q| q.standing).collect::<Vec<_>>(), [Standing::Corrected, Standing::Kept]);
        assert_eq!(all[0].content.answers["peer"], 3, "as it was given");
        assert_eq!(voices(&all).unwrap()[0].entries.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_roles_without_it_keep_nothing_and_parents_read_what_parents_said() {
    for desk in testkit::both(crate::schema()).await {
        let case = case(&desk).await;
        keep(&desk, Role::SocialWorker, &case, sdq("parent", "start", "2026-06-01", "3")).await.unwrap();
        keep(&desk, Role::SocialWorker, &case, sdq("teacher", "start", "2026-06-01", "3")).await.unwrap();
        let id = case.id;
        let stranger = desk.stranger(Role::SocialWorker).await;
        let theirs = desk
            .act(&stranger, move |act| record(act, id, &sdq("parent", "during", "2026-07-01", "3")))
            .await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        for role in [Role::DutyWorker, Role::Commissioner, Role::FinanceOfficer] {
            let refused = keep(&desk, role, &case, sdq("parent", "during", "2026-07-01", "3")).await;
            assert_eq!(refused.unwrap_err(), Error::Forbidden, "{role:?}");
        }
        let parent = desk.relative(case.family).await;
        let read = desk
            .look(&parent, move |look| {
                store::of_case(look, &look.one::<ViewQuestionnaires, kinds::Case>(id)?)
            })
            .await
            .unwrap();
        assert_eq!(read.iter().map(|q| q.informant.code()).collect::<Vec<_>>(), ["parent"]);
        let refused =
            desk.act(&parent, move |act| record(act, id, &sdq("parent", "during", "2026-07-01", "3"))).await;
        assert_eq!(refused.unwrap_err(), Error::Forbidden);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_and_a_parent_see_the_same_curve_and_the_parent_not_the_workers_words() {
    for desk in testkit::both(crate::schema()).await {
        let case = case(&desk).await;
        for (wave, on, peer) in [("start", "2026-06-01", "5"), ("end", "2026-11-01", "2")] {
            keep(&desk, Role::SocialWorker, &case, sdq("parent", wave, on, peer)).await.unwrap();
        }
        let (worker, parent) = (desk.worker(Role::SocialWorker).await, desk.relative(case.family).await);
        let open = async |who: &access::Actor, path: String| {
            let caller = testkit::Caller::Browser(who.clone());
            desk.request((crate::routes(), crate::nav()), &desk.now.to_string(), &caller, &path, None).await
        };
        let theirs = open(&parent, format!("/my/cases/{}/questionnaires", case.id)).await;
        let ours = open(&worker, format!("/cases/{}/questionnaires", case.id)).await;
        for page in [&theirs.text, &ours.text] {
            assert!(page.contains("1 Jun 2026: 20; 1 Nov 2026: 17"), "{page}");
            assert!(!page.contains("style="));
        }
        assert!(ours.text.contains("Calmer than last year") && ours.text.contains("Someone"));
        assert!(!theirs.text.contains("Calmer than last year") && !theirs.text.contains("Someone"));
        assert!(ours.text.contains("Due on 1 May 2027"));
        // Whatever address a parent types, they read no word that a worker wrote.
        for path in [
            "/cases/{id}/questionnaires",
            "/cases/{id}/questionnaires.csv",
            "/api/v1/cases/{id}/questionnaires",
        ] {
            let said = open(&parent, path.replace("{id}", &case.id.to_string())).await;
            assert!(!said.text.contains("Calmer than last year") && !said.text.contains("Someone"), "{path}");
        }
        let empty = open(&worker, format!("/cases/{}/questionnaires/new", case.id)).await;
        assert!(empty.text.contains("Which measure"));
        let asked = open(&worker, format!("/cases/{}/questionnaires/new?measure=core-10", case.id)).await;
        assert!(
            asked.text.contains("I have felt tense, anxious or nervous")
                && asked.text.contains("CORE System Trust")
        );
    }
}
