//! Who is no colleague comes in from a record, sees their own, and goes by the hand of those who keep that record.

use access::{
    Actor, Role, accounts,
    actions::{UseLetterbox, ViewOwnBirthRecord},
    sessions,
    sign_in::invitations,
    walls::Before,
};
use axum::http::StatusCode;
use casework::{
    birth_families::{
        actions as births,
        model::{BirthKind, Entry},
    },
    people::{side::Identity, store::Contact},
};
use commissioning::providers::{
    actions::{NewName, Step, add_provider, step_provider},
    vetting::{RegisteredBody, Vetting},
};
use kernel::{
    Error, Id, ProviderKind,
    kinds::{BirthPerson, Organisation},
};
use testkit::Desk;

use crate::{
    consent::testing::worlds,
    testing::{Browser, PASSWORD, Said, later, letters, link, signed_in},
};

const ADA: &str = "ada@example.org";

fn relative(kind: BirthKind, first: &str) -> Entry {
    let contact = Contact { address: "1 Low Row".into(), email: ADA.into(), ..Contact::default() };
    let contact = if kind.is_placed() { Contact::default() } else { contact };
    Entry { kind, identity: Identity::<Before>::new(first, "Quill", None, contact) }
}

/// A mother, and her child as it was before adoption.
async fn birth_family(desk: &Desk, who: &Actor) -> (Id<BirthPerson>, Id<BirthPerson>) {
    desk.act(who, |act| {
        let (family, mother) = births::record_birth_family(act, &relative(BirthKind::Parent, "Ada"))?;
        Ok((mother, births::add_relative(act, family.id, &relative(BirthKind::Child, "Robin"))?))
    })
    .await
    .unwrap()
}

/// What is said, without the secret that was asked for and the random word of a form.
fn alike(said: &Said, path: &str) -> (StatusCode, String) {
    (said.status, said.text.replace(path, "/invited/IT"))
}

/// The id that stands after this part of a path on a page.
fn id_after(page: &str, before: &str) -> String {
    page.split(before)
        .nth(1)
        .unwrap_or_else(|| panic!("no {before}: {page}"))
        .split('/')
        .next()
        .unwrap()
        .into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_is_invited_from_the_case_and_by_nobody_else() {
    for world in worlds().await {
        let desk = &world.desk;
        let path = format!("/cases/{}/invite-family", world.case);
        let mut worker = signed_in(desk, world.worker.account().unwrap()).await;
        let form = [("name", "Jo Marsh"), ("email", "jo@example.org")];
        assert_eq!(worker.post(&path, &form).await.to, path);
        let page = worker.get(&path).await;
        assert!(page.says("jo@example.org"), "{}", page.text);

        // Not by another agency's worker, who is told nothing, nor by a role that may not.
        let stranger = desk.stranger(Role::SocialWorker).await;
        let mut other = signed_in(desk, stranger.account().unwrap()).await;
        assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&path, &form).await.status, StatusCode::NOT_FOUND);
        let admin = desk.worker(Role::Administrator).await;
        let mut office = signed_in(desk, admin.account().unwrap()).await;
        assert_eq!(office.get(&path).await.status, StatusCode::FORBIDDEN);
        let list = office.get("/accounts").await;
        assert!(!list.says("jo@example.org"), "a family stands among the colleagues");

        // A family member needs no second factor; the case's people see them, and end it.
        let at = link(desk, "jo@example.org").await.unwrap();
        assert!(
            letters(desk).await.iter().all(|(_, about, body)| !about.contains("Jo") || !body.contains(&at))
        );
        let mut parent = Browser::at(desk);
        assert!(parent.get(&at).await.says("as family member"));
        assert_eq!(parent.post(&at, &[("password", PASSWORD)]).await.to, "/my");
        assert_eq!(parent.get("/account").await.status, StatusCode::OK);
        let page = worker.get(&path).await.text;
        let account = page.split("/accounts/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let end = format!("/cases/{}/accounts/{account}/end", world.case);
        assert_eq!(other.post(&end, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(parent.get("/account").await.status, StatusCode::OK);
        assert_eq!(worker.post(&end, &[]).await.to, path);
        assert!(parent.get("/account").await.to.starts_with("/sign-in?to="));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_birth_relative_is_invited_to_their_own_record_and_to_no_other() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (mother, child) = birth_family(&desk, &worker).await;
        let (other, _) = birth_family(&desk, &worker).await;
        let at = format!("/birth-people/{mother}/sign-in");
        let mut desk_of_worker = signed_in(&desk, worker.account().unwrap()).await;
        assert!(desk_of_worker.get(&at).await.says(ADA), "the recorded address is not offered");
        let form = [("email", ADA), ("way", "email")];

        // By nobody who may not, and nobody else learns that there is such a person.
        for (who, status) in [
            (desk.worker(Role::DutyWorker).await, StatusCode::FORBIDDEN),
            (desk.worker(Role::Administrator).await, StatusCode::FORBIDDEN),
            (desk.stranger(Role::SocialWorker).await, StatusCode::NOT_FOUND),
            (desk.relative_by_birth(other).await, StatusCode::FORBIDDEN),
        ] {
            let mut theirs = signed_in(&desk, who.account().unwrap()).await;
            assert_eq!(theirs.get(&at).await.status, status);
            assert_eq!(theirs.post(&at, &form).await.status, status);
        }
        let asked = desk_of_worker.post(&at, &[("email", "not an address"), ("way", "email")]).await;
        assert!(asked.says("Enter an email address, such as"), "{}", asked.text);
        assert!(desk_of_worker.post(&at, &[("email", ADA)]).await.says("Choose how the link reaches them"));
        let own = desk.db.read({
            let me = worker.account().unwrap();
            move |r| accounts::email_of(r, me)
        });
        let own = own.await.unwrap();
        assert!(
            desk_of_worker
                .post(&at, &[("email", &own), ("way", "email")])
                .await
                .says("Nobody invites themselves")
        );
        let placed = desk_of_worker.post(&format!("/birth-people/{child}/sign-in"), &form).await;
        assert!(placed.says("nobody signs in with it"), "{}", placed.text);
        assert_eq!(link(&desk, ADA).await, None, "a letter went out all the same");

        assert_eq!(desk_of_worker.post(&at, &form).await.to, at);
        let page = desk_of_worker.get(&at).await;
        assert!(page.says("Invited") && page.says("Send by email again"), "{}", page.text);
        let again = desk_of_worker.post(&at, &form).await;
        assert!(again.says("An invitation waits for them already"), "{}", again.text);

        // The letter names nobody, and says neither what it is about nor of whom.
        let (_, subject, body) = letters(&desk).await.into_iter().find(|(to, ..)| to == ADA).unwrap();
        for hidden in ["Ada", "Quill", "Robin", "birth", "child", "adoption", "Low Row", &mother.to_string()]
        {
            assert!(!subject.contains(hidden) && !body.contains(hidden), "{hidden} in {subject}: {body}");
        }

        // It is kept at this record alone: not among the colleagues, not at another's.
        let invitation = id_after(&page.text, &format!("/birth-people/{mother}/invitations/"));
        let admin = desk.worker(Role::Administrator).await;
        let mut office = signed_in(&desk, admin.account().unwrap()).await;
        assert!(!office.get("/accounts").await.says(ADA));
        for verb in ["send", "withdraw"] {
            let elsewhere = format!("/accounts/invitations/{invitation}/{verb}");
            assert_eq!(office.post(&elsewhere, &[]).await.status, StatusCode::NOT_FOUND);
            let elsewhere = format!("/birth-people/{other}/invitations/{invitation}/{verb}");
            assert_eq!(desk_of_worker.post(&elsewhere, &[]).await.status, StatusCode::NOT_FOUND);
            let on_paper = desk_of_worker.post(&elsewhere, &[("way", "letter")]).await;
            assert_eq!(on_paper.status, StatusCode::NOT_FOUND);
        }

        // Whoever wrote it does not take it up; whoever it is for does, once.
        let at_link = link(&desk, ADA).await.unwrap();
        assert!(
            desk_of_worker
                .post(&at_link, &[("password", PASSWORD)])
                .await
                .says("You wrote this invitation yourself")
        );
        let mut ada = Browser::at(&desk);
        let said = ada.get(&at_link).await;
        assert!(said.says("pages of your own"), "{}", said.text);
        for hidden in ["Ada", "Quill", "Robin", "birth", "family member", ADA] {
            assert!(!said.says(hidden), "{hidden}: {}", said.text);
        }
        assert_eq!(ada.post(&at_link, &[("password", PASSWORD)]).await.to, "/my");
        let me = desk.db.read(|r| accounts::by_email(r, ADA)).await.unwrap().unwrap();
        assert_eq!((me.family, me.agency, me.provider, me.role), (None, None, None, Role::FamilyMember));
        let now = desk.now;
        let session =
            desk.db.write("hers", move |w| sessions::actor(w, &sessions::start(w, me.id, now)?, now));
        let me = session.await.unwrap().unwrap();
        let reached = desk.look(&me, |look| Ok(look.own_birth_record::<ViewOwnBirthRecord>()?.id())).await;
        assert_eq!(reached, Ok(mother));
        let letterbox = desk.look(&me, |look| Ok(look.own_birth_record::<UseLetterbox>()?.id())).await;
        assert_eq!(letterbox, Ok(mother));

        // A link that was used is answered like one that never was.
        let (used, guessed) =
            (Browser::at(&desk).get(&at_link).await, Browser::at(&desk).get("/invited/GUESSED").await);
        assert_eq!(used.status, StatusCode::CONFLICT);
        assert_eq!(alike(&used, &at_link), alike(&guessed, "/invited/GUESSED"));
        let page = desk_of_worker.get(&at).await;
        assert!(page.says("Accepted") && page.says("Signs in") && !page.says("Invite them"), "{}", page.text);
        assert!(desk_of_worker.post(&at, &form).await.says("They sign in already"));

        // Access ends at once, from this record alone, and may be given back.
        let account = id_after(&page.text, &format!("/birth-people/{mother}/accounts/"));
        let end =
            |person: Id<BirthPerson>, verb: &str| format!("/birth-people/{person}/accounts/{account}/{verb}");
        for verb in ["end", "reset", "give-back"] {
            assert_eq!(
                desk_of_worker.post(&end(other, verb), &[]).await.status,
                StatusCode::NOT_FOUND,
                "{verb}"
            );
        }
        assert_eq!(ada.get("/account").await.status, StatusCode::OK);
        assert_eq!(desk_of_worker.post(&end(mother, "end"), &[]).await.to, at);
        assert!(ada.get("/account").await.to.starts_with("/sign-in?to="));
        assert_eq!(desk_of_worker.post(&end(mother, "give-back"), &[]).await.to, at);
        assert_eq!(ada.sign_in(ADA, PASSWORD).await.to, "/");

        // Ended, and invited with another address: the first account stays ended while the second lives.
        desk_of_worker.post(&end(mother, "end"), &[]).await;
        let form = [("email", "ada.q@example.org"), ("way", "email")];
        assert_eq!(desk_of_worker.post(&at, &form).await.to, at);
        let second = link(&desk, "ada.q@example.org").await.unwrap();
        assert_eq!(Browser::at(&desk).post(&second, &[("password", PASSWORD)]).await.to, "/my");
        let two = desk_of_worker.post(&end(mother, "give-back"), &[]).await;
        assert!(two.says("They sign in with another account by now"), "{}", two.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_on_paper_is_shown_once_and_works_for_fourteen_days() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::TeamManager).await;
        let (mother, _) = birth_family(&desk, &worker).await;
        let at = format!("/birth-people/{mother}/sign-in");
        let mut desk_of_worker = signed_in(&desk, worker.account().unwrap()).await;
        let link_on = |page: &Said| {
            let rest =
                page.text.split("/invited/<br><strong>").nth(1).unwrap_or_else(|| panic!("{}", page.text));
            rest.split('<').next().unwrap().to_owned()
        };
        let paper = desk_of_worker.post(&at, &[("email", ADA), ("way", "letter")]).await;
        assert_eq!(paper.status, StatusCode::OK);
        assert!(paper.says("Ada Quill") && paper.says("1 Low Row") && paper.says(ADA), "{}", paper.text);
        // What comes out of the printer: the way back to the record stays on the screen.
        let printed = paper.text.split("<main").nth(1).unwrap();
        for hidden in ["Robin", "birth", "child"] {
            assert!(!printed.contains(hidden), "{hidden} on {printed}");
        }
        let first = link_on(&paper);
        assert!(letters(&desk).await.is_empty(), "a letter on paper went by mail as well");
        let page = desk_of_worker.get(&at).await;
        assert!(!page.says(&first) && !page.says(&first.replace('-', "")), "{}", page.text);
        assert!(page.says("On paper"), "{}", page.text);

        // A new letter ends the one before.
        let invitation = id_after(&page.text, &format!("/birth-people/{mother}/invitations/"));
        let again = format!("/birth-people/{mother}/invitations/{invitation}/send");
        let second = link_on(&desk_of_worker.post(&again, &[("way", "letter")]).await);
        assert_ne!(first, second);
        assert_eq!(Browser::at(&desk).get(&format!("/invited/{first}")).await.status, StatusCode::CONFLICT);

        // As it stands on paper, in small letters, or without the gaps: thirteen days later, and not after fourteen.
        let mut ada = Browser::at(&desk);
        ada.now = later(desk.now, 13 * 86_400);
        for typed in [second.clone(), second.to_lowercase(), second.replace('-', "")] {
            let said = ada.get(&format!("/invited/{typed}")).await;
            assert!(said.says("stands in your letter"), "{typed}: {}", said.text);
        }
        let mut late = Browser::at(&desk);
        late.now = later(desk.now, 14 * 86_400);
        assert_eq!(late.get(&format!("/invited/{second}")).await.status, StatusCode::CONFLICT);
        let typed = format!("/invited/{}", second.to_lowercase());
        assert_eq!(ada.post(&typed, &[("password", PASSWORD)]).await.to, "/my");

        // Sent by email after all, it works for seven days from then.
        let (other, _) = birth_family(&desk, &worker).await;
        let at = format!("/birth-people/{other}/sign-in");
        desk_of_worker.post(&at, &[("email", "bea@example.org"), ("way", "letter")]).await;
        let page = desk_of_worker.get(&at).await;
        let invitation = id_after(&page.text, &format!("/birth-people/{other}/invitations/"));
        let send = format!("/birth-people/{other}/invitations/{invitation}/send");
        assert_eq!(desk_of_worker.post(&send, &[]).await.to, at);
        let mailed = link(&desk, "bea@example.org").await.unwrap();
        let mut bea = Browser::at(&desk);
        bea.now = later(desk.now, 7 * 86_400);
        assert_eq!(bea.get(&mailed).await.status, StatusCode::CONFLICT);
        bea.now = later(desk.now, 7 * 86_400 - 1);
        assert_eq!(bea.get(&mailed).await.status, StatusCode::OK);
        // Taken back it is worth nothing, and nothing of it is kept a month later.
        let back = format!("/birth-people/{other}/invitations/{invitation}/withdraw");
        assert_eq!(desk_of_worker.post(&back, &[]).await.to, at);
        assert_eq!(bea.get(&mailed).await.status, StatusCode::CONFLICT);
        assert_eq!(desk_of_worker.post(&back, &[]).await.status, StatusCode::NOT_FOUND, "taken back twice");
        let then = later(desk.now, 60 * 86_400);
        let gone = desk.db.write("forget", move |w| invitations::forget(w, then)).await;
        assert_eq!(gone, Ok(1), "the one that was accepted stays");
    }
}

fn seen() -> Vetting {
    Vetting {
        body: RegisteredBody::Ofsted,
        registration: "SC012345".into(),
        insured_until: "2027-03-31".parse().unwrap(),
        safeguarding_on: "2026-10-01".parse().unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_of_a_provider_is_invited_by_an_agency_that_works_with_it() {
    for desk in testkit::both(crate::schema()).await {
        let commissioner = desk.worker(Role::Commissioner).await;
        let name =
            NewName { name: "Rowan Therapies".into(), kind: ProviderKind::SupportAgency, region: None };
        let id: Id<Organisation> =
            desk.act(&commissioner, move |act| add_provider(act, &name, &seen())).await.unwrap();
        let at = format!("/providers/{id}/accounts");
        let form = [("name", "Kit Rowan"), ("email", "kit@example.org")];
        let mut office = signed_in(&desk, commissioner.account().unwrap()).await;
        assert!(
            office.get(&format!("/providers/{}/accounts", Id::<()>::random())).await.status
                == StatusCode::NOT_FOUND
        );

        // Not by a role that may not, and not by an agency that has nothing to do with the provider.
        let manager = desk.worker(Role::TeamManager).await;
        let mut other = signed_in(&desk, manager.account().unwrap()).await;
        assert_eq!(other.post(&at, &form).await.status, StatusCode::FORBIDDEN);
        let elsewhere = desk.stranger(Role::Commissioner).await;
        let mut stranger = signed_in(&desk, elsewhere.account().unwrap()).await;
        assert!(stranger.get(&at).await.says("does not work with this provider yet"));
        assert!(stranger.post(&at, &form).await.says("does not work with this provider yet"));
        assert_eq!(link(&desk, "kit@example.org").await, None);

        assert_eq!(office.post(&at, &form).await.to, at);
        let at_link = link(&desk, "kit@example.org").await.unwrap();
        let letter = letters(&desk).await.into_iter().find(|(to, ..)| to == "kit@example.org").unwrap().2;
        assert!(letter.contains("Rowan Therapies") && !letter.contains("Kit"), "{letter}");
        let page = office.get(&at).await;
        let invitation = id_after(&page.text, &format!("/providers/{id}/invitations/"));
        for verb in ["send", "withdraw"] {
            let path = format!("/providers/{id}/invitations/{invitation}/{verb}");
            assert_eq!(stranger.post(&path, &[]).await.status, StatusCode::NOT_FOUND);
        }
        assert!(!stranger.get(&at).await.says("kit@example.org"));

        // Nobody of an agency comes in by it: it makes an account of the provider, with a second factor to be set up.
        let mut kit = Browser::at(&desk);
        assert!(kit.get(&at_link).await.says("as provider"));
        assert_eq!(kit.post(&at_link, &[("password", PASSWORD)]).await.to, "/sign-in/set-up");
        let made = desk.db.read(|r| accounts::by_email(r, "kit@example.org")).await.unwrap().unwrap();
        assert_eq!(
            (made.provider, made.agency, made.family, made.role),
            (Some(id), None, None, Role::Provider)
        );
        assert_eq!(kit.get(&at_link).await.status, StatusCode::CONFLICT);

        // It is kept by the agency that invited; another sees that somebody is there, and not who.
        let account = made.id;
        let end = format!("/providers/{id}/accounts/{account}/end");
        desk.act(&elsewhere, move |act| commissioning::providers::actions::vet_provider(act, id, &seen()))
            .await
            .unwrap();
        let seen_there = stranger.get(&at).await;
        assert!(seen_there.says("1 more person signs in") && !seen_there.says("Kit"), "{}", seen_there.text);
        for path in [end.clone(), end.replace("/end", "/reset"), end.replace("/end", "/give-back")] {
            assert_eq!(stranger.post(&path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let mine = office.get(&at).await;
        assert!(mine.says("Kit Rowan") && mine.says("Accepted"), "{}", mine.text);
        assert_eq!(office.post(&end, &[]).await.to, at);
        assert!(Browser::at(&desk).sign_in("kit@example.org", PASSWORD).await.says("do not belong together"));

        // Off the list, nobody is invited any more.
        desk.act(&commissioner, move |act| step_provider(act, id, Step::Leave, 1)).await.unwrap();
        let form = [("name", "Lou"), ("email", "lou@example.org")];
        assert!(office.post(&at, &form).await.says("has left the list"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_take_one_link_up_at_once_one_comes_in() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (mother, _) = birth_family(&desk, &worker).await;
        let mut desk_of_worker = signed_in(&desk, worker.account().unwrap()).await;
        let at = format!("/birth-people/{mother}/sign-in");
        desk_of_worker.post(&at, &[("email", ADA), ("way", "email")]).await;
        let at_link = link(&desk, ADA).await.unwrap();
        let tries: Vec<_> = (0..2)
            .map(|_| {
                let (mut browser, path) = (Browser::at(&desk), at_link.clone());
                tokio::spawn(async move { browser.post(&path, &[("password", PASSWORD)]).await.to == "/my" })
            })
            .collect();
        let mut came = 0;
        for one in tries {
            came += u32::from(one.await.unwrap());
        }
        assert_eq!(came, 1);
        // Nor does anybody come in to both sides: an adoptive family's account is never given a birth relative's record.
        let adopter = desk.relative(Id::random()).await.account().unwrap();
        let both = desk.db.write("both", move |w| access::walls::give_account(w, adopter, mother)).await;
        assert!(matches!(both, Err(Error::Refused { rule: "walls.account", .. })));
    }
}
