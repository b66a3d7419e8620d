//! Links that work once, on both engines: used by one of many, ended, taken back, for another
//! purpose or never made, they look the same.

use access::links::{self, Secret};
use kernel::{Error, Id, Timestamp, kinds::Case};

const PURPOSE: &str = "test";
const HOUR: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

fn later(now: Timestamp, minutes: i64) -> Timestamp {
    now.checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_once_in_its_time_and_for_its_purpose() {
    for desk in testkit::both(hearth::rooms::migrations()).await {
        let (db, now) = (desk.db.clone(), desk.now);
        let subject: Id<Case> = Id::from_parts(1, [1; 10]);
        let make = async || {
            let secret = Secret::new().unwrap();
            let made = secret.clone();
            let write = db.write("make", move |w| links::make(w, &made, PURPOSE, subject, None, now, HOUR));
            write.await.unwrap();
            secret
        };
        let redeem = async |secret: &Secret, purpose: &'static str, at: Timestamp| {
            let secret = secret.clone();
            db.write("redeem", move |w| links::redeem::<Case>(w, &secret, purpose, at)).await
        };
        let secret = make().await;
        assert_ne!(secret, make().await);
        assert!(secret.as_str().len() >= 52, "256 bits take 52 letters");
        assert_eq!(redeem(&secret, "another", now).await, Err(Error::NotFound));
        assert_eq!(redeem(&secret, PURPOSE, later(now, 60)).await, Err(Error::NotFound), "it has ended");
        assert_eq!(redeem(&Secret::sent("AAAA"), PURPOSE, now).await, Err(Error::NotFound));
        assert_eq!(redeem(&secret, PURPOSE, later(now, 59)).await, Ok(subject));
        assert_eq!(redeem(&secret, PURPOSE, later(now, 59)).await, Err(Error::NotFound), "it was used");
        // Taken back.
        let back = make().await;
        assert_eq!(db.write("back", move |w| links::revoke(w, PURPOSE, subject, now)).await, Ok(2));
        assert_eq!(redeem(&back, PURPOSE, now).await, Err(Error::NotFound));
        // Eight at once: one gets in.
        let raced = make().await;
        let tries: Vec<_> = (0..8)
            .map(|_| {
                let (db, secret) = (db.clone(), raced.clone());
                tokio::spawn(async move {
                    loop {
                        let secret = secret.clone();
                        let tried =
                            db.write("race", move |w| links::redeem::<Case>(w, &secret, PURPOSE, now)).await;
                        if tried != Err(Error::Busy) {
                            return tried;
                        }
                    }
                })
            })
            .collect();
        let mut won = 0;
        for one in tries {
            match one.await.unwrap() {
                Ok(id) => won += u32::from(id == subject),
                Err(e) => assert_eq!(e, Error::NotFound),
            }
        }
        assert_eq!(won, 1);
        // Seen without its secret; forgotten long after.
        let seen = db.read(move |r| links::of(r, PURPOSE, subject)).await.unwrap();
        assert_eq!(seen.len(), 4);
        assert_eq!(seen.iter().filter(|m| m.used.is_some()).count(), 2);
        let after = later(now, 60 * 24 * 500);
        assert_eq!(db.write("forget", move |w| links::forget(w, after)).await, Ok(4));
    }
}
