//! Birth families on both engines: recorded, found on their own side alone, written to.

use access::{
    Actor, Role,
    actions::{
        ListBirthFamilies, ListEnquiries, SearchBirthPeople, SearchPeople, TriageEnquiry, ViewBirthRecord,
    },
    walls,
};
use kernel::{
    Channel, Date, Error, Id, LegalRoute, Level,
    kinds::{BirthFamily, BirthPerson},
};
use store::outbox;
use testkit::Desk;

use super::*;
use crate::{
    birth_families::{
        model::{BirthKind, Entry},
        store::{self as births, Relative},
    },
    cases::testing::open_case,
    front_door::{
        actions::{Allocation, To, allocate_enquiry, possible, record_enquiry},
        model::{Asker, ContactBy, Enquiry, SafeTo},
        store as enquiries,
    },
    people::{
        side::Identity,
        store::{self as people, Contact, Query},
    },
};

fn entry(kind: BirthKind, first: &str, last: &str, born: &str, contact: Contact) -> Entry {
    Entry { kind, identity: Identity::new(first, last, born.parse().ok(), contact) }
}

fn home() -> Contact {
    Contact {
        address: "1 Low Row".into(),
        postcode: "CM1 1AA".into(),
        phone: "0113 496 0001".into(),
        email: "ada@example.org".into(),
    }
}

async fn family(desk: &Desk, who: &Actor) -> (Id<BirthFamily>, Id<BirthPerson>) {
    desk.act(who, |act| {
        let (family, mother) =
            record_birth_family(act, &entry(BirthKind::Parent, "Ada", "Quill", "1988-02-03", home()))?;
        // The same first name and birth date as the child that `open_case` makes.
        add_relative(
            act,
            family.id,
            &entry(BirthKind::Child, "Robin", "Quill", "2016-03-27", Contact::default()),
        )?;
        Ok((family.id, mother))
    })
    .await
    .unwrap()
}

async fn found(desk: &Desk, who: &Actor, name: &'static str, born: Option<&'static str>) -> Vec<Relative> {
    desk.look(who, move |look| {
        let query = Query { name: name.into(), born: born.map(|b| b.parse().unwrap()), postcode: None };
        let found = births::find(look, &look.agency::<SearchBirthPeople>()?, &query)?;
        Ok(found.into_iter().map(|f| f.relative).collect())
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_side_is_found_by_its_own_search_alone_and_at_home() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::DutyWorker).await;
        let stranger = desk.stranger(Role::DutyWorker).await;
        let case = open_case(&desk, 1, None).await;
        let (id, _) = family(&desk, &worker).await;
        for (name, born) in [("Robin", None), ("", Some("2016-03-27"))] {
            let before = found(&desk, &worker, name, born).await;
            assert_eq!(before.len(), 1, "{name} {born:?}");
            assert_eq!((before[0].kind, before[0].family), (BirthKind::Child, id));
            assert_eq!(before[0].identity.name(), "Robin Quill");
            let after = desk
                .look(&worker, move |look| {
                    let born = born.map(|b| b.parse().unwrap());
                    people::find(
                        look,
                        &look.agency::<SearchPeople>()?,
                        &Query { name: name.into(), born, postcode: None },
                    )
                })
                .await
                .unwrap();
            assert_eq!(after.len(), 1, "{name} {born:?}");
            assert_eq!(after[0].person.id, case.child);
            assert!(found(&desk, &stranger, name, born).await.is_empty());
        }
        assert!(found(&desk, &worker, "Marsh", None).await.is_empty(), "the name after adoption was found");

        // A list names each family once, with its people; another agency's list is empty.
        let list = async |who: &Actor| {
            desk.look(who, |look| births::page(look, &look.agency::<ListBirthFamilies>()?, None)).await
        };
        let mine = list(&worker).await.unwrap().items;
        assert_eq!(mine.len(), 1);
        assert_eq!(mine[0].people.len(), 2);
        assert!(list(&stranger).await.unwrap().items.is_empty());
        let theirs = desk.look(&stranger, move |look| look.one::<ViewBirthRecord, BirthFamily>(id)).await;
        assert_eq!(theirs.err(), Some(Error::NotFound));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_is_corrected_once_and_a_placed_child_has_none() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (id, mother) = family(&desk, &worker).await;
        let moved = Contact { postcode: "CM2 2BB".into(), ..home() };
        for version in [1, 1] {
            let moved = moved.clone();
            let done =
                desk.act(&worker, move |act| change_contact(act, mother, version, moved.clone())).await;
            let people = desk
                .look(&worker, move |look| births::of_family(look, &look.one::<ViewBirthRecord, _>(id)?))
                .await
                .unwrap();
            let mother = people.iter().find(|p| p.id == mother).unwrap();
            assert_eq!((mother.version, mother.identity.contact.postcode.as_str()), (2, "CM2 2BB"));
            assert!(done.is_ok() || done == Err(Error::Stale));
        }
        let child = desk
            .look(&worker, move |look| births::of_family(look, &look.one::<ViewBirthRecord, _>(id)?))
            .await
            .unwrap()
            .into_iter()
            .find(|p| p.kind == BirthKind::Child)
            .unwrap()
            .id;
        let refused = desk.act(&worker, move |act| change_contact(act, child, 1, home())).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_shows_and_logs_no_more_than_a_page_holds() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::DutyWorker).await;
        desk.act(&worker, |act| {
            (0..=people::SHOWN).try_for_each(|_| {
                let mother = entry(BirthKind::Parent, "Ada", "Quill", "1990-01-02", home());
                record_birth_family(act, &mother).map(|_| ())
            })
        })
        .await
        .unwrap();
        assert_eq!(found(&desk, &worker, "Quill", None).await.len(), people::SHOWN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_reaches_its_reader_and_the_email_says_nothing() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (_, mother) = family(&desk, &worker).await;
        let says = "Robin likes football.";
        desk.act(&worker, move |act| write_message(act, mother, &Written { words: says.into(), tell: true }))
            .await
            .unwrap();
        let now = desk.now;
        let sent = desk.db.read(move |r| outbox::due(r, now, 9)).await.unwrap();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].to, "ada@example.org");
        let whole = format!("{} {}", sent[0].subject, sent[0].body);
        for hidden in ["Robin", "football", "Quill", "Ada ", "birth", "adoption", "child"] {
            assert!(!whole.contains(hidden), "{hidden} in {whole}");
        }
        // Duty workers may record, and not write.
        let duty = desk.worker(Role::DutyWorker).await;
        let refused = desk
            .act(&duty, move |act| write_message(act, mother, &Written { words: says.into(), tell: false }))
            .await;
        assert_eq!(refused, Err(Error::Forbidden));

        // She reads it with an account of her own; nobody else's account opens her record.
        let me = desk.relative_by_birth(mother).await;
        let read = desk
            .look(&me, |look| {
                let grant = look.own_birth_record::<access::actions::ViewOwnBirthRecord>()?;
                births::messages(look, &grant)
            })
            .await
            .unwrap();
        assert_eq!(read.iter().map(|m| m.words.as_str()).collect::<Vec<_>>(), [says]);
        let adopter = desk.relative(Id::random()).await;
        for who in [&adopter, &worker] {
            let refused = desk
                .look(who, |look| look.own_birth_record::<access::actions::ViewOwnBirthRecord>().map(|_| ()))
                .await;
            assert_eq!(refused, Err(Error::Forbidden));
        }
        // And an adoptive family's account is never given a birth relative's record.
        let account = adopter.account().unwrap();
        let both = desk.db.write("both sides", move |w| walls::give_account(w, account, mother)).await;
        assert_eq!(both.unwrap_err().code(), "walls.account");
    }
}

fn asks(asker: Asker) -> Enquiry {
    Enquiry {
        asker: Some(asker),
        first_name: "Ada".into(),
        last_name: "Quill".into(),
        phone: "0113 496 0000".into(),
        contact_by: Some(ContactBy::Phone),
        safe: Some(SafeTo::Open),
        council: "881".into(),
        // Just what the adoptive parent told of the child.
        child_first_name: "Robin 1".into(),
        child_last_name: "Marsh".into(),
        born: Some(Date::constant(2016, 3, 27)),
        route: Some(LegalRoute::Adoption),
        story: "I want to know how my child is.".into(),
        ..Enquiry::new(Channel::Phone)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_birth_relatives_enquiry_never_meets_the_adoptive_family() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::DutyWorker).await;
        let case = open_case(&desk, 1, None).await;
        let told = desk.act(&worker, |act| record_enquiry(act, &asks(Asker::AdoptiveParent))).await.unwrap();
        let asked = desk.act(&worker, |act| record_enquiry(act, &asks(Asker::BirthRelative))).await.unwrap();
        // An adoptive parent's enquiry finds the child; a birth relative's finds nobody and no enquiry.
        let alike = async |record: &enquiries::Record| {
            let record = record.clone();
            desk.look(&worker, move |look| {
                let found = possible(look, &record.enquiry)?.len();
                Ok((found, enquiries::alike(look, &look.agency::<ListEnquiries>()?, &record)?.len()))
            })
            .await
            .unwrap()
        };
        assert_eq!(alike(&told).await, (1, 0), "the two enquiries share a child, and nothing must say so");
        assert_eq!(alike(&asked).await, (0, 0));

        let (id, version) = (asked.id, asked.version);
        for to in [To::NewFamily, To::Family(case.family), To::Person(case.child), To::Case(case.id)] {
            let input = Allocation {
                version,
                to,
                coordinator: worker.account(),
                level: Some(Level::Targeted),
                first: String::new(),
                last: String::new(),
                born: None,
                route: None,
                ordered: None,
                why: "Needs support".into(),
                checked: true,
            };
            let refused = desk.act(&worker, move |act| allocate_enquiry(act, id, &input)).await.unwrap_err();
            assert_eq!(refused.code(), "walls.birth-relative", "{to:?}");
        }

        let (known, _) = family(&desk, &worker).await;
        let wrong = Destination::Known("BF-0000-0000".into());
        let refused = desk
            .act(&worker, move |act| {
                record_from_enquiry(act, id, version, BirthKind::Parent, &wrong, "Her mother")
            })
            .await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        let reference = desk
            .look(&worker, move |look| births::family(look, &look.one::<ViewBirthRecord, _>(known)?))
            .await
            .unwrap()
            .reference;
        let right = Destination::Known(reference.to_string().to_lowercase());
        let joined = desk
            .act(&worker, move |act| {
                record_from_enquiry(act, id, version, BirthKind::Parent, &right, "Her mother")
            })
            .await
            .unwrap();
        assert_eq!(joined, known);
        let after = desk
            .look(&worker, move |look| enquiries::load(look, &look.one::<TriageEnquiry, _>(id)?))
            .await
            .unwrap();
        assert_eq!((after.family, after.case), (None, None));
        // The other way is for birth relatives alone.
        let (id, version) = (told.id, told.version);
        let refused = desk
            .act(&worker, move |act| {
                record_from_enquiry(act, id, version, BirthKind::Parent, &Destination::New, "A mistake")
            })
            .await
            .unwrap_err();
        assert_eq!(refused.code(), "walls.asker");
    }
}
