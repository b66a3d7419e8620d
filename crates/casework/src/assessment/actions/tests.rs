//! Starting, saving and completing, on both engines, as the people who may and as those
//! who may not.

mod signatures;

use ::store::statements;
use access::{Act, Actor, Role, actions::ViewAssessment};
use kernel::{Error, Id, Invalid, LegalRoute, Level, Need, PromiseKind, Result, Weight, kinds};
use page::Fields;
use testkit::{AGENCY, Desk};

use super::{
    complete,
    save::{self, Which},
    start,
};
use crate::{
    assessment::{
        form,
        model::{Part, State, Written, versions},
        store::{self, Assessment},
    },
    cases::store::NewCase,
    people::store::{Contact, NewPerson, PersonKind},
    promises,
};

statements! {
    NEEDS = "SELECT need, weight FROM assessed_need WHERE assessment_id = $1 ORDER BY need";
    LEVEL = "SELECT level FROM support_case WHERE id = $1";
    KEPT = "SELECT count(*) FROM promise WHERE case_id = $1 AND kind = 'assessment' AND kept_at IS NOT NULL";
    FIGURE = "SELECT amount FROM figure WHERE measure = $1 AND part = $2";
}

/// Opens a case of a made-up child, with an assessment promised.
pub(crate) fn open_case(act: &Act<'_>) -> Result<Id<kinds::Case>> {
    let agency = access::organisations::id_of(access::organisations::kind::AGENCY, AGENCY);
    let family = crate::people::store::add_family(act, agency, "303")?;
    let child = NewPerson {
        id: Id::new(act.now()),
        agency,
        family: Some(family),
        kind: PersonKind::Child,
        first: "Robin".into(),
        last: "Example".into(),
        born: Some(kernel::Date::constant(2016, 3, 27)),
        contact: Contact::default(),
        sex: None,
        ethnicity: None,
        council: "303".into(),
        made: act.now(),
    };
    crate::people::store::add(act, &child)?;
    let case = NewCase {
        id: Id::new(act.now()),
        agency,
        family,
        child: child.id,
        enquiry: None,
        council: "303".into(),
        route: LegalRoute::Adoption,
        order_date: None,
        level: Level::Universal,
        coordinator: None,
    };
    crate::cases::store::insert(act, &case)?;
    let about = promises::About { agency, case: Some(case.id), enquiry: None, thing: Id::new(act.now()) };
    promises::make(act, about, PromiseKind::Assessment, act.now())?;
    Ok(case.id)
}

/// The fields of a whole assessment that finds these needs and chooses this level.
pub(crate) fn full(version: i64, needs: &[(Need, Weight)], level: Level) -> Fields {
    let text = "word ".repeat(20);
    let mut values: Vec<(String, String)> = vec![("version".into(), version.to_string())];
    let mut add = |name: String, value: &str| values.push((name, value.to_owned()));
    for domain in &versions().unwrap().last().unwrap().domains {
        add(domain.code.clone(), &text);
        domain.minimum.ask.iter().for_each(|group| add(format!("{}-asked", domain.code), group[0].code()));
    }
    for (name, value) in [
        ("heard", "alone"),
        ("child-words", "I like it when we cook."),
        ("family-words", "We are tired, and we love them."),
        ("formulation", "Fear shows as anger."),
        ("level", level.code()),
    ] {
        add(name.into(), value);
    }
    needs.iter().for_each(|(need, weight)| add(form::need_field(*need), weight.code()));
    Fields::filled(values)
}

fn invalid(error: Error) -> Invalid {
    match error {
        Error::Invalid(invalid) => invalid,
        other => panic!("{other:?}"),
    }
}

async fn draft(desk: &Desk, worker: &Actor) -> (Id<kinds::Case>, Assessment) {
    desk.act(worker, |act| {
        let case = open_case(act)?;
        Ok((case, start::run(act, case)?))
    })
    .await
    .unwrap()
}

const NEEDS_FOUND: [(Need, Weight); 2] = [(Need::Fasd, Weight::Some), (Need::School, Weight::Strong)];

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_saved_and_completed_and_moves_the_case() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (case, draft) = draft(&desk, &worker).await;
        let id = draft.id;
        let again = desk.act(&worker, move |act| start::run(act, case)).await.unwrap();
        assert_eq!(again.id, id, "a case has one draft");

        let saved = desk
            .act(&worker, move |act| save::run(act, id, &full(1, &NEEDS_FOUND, Level::Targeted), Which::Sent))
            .await
            .unwrap();
        assert_eq!(saved.version, 2);
        assert_eq!(saved.needs(), NEEDS_FOUND);

        let version = Fields::filled([("version", "2")]);
        let done = desk.act(&worker, move |act| complete::run(act, id, &version)).await.unwrap();
        assert_eq!((done.state, done.completed), (State::Complete, Some(desk.now)));
        let kept = desk
            .look(&worker, move |look| {
                let stored = store::latest_complete(look, case)?.unwrap();
                let needs: Vec<String> =
                    look.query(NEEDS, &[id.into()])?.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
                let figure = |measure: &str, part: &str| {
                    look.opt(FIGURE, &[measure.into(), part.into()])?.map(|row| row.get::<i64>(0)).transpose()
                };
                assert_eq!(figure("assessments-completed", "targeted")?, Some(1));
                assert_eq!(figure("assessments-decided-otherwise", "targeted")?, None);
                assert_eq!(figure("needs-found", "fasd")?, Some(1));
                assert_eq!(figure("promises-kept", "assessment")?, Some(1));
                assert_eq!(look.row(KEPT, &[case.into()])?.get::<i64>(0)?, 1);
                assert_eq!(look.row(LEVEL, &[case.into()])?.get::<String>(0)?, "targeted");
                Ok((stored, needs))
            })
            .await
            .unwrap();
        assert_eq!(kept, (done, vec!["fasd".to_owned(), "school".to_owned()]));

        let version = Fields::filled([("version", "3")]);
        let twice = desk.act(&worker, move |act| complete::run(act, id, &version)).await.unwrap_err();
        assert_eq!(twice.code(), "assessment.complete");
        let late = desk
            .act(&worker, move |act| save::run(act, id, &full(3, &[], Level::Targeted), Which::Sent))
            .await;
        assert_eq!(late.unwrap_err().code(), "assessment.complete");
        let next = desk.act(&worker, move |act| start::run(act, case)).await.unwrap();
        assert_ne!(next.id, id, "what changes later is a new assessment");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_told_with_its_field_and_nothing_is_completed() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::TeamManager).await;
        let (case, draft) = draft(&desk, &worker).await;
        let id = draft.id;
        let fields = Fields::filled([("version", "1"), ("health", "Growing well."), ("level", "intensive")]);
        desk.act(&worker, move |act| save::run(act, id, &fields, Which::Sent)).await.unwrap();
        let version = Fields::filled([("version", "2")]);
        let error = desk.act(&worker, move |act| complete::run(act, id, &version)).await.unwrap_err();
        let invalid = invalid(error);
        for field in ["health", "health-asked", "safety", "heard", "family-words", "needs", "level-reason"] {
            assert!(invalid.of(field).is_some(), "{field}");
        }
        let none = desk.look(&worker, move |look| store::latest_complete(look, case)).await.unwrap();
        assert_eq!(none, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_replaces_its_own_part_and_a_stale_version_replaces_nothing() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (_, draft) = draft(&desk, &worker).await;
        let id = draft.id;
        let save = |fields: Fields, page: &'static str| {
            let worker = worker.clone();
            let desk = &desk;
            async move { desk.act(&worker, move |act| save::run(act, id, &fields, Which::Page(page))).await }
        };
        let first = [("version", "1"), ("health", "Sleeps badly."), ("health-asked", "parents")];
        save(Fields::filled(first), "health").await.unwrap();
        // Unticked boxes are not sent: the page stands for its whole part.
        let health = Fields::filled([("version", "2"), ("health", "Sleeps well."), ("safety", "ignored")]);
        let saved = save(health.clone(), "health").await.unwrap();
        let answer = &saved.findings.answers.domains["health"];
        assert_eq!((answer.text.as_str(), answer.asked.len()), ("Sleeps well.", 0));
        assert!(!saved.findings.answers.domains.contains_key("safety"));

        assert_eq!(save(health, "safety").await.unwrap_err(), Error::Stale);
        assert_eq!(
            save(Fields::filled([("version", "3")]), "no-such-part").await.unwrap_err(),
            Error::NotFound
        );
        let wrong = Fields::filled([
            ("version", "3"),
            ("heard", "by telepathy"),
            ("needs.fasd", "enormous"),
            ("signals", "cold"),
            ("health-asked", "virtual-school"),
        ]);
        let error = desk.act(&worker, move |act| save::run(act, id, &wrong, Which::Sent)).await.unwrap_err();
        let invalid = invalid(error);
        let fields: Vec<&str> = invalid.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["health-asked", "heard", "needs.fasd", "signals"]);
        let nothing = save(Fields::filled([("version", "x")]), "health").await.unwrap_err();
        assert_eq!(nothing.code(), "invalid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_see_nothing_and_roles_do_only_their_own() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (case, draft) = draft(&desk, &worker).await;
        let id = draft.id;
        let stranger = desk.stranger(Role::SocialWorker).await;
        let read = desk.look(&stranger, move |look| look.one::<ViewAssessment, _>(id).map(|_| ())).await;
        assert_eq!(read, Err(Error::NotFound));
        let version = || Fields::filled([("version", "1"), ("health", "x")]);
        for (who, error) in [
            (stranger, Error::NotFound),
            (desk.worker(Role::DutyWorker).await, Error::Forbidden),
            (desk.worker(Role::FinanceOfficer).await, Error::Forbidden),
            (Actor::public(), Error::SignIn),
        ] {
            let done = desk.act(&who, move |act| start::run(act, case)).await;
            assert_eq!(done.unwrap_err(), error);
            let done = desk.act(&who, move |act| save::run(act, id, &version(), Which::Sent)).await;
            assert_eq!(done.unwrap_err(), error);
            let done = desk.act(&who, move |act| complete::run(act, id, &version())).await;
            assert_eq!(done.unwrap_err(), error);
        }
        let duty = desk.worker(Role::DutyWorker).await;
        desk.look(&duty, move |look| store::load(look, &look.one::<ViewAssessment, _>(id)?)).await.unwrap();
    }
}

#[test]
fn a_form_reads_back_what_it_shows() {
    let framework = versions().unwrap().last().unwrap();
    let mut findings = crate::assessment::model::Findings::default();
    let mut f = full(1, &NEEDS_FOUND, Level::Targeted);
    for part in Part::all(framework) {
        findings.put(form::read(&mut f, part));
    }
    assert!(findings.missing(framework).is_empty());
    for part in Part::all(framework) {
        let written: Written = form::read(&mut form::filled(&findings, part), part);
        let mut copy = findings.clone();
        copy.put(written);
        assert_eq!(copy, findings, "{}", part.code());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_thousand_words_in_one_box_are_refused_beside_it_and_strange_scripts_are_kept() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (_, draft) = draft(&desk, &worker).await;
        let id = draft.id;
        let pasted = "word ".repeat(40_000);
        for field in ["health", "child-words", "happened", "keeps-going-family", "formulation"] {
            let sent = Fields::filled([("version", "1"), (field, &pasted)]);
            let refused = desk.act(&worker, move |act| save::run(act, id, &sent, Which::Sent)).await;
            let wrong = invalid(refused.unwrap_err());
            assert_eq!(wrong.0.len(), 1, "{field}");
            assert_eq!(wrong.0[0].field, field);
        }
        // Right to left, joined letters, signs outside the first plane, and one word without a place to break.
        let strange = [
            "\u{202e}\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{645}\u{631}\u{62d}\u{628}\u{627}".to_owned(),
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{10ffff}".to_owned(),
            "x".repeat(5_000),
        ];
        let mut version = 1;
        for words in strange {
            let sent = Fields::filled([("version", version.to_string()), ("happened-family", words.clone())]);
            let saved = desk.act(&worker, move |act| save::run(act, id, &sent, Which::Sent)).await.unwrap();
            assert_eq!(saved.findings.conclusion.shared.happened.theirs, words);
            version = saved.version;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_workers_in_one_assessment_the_later_is_told_and_loses_nothing() {
    for desk in testkit::both(crate::schema()).await {
        let (one, two) = (desk.worker(Role::SocialWorker).await, desk.worker(Role::SocialWorker).await);
        let (_, draft) = draft(&desk, &one).await;
        let id = draft.id;
        let wrote = |words: &str| Fields::filled([("version", "1"), ("happened", words), ("sure", "sure")]);
        let (a, b) = (wrote("As the parents tell it"), wrote("As the papers tell it"));
        let (first, second) = tokio::join!(
            desk.act(&one, move |act| save::run(act, id, &a, Which::Page("understanding"))),
            desk.act(&two, move |act| save::run(act, id, &b, Which::Page("understanding"))),
        );
        let (saved, lost) = match (first, second) {
            (Ok(saved), Err(lost)) | (Err(lost), Ok(saved)) => (saved, lost),
            other => panic!("exactly one wins: {other:?}"),
        };
        assert_eq!(lost, Error::Stale);
        let kept = desk
            .look(&one, move |look| store::load(look, &look.one::<ViewAssessment, kinds::Assessment>(id)?))
            .await
            .unwrap();
        assert_eq!(kept.version, 2);
        assert_eq!(kept.findings.conclusion.shared, saved.findings.conclusion.shared);
    }
}
