//! Opening 500 sealed bids: from the second opener's passphrase to the last bid read. The database has no part in it here.

use std::time::Instant;

use commissioning::competitions::{
    model::Offer,
    vault::{self, Held},
};
use kernel::Id;

use crate::{
    fault::{Result, While, fault},
    report::Report,
};

/// Bids of one competition (issue: 500 under a second).
const BIDS: u16 = 500;
const PHRASES: [&str; 3] = ["copper meadow ladder", "violet harbour spoon", "walnut thunder pencil"];

fn id<T>(kind: u8, number: u16) -> Id<T> {
    let [high, low] = number.to_be_bytes();
    Id::from_parts(1, [kind, high, low, 0, 0, 0, 0, 0, 0, 1])
}

/// Seals the bids, then measures their opening.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let competition = id(1, 1);
    let mut locked = Vec::new();
    for (number, phrase) in (1..).zip(PHRASES) {
        locked.push((id(2, number), vault::lock(phrase, id(2, number)).while_("locking a key")?));
    }
    let keys: Vec<_> = locked.iter().map(|(opener, l)| (*opener, l.public.clone())).collect();
    let made = vault::make(competition, &keys).while_("making a key")?;
    let held: Vec<Held> =
        made.shares.iter().map(|(opener, share)| Held { opener: *opener, share: share.clone() }).collect();
    let offer = |number: u16| Offer {
        price: 8_000 + i64::from(number) * 10,
        minutes: 60,
        answers: vec!["How we would work towards the goals. ".repeat(50); 3],
    };
    let mut sealed = Vec::new();
    for number in 0..BIDS {
        let text = serde_json::to_string(&offer(number)).while_("writing an offer")?;
        let bidder = id(3, number);
        let bid = vault::seal_bid(&made.public, competition, bidder, &text).while_("sealing a bid")?;
        sealed.push((bidder, vault::receipt(&bid), bid));
    }
    let first = vault::unlock(PHRASES[0], locked[0].0, &locked[0].1.locked).while_("unlocking a key")?;
    let Some(first) = first else { return fault("the first passphrase did not fit") };
    let to = (locked[1].0, locked[1].1.public.as_slice());
    let share = vault::pass(&first, competition, &held[0], to).while_("passing a share on")?;
    let passed = Held { opener: held[0].opener, share };

    let begun = Instant::now();
    let second = vault::unlock(PHRASES[1], locked[1].0, &locked[1].1.locked).while_("unlocking a key")?;
    let Some(second) = second else { return fault("the second passphrase did not fit") };
    let whole = vault::combine(&second, competition, &made.public, &held[1], &passed)
        .while_("putting the key together")?;
    let read = sealed
        .iter()
        .filter(|(bidder, receipt, bid)| {
            vault::receipt(bid) == *receipt
                && vault::open_bid(&whole, competition, *bidder, bid)
                    .is_some_and(|text| serde_json::from_str::<Offer>(&text).is_ok())
        })
        .count();
    let seconds = begun.elapsed().as_secs_f64();
    if read != sealed.len() {
        return fault("not every bid was opened");
    }
    report.number(("bids", "sealed bids opened", "500 bids, in memory"), seconds, "s", Some(1.0));
    Ok(())
}
