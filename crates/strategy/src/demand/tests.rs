//! The projection as people and machines see it, from a published table.

use access::Role;

/// Published years of some councils: the numbers are made up.
fn table() -> String {
    let mut text = "indicator,year_ending_march,dfe_code,area,region,value\n".to_owned();
    for (code, name, start) in [
        ("881", "Essex", 60),
        ("919", "Hertfordshire", 50),
        ("850", "Hampshire", 70),
        ("873", "Cambridgeshire", 30),
    ] {
        for (at, year) in (2016..=2022).enumerate() {
            text.push_str(&format!(
                "children_adopted,{year},{code},{name},Somewhere,{}\n",
                start - 2 * at as i64
            ));
        }
    }
    // Held back: never taken for nought.
    text.push_str("children_adopted,2022,201,City of London,Inner London,c\n");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_is_projected_from_what_was_published() {
    for desk in testkit::both(crate::schema()).await {
        let manager = crate::ROOMS.visitor(&desk, Role::TeamManager).await;
        assert!(manager.page("/demand").await.contains("nothing can be projected"));
        insight::published::actions::import_published::import(&desk.db, table().as_bytes(), |_| {})
            .await
            .unwrap();
        let page = manager.page("/demand?area=881").await;
        for part in [
            "Demand ahead: Essex",
            "2032",
            "What it assumes",
            "How wrong it was before",
            "A straight line through the years",
            "4 councils",
        ] {
            assert!(page.contains(part), "{part}");
        }
        // One's own agency where none is chosen.
        assert!(manager.page("/demand").await.contains("Demand ahead: Adopt East"));
        assert!(manager.page("/demand.csv?area=881").await.contains("2016,published,adopted,,60,1"));
        assert_eq!(manager.get("/demand?area=nowhere").await.0.as_u16(), 422);
        let analyst = crate::ROOMS.machine(&desk, Role::NationalAnalyst).await;
        let one = analyst.json("/api/v1/demand?area=881").await;
        assert_eq!(one["items"].as_array().unwrap().len(), 10);
        assert_eq!(one["back_test"]["scores"][0]["method"], "trend");
        assert_eq!(one, analyst.json("/api/v1/demand?area=881").await);
        let all = analyst.json("/api/v1/demand").await;
        assert_eq!(all["area"], "england");
        let middle = |answer: &serde_json::Value| answer["items"][0]["adopted"]["middle"].as_f64().unwrap();
        assert!(middle(&all) > middle(&one) * 2.0);
        assert!(analyst.json("/api/v1/demand?area=201").await["items"].as_array().unwrap().is_empty());
    }
}
