//! Letters on both engines: written, checked, passed on, read, asked about; and what never crosses.

use ::store::outbox;
use access::{
    Actor,
    actions::{CheckLetters, ListContact, ListPromises},
    connections::Letter as Kind,
};
use casework::promises;
use jiff::SignedDuration;
use kernel::{Date, Error, Id, PromiseKind, Timestamp, local_date};

use super::*;
use crate::{
    contact_plans::{faces::before, model::End, reach, wire::Plan},
    letterbox::{
        job, known,
        model::{LEFT_OUT, LetterState, Way, check},
        store::{self as letters, Letter},
    },
    testing::{World, worlds},
};

async fn expected(w: &World, plan: &Plan, writer: End) -> Letter {
    let id = plan.id;
    let all = w.desk.look(&w.worker, move |look| letters::of_plan(look, id)).await.unwrap();
    all.into_iter().find(|l| l.writer == writer).unwrap()
}

async fn letter(w: &World, id: Id<Kind>) -> Letter {
    let manager = w.manager.clone();
    w.desk.look(&manager, move |look| Ok(reach::letter::<CheckLetters>(look, id)?.1)).await.unwrap()
}

async fn own_face(w: &World, who: &Actor) -> Id<()> {
    w.id_on(who, "/my/letterbox", "/my/letterbox/").await.parse().unwrap()
}

async fn promised(w: &World, kind: PromiseKind) -> usize {
    let open = w
        .desk
        .look(&w.manager, |look| promises::open(look, &look.agency::<ListPromises>()?, None))
        .await
        .unwrap();
    open.items.iter().filter(|p| p.kind == kind).count()
}

/// What the checker marks first, as the page fills it in.
async fn marks(w: &World, id: Id<Kind>) -> Vec<std::ops::Range<usize>> {
    w.desk
        .look(&w.worker, move |look| {
            let (_, letter, plan) = reach::letter::<CheckLetters>(look, id)?;
            let known = known::around(look, &plan)?;
            let found = check(&letter.words, &known);
            Ok(found.into_iter().filter(|f| f.kind.left_out_at_first()).map(|f| f.at).collect())
        })
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_crosses_as_checked_words_and_nothing_else() {
    for w in worlds().await {
        let plan = w.joined().await;
        let first = expected(&w, &plan, End::Birth).await;
        assert_eq!((local_date(first.due), first.state), (Date::constant(2026, 12, 31), LetterState::Due));
        let face = own_face(&w, &w.ada).await;
        let says = "Dear Robin, I think of you. I am at 1 Low Row, CM2 2BB now. Your nan Quill has a dog. \
                    I know you are a Marsh and live near Heron Close. Love, Ada. Find me @ada_q or 0113 496 0001";
        let version = first.version;
        w.desk.act(&w.ada, move |act| write_own(act, face, Some(version), says)).await.unwrap();
        assert_eq!(promised(&w, PromiseKind::LetterChecked).await, 1);
        // Nobody of the other side sees any of it yet.
        let theirs = own_face(&w, &w.parent).await;
        let path = format!("/my/letterbox/{theirs}");
        assert!(!w.read(&w.parent, &path).await.contains("think of you"));

        let id = first.id;
        let page = w.read(&w.worker, &format!("/letters/{id}")).await;
        assert!(page.contains("<mark") && page.contains("Low Row"));
        let now = letter(&w, id).await;
        let bare = Approval { version: now.version, out: Vec::new(), more: String::new(), sure: false };
        let refused = w.desk.act(&w.worker, move |act| approve(act, id, &bare)).await;
        assert!(
            matches!(refused, Err(Error::Invalid(_))),
            "marks stay and nobody said that they may: {refused:?}"
        );
        let out = marks(&w, id).await;
        let approval = Approval { version: now.version, out, more: "has a DOG".into(), sure: false };
        let stale = Approval { version: 1, ..approval.clone() };
        let refused = w.desk.act(&w.worker, move |act| approve(act, id, &stale)).await;
        assert_eq!(refused.unwrap_err(), Error::Stale);
        let unknown = Approval { more: "not in it".into(), ..approval.clone() };
        let refused = w.desk.act(&w.worker, move |act| approve(act, id, &unknown)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        let approved = w.desk.act(&w.worker, move |act| approve(act, id, &approval)).await.unwrap();
        for gone in ["Low Row", "CM2", "Quill", "Marsh", "Heron", "@ada", "0113", "dog"] {
            assert!(!approved.checked.contains(gone), "{gone} in {}", approved.checked);
        }
        assert!(approved.checked.contains("I think of you") && approved.checked.contains(LEFT_OUT));
        // Approved is not passed on: the other side still sees nothing.
        assert!(!w.read(&w.parent, &path).await.contains("think of you"));

        let go = PassOn { version: approved.version + 1, way: Way::Pages, tell: true };
        w.desk.act(&w.worker, move |act| pass_on(act, id, &go)).await.unwrap();
        assert_eq!(promised(&w, PromiseKind::LetterChecked).await, 0);
        let read = w.read(&w.parent, &path).await;
        assert!(read.contains("I think of you") && read.contains("Letters with Ada"));
        for gone in ["Low Row", "CM2", "Quill", "@ada", "0113", "dog"] {
            assert!(!read.contains(gone), "{gone} crossed");
        }
        let now = w.desk.now;
        let sent = w.desk.db.read(move |r| outbox::due(r, now, 9)).await.unwrap();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].to, "ines@example.org");
        for hidden in ["Robin", "Marsh", "Ada", "Quill", "letter", "adoption", "birth"] {
            assert!(
                !format!("{} {}", sent[0].subject, sent[0].body).contains(hidden),
                "{hidden} in the email"
            );
        }

        let version = letter(&w, id).await.version;
        let by_writer = w.desk.act(&w.ada, move |act| read_own(act, face, id, version)).await;
        assert_eq!(by_writer, Err(Error::NotFound), "a writer does not acknowledge their own letter");
        w.desk.act(&w.parent, move |act| read_own(act, theirs, id, version)).await.unwrap();
        assert_eq!(letter(&w, id).await.state, LetterState::Read);
        // The copies are kept: as it came, and as it went.
        let steps = w.desk.look(&w.worker, move |look| letters::steps(look, id)).await.unwrap();
        assert!(steps.iter().any(|s| s.copy == says) && steps.iter().any(|s| s.copy.contains(LEFT_OUT)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_way_neither_name_nor_address_of_the_family_crosses() {
    for w in worlds().await {
        let plan = w.joined().await;
        let id = expected(&w, &plan, End::Adoptive).await.id;
        let says = "Dear Ada, Robin Marsh goes to Moor Park School. We moved to 14 Heron Close, CM1 1QH. Ring 07700 900111, \
                    ines@example.org. Robin was born on 4 May 2016. Love, Ines and Tom";
        let came = Came { version: 1, words: says.into() };
        w.desk.act(&w.worker, move |act| receive(act, id, &came)).await.unwrap();
        let approval = Approval { version: 2, out: marks(&w, id).await, more: String::new(), sure: false };
        w.desk.act(&w.worker, move |act| approve(act, id, &approval)).await.unwrap();
        let go = PassOn { version: 3, way: Way::Pages, tell: false };
        w.desk.act(&w.worker, move |act| pass_on(act, id, &go)).await.unwrap();
        let face = own_face(&w, &w.ada).await;
        let page = w.read(&w.ada, &format!("/my/letterbox/{face}")).await;
        assert!(page.contains("Letters with Ines and Tom") && page.contains("Robin"));
        for gone in ["Marsh", "Moor Park", "Heron", "CM1", "07700", "ines@", "4 May", "hobbies"] {
            assert!(!page.contains(gone), "{gone} crossed");
        }
        // On paper too; and the address page shows the reader's side alone.
        let print = w.read(&w.worker, &format!("/letters/{id}/print")).await;
        assert!(print.contains("From Ines and Tom") && !print.contains("Marsh") && !print.contains("Quill"));
        let address = w.read(&w.worker, &format!("/letters/{id}/address")).await;
        assert!(address.contains("Ada Quill") && address.contains("1 Low Row"));
        assert!(!address.contains("Marsh") && !address.contains("Heron"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_goes_back_with_help_and_comes_again() {
    for w in worlds().await {
        let plan = w.joined().await;
        let id = expected(&w, &plan, End::Birth).await.id;
        let face = own_face(&w, &w.ada).await;
        w.desk
            .act(&w.ada, move |act| write_own(act, face, Some(1), "You will come home to me one day."))
            .await
            .unwrap();
        let help =
            GiveBack { version: 2, help: "It is warm. Could you tell what you did this summer?".into() };
        w.desk.act(&w.worker, move |act| give_back(act, id, &help)).await.unwrap();
        let path = format!("/my/letterbox/{face}");
        let page = w.read(&w.ada, &path).await;
        assert!(page.contains("what you did this summer") && page.contains("You will come home"));
        assert_eq!(
            (promised(&w, PromiseKind::LetterChecked).await, promised(&w, PromiseKind::LetterFollowUp).await),
            (0, 1)
        );
        // The reader knows nothing of it.
        let theirs = own_face(&w, &w.parent).await;
        let other = w.read(&w.parent, &format!("/my/letterbox/{theirs}")).await;
        assert!(!other.contains("come home") && !other.contains("this summer"));
        let blank = w.send(&w.ada, &format!("{path}/write"), Some("words=+&version=3")).await;
        assert_eq!(blank.status, 422);
        let stale = w.send(&w.ada, &format!("{path}/write"), Some("words=Again&version=1")).await;
        assert!(
            stale.status == 409 || stale.status == 422 || stale.text.contains("changed"),
            "{}",
            stale.status
        );
        let sent = w.send(&w.ada, &format!("{path}/write"), Some("words=I+went+to+the+sea.&version=3")).await;
        assert_eq!(sent.to.as_deref(), Some(path.as_str()));
        assert_eq!(letter(&w, id).await.state, LetterState::Received);
        assert_eq!(promised(&w, PromiseKind::LetterFollowUp).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_a_letter_that_is_not_theirs() {
    for w in worlds().await {
        let plan = w.joined().await;
        let id = expected(&w, &plan, End::Birth).await.id;
        for path in ["", "/print", "/address"] {
            let path = format!("/letters/{id}{path}");
            for (who, status) in
                [(&w.colleague, 404), (&w.stranger, 404), (&w.duty, 403), (&w.parent, 403), (&w.ada, 403)]
            {
                assert_eq!(w.send(who, &path, None).await.status, status, "{path}");
            }
        }
        // Unchecked, it is neither printed nor passed on.
        assert_eq!(w.send(&w.worker, &format!("/letters/{id}/print"), None).await.status, 409);
        let go = PassOn { version: 1, way: Way::Post, tell: false };
        let refused = w.desk.act(&w.worker, move |act| pass_on(act, id, &go)).await;
        assert_eq!(refused.unwrap_err().code(), "letter.state");
        // One side's face is not the other's, and a birth relative's is no other birth relative's.
        let (hers, theirs) = (own_face(&w, &w.ada).await, own_face(&w, &w.parent).await);
        assert_ne!(hers, theirs);
        let outsider = w.desk.relative(Id::random()).await;
        for (who, face) in [(&w.ada, theirs), (&w.parent, hers), (&outsider, theirs), (&outsider, hers)] {
            let refused = w.desk.act(who, move |act| write_own(act, face, None, "Hello")).await;
            assert_eq!(refused.unwrap_err(), Error::NotFound);
            assert_eq!(w.send(who, &format!("/my/letterbox/{face}"), None).await.status, 404);
        }
        // A person by birth without a plan has none.
        let sibling = w.desk.relative_by_birth(w.sibling).await;
        assert_eq!(w.send(&sibling, &format!("/my/letterbox/{hers}"), None).await.status, 404);
        assert!(w.read(&sibling, "/my/letterbox").await.contains("do not have a plan"));
        let none = w
            .desk
            .look(&w.ada, move |look| {
                let grant = look.own_birth_record::<access::actions::UseLetterbox>()?;
                before::one_of_person(look, &grant, theirs.cast()).map(|_| ())
            })
            .await;
        assert_eq!(none, Err(Error::NotFound));
    }
}

fn at(w: &World, days: i64) -> Timestamp {
    w.desk.now.checked_add(SignedDuration::from_hours(24 * days)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn late_letters_are_asked_about_and_the_next_are_made_once() {
    for w in worlds().await {
        let plan = w.joined().await;
        let none = job::run(&w.desk.db, w.desk.now).await.unwrap();
        assert_eq!((none.expected, none.late), (0, 0), "joining made the first letters");
        let new_year = at(&w, 42);
        assert_eq!(local_date(new_year), Date::constant(2027, 1, 1));
        let done = job::run(&w.desk.db, new_year).await.unwrap();
        assert_eq!((done.expected, done.late), (2, 2));
        assert_eq!(job::run(&w.desk.db, new_year).await.unwrap(), job::Done::default(), "once a day");
        let again = job::run(&w.desk.db, at(&w, 43)).await.unwrap();
        assert_eq!((again.expected, again.late), (0, 0));
        assert_eq!(promised(&w, PromiseKind::LetterFollowUp).await, 2);
        let id = plan.id;
        let all = w.desk.look(&w.worker, move |look| letters::of_plan(look, id)).await.unwrap();
        let mut due: Vec<Date> = all.iter().map(|l| local_date(l.due)).collect();
        due.sort_unstable();
        due.dedup();
        assert_eq!(due, [Date::constant(2026, 12, 31), Date::constant(2027, 6, 30)]);

        let late: Vec<&Letter> = all.iter().filter(|l| l.late.is_some()).collect();
        let (one, two) = (late[0].id, late[1].id);
        let ask = |next, until| FollowUp { version: 2, said: "She is moving house.".into(), next, until };
        let past = ask(Next::Later, Some(Date::constant(2026, 12, 1)));
        let refused = w.desk.act_at(new_year, &w.worker, move |act| follow_up(act, one, &past)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        let later = ask(Next::Later, Some(Date::constant(2027, 2, 1)));
        w.desk.act_at(new_year, &w.worker, move |act| follow_up(act, one, &later)).await.unwrap();
        let none = ask(Next::None, None);
        w.desk.act_at(new_year, &w.worker, move |act| follow_up(act, two, &none)).await.unwrap();
        assert_eq!(promised(&w, PromiseKind::LetterFollowUp).await, 0);
        assert_eq!(letter(&w, two).await.state, LetterState::Ended);
        // The new day passes too: it is asked about again.
        let done = job::run(&w.desk.db, at(&w, 75)).await.unwrap();
        assert_eq!(done.late, 1);
        assert_eq!(promised(&w, PromiseKind::LetterFollowUp).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_shows_each_coordinator_their_own() {
    for w in worlds().await {
        let plan = w.joined().await;
        let counts = async |who: &Actor, all: bool| {
            let who = who.clone();
            w.desk
                .look(&who, move |look| {
                    letters::desk(look, &look.agency::<ListContact>()?, LetterState::Due, all, None)
                })
                .await
                .map(|rows| rows.items.len())
        };
        assert_eq!(counts(&w.worker, false).await, Ok(2));
        assert_eq!(counts(&w.colleague, false).await, Ok(0));
        assert_eq!(counts(&w.manager, true).await, Ok(2));
        assert_eq!(counts(&w.stranger, true).await, Ok(0));
        assert_eq!(counts(&w.ada, false).await, Err(Error::Forbidden));
        let extra = format!("/contact-plans/{}/letters", plan.id);
        let said = w.send(&w.worker, &extra, Some("writer=birth")).await;
        assert!(said.to.unwrap().starts_with("/letters/"));
        assert_eq!(w.send(&w.worker, &extra, Some("writer=birth")).await.status, 409);
        assert_eq!(w.send(&w.worker, &extra, Some("writer=nobody")).await.status, 422);
        let csv = w.read(&w.worker, "/letterbox.csv").await;
        assert_eq!(csv.lines().count(), 4, "{csv}");
    }
}
