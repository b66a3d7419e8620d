//! Returns from one installation to another, on both engines: each bad input is refused with its reason, and the
//! register stays as it was.

use access::{Actor, Role, actions::ViewReturns, audit};
use kernel::{Date, Error, Timestamp};
use store::{Keys, figure::Figure as Kept};
use testkit::Desk;

use super::{
    actions::{Became, add_key, close_quarter, take_in},
    build::build,
    model::{
        self, Quarter, Return, rule,
        tests::{whole, with},
    },
    store::{Taken, of_quarter},
};

const QUARTER: &str = "2026-27-Q2";

fn quarter() -> Quarter {
    Quarter::parse(QUARTER).unwrap()
}

/// The keys of another installation.
fn theirs() -> Keys {
    Keys::from_master(&[9; 32]).unwrap()
}

fn hex(keys: &Keys) -> String {
    data_encoding::HEXLOWER.encode(&keys.public_key())
}

fn signed(r: &Return) -> String {
    model::sign(&theirs(), &r.text().unwrap()).unwrap()
}

async fn send(desk: &Desk, who: &Actor, file: String) -> kernel::Result<Became> {
    desk.act(who, move |act| take_in(act, &file).map(|(_, became)| became)).await
}

async fn held(desk: &Desk, who: &Actor) -> Vec<Taken> {
    desk.look(who, |look| of_quarter(look, &look.nation::<ViewReturns>()?, quarter())).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_is_taken_in_once_and_a_corrected_one_takes_its_place() {
    for desk in testkit::both(crate::schema()).await {
        let analyst = desk.worker(Role::NationalAnalyst).await;
        let east = whole("adopt-east", QUARTER);
        assert_eq!(send(&desk, &analyst, signed(&east)).await.unwrap_err().code(), rule::UNKNOWN);
        desk.act(&analyst, |act| add_key(act, "adopt-east", &hex(&theirs()))).await.unwrap();
        desk.act(&analyst, |act| add_key(act, "adopt-south", &hex(&theirs()))).await.unwrap();

        assert!(matches!(send(&desk, &analyst, signed(&east)).await.unwrap(), Became::New(_)));
        assert_eq!(send(&desk, &analyst, signed(&east)).await.unwrap(), Became::Unchanged);
        assert_eq!(held(&desk, &analyst).await.len(), 1);
        // The same moment with other figures is no correction, and an earlier one neither.
        let other = with(east.clone(), "cases-opened", "all", Some(150));
        assert_eq!(send(&desk, &analyst, signed(&other)).await.unwrap_err().code(), rule::OLDER);
        let later: Timestamp = "2026-10-20T09:00:00Z".parse().unwrap();
        let corrected = Return { made_at: later, ..other };
        assert!(matches!(send(&desk, &analyst, signed(&corrected)).await.unwrap(), Became::Corrected(_)));
        assert_eq!(send(&desk, &analyst, signed(&east)).await.unwrap_err().code(), rule::OLDER);
        let south = whole("adopt-south", QUARTER);
        assert!(matches!(send(&desk, &analyst, signed(&south)).await.unwrap(), Became::New(_)));
        let all = held(&desk, &analyst).await;
        assert_eq!(
            all.iter().map(|t| (t.code.as_str(), t.corrections)).collect::<Vec<_>>(),
            [("adopt-east", 1), ("adopt-south", 0)]
        );
        let sum = super::roll_up::roll_up(&all).into_iter().find(|l| l.measure == "cases-opened").unwrap();
        assert_eq!(sum.sum, 250);

        desk.act(&analyst, |act| close_quarter(act, quarter())).await.unwrap();
        desk.act(&analyst, |act| close_quarter(act, quarter())).await.unwrap();
        let late = Return {
            made_at: "2026-11-01T09:00:00Z".parse().unwrap(),
            ..with(south.clone(), "cases-opened", "all", Some(5))
        };
        assert_eq!(send(&desk, &analyst, signed(&late)).await.unwrap_err().code(), rule::CLOSED);
        // What is known already is still no news.
        assert_eq!(send(&desk, &analyst, signed(&south)).await.unwrap(), Became::Unchanged);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_refused_with_the_reason() {
    for desk in testkit::both(crate::schema()).await {
        let analyst = desk.worker(Role::NationalAnalyst).await;
        desk.act(&analyst, |act| add_key(act, "adopt-east", &hex(&theirs()))).await.unwrap();
        let east = || whole("adopt-east", QUARTER);
        let file = signed(&east());
        let ours = Keys::from_master(&[8; 32]).unwrap();
        let bad: Vec<(&str, String)> = vec![
            (rule::KEY, model::sign(&ours, &east().text().unwrap()).unwrap()),
            (rule::SIGNATURE, file.replacen("100", "105", 1)),
            (rule::NEWER, file.replacen("hearth-return-1", "hearth-return-7", 1)),
            (rule::FORM, east().text().unwrap()),
            (rule::FORM, "<html>".into()),
            (rule::UNKNOWN, signed(&whole("adopt-nowhere", QUARTER))),
            (rule::UNKNOWN, signed(&whole("adopt-south", QUARTER))),
            (rule::SMALL, signed(&with(east(), "cases-opened", "all", Some(1)))),
            (rule::REVEALS, signed(&with(east(), "in-support", "targeted", None))),
            (rule::QUARTER, signed(&whole("adopt-east", "2026-27-Q3"))),
            (rule::QUARTER, signed(&whole("adopt-east", "2020-21-Q1"))),
            // Made before its quarter was over, or after now.
            (rule::QUARTER, signed(&Return { made_at: "2026-09-30T09:00:00Z".parse().unwrap(), ..east() })),
            (rule::QUARTER, signed(&Return { made_at: "2027-09-30T09:00:00Z".parse().unwrap(), ..east() })),
        ];
        for (why, file) in bad {
            assert_eq!(send(&desk, &analyst, file).await.unwrap_err().code(), why);
        }
        assert_eq!(held(&desk, &analyst).await.len(), 0);
        for role in [Role::TeamManager, Role::Commissioner, Role::Administrator] {
            let other = desk.worker(role).await;
            assert_eq!(send(&desk, &other, file.clone()).await.unwrap_err(), Error::Forbidden);
        }
        // The operator takes in by command, without a role.
        assert!(matches!(send(&desk, &audit::desk(), file).await.unwrap(), Became::New(_)));
        let bad =
            desk.act(&analyst, |act| add_key(act, "adopt-nowhere", &"ab".repeat(32))).await.unwrap_err();
        assert!(matches!(bad, Error::Invalid(_)));
        let early = desk.act(&analyst, |act| close_quarter(act, Quarter::of(act.today()))).await.unwrap_err();
        assert_eq!(early.code(), rule::QUARTER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agencys_return_is_built_protected_and_signed() {
    for desk in testkit::both(crate::schema()).await {
        let agency = desk.agency();
        desk.db
            .write("figures", move |w| {
                let day = Date::constant(2026, 8, 3);
                let add = |measure, part, day, amount| {
                    Kept { agency, measure, day, council: "", part }.add(w, amount)
                };
                add("enquiries-by-channel", "web", day, 41)?;
                add("enquiries-by-channel", "phone", day, 2)?;
                add("enquiries-by-channel", "email", day, 12)?;
                // Of another quarter.
                add("enquiries-by-channel", "web", Date::constant(2026, 10, 3), 500)?;
                add("cases-opened", "", day, 3)?;
                add("cases-at-level", "targeted", Date::constant(2025, 8, 3), 33)?;
                add("applications", "approved", day, 17)?;
                add("money-committed", "ddp", day, 990_000)?;
                add("money-paid", "ddp", day, 5_000)
            })
            .await
            .unwrap();
        let now = desk.now;
        let built = desk.db.read(move |r| build(r, (agency, testkit::AGENCY), quarter(), now)).await.unwrap();
        assert_eq!(built.value("cases-opened", "all"), None);
        assert_eq!(built.value("enquiries", "web"), Some(40));
        assert_eq!(built.value("enquiries", "phone"), None);
        // A second part is held back with the small one, so that the total does not give it away.
        assert_eq!(built.value("enquiries", "email"), None);
        assert_eq!(built.value("enquiries", "all"), Some(55));
        assert_eq!(built.value("in-support", "targeted"), Some(35));
        assert_eq!(built.value("money-approved", "all"), Some(990_000));
        // Money with nobody counted behind it is held back.
        assert_eq!(built.value("money-paid", "all"), None);

        let commissioner = crate::ROOMS.visitor(&desk, Role::Commissioner).await;
        let page = commissioner.page("/returns/own").await;
        assert!(
            page.contains("£9,900") && page.contains("Held back") && page.contains("Download it, signed")
        );
        let file = commissioner.page(&format!("/returns/own/{QUARTER}/file")).await;
        let signed = model::open(&file).unwrap();
        assert!(signed.found.says_the_same(&built));
        assert_eq!(signed.key, hex(desk.db.keys()));
        assert_eq!(commissioner.get("/returns/own/2026-27-Q4/file").await.0.as_u16(), 409);
        assert_eq!(commissioner.get("/returns/own?quarter=soon").await.0.as_u16(), 422);
        assert_eq!(
            crate::ROOMS.visitor(&desk, Role::DutyWorker).await.get("/returns/own").await.0.as_u16(),
            403
        );

        let analyst = desk.worker(Role::NationalAnalyst).await;
        let key = signed.key.clone();
        desk.act(&analyst, move |act| add_key(act, testkit::AGENCY, &key)).await.unwrap();
        send(&desk, &analyst, file).await.unwrap();
        let reader = crate::ROOMS.visitor(&desk, Role::NationalAnalyst).await;
        let page = reader.page("/returns").await;
        assert!(
            page.contains("Adopt East")
                && page.contains("1 agency, so it is more")
                && page.contains("Take it in")
        );
        assert!(reader.page("/returns/keys").await.contains(&signed.key));
        assert!(reader.page("/returns.csv").await.contains("adopt-east,Adopt East,enquiries,all,55,shown"));
        let key = crate::ROOMS.machine(&desk, Role::NationalAnalyst).await;
        let json = key.json(&format!("/api/v1/returns?quarter={QUARTER}")).await;
        assert_eq!(json["items"].as_array().unwrap().len(), model::places().len());
    }
}
