//! Files from families on both engines: checked, told to the worker, kept or not, and seen within the family as far as each one's place allows.

use std::sync::Arc;

use access::{Actor, actions::ViewDocument};
use kernel::{
    Error, Id,
    kinds::{Family, Person},
};

use super::{
    actions::{Input, decline, keep, send},
    store::{self, Sent, State},
};
use crate::{
    documents::{actions::Input as FileInput, model::Kind, store as documents},
    retention::erase,
    testing::letters,
    world::{World, worlds},
};

::store::statements! {
    CHILD = "SELECT child_id FROM support_case WHERE id = $1";
    ANOTHER = "SELECT id FROM family WHERE id <> $1 ORDER BY id LIMIT 1";
}

async fn young(w: &World) -> Actor {
    let case = w.case;
    let child: Id<Person> = w.desk.db.read(move |r| r.row(CHILD, &[case.into()])?.get(0)).await.unwrap();
    w.desk.young_person(w.family, child).await
}

fn input(title: &str, shared: bool) -> Input {
    let file = FileInput { title: title.into(), replaces: None, kind: Kind::Pdf, name: "letter.pdf".into() };
    Input { file, words: "From the new school".into(), shared }
}

async fn sends(
    w: &World,
    who: &Actor,
    title: &str,
    shared: bool,
) -> kernel::Result<Id<access::rights::FamilyFile>> {
    let placed = Arc::new(w.desk.db.files().unwrap().place(b"%PDF-1.7 words").unwrap());
    let (case, input, file) = (w.case, input(title, shared), placed.clone());
    let sent = w.desk.act(who, move |act| send(act, case, &input, &file)).await;
    if sent.is_ok() {
        placed.keep();
    }
    sent
}

async fn titles(w: &World, who: &Actor) -> Vec<String> {
    let case = w.case;
    let mut titles: Vec<String> = w
        .desk
        .look(who, move |look| store::mine(look, &look.mine::<access::actions::SendFile>(case)?))
        .await
        .unwrap()
        .into_iter()
        .map(|s| s.title)
        .collect();
    titles.sort();
    titles
}

async fn one(w: &World, id: Id<access::rights::FamilyFile>) -> Sent {
    w.desk.look(&w.worker, move |look| store::load(look, &look.one::<ViewDocument, _>(id)?)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_a_family_sees_what_they_sent_and_what_was_shown_to_parents() {
    for w in worlds().await {
        let (young, parent) = (young(&w).await, w.desk.relative(w.family).await);
        let other = w.desk.relative(w.family).await;
        sends(&w, &parent, "Between us", false).await.unwrap();
        sends(&w, &parent, "For both parents", true).await.unwrap();
        sends(&w, &young, "My drawing", false).await.unwrap();
        assert_eq!(titles(&w, &parent).await, ["Between us", "For both parents"]);
        assert_eq!(titles(&w, &other).await, ["For both parents"]);
        assert_eq!(titles(&w, &young).await, ["My drawing"], "not what parents showed to each other");
        sends(&w, &young, "For you too", true).await.unwrap();
        assert_eq!(titles(&w, &other).await, ["For both parents", "For you too"]);
        // The worker sees all of it.
        let case = w.case;
        let all = w
            .desk
            .look(&w.worker, move |look| store::of_case(look, &look.one::<ViewDocument, _>(case)?))
            .await
            .unwrap();
        assert_eq!(all.len(), 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_becomes_a_document_and_what_is_not_is_taken_away() {
    for w in worlds().await {
        let parent = w.desk.relative(w.family).await;
        let one_id = sends(&w, &parent, "A letter", false).await.unwrap();
        let two = sends(&w, &parent, "A picture", false).await.unwrap();
        let (stranger, worker) = (w.desk.stranger(access::Role::SocialWorker).await, w.worker.clone());
        let none = w.desk.act(&stranger, move |act| keep(act, one_id, 1)).await.unwrap_err();
        assert_eq!(none, Error::NotFound);
        let no = w.desk.act(&parent, move |act| keep(act, one_id, 1)).await.unwrap_err();
        assert_eq!(no, Error::Forbidden);
        let stale = w.desk.act(&worker, move |act| keep(act, one_id, 9)).await.unwrap_err();
        assert_eq!(stale, Error::Stale);

        let kept = w.desk.act(&worker, move |act| keep(act, one_id, 1)).await.unwrap();
        assert_eq!((kept.state, kept.answered_by), (State::Kept, worker.account()));
        let case = w.case;
        let filed = w
            .desk
            .look(&worker, move |look| documents::of_case(look, &look.one::<ViewDocument, _>(case)?))
            .await
            .unwrap();
        assert!(filed.iter().any(|d| Some(d.id) == kept.document && d.title == "A letter"));

        let gone =
            w.desk.act(&worker, move |act| decline(act, two, 1, "It is of somebody else")).await.unwrap();
        assert_eq!(
            (gone.state, gone.file_id, gone.answer.as_str()),
            (State::NotKept, None, "It is of somebody else")
        );
        assert_eq!(erase::take_away(&w.desk.db).await.unwrap(), 1, "the file goes from the folder");
        for id in [one_id, two] {
            let over = w.desk.act(&worker, move |act| decline(act, id, 2, "Late")).await.unwrap_err();
            assert_eq!(over.code(), "family-file.answered");
        }
        assert!(one(&w, two).await.file.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sends_into_somebody_elses_case_and_no_letter_names_anybody() {
    for w in worlds().await {
        let (family, parent) = (w.family, w.desk.relative(w.family).await);
        let elsewhere: Id<Family> =
            w.desk.db.read(move |r| r.row(ANOTHER, &[family.into()])?.get(0)).await.unwrap();
        let neighbour = w.desk.relative(elsewhere).await;
        assert_eq!(sends(&w, &neighbour, "Theirs", true).await.unwrap_err(), Error::NotFound);
        assert_eq!(sends(&w, &w.worker, "Mine", true).await.unwrap_err(), Error::Forbidden);
        sends(&w, &parent, "A secret title", false).await.unwrap();
        for (_, subject, body) in letters(&w.desk).await {
            assert!(!subject.contains("secret title") && !body.contains("secret title"), "{subject}: {body}");
        }
    }
}
