//! The map and a council's page, as people and machines see them.

use access::Role;
use store::figure::Figure;

use crate::published::actions::import_published::import;

const PUBLISHED: &str = "indicator,year_ending_march,dfe_code,area,region,value\n\
    children_adopted,2025,881,Essex,East of England,60\n\
    children_adopted,2026,881,Essex,East of England,c\n\
    children_adopted,2018,835,Dorset (before 2019),NA,25\n\
    children_adopted,2026,970,England,NA,\"2,900\"\n\
    children_adopted,2025,970,England,NA,2950\n\
    children_adopted,2026,985,East of England,NA,300\n\
    time_to_match,2026,881,Essex,East of England,01:07\n";

#[tokio::test(flavor = "multi_thread")]
async fn the_map_says_how_sure_it_is() {
    for desk in testkit::both(crate::schema()).await {
        let worker = crate::ROOMS.visitor(&desk, Role::DutyWorker).await;
        let page = worker.page("/organisations").await;
        for part in [
            "Inferred from a source",
            "Not confirmed",
            "Not known",
            "A source says so",
            "None known",
            "/councils/881",
        ] {
            assert!(page.contains(part), "{part}");
        }
        let csv = worker.page("/organisations.csv").await;
        assert_eq!(csv.lines().count(), 154);
        let machine = crate::ROOMS.machine(&desk, Role::NationalAnalyst).await;
        let all = machine.json("/api/v1/organisations").await;
        assert_eq!(all["items"].as_array().unwrap().len(), 153 + 33 + 8);
        let agencies = machine.json("/api/v1/organisations?kind=agency").await;
        let agencies = agencies["items"].as_array().unwrap();
        assert_eq!(agencies.len(), 33);
        let east = agencies.iter().find(|a| a["code"] == "adopt-east").unwrap();
        assert!(east["memberships"].as_array().unwrap().iter().any(|m| m["council"] == "881"));
        let councils = machine.json("/api/v1/organisations?kind=council").await;
        let unknown = councils["items"].as_array().unwrap().iter().filter(|c| {
            c["memberships"][0]["status"] == "unknown" && c["memberships"][0]["agency"].is_null()
        });
        assert_eq!(unknown.count(), 1);
        assert_eq!(machine.get("/api/v1/organisations?kind=planet").await.0.as_u16(), 422);
        assert_eq!(crate::ROOMS.anybody(&desk).get("/organisations").await.0.as_u16(), 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_council_is_seen_beside_ones_own_figures() {
    for desk in testkit::both(crate::schema()).await {
        import(&desk.db, PUBLISHED.as_bytes(), |_| {}).await.unwrap();
        let agency = desk.agency();
        desk.db
            .write("figures", move |w| {
                let day = kernel::Date::constant(2025, 6, 1);
                Figure { agency, measure: "enquiries", day, council: "881", part: "" }.add(w, 17)
            })
            .await
            .unwrap();
        let page = crate::ROOMS.visitor(&desk, Role::TeamManager).await.page("/councils/881").await;
        for part in ["Essex", "Suppressed to protect people", "60", "17", "1 year 7 months", "Adopt East"] {
            assert!(page.contains(part), "{part}");
        }
        // Who works nationally sees what was published, and no agency's own figures.
        let nation = crate::ROOMS.visitor(&desk, Role::NationalAnalyst).await;
        let page = nation.page("/councils/881").await;
        assert!(page.contains("60") && !page.contains("Enquiries"));
        assert!(nation.page("/nation").await.contains("2,900"));
        // A council that is no more has its page under its own code; a region has none.
        assert!(nation.page("/councils/835").await.contains("no longer among the councils"));
        assert_eq!(nation.get("/councils/985").await.0.as_u16(), 404);
        assert_eq!(nation.get("/councils/nowhere").await.0.as_u16(), 404);
        assert!(
            nation
                .page("/councils/881/figures.csv")
                .await
                .contains("published,children_adopted,,2026,,,suppressed")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn published_figures_are_found_by_indicator_area_and_year() {
    for desk in testkit::both(crate::schema()).await {
        let worker = crate::ROOMS.visitor(&desk, Role::DutyWorker).await;
        assert!(worker.page("/published").await.contains("No published tables"));
        import(&desk.db, PUBLISHED.as_bytes(), |_| {}).await.unwrap();
        let page = worker.page("/published").await;
        for part in [
            "Children adopted, councils, year to march 2026",
            "England and its regions",
            "Suppressed to protect people",
            "/councils/881",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert!(worker.page("/published?year=2018").await.contains("Dorset (before 2019)"));
        let csv = worker.page("/published.csv?indicator=time_to_match").await;
        assert!(
            csv.contains("time_to_match,,2026,881,Essex,council,East of England,19,months,published"),
            "{csv}"
        );
        let machine = crate::ROOMS.machine(&desk, Role::NationalAnalyst).await;
        let one = machine.json("/api/v1/published?indicator=children_adopted&area=essex&year=2026").await;
        assert_eq!(one["items"].as_array().unwrap().len(), 1);
        let item = &one["items"][0];
        assert!(item["value"].is_null() && item["status"] == "suppressed" && item["code"] == "881");
        assert!(one["next"].is_null());
        let england = machine.json("/api/v1/published?indicator=children_adopted&area=970&year=2026").await;
        assert_eq!(england["items"][0]["value"], 2900);
        assert_eq!(machine.json("/api/v1/published?area=881").await["items"].as_array().unwrap().len(), 3);
        assert_eq!(
            machine.json("/api/v1/published?area=Atlantis").await["items"].as_array().unwrap().len(),
            0
        );
        assert_eq!(machine.get("/api/v1/published?year=soon").await.0.as_u16(), 422);
        assert_eq!(machine.get("/api/v1/published?after=zz").await.0.as_u16(), 422);
        assert_eq!(crate::ROOMS.anybody(&desk).get("/api/v1/published").await.0.as_u16(), 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_corrects_a_membership_from_a_day_on_and_nothing_is_overwritten() {
    use access::{
        memberships::{Change, changes, correct, of_council},
        organisations::{agency_of, id_of, kind},
    };
    use kernel::{Date, Error};
    use testkit::{AGENCY, OTHER_AGENCY};

    const THIRD: &str = "adopt-london-east";

    for desk in testkit::both(crate::schema()).await {
        let (own, other) = (id_of(kind::AGENCY, AGENCY), id_of(kind::AGENCY, OTHER_AGENCY));
        let members = desk.db.read(access::organisations::memberships).await.unwrap();
        let council = members.iter().find(|m| m.agency == Some(own)).unwrap().council.clone();
        let day = |text: &str| text.parse::<Date>().unwrap();
        let on = |text: &'static str| {
            let (db, council) = (desk.db.clone(), council.clone());
            async move { db.read(move |r| agency_of(r, &council, text.parse().unwrap())).await.unwrap() }
        };
        assert_eq!(on("2026-11-20").await, Some(own));
        let administrator = desk.worker(Role::Administrator).await;
        let change = Change { council: council.clone(), agency: Some(other), from: day("2026-04-01") };
        let why = "The council’s cabinet decided so on 3 February 2026";
        for role in [Role::TeamManager, Role::DutyWorker] {
            let (who, change) = (desk.worker(role).await, change.clone());
            let refused = desk.act(&who, move |act| correct(act, &change, why)).await;
            assert_eq!(refused.unwrap_err(), Error::Forbidden);
        }
        let vague = change.clone();
        let refused = desk.act(&administrator, move |act| correct(act, &vague, "so")).await;
        assert!(matches!(refused.unwrap_err(), Error::Invalid(_)));
        let third = members
            .iter()
            .find(|m| m.agency.is_some_and(|a| a != own && a != other))
            .unwrap()
            .council
            .clone();
        let theirs = Change { council: third, ..change.clone() };
        let theirs = Change { agency: None, ..theirs };
        let refused = desk.act(&administrator, move |act| correct(act, &theirs, why)).await;
        assert_eq!(refused.unwrap_err().code(), "membership.not-yours");
        let again = change.clone();
        desk.act(&administrator, move |act| correct(act, &change, why)).await.unwrap();
        assert_eq!((on("2026-03-31").await, on("2026-04-01").await), (Some(own), Some(other)));
        let refused = desk.act(&administrator, move |act| correct(act, &again, why)).await;
        assert_eq!(refused.unwrap_err().code(), "membership.not-yours", "it is the other agency's now");
        // Back by the other's administrator, from a later day.
        let stranger = desk.stranger(Role::Administrator).await;
        let back = Change { council: council.clone(), agency: Some(own), from: day("2026-09-01") };
        desk.act(&stranger, move |act| correct(act, &back, "It was undone on 1 July 2026")).await.unwrap();
        assert_eq!((on("2026-08-31").await, on("2026-09-01").await), (Some(other), Some(own)));
        let (stated, made) = desk
            .db
            .read({
                let council = council.clone();
                move |r| Ok((of_council(r, &council)?, changes(r, &council)?))
            })
            .await
            .unwrap();
        assert!(stated.len() >= 3 && made.len() == 2, "{stated:?}");
        assert_eq!(made[1].reason, why);
        let page = crate::ROOMS
            .visitor(&desk, Role::Administrator)
            .await
            .page(&format!("/councils/{council}/membership"))
            .await;
        assert!(page.contains("As it is stated now") && page.contains("1 April 2026"), "{page}");

        // What was the other's once gives nobody what another has now.
        let once = Change { council: council.clone(), agency: Some(other), from: day("2026-04-02") };
        let refused = desk.act(&stranger, move |act| correct(act, &once, why)).await;
        assert_eq!(refused.unwrap_err().code(), "membership.not-yours");
        assert_eq!(on("2026-11-20").await, Some(own));
        // A third agency joins later, and then the other sooner: the third hears of it too.
        let third = desk.worker_at(THIRD, Role::Administrator).await;
        let join =
            |agency, from: &str| Change { council: council.clone(), agency: Some(agency), from: day(from) };
        let told = |who: &access::Actor| {
            let (db, me) = (desk.db.clone(), who.account().unwrap().to_string());
            async move {
                let sql = store::Sql { name: "test", text: "SELECT key FROM message" };
                let rows = db.read(move |r| r.query(sql, &[])).await.unwrap();
                rows.iter().filter(|row| row.get::<String>(0).unwrap().ends_with(&me)).count()
            }
        };
        let (later, sooner) = (join(id_of(kind::AGENCY, THIRD), "2027-04-01"), join(other, "2027-01-01"));
        let before = told(&administrator).await;
        desk.act(&third, move |act| correct(act, &later, why)).await.unwrap();
        assert_eq!((told(&third).await, told(&administrator).await), (0, before + 1));
        desk.act(&stranger, move |act| correct(act, &sooner, why)).await.unwrap();
        assert_eq!(
            (told(&third).await, told(&administrator).await),
            (1, before + 2),
            "everybody who loses it"
        );
    }
}
