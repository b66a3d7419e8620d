//! The workforce on both engines.

use access::{Act, Role};
use kernel::{Date, Error};

use super::{
    actions::{Typed, record_skills},
    model::Skill,
};

#[tokio::test(flavor = "multi_thread")]
async fn skills_are_recorded_for_ones_own_people() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        // A person who signs in, so that there is an account to speak of.
        let reader = crate::ROOMS.visitor(&desk, Role::TeamManager).await;
        crate::ROOMS.visitor(&desk, Role::SocialWorker).await;
        let all = crate::ROOMS.machine(&desk, Role::TeamManager).await.json("/api/v1/workforce").await;
        assert_eq!(all["nobody_has"].as_array().unwrap().len(), Skill::ALL.len());
        let worker = all["items"][0]["account"].as_str().unwrap().parse().unwrap();
        let name = all["items"][0]["name"].as_str().unwrap();
        let record = |skills: Vec<Skill>, until: Option<Date>| {
            move |act: &Act<'_>| record_skills(act, worker, &Typed { skills: skills.clone(), until })
        };
        let until = Some(Date::constant(2027, 1, 31));
        desk.act(&manager, record(vec![Skill::Fasd, Skill::Trauma], until)).await.unwrap();
        // Ticked again without a day, each keeps the day that it has; one that is not ticked is gone.
        desk.act(&manager, record(vec![Skill::Fasd], None)).await.unwrap();
        let page = reader.page("/workforce").await;
        assert!(page.contains("Alcohol exposure before birth (until 31 January 2027)"), "{page}");
        assert!(page.contains("One person") && page.contains("Nobody"));
        let skills = reader.page(&format!("/workforce/accounts/{worker}")).await;
        assert!(skills.contains(&format!("Skills of {name}")), "{skills}");
        let csv = reader.page("/workforce.csv").await;
        assert!(csv.contains(&format!("{name},0,0,0,0,fasd")), "{csv}");
        let stranger = desk.stranger(Role::TeamManager).await;
        assert_eq!(desk.act(&stranger, record(vec![], None)).await.unwrap_err(), Error::NotFound);
        let social = desk.worker(Role::SocialWorker).await;
        assert_eq!(desk.act(&social, record(vec![], None)).await.unwrap_err(), Error::Forbidden);
        assert_eq!(
            crate::ROOMS.visitor(&desk, Role::SocialWorker).await.get("/workforce").await.0.as_u16(),
            403
        );
    }
}
