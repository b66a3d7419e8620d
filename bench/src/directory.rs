//! A directory of 50,000 made-up services, taken in as a feed, and what people ask of it.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    fault::{Result, While, fault},
    http::Client,
    load::Ask,
};

/// Services of the directory.
pub(crate) const SERVICES: usize = 50_000;
/// Services of one file.
const IN_A_FILE: usize = 1_000;
/// Pages of the whole list that are walked through.
const LIST_PAGES: usize = 40;

/// Words that most names and descriptions have some of.
const COMMON: &[&str] =
    &["support", "group", "family", "parents", "children", "therapy", "school", "evening", "help", "play"];
/// Words that few have.
const RARE: &[&str] =
    &["fasd", "letterbox", "canoe", "pottery", "mediation", "genealogy", "sensory", "theraplay"];
/// Councils, by the code of the Office for National Statistics and of the Department for Education.
const COUNCILS: &[(&str, &str)] = &[
    ("E10000012", "881"),
    ("E08000025", "330"),
    ("E09000001", "201"),
    ("E08000026", "331"),
    ("E09000007", "202"),
    ("E09000012", "204"),
];
const DISTRICTS: &[&str] = &["CM1", "CM2", "SS1", "B1", "B15", "N1", "NW5", "E8", "CV1", "CO3"];

/// The same numbers every time (a linear congruential generator with Knuth's constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most.max(1)
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

fn service(number: usize, n: &mut Numbers) -> Value {
    let rare = if n.below(200) == 0 { n.of(RARE) } else { "" };
    let words: Vec<&str> = (0..12).map(|_| n.of(COMMON)).collect();
    let letters: String = (0..6).map(|_| char::from(b'a' + n.below(26) as u8)).collect();
    let (gss, _) = COUNCILS[n.below(COUNCILS.len())];
    let area = if n.below(40) == 0 { "E92000001" } else { gss };
    let least = n.below(16);
    json!({
        "id": format!("bench-{number}"), "name": format!("{letters} {} {}", n.of(COMMON), n.of(COMMON)), "status": "active",
        "description": format!("A {rare} service with {}.", words.join(" ")),
        "minimum_age": least, "maximum_age": least + n.below(12), "assured_date": "2026-06-01",
        "organization": {"id": "o", "name": format!("Organisation {}", n.below(2_000)), "description": "Made up"},
        "service_areas": [{"id": "a", "uri": format!("http://statistics.data.gov.uk/id/statistical-geography/{area}")}],
        "cost_options": [{"id": "c", "amount": if n.below(3) == 0 { 12 } else { 0 }}],
        "service_at_locations": [{"id": "l", "location": {"id": "p", "location_type": "physical", "addresses": [
            {"address_1": "1 Road", "city": "Town", "postal_code": format!("{} {}AA", n.of(DISTRICTS), n.below(10))}]}}],
        "schedules": [{"id": "s", "freq": "WEEKLY", "byday": n.of(&["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), "opens_at": "09:00"}],
    })
}

/// Writes the feed into a folder.
pub(crate) fn feed(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).while_("making a folder for the feed")?;
    let mut n = Numbers(2026);
    for first in (0..SERVICES).step_by(IN_A_FILE) {
        let contents: Vec<Value> = (first..first + IN_A_FILE).map(|number| service(number, &mut n)).collect();
        let page = json!({"contents": contents, "total_items": SERVICES, "last_page": first + IN_A_FILE == SERVICES});
        fs::write(folder.join(format!("{first:06}.json")), page.to_string()).while_("writing the feed")?;
    }
    Ok(())
}

/// The pages of the whole list, found by following it.
pub(crate) async fn list(client: &mut Client) -> Result<Vec<Ask>> {
    let mut asks = vec![Ask::Get("/directory".to_owned())];
    while asks.len() < LIST_PAGES {
        let Some(last) = asks.last() else { break };
        let head = last.of(client).await?;
        let html = client.text(&head);
        let next =
            html.split("href=\"").skip(1).filter_map(|part| part.split_once('"')).map(|(link, _)| link);
        let Some(next) = next.into_iter().find(|link| link.contains("after=")) else {
            return fault("the directory has no second page");
        };
        let next = next.replace("&amp;", "&");
        if asks.contains(&Ask::Get(next.clone())) {
            return fault("a page of the directory leads back");
        }
        asks.push(Ask::Get(next));
    }
    Ok(asks)
}

/// What people type and choose: common words and rare ones, beginnings of words, places, and several of them at once.
pub(crate) fn searches() -> Vec<Ask> {
    let mut all = Vec::new();
    let mut ask = |query: String| all.push(Ask::Get(format!("/directory?{query}")));
    for (at, common) in COMMON.iter().enumerate() {
        let rare = RARE[at % RARE.len()];
        let (_, council) = COUNCILS[at % COUNCILS.len()];
        let district = DISTRICTS[at % DISTRICTS.len()];
        let beginning: String = common.chars().take(3).collect();
        ask(format!("words={common}"));
        ask(format!("words={rare}"));
        ask(format!("words={beginning}"));
        ask(format!("words={common}+{rare}"));
        ask(format!("words={common}&council={council}"));
        ask(format!("council={council}&cost=free&age=5-10"));
        ask(format!("near={district}&words={common}"));
        ask(format!("near={district}&council={council}&age=16-17"));
        ask(format!("words={common}+{}+{rare}&council={council}&cost=free", COMMON[(at + 1) % COMMON.len()]));
        ask(format!("words=nothing{at}"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feed_is_the_same_each_time() {
        let some = || {
            let mut n = Numbers(7);
            (0..5).map(|number| service(number, &mut n)).collect::<Vec<_>>()
        };
        assert_eq!(some(), some());
        assert_ne!(some()[0]["name"], some()[1]["name"]);
        assert_eq!(searches().len(), 100);
    }
}
