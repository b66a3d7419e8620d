//! The agency's page: exact, its own, and each figure opens its rows.

use ::store::figure::Figure as Kept;
use access::Role;

use crate::picture::model::measure;

async fn put(desk: &testkit::Desk) {
    let (own, other) = (desk.agency(), desk.other_agency());
    desk.db
        .write("figures", move |w| {
            let day = kernel::Date::constant(2026, 11, 3);
            let add = |agency, measure, council, part, amount| {
                Kept { agency, measure, day, council, part }.add(w, amount)
            };
            add(own, measure::ENQUIRIES, "881", "", 3)?;
            add(own, measure::BY_CHANNEL, "", "phone", 3)?;
            add(own, measure::KEPT, "", "advice-call", 3)?;
            add(own, measure::KEPT_LATE, "", "advice-call", 1)?;
            add(own, measure::OPENED, "881", "", 2)?;
            add(own, measure::AT_LEVEL, "", "targeted", 2)?;
            add(own, measure::APPLICATIONS, "", "sent", 1)?;
            add(own, measure::APPLIED, "", "ddp", 500_000)?;
            add(own, measure::COMMITTED, "", "ddp", 500_000)?;
            add(own, measure::PAID, "", "ddp", 120_000)?;
            add(own, measure::PAID_BY_KIND, "", "asa", 120_000)?;
            add(own, measure::HELD, "", "ddp", 9)?;
            add(own, measure::MISSED, "", "ddp", 1)?;
            add(own, measure::CHANGE_SUM, "", "parent", 7)?;
            add(own, measure::CHANGE_COUNT, "", "parent", 2)?;
            add(other, measure::ENQUIRIES, "", "", 987)?;
            let day = kernel::Date::constant(2025, 5, 3);
            Kept { agency: own, measure: measure::ENQUIRIES, day, council: "881", part: "" }.add(w, 44)
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_exact_and_open_their_rows() {
    for desk in testkit::both(crate::schema()).await {
        put(&desk).await;
        let manager = crate::ROOMS.visitor(&desk, Role::TeamManager).await;
        let page = manager.page("/agency").await;
        for part in [
            "Adopt East",
            "Figures 2026-27",
            "href=\"/agency/rows?figure=enquiries&amp;month=2026-11\"",
            "href=\"/agency/rows?figure=level&amp;part=targeted&amp;year=2026-27\"",
            "href=\"/agency/rows?figure=committed&amp;part=ddp&amp;year=2026-27\"",
            "href=\"/agency/rows?figure=paid-by-kind&amp;part=asa&amp;year=2026-27\"",
            "href=\"/agency/rows?figure=promises-kept-late&amp;part=advice-call&amp;year=2026-27\"",
            "href=\"/councils/881\"",
            "75%",
            "£5,000",
            "+3.5",
            "Quarter 3",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("987"), "another agency's figures");
        let before = manager.page("/agency?year=2025-26").await;
        assert!(before.contains("44") && before.contains("figure=enquiries&amp;month=2025-05"));
        // Who may not open a list gets the figure without a link into it.
        let finance = crate::ROOMS.visitor(&desk, Role::FinanceOfficer).await.page("/agency").await;
        assert!(!finance.contains("figure=enquiries") && finance.contains("figure=paid&amp;"));
        let csv = manager.page("/agency.csv").await;
        assert!(csv.contains("money,part,ddp,") && csv.contains(",paid,120000,pence,shown"), "{csv}");
        let figures =
            crate::ROOMS.machine(&desk, Role::TeamManager).await.json("/api/v1/figures?year=2026-27").await;
        let enquiries = figures["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|i| i["sheet"] == "months" && i["line"] == "total" && i["measure"] == "enquiries");
        assert_eq!(enquiries.unwrap()["value"], 3.0);
        assert_eq!(crate::ROOMS.anybody(&desk).get("/agency").await.0.as_u16(), 303);
        let (status, _) =
            crate::ROOMS.machine(&desk, Role::TeamManager).await.get("/api/v1/figures?whose=nation").await;
        assert_eq!(status.as_u16(), 403);
    }
}
