use access::{
    Role,
    actions::{ListWaitingChildren, ViewStatutoryReturns, ViewWaitingChild},
};
use kernel::kinds::WaitingChild;
use testkit::Desk;

use super::*;
use crate::{children::model::Step, returns903::made_up};

type Texts = Vec<(&'static str, String)>;

const HEADER: &str = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n";
const EPISODES: &str =
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n";
const PLACED: &str = "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED\n";

fn year(ending: i16) -> Year {
    Year::new(ending).unwrap()
}

fn files(texts: &Texts) -> Vec<File<'static>> {
    texts
        .iter()
        .map(|(name, text)| {
            let input: Box<dyn std::io::Read> = Box::new(std::io::Cursor::new(text.clone().into_bytes()));
            ((*name).to_owned(), input)
        })
        .collect()
}

/// One child with a decision and a placement order, one only in care.
fn small(decided: &str) -> Texts {
    vec![
        ("header", format!("{HEADER}K1,M,01/02/2022,WBRI,,,\nK2,F,01/02/2020,WBRI,,,\n")),
        (
            "episodes",
            format!(
                "{EPISODES}K1,01/05/2024,S,C1,N1,U1,PR1,01/09/2024,X1,,,,\nK1,01/09/2024,L,E1,N1,U1,PR1,,,,,,\nK2,01/05/2024,S,C2,N1,U1,PR1,,,,,,\n"
            ),
        ),
        ("placed", format!("{PLACED}K1,01/02/2022,{decided},,\n")),
    ]
}

async fn take(desk: &Desk, ending: i16, texts: &Texts) -> Result<Outcome> {
    at_the_desk(&desk.db, desk.agency(), year(ending), files(texts), desk.now)
        .await
        .map(|(outcome, _)| outcome)
}

async fn list(desk: &Desk) -> Vec<crate::children::store::Listed> {
    let who = desk.worker(Role::SocialWorker).await;
    desk.look(&who, |look| {
        crate::children::store::page(look, &look.agency::<ListWaitingChildren>()?, None, None)
    })
    .await
    .unwrap()
    .items
}

async fn record(desk: &Desk, id: Id<WaitingChild>) -> crate::children::store::Record {
    let who = desk.worker(Role::SocialWorker).await;
    desk.look(&who, move |look| {
        crate::children::store::record(look, &look.one::<ViewWaitingChild, WaitingChild>(id)?)
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_files_twice_change_nothing_and_a_new_year_extends() {
    for desk in testkit::both(crate::schema()).await {
        let first = take(&desk, 2025, &small("01/08/2024")).await.unwrap();
        assert_eq!((first.new, first.changed, first.same, first.again), (1, 0, 0, false));
        let mut turned = small("01/08/2024");
        turned.reverse();
        let again = take(&desk, 2025, &turned).await.unwrap();
        assert_eq!((again.id, again.again, again.new, again.changed), (first.id, true, 0, 0));
        let child = &list(&desk).await[0];
        assert_eq!(child.step, Step::Ordered);

        let next: Texts = vec![
            (
                "episodes",
                format!(
                    "{EPISODES}K1,01/09/2024,L,E1,N1,U1,PR1,01/06/2025,X1,,,,\nK1,01/06/2025,P,E1,N1,A6,PR1,,,,,,\n"
                ),
            ),
            ("placed", format!("{PLACED}K1,01/02/2022,01/08/2024,,\n")),
        ];
        let second = take(&desk, 2026, &next).await.unwrap();
        assert_eq!((second.new, second.changed), (0, 1));
        let record = record(&desk, child.id).await;
        assert_eq!((record.local_id.as_str(), record.step), ("K1", Step::Placed));
        let story = record.story();
        assert_eq!(
            story.started.map(|d| d.to_string()).as_deref(),
            Some("2024-05-01"),
            "last year's return tells it"
        );
        assert_eq!(story.placed.map(|d| d.to_string()).as_deref(), Some("2025-06-01"));
        assert_eq!(list(&desk).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_row_supersedes_and_the_old_one_is_kept() {
    for desk in testkit::both(crate::schema()).await {
        take(&desk, 2025, &small("01/08/2024")).await.unwrap();
        let second = take(&desk, 2025, &small("02/08/2024")).await.unwrap();
        assert_eq!((second.new, second.changed, second.again), (0, 1, false));
        let child = list(&desk).await[0].id;
        let told = record(&desk, child).await.told;
        assert_eq!(told.len(), 2);
        assert!(told[0].superseded.is_some() && told[1].superseded.is_none());
        let changes = Facts::differences(&told[0].facts, &told[1].facts);
        assert_eq!(changes, [("Decisions", "2024-08-01".to_owned(), "2024-08-02".to_owned())]);

        // A file of one table alone leaves what the others said.
        let alone: Texts = vec![("placed", format!("{PLACED}K1,01/02/2022,03/08/2024,01/02/2025,RD3\n"))];
        assert_eq!(take(&desk, 2025, &alone).await.unwrap().changed, 1);
        let now = record(&desk, child).await;
        assert_eq!((now.step, now.story().ordered.is_some()), (Step::Reversed, true));

        // And a file that names the child no more takes back what its table said.
        let none: Texts = vec![("placed", PLACED.to_owned())];
        assert_eq!(take(&desk, 2025, &none).await.unwrap().changed, 1);
        assert_eq!(record(&desk, child).await.step, Step::Ordered);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_cannot_be_trusted_is_reported_and_left_out_and_the_rest_is_taken() {
    for desk in testkit::both(crate::schema()).await {
        let outcome = take(&desk, 2025, &small("31/02/2024")).await.unwrap();
        assert_eq!((outcome.new, outcome.left_out), (1, 1));
        let child = list(&desk).await[0].id;
        assert_eq!(record(&desk, child).await.story().decided, None);
        let who = desk.worker(Role::TeamManager).await;
        let found = desk
            .look(&who, move |look| {
                let grant = look.one::<ViewStatutoryReturns, StatutoryReturn>(outcome.id)?;
                Ok((
                    store::faults(look, &grant, Some("115"), 0, 10)?,
                    store::of_rules(look, &grant)?,
                    store::one(look, &grant)?,
                ))
            })
            .await
            .unwrap();
        let (faults, rules, taken) = found;
        assert_eq!(faults.len(), 1);
        assert_eq!(
            (faults[0].child.as_str(), faults[0].field.as_str(), faults[0].line),
            ("K1", "DATE_PLACED", 2)
        );
        assert!(
            rules.iter().any(|r| r.code == "559" && r.found.is_none() && r.lacking == "PlacedAdoption_last")
        );
        assert_eq!((taken.given.as_str(), taken.lines), ("Header Episodes PlacedAdoption", 6));

        // Mended, it is taken in; made wrong again, what was known stays.
        take(&desk, 2025, &small("01/08/2024")).await.unwrap();
        assert!(record(&desk, child).await.story().decided.is_some());
        let wrong = take(&desk, 2025, &small("32/08/2024")).await.unwrap();
        assert_eq!((wrong.changed, wrong.same), (0, 1));
        assert!(record(&desk, child).await.story().decided.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_on_last_year_are_held_against_what_was_taken_in_for_it() {
    for desk in testkit::both(crate::schema()).await {
        take(&desk, 2025, &small("01/08/2024")).await.unwrap();
        let next =
            |decided: &str| -> Texts { vec![("placed", format!("{PLACED}K1,01/02/2022,{decided},,\n"))] };
        let count = |prepared: &Prepared, code: &str| {
            prepared.checked.outcomes.iter().find(|o| o.rule.code == code).unwrap().found
        };
        let (agency, now) = (desk.agency(), desk.now);
        let (_, same) =
            at_the_desk(&desk.db, agency, year(2026), files(&next("01/08/2024")), now).await.unwrap();
        assert_eq!((count(&same, "560"), count(&same, "559")), (Some(0), Some(0)));
        let (_, moved) =
            at_the_desk(&desk.db, agency, year(2026), files(&next("02/08/2024")), now).await.unwrap();
        assert_eq!(count(&moved, "560"), Some(1));
        let (_, other) =
            at_the_desk(&desk.db, agency, year(2024), files(&next("01/08/2023")), now).await.unwrap();
        assert_eq!(count(&other, "560"), None, "the year before that was never taken in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_is_refused_and_a_return_checked_against_an_older_state_is_stale() {
    for desk in testkit::both(crate::schema()).await {
        let (agency, other) = (desk.agency(), desk.other_agency());
        let ready = |agency| {
            let db = desk.db.clone();
            async move {
                let before = db.read(move |r| before(r, agency, year(2025))).await.unwrap();
                std::sync::Arc::new(prepare(files(&small("01/08/2024")), before).unwrap())
            }
        };
        let prepared = ready(agency).await;
        for role in [Role::DutyWorker, Role::Commissioner, Role::FinanceOfficer, Role::Administrator] {
            let who = desk.worker(role).await;
            let p = prepared.clone();
            assert_eq!(desk.act(&who, move |act| run(act, &p)).await, Err(Error::Forbidden), "{role:?}");
        }
        let worker = desk.worker(Role::SocialWorker).await;
        let theirs = ready(other).await;
        assert_eq!(desk.act(&worker, move |act| run(act, &theirs)).await, Err(Error::NotFound));
        let p = prepared.clone();
        let taken = desk.act(&worker, move |act| run(act, &p)).await.unwrap();
        assert_eq!(desk.act(&worker, move |act| run(act, &prepared)).await, Err(Error::Stale));

        let stranger = desk.stranger(Role::TeamManager).await;
        let seen = desk
            .look(&stranger, move |look| {
                look.one::<ViewStatutoryReturns, StatutoryReturn>(taken.id).map(|_| ())
            })
            .await;
        assert_eq!(seen, Err(Error::NotFound));
        let child = list(&desk).await[0].id;
        let seen = desk
            .look(&stranger, move |look| look.one::<ViewWaitingChild, WaitingChild>(child).map(|_| ()))
            .await;
        assert_eq!(seen, Err(Error::NotFound));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_file_leaves_nothing_behind() {
    let desk = testkit::sqlite(crate::schema()).await;
    let mut texts = small("01/08/2024");
    texts.push(("page", "<html>".to_owned()));
    let Err(Error::Refused { rule, why }) = take(&desk, 2025, &texts).await else { panic!("it was taken") };
    assert_eq!(rule, "return.heading");
    assert!(why.starts_with("page: "), "{why}");
    assert_eq!(list(&desk).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_return_is_taken_in_whole() {
    let desk = testkit::sqlite(crate::schema()).await;
    let made = made_up::files(7, year(2025), 2_000);
    let texts: Texts = made.named().into_iter().map(|(name, text)| (name, text.to_owned())).collect();
    let outcome = take(&desk, 2025, &texts).await.unwrap();
    assert_eq!(outcome.left_out, 0);
    assert!(outcome.new > 15, "{outcome:?}");
    let decisions = made.placed_adoption.lines().count() - 1;
    assert_eq!(outcome.new, decisions, "every child with a decision, and nobody else");
}

/// From the return to the search for a family: told once, found from the child's page, and not twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_family_is_looked_for_for_a_child_of_the_return() {
    use access::{actions::EditMatching, finding::WaitingGroup};
    use kernel::Error;

    use crate::matching::{
        actions::{
            look_for_family, rule,
            tests::{new_child, new_group},
        },
        form::With,
        store as matching,
    };

    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        take(&desk, 2025, &small("01/08/2024")).await.unwrap();
        let child = list(&desk).await[0].id;
        let look_for = |who: &access::Actor, with: With| {
            let (desk, who) = (&desk, who.clone());
            let new = new_child("Robin", "2022-02-01");
            async move { desk.act(&who, move |act| look_for_family(act, child, &new, &with)).await }
        };
        let code = |e: Error| match e {
            Error::Refused { rule, .. } => rule,
            other => panic!("{other:?}"),
        };

        // Brothers and sisters who are not there, another agency, a role without matching.
        let nobody = With::Siblings(kernel::Reference::new("WC"));
        assert!(matches!(look_for(&worker, nobody).await, Err(Error::Invalid(_))));
        let stranger = desk.stranger(Role::SocialWorker).await;
        assert_eq!(look_for(&stranger, With::Nobody(new_group())).await, Err(Error::NotFound));
        let commissioner = desk.worker(Role::Commissioner).await;
        assert!(look_for(&commissioner, With::Nobody(new_group())).await.is_err());

        let elder = desk
            .act(&worker, |act| {
                crate::matching::actions::record_group(act, &new_group(), &new_child("Wren", "2020-05-01"))
            })
            .await
            .unwrap();
        let (group, reference) = look_for(&worker, With::Siblings(elder.1.clone())).await.unwrap();
        assert_eq!((group, &reference), (elder.0, &elder.1));
        let w = desk
            .look(&worker, move |look| matching::one(look, &look.one::<EditMatching, WaitingGroup>(group)?))
            .await
            .unwrap();
        assert_eq!(w.names, [("Wren".into(), String::new()), ("Robin".into(), "K1".into())]);
        let known = desk
            .look(&worker, |look| matching::with_number(look, &look.agency::<EditMatching>()?, "K1"))
            .await
            .unwrap();
        assert_eq!(known.iter().map(|k| k.group).collect::<Vec<_>>(), [group]);
        assert_eq!(code(look_for(&worker, With::Nobody(new_group())).await.unwrap_err()), rule::KNOWN);

        // A year later the return says that the child was placed.
        let next: Texts = vec![(
            "episodes",
            format!(
                "{EPISODES}K1,01/09/2024,L,E1,N1,U1,PR1,01/06/2025,X1,,,,\nK1,01/06/2025,P,E1,N1,A6,PR1,,,,,,\n"
            ),
        )];
        take(&desk, 2026, &next).await.unwrap();
        let refused = look_for(&worker, With::Nobody(new_group())).await.unwrap_err();
        assert_eq!(code(refused), rule::NOT_ON_THE_WAY);
    }
}
