//! Rounds on both engines: rated by several, finished once, shared by choice, and nobody else's.

use access::{
    Act, Actor, Role,
    actions::{CompareServiceAudits, ViewServiceAudit},
};
use kernel::{Date, Error, Id};
use testkit::Desk;

use super::{
    actions::*,
    catalogue,
    form::{NewAction, Typed},
    model::{ActionState, AuditRound, Rating, rule},
    store,
};

fn typed(line: &str, version: i64, rating: Rating) -> Typed {
    Typed { line: line.into(), version, rating, note: Some("Seen in the minutes".into()) }
}

async fn rate(desk: &Desk, who: &Actor, id: Id<AuditRound>, all: Vec<Typed>) -> kernel::Result<()> {
    desk.act(who, move |act: &Act<'_>| rate_lines(act, id, &all)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_rated_finished_and_shared() {
    for desk in testkit::both(crate::schema()).await {
        let head = desk.worker(Role::TeamManager).await;
        let social = desk.worker(Role::SocialWorker).await;
        assert_eq!(desk.act(&social, open_round).await.unwrap_err(), Error::Forbidden);
        let id = desk.act(&head, open_round).await.unwrap();
        assert_eq!(desk.act(&head, open_round).await.unwrap_err().code(), rule::OPEN);

        rate(&desk, &head, id, vec![typed("1a", 0, Rating::Partly)]).await.unwrap();
        // Sent again, nothing changes; from an older version, it is told.
        rate(&desk, &head, id, vec![typed("1a", 0, Rating::Partly)]).await.unwrap();
        assert_eq!(
            rate(&desk, &head, id, vec![typed("1a", 0, Rating::Matches)]).await.unwrap_err(),
            Error::Stale
        );
        rate(&desk, &head, id, vec![typed("1a", 1, Rating::Matches)]).await.unwrap();
        assert_eq!(
            rate(&desk, &head, id, vec![typed("1a", 1, Rating::Exceeds)]).await.unwrap_err(),
            Error::Stale
        );
        let bad = rate(&desk, &head, id, vec![typed("18a", 0, Rating::Matches)]).await.unwrap_err();
        assert!(matches!(bad, Error::Invalid(_)));

        let early = desk.act(&head, move |act| finish_round(act, id, 1)).await.unwrap_err();
        assert_eq!(early.code(), rule::UNRATED);
        assert_eq!(
            desk.act(&head, move |act| share_round(act, id, 1, true)).await.unwrap_err().code(),
            rule::SHARE
        );
        let rest = catalogue::lines().unwrap().into_iter().filter(|l| l != "1a");
        rate(&desk, &head, id, rest.map(|l| typed(&l, 0, Rating::Exceeds)).collect()).await.unwrap();
        assert_eq!(desk.act(&head, move |act| finish_round(act, id, 9)).await.unwrap_err(), Error::Stale);
        desk.act(&head, move |act| finish_round(act, id, 1)).await.unwrap();
        let closed = rate(&desk, &head, id, vec![typed("1a", 2, Rating::Exceeds)]).await.unwrap_err();
        assert_eq!(closed.code(), rule::FINISHED);

        let analyst = desk.worker(Role::NationalAnalyst).await;
        let seen = |who: Actor| {
            let desk = &desk;
            async move {
                desk.look(&who, |look| store::shared(look, &look.nation::<CompareServiceAudits>()?)).await
            }
        };
        assert_eq!(seen(analyst.clone()).await.unwrap().len(), 0);
        desk.act(&head, move |act| share_round(act, id, 2, true)).await.unwrap();
        let shared = seen(analyst.clone()).await.unwrap();
        assert_eq!(
            (shared.len(), shared[0].code.as_str(), shared[0].ratings.len()),
            (1, testkit::AGENCY, 49)
        );
        desk.act(&head, move |act| share_round(act, id, 3, false)).await.unwrap();
        assert_eq!(seen(analyst).await.unwrap().len(), 0);
        assert_eq!(seen(social).await.unwrap_err(), Error::Forbidden);

        // A new round begins empty and knows the one before.
        let second = desk
            .act_at(desk.now.saturating_add(jiff::SignedDuration::from_hours(1)).unwrap(), &head, |act| {
                open_round(act)
            })
            .await
            .unwrap();
        let before = desk
            .look(&head, move |look| {
                let round = store::round(look, &look.one::<ViewServiceAudit, AuditRound>(second)?)?;
                store::before(look, &round)
            })
            .await
            .unwrap();
        assert_eq!(before.len(), 49);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_to_be_done_ends_once_and_belongs_to_the_agency() {
    for desk in testkit::both(crate::schema()).await {
        let head = desk.worker(Role::TeamManager).await;
        let id = desk.act(&head, open_round).await.unwrap();
        let new = |due: Date, line: &str| NewAction {
            line: line.into(),
            what: "Ask the health board for a seat".into(),
            owner: "Head of service".into(),
            priority: 4,
            due,
        };
        let day = Date::constant(2027, 3, 1);
        let action = desk.act(&head, move |act| set_action(act, id, &new(day, "3a"))).await.unwrap();
        for (due, line) in
            [(Date::constant(2020, 1, 1), "3a"), (Date::constant(2099, 1, 1), "3a"), (day, "99")]
        {
            let bad = desk.act(&head, move |act| set_action(act, id, &new(due, line))).await.unwrap_err();
            assert!(matches!(bad, Error::Invalid(_)), "{due} {line}");
        }
        let stranger = desk.stranger(Role::TeamManager).await;
        let end = move |act: &Act<'_>| end_action(act, action.id, 1, ActionState::Done);
        assert_eq!(desk.act(&stranger, end).await.unwrap_err(), Error::NotFound);
        assert_eq!(
            desk.act(&stranger, move |act| finish_round(act, id, 1)).await.unwrap_err(),
            Error::NotFound
        );
        desk.act(&head, end).await.unwrap();
        assert_eq!(desk.act(&head, end).await.unwrap_err().code(), rule::ACTION);

        let page = crate::ROOMS.visitor(&desk, Role::Commissioner).await;
        let whole = page.page(&format!("/service-audit/{id}")).await;
        for part in ["17. Making the wider system better", "Not rated", "0 needs found", "Print this round"] {
            assert!(whole.contains(part), "{part}");
        }
        assert!(page.page(&format!("/service-audit/{id}/elements/9")).await.contains("rating-9d"));
        assert_eq!(page.get(&format!("/service-audit/{id}/elements/18")).await.0.as_u16(), 404);
        assert!(page.page("/service-audit/actions.csv").await.contains("Ask the health board for a seat"));
        assert_eq!(page.page("/service-audit.csv").await.lines().count(), 50);
        assert!(page.page("/service-audit").await.contains("Round of"));
    }
}
