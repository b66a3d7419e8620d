//! What people do in the community of practice, on both engines, and what they try.

use ::store::{outbox, statements};
use access::{
    Act, Actor, Role,
    actions::{ModerateCommunity, ReadCommunity},
    organisations::{self, Organisation},
    strategy::{Entry as EntryKind, Topic as TopicKind},
};
use kernel::{Date, Error, Id, Result, kinds};
use page::PAGE_ROWS;
use testkit::Desk;

use super::*;
use crate::community::{
    form::{Decision, NewTopic},
    model::{Audience, Entry, Kind, Sort, Status, Topic, Verdict, VersionState},
    store::Sought,
};

statements! {
    WORDS = "SELECT count(*) FROM community_word";
}

fn plain(title: &str, words: &str) -> Typed {
    Typed { text: Text { title: Some(title.into()), words: words.into(), ..Text::default() }, sure: false }
}

fn sure(mut typed: Typed) -> Typed {
    typed.sure = true;
    typed
}

fn paper(words: &str) -> Typed {
    let text = Text {
        title: Some("Questions for a review".into()),
        words: words.into(),
        link: None,
        review: Some(Date::constant(2027, 3, 1)),
        changed: None,
    };
    Typed { text, sure: false }
}

async fn open(desk: &Desk, who: &Actor, audience: Audience) -> Id<TopicKind> {
    let new = NewTopic { title: "Reviews".into(), about: "How we hold them".into(), audience };
    desk.act(who, move |act| open_topic(act, &new)).await.unwrap()
}

async fn post(desk: &Desk, who: &Actor, topic: Id<TopicKind>, typed: Typed) -> Result<Entry> {
    desk.act(who, move |act| write(act, topic, None, &typed)).await
}

fn decision(version: i64, verdict: Verdict) -> Decision {
    Decision { version, verdict, why: (verdict != Verdict::Pass).then(|| "Leave the name out".to_owned()) }
}

async fn decide_as(desk: &Desk, who: &Actor, id: Id<EntryKind>, input: Decision) -> Result<Entry> {
    desk.act(who, move |act| decide(act, id, &input)).await
}

async fn read(desk: &Desk, who: &Actor, id: Id<EntryKind>) -> Result<Entry> {
    desk.look(who, move |look| store::entry(look, &look.one::<ReadCommunity, EntryKind>(id)?)).await
}

async fn listed(desk: &Desk, who: &Actor) -> Vec<Topic> {
    let topics = desk
        .look(who, |look| store::topics(look, &look.shared::<ReadCommunity>()?, None, Some(PAGE_ROWS)))
        .await;
    topics.unwrap().items
}

async fn found(desk: &Desk, who: &Actor, words: &[&str]) -> Vec<Id<EntryKind>> {
    let sought = Sought(words.iter().map(|word| (*word).to_owned()).collect());
    let rows = desk
        .look(who, move |look| store::search(look, &look.shared::<ReadCommunity>()?, &sought, None))
        .await;
    rows.unwrap().items.into_iter().map(|(listed, _)| listed.entry.id).collect()
}

async fn waiting(desk: &Desk, who: &Actor) -> Vec<Id<EntryKind>> {
    let rows = desk
        .look(who, |look| store::queue(look, &look.agency::<ModerateCommunity>()?, None, Some(PAGE_ROWS)))
        .await;
    rows.unwrap().items.into_iter().map(|listed| listed.entry.id).collect()
}

/// Somebody of a provider that stands on the map.
async fn provider(desk: &Desk) -> Actor {
    let id: Id<kinds::Organisation> = Id::from_parts(7, [7; 10]);
    let organisation = Organisation {
        id,
        kind: organisations::kind::PROVIDER.into(),
        code: "north-therapy".into(),
        name: "North Therapy".into(),
        region: "Eastern".into(),
        note: String::new(),
    };
    desk.db.write("a provider", move |w| organisations::put(w, &organisation)).await.unwrap();
    desk.provider(id).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_is_read_by_whom_it_is_open_to_one_by_one_as_in_the_list() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let readers = [
            ("own", desk.worker(Role::DutyWorker).await, [true, true, true]),
            ("own administrator", desk.worker(Role::Administrator).await, [true, true, true]),
            (
                "same region",
                desk.worker_at("adoption-connects", Role::SocialWorker).await,
                [true, true, true],
            ),
            ("other region", desk.stranger(Role::SocialWorker).await, [true, true, false]),
            ("nation", desk.worker(Role::NationalAnalyst).await, [true, true, false]),
            ("provider", provider(&desk).await, [false, true, false]),
        ];
        let audiences = [Audience::Agencies, Audience::Everyone, Audience::Region];
        let mut topics = Vec::new();
        for audience in audiences {
            let topic = open(&desk, &manager, audience).await;
            let entry =
                post(&desk, &manager, topic, plain("A question", "What works for you?")).await.unwrap();
            topics.push((topic, entry.id));
        }
        for (who, reader, may) in &readers {
            let list: Vec<_> = listed(&desk, reader).await.into_iter().map(|t| t.id).collect();
            let search = found(&desk, reader, &["work"]).await;
            for ((topic, entry), may) in topics.iter().copied().zip(may) {
                let one = desk.look(reader, move |look| look.one::<ReadCommunity, TopicKind>(topic)).await;
                assert_eq!(one.is_ok(), *may, "{who}");
                assert_eq!(list.contains(&topic), *may, "{who} in the list");
                assert_eq!(read(&desk, reader, entry).await.is_ok(), *may, "{who}, a post");
                assert_eq!(search.contains(&entry), *may, "{who}, by a search");
                if !may {
                    let none = read(&desk, reader, entry).await.unwrap_err();
                    assert_eq!(none, Error::NotFound, "{who}");
                    let answer = Typed { text: Text { words: "Yes".into(), ..Text::default() }, sure: false };
                    let wrote = desk.act(reader, move |act| super::answer(act, entry, &answer)).await;
                    assert_eq!(wrote.unwrap_err(), Error::NotFound, "{who}");
                    let wrote = post(&desk, reader, topic, plain("Mine", "Words")).await;
                    assert_eq!(wrote.unwrap_err(), Error::NotFound, "{who}");
                    let told = desk.act(reader, move |act| report(act, entry, "I do not like it")).await;
                    assert_eq!(told.unwrap_err(), Error::NotFound, "{who}");
                }
            }
        }
        // A family has no part in it.
        let family = desk.relative(Id::from_parts(5, [5; 10])).await;
        let (topic, _) = topics[1];
        let none = desk.look(&family, move |look| look.one::<ReadCommunity, TopicKind>(topic)).await;
        assert_eq!(none.unwrap_err(), Error::Forbidden);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_lead_to_a_family_waits_for_somebody_else() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let (worker, reader) =
            (desk.worker(Role::SocialWorker).await, desk.stranger(Role::SocialWorker).await);
        let topic = open(&desk, &manager, Audience::Agencies).await;
        let named = plain("Reviews at school", "How did you do it for Jayden in Chelmsford?");
        let asked = post(&desk, &worker, topic, named.clone()).await.unwrap_err();
        let Error::Invalid(wrong) = asked else { panic!("{asked:?}") };
        let said = wrong.of("sure").unwrap();
        assert!(said.contains("“Jayden” (may be a place)") && said.contains("“Chelmsford”"), "{said}");

        let held = post(&desk, &worker, topic, sure(named.clone())).await.unwrap();
        assert_eq!((held.status, held.shown), (Status::Waiting, None));
        assert_eq!(read(&desk, &reader, held.id).await.unwrap_err(), Error::NotFound);
        assert_eq!(read(&desk, &manager, held.id).await.unwrap_err(), Error::NotFound, "but as a moderator");
        assert!(read(&desk, &worker, held.id).await.is_ok());
        assert!(found(&desk, &worker, &["school"]).await.is_empty());
        assert_eq!(waiting(&desk, &manager).await, [held.id]);

        // Nobody of another agency, and nobody without the role.
        let elsewhere = desk.stranger(Role::TeamManager).await;
        assert!(waiting(&desk, &elsewhere).await.is_empty());
        let pass = || decision(1, Verdict::Pass);
        assert_eq!(decide_as(&desk, &elsewhere, held.id, pass()).await.unwrap_err(), Error::NotFound);
        assert_eq!(decide_as(&desk, &worker, held.id, pass()).await.unwrap_err(), Error::Forbidden);
        // A reason is needed, and the version that was read.
        let without = Decision { why: None, ..decision(1, Verdict::Remove) };
        assert!(matches!(decide_as(&desk, &manager, held.id, without).await, Err(Error::Invalid(_))));
        assert_eq!(
            decide_as(&desk, &manager, held.id, decision(7, Verdict::Pass)).await.unwrap_err(),
            Error::Stale
        );

        let returned = decide_as(&desk, &manager, held.id, decision(1, Verdict::Return)).await.unwrap();
        assert_eq!(
            (returned.status, returned.why.as_deref()),
            (Status::Returned, Some("Leave the name out"))
        );
        assert_eq!(read(&desk, &reader, held.id).await.unwrap_err(), Error::NotFound);
        let now = desk.now;
        let email = desk.db.read(move |r| outbox::due(r, now, 10)).await.unwrap();
        assert_eq!(email.len(), 1);
        assert!(!email[0].body.contains("Jayden") && !email[0].body.contains("Leave"), "{}", email[0].body);

        // What was returned comes before a moderator again, clean as it may be.
        let clean = plain("Reviews at school", "How do you bring the school to a review?");
        let version = returned.version + 1;
        let again = desk.act(&worker, move |act| edit(act, held.id, version, &clean)).await.unwrap();
        assert_eq!(again.status, Status::Waiting);
        let passed =
            decide_as(&desk, &manager, held.id, decision(again.version + 1, Verdict::Pass)).await.unwrap();
        assert_eq!((passed.status, passed.shown), (Status::Shown, Some(2)));
        assert_eq!(found(&desk, &reader, &["school", "review"]).await, [held.id]);
        assert!(found(&desk, &reader, &["jayden"]).await.is_empty());
        assert!(waiting(&desk, &manager).await.is_empty());

        // Taken out it is found no more; let through again it is.
        let version = read(&desk, &worker, held.id).await.unwrap().version;
        decide_as(&desk, &manager, held.id, decision(version, Verdict::Remove)).await.unwrap();
        assert!(found(&desk, &reader, &["school"]).await.is_empty());
        assert_eq!(desk.db.read(|r| r.row(WORDS, &[])?.get::<i64>(0)).await.unwrap(), 0);
        let change = plain("Again", "Words");
        let gone = desk.act(&worker, move |act| edit(act, held.id, version + 1, &change)).await.unwrap_err();
        assert_eq!(gone.code(), rule::STATE);
        decide_as(&desk, &manager, held.id, decision(version + 1, Verdict::Pass)).await.unwrap();
        assert_eq!(found(&desk, &reader, &["school"]).await, [held.id]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_moderates_their_own_and_a_key_is_its_maker() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let topic = open(&desk, &manager, Audience::Everyone).await;
        let own = post(&desk, &manager, topic, sure(plain("A visit", "We met Robin"))).await.unwrap();
        for verdict in Verdict::ALL {
            let refused = decide_as(&desk, &manager, own.id, decision(1, *verdict)).await.unwrap_err();
            assert_eq!(refused.code(), rule::OTHERS);
        }
        // A key that the manager made decides as the manager; one that nobody made writes and decides nothing.
        let token = desk
            .act(&manager, |act| access::tokens::make(act, Role::TeamManager, "a machine", 30))
            .await
            .unwrap();
        let now = desk.now;
        let machine = desk.db.read(move |r| access::tokens::actor(r, &token, now)).await.unwrap().unwrap();
        let refused = decide_as(&desk, &machine, own.id, decision(1, Verdict::Pass)).await.unwrap_err();
        assert_eq!(refused.code(), rule::OTHERS);
        let by_key = post(&desk, &machine, topic, plain("By a key", "Words")).await.unwrap();
        assert_eq!(Some(by_key.author), manager.account());
        let agency = desk.agency();
        let nobodys = desk
            .db
            .write("a key", move |w| access::tokens::create(w, Role::TeamManager, Some(agency), "t", 30, now))
            .await
            .unwrap();
        let nobodys = desk.db.read(move |r| access::tokens::actor(r, &nobodys, now)).await.unwrap().unwrap();
        let refused = post(&desk, &nobodys, topic, plain("By nobody", "Words")).await.unwrap_err();
        assert_eq!(refused.code(), rule::AUTHOR);
        let refused = decide_as(&desk, &nobodys, own.id, decision(1, Verdict::Pass)).await.unwrap_err();
        assert_eq!(refused.code(), rule::AUTHOR);
        // Another moderator of the agency does.
        let commissioner = desk.worker(Role::Commissioner).await;
        assert!(decide_as(&desk, &commissioner, own.id, decision(1, Verdict::Pass)).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_races_have_one_winner() {
    let rounds: u32 = std::env::var("HEARTH_SOAK").ok().and_then(|n| n.parse().ok()).unwrap_or(10);
    for desk in testkit::both(crate::schema()).await {
        let (first, second) = (desk.worker(Role::TeamManager).await, desk.worker(Role::Commissioner).await);
        let worker = desk.worker(Role::SocialWorker).await;
        let topic = open(&desk, &first, Audience::Agencies).await;
        for _ in 0..rounds {
            let held = post(&desk, &worker, topic, sure(plain("A visit", "We met Robin"))).await.unwrap();
            let (pass, remove) = tokio::join!(
                decide_as(&desk, &first, held.id, decision(1, Verdict::Pass)),
                decide_as(&desk, &second, held.id, decision(1, Verdict::Remove)),
            );
            let (won, lost) = match (pass, remove) {
                (Ok(won), Err(lost)) | (Err(lost), Ok(won)) => (won, lost),
                both => panic!("{both:?}"),
            };
            assert_eq!(lost, Error::Stale);
            let now = read(&desk, &worker, held.id).await.unwrap();
            assert_eq!((now.status, now.version), (won.status, 2));
            let indexed = found(&desk, &worker, &["visit"]).await.contains(&held.id);
            assert_eq!(indexed, won.status == Status::Shown);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_version_stays_and_a_stale_change_is_refused() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let (worker, reader) = (desk.worker(Role::SocialWorker).await, desk.stranger(Role::DutyWorker).await);
        let topic = open(&desk, &manager, Audience::Agencies).await;
        let share = move |act: &Act<'_>| write(act, topic, Some(Sort::Tool), &paper("What is easier?"));
        let first = desk.act(&worker, share).await.unwrap();
        assert_eq!((first.kind, first.status), (Kind::Document, Status::Shown));
        let next = |who: Actor, version: i64, words: &'static str| {
            let desk = &desk;
            async move {
                let mut typed = paper(words);
                typed.text.changed = Some("More questions".into());
                desk.act(&who, move |act| edit(act, first.id, version, &typed)).await
            }
        };
        next(worker.clone(), 1, "What is easier?\nWhat is hard?").await.unwrap();
        assert_eq!(next(worker.clone(), 1, "Over it").await.unwrap_err(), Error::Stale);
        let refused = next(manager.clone(), 2, "Not mine").await.unwrap_err();
        assert_eq!(refused.code(), rule::OWN);

        // A change that could lead to a family waits, and readers go on seeing the version before it.
        let mut named = paper("What is hard for Jayden?");
        named.sure = true;
        let held = desk.act(&worker, move |act| edit(act, first.id, 2, &named)).await.unwrap();
        assert_eq!((held.status, held.shown), (Status::Shown, Some(2)));
        assert!(found(&desk, &reader, &["easier", "hard"]).await.contains(&first.id));
        let back = decide_as(&desk, &manager, first.id, decision(3, Verdict::Return)).await.unwrap();
        assert_eq!((back.status, back.shown), (Status::Shown, Some(2)));
        let versions = desk
            .look(&worker, move |look| {
                store::versions(look, &look.one::<ReadCommunity, EntryKind>(first.id)?)
            })
            .await
            .unwrap();
        let states: Vec<_> = versions.iter().map(|v| v.state).collect();
        assert_eq!(states, [VersionState::Passed, VersionState::Passed, VersionState::Returned]);
        assert_eq!(versions[0].text.words, "What is easier?");
        assert_eq!(versions[1].text.changed.as_deref(), Some("More questions"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_withdraws_and_puts_back_and_others_report() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let (worker, reader) = (desk.worker(Role::SocialWorker).await, desk.stranger(Role::DutyWorker).await);
        let topic = open(&desk, &manager, Audience::Agencies).await;
        let entry = post(&desk, &worker, topic, plain("A question", "What works?")).await.unwrap();
        let id = entry.id;
        let tell = move |act: &Act<'_>| report(act, id, "It is about our colleague");
        assert_eq!(desk.act(&worker, tell).await.unwrap_err().code(), rule::OTHERS);
        desk.act(&reader, tell).await.unwrap();
        assert_eq!(waiting(&desk, &manager).await, [id]);
        assert!(read(&desk, &reader, id).await.is_ok(), "readers go on seeing it");
        // Whoever read it before the report is told to read again.
        assert_eq!(
            decide_as(&desk, &manager, id, decision(1, Verdict::Pass)).await.unwrap_err(),
            Error::Stale
        );
        decide_as(&desk, &manager, id, decision(2, Verdict::Pass)).await.unwrap();
        assert!(waiting(&desk, &manager).await.is_empty());

        let away = |version: i64| move |act: &Act<'_>| withdraw(act, id, version, "Answered elsewhere");
        assert_eq!(desk.act(&manager, away(3)).await.unwrap_err().code(), rule::OWN);
        assert_eq!(desk.act(&worker, away(1)).await.unwrap_err(), Error::Stale);
        desk.act(&worker, away(3)).await.unwrap();
        assert!(found(&desk, &reader, &["question"]).await.is_empty());
        let gone = read(&desk, &reader, id).await.unwrap();
        assert_eq!((gone.status, gone.why.as_deref()), (Status::Withdrawn, Some("Answered elsewhere")));
        let back = move |act: &Act<'_>| restore(act, id, 4);
        desk.act(&worker, back).await.unwrap();
        assert_eq!(found(&desk, &reader, &["question"]).await, [id]);
        let log = desk
            .look(&manager, |look| {
                store::log(look, &look.agency::<ModerateCommunity>()?, None, Some(PAGE_ROWS))
            })
            .await
            .unwrap();
        // All of it happened at one instant of this clock.
        let mut steps: Vec<&str> = log.items.iter().map(|d| d.what.code()).collect();
        steps.sort_unstable();
        assert_eq!(steps, ["passed", "reported", "restored", "withdrawn"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_topic_is_read_and_takes_nothing() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let worker = desk.worker(Role::SocialWorker).await;
        let topic = open(&desk, &manager, Audience::Agencies).await;
        let entry = post(&desk, &worker, topic, plain("A question", "What works?")).await.unwrap();
        let close = move |act: &Act<'_>| close_topic(act, topic, 1, "It is settled");
        let stranger = desk.stranger(Role::TeamManager).await;
        assert_eq!(desk.act(&stranger, close).await.unwrap_err(), Error::NotFound);
        assert_eq!(desk.act(&worker, close).await.unwrap_err(), Error::Forbidden);
        desk.act(&manager, close).await.unwrap();
        assert_eq!(desk.act(&manager, close).await.unwrap_err().code(), rule::STATE);
        let refused = post(&desk, &worker, topic, plain("More", "Words")).await.unwrap_err();
        assert_eq!(refused.code(), rule::CLOSED);
        let change = plain("More", "Words");
        let refused = desk.act(&worker, move |act| edit(act, entry.id, 1, &change)).await.unwrap_err();
        assert_eq!(refused.code(), rule::CLOSED);
        assert!(read(&desk, &stranger, entry.id).await.is_ok());
        desk.act(&manager, move |act| reopen_topic(act, topic, 2)).await.unwrap();
        assert!(post(&desk, &worker, topic, plain("More", "Words")).await.is_ok());

        // A topic's own words have no moderator.
        let named = NewTopic {
            title: "The case of Jayden".into(),
            about: "What to do".into(),
            audience: Audience::Agencies,
        };
        let refused = desk.act(&manager, move |act| open_topic(act, &named)).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid(wrong) if wrong.of("about").is_some()));
    }
}
