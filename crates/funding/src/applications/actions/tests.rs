//! Applications on both engines.

use access::{Actor, Role, actions::ViewApplication};
use kernel::{Error, LegalRoute, Pence, PromiseKind, PromiseState, kinds};

use super::*;
use crate::{
    applications::{
        identify::Clue,
        model::{Outcome, PassageKind, State, rule},
        store,
    },
    schemes,
    testing::{World, d, family, worlds},
};

const PLENTY: Pence = Pence::pounds(50_000);

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    result.unwrap_err().code()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_filled_in_from_the_record_and_names_nobody_when_it_is_sent() {
    for w in worlds(PLENTY).await {
        let a = w.drafted(w.case, "ddp", 20).await;
        assert_eq!((a.amount().unwrap(), a.state, a.repeat), (Pence::pounds(2_000), State::Draft, false));
        assert_eq!((a.content.age, a.content.assessed_on), (11, d("2026-10-15")));
        assert_eq!(a.content.needs[0].0, kernel::Need::Trauma, "the heaviest need leads");
        let kinds: Vec<PassageKind> = a.content.passages.iter().map(|p| p.kind).collect();
        assert_eq!(kinds, [PassageKind::Need, PassageKind::Goal, PassageKind::Goal, PassageKind::Action]);

        let told = w.send(&a).await.unwrap_err();
        assert_eq!(told.code(), rule::IDENTIFYING);
        let (id, version) = (a.id, a.version);
        let clues = w
            .desk
            .look(&w.worker, move |look| {
                let grant = look.one::<ViewApplication, kinds::Application>(id)?;
                let (_, household) = crate::applications::sources::of_opened(look, &grant, a.case)?;
                Ok(a.content.findings(&household.known))
            })
            .await
            .unwrap();
        assert_eq!(
            clues.iter().map(|(n, f)| (*n, f.clue)).collect::<Vec<_>>(),
            [(0, Clue::Child), (0, Clue::Relative), (0, Clue::Relative)]
        );
        w.desk.act(&w.worker, move |act| mend_words(act, id, version)).await.unwrap();
        assert_eq!(code(w.desk.act(&w.worker, move |act| mend_words(act, id, version)).await), "stale");
        let clean = w.desk.act(&w.worker, move |act| Ok(store::written(act, id)?.application)).await.unwrap();
        assert_eq!(clean.content.passages[0].words, "The child wakes at night and calls for a family member");

        let sent = w.send(&clean).await.unwrap();
        assert_eq!((sent.state, sent.rule.as_str()), (State::Sent, "asgsf-2026-27.1"));
        let checked = sent.content.checked.as_ref().unwrap();
        assert_eq!((checked.limit, checked.left), (Some(Pence::pounds(3_000)), Some(Pence::pounds(3_000))));
        assert_eq!(code(w.send(&sent).await), rule::STATE);
        let promises = w.promises().await;
        assert_eq!(promises.len(), 1);
        assert_eq!(
            (promises[0].kind, promises[0].state(w.desk.now)),
            (PromiseKind::FundingDecision, PromiseState::Open)
        );
        assert_eq!(
            w.figures().await,
            ["applications sent 1", "money-applied ddp 200000", "promises-made funding-decision 1"]
        );
        assert_eq!(
            w.timeline().await,
            ["We asked the Adoption and Special Guardianship Support Fund to pay for 20 \
            sessions of Dyadic Developmental Psychotherapy (DDP): £2,000. An answer is due by 18 December 2026."]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_rule_that_says_no_is_named_and_nothing_is_sent() {
    for w in worlds(PLENTY).await {
        let dear = w.clean(w.case, "ddp", 31).await;
        assert_eq!(code(w.send(&dear).await), schemes::rule::LIMIT);
        let long = w.clean(w.case, "specialist-assessment", 26).await;
        assert_eq!(code(w.send(&long).await), schemes::rule::ASSESSMENT_LIMIT);
        let other = family(&w.desk, 2, LegalRoute::Other, "2015-06-01").await;
        assert_eq!(code(w.send(&w.clean(other, "ddp", 1).await).await), schemes::rule::ROUTE);
        let old = family(&w.desk, 3, LegalRoute::Adoption, "2004-01-01").await;
        let a = w.clean(old, "ddp", 1).await;
        assert_eq!(code(w.send(&a).await), schemes::rule::AGE);
        // With a plan for education, health and care the Fund helps until 25.
        let input = Input { has_ehcp: true, ..w.input("ddp", 1) };
        let (id, version) = (a.id, a.version);
        w.desk.act(&w.worker, move |act| change_draft(act, id, version, &input)).await.unwrap();
        let a = w.desk.act(&w.worker, move |act| Ok(store::written(act, id)?.application)).await.unwrap();
        assert_eq!(w.send(&a).await.unwrap().state, State::Sent);

        // Long after the assessment.
        let late = w.clean(w.case, "ddp", 1).await;
        let (id, version, later) = (late.id, late.version, "2027-02-20T09:30:00Z".parse().unwrap());
        let sent = w.desk.act_at(later, &w.worker, move |act| send_application(act, id, version)).await;
        assert_eq!(code(sent), schemes::rule::ASSESSMENT_OLD);
        assert_eq!(w.figures().await.iter().filter(|f| f.starts_with("applications")).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_choices_are_told_beside_their_field() {
    for w in worlds(PLENTY).await {
        let case = w.case;
        let mut wrong = vec![
            (Input { therapy: "tea".into(), ..w.input("ddp", 1) }, "therapy"),
            (Input { therapy: "theraplay".into(), ..w.input("ddp", 1) }, "provider"),
            (Input { provider: kernel::Id::from_parts(1, [1; 10]), ..w.input("ddp", 1) }, "provider"),
            (Input { ends_on: d("2026-11-01"), ..w.input("ddp", 1) }, "ends_on"),
        ];
        for (input, field) in wrong.drain(..) {
            let told = w.desk.act(&w.worker, move |act| draft_application(act, case, &input)).await;
            assert!(matches!(told, Err(Error::Invalid(i)) if i.of(field).is_some()), "{field}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_commits_money_and_a_refusal_does_not() {
    for w in worlds(PLENTY).await {
        let sent = w.sent("ddp", 20).await;
        assert_eq!(code(w.decide(&w.worker, &sent, Outcome::Approved).await), "forbidden");
        let stranger = w.desk.stranger(Role::TeamManager).await;
        assert_eq!(code(w.decide(&stranger, &sent, Outcome::Approved).await), "not-found");
        let stale = store::Application { version: 1, ..sent.clone() };
        assert_eq!(code(w.decide(&w.manager, &stale, Outcome::Approved).await), "stale");
        let silent = Decide { version: sent.version, outcome: Outcome::Refused, reason: None };
        let id = sent.id;
        let told = w.desk.act(&w.manager, move |act| decide_application(act, id, &silent)).await;
        assert!(matches!(told, Err(Error::Invalid(i)) if i.of("reason").is_some()));

        let approved = w.decide(&w.manager, &sent, Outcome::Approved).await.unwrap();
        assert_eq!(approved.state, State::Approved);
        assert_eq!(code(w.decide(&w.manager, &approved, Outcome::Refused).await), rule::STATE);
        let totals = w.totals().await;
        assert_eq!((totals.committed, totals.allocated()), (Pence::pounds(2_000), PLENTY));
        assert_eq!(w.promises().await[0].state(w.desk.now), PromiseState::Kept);

        // Only £1,000 is left of the child's year, and the next application is a repeat.
        let next = w.clean(w.case, "ddp", 11).await;
        assert!(next.repeat);
        assert_eq!(code(w.send(&next).await), schemes::rule::LIMIT);
        let refused = w.decide(&w.manager, &w.sent("ddp", 10).await, Outcome::Refused).await.unwrap();
        assert_eq!(
            (refused.state, refused.decision.as_deref()),
            (State::Refused, Some("No evidence for it"))
        );
        assert_eq!(w.totals().await, totals);
        let figures = w.figures().await;
        for figure in [
            "applications approved 1",
            "applications refused 1",
            "applications sent 2",
            "money-committed ddp 200000",
        ] {
            assert!(figures.iter().any(|f| f == figure), "{figures:?}");
        }
        w.ledger_is_true().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_on_what_they_wrote_or_sent() {
    for mut w in worlds(PLENTY).await {
        w.worker = w.desk.worker(Role::TeamManager).await;
        let sent = w.sent("ddp", 1).await;
        assert_eq!(code(w.decide(&w.worker, &sent, Outcome::Approved).await), rule::OWN);
        assert_eq!(w.decide(&w.finance, &sent, Outcome::Approved).await.unwrap().state, State::Approved);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_allocation_is_never_overspent() {
    for w in worlds(Pence::pounds(1_500)).await {
        w.approved("ddp", 10).await;
        let sent = w.sent("ddp", 6).await;
        let told = w.decide(&w.manager, &sent, Outcome::Approved).await.unwrap_err();
        assert_eq!(told.code(), "ledger.allocation");
        assert!(
            told.to_string().contains("£500 free") && told.to_string().contains("£100 too much"),
            "{told}"
        );
        let totals = w.totals().await;
        assert_eq!((totals.available, totals.committed), (Pence::pounds(500), Pence::pounds(1_000)));
        w.ledger_is_true().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_approvals_at_once_never_pass_the_limit() {
    for w in worlds(PLENTY).await {
        // Twelve applications of £700 for one child: the limit of £3,000 holds four.
        let mut waiting = Vec::new();
        for _ in 0..12 {
            waiting.push(w.sent("ddp", 7).await);
        }
        let deciders: Vec<Actor> = {
            let mut all = Vec::new();
            for _ in 0..waiting.len() {
                all.push(w.desk.worker(Role::TeamManager).await);
            }
            all
        };
        let w = std::sync::Arc::new(w);
        let tasks: Vec<_> = waiting
            .into_iter()
            .zip(deciders)
            .map(|(a, who)| {
                let w = w.clone();
                tokio::spawn(async move { again_when_busy(&w, &who, &a).await })
            })
            .collect();
        let mut approved = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => approved += 1,
                Err(error) => assert_eq!(error.code(), schemes::rule::LIMIT),
            }
        }
        assert_eq!(approved, 4);
        assert_eq!(w.totals().await.committed, Pence::pounds(2_800));
        w.ledger_is_true().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_approvals_at_once_over_one_limit_exactly_one_wins() {
    for w in worlds(PLENTY).await {
        // Two of £2,000 for one child: the limit of £3,000 holds one.
        let (first, second) = (w.sent("ddp", 20).await, w.sent("ddp", 20).await);
        let other = w.desk.worker(Role::TeamManager).await;
        let (a, b) =
            tokio::join!(again_when_busy(&w, &w.manager, &first), again_when_busy(&w, &other, &second));
        let refused: Vec<_> =
            [&a, &b].into_iter().filter_map(|r| r.as_ref().err()).map(Error::code).collect();
        assert_eq!(refused, [schemes::rule::LIMIT]);
        assert_eq!(w.totals().await.committed, Pence::pounds(2_000));
        w.ledger_is_true().await;
    }
}

/// Decides; what the engine found too busy is sent again, as a person would.
async fn again_when_busy(
    w: &World,
    who: &Actor,
    a: &store::Application,
) -> Result<store::Application, Error> {
    loop {
        match w.decide(who, a, Outcome::Approved).await {
            Err(Error::Busy) => {}
            done => return done,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ordered_can_be_given_back_once() {
    for w in worlds(PLENTY).await {
        let a = w.approved("ddp", 20).await;
        let id = a.id;
        let given = w.desk.act(&w.worker, move |act| release_unspent(act, id)).await.unwrap();
        assert_eq!(given, Pence::pounds(2_000));
        assert_eq!(code(w.desk.act(&w.worker, move |act| release_unspent(act, id)).await), rule::RELEASE);
        assert_eq!(code(w.desk.act(&w.worker, move |act| order_approved(act, id)).await), rule::ORDER);
        let totals = w.totals().await;
        assert_eq!((totals.available, totals.committed), (PLENTY, Pence::ZERO));
        assert!(w.figures().await.iter().any(|f| f == "money-committed ddp 0"));
        // The child's limit is whole again.
        assert_eq!(w.approved("ddp", 30).await.state, State::Approved);
        w.ledger_is_true().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_application_is_no_longer_waited_for() {
    for w in worlds(PLENTY).await {
        let sent = w.sent("ddp", 1).await;
        let (id, version) = (sent.id, sent.version);
        let back = move |act: &access::Act<'_>| withdraw_application(act, id, version, "The family moved");
        w.desk.act(&w.worker, back).await.unwrap();
        assert_eq!(code(w.desk.act(&w.worker, back).await), "stale");
        assert_eq!(w.promises().await[0].state(w.desk.now), PromiseState::Withdrawn);
        assert_eq!(code(w.decide(&w.manager, &sent, Outcome::Approved).await), "stale");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_find_their_rows_by_an_index() {
    let desk = testkit::sqlite(crate::schema()).await;
    let any = || ::store::Value::from(vec![0_u8; 16]);
    for (sql, params) in [
        (store::ORDERS, vec![any()]),
        (store::OWED, vec![any()]),
        (store::WAITING, vec![any()]),
        (store::MONEY, vec![any()]),
        (store::OF_ORDERED_INVOICE, vec![any()]),
        (store::STILL_OPEN, vec![any(), 1_i64.into()]),
    ] {
        let plan = desk.db.explain(sql, params).await.unwrap();
        let scans = plan.iter().filter(|line| line.contains("SCAN") && !line.contains("INDEX")).count();
        assert_eq!(scans, 0, "{}: {plan:?}", sql.name);
    }
}
