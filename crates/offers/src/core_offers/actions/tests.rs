//! The core offer on both engines.

use access::{Actor, Role};
use kernel::Error;
use testkit::{Desk, both};

use super::*;
use crate::{
    core_offers::{
        model::{Standing, Stated},
        store,
    },
    directory::{
        actions::{Input as Entry, add_entry},
        model::{CoreOffer, tests::entry},
    },
    testing::send,
};

async fn standing(desk: &Desk, who: &Actor, agency: &'static str, offer: CoreOffer) -> Standing {
    let lines = desk.look(who, store::matrix).await.unwrap();
    let line = lines.into_iter().find(|l| l.agency.code == agency).unwrap();
    line.cells.into_iter().find(|c| c.offer == offer).unwrap().standing
}

#[tokio::test(flavor = "multi_thread")]
async fn what_families_find_and_what_is_stated_stand_beside_each_other_and_agencies_are_compared() {
    for desk in both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let new = entry("Saturday play");
        let new = Entry { councils: new.details.councils.clone(), entry: new };
        desk.act(&manager, move |act| add_entry(act, &new)).await.unwrap();
        let say = |offer, stated| {
            let input = Input { offer, stated, note: "From May".into() };
            move |act: &access::Act<'_>| state_offer(act, &input)
        };
        desk.act(&manager, say(CoreOffer::Breaks, Stated::No)).await.unwrap();
        desk.act(&manager, say(CoreOffer::Breaks, Stated::Planned)).await.unwrap();
        let worker = desk.worker(Role::SocialWorker).await;
        let refused = desk.act(&worker, say(CoreOffer::Breaks, Stated::Yes)).await;
        assert_eq!(refused.unwrap_err(), Error::Forbidden);
        let elsewhere = desk.stranger(Role::Commissioner).await;
        desk.act(&elsewhere, say(CoreOffer::Peer, Stated::Yes)).await.unwrap();
        let analyst = desk.worker(Role::NationalAnalyst).await;
        for who in [&worker, &elsewhere, &analyst] {
            assert_eq!(standing(&desk, who, "adopt-east", CoreOffer::Peer).await, Standing::Shown);
            assert_eq!(standing(&desk, who, "adopt-east", CoreOffer::Breaks).await, Standing::Planned);
            assert_eq!(standing(&desk, who, "adopt-south", CoreOffer::Peer).await, Standing::Stated);
            assert_eq!(standing(&desk, who, "adopt-south", CoreOffer::Breaks).await, Standing::Unknown);
        }
        let finance = desk.worker(Role::FinanceOfficer).await;
        assert_eq!(desk.look(&finance, store::matrix).await.unwrap_err(), Error::Forbidden);
        let page = send(&desk, &manager, "/core-offers", None).await.text;
        for said in ["Adopt East", "Short breaks", "From May", "of 33 agencies"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let wrong = send(&desk, &manager, "/core-offers", Some("offer=none")).await;
        assert!(wrong.status == 422 && wrong.text.contains("Choose a part of the core offer"));
        let done = send(&desk, &manager, "/core-offers", Some("offer=helpline&stated=yes")).await;
        assert_eq!(done.status, 303);
        let csv = send(&desk, &analyst, "/core-offers.csv", None).await.text;
        assert_eq!(csv.lines().count(), 1 + 33 * CoreOffer::ALL.len());
    }
}
