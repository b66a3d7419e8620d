//! A young person's words on both engines: who reads them, and every way round.

use access::{
    Actor, Role,
    actions::{OwnYoungRecord, SeeOwnPage, SeeYoungWords, ViewCase, WriteMessages},
    members::{self, Sight},
};
use kernel::{Error, Id, kinds};
use testkit::Desk;

use super::*;
use crate::{
    cases::{store::Case, testing::open_case},
    schema,
    young_people::{
        model::{Readers, Said},
        store,
    },
};

/// A case with its worker, a parent who signs in, and its young person.
struct Home {
    desk: Desk,
    case: Case,
    worker: Actor,
    parent: Actor,
    young: Actor,
}

async fn homes() -> Vec<Home> {
    let mut homes = Vec::new();
    for desk in testkit::both(schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = open_case(&desk, 1, worker.account()).await;
        let parent = desk.relative(case.family).await;
        let young = desk.young_person(case.family, case.child).await;
        homes.push(Home { desk, case, worker, parent, young });
    }
    homes
}

async fn say(h: &Home, words: &'static str, readers: Readers) -> Id<members::YoungWords> {
    let input = say::Input { words: words.into(), readers };
    h.desk.act(&h.young, move |act| say::run(act, &input)).await.unwrap()
}

async fn for_parent(h: &Home) -> Vec<Said> {
    let case = h.case.id;
    h.desk
        .look(&h.parent, move |look| store::for_family(look, &look.one::<ViewCase, _>(case)?))
        .await
        .unwrap()
}

async fn for_worker(h: &Home) -> Vec<Said> {
    let case = h.case.id;
    h.desk
        .look(&h.worker, move |look| store::for_workers(look, &look.one::<SeeYoungWords, _>(case)?))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn private_words_are_read_by_workers_and_by_nobody_of_the_family() {
    for h in homes().await {
        let secret = say(&h, "I am scared of the new school", Readers::Team).await;
        let shared = say(&h, "I want to see Nan", Readers::Family).await;
        let theirs = for_parent(&h).await;
        assert_eq!(theirs.iter().map(|s| s.id).collect::<Vec<_>>(), [shared]);
        let all = for_worker(&h).await;
        assert_eq!(all.len(), 2);
        assert!(all.iter().any(|s| s.id == secret && s.words == "I am scared of the new school"));
        // A parent has no way to ask for what workers read.
        let case = h.case.id;
        let asked =
            h.desk.look(&h.parent, move |look| look.one::<SeeYoungWords, kinds::Case>(case).map(drop)).await;
        assert_eq!(asked.unwrap_err(), Error::Forbidden);
        let own = h.desk.look(&h.parent, |look| look.own_case::<OwnYoungRecord>().map(drop)).await;
        assert_eq!(own.unwrap_err(), Error::Forbidden);
        // Taken back: from now on the parents read nothing; given: they do.
        h.desk.act(&h.young, move |act| change_readers::run(act, shared, Readers::Team)).await.unwrap();
        assert!(for_parent(&h).await.is_empty());
        h.desk.act(&h.young, move |act| change_readers::run(act, secret, Readers::Family)).await.unwrap();
        assert_eq!(for_parent(&h).await.len(), 1);
        let twice = h.desk.act(&h.young, move |act| change_readers::run(act, secret, Readers::Family)).await;
        assert_eq!(twice.unwrap_err(), Error::Stale);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_young_person_reaches_their_own_case_alone_and_nothing_that_is_their_parents() {
    for h in homes().await {
        let other = open_case(&h.desk, 2, None).await;
        let sibling = h.desk.young_person(other.family, other.child).await;
        let said = say(&h, "Mine", Readers::Team).await;
        let theirs = h.desk.act(&sibling, move |act| change_readers::run(act, said, Readers::Family)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound, "another young person's words are not there");
        let (own, others) = (h.case.id, other.id);
        let mine =
            h.desk.look(&h.young, move |look| Ok(look.mine::<WriteMessages>(own)?.id())).await.unwrap();
        assert_eq!(mine, own);
        let nobody = h.desk.look(&h.young, move |look| look.mine::<WriteMessages>(others).map(drop)).await;
        assert_eq!(nobody.unwrap_err(), Error::NotFound);
        // What is the family's is not theirs to open, by whatever action families have.
        let family =
            h.desk.look(&h.young, move |look| look.one::<ViewCase, kinds::Case>(own).map(drop)).await;
        assert_eq!(family.unwrap_err(), Error::Forbidden);
        let by_family = h.desk.look(&h.young, |look| look.own::<SeeOwnPage>().map(drop)).await;
        assert_eq!(by_family.unwrap_err(), Error::Forbidden, "no family, so no list of its cases");
        assert!(h.young.family().is_none() && h.young.person().is_some() && h.young.is_of_a_family());
        // An account of that role that was tied to nobody reaches nothing.
        let stray = h.desk.worker(Role::YoungPerson).await;
        let nothing = h.desk.look(&stray, |look| look.own_case::<OwnYoungRecord>().map(drop)).await;
        assert_eq!(nothing.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_who_has_to_tell_says_whom_and_why_and_the_young_person_reads_it() {
    for h in homes().await {
        let said = say(&h, "I am not safe at the weekend", Readers::Team).await;
        let case = h.case.id;
        let input =
            tell::Input { whom: "The duty team".into(), why: "So that you are safe on Saturday".into() };
        let (same, other) = (input.clone(), input.clone());
        let parent = h.desk.act(&h.parent, move |act| tell::run(act, case, said, &other)).await;
        assert_eq!(parent.unwrap_err(), Error::Forbidden);
        let stranger = h.desk.stranger(Role::SocialWorker).await;
        let outside = input.clone();
        let theirs = h.desk.act(&stranger, move |act| tell::run(act, case, said, &outside)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        let duty = h.desk.worker(Role::DutyWorker).await;
        let seen = h.desk.act(&duty, move |act| seen::run(act, case, said)).await;
        assert_eq!(
            seen.unwrap_err(),
            Error::Forbidden,
            "duty does not read what is for the workers of the case"
        );
        h.desk.act(&h.worker, move |act| tell::run(act, case, said, &input)).await.unwrap();
        let own = h
            .desk
            .look(&h.young, |look| store::own(look, &look.own_case::<OwnYoungRecord>()?))
            .await
            .unwrap();
        let told = own[0].told.as_ref().unwrap();
        assert_eq!(
            (told.whom.as_str(), told.why.as_str()),
            ("The duty team", "So that you are safe on Saturday")
        );
        assert!(own[0].seen.is_some(), "who tells has read");
        let twice = h.desk.act(&h.worker, move |act| tell::run(act, case, said, &same)).await;
        assert_eq!(twice.unwrap_err().code(), "young.told");
        let again = h.desk.act(&h.worker, move |act| seen::run(act, case, said)).await;
        assert_eq!(again.unwrap_err(), Error::Stale);
        // By the way of another case the words are not there.
        let other = open_case(&h.desk, 3, None).await.id;
        let astray = h.desk.act(&h.worker, move |act| seen::run(act, other, said)).await;
        assert_eq!(astray.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_member_sees_promises_and_writes_and_nothing_else_until_that_is_taken_back() {
    for h in homes().await {
        let (case, account) = (h.case.id, h.parent.account().unwrap());
        let set = |sight| {
            move |act: &access::Act<'_>| members::set_sight(act, case, account, sight, "Court order of May")
        };
        let own = h.desk.act(&h.parent, set(Sight::Limited)).await;
        assert_eq!(own.unwrap_err(), Error::Forbidden, "nobody of a family sets their own sight");
        let stranger = h.desk.stranger(Role::SocialWorker).await;
        assert_eq!(h.desk.act(&stranger, set(Sight::Limited)).await.unwrap_err(), Error::NotFound);
        let outsider = h.worker.account().unwrap();
        let astray = h
            .desk
            .act(&h.worker, move |act| {
                members::set_sight(act, case, outsider, Sight::Limited, "Not of this family")
            })
            .await;
        assert_eq!(astray.unwrap_err(), Error::NotFound);
        h.desk.act(&h.worker, set(Sight::Limited)).await.unwrap();
        let limited = h.desk.again(&h.parent).await;
        let may = |who: &Actor, case| {
            let (desk, who) = (&h.desk, who.clone());
            async move {
                let view =
                    desk.look(&who, move |look| look.one::<ViewCase, kinds::Case>(case).map(drop)).await;
                let write = desk.look(&who, move |look| look.mine::<WriteMessages>(case).map(drop)).await;
                let page = desk.look(&who, |look| look.own::<SeeOwnPage>().map(drop)).await;
                (view, write, page)
            }
        };
        assert_eq!(may(&limited, case).await, (Err(Error::Forbidden), Ok(()), Ok(())));
        // The other parent is as they were.
        let both = h.desk.relative(h.case.family).await;
        assert_eq!(may(&both, case).await, (Ok(()), Ok(()), Ok(())));
        h.desk.act(&h.worker, set(Sight::Whole)).await.unwrap();
        assert_eq!(may(&h.desk.again(&h.parent).await, case).await.0, Ok(()));
        let young = h.young.account().unwrap();
        let not = h
            .desk
            .act(&h.worker, move |act| members::set_sight(act, case, young, Sight::Limited, "A young person"))
            .await;
        assert_eq!(not.unwrap_err().code(), "place.young");
    }
}
