//! What there is to ask for, found as a person finds it: cases from the list of cases, page after
//! page, and names from the heads of the case pages.

use std::collections::BTreeSet;

use crate::{
    fault::{Result, fault},
    http::{Client, is_id},
};

/// Pages of the list of cases that are walked through at most.
const LIST_PAGES: usize = 20;
/// Case pages that are read for names.
const NAMED: usize = 150;
/// What stands before the child's name at the head of a case page.
const BEFORE_NAME: &str = "<p class=\"govuk-caption-l\">";
/// What stands after it.
const AFTER_NAME: &str = " · ";

/// Paths to ask for.
#[derive(Debug, Default)]
pub(crate) struct Harvest {
    /// Pages of the list of cases.
    pub(crate) lists: Vec<String>,
    /// Cases, each once.
    pub(crate) cases: Vec<String>,
    /// Searches by name.
    pub(crate) searches: Vec<String>,
}

impl Harvest {
    /// Walks through the list of cases and into some of them.
    pub(crate) async fn gather(client: &mut Client) -> Result<Self> {
        let mut harvest = Harvest::default();
        let mut page = Some("/cases".to_owned());
        let mut seen = BTreeSet::new();
        while let Some(path) = page.take() {
            let html = read(client, &path).await?;
            harvest.lists.push(path);
            for link in links(&html) {
                if is_case(&link) && seen.insert(link.clone()) {
                    harvest.cases.push(link);
                } else if is_further(&link)
                    && harvest.lists.len() < LIST_PAGES
                    && !harvest.lists.contains(&link)
                {
                    page = Some(link);
                }
            }
        }
        if harvest.cases.is_empty() {
            return fault("the list of cases shows none");
        }
        let step = harvest.cases.len().div_ceil(NAMED);
        let mut names = BTreeSet::new();
        for case in harvest.cases.iter().step_by(step) {
            names.extend(name(&read(client, case).await?));
        }
        harvest.searches = names.iter().flat_map(|name| searches(name)).collect();
        Ok(harvest)
    }
}

async fn read(client: &mut Client, path: &str) -> Result<String> {
    let head = client.get(path).await?;
    if head.status == 200 {
        Ok(client.text(&head))
    } else {
        fault(format!("{} answered {}", crate::http::pattern(path), head.status))
    }
}

/// Where the links of a page lead.
fn links(html: &str) -> Vec<String> {
    let parts = html.split("href=\"").skip(1);
    parts.filter_map(|part| part.split_once('"')).map(|(link, _)| plain(link)).collect()
}

fn is_case(link: &str) -> bool {
    link.strip_prefix("/cases/").is_some_and(is_id)
}

fn is_further(link: &str) -> bool {
    link.starts_with("/cases?") && link.contains("after=")
}

/// The child's name at the head of a case page.
fn name(html: &str) -> Option<String> {
    let (_, after) = html.split_once(BEFORE_NAME)?;
    let (name, _) = after.split_once(AFTER_NAME)?;
    let name = plain(name.trim());
    (!name.is_empty() && name.len() < 100).then_some(name)
}

/// What people type who look for somebody: the whole name, the surname alone, the beginning of
/// the surname, and the name with a letter left out.
fn searches(name: &str) -> Vec<String> {
    let surname = name.rsplit(' ').next().unwrap_or(name);
    let beginning: String = surname.chars().take(3).collect();
    let slip: String = name.chars().enumerate().filter(|(at, _)| *at != 2).map(|(_, c)| c).collect();
    let search = |typed: &str| {
        let query: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        format!("/people?name={query}")
    };
    [name, surname, &beginning, &slip].map(search).to_vec()
}

/// Text as it was before it was written into HTML.
fn plain(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0199a000-0000-7000-8000-000000000000";

    #[test]
    fn cases_and_further_pages_are_told_from_other_links() {
        let html = format!(
            "<a href=\"/cases/{ID}\">C1</a><a href=\"/cases/{ID}/plan\">Plan</a>\
             <a href=\"/cases?status=open&amp;after=00ff\">Next</a><a href=\"/cases.csv?status=open\">CSV</a>"
        );
        let links = links(&html);
        assert_eq!(links.iter().filter(|link| is_case(link)).count(), 1);
        assert_eq!(links.iter().find(|link| is_further(link)).unwrap(), "/cases?status=open&after=00ff");
    }

    #[test]
    fn a_name_is_searched_for_as_people_type_it() {
        let page = "<p class=\"govuk-caption-l\">Sam O'Hill &amp; Co · C-1 · Targeted</p>";
        assert_eq!(name(page).unwrap(), "Sam O'Hill & Co");
        assert_eq!(name("<h1>Nobody</h1>"), None);
        let typed = searches("Sam Hill");
        assert_eq!(
            typed,
            ["/people?name=Sam+Hill", "/people?name=Hill", "/people?name=Hil", "/people?name=Sa+Hill"]
        );
    }
}
