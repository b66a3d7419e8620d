//! The document as people read it, on both engines: who may open which, and that nothing small is told.

use access::{
    Role,
    organisations::{id_of, kind},
};
use kernel::{Date, Id, kinds::Organisation};
use store::figure::Figure as Kept;
use testkit::Desk;

const PUBLISHED: &str = "indicator,year_ending_march,dfe_code,area,region,value\n\
    children_adopted,2024,881,Essex,East of England,60\n\
    children_adopted,2025,881,Essex,East of England,c\n\
    children_adopted,2025,919,Hertfordshire,East of England,40\n";

async fn put(
    desk: &Desk,
    agency: Id<Organisation>,
    council: &'static str,
    all: &[(&'static str, &'static str, i64)],
) {
    let all = all.to_vec();
    desk.db
        .write("figures", move |w| {
            for (measure, part, amount) in &all {
                let day = Date::constant(2026, 11, 3);
                Kept { agency, measure, day, council, part }.add(w, *amount)?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

async fn filled(desk: &Desk) {
    let east = desk.agency();
    put(
        desk,
        east,
        "881",
        &[
            ("enquiries", "", 60),
            ("cases-opened", "", 40),
            ("cases-by-birth-year", "2016", 33),
            ("cases-by-birth-year", "2009", 3),
            ("cases-by-ethnicity", "WBRI", 30),
            ("cases-by-ethnicity", "MWBC", 20),
            ("assessments-completed", "targeted", 20),
            ("needs-found", "school", 15),
            ("needs-found", "trauma", 8),
            ("needs-found", "fasd", 2),
            ("cases-at-council-level", "targeted", 24),
            ("cases-by-wait", "28", 10),
            ("cases-by-wait", "92+", 30),
            ("applications-approved-by-ethnicity", "WBRI", 12),
            ("money-paid-by-council", "", 1_234_500),
            ("cases-paid-for", "", 11),
        ],
    )
    .await;
    put(
        desk,
        east,
        "919",
        &[
            ("enquiries", "", 45),
            ("money-paid-by-council", "", 90_000),
            ("cases-paid-for", "", 2),
            ("needs-found", "school", 60),
            ("needs-found", "trauma", 30),
            ("needs-found", "fasd", 9),
        ],
    )
    .await;
    put(desk, east, "935", &[("money-paid-by-council", "", 70_000), ("cases-paid-for", "", 6)]).await;
    put(desk, east, "", &[("promises-kept", "advice-call", 80), ("promises-kept-late", "advice-call", 20)])
        .await;
    put(desk, desk.other_agency(), "850", &[("enquiries", "", 30), ("cases-by-birth-year", "2016", 25)])
        .await;
    insight::published::actions::import_published::import(&desk.db, PUBLISHED.as_bytes(), |_| {})
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_council_is_one_document() {
    for desk in testkit::both(crate::schema()).await {
        filled(&desk).await;
        let commissioner = crate::ROOMS.visitor(&desk, Role::Commissioner).await;
        let page = commissioner.page("/needs/881").await;
        for part in [
            "Essex",
            "Who gets support",
            "£12,345",
            "75%",
            "Held back",
            "5 to 10",
            "Print this document",
            "Adopt East",
        ] {
            assert!(page.contains(part), "{part}");
        }
        let answer = crate::ROOMS.machine(&desk, Role::Commissioner).await.json("/api/v1/needs/881").await;
        let value = |section: &str, code: &str, measure: &str| {
            let items = answer["items"].as_array().unwrap();
            let found = items
                .iter()
                .find(|i| i["section"] == section && i["code"] == code && i["measure"] == measure);
            (found.unwrap()["value"].as_f64(), found.unwrap()["status"].as_str().unwrap().to_owned())
        };
        assert_eq!(value("ages", "18-25", "known"), (None, "suppressed".to_owned()));
        assert_eq!(value("needs", "school", "share"), (Some(75.0), "shown".to_owned()));
        assert_eq!(value("needs", "fasd", "children"), (None, "suppressed".to_owned()));
        assert_eq!(value("ethnicity", "white", "rate").0.map(f64::round), Some(33.0));
        assert_eq!(value("promises", "all", "kept"), (None, "none".to_owned()));
        assert_eq!(answer["adopted"][0]["children"], 60);
        // Two children behind an amount do not hide each other.
        let csv = commissioner.page("/needs/919/figures.csv").await;
        assert!(csv.contains("spend,all,All help,paid,,,suppressed"), "{csv}");
        assert_eq!(commissioner.get("/needs/881?year=soon").await.0.as_u16(), 422);
        assert_eq!(commissioner.get("/needs/nowhere").await.0.as_u16(), 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_open_for_whom_they_are() {
    for desk in testkit::both(crate::schema()).await {
        filled(&desk).await;
        let duty = crate::ROOMS.visitor(&desk, Role::DutyWorker).await;
        let index = duty.page("/needs").await;
        assert!(
            index.contains("/needs/881")
                && index.contains("/needs/adopt-east")
                && !index.contains("/needs/england")
        );
        assert!(duty.page("/needs/adopt-east").await.contains("80%"));
        for others in ["/needs/850", "/needs/adopt-south", "/needs/england", "/needs/eastern"] {
            assert_eq!(duty.get(others).await.0.as_u16(), 403, "{others}");
        }
        let analyst = crate::ROOMS.machine(&desk, Role::NationalAnalyst).await;
        let all = |answer: &serde_json::Value| {
            let items = answer["items"].as_array().unwrap();
            items.iter().find(|i| i["section"] == "support" && i["code"] == "enquiries").unwrap()["value"]
                .as_f64()
        };
        assert_eq!(all(&analyst.json("/api/v1/needs/england").await), Some(135.0));
        assert_eq!(all(&analyst.json("/api/v1/needs/eastern").await), Some(105.0));
        assert_eq!(all(&analyst.json("/api/v1/needs/adopt-east").await), Some(105.0));
        assert_eq!(all(&analyst.json("/api/v1/needs/850").await), Some(30.0));
        let index = crate::ROOMS.visitor(&desk, Role::NationalAnalyst).await.page("/needs").await;
        assert!(index.contains("/needs/england") && index.contains("/needs/eastern"));
        assert_eq!(crate::ROOMS.anybody(&desk).get("/needs").await.0.as_u16(), 303);
        assert_eq!(
            crate::ROOMS.visitor(&desk, Role::Administrator).await.get("/needs/adopt-east").await.0.as_u16(),
            200
        );
        let empty = id_of(kind::AGENCY, "adopt-east");
        assert_eq!(empty, desk.agency());
    }
}
