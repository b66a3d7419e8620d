//! The form and what it answers. It reads nothing of the record, so one engine is enough for the sums; both are tried.

use access::Role;

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_tries_their_own_figures() {
    let desk = testkit::sqlite(crate::schema()).await;
    let manager = crate::ROOMS.visitor(&desk, Role::TeamManager).await;
    // A small agency, so that a test in debug is quick.
    let query = "open=40&waiting=12&enquiries=0.6&staff=1.8&post-pounds=50000";
    let page = manager.page(&format!("/capacity?{query}")).await;
    for part in ["What comes of it", "Present staff", "1 more", "£50,000", "What it assumes", "value=\"40\""]
    {
        assert!(page.contains(part), "{part}");
    }
    let csv = manager.page(&format!("/capacity.csv?{query}")).await;
    assert_eq!(csv.lines().count(), 7);
    let (refused, wrong) = manager.get("/capacity?staff=none&weeks=60").await;
    assert_eq!(refused.as_u16(), 422);
    assert!(wrong.contains("Enter full-time posts") && !wrong.contains("What comes of it"));
    assert_eq!(manager.get("/capacity.csv?staff=none").await.0.as_u16(), 422);
    assert_eq!(crate::ROOMS.visitor(&desk, Role::SocialWorker).await.get("/capacity").await.0.as_u16(), 403);
    let analyst = crate::ROOMS.machine(&desk, Role::NationalAnalyst).await;
    let answer = analyst.json(&format!("/api/v1/capacity?{query}")).await;
    assert_eq!(answer["items"].as_array().unwrap().len(), 6);
    assert_eq!(answer, analyst.json(&format!("/api/v1/capacity?{query}")).await);
}
