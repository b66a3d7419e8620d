//! The pages and the API of children and their pipeline, as people and machines ask for them.

use access::{
    Role,
    organisations::{self, Membership},
};
use insight::published::actions::import_published::import;
use kernel::{Date, Id, Pence, kinds::Organisation};
use testkit::{Caller, Desk};

use super::{cost::WEEK_OF_FOSTERING, model::Indicator, picture};
use crate::{
    children::model::Step,
    returns903::{actions::take_in, made_up, model::Year},
    testing::schema,
};

/// England's averages in the shape in which the Department publishes them; the numbers are made up.
const NATIONAL: &str = "time_period,time_identifier,geographic_level,country_code,country_name,cla_group,stage_of_adoption_process,age_start_poc,number
2025,Reporting year,National,E92000001,England,Age on starting final period of care,1. Average time between entry into care and decision that child should be placed for adoption,Total,00:09
2024,Reporting year,National,E92000001,England,Age on starting final period of care,1. Average time between entry into care and decision that child should be placed for adoption,Total,00:08
2025,Reporting year,National,E92000001,England,Age on starting final period of care,1. Average time between entry into care and decision that child should be placed for adoption,Aged 1,00:10
2025,Reporting year,National,E92000001,England,Age on starting final period of care,4. Total average time between entry into care and date placed for adoption,Total,01:07
2025,Reporting year,National,E92000001,England,Age on starting final period of care,Children adopted who were placed for adoption within 12 months of the LA decision to place the child for adoption,Total,2150
";

async fn taken_in(desk: &Desk) -> usize {
    let year = Year::new(2026).unwrap();
    let made = made_up::files(3, year, 3_000);
    let files = made.named().into_iter().map(|(name, text)| {
        let input: Box<dyn std::io::Read> = Box::new(std::io::Cursor::new(text.to_owned().into_bytes()));
        (name.to_owned(), input)
    });
    let (outcome, prepared) =
        take_in::at_the_desk(&desk.db, desk.agency(), year, files.collect(), desk.now).await.unwrap();
    assert_eq!(prepared.checked.findings, []);
    outcome.new
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_counts_every_child_once_and_stands_beside_england() {
    for desk in testkit::both(schema()).await {
        let children = taken_in(&desk).await;
        import(&desk.db, NATIONAL.as_bytes(), |_| {}).await.unwrap();
        let who = desk.worker(Role::TeamManager).await;
        let picture = desk.look(&who, |look| picture::of(look, WEEK_OF_FOSTERING)).await.unwrap();
        assert_eq!(picture.steps.values().sum::<usize>(), children);
        assert!(picture.steps[&Step::Adopted] > 0 && picture.steps[&Step::Reversed] > 0);
        assert_eq!(picture.reversed.values().sum::<usize>(), picture.steps[&Step::Reversed]);
        let national: Vec<String> = picture
            .lines
            .iter()
            .filter_map(|l| l.national.as_ref().map(super::published::Average::words))
            .collect();
        assert_eq!(national, ["9 months (2025)", "19 months (2025)"]);
        assert_eq!(picture.until, Year::new(2026));
        let a1 = picture.indicators.iter().find(|m| m.indicator == Indicator::A1).unwrap();
        assert_eq!(a1.children, picture.steps[&Step::Adopted]);
        assert!(a1.days.is_some_and(|days| days > 100));
        // The made-up children came into care well over a year before November 2026.
        assert!(picture.drifting.iter().any(|d| d.alarm.expected.code == "A1"));
        assert!(picture.drifting.iter().all(|d| d.reference.is_some() && d.step.is_open()));
        assert_eq!(picture.cost.nobody_found, picture.steps[&Step::Reversed]);
        assert!(picture.cost.delay > Pence(0));

        let commissioner = desk.worker(Role::Commissioner).await;
        let seen = desk.look(&commissioner, |look| picture::of(look, WEEK_OF_FOSTERING)).await.unwrap();
        assert!(seen.drifting.iter().all(|d| d.reference.is_none()) && !seen.may_list);
        let other = desk.stranger(Role::TeamManager).await;
        let seen = desk.look(&other, |look| picture::of(look, WEEK_OF_FOSTERING)).await.unwrap();
        assert_eq!(seen.steps.values().sum::<usize>(), 0);
    }
}

/// Adoptions by council in the shape of the Department's table; the numbers are made up.
const BY_COUNCIL: &str = "indicator,year_ending_march,dfe_code,area,region,value
children_adopted,2021,881,Essex,East of England,41
children_adopted,2022,881,Essex,East of England,47
children_adopted,2022,926,Norfolk,East of England,c
children_adopted,2022,202,Camden,Inner London,9
percent_leaving_care_by_adoption,2022,881,Essex,East of England,12
";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_published_of_the_agencys_councils_stands_beside_its_own() {
    for desk in testkit::both(schema()).await {
        let (agency, other) = (desk.agency(), desk.other_agency());
        desk.db
            .write("memberships", move |w| {
                for (council, agency) in [("881", agency), ("926", agency), ("202", other)] {
                    organisations::put_membership(w, &member(council, agency))?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let who = desk.worker(Role::TeamManager).await;
        let seen = || {
            let (desk, who) = (&desk, who.clone());
            async move { desk.look(&who, |look| picture::of(look, WEEK_OF_FOSTERING)).await.unwrap().published }
        };
        assert_eq!(seen().await, []);
        import(&desk.db, BY_COUNCIL.as_bytes(), |_| {}).await.unwrap();
        // The latest year alone; what is withheld is no number; another agency's council is not there.
        let found = seen().await;
        let told: Vec<_> = found
            .iter()
            .map(|c| (c.area.as_str(), c.year, c.adopted.as_deref(), c.percent.as_deref()))
            .collect();
        assert_eq!(told, [("Essex", 2022, Some("47"), Some("12")), ("Norfolk", 2022, None, None)]);
        let machine = desk.machine(Role::SocialWorker, desk.agency()).await;
        let said = ask(&desk, &machine, "/api/v1/pipeline").await.json();
        assert_eq!(said["published"][0]["children_adopted"], "47");
    }
}

fn member(council: &str, agency: Id<Organisation>) -> Membership {
    Membership {
        council: council.into(),
        agency: Some(agency),
        from: Date::constant(1, 1, 1),
        to: None,
        sureness: "sourced".into(),
        source: "a test".into(),
    }
}

async fn ask(desk: &Desk, who: &Caller, path: &str) -> testkit::Said {
    desk.request((crate::routes(), crate::nav()), "2026-11-20T09:30:00Z", who, path, None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_files_and_the_api_tell_the_same() {
    for desk in testkit::both(schema()).await {
        let worker = Caller::Browser(desk.worker(Role::SocialWorker).await);
        let empty = ask(&desk, &worker, "/children").await;
        assert_eq!(empty.status, 200);
        assert!(empty.text.contains("Nobody is here yet") && empty.text.contains("Bring in a return"));

        let children = taken_in(&desk).await;
        let machine = desk.machine(Role::SocialWorker, desk.agency()).await;
        let pipeline = ask(&desk, &machine, "/api/v1/pipeline").await.json();
        let counted: u64 =
            pipeline["steps"].as_array().unwrap().iter().map(|s| s["children"].as_u64().unwrap()).sum();
        assert_eq!(counted, children as u64);
        let page = ask(&desk, &worker, "/children").await;
        assert_eq!(page.status, 200);
        let a10 = pipeline["indicators"].as_array().unwrap().iter().find(|i| i["code"] == "A10").unwrap();
        assert!(page.text.contains(&format!(">{}<", a10["days"])), "{a10}");
        let csv = ask(&desk, &worker, "/children.csv").await.text;
        assert!(csv.starts_with("kind,what,children,median_days"));
        assert!(csv.contains(&format!("indicator,A10,{},,,,{},", a10["children"], a10["days"])), "{csv}");

        // The list leads through every child, page by page, and the file has them all.
        let (mut seen, mut next) = (std::collections::BTreeSet::new(), String::new());
        loop {
            let list = ask(&desk, &machine, &format!("/api/v1/children?after={next}")).await.json();
            for item in list["items"].as_array().unwrap() {
                assert!(seen.insert(item["id"].as_str().unwrap().to_owned()));
            }
            match list["next"].as_str() {
                Some(cursor) => next = cursor.to_owned(),
                None => break,
            }
        }
        assert_eq!(seen.len(), children);
        assert_eq!(ask(&desk, &worker, "/children/list.csv").await.text.lines().count(), children + 1);
        let ordered = ask(&desk, &machine, "/api/v1/children?step=ordered").await.json();
        assert!(ordered["items"].as_array().unwrap().iter().all(|item| item["step"] == "ordered"));
        assert_eq!(ask(&desk, &machine, "/api/v1/children?step=moon").await.status, 422);

        let id = ordered["items"][0]["id"].as_str().unwrap().to_owned();
        let child = ask(&desk, &machine, &format!("/api/v1/children/{id}")).await.json();
        let page = ask(&desk, &worker, &format!("/children/{id}")).await;
        assert!(page.text.contains(child["local_id"].as_str().unwrap()));
        assert!(page.text.contains("Return of the year to 31 March 2026 (stands)"));
        let list = ask(&desk, &worker, "/children/list?step=ordered").await;
        assert!(list.text.contains(child["reference"].as_str().unwrap()));
        assert!(!list.text.contains(child["local_id"].as_str().unwrap()), "a list tells no id of the return");

        let returns = ask(&desk, &worker, "/children/returns").await;
        assert!(returns.text.contains("Year to 31 March 2026"));
        let at = returns.text.find("/children/returns/0").unwrap();
        let path = returns.text[at..].split('"').next().unwrap().to_owned();
        let found = ask(&desk, &worker, &path).await.text;
        assert!(
            found.contains("needs last year&#39;s PlacedAdoption")
                || found.contains("needs last year's PlacedAdoption")
        );
        assert!(found.contains("No fault was found by the rules that could be checked."));
        let csv = ask(&desk, &worker, &format!("{path}/findings.csv")).await.text;
        assert!(
            csv.starts_with("rule,child,table,field,row,message")
                && csv.contains("559,,PlacedAdoption_last,,,\"Skipped"),
            "{csv}"
        );
        assert_eq!(ask(&desk, &worker, "/children/returns.csv").await.text.lines().count(), 2);
        assert_eq!(ask(&desk, &worker, "/children/returns/new").await.status, 200);

        // Who may see totals alone sees no child; who may see nothing sees nothing.
        let commissioner = Caller::Browser(desk.worker(Role::Commissioner).await);
        let totals = ask(&desk, &commissioner, "/children").await;
        assert!(totals.status == 200 && !totals.text.contains("WC-"));
        assert_eq!(ask(&desk, &commissioner, "/children/list").await.status, 403);
        assert_eq!(ask(&desk, &commissioner, &format!("/children/{id}")).await.status, 403);
        let finance = Caller::Browser(desk.worker(Role::FinanceOfficer).await);
        assert_eq!(ask(&desk, &finance, "/children").await.status, 403);
        let stranger = Caller::Browser(desk.stranger(Role::TeamManager).await);
        assert_eq!(ask(&desk, &stranger, &format!("/children/{id}")).await.status, 404);
        assert_eq!(ask(&desk, &stranger, &path).await.status, 404);
    }
}
