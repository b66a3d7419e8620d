//! Drafting, saving, making current and settling, on both engines, as the people who may
//! and as those who may not.

use ::store::statements;
use access::{Actor, Grant, One, Role, actions::ViewPlan};
use kernel::{Error, Id, Invalid, Level, Need, PromiseKind, Result, Weight, kinds};
use page::Fields;
use testkit::Desk;

use super::{
    draft, make_current,
    save::{self, Add},
    settle,
};
use crate::{
    assessment::actions::{
        complete,
        save::{self as assessment_save, Which},
        start,
        tests::{full, open_case},
    },
    cases,
    plan::{
        model::{ActionState, State},
        store::{self, Plan},
    },
    promises,
};

mod ahead;
mod alone;
mod races;
mod signatures;

statements! {
    REVIEWS = "SELECT due_at, kept_at FROM promise WHERE case_id = $1 AND kind = 'plan-review' ORDER BY due_at";
    LINES = "SELECT id, plan_id, status FROM plan_action WHERE case_id = $1 ORDER BY status";
    FAMILY = "SELECT family_id FROM support_case WHERE id = $1";
    HAND_OFFS = "SELECT from_id, to_id, at FROM coordinator_change WHERE case_id = $1 ORDER BY at";
    HANDED = "SELECT COALESCE(CAST(sum(amount) AS BIGINT), 0) FROM figure WHERE measure = 'coordinator-hand-offs'";
    ROUTE = "UPDATE support_case SET route = $2 WHERE id = $1";
    COORDINATOR = "SELECT coordinator_id FROM support_case WHERE id = $1";
}

/// A case whose assessment found two needs and chose targeted support.
pub(crate) async fn assessed_case(desk: &Desk, worker: &Actor) -> Id<kinds::Case> {
    desk.act(worker, |act| {
        let case = open_case(act)?;
        let id = start::run(act, case)?.id;
        let needs = [(Need::Fasd, Weight::Some), (Need::School, Weight::Strong)];
        assessment_save::run(act, id, &full(1, &needs, Level::Targeted), Which::Sent)?;
        complete::run(act, id, &Fields::filled([("version", "2")]))?;
        Ok(case)
    })
    .await
    .unwrap()
}

/// A whole plan as the form sends it.
fn whole(version: i64, coordinator: Id<kinds::Account>) -> Vec<(String, String)> {
    [
        ("version", version.to_string().as_str()),
        ("summary", "Calmer mornings."),
        ("coordinator", &coordinator.to_string()),
        ("needs.fasd.weight", "some"),
        ("needs.school.weight", "strong"),
        ("needs.school.words", "Mornings are hard."),
        ("goals.0.words", "Go in without tears"),
        ("actions.0.what", "A quiet start to the day"),
        ("actions.0.need", "school"),
        ("actions.0.owner", "school"),
        ("actions.0.owner-name", "Designated teacher"),
        ("actions.0.due", "2026-12-18"),
        ("review-on", "2027-02-19"),
        ("escalation", "Call the duty line; at night, the crisis line."),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// The fields of a plan as it is stored, with some changed.
pub(crate) fn again(plan: &Plan, changes: &[(&str, &str)]) -> Fields {
    let filled = crate::plan::form::filled(&plan.content);
    let changed = |name: &str| changes.iter().any(|(field, _)| *field == name);
    let kept = filled
        .names()
        .filter(|name| !changed(name))
        .map(|name| (name.to_owned(), filled.raw(name).to_owned()));
    let version = ("version".to_owned(), plan.version.to_string());
    let new = changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Fields::filled(kept.chain(std::iter::once(version)).chain(new).collect::<Vec<_>>())
}

pub(crate) fn version(number: i64) -> Fields {
    Fields::filled([("version", number.to_string())])
}

fn fields_of(error: Error) -> Vec<String> {
    match error {
        Error::Invalid(Invalid(found)) => found.into_iter().map(|e| e.field).collect(),
        other => panic!("{other:?}"),
    }
}

/// A current plan that the worker coordinates.
pub(crate) async fn agreed(desk: &Desk, worker: &Actor, case: Id<kinds::Case>) -> Plan {
    let me = worker.account().unwrap();
    desk.act(worker, move |act| {
        let plan = draft::run(act, case)?;
        let plan = save::run(act, plan.id, &Fields::filled(whole(plan.version, me)), Add::Nothing)?;
        make_current::run(act, plan.id, &version(plan.version))
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_plan_begins_with_the_needs_found_and_lacks_the_rest() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = assessed_case(&desk, &worker).await;
        let plan = desk.act(&worker, move |act| draft::run(act, case)).await.unwrap();
        let again = desk.act(&worker, move |act| draft::run(act, case)).await.unwrap();
        assert_eq!((plan.id, plan.number), (again.id, 1), "a case has one draft");
        let needs: Vec<Need> = plan.content.needs.iter().map(|n| n.need).collect();
        assert_eq!((needs, plan.content.level), (vec![Need::Fasd, Need::School], Level::Targeted));
        let id = plan.id;
        let error = desk.act(&worker, move |act| make_current::run(act, id, &version(1))).await.unwrap_err();
        assert_eq!(fields_of(error), ["coordinator", "actions", "escalation"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_follow_each_other_and_reviews_are_promised_and_kept() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = assessed_case(&desk, &worker).await;
        let first = agreed(&desk, &worker, case).await;
        assert_eq!((first.state, first.current_from), (State::Current, Some(desk.now)));
        let stored = desk.look(&worker, move |look| store::current(look, case)).await.unwrap();
        assert_eq!(stored.as_ref(), Some(&first));

        // The second version is drafted while an action of the first is being done.
        let second = desk.act(&worker, move |act| draft::run(act, case)).await.unwrap();
        assert_eq!(second.number, 2);
        assert_eq!(second.content.actions, first.content.actions, "an action keeps its id");
        let (plan, action) = (first.id, first.content.actions[0].id);
        let at = first.version;
        desk.act(&worker, move |act| {
            let mut done = vec![("version", at.to_string()), ("state", "done".into())];
            let silent = settle::run(act, plan, action, &Fields::filled(done.clone()));
            assert_eq!(fields_of(silent.unwrap_err()), ["happened"]);
            done.push(("happened", "A room was found.".into()));
            settle::run(act, plan, action, &Fields::filled(done))
        })
        .await
        .unwrap();
        let colleague = desk.worker(Role::TeamManager).await;
        let new = colleague.account().unwrap();
        let fields = again(
            &second,
            &[
                ("coordinator", &new.to_string()),
                ("actions.0.what", "Changed after it was done"),
                ("actions.1.what", "Ask health for an assessment"),
                ("actions.1.owner", "health"),
                ("actions.1.owner-name", "Community paediatrics"),
                ("actions.1.due", "2027-01-29"),
                ("actions.2.what", ""),
                ("actions.2.owner", "agency"),
                ("review-on", "2027-02-01"),
            ],
        );
        let now = desk
            .act(&worker, move |act| {
                let saved = save::run(act, second.id, &fields, Add::Nothing)?;
                make_current::run(act, saved.id, &version(saved.version))
            })
            .await
            .unwrap();
        assert_eq!(now.content.actions.len(), 2, "an empty row is left out");
        assert_eq!(now.content.actions[0].state, ActionState::Done);
        assert_eq!(
            now.content.actions[0].what, "A quiet start to the day",
            "what is settled keeps its words"
        );

        let (first_id, second_id) = (first.id, now.id);
        desk.look(&worker, move |look| {
            let grant: Grant<ViewPlan, One<kinds::Plan>> = look.one(first_id)?;
            let old = store::load(look, &grant)?;
            assert_eq!((old.state, old.current_to), (State::Superseded, Some(look.now())));
            assert_eq!(store::current(look, case)?.map(|plan| plan.id), Some(second_id));
            let reviews = look.query(REVIEWS, &[case.into()])?;
            let kept: Vec<bool> = reviews
                .iter()
                .map(|row| Ok(row.get::<Option<kernel::Timestamp>>(1)?.is_some()))
                .collect::<Result<_>>()?;
            assert_eq!(kept, [false, true], "due on 1 February and open; due on 19 February and kept");
            let lines: Vec<(Id<kinds::Plan>, String)> = look
                .query(LINES, &[case.into()])?
                .iter()
                .map(|row| Ok((row.get(1)?, row.get(2)?)))
                .collect::<Result<_>>()?;
            assert_eq!(lines, [(second_id, "done".to_owned()), (second_id, "open".to_owned())]);
            assert_eq!(look.row(COORDINATOR, &[case.into()])?.get::<Id<kinds::Account>>(0)?, new);
            Ok(())
        })
        .await
        .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_refused_with_its_field_and_nothing_is_saved() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = assessed_case(&desk, &worker).await;
        let plan = desk.act(&worker, move |act| draft::run(act, case)).await.unwrap();
        let (id, me) = (plan.id, worker.account().unwrap());
        let stranger = desk.stranger(Role::SocialWorker).await.account().unwrap();
        let save = |coordinator, changes: Vec<(&'static str, &'static str)>| {
            let mut fields = whole(1, coordinator);
            fields.retain(|(name, _)| changes.iter().all(|(changed, _)| name != changed));
            fields.extend(changes.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())));
            let (desk, worker) = (&desk, worker.clone());
            async move {
                let fields = Fields::filled(fields);
                desk.act(&worker, move |act| save::run(act, id, &fields, Add::Nothing)).await
            }
        };
        let other = "00000000-0000-7000-8000-000000000000";
        for (coordinator, changes, wrong) in [
            (stranger, vec![], vec!["coordinator"]),
            (me, vec![("actions.0.id", other)], vec!["actions.0.id"]),
            (me, vec![("goals.0.id", other)], vec!["goals.0.id"]),
            (me, vec![("actions.0.owner", "")], vec!["actions.0.owner"]),
            (
                me,
                vec![("actions.0.due", "2026-02-30"), ("review-on", "soon")],
                vec!["actions.0.due", "review-on"],
            ),
            (me, vec![("add-need", "identity")], vec!["add-need-weight"]),
            (me, vec![("needs.fasd.weight", "huge")], vec!["needs.fasd.weight"]),
        ] {
            assert_eq!(fields_of(save(coordinator, changes).await.unwrap_err()), wrong);
        }
        let long: &'static str = Box::leak("x".repeat(4_001).into_boxed_str());
        assert_eq!(fields_of(save(me, vec![("escalation", long)]).await.unwrap_err()), ["escalation"]);
        let saved = save(me, vec![("add-need", "identity"), ("add-need-weight", "some")]).await.unwrap();
        assert_eq!(saved.content.needs.len(), 3);
        assert_eq!(save(me, vec![]).await.unwrap_err(), Error::Stale);
        let stale = desk.act(&worker, move |act| make_current::run(act, id, &version(1))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let nobody = save(me, vec![("version", "2"), ("coordinator", "")]).await.unwrap();
        let at = nobody.version;
        let error = desk.act(&worker, move |act| make_current::run(act, id, &version(at))).await.unwrap_err();
        assert_eq!(fields_of(error), ["coordinator"]);
        let none = desk.look(&worker, move |look| store::current(look, case)).await.unwrap();
        assert_eq!(none, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_current_plan_is_not_edited_and_a_row_can_be_added_to_a_draft() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = assessed_case(&desk, &worker).await;
        let plan = agreed(&desk, &worker, case).await;
        let (id, fields) = (plan.id, again(&plan, &[]));
        let edit = desk.act(&worker, move |act| save::run(act, id, &fields, Add::Nothing)).await;
        assert_eq!(edit.unwrap_err().code(), "plan.draft");
        let at = plan.version;
        let twice = desk.act(&worker, move |act| make_current::run(act, id, &version(at))).await;
        assert_eq!(twice.unwrap_err().code(), "plan.current");

        let draft = desk.act(&worker, move |act| draft::run(act, case)).await.unwrap();
        let (id, fields) = (draft.id, again(&draft, &[]));
        let more = desk.act(&worker, move |act| save::run(act, id, &fields, Add::Action)).await.unwrap();
        assert_eq!(more.content.actions.len(), 2);
        let action = draft.content.actions[0].id;
        let done = [("version", "2"), ("state", "done"), ("happened", "Yes")];
        let settled = desk.act(&worker, move |act| settle::run(act, id, action, &Fields::filled(done))).await;
        assert_eq!(settled.unwrap_err().code(), "plan.settle");
        let fields = again(&more, &[]);
        let fewer = desk.act(&worker, move |act| save::run(act, id, &fields, Add::Nothing)).await.unwrap();
        assert_eq!(fewer.content.actions.len(), 1, "a row that stayed empty is left out");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_see_nothing_and_a_family_reads_its_current_plan_alone() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = assessed_case(&desk, &worker).await;
        let current = agreed(&desk, &worker, case).await;
        let draft = desk.act(&worker, move |act| draft::run(act, case)).await.unwrap();
        let family = desk
            .look(&worker, move |look| look.row(FAMILY, &[case.into()])?.get::<Id<kinds::Family>>(0))
            .await
            .unwrap();
        let (parent, other) = (desk.relative(family).await, desk.relative(Id::new(desk.now)).await);
        let (id, draft_id) = (current.id, draft.id);
        let read = |who: Actor, id| {
            let desk = &desk;
            async move {
                desk.look(&who, move |look| {
                    crate::plan::pages::readable(look, &look.one::<ViewPlan, _>(id)?).map(|plan| plan.id)
                })
                .await
            }
        };
        assert_eq!(read(parent.clone(), id).await, Ok(id));
        assert_eq!(read(parent.clone(), draft_id).await, Err(Error::NotFound));
        assert_eq!(read(worker.clone(), draft_id).await, Ok(draft_id));
        assert_eq!(read(other, id).await, Err(Error::NotFound));
        let stranger = desk.stranger(Role::TeamManager).await;
        assert_eq!(read(stranger.clone(), id).await, Err(Error::NotFound));
        for (who, error) in
            [(stranger, Error::NotFound), (parent, Error::Forbidden), (Actor::public(), Error::SignIn)]
        {
            let action = current.content.actions[0].id;
            assert_eq!(desk.act(&who, move |act| draft::run(act, case)).await.unwrap_err(), error);
            let done = desk.act(&who, move |act| save::run(act, draft_id, &version(1), Add::Nothing)).await;
            assert_eq!(done.unwrap_err(), error);
            let done = desk.act(&who, move |act| make_current::run(act, draft_id, &version(1))).await;
            assert_eq!(done.unwrap_err(), error);
            let done = desk.act(&who, move |act| settle::run(act, id, action, &version(1))).await;
            assert_eq!(done.unwrap_err(), error);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_case_gets_no_new_plan() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::TeamManager).await;
        let case = assessed_case(&desk, &worker).await;
        let at = agreed(&desk, &worker, case).await;
        assert_eq!(at.number, 1);
        desk.act(&worker, move |act| {
            use cases::{actions::step_level, levels::Standing};
            let version = cases::store::load(act, &act.one::<access::actions::ViewCase, _>(case)?)?.version;
            let close = step_level::Input { version, to: Standing::Closed, reason: "Goals met".into() };
            step_level::run(act, case, &close)
        })
        .await
        .unwrap();
        let refused = desk.act(&worker, move |act| draft::run(act, case)).await.unwrap_err();
        assert_eq!(refused.code(), "case.closed");
        let open = desk
            .act(&worker, move |act| promises::keep_for_case(act, case, PromiseKind::PlanReview, act.now()))
            .await
            .unwrap();
        assert!(!open, "closing withdrew the review");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_names_somebody_else_is_a_hand_off_and_the_same_person_again_is_none() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let other = desk.worker(Role::SocialWorker).await;
        let case = assessed_case(&desk, &worker).await;
        let read = async || {
            let rows = desk.db.read(move |r| r.query(HAND_OFFS, &[case.into()])).await.unwrap();
            let of = |row: &::store::Row| -> (Id<kinds::Account>, Id<kinds::Account>) {
                (row.get(0).unwrap(), row.get(1).unwrap())
            };
            let counted = desk.db.read(|r| r.row(HANDED, &[])?.get::<i64>(0)).await.unwrap();
            (rows.iter().map(of).collect::<Vec<_>>(), counted)
        };
        agreed(&desk, &worker, case).await;
        let (first, counted) = read().await;
        assert_eq!(first.len() as i64, counted, "the figure counts the rows");
        agreed(&desk, &worker, case).await;
        assert_eq!(read().await.0, first, "the same hands");
        agreed(&desk, &other, case).await;
        let (rows, counted) = read().await;
        let last = rows.last().copied();
        assert_eq!(last, Some((worker.account().unwrap(), other.account().unwrap())));
        assert_eq!((rows.len(), counted), (first.len() + 1, first.len() as i64 + 1));
    }
}

/// The legal route never lowers the offer (requirement PL11): special guardians and kinship carers with the same needs are recommended the same
/// level, and their plan begins with the same, as adoptive families.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_needs_begin_the_same_plan_whatever_the_legal_route() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let mut offers = Vec::new();
        for route in kernel::LegalRoute::ALL.iter().copied() {
            let offer = desk
                .act(&worker, move |act| {
                    let case = open_case(act)?;
                    act.execute(ROUTE, &[case.into(), route.code().into()])?;
                    let id = start::run(act, case)?.id;
                    let needs = [(Need::Fasd, Weight::Severe), (Need::School, Weight::Strong)];
                    assessment_save::run(act, id, &full(1, &needs, Level::Targeted), Which::Sent)?;
                    let done = complete::run(act, id, &Fields::filled([("version", "2")]))?;
                    let plan = draft::run(act, case)?.content;
                    let needs: Vec<(Need, Weight)> = plan.needs.iter().map(|n| (n.need, n.weight)).collect();
                    Ok((done.findings.suggestion, plan.level, needs, plan.review_on))
                })
                .await
                .unwrap();
            offers.push((route, offer));
        }
        assert_eq!(offers.len(), kernel::LegalRoute::ALL.len());
        for (route, offer) in &offers {
            assert_eq!(offer, &offers[0].1, "{route:?} is offered less, or more");
        }
    }
}
