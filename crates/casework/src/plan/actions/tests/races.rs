//! Two people and one plan, on both engines: one saves and the other is told, every time.

use std::io::Write;

use super::*;

/// How often each race is run; `HEARTH_SOAK` in the environment asks for more.
pub(super) fn rounds() -> usize {
    std::env::var("HEARTH_SOAK").ok().and_then(|n| n.parse().ok()).unwrap_or(5)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_who_save_one_draft_one_wins_and_the_other_is_told() {
    for desk in testkit::both(crate::schema()).await {
        let (one, two) = (desk.worker(Role::SocialWorker).await, desk.worker(Role::TeamManager).await);
        let case = assessed_case(&desk, &one).await;
        let me = one.account().unwrap();
        let first = desk
            .act(&one, move |act| {
                let plan = draft::run(act, case)?;
                save::run(act, plan.id, &Fields::filled(whole(plan.version, me)), Add::Nothing)
            })
            .await
            .unwrap();
        let mut plan = first;
        for _ in 0..rounds() {
            let sheet = |words: &str| again(&plan, &[("summary", words)]);
            let (mine, theirs, id) = (sheet("Mine"), sheet("Theirs"), plan.id);
            let (a, b) = tokio::join!(
                desk.act(&one, move |act| save::run(act, id, &mine, Add::Nothing)),
                desk.act(&two, move |act| save::run(act, id, &theirs, Add::Nothing)),
            );
            let words = if a.is_ok() { "Mine" } else { "Theirs" };
            let (won, lost) = if a.is_ok() { (a, b) } else { (b, a) };
            assert_eq!(lost.unwrap_err(), Error::Stale);
            let won = won.unwrap();
            assert_eq!((won.version, won.content.summary.as_str()), (plan.version + 1, words));
            let kept = desk.look(&one, move |look| {
                let grant: Grant<ViewPlan, One<kinds::Plan>> = look.one(id)?;
                store::load(look, &grant)
            });
            plan = kept.await.unwrap();
            assert_eq!((plan.version, plan.content.summary.as_str()), (won.version, words));
        }
        writeln!(
            std::io::stderr(),
            "races: {} pairs of edits of one plan on {:?}",
            rounds(),
            desk.db.engine()
        )
        .unwrap();
        // Both make it current: it becomes so once, with one review promised.
        let (id, now) = (plan.id, plan.version);
        let make = move |act: &access::Act<'_>| make_current::run(act, id, &version(now));
        let (a, b) = tokio::join!(desk.act(&one, make), desk.act(&two, make));
        assert_eq!([&a, &b].iter().filter(|done| done.is_ok()).count(), 1, "{a:?} {b:?}");
        let reviews = desk.db.read(move |r| r.query(REVIEWS, &[case.into()])).await.unwrap();
        assert_eq!(reviews.len(), 1);
    }
}
