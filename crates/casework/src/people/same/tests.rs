//! Two records of one person on both engines: proposed, decided by another, undone, and every way round.

use access::{
    Actor, Role,
    actions::{ListCases, ProposeMerge, SearchPeople, ViewCase},
    members::PersonMerge,
    seals,
};
use kernel::{Error, Id, Result, kinds};
use store::statements;
use testkit::Desk;

use super::{
    actions::{Input, decide, not_same, propose, undo},
    model::{Merge, State},
    store::{self as same},
};
use crate::{
    birth_families::{
        actions as births,
        model::{BirthKind, Entry},
    },
    cases::{frame, store::Case, testing::open_case},
    people::{
        links,
        side::Identity,
        store::{self as people, Contact, Query},
    },
    schema,
};

statements! {
    PEOPLE = "SELECT id, family_id, version FROM person ORDER BY id";
    CASES = "SELECT id, family_id, version FROM support_case ORDER BY id";
    KEYS = "SELECT identity_id, key, key FROM identity_key ORDER BY identity_id, key";
}

/// Two children of one name in two households, each with a case; who proposes, and who decides.
struct Home {
    desk: Desk,
    one: Case,
    two: Case,
    worker: Actor,
    manager: Actor,
}

async fn homes() -> Vec<Home> {
    let mut homes = Vec::new();
    for desk in testkit::both(schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let manager = desk.worker(Role::TeamManager).await;
        let one = open_case(&desk, 1, worker.account()).await;
        let two = open_case(&desk, 2, worker.account()).await;
        homes.push(Home { desk, one, two, worker, manager });
    }
    homes
}

impl Home {
    async fn propose(
        &self,
        who: &Actor,
        kept: Id<kinds::Person>,
        other: Id<kinds::Person>,
    ) -> Result<Id<PersonMerge>> {
        let input = propose::Input { kept, why: "The school says it is one child".into() };
        self.desk.act(who, move |act| propose::run(act, kept, other, &input)).await
    }

    async fn merge(&self, id: Id<PersonMerge>) -> Merge {
        self.desk
            .look(&self.manager, move |look| {
                same::load(look, &look.one::<ProposeMerge, PersonMerge>(id)?).map(|(merge, ..)| merge)
            })
            .await
            .unwrap()
    }

    async fn approve(&self, who: &Actor, id: Id<PersonMerge>) -> Result<()> {
        let input = Input { version: self.merge(id).await.version, why: "I called the school too".into() };
        self.desk.act(who, move |act| decide::approve(act, id, &input)).await
    }

    async fn joined(&self) -> Id<PersonMerge> {
        let id = self.propose(&self.worker, self.one.child, self.two.child).await.unwrap();
        self.approve(&self.manager, id).await.unwrap();
        id
    }

    /// The name that the second case's pages show, and how many other cases they lead to.
    async fn head(&self, who: &Actor) -> (String, usize) {
        let case = self.two.id;
        self.desk
            .look(who, move |look| {
                let head = frame::head(look, &look.one::<ViewCase, kinds::Case>(case)?)?;
                Ok((head.child, head.one_person.map_or(0, |one| one.cases.len())))
            })
            .await
            .unwrap()
    }

    /// Everything that a merge could have touched.
    async fn whole(&self) -> Vec<String> {
        self.desk
            .db
            .read(|r| {
                let mut all = Vec::new();
                for sql in [PEOPLE, CASES] {
                    for row in r.query(sql, &[])? {
                        all.push(format!(
                            "{} {:?} {}",
                            row.get::<Id<()>>(0)?,
                            row.get::<Option<Id<()>>>(1)?,
                            row.get::<i64>(2)?
                        ));
                    }
                }
                for row in r.query(KEYS, &[])? {
                    all.push(format!("{} {}", row.get::<Id<()>>(0)?, row.get::<i64>(1)?));
                }
                Ok(all)
            })
            .await
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_proposes_another_decides_and_undoing_it_is_as_if_it_had_never_been() {
    for h in homes().await {
        let before = (h.whole().await, h.head(&h.worker).await);
        let id = h.propose(&h.worker, h.one.child, h.two.child).await.unwrap();
        assert_eq!(h.head(&h.worker).await, before.1, "a proposal changes nothing");
        let twice = h.propose(&h.manager, h.two.child, h.one.child).await;
        assert_eq!(twice.unwrap_err().code(), "merge.waits", "whichever way round");
        assert_eq!(h.approve(&h.worker, id).await.unwrap_err(), Error::Forbidden);
        h.approve(&h.manager, id).await.unwrap();
        assert_eq!(h.approve(&h.manager, id).await.unwrap_err().code(), "merge.settled");
        assert_eq!(
            h.head(&h.worker).await,
            ("Robin 1 Marsh".to_owned(), 1),
            "the pages follow to the kept person"
        );
        assert_eq!(h.whole().await, before.0, "and no record was changed");
        let input = Input { version: h.merge(id).await.version, why: "Twins after all".into() };
        let stale = Input { version: input.version - 1, ..input.clone() };
        assert_eq!(
            h.desk.act(&h.manager, move |act| undo::run(act, id, &stale)).await.unwrap_err(),
            Error::Stale
        );
        let again = input.clone();
        h.desk.act(&h.manager, move |act| undo::run(act, id, &input)).await.unwrap();
        assert_eq!((h.whole().await, h.head(&h.worker).await), before);
        assert_eq!(h.merge(id).await.state, State::Undone);
        let gone = h.desk.act(&h.manager, move |act| undo::run(act, id, &again)).await;
        assert_eq!(gone.unwrap_err().code(), "merge.not-merged");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_approves_what_they_proposed() {
    for h in homes().await {
        let id = h.propose(&h.manager, h.one.child, h.two.child).await.unwrap();
        assert_eq!(h.approve(&h.manager, id).await.unwrap_err().code(), "merge.own");
        let second = h.desk.worker(Role::TeamManager).await;
        h.approve(&second, id).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_the_person_once_with_the_cases_of_both() {
    for h in homes().await {
        h.joined().await;
        let (one, two) = (h.one.id, h.two.id);
        let found = h
            .desk
            .look(&h.worker, move |look| {
                let query = Query { name: "Robin Marsh".into(), ..Query::default() };
                let found = people::find(look, &look.agency::<SearchPeople>()?, &query)?;
                let hits = super::super::pages::in_front(look, found)?;
                let families = hits.iter().flat_map(|(_, families)| families.clone()).collect::<Vec<_>>();
                let cases = links::cases_of(look, &look.agency::<ListCases>()?, families)?;
                let ids: Vec<_> = cases.values().flatten().map(|c| c.id).collect();
                Ok((hits.len(), hits[0].0.person.first.clone(), ids.contains(&one) && ids.contains(&two)))
            })
            .await
            .unwrap();
        assert_eq!(found, (1, "Robin 1".to_owned(), true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_stay_two_and_are_not_proposed_again() {
    for h in homes().await {
        let (a, b) = (h.one.child, h.two.child);
        let waits = h.propose(&h.worker, a, b).await.unwrap();
        h.desk
            .act(&h.worker, move |act| not_same::say(act, b, a, "Twins: the midwife's letter names two"))
            .await
            .unwrap();
        assert_eq!(h.merge(waits).await.state, State::Declined, "what waited has ended");
        assert_eq!(h.propose(&h.worker, a, b).await.unwrap_err().code(), "merge.not-same");
        assert_eq!(h.propose(&h.manager, b, a).await.unwrap_err().code(), "merge.not-same");
        let stranger = h.desk.stranger(Role::SocialWorker).await;
        let theirs = h.desk.act(&stranger, move |act| not_same::lift(act, a, b)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        h.desk.act(&h.worker, move |act| not_same::lift(act, a, b)).await.unwrap();
        h.propose(&h.worker, a, b).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_of_others_a_chain_and_a_record_of_before_adoption_are_refused() {
    for h in homes().await {
        let (a, b) = (h.one.child, h.two.child);
        for who in [h.desk.stranger(Role::TeamManager).await, h.desk.stranger(Role::SocialWorker).await] {
            assert_eq!(h.propose(&who, a, b).await.unwrap_err(), Error::NotFound);
        }
        let parent = h.desk.relative(h.one.family).await;
        assert_eq!(h.propose(&parent, a, b).await.unwrap_err(), Error::Forbidden);
        // Somebody of before adoption is no record of this side, whatever their id.
        let born = h
            .desk
            .act(&h.worker, |act| {
                let entry = Entry {
                    kind: BirthKind::Parent,
                    identity: Identity::new("Robin", "Marsh", None, Contact::default()),
                };
                births::record_birth_family(act, &entry).map(|(_, person)| person)
            })
            .await
            .unwrap();
        assert_eq!(h.propose(&h.worker, a, born.cast()).await.unwrap_err(), Error::NotFound);
        let id = h.joined().await;
        let third = open_case(&h.desk, 3, None).await.child;
        for (kept, other) in [(b, third), (third, b), (third, a)] {
            assert_eq!(h.propose(&h.worker, kept, other).await.unwrap_err().code(), "merge.chain");
        }
        let more = h.propose(&h.worker, a, third).await.unwrap();
        h.approve(&h.manager, more).await.unwrap();
        let outsider = h.desk.stranger(Role::TeamManager).await;
        let theirs =
            h.desk.look(&outsider, move |look| look.one::<ProposeMerge, PersonMerge>(id).map(drop)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_over_either_record_tells_nobody_of_it() {
    for h in homes().await {
        let id = h.joined().await;
        let (case, manager) = (h.one.id, h.manager.account().unwrap());
        let new = seals::New {
            kind: seals::SealKind::Threat,
            reason: "To be tried".into(),
            readers: vec![manager],
        };
        h.desk.act(&h.manager, move |act| seals::seal(act, case, &new).map(drop)).await.unwrap();
        assert_eq!(
            h.head(&h.worker).await,
            ("Robin 2 Marsh".to_owned(), 0),
            "their own name, and no other case"
        );
        assert_eq!(h.head(&h.manager).await, ("Robin 1 Marsh".to_owned(), 1), "for those who are named");
        let seen = h.desk.look(&h.worker, move |look| {
            same::load(look, &look.one::<ProposeMerge, PersonMerge>(id)?).map(drop)
        });
        assert_eq!(seen.await.unwrap_err(), Error::NotFound);
        let listed = h
            .desk
            .look(&h.worker, |look| {
                Ok(same::list(look, &look.agency()?, State::Merged, None, None)?.items.len())
            })
            .await;
        assert_eq!(listed.unwrap(), 0);
        // And while one is sealed, nothing new is joined with it.
        let third = open_case(&h.desk, 3, None).await.child;
        let (kept, other) = (h.one.child, third);
        assert_eq!(h.propose(&h.manager, kept, other).await.unwrap_err().code(), "merge.sealed");
        assert_eq!(h.propose(&h.worker, kept, other).await.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_reads_its_own_record_as_it_stands() {
    for h in homes().await {
        h.joined().await;
        let parent = h.desk.relative(h.two.family).await;
        assert_eq!(h.head(&parent).await, ("Robin 2 Marsh".to_owned(), 0));
    }
}
