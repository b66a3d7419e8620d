//! Concerns on both engines.

use access::{
    Role,
    actions::{ListProviders, ReplyToConcern, ViewConcerns},
    quality::{Concern, ConcernNotice, ConcernReply},
};
use kernel::{Error, Id};

use super::{
    actions::*,
    model::{About, Seriousness, State},
    store,
};
use crate::testing::{World, d, worlds};

const ELSEWHERE: ::store::Sql =
    ::store::Sql { name: "ELSEWHERE", text: "UPDATE purchase_order SET agency_id = $2 WHERE id = $1" };

async fn raised(w: &World) -> Id<Concern> {
    let input = Raised {
        provider: w.provider,
        about: About::Conduct,
        seriousness: Seriousness::Serious,
        facts: "Known to us alone".into(),
    };
    w.desk.act(&w.worker, move |act| raise_concern(act, &input)).await.unwrap().0
}

fn shared(words: &str, tell_provider: bool, version: i64) -> Shared {
    Shared { words: words.into(), tell_provider, version }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_concern_reaches_a_second_agency_which_says_what_it_did_and_the_provider_replies() {
    for w in worlds().await {
        let (buyer, other) =
            (w.desk.worker(Role::Commissioner).await, w.desk.stranger(Role::Commissioner).await);
        // A second agency has an order that goes on; a third has none.
        let order = w.accepted(2).await.order.id;
        let there = other.agency();
        w.desk
            .db
            .write("elsewhere", move |w| w.execute(ELSEWHERE, &[order.into(), there.into()]).map(|_| ()))
            .await
            .unwrap();
        let id = raised(&w).await;
        let mine = |l: &access::Look<'_>| store::my_notices(l, &l.agency::<ViewConcerns>()?);
        assert!(w.desk.look(&other, mine).await.unwrap().is_empty());
        let as_told: Id<ConcernReply> = id.cast();
        let look =
            move |l: &access::Look<'_>| store::load_told(l, &l.one::<ReplyToConcern, ConcernReply>(as_told)?);
        assert_eq!(w.desk.look(&w.seller, look).await.unwrap_err(), Error::NotFound);

        for words in ["Write to someone@example.org", "They live at SW1A 1AA"] {
            let wrong = shared(words, false, 1);
            let refused = w.desk.act(&buyer, move |act| share_concern(act, id, &wrong)).await;
            assert!(matches!(refused, Err(Error::Invalid(i)) if i.of("words").is_some()), "{words}");
        }
        let first = shared("Sessions began late, three times", false, 1);
        let told = w.desk.act(&buyer, move |act| share_concern(act, id, &first)).await;
        assert_eq!(told, Ok(1));
        assert_eq!(w.desk.look(&w.seller, look).await.unwrap_err(), Error::NotFound, "not told yet");
        let stale = shared("x", true, 1);
        assert_eq!(w.desk.act(&buyer, move |act| share_concern(act, id, &stale)).await, Err(Error::Stale));
        let again = shared("Sessions began late, three times", true, 2);
        let told = w.desk.act(&buyer, move |act| share_concern(act, id, &again)).await;
        assert_eq!(told, Ok(0), "nobody is told twice");

        let listed = w.desk.look(&other, mine).await.unwrap();
        let notice: Id<ConcernNotice> = listed[0].id;
        w.desk.act(&other, move |act| acknowledge(act, notice)).await.unwrap();
        let twice = w.desk.act(&other, move |act| acknowledge(act, notice)).await;
        assert_eq!(twice.unwrap_err().code(), "concern.acknowledged");
        w.desk.act(&other, move |act| record_deed(act, notice, "We asked our workers")).await.unwrap();

        w.as_seller(move |act| reply_to_concern(act, as_told, "The bus was late")).await.unwrap();
        let twice = w.as_seller(move |act| reply_to_concern(act, as_told, "x")).await;
        assert_eq!(twice.unwrap_err().code(), "concern.replied");
        let whole = move |l: &access::Look<'_>| {
            let grant = l.one::<ViewConcerns, Concern>(id)?;
            Ok((store::load(l, &grant)?, store::notices(l, &grant)?))
        };
        let (kept, notices) = w.desk.look(&buyer, whole).await.unwrap();
        assert_eq!(
            (kept.reply.as_str(), notices[0].did.as_str()),
            ("The bus was late", "We asked our workers")
        );
        let provider = w.provider;
        let about = move |l: &access::Look<'_>| store::about(l, &l.agency::<ViewConcerns>()?, provider);
        assert_eq!(w.desk.look(&other, about).await.unwrap()[0].reply, "The bus was late");

        w.desk.act(&buyer, move |act| close_concern(act, id, "They come on time now")).await.unwrap();
        assert_eq!(w.desk.look(&buyer, whole).await.unwrap().0.state, State::Closed);
        let closed = w.desk.act(&buyer, move |act| close_concern(act, id, "x")).await;
        assert_eq!(closed.unwrap_err().code(), "concern.state");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_shares_their_own_and_others_read_nothing() {
    for w in worlds().await {
        let id = raised(&w).await;
        let manager = w.desk.worker(Role::TeamManager).await;
        let input = Raised {
            provider: w.provider,
            about: About::Safety,
            seriousness: Seriousness::Grave,
            facts: "x".into(),
        };
        let own = w.desk.act(&manager, move |act| raise_concern(act, &input)).await.unwrap().0;
        let words = shared("x", false, 1);
        let alone = w.desk.act(&manager, move |act| share_concern(act, own, &words)).await;
        assert_eq!(alone.unwrap_err().code(), "concern.own");
        let stranger = w.desk.stranger(Role::Commissioner).await;
        for (who, error) in
            [(&stranger, Error::NotFound), (&w.worker, Error::Forbidden), (&w.seller, Error::Forbidden)]
        {
            let words = shared("x", false, 1);
            assert_eq!(w.desk.act(who, move |act| share_concern(act, id, &words)).await, Err(error));
        }
        let look = move |l: &access::Look<'_>| store::load(l, &l.one::<ViewConcerns, Concern>(id)?);
        assert_eq!(w.desk.look(&stranger, look).await.unwrap_err(), Error::NotFound);
        assert_eq!(w.desk.look(&w.seller, look).await.unwrap_err(), Error::Forbidden);
        let as_told: Id<ConcernReply> = id.cast();
        let reply = w.desk.act(&w.rival, move |act| reply_to_concern(act, as_told, "x")).await;
        assert_eq!(reply.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_providers_work_is_counted_for_the_reader_and_for_the_others() {
    for w in worlds().await {
        w.accepted(2).await;
        let provider = w.provider;
        let count = move |l: &access::Look<'_>| {
            store::counted(l, &l.agency::<ListProviders>()?, provider, d("2026-01-01"))
        };
        let own = w.desk.look(&w.worker, count).await.unwrap();
        assert_eq!((own.orders[0].own, own.orders[0].others), (1, 0));
        let stranger = w.desk.stranger(Role::Commissioner).await;
        let theirs = w.desk.look(&stranger, count).await.unwrap();
        assert_eq!((theirs.orders[0].own, theirs.orders[0].others), (0, 1));
        assert!(theirs.sessions.is_empty() && theirs.disputes.is_empty());
    }
}
