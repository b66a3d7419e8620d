//! The gate on both engines: who opens it, with what reason, and what is left behind.

use access::{
    Actor, Role,
    actions::ViewAudit,
    audit::report::{self, Filter, Page},
    walls::{LINK_COLUMNS, Reason},
};
use kernel::{
    Error, Id,
    kinds::{BirthPerson, Person},
};
use store::statements;
use testkit::Desk;

use super::actions::{make_link, open_after, open_before, undo_link};
use crate::{
    birth_families::{
        actions::record_birth_family,
        model::{BirthKind, Entry},
    },
    cases::{store::Case, testing::open_case},
    people::{side::Identity, store::Contact},
};

statements! {
    LINKS = "SELECT id, finder, other FROM identity_link";
    LINES = "SELECT action, object_id FROM audit_line WHERE action IN ('identity.link.open', 'identity.link.make')";
}

fn why() -> Reason {
    Reason::new("The court asked for the history").unwrap()
}

async fn child(desk: &Desk, kind: BirthKind) -> Id<BirthPerson> {
    let worker = desk.worker(Role::DutyWorker).await;
    let entry = Entry { kind, identity: Identity::new("Robin", "Quill", None, Contact::default()) };
    desk.act(&worker, move |act| record_birth_family(act, &entry)).await.unwrap().1
}

async fn make(desk: &Desk, who: &Actor, before: Id<BirthPerson>, case: &Case) -> Result<(), Error> {
    let reference = case.reference.to_string();
    desk.act(who, move |act| make_link(act, before, &reference, why())).await
}

async fn shown_before(desk: &Desk, who: &Actor, id: Id<Person>) -> Result<Option<String>, Error> {
    let found = desk.look(who, move |look| open_before(look, id, why())).await?;
    Ok(found.map(|(who, _)| who.identity.name()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_opens_the_link_with_a_reason_and_every_look_is_kept() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let case = open_case(&desk, 1, None).await;
        let before = child(&desk, BirthKind::Child).await;
        assert_eq!(shown_before(&desk, &manager, case.child).await, Ok(None));
        make(&desk, &manager, before, &case).await.unwrap();
        assert_eq!(shown_before(&desk, &manager, case.child).await, Ok(Some("Robin Quill".into())));
        let after = desk.look(&manager, move |look| open_after(look, before, why())).await.unwrap();
        assert_eq!(after.unwrap().name(), "Robin 1 Marsh");

        // One to one, and only for somebody who was placed.
        let other = open_case(&desk, 2, None).await;
        assert_eq!(make(&desk, &manager, before, &other).await.unwrap_err().code(), "identity.linked");
        let twin = child(&desk, BirthKind::Sibling).await;
        assert_eq!(make(&desk, &manager, twin, &case).await.unwrap_err().code(), "identity.linked");
        let mother = child(&desk, BirthKind::Parent).await;
        assert_eq!(make(&desk, &manager, mother, &other).await.unwrap_err().code(), "identity.placed");

        // The log says why, and where it led, in its sealed part.
        let lines = desk
            .look(&manager, |look| {
                let page = Page { after: None, lines: 50 };
                report::of_agency(look, &look.agency::<ViewAudit>()?, None, &Filter::default(), page)
            })
            .await
            .unwrap();
        let details: Vec<String> = lines
            .into_iter()
            .map(|line| [line.change, line.reason].into_iter().flatten().collect())
            .collect();
        assert!(
            details.iter().any(|d| d.contains("The court asked") && d.contains("nothing is linked")),
            "{details:?}"
        );
        assert!(
            details.iter().any(|d| d.contains("The court asked") && d.contains(&before.to_string())),
            "{details:?}"
        );

        // Undone, and gone from both sides.
        desk.act(&manager, move |act| undo_link(act, before, why())).await.unwrap();
        assert_eq!(shown_before(&desk, &manager, case.child).await, Ok(None));
        assert!(desk.look(&manager, move |look| open_after(look, before, why())).await.unwrap().is_none());
        make(&desk, &manager, twin, &case).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_stands_at_the_gate() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let case = open_case(&desk, 1, None).await;
        let before = child(&desk, BirthKind::Child).await;
        make(&desk, &manager, before, &case).await.unwrap();
        for role in Role::ALL.iter().filter(|r| **r != Role::TeamManager) {
            let who = match role {
                Role::FamilyMember => desk.relative(case.family).await,
                Role::Provider => desk.provider(Id::random()).await,
                _ => desk.worker(*role).await,
            };
            assert_eq!(shown_before(&desk, &who, case.child).await, Err(Error::Forbidden), "{role:?}");
            let done = desk.act(&who, move |act| undo_link(act, before, why())).await;
            assert_eq!(done, Err(Error::Forbidden), "{role:?}");
        }
        let stranger = desk.stranger(Role::TeamManager).await;
        assert_eq!(shown_before(&desk, &stranger, case.child).await, Err(Error::NotFound));
        assert_eq!(make(&desk, &stranger, before, &case).await, Err(Error::NotFound));
        // A case of another agency is as if it were not there.
        let theirs = desk.look(&stranger, move |look| open_after(look, before, why())).await;
        assert_eq!(theirs.err(), Some(Error::NotFound));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_database_joins_nothing_without_its_key() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let case = open_case(&desk, 1, None).await;
        let before = child(&desk, BirthKind::Child).await;
        make(&desk, &manager, before, &case).await.unwrap();
        shown_before(&desk, &manager, case.child).await.unwrap();
        let (links, lines) =
            desk.db.read(|r| Ok((r.query(LINKS, &[])?, r.query(LINES, &[])?))).await.unwrap();
        assert_eq!(links.len(), 2);
        for (row, column) in
            links.iter().flat_map(|row| (0..LINK_COLUMNS.split(',').count()).map(move |c| (row, c)))
        {
            let bytes: Vec<u8> = row.get(column).unwrap();
            for id in [before.as_bytes(), case.child.as_bytes(), case.id.as_bytes(), case.family.as_bytes()] {
                assert!(!bytes.windows(16).any(|w| w == id), "column {column} tells an id");
            }
        }
        // In the clear the log names only the side that each look came from: making came from before,
        // opening from after.
        for row in &lines {
            let (action, object): (String, Id<()>) = (row.get(0).unwrap(), row.get(1).unwrap());
            let came_from = if action == "identity.link.make" { before.cast() } else { case.child.cast() };
            assert_eq!(object, came_from, "{action}");
        }
        assert_eq!(lines.len(), 4);
    }
}
