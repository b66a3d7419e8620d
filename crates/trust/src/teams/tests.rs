//! Teams on both engines: who is in one decides what the reach `team` opens, in lists, counts and records alike.

use std::collections::BTreeSet;

use access::{
    Actor, Look, Role,
    actions::{ListCases, ListPromises, ManageTeams, ViewCase},
    delegations,
    permissions::Table,
    teams::{self, NewMember, Team},
};
use casework::{cases::list, promises};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{self, Account, Case},
    local_date,
};
use page::Cursor;
use testkit::Caller;

use crate::world::{World, worlds};

const NARROW: &str = "action,public,duty-worker,social-worker,team-manager,commissioner,finance-officer,provider,family-member,national-analyst,administrator
case.list,-,team,team,agency,-,-,-,-,-,-
case.view,-,team,team,agency,-,-,-,own,-,-
promise.list,-,team,team,agency,-,-,-,-,-,-
";

fn table() -> &'static Table {
    Box::leak(Box::new(Table::shipped().narrowed(NARROW).unwrap()))
}

/// Works as somebody who comes at `now`, with the places lent to them, under a table.
async fn under<T, F>(w: &World, table: &'static Table, who: &Actor, now: Timestamp, work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce(&Look<'_>) -> Result<T> + Send + 'static,
{
    let who = who.clone();
    w.desk
        .db
        .read(move |r| {
            let who = delegations::load(r, who, now)?;
            work(&Look::new(r, &who, now, "test").under(table))
        })
        .await
}

/// Every open case that somebody's list gives.
async fn cases(w: &World, table: &'static Table, who: &Actor, now: Timestamp) -> BTreeSet<Id<Case>> {
    under(w, table, who, now, |look| {
        let (mut ids, mut after) = (BTreeSet::new(), None::<Cursor>);
        loop {
            let page = list::page(look, &look.agency::<ListCases>()?, list::Filter::default(), after)?;
            ids.extend(page.items.iter().map(|c| c.id));
            after = page.next;
            if after.is_none() {
                return Ok(ids);
            }
        }
    })
    .await
    .unwrap()
}

/// Which of these cases somebody opens one by one.
async fn opened(
    w: &World,
    table: &'static Table,
    who: &Actor,
    now: Timestamp,
    all: &BTreeSet<Id<Case>>,
) -> BTreeSet<Id<Case>> {
    let all = all.clone();
    under(w, table, who, now, move |look| {
        let mut ids = BTreeSet::new();
        for case in all {
            match look.one::<ViewCase, Case>(case) {
                Ok(_) => drop(ids.insert(case)),
                Err(Error::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(ids)
    })
    .await
    .unwrap()
}

async fn made(w: &World, who: &Actor, name: &'static str) -> Result<Id<kinds::Team>> {
    w.desk.act(who, move |act| teams::make(act, name)).await
}

async fn joins(
    w: &World,
    who: &Actor,
    team: Id<kinds::Team>,
    account: Id<Account>,
) -> Result<Id<kinds::TeamMember>> {
    let new = NewMember { account, from: local_date(w.desk.now), until: None };
    w.desk.act(who, move |act| teams::add(act, team, &new)).await
}

async fn all_teams(w: &World, who: &Actor) -> Vec<Team> {
    w.desk.look(who, |look| teams::list(look, &look.agency::<ManageTeams>()?)).await.unwrap()
}

/// The people who coordinate open cases of the demo, and the cases of each.
async fn coordinators(w: &World) -> Vec<(Id<Account>, BTreeSet<Id<Case>>)> {
    let rows = w
        .rows(
            "SELECT c.coordinator_id, c.id FROM support_case c WHERE c.status = 'open' AND c.coordinator_id IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM seal s WHERE s.family_id = c.family_id) ORDER BY c.coordinator_id, c.id",
            vec![],
        )
        .await;
    let mut found: Vec<(Id<Account>, BTreeSet<Id<Case>>)> = Vec::new();
    for row in rows {
        let (who, case) = (row.get(0).unwrap(), row.get(1).unwrap());
        match found.iter_mut().find(|(known, _)| *known == who) {
            Some((_, cases)) => drop(cases.insert(case)),
            None => found.push((who, BTreeSet::from([case]))),
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_opens_its_cases_in_lists_counts_and_records_alike() {
    let (table, wide) = (table(), Table::shipped());
    for w in worlds().await {
        let now = w.desk.now;
        let whole = cases(&w, wide, &w.worker, now).await;
        let held = coordinators(&w).await;
        assert!(held.len() > 1, "the demo has more than one coordinator");
        let (mate, theirs) = held[0].clone();
        assert_eq!(
            cases(&w, table, &w.worker, now).await,
            BTreeSet::new(),
            "without a team, one's own alone"
        );

        let team = made(&w, &w.manager, "East").await.unwrap();
        joins(&w, &w.manager, team, mate).await.unwrap();
        assert_eq!(cases(&w, table, &w.worker, now).await, BTreeSet::new(), "the others' team");
        let mine = joins(&w, &w.manager, team, w.worker.account().unwrap()).await.unwrap();
        // A family may have several children: whoever reaches one of its cases reaches the family.
        let seen = cases(&w, table, &w.worker, now).await;
        assert!(theirs.is_subset(&seen) && seen.len() < whole.len(), "{} of {}", seen.len(), whole.len());
        assert_eq!(opened(&w, table, &w.worker, now, &whole).await, seen, "records follow the list");
        assert_eq!(cases(&w, table, &w.duty, now).await, BTreeSet::new(), "nobody else sees more");
        assert_eq!(cases(&w, table, &w.manager, now).await, whole, "the manager's line is not narrowed");

        // The count beside a list counts what the list shows.
        let late = async |who: &Actor, table: &'static Table| {
            under(&w, table, who, now, |look| promises::late(look, &look.agency::<ListPromises>()?)).await
        };
        let (few, many) = (late(&w.worker, table).await.unwrap(), late(&w.worker, wide).await.unwrap());
        assert!(few <= many && late(&w.duty, table).await.unwrap() == 0);

        // Whoever acts in the worker's place reaches the worker's team.
        let lent = delegations::New {
            giver: w.worker.account().unwrap(),
            receiver: w.duty.account().unwrap(),
            from: local_date(now),
            until: local_date(now),
            reason: "On leave".into(),
        };
        w.desk.act(&w.worker, move |act| delegations::make(act, &lent)).await.unwrap();
        assert_eq!(cases(&w, table, &w.duty, now).await, seen);
        assert_eq!(opened(&w, table, &w.duty, now, &whole).await, seen);

        // Out of the team, or the team over: nothing is left of it.
        w.desk.act(&w.manager, move |act| teams::end_member(act, team, mine)).await.unwrap();
        assert_eq!(cases(&w, table, &w.worker, now).await, BTreeSet::new());
        joins(&w, &w.manager, team, w.worker.account().unwrap()).await.unwrap();
        assert_eq!(cases(&w, table, &w.worker, now).await, seen);
        w.desk.act(&w.manager, move |act| teams::end(act, team, 1)).await.unwrap();
        assert_eq!(cases(&w, table, &w.worker, now).await, BTreeSet::new());
        assert_eq!(opened(&w, table, &w.worker, now, &whole).await, BTreeSet::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_which_team_the_narrower_reach_lies_within_the_wider() {
    let table = table();
    for w in worlds().await {
        let now = w.desk.now;
        let whole = cases(&w, Table::shipped(), &w.worker, now).await;
        let held = coordinators(&w).await;
        let me = w.worker.account().unwrap();
        // Each of these is a set of teams, by who is in them: 0 is whoever asks, others hold cases.
        let first = made(&w, &w.manager, "First").await.unwrap();
        let second = made(&w, &w.manager, "Second").await.unwrap();
        let mut reached = BTreeSet::new();
        for (team, place) in [(second, None), (first, Some(0)), (second, Some(1)), (first, None)] {
            let who = place.map_or(me, |n: usize| held[n % held.len()].0);
            joins(&w, &w.manager, team, who).await.unwrap();
            let seen = cases(&w, table, &w.worker, now).await;
            assert!(reached.is_subset(&seen) && seen.is_subset(&whole), "joining only ever adds");
            assert_eq!(opened(&w, table, &w.worker, now, &whole).await, seen);
            reached = seen;
        }
        assert!(!reached.is_empty() && reached.len() <= whole.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_are_kept_by_managers_and_nobody_brings_themselves_in() {
    for w in worlds().await {
        assert_eq!(made(&w, &w.worker, "Mine").await, Err(Error::Forbidden));
        let team = made(&w, &w.administrator, "North").await.unwrap();
        assert_eq!(made(&w, &w.manager, "north").await.unwrap_err().code(), "invalid");
        let me = w.manager.account().unwrap();
        assert_eq!(joins(&w, &w.manager, team, me).await.unwrap_err().code(), "team.oneself");
        let key = w
            .desk
            .act(&w.manager, |act| access::tokens::make(act, Role::TeamManager, "key", 1))
            .await
            .unwrap();
        let now = w.desk.now;
        let key = w.desk.db.read(move |r| access::tokens::actor(r, &key, now)).await.unwrap().unwrap();
        assert_eq!(joins(&w, &key, team, me).await.unwrap_err().code(), "team.oneself");
        assert!(joins(&w, &w.administrator, team, me).await.is_ok());
        assert_eq!(joins(&w, &w.administrator, team, me).await.unwrap_err().code(), "invalid", "twice");

        let stranger = w.desk.stranger(Role::TeamManager).await;
        let outsider = stranger.account().unwrap();
        assert_eq!(joins(&w, &w.manager, team, outsider).await.unwrap_err().code(), "invalid");
        assert_eq!(joins(&w, &stranger, team, outsider).await, Err(Error::NotFound));
        assert_eq!(all_teams(&w, &stranger).await, []);
        let rename = async |who: &Actor, version| {
            w.desk.act(who, move |act| teams::rename(act, team, version, "North and west")).await
        };
        assert_eq!(rename(&stranger, 1).await, Err(Error::NotFound));
        assert_eq!(rename(&w.manager, 2).await, Err(Error::Stale));
        rename(&w.manager, 1).await.unwrap();
        let all = all_teams(&w, &w.manager).await;
        // The demo has a team of its own.
        let kept = all.iter().find(|kept| kept.id == team).unwrap();
        assert_eq!((kept.name.as_str(), kept.members.len()), ("North and west", 1));

        // Two who end it at once: one does.
        let end = move |act: &access::Act<'_>| teams::end(act, team, 2);
        let (a, b) = tokio::join!(w.desk.act(&w.manager, end), w.desk.act(&w.administrator, end));
        assert_eq!([&a, &b].iter().filter(|done| done.is_ok()).count(), 1, "{a:?} {b:?}");
        let worker = w.worker.account().unwrap();
        assert_eq!(joins(&w, &w.manager, team, worker).await.unwrap_err().code(), "team.ended");
        let notes = w
            .rows("SELECT id FROM audit_line WHERE action = 'team.manage' AND deed = 'change'", vec![])
            .await;
        assert_eq!(notes.len(), 4, "made, joined, renamed, ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_keeps_a_team_on_its_pages_and_a_directory_by_the_api() {
    for w in worlds().await {
        let at = w.desk.now.to_string();
        let room = || (super::routes(), vec![]);
        let manager = Caller::Browser(w.manager.clone());
        let send = async |who: &Caller, path: &str, body: Option<&str>| {
            w.desk.request(room(), &at, who, path, body).await
        };
        let elsewhere = Caller::Browser(w.desk.stranger(Role::TeamManager).await);
        assert!(send(&elsewhere, "/teams", None).await.text.contains("There are no teams yet."));
        let unnamed = send(&manager, "/teams", Some("name=")).await;
        assert_eq!(unnamed.status, 422);
        assert!(unnamed.text.contains("Enter what the team is called"));
        let made = send(&manager, "/teams", Some("name=South")).await;
        let team = made.to.unwrap();
        let day = local_date(w.desk.now);
        let days = format!("from-day={}&from-month={}&from-year={}", day.day(), day.month(), day.year());
        let worker = w.worker.account().unwrap();
        let joined =
            send(&manager, &format!("{team}/members"), Some(&format!("account={worker}&{days}"))).await;
        assert_eq!(joined.to.as_deref(), Some(team.as_str()), "{}", joined.text);
        let page = send(&manager, &team, None).await.text;
        assert!(page.contains("In the team") && page.contains("Take out"));
        let myself = w.manager.account().unwrap();
        let own = send(&manager, &format!("{team}/members"), Some(&format!("account={myself}&{days}"))).await;
        assert!(own.text.contains("Nobody brings themselves into a team"), "{}", own.text);
        let stale = send(&manager, &format!("{team}/name"), Some("version=9&name=South+west")).await;
        assert!(stale.text.contains("Somebody changed this team"), "{}", stale.text);
        let csv = send(&manager, "/teams.csv", None).await.text;
        assert!(csv.contains("South") && csv.contains("social-worker"), "{csv}");

        let key = w.desk.machine(Role::Administrator, w.desk.agency()).await;
        let listed = send(&key, "/api/v1/teams", None).await.json();
        let teams = listed["items"].as_array().unwrap();
        let member = &teams.iter().find(|listed| listed["name"] == "South").unwrap()["members"][0];
        assert_eq!(member["account"], worker.to_string());
        let path = format!("/api/v1{team}/members/{}/end", member["id"].as_str().unwrap());
        let strange = w.desk.machine(Role::Administrator, w.desk.other_agency()).await;
        assert_eq!(send(&strange, &path, Some("{}")).await.status, 404);
        assert_eq!(send(&key, &path, Some("{}")).await.status, 200);
        assert_eq!(send(&key, &path, Some("{}")).await.status, 404, "out already");
        let body = format!("{{\"account\": \"{worker}\", \"from\": \"{day}\"}}");
        let again = send(&key, &format!("/api/v1{team}/members"), Some(&body)).await;
        assert_eq!(again.status, 201, "{}", again.text);
        let ended = send(&key, &format!("/api/v1{team}/end"), Some("{\"version\": 1}")).await;
        assert!(ended.json()["ended_at"].is_string(), "{}", ended.text);
        assert!(send(&manager, "/teams", None).await.text.contains("Teams that have ended"));
    }
}
