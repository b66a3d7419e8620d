//! Setting, ending and rating goals, on both engines.

use access::{Role, actions::ViewCase, own_records};
use casework::{
    cases::store::{self as cases, Case, CaseState},
    people::store as people,
    timeline::{self, EventKind},
};
use kernel::{Date, Error, Id, LegalRoute, Level, Rater, Reference, Result, Timestamp, kinds};
use page::Fields;
use store::statements;
use testkit::Desk;

use super::{add_goal, end_goal, rate_goals, reword_goal, step_goal};
use crate::goals::{
    measures,
    model::{ChangeSum, CommonGoal, Score},
    store::{CaseGoals, common_id, of_case},
};

statements! {
    FIGURE = "SELECT COALESCE(CAST(sum(amount) AS BIGINT), 0) FROM figure WHERE agency_id = $1 AND measure = $2 AND part = $3";
    MOVE_CASE = "UPDATE support_case SET family_id = $2 WHERE id = $1";
}

/// An open case of the desk's agency, opened on 1 May 2026.
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
        born: None,
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

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

async fn goals(desk: &Desk, case: &Case) -> CaseGoals {
    let (id, who) = (case.id, desk.worker(Role::SocialWorker).await);
    desk.look(&who, move |look| of_case(look, id)).await.unwrap()
}

async fn add(desk: &Desk, case: &Case, words: &str) -> Result<Id<kinds::Goal>> {
    let (id, who) = (case.id, desk.worker(Role::SocialWorker).await);
    let input = add_goal::Input { words: words.into() };
    desk.act(&who, move |act| add_goal::run(act, id, &input).map(|goal| goal.id)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_two_common_goals_are_there_before_anything_is_stored() {
    for desk in testkit::both(crate::schema()).await {
        let case = case(&desk).await;
        let before = goals(&desk, &case).await;
        assert_eq!(before.set.all().len(), 2);
        assert!(before.set.all().iter().all(|g| g.set == d("2026-05-01")));
        let own = add(&desk, &case, "Eat together").await.unwrap();
        let after = goals(&desk, &case).await;
        assert_eq!(after.set.all()[..2], before.set.all()[..], "the same two, now stored");
        assert_eq!(after.set.find(own).unwrap().title(), "Eat together");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn up_to_three_own_goals_and_an_ended_one_makes_room() {
    for desk in testkit::both(crate::schema()).await {
        let case = case(&desk).await;
        let first = add(&desk, &case, "<script>alert(1)</script>").await.unwrap();
        add(&desk, &case, "Two").await.unwrap();
        add(&desk, &case, "Three").await.unwrap();
        assert_eq!(add(&desk, &case, "Four").await.unwrap_err().code(), "goal.limit");
        assert!(matches!(add(&desk, &case, "two").await.unwrap_err(), Error::Invalid(_)));
        let worker = desk.worker(Role::SocialWorker).await;
        let end = |goal| {
            let (desk, worker) = (&desk, &worker);
            async move { desk.act(worker, move |act| end_goal::run(act, goal).map(|g| g.ended)).await }
        };
        assert_eq!(end(first).await.unwrap(), Some(d("2026-11-20")));
        assert_eq!(end(first).await.unwrap_err().code(), "goal.ended");
        assert_eq!(end(common_id(case.id, CommonGoal::Family)).await.unwrap_err().code(), "goal.common");
        assert_eq!(end(Id::from_parts(1, [7; 10])).await.unwrap_err(), Error::NotFound);
        add(&desk, &case, "Four").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn families_rate_their_own_goals_and_nobody_elses() {
    for desk in testkit::both(crate::schema()).await {
        let case = case(&desk).await;
        let (id, goal) = (case.id, common_id(case.id, CommonGoal::School));
        let rate = |rater, score| {
            let input = rate_goals::Input {
                rater,
                on: d("2026-11-20"),
                scores: vec![(goal, Score::new(score).unwrap())],
            };
            move |act: &access::Act<'_>| rate_goals::run(act, id, &input).map(|made| made.len())
        };
        let family = desk.relative(case.family).await;
        assert_eq!(desk.act(&family, rate(Rater::Child, 4)).await, Ok(1));
        let provider = Id::from_parts(9, [9; 10]);
        let others = [
            (desk.relative(Id::from_parts(3, [3; 10])).await, Error::NotFound),
            (desk.stranger(Role::SocialWorker).await, Error::NotFound),
            (desk.worker(Role::DutyWorker).await, Error::Forbidden),
            (desk.provider(provider).await, Error::Forbidden),
        ];
        for (who, error) in others {
            assert_eq!(desk.act(&who, rate(Rater::Parent, 9)).await.unwrap_err(), error);
        }
        // A family may rate, not set goals; a provider may not even look.
        let input = add_goal::Input { words: "Ours".into() };
        let tried = desk.act(&family, move |act| add_goal::run(act, id, &input).map(|g| g.id)).await;
        assert_eq!(tried.unwrap_err(), Error::Forbidden);
        let provider = desk.provider(provider).await;
        let seen = desk.look(&provider, move |look| of_case(look, id).map(|g| g.ratings.len())).await;
        assert_eq!(seen.unwrap_err(), Error::Forbidden);

        let after = goals(&desk, &case).await;
        assert_eq!(after.latest(goal, Rater::Child).map(|(_, s)| s.number()), Some(4));
        assert_eq!(after.latest(goal, Rater::Parent), None);
        let lines = desk
            .look(&family, move |look| timeline::of_case(look, &look.one::<ViewCase, _>(id)?, None))
            .await
            .unwrap();
        assert_eq!(lines.items[0].kind, EventKind::Rating);
        assert_eq!(lines.items[0].words, "Child or young person: “Stability of school” is at 4 out of 10");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adult_reads_what_they_kept_private_and_nothing_that_their_own_child_keeps() {
    for desk in testkit::both(crate::schema()).await {
        let (own, childs) = (case(&desk).await, case(&desk).await);
        let young = |case: &Case| {
            let (desk, family, child) = (&desk, case.family, case.child);
            async move { desk.young_person(family, child).await }
        };
        let (robin, kit) = (young(&own).await, young(&childs).await);
        for (who, case) in [(&robin, own.id), (&kit, childs.id)] {
            let score = (common_id(case, CommonGoal::School), Score::new(3).unwrap());
            let input = rate_goals::Input { rater: Rater::Child, on: d("2026-11-20"), scores: vec![score] };
            desk.act(who, move |act| rate_goals::run_own(act, &input, true)).await.unwrap();
        }
        // Robin is an adult by now, and their own child has a case in the same household.
        let (person, agency, home) = (own.child, desk.agency(), own.family);
        let worker = desk.worker(Role::SocialWorker).await;
        desk.act(&worker, move |act| {
            let new = own_records::New { person, agency, from: home, to: home, age_why: "" };
            own_records::take(act, &new)
        })
        .await
        .unwrap();
        let moved = childs.id;
        desk.db
            .write("one household", move |w| w.execute(MOVE_CASE, &[moved.into(), home.into()]))
            .await
            .unwrap();
        let adult = desk.again(&robin).await;
        let seen = |id| desk.look(&adult, move |look| of_case(look, id).map(|g| g.ratings.len()));
        assert_eq!((seen(own.id).await, seen(childs.id).await), (Ok(1), Ok(0)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_keeps_to_its_bounds_and_its_days() {
    for desk in testkit::both(crate::schema()).await {
        let case = case(&desk).await;
        let (id, worker) = (case.id, desk.worker(Role::SocialWorker).await);
        let goal = common_id(case.id, CommonGoal::Family);
        let rate = |goal, on: &str| {
            let input = rate_goals::Input {
                rater: Rater::Parent,
                on: d(on),
                scores: vec![(goal, Score::new(5).unwrap())],
            };
            let (desk, worker) = (&desk, &worker);
            async move { desk.act(worker, move |act| rate_goals::run(act, id, &input).map(|_| ())).await }
        };
        for wrong in ["2026-11-21", "2026-04-30"] {
            let error = rate(goal, wrong).await.unwrap_err();
            assert!(matches!(error, Error::Invalid(ref i) if i.of("on").is_some()), "{error:?}");
        }
        assert_eq!(rate(Id::from_parts(1, [8; 10]), "2026-11-20").await.unwrap_err(), Error::NotFound);
        assert!(goals(&desk, &case).await.ratings.is_empty(), "nothing half-saved");
        rate(goal, "2026-05-01").await.unwrap();
    }
    let read = |text: String| rate_goals::fields(&mut Fields::form(text.as_bytes())).map(|i| i.scores.len());
    let goal: Id<kinds::Goal> = Id::from_parts(1, [1; 10]);
    assert_eq!(read(format!("rater=child&on=2026-05-01&score-{goal}=10")), Ok(1));
    for wrong in ["11", "-1", "x", "5.5"] {
        let invalid = read(format!("rater=child&on=2026-05-01&score-{goal}={wrong}")).unwrap_err();
        assert!(invalid.of(&rate_goals::score_field(goal)).is_some(), "{wrong}");
    }
    assert!(read(format!("rater=child&on=2026-05-01&score-{goal}=")).unwrap_err().of("").is_some());
    assert!(read(format!("rater=nobody&on=31&score-{goal}=1")).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_change_agree_with_a_recount() {
    for desk in testkit::both(crate::schema()).await {
        let case = case(&desk).await;
        let (id, worker) = (case.id, desk.worker(Role::SocialWorker).await);
        add(&desk, &case, "Sleep through").await.unwrap();
        let common = CommonGoal::ALL.iter().map(|c| common_id(case.id, *c)).collect::<Vec<_>>();
        // Days go back and forth, and some stand in the place of others.
        let mut drawn: u32 = 7;
        for n in 0..30_i64 {
            drawn = drawn.wrapping_mul(1_103_515_245).wrapping_add(12_345) % (1 << 31);
            let on = d("2026-05-01").checked_add(jiff::Span::new().days(i64::from(drawn % 9))).unwrap();
            let input = rate_goals::Input {
                rater: Rater::ALL[(drawn / 64 % 2) as usize],
                on,
                scores: vec![(
                    common[(drawn / 128 % 2) as usize],
                    Score::new(i64::from(drawn / 256 % 11)).unwrap(),
                )],
            };
            let at = desk.now.checked_add(jiff::SignedDuration::from_secs(n)).unwrap();
            desk.act_at(at, &worker, move |act| rate_goals::run(act, id, &input).map(|_| ())).await.unwrap();
        }
        let kept = goals(&desk, &case).await;
        assert_eq!(kept.ratings.len(), 30);
        for rater in Rater::ALL {
            let counted: ChangeSum = kept.set.all().iter().filter_map(|g| kept.change(g.id, *rater)).sum();
            let agency = desk.agency();
            let figure = |measure: &'static str| {
                let (desk, part) = (&desk, rater.code());
                async move {
                    let params = [agency.into(), measure.into(), part.into()];
                    desk.db.read(move |r| r.row(FIGURE, &params)?.get::<i64>(0)).await.unwrap()
                }
            };
            assert_eq!(figure(measures::CHANGE_SUM).await, counted.points, "{rater:?}");
            assert_eq!(figure(measures::CHANGE_COUNT).await, counted.count as i64, "{rater:?}");
            assert!(counted.count > 0, "the drawn ratings hold changes to count");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_words_stay_beside_the_ratings_that_were_of_them_and_a_step_leads_on() {
    for desk in testkit::both(crate::schema()).await {
        let case = case(&desk).await;
        let goal = add(&desk, &case, "Sleep through the night").await.unwrap();
        let worker = desk.worker(Role::SocialWorker).await;
        let words = |text: &str| add_goal::Input { words: text.into() };
        let anew = words("Sleep until five");
        let done = desk.act(&worker, move |act| reword_goal::run(act, goal, &anew)).await.unwrap();
        assert_eq!(done.title(), "Sleep until five");
        let after = goals(&desk, &case).await;
        assert_eq!(after.set.find(goal).unwrap().title(), "Sleep until five");
        assert_eq!(after.wordings.len(), 1);
        assert_eq!(
            (after.wordings[0].words.as_str(), after.wordings[0].until),
            ("Sleep through the night", d("2026-11-20"))
        );
        let smaller = words("Stay in bed until four");
        let step = desk.act(&worker, move |act| step_goal::run(act, goal, &smaller)).await.unwrap();
        let after = goals(&desk, &case).await;
        assert_eq!(after.steps.get(&step.id), Some(&goal));
        assert_eq!(after.set.find(goal).unwrap().ended, Some(d("2026-11-20")));
        for other in [desk.stranger(Role::SocialWorker).await, desk.worker(Role::DutyWorker).await] {
            let (id, input) = (step.id, words("Mine"));
            assert!(desk.act(&other, move |act| reword_goal::run(act, id, &input)).await.is_err());
            let (id, input) = (step.id, words("Mine"));
            assert!(desk.act(&other, move |act| step_goal::run(act, id, &input)).await.is_err());
        }
        let again = words("Sleep until five");
        let ended = desk.act(&worker, move |act| reword_goal::run(act, goal, &again)).await;
        assert_eq!(ended.unwrap_err().code(), "goal.ended");
    }
}
