//! Messages on both engines: an answer is promised and kept, and each thread is its member's alone.

use access::{
    Actor, Role,
    actions::{AnswerMessages, ListPromises, ViewCase, WriteMessages},
};
use kernel::{Error, Id, PromiseKind, kinds};
use testkit::Desk;

use super::*;
use crate::{
    cases::{store::Case, testing::open_case},
    messages::{
        model::{Message, Thread},
        store,
    },
    promises, schema,
};

async fn own(desk: &Desk, who: &Actor, case: Id<kinds::Case>) -> (Option<Thread>, Vec<Message>) {
    desk.look(who, move |look| {
        let grant = look.mine::<WriteMessages>(case)?;
        let thread = store::own(look, &grant)?;
        let messages = match &thread {
            Some(thread) => store::messages(look, thread, None)?.items,
            None => Vec::new(),
        };
        Ok((thread, messages))
    })
    .await
    .unwrap()
}

async fn waiting(desk: &Desk, who: &Actor) -> Vec<(Id<kinds::Account>, bool)> {
    desk.look(who, |look| store::waiting(look, &look.agency::<AnswerMessages>()?, None))
        .await
        .unwrap()
        .items
        .into_iter()
        .map(|w| (w.thread.member, w.young))
        .collect()
}

struct Home {
    desk: Desk,
    case: Case,
    worker: Actor,
    parent: Actor,
    other: Actor,
    young: Actor,
}

async fn homes() -> Vec<Home> {
    let mut homes = Vec::new();
    for desk in testkit::both(schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = open_case(&desk, 1, worker.account()).await;
        let (parent, other) = (desk.relative(case.family).await, desk.relative(case.family).await);
        let young = desk.young_person(case.family, case.child).await;
        homes.push(Home { desk, case, worker, parent, other, young });
    }
    homes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_promises_an_answer_which_anybody_of_the_team_can_give() {
    for h in homes().await {
        let case = h.case.id;
        h.desk.act(&h.young, move |act| write::run(act, case, "Can I move my appointment?")).await.unwrap();
        let (thread, _) = own(&h.desk, &h.young, case).await;
        let thread = thread.unwrap();
        // Friday 20 November at 9:30; three working days end on Wednesday.
        assert_eq!(thread.due.unwrap().to_string(), "2026-11-25T23:59:59.999999Z");
        assert_eq!((thread.team_unread, thread.family_unread), (1, 0));
        // A second message does not put the promise off.
        h.desk.act(&h.young, move |act| write::run(act, case, "Or come later?")).await.unwrap();
        let later = own(&h.desk, &h.young, case).await.0.unwrap();
        assert_eq!((later.due, later.team_unread), (thread.due, 2));
        let member = h.young.account().unwrap();
        assert_eq!(waiting(&h.desk, &h.worker).await, [(member, true)]);
        let open = h
            .desk
            .look(&h.worker, |look| promises::open(look, &look.agency::<ListPromises>()?, None))
            .await
            .unwrap();
        assert!(open.items.iter().any(|p| p.kind == PromiseKind::MessageAnswered && p.case == Some(case)));
        // A colleague answers while the coordinator is away.
        let colleague = h.desk.worker(Role::DutyWorker).await;
        h.desk.act(&colleague, move |act| answer::run(act, case, member, "Yes, on Tuesday")).await.unwrap();
        assert!(waiting(&h.desk, &h.worker).await.is_empty());
        let (answered, messages) = own(&h.desk, &h.young, case).await;
        assert_eq!(answered.map(|t| (t.due, t.family_unread, t.team_unread)), Some((None, 1, 0)));
        assert_eq!(messages[0].words, "Yes, on Tuesday");
        let kept = h
            .desk
            .look(&h.worker, move |look| promises::of_case(look, &look.one::<ViewCase, _>(case)?))
            .await
            .unwrap();
        assert!(kept.iter().any(|p| p.kind == PromiseKind::MessageAnswered && p.kept.is_some()));
        h.desk.act(&h.young, move |act| read::run(act, case)).await.unwrap();
        assert_eq!(own(&h.desk, &h.young, case).await.0.unwrap().family_unread, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_members_thread_is_theirs_alone_and_the_family_does_not_learn_that_somebody_wrote() {
    for h in homes().await {
        let case = h.case.id;
        h.desk.act(&h.parent, move |act| write::run(act, case, "About the handover")).await.unwrap();
        h.desk.act(&h.young, move |act| write::run(act, case, "About school")).await.unwrap();
        let said =
            |found: (Option<Thread>, Vec<Message>)| found.1.into_iter().map(|m| m.words).collect::<Vec<_>>();
        assert_eq!(said(own(&h.desk, &h.parent, case).await), ["About the handover"]);
        assert_eq!(said(own(&h.desk, &h.young, case).await), ["About school"]);
        assert!(own(&h.desk, &h.other, case).await.0.is_none(), "the other parent has no thread");
        // Promises of messages are not told to anybody of the family.
        for who in [&h.parent, &h.other] {
            let told = h
                .desk
                .look(who, move |look| promises::of_case(look, &look.one::<ViewCase, _>(case)?))
                .await
                .unwrap();
            assert!(told.iter().all(|p| p.kind != PromiseKind::MessageAnswered), "{told:?}");
        }
        // Nobody of a family answers in the team's name, nor writes in another family's case.
        let member = h.young.account().unwrap();
        let forged = h.desk.act(&h.parent, move |act| answer::run(act, case, member, "Do as I say")).await;
        assert_eq!(forged.unwrap_err(), Error::Forbidden);
        let elsewhere = open_case(&h.desk, 2, None).await;
        let (theirs, stranger) = (elsewhere.id, h.desk.relative(elsewhere.family).await);
        for who in [&h.parent, &h.young] {
            let astray = h.desk.act(who, move |act| write::run(act, theirs, "Hello")).await;
            assert_eq!(astray.unwrap_err(), Error::NotFound);
        }
        // A worker cannot write to somebody who is not of the case, or of another agency's.
        let outsider = stranger.account().unwrap();
        let wrong = h.desk.act(&h.worker, move |act| answer::run(act, case, outsider, "Hello")).await;
        assert_eq!(wrong.unwrap_err(), Error::NotFound);
        let other_agency = h.desk.stranger(Role::TeamManager).await;
        let not_ours = h.desk.act(&other_agency, move |act| answer::run(act, case, member, "Hello")).await;
        assert_eq!(not_ours.unwrap_err(), Error::NotFound);
        assert!(waiting(&h.desk, &other_agency).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thank_you_needs_no_answer_and_an_empty_message_is_none() {
    for h in homes().await {
        let (case, member) = (h.case.id, h.parent.account().unwrap());
        let empty = h.desk.act(&h.parent, move |act| write::run(act, case, " - ")).await;
        assert!(matches!(empty.unwrap_err(), Error::Invalid(_)));
        let none = h.desk.act(&h.worker, move |act| needs_none::run(act, case, member)).await;
        assert_eq!(none.unwrap_err(), Error::NotFound, "nothing was written");
        h.desk.act(&h.parent, move |act| write::run(act, case, "Thank you")).await.unwrap();
        h.desk.act(&h.worker, move |act| needs_none::run(act, case, member)).await.unwrap();
        let twice = h.desk.act(&h.worker, move |act| needs_none::run(act, case, member)).await;
        assert_eq!(twice.unwrap_err(), Error::Stale);
        assert!(own(&h.desk, &h.parent, case).await.0.unwrap().due.is_none());
        // A machine answers as its maker, and one that nobody made as another system.
        h.desk.act(&h.worker, move |act| answer::run(act, case, member, "First word")).await.unwrap();
        assert_eq!(own(&h.desk, &h.parent, case).await.1.len(), 2);
    }
}
