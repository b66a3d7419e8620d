//! Who may take which route. Every route stands here by itself: a new one is tried as
//! nobody, as every role, and as a stranger, without a line being added.

use access::{Role, permissions};
use axum::http::StatusCode;
use page::{Method, Route};

use crate::house;

fn filled(route: &Route) -> String {
    // An id of nothing: whoever may ask is told "not found", never "forbidden to you".
    route
        .path
        .split('/')
        .map(|part| if part.starts_with('{') { "01890000-0000-7000-8000-000000000000" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[test]
fn every_route_is_public_by_name_or_needs_a_grant_of_the_table() {
    let known: Vec<&str> = permissions::table().map(|l| l.action.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    for route in hearth::rooms::routes() {
        assert!(seen.insert((route.method.as_str(), route.path)), "{route:?} is there twice");
        assert_ne!(
            route.public,
            !route.grants.is_empty(),
            "{route:?} is public or needs a grant, not both or neither"
        );
        assert!(!route.about.is_empty(), "{route:?} does not say what it is for");
        for grant in &route.grants {
            assert!(known.contains(grant), "{route:?} needs {grant}, which is not in the table");
        }
        if route.public {
            assert!(
                !route.personal || route.method == Method::Post,
                "{route:?} shows personal data to anybody"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_without_signing_in() {
    let house = house::House::open(testkit::sqlite(hearth::rooms::migrations()).await);
    for route in hearth::rooms::routes().iter().filter(|r| !r.public) {
        let path = filled(route);
        let said = match (route.is_api(), route.method) {
            (true, Method::Get) => house.get("hearth_WRONG", &path).await,
            (true, Method::Post) => house.post("hearth_WRONG", &path, &serde_json::json!({})).await,
            (false, Method::Get) => house.page("hearth_session=WRONG", &path).await,
            (false, Method::Post) => house.form("hearth_session=WRONG", &path, "").await,
        };
        match (route.is_api(), route.method) {
            (false, Method::Get) => {
                assert_eq!(said.status, StatusCode::SEE_OTHER, "{route:?}");
                assert!(said.to.unwrap().starts_with("/sign-in?to="), "{route:?}");
            }
            _ => assert_eq!(said.status, StatusCode::UNAUTHORIZED, "{route:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_is_let_in_or_kept_out_as_the_table_says_and_nothing_breaks() {
    let house = house::House::open(testkit::sqlite(hearth::rooms::migrations()).await);
    let family = kernel::Id::from_parts(5, [5; 10]);
    let provider = kernel::Id::from_parts(6, [6; 10]);
    let mut let_in = std::collections::BTreeSet::new();
    for role in Role::ALL {
        let who = match role {
            Role::FamilyMember => house.desk.relative(family).await,
            Role::Provider => house.desk.provider(provider).await,
            _ => house.desk.worker(*role).await,
        };
        let (cookie, word) = house.session(&who).await;
        for route in hearth::rooms::routes().iter().filter(|r| !r.is_api() && !r.public) {
            let path = filled(route);
            let said = match route.method {
                Method::Get => house.page(&cookie, &path).await,
                Method::Post => house.form(&cookie, &path, &format!("csrf={word}")).await,
            };
            let may =
                route.grants.iter().any(|a| permissions::reach(Some(*role), a) != permissions::Reach::None);
            let what = format!("{role:?} {route:?}: {} {}", said.status, said.told());
            assert!(!said.status.is_server_error(), "{what}");
            // A page for families is not for their worker, though both may see the case: so a role
            // that may is sometimes kept out, but a role that may not is never let in.
            assert!(may || said.status == StatusCode::FORBIDDEN, "{what}");
            if said.status != StatusCode::FORBIDDEN {
                let_in.insert((route.method.as_str(), route.path));
            }
            // Nothing stands behind the made-up id, so nothing may be shown of it.
            if route.path.contains('{') && may {
                let hidden = [StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY, StatusCode::FORBIDDEN];
                // A page for others may send the reader to their own, whatever the record.
                let sent_on = route.method == Method::Get && said.status == StatusCode::SEE_OTHER;
                assert!(hidden.contains(&said.status) || sent_on, "{what}");
            }
        }
    }
    for route in hearth::rooms::routes().iter().filter(|r| !r.is_api() && !r.public) {
        assert!(let_in.contains(&(route.method.as_str(), route.path)), "{route:?} lets nobody in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_another_site_is_refused() {
    let house = house::House::open(testkit::sqlite(hearth::rooms::migrations()).await);
    let who = house.desk.worker(Role::TeamManager).await;
    let (cookie, _) = house.session(&who).await;
    for route in hearth::rooms::routes().iter().filter(|r| r.method == Method::Post && !r.is_api()) {
        let said = house.form(&cookie, &filled(route), "csrf=WRONG").await;
        assert_eq!(said.status, StatusCode::FORBIDDEN, "{route:?}");
    }
}
